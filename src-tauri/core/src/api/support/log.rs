//! What of the log may leave: when, how grave, where in the program, which of the program's own sentences, and a few facts
//! whose form is known.
//!
//! Invariant: everything is left out that is not recognised. A line begins with an instant, a level and a module of ours; its
//! sentence stands letter by letter in `said.txt`; a fact has a name from a short list, and a value of the form that belongs to that name. A
//! cause in somebody else's words, an address, an id or a name has no place in what is kept, whoever wrote it into the log.

use std::collections::BTreeSet;

use super::page::Fact;
use crate::model::Platform;

/// Every sentence that the program logs; a test holds it against the sources. None of them has a place for a value.
const SAID: &str = include_str!("said.txt");
/// How many lines are kept, the newest.
const MOST: usize = 200;
const LEVELS: [&str; 5] = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR"];
const METHODS: [&str; 4] = ["GET", "POST", "PUT", "DELETE"];
/// The parts of the program.
const CRATES: [&str; 5] =
    ["countersign", "countersign_core", "countersign_providers", "countersign_vault", "countersign_practice"];

/// The newest lines of a log that may leave, the oldest first. `templates` are the endpoints that the clients know.
pub(super) fn kept(log: &str, templates: &BTreeSet<&'static str>) -> Vec<Vec<Fact>> {
    let mut kept: Vec<Vec<Fact>> = log.lines().rev().filter_map(|line| read(line, templates)).take(MOST).collect();
    kept.reverse();
    kept
}

/// `2026-11-22T07:40:48.123456Z  INFO countersign_providers::http: call answered platform="x" status=201`.
fn read(line: &str, templates: &BTreeSet<&'static str>) -> Option<Vec<Fact>> {
    let (at, rest) = line.split_once(' ')?;
    let at = instant(at)?;
    let (level, rest) = rest.trim_start().split_once(' ')?;
    let level = one_of(level, &LEVELS)?;
    let (place, rest) = rest.split_once(": ")?;
    let part = one_of(place.split("::").next()?, &CRATES)?;
    // The longest that fits: one sentence may be the beginning of another.
    let said = SAID.lines().filter(|said| begins(rest, said)).max_by_key(|said| said.len())?;
    let mut facts = vec![Fact::At(at), Fact::Word(level), Fact::Word(part), Fact::Word(said)];
    for field in rest[said.len()..].split(' ') {
        if let Some(fact) = field.split_once('=').and_then(|(name, value)| known(name, value, templates)) {
            facts.extend(fact);
        }
    }
    Some(facts)
}

/// Whether a line says this sentence, and after it nothing but fields.
fn begins(rest: &str, said: &str) -> bool {
    !said.is_empty() && rest.strip_prefix(said).is_some_and(|after| after.is_empty() || after.starts_with(' '))
}

fn one_of(word: &str, words: &[&'static str]) -> Option<&'static str> {
    words.iter().find(|known| **known == word).copied()
}

/// Of the log's instants only the minute: it is told in the same way as all others.
fn instant(text: &str) -> Option<crate::model::Millis> {
    text.parse::<jiff::Timestamp>().ok().map(|at| crate::model::Millis(at.as_millisecond()))
}

/// A fact whose name and form are known.
fn known(name: &str, value: &str, templates: &BTreeSet<&'static str>) -> Option<[Fact; 2]> {
    let bare = value.trim_matches('"');
    let (name, fact) = match name {
        "platform" => ("platform", Fact::Word(Platform::from_word(bare)?.word())),
        "method" => ("method", Fact::Word(one_of(bare, &METHODS)?)),
        "template" => ("endpoint", Fact::Word(templates.get(bare)?)),
        "status" => ("status", Fact::Number(value.parse::<u16>().ok()?.into())),
        "ms" => ("ms", Fact::Number(value.parse::<u32>().ok()?.into())),
        _ => return None,
    };
    Some([Fact::Word(name), fact])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(log: &str) -> Vec<String> {
        let templates = BTreeSet::from(["/2/tweets"]);
        let lines = kept(log, &templates);
        lines.iter().map(|facts| facts.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")).collect()
    }

    #[track_caller]
    fn check(line: &str, kept: &str) {
        assert_eq!(told(line), [kept], "{line}");
    }

    #[test]
    fn a_call_is_told_by_what_is_known_of_it() {
        check(
            r#"2026-11-22T07:40:48.123456Z  INFO countersign_providers::http: call answered platform="x" method="POST" template="/2/tweets" status=201 ms=12 correlation=01931c2e-5b00-7000-8000-000000000009"#,
            "2026-11-22 07:40 UTC INFO countersign_providers call answered platform x method POST endpoint /2/tweets status 201 ms 12",
        );
    }

    #[test]
    fn a_value_of_another_form_is_left_out() {
        for field in [
            r#"platform="Asha""#,
            r#"method="Asha""#,
            r#"template="/2/users/asha-verma""#,
            "status=201x",
            "status=-1",
            "status=99999999999",
            "ms=+49176123456",
            r#"why="Asha Verma called""#,
            "error=the disk of Asha Verma is full status",
            "name=Asha",
            "=Asha",
            "\u{a0}ms=1Asha",
        ] {
            let line = format!("2026-11-22T07:40:48Z  WARN countersign_providers::http: call not sent {field}");
            check(&line, "2026-11-22 07:40 UTC WARN countersign_providers call not sent");
        }
    }

    #[test]
    fn a_line_that_is_not_ours_is_left_out_whole() {
        for line in [
            "",
            "Asha Verma called at noon",
            "2026-11-22T07:40:48Z",
            "2026-11-22T07:40:48Z  INFO hyper::client: call answered status=200",
            "2026-11-22T07:40:48Z  INFO countersignature::http: call answered status=200",
            "2026-11-22T07:40:48Z  LOUD countersign_providers::http: call answered",
            "yesterday  INFO countersign_providers::http: call answered",
            "2026-11-22T07:40:48Z  INFO countersign_providers::http: Asha Verma called",
            "2026-11-22T07:40:48Z  INFO countersign_providers::http: call answeredAsha",
            "2026-11-22T07:40:48Z  INFO sending{name=Asha}: countersign_providers::http: call answered",
            " 2026-11-22T07:40:48Z  INFO countersign_providers::http: call answered",
        ] {
            assert_eq!(told(line), Vec::<String>::new(), "{line}");
        }
    }

    #[test]
    fn words_that_pose_as_a_line_of_ours_bring_nothing_along() {
        // A cause in somebody else's words may have lines of its own.
        let posing = "2026-11-22T07:40:48Z  WARN countersign_core::publish: a sending could not be concluded error=x\n\
                      2026-11-22T07:40:49Z  WARN countersign_core::publish: call answered to Asha Verma status=200 note=Asha";
        assert_eq!(
            told(posing),
            [
                "2026-11-22 07:40 UTC WARN countersign_core a sending could not be concluded",
                "2026-11-22 07:40 UTC WARN countersign_core call answered status 200"
            ]
        );
    }

    #[test]
    fn the_newest_lines_are_kept() {
        let line =
            |ms: usize| format!("2026-11-22T07:40:48Z  INFO countersign_providers::http: call answered ms={ms}\n");
        let told = told(&(0..1_000).map(line).collect::<String>());
        assert_eq!(told.len(), MOST);
        assert!(told[0].ends_with("ms 800") && told[MOST - 1].ends_with("ms 999"), "{}", told[0]);
    }
}
