//! The sign-in of a channel, as a person goes through it in the browser.
//!
//! Invariant under test: a code alone is worth nothing, and a right that was not given is said.

use countersign_core::model::Token;
use countersign_core::publish::{App, Code, Connector};

use super::*;
use crate::settings::LoginSettings;

/// What the browser would do: opens the page, and allows all that is asked for.
async fn allowed(address: &str, keep: impl Fn(&str) -> bool) -> String {
    // A client is built with one, also where nothing of it is used.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
    let page = client.get(address).send().await.unwrap();
    assert_eq!(page.status(), 200);
    let asked = url::Url::parse(address).unwrap();
    let value = |name: &str| asked.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
    let mut form: Vec<(String, String)> =
        ["client_id", "redirect_uri", "state", "code_challenge", "access_type", "prompt"]
            .map(|name| (name.to_owned(), value(name)))
            .to_vec();
    form.push(("person".into(), cast::YOUTUBE_ID.into()));
    form.push(("decision".into(), "allow".into()));
    let scopes = value("scope");
    form.extend(scopes.split(' ').filter(|scope| keep(scope)).map(|scope| ("allow".to_owned(), scope.to_owned())));
    let bare = address.split('?').next().unwrap();
    let answer = client.post(bare).form(&form).send().await.unwrap();
    answer.headers()["location"].to_str().unwrap().to_owned()
}

async fn signed_in(
    connector: &YoutubeLogin,
    keep: impl Fn(&str) -> bool,
) -> Result<Vec<countersign_core::publish::Offer>, countersign_core::publish::Unfinished> {
    let app = app();
    let begun = connector.begin(&app, [7; 64]).await.unwrap();
    let waiting = tokio::spawn(begun.answer);
    let back = allowed(&begun.address, keep).await;
    assert!(back.starts_with("http://127.0.0.1:"), "{back}");
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    assert_eq!(client.get(&back).send().await.unwrap().status(), 200);
    let code: Code = waiting.await.unwrap().unwrap();
    assert!(code.verifier.is_some());
    let stolen = Code { verifier: Some(Secret::new("somebody else's".into())), ..code.clone() };
    if back.contains("force-ssl") {
        // Whoever has the code alone gets nothing for it; and it is worth nothing from then on.
        assert!(connector.finish(&app, &stolen).await.is_err());
        let again = connector.begin(&app, [8; 64]).await.unwrap();
        let waiting = tokio::spawn(again.answer);
        client.get(allowed(&again.address, |_| true).await).send().await.unwrap();
        return connector.finish(&app, &waiting.await.unwrap().unwrap()).await;
    }
    connector.finish(&app, &code).await
}

fn app() -> App {
    App { id: cast::YOUTUBE_APP_ID.into(), secret: Some(Secret::new(cast::YOUTUBE_APP_SECRET.into())) }
}

#[tokio::test]
async fn a_channel_signs_in_with_a_proof_and_is_renewed_until_somebody_takes_it_back() {
    let running = practice().await;
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let settings = LoginSettings { port: free, ..LoginSettings::default() };
    let connector = YoutubeLogin::new(http(running.base_url(), None).0, settings);
    assert_eq!(connector.facts().redirects[0], format!("http://127.0.0.1:{free}/youtube"));

    let Err(countersign_core::publish::Unfinished::Failed(failure)) =
        signed_in(&connector, |scope| !scope.ends_with("force-ssl")).await
    else {
        panic!("a right is missing")
    };
    assert!(failure.message.contains("leave every box ticked"), "{failure:?}");

    let offers = signed_in(&connector, |_| true).await.unwrap();
    let [offer] = offers.as_slice() else { panic!("{offers:?}") };
    let granted = &offer.granted;
    assert_eq!((offer.account_id.as_str(), granted.ends_at), (cast::YOUTUBE_ID, None));
    assert!(granted.renew_at.is_some() && granted.renew_at < granted.carried_until);
    assert!(granted.token.refresh().is_some());
    let channel = account(Platform::Youtube).channel;
    let renewed = connector.renew(Some(&app()), channel, &granted.token).await.unwrap();
    assert_ne!(renewed.token.access().expose(), granted.token.access().expose());
    let refresh = |token: &Token| token.refresh().unwrap().expose().to_owned();
    assert_eq!(refresh(&renewed.token), refresh(&granted.token), "what renews stays");

    assert_eq!(connector.renew(None, channel, &granted.token).await.unwrap_err().class, FailureClass::TryAgain);
    let wrong = App { secret: Some(Secret::new("wrong".into())), ..app() };
    assert_eq!(connector.renew(Some(&wrong), channel, &granted.token).await.unwrap_err().class, FailureClass::TryAgain);
    running.control().revoke_token(&cast::youtube_channel()).unwrap();
    let ended = connector.renew(Some(&app()), channel, &renewed.token).await.unwrap_err();
    assert_eq!(ended.class, FailureClass::Reconnect, "{ended:?}");
}
