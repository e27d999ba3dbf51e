//! Backups: whole or not there, on disks that fail at every step; and what is restored is what was there, or nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use countersign_core::model::{CredentialRef, Digest, Millis, Secret, WorkspaceKind};
use countersign_core::ports::{BackupFacts, BackupFault, Backups, Extent};
use countersign_core::store::StoreError;
use countersign_vault::backup::{RestoreFault, find, restore};
use countersign_vault::{Disk, KeyRingFault, MemorySecretStore, RandomSource, RecoveryKey, Vault, VaultOptions};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::fixture::{FaultyDisk, Fixture, clinic, files, id, no_partial_file_in};

/// What stands for the database here; the copy of a real one is the core's.
const DATABASE: &[u8] = b"the pages of a database, sealed as they are";
/// More than one step could take.
const PLENTY: usize = 10_000;

struct Scene {
    fixture: Fixture,
    place: tempfile::TempDir,
    recovery: RecoveryKey,
    picture: Digest,
}

impl Scene {
    /// A workspace with a picture, a film of several chunks and a credential.
    fn new() -> Self {
        let fixture = Fixture::new();
        let (vault, recovery) = Vault::create(&fixture.options, clinic()).unwrap();
        let picture = vault.files().put(b"a picture").unwrap();
        vault.files().put_from(&mut &vec![7u8; 200_000][..]).unwrap();
        vault.credentials().seal(&channel(), &Secret::new("token".to_owned())).unwrap();
        Self { fixture, place: tempfile::tempdir().unwrap(), recovery, picture }
    }

    fn place(&self) -> &Path {
        self.place.path()
    }

    fn backups(&self) -> Arc<dyn Backups> {
        self.vault().backups()
    }

    fn vault(&self) -> Vault {
        Vault::open(&self.fixture.options).unwrap()
    }

    fn take(&self, day: i64) -> Result<(), BackupFault> {
        take(&*self.backups(), self.place(), day)
    }

    fn take_as(&self, facts: BackupFacts) -> Result<(), BackupFault> {
        take_as(&*self.backups(), self.place(), &facts)
    }

    /// The names of what is kept, the newest first.
    fn names(&self) -> Vec<String> {
        self.backups().list(self.place()).unwrap().into_iter().map(|kept| kept.name).collect()
    }

    /// Where a clinic is restored to: another laptop.
    fn elsewhere(&self) -> (tempfile::TempDir, VaultOptions) {
        let folder = tempfile::tempdir().unwrap();
        let mut options = VaultOptions::new(folder.path().join("clinic"), Arc::new(MemorySecretStore::new()));
        options.random = RandomSource::new(ChaCha20Rng::seed_from_u64(8));
        (folder, options)
    }

    fn restored(&self) -> Result<(), RestoreFault> {
        let (_folder, options) = self.elsewhere();
        self.restored_to(&options)
    }

    fn restored_to(&self, options: &VaultOptions) -> Result<(), RestoreFault> {
        let found = find(self.place())?;
        let restored = restore(options, &found[0], &self.recovery)?;
        assert_eq!(fs::read(options.folder.join("countersign.db")).unwrap(), DATABASE);
        assert_eq!(restored.vault.files().get(&self.picture).unwrap(), b"a picture");
        assert_eq!(restored.vault.credentials().reveal(&channel()).unwrap().expose(), "token");
        assert_eq!(restored.vault.workspace(), clinic());
        Ok(())
    }

    fn snapshots(&self) -> PathBuf {
        self.shelf().join("snapshots")
    }

    fn shelf(&self) -> PathBuf {
        self.place().join("Countersign backups").join(clinic().to_string())
    }
}

fn channel() -> CredentialRef {
    CredentialRef::for_channel(id(20))
}

fn facts(day: i64) -> BackupFacts {
    BackupFacts {
        name: format!("day-{day:02}"),
        at: Millis(1_795_228_200_000 + day * 24 * 60 * Millis::MINUTE),
        schema: 14,
        kind: WorkspaceKind::Real,
        most: 3,
    }
}

