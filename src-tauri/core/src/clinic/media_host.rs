//! The clinic's own media host: where a platform fetches what it only takes by address.
//!
//! Invariant: files are lent only through a host that was proven since its settings last changed. The table holds the
//! reference of the host's secret, never the secret; a reference is written down before the vault holds anything under it.

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{CredentialRef, Millis, PersonId, Secret};
use crate::ports::{HostFault, HostRemedy, MediaPlace};
use crate::store::{Tag, Tx, args};

/// The longest folder and the longest name of a key, in bytes; far beyond what hosts give out.
const LONGEST: usize = 128;

/// The media host as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaHostRow {
    /// Where it is.
    pub settings: MediaHostSettings,
    /// Names its secret in the vault.
    pub credential: CredentialRef,
    /// When the secret was kept; none if nobody typed one that works yet.
    pub secret_at: Option<Millis>,
    /// When writing, fetching by address and removing last worked.
    pub proven_at: Option<Millis>,
    /// Why it can't be used.
    pub problem: Option<String>,
    /// When its settings last changed.
    pub changed_at: Millis,
}

/// Where the media host is, and who the clinic is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaHostSettings {
    /// Its address.
    pub endpoint: String,
    /// What it calls the bucket's region.
    pub region: String,
    /// The bucket.
    pub bucket: String,
    /// The folder in it that everything of Countersign's lies in.
    pub folder: String,
    /// Names the key.
    pub access_key_id: String,
}

impl MediaHostRow {
    /// The place, with the key to it.
    pub fn place(&self, secret: Secret) -> MediaPlace {
        let settings = self.settings.clone();
        MediaPlace {
            endpoint: settings.endpoint,
            region: settings.region,
            bucket: settings.bucket,
            access_key_id: settings.access_key_id,
            secret,
        }
    }
}

impl MediaHostSettings {
    /// What was typed, without what people type around it.
    #[must_use]
    pub fn tidied(&self) -> Self {
        let around = |sign: char| sign == '/' || sign.is_whitespace();
        Self {
            endpoint: self.endpoint.trim_start().trim_end_matches(around).to_owned(),
            region: self.region.trim().to_owned(),
            bucket: self.bucket.trim().to_owned(),
            folder: self.folder.trim_matches(around).to_owned(),
            access_key_id: self.access_key_id.trim().to_owned(),
        }
    }

    /// Whether these can be the settings of a host; its address is for whoever speaks to it to judge.
    ///
    /// # Errors
    /// With the field to mend.
    pub fn check(&self) -> Result<()> {
        let plain =
            |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if self.region.is_empty() || self.region.len() > 40 || !plain(&self.region) {
            return Err(Error::invalid(
                "region",
                "Write the region as the host names it, such as eu-central-1. Some hosts call it auto.",
            ));
        }
        check_bucket(&self.bucket)?;
        let segment = |part: &str| {
            part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
                && part.bytes().any(|byte| byte != b'.')
        };
        if self.folder.len() > LONGEST || !self.folder.split('/').all(segment) {
            return Err(Error::invalid(
                "folder",
                "Write a folder of its own for Countersign, with letters, digits and hyphens, such as countersign.",
            ));
        }
        let named = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if self.access_key_id.is_empty() || self.access_key_id.len() > LONGEST || !self.access_key_id.bytes().all(named)
        {
            return Err(Error::invalid(
                "access_key_id",
                "Write the access key id as the host shows it: letters and digits, no spaces. The secret key goes into the private window.",
            ));
        }
        Ok(())
    }
}

/// The rules that hosts have for names of buckets.
fn check_bucket(bucket: &str) -> Result<()> {
    let fits = (3..=63).contains(&bucket.len())
        && bucket.split('.').all(|label| {
            let ends = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
            ends(label.bytes().next())
                && ends(label.bytes().last())
                && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        })
        && bucket.parse::<std::net::Ipv4Addr>().is_err();
    if fits {
        return Ok(());
    }
    Err(Error::invalid(
        "bucket",
        "A bucket's name has 3 to 63 small letters, digits, hyphens and dots, and begins and ends with a letter or a digit. Write it without an address.",
    ))
}

