//! Bytes: each one of a file means something, and none makes the verifier fall over.

use countersign_spoil::cases;
use proptest::prelude::*;

use super::sample::{Sample, installation_key, sealed, sealed_over};
use crate::{Kind, Line, Verifier, read_checkpoints};

fn is_whole(file: &[u8]) -> bool {
    Verifier::check(file, Vec::new()).is_whole()
}

#[test]
fn every_byte_that_is_changed_is_found() {
    let file = Sample::whole().file();
    assert!(is_whole(&file), "{:#?}", Verifier::check(&file, Vec::new()).findings);
    let unfound = |part: usize| {
        let mut spoiled = file.clone();
        let mut unfound = Vec::new();
        for at in (part..file.len()).step_by(2) {
            // The neighbour, which looks most alike, and each other bit in turn.
            for change in [0x01, 0x02 << (at % 7)] {
                spoiled[at] ^= change;
                if is_whole(&spoiled) {
                    unfound.push((at, change));
                }
                spoiled[at] ^= change;
            }
        }
        unfound
    };
    std::thread::scope(|scope| {
        let halves = [0, 1].map(|part| scope.spawn(move || unfound(part)));
        for half in halves {
            assert_eq!(half.join().unwrap(), []);
        }
    });
}

/// The kind of a line, as it names itself.
fn kind_of(line: &[u8]) -> String {
    let line: serde_json::Value = serde_json::from_slice(line).unwrap();
    line["kind"].as_str().unwrap().to_owned()
}

/// The field of a line that a byte belongs to.
fn field_at(line: &str, at: usize) -> String {
    // A quotation mark within a text stands behind a backslash, so what is found is a field's name.
    let names = line.match_indices("\":").filter(|(end, _)| line.as_bytes()[end - 1] != b'\\');
    let last = names.take_while(|(end, _)| *end < at).last();
    last.map(|(end, _)| line[..end].rsplit('"').next().unwrap().to_owned()).unwrap_or_default()
}

/// A good seal hides nothing: what is changed below it is found by chain, signatures, keys and parts themselves. What is not
/// is listed here, and each of it is told nowhere else in a file: who people are, when and where it was written.
#[test]
fn every_byte_that_is_changed_under_a_seal_made_anew_is_found_but_for_these() {
    let whole = lines();
    let (_, body) = whole.split_last().unwrap();
    let unfound = |part: usize| {
        let mut unfound = std::collections::BTreeSet::new();
        for number in (part..body.len()).step_by(2) {
            let line = std::str::from_utf8(&body[number]).unwrap();
            let (before, after) = (body[..number].concat(), body[number + 1..].concat());
            for at in 0..line.len() {
                let mut spoiled = line.as_bytes().to_vec();
                spoiled[at] ^= 0x01;
                let file = [before.as_slice(), &spoiled, &after].concat();
                if is_whole(&sealed_over(file, &installation_key())) {
                    unfound.insert(format!("{} {}", kind_of(line.as_bytes()), field_at(line, at)));
                }
            }
        }
        unfound
    };
    let found: Vec<String> = std::thread::scope(|scope| {
        let halves = [0, 1].map(|part| scope.spawn(move || unfound(part)));
        let [one, other] = halves.map(|half| half.join().unwrap());
        one.union(&other).cloned().collect()
    });
    assert_eq!(found, ["head exported_at", "head installation", "person id", "person name"]);
}

/// Whole lines as well: people and words may be gone, and a file can't tell of checkpoints that it does not have.
#[test]
fn every_line_that_is_left_out_under_a_seal_made_anew_is_found_but_for_these() {
    let whole = lines();
    let (_, body) = whole.split_last().unwrap();
    for number in 0..body.len() {
        let rest = [&body[..number], &body[number + 1..]].concat().concat();
        let kind = kind_of(&body[number]);
        let may_be_gone = matches!(kind.as_str(), "person" | "words" | "checkpoint");
        assert_eq!(is_whole(&sealed_over(rest, &installation_key())), may_be_gone, "without line {number}, a {kind}");
    }
}

#[test]
fn every_byte_that_is_left_out_or_put_in_is_found() {
    let file = Sample::begun().file();
    for at in 0..file.len() {
        let mut shorter = file.clone();
        shorter.remove(at);
        assert!(!is_whole(&shorter), "without byte {at}");
        let mut longer = file.clone();
        longer.insert(at, b' ');
        assert!(!is_whole(&longer), "with a blank before byte {at}");
    }
    for end in 0..file.len() {
        assert!(!is_whole(&file[..end]), "cut after {end}");
    }
}

