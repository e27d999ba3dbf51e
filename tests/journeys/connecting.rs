//! Signing in at a platform in the browser, and how long that lasts: a channel is connected through the clinic's own app,
//! what ends is told ahead, and whatever comes back that is not this sign-in's answer changes nothing.

use countersign_core::api::types::{
    Channel, ChannelRef, LoginState, PlanIssueKind, PlanVerdict, Post, SignInStanding, StepState, Today,
};
use countersign_core::clinic::ChannelConnection;
use countersign_core::error::ErrorCode;
use countersign_core::model::zone::Zone;
use countersign_core::model::{ChannelId, Content, CredentialRef, Login, Millis, PartRole, Platform, PostId, Secret};
use countersign_core::ports::VaultFault;
use countersign_practice::{Action, cast};
use countersign_tests::browser::{allow_but, cancel};
use countersign_tests::clinic::{Instead, ZONE, vault_options};
use countersign_tests::http::{get, get_as};
use countersign_tests::sent::as_it_was;
use countersign_tests::stage::{Stage, and};
use countersign_vault::Vault;
use serde_json::{Value, json};
use tokio::net::TcpListener;

pub(crate) fn state(stage: &Stage) -> LoginState {
    stage.clinic().call("login_state", Value::Null)
}

/// Waits until the sign-in is where `seen` wants it.
pub(crate) async fn until<T>(stage: &Stage, seen: impl Fn(&LoginState) -> Option<T>) -> T {
    let waiting = async {
        loop {
            let changed = stage.clinic().changed();
            if let Some(found) = seen(&state(stage)) {
                return found;
            }
            changed.await;
        }
    };
    let found = tokio::time::timeout(std::time::Duration::from_secs(20), waiting).await;
    found.unwrap_or_else(|_| panic!("it is {:?}", state(stage)))
}

/// A stage on which the doctor, who administrates, is signed in, with the clinic's own app handed in.
async fn stage_with_an_app() -> Stage {
    let stage = Stage::set().await;
    drop(stage.redirect(Login::Facebook));
    stage.clinic().as_doctor();
    hand_in(&stage, cast::FACEBOOK_APP_SECRET);
    stage
}

fn hand_in(stage: &Stage, secret: &str) {
    let secret = Secret::new(secret.to_owned());
    stage.clinic().api().set_login_app(Login::Facebook, cast::FACEBOOK_APP_ID, Some(&secret)).unwrap();
}

async fn begin(stage: &Stage) -> String {
    stage.clinic().api().begin_login(Login::Facebook, None).await.unwrap()
}

pub(crate) async fn offered(stage: &Stage) -> Vec<String> {
    until(stage, |state| {
        let LoginState::Choosing { offers, .. } = state else { return None };
        Some(offers.iter().map(|offer| offer.account_id.clone()).collect())
    })
    .await
}

pub(crate) async fn failed(stage: &Stage) -> (String, String) {
    until(stage, |state| {
        let LoginState::Failed { message, detail, .. } = state else { return None };
        Some((message.clone(), detail.clone()))
    })
    .await
}

