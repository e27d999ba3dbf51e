//! Doctors' keys: PIN and keychain together, and nothing else.

use std::fs;
use std::path::PathBuf;

use countersign_core::model::PersonKeyId;
use countersign_core::ports::VaultFault;
use countersign_vault::{Mood, PinCost, SecretStore, Vault};

use crate::fixture::{FaultyDisk, Fixture, clinic, id, no_partial_file_in, pin};

fn key_file(fixture: &Fixture, key: PersonKeyId) -> PathBuf {
    fixture.folder().join("person-keys").join(format!("{key}.json"))
}

fn fails(result: Result<Box<dyn countersign_core::ports::Pen>, VaultFault>) -> VaultFault {
    result.err().expect("the key must not open")
}

#[test]
fn the_pen_signs_with_the_key_that_was_enrolled_and_still_does_after_reopening() {
    let fixture = Fixture::new();
    let (vault, _) = Vault::create(&fixture.options, clinic()).unwrap();
    let key = id(10);
    let public = vault.keys().create(key, &pin("4711")).unwrap();
    drop(vault);
    let vault = Vault::open(&fixture.options).unwrap();
    let signature = vault.keys().open(key, &pin("4711")).unwrap().sign(b"the manifest");
    let public = ed25519_dalek::VerifyingKey::from_bytes(&public).unwrap();
    let signature = ed25519_dalek::Signature::from_bytes(&signature);
    public.verify_strict(b"the manifest", &signature).unwrap();
    assert!(public.verify_strict(b"another manifest", &signature).is_err());
}

#[test]
fn a_wrong_pin_is_told_from_a_damaged_file_and_from_no_file() {
    let fixture = Fixture::new();
    let (vault, _) = Vault::create(&fixture.options, clinic()).unwrap();
    let keys = vault.keys();
    keys.create(id(10), &pin("4711")).unwrap();
    assert!(matches!(fails(keys.open(id(10), &pin("4712"))), VaultFault::WrongPin));
    assert!(matches!(fails(keys.open(id(11), &pin("4711"))), VaultFault::NotThere));

    let path = key_file(&fixture, id(10));
    let whole = fs::read(&path).unwrap();
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
        fs::write(&path, &changed).unwrap();
        let fault = fails(keys.open(id(10), &pin("4711")));
        // A changed name of the keychain's secret reads as a secret that is gone.
        assert!(matches!(fault, VaultFault::Damaged(_) | VaultFault::NotThere), "byte {at}: {fault}");
    }
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert!(matches!(fails(keys.open(id(10), &pin("4711"))), VaultFault::Damaged(_)));
    fs::write(&path, &whole).unwrap();
    keys.open(id(10), &pin("4711")).unwrap();
}

#[test]
fn a_key_does_not_open_in_the_place_of_another() {
    let fixture = Fixture::new();
    let (vault, _) = Vault::create(&fixture.options, clinic()).unwrap();
    let keys = vault.keys();
    keys.create(id(10), &pin("4711")).unwrap();
    keys.create(id(11), &pin("0000")).unwrap();
    fs::copy(key_file(&fixture, id(10)), key_file(&fixture, id(11))).unwrap();
    assert!(matches!(fails(keys.open(id(11), &pin("4711"))), VaultFault::Damaged(_)));
}

#[test]
fn the_recovery_key_opens_the_workspace_and_no_doctors_key() {
    let fixture = Fixture::new();
    let (vault, recovery) = Vault::create(&fixture.options, clinic()).unwrap();
    vault.keys().create(id(10), &pin("4711")).unwrap();
    drop(vault);
    fixture.keychain.lose_everything();

    let vault = Vault::open_with_recovery(&fixture.options, &recovery).unwrap();
    assert!(matches!(fails(vault.keys().open(id(10), &pin("4711"))), VaultFault::NotThere));
    // The doctor's new key makes a new secret in the keychain; the old key stays closed, whatever the PIN.
    vault.keys().create(id(11), &pin("4711")).unwrap();
    vault.keys().open(id(11), &pin("4711")).unwrap();
    assert!(matches!(fails(vault.keys().open(id(10), &pin("4711"))), VaultFault::NotThere));
}

