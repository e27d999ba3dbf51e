//! What can be wrong with a disk or with what lies on it: people get a clear sentence, and nothing is lost or changed.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can not go on has failed")]

mod busy;
mod damaged;
mod faulty;
mod folder;
mod full;
mod keys;
mod pictures;
mod really_full;
mod twice;
