//! Handing a post to its platform for its time: the gate opens as it does for a sending, only that the platform publishes.
//!
//! Invariant: what the platform was told, and for when, is on disk before a [`KeepPermit`] exists. Only a post of one part is
//! handed over, since what follows a post needs us at its time; and only for the very instant that it is planned for.

use std::sync::Arc;

use crate::audit::{self, Action, Actor, Entry};
use crate::check::capability::keeping;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{Content, DeliveryId, Digest, Millis, PartRole, Platform, PlatformOptions, PostId};
use crate::store::{Db, Tag, Tx, args};

use super::claim::{Circumstances, clear, clear_whoever, record_denial};
use super::commit::{holds, unchanged};
use super::denial::{Denial, Refused};
use super::permit::{Going, KeepPermit, Permit};

/// What is added to the shortest notice that a platform takes: the two clocks may differ by two minutes, and a call takes
/// its time.
const MARGIN: i64 = 3 * Millis::MINUTE;

/// From when to when a platform can be handed a post that is due at `due`; none where it keeps no such post.
pub fn keep_window(options: &PlatformOptions, due: Millis) -> Option<(Millis, Millis)> {
    let limits = keeping::keeping(options)?;
    let least = i64::from(limits.least_minutes.value) * Millis::MINUTE + MARGIN;
    let most = i64::from(limits.most_days.value) * Millis::DAY - MARGIN;
    Some((due.plus(-most), due.plus(-least)))
}

/// Why a platform can't keep a post like this until its time, if it can't: a sentence.
pub fn why_not_kept(platform: Platform, content: &Content) -> Option<String> {
    let name = platform.name();
    if !keeping::keeps(platform) {
        return Some(format!("{name} keeps no posts for later through its interface. This laptop publishes it."));
    }
    if content.parts.iter().any(|part| part.role != PartRole::Main) || content.parts.len() != 1 {
        return Some(format!(
            "{name} would publish the post, but not what follows it, such as the first comment. This laptop publishes both."
        ));
    }
    keeping::keeping(&content.options).is_none().then(|| {
        format!(
            "{name} keeps only what everybody may see at its time. This laptop publishes what fewer people may see."
        )
    })
}

/// Lets the only part of a post be handed to its platform, to be made public when it is due.
///
/// # Errors
/// [`Refused::Denied`] when anything changed since the claim, or the platform does not take it for that time; it is on record.
pub fn begin_keep<'p>(
    db: &Db,
    env: &Arc<Env>,
    under: Circumstances,
    permit: &'p Permit,
) -> Result<KeepPermit<'p>, Refused> {
    let [part] = permit.parts.as_slice() else { return Err(Denial::NotKeepable.into()) };
    let same = unchanged(permit, part)?;
    let (fence, post, correlation, manifest) = (permit.fence, permit.post, permit.correlation, permit.manifest);
    let (id, env) = (part.id, Arc::clone(env));
    let told = db.write(move |tx| {
        let outcome = (|| {
            if !same {
                return Err(Refused::from(Denial::MediaChanged));
            }
            holds(tx, fence)?;
            let cleared = clear(tx, &env, under, post, fence.delivery, Going::AtItsTime)?;
            if cleared.manifest.digest != manifest {
                return Err(Denial::ApprovalRequired.into());
            }
            let due = cleared.plan.due;
            let window = keep_window(&cleared.manifest.body.options, due).ok_or(Denial::NotKeepable)?;
            if !(window.0..=window.1).contains(&env.now()) {
                return Err(Denial::NotKeepable.into());
            }
            if !is_wanted(tx, fence.delivery)? {
                return Err(Denial::NotWanted.into());
            }
            let begun = tx.run(
                "UPDATE part SET state = 'committing', commit_started_at = $1 WHERE id = $2 AND state = 'waiting'",
                args![env.now(), id],
            )?;
            if begun == 0 {
                return Err(Denial::NotWaiting.into());
            }
            tx.run(
                "UPDATE keeping SET told_at = $1, changed_at = $2 WHERE delivery_id = $3",
                args![due, env.now(), fence.delivery],
            )?;
            Ok(due)
        })();
        match outcome {
            Ok(due) => {
                let entry = Entry::done(Actor::Application, Action::GateKept)
                    .about(post, correlation)
                    .fact("attempt", fence.attempt)
                    .fact("manifest", manifest)
                    .fact("at", due.0);
                audit::record(tx, &env, &entry)?;
                tx.changed(Tag::Publishing);
                Ok(Ok(due))
            }
            // A denial is a decision: it is kept, so the transaction has to commit.
            Err(Refused::Denied(denial)) => {
                record_denial(tx, &env, Action::GateKept, (post, correlation), &denial)?;
                Ok(Err(denial))
            }
            Err(Refused::Failed(error)) => Err(error),
        }
    })?;
    Ok(KeepPermit { permit, index: 0, at: told? })
}

/// Whether what a platform keeps may stay there: everything still holds that held when it was handed over.
///
/// # Errors
/// When the store refuses.
pub fn may_stay(
    tx: &Tx<'_>,
    env: &Env,
    (post, delivery): (PostId, DeliveryId),
    (manifest, told): (Option<Digest>, Millis),
) -> Result<Result<(), Denial>> {
    // By whose clock it is seen makes no difference here: nothing is sent.
    let cleared = match clear_whoever(tx, env, true, post, delivery, Going::AtItsTime) {
        Ok(cleared) => cleared,
        // Its time has come, or nearly so: whether the platform kept its word is looked at, and nothing is taken back.
        Err(Refused::Denied(Denial::TooLate)) => {
            return Ok(if is_wanted(tx, delivery)? { Ok(()) } else { Err(Denial::NotWanted) });
        }
        Err(Refused::Denied(denial)) => return Ok(Err(denial)),
        Err(Refused::Failed(error)) => return Err(error),
    };
    if Some(cleared.manifest.digest) != manifest {
        return Ok(Err(Denial::ApprovalRequired));
    }
    let stays = is_wanted(tx, delivery)? && cleared.plan.due == told;
    Ok(if stays { Ok(()) } else { Err(Denial::NotWanted) })
}

fn is_wanted(tx: &Tx<'_>, delivery: DeliveryId) -> Result<bool> {
    let wanted: Option<i64> = tx.one(
        "SELECT 1 AS one FROM keeping WHERE delivery_id = $1 AND wanted_at IS NOT NULL",
        args![delivery],
        |row| row.get("one").map_err(Error::from),
    )?;
    Ok(wanted.is_some())
}
