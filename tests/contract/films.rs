//! Videos, reels, stories of one video, GIFs that move, documents: out once and as signed, whatever breaks at whichever step of
//! the way.
//!
//! One row each; what is a step, and which of them makes it public, is all that differs.

use countersign_core::api::types::{DisplayState, Post, PostRef, TakeDown};
use countersign_core::model::{AltText, Content, FacebookKind, InstagramKind, MediaRef, Platform, PlatformOptions};
use countersign_practice::{Action, XWire, YoutubeWire, templates};
use countersign_providers::Route;
use countersign_tests::clinic::done;
use countersign_tests::film::Film;
use countersign_tests::http;
use countersign_tests::stage::{Stage, with_film, with_media, with_pictures};
use serde_json::{Value, json};

use crate::facts::{At, FACEBOOK, Facts, INSTAGRAM, LINKEDIN, TIKTOK, X, YOUTUBE, on_tiktok};
use crate::youtube::told_everything;

/// One call on the way: where, and how many to the same place come before it.
type Step = (At, u32);

/// What a kind shows.
enum Shows {
    Film,
    Moving,
    Document,
}

/// One kind.
struct Row {
    on: &'static Facts,
    shows: Shows,
    options: fn() -> PlatformOptions,
    text: &'static str,
    /// Everything before the last one: none of it makes anything public.
    before: &'static [Step],
    /// What takes the bytes, among them.
    bytes: Step,
    /// What makes it public.
    commit: Step,
    /// Whether an upload that was cut off is gone on with, rather than begun anew.
    goes_on: bool,
}

const REELS: At = ("POST", templates::facebook::REELS);
const VIDEOS: At = ("POST", templates::facebook::VIDEOS);
const REEL_BYTES: At = ("POST", templates::facebook::REEL_BYTES);
const MEDIA: At = ("POST", templates::instagram::MEDIA);
const FILM_BYTES: At = ("POST", templates::instagram::FILM_BYTES);
const PUBLISH: At = ("POST", templates::instagram::MEDIA_PUBLISH);

const X_BEGIN: At = ("POST", templates::x::MEDIA_INITIALIZE);
const X_PIECE: At = ("POST", templates::x::MEDIA_APPEND);
const X_WHOLE: At = ("POST", templates::x::MEDIA_FINALIZE);
const X_STATE: At = ("GET", templates::x::MEDIA_STATUS);
const X_POST: At = ("POST", templates::x::POSTS);
const LI_VIDEOS: At = ("POST", templates::linkedin::VIDEOS);
const LI_PART: At = ("PUT", templates::linkedin::VIDEO_PART);
const LI_STATE: At = ("GET", templates::linkedin::VIDEO);
const LI_POST: At = ("POST", templates::linkedin::POSTS);

const VIDEO: Row = Row {
    on: &FACEBOOK,
    shows: Shows::Film,
    options: || PlatformOptions::Facebook { link: None, kind: FacebookKind::Post },
    text: "Our new rooms.",
    before: &[(VIDEOS, 0), (VIDEOS, 1)],
    bytes: (VIDEOS, 1),
    commit: (VIDEOS, 2),
    goes_on: true,
};
const REEL: Row = Row {
    on: &FACEBOOK,
    shows: Shows::Film,
    options: || PlatformOptions::Facebook { link: None, kind: FacebookKind::Reel },
    text: "Our new rooms.",
    before: &[(REELS, 0), (REEL_BYTES, 0)],
    bytes: (REEL_BYTES, 0),
    commit: (REELS, 1),
    goes_on: true,
};
const INSTAGRAM_REEL: Row = Row {
    on: &INSTAGRAM,
    shows: Shows::Film,
    options: || PlatformOptions::Instagram { kind: InstagramKind::Reel, cover_ms: None },
    text: "Our new rooms.",
    before: &[(MEDIA, 0), (FILM_BYTES, 0)],
    bytes: (FILM_BYTES, 0),
    commit: (PUBLISH, 0),
    goes_on: true,
};
const INSTAGRAM_STORY: Row = Row {
    on: &INSTAGRAM,
    shows: Shows::Film,
    options: || PlatformOptions::Instagram { kind: InstagramKind::Story, cover_ms: None },
    text: "",
    before: &[(MEDIA, 0), (FILM_BYTES, 0)],
    bytes: (FILM_BYTES, 0),
    commit: (PUBLISH, 0),
    goes_on: true,
};

