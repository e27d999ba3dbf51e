//! The data key: made once, opened with the keychain or the recovery key, and never lost to a fault.

use std::fs;

use countersign_core::ports::VaultFault;
use countersign_vault::{KeyRing, KeyRingFault, Mood, RecoveryKey, SecretStore};

use crate::fixture::{FaultyDisk, Fixture, clinic, files, id, no_partial_file_in};

#[test]
fn the_data_key_is_the_same_at_every_opening() {
    let fixture = Fixture::new();
    assert!(!KeyRing::exists(fixture.folder()).unwrap());
    let (made, _) = KeyRing::create(&fixture.options, clinic()).unwrap();
    assert!(KeyRing::exists(fixture.folder()).unwrap());
    for _ in 0..2 {
        let opened = KeyRing::open(&fixture.options).unwrap();
        assert_eq!(opened.data_key().expose(), made.data_key().expose());
        assert_eq!(opened.workspace(), clinic());
    }
}

#[test]
fn a_folder_without_keys_says_so_and_one_with_keys_is_never_written_over() {
    let fixture = Fixture::new();
    assert_eq!(KeyRing::open(&fixture.options).unwrap_err(), KeyRingFault::NoKeys);
    KeyRing::create(&fixture.options, clinic()).unwrap();
    let before = files(fixture.folder());
    assert_eq!(KeyRing::create(&fixture.options, id(2)).unwrap_err(), KeyRingFault::AlreadyThere);
    assert_eq!(files(fixture.folder()), before);
}

#[test]
fn a_lost_keychain_entry_asks_for_the_recovery_key_which_wraps_the_data_key_again() {
    let fixture = Fixture::new();
    let (made, recovery) = KeyRing::create(&fixture.options, clinic()).unwrap();
    fixture.keychain.lose_everything();
    assert_eq!(KeyRing::open(&fixture.options).unwrap_err(), KeyRingFault::KeychainEntryLost);

    let typed = RecoveryKey::parse(&recovery.groups().join(" ").to_lowercase()).unwrap();
    let recovered = KeyRing::open_with_recovery(&fixture.options, &typed).unwrap();
    assert_eq!(recovered.data_key().expose(), made.data_key().expose());
    assert!(recovered.recovery_confirmed());

    let opened = KeyRing::open(&fixture.options).unwrap();
    assert_eq!(opened.data_key().expose(), made.data_key().expose());
    assert!(opened.recovery_confirmed());
    assert_eq!(fixture.keychain.names().len(), 1);
}

#[test]
fn a_wrong_recovery_key_is_refused_and_changes_nothing() {
    let fixture = Fixture::new();
    KeyRing::create(&fixture.options, clinic()).unwrap();
    let before = (files(fixture.folder()), fixture.keychain.names());
    let another = RecoveryKey::generate(&fixture.options.random);
    assert_eq!(KeyRing::open_with_recovery(&fixture.options, &another).unwrap_err(), KeyRingFault::WrongRecoveryKey);
    assert_eq!((files(fixture.folder()), fixture.keychain.names()), before);
}

#[test]
fn a_missing_and_a_locked_keychain_are_told_apart_and_neither_asks_for_the_recovery_key() {
    let fixture = Fixture::new();
    let (_, recovery) = KeyRing::create(&fixture.options, clinic()).unwrap();
    let before = files(fixture.folder());
    for (mood, fault) in [(Mood::Missing, KeyRingFault::KeychainMissing), (Mood::Locked, KeyRingFault::KeychainLocked)]
    {
        fixture.keychain.set_mood(mood);
        assert_eq!(KeyRing::open(&fixture.options).unwrap_err(), fault);
        assert_eq!(KeyRing::open_with_recovery(&fixture.options, &recovery).unwrap_err(), fault);
        assert_eq!(files(fixture.folder()), before);
    }
    fixture.keychain.set_mood(Mood::Ready);
    KeyRing::open(&fixture.options).unwrap();
}

