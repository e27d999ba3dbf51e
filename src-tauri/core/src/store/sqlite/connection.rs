//! Opening connections: the key first, then the pragmas, then a look at whether the file really opened.

use std::path::PathBuf;
use std::sync::LazyLock;

use rusqlite::{Connection, ErrorCode, OpenFlags, ffi};
use zeroize::Zeroizing;

use crate::store::StoreError;

/// The random key of a workspace; opens database, vault file and media store. Never printed, never serialised.
#[derive(Clone)]
pub struct DataKey(Zeroizing<[u8; 32]>);

impl DataKey {
    /// A key from its 32 bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes, for deriving other keys and for wrapping.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    fn pragma(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(96));
        text.push_str("PRAGMA key = \"x'");
        for byte in self.0.iter() {
            for nibble in [byte >> 4, byte & 15] {
                text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
            }
        }
        text.push_str("'\";");
        text
    }
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey(…)")
    }
}

/// Where and how to open a database.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// The file.
    pub path: PathBuf,
    /// Its key.
    pub key: DataKey,
    /// The most pages the file may have; tests fill a disk with it.
    pub max_pages: Option<u32>,
}

/// The library makes itself ready at its first connection, and calls itself ready a moment before it is: whoever opens
/// another one in that moment is refused the key. So the very first is one that nobody needs, and everybody waits for it.
static READY: LazyLock<()> = LazyLock::new(|| drop(Connection::open_in_memory()));

/// The writer's connection; creates the file when there is none.
pub(super) fn open_writer(options: &StoreOptions) -> Result<Connection, StoreError> {
    LazyLock::force(&READY);
    let existed = options.path.exists();
    let connection = Connection::open(&options.path).map_err(store_error)?;
    prepare(&connection, options)?;
    if existed {
        let verdict: String =
            connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(store_error)?;
        if verdict != "ok" {
            return Err(StoreError::Damaged(verdict));
        }
    }
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA fullfsync = ON;
             PRAGMA checkpoint_fullfsync = ON;
             PRAGMA trusted_schema = OFF;",
        )
        .map_err(store_error)?;
    if let Some(pages) = options.max_pages {
        connection.pragma_update(None, "max_page_count", pages).map_err(store_error)?;
    }
    Ok(connection)
}

/// A connection to a file that is there, for reading it as a whole: it neither migrates nor makes one.
pub(super) fn open_plain(options: &StoreOptions) -> Result<Connection, StoreError> {
    LazyLock::force(&READY);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(&options.path, flags).map_err(store_error)?;
    prepare(&connection, options)?;
    Ok(connection)
}

/// A connection that can't write.
pub(super) fn open_reader(options: &StoreOptions) -> Result<Connection, StoreError> {
    let connection = open_plain(options)?;
    connection.pragma_update(None, "query_only", true).map_err(store_error)?;
    Ok(connection)
}

/// More than the product has statements. One sending alone goes round some forty; a cache that holds fewer would forget
/// each of them just before it is needed again.
const STATEMENTS_KEPT: usize = 256;

fn prepare(connection: &Connection, options: &StoreOptions) -> Result<(), StoreError> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    // The library would otherwise write its own words about a wrong key or a damaged page to the terminal.
    connection.execute_batch("PRAGMA cipher_log_level = NONE;").map_err(store_error)?;
    connection.execute_batch(&options.key.pragma()).map_err(store_error)?;
    connection
        .execute_batch("PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;")
        .map_err(store_error)?;
    // The key is used lazily: only a first read tells whether it fits.
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(())).map_err(store_error)
}

/// What a fault of the library means for a person.
#[allow(clippy::wildcard_enum_match_arm, reason = "the library may add codes at any time")]
pub(super) fn store_error(error: rusqlite::Error) -> StoreError {
    let rusqlite::Error::SqliteFailure(failure, message) = &error else {
        return StoreError::Unexpected(error.to_string());
    };
    let message = message.clone().unwrap_or_else(|| failure.to_string());
    match failure.code {
        ErrorCode::NotADatabase => StoreError::NotADatabase,
        ErrorCode::DatabaseCorrupt => StoreError::Damaged(message),
        ErrorCode::DiskFull => StoreError::Full,
        ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied => StoreError::ReadOnly(message),
        ErrorCode::SystemIoFailure if failure.extended_code == ffi::SQLITE_IOERR_WRITE => StoreError::Full,
        ErrorCode::SystemIoFailure | ErrorCode::FileLockingProtocolFailed => StoreError::Io(message),
        ErrorCode::ConstraintViolation => StoreError::Constraint(message),
        other => StoreError::Unexpected(format!("{other:?}: {message}")),
    }
}
