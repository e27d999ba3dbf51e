//! What alerts are about, and by which ways they are told.
//!
//! Invariant: an emergency and an adverse event are always told on the desktop, whatever anybody chooses.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::model::words::word_enum;
use crate::store::by_word;

word_enum! {
    /// A cause of an alert. What the numbers of posts would be a cause of is not among them: there are none yet.
    pub enum AlertKind {
        /// Somebody's life may be at risk, and nobody answered.
        Emergency = "emergency",
        /// The same, and nobody has even read it for minutes.
        EmergencyUnread = "emergency_unread",
        /// Somebody tells of a side effect, and no doctor has read it.
        AdverseEvent = "adverse_event",
        /// A signed post's time is over, and nothing of it is public.
        PostLate = "post_late",
        /// A channel's sign-in is over: nothing goes out there.
        SignInEnded = "sign_in_ended",
        /// A channel's sign-in ends within days, and nothing renews it.
        SignInEnds = "sign_in_ends",
        /// A channel has used up nearly all that its platform allows.
        QuotaNearlyUsed = "quota_nearly_used",
        /// More people complain on a channel than used to.
        ComplaintsRising = "complaints_rising",
        /// What people write on a channel could not be read for half an hour.
        NotRead = "not_read",
        /// Answers on a channel take longer than the clinic wants.
        AnswersLate = "answers_late",
    }
}
by_word!(AlertKind);

word_enum! {
    /// How people hear of an alert.
    pub enum AlertWay {
        /// A notification on this computer.
        Desktop = "desktop",
    }
}
by_word!(AlertWay);

impl AlertKind {
    /// Whether it is told by this way whatever anybody chooses.
    pub const fn always(self, way: AlertWay) -> bool {
        match (self, way) {
            (Self::Emergency | Self::EmergencyUnread | Self::AdverseEvent, AlertWay::Desktop) => true,
            (
                Self::PostLate
                | Self::SignInEnded
                | Self::SignInEnds
                | Self::QuotaNearlyUsed
                | Self::ComplaintsRising
                | Self::NotRead
                | Self::AnswersLate,
                AlertWay::Desktop,
            ) => false,
        }
    }

    /// Whether it is told by this way where nobody chose.
    pub const fn by_default(self, way: AlertWay) -> bool {
        match way {
            AlertWay::Desktop => true,
        }
    }
}
