//! What a look at the platform showed of a post that it keeps.
//!
//! Invariant: a reading that comes back late changes nothing of what was settled meanwhile. Public is what the platform shows
//! in public; a post that is not there any more is never sent again by itself, for it may have been public before.

use crate::audit::{self, Action, Actor, Entry};
use crate::clinic;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::Millis;
use crate::store::{StoreError, Tx, args};

use super::super::answers::{Failure, KeptShown, Sighting};
use super::super::read_back;
use super::super::removal::follow;
use super::super::resting::{after_asking, after_success};
use super::super::settle::remark;
use super::{Kept, at, changed};

/// How long after its time what a platform keeps is first looked at.
pub(super) const FIRST_LOOK: i64 = 20_000;
/// How far two readings have to be apart which lack what a platform was to keep, until it counts as gone. Facebook says the
/// same of what it can't load just now (error 100, subcode 33), and a list may lag behind.
const GONE_AFTER: i64 = 2 * Millis::MINUTE;
/// The waits between looks after its time; the last holds from there on.
const WAITS: [i64; 5] = [30_000, Millis::MINUTE, 2 * Millis::MINUTE, 5 * Millis::MINUTE, 15 * Millis::MINUTE];

/// Whether a delivery is still with its platform under this id.
pub(super) fn still_kept(tx: &Tx<'_>, kept: &Kept) -> Result<bool> {
    let same: Option<i64> = tx.one(
        "SELECT 1 AS one FROM delivery JOIN keeping ON keeping.delivery_id = delivery.id
         WHERE delivery.id = $1 AND delivery.state = 'at_platform' AND keeping.platform_id = $2",
        args![kept.delivery, &kept.platform_id],
        |row| row.get("one").map_err(Error::from),
    )?;
    Ok(same.is_some())
}

/// Puts what a look showed on disk.
pub(super) fn settle_look(tx: &Tx<'_>, env: &Env, kept: &Kept, shown: &Result<KeptShown, Failure>) -> Result<()> {
    match shown {
        Ok(_) => after_success(tx, kept.account.channel)?,
        Err(failure) => after_asking(tx, env, kept.account.channel, failure.class)?,
    }
    if !still_kept(tx, kept)? {
        return Ok(());
    }
    if is_asked_back(tx, kept)? && !matches!(shown, Ok(KeptShown::Public(_))) {
        // Meanwhile it may not stay there any more: it is due at once, and what this look saw is old.
        return Ok(());
    }
    let name = kept.account.platform.name();
    match shown {
        Ok(KeptShown::Public(sighting)) => public(tx, env, kept, sighting),
        Ok(KeptShown::Refused(failure)) => over(tx, env, kept, "refused_by_platform", &failure.message),
        Ok(KeptShown::Gone) if !is_surely_gone(tx, env, kept)? => Ok(()),
        Ok(KeptShown::Gone) => over(
            tx,
            env,
            kept,
            "not_there",
            &format!(
                "{name} does not keep this post any more, and does not show it: somebody took it away there, before it was public or after. Look at the account, also at what is scheduled there, before you send it again."
            ),
        ),
        Ok(KeptShown::Waits) => {
            tx.run("UPDATE keeping SET gone_at = NULL WHERE delivery_id = $1", args![kept.delivery])?;
            let message = format!(
                "{name} has not published this post, though its time was {}. Look at it on {name}, or take it back and choose a new time.",
                at(tx, kept.at)?
            );
            look_again(tx, env, kept, message)
        }
        Err(failure) => {
            let message = format!(
                "{name} was to publish this post at {}, and Countersign can't see whether it did: {}",
                at(tx, kept.at)?,
                failure.message
            );
            look_again(tx, env, kept, message)
        }
    }
}

/// Whether it was asked back since this look began.
fn is_asked_back(tx: &Tx<'_>, kept: &Kept) -> Result<bool> {
    let asked: Option<i64> = tx.one(
        "SELECT 1 AS one FROM keeping WHERE delivery_id = $1 AND back_asked_at IS NOT NULL",
        args![kept.delivery],
        |row| row.get("one").map_err(Error::from),
    )?;
    Ok(asked.is_some())
}

