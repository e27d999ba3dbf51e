//! Sealed files: what comes out is what went in, and nothing half-written is ever seen.

use std::fs;
use std::path::PathBuf;

use countersign_core::model::Digest;
use countersign_core::ports::VaultFault;
use countersign_vault::Vault;

use crate::fixture::{FaultyDisk, Fixture, clinic, files, no_partial_file_in};

const CHUNK: usize = 64 * 1024;

fn picture(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at * 31 % 251) as u8).collect()
}

fn sealed(fixture: &Fixture) -> Vec<PathBuf> {
    files(&fixture.folder().join("media")).into_iter().map(|(path, _)| path).collect()
}

#[test]
fn files_of_every_length_survive_reopening() {
    let fixture = Fixture::new();
    let (vault, _) = Vault::create(&fixture.options, clinic()).unwrap();
    let lengths = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17];
    for length in lengths {
        let digest = vault.files().put(&picture(length)).unwrap();
        assert_eq!(digest, Digest::of(&picture(length)));
    }
    drop(vault);
    let vault = Vault::open(&fixture.options).unwrap();
    for length in lengths {
        assert_eq!(vault.files().get(&Digest::of(&picture(length))).unwrap(), picture(length), "{length} bytes");
    }
    assert!(matches!(vault.files().get(&Digest::of(b"never put")), Err(VaultFault::NotThere)));
}

#[test]
fn keeping_the_same_bytes_again_writes_nothing() {
    let fixture = Fixture::new();
    let (vault, _) = Vault::create(&fixture.options, clinic()).unwrap();
    vault.files().put(&picture(CHUNK + 5)).unwrap();
    let before = files(fixture.folder());
    drop(vault);
    let vault = Vault::open(&fixture.on(&FaultyDisk::after(0))).unwrap();
    vault.files().put(&picture(CHUNK + 5)).unwrap();
    assert_eq!(files(fixture.folder()), before);
}

#[test]
fn neither_content_nor_digest_can_be_seen() {
    let fixture = Fixture::new();
    let (vault, _) = Vault::create(&fixture.options, clinic()).unwrap();
    let content = b"canary in a waiting room ".repeat(50);
    let digest = vault.files().put(&content).unwrap();
    let path = sealed(&fixture).remove(0);
    assert!(!path.to_string_lossy().contains(&digest.to_string()[..8]));
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    assert_eq!(path.parent().unwrap().file_name().unwrap().to_string_lossy(), name[..2]);
    for (path, bytes) in files(fixture.folder()) {
        assert!(!bytes.windows(6).any(|window| window == b"canary"), "{}", path.display());
        assert!(!bytes.windows(32).any(|window| window == digest.as_bytes()), "{}", path.display());
    }
}

#[test]
fn another_workspace_gives_the_same_picture_another_name() {
    let (one, other) = (Fixture::new(), Fixture::new());
    Vault::create(&one.options, clinic()).unwrap().0.files().put(b"the same").unwrap();
    // Two fixtures draw the same random bytes; one draw more makes the second key another.
    let _ = other.options.random.bytes::<1>();
    Vault::create(&other.options, clinic()).unwrap().0.files().put(b"the same").unwrap();
    assert_ne!(sealed(&one)[0].file_name(), sealed(&other)[0].file_name());
}

#[test]
fn a_change_in_any_region_is_refused_and_the_same_bytes_heal_it() {
    let fixture = Fixture::new();
    let (vault, _) = Vault::create(&fixture.options, clinic()).unwrap();
    let content = picture(2 * CHUNK + 100);
    let digest = vault.files().put(&content).unwrap();
    let path = sealed(&fixture).remove(0);
    let whole = fs::read(&path).unwrap();
    let refused = |bytes: &[u8], what: &str| {
        fs::write(&path, bytes).unwrap();
        let fault = vault.files().get(&digest).unwrap_err();
        assert!(matches!(fault, VaultFault::Damaged(_)), "{what}: {fault}");
    };
    let header = 4 + 19;
    let chunk = CHUNK + 16;
    for at in [0, 3, 4, 22, header, header + chunk - 1, header + chunk, header + 2 * chunk, whole.len() - 1] {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        refused(&changed, &format!("byte {at}"));
    }
    let mut swapped = whole[..header].to_vec();
    swapped.extend_from_slice(&whole[header + chunk..header + 2 * chunk]);
    swapped.extend_from_slice(&whole[header..header + chunk]);
    swapped.extend_from_slice(&whole[header + 2 * chunk..]);
    refused(&swapped, "chunks swapped");
    let without_first = [&whole[..header], &whole[header + chunk..]].concat();
    refused(&without_first, "first chunk left out");
    refused(&whole[..header + 2 * chunk], "last chunk left out");
    refused(&whole[..header + 10], "cut within a chunk");
    refused(&whole[..10], "cut within the header");
    refused(&[], "nothing left");
    refused(&[&whole[..], &whole[header..header + chunk]].concat(), "a chunk added");
    refused(&[&whole[..], b"x"].concat(), "a byte added");

    vault.files().put(&content).unwrap();
    assert_eq!(vault.files().get(&digest).unwrap(), content);
}

