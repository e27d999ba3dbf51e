//! What Facebook and YouTube keep until its time: given once it is signed, published by them while the laptop sleeps, and
//! back before that whenever it may not go out as it stands.

use countersign_core::api::types::{Channel, DisplayState, Keeping, KeepingState, Post, PostRef, TakeDown, Today};
use countersign_core::model::{
    Content, ExecutionState, FacebookKind, Millis, PartRole, Platform, PlatformOptions, PostId, YoutubePrivacy,
    YoutubeVideo,
};
use countersign_practice::{Action, FacebookWire, Platform as Practised, YoutubeWire, templates};
use countersign_tests::stage::{Stage, and, with_film, with_pictures};
use serde_json::json;

const HOUR: i64 = 60;
const FEED: (&str, &str) = ("POST", templates::facebook::FEED);
const NODE: (&str, &str) = ("DELETE", templates::facebook::NODE);
const TELL: (&str, &str) = ("PUT", templates::youtube::VIDEOS);

fn keeping(stage: &Stage, post: PostId) -> Keeping {
    stage.clinic().post(post).keeping.unwrap()
}

fn give(stage: &Stage, post: PostId) -> Post {
    stage.clinic().call("keep_set", json!({ "post_id": post, "keep": true }))
}

fn take_back(stage: &Stage, post: PostId) -> Post {
    stage.clinic().call("keep_set", json!({ "post_id": post, "keep": false }))
}

/// Whether a person is asked to decide about it.
fn asks(stage: &Stage, post: PostId) -> bool {
    let today: Today = stage.clinic().call("today_get", ());
    today.needs_decision.iter().any(|one| one.id == post)
}

/// Lets the engine work until something is so.
async fn wait(stage: &Stage, so: impl Fn(&Stage) -> bool) {
    for _ in 0..200 {
        if so(stage) {
            return;
        }
        stage.steps(1).await;
    }
    panic!("it never is so: {}", stage.clinic().open_posts());
}

/// A signed post that its platform keeps.
async fn kept(stage: &Stage, content: &Content, minutes: i64) -> PostId {
    let post = stage.signed(content, minutes);
    assert_eq!(keeping(stage, post).state, KeepingState::Offered);
    give(stage, post);
    let post_now = stage.until(post, &[DisplayState::AtPlatform], 5).await;
    assert_eq!(post_now.keeping.unwrap().state, KeepingState::Kept);
    assert!(stage.control().ledger().is_empty(), "nothing is public before its time");
    post
}

fn every_kind(stage: &Stage) -> Vec<Content> {
    let facebook = |text: &str| Content::of_text(Platform::Facebook, text);
    let link =
        PlatformOptions::Facebook { link: Some("https://lakeside.example/flu".into()), kind: FacebookKind::Post };
    let reel = PlatformOptions::Facebook { link: None, kind: FacebookKind::Reel };
    let clinic = stage.clinic();
    vec![
        facebook("Flu shots from Monday."),
        Content { options: link, ..facebook("Book here.") },
        with_pictures(clinic, facebook("Our new rooms."), &[(3, "The waiting room"), (9, "The garden")]),
        with_film(clinic, facebook("A look around."), 5),
        Content { options: reel, ..with_film(clinic, facebook("A short look around."), 6) },
        video(stage),
    ]
}

