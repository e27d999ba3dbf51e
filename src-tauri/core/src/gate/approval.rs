//! Approvals: a doctor's signature over one manifest, and how many a post needs.
//!
//! Invariant: making one takes a [`Human`] by value and the digest that was on the screen; believing one takes its
//! Ed25519 signature, an enrolled and unretired key, and a person who still is a doctor here. Which of them count, and how
//! many it takes, is the clinic's rule ([`crate::clinic::signing_rule`]); the views `counting_approval` and `post_approval` say it to the database.

use crate::audit::{self, Action, Actor, Entry};
use crate::clinic::{self, Human};
use crate::draft;
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::model::{ApprovalId, Digest, Millis, PersonId, PersonKeyId, PostId};
use crate::schedule;
use crate::store::{Db, Row, StoreError, Tag, Tx, args};

use super::beforehand::load_beforehand;
use super::hold::reconsider;
use super::manifest::{self, Manifest};

/// An approval as stored.
#[derive(Debug, Clone)]
pub struct ApprovalRow {
    /// Which.
    pub id: ApprovalId,
    /// Over what.
    pub manifest: Digest,
    /// The doctor.
    pub person: PersonId,
    /// With which key.
    pub key: PersonKeyId,
    /// The key's public half.
    pub public_key: [u8; 32],
    /// When; of what was signed beforehand, when the answer was given.
    pub signed_at: Millis,
    /// What was signed beforehand, where it is not the manifest itself that was signed.
    pub beforehand: Option<Digest>,
    signature: [u8; 64],
}

/// Why a doctor does not sign what the same doctor wrote.
pub const OWN_WORDS: &str =
    "Words of yours stand in this post, and in this clinic another doctor has to sign what a doctor wrote.";

/// Signs the manifest that was on the screen.
///
/// ```compile_fail
/// // Without a Human nobody signs.
/// use countersign_core::{gate, model::*, env::Env, store::Db};
/// fn agent(db: &Db, env: &std::sync::Arc<Env>, post: PostId, digest: Digest) {
///     let _ = gate::sign(db, env, post, digest);
/// }
/// ```
///
/// # Errors
/// [`ErrorCode::Stale`] when the post is not what was on the screen any more; a refusal when it can't be signed.
pub fn sign(
    db: &Db,
    env: &std::sync::Arc<Env>,
    human: Human<'_>,
    post: PostId,
    on_screen: Digest,
) -> Result<ApprovalId> {
    let (person, key) = (human.person(), human.key());
    let manifest = db.read(|tx| head_manifest(tx, post, on_screen));
    let manifest = match manifest {
        Ok(manifest) => manifest,
        Err(error) => {
            deny_signature(db, env, person, post, on_screen)?;
            return Err(error);
        }
    };
    let signature = human.sign(&manifest.signed_message())?;
    let env = std::sync::Arc::clone(env);
    db.write(move |tx| {
        // Read again: the post may have been edited while it was being signed.
        let manifest = head_manifest(tx, post, on_screen)?;
        let public_key = key_of_doctor(tx, key, person)?;
        if !manifest.is_signed_by(&public_key, &signature) {
            return Err(Error::internal("the key on this laptop is not the one that was enrolled"));
        }
        if !clinic::signing_rule(tx)?.own_words && draft::wrote(tx, post, person)? {
            let head = draft::head(tx, post)?;
            let entry = Entry::denied(Actor::Person(person), Action::ApprovalSigned, "own_words")
                .about(post, head.correlation)
                .fact("manifest", manifest.digest);
            audit::record(tx, &env, &entry)?;
            tx.changed(Tag::Session);
            return Ok(Err(Error::refused(ErrorCode::NotAllowed, OWN_WORDS)));
        }
        let known: Option<ApprovalId> = tx.one(
            "SELECT id FROM approval WHERE manifest = $1 AND key_id = $2 AND beforehand IS NULL AND revoked_at IS NULL",
            args![manifest.digest, key],
            |row| row.get("id"),
        )?;
        if let Some(known) = known {
            return Ok(Ok(known));
        }
        let (id, head): (ApprovalId, _) = (env.id(), draft::head(tx, post)?);
        tx.run(
            "INSERT INTO approval (id, post_id, manifest, person_id, key_id, signature, signed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            args![id, post, manifest.digest, person, key, signature.to_vec(), env.now()],
        )?;
        tx.run("UPDATE post SET review = 'pending_review' WHERE id = $1", args![post])?;
        let entry = Entry::done(Actor::Person(person), Action::ApprovalSigned)
            .about(post, head.correlation)
            .fact("manifest", manifest.digest)
            .fact("key", key)
            .fact("approval", id)
            .fact("signature", Digest::of(&signature));
        audit::record(tx, &env, &entry)?;
        if (manifest.body.not_before..=manifest.body.not_after).contains(&env.now()) {
            schedule::due_with_signature(tx, &env, person, post)?;
        }
        reconsider(tx, &env, post)?;
        tx.changed(Tag::Review);
        tx.changed(Tag::Posts);
        // The pen is good for one signature less.
        tx.changed(Tag::Session);
        Ok(Ok(id))
    })?
}

