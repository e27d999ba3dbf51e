//! The stand-ins for a keychain, and the time limit in front of one that may never answer.

use std::fs;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use countersign_core::ports::VaultFault;
use countersign_vault::secret_store::keychain_namespace;
use countersign_vault::{
    FileSecretStore, KeychainState, MemorySecretStore, Mood, SecretStore, SystemDisk, TimeLimited,
};

use crate::fixture::Fixture;

/// Long enough that no busy machine reaches it by accident.
const NEVER: Duration = Duration::from_secs(600);
const SHORT: Duration = Duration::from_millis(50);

#[test]
fn a_store_behind_a_time_limit_answers_as_the_store_itself() {
    let store = TimeLimited::new(MemorySecretStore::new(), NEVER);
    assert_eq!(store.state(), KeychainState::Ready);
    assert!(store.get("name").unwrap().is_none());
    store.set("name", b"secret").unwrap();
    assert_eq!(store.get("name").unwrap().unwrap().as_slice(), b"secret");
    store.delete("name").unwrap();
    store.delete("name").unwrap();
    assert!(store.get("name").unwrap().is_none());
}

#[test]
fn faults_come_through_the_time_limit_unchanged() {
    let keychain = MemorySecretStore::new();
    let store = TimeLimited::new(keychain.clone(), NEVER);
    keychain.set_mood(Mood::Missing);
    assert!(matches!(store.get("name"), Err(VaultFault::KeychainMissing)));
    assert_eq!(store.state(), KeychainState::Missing);
    keychain.set_mood(Mood::Locked);
    assert!(matches!(store.set("name", b"secret"), Err(VaultFault::KeychainLocked)));
    assert_eq!(store.state(), KeychainState::Locked);
}

#[test]
fn a_silent_keychain_is_locked_after_the_limit_and_at_once_from_then_on() {
    let keychain = MemorySecretStore::new();
    let store = TimeLimited::new(keychain.clone(), SHORT);
    keychain.set_mood(Mood::Silent);
    let asked = Instant::now();
    assert!(matches!(store.get("name"), Err(VaultFault::KeychainLocked)));
    assert!(asked.elapsed() >= SHORT);

    // Nothing of this reaches the keychain, or waits for it: a thousand limits would be fifty seconds.
    let asked = Instant::now();
    for _ in 0..1000 {
        assert_eq!(store.state(), KeychainState::Locked);
        assert!(matches!(store.set("refused", b"secret"), Err(VaultFault::KeychainLocked)));
    }
    assert!(asked.elapsed() < Duration::from_secs(20));

    keychain.set_mood(Mood::Ready);
    // The hanging request ends when its thread next runs; until then the answer stays "locked".
    while store.state() != KeychainState::Ready {
        thread::yield_now();
    }
    assert!(keychain.names().is_empty(), "a request that was refused must not be carried out later");
}

#[test]
fn what_waits_behind_a_silent_keychain_is_not_begun_once_its_caller_has_gone() {
    let keychain = MemorySecretStore::new();
    let store = Arc::new(TimeLimited::new(keychain.clone(), Duration::from_millis(300)));
    keychain.set_mood(Mood::Silent);
    let callers: Vec<_> = ["first", "second"]
        .into_iter()
        .map(|name| {
            let caller = Arc::clone(&store);
            let thread = thread::spawn(move || caller.set(name, b"secret"));
            // The second queues behind the first.
            keychain.wait_for_callers(1);
            thread
        })
        .collect();
    for caller in callers {
        assert!(matches!(caller.join().unwrap(), Err(VaultFault::KeychainLocked)));
    }
    keychain.set_mood(Mood::Ready);
    while store.state() != KeychainState::Ready {
        thread::yield_now();
    }
    // The first was under way already, as with a prompt that is answered late.
    assert_eq!(keychain.names(), ["first"]);
}

#[test]
fn dropping_the_store_does_not_wait_for_a_silent_keychain() {
    let keychain = MemorySecretStore::new();
    let store = TimeLimited::new(keychain.clone(), SHORT);
    keychain.set_mood(Mood::Silent);
    assert_eq!(store.state(), KeychainState::Locked);
    let (dropped, seen) = channel();
    thread::spawn(move || {
        drop(store);
        dropped.send(()).unwrap();
    });
    // The keychain is still silent.
    seen.recv_timeout(NEVER).unwrap();
    keychain.set_mood(Mood::Ready);
}

struct Panicking;

impl SecretStore for Panicking {
    fn get(&self, name: &str) -> Result<Option<zeroize::Zeroizing<Vec<u8>>>, VaultFault> {
        assert_ne!(name, "bad", "as a library does that should not");
        Ok(None)
    }
    fn set(&self, _: &str, _: &[u8]) -> Result<(), VaultFault> {
        Ok(())
    }
    fn delete(&self, _: &str) -> Result<(), VaultFault> {
        Ok(())
    }
    fn state(&self) -> KeychainState {
        KeychainState::Ready
    }
}

#[test]
fn a_keychain_library_that_panics_takes_nothing_with_it() {
    let store = TimeLimited::new(Panicking, NEVER);
    assert!(matches!(store.get("bad"), Err(VaultFault::KeychainLocked)));
    assert!(store.get("good").unwrap().is_none());
}

#[test]
fn the_practice_file_keeps_its_secrets_and_says_that_it_protects_nothing() {
    let fixture = Fixture::new();
    let store =
        |folder| FileSecretStore::in_practice_folder(folder, Arc::new(SystemDisk), Arc::clone(&fixture.options.random));
    let first = store(fixture.folder());
    assert_eq!(first.state(), KeychainState::Ready);
    assert!(first.get("name").unwrap().is_none());
    first.set("name", &[1, 2, 3]).unwrap();
    first.set("other", &[4]).unwrap();
    first.delete("other").unwrap();
    first.delete("other").unwrap();
    let again = store(fixture.folder());
    assert_eq!(again.get("name").unwrap().unwrap().as_slice(), [1, 2, 3]);
    assert!(again.get("other").unwrap().is_none());

    let path = fixture.folder().join("unprotected-practice-keys.json");
    assert!(fs::read_to_string(&path).unwrap().contains("lie in the open"));
    fs::write(&path, r#"{"notice":"","secrets":{"name":"canary"#).unwrap();
    let fault = again.get("name").unwrap_err();
    assert!(matches!(fault, VaultFault::Damaged(_)));
    assert!(!fault.to_string().contains("canary"));
}

#[test]
fn a_data_folder_keeps_its_namespace_and_no_two_have_the_same() {
    let fixture = Fixture::new();
    let random = &fixture.options.random;
    let one = keychain_namespace(&fixture.home.path().join("one"), &SystemDisk, random).unwrap();
    let other = keychain_namespace(&fixture.home.path().join("other"), &SystemDisk, random).unwrap();
    assert_eq!(one.len(), 16);
    assert_ne!(one, other);
    fs::rename(fixture.home.path().join("one"), fixture.home.path().join("moved")).unwrap();
    assert_eq!(keychain_namespace(&fixture.home.path().join("moved"), &SystemDisk, random).unwrap(), one);
    fs::write(fixture.home.path().join("moved/keychain-namespace"), "../other").unwrap();
    let fault = keychain_namespace(&fixture.home.path().join("moved"), &SystemDisk, random).unwrap_err();
    assert!(matches!(fault, VaultFault::Damaged(_)));
}
