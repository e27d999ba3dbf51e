//! Replies that tell too much, and replies that are fine: written by hand, in the languages of the rules.

use countersign_spoil::{any_text, cases, near_text, odd_text};
use proptest::prelude::*;
use proptest::sample::select;
use serde::Deserialize;

use super::*;
use crate::engage::triage::{Answers, EmergencyKind, TriageLanguage};

#[derive(Deserialize)]
struct Replies {
    bad: Vec<Example>,
    hints: Vec<Example>,
    good: Vec<String>,
}

#[derive(Deserialize)]
struct Example {
    code: FindingCode,
    text: String,
    answers: Option<String>,
}

fn replies() -> Replies {
    serde_json::from_str(include_str!("replies.json")).unwrap()
}

fn rules() -> &'static PatientSafeRules {
    PatientSafeRules::built_in().unwrap()
}

fn check(text: &str, public: bool, answers: Option<&str>) -> Vec<PatientSafeFinding> {
    rules().check(&Reply { text, public, answers })
}

fn blocks(text: &str) -> bool {
    check(text, true, None).iter().any(|it| it.severity == Severity::Block)
}

/// What people wrote about the reply, for a failure that says all at once.
#[track_caller]
fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} replies:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_bad_reply_is_stopped_in_public_for_its_own_reason() {
    let bad = replies().bad;
    assert!(bad.len() >= 60, "{}", bad.len());
    let missed = bad.iter().filter(|it| {
        let found = check(&it.text, true, it.answers.as_deref());
        !found.iter().any(|found| found.code == it.code && found.severity == Severity::Block)
    });
    none(&missed.map(|it| format!("{:?} is not found in {:?}", it.code, it.text)).collect::<Vec<_>>());
}

#[test]
fn what_may_be_right_is_a_hint_and_stops_nothing() {
    let wrong = replies().hints.into_iter().filter_map(|it| {
        let found = check(&it.text, true, it.answers.as_deref());
        let hinted = found.iter().any(|found| found.code == it.code && found.severity == Severity::Hint);
        let stopped = found.iter().any(|found| found.severity == Severity::Block);
        (!hinted || stopped).then(|| format!("{:?}: {found:?}", it.text))
    });
    none(&wrong.collect::<Vec<_>>());
}

#[test]
fn a_good_reply_is_let_through_without_a_word() {
    let good = replies().good;
    assert!(good.len() >= 30, "{}", good.len());
    let wrong = good.iter().filter_map(|text| {
        let found = check(text, true, None);
        (!found.is_empty()).then(|| format!("{text:?}: {:?}", found.iter().map(|it| &it.message).collect::<Vec<_>>()))
    });
    none(&wrong.collect::<Vec<_>>());
}

#[test]
fn every_fixed_answer_is_safe_to_send() {
    let answers = Answers::built_in().unwrap();
    let comment = "I have chest pain and fever after the surgery, and got a rash from the antibiotic";
    let mut texts = Vec::new();
    for language in TriageLanguage::ALL {
        for country in [None, Some("IN"), Some("GB"), Some("AU"), Some("NZ")] {
            texts.extend(
                EmergencyKind::ALL.iter().map(|kind| answers.fixed(*kind, country, *language).text().to_owned()),
            );
        }
    }
    assert!(texts.len() > 100);
    let wrong = texts.iter().filter_map(|text| {
        let found = check(text, true, Some(comment));
        (!found.is_empty()).then(|| format!("{text:?}: {:?}", found.iter().map(|it| &it.message).collect::<Vec<_>>()))
    });
    none(&wrong.collect::<Vec<_>>());
}

#[test]
fn a_finding_shows_the_words_says_what_to_do_and_names_its_rule() {
    let text = "Hello! We’re SORRY about your  appointment.";
    let found = check(text, true, None);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(&text[found[0].span.clone()], "your  appointment");
    assert!(found[0].message.starts_with("“your  appointment” tells whoever reads it"), "{}", found[0].message);
    let finding = found[0].clone().in_part(Some(0));
    assert_eq!((finding.code, finding.severity, finding.part), (FindingCode::PatientHinted, Severity::Block, Some(0)));
    assert!(finding.source.is_some_and(|source| source.contains("164.502")));
}

