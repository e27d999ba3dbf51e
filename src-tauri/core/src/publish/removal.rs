//! Taking down: what is public of a post is removed from its platform, and nothing more of it goes out.
//!
//! Invariant: each part's removal is on disk as *asked* before a byte of it is sent, and is tried until the platform removed
//! it, refused, or a person has to do it there. A part is *removed* only by the platform's word or a person's. It needs no
//! signature and heeds no stop: it only ever makes less public.

use crate::audit::{self, Action, Actor, Entry};
use crate::draft;
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::model::words::word_enum;
use crate::model::{
    CorrelationId, DeliveryId, ExecutionState, Millis, PartId, PartRole, PartState, PersonId, Platform, PostId,
};
use crate::store::{Tag, Tx, args, by_word};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::counting::count;
use super::recipients;

mod tries;

use tries::gone;
pub(super) use tries::{Order, due, next, settle};

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
        /// Messages were sent, which nobody can take back. Nothing more of it goes out.
        Kept = "kept",
        /// There was nothing to take down.
        Nothing = "nothing",
    }
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
    let to_recipients = recipients::has(tx, subject.delivery)?;
    // Nor can what one person alone was written.
    let stays = to_recipients || is_private(tx, post)?;
    let public = public(tx, subject.delivery, to_recipients)?;
    use ExecutionState as S;
    let begun = match subject.state {
        S::Removed => TakeDownBegun::Nothing,
        S::HandedOver => TakeDownBegun::InHand,
        S::Cancelled if public == 0 => TakeDownBegun::Nothing,
        S::Running | S::InDoubt | S::Processing | S::AtPlatform if public == 0 => TakeDownBegun::Following,
        S::Held
        | S::Scheduled
        | S::Running
        | S::Posted
        | S::PartlyPosted
        | S::Processing
        | S::AtPlatform
        | S::Failed
        | S::Retrying
        | S::InDoubt
        | S::Missed
        | S::Expired
        | S::Cancelled => {
            if public > 0 && stays {
                TakeDownBegun::Kept
            } else if public > 0 {
                TakeDownBegun::Removing
            } else {
                TakeDownBegun::CalledOff
            }
        }
    };
    match begun {
        TakeDownBegun::Nothing => return Ok(begun),
        // All of it was sent: there is nothing left to stop.
        TakeDownBegun::Kept if subject.state == S::Posted => return Ok(begun),
        // What is public of a post in somebody's hand comes down at once; the hand has to say what it did with the rest.
        TakeDownBegun::InHand
        | TakeDownBegun::Removing
        | TakeDownBegun::Kept
        | TakeDownBegun::Following
        | TakeDownBegun::CalledOff => {}
    }
    tx.run(
        "UPDATE delivery SET take_down_at = $1, take_down_by = $2,
                -- What its platform works on may be shown already: it is looked at now, not in its turn.
                next_try_at = CASE WHEN state = 'processing' THEN $1 ELSE next_try_at END
         WHERE id = $3",
        args![env.now(), by, subject.delivery],
    )?;
    super::read_back::forget(tx, post)?;
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

/// Whether somebody asked for a post to be taken down, and nobody wanted it again since.
///
/// # Errors
/// When the store refuses.
pub fn is_wanted_down(tx: &Tx<'_>, post: PostId) -> Result<bool> {
    let wanted: Option<i64> =
        tx.one("SELECT 1 AS one FROM delivery WHERE post_id = $1 AND take_down_at IS NOT NULL", args![post], |row| {
            row.get("one")
        })?;
    Ok(wanted.is_some())
}

/// Whether a post is for one person alone, who has it for good once it was sent.
fn is_private(tx: &Tx<'_>, post: PostId) -> Result<bool> {
    let private: Option<i64> =
        tx.one("SELECT 1 AS one FROM post_target WHERE post_id = $1 AND way <> 'reply'", args![post], |row| {
            row.get("one").map_err(Error::from)
        })?;
    Ok(private.is_some())
}

