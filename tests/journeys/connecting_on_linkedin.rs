//! Signing in at LinkedIn: for a page among those that a person manages, or as the person; with a secret, or with a proof
//! where LinkedIn has switched that on. Nothing renews a sign-in there but for few apps, and those for a year.

use countersign_core::api::types::{Channel, LoginState, SignInStanding, Today};
use countersign_core::clinic::ChannelConnection;
use countersign_core::model::{Content, Login, Millis, PartRole, Platform, Secret};
use countersign_practice::{LedgerKind, LinkedinWire, Platform as Practised, cast, templates};
use countersign_tests::browser::{allow_but, cancel};
use countersign_tests::http::get;
use countersign_tests::sent::as_it_was;
use countersign_tests::stage::{Stage, and, with_film};
use serde_json::Value;

use crate::connecting::{failed, offered, refused_with_its_comment, state, written};

const TOKEN: (&str, &str) = ("POST", templates::linkedin::TOKEN);

async fn stage_with(login: Login, id: &str, secret: Option<&str>) -> Stage {
    let stage = Stage::set().await;
    drop(stage.redirect(login));
    stage.clinic().as_doctor();
    let secret = secret.map(|secret| Secret::new(secret.to_owned()));
    stage.clinic().api().set_login_app(login, id, secret.as_ref()).unwrap();
    stage
}

async fn stage_for_pages() -> Stage {
    stage_with(Login::LinkedinPage, cast::LINKEDIN_APP_ID, Some(cast::LINKEDIN_APP_SECRET)).await
}

async fn begin(stage: &Stage, login: Login) -> String {
    stage.clinic().api().begin_login(login, None).await.unwrap()
}

async fn connected(stage: &Stage, login: Login, account: &str) -> Channel {
    get(&allow_but(&begin(stage, login).await, &[]).await).await;
    offered(stage).await;
    stage.clinic().api().choose_login(account).unwrap()
}