/// The media host, if the clinic has one.
///
/// # Errors
/// When the store refuses.
pub fn media_host(tx: &Tx<'_>) -> Result<Option<MediaHostRow>> {
    tx.one("SELECT * FROM media_host", &[], |row| {
        Ok(MediaHostRow {
            settings: MediaHostSettings {
                endpoint: row.get("endpoint")?,
                region: row.get("region")?,
                bucket: row.get("bucket")?,
                folder: row.get("folder")?,
                access_key_id: row.get("access_key_id")?,
            },
            credential: row.get("credential_ref")?,
            secret_at: row.get("secret_at")?,
            proven_at: row.get("proven_at")?,
            problem: row.get("problem")?,
            changed_at: row.get("changed_at")?,
        })
    })
}

/// Whether the clinic has a media host that was proven.
///
/// # Errors
/// When the store refuses.
pub fn lends_files(tx: &Tx<'_>) -> Result<bool> {
    let proven: Option<i64> =
        tx.one("SELECT 1 AS one FROM media_host WHERE proven_at IS NOT NULL", &[], |row| row.get("one"))?;
    Ok(proven.is_some())
}

/// Keeps settings. What was proven of others says nothing of them; the secret stays.
///
/// # Errors
/// When a field has to be mended, or the store refuses.
pub fn set_media_host(tx: &Tx<'_>, env: &Env, by: PersonId, new: &MediaHostSettings) -> Result<()> {
    new.check()?;
    if media_host(tx)?.is_some_and(|before| before.settings == *new) {
        return Ok(());
    }
    tx.run(
        "INSERT INTO media_host (only_one, endpoint, region, bucket, folder, access_key_id, credential_ref, changed_at,
                                 changed_by)
         VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (only_one) DO UPDATE SET endpoint = excluded.endpoint, region = excluded.region,
           bucket = excluded.bucket, folder = excluded.folder, access_key_id = excluded.access_key_id,
           proven_at = NULL, problem = NULL, changed_at = excluded.changed_at, changed_by = excluded.changed_by",
        args![
            &new.endpoint,
            &new.region,
            &new.bucket,
            &new.folder,
            &new.access_key_id,
            &CredentialRef::for_media_host(&env.unguessable()),
            env.now(),
            by
        ],
    )?;
    audit::record(tx, env, &Entry::done(Actor::Person(by), Action::MediaHostSet).fact("bucket", &new.bucket))?;
    tx.changed(Tag::Channels);
    Ok(())
}

/// Writes down that the vault may hold a secret under `reference` from now on.
///
/// # Errors
/// When the store refuses.
pub fn announce_secret(tx: &Tx<'_>, reference: &CredentialRef) -> Result<()> {
    tx.run(
        "INSERT INTO media_host_secret (credential_ref) VALUES ($1) ON CONFLICT (credential_ref) DO NOTHING",
        args![reference],
    )?;
    Ok(())
}

/// Puts down what came of testing the host with the secret under `reference`, unless its settings changed meanwhile. A
/// secret that worked becomes the host's own. Returns whether it was put down.
///
/// # Errors
/// When the store refuses.
pub fn settle_proof(
    tx: &Tx<'_>,
    env: &Env,
    by: Actor,
    tested: &MediaHostRow,
    reference: &CredentialRef,
    fault: Option<&HostFault>,
) -> Result<bool> {
    if media_host(tx)?.is_none_or(|now| now.settings != tested.settings || now.changed_at != tested.changed_at) {
        return Ok(false);
    }
    let is_new = *reference != tested.credential;
    let entry = match fault {
        None => {
            tx.run(
                "UPDATE media_host SET credential_ref = $1, secret_at = coalesce($2, secret_at), proven_at = $3,
                        problem = NULL",
                args![reference, is_new.then(|| env.now()), env.now()],
            )?;
            Entry::done(by, if is_new { Action::MediaHostConnected } else { Action::MediaHostTested })
        }
        // A new secret that does not work is not kept, so it says nothing of the one that is.
        Some(_) if is_new => Entry::denied(by, Action::MediaHostTested, "new_key"),
        Some(fault) => {
            // That nobody could be reached just now says nothing of the settings.
            if fault.remedy == HostRemedy::Person {
                tx.run("UPDATE media_host SET proven_at = NULL, problem = $1", args![&fault.message])?;
            }
            Entry::denied(by, Action::MediaHostTested, "kept_key")
        }
    };
    audit::record(tx, env, &entry.fact("bucket", &tested.settings.bucket))?;
    tx.changed(Tag::Channels);
    Ok(true)
}