/// Reads every byte of a backup.
fn read_again(backups: &dyn Backups, place: &Path, name: &str) -> Result<(), BackupFault> {
    backups.verify(place, name, Extent::Whole, &|| true).map(|to_its_end| assert!(to_its_end))
}

fn take(backups: &dyn Backups, place: &Path, day: i64) -> Result<(), BackupFault> {
    take_as(backups, place, &facts(day))
}

fn take_as(backups: &dyn Backups, place: &Path, facts: &BackupFacts) -> Result<(), BackupFault> {
    let mut copy = |target: &Path| fs::write(target, DATABASE).map_err(|error| StoreError::Io(error.to_string()));
    backups.take(place, facts, &mut copy).map(|_| ())
}

#[test]
fn a_backup_becomes_the_same_clinic_elsewhere_by_its_recovery_key_alone() {
    let scene = Scene::new();
    scene.take(1).unwrap();
    scene.restored().unwrap();
    // By the folder itself, or one of those in it, as people choose them.
    for folder in [scene.shelf(), scene.snapshots(), scene.snapshots().join("day-01")] {
        assert_eq!(find(&folder).unwrap().len(), 1, "{}", folder.display());
    }
    let (_folder, options) = scene.elsewhere();
    let other = RecoveryKey::generate(&RandomSource::new(ChaCha20Rng::seed_from_u64(9)));
    let refused = restore(&options, &find(scene.place()).unwrap()[0], &other).unwrap_err();
    assert_eq!(refused, RestoreFault::Keys(KeyRingFault::WrongRecoveryKey));
    assert!(!options.folder.exists(), "nothing is written before the key fits");
}

#[test]
fn no_secret_and_no_content_lies_in_the_open() {
    let scene = Scene::new();
    scene.take(1).unwrap();
    let key = scene.vault().data_key().expose().to_vec();
    for (path, bytes) in files(scene.place()) {
        for canary in [&b"a picture"[..], b"token", &key] {
            assert!(!bytes.windows(canary.len()).any(|at| at == canary), "{}", path.display());
        }
    }
}

#[test]
fn a_changed_byte_anywhere_is_found_before_anything_opens() {
    let scene = Scene::new();
    scene.take(1).unwrap();
    let (mut tried, backups) = (0, scene.backups());
    for (path, whole) in files(scene.place()) {
        let step = (whole.len() / 40).max(1);
        for at in (0..whole.len()).step_by(step).chain([whole.len() - 1]) {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            fs::write(&path, &changed).unwrap();
            let refused = scene.restored();
            assert!(refused.is_err(), "byte {at} of {}", path.display());
            assert!(read_again(&*backups, scene.place(), "day-01").is_err(), "byte {at} of {}", path.display());
            tried += 1;
        }
        fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        assert!(scene.restored().is_err(), "{} cut short", path.display());
        fs::remove_file(&path).unwrap();
        assert!(scene.restored().is_err(), "{} gone", path.display());
        fs::write(&path, &whole).unwrap();
    }
    assert!(tried > 150, "{tried}");
    scene.restored().unwrap();
    read_again(&*backups, scene.place(), "day-01").unwrap();
}

