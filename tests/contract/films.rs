//! Videos, reels and stories of one video: out once and as signed, whatever breaks at whichever step of the way.
//!
//! One row each; what is a step, and which of them makes it public, is all that differs.

use countersign_core::api::types::{DisplayState, TakeDown};
use countersign_core::model::{Content, FacebookKind, InstagramKind, PlatformOptions};
use countersign_practice::{Action, YoutubeWire, templates};
use countersign_providers::Route;
use countersign_tests::http;
use countersign_tests::stage::{Stage, with_film, with_pictures};
use serde_json::json;

use crate::facts::{At, FACEBOOK, Facts, INSTAGRAM, YOUTUBE, on_youtube};

/// One call on the way: where, and how many to the same place come before it.
type Step = (At, u32);

/// One kind.
struct Row {
    on: &'static Facts,
    options: fn() -> PlatformOptions,
    text: &'static str,
    /// Everything before the last one: none of it makes anything public.
    before: &'static [Step],
    /// What takes the bytes, among them.
    bytes: Step,
    /// What makes it public.
    commit: Step,
}

const REELS: At = ("POST", templates::facebook::REELS);
const VIDEOS: At = ("POST", templates::facebook::VIDEOS);
const REEL_BYTES: At = ("POST", templates::facebook::REEL_BYTES);
const MEDIA: At = ("POST", templates::instagram::MEDIA);
const FILM_BYTES: At = ("POST", templates::instagram::FILM_BYTES);
const PUBLISH: At = ("POST", templates::instagram::MEDIA_PUBLISH);

const VIDEO: Row = Row {
    on: &FACEBOOK,
    options: || PlatformOptions::Facebook { link: None, kind: FacebookKind::Post },
    text: "Our new rooms.",
    before: &[(VIDEOS, 0), (VIDEOS, 1)],
    bytes: (VIDEOS, 1),
    commit: (VIDEOS, 2),
};
const REEL: Row = Row {
    on: &FACEBOOK,
    options: || PlatformOptions::Facebook { link: None, kind: FacebookKind::Reel },
    text: "Our new rooms.",
    before: &[(REELS, 0), (REEL_BYTES, 0)],
    bytes: (REEL_BYTES, 0),
    commit: (REELS, 1),
};
const INSTAGRAM_REEL: Row = Row {
    on: &INSTAGRAM,
    options: || PlatformOptions::Instagram { kind: InstagramKind::Reel },
    text: "Our new rooms.",
    before: &[(MEDIA, 0), (FILM_BYTES, 0)],
    bytes: (FILM_BYTES, 0),
    commit: (PUBLISH, 0),
};
const INSTAGRAM_STORY: Row = Row {
    on: &INSTAGRAM,
    options: || PlatformOptions::Instagram { kind: InstagramKind::Story },
    text: "",
    before: &[(MEDIA, 0), (FILM_BYTES, 0)],
    bytes: (FILM_BYTES, 0),
    commit: (PUBLISH, 0),
};
const UPLOAD: At = ("POST", templates::youtube::UPLOAD);
const UPLOAD_BYTES: At = ("PUT", templates::youtube::UPLOAD);
const WATCH_PAGE: Row = Row {
    on: &YOUTUBE,
    options: on_youtube,
    text: "Our new rooms.",
    before: &[(UPLOAD, 0), (UPLOAD_BYTES, 0)],
    bytes: (UPLOAD_BYTES, 0),
    commit: (("PUT", templates::youtube::VIDEOS), 0),
};

macro_rules! for_every_kind {
    ($($behaviour:ident),+ $(,)?) => {
        for_every_kind! { @of video VIDEO $($behaviour),+ }
        for_every_kind! { @of reel REEL $($behaviour),+ }
        for_every_kind! { @of instagram_reel INSTAGRAM_REEL $($behaviour),+ }
        for_every_kind! { @of instagram_story INSTAGRAM_STORY $($behaviour),+ }
        for_every_kind! { @of youtube WATCH_PAGE $($behaviour),+ }
    };
    (@of $name:ident $row:ident $($behaviour:ident),+) => {
        mod $name {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $behaviour() { super::$behaviour(&super::$row).await; })+
        }
    };
}

