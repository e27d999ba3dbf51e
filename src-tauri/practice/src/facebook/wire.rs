//! How long Facebook works on a film, in which pieces it takes one, and where it says that the bytes of a reel go.
//!
//! Invariant: this decides when and in which steps, never what is true.

use serde::{Deserialize, Serialize};

/// What can be set about Facebook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FacebookWire {
    /// How long after its end an upload is worked on until it is public, by the practice clock.
    pub processing_ms: i64,
    /// How many readings of a film's status say that it is still worked on, public or not.
    pub in_progress: u32,
    /// The largest piece of a video that is asked for at once.
    pub piece: u64,
    /// The host that the bytes of a reel are sent to; the platform's own unless something is to go wrong.
    pub upload_host: String,
    /// Whether a status says how many bytes came in.
    pub says_how_much: bool,
    /// Whether a status uses words that are known.
    pub known_words: bool,
    /// Whether a piece of a video is refused that begins before the ones that came in end.
    pub exact_offsets: bool,
    /// Whether what was scheduled is never published.
    pub forgets_schedules: bool,
    /// How many more times an object that is there is answered for as if it were not: Facebook says the same of what it
    /// can't load just now.
    pub unloadable: u32,
    /// Whether the app may answer for a human being up to seven days after a person wrote.
    pub human_agent: bool,
    /// How many of a conversation's newest messages are told. Some say 20, Meta says nothing.
    pub readable_messages: u32,
    /// From how many followers on a Page has insights.
    pub insights_from_followers: u64,
}

impl Default for FacebookWire {
    fn default() -> Self {
        let upload_host = "rupload.facebook.com".to_owned();
        Self {
            processing_ms: 0,
            in_progress: 1,
            piece: 4 * 1024 * 1024,
            upload_host,
            says_how_much: true,
            known_words: true,
            exact_offsets: false,
            forgets_schedules: false,
            unloadable: 0,
            human_agent: false,
            readable_messages: u32::MAX,
            insights_from_followers: 100,
        }
    }
}
