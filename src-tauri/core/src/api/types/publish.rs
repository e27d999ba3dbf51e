//! Deliveries, their parts and attempts, as the interface sees them; and Today.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{PartRemoval, PostSummary, When, dto};
use crate::model::{DeliveryId, ExecutionState, PartState, PostId};
use crate::publish::ReadBackOutcome;

dto! {
    /// One sending of a post.
    pub struct Delivery {
        /// Which.
        pub id: DeliveryId,
        /// Its state.
        pub state: ExecutionState,
        /// A sentence on what happened and what to do, when there is something to say.
        pub message: Option<String>,
        /// The platform's own words and code, for *Details*.
        pub detail: Option<String>,
        /// Its parts in order.
        pub parts: Vec<DeliveryPart>,
        /// Its attempts, the newest last.
        pub attempts: Vec<Attempt>,
        /// When it is tried, or looked at, again by itself.
        pub next_try: Option<When>,
        /// The address at which the public sees it.
        pub permalink: Option<String>,
    }

    /// One part of a delivery.
    pub struct DeliveryPart {
        /// Its place, from 0.
        pub ordinal: u32,
        /// Its state.
        pub state: PartState,
        /// The platform's id of it.
        pub platform_id: Option<String>,
        /// Where the public sees it.
        pub permalink: Option<String>,
        /// When it became public.
        pub posted: Option<When>,
        /// How taking it down stands, when somebody asked for that.
        pub removal: Option<PartRemoval>,
        /// Whether its platform shows it as it was signed; nothing where nobody looks.
        pub read_back: Option<ReadBack>,
    }

    /// What came of reading a public part back.
    pub struct ReadBack {
        /// What came of it; nothing as long as nobody knows.
        pub outcome: Option<ReadBackOutcome>,
        /// Marks this very finding: whoever has seen it says so of this one, and of none that came later.
        pub finding: Option<String>,
        /// That in a sentence.
        pub sentence: String,
        /// When its platform was asked last.
        pub looked: Option<When>,
        /// How often it was asked.
        pub looks: u32,
        /// When it is asked next by itself.
        pub next_look: Option<When>,
        /// What was compared, as people read it.
        pub compared: Vec<String>,
        /// What differs.
        pub differences: Vec<Difference>,
        /// Who has seen that it differs or is gone.
        pub seen_by: Option<String>,
        /// When.
        pub seen: Option<When>,
        /// Whether asking once more costs something.
        pub costs: bool,
    }

    /// That a person has seen what a platform shows otherwise than it was signed.
    pub struct ReadBackSeen {
        /// Of which post.
        pub id: PostId,
        /// The findings that stood on the screen.
        pub findings: Vec<String>,
    }

    /// Something that a platform shows otherwise than it was signed.
    pub struct Difference {
        /// What, as people read it.
        pub what: String,
        /// As it was signed.
        pub signed: String,
        /// As it is shown.
        pub shown: String,
    }

    /// One try.
    pub struct Attempt {
        /// Its number, from 1.
        pub number: u32,
        /// When it began.
        pub started: When,
        /// What came of it: a word of the record.
        pub outcome: Option<String>,
        /// The platform's own words and code.
        pub detail: Option<String>,
    }

    /// What a person found out about a delivery in doubt.
    pub struct DeliveryDecide {
        /// Which post.
        pub post_id: PostId,
        /// What the person saw on the platform.
        pub found: Found,
    }

    /// The first screen of the day.
    pub struct Today {
        /// The date, in the clinic's zone.
        pub now: When,
        /// Waits for a signature.
        pub to_sign: Vec<PostSummary>,
        /// Failed, in doubt, missed, expired, partly posted.
        pub needs_decision: Vec<PostSummary>,
        /// Changes were asked for.
        pub changes_asked: Vec<PostSummary>,
        /// Goes out next.
        pub next: Vec<PostSummary>,
        /// Went out today.
        pub posted_today: Vec<PostSummary>,
        /// Drafts nobody was asked about.
        pub drafts: Vec<PostSummary>,
        /// Channels whose sign-in somebody has to mend: refused, ended, or ending before long.
        pub sign_ins: Vec<super::Channel>,
        /// What waits in the inbox.
        pub inbox: super::InboxTotals,
        /// What goes on that people must hear of, and that stands nowhere else on this screen; the oldest first.
        pub alerts: Vec<super::Alert>,
        /// Keys of other doctors that the doctor who is signed in was not told of yet.
        pub new_keys: Vec<super::SigningKey>,
        /// Those of `to_sign` that expire unsigned before long, the soonest first.
        pub expiring: Vec<PostId>,
        /// When this person was here the time before.
        pub last_here: Option<When>,
        /// That too few doctors can sign for the clinic's rule, and what to do.
        pub signing_problem: Option<String>,
        /// That backups fail, are old or were found damaged, and what to do.
        pub backup_problem: Option<String>,
        /// Went out since then; nothing on a person's first visit.
        pub posted_since: Vec<PostSummary>,
    }
}

/// What a person saw on the platform about a delivery in doubt.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Found {
    /// It is there, at this address.
    Public {
        /// The address, copied from the platform.
        address: String,
    },
    /// It is not there.
    NotPublic {
        /// It shall not be sent again either, or not now: it is called off until somebody gives it a new time.
        #[serde(default)]
        drop: bool,
    },
}
