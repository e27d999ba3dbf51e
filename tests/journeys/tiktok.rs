//! An account on TikTok: signing in with part of what is asked for, renewals that are good once, and what is known of a post
//! before it is signed.

use countersign_core::api::types::{Channel, ChannelReadiness, Creator, SignInStanding};
use countersign_core::clinic::ChannelConnection;
use countersign_core::model::{
    Content, Login, Millis, Platform, PlatformOptions, Secret, TiktokConsent, TiktokPost, TiktokPrivacy,
};
use countersign_practice::{Action, Platform as Practised, cast, templates};
use countersign_tests::browser::allow_but;
use countersign_tests::http::get;
use countersign_tests::stage::{Stage, with_film};
use serde_json::json;

use crate::connecting::{failed, offered};

const RENEWAL: (&str, &str) = ("POST", templates::tiktok::TOKEN);
const HOUR: i64 = 60 * Millis::MINUTE;

fn tiktok(stage: &Stage) -> Channel {
    stage.clinic().channels().into_iter().find(|channel| channel.platform == Platform::Tiktok).unwrap()
}

async fn begun(stage: &Stage, declined: &[&str]) {
    drop(stage.redirect(Login::Tiktok));
    stage.clinic().as_doctor();
    let secret = Secret::new(cast::TIKTOK_APP_SECRET.to_owned());
    let api = stage.clinic().api();
    api.set_login_app(Login::Tiktok, cast::TIKTOK_APP_ID, Some(&secret)).unwrap();
    let address = api.begin_login(Login::Tiktok, None).await.unwrap();
    assert!(address.contains("client_key=") && address.contains("code_challenge_method=S256"), "{address}");
    get(&allow_but(&address, declined).await).await;
}

/// A stage on which the clinic's account is connected by TikTok's own sign-in.
async fn signed_in(declined: &[&str]) -> (Stage, Channel) {
    let stage = Stage::set().await;
    begun(&stage, declined).await;
    assert_eq!(offered(&stage).await, [cast::TIKTOK_ID]);
    let channel = stage.clinic().api().choose_login(cast::TIKTOK_ID).unwrap();
    (stage, channel)
}

async fn until(stage: &Stage, seen: impl Fn(&Channel) -> bool) -> Channel {
    let waiting = async {
        loop {
            let changed = stage.clinic().changed();
            let channel = tiktok(stage);
            if seen(&channel) {
                return channel;
            }
            changed.await;
        }
    };
    let found = tokio::time::timeout(std::time::Duration::from_secs(20), waiting).await;
    found.unwrap_or_else(|_| panic!("it is {:?}", tiktok(stage)))
}

/// Lets time go by; whoever was signed in is not any more.
fn later(stage: &Stage, span: i64) {
    stage.clock.advance(span);
    stage.clinic().as_receptionist();
}

fn film(stage: &Stage) -> Content {
    let told =
        TiktokPost { privacy: Some(TiktokPrivacy::Public), consent: Some(TiktokConsent::Music), ..TiktokPost::NEW };
    let content = Content::of_text(Platform::Tiktok, "A look around our new rooms.");
    with_film(stage.clinic(), Content { options: PlatformOptions::Tiktok(told), ..content }, 3)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_signs_in_and_a_post_of_a_laptop_that_slept_waits_for_the_renewal() {
    let (stage, channel) = signed_in(&[]).await;
    assert_eq!((channel.account_name.as_str(), channel.connection), ("@lakesideclinic", ChannelConnection::Connected));
    let sign_in = channel.sign_in.as_ref().unwrap();
    assert!(sign_in.renews && sign_in.missing.is_empty(), "{sign_in:?}");
    assert_eq!((sign_in.standing, sign_in.days.unwrap() >= 179), (SignInStanding::Lasts, true));
    let post = stage.signed(&film(&stage), 9 * 60);
    later(&stage, 9 * HOUR);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    let refused = stage.control().request_log().into_iter().filter(|call| call.status == Some(401)).count();
    assert_eq!(refused, 0, "nothing was asked with what was over");
    assert!(stage.asked(RENEWAL) >= 2, "what renews is good once, and was kept each time");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_of_tiktoks_ends_no_sign_in_and_taking_the_access_back_does() {
    let (stage, _) = signed_in(&[]).await;
    stage.fault(Practised::Tiktok, RENEWAL, 0, 1, Action::ServerError { after_accept: false, status: 503 });
    later(&stage, 100 * Millis::MINUTE);
    until(&stage, |channel| channel.sign_in.as_ref().is_some_and(|it| it.problem.is_some())).await;
    assert_eq!(tiktok(&stage).connection, ChannelConnection::Connected);
    stage.control().revoke_token(&cast::tiktok_account()).unwrap();
    later(&stage, 2 * HOUR);
    let ended = until(&stage, |channel| channel.connection == ChannelConnection::Refused).await;
    assert!(ended.problem.unwrap().contains("connect the channel again"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_that_was_left_out_is_named() {
    let stage = Stage::set().await;
    begun(&stage, &["video.upload"]).await;
    let (message, detail) = failed(&stage).await;
    assert!(message.contains("inbox") && detail.contains("video.upload"), "{message} {detail}");
    // Without the right to publish what remains are drafts, and the channel says so.
    let (stage, channel) = signed_in(&["video.publish"]).await;
    let missing: Vec<String> = channel.sign_in.unwrap().missing.into_iter().map(|right| right.scope).collect();
    assert_eq!(missing, ["video.publish"]);
    let refused = stage.clinic().refused("creator_ask", json!({ "id": channel.id }));
    assert!(refused.message.contains("Connect the channel again"), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_be_chosen_is_asked_for_and_kept_with_its_time() {
    let (stage, channel) = signed_in(&[]).await;
    stage.clinic().as_receptionist();
    let never: Creator = stage.clinic().call("creator_get", json!({ "id": channel.id }));
    assert!(never.seen.is_none() && never.asked.is_none());
    let asked: Creator = stage.clinic().call("creator_ask", json!({ "id": channel.id }));
    let kept: Creator = stage.clinic().call("creator_get", json!({ "id": channel.id }));
    assert_eq!((kept.seen.as_ref(), kept.asked.is_some()), (asked.seen.as_ref(), true));
    assert!(kept.seen.unwrap().privacy.contains(&TiktokPrivacy::Only));
    let page: ChannelReadiness = stage.clinic().call("channel_readiness", json!({ "id": channel.id }));
    assert!(page.calls.iter().any(|call| call.what == "Ask what may be chosen for a post"), "{:?}", page.calls);
}
