//! The words of the product as types: ids, time, platforms, content, people, states.
//!
//! Invariant: nothing here reads a clock, a file or a database, and nothing here can fail but a parse.

pub mod content;
pub mod digest;
pub mod id;
pub mod people;
pub mod platform;
pub mod state;
pub mod time;
pub(crate) mod words;

pub use content::{AltText, Content, MediaRef, Part, PartRole, PlatformOptions};
pub use digest::Digest;
pub use id::*;
pub use people::Role;
pub use platform::Platform;
pub use state::{ExecutionState, PartState, PostKind, ReviewStatus};
pub use time::{Clock, Millis, SystemClock};
