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
            (Err(VaultFault::Disk(_)), Ok(bytes)) => assert_eq!(bytes, content),
            (Err(VaultFault::Disk(_)), Err(VaultFault::NotThere)) => (),
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
