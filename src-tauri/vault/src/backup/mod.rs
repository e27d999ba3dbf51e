//! Backups of a workspace: made beside it, kept in a place that a person chose, and restored with the recovery key.
//!
//! A backup is a snapshot of the database, the sealed credentials, the data key as the recovery key wraps it, and a list of
//! all that with the pictures and films that belong to it. Everything but the list is sealed already, so a backup is copied
//! and never sealed again. Pictures and films never change under their names: all backups of a place share one copy.
//!
//! Invariant: a backup is there once its folder has its name, which it gets after every byte of it was read back. Nothing of
//! an earlier one is touched before that; afterwards go those beyond the wanted number, and then what none of the rest names.

mod copying;
mod keeping;
mod manifest;
mod place;
mod restoring;

pub(crate) use keeping::Keeper;
pub use restoring::{Found, RestoreFault, Restored, find, restore};
