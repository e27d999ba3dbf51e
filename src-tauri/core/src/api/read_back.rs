//! Use cases of reading back: what a platform shows of a post, that a person has seen it, and to look once more.
//!
//! Invariant: what is said of a part comes from what is on record; nothing is read here.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::context::Api;
use super::types::{Difference, Post, PostRef, ReadBack, ReadBackSeen};
use super::views::{self, name_of};
use super::when::when;
use crate::check::capability::reading::reading;
use crate::clinic::Caller;
use crate::error::Result;
use crate::model::zone::Zone;
use crate::model::{PersonId, Platform};
use crate::publish::{self, PartReadBack, ReadBackOutcome};

pub(super) fn seen(api: &Api, caller: &Caller, told: ReadBackSeen) -> Result<Post> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        publish::seen_otherwise(tx, &env, by, told.id, &told.findings)?;
        views::post(tx, &env, told.id)
    })
}

pub(super) fn look(api: &Api, caller: &Caller, which: PostRef) -> Result<Post> {
    let (env, by, id) = (Arc::clone(&api.env), caller.person, which.id);
    let post = api.db.write(move |tx| {
        publish::look_again(tx, &env, by, id)?;
        views::post(tx, &env, id)
    })?;
    api.dispatcher.wake();
    Ok(post)
}

/// What is on record of a part, as it is shown.
pub(super) fn view(
    part: PartReadBack,
    platform: Platform,
    names: &BTreeMap<PersonId, String>,
    zone: &Zone,
) -> ReadBack {
    ReadBack {
        sentence: sentence(&part, platform.name()),
        outcome: part.outcome,
        finding: part.finding.clone(),
        looked: part.looked_at.map(|at| when(at, zone)),
        looks: part.looks,
        next_look: part.next_look_at.map(|at| when(at, zone)),
        compared: part.compared.iter().map(|field| field.name().to_owned()).collect(),
        differences: part
            .differences
            .into_iter()
            .map(|it| Difference { what: it.field.name().to_owned(), signed: it.signed, shown: it.shown })
            .collect(),
        seen_by: part.seen.map(|(by, _)| name_of(names, by)),
        seen: part.seen.map(|(_, at)| when(at, zone)),
        costs: reading(platform).costs.value,
    }
}

fn sentence(part: &PartReadBack, platform: &str) -> String {
    let reason = part.reason.as_deref();
    match part.outcome {
        None => match reason {
            None => format!("{platform} is looked at shortly, to see whether it shows exactly what was signed."),
            Some(reason) => format!("It could not be read back yet. {reason}"),
        },
        Some(ReadBackOutcome::Same) => format!("{platform} shows exactly what was signed."),
        Some(ReadBackOutcome::Differs) => format!("{platform} shows something else than was signed."),
        Some(ReadBackOutcome::Gone) => format!("{platform} does not show it any more, and nobody took it down here."),
        Some(ReadBackOutcome::CannotBeRead) => format!("It can’t be read back. {}", reason.unwrap_or_default()),
    }
}
