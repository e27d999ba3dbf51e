//! Use cases of alerts: what goes on, what the clinic wants to hear of, and the sentences in which it hears.
//!
//! Invariant: every sentence is made from a kind, a platform and numbers, and, in the window alone, what the clinic calls a channel. Nothing
//! that anybody wrote to it and nobody's name can get into one, for this file reads neither.

mod evidence;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::context::Api;
use super::types::{Alert, AlertChoices, AlertNumbers, AlertRule, AlertSettings, QuietTimes, Telling, TellingKind};
use super::views::here;
use super::when::when;
use crate::alert::{self, AlertKind, AlertRow, AlertRules, AlertWay, NumberRules, QuietHours};
use crate::clinic::{self, Caller};
use crate::error::{Error, Result};
use crate::model::zone::{WallTime, Zone};
use crate::model::{Millis, Platform, WorkspaceKind};
use crate::publish;
use crate::store::Tx;

/// Any day: of a clock's face only the minutes count.
const ANY_DAY: &str = "2026-01-01";
/// How long before an alert is raised a notice may have told of the same: an hour covers what has to go on for a while first.
const NOTICED_BEFORE: i64 = 60 * Millis::MINUTE;

pub(super) fn list(api: &Api, _: &Caller, (): ()) -> Result<Vec<Alert>> {
    api.db.read(|tx| {
        let (_, zone) = here(tx)?;
        alert::shown(tx)?.into_iter().map(|row| shown(tx, &zone, row)).collect()
    })
}

/// What goes on, but for what stands on Today in its own place: posts that need a decision, sign-ins, and what waits in the inbox.
pub(super) fn of_today(tx: &Tx<'_>, zone: &Zone) -> Result<Vec<Alert>> {
    let own_place = |kind: AlertKind| match kind {
        AlertKind::Emergency
        | AlertKind::EmergencyUnread
        | AlertKind::EmergencyUnanswered
        | AlertKind::AnswersLate
        | AlertKind::PostFailed
        | AlertKind::PostShownOtherwise
        | AlertKind::SignInEnded
        | AlertKind::SignInEnds => true,
        AlertKind::AdverseEvent
        | AlertKind::PostLate
        | AlertKind::GestureNotMade
        | AlertKind::QuotaNearlyUsed
        | AlertKind::ComplaintsRising
        | AlertKind::NotRead
        | AlertKind::PostUnseen
        | AlertKind::NumbersDropped
        | AlertKind::NumbersSpiked
        | AlertKind::EmailNotSent
        | AlertKind::SlackNotSent => false,
    };
    let mut going_on = alert::shown(tx)?;
    going_on.retain(|row| row.cleared.is_none() && !own_place(row.kind));
    going_on.into_iter().map(|row| shown(tx, zone, row)).collect()
}

fn shown(tx: &Tx<'_>, zone: &Zone, row: AlertRow) -> Result<Alert> {
    let Words { title, text, screen } = about_one(&row);
    let text = evidence::of(tx, &row)?.unwrap_or(text);
    // What a notice tells is told on this computer by that one.
    let noticed = match row.post.filter(|_| !row.kind.is_told(AlertWay::Desktop)) {
        Some(post) => publish::noticed(tx, post)?.filter(|at| *at >= row.raised.plus(-NOTICED_BEFORE)),
        None => None,
    };
    Ok(Alert {
        id: row.id,
        kind: row.kind,
        title,
        text,
        screen: screen.to_owned(),
        post_id: row.post,
        conversation_id: row.conversation,
        raised: when(row.raised, zone),
        cleared: row.cleared.map(|at| when(at, zone)),
        told: row.told.or(noticed).map(|at| when(at, zone)),
    })
}

