//! Journeys through the core's own api, over the real clients and the practice platforms.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can not go on has failed")]

mod clock;
mod deciding;
mod gate;
mod holding;
mod input;
mod keys;
mod late;
mod network;
mod pins;
mod reopening;
mod roles;
mod signing;
mod spine;
mod times;
mod writing;
