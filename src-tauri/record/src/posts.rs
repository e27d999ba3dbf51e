//! Posts: each that went out had a signature that counted at that instant, over the very bytes that were claimed.
//!
//! Invariant: the record's own order decides. A signature counts from its entry on, until it was taken back, its key retired
//! or its doctor is none any more; how many it takes, and whose, is the clinic's rule at that instant. There are three ways out, and each needs it: sent by the program (`gate.commit_started`),
//! handed to a platform to keep (`gate.keep_started`), handed to a person (`delivery.handed_over` with a manifest). A clinic
//! that was restored from a backup (`workspace.restored`) lost what its record told since: what was signed by then may be
//! found to have gone out, each part once, until it is known to be absent, its signature is taken back or it is let out anew. What was signed
//! only afterwards is in the lost record alone: where the clinic says that it found it (`part.found_after_restore`), each part once, that is no breach and
//! no proof, and the report counts it apart. Actions that are not known here are held by the chain alone.

use std::collections::{BTreeMap, BTreeSet};

use crate::beforehand::Beforehands;
use crate::finding::Kind;
use crate::hash::{digest, is_signed_by};
use crate::line::{Approval, Beforehand, BeforehandApproval, Entry, Hex, Manifest, Part, SIGNED_AS};
use crate::people::{Facts, People};
use crate::rule::SigningRule;
use crate::signed::Signed;

/// The gate looks at the clock a moment before its entry is written.
pub(crate) const MOMENT: i64 = 1_000;

struct Bytes {
    signed: Signed,
    message: Vec<u8>,
}

struct Signature {
    approval: Approval,
    /// Whether an entry of the record tells of it.
    recorded: bool,
}

/// A signature that was not taken back.
pub(crate) struct Standing {
    pub(crate) manifest: Hex<32>,
    pub(crate) key: String,
    /// What it was given over, where it was given beforehand.
    pub(crate) beforehand: Option<Hex<32>>,
}

#[derive(Default)]
struct Post {
    /// Signatures that were not taken back.
    standing: Vec<Standing>,
    /// The people whose words stand in it, or stood.
    authors: BTreeSet<String>,
    /// The parts that were begun.
    begun: BTreeSet<i64>,
    /// Whether it was signed when the clinic was restored, and so may have gone out in what was lost.
    may_be_out: bool,
    /// The parts that were found to have gone out in what was lost.
    found: BTreeSet<i64>,
    /// The parts that the record says were found after a restore, and does not call posted yet.
    told_found: BTreeSet<i64>,
    /// Those of them that nothing in this record lets out: only the installation before can have.
    unproven: BTreeSet<i64>,
}

impl Post {
    /// Whether a part went out with the record knowing.
    fn is_let_out(&self, ordinal: i64) -> bool {
        self.begun.contains(&ordinal) || self.found.contains(&ordinal) || self.unproven.contains(&ordinal)
    }
}

struct Sent {
    part: Part,
    posted: bool,
}

/// Everything that the file holds of posts.
#[derive(Default)]
pub(crate) struct Posts {
    workspace: String,
    rule: SigningRule,
    manifests: BTreeMap<Hex<32>, Bytes>,
    approvals: BTreeMap<String, Signature>,
    parts: BTreeMap<String, Sent>,
    posts: BTreeMap<String, Post>,
    beforehands: Beforehands,
    /// Whether the clinic was ever restored.
    was_restored: bool,
    pub(crate) good_signatures: u64,
}

/// A kind of finding and its sentence.
pub(crate) type Wrong = (Kind, String);

impl Posts {
    pub(crate) fn of_workspace(&mut self, workspace: &str) {
        workspace.clone_into(&mut self.workspace);
    }

    pub(crate) fn parts(&self) -> u64 {
        self.parts.len() as u64
    }

    pub(crate) fn add_manifest(&mut self, manifest: &Manifest) -> Option<Wrong> {
        let wrong = |why: &str| Some((Kind::Signature, why.to_owned()));
        let signed = match Signed::read(manifest) {
            Ok(signed) => signed,
            Err(why) => return wrong(why),
        };
        if signed.workspace != self.workspace {
            return wrong("what was signed is for another clinic");
        }
        let message = [SIGNED_AS, manifest.bytes.as_bytes()].concat();
        self.manifests.insert(manifest.digest, Bytes { signed, message });
        None
    }

    pub(crate) fn add_approval(&mut self, approval: Approval) {
        self.approvals.insert(approval.id.clone(), Signature { approval, recorded: false });
    }

    pub(crate) fn add_beforehand(&mut self, line: &Beforehand) -> Option<Wrong> {
        self.beforehands.add(&self.workspace, line)
    }

