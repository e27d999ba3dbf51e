//! The writer: turns a brief into drafts that a clinic could post after a glance.
//!
//! Invariant: pure and offline. The same brief gives the same text, every draft fits its platform, and what people
//! typed is data that no template ever reads. Whoever writes, a doctor signs: nothing here is more than a proposal.

mod clean;
mod compose;
mod day;
mod draw;
mod facebook;
mod fill;
mod hashtags;
mod instagram;
mod linkedin;
mod phrases;
mod theme;
mod tiktok;
mod topic;
mod x;
mod youtube;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::model::words::word_enum;
use crate::model::{Content, Platform};
use compose::Composer;
use draw::Draw;
use fill::{Engine, Fill};
use theme::Theme;

word_enum! {
    /// The manner of a text.
    pub enum Tone {
        /// Close and kind.
        Warm = "warm",
        /// Short and factual.
        Plain = "plain",
        /// Formal and calm.
        Professional = "professional",
        /// Lively.
        Upbeat = "upbeat",
    }
}

word_enum! {
    /// A language that the writer writes, by its BCP 47 tag.
    pub enum Language {
        /// English.
        English = "en",
        /// Spanish, addressing the reader as «usted».
        Spanish = "es",
        /// German, addressing the reader as «Sie».
        German = "de",
    }
}

/// What a batch is to be about. Everything but the theme may be missing; nothing that is missing is made up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Brief {
    /// A phrase in the language of the text: «World COPD Day», «flu shots for over-60s», «Wash your hands».
    pub theme: String,
    /// The clinic's name, as it signs.
    pub brand: String,
    /// What the clinic offers, as a phrase or a sentence.
    pub offer: Option<String>,
    /// Where the clinic is, or where the offer takes place.
    pub location: Option<String>,
    /// Whom the text is for, as a phrase: «parents of young children».
    pub audience: Option<String>,
    /// The manner of the text.
    pub tone: Tone,
    /// The language of the text.
    pub language: Language,
    /// How to reach the clinic: a link, an address, a telephone number.
    pub contact: Option<String>,
    /// Another seed gives another text for the same theme.
    pub seed: u64,
}

/// What came of a brief.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Drafted {
    /// The idea in a few sentences, in no platform's manner.
    pub canonical: String,
    /// One draft for each platform that was asked for, in that order.
    pub variants: Vec<(Platform, Content)>,
    /// Which public information the general statements restate, for the doctor who signs; none where none is made.
    pub source: Option<String>,
}

/// Why there is no draft.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// There is no theme, or nothing in it that could be read.
    #[error("Say in a few words what the post is about.")]
    BlankTheme,
    /// Something is longer than it can usefully be.
    #[error("Please shorten {what}: it may have {limit} characters.")]
    TooLong {
        /// What is too long, as people call it.
        what: &'static str,
        /// How many characters it may have.
        limit: usize,
    },
    /// Nothing could be written that fits.
    #[error("This theme does not fit into a post on {}. Please shorten it.", platform.name())]
    NoRoom {
        /// The platform.
        platform: Platform,
    },
    /// One of our own phrases is broken.
    #[error("A phrase of the writer could not be used: {reason}")]
    Phrase {
        /// The phrase.
        phrase: &'static str,
        /// What the template engine said.
        reason: String,
    },
}

/// Someone or something that writes drafts.
pub trait Writer: Send + Sync {
    /// Writes one draft for each of `platforms`.
    fn write(&self, brief: &Brief, platforms: &[Platform]) -> Result<Drafted, WriteError>;
}

/// How platforms count. The check knows it; the writer, which comes before the check, is handed it.
pub trait Measure: Send + Sync {
    /// How long `text` is on `platform`, in the platform's own unit.
    fn length(&self, platform: Platform, text: &str) -> u32;
    /// How long a text may be on `platform`.
    fn limit(&self, platform: Platform) -> u32;
    /// Whether `text` is one link and nothing else.
    fn is_link(&self, text: &str) -> bool;
}

