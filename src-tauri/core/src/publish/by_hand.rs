//! By hand: a person posted what was handed over, and says where it is; or did not, and says that.
//!
//! Invariant: a part becomes *posted* only under the platform's id that its address shows, and an address counts once.

use crate::audit::{self, Action, Actor, Entry};
use crate::draft;
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::gate::Account;
use crate::model::{CorrelationId, DeliveryId, ExecutionState, Millis, PartId, PersonId, PostId};
use crate::store::{Tag, Tx, args};

use super::answers::Sighting;
use super::known::is_another_part;
use super::read_back;

/// The deliveries whose time has come on a channel that only a person can serve.
pub(super) fn due(tx: &Tx<'_>, now: Millis) -> Result<Vec<DeliveryId>> {
    tx.all(
        "SELECT delivery.id FROM delivery
         JOIN post ON post.id = delivery.post_id JOIN channel ON channel.id = post.channel_id
         WHERE delivery.state IN ('scheduled', 'retrying') AND delivery.due_at <= $1 AND coalesce(delivery.next_try_at, 0) <= $1
           AND (channel.way = 'by_hand' OR channel.connection <> 'connected')
           AND channel.platform <> 'whatsapp' AND post.answers IS NULL AND channel.paused = 0 AND channel.removed_at IS NULL
           -- Where every channel is connected nothing that waits is read.
           AND EXISTS (SELECT 1 FROM channel WHERE way = 'by_hand' OR connection <> 'connected')
           AND NOT EXISTS (SELECT 1 FROM part WHERE part.delivery_id = delivery.id AND part.state IN ('unknown', 'committing'))
           AND NOT EXISTS (SELECT 1 FROM clinic WHERE stopped_at IS NOT NULL)
         ORDER BY delivery.due_at, delivery.id",
        args![now],
        |row| row.get("id").map_err(Error::from),
    )
}

/// When the next one is due after `now`, if that is by `horizon`: what comes later is found by a later look.
pub(super) fn next(tx: &Tx<'_>, now: Millis, horizon: Millis) -> Result<Option<Millis>> {
    Ok(tx
        .one(
            "SELECT min(max(delivery.due_at, coalesce(delivery.next_try_at, 0))) AS next
             FROM delivery JOIN post ON post.id = delivery.post_id JOIN channel ON channel.id = post.channel_id
             WHERE delivery.state IN ('scheduled', 'retrying') AND delivery.due_at <= $1
               AND max(delivery.due_at, coalesce(delivery.next_try_at, 0)) > $2
               AND channel.platform <> 'whatsapp' AND post.answers IS NULL AND (channel.way = 'by_hand' OR channel.connection <> 'connected')
               AND EXISTS (SELECT 1 FROM channel WHERE way = 'by_hand' OR connection <> 'connected')",
            args![horizon, now],
            |row| row.get::<Option<Millis>>("next").map_err(Error::from),
        )?
        .flatten())
}

struct InHand {
    delivery: DeliveryId,
    correlation: CorrelationId,
    parts: Vec<PartId>,
}

fn in_hand(tx: &Tx<'_>, post: PostId) -> Result<InHand> {
    let correlation = draft::head(tx, post)?.correlation;
    let delivery: Option<DeliveryId> =
        tx.one("SELECT id FROM delivery WHERE post_id = $1 AND state = 'handed_over'", args![post], |row| {
            row.get("id")
        })?;
    let Some(delivery) = delivery else {
        return Err(Error::refused(ErrorCode::Stale, "There is nothing to post by hand here any more."));
    };
    let parts = tx.all(
        "SELECT id FROM part WHERE delivery_id = $1 AND state IN ('committing', 'unknown') ORDER BY ordinal",
        args![delivery],
        |row| row.get("id").map_err(Error::from),
    )?;
    Ok(InHand { delivery, correlation, parts })
}

