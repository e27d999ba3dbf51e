//! What a delivery waits for: a signature, or its time. And *Stop everything*.

use crate::audit::{self, Action, Actor, Entry};
use crate::draft;
use crate::env::Env;
use crate::error::Result;
use crate::model::{ChannelId, DeliveryId, Digest, ExecutionState, PersonId, PostId};
use crate::schedule;
use crate::store::{Tag, Tx, args};

use super::approval::approved;
use super::back::held_back;
use super::manifest;

/// Whether a post may go out at its time: it has one, is neither put away nor held back, and a valid signature covers it.
fn is_ready(tx: &Tx<'_>, post: PostId) -> Result<bool> {
    let Some(plan) = schedule::plan(tx, post)? else { return Ok(false) };
    if draft::head(tx, post)?.discarded || held_back(tx, post)?.is_some() {
        return Ok(false);
    }
    Ok(approved(tx, post)?.is_some_and(|(_, manifest, until)| (manifest.body.not_before..=until).contains(&plan.due)))
}

/// Whether a post waits for nothing but its time.
///
/// # Errors
/// When the store refuses.
pub fn is_scheduled(tx: &Tx<'_>, post: PostId) -> Result<bool> {
    let state = tx.one("SELECT state FROM delivery WHERE post_id = $1", args![post], |row| {
        row.get::<ExecutionState>("state").map_err(crate::error::Error::from)
    })?;
    Ok(state == Some(ExecutionState::Scheduled))
}

/// Moves a delivery between *held* and *scheduled* as the post's signature and time now stand; begins one for a post
/// that was just given a time. Call it in the transaction of every change to either.
///
/// # Errors
/// When the store refuses.
pub fn reconsider(tx: &Tx<'_>, env: &Env, post: PostId) -> Result<()> {
    // A time outside the signed window voids the signature: the manifest of the head is another one from now on.
    tx.run(
        "UPDATE post SET head_manifest = NULL WHERE id = $1 AND EXISTS (
             SELECT 1 FROM plan JOIN manifest ON manifest.digest = post.head_manifest
             WHERE plan.post_id = post.id AND plan.due_at NOT BETWEEN manifest.not_before AND manifest.not_after)",
        args![post],
    )?;
    void_where_it_answers_something_else(tx, post)?;
    let wanted = if is_ready(tx, post)? { ExecutionState::Scheduled } else { ExecutionState::Held };
    let delivery = tx.one("SELECT id, state FROM delivery WHERE post_id = $1", args![post], |row| {
        Ok::<_, crate::error::Error>((row.get::<DeliveryId>("id")?, row.get::<ExecutionState>("state")?))
    })?;
    use ExecutionState as S;
    match delivery {
        None => {
            if schedule::plan(tx, post)?.is_some() {
                tx.run(
                    "INSERT INTO delivery (id, post_id, state, changed_at) VALUES ($1, $2, $3, $4)",
                    args![env.id::<DeliveryId>(), post, wanted, env.now()],
                )?;
                tx.changed(Tag::Publishing);
            }
        }
        Some((id, state @ (S::Held | S::Scheduled | S::Retrying))) => {
            // A delivery that is trying again goes on doing so; only a lost signature holds it.
            let stays = state == wanted || (state == S::Retrying && wanted == S::Scheduled);
            if !stays {
                set_state(tx, env, id, wanted)?;
            }
        }
        Some((
            _,
            S::Running
            | S::Posted
            | S::PartlyPosted
            | S::Processing
            | S::HandedOver
            // Whoever publishes looks whether it may stay there, and takes it back if not.
            | S::AtPlatform
            | S::Failed
            | S::InDoubt
            | S::Missed
            | S::Expired
            | S::Cancelled
            | S::Removed,
        )) => {}
    }
    Ok(())
}

/// What somebody answers may have changed while the answer was on its way, and could not be changed itself.
fn void_where_it_answers_something_else(tx: &Tx<'_>, post: PostId) -> Result<()> {
    let signed: Option<Digest> = tx
        .one("SELECT head_manifest FROM post WHERE id = $1 AND answers IS NOT NULL", args![post], |row| {
            row.get::<Option<Digest>>("head_manifest")
        })?
        .flatten();
    let Some(signed) = signed else { return Ok(()) };
    if draft::frozen_because(tx, post)?.is_none() && !manifest::answers_the_same(tx, &manifest::load(tx, signed)?.body)?
    {
        tx.run("UPDATE post SET head_manifest = NULL WHERE id = $1", args![post])?;
        tx.changed(Tag::Review);
    }
    Ok(())
}

/// Looks again at what something held at its time, after the clinic's rules were changed: what they let out now waits for
/// its time again, and what they still do not is held once more when it is claimed.
///
/// # Errors
/// When the store refuses.
pub fn reconsider_held(tx: &Tx<'_>, env: &Env) -> Result<()> {
    let held = tx.all("SELECT post_id FROM delivery WHERE state = 'held' AND message IS NOT NULL", &[], |row| {
        row.get::<PostId>("post_id").map_err(crate::error::Error::from)
    })?;
    for post in held {
        reconsider(tx, env, post)?;
    }
    tx.changed(Tag::Publishing);
    Ok(())
}

