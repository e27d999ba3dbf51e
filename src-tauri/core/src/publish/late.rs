//! What is too late: its time passed by more than the clinic's grace, and it never went out.
//!
//! Invariant: a post of which a part is public is not late, a message to many as long as it goes on; and nothing that is late
//! goes out by itself.

use crate::audit::{self, Action, Actor, Entry};
use crate::clinic::{self, TokenRow};
use crate::draft;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::gate;
use crate::model::{ChannelId, CorrelationId, DeliveryId, ExecutionState, PostId};
use crate::schedule;
use crate::store::{Tag, Tx, args};

/// What is said of what nobody signed in time.
fn without_signature(tx: &Tx<'_>, env: &Env, post: PostId) -> Result<&'static str> {
    let is_over = draft::target(tx, post)?.and_then(|target| target.until).is_some_and(|until| until <= env.now());
    Ok(if is_over {
        "Nobody signed it while its platform took it. Please answer in its own app."
    } else {
        "Its time passed without a signature. Choose a new time."
    })
}

/// Deliveries whose time passed by more than the clinic's grace: missed when they were signed, expired when not.
pub(super) fn sweep(tx: &Tx<'_>, env: &Env) -> Result<()> {
    let grace = clinic::profile(tx)?.grace();
    let late = tx.all(
        "SELECT delivery.id, delivery.state, delivery.message, post.id AS post_id, post.correlation_id, channel.id AS channel_id,
                channel.name AS channel,
                channel.paused, channel.way = 'api' AND channel.connection <> 'connected' AS unconnected,
                post.held_at IS NOT NULL AS held_back, coalesce(channel.rests_until, 0) > delivery.due_at AS rested,
                EXISTS (SELECT 1 FROM platform_allowed) AND NOT EXISTS (
                    SELECT 1 FROM platform_allowed WHERE platform_allowed.platform = channel.platform) AS unused
         FROM delivery JOIN plan ON plan.post_id = delivery.post_id JOIN post ON post.id = delivery.post_id
         JOIN channel ON channel.id = post.channel_id
         WHERE delivery.state IN ('held', 'scheduled', 'retrying') AND delivery.due_at < $1 AND post.discarded_at IS NULL
           AND post.review <> 'rejected'
           -- What goes out once it is signed has the time that its signature would cover.
           AND (plan.once_signed = 0 OR delivery.state <> 'held' OR delivery.due_at < $2
                -- Nobody signs in time what its platform takes no more.
                OR EXISTS (SELECT 1 FROM post_target WHERE post_target.post_id = post.id AND post_target.until <= $3)
                OR EXISTS (SELECT 1 FROM post_approval WHERE post_approval.post_id = post.id))
           AND NOT EXISTS (SELECT 1 FROM part WHERE part.delivery_id = delivery.id AND part.state = 'posted'
                             AND (part.posted_at >= $1 OR channel.platform <> 'whatsapp'))",
        args![env.now().plus(-grace), env.now().plus(-gate::WINDOW), env.now()],
        |row| {
            Ok::<_, Error>((
                row.get::<DeliveryId>("id")?,
                row.get::<ExecutionState>("state")?,
                row.get::<PostId>("post_id")?,
                row.get::<CorrelationId>("correlation_id")?,
                (row.get::<ChannelId>("channel_id")?, row.get::<String>("channel")?),
                (row.get::<bool>("held_back")?, row.get::<bool>("unconnected")?, row.get::<bool>("paused")?),
                (row.get::<bool>("rested")?, row.get::<bool>("unused")?),
                row.get::<Option<String>>("message")?,
            ))
        },
    )?;
    for (delivery, state, post, correlation, (channel_id, channel), held, (rested, unused), said) in late {
        let (held_back, unconnected, paused) = held;
        let signed = schedule::plan(tx, post)?.is_some() && gate::valid_approval(tx, post)?.is_some();
        let over = clinic::token(tx, channel_id)?.filter(|token| token.is_over(env.now()));
        let not_renewed = over.as_ref().and_then(TokenRow::stuck);
        let (next, action, message) = if state == ExecutionState::Held && !signed {
            (ExecutionState::Expired, Action::DeliveryExpired, without_signature(tx, env, post)?.to_owned())
        } else if let Some(said) = said.filter(|_| state == ExecutionState::Held && !held_back) {
            // Why it was held is why it was missed: a rule of the clinic's, or a check.
            (ExecutionState::Missed, Action::DeliveryMissed, said)
        } else {
            let because = if held_back {
                "somebody held it back. Let it go, then choose a new time.".to_owned()
            } else if unused {
                format!(
                    "the clinic does not use {}'s platform. Allow it under Settings, then choose a new time.",
                    channel
                )
            } else if unconnected {
                format!("{channel} was not connected. Connect it again under Settings, then choose a new time.")
            } else if paused {
                format!("{channel} was paused. Let it go on under Settings, then choose a new time.")
            } else if let Some(why) = not_renewed {
                format!("the sign-in of {channel} could not be renewed. {why} Then choose a new time.")
            } else if rested {
                format!(
                    "{channel} rested, because its platform asked for a pause or did not answer. Choose a new time."
                )
            } else {
                "the laptop slept, was offline, or publishing was stopped. Choose a new time.".to_owned()
            };
            if super::recipients::tally(tx, delivery)?.is_begun() {
                let message = format!("Its time passed before it was sent to all: {because}");
                (ExecutionState::PartlyPosted, Action::DeliveryMissed, message)
            } else {
                let message = format!("Its time passed while it could not be sent: {because}");
                (ExecutionState::Missed, Action::DeliveryMissed, message)
            }
        };
        let message = super::recipients::with_tally(tx, delivery, Some(message))?;
        tx.run(
            "UPDATE delivery SET state = $1, message = $2, next_try_at = NULL, changed_at = $3 WHERE id = $4",
            args![next, message, env.now(), delivery],
        )?;
        audit::record(tx, env, &Entry::done(Actor::Application, action).about(post, correlation))?;
        tx.changed(Tag::Publishing);
        tx.changed(Tag::Posts);
        tx.changed(Tag::Queue);
    }
    Ok(())
}
