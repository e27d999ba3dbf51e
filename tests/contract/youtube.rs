//! What YouTube is told of a video, and what it lets its own people do that others may not.
//!
//! Invariant: whatever was signed is read back from YouTube's side (`watched.rs` of the tests' own crate).

use countersign_core::model::{Content, PlatformOptions, YoutubeCategory, YoutubePrivacy, YoutubeVideo};
use countersign_practice::YoutubeWire;
use countersign_tests::http;
use countersign_tests::stage::{Stage, with_film, with_pictures};
use serde_json::Value;

use crate::facts::YOUTUBE;

async fn asked_as_oneself(address: &str) -> String {
    let answer = http::plainly("GET", address, &format!("Authorization: Bearer {}\r\n", YOUTUBE.token)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

/// Every answer of a person's that YouTube is told, and none of them what YouTube itself or Countersign would take.
pub fn told_everything() -> PlatformOptions {
    PlatformOptions::Youtube(YoutubeVideo {
        title: "Brushing with the bear".into(),
        privacy: Some(YoutubePrivacy::Public),
        made_for_kids: Some(true),
        synthetic: true,
        category: YoutubeCategory::Education,
        notify: false,
        tags: vec!["brush teeth".into(), "children".into()],
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_for_its_own_people_alone_is_told_as_signed_and_may_be_commented_on() {
    for (number, comment) in [(21, None), (22, Some("Parking is behind the house."))] {
        let stage = Stage::set().await;
        let options = PlatformOptions::Youtube(YoutubeVideo {
            title: "For the team".into(),
            privacy: Some(YoutubePrivacy::Private),
            made_for_kids: Some(false),
            ..YoutubeVideo::NEW
        });
        let content = match comment {
            Some(words) => YOUTUBE.commented("Our new rooms.", words),
            None => YOUTUBE.text("Our new rooms."),
        };
        let post = stage.signed(&with_film(stage.clinic(), Content { options, ..content }, number), 5);
        let parts = stage.posted(post).await.delivery.unwrap().parts;
        stage.holds_exactly(&[post]);
        assert!(stage.control().ledger().is_empty(), "nobody else sees any of it");
        let video = parts[0].platform_id.as_deref().unwrap();
        let asked = format!(
            "{}/youtube/youtube.googleapis.com/youtube/v3/commentThreads?part=snippet&videoId={video}",
            stage.base()
        );
        let list: Value = serde_json::from_str(&asked_as_oneself(&asked).await).unwrap();
        let words = list["items"][0]["snippet"]["topLevelComment"]["snippet"]["textOriginal"].as_str();
        assert_eq!(words, comment);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_that_youtube_still_works_on_goes_out_without_its_picture_and_says_why() {
    let stage = Stage::set().await;
    stage.control().set_youtube_wire(YoutubeWire { in_progress: 10, ..YoutubeWire::default() });
    let content = with_film(stage.clinic(), YOUTUBE.text("Our new rooms."), 23);
    let post = stage.signed(&with_pictures(stage.clinic(), content, &[(23, "")]), 5);
    let said = stage.posted(post).await.delivery.unwrap().message.unwrap();
    assert!(said.contains("still working on the video") && !said.contains("telephone"), "{said}");
    assert_eq!(stage.control().ledger()[0].media_sha256.len(), 1);
}
