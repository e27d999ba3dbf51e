//! A database that does not open: wrong key, damage, another version. It is left exactly as it is.

use countersign_core::error::ErrorCode;
use countersign_core::store::{DataKey, Db, StoreError, StoreOptions};
use countersign_tests::clinic::{Clinic, Instead, vault_options};
use countersign_tests::scratch::scratch;
use countersign_vault::{MemorySecretStore, Vault};
use tempfile::TempDir;

use super::folder::{alone, draft, files, told, untouched};

const PAGE: usize = 4096;

/// A closed clinic with one draft.
async fn made() -> (TempDir, MemorySecretStore) {
    let (folder, keychain) = (scratch(), MemorySecretStore::new());
    let clinic = Clinic::make(folder.path(), &alone(&keychain, 1));
    clinic.as_receptionist();
    draft(&clinic, "Kept.");
    clinic.close().await;
    (folder, keychain)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_clinic_is_one_whole_file_that_nobody_holds() {
    let (folder, keychain) = made().await;
    let beside = |ending: &str| folder.path().join(format!("countersign.db{ending}"));
    assert!(beside("").is_file());
    // What a copy of the folder, or another engine, would have to reckon with.
    assert!(!beside("-wal").exists() && !beside("-shm").exists());
    let open = std::fs::read_dir("/proc/self/fd").map(|links| {
        links
            .filter_map(|link| std::fs::read_link(link.ok()?.path()).ok())
            .filter(|path| path.starts_with(folder.path()))
            .count()
    });
    assert_eq!(open.unwrap_or(0), 0, "files of a closed clinic are open");
    let clinic = Clinic::open(folder.path(), &alone(&keychain, 2));
    clinic.as_receptionist();
    assert!(beside("-wal").exists(), "an open one has its log of changes beside it");
    clinic.close().await;
    assert!(!beside("-wal").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_opens_nothing_and_changes_nothing() {
    let (folder, keychain) = made().await;
    let before = files(folder.path());
    let wrong = Instead { data_key: Some(DataKey::from_bytes([8; 32])), ..Instead::default() };
    let error = Clinic::open_on(folder.path(), &alone(&keychain, 2), &wrong).err().unwrap();
    told(error, ErrorCode::WrongKey, "recovery key");
    untouched(&before, folder.path(), "wrong key");
    let clinic = Clinic::open(folder.path(), &alone(&keychain, 3));
    clinic.as_receptionist();
    clinic.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn damage_in_any_page_is_noticed_and_left_alone() {
    let (folder, keychain) = made().await;
    let path = folder.path().join("countersign.db");
    let whole = std::fs::read(&path).unwrap();
    let pages = whole.len() / PAGE;
    assert!(pages > 40 && whole.len().is_multiple_of(PAGE), "{pages} pages");
    for page in 0..pages {
        // Another place in each page: its head, its body, and the tag at its end all come round.
        let mut damaged = whole.clone();
        damaged[page * PAGE + (page * 1_021 + 17) % PAGE] ^= 0x40;
        std::fs::write(&path, &damaged).unwrap();
        let before = files(folder.path());
        let opened = Clinic::open_on(folder.path(), &alone(&keychain, 2), &Instead::default());
        let error = opened.err().unwrap_or_else(|| panic!("page {page} of {pages}: the damage was not noticed"));
        // In the first page nobody can tell damage from another key.
        let (code, words) = if page == 0 {
            (ErrorCode::WrongKey, "Nothing was changed")
        } else {
            (ErrorCode::Damaged, "left exactly as it is")
        };
        told(error, code, words);
        untouched(&before, folder.path(), &format!("page {page}"));
    }
    std::fs::write(&path, &whole).unwrap();
    let clinic = Clinic::open(folder.path(), &alone(&keychain, 3));
    clinic.as_receptionist();
    clinic.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_cut_or_replaced_is_noticed_and_left_alone() {
    let (folder, keychain) = made().await;
    let path = folder.path().join("countersign.db");
    let whole = std::fs::read(&path).unwrap();
    let text = b"Dear colleague, here is the list of patients. ".repeat(500);
    let cases: &[(&str, &[u8])] = &[
        ("nothing left", &[]),
        ("one byte", &whole[..1]),
        ("half a page", &whole[..PAGE / 2]),
        ("one page", &whole[..PAGE]),
        ("half", &whole[..whole.len() / 2]),
        ("half a page missing at the end", &whole[..whole.len() - PAGE / 2]),
        ("the last page missing", &whole[..whole.len() - PAGE]),
        ("a letter", &text),
        ("zeros", &vec![0; whole.len()]),
    ];
    for (what, bytes) in cases {
        std::fs::write(&path, bytes).unwrap();
        let before = files(folder.path());
        let opened = Clinic::open_on(folder.path(), &alone(&keychain, 2), &Instead::default());
        let error = opened.err().unwrap_or_else(|| panic!("{what}: not noticed"));
        let code = error.code();
        assert!(matches!(code, ErrorCode::WrongKey | ErrorCode::Damaged), "{what}: {error:?}");
        told(error, code, if code == ErrorCode::WrongKey { "Nothing was changed" } else { "left exactly as it is" });
        untouched(&before, folder.path(), what);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_gone_is_not_made_anew() {
    let (folder, keychain) = made().await;
    std::fs::remove_file(folder.path().join("countersign.db")).unwrap();
    let before = files(folder.path());
    let error = Clinic::open_on(folder.path(), &alone(&keychain, 2), &Instead::default()).err().unwrap();
    told(error, ErrorCode::Damaged, "backup");
    untouched(&before, folder.path(), "no database");
}

/// Changes the database as another build of the product would have left it.
fn alter(folder: &TempDir, keychain: &MemorySecretStore, sql: &'static str) {
    let vault = Vault::open(&vault_options(folder.path(), &alone(keychain, 4), &Instead::default())).unwrap();
    let path = folder.path().join("countersign.db");
    let options = StoreOptions { path, key: vault.data_key().clone(), max_pages: None };
    let db = Db::open(options, |_| {}).unwrap();
    db.write(move |tx| tx.run(sql, &[]).map(|_| ())).map_err(|error: StoreError| error).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_schema_is_refused_and_left_alone() {
    let (folder, keychain) = made().await;
    alter(&folder, &keychain, "PRAGMA user_version = 99");
    let before = files(folder.path());
    let error = Clinic::open_on(folder.path(), &alone(&keychain, 2), &Instead::default()).err().unwrap();
    told(error, ErrorCode::NewerSchema, "newer Countersign");
    untouched(&before, folder.path(), "newer schema");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_of_another_build_is_refused_and_left_alone() {
    let (folder, keychain) = made().await;
    alter(&folder, &keychain, "UPDATE schema_file SET sha256 = 'another'");
    let before = files(folder.path());
    let error = Clinic::open_on(folder.path(), &alone(&keychain, 2), &Instead::default()).err().unwrap();
    told(error, ErrorCode::NewerSchema, "another build");
    untouched(&before, folder.path(), "foreign schema");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_can_not_be_written_is_named_as_such() {
    let (folder, keychain) = made().await;
    let with = alone(&keychain, 2);
    let vault = Vault::open(&vault_options(folder.path(), &with, &Instead::default())).unwrap();
    // Nobody may make a file in there, whatever their rights.
    for nowhere in ["/proc/countersign.db", "/proc/self/task/countersign.db", "/dev/null/countersign.db"] {
        let options = StoreOptions { path: nowhere.into(), key: vault.data_key().clone(), max_pages: None };
        let error = Db::open(options, |_| {}).unwrap_err();
        told(error.into(), ErrorCode::Disk, "may not write");
    }
}
