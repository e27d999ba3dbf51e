//! The vault as a whole: what lies in its folder, and who may read it.

use std::sync::Arc;

use countersign_core::model::{CredentialRef, Secret};
use countersign_vault::{
    FileSecretStore, KeyRingFault, MemorySecretStore, Mood, SecretStore, TimeLimited, Vault, VaultOptions,
};

use crate::fixture::{FaultyDisk, Fixture, clinic, files, id, pin};

fn furnish(vault: &Vault) {
    vault.keys().create(id(10), &pin("271828")).unwrap();
    vault.files().put(&b"canary picture ".repeat(10_000)).unwrap();
    let reference = CredentialRef::for_channel(id(20));
    vault.credentials().seal(&reference, &Secret::new("canary-token".to_owned())).unwrap();
}

#[test]
fn nothing_secret_lies_in_the_folder() {
    let fixture = Fixture::new();
    let (vault, recovery) = Vault::create(&fixture.options, clinic()).unwrap();
    furnish(&vault);
    vault.confirm_recovery().unwrap();
    vault.rewrap().unwrap();

    let mut canaries: Vec<Vec<u8>> = vec![b"canary".to_vec(), b"271828".to_vec()];
    let mut keys = vec![vault.data_key().expose().to_vec()];
    for name in fixture.keychain.names() {
        keys.push(fixture.keychain.get(&name).unwrap().unwrap().to_vec());
    }
    for key in keys {
        let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
        canaries.extend([hex.into_bytes(), key]);
    }
    canaries.extend([recovery.groups().concat().into_bytes(), recovery.groups().join("-").into_bytes()]);
    canaries.extend(recovery.groups().iter().map(|group| format!("\"{group}").into_bytes()));
    let files = files(fixture.folder());
    assert_eq!(files.len(), 4);
    for (path, bytes) in files {
        for canary in &canaries {
            assert!(!bytes.windows(canary.len()).any(|window| window == canary), "{}", path.display());
        }
    }
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_the_folder_and_everything_in_it() {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    let mut fixture = Fixture::new();
    let practice = FileSecretStore::in_practice_folder(
        fixture.folder(),
        Arc::clone(&fixture.options.disk),
        Arc::clone(&fixture.options.random),
    );
    // Made by somebody else before, and open to everybody.
    fs::create_dir(fixture.folder()).unwrap();
    fs::set_permissions(fixture.folder(), fs::Permissions::from_mode(0o755)).unwrap();
    fixture.options.secrets = Arc::new(practice);
    let (vault, _) = Vault::create(&fixture.options, clinic()).unwrap();
    furnish(&vault);
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let files = files(fixture.folder());
    assert_eq!(files.len(), 5);
    for (path, _) in files {
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        for folder in path.ancestors().skip(1).take_while(|folder| folder.starts_with(fixture.folder())) {
            assert_eq!(mode(folder), 0o700, "{}", folder.display());
        }
    }
    assert_eq!(mode(&fixture.folder().join("media/incoming")), 0o700);
}

#[test]
fn after_a_disk_fault_at_any_step_a_vault_can_be_created_or_opened() {
    for steps in 0.. {
        let fixture = Fixture::new();
        match Vault::create(&fixture.on(&FaultyDisk::after(steps)), clinic()) {
            Ok(_) => break,
            Err(KeyRingFault::Disk(_)) => (),
            Err(other) => panic!("after {steps} steps: {other}"),
        }
        let vault = match Vault::create(&fixture.options, clinic()) {
            Ok((vault, _)) => vault,
            Err(KeyRingFault::AlreadyThere) => {
                let vault = Vault::open(&fixture.options).unwrap();
                assert!(!vault.recovery_confirmed());
                vault.renew_recovery().unwrap();
                vault
            }
            Err(other) => panic!("after {steps} steps: {other}"),
        };
        furnish(&vault);
    }
}

#[test]
fn a_vault_on_a_silent_keychain_says_locked_and_opens_once_it_speaks() {
    let fixture = Fixture::new();
    Vault::create(&fixture.options, clinic()).unwrap();
    fixture.keychain.set_mood(Mood::Silent);
    let limited = TimeLimited::new(fixture.keychain.clone(), std::time::Duration::from_millis(50));
    let options = VaultOptions::new(fixture.folder(), Arc::new(limited));
    assert_eq!(Vault::open(&options).unwrap_err(), KeyRingFault::KeychainLocked);
    fixture.keychain.set_mood(Mood::Ready);
    while let Err(fault) = Vault::open(&options) {
        assert_eq!(fault, KeyRingFault::KeychainLocked);
    }
}

#[test]
fn an_open_vault_needs_the_keychain_for_doctors_keys_only() {
    let fixture = Fixture::new();
    let (vault, _) = Vault::create(&fixture.options, clinic()).unwrap();
    fixture.keychain.set_mood(Mood::Missing);
    let digest = vault.files().put(b"picture").unwrap();
    vault.files().get(&digest).unwrap();
    let reference = CredentialRef::for_channel(id(20));
    vault.credentials().seal(&reference, &Secret::new("token".to_owned())).unwrap();
    vault.credentials().reveal(&reference).unwrap();
    vault.renew_recovery().unwrap();
    vault.confirm_recovery().unwrap();
}

#[test]
fn two_workspaces_share_a_keychain_and_nothing_else() {
    let keychain = MemorySecretStore::new();
    let (mut one, mut other) = (Fixture::new(), Fixture::new());
    let _ = other.options.random.bytes::<1>();
    one.options.secrets = Arc::new(keychain.clone());
    other.options.secrets = Arc::new(keychain.clone());
    let (first, _) = Vault::create(&one.options, clinic()).unwrap();
    let (second, _) = Vault::create(&other.options, id(2)).unwrap();
    furnish(&first);
    furnish(&second);
    assert_ne!(first.data_key().expose(), second.data_key().expose());
    assert_eq!(keychain.names().len(), 4);
    Vault::open(&one.options).unwrap();
    Vault::open(&other.options).unwrap();
}

#[test]
fn nothing_secret_is_in_a_debug_form() {
    let fixture = Fixture::new();
    let (vault, recovery) = Vault::create(&fixture.options, clinic()).unwrap();
    let printed = format!("{vault:?} {recovery:?} {:?} {:?}", fixture.options, fixture.keychain);
    assert!(!printed.contains(&recovery.groups()[0]));
    assert!(printed.contains("RecoveryKey(…)"));
}
