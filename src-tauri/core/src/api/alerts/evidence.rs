//! What an alert about a post's numbers rests on: the number, in its platform's own word, and what it was held against.
//!
//! Invariant: it is shown in the window alone; it holds numbers, words of the program, and what the clinic calls a channel.

use crate::alert::{self, AlertKind, AlertRow};
use crate::clinic;
use crate::error::Result;
use crate::measure::{self, CountedAs, Unusual, headlines};
use crate::model::Platform;
use crate::store::Tx;

/// What a post came to, and what it is held against; none for what is about no number.
pub(super) fn of(tx: &Tx<'_>, alert: &AlertRow) -> Result<Option<String>> {
    let wanted = match alert.kind {
        AlertKind::NumbersDropped => Unusual::Drop,
        AlertKind::NumbersSpiked => Unusual::Spike,
        AlertKind::PostUnseen => return unseen(tx, alert),
        AlertKind::Emergency
        | AlertKind::EmergencyUnread
        | AlertKind::EmergencyUnanswered
        | AlertKind::AdverseEvent
        | AlertKind::PostLate
        | AlertKind::PostFailed
        | AlertKind::PostShownOtherwise
        | AlertKind::GestureNotMade
        | AlertKind::SignInEnded
        | AlertKind::SignInEnds
        | AlertKind::QuotaNearlyUsed
        | AlertKind::ComplaintsRising
        | AlertKind::NotRead
        | AlertKind::AnswersLate
        | AlertKind::EmailNotSent
        | AlertKind::SlackNotSent => return Ok(None),
    };
    let Some((post, channel)) = alert.post.zip(alert.channel) else { return Ok(None) };
    let rules = alert::number_rules(tx)?;
    let held = measure::held_of(tx, post)?;
    // Somebody may have chosen otherwise since; what it came to is the same.
    let one = held.iter().find(|it| it.is(rules.spike_times, rules.drop_times) == Some(wanted)).or(held.first());
    let Some(held) = one else { return Ok(None) };
    let channel = clinic::channel(tx, channel)?;
    Ok(Some(format!(
        "On {} it had {} of “{}” {} hours after it went out. The {} posts before it had {} at the same age: half of them more, half of them fewer.",
        channel.name,
        grouped(held.value),
        watched(channel.platform, held.form),
        held.age_hours,
        held.others,
        grouped(held.middle),
    )))
}

/// What a platform calls the number that is watched.
fn watched(platform: Platform, form: CountedAs) -> &'static str {
    headlines(platform, form).next().map_or("views", |definition| definition.name)
}

fn unseen(tx: &Tx<'_>, alert: &AlertRow) -> Result<Option<String>> {
    let Some((post, channel)) = alert.post.zip(alert.channel) else { return Ok(None) };
    let channel = clinic::channel(tx, channel)?;
    let form = measure::part_standings(tx, post)?.first().and_then(|standing| standing.form);
    let name = watched(channel.platform, form.unwrap_or(CountedAs::Post));
    Ok(Some(format!(
        "{} told 0 of “{name}” for it on {}, {} hours or more after it went out. Open it to see whether it is shown there.",
        channel.platform.name(),
        channel.name,
        alert::number_rules(tx)?.unseen_hours,
    )))
}

/// A number as people read it: `12,345`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}
