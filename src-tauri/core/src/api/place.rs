//! Where a post may be put: what there is to say about a time before anything is moved, and for whoever moves it.
//!
//! Invariant: the check before the drop and the move itself ask the same questions here, so they can't disagree but by
//! what changed in between.

use super::types::{PlanCell, PlanIssue, PlanIssueKind};
use super::when::{clinic_zone, zone_or_utc};
use crate::clinic::{self, ChannelRow, ChannelWay};
use crate::draft::{self, Head};
use crate::error::{Error, Result};
use crate::gate::{self, Policy};
use crate::model::zone::{TimeRefused, WallTime, Zone};
use crate::model::{ExecutionState, Millis, PostId};
use crate::schedule::{self, Closed, PlanRow};
use crate::store::{Tx, args};

/// The clinic's calendar at this moment.
pub(super) struct Calendar {
    pub(super) zone: Zone,
    pub(super) closed: Closed,
    pub(super) now: Millis,
}

/// A post as far as its place goes.
pub(super) struct Standing {
    pub(super) head: Head,
    pub(super) channel: ChannelRow,
    pub(super) plan: Option<PlanRow>,
    fixed: Option<&'static str>,
    /// Whether somebody said that it, or the rest of it, is not to go out.
    pub(super) called_off: bool,
    window: Option<(Millis, Millis)>,
    pub(super) zone: Zone,
    /// The clinic's own rules for it.
    pub(super) policy: Policy,
}

/// A time that a post could have.
pub(super) struct Target {
    pub(super) plan: PlanRow,
    twice: bool,
}

impl Calendar {
    pub(super) fn read(tx: &Tx<'_>, now: Millis) -> Result<Self> {
        Ok(Self { zone: clinic_zone(&clinic::profile(tx)?), closed: schedule::closed(tx)?, now })
    }

    pub(super) fn standing(&self, tx: &Tx<'_>, post: PostId) -> Result<Standing> {
        let head = draft::head(tx, post)?;
        if head.discarded {
            return Err(Error::not_found("post"));
        }
        let (channel, plan) = (clinic::channel(tx, head.channel)?, schedule::plan(tx, post)?);
        let own = plan.as_ref().map(|plan| plan.zone.clone()).or_else(|| channel.zone.clone());
        let signed = gate::valid_approval(tx, post)?;
        Ok(Standing {
            fixed: fixed_because(tx, post)?,
            called_off: called_off(tx, post)?,
            window: signed.map(|(_, manifest)| (manifest.body.not_before, manifest.body.not_after)),
            policy: Policy::of_post(tx, &head, &channel)?,
            zone: own.map_or_else(|| self.zone.clone(), |name| zone_or_utc(&name)),
            head,
            channel,
            plan,
        })
    }

    /// A square of the clinic's calendar as a time on the post's own clock.
    pub(super) fn at_cell(&self, standing: &Standing, cell: &PlanCell) -> Result<Target, PlanIssue> {
        let wall = WallTime::parse(&cell.date, &cell.time).map_err(|why| gap(&why))?;
        let here = self.zone.resolve(wall).map_err(|why| gap(&why))?;
        if standing.zone == self.zone {
            return Ok(Target { plan: row(wall, &self.zone, here.at), twice: here.comes_twice });
        }
        let own = standing.zone.clock_at(here.at).wall();
        let there = standing.zone.resolve(own).map_err(|why| gap(&why))?;
        Ok(Target { plan: row(own, &standing.zone, there.at), twice: here.comes_twice || there.comes_twice })
    }

    /// The post's own clock, so many days and minutes on.
    pub(super) fn shifted(&self, standing: &Standing, days: i32, minutes: i32) -> Result<Target, PlanIssue> {
        let Some(plan) = &standing.plan else {
            return Err(refusal(
                PlanIssueKind::Fixed,
                "This post has no time yet, so there is nothing to shift.".into(),
            ));
        };
        let moved = WallTime::from_stored(&plan.wall).and_then(|wall| wall.shifted(days, minutes));
        let resolved = moved.and_then(|wall| Ok((wall, standing.zone.resolve(wall)?))).map_err(|why| gap(&why))?;
        Ok(Target { plan: row(resolved.0, &standing.zone, resolved.1.at), twice: resolved.1.comes_twice })
    }

