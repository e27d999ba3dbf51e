//! The states of a post, a delivery and a part, and the one table of moves between a delivery's states.
//!
//! Invariant: [`ExecutionState::may_become`] and the `delivery_edges` table of the database hold the same moves;
//! a test compares the two.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::words::word_enum;

word_enum! {
    /// What a post is.
    pub enum PostKind {
        /// A post on the channel's own page.
        Post = "post",
    }
}

word_enum! {
    /// How far a post has come with the people who read it.
    pub enum ReviewStatus {
        /// Nobody was asked yet.
        Draft = "draft",
        /// A doctor is asked to read it.
        PendingReview = "pending_review",
        /// An unrevoked signature covers the post as it stands.
        Approved = "approved",
        /// The doctor asked for changes.
        ChangesRequested = "changes_requested",
        /// The doctor refused it.
        Rejected = "rejected",
    }
}

word_enum! {
    /// How far a delivery has come.
    pub enum ExecutionState {
        /// Has a time, and waits for a signature.
        Held = "held",
        /// Signed, waits for its time.
        Scheduled = "scheduled",
        /// Claimed: being prepared or sent.
        Running = "running",
        /// Everything is public.
        Posted = "posted",
        /// Some parts are public, the rest was refused.
        PartlyPosted = "partly_posted",
        /// The platform still works on it.
        Processing = "processing",
        /// A person finishes it on the platform.
        HandedOver = "handed_over",
        /// The platform keeps it, and makes it public at its time by itself.
        AtPlatform = "at_platform",
        /// Refused; nothing is public.
        Failed = "failed",
        /// Proven not to be public; tried again by itself.
        Retrying = "retrying",
        /// Nobody knows whether it is public.
        InDoubt = "in_doubt",
        /// Its time passed while nothing could be sent.
        Missed = "missed",
        /// Its time, or its signature's, passed unsigned.
        Expired = "expired",
        /// A person called it off.
        Cancelled = "cancelled",
        /// Was public, was taken down.
        Removed = "removed",
    }
}

impl ExecutionState {
    /// The states that this one may become; anything else is refused, here and by the database.
    pub const fn next(self) -> &'static [Self] {
        use ExecutionState as S;
        match self {
            // What ended, and was given a new time, ends again when the new time is undone.
            S::Held => &[S::Scheduled, S::Expired, S::Missed, S::Cancelled, S::Failed, S::PartlyPosted],
            // What a restored clinic may have sent since its backup is in doubt before it is anything else.
            S::Scheduled => &[S::Held, S::Running, S::Missed, S::Expired, S::Cancelled, S::PartlyPosted, S::InDoubt],
            S::Running => &[
                S::Posted,
                S::PartlyPosted,
                S::Processing,
                S::HandedOver,
                S::AtPlatform,
                S::Failed,
                S::Retrying,
                S::InDoubt,
                S::Held,
                S::Scheduled,
                S::Missed,
                S::Expired,
                S::Cancelled,
            ],
            S::Retrying => &[S::Running, S::Held, S::Missed, S::Failed, S::PartlyPosted, S::Expired, S::Cancelled],
            S::InDoubt => &[
                S::Posted,
                S::PartlyPosted,
                S::Retrying,
                S::Failed,
                S::Cancelled,
                S::AtPlatform,
                S::Processing,
                S::HandedOver,
            ],
            S::Processing => &[S::Posted, S::PartlyPosted, S::Failed, S::InDoubt, S::HandedOver, S::Retrying],
            S::HandedOver => &[S::Posted, S::PartlyPosted, S::Cancelled, S::Failed],
            // What is taken back waits again; a move straight to a sending would be a second one.
            S::AtPlatform => &[S::Posted, S::Held, S::Missed, S::Failed],
            S::Failed => &[S::Held, S::Scheduled, S::Cancelled, S::PartlyPosted],
            S::PartlyPosted => &[S::Held, S::Scheduled, S::Cancelled, S::Removed],
            S::Missed => &[S::Held, S::Scheduled, S::Cancelled, S::PartlyPosted],
            S::Expired => &[S::Held, S::Scheduled, S::Cancelled, S::PartlyPosted],
            S::Posted => &[S::Removed],
            S::Cancelled => &[S::Held, S::Scheduled, S::PartlyPosted],
            S::Removed => &[],
        }
    }

    /// Whether this state may become `next`.
    pub fn may_become(self, next: Self) -> bool {
        self.next().contains(&next)
    }
}

word_enum! {
    /// How far one part of a delivery has come.
    pub enum PartState {
        /// Not public, and nothing irreversible was begun.
        Waiting = "waiting",
        /// The irreversible step was begun, and its outcome is not on disk yet.
        Committing = "committing",
        /// Public, under the platform's id.
        Posted = "posted",
        /// Refused by the platform; not public.
        Rejected = "rejected",
        /// The outcome is not known.
        Unknown = "unknown",
        /// Was public, was taken down.
        Removed = "removed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_public_can_go_out_again() {
        for state in [ExecutionState::Posted, ExecutionState::Removed] {
            assert!(
                !state.may_become(ExecutionState::Running),
                "{state:?} is public or was: it must not be sent again"
            );
            assert!(!state.may_become(ExecutionState::Scheduled), "{state:?} must not be scheduled again");
        }
    }

    #[test]
    fn doubt_never_leads_straight_back_to_sending() {
        assert!(!ExecutionState::InDoubt.may_become(ExecutionState::Running));
        assert!(!ExecutionState::InDoubt.may_become(ExecutionState::Scheduled));
    }

    #[test]
    fn what_a_platform_keeps_is_never_sent_from_here_meanwhile() {
        for next in [ExecutionState::Running, ExecutionState::Scheduled, ExecutionState::Retrying] {
            assert!(!ExecutionState::AtPlatform.may_become(next), "{next:?} would make it public beside its platform");
        }
    }

    #[test]
    fn every_word_names_one_state() {
        for state in ExecutionState::ALL {
            assert_eq!(ExecutionState::from_word(state.word()), Some(*state));
        }
    }
}
