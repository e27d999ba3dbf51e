//! Videos: taken in without what they must not tell, refused in sentences, watched, signed, and called off while they go
//! out.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use countersign_core::api::TakingIn;
use countersign_core::api::types::{DisplayState, Picture, Post, Upload};
use countersign_core::error::ErrorCode;
use countersign_core::model::{AltText, Content, Digest, FacebookKind, MediaRef, Platform, PlatformOptions, PostId};
use countersign_tests::clinic::{Clinic, Instead, MORNING, Onward, SharedClock, With, done, platforms};
use countersign_tests::film::Film;
use countersign_tests::piecewise::{self, PIECE, Pieces};
use countersign_tests::scratch::scratch;
use countersign_vault::{Disk, DiskFile, SystemDisk};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

const PLACE: &str = "+12.9716+077.5946/";

fn filmed(platform: Platform, kind: FacebookKind, film: &Picture) -> Content {
    let mut content = Content::of_text(platform, "A walk through the new rooms.");
    content.parts[0].media.push(MediaRef { digest: film.digest, alt: AltText::default(), crop: None });
    if platform == Platform::Facebook {
        content.options = PlatformOptions::Facebook { link: None, kind };
    }
    content
}

fn whole(clinic: &Clinic, digest: Digest) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let piece = clinic.api().video_piece(digest, bytes.len() as u64, None).unwrap();
        bytes.extend(piece.bytes);
        if bytes.len() as u64 == piece.total {
            return bytes;
        }
    }
}

/// The files below a folder, but for the database's own.
fn sealed(folder: &Path) -> usize {
    let entries = |folder: &Path| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let shelves = entries(&folder.join("media")).filter(|path| path.is_dir());
    shelves.map(|shelf| entries(&shelf).count()).sum()
}

