//! Checkpoints: what the record was at an entry, signed with the installation's key. One that was kept elsewhere tells of a
//! record that was cut short, or written anew from somewhere on.
//!
//! Invariant: a checkpoint agrees only if the record's own entry of that number has its hash, and the record itself enrolled
//! the key by then. An installation has one key, and a restore makes a new installation: so after the first the record may
//! enrol one key for each restore and no more, and what was kept elsewhere pins the key until the next restore. Otherwise
//! whoever can write the database could enrol a key of their own and go on from a checkpoint as they like.

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
    /// The installation's keys, and whether each was one that it could have.
    enrolled: BTreeMap<Hex<32>, bool>,
    /// Whether there is an installation that has no key yet.
    may_enrol: bool,
    /// How often the clinic was restored so far.
    restores: u64,
    /// The key of the newest checkpoint that was kept elsewhere, and how often the clinic was restored by then.
    pinned: Option<(Hex<32>, u64)>,
    /// Whether something later was signed with another key, which a restore explains.
    key_changed: bool,
    /// The installations that wrote the record so far.
    installations: BTreeSet<String>,
    /// The last of them.
    installation: String,
    pub(crate) agreeing: u64,
    pub(crate) kept: u64,
}

/// What the record says of a key of the installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    /// It is one.
    Enrolled,
    /// It was enrolled where there could be no new one, which was told there.
    Refused,
    /// Nothing.
    Not,
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
        let mut new = Self {
            waiting: BTreeMap::new(),
            enrolled: BTreeMap::new(),
            may_enrol: true,
            restores: 0,
            pinned: None,
            key_changed: false,
            installations: BTreeSet::new(),
            installation: String::new(),
            agreeing: 0,
            kept: 0,
        };
        for checkpoint in kept {
            new.add(checkpoint, Origin::Kept);
        }
        new
    }

    pub(crate) fn add(&mut self, checkpoint: Checkpoint, origin: Origin) {
        self.waiting.entry(checkpoint.seq).or_default().push((checkpoint, origin));
    }

    /// The record names another key of the installation; what is wrong with that, in a sentence.
    pub(crate) fn enrol(&mut self, key: Hex<32>) -> Option<&'static str> {
        if self.enrolled.contains_key(&key) {
            return None;
        }
        let accepted = std::mem::replace(&mut self.may_enrol, false);
        self.enrolled.insert(key, accepted);
        (!accepted).then_some(
            "it enrols another key for the record, and the clinic was not restored since it had one: somebody made it, or \
             the file with the key was lost",
        )
    }

    /// The clinic was restored from a backup: another installation goes on, with a key of its own.
    pub(crate) fn restored(&mut self, installation_before: Option<&str>) {
        self.may_enrol = true;
        self.restores += 1;
        self.installations.extend(installation_before.map(str::to_owned));
    }

    pub(crate) fn knows(&self, key: &Hex<32>) -> Known {
        match self.enrolled.get(key) {
            Some(true) => Known::Enrolled,
            Some(false) => Known::Refused,
            None => Known::Not,
        }
    }

    /// Whether this is another key than what was kept elsewhere pins. One that a restore explains is not, and is kept to be
    /// told.
    pub(crate) fn is_not_the_pinned(&mut self, key: &Hex<32>) -> bool {
        match &self.pinned {
            Some((pinned, restores)) if pinned != key => {
                let explained = self.restores > *restores;
                self.key_changed |= explained;
                !explained
            }
            _ => false,
        }
    }

    /// What is no fault and has to be known, in sentences.
    pub(crate) fn notices(&self) -> Vec<String> {
        let changed = "The clinic was restored from a backup since the checkpoint that was kept elsewhere, and its record is \
                       signed with another key since.";
        self.key_changed.then(|| changed.to_owned()).into_iter().collect()
    }

    /// Why a checkpoint is not one of the record as it goes on, by who wrote both; nothing when it is the same installation.
    fn of_another(&self, checkpoint: &Checkpoint) -> Option<&'static str> {
        if checkpoint.installation == self.installation {
            None
        } else if self.installations.contains(&checkpoint.installation) {
            Some(
                "was made by the installation before a restore, of an entry that the backup did not hold: what was recorded \
                 from the backup on was lost with the restore",
            )
        } else {
            Some(
                "is one of another clinic, or of an installation that wrote nothing of this record: it can say nothing of this \
                 file",
            )
        }
    }

    /// Holds an entry against the checkpoints of its number; what is wrong, in sentences.
    pub(crate) fn hold(&mut self, entry: &Entry) -> Vec<String> {
        let mut wrong = Vec::new();
        if self.installation != entry.installation {
            self.installation.clone_from(&entry.installation);
            self.installations.insert(entry.installation.clone());
        }
        for (checkpoint, origin) in self.waiting.remove(&entry.seq).unwrap_or_default() {
            let name = origin.name();
            let known = self.knows(&checkpoint.key);
            if checkpoint.hash != entry.hash {
                wrong.push(match self.of_another(&checkpoint) {
                    Some(why) => format!("a {name} {why}"),
                    None => format!("a {name} says that this entry was another one"),
                });
            } else if !checkpoint.is_signed() {
                wrong.push(format!("the signature of a {name} at this entry is none"));
            } else if known == Known::Not {
                wrong.push(format!("a {name} at this entry is signed with a key that the record did not know by then"));
            } else if self.is_not_the_pinned(&checkpoint.key) {
                wrong.push(format!(
                    "a {name} at this entry is signed with another key than one before it that was kept elsewhere"
                ));
            } else if known == Known::Enrolled {
                self.agreeing += 1;
                if origin == Origin::Kept {
                    self.kept += 1;
                    self.pinned = Some((checkpoint.key, self.restores));
                }
            }
        }
        wrong
    }

    /// What is left when the record is over: entries that were there and are not any more.
    pub(crate) fn left(&mut self) -> Vec<(i64, String)> {
        let left = std::mem::take(&mut self.waiting);
        let sentence = |(checkpoint, origin): &(Checkpoint, Origin)| match self.of_another(checkpoint) {
            Some(why) => format!("A {} {why}.", origin.name()),
            None => format!(
                "A {} was made at this entry, and the file does not have it: the record was cut short.",
                origin.name()
            ),
        };
        left.iter().flat_map(|(seq, all)| all.iter().map(|each| (*seq, sentence(each)))).collect()
    }
}
