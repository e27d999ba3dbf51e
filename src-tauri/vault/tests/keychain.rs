//! The keychain of the operating system, for real. Runs only in a session of its own, which sets
//! `COUNTERSIGN_TEST_KEYCHAIN=1`: a developer's keychain is not for tests. Linux; one session bus is set up for all steps.
//!
//! The steps build on each other (the library connects once in the life of a process), so they are one test.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can not go on has failed")]
#![cfg(target_os = "linux")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use countersign_core::model::{Millis, NewId, Pin, WorkspaceId};
use countersign_core::ports::VaultFault;
use countersign_vault::{
    KeychainState, PinCost, RandomSource, SecretStore, SystemKeychain, Vault, VaultOptions, os_rng,
};
use secret_service::EncryptionType;
use secret_service::blocking::SecretService;

fn wanted() -> bool {
    std::env::var_os("COUNTERSIGN_TEST_KEYCHAIN").is_some_and(|value| value == "1")
}

#[test]
fn the_systems_keychain_keeps_secrets_and_says_when_it_is_locked() {
    if !wanted() {
        return;
    }
    let random = RandomSource::new(os_rng());
    let namespace: String = random.bytes::<8>().iter().map(|byte| format!("{byte:02x}")).collect();
    let keychain = Arc::new(SystemKeychain::with_limit(&namespace, Duration::from_secs(3)));
    assert_eq!(keychain.state(), KeychainState::Ready);

    // Kept, replaced, found by another instance of the same namespace, and by no other; forgotten.
    assert!(keychain.get("name").unwrap().is_none());
    keychain.set("name", &[0, 159, 255]).unwrap();
    keychain.set("name", &[1, 2, 3]).unwrap();
    let again = SystemKeychain::new(&namespace);
    assert_eq!(again.get("name").unwrap().unwrap().as_slice(), [1, 2, 3]);
    let another = SystemKeychain::new("0000000000000000");
    assert!(another.get("name").unwrap().is_none());
    another.delete("name").unwrap();
    keychain.delete("name").unwrap();
    keychain.delete("name").unwrap();
    assert!(keychain.get("name").unwrap().is_none());

    // A whole vault on it.
    let folder = tempfile::tempdir().unwrap();
    let mut options = VaultOptions::new(folder.path().join("clinic"), keychain.clone());
    options.pin_cost = PinCost::TRIFLING;
    let workspace = WorkspaceId::new_id(Millis(1_790_000_000_000), &mut os_rng());
    let person_key = countersign_core::model::PersonKeyId::new_id(Millis(1_790_000_000_000), &mut os_rng());
    let pin = Pin::parse("4711".to_owned()).unwrap();
    let (vault, recovery) = Vault::create(&options, workspace).unwrap();
    vault.keys().create(person_key, &pin).unwrap();
    drop(vault);
    Vault::open(&options).unwrap().keys().open(person_key, &pin).unwrap();
    Vault::open_with_recovery(&options, &recovery).unwrap().keys().open(person_key, &pin).unwrap();

    // Asked from the threads of a runtime, where the library itself panics or hangs the exit.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let asked = Arc::clone(&keychain);
    assert_eq!(runtime.block_on(async { asked.state() }), KeychainState::Ready);
    let asked = Arc::clone(&keychain);
    assert!(runtime.block_on(runtime.spawn_blocking(move || asked.get("name"))).unwrap().unwrap().is_none());
    drop(runtime);

    // Locked: seen without a prompt, and no caller waits longer than the limit.
    let service = SecretService::connect(EncryptionType::Plain).unwrap();
    service.get_default_collection().unwrap().lock().unwrap();
    let asked = Instant::now();
    assert_eq!(keychain.state(), KeychainState::Locked);
    assert!(asked.elapsed() < Duration::from_secs(2));
    let asked = Instant::now();
    let fault = keychain.set("name", b"secret").unwrap_err();
    assert!(matches!(fault, VaultFault::KeychainLocked), "{fault}");
    assert!(asked.elapsed() < Duration::from_secs(10));
    assert!(Vault::open(&options).is_err_and(|fault| fault == countersign_vault::KeyRingFault::KeychainLocked));
}
