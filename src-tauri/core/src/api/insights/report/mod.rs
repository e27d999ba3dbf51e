//! A month's report: what each channel counted, in its platform's own words, as a table for other programs and as a page to print.
//!
//! Invariant: both are made of the same facts, and the facts of what the screen is made of. A number that is missing has a reason in
//! its place. Nothing of what people wrote to the clinic is in either.

mod page;
mod table;

use super::super::context::{Api, Who};
use super::super::numbers::{all_definitions, sentence};
use super::super::record::NamedFile;
use super::super::types::NumberDefinition;
use super::super::usage::rates;
use super::super::views::here;
use super::{Span, account, comparing, words};
use crate::check::capability::measuring::measuring;
use crate::clinic::{self, ChannelRow};
use crate::error::{Error, Result};
use crate::measure::insight::{self, Age, ENOUGH, Of, Stands, ToldPost};
use crate::measure::{CountedAs, CountedOver, Definition, Told, WhyMissing, definitions, headlines};
use crate::model::zone::{Zone, month_after, month_label};
use crate::model::{Millis, WorkspaceKind};
use crate::publish::{self, Outcomes};
use crate::store::Tx;
use serde::Serialize;

/// Everything in a report.
#[derive(Debug, Clone, Default, Serialize)]
struct Facts {
    clinic: String,
    practice: bool,
    month: String,
    /// Whether the month is not over.
    running: bool,
    made: String,
    zone: String,
    channels: Vec<OfChannel>,
}

#[derive(Debug, Clone, Default, Serialize)]
struct OfChannel {
    name: String,
    platform: &'static str,
    account: String,
    removed: bool,
    rates: Vec<Rate>,
    numbers: Vec<OfAccount>,
    posts: Vec<OfPost>,
    statements: Vec<Statement>,
    definitions: Vec<Meaning>,
    not_told: String,
}

/// How many posts something became of, or a share of them.
#[derive(Debug, Clone, Default, Serialize)]
struct Rate {
    what: &'static str,
    value: Option<String>,
    unit: &'static str,
}

/// A number of the account over the month.
#[derive(Debug, Clone, Default, Serialize)]
struct OfAccount {
    name: String,
    says: String,
    first: Option<u64>,
    last: Option<u64>,
    unit: &'static str,
}

#[derive(Debug, Clone, Default, Serialize)]
struct OfPost {
    id: String,
    title: String,
    published: String,
    permalink: Option<String>,
    form: &'static str,
    /// How its reading stands; empty where there is nothing to say.
    sentence: String,
    numbers: Vec<Number>,
    /// Why numbers are missing, each reason once.
    notes: Vec<String>,
}

/// A number of a post at its ages, and as it was last read.
#[derive(Debug, Clone, Default, Serialize)]
struct Number {
    name: &'static str,
    unit: &'static str,
    values: Vec<At>,
}

#[derive(Debug, Clone, Default, Serialize)]
struct At {
    at: &'static str,
    value: Option<u64>,
    text: String,
    missing: Option<String>,
}

/// What is said of a channel's posts, as the screen says it.
#[derive(Debug, Clone, Default, Serialize)]
struct Statement {
    about: String,
    sentences: Vec<String>,
}

#[derive(Debug, Clone, Default, Serialize)]
struct Meaning {
    form: &'static str,
    name: String,
    says: String,
    over: &'static str,
    field: String,
    source: String,
}

impl Api {
    /// A month's report as a table: comma-separated values, one number a row.
    ///
    /// # Errors
    /// When nobody is signed in, it is no month that has begun, or the store refuses.
    pub fn insights_table(&self, month: &str) -> Result<NamedFile> {
        let facts = self.insights_facts(month, "insights_table")?;
        Ok(NamedFile { name: format!("countersign-insights-{month}.csv"), text: table::written(&facts)? })
    }

    /// A month's report as a page to print, which needs nothing from anywhere.
    ///
    /// # Errors
    /// When nobody is signed in, it is no month that has begun, or the store refuses.
    pub fn insights_page(&self, month: &str) -> Result<NamedFile> {
        let facts = self.insights_facts(month, "insights_page")?;
        Ok(NamedFile { name: format!("countersign-insights-{month}.html"), text: page::written(&facts)? })
    }

    fn insights_facts(&self, month: &str, name: &'static str) -> Result<Facts> {
        self.admit(Who::Anyone, name)?;
        let now = self.env.now();
        self.db.read(|tx| facts(tx, month, now))
    }
}

