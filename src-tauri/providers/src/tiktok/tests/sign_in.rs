//! Signing in at TikTok against the practice platforms: the proof, the rights, and both ages of its tokens.

use countersign_core::model::Token;
use countersign_core::publish::{App, Code, Connector, Offer, Unfinished};
use countersign_practice::TiktokTokens;

use super::*;
use crate::settings::LoginSettings;

fn app() -> App {
    App { id: cast::TIKTOK_APP_ID.into(), secret: Some(Secret::new(cast::TIKTOK_APP_SECRET.into())) }
}

/// What the browser would do: opens the page, and allows what is kept.
async fn allowed(address: &str, keep: impl Fn(&str) -> bool) -> String {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
    assert_eq!(client.get(address).send().await.unwrap().status(), 200);
    let asked = url::Url::parse(address).unwrap();
    let value = |name: &str| asked.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
    assert_eq!(value("client_key"), cast::TIKTOK_APP_ID);
    assert!(asked.query_pairs().all(|(key, _)| key != "client_id"));
    let mut form: Vec<(String, String)> =
        ["client_key", "redirect_uri", "state", "code_challenge"].map(|name| (name.to_owned(), value(name))).to_vec();
    form.push(("person".into(), cast::TIKTOK_ID.into()));
    form.push(("decision".into(), "allow".into()));
    let scopes = value("scope");
    form.extend(scopes.split(',').filter(|scope| keep(scope)).map(|scope| ("allow".to_owned(), scope.to_owned())));
    let answer = client.post(address.split('?').next().unwrap()).form(&form).send().await.unwrap();
    answer.headers()["location"].to_str().unwrap().to_owned()
}

async fn coded(connector: &TiktokLogin, keep: impl Fn(&str) -> bool) -> Code {
    let begun = connector.begin(&app(), [7; 64]).await.unwrap();
    let waiting = tokio::spawn(begun.answer);
    let back = allowed(&begun.address, keep).await;
    reqwest::Client::builder().no_proxy().build().unwrap().get(&back).send().await.unwrap();
    waiting.await.unwrap().unwrap()
}

async fn signed_in(connector: &TiktokLogin, keep: impl Fn(&str) -> bool) -> Result<Vec<Offer>, Unfinished> {
    let code = coded(connector, keep).await;
    connector.finish(&app(), &code).await
}

async fn connector(running: &Running) -> TiktokLogin {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let settings = LoginSettings { port: free, ..LoginSettings::default() };
    TiktokLogin::new(http(running.base_url(), None).0, settings)
}

#[tokio::test]
async fn an_account_signs_in_by_a_proof_in_hexadecimal_digits_and_is_renewed_once_each() {
    let running = practice().await;
    let connector = connector(&running).await;
    let Err(Unfinished::Failed(failure)) = signed_in(&connector, |scope| scope != "video.upload").await else {
        panic!("a right is missing")
    };
    assert!(failure.message.contains("leave everything switched on"), "{failure:?}");

    let code = coded(&connector, |_| true).await;
    let stolen = Code { verifier: Some(Secret::new("somebody else's".into())), ..code };
    assert!(connector.finish(&app(), &stolen).await.is_err(), "the code alone is worth nothing");

    let offers = signed_in(&connector, |_| true).await.unwrap();
    let [Offer { account_id, name, granted, .. }] = offers.as_slice() else { panic!("{offers:?}") };
    assert_eq!((account_id.as_str(), name.as_str()), (cast::TIKTOK_ID, NAME));
    assert_eq!(granted.scopes.as_ref().unwrap().len(), 6);
    let hours = |until: Option<Millis>, from: Millis| until.unwrap().since(from) / (60 * Millis::MINUTE);
    let now = a_minute_ago();
    assert_eq!((hours(granted.carried_until, now), hours(granted.ends_at, now) / 24), (2, 180));
    let channel = account(Platform::Tiktok).channel;
    let renewed = connector.renew(Some(&app()), channel, &granted.token).await.unwrap();
    let refresh = |token: &Token| token.refresh().unwrap().expose().to_owned();
    assert_ne!(refresh(&renewed.token), refresh(&granted.token), "what renews is good once");
    let used = connector.renew(Some(&app()), channel, &granted.token).await.unwrap_err();
    assert_eq!(used.class, FailureClass::Reconnect, "{used:?}");
    let wrong = App { secret: Some(Secret::new("wrong".into())), ..app() };
    assert_eq!(connector.renew(Some(&wrong), channel, &renewed.token).await.unwrap_err().class, FailureClass::TryAgain);
    running.control().revoke_token(&cast::tiktok_account()).unwrap();
    let ended = connector.renew(Some(&app()), channel, &renewed.token).await.unwrap_err();
    assert_eq!(ended.class, FailureClass::Reconnect, "{ended:?}");
}

#[tokio::test]
async fn by_the_older_pages_a_token_lasts_a_day_and_what_renews_it_stays() {
    let running = practice().await;
    wire(&running, |wire| wire.tokens = TiktokTokens::Older);
    let connector = connector(&running).await;
    // Without the name in addresses an account is known by the name that people see.
    let offers = signed_in(&connector, |scope| scope != "user.info.profile").await.unwrap();
    assert_eq!(offers[0].name, cast::CLINIC_NAME);
    let granted = &offers[0].granted;
    let now = a_minute_ago();
    assert_eq!(granted.carried_until.unwrap().since(now) / (60 * Millis::MINUTE), 24);
    let channel = account(Platform::Tiktok).channel;
    let renewed = connector.renew(Some(&app()), channel, &granted.token).await.unwrap();
    let refresh = |token: &Token| token.refresh().unwrap().expose().to_owned();
    assert_eq!(refresh(&renewed.token), refresh(&granted.token));
}
