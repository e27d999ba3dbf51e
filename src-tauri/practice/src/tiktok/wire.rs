//! What can be chosen about the practice TikTok.
//!
//! Invariant: the defaults are an account as most clinics have one, at an app that was audited.

use serde::{Deserialize, Serialize};

/// How TikTok reads its own rule about the pieces of a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TiktokChunks {
    /// The count is the length divided by the size, and the size the length divided by the count.
    Strict,
    /// The count is the length divided by the size.
    Classic,
}

/// How long tokens last, and what renews them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TiktokTokens {
    /// A day, renewed by the same for a year.
    Older,
    /// Two hours, renewed by what is good once, for half a year.
    Newer,
}

/// How TikTok behaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TiktokWire {
    /// Which reading of the rule about pieces holds.
    pub chunks: TiktokChunks,
    /// How long tokens last.
    pub tokens: TiktokTokens,
    /// Whether the app was audited: one that was not posts for private accounts, and for nobody but them.
    pub audited: bool,
    /// Whether the account is private.
    pub private_account: bool,
    /// Whether it lets nobody comment.
    pub comments_off: bool,
    /// Whether it lets nobody make duets.
    pub duets_off: bool,
    /// Whether it lets nobody stitch.
    pub stitches_off: bool,
    /// The longest video, in seconds.
    pub longest_seconds: u32,
    /// How many readings find a post being worked on before it is done.
    pub in_progress: u32,
    /// How many readings of one that is done have no id of the post yet: it is being looked at.
    pub moderation: u32,
    /// How many posts a day an account may have from all programs.
    pub posts_a_day: u32,
    /// How many drafts may wait in an inbox.
    pub drafts: u32,
    /// Whether the app has posted for as many accounts today as it may.
    pub user_cap_reached: bool,
    /// Whether TikTok has blocked the account from posting.
    pub banned: bool,
    /// Whether addresses that pictures are fetched from were verified with the app.
    pub urls_verified: bool,
    /// What every post comes to nothing by from now on: a reason of TikTok's.
    pub fails: Option<String>,
    /// How long the address of an upload is good, in milliseconds.
    pub upload_ms: i64,
}

impl Default for TiktokWire {
    fn default() -> Self {
        Self {
            chunks: TiktokChunks::Strict,
            tokens: TiktokTokens::Newer,
            audited: true,
            private_account: false,
            comments_off: false,
            duets_off: false,
            stitches_off: false,
            longest_seconds: 600,
            in_progress: 1,
            moderation: 1,
            posts_a_day: 15,
            drafts: 5,
            user_cap_reached: false,
            banned: false,
            urls_verified: true,
            fails: None,
            upload_ms: 60 * 60 * 1_000,
        }
    }
}
