//! Signing in at X: with a proof of who asked, on the first port that is free, and renewed every two hours by what is good
//! once. A post waits for the renewal, and a lost answer to one is said to be lost.

use countersign_core::api::types::{Channel, DisplayState, LoginState, SignInStanding, Today};
use countersign_core::clinic::{ChannelConnection, next_renewal};
use countersign_core::model::{Content, Login, Millis, Platform, Secret};
use countersign_core::publish::RemovalState;
use countersign_practice::{Action, Platform as Practised, cast, templates};
use countersign_tests::browser::{allow_but, cancel};
use countersign_tests::http::get;
use countersign_tests::sent::as_it_was;
use countersign_tests::stage::Stage;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::connecting::{failed, offered, state};

const TOKEN: (&str, &str) = ("POST", templates::x::TOKEN);
const HOUR: i64 = 60 * Millis::MINUTE;

/// A stage on which the doctor is signed in, with the clinic's own app handed in: with its secret, or without one.
async fn stage_with(id: &str, secret: Option<&str>) -> Stage {
    let stage = Stage::set().await;
    drop(stage.redirect(Login::X));
    stage.clinic().as_doctor();
    hand_in(&stage, id, secret);
    stage
}

fn hand_in(stage: &Stage, id: &str, secret: Option<&str>) {
    let secret = secret.map(|secret| Secret::new(secret.to_owned()));
    stage.clinic().api().set_login_app(Login::X, id, secret.as_ref()).unwrap();
}

async fn begin(stage: &Stage) -> String {
    stage.clinic().api().begin_login(Login::X, None).await.unwrap()
}

async fn connected(stage: &Stage) -> Channel {
    get(&allow_but(&begin(stage).await, &[]).await).await;
    assert_eq!(offered(stage).await, [cast::X_ID]);
    stage.clinic().api().choose_login(cast::X_ID).unwrap()
}

fn x(stage: &Stage) -> Channel {
    stage.clinic().channels().into_iter().find(|channel| channel.platform == Platform::X).unwrap()
}

/// Waits until so many tokens were asked for, and the channel is as `seen` wants it.
async fn until(stage: &Stage, asked: usize, seen: impl Fn(&Channel) -> bool) -> Channel {
    let waiting = async {
        loop {
            let changed = stage.clinic().changed();
            let channel = x(stage);
            if stage.asked(TOKEN) >= asked && seen(&channel) {
                return channel;
            }
            tokio::select! {
                () = changed => {}
                () = tokio::task::yield_now() => {}
            }
        }
    };
    let found = tokio::time::timeout(std::time::Duration::from_secs(20), waiting).await;
    found.unwrap_or_else(|_| panic!("{} asked, it is {:?}", stage.asked(TOKEN), x(stage)))
}

/// Waits until so many tokens were asked for, and what came of each is written down: before that a clock that moves on would put
/// the next try off.
async fn refused(stage: &Stage, asked: usize) {
    let below = stage.clinic().below();
    let none_is_due = || below.read(next_renewal).unwrap().is_none_or(|next| next > stage.clock.now());
    until(stage, asked, |channel| channel.sign_in.as_ref().unwrap().problem.is_some() && none_is_due()).await;
}

