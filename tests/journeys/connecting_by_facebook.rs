//! Signing in at Facebook for an account on Instagram: chosen among those of one's Pages, good for videos, and told ahead when
//! it ends, since nothing renews it.

use countersign_core::api::types::{LoginState, SignInStanding, Today};
use countersign_core::clinic::ChannelConnection;
use countersign_core::model::{Content, InstagramKind, Login, Millis, Platform, PlatformOptions, Secret};
use countersign_practice::{Platform as Practised, cast, templates};
use countersign_tests::browser::allow_but;
use countersign_tests::http::get;
use countersign_tests::sent::as_it_was;
use countersign_tests::stage::{Stage, with_film};
use serde_json::Value;

use crate::connecting::{failed, offered, state};

const BY: Login = Login::InstagramByFacebook;

/// A stage on which the doctor, who administrates, is signed in, with the clinic's own app handed in.
async fn stage_with_an_app() -> Stage {
    let stage = Stage::set().await;
    drop(stage.redirect(BY));
    stage.clinic().as_doctor();
    hand_in(&stage, cast::FACEBOOK_APP_SECRET);
    stage
}

fn hand_in(stage: &Stage, secret: &str) {
    let secret = Secret::new(secret.to_owned());
    stage.clinic().api().set_login_app(BY, cast::FACEBOOK_APP_ID, Some(&secret)).unwrap();
}

async fn begin(stage: &Stage) -> String {
    stage.clinic().api().begin_login(BY, None).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_chosen_among_those_of_the_pages_and_a_reel_goes_out_on_it() {
    let stage = stage_with_an_app().await;
    let sister = stage.control().add_sister(Practised::Instagram, cast::INSTAGRAM_ID, "Hilltop Dental Clinic").unwrap();
    let address = begin(&stage).await;
    assert!(matches!(state(&stage), LoginState::Waiting { login: BY, .. }));
    get(&allow_but(&address, &[]).await).await;
    assert_eq!(offered(&stage).await, [cast::INSTAGRAM_ID.to_owned(), sister.id.clone()]);
    let LoginState::Choosing { offers, .. } = state(&stage) else { panic!("nothing to choose") };
    assert!(offers[0].about.as_ref().unwrap().contains("linked with the Page"), "{offers:?}");
    assert!(offers[0].missing.is_empty() && offers[0].refused.is_none());
    let channel = stage.clinic().api().choose_login(cast::INSTAGRAM_ID).unwrap();
    assert_eq!(channel.connection, ChannelConnection::Connected);
    assert_eq!(channel.account_name, format!("@{}", cast::INSTAGRAM_USERNAME));
    let sign_in = channel.sign_in.as_ref().unwrap();
    assert_eq!((sign_in.login, sign_in.renews, sign_in.days), (Some(BY), false, Some(59)));

    as_it_was("signing_in_on_instagram_by_facebook", &stage, Practised::Instagram);
    stage.clinic().as_receptionist();
    let content = Content {
        options: PlatformOptions::Instagram { kind: InstagramKind::Reel, cover_ms: None },
        ..Content::of_text(Platform::Instagram, "Our new rooms.")
    };
    let post = stage.signed(&with_film(stage.clinic(), content, 1), 5);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    let told: Vec<_> = stage.control().request_log();
    let sent = told.iter().find(|call| call.endpoint == templates::instagram::FILM_BYTES).unwrap();
    assert_eq!(sent.account.as_deref(), Some(cast::INSTAGRAM_ID));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_that_is_not_given_and_an_app_that_is_wrong_are_told_and_change_nothing() {
    let stage = stage_with_an_app().await;
    let address = begin(&stage).await;
    get(&allow_but(&address, &["instagram_content_publish"]).await).await;
    let (message, detail) = failed(&stage).await;
    assert!(message.contains("publish posts, reels and stories"), "{message}");
    assert!(detail.contains("instagram_content_publish"), "{detail}");

    hand_in(&stage, "another-secret");
    let address = begin(&stage).await;
    get(&allow_but(&address, &[]).await).await;
    let (message, _) = failed(&stage).await;
    assert!(message.contains("the clinic's own app"), "{message}");
    let channels = stage.clinic().channels();
    assert!(channels.iter().all(|channel| channel.platform != Platform::Instagram), "nothing was connected");
}

#[tokio::test(flavor = "multi_thread")]
async fn its_end_is_told_a_week_ahead_and_nothing_renews_it() {
    let stage = stage_with_an_app().await;
    let address = begin(&stage).await;
    get(&allow_but(&address, &[]).await).await;
    offered(&stage).await;
    stage.clinic().api().choose_login(cast::INSTAGRAM_ID).unwrap();
    stage.clock.advance(54 * Millis::DAY);
    stage.clinic().as_receptionist();
    let today = stage.clinic().call::<Today>("today_get", Value::Null).sign_ins;
    assert_eq!(today.len(), 1);
    let sign_in = today[0].sign_in.as_ref().unwrap();
    assert_eq!(sign_in.standing, SignInStanding::EndsSoon);
    assert!(sign_in.sentence.as_ref().unwrap().contains("ends on"), "{sign_in:?}");
}
