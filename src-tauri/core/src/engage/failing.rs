//! Feeds that could not be read: when each is tried again, why it failed, and for how long.
//!
//! Invariant: a pause that a platform asked for is kept, whoever looks; a whole account is tried again within minutes unless somebody
//! said why not; and what is not there any more is not asked for for ever.

use crate::env::Env;
use crate::error::Result;
use crate::model::{ChannelId, Millis};
use crate::publish::{Failure, FailureClass};
use crate::store::{Tag, Tx, args};

use super::feeds::{Due, LONGEST, daily};

/// The waits after readings that failed, one after the other.
const WAITS: [i64; 5] =
    [Millis::MINUTE, 2 * Millis::MINUTE, 5 * Millis::MINUTE, 30 * Millis::MINUTE, 120 * Millis::MINUTE];
/// The longest of them where nobody said why a whole account could not be read: what is new there is to be seen within minutes of
/// its end.
const SOON: i64 = 5 * Millis::MINUTE;
/// The wait while nobody can be reached.
const IDLE_WAIT: i64 = Millis::MINUTE;

/// After how many of the waits it is tried again, and from then on once a day at most: what is not there any more, a post that
/// was deleted, fails for ever.
fn after_refusals(tx: &Tx<'_>, now: Millis, feed: &Due) -> Result<Option<Millis>> {
    match WAITS.get(usize::try_from(feed.tries).unwrap_or(usize::MAX)) {
        Some(wait) => Ok(Some(now.plus(*wait))),
        None if feed.name.scope.is_empty() => Ok(WAITS.last().map(|wait| now.plus(*wait))),
        None => daily(tx, now, feed),
    }
}

/// Whether what an account may ask is counted together, so that a pause is for all of it. X counts what names the account and its
/// messages apart.
fn has_one_allowance(feed: &Due) -> bool {
    let reserves = feed.reading().reserves;
    reserves.is_empty() || reserves.iter().any(|reserve| reserve.messages && reserve.others)
}

/// Why it failed, in a sentence. Of a question that a platform does not take, its client speaks as of a post.
fn reason(feed: &Due, failure: &Failure) -> String {
    match failure.class {
        FailureClass::FixContent | FailureClass::Duplicate | FailureClass::Recipient(_) => {
            let name = feed.account.platform.name();
            format!(
                "{name} does not answer what Countersign asks for here, so something that people wrote may be missing. Countersign asks again; please look on {name} until then."
            )
        }
        FailureClass::Reconnect
        | FailureClass::SetUp
        | FailureClass::Offline
        | FailureClass::Keychain
        | FailureClass::Renewing
        | FailureClass::Local
        | FailureClass::TryAgain
        | FailureClass::Unknown
        | FailureClass::WaitUntil(_) => failure.message.clone(),
    }
}

