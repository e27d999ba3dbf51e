//! What insights say, in sentences.
//!
//! Invariant: a sentence tells what was counted, of how many posts and at which age, and nothing of why it is so.

use super::super::types::NumberPoint;
use crate::measure::Definition;
use crate::measure::insight::{Age, Compared, ENOUGH, LeftOut, Shows};
use crate::model::Platform;
use crate::model::zone::dated_label;

/// What is compared, for sentences about it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'d> {
    pub(super) definition: &'d Definition,
    pub(super) age: Age,
}

/// How many posts there are, and how many are wanted.
pub(super) fn wants(posts: usize) -> String {
    format!("Not enough posts yet: {posts} of {ENOUGH}.")
}

/// A count with a mark between thousands, or a span of time in milliseconds.
pub(super) fn amount(value: u64, is_time: bool) -> String {
    if !is_time {
        return grouped(value);
    }
    let seconds = value / 1_000;
    match (seconds / 3_600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds}.{} s", value % 1_000 / 100),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{} h {minutes} min", grouped(hours)),
    }
}

fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut written = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

fn many(posts: usize) -> String {
    if posts == 1 { "1 post".to_owned() } else { format!("{posts} posts") }
}

/// How much more or less a number became, in words.
fn change(older: u64, newer: u64) -> String {
    let percent = |part: u64, whole: u64| u128::from(part) * 100 / u128::from(whole);
    match (older, newer) {
        (older, newer) if older == newer => "as much".to_owned(),
        (0, _) => "more".to_owned(),
        (older, newer) if newer > older => match percent(newer - older, older) {
            0 => "less than 1 % more".to_owned(),
            part => format!("{part} % more"),
        },
        (older, newer) => match percent(older - newer, older) {
            0 => "less than 1 % less".to_owned(),
            part => format!("{part} % less"),
        },
    }
}

impl Said<'_> {
    fn amount(self, value: u64) -> String {
        amount(value, self.definition.metric.is_time())
    }

    /// What is looked at: the platform's own name for the number, and the age.
    fn looked_at(self) -> String {
        format!("{} {} after they went out", self.definition.name, self.age.name())
    }

    /// What is said of a group.
    pub(super) fn group(self, posts: usize, median: Option<u64>) -> String {
        match median {
            Some(median) => format!("Median {} of {}.", self.amount(median), many(posts)),
            None => wants(posts),
        }
    }

    pub(super) fn trend(self, older: (usize, u64), newer: (usize, u64), since: &str) -> String {
        format!(
            "{}: median {} of the {} since {}, and {} of the {} before. That is {}.",
            self.looked_at(),
            self.amount(newer.1),
            many(newer.0),
            dated_label(since),
            self.amount(older.1),
            many(older.0),
            change(older.1, newer.1)
        )
    }

    pub(super) fn trend_wants(self, older: usize, newer: usize, since: &str) -> String {
        format!(
            "Not enough posts yet for a trend: {} of {ENOUGH} before {since}, and {} of {ENOUGH} since.",
            older.min(ENOUGH),
            newer.min(ENOUGH),
            since = dated_label(since)
        )
    }

    pub(super) fn edge(self, named: &[&Compared], of: usize, best: bool) -> String {
        let values: Vec<String> = named.iter().map(|post| self.amount(post.value)).collect();
        let which = if best { "The most" } else { "The least" };
        format!("{which} of {}, {}: {}.", many(of), self.looked_at(), values.join(", "))
    }

    pub(super) fn none_stands_out(self, posts: usize, best: bool) -> String {
        let which = if best { "most" } else { "least" };
        format!("None of {} stands out: too many have the {which}.", many(posts))
    }

    /// The group with the greatest median, and the one with the least.
    pub(super) fn between(
        self,
        (first, first_posts, most): (&str, usize, u64),
        (last, last_posts, least): (&str, usize, u64),
        (known, what): (usize, &str),
    ) -> String {
        if most == least {
            return format!("The {known} {what} with enough posts have the same median, {}.", self.amount(most));
        }
        format!(
            "{}: of the {known} {what} with enough posts, {first} has the greatest median, {} of {}, and {last} the least, {} of {}.",
            self.looked_at(),
            self.amount(most),
            many(first_posts),
            self.amount(least),
            many(last_posts)
        )
    }
}

/// What a post shows, in words.
pub(super) const fn shows(shows: Shows) -> &'static str {
    match shows {
        Shows::Words => "Words alone",
        Shows::Picture => "One picture",
        Shows::Pictures => "Several pictures",
        Shows::Film => "A video",
        Shows::Document => "A document",
    }
}

/// An hour of the week, in words.
pub(super) fn hour((weekday, hour): (u8, u8)) -> String {
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let day = usize::from(weekday).checked_sub(1).and_then(|place| DAYS.get(place)).copied().unwrap_or_default();
    format!("{day} {hour:02}:00 to {:02}:00", (hour + 1) % 24)
}

/// How many posts are not compared, and why.
pub(super) fn left_out(out: LeftOut, said: Said<'_>, platform: Platform) -> String {
    let LeftOut { too_young, not_read, not_told } = out;
    let age = said.age.name();
    let reasons: Vec<String> = [
        (too_young, format!("younger than {age}")),
        (not_read, format!("not read around {age} after going out")),
        (not_told, format!("without a number from {} by then, which is not nought", platform.name())),
    ]
    .into_iter()
    .filter(|(many, _)| *many > 0)
    .map(|(many, why)| format!("{many} {why}"))
    .collect();
    if reasons.is_empty() { String::new() } else { format!("Left out: {}.", reasons.join("; ")) }
}

/// What is said of an account's number over a span.
pub(super) fn account(definition: &Definition, points: &[NumberPoint], ends: Option<(u64, u64)>) -> String {
    let is_time = definition.metric.is_time();
    if points.is_empty() {
        // As long as samples are kept (measure/samples.rs).
        return "Nobody read it in this span, or it is kept no longer: readings of an account are kept for 400 days."
            .to_owned();
    }
    let mut told = points.iter().filter(|point| point.value.is_some());
    let (Some((first, last)), Some(begun)) = (ends, told.next()) else {
        return "It was not told in this span. That is not nought.".to_owned();
    };
    let ended = told.next_back().unwrap_or(begun);
    if begun.at.at == ended.at.at {
        return format!("{} since {}.", amount(last, is_time), dated_label(&begun.at.date));
    }
    format!(
        "{} on {}, {} on {}.",
        amount(first, is_time),
        dated_label(&begun.at.date),
        amount(last, is_time),
        dated_label(&ended.at.date)
    )
}
