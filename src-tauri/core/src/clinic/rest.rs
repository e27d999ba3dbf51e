//! A channel's rest, as it is kept.
//!
//! Invariant: `troubles` is 0 for a pause that the platform asked for, and that one is never shortened; otherwise it counts
//! the troubles in a row that the rest grew with. A rest that ends further away than any pause lasts was set by a clock that
//! was wrong, and holds nothing back.

use crate::error::{Error, Result};
use crate::model::{ChannelId, Millis};
use crate::store::{Tag, Tx, args};

/// The rest after the first trouble; it doubles with each. As long as the first wait of a post that is tried again, so
/// that one trouble delays nobody else.
const FIRST_REST: i64 = 15_000;
/// The longest rest for troubles. It is no longer than half of the clinic's grace either, so that a post that becomes due
/// meanwhile is tried at least once.
const LONGEST_REST: i64 = 8 * Millis::MINUTE;
/// Longer than any platform's window.
const LONGEST_PAUSE: i64 = 25 * 60 * Millis::MINUTE;

/// Until when a channel rests, if it does at `now`.
#[must_use]
pub fn resting_until(until: Option<Millis>, now: Millis) -> Option<Millis> {
    until.filter(|until| *until > now && *until <= now.plus(LONGEST_PAUSE))
}

/// The platform asked not to be asked before `until`.
///
/// # Errors
/// When the store refuses.
pub fn rest_until(tx: &Tx<'_>, channel: ChannelId, now: Millis, until: Millis) -> Result<()> {
    let rested = tx.run(
        "UPDATE channel SET rests_until = $1, troubles = 0
         WHERE id = $2 AND (troubles > 0 OR coalesce(rests_until, 0) < $1 OR rests_until > $3)",
        args![until.min(now.plus(LONGEST_PAUSE)), channel, now.plus(LONGEST_PAUSE)],
    )?;
    if rested > 0 {
        tx.changed(Tag::Channels);
    }
    Ok(())
}

/// The platform failed once more.
///
/// # Errors
/// When the store refuses.
pub fn trouble(tx: &Tx<'_>, channel: ChannelId, now: Millis, jitter: i64) -> Result<()> {
    let before = tx.one("SELECT rests_until, troubles FROM channel WHERE id = $1", args![channel], |row| {
        Ok::<_, Error>((row.get::<Option<Millis>>("rests_until")?, row.get::<u32>("troubles")?))
    })?;
    let Some((rests_until, troubles)) = before else { return Ok(()) };
    if troubles == 0 && resting_until(rests_until, now).is_some() {
        return Ok(());
    }
    let grace = tx.one("SELECT grace_minutes FROM clinic", &[], |row| {
        row.get::<u32>("grace_minutes").map(|minutes| i64::from(minutes) * Millis::MINUTE).map_err(Error::from)
    })?;
    let longest = grace.map_or(LONGEST_REST, |grace| LONGEST_REST.min(grace / 2));
    let wait = ((FIRST_REST << troubles.min(10)) + jitter).min(longest);
    tx.run(
        "UPDATE channel SET rests_until = $1, troubles = $2 WHERE id = $3",
        args![now.plus(wait), troubles.saturating_add(1), channel],
    )?;
    tx.changed(Tag::Channels);
    Ok(())
}

/// The platform answered well: its troubles are over. A pause that it asked for goes on.
///
/// # Errors
/// When the store refuses.
pub fn recovered(tx: &Tx<'_>, channel: ChannelId) -> Result<()> {
    let over =
        tx.run("UPDATE channel SET rests_until = NULL, troubles = 0 WHERE id = $1 AND troubles > 0", args![channel])?;
    if over > 0 {
        tx.changed(Tag::Channels);
    }
    Ok(())
}

/// The channel begins anew, with another credential: whatever held it back was about the one before.
///
/// # Errors
/// When the store refuses.
pub fn rested(tx: &Tx<'_>, channel: ChannelId) -> Result<()> {
    tx.run("UPDATE channel SET rests_until = NULL, troubles = 0 WHERE id = $1", args![channel])?;
    tx.changed(Tag::Channels);
    Ok(())
}
