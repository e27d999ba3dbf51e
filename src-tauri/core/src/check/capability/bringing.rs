//! How long a platform keeps a video that was brought to it before its post, and how long beforehand one is brought.
//!
//! Invariant: that of the whole table. What is brought is still there when its time comes: it is not begun earlier than that.

use super::{OURS, Sourced};
use crate::model::Platform;

/// How slow a line to the platform is reckoned with, in bytes a millisecond: four megabits a second.
pub const SLOW_LINE: i64 = 500;

const AN_HOUR: &str = "our own choice, of the hour that TikTok's media transfer guide states for the address of an upload: what is left of it has to be enough for the last piece";
const A_DAY: &str = "our own choice: those that say how long they keep an upload keep it for a day";

/// When a video is brought to a platform before its post.
#[derive(Debug, Clone, Copy)]
pub struct BringLimits {
    /// For how many minutes from its beginning an upload is counted on.
    pub kept_minutes: Sourced<u32>,
    /// How many minutes before its time it is begun at the earliest, so that it is there still when its time comes.
    pub ahead_minutes: Sourced<u32>,
}

/// When a video is brought to this platform.
pub const fn bringing(platform: Platform) -> BringLimits {
    match platform {
        Platform::Tiktok => {
            BringLimits { kept_minutes: Sourced::chosen(55, AN_HOUR), ahead_minutes: Sourced::chosen(40, AN_HOUR) }
        }
        Platform::X
        | Platform::Facebook
        | Platform::Linkedin
        | Platform::Instagram
        | Platform::Youtube
        | Platform::Whatsapp => {
            BringLimits { kept_minutes: Sourced::chosen(12 * 60, A_DAY), ahead_minutes: Sourced::chosen(120, OURS) }
        }
    }
}

impl BringLimits {
    /// How many megabits a second a line has to send so that so many bytes are there in their time, where the slow line that
    /// is reckoned with is not enough; none where it is.
    pub fn needs(self, bytes: u64) -> Option<u64> {
        let seconds = u64::from(self.ahead_minutes.value) * 60;
        let slow = SLOW_LINE.unsigned_abs() * 1000 * seconds;
        (bytes > slow).then(|| bytes.saturating_mul(8).div_ceil(seconds * 1_000_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_brought_is_still_kept_at_its_time() {
        for platform in [Platform::Tiktok, Platform::Youtube, Platform::Facebook, Platform::X] {
            let limits = bringing(platform);
            assert!(limits.ahead_minutes.value + 10 < limits.kept_minutes.value, "{platform:?}");
        }
        let tiktok = bringing(Platform::Tiktok);
        assert_eq!((tiktok.needs(1_200_000_000), tiktok.needs(1_350_000_000)), (None, Some(5)));
        assert_eq!(tiktok.needs(4_000_000_000), Some(14));
    }
}
