//! The list of what belongs to a backup: its text, and reading that text when nobody knows yet who wrote it.
//!
//! The text is a line that names the format, a line of JSON, and a line with the tag over both under a key that only the
//! clinic's data key gives. It holds no secret: names of files are keyed hashes, and all content is sealed.
//!
//! Invariant: whatever bytes come, reading ends with a list whose names lead nowhere but into the backup, or with a fault. A
//! list counts only once its tag was checked.

use std::collections::BTreeSet;

use countersign_core::model::{Millis, WorkspaceId, WorkspaceKind};
use countersign_core::ports::{BackupFault, VaultFault};
use countersign_core::store::DataKey;
use serde::{Deserialize, Serialize};

use crate::hex::{self, HexArray};
use crate::seal::SubKey;

/// What the first line begins with; the version follows.
const FORMAT: &str = "countersign-backup ";
const VERSION: &str = "1";
/// A clinic with a hundred thousand pictures has a list of some twenty megabytes.
pub(super) const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// The files that lie in the backup's own folder.
pub(super) const DATABASE: &str = "countersign.db";
pub(super) const CREDENTIALS: &str = "credentials.sealed";
pub(super) const KEYS: &str = "keys.json";
const OWN: [&str; 3] = [DATABASE, CREDENTIALS, KEYS];
/// Characters of the name of a picture or film.
const MEDIA_NAME: usize = 64;

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) sha256: HexArray<32>,
}

/// What belongs to a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    pub(super) workspace: WorkspaceId,
    pub(super) kind: WorkspaceKind,
    pub(super) at: Millis,
    pub(super) schema: usize,
    /// In the backup's own folder.
    pub(super) files: Vec<Listed>,
    /// In the folder that all backups of the workspace share.
    pub(super) media: Vec<Listed>,
}

/// A list, and the tag that tells who wrote it.
#[derive(Debug)]
pub(super) struct Unchecked {
    manifest: Manifest,
    tagged: Vec<u8>,
    tag: [u8; 32],
}

impl Manifest {
    /// The text of the list, with its tag.
    pub(super) fn write(&self, key: &DataKey) -> Result<Vec<u8>, VaultFault> {
        let json = serde_json::to_string(self).map_err(|reason| VaultFault::Disk(reason.to_string()))?;
        let mut text = format!("{FORMAT}{VERSION}\n{json}\n").into_bytes();
        let tag = tagging(key)?.tag(&[&text]);
        text.extend_from_slice(hex::encode(&tag).as_bytes());
        text.push(b'\n');
        Ok(text)
    }

    /// What it takes to restore it, in bytes.
    pub(super) fn bytes(&self) -> u64 {
        self.files.iter().chain(&self.media).fold(0, |sum, file| sum.saturating_add(file.bytes))
    }

    /// The file of this name in the backup's own folder.
    pub(super) fn file(&self, name: &str) -> Option<&Listed> {
        self.files.iter().find(|file| file.name == name)
    }

    fn names_are_harmless(&self) -> bool {
        let own = self.files.iter().all(|file| OWN.contains(&file.name.as_str()));
        let media = self.media.iter().all(|file| is_media_name(&file.name));
        let names: BTreeSet<&str> = self.files.iter().chain(&self.media).map(|file| file.name.as_str()).collect();
        own && media && names.len() == self.files.len() + self.media.len()
    }
}

/// Whether a name can be one of a picture or film.
pub(super) fn is_media_name(name: &str) -> bool {
    name.len() == MEDIA_NAME && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

impl Unchecked {
    /// Reads a list that anybody may have written.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, BackupFault> {
        let mut lines = bytes.splitn(3, |byte| *byte == b'\n');
        let (first, json, last) = (lines.next().unwrap_or_default(), lines.next(), lines.next());
        let version = first.strip_prefix(FORMAT.as_bytes()).ok_or_else(|| damaged("it is not one"))?;
        if version != VERSION.as_bytes() {
            let shown: String = String::from_utf8_lossy(version).chars().take(8).collect();
            return Err(BackupFault::Newer(shown));
        }
        let (json, last) = json.zip(last).ok_or_else(|| damaged("the list ends early"))?;
        let tag = last.strip_suffix(b"\n").and_then(|tag| std::str::from_utf8(tag).ok()).and_then(hex::decode);
        let tag = tag.and_then(|tag| <[u8; 32]>::try_from(tag).ok()).ok_or_else(|| damaged("the list ends early"))?;
        let manifest: Manifest =
            serde_json::from_slice(json).map_err(|reason| damaged(&format!("its list can't be read: {reason}")))?;
        if !manifest.names_are_harmless() {
            return Err(damaged("its list names files that belong to no backup"));
        }
        let tagged = bytes.get(..first.len() + json.len() + 2).unwrap_or_default().to_vec();
        Ok(Self { manifest, tagged, tag })
    }

    /// What the list says, before anybody knows whether it is genuine: for showing, never for acting on.
    pub(super) const fn said(&self) -> &Manifest {
        &self.manifest
    }

    /// The list, if whoever wrote it had this key.
    pub(super) fn checked(self, key: &DataKey) -> Result<Manifest, BackupFault> {
        let tagging = tagging(key).map_err(|fault| damaged(&fault.to_string()))?;
        if tagging.fits(&[&self.tagged], &self.tag) { Ok(self.manifest) } else { Err(damaged("its list was changed")) }
    }
}