pub(super) fn set_numbers(api: &Api, caller: &Caller, chosen: AlertNumbers) -> Result<AlertSettings> {
    let AlertNumbers { unseen_hours, spike_times, drop_times } = chosen;
    let (env, by) = (Arc::clone(&api.env), caller.person);
    let settings = api.db.write(move |tx| {
        alert::set_number_rules(tx, &env, by, NumberRules { unseen_hours, spike_times, drop_times })?;
        told(tx)
    })?;
    api.lookout.wake();
    Ok(settings)
}

pub(super) fn settings(api: &Api, _: &Caller, (): ()) -> Result<AlertSettings> {
    api.db.read(told)
}

pub(super) fn set(api: &Api, caller: &Caller, chosen: AlertChoices) -> Result<AlertSettings> {
    let quiet = chosen.quiet.as_ref().map(quiet_hours).transpose()?;
    let (env, by) = (Arc::clone(&api.env), caller.person);
    let settings = api.db.write(move |tx| {
        let mut rules = AlertRules { quiet, ..alert::rules(tx)? };
        for choice in &chosen.rules {
            rules.wanted.retain(|(kind, _)| *kind != choice.kind);
            let ways = choice.ways.iter().filter(|way| choice.kind.fits(**way));
            rules.wanted.extend(ways.map(|way| (choice.kind, *way)));
        }
        alert::set_rules(tx, &env, by, &rules)?;
        told(tx)
    })?;
    api.lookout.wake();
    Ok(settings)
}

/// A time of the day as minutes from midnight.
pub(super) fn minute_of(field: &'static str, time: &str) -> Result<u16> {
    WallTime::parse(ANY_DAY, time).map(WallTime::minute).map_err(|_| Error::invalid(field, "Choose a time of the day."))
}

