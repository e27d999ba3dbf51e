//! What the writer writes, by what a clinic would ask of it.

use std::collections::BTreeSet;

use countersign_spoil::cases;
use proptest::prelude::*;

use super::phrases::{Phrasebook, Shaped, Toned, phrasebook};
use super::theme::Shape;
use super::*;
use crate::check::{FindingCode, PlatformMeasure, check};

/// Ten themes as clinics give them, of every shape.
const THEMES: [&str; 10] = [
    "World COPD Day",
    "flu shots for over-60s",
    "antibiotics do not cure a cold",
    "Handwashing",
    "back pain at work",
    "World Mental Health Day",
    "Know your blood pressure",
    "sun and skin",
    "quit smoking",
    "healthy sleep",
];

fn brief(theme: &str) -> Brief {
    Brief {
        theme: theme.to_owned(),
        brand: "Riverside Clinic".to_owned(),
        offer: None,
        location: None,
        audience: None,
        tone: Tone::Warm,
        language: Language::English,
        contact: None,
        seed: 1,
    }
}

fn writer() -> TemplateWriter {
    TemplateWriter::new(Arc::new(PlatformMeasure))
}

fn drafted(brief: &Brief) -> (String, String) {
    let drafted = writer().write(brief, Platform::ALL).unwrap();
    let text = |platform| {
        let (_, content) = drafted.variants.iter().find(|(of, _)| *of == platform).unwrap();
        content.parts[0].text.clone()
    };
    (text(Platform::X), text(Platform::Facebook))
}

/// The text up to the end of its first sentence, without the theme.
fn opening(text: &str, theme: &str) -> String {
    let bare = text.to_lowercase().replace(&theme.to_lowercase(), "§");
    bare.split_inclusive(['.', '?', '!', ':', '\n']).next().unwrap_or_default().to_owned()
}

#[test]
fn ten_themes_open_in_ten_ways() {
    for tone in Tone::ALL {
        for seed in 0..20 {
            let drafts = THEMES.map(|theme| drafted(&Brief { tone: *tone, seed, ..brief(theme) }));
            let x: BTreeSet<String> = drafts.iter().map(|(x, _)| x.split("\n\n").next().unwrap().to_owned()).collect();
            let facebook: BTreeSet<&str> =
                drafts.iter().map(|(_, facebook)| facebook.split("\n\n").next().unwrap()).collect();
            assert_eq!((x.len(), facebook.len()), (10, 10), "{tone:?} {seed}");
        }
        let drafts = THEMES.map(|theme| (theme, drafted(&Brief { tone: *tone, ..brief(theme) })));
        let x: BTreeSet<String> = drafts.iter().map(|(theme, (x, _))| opening(x, theme)).collect();
        let facebook: BTreeSet<String> = drafts.iter().map(|(theme, (_, facebook))| opening(facebook, theme)).collect();
        assert!(x.len() >= 8, "the manner varies as well, not only the theme: {x:?}");
        assert!(facebook.len() >= 9, "{facebook:?}");
    }
}

#[test]
fn the_same_brief_gives_the_same_text_and_another_seed_another() {
    let one = brief("back pain at work");
    assert_eq!(writer().write(&one, Platform::ALL), writer().write(&one, Platform::ALL));
    let texts: BTreeSet<String> = (0..20).map(|seed| drafted(&Brief { seed, ..one.clone() }).0).collect();
    assert!(texts.len() >= 12, "{}", texts.len());
}

#[test]
fn platforms_are_different_in_manner() {
    for theme in THEMES {
        let (x, facebook) = drafted(&brief(theme));
        assert!(!facebook.contains(x.split("\n\n").next().unwrap()), "{theme}");
        assert!(PlatformMeasure.length(Platform::X, &x) + 24 <= 280, "room for a link: {x}");
        assert!((2..=4).contains(&facebook.split("\n\n").count()), "{facebook}");
        assert!(facebook.chars().count() > x.chars().count());
        assert!(x.matches('#').count() <= 2 && facebook.matches('#').count() <= 3);
    }
}

