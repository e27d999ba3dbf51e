//! What doctors sign before it is needed: the fixed answers to emergencies, which cannot wait for a doctor, and gestures, which have no words
//! that anybody could read.
//!
//! Invariant: one signature covers these very texts and gestures, from these accounts, until that day, and nothing else. An answer under it
//! passes the gate as every post does: it has a manifest of its own, an approval that carries the signature, and both openings. A gesture
//! passes the gate each time before its platform is asked ([`super::let_gesture`]).

mod bytes;
mod signing;
mod using;

pub use bytes::{Beforehand, BeforehandAccount, BeforehandGesture, BeforehandText, LASTS, load as load_beforehand};
pub use signing::{Given, beforehand_given, prepare_beforehand, revoke_beforehand, sign_beforehand};
pub use using::{apply_beforehand, beforehand_covering, beforehand_in_force};
