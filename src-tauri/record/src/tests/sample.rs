//! A record by itself: a doctor, posts signed and sent in each way, checkpoints, a seal.

use ed25519_dalek::{Signer, SigningKey};

use crate::hash::digest;
use crate::line::*;
use crate::{Report, Verifier};

pub const DOCTOR: &str = "person-doctor";
pub const WORKSPACE: &str = "workspace-1";
pub const NOW: i64 = 1_795_228_200_000;
const DAY: i64 = 86_400_000;

/// A file in the making.
#[derive(Clone)]
pub struct Sample {
    pub keys: Vec<Key>,
    pub manifests: Vec<Manifest>,
    pub approvals: Vec<Approval>,
    pub beforehand: Vec<Beforehand>,
    pub beforehand_approvals: Vec<BeforehandApproval>,
    pub parts: Vec<Part>,
    pub checkpoints: Vec<Checkpoint>,
    pub entries: Vec<Entry>,
    pub words: Vec<Words>,
}

pub fn installation_key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

pub fn doctors_key() -> SigningKey {
    SigningKey::from_bytes(&[8; 32])
}

fn public(key: &SigningKey) -> Hex<32> {
    Hex(key.verifying_key().to_bytes())
}

impl Sample {
    /// A clinic whose doctor has a key, and nothing sent.
    pub fn begun() -> Self {
        let mut new = Self {
            keys: Vec::new(),
            manifests: Vec::new(),
            approvals: Vec::new(),
            beforehand: Vec::new(),
            beforehand_approvals: Vec::new(),
            parts: Vec::new(),
            checkpoints: Vec::new(),
            entries: Vec::new(),
            words: Vec::new(),
        };
        new.entry("application", "workspace.created", None, &[("kind", "practice")]);
        new.record_key(&installation_key());
        new.entry("application", "person.added", None, &[("person", DOCTOR), ("roles", "doctor administrator")]);
        new.enrol("key-1", DOCTOR, &doctors_key());
        new
    }

    /// The same, with a post in each way out, words, and two checkpoints.
    pub fn whole() -> Self {
        let mut new = Self::begun();
        new.sign("post-a", &new.clone().manifest("post-a", "x", 2), "key-1");
        new.send("post-a", 0);
        new.send("post-a", 1);
        new.checkpoint();
        new.sign("post-b", &new.clone().manifest("post-b", "facebook", 1), "key-1");
        let at = (NOW + DAY).to_string();
        new.go("gate.keep_started", "post-b", &[("at", &at)]);
        new.posted("post-b", 0, "facebook");
        new.sign("post-c", &new.clone().manifest("post-c", "linkedin", 1), "key-1");
        new.go("delivery.handed_over", "post-c", &[]);
        new.posted("post-c", 0, "linkedin");
        new.sign("post-d", &new.clone().manifest("post-d", "whatsapp", 1), "key-1");
        for recipient in [0, 1] {
            new.send("post-d", recipient);
        }
        new.said("post-a", "Asha asked for another picture.");
        new.entry("application", "something.of_later", Some("post-a"), &[("what", "nobody here knows")]);
        new.checkpoint();
        new
    }

    pub fn entry(&mut self, actor: &str, action: &str, post: Option<&str>, facts: &[(&str, &str)]) {
        let facts: serde_json::Map<String, serde_json::Value> =
            facts.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
        let mut entry = Entry {
            seq: self.entries.len() as i64 + 1,
            installation: "installation-1".into(),
            at: NOW + self.entries.len() as i64,
            actor: actor.into(),
            action: action.into(),
            allowed: true,
            reason: None,
            post: post.map(Into::into),
            correlation: post.map(|post| format!("story-of-{post}")),
            facts: serde_json::Value::Object(facts).to_string(),
            words: None,
            previous: String::new(),
            hash: Hex([0; 32]),
        };
        entry.previous = self.head();
        entry.hash = entry.true_hash();
        self.entries.push(entry);
    }

    fn head(&self) -> String {
        self.entries.last().map_or_else(|| BEGINNING.to_owned(), |last| last.hash.to_string())
    }

    /// Somebody wrote something about a post.
    pub fn said(&mut self, post: &str, text: &str) {
        self.entry(&format!("person:{DOCTOR}"), "review.remarked", Some(post), &[]);
        let mut entry = self.entries.pop().unwrap();
        let words = Words { seq: entry.seq, salt: Hex([3; 16]), text: text.into() };
        entry.words = Some(words.digest().to_string());
        entry.hash = entry.true_hash();
        self.entries.push(entry);
        self.words.push(words);
    }