/// Whether a part went with the post that it answers: that one was removed, and its platform removes what hangs on a post
/// together with it. Asked for such a comment, the platform says that it knows no such post, and says so for ever.
///
/// No platform's documentation says what becomes of comments; on these four they are shown under their post and nowhere else.
/// A reply on X is a post of its own, and stays.
pub(super) fn took_with_it(tx: &Tx<'_>, delivery: DeliveryId, role: PartRole, platform: Platform) -> Result<bool> {
    let goes_along = match platform {
        Platform::Facebook | Platform::Instagram | Platform::Linkedin | Platform::Youtube => true,
        Platform::X | Platform::Tiktok | Platform::Whatsapp => false,
    };
    let hangs_on_it = match role {
        PartRole::FirstComment => true,
        // What it answers is somebody else's.
        PartRole::Main | PartRole::Thread | PartRole::Reply | PartRole::Message | PartRole::PrivateReply => false,
    };
    if !goes_along || !hangs_on_it {
        return Ok(false);
    }
    let removed: Option<i64> = tx.one(
        "SELECT 1 AS one FROM part WHERE delivery_id = $1 AND ordinal = 0 AND state = 'removed'",
        args![delivery],
        |row| row.get("one"),
    )?;
    Ok(removed.is_some())
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
           -- A message can't be taken back: nobody is asked to.
           AND NOT EXISTS (SELECT 1 FROM recipient_part WHERE recipient_part.part_id = part.id)
           AND NOT EXISTS (SELECT 1 FROM post_target WHERE post_target.post_id = delivery.post_id AND post_target.way <> 'reply')
         ON CONFLICT (part_id) DO NOTHING",
        args![env.now(), delivery],
    )?;
    for tag in [Tag::Publishing, Tag::Posts, Tag::Queue] {
        tx.changed(tag);
    }
    use ExecutionState as S;
    match subject.state {
        // Their own end comes back here.
        S::Running | S::InDoubt | S::Processing | S::AtPlatform | S::HandedOver | S::Removed => return Ok(()),
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
    let public = public(tx, delivery, recipients::has(tx, delivery)?)?;
    let removed = count(tx, delivery, PartState::Removed)?;
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

/// How many parts people have. A message of which nobody knows whether it was sent may have reached its recipient, and
/// nobody ever finds out: it counts.
fn public(tx: &Tx<'_>, delivery: DeliveryId, to_recipients: bool) -> Result<i64> {
    let posted = count(tx, delivery, PartState::Posted)?;
    Ok(if to_recipients { posted + count(tx, delivery, PartState::Unknown)? } else { posted })
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
    if recipients::has(tx, delivery)? {
        return recipients::kept(tx, delivery);
    }
    let said: Option<Option<String>> = tx.one(
        "SELECT removal.message FROM removal JOIN part ON part.id = removal.part_id
         WHERE part.delivery_id = $1 AND part.state = 'posted' AND removal.state IN ('refused', 'by_hand')
         ORDER BY part.ordinal LIMIT 1",
        args![delivery],
        |row| row.get("message"),
    )?;
    Ok(said.map(|words| words.unwrap_or_else(|| "This could not be taken down. Delete it on the platform.".to_owned())))
}

/// A person deleted on the platform what could not be taken down from here.
///
/// # Errors
/// When nothing of the post waits for that, or the store refuses.
pub fn confirm_removed(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId) -> Result<()> {
    // What the platform may still answer for itself is not taken on anybody's word.
    let parts: Vec<PartId> = tx.all(
        "SELECT removal.part_id FROM removal JOIN part ON part.id = removal.part_id
         JOIN delivery ON delivery.id = part.delivery_id
         WHERE delivery.post_id = $1 AND removal.state IN ('refused', 'by_hand')",
        args![post],
        |row| row.get::<PartId>("part_id").map_err(Error::from),
    )?;
    for part in &parts {
        tx.run("UPDATE removal SET state = 'asked', next_try_at = $1 WHERE part_id = $2", args![env.now(), *part])?;
    }
    let orders: Vec<Order> = due(tx, env.now())?.into_iter().filter(|order| parts.contains(&order.part)).collect();
    let Some(delivery) = orders.first().map(|order| order.delivery) else {
        return Err(Error::refused(ErrorCode::Stale, "Nothing of this post waits to be deleted by hand any more."));
    };
    for order in &orders {
        gone(tx, env, Actor::Person(by), order, "a_person_deleted_it")?;
    }
    follow(tx, env, delivery)
}
