//! Reads a theme: what kind of phrase it is, and the forms in which it can stand in a sentence.
//!
//! Invariant: a shape is claimed only when the phrase clearly has it. Whatever is in doubt is a [`Shape::Label`],
//! which stands alone after a colon and is right for any words at all.

use super::clean::{capitalised, is_closed, is_opening_mark, without_end};
use super::phrases::Grammar;
use super::{Language, day};

/// What kind of phrase a theme is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A named day, week or month: «World COPD Day».
    Day,
    /// A noun phrase: «back pain at work».
    Topic,
    /// A sentence, or something to do: «antibiotics do not cure a cold», «Wash your hands».
    Statement,
    /// A question: «Why vaccinate?».
    Question,
    /// Anything else.
    Label,
}

/// A theme and its forms. What a form is for stands in `fill.rs`, where phrases get it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Theme {
    pub(super) shape: Shape,
    pub(super) name: String,
    pub(super) topic: String,
    pub(super) sentence: String,
    pub(super) of_topic: String,
    pub(super) the_day: String,
    pub(super) mid_day: String,
    pub(super) of_day: String,
}

/// The longest noun phrase, in words, that is trusted inside a sentence.
const LONGEST_TOPIC: usize = 7;
/// The longest name of a day.
const LONGEST_DAY: usize = 9;
/// The longest word that anyone would write.
const LONGEST_WORD: usize = 40;

impl Theme {
    /// Reads the cleaned text of a theme.
    pub(super) fn read(text: &str, language: Language, grammar: &Grammar) -> Self {
        let bare = without_end(text);
        let name = capitalised(bare);
        let shape = shape(text, bare, language, grammar);
        let topic = inside_a_sentence(bare, language, grammar);
        let forms = day::forms(&name, &topic, language);
        let of_topic = match language {
            Language::English | Language::German => topic.clone(),
            Language::Spanish => of_spanish(&topic),
        };
        Self {
            shape,
            sentence: sentence(text, language),
            of_topic,
            the_day: forms.the,
            mid_day: forms.mid,
            of_day: forms.of,
            name,
            topic,
        }
    }

    /// A theme that had to be cut: it stands alone, and shows that something is missing.
    pub(super) fn cut(text: &str, language: Language, grammar: &Grammar) -> Self {
        let mut theme = Self::read(text, language, grammar);
        theme.shape = Shape::Label;
        theme.sentence = format!("{}…", capitalised(without_end(text)));
        theme
    }
}

fn shape(text: &str, bare: &str, language: Language, grammar: &Grammar) -> Shape {
    let words: Vec<String> = bare.split_whitespace().map(plain_word).collect();
    let ordinary = bare.chars().all(is_ordinary) && words.iter().all(|word| word.chars().count() <= LONGEST_WORD);
    if !ordinary || words.iter().any(String::is_empty) {
        return Shape::Label;
    }
    if text.ends_with('?') {
        return Shape::Question;
    }
    let has = |list: &[&str], word: &str| list.contains(&word);
    let first = words.first().map(String::as_str).unwrap_or_default();
    if day::is_day(bare, language) && words.len() <= LONGEST_DAY && !words.iter().any(|word| has(grammar.verbs, word)) {
        return Shape::Day;
    }
    if has(grammar.question_words, first) {
        return Shape::Label;
    }
    let verb = words.iter().position(|word| has(grammar.verbs, word));
    if words.len() > 1 && has(grammar.requests, first) {
        return Shape::Statement;
    }
    match verb {
        Some(0) => Shape::Label,
        Some(verb) if words.iter().take(verb).any(|word| has(grammar.relatives, word)) => Shape::Label,
        Some(_) => Shape::Statement,
        None if words.len() > LONGEST_TOPIC || is_doubtful(bare, &words, language, grammar) => Shape::Label,
        None => Shape::Topic,
    }
}

