//! Chooses among phrases: always the same for the same brief, and evenly over different ones.
//!
//! Invariant: a choice depends on the theme, the seed, the language and the place in the draft, and on nothing else;
//! no clock, no random source.

use super::Language;
use crate::model::Digest;

/// Where the choices for one brief come from.
pub(super) struct Draw {
    theme: String,
    seed: [u8; 8],
    language: &'static str,
    /// The place of the theme's topic among all topics, when it has one.
    topic: Option<usize>,
}

impl Draw {
    pub(super) fn new(theme: &str, seed: u64, language: Language, topic: Option<usize>) -> Self {
        Self { theme: theme.to_lowercase(), seed: seed.to_be_bytes(), language: language.word(), topic }
    }

    /// A number below `count` for `place`.
    pub(super) fn below(&self, place: &str, count: usize) -> usize {
        self.hash(place, &self.theme, count)
    }

    /// A number below `count` for a place that opens a draft. Themes of different topics get different numbers as long
    /// as there are enough of them: the topic's own place is counted on from where the seed begins.
    pub(super) fn opening(&self, place: &str, count: usize) -> usize {
        match self.topic {
            Some(topic) => (topic + self.hash(place, "", count)) % count.max(1),
            None => self.below(place, count),
        }
    }

    fn hash(&self, place: &str, theme: &str, count: usize) -> usize {
        let digest = Digest::of_fields(&[theme.as_bytes(), &self.seed, self.language.as_bytes(), place.as_bytes()]);
        let number = digest.as_bytes().iter().take(8).fold(0u64, |number, byte| number << 8 | u64::from(*byte));
        usize::try_from(number % (count.max(1) as u64)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_brief_draws_the_same() {
        let draw = |theme, seed| Draw::new(theme, seed, Language::English, None).below("body", 1000);
        assert_eq!(draw("Flu shots", 7), draw("flu shots", 7));
        assert_ne!(draw("Flu shots", 7), draw("Flu shots", 8));
        assert_ne!(draw("Flu shots", 7), draw("Eye tests", 7));
    }

    #[test]
    fn draws_are_spread_evenly() {
        const PHRASES: usize = 12;
        let mut drawn = [0; PHRASES];
        for theme in 0..12_000 {
            drawn[Draw::new(&format!("theme {theme}"), 1, Language::English, None).below("body", PHRASES)] += 1;
        }
        assert!(drawn.iter().all(|count| (800..1200).contains(count)), "{drawn:?}");
    }

    #[test]
    fn topics_open_differently_whatever_the_seed() {
        for seed in 0..50 {
            let openings: std::collections::BTreeSet<usize> =
                (0..15).map(|topic| Draw::new("x", seed, Language::English, Some(topic)).opening("lead", 15)).collect();
            assert_eq!(openings.len(), 15);
        }
    }
}
