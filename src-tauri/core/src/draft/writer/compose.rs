//! What every draft is composed of: the theme, its topic, the clinic's facts, and phrases chosen for them.
//!
//! Invariant: a composer only chooses and fills; the manner of a platform stands with the platform.

use super::clean::{beginning, sentence};
use super::draw::Draw;
use super::fill::{Engine, Fill};
use super::phrases::{Phrasebook, Shaped, Toned, TopicPhrases};
use super::theme::{Shape, Theme};
use super::topic::Topic;
use super::{Facts, Language, Measure, Tone, WriteError};
use crate::model::Platform;

/// One brief, ready to be put into words.
pub(super) struct Composer<'a> {
    pub(super) engine: &'a Engine,
    pub(super) measure: &'a dyn Measure,
    pub(super) facts: &'a Facts,
    pub(super) language: Language,
    pub(super) tone: Tone,
    pub(super) book: &'static Phrasebook,
    pub(super) topic: Option<&'static TopicPhrases>,
    pub(super) draw: &'a Draw,
    pub(super) theme: Theme,
    pub(super) fill: Fill,
}

impl<'a> Composer<'a> {
    /// The same brief, its theme cut to a length of `most` on `platform`; nothing when nothing of it is left.
    pub(super) fn with_theme_within(&self, platform: Platform, most: u32) -> Option<Composer<'a>> {
        let whole = &self.facts.theme;
        let cut = beginning(whole, |text| self.measure.length(platform, text) <= most);
        let theme = if cut.len() == whole.len() {
            self.theme.clone()
        } else if cut.is_empty() {
            return None;
        } else {
            Theme::cut(cut, self.language, self.book.grammar)
        };
        let fill = Fill::new(&theme, self.facts);
        let Self { engine, measure, facts, language, tone, book, topic, draw, .. } = *self;
        Some(Composer { engine, measure, facts, language, tone, book, topic, draw, theme, fill })
    }

    pub(super) fn length(&self, platform: Platform, text: &str) -> u32 {
        self.measure.length(platform, text)
    }

    pub(super) fn limit(&self, platform: Platform) -> u32 {
        self.measure.limit(platform)
    }

    /// A phrase that carries the theme, by its shape. Labels fit every theme, so they widen every choice.
    pub(super) fn lead(&self, place: &str, shaped: &Shaped) -> Result<String, WriteError> {
        if self.is_crisis() {
            return Ok(self.theme.sentence.clone());
        }
        let own = match self.theme.shape {
            Shape::Day => Some(&shaped.day),
            Shape::Topic => Some(&shaped.topic),
            Shape::Statement => Some(&shaped.statement),
            Shape::Question => Some(&shaped.question),
            Shape::Label => None,
        };
        let pool: Vec<&'static str> =
            own.into_iter().flat_map(|own| own.of(self.tone)).chain(shaped.label.of(self.tone)).collect();
        self.filled(pool.get(self.draw.opening(place, pool.len())).copied())
    }

    /// A phrase that does not carry the theme.
    pub(super) fn said(&self, place: &str, toned: &Toned) -> Result<String, WriteError> {
        let pool: Vec<&'static str> =
            if self.is_crisis() { toned.warm.to_vec() } else { toned.of(self.tone).collect() };
        self.filled(pool.get(self.draw.below(place, pool.len())).copied())
    }

    /// A truth about the topic, or a phrase that is true of anything.
    pub(super) fn truth_or(&self, place: &str, toned: &Toned) -> Result<String, WriteError> {
        match self.topic {
            Some(topic) if topic.topic == Topic::Crisis => self.filled(topic.truths.first().copied()),
            Some(topic) => self.filled(topic.truths.get(self.draw.below(place, topic.truths.len())).copied()),
            None => self.said(place, toned),
        }
    }

    pub(super) fn audience_line(&self) -> Result<Option<String>, WriteError> {
        self.line(self.facts.audience.is_some(), self.book.audience)
    }

    pub(super) fn place_line(&self) -> Result<Option<String>, WriteError> {
        Ok(self.line(self.facts.place.is_some(), self.book.place)?.map(|line| sentence(&line)))
    }

    pub(super) fn contact_line(&self) -> Result<Option<String>, WriteError> {
        let phrase = if self.contact_is_link() { self.book.link } else { self.book.contact };
        self.line(self.facts.contact.is_some(), phrase)
    }

    pub(super) fn sign_off(&self) -> Result<Option<String>, WriteError> {
        if self.facts.brand.is_some() { self.said("sign-off", self.book.sign_offs).map(Some) } else { Ok(None) }
    }

    pub(super) fn offer(&self) -> Option<String> {
        self.facts.offer.as_deref().map(sentence)
    }

    pub(super) fn contact(&self) -> Option<String> {
        self.facts.contact.clone()
    }

    pub(super) fn contact_is_link(&self) -> bool {
        self.facts.contact.as_deref().is_some_and(|contact| self.measure.is_link(contact))
    }

    fn is_crisis(&self) -> bool {
        self.topic.is_some_and(|topic| topic.topic == Topic::Crisis)
    }

    fn line(&self, wanted: bool, phrase: &'static str) -> Result<Option<String>, WriteError> {
        if wanted { self.filled(Some(phrase)).map(Some) } else { Ok(None) }
    }

    fn filled(&self, phrase: Option<&'static str>) -> Result<String, WriteError> {
        phrase.map_or_else(|| Ok(String::new()), |phrase| self.engine.fill(phrase, &self.fill))
    }
}