    pub fn enrol(&mut self, id: &str, person: &str, key: &SigningKey) {
        let public_key = public(key);
        self.keys.push(Key { id: id.into(), person: person.into(), public_key });
        let digits = digest(&public_key.0).to_string();
        let fingerprint = [&digits[0..4], &digits[4..8], &digits[8..12], &digits[12..16]].join(" ");
        let facts = [("person", person), ("key", id), ("fingerprint", &fingerprint)];
        self.entry("application", "key.enrolled", None, &facts);
    }

    pub fn manifest(self, post: &str, platform: &str, parts: usize) -> Manifest {
        let parts: Vec<_> =
            (0..parts).map(|n| serde_json::json!({ "role": "main", "text": format!("{post} {n}") })).collect();
        let (from, until) = (NOW - 14 * DAY, NOW + 14 * DAY);
        let body = serde_json::json!({
            "version": 1, "workspace": WORKSPACE, "post": post, "platform": platform, "parts": parts,
            "not_before": from, "not_after": until,
        });
        let bytes = body.to_string();
        Manifest { digest: digest(bytes.as_bytes()), bytes }
    }

    pub fn sign(&mut self, post: &str, manifest: &Manifest, key: &str) {
        self.sign_as(post, manifest, (key, DOCTOR), &doctors_key());
    }

    /// Signs as a doctor with a key of their own.
    pub fn sign_as(&mut self, post: &str, manifest: &Manifest, (key, person): (&str, &str), own: &SigningKey) {
        let message = [SIGNED_AS, manifest.bytes.as_bytes()].concat();
        let signature = Hex(own.sign(&message).to_bytes());
        let id = format!("approval-{:03}", self.approvals.len());
        if self.manifests.iter().all(|known| known.digest != manifest.digest) {
            self.manifests.push(manifest.clone());
        }
        let (of, told) = (manifest.digest.to_string(), digest(&signature.0).to_string());
        let facts = [("manifest", of.as_str()), ("key", key), ("approval", &id), ("signature", &told)];
        self.entry(&format!("person:{person}"), "approval.signed", Some(post), &facts);
        self.approvals.push(Approval {
            id,
            post: post.into(),
            manifest: manifest.digest,
            key: key.into(),
            signature,
            beforehand: None,
        });
    }

    /// The digest that a post was signed with last.
    fn signed(&self, post: &str) -> String {
        self.approvals.iter().rev().find(|approval| approval.post == post).unwrap().manifest.to_string()
    }

    /// The gate lets a post out, in one of the ways.
    pub fn go(&mut self, action: &str, post: &str, facts: &[(&str, &str)]) {
        let manifest = self.signed(post);
        let facts = [facts, &[("attempt", "1"), ("manifest", manifest.as_str())]].concat();
        self.entry("application", action, Some(post), &facts);
    }

    pub fn posted(&mut self, post: &str, ordinal: i64, platform: &str) {
        let id = format!("part-{post}-{ordinal}");
        let platform_id = format!("{platform}:{post}:{ordinal}");
        self.entry("application", "part.posted", Some(post), &[("part", &id), ("platform_id", &platform_id)]);
        self.parts.push(Part {
            id,
            post: post.into(),
            ordinal,
            state: "posted".into(),
            platform: platform.into(),
            platform_id: Some(platform_id),
        });
    }

    pub fn send(&mut self, post: &str, ordinal: i64) {
        let manifest = self.signed(post);
        let signed = self.manifests.iter().find(|known| known.digest.to_string() == manifest).unwrap();
        let platform =
            serde_json::from_str::<serde_json::Value>(&signed.bytes).unwrap()["platform"].as_str().unwrap().to_owned();
        self.go("gate.commit_started", post, &[("part", &ordinal.to_string())]);
        self.posted(post, ordinal, &platform);
    }

    pub fn checkpoint(&mut self) {
        self.checkpoint_by(&installation_key());
    }

