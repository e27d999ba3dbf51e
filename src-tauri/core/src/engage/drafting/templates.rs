//! The writer of answers that comes with the application: texts by what triage found, in the language of whoever wrote (`drafts.json`).
//!
//! Invariant: pure and offline. Every kind has a wording that needs nothing of the clinic, so that there is always a draft; what the clinic has not
//! told of itself is not made up, and numbers for emergencies and side effects are verified ones. A text that is not in English stands beside its English sister, for whoever
//! chooses to know what it says.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{ReplyBrief, ReplyDraft, ReplyWriter};
use crate::engage::contact::{email_in, link_in, phone_in};
use crate::engage::triage::{AnswerKind, Answers, Rules, TriageLanguage, Words, fill};
use crate::error::{Error, Result};

const TEXTS: &str = include_str!("drafts.json");

/// Where what people say of their care may not be used as praise, a reply to it included (AHPRA, Guidelines for advertising a regulated health
/// service, section 133 of the National Law; read 2026-11-20).
pub(super) const NO_PRAISE_IN: &str = "AU";

/// The wordings of one draft, the fullest first.
type Wordings = Vec<String>;

#[derive(Deserialize)]
struct File {
    /// Words by which a language is known whose letters are those of English as well.
    signs: BTreeMap<TriageLanguage, Vec<String>>,
    /// Words of praise, and those beside which they are none.
    praise: Vec<String>,
    no_praise: Vec<String>,
    drafts: BTreeMap<AnswerKind, BTreeMap<TriageLanguage, Vec<Wordings>>>,
}

/// See the module.
#[derive(Debug, Clone, Copy, Default)]
pub struct TemplateReplies;

impl ReplyWriter for TemplateReplies {
    fn drafts(&self, brief: &ReplyBrief<'_>) -> Result<Vec<ReplyDraft>> {
        let rules = Rules::built_in().map_err(|fault| Error::internal(fault.to_string()))?;
        let triage = rules.triage(&Words::new(brief.words));
        let file = texts()?;
        let language = triage.language().unwrap_or_else(|| file.language_of(brief.words));
        let kinds: &[AnswerKind] = match &triage.answer {
            Some(kind) => std::slice::from_ref(kind),
            None if brief.country != Some(NO_PRAISE_IN) && file.is_praise(brief.words) => {
                &[AnswerKind::Praise, AnswerKind::Thanks]
            }
            // Nothing fired, and nothing says that it is kind: whoever wrote is thanked for that alone.
            None => &[AnswerKind::Thanks],
        };
        let mut drafts = Vec::new();
        for kind in kinds {
            drafts.extend(of_kind(*kind, language, brief)?);
        }
        Ok(drafts)
    }
}

impl File {
    /// The language of what nothing fired in: by its letters, and by small words.
    fn language_of(&self, words: &str) -> TriageLanguage {
        if words.chars().any(|letter| matches!(letter, '\u{0900}'..='\u{097f}')) {
            return TriageLanguage::Hindi;
        }
        if words.chars().any(|letter| matches!(letter, '\u{0600}'..='\u{06ff}')) {
            return TriageLanguage::Arabic;
        }
        let said = said(words);
        let found = |signs: &Vec<String>| said.iter().filter(|word| signs.contains(word)).count();
        let best = self.signs.iter().map(|(language, signs)| (found(signs), *language)).max();
        best.filter(|(found, _)| *found > 0).map_or(TriageLanguage::English, |(_, language)| language)
    }

    fn is_praise(&self, words: &str) -> bool {
        let said = said(words);
        let any = |of: &Vec<String>| said.iter().any(|word| of.contains(word));
        !words.contains(['?', '؟']) && any(&self.praise) && !any(&self.no_praise)
    }
}

/// Its words, in small letters.
fn said(words: &str) -> Vec<String> {
    // What stands on a letter of Devanagari belongs to it.
    let within = |c: char| c.is_alphabetic() || matches!(c, '\u{0900}'..='\u{0963}');
    words.to_lowercase().split(|c: char| !within(c)).filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

fn texts() -> Result<&'static File> {
    static FILE: LazyLock<std::result::Result<File, serde_json::Error>> = LazyLock::new(|| serde_json::from_str(TEXTS));
    FILE.as_ref().map_err(|fault| Error::internal(format!("the drafts of answers can't be read: {fault}")))
}

