//! Calls of the platforms: they are on record with channel and story, survive a restart, and hold no secret; what the
//! platforms allow is honoured; a channel rests while another posts; a connection is tested without changing anything.

use countersign_core::api::types::{
    AbilityKind, AbilityState, CallEnd, CallMade, ChannelReadiness, ChannelRef, ChannelTest, DisplayState,
};
use countersign_core::clinic::ChannelConnection;
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, Millis, Platform, Secret};
use countersign_practice::{Action, Endpoint, Fault, Platform as Practised, cast, templates};
use countersign_tests::clinic::done;
use countersign_tests::stage::Stage;
use serde_json::Value;

const X_POSTS: (&str, &str) = ("POST", templates::x::POSTS);
const X_ME: (&str, &str) = ("GET", templates::x::ME);

fn page(stage: &Stage, platform: Platform) -> ChannelReadiness {
    let id = stage.clinic().channel(platform).id;
    stage.clinic().call("channel_readiness", ChannelRef { id })
}

async fn test(stage: &Stage, platform: Platform) -> ChannelTest {
    let id = stage.clinic().channel(platform).id;
    done(stage.clinic().api().test_channel(&ChannelRef { id }).await)
}

fn text(platform: Platform) -> Content {
    Content::of_text(platform, "We are open.")
}

