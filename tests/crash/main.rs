//! The process really ends, at every step of every kind of sending, and what a doctor signed is public exactly once.
//!
//! The practice platforms run in the test's own process. The clinic is opened by another one (`crash_child`), with the
//! real engine, vault and clients; it is killed from outside, so that nothing of it can tidy up. Then the same folder is
//! opened again, and what the platforms show is held against what was signed.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can not go on has failed")]

mod at_random;
mod child;
mod faults;
mod gestures;
mod judge;
mod keeping;
mod lending;
mod refused;
mod removal;
mod stage;
mod sweep;
mod tiktok;
mod whatsapp;
