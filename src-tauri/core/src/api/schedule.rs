//! Use cases of scheduling: times, and the queue by day.

use std::sync::Arc;

use super::context::Api;
use super::place::{fixed_because, sign_in_ends};
use super::policy;
use super::types::{DisplayState, PlanResult, PlanSet, Post, PostRef, PostSummary, Queue, QueueDay, QueueRequest};
use super::undo::{Done, Was};
use super::views::{self, Which, here};
use super::when::{when, zone_or_utc};
use crate::clinic::{self, Caller};
use crate::draft;
use crate::error::{Error, ErrorCode, Result};
use crate::gate;
use crate::schedule;
use crate::store::args;

pub(super) fn set_plan(api: &Api, caller: &Caller, asked: PlanSet) -> Result<PlanResult> {
    let (env, by, post) = (Arc::clone(&api.env), caller.person, asked.post_id);
    let (result, done) = api.db.write(move |tx| {
        movable(tx, post)?;
        let before = Was::of(tx, post)?;
        let head = draft::head(tx, post)?;
        let zone = if asked.zone.trim().is_empty() {
            let own = clinic::channel(tx, head.channel)?.zone;
            own.map_or_else(|| clinic::profile(tx).map(|profile| profile.zone), Ok)?
        } else {
            asked.zone.trim().to_owned()
        };
        let was_signed = gate::valid_approval(tx, post)?.is_some();
        let (chosen, planned) = schedule::choose_plan(&env, &asked.date, &asked.time, &zone)?;
        if let Some(until) =
            draft::target(tx, post)?.and_then(|target| target.until).filter(|until| *until <= chosen.due)
        {
            let until = when(until, &here(tx)?.1);
            return Err(Error::invalid(
                "time",
                format!(
                    "{} takes this answer until {}, {}. Choose an earlier time.",
                    head.platform.name(),
                    until.day_label,
                    until.time
                ),
            ));
        }
        // A refusal is a decision: it is kept, so the transaction has to commit.
        if let Err(refusal) = policy::may_have((tx, &env, by), post, &chosen)? {
            return Ok(Err(refusal));
        }
        schedule::put_plan(tx, &env, by, post, &chosen)?;
        gate::reopen(tx, &env, post)?;
        let still_signed = gate::valid_approval(tx, post)?.is_some();
        let summary = views::summary(tx, env.now(), post)?;
        let plan = summary.plan.ok_or_else(|| Error::internal("a plan that was just set is not there"))?;
        let notice = if planned.comes_twice {
            Some(format!("The clocks go back that night, so {} comes twice. The first one is meant.", plan.due.time))
        } else {
            match same_minute(tx, post, planned.due)? {
                Some(conflict) => Some(conflict),
                None => match closed_then(tx, planned.due)? {
                    Some(closed) => Some(closed),
                    None => sign_in_ends(tx, &here(tx)?.1, &clinic::channel(tx, head.channel)?, planned.due)?,
                },
            }
        };
        let done = Done { post, before, after: Was::of(tx, post)? };
        Ok::<_, Error>(Ok((
            PlanResult { plan, signature_kept: was_signed.then_some(still_signed), notice, undo: None },
            done,
        )))
    })??;
    api.dispatcher.wake();
    Ok(PlanResult { undo: api.undos.keep(&api.env, by, vec![done]), ..result })
}

fn closed_then(tx: &crate::store::Tx<'_>, due: crate::model::Millis) -> Result<Option<String>> {
    let (_, zone) = here(tx)?;
    let day = zone.clock_at(due);
    Ok(schedule::closed(tx)?.on(day.wall()).map(|_| format!("The clinic is closed on {}.", day.day_label())))
}

fn same_minute(
    tx: &crate::store::Tx<'_>,
    post: crate::model::PostId,
    due: crate::model::Millis,
) -> Result<Option<String>> {
    let other: Option<i64> = tx.one(
        "SELECT 1 AS one FROM plan JOIN post AS other ON other.id = plan.post_id JOIN post AS this ON this.id = $1
         WHERE other.channel_id = this.channel_id AND other.id <> this.id AND plan.due_at = $2
           AND other.discarded_at IS NULL",
        args![post, due],
        |row| row.get("one"),
    )?;
    Ok(other
        .map(|_| "Another post goes out on this channel at the same minute. They go out one after the other.".into()))
}

/// What is public, or on its way, has no other time any more.
fn movable(tx: &crate::store::Tx<'_>, post: crate::model::PostId) -> Result<()> {
    fixed_because(tx, post)?.map_or(Ok(()), |because| Err(Error::refused(ErrorCode::Invalid, because)))
}

pub(super) fn clear_plan(api: &Api, caller: &Caller, which: PostRef) -> Result<Post> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        movable(tx, which.id)?;
        schedule::clear_plan(tx, &env, by, which.id)?;
        gate::reconsider(tx, &env, which.id)?;
        views::post(tx, &env, which.id)
    })
}

pub(super) fn queue(api: &Api, _: &Caller, asked: QueueRequest) -> Result<Queue> {
    api.db.read(|tx| {
        let (_, zone) = here(tx)?;
        let now = api.env.now();
        let today = zone.clock_at(now);
        let from = today.day_start();
        let mut queue = Queue { days: Vec::new(), unscheduled: Vec::new() };
        for post in views::summaries(tx, now, &Which::All)? {
            let Some(plan) = &post.plan else {
                queue.unscheduled.push(post);
                continue;
            };
            if plan.due.at < from && !asked.past && is_over(&post) {
                continue;
            }
            // A day is the clinic's day, whatever zone the post was planned in.
            let face = zone_or_utc(zone.name()).clock_at(plan.due.at);
            let date = face.date();
            match queue.days.last_mut() {
                Some(day) if day.date == date => day.posts.push(post),
                Some(_) | None => queue.days.push(QueueDay {
                    today: date == today.date(),
                    label: face.long_day_label(),
                    date,
                    posts: vec![post],
                }),
            }
        }
        Ok(queue)
    })
}

fn is_over(post: &PostSummary) -> bool {
    matches!(
        post.state,
        DisplayState::Posted | DisplayState::Cancelled | DisplayState::Removed | DisplayState::Rejected
    )
}
