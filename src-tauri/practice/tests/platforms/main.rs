//! The practice platforms from outside, as an ordinary client meets them.
//!
//! Invariant: every test starts platforms of its own on loopback, and none waits for time to pass.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can not go on has failed")]

#[cfg(test)]
mod audience;
#[cfg(test)]
mod common;
#[cfg(test)]
mod door;
#[cfg(test)]
mod facebook_engage;
#[cfg(test)]
mod facebook_publish;
#[cfg(test)]
mod facebook_read;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod films;
#[cfg(test)]
mod google;
#[cfg(test)]
mod instagram;
#[cfg(test)]
mod instagram_engage;
#[cfg(test)]
mod later;
#[cfg(test)]
mod linkedin;
#[cfg(test)]
mod linkedin_engage;
#[cfg(test)]
mod linkedin_files;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod state;
#[cfg(test)]
mod tiktok;
#[cfg(test)]
mod whatsapp;
#[cfg(test)]
mod x_engage;
#[cfg(test)]
mod x_media;
#[cfg(test)]
mod x_publish;
#[cfg(test)]
mod x_read;
#[cfg(test)]
mod youtube;
#[cfg(test)]
mod youtube_engage;