/// Notes that the host refused what it had done before: nothing is lent through it until it is proven again.
///
/// # Errors
/// When the store refuses.
pub fn refuse_media_host(tx: &Tx<'_>, env: &Env, problem: &str) -> Result<()> {
    let changed =
        tx.run("UPDATE media_host SET proven_at = NULL, problem = $1 WHERE proven_at IS NOT NULL", args![problem])?;
    if changed > 0 {
        audit::record(tx, env, &Entry::done(Actor::Application, Action::MediaHostRefused))?;
        tx.changed(Tag::Channels);
    }
    Ok(())
}

/// Forgets the host. What still lies there is taken back all the same, and its secret is forgotten after that.
///
/// # Errors
/// When the store refuses.
pub fn forget_media_host(tx: &Tx<'_>, env: &Env, by: PersonId) -> Result<()> {
    if tx.run("DELETE FROM media_host", &[])? > 0 {
        audit::record(tx, env, &Entry::done(Actor::Person(by), Action::MediaHostForgotten))?;
        tx.changed(Tag::Channels);
    }
    Ok(())
}

/// A host with a secret that is in the vault, held to work without asking it; for making the practice clinic.
///
/// # Errors
/// When a field has to be mended, or the store refuses.
pub fn seed_media_host(
    tx: &Tx<'_>,
    env: &Env,
    by: PersonId,
    new: &MediaHostSettings,
    reference: &CredentialRef,
) -> Result<()> {
    set_media_host(tx, env, by, new)?;
    tx.run("UPDATE media_host SET credential_ref = $1, secret_at = $2, proven_at = $2", args![reference, env.now()])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> MediaHostSettings {
        MediaHostSettings {
            endpoint: "https://s3.eu-central-1.example".into(),
            region: "eu-central-1".into(),
            bucket: "lakeside-media".into(),
            folder: "countersign".into(),
            access_key_id: "AKIAIOSFODNN7EXAMPLE".into(),
        }
    }

    #[track_caller]
    fn refuses(change: impl FnOnce(&mut MediaHostSettings), field: &str) {
        let mut changed = settings();
        change(&mut changed);
        match changed.tidied().check() {
            Err(Error::Refused(refusal)) => assert_eq!(refusal.field, Some(field), "{changed:?}"),
            other => panic!("{changed:?} is not refused: {other:?}"),
        }
    }

    #[test]
    fn settings_are_taken_as_hosts_show_them() {
        settings().check().unwrap();
        let typed = MediaHostSettings {
            endpoint: " https://s3.eu-central-1.example/ ".into(),
            folder: "/countersign/".into(),
            bucket: "lakeside-media\n".into(),
            ..settings()
        };
        assert_eq!(typed.tidied(), settings());
    }

    #[test]
    fn a_bucket_is_named_as_hosts_allow_it() {
        for fine in ["abc", "lakeside.media", "l4keside-media", "9to5"] {
            check_bucket(fine).unwrap();
        }
        for wrong in
            ["", "ab", "Lakeside", "lake_side", "-lake", "lake-", "lake..side", "lake/side", "192.168.1.2", "é-é"]
        {
            refuses(|settings| settings.bucket = wrong.into(), "bucket");
        }
        refuses(|settings| settings.bucket = "b".repeat(64), "bucket");
        refuses(|settings| settings.bucket = "https://lakeside-media.s3.example".into(), "bucket");
    }

    #[test]
    fn what_ends_up_in_an_address_is_plain() {
        for wrong in ["", "EU", "eu central", "eu/central", "eu\r\nx: y"] {
            refuses(|settings| settings.region = wrong.into(), "region");
        }
        for wrong in ["", "..", "a/../b", "a//b", "a b", "a?b", "a%2fb", "ä"] {
            refuses(|settings| settings.folder = wrong.into(), "folder");
        }
        for wrong in ["", "two words", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"] {
            refuses(|settings| settings.access_key_id = wrong.into(), "access_key_id");
        }
    }
}
