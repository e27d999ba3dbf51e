//! Pictures, videos and documents on their way in: picked from the disk, or handed over by the window piece by piece.
//!
//! Invariant: no video is ever whole in memory, and one that a person stops leaves nothing. The window names no path: what it
//! hands over are bytes, and what is read from the disk was picked in the system's own dialog. A piece answers the one
//! question that it was asked by, or none: no window that was there before can mix its own in.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use countersign_core::api::TakingIn;
use countersign_core::api::types::{ApiError, MediaComing, MediaWanted, Picture, PictureNotTaken, PicturesTaken};
use countersign_core::draft::document::is_document;
use countersign_core::draft::picture::MOST_BYTES;
use countersign_core::draft::video::{HEAD, Source, is_video};
use countersign_core::error::{Error, ErrorCode};
use countersign_core::model::Digest;
use tauri::ipc::{InvokeBody, Request};
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::DialogExt;

use super::{Answer, with_api};
use crate::opening::emit;

/// How the names of what can be used end, in either case: some file dialogs tell the two apart.
const MEDIA: &[&str] = &[
    "jpg", "jpeg", "png", "webp", "gif", "mp4", "mov", "m4v", "pdf", "JPG", "JPEG", "PNG", "WEBP", "GIF", "MP4", "MOV",
    "M4V", "PDF",
];
/// How much of a video the window hands over at once.
const PIECE: u64 = 4 << 20;
/// How long a piece is waited for.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often the window hears how far a video is.
const TOLD_EVERY: Duration = Duration::from_millis(200);

/// What is coming in, and whether it is to stop.
#[derive(Default)]
pub struct Intake {
    /// Whatever began before is to stop.
    stopped: AtomicU64,
    /// The number of the piece that is asked for next.
    tickets: AtomicU32,
    /// Who waits for a piece, by its number.
    waiting: Mutex<BTreeMap<u32, SyncSender<Vec<u8>>>>,
}

impl Intake {
    /// Has a piece asked for, by a number of its own, and waits for it.
    fn piece(&self, patience: Duration, ask: impl FnOnce(u32)) -> Option<Vec<u8>> {
        let (send, piece) = sync_channel(1);
        let ticket = self.tickets.fetch_add(1, Ordering::SeqCst);
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(ticket, send);
        ask(ticket);
        let piece = piece.recv_timeout(patience).ok();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&ticket);
        piece
    }

    /// Hands a piece to whoever waits for it; tells whether somebody did.
    fn give(&self, ticket: u32, bytes: &[u8]) -> bool {
        let asked = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&ticket);
        asked.is_some_and(|asked| asked.try_send(bytes.to_vec()).is_ok())
    }
}

#[tauri::command(rename_all = "snake_case")]
pub async fn media_import(app: AppHandle, name: String, data: Vec<u8>) -> Answer<Picture> {
    with_api(&app, move |api| api.import_picture(&name, &data)).await
}

#[tauri::command(rename_all = "snake_case")]
pub async fn media_pick(app: AppHandle) -> Answer<PicturesTaken> {
    // HEIC is not among them: it can't be used. Whoever looks among all files and takes one is told what to do.
    let dialog =
        app.dialog().file().add_filter("Pictures, videos and PDF documents", MEDIA).add_filter("All files", &["*"]);
    let (send, picked) = tokio::sync::oneshot::channel();
    dialog.pick_files(move |files| {
        // Nobody waits any more when the window was closed meanwhile.
        let _ = send.send(files);
    });
    let Ok(Some(files)) = picked.await else { return Ok(none()) };
    let paths = files.into_iter().filter_map(|file| file.into_path().ok()).collect();
    let told = app.clone();
    with_api(&app, move |api| {
        let watch = |name: &str| Watch::new(&told, name);
        take_in(paths, |name, file| match file {
            Opened::Picture(bytes) => api.import_picture(name, &bytes),
            Opened::Video(mut file, length) => api.import_video(name, &mut file, length, &watch(name)),
            Opened::Document(mut file, length) => api.import_document(name, &mut file, length, &watch(name)),
        })
    })
    .await
}

/// Takes in a video or a document of `bytes` bytes that the window hands over by [`media_give`], as it is asked for.
#[tauri::command(rename_all = "snake_case")]
pub async fn media_offer(app: AppHandle, turn: u32, name: String, bytes: u64) -> Answer<Picture> {
    let told = app.clone();
    with_api(&app, move |api| {
        let mut source = Offered { app: &told, turn, length: bytes, at: 0, held: (0, Vec::new()) };
        let mut head = Vec::with_capacity(HEAD);
        // One that can't be read says so when it is looked at.
        let looked = source.by_ref().take(HEAD as u64).read_to_end(&mut head).and_then(|_| source.rewind());
        let watch = Watch::new(&told, &name);
        if looked.is_ok() && is_document(&head, &name) {
            return api.import_document(&name, &mut source, bytes, &watch);
        }
        api.import_video(&name, &mut source, bytes, &watch)
    })
    .await
}

