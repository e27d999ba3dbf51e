//! Use cases of the rule for signatures, and of the keys they are made with.
//!
//! Invariant: a rule that changes is told to every post that waits, in the same transaction: what counts from now on may go
//! out, and what does not any more waits again.

use std::sync::Arc;

use super::context::Api;
use super::desktop::posts_waiting;
use super::types::{KeysKnown, SigningKey, SigningRule, SigningStanding};
use super::views::{here, name_of, names};
use super::when::when;
use crate::clinic::{self, Caller, fingerprint};
use crate::draft;
use crate::error::{Error, Result};
use crate::gate;
use crate::model::{PersonId, PostId};
use crate::store::Tx;

pub(super) fn rule(api: &Api, _: &Caller, (): ()) -> Result<SigningRule> {
    let rule = api.db.read(clinic::signing_rule)?;
    Ok(SigningRule { doctors: rule.doctors, own_words: rule.own_words })
}

/// Whether the clinic can give the signatures that its rule asks for.
pub(super) fn standing(api: &Api, _: &Caller, (): ()) -> Result<SigningStanding> {
    let problem = api.db.read(|tx| clinic::shortfall(tx, None))?;
    Ok(SigningStanding { problem: problem.map(clinic::Shortfall::sentence) })
}

pub(super) fn set_rule(api: &Api, caller: &Caller, new: SigningRule) -> Result<SigningRule> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    let chosen = clinic::SigningRule { doctors: new.doctors, own_words: new.own_words };
    api.db.write(move |tx| {
        clinic::set_signing_rule(tx, &env, by, chosen)?;
        for post in posts_waiting(tx)? {
            gate::reconsider(tx, &env, post)?;
        }
        Ok::<_, Error>(())
    })?;
    api.dispatcher.wake();
    rule(api, caller, ())
}

pub(super) fn keys(api: &Api, caller: &Caller, (): ()) -> Result<Vec<SigningKey>> {
    api.db.read(|tx| keys_as_read_by(tx, caller))
}

/// Every signing key, as the one who is signed in reads it.
pub(super) fn keys_as_read_by(tx: &Tx<'_>, caller: &Caller) -> Result<Vec<SigningKey>> {
    let (_, zone) = here(tx)?;
    let names = names(tx)?;
    let keys = clinic::enrolled_keys(tx, caller.person)?.into_iter();
    Ok(keys
        .map(|key| SigningKey {
            id: key.id,
            person: name_of(&names, key.person),
            fingerprint: fingerprint(&key.public_key),
            enrolled_by: key.enrolled_by.map(|by| name_of(&names, by)),
            enrolled: when(key.enrolled_at, &zone),
            retired: key.retired_at.map(|at| when(at, &zone)),
            is_news: key.is_news,
        })
        .collect())
}

pub(super) fn know(api: &Api, caller: &Caller, told: KeysKnown) -> Result<Vec<SigningKey>> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| clinic::know_keys(tx, &env, by, &told.keys))?;
    keys(api, caller, ())
}

/// Why it is another doctor who has to sign, if it is.
pub(super) fn for_another_doctor(tx: &Tx<'_>, doctor: PersonId, post: PostId) -> Result<Option<&'static str>> {
    let rule = clinic::signing_rule(tx)?;
    if !rule.own_words && draft::wrote(tx, post, doctor)? {
        return Ok(Some(gate::OWN_WORDS));
    }
    let signatures = gate::signatures(tx, post)?;
    let waits = signatures.missing() > 0 && signatures.include(doctor);
    Ok(waits.then_some("You have signed this. It goes out once another doctor has signed it as well."))
}