fn facebook(stage: &Stage) -> Channel {
    stage.clinic().channels().into_iter().find(|channel| channel.account_id == cast::FACEBOOK_PAGE_ID).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_chosen_in_the_browser_and_posted_on_with_a_token_of_its_own() {
    let stage = stage_with_an_app().await;
    let sister = stage.control().add_sister_page(cast::FACEBOOK_PAGE_ID, "Hilltop Dental Clinic").unwrap();
    let address = begin(&stage).await;
    assert!(matches!(state(&stage), LoginState::Waiting { login: Login::Facebook, .. }));
    let back = allow_but(&address, &[]).await;
    assert_eq!(get(&back).await.status, 200);
    assert_eq!(offered(&stage).await, [cast::FACEBOOK_PAGE_ID.to_owned(), sister.id.clone()]);
    let channel = stage.clinic().api().choose_login(&sister.id).unwrap();
    assert_eq!((channel.account_id, channel.account_name), (sister.id, "Hilltop Dental Clinic".to_owned()));
    assert_eq!(channel.connection, ChannelConnection::Connected);
    let sign_in = channel.sign_in.unwrap();
    assert_eq!(
        (sign_in.login, sign_in.days, sign_in.standing),
        (Some(Login::Facebook), Some(90), SignInStanding::Lasts)
    );
    assert!(sign_in.missing.is_empty() && sign_in.sentence.is_none(), "{sign_in:?}");
    assert!(matches!(state(&stage), LoginState::Connected { .. }));

    // The Page that was there is connected anew, in its place, and posts with the token that came of it.
    let address = begin(&stage).await;
    get(&allow_but(&address, &[]).await).await;
    offered(&stage).await;
    let before = facebook(&stage).id;
    let again = stage.clinic().api().choose_login(cast::FACEBOOK_PAGE_ID).unwrap();
    assert_eq!(again.id, before, "the same account is the same channel");
    as_it_was("signing_in_on_facebook", &stage, countersign_practice::Platform::Facebook);
    stage.clinic().as_receptionist();
    let post = stage.signed(&Content::of_text(Platform::Facebook, "We are open on Saturday."), 10);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_answer_this_sign_in_changes_nothing() {
    let stage = stage_with_an_app().await;
    let address = begin(&stage).await;
    let back = allow_but(&address, &[]).await;
    let (there, query) = back.trim_end_matches("#_").split_once('?').unwrap();
    let code = query.split('&').find(|pair| pair.starts_with("code=")).unwrap();
    for wrong in [format!("{code}&state=guessed"), code.to_owned(), String::new(), "error=access_denied".to_owned()] {
        let answer = get(&format!("{there}?{wrong}")).await;
        assert_eq!(answer.status, 400, "{wrong}: {}", answer.body);
    }
    let foreign = get_as(back.trim_end_matches("#_"), "clinic.example:80").await;
    assert_eq!(foreign.status, 421, "{}", foreign.body);
    assert_eq!(get(&format!("{}/elsewhere", there.trim_end_matches("/facebook"))).await.status, 404);
    assert!(matches!(state(&stage), LoginState::Waiting { .. }), "still waiting for the right one");
    assert_eq!(get(&back).await.status, 200);
    offered(&stage).await;
    let twice = tokio::net::TcpStream::connect(there.trim_start_matches("http://").trim_end_matches("/facebook")).await;
    assert!(twice.is_err(), "nobody listens any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_sign_in_says_so_and_can_be_begun_again() {
    let stage = stage_with_an_app().await;
    let back = cancel(&begin(&stage).await).await;
    assert!(get(&back).await.body.contains("Nothing was connected"));
    let (message, detail) = failed(&stage).await;
    assert!(message.contains("cancelled at Facebook") && detail.contains("access_denied"), "{message} {detail}");
    // A second one ends the first, and takes its port.
    begin(&stage).await;
    let address = begin(&stage).await;
    get(&allow_but(&address, &[]).await).await;
    offered(&stage).await;
    stage.clinic().api().end_login().await.unwrap();
    assert!(matches!(state(&stage), LoginState::None));
    let over = stage.clinic().api().choose_login(cast::FACEBOOK_PAGE_ID).unwrap_err();
    assert_eq!(over.code(), ErrorCode::Stale);
}

/// What somebody wrote for a channel, with a time.
pub(crate) fn written(stage: &Stage, channel: &ChannelId, content: &Content) -> PostId {
    let post: Post = stage.clinic().call("post_create", json!({ "channel_id": channel }));
    let id = post.summary.id;
    let save = json!({ "id": id, "base_revision": post.revision_id, "content": content });
    let _: Post = stage.clinic().call("post_save", save);
    stage.clinic().plan_in(id, 5);
    id
}

/// The sentence that a comment is refused with on a channel: before it is sent to the doctor, and by the signature.
pub(crate) fn refused_with_its_comment(stage: &Stage, channel: &ChannelId, content: &Content) -> String {
    stage.clinic().as_receptionist();
    let post = written(stage, channel, content);
    let sentence = stage.clinic().post(post).report.comments_not.unwrap();
    let refused = stage.clinic().refused("post_submit", json!({ "id": post }));
    assert!(refused.message.contains(&sentence), "{refused:?}");
    assert!(stage.clinic().sign(post).is_err());
    assert_eq!(stage.control().ledger(), [], "nothing of it went out");
    sentence
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_that_are_missing_are_named_and_those_it_can_do_without_are_shown() {
    let stage = stage_with_an_app().await;
    let back = allow_but(&begin(&stage).await, &["pages_manage_posts"]).await;
    get(&back).await;
    let (message, detail) = failed(&stage).await;
    assert!(message.contains("publish posts") && detail.contains("pages_manage_posts"), "{message} {detail}");
    let back = allow_but(&begin(&stage).await, &["pages_manage_engagement"]).await;
    get(&back).await;
    offered(&stage).await;
    let channel = stage.clinic().api().choose_login(cast::FACEBOOK_PAGE_ID).unwrap();
    let missing = channel.sign_in.unwrap().missing;
    assert_eq!(missing.len(), 1);
    assert!(missing[0].purpose.contains("first comment") && !missing[0].required);
    // So no post is signed with one.
    let content =
        and(Content::of_text(Platform::Facebook, "We are open."), PartRole::FirstComment, "Parking is behind.");
    let said = refused_with_its_comment(&stage, &channel.id, &content);
    assert!(said.contains("connect the channel again and allow"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_secret_of_the_app_is_told_apart_and_marked_at_its_step() {
    let stage = stage_with_an_app().await;
    hand_in(&stage, "practice-wrong-secret-0000");
    get(&allow_but(&begin(&stage).await, &[]).await).await;
    let (message, detail) = failed(&stage).await;
    assert!(message.contains("App secret") && detail.contains("client secret"), "{message} {detail}");
    let step = || {
        let ways: Value = stage.clinic().call("login_list", Value::Null);
        assert_eq!(ways[0]["login"], "facebook");
        let steps = ways[0]["steps"].as_array().unwrap().clone();
        let step = steps.into_iter().find(|step| step["takes_app"] == true).unwrap();
        serde_json::from_value::<StepState>(step["state"].clone()).unwrap()
    };
    assert_eq!(step(), StepState::Wrong);
    hand_in(&stage, cast::FACEBOOK_APP_SECRET);
    assert_eq!(step(), StepState::Done);
    let refused = stage.clinic().api().set_login_app(Login::Facebook, "my app", Some(&Secret::new("x".into())));
    assert_eq!(refused.unwrap_err().code(), ErrorCode::Invalid);
    let empty = stage.clinic().api().set_login_app(Login::Facebook, cast::FACEBOOK_APP_ID, None);
    assert!(empty.unwrap_err().to_string().contains("App secret"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_person_did_not_allow_is_no_fault_of_the_app() {
    let stage = stage_with_an_app().await;
    get(&allow_but(&begin(&stage).await, &["pages_manage_posts"]).await).await;
    failed(&stage).await;
    let ways: Value = stage.clinic().call("login_list", Value::Null);
    let steps = ways[0]["steps"].as_array().unwrap();
    assert!(steps.iter().all(|step| step["state"] != "wrong"), "{steps:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_was_removed_meanwhile_is_not_connected_again() {
    let stage = stage_with_an_app().await;
    let channel = facebook(&stage).id;
    let address = stage.clinic().api().begin_login(Login::Facebook, Some(channel)).await.unwrap();
    get(&allow_but(&address, &[]).await).await;
    offered(&stage).await;
    let _: Value = stage.clinic().call("channel_remove", json!({ "id": channel }));
    let gone = stage.clinic().api().choose_login(cast::FACEBOOK_PAGE_ID).unwrap_err();
    assert_eq!(gone.code(), ErrorCode::NotFound);
    assert!(stage.clinic().channels().iter().all(|it| it.platform != Platform::Facebook));
    let x = stage.clinic().channels().into_iter().find(|it| it.platform == Platform::X).unwrap().id;
    let other = stage.clinic().api().begin_login(Login::Facebook, Some(x)).await.unwrap_err();
    assert_eq!(other.code(), ErrorCode::NotFound, "a channel of another platform");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_sign_in_brought_is_not_kept_for_whoever_comes_by_later() {
    let stage = stage_with_an_app().await;
    get(&allow_but(&begin(&stage).await, &[]).await).await;
    offered(&stage).await;
    stage.clock.advance(11 * Millis::MINUTE);
    stage.clinic().as_doctor();
    let over = stage.clinic().api().choose_login(cast::FACEBOOK_PAGE_ID).unwrap_err();
    assert_eq!(over.code(), ErrorCode::Stale);
    assert!(matches!(state(&stage), LoginState::None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_is_taken_is_said_before_any_browser_opens() {
    let stage = stage_with_an_app().await;
    let redirect = stage.redirect(Login::Facebook);
    let port = redirect.trim_start_matches("http://localhost:").trim_end_matches("/facebook");
    let other = TcpListener::bind(format!("127.0.0.1:{port}")).await.unwrap();
    let refused = stage.clinic().api().begin_login(Login::Facebook, None).await.unwrap_err();
    assert!(refused.to_string().contains(&format!("uses port {port}")), "{refused}");
    assert!(matches!(state(&stage), LoginState::None));
    drop(other);
    begin(&stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_account_is_no_new_connection_of_a_channel() {
    let stage = stage_with_an_app().await;
    let sister = stage.control().add_sister_page(cast::FACEBOOK_PAGE_ID, "Hilltop Dental Clinic").unwrap();
    let channel = facebook(&stage).id;
    let address = stage.clinic().api().begin_login(Login::Facebook, Some(channel)).await.unwrap();
    get(&allow_but(&address, &[]).await).await;
    offered(&stage).await;
    let refused = stage.clinic().api().choose_login(&sister.id).unwrap_err();
    assert!(refused.to_string().contains("is another account"), "{refused}");
    assert_eq!(stage.clinic().api().choose_login(cast::FACEBOOK_PAGE_ID).unwrap().id, channel);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_an_administrator_signs_in_anywhere() {
    let stage = stage_with_an_app().await;
    stage.clinic().as_receptionist();
    let api = stage.clinic().api();
    for refused in [
        api.begin_login(Login::Facebook, None).await.map(drop),
        api.choose_login(cast::FACEBOOK_PAGE_ID).map(drop),
        api.end_login().await,
        api.forget_login_app(Login::Facebook),
        api.set_login_app(Login::Facebook, "1", Some(&Secret::new("x".into()))),
    ] {
        assert_eq!(refused.unwrap_err().code(), ErrorCode::NotAllowed);
    }
    assert_eq!(stage.clinic().refused("login_state", Value::Null).code, ErrorCode::NotAllowed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_ends_is_told_a_week_ahead_and_at_every_later_time_of_a_post() {
    let stage = stage_with_an_app().await;
    get(&allow_but(&begin(&stage).await, &[]).await).await;
    offered(&stage).await;
    let channel = stage.clinic().api().choose_login(cast::FACEBOOK_PAGE_ID).unwrap();
    let ends = channel.sign_in.unwrap().ends.unwrap();
    stage.clinic().as_receptionist();
    let post = stage.planned(&Content::of_text(Platform::Facebook, "Come in."), 30);
    let said = |days: i64| {
        let face = Zone::named(ZONE).unwrap().clock_at(ends.at.plus(days * Millis::DAY));
        let cells = json!([{ "date": face.date(), "time": face.time() }]);
        let verdicts: Vec<PlanVerdict> = stage.clinic().call("plan_check", json!({ "post_id": post, "cells": cells }));
        verdicts.into_iter().flat_map(|it| it.issues).find(|it| it.kind == PlanIssueKind::SignInEnds)
    };
    assert!(said(-1).is_none());
    assert!(said(1).unwrap().message.contains(&ends.day_label));
    let today = || stage.clinic().call::<Today>("today_get", Value::Null).sign_ins;
    assert!(today().is_empty());
    let later = |days: i64| {
        stage.clock.advance(days * Millis::DAY);
        stage.clinic().as_receptionist();
    };
    later(84);
    let told = today();
    assert_eq!(told.len(), 1);
    let sentence = told[0].sign_in.as_ref().unwrap().sentence.clone().unwrap();
    assert!(sentence.contains("ends on") && sentence.contains(&ends.day_label), "{sentence}");
    later(7);
    assert_eq!(today()[0].sign_in.as_ref().unwrap().standing, SignInStanding::Ended);
}

/// A stage on which the clinic's account on Instagram is connected by its own login.
async fn stage_on_instagram() -> (Stage, Channel) {
    let stage = Stage::set().await;
    drop(stage.redirect(Login::Instagram));
    stage.clinic().as_doctor();
    let secret = Secret::new(cast::INSTAGRAM_APP_SECRET.to_owned());
    let api = stage.clinic().api();
    api.set_login_app(Login::Instagram, cast::INSTAGRAM_APP_ID, Some(&secret)).unwrap();
    let address = api.begin_login(Login::Instagram, None).await.unwrap();
    get(&allow_but(&address, &[]).await).await;
    assert_eq!(offered(&stage).await, [cast::INSTAGRAM_ID]);
    let channel = stage.clinic().api().choose_login(cast::INSTAGRAM_ID).unwrap();
    (stage, channel)
}

fn instagram(stage: &Stage) -> Channel {
    stage.clinic().channels().into_iter().find(|channel| channel.platform == Platform::Instagram).unwrap()
}

/// Lets so many days go by, and waits until the sign-in is as `seen` wants it.
async fn after_days(stage: &Stage, days: i64, seen: impl Fn(&Channel) -> bool) -> Channel {
    stage.clock.advance(days * Millis::DAY);
    stage.clinic().as_receptionist();
    let waiting = async {
        loop {
            let changed = stage.clinic().changed();
            let channel = instagram(stage);
            if seen(&channel) {
                return channel;
            }
            changed.await;
        }
    };
    let found = tokio::time::timeout(std::time::Duration::from_secs(20), waiting).await;
    found.unwrap_or_else(|_| panic!("it is {:?}", instagram(stage)))
}

fn days(channel: &Channel) -> i64 {
    channel.sign_in.as_ref().unwrap().days.unwrap()
}

const RENEWAL: (&str, &str) = ("GET", "/refresh_access_token");

#[tokio::test(flavor = "multi_thread")]
async fn an_account_on_instagram_signs_in_for_itself_and_is_renewed_long_before_its_end() {
    let (stage, channel) = stage_on_instagram().await;
    assert_eq!(channel.account_name, format!("@{}", cast::INSTAGRAM_USERNAME));
    let sign_in = channel.sign_in.as_ref().unwrap();
    assert!(sign_in.renews && sign_in.missing.is_empty(), "{sign_in:?}");
    assert_eq!(days(&channel), 59);
    let renewed = after_days(&stage, 31, |channel| days(channel) > 50).await;
    assert_eq!(renewed.connection, ChannelConnection::Connected);
    let again = after_days(&stage, 31, |channel| days(channel) > 50).await;
    assert_eq!(again.sign_in.unwrap().standing, SignInStanding::Lasts);
    let asked = stage.control().request_log();
    let renewals = asked.iter().filter(|request| request.endpoint == RENEWAL.1).count();
    assert_eq!(renewals, 2, "each renewal is asked for once");
    as_it_was("a_renewal_on_instagram", &stage, countersign_practice::Platform::Instagram);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_of_the_platform_ends_no_sign_in_and_its_refusal_does() {
    let (stage, _) = stage_on_instagram().await;
    let fault = Action::ServerError { after_accept: false, status: 503 };
    stage.fault(countersign_practice::Platform::Instagram, RENEWAL, 0, 1, fault);
    let late = after_days(&stage, 31, |channel| channel.sign_in.as_ref().unwrap().problem.is_some()).await;
    assert_eq!(late.connection, ChannelConnection::Connected, "a fault of the platform's own ends nothing");
    let sentence = late.sign_in.unwrap().sentence.unwrap();
    assert!(sentence.contains("not renewed yet"), "{sentence}");
    let mended = after_days(&stage, 1, |channel| channel.sign_in.as_ref().unwrap().problem.is_none()).await;
    assert!(days(&mended) > 50);
    let account = stage.control().accounts().into_iter().find(|account| account.id == cast::INSTAGRAM_ID).unwrap();
    stage.control().revoke_token(&account).unwrap();
    let refused = after_days(&stage, 31, |channel| channel.connection == ChannelConnection::Refused).await;
    assert!(refused.problem.unwrap().contains("connect the channel again"));
    let today = stage.clinic().call::<Today>("today_get", Value::Null).sign_ins;
    assert_eq!(today.iter().map(|channel| channel.id).collect::<Vec<_>>(), [refused.id]);
    // Signing in once more mends it, in its place.
    stage.clinic().as_doctor();
    let address = stage.clinic().api().begin_login(Login::Instagram, Some(refused.id)).await.unwrap();
    get(&allow_but(&address, &[]).await).await;
    offered(&stage).await;
    let again = stage.clinic().api().choose_login(cast::INSTAGRAM_ID).unwrap();
    assert_eq!((again.id, again.connection), (refused.id, ChannelConnection::Connected));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_is_disconnected_while_it_is_renewed_stays_disconnected() {
    let (mut stage, channel) = stage_on_instagram().await;
    stage.clinic().as_doctor();
    stage.fault(countersign_practice::Platform::Instagram, RENEWAL, 0, 1, Action::Hold { after_accept: true });
    stage.clock.advance(31 * Millis::DAY);
    stage.clinic().as_doctor();
    stage.control().until_held(1).await;
    stage.clinic().api().disconnect(&ChannelRef { id: channel.id }).unwrap();
    stage.control().release_held();
    let asked = async {
        loop {
            let changed = stage.clinic().changed();
            let page: Value = stage.clinic().call("channel_readiness", json!({ "id": channel.id }));
            if page["calls"].to_string().contains("Renew the sign-in") {
                break;
            }
            tokio::select! {
                () = changed => {}
                () = tokio::task::yield_now() => {}
            }
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), asked).await.unwrap();
    assert_eq!(instagram(&stage).connection, ChannelConnection::Disconnected);
    assert!(instagram(&stage).sign_in.is_none());
    let (folder, with) = (stage.data(), stage.with());
    stage.close().await;
    let vault = Vault::open(&vault_options(&folder, &with, &Instead::default())).unwrap();
    let kept = vault.credentials().reveal(&CredentialRef::for_channel(channel.id));
    assert!(matches!(kept, Err(VaultFault::NotThere)), "what was given after it was forgotten is not kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_that_is_asked_for_twice_at_once_is_made_once() {
    let (stage, _) = stage_on_instagram().await;
    stage.fault(countersign_practice::Platform::Instagram, RENEWAL, 0, 1, Action::Hold { after_accept: true });
    stage.clock.advance(31 * Millis::DAY);
    stage.clinic().as_doctor();
    stage.control().until_held(1).await;
    // An app that is handed in again, and the clock, have it look once more at what is due.
    let secret = Secret::new(cast::INSTAGRAM_APP_SECRET.to_owned());
    stage.clinic().api().set_login_app(Login::Instagram, cast::INSTAGRAM_APP_ID, Some(&secret)).unwrap();
    stage.clock.advance(2 * Millis::MINUTE);
    stage.control().release_held();
    after_days(&stage, 0, |channel| days(channel) > 50).await;
    after_days(&stage, 1, |channel| days(channel) > 50).await;
    assert_eq!(stage.asked(RENEWAL), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clinic_that_was_closed_for_weeks_renews_when_it_opens() {
    let (mut stage, _) = stage_on_instagram().await;
    stage.close().await;
    stage.clock.advance(45 * Millis::DAY);
    stage.open();
    let renewed = after_days(&stage, 0, |channel| days(channel) > 50).await;
    assert_eq!(renewed.connection, ChannelConnection::Connected);
}
