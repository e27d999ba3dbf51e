//! The clinic's own rules, asked of one post: when its time is chosen, when it is claimed, and again before it is made public.
//!
//! Invariant: all three ask here. Whoever chooses a time is judged by all that is planned beside it; the gate by what has gone
//! out or is on its way, in the very transaction that lets the next one go, so that two can't pass together where one may.
//! A post of which a part is public is finished: half a thread is worse than a late one. Messages are each a first sending, so
//! the channel's hours hold for every one of them. What the rules hold keeps its signature, and waits for a person.

use std::collections::BTreeSet;

use crate::check::{self, FindingCode};
use crate::clinic::{self, ChannelRow};
use crate::draft::{Fingerprint, Head};
use crate::error::{Error, Result};
use crate::model::zone::Zone;
use crate::model::{ChannelId, Millis, PostId};
use crate::schedule::Closed;
use crate::schedule::policy::{self, Breach, Moment, Other, Outside, Pace, Repeats, Rule, SLACK, Search};
use crate::store::{Tx, args};

use super::permit::Going;

/// How far ahead a free time is looked for.
const HORIZON: i64 = 366 * Millis::DAY;
/// A post goes out within the clinic's grace (twelve hours at most) of its planned time: what is read by the planned time
/// reaches so far on.
const BESIDE: i64 = 3 * Millis::DAY;

/// Which other posts count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Among {
    /// All that are planned and may go out, and all that went out.
    Planned,
    /// What went out, and what is planned to go out before.
    Earlier,
    /// What went out, is on its way, or is with its platform.
    Gone,
}

/// How much of a post is out already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begun {
    Not,
    Thread,
    Message,
}

/// The rules as they are for one channel, or for one post of it.
pub struct Policy {
    channel: ChannelRow,
    zone: Zone,
    clinic_zone: Zone,
    pace: Pace,
    repeats: Repeats,
    post: Option<PostId>,
    print: Option<Fingerprint>,
    forbidden: Option<Outside>,
    begun: Begun,
}

/// Another post of the channel.
struct Neighbour {
    post: PostId,
    other: Other,
    gone: bool,
}

/// Another post that says the same.
struct Same {
    post: PostId,
    other: Other,
    gone: bool,
    days: u32,
    rule: Rule,
    near: bool,
    channel: String,
}