for_every_kind!(
    it_goes_out_as_signed_and_its_page_opens,
    a_pause_that_is_asked_for_at_its_end_is_kept_and_nothing_is_uploaded_twice,
    an_answer_that_is_lost_on_the_way_costs_no_more_than_time,
    an_upload_that_is_cut_off_goes_on,
    an_answer_that_is_lost_at_its_end_is_looked_for_and_not_sent_again,
    an_end_that_was_not_taken_is_sent_again_for_the_same_film,
    it_comes_down,
);

fn film(stage: &Stage, row: &Row, number: u8) -> Content {
    with_film(stage.clinic(), Content { options: (row.options)(), ..row.on.text(row.text) }, number)
}

async fn it_goes_out_as_signed_and_its_page_opens(row: &Row) {
    let stage = Stage::set().await;
    let post = stage.signed(&film(&stage, row, 1), 10);
    let posted = stage.posted(post).await;
    stage.holds_exactly(&[post]);
    let permalink = posted.summary.permalink.unwrap();
    let page = Route::practice(stage.base()).unwrap().page(row.on.platform, &permalink).unwrap();
    assert_eq!(http::get(page.as_str()).await.status, 200, "{permalink}");
    assert_eq!(stage.asked(row.commit.0), row.commit.1 as usize + 1);
}

async fn a_pause_that_is_asked_for_at_its_end_is_kept_and_nothing_is_uploaded_twice(row: &Row) {
    let stage = Stage::set().await;
    let post = stage.signed(&film(&stage, row, 2), 5);
    stage.fault(row.on.practice, row.commit.0, row.commit.1, 1, Action::TooMany { reset_after_ms: 60_000 });
    stage.until(post, &[DisplayState::Retrying], 15).await;
    stage.holds_parts(&[(post, 0)]);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    let at_bytes = stage.asked(row.bytes.0);
    let others_there = [row.commit.0, row.before[0].0].iter().filter(|at| **at == row.bytes.0).count();
    assert_eq!(at_bytes, 1 + others_there + usize::from(row.commit.0 == row.bytes.0), "it was uploaded once");
}

async fn an_answer_that_is_lost_on_the_way_costs_no_more_than_time(row: &Row) {
    for (at, skip) in row.before {
        for action in [
            Action::DropAfterAccept,
            Action::RefuseBefore,
            Action::ServerError { after_accept: true, status: 503 },
            Action::ErrorIn200,
        ] {
            let stage = Stage::set().await;
            let post = stage.signed(&film(&stage, row, 3), 5);
            stage.fault(row.on.practice, *at, *skip, 1, action);
            stage.posted(post).await;
            stage.holds_exactly(&[post]);
        }
    }
}

async fn an_upload_that_is_cut_off_goes_on(row: &Row) {
    let stage = Stage::set().await;
    let post = stage.signed(&film(&stage, row, 4), 5);
    stage.fault(row.on.practice, row.bytes.0, row.bytes.1, 1, Action::CutBody { after: 1_000 });
    let posted = stage.posted(post).await;
    stage.holds_exactly(&[post]);
    assert_eq!(posted.delivery.unwrap().attempts.len(), 2, "the first attempt was cut off");
    let begun = row.before[0].0;
    // Begun once, gone on with, ended: the beginning was not asked for again.
    let expected = 1 + [row.bytes.0, row.bytes.0, row.commit.0].iter().filter(|at| **at == begun).count();
    assert_eq!(stage.asked(begun), expected);
}

async fn an_answer_that_is_lost_at_its_end_is_looked_for_and_not_sent_again(row: &Row) {
    for action in [Action::DropAfterAccept, Action::ServerError { after_accept: true, status: 503 }] {
        let stage = Stage::set().await;
        let post = stage.signed(&film(&stage, row, 5), 5);
        stage.fault(row.on.practice, row.commit.0, row.commit.1, 1, action);
        stage.until(post, &[DisplayState::Doubt], 15).await;
        stage.posted(post).await;
        stage.holds_exactly(&[post]);
        assert_eq!(stage.asked(row.commit.0), row.commit.1 as usize + 1, "{action:?}");
    }
}