/// As [`minute_of`] reads it.
pub(super) fn clock_of(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn quiet_hours(typed: &QuietTimes) -> Result<QuietHours> {
    let (from, until) = (minute_of("from", &typed.from)?, minute_of("until", &typed.until)?);
    QuietHours::between(from, until).ok_or_else(|| {
        Error::invalid("until", "These hours would be the whole day. Choose another end, or turn quiet hours off.")
    })
}

fn told(tx: &Tx<'_>) -> Result<AlertSettings> {
    let rules = alert::rules(tx)?;
    let ways = |kind: AlertKind, wanted: &BTreeSet<(AlertKind, AlertWay)>| {
        AlertWay::ALL.iter().copied().filter(|way| wanted.contains(&(kind, *way))).collect()
    };
    let mut set_up = vec![AlertWay::Desktop];
    for way in [AlertWay::Email, AlertWay::Slack] {
        set_up.extend(alert::way(tx, way)?.map(|row| row.way));
    }
    let numbers = alert::number_rules(tx)?;
    Ok(AlertSettings {
        numbers: AlertNumbers {
            unseen_hours: numbers.unseen_hours,
            spike_times: numbers.spike_times,
            drop_times: numbers.drop_times,
        },
        set_up,
        quiet: rules.quiet.map(|quiet| QuietTimes { from: clock_of(quiet.from()), until: clock_of(quiet.until()) }),
        rules: AlertKind::ALL
            .iter()
            .copied()
            .map(|kind| {
                let (name, about) = named(kind);
                AlertRule {
                    kind,
                    name: name.to_owned(),
                    about: about.to_owned(),
                    ways: ways(kind, &rules.wanted),
                    always: AlertWay::ALL.iter().copied().filter(|way| kind.always(*way)).collect(),
                    fits: AlertWay::ALL.iter().copied().filter(|way| kind.fits(*way)).collect(),
                }
            })
            .collect(),
    })
}

/// What a kind is called, and when it is raised.
const fn named(kind: AlertKind) -> (&'static str, &'static str) {
    match kind {
        AlertKind::Emergency => {
            ("Emergency", "Somebody’s life may be at risk, and nobody answered. Told at once, also in quiet hours.")
        }
        AlertKind::EmergencyUnread => (
            "Emergency, unread",
            "An emergency that nobody has read in the time that an answer may take. Told at once, also in quiet hours.",
        ),
        AlertKind::EmergencyUnanswered => (
            "Emergency, unanswered",
            "An emergency that somebody read, and that nobody answered in the time that an answer may take. Told at once, also in quiet hours.",
        ),
        AlertKind::AdverseEvent => (
            "Side effect",
            "Somebody tells of a side effect, and no doctor has read it. Told on the same day, also in quiet hours that would last longer.",
        ),
        AlertKind::PostLate => {
            ("Late post", "A signed post’s time is over by two minutes, and nothing of it is public.")
        }
        AlertKind::PostFailed => (
            "Post not public",
            "A post was refused or missed, went out in part, could not be taken down, or for a quarter of an hour nobody has known whether it went out. A person has to decide.",
        ),
        AlertKind::PostShownOtherwise => (
            "Post shown otherwise",
            "A platform shows something else than was signed, or does not show a post any more.",
        ),
        AlertKind::GestureNotMade => {
            ("Action not done", "An action that somebody planned, such as a like, was refused or missed.")
        }
        AlertKind::SignInEnded => {
            ("Sign-in over", "Nothing goes out on a channel until somebody signs in there again.")
        }
        AlertKind::SignInEnds => ("Sign-in ending", "A channel’s sign-in ends within days, and nothing renews it."),
        AlertKind::QuotaNearlyUsed => {
            ("Allowance nearly used", "A channel has used nine tenths of what its platform allows.")
        }
        AlertKind::ComplaintsRising => {
            ("Complaints rising", "In a day, clearly more complaints on a channel than in its own four weeks before.")
        }
        AlertKind::NotRead => ("Inbox not read", "What people write on a channel could not be read for half an hour."),
        AlertKind::AnswersLate => {
            ("Answers late", "Somebody on a channel waits longer for an answer than the clinic wants.")
        }
        AlertKind::PostUnseen => {
            ("Post not seen", "Its platform says that nobody has seen a post, hours after it went out.")
        }
        AlertKind::NumbersDropped => {
            ("Seen far less", "A post of a day was seen far less than those before it on its channel at the same age.")
        }
        AlertKind::NumbersSpiked => {
            ("Seen far more", "A post was seen far more than those before it on its channel at the same age.")
        }
        AlertKind::EmailNotSent => ("Emails not sent", "Emails have not gone out for ten minutes."),
        AlertKind::SlackNotSent => ("Slack not reached", "Messages have not got through to Slack for ten minutes."),
    }
}

impl super::context::Api {
    /// What has to be told by a notification of what goes on, and was not yet: several of a kind as one. It is told from
    /// now on.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn take_alerts(&self) -> Result<Vec<Telling>> {
        let now = self.env.now();
        // A look costs nothing; only what is new is worth a commit.
        if !self.db.read(|tx| alert::anything_untold(tx, AlertWay::Desktop, now))? {
            return Ok(Vec::new());
        }
        let env = Arc::clone(&self.env);
        let (alerts, practice) = self.db.write(move |tx| {
            let practice = clinic::profile(tx)?.kind == WorkspaceKind::Practice;
            Ok::<_, Error>((alert::take_untold(tx, &env, AlertWay::Desktop)?, practice))
        })?;
        let mut by_kind: BTreeMap<AlertKind, Vec<AlertRow>> = BTreeMap::new();
        for alert in alerts {
            by_kind.entry(alert.kind).or_default().push(alert);
        }
        Ok(by_kind.into_iter().map(|(kind, alerts)| tell(kind, &alerts, practice)).collect())
    }
}

/// What alerts of one kind say together.
pub(super) fn about(kind: AlertKind, alerts: &[AlertRow]) -> Words {
    if let [only] = alerts { about_one(only) } else { about_several(kind, alerts) }
}

