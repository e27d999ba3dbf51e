//! Pictures on record: masters as they were taken in, and what is really sent for each on a platform.
//!
//! Invariant: the bytes lie in the sealed store under their digest; a row never says more than its bytes are.

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{Crop, Digest, MediaRef, PersonId, PictureFormat, Platform};
use crate::store::{Tag, Tx, args};

/// A stored picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaRow {
    /// The digest of its bytes.
    pub digest: Digest,
    /// Its name when it came.
    pub file_name: String,
    /// Its format.
    pub format: PictureFormat,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// In bytes.
    pub bytes: u32,
    /// Whether something was taken out when it came.
    pub metadata_removed: bool,
    /// How many pictures it shows, one after the other: more than one only in a GIF that moves.
    pub frames: u32,
}

impl MediaRow {
    /// Whether it moves.
    pub const fn moves(&self) -> bool {
        self.frames > 1
    }
}

/// What is sent for a picture on a platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DerivedRow {
    /// The picture it was rendered from.
    pub master: Digest,
    /// The platform it was rendered for.
    pub platform: Platform,
    /// What of the picture is shown; all of it when there is none.
    pub crop: Option<Crop>,
    /// The digest of the bytes that are sent.
    pub digest: Digest,
    /// Their format.
    pub format: PictureFormat,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// In bytes.
    pub bytes: u32,
}

/// Notes a picture whose bytes are in the sealed store.
///
/// # Errors
/// When the store refuses.
pub fn add_media(tx: &Tx<'_>, env: &Env, by: PersonId, new: &MediaRow) -> Result<()> {
    let added = tx.run(
        "INSERT INTO media (digest, file_name, format, width, height, bytes, metadata_removed, frames, created_at,
                            created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (digest) DO NOTHING",
        args![
            new.digest,
            &new.file_name,
            new.format,
            new.width,
            new.height,
            new.bytes,
            new.metadata_removed,
            new.frames,
            env.now(),
            by
        ],
    )?;
    if added > 0 {
        audit::record(tx, env, &Entry::done(Actor::Person(by), Action::MediaAdded).fact("media", new.digest))?;
    }
    tx.changed(Tag::Posts);
    Ok(())
}

/// A picture, if it is there.
///
/// # Errors
/// When the store refuses.
pub fn media(tx: &Tx<'_>, digest: Digest) -> Result<Option<MediaRow>> {
    tx.one("SELECT * FROM media WHERE digest = $1", args![digest], |row| {
        Ok::<_, Error>(MediaRow {
            digest: row.get("digest")?,
            file_name: row.get("file_name")?,
            format: row.get("format")?,
            width: row.get("width")?,
            height: row.get("height")?,
            bytes: row.get("bytes")?,
            metadata_removed: row.get("metadata_removed")?,
            frames: row.get("frames")?,
        })
    })
}

/// Notes what a picture was rendered to for a platform.
///
/// # Errors
/// When the store refuses.
pub fn derive(tx: &Tx<'_>, new: &DerivedRow) -> Result<()> {
    tx.run(
        "INSERT INTO media_rendition (master, platform, crop, digest, format, width, height, bytes)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (master, platform, crop) DO UPDATE
         SET digest = excluded.digest, format = excluded.format, width = excluded.width, height = excluded.height,
             bytes = excluded.bytes",
        args![new.master, new.platform, crop_key(new.crop), new.digest, new.format, new.width, new.height, new.bytes],
    )?;
    Ok(())
}

/// A cut-out as a rendition's row names it: empty for the whole picture.
fn crop_key(crop: Option<Crop>) -> String {
    crop.map_or_else(String::new, |crop| crop.to_string())
}

/// What is sent for a picture, as it is used, on a platform, once it was rendered.
///
/// # Errors
/// When the store refuses.
pub fn derived(tx: &Tx<'_>, used: &MediaRef, platform: Platform) -> Result<Option<DerivedRow>> {
    let crop = used.crop;
    tx.one(
        "SELECT * FROM media_rendition WHERE master = $1 AND platform = $2 AND crop = $3",
        args![used.digest, platform, crop_key(crop)],
        |row| {
            Ok::<_, Error>(DerivedRow {
                master: row.get("master")?,
                platform: row.get("platform")?,
                crop,
                digest: row.get("digest")?,
                format: row.get("format")?,
                width: row.get("width")?,
                height: row.get("height")?,
                bytes: row.get("bytes")?,
            })
        },
    )
}