/// From the first instant of a month of the clinic's until before that of the next.
fn span(zone: &Zone, month: &str, now: Millis) -> Result<Span> {
    let wrong = || Error::invalid("month", "Choose a month that has begun.");
    let next = month_after(month).filter(|_| month.len() == "2026-11".len()).ok_or_else(wrong)?;
    let start = |month: &str| zone.day_start(&format!("{month}-01")).map_err(|_| wrong());
    let span = Span { from: start(month)?, until: start(&next)? };
    if span.from > now { Err(wrong()) } else { Ok(span) }
}

fn facts(tx: &Tx<'_>, month: &str, now: Millis) -> Result<Facts> {
    let (profile, zone) = here(tx)?;
    let span = span(&zone, month, now)?;
    let outcomes = publish::outcomes_by_channel(tx, span.from, span.until.min(now.plus(1)))?;
    let channels = clinic::channels_since(tx, span.from)?;
    let made = zone.clock_at(now);
    Ok(Facts {
        clinic: profile.name.clone(),
        practice: profile.kind == WorkspaceKind::Practice,
        month: month_label(month),
        running: span.until > now,
        made: format!("{} {}", made.day_label(), made.time()),
        zone: zone.name().to_owned(),
        channels: channels
            .iter()
            .map(|row| channel(tx, row, span, outcomes.get(&row.id).copied().unwrap_or_default(), &zone, now))
            .collect::<Result<_>>()?,
    })
}

fn channel(
    tx: &Tx<'_>,
    row: &ChannelRow,
    span: Span,
    outcomes: Outcomes,
    zone: &Zone,
    now: Millis,
) -> Result<OfChannel> {
    let posts = insight::posts_with_numbers(tx, row, span.from, span.until)?;
    let mut forms: Vec<CountedAs> = posts.iter().filter_map(|post| post.form).collect();
    forms.sort_unstable();
    forms.dedup();
    let meanings = |form: CountedAs| all_definitions(row.platform, form).map(move |it| meaning(form, it));
    Ok(OfChannel {
        name: row.name.clone(),
        platform: row.platform.name(),
        account: row.account_name.clone(),
        removed: row.removed,
        rates: rated(outcomes),
        numbers: account(tx, row, span, zone)?
            .into_iter()
            .map(|it| OfAccount {
                name: it.definition.name,
                says: it.says,
                first: it.first,
                last: it.last,
                unit: unit(it.definition.is_time),
            })
            .collect(),
        posts: posts.iter().map(|post| one(row, post, zone, now)).collect(),
        statements: forms
            .iter()
            .map(|form| statements(tx, row, span, *form, zone, now))
            .collect::<Result<Vec<_>>>()?
            .concat(),
        definitions: forms.iter().copied().chain([CountedAs::Account]).flat_map(meanings).collect(),
        not_told: measuring(row.platform).not_told.to_owned(),
    })
}

const fn unit(is_time: bool) -> &'static str {
    if is_time { "milliseconds" } else { "count" }
}

const fn form_name(form: CountedAs) -> &'static str {
    match form {
        CountedAs::Post => "Post",
        CountedAs::Film => "Video or reel",
        CountedAs::Story => "Story",
        CountedAs::Account => "Account",
    }
}

const fn over(span: CountedOver) -> &'static str {
    match span {
        CountedOver::Lifetime => "since it began",
        CountedOver::Days28 => "over the last 28 days",
        CountedOver::Year => "over the last twelve months",
    }
}

fn meaning(form: CountedAs, it: NumberDefinition) -> Meaning {
    Meaning {
        form: form_name(form),
        name: it.name,
        says: it.says,
        over: over(it.span),
        field: it.field,
        source: it.source,
    }
}

fn rated(outcomes: Outcomes) -> Vec<Rate> {
    let told = rates(outcomes);
    let count = |what, many: u32| Rate { what, value: Some(many.to_string()), unit: "count" };
    let share = |what, share: Option<u32>| Rate {
        what,
        value: share.map(|share| format!("{}.{}", share / 10, share % 10)),
        unit: "percent",
    };
    vec![
        count("Went out", told.public),
        count("Went out in part", told.partly),
        count("Failed", told.failed),
        count("Missed", told.missed),
        count("Not ended yet", told.open),
        count("Not signed in time, or held", told.held),
        share("Share that went out", told.success_in_thousand),
        share("Share in time", told.in_time_in_thousand),
    ]
}

