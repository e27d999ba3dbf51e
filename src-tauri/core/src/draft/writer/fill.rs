//! Fills phrases: the only place that knows the template engine.
//!
//! Invariant: what people typed is a value, never a template; a phrase that names something absent is an error and
//! not a gap in the text.

use super::theme::Theme;
use super::{Facts, WriteError};
use minijinja::{Environment, UndefinedBehavior, Value};

/// What phrases are filled with, ready for the engine: everything that a phrase may name.
pub(super) struct Fill(Value);

impl Fill {
    pub(super) fn new(theme: &Theme, facts: &Facts) -> Self {
        let always = [
            // The theme with a capital, without an end: for the beginning of a sentence.
            ("name", theme.name.as_str()),
            // The theme as it stands inside a sentence.
            ("topic", &theme.topic),
            // The theme as a sentence of its own.
            ("sentence", &theme.sentence),
            // Spanish: «de» and the theme.
            ("of_topic", &theme.of_topic),
            // A day with its article, at the beginning of a sentence.
            ("the_day", &theme.the_day),
            // A day with its article, inside a sentence.
            ("mid_day", &theme.mid_day),
            // Spanish: «de» and the day. German: «Zum» and the day.
            ("of_day", &theme.of_day),
        ];
        let given = [
            ("brand", facts.brand.as_deref()),
            ("place", facts.place.as_deref()),
            ("audience", facts.audience.as_deref()),
            ("contact", facts.contact.as_deref()),
        ];
        let given = given.into_iter().filter_map(|(name, value)| Some((name, value?)));
        Self(Value::from_pairs(always.into_iter().chain(given)))
    }
}

/// The template engine: strict, without filters or functions, and never escaping, because posts are plain text.
pub(super) struct Engine(Environment<'static>);

impl Engine {
    pub(super) fn new() -> Self {
        let mut environment = Environment::empty();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        Self(environment)
    }

    /// `phrase` with its names replaced.
    pub(super) fn fill(&self, phrase: &'static str, fill: &Fill) -> Result<String, WriteError> {
        if !phrase.contains("{{") {
            return Ok(phrase.to_owned());
        }
        self.0.render_str(phrase, &fill.0).map_err(|error| WriteError::Phrase { phrase, reason: error.to_string() })
    }
}