async fn open(folder: &Path) -> (Clinic, countersign_practice::Running) {
    let clock = SharedClock::at(MORNING);
    let running = platforms(&clock).await;
    let clinic = Clinic::make(folder, &With::usual(&clock, &running));
    clinic.as_receptionist();
    (clinic, running)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_s_video_comes_in_without_its_place_and_is_watched_in_pieces() {
    let folder = scratch();
    let (clinic, running) = open(folder.path()).await;
    let phone = Film {
        brand: *b"qt  ",
        place: Some(PLACE),
        place_track: true,
        index_last: true,
        picture_bytes: 20_000,
        ..Film::default()
    }
    .bytes();
    assert!(phone.len() > 3_000_000, "more than one piece");
    let taken = done(clinic.import_film("IMG_0412.MOV", &phone));
    let video = taken.video.clone().unwrap();
    assert_eq!((taken.width, taken.height, video.length.as_str()), (1080, 1920, "0:05"));
    assert_eq!(video.mime, "video/quicktime");
    assert_eq!(video.made_of, ["MOV", "H.264", "30 pictures a second", "sound in AAC, stereo"]);
    assert!(video.place_removed && taken.metadata_removed && !video.poster);

    let kept = whole(&clinic, taken.digest);
    assert_eq!(Digest::of(&kept), taken.digest);
    assert!(!kept.windows(8).any(|at| at == &PLACE.as_bytes()[..8]), "the place is in what is kept");
    let piece = clinic.api().video_piece(taken.digest, 10, Some(19)).unwrap();
    assert_eq!((piece.bytes.as_slice(), piece.from, piece.total), (&kept[10..20], 10, kept.len() as u64));
    assert!(clinic.api().video_piece(taken.digest, 0, None).unwrap().bytes.len() <= 2_000_000);
    assert!(clinic.api().video_piece(taken.digest, kept.len() as u64, None).is_err());

    let (placeholder, mime) = clinic.api().picture(taken.digest, None, true).unwrap();
    assert_eq!(mime, "image/svg+xml");
    assert!(String::from_utf8(placeholder).unwrap().contains("0:05"));
    let drawn = countersign_tests::pictures::png(108, 192, 3);
    assert!(clinic.api().keep_poster(taken.digest, &drawn).unwrap().video.unwrap().poster);
    assert_eq!(clinic.api().picture(taken.digest, None, true).unwrap().1, "image/jpeg");
    assert!(clinic.api().keep_poster(taken.digest, b"no picture").is_ok(), "it has one: nothing is done");

    let again = done(clinic.import_film("the same.mov", &phone));
    assert_eq!(again.digest, taken.digest);
    assert_eq!(again.video.map(|video| video.poster), Some(true));
    let shown = format!(
        "{:?}",
        clinic.call::<Value>(
            "activity_list",
            json!({ "before": null, "correlation_id": null, "denied_only": false, "text": "" })
        )
    );
    assert_eq!(shown.matches("added a video").count(), 1, "once on record: {shown}");

    done(clinic.api().lock());
    assert_eq!(clinic.api().video_piece(taken.digest, 0, None).unwrap_err().code(), ErrorCode::Locked);
    clinic.close().await;
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_video_or_a_broken_one_is_refused_in_a_sentence_and_leaves_nothing() {
    let folder = scratch();
    let (clinic, running) = open(folder.path()).await;
    let film = Film::default().bytes();
    let stream = Film { millis: 0, ..Film::default() }.bytes();
    let cases: [(&str, &[u8], &str); 6] = [
        ("empty.mp4", b"", "The file is empty"),
        ("cut.mp4", &film[..film.len() - 100], "cut short"),
        ("report.mp4", b"%PDF-1.7 renamed by somebody", "a PDF document"),
        ("old.avi", b"RIFF\x10\0\0\0AVI LIST", "Save it as MP4"),
        ("noise.mp4", &[0xAB; 4000], "damaged"),
        ("stream.mp4", &stream, "how long this video is"),
    ];
    for (name, bytes, said) in cases {
        let refused = clinic.import_film(name, bytes).unwrap_err();
        assert_eq!(refused.code(), ErrorCode::Invalid, "{name}");
        assert!(refused.words().0.contains(said), "{name}: {}", refused.words().0);
    }
    assert_eq!(sealed(folder.path()), 0);
    clinic.close().await;
    running.shutdown().await;
}

/// A disk that says it has room for one gigabyte more than has to stay free.
struct Small;

impl Disk for Small {
    fn create(&self, path: &Path) -> std::io::Result<Box<dyn DiskFile>> {
        SystemDisk.create(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> std::io::Result<()> {
        SystemDisk.rename(from, to)
    }

    fn sync_folder(&self, folder: &Path) -> std::io::Result<()> {
        SystemDisk.sync_folder(folder)
    }

    fn room(&self, _: &Path) -> std::io::Result<u64> {
        Ok(1_500_000_000)
    }
}

/// Counts what is read of a file.
struct Counted {
    file: File,
    read: u64,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let count = self.file.read(into)?;
        self.read += count as u64;
        Ok(count)
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.file.seek(to)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn five_gigabytes_on_a_disk_with_room_for_one_are_refused_before_they_are_read() {
    let (folder, elsewhere) = (scratch(), scratch());
    let clock = SharedClock::at(MORNING);
    let running = platforms(&clock).await;
    let instead = Instead { disk: Some(Arc::new(Small)), ..Instead::default() };
    let clinic = Clinic::make_on(folder.path(), &With::usual(&clock, &running), &instead);
    clinic.as_receptionist();
    let length = 5_000_000_000;
    let path = elsewhere.path().join("long.mp4");
    let mut file = File::create_new(&path).unwrap();
    file.write_all(&Film::default().beginning_of(length)).unwrap();
    // Nothing of it lies on the disk but its beginning.
    file.set_len(length).unwrap();
    let mut counted = Counted { file: File::open(&path).unwrap(), read: 0 };
    let refused = clinic.api().import_video("long.mp4", &mut counted, length, &Onward).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::Disk);
    let said = refused.words().0;
    assert!(said.contains("5000 MB") && said.contains("room for 1000 MB") && said.contains("Make room"), "{said}");
    assert!(counted.read < 100_000, "{} bytes were read for it", counted.read);
    assert_eq!(sealed(folder.path()), 0);
    assert!(done(clinic.import_film("short.mp4", &Film::default().bytes())).video.is_some(), "a short one has room");
    clinic.close().await;
    running.shutdown().await;
}

/// Stops a video once so much of it is in.
struct StopsAt(u64, AtomicU64);

impl TakingIn for StopsAt {
    fn got_to(&self, bytes: u64, of: u64) -> bool {
        assert!(bytes <= of);
        self.1.store(bytes, Ordering::SeqCst);
        bytes < self.0
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_that_a_person_stops_leaves_nothing() {
    let folder = scratch();
    let (clinic, running) = open(folder.path()).await;
    let film = Film { picture_bytes: 10_000, ..Film::default() }.bytes();
    let stop = StopsAt(500_000, AtomicU64::new(0));
    let mut source = std::io::Cursor::new(&film);
    let stopped = clinic.api().import_video("a.mp4", &mut source, film.len() as u64, &stop).unwrap_err();
    assert_eq!(stopped.code(), ErrorCode::Cancelled);
    assert!((500_000..700_000).contains(&stop.1.load(Ordering::SeqCst)), "it told how far it was, and stopped there");
    assert_eq!(sealed(folder.path()), 0);
    clinic.close().await;
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_is_signed_as_it_is_kept_and_goes_only_where_one_can() {
    let folder = scratch();
    let (clinic, running) = open(folder.path()).await;
    let film = done(clinic.import_film("walk.mp4", &Film::default().bytes()));
    let post: Post = clinic.call("post_create", json!({ "channel_id": clinic.channel(Platform::Instagram).id }));
    let content = filmed(Platform::Instagram, FacebookKind::Post, &film);
    let post: Post = clinic
        .call("post_save", json!({ "id": post.summary.id, "base_revision": post.revision_id, "content": content }));
    let refused = clinic.refused("post_submit", json!({ "id": post.summary.id }));
    assert!(refused.message.contains("a video is a reel or a story"), "{}", refused.message);
    for platform in [Platform::X, Platform::Linkedin] {
        let post = clinic.as_receptionist().compose(platform, &filmed(platform, FacebookKind::Post, &film));
        assert_eq!(post.pictures[0].digest, film.digest);
    }
    for kind in [FacebookKind::Post, FacebookKind::Reel] {
        let content = filmed(Platform::Facebook, kind, &film);
        let post = clinic.as_receptionist().compose(Platform::Facebook, &content);
        assert_eq!(post.pictures[0].digest, film.digest);
        clinic.plan_in(post.summary.id, 60 * 24);
        clinic.sign(post.summary.id).unwrap();
        assert_eq!(clinic.post(post.summary.id).summary.state, DisplayState::Signed);
    }
    clinic.close().await;
    running.shutdown().await;
}

/// A signed post with a video, on a clinic whose uploads wait for each piece.
async fn uploading(folder: &Path, film: &[u8]) -> (Clinic, countersign_practice::Running, Pieces, PostId, u64) {
    let clock = SharedClock::at(MORNING);
    let running = platforms(&clock).await;
    let pieces: Pieces = Arc::new(Semaphore::new(0));
    let instead = Instead { clients: Some(piecewise::clients(&pieces)), ..Instead::default() };
    let clinic = Clinic::make_on(folder, &With::usual(&clock, &running), &instead);
    clinic.as_receptionist();
    let film = done(clinic.import_film("walk.mp4", film));
    let content = filmed(Platform::Facebook, FacebookKind::Post, &film);
    let post = clinic.compose(Platform::Facebook, &content).summary.id;
    clinic.plan_in(post, 10);
    clinic.sign(post).unwrap();
    (clinic, running, pieces, post, film.bytes)
}

async fn upload_at(clinic: &Clinic, post: PostId, sent: u64) -> Upload {
    let arrived = tokio::time::timeout(Duration::from_secs(20), async {
        loop {
            let now: Vec<Upload> = clinic.call("upload_list", Value::Null);
            if let Some(upload) = now.into_iter().find(|upload| upload.post_id == post && upload.sent >= sent) {
                return upload;
            }
            tokio::task::yield_now().await;
        }
    });
    arrived.await.unwrap()
}

/// The upload is over: whatever could go out stays.
async fn not_one_piece_more(clinic: &Clinic, pieces: &Pieces, post: PostId) {
    let ended = tokio::time::timeout(Duration::from_secs(20), async {
        while clinic.call::<Vec<Upload>>("upload_list", Value::Null).iter().any(|upload| upload.post_id == post) {
            tokio::task::yield_now().await;
        }
    });
    ended.await.unwrap();
    // The piece that was on its way when the gate closed may have gone.
    let left = pieces.available_permits();
    assert!(left <= 1);
    pieces.add_permits(5);
    clinic.advance_awake(60_000);
    for _ in 0..1_000 {
        tokio::task::yield_now().await;
    }
    assert_eq!(pieces.available_permits(), left + 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_begins_ahead_shows_how_far_it_is_and_is_called_off_between_pieces() {
    let folder = scratch();
    // Two minutes on a slow line: three minutes ahead it is claimed.
    let film = Film { picture_bytes: 400_000, ..Film::default() }.bytes();
    let (clinic, running, pieces, post, total) = uploading(folder.path(), &film).await;
    clinic.advance_awake(6 * 60_000);
    assert_eq!(
        clinic.until(post, &[DisplayState::Signed, DisplayState::Going]).await.summary.state,
        DisplayState::Signed
    );
    clinic.advance_awake(2 * 60_000);
    clinic.until(post, &[DisplayState::Going]).await;
    pieces.add_permits(2);
    let upload = upload_at(&clinic, post, 2 * PIECE).await;
    assert_eq!((upload.sent, upload.total), (2 * PIECE, total));

    let _: Value = clinic.call("publishing_stop", Value::Null);
    pieces.add_permits(1);
    let held = clinic.until(post, &[DisplayState::Signed]).await;
    let told = held.delivery.unwrap();
    assert!(told.message.is_none(), "it was no failure: {told:?}");
    not_one_piece_more(&clinic, &pieces, post).await;
    clinic.close().await;
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_a_person_holds_is_not_uploaded_any_further() {
    let folder = scratch();
    let film = Film { picture_bytes: 1_000, ..Film::default() }.bytes();
    let (clinic, running, pieces, post, _) = uploading(folder.path(), &film).await;
    clinic.advance_awake(9 * 60_000 + 30_000);
    clinic.until(post, &[DisplayState::Going]).await;
    pieces.add_permits(1);
    upload_at(&clinic, post, PIECE).await;
    let _: Value = clinic.call("post_hold", json!({ "post_ids": [post] }));
    pieces.add_permits(1);
    not_one_piece_more(&clinic, &pieces, post).await;
    clinic.close().await;
    running.shutdown().await;
}
