//! Reads an export from its first byte to its last, and finds what is wrong with it.
//!
//! Invariant: lines are taken as they come, so a record of any length is checked in a memory that grows with its signatures
//! and its posts, and a few bytes an entry. A line that can't be read is told and passed over; what follows is judged all the
//! same.

use std::io;

use sha2::{Digest as _, Sha256};

use crate::chain::Chain;
use crate::checkpoints::{Checkpoints, Known, Origin};
use crate::finding::{Finding, Kind, Report};
use crate::hash::is_signed_by;
use crate::line::{Checkpoint, Entry, Head, Hex, Line, SEALED_AS, Seal, VERSION, Words};
use crate::people::{Facts, People, fingerprint};
use crate::posts::Posts;

/// No line of an export is longer; a longer one is not kept in memory.
const LONGEST_LINE: usize = 16 << 20;
/// Where entries and their words stand among the sections.
const ENTRIES: u8 = 10;

/// Checks an export. Write the file into it, then ask for the report.
pub struct Verifier {
    report: Report,
    /// The bytes of a line whose end has not come yet.
    begun: Vec<u8>,
    /// Whether the line that goes on is longer than any may be.
    too_long: bool,
    lines: u64,
    before: Sha256,
    head: Option<Head>,
    /// Where the last line stands: its section, and its name there.
    place: (u8, String),
    sealed: bool,
    chain: Chain,
    checkpoints: Checkpoints,
    people: People,
    posts: Posts,
    /// The digest of the words of the last entry, as long as they did not come.
    words: Option<(i64, Option<String>)>,
}

impl Verifier {
    /// A verifier that holds the record against checkpoints which were kept elsewhere.
    #[must_use]
    pub fn new(kept: Vec<Checkpoint>) -> Self {
        Self {
            report: Report::default(),
            begun: Vec::new(),
            too_long: false,
            lines: 0,
            before: Sha256::new(),
            head: None,
            place: (0, String::new()),
            sealed: false,
            chain: Chain::new(),
            checkpoints: Checkpoints::new(kept),
            people: People::default(),
            posts: Posts::default(),
            words: None,
        }
    }

    /// Checks a whole file in memory.
    #[must_use]
    pub fn check(bytes: &[u8], kept: Vec<Checkpoint>) -> Report {
        let mut verifier = Self::new(kept);
        verifier.take(bytes);
        verifier.finish()
    }

    /// How many entries were read so far, and how many there should be once that is known.
    #[must_use]
    pub fn progress(&self) -> (u64, Option<i64>) {
        (self.report.entries, self.head.as_ref().map(|head| head.entries))
    }

    /// Takes the next bytes of the file.
    pub fn take(&mut self, bytes: &[u8]) {
        let mut pieces = bytes.split_inclusive(|byte| *byte == b'\n');
        for piece in &mut pieces {
            let fits = self.begun.len() + piece.len() <= LONGEST_LINE;
            self.too_long |= !fits;
            if fits && !self.too_long {
                self.begun.extend_from_slice(piece);
            }
            if piece.ends_with(b"\n") {
                let line = std::mem::take(&mut self.begun);
                self.line(&line);
                self.begun = line;
                self.begun.clear();
                self.too_long = false;
            }
        }
    }

    /// What came of it; the file is over.
    #[must_use]
    pub fn finish(mut self) -> Report {
        if !self.begun.is_empty() || self.too_long {
            self.lines += 1;
            self.tell(Kind::Format, "the file ends in the middle of a line".to_owned());
        }
        self.over();
        self.report.signatures = self.posts.good_signatures;
        self.report.sent = self.posts.parts();
        self.report.unproven = self.posts.unproven();
        self.report.checkpoints = self.checkpoints.agreeing;
        self.report.kept = self.checkpoints.kept;
        self.report.notices = self.checkpoints.notices();
        let unproven = self.report.unproven;
        if unproven > 0 {
            self.report.notices.push(format!(
                "After the clinic was restored from a backup {unproven} {} found public that this record never let out: let out by the installation before, not provable here.",
                if unproven == 1 { "part of a post was" } else { "parts of posts were" },
            ));
        }
        let looked_for = self.posts.looked_for();
        if looked_for > 0 {
            self.report.notices.push(format!(
                "The clinic was restored from a backup, and looks for {looked_for} {} of which nobody knows whether it went out.",
                if looked_for == 1 { "part of a post" } else { "parts of posts, each" },
            ));
        }
        self.report
    }