/// The public half of a key with which a doctor may sign here.
pub(super) fn key_of_doctor(tx: &Tx<'_>, key: PersonKeyId, person: PersonId) -> Result<[u8; 32]> {
    let public_key: Vec<u8> = tx
        .one(
            "SELECT public_key FROM person_key JOIN person ON person.id = person_key.person_id
             JOIN person_role ON person_role.person_id = person.id AND role = 'doctor'
             WHERE person_key.id = $1 AND person.id = $2 AND retired_at IS NULL AND left_at IS NULL",
            args![key, person],
            |row| row.get("public_key"),
        )?
        .ok_or_else(|| Error::refused(ErrorCode::NotAllowed, "Only a doctor with a key on this laptop can sign."))?;
    public_key.try_into().map_err(|_| Error::internal("a key of the wrong length"))
}

fn head_manifest(tx: &Tx<'_>, post: PostId, on_screen: Digest) -> Result<Manifest> {
    let stale = || {
        Error::refused(
            ErrorCode::Stale,
            "This post was changed while you were reading it. Nothing was signed; please read the new version.",
        )
    };
    let head = tx.one(
        "SELECT post.head_manifest, post.review = 'rejected' AS rejected FROM post
         JOIN manifest ON manifest.digest = post.head_manifest AND manifest.revision_id = post.head_revision
         WHERE post.id = $1 AND post.discarded_at IS NULL",
        args![post],
        |row| Ok::<_, Error>((row.get::<Option<Digest>>("head_manifest")?, row.get::<bool>("rejected")?)),
    )?;
    let Some((Some(head), rejected)) = head else { return Err(stale()) };
    if head != on_screen {
        return Err(stale());
    }
    if rejected {
        return Err(Error::refused(
            ErrorCode::Stale,
            "This post was rejected. Nothing was signed; it has to be sent for signature again first.",
        ));
    }
    let manifest = manifest::load(tx, on_screen)?;
    if let (Some(because), false) = (draft::frozen_because(tx, post)?, is_the_rest(tx, post, &manifest)?) {
        return Err(Error::refused(ErrorCode::Invalid, because));
    }
    Ok(manifest)
}

/// Whether a manifest says of a half-public post what was signed before, word for word. A signature that was lost on the
/// way, with its key or its window, is given again like that, and the rest goes on.
fn is_the_rest(tx: &Tx<'_>, post: PostId, manifest: &Manifest) -> Result<bool> {
    let begun: Option<Digest> = tx
        .one(
            "SELECT manifest FROM delivery WHERE post_id = $1 AND take_down_at IS NULL
             AND state IN ('held', 'scheduled', 'retrying', 'missed', 'expired', 'partly_posted')",
            args![post],
            |row| row.get::<Option<Digest>>("manifest"),
        )?
        .flatten();
    let Some(begun) = begun else { return Ok(false) };
    let (before, now) = (manifest::load(tx, begun)?.body, &manifest.body);
    Ok(before.parts == now.parts
        && before.options == now.options
        && (before.platform, &before.account_id) == (now.platform, &now.account_id))
}

