//! Films that are spoilt: whatever comes, it is told what it is or refused, within bounded work.

use countersign_spoil::{any_bytes, cases, near};
use proptest::prelude::*;

use super::*;

#[test]
fn whatever_film_comes_it_is_told_what_it_is_or_refused() {
    let good = Film::default().bytes();
    let head = good.len().min(6_000);
    let file = prop_oneof![
        4 => near(&good),
        // What is read of a film is almost all in its beginning.
        4 => near(&good[..head]).prop_map({
            let rest = good[head..].to_vec();
            move |start| [start, rest.clone()].concat()
        }),
        1 => any_bytes(300).prop_map(|rest| [b"\0\0\0\x18ftypisom\0\0\x02\0isomiso2".to_vec(), rest].concat()),
        1 => any_bytes(300),
    ];
    proptest!(cases(280), |(file in file)| {
        if let Ok((facts, plan)) = look(&file) {
            prop_assert!(facts.width > 0 && facts.height > 0 && facts.duration_ms > 0);
            prop_assert_eq!(facts.bytes, file.len() as u64);
            let (mut out, mut source) = (Vec::new(), Cursor::new(&file));
            if Cleaned::new(&mut source, &plan).read_to_end(&mut out).is_ok() {
                prop_assert_eq!(out.len(), file.len(), "what is kept is as long as what came");
                // What was kept once is kept as it is.
                if let Ok((again, plan)) = look(&out) {
                    prop_assert_eq!((again.width, again.height, again.duration_ms), (facts.width, facts.height, facts.duration_ms));
                    let (mut twice, mut source) = (Vec::new(), Cursor::new(&out));
                    Cleaned::new(&mut source, &plan).read_to_end(&mut twice).unwrap();
                    prop_assert!(twice == out, "cleaning what is clean changed it");
                }
            }
        }
    });
}

#[test]
fn boxes_in_boxes_in_boxes_are_no_way_down() {
    let mut nested = Vec::new();
    for _ in 0..2_000 {
        nested = boxed(b"moov", &nested);
    }
    let film = [boxed(b"ftyp", b"isom\0\0\x02\0isomiso2"), nested].concat();
    assert!(look(&film).is_err());
}
