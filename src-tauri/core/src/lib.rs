//! The product: clinic, draft, check, review, schedule, gate, publish. No window, no network client, no keychain.
//!
//! An arrow goes down only: [`model`], `store` and `audit` are the ground, a stage may use the stages before it in
//! the flow, `api` sits on all of them and `engine` builds the parts.

pub mod model;
pub mod store;
