//! Triage against its own examples, against guards and spellings, and against files that contradict themselves.

mod answers;
mod properties;

use serde_json::{Value, json};

use super::*;

fn rules() -> &'static Rules {
    Rules::built_in().unwrap()
}

fn of(text: &str) -> Triage {
    rules().triage(&Words::new(text))
}

fn fired(text: &str, category: TriageCategory) -> Option<Fired> {
    of(text).fired.into_iter().find(|fired| fired.category == category)
}

fn file() -> Value {
    serde_json::from_str(include_str!("../rules.json")).unwrap()
}

/// Every example of the file under `key`, with its category.
fn examples(key: &str) -> Vec<(TriageCategory, String)> {
    let file = file();
    let categories = file["categories"].as_array().unwrap();
    let of_category = |it: &Value| {
        let category = TriageCategory::from_word(it["id"].as_str().unwrap()).unwrap();
        let texts = it[key].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned());
        texts.map(move |text| (category, text)).collect::<Vec<_>>()
    };
    categories.iter().flat_map(of_category).collect()
}

#[test]
fn every_example_fires_its_category_at_its_own_tier() {
    let file = file();
    let examples = examples("must_fire");
    assert!(examples.len() > 90, "{}", examples.len());
    for (category, text) in examples {
        let of_category = file["categories"].as_array().unwrap().iter().find(|it| it["id"] == category.word()).unwrap();
        let fired = fired(&text, category).unwrap_or_else(|| panic!("{text:?} does not fire {category:?}"));
        assert_eq!((fired.tier.word(), fired.lowered_by), (of_category["tier"].as_str().unwrap(), None), "{text:?}");
        assert!(of(&text).tier <= fired.tier, "{text:?}");
        assert!(!text[fired.span.clone()].trim().is_empty(), "{text:?}");
    }
}

#[test]
fn no_example_fires_a_category_that_it_is_not_about() {
    let examples = examples("must_not_fire");
    assert!(examples.len() > 45, "{}", examples.len());
    for (category, text) in examples {
        assert_eq!(fired(&text, category), None, "{text:?}");
    }
}

#[test]
fn who_says_that_they_are_not_suicidal_is_believed_for_that_alone() {
    for text in file()["guards"]["denied"].as_array().unwrap() {
        let text = text.as_str().unwrap();
        assert_eq!(fired(text, TriageCategory::Suicide), None, "{text:?}");
    }
    let both = of("I am not suicidal, but I have chest pain");
    assert_eq!(both.tier, Tier::LifeAtRisk);
    assert_eq!(both.fired[0].category, TriageCategory::Cardiac);
    let taken_back = "I don't want to die, that is what I said. Today I want to kill myself";
    assert_eq!(fired(taken_back, TriageCategory::Suicide).unwrap().tier, Tier::LifeAtRisk);
}

#[track_caller]
fn lowers(text: &str, category: TriageCategory, guard: TriageGuard) {
    let triage = of(text);
    let found = fired(text, category).unwrap_or_else(|| panic!("{text:?} does not fire"));
    assert_eq!((found.tier, found.lowered_by), (Tier::Urgent, Some(guard)), "{text:?}");
    assert_eq!((triage.tier, triage.emergency()), (Tier::Urgent, None), "{text:?}");
}

#[test]
fn what_is_asked_remembered_or_imagined_is_urgent_and_no_alarm() {
    lowers("What are the signs of a heart attack?", TriageCategory::Cardiac, TriageGuard::Definitional);
    lowers("My father had a heart attack", TriageCategory::Cardiac, TriageGuard::History);
    lowers("She had shortness of breath last year", TriageCategory::Breathing, TriageGuard::History);
    lowers("Whom do I call if my son ever has a seizure", TriageCategory::Collapse, TriageGuard::Hypothetical);
    assert_eq!(of("What are the signs of a heart attack?").answer, Some(AnswerKind::NoAdvice));
}