impl Policy {
    /// The rules for a channel, whatever is posted there.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn of_channel(tx: &Tx<'_>, channel: &ChannelRow) -> Result<Self> {
        let clinic_zone = zone_or_utc(&clinic::profile(tx)?.zone);
        Ok(Self {
            zone: channel.zone.as_deref().map_or_else(|| clinic_zone.clone(), zone_or_utc),
            clinic_zone,
            pace: policy::pace(tx, channel.id)?,
            channel: channel.clone(),
            repeats: Repeats::default(),
            post: None,
            print: None,
            forbidden: None,
            begun: Begun::Not,
        })
    }

    /// The rules for a post as it stands.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn of_post(tx: &Tx<'_>, head: &Head, channel: &ChannelRow) -> Result<Self> {
        let mut policy = Self::of_channel(tx, channel)?;
        policy.post = Some(head.id);
        if head.answers.is_some() {
            // How often, when and how seldom the same is posted are rules for posts; nobody waits for an answer until Monday.
            policy.pace = Pace::default();
        }
        policy.begun = begun(tx, head.id, channel.platform.has_recipients())?;
        if policy.begun != Begun::Not {
            return Ok(policy);
        }
        let found = check::forbidden(&head.content, &clinic::word_rules(tx)?).into_iter().next();
        policy.forbidden = found.map(|found| Outside {
            rule: if found.code == FindingCode::ForbiddenLink { Rule::Link } else { Rule::Word },
            message: found.message,
        });
        // A template is said to every recipient in the same words.
        if !channel.platform.has_recipients() && head.answers.is_none() {
            policy.repeats = policy::repeats(tx)?;
            policy.print = policy.repeats.reach().and_then(|_| Fingerprint::of(&head.content));
        }
        Ok(policy)
    }

    /// Why a person may not choose this time, if so. The posts that move `along` are in nobody's way.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn outside(&self, tx: &Tx<'_>, at: Millis, along: &[PostId]) -> Result<Option<Outside>> {
        self.judge(tx, Moment::planned(at), Among::Planned, along)
    }

    /// Why a post that is planned for `due` will not go out, by the rules and by what is planned before it, if so.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn will_hold(&self, tx: &Tx<'_>, due: Millis) -> Result<Option<Outside>> {
        self.judge(tx, Moment::planned(due), Among::Earlier, &[])
    }

    /// The next time from `from` on that the rules let the post out and the clinic is open; none within a year, or whatever
    /// the time.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn next_free(&self, tx: &Tx<'_>, closed: &Closed, from: Millis) -> Result<Option<Millis>> {
        if self.forbidden.is_some() {
            return Ok(None);
        }
        let until = from.plus(HORIZON);
        let mut others: Vec<Other> =
            self.neighbours(tx, (from, until), Among::Planned, from, &[])?.into_iter().map(|it| it.other).collect();
        others.sort_by_key(|other| other.at);
        let same = self.same(tx, (from, until), Among::Planned, from, &[])?;
        let same: Vec<(Millis, u32)> = same.into_iter().map(|same| (same.other.at, same.days)).collect();
        let shut = |at: Millis| {
            let face = self.clinic_zone.clock_at(at);
            closed.on(face.wall())?;
            let next = face.wall().shifted(1, 0).and_then(|day| self.clinic_zone.day_start(&day.date()));
            Some(next.unwrap_or_else(|_| at.plus(Millis::DAY)))
        };
        let search = Search { pace: &self.pace, zone: &self.zone, others: &others, same: &same, shut: &shut };
        Ok(search.next(from, until))
    }

    fn judge(&self, tx: &Tx<'_>, moment: Moment, among: Among, along: &[PostId]) -> Result<Option<Outside>> {
        match self.begun {
            Begun::Thread => return Ok(None),
            Begun::Message => return Ok((!self.pace.is_open(&self.zone, moment.at)).then(|| self.hours(moment.at))),
            Begun::Not => {}
        }
        if let Some(forbidden) = &self.forbidden {
            return Ok(Some(forbidden.clone()));
        }
        if !self.pace.is_free() {
            let reach = (moment.at.min(moment.due), moment.at.max(moment.due));
            let others: Vec<Other> = self
                .neighbours(tx, reach, among, moment.due, along)?
                .into_iter()
                .map(|neighbour| neighbour.other)
                .collect();
            let slack = if among == Among::Gone { SLACK } else { 0 };
            if let Some(breach) = self.pace.breach(&self.zone, moment, &others, slack) {
                return Ok(Some(self.said(breach, moment.at)));
            }
        }
        let same = self.same(tx, (moment.at, moment.at), among, moment.due, along)?;
        let in_the_way =
            same.into_iter().find(|same| policy::days_between(&self.zone, moment.at, same.other.at) < same.days);
        Ok(in_the_way.map(|same| self.repeated(&same)))
    }

    /// The channel's other posts around a stretch of time.
    fn neighbours(
        &self,
        tx: &Tx<'_>,
        (from, to): (Millis, Millis),
        among: Among,
        due: Millis,
        along: &[PostId],
    ) -> Result<Vec<Neighbour>> {
        if self.pace.most_a_day.is_none() && self.pace.gap_minutes.is_none() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT post.id, plan.due_at, {BEGUN_AT} AS begun_at, coalesce(delivery.state, 'held') = 'at_platform' AS kept
             FROM plan CROSS JOIN post ON post.id = plan.post_id LEFT JOIN delivery ON delivery.post_id = post.id
             WHERE plan.due_at >= $1 AND plan.due_at < $2 AND post.channel_id = $3 AND {MAY_GO_OUT}"
        );
        let found = tx.all(&sql, args![from.plus(-BESIDE), to.plus(BESIDE), self.channel.id], |row| {
            let (other, gone) = other(row.get("due_at")?, row.get("begun_at")?, row.get("kept")?);
            Ok::<_, Error>(Neighbour { post: row.get("id")?, other, gone })
        })?;
        let counts = |it: &Neighbour| self.counts(it.post, it.other, it.gone, among, due, along);
        Ok(found.into_iter().filter(counts).collect())
    }

    /// The posts of the platform that say the same, around a stretch of time.
    fn same(
        &self,
        tx: &Tx<'_>,
        (from, to): (Millis, Millis),
        among: Among,
        due: Millis,
        along: &[PostId],
    ) -> Result<Vec<Same>> {
        let (Some(print), Some(days)) = (self.print, self.repeats.reach()) else { return Ok(Vec::new()) };
        let reach = i64::from(days) * Millis::DAY + BESIDE;
        let (from, to) = (from.plus(-reach), to.plus(reach));
        let mut found = Vec::new();
        for post in self.alike(tx, &print, (from, to))? {
            found.extend(self.says_it(tx, &print, post, (from, to))?);
        }
        found.retain(|it| self.counts(it.post, it.other, it.gone, among, due, along));
        found.sort_by_key(|it| (it.other.due, it.post));
        Ok(found)
    }

    /// The posts that may say the same, by their fingerprints alone: those that say the very same by index, and where the rule
    /// asks for what is near as well, those of the platform in their times' order, as they lie side by side.
    fn alike(&self, tx: &Tx<'_>, print: &Fingerprint, (from, to): (Millis, Millis)) -> Result<BTreeSet<PostId>> {
        let mut alike: BTreeSet<PostId> = tx
            .all(
                "SELECT post.id FROM fingerprint CROSS JOIN post ON post.head_revision = fingerprint.revision_id
                 WHERE fingerprint.same = $1",
                args![print.same],
                |row| row.get("id").map_err(Error::from),
            )?
            .into_iter()
            .collect();
        if self.repeats.near && print.near.is_some() {
            let near = tx.all(
                "SELECT post_id, near FROM planned_words WHERE platform = $1 AND due_at >= $2 AND due_at < $3",
                args![self.channel.platform, from, to],
                |row| {
                    let near = row.get::<i64>("near")?.cast_unsigned();
                    let alike = print.is_near_to(near);
                    Ok::<_, Error>(if alike { Some(row.get::<PostId>("post_id")?) } else { None })
                },
            )?;
            alike.extend(near.into_iter().flatten());
        }
        Ok(alike)
    }

    /// What a post says that may say the same, if it is in the way of this one.
    fn says_it(
        &self,
        tx: &Tx<'_>,
        print: &Fingerprint,
        post: PostId,
        (from, to): (Millis, Millis),
    ) -> Result<Option<Same>> {
        let sql = format!(
            "SELECT post.id, post.channel_id, channel.name, plan.due_at, fingerprint.same, fingerprint.near, {BEGUN_AT} AS begun_at,
                    coalesce(delivery.state, 'held') = 'at_platform' AS kept
             FROM plan CROSS JOIN post ON post.id = plan.post_id CROSS JOIN channel ON channel.id = post.channel_id
             CROSS JOIN fingerprint ON fingerprint.revision_id = post.head_revision
             LEFT JOIN delivery ON delivery.post_id = post.id
             WHERE plan.post_id = $1 AND plan.due_at >= $2 AND plan.due_at < $3 AND channel.platform = $4
               AND fingerprint.same IS NOT NULL AND {MAY_GO_OUT}"
        );
        let said = tx.one(&sql, args![post, from, to, self.channel.platform], |row| {
            let theirs =
                Fingerprint { same: row.get("same")?, near: row.get::<Option<i64>>("near")?.map(i64::cast_unsigned) };
            let (same, near) = (print.says_the_same(&theirs), print.is_near(&theirs));
            let here = row.get::<ChannelId>("channel_id")? == self.channel.id;
            let days = if here { self.repeats.same_days } else { self.repeats.across_days };
            let Some(days) = days.filter(|_| same || (near && self.repeats.near)) else { return Ok(None) };
            let (other, gone) = other(row.get("due_at")?, row.get("begun_at")?, row.get("kept")?);
            let rule = match (here, same) {
                (true, true) => Rule::SameText,
                (true, false) => Rule::NearText,
                (false, _) => Rule::CrossPost,
            };
            let same = Same { post: row.get("id")?, other, gone, days, rule, near: !same, channel: row.get("name")? };
            Ok::<_, Error>(Some(same))
        })?;
        Ok(said.flatten())
    }

    fn counts(&self, post: PostId, other: Other, gone: bool, among: Among, due: Millis, along: &[PostId]) -> bool {
        if Some(post) == self.post || along.contains(&post) {
            return false;
        }
        match among {
            Among::Planned => true,
            Among::Earlier => gone || (other.due, Some(post)) < (due, self.post),
            Among::Gone => gone,
        }
    }

    fn said(&self, breach: Breach, at: Millis) -> Outside {
        let name = &self.channel.name;
        match breach {
            Breach::Hours => self.hours(at),
            Breach::Full(there) => {
                let day = self.zone.clock_at(at).day_label();
                let posts = if there == 1 { "1 post".to_owned() } else { format!("{there} posts") };
                let most = self.pace.most_a_day.unwrap_or(there);
                let message = format!("{name} has {posts} on {day} already, and the clinic's rule is {most} a day.");
                Outside { rule: Rule::DayFull, message }
            }
            Breach::TooSoon(other) => {
                let (time, gap) = (self.clock(other), self.pace.gap_minutes.unwrap_or_default());
                let message = format!(
                    "{name} has another post at {time}, and the clinic's rule is {} between two.",
                    minutes(gap)
                );
                Outside { rule: Rule::TooSoon, message }
            }
        }
    }

    fn hours(&self, at: Millis) -> Outside {
        let (name, face) = (&self.channel.name, self.zone.clock_at(at));
        let weekday = face.wall().weekday();
        let day = face.long_day_label();
        let day = day.split(' ').next().unwrap_or_default();
        let hours: Vec<String> = self
            .pace
            .windows
            .iter()
            .filter(|window| window.weekday == weekday)
            .map(|window| format!("from {} until {}", clock(window.opens), clock(window.closes)))
            .collect();
        let message = match hours.as_slice() {
            [] => format!("Outside the clinic's hours: {name} does not post on {day}s."),
            hours => format!(
                "Outside the clinic's hours: {name} posts on {day}s {}, and this is {}.",
                hours.join(" and "),
                self.clock(at)
            ),
        };
        Outside { rule: Rule::Hours, message }
    }

    fn repeated(&self, same: &Same) -> Outside {
        let (day, days) = (self.zone.clock_at(same.other.at).day_label(), same.days);
        let said = if same.near { "nearly the same" } else { "the same" };
        let tense = if same.gone { "said" } else { "says" };
        let days = if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
        let message = match same.rule {
            Rule::CrossPost => format!(
                "Another post {tense} {said} on {} on {day}, and the clinic's rule is {days} between channels of {}.",
                same.channel,
                self.channel.platform.name()
            ),
            Rule::SameText | Rule::NearText | Rule::Hours | Rule::DayFull | Rule::TooSoon | Rule::Word | Rule::Link => {
                format!(
                    "Another post of {} {tense} {said} on {day}, and the clinic's rule is {days} before it is said again.",
                    self.channel.name
                )
            }
        };
        Outside { rule: same.rule, message }
    }

    /// A time of the channel's clock, with its zone where that is not the clinic's.
    fn clock(&self, at: Millis) -> String {
        let time = self.zone.clock_at(at).time();
        if self.zone == self.clinic_zone { time } else { format!("{time} in {}", self.zone.name()) }
    }
}