fn later(stage: &Stage, by: i64) {
    stage.clock.advance(by);
    stage.clinic().as_receptionist();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_signs_in_with_an_app_of_either_kind_and_a_proof_of_who_asked() {
    for (id, secret) in [(cast::X_APP_ID, None), (cast::X_WEB_APP_ID, Some(cast::X_WEB_APP_SECRET))] {
        let stage = stage_with(id, secret).await;
        let address = begin(&stage).await;
        assert!(address.contains("code_challenge_method=S256") && address.contains("code_challenge="), "{address}");
        assert!(!address.contains("code_verifier"), "the proof itself goes with the code alone");
        let channel = connected(&stage).await;
        as_it_was(
            if secret.is_some() { "signing_in_on_x_with_a_secret" } else { "signing_in_on_x" },
            &stage,
            Practised::X,
        );
        assert_eq!(
            (channel.account_name, channel.connection),
            ("@lakeside_clinic".to_owned(), ChannelConnection::Connected)
        );
        let sign_in = channel.sign_in.unwrap();
        assert_eq!((sign_in.login, sign_in.standing, sign_in.renews), (Some(Login::X), SignInStanding::Lasts, true));
        assert!(sign_in.days.unwrap() > 170 && sign_in.missing.is_empty() && sign_in.sentence.is_none(), "{sign_in:?}");
        stage.clinic().as_receptionist();
        let post = stage.signed(&Content::of_text(Platform::X, "We are open on Saturday."), 10);
        stage.posted(post).await;
        stage.holds_exactly(&[post]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_port_gives_way_to_the_next_and_all_of_them_are_on_the_page() {
    let stage = stage_with(cast::X_APP_ID, None).await;
    let ways: Value = stage.clinic().call("login_list", Value::Null);
    let way = ways.as_array().unwrap().iter().find(|way| way["login"] == "x").unwrap().clone();
    let shown: Vec<String> = serde_json::from_value(way["redirects"].clone()).unwrap();
    assert_eq!((shown.len(), shown[0].clone()), (3, format!("http://127.0.0.1:{}/x", stage.first_port())));
    let other = TcpListener::bind(("127.0.0.1", stage.first_port())).await.unwrap();
    let back = allow_but(&begin(&stage).await, &[]).await;
    assert!(back.starts_with(&shown[1]), "{back}");
    get(&back).await;
    offered(&stage).await;
    drop(other);
    let mut all = Vec::new();
    for address in &shown {
        let address = address.trim_start_matches("http://").trim_end_matches("/x");
        all.push(TcpListener::bind(address).await.unwrap());
    }
    let refused = stage.clinic().api().begin_login(Login::X, None).await.unwrap_err();
    assert!(refused.to_string().contains("all of its ports"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_in_the_browser_is_told_apart() {
    let stage = stage_with(cast::X_WEB_APP_ID, Some("practice-wrong-secret")).await;
    get(&cancel(&begin(&stage).await).await).await;
    assert!(failed(&stage).await.0.contains("cancelled at X"));
    get(&allow_but(&begin(&stage).await, &[]).await).await;
    let (message, detail) = failed(&stage).await;
    assert!(message.contains("Client Secret") && detail.contains("authorization header"), "{message} {detail}");
    hand_in(&stage, cast::X_WEB_APP_ID, Some(cast::X_WEB_APP_SECRET));
    let back = allow_but(&begin(&stage).await, &[]).await;
    // X's codes are good for half a minute.
    stage.clock.advance(31_000);
    get(&back).await;
    let (message, _) = failed(&stage).await;
    assert!(message.contains("half a minute"), "{message}");
    assert!(matches!(state(&stage), LoginState::Failed { .. }));
    connected(&stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_renews_is_good_once_and_each_renewal_is_asked_for_once() {
    let stage = stage_with(cast::X_APP_ID, None).await;
    connected(&stage).await;
    let ends = |channel: &Channel| channel.sign_in.as_ref().unwrap().ends.as_ref().unwrap().at;
    for round in 2..5 {
        let before = ends(&x(&stage));
        later(&stage, 95 * Millis::MINUTE);
        // Kept, and not only asked for: a later one is told by it.
        let channel = until(&stage, round, |channel| ends(channel) > before).await;
        assert_eq!(channel.connection, ChannelConnection::Connected);
    }
    stage.fault(Practised::X, TOKEN, 0, 1, Action::Hold { after_accept: true });
    let before = ends(&x(&stage));
    later(&stage, 95 * Millis::MINUTE);
    stage.control().until_held(1).await;
    stage.clinic().as_doctor();
    hand_in(&stage, cast::X_APP_ID, None);
    stage.clock.advance(2 * Millis::MINUTE);
    stage.control().release_held();
    until(&stage, 5, |channel| ends(channel) > before).await;
    later(&stage, 95 * Millis::MINUTE);
    let after = until(&stage, 6, |_| true).await;
    assert_eq!((after.connection, stage.asked(TOKEN)), (ChannelConnection::Connected, 6));
    as_it_was("a_renewal_on_x", &stage, Practised::X);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_of_a_laptop_that_slept_waits_for_the_renewal_and_then_goes_out() {
    let mut stage = stage_with(cast::X_APP_ID, None).await;
    connected(&stage).await;
    stage.clinic().as_receptionist();
    let post = stage.signed(&Content::of_text(Platform::X, "We are open on Sunday."), 9 * 60);
    stage.close().await;
    stage.clock.advance(9 * HOUR - 30_000);
    stage.open();
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    assert_eq!(x(&stage).connection, ChannelConnection::Connected);
    let refused = stage.control().request_log().into_iter().filter(|call| call.status == Some(401)).count();
    assert_eq!(refused, 0, "nothing was asked with what was over");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_x_refuses_has_the_sign_in_renewed_once_and_the_post_goes_out() {
    let stage = stage_with(cast::X_APP_ID, None).await;
    connected(&stage).await;
    later(&stage, 20 * Millis::MINUTE);
    let post = stage.signed(&Content::of_text(Platform::X, "Flu shots from Monday."), 10);
    stage.fault(Practised::X, ("POST", templates::x::POSTS), 0, 1, Action::TokenExpired);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    assert_eq!((stage.asked(TOKEN), stage.asked(("POST", templates::x::POSTS))), (2, 2));
    assert_eq!(x(&stage).connection, ChannelConnection::Connected);
    // Right after a renewal X means it.
    let second = stage.signed(&Content::of_text(Platform::X, "Flu shots from Tuesday."), 1);
    stage.fault(Practised::X, ("POST", templates::x::POSTS), 0, 1, Action::TokenExpired);
    stage.until(second, &[DisplayState::Failed], 15).await;
    let refused = x(&stage);
    assert_eq!((refused.connection, stage.asked(TOKEN)), (ChannelConnection::Refused, 2));
    assert!(refused.problem.unwrap().contains("connect the channel again"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_a_renewal_that_is_lost_is_said_and_a_person_signs_in_again() {
    let stage = stage_with(cast::X_APP_ID, None).await;
    let before = connected(&stage).await;
    stage.fault(Practised::X, TOKEN, 0, 1, Action::DropAfterAccept);
    later(&stage, 95 * Millis::MINUTE);
    let told = until(&stage, 2, |channel| channel.sign_in.as_ref().unwrap().problem.is_some()).await;
    assert_eq!(told.connection, ChannelConnection::Connected, "what calls carry is good for a while yet");
    assert!(told.sign_in.unwrap().problem.unwrap().contains("asks once more"));
    later(&stage, 15 * Millis::MINUTE);
    let refused = until(&stage, 3, |channel| channel.connection == ChannelConnection::Refused).await;
    assert!(refused.problem.as_ref().unwrap().contains("lost on its way"), "{:?}", refused.problem);
    later(&stage, 8 * HOUR);
    assert_eq!(stage.asked(TOKEN), 3, "it is not asked for again and again");
    stage.clinic().as_doctor();
    let again = connected(&stage).await;
    assert_eq!((again.id, again.connection), (before.id, ChannelConnection::Connected));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_of_x_ends_no_sign_in_and_taking_the_access_back_does() {
    let stage = stage_with(cast::X_APP_ID, None).await;
    connected(&stage).await;
    stage.fault(Practised::X, TOKEN, 0, 1, Action::ServerError { after_accept: false, status: 503 });
    later(&stage, 95 * Millis::MINUTE);
    until(&stage, 2, |channel| channel.sign_in.as_ref().unwrap().problem.is_some()).await;
    later(&stage, 15 * Millis::MINUTE);
    until(&stage, 3, |channel| channel.sign_in.as_ref().unwrap().problem.is_none()).await;
    let account = stage.control().accounts().into_iter().find(|account| account.id == cast::X_ID).unwrap();
    stage.control().revoke_token(&account).unwrap();
    let test: Value = serde_json::to_value(
        stage
            .clinic()
            .api()
            .test_channel(&serde_json::from_value(json!({ "id": x(&stage).id })).unwrap())
            .await
            .unwrap(),
    )
    .unwrap();
    assert_eq!(test["good"], false, "{test}");
    later(&stage, 95 * Millis::MINUTE);
    until(&stage, 3, |channel| channel.connection == ChannelConnection::Refused).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_x_does_not_renew_is_told_on_today_and_fails_what_is_due_in_its_words() {
    let stage = stage_with(cast::X_WEB_APP_ID, Some(cast::X_WEB_APP_SECRET)).await;
    connected(&stage).await;
    // The app's secret was made anew at X, and nobody told the clinic.
    hand_in(&stage, cast::X_WEB_APP_ID, Some("practice-wrong-secret"));
    for asked in 2..5 {
        later(&stage, 95 * Millis::MINUTE);
        refused(&stage, asked).await;
    }
    let told = until(&stage, 4, |channel| channel.sign_in.as_ref().unwrap().standing == SignInStanding::EndsSoon).await;
    let sentence = told.sign_in.unwrap().sentence.unwrap();
    assert!(sentence.contains("could not be renewed") && sentence.contains("nothing goes out"), "{sentence}");
    assert_eq!(told.connection, ChannelConnection::Connected, "X said nothing against the sign-in itself");
    let today: Today = stage.clinic().call("today_get", Value::Null);
    assert!(today.sign_ins.iter().any(|channel| channel.platform == Platform::X), "nobody is told");
    let post = stage.signed(&Content::of_text(Platform::X, "We are open."), 5);
    let failed = stage.until(post, &[DisplayState::Failed, DisplayState::Missed], 60).await;
    let why = failed.delivery.unwrap().message.unwrap();
    assert!(why.contains("could not be renewed"), "{why}");
    stage.holds_exactly(&[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_down_on_no_sign_in_is_given_to_a_person() {
    let stage = stage_with(cast::X_APP_ID, None).await;
    connected(&stage).await;
    stage.clinic().as_receptionist();
    let post = stage.signed(&Content::of_text(Platform::X, "We are open."), 5);
    stage.posted(post).await;
    let account = stage.control().accounts().into_iter().find(|account| account.id == cast::X_ID).unwrap();
    stage.control().revoke_token(&account).unwrap();
    later(&stage, 3 * HOUR);
    until(&stage, 2, |channel| channel.connection == ChannelConnection::Refused).await;
    let _: Value = stage.clinic().call("post_take_down", json!({ "ids": [post] }));
    let mut asked = stage.clinic().post(post);
    for _ in 0..10 {
        if asked.summary.needs.is_some() {
            break;
        }
        stage.steps(1).await;
        asked = stage.clinic().post(post);
    }
    let removal = asked.delivery.unwrap().parts[0].removal.clone().unwrap();
    assert_eq!(removal.state, RemovalState::ByHand, "{removal:?}");
}
