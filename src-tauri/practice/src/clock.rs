//! The clock that every answer, id and rate window of the practice platforms is read from.
//!
//! Invariant: nothing else in this crate asks the operating system for the time, so a driven clock drives all of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use tokio::sync::watch;

/// A clock that several holders share: moving it moves it for all of them.
#[derive(Debug, Clone)]
pub struct PracticeClock {
    base: Base,
    moved_ms: Arc<AtomicI64>,
    moves: Arc<watch::Sender<()>>,
}

#[derive(Debug, Clone, Copy)]
enum Base {
    System,
    Still,
}

impl PracticeClock {
    /// A clock that runs with the system's. It can still be moved, and then runs on from there.
    pub fn system() -> Self {
        Self::of(Base::System, 0)
    }

    /// A clock that stands at `start_ms` (milliseconds since 1970, UTC) until it is moved.
    pub fn driven(start_ms: i64) -> Self {
        Self::of(Base::Still, start_ms)
    }

    fn of(base: Base, moved_ms: i64) -> Self {
        Self { base, moved_ms: Arc::new(AtomicI64::new(moved_ms)), moves: Arc::new(watch::Sender::new(())) }
    }

    /// Milliseconds since 1970, UTC.
    pub fn now_ms(&self) -> i64 {
        self.base_ms().saturating_add(self.moved_ms.load(Ordering::SeqCst))
    }

    /// Moves the clock to an instant, back as well as forward.
    pub fn set(&self, now_ms: i64) {
        self.moved_ms.store(now_ms.saturating_sub(self.base_ms()), Ordering::SeqCst);
        self.moves.send_replace(());
    }

    /// Moves the clock by a span.
    pub fn advance(&self, by_ms: i64) {
        self.moved_ms.fetch_add(by_ms, Ordering::SeqCst);
        self.moves.send_replace(());
    }

    /// Waits until somebody moved the clock to another instant than `than_ms`, and tells which.
    pub async fn moved_from(&self, than_ms: i64) -> i64 {
        let mut moves = self.moves.subscribe();
        loop {
            let now = self.now_ms();
            if now != than_ms {
                return now;
            }
            // The sender is this clock's own: it lives as long as anybody waits here.
            let _ = moves.changed().await;
        }
    }

    fn base_ms(&self) -> i64 {
        match self.base {
            Base::System => Timestamp::now().as_millisecond(),
            Base::Still => 0,
        }
    }
}

fn shown(ms: i64, format: &str) -> String {
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH).strftime(format).to_string()
}

/// As in a `Date` header.
pub(crate) fn http_date(ms: i64) -> String {
    shown(ms, "%a, %d %b %Y %H:%M:%S GMT")
}

/// As X writes times.
pub(crate) fn x_time(ms: i64) -> String {
    shown(ms, "%Y-%m-%dT%H:%M:%S%.3fZ")
}

/// As the Graph API writes times.
pub(crate) fn graph_time(ms: i64) -> String {
    shown(ms, "%Y-%m-%dT%H:%M:%S+0000")
}

/// As S3 writes times in its errors.
pub(crate) fn s3_time(ms: i64) -> String {
    shown(ms, "%Y-%m-%dT%H:%M:%SZ")
}

/// The stamp of a signature: `20261121T023000Z`.
pub(crate) fn read_stamp(text: &str) -> Option<i64> {
    let stamp = Timestamp::strptime("%Y%m%dT%H%M%S%z", text.strip_suffix('Z').map(|it| format!("{it}+0000"))?);
    stamp.ok().map(|at| at.as_millisecond())
}

/// For a person to read.
pub(crate) fn page_time(ms: i64) -> String {
    shown(ms, "%-d %B %Y, %H:%M UTC")
}

/// RFC 3339, or nothing.
pub(crate) fn read_rfc3339(text: &str) -> Option<i64> {
    text.parse::<Timestamp>().ok().map(|at| at.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_driven_clock_moves_only_when_it_is_moved_and_for_every_holder() {
        let clock = PracticeClock::driven(1_000);
        let other = clock.clone();
        assert_eq!(other.now_ms(), 1_000);
        clock.advance(500);
        assert_eq!(other.now_ms(), 1_500);
        other.set(200);
        assert_eq!(clock.now_ms(), 200);
    }

    #[tokio::test]
    async fn whoever_follows_a_clock_hears_of_each_move_and_of_one_that_came_before_they_asked() {
        let clock = PracticeClock::driven(1_000);
        assert_eq!(clock.moved_from(900).await, 1_000);
        let (other, waiting) = (clock.clone(), clock.moved_from(1_000));
        tokio::pin!(waiting);
        tokio::select! {
            biased;
            moved = &mut waiting => panic!("it stood still, and moved to {moved}"),
            () = std::future::ready(()) => {}
        }
        other.advance(5);
        assert_eq!(waiting.await, 1_005);
    }

    #[test]
    fn a_system_clock_can_be_moved_and_runs_on() {
        let clock = PracticeClock::system();
        clock.set(10_000);
        let seen = clock.now_ms();
        assert!((10_000..70_000).contains(&seen), "{seen}");
    }

    #[test]
    fn times_are_written_as_each_reader_expects_them() {
        let ms = 784_111_777_042;
        assert_eq!(http_date(ms), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(x_time(ms), "1994-11-06T08:49:37.042Z");
        assert_eq!(graph_time(ms), "1994-11-06T08:49:37+0000");
        assert_eq!(page_time(ms), "6 November 1994, 08:49 UTC");
        assert_eq!(read_rfc3339("1994-11-06T08:49:37.042Z"), Some(ms));
        assert_eq!(read_rfc3339("yesterday"), None);
        assert_eq!(read_stamp("19941106T084937Z"), Some(784_111_777_000));
        assert_eq!((read_stamp("19941106T084937"), read_stamp("now")), (None, None));
    }
}
