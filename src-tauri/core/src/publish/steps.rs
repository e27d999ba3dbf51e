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
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 7] = [
        Self::Claimed,
        Self::HandleKept,
        Self::Prepared,
        Self::CommitStarted,
        Self::Answered,
        Self::Settled,
        Self::Concluded,
    ];
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
