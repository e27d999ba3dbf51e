//! Losing the laptop, and going on from a backup on another one.

use std::path::Path;

use countersign_vault::{MemorySecretStore, RecoveryKey};

use super::Stage;
use crate::clinic::Clinic;

impl Stage {
    /// The laptop is lost, with its keychain and all that was on it; the newest backup in `place` becomes the clinic of another
    /// one. The receptionist is signed in.
    ///
    /// # Panics
    /// When that is refused.
    pub async fn lose_and_restore(&mut self, place: &Path, recovery: &RecoveryKey) {
        self.close().await;
        let lost = self.folder.path().join(format!("lost-{}", self.openings));
        std::fs::rename(self.data(), lost).unwrap_or_else(|error| panic!("{error}"));
        self.keychain = MemorySecretStore::new();
        self.openings += 1;
        let clinic = Clinic::restore(&self.data(), &self.with(), place, recovery);
        let clinic = clinic.unwrap_or_else(|error| panic!("{error:?}"));
        clinic.as_receptionist();
        self.clinic = Some(clinic);
    }
}