#[test]
fn the_recovery_key_counts_once_it_was_confirmed_and_a_new_one_counts_again_from_nothing() {
    let fixture = Fixture::new();
    let (mut ring, first) = KeyRing::create(&fixture.options, clinic()).unwrap();
    assert!(!ring.recovery_confirmed());
    assert!(!KeyRing::open(&fixture.options).unwrap().recovery_confirmed());
    ring.confirm_recovery().unwrap();
    assert!(KeyRing::open(&fixture.options).unwrap().recovery_confirmed());

    let second = ring.renew_recovery().unwrap();
    assert!(!KeyRing::open(&fixture.options).unwrap().recovery_confirmed());
    assert_eq!(KeyRing::open_with_recovery(&fixture.options, &first).unwrap_err(), KeyRingFault::WrongRecoveryKey);
    KeyRing::open_with_recovery(&fixture.options, &second).unwrap();
}

#[test]
fn wrapping_again_leaves_one_entry_and_keeps_both_ways_in() {
    let fixture = Fixture::new();
    let (mut ring, recovery) = KeyRing::create(&fixture.options, clinic()).unwrap();
    let before = fixture.keychain.names();
    ring.rewrap().unwrap();
    let after = fixture.keychain.names();
    assert_eq!(after.len(), 1);
    assert_ne!(before, after);
    KeyRing::open(&fixture.options).unwrap();
    KeyRing::open_with_recovery(&fixture.options, &recovery).unwrap();
}

#[test]
fn a_disk_that_fails_at_any_step_leaves_no_keys_or_keys_that_open() {
    let mut refusals = 0;
    loop {
        let fixture = Fixture::new();
        let created = KeyRing::create(&fixture.on(&FaultyDisk::after(refusals)), clinic());
        no_partial_file_in(fixture.folder());
        match (created, KeyRing::exists(fixture.folder()).unwrap()) {
            (Ok(_), _) => break,
            (Err(KeyRingFault::Disk(_)), true) => drop(KeyRing::open(&fixture.options).unwrap()),
            (Err(KeyRingFault::Disk(_)), false) => {
                assert!(fixture.keychain.names().is_empty());
                drop(KeyRing::create(&fixture.options, clinic()).unwrap());
            }
            (Err(other), _) => panic!("{other}"),
        }
        refusals += 1;
    }
    assert!(refusals >= 5, "folder, create, write, sync, rename and folder again: {refusals}");
}

#[test]
fn a_disk_that_fails_while_wrapping_again_never_locks_anybody_out() {
    let fixture = Fixture::new();
    let (made, recovery) = KeyRing::create(&fixture.options, clinic()).unwrap();
    for steps in 0.. {
        let disk = FaultyDisk::after(steps);
        let mut ring = KeyRing::open(&fixture.on(&disk)).unwrap();
        let wrapped = ring.rewrap();
        no_partial_file_in(fixture.folder());
        assert_eq!(KeyRing::open(&fixture.options).unwrap().data_key().expose(), made.data_key().expose());
        if wrapped.is_ok() {
            assert!(steps >= 4);
            break;
        }
    }
    KeyRing::open_with_recovery(&fixture.options, &recovery).unwrap();
}

#[test]
fn a_keychain_that_keeps_late_what_it_refused_locks_nobody_out() {
    let fixture = Fixture::new();
    let (mut ring, _) = KeyRing::create(&fixture.options, clinic()).unwrap();
    fixture.keychain.set_mood(Mood::Locked);
    assert_eq!(ring.rewrap().unwrap_err(), KeyRingFault::KeychainLocked);
    fixture.keychain.set_mood(Mood::Ready);
    fixture.keychain.set("data-key/late", &[9; 32]).unwrap();
    KeyRing::open(&fixture.options).unwrap();
    ring.rewrap().unwrap();
    KeyRing::open(&fixture.options).unwrap();
}

