//! Why a command ends early.
//!
//! Invariant: a `Stop` carries one text for the person at the keyboard, and that text says what to do next wherever
//! there is something to do. It is printed once, last, by `main`.

use std::fmt::Display;

/// The reason for an early end.
#[derive(Debug)]
pub struct Stop {
    /// What the person reads.
    pub sentence: String,
}

/// What every part of this crate answers.
pub type Outcome<T> = Result<T, Stop>;

impl Stop {
    /// A reason in one's own words.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into() }
    }
}

/// Puts what was being attempted in front of what the system answered.
pub trait While<T> {
    /// `what` reads on after "Could not".
    fn could_not(self, what: impl Display) -> Outcome<T>;
}

impl<T, E: Display> While<T> for Result<T, E> {
    fn could_not(self, what: impl Display) -> Outcome<T> {
        self.map_err(|error| Stop::new(format!("Could not {what}: {error}")))
    }
}
