//! Taking down: what is public of a post is removed from its platform, and nothing more of it goes out.
//!
//! Invariant: each part's removal is on disk as *asked* before a byte of it is sent, and is tried until the platform removed
//! it, refused, or a person has to do it there. A part is *removed* only by the platform's word or a person's. It needs no
//! signature and heeds no stop: it only ever makes less public.

use crate::audit::{self, Action, Actor, Entry};
use crate::clinic::{self, ChannelConnection, ChannelWay};
use crate::draft;
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::gate::Account;
use crate::model::words::word_enum;
use crate::model::{ChannelId, CorrelationId, DeliveryId, ExecutionState, Millis, PartId, PartState, PersonId, PostId};
use crate::store::{Tag, Tx, args, by_word};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::publisher::{Failure, FailureClass, Removal};

/// How often a platform is asked that gives no clear answer.
const MOST_TRIES: u32 = 12;
/// The first wait before asking again; it doubles, up to [`LONGEST_WAIT`].
const FIRST_WAIT: i64 = 5_000;
const LONGEST_WAIT: i64 = 5 * Millis::MINUTE;
/// The wait while nobody can be reached, or the keychain is locked.
const IDLE_WAIT: i64 = 15_000;

word_enum! {
    /// How far the removal of one part has come.
    pub enum RemovalState {
        /// It is being asked for.
        Asked = "asked",
        /// It is not public any more.
        Removed = "removed",
        /// The platform does not do it.
        Refused = "refused",
        /// A person has to do it on the platform.
        ByHand = "by_hand",
    }
}
by_word!(RemovalState);

word_enum! {
    /// What asking for a post to be taken down set going.
    pub enum TakeDownBegun {
        /// What is public is being removed.
        Removing = "removing",
        /// It is on its way, or nobody knows whether it is public: what turns out to be public is removed.
        Following = "following",
        /// Nothing of it was public; it does not go out.
        CalledOff = "called_off",
        /// It was handed over to a person, who has to say first whether it was posted.
        InHand = "in_hand",
        /// There was nothing to take down.
        Nothing = "nothing",
    }
}

/// One part to take down, and where.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) part: PartId,
    pub(super) delivery: DeliveryId,
    pub(super) account: Account,
    pub(super) platform_id: String,
    /// Whether the platform can be asked at all.
    pub(super) reachable: bool,
    post: PostId,
    correlation: CorrelationId,
    tries: u32,
}

struct Subject {
    delivery: DeliveryId,
    post: PostId,
    correlation: CorrelationId,
    state: ExecutionState,
    asked: bool,
}

fn subject(tx: &Tx<'_>, column: &str, id: crate::store::Value) -> Result<Option<Subject>> {
    let sql = format!(
        "SELECT delivery.id, delivery.state, delivery.take_down_at, post.id AS post_id, post.correlation_id
         FROM delivery JOIN post ON post.id = delivery.post_id WHERE delivery.{column} = $1"
    );
    tx.one(&sql, &[id], |row| {
        Ok::<_, Error>(Subject {
            delivery: row.get("id")?,
            post: row.get("post_id")?,
            correlation: row.get("correlation_id")?,
            state: row.get("state")?,
            asked: row.get::<Option<Millis>>("take_down_at")?.is_some(),
        })
    })
}

/// Asks for a post to be taken down, wherever it went. Asking again begins anew what did not work before.
///
/// # Errors
/// When the store refuses.
pub fn take_down(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId) -> Result<TakeDownBegun> {
    draft::head(tx, post)?;
    let Some(subject) = subject(tx, "post_id", post.into())? else { return Ok(TakeDownBegun::Nothing) };
    let public = count(tx, subject.delivery, PartState::Posted)?;
    use ExecutionState as S;
    let begun = match subject.state {
        S::Removed => TakeDownBegun::Nothing,
        S::HandedOver => TakeDownBegun::InHand,
        S::Cancelled if public == 0 => TakeDownBegun::Nothing,
        S::Running | S::InDoubt | S::Processing if public == 0 => TakeDownBegun::Following,
        S::Held
        | S::Scheduled
        | S::Running
        | S::Posted
        | S::PartlyPosted
        | S::Processing
        | S::Failed
        | S::Retrying
        | S::InDoubt
        | S::Missed
        | S::Expired
        | S::Cancelled => {
            if public > 0 {
                TakeDownBegun::Removing
            } else {
                TakeDownBegun::CalledOff
            }
        }
    };
    match begun {
        TakeDownBegun::Nothing | TakeDownBegun::InHand => return Ok(begun),
        TakeDownBegun::Removing | TakeDownBegun::Following | TakeDownBegun::CalledOff => {}
    }
    tx.run(
        "UPDATE delivery SET take_down_at = $1, take_down_by = $2 WHERE id = $3",
        args![env.now(), by, subject.delivery],
    )?;
    tx.run(
        "UPDATE removal SET state = 'asked', asked_at = $1, asked_by = $2, tries = 0, next_try_at = $1, message = NULL,
                detail = NULL, changed_at = $1
         WHERE state <> 'removed' AND part_id IN (SELECT id FROM part WHERE delivery_id = $3)",
        args![env.now(), by, subject.delivery],
    )?;
    let entry = Entry::done(Actor::Person(by), Action::TakeDownAsked)
        .about(subject.post, subject.correlation)
        .fact("parts", public);
    audit::record(tx, env, &entry)?;
    follow(tx, env, subject.delivery)?;
    Ok(begun)
}