#[test]
fn a_file_does_not_open_in_the_place_of_another() {
    let fixture = Fixture::new();
    let (vault, _) = Vault::create(&fixture.options, clinic()).unwrap();
    let first = vault.files().put(b"first").unwrap();
    let place = sealed(&fixture).remove(0);
    vault.files().put(b"other").unwrap();
    let other = sealed(&fixture).into_iter().find(|path| *path != place).unwrap();
    fs::copy(other, place).unwrap();
    assert!(matches!(vault.files().get(&first), Err(VaultFault::Damaged(_))));
}

#[test]
fn a_full_disk_at_any_step_leaves_nothing_half_written() {
    let fixture = Fixture::new();
    Vault::create(&fixture.options, clinic()).unwrap();
    for steps in 0.. {
        let content = picture(3 * CHUNK + steps);
        let digest = Digest::of(&content);
        let vault = Vault::open(&fixture.on(&FaultyDisk::after(steps))).unwrap();
        let put = vault.files().put(&content);
        no_partial_file_in(fixture.folder());
        match (put, vault.files().get(&digest)) {
            (Ok(_), Ok(bytes)) => {
                assert_eq!(bytes, content);
                assert!(steps >= 9, "shelf, create, two of header, four chunks, sync, rename, folder: {steps}");
                break;
            }
            // The last step only: the file is whole, and whether its name is on the disk is not known.
            (Err(VaultFault::Full), Ok(bytes)) => assert_eq!(bytes, content),
            (Err(VaultFault::Full), Err(VaultFault::NotThere)) => (),
            (put, got) => panic!("after {steps} steps: {put:?}, {:?}", got.map(|bytes| bytes.len())),
        }
    }
}

#[test]
fn what_a_crash_left_behind_is_removed_at_opening() {
    let fixture = Fixture::new();
    let (vault, _) = Vault::create(&fixture.options, clinic()).unwrap();
    let digest = vault.files().put(b"whole").unwrap();
    drop(vault);
    let left = ["keys.partial", "person-keys/1.partial", "media/incoming/0a1b.partial"];
    for name in left {
        fs::write(fixture.folder().join(name), b"half").unwrap();
    }
    let vault = Vault::open(&fixture.options).unwrap();
    for name in left {
        assert!(!fixture.folder().join(name).exists(), "{name}");
    }
    assert_eq!(vault.files().get(&digest).unwrap(), b"whole");
}

#[test]
fn two_threads_may_keep_the_same_picture_at_once() {
    let fixture = Fixture::new();
    let (vault, _) = Vault::create(&fixture.options, clinic()).unwrap();
    let content = picture(CHUNK * 2);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| vault.files().put(&content).unwrap());
        }
    });
    assert_eq!(vault.files().get(&Digest::of(&content)).unwrap(), content);
    assert_eq!(sealed(&fixture).len(), 1);
}

/// Gives its bytes a few at a time, as a disk or a pipe does.
struct Drops<'a>(&'a [u8]);

impl std::io::Read for Drops<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let count = into.len().min(10_007).min(self.0.len());
        into[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

#[test]
fn what_comes_as_a_stream_is_read_from_anywhere() {
    let fixture = Fixture::new();
    let (vault, _) = Vault::create(&fixture.options, clinic()).unwrap();
    for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 77] {
        let content = picture(length);
        let kept = vault.files().put_from(&mut Drops(&content)).unwrap();
        assert_eq!(kept, (Digest::of(&content), length as u64));
        assert_eq!(vault.files().get(&kept.0).unwrap(), content);
        assert_eq!(vault.files().verify(&kept.0).unwrap(), length as u64);
        let mut file = vault.files().open(&kept.0).unwrap();
        assert_eq!(file.len(), length as u64);
        for (from, count) in
            [(0, 10), (CHUNK - 5, 10), (2 * CHUNK - 1, CHUNK + 2), (length.saturating_sub(3), 10), (length + 1, 4)]
        {
            let mut into = vec![0; count];
            let filled = file.read_at(from as u64, &mut into).unwrap();
            let expected = content.get(from..(from + count).min(length)).unwrap_or_default();
            assert_eq!(&into[..filled], expected, "{length}: {count} from {from}");
        }
    }
}

