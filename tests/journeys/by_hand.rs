//! A channel that only a person can serve: its posts pass the same gate, are handed over at their time, and are on record
//! like any others. Nothing of it ever speaks to a platform.

use countersign_core::api::types::{
    Channel, DisplayState, HandKit, HandMediaKind, HandPosted, PlanDone, Post, PostRef, Resolve, Today, Usage,
    UsageQuery,
};
use countersign_core::clinic::{ChannelConnection, ChannelWay};
use countersign_core::error::ErrorCode;
use countersign_core::model::{
    Content, FacebookKind, Millis, PartRole, PartState, Platform, PlatformOptions, PostId, YoutubeCategory,
    YoutubePrivacy, YoutubeVideo,
};
use countersign_tests::clinic::{done, pin};
use countersign_tests::stage::{Stage, and, says, with_film, with_pictures};
use serde_json::{Value, json};

const X_PAGE: &str = "https://x.com/lakeside_kids";

fn add(stage: &Stage, platform: Platform, address: &str) -> Channel {
    stage.clinic().as_doctor();
    let new = json!({ "platform": platform, "name": "", "account_name": "", "address": address });
    stage.clinic().call("channel_add_by_hand", new)
}

/// The channel is the only one, so that whatever is said to a platform is said about it.
async fn alone() -> (Stage, Channel) {
    let stage = Stage::set().await;
    stage.clinic().as_doctor();
    for channel in stage.clinic().channels() {
        let _: Value = stage.clinic().call("channel_remove", json!({ "id": channel.id }));
    }
    let channel = add(&stage, Platform::X, X_PAGE);
    (stage, channel)
}

/// Writes, plans and signs a post for a channel.
fn signed(stage: &Stage, channel: &Channel, content: &Content, minutes: i64) -> PostId {
    let clinic = stage.clinic();
    let post: Post = clinic.call("post_create", json!({ "channel_id": channel.id }));
    let save = json!({ "id": post.summary.id, "base_revision": post.revision_id, "content": content });
    let post: Post = clinic.call("post_save", save);
    let _: Post = clinic.call("post_submit", PostRef { id: post.summary.id });
    clinic.plan_in(post.summary.id, minutes);
    stage.sign(post.summary.id);
    post.summary.id
}

async fn handed_over(stage: &Stage, post: PostId) -> HandKit {
    stage.until(post, &[DisplayState::HandedOver], 30).await;
    stage.clinic().call("kit_get", PostRef { id: post })
}

fn mark(stage: &Stage, post: PostId, addresses: &[&str]) -> Post {
    let addresses = addresses.iter().map(|address| (*address).to_owned()).collect();
    stage.clinic().call("kit_posted", HandPosted { post_id: post, addresses })
}

fn state(stage: &Stage, post: PostId) -> DisplayState {
    stage.clinic().post(post).summary.state
}