/// Whether what a reading lacks is gone for sure, now that one lacks it: if not, it is read once more.
pub(super) fn is_surely_gone(tx: &Tx<'_>, env: &Env, kept: &Kept) -> Result<bool> {
    let now = env.now();
    let first = kept.gone_at.unwrap_or(now);
    if now.since(first) >= GONE_AFTER {
        return Ok(true);
    }
    tx.run(
        "UPDATE keeping SET gone_at = $1, next_try_at = $2 WHERE delivery_id = $3",
        args![first, first.plus(GONE_AFTER), kept.delivery],
    )?;
    Ok(false)
}

fn look_again(tx: &Tx<'_>, env: &Env, kept: &Kept, message: String) -> Result<()> {
    let now = env.now();
    // Before its time a look only finds out whether it is there.
    if now < kept.at {
        tx.run(
            "UPDATE keeping SET next_try_at = $1 WHERE delivery_id = $2",
            args![kept.at.plus(FIRST_LOOK), kept.delivery],
        )?;
        return Ok(());
    }
    let wait = WAITS[usize::try_from(kept.tries).unwrap_or(usize::MAX).min(WAITS.len() - 1)];
    tx.run(
        "UPDATE keeping SET tries = tries + 1, next_try_at = $1 WHERE delivery_id = $2",
        args![now.plus(wait), kept.delivery],
    )?;
    // Within the grace a post is not late, whoever publishes it.
    if now.since(kept.at) >= clinic::profile(tx)?.grace() {
        tx.run("UPDATE delivery SET message = $1 WHERE id = $2", args![message, kept.delivery])?;
        changed(tx);
    }
    Ok(())
}

/// It is public.
pub(super) fn public(tx: &Tx<'_>, env: &Env, kept: &Kept, sighting: &Sighting) -> Result<()> {
    let now = env.now();
    let taken = tx.run(
        "UPDATE part SET state = 'posted', platform_id = $1, permalink = $2, posted_at = $3
         WHERE id = $4 AND state IN ('committing', 'unknown')",
        // Nobody but the platform knows the second; it was told this one.
        args![&sighting.platform_id, sighting.permalink.clone(), kept.at.max(Millis(0)).min(now), kept.part.id],
    );
    match taken {
        Ok(_) => read_back::expect(tx, kept.part.id, now)?,
        // A platform that names a post which is on record already tells nothing of this one.
        Err(StoreError::Constraint(_)) => return Ok(()),
        Err(error) => return Err(error.into()),
    }
    let message = remark(tx, kept.delivery)?;
    tx.run(
        "UPDATE delivery SET state = 'posted', message = $1, detail = NULL, next_try_at = NULL, changed_at = $2 WHERE id = $3",
        args![message, now, kept.delivery],
    )?;
    let part = Entry::done(Actor::Application, Action::PartPosted)
        .about(kept.post, kept.correlation)
        .fact("part", kept.part.id)
        .fact("platform_id", &sighting.platform_id)
        .fact("permalink", sighting.address())
        .fact("evidence", "kept_and_read_back");
    audit::record(tx, env, &part)?;
    let settled = Entry::done(Actor::Application, Action::DeliverySettled).fact("state", "posted");
    audit::record(tx, env, &settled.about(kept.post, kept.correlation))?;
    changed(tx);
    follow(tx, env, kept.delivery)
}

/// The platform keeps it no more, and it is not public: a person decides.
fn over(tx: &Tx<'_>, env: &Env, kept: &Kept, reason: &'static str, message: &str) -> Result<()> {
    let now = env.now();
    tx.run(
        "UPDATE keeping SET platform_id = NULL, told_at = NULL, wanted_at = NULL, wanted_by = NULL, back_asked_at = NULL,
                back_because = NULL, gone_at = NULL, tries = 0, next_try_at = NULL, changed_at = $1 WHERE delivery_id = $2",
        args![now, kept.delivery],
    )?;
    tx.run(
        "UPDATE part SET state = 'rejected' WHERE id = $1 AND state IN ('committing', 'unknown')",
        args![kept.part.id],
    )?;
    tx.run(
        "UPDATE delivery SET state = 'failed', message = $1, next_try_at = NULL, changed_at = $2 WHERE id = $3",
        args![message, now, kept.delivery],
    )?;
    let entry = Entry::denied(Actor::Application, Action::PostNotKept, reason)
        .about(kept.post, kept.correlation)
        .fact("part", kept.part.id)
        .fact("platform_id", &kept.platform_id);
    audit::record(tx, env, &entry)?;
    changed(tx);
    follow(tx, env, kept.delivery)
}
