//! The topics that a theme may be about, and how one is recognised.
//!
//! Invariant: what the phrases say of a topic is general, undisputed, and states what the bodies named in
//! [`Topic::source`] state to the public; a theme that no keyword fits is about nothing that we know.

use super::phrases::TopicPhrases;

/// What a theme is about. The order is the order in which keywords are tried, the more particular first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Topic {
    Crisis,
    Antibiotics,
    Pregnancy,
    ChildVaccines,
    Flu,
    Vaccines,
    Dental,
    Eyes,
    Sleep,
    Allergy,
    Heat,
    Sun,
    Smoking,
    Screening,
    Diabetes,
    BloodPressure,
    Heart,
    Breathing,
    Mind,
    Back,
    Hands,
    Nutrition,
}

impl Topic {
    /// Which public information the truths of this topic restate, in our own words.
    pub(super) const fn source(self) -> &'static str {
        match self {
            Self::Crisis => "WHO, «Preventing suicide»; NHS, «Help for suicidal thoughts»",
            Self::Antibiotics => "CDC, «Antibiotic Use»; WHO fact sheet «Antibiotic resistance»",
            Self::Pregnancy => "WHO recommendations on antenatal care, 2016: first contact within 12 weeks",
            Self::ChildVaccines => "WHO fact sheets «Measles», «Immunization coverage»; CDC catch-up schedule",
            Self::Flu => "CDC, «Flu vaccination»; WHO fact sheet «Influenza (seasonal)»",
            Self::Vaccines => "WHO, «Vaccines and immunization: what is vaccination?»",
            Self::Dental => {
                "WHO fact sheets «Oral health», «Sugars and dental caries»; NHS, «How to keep your teeth clean»"
            }
            Self::Eyes => "CDC, «Vision health»; WHO fact sheet «Blindness and vision impairment»",
            Self::Sleep => "CDC, «About sleep»: at least 7 hours for adults; a regular schedule",
            Self::Allergy => "NHS, «Allergies»",
            Self::Heat => "CDC, «Heat and your health»; WHO, «Heat and health»",
            Self::Sun => "CDC, «Sun safety facts»; NHS, «Moles»",
            Self::Smoking => "WHO fact sheet «Tobacco»; CDC, «Benefits of quitting smoking»",
            Self::Screening => "WHO, «Screening programmes: a short guide»; NHS, «Screening»",
            Self::Diabetes => "WHO fact sheet «Diabetes»",
            Self::BloodPressure => "WHO fact sheet «Hypertension»; CDC, «About high blood pressure»",
            Self::Heart => "WHO fact sheet «Cardiovascular diseases»; CDC, «Preventing heart disease»",
            Self::Breathing => {
                "WHO fact sheet «Chronic obstructive pulmonary disease»; NHS, «Cough», «Shortness of breath»"
            }
            Self::Mind => "WHO fact sheet «Mental health: strengthening our response»; NHS, «Every Mind Matters»",
            Self::Back => "NHS, «Back pain»",
            Self::Hands => "CDC, «About handwashing»: soap and water, at least 20 seconds",
            Self::Nutrition => "WHO fact sheet «Healthy diet»: 400 g or five portions of fruit and vegetables",
        }
    }
}

/// What is said of the topic of `theme`, in the language of `topics`.
pub(super) fn recognise(theme: &str, topics: &'static [TopicPhrases]) -> Option<&'static TopicPhrases> {
    let words = spaced(theme);
    topics.iter().find(|entry| entry.keywords.iter().any(|keyword| matches(&words, keyword)))
}

/// The words of `theme` in lower case, a space before and after each.
fn spaced(theme: &str) -> String {
    let lower = theme.to_lowercase();
    let mut spaced = String::from(" ");
    for word in lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        spaced.push_str(word);
        spaced.push(' ');
    }
    spaced
}

/// Whether `words` hold `pattern`, whose `*` stands for the rest of a word.
fn matches(words: &str, pattern: &str) -> bool {
    let mut starts = words.match_indices(' ').map(|(at, _)| at + 1);
    match pattern.strip_prefix('*') {
        Some(inside) => words.char_indices().any(|(at, c)| c != ' ' && continues(words.get(at..), inside)),
        None => starts.any(|at| continues(words.get(at..), pattern)),
    }
}

fn continues(words: Option<&str>, pattern: &str) -> bool {
    let Some(mut rest) = words else { return false };
    let mut pieces = pattern.split('*').peekable();
    while let Some(piece) = pieces.next() {
        let Some(after) = rest.strip_prefix(piece) else { return false };
        let wild = pieces.peek().is_some();
        let end = if wild { after.find(' ').unwrap_or(after.len()) } else { 0 };
        rest = after.get(end..).unwrap_or_default();
    }
    rest.is_empty() || rest.starts_with(' ')
}

#[cfg(test)]
mod tests {
    use super::super::Language;
    use super::super::phrases::phrasebook;
    use super::*;

    #[track_caller]
    fn check(language: Language, theme: &str, topic: Option<Topic>) {
        let found = recognise(theme, phrasebook(language).topics).map(|entry| entry.topic);
        assert_eq!(found, topic, "{theme}");
    }

    #[test]
    fn a_keyword_is_a_word_or_the_beginning_of_one() {
        check(Language::English, "World COPD Day", Some(Topic::Breathing));
        check(Language::English, "flu shots for over-60s", Some(Topic::Flu));
        check(Language::English, "Antibiotics do not cure a cold", Some(Topic::Antibiotics));
        check(Language::English, "Handwashing", Some(Topic::Hands));
        check(Language::English, "washing your hands", Some(Topic::Hands));
        check(Language::English, "back pain at work", Some(Topic::Back));
        check(Language::English, "children's vaccinations", Some(Topic::ChildVaccines));
        check(Language::English, "Vaccines for children", Some(Topic::ChildVaccines));
        check(Language::English, "a heartfelt welcome back", None);
        check(Language::English, "fluent Spanish at the desk", None);
        check(Language::English, "", None);
    }

    #[test]
    fn compounds_and_accents_are_recognised() {
        check(Language::German, "Weltdiabetestag", Some(Topic::Diabetes));
        check(Language::German, "Grippeimpfung ab 60", Some(Topic::Flu));
        check(Language::German, "Rückenschmerzen bei der Arbeit", Some(Topic::Back));
        check(Language::Spanish, "Día Mundial de la EPOC", Some(Topic::Breathing));
        check(Language::Spanish, "la presión arterial", Some(Topic::BloodPressure));
        check(Language::Spanish, "Lávese las manos", Some(Topic::Hands));
    }

    #[test]
    fn every_language_says_something_of_every_topic_and_names_the_source() {
        for language in Language::ALL {
            let topics: Vec<Topic> = phrasebook(*language).topics.iter().map(|entry| entry.topic).collect();
            assert_eq!(topics.len(), Topic::Nutrition as usize + 1, "{language:?}");
            assert!(topics.is_sorted() && topics.windows(2).all(|pair| pair[0] != pair[1]), "{language:?}");
            assert!(topics.iter().all(|topic| !topic.source().is_empty()));
        }
    }
}