/// The drafts of one kind: in the writer's own language, and in English.
fn of_kind(kind: AnswerKind, language: TriageLanguage, brief: &ReplyBrief<'_>) -> Result<Vec<ReplyDraft>> {
    let Some(texts) = texts()?.drafts.get(&kind) else { return Ok(Vec::new()) };
    // Whoever writes Hindi in Latin letters reads its own script as well.
    let written = if language == TriageLanguage::HindiInLatin { TriageLanguage::Hindi } else { language };
    let mut all = Vec::new();
    if written != TriageLanguage::English
        && let Some(own) = texts.get(&written)
    {
        let title = format!("{}, in {}", title(kind), written.name());
        for (place, wordings) in own.iter().enumerate() {
            let name = if place == 0 { title.clone() } else { format!("{title}, short") };
            all.extend(filled(wordings, written, brief)?.map(|text| ReplyDraft { name, text }));
        }
    }
    let mut english = Vec::new();
    for (place, wordings) in texts.get(&TriageLanguage::English).into_iter().flatten().enumerate() {
        let title = title(kind);
        let name = if place == 0 { title.to_owned() } else { format!("{title}, short") };
        english.extend(filled(wordings, TriageLanguage::English, brief)?.map(|text| ReplyDraft { name, text }));
    }
    if brief.plain {
        english.reverse();
    }
    all.extend(english);
    Ok(all)
}

/// The first wording of which everything is known.
fn filled(wordings: &[String], language: TriageLanguage, brief: &ReplyBrief<'_>) -> Result<Option<String>> {
    let answers = Answers::built_in().map_err(|fault| Error::internal(fault.to_string()))?;
    // Among words that run from the right a number is read in its own direction, or its groups are shown turned round (Unicode, UAX 9, isolates).
    let kept = |said: String| match language {
        TriageLanguage::Arabic => format!("\u{2066}{said}\u{2069}"),
        TriageLanguage::English
        | TriageLanguage::Hindi
        | TriageLanguage::HindiInLatin
        | TriageLanguage::Spanish
        | TriageLanguage::German
        | TriageLanguage::French => said,
    };
    let known = |place: &str| match place {
        "phone" => phone_in(brief.contact).map(kept),
        "email" => email_in(brief.contact).map(kept),
        "link" => link_in(brief.contact).map(kept),
        "emergency" => Some(answers.emergency_number(brief.country, language).1),
        "side_effects" => {
            brief.country.and_then(|country| answers.numbers().side_effects(country)).map(|it| it.number().to_owned())
        }
        _ => None,
    };
    Ok(wordings.iter().find_map(|wording| fill(wording, |place| known(place).ok_or(())).ok()))
}

