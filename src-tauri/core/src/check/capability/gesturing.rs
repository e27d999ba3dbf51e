//! Which gestures a program can make on what people write, platform by platform.
//!
//! Invariant: that of the whole table. What is not named here is offered nowhere; and whose words it is made on is part of the rule.

use crate::model::{Gesture, Platform};

/// One gesture that a platform takes from programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gesturing {
    /// Which; the one that takes it back is taken as well.
    pub gesture: Gesture,
    /// On mentions too, and not on what stands under the clinic's own posts alone.
    pub on_mentions: bool,
    /// What people should know of it before they sign it; empty where there is nothing.
    pub note: &'static str,
    /// Where that stands, and when it was read.
    pub source: &'static str,
}

const fn plain(gesture: Gesture, source: &'static str) -> Gesturing {
    Gesturing { gesture, on_mentions: false, note: "", source }
}

const FACEBOOK: &[Gesturing] = &[
    plain(Gesture::Hide, "Graph API, POST /{comment} is_hidden, read 2026-11-20"),
    plain(Gesture::Like, "Graph API, POST and DELETE /{object}/likes, read 2026-11-20"),
    plain(Gesture::Delete, "Graph API, DELETE /{comment}, read 2026-11-20"),
];

const INSTAGRAM: &[Gesturing] = &[
    plain(Gesture::Hide, "Instagram API, POST /{comment} hide, read 2026-11-20"),
    plain(Gesture::Delete, "Instagram API, DELETE /{comment}, read 2026-11-20"),
];

const YOUTUBE: &[Gesturing] = &[
    Gesturing {
        note: "YouTube puts a hidden comment among those that wait for review.",
        ..plain(Gesture::Hide, "YouTube Data API v3, comments.setModerationStatus, read 2026-11-20")
    },
    plain(Gesture::Delete, "YouTube Data API v3, comments.delete, read 2026-11-20"),
];

const LINKEDIN: &[Gesturing] = &[
    plain(Gesture::Like, "LinkedIn, Reactions API, POST and DELETE /rest/reactions, read 2026-11-20"),
    plain(Gesture::Delete, "LinkedIn, Comments API, DELETE socialActions comments, read 2026-11-20"),
];

const X: &[Gesturing] = &[
    plain(Gesture::Hide, "X API v2, PUT /2/tweets/{id}/hidden, read 2026-11-20"),
    Gesturing {
        on_mentions: true,
        note: "Since April 2026 X takes likes from apps on its Enterprise plan alone; others are refused.",
        ..plain(Gesture::Like, "X API v2, POST and DELETE /2/users/{id}/likes, read 2026-11-20")
    },
    Gesturing {
        on_mentions: true,
        ..plain(Gesture::Repost, "X API v2, POST and DELETE /2/users/{id}/retweets, read 2026-11-20")
    },
    Gesturing { on_mentions: true, ..plain(Gesture::Delete, "X API v2, DELETE /2/tweets/{id}, read 2026-11-20") },
];

/// What a platform takes.
pub const fn gesturing(platform: Platform) -> &'static [Gesturing] {
    match platform {
        Platform::Facebook => FACEBOOK,
        Platform::Instagram => INSTAGRAM,
        Platform::Youtube => YOUTUBE,
        Platform::Linkedin => LINKEDIN,
        Platform::X => X,
        // Neither lets a program touch what people wrote.
        Platform::Tiktok | Platform::Whatsapp => &[],
    }
}

/// Whether what is hidden is still among what a platform lists: elsewhere it is no sign of having been deleted that it is missing there.
/// (YouTube lists what is published unless asked otherwise; X shows no hidden answers to its search. Read 2026-11-20.)
pub const fn lists_hidden(platform: Platform) -> bool {
    match platform {
        Platform::Facebook | Platform::Instagram => true,
        Platform::Youtube | Platform::X | Platform::Linkedin | Platform::Tiktok | Platform::Whatsapp => false,
    }
}

/// Whether a platform tells, of what it lists, if it is hidden; elsewhere what is known here stands.
pub const fn tells_hidden(platform: Platform) -> bool {
    match platform {
        Platform::Facebook | Platform::Instagram | Platform::Youtube => true,
        Platform::X | Platform::Linkedin | Platform::Tiktok | Platform::Whatsapp => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_is_of_what_is_signed_and_says_where_it_stands() {
        for platform in Platform::ALL {
            for rule in gesturing(*platform) {
                assert_eq!(rule.gesture.signed_as(), rule.gesture, "{platform:?}");
                assert!(rule.source.contains("read 2026"), "{platform:?}");
                let same = gesturing(*platform).iter().filter(|other| other.gesture == rule.gesture).count();
                assert_eq!(same, 1, "{platform:?}");
            }
        }
    }
}
