//! The first transaction of a restored clinic: what has to be so before anything of it is opened.
//!
//! Invariant: the stops come first. After it *Stop everything* is on, no key of a doctor signs, what waited is looked for on
//! its platform, and the record goes on as one chain under a new installation.

use crate::audit::{self, Action, Actor, Entry};
use crate::clinic::{self, KeptStop};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::gate;
use crate::model::{InstallationId, Millis, PersonId, PostId};
use crate::ports::BackupTaken;
use crate::publish;
use crate::store::{StoreOptions, Tag, Tx, args, file};

/// Where a restored clinic comes from.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The backup.
    pub name: String,
    /// When it was made.
    pub at: Millis,
    /// The stops that were kept elsewhere, from wherever they could be read.
    pub stops: Vec<KeptStop>,
}

impl Origin {
    /// A backup, and what is newer than it: what lay beside the backups, and the databases of later ones. A place that can't be
    /// read is left out and the others count, since whoever needs a restore needs it more than all of them.
    pub fn gather(taken: &BackupTaken, own: &StoreOptions) -> Self {
        let mut stops: Vec<KeptStop> = Vec::new();
        for beside in &taken.beside {
            match beside {
                Ok(text) => stops.extend(serde_json::from_slice::<Vec<KeptStop>>(text).unwrap_or_default()),
                Err(fault) => tracing::warn!(%fault, "the stops beside the backups can't be read"),
            }
        }
        for path in &taken.later {
            let options = StoreOptions { path: path.clone(), ..own.clone() };
            match file::look(&options, clinic::stops) {
                Ok(more) => stops.extend(more),
                // The stops beside the backups hold what it held; it is only one more place to look.
                Err(error) => tracing::warn!(%error, "a later backup could not be asked who said stop"),
            }
        }
        stops.sort();
        stops.dedup();
        Self { name: taken.name.clone(), at: taken.at, stops }
    }
}

/// Makes a clinic out of what a backup held. Everything that could go out waits afterwards.
///
/// # Errors
/// When the store refuses; nothing of it is kept then.
pub fn settle_in(tx: &Tx<'_>, env: &Env, from: &Origin) -> Result<()> {
    let taken = clinic::take_over_stops(tx, &from.stops)?;
    gate::stop(tx, env, Actor::Application)?;
    let before = clinic::profile(tx)?.installation;
    tx.run("UPDATE clinic SET installation_id = $1", args![env.id::<InstallationId>()])?;
    tx.run(
        "INSERT INTO restored (at, backup_at, backup, made_by) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        args![env.now(), from.at, &from.name, before],
    )?;
    let entry = Entry::done(Actor::Application, Action::WorkspaceRestored)
        .fact("backup", &from.name)
        .fact("made_at", from.at.0)
        .fact("installation_before", before)
        .fact("stops_taken_over", taken);
    audit::record(tx, env, &entry)?;
    let people =
        tx.all("SELECT DISTINCT person_id FROM person_key WHERE retired_at IS NULL ORDER BY person_id", &[], |row| {
            row.get::<PersonId>("person_id").map_err(Error::from)
        })?;
    for person in people {
        // The other laptop's keychain is part of each key; none of them opens here.
        clinic::retire_keys(tx, env, Actor::Application, person)?;
    }
    publish::doubt_what_waited(tx, env, from.at)?;
    let waiting =
        tx.all("SELECT post_id FROM delivery WHERE state IN ('held', 'scheduled', 'retrying')", &[], |row| {
            row.get::<PostId>("post_id").map_err(Error::from)
        })?;
    for post in waiting {
        gate::reconsider(tx, env, post)?;
    }
    tx.changed(Tag::Clinic);
    Ok(())
}
