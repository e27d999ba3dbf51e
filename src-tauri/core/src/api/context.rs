//! What the use cases work with, and who may call them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::alert::Lookout;
use crate::audit::{self, Action, Entry};
use crate::backup::BackupDesk;
use crate::clinic::{Caller, Desktop};
use crate::draft::writer::Writer;
use crate::engage::discovery::Searcher;
use crate::engage::{Collector, Gesturer, ReplyWriter};
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::measure::Sampler;
use crate::model::{Login, Platform, Role};
use crate::ports::{Courier, Credentials, KeyCustody, MediaHost, RecordKey, SealedFiles, VaultFault};
use crate::publish::{Connector, Dispatcher, Listener, Publisher};
use crate::store::{Db, Tag};
use tokio::sync::Notify;

/// Told what each commit changed.
pub type Changed = Arc<dyn Fn(&[Tag]) + Send + Sync>;

/// The parts of an engine that the use cases work with.
pub struct Api {
    pub(crate) db: Db,
    pub(crate) env: Arc<Env>,
    pub(crate) files: Arc<dyn SealedFiles>,
    pub(crate) keys: Arc<dyn KeyCustody>,
    /// Signs checkpoints and exports of the record.
    pub(crate) record_key: Arc<dyn RecordKey>,
    pub(crate) credentials: Arc<dyn Credentials>,
    pub(crate) media_host: Arc<dyn MediaHost>,
    /// Takes emails and messages to where people read them.
    pub(crate) courier: Arc<dyn Courier>,
    pub(crate) writer: Arc<dyn Writer>,
    pub(crate) reply_writer: Arc<dyn ReplyWriter>,
    pub(crate) desktop: Arc<Desktop>,
    pub(crate) dispatcher: Arc<Dispatcher>,
    pub(crate) listener: Arc<Listener>,
    pub(crate) collector: Arc<Collector>,
    pub(crate) gesturer: Arc<Gesturer>,
    pub(crate) sampler: Arc<Sampler>,
    pub(crate) lookout: Arc<Lookout>,
    pub(crate) publishers: BTreeMap<Platform, Arc<dyn Publisher>>,
    /// The same clients, as discovery uses them.
    pub(crate) searchers: BTreeMap<Platform, Arc<dyn Searcher>>,
    /// The ways of signing in at a platform in the browser.
    pub(crate) connectors: BTreeMap<Login, Arc<dyn Connector>>,
    /// Makes backups.
    pub(crate) backups: Arc<BackupDesk>,
    /// The sign-in that goes on.
    pub(crate) login: super::LoginDesk,
    /// Held by whoever changes what a channel signs in with.
    pub(crate) sign_ins: Arc<Mutex<()>>,
    /// Wakes whoever renews sign-ins.
    pub(crate) renewals: Arc<Notify>,
    /// Told what changed, where no commit tells it.
    pub(crate) changed: Changed,
    pub(crate) undos: super::undo::Undos,
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Api").finish_non_exhaustive()
    }
}

/// Who may call a command. Everybody must be signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Whoever is signed in.
    Anyone,
    /// Those who write: staff, doctors, administrators.
    Writers,
    /// Doctors.
    Doctor,
    /// Administrators.
    Administrator,
    /// Those who answer for what the clinic did: doctors and administrators.
    Accountable,
}

impl Who {
    /// The roles that are let in.
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Self::Anyone | Self::Writers => Role::ALL,
            Self::Doctor => &[Role::Doctor],
            Self::Administrator => &[Role::Administrator],
            Self::Accountable => &[Role::Doctor, Role::Administrator],
        }
    }

    const fn refusal(self) -> &'static str {
        match self {
            Self::Anyone | Self::Writers => "Your role does not allow this.",
            Self::Doctor => "Only a doctor can do this.",
            Self::Administrator => "Only an administrator can do this.",
            Self::Accountable => "Only a doctor or an administrator can do this.",
        }
    }
}

impl Api {
    /// The person who calls, if their roles let them in. A refusal is on record.
    ///
    /// # Errors
    /// [`ErrorCode::Locked`] when nobody is signed in, [`ErrorCode::NotAllowed`] when the roles don't fit.
    pub(crate) fn admit(&self, who: Who, command: &'static str) -> Result<Caller> {
        let caller = self.desktop.caller()?;
        if who.roles().iter().any(|role| caller.roles.contains(role)) {
            return Ok(caller);
        }
        let (env, actor) = (Arc::clone(&self.env), caller.actor());
        self.db.write(move |tx| {
            let entry = Entry::denied(actor, Action::CommandDenied, "role").fact("command", command);
            audit::record(tx, &env, &entry).map_err(Error::from)
        })?;
        Err(Error::refused(ErrorCode::NotAllowed, who.refusal()))
    }

    /// The client of a platform.
    pub(crate) fn publisher(&self, platform: Platform) -> Result<Arc<dyn Publisher>> {
        self.publishers.get(&platform).map(Arc::clone).ok_or_else(|| {
            Error::refused(ErrorCode::Invalid, "This version of Countersign has no client for the platform.")
        })
    }
}

impl From<VaultFault> for Error {
    fn from(fault: VaultFault) -> Self {
        let (code, message) = match &fault {
            VaultFault::KeychainMissing => (
                ErrorCode::KeychainMissing,
                "The system keychain is not there. Install one (GNOME Keyring or KWallet), sign in again, and try again.",
            ),
            VaultFault::KeychainLocked => (
                ErrorCode::KeychainLocked,
                "The system keychain is locked or does not answer. Unlock it and try again.",
            ),
            VaultFault::WrongPin => (ErrorCode::WrongPin, "This is not the PIN. Please try again."),
            VaultFault::NotThere => (ErrorCode::NotFound, "This is not in the vault any more."),
            VaultFault::Damaged(_) => (
                ErrorCode::Damaged,
                "A file of the vault is damaged. It was left as it is; restore the last backup, or ask for help.",
            ),
            VaultFault::Full => (
                ErrorCode::Disk,
                "The disk of this computer is full, so this was not kept. Nothing else was lost; make room and try again.",
            ),
            VaultFault::Disk(_) => (
                ErrorCode::Disk,
                "The disk does not answer as it should. Nothing was lost; check the disk and try again.",
            ),
        };
        Self::refused(code, message).with(|refusal| refusal.detail = Some(fault.to_string()))
    }
}