/// Whether something of a post is public and somebody wants it down.
///
/// # Errors
/// When the store refuses.
pub fn is_coming_down(tx: &Tx<'_>, post: PostId) -> Result<bool> {
    let wanted: Option<i64> = tx.one(
        "SELECT 1 AS one FROM delivery WHERE post_id = $1 AND take_down_at IS NOT NULL AND state <> 'cancelled'",
        args![post],
        |row| row.get("one"),
    )?;
    Ok(wanted.is_some())
}

/// Carries a wish to take a post down on, as its delivery changes: what became public meanwhile is removed as well, and
/// the delivery's state follows from what is left. Nothing to do for a delivery that nobody wants down.
pub(super) fn follow(tx: &Tx<'_>, env: &Env, delivery: DeliveryId) -> Result<()> {
    let Some(subject) = subject(tx, "id", delivery.into())?.filter(|subject| subject.asked) else { return Ok(()) };
    tx.run(
        "INSERT INTO removal (part_id, state, asked_at, asked_by, next_try_at, changed_at)
         SELECT part.id, 'asked', delivery.take_down_at, delivery.take_down_by, $1, $1
         FROM part JOIN delivery ON delivery.id = part.delivery_id
         WHERE delivery.id = $2 AND part.state = 'posted'
         ON CONFLICT (part_id) DO NOTHING",
        args![env.now(), delivery],
    )?;
    for tag in [Tag::Publishing, Tag::Posts, Tag::Queue] {
        tx.changed(tag);
    }
    use ExecutionState as S;
    match subject.state {
        // Their own end comes back here.
        S::Running | S::InDoubt | S::Processing | S::HandedOver | S::Removed => return Ok(()),
        S::Held
        | S::Scheduled
        | S::Posted
        | S::PartlyPosted
        | S::Failed
        | S::Retrying
        | S::Missed
        | S::Expired
        | S::Cancelled => {}
    }
    let (public, removed) = (count(tx, delivery, PartState::Posted)?, count(tx, delivery, PartState::Removed)?);
    if public == 0 && removed == 0 {
        return become_state(tx, env, &subject, S::Cancelled, None);
    }
    let state = if subject.state == S::Posted { S::Posted } else { S::PartlyPosted };
    become_state(tx, env, &subject, state, stuck(tx, delivery)?)?;
    if public == 0 {
        become_state(tx, env, &Subject { state, ..subject }, S::Removed, None)?;
    }
    Ok(())
}

fn become_state(
    tx: &Tx<'_>,
    env: &Env,
    subject: &Subject,
    state: ExecutionState,
    message: Option<String>,
) -> Result<()> {
    tx.run(
        "UPDATE delivery SET state = $1, next_try_at = NULL, message = $2, detail = NULL, changed_at = $3 WHERE id = $4",
        args![state, message, env.now(), subject.delivery],
    )?;
    if state != subject.state {
        let entry = Entry::done(Actor::Application, Action::DeliverySettled)
            .about(subject.post, subject.correlation)
            .fact("state", state.word());
        audit::record(tx, env, &entry)?;
    }
    Ok(())
}

/// What people are told while something could not be taken down.
fn stuck(tx: &Tx<'_>, delivery: DeliveryId) -> Result<Option<String>> {
    let said: Option<Option<String>> = tx.one(
        "SELECT removal.message FROM removal JOIN part ON part.id = removal.part_id
         WHERE part.delivery_id = $1 AND part.state = 'posted' AND removal.state IN ('refused', 'by_hand')
         ORDER BY part.ordinal LIMIT 1",
        args![delivery],
        |row| row.get("message"),
    )?;
    Ok(said.map(|words| words.unwrap_or_else(|| "This could not be taken down. Delete it on the platform.".to_owned())))
}