    /// A line with its end.
    fn line(&mut self, bytes: &[u8]) {
        self.lines += 1;
        let read = bytes.strip_suffix(b"\n").filter(|_| !self.too_long).and_then(Line::read);
        if self.sealed {
            self.tell(Kind::Seal, "it stands behind the seal, so it was added".to_owned());
        }
        match read {
            None => self.tell(Kind::Format, "this is no line of a record, or it was changed".to_owned()),
            Some(Line::Seal(seal)) => self.seal(&seal),
            Some(line) => self.read(line),
        }
        self.before.update(bytes);
    }

    fn read(&mut self, line: Line) {
        self.in_order(&line);
        match line {
            Line::Head(head) => self.head(head),
            Line::Person(_) => {
                if self.head.as_ref().is_some_and(|head| !head.words) {
                    self.tell(Kind::Words, "this names a person in an export without words".to_owned());
                }
            }
            Line::Key(key) => self.people.add_key(key),
            Line::Manifest(manifest) => {
                if let Some((kind, says)) = self.posts.add_manifest(&manifest) {
                    self.tell(kind, says);
                }
            }
            Line::Approval(approval) => self.posts.add_approval(approval),
            Line::Beforehand(beforehand) => {
                if let Some((kind, says)) = self.posts.add_beforehand(&beforehand) {
                    self.tell(kind, says);
                }
            }
            Line::BeforehandApproval(approval) => self.posts.add_beforehand_approval(approval),
            Line::Part(part) => self.posts.add_part(part),
            Line::Checkpoint(checkpoint) => self.checkpoints.add(checkpoint, Origin::File),
            Line::Entry(entry) => self.entry(&entry),
            Line::Words(words) => self.words(&words),
            Line::Seal(seal) => self.seal(&seal),
        }
    }

    /// Sections stand in one order, and what stands in one of them by its name.
    fn in_order(&mut self, line: &Line) {
        let place = match line {
            Line::Head(_) => (1, String::new()),
            Line::Person(person) => (2, person.id.clone()),
            Line::Key(key) => (3, key.id.clone()),
            Line::Manifest(manifest) => (4, manifest.digest.to_string()),
            Line::Approval(approval) => (5, approval.id.clone()),
            Line::Beforehand(beforehand) => (6, beforehand.digest.to_string()),
            Line::BeforehandApproval(approval) => (7, approval.id.clone()),
            Line::Part(part) => (8, part.id.clone()),
            // The order of numbers is that of their digits, led by zeros.
            Line::Checkpoint(checkpoint) => (9, format!("{:020}", checkpoint.seq)),
            // Their own order is the chain's.
            Line::Entry(_) | Line::Words(_) => (ENTRIES, String::new()),
            Line::Seal(_) => (11, String::new()),
        };
        if place.0 == ENTRIES && self.place.0 == ENTRIES {
            return;
        }
        if place <= self.place || self.head.is_none() && place.0 != 1 {
            self.tell(Kind::Format, "this line stands where it does not belong".to_owned());
        }
        self.place = self.place.clone().max(place);
    }

    fn head(&mut self, head: Head) {
        if head.version != VERSION {
            self.tell(Kind::Format, format!("this verifier does not know version {} of the format", head.version));
        }
        self.posts.of_workspace(&head.workspace);
        self.head = Some(head);
    }

    fn entry(&mut self, entry: &Entry) {
        self.report.entries += 1;
        for says in self.chain.take(entry) {
            self.about(entry, Kind::Chain, says);
        }
        match Facts::of(entry) {
            None => self.about(entry, Kind::Format, "its facts can't be read".to_owned()),
            Some(facts) => self.facts(entry, &facts),
        }
        for says in self.checkpoints.hold(entry) {
            self.about(entry, Kind::Checkpoint, says);
        }
        self.words = Some((entry.seq, entry.words.clone()));
    }

