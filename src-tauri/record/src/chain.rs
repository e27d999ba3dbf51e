//! The chain: each entry is what it was, and follows from the one before it.
//!
//! Invariant: a break is told where it is, and once. What follows is judged by what stands there, so that a second break
//! behind the first is seen as well.

use crate::line::{BEGINNING, Entry, Hex};

/// How far the chain was read.
pub(crate) struct Chain {
    last: i64,
    head: String,
}

impl Chain {
    pub(crate) fn new() -> Self {
        Self { last: 0, head: BEGINNING.to_owned() }
    }

    /// The number of the last entry.
    pub(crate) const fn last(&self) -> i64 {
        self.last
    }

    /// Takes the next entry; what is wrong with it, in sentences.
    pub(crate) fn take(&mut self, entry: &Entry) -> Vec<String> {
        let mut wrong = Vec::new();
        let expected = self.last.saturating_add(1);
        if entry.seq > expected {
            wrong.push(match entry.seq.saturating_sub(1) {
                last if last == expected => format!("entry {expected} before it is missing"),
                last => format!("entries {expected} to {last} before it are missing"),
            });
        } else if entry.seq < expected {
            wrong.push(format!("it stands where entry {expected} should, so it was added or moved"));
        }
        if entry.previous != self.head {
            wrong.push(
                "it does not follow from the entry before it: one was changed, removed, added or moved".to_owned(),
            );
        }
        let hash: Hex<32> = entry.true_hash();
        if hash != entry.hash {
            wrong.push("it is not what was recorded: something in it was changed".to_owned());
        }
        self.last = entry.seq;
        self.head = entry.hash.to_string();
        wrong
    }
}
