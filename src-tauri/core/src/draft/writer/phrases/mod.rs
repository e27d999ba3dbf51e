//! The phrases that drafts are put together from, one book a language.
//!
//! Invariant: a phrase is complete by itself, promises nothing, asks nobody to tell of their health in public, invents no
//! fact, number, address or opening hour, and names only what [`Fill`](super::fill::Fill) has. What is said of a topic
//! stands in the topic's own table; whose statements it restates, in [`Topic::source`](super::topic::Topic::source).

mod english;
mod german;
mod spanish;

use super::topic::Topic;
use super::{Language, Tone};

/// Phrases for one place in a draft: some for any tone, some for one.
pub(super) struct Toned {
    pub(super) any: &'static [&'static str],
    pub(super) warm: &'static [&'static str],
    pub(super) plain: &'static [&'static str],
    pub(super) professional: &'static [&'static str],
    pub(super) upbeat: &'static [&'static str],
}

impl Toned {
    /// Phrases for any tone only.
    const fn always(any: &'static [&'static str]) -> Self {
        Self { any, warm: &[], plain: &[], professional: &[], upbeat: &[] }
    }

    /// The phrases that fit `tone`.
    pub(super) fn of(&self, tone: Tone) -> impl Iterator<Item = &'static str> {
        let own = match tone {
            Tone::Warm => self.warm,
            Tone::Plain => self.plain,
            Tone::Professional => self.professional,
            Tone::Upbeat => self.upbeat,
        };
        own.iter().chain(self.any).copied()
    }
}

/// Phrases that carry the theme, by what the theme is.
pub(super) struct Shaped {
    /// A named day, week or month.
    pub(super) day: Toned,
    /// A noun phrase.
    pub(super) topic: Toned,
    /// A sentence, or something to do.
    pub(super) statement: Toned,
    /// A question.
    pub(super) question: Toned,
    /// Anything at all: the theme stands alone after a colon.
    pub(super) label: Toned,
}

/// What is said of one topic.
pub(super) struct TopicPhrases {
    pub(super) topic: Topic,
    /// Words of a theme that mean this topic; `*` stands for the rest of a word.
    pub(super) keywords: &'static [&'static str],
    /// A question to open a Facebook post with.
    pub(super) question: &'static str,
    /// Two general truths, each a sentence or two that can stand alone.
    pub(super) truths: [&'static str; 2],
    /// A hashtag, without its sign.
    pub(super) tag: &'static str,
}

/// What makes a phrase in this language a sentence, a question or a day.
pub(super) struct Grammar {
    /// Verbs in the forms that make a phrase a sentence.
    pub(super) verbs: &'static [&'static str],
    /// Words that open something to do.
    pub(super) requests: &'static [&'static str],
    /// Words that open a question or a clause.
    pub(super) question_words: &'static [&'static str],
    /// Words after which a verb belongs to a clause.
    pub(super) relatives: &'static [&'static str],
    /// Small words that may follow a plural noun inside a noun phrase.
    pub(super) small_words: &'static [&'static str],
    /// First words that keep their capital inside a sentence.
    pub(super) capitalised: &'static [&'static str],
}

/// Everything that one language says.
pub(super) struct Phrasebook {
    pub(super) grammar: &'static Grammar,
    pub(super) x_leads: &'static Shaped,
    pub(super) x_bodies: &'static Toned,
    pub(super) x_asks: &'static Toned,
    pub(super) facebook_openings: &'static Shaped,
    /// What ties a topic's question to the theme.
    pub(super) facebook_bridges: &'static Shaped,
    pub(super) facebook_bodies: &'static Toned,
    pub(super) facebook_asks: &'static Toned,
    pub(super) linkedin_openings: &'static Shaped,
    pub(super) linkedin_bodies: &'static Toned,
    pub(super) linkedin_asks: &'static Toned,
    pub(super) instagram_openings: &'static Shaped,
    pub(super) instagram_asks: &'static Toned,
    pub(super) sign_offs: &'static Toned,
    pub(super) audience: &'static str,
    pub(super) place: &'static str,
    pub(super) link: &'static str,
    pub(super) contact: &'static str,
    pub(super) topics: &'static [TopicPhrases],
}

/// The phrases of `language`.
pub(super) const fn phrasebook(language: Language) -> &'static Phrasebook {
    match language {
        Language::English => &english::BOOK,
        Language::Spanish => &spanish::BOOK,
        Language::German => &german::BOOK,
    }
}