fn deny_signature(db: &Db, env: &std::sync::Arc<Env>, person: PersonId, post: PostId, on_screen: Digest) -> Result<()> {
    let env = std::sync::Arc::clone(env);
    db.write(move |tx| {
        let head = draft::head(tx, post)?;
        let entry = Entry::denied(Actor::Person(person), Action::ApprovalSigned, "not_what_was_on_screen")
            .about(post, head.correlation)
            .fact("manifest", on_screen);
        audit::record(tx, &env, &entry)?;
        tx.changed(Tag::Session);
        Ok(())
    })
}

/// Takes back every signature over a post. What is public stays public.
///
/// # Errors
/// When there is none, or the store refuses.
pub fn revoke(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId) -> Result<()> {
    if withdraw(tx, env, by, post)? {
        Ok(())
    } else {
        Err(Error::refused(ErrorCode::Stale, "There is no signature to take back."))
    }
}

/// Takes back every signature over a post, those among them that cover nothing just now: over words or a time that it had
/// before, and may have again. Returns whether there was one.
///
/// # Errors
/// When it is too late for that, or the store refuses.
pub fn withdraw(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId) -> Result<bool> {
    let head = draft::head(tx, post)?;
    // A sending that has only been prepared stops at the gate's second opening, so there is time until the very commit.
    if let (Some(because), false) = (draft::frozen_because(tx, post)?, only_prepared(tx, post)?) {
        return Err(Error::refused(ErrorCode::Invalid, because));
    }
    let revoked = tx.run(
        "UPDATE approval SET revoked_at = $1, revoked_by = $2 WHERE post_id = $3 AND revoked_at IS NULL",
        args![env.now(), by, post],
    )?;
    if revoked == 0 {
        return Ok(false);
    }
    audit::record(tx, env, &Entry::done(Actor::Person(by), Action::ApprovalRevoked).about(post, head.correlation))?;
    reconsider(tx, env, post)?;
    tx.changed(Tag::Review);
    tx.changed(Tag::Posts);
    Ok(true)
}

/// Whether a delivery is on its way and nothing irreversible was begun, or can still be taken back from its platform.
fn only_prepared(tx: &Tx<'_>, post: PostId) -> Result<bool> {
    let only: Option<i64> = tx.one(
        "SELECT 1 AS one FROM delivery WHERE post_id = $1 AND (state = 'at_platform' OR (state = 'running'
         AND NOT EXISTS (SELECT 1 FROM part WHERE part.delivery_id = delivery.id AND part.state <> 'waiting')))",
        args![post],
        |row| row.get("one"),
    )?;
    Ok(only.is_some())
}

fn read(row: &Row<'_>) -> Result<ApprovalRow> {
    let damaged = || StoreError::Damaged("a signature or key of the wrong length".into());
    Ok(ApprovalRow {
        id: row.get("id")?,
        manifest: row.get("manifest")?,
        person: row.get("person_id")?,
        key: row.get("key_id")?,
        public_key: row.get::<Vec<u8>>("public_key")?.try_into().map_err(|_| damaged())?,
        signed_at: row.get("signed_at")?,
        beforehand: row.get("beforehand")?,
        signature: row.get::<Vec<u8>>("signature")?.try_into().map_err(|_| damaged())?,
    })
}

/// The signatures that count for a post as it stands, each of which was checked just now, and how many it takes.
#[derive(Debug, Clone)]
pub struct Signatures {
    /// One a doctor, the oldest first.
    pub given: Vec<ApprovalRow>,
    /// How many doctors have to sign.
    pub needed: u32,
    /// Until when all of them count.
    until: Option<Millis>,
    manifest: Option<Manifest>,
}

impl Signatures {
    /// How many are missing.
    pub fn missing(&self) -> u32 {
        self.needed.saturating_sub(u32::try_from(self.given.len()).unwrap_or(u32::MAX))
    }

    /// Whether this person's is among them.
    pub fn include(&self, person: PersonId) -> bool {
        self.given.iter().any(|given| given.person == person)
    }
}