    pub(crate) fn add_beforehand_approval(&mut self, approval: BeforehandApproval) {
        self.beforehands.add_approval(approval);
    }

    /// Takes what an entry says of signatures that are given beforehand.
    pub(crate) fn take_beforehand(&mut self, entry: &Entry, facts: &Facts, people: &People) -> Option<Wrong> {
        match entry.action.as_str() {
            "beforehand.signed" => self.beforehands.signed(entry, facts, people),
            "beforehand.revoked" => {
                let taken_back = self.beforehands.revoked(facts);
                for post in self.posts.values_mut() {
                    post.standing.retain(|of| taken_back.is_none() || of.beforehand != taken_back);
                }
                None
            }
            "gesture.let" if entry.allowed => {
                let why = match self.beforehands.lets(entry, facts, people) {
                    Ok(signers) => self.rule.is_short_of(&signers, &BTreeSet::new())?,
                    Err(why) => why,
                };
                Some((Kind::Unsigned, format!("something was done without words, and no signature covers it: {why}")))
            }
            "gesture.settled" if entry.allowed && !self.beforehands.was_let(facts) => {
                Some((Kind::Unsigned, "something was done without words that the gate never let out".to_owned()))
            }
            _ => None,
        }
    }

    pub(crate) fn add_part(&mut self, part: Part) {
        self.parts.insert(part.id.clone(), Sent { part, posted: false });
    }

    /// Takes what an entry says of a post.
    pub(crate) fn take(&mut self, entry: &Entry, facts: &Facts, people: &People) -> Option<Wrong> {
        let post = entry.post.as_deref()?;
        if !entry.allowed {
            return None;
        }
        match entry.action.as_str() {
            "post.created" | "post.revised" => {
                let authors = &mut self.posts.entry(post.to_owned()).or_default().authors;
                match facts.get("words_of") {
                    Some(told) => authors.extend(told.split_whitespace().map(str::to_owned)),
                    // Earlier versions did not tell whose words: whoever kept them counted as their author.
                    None => authors.extend(entry.actor.strip_prefix("person:").map(str::to_owned)),
                }
                None
            }
            "approval.signed" => self.signed(entry, post, facts, people),
            "beforehand.used" => self.used(entry, post, facts, people),
            "approval.revoked" => {
                let of_post = self.posts.entry(post.to_owned()).or_default();
                of_post.standing.clear();
                of_post.may_be_out = false;
                None
            }
            // Parts are looked for in their order, so what follows one that is absent is not public either.
            "part.absent" => {
                self.posts.entry(post.to_owned()).or_default().may_be_out = false;
                None
            }
            "gate.commit_started" => {
                let ordinal = facts.get("part").and_then(|part| part.parse().ok());
                let Some(ordinal) = ordinal else {
                    return Some((Kind::Sent, "it does not say which part of the post was sent".to_owned()));
                };
                self.begins(post, (facts, people), &[ordinal], entry.at)
            }
            "gate.keep_started" => {
                let at = facts.get("at").and_then(|at| at.parse().ok());
                let Some(at) = at else {
                    return Some((Kind::Sent, "it does not say for when the post was handed over".to_owned()));
                };
                self.begins(post, (facts, people), &[0], at)
            }
            // A platform that hands a post to a person of its own has had it before: that names no manifest.
            "delivery.handed_over" if facts.get("manifest").is_some() => {
                let count = manifest_of(facts).and_then(|digest| self.manifests.get(&digest)?.signed.parts);
                let all: Vec<i64> =
                    (0..count.and_then(|count| i64::try_from(count).ok()).unwrap_or_default()).collect();
                self.begins(post, (facts, people), &all, entry.at)
            }
            "part.found_after_restore" => self.found_after_restore(post, facts),
            "part.posted" => self.posted(post, facts),
            _ => None,
        }
    }

    /// The clinic set whose signatures its posts need.
    pub(crate) fn rule_set(&mut self, facts: &Facts) -> Option<Wrong> {
        match SigningRule::told(facts) {
            Some(rule) => self.rule = rule,
            None => {
                return Some((Kind::Format, "it sets a rule for signing that this verifier does not know".to_owned()));
            }
        }
        None
    }

    /// The clinic was restored from a backup.
    pub(crate) fn restored(&mut self) {
        self.was_restored = true;
        for post in self.posts.values_mut() {
            post.may_be_out |= !post.standing.is_empty();
        }
    }

