//! Windows of use: how often somebody may ask, and how often they have.
//!
//! Invariant: a refused request uses nothing up, and a window ends by the practice clock alone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How often, in how long a window.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    pub(crate) count: u32,
    pub(crate) span_ms: i64,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Window {
    opened_ms: i64,
    used: u32,
}

/// How a window stands after it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    pub(crate) reset_ms: i64,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Quota {
    windows: BTreeMap<String, Window>,
}

impl Quota {
    fn current(&self, key: &str, limit: Limit, now: i64) -> Window {
        match self.windows.get(key) {
            Some(window) if now >= window.opened_ms && now < window.opened_ms + limit.span_ms => *window,
            Some(_) | None => Window { opened_ms: now, used: 0 },
        }
    }

    /// How the window stands, without using it.
    pub(crate) fn read(&self, key: &str, limit: Limit, now: i64) -> Reading {
        let window = self.current(key, limit, now);
        Reading {
            limit: limit.count,
            remaining: limit.count.saturating_sub(window.used),
            reset_ms: window.opened_ms + limit.span_ms,
        }
    }

    /// Uses one request.
    pub(crate) fn spend(&mut self, key: &str, limit: Limit, now: i64) {
        let mut window = self.current(key, limit, now);
        window.used = window.used.saturating_add(1);
        self.windows.insert(key.to_owned(), window);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_fills_up_and_begins_again_when_it_is_over() {
        let limit = Limit { count: 2, span_ms: 1_000 };
        let mut quota = Quota::default();
        quota.spend("a", limit, 100);
        quota.spend("a", limit, 900);
        assert_eq!(quota.read("a", limit, 1_099), Reading { limit: 2, remaining: 0, reset_ms: 1_100 });
        assert_eq!(quota.read("a", limit, 1_100), Reading { limit: 2, remaining: 2, reset_ms: 2_100 });
        assert_eq!(quota.read("b", limit, 500).remaining, 2);
    }
}
