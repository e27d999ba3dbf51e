//! The gate for a person's hand: a channel that can't be reached is served by somebody who copies what was signed.
//!
//! Invariant: what is handed over passed the same gate as what is sent, and is on disk as begun before anybody sees it: its
//! parts are *committing* behind the same database walls. A [`HandPermit`] is made here alone, of the signed bytes of a
//! delivery that was handed over, and has no other way out than reading it.

use std::sync::Arc;

use crate::audit::{self, Action, Actor, Entry};
use crate::clinic;
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::model::{DeliveryId, Digest, ExecutionState, Millis, PartId, PartState, PlatformOptions, PostId};
use crate::ports::{SealedFiles, SealedReader, VaultFault};
use crate::store::{Db, StoreError, Tag, Tx, args};

use super::claim::{Circumstances, Sender, about, record_denial, take};
use super::denial::{Denial, Refused};
use super::manifest;
use super::permit::{Account, SignedMedia, SignedPart};

/// The right to post one delivery by hand: what was signed, and nothing else.
///
/// ```compile_fail
/// fn twice(permit: countersign_core::gate::HandPermit) { drop(permit.clone()); }
/// ```
pub struct HandPermit {
    delivery: DeliveryId,
    manifest: Digest,
    account: Account,
    options: PlatformOptions,
    parts: Vec<(SignedPart, PartState)>,
    since: Millis,
    not_after: Millis,
    wanted_down: bool,
    files: Arc<dyn SealedFiles>,
}

/// Why nothing more may be posted of what was handed over; what was done with it can still be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandOver {
    /// The signature counted until this instant.
    TooLate(Millis),
    /// Somebody wants the post taken down.
    WantedDown,
}

impl HandPermit {
    /// The delivery.
    pub const fn delivery(&self) -> DeliveryId {
        self.delivery
    }

    /// What was signed.
    pub const fn manifest(&self) -> Digest {
        self.manifest
    }

    /// Where it goes.
    pub const fn account(&self) -> &Account {
        &self.account
    }

    /// The platform's options, as signed.
    pub const fn options(&self) -> &PlatformOptions {
        &self.options
    }

    /// Since when it may be posted by hand.
    pub const fn since(&self) -> Millis {
        self.since
    }

    /// Why nothing more of it may be posted at `now`, if so: the gate that it passed would not let it pass again.
    pub fn over(&self, now: Millis) -> Option<HandOver> {
        if self.wanted_down {
            return Some(HandOver::WantedDown);
        }
        (now > self.not_after).then_some(HandOver::TooLate(self.not_after))
    }

    /// The parts in order, those that are public already among them.
    pub fn parts(&self) -> impl Iterator<Item = &SignedPart> {
        self.parts.iter().map(|(part, _)| part)
    }

    /// The parts that a person was given to post, in order.
    pub fn in_hand(&self) -> impl Iterator<Item = &SignedPart> {
        self.parts
            .iter()
            .filter(|(_, state)| matches!(state, PartState::Committing | PartState::Unknown))
            .map(|(part, _)| part)
    }

    /// Whether the platform has it already, and hands it to a person of its own.
    pub fn is_in_app(&self) -> bool {
        self.parts.iter().any(|(_, state)| *state == PartState::Unknown)
    }

    /// The bytes of a signed picture, checked against its digest; nothing when no part shows it.
    ///
    /// # Errors
    /// When they are not there, or are not what was signed.
    pub fn media(&self, digest: Digest) -> Result<Option<(&SignedMedia, Vec<u8>)>, VaultFault> {
        let signed = self.parts().flat_map(|part| &part.media).find(|media| media.digest == digest);
        signed.map(|media| Ok((media, self.files.get(&media.digest)?))).transpose()
    }

    /// A signed picture or video, to be read piece by piece, hashed once more before; nothing when no part shows it.
    ///
    /// # Errors
    /// When it is not there, or is not what was signed.
    pub fn open(&self, digest: Digest) -> Result<Option<Box<dyn SealedReader>>, VaultFault> {
        if !self.parts().flat_map(|part| &part.media).any(|media| media.digest == digest) {
            return Ok(None);
        }
        self.files.verify(&digest)?;
        self.files.open(&digest).map(Some)
    }
}