fn tell(kind: AlertKind, alerts: &[AlertRow], practice: bool) -> Telling {
    let one = if let [only] = alerts { Some(only) } else { None };
    let Words { title, text, screen } = about(kind, alerts);
    Telling {
        kind: TellingKind::Alert(kind),
        title: if practice { format!("Practice: {title}") } else { title },
        text,
        screen: screen.to_owned(),
        post_id: one.and_then(|alert| alert.post),
        conversation_id: one.and_then(|alert| alert.conversation),
    }
}

/// What an alert says, and the screen where something can be done about it.
pub(super) struct Words {
    pub(super) title: String,
    pub(super) text: String,
    screen: &'static str,
}

const fn screen(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::Emergency
        | AlertKind::EmergencyUnread
        | AlertKind::EmergencyUnanswered
        | AlertKind::AdverseEvent
        | AlertKind::ComplaintsRising
        | AlertKind::NotRead
        | AlertKind::GestureNotMade
        | AlertKind::AnswersLate => "inbox",
        AlertKind::PostLate
        | AlertKind::PostFailed
        | AlertKind::PostShownOtherwise
        | AlertKind::PostUnseen
        | AlertKind::NumbersDropped
        | AlertKind::NumbersSpiked => "today",
        AlertKind::SignInEnded
        | AlertKind::SignInEnds
        | AlertKind::QuotaNearlyUsed
        | AlertKind::EmailNotSent
        | AlertKind::SlackNotSent => "settings",
    }
}

fn about_one(alert: &AlertRow) -> Words {
    let on = alert.platform.map_or("a platform", Platform::name);
    let (title, text) = match alert.kind {
        AlertKind::Emergency => {
            (format!("Emergency on {on}"), "Somebody’s life may be at risk. Open the inbox and answer now.".to_owned())
        }
        AlertKind::EmergencyUnread => (
            format!("Nobody has read the emergency on {on}"),
            "It has been here for longer than an answer may take. Whoever may sign: open the inbox and answer now.".to_owned(),
        ),
        AlertKind::EmergencyUnanswered => (
            format!("Nobody has answered the emergency on {on}"),
            "Somebody read it, and it waits for longer than an answer may take. Whoever may sign: open the inbox and answer now.".to_owned(),
        ),
        AlertKind::AdverseEvent => (
            format!("A side effect is told of on {on}"),
            "A doctor has to read it today. It stands in the inbox.".to_owned(),
        ),
        AlertKind::PostLate => (
            format!("A post for {on} is late"),
            "Its time is over and nothing of it is public yet. Open it to see why.".to_owned(),
        ),
        AlertKind::PostFailed => (
            format!("A post for {on} needs somebody"),
            "It did not go out as it was planned, or could not be taken down. Open it to see why and to decide.".to_owned(),
        ),
        AlertKind::PostShownOtherwise => (
            format!("{on} shows a post otherwise"),
            "It shows something else than was signed, or does not show it any more. Open it to compare.".to_owned(),
        ),
        AlertKind::GestureNotMade => (
            format!("An action on {on} was not done"),
            "Somebody planned it, such as a like, and it was refused or missed. Open the inbox to see why.".to_owned(),
        ),
        AlertKind::SignInEnded => (
            format!("The sign-in at {on} is over"),
            "Nothing goes out there until somebody signs in again, under Settings, Channels.".to_owned(),
        ),
        AlertKind::SignInEnds => (
            format!("The sign-in at {on} ends soon"),
            "Sign in again before it does, under Settings, Channels.".to_owned(),
        ),
        AlertKind::QuotaNearlyUsed => (
            format!("{on} allows little more for now"),
            "Nine tenths of an allowance are used. What is left is kept for what is planned; the channel’s page shows it."
                .to_owned(),
        ),
        AlertKind::ComplaintsRising => (
            format!("More complaints on {on} than usual"),
            "Clearly more people complained in a day than used to. They stand in the inbox.".to_owned(),
        ),
        AlertKind::NotRead => (
            format!("What people write on {on} can’t be read"),
            format!("Nothing has come from there for half an hour, an emergency neither. The inbox says why; please look on {on} until then."),
        ),
        AlertKind::AnswersLate => (
            format!("Answers on {on} are late"),
            "Somebody waits longer than the clinic wants. The inbox shows them first.".to_owned(),
        ),
        AlertKind::PostUnseen => (
            format!("Nobody has seen a post on {on}"),
            "Its platform says so, hours after it went out. Open it to see whether it is shown there.".to_owned(),
        ),
        AlertKind::NumbersDropped => (
            format!("A post on {on} was seen far less than usual"),
            "It was held against the posts before it on its channel, at the same age. Open it to see its numbers.".to_owned(),
        ),
        AlertKind::NumbersSpiked => (
            format!("A post on {on} was seen far more than usual"),
            "It was held against the posts before it on its channel, at the same age. Look at what people answer.".to_owned(),
        ),
        AlertKind::EmailNotSent => (
            "Emails do not go out".to_owned(),
            "Nobody hears of alerts by email until they do. Settings, Alerts says why; please look at this laptop until then."
                .to_owned(),
        ),
        AlertKind::SlackNotSent => (
            "Messages do not reach Slack".to_owned(),
            "Nobody hears of alerts there until they do. Settings, Alerts says why; please look at this laptop until then."
                .to_owned(),
        ),
    };
    let screen = match (alert.kind, alert.post) {
        (
            AlertKind::PostLate
            | AlertKind::PostFailed
            | AlertKind::PostShownOtherwise
            | AlertKind::PostUnseen
            | AlertKind::NumbersDropped
            | AlertKind::NumbersSpiked,
            Some(_),
        ) => "compose",
        (kind, _) => screen(kind),
    };
    Words { title, text, screen }
}