/// Whether the rules let a post out at the gate.
pub(super) fn allows(
    tx: &Tx<'_>,
    now: Millis,
    (head, channel): (&Head, &ChannelRow),
    due: Millis,
    going: Going,
) -> Result<Option<Outside>> {
    let at = match going {
        // Claimed ahead, it goes out when it is due; late within the grace, it goes out now.
        Going::Now => now.max(due),
        Going::AtItsTime => due,
    };
    let outside = Policy::of_post(tx, head, channel)?.judge(tx, Moment { at, due }, Among::Gone, &[])?;
    Ok(outside.map(|outside| {
        let what_to_do = match outside.rule {
            Rule::Word | Rule::Link => "The doctor then signs it anew.",
            Rule::Hours | Rule::DayFull | Rule::TooSoon | Rule::SameText | Rule::NearText | Rule::CrossPost => {
                "Choose another time."
            }
        };
        Outside { message: format!("{} {what_to_do}", outside.message), ..outside }
    }))
}

/// When the first part of a delivery began to go out.
const BEGUN_AT: &str = "(SELECT part.commit_started_at FROM part WHERE part.delivery_id = delivery.id
        AND part.state IN ('committing', 'unknown', 'posted') AND part.commit_started_at IS NOT NULL ORDER BY part.ordinal LIMIT 1)";

