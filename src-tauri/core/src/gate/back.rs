//! Held by a person, and back again: the hold that no signature overrides, and what undoing a move gives back.
//!
//! Invariant: undoing gives back what there was, and never more. A signature counts again only if it is over this very
//! revision, for this account, in its own window, and nobody asked for changes after it was made.

use crate::audit::{self, Action, Actor, Entry};
use crate::clinic;
use crate::draft;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{Digest, ExecutionState, Millis, PartId, PersonId, PostId};
use crate::schedule;
use crate::store::{Tag, Tx, args};

use super::approval;
use super::hold::reconsider;
use super::manifest;

/// Since when a person holds a post back, and who.
///
/// # Errors
/// When the store refuses.
pub fn held_back(tx: &Tx<'_>, post: PostId) -> Result<Option<(Millis, PersonId)>> {
    let held = tx.one("SELECT held_at, held_by FROM post WHERE id = $1", args![post], |row| {
        Ok::<_, Error>((row.get::<Option<Millis>>("held_at")?, row.get::<Option<PersonId>>("held_by")?))
    })?;
    Ok(held.and_then(|(at, by)| at.zip(by)))
}

/// Holds a post back, or lets it go again. Returns whether anything changed.
///
/// # Errors
/// When the store refuses.
pub fn hold_back(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId, hold: bool) -> Result<bool> {
    let changed = if hold {
        tx.run(
            "UPDATE post SET held_at = $1, held_by = $2 WHERE id = $3 AND held_at IS NULL",
            args![env.now(), by, post],
        )?
    } else {
        tx.run("UPDATE post SET held_at = NULL, held_by = NULL WHERE id = $1 AND held_at IS NOT NULL", args![post])?
    };
    if changed > 0 {
        let head = draft::head(tx, post)?;
        let action = if hold { Action::PostHeld } else { Action::PostReleased };
        audit::record(tx, env, &Entry::done(Actor::Person(by), action).about(post, head.correlation))?;
        reconsider(tx, env, post)?;
        for tag in [Tag::Posts, Tag::Queue, Tag::Publishing] {
            tx.changed(tag);
        }
    }
    Ok(changed > 0)
}

/// Lets a signature count again that a move, now undone, had voided. Returns whether the head names that manifest again.
///
/// # Errors
/// When the store refuses.
pub fn revive(tx: &Tx<'_>, env: &Env, post: PostId, signed: Digest) -> Result<bool> {
    // The head may name another manifest by now, of a sheet that was only opened: nothing was signed by that.
    if approval::valid_approval(tx, post)?.is_some() || draft::frozen_because(tx, post)?.is_some() {
        return Ok(false);
    }
    let head = draft::head(tx, post)?;
    let Some(plan) = schedule::plan(tx, post)? else { return Ok(false) };
    let body = manifest::load(tx, signed)?.body;
    let channel = clinic::channel(tx, head.channel)?;
    let as_it_was = body.post == post
        && body.revision == head.revision
        && body.note == head.note
        && (body.platform, &body.account_id) == (channel.platform, &channel.account_id)
        && (body.not_before..=body.not_after).contains(&plan.due)
        && manifest::answers_the_same(tx, &body)?
        && !head.discarded;
    if !as_it_was || asked_since(tx, post, signed)? {
        return Ok(false);
    }
    tx.run("UPDATE post SET head_manifest = $1 WHERE id = $2", args![signed, post])?;
    reconsider(tx, env, post)?;
    tx.changed(Tag::Review);
    tx.changed(Tag::Posts);
    Ok(true)
}

/// Whether a doctor asked for changes, or refused the post, after this was signed; or wants it still.
fn asked_since(tx: &Tx<'_>, post: PostId, signed: Digest) -> Result<bool> {
    let asked: Option<i64> = tx.one(
        "SELECT 1 AS one FROM post WHERE post.id = $1 AND (post.review <> 'pending_review' OR EXISTS (
             SELECT 1 FROM remark WHERE remark.post_id = post.id AND remark.kind <> 'remark' AND remark.created_at >= (
                 SELECT coalesce(min(signed_at), 0) FROM approval WHERE approval.manifest = $2)))",
        args![post, signed],
        |row| row.get("one"),
    )?;
    Ok(asked.is_some())
}

/// A delivery that had ended, as it stood before a new time let it wait again.
#[derive(Debug, Clone)]
pub struct Ended {
    state: ExecutionState,
    failures: u32,
    message: Option<String>,
    detail: Option<String>,
    rest_dropped: Option<Millis>,
    take_down: Option<(Millis, PersonId)>,
    refused: Vec<PartId>,
}

/// How a post's delivery ended, if it did, unsent or sent in part.
///
/// # Errors
/// When the store refuses.
pub fn ended(tx: &Tx<'_>, post: PostId) -> Result<Option<Ended>> {
    let found = tx.one(
        "SELECT state, failures, message, detail, rest_dropped_at, take_down_at, take_down_by FROM delivery WHERE post_id = $1
         AND state IN ('failed', 'missed', 'expired', 'cancelled', 'partly_posted')",
        args![post],
        |row| {
            Ok::<_, Error>(Ended {
                state: row.get("state")?,
                failures: row.get("failures")?,
                message: row.get("message")?,
                detail: row.get("detail")?,
                rest_dropped: row.get("rest_dropped_at")?,
                take_down: row
                    .get::<Option<Millis>>("take_down_at")?
                    .zip(row.get::<Option<PersonId>>("take_down_by")?),
                refused: Vec::new(),
            })
        },
    )?;
    let Some(mut ended) = found else { return Ok(None) };
    ended.refused = tx.all(
        "SELECT part.id FROM part JOIN delivery ON delivery.id = part.delivery_id
         WHERE delivery.post_id = $1 AND part.state = 'rejected' ORDER BY part.ordinal",
        args![post],
        |row| row.get::<PartId>("id").map_err(Error::from),
    )?;
    Ok(Some(ended))
}

/// Ends a delivery again as it had ended: the new time that let it wait was undone.
///
/// # Errors
/// When the store refuses.
pub fn end_again(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId, ended: &Ended) -> Result<()> {
    tx.run("UPDATE delivery SET state = 'held' WHERE post_id = $1 AND state = 'scheduled'", args![post])?;
    let again = tx.run(
        "UPDATE delivery SET state = $1, failures = $2, message = $3, detail = $4, rest_dropped_at = $5, take_down_at = $6,
                take_down_by = $7, next_try_at = NULL, changed_at = $8
         WHERE post_id = $9 AND state = 'held'",
        args![
            ended.state,
            ended.failures,
            ended.message.clone(),
            ended.detail.clone(),
            ended.rest_dropped,
            ended.take_down.map(|(at, _)| at),
            ended.take_down.map(|(_, by)| by),
            env.now(),
            post
        ],
    )?;
    if again > 0 {
        let head = draft::head(tx, post)?;
        let entry = Entry::done(Actor::Person(by), Action::DeliveryEndedAgain)
            .about(post, head.correlation)
            .fact("state", ended.state.word());
        audit::record(tx, env, &entry)?;
        for part in &ended.refused {
            tx.run("UPDATE part SET state = 'rejected' WHERE id = $1 AND state = 'waiting'", args![*part])?;
        }
    }
    for tag in [Tag::Posts, Tag::Queue, Tag::Publishing] {
        tx.changed(tag);
    }
    Ok(())
}
