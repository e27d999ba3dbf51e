//! Every request that a client makes, for every kind of post, kept as a picture of its shape: a change in what is sent
//! to a platform is seen in review, whether or not the practice platforms mind it.
//!
//! Invariant: a kind that is added is added here; what a picture holds is said in `sent.rs` of the tests' own crate.

use countersign_core::api::types::{ChannelRef, DisplayState, TakeDown};
use countersign_core::model::{Platform, PostId};
use countersign_practice::{Action, Platform as Practised};
use countersign_tests::broadcast::{ANA, BEN, audience, message};
use countersign_tests::clinic::done;
use countersign_tests::kinds::{Kind, content};
use countersign_tests::sent::{as_it_was, later_as_it_was, who_it_is_as_it_was};
use countersign_tests::stage::Stage;
use serde_json::json;

use crate::facts::Facts;

macro_rules! every_kind {
    ($($name:ident: $platform:ident, $kind:expr;)+) => {$(
        #[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            let stage = Stage::set().await;
            // What reads it back has a picture of its own, and may come before or after the last of these.
            stage.read_nothing_back(Platform::$platform);
            let post = stage.signed(&content(stage.clinic(), Platform::$platform, $kind, 1), 5);
            addressed(&stage, post).await;
            as_it_was(stringify!($name), &stage, Practised::$platform);
        }
    )+};
}

every_kind! {
    a_text_on_x: X, Kind::Text;
    a_thread_on_x: X, Kind::Thread;
    pictures_on_x: X, Kind::Pictures(2);
    a_video_on_x: X, Kind::Video;
    a_first_comment_on_x: X, Kind::FirstComment;
    a_moving_gif_on_x: X, Kind::Moving;
    a_text_on_facebook: Facebook, Kind::Text;
    a_link_on_facebook: Facebook, Kind::Link;
    a_picture_on_facebook: Facebook, Kind::Pictures(1);
    pictures_on_facebook: Facebook, Kind::Pictures(2);
    a_video_on_facebook: Facebook, Kind::Video;
    a_reel_on_facebook: Facebook, Kind::Reel;
    a_first_comment_on_facebook: Facebook, Kind::FirstComment;
    a_text_on_linkedin: Linkedin, Kind::Text;
    an_article_on_linkedin: Linkedin, Kind::Link;
    a_picture_on_linkedin: Linkedin, Kind::Pictures(1);
    pictures_on_linkedin: Linkedin, Kind::Pictures(2);
    a_video_on_linkedin: Linkedin, Kind::Video;
    a_first_comment_on_linkedin: Linkedin, Kind::FirstComment;
    a_document_on_linkedin: Linkedin, Kind::Document;
    a_picture_on_instagram: Instagram, Kind::Pictures(1);
    a_carousel_on_instagram: Instagram, Kind::Pictures(2);
    a_reel_on_instagram: Instagram, Kind::Reel;
    a_story_on_instagram: Instagram, Kind::Story;
    a_story_of_a_video_on_instagram: Instagram, Kind::StoryVideo;
    a_first_comment_on_instagram: Instagram, Kind::PictureAndComment;
    a_video_on_youtube: Youtube, Kind::Video;
    a_first_comment_on_youtube: Youtube, Kind::VideoAndComment;
    a_video_on_tiktok: Tiktok, Kind::Video;
    pictures_on_tiktok: Tiktok, Kind::Pictures(2);
}

/// Waits until a post is public and its address is known, where that is asked for afterwards.
async fn addressed(stage: &Stage, post: PostId) {
    stage.posted(post).await;
    let waiting = async {
        loop {
            let changed = stage.clinic().changed();
            let parts = stage.clinic().post(post).delivery.unwrap().parts;
            if parts.iter().all(|part| part.permalink.is_some()) {
                return;
            }
            changed.await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), waiting).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_on_whatsapp() {
    let stage = Stage::set().await;
    let people = audience(stage.clinic(), "Flu", &[ANA, BEN]);
    let media = stage.clinic().photo(40).digest;
    let media = countersign_core::model::MediaRef { digest: media, alt: Default::default(), crop: None };
    let values = ["Monday", "the ground floor", "2026"];
    let post = stage.signed(&message(stage.clinic(), "flu_vaccination", &values, people, vec![media]), 5);
    stage.posted(post).await;
    as_it_was("a_message_on_whatsapp", &stage, Practised::Whatsapp);
}

crate::for_every_platform!(
    what_asks_whom_a_sign_in_belongs_to,
    what_is_asked_where_an_answer_was_lost,
    what_takes_a_post_down,
    what_reads_a_post_and_its_comment_back,
);

crate::for_tiktok!(what_asks_whom_a_sign_in_belongs_to);

async fn what_asks_whom_a_sign_in_belongs_to(on: &Facts) {
    let stage = Stage::set().await;
    let channel = stage.clinic().channel(on.platform);
    done(stage.clinic().api().test_channel(&ChannelRef { id: channel.id }).await);
    who_it_is_as_it_was(&format!("who_it_is_on_{}", on.name.to_lowercase()), &stage, on.practice);
}

async fn what_is_asked_where_an_answer_was_lost(on: &Facts) {
    let stage = Stage::set().await;
    let post = stage.signed(&on.text("We are open on Saturday."), 5);
    stage.fault(on.practice, on.commit, 0, 1, Action::DropAfterAccept);
    stage.until(post, &[DisplayState::Doubt], 15).await;
    addressed(&stage, post).await;
    as_it_was(&format!("a_lost_answer_on_{}", on.name.to_lowercase()), &stage, on.practice);
}

async fn what_takes_a_post_down(on: &Facts) {
    let stage = Stage::set().await;
    let post = stage.signed(&on.text("We are open on Saturday."), 5);
    addressed(&stage, post).await;
    let _: TakeDown = stage.clinic().call("post_take_down", json!({ "ids": [post] }));
    stage.until(post, &[DisplayState::Removed], 60).await;
    as_it_was(&format!("taking_down_on_{}", on.name.to_lowercase()), &stage, on.practice);
}

async fn what_reads_a_post_and_its_comment_back(on: &Facts) {
    let stage = Stage::set().await;
    let post = stage.signed(&on.commented("We are open on Saturday.", "Until six."), 5);
    addressed(&stage, post).await;
    let before = stage.requests().len();
    stage.looked(post).await;
    later_as_it_was(&format!("reading_back_on_{}", on.name.to_lowercase()), &stage, on.practice, before);
}