    /// A checkpoint of the newest entry, by another key of the installation that wrote it.
    pub fn checkpoint_by(&mut self, own: &SigningKey) {
        let newest = self.entries.last().unwrap();
        let mut made = Checkpoint {
            installation: newest.installation.clone(),
            seq: newest.seq,
            hash: newest.hash,
            at: NOW,
            key: public(own),
            signature: Hex([0; 64]),
        };
        made.signature = Hex(own.sign(&made.message()).to_bytes());
        self.checkpoints.push(made);
    }

    /// The clinic is restored on another computer, which has a key of its own and makes a checkpoint with it.
    pub fn restored_with(mut self, own: &SigningKey) -> Self {
        let (before, newest) = ("installation-1", self.entries.len());
        self.entry("application", "workspace.restored", None, &[("installation_before", before)]);
        self.record_key(own);
        self.entries[newest..].iter_mut().for_each(|entry| entry.installation = "installation-2".into());
        let mut new = self.rehashed();
        new.checkpoint_by(own);
        new
    }

    /// The record enrols a key of the installation.
    pub fn record_key(&mut self, own: &SigningKey) {
        self.entry("application", "record.key_enrolled", None, &[("public_key", &public(own).to_string())]);
    }

    /// Every entry hashed anew, each after the one before it: what somebody does who rewrites a record.
    pub fn rehashed(mut self) -> Self {
        let mut previous = BEGINNING.to_owned();
        for (seq, entry) in (1..).zip(&mut self.entries) {
            (entry.seq, entry.previous) = (seq, previous);
            entry.hash = entry.true_hash();
            previous = entry.hash.to_string();
        }
        self
    }

    /// The file, sealed with the installation's key.
    pub fn file(&self) -> Vec<u8> {
        sealed(&self.lines())
    }

    /// The lines before the seal.
    pub fn lines(&self) -> Vec<Line> {
        let mut lines = vec![Line::Head(Head {
            version: VERSION,
            workspace: WORKSPACE.into(),
            installation: "installation-1".into(),
            exported_at: NOW,
            entries: self.entries.len() as i64,
            words: true,
        })];
        lines.push(Line::Person(Person { id: DOCTOR.into(), name: "Dr. Meera Rao".into(), registration: None }));
        let (mut keys, mut manifests) = (self.keys.clone(), self.manifests.clone());
        let (mut approvals, mut parts) = (self.approvals.clone(), self.parts.clone());
        keys.sort_by(|one, other| one.id.cmp(&other.id));
        manifests.sort_by_key(|manifest| manifest.digest);
        approvals.sort_by(|one, other| one.id.cmp(&other.id));
        parts.sort_by(|one, other| one.id.cmp(&other.id));
        lines.extend(keys.into_iter().map(Line::Key));
        lines.extend(manifests.into_iter().map(Line::Manifest));
        lines.extend(approvals.into_iter().map(Line::Approval));
        lines.extend(self.beforehand.iter().cloned().map(Line::Beforehand));
        lines.extend(self.beforehand_approvals.iter().cloned().map(Line::BeforehandApproval));
        lines.extend(parts.into_iter().map(Line::Part));
        lines.extend(self.checkpoints.iter().cloned().map(Line::Checkpoint));
        for entry in &self.entries {
            lines.push(Line::Entry(entry.clone()));
            lines.extend(self.words.iter().filter(|words| words.seq == entry.seq).cloned().map(Line::Words));
        }
        lines
    }

    /// What the verifier says of it.
    pub fn report(&self) -> Report {
        Verifier::check(&self.file(), Vec::new())
    }
}

/// Lines as a file with a good seal.
pub fn sealed(lines: &[Line]) -> Vec<u8> {
    sealed_with(lines, &installation_key())
}

/// Lines as a file with a seal of this key.
pub fn sealed_with(lines: &[Line], own: &SigningKey) -> Vec<u8> {
    sealed_over(lines.iter().flat_map(|line| [line.written().unwrap(), b"\n".to_vec()].concat()).collect(), own)
}

/// Whatever bytes, with a seal of this key behind them.
pub fn sealed_over(mut file: Vec<u8>, own: &SigningKey) -> Vec<u8> {
    let lines = file.iter().filter(|byte| **byte == b'\n').count() as u64;
    let of_file = digest(&file);
    let signature = Hex(own.sign(&[SEALED_AS, &of_file.0].concat()).to_bytes());
    let seal = Seal { lines, digest: of_file, key: public(own), signature };
    file.extend(Line::Seal(seal).written().unwrap());
    file.push(b'\n');
    file
}
