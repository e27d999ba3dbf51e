//! How a clinic stands, for its support report: counted by the database, never read.
//!
//! Invariant: a statement here selects counts, words of our own enums, instants and switches; no column that holds what somebody
//! wrote is named in one.

use std::collections::{BTreeMap, BTreeSet};

use super::super::context::Api;
use super::super::when::clinic_zone;
use super::page::{Fact, Mark, Page};
use crate::audit;
use crate::backup;
use crate::clinic;
use crate::error::{Error, Result};
use crate::model::zone::data_version;
use crate::model::{ExecutionState, Millis, Platform, ReviewStatus, Role, WorkspaceKind};
use crate::publish;
use crate::store::{Tx, args, file};

/// Writes down how the clinic stands.
pub(super) fn tell(api: &Api, page: &mut Page, templates: &BTreeSet<&'static str>) -> Result<()> {
    page.chapter("Clinic");
    let schema = file::schema(api.db.options())?;
    page.fact(&["schema"], schema.found);
    page.fact(&["newest schema known"], schema.known);
    // What was called just now lies in the book still.
    if let Err(error) = publish::keep_calls(&api.db, api.listener.book()) {
        tracing::warn!(%error, "the last calls could not be kept on record");
    }
    api.db.read(|tx| {
        settings(tx, page)?;
        people(tx, page)?;
        channels(tx, page)?;
        posts(tx, page)?;
        calls(tx, page, api.env.now(), templates)
    })?;
    clock(api, page);
    backups(api, page)?;
    record(api, page)
}

fn settings(tx: &Tx<'_>, page: &mut Page) -> Result<()> {
    let profile = clinic::profile(tx)?;
    let kind = match profile.kind {
        WorkspaceKind::Practice => "practice",
        WorkspaceKind::Real => "real",
    };
    page.fact(&["kind"], kind);
    page.fact(&["zone"], Mark::of(clinic_zone(&profile).name()));
    page.fact(&["zone data"], Mark::of(data_version()));
    page.fact(&["zone data of the plans"], Mark::of(&profile.zone_data));
    page.fact(&["everything stopped since"], profile.stopped.map(|(since, _)| since));
    page.fact(&["locks after minutes"], profile.lock_after_minutes);
    page.fact(&["late posts go out for minutes"], profile.grace_minutes);
    let rule = clinic::signing_rule(tx)?;
    page.fact(&["doctors who have to sign"], rule.doctors.number());
    page.fact(&["a doctor’s own words count"], rule.own_words);
    for (name, statement) in [
        ("hours set for channels", "SELECT count(*) AS n FROM policy_window"),
        ("rules for paces", "SELECT count(*) AS n FROM policy_pace"),
        ("words and links not let out", "SELECT count(*) AS n FROM word_rule"),
        ("recipients", "SELECT count(*) AS n FROM recipient WHERE forgotten_at IS NULL"),
        ("people who said stop", "SELECT count(*) AS n FROM opt_out"),
        ("media hosts", "SELECT count(*) AS n FROM media_host"),
        ("media hosts that worked", "SELECT count(*) AS n FROM media_host WHERE proven_at IS NOT NULL"),
        ("mail servers", "SELECT count(*) AS n FROM mail_server"),
        ("people with an email address", "SELECT count(*) AS n FROM person_email"),
        ("ways out that are set up", "SELECT count(*) AS n FROM telling_way"),
        ("ways out that fail", "SELECT count(*) AS n FROM telling_way WHERE failing_since IS NOT NULL"),
        ("files on the media host", "SELECT count(*) AS n FROM lent_file"),
    ] {
        page.fact(&[name], count(tx, statement)?);
    }
    Ok(())
}

fn people(tx: &Tx<'_>, page: &mut Page) -> Result<()> {
    for role in Role::ALL {
        let with = "SELECT count(*) AS n FROM person_role
                    JOIN person ON person.id = person_role.person_id AND person.left_at IS NULL WHERE person_role.role = $1";
        let people = tx.one(with, args![*role], |row| row.get::<i64>("n"))?;
        page.fact(&["people:", role.word()], people);
    }
    let keys = count(tx, "SELECT count(*) AS n FROM person_key WHERE retired_at IS NULL")?;
    page.fact(&["signing keys in use"], keys);
    Ok(())
}