    fn signed(&mut self, entry: &Entry, post: &str, facts: &Facts, people: &People) -> Option<Wrong> {
        let wrong =
            |why: &str| Some((Kind::Signature, format!("the signature that it tells of does not count: {why}")));
        let (Some(manifest), Some(key)) = (manifest_of(facts), facts.get("key")) else {
            return wrong("it does not say over what it is, or with which key");
        };
        let named = facts.get("approval");
        let fits = |of: &Approval| {
            of.manifest == manifest && of.key == key && of.post == post && named.is_none_or(|named| named == of.id)
        };
        let Some(signature) = self.approvals.values_mut().find(|known| !known.recorded && fits(&known.approval)) else {
            return wrong("the file does not hold it");
        };
        signature.recorded = true;
        let approval = &signature.approval;
        if facts.get("signature").is_some_and(|told| told != digest(&approval.signature.0).to_string()) {
            return wrong("it is another one than was recorded");
        }
        let Some(bytes) = self.manifests.get(&manifest) else {
            return wrong("the file does not hold what was signed");
        };
        if bytes.signed.post != post {
            return wrong("what was signed is another post");
        }
        if let Some(why) = people.may_not_sign(key) {
            return wrong(why);
        }
        let Some(by) = people.key(key) else { return wrong("the file does not hold its key") };
        if entry.actor != format!("person:{}", by.person) {
            return wrong("its key is another person's");
        }
        if !is_signed_by(&by.public_key, &bytes.message, &approval.signature) {
            return wrong("it is not over these bytes, or not made with that key");
        }
        self.good_signatures += 1;
        let standing = Standing { manifest, key: key.to_owned(), beforehand: None };
        self.posts.entry(post.to_owned()).or_default().standing.push(standing);
        None
    }

    /// An answer got a signature that was given beforehand.
    fn used(&mut self, entry: &Entry, post: &str, facts: &Facts, people: &People) -> Option<Wrong> {
        let wrong =
            |why: &str| Some((Kind::Signature, format!("the signature that it tells of does not count: {why}")));
        let named = facts.get("approval").and_then(|id| self.approvals.get_mut(id)).filter(|known| !known.recorded);
        let Some(signature) = named else { return wrong("the file does not hold it") };
        signature.recorded = true;
        let signed = manifest_of(facts).and_then(|digest| self.manifests.get(&digest)).map(|bytes| &bytes.signed);
        let Some(signed) = signed.filter(|signed| signed.post == post) else {
            return wrong("the file does not hold what was signed, or it is another post");
        };
        match self.beforehands.used((entry, facts, people), &signature.approval, signed) {
            Ok(standing) => self.posts.entry(post.to_owned()).or_default().standing.push(standing),
            Err(why) => return wrong(why),
        }
        None
    }

    /// Something goes out, to be public at `at`.
    fn begins(&mut self, post: &str, (facts, people): (&Facts, &People), ordinals: &[i64], at: i64) -> Option<Wrong> {
        let of_post = self.posts.entry(post.to_owned()).or_default();
        of_post.begun.extend(ordinals);
        of_post.may_be_out = false;
        let unsigned =
            |why: &str| Some((Kind::Unsigned, format!("the post went out and no signature covers it: {why}")));
        let Some(manifest) = manifest_of(facts) else { return unsigned("it does not say what was sent") };
        let Some(Bytes { signed, .. }) = self.manifests.get(&manifest) else {
            return unsigned("the file does not hold what was sent");
        };
        let is_over = |of: &Standing| {
            let until = of.beforehand.and_then(|beforehand| self.beforehands.until(beforehand));
            until.is_some_and(|until| at > until.saturating_add(MOMENT))
        };
        let over: Vec<&Standing> = of_post.standing.iter().filter(|of| of.manifest == manifest).collect();
        let standing: Vec<&Standing> = over.iter().copied().filter(|of| !is_over(of)).collect();
        if standing.is_empty() && !over.is_empty() {
            return unsigned("the signature did not count at that time");
        }
        if standing.is_empty() {
            let other = !of_post.standing.is_empty();
            return unsigned(if other {
                "what was signed is not what was sent"
            } else {
                "nobody had signed it, or it was taken back"
            });
        }
        let refusals: Vec<&str> = standing.iter().filter_map(|of| people.may_not_sign(&of.key)).collect();
        if refusals.len() == standing.len() {
            return unsigned(refusals.first().copied().unwrap_or_default());
        }
        let may_sign = standing.iter().filter(|of| people.may_not_sign(&of.key).is_none());
        let signers: BTreeSet<&str> =
            may_sign.filter_map(|of| people.key(&of.key)).map(|key| key.person.as_str()).collect();
        if let Some(why) = self.rule.is_short_of(&signers, &of_post.authors) {
            return unsigned(why);
        }
        let window = signed.not_before.saturating_sub(MOMENT)..=signed.not_after.saturating_add(MOMENT);
        if !window.contains(&at) {
            return unsigned("the signature did not count at that time");
        }
        let beyond = |ordinal: &i64| {
            signed.parts.is_some_and(|parts| usize::try_from(*ordinal).map_or(true, |ordinal| ordinal >= parts))
        };
        if signed.post != post || ordinals.iter().any(beyond) || ordinals.is_empty() {
            return unsigned("what was signed has no such part");
        }
        None
    }

