//! Stages: which modules of the core may name which.
//!
//! Invariant: an arrow goes down only. The ground uses the ground; a stage uses the ground and the stages before it in the
//! flow; the api uses all stages, and the engine everything. A stage's own tests are no part of it: tests may use everything.

use crate::tree::File;

const GROUND: [&str; 6] = ["model", "store", "audit", "env", "error", "ports"];

/// In the order of the flow.
const FLOW: [&str; 13] = [
    "clinic", "draft", "check", "review", "schedule", "gate", "publish", "engage", "measure", "alert", "backup", "api",
    "engine",
];

/// How high a module stands; the ground is all on one level.
fn level(module: &str) -> Option<usize> {
    let stage = FLOW.iter().position(|stage| *stage == module).map(|place| place + 1);
    if GROUND.contains(&module) { Some(0) } else { stage }
}

/// Modules of the core that are in no list above.
pub fn unknown(root: &str) -> Vec<String> {
    let code = crate::rust::Code::read(root).bare;
    let modules = code.split(';').filter_map(|item| item.split_whitespace().skip_while(|word| *word != "mod").nth(1));
    modules
        .filter(|module| level(module).is_none())
        .map(|module| format!("{module} is in no place of the flow"))
        .collect()
}

/// Names of later stages in a file of the core.
pub fn wrong_edges(file: &File) -> Vec<String> {
    let below = file.path.split_once("core/src/").map_or(file.path.as_str(), |(_, below)| below);
    let own = below.split('/').next().unwrap_or_default().trim_end_matches(".rs");
    let Some(own_level) = level(own).filter(|_| !file.is_test()) else { return Vec::new() };
    let code = file.code();
    let mut named = roots(&code.without_tests(), depth(below));
    named.sort_unstable();
    named.dedup();
    let later = named.into_iter().filter(|name| name != own && level(name).is_some_and(|level| level > own_level));
    later.map(|name| format!("{} may not use `{name}`, which comes later in the flow", file.path)).collect()
}

/// How many `super`s lead from a file's module to the root of the crate.
fn depth(below: &str) -> usize {
    let folders = below.split('/').count();
    if below.ends_with("/mod.rs") { folders - 1 } else { folders }
}

/// The first names of all paths that begin at the root of the crate.
fn roots(code: &str, depth: usize) -> Vec<String> {
    let up = "super::".repeat(depth);
    let starts = ["crate::", up.as_str()];
    let whole = |at: usize| !code[..at].ends_with(|it: char| it.is_alphanumeric() || it == '_' || it == ':');
    let after = starts.iter().flat_map(|start| {
        code.match_indices(start).filter(|(at, _)| whole(*at)).map(|(at, _)| &code[at + start.len()..])
    });
    after.flat_map(first_names).collect()
}

/// `a::b` begins with `a`; `{a::b, c}` with `a` and with `c`.
fn first_names(path: &str) -> Vec<String> {
    let name = |text: &str| text.trim().chars().take_while(|it| it.is_alphanumeric() || *it == '_').collect::<String>();
    let Some(group) = path.strip_prefix('{') else { return vec![name(path)] };
    let (mut names, mut depth, mut from) = (Vec::new(), 0, 0);
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                names.push(name(&group[from..at]));
                from = at + 1;
                if letter == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, text: &str, later: &[&str]) {
        let complaints = wrong_edges(&File::example(&format!("src-tauri/core/src/{path}"), text));
        let expected: Vec<String> = later
            .iter()
            .map(|name| format!("src-tauri/core/src/{path} may not use `{name}`, which comes later in the flow"))
            .collect();
        assert_eq!(complaints, expected);
    }

    #[test]
    fn a_later_stage_is_refused_and_an_earlier_one_is_not() {
        check("draft/post.rs", "use crate::publish::Publisher;", &["publish"]);
        check("publish/settle.rs", "use crate::draft::head; use crate::store::Tx;", &[]);
        check("gate/mod.rs", "fn a() { crate::api::b() }", &["api"]);
        check("api/draft.rs", "use crate::gate; use crate::engine::Engine;", &["engine"]);
        check("engine.rs", "use crate::{api::Api, gate};", &[]);
    }

    #[test]
    fn the_ground_stands_on_no_stage() {
        check("store/mod.rs", "use crate::model::Id; use crate::audit;", &[]);
        check("ports.rs", "use crate::clinic::Human;", &["clinic"]);
    }

    #[test]
    fn every_way_to_write_a_path_is_read() {
        check("clinic/pin.rs", "use crate::{env::{Env, Clock}, schedule::{self, plan}, gate};", &["gate", "schedule"]);
        check("clinic/pin.rs", "use super::super::review::talk;", &["review"]);
        check("clinic/mod.rs", "pub use super::review::talk;", &["review"]);
        check("clinic/pin.rs", "use super::review;", &[]);
        check("clinic/pin.rs", "let a = other::crate::gate::b; // crate::gate\n\"crate::gate\"", &[]);
    }

    #[test]
    fn tests_may_use_everything() {
        check("draft/writer/tests.rs", "use crate::check::check;", &[]);
        check("draft/post.rs", "use crate::model::Id;\n#[cfg(test)]\nmod tests { use crate::check::check; }", &[]);
    }

    #[test]
    fn a_module_without_a_place_is_refused() {
        assert_eq!(unknown("//! pub mod no;\npub mod api;\nmod helpers;\n"), ["helpers is in no place of the flow"]);
    }
}
