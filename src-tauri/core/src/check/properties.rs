//! Texts that people write and platforms count: whatever stands in them, they are counted, and in time.
//!
//! Invariant under test: links lie in the text, in order, apart from each other and on whole characters; a text that is twice
//! as long takes about twice as long, and nothing that is written makes counting fail.

use countersign_spoil::{any_text, cases, near_text};
use proptest::prelude::*;

use super::links::links;
use super::x_text::{weigh, weighted_length};

const SAMPLE: &str =
    "See https://lakeside.example.org/flu?day=1&x=(2)#top or t.co/AbC, www.bücher.example, a.b.c.co.uk/x…";

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => near_text(SAMPLE),
        2 => any_text(60),
        1 => (1..400usize, proptest::sample::select(vec!["a.", "http://", ".com", "https://a.co/(", "@", "-", "é", "👩\u{200d}"]))
            .prop_map(|(times, piece)| piece.repeat(times)),
    ]
}

#[test]
fn links_lie_in_the_text_in_order_and_apart() {
    proptest!(cases(800), |(text in text())| {
        let mut end = 0;
        for link in links(&text) {
            prop_assert!(end <= link.start && link.start < link.end, "{link:?} after {end}");
            prop_assert!(text.get(link.clone()).is_some_and(|link| link.contains('.')), "{link:?}");
            end = link.end;
        }
        prop_assert!(end <= text.len());
    });
}

#[test]
fn a_text_weighs_the_same_however_its_signs_are_composed_and_no_more_with_less_in_it() {
    use unicode_normalization::UnicodeNormalization as _;
    proptest!(cases(800), |(text in text())| {
        let weighed = weigh(&text);
        prop_assert_eq!(&weigh(&text.nfc().collect::<String>()), &weighed);
        prop_assert_eq!(&weigh(&text.nfd().collect::<String>()), &weighed);
        prop_assert_eq!(weighted_length(&text), weighed.length);
        let most = u32::try_from(text.nfc().count()).unwrap() * 2 + 23 * weighed.links;
        prop_assert!(weighed.length <= most, "{} > {most}", weighed.length);
        prop_assert_eq!(weighed.links, u32::try_from(links(&text.nfc().collect::<String>()).len()).unwrap());
    });
}