/// A piece of what the window offered, as it was asked for. Its number stands in a header, the bytes are the body.
#[tauri::command]
pub fn media_give(app: AppHandle, request: Request<'_>) -> Answer<()> {
    let wrong = || ApiError::from(Error::internal("a piece of a video that nobody asked for"));
    let ticket = request.headers().get("ticket").and_then(|ticket| ticket.to_str().ok()?.parse().ok());
    let InvokeBody::Raw(bytes) = request.body() else { return Err(wrong()) };
    let given = ticket.is_some_and(|ticket| app.state::<Intake>().give(ticket, bytes));
    if given { Ok(()) } else { Err(wrong()) }
}

/// Stops whatever is coming in.
#[tauri::command]
pub fn media_stop(app: AppHandle) {
    app.state::<Intake>().stopped.fetch_add(1, Ordering::SeqCst);
}

/// Keeps a still picture of a video that the window drew.
#[tauri::command(rename_all = "snake_case")]
pub async fn media_poster(app: AppHandle, digest: Digest, data: Vec<u8>) -> Answer<Picture> {
    with_api(&app, move |api| api.keep_poster(digest, &data)).await
}

/// Tells the window how far a video is, and whether it is to stop.
struct Watch<'a> {
    app: &'a AppHandle,
    file_name: String,
    began: u64,
    told: Mutex<Option<Instant>>,
}

impl<'a> Watch<'a> {
    fn new(app: &'a AppHandle, file_name: &str) -> Self {
        let began = app.state::<Intake>().stopped.load(Ordering::SeqCst);
        Self { app, file_name: file_name.to_owned(), began, told: Mutex::default() }
    }
}

impl TakingIn for Watch<'_> {
    fn got_to(&self, bytes: u64, of: u64) -> bool {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.is_none_or(|at| at.elapsed() >= TOLD_EVERY) {
            *told = Some(Instant::now());
            let coming = MediaComing { file_name: self.file_name.clone(), done: bytes, total: of };
            emit(self.app, "media_coming", coming);
        }
        self.app.state::<Intake>().stopped.load(Ordering::SeqCst) == self.began
    }
}

/// A video that lies in the window.
struct Offered<'a> {
    app: &'a AppHandle,
    turn: u32,
    length: u64,
    at: u64,
    /// The piece that was asked for last, and where it begins.
    held: (u64, Vec<u8>),
}

