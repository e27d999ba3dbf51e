//! Recipients at the gate: who of a signed audience still has to get a message, and who may not any more.
//!
//! Invariant: a recipient has one part of a delivery, for ever; only one that was never begun comes out of here. Who said
//! stop, or was forgotten, is left out at the instant of their message, whatever was signed.

use std::collections::{BTreeMap, BTreeSet};

use crate::audit::{self, Action, Actor, Entry};
use crate::clinic;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{CorrelationId, DeliveryId, PartId, PartState, PhoneNumber, PostId, RecipientId, TemplateCategory};
use crate::store::{StoreError, Tx, args};

use super::claim::Cleared;
use super::denial::{Denial, Refused};
use super::permit::{Recipient, SignedPart};

struct Known {
    part: PartId,
    ordinal: u32,
    state: PartState,
    ripe: bool,
    /// Whether an earlier attempt ended at this one.
    stopped: bool,
}

/// Who was signed for, with the number of each.
pub(super) type Members = Vec<(RecipientId, Option<PhoneNumber>)>;

/// Who was signed for. Looked at before anything of an attempt is written down, as a refusal has to leave no trace of one.
pub(super) fn members(tx: &Tx<'_>, cleared: &Cleared) -> Result<Members, Refused> {
    let Some(audience) = cleared.manifest.body.options.template().and_then(|template| template.audience) else {
        return Err(Denial::Blocked("Nobody chose to whom this goes.".to_owned()).into());
    };
    match clinic::audience_recipients(tx, &audience) {
        Ok(members) if members.len() == usize::try_from(audience.count).unwrap_or(usize::MAX) => Ok(members),
        // It is wrong with this one delivery alone: what is due elsewhere goes out.
        Ok(_) | Err(Error::Store(StoreError::Damaged(_))) => Err(Denial::Blocked(
            "The recipients are not those that were signed. Choose the list again, and have it signed again."
                .to_owned(),
        )
        .into()),
        Err(error) => Err(error.into()),
    }
}

/// The parts of a delivery to recipients that wait, one a recipient; new ones are written down.
pub(super) fn parts(
    tx: &Tx<'_>,
    env: &Env,
    delivery: DeliveryId,
    cleared: &Cleared,
    members: Members,
) -> Result<Vec<SignedPart>, Refused> {
    let Some(signed) = cleared.manifest.body.parts.first() else {
        return Err(Error::internal("a message without words").into());
    };
    let mut known = known(tx, env, delivery)?;
    let mut next = known.values().map(|known| known.ordinal + 1).max().unwrap_or(0);
    let of_audience: BTreeSet<RecipientId> = members.iter().map(|(id, _)| *id).collect();
    for (recipient, known) in &known {
        if known.state == PartState::Waiting && !of_audience.contains(recipient) {
            drop_part(tx, known.part)?;
        }
    }
    let mut parts = Vec::new();
    for (recipient, number) in members {
        let known = match known.remove(&recipient) {
            Some(known) => known,
            None => {
                let part = insert(tx, env, delivery, next, recipient, cleared)?;
                next += 1;
                Known { part, ordinal: next - 1, state: PartState::Waiting, ripe: true, stopped: false }
            }
        };
        if known.state != PartState::Waiting || !known.ripe {
            continue;
        }
        let Some(number) = number else {
            let why = if clinic::recipient(tx, recipient)?.number.is_none() { "forgotten" } else { "number_changed" };
            skip(tx, env, known.part, why, (cleared.head.id, cleared.head.correlation))?;
            continue;
        };
        let mut part = SignedPart::of(known.part, known.ordinal, signed, None);
        part.recipient = Some(Recipient { id: recipient, number });
        parts.push((known.stopped, part));
    }
    // At whom an attempt ended comes last, so that one whom the platform always stops at keeps nobody else from it.
    parts.sort_by_key(|(stopped, part)| (*stopped, part.ordinal));
    Ok(parts.into_iter().map(|(_, part)| part).collect())
}

