//! Fixed answers and suggestions: which words, which number, and that no other number ever stands in them.

use serde_json::{Value, json};

use crate::engage::triage::*;

fn answers() -> &'static Answers {
    Answers::built_in().unwrap()
}

fn numbers_file() -> Value {
    serde_json::from_str(include_str!("../emergency_numbers.json")).unwrap()
}

fn texts_file() -> Value {
    serde_json::from_str(include_str!("../answers.json")).unwrap()
}

fn countries() -> Vec<Value> {
    numbers_file()["countries"].as_array().unwrap().clone()
}

fn fixed(kind: EmergencyKind, country: &str, language: TriageLanguage) -> FixedAnswer {
    answers().fixed(kind, Some(country), language)
}

#[test]
fn a_fixed_answer_says_the_number_of_the_country_and_nothing_unverified() {
    let mut seen = 0;
    for country in countries() {
        let code = country["country"].as_str().unwrap();
        for kind in EmergencyKind::ALL {
            for language in TriageLanguage::ALL {
                let answer = fixed(*kind, code, *language);
                assert!(!answer.text().contains(['{', '}']), "{code}: {}", answer.text());
                assert!(answer.text().contains(answer.number().number()), "{code}: {}", answer.text());
                let allowed: Vec<&str> =
                    std::iter::once(answer.number()).chain(answer.helpline()).map(|it| it.number()).collect();
                for line in ["emergency", "ambulance", "crisis_line", "poison", "side_effects"] {
                    let line = &country[line];
                    let (Some(number), Some(false)) = (line["number"].as_str(), line["verified"].as_bool()) else {
                        continue;
                    };
                    let said = answer.text().split(|c: char| !c.is_ascii_digit()).any(|digits| digits == number);
                    assert!(!said || allowed.contains(&number), "{code} says {number}: {}", answer.text());
                }
                let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
                let expected: usize = allowed.iter().map(|number| digits(number).len()).sum();
                assert_eq!(digits(answer.text()).len(), expected, "{code}: {}", answer.text());
                seen += 1;
            }
        }
    }
    assert_eq!(seen, 46 * 3 * TriageLanguage::ALL.len());
}

#[test]
fn well_known_numbers_are_said() {
    for (country, number) in
        [("IN", "112"), ("US", "911"), ("GB", "999"), ("AU", "000"), ("DE", "112"), ("ae", "998"), (" br ", "192")]
    {
        let answer = fixed(EmergencyKind::Emergency, country, TriageLanguage::English);
        assert_eq!(answer.number().number(), number);
        assert_eq!(answer.number().country(), Some(country.trim().to_uppercase().as_str()));
        assert!(answer.number().source().contains("libphonenumber"));
        assert!(answer.text().contains(&format!("Please call {number} now")), "{}", answer.text());
    }
}

#[test]
fn where_no_number_is_verified_the_answer_says_your_local_number() {
    let unknown = answers().fixed(EmergencyKind::Emergency, None, TriageLanguage::English);
    assert_eq!(
        unknown.text(),
        "This could be an emergency. Please call your local emergency number (112 works in many countries) now or go to the nearest emergency department. We cannot give medical help through comments."
    );
    assert_eq!((unknown.number().number(), unknown.number().country()), ("112", None));
    for country in ["LK", "NG", "XX", "", "Germany"] {
        assert_eq!(
            fixed(EmergencyKind::Emergency, country, TriageLanguage::English).text(),
            unknown.text(),
            "{country}"
        );
    }
    let german = answers().fixed(EmergencyKind::Emergency, None, TriageLanguage::German);
    assert!(german.text().contains("rufen Sie sofort die örtliche Notrufnummer (112 gilt in vielen Ländern) an"));
}

#[test]
fn a_crisis_names_a_line_only_where_it_is_verified() {
    let india = fixed(EmergencyKind::Crisis, "IN", TriageLanguage::Hindi);
    assert_eq!(india.helpline().map(VerifiedNumber::number), Some("14416"));
    assert!(india.text().contains("14416") && india.text().contains("112"), "{}", india.text());
    for (country, unverified) in [("NZ", "1737"), ("FR", "3114"), ("GB", "116 123")] {
        let answer = fixed(EmergencyKind::Crisis, country, TriageLanguage::English);
        assert_eq!(answer.helpline(), None, "{country}");
        assert!(
            !answer.text().contains(unverified) && answer.text().contains("nearest emergency"),
            "{}",
            answer.text()
        );
    }
}

