//! What crosses to the interface and, later, to agents: plain data, generated into TypeScript.
//!
//! Invariant: no type here holds a secret, and every instant comes with its wall-clock text, so that the interface
//! never does time-zone arithmetic.

mod activity;
mod app;
mod clinic;
mod draft;
mod publish;
mod review;
mod schedule;

pub use activity::*;
pub use app::*;
pub use clinic::*;
pub use draft::*;
pub use publish::*;
pub use review::*;
pub use schedule::*;

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
