//! Use cases of videos: taking one in, showing it, the picture that stands for it.
//!
//! Invariant: a video is never whole in memory, whether it comes, is looked at, or goes. One that is refused or stopped
//! leaves nothing, however far it had come.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use super::context::{Api, Who};
use super::types::{Picture, Upload};
use super::views;
use crate::check::Capability;
use crate::clinic::Caller;
use crate::draft::picture;
use crate::draft::video::{self, Cleaned, Facts, Plan, Source, VideoRefused};
use crate::draft::{self, VideoRow};
use crate::error::{Error, ErrorCode, Result};
use crate::model::Digest;
use crate::ports::{SealedReader, VaultFault};

/// What has to stay free on the disk beside a video: the clinic's data goes on growing.
const KEPT_FREE: u64 = 500_000_000;
/// The most that is handed to the window at once.
const PIECE: u64 = 2_000_000;

/// Hears how far a video has come in.
pub trait TakingIn {
    /// So many of its bytes are kept. False has it stop; nothing of it stays then.
    fn got_to(&self, bytes: u64, of: u64) -> bool;
}

/// A piece of a video, for the window.
#[derive(Debug)]
pub struct Piece {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Where they begin in the file.
    pub from: u64,
    /// How many the file has.
    pub total: u64,
    /// The file's MIME type.
    pub mime: &'static str,
}

impl Api {
    /// Takes a video of `length` bytes in, piece by piece.
    ///
    /// # Errors
    /// When it is no video that this version takes, or the disk has no room for it; nothing of it is kept then.
    pub fn import_video(
        &self,
        file_name: &str,
        source: &mut dyn Source,
        length: u64,
        watch: &dyn TakingIn,
    ) -> Result<Picture> {
        let caller = self.admit(Who::Writers, "media_import")?;
        take_in(self, &caller, file_name, source, length, watch)
    }

    /// A piece of a video, while it is unlocked: from `from` on, to `to` if it is given, and never more than the window
    /// should hold.
    ///
    /// # Errors
    /// When nobody is signed in, or there is no such video, or it does not go so far.
    pub fn video_piece(&self, digest: Digest, from: u64, to: Option<u64>) -> Result<Piece> {
        self.desktop.caller()?;
        let row = self.db.read(|tx| draft::video(tx, digest))?.ok_or_else(|| Error::not_found("video"))?;
        let mut file = self.files.open(&digest)?;
        let total = file.len();
        if from >= total {
            return Err(Error::not_found("part of the video"));
        }
        let end = to.map_or(total, |to| to.saturating_add(1).min(total)).min(from + PIECE).max(from);
        let mut bytes = vec![0; usize::try_from(end - from).unwrap_or(0)];
        let filled = file.read_at(from, &mut bytes)?;
        bytes.truncate(filled);
        Ok(Piece { bytes, from, total, mime: row.facts.container.mime() })
    }

    /// Keeps a still picture of a video that the window drew, unless it has one.
    ///
    /// # Errors
    /// When it is no picture, or there is no such video.
    pub fn keep_poster(&self, digest: Digest, drawn: &[u8]) -> Result<Picture> {
        let caller = self.admit(Who::Writers, "media_import")?;
        let row = self.db.read(|tx| draft::video(tx, digest))?.ok_or_else(|| Error::not_found("video"))?;
        if row.poster.is_none() {
            let poster = super::draft::import_picture(self, &caller, "poster.jpg", drawn)?.digest;
            self.db.write(move |tx| draft::set_poster(tx, digest, poster))?;
        }
        let row = self.db.read(|tx| draft::video(tx, digest))?.ok_or_else(|| Error::not_found("video"))?;
        Ok(views::video(row))
    }
}

fn take_in(
    api: &Api,
    caller: &Caller,
    file_name: &str,
    source: &mut dyn Source,
    length: u64,
    watch: &dyn TakingIn,
) -> Result<Picture> {
    let mut asked = Asked { inner: &mut *source, watch, done: 0, of: length, stopped: false };
    let plan = asked.inspect(length, file_name)?.1;
    let room = api.files.room()?;
    if room < length.saturating_add(KEPT_FREE) {
        return Err(no_room(length, room.saturating_sub(KEPT_FREE)));
    }
    let mut watched = Watched { inner: Cleaned::new(source, &plan), watch, done: 0, of: length, failed: None };
    let (digest, bytes) = match api.files.put_from(&mut watched) {
        Ok(kept) => kept,
        Err(fault) => return Err(watched.failed.take().map_or_else(|| fault.into(), refused)),
    };
    let noted = note(api, caller, file_name, &plan, (digest, bytes), watch);
    if noted.is_err() {
        forget(api, digest);
    }
    noted.map(views::video)
}

/// Held while a file gets its row, and while one that has none is removed: the same file may be taken in twice at once.
static NAMING: Mutex<()> = Mutex::new(());

/// Puts a video on record that was cleaned by `plan` and is kept.
fn note(
    api: &Api,
    caller: &Caller,
    file_name: &str,
    plan: &Plan,
    (digest, bytes): (Digest, u64),
    watch: &dyn TakingIn,
) -> Result<VideoRow> {
    // What is said of it is read from what is kept, not from a file that may have changed meanwhile.
    let mut kept = Kept { file: api.files.open(&digest)?, at: 0 };
    let mut asked = Asked { inner: &mut kept, watch, done: bytes, of: bytes, stopped: false };
    let (facts, again) = asked.inspect(bytes, file_name)?;
    if again.removes || again.place {
        return Err(Error::internal("a video that was cleaned holds something still"));
    }
    let row = VideoRow {
        digest,
        file_name: file_name.to_owned(),
        facts,
        metadata_removed: plan.removes,
        place_removed: plan.place,
        poster: None,
    };
    let (env, by) = (Arc::clone(&api.env), caller.person);
    let _naming = NAMING.lock().unwrap_or_else(PoisonError::into_inner);
    api.files.open(&digest)?;
    api.db.write(move |tx| {
        draft::add_video(tx, &env, by, &row)?;
        // One that was there before has its poster.
        Ok::<_, Error>(draft::video(tx, row.digest)?.unwrap_or_else(|| row.clone()))
    })
}

