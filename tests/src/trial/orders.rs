//! What a trial and the process that it ends say to each other: one JSON value a line.

use countersign_core::model::{ChannelId, Platform, PostId};
use serde::{Deserialize, Serialize};

use crate::lines::Line;

/// What a clinic forbids in the storm; the edits of the storm say it.
pub const FORBIDDEN: &str = "as of";

/// What the process is started with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Orders {
    /// The clinic's folder; its keys lie in it.
    pub folder: String,
    /// Where the practice platforms are.
    pub base: String,
    /// What their control path asks for: the clock is read there.
    pub token: String,
    /// What time it is there.
    pub now: i64,
    /// How far the laptop's clock is ahead of that.
    pub ahead: i64,
    /// The seed of everything random. No two openings of a clinic may have the same.
    pub seed: u64,
}

/// What the process is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Told {
    /// Somebody does something.
    Do(Act),
    /// Somebody sets the laptop's clock.
    SetClock {
        /// By so many milliseconds.
        ms: i64,
    },
    /// Close in order.
    Close,
}

/// What somebody does.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Act {
    /// Writes on a draft.
    Save {
        /// Which.
        post: PostId,
        /// What it says from now on.
        text: String,
    },
    /// Changes a post that was signed.
    Edit {
        /// Which.
        post: PostId,
        /// What is added to its words.
        words: String,
        /// Whether the doctor signs it again.
        sign: bool,
    },
    /// Signs.
    Sign {
        /// What.
        post: PostId,
    },
    /// Takes a signature back.
    Revoke {
        /// Whose.
        post: PostId,
    },
    /// Holds a post back.
    Hold {
        /// Which.
        post: PostId,
    },
    /// Lets it go.
    Release {
        /// Which.
        post: PostId,
    },
    /// Stops everything.
    Stop,
    /// Resumes.
    Resume,
    /// Wants a post down.
    TakeDown {
        /// Which.
        post: PostId,
    },
    /// Connects an account again.
    Connect(Seat),
    /// Sets when and how often a channel posts.
    Pace {
        /// Which channel.
        channel: ChannelId,
        /// From when until when on every day of the week; at any time where there is nothing.
        hours: Option<(String, String)>,
        /// How many minutes lie between two posts.
        gap: Option<u32>,
    },
    /// Sets the words that are not let out.
    Forbid {
        /// Which.
        words: Vec<String>,
    },
}

impl Act {
    /// Whether it ends what the storm did, so that nothing stays closed or forbidden for ever.
    #[must_use]
    pub fn mends(&self) -> bool {
        match self {
            Self::Release { .. } | Self::Resume | Self::Connect(_) => true,
            Self::Pace { hours, gap, .. } => hours.is_none() && gap.is_none(),
            Self::Forbid { words } => words.is_empty(),
            Self::Save { .. }
            | Self::Edit { .. }
            | Self::Sign { .. }
            | Self::Revoke { .. }
            | Self::Hold { .. }
            | Self::Stop
            | Self::TakeDown { .. } => false,
        }
    }
}

/// An account on a platform, and how the clinic signs in there.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Seat {
    /// Where.
    pub platform: Platform,
    /// The platform's id of it.
    pub account: String,
    /// Its name.
    pub name: String,
    /// What it is reached with, on a practice platform.
    pub token: String,
}

/// What the process says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Said {
    /// The clinic is open.
    Open,
    /// A step of a sending was finished.
    Step,
    /// Nothing is left to do at this instant.
    Waits {
        /// The platforms' time as it was heard of last.
        seen: i64,
        /// For how long, in milliseconds; for nothing where there is none.
        ms: Option<i64>,
    },
    /// Somebody did something, or was refused.
    Done {
        /// What they were told, where they were refused.
        refused: Option<String>,
    },
    /// The clinic could not be opened.
    Failed {
        /// Why.
        why: String,
    },
}

impl Line for Orders {}
impl Line for Told {}
impl Line for Said {}