fn text(text: &str) -> Content {
    Content::of_text(Platform::X, text)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_handed_over_at_its_time_and_marked_as_posted() {
    let (stage, channel) = alone().await;
    assert_eq!((channel.way, channel.connection), (ChannelWay::ByHand, ChannelConnection::Disconnected));
    assert_eq!(channel.account_name, "@lakeside_kids");
    let content = with_pictures(stage.clinic(), text("Flu shots for children."), &[(40, "A teddy bear"), (50, "")]);
    let post = signed(&stage, &channel, &content, 10);
    assert_eq!(stage.clinic().refused("kit_get", PostRef { id: post }).code, ErrorCode::Stale, "not before its time");
    assert_eq!(stage.clinic().post(post).report.cost, None, "X charges nobody for what a person posts");
    let kit = handed_over(&stage, post).await;
    let due = stage.clinic().post(post).summary.plan.unwrap().due.at;
    assert!(kit.since.at >= due, "handed over early");
    assert_eq!((kit.account_page.as_str(), kit.signed_by.as_deref()), (X_PAGE, Some("Dr. Meera Rao")));
    assert_eq!(kit.parts.len(), 1);
    assert_eq!(kit.parts[0].text, "Flu shots for children.");
    let alts: Vec<&str> = kit.parts[0].media.iter().map(|media| media.alt.as_str()).collect();
    assert_eq!(alts, ["A teddy bear", ""]);
    for media in &kit.parts[0].media {
        let bytes = done(stage.clinic().api().kit_picture(post, media.digest));
        assert_eq!(countersign_core::model::Digest::of(&bytes), media.digest, "what is saved is what was signed");
    }
    let other = stage.clinic().picture(99).digest;
    let refused = stage.clinic().api().kit_picture(post, other).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::NotFound, "nothing else comes out of the kit");

    let today: Today = stage.clinic().call("today_get", Value::Null);
    assert!(today.needs_decision.iter().any(|summary| summary.id == post));
    stage.clinic().as_receptionist();
    let posted = mark(&stage, post, &["https://x.com/lakeside_kids/status/1489201733550108672?s=20"]);
    assert_eq!(posted.summary.state, DisplayState::Posted);
    let part = &posted.delivery.as_ref().unwrap().parts[0];
    assert_eq!(part.platform_id.as_deref(), Some("1489201733550108672"));
    assert_eq!(part.permalink.as_deref(), Some("https://x.com/lakeside_kids/status/1489201733550108672"));
    let story = stage.story(post);
    let actions: Vec<&str> = story.iter().map(|entry| entry.action.as_str()).collect();
    for wanted in ["approval.signed", "gate.claimed", "delivery.handed_over", "part.posted", "delivery.by_hand"] {
        assert!(actions.contains(&wanted), "{wanted}: {actions:?}");
    }
    assert_eq!(story.iter().find(|entry| entry.action == "part.posted").unwrap().by, "Anil Kumar");
    assert!(stage.control().request_log().is_empty(), "nothing was said to any platform");
    assert!(stage.control().ledger().is_empty());
    let again = stage.clinic().refused("kit_posted", json!({ "post_id": post, "addresses": [X_PAGE] }));
    assert!(matches!(again.code, ErrorCode::Invalid | ErrorCode::Stale));
    let usage: Usage = stage.clinic().call("usage_get", UsageQuery { days: 1 });
    assert_eq!((usage.outcomes.public, usage.outcomes.sent, usage.outcomes.in_time_in_thousand), (1, 0, None));
    assert_eq!(usage.costs, [] as [String; 0], "what a person posts costs nobody a call");
}