#[test]
fn languages_fall_back_to_what_the_writer_can_read_and_then_to_english() {
    for (asked, given) in [
        (TriageLanguage::HindiInLatin, TriageLanguage::Hindi),
        (TriageLanguage::Arabic, TriageLanguage::Arabic),
        (TriageLanguage::French, TriageLanguage::French),
    ] {
        assert_eq!(fixed(EmergencyKind::Emergency, "IN", asked).language(), given);
    }
    assert_eq!(fixed(EmergencyKind::Violence, "DE", TriageLanguage::German).language(), TriageLanguage::English);
    for (tag, language) in [
        ("de-CH", Some(TriageLanguage::German)),
        ("HI_latn", Some(TriageLanguage::HindiInLatin)),
        ("hi-IN", Some(TriageLanguage::Hindi)),
        ("ja", None),
        ("", None),
    ] {
        assert_eq!(TriageLanguage::of_tag(tag), language, "{tag}");
    }
}

#[test]
fn staff_are_told_what_to_do_beside_the_answer() {
    for kind in [AnswerKind::Violence, AnswerKind::SideEffect, AnswerKind::Privacy, AnswerKind::Legal, AnswerKind::Hide]
    {
        assert!(answers().staff_note(kind).is_some_and(|note| note.ends_with('.')), "{kind:?}");
    }
    assert_eq!(answers().staff_note(AnswerKind::Price), None);
}

fn numbers_changed(at: &str, to: Value) -> Option<String> {
    let mut file = numbers_file();
    *file.pointer_mut(at).unwrap() = to;
    EmergencyNumbers::read(&file.to_string()).err().map(|fault| fault.to_string())
}

#[test]
fn a_number_is_verified_only_with_a_source_and_in_its_country() {
    for (at, to, expected) in [
        ("/countries/0/emergency/number", json!("911"), "911 is not listed for IN"),
        ("/countries/0/crisis_line/source", json!(" "), "without a source"),
        ("/countries/0/crisis_line/number", json!(""), "without a source"),
        ("/countries/1/country", json!("IN"), "IN stands there twice"),
        ("/countries/1/country", json!("us"), "us is no country"),
        ("/unknown/verified", json!(false), "unknown country"),
        ("/countries", json!({}), "can't be read"),
    ] {
        let said = numbers_changed(at, to).unwrap_or_else(|| panic!("{at} is taken"));
        assert!(said.contains(expected), "{at}: {said}");
    }
    let mut file = numbers_file();
    file["countries"][0]["crisis_line"]["verified"] = json!(false);
    assert_eq!(EmergencyNumbers::read(&file.to_string()).unwrap().crisis_line("IN"), None);
}

#[test]
fn texts_that_lack_something_are_no_texts() {
    let fault = |at: &str, to: Value| {
        let mut file = texts_file();
        *file.pointer_mut(at).unwrap() = to;
        Answers::read(&file.to_string(), &numbers_file().to_string()).err().map(|fault| fault.to_string())
    };
    for (at, to, expected) in [
        ("/emergency/emergency/text", json!({ "de": "Notfall: {emergency}" }), "emergency in English"),
        ("/emergency/emergency/text/en", json!("Call {phone}"), "{phone}"),
        ("/emergency/crisis/without_helpline", json!(null), "with and without a line"),
        ("/emergency/crisis/without_helpline", json!({ "en": "Call {emergency}" }), "crisis without a line in"),
        ("/local_number", json!({ "en": "{number}" }), "the local number in"),
        ("/staff", json!({ "fax": "Call them." }), "can't be read"),
    ] {
        let said = fault(at, to).unwrap_or_else(|| panic!("{at} is taken"));
        assert!(said.contains(expected), "{at}: {said}");
    }
}
