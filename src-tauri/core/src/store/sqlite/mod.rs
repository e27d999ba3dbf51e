//! SQLCipher behind [`Db`] and [`Tx`]: one writer thread, read-only readers, group commit.
//!
//! Invariant: a write's result is handed out only after the transaction that holds it is on disk (`synchronous=FULL`).
//! Writers that wait at the same time share one transaction, each in a savepoint of its own: one durable commit serves
//! them all, and a refused one takes nothing of the others with it.

mod connection;
mod copy;
mod migrate;
mod tx;
mod writer;

pub use connection::{DataKey, StoreOptions};
pub use copy::{Schema, check, copy, look, schema};
pub use tx::{Row, Tx};

use std::io::ErrorKind;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

use super::{StoreError, Tag};
use writer::Writer;

/// How many readers stay open; more readers than this at once open and close their own.
const IDLE_READERS: usize = 4;

/// The size of a page, as SQLCipher writes it. What is shorter than one is taken for a new database.
const PAGE: u64 = 4096;

/// The database of one workspace. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    shared: Arc<Shared>,
}

struct Shared {
    options: StoreOptions,
    readers: Mutex<Vec<Connection>>,
    writer: Writer,
    commits: Arc<AtomicU64>,
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Db").field("path", &self.shared.options.path).finish_non_exhaustive()
    }
}

impl Db {
    /// Opens or creates the database and brings it to the newest schema; `changed` is told what each commit touched.
    ///
    /// # Errors
    /// When the key does not fit, the file is damaged or newer, or the disk refuses. The file is then as it was.
    pub fn open(options: StoreOptions, changed: impl Fn(&[Tag]) + Send + 'static) -> Result<Self, StoreError> {
        let mut connection = connection::open_writer(&options)?;
        migrate::to_latest(&mut connection, &options)?;
        let commits = Arc::new(AtomicU64::new(0));
        let writer = Writer::start(connection, Box::new(changed), Arc::clone(&commits))?;
        Ok(Self { shared: Arc::new(Shared { options, readers: Mutex::default(), writer, commits }) })
    }

    /// Whether there is a file that [`Db::open`] would open, rather than begin anew.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when there is none, or next to nothing is left of it.
    pub fn is_there(path: &Path) -> Result<(), StoreError> {
        match std::fs::metadata(path) {
            Ok(file) if file.len() >= PAGE => Ok(()),
            Ok(file) => Err(StoreError::Damaged(format!("{} bytes are left of the file", file.len()))),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                Err(StoreError::Damaged("the file is not there".to_owned()))
            }
            Err(error) => Err(StoreError::Io(error.to_string())),
        }
    }

    /// Runs `work` on a consistent snapshot.
    ///
    /// # Errors
    /// What `work` returns, or the store's own.
    pub fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let idle = self.shared.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => connection::open_reader(&self.shared.options)?,
        };
        let result = tx::snapshot(&connection, work);
        let mut readers = self.shared.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < IDLE_READERS {
            readers.push(connection);
        }
        result
    }

    /// Runs `work` in a serializable transaction and returns once it is on disk. `work` may be run again, so it
    /// must not have effects of its own.
    ///
    /// # Errors
    /// What `work` returns (nothing of it is kept then), or the store's own.
    pub fn write<T, E>(&self, work: impl Fn(&Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.shared.writer.submit(work)
    }

    /// How many durable commits this store made since it was opened.
    pub fn durable_commits(&self) -> u64 {
        self.shared.commits.load(Ordering::Relaxed)
    }

    /// How it was opened: where the file lies, and its key.
    pub fn options(&self) -> &StoreOptions {
        &self.shared.options
    }

    /// Where the file lies.
    pub fn path(&self) -> &Path {
        &self.shared.options.path
    }
}

#[cfg(test)]
mod tests;
