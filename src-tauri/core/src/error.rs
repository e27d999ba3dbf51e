//! How a use case fails: a refusal that a person can act on, or a fault of the store.
//!
//! Invariant: a refusal's message is a sentence for a receptionist; its code exists only where the interface acts on it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::model::CorrelationId;
use crate::model::words::word_enum;
use crate::store::StoreError;

word_enum! {
    /// What the interface does about an error. A code exists only where the interface acts on it.
    pub enum ErrorCode {
        /// The input can be mended; `field` names where.
        Invalid = "invalid",
        /// The clinic's rules do not let a post out at this time: the next free time is offered.
        OutsidePolicy = "outside_policy",
        /// Nobody is signed in, or the session was locked: the lock sheet opens.
        Locked = "locked",
        /// The person's roles do not allow it.
        NotAllowed = "not_allowed",
        /// Somebody else changed it meanwhile: the screen reloads.
        Stale = "stale",
        /// What was asked for is not there (any more).
        NotFound = "not_found",
        /// The PIN is wrong.
        WrongPin = "wrong_pin",
        /// Too many wrong PINs: the PIN field waits.
        PinWait = "pin_wait",
        /// The signing session is over: the PIN sheet opens.
        PinNeeded = "pin_needed",
        /// The system keychain is missing: the screen says what to install.
        KeychainMissing = "keychain_missing",
        /// The system keychain is locked or does not answer: the screen says what to unlock.
        KeychainLocked = "keychain_locked",
        /// The data folder is held by another running Countersign.
        WorkspaceBusy = "workspace_busy",
        /// The key does not open the database; the recovery key is asked for.
        WrongKey = "wrong_key",
        /// The database file is damaged.
        Damaged = "damaged",
        /// The database was written by a newer Countersign.
        NewerSchema = "newer_schema",
        /// The disk is full, or the folder can't be written.
        Disk = "disk",
        /// The person closed the private window: nothing is said of it, and the screen reads again what is so.
        Cancelled = "cancelled",
        /// Anything else: a fault of the application's own.
        Internal = "internal",
    }
}

/// Why a use case did not happen.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// A person can act on it.
    #[error("{}", .0.message)]
    Refused(Box<Refusal>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A refusal.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// What the interface does about it.
    pub code: ErrorCode,
    /// What happened, and what to do.
    pub message: String,
    /// The field it is about.
    pub field: Option<&'static str>,
    /// The system's own words; never a secret.
    pub detail: Option<String>,
    /// How long to wait, in seconds.
    pub wait_seconds: Option<u32>,
    /// Ties it to the record.
    pub correlation_id: Option<CorrelationId>,
}

/// The result of a use case.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// A refusal with `code`.
    pub fn refused(code: ErrorCode, message: impl Into<String>) -> Self {
        Self::Refused(Box::new(Refusal {
            code,
            message: message.into(),
            field: None,
            detail: None,
            wait_seconds: None,
            correlation_id: None,
        }))
    }

    /// The input in `field` has to be mended.
    pub fn invalid(field: &'static str, message: impl Into<String>) -> Self {
        Self::refused(ErrorCode::Invalid, message).with(|refusal| refusal.field = Some(field))
    }

    /// What was asked for is not there.
    pub fn not_found(what: &str) -> Self {
        Self::refused(ErrorCode::NotFound, format!("This {what} is not there any more."))
    }

    /// A fault of ours, with words for whoever mends it.
    pub fn internal(detail: impl Into<String>) -> Self {
        Self::refused(
            ErrorCode::Internal,
            "Something went wrong inside Countersign. Nothing was lost; please try again.",
        )
        .with(|refusal| refusal.detail = Some(detail.into()))
    }

    /// The refusal with something added.
    #[must_use]
    pub fn with(mut self, add: impl FnOnce(&mut Refusal)) -> Self {
        if let Self::Refused(refusal) = &mut self {
            add(refusal);
        }
        self
    }

    /// The code as it crosses.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Refused(refusal) => refusal.code,
            Self::Store(fault) => store_code(fault),
        }
    }
}

const fn store_code(fault: &StoreError) -> ErrorCode {
    match fault {
        StoreError::NotADatabase => ErrorCode::WrongKey,
        StoreError::Damaged(_) => ErrorCode::Damaged,
        StoreError::NewerSchema { .. } | StoreError::ForeignSchema(_) => ErrorCode::NewerSchema,
        StoreError::Full | StoreError::ReadOnly(_) | StoreError::Io(_) | StoreError::NotBackedUp(_) => ErrorCode::Disk,
        StoreError::Constraint(_) | StoreError::Closed | StoreError::Unexpected(_) => ErrorCode::Internal,
    }
}

fn store_sentence(fault: &StoreError) -> &'static str {
    match fault {
        StoreError::NotADatabase => {
            "The key does not open the clinic's data. Nothing was changed. If this laptop's keychain was renewed, use the recovery key."
        }
        StoreError::Damaged(_) => {
            "The clinic's data file is damaged. It was left exactly as it is; restore the last backup, or ask for help before doing anything else."
        }
        StoreError::NewerSchema { .. } => {
            "This data was written by a newer Countersign. Please update Countersign on this laptop; the data was left as it is."
        }
        StoreError::ForeignSchema(_) => {
            "This data was made by another build of Countersign, and can't be opened safely. It was left as it is."
        }
        StoreError::NotBackedUp(_) => {
            "This Countersign is newer and has to change how the clinic's data is kept. It makes a backup before, and could not. Nothing was changed; make room on the disk or mend the backup's folder, and open the clinic again."
        }
        StoreError::Full => "The disk is full. What you had before is safe; make room and try again.",
        StoreError::ReadOnly(_) => {
            "Countersign may not write to its data folder. Check the folder's permissions and try again."
        }
        StoreError::Io(_) => {
            "The disk does not answer as it should. What was saved before is safe; check the disk and try again."
        }
        StoreError::Constraint(_) | StoreError::Closed | StoreError::Unexpected(_) => {
            "Something went wrong inside Countersign. Nothing was lost; please try again."
        }
    }
}

impl Error {
    /// The sentence for people, and the system's own words for *Details*.
    pub fn words(&self) -> (String, Option<String>) {
        match self {
            Self::Refused(refusal) => (refusal.message.clone(), refusal.detail.clone()),
            Self::Store(fault) => (store_sentence(fault).to_owned(), Some(fault.to_string())),
        }
    }
}