    /// What there is to say about a time for a post. The posts that move along with it are in nobody's way.
    pub(super) fn judge(
        &self,
        tx: &Tx<'_>,
        standing: &Standing,
        target: &Target,
        along: &[PostId],
    ) -> Result<Vec<PlanIssue>> {
        let due = target.plan.due;
        let mut issues = Vec::new();
        if let Some(because) = standing.fixed {
            issues.push(refusal(PlanIssueKind::Fixed, because.to_owned()));
        }
        if standing.plan.as_ref().is_some_and(|plan| plan.due == due) {
            return Ok(issues);
        }
        if due.plus(Millis::MINUTE) <= self.now {
            let now = self.zone.clock_at(self.now);
            let message = format!("This time has passed. It is {} on {} now.", now.time(), now.day_label());
            issues.push(refusal(PlanIssueKind::Past, message));
        }
        if standing.called_off {
            let message = "This post was called off. With a new time it goes out after all.".to_owned();
            issues.push(note(PlanIssueKind::CalledOff, message));
        }
        if let Some(title) = in_the_way(tx, standing, due, along)? {
            let (time, channel) = (self.zone.clock_at(due).time(), &standing.channel.account_name);
            let message = format!("“{title}” goes out on {channel} at {time} already. Choose another minute.");
            issues.push(refusal(PlanIssueKind::Conflict, message));
        }
        if let Some(outside) = standing.policy.outside(tx, due, along)? {
            issues.push(refusal(PlanIssueKind::Policy, outside.message));
        }
        let day = self.zone.clock_at(due);
        if let Some(label) = self.closed.on(day.wall()) {
            let message = match label {
                "" => {
                    format!("The clinic is closed on {}s.", day.long_day_label().split(' ').next().unwrap_or_default())
                }
                label => format!("The clinic is closed on {}: {label}.", day.day_label()),
            };
            issues.push(note(PlanIssueKind::Closed, message));
        }
        if let Some(message) = sign_in_ends(tx, &self.zone, &standing.channel, due)? {
            issues.push(note(PlanIssueKind::SignInEnds, message));
        }
        if let Some((from, to)) = standing.window.filter(|(from, to)| !(*from..=*to).contains(&due)) {
            let (from, to) = (self.zone.clock_at(from).day_label(), self.zone.clock_at(to).day_label());
            let message =
                format!("The signature counts from {from} to {to}. Here the post waits for the doctor again.");
            issues.push(note(PlanIssueKind::OutsideWindow, message));
        }
        if target.twice {
            let message =
                format!("The clocks go back that night, so {} comes twice. The first one is meant.", day.time());
            issues.push(note(PlanIssueKind::Twice, message));
        }
        Ok(issues)
    }

    /// What another post at its very minute says of a post that was moved: one that had to stay, or that moved along.
    pub(super) fn clash(&self, tx: &Tx<'_>, post: PostId) -> Result<Option<PlanIssue>> {
        let standing = self.standing(tx, post)?;
        let Some(plan) = &standing.plan else { return Ok(None) };
        let other = in_the_way(tx, &standing, plan.due, &[])?;
        Ok(other.map(|title| note(PlanIssueKind::Conflict, format!("“{title}” goes out at this minute as well."))))
    }

    /// An instant as a square of the clinic's calendar.
    pub(super) fn cell(&self, at: Millis) -> PlanCell {
        let face = self.zone.clock_at(at);
        PlanCell { date: face.date(), time: face.time() }
    }
}

/// What there is to say about a time after a channel's sign-in has ended.
pub(super) fn sign_in_ends(tx: &Tx<'_>, zone: &Zone, channel: &ChannelRow, due: Millis) -> Result<Option<String>> {
    if channel.way == ChannelWay::ByHand {
        return Ok(None);
    }
    let token = clinic::token(tx, channel.id)?.filter(|token| token.renew_at.is_none());
    let end = token.and_then(|token| token.ends_at).filter(|end| *end <= due);
    Ok(end.map(|end| {
        let (name, day) = (&channel.name, zone.clock_at(end).day_label());
        format!(
            "The sign-in of {name} ends on {day}, before this time. Sign in again by then, or this post can't go out."
        )
    }))
}

/// Why a post has no other time any more, if it has none. What is partly public may send its rest at another time.
pub(super) fn fixed_because(tx: &Tx<'_>, post: PostId) -> Result<Option<&'static str>> {
    let because = draft::frozen_because(tx, post)?;
    if because.is_none() {
        return Ok(None);
    }
    let state: Option<ExecutionState> =
        tx.one("SELECT state FROM delivery WHERE post_id = $1", args![post], |row| row.get("state"))?;
    // What its platform keeps comes back, and is handed over anew for its new time.
    Ok(because.filter(|_| !matches!(state, Some(ExecutionState::PartlyPosted | ExecutionState::AtPlatform))))
}

/// Whether somebody said that a post, or the rest of it, is not to go out.
fn called_off(tx: &Tx<'_>, post: PostId) -> Result<bool> {
    let said: Option<i64> = tx.one(
        "SELECT 1 AS one FROM delivery WHERE post_id = $1 AND (state = 'cancelled' OR rest_dropped_at IS NOT NULL)",
        args![post],
        |row| row.get("one"),
    )?;
    Ok(said.is_some())
}

/// The first words of another post that goes out on the channel at this minute.
fn in_the_way(tx: &Tx<'_>, standing: &Standing, due: Millis, along: &[PostId]) -> Result<Option<String>> {
    let others = tx.all(
        "SELECT post.id FROM plan JOIN post ON post.id = plan.post_id
         LEFT JOIN delivery ON delivery.post_id = post.id
         WHERE plan.due_at >= $1 AND plan.due_at < $2 AND post.channel_id = $3 AND post.discarded_at IS NULL
           AND coalesce(delivery.state, 'held') NOT IN ('cancelled', 'removed')
         ORDER BY post.id",
        args![due, due.plus(Millis::MINUTE), standing.head.channel],
        |row| row.get::<PostId>("id").map_err(Error::from),
    )?;
    match others.into_iter().find(|other| *other != standing.head.id && !along.contains(other)) {
        Some(other) => Ok(Some(draft::title(&draft::head(tx, other)?.content))),
        None => Ok(None),
    }
}

fn row(wall: WallTime, zone: &Zone, due: Millis) -> PlanRow {
    PlanRow { wall: wall.to_stored(), zone: zone.name().to_owned(), due }
}

fn gap(why: &TimeRefused) -> PlanIssue {
    refusal(PlanIssueKind::Gap, why.to_string())
}

const fn refusal(kind: PlanIssueKind, message: String) -> PlanIssue {
    PlanIssue { kind, refuses: true, message }
}

const fn note(kind: PlanIssueKind, message: String) -> PlanIssue {
    PlanIssue { kind, refuses: false, message }
}
