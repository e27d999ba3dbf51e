//! Restoring a clinic: what was found in a folder, and making the one chosen into this laptop's clinic.
//!
//! Invariant: the window names a backup by its number among those that were found, and never a path. What does not come to its
//! end leaves the data folder as it was; a clinic that was there and could not be opened is put aside, and never written over.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use countersign_core::api::types::{BackupFound, BackupsFound};
use countersign_core::backup::sentence;
use countersign_core::engine;
use countersign_core::error::{Error, ErrorCode};
use countersign_core::model::WorkspaceKind;
use countersign_core::model::zone::Zone;
use countersign_core::ports::BackupFault;
use countersign_vault::backup::{self, Found, RestoreFault};
use countersign_vault::{KeyRingFault, RecoveryKey, SecretStore, Vault, VaultOptions};
use tauri::AppHandle;

use crate::home::Home;
use crate::opening::{self, Open, key_error};
use crate::place;

/// What was found last.
#[derive(Default)]
pub struct Restoring {
    found: Mutex<Vec<Found>>,
}

impl Restoring {
    /// Looks for backups in a folder.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn look_in(&self, folder: &Path) -> Result<BackupsFound, Error> {
        let found = backup::find(folder).map_err(refusal)?;
        let zone = place::zone();
        let backups = (0u32..).zip(&found).map(|(number, found)| shown(number, found, &zone)).collect();
        *self.found.lock().unwrap_or_else(PoisonError::into_inner) = found;
        Ok(BackupsFound { folder: folder.display().to_string(), backups })
    }

    /// One of those that were found.
    ///
    /// # Errors
    /// When there is no such number, or it can't be used.
    pub fn chosen(&self, number: u32) -> Result<Found, Error> {
        let all = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let found = usize::try_from(number).ok().and_then(|number| all.get(number)).cloned();
        let found = found.ok_or_else(|| Error::not_found("backup"))?;
        match &found.fault {
            Some(fault) => Err(refusal(fault.clone())),
            None if found.kind != Some(WorkspaceKind::Real) => Err(Error::refused(
                ErrorCode::Invalid,
                "This is a backup of a practice clinic. Choose one of your clinic.",
            )),
            None => Ok(found),
        }
    }
}

fn shown(number: u32, found: &Found, zone: &Zone) -> BackupFound {
    let practice = found.kind == Some(WorkspaceKind::Practice);
    let problem = match &found.fault {
        Some(fault) => Some(sentence(fault).to_owned()),
        None => practice.then(|| "This is a backup of a practice clinic.".to_owned()),
    };
    BackupFound {
        number,
        made: found.fault.is_none().then(|| countersign_core::api::when(found.at, zone)),
        bytes: found.bytes,
        clinic: found.workspace.map(|id| id.to_string().chars().rev().take(6).collect()).unwrap_or_default(),
        problem,
    }
}

/// Makes a backup into this laptop's clinic, and opens it.
///
/// # Errors
/// With a sentence; the data folder is as it was then.
pub async fn restore(
    home: &Home,
    secrets: Arc<dyn SecretStore>,
    app: &AppHandle,
    (found, key): (&Found, &RecoveryKey),
) -> Result<Open, Error> {
    let kind = WorkspaceKind::Real;
    let held = home.hold(kind)?;
    home.begin(kind, &held)?;
    let options = VaultOptions::new(home.workspace(kind), secrets);
    match settle_in(home, app, &options, (found, key)).await {
        Ok(()) => {}
        Err(error) => {
            home.abandon(kind, &held)?;
            return Err(error);
        }
    }
    opening::open_held(home, kind, app, held, || Vault::open(&options)).await
}

async fn settle_in(
    home: &Home,
    app: &AppHandle,
    options: &VaultOptions,
    (found, key): (&Found, &RecoveryKey),
) -> Result<(), Error> {
    let kind = WorkspaceKind::Real;
    let restored = tokio::task::block_in_place(|| backup::restore(options, found, key)).map_err(restore_error)?;
    let parts = opening::parts_to_restore(home, kind, &restored.vault, app).await?;
    tokio::task::block_in_place(|| engine::restore(&parts, &restored.after()))?;
    home.finish(kind)
}

/// What a fault of a restore means for a person.
fn restore_error(fault: RestoreFault) -> Error {
    match fault {
        RestoreFault::Backup(fault) => countersign_core::backup::refusal_of_restoring(fault),
        // Only another key helps here; everything else is not about what was typed.
        RestoreFault::Keys(fault @ KeyRingFault::WrongRecoveryKey) => {
            key_error(fault).with(|refusal| refusal.field = Some("recovery_key"))
        }
        RestoreFault::Keys(fault) => key_error(fault),
    }
}

fn refusal(fault: BackupFault) -> Error {
    countersign_core::backup::refusal(fault)
}
