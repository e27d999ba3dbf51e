//! The product: clinic, draft, check, review, schedule, gate, publish, engage, measure, alert. No window, no network client, no keychain.
//!
//! An arrow goes down only: [`model`], [`store`], [`ports`] and `audit` are the ground, a stage may use the stages before
//! it in the flow, [`api`] sits on all of them and `engine` builds the parts.

pub mod alert;
pub mod api;
pub mod audit;
pub mod backup;
pub mod check;
pub mod clinic;
pub mod draft;
pub mod engage;
pub mod engine;
pub mod env;
pub mod error;
pub mod gate;
pub mod measure;
pub mod model;
pub mod ports;
pub mod publish;
pub mod review;
pub mod schedule;
pub mod store;