/// Lets a delivery that ended unsent (or partly sent) wait again, after a person decided so.
///
/// # Errors
/// When the store refuses.
pub fn reopen(tx: &Tx<'_>, env: &Env, post: PostId) -> Result<()> {
    let ended = tx.one(
        "SELECT id FROM delivery WHERE post_id = $1
         AND state IN ('failed', 'missed', 'expired', 'cancelled', 'partly_posted')
         -- What is being taken down stays down; what was called off for it may be wanted after all.
         AND (take_down_at IS NULL OR state = 'cancelled')",
        args![post],
        |row| row.get::<DeliveryId>("id"),
    )?;
    if let Some(id) = ended {
        tx.run(
            "UPDATE delivery SET state = 'held', failures = 0, lookups = 0, empty_readings = 0, next_try_at = NULL, message = NULL,
                    detail = NULL, take_down_at = NULL, take_down_by = NULL, rest_dropped_at = NULL, changed_at = $1 WHERE id = $2",
            args![env.now(), id],
        )?;
        // What the platform refused is not gone on with: a person wants it tried anew.
        tx.run(
            "DELETE FROM handle WHERE part_id IN (SELECT id FROM part WHERE delivery_id = $1 AND state = 'rejected')",
            args![id],
        )?;
        tx.run(
            "UPDATE part SET state = 'waiting', commit_started_at = NULL WHERE delivery_id = $1 AND state = 'rejected'
               -- A recipient who was refused is not asked for again.
               AND NOT EXISTS (SELECT 1 FROM recipient_part WHERE recipient_part.part_id = part.id)",
            args![id],
        )?;
    }
    reconsider(tx, env, post)
}

/// Lets a post that its platform refused wait again, once it was mended and sent to the doctor.
///
/// # Errors
/// When the store refuses.
pub fn reopen_refused(tx: &Tx<'_>, env: &Env, post: PostId) -> Result<()> {
    let state: Option<ExecutionState> =
        tx.one("SELECT state FROM delivery WHERE post_id = $1", args![post], |row| row.get("state"))?;
    if state == Some(ExecutionState::Failed) { reopen(tx, env, post) } else { Ok(()) }
}

/// Voids what was signed for a channel whose account is known by another id now: a signature is for one account, and says
/// which.
///
/// # Errors
/// When the store refuses.
pub fn reconsider_account(tx: &Tx<'_>, env: &Env, channel: ChannelId) -> Result<()> {
    let posts = tx.all(
        "SELECT post.id FROM post LEFT JOIN delivery ON delivery.post_id = post.id
         WHERE post.channel_id = $1 AND post.head_manifest IS NOT NULL
           AND coalesce(delivery.state, 'held') NOT IN ('running', 'processing', 'handed_over', 'in_doubt', 'at_platform', 'posted', 'removed')",
        args![channel],
        |row| row.get::<PostId>("id").map_err(crate::error::Error::from),
    )?;
    for post in posts {
        tx.run("UPDATE post SET head_manifest = NULL WHERE id = $1", args![post])?;
        reconsider(tx, env, post)?;
    }
    for tag in [Tag::Review, Tag::Posts, Tag::Queue, Tag::Publishing] {
        tx.changed(tag);
    }
    Ok(())
}

pub(super) fn set_state(tx: &Tx<'_>, env: &Env, id: DeliveryId, state: ExecutionState) -> Result<()> {
    tx.run(
        "UPDATE delivery SET state = $1, next_try_at = NULL, failures = 0, message = NULL, detail = NULL, changed_at = $2
         WHERE id = $3",
        args![state, env.now(), id],
    )?;
    tx.changed(Tag::Publishing);
    tx.changed(Tag::Posts);
    Ok(())
}

/// Stops everything, until a person resumes. Anybody may stop.
///
/// # Errors
/// When the store refuses.
pub fn stop(tx: &Tx<'_>, env: &Env, by: Actor) -> Result<()> {
    let who = match by {
        Actor::Person(person) => Some(person),
        Actor::Application => None,
    };
    let stopped =
        tx.run("UPDATE clinic SET stopped_at = $1, stopped_by = $2 WHERE stopped_at IS NULL", args![env.now(), who])?;
    if stopped > 0 {
        audit::record(tx, env, &Entry::done(by, Action::PublishingStopped))?;
    }
    tx.changed(Tag::Publishing);
    Ok(())
}

/// Resumes. Only a person in front of the window may.
///
/// # Errors
/// When the store refuses.
pub fn resume(tx: &Tx<'_>, env: &Env, by: PersonId) -> Result<()> {
    let resumed =
        tx.run("UPDATE clinic SET stopped_at = NULL, stopped_by = NULL WHERE stopped_at IS NOT NULL", args![])?;
    if resumed > 0 {
        audit::record(tx, env, &Entry::done(Actor::Person(by), Action::PublishingResumed))?;
    }
    tx.changed(Tag::Publishing);
    Ok(())
}