#[test]
fn a_post_on_linkedin_opens_with_a_statement_and_ends_with_its_hashtags() {
    for tone in Tone::ALL {
        let openings: BTreeSet<String> = THEMES
            .into_iter()
            .map(|theme| {
                let drafted = writer().write(&Brief { tone: *tone, ..brief(theme) }, &[Platform::Linkedin]).unwrap();
                let text = &drafted.variants[0].1.parts[0].text;
                let opening = text.split("\n\n").next().unwrap();
                // The theme itself may be a question; what is said around it is none.
                let bare = opening.replace(theme, "");
                assert!(theme.contains('?') || !bare.contains('?'), "{opening}");
                assert!((3..=4).contains(&text.split("\n\n").count()) && text.matches('#').count() <= 3, "{text}");
                let tail = text.split("\n\n").last().unwrap();
                assert_eq!(text.contains('#'), tail.contains('#'), "{text}");
                opening.to_owned()
            })
            .collect();
        assert_eq!(openings.len(), 10, "{openings:?}");
    }
}

#[test]
fn a_caption_on_instagram_is_short_and_ends_with_its_hashtags() {
    for language in Language::ALL {
        for tone in Tone::ALL {
            let openings: BTreeSet<String> = THEMES
                .into_iter()
                .map(|theme| {
                    let brief = Brief { tone: *tone, language: *language, ..brief(theme) };
                    let drafted = writer().write(&brief, &[Platform::Instagram]).unwrap();
                    let text = &drafted.variants[0].1.parts[0].text;
                    assert!((3..=4).contains(&text.split("\n\n").count()) && text.matches('#').count() <= 3, "{text}");
                    assert!(text.chars().count() < 800, "{text}");
                    let tail = text.split("\n\n").last().unwrap();
                    assert_eq!(text.contains('#'), tail.contains('#'), "{text}");
                    text.split("\n\n").next().unwrap().to_owned()
                })
                .collect();
            assert_eq!(openings.len(), 10, "{openings:?}");
        }
    }
}

#[test]
fn a_theme_is_read_for_what_it_is() {
    let check = |language, theme: &str, shape| {
        assert_eq!(Theme::read(theme, language, phrasebook(language).grammar).shape, shape, "{theme}");
    };
    use Language::{English, German, Spanish};
    for theme in ["World COPD Day", "Heart Month", "European Immunization Week 2026"] {
        check(English, theme, Shape::Day);
    }
    for theme in ["flu shots for over-60s", "Handwashing", "back pain at work", "sun and skin", "Vitamin D", "HIV"] {
        check(English, theme, Shape::Topic);
    }
    for theme in ["antibiotics do not cure a cold", "Handwashing saves lives.", "Wash your hands", "quit smoking"] {
        check(English, theme, Shape::Statement);
    }
    check(English, "Why vaccinate?", Shape::Question);
    let doubtful = [
        "coffee wrecks sleep",
        "why sleep matters",
        "people who are over 60",
        "COPD: what to know",
        "肺",
        "{{ theme }}",
        "#HeartMonth",
        "😷",
    ];
    for theme in doubtful {
        check(English, theme, Shape::Label);
    }
    check(Spanish, "Día Mundial de la EPOC", Shape::Day);
    check(Spanish, "el dolor de espalda en el trabajo", Shape::Topic);
    check(Spanish, "viajar con niños", Shape::Topic);
    check(Spanish, "vacuna de la gripe", Shape::Label);
    check(Spanish, "los antibióticos no curan un resfriado", Shape::Statement);
    check(Spanish, "Lávese las manos", Shape::Statement);
    check(German, "Weltdiabetestag", Shape::Day);
    check(German, "Rückenschmerzen bei der Arbeit", Shape::Topic);
    check(German, "Antibiotika helfen nicht gegen Erkältung", Shape::Statement);
    check(German, "Richtig Hände waschen", Shape::Label);
}

#[test]
fn a_theme_stands_in_a_sentence_as_a_person_would_write_it() {
    let read = |language, theme: &str| Theme::read(theme, language, phrasebook(language).grammar);
    assert_eq!(read(Language::English, "Handwashing").topic, "handwashing");
    assert_eq!(read(Language::English, "COPD").topic, "COPD");
    assert_eq!(read(Language::English, "Parkinson's disease").topic, "Parkinson's disease");
    assert_eq!(read(Language::English, "The flu").topic, "the flu");
    assert_eq!(read(Language::English, "World COPD Day").topic, "World COPD Day");
    assert_eq!(read(Language::English, "flu shots!!").name, "Flu shots");
    assert_eq!(read(Language::English, "antibiotics do not cure a cold").sentence, "Antibiotics do not cure a cold.");
    assert_eq!(read(Language::Spanish, "El corazón").of_topic, "del corazón");
    assert_eq!(read(Language::Spanish, "por qué vacunarse?").sentence, "¿Por qué vacunarse?");
    assert_eq!(read(Language::Spanish, "día mundial de la EPOC").of_day, "del Día mundial de la EPOC");
    assert_eq!(read(Language::German, "Gesunder Schlaf").topic, "Gesunder Schlaf");
}