#[test]
fn no_changed_byte_of_the_file_goes_unnoticed() {
    let fixture = Fixture::new();
    let (mut ring, recovery) = KeyRing::create(&fixture.options, clinic()).unwrap();
    ring.confirm_recovery().unwrap();
    let whole = fs::read(fixture.keys_file()).unwrap();
    let (mut refused, mut noticed, mut harmless) = (0, 0, 0);
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        // A digit stays a digit, so that the change gets past the parser.
        changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
        fs::write(fixture.keys_file(), &changed).unwrap();
        match KeyRing::open(&fixture.options) {
            Err(KeyRingFault::Damaged(_) | KeyRingFault::UnknownVersion(_) | KeyRingFault::KeychainEntryLost) => {
                refused += 1
            }
            Err(other) => panic!("byte {at}: {other}"),
            Ok(ring) if !ring.recovery_confirmed() => {
                assert_eq!(ring.data_key().expose(), KeyRing::open(&fixture.options).unwrap().data_key().expose());
                noticed += 1;
            }
            Ok(_) => harmless += 1,
        }
    }
    assert_eq!(harmless, 0);
    assert!(refused > 400 && noticed > 200, "{refused} refused, {noticed} noticed");
    fs::write(fixture.keys_file(), &whole).unwrap();
    KeyRing::open_with_recovery(&fixture.options, &recovery).unwrap();
}

#[test]
fn a_damaged_recovery_wrapping_is_renewed_and_cannot_be_vouched_for() {
    let fixture = Fixture::new();
    let (mut ring, _) = KeyRing::create(&fixture.options, clinic()).unwrap();
    ring.confirm_recovery().unwrap();
    let text = fs::read_to_string(fixture.keys_file()).unwrap();
    let at = text.find("recovery_salt").unwrap() + 20;
    let mut changed = text.into_bytes();
    changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
    fs::write(fixture.keys_file(), changed).unwrap();

    let mut ring = KeyRing::open(&fixture.options).unwrap();
    assert!(!ring.recovery_confirmed());
    assert!(matches!(ring.confirm_recovery(), Err(KeyRingFault::Damaged(_))));
    assert!(matches!(ring.rewrap(), Err(KeyRingFault::Damaged(_))));
    let renewed = ring.renew_recovery().unwrap();
    ring.confirm_recovery().unwrap();
    assert!(KeyRing::open(&fixture.options).unwrap().recovery_confirmed());
    KeyRing::open_with_recovery(&fixture.options, &renewed).unwrap();
}

#[test]
fn a_damaged_keychain_wrapping_opens_with_the_recovery_key_and_is_whole_again() {
    let fixture = Fixture::new();
    let (_, recovery) = KeyRing::create(&fixture.options, clinic()).unwrap();
    let name = fixture.keychain.names().remove(0);
    fixture.keychain.set(&name, &[1; 32]).unwrap();
    assert!(matches!(KeyRing::open(&fixture.options), Err(KeyRingFault::Damaged(_))));
    KeyRing::open_with_recovery(&fixture.options, &recovery).unwrap();
    KeyRing::open(&fixture.options).unwrap();
}

#[test]
fn the_wrappings_of_another_workspace_open_nothing_here() {
    let (one, other) = (Fixture::new(), Fixture::new());
    KeyRing::create(&one.options, clinic()).unwrap();
    let (_, recovery) = KeyRing::create(&other.options, id(2)).unwrap();
    let theirs = fs::read_to_string(other.keys_file()).unwrap();
    let moved = theirs.replace(&id::<countersign_core::model::WorkspaceId>(2).to_string(), &clinic().to_string());
    assert_ne!(moved, theirs);
    fs::write(other.keys_file(), moved).unwrap();
    assert!(matches!(KeyRing::open(&other.options), Err(KeyRingFault::Damaged(_))));
    assert_eq!(KeyRing::open_with_recovery(&other.options, &recovery).unwrap_err(), KeyRingFault::WrongRecoveryKey);
}

#[test]
fn a_later_versions_file_is_refused_and_kept() {
    let fixture = Fixture::new();
    KeyRing::create(&fixture.options, clinic()).unwrap();
    let text = fs::read_to_string(fixture.keys_file()).unwrap().replace("\"version\": 1", "\"version\": 2, \"new\": 0");
    fs::write(fixture.keys_file(), &text).unwrap();
    assert_eq!(KeyRing::open(&fixture.options).unwrap_err(), KeyRingFault::UnknownVersion(2));
    assert_eq!(fs::read_to_string(fixture.keys_file()).unwrap(), text);
}

#[test]
fn faults_of_a_keychain_keep_their_meaning() {
    assert_eq!(KeyRingFault::from(VaultFault::KeychainMissing), KeyRingFault::KeychainMissing);
    assert_eq!(KeyRingFault::from(VaultFault::KeychainLocked), KeyRingFault::KeychainLocked);
}
