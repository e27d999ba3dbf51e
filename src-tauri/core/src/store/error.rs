//! What can go wrong with a database, as far as somebody acts on it.

/// A fault of the store. Each variant is one a person is told something else about.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The file is no database under this key: a wrong key, or a damaged file.
    #[error("the file does not open with this key")]
    NotADatabase,
    /// Pages of the file don't fit together.
    #[error("the database file is damaged: {0}")]
    Damaged(String),
    /// The database was written by a newer version.
    #[error("the database has schema {found}, and this version knows {known}")]
    NewerSchema {
        /// The file's schema.
        found: usize,
        /// The newest one that this version knows.
        known: usize,
    },
    /// A migration that was applied is not the one that this version has under its number.
    #[error("migration {0} is not the one that made this database")]
    ForeignSchema(usize),
    /// A migration is due, and no backup could be made before it.
    #[error("no backup could be made before the migration: {0}")]
    NotBackedUp(String),
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// The folder or the file can't be written.
    #[error("the data folder can't be written: {0}")]
    ReadOnly(String),
    /// Reading or writing the file failed.
    #[error("the disk does not answer as it should: {0}")]
    Io(String),
    /// A constraint or trigger refused the change; its name or message.
    #[error("refused by the database: {0}")]
    Constraint(String),
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// A row or value is not what the code expects: a fault of ours.
    #[error("unexpected in the store: {0}")]
    Unexpected(String),
}
