//! How each platform lets its numbers be read: how many posts at a time, what it costs, and what reading leaves of its allowances.
//!
//! Invariant: that of the whole table. Numbers come after everything else: what they leave is more than what the inbox leaves.

use super::Sourced;
use super::engaging::Reserve;
use crate::model::Platform;

/// How numbers are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measuring {
    /// How many posts one call tells of; 0 where there are no numbers.
    pub at_once: Sourced<u32>,
    /// Whether each reading costs something.
    pub costs: Sourced<bool>,
    /// What reading leaves of the platform's allowances.
    pub reserves: &'static [Reserve],
    /// What is not told, in a sentence; empty where nothing is missing.
    pub not_told: &'static str,
}

const FREE: Sourced<bool> = Sourced::chosen(false, "the platform's own terms: calls are limited, and free");
const fn reserve(allowance: &'static str, keep: Sourced<u32>) -> Reserve {
    Reserve { allowance, keep, messages: true, others: true }
}
const MORE: Sourced<u32> = Sourced::chosen(50, "in percent: twice what the inbox leaves, which comes first");
static OF_META: [Reserve; 2] = [reserve("page", MORE), reserve("app", MORE)];
static OF_LINKEDIN: [Reserve; 1] = [reserve(
    "day",
    Sourced::chosen(75, "of 100 calls a day in development: posts need 60, and the inbox comes first"),
)];
static OF_YOUTUBE: [Reserve; 1] =
    [reserve("units", Sourced::chosen(4_000, "of 10,000 units a day: more than the inbox leaves, which comes first"))];

static X: Measuring = Measuring {
    at_once: Sourced::stated(100, "X API v2, GET /2/tweets: up to 100 ids"),
    costs: Sourced::stated(true, "X API pricing: each post that is read is paid for, once a day by UTC"),
    reserves: &[],
    not_told: "X tells no program how many people saw a post, and tells clicks for 30 days alone. Each reading is paid for, so a post is read nine times at most by itself.",
};
static FACEBOOK: Measuring = Measuring {
    at_once: Sourced::chosen(
        1,
        "Graph API v25.0: one refused metric fails the whole request, so each post is asked by itself",
    ),
    costs: FREE,
    reserves: &OF_META,
    not_told: "Of a video or a reel Facebook tells fewer numbers than of a post. A Page’s own totals are told from 100 followers on.",
};
static LINKEDIN: Measuring = Measuring {
    at_once: Sourced::chosen(
        20,
        "LinkedIn, Share Statistics, shares=List(…): the length of an address, no limit is stated",
    ),
    costs: FREE,
    reserves: &OF_LINKEDIN,
    not_told: "LinkedIn tells the numbers of a Page’s posts alone, and those of the last twelve months. Of a post without any it tells nothing.",
};
static INSTAGRAM: Measuring = Measuring {
    at_once: Sourced::chosen(1, "Instagram platform, IG Media Insights: asked post by post"),
    costs: FREE,
    reserves: &OF_META,
    not_told: "Instagram tells the numbers of a story for a day alone, and of what few people saw none.",
};
static YOUTUBE: Measuring = Measuring {
    at_once: Sourced::stated(50, "YouTube Data API v3, videos.list: up to 50 ids"),
    costs: Sourced::stated(false, "YouTube Data API v3: videos.list is one of 10,000 units of a day"),
    reserves: &OF_YOUTUBE,
    not_told: "YouTube tells no reach, no clicks and no shares here.",
};
static TIKTOK: Measuring = Measuring {
    at_once: Sourced::stated(20, "TikTok Display API, video/query: up to 20 ids"),
    costs: FREE,
    reserves: &[],
    not_told: "TikTok tells the numbers of posts that everybody may watch, once they have an address there; no reach, no clicks, no saves.",
};
static WHATSAPP: Measuring = Measuring {
    at_once: Sourced::stated(0, "WhatsApp Cloud API: a message has no numbers"),
    costs: Sourced::chosen(false, "nothing is read"),
    reserves: &[],
    not_told: "Messages have no numbers. What arrived, and was read, stands at each sending.",
};

/// How a platform lets its numbers be read.
pub const fn measuring(platform: Platform) -> &'static Measuring {
    match platform {
        Platform::X => &X,
        Platform::Facebook => &FACEBOOK,
        Platform::Linkedin => &LINKEDIN,
        Platform::Instagram => &INSTAGRAM,
        Platform::Whatsapp => &WHATSAPP,
        Platform::Youtube => &YOUTUBE,
        Platform::Tiktok => &TIKTOK,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::capability::engaging::engaging;

    #[test]
    fn numbers_leave_more_than_the_inbox_does() {
        for platform in Platform::ALL {
            for reserve in measuring(*platform).reserves {
                let inbox = engaging(*platform).reserves.iter().find(|it| it.allowance == reserve.allowance);
                assert!(inbox.is_some_and(|inbox| inbox.keep.value < reserve.keep.value), "{platform:?}");
            }
        }
    }
}