fn count(tx: &Tx<'_>, delivery: DeliveryId, state: PartState) -> Result<i64> {
    let n = tx.one(
        "SELECT count(*) AS n FROM part WHERE delivery_id = $1 AND state = $2",
        args![delivery, state],
        |row| row.get::<i64>("n").map_err(Error::from),
    )?;
    Ok(n.unwrap_or(0))
}

/// What has to be taken down by now: of each delivery the last part first, so that nothing is left answering nothing.
pub(super) fn due(tx: &Tx<'_>, now: Millis) -> Result<Vec<Order>> {
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
pub(super) fn next(tx: &Tx<'_>, now: Millis) -> Result<Option<Millis>> {
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
pub(super) fn settle(tx: &Tx<'_>, env: &Env, order: &Order, outcome: &Removal, jitter: i64) -> Result<()> {
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
        Removal::Removed => gone(tx, env, Actor::Application, order, "platform_removed_it")?,
        Removal::AlreadyGone => gone(tx, env, Actor::Application, order, "was_gone_already")?,
        Removal::Refused(failure) => {
            let by_hand = failure.class == FailureClass::Reconnect;
            let state = if by_hand { RemovalState::ByHand } else { RemovalState::Refused };
            if by_hand && order.reachable {
                clinic::refuse_channel(tx, env, order.account.channel, &failure.message)?;
            }
            let message = Some(failure.message.clone());
            leave(
                tx,
                env,
                order,
                &Left { state, tries: order.tries + 1, next: None, failure: Some(failure), message },
            )?;
        }
        Removal::TryAgain(failure) => leave(tx, env, order, &again(env.now(), order, failure, jitter))?,
    }
    follow(tx, env, order.delivery)
}

fn again<'a>(now: Millis, order: &Order, failure: &'a Failure, jitter: i64) -> Left<'a> {
    let tries = order.tries + 1;
    let (tries, at) = match failure.class {
        FailureClass::Offline | FailureClass::Keychain => (order.tries, now.plus(IDLE_WAIT)),
        FailureClass::WaitUntil(at) => (tries, at.max(now.plus(FIRST_WAIT)).plus(jitter)),
        FailureClass::TryAgain
        | FailureClass::Unknown
        | FailureClass::Reconnect
        | FailureClass::FixContent
        | FailureClass::Duplicate
        | FailureClass::SetUp => (tries, now.plus((FIRST_WAIT << order.tries.min(10)).min(LONGEST_WAIT) + jitter)),
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

fn gone(tx: &Tx<'_>, env: &Env, by: Actor, order: &Order, evidence: &str) -> Result<()> {
    tx.run("UPDATE part SET state = 'removed' WHERE id = $1 AND state = 'posted'", args![order.part])?;
    tx.run(
        "UPDATE removal SET state = 'removed', next_try_at = NULL, message = NULL, detail = NULL, changed_at = $1
         WHERE part_id = $2",
        args![env.now(), order.part],
    )?;
    let entry = Entry::done(by, Action::PartRemoved)
        .about(order.post, order.correlation)
        .fact("part", order.part)
        .fact("platform_id", &order.platform_id)
        .fact("evidence", evidence);
    audit::record(tx, env, &entry)?;
    Ok(())
}

/// A person deleted on the platform what could not be taken down from here.
///
/// # Errors
/// When nothing of the post waits for that, or the store refuses.
pub fn confirm_removed(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId) -> Result<()> {
    tx.run(
        "UPDATE removal SET state = 'asked', next_try_at = $1 WHERE state IN ('refused', 'by_hand')
         AND part_id IN (SELECT part.id FROM part JOIN delivery ON delivery.id = part.delivery_id WHERE delivery.post_id = $2)",
        args![env.now(), post],
    )?;
    let orders: Vec<Order> = due(tx, env.now())?.into_iter().filter(|order| order.post == post).collect();
    let Some(delivery) = orders.first().map(|order| order.delivery) else {
        return Err(Error::refused(ErrorCode::Stale, "Nothing of this post waits to be deleted by hand any more."));
    };
    for order in &orders {
        gone(tx, env, Actor::Person(by), order, "a_person_deleted_it")?;
    }
    follow(tx, env, delivery)
}