/// Hands deliveries over to people, all in one transaction. A refusal is on record, with its reason.
///
/// # Errors
/// When the store refuses; then none was handed over.
pub fn hand_over(
    db: &Db,
    env: &Arc<Env>,
    under: Circumstances,
    deliveries: Vec<DeliveryId>,
) -> Result<Vec<(DeliveryId, Result<(), Denial>)>> {
    let env = Arc::clone(env);
    db.write(move |tx| {
        let mut handed = Vec::new();
        for delivery in &deliveries {
            let outcome = match hand_one(tx, &env, under, *delivery) {
                Ok(()) => Ok(()),
                Err(Refused::Denied(denial)) => {
                    record_denial(tx, &env, Action::GateClaimed, about(tx, *delivery)?, &denial)?;
                    Err(denial)
                }
                Err(Refused::Failed(error)) => return Err(error),
            };
            handed.push((*delivery, outcome));
        }
        Ok(handed)
    })
}

fn hand_one(tx: &Tx<'_>, env: &Env, under: Circumstances, delivery: DeliveryId) -> Result<(), Refused> {
    let taken = take(tx, env, under, delivery, Sender::Person)?;
    let begun = tx.run(
        "UPDATE part SET state = 'committing', commit_started_at = $1 WHERE delivery_id = $2 AND state = 'waiting'",
        args![env.now(), delivery],
    );
    match begun {
        Ok(_) => {}
        // The database's own walls, behind the ones of `take`. What was written before is undone with the savepoint.
        Err(StoreError::Constraint(why)) => {
            return Err(Error::internal(format!("the gate and the store differ: {why}")).into());
        }
        Err(error) => return Err(error.into()),
    }
    tx.run(
        "UPDATE delivery SET state = 'handed_over', failures = 0, message = $1, changed_at = $2 WHERE id = $3",
        args!["It is time: post this by hand, and say where it is.", env.now(), delivery],
    )?;
    tx.run(
        "UPDATE attempt SET ended_at = $1, outcome = 'handed_over' WHERE delivery_id = $2 AND number = $3",
        args![env.now(), delivery, taken.fence.attempt],
    )?;
    let entry = Entry::done(Actor::Application, Action::DeliveryHandedOver)
        .about(taken.post, taken.cleared.head.correlation)
        .fact("attempt", taken.fence.attempt)
        .fact("manifest", taken.cleared.manifest.digest);
    audit::record(tx, env, &entry)?;
    for tag in [Tag::Publishing, Tag::Posts, Tag::Queue] {
        tx.changed(tag);
    }
    Ok(())
}

/// What a person was given to post by hand.
///
/// # Errors
/// When the post is in nobody's hand, or everything is stopped.
pub fn in_hand(tx: &Tx<'_>, files: &Arc<dyn SealedFiles>, post: PostId) -> Result<HandPermit> {
    if clinic::profile(tx)?.stopped.is_some() {
        return Err(Error::refused(
            ErrorCode::Invalid,
            "Everything is stopped. Post nothing by hand until somebody resumes.",
        ));
    }
    let handed = tx.one(
        "SELECT delivery.id, delivery.state, delivery.manifest, delivery.changed_at, delivery.take_down_at, post.channel_id FROM delivery
         JOIN post ON post.id = delivery.post_id WHERE delivery.post_id = $1",
        args![post],
        |row| {
            Ok::<_, Error>((
                (row.get::<DeliveryId>("id")?, row.get::<ExecutionState>("state")?),
                (row.get::<Option<Digest>>("manifest")?, row.get::<Millis>("changed_at")?),
                (row.get("channel_id")?, row.get::<Option<Millis>>("take_down_at")?),
            ))
        },
    )?;
    let Some(((delivery, ExecutionState::HandedOver), (Some(digest), since), (channel, take_down))) = handed else {
        return Err(Error::refused(ErrorCode::Stale, "There is nothing to post by hand here any more."));
    };
    let (manifest, channel) = (manifest::load(tx, digest)?, clinic::channel(tx, channel)?);
    let known = tx.all(
        "SELECT id, ordinal, state, platform_id FROM part WHERE delivery_id = $1 ORDER BY ordinal",
        args![delivery],
        |row| {
            Ok::<_, Error>((
                (row.get::<PartId>("id")?, row.get::<u32>("ordinal")?),
                (row.get::<PartState>("state")?, row.get::<Option<String>>("platform_id")?),
            ))
        },
    )?;
    let parts = known
        .into_iter()
        .zip(&manifest.body.parts)
        .map(|(((id, ordinal), (state, platform_id)), signed)| {
            (SignedPart::of(id, ordinal, signed, platform_id), state)
        })
        .collect();
    Ok(HandPermit {
        delivery,
        manifest: digest,
        account: Account {
            channel: channel.id,
            platform: channel.platform,
            id: channel.account_id,
            name: channel.account_name,
            credential: channel.credential,
            sign_in: channel.sign_in,
        },
        options: manifest.body.options.clone(),
        parts,
        since,
        not_after: manifest.body.not_after,
        wanted_down: take_down.is_some(),
        files: Arc::clone(files),
    })
}