fn about_several(kind: AlertKind, alerts: &[AlertRow]) -> Words {
    let platforms: BTreeSet<Platform> = alerts.iter().filter_map(|alert| alert.platform).collect();
    let names: Vec<&str> = platforms.into_iter().map(Platform::name).collect();
    let count = alerts.len();
    let title = match kind {
        AlertKind::Emergency => format!("{count} emergencies"),
        AlertKind::EmergencyUnread => format!("Nobody has read {count} emergencies"),
        AlertKind::EmergencyUnanswered => format!("Nobody has answered {count} emergencies"),
        AlertKind::AdverseEvent => format!("{count} people tell of side effects"),
        AlertKind::PostLate => format!("{count} posts are late"),
        AlertKind::PostFailed => format!("{count} posts need somebody"),
        AlertKind::PostShownOtherwise => format!("{count} posts are shown otherwise"),
        AlertKind::GestureNotMade => format!("{count} actions were not done"),
        AlertKind::SignInEnded => format!("{count} sign-ins are over"),
        AlertKind::SignInEnds => format!("{count} sign-ins end soon"),
        AlertKind::QuotaNearlyUsed => format!("{count} allowances are nearly used"),
        AlertKind::ComplaintsRising => format!("More complaints than usual on {count} channels"),
        AlertKind::NotRead => format!("What people write on {count} channels can’t be read"),
        AlertKind::AnswersLate => "Answers are late".to_owned(),
        AlertKind::PostUnseen => format!("Nobody has seen {count} posts"),
        AlertKind::NumbersDropped => format!("{count} posts were seen far less than usual"),
        AlertKind::NumbersSpiked => format!("{count} posts were seen far more than usual"),
        AlertKind::EmailNotSent => "Emails do not go out".to_owned(),
        AlertKind::SlackNotSent => "Messages do not reach Slack".to_owned(),
    };
    let text = if names.is_empty() { String::new() } else { format!("On {}.", names.join(", ")) };
    Words { title, text, screen: screen(kind) }
}

#[cfg(test)]
mod tests;