impl Read for Offered<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.length || into.is_empty() {
            return Ok(0);
        }
        let inside = |(from, bytes): &(u64, Vec<u8>)| (*from..from + bytes.len() as u64).contains(&self.at);
        if !inside(&self.held) {
            let (turn, from, bytes) = (self.turn, self.at, PIECE.min(self.length - self.at));
            let asked = |ticket| emit(self.app, "media_wanted", MediaWanted { turn, ticket, from, bytes });
            let piece = self.app.state::<Intake>().piece(PATIENCE, asked).ok_or(io::ErrorKind::TimedOut)?;
            if piece.is_empty() || piece.len() as u64 > PIECE {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.held = (self.at, piece);
        }
        let from = usize::try_from(self.at - self.held.0).unwrap_or(usize::MAX);
        let rest = self.held.1.get(from..).unwrap_or_default();
        let count = rest.len().min(into.len());
        for (to, from) in into.iter_mut().zip(rest) {
            *to = *from;
        }
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Offered<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

/// A file that was picked.
enum Opened {
    Picture(Vec<u8>),
    Video(Box<dyn Source>, u64),
    Document(Box<dyn Source>, u64),
}

const fn none() -> PicturesTaken {
    PicturesTaken { pictures: Vec::new(), refused: Vec::new(), stopped: false }
}

/// Takes in what can be taken; one that is refused does not stop the others. A person who stops one stops the rest.
///
/// # Errors
/// When it is not the file's fault: nobody is signed in any more, or the disk is full.
fn take_in(
    paths: Vec<PathBuf>,
    import: impl Fn(&str, Opened) -> Result<Picture, Error>,
) -> Result<PicturesTaken, Error> {
    let mut taken = none();
    for path in paths {
        let file_name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        match open(&path, &file_name).and_then(|opened| import(&file_name, opened)) {
            Ok(picture) => taken.pictures.push(picture),
            Err(refused) if refused.code() == ErrorCode::Invalid => {
                taken.refused.push(PictureNotTaken { file_name, message: refused.words().0 });
            }
            Err(stopped) if stopped.code() == ErrorCode::Cancelled => {
                taken.stopped = true;
                break;
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(taken)
}

fn open(path: &Path, file_name: &str) -> Result<Opened, Error> {
    let unreadable = |error: io::Error| {
        Error::invalid("media", "The file can't be read. Copy it again from where it came from, then add it once more.")
            .with(|refusal| refusal.detail = Some(error.to_string()))
    };
    let mut file = File::open(path).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    let mut head = Vec::with_capacity(HEAD);
    file.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(unreadable)?;
    file.rewind().map_err(unreadable)?;
    if is_document(&head, file_name) {
        return Ok(Opened::Document(Box::new(file), length));
    }
    if is_video(&head, file_name) {
        return Ok(Opened::Video(Box::new(file), length));
    }
    // Looked at before it is read, so that whatever was picked by mistake does not fill the memory.
    if length > MOST_BYTES {
        return Err(Error::invalid("media", "It is larger than 40 MB. Choose a smaller picture."));
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(Opened::Picture(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(name: &str) -> Picture {
        let digest = Digest::of(name.as_bytes());
        Picture {
            digest,
            file_name: name.into(),
            width: 64,
            height: 48,
            bytes: 1,
            metadata_removed: false,
            frames: None,
            document: None,
            video: None,
        }
    }

    #[test]
    fn a_piece_answers_the_question_it_was_asked_by_and_no_other() {
        let intake = Intake::default();
        let mut tickets = Vec::new();
        for _ in 0..2 {
            let piece = intake.piece(PATIENCE, |ticket| {
                assert!(tickets.iter().all(|old| !intake.give(*old, b"of a window before")), "{tickets:?}");
                assert!(intake.give(ticket, b"this"));
                assert!(!intake.give(ticket, b"twice"));
                tickets.push(ticket);
            });
            assert_eq!(piece.as_deref(), Some(b"this".as_slice()));
        }
        assert_ne!(tickets[0], tickets[1]);
        let mut late = None;
        assert_eq!(intake.piece(Duration::ZERO, |ticket| late = Some(ticket)), None);
        assert!(!intake.give(late.unwrap(), b"too late"));
    }

    #[test]
    fn one_that_is_refused_does_not_stop_the_others() {
        let folder = std::env::temp_dir().join(format!("countersign-pick-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for name in ["a.png", "b.heic", "c.png", "d.mp4", "e.png"] {
            std::fs::write(folder.join(name), name).unwrap();
        }
        let paths = ["a.png", "b.heic", "gone.png", "c.png"].map(|name| folder.join(name)).to_vec();
        let taken = take_in(paths.clone(), |name, opened| {
            assert!(matches!(opened, Opened::Picture(_)));
            if name.ends_with("heic") { Err(Error::invalid("media", "Save it as JPEG.")) } else { Ok(picture(name)) }
        })
        .unwrap();
        let names: Vec<&str> = taken.pictures.iter().map(|picture| picture.file_name.as_str()).collect();
        assert_eq!(names, ["a.png", "c.png"]);
        let refused: Vec<&str> = taken.refused.iter().map(|one| one.file_name.as_str()).collect();
        assert_eq!(refused, ["b.heic", "gone.png"]);
        assert_eq!(taken.refused[0].message, "Save it as JPEG.");
        assert!(!taken.stopped);

        let locked = take_in(paths, |_, _| Err(Error::refused(ErrorCode::Locked, "Nobody is signed in.")));
        assert_eq!(locked.unwrap_err().code(), ErrorCode::Locked, "what is not the picture's fault is told as it is");

        let with_video = ["a.png", "d.mp4", "e.png"].map(|name| folder.join(name)).to_vec();
        let stopped = take_in(with_video, |name, opened| match opened {
            Opened::Picture(_) => Ok(picture(name)),
            Opened::Video(_, length) => {
                assert_eq!((name, length), ("d.mp4", 5));
                Err(Error::refused(ErrorCode::Cancelled, "Stopped. Nothing was added."))
            }
            Opened::Document(..) => panic!("{name} is no document"),
        })
        .unwrap();
        assert_eq!((stopped.pictures.len(), stopped.refused.len()), (1, 0), "what was there before stays");
        assert!(stopped.stopped);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
