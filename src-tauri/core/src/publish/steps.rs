//! The steps of a sending, named, so that a test can end the process at each of them.

use std::fmt;

/// A step that was just finished, and is on disk if it writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// The gate's claim is on disk.
    Claimed,
    /// A platform's handle is on disk.
    HandleKept,
    /// One part is prepared.
    Prepared,
    /// `commit_started` is on disk; nothing was sent.
    CommitStarted,
    /// The platform's answer to the commit came, and is not on disk.
    Answered,
    /// The part's outcome is on disk.
    Settled,
    /// The delivery's state is on disk.
    Concluded,
    /// What a person posts is on disk as handed over.
    HandedOver,
    /// A removal is on disk as asked, and nothing of this try was sent.
    RemovalBegun,
    /// The platform's answer to a removal came, and is not on disk.
    RemovalAnswered,
    /// What came of a removal is on disk.
    RemovalSettled,
    /// A gesture is on disk as going, with what let it out, and nothing of this try was sent.
    GestureGoing,
    /// The platform's answer to a gesture came, and is not on disk.
    GestureAnswered,
    /// What came of a gesture is on disk.
    GestureSettled,
    /// What a platform keeps is about to be looked at, or to be taken back.
    KeptLookBegun,
    /// The platform's answer to that came, and is not on disk.
    KeptLookAnswered,
    /// What came of that is on disk.
    KeptLookSettled,
    /// A file is on disk as lent, and no byte of it was sent.
    LoanKept,
    /// A file lies on the media host.
    Lent,
    /// The media host's answer to taking a file away came, and is not on disk.
    TakenBack,
    /// What came of taking a file away is on disk.
    LoanEnded,
}

impl Step {
    /// Every step of a sending, in order.
    pub const ALL: [Self; 7] = [
        Self::Claimed,
        Self::HandleKept,
        Self::Prepared,
        Self::CommitStarted,
        Self::Answered,
        Self::Settled,
        Self::Concluded,
    ];

    /// Every step of taking one part down, in order.
    pub const OF_A_REMOVAL: [Self; 3] = [Self::RemovalBegun, Self::RemovalAnswered, Self::RemovalSettled];

    /// Every step of a gesture, in order.
    pub const OF_A_GESTURE: [Self; 3] = [Self::GestureGoing, Self::GestureAnswered, Self::GestureSettled];

    /// Every step of looking after something that a platform keeps, in order.
    pub const OF_A_KEPT_LOOK: [Self; 3] = [Self::KeptLookBegun, Self::KeptLookAnswered, Self::KeptLookSettled];

    /// Every step of lending one file, in order.
    pub const OF_A_LOAN: [Self; 4] = [Self::LoanKept, Self::Lent, Self::TakenBack, Self::LoanEnded];
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Claimed => "claimed",
            Self::HandleKept => "handle_kept",
            Self::Prepared => "prepared",
            Self::CommitStarted => "commit_started",
            Self::Answered => "answered",
            Self::Settled => "settled",
            Self::Concluded => "concluded",
            Self::HandedOver => "handed_over",
            Self::RemovalBegun => "removal_begun",
            Self::RemovalAnswered => "removal_answered",
            Self::RemovalSettled => "removal_settled",
            Self::GestureGoing => "gesture_going",
            Self::GestureAnswered => "gesture_answered",
            Self::GestureSettled => "gesture_settled",
            Self::KeptLookBegun => "kept_look_begun",
            Self::KeptLookAnswered => "kept_look_answered",
            Self::KeptLookSettled => "kept_look_settled",
            Self::LoanKept => "loan_kept",
            Self::Lent => "lent",
            Self::TakenBack => "taken_back",
            Self::LoanEnded => "loan_ended",
        })
    }
}

/// Hears of every step. The application does nothing about them.
pub trait StepWatch: Send + Sync {
    /// `step` was just finished.
    fn reached(&self, step: Step);
}

/// Watches nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl StepWatch for Unwatched {
    fn reached(&self, _: Step) {}
}