fn whats(calls: &[CallMade]) -> Vec<(&str, CallEnd)> {
    calls.iter().map(|call| (call.what.as_str(), call.end)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sending_s_calls_are_on_record_with_their_story_and_survive_a_restart() {
    let mut stage = Stage::set().await;
    assert_eq!(whats(&page(&stage, Platform::X).calls), [], "nothing was asked yet");
    let post = stage.signed(&text(Platform::X), 5);
    stage.posted(post).await;
    let story = stage.clinic().post(post).correlation_id;
    let before = page(&stage, Platform::X);
    let publish = before.calls.iter().find(|call| call.what == "Publish a post").unwrap();
    assert_eq!((publish.end, publish.status, publish.correlation_id), (CallEnd::Answered, Some(201), Some(story)));
    assert_eq!((publish.method.as_str(), publish.template.as_str()), ("POST", "/2/tweets"));
    let others = page(&stage, Platform::Facebook).calls;
    assert!(others.iter().all(|call| call.what != "Publish a post"), "another channel's calls are its own: {others:?}");
    stage.close().await;
    stage.open();
    assert_eq!(whats(&page(&stage, Platform::X).calls), whats(&before.calls));
    let shown = format!("{:?}", page(&stage, Platform::X).calls);
    for private in [cast::X_TOKEN, "We are open", "127.0.0.1", "://", cast::X_ID] {
        assert!(!shown.contains(private), "{private:?} is on record: {shown}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_called_last_is_on_record_although_nobody_looked() {
    let mut stage = Stage::set().await;
    let post = stage.signed(&text(Platform::Facebook), 5);
    stage.posted(post).await;
    stage.close().await;
    stage.open();
    let calls = page(&stage, Platform::Facebook).calls;
    assert_eq!(whats(&calls)[0], ("Publish a post", CallEnd::Answered));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_used_of_an_allowance_is_kept_and_honoured_across_a_restart() {
    let mut stage = Stage::set().await;
    let post = stage.signed(&text(Platform::X), 5);
    stage.fault(Practised::X, X_POSTS, 0, 1, Action::TooMany { reset_after_ms: 10 * Millis::MINUTE });
    stage.until(post, &[DisplayState::Retrying], 10).await;
    let opens = {
        let page = page(&stage, Platform::X);
        let posts = page.allowances.iter().find(|it| it.what == "Posts in 15 minutes").unwrap().clone();
        assert_eq!((posts.used, posts.allowed, posts.closed), (100, 100, true));
        assert!(page.resting.unwrap().contains("X asked for a pause"));
        let opens = posts.opens.unwrap().at;
        assert_eq!(page.channel.rests_until.unwrap().at, opens, "a pause ends exactly when the platform said");
        opens
    };
    stage.close().await;
    stage.open();
    assert!(page(&stage, Platform::X).allowances.iter().any(|it| it.closed), "the restart forgot it");
    let asked = stage.asked(X_POSTS);
    stage.clinic().advance_awake(opens.since(stage.clock.now()) - 1_000);
    stage.close().await;
    stage.open();
    assert_eq!(stage.asked(X_POSTS), asked, "it was asked before the allowance opened");
    stage.posted(post).await;
    assert_eq!(stage.asked(X_POSTS), asked + 1);
    stage.holds_exactly(&[post]);
    let posts = page(&stage, Platform::X).allowances.into_iter().find(|it| it.what == "Posts in 15 minutes").unwrap();
    assert!(!posts.closed && posts.used >= 1, "{posts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_would_find_nothing_left_is_not_made() {
    let mut stage = Stage::set().await;
    let me = Fault {
        platform: Practised::X,
        endpoint: Endpoint::at(X_ME.0, X_ME.1),
        skip: 0,
        times: 1,
        action: Action::TooMany { reset_after_ms: 5 * Millis::MINUTE },
    };
    stage.control().script(me);
    let refused = test(&stage, Platform::X).await;
    assert!(!refused.good && refused.sentence.contains("asks for a pause"), "{}", refused.sentence);
    assert_eq!(stage.asked(X_ME), 1);
    stage.close().await;
    stage.open();
    let again = test(&stage, Platform::X).await;
    assert!(again.sentence.contains("allows this channel no more calls for now"), "{}", again.sentence);
    assert_eq!(stage.asked(X_ME), 1, "the platform was asked all the same");
    let calls = page(&stage, Platform::X).calls;
    assert_eq!(calls[0].end, CallEnd::NotSent);
    assert_eq!(calls[1].end, CallEnd::Paused);
    stage.clinic().advance_awake(5 * Millis::MINUTE + 1_000);
    assert!(test(&stage, Platform::X).await.good);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_rests_while_another_posts_and_goes_on_by_itself() {
    let mut stage = Stage::set().await;
    let resting = stage.signed(&text(Platform::X), 5);
    let other = stage.signed(&text(Platform::Facebook), 6);
    // Another endpoint's allowance: nothing but the rest holds the post back.
    stage.fault(Practised::X, X_ME, 0, 1, Action::TooMany { reset_after_ms: 12 * Millis::MINUTE });
    assert!(!test(&stage, Platform::X).await.good);
    let until = page(&stage, Platform::X).channel.rests_until.unwrap().at;
    stage.close().await;
    stage.open();
    assert_eq!(page(&stage, Platform::X).channel.rests_until.map(|it| it.at), Some(until), "the rest is on disk");
    stage.posted(other).await;
    assert!(stage.clock.now() < until, "the other channel waited for this one");
    assert_eq!(page(&stage, Platform::Facebook).resting, None);
    stage.clinic().advance_awake(until.since(stage.clock.now()) - 1_000);
    stage.close().await;
    stage.open();
    assert_eq!(stage.clinic().post(resting).delivery.unwrap().attempts.len(), 0, "nothing is claimed while it rests");
    stage.posted(resting).await;
    assert!(stage.clock.now() >= until);
    stage.holds_exactly(&[resting, other]);
    assert_eq!(page(&stage, Platform::X).resting, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_rest_made_too_late_says_so() {
    let stage = Stage::set().await;
    let post = stage.signed(&text(Platform::X), 5);
    stage.fault(Practised::X, X_ME, 0, 1, Action::TooMany { reset_after_ms: 60 * Millis::MINUTE });
    assert!(!test(&stage, Platform::X).await.good);
    let missed = stage.until(post, &[DisplayState::Missed], 90).await;
    let said = missed.delivery.unwrap().message.unwrap();
    assert!(said.contains("asked for a pause") && said.contains("Choose a new time"), "{said}");
    stage.holds_exactly(&[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn troubles_grow_the_rest_and_a_good_answer_ends_it_but_being_offline_is_none() {
    let mut stage = Stage::set().await;
    let rests = |stage: &Stage| page(stage, Platform::X).channel.rests_until.map(|it| it.at.since(stage.clock.now()));
    stage.fault(Practised::X, X_ME, 0, 3, Action::ServerError { after_accept: false, status: 503 });
    let mut before = 0;
    for _ in 0..3 {
        assert!(!test(&stage, Platform::X).await.good);
        let rest = rests(&stage).unwrap();
        assert!(rest >= 15_000 && rest > before, "{rest} after {before}");
        before = rest;
    }
    assert!(page(&stage, Platform::X).resting.unwrap().contains("3 times in a row"));
    assert!(test(&stage, Platform::X).await.good);
    assert_eq!(rests(&stage), None, "it answered well");
    stage.close().await;
    stage.network_down().await;
    // Opened anew it has no connection left that a platform could break off in the middle of a call.
    stage.open();
    stage.clinic().as_receptionist();
    let offline = test(&stage, Platform::X).await;
    assert!(offline.sentence.contains("could not be reached"), "{}", offline.sentence);
    assert_eq!(rests(&stage), None, "nobody was asked, so nobody failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_finds_a_dead_token_and_mends_it_when_it_is_good_again() {
    let stage = Stage::set().await;
    let account = stage.control().accounts().into_iter().find(|it| it.token == cast::X_TOKEN).unwrap();
    assert!(test(&stage, Platform::X).await.good);
    stage.control().revoke_token(&account).unwrap();
    let dead = test(&stage, Platform::X).await;
    assert!(!dead.good && dead.sentence.contains("connect the channel again"), "{}", dead.sentence);
    assert!(dead.detail.unwrap().starts_with("401"));
    assert_eq!(dead.channel.connection, ChannelConnection::Refused);
    let shown = page(&stage, Platform::X);
    let state = |kind| shown.abilities.iter().find(|it| it.kind == kind).unwrap().state;
    assert_eq!(
        (state(AbilityKind::Text), state(AbilityKind::ReadBack)),
        (AbilityState::ByHand, AbilityState::NotReady)
    );
    stage.control().restore_token(&account).unwrap();
    let good = test(&stage, Platform::X).await;
    assert!(good.good && good.sentence.contains("again"), "{}", good.sentence);
    assert_eq!(good.channel.connection, ChannelConnection::Connected);
    assert_eq!(good.channel.problem, None);
    assert!(stage.control().ledger().is_empty(), "a test changes nothing there");
    let post = stage.signed(&text(Platform::X), 5);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_without_a_connection_has_nothing_to_test_and_is_a_person_s() {
    let stage = Stage::set().await;
    stage.clinic().as_doctor();
    let id = stage.clinic().channel(Platform::Linkedin).id;
    done(stage.clinic().api().disconnect(&ChannelRef { id }));
    let refused = stage.clinic().api().test_channel(&ChannelRef { id }).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::Stale);
    let shown = page(&stage, Platform::Linkedin);
    assert!(shown.abilities.iter().all(|it| it.state != AbilityState::Ready), "{:?}", shown.abilities);
    assert!(shown.allowance_note.unwrap().contains("LinkedIn does not say"));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_credential_begins_anew() {
    let stage = Stage::set().await;
    stage.fault(Practised::X, X_ME, 0, 1, Action::TooMany { reset_after_ms: 60 * Millis::MINUTE });
    assert!(!test(&stage, Platform::X).await.good);
    stage.clinic().as_doctor();
    done(stage.clinic().api().connect(Platform::X, &Secret::new(cast::X_TOKEN.into()), None).await);
    let shown = page(&stage, Platform::X);
    assert!(shown.channel.rests_until.is_none() && shown.allowances.iter().all(|it| !it.closed), "{shown:?}");
    assert!(test(&stage, Platform::X).await.good);
    let _: Value = stage.clinic().call("activity_verify", Value::Null);
}
