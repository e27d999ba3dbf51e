//! The practice clinic: its platforms on loopback, and what it begins with.
//!
//! Invariant: a practice workspace reaches loopback only.

mod first_day;
mod people;

use std::path::Path;

use countersign_core::error::{Error, ErrorCode};
use countersign_core::model::Millis;
use countersign_practice::{Options, PracticeClock, PracticePlatforms, Running};
use countersign_providers::Route;

pub use first_day::{fill, set_up};

/// The PIN of everybody in the practice clinic; the lock screen shows it.
pub const PIN: &str = "2468";

/// Sends the providers of the practice clinic to practice platforms that somebody else runs.
const PROVIDERS_URL: &str = "COUNTERSIGN_PROVIDERS_URL";

/// The practice platforms that a practice workspace talks to.
pub enum Platforms {
    /// Run by this process.
    Own(Running),
    /// Run by somebody else on this machine.
    Theirs(String),
}

impl Platforms {
    /// Starts them, or takes those that the environment names.
    pub async fn start(folder: &Path) -> Result<Self, Error> {
        if let Some(address) = std::env::var(PROVIDERS_URL).ok().filter(|address| !address.trim().is_empty()) {
            return Ok(Self::Theirs(address));
        }
        let options = Options {
            port: 0,
            state_file: Some(folder.join("platforms.json")),
            clock: PracticeClock::system(),
            seed: 1,
        };
        let running = PracticePlatforms::start(options)
            .await
            .map_err(|error| Error::internal(format!("the practice platforms did not start: {error}")))?;
        Ok(Self::Own(running))
    }

    /// The route to them.
    pub fn route(&self) -> Result<Route, Error> {
        let base = match self {
            Self::Own(running) => running.base_url().to_owned(),
            Self::Theirs(address) => address.clone(),
        };
        Route::practice(&base).map_err(|refused| {
            // The address itself is left out: it may hold something secret.
            Error::refused(
                ErrorCode::Invalid,
                format!("{PROVIDERS_URL} can't be followed: {refused}. Take it away, and start Countersign again."),
            )
        })
    }

    /// On the first day people come to those of our own, and some of them write.
    pub fn fill(&self, now: Millis) {
        match self {
            Self::Own(running) => people::arrive(&running.control(), now),
            Self::Theirs(_) => {}
        }
    }

    /// Ends those of our own.
    pub async fn stop(self) {
        if let Self::Own(running) = self {
            running.shutdown().await;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that can not go on has failed")]

    use super::*;

    #[test]
    fn an_address_off_this_machine_is_refused_with_its_reason() {
        for address in ["http://203.0.113.7:4000", "http://localhost:4000"] {
            let refused = Platforms::Theirs(address.into()).route().unwrap_err();
            let (sentence, _) = refused.words();
            assert_eq!(refused.code(), ErrorCode::Invalid);
            assert!(sentence.contains("127.0.0.1 or [::1] only"), "{sentence}");
            assert!(!sentence.contains("4000"), "{sentence}");
        }
        assert!(Platforms::Theirs("http://127.0.0.1:4000".into()).route().is_ok());
    }
}