/// A person posted what was handed over. `seen` says where, a part each, in order; of a part without, they say that they
/// did not post it.
///
/// # Errors
/// When it is in nobody's hand, an address is another part's, or the store refuses.
pub fn mark_posted(
    tx: &Tx<'_>,
    env: &Env,
    by: PersonId,
    post: PostId,
    account: &Account,
    seen: &[Option<Sighting>],
) -> Result<()> {
    let held = in_hand(tx, post)?;
    if !matches!(seen.first(), Some(Some(_))) || seen.len() != held.parts.len() {
        return Err(Error::invalid("address", "Paste the address of the post first."));
    }
    for (part, sighting) in held.parts.iter().zip(seen) {
        let Some(sighting) = sighting else {
            put_back(tx, *part)?;
            continue;
        };
        if is_another_part(tx, account, sighting, held.delivery)? {
            return Err(Error::invalid(
                "address",
                "This address belongs to another post of yours. Copy the address of this one.",
            ));
        }
        tx.run(
            "UPDATE part SET state = 'posted', platform_id = $1, permalink = $2, posted_at = $3
             WHERE id = $4 AND state IN ('committing', 'unknown')",
            args![&sighting.platform_id, sighting.permalink.clone(), env.now(), *part],
        )?;
        read_back::expect(tx, *part, env.now())?;
        let entry = Entry::done(Actor::Person(by), Action::PartPosted)
            .about(post, held.correlation)
            .fact("part", *part)
            .fact("platform_id", &sighting.platform_id)
            .fact("permalink", sighting.address())
            .fact("evidence", "a_person_posted_it");
        audit::record(tx, env, &entry)?;
    }
    let whole = seen.iter().all(Option::is_some);
    let (state, dropped) =
        if whole { (ExecutionState::Posted, None) } else { (ExecutionState::PartlyPosted, Some(env.now())) };
    end(tx, env, by, post, &held, state, dropped)
}

/// A person did not post what was handed over, and will not.
///
/// # Errors
/// When it is in nobody's hand, or the store refuses.
pub fn not_posted(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId) -> Result<()> {
    let held = in_hand(tx, post)?;
    for part in &held.parts {
        put_back(tx, *part)?;
    }
    let public: Option<i64> =
        tx.one("SELECT 1 AS one FROM part WHERE delivery_id = $1 AND state = 'posted'", args![held.delivery], |row| {
            row.get("one")
        })?;
    let (state, dropped) = match public {
        Some(_) => (ExecutionState::PartlyPosted, Some(env.now())),
        None => (ExecutionState::Cancelled, None),
    };
    end(tx, env, by, post, &held, state, dropped)
}

fn put_back(tx: &Tx<'_>, part: PartId) -> Result<()> {
    tx.run(
        "UPDATE part SET state = 'waiting', commit_started_at = NULL WHERE id = $1 AND state IN ('committing', 'unknown')",
        args![part],
    )?;
    Ok(())
}

fn end(
    tx: &Tx<'_>,
    env: &Env,
    by: PersonId,
    post: PostId,
    held: &InHand,
    state: ExecutionState,
    dropped: Option<Millis>,
) -> Result<()> {
    tx.run(
        "UPDATE delivery SET state = $1, next_try_at = NULL, message = NULL, rest_dropped_at = $2, changed_at = $3 WHERE id = $4",
        args![state, dropped, env.now(), held.delivery],
    )?;
    let entry = Entry::done(Actor::Person(by), Action::DeliveryByHand)
        .about(post, held.correlation)
        .fact("state", state.word());
    audit::record(tx, env, &entry)?;
    for tag in [Tag::Publishing, Tag::Posts, Tag::Queue] {
        tx.changed(tag);
    }
    super::removal::follow(tx, env, held.delivery)
}

/// A person is content with what is public of a post: the rest is not sent.
///
/// # Errors
/// When nothing of it is public, it is on its way, or the store refuses.
pub fn drop_rest(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId) -> Result<bool> {
    let dropped = tx.run(
        "UPDATE delivery SET state = 'partly_posted', next_try_at = NULL, message = NULL, detail = NULL, rest_dropped_at = $1,
                changed_at = $1
         WHERE post_id = $2 AND take_down_at IS NULL
           AND state IN ('held', 'scheduled', 'retrying', 'expired', 'missed', 'partly_posted')
           AND (EXISTS (SELECT 1 FROM part WHERE part.delivery_id = delivery.id AND part.state = 'posted')
                OR EXISTS (SELECT 1 FROM recipient_part JOIN part ON part.id = recipient_part.part_id
                           WHERE recipient_part.delivery_id = delivery.id AND part.state = 'unknown'))",
        args![env.now(), post],
    )?;
    if dropped > 0 {
        let head = draft::head(tx, post)?;
        audit::record(tx, env, &Entry::done(Actor::Person(by), Action::RestDropped).about(post, head.correlation))?;
        for tag in [Tag::Publishing, Tag::Posts, Tag::Queue] {
            tx.changed(tag);
        }
    }
    Ok(dropped > 0)
}
