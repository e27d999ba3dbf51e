//! Large videos: on their way to their platform they hold up no other post, and a line that breaks off gets them there
//! nevertheless.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use countersign_core::api::TakingIn;
use countersign_core::api::types::{DisplayState, Picture, Post};
use countersign_core::error::ErrorCode;
use countersign_core::model::{
    AltText, Content, ExecutionState, FacebookKind, MediaRef, Platform, PlatformOptions, PostId,
};
use countersign_practice::{Action, Endpoint, Fault, Running, templates};
use countersign_tests::clinic::{Clinic, Instead, MORNING, SharedClock, With, done, platforms};
use countersign_tests::film::Film;
use countersign_tests::piecewise::{self, Pieces};
use countersign_tests::scratch::scratch;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

/// A minute and more on a slow line: it is brought ahead of its post.
fn large() -> Vec<u8> {
    Film { picture_bytes: 210_000, ..Film::default() }.bytes()
}

async fn open(folder: &Path, instead: &Instead) -> (Clinic, Running) {
    let clock = SharedClock::at(MORNING);
    let running = platforms(&clock).await;
    let clinic = Clinic::make_on(folder, &With::usual(&clock, &running), instead);
    clinic.as_receptionist();
    (clinic, running)
}

fn signed(clinic: &Clinic, content: &Content, minutes: i64) -> PostId {
    let post = clinic.as_receptionist().compose(Platform::Facebook, content).summary.id;
    clinic.plan_in(post, minutes);
    clinic.sign(post).unwrap();
    post
}

fn filmed(film: &Picture, kind: FacebookKind) -> Content {
    let mut content = Content::of_text(Platform::Facebook, "A walk through the new rooms.");
    content.parts[0].media.push(MediaRef { digest: film.digest, alt: AltText::default(), crop: None });
    content.options = PlatformOptions::Facebook { link: None, kind };
    content
}

fn text(words: &str) -> Content {
    Content::of_text(Platform::Facebook, words)
}

