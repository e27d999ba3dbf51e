//! Use cases of the clinic's own rules: what they are, what is planned outside of them, and the next time that they let a
//! post out.
//!
//! Invariant: a time that the rules refuse is refused in one place, here, with the rule's sentence and the next free time, and
//! the refusal is on record under the post's own number. Changing a rule moves no post and voids no signature.

use std::sync::Arc;

use super::context::Api;
use super::place::{Calendar, Standing};
use super::types::{ChannelPace, PolicyNext, PolicyOutside, PolicyRules, PolicyWindow, RepeatRules, When, WordLists};
use super::when::{when, zone_or_utc};
use crate::audit::{self, Action, Actor, Entry};
use crate::clinic::{self, Caller, WordRules};
use crate::draft::{self, Head};
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::gate::{self, Policy};
use crate::model::zone::{WallTime, Zone};
use crate::model::{ChannelId, Millis, PersonId, PostId};
use crate::schedule::PlanRow;
use crate::schedule::policy::{self, Outside, Pace, Repeats, Rule, Window};
use crate::store::{Tx, args};

/// How many planned posts are looked at for what the rules will hold.
const LOOKED_AT: usize = 300;

pub(super) fn get(api: &Api, _: &Caller, (): ()) -> Result<PolicyRules> {
    api.db.read(|tx| told(tx, api.env.now()))
}

pub(super) fn set_pace(api: &Api, caller: &Caller, asked: ChannelPace) -> Result<PolicyRules> {
    let windows = asked.windows.iter().map(window).collect::<Result<Vec<_>>>()?;
    let pace = Pace { windows, most_a_day: asked.most_a_day, gap_minutes: asked.gap_minutes };
    changed(api, caller, move |tx, env, by| {
        let channel = clinic::channel(tx, asked.channel_id)?;
        policy::set_pace(tx, env, by, channel.id, &pace)
    })
}

pub(super) fn set_repeats(api: &Api, caller: &Caller, asked: RepeatRules) -> Result<PolicyRules> {
    let repeats = Repeats { same_days: asked.same_days, across_days: asked.across_days, near: asked.near };
    changed(api, caller, move |tx, env, by| policy::set_repeats(tx, env, by, repeats))
}

pub(super) fn set_words(api: &Api, caller: &Caller, asked: WordLists) -> Result<PolicyRules> {
    let rules = WordRules::read(&asked.denied, &asked.allowed, &asked.denied_hosts, &asked.allowed_hosts)?;
    changed(api, caller, move |tx, env, by| clinic::set_word_rules(tx, env, by, &rules))
}

fn changed(
    api: &Api,
    caller: &Caller,
    set: impl Fn(&Tx<'_>, &Env, PersonId) -> Result<()> + Send + 'static,
) -> Result<PolicyRules> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        set(tx, &env, by)?;
        gate::reconsider_held(tx, &env)
    })?;
    api.dispatcher.wake();
    // What is planned against the rules is looked through while others may write.
    api.db.read(|tx| told(tx, api.env.now()))
}

pub(super) fn next(api: &Api, _: &Caller, asked: PolicyNext) -> Result<When> {
    api.db.read(|tx| {
        let calendar = Calendar::read(tx, api.env.now())?;
        let standing = calendar.standing(tx, asked.post_id)?;
        let zone = match asked.zone.trim() {
            "" => standing.zone.clone(),
            name => Zone::named(name).map_err(|refused| Error::invalid("zone", refused.to_string()))?,
        };
        let after = if asked.date.trim().is_empty() {
            calendar.now
        } else {
            let wall = WallTime::parse(&asked.date, &asked.time).and_then(|wall| zone.resolve(wall));
            wall.map_err(|refused| Error::invalid("time", refused.to_string()))?.at.max(calendar.now)
        };
        match standing.policy.next_free(tx, &calendar.closed, after)? {
            Some(at) => Ok(when(at, &zone)),
            None => Err(Error::invalid("time", NOTHING_FREE)),
        }
    })
}

const NOTHING_FREE: &str = "The clinic's rules let this post out at no time within a year.";

