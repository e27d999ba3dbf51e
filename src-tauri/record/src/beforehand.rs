//! What was signed beforehand: which texts, from which accounts and until when, by whom, and whether it was taken back.
//!
//! Invariant: as with posts, the record's own order decides. A signature that was given beforehand covers an answer only if it is one of
//! the texts to the letter, from one of the accounts, with the options that were signed and nothing beside it; and a gesture only where it
//! was signed for that account.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::finding::Kind;
use crate::hash::{digest, is_signed_by};
use crate::line::{Approval, BEFOREHAND_AS, Beforehand, BeforehandApproval, Entry, Hex};
use crate::people::{Facts, People};
use crate::posts::{MOMENT, Standing, Wrong};
use crate::signed::Signed;

/// The version that is known.
const VERSION: u32 = 1;

#[derive(Deserialize)]
struct Text {
    text: String,
}

#[derive(Deserialize)]
struct Account {
    platform: String,
    account_id: String,
    options: serde_json::Value,
}

#[derive(Deserialize)]
struct Body {
    version: u32,
    workspace: String,
    texts: Vec<Text>,
    accounts: Vec<Account>,
    not_before: i64,
    not_after: i64,
    /// What may be done without words, with what takes it back.
    #[serde(default)]
    gestures: Vec<Gesture>,
}

#[derive(Deserialize)]
struct Gesture {
    platform: String,
    account_id: String,
    gesture: String,
}

struct Read {
    body: Body,
    message: Vec<u8>,
}

struct Signature {
    approval: BeforehandApproval,
    /// Whether an entry of the record tells of it.
    recorded: bool,
    /// Whether it was given and not taken back.
    stands: bool,
}

/// Everything that the file holds of what was signed beforehand.
#[derive(Default)]
pub(crate) struct Beforehands {
    read: BTreeMap<Hex<32>, Read>,
    approvals: BTreeMap<String, Signature>,
    /// The gestures that were let out.
    let_out: BTreeSet<String>,
}

impl Beforehands {
    pub(crate) fn add(&mut self, workspace: &str, line: &Beforehand) -> Option<Wrong> {
        let wrong = |why: &str| Some((Kind::Signature, why.to_owned()));
        let bytes = line.bytes.as_bytes();
        if digest(bytes) != line.digest {
            return wrong("these bytes are not the ones that were signed: their digest is another");
        }
        let Ok(body) = serde_json::from_slice::<Body>(bytes) else {
            return wrong("what was signed beforehand can't be read by this verifier");
        };
        if body.version != VERSION {
            return wrong("what was signed beforehand is of a version that this verifier does not know");
        }
        if body.workspace != workspace {
            return wrong("what was signed beforehand is for another clinic");
        }
        self.read.insert(line.digest, Read { body, message: [BEFOREHAND_AS, bytes].concat() });
        None
    }

    pub(crate) fn add_approval(&mut self, approval: BeforehandApproval) {
        let signature = Signature { approval, recorded: false, stands: false };
        self.approvals.insert(signature.approval.id.clone(), signature);
    }

    /// A doctor signed.
    pub(crate) fn signed(&mut self, entry: &Entry, facts: &Facts, people: &People) -> Option<Wrong> {
        let wrong =
            |why: &str| Some((Kind::Signature, format!("the signature that it tells of does not count: {why}")));
        let named = (named(facts), facts.get("key"), facts.get("approval"));
        let (Some(beforehand), Some(key), Some(id)) = named else {
            return wrong("it does not say over what it is, or with which key");
        };
        let Some(signature) = self.approvals.get_mut(id).filter(|known| !known.recorded) else {
            return wrong("the file does not hold it");
        };
        signature.recorded = true;
        let approval = &signature.approval;
        if approval.beforehand != beforehand || approval.key != key {
            return wrong("it is another one than was recorded");
        }
        if facts.get("signature") != Some(&digest(&approval.signature.0).to_string()) {
            return wrong("it is another one than was recorded");
        }
        let Some(read) = self.read.get(&beforehand) else { return wrong("the file does not hold what was signed") };
        if let Some(why) = people.may_not_sign(key) {
            return wrong(why);
        }
        let Some(by) = people.key(key) else { return wrong("the file does not hold its key") };
        if entry.actor != format!("person:{}", by.person) {
            return wrong("its key is another person's");
        }
        if !is_signed_by(&by.public_key, &read.message, &approval.signature) {
            return wrong("it is not over these bytes, or not made with that key");
        }
        signature.stands = true;
        None
    }

    /// It was taken back.
    pub(crate) fn revoked(&mut self, facts: &Facts) -> Option<Hex<32>> {
        let beforehand = named(facts)?;
        for signature in self.approvals.values_mut().filter(|known| known.approval.beforehand == beforehand) {
            signature.stands = false;
        }
        Some(beforehand)
    }