/// Removes a file that was kept for nothing, unless something else is on record as that very file.
fn forget(api: &Api, digest: Digest) {
    let _naming = NAMING.lock().unwrap_or_else(PoisonError::into_inner);
    let forgotten = match api.db.read(|tx| draft::is_named(tx, digest)) {
        Ok(true) => Ok(()),
        Ok(false) => api.files.remove(&digest).map_err(Error::from),
        Err(error) => Err(error),
    };
    if let Err(error) = forgotten {
        tracing::warn!(%error, "a video that was refused could not be removed");
    }
}

/// What stands for a video of which nobody could draw a picture: its shape, a sign to play, its length.
fn placeholder(row: &VideoRow) -> String {
    let (wide, tall) = (f64::from(row.facts.width), f64::from(row.facts.height));
    let (width, height) = if wide > tall { (320.0, 320.0 * tall / wide) } else { (320.0 * wide / tall, 320.0) };
    let (x, y) = (width / 2.0, height / 2.0);
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0} {height:.0}"><rect width="100%" height="100%" fill="#4a5560"/><circle cx="{x:.0}" cy="{y:.0}" r="34" fill="#f4f6f8"/><path d="M{:.0} {:.0}v32l27-16z" fill="#4a5560"/><text x="{x:.0}" y="{:.0}" fill="#f4f6f8" font-family="sans-serif" font-size="20" text-anchor="middle">{}</text></svg>"##,
        x - 10.0,
        y - 16.0,
        y + 64.0,
        row.length()
    )
}

/// The picture that stands for a video, small.
pub(super) fn poster(api: &Api, row: &VideoRow, edge: u32) -> Result<(Vec<u8>, &'static str)> {
    let Some(poster) = row.poster else { return Ok((placeholder(row).into_bytes(), "image/svg+xml")) };
    let small = picture::thumbnail(&api.files.get(&poster)?, None, edge)
        .map_err(|refused| Error::invalid("media", refused.to_string()))?;
    let mime = if small.starts_with(b"\x89PNG") { "image/png" } else { "image/jpeg" };
    Ok((small, mime))
}

/// How far the uploads of this moment are.
pub(super) fn uploads(api: &Api, _: &Caller, (): ()) -> Result<Vec<Upload>> {
    let now = api.dispatcher.uploads().now();
    Ok(now.into_iter().map(|(post_id, upload)| Upload { post_id, sent: upload.sent, total: upload.total }).collect())
}

fn refused(refused: VideoRefused) -> Error {
    let message = refused.to_string();
    match refused {
        VideoRefused::Stopped => Error::refused(ErrorCode::Cancelled, message),
        VideoRefused::Unreadable(detail) => {
            Error::invalid("media", message).with(|refusal| refusal.detail = Some(detail))
        }
        VideoRefused::Empty
        | VideoRefused::CutShort
        | VideoRefused::Damaged
        | VideoRefused::NoIndex
        | VideoRefused::Uncleanable
        | VideoRefused::OtherVideo(_)
        | VideoRefused::NoVideo(_)
        | VideoRefused::OnlySound
        | VideoRefused::Protected
        | VideoRefused::NoLength
        | VideoRefused::TooLarge => Error::invalid("media", message),
    }
}

fn no_room(length: u64, room: u64) -> Error {
    let message = format!(
        "This video has {}, and this computer's disk has room for {} more. Make room by moving or deleting files, then add it again.",
        Capability::megabytes(length),
        Capability::megabytes(room)
    );
    Error::refused(ErrorCode::Disk, message)
}

/// A file that is looked at for as long as nobody stops it.
struct Asked<'a> {
    inner: &'a mut dyn Source,
    watch: &'a dyn TakingIn,
    done: u64,
    of: u64,
    stopped: bool,
}

impl Asked<'_> {
    fn inspect(&mut self, length: u64, file_name: &str) -> Result<(Facts, Plan)> {
        let looked = video::inspect(self, length, file_name);
        looked.map_err(|why| refused(if self.stopped { VideoRefused::Stopped } else { why }))
    }
}

impl Read for Asked<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if !self.watch.got_to(self.done, self.of) {
            self.stopped = true;
            return Err(io::Error::other("stopped by a person"));
        }
        self.inner.read(into)
    }
}

impl Seek for Asked<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

/// A reader that tells how far it is, and remembers why it ended.
struct Watched<'a, R> {
    inner: R,
    watch: &'a dyn TakingIn,
    done: u64,
    of: u64,
    failed: Option<VideoRefused>,
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if !self.watch.got_to(self.done, self.of) {
            self.failed = Some(VideoRefused::Stopped);
            return Err(io::Error::other("stopped by a person"));
        }
        match self.inner.read(into) {
            Ok(count) => {
                self.done += count as u64;
                Ok(count)
            }
            Err(error) => {
                self.failed = Some(VideoRefused::of(&error));
                Err(error)
            }
        }
    }
}

/// A kept file, read like any other.
struct Kept {
    file: Box<dyn SealedReader>,
    at: u64,
}

impl Read for Kept {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read_at(self.at, into).map_err(|fault: VaultFault| io::Error::other(fault))?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Kept {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.file.len().checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
