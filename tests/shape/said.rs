//! What the program logs: its own sentences, word for word on a list, with every value in a field beside them.
//!
//! Invariant: a support report keeps of a log line what stands on that list. A sentence with a place for a value could carry anything
//! past it, so there is none.

use crate::rust::Code;
use crate::tree::File;

const LEVELS: [&str; 5] = ["trace", "debug", "info", "warn", "error"];

/// The sentences that a file logs outside of its tests, and what is wrong with them.
fn said(file: &File) -> (Vec<String>, Vec<String>) {
    let (mut sentences, mut complaints) = (Vec::new(), Vec::new());
    let code = file.code();
    let own = code.without_tests();
    for level in LEVELS {
        let opening = format!("tracing::{level}!(");
        for (at, _) in own.match_indices(&opening) {
            let inside = &file.text[at + opening.len()..at + opening.len() + closing(&own[at + opening.len()..])];
            match Code::read(inside).texts.pop().filter(|_| inside.trim_end().trim_end_matches(',').ends_with('"')) {
                None => complaints.push(format!("{} logs without a sentence: `{}`", file.path, inside.trim())),
                Some(sentence) if sentence.contains('{') => {
                    complaints.push(format!("{}: “{sentence}” has a place for a value; values are fields", file.path));
                }
                Some(sentence) => sentences.push(sentence),
            }
        }
    }
    if code.names("use tracing") {
        complaints.push(format!("{} logs under a shorter name, where nobody looks for it", file.path));
    }
    (sentences, complaints)
}

/// How far it is to the bracket that closes.
fn closing(rest: &str) -> usize {
    let mut depth = 1;
    let end = rest.bytes().position(|byte| {
        depth += match byte {
            b'(' => 1,
            b')' => -1,
            _ => 0,
        };
        depth == 0
    });
    end.unwrap_or(rest.len())
}

/// Where the list and the sources differ.
pub fn differs(files: &[File], list: &str) -> Vec<String> {
    let listed: Vec<&str> = list.lines().collect();
    let mut logged = Vec::new();
    let mut complaints = Vec::new();
    for file in files.iter().filter(|file| !file.is_test()) {
        let (sentences, wrong) = said(file);
        complaints.extend(wrong);
        for sentence in sentences {
            if !listed.contains(&sentence.as_str()) {
                complaints.push(format!("{}: “{sentence}” is not in said.txt", file.path));
            }
            logged.push(sentence);
        }
    }
    let gone = listed.iter().filter(|line| !logged.iter().any(|sentence| sentence == *line));
    complaints.extend(gone.map(|line| format!("nobody says “{line}” any more: take it off said.txt")));
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, list: &str) -> Vec<String> {
        differs(&[File::example("src-tauri/core/src/a.rs", source)], list)
    }

    #[test]
    fn a_sentence_that_is_not_listed_or_not_said_any_more_is_told() {
        let named = "#[cfg(test)]\nmod tests;\nfn a() { tracing::warn!(\"it failed\"); }";
        assert_eq!(check(named, "it failed\n"), Vec::<String>::new(), "tests in a file of their own hide nothing");
        let between =
            "#[cfg(test)]\nmod tests { fn b() { tracing::warn!(\"no\"); } }\nfn a() { tracing::warn!(\"it failed\"); }";
        assert_eq!(check(between, "it failed\n"), Vec::<String>::new(), "nor do tests in the middle");
        let source = "fn a() { tracing::warn!(%error, why = f(\"x\"), \"it failed\"); }\n#[cfg(test)] mod tests { fn b() { tracing::warn!(\"no\"); } }";
        assert_eq!(check(source, "it failed\n"), Vec::<String>::new());
        assert!(check(source, "")[0].contains("“it failed” is not in said.txt"));
        assert!(check(source, "it failed\nit worked\n")[0].contains("nobody says “it worked”"));
    }

    #[test]
    fn a_sentence_with_a_place_for_a_value_is_refused() {
        for (source, words) in [
            ("fn a() { tracing::info!(\"{name} called\"); }", "has a place for a value"),
            ("fn a() { tracing::info!(\"{} called\", name); }", "without a sentence"),
            ("fn a() { tracing::info!(name); }", "without a sentence"),
            ("use tracing::info; fn a() {}", "under a shorter name"),
        ] {
            let complaints = check(source, "");
            assert!(complaints.iter().any(|it| it.contains(words)), "{source}: {complaints:?}");
        }
    }
}
