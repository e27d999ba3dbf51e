//! How long Instagram works on a picture or a film, and how much it lets through in a day.
//!
//! Invariant: this decides when, never what is true.

use serde::{Deserialize, Serialize};

/// What can be set about Instagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InstagramWire {
    /// How many readings of a new container's status say that it is still in progress.
    pub in_progress: u32,
    /// How long after its last byte a film is worked on, by the practice clock.
    pub processing_ms: i64,
    /// Whether films are taken byte by byte from an account that signed in at Instagram itself, which Meta's guide denies.
    pub bytes_by_instagram_login: bool,
    /// How many posts an account may publish in a day. Meta's pages say 50 and 100.
    pub quota: u32,
    /// Whether a container says how many bytes of its film came in.
    pub says_how_much: bool,
    /// Whether the app may answer for a human being up to seven days after a person wrote.
    pub human_agent: bool,
    /// How many comments a page holds at most. Meta states no number.
    pub most_comments: usize,
}

impl Default for InstagramWire {
    fn default() -> Self {
        Self {
            in_progress: 1,
            processing_ms: 0,
            bytes_by_instagram_login: false,
            quota: 50,
            says_how_much: true,
            human_agent: false,
            most_comments: 50,
        }
    }
}