#[test]
fn in_private_only_advice_is_stopped() {
    for it in replies().bad {
        for found in check(&it.text, false, it.answers.as_deref()) {
            let expected = if found.code == FindingCode::ClinicalAdvice { Severity::Block } else { Severity::Hint };
            assert_eq!(found.severity, expected, "{:?}", it.text);
        }
    }
    assert_eq!(check("We can look into this for you.", false, None), []);
}

#[test]
fn what_takes_a_word_back_counts_in_its_own_sentence_only() {
    for text in [
        "Please do not worry. Take two tablets.",
        "Do not stop it; stop your insulin",
        "Ask your doctor before you come\nStop your insulin",
        "Book your appointment soon. Your appointment was yesterday",
        "Nobody has to wait! You missed two sessions",
    ] {
        assert!(blocks(text), "{text:?}");
    }
}

#[test]
fn a_detail_counts_only_where_somebody_wrote_it() {
    let reply = "Sorry to read of the fever.";
    assert_eq!(check(reply, true, Some("Lovely garden")), []);
    assert_eq!(check(reply, true, Some("she has FEVERRR 😭 fever"))[0].code, FindingCode::HealthDetailRepeated);
    let across = check("Lamentamos la fiebre.", true, Some("she has fever"));
    assert_eq!(across[0].severity, Severity::Block, "also in another language");
}

#[test]
fn no_spelling_hides_what_is_told() {
    for text in [
        "YOUR APPOINTMENT",
        "ｙｏｕｒ ａｐｐｏｉｎｔｍｅｎｔ",
        "your\u{A0}app\u{AD}ointment",
        "yourrrr appointment",
        "𝘆𝗼𝘂𝗿 𝘀𝘂𝗿𝗴𝗲𝗿𝘆",
        "your 💉 treatment",
    ] {
        assert!(blocks(text), "{text:?}");
    }
}

#[test]
fn every_rule_and_every_pattern_of_it_catches_something() {
    assert_eq!((rules().version(), rules().date()), (1, "2026-11-20"));
    let replies = replies();
    let texts: Vec<&str> = replies.bad.iter().chain(&replies.hints).map(|it| it.text.as_str()).collect();
    let readings: Vec<Folded> = texts.iter().flat_map(|text| Folded::readings(text)).collect();
    let idle: Vec<usize> = (0..rules().rule_of.len())
        .filter(|place| !readings.iter().any(|it| rules().patterns.first_from(*place, it.words(), 0).is_some()))
        .collect();
    assert_eq!(idle, [0; 0], "patterns that no example needs");
    for pattern in texts.iter().map(|text| text.replace(' ', "\n")) {
        let crossing =
            rules().patterns.all_spans(&pattern).into_iter().find(|span| pattern[span.clone()].contains('\n'));
        assert_eq!(crossing, None, "{pattern:?}");
    }
}

fn text() -> impl Strategy<Value = String> {
    let replies = replies();
    let known: Vec<String> = replies.bad.into_iter().map(|it| it.text).chain(replies.good).collect();
    prop_oneof![
        3 => proptest::collection::vec(select(known), 1..4).prop_map(|texts| texts.join(" ")),
        2 => near_text("We’re sorry about your appointment; do not stop your insulin. आपके इलाज नतائجك शكراً لزيارتك Ihre Behandlung"),
        2 => any_text(60),
        1 => odd_text(),
    ]
}

#[test]
fn anything_is_checked_and_what_is_found_is_a_piece_of_it() {
    proptest!(cases(200), |(text in text(), answers in text(), public in any::<bool>())| {
        for found in check(&text, public, Some(&answers)) {
            let shown = text.get(found.span.clone());
            prop_assert!(shown.is_some_and(|shown| !shown.is_empty()), "{:?}", found);
            prop_assert!(found.message.contains(shown.unwrap_or_default()));
        }
    });
}

#[test]
fn nothing_that_is_added_lets_a_bad_reply_through() {
    let bad: Vec<String> = replies().bad.into_iter().filter(|it| it.answers.is_none()).map(|it| it.text).collect();
    proptest!(cases(200), |(text in text(), bad in select(bad))| {
        prop_assert!(blocks(&format!("{text}\n{bad}")), "{:?} before {:?}", text, bad);
        prop_assert!(blocks(&format!("{bad}\n{text}")), "{:?} behind {:?}", text, bad);
    });
}
