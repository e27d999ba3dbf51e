//! The file of the keys is damaged, gone, or another clinic's. Nothing is changed, and the database is not touched.

use std::path::Path;

use countersign_core::error::ErrorCode;
use countersign_tests::clinic::{Clinic, Instead, vault_options};
use countersign_tests::scratch::scratch;
use countersign_vault::{KeyRingFault, MemorySecretStore, Vault};

use super::folder::{alone, files, told, untouched};

fn unlock(folder: &Path, keychain: &MemorySecretStore) -> Result<Vault, KeyRingFault> {
    Vault::open(&vault_options(folder, &alone(keychain, 2), &Instead::default()))
}

async fn made(folder: &Path, keychain: &MemorySecretStore, seed: u64) {
    Clinic::make(folder, &alone(keychain, seed)).close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_keys_open_nothing_and_stay_as_they_are() {
    let (folder, keychain) = (scratch(), MemorySecretStore::new());
    made(folder.path(), &keychain, 1).await;
    let path = folder.path().join("keys.json");
    let whole = std::fs::read_to_string(&path).unwrap();
    let newer = whole.replacen("\"version\": 1", "\"version\": 2", 1);
    assert_ne!(newer, whole);
    let cases = [
        ("", "damaged"),
        ("{", "damaged"),
        ("not JSON at all", "damaged"),
        (&whole[..whole.len() / 2], "damaged"),
        (&newer, "version 2"),
    ];
    for (text, words) in cases {
        std::fs::write(&path, text).unwrap();
        let before = files(folder.path());
        let fault = unlock(folder.path(), &keychain).unwrap_err();
        assert!(fault.to_string().contains(words), "{text:?}: {fault}");
        untouched(&before, folder.path(), text);
    }
    std::fs::remove_file(&path).unwrap();
    let before = files(folder.path());
    assert_eq!(unlock(folder.path(), &keychain).unwrap_err(), KeyRingFault::NoKeys);
    untouched(&before, folder.path(), "no keys");
    std::fs::write(&path, whole).unwrap();
    assert!(unlock(folder.path(), &keychain).is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_digit_of_the_wrapped_key_opens_nothing() {
    let (folder, keychain) = (scratch(), MemorySecretStore::new());
    made(folder.path(), &keychain, 1).await;
    let path = folder.path().join("keys.json");
    let whole = std::fs::read_to_string(&path).unwrap();
    let json: serde_json::Value = serde_json::from_str(&whole).unwrap();
    for field in ["nonce", "sealed"] {
        let digits = json["keychain"][field].as_str().unwrap();
        for at in (0..digits.len()).step_by(7) {
            let mut changed = digits.to_owned().into_bytes();
            changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
            let changed = String::from_utf8(changed).unwrap();
            std::fs::write(&path, whole.replacen(digits, &changed, 1)).unwrap();
            let before = files(folder.path());
            let fault = unlock(folder.path(), &keychain).unwrap_err();
            assert!(matches!(fault, KeyRingFault::Damaged(_)), "{field}, digit {at}: {fault}");
            untouched(&before, folder.path(), field);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keys_of_another_clinic_do_not_open_this_ones_database() {
    let (folder, other, keychain) = (scratch(), scratch(), MemorySecretStore::new());
    made(folder.path(), &keychain, 1).await;
    made(other.path(), &keychain, 77).await;
    std::fs::copy(other.path().join("keys.json"), folder.path().join("keys.json")).unwrap();
    let before = files(folder.path());
    // The keychain holds what opens them: only the database itself can tell.
    let foreign = Clinic::open_on(folder.path(), &alone(&keychain, 3), &Instead::default()).err().unwrap();
    told(foreign, ErrorCode::WrongKey, "Nothing was changed");
    untouched(&before, folder.path(), "another clinic's keys");
    // On another laptop the keychain does not know them.
    let empty = MemorySecretStore::new();
    assert_eq!(unlock(folder.path(), &empty).unwrap_err(), KeyRingFault::KeychainEntryLost);
    untouched(&before, folder.path(), "another laptop's keychain");
}