/// Whether a phrase would read badly inside a sentence, most often because a word that no list knows could be a
/// verb, as «wrecks» in «coffee wrecks sleep».
fn is_doubtful(bare: &str, words: &[String], language: Language, grammar: &Grammar) -> bool {
    let small = |word: Option<&String>| word.is_some_and(|word| grammar.small_words.contains(&word.as_str()));
    let inner = || words.iter().enumerate().skip(1).filter(|(at, _)| at + 1 < words.len());
    match language {
        Language::English => inner().any(|(at, word)| {
            let plural_or_verb = word.len() > 3
                && (word.ends_with('s') || word.ends_with("ed"))
                && !["ss", "us", "is", "'s", "diabetes", "sports", "measles"].iter().any(|end| word.ends_with(end));
            plural_or_verb
                && !small(words.get(at + 1))
                && !small(at.checked_sub(1).and_then(|before| words.get(before)))
        }),
        // «Hablemos de» wants an article, a plural or an infinitive after it: «de la gripe», «de vacunas», «de dormir bien».
        Language::Spanish => {
            let first = words.first().map(String::as_str).unwrap_or_default();
            let determined =
                ["el", "la", "los", "las", "un", "una", "su", "sus", "nuestro", "nuestra", "nuestros", "nuestras"];
            let plural = (first.ends_with("os") || first.ends_with("as") || first.ends_with("es")) && first.len() > 3;
            let infinitive =
                ["ar", "er", "ir"].iter().any(|end| first.ends_with(end)) && first.len() > 4 && first != "cáncer";
            let stands = determined.contains(&first) || plural || infinitive;
            !stands
                || inner().any(|(at, word)| {
                    let after_plural =
                        at.checked_sub(1).and_then(|before| words.get(before)).is_some_and(|word| word.ends_with('s'));
                    word.chars().count() > 4 && (word.ends_with("an") || word.ends_with("en")) && after_plural
                })
        }
        // In German a noun begins with a capital, so a last word in lower case is a verb or an adjective.
        Language::German => {
            words.len() > 1
                && bare.split_whitespace().next_back().is_some_and(|word| {
                    word.starts_with(char::is_lowercase)
                        && ["en", "ern", "eln", "t"].iter().any(|end| word.ends_with(end))
                })
        }
    }
}

/// The word in lower case, without the punctuation around it.
fn plain_word(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().replace('’', "'")
}

/// A character that an ordinary phrase in a Latin script is written with.
fn is_ordinary(c: char) -> bool {
    let latin = c.is_alphabetic() && matches!(c, '\0'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}');
    latin
        || c.is_ascii_digit()
        || matches!(c, ' ' | '-' | '–' | '\'' | '’' | '&' | ',' | '%' | '+' | '(' | ')' | '¿' | '?' | '¡')
}

/// The phrase as it stands inside a sentence: its first letter small, unless it has to keep its capital.
fn inside_a_sentence(bare: &str, language: Language, grammar: &Grammar) -> String {
    let mut words = bare.split_whitespace();
    let first = words.next().unwrap_or_default();
    let plain = plain_word(first);
    let is_article = ["the", "a", "an", "el", "la", "los", "las", "un", "una"].contains(&plain.as_str());
    let is_name = first.chars().skip(1).any(|c| c.is_uppercase() || c.is_ascii_digit())
        || first.chars().count() == 1 && !is_article
        || grammar.capitalised.contains(&plain.as_str());
    let is_title =
        words.any(|word| word.starts_with(char::is_uppercase) && word.chars().skip(1).any(char::is_lowercase));
    let keeps = match language {
        Language::German => true,
        Language::English | Language::Spanish => is_name || is_title && !is_article,
    };
    if keeps {
        return bare.to_owned();
    }
    let mut chars = bare.chars();
    chars.next().map(|c| c.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

/// «de» before the phrase, which melts into its article.
fn of_spanish(topic: &str) -> String {
    match topic.strip_prefix("el ").or_else(|| topic.strip_prefix("El ")) {
        Some(rest) => format!("del {rest}"),
        None => format!("de {topic}"),
    }
}

/// The theme as a sentence of its own.
fn sentence(text: &str, language: Language) -> String {
    let asks = text.ends_with('?');
    let calls = text.ends_with('!');
    let body = if asks || calls { text } else { without_end(text) };
    let mut sentence = capitalised(body);
    if language == Language::Spanish {
        for (open, close) in [('¿', '?'), ('¡', '!')] {
            if sentence.ends_with(close) && !sentence.contains(open) {
                sentence.insert(0, open);
            }
        }
    }
    let last = sentence.chars().next_back();
    if !is_closed(&sentence)
        && last.is_some_and(|c| c.is_alphanumeric() || ")]}%'’\"”»".contains(c))
        && !last.is_some_and(is_opening_mark)
    {
        sentence.push('.');
    }
    sentence
}
