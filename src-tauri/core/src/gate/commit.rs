//! Committing: the second time the gate opens, at the due instant. Looks at everything again and lets one part become
//! public.
//!
//! Invariant: `commit_started` is on disk before a [`CommitPermit`] exists, and the bytes that will be sent were hashed
//! again just before.

use std::sync::Arc;

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::Error;
use crate::model::{Millis, PartRole, PartState};
use crate::ports::VaultFault;
use crate::store::{Db, StoreError, Tag, Tx, args};

use super::claim::{Circumstances, clear, record_denial};
use super::denial::{Denial, Refused};
use super::permit::{CommitPermit, Fence, Going, Permit, SignedPart};
use super::recipients;

struct Begun {
    parent: Option<String>,
    root: Option<String>,
    started: Millis,
}

/// Lets the part at `index` become public, once.
///
/// # Errors
/// [`Refused::Denied`] when anything changed since the claim; it is on record.
pub fn begin_commit<'p>(
    db: &Db,
    env: &Arc<Env>,
    under: Circumstances,
    permit: &'p Permit,
    index: usize,
) -> Result<CommitPermit<'p>, Refused> {
    let part = permit.parts.get(index).ok_or_else(|| Error::internal("a part that was not signed"))?;
    // Outside of the transaction: reading and hashing takes long. What goes to recipients was uploaded once for all of them,
    // and is looked at once.
    let unchanged = (part.recipient.is_some() && index > 0) || unchanged(permit, part)?;
    let (fence, post, correlation, manifest) = (permit.fence, permit.post, permit.correlation, permit.manifest);
    let (part, env) = (part.clone(), Arc::clone(env));
    let begun = db.write(move |tx| {
        let outcome = (|| {
            if !unchanged {
                return Err(Refused::from(Denial::MediaChanged));
            }
            holds(tx, fence)?;
            let cleared = clear(tx, &env, under, post, fence.delivery, Going::Now)?;
            if cleared.manifest.digest != manifest {
                return Err(Denial::ApprovalRequired.into());
            }
            if env.now() < cleared.plan.due {
                return Err(Denial::TooEarly.into());
            }
            if let Some(why) = recipients::excluded(tx, &part, &cleared)? {
                return Err(Denial::Excluded(why).into());
            }
            // Recipients are independent of each other.
            let (parent, root) = match (&part.recipient, part.role, &cleared.manifest.body.target) {
                (Some(_), _, _) => (None, None),
                // It answers what was signed, and nothing else.
                (None, PartRole::Reply | PartRole::Message | PartRole::PrivateReply, Some(target)) => {
                    (Some(target.id.clone()), target.under.clone())
                }
                (None, PartRole::Reply | PartRole::Message | PartRole::PrivateReply, None) => {
                    return Err(Denial::ApprovalRequired.into());
                }
                (None, PartRole::Main | PartRole::Thread | PartRole::FirstComment, _) => {
                    before(tx, fence, part.ordinal)?
                }
            };
            let started = env.now();
            let begun = tx.run(
                "UPDATE part SET state = 'committing', commit_started_at = $1 WHERE id = $2 AND state = 'waiting'",
                args![started, part.id],
            );
            match begun {
                Ok(1) => Ok(Begun { parent, root, started }),
                Ok(_) => Err(Denial::NotWaiting.into()),
                // The database's own walls, behind the ones above.
                Err(StoreError::Constraint(why)) if why.contains("approval_required") => {
                    Err(Denial::ApprovalRequired.into())
                }
                Err(StoreError::Constraint(why)) if why.contains("recipient_excluded") => {
                    Err(Denial::Excluded("opted_out").into())
                }
                Err(StoreError::Constraint(why)) if why.contains("platform_not_allowed") => {
                    Err(Denial::PlatformNotAllowed.into())
                }
                Err(StoreError::Constraint(why)) if why.contains("taken_down") => Err(Denial::TakenDown.into()),
                Err(StoreError::Constraint(why)) if why.contains("stopped") => Err(Denial::Stopped.into()),
                Err(StoreError::Constraint(why)) if why.contains("held_by_a_person") => Err(Denial::HeldBack.into()),
                Err(error) => Err(error.into()),
            }
        })();
        match outcome {
            Ok(begun) => {
                let entry = Entry::done(Actor::Application, Action::GateCommitted)
                    .about(post, correlation)
                    .fact("attempt", fence.attempt)
                    .fact("part", part.ordinal)
                    .fact("manifest", manifest);
                audit::record(tx, &env, &entry)?;
                tx.changed(Tag::Publishing);
                Ok(Ok(begun))
            }
            Err(Refused::Denied(Denial::Excluded(why))) => {
                recipients::skip(tx, &env, part.id, why, (post, correlation))?;
                Ok(Err(Denial::Excluded(why)))
            }
            // A denial is a decision: it is kept, so the transaction has to commit.
            Err(Refused::Denied(denial)) => {
                record_denial(tx, &env, Action::GateCommitted, (post, correlation), &denial)?;
                Ok(Err(denial))
            }
            Err(Refused::Failed(error)) => Err(error),
        }
    })?;
    let begun = begun?;
    Ok(CommitPermit { permit, index, parent: begun.parent, root: begun.root, started: begun.started })
}