fn video(stage: &Stage) -> Content {
    let told = YoutubeVideo {
        title: "Our new rooms".into(),
        privacy: Some(YoutubePrivacy::Public),
        made_for_kids: Some(false),
        ..YoutubeVideo::NEW
    };
    let options = PlatformOptions::Youtube(told);
    with_film(stage.clinic(), Content { options, ..Content::of_text(Platform::Youtube, "A look around.") }, 7)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_is_published_by_its_platform_while_the_laptop_sleeps() {
    let count = every_kind(&Stage::set().await).len();
    for index in 0..count {
        let mut stage = Stage::set().await;
        let content = every_kind(&stage).remove(index);
        let post = kept(&stage, &content, 2 * HOUR).await;
        let due = stage.clinic().post(post).summary.plan.unwrap().due.at;
        stage.close().await;
        // Nobody is there at its time, and for long after.
        stage.clock.advance(9 * HOUR * Millis::MINUTE);
        let ledger = stage.control().ledger();
        assert_eq!(ledger.len(), 1, "{content:?}: {ledger:#?}");
        assert_eq!(ledger[0].at_ms, due.0, "at its very time");
        stage.open();
        let posted = stage.posted(post).await;
        assert!(posted.summary.permalink.is_some_and(|address| address.starts_with("https://")));
        assert_eq!(posted.delivery.unwrap().parts[0].posted.as_ref().unwrap().at, due);
        stage.holds_exactly(&[post]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_needs_us_at_its_time_or_is_too_near_is_not_offered() {
    let stage = Stage::set().await;
    let facebook = Content::of_text(Platform::Facebook, "Flu shots from Monday.");
    let unlisted = PlatformOptions::Youtube(YoutubeVideo {
        title: "For some".into(),
        privacy: Some(YoutubePrivacy::Unlisted),
        made_for_kids: Some(false),
        ..YoutubeVideo::NEW
    });
    let for_some = Content { options: unlisted, ..video(&stage) };
    let cases = [
        (and(facebook.clone(), PartRole::FirstComment, "Book at the desk."), 2 * HOUR, "first comment"),
        (for_some, 2 * HOUR, "everybody may see"),
        (facebook.clone(), 12, "at least 13 minutes"),
    ];
    for (content, minutes, words) in cases {
        let post = stage.signed(&content, minutes);
        let told = keeping(&stage, post);
        assert_eq!(told.state, KeepingState::Laptop, "{content:?}");
        assert!(told.why_not.as_ref().unwrap().contains(words), "{told:?}");
        let refused = stage.clinic().api().call("keep_set", json!({ "post_id": post, "keep": true })).unwrap_err();
        assert!(refused.message.contains(words), "{refused:?}");
    }
    let elsewhere = stage.signed(&Content::of_text(Platform::X, "Flu shots from Monday."), 2 * HOUR);
    assert!(stage.clinic().post(elsewhere).keeping.is_none(), "X keeps no posts");
    stage.clinic().api().call("keep_set", json!({ "post_id": elsewhere, "keep": true })).unwrap_err();
    let unsigned = stage.planned(&facebook, 3 * HOUR);
    assert!(stage.clinic().post(unsigned).keeping.is_none(), "nothing is offered before the signature");
    stage.clinic().api().call("keep_set", json!({ "post_id": unsigned, "keep": true })).unwrap_err();
    assert_eq!(stage.asked(FEED), 0);
}

/// What is done with a post that its platform keeps, and what becomes of the post.
type Act = (&'static str, fn(&Stage, PostId), DisplayState);

const ACTS: [Act; 5] = [
    ("taken back", |stage, post| drop(take_back(stage, post)), DisplayState::Signed),
    ("its signature taken back", revoke, DisplayState::Waiting),
    (
        "called off",
        |stage, post| drop(stage.clinic().call::<Post>("delivery_cancel", PostRef { id: post })),
        DisplayState::Cancelled,
    ),
    (
        "taken down",
        |stage, post| drop(stage.clinic().call::<TakeDown>("post_take_down", json!({ "ids": [post] }))),
        DisplayState::Cancelled,
    ),
    (
        "its time taken away",
        |stage, post| drop(stage.clinic().call::<Post>("plan_clear", PostRef { id: post })),
        DisplayState::Signed,
    ),
];

fn revoke(stage: &Stage, post: PostId) {
    stage.clinic().as_doctor();
    stage.clinic().api().revoke(&PostRef { id: post }).unwrap();
    stage.clinic().as_receptionist();
}

#[tokio::test(flavor = "multi_thread")]
async fn it_comes_back_before_it_is_public() {
    for (what, act, then) in ACTS {
        for youtube in [false, true] {
            let stage = Stage::set().await;
            let content = match youtube {
                true => video(&stage),
                false => Content::of_text(Platform::Facebook, "Flu shots from Monday."),
            };
            let post = kept(&stage, &content, 2 * HOUR).await;
            act(&stage, post);
            let back = stage.until(post, &[then], 5).await;
            assert!(back.keeping.is_none_or(|it| it.state != KeepingState::Kept), "{what}");
            // At its time the platform has nothing of it.
            if then != DisplayState::Signed {
                stage.clock.advance(4 * HOUR * Millis::MINUTE);
                assert!(stage.control().ledger().is_empty(), "{what}: {:#?}", stage.control().ledger());
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_back_goes_out_from_the_laptop_once() {
    let stage = Stage::set().await;
    let post = kept(&stage, &Content::of_text(Platform::Facebook, "Flu shots from Monday."), 2 * HOUR).await;
    take_back(&stage, post);
    stage.until(post, &[DisplayState::Signed], 5).await;
    stage.until(post, &[DisplayState::Posted], 3 * HOUR).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_time_is_told_to_the_platform() {
    for youtube in [false, true] {
        let stage = Stage::set().await;
        let content = match youtube {
            true => video(&stage),
            false => Content::of_text(Platform::Facebook, "Flu shots from Monday."),
        };
        let post = kept(&stage, &content, 2 * HOUR).await;
        let uploads = stage.asked(("PUT", templates::youtube::UPLOAD));
        stage.clinic().plan_in(post, 5 * HOUR);
        let due = stage.clinic().post(post).summary.plan.unwrap().due.at;
        let moved =
            |post: &Post| post.keeping.as_ref().is_some_and(|it| it.told.as_ref().is_some_and(|told| told.at == due));
        wait(&stage, |stage| moved(&stage.clinic().post(post))).await;
        stage.until(post, &[DisplayState::AtPlatform], 5).await;
        assert_eq!(stage.asked(("PUT", templates::youtube::UPLOAD)), uploads, "no byte comes again");
        stage.clock.advance(4 * HOUR * Millis::MINUTE);
        assert!(stage.control().ledger().is_empty(), "nothing at its old time");
        stage.clinic().as_receptionist();
        stage.until(post, &[DisplayState::Posted], 3 * HOUR).await;
        assert_eq!(stage.control().ledger()[0].at_ms, due.0);
        stage.holds_exactly(&[post]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_everything_brings_it_back_and_resuming_hands_it_over_again() {
    let stage = Stage::set().await;
    let post = kept(&stage, &Content::of_text(Platform::Facebook, "Flu shots from Monday."), 3 * HOUR).await;
    stage.clinic().call::<serde_json::Value>("publishing_stop", ());
    stage.until(post, &[DisplayState::Signed], 5).await;
    assert_eq!(stage.asked(NODE), 1);
    stage.clinic().as_doctor();
    stage.clinic().api().resume(false).unwrap();
    stage.clinic().as_receptionist();
    stage.until(post, &[DisplayState::AtPlatform], 5).await;
    stage.until(post, &[DisplayState::Posted], 4 * HOUR).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_to_the_hand_over_never_makes_a_second_post() {
    for youtube in [false, true] {
        let stage = Stage::set().await;
        let (content, platform, at) = match youtube {
            true => (video(&stage), Practised::Youtube, TELL),
            false => (Content::of_text(Platform::Facebook, "Flu shots from Monday."), Practised::Facebook, FEED),
        };
        let post = stage.signed(&content, 2 * HOUR);
        stage.fault(platform, at, 0, 1, Action::DropAfterAccept);
        give(&stage, post);
        let doubt = stage.until(post, &[DisplayState::Doubt], 5).await;
        assert!(doubt.summary.needs.unwrap().contains("may publish it at"));
        stage.until(post, &[DisplayState::AtPlatform], 5).await;
        stage.until(post, &[DisplayState::Posted], 3 * HOUR).await;
        stage.holds_exactly(&[post]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hand_over_that_fails_costs_the_post_nothing() {
    let faults = [
        (Action::RefuseBefore, 9),
        (Action::ErrorIn200, 9),
        (Action::ServerError { after_accept: false, status: 500 }, 1),
        (Action::TooMany { reset_after_ms: 10 * Millis::MINUTE }, 1),
    ];
    for (fault, times) in faults {
        let stage = Stage::set().await;
        let post = stage.signed(&Content::of_text(Platform::Facebook, "Flu shots from Monday."), 2 * HOUR);
        stage.fault(Practised::Facebook, FEED, 0, times, fault);
        give(&stage, post);
        stage.until(post, &[DisplayState::Posted], 3 * HOUR).await;
        stage.holds_exactly(&[post]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_come_back_is_said_and_tried_until_it_does() {
    let stage = Stage::set().await;
    let post = kept(&stage, &Content::of_text(Platform::Facebook, "Flu shots from Monday."), 2 * HOUR).await;
    stage.fault(Practised::Facebook, NODE, 0, 3, Action::ServerError { after_accept: false, status: 500 });
    take_back(&stage, post);
    wait(&stage, |stage| keeping(stage, post).stuck).await;
    let told = stage.clinic().post(post);
    assert!(asks(&stage, post), "a person is asked");
    assert!(told.summary.needs.as_ref().unwrap().contains("may still publish it at"), "{told:#?}");
    stage.until(post, &[DisplayState::Signed], 10).await;
    assert!(stage.clinic().post(post).summary.needs.is_none());
    assert!(stage.control().ledger().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_lost_on_the_way_back_is_found_out_by_looking() {
    let stage = Stage::set().await;
    let post = kept(&stage, &Content::of_text(Platform::Facebook, "Flu shots from Monday."), 2 * HOUR).await;
    stage.fault(Practised::Facebook, NODE, 0, 1, Action::DropAfterAccept);
    take_back(&stage, post);
    stage.until(post, &[DisplayState::Signed], 10).await;
    stage.until(post, &[DisplayState::Posted], 3 * HOUR).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_may_delete_there_what_does_not_come_back() {
    let stage = Stage::set().await;
    let post = kept(&stage, &Content::of_text(Platform::Facebook, "Flu shots from Monday."), 2 * HOUR).await;
    stage.fault(Practised::Facebook, NODE, 0, 1000, Action::ServerError { after_accept: false, status: 500 });
    take_back(&stage, post);
    wait(&stage, |stage| keeping(stage, post).stuck).await;
    let back: Post = stage.clinic().call("keep_confirm_back", PostRef { id: post });
    assert_eq!(back.summary.state, DisplayState::Signed);
    stage.clinic().api().call("keep_confirm_back", json!({ "id": post })).unwrap_err();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_its_platform_never_published_is_told_and_not_sent_beside_it() {
    for youtube in [false, true] {
        let stage = Stage::set().await;
        let content = match youtube {
            true => video(&stage),
            false => Content::of_text(Platform::Facebook, "Flu shots from Monday."),
        };
        stage.control().set_facebook_wire(FacebookWire { forgets_schedules: true, ..FacebookWire::default() });
        stage.control().set_youtube_wire(YoutubeWire { forgets_schedules: true, ..YoutubeWire::default() });
        let post = kept(&stage, &content, 2 * HOUR).await;
        wait(&stage, |stage| asks(stage, post)).await;
        let told = stage.clinic().post(post);
        assert_eq!(told.summary.state, DisplayState::AtPlatform);
        assert!(told.summary.needs.unwrap().contains("has not published this post"));
        take_back(&stage, post);
        // So near to its time it may have been public for a moment: nothing is sent by itself.
        let missed = stage.until(post, &[DisplayState::Missed], 10).await;
        assert!(missed.summary.needs.unwrap().contains("choose a new time"));
        assert!(stage.control().ledger().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_deleted_there_asks_a_person() {
    let stage = Stage::set().await;
    let post = kept(&stage, &Content::of_text(Platform::Facebook, "Flu shots from Monday."), 2 * HOUR).await;
    let kept_id =
        stage.story(post).into_iter().rev().find_map(|entry| {
            entry.detail.iter().find(|fact| fact.name == "platform_id").map(|fact| fact.value.clone())
        });
    stage.control().remove_post(Practised::Facebook, &kept_id.unwrap()).unwrap();
    let failed = stage.until(post, &[DisplayState::Failed], 3 * HOUR).await;
    assert!(failed.summary.needs.unwrap().contains("somebody took it away"));
    assert_eq!(stage.asked(FEED), 1, "it is not sent again by itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_can_not_be_changed_or_its_channel_removed_while_its_platform_keeps_it() {
    let stage = Stage::set().await;
    let post = kept(&stage, &Content::of_text(Platform::Facebook, "Flu shots from Monday."), 2 * HOUR).await;
    let whole = stage.clinic().post(post);
    assert!(whole.locked_because.as_ref().unwrap().contains("Take it back first"));
    let content = Content::of_text(Platform::Facebook, "Flu shots from Tuesday.");
    let save = json!({ "id": post, "base_revision": whole.revision_id, "content": content });
    stage.clinic().api().call("post_save", save).unwrap_err();
    stage.clinic().as_doctor();
    let channel: Channel = stage.clinic().channels().into_iter().find(|it| it.platform == Platform::Facebook).unwrap();
    stage.clinic().api().call("channel_remove", json!({ "id": channel.id })).unwrap_err();
    assert_eq!(stage.clinic().post(post).delivery.unwrap().state, ExecutionState::AtPlatform);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_that_is_under_way_puts_off_no_taking_back() {
    let stage = Stage::set().await;
    let post = kept(&stage, &Content::of_text(Platform::Facebook, "Flu shots from Monday."), 2 * HOUR).await;
    let look = ("GET", templates::facebook::NODE);
    stage.fault(Practised::Facebook, look, 0, 1, Action::Hold { after_accept: true });
    stage.clinic().advance_awake(6 * Millis::MINUTE);
    let held = tokio::time::timeout(std::time::Duration::from_secs(20), stage.control().until_held(1)).await;
    assert!(held.is_ok(), "it is looked at some minutes after it was handed over");
    revoke(&stage, post);
    // What is asked back is so once the dispatcher saw the revocation; the look is still in the air.
    stage.clinic().once(|| (keeping(&stage, post).state == KeepingState::ComingBack).then_some(())).await;
    stage.control().release_held();
    stage.until(post, &[DisplayState::Waiting], 5).await;
    stage.clock.advance(4 * HOUR * Millis::MINUTE);
    assert!(stage.control().ledger().is_empty(), "{:#?}", stage.control().ledger());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_reading_that_lacks_it_is_not_believed() {
    let stage = Stage::set().await;
    let post = kept(&stage, &Content::of_text(Platform::Facebook, "Flu shots from Monday."), 2 * HOUR).await;
    stage.control().set_facebook_wire(FacebookWire { unloadable: 1, ..FacebookWire::default() });
    let due = stage.clinic().post(post).summary.plan.unwrap().due.at;
    let ended = stage.until(post, &[DisplayState::Posted, DisplayState::Failed], 3 * HOUR).await;
    assert_eq!(ended.summary.state, DisplayState::Posted);
    assert_eq!(stage.control().ledger()[0].at_ms, due.0);
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_can_say_that_it_is_not_there_before_its_platform_would_show_it() {
    let stage = Stage::set().await;
    let post = stage.signed(&Content::of_text(Platform::Facebook, "Flu shots from Monday."), 2 * HOUR);
    stage.fault(Practised::Facebook, FEED, 0, 1, Action::DropAfterAccept);
    let scheduled = ("GET", templates::facebook::SCHEDULED_POSTS);
    stage.fault(Practised::Facebook, scheduled, 0, 3, Action::ServerError { after_accept: false, status: 500 });
    give(&stage, post);
    stage.until(post, &[DisplayState::Doubt], 5).await;
    let not_there = json!({ "post_id": post, "found": { "kind": "not_public", "drop": true } });
    let refused = stage.clinic().api().call("delivery_decide", not_there).unwrap_err();
    assert!(refused.message.contains("may keep this post until its time"), "{refused:?}");
    stage.until(post, &[DisplayState::AtPlatform], 30).await;
    stage.until(post, &[DisplayState::Posted], 3 * HOUR).await;
    stage.holds_exactly(&[post]);
}