    fn facts(&mut self, entry: &Entry, facts: &Facts) {
        if entry.action == "record.key_enrolled"
            && let Some(key) = facts.get("public_key").and_then(Hex::parse)
            && let Some(says) = self.checkpoints.enrol(key)
        {
            self.about(entry, Kind::Key, says.to_owned());
        }
        if entry.action == "workspace.restored" && entry.allowed {
            self.checkpoints.restored(facts.get("installation_before"));
            self.posts.restored();
        }
        if entry.allowed
            && let Some((kind, says)) = self.posts.take_beforehand(entry, facts, &self.people)
        {
            self.about(entry, kind, says);
        }
        if entry.action == "signing.rule_set"
            && entry.allowed
            && let Some((kind, says)) = self.posts.rule_set(facts)
        {
            self.about(entry, kind, says);
        }
        for says in self.people.take(entry, facts) {
            self.about(entry, Kind::Key, says);
        }
        if let Some((kind, says)) = self.posts.take(entry, facts, &self.people) {
            self.about(entry, kind, says);
        }
    }

    fn words(&mut self, words: &Words) {
        let told = self.words.take().filter(|(seq, _)| *seq == words.seq).and_then(|(_, told)| told);
        if told != Some(words.digest().to_string()) {
            self.tell(Kind::Words, "these are not the words that were recorded with the entry before".to_owned());
        }
        if self.head.as_ref().is_some_and(|head| !head.words) {
            self.tell(Kind::Words, "there are words in an export without words".to_owned());
        }
    }

    fn seal(&mut self, seal: &Seal) {
        if self.sealed {
            self.tell(Kind::Seal, "this is a second seal".to_owned());
        }
        self.sealed = true;
        let digest = Hex(self.before.clone().finalize().into());
        let message = [SEALED_AS, &digest.0].concat();
        if seal.digest != digest || seal.lines.checked_add(1) != Some(self.lines) {
            self.tell(Kind::Seal, "the file is not the one that was sealed: something in it was changed".to_owned());
        } else if !is_signed_by(&seal.key, &message, &seal.signature) {
            self.tell(Kind::Seal, "the signature of the seal is none".to_owned());
        } else {
            self.report.seal_key = Some(fingerprint(&seal.key));
            match self.checkpoints.knows(&seal.key) {
                Known::Not => {
                    self.tell(Kind::Seal, "the seal is made with a key that the record does not know".to_owned());
                }
                Known::Enrolled | Known::Refused if self.checkpoints.is_not_the_pinned(&seal.key) => {
                    let says = "the seal is made with another key than the checkpoint that was kept elsewhere";
                    self.tell(Kind::Seal, says.to_owned());
                }
                // A refused one was told where it was enrolled.
                Known::Enrolled | Known::Refused => {}
            }
        }
    }

    fn over(&mut self) {
        let mut end = |kind: Kind, post: Option<String>, says: String| {
            self.report.add(Finding { kind, line: None, entry: None, post, says });
        };
        match &self.head {
            None => end(Kind::Format, None, "The file does not begin as a record does.".to_owned()),
            Some(head) if head.entries != self.chain.last() => {
                let (told, last) = (head.entries, self.chain.last());
                end(Kind::Chain, None, format!("The record had {told} entries, and this file ends with entry {last}."));
            }
            Some(_) => {}
        }
        if !self.sealed {
            end(Kind::Seal, None, "The file has no seal at its end, so it was cut short.".to_owned());
        }
        for (entry, says) in self.checkpoints.left() {
            self.report.add(Finding { kind: Kind::Checkpoint, line: None, entry: Some(entry), post: None, says });
        }
        for key in self.people.strangers() {
            let says = format!("The file holds a key that the record never enrolled: {}.", key.id);
            self.report.add(Finding { kind: Kind::Key, line: None, entry: None, post: None, says });
        }
        if self.posts.has_unrecorded_beforehand() {
            let says = "The file holds a signature, given beforehand, that the record does not tell of.".to_owned();
            self.report.add(Finding { kind: Kind::Signature, line: None, entry: None, post: None, says });
        }
        for (post, (kind, says)) in self.posts.left() {
            self.report.add(Finding { kind, line: None, entry: None, post: Some(post), says });
        }
    }

    fn tell(&mut self, kind: Kind, says: String) {
        self.report.add(Finding { kind, line: Some(self.lines), entry: None, post: None, says: sentence(&says) });
    }

    fn about(&mut self, entry: &Entry, kind: Kind, says: String) {
        let post = entry.post.clone();
        self.report.add(Finding { kind, line: Some(self.lines), entry: Some(entry.seq), post, says: sentence(&says) });
    }
}

/// The same, ended as a sentence.
fn sentence(says: &str) -> String {
    format!("{says}.")
}

impl io::Write for Verifier {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.take(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
