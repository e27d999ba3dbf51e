//! Giving an answer under a signature that was given beforehand.
//!
//! Invariant: the answer's approval carries the very signatures that were given, as many as the clinic asks for, and is written down
//! with the answer's own manifest; the gate looks at both again each time it opens.

use crate::audit::{self, Action, Actor, Entry};
use crate::draft;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{ApprovalId, Digest, Millis, PersonId, Platform, PostId};
use crate::store::{Tag, Tx, args};

use super::super::hold::reconsider;
use super::super::manifest;
use super::signing::{Given, beforehand_given};

/// What was signed beforehand and lets answers out: the newest that as many doctors signed as it takes. It ended what was signed before.
///
/// # Errors
/// When the store refuses.
pub fn beforehand_in_force(tx: &Tx<'_>, now: Millis) -> Result<Option<Given>> {
    Ok(beforehand_given(tx, now)?.into_iter().find(Given::is_enough))
}

/// The same, if it lets this text go out from this account.
///
/// # Errors
/// When the store refuses.
pub fn beforehand_covering(
    tx: &Tx<'_>,
    now: Millis,
    (platform, account_id): (Platform, &str),
    text: &str,
) -> Result<Option<Given>> {
    let given = beforehand_in_force(tx, now)?;
    Ok(given.filter(|given| given.beforehand.has_text(text) && given.beforehand.has_account(platform, account_id)))
}

/// Writes down that an answer, as it stands, goes out under what was signed beforehand. Returns whether it does.
///
/// # Errors
/// When it can't be made ready, or the store refuses.
pub fn apply_beforehand(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId) -> Result<bool> {
    let manifest = match manifest::prepare(tx, env, post)? {
        Ok(manifest) => manifest,
        Err(not_yet) => return Err(Error::invalid("content", not_yet.sentence())),
    };
    let now = env.now();
    let given = beforehand_in_force(tx, now)?.filter(|given| given.beforehand.covers(&manifest.body));
    let Some(given) = given else { return Ok(false) };
    let head = draft::head(tx, post)?;
    for giver in &given.by {
        let known: Option<ApprovalId> = tx.one(
            "SELECT id FROM approval WHERE manifest = $1 AND key_id = $2 AND beforehand = $3 AND revoked_at IS NULL",
            args![manifest.digest, giver.key, given.beforehand.digest],
            |row| row.get("id"),
        )?;
        if known.is_some() {
            continue;
        }
        let id: ApprovalId = env.id();
        tx.run(
            "INSERT INTO approval (id, post_id, manifest, person_id, key_id, signature, signed_at, beforehand)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            args![
                id,
                post,
                manifest.digest,
                giver.person,
                giver.key,
                giver.signature.to_vec(),
                now,
                given.beforehand.digest
            ],
        )?;
        let entry = Entry::done(Actor::Person(by), Action::BeforehandUsed)
            .about(post, head.correlation)
            .fact("manifest", manifest.digest)
            .fact("beforehand", given.beforehand.digest)
            .fact("key", giver.key)
            .fact("approval", id)
            .fact("signature", Digest::of(&giver.signature));
        audit::record(tx, env, &entry)?;
    }
    reconsider(tx, env, post)?;
    tx.changed(Tag::Review);
    tx.changed(Tag::Posts);
    Ok(true)
}