#[test]
fn what_the_clinic_gave_is_said_and_what_it_did_not_give_is_not() {
    let given = Brief {
        offer: Some("free blood pressure checks on Saturday".to_owned()),
        location: Some("12 Mill Lane".to_owned()),
        audience: Some("over-60s".to_owned()),
        contact: Some("https://riverside.example.org/book".to_owned()),
        ..brief("Know your blood pressure")
    };
    let (x, facebook) = drafted(&given);
    for text in [&x, &facebook] {
        assert!(text.contains("Free blood pressure checks on Saturday."), "{text}");
        assert!(text.contains("https://riverside.example.org/book"), "{text}");
    }
    assert!(
        facebook.contains("12 Mill Lane") && facebook.contains("over-60s") && facebook.contains("Riverside Clinic")
    );
    let (x, facebook) = drafted(&Brief { brand: " ".to_owned(), ..brief("Know your blood pressure") });
    assert!(!x.contains("http") && !facebook.contains("  ") && !facebook.contains("team at"), "{facebook}");
}

#[test]
fn a_dark_subject_is_spoken_of_soberly() {
    for tone in Tone::ALL {
        let (x, facebook) = drafted(&Brief { tone: *tone, ..brief("World Suicide Prevention Day") });
        for text in [&x, &facebook] {
            assert!(text.contains("Call your local emergency number."), "{text}");
            assert!(!text.contains('!') && !text.contains("Good"), "{text}");
        }
    }
}

#[test]
fn a_blank_or_endless_theme_is_refused_in_words() {
    for theme in ["", "  \n", "...", "\u{200B}\u{FEFF}"] {
        let error = writer().write(&brief(theme), Platform::ALL).unwrap_err();
        assert_eq!(error, WriteError::BlankTheme);
        assert_eq!(error.to_string(), "Say in a few words what the post is about.");
    }
    let error = writer().write(&brief(&"a".repeat(301)), Platform::ALL).unwrap_err();
    assert_eq!(error.to_string(), "Please shorten the theme: it may have 300 characters.");
    assert!(writer().write(&brief(&"word ".repeat(60)), Platform::ALL).is_ok());
}

#[test]
fn a_theme_is_never_read_as_a_template() {
    let (x, facebook) =
        drafted(&Brief { brand: "{% raw %}".to_owned(), ..brief("{{ brand }} {% for a in b %} {# c #}") });
    assert!(x.contains("{{ brand }} {% for a in b %} {# c #}"), "{x}");
    assert!(facebook.contains("{% raw %}"), "{facebook}");
}

fn toned(toned: &Toned) -> impl Iterator<Item = &'static str> {
    [toned.any, toned.warm, toned.plain, toned.professional, toned.upbeat].into_iter().flatten().copied()
}

fn shaped(shaped: &Shaped) -> Vec<&'static str> {
    [&shaped.day, &shaped.topic, &shaped.statement, &shaped.question, &shaped.label]
        .into_iter()
        .flat_map(toned)
        .collect()
}

fn every_phrase(book: &Phrasebook) -> Vec<&'static str> {
    let mut all: Vec<&str> =
        [book.x_leads, book.facebook_openings, book.facebook_bridges, book.linkedin_openings, book.instagram_openings]
            .into_iter()
            .flat_map(shaped)
            .collect();
    let said = [
        book.x_bodies,
        book.x_asks,
        book.facebook_bodies,
        book.facebook_asks,
        book.linkedin_bodies,
        book.linkedin_asks,
        book.instagram_asks,
        book.sign_offs,
    ];
    all.extend(said.into_iter().flat_map(toned));
    all.extend([book.audience, book.place, book.link, book.contact]);
    all.extend(book.topics.iter().flat_map(|topic| [topic.question, topic.truths[0], topic.truths[1]]));
    all
}

#[test]
fn every_phrase_can_be_filled_and_claims_nothing() {
    for language in Language::ALL {
        let book = phrasebook(*language);
        let facts = Facts::of(&Brief {
            location: Some("Mill Lane".to_owned()),
            audience: Some("all".to_owned()),
            contact: Some("desk".to_owned()),
            ..brief("Sleep")
        });
        let facts = facts.unwrap();
        let fill = Fill::new(&Theme::read("Sleep", *language, book.grammar), &facts);
        for phrase in every_phrase(book) {
            let text = Engine::new().fill(phrase, &fill).unwrap();
            assert!(!text.contains("{{") && !text.contains("  ") && text.trim() == text, "{phrase}");
            let report =
                check(Platform::Facebook, &Content::of_text(Platform::Facebook, text.as_str()), &|_| None, true);
            assert_eq!(report.findings, [], "{phrase}");
        }
    }
}