fn known(tx: &Tx<'_>, env: &Env, delivery: DeliveryId) -> Result<BTreeMap<RecipientId, Known>> {
    let now = env.now();
    let rows = tx.all(
        "SELECT recipient_part.recipient_id, part.id, part.ordinal, part.state,
                coalesce(recipient_part.next_try_at, 0) <= $1 AS ripe, recipient_part.message IS NOT NULL AS stopped
         FROM recipient_part JOIN part ON part.id = recipient_part.part_id WHERE recipient_part.delivery_id = $2",
        args![now, delivery],
        |row| {
            Ok::<_, Error>((
                row.get::<RecipientId>("recipient_id")?,
                Known {
                    part: row.get("id")?,
                    ordinal: row.get("ordinal")?,
                    state: row.get("state")?,
                    ripe: row.get("ripe")?,
                    stopped: row.get("stopped")?,
                },
            ))
        },
    )?;
    Ok(rows.into_iter().collect())
}

fn insert(
    tx: &Tx<'_>,
    env: &Env,
    delivery: DeliveryId,
    ordinal: u32,
    recipient: RecipientId,
    cleared: &Cleared,
) -> Result<PartId> {
    let id: PartId = env.id();
    tx.run(
        "INSERT INTO part (id, delivery_id, ordinal, state, channel_id, platform, account_id)
         VALUES ($1, $2, $3, 'waiting', $4, $5, $6)",
        args![id, delivery, ordinal, cleared.channel.id, cleared.channel.platform, &cleared.channel.account_id],
    )?;
    tx.run(
        "INSERT INTO recipient_part (part_id, delivery_id, recipient_id) VALUES ($1, $2, $3)",
        args![id, delivery, recipient],
    )?;
    Ok(id)
}

/// Somebody who is not of the audience any more, and to whom nothing was begun.
fn drop_part(tx: &Tx<'_>, part: PartId) -> Result<()> {
    for sql in [
        "DELETE FROM handle WHERE part_id = $1",
        "DELETE FROM recipient_part WHERE part_id = $1",
        "DELETE FROM part WHERE id = $1 AND state = 'waiting'",
    ] {
        tx.run(sql, args![part])?;
    }
    Ok(())
}

fn leave_out(tx: &Tx<'_>, part: PartId, why: &str) -> Result<()> {
    tx.run("UPDATE part SET state = 'rejected' WHERE id = $1 AND state = 'waiting'", args![part])?;
    tx.run("UPDATE recipient_part SET why = $1, next_try_at = NULL WHERE part_id = $2", args![why, part])?;
    Ok(())
}

/// Why nothing may be sent to the recipient of a part at this instant, if so.
pub(super) fn excluded(tx: &Tx<'_>, part: &SignedPart, cleared: &Cleared) -> Result<Option<&'static str>> {
    // Without a template nobody knows what it is: then only those may get it who agreed to everything.
    let category =
        cleared.manifest.body.options.template().map_or(TemplateCategory::Marketing, |template| template.category);
    let Some(recipient) = &part.recipient else { return Ok(None) };
    let excluded = clinic::is_excluded(tx, recipient.id, &recipient.number, category)?;
    if excluded.is_some() || !has_it_already(tx, part.id, recipient.id)? {
        return Ok(excluded);
    }
    Ok(Some("same_person"))
}

/// Whether the message went, or may have gone, to the person behind a recipient by another number of theirs.
fn has_it_already(tx: &Tx<'_>, part: PartId, recipient: RecipientId) -> Result<bool> {
    for same in clinic::same_person(tx, recipient)? {
        let sent: Option<i64> = tx.one(
            "SELECT 1 AS one FROM recipient_part AS mine
             JOIN recipient_part AS other ON other.delivery_id = mine.delivery_id AND other.recipient_id = $1
             JOIN part ON part.id = other.part_id
             WHERE mine.part_id = $2 AND part.state IN ('posted', 'committing', 'unknown')",
            args![same, part],
            |row| row.get("one"),
        )?;
        if sent.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Leaves a recipient out for good, and puts that on record.
pub(super) fn skip(
    tx: &Tx<'_>,
    env: &Env,
    part: PartId,
    why: &'static str,
    (post, correlation): (PostId, CorrelationId),
) -> Result<()> {
    leave_out(tx, part, why)?;
    let entry =
        Entry::denied(Actor::Application, Action::RecipientSkipped, why).about(post, correlation).fact("part", part);
    audit::record(tx, env, &entry)?;
    Ok(())
}
