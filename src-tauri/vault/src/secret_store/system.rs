//! The keychain of the operating system: Secret Service, Keychain Services, Credential Manager.
//!
//! Invariant: it is only ever asked on the thread of a [`TimeLimited`], never on a thread of a runtime (where its library
//! panics, or hangs the exit). Its library connects once in the life of the process and remembers a failure, so it is
//! not touched before somebody is seen to answer: a keychain that is started later is found without a restart.
//!
//! Not kept: when the service is *re*started under a running application, the library holds on to the session it lost, and
//! every call reads as locked until the application is started again.

use std::time::Duration;

use countersign_core::ports::VaultFault;
use keyring::{Entry, Error};
use zeroize::Zeroizing;

use super::{KeychainState, SecretStore, TimeLimited};

/// How long a caller waits.
const PATIENCE: Duration = Duration::from_secs(10);

/// The keychain of the operating system.
#[derive(Debug)]
pub struct SystemKeychain(TimeLimited);

impl SystemKeychain {
    /// The entries of one data folder, whose name comes from [`super::keychain_namespace`]. A caller waits at most ten
    /// seconds.
    pub fn new(namespace: &str) -> Self {
        Self::with_limit(namespace, PATIENCE)
    }

    /// The same with another limit.
    pub fn with_limit(namespace: &str, limit: Duration) -> Self {
        Self(TimeLimited::new(Platform { namespace: namespace.to_owned() }, limit))
    }
}

impl SecretStore for SystemKeychain {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultFault> {
        self.0.get(name)
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), VaultFault> {
        self.0.set(name, secret)
    }

    fn delete(&self, name: &str) -> Result<(), VaultFault> {
        self.0.delete(name)
    }

    fn state(&self) -> KeychainState {
        self.0.state()
    }
}

/// The keychain as its library gives it.
struct Platform {
    namespace: String,
}

impl Platform {
    fn entry(&self, name: &str) -> Result<Entry, VaultFault> {
        if presence() == KeychainState::Missing {
            return Err(VaultFault::KeychainMissing);
        }
        // The service is what a person sees when looking through the keychain.
        Entry::new("Countersign", &format!("{}/{name}", self.namespace)).map_err(|error| fault(&error))
    }
}

impl SecretStore for Platform {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultFault> {
        match self.entry(name)?.get_secret() {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(fault(&error)),
        }
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), VaultFault> {
        self.entry(name)?.set_secret(secret).map_err(|error| fault(&error))
    }

    fn delete(&self, name: &str) -> Result<(), VaultFault> {
        match self.entry(name)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(fault(&error)),
        }
    }

    fn state(&self) -> KeychainState {
        presence()
    }
}

/// Whether somebody answers, and has what secrets can be put into. Opens no prompt.
///
/// On Linux this asks over a connection of its own. A session with the service is open to everybody, so whoever refuses
/// one is no keychain; that the default collection is locked, or was never made, is a property that anyone may read.
#[cfg(all(unix, not(target_os = "macos")))]
fn presence() -> KeychainState {
    use secret_service::EncryptionType;
    use secret_service::blocking::SecretService;
    let service = match SecretService::connect(EncryptionType::Plain) {
        Ok(service) => service,
        Err(reason) => {
            tracing::debug!(%reason, "no secret service");
            return KeychainState::Missing;
        }
    };
    match service.get_default_collection().and_then(|collection| collection.is_locked()) {
        Ok(false) => KeychainState::Ready,
        Ok(true) | Err(_) => KeychainState::Locked,
    }
}

/// Elsewhere the keychain is part of the system, and there is no asking whether it is locked without a prompt.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn presence() -> KeychainState {
    if Entry::store_status().is_ok() { KeychainState::Ready } else { KeychainState::Missing }
}

/// What the library's errors mean for a person. Its words are logged where they quote no secret.
fn fault(error: &Error) -> VaultFault {
    match error {
        Error::NoDefaultStore => VaultFault::KeychainMissing,
        // Locked, a prompt that was dismissed, or nothing to put secrets into.
        Error::NoStorageAccess(reason) => {
            tracing::warn!(%reason, "no access to the keychain");
            VaultFault::KeychainLocked
        }
        // The connection broke, or the service refused: is anybody left?
        Error::PlatformFailure(reason) => {
            tracing::warn!(%reason, "the keychain failed");
            match presence() {
                KeychainState::Missing => VaultFault::KeychainMissing,
                KeychainState::Ready | KeychainState::Locked => VaultFault::KeychainLocked,
            }
        }
        Error::NoEntry => VaultFault::NotThere,
        Error::Ambiguous(_) => damaged("it holds several entries of one name"),
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::BadStoreFormat(_) => {
            damaged("it holds something unreadable")
        }
        Error::TooLong(..) | Error::Invalid(..) => damaged("it does not take this name or length"),
        Error::NotSupportedByStore(_) => damaged("it can't do this"),
        _ => damaged("it failed in a way that this version does not know"),
    }
}

fn damaged(reason: &str) -> VaultFault {
    VaultFault::Damaged(format!("the keychain: {reason}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_librarys_errors_keep_missing_and_locked_apart() {
        assert!(matches!(fault(&Error::NoDefaultStore), VaultFault::KeychainMissing));
        assert!(matches!(fault(&Error::NoStorageAccess("prompt dismissed".into())), VaultFault::KeychainLocked));
        assert!(matches!(fault(&Error::Ambiguous(Vec::new())), VaultFault::Damaged(_)));
    }

    #[test]
    fn what_the_keychain_held_is_in_no_message() {
        let message = fault(&Error::BadDataFormat(b"canary".to_vec(), "reason".into())).to_string();
        assert!(!message.contains("canary") && !message.contains("99, 97"), "{message}");
    }
}
