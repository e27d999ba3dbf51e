//! Alerts, as the interface sees them: what goes on that people must hear of, and how they hear of it.
//!
//! Invariant: nothing here holds a word that anybody wrote, or the name of anybody who wrote.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{When, dto};
use crate::alert::{AlertKind, AlertWay};
use crate::model::{AlertId, ConversationId, PostId};

dto! {
    /// An alert.
    pub struct Alert {
        /// Which.
        pub id: AlertId,
        /// What it is about.
        pub kind: AlertKind,
        /// That in a line.
        pub title: String,
        /// What to know or do about it.
        pub text: String,
        /// The screen where something can be done about it.
        pub screen: String,
        /// The post to show there.
        pub post_id: Option<PostId>,
        /// The conversation to show there.
        pub conversation_id: Option<ConversationId>,
        /// Since when its cause is known.
        pub raised: When,
        /// When its cause was gone.
        pub cleared: Option<When>,
        /// When somebody was told first; none where nobody was yet.
        pub told: Option<When>,
    }

    /// Hours of each day, on the clinic's clock, in which only an emergency is told.
    pub struct QuietTimes {
        /// Their first minute, such as `21:00`.
        pub from: String,
        /// Their end, such as `07:00`.
        pub until: String,
    }

    /// What is told of one kind of alert.
    pub struct AlertRule {
        /// Of which.
        pub kind: AlertKind,
        /// Its name.
        pub name: String,
        /// When it is raised, in a sentence.
        pub about: String,
        /// By which ways it is told.
        pub ways: Vec<AlertWay>,
        /// By which of them whatever anybody chooses.
        pub always: Vec<AlertWay>,
        /// By which ways it can be told at all.
        pub fits: Vec<AlertWay>,
    }

    /// What the clinic is alerted to, and how.
    pub struct AlertSettings {
        /// The ways that are set up.
        pub set_up: Vec<AlertWay>,
        /// When it is quiet.
        pub quiet: Option<QuietTimes>,
        /// Every kind of alert.
        pub rules: Vec<AlertRule>,
        /// When people hear of how often a post is seen.
        pub numbers: AlertNumbers,
    }

    /// When people hear of how often a post is seen.
    pub struct AlertNumbers {
        /// After so many hours in which nobody saw it: 1 to 168.
        pub unseen_hours: u32,
        /// From so many times as much as is usual on its channel on: 2 to 20.
        pub spike_times: u32,
        /// From one so-many-th of what is usual there on: 2 to 20.
        pub drop_times: u32,
    }

    /// What is chosen for one kind.
    pub struct AlertChoice {
        /// For which.
        pub kind: AlertKind,
        /// By which ways it is told.
        pub ways: Vec<AlertWay>,
    }

    /// What is chosen for all of it. A kind that is not named keeps what it has.
    pub struct AlertChoices {
        /// When it is quiet.
        pub quiet: Option<QuietTimes>,
        /// What is chosen.
        pub rules: Vec<AlertChoice>,
    }
}

/// What a notification is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(untagged)]
#[ts(export)]
pub enum TellingKind {
    /// A post, or all of them.
    Post(crate::publish::NoticeKind),
    /// An alert.
    Alert(AlertKind),
}
