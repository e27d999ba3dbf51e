//! Trying to take down: what is due, and what each try leaves behind.
//!
//! Invariant: a part whose removal waits for a person is not tried again by itself, and a try that comes back late changes
//! nothing of what was settled meanwhile.

use crate::audit::{self, Action, Actor, Entry};
use crate::clinic::{self, ChannelConnection, ChannelWay};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::gate::Account;
use crate::model::{ChannelId, CorrelationId, DeliveryId, Millis, PartId, PostId};
use crate::store::{Tx, args};

use super::super::answers::{Failure, FailureClass, Removal};
use super::super::resting::{after_asking, after_success};
use super::{RemovalState, follow};

/// How often a platform is asked that gives no clear answer.
const MOST_TRIES: u32 = 12;
/// The first wait before asking again; it doubles, up to [`LONGEST_WAIT`].
const FIRST_WAIT: i64 = 5_000;
const LONGEST_WAIT: i64 = 5 * Millis::MINUTE;
/// The wait while nobody can be reached, or the keychain is locked.
const IDLE_WAIT: i64 = 15_000;
/// One part to take down, and where.
#[derive(Debug, Clone)]
pub(in crate::publish) struct Order {
    pub(in crate::publish) part: PartId,
    pub(in crate::publish) delivery: DeliveryId,
    pub(in crate::publish) account: Account,
    pub(in crate::publish) platform_id: String,
    /// Whether the platform can be asked at all.
    pub(in crate::publish) reachable: bool,
    pub(super) post: PostId,
    correlation: CorrelationId,
    tries: u32,
}

/// What has to be taken down by now: of each delivery the last part first, so that nothing is left answering nothing.
pub(in crate::publish) fn due(tx: &Tx<'_>, now: Millis) -> Result<Vec<Order>> {
    let rows = tx.all(
        "SELECT removal.part_id, removal.tries, part.platform_id, part.delivery_id, part.channel_id, part.account_id,
                post.id AS post_id, post.correlation_id
         FROM removal JOIN part ON part.id = removal.part_id JOIN delivery ON delivery.id = part.delivery_id
         JOIN post ON post.id = delivery.post_id
         WHERE removal.state = 'asked' AND coalesce(removal.next_try_at, 0) <= $1 AND part.state = 'posted'
         ORDER BY removal.asked_at, part.delivery_id, part.ordinal DESC",
        args![now],
        |row| {
            Ok::<_, Error>((
                (row.get::<PartId>("part_id")?, row.get::<u32>("tries")?, row.get::<String>("platform_id")?),
                (row.get::<DeliveryId>("delivery_id")?, row.get::<ChannelId>("channel_id")?),
                (row.get::<PostId>("post_id")?, row.get::<CorrelationId>("correlation_id")?),
                row.get::<String>("account_id")?,
            ))
        },
    )?;
    let mut orders = Vec::new();
    for ((part, tries, platform_id), (delivery, channel), (post, correlation), account_id) in rows {
        let channel = clinic::channel(tx, channel)?;
        let reachable = !channel.removed
            && channel.way == ChannelWay::Api
            && channel.connection != ChannelConnection::Disconnected
            && channel.account_id == account_id;
        orders.push(Order {
            part,
            delivery,
            account: Account {
                channel: channel.id,
                platform: channel.platform,
                id: account_id,
                name: channel.account_name,
                credential: channel.credential,
                sign_in: channel.sign_in,
            },
            platform_id,
            reachable,
            post,
            correlation,
            tries,
        });
    }
    Ok(orders)
}

/// When the next removal is due after `now`.
pub(in crate::publish) fn next(tx: &Tx<'_>, now: Millis) -> Result<Option<Millis>> {
    Ok(tx
        .one(
            "SELECT min(next_try_at) AS next FROM removal WHERE state = 'asked' AND next_try_at > $1",
            args![now],
            |row| row.get::<Option<Millis>>("next").map_err(Error::from),
        )?
        .flatten())
}

/// What a try leaves behind.
struct Left<'a> {
    state: RemovalState,
    tries: u32,
    next: Option<Millis>,
    failure: Option<&'a Failure>,
    message: Option<String>,
}

