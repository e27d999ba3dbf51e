//! Credentials: sealed together, found by their reference, never half-written.

use std::fs;
use std::path::PathBuf;

use countersign_core::model::{CredentialRef, Secret};
use countersign_core::ports::VaultFault;
use countersign_vault::Vault;

use crate::fixture::{FaultyDisk, Fixture, clinic, id, no_partial_file_in};

fn reference(number: u64) -> CredentialRef {
    CredentialRef::for_channel(id(number))
}

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

fn path(fixture: &Fixture) -> PathBuf {
    fixture.folder().join("credentials.sealed")
}

#[test]
fn a_credential_survives_reopening_and_gives_way_to_a_newer_one() {
    let fixture = Fixture::new();
    let (vault, _) = Vault::create(&fixture.options, clinic()).unwrap();
    vault.credentials().seal(&reference(1), &secret("first")).unwrap();
    vault.credentials().seal(&reference(2), &secret("second é")).unwrap();
    vault.credentials().seal(&reference(1), &secret("renewed")).unwrap();
    drop(vault);
    let credentials = Vault::open(&fixture.options).unwrap().credentials();
    assert_eq!(credentials.reveal(&reference(1)).unwrap().expose(), "renewed");
    assert_eq!(credentials.reveal(&reference(2)).unwrap().expose(), "second é");
    assert!(matches!(credentials.reveal(&reference(3)), Err(VaultFault::NotThere)));
}

#[test]
fn what_is_forgotten_is_gone_and_the_rest_stays() {
    let fixture = Fixture::new();
    let credentials = Vault::create(&fixture.options, clinic()).unwrap().0.credentials();
    credentials.forget(&reference(1)).unwrap();
    assert!(!path(&fixture).exists());
    credentials.seal(&reference(1), &secret("one")).unwrap();
    credentials.seal(&reference(2), &secret("two")).unwrap();
    credentials.forget(&reference(1)).unwrap();
    assert!(matches!(credentials.reveal(&reference(1)), Err(VaultFault::NotThere)));
    assert_eq!(credentials.reveal(&reference(2)).unwrap().expose(), "two");
}

#[test]
fn no_changed_byte_opens_and_a_damaged_file_is_not_written_over() {
    let fixture = Fixture::new();
    let credentials = Vault::create(&fixture.options, clinic()).unwrap().0.credentials();
    credentials.seal(&reference(1), &secret("token")).unwrap();
    let whole = fs::read(path(&fixture)).unwrap();
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        fs::write(path(&fixture), &changed).unwrap();
        assert!(matches!(credentials.reveal(&reference(1)), Err(VaultFault::Damaged(_))), "byte {at}");
        assert!(matches!(credentials.seal(&reference(2), &secret("new")), Err(VaultFault::Damaged(_))));
        assert_eq!(fs::read(path(&fixture)).unwrap(), changed);
    }
    for length in [0, 3, 4, 20, whole.len() - 1] {
        fs::write(path(&fixture), &whole[..length]).unwrap();
        assert!(matches!(credentials.reveal(&reference(1)), Err(VaultFault::Damaged(_))), "{length} bytes");
    }
    fs::write(path(&fixture), &whole).unwrap();
    assert_eq!(credentials.reveal(&reference(1)).unwrap().expose(), "token");
}

#[test]
fn a_full_disk_at_any_step_keeps_the_old_credentials_or_has_the_new() {
    let fixture = Fixture::new();
    let (vault, _) = Vault::create(&fixture.options, clinic()).unwrap();
    for steps in 0.. {
        vault.credentials().seal(&reference(1), &secret("old")).unwrap();
        let full = Vault::open(&fixture.on(&FaultyDisk::after(steps))).unwrap();
        let sealed = full.credentials().seal(&reference(1), &secret("new"));
        no_partial_file_in(fixture.folder());
        let now = full.credentials().reveal(&reference(1)).unwrap();
        match sealed {
            Ok(()) => {
                assert_eq!(now.expose(), "new");
                assert!(steps >= 4);
                break;
            }
            Err(VaultFault::Full) => assert!(["old", "new"].contains(&now.expose())),
            Err(other) => panic!("{other}"),
        }
    }
}

#[test]
fn callers_at_once_lose_nothing() {
    let fixture = Fixture::new();
    let credentials = Vault::create(&fixture.options, clinic()).unwrap().0.credentials();
    std::thread::scope(|scope| {
        for number in 0..8 {
            let credentials = &credentials;
            scope.spawn(move || credentials.seal(&reference(number), &secret(&number.to_string())).unwrap());
        }
    });
    for number in 0..8 {
        assert_eq!(credentials.reveal(&reference(number)).unwrap().expose(), number.to_string());
    }
}