#[test]
fn the_present_outweighs_every_guard() {
    for text in [
        "What are the signs of a heart attack, I have chest pain right now",
        "What are the signs of a heart attack? My chest feels heavy",
        "Last year it was nothing, but my father has chest pain",
        "He had a stroke last year; her face is drooping",
        "If she has a seizure again please help",
        "I used to be fine, now I can't breathe",
        "दिल का दौरा क्या है? अभी सीने में दर्द है",
    ] {
        assert_eq!(of(text).tier, Tier::LifeAtRisk, "{text:?}");
    }
}

#[test]
fn suicide_and_violence_are_never_lowered() {
    for (text, category) in [
        ("What is suicide awareness day", TriageCategory::Suicide),
        ("When I was a child I wanted to kill myself", TriageCategory::Suicide),
        ("If I ever feel like it I will end my life", TriageCategory::Suicide),
        ("Last year my husband beats me", TriageCategory::Violence),
    ] {
        let found = fired(text, category).unwrap_or_else(|| panic!("{text:?}"));
        assert_eq!((found.tier, found.lowered_by), (Tier::LifeAtRisk, None), "{text:?}");
    }
}

#[test]
fn no_spelling_hides_an_emergency() {
    for text in [
        "CHEST PAAAAIN",
        "i want to dieeee",
        "I can’t breathe",
        "I can`t  breathe",
        "I want\u{A0}to\u{200B} kill\tmyself",
        "su\u{AD}icide",
        "Ｉ ｗａｎｔ ｔｏ ｄｉｅ",
        "𝗜 𝘄𝗮𝗻𝘁 𝘁𝗼 𝗱𝗶𝗲",
        "chest 😭😭 pain",
        "J'etouffe",
        "J'e\u{301}touffe",
        "Uberdosis",
        "ÜBERDOSIS",
        "SCHLAGANFALL",
        "बीपी और BP २१०/१२०",
        "मुँह टेढ़ा हो गया",
        "اريد ان أموت",
        "أُرِيدُ أَنْ أَمُوتَ",
        "ضيق التنفّس",
    ] {
        assert_eq!(of(text).tier, Tier::LifeAtRisk, "{text:?}");
    }
}

#[test]
fn what_fired_is_shown_in_the_persons_own_letters() {
    for (text, category, shown) in [
        ("Mein Mann 😱 hat SCHMERZEN in der  Brust!", TriageCategory::Cardiac, "SCHMERZEN in der  Brust"),
        ("help, I can’t breaaaaathe", TriageCategory::Breathing, "can’t breaaaaathe"),
        ("वो बेहोश हो गए", TriageCategory::Collapse, "बेहोश"),
        ("J'e\u{301}touffe", TriageCategory::Breathing, "e\u{301}touffe"),
    ] {
        let found = fired(text, category).unwrap_or_else(|| panic!("{text:?}"));
        assert_eq!(&text[found.span], shown, "{text:?}");
    }
}

#[test]
fn an_ambulance_counts_alone_or_beside_something_that_hurts() {
    for text in ["🆘", " 🚑🚑!! ", "🆘 pain", "my leg 🚑 dard", "What are the signs of a heart attack 🆘"] {
        let triage = of(text);
        assert_eq!((triage.tier, triage.emergency()), (Tier::LifeAtRisk, Some(EmergencyKind::Emergency)), "{text:?}");
    }
    assert_eq!(of("Our new 🚑 has arrived, well done").tier, Tier::WhenThereIsTime);
}

#[test]
fn an_idiom_is_no_emergency_and_hides_none() {
    for text in ["That price almost gave me a heart attack", "a stroke of luck", "me muero de hambre"] {
        assert!(of(text).tier > Tier::Urgent, "{text:?}: {:?}", of(text));
    }
    assert_eq!(of("I am dying to see you, and my chest hurts").tier, Tier::LifeAtRisk);
}