fn one(row: &ChannelRow, post: &ToldPost, zone: &Zone, now: Millis) -> OfPost {
    let face = zone.clock_at(post.posted_at);
    let numbers: Vec<Number> = post.form.map_or_else(Vec::new, |form| {
        definitions(row.platform, form).iter().map(|it| number(row, post, form, it, now)).collect()
    });
    let platform = row.platform.name();
    let sentence = match (post.stands, &post.reason, post.read_at) {
        (Stands::TakenDown, _, _) => "It was taken down since; its numbers are those of before.".to_owned(),
        (Stands::Gone, _, _) => {
            format!("{platform} says that it is not there any more; its numbers are those of before.")
        }
        (Stands::Public, Some(reason), _) => reason.clone(),
        (Stands::Public, None, None) => format!("{platform} was not asked for its numbers yet."),
        (Stands::Public, None, Some(_)) => String::new(),
    };
    OfPost {
        id: post.post.to_string(),
        title: post.title.clone(),
        published: format!("{} {}", face.date(), face.time()),
        permalink: post.permalink.clone(),
        form: post.form.map_or("", form_name),
        sentence,
        notes: notes(&numbers),
        numbers,
    }
}

/// The numbers that are missing, by their age.
type Missing<'n> = Vec<(&'n str, Vec<&'n str>)>;

/// Why numbers are missing: each reason once, with the numbers and ages that it is of.
fn notes(numbers: &[Number]) -> Vec<String> {
    let mut by_reason: Vec<(&str, Missing<'_>)> = Vec::new();
    for number in numbers {
        for at in &number.values {
            let Some(reason) = at.missing.as_deref() else { continue };
            let place = by_reason.iter().position(|(known, _)| *known == reason);
            let place = place.unwrap_or_else(|| {
                by_reason.push((reason, Vec::new()));
                by_reason.len() - 1
            });
            let Some((_, ats)) = by_reason.get_mut(place) else { continue };
            match ats.iter_mut().find(|(known, _)| *known == at.at) {
                Some((_, names)) => names.push(number.name),
                None => ats.push((at.at, vec![number.name])),
            }
        }
    }
    let of = |(at, names): &(&str, Vec<&str>)| {
        if names.len() == numbers.len() { format!("All, {at}") } else { format!("{}, {at}", names.join(", ")) }
    };
    let line = |(reason, ats): &(&str, Missing<'_>)| {
        format!("{}: {reason}", ats.iter().map(of).collect::<Vec<_>>().join("; "))
    };
    by_reason.iter().map(line).collect()
}

fn number(row: &ChannelRow, post: &ToldPost, form: CountedAs, it: &'static Definition, now: Millis) -> Number {
    let told = |age: Option<Age>| post.numbers.iter().find(|one| one.metric == it.metric && one.age == age);
    let value = |age: Option<Age>| {
        let (value, missing) = match (told(age).map(|one| one.told), age) {
            (Some(Told::Number(value)), _) => (Some(value), None),
            (Some(Told::Missing(WhyMissing::NotTold)), Some(_)) => (
                None,
                Some(format!("{} told nothing for {} by then. That is not nought.", row.platform.name(), it.name)),
            ),
            (Some(Told::Missing(missing)), _) => (None, Some(sentence(missing, row.platform, it))),
            (None, Some(age)) if now.since(post.posted_at) < age.ms() => {
                (None, Some(format!("The post is younger than {}.", age.name())))
            }
            (None, Some(age)) => (None, Some(format!("It was not read around {} after it went out.", age.name()))),
            (None, None) => (None, Some("It was not read yet.".to_owned())),
        };
        At {
            at: age.map_or("as last read", Age::name),
            text: value.map_or_else(String::new, |value| words::amount(value, it.metric.is_time())),
            value,
            missing,
        }
    };
    let ages = Age::of(form).iter().map(|age| Some(*age)).chain([None]);
    Number { name: it.name, unit: unit(it.metric.is_time()), values: ages.map(value).collect() }
}

/// What the screen says of the month's posts by the first of the numbers that stand where there is little room.
fn statements(
    tx: &Tx<'_>,
    row: &ChannelRow,
    span: Span,
    form: CountedAs,
    zone: &Zone,
    now: Millis,
) -> Result<Vec<Statement>> {
    let Some(first) = headlines(row.platform, form).next() else { return Ok(Vec::new()) };
    let one = |age: &Age| {
        let of = Of { form, metric: first.metric, age: *age, from: span.from, until: span.until };
        let told = comparing::compared(tx, row, of, zone, now)?;
        let many = told.posts.len();
        let edges = [told.best, told.weakest].into_iter().filter(|_| many >= ENOUGH);
        let groups = [told.theme, told.shown, told.hour].into_iter().filter(|it| it.enough);
        let mut sentences: Vec<String> = edges.chain(groups).map(|it| it.says).collect();
        if sentences.is_empty() {
            sentences.push(words::wants(many));
        }
        sentences.extend(Some(told.left_out).filter(|left_out| !left_out.is_empty()));
        Ok(Statement { about: format!("{}: {}, {}", form_name(form), first.name, age.name()), sentences })
    };
    Age::of(form).iter().map(one).collect()
}
