//! How the inbox is read beside everything else: soon where something is fresh, at once after a sleep, in turns where there is
//! very much, and never from what publishing needs.
//!
//! Invariant: who was asked when is read from the platforms' own log; time is driven.

use countersign_core::api::types::InboxChannel;
use countersign_core::model::{Content, FacebookKind, Millis, Platform, PlatformOptions, YoutubePrivacy, YoutubeVideo};
use countersign_practice::{Platform as Practised, RequestRecord, Said, templates};
use countersign_tests::inbox::public;
use countersign_tests::stage::{Stage, with_film};
use serde_json::{Value, json};

fn on(platform: Platform) -> Content {
    let plain = Content::of_text(platform, "Flu shots from Thursday.");
    match platform {
        Platform::Youtube => Content {
            options: PlatformOptions::Youtube(YoutubeVideo {
                title: "A look around".into(),
                privacy: Some(YoutubePrivacy::Public),
                made_for_kids: Some(false),
                ..YoutubeVideo::NEW
            }),
            ..plain
        },
        Platform::X
        | Platform::Facebook
        | Platform::Linkedin
        | Platform::Instagram
        | Platform::Whatsapp
        | Platform::Tiktok => plain,
    }
}

fn log(stage: &Stage, platform: Practised) -> Vec<RequestRecord> {
    let all = stage.control().request_log();
    all.into_iter().filter(|it| it.platform == platform && it.method == "GET").collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_of_very_many_comments_holds_up_nothing_else_on_its_channel() {
    let (mut stage, _, called) = public(|_| on(Platform::Facebook)).await;
    stage.close().await;
    stage.control().comments(Practised::Facebook, &called, 1_000).unwrap();
    let account = stage.own(Practised::Facebook);
    stage.control().mention(&account, &Said::new("farah", "Thanks for the talk at school!")).unwrap();
    stage.control().message(&account, &Said::new("lakshmi", "Can I come on Monday?")).unwrap();
    let before = log(&stage, Practised::Facebook).len();
    stage.clock.advance(10 * Millis::MINUTE);
    stage.open_to_people();
    stage.until_so(1_000, 5, || stage.open_conversations() == 1_002).await;
    let log = log(&stage, Practised::Facebook).split_off(before);
    let comments_before = |endpoint: &str| {
        let at = log.iter().position(|it| it.endpoint == endpoint).unwrap();
        log[..at].iter().filter(|it| it.endpoint == templates::facebook::COMMENTS).count()
    };
    let all = log.iter().filter(|it| it.endpoint == templates::facebook::COMMENTS).count();
    assert!(all >= 20, "{all}");
    for other in [templates::facebook::TAGGED, templates::facebook::CONVERSATIONS, templates::facebook::MESSAGES] {
        let waited = comments_before(other);
        assert!(waited <= 6, "{other} waited for {waited} of {all} pages of comments");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_while_the_laptop_slept_is_here_when_it_wakes() {
    let (stage, _, called) = public(|_| on(Platform::Facebook)).await;
    stage.says(Practised::Facebook, &called, "asha", "How much is it?");
    stage.until_so(15_000, 6, || stage.open_conversations() == 1).await;
    // More than a page, so that the reading has to go on behind what is new.
    stage.control().comments(Practised::Facebook, &called, 130).unwrap();
    stage.clock.advance(9 * 60 * Millis::MINUTE);
    stage.clinic().as_receptionist();
    let passed = stage.until_so(5_000, 5, || stage.open_conversations() == 131).await;
    assert!(passed <= 2 * Millis::MINUTE, "{passed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_write_under_a_reel_is_here_and_hangs_on_it() {
    let reel = |stage: &Stage| {
        let options = PlatformOptions::Facebook { link: None, kind: FacebookKind::Reel };
        with_film(stage.clinic(), Content { options, ..on(Platform::Facebook) }, 1)
    };
    let (stage, post, called) = public(reel).await;
    let first = stage.says(Practised::Facebook, &called, "asha", "How much is it?");
    let passed = stage.until_so(15_000, 6, || stage.open_conversations() == 1).await;
    assert!(passed <= 5 * Millis::MINUTE, "{passed}");
    let asha = stage.inbox(&json!({})).conversations.remove(0);
    let whole = stage.conversation(&asha);
    assert_eq!(whole.post.and_then(|it| it.post_id), Some(post), "it hangs on the clinic's own reel");
    stage.says(Practised::Facebook, &first, "prakash", "It is free.");
    stage.until_so(15_000, 6, || stage.conversation(&asha).items.len() == 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_told_what_has_to_be_read_on_the_platform_itself() {
    let (stage, _, _) = public(|_| on(Platform::Youtube)).await;
    let told = |platform: Platform| stage.read_channel(platform).not_told;
    let x = told(Platform::X);
    assert!(x.contains("whoever answers there presses Done here"), "{x}");
    let youtube = told(Platform::Youtube);
    assert!(youtube.contains("YouTube holds for review") && youtube.contains("YouTube Studio"), "{youtube}");
    let facebook = told(Platform::Facebook);
    assert!(!facebook.contains("reels"), "reels are read: {facebook}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_post_is_looked_at_more_often() {
    let (stage, _, _) = public(|_| on(Platform::Youtube)).await;
    let asked = |stage: &Stage| stage.asked(("GET", templates::youtube::COMMENT_THREADS));
    let over = async |minutes: i64| {
        let before = asked(&stage);
        let end = stage.clock.now().plus(minutes * Millis::MINUTE);
        stage.until_so(20_000, minutes + 1, || stage.clock.now() >= end).await;
        asked(&stage) - before
    };
    let fresh = over(16).await;
    stage.clinic().advance_awake(3 * 60 * Millis::MINUTE);
    let later = over(16).await;
    assert!(fresh >= 8 && (2..=6).contains(&later) && fresh > later, "{fresh} readings, and {later} of an older one");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_platform_allows_is_never_read_away_from_publishing() {
    let (stage, _, _) = public(|_| on(Platform::Linkedin)).await;
    let read = |stage: &Stage| {
        let feed = stage.read_channel(Platform::Linkedin).feeds.into_iter().next();
        feed.and_then(|feed| feed.read).map(|read| read.at)
    };
    let told = |stage: &Stage| {
        let feed = stage.read_channel(Platform::Linkedin).feeds.into_iter().next();
        feed.and_then(|feed| feed.reason.zip(feed.next))
    };
    // Somebody looks again and again.
    let mut looked = 0;
    while told(&stage).is_none() {
        let before = read(&stage);
        let _: Vec<InboxChannel> = stage.clinic().call("inbox_check", Value::Null);
        stage.until_so(2_000, 3, || read(&stage) > before || told(&stage).is_some()).await;
        // What was asked is counted a moment later.
        stage.clinic().advance_awake(2_000);
        looked += 1;
        assert!(looked < 100, "nothing holds it back");
    }
    let (reason, next) = told(&stage).unwrap();
    assert!(reason.contains("kept for what the clinic publishes"), "{reason}");
    assert!(next.at.since(stage.clock.now()) > 60 * Millis::MINUTE, "until there is more");
    let used = stage.control().request_log().iter().filter(|it| it.platform == Practised::Linkedin).count();
    assert!((35..=48).contains(&used), "{used}");
    let notices = |stage: &Stage| stage.asked(("GET", templates::linkedin::NOTIFICATIONS));
    let before = notices(&stage);
    let _: Vec<InboxChannel> = stage.clinic().call("inbox_check", Value::Null);
    let second = Content::of_text(Platform::Linkedin, "And on Friday, too.");
    stage.posted(stage.signed(&second, 5)).await;
    let after = notices(&stage);
    assert_eq!(after, before, "what goes out finds room, and whoever looks again is told the same");
}
