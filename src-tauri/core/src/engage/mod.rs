//! Engagement: what people answer to what the clinic published, and what the clinic answers them.
//!
//! Invariant: what people wrote stays on this computer and in no log; and an answer takes the same way as a post: to the doctor, and through
//! the gate.

pub mod triage;
