//! What can be chosen about the practice YouTube.
//!
//! Invariant: the defaults are a channel as most clinics have one.

use serde::{Deserialize, Serialize};

/// How YouTube behaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct YoutubeWire {
    /// How many readings find a video being worked on before it is done.
    pub in_progress: u32,
    /// How long an upload that was begun is kept, in milliseconds. YouTube states no number.
    pub session_ms: i64,
    /// Of an upload no more than so many bytes are kept of what one request brings; the rest has to come again.
    pub most_at_once: u64,
    /// How many videos a day all apps of the project may upload.
    pub uploads_a_day: u32,
    /// How many units a day.
    pub units_a_day: u32,
    /// How many videos the channel itself may upload in a day.
    pub channel_uploads: u32,
    /// Whether the channel may have pictures of its own before its videos play: it was verified by telephone.
    pub custom_thumbnails: bool,
    /// Whether videos of this project stay private whatever is asked for, as those of unverified projects did.
    pub locked_private: bool,
    /// What is wrong with every video that comes from now on: a reason of YouTube's for rejecting it.
    pub rejects: Option<String>,
    /// Whether the project is one that Google has in testing: every sign-in ends after seven days.
    #[serde(default)]
    pub in_testing: bool,
    /// Whether what was told a time is never made public.
    #[serde(default)]
    pub forgets_schedules: bool,
    /// How many calls a day all apps of the project have for the numbers of many videos.
    #[serde(default = "batches")]
    pub batches_a_day: u32,
    /// How many days late reports are.
    #[serde(default = "late_days")]
    pub reports_late_days: u32,
}

fn batches() -> u32 {
    10_000
}

fn late_days() -> u32 {
    2
}

impl Default for YoutubeWire {
    fn default() -> Self {
        Self {
            in_progress: 1,
            session_ms: 7 * 24 * 60 * 60 * 1_000,
            most_at_once: u64::MAX,
            uploads_a_day: 100,
            units_a_day: 10_000,
            channel_uploads: 50,
            custom_thumbnails: true,
            locked_private: false,
            rejects: None,
            in_testing: false,
            forgets_schedules: false,
            batches_a_day: batches(),
            reports_late_days: late_days(),
        }
    }
}
