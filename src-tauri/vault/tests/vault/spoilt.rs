//! A workspace's folder with anything changed in it, and recovery keys as they are mistyped.
//!
//! Invariant under test: a changed file is refused, or says what it said before: never something else, and never a panic.

use std::fs;
use std::path::Path;

use countersign_core::model::{CredentialRef, Digest, Secret};
use countersign_spoil::{any_bytes, any_text, cases, near, near_json, near_text};
use countersign_vault::{RecoveryKey, Vault};
use proptest::prelude::*;

use crate::fixture::{Fixture, clinic, files, id};

const TOKEN: &str = "EAAB-a-token-that-nobody-sees";

/// A workspace with one credential and two sealed files, one put and one streamed.
fn made() -> (Fixture, RecoveryKey, [(Digest, Vec<u8>); 2]) {
    let fixture = Fixture::new();
    let (vault, recovery) = Vault::create(&fixture.options, clinic()).unwrap();
    vault.credentials().seal(&reference(), &Secret::new(TOKEN.to_owned())).unwrap();
    let (small, large) = (vec![7; 300], (0..70_000_u32).map(|at| (at % 251) as u8).collect::<Vec<u8>>());
    let put = vault.files().put(&small).unwrap();
    let (streamed, _) = vault.files().put_from(&mut large.as_slice()).unwrap();
    (fixture, recovery, [(put, small), (streamed, large)])
}

fn reference() -> CredentialRef {
    CredentialRef::for_channel(id(1))
}

#[test]
fn a_sealed_file_that_was_changed_is_refused_or_says_what_it_said() {
    let (fixture, _, kept) = made();
    let vault = Vault::open(&fixture.options).unwrap();
    for (path, good) in files(&fixture.folder().join("media")) {
        proptest!(cases(50), |(bad in prop_oneof![5 => near(&good), 1 => any_bytes(200)])| {
            fs::write(&path, &bad).unwrap();
            for (digest, bytes) in &kept {
                if let Ok(read) = vault.files().get(digest) {
                    prop_assert_eq!(&read, bytes);
                }
                if let Ok(mut opened) = vault.files().open(digest) {
                    let mut piece = vec![0; 100];
                    for offset in [0, 65_530, u64::MAX] {
                        if let Ok(count) = opened.read_at(offset, &mut piece) {
                            let from = usize::try_from(offset).unwrap().min(bytes.len());
                            prop_assert_eq!(&piece[..count], &bytes[from..(from + 100).min(bytes.len())]);
                        }
                    }
                }
            }
        });
        fs::write(&path, &good).unwrap();
    }
}

#[test]
fn a_file_of_keys_that_was_changed_is_refused_or_says_what_it_said() {
    let (fixture, _, kept) = made();
    let path = fixture.keys_file();
    let good = fs::read(&path).unwrap();
    let json = serde_json::from_slice(&good).unwrap();
    let bad = prop_oneof![3 => near(&good), 3 => near_json(&json).prop_map(String::into_bytes), 1 => any_bytes(200)];
    proptest!(cases(140), |(bad in bad)| {
        fs::write(&path, &bad).unwrap();
        if let Ok(vault) = Vault::open(&fixture.options) {
            prop_assert_eq!(vault.workspace(), clinic());
            prop_assert_eq!(vault.files().get(&kept[0].0).unwrap(), kept[0].1.clone());
            let revealed = vault.credentials().reveal(&reference()).unwrap();
            prop_assert_eq!(revealed.expose(), TOKEN);
        }
    });
}

#[test]
fn a_file_of_credentials_that_was_changed_never_opens() {
    let (fixture, ..) = made();
    let vault = Vault::open(&fixture.options).unwrap();
    let path = fixture.folder().join("credentials.sealed");
    let good = fs::read(&path).unwrap();
    let reads = |path: &Path, bytes: &[u8]| {
        fs::write(path, bytes).unwrap();
        vault.credentials().reveal(&reference()).map(|secret| secret.expose().to_owned()).ok()
    };
    proptest!(cases(240), |(bad in prop_oneof![5 => near(&good), 1 => any_bytes(200)])| {
        let said = reads(&path, &bad);
        prop_assert!(said.is_none() || bad == good, "{said:?}");
    });
    assert_eq!(reads(&path, &good).as_deref(), Some(TOKEN));
}

#[test]
fn a_recovery_key_with_a_slip_in_it_opens_nothing_and_nothing_else_is_taken_for_one() {
    let (_, recovery, _) = made();
    let groups = recovery.groups().to_vec();
    let typed = groups.join("-");
    proptest!(cases(800), |(typed in prop_oneof![5 => near_text(&typed), 1 => any_text(60), 1 => "[0-9A-Z]{36}"])| {
        match RecoveryKey::parse(&typed) {
            // What people type otherwise without meaning another key.
            Ok(read) => prop_assert_eq!(read.groups().to_vec(), groups.clone(), "{}", typed),
            Err(why) => prop_assert!(!why.to_string().contains(&typed) || typed.chars().count() <= 1),
        }
    });
}
