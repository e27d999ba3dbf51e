//! What the tests share: a clinic built from the real vault, the real clients and the practice platforms.
//!
//! Invariant: nothing here reaches beyond loopback, everything random is seeded, and time is driven: a test advances one
//! clock, and the engine and the platforms follow it.

pub mod apart;
pub mod broadcast;
pub mod browser;
pub mod busy;
pub mod clinic;
pub mod clock_watch;
pub mod film;
pub mod gestures;
pub mod history;
pub mod http;
pub mod inbox;
pub mod kinds;
pub mod lending;
pub mod lines;
pub mod messaging;
pub mod numbers;
pub mod pictures;
pub mod piecewise;
pub mod places;
pub mod port;
pub mod private_window;
pub mod scratch;
pub mod sent;
pub mod shown;
pub mod stage;
pub mod story;
pub mod support;
pub mod trial;
pub mod watched;
pub mod window;
