//! Every kind of post, ended at every step that it goes through.

use countersign_core::model::Platform;
use countersign_core::publish::Step;

use super::child::Ended;
use super::judge::judge;
use super::stage::{Case, DRAFT, Prepared};
use countersign_tests::kinds::Kind;

/// How many minutes after the end the clinic is opened again: at once, and when the post is late beyond its grace.
const LATER: [i64; 2] = [0, 20];
/// When the post is due, in minutes.
const DUE: i64 = 3;

async fn sweep(platform: Platform, kind: Kind) {
    let prepared = Prepared::make(&[(platform, kind, DUE)]).await;
    let steps = first_run(&prepared).await;
    assert_eq!(steps.len(), kind.steps(platform), "{steps:?}");
    for stop in &steps {
        for minutes in LATER {
            let name = format!("{platform:?} {kind:?}, ended at {stop:?}, opened {minutes} minutes later");
            let mut case = Case::of(&prepared).await;
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

/// A run that nobody ends tells the steps, and has to be as good as those that somebody did.
async fn first_run(prepared: &Prepared) -> Vec<(String, usize)> {
    let mut case = Case::of(prepared).await;
    let mut child = case.child(None);
    assert_eq!(child.run(&case.clock, &case.running.control()).await, Ended::Idle);
    // What was lent is taken back when the sending is over, soon or later: `lending.rs` ends the process there.
    let afterwards = [Step::TakenBack, Step::LoanEnded].map(|step| step.to_string());
    let mut steps = child.close().await;
    steps.retain(|(step, _)| !afterwards.contains(step));
    let clinic = case.open();
    judge("nothing went wrong", &clinic, &case.running, &prepared.signed, (prepared.draft, DRAFT));
    clinic.close().await;
    steps
}

macro_rules! sweeps {
    ($($name:ident: $platform:ident, $kind:expr;)+) => {$(
        #[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            sweep(Platform::$platform, $kind).await;
        }
    )+};
}

sweeps! {
    a_text_on_x_is_public_once_wherever_the_process_ends: X, Kind::Text;
    a_thread_on_x_is_public_once_wherever_the_process_ends: X, Kind::Thread;
    pictures_on_x_are_public_once_wherever_the_process_ends: X, Kind::Pictures(4);
    a_first_comment_on_x_is_public_once_wherever_the_process_ends: X, Kind::FirstComment;
    a_thread_with_a_comment_on_x_is_public_once_wherever_the_process_ends: X, Kind::ThreadAndComment;
    a_text_on_facebook_is_public_once_wherever_the_process_ends: Facebook, Kind::Text;
    a_link_on_facebook_is_public_once_wherever_the_process_ends: Facebook, Kind::Link;
    a_picture_on_facebook_is_public_once_wherever_the_process_ends: Facebook, Kind::Pictures(1);
    pictures_on_facebook_are_public_once_wherever_the_process_ends: Facebook, Kind::Pictures(3);
    a_first_comment_on_facebook_is_public_once_wherever_the_process_ends: Facebook, Kind::FirstComment;
    a_picture_with_a_comment_on_facebook_is_public_once_wherever_the_process_ends: Facebook, Kind::PictureAndComment;
    a_picture_on_instagram_is_public_once_wherever_the_process_ends: Instagram, Kind::Pictures(1);
    a_carousel_on_instagram_is_public_once_wherever_the_process_ends: Instagram, Kind::Pictures(3);
    a_picture_with_a_comment_on_instagram_is_public_once_wherever_the_process_ends: Instagram, Kind::PictureAndComment;
    a_story_on_instagram_is_public_once_wherever_the_process_ends: Instagram, Kind::Story;
    a_text_on_linkedin_is_public_once_wherever_the_process_ends: Linkedin, Kind::Text;
    an_article_on_linkedin_is_public_once_wherever_the_process_ends: Linkedin, Kind::Link;
    a_picture_on_linkedin_is_public_once_wherever_the_process_ends: Linkedin, Kind::Pictures(1);
    pictures_on_linkedin_are_public_once_wherever_the_process_ends: Linkedin, Kind::Pictures(3);
    a_first_comment_on_linkedin_is_public_once_wherever_the_process_ends: Linkedin, Kind::FirstComment;
    a_picture_with_a_comment_on_linkedin_is_public_once_wherever_the_process_ends: Linkedin, Kind::PictureAndComment;
    a_video_on_facebook_is_public_once_wherever_the_process_ends: Facebook, Kind::Video;
    a_video_on_x_is_public_once_wherever_the_process_ends: X, Kind::Video;
    a_video_on_linkedin_is_public_once_wherever_the_process_ends: Linkedin, Kind::Video;
    a_moving_gif_on_x_is_public_once_wherever_the_process_ends: X, Kind::Moving;
    a_document_on_linkedin_is_public_once_wherever_the_process_ends: Linkedin, Kind::Document;
    a_reel_on_facebook_is_public_once_wherever_the_process_ends: Facebook, Kind::Reel;
    a_reel_on_instagram_is_public_once_wherever_the_process_ends: Instagram, Kind::Reel;
    a_video_on_youtube_is_public_once_wherever_the_process_ends: Youtube, Kind::Video;
    a_video_on_tiktok_is_public_once_wherever_the_process_ends: Tiktok, Kind::Video;
    a_video_with_a_comment_on_youtube_is_public_once_wherever_the_process_ends: Youtube, Kind::VideoAndComment;
    a_story_of_a_video_on_instagram_is_public_once_wherever_the_process_ends: Instagram, Kind::StoryVideo;
}