/// Refuses a time that the rules do not let a post have, and has that on record.
pub(super) fn refuse(
    (tx, env, by): (&Tx<'_>, &Env, PersonId),
    head: &Head,
    target: &PlanRow,
    outside: &Outside,
) -> Result<()> {
    let entry = Entry::denied(Actor::Person(by), Action::PlanSet, outside.rule.word())
        .about(head.id, head.correlation)
        .fact("wall", &target.wall)
        .fact("zone", &target.zone);
    audit::record(tx, env, &entry)?;
    Ok(())
}

/// Why the rules refuse a time, and which one they would let the post have, on the clock in `zone`.
pub(super) fn sentence(
    tx: &Tx<'_>,
    calendar: &Calendar,
    rules: &Policy,
    outside: &Outside,
    (from, zone): (Millis, &Zone),
) -> Result<String> {
    let offer = match outside.rule {
        Rule::Word | Rule::Link => return Ok(outside.message.clone()),
        Rule::Hours | Rule::DayFull | Rule::TooSoon | Rule::SameText | Rule::NearText | Rule::CrossPost => {
            match rules.next_free(tx, &calendar.closed, from.max(calendar.now))? {
                Some(at) => {
                    let face = zone.clock_at(at);
                    format!("The next free time is {}, {}.", face.day_label(), face.time())
                }
                None => NOTHING_FREE.to_owned(),
            }
        }
    };
    Ok(format!("{} {offer}", outside.message))
}

/// The same as an answer to whoever chose one time for one post.
pub(super) fn refusal(
    tx: &Tx<'_>,
    calendar: &Calendar,
    standing: &Standing,
    outside: &Outside,
    target: &PlanRow,
) -> Result<Error> {
    let zone = zone_or_utc(&target.zone);
    let sentence = sentence(tx, calendar, &standing.policy, outside, (target.due, &zone))?;
    Ok(Error::refused(ErrorCode::OutsidePolicy, sentence).with(|refusal| {
        refusal.field = Some("time");
        refusal.correlation_id = Some(standing.head.correlation);
    }))
}

fn told(tx: &Tx<'_>, now: Millis) -> Result<PolicyRules> {
    let mut channels = Vec::new();
    for channel in clinic::channels(tx)? {
        let pace = policy::pace(tx, channel.id)?;
        channels.push(ChannelPace {
            channel_id: channel.id,
            windows: pace.windows.iter().map(shown).collect(),
            most_a_day: pace.most_a_day,
            gap_minutes: pace.gap_minutes,
        });
    }
    let (repeats, words) = (policy::repeats(tx)?, clinic::word_rules(tx)?);
    let any_pace =
        channels.iter().any(|pace| !pace.windows.is_empty() || pace.most_a_day.is_some() || pace.gap_minutes.is_some());
    let any = any_pace || repeats.reach().is_some() || !words.is_empty();
    let (outside, outside_more) = if any { outside(tx, now)? } else { (Vec::new(), false) };
    Ok(PolicyRules {
        channels,
        repeats: RepeatRules { same_days: repeats.same_days, across_days: repeats.across_days, near: repeats.near },
        words: WordLists {
            denied: words.denied.into_iter().collect(),
            allowed: words.allowed.into_iter().collect(),
            denied_hosts: words.denied_hosts.into_iter().collect(),
            allowed_hosts: words.allowed_hosts.into_iter().collect(),
        },
        outside,
        outside_more,
    })
}

/// What is planned from now on and will be held, and whether more is planned than was looked at.
pub(super) fn outside(tx: &Tx<'_>, now: Millis) -> Result<(Vec<PolicyOutside>, bool)> {
    let planned = tx.all(
        "SELECT post.id, post.channel_id, plan.due_at FROM plan CROSS JOIN post ON post.id = plan.post_id
         LEFT JOIN delivery ON delivery.post_id = post.id
         WHERE plan.due_at >= $1 AND post.discarded_at IS NULL AND post.review <> 'rejected'
           AND coalesce(delivery.state, 'held') IN ('held', 'scheduled', 'retrying')
         ORDER BY plan.due_at LIMIT $2",
        args![now, i64::try_from(LOOKED_AT + 1).unwrap_or(i64::MAX)],
        |row| {
            Ok::<_, Error>((
                row.get::<PostId>("id")?,
                row.get::<ChannelId>("channel_id")?,
                row.get::<Millis>("due_at")?,
            ))
        },
    )?;
    let zone = zone_or_utc(&clinic::profile(tx)?.zone);
    let mut outside = Vec::new();
    for (post, channel, due) in planned.iter().take(LOOKED_AT) {
        let (head, channel) = (draft::head(tx, *post)?, clinic::channel(tx, *channel)?);
        if let Some(why) = Policy::of_post(tx, &head, &channel)?.will_hold(tx, *due)? {
            outside.push(PolicyOutside {
                post_id: *post,
                title: draft::title(&head.content),
                channel_name: channel.name,
                due: when(*due, &zone),
                why: why.message,
            });
        }
    }
    Ok((outside, planned.len() > LOOKED_AT))
}

pub(super) fn window(asked: &PolicyWindow) -> Result<Window> {
    let no_time = |text: &str| {
        Error::invalid("windows", format!("“{text}” is no time. Write it as 09:00; 24:00 is the end of the day."))
    };
    // Any day will do to read a time by.
    let minute = |text: &str| WallTime::parse("2026-11-16", text).map(WallTime::minute).map_err(|_| no_time(text));
    let closes = if asked.until.trim() == "24:00" { 1440 } else { minute(&asked.until)? };
    Ok(Window { weekday: asked.weekday, opens: minute(&asked.from)?, closes })
}

pub(super) fn shown(window: &Window) -> PolicyWindow {
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    PolicyWindow { weekday: window.weekday, from: clock(window.opens), until: clock(window.closes) }
}

/// Whether a person may give a post this time; otherwise the refusal, which is on record by then.
pub(super) fn may_have(
    (tx, env, by): (&Tx<'_>, &Env, PersonId),
    post: PostId,
    target: &PlanRow,
) -> Result<std::result::Result<(), Error>> {
    let calendar = Calendar::read(tx, env.now())?;
    let standing = calendar.standing(tx, post)?;
    let Some(outside) = standing.policy.outside(tx, target.due, &[])? else { return Ok(Ok(())) };
    refuse((tx, env, by), &standing.head, target, &outside)?;
    Ok(Err(refusal(tx, &calendar, &standing, &outside, target)?))
}

/// A time of a channel that the rules of its pace let anything have.
pub(super) fn is_free(tx: &Tx<'_>, rules: &Policy, at: Millis) -> Result<bool> {
    Ok(rules.outside(tx, at, &[])?.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_read_and_shown_on_the_clock() {
        let asked = |from: &str, until: &str| PolicyWindow { weekday: 1, from: from.into(), until: until.into() };
        let read = window(&asked("09:05", "24:00")).unwrap();
        assert_eq!((read.opens, read.closes), (545, 1440));
        assert_eq!((shown(&read).from, shown(&read).until), ("09:05".to_owned(), "24:00".to_owned()));
        for (from, until) in [("9 am", "17:00"), ("09:00", "25:00"), ("24:00", "24:00"), ("", "")] {
            assert!(window(&asked(from, until)).is_err(), "{from} {until}");
        }
    }
}