fn sent(running: &Running, template: &str) -> usize {
    let log = running.control().request_log();
    log.iter().filter(|it| it.method == "POST" && it.endpoint == template).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_on_its_way_holds_up_no_post_that_is_due_before_it() {
    let folder = scratch();
    let pieces: Pieces = Arc::new(Semaphore::new(0));
    let instead = Instead { clients: Some(piecewise::clients(&pieces)), ..Instead::default() };
    let (clinic, running) = open(folder.path(), &instead).await;
    let film = done(clinic.import_film("walk.mp4", &large()));
    let video = signed(&clinic, &filmed(&film, FacebookKind::Post), 10);
    clinic.advance_awake(8 * 60_000 + 10_000);
    clinic.until(video, &[DisplayState::Going]).await;
    // Signed after the video was claimed, and due before it.
    let other = signed(&clinic, &text("We are closed on Friday."), 1);
    clinic.advance_awake(65_000);
    clinic.until(other, &[DisplayState::Posted]).await;
    assert_eq!(clinic.post(video).summary.state, DisplayState::Going, "its upload still waits for the first piece");
    clinic.close().await;
    running.shutdown().await;
}

/// Waits until all of a video is with the platform, and its post waits for its time again.
async fn brought(clinic: &Clinic, running: &Running, post: PostId) -> Post {
    let there = tokio::time::timeout(std::time::Duration::from_secs(60), async {
        loop {
            let changed = clinic.changed();
            // Looked at before the post: it may be claimed in between.
            let is_sent = sent(running, templates::facebook::VIDEOS) > 1;
            let now = clinic.post(post);
            if is_sent && now.summary.state == DisplayState::Signed {
                return now;
            }
            changed.await;
        }
    });
    there.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_that_is_there_waits_as_any_other_post_and_is_not_sent_again() {
    let folder = scratch();
    let (clinic, running) = open(folder.path(), &Instead::default()).await;
    let film = done(clinic.import_film("walk.mp4", &large()));
    let video = signed(&clinic, &filmed(&film, FacebookKind::Post), 10);
    clinic.advance_awake(8 * 60_000 + 10_000);
    let waiting = brought(&clinic, &running, video).await;
    assert!(waiting.delivery.unwrap().message.is_none());
    let calls = sent(&running, templates::facebook::VIDEOS);
    assert!(running.control().ledger().is_empty());

    // Held in its wait it is held at once, not at its time.
    let _: Value = clinic.call("post_hold", json!({ "post_ids": [video] }));
    assert_eq!(clinic.post(video).delivery.unwrap().state, ExecutionState::Held);
    let _: Value = clinic.call("post_release", json!({ "post_ids": [video] }));

    clinic.advance_awake(2 * 60_000);
    clinic.until(video, &[DisplayState::Posted]).await;
    let ledger = running.control().ledger();
    assert_eq!(ledger.len(), 1);
    assert_eq!(ledger[0].media_sha256, [film.digest.to_string()]);
    assert_eq!(sent(&running, templates::facebook::VIDEOS), calls + 1, "nothing but its end");
    clinic.close().await;
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_breaks_off_again_and_again_gets_a_video_there_as_long_as_it_carries() {
    let folder = scratch();
    let (clinic, running) = open(folder.path(), &Instead::default()).await;
    let film = done(clinic.import_film("walk.mp4", &Film { picture_bytes: 100_000, ..Film::default() }.bytes()));
    running.control().script(Fault {
        platform: countersign_practice::Platform::Facebook,
        endpoint: Endpoint::at("POST", templates::facebook::REEL_BYTES),
        skip: 0,
        times: 6,
        action: Action::CutBody { after: 2_000_000 },
    });
    let video = signed(&clinic, &filmed(&film, FacebookKind::Reel), 20);
    clinic.settle(60).await;
    let after = clinic.post(video);
    assert_eq!(after.summary.state, DisplayState::Posted, "{:?}", after.delivery);
    assert_eq!(sent(&running, templates::facebook::REEL_BYTES), 7);
    clinic.close().await;
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_carries_nothing_is_given_up() {
    let folder = scratch();
    let (clinic, running) = open(folder.path(), &Instead::default()).await;
    let film = done(clinic.import_film("walk.mp4", &Film { picture_bytes: 100_000, ..Film::default() }.bytes()));
    running.control().script(Fault {
        platform: countersign_practice::Platform::Facebook,
        endpoint: Endpoint::at("POST", templates::facebook::REEL_BYTES),
        skip: 0,
        times: 20,
        action: Action::RefuseBefore,
    });
    let video = signed(&clinic, &filmed(&film, FacebookKind::Reel), 20);
    clinic.settle(60).await;
    assert_eq!(clinic.post(video).summary.state, DisplayState::Failed);
    assert_eq!(sent(&running, templates::facebook::REEL_BYTES), 4);
    clinic.close().await;
    running.shutdown().await;
}

/// The files below a folder, but for the database's own.
fn sealed(folder: &Path) -> usize {
    let entries = |folder: &Path| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let shelves = entries(&folder.join("media")).filter(|path| path.is_dir());
    shelves.map(|shelf| entries(&shelf).filter(|path| path.extension().is_none()).count()).sum()
}

/// Stops a video as soon as it is sealed.
struct OnceSealed(PathBuf);

impl TakingIn for OnceSealed {
    fn got_to(&self, _: u64, _: u64) -> bool {
        sealed(&self.0) == 0
    }
}

/// Stops a video at one of the questions that come once all of it was read.
struct AfterTheEnd(AtomicU64);

impl TakingIn for AfterTheEnd {
    fn got_to(&self, bytes: u64, of: u64) -> bool {
        bytes < of || self.0.fetch_sub(1, Ordering::SeqCst) != 1
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_that_is_stopped_when_it_is_sealed_leaves_nothing_but_one_on_record_stays() {
    let folder = scratch();
    let (clinic, running) = open(folder.path(), &Instead::default()).await;
    let film = Film::default().bytes();
    let take =
        |watch: &dyn TakingIn| clinic.api().import_video("a.mp4", &mut Cursor::new(&film), film.len() as u64, watch);
    let stopped = take(&OnceSealed(folder.path().to_owned())).unwrap_err();
    assert_eq!(stopped.code(), ErrorCode::Cancelled);
    assert_eq!(sealed(folder.path()), 0);
    done(clinic.import_film("a.mp4", &film));
    // Wherever the same one is stopped when it comes again, what is on record stays.
    for questions in 1..12 {
        assert_eq!(take(&AfterTheEnd(AtomicU64::new(questions))).unwrap_err().code(), ErrorCode::Cancelled);
        assert_eq!(sealed(folder.path()), 1);
    }
    clinic.close().await;
    running.shutdown().await;
}
