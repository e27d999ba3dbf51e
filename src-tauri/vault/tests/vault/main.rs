//! What the vault promises, seen from outside: by its public surface and by the bytes in its folder.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can not go on has failed")]

mod backup;
mod credentials;
mod custody;
mod fixture;
mod key_ring;
mod media;
mod secret_stores;
mod spoilt;
mod whole;
