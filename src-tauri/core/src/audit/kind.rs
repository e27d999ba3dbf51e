//! The few kinds that acts on record fall into, for whoever looks for one.
//!
//! Invariant: a kind is a set of first words of actions (`post.` of `post.revised`), and every action has exactly one.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Action;
use crate::model::words::word_enum;

word_enum! {
    /// A kind of act.
    pub enum ActKind {
        /// Drafting and changing posts.
        Writing = "writing",
        /// Talk, requests for changes, rejections.
        Review = "review",
        /// Signatures and the keys they are made with.
        Signing = "signing",
        /// Times, slots, closed days, and the rules for them.
        Times = "times",
        /// Sending, reading back, taking down, *Stop everything*.
        Publishing = "publishing",
        /// The work on what people write.
        Inbox = "inbox",
        /// People, channels and their sign-ins, the clinic's profile, who was here.
        Clinic = "clinic",
    }
}

impl ActKind {
    const fn firsts(self) -> &'static [&'static str] {
        match self {
            Self::Writing => &["batch", "post", "media", "video", "document", "hashtag_set", "topic"],
            Self::Review => &["review"],
            Self::Signing => &["approval", "beforehand", "signing", "key"],
            Self::Times => &["plan", "slots", "closed_days", "policy"],
            Self::Publishing => {
                &["publishing", "gate", "part", "delivery", "removal", "keeping", "lent", "clock", "gesture"]
            }
            Self::Inbox => &["conversation", "saved_reply"],
            Self::Clinic => &[
                "workspace",
                "alerts",
                "backup",
                "clinic",
                "person",
                "channel",
                "app",
                "api_version",
                "login",
                "token",
                "media_host",
                "mail",
                "slack",
                "recipient",
                "pin",
                "session",
                "command",
                "record",
                "support",
            ],
        }
    }

    /// The kind of an action.
    pub fn of(action: Action) -> Option<Self> {
        let first = action.word().split('.').next()?;
        Self::ALL.iter().copied().find(|kind| kind.firsts().contains(&first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_exactly_one_kind() {
        for action in Action::ALL {
            let first = action.word().split('.').next().unwrap();
            let kinds = ActKind::ALL.iter().filter(|kind| kind.firsts().contains(&first)).count();
            assert_eq!(kinds, 1, "{}: put `{first}` into one kind", action.word());
        }
    }
}
