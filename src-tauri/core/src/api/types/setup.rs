//! The way from an empty clinic to the first signed post, as the interface sees it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::dto;
use crate::model::PostId;
use crate::model::words::word_enum;

word_enum! {
    /// One thing to do on the way, in the order of the way.
    pub enum SetupTask {
        /// The clinic, and its recovery key on paper.
        Clinic = "clinic",
        /// A doctor who can sign on this laptop.
        Doctor = "doctor",
        /// Somebody who writes beside the doctor.
        People = "people",
        /// An account that posts go out on.
        Channel = "channel",
        /// The first post, out of a theme or a blank page.
        Theme = "theme",
        /// When it is meant to go out; with the doctor.
        Time = "time",
        /// The first signature.
        Signature = "signature",
    }
}

dto! {
    /// Where the clinic is on the way. All of it is read from what is there; nothing is ticked off by hand.
    pub struct SetupGuide {
        /// The steps, in order.
        pub steps: Vec<SetupStep>,
        /// The first that is left to do.
        pub next: Option<SetupTask>,
        /// Whether the person who asks put the guide away.
        pub away: bool,
    }

    /// One step.
    pub struct SetupStep {
        /// What is to be done.
        pub task: SetupTask,
        /// Whether it is.
        pub done: bool,
        /// Whether a clinic can do without it.
        pub optional: bool,
        /// Whether what it needs is there.
        pub ready: bool,
        /// Whether the person who asks may do it.
        pub mine: bool,
        /// The post it is about.
        pub post_id: Option<PostId>,
    }
}
