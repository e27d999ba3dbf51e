//! Videos on record, and the picture that stands for each.
//!
//! Invariant: the bytes lie in the sealed store under their digest; a row says what was read from those very bytes, and
//! changes in nothing but its poster.

use super::video::{Facts, Sound};
use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::Result;
use crate::model::{Digest, PersonId};
use crate::store::{Row, Tag, Tx, args};

/// A stored video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoRow {
    /// The digest of its bytes.
    pub digest: Digest,
    /// Its name when it came.
    pub file_name: String,
    /// What it is.
    pub facts: Facts,
    /// Whether something was taken out when it came.
    pub metadata_removed: bool,
    /// Whether a place was among that.
    pub place_removed: bool,
    /// The picture that stands for it.
    pub poster: Option<Digest>,
}

/// Notes a video whose bytes are in the sealed store.
///
/// # Errors
/// When the store refuses.
pub fn add_video(tx: &Tx<'_>, env: &Env, by: PersonId, new: &VideoRow) -> Result<()> {
    let Facts { sound, .. } = &new.facts;
    let added = tx.run(
        "INSERT INTO video (digest, file_name, container, width, height, duration_ms, codec, frame_rate, audio_codec,
                            audio_channels, audio_rate, bit_rate, bytes, index_first, edit_list, metadata_removed,
                            place_removed, created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
         ON CONFLICT (digest) DO NOTHING",
        args![
            new.digest,
            &new.file_name,
            new.facts.container,
            new.facts.width,
            new.facts.height,
            number(new.facts.duration_ms),
            new.facts.codec,
            new.facts.frame_rate,
            sound.map(|sound| sound.codec),
            sound.map(|sound| sound.channels),
            sound.map(|sound| sound.rate),
            number(new.facts.bit_rate),
            number(new.facts.bytes),
            new.facts.index_first,
            new.facts.edit_list,
            new.metadata_removed,
            new.place_removed,
            env.now(),
            by
        ],
    )?;
    if added > 0 {
        let entry = Entry::done(Actor::Person(by), Action::VideoAdded)
            .fact("video", new.digest)
            .fact("place_removed", new.place_removed);
        audit::record(tx, env, &entry)?;
    }
    tx.changed(Tag::Posts);
    Ok(())
}

/// Has a picture stand for a video, unless one does already.
///
/// # Errors
/// When the store refuses.
pub fn set_poster(tx: &Tx<'_>, video: Digest, poster: Digest) -> Result<()> {
    tx.run("UPDATE video SET poster = $1 WHERE digest = $2 AND poster IS NULL", args![poster, video])?;
    tx.changed(Tag::Posts);
    Ok(())
}

/// A video, if there is one of this digest.
///
/// # Errors
/// When the store refuses.
pub fn video(tx: &Tx<'_>, digest: Digest) -> Result<Option<VideoRow>> {
    tx.one("SELECT * FROM video WHERE digest = $1", args![digest], row)
}

/// Whether anything on record names a file in the sealed store.
///
/// # Errors
/// When the store refuses.
pub fn is_named(tx: &Tx<'_>, file: Digest) -> Result<bool> {
    let named: Option<i64> = tx.one(
        "SELECT 1 AS one FROM video WHERE digest = $1 UNION ALL SELECT 1 FROM media WHERE digest = $1
         UNION ALL SELECT 1 FROM media_rendition WHERE digest = $1 UNION ALL SELECT 1 FROM document WHERE digest = $1",
        args![file],
        |row| row.get("one"),
    )?;
    Ok(named.is_some())
}

fn row(row: &Row<'_>) -> Result<VideoRow> {
    let sound = match (row.get("audio_codec")?, row.get("audio_channels")?, row.get("audio_rate")?) {
        (Some(codec), Some(channels), Some(rate)) => Some(Sound { codec, channels, rate }),
        _ => None,
    };
    Ok(VideoRow {
        digest: row.get("digest")?,
        file_name: row.get("file_name")?,
        facts: Facts {
            container: row.get("container")?,
            width: row.get("width")?,
            height: row.get("height")?,
            duration_ms: row.get::<i64>("duration_ms")?.unsigned_abs(),
            codec: row.get("codec")?,
            frame_rate: row.get("frame_rate")?,
            sound,
            bit_rate: row.get::<i64>("bit_rate")?.unsigned_abs(),
            bytes: row.get::<i64>("bytes")?.unsigned_abs(),
            index_first: row.get("index_first")?,
            edit_list: row.get("edit_list")?,
        },
        metadata_removed: row.get("metadata_removed")?,
        place_removed: row.get("place_removed")?,
        poster: row.get("poster")?,
    })
}

fn number(of: u64) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}

impl VideoRow {
    /// Its length as people say it, such as «1:05».
    pub fn length(&self) -> String {
        let seconds = self.facts.duration_ms.div_ceil(1000);
        match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
            (0, minutes, seconds) => format!("{minutes}:{seconds:02}"),
            (hours, minutes, seconds) => format!("{hours}:{minutes:02}:{seconds:02}"),
        }
    }
}
