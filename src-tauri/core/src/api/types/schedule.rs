//! Times as people read them, plans, and the queue by day.

use super::{PostSummary, dto};
use crate::model::{Millis, PostId, UndoId};

dto! {
    /// An instant with its wall-clock text in the zone it is meant in.
    pub struct When {
        /// The instant, in milliseconds since 1970 UTC.
        pub at: Millis,
        /// `2026-11-20`.
        pub date: String,
        /// `09:00`.
        pub time: String,
        /// `Fri 20 Nov`.
        pub day_label: String,
        /// `Asia/Kolkata`.
        pub zone: String,
        /// `UTC+05:30`.
        pub offset: String,
    }

    /// The time that a post is meant for.
    pub struct Plan {
        /// When.
        pub due: When,
        /// Whether it has passed.
        pub past: bool,
    }

    /// Gives a post a time, or moves it.
    pub struct PlanSet {
        /// Which post.
        pub post_id: PostId,
        /// `2026-11-20`.
        pub date: String,
        /// `09:00`.
        pub time: String,
        /// An IANA zone; the channel's, or else the clinic's, when empty.
        pub zone: String,
    }

    /// What a move did.
    pub struct PlanResult {
        /// The plan as it stands now.
        pub plan: Plan,
        /// Whether a signature that was there still covers the post.
        pub signature_kept: Option<bool>,
        /// Something to know: an hour that comes twice, a conflict, a closed day.
        pub notice: Option<String>,
        /// What undoes it.
        pub undo: Option<UndoId>,
    }

    /// What goes out, by day.
    pub struct Queue {
        /// Days in order, the earliest first.
        pub days: Vec<QueueDay>,
        /// Posts without a time.
        pub unscheduled: Vec<PostSummary>,
    }

    /// One day of the queue.
    pub struct QueueDay {
        /// `2026-11-20`.
        pub date: String,
        /// `Friday 20 November`.
        pub label: String,
        /// Whether it is today.
        pub today: bool,
        /// Its posts in order.
        pub posts: Vec<PostSummary>,
    }

    /// Which part of the queue to show.
    pub struct QueueRequest {
        /// Whether to show what is past as well.
        pub past: bool,
    }
}
