//! Measured values and how they are told: the median, the 99th of a hundred, the greatest, and the share of a goal.
//!
//! Invariant: every figure is one that was measured; nothing is interpolated.

use std::fmt;
use std::time::Duration;

/// Measured times in milliseconds, in order.
pub struct Times(Vec<f64>);

impl Times {
    /// From milliseconds.
    pub fn of_ms(ms: impl IntoIterator<Item = f64>) -> Self {
        let mut ms: Vec<f64> = ms.into_iter().collect();
        ms.sort_by(f64::total_cmp);
        Self(ms)
    }

    /// From spans.
    pub fn of(spans: impl IntoIterator<Item = Duration>) -> Self {
        Self::of_ms(spans.into_iter().map(|span| span.as_secs_f64() * 1_000.0))
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    fn ranked(&self, percent: usize) -> f64 {
        let rank = (self.0.len() * percent).div_ceil(100).max(1);
        self.0.get(rank - 1).copied().unwrap_or(f64::NAN)
    }

    /// Half of them took no longer.
    pub fn median(&self) -> f64 {
        self.ranked(50)
    }

    /// Ninety-five of a hundred took no longer.
    pub fn p95(&self) -> f64 {
        self.ranked(95)
    }

    /// Ninety-nine of a hundred took no longer.
    pub fn p99(&self) -> f64 {
        self.ranked(99)
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let greatest = self.0.last().copied().unwrap_or(f64::NAN);
        write!(
            f,
            "median {:.2} ms, p99 {:.2} ms, max {greatest:.2} ms ({} times)",
            self.median(),
            self.p99(),
            self.count()
        )
    }
}

/// A heading.
pub fn heading(text: &str) {
    println!("\n── {text}");
}

/// One line: what, and what was measured.
pub fn line(what: &str, measured: impl fmt::Display) {
    println!("{what:<44} {measured}");
}

/// One line against a goal: how much of what is allowed was used.
pub fn goal(what: &str, measured_ms: f64, goal_ms: f64) {
    let verdict = if measured_ms <= goal_ms { "within" } else { "MISSED" };
    line(
        what,
        format_args!("{measured_ms:.1} of {goal_ms:.0} ms: {:.2} of the goal, {verdict}", measured_ms / goal_ms),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_values_that_were_measured() {
        let times = Times::of_ms((1..=200).rev().map(f64::from));
        assert_eq!((times.median(), times.p95(), times.p99()), (100.0, 190.0, 198.0));
        assert_eq!(times.to_string(), "median 100.00 ms, p99 198.00 ms, max 200.00 ms (200 times)");
        let one = Times::of([Duration::from_millis(7)]);
        assert_eq!((one.median(), one.p99()), (7.0, 7.0));
    }
}