/// Puts what came of a try on disk.
pub(in crate::publish) fn settle(tx: &Tx<'_>, env: &Env, order: &Order, outcome: &Removal, jitter: i64) -> Result<()> {
    let asked: Option<i64> = tx.one(
        "SELECT 1 AS one FROM removal JOIN part ON part.id = removal.part_id
         WHERE removal.part_id = $1 AND removal.state = 'asked' AND part.state = 'posted'",
        args![order.part],
        |row| row.get("one"),
    )?;
    if asked.is_none() {
        return Ok(());
    }
    match outcome {
        Removal::Removed => {
            after_success(tx, order.account.channel)?;
            gone(tx, env, Actor::Application, order, "platform_removed_it")?;
        }
        Removal::AlreadyGone => {
            after_success(tx, order.account.channel)?;
            gone(tx, env, Actor::Application, order, "was_gone_already")?;
        }
        Removal::Refused(failure) => {
            let by_hand = failure.class == FailureClass::Reconnect;
            let state = if by_hand { RemovalState::ByHand } else { RemovalState::Refused };
            if by_hand && order.reachable {
                clinic::refuse_channel(tx, env, order.account.channel, order.account.sign_in, &failure.message)?;
            }
            let message = Some(failure.message.clone());
            leave(
                tx,
                env,
                order,
                &Left { state, tries: order.tries + 1, next: None, failure: Some(failure), message },
            )?;
        }
        Removal::TryAgain(failure) => {
            after_asking(tx, env, order.account.channel, failure.class)?;
            leave(tx, env, order, &again(env.now(), order, failure, jitter))?;
        }
    }
    follow(tx, env, order.delivery)
}

fn again<'a>(now: Millis, order: &Order, failure: &'a Failure, jitter: i64) -> Left<'a> {
    let tries = order.tries + 1;
    let (tries, at) = match failure.class {
        FailureClass::Offline | FailureClass::Keychain | FailureClass::Renewing => (order.tries, now.plus(IDLE_WAIT)),
        FailureClass::WaitUntil(at) => (tries, at.max(now.plus(FIRST_WAIT)).plus(jitter)),
        FailureClass::TryAgain
        | FailureClass::Local
        | FailureClass::Unknown
        | FailureClass::Reconnect
        | FailureClass::FixContent
        | FailureClass::Duplicate
        | FailureClass::SetUp
        | FailureClass::Recipient(_) => {
            (tries, now.plus((FIRST_WAIT << order.tries.min(10)).min(LONGEST_WAIT) + jitter))
        }
    };
    if tries < MOST_TRIES {
        let message = Some(failure.message.clone());
        return Left { state: RemovalState::Asked, tries, next: Some(at), failure: Some(failure), message };
    }
    let name = order.account.platform.name();
    let message = Some(format!(
        "{name} gave no clear answer in {MOST_TRIES} tries. Look at it on {name}, and delete it there if it is still public."
    ));
    Left { state: RemovalState::ByHand, tries, next: None, failure: Some(failure), message }
}

fn leave(tx: &Tx<'_>, env: &Env, order: &Order, left: &Left<'_>) -> Result<()> {
    let detail = left.failure.map(|failure| failure.detail.clone());
    tx.run(
        "UPDATE removal SET state = $1, tries = $2, next_try_at = $3, message = $4, detail = $5, changed_at = $6
         WHERE part_id = $7",
        args![left.state, left.tries, left.next, left.message.clone(), detail.clone(), env.now(), order.part],
    )?;
    if left.state != RemovalState::Asked {
        let mut entry = Entry::denied(Actor::Application, Action::RemovalFailed, left.state.word())
            .about(order.post, order.correlation)
            .fact("part", order.part);
        if let Some(detail) = detail.filter(|detail| !detail.is_empty()) {
            entry = entry.words(&detail);
        }
        audit::record(tx, env, &entry)?;
    }
    Ok(())
}

/// Writes down that a part is gone.
pub(super) fn gone(tx: &Tx<'_>, env: &Env, by: Actor, order: &Order, evidence: &str) -> Result<()> {
    tx.run("UPDATE part SET state = 'removed' WHERE id = $1 AND state = 'posted'", args![order.part])?;
    tx.run(
        "UPDATE removal SET state = 'removed', next_try_at = NULL, message = NULL, detail = NULL, changed_at = $1
         WHERE part_id = $2",
        args![env.now(), order.part],
    )?;
    // What hangs on it went with it, or can be found: nobody has to wait for its turn.
    tx.run(
        "UPDATE delivery SET next_try_at = $1 WHERE id = $2 AND state = 'in_doubt' AND next_try_at > $1",
        args![env.now(), order.delivery],
    )?;
    let entry = Entry::done(by, Action::PartRemoved)
        .about(order.post, order.correlation)
        .fact("part", order.part)
        .fact("platform_id", &order.platform_id)
        .fact("evidence", evidence);
    audit::record(tx, env, &entry)?;
    Ok(())
}
