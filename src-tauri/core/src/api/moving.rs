//! Use cases of the calendar that change something: moving, shifting, taking times away, the next free weekly time,
//! holding, releasing, putting away. Each for one post or for many, and each can be undone.
//!
//! Invariant: one transaction for all that was asked; what is refused for one post says why and stops no other.

use std::sync::Arc;

use super::context::Api;
use super::place::{Calendar, Standing, Target, fixed_because};
use super::policy;
use super::slots::next_free;
use super::types::{PlanCheck, PlanDone, PlanIssueKind, PlanMove, PlanOutcome, PlanShift, PlanVerdict, PostRefs};
use super::undo::{Done, Was};
use super::when::plan;
use crate::clinic::Caller;
use crate::draft;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::gate;
use crate::model::{PersonId, PostId};
use crate::schedule;
use crate::store::Tx;

/// More at once is no act that a person overlooks.
const MOST: usize = 500;

/// What an act on one post works with.
pub(super) struct Acting<'a> {
    pub(super) tx: &'a Tx<'a>,
    pub(super) env: &'a Env,
    pub(super) by: PersonId,
    pub(super) calendar: &'a Calendar,
    /// Whether it is one of several.
    pub(super) many: bool,
}

/// Why a post was left as it is; nothing, when the act was done.
type Left = Option<String>;

