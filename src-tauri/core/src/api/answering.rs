//! Use cases of how the clinic answers: how long an answer may take.
//!
//! Invariant: what is changed here counts for everything that is open from the same transaction on; nothing is sent by it.

use std::sync::Arc;

use super::context::Api;
use super::types::{AnswerTarget, AnswerTargetChoice, AnswerTargets, AnswerTargetsSet};
use crate::clinic::Caller;
use crate::engage::{self, Targets, triage::Tier};
use crate::error::Result;

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