/// Every signature that counts for a post as it stands.
///
/// # Errors
/// When the store refuses.
pub fn signatures(tx: &Tx<'_>, post: PostId) -> Result<Signatures> {
    let rows = tx.all(
        "SELECT approval.*, person_key.public_key FROM counting_approval
         JOIN approval ON approval.id = counting_approval.approval_id
         JOIN person_key ON person_key.id = approval.key_id
         JOIN person ON person.id = approval.person_id AND person.left_at IS NULL
         -- A doctor's own over this very manifest comes before one that was given beforehand.
         WHERE counting_approval.post_id = $1 ORDER BY approval.beforehand IS NOT NULL, approval.signed_at, approval.id",
        args![post],
        read,
    )?;
    let needed = clinic::signing_rule(tx)?.doctors.number();
    let mut signatures = Signatures { given: Vec::new(), needed, until: None, manifest: None };
    for row in rows {
        let manifest = match manifest::load(tx, row.manifest) {
            Ok(manifest) => manifest,
            // Not what was signed any more, so nothing is signed; and no other post waits for it.
            Err(Error::Store(StoreError::Damaged(why))) => {
                tracing::error!(why, "the bytes under a signature are not what was signed");
                continue;
            }
            Err(error) => return Err(error),
        };
        let over = (&row.public_key, &row.signature);
        let mut until = counts_until(tx, &manifest, row.beforehand, over)?.filter(|_| manifest.body.post == post);
        if row.beforehand.is_some() {
            // It is for one answer to a thing, and does not count any more where the time of this one lies behind its end.
            let due = schedule::plan(tx, post)?.map(|plan| plan.due);
            until = until.filter(|until| due.is_none_or(|due| due <= *until));
            if until.is_some() && draft::another_public(tx, post)? {
                until = None;
            }
        }
        if let Some(until) = until
            && !signatures.include(row.person)
        {
            signatures.until = Some(signatures.until.map_or(until, |all| all.min(until)));
            signatures.given.push(row);
            signatures.manifest = Some(manifest);
        }
    }
    Ok(signatures)
}

/// Until when a signature of this manifest counts; nothing if it is neither over it nor over what covers it and was signed beforehand.
///
/// # Errors
/// When the store refuses.
pub fn counts_until(
    tx: &Tx<'_>,
    manifest: &Manifest,
    beforehand: Option<Digest>,
    (key, signature): (&[u8; 32], &[u8; 64]),
) -> Result<Option<Millis>> {
    let until = manifest.body.not_after;
    let Some(beforehand) = beforehand else {
        return Ok(manifest.is_signed_by(key, signature).then_some(until));
    };
    match load_beforehand(tx, beforehand) {
        Ok(signed) => {
            let counts = signed.covers(&manifest.body) && signed.is_signed_by(key, signature);
            Ok(counts.then_some(until.min(signed.body.not_after)))
        }
        Err(Error::Store(StoreError::Damaged(why))) => {
            tracing::error!(why, "the bytes under a signature are not what was signed");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// The approval that covers a post as it stands: the first of as many signatures as the clinic asks for.
///
/// # Errors
/// When the store refuses.
pub fn valid_approval(tx: &Tx<'_>, post: PostId) -> Result<Option<(ApprovalRow, Manifest)>> {
    Ok(approved(tx, post)?.map(|(approval, manifest, _)| (approval, manifest)))
}

/// The same, with the instant until which all of those signatures count.
pub(super) fn approved(tx: &Tx<'_>, post: PostId) -> Result<Option<(ApprovalRow, Manifest, Millis)>> {
    let signatures = signatures(tx, post)?;
    if signatures.missing() > 0 {
        return Ok(None);
    }
    let all = signatures.given.into_iter().next().zip(signatures.manifest).zip(signatures.until);
    // All of them are for the head's one manifest.
    match all {
        Some(((approval, manifest), until)) if manifest::answers_the_same(tx, &manifest.body)? => {
            Ok(Some((approval, manifest, until)))
        }
        // It was signed for something that says something else now, or is gone.
        Some(_) | None => Ok(None),
    }
}