fn tagging(key: &DataKey) -> Result<SubKey, VaultFault> {
    SubKey::derive(key.expose(), b"", "backup list")
}

pub(super) fn damaged(what: &str) -> BackupFault {
    BackupFault::Damaged(what.to_owned())
}

#[cfg(test)]
mod tests {
    use countersign_spoil::cases;
    use proptest::prelude::*;

    use super::*;

    fn key() -> DataKey {
        DataKey::from_bytes([7; 32])
    }

    fn manifest(media: Vec<Listed>) -> Manifest {
        Manifest {
            workspace: "0192f0c1-2345-7abc-8def-0123456789ab".parse().unwrap(),
            kind: WorkspaceKind::Real,
            at: Millis(1_795_228_200_000),
            schema: 14,
            files: vec![Listed { name: DATABASE.into(), bytes: 4096, sha256: HexArray([1; 32]) }],
            media,
        }
    }

    fn listed(number: u8) -> Listed {
        Listed { name: hex::encode(&[number; 32]), bytes: u64::from(number), sha256: HexArray([number; 32]) }
    }

    proptest! {
        #![proptest_config(cases(256))]

        #[test]
        fn whatever_bytes_come_reading_ends(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = Unchecked::read(&bytes);
            let mut led = b"countersign-backup 1\n".to_vec();
            led.extend_from_slice(&bytes);
            if let Ok(read) = Unchecked::read(&led) {
                prop_assert!(read.checked(&key()).is_err());
            }
        }

        #[test]
        fn what_was_written_is_read_and_any_changed_byte_is_found(numbers in proptest::collection::btree_set(any::<u8>(), 0..6), at in any::<prop::sample::Index>(), by in 1u8..) {
            let written = manifest(numbers.into_iter().map(listed).collect());
            let mut text = written.write(&key()).unwrap();
            prop_assert_eq!(&Unchecked::read(&text).unwrap().checked(&key()).unwrap(), &written);
            let at = at.index(text.len());
            text[at] ^= by;
            let read = Unchecked::read(&text).and_then(|read| read.checked(&key()));
            prop_assert!(read.is_err(), "byte {} counts", at);
        }
    }

    #[test]
    fn another_clinics_key_does_not_vouch_for_it() {
        let text = manifest(Vec::new()).write(&key()).unwrap();
        assert!(Unchecked::read(&text).unwrap().checked(&DataKey::from_bytes([8; 32])).is_err());
    }

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        for name in ["../countersign.db", "/etc/passwd", "media", "keys.json/../../x", ""] {
            for of in [true, false] {
                let mut list = manifest(Vec::new());
                let entry = Listed { name: name.into(), ..listed(1) };
                if of {
                    list.files.push(entry)
                } else {
                    list.media.push(entry)
                }
                assert!(Unchecked::read(&list.write(&key()).unwrap()).is_err(), "{name}");
            }
        }
        let twice = manifest(vec![listed(1), listed(1)]);
        assert!(Unchecked::read(&twice.write(&key()).unwrap()).is_err(), "the same file twice");
    }

    #[test]
    fn a_later_format_is_told_apart_from_damage() {
        let text = manifest(Vec::new()).write(&key()).unwrap();
        let later = String::from_utf8(text).unwrap().replacen("backup 1", "backup 2", 1);
        assert_eq!(Unchecked::read(later.as_bytes()).unwrap_err(), BackupFault::Newer("2".into()));
    }
}
