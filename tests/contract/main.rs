//! What every platform's client owes to the core, tested through the whole product against the practice platforms.
//!
//! Invariant: a behaviour is written once, and runs for every platform in [`facts::ALL`]; what differs between platforms is a
//! row there. Each ends with the ledger: what a doctor signed is public once and as signed, and nothing else is.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can not go on has failed")]

mod answers;
mod discovery;
mod doubt;
mod facts;
mod films;
mod followed;
mod gestures;
mod inbox;
mod instagram;
mod members;
mod messages;
mod network;
mod numbers;
mod parts;
mod pictures;
mod publishing;
mod reading_back;
mod refusals;
mod refused_before;
mod removal;
mod sent;
mod shown;
mod tiktok;
mod told;
mod whatsapp;
mod x;
mod youtube;

/// Runs each behaviour of a module for each platform, as a test named after both.
macro_rules! for_every_platform {
    ($($behaviour:ident),+ $(,)?) => {
        mod x {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $behaviour() { super::$behaviour(&crate::facts::X).await; })+
        }
        mod facebook {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $behaviour() { super::$behaviour(&crate::facts::FACEBOOK).await; })+
        }
        mod linkedin {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $behaviour() { super::$behaviour(&crate::facts::LINKEDIN).await; })+
        }
        mod instagram {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $behaviour() { super::$behaviour(&crate::facts::INSTAGRAM).await; })+
        }
        mod youtube {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $behaviour() { super::$behaviour(&crate::facts::YOUTUBE).await; })+
        }
    };
}
pub(crate) use for_every_platform;

/// Runs these behaviours of a module for TikTok, which has no comments and deletes nothing for a program.
macro_rules! for_tiktok {
    ($($behaviour:ident),+ $(,)?) => {
        mod tiktok {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $behaviour() { super::$behaviour(&crate::facts::TIKTOK).await; })+
        }
    };
}
pub(crate) use for_tiktok;