#[test]
fn what_was_kept_at_once_is_read_from_anywhere_as_well() {
    let fixture = Fixture::new();
    let (vault, _) = Vault::create(&fixture.options, clinic()).unwrap();
    let content = picture(2 * CHUNK + 5);
    let digest = vault.files().put(&content).unwrap();
    let mut into = vec![0; CHUNK];
    let mut file = vault.files().open(&digest).unwrap();
    assert_eq!(file.read_at(CHUNK as u64 + 1, &mut into).unwrap(), CHUNK);
    assert_eq!(into, content[CHUNK + 1..2 * CHUNK + 1]);
    assert!(matches!(vault.files().open(&Digest::of(b"other")).map(|_| ()), Err(VaultFault::NotThere)));
}

#[test]
fn a_stream_that_was_changed_moved_or_cut_is_refused() {
    let fixture = Fixture::new();
    let (vault, _) = Vault::create(&fixture.options, clinic()).unwrap();
    let content = picture(2 * CHUNK + 100);
    let (digest, _) = vault.files().put_from(&mut Drops(&content)).unwrap();
    let path = sealed(&fixture).remove(0);
    let whole = fs::read(&path).unwrap();
    let refused = |bytes: &[u8], what: &str| {
        fs::write(&path, bytes).unwrap();
        assert!(matches!(vault.files().verify(&digest), Err(VaultFault::Damaged(_))), "{what}");
    };
    let (header, chunk) = (4 + 19, CHUNK + 16);
    for at in
        [0, 3, 4, 22, header, header + chunk, header + 2 * chunk, whole.len() - 25, whole.len() - 24, whole.len() - 1]
    {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        refused(&changed, &format!("byte {at}"));
    }
    let end = &whole[whole.len() - 24..];
    refused(
        &[&whole[..header + chunk], &whole[header..header + chunk], &whole[header + 2 * chunk..]].concat(),
        "a chunk twice",
    );
    refused(&[&whole[..header + 2 * chunk], end].concat(), "the last chunk left out");
    refused(&whole[..whole.len() - 24], "the end left out");
    refused(&[&whole[..], b"x"].concat(), "a byte added");
    refused(&[], "nothing left");

    // Another stream's file in its place: whole in itself, and not this one.
    let (other, _) = vault.files().put_from(&mut Drops(&picture(2 * CHUNK + 101))).unwrap();
    let others = sealed(&fixture).into_iter().find(|at| *at != path).unwrap();
    refused(&fs::read(&others).unwrap(), "another's file");
    assert!(matches!(vault.files().open(&digest).map(|_| ()), Err(VaultFault::Damaged(_))));
    assert!(vault.files().verify(&other).is_ok());

    let healed = vault.files().put_from(&mut Drops(&content)).unwrap();
    assert_eq!(vault.files().get(&healed.0).unwrap(), content);
}

#[test]
fn a_stream_that_fails_or_meets_a_full_disk_leaves_nothing() {
    struct Fails(usize);
    impl std::io::Read for Fails {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            self.0 = self.0.checked_sub(1).ok_or(std::io::ErrorKind::ConnectionReset)?;
            into.fill(7);
            Ok(into.len())
        }
    }
    let fixture = Fixture::new();
    let (vault, _) = Vault::create(&fixture.options, clinic()).unwrap();
    assert!(matches!(vault.files().put_from(&mut Fails(5)), Err(VaultFault::Disk(_))));
    no_partial_file_in(fixture.folder());
    assert!(sealed(&fixture).is_empty());
    drop(vault);
    let content = picture(3 * CHUNK);
    for steps in 0..6 {
        let vault = Vault::open(&fixture.on(&FaultyDisk::after(steps))).unwrap();
        assert!(matches!(vault.files().put_from(&mut Drops(&content)), Err(VaultFault::Full)), "{steps}");
        no_partial_file_in(fixture.folder());
        assert!(sealed(&fixture).is_empty());
    }
    assert!(Vault::open(&fixture.options).unwrap().files().room().unwrap() > 0);
}
