//! In which pieces a video is sent.
//!
//! Invariant: all pieces but the last are of one size, and the last takes what is left over; so both of TikTok's readings of
//! its own rule hold: the count is the length divided by the size, and the size the length divided by the count. (Media
//! transfer guide, two wordings, read 2026-11-20; «MB» is read as a million bytes, which both readings take.)

use crate::http::Stretch;

/// The largest piece but the last.
const LARGEST: u64 = 64_000_000;

/// The pieces of one video.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) total: u64,
    pub(super) size: u64,
    pub(super) count: u64,
}

impl Plan {
    /// Of a video of so many bytes; an empty one has no pieces.
    pub(super) fn of(total: u64) -> Self {
        let size = total / total.div_ceil(LARGEST).max(1);
        let count = total.checked_div(size).unwrap_or(0);
        Self { total, size, count }
    }

    /// Where the last piece begins: what publishes.
    pub(super) const fn last(self) -> u64 {
        self.size * self.count.saturating_sub(1)
    }

    /// The piece that begins at `from`, which is where one begins.
    pub(super) const fn piece(self, from: u64) -> Stretch {
        let length = if from >= self.last() { self.total.saturating_sub(from) } else { self.size };
        Stretch { from, length }
    }

    /// Where the piece begins in which `stored` bytes end: from there on it is sent.
    pub(super) fn begins(self, stored: u64) -> u64 {
        let at = stored.checked_div(self.size).unwrap_or(0) * self.size;
        at.min(self.last())
    }

    /// How a piece is written down in a call.
    pub(super) fn range(self, piece: Stretch) -> String {
        format!("bytes {}-{}/{}", piece.from, piece.from + piece.length.saturating_sub(1), self.total)
    }
}

/// How many bytes an answer says are stored.
pub(super) fn stored(range: &str) -> Option<u64> {
    let (from, rest) = range.trim().strip_prefix("bytes ")?.split_once('-')?;
    let (last, _) = rest.split_once('/')?;
    if from.parse::<u64>().ok()? != 0 {
        return None;
    }
    last.parse::<u64>().ok()?.checked_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the notes on TikTok's guide have them: size of the video, of a piece, how many, of the last, first and last range.
    const VECTORS: &[(u64, u64, u64, u64, &str, &str)] = &[
        (1, 1, 1, 1, "bytes 0-0/1", "bytes 0-0/1"),
        (1_000_000, 1_000_000, 1, 1_000_000, "bytes 0-999999/1000000", "bytes 0-999999/1000000"),
        (4_999_999, 4_999_999, 1, 4_999_999, "bytes 0-4999998/4999999", "bytes 0-4999998/4999999"),
        (5_000_000, 5_000_000, 1, 5_000_000, "bytes 0-4999999/5000000", "bytes 0-4999999/5000000"),
        (30_567_100, 30_567_100, 1, 30_567_100, "bytes 0-30567099/30567100", "bytes 0-30567099/30567100"),
        (64_000_000, 64_000_000, 1, 64_000_000, "bytes 0-63999999/64000000", "bytes 0-63999999/64000000"),
        (64_000_001, 32_000_000, 2, 32_000_001, "bytes 0-31999999/64000001", "bytes 32000000-64000000/64000001"),
        (128_000_000, 64_000_000, 2, 64_000_000, "bytes 0-63999999/128000000", "bytes 64000000-127999999/128000000"),
        (200_000_003, 50_000_000, 4, 50_000_003, "bytes 0-49999999/200000003", "bytes 150000000-200000002/200000003"),
        (
            1_000_000_000,
            62_500_000,
            16,
            62_500_000,
            "bytes 0-62499999/1000000000",
            "bytes 937500000-999999999/1000000000",
        ),
        (
            4_000_000_000,
            63_492_063,
            63,
            63_492_094,
            "bytes 0-63492062/4000000000",
            "bytes 3936507906-3999999999/4000000000",
        ),
    ];

    #[test]
    fn a_video_is_cut_as_both_readings_of_the_guide_have_it() {
        for (total, size, count, last, first_range, last_range) in VECTORS {
            let plan = Plan::of(*total);
            assert_eq!((plan.size, plan.count), (*size, *count), "{total}");
            assert_eq!(plan.piece(plan.last()).length, *last, "{total}");
            assert_eq!(plan.range(plan.piece(0)), *first_range);
            assert_eq!(plan.range(plan.piece(plan.last())), *last_range);
            assert_eq!(plan.count, total / plan.size, "the older reading");
            assert_eq!(plan.size, total / plan.count, "the newer reading");
        }
    }

    #[test]
    fn pieces_cover_everything_once() {
        for total in [1, 4_999_999, 64_000_001, 191_999_999, 200_000_003] {
            let plan = Plan::of(total);
            let mut at = 0;
            for number in 0..plan.count {
                let piece = plan.piece(at);
                assert_eq!((piece.from, number), (at, at / plan.size));
                at += piece.length;
            }
            assert_eq!(at, total);
        }
        assert_eq!(Plan::of(0).count, 0);
    }

    #[test]
    fn what_is_stored_is_gone_on_with_from_the_piece_it_ends_in() {
        let plan = Plan::of(200_000_003);
        assert_eq!((plan.begins(0), plan.begins(49_999_999), plan.begins(50_000_000)), (0, 0, 50_000_000));
        assert_eq!(plan.begins(199_999_999), 150_000_000);
        assert_eq!(plan.begins(200_000_003), 150_000_000, "the last takes what is left over");
    }

    #[test]
    fn a_range_says_how_much_is_stored_or_nothing() {
        assert_eq!(stored("bytes 0-49999999/200000003"), Some(50_000_000));
        for none in ["", "bytes 5-9/10", "bytes */10", "0-9/10", "bytes 0-x/10"] {
            assert_eq!(stored(none), None, "{none}");
        }
    }
}
