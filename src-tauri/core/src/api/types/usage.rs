//! Usage, as the interface sees it: what became of posts, what was asked of the platforms, what is left and what it costs.

use super::{AllowanceUse, dto};
use crate::model::{ChannelId, Platform};

dto! {
    /// Of how many days usage is asked for.
    pub struct UsageQuery {
        /// This many of the clinic's days, today being the last: 1 to 90.
        pub days: u32,
    }

    /// What became of the posts whose time has come.
    pub struct UsageOutcomes {
        /// All of them is, or was, public.
        pub public: u32,
        /// A part of them is public, and the rest will not be by itself.
        pub partly: u32,
        /// Their platform did not take them.
        pub failed: u32,
        /// Their time passed before they could be sent.
        pub missed: u32,
        /// Still being sent, or nobody knows yet.
        pub open: u32,
        /// Not signed in time, or held by somebody: in neither rate.
        pub held: u32,
        /// Public ones in a thousand of those that were to go out and have ended; none where there are none.
        pub success_in_thousand: Option<u32>,
        /// How many of what is public was sent by the application itself, and not by hand.
        pub sent: u32,
        /// How many of those began within a minute of their time, in a thousand; none where there are none.
        pub in_time_in_thousand: Option<u32>,
    }

    /// What people did.
    pub struct UsageSteps {
        /// Posts and answers that were begun.
        pub written: u32,
        /// How many a doctor signed.
        pub signed: u32,
        /// How many became public.
        pub public: u32,
    }

    /// What was asked of one endpoint.
    pub struct EndpointUse {
        /// Whose it is.
        pub platform: Platform,
        /// What it is for.
        pub what: String,
        /// The method.
        pub method: String,
        /// The endpoint's template.
        pub template: String,
        /// How often it was asked.
        pub calls: u32,
        /// How often that was refused, failed, or was not answered.
        pub failed: u32,
        /// How often not one byte could be sent.
        pub not_sent: u32,
        /// What half of the calls kept to, in milliseconds: 250, 1,000 or 4,000; none where they took longer.
        pub half_within_ms: Option<u32>,
        /// What 95 of a hundred calls kept to, likewise.
        pub most_within_ms: Option<u32>,
        /// The longest, in milliseconds.
        pub longest_ms: u32,
    }

    /// What is used of the allowances of one channel.
    pub struct ChannelAllowances {
        /// The channel.
        pub channel_id: ChannelId,
        /// What the clinic calls it.
        pub name: String,
        /// Its platform.
        pub platform: Platform,
        /// Its allowances, as far as its platform has said.
        pub allowances: Vec<AllowanceUse>,
    }

    /// What was used.
    pub struct Usage {
        /// The first of the days, such as `Fri 20 Nov`.
        pub from: String,
        /// The first day that calls are counted of, where that is later.
        pub counted_from: Option<String>,
        /// What became of the posts whose time fell into these days.
        pub outcomes: UsageOutcomes,
        /// What people did.
        pub steps: UsageSteps,
        /// What was asked, the most asked first within each platform.
        pub endpoints: Vec<EndpointUse>,
        /// What is left now.
        pub channels: Vec<ChannelAllowances>,
        /// What the platforms that charge get, in sentences.
        pub costs: Vec<String>,
    }
}