#[test]
fn a_line_in_another_spelling_is_refused_even_under_a_good_seal() {
    let line = br#"{"kind":"words","seq":1,"salt":"03030303030303030303030303030303","text":"A"}"#;
    assert!(Line::read(line).is_some());
    for other in [
        r#"{"kind":"words","seq":1,"salt":"03030303030303030303030303030303","text":"\u0041"}"#,
        r#"{"kind":"words", "seq":1,"salt":"03030303030303030303030303030303","text":"A"}"#,
        r#"{"kind":"words","salt":"03030303030303030303030303030303","seq":1,"text":"A"}"#,
        r#"{"kind":"words","seq":1.0,"salt":"03030303030303030303030303030303","text":"A"}"#,
        r#"{"kind":"words","seq":1,"seq":1,"salt":"03030303030303030303030303030303","text":"A"}"#,
        r#"{"kind":"words","seq":1,"salt":"03030303030303030303030303030303","text":"A","more":1}"#,
    ] {
        assert!(Line::read(other.as_bytes()).is_none(), "{other}");
    }
}

#[test]
fn a_file_that_comes_in_pieces_is_the_same_file() {
    let file = Sample::whole().file();
    for size in [1, 7, 4096] {
        let mut verifier = Verifier::new(Vec::new());
        file.chunks(size).for_each(|piece| verifier.take(piece));
        let report = verifier.finish();
        assert!(report.is_whole() && report.entries > 20, "{:#?}", report.findings);
    }
}

#[test]
fn a_line_without_an_end_is_not_kept_in_memory() {
    let mut verifier = Verifier::new(Vec::new());
    let piece = vec![b'a'; 1 << 20];
    for _ in 0..20 {
        verifier.take(&piece);
    }
    verifier.take(b"\n");
    let findings = verifier.finish().findings;
    assert!(findings[0].says.contains("no line of a record"), "{findings:?}");
}

fn lines() -> Vec<Vec<u8>> {
    Sample::whole().file().split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn nothing_from_outside_makes_it_panic_or_count_as_whole(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        prop_assert!(!is_whole(&bytes));
        prop_assert!(read_checkpoints(&bytes).is_err());
    }

    #[test]
    fn lines_in_any_other_order_are_found(swaps in proptest::collection::vec((0..64usize, 0..64usize), 1..4)) {
        let good = lines();
        let mut mixed = good.clone();
        for (one, other) in swaps {
            let count = mixed.len();
            mixed.swap(one % count, other % count);
        }
        prop_assert_eq!(is_whole(&mixed.concat()), mixed == good);
        // The same under a good seal: what is no line then is left out.
        let read: Vec<Line> = mixed.iter().filter_map(|line| Line::read(line.strip_suffix(b"\n").unwrap_or(line))).collect();
        let read: Vec<Line> = read.into_iter().filter(|line| !matches!(line, Line::Seal(_))).collect();
        let in_order = mixed.iter().take(good.len() - 1).eq(good.iter().take(good.len() - 1));
        prop_assert_eq!(is_whole(&sealed(&read)), in_order);
    }

    #[test]
    fn facts_of_any_kind_are_read_or_refused(
        facts in prop_oneof![
            ".*",
            "[\\[\"{]?[0-9a-z\":,]{0,12}[\\]\"}]?",
            proptest::collection::btree_map(
                proptest::sample::select(vec!["part", "manifest", "key", "person", "roles", "at", "doctors", "public_key"]),
                ".{0,12}",
                0..4,
            ).prop_map(|facts| serde_json::to_string(&facts).unwrap()),
        ],
        action in proptest::sample::select(vec![
            "key.enrolled", "key.retired", "person.added", "approval.signed", "approval.revoked", "gate.commit_started",
            "gate.keep_started", "delivery.handed_over", "part.posted", "record.key_enrolled", "signing.rule_set",
        ]),
    ) {
        let mut sample = Sample::begun();
        sample.entry("application", action, Some("post"), &[]);
        sample.entries.last_mut().unwrap().facts = facts.clone();
        let last = sample.entries.len() as i64;
        let report = sample.rehashed().report();
        prop_assert_eq!((report.entries, report.signatures), (last as u64, 0));
        let refused = report.findings.iter().any(|finding| {
            finding.kind == Kind::Format && finding.entry == Some(last) && finding.says == "its facts can't be read."
        });
        let object = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&facts).is_ok();
        prop_assert_eq!(refused, !object);
    }
}
