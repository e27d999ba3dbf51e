//! The gate: nothing goes out but what a doctor signed, and nothing goes out twice.

mod permit;

pub use permit::{Account, CommitPermit, Fence, Permit, SignedMedia, SignedPart};
