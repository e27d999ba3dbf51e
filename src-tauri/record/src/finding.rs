//! What a verification found, in sentences.
//!
//! Invariant: a record is whole only if nothing was found. How many findings there are is counted to the end; only so many
//! are kept, for one break can follow from another.

use std::fmt;

/// How many findings are kept.
const KEPT: usize = 500;

/// What kind of thing is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A line is no line of the format, or stands where it does not belong.
    Format,
    /// The file is not the one that the installation wrote.
    Seal,
    /// An entry was changed, removed, added or moved.
    Chain,
    /// The record is not what a checkpoint says it was, or ends before it.
    Checkpoint,
    /// Words are not those that were recorded.
    Words,
    /// A key is not what the record says of it.
    Key,
    /// A signature is none, or not over what it is said to be over.
    Signature,
    /// Something went out without a signature that counted then.
    Unsigned,
    /// What went out, and what the record says of it, differ.
    Sent,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind.
    pub kind: Kind,
    /// The line of the file, from 1; none where the end of it is judged.
    pub line: Option<u64>,
    /// The entry of the record.
    pub entry: Option<i64>,
    /// The post.
    pub post: Option<String>,
    /// A sentence.
    pub says: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.entry, self.line) {
            (Some(entry), _) => write!(f, "Entry {entry}: ")?,
            (None, Some(line)) => write!(f, "Line {line}: ")?,
            (None, None) => {}
        }
        f.write_str(&self.says)?;
        if let Some(post) = &self.post {
            write!(f, " (post {post})")?;
        }
        Ok(())
    }
}

/// What was read, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// How many entries were read.
    pub entries: u64,
    /// How many signatures were checked and are good.
    pub signatures: u64,
    /// How many parts of posts went out, or may have.
    pub sent: u64,
    /// How many of them were found after a restore, and nothing here says that they were signed.
    pub unproven: u64,
    /// How many checkpoints agree, those that were kept elsewhere among them.
    pub checkpoints: u64,
    /// How many of them were kept elsewhere.
    pub kept: u64,
    /// The fingerprint of the key that the file is sealed with, as the program shows it in Activity. A file by itself can't tell
    /// whose key that is: only somebody who compares the two knows.
    pub seal_key: Option<String>,
    /// What is no fault and has to be known, in sentences.
    pub notices: Vec<String>,
    /// The findings, the first of them first.
    pub findings: Vec<Finding>,
    /// How many there are, those that were not kept among them.
    pub wrong: u64,
}

impl Report {
    /// Whether nothing is wrong.
    pub const fn is_whole(&self) -> bool {
        self.wrong == 0
    }

    /// What came of it in a sentence, with what has to be known besides.
    pub fn sentence(&self) -> String {
        let seal = self.seal_key.as_ref().map(|key| {
            format!("It is sealed with the key {key}; compare that with the fingerprint that Activity shows.")
        });
        let all: Vec<String> =
            std::iter::once(self.verdict()).chain(self.notices.iter().cloned()).chain(seal).collect();
        all.join(" ")
    }

    fn verdict(&self) -> String {
        if !self.is_whole() {
            let things = counted(self.wrong, "thing is", "things are");
            return format!("{things} wrong with this record.");
        }
        let kept = match self.kept {
            0 => String::new(),
            kept => {
                format!(
                    ", and it goes on from {}",
                    counted(kept, "checkpoint kept elsewhere", "checkpoints kept elsewhere")
                )
            }
        };
        format!(
            "The record is whole: {} one after another, {} each over what was sent, {} behind a signature{kept}.",
            counted(self.entries, "entry", "entries"),
            counted(self.signatures, "signature", "signatures"),
            counted(self.sent.saturating_sub(self.unproven), "part of a post", "parts of posts"),
        )
    }

    pub(crate) fn add(&mut self, finding: Finding) {
        self.wrong += 1;
        if self.findings.len() < KEPT {
            self.findings.push(finding);
        }
    }
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
