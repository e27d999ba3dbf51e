//! What a test and the process that it ends say to each other: one JSON value a line.

use countersign_core::api::types::ApiError;
use countersign_core::model::PostId;
use serde::{Deserialize, Serialize};

use crate::lines::Line;

/// What the process is started with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Orders {
    /// The clinic's folder; its keys lie in it.
    pub folder: String,
    /// Where the practice platforms are.
    pub base: String,
    /// What time it is.
    pub now: i64,
    /// The seed of everything random. No two openings of a clinic may have the same, as no two runs have the same ids.
    pub seed: u64,
    /// Stop at this step when it comes for the n-th time, counted from 1.
    pub stop_at: Option<(String, usize)>,
    /// Whether the platforms fetch their pictures by address, from the media host.
    pub fetches: bool,
    /// Somebody wants a post's platform to keep it, or not any more, before anything else happens.
    #[serde(default)]
    pub keep: Option<(PostId, bool)>,
}

/// What the process is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Told {
    /// Time moves on.
    Advance {
        /// By so much.
        ms: i64,
    },
    /// Somebody writes.
    Save {
        /// The draft.
        post: PostId,
        /// Its text from now on.
        text: String,
    },
    /// Somebody wants a post taken down.
    TakeDown {
        /// The post.
        post: PostId,
    },
    /// Somebody reads.
    Read {
        /// The draft.
        post: PostId,
    },
    /// Close in order.
    Close,
}

/// What the process says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Said {
    /// The clinic is open and somebody is signed in.
    Open,
    /// A step of a sending was finished.
    Step {
        /// The step's name.
        step: String,
        /// For which time, counted from 1.
        nth: usize,
        /// Whether it goes no further.
        stop: bool,
    },
    /// Nothing is left to do until this much later.
    Waits {
        /// How much.
        ms: i64,
    },
    /// Nothing is left to do.
    Idle,
    /// A draft was saved.
    Saved {
        /// Its text.
        text: String,
    },
    /// A draft was read.
    Reads {
        /// Its text.
        text: String,
    },
    /// Opening or saving was refused.
    Refused {
        /// As people are told.
        error: ApiError,
    },
}

impl Line for Orders {}
impl Line for Told {}
impl Line for Said {}