#[test]
fn the_most_urgent_decides_the_tier_and_the_answer() {
    let triage = of("Worst clinic, waited 3 hours, and after the injection she got a rash");
    assert_eq!((triage.tier, triage.answer), (Tier::Urgent, Some(AnswerKind::SideEffect)));
    assert!(triage.fired.iter().any(|it| it.category == TriageCategory::Complaint));
    let both = of("What is a stroke attack? My lawyer wants to know");
    assert_eq!(
        (both.tier, both.answer),
        (Tier::Urgent, Some(AnswerKind::Legal)),
        "what stands goes before what was lowered"
    );
    assert_eq!(of("I took all my pills").emergency(), Some(EmergencyKind::Crisis));
    assert_eq!(of("he raped me please help").emergency(), Some(EmergencyKind::Violence));
    assert_eq!(of("Ich will nicht mehr leben").language(), Some(TriageLanguage::German));
    assert_eq!(of("seene mein dard ho raha hai").language(), Some(TriageLanguage::HindiInLatin));
    let nothing = of("Lovely pictures of the garden");
    assert_eq!(nothing, Triage { tier: Tier::WhenThereIsTime, fired: Vec::new(), answer: None });
}

#[test]
fn words_do_not_print() {
    assert_eq!(format!("{:?}", Words::new("I have chest pain")), "Words(17 bytes)");
}

#[test]
fn the_rules_say_what_they_are_and_where_each_comes_from() {
    assert_eq!((rules().version(), rules().date()), (1, "2026-11-20"));
    for category in TriageCategory::ALL {
        assert!(rules().source(*category).is_some_and(|source| !source.is_empty()), "{category:?}");
    }
}

#[test]
fn every_pattern_is_written_small_finds_something_and_stays_in_its_sentence() {
    let file = file();
    let patterns = file["categories"].as_array().unwrap().iter().flat_map(|it| it["patterns"].as_array().unwrap());
    let written: Vec<&str> = patterns.map(|it| it["pattern"].as_str().unwrap()).collect();
    assert!(written.len() >= 160, "{}", written.len());
    let patterns = crate::check::Patterns::of(written.iter().copied()).unwrap();
    let apart = examples("must_fire").into_iter().map(|(_, text)| text.replace(' ', "\n")).collect::<Vec<_>>();
    for (place, pattern) in written.iter().enumerate() {
        assert_eq!(pattern.to_lowercase(), *pattern);
        assert_eq!(patterns.spans(place, "").count(), 0, "{pattern} finds nothing");
        for text in &apart {
            let crossing = patterns.spans(place, text).find(|span| text[span.clone()].contains('\n'));
            assert_eq!(crossing, None, "{pattern} in {text:?}");
        }
    }
}

/// The built-in rules after a change; `at` is a JSON pointer.
fn changed(at: &str, to: Value) -> Result<Rules, RulesFault> {
    let mut file = file();
    *file.pointer_mut(at).unwrap() = to;
    Rules::read(&file.to_string())
}

#[test]
fn rules_that_contradict_themselves_are_no_rules() {
    let fault = |at: &str, to: Value| changed(at, to).err().map(|fault| fault.to_string());
    assert_eq!(fault("/version", json!(2)), None);
    for (at, to, expected) in [
        ("/categories/1/id", json!("suicide"), "not exactly one set of rules"),
        ("/categories/1/id", json!("toothache"), "can't be read"),
        ("/categories/1/tier", json!("urgent"), "cardiac is an emergency by its kind"),
        ("/categories/1/answer", json!("price"), "cardiac is an emergency by its kind"),
        ("/categories/1/patterns/0/pattern", json!("(chest"), "a pattern of triage"),
        ("/lowered_to", json!("life_at_risk"), "still an emergency"),
        ("/lowered_answer", json!("crisis"), "still an emergency"),
        ("/guards/history", json!(3), "can't be read"),
    ] {
        let said = fault(at, to).unwrap_or_else(|| panic!("{at} is taken"));
        assert!(said.contains(expected), "{at}: {said}");
    }
}
