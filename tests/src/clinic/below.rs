//! A clinic's database, below the product: for what no use case does, and for what none of them tells.

use std::path::Path;

use countersign_core::store::{DataKey, Db, StoreOptions};
use countersign_vault::Vault;

use super::{Clinic, Instead, With, vault_options};

/// The database of the closed clinic in `folder`.
///
/// # Panics
/// When it can't be opened.
#[must_use]
pub fn below(folder: &Path, with: &With) -> Db {
    let vault =
        Vault::open(&vault_options(folder, with, &Instead::default())).unwrap_or_else(|fault| panic!("{fault}"));
    opened(folder, vault.data_key())
}

impl Clinic {
    /// Its database, while it is open.
    ///
    /// # Panics
    /// When it can't be opened.
    #[must_use]
    pub fn below(&self) -> Db {
        opened(&self.folder, &self.key)
    }
}

fn opened(folder: &Path, key: &DataKey) -> Db {
    let options = StoreOptions { path: folder.join("countersign.db"), key: key.clone(), max_pages: None };
    Db::open(options, |_| {}).unwrap_or_else(|fault| panic!("{fault}"))
}