#[test]
fn a_disk_that_is_full_at_any_step_leaves_the_backup_before_as_it_was() {
    let scene = Scene::new();
    scene.take(1).unwrap();
    // More has to be copied the second time.
    scene.vault().files().put(b"another picture").unwrap();
    for steps in 0..PLENTY {
        let disk = FaultyDisk::after(steps);
        let vault = Vault::open(&scene.fixture.on(&disk)).unwrap();
        let taken = take(&*vault.backups(), scene.place(), 2);
        no_partial_file_in(scene.place());
        read_again(&*scene.backups(), scene.place(), "day-01").unwrap();
        let kept = scene.backups().list(scene.place()).unwrap();
        assert!(kept.iter().all(|kept| kept.fault.is_none()));
        match taken {
            Ok(()) => {
                assert!(steps > 10, "the disk was asked for less than a backup takes");
                assert_eq!(kept.len(), 2);
                read_again(&*scene.backups(), scene.place(), "day-02").unwrap();
                return scene.restored().unwrap();
            }
            Err(fault) => assert_eq!(fault, BackupFault::Full, "after {steps} steps"),
        }
        // At the very last step it has its name already, and is whole.
        for late in kept.iter().filter(|kept| kept.name == "day-02") {
            read_again(&*scene.backups(), scene.place(), &late.name).unwrap();
            fs::remove_dir_all(scene.snapshots().join(&late.name)).unwrap();
        }
    }
    panic!("no disk was large enough");
}

#[test]
fn a_laptop_that_is_full_at_any_step_of_a_restore_has_no_clinic_afterwards() {
    let scene = Scene::new();
    scene.take(1).unwrap();
    let before = files(scene.place());
    for steps in 0..PLENTY {
        let (_folder, mut options) = scene.elsewhere();
        options.disk = FaultyDisk::after(steps) as Arc<dyn Disk>;
        let restored = scene.restored_to(&options);
        assert_eq!(files(scene.place()), before, "the backups are as they were");
        if restored.is_ok() {
            return;
        }
        let mut plain = VaultOptions::new(options.folder.clone(), Arc::clone(&options.secrets));
        plain.random = Arc::clone(&options.random);
        // Its keys come last: with them the rest is there. Whoever restores clears away what came to no end.
        if let Ok(vault) = Vault::open(&plain) {
            assert_eq!(vault.files().get(&scene.picture).unwrap(), b"a picture");
        }
    }
    panic!("no disk was large enough");
}

#[test]
fn a_stick_that_is_pulled_out_in_the_middle_is_said_and_loses_nothing() {
    let scene = Scene::new();
    scene.take(1).unwrap();
    let (place, away) = (scene.place().to_owned(), scene.place().with_extension("away"));
    let pulled = scene.backups().take(&place, &facts(2), &mut |_| {
        fs::rename(&place, &away).map_err(|error| StoreError::Io(error.to_string()))?;
        Err(StoreError::Io("no such device".to_owned()))
    });
    assert!(matches!(pulled, Err(BackupFault::NotThere(_))), "{pulled:?}");
    assert!(matches!(scene.take(2), Err(BackupFault::NotThere(_))));
    assert!(!place.exists(), "no folder is made in its name");
    fs::rename(&away, &place).unwrap();
    read_again(&*scene.backups(), &place, "day-01").unwrap();
    scene.take(2).unwrap();
    no_partial_file_in(&place);
    assert_eq!(fs::read_dir(scene.snapshots()).unwrap().count(), 2, "what was half-made went");
}

#[test]
fn what_a_crash_left_is_no_backup_and_goes_with_the_next() {
    let scene = Scene::new();
    scene.take(1).unwrap();
    let half = scene.snapshots().join("day-02.partial");
    fs::create_dir(&half).unwrap();
    fs::write(half.join("countersign.db"), b"half").unwrap();
    assert_eq!(scene.backups().list(scene.place()).unwrap().len(), 1);
    assert_eq!(find(scene.place()).unwrap().len(), 1);
    scene.take(2).unwrap();
    assert!(!half.exists());
}

#[test]
fn pictures_are_kept_once_and_go_with_the_last_backup_that_names_them() {
    let scene = Scene::new();
    scene.take(1).unwrap();
    let media = scene.shelf().join("media");
    let first = files(&media);
    assert_eq!(first.len(), 2);
    scene.vault().files().remove(&scene.picture).unwrap();
    for day in 2..=3 {
        scene.take(day).unwrap();
        assert_eq!(files(&media), first, "the first backup names them still");
    }
    scene.take(4).unwrap();
    assert_eq!(files(&media).len(), 1, "three are kept, and none of them names the picture");
    let names: Vec<String> = scene.backups().list(scene.place()).unwrap().into_iter().map(|kept| kept.name).collect();
    assert_eq!(names, ["day-04", "day-03", "day-02"]);
}

