//! Why the gate stays shut, in words of the record.

use crate::error::Error;
use crate::schedule::policy::Outside;

/// Why a claim or a commit was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Denial {
    /// No valid signature covers the post as it stands.
    #[error("no valid signature covers this post as it stands")]
    ApprovalRequired,
    /// *Stop everything* is on.
    #[error("everything is stopped")]
    Stopped,
    /// A person holds the post back.
    #[error("a person holds this post back")]
    HeldBack,
    /// Somebody wants it taken down.
    #[error("it is being taken down")]
    TakenDown,
    /// The channel is paused.
    #[error("the channel is paused")]
    Paused,
    /// The channel is not connected.
    #[error("the channel is not connected")]
    NotConnected,
    /// The signature does not count at this time.
    #[error("the signature does not count at this time")]
    OutsideWindow,
    /// It is not due yet.
    #[error("it is not due yet")]
    TooEarly,
    /// The clinic does not use the platform.
    #[error("the clinic does not use this platform")]
    PlatformNotAllowed,
    /// The platform does not keep it until that time: too near, too far, or not this kind of post.
    #[error("the platform does not keep it until that time")]
    NotKeepable,
    /// Nobody wants its platform to keep it, or not for this time.
    #[error("nobody wants its platform to keep it for that time")]
    NotWanted,
    /// The clinic's own rules do not let it out now, for this reason.
    #[error("the clinic's rules do not let it out")]
    OutsidePolicy(Outside),
    /// Its time passed by more than the clinic's grace.
    #[error("its time has passed")]
    TooLate,
    /// The checks refuse it by now.
    #[error("the checks refuse it")]
    Blocked(String),
    /// A picture is not what was signed.
    #[error("a picture is not what was signed")]
    MediaChanged,
    /// The delivery belongs to another attempt by now, or is not waiting.
    #[error("the delivery is not waiting")]
    NotWaiting,
    /// The recipient may not be written to any more; the word says why. The others may.
    #[error("the recipient may not be written to")]
    Excluded(&'static str),
    /// The laptop's clock can't be trusted.
    #[error("the laptop's clock differs from the platforms'")]
    ClockDiffers,
}

impl Denial {
    /// The stable word for the record.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::ApprovalRequired => "approval_required",
            Self::Stopped => "stopped",
            Self::HeldBack => "held_by_a_person",
            Self::TakenDown => "taken_down",
            Self::Paused => "channel_paused",
            Self::NotConnected => "channel_not_connected",
            Self::OutsideWindow => "outside_signed_window",
            Self::TooEarly => "not_due",
            Self::PlatformNotAllowed => "platform_not_allowed",
            Self::NotKeepable => "not_keepable",
            Self::NotWanted => "not_wanted",
            Self::OutsidePolicy(outside) => outside.rule.word(),
            Self::TooLate => "too_late",
            Self::Blocked(_) => "refused_by_checks",
            Self::MediaChanged => "media_changed",
            Self::NotWaiting => "not_waiting",
            Self::Excluded(why) => why,
            Self::ClockDiffers => "clock_differs",
        }
    }
}

/// A claim or commit that did not happen: refused, or the store failed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Refused {
    /// The gate stays shut.
    #[error(transparent)]
    Denied(#[from] Denial),
    /// Something else failed.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<crate::store::StoreError> for Refused {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Failed(error.into())
    }
}