const X_VIDEO: Row = Row {
    on: &X,
    shows: Shows::Film,
    options: || PlatformOptions::X {},
    text: "Our new rooms.",
    before: &[(X_BEGIN, 0), (X_PIECE, 0), (X_WHOLE, 0), (X_STATE, 0)],
    bytes: (X_PIECE, 0),
    commit: (X_POST, 0),
    goes_on: true,
};
const LINKEDIN_VIDEO: Row = Row {
    on: &LINKEDIN,
    shows: Shows::Film,
    options: || PlatformOptions::Linkedin { article: None, document_title: String::new() },
    text: "Our new rooms.",
    before: &[(LI_VIDEOS, 0), (LI_PART, 0), (LI_VIDEOS, 1), (LI_STATE, 0)],
    bytes: (LI_PART, 0),
    commit: (LI_POST, 0),
    // The addresses of its parts open it to whoever has them, so they are kept nowhere.
    goes_on: false,
};
const X_MOVING: Row = Row { shows: Shows::Moving, ..X_VIDEO };
const LI_DOCUMENTS: At = ("POST", templates::linkedin::DOCUMENTS);
const LI_BYTES: At = ("PUT", templates::linkedin::DOCUMENT_BYTES);
const LINKEDIN_DOCUMENT: Row = Row {
    shows: Shows::Document,
    options: || PlatformOptions::Linkedin { article: None, document_title: "Our house (new)".into() },
    before: &[(LI_DOCUMENTS, 0), (LI_BYTES, 0), (("GET", templates::linkedin::DOCUMENT), 0)],
    bytes: (LI_BYTES, 0),
    ..LINKEDIN_VIDEO
};
const UPLOAD: At = ("POST", templates::youtube::UPLOAD);
const UPLOAD_BYTES: At = ("PUT", templates::youtube::UPLOAD);
const WATCH_PAGE: Row = Row {
    on: &YOUTUBE,
    shows: Shows::Film,
    options: told_everything,
    text: "Our new rooms.",
    before: &[(UPLOAD, 0), (UPLOAD_BYTES, 0)],
    bytes: (UPLOAD_BYTES, 0),
    commit: (("PUT", templates::youtube::VIDEOS), 0),
    goes_on: true,
};

const TT_CREATOR: At = ("POST", templates::tiktok::CREATOR_INFO);
const TT_BEGIN: At = ("POST", templates::tiktok::VIDEO_INIT);
const TT_BYTES: At = ("PUT", templates::tiktok::BYTES);
/// Its last piece publishes.
const TIKTOK_VIDEO: Row = Row {
    on: &TIKTOK,
    shows: Shows::Film,
    options: on_tiktok,
    text: "Our new rooms.",
    before: &[(TT_CREATOR, 0), (TT_BEGIN, 0)],
    bytes: (TT_BYTES, 0),
    commit: (TT_BYTES, 0),
    goes_on: true,
};

