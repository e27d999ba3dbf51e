//! Giving a signature beforehand, and taking it back.
//!
//! Invariant: giving one takes a [`Human`] by value and the digest that was on the screen, as signing a post does; what is signed
//! was put together here, from texts and accounts that the caller read from their own places, never from a request.

use std::sync::Arc;

use crate::audit::{self, Action, Actor, Entry};
use crate::clinic::{self, Human};
use crate::draft;
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::model::{ApprovalId, Digest, Millis, PersonId, PersonKeyId, PostId};
use crate::store::{Db, StoreError, Tag, Tx, args};

use super::super::approval::key_of_doctor;
use super::super::hold::reconsider;
use super::apply_beforehand;
use super::bytes::{Beforehand, BeforehandAccount, BeforehandGesture, BeforehandText, BeforehandV1, LASTS, load};

/// What was signed beforehand and counts, with the signatures that were given and checked just now.
#[derive(Debug, Clone)]
pub struct Given {
    /// What was signed.
    pub beforehand: Beforehand,
    /// By whom and when, the first first; one a doctor.
    pub by: Vec<Giver>,
    /// How many doctors have to sign.
    pub needed: u32,
}

/// A doctor who signed beforehand.
#[derive(Debug, Clone)]
pub struct Giver {
    /// Who.
    pub person: PersonId,
    /// When.
    pub at: Millis,
    pub(super) key: PersonKeyId,
    pub(super) signature: [u8; 64],
}

impl Given {
    /// Whether as many doctors signed as the clinic asks for.
    pub fn is_enough(&self) -> bool {
        u32::try_from(self.by.len()).unwrap_or(u32::MAX) >= self.needed
    }

    /// Whether this person's is among them.
    pub fn is_by(&self, person: PersonId) -> bool {
        self.by.iter().any(|giver| giver.person == person)
    }
}

/// Everything that was signed beforehand and still counts, the newest first.
///
/// # Errors
/// When the store refuses.
pub fn beforehand_given(tx: &Tx<'_>, now: Millis) -> Result<Vec<Given>> {
    let rows = tx.all(
        "SELECT given.beforehand, given.person_id, given.key_id, given.signature, given.signed_at, person_key.public_key
         FROM beforehand_approval AS given
         JOIN beforehand ON beforehand.digest = given.beforehand AND beforehand.not_after >= $1
         JOIN person_key ON person_key.id = given.key_id AND person_key.retired_at IS NULL
         JOIN person ON person.id = given.person_id AND person.left_at IS NULL
         JOIN person_role ON person_role.person_id = person.id AND person_role.role = 'doctor'
         WHERE given.revoked_at IS NULL ORDER BY given.signed_at, given.id",
        args![now],
        |row| {
            let damaged = || StoreError::Damaged("a signature or key of the wrong length".into());
            let giver = Giver {
                person: row.get("person_id")?,
                at: row.get("signed_at")?,
                key: row.get("key_id")?,
                signature: row.get::<Vec<u8>>("signature")?.try_into().map_err(|_| damaged())?,
            };
            let key: [u8; 32] = row.get::<Vec<u8>>("public_key")?.try_into().map_err(|_| damaged())?;
            Ok::<_, Error>((row.get::<Digest>("beforehand")?, key, giver))
        },
    )?;
    let needed = clinic::signing_rule(tx)?.doctors.number();
    let mut all: Vec<Given> = Vec::new();
    for (digest, key, giver) in rows {
        let known = all.iter_mut().find(|given| given.beforehand.digest == digest);
        let given = match known {
            Some(known) => known,
            None => {
                let beforehand = match load(tx, digest) {
                    Ok(beforehand) => beforehand,
                    // Not what was signed any more, so nothing is signed.
                    Err(Error::Store(StoreError::Damaged(why))) => {
                        tracing::error!(why, "the bytes under a signature are not what was signed");
                        continue;
                    }
                    Err(error) => return Err(error),
                };
                all.push(Given { beforehand, by: Vec::new(), needed });
                let Some(last) = all.last_mut() else { continue };
                last
            }
        };
        if given.beforehand.is_signed_by(&key, &giver.signature) && !given.is_by(giver.person) {
            given.by.push(giver);
        }
    }
    all.retain(|given| !given.by.is_empty() && given.beforehand.counts_at(now));
    all.reverse();
    Ok(all)
}

/// Puts together what is to be signed, and keeps it: what another doctor signed already, where it says the very same, or something new.
///
/// # Errors
/// When there is nothing to sign, or the store refuses.
pub fn prepare_beforehand(
    tx: &Tx<'_>,
    env: &Env,
    (mut texts, mut accounts): (Vec<BeforehandText>, Vec<BeforehandAccount>),
    mut gestures: Vec<BeforehandGesture>,
) -> Result<Beforehand> {
    texts.sort();
    gestures.sort();
    gestures.dedup();
    accounts.sort_by(|a, b| (a.platform, &a.account_id).cmp(&(b.platform, &b.account_id)));
    if texts.is_empty() != accounts.is_empty() || (texts.is_empty() && gestures.is_empty()) {
        return Err(Error::internal("nothing to sign beforehand"));
    }
    let same = |of: &Given| {
        let body = &of.beforehand.body;
        body.texts == texts && body.accounts == accounts && body.gestures == gestures
    };
    if let Some(known) = beforehand_given(tx, env.now())?.into_iter().find(|given| !given.is_enough() && same(given)) {
        return Ok(known.beforehand);
    }
    let now = env.now();
    let made = Beforehand::seal(BeforehandV1 {
        version: 1,
        workspace: clinic::profile(tx)?.id,
        texts,
        accounts,
        not_before: now,
        not_after: now.plus(LASTS),
        gestures,
    })?;
    tx.run(
        "INSERT INTO beforehand (digest, bytes, not_after, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (digest) DO NOTHING",
        args![made.digest, made.bytes.clone(), made.body.not_after, now],
    )?;
    Ok(made)
}

