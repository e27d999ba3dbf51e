//! Named days, weeks and months: which phrases are one, and how their articles run.
//!
//! Invariant: only what the language's own pattern clearly names is a day; «Alltag» and «día a día» are not.

use super::Language;
use super::clean::capitalised;

/// A day's name with its article, at the beginning of a sentence, inside one, and after «of» (in German: «zum»).
pub(super) struct Forms {
    pub(super) the: String,
    pub(super) mid: String,
    pub(super) of: String,
}

/// Whether `phrase` names a day, a week or a month.
pub(super) fn is_day(phrase: &str, language: Language) -> bool {
    let words: Vec<&str> = phrase.split_whitespace().collect();
    match language {
        Language::English => is_english(&words),
        Language::Spanish => is_spanish(&words),
        Language::German => is_german(&words),
    }
}

/// The forms of the day called `name`; `inside` is the name as it stands inside a sentence.
pub(super) fn forms(name: &str, inside: &str, language: Language) -> Forms {
    match language {
        Language::English => Forms { the: name.to_owned(), mid: inside.to_owned(), of: inside.to_owned() },
        Language::Spanish => spanish_forms(name),
        Language::German => german_forms(name),
    }
}

fn lower(word: Option<&&str>) -> String {
    word.map(|word| word.to_lowercase()).unwrap_or_default()
}

fn is_english(words: &[&str]) -> bool {
    let world = ["world", "international", "national", "european", "global"].contains(&lower(words.first()).as_str());
    let position = words.iter().position(|word| ["day", "week", "month"].contains(&word.to_lowercase().as_str()));
    let Some(at) = position.filter(|at| *at > 0) else { return false };
    let capital = words.get(at).is_some_and(|word| word.starts_with(char::is_uppercase));
    let after = lower(words.get(at + 1));
    let ends = after.is_empty()
        || after.chars().all(|c| c.is_ascii_digit())
        || ["of", "for", "against", "on", "without"].contains(&after.as_str());
    (world || capital) && ends
}

fn is_spanish(words: &[&str]) -> bool {
    let article = ["el", "la"].contains(&lower(words.first()).as_str());
    let words = if article { words.get(1..).unwrap_or_default() } else { words };
    let named = ["día", "dia", "semana", "mes", "jornada"].contains(&lower(words.first()).as_str());
    let kind = lower(words.get(1));
    let kinds = ["mundial", "internacional", "nacional", "europeo", "europea", "de", "del", "contra", "para"];
    named && words.len() > 1 && kinds.contains(&kind.as_str())
}

fn is_german(words: &[&str]) -> bool {
    let last_is_year = words.last().is_some_and(|word| word.chars().all(|c| c.is_ascii_digit()));
    let words = if last_is_year { words.get(..words.len() - 1).unwrap_or_default() } else { words };
    let adjective = words.first().is_some_and(|word| adjective_stem(word).is_some());
    let noun = words.get(usize::from(adjective)).copied().unwrap_or_default().to_lowercase();
    let named = GERMAN_NOUNS.iter().any(|(end, _)| noun.ends_with(end));
    let next = lower(words.get(usize::from(adjective) + 1));
    let plain = GERMAN_NOUNS.iter().any(|(end, _)| noun == *end);
    let compound = noun.starts_with("welt") || noun.contains("aktions") || noun.starts_with("europa");
    let followed = ["der", "des", "gegen", "für", "ohne"].contains(&next.as_str());
    named && (compound || adjective || plain && followed) && (next.is_empty() || followed)
}

/// The nouns that name a day in German, and whether they are feminine.
const GERMAN_NOUNS: [(&str, bool); 3] = [("tag", false), ("woche", true), ("monat", false)];

/// The stem of an adjective that opens the name of a day: «Internationale» for «Internationaler».
fn adjective_stem(word: &str) -> Option<&str> {
    const STEMS: [&str; 5] = ["internationale", "nationale", "europäische", "deutsche", "weltweite"];
    let stem = word.strip_suffix('r').unwrap_or(word);
    STEMS.contains(&stem.to_lowercase().as_str()).then_some(stem)
}

fn spanish_forms(name: &str) -> Forms {
    let bare = ["El ", "La ", "el ", "la "].iter().find_map(|article| name.strip_prefix(article)).unwrap_or(name);
    let first = bare.split_whitespace().next().unwrap_or_default().to_lowercase();
    let feminine = ["semana", "jornada"].contains(&first.as_str());
    let (article, of) = if feminine { ("la", "de la") } else { ("el", "del") };
    let mid = format!("{article} {bare}");
    Forms { the: capitalised(&mid), of: format!("{of} {bare}"), mid }
}

fn german_forms(name: &str) -> Forms {
    let mut words = name.split_whitespace();
    let first = words.next().unwrap_or_default();
    let stem = adjective_stem(first);
    let rest: String = words.map(|word| format!(" {word}")).collect();
    let noun = if stem.is_some() { rest.split_whitespace().next().unwrap_or_default() } else { first }.to_lowercase();
    let feminine = GERMAN_NOUNS.iter().any(|(end, feminine)| *feminine && noun.ends_with(end));
    let (the, of) = if feminine { ("Die", "Zur") } else { ("Der", "Zum") };
    let (nominative, dative) = match stem {
        Some(stem) => (format!("{stem}{rest}"), format!("{stem}n{rest}")),
        None => (name.to_owned(), name.to_owned()),
    };
    let the = format!("{the} {nominative}");
    Forms { mid: the.clone(), the, of: format!("{of} {dative}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_told_from_words_that_resemble_them() {
        let day = |language| move |phrase: &&str| is_day(phrase, language);
        let english = [
            "World COPD Day",
            "world sleep day",
            "Heart Month 2026",
            "International Day of the Midwife",
            "European Immunization Week",
        ];
        assert!(english.iter().all(day(Language::English)));
        assert!(
            !["day surgery", "every day habits", "a day at the beach", "Day by Day"].iter().any(day(Language::English))
        );
        assert!(
            ["Día Mundial de la EPOC", "la semana de la vacunación", "mes de la salud"]
                .iter()
                .all(day(Language::Spanish))
        );
        assert!(!["día a día con diabetes", "el día", "Mesa redonda"].iter().any(day(Language::Spanish)));
        let german = [
            "Weltdiabetestag",
            "Welt-COPD-Tag 2026",
            "Tag der Organspende",
            "Internationaler Tag der Pflegenden",
            "Europäische Impfwoche",
        ];
        assert!(german.iter().all(day(Language::German)));
        assert!(!["Alltag mit Asthma", "Montag", "Vortrag", "Schwangerschaftswoche"].iter().any(day(Language::German)));
    }

    #[test]
    fn articles_run_with_the_noun() {
        let of = |name, language| forms(name, name, language).of;
        assert_eq!(of("Día Mundial de la EPOC", Language::Spanish), "del Día Mundial de la EPOC");
        assert_eq!(of("La semana de la vacunación", Language::Spanish), "de la semana de la vacunación");
        assert_eq!(of("Weltdiabetestag", Language::German), "Zum Weltdiabetestag");
        assert_eq!(
            of("Internationaler Tag der Pflegenden", Language::German),
            "Zum Internationalen Tag der Pflegenden"
        );
        assert_eq!(of("Europäische Impfwoche", Language::German), "Zur Europäischen Impfwoche");
        assert_eq!(
            forms("Internationaler Tag der Pflegenden", "", Language::German).the,
            "Der Internationale Tag der Pflegenden"
        );
    }
}
