//! Use cases of backups: how they stand, making one, and where they go.
//!
//! Invariant: a folder comes from a person at the window alone; what only lists or makes asks for none.

use std::path::Path;

use tokio::task::block_in_place;

use super::context::{Api, Who};
use super::types::{Backup, Backups};
use super::views::here;
use super::when::when;
use crate::backup::{self, MOST_KEPT};
use crate::clinic::Caller;
use crate::error::Result;
use crate::model::Millis;
use crate::model::zone::Zone;
use crate::ports::BackupFault;

pub(super) fn get(api: &Api, _: &Caller, (): ()) -> Result<Backups> {
    shown(api)
}

pub(super) fn make(api: &Api, caller: &Caller, (): ()) -> Result<Backups> {
    api.backups.ask(caller.actor());
    shown(api)
}

fn shown(api: &Api) -> Result<Backups> {
    let state = block_in_place(|| api.backups.state())?;
    let (_, zone) = api.db.read(here)?;
    let (kept, unread) = match state.kept {
        Ok(kept) => (kept, None),
        Err(fault) => (Vec::new(), Some(fault)),
    };
    let fault: Option<BackupFault> = state.failed.or(unread);
    let kept = kept.into_iter().map(|kept| {
        let again = state.read_again.get(&kept.name);
        let damage = again.and_then(|again| again.damage.clone()).map(BackupFault::Damaged);
        Backup {
            made: kept.fault.is_none().then(|| when(kept.at, &zone)),
            problem: kept.fault.or(damage).as_ref().map(|fault| backup::sentence(fault).to_owned()),
            read_again: again.map(|again| when(again.at, &zone)),
            name: kept.name,
            bytes: kept.bytes,
        }
    });
    Ok(Backups {
        place: state.place.display().to_string(),
        on_laptop: state.on_laptop,
        last: state.last.map(|at| when(at, &zone)),
        old: state.old,
        automatic: state.automatic,
        running: state.running,
        problem: fault.as_ref().map(|fault| backup::sentence(fault).to_owned()),
        detail: fault.as_ref().map(ToString::to_string),
        kept: kept.collect(),
        most_kept: u32::try_from(MOST_KEPT).unwrap_or(u32::MAX),
    })
}

/// What *Today* says of backups: that they fail, are old, or were found damaged.
pub(super) fn worry(api: &Api, zone: &Zone) -> Option<String> {
    let worry = api.backups.worry()?;
    let day = |at: Millis| zone.clock_at(at).day_label();
    let damaged: Vec<String> = worry
        .damaged
        .iter()
        .map(|one| {
            let which = one.made.map_or_else(|| "A backup".to_owned(), |at| format!("The backup of {}", day(at)));
            format!("{which} was read again on {} and is damaged: it can't be restored.", day(one.at))
        })
        .collect();
    if !damaged.is_empty() {
        let look = "Look whether the stick or disk is failing, or choose another folder; the next backup is made anew.";
        return Some(format!("{} {look}", damaged.join(" ")));
    }
    if worry.stops_damaged && worry.fault.is_none() {
        return Some(
            "Who said stop could not be read beside the backups. It was put aside there, and everybody who said stop on this laptop was written down anew.".to_owned(),
        );
    }
    let since = match worry.last {
        Some(at) => format!("The last backup was made on {}.", zone.clock_at(at).day_label()),
        None => "No backup was made yet.".to_owned(),
    };
    Some(match worry.fault {
        Some(fault) => format!("{since} {}", backup::sentence(&fault)),
        None => since,
    })
}

impl Api {
    /// Chooses where backups go: a folder that a person picked, or this laptop's own. One is made there next.
    ///
    /// # Errors
    /// When the caller is no administrator, or the folder can't take backups.
    pub fn choose_backup_place(&self, place: Option<&Path>) -> Result<Backups> {
        let caller = self.admit(Who::Administrator, "backup_place_choose")?;
        block_in_place(|| self.backups.choose(caller.actor(), place))?;
        self.backups.ask(caller.actor());
        shown(self)
    }
}
