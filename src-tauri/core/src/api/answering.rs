//! Use cases of how the clinic answers: how long an answer may take, and when somebody is there.
//!
//! Invariant: what is changed here counts for everything that is open from the same transaction on; nothing is sent by it.

use std::sync::Arc;

use super::context::Api;
use super::policy::{shown, window};
use super::types::{AnswerTarget, AnswerTargetChoice, AnswerTargets, AnswerTargetsSet, OpeningHours, OpeningHoursSet};
use super::when::when;
use crate::clinic::Caller;
use crate::engage::{self, Targets, triage::Tier};
use crate::error::Result;
use crate::model::Millis;
use crate::store::Tx;

const TIERS: [Tier; 4] = [Tier::LifeAtRisk, Tier::Urgent, Tier::SameDay, Tier::WhenThereIsTime];

pub(super) fn targets(api: &Api, _: &Caller, (): ()) -> Result<AnswerTargets> {
    api.db.read(|tx| Ok(told(engage::targets(tx)?)))
}

pub(super) fn set_targets(api: &Api, caller: &Caller, chosen: AnswerTargetsSet) -> Result<AnswerTargets> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    let targets = api.db.write(move |tx| {
        let with = |targets: Targets, choice: &AnswerTargetChoice| targets.with(choice.tier, choice.minutes);
        engage::set_targets(tx, &env, by, chosen.tiers.iter().fold(engage::targets(tx)?, with))?;
        engage::targets(tx)
    })?;
    // What is late now is an alert.
    api.lookout.wake();
    Ok(told(targets))
}

fn told(targets: Targets) -> AnswerTargets {
    let tiers = TIERS.map(|tier| {
        let (least, most) = Targets::bounds(tier);
        AnswerTarget { tier, minutes: targets.minutes(tier), usual: Targets::USUAL.minutes(tier), least, most }
    });
    AnswerTargets { tiers: tiers.to_vec() }
}

pub(super) fn hours(api: &Api, _: &Caller, (): ()) -> Result<OpeningHours> {
    let now = api.env.now();
    api.db.read(|tx| hours_of(tx, now))
}

pub(super) fn set_hours(api: &Api, caller: &Caller, chosen: OpeningHoursSet) -> Result<OpeningHours> {
    let windows = chosen.windows.iter().map(window).collect::<Result<Vec<_>>>()?;
    let (env, by) = (Arc::clone(&api.env), caller.person);
    let told = api.db.write(move |tx| {
        engage::set_opening(tx, &env, by, &windows)?;
        hours_of(tx, env.now())
    })?;
    api.lookout.wake();
    Ok(told)
}

fn hours_of(tx: &Tx<'_>, now: Millis) -> Result<OpeningHours> {
    let opening = engage::opening(tx)?;
    let opens = opening.opens(now).map(|at| when(at, opening.zone()));
    Ok(OpeningHours { windows: opening.windows().iter().map(shown).collect(), opens })
}
