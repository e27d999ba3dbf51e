//! In which pieces a video is sent.
//!
//! Invariant: all pieces but the last are of one size, and the last takes what is left over; so both of TikTok's readings of
//! its own rule hold: the count is the length divided by the size, and the size the length divided by the count. (Media
//! transfer guide, two wordings, read 2026-11-20: from 5 MB to 64 MB, the last up to 128 MB, at most 1000 of them.) They are
//! as small as that lets them be, for nothing stops the last one any more, which publishes.

use crate::http::Stretch;

/// What a piece has at least, however «5 MB» are counted.
const SMALLEST: u64 = 5 * 1024 * 1024;
/// How many pieces there are at most.
const MOST: u64 = 1000;

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
        let size = total / (total / SMALLEST).clamp(1, MOST);
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

    /// Where it goes on from behind the piece that began at `at`, once so much is stored; none where no further piece is: a
    /// part of one is nothing to go on from.
    pub(super) fn behind(self, at: u64, stored: u64) -> Option<u64> {
        Some(self.begins(stored)).filter(|next| *next > at)
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

    /// By the rule of TikTok's guide: size of the video, of a piece, how many, of the last, first and last range.
    const VECTORS: &[(u64, u64, u64, u64, &str, &str)] = &[
        (1, 1, 1, 1, "bytes 0-0/1", "bytes 0-0/1"),
        (1_000_000, 1_000_000, 1, 1_000_000, "bytes 0-999999/1000000", "bytes 0-999999/1000000"),
        (4_999_999, 4_999_999, 1, 4_999_999, "bytes 0-4999998/4999999", "bytes 0-4999998/4999999"),
        (5_000_000, 5_000_000, 1, 5_000_000, "bytes 0-4999999/5000000", "bytes 0-4999999/5000000"),
        (10_485_759, 10_485_759, 1, 10_485_759, "bytes 0-10485758/10485759", "bytes 0-10485758/10485759"),
        (10_485_760, 5_242_880, 2, 5_242_880, "bytes 0-5242879/10485760", "bytes 5242880-10485759/10485760"),
        (30_567_100, 6_113_420, 5, 6_113_420, "bytes 0-6113419/30567100", "bytes 24453680-30567099/30567100"),
        (64_000_001, 5_333_333, 12, 5_333_338, "bytes 0-5333332/64000001", "bytes 58666663-64000000/64000001"),
        (200_000_003, 5_263_157, 38, 5_263_194, "bytes 0-5263156/200000003", "bytes 194736809-200000002/200000003"),
        (
            1_000_000_000,
            5_263_157,
            190,
            5_263_327,
            "bytes 0-5263156/1000000000",
            "bytes 994736673-999999999/1000000000",
        ),
        (
            4_000_000_000,
            5_249_343,
            762,
            5_249_977,
            "bytes 0-5249342/4000000000",
            "bytes 3994750023-3999999999/4000000000",
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
    fn the_piece_that_publishes_is_small_and_none_is_smaller_than_the_guide_has_it() {
        for total in [SMALLEST, 2 * SMALLEST - 1, 64_000_000, 1_350_000_001, 4_000_000_000] {
            let plan = Plan::of(total);
            let last = plan.piece(plan.last()).length;
            assert!(plan.size >= SMALLEST && plan.count <= MOST, "{total}: {plan:?}");
            assert!(last < 2 * SMALLEST + MOST, "{total}: {last}");
        }
        let far = Plan::of(60_000_000_000);
        assert_eq!((far.count, far.size), (MOST, 60_000_000));
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
        assert_eq!((plan.begins(0), plan.begins(5_263_156), plan.begins(5_263_157)), (0, 0, 5_263_157));
        assert_eq!(plan.begins(199_999_999), 194_736_809);
        assert_eq!(plan.begins(200_000_003), 194_736_809, "the last takes what is left over");
    }

    #[test]
    fn a_part_of_a_piece_is_not_gone_on_from_without_an_end() {
        let plan = Plan::of(64_000_001);
        let second = plan.size;
        for none in [0, second, second + 1, 2 * second - 1] {
            assert_eq!(plan.behind(second, none), None, "{none}");
        }
        assert_eq!(plan.behind(second, 2 * second), Some(2 * second));
        assert_eq!(plan.behind(second, 2 * second + 1), Some(2 * second));
    }

    #[test]
    fn a_range_says_how_much_is_stored_or_nothing() {
        assert_eq!(stored("bytes 0-49999999/200000003"), Some(50_000_000));
        for none in ["", "bytes 5-9/10", "bytes */10", "0-9/10", "bytes 0-x/10"] {
            assert_eq!(stored(none), None, "{none}");
        }
    }
}
