//! Which alerts the clinic wants by which way, and when it is quiet.
//!
//! Invariant: who changed that is on record; and what is still to be told follows the rules of now, not those of then.

use std::collections::BTreeSet;

use super::kind::{AlertKind, AlertWay};
use super::quiet::{self, QuietHours};
use crate::audit::{self, Action, Actor, Entry};
use crate::clinic;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{AlertId, PersonId};
use crate::store::{Tag, Tx, args};

/// What the clinic chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertRules {
    /// When only an emergency is told.
    pub quiet: Option<QuietHours>,
    /// What is told, and how.
    pub wanted: BTreeSet<(AlertKind, AlertWay)>,
}

/// The rules of now.
///
/// # Errors
/// When the store refuses.
pub fn rules(tx: &Tx<'_>) -> Result<AlertRules> {
    let chosen = tx.all("SELECT kind, way, wanted FROM alert_rule", &[], |row| {
        Ok::<_, Error>(((row.get::<AlertKind>("kind")?, row.get::<AlertWay>("way")?), row.get::<bool>("wanted")?))
    })?;
    let wants = |kind: AlertKind, way: AlertWay| {
        let choice = chosen.iter().find(|(of, _)| *of == (kind, way)).map(|(_, wanted)| *wanted);
        kind.always(way) || (kind.fits(way) && choice.unwrap_or_else(|| kind.by_default(way)))
    };
    let all = AlertKind::ALL.iter().flat_map(|kind| AlertWay::ALL.iter().map(|way| (*kind, *way)));
    Ok(AlertRules { quiet: quiet::quiet_hours(tx)?, wanted: all.filter(|(kind, way)| wants(*kind, *way)).collect() })
}

/// Somebody chooses. What is told whatever anybody chooses stays so.
///
/// # Errors
/// When the store refuses.
pub fn set_rules(tx: &Tx<'_>, env: &Env, by: PersonId, new: &AlertRules) -> Result<()> {
    let before = rules(tx)?;
    for kind in AlertKind::ALL.iter().copied() {
        for way in AlertWay::ALL.iter().copied() {
            tx.run(
                "INSERT INTO alert_rule (kind, way, wanted) VALUES ($1, $2, $3)
                 ON CONFLICT (kind, way) DO UPDATE SET wanted = excluded.wanted",
                args![kind, way, new.wanted.contains(&(kind, way))],
            )?;
        }
    }
    quiet::set_quiet_hours(tx, new.quiet)?;
    let after = rules(tx)?;
    if after == before {
        return Ok(());
    }
    follow(tx, env, &after)?;
    let off =
        AlertKind::ALL.iter().filter(|kind| AlertWay::ALL.iter().all(|way| !after.wanted.contains(&(**kind, *way))));
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let quiet = after
        .quiet
        .map_or_else(|| "none".to_owned(), |quiet| format!("{}-{}", clock(quiet.from()), clock(quiet.until())));
    let by_way = |way: AlertWay| {
        let told = after.wanted.iter().filter(|(_, by)| *by == way);
        told.map(|(kind, _)| kind.word()).collect::<Vec<_>>().join(" ")
    };
    let entry = Entry::done(Actor::Person(by), Action::AlertsSet)
        .fact("quiet", quiet)
        .fact("off", off.map(|kind| kind.word()).collect::<Vec<_>>().join(" "))
        .fact("email", by_way(AlertWay::Email))
        .fact("slack", by_way(AlertWay::Slack));
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Alerts);
    Ok(())
}

/// What was not told yet is told as the rules have it now.
fn follow(tx: &Tx<'_>, env: &Env, rules: &AlertRules) -> Result<()> {
    let zone = clinic::zone(tx)?;
    let untold = tx.all(
        "SELECT alert.id, alert.kind, alert_telling.way
         FROM alert_telling CROSS JOIN alert ON alert.id = alert_telling.alert_id
         WHERE alert_telling.told_at IS NULL AND alert_telling.going_at IS NULL",
        &[],
        |row| Ok::<_, Error>((row.get::<AlertId>("id")?, row.get::<AlertKind>("kind")?, row.get::<AlertWay>("way")?)),
    )?;
    for (id, kind, way) in untold {
        if rules.wanted.contains(&(kind, way)) {
            let from = quiet::not_before(kind, env.now(), rules.quiet, &zone);
            tx.run(
                "UPDATE alert_telling SET not_before = $1
                 WHERE alert_id = $2 AND way = $3 AND told_at IS NULL AND going_at IS NULL",
                args![from, id, way],
            )?;
        } else {
            tx.run(
                "DELETE FROM alert_telling WHERE alert_id = $1 AND way = $2 AND told_at IS NULL AND going_at IS NULL",
                args![id, way],
            )?;
        }
    }
    Ok(())
}