/// Does something with each of several posts, in one transaction.
fn each(
    api: &Api,
    caller: &Caller,
    posts: Vec<PostId>,
    act: impl Fn(&Acting<'_>, usize, PostId, &mut PlanOutcome) -> Result<Left> + Send + 'static,
) -> Result<PlanDone> {
    if posts.len() > MOST {
        return Err(Error::invalid("post_ids", format!("Choose {MOST} posts at most.")));
    }
    let (env, by) = (Arc::clone(&api.env), caller.person);
    let (outcomes, done) = api.db.write(move |tx| {
        let calendar = Calendar::read(tx, env.now())?;
        let acting = Acting { tx, env: &env, by, calendar: &calendar, many: posts.len() > 1 };
        let (mut outcomes, mut done) = (Vec::new(), Vec::new());
        for (index, post) in posts.iter().enumerate() {
            let before = Was::of(tx, *post)?;
            let was_signed = gate::valid_approval(tx, *post)?.is_some();
            let mut told = outcome(tx, &calendar, *post)?;
            let left = match before.discarded {
                true => Some("Somebody put this post away meanwhile.".to_owned()),
                false => act(&acting, index, *post, &mut told)?,
            };
            let now = outcome(tx, &calendar, *post)?;
            if left.is_none() {
                done.push(Done { post: *post, before, after: Was::of(tx, *post)? });
            }
            let kept = gate::valid_approval(tx, *post)?.is_some();
            outcomes.push(PlanOutcome {
                refused: left,
                issues: told.issues,
                signature_kept: was_signed.then_some(kept),
                ..now
            });
        }
        for (outcome, done) in outcomes.iter_mut().filter(|it| it.refused.is_none()).zip(&done) {
            if done.before.moved(&done.after) {
                outcome.issues.extend(calendar.clash(tx, done.post)?);
            }
        }
        Ok::<_, Error>((outcomes, done))
    })?;
    api.dispatcher.wake();
    Ok(PlanDone { outcomes, undo: api.undos.keep(&api.env, caller.person, done) })
}

/// A post's place as it is told after an act.
pub(super) fn outcome(tx: &Tx<'_>, calendar: &Calendar, post: PostId) -> Result<PlanOutcome> {
    let stored = schedule::plan(tx, post)?;
    Ok(PlanOutcome {
        post_id: post,
        title: draft::title(&draft::head(tx, post)?.content),
        cell: stored.as_ref().map(|stored| calendar.cell(stored.due)),
        plan: stored.as_ref().map(|stored| plan(stored, calendar.now)),
        refused: None,
        issues: Vec::new(),
        signature_kept: None,
    })
}

/// Puts a post at a time, unless something refuses.
fn put(
    acting: &Acting<'_>,
    standing: &Standing,
    target: &Target,
    along: &[PostId],
    told: &mut PlanOutcome,
) -> Result<Left> {
    // Whoever moves a week means what is going out in it; what was called off is wanted again one by one.
    if acting.many && standing.called_off {
        return Ok(Some(
            "This post was called off, so it was left as it is. Move it by itself if it shall go out.".into(),
        ));
    }
    let issues = acting.calendar.judge(acting.tx, standing, target, along)?;
    if let Some(refused) = issues.iter().find(|issue| issue.refuses) {
        if refused.kind == PlanIssueKind::Policy
            && let Some(outside) = standing.policy.outside(acting.tx, target.plan.due, along)?
        {
            policy::refuse((acting.tx, acting.env, acting.by), &standing.head, &target.plan, &outside)?;
            let at = (target.plan.due, &acting.calendar.zone);
            return policy::sentence(acting.tx, acting.calendar, &standing.policy, &outside, at).map(Some);
        }
        return Ok(Some(refused.message.clone()));
    }
    schedule::put_plan(acting.tx, acting.env, acting.by, standing.head.id, &target.plan)?;
    gate::reopen(acting.tx, acting.env, standing.head.id)?;
    told.issues = issues;
    Ok(None)
}

pub(super) fn check(api: &Api, _: &Caller, asked: PlanCheck) -> Result<Vec<PlanVerdict>> {
    if asked.cells.len() > MOST {
        return Err(Error::invalid("cells", format!("Ask about {MOST} times at most.")));
    }
    api.db.read(|tx| {
        let calendar = Calendar::read(tx, api.env.now())?;
        let standing = calendar.standing(tx, asked.post_id)?;
        let mut verdicts = Vec::new();
        for cell in asked.cells {
            let issues = match calendar.at_cell(&standing, &cell) {
                Ok(target) => calendar.judge(tx, &standing, &target, &[])?,
                Err(issue) => vec![issue],
            };
            verdicts.push(PlanVerdict { cell, allowed: issues.iter().all(|issue| !issue.refuses), issues });
        }
        Ok(verdicts)
    })
}

pub(super) fn move_to(api: &Api, caller: &Caller, asked: PlanMove) -> Result<PlanDone> {
    let posts: Vec<PostId> = asked.moves.iter().map(|to| to.post_id).collect();
    let along = posts.clone();
    each(api, caller, posts, move |acting, index, post, told| {
        let standing = acting.calendar.standing(acting.tx, post)?;
        let Some(to) = asked.moves.get(index) else { return Ok(None) };
        let cell = super::types::PlanCell { date: to.date.clone(), time: to.time.clone() };
        match acting.calendar.at_cell(&standing, &cell) {
            Ok(target) => put(acting, &standing, &target, yet_to_move(&along, index), told),
            Err(issue) => Ok(Some(issue.message)),
        }
    })
}

/// Those that still stand where they leave: they are in nobody's way. One that moved, or was left, may be.
fn yet_to_move(posts: &[PostId], index: usize) -> &[PostId] {
    posts.get(index + 1..).unwrap_or_default()
}

pub(super) fn shift(api: &Api, caller: &Caller, asked: PlanShift) -> Result<PlanDone> {
    let (days, minutes, along) = (asked.days, asked.minutes, asked.post_ids.clone());
    each(api, caller, asked.post_ids, move |acting, index, post, told| {
        let standing = acting.calendar.standing(acting.tx, post)?;
        match acting.calendar.shifted(&standing, days, minutes) {
            Ok(target) => put(acting, &standing, &target, yet_to_move(&along, index), told),
            Err(issue) => Ok(Some(issue.message)),
        }
    })
}

pub(super) fn unplan(api: &Api, caller: &Caller, asked: PostRefs) -> Result<PlanDone> {
    each(api, caller, asked.post_ids, |acting, _, post, _| {
        if let Some(because) = fixed_because(acting.tx, post)? {
            return Ok(Some(because.to_owned()));
        }
        schedule::clear_plan(acting.tx, acting.env, acting.by, post)?;
        gate::reconsider(acting.tx, acting.env, post)?;
        Ok(None)
    })
}

pub(super) fn next_slot(api: &Api, caller: &Caller, asked: PostRefs) -> Result<PlanDone> {
    each(api, caller, asked.post_ids, |acting, _, post, told| {
        let standing = acting.calendar.standing(acting.tx, post)?;
        match next_free(acting.tx, acting.calendar, &standing.channel, &standing.policy, acting.calendar.now)? {
            Ok((_, at)) => match acting.calendar.at_cell(&standing, &acting.calendar.cell(at)) {
                Ok(target) => put(acting, &standing, &target, &[], told),
                Err(issue) => Ok(Some(issue.message)),
            },
            Err(none) => Ok(Some(none)),
        }
    })
}

fn set_held(api: &Api, caller: &Caller, asked: PostRefs, hold: bool) -> Result<PlanDone> {
    each(api, caller, asked.post_ids, move |acting, _, post, _| {
        use crate::model::ExecutionState as S;
        let state: Option<S> =
            acting.tx.one("SELECT state FROM delivery WHERE post_id = $1", crate::store::args![post], |row| {
                row.get("state")
            })?;
        let over = match state {
            None
            | Some(
                // What is on its way is held if it still can be: the gate looks again before anything is public.
                S::Running
                // What its platform keeps comes back.
                | S::AtPlatform
                | S::Held
                | S::Scheduled
                | S::Retrying
                | S::Failed
                | S::Missed
                | S::Expired
                | S::Cancelled
                | S::PartlyPosted,
            ) => None,
            Some(S::Posted | S::Processing | S::Removed) => Some("This post has gone out already."),
            Some(S::InDoubt | S::HandedOver) => draft::frozen_because(acting.tx, post)?,
        };
        if let Some(over) = over.filter(|_| hold) {
            return Ok(Some(over.to_owned()));
        }
        gate::hold_back(acting.tx, acting.env, acting.by, post, hold)?;
        Ok(None)
    })
}

pub(super) fn hold(api: &Api, caller: &Caller, asked: PostRefs) -> Result<PlanDone> {
    set_held(api, caller, asked, true)
}

pub(super) fn release(api: &Api, caller: &Caller, asked: PostRefs) -> Result<PlanDone> {
    set_held(api, caller, asked, false)
}

pub(super) fn put_away(api: &Api, caller: &Caller, asked: PostRefs) -> Result<PlanDone> {
    each(api, caller, asked.post_ids, |acting, _, post, _| {
        if let Some(because) = draft::frozen_because(acting.tx, post)? {
            return Ok(Some(because.to_owned()));
        }
        draft::discard(acting.tx, acting.env, acting.by, post)?;
        gate::reconsider(acting.tx, acting.env, post)?;
        Ok(None)
    })
}