/// Signs what was on the screen, for all answers that will be given with it.
///
/// ```compile_fail
/// // Without a Human nobody signs, not even beforehand.
/// use countersign_core::{gate, model::*, env::Env, store::Db};
/// fn agent(db: &Db, env: &std::sync::Arc<Env>, digest: Digest) {
///     let _ = gate::sign_beforehand(db, env, digest);
/// }
/// ```
///
/// # Errors
/// When it is over, was signed already, or the person can't sign.
pub fn sign_beforehand(db: &Db, env: &Arc<Env>, human: Human<'_>, on_screen: Digest) -> Result<ApprovalId> {
    let (person, key) = (human.person(), human.key());
    let now = env.now();
    let shown = db.read(|tx| load(tx, on_screen))?;
    if !shown.counts_at(now) {
        let why = "What was on the screen counts no more. Nothing was signed; please read it again.";
        return Err(Error::refused(ErrorCode::Stale, why));
    }
    let signature = human.sign(&shown.signed_message())?;
    let env = Arc::clone(env);
    db.write(move |tx| {
        let public_key = key_of_doctor(tx, key, person)?;
        if !shown.is_signed_by(&public_key, &signature) {
            return Err(Error::internal("the key on this laptop is not the one that was enrolled"));
        }
        let known: Option<ApprovalId> = tx.one(
            "SELECT id FROM beforehand_approval WHERE beforehand = $1 AND key_id = $2 AND revoked_at IS NULL",
            args![on_screen, key],
            |row| row.get("id"),
        )?;
        if let Some(known) = known {
            return Ok(known);
        }
        let id: ApprovalId = env.id();
        tx.run(
            "INSERT INTO beforehand_approval (id, beforehand, person_id, key_id, signature, signed_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
            args![id, on_screen, person, key, signature.to_vec(), env.now()],
        )?;
        let entry = Entry::done(Actor::Person(person), Action::BeforehandSigned)
            .fact("beforehand", on_screen)
            .fact("key", key)
            .fact("approval", id)
            .fact("signature", Digest::of(&signature));
        audit::record(tx, &env, &entry)?;
        // From here on it says what is given, and nothing that it leaves out comes back by itself.
        if beforehand_given(tx, env.now())?.iter().any(|it| it.beforehand.digest == on_screen && it.is_enough()) {
            let others = standing(tx, env.now())?.into_iter().filter(|other| *other != on_screen).collect();
            end(tx, &env, person, others)?;
        }
        tx.changed(Tag::Inbox);
        tx.changed(Tag::Session);
        Ok(id)
    })
}

/// What was signed beforehand by anybody, was not taken back and is not over.
fn standing(tx: &Tx<'_>, now: Millis) -> Result<Vec<Digest>> {
    tx.all(
        "SELECT DISTINCT given.beforehand FROM beforehand_approval AS given
         JOIN beforehand ON beforehand.digest = given.beforehand AND beforehand.not_after >= $1
         WHERE given.revoked_at IS NULL ORDER BY given.beforehand",
        args![now],
        |row| row.get("beforehand").map_err(Error::from),
    )
}

/// Ends signatures that were given beforehand. An answer that has not gone out goes on under what is in force then, if that covers it.
fn end(tx: &Tx<'_>, env: &Env, by: PersonId, ended: Vec<Digest>) -> Result<()> {
    for beforehand in ended {
        let waiting: Vec<PostId> = tx.all(
            "SELECT DISTINCT approval.post_id FROM approval LEFT JOIN delivery ON delivery.post_id = approval.post_id
             WHERE approval.beforehand = $1 AND approval.revoked_at IS NULL
               AND coalesce(delivery.state, 'held') NOT IN ('posted', 'removed', 'cancelled')",
            args![beforehand],
            |row| row.get("post_id").map_err(Error::from),
        )?;
        tx.run(
            "UPDATE beforehand_approval SET revoked_at = $1, revoked_by = $2 WHERE beforehand = $3 AND revoked_at IS NULL",
            args![env.now(), by, beforehand],
        )?;
        let entry = Entry::done(Actor::Person(by), Action::BeforehandRevoked).fact("beforehand", beforehand);
        audit::record(tx, env, &entry)?;
        for post in waiting {
            if draft::frozen_because(tx, post)?.is_some() || !apply_beforehand(tx, env, by, post)? {
                reconsider(tx, env, post)?;
            }
        }
    }
    tx.changed(Tag::Inbox);
    tx.changed(Tag::Posts);
    tx.changed(Tag::Review);
    Ok(())
}

/// Takes every signature that was given beforehand back. What is public stays public; what waits, waits for another signature.
///
/// # Errors
/// When there is none, or the store refuses.
pub fn revoke_beforehand(tx: &Tx<'_>, env: &Env, by: PersonId) -> Result<()> {
    let standing = standing(tx, env.now())?;
    if standing.is_empty() {
        return Err(Error::refused(ErrorCode::Stale, "There is no signature to take back."));
    }
    end(tx, env, by, standing)
}
