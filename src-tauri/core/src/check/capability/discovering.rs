//! Where a program may search what others write in public: how many posts at a time, how far back, and in how many letters.
//!
//! Invariant: that of the whole table. Nothing is searched for by itself, since what is found is paid for.

use super::Sourced;
use crate::model::{Millis, Platform};

/// How a platform is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Discovering {
    /// The fewest posts that can be asked for at once.
    pub fewest: Sourced<u32>,
    /// The most.
    pub most: Sourced<u32>,
    /// How far back a search reaches, in milliseconds.
    pub back: Sourced<i64>,
    /// How long a question may be, in letters.
    pub question: Sourced<u32>,
}

const RECENT: &str = "X API v2, GET /2/tweets/search/recent";

static X: Discovering = Discovering {
    fewest: Sourced::stated(10, RECENT),
    most: Sourced::stated(100, RECENT),
    back: Sourced::stated(7 * Millis::DAY, RECENT),
    question: Sourced::stated(512, "X API v2, recent search: 512 letters for whoever signed up by themselves"),
};

/// How a platform is searched; none where a program can't.
pub const fn discovering(platform: Platform) -> Option<&'static Discovering> {
    match platform {
        Platform::X => Some(&X),
        Platform::Facebook
        | Platform::Linkedin
        | Platform::Instagram
        | Platform::Whatsapp
        | Platform::Youtube
        | Platform::Tiktok => None,
    }
}