#[test]
fn without_the_keychain_no_key_opens_and_none_is_made() {
    let fixture = Fixture::new();
    let (vault, _) = Vault::create(&fixture.options, clinic()).unwrap();
    let keys = vault.keys();
    keys.create(id(10), &pin("4711")).unwrap();
    fixture.keychain.set_mood(Mood::Missing);
    assert!(matches!(fails(keys.open(id(10), &pin("4711"))), VaultFault::KeychainMissing));
    fixture.keychain.set_mood(Mood::Locked);
    assert!(matches!(fails(keys.open(id(10), &pin("4711"))), VaultFault::KeychainLocked));
    assert!(matches!(keys.create(id(11), &pin("4711")), Err(VaultFault::KeychainLocked)));
    assert!(!key_file(&fixture, id(11)).exists());
}

#[test]
fn a_key_is_never_written_over_and_destroying_it_is_for_good() {
    let fixture = Fixture::new();
    let (vault, _) = Vault::create(&fixture.options, clinic()).unwrap();
    let keys = vault.keys();
    keys.create(id(10), &pin("4711")).unwrap();
    assert!(keys.create(id(10), &pin("0000")).is_err());
    keys.open(id(10), &pin("4711")).unwrap();
    keys.destroy(id(10)).unwrap();
    keys.destroy(id(10)).unwrap();
    assert!(matches!(fails(keys.open(id(10), &pin("4711"))), VaultFault::NotThere));
}

#[test]
fn doctors_share_the_keychains_secret_and_not_their_pins() {
    let fixture = Fixture::new();
    let (vault, _) = Vault::create(&fixture.options, clinic()).unwrap();
    let keys = vault.keys();
    let publics = [keys.create(id(10), &pin("4711")).unwrap(), keys.create(id(11), &pin("4711")).unwrap()];
    assert_ne!(publics[0], publics[1]);
    let names = fixture.keychain.names();
    assert_eq!(names.iter().filter(|name| name.starts_with("person-keys/")).count(), 1, "{names:?}");
    keys.destroy(id(10)).unwrap();
    keys.open(id(11), &pin("4711")).unwrap();
}

#[test]
fn a_key_remembers_what_its_pin_costs() {
    let fixture = Fixture::new();
    let (vault, _) = Vault::create(&fixture.options, clinic()).unwrap();
    vault.keys().create(id(10), &pin("4711")).unwrap();
    drop(vault);
    let mut options = fixture.options.clone();
    options.pin_cost = PinCost::default();
    assert_eq!(options.pin_cost, PinCost { memory_kib: 19_456, passes: 2, lanes: 1 });
    let vault = Vault::open(&options).unwrap();
    vault.keys().open(id(10), &pin("4711")).unwrap();
    vault.keys().create(id(11), &pin("4711")).unwrap();
    vault.keys().open(id(11), &pin("4711")).unwrap();
    assert!(matches!(fails(vault.keys().open(id(11), &pin("4712"))), VaultFault::WrongPin));
}

#[test]
fn a_disk_that_fails_at_any_step_leaves_no_key_or_a_whole_one() {
    let fixture = Fixture::new();
    Vault::create(&fixture.options, clinic()).unwrap();
    for steps in 0.. {
        let key = id(100 + steps as u64);
        let vault = Vault::open(&fixture.on(&FaultyDisk::after(steps))).unwrap();
        let made = vault.keys().create(key, &pin("4711"));
        no_partial_file_in(fixture.folder());
        if key_file(&fixture, key).exists() {
            vault.keys().open(key, &pin("4711")).unwrap();
        }
        match made {
            Ok(_) => {
                assert!(steps >= 4);
                break;
            }
            Err(fault) => assert!(matches!(fault, VaultFault::Disk(_) | VaultFault::Full), "{fault}"),
        }
    }
}

#[test]
fn a_changed_secret_in_the_keychain_reads_as_lost_and_not_as_a_wrong_pin() {
    let fixture = Fixture::new();
    let (vault, _) = Vault::create(&fixture.options, clinic()).unwrap();
    vault.keys().create(id(10), &pin("4711")).unwrap();
    fixture.keychain.set(&format!("person-keys/{}", clinic()), &[3; 32]).unwrap();
    assert!(matches!(fails(vault.keys().open(id(10), &pin("4711"))), VaultFault::NotThere));
}