#[test]
fn many_backups_of_one_day_push_out_no_other_day() {
    let scene = Scene::new();
    for day in 1..=3 {
        scene.take(day).unwrap();
    }
    for press in 0..10 {
        let again = facts(3);
        let at = again.at.plus((press + 1) * Millis::MINUTE);
        scene.take_as(BackupFacts { name: format!("press-{press:02}"), at, ..again }).unwrap();
    }
    assert_eq!(scene.names(), ["press-09", "press-08", "press-07", "day-02", "day-01"]);
}

#[test]
fn the_backup_just_made_stays_though_the_clock_was_set_back() {
    let scene = Scene::new();
    for day in 11..=14 {
        scene.take(day).unwrap();
    }
    scene.take(2).unwrap();
    assert_eq!(scene.names(), ["day-14", "day-13", "day-12", "day-02"]);
    read_again(&*scene.backups(), scene.place(), "day-02").unwrap();
}

#[test]
fn what_lies_beside_and_does_not_open_is_never_written_over() {
    let scene = Scene::new();
    scene.take(1).unwrap();
    let backups = scene.backups();
    backups.put_beside(scene.place(), &|_| Ok(b"one;".to_vec())).unwrap();
    let newer = scene.shelf().join("newer.sealed");
    let mut torn = fs::read(&newer).unwrap();
    torn[3] = 2;
    fs::write(&newer, &torn).unwrap();
    backups.put_beside(scene.place(), &|before| Ok([before.unwrap_or_default(), b"two;".to_vec()].concat())).unwrap();
    let (_folder, options) = scene.elsewhere();
    let restored = restore(&options, &find(scene.place()).unwrap()[0], &scene.recovery).unwrap();
    assert_eq!(restored.newer, [Ok(b"two;".to_vec())]);
    assert!(files(scene.place()).iter().any(|(_, bytes)| *bytes == torn), "it may be a later version's");
}

#[test]
fn a_damaged_backup_never_pushes_a_whole_one_out() {
    let scene = Scene::new();
    scene.take(1).unwrap();
    for day in 2..=4 {
        scene.take(day).unwrap();
        fs::write(scene.snapshots().join(format!("day-{day:02}")).join("manifest"), b"torn").unwrap();
    }
    let kept = scene.backups().list(scene.place()).unwrap();
    assert!(kept.iter().any(|kept| kept.name == "day-01" && kept.fault.is_none()), "{kept:?}");
    read_again(&*scene.backups(), scene.place(), "day-01").unwrap();
    assert_eq!(files(&scene.shelf().join("media")).len(), 2, "nobody knows what the torn ones name");
}

#[test]
fn a_picture_that_the_stick_forgot_is_copied_again_within_a_fortnight() {
    let scene = Scene::new();
    scene.take(0).unwrap();
    let (path, whole) = files(&scene.shelf().join("media")).remove(0);
    let mut torn = whole.clone();
    torn[10] ^= 1;
    fs::write(&path, torn).unwrap();
    for day in 1..=14 {
        scene.take(day).unwrap();
    }
    assert_eq!(fs::read(&path).unwrap(), whole);
    scene.restored().unwrap();
}

#[test]
fn what_lies_beside_is_sealed_and_taken_along() {
    let scene = Scene::new();
    scene.take(1).unwrap();
    let backups = scene.backups();
    backups.put_beside(scene.place(), &|before| Ok([before.unwrap_or_default(), b"one;".to_vec()].concat())).unwrap();
    backups.put_beside(scene.place(), &|before| Ok([before.unwrap_or_default(), b"two;".to_vec()].concat())).unwrap();
    let (_folder, options) = scene.elsewhere();
    let restored = restore(&options, &find(scene.place()).unwrap()[0], &scene.recovery).unwrap();
    assert_eq!(restored.newer, [Ok(b"one;two;".to_vec())]);
    assert!(files(scene.place()).iter().all(|(_, bytes)| !bytes.windows(4).any(|at| at == b"one;")));
}