/// The longest theme, in characters: our own choice.
pub const LONGEST_THEME: usize = 300;
/// The longest of the other fields, in characters: our own choice.
pub const LONGEST_FACT: usize = 300;

/// Writes from phrases that were written by people, without any model and without a network.
pub struct TemplateWriter {
    engine: Engine,
    measure: Arc<dyn Measure>,
}

impl TemplateWriter {
    /// A writer that fits its drafts by `measure`.
    pub fn new(measure: Arc<dyn Measure>) -> Self {
        Self { engine: Engine::new(), measure }
    }
}

impl std::fmt::Debug for TemplateWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TemplateWriter")
    }
}

impl Writer for TemplateWriter {
    fn write(&self, brief: &Brief, platforms: &[Platform]) -> Result<Drafted, WriteError> {
        let facts = Facts::of(brief)?;
        let book = phrases::phrasebook(brief.language);
        let topic = topic::recognise(&facts.theme, book.topics);
        let theme = Theme::read(&facts.theme, brief.language, book.grammar);
        let composer = Composer {
            engine: &self.engine,
            measure: &*self.measure,
            fill: Fill::new(&theme, &facts),
            language: brief.language,
            tone: brief.tone,
            draw: &Draw::new(&facts.theme, brief.seed, brief.language, topic.map(|topic| topic.topic as usize)),
            facts: &facts,
            book,
            topic,
            theme,
        };
        let variants = platforms.iter().map(|platform| {
            let text = match platform {
                Platform::X => x::write(&composer)?,
                Platform::Facebook => facebook::write(&composer)?,
                Platform::Linkedin => linkedin::write(&composer)?,
                Platform::Instagram => instagram::write(&composer)?,
                // What is sent there is a template that WhatsApp approved; a person chooses it.
                Platform::Whatsapp => String::new(),
                Platform::Tiktok => tiktok::write(&composer)?,
                Platform::Youtube => return Ok((*platform, youtube::write(&composer)?)),
            };
            Ok((*platform, Content::of_text(*platform, text)))
        });
        Ok(Drafted {
            variants: variants.collect::<Result<_, WriteError>>()?,
            canonical: canonical(&composer)?,
            source: topic.map(|topic| topic.topic.source().to_owned()),
        })
    }
}

/// The idea alone: the theme, what is true of it, the offer.
fn canonical(composer: &Composer<'_>) -> Result<String, WriteError> {
    let theme = composer.theme.sentence.clone();
    let body = match composer.topic {
        Some(topic) => topic.truths.join(" "),
        None => composer.said("canonical body", composer.book.facebook_bodies)?,
    };
    let pieces = [Some(theme), Some(body), composer.audience_line()?, composer.offer()];
    Ok(pieces.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// What a brief says, cleaned; a field with nothing in it is absent.
struct Facts {
    theme: String,
    brand: Option<String>,
    offer: Option<String>,
    place: Option<String>,
    audience: Option<String>,
    contact: Option<String>,
}

impl Facts {
    fn of(brief: &Brief) -> Result<Self, WriteError> {
        let theme = clean::clean(&brief.theme);
        if clean::is_blank(&theme) {
            return Err(WriteError::BlankTheme);
        }
        if brief.theme.chars().count() > LONGEST_THEME {
            return Err(WriteError::TooLong { what: "the theme", limit: LONGEST_THEME });
        }
        let fact = |what: &'static str, text: Option<&str>| {
            let text = text.map(clean::clean).filter(|text| !clean::is_blank(text));
            match text {
                Some(text) if text.chars().count() > LONGEST_FACT => {
                    Err(WriteError::TooLong { what, limit: LONGEST_FACT })
                }
                text => Ok(text),
            }
        };
        Ok(Self {
            theme,
            brand: fact("the clinic's name", Some(&brief.brand))?,
            offer: fact("the offer", brief.offer.as_deref())?,
            place: fact("the location", brief.location.as_deref())?,
            audience: fact("the audience", brief.audience.as_deref())?
                .map(|audience| clean::without_end(&audience).to_owned()),
            contact: fact("the contact", brief.contact.as_deref())?,
        })
    }
}

#[cfg(test)]
mod tests;