/// Whether the files of a part are still what was signed.
pub(super) fn unchanged(permit: &Permit, part: &SignedPart) -> Result<bool, Error> {
    for media in &part.media {
        match permit.files.verify(&media.digest) {
            Ok(_) => {}
            Err(VaultFault::NotThere | VaultFault::Damaged(_)) => return Ok(false),
            // A disk that does not answer just now tells nothing about the picture.
            Err(
                fault @ (VaultFault::Disk(_)
                | VaultFault::Full
                | VaultFault::KeychainMissing
                | VaultFault::KeychainLocked
                | VaultFault::WrongPin),
            ) => return Err(Error::from(fault)),
        }
    }
    Ok(true)
}

/// Whether a sending that is on its way may go on. Asked between the pieces of an upload; nothing is written down.
///
/// # Errors
/// [`Refused::Denied`] when the post may not go out any more: the signature was taken back, everything was stopped, …
pub fn may_go_on(db: &Db, env: &Arc<Env>, under: Circumstances, permit: &Permit) -> Result<(), Refused> {
    let (fence, post, manifest, going) = (permit.fence, permit.post, permit.manifest, permit.going);
    let env = Arc::clone(env);
    let found = db.read(move |tx| {
        let outcome = holds(tx, fence).and_then(|()| clear(tx, &env, under, post, fence.delivery, going));
        match outcome {
            Ok(cleared) if cleared.manifest.digest == manifest => Ok(Ok(())),
            Ok(_) => Ok(Err(Denial::ApprovalRequired)),
            Err(Refused::Denied(denial)) => Ok(Err(denial)),
            Err(Refused::Failed(error)) => Err(error),
        }
    })?;
    Ok(found?)
}

/// Whether the delivery still belongs to this attempt of this run.
pub(super) fn holds(tx: &Tx<'_>, fence: Fence) -> Result<(), Refused> {
    let held: Option<i64> = tx.one(
        "SELECT 1 AS one FROM delivery WHERE id = $1 AND attempt = $2 AND run = $3 AND state = 'running'",
        args![fence.delivery, fence.attempt, fence.run],
        |row| row.get("one"),
    )?;
    if held.is_some() { Ok(()) } else { Err(Denial::NotWaiting.into()) }
}

/// The platform's ids of the part before and of the first; a part goes out only after those before it.
fn before(tx: &Tx<'_>, fence: Fence, ordinal: u32) -> Result<(Option<String>, Option<String>), Refused> {
    let earlier = tx.all(
        "SELECT state, platform_id FROM part WHERE delivery_id = $1 AND ordinal < $2 ORDER BY ordinal",
        args![fence.delivery, ordinal],
        |row| Ok::<_, Error>((row.get::<PartState>("state")?, row.get::<Option<String>>("platform_id")?)),
    )?;
    if earlier.iter().any(|(state, _)| *state != PartState::Posted) {
        return Err(Denial::NotWaiting.into());
    }
    let root = earlier.first().and_then(|(_, id)| id.clone());
    let parent = earlier.last().and_then(|(_, id)| id.clone());
    Ok((parent, root))
}
