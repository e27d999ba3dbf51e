//! Secrets stay in the vault, and what people write stays in the database: a story full of canaries, with failures and all
//! logging on, and a search through everything that the product leaves behind or says.

mod log;
mod search;
mod secrets;
mod story;