    /// A part was found on its platform that this installation may never have let out.
    fn found_after_restore(&mut self, post: &str, facts: &Facts) -> Option<Wrong> {
        if !self.was_restored {
            return Some((Kind::Sent, "it was found after a restore, and the record tells of none by then".to_owned()));
        }
        let Some(ordinal) = facts.get("ordinal").and_then(|ordinal| ordinal.parse().ok()) else {
            return Some((Kind::Sent, "it does not say which part of the post was found".to_owned()));
        };
        self.posts.entry(post.to_owned()).or_default().told_found.insert(ordinal);
        None
    }

    fn posted(&mut self, post: &str, facts: &Facts) -> Option<Wrong> {
        let wrong = |why: &str| Some((Kind::Sent, why.to_owned()));
        let Some(sent) = facts.get("part").and_then(|id| self.parts.get_mut(id)) else {
            return wrong("the part that went out is missing from the file");
        };
        sent.posted = true;
        if sent.part.post != post {
            return wrong("the part that went out is another post's");
        }
        if facts.get("platform_id").is_some_and(|told| Some(told) != sent.part.platform_id.as_deref()) {
            return wrong("what the platform called it is not what the file says");
        }
        let ordinal = sent.part.ordinal;
        let let_out = self.posts.get_mut(post).is_some_and(|of| {
            let told = of.told_found.remove(&ordinal);
            of.begun.contains(&ordinal)
                || of.may_be_out && of.found.insert(ordinal)
                || told && of.unproven.insert(ordinal)
        });
        (!let_out).then(|| (Kind::Unsigned, "a part went out that the gate never let out".to_owned()))
    }

    /// Whether the record does not tell of a signature, given beforehand, that the file holds.
    pub(crate) fn has_unrecorded_beforehand(&self) -> bool {
        self.beforehands.has_unrecorded()
    }

    /// How many parts were found after a restore of which nothing here says that they were signed: the record that did was lost
    /// with the installation before.
    pub(crate) fn unproven(&self) -> u64 {
        self.posts.values().map(|of| of.unproven.len() as u64).sum()
    }

    /// How many parts a restored clinic looks for: nobody knows whether they went out in what was lost.
    pub(crate) fn looked_for(&self) -> usize {
        self.parts.values().filter(|sent| self.is_looked_for(&sent.part)).count()
    }

    fn is_looked_for(&self, part: &Part) -> bool {
        let let_out = self.posts.get(&part.post).is_some_and(|of| of.is_let_out(part.ordinal));
        self.was_restored && part.state == "unknown" && !let_out
    }

    /// What is left when the record is over, each with its post.
    pub(crate) fn left(&self) -> Vec<(String, Wrong)> {
        let mut left = Vec::new();
        let unrecorded = self.approvals.values().filter(|known| !known.recorded);
        left.extend(unrecorded.map(|known| {
            let why = "The file holds a signature that the record does not tell of.".to_owned();
            (known.approval.post.clone(), (Kind::Signature, why))
        }));
        let mut places = BTreeSet::new();
        for Sent { part, posted } in self.parts.values() {
            let mut wrong = |kind: Kind, why: &str| left.push((part.post.clone(), (kind, why.to_owned())));
            if !places.insert((part.post.as_str(), part.ordinal)) {
                wrong(Kind::Sent, "Two parts of a post stand in one place of it.");
            }
            let of_post = self.posts.get(&part.post);
            if !of_post.is_some_and(|of| of.is_let_out(part.ordinal)) && !self.is_looked_for(part) {
                wrong(
                    Kind::Unsigned,
                    "A part of a post went out, or may have, and the record does not say that it was let out.",
                );
            }
            let is_out = matches!(part.state.as_str(), "posted" | "removed");
            if is_out && !posted {
                wrong(Kind::Sent, "A part of a post is public, and the record does not say so.");
            }
            if !is_out && *posted {
                wrong(Kind::Sent, "The record says that a part of a post went out, and the file that it did not.");
            }
            if !is_out && !matches!(part.state.as_str(), "committing" | "unknown") {
                wrong(Kind::Format, "A part of a post is in a state that nobody knows.");
            }
            let signed = self.manifests.values().find(|bytes| bytes.signed.post == part.post);
            if signed.is_some_and(|bytes| bytes.signed.platform != part.platform) {
                wrong(Kind::Sent, "A part of a post is on another platform than it was signed for.");
            }
        }
        left
    }
}

fn manifest_of(facts: &Facts) -> Option<Hex<32>> {
    Hex::parse(facts.get("manifest")?)
}