#[test]
fn there_is_enough_to_choose_from() {
    for language in Language::ALL {
        let book = phrasebook(*language);
        let openings = [book.x_leads, book.facebook_openings, book.linkedin_openings, book.instagram_openings];
        for openings in openings {
            assert!(shaped(openings).len() >= 16);
        }
        let said = [book.x_bodies, book.facebook_bodies, book.linkedin_bodies];
        let asked = [book.x_asks, book.facebook_asks, book.linkedin_asks, book.instagram_asks];
        for toned_phrases in said.into_iter().chain(asked) {
            assert!(toned(toned_phrases).count() >= 10);
        }
        assert!(toned(book.x_bodies).count() + toned(book.facebook_bodies).count() >= 12);
        assert!(toned(book.x_asks).count() >= 12 && toned(book.facebook_asks).count() >= 12);
        let all = every_phrase(book);
        for list in openings.map(shaped) {
            let distinct: BTreeSet<&str> = list.iter().copied().collect();
            assert!(distinct.len() + 3 >= list.len(), "few phrases fit two shapes");
        }
        assert!(!all.is_empty());
    }
}

#[test]
fn a_batch_takes_a_few_milliseconds() {
    let writer = writer();
    let brief = brief("World COPD Day");
    writer.write(&brief, Platform::ALL).unwrap();
    let started = std::time::Instant::now();
    for seed in 0..20 {
        writer.write(&Brief { seed, ..brief.clone() }, Platform::ALL).unwrap();
    }
    // Unoptimised and beside other tests; optimised it is well under a millisecond.
    assert!(started.elapsed().as_millis() / 20 < 50, "{:?}", started.elapsed() / 20);
}

fn odd_theme() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        "[a-zA-Z ]{1,60}",
        "[\\PC]{1,40}",
        Just("{{ theme }}{% if %}{#".to_owned()),
        Just("👩🏾‍⚕️🏳️‍🌈🇪🇸1️⃣".to_owned()),
        Just("اليوم العالمي للصحة".to_owned()),
        Just("\u{202E}abc\u{2066}".to_owned()),
        Just("健康".repeat(40)),
        Just("W".repeat(150)),
        Just("https://riverside.example.org/book ".to_owned()),
        Just("e\u{301}\u{302}\u{303}".repeat(20)),
        Just("\"quoted\" ‘and’ «more»\r\n\tlines".to_owned()),
        Just("\u{FEFF}\u{FFFF}#@$".to_owned()),
    ];
    proptest::collection::vec(piece, 1..4).prop_map(|pieces| pieces.join(" ").chars().take(200).collect())
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn whatever_the_theme_a_draft_passes_the_check(
        theme in odd_theme(),
        seed in any::<u64>(),
        tone in proptest::sample::select(Tone::ALL),
        language in proptest::sample::select(Language::ALL),
        offer in proptest::option::of(odd_theme()),
        contact in proptest::option::of(prop_oneof![odd_theme(), Just("riverside.example.org/book".to_owned())]),
    ) {
        let brief = Brief { seed, tone, language, offer, contact, ..brief(&theme) };
        match writer().write(&brief, Platform::ALL) {
            Ok(drafted) => {
                for (platform, content) in &drafted.variants {
                    let mut report = check(*platform, content, &|_| None, true);
                    // The picture, the template, the video and who may watch it are for a person to choose.
                    let chosen_by_people = [
                        FindingCode::PictureRequired,
                        FindingCode::TemplateMissing,
                        FindingCode::VideoRequired,
                        FindingCode::PrivacyMissing,
                        FindingCode::ConsentMissing,
                        FindingCode::KidsMissing,
                    ];
                    report.findings.retain(|finding| !chosen_by_people.contains(&finding.code));
                    prop_assert!(!report.blocks(), "{theme:?} on {platform:?}: {:?}\n{}", report.findings, content.parts[0].text);
                    prop_assert!(!report.findings.iter().any(|finding| finding.code == FindingCode::InvalidCharacter));
                }
            }
            Err(error) => prop_assert_eq!(error, WriteError::BlankTheme),
        }
    }
}