fn linkedin(stage: &Stage) -> Channel {
    let found = stage.clinic().channels().into_iter().find(|it| it.account_id == cast::LINKEDIN_ORGANIZATION);
    found.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_chosen_among_those_that_the_person_may_post_for() {
    let stage = stage_for_pages().await;
    let sister =
        stage.control().add_sister(Practised::Linkedin, cast::LINKEDIN_ORGANIZATION, "Hilltop Dental").unwrap();
    get(&allow_but(&begin(&stage, Login::LinkedinPage).await, &[]).await).await;
    let mut all = offered(&stage).await;
    all.sort();
    let mut both = [cast::LINKEDIN_ORGANIZATION.to_owned(), sister.id.clone()];
    both.sort();
    assert_eq!(all, both);
    let LoginState::Choosing { offers, .. } = state(&stage) else { panic!("nothing to choose") };
    assert!(offers.iter().any(|offer| offer.name == "Hilltop Dental"), "{offers:?}");
    let channel = stage.clinic().api().choose_login(cast::LINKEDIN_ORGANIZATION).unwrap();
    assert_eq!(channel.connection, ChannelConnection::Connected);
    let sign_in = channel.sign_in.unwrap();
    assert_eq!((sign_in.login, sign_in.renews, sign_in.days), (Some(Login::LinkedinPage), false, Some(60)));
    assert!(sign_in.missing.is_empty(), "{sign_in:?}");
    stage.clinic().as_receptionist();
    let post = stage.signed(&Content::of_text(Platform::Linkedin, "We are open on Saturday."), 10);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_without_a_secret_goes_through_the_page_that_linkedin_keeps_for_it() {
    let stage = stage_with(Login::LinkedinPage, cast::LINKEDIN_NATIVE_APP_ID, None).await;
    let address = begin(&stage, Login::LinkedinPage).await;
    assert!(address.contains("/oauth/native-pkce/authorization") && address.contains("code_challenge"), "{address}");
    assert!(address.contains("127.0.0.1%3A"), "it comes back to a number: {address}");
    get(&allow_but(&address, &[]).await).await;
    assert_eq!(offered(&stage).await, [cast::LINKEDIN_ORGANIZATION]);
    stage.clinic().api().choose_login(cast::LINKEDIN_ORGANIZATION).unwrap();
    as_it_was("signing_in_on_linkedin_without_a_secret", &stage, countersign_practice::Platform::Linkedin);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_as_themselves_and_posts() {
    let secret = Some(cast::LINKEDIN_MEMBER_APP_SECRET);
    let stage = stage_with(Login::LinkedinMember, cast::LINKEDIN_MEMBER_APP_ID, secret).await;
    let channel = connected(&stage, Login::LinkedinMember, cast::LINKEDIN_PERSON).await;
    assert_eq!(channel.account_name, cast::LINKEDIN_PERSON_NAME);
    assert_eq!(channel.sign_in.unwrap().login, Some(Login::LinkedinMember));
    as_it_was("signing_in_on_linkedin_as_oneself", &stage, countersign_practice::Platform::Linkedin);
    stage.clinic().as_receptionist();
    let words = Content::of_text(Platform::Linkedin, "We are open on Saturday.");
    let film = with_film(stage.clinic(), Content::of_text(Platform::Linkedin, "Our new rooms."), 3);
    let posts = [(words, LedgerKind::Post), (film, LedgerKind::Video)];
    for (place, (content, kind)) in posts.into_iter().enumerate() {
        let post = written(&stage, &channel.id, &content);
        stage.sign(post);
        stage.posted(post).await;
        let ledger = stage.control().ledger();
        assert_eq!(
            (ledger.len(), ledger[place].kind, &*ledger[place].account),
            (place + 1, kind, cast::LINKEDIN_PERSON)
        );
        assert_eq!(ledger[place].text, content.parts[0].text);
        let shown: Vec<String> = content.media().map(|media| media.digest.to_string()).collect();
        assert_eq!(ledger[place].media_sha256, shown);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_a_sign_in_can_not_comment_on_is_signed_with_a_comment() {
    let comment = "Parking is behind the house.";
    let content = and(Content::of_text(Platform::Linkedin, "We are open."), PartRole::FirstComment, comment);
    let secret = Some(cast::LINKEDIN_MEMBER_APP_SECRET);
    let stage = stage_with(Login::LinkedinMember, cast::LINKEDIN_MEMBER_APP_ID, secret).await;
    let channel = connected(&stage, Login::LinkedinMember, cast::LINKEDIN_PERSON).await;
    let not = refused_with_its_comment(&stage, &channel.id, &content);
    assert!(not.contains("no app comment for a person who signed in as themselves"), "{not}");

    // What a page's sign-in is given lets it comment.
    let stage = stage_for_pages().await;
    let channel = connected(&stage, Login::LinkedinPage, cast::LINKEDIN_ORGANIZATION).await;
    stage.clinic().as_receptionist();
    let post = written(&stage, &channel.id, &content);
    assert_eq!(stage.clinic().post(post).report.comments_not, None);
    stage.sign(post);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_linkedin_says_against_it_is_told_apart() {
    let stage = stage_with(Login::LinkedinPage, cast::LINKEDIN_APP_ID, Some("practice-wrong-secret")).await;
    get(&cancel(&begin(&stage, Login::LinkedinPage).await).await).await;
    assert!(failed(&stage).await.0.contains("cancelled at LinkedIn"));
    get(&allow_but(&begin(&stage, Login::LinkedinPage).await, &[]).await).await;
    let (message, detail) = failed(&stage).await;
    assert!(message.contains("Client Secret") && detail.contains("invalid_client"), "{message} {detail}");
    // The app of the other product: LinkedIn says so by the browser.
    let secret = Secret::new(cast::LINKEDIN_MEMBER_APP_SECRET.to_owned());
    stage.clinic().api().set_login_app(Login::LinkedinPage, cast::LINKEDIN_MEMBER_APP_ID, Some(&secret)).unwrap();
    get(&allow_but(&begin(&stage, Login::LinkedinPage).await, &[]).await).await;
    let (_, detail) = failed(&stage).await;
    assert!(detail.contains("unauthorized_scope_error"), "{detail}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_nothing_renews_is_told_a_week_ahead() {
    let stage = stage_for_pages().await;
    connected(&stage, Login::LinkedinPage, cast::LINKEDIN_ORGANIZATION).await;
    let told = || stage.clinic().call::<Today>("today_get", Value::Null).sign_ins;
    assert!(told().is_empty());
    stage.clock.advance(54 * Millis::DAY);
    stage.clinic().as_doctor();
    let sentence = told()[0].sign_in.as_ref().unwrap().sentence.clone().unwrap();
    assert!(sentence.contains("ends on") && sentence.contains("Sign in at LinkedIn again"), "{sentence}");
    stage.clock.advance(7 * Millis::DAY);
    stage.clinic().as_doctor();
    assert_eq!(told()[0].sign_in.as_ref().unwrap().standing, SignInStanding::Ended);
    connected(&stage, Login::LinkedinPage, cast::LINKEDIN_ORGANIZATION).await;
    assert!(told().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn where_linkedin_renews_it_does_so_for_a_year_and_the_end_is_told() {
    let mut stage = stage_for_pages().await;
    stage.control().set_linkedin_wire(LinkedinWire { renews: true, ..LinkedinWire::default() });
    let channel = connected(&stage, Login::LinkedinPage, cast::LINKEDIN_ORGANIZATION).await;
    assert_eq!(channel.sign_in.map(|it| (it.renews, it.days)), Some((true, Some(365))));
    // What calls carried is long over when the clinic opens again; what renews it is not, and lasts for less than what it
    // gives.
    stage.close().await;
    stage.clock.advance(310 * Millis::DAY);
    stage.open();
    let waiting = async {
        loop {
            let changed = stage.clinic().changed();
            if let Some(last) = linkedin(&stage).sign_in.filter(|it| !it.renews) {
                return last;
            }
            changed.await;
        }
    };
    let last = tokio::time::timeout(std::time::Duration::from_secs(20), waiting).await.unwrap();
    assert_eq!((last.days, last.standing, stage.asked(TOKEN)), (Some(60), SignInStanding::Lasts, 2));
    as_it_was("a_renewal_on_linkedin", &stage, countersign_practice::Platform::Linkedin);
}
