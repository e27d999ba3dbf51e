//! What alerts are about, and by which ways they are told.
//!
//! Invariant: an emergency and an adverse event are always told on the desktop, whatever anybody chooses; and that a way does not
//! work is never told by that way.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::model::words::word_enum;
use crate::store::by_word;

word_enum! {
    /// A cause of an alert.
    pub enum AlertKind {
        /// Somebody's life may be at risk, and nobody answered.
        Emergency = "emergency",
        /// The same, and nobody has even read it for minutes.
        EmergencyUnread = "emergency_unread",
        /// Somebody read it, and for minutes nobody has answered.
        EmergencyUnanswered = "emergency_unanswered",
        /// Somebody tells of a side effect, and no doctor has read it.
        AdverseEvent = "adverse_event",
        /// A signed post's time is over, and nothing of it is public.
        PostLate = "post_late",
        /// A post did not go out, or not whole, or could not be taken down, and a person has to decide.
        PostFailed = "post_failed",
        /// A post's platform shows something else than was signed, or does not show it any more.
        PostShownOtherwise = "post_shown_otherwise",
        /// What was to be done without words, at a time, was not done.
        GestureNotMade = "gesture_not_made",
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
        /// Nobody has seen a post, hours after it became public.
        PostUnseen = "post_unseen",
        /// A post was seen far less than those before it on its channel.
        NumbersDropped = "numbers_dropped",
        /// Far more.
        NumbersSpiked = "numbers_spiked",
        /// Emails have not gone out for a while.
        EmailNotSent = "email_not_sent",
        /// Messages have not got through to Slack for a while.
        SlackNotSent = "slack_not_sent",
    }
}
by_word!(AlertKind);

word_enum! {
    /// How people hear of an alert.
    pub enum AlertWay {
        /// A notification on this computer.
        Desktop = "desktop",
        /// An email to those who want it.
        Email = "email",
        /// A message on Slack.
        Slack = "slack",
    }
}
by_word!(AlertWay);

impl AlertWay {
    /// What tells that this way does not work; none of the one that needs nobody else.
    pub(super) const fn broken(self) -> Option<AlertKind> {
        match self {
            Self::Desktop => None,
            Self::Email => Some(AlertKind::EmailNotSent),
            Self::Slack => Some(AlertKind::SlackNotSent),
        }
    }
}

impl AlertKind {
    /// Whether it is told by this way whatever anybody chooses.
    pub const fn always(self, way: AlertWay) -> bool {
        match way {
            AlertWay::Desktop => self.cannot_wait() || self.noticed(),
            AlertWay::Email | AlertWay::Slack => false,
        }
    }

    /// Whether it is told by this way with an alert. What a notice tells on this computer, with the post's time, is not told there twice.
    pub const fn is_told(self, way: AlertWay) -> bool {
        match way {
            AlertWay::Desktop => !self.noticed(),
            AlertWay::Email | AlertWay::Slack => true,
        }
    }

    /// Whether it can be told by this way at all.
    pub fn fits(self, way: AlertWay) -> bool {
        way.broken() != Some(self)
    }

    /// Whether it is told by this way where nobody chose: away from the desktop only what somebody has to act on before they are
    /// back at it.
    pub fn by_default(self, way: AlertWay) -> bool {
        match way {
            AlertWay::Desktop => true,
            AlertWay::Email | AlertWay::Slack => self.fits(way) && self.matters_elsewhere(),
        }
    }

    /// Whether it is told again where nobody knows whether it arrived: twice is better than not at all.
    pub const fn rather_twice(self) -> bool {
        match self {
            Self::Emergency | Self::EmergencyUnread | Self::EmergencyUnanswered => true,
            Self::AdverseEvent
            | Self::PostLate
            | Self::PostFailed
            | Self::PostShownOtherwise
            | Self::GestureNotMade
            | Self::SignInEnded
            | Self::SignInEnds
            | Self::QuotaNearlyUsed
            | Self::ComplaintsRising
            | Self::NotRead
            | Self::AnswersLate
            | Self::PostUnseen
            | Self::NumbersDropped
            | Self::NumbersSpiked
            | Self::EmailNotSent
            | Self::SlackNotSent => false,
        }
    }

    /// Whether a notice tells of it on this computer (`publish/notices.rs`).
    const fn noticed(self) -> bool {
        match self {
            Self::PostFailed | Self::PostShownOtherwise => true,
            Self::Emergency
            | Self::EmergencyUnread
            | Self::EmergencyUnanswered
            | Self::AdverseEvent
            | Self::PostLate
            | Self::GestureNotMade
            | Self::SignInEnded
            | Self::SignInEnds
            | Self::QuotaNearlyUsed
            | Self::ComplaintsRising
            | Self::NotRead
            | Self::AnswersLate
            | Self::PostUnseen
            | Self::NumbersDropped
            | Self::NumbersSpiked
            | Self::EmailNotSent
            | Self::SlackNotSent => false,
        }
    }

    const fn cannot_wait(self) -> bool {
        match self {
            Self::Emergency | Self::EmergencyUnread | Self::EmergencyUnanswered | Self::AdverseEvent => true,
            Self::PostLate
            | Self::PostFailed
            | Self::PostShownOtherwise
            | Self::GestureNotMade
            | Self::SignInEnded
            | Self::SignInEnds
            | Self::QuotaNearlyUsed
            | Self::ComplaintsRising
            | Self::NotRead
            | Self::AnswersLate
            | Self::PostUnseen
            | Self::NumbersDropped
            | Self::NumbersSpiked
            | Self::EmailNotSent
            | Self::SlackNotSent => false,
        }
    }

    const fn matters_elsewhere(self) -> bool {
        match self {
            Self::Emergency
            | Self::EmergencyUnread
            | Self::EmergencyUnanswered
            | Self::AdverseEvent
            | Self::PostLate
            | Self::PostFailed
            | Self::PostShownOtherwise
            | Self::SignInEnded
            | Self::NotRead
            | Self::EmailNotSent
            | Self::SlackNotSent => true,
            Self::GestureNotMade
            | Self::SignInEnds
            | Self::QuotaNearlyUsed
            | Self::ComplaintsRising
            | Self::AnswersLate
            | Self::PostUnseen
            | Self::NumbersDropped
            | Self::NumbersSpiked => false,
        }
    }
}
