//! Which platforms keep a post and make it public at its time by themselves, and how long beforehand they take it.
//!
//! Invariant: that of the whole table. A platform that is not named here is never handed anything for later.

use serde::Serialize;
use ts_rs::TS;

use super::Sourced;
use crate::model::{Platform, PlatformOptions, YoutubePrivacy};

const POSTS: &str =
    "Pages API, posts: published=false with scheduled_publish_time, from 10 minutes to 30 days from the call";
const REELS: &str = "Video API, reels publishing: video_state=SCHEDULED with scheduled_publish_time, more than 10 minutes, at most 29 days";
const PUBLISH_AT: &str = "YouTube Data API v3, videos resource: status.publishAt with privacyStatus=private for a video that was never public; it names no limits";

/// How long before its time a platform takes a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct KeepLimits {
    /// At least so many minutes before.
    pub least_minutes: Sourced<u32>,
    /// At most so many days before.
    pub most_days: Sourced<u32>,
}

static FACEBOOK_POST: KeepLimits =
    KeepLimits { least_minutes: Sourced::stated(10, POSTS), most_days: Sourced::stated(30, POSTS) };
static FACEBOOK_REEL: KeepLimits =
    KeepLimits { least_minutes: Sourced::stated(10, REELS), most_days: Sourced::stated(29, REELS) };
static YOUTUBE: KeepLimits =
    KeepLimits { least_minutes: Sourced::unverified(10, PUBLISH_AT), most_days: Sourced::unverified(30, PUBLISH_AT) };

/// How long before its time a post with these options is taken by its platform; none where it keeps no such post.
pub const fn keeping(options: &PlatformOptions) -> Option<&'static KeepLimits> {
    match options {
        PlatformOptions::Facebook { .. } if options.is_reel() => Some(&FACEBOOK_REEL),
        PlatformOptions::Facebook { .. } => Some(&FACEBOOK_POST),
        // At its time YouTube makes it public, and nothing else.
        PlatformOptions::Youtube(video) => match video.privacy {
            Some(YoutubePrivacy::Public) => Some(&YOUTUBE),
            Some(YoutubePrivacy::Unlisted | YoutubePrivacy::Private) | None => None,
        },
        PlatformOptions::X {}
        | PlatformOptions::Linkedin { .. }
        | PlatformOptions::Instagram { .. }
        | PlatformOptions::Whatsapp { .. }
        | PlatformOptions::Tiktok(_) => None,
    }
}

/// Whether a platform keeps posts at all.
pub const fn keeps(platform: Platform) -> bool {
    match platform {
        Platform::Facebook | Platform::Youtube => true,
        Platform::X | Platform::Linkedin | Platform::Instagram | Platform::Whatsapp | Platform::Tiktok => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::YoutubeVideo;

    #[test]
    fn only_what_becomes_public_at_its_time_is_kept() {
        let video = |privacy| PlatformOptions::Youtube(YoutubeVideo { privacy, ..YoutubeVideo::NEW });
        assert!(keeping(&video(Some(YoutubePrivacy::Public))).is_some());
        for privacy in [Some(YoutubePrivacy::Unlisted), Some(YoutubePrivacy::Private), None] {
            assert!(keeping(&video(privacy)).is_none(), "{privacy:?}");
        }
        for platform in Platform::ALL {
            assert!(keeps(*platform) || keeping(&PlatformOptions::of(*platform)).is_none(), "{platform:?}");
        }
    }
}
