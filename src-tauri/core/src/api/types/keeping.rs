//! Who publishes a signed post at its time, this laptop or its platform, as the interface sees it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{When, dto};
use crate::model::PostId;

/// How keeping by the platform stands for a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum KeepingState {
    /// This laptop publishes it, and the platform can't be given it; [`Keeping::why_not`] says why.
    Laptop,
    /// This laptop publishes it, and the platform could be given it.
    Offered,
    /// Somebody wants the platform to keep it; it is being handed over.
    Wanted,
    /// The platform keeps it.
    Kept,
    /// It is on its way back from the platform.
    ComingBack,
}

dto! {
    /// Who publishes a signed post at its time.
    pub struct Keeping {
        /// How it stands.
        pub state: KeepingState,
        /// Why the platform can't be given it now: a sentence.
        pub why_not: Option<String>,
        /// When the platform publishes it, once it was told.
        pub told: Option<When>,
        /// Who wanted it.
        pub wanted_by: Option<String>,
        /// Why this laptop publishes it although somebody wanted the platform to: a sentence.
        pub message: Option<String>,
        /// Whether it should have come back and has not, so that a person may delete it on the platform and say so.
        pub stuck: bool,
        /// Whether the platform is being asked for it by now.
        pub asked_back: bool,
        /// When it is looked at, handed over or taken back next.
        pub next_try: Option<When>,
    }

    /// Has the platform keep a signed post until its time, or takes it back.
    pub struct KeepSet {
        /// Which post.
        pub post_id: PostId,
        /// Whether the platform is to keep it.
        pub keep: bool,
    }
}