async fn an_end_that_was_not_taken_is_sent_again_for_the_same_film(row: &Row) {
    for action in [Action::RefuseBefore, Action::ServerError { after_accept: false, status: 500 }] {
        let stage = Stage::set().await;
        let post = stage.signed(&film(&stage, row, 6), 5);
        stage.fault(row.on.practice, row.commit.0, row.commit.1, 1, action);
        stage.until(post, &[DisplayState::Doubt], 15).await;
        stage.posted(post).await;
        stage.holds_exactly(&[post]);
        assert_eq!(stage.asked(row.commit.0), row.commit.1 as usize + 2, "{action:?}: nothing but its end came again");
    }
}

async fn it_comes_down(row: &Row) {
    let stage = Stage::set().await;
    let post = stage.signed(&film(&stage, row, 7), 5);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    let down: TakeDown = stage.clinic().call("post_take_down", json!({ "ids": [post] }));
    assert_eq!(down.posts.len(), 1);
    stage.until(post, &[DisplayState::Removed], 10).await;
    assert!(stage.control().ledger().iter().all(|entry| entry.removed_at.is_some()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_and_a_text_of_the_same_words_are_two() {
    let stage = Stage::set().await;
    let video = stage.signed(&film(&stage, &VIDEO, 8), 5);
    stage.clock.advance(1_000);
    let text = stage.signed(&FACEBOOK.text(VIDEO.text), 5);
    stage.fault(FACEBOOK.practice, FACEBOOK.commit, 0, 1, Action::RefuseBefore);
    stage.posted(video).await;
    stage.posted(text).await;
    stage.holds_exactly(&[video, text]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_comment_goes_under_a_reel() {
    for row in [REEL, INSTAGRAM_REEL] {
        let stage = Stage::set().await;
        let content =
            Content { options: (row.options)(), ..row.on.commented(row.text, "Parking is behind the house.") };
        let post = stage.signed(&with_film(stage.clinic(), content, 9), 5);
        stage.posted(post).await;
        stage.holds_exactly(&[post]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_stands_before_a_video_on_youtube_and_never_costs_it() {
    let stage = Stage::set().await;
    let thumbnail = ("POST", templates::youtube::THUMBNAIL);
    let covered = |number: u8| {
        // A picture without a description: nobody is told one there.
        with_pictures(stage.clinic(), film(&stage, &WATCH_PAGE, number), &[(number, "")])
    };
    let post = stage.signed(&covered(11), 5);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    assert_eq!(stage.control().ledger()[0].media_sha256.len(), 2);
    stage.control().set_youtube_wire(YoutubeWire { custom_thumbnails: false, ..YoutubeWire::default() });
    let refused = stage.signed(&covered(12), 5);
    let posted = stage.posted(refused).await;
    assert_eq!((stage.asked(thumbnail), stage.control().ledger().len()), (2, 2));
    assert_eq!(stage.control().ledger()[1].media_sha256.len(), 1, "the video is out without it");
    let said = posted.delivery.unwrap().message.unwrap();
    assert!(said.contains("verified by telephone"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_youtube_rejects_while_it_looks_at_it_never_becomes_public() {
    let stage = Stage::set().await;
    stage.control().set_youtube_wire(YoutubeWire { rejects: Some("copyright".into()), ..YoutubeWire::default() });
    let post = stage.signed(&film(&stage, &WATCH_PAGE, 13), 5);
    let failed = stage.until(post, &[DisplayState::Failed], 15).await;
    assert!(failed.delivery.unwrap().message.unwrap().contains("rights in it"));
    assert_eq!(stage.asked(WATCH_PAGE.commit.0), 0);
    stage.holds_parts(&[]);
}
