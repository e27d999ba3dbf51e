//! Whose signatures a post needs, as the record tells it: how many doctors', and whether one counts under words that the same
//! doctor wrote.
//!
//! Invariant: what counts is the rule up to an entry, never a later one. A record that tells of none has the first: one doctor,
//! whoever wrote the post.

use std::collections::BTreeSet;

use crate::people::Facts;

/// The rule as of the last entry.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SigningRule {
    doctors: usize,
    own_words: bool,
}

impl Default for SigningRule {
    fn default() -> Self {
        Self { doctors: 1, own_words: true }
    }
}

impl SigningRule {
    /// The rule that an entry sets; nothing when it is none that this verifier knows.
    pub(crate) fn told(facts: &Facts) -> Option<Self> {
        let doctors = match facts.get("doctors")? {
            "1" => 1,
            "2" => 2,
            _ => return None,
        };
        let own_words = match facts.get("own_words")? {
            "count" => true,
            "do_not_count" => false,
            _ => return None,
        };
        Some(Self { doctors, own_words })
    }

    /// Why these doctors' signatures are not enough for a post that these authors wrote, if so.
    pub(crate) fn is_short_of(self, signers: &BTreeSet<&str>, authors: &BTreeSet<String>) -> Option<&'static str> {
        let counting = signers.iter().filter(|signer| self.own_words || !authors.contains(**signer)).count();
        if counting >= self.doctors {
            None
        } else if counting < signers.len() {
            Some("whoever signed had written it, and the clinic’s rule does not count that")
        } else {
            Some("the clinic’s rule asked for more doctors than signed it")
        }
    }
}
