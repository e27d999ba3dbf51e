//! Bytes: each one of a file means something, and none makes the verifier fall over.

use countersign_spoil::cases;
use proptest::prelude::*;

use super::sample::{Sample, sealed};
use crate::{Line, Verifier, read_checkpoints};

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
    fn facts_of_any_kind_are_read_or_refused(facts in ".*", action in "(key|person|approval|gate|part|record)\\.[a-z_]+") {
        let mut sample = Sample::begun();
        sample.entry("application", &action, Some("post"), &[]);
        sample.entries.last_mut().unwrap().facts = facts;
        let _ = sample.rehashed().report();
    }
}
