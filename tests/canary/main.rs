//! Secrets stay in the vault, and what people write stays in the database: a story full of canaries, with failures and all
//! logging on, and a search through everything that the product leaves behind or says.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can not go on has failed")]

mod log;
mod search;
mod secrets;
mod sign_ins;
mod signs_in;
mod story;
mod support;
mod video;
mod whatsapp;
