//! Checkpoints: what the record was at an entry, signed with the installation's key. One that was kept elsewhere tells of a
//! record that was cut short, or written anew from somewhere on.
//!
//! Invariant: a checkpoint agrees only if the record's own entry of that number has its hash, and the record itself enrolled
//! the key by then.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::line::{Checkpoint, Entry, Hex, Line};

/// Why a file is no checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoCheckpoint {
    line: usize,
}

impl fmt::Display for NoCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Line {} of this file is no checkpoint of a record, or was changed.", self.line)
    }
}

impl std::error::Error for NoCheckpoint {}

/// Reads a file of checkpoints, one a line.
///
/// # Errors
/// When any line is something else, or not signed with the key that it names.
pub fn read_checkpoints(bytes: &[u8]) -> Result<Vec<Checkpoint>, NoCheckpoint> {
    let text = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let lines = text.split(|byte| *byte == b'\n').enumerate();
    lines
        .map(|(index, line)| match Line::read(line) {
            Some(Line::Checkpoint(checkpoint)) if checkpoint.is_signed() => Ok(checkpoint),
            _ => Err(NoCheckpoint { line: index + 1 }),
        })
        .collect()
}

/// The checkpoints that the entries are held against.
pub(crate) struct Checkpoints {
    waiting: BTreeMap<i64, Vec<(Checkpoint, Origin)>>,
    enrolled: BTreeSet<Hex<32>>,
    pub(crate) agreeing: u64,
    pub(crate) kept: u64,
}

/// Where a checkpoint comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The file itself.
    File,
    /// Somewhere else, where nobody could change both.
    Kept,
}

impl Origin {
    const fn name(self) -> &'static str {
        match self {
            Self::File => "checkpoint of the record",
            Self::Kept => "checkpoint that was kept elsewhere",
        }
    }
}

impl Checkpoints {
    pub(crate) fn new(kept: Vec<Checkpoint>) -> Self {
        let mut new = Self { waiting: BTreeMap::new(), enrolled: BTreeSet::new(), agreeing: 0, kept: 0 };
        for checkpoint in kept {
            new.add(checkpoint, Origin::Kept);
        }
        new
    }

    pub(crate) fn add(&mut self, checkpoint: Checkpoint, origin: Origin) {
        self.waiting.entry(checkpoint.seq).or_default().push((checkpoint, origin));
    }

    /// The record names another key of the installation.
    pub(crate) fn enrol(&mut self, key: Hex<32>) {
        self.enrolled.insert(key);
    }

    pub(crate) fn knows(&self, key: &Hex<32>) -> bool {
        self.enrolled.contains(key)
    }

    /// Holds an entry against the checkpoints of its number; what is wrong, in sentences.
    pub(crate) fn hold(&mut self, entry: &Entry) -> Vec<String> {
        let mut wrong = Vec::new();
        for (checkpoint, origin) in self.waiting.remove(&entry.seq).unwrap_or_default() {
            let name = origin.name();
            if checkpoint.hash != entry.hash {
                wrong.push(format!("a {name} says that this entry was another one"));
            } else if !checkpoint.is_signed() {
                wrong.push(format!("the signature of a {name} at this entry is none"));
            } else if !self.knows(&checkpoint.key) {
                wrong.push(format!("a {name} at this entry is signed with a key that the record did not know by then"));
            } else {
                self.agreeing += 1;
                self.kept += u64::from(origin == Origin::Kept);
            }
        }
        wrong
    }

    /// What is left when the record is over: entries that were there and are not any more.
    pub(crate) fn left(&mut self) -> Vec<(i64, String)> {
        let left = std::mem::take(&mut self.waiting);
        let sentence = |seq: i64, origin: Origin| {
            (
                seq,
                format!(
                    "A {} was made at this entry, and the file does not have it: the record was cut short.",
                    origin.name()
                ),
            )
        };
        left.into_iter().flat_map(|(seq, all)| all.into_iter().map(move |(_, origin)| sentence(seq, origin))).collect()
    }
}