fn channels(tx: &Tx<'_>, page: &mut Page) -> Result<()> {
    page.chapter("Channels");
    let mut counted: BTreeMap<[&'static str; 4], usize> = BTreeMap::new();
    for channel in clinic::channels(tx)?.iter().filter(|channel| !channel.removed) {
        let paused = if channel.paused { "paused" } else { "not paused" };
        let key = [channel.platform.word(), channel.way.word(), channel.connection.word(), paused];
        *counted.entry(key).or_default() += 1;
    }
    for (key, channels) in counted {
        page.fact(&key, channels);
    }
    Ok(())
}

fn posts(tx: &Tx<'_>, page: &mut Page) -> Result<()> {
    page.chapter("Posts");
    let rows = tx.all(
        "SELECT channel.platform, post.review, delivery.state, count(*) AS n FROM post
         JOIN channel ON channel.id = post.channel_id LEFT JOIN delivery ON delivery.post_id = post.id
         WHERE post.discarded_at IS NULL GROUP BY channel.platform, post.review, delivery.state
         ORDER BY channel.platform, post.review, delivery.state",
        &[],
        |row| {
            let state: Option<ExecutionState> = row.get("state")?;
            let words = [
                row.get::<Platform>("platform")?.word(),
                row.get::<ReviewStatus>("review")?.word(),
                state.map_or("without a delivery", ExecutionState::word),
            ];
            Ok::<_, Error>((words, row.get::<i64>("n")?))
        },
    )?;
    for (words, posts) in rows {
        page.fact(&words, posts);
    }
    Ok(())
}

/// What the platforms answered in the last day; of endpoints only those that the clients know.
fn calls(tx: &Tx<'_>, page: &mut Page, now: Millis, templates: &BTreeSet<&'static str>) -> Result<()> {
    page.chapter("Calls of the last day, and what they were answered");
    let rows = tx.all(
        "SELECT platform, template, status, count(*) AS n FROM api_call WHERE at >= $1
         GROUP BY platform, template, status ORDER BY platform, template, status",
        args![now.plus(-Millis::DAY)],
        |row| {
            let template: String = row.get("template")?;
            let known = templates.get(template.as_str()).copied().unwrap_or("another endpoint");
            let status: Option<u32> = row.get("status")?;
            let status = status.map_or(Fact::Word("no answer"), Fact::from);
            Ok::<_, Error>([
                row.get::<Platform>("platform")?.word().into(),
                known.into(),
                status,
                row.get::<i64>("n")?.into(),
            ])
        },
    )?;
    for [platform, template, status, calls] in rows {
        page.facts(&[platform, template, status, Fact::Word("times"), calls]);
    }
    Ok(())
}

fn clock(api: &Api, page: &mut Page) {
    page.chapter("Clock and network");
    let heard = api.listener.heard();
    page.fact(&["clock agrees with the platforms"], heard.answered.map(|_| heard.clock_ahead.is_none()));
    page.fact(&["clock ahead by ms"], heard.clock_ahead);
    page.fact(&["last answer"], heard.answered.map(|moment| moment.wall));
    page.fact(&["nobody reached since"], heard.unreachable.map(|moment| moment.wall));
}

fn backups(api: &Api, page: &mut Page) -> Result<()> {
    page.chapter("Backups");
    let state = api.backups.state()?;
    page.fact(&["made each day"], state.automatic);
    page.fact(&["kept on this laptop alone"], state.on_laptop);
    page.fact(&["last"], state.last);
    page.fact(&["too long ago"], state.old);
    let kept = state.kept.as_ref().map_or(Fact::Word("the folder can’t be read"), |kept| kept.len().into());
    page.fact(&["kept"], kept);
    let fault = state.failed.as_ref().or(state.kept.as_ref().err());
    page.fact(&["went wrong"], fault.map(backup::sentence));
    Ok(())
}

fn record(api: &Api, page: &mut Page) -> Result<()> {
    page.chapter("Record");
    let verified = api.db.read(|tx| audit::verify(tx).map_err(Error::from))?;
    page.fact(&["entries"], verified.entries);
    page.fact(&["broken at entry"], verified.broken_at);
    let newest = api.db.read(audit::newest_checkpoint)?;
    page.fact(&["last checkpoint at entry"], newest.map(|newest| newest.seq));
    Ok(())
}

fn count(tx: &Tx<'_>, statement: &str) -> Result<i64> {
    Ok(tx.one(statement, &[], |row| row.get::<i64>("n"))?.unwrap_or_default())
}
