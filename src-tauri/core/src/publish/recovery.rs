//! Taking up what a run before this one left behind: it ended in the middle, or lost its power.
//!
//! Invariant: what may have been begun is in doubt and is looked for, what was not begun waits again, and what the platform
//! already said is kept. Nothing is sent from here.

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::gate;
use crate::model::{CorrelationId, DeliveryId, PartState, PostId, RunId};
use crate::store::{Tag, Tx, args};

use super::counting::count;
use super::keeping;
use super::pace::FIRST_LOOK;
use super::removal::follow;

/// Takes up what runs before this one left: what was begun is in doubt, the rest waits again.
pub(super) fn recover(tx: &Tx<'_>, env: &Env, run: RunId) -> Result<()> {
    let left = tx.all(
        "SELECT delivery.id, delivery.attempt, post.id AS post_id, post.correlation_id FROM delivery
         JOIN post ON post.id = delivery.post_id WHERE delivery.state = 'running' AND delivery.run <> $1",
        args![run],
        |row| {
            Ok::<_, Error>((
                row.get::<DeliveryId>("id")?,
                row.get::<u32>("attempt")?,
                row.get::<PostId>("post_id")?,
                row.get::<CorrelationId>("correlation_id")?,
            ))
        },
    )?;
    for (delivery, attempt, post, correlation) in left {
        // What the platform said that it keeps is no doubt.
        let kept = keeping::is_kept(tx, delivery)?;
        let begun = match kept {
            true => 0,
            false => tx.run(
                "UPDATE part SET state = 'unknown' WHERE delivery_id = $1 AND state = 'committing'",
                args![delivery],
            )?,
        };
        let to_recipients = super::recipients::has(tx, delivery)?;
        let in_doubt = begun > 0 || count(tx, delivery, PartState::Unknown)? > 0;
        let posted = count(tx, delivery, PartState::Posted)? > 0;
        let refused = count(tx, delivery, PartState::Rejected)? > 0;
        let waiting = count(tx, delivery, PartState::Waiting)?;
        let (state, next, message) = if kept {
            ("at_platform", None, None)
        } else if in_doubt && keeping::told(tx, delivery)?.is_some() {
            ("in_doubt", Some(env.now().plus(FIRST_LOOK)), Some(keeping::in_doubt(tx, delivery)?))
        } else if to_recipients {
            let (state, message) = super::recipients::after_a_crash(tx, delivery)?;
            (state.word(), None, message)
        } else if in_doubt {
            (
                "in_doubt",
                Some(env.now().plus(FIRST_LOOK)),
                Some(
                    "Countersign was closed while this was going out, and is looking whether it did. Nothing is sent twice."
                        .to_owned(),
                ),
            )
        } else if refused {
            // What the platform said was kept when it said it (see `settle_part`).
            let known: Option<Option<String>> =
                tx.one("SELECT message FROM delivery WHERE id = $1", args![delivery], |row| row.get("message"))?;
            let said = known.flatten().unwrap_or_else(|| "The platform refused this post.".to_owned());
            (if posted { "partly_posted" } else { "failed" }, None, Some(said))
        } else if waiting == 0 && posted {
            ("posted", None, None)
        } else {
            ("scheduled", None, None)
        };
        tx.run(
            "UPDATE delivery SET state = $1, next_try_at = $2, message = $3, lookups = 0, empty_readings = 0, changed_at = $4
             WHERE id = $5",
            args![state, next, message, env.now(), delivery],
        )?;
        tx.run(
            "UPDATE attempt SET ended_at = $1, outcome = 'interrupted' WHERE delivery_id = $2 AND number = $3 AND ended_at IS NULL",
            args![env.now(), delivery, attempt],
        )?;
        let entry = Entry::done(Actor::Application, Action::DeliveryRecovered)
            .about(post, correlation)
            .fact("attempt", attempt)
            .fact("state", state);
        audit::record(tx, env, &entry)?;
        gate::reconsider(tx, env, post)?;
        follow(tx, env, delivery)?;
        tx.changed(Tag::Publishing);
        tx.changed(Tag::Posts);
    }
    Ok(())
}