/// Whether a planned post goes out at its time, or went out and is there: what is wanted again needs another time first.
const MAY_GO_OUT: &str =
    "post.answers IS NULL AND post.discarded_at IS NULL AND post.review <> 'rejected' AND delivery.take_down_at IS NULL
        AND coalesce(delivery.state, 'held') NOT IN ('cancelled', 'removed', 'failed', 'missed', 'expired')";

/// When another post goes out, and whether it did or is past our hands.
fn other(due: Millis, begun: Option<Millis>, kept: bool) -> (Other, bool) {
    // What a platform keeps was begun long before it becomes public.
    (Other { at: begun.map_or(due, |begun| begun.max(due)), due }, kept || begun.is_some())
}

fn begun(tx: &Tx<'_>, post: PostId, to_recipients: bool) -> Result<Begun> {
    let public: Option<i64> = tx.one(
        "SELECT 1 AS one FROM delivery CROSS JOIN part ON part.delivery_id = delivery.id
         WHERE delivery.post_id = $1 AND (part.state = 'posted' OR (part.state = 'unknown' AND $2)) LIMIT 1",
        args![post, to_recipients],
        |row| row.get("one"),
    )?;
    Ok(match (public, to_recipients) {
        (None, _) => Begun::Not,
        (Some(_), false) => Begun::Thread,
        (Some(_), true) => Begun::Message,
    })
}

fn zone_or_utc(name: &str) -> Zone {
    Zone::named(name).unwrap_or_else(|_| Zone::utc())
}

/// `09:00` of so many minutes from midnight.
fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn minutes(count: u32) -> String {
    match (count / 60, count % 60) {
        (0, 1) => "1 minute".to_owned(),
        (1, 0) => "1 hour".to_owned(),
        (hours, 0) => format!("{hours} hours"),
        _ => format!("{count} minutes"),
    }
}

#[cfg(test)]
mod tests;
