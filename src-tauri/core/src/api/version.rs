//! Use cases of the version that LinkedIn's interface is asked with: what it is, until when it is served, another one.
//!
//! Invariant: a version that can be none is refused before it is kept; what is kept is what every call from then on names.

use std::sync::Arc;

use super::context::Api;
use super::types::{LinkedinVersion, LinkedinVersionSet, VersionStanding};
use super::views::{name_of, names};
use super::when::{clinic_zone, when};
use crate::clinic::{self, Caller};
use crate::error::{Error, Result};
use crate::model::{Millis, Platform};

/// The day of a month, a year later, on which a version is taken out of service: seen from the 15th on (2026-11-20).
const LAST_DAY: u32 = 15;
/// So many days ahead a person is told.
const AHEAD: i64 = 60;

pub(super) fn get(api: &Api, _: &Caller, (): ()) -> Result<LinkedinVersion> {
    shown(api)
}

pub(super) fn set(api: &Api, caller: &Caller, typed: LinkedinVersionSet) -> Result<LinkedinVersion> {
    let version = typed.version.as_deref().map(str::trim).filter(|version| !version.is_empty()).map(str::to_owned);
    if let Some(version) = &version {
        let (year, month) = read(version).ok_or_else(|| invalid("A version is a year and a month, such as 202609."))?;
        let today = today(api)?;
        if (year, month) > (today.0, today.1) {
            return Err(invalid(
                "LinkedIn names its versions by the month that they appear in, and this one is still to come.",
            ));
        }
    }
    let publisher = api.publisher(Platform::Linkedin)?;
    let before = publisher.version().map(|facts| facts.now);
    publisher.use_version(version.as_deref()).map_err(|why| Error::invalid("version", why))?;
    let (env, by) = (Arc::clone(&api.env), caller.person);
    let kept = api.db.write(move |tx| clinic::set_api_version(tx, &env, by, Platform::Linkedin, version.as_deref()));
    if let Err(error) = kept {
        // What is not kept is not used either.
        if publisher.use_version(before.as_deref()).is_err() {
            tracing::warn!("the version of LinkedIn's interface could not be put back");
        }
        return Err(error);
    }
    shown(api)
}

fn invalid(words: &str) -> Error {
    Error::invalid("version", words)
}

/// The year and the month that a version names.
fn read(version: &str) -> Option<(u32, u32)> {
    let digits = version.len() == 6 && version.bytes().all(|byte| byte.is_ascii_digit());
    let (year, month) = version.split_at_checked(4).filter(|_| digits)?;
    let (year, month) = (year.parse().ok()?, month.parse().ok()?);
    (1..=12).contains(&month).then_some((year, month))
}

/// The year, the month and the day that it is at the clinic.
fn today(api: &Api) -> Result<(u32, u32, u32)> {
    let zone = clinic_zone(&api.db.read(clinic::profile)?);
    day(&when(api.env.now(), &zone).date)
}

fn day(date: &str) -> Result<(u32, u32, u32)> {
    let mut numbers = date.split('-').map(|number| number.parse::<u32>().ok());
    match (numbers.next().flatten(), numbers.next().flatten(), numbers.next().flatten()) {
        (Some(year), Some(month), Some(day)) => Ok((year, month, day)),
        _ => Err(Error::internal(format!("{date} is no day"))),
    }
}

fn shown(api: &Api) -> Result<LinkedinVersion> {
    let facts = api.publisher(Platform::Linkedin)?.version();
    let facts = facts.ok_or_else(|| Error::internal("LinkedIn's client names no version"))?;
    let (now, soon) = (today(api)?, api.env.now().plus(AHEAD * Millis::DAY));
    api.db.read(|tx| {
        let zone = clinic_zone(&clinic::profile(tx)?);
        let soon = day(&when(soon, &zone).date)?;
        let end = read(&facts.now).map(|(year, month)| (year + 1, month, LAST_DAY));
        let standing = match end {
            Some(end) if now >= end => VersionStanding::Over,
            Some(end) if soon >= end => VersionStanding::Soon,
            Some(_) | None => VersionStanding::Served,
        };
        let chosen = clinic::api_version(tx, Platform::Linkedin)?;
        let names = names(tx)?;
        Ok(LinkedinVersion {
            until: end
                .map(|(year, month, _)| format!("the middle of {} {year}", month_name(month)))
                .unwrap_or_default(),
            version: facts.now.clone(),
            own: facts.own.clone(),
            standing,
            chosen_by: chosen.as_ref().map(|chosen| name_of(&names, chosen.changed_by)),
            chosen: chosen.map(|chosen| when(chosen.changed_at, &zone)),
        })
    })
}

const fn month_name(month: u32) -> &'static str {
    match month {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_a_year_and_a_month_and_nothing_else() {
        assert_eq!(read("202609"), Some((2026, 9)));
        for wrong in ["", "2026", "202600", "202613", "v20260", "2026-9", "2026 9", "２０２６０９"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(day("2026-11-21").unwrap(), (2026, 11, 21));
        assert!(day("soon").is_err());
    }
}