/// A reading failed: when it is tried again, and why it failed.
pub(super) fn failed(tx: &Tx<'_>, env: &Env, feed: &Due, failure: &Failure, jitter: i64) -> Result<()> {
    let now = env.now();
    let more = feed.tries.saturating_add(1);
    let (next, tries, may_pass) = match failure.class {
        FailureClass::WaitUntil(until) => {
            (Some(until.max(now.plus(IDLE_WAIT)).min(now.plus(LONGEST - Millis::MINUTE))), 0, true)
        }
        FailureClass::Offline | FailureClass::Keychain | FailureClass::Renewing | FailureClass::Local => {
            (Some(now.plus(IDLE_WAIT)), feed.tries, true)
        }
        FailureClass::TryAgain | FailureClass::Unknown => {
            let place = usize::try_from(feed.tries).unwrap_or(usize::MAX).min(WAITS.len() - 1);
            let wait = if feed.name.scope.is_empty() { WAITS[place].min(SOON) } else { WAITS[place] };
            (Some(now.plus(wait)), more, true)
        }
        FailureClass::FixContent | FailureClass::Duplicate | FailureClass::Recipient(_) => {
            (after_refusals(tx, now, feed)?, more, true)
        }
        // Nobody tells it to this sign-in: that is so for as long as it is the same.
        FailureClass::Reconnect | FailureClass::SetUp => (after_refusals(tx, now, feed)?, more, false),
    };
    tx.run(
        "UPDATE feed SET next_at = $1, tries = $2, reason = $3,
                         failing_since = CASE WHEN $4 THEN coalesce(failing_since, $5) END WHERE id = $6",
        args![next.map(|next| next.plus(jitter)), tries, reason(feed, failure), may_pass, now, feed.id],
    )?;
    match failure.class {
        // Nobody is signed in there any more, and people have to hear of that before a post fails.
        FailureClass::Reconnect => {
            crate::clinic::refuse_channel(tx, env, feed.account.channel, feed.account.sign_in, &failure.message)?;
        }
        // It is the account that is to be left alone, and not this feed.
        FailureClass::WaitUntil(_) if has_one_allowance(feed) => {
            tx.run(
                "UPDATE feed SET next_at = $1 WHERE channel_id = $2 AND next_at < $1",
                args![next, feed.account.channel],
            )?;
        }
        // A place that a platform knows no more leads nowhere: all of it is read anew.
        FailureClass::FixContent | FailureClass::SetUp if feed.older.is_some() => {
            tx.run(
                "UPDATE feed SET older = NULL, whole_since = NULL, in_doubt = 0, whole_at = NULL WHERE id = $1",
                args![feed.id],
            )?;
        }
        FailureClass::FixContent
        | FailureClass::SetUp
        | FailureClass::Offline
        | FailureClass::Keychain
        | FailureClass::Renewing
        | FailureClass::Local
        | FailureClass::Duplicate
        | FailureClass::TryAgain
        | FailureClass::Unknown
        | FailureClass::WaitUntil(_)
        | FailureClass::Recipient(_) => {}
    }
    tx.changed(Tag::Inbox);
    Ok(())
}

/// A reading waits until then: what is left of an allowance is kept for what goes out.
pub(super) fn left_alone(tx: &Tx<'_>, feed: &Due, until: Millis) -> Result<()> {
    let name = feed.account.platform.name();
    let reason = format!(
        "Most of what {name} allows this account is used. The rest is kept for what the clinic publishes and answers, so {name} is read again once it allows more."
    );
    tx.run(
        "UPDATE feed SET next_at = $1, reason = $2, tries = 0, failing_since = NULL WHERE id = $3",
        args![until, reason, feed.id],
    )?;
    tx.changed(Tag::Inbox);
    Ok(())
}

/// Somebody wants to see what is new: what waits for no reason of its platform's is read now.
///
/// # Errors
/// When the store refuses.
pub fn read_soon(tx: &Tx<'_>, env: &Env) -> Result<()> {
    tx.run(
        "UPDATE feed SET next_at = $1 WHERE scope = '' AND next_at > $1 AND (reason IS NULL OR tries > 0)
           -- A pause that a platform asked for is the whole account's.
           AND NOT EXISTS (SELECT 1 FROM feed AS held WHERE held.channel_id = feed.channel_id AND held.account_id = feed.account_id
                             AND held.reason IS NOT NULL AND held.tries = 0 AND held.next_at > $1)",
        args![env.now()],
    )?;
    tx.changed(Tag::Inbox);
    Ok(())
}

/// Somebody signed in on a channel anew: whatever could not be read there is tried now.
///
/// # Errors
/// When the store refuses.
pub fn read_anew(tx: &Tx<'_>, env: &Env, channel: ChannelId) -> Result<()> {
    tx.run(
        "UPDATE feed SET next_at = $1, tries = 0, reason = NULL, failing_since = NULL
         WHERE channel_id = $2 AND reason IS NOT NULL AND (next_at IS NULL OR tries > 0)",
        args![env.now(), channel],
    )?;
    Ok(())
}
