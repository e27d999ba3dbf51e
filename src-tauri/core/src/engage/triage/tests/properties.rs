//! Whatever people write: it is triaged, its words are pointed at, and nothing that is added hides an emergency.

use countersign_spoil::{any_text, cases, near_text, odd_text};
use proptest::prelude::*;
use proptest::sample::select;
use unicode_normalization::UnicodeNormalization as _;

use super::{Tier, examples, of};

fn text() -> impl Strategy<Value = String> {
    let known: Vec<String> =
        examples("must_fire").into_iter().chain(examples("must_not_fire")).map(|it| it.1).collect();
    prop_oneof![
        3 => proptest::collection::vec(select(known), 1..5).prop_map(|texts| texts.join(" ")),
        2 => near_text("What is a stroke? My father had chest pain last year, but now I can’t breathe 🚑 सीने में दर्द ألم في صدري"),
        2 => any_text(60),
        1 => odd_text(),
    ]
}

/// Sentences that are an emergency by themselves.
fn emergency() -> impl Strategy<Value = String> {
    select(
        examples("must_fire")
            .into_iter()
            .map(|it| it.1)
            .filter(|text| of(text).tier == Tier::LifeAtRisk)
            .collect::<Vec<_>>(),
    )
}

#[test]
fn anything_is_triaged_and_what_fired_is_a_piece_of_it() {
    proptest!(cases(200), |(text in text())| {
        let triage = of(&text);
        prop_assert_eq!(triage.answer.is_none(), triage.fired.is_empty());
        let most_urgent = triage.fired.iter().map(|it| it.tier).min();
        prop_assert_eq!(most_urgent.unwrap_or(Tier::WhenThereIsTime), triage.tier);
        for fired in &triage.fired {
            prop_assert!(text.get(fired.span.clone()).is_some_and(|shown| !shown.is_empty()), "{:?}", fired);
        }
        prop_assert_eq!(triage, of(&text));
    });
}

#[test]
fn an_emergency_stays_one_whatever_stands_before_or_behind_it() {
    proptest!(cases(200), |(text in text(), emergency in emergency(), between in select(vec!["\n", ". ", "! ", "? ", "।"]))| {
        let alone = of(&text).tier;
        for both in [format!("{text}{between}{emergency}"), format!("{emergency}{between}{text}")] {
            let tier = of(&both).tier;
            prop_assert!(tier <= alone, "{both:?} is {tier:?}, {text:?} alone was {alone:?}");
            prop_assert_eq!(tier, Tier::LifeAtRisk, "{:?}", both);
        }
    });
}

#[test]
fn it_makes_no_difference_how_letters_are_composed() {
    proptest!(cases(120), |(text in text())| {
        let tier = of(&text).tier;
        prop_assert_eq!(of(&text.nfc().collect::<String>()).tier, tier);
        prop_assert_eq!(of(&text.nfd().collect::<String>()).tier, tier);
    });
}