#[tokio::test(flavor = "multi_thread")]
async fn unsigned_stopped_held_or_paused_it_is_not_handed_over() {
    let (mut stage, channel) = alone().await;
    let unsigned: Post = stage.clinic().call("post_create", json!({ "channel_id": channel.id }));
    let save =
        json!({ "id": unsigned.summary.id, "base_revision": unsigned.revision_id, "content": text("Nobody read me.") });
    let _: Post = stage.clinic().call("post_save", save);
    stage.clinic().plan_in(unsigned.summary.id, 5);
    let stopped = signed(&stage, &channel, &text("We are open."), 6);
    let _: Value = stage.clinic().call("publishing_stop", Value::Null);
    stage.clinic().advance_awake(7 * Millis::MINUTE);
    stage.close().await;
    stage.open();
    assert_eq!(state(&stage, stopped), DisplayState::Signed);
    done(stage.clinic().api().resume(false));
    handed_over(&stage, stopped).await;
    // What is in somebody's hand stays there, and is shown to nobody while everything is stopped.
    let _: Value = stage.clinic().call("publishing_stop", Value::Null);
    let refused = stage.clinic().refused("kit_get", PostRef { id: stopped });
    says(&refused, ErrorCode::Invalid, None, &["Everything is stopped"]);
    done(stage.clinic().api().resume(false));
    stage.clinic().advance_awake(30 * Millis::MINUTE);
    assert_eq!(state(&stage, stopped), DisplayState::HandedOver, "it waits for a person, however long");
    assert_ne!(state(&stage, unsigned.summary.id), DisplayState::HandedOver);
    assert!(stage.control().request_log().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_did_not_post_can_go_out_another_time() {
    let stage = Stage::set().await;
    let channel = add(&stage, Platform::X, X_PAGE);
    let post = signed(&stage, &channel, &text("We are open."), 5);
    handed_over(&stage, post).await;
    let off: Post = stage.clinic().call("kit_not_posted", PostRef { id: post });
    assert_eq!(off.summary.state, DisplayState::Cancelled);
    assert_eq!(off.delivery.unwrap().parts[0].state, PartState::Waiting);
    let again: Post = stage.clinic().call("delivery_retry", PostRef { id: post });
    assert_eq!(again.summary.state, DisplayState::Signed, "the signature still counts");
    handed_over(&stage, post).await;
    assert_eq!(mark(&stage, post, &["https://x.com/lakeside_kids/status/12"]).summary.state, DisplayState::Posted);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_counts_once_and_only_as_one() {
    let stage = Stage::set().await;
    let channel = add(&stage, Platform::X, X_PAGE);
    let thread = and(text("One."), PartRole::Thread, "Two.");
    let (first, second) = (signed(&stage, &channel, &text("We are open."), 5), signed(&stage, &channel, &thread, 6));
    handed_over(&stage, first).await;
    mark(&stage, first, &["https://x.com/lakeside_kids/status/11"]);
    let kit = handed_over(&stage, second).await;
    assert_eq!(kit.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>(), ["One.", "Two."]);
    let refuse =
        |addresses: &[&str]| stage.clinic().refused("kit_posted", json!({ "post_id": second, "addresses": addresses }));
    says(&refuse(&["https://x.com/lakeside_kids", ""]), ErrorCode::Invalid, Some("address"), &["no address of a post"]);
    let taken = refuse(&["https://x.com/lakeside_kids/status/11", ""]);
    says(&taken, ErrorCode::Invalid, Some("address"), &["another post of yours"]);
    let twice = refuse(&["https://x.com/lakeside_kids/status/12", "https://x.com/lakeside_kids/status/12"]);
    says(&twice, ErrorCode::Invalid, Some("address"), &["another post of yours"]);
    says(&refuse(&["", "https://x.com/lakeside_kids/status/12"]), ErrorCode::Invalid, Some("address"), &["first"]);
    assert_eq!(state(&stage, second), DisplayState::HandedOver, "nothing of a refused answer was kept");
    let half = mark(&stage, second, &["https://x.com/lakeside_kids/status/12", ""]);
    assert_eq!(half.summary.state, DisplayState::PartlyPosted, "one part was posted, and one was not");
    let today: Today = stage.clinic().call("today_get", Value::Null);
    assert!(today.needs_decision.is_empty(), "the person has decided");
    let resolve: Resolve = stage.clinic().call("resolve_get", PostRef { id: second });
    assert!(resolve.rest_dropped && resolve.partly_public);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_lost_its_connection_is_served_by_hand() {
    let stage = Stage::set().await;
    let link = Some("https://www.example.org/breathe".to_owned());
    let options = PlatformOptions::Facebook { link: link.clone(), kind: FacebookKind::Post };
    let content = Content { options, ..Content::of_text(Platform::Facebook, "Breathe easier.") };
    let post = stage.signed(&content, 10);
    let channel = stage.clinic().channel(Platform::Facebook);
    done(stage.clinic().api().disconnect(&countersign_core::api::types::ChannelRef { id: channel.id }));
    let kit = handed_over(&stage, post).await;
    assert_eq!(kit.link, link);
    assert!(kit.problem.is_some(), "it says why a person has to");
    let address = format!("https://www.facebook.com/{}_77", channel.account_id);
    assert_eq!(mark(&stage, post, &[&address]).summary.state, DisplayState::Posted);
    assert!(stage.control().request_log().iter().all(|request| request.method == "GET"), "nothing was sent");
    assert!(stage.control().ledger().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_sending_costs_is_told_before_it_is_out_and_not_after() {
    let stage = Stage::set().await;
    let post = stage.signed(&text("We are open."), 5);
    assert!(
        stage
            .clinic()
            .post(post)
            .report
            .cost
            .is_some_and(|cost| cost.contains("$0.015 on X") && cost.contains("$0.02 in all"))
    );
    stage.posted(post).await;
    assert_eq!(stage.clinic().post(post).report.cost, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_was_signed_of_a_video_is_in_the_kit_and_its_files_are_called_what_they_are() {
    let stage = Stage::set().await;
    let channel = add(&stage, Platform::Youtube, "https://www.youtube.com/@lakesidekids");
    let told = YoutubeVideo {
        title: "Our new rooms".into(),
        privacy: Some(YoutubePrivacy::Unlisted),
        made_for_kids: Some(true),
        synthetic: true,
        category: YoutubeCategory::Education,
        notify: false,
        tags: vec!["clinic".into(), "rooms".into()],
    };
    let content = Content {
        options: PlatformOptions::Youtube(told.clone()),
        ..Content::of_text(Platform::Youtube, "A look around our new rooms.")
    };
    let content = with_pictures(stage.clinic(), with_film(stage.clinic(), content, 3), &[(40, "")]);
    let post = signed(&stage, &channel, &content, 5);
    let kit = handed_over(&stage, post).await;
    assert_eq!(kit.options, Some(PlatformOptions::Youtube(told)));
    assert_eq!(kit.parts[0].text, "A look around our new rooms.");
    let files: Vec<(HandMediaKind, &str)> =
        kit.parts[0].media.iter().map(|media| (media.kind, media.file_name.as_str())).collect();
    assert_eq!(files[0], (HandMediaKind::Video, "youtube-video-1.mp4"));
    assert!(files[1].0 == HandMediaKind::Cover && files[1].1.starts_with("youtube-cover-2."), "{files:?}");
    stage.clinic().advance_awake(15 * Millis::DAY);
    stage.clinic().as_receptionist();
    let kit: HandKit = stage.clinic().call("kit_get", PostRef { id: post });
    assert!(kit.over.is_some() && kit.options.is_none(), "nobody is given a title to post too late");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_known_by_its_name_takes_any_of_its_addresses() {
    let stage = Stage::set().await;
    let channel = add(&stage, Platform::Facebook, "https://www.facebook.com/lakesidekids");
    let post = signed(&stage, &channel, &Content::of_text(Platform::Facebook, "We are open."), 5);
    handed_over(&stage, post).await;
    let posted = mark(&stage, post, &["https://www.facebook.com/lakesidekids/posts/pfbid02AbCdEfGhIjK"]);
    assert_eq!(posted.summary.state, DisplayState::Posted);
    assert_eq!(
        posted.summary.permalink.as_deref(),
        Some("https://www.facebook.com/lakesidekids/posts/pfbid02AbCdEfGhIjK")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_administrator_adds_a_channel_and_only_once() {
    let stage = Stage::set().await;
    let new = json!({ "platform": "x", "name": "", "account_name": "", "address": X_PAGE });
    assert_eq!(stage.clinic().refused("channel_add_by_hand", &new).code, ErrorCode::NotAllowed);
    stage.clinic().as_doctor();
    let nonsense = json!({ "platform": "x", "name": "", "account_name": "", "address": "https://example.org/me" });
    let refused = stage.clinic().refused("channel_add_by_hand", nonsense);
    says(&refused, ErrorCode::Invalid, Some("address"), &["no address of an account"]);
    let _: Channel = stage.clinic().call("channel_add_by_hand", &new);
    let refused = stage.clinic().refused("channel_add_by_hand", &new);
    says(&refused, ErrorCode::Invalid, Some("address"), &["channels already"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_hand_is_not_changed_and_comes_down_as_soon_as_somebody_says_that_it_is_there() {
    let (stage, channel) = alone().await;
    let post = signed(&stage, &channel, &text("We are open."), 5);
    handed_over(&stage, post).await;
    let now = stage.clinic().post(post);
    let save = json!({ "id": post, "base_revision": now.revision_id, "content": text("No.") });
    assert_eq!(stage.clinic().refused("post_save", save).code, ErrorCode::Invalid);
    let down: Value = stage.clinic().call("post_take_down", json!({ "ids": [post] }));
    assert_eq!(down["posts"][0]["begun"], "in_hand");
    let kit: HandKit = stage.clinic().call("kit_get", PostRef { id: post });
    assert!(kit.over.unwrap().contains("taken down") && kit.parts[0].text.is_empty(), "nobody is given words to post");
    // Even a key that is retired meanwhile leaves the fact that it was approved when it was handed over.
    let doctor = stage.clinic().person(countersign_core::model::Role::Doctor);
    done(stage.clinic().api().set_pin(doctor, &pin(), &pin()));
    mark(&stage, post, &["https://x.com/lakeside_kids/status/12"]);
    // It comes down by hand as well: nothing can be asked, so a person does it and says so.
    while stage.clinic().post(post).summary.needs.is_none() {
        stage.steps(1).await;
    }
    let removed: Post = stage.clinic().call("removal_confirm", PostRef { id: post });
    assert_eq!(removed.summary.state, DisplayState::Removed);
    assert!(stage.control().request_log().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lay_in_hand_past_its_signed_window_is_not_posted_any_more() {
    let (stage, channel) = alone().await;
    let content = with_pictures(stage.clinic(), text("We are open."), &[(40, "A door")]);
    let post = signed(&stage, &channel, &content, 5);
    let kit = handed_over(&stage, post).await;
    let picture = kit.parts[0].media[0].digest;
    assert!(kit.over.is_none() && stage.clinic().api().kit_picture(post, picture).is_ok());
    stage.clinic().advance_awake(15 * Millis::DAY);
    stage.clinic().as_receptionist();
    let kit: HandKit = stage.clinic().call("kit_get", PostRef { id: post });
    assert!(kit.over.unwrap().contains("counted until Sat 5 Dec"));
    assert!(kit.parts[0].text.is_empty() && kit.parts[0].media.is_empty());
    assert!(stage.clinic().api().kit_picture(post, picture).is_err());
    let held = json!({ "post_ids": [post] });
    let done: PlanDone = stage.clinic().call("post_hold", held);
    assert!(done.outcomes[0].refused.as_deref().unwrap().contains("Say first that it was not posted"));
    let off: Post = stage.clinic().call("kit_not_posted", PostRef { id: post });
    assert_eq!(off.summary.state, DisplayState::Cancelled);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_public_of_a_post_in_hand_comes_down_and_so_does_what_the_hand_added() {
    let (stage, channel) = alone().await;
    let thread = and(text("One."), PartRole::Thread, "Two.");
    let post = signed(&stage, &channel, &thread, 5);
    handed_over(&stage, post).await;
    let _: Value = stage.clinic().call("post_take_down", json!({ "ids": [post] }));
    mark(&stage, post, &["https://x.com/lakeside_kids/status/12", ""]);
    while stage.clinic().post(post).summary.needs.is_none() {
        stage.steps(1).await;
    }
    let removed: Post = stage.clinic().call("removal_confirm", PostRef { id: post });
    assert_eq!(removed.summary.state, DisplayState::Removed);
    let asked = stage.story(post).into_iter().filter(|entry| entry.action == "removal.asked").count();
    assert_eq!(asked, 1, "the wish is on record from the moment it was said");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_was_served_by_hand_is_connected_in_place_and_its_posts_are_signed_anew() {
    let stage = Stage::set().await;
    stage.clinic().as_doctor();
    let x = stage.clinic().channels().into_iter().find(|channel| channel.platform == Platform::X).unwrap();
    let _: Value = stage.clinic().call("channel_remove", json!({ "id": x.id }));
    let channel = add(&stage, Platform::X, "https://x.com/lakeside_clinic");
    let post = signed(&stage, &channel, &text("We are open."), 20);
    assert_eq!(state(&stage, post), DisplayState::Signed);
    let token = countersign_core::model::Secret::new(countersign_practice::cast::X_TOKEN.into());
    let api = stage.clinic().as_doctor().api();
    let connected = api.connect_by_hand(channel.id, &token, None).await.unwrap();
    assert_eq!(
        (connected.id, connected.way, connected.connection),
        (channel.id, ChannelWay::Api, ChannelConnection::Connected)
    );
    assert_eq!(stage.clinic().channels().iter().filter(|channel| channel.platform == Platform::X).count(), 1);
    assert_eq!(state(&stage, post), DisplayState::Waiting, "it was signed for the account under its other name");
    stage.sign(post);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    let again = api.connect_by_hand(channel.id, &token, None).await.unwrap_err();
    says(&again.into(), ErrorCode::Stale, None, &["not posted on by hand any more"]);
    let other = add(&stage, Platform::X, X_PAGE);
    let taken = stage.clinic().api().connect_by_hand(other.id, &token, None).await.unwrap_err();
    says(&taken.into(), ErrorCode::Invalid, Some("token"), &["another channel of the clinic already"]);
}