    /// An answer got a signature that was given beforehand.
    pub(crate) fn used(
        &self,
        (entry, facts, people): (&Entry, &Facts, &People),
        approval: &Approval,
        signed: &Signed,
    ) -> Result<Standing, &'static str> {
        let (Some(key), Some(beforehand)) = (facts.get("key"), named(facts)) else {
            return Err("it does not say over what it is, or with which key");
        };
        let told = (facts.get("manifest"), facts.get("signature"));
        let held = (approval.manifest.to_string(), digest(&approval.signature.0).to_string());
        if told != (Some(held.0.as_str()), Some(held.1.as_str()))
            || approval.key != key
            || approval.beforehand != Some(beforehand)
            || Some(approval.post.as_str()) != entry.post.as_deref()
        {
            return Err("it is another one than was recorded");
        }
        if let Some(why) = people.may_not_sign(key) {
            return Err(why);
        }
        let given = self.approvals.values().any(|known| {
            known.stands
                && known.approval.beforehand == beforehand
                && known.approval.key == key
                && known.approval.signature == approval.signature
        });
        if !given {
            return Err("nobody had given it beforehand, or it was taken back");
        }
        let Some(Read { body, .. }) = self.read.get(&beforehand) else {
            return Err("the file does not hold what was signed beforehand");
        };
        let Some(answer) = &signed.answer else { return Err("what was sent is no answer of words alone") };
        if !body.texts.iter().any(|of| of.text == answer.text) {
            return Err("these words were not signed beforehand");
        }
        let account =
            body.accounts.iter().find(|of| of.platform == answer.platform && of.account_id == answer.account_id);
        if account.is_none_or(|of| of.options != answer.options) {
            return Err("nothing was signed beforehand for this account");
        }
        if !(body.not_before..=body.not_after.saturating_add(MOMENT)).contains(&entry.at) {
            return Err("what was signed beforehand did not count then");
        }
        Ok(Standing { manifest: approval.manifest, key: key.to_owned(), beforehand: Some(beforehand) })
    }

    /// A gesture was let out. Who signed that it may be, with keys that count; the refusal is a sentence.
    pub(crate) fn lets<'p>(
        &mut self,
        entry: &Entry,
        facts: &Facts,
        people: &'p People,
    ) -> Result<BTreeSet<&'p str>, &'static str> {
        let Some(beforehand) = named(facts) else { return Err("it does not say what lets it out") };
        let Some(Read { body, .. }) = self.read.get(&beforehand) else {
            return Err("the file does not hold what was signed beforehand");
        };
        let wanted = facts.get("kind").map(signed_as);
        let is_it = |of: &Gesture| {
            facts.get("platform") == Some(of.platform.as_str())
                && facts.get("account") == Some(of.account_id.as_str())
                && wanted == Some(of.gesture.as_str())
        };
        if !body.gestures.iter().any(is_it) {
            return Err("this was not signed beforehand for this account");
        }
        if !(body.not_before..=body.not_after.saturating_add(MOMENT)).contains(&entry.at) {
            return Err("what was signed beforehand did not count then");
        }
        let given = self.approvals.values().filter(|known| known.stands && known.approval.beforehand == beforehand);
        let keys = given.map(|known| known.approval.key.as_str()).filter(|key| people.may_not_sign(key).is_none());
        let signers: BTreeSet<&str> = keys.filter_map(|key| people.key(key)).map(|key| key.person.as_str()).collect();
        if signers.is_empty() {
            return Err("nobody had signed it, or it was taken back");
        }
        self.let_out.extend(facts.get("gesture").map(str::to_owned));
        Ok(signers)
    }

    /// Whether a gesture that is said to be made was let out before.
    pub(crate) fn was_let(&self, facts: &Facts) -> bool {
        facts.get("gesture").is_some_and(|gesture| self.let_out.contains(gesture))
    }

    /// Until when what was signed beforehand counts.
    pub(crate) fn until(&self, beforehand: Hex<32>) -> Option<i64> {
        self.read.get(&beforehand).map(|read| read.body.not_after)
    }

    /// Whether the record does not tell of a signature that the file holds.
    pub(crate) fn has_unrecorded(&self) -> bool {
        self.approvals.values().any(|known| !known.recorded)
    }
}

/// What is signed for a gesture: taking one back is covered by what let it out.
fn signed_as(kind: &str) -> &str {
    match kind {
        "show" => "hide",
        "unlike" => "like",
        "unrepost" => "repost",
        kind => kind,
    }
}

fn named(facts: &Facts) -> Option<Hex<32>> {
    Hex::parse(facts.get("beforehand")?)
}