/// What a draft is for.
const fn title(kind: AnswerKind) -> &'static str {
    match kind {
        AnswerKind::SideEffect => "To a side effect",
        AnswerKind::UrgentCall => "Please call us",
        AnswerKind::Complaint => "To a complaint",
        AnswerKind::Praise => "For kind words",
        AnswerKind::Thanks => "Thank you",
        AnswerKind::Appointment => "An appointment",
        AnswerKind::NoAdvice => "No advice here",
        AnswerKind::SecureChannel => "Not in public",
        AnswerKind::Price => "About fees",
        AnswerKind::Privacy => "About privacy",
        AnswerKind::Legal => "To a legal matter",
        AnswerKind::Emergency | AnswerKind::Crisis | AnswerKind::Violence => "The fixed answer",
        AnswerKind::Hide => "No answer",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{PatientSafeRules, Reply, Severity};

    const CONTACTS: [&str; 4] = [
        "",
        "at the desk",
        "Call 080 4718 2210, Bengaluru",
        "Call 080 4718 2210, write to desk@lakeside.example or book at https://lakeside.example/book.",
    ];

    fn brief<'a>(words: &'a str, contact: &'a str) -> ReplyBrief<'a> {
        ReplyBrief { words, country: Some("IN"), contact, plain: false }
    }

    fn drafts(brief: &ReplyBrief<'_>) -> Vec<ReplyDraft> {
        TemplateReplies.drafts(brief).unwrap()
    }

    fn drafted() -> impl Iterator<Item = AnswerKind> {
        AnswerKind::ALL.iter().copied().filter(|kind| kind.emergency().is_none() && *kind != AnswerKind::Hide)
    }

    #[test]
    fn every_kind_has_a_draft_in_every_language_whatever_the_clinic_told_of_itself() {
        let mut seen = 0;
        for kind in drafted() {
            for language in TriageLanguage::ALL {
                for (contact, country) in CONTACTS.iter().zip([None, Some("IN"), Some("US"), Some("XX")]) {
                    let brief = ReplyBrief { words: "", country, contact, plain: false };
                    let drafts = of_kind(kind, *language, &brief).unwrap();
                    let own = usize::from(*language != TriageLanguage::English);
                    assert!(drafts.len() > own, "{kind:?} {language:?} {contact}");
                    let names: std::collections::BTreeSet<&str> = drafts.iter().map(|it| it.name.as_str()).collect();
                    assert_eq!(names.len(), drafts.len(), "{drafts:?}");
                    for draft in drafts {
                        assert!(!draft.text.contains(['{', '}']) && draft.text.len() > 10, "{draft:?}");
                        seen += 1;
                    }
                }
            }
        }
        assert!(seen > 500, "{seen}");
    }

    #[test]
    fn every_wording_has_places_that_somebody_fills() {
        let places = ["phone", "email", "link", "emergency", "side_effects"];
        for (kind, written) in &texts().unwrap().drafts {
            for wording in written.values().flatten().flatten() {
                let filled = fill(wording, |place| places.contains(&place).then(String::new).ok_or(()));
                assert!(filled.is_ok_and(|text| !text.contains('}')), "{kind:?}: {wording}");
            }
        }
    }

    #[test]
    fn every_draft_is_safe_to_send() {
        let rules = PatientSafeRules::built_in().unwrap();
        let comment = "I have chest pain and fever after the surgery, and got a rash from the antibiotic";
        let mut wrong = Vec::new();
        for kind in drafted() {
            for language in TriageLanguage::ALL {
                for contact in CONTACTS {
                    // Whoever told of no way to be reached is asked for one.
                    let reached = phone_in(contact).is_some();
                    for draft in of_kind(kind, *language, &brief("", contact)).unwrap() {
                        let reply = Reply { text: &draft.text, public: true, answers: Some(comment) };
                        let mut found = rules.check(&reply);
                        found.retain(|it| reached || it.severity != Severity::Hint);
                        wrong.extend(found.into_iter().map(|it| format!("{}: {}", draft.text, it.message)));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn a_draft_names_what_stands_in_the_clinics_line_and_nothing_else() {
        let complaint = "Worst experience, waited three hours and the staff was rude";
        let with = drafts(&brief(complaint, CONTACTS[3]));
        assert!(with[0].text.ends_with("Please call 080 4718 2210: we would like to listen."), "{with:?}");
        assert_eq!((with[0].name.as_str(), with[1].name.as_str()), ("To a complaint", "To a complaint, short"));
        let without = drafts(&brief(complaint, ""));
        assert!(without[0].text.contains("Please contact us directly"), "{without:?}");
        let plain = drafts(&ReplyBrief { plain: true, ..brief(complaint, "") });
        assert_eq!(plain[0].name, "To a complaint, short");
        let wish = drafts(&brief("Can I get an appointment tomorrow at ten?", CONTACTS[3]));
        assert!(wish[0].text.contains("call 080 4718 2210 or use https://lakeside.example/book."), "{wish:?}");
    }

    #[test]
    fn whoever_writes_in_another_language_is_answered_in_it_and_the_english_words_stand_beside() {
        let german = drafts(&brief("Ich brauche einen Termin für nächste Woche", CONTACTS[2]));
        assert_eq!(german[0].name, "An appointment, in German");
        assert!(german[0].text.contains("rufen Sie bitte 080 4718 2210 an"), "{german:?}");
        assert!(german[1].text.contains("please call 080 4718 2210"), "{german:?}");
    }

    #[test]
    fn only_what_is_plainly_kind_is_thanked_for_as_that_and_in_australia_nothing() {
        let names = |country, words| -> Vec<String> {
            let brief = ReplyBrief { country: Some(country), ..brief(words, "") };
            drafts(&brief).into_iter().map(|it| it.name).collect()
        };
        let kind = "Lovely pictures of the garden";
        assert_eq!(names("IN", kind), ["For kind words", "For kind words, short", "Thank you"]);
        assert_eq!(names("AU", kind), ["Thank you"]);
        for other in ["My father died there. Thanks for nothing", "Are you open on Sunday?", "Not great", "👍"] {
            let drafted = names("IN", other);
            assert!(drafted.iter().all(|name| !name.contains("kind words")), "{other}: {drafted:?}");
        }
    }

    #[test]
    fn thanks_are_given_in_the_language_of_whoever_wrote() {
        for (words, said) in [
            ("¡Muchas gracias, excelentes!", "Gracias por sus amables palabras"),
            ("Das war furchtbar", "Danke, dass Sie uns schreiben"),
            ("Bravo, c’est magnifique", "Merci pour vos mots aimables"),
            ("बहुत बढ़िया", "आपके अच्छे शब्दों"),
            ("شكرا لكم", "شكرا لكلماتك الطيبة"),
            ("Nice garden", "Thank you for writing to us."),
        ] {
            let drafted = drafts(&brief(words, ""));
            assert!(drafted[0].text.starts_with(said), "{words}: {drafted:?}");
        }
    }

    #[test]
    fn a_number_among_arabic_words_keeps_its_own_direction() {
        let arabic = of_kind(AnswerKind::Price, TriageLanguage::Arabic, &brief("", CONTACTS[2])).unwrap();
        assert!(arabic[0].text.contains("\u{2066}080 4718 2210\u{2069}"), "{arabic:?}");
    }
}
