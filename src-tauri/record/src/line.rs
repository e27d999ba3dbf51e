//! The lines of an export, in the order in which they stand: head, people, keys, manifests, approvals, what was signed beforehand and
//! the approvals of that, parts, checkpoints, entries (each followed by its words, where they are in it), and the seal.
//!
//! Invariant: a line has one spelling. The fields' order here is their order in the file, and [`Line::read`] takes only what
//! it would write itself.

use serde::{Deserialize, Serialize};

pub use crate::hash::Hex;
use crate::hash::{digest_of_fields, is_signed_by};

/// The version of the format.
pub const VERSION: u32 = 1;
/// What the first entry follows.
pub const BEGINNING: &str = "countersign-record-1";
/// What a manifest is signed as, before its bytes.
pub const SIGNED_AS: &[u8] = b"countersign manifest 1\n";
/// What is signed beforehand, before its bytes.
pub const BEFOREHAND_AS: &[u8] = b"countersign beforehand 1\n";
/// What a checkpoint is signed as, before its fields.
const CHECKPOINT_AS: &[u8] = b"countersign checkpoint 1\n";
/// What a file is sealed as, before the digest of its other lines.
pub const SEALED_AS: &[u8] = b"countersign export 1\n";

/// A line of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Line {
    /// The first.
    Head(Head),
    /// Who a person is, only in an export with words.
    Person(Person),
    /// A key that doctors sign with.
    Key(Key),
    /// Bytes that were signed.
    Manifest(Manifest),
    /// A signature over them.
    Approval(Approval),
    /// Bytes that were signed beforehand, for answers to come.
    Beforehand(Beforehand),
    /// A signature over those.
    BeforehandApproval(BeforehandApproval),
    /// A piece of a post that was sent, or may have been.
    Part(Part),
    /// What the record was when it was signed as a whole.
    Checkpoint(Checkpoint),
    /// An entry of the record.
    Entry(Entry),
    /// The personal words of the entry before.
    Words(Words),
    /// The last.
    Seal(Seal),
}

/// What the file is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The format's version.
    pub version: u32,
    /// The workspace, as manifests name it.
    pub workspace: String,
    /// The installation that wrote the file.
    pub installation: String,
    /// When, in milliseconds since 1970 UTC.
    pub exported_at: i64,
    /// How many entries there are.
    pub entries: i64,
    /// Whether personal words are in it.
    pub words: bool,
}

/// Who a person is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// As entries name them.
    pub id: String,
    /// The name.
    pub name: String,
    /// A doctor's registration.
    pub registration: Option<String>,
}

/// A key that doctors sign with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// As entries name it.
    pub id: String,
    /// Whose.
    pub person: String,
    /// Its Ed25519 public half.
    pub public_key: Hex<32>,
}

/// Bytes that were signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Their SHA-256.
    pub digest: Hex<32>,
    /// The bytes, which are JSON.
    pub bytes: String,
}

/// A signature over a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// As entries name it.
    pub id: String,
    /// The post.
    pub post: String,
    /// Over what.
    pub manifest: Hex<32>,
    /// With which key.
    pub key: String,
    /// The Ed25519 signature.
    pub signature: Hex<64>,
    /// What it is over in truth, where it was given beforehand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beforehand: Option<Hex<32>>,
}

/// Bytes that were signed beforehand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beforehand {
    /// Their SHA-256.
    pub digest: Hex<32>,
    /// The bytes, which are JSON.
    pub bytes: String,
}

/// A signature that was given beforehand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeforehandApproval {
    /// As entries name it.
    pub id: String,
    /// Over what.
    pub beforehand: Hex<32>,
    /// With which key.
    pub key: String,
    /// The Ed25519 signature.
    pub signature: Hex<64>,
}

/// A piece of a post that was sent, or may have been.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// As entries name it.
    pub id: String,
    /// The post.
    pub post: String,
    /// Its place in it, from 0.
    pub ordinal: i64,
    /// What became of it: `committing`, `unknown`, `posted` or `removed`.
    pub state: String,
    /// The platform.
    pub platform: String,
    /// What the platform calls it; of a message to a recipient, a digest of that.
    pub platform_id: Option<String>,
}

/// What the record was, signed with the installation's key. By itself it is a file that can be kept elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// Whose record.
    pub installation: String,
    /// The newest entry then.
    pub seq: i64,
    /// Its hash.
    pub hash: Hex<32>,
    /// When, in milliseconds since 1970 UTC.
    pub at: i64,
    /// The installation's public key.
    pub key: Hex<32>,
    /// Its signature.
    pub signature: Hex<64>,
}

/// An entry of the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its place, from 1.
    pub seq: i64,
    /// Who wrote it.
    pub installation: String,
    /// When, in milliseconds since 1970 UTC.
    pub at: i64,
    /// `person:` and an id, or `application`.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// Whether it was allowed.
    pub allowed: bool,
    /// Why not.
    pub reason: Option<String>,
    /// The post it is about.
    pub post: Option<String>,
    /// Its story.
    pub correlation: Option<String>,
    /// Codes, ids and digests: JSON.
    pub facts: String,
    /// The salted digest of its personal words.
    pub words: Option<String>,
    /// The hash of the entry before.
    pub previous: String,
    /// Its own.
    pub hash: Hex<32>,
}

/// The personal words of the entry before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// That entry.
    pub seq: i64,
    /// What goes into the digest before them.
    pub salt: Hex<16>,
    /// The words.
    pub text: String,
}

/// The last line: the file is the one that the installation wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// How many lines stand before it.
    pub lines: u64,
    /// The SHA-256 of all of them.
    pub digest: Hex<32>,
    /// The installation's public key.
    pub key: Hex<32>,
    /// Its signature.
    pub signature: Hex<64>,
}

impl Line {
    /// Reads a line without its end. Nothing when it is none, or is spelled otherwise than it would be written.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let line: Self = serde_json::from_slice(bytes).ok()?;
        (line.written()? == bytes).then_some(line)
    }

    /// The line as it stands in a file, without its end.
    pub fn written(&self) -> Option<Vec<u8>> {
        serde_json::to_vec(self).ok()
    }
}

impl Entry {
    /// The hash that it has to have.
    pub fn true_hash(&self) -> Hex<32> {
        let optional =
            |text: &Option<String>| text.as_deref().map_or_else(Vec::new, |text| [b"=", text.as_bytes()].concat());
        digest_of_fields(&[
            self.previous.as_bytes(),
            self.installation.as_bytes(),
            &self.at.to_be_bytes(),
            self.actor.as_bytes(),
            self.action.as_bytes(),
            &[u8::from(self.allowed)],
            &optional(&self.reason),
            &optional(&self.post),
            &optional(&self.correlation),
            self.facts.as_bytes(),
            &optional(&self.words),
        ])
    }
}

impl Words {
    /// The digest that their entry has to hold.
    pub fn digest(&self) -> Hex<32> {
        digest_of_fields(&[&self.salt.0, self.text.as_bytes()])
    }
}

impl Checkpoint {
    /// What is signed.
    pub fn message(&self) -> Vec<u8> {
        let fields = digest_of_fields(&[
            self.installation.as_bytes(),
            &self.seq.to_be_bytes(),
            &self.hash.0,
            &self.at.to_be_bytes(),
        ]);
        [CHECKPOINT_AS, &fields.0].concat()
    }

    /// Whether its own key signed it.
    pub fn is_signed(&self) -> bool {
        is_signed_by(&self.key, &self.message(), &self.signature)
    }
}