#[test]
fn what_lies_beside_on_the_laptop_is_taken_along_too() {
    let scene = Scene::new();
    scene.take(1).unwrap();
    let backups = scene.backups();
    backups.put_beside(scene.place(), &|_| Ok(b"one;".to_vec())).unwrap();
    backups.put_beside(&backups.own_place(), &|_| Ok(b"two;".to_vec())).unwrap();
    let (_folder, mut options) = scene.elsewhere();
    options.data.clone_from(&scene.fixture.options.data);
    let restored = restore(&options, &find(scene.place()).unwrap()[0], &scene.recovery).unwrap();
    assert_eq!(restored.newer, [Ok(b"one;".to_vec()), Ok(b"two;".to_vec())]);
}

#[test]
fn a_backup_is_read_as_far_as_it_is_asked_and_no_further_than_there_is_time() {
    let scene = Scene::new();
    scene.take(1).unwrap();
    let backups = scene.backups();
    let read = |extent, goes_on: &dyn Fn() -> bool| backups.verify(scene.place(), "day-01", extent, goes_on);
    assert_eq!(read(Extent::Whole, &|| true), Ok(true));
    assert_eq!(read(Extent::Whole, &|| false), Ok(false), "it comes to its turn again");
    let asked = std::cell::Cell::new(0);
    let twice = || asked.replace(asked.get() + 1) < 2;
    assert_eq!(read(Extent::Whole, &twice), Ok(false), "it ends between two files");
    let medium = files(&scene.shelf().join("media")).remove(0);
    let path = scene.shelf().join("media").join(&medium.0);
    let mut torn = medium.1.clone();
    torn[0] ^= 1;
    fs::write(&path, torn).unwrap();
    assert_eq!(read(Extent::Own, &|| true), Ok(true), "pictures are read where all of it is");
    assert!(matches!(read(Extent::Whole, &|| true), Err(BackupFault::Damaged(_))));
    let away = scene.place().with_extension("away");
    fs::rename(scene.place(), &away).unwrap();
    assert!(
        matches!(read(Extent::Whole, &|| true), Err(BackupFault::NotThere(_))),
        "a stick that is away is not damaged"
    );
    fs::rename(&away, scene.place()).unwrap();
}

#[test]
fn what_lies_beside_and_is_found_damaged_is_told_and_put_aside() {
    let scene = Scene::new();
    scene.take(1).unwrap();
    let backups = scene.backups();
    let lines = |before: Option<Vec<u8>>| match before {
        Some(before) if before == b"torn" => Err(BackupFault::Damaged("torn".to_owned())),
        before => Ok([before.unwrap_or_default(), b"more;".to_vec()].concat()),
    };
    assert_eq!(backups.put_beside(scene.place(), &|_| Ok(b"torn".to_vec())), Ok(None));
    let sealed = fs::read(scene.shelf().join("newer.sealed")).unwrap();
    assert_eq!(backups.put_beside(scene.place(), &lines), Ok(Some(BackupFault::Damaged("torn".to_owned()))));
    assert!(files(scene.place()).iter().any(|(_, bytes)| *bytes == sealed), "it is kept for whoever can read it");
    assert_eq!(backups.put_beside(scene.place(), &lines), Ok(None), "what is there now can be read");
    let (_folder, options) = scene.elsewhere();
    let restored = restore(&options, &find(scene.place()).unwrap()[0], &scene.recovery).unwrap();
    assert_eq!(restored.newer, [Ok(b"more;more;".to_vec())]);
}
