//! The process really ends at every step of handing a post to its platform, of looking after it there, and of taking it
//! back. What a doctor signed is public exactly once, at its time or later, whoever published it.

use countersign_core::api::types::{DisplayState, Post};
use countersign_core::model::Platform;
use serde_json::json;

use super::child::Ended;
use super::judge::judge;
use super::stage::{Case, DRAFT, Prepared};
use countersign_tests::kinds::Kind;

/// When the post is due, in minutes.
const DUE: i64 = 60;
/// How many minutes after the end the clinic is opened again: at once, while its platform keeps it, and after its time.
const LATER: [i64; 3] = [0, 20, 90];

/// What somebody does with the post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Story {
    /// Its platform keeps it and publishes it.
    Kept,
    /// Its platform keeps it, and it is taken back at once.
    TakenBack,
}

/// A case in which the child begins the story.
async fn begun(prepared: &Prepared, story: Story) -> Case {
    let post = prepared.signed[0].post;
    let mut case = Case::of(prepared).await;
    case.keep = Some((post, story == Story::Kept));
    if story == Story::TakenBack {
        let clinic = case.open();
        let _: Post = clinic.call("keep_set", json!({ "post_id": post, "keep": true }));
        loop {
            let changed = clinic.changed();
            if clinic.post(post).summary.state == DisplayState::AtPlatform {
                break;
            }
            let moved = tokio::time::timeout(std::time::Duration::from_secs(30), changed).await;
            assert!(moved.is_ok(), "it is never kept: {}", clinic.open_posts());
        }
        clinic.close().await;
    }
    case
}

async fn sweep(platform: Platform, kind: Kind, story: Story) {
    let prepared = Prepared::make(&[(platform, kind, DUE)]).await;
    let mut case = begun(&prepared, story).await;
    let mut child = case.child(None);
    assert_eq!(child.run(&case.clock, &case.running.control()).await, Ended::Idle);
    let steps = child.close().await;
    let clinic = case.open();
    judge("nothing went wrong", &clinic, &case.running, &prepared.signed, (prepared.draft, DRAFT));
    clinic.close().await;
    assert!(steps.iter().any(|(step, _)| step == "kept_look_settled"), "its platform kept it: {steps:?}");
    for stop in &steps {
        for minutes in LATER {
            let name = format!("{platform:?} {kind:?} {story:?}, ended at {stop:?}, opened {minutes} minutes later");
            let mut case = begun(&prepared, story).await;
            let mut child = case.child(Some(stop.clone()));
            assert_eq!(child.run(&case.clock, &case.running.control()).await, Ended::AtStep, "{name}");
            child.kill().await;
            case.clock.advance(minutes * 60_000);
            let clinic = case.finish(&prepared.signed).await;
            judge(&name, &clinic, &case.running, &prepared.signed, (prepared.draft, DRAFT));
            clinic.close().await;
        }
    }
}

macro_rules! sweeps {
    ($($name:ident: $platform:ident, $kind:expr, $story:ident;)+) => {$(
        #[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            sweep(Platform::$platform, $kind, Story::$story).await;
        }
    )+};
}

sweeps! {
    a_text_that_facebook_keeps_is_public_once_wherever_the_process_ends: Facebook, Kind::Text, Kept;
    pictures_that_facebook_keeps_are_public_once_wherever_the_process_ends: Facebook, Kind::Pictures(2), Kept;
    a_video_that_facebook_keeps_is_public_once_wherever_the_process_ends: Facebook, Kind::Video, Kept;
    a_reel_that_facebook_keeps_is_public_once_wherever_the_process_ends: Facebook, Kind::Reel, Kept;
    a_video_that_youtube_keeps_is_public_once_wherever_the_process_ends: Youtube, Kind::Video, Kept;
    a_text_that_comes_back_from_facebook_is_public_once_wherever_the_process_ends: Facebook, Kind::Text, TakenBack;
    a_video_that_comes_back_from_youtube_is_public_once_wherever_the_process_ends: Youtube, Kind::Video, TakenBack;
}
