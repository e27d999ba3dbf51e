//! What crosses to the interface and, later, to agents: plain data, generated into TypeScript.
//!
//! Invariant: no type here holds a secret, and every instant comes with its wall-clock text, so that the interface
//! never does time-zone arithmetic.

mod activity;
mod alerts;
mod answering;
mod app;
mod backup;
mod calendar;
mod clinic;
mod compose;
mod connect;
mod desk;
mod discovery;
mod draft;
mod fixed;
mod gestures;
mod inbox;
mod insights;
mod keeping;
mod mail;
mod media_host;
mod messages;
mod numbers;
mod policy;
mod publish;
mod readiness;
mod recipients;
mod removal;
mod replies;
mod review;
mod saved;
mod schedule;
mod setup;
mod usage;

pub use activity::*;
pub use alerts::*;
pub use answering::*;
pub use app::*;
pub use backup::*;
pub use calendar::*;
pub use clinic::*;
pub use compose::*;
pub use connect::*;
pub use desk::*;
pub use discovery::*;
pub use draft::*;
pub use fixed::*;
pub use gestures::*;
pub use inbox::*;
pub use insights::*;
pub use keeping::*;
pub use mail::*;
pub use media_host::*;
pub use messages::*;
pub use numbers::*;
pub use policy::*;
pub use publish::*;
pub use readiness::*;
pub use recipients::*;
pub use removal::*;
pub use replies::*;
pub use review::*;
pub use saved::*;
pub use schedule::*;
pub use setup::*;
pub use usage::*;

/// The derives every type of this folder carries.
macro_rules! dto {
    ($($(#[$doc:meta])* pub struct $name:ident { $($(#[$fdoc:meta])* pub $field:ident : $ty:ty),* $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, serde::Serialize, serde::Deserialize, ts_rs::TS)]
        #[ts(export)]
        pub struct $name { $($(#[$fdoc])* pub $field: $ty),* }
    )+};
}
pub(crate) use dto;
