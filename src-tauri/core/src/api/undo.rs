//! Undo: what posts were like before something was done with several of them, kept for as long as a person may want it.
//!
//! Invariant: nothing is undone over what somebody did meanwhile, and nothing that was undone sends what it had not sent.
//! What there was is kept here and never crosses to the interface, so nobody can hand in another past.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::context::Api;
use super::moving::outcome;
use super::place::{Calendar, fixed_because};
use super::types::{PlanDone, PlanOutcome, PlanUndo};
use crate::clinic::Caller;
use crate::draft;
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::gate::{self, Ended};
use crate::model::{Digest, Millis, PersonId, PostId, RevisionId, UndoId};
use crate::schedule::{self, PlanRow};
use crate::store::{Tx, args};

/// How many acts are remembered; the interface offers the last one.
const MOST: usize = 50;

/// What a post was like.
#[derive(Debug, Clone)]
pub(super) struct Was {
    plan: Option<PlanRow>,
    held: Option<(Millis, PersonId)>,
    pub(super) discarded: bool,
    revision: RevisionId,
    /// What the signature that counted was over.
    signed: Option<Digest>,
    ended: Option<Ended>,
}

impl Was {
    pub(super) fn of(tx: &Tx<'_>, post: PostId) -> Result<Self> {
        let head = draft::head(tx, post)?;
        Ok(Self {
            plan: schedule::plan(tx, post)?,
            held: gate::held_back(tx, post)?,
            discarded: head.discarded,
            revision: head.revision,
            signed: gate::valid_approval(tx, post)?.map(|(approval, _)| approval.manifest),
            ended: gate::ended(tx, post)?,
        })
    }

    /// Whether a post has another time since.
    pub(super) fn moved(&self, now: &Self) -> bool {
        self.plan != now.plan
    }

    fn stands(&self, now: &Self) -> bool {
        self.plan == now.plan
            && self.held.map(|(at, _)| at) == now.held.map(|(at, _)| at)
            && self.discarded == now.discarded
            && self.revision == now.revision
    }
}

/// One post of an act: before, and as the act left it.
#[derive(Debug, Clone)]
pub(super) struct Done {
    pub(super) post: PostId,
    pub(super) before: Was,
    pub(super) after: Was,
}

/// The acts that can still be undone, the newest last.
#[derive(Debug, Default)]
pub(crate) struct Undos(Mutex<VecDeque<(UndoId, PersonId, Vec<Done>)>>);

impl Undos {
    /// Remembers an act; nothing was done where there is nothing to remember.
    pub(super) fn keep(&self, env: &Env, by: PersonId, done: Vec<Done>) -> Option<UndoId> {
        if done.is_empty() {
            return None;
        }
        let id: UndoId = env.id();
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_back((id, by, done));
        if kept.len() > MOST {
            kept.pop_front();
        }
        Some(id)
    }

    fn take(&self, id: UndoId, by: PersonId) -> Option<Vec<Done>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(kept, whose, _)| *kept == id && *whose == by)?;
        kept.remove(at).map(|(_, _, done)| done)
    }
}

pub(super) fn undo(api: &Api, caller: &Caller, asked: PlanUndo) -> Result<PlanDone> {
    let done = api
        .undos
        .take(asked.undo, caller.person)
        .ok_or_else(|| Error::refused(ErrorCode::Stale, "This can't be undone any more. Nothing was changed."))?;
    let (env, by) = (Arc::clone(&api.env), caller.person);
    let outcomes = api.db.write(move |tx| {
        let calendar = Calendar::read(tx, env.now())?;
        let mut outcomes = Vec::new();
        for one in &done {
            let refused = refused(tx, &env, one)?;
            if refused.is_none() {
                restore(tx, &env, by, one)?;
            }
            let told = outcome(tx, &calendar, one.post)?;
            let counts = gate::valid_approval(tx, one.post)?.is_some();
            let signature_kept = one.before.signed.map(|_| counts);
            outcomes.push(PlanOutcome { refused: refused.map(str::to_owned), signature_kept, ..told });
        }
        Ok::<_, Error>(outcomes)
    })?;
    api.dispatcher.wake();
    Ok(PlanDone { outcomes, undo: None })
}

/// Why an act on a post can't be undone, looked at before anything of it is.
fn refused(tx: &Tx<'_>, env: &Env, one: &Done) -> Result<Option<&'static str>> {
    if let Some(because) = fixed_because(tx, one.post)? {
        return Ok(Some(because));
    }
    if !one.after.stands(&Was::of(tx, one.post)?) {
        return Ok(Some("Somebody changed this post meanwhile, so it was left as it is."));
    }
    if one.after.discarded && !one.before.discarded && draft::another_open(tx, one.post)?.is_some() {
        return Ok(Some("Another answer to this was begun meanwhile. There is one at a time: put that away first."));
    }
    let back_in_time = one.before.plan != one.after.plan
        && one.before.ended.is_none()
        && one.before.plan.as_ref().is_some_and(|plan| plan.due.plus(Millis::MINUTE) <= env.now());
    Ok(back_in_time.then_some("The time it had has passed meanwhile, so it keeps the new one."))
}

fn restore(tx: &Tx<'_>, env: &Env, by: PersonId, one: &Done) -> Result<()> {
    let (post, before, after) = (one.post, &one.before, &one.after);
    if after.discarded && !before.discarded {
        draft::restore(tx, env, by, post)?;
    }
    if before.plan != after.plan {
        match &before.plan {
            Some(plan) => schedule::put_plan(tx, env, by, post, plan)?,
            None => schedule::clear_plan(tx, env, by, post)?,
        }
    }
    if before.held.is_some() != after.held.is_some() {
        gate::hold_back(tx, env, by, post, before.held.is_some())?;
        if let Some((at, whose)) = before.held {
            // Held again by whom it was held before, not by who pressed Undo.
            tx.run("UPDATE post SET held_at = $1, held_by = $2 WHERE id = $3", args![at, whose, post])?;
        }
    }
    if let Some(signed) = before.signed {
        gate::revive(tx, env, post, signed)?;
    }
    gate::reconsider(tx, env, post)?;
    if let Some(ended) = &before.ended {
        gate::end_again(tx, env, by, post, ended)?;
    }
    Ok(())
}
