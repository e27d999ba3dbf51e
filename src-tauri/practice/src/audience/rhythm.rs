//! When people look: some hours of the day more than others, and the first hours after a post most of all.
//!
//! Invariant: how much of a post's attention has come by an instant only grows, reaches the whole at the end of its life, and
//! is the inverse of when a given share of it has come.

/// All of it; shares are counted in millionths.
pub(super) const WHOLE: u64 = 1_000_000;
const HOUR_MS: i64 = 3_600_000;
const DAY_HOURS: i64 = 24;
/// How long a post is looked at.
pub(super) const LIFE_MS: i64 = 14 * DAY_HOURS * HOUR_MS;

/// How many look at this hour of the day, where they live: few at night, more at noon, most in the evening.
const BY_HOUR: [u64; 24] = [3, 1, 1, 1, 1, 2, 6, 12, 16, 14, 12, 13, 18, 17, 12, 11, 12, 16, 24, 34, 40, 36, 22, 9];

/// When somebody's day begins, told from UTC, and for how long they look.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rhythm {
    /// When it begins.
    pub(super) from_ms: i64,
    /// How long it lasts.
    pub(super) life_ms: i64,
    /// What clocks there are ahead of UTC.
    pub(super) offset_ms: i64,
    /// Whether the first hours count most.
    pub(super) fades: bool,
}

impl Rhythm {
    fn weight(&self, hour: i64) -> u64 {
        let at = self.from_ms + self.offset_ms + hour * HOUR_MS;
        let of_day = usize::try_from(at.div_euclid(HOUR_MS).rem_euclid(DAY_HOURS)).unwrap_or(0);
        let liked = BY_HOUR.get(of_day).copied().unwrap_or(1);
        if !self.fades {
            return liked * 1_000;
        }
        // Half as many after ten hours, a ninth after twenty.
        let passed = u64::try_from(10 + hour).unwrap_or(10);
        liked * 100_000_000 / (passed * passed * passed)
    }

    fn hours(&self) -> i64 {
        self.life_ms / HOUR_MS
    }

    fn total(&self) -> u64 {
        (0..self.hours()).map(|hour| self.weight(hour)).sum::<u64>().max(1)
    }

    /// How much has come by then.
    pub(super) fn share_by(&self, at_ms: i64) -> u64 {
        let passed = at_ms.saturating_sub(self.from_ms);
        if passed <= 0 {
            return 0;
        }
        if passed >= self.life_ms {
            return WHOLE;
        }
        let (hour, into) = (passed / HOUR_MS, passed % HOUR_MS);
        let before: u64 = (0..hour).map(|hour| self.weight(hour)).sum();
        let now = self.weight(hour) * u64::try_from(into).unwrap_or(0) / (HOUR_MS as u64);
        (u128::from(before + now) * u128::from(WHOLE) / u128::from(self.total())) as u64
    }

    /// When so much has come.
    pub(super) fn when(&self, share: u64) -> i64 {
        let wanted = (u128::from(share.min(WHOLE)) * u128::from(self.total()) / u128::from(WHOLE)) as u64;
        let mut before = 0;
        for hour in 0..self.hours() {
            let weight = self.weight(hour);
            if before + weight > wanted {
                let into = i64::try_from((wanted - before) * (HOUR_MS as u64) / weight.max(1)).unwrap_or(0);
                return self.from_ms + hour * HOUR_MS + into;
            }
            before += weight;
        }
        self.from_ms + self.life_ms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RHYTHM: Rhythm =
        Rhythm { from_ms: 1_795_168_800_000, life_ms: LIFE_MS, offset_ms: 330 * 60_000, fades: true };

    #[test]
    fn attention_only_grows_and_ends_with_all_of_it() {
        let mut last = 0;
        for hour in 0..=14 * 24 {
            let share = RHYTHM.share_by(RHYTHM.from_ms + hour * HOUR_MS);
            assert!(share >= last);
            last = share;
        }
        assert_eq!((RHYTHM.share_by(RHYTHM.from_ms), last), (0, WHOLE));
        assert!(RHYTHM.share_by(RHYTHM.from_ms + DAY_HOURS * HOUR_MS) > WHOLE / 2, "most of it comes on the first day");
    }

    #[test]
    fn an_instant_and_its_share_belong_together() {
        for share in [1, 1_000, 250_000, 500_000, 999_000] {
            let at = RHYTHM.when(share);
            assert!(RHYTHM.share_by(at).abs_diff(share) <= 2, "{share}");
        }
        assert_eq!(RHYTHM.when(WHOLE), RHYTHM.from_ms + LIFE_MS);
    }

    #[test]
    fn evenings_are_preferred_to_nights() {
        let steady = Rhythm { life_ms: 10 * DAY_HOURS * HOUR_MS, fades: false, ..RHYTHM };
        let of_day = |share: u64| ((steady.when(share) + steady.offset_ms) / HOUR_MS).rem_euclid(DAY_HOURS);
        let hours: Vec<i64> = (0..1_000).map(|number| of_day(number * 1_000)).collect();
        let within = |from: i64, to: i64| hours.iter().filter(|hour| (from..to).contains(*hour)).count();
        assert!(within(18, 22) > 10 * within(1, 5), "{} and {}", within(18, 22), within(1, 5));
    }
}