macro_rules! for_every_kind {
    ($($behaviour:ident),+ $(,)?) => {
        for_every_kind! { @of video VIDEO $($behaviour),+ }
        for_every_kind! { @of reel REEL $($behaviour),+ }
        for_every_kind! { @of instagram_reel INSTAGRAM_REEL $($behaviour),+ }
        for_every_kind! { @of instagram_story INSTAGRAM_STORY $($behaviour),+ }
        for_every_kind! { @of youtube WATCH_PAGE $($behaviour),+ }
        for_every_kind! { @of x_video X_VIDEO $($behaviour),+ }
        for_every_kind! { @of linkedin_video LINKEDIN_VIDEO $($behaviour),+ }
        for_every_kind! { @of x_moving X_MOVING $($behaviour),+ }
        for_every_kind! { @of linkedin_document LINKEDIN_DOCUMENT $($behaviour),+ }
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

mod tiktok_video {
    #[tokio::test(flavor = "multi_thread")]
    async fn it_goes_out_as_signed_and_its_page_opens() {
        super::it_goes_out_as_signed_and_its_page_opens(&super::TIKTOK_VIDEO).await;
    }
    #[tokio::test(flavor = "multi_thread")]
    async fn an_answer_that_is_lost_on_the_way_costs_no_more_than_time() {
        super::an_answer_that_is_lost_on_the_way_costs_no_more_than_time(&super::TIKTOK_VIDEO).await;
    }
    #[tokio::test(flavor = "multi_thread")]
    async fn an_upload_that_is_cut_off_goes_on() {
        super::an_upload_that_is_cut_off_goes_on(&super::TIKTOK_VIDEO).await;
    }
    #[tokio::test(flavor = "multi_thread")]
    async fn an_answer_that_is_lost_at_its_end_is_looked_for_and_not_sent_again() {
        super::an_answer_that_is_lost_at_its_end_is_looked_for_and_not_sent_again(&super::TIKTOK_VIDEO).await;
    }
    #[tokio::test(flavor = "multi_thread")]
    async fn an_end_that_was_not_taken_is_sent_again_for_the_same_film() {
        super::an_end_that_was_not_taken_is_sent_again_for_the_same_film(&super::TIKTOK_VIDEO).await;
    }
}

fn film(stage: &Stage, row: &Row, number: u8) -> Content {
    let content = Content { options: (row.options)(), ..row.on.text(row.text) };
    match row.shows {
        Shows::Film => with_film(stage.clinic(), content, number),
        Shows::Moving => with_media(content, &stage.clinic().gif(number), "A door that opens"),
        Shows::Document => with_media(content, &stage.clinic().document(number), ""),
    }
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
    let expected = if row.goes_on {
        // Begun once, gone on with, ended: the beginning was not asked for again.
        1 + [row.bytes.0, row.bytes.0, row.commit.0].iter().filter(|at| **at == begun).count()
    } else {
        // Begun twice, and whatever else is asked there once.
        1 + row.before.iter().filter(|(at, _)| *at == begun).count()
    };
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

/// A film of three pieces, as X and LinkedIn take them.
fn large(stage: &Stage, row: &Row) -> Content {
    let film = Film { picture_bytes: 60_000, ..Film::default() };
    let taken_in = done(stage.clinic().import_film("film.mp4", &film.bytes()));
    let mut content = Content { options: (row.options)(), ..row.on.text(row.text) };
    content.parts[0].media = vec![MediaRef { digest: taken_in.digest, alt: AltText(String::new()), crop: None }];
    content
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_of_several_pieces_goes_out_as_signed_also_where_one_of_them_was_cut_off() {
    for row in [&X_VIDEO, &LINKEDIN_VIDEO] {
        for cut in [false, true] {
            let stage = Stage::set().await;
            let post = stage.signed(&large(&stage, row), 5);
            if cut {
                stage.fault(row.on.practice, row.bytes.0, 2, 1, Action::CutBody { after: 100_000 });
            }
            stage.posted(post).await;
            stage.holds_exactly(&[post]);
            let begun = if cut && !row.goes_on { 2 } else { 1 };
            assert_eq!(stage.asked(row.bytes.0), if cut { 6 } else { 3 });
            let others_there = row.before[1..].iter().filter(|(at, _)| *at == row.before[0].0).count();
            assert_eq!(stage.asked(row.before[0].0), begun + others_there);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_stands_under_its_title() {
    let stage = Stage::set().await;
    let post = stage.signed(&film(&stage, &LINKEDIN_DOCUMENT, 11), 5);
    let posted = stage.posted(post).await;
    let page = Route::practice(stage.base()).unwrap().page(Platform::Linkedin, &posted.summary.permalink.unwrap());
    let shown = http::get(page.unwrap().as_str()).await;
    assert!(shown.body.contains("Document: Our house (new)"), "{}", shown.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reel_on_instagram_has_the_cover_that_was_signed() {
    let stage = Stage::set().await;
    let options = PlatformOptions::Instagram { kind: InstagramKind::Reel, cover_ms: Some(1_500) };
    let content = Content { options, ..film(&stage, &INSTAGRAM_REEL, 14) };
    let post = stage.signed(&content, 5);
    let posted = stage.posted(post).await;
    stage.holds_exactly(&[post]);
    let page = Route::practice(stage.base()).unwrap().page(Platform::Instagram, &posted.summary.permalink.unwrap());
    let shown = http::get(page.unwrap().as_str()).await;
    assert!(shown.body.contains("cover at 1500 ms"), "{}", shown.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_on_x_goes_out_with_its_description_or_says_that_x_took_none() {
    let stage = Stage::set().await;
    let described = |number: u8| {
        let mut content = film(&stage, &X_VIDEO, number);
        content.parts[0].text = format!("Our new rooms, number {number}.");
        content.parts[0].media[0].alt = AltText("A walk through the rooms".into());
        content
    };
    let post = stage.signed(&described(12), 5);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    stage.control().set_x_wire(XWire { describes_films: false, ..XWire::default() });
    let other = stage.signed(&described(13), 5);
    let said = stage.posted(other).await.delivery.unwrap().message.unwrap();
    assert!(said.contains("did not take the description"), "{said}");
    assert_eq!(stage.control().ledger()[1].alt_texts, [None]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_that_x_says_nothing_of_is_uploaded_once_and_not_posted() {
    let stage = Stage::set().await;
    let post = stage.signed(&film(&stage, &X_VIDEO, 10), 5);
    stage.fault(X.practice, X_STATE, 0, 40, Action::ServerError { after_accept: false, status: 503 });
    stage.until(post, &[DisplayState::Failed], 30).await;
    assert_eq!((stage.asked(X_BEGIN), stage.asked(X_POST)), (1, 0), "uploaded once, posted never");
    stage.holds_exactly(&[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_that_x_refuses_for_good_is_uploaded_once_and_anew_only_when_a_person_says_so() {
    let stage = Stage::set().await;
    stage.control().set_x_wire(XWire { refuses_films: true, ..XWire::default() });
    let post = stage.signed(&film(&stage, &X_VIDEO, 15), 5);
    let failed = stage.until(post, &[DisplayState::Failed], 30).await.delivery.unwrap();
    assert!(failed.message.unwrap().contains("X can't work with the video"));
    assert!(failed.detail.unwrap().contains("video track"), "X's own words");
    assert_eq!((stage.asked(X_BEGIN), stage.asked(X_WHOLE), stage.asked(X_POST)), (1, 1, 0));
    stage.control().set_x_wire(XWire::default());
    let _: Post = stage.clinic().call("delivery_retry", PostRef { id: post });
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    assert_eq!(stage.asked(X_BEGIN), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_text_goes_out_where_the_account_has_subscribed() {
    let stage = Stage::set().await;
    let x = stage.clinic().channel(Platform::X);
    let update = |tier: &str| json!({ "id": x.id, "name": x.name, "max_hashtags": null, "zone": null, "tier": tier, "paused": false });
    stage.clinic().as_doctor();
    let _: Value = stage.clinic().call("channel_update", update("premium"));
    stage.clinic().as_receptionist();
    stage.control().set_x_wire(XWire { premium: true, ..XWire::default() });
    let words = "Flu shots protect those who can not be vaccinated themselves. ".repeat(30);
    let post = stage.signed(&X.text(words.trim()), 5);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    // X looks itself: what the clinic says of its account allows nothing there.
    stage.control().set_x_wire(XWire::default());
    let other = stage.signed(&X.text(&format!("{} Again.", words.trim())), 5);
    let failed = stage.until(other, &[DisplayState::Failed], 15).await;
    let message = failed.delivery.unwrap().message.unwrap();
    assert!(message.contains("need a subscription"), "{message}");
    stage.holds_exactly(&[post]);
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
