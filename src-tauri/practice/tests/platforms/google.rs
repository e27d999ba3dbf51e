//! What Google gives to whoever signs in, and takes back: what renews a token, the day's units of a project, and everything
//! of an app at once. And what YouTube says of comments and of the picture before a Short.

use countersign_practice::{Account, Platform, YoutubeWire, cast, film};
use reqwest::{Client, redirect};
use serde_json::{Value, json};

use crate::common::{Answer, Stage, png, stage};

/// The pair of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const BACK: &str = "http://127.0.0.1:9/youtube";
const RIGHTS: [&str; 2] =
    ["https://www.googleapis.com/auth/youtube.upload", "https://www.googleapis.com/auth/youtube.force-ssl"];

/// Somebody signs in for a channel; how the app asked for it stands at the end of its form.
async fn signed_in(stage: &Stage, channel: &str, asked: &[(&str, &str)]) -> Value {
    let browser = Client::builder().no_proxy().redirect(redirect::Policy::none()).build().unwrap();
    let mut form = vec![
        ("client_id", cast::YOUTUBE_APP_ID),
        ("redirect_uri", BACK),
        ("state", "s"),
        ("code_challenge", CHALLENGE),
        ("person", channel),
        ("decision", "allow"),
    ];
    form.extend(RIGHTS.map(|right| ("allow", right)));
    form.extend(asked);
    let page = stage.url("/youtube/accounts.google.com/o/oauth2/v2/auth");
    let back = Answer::read(browser.post(page).form(&form).send().await.unwrap()).await;
    let code = back.header("location").split_once("code=").unwrap().1.split('&').next().unwrap().replace("%2F", "/");
    let given = token(stage, &[("grant_type", "authorization_code"), ("code", &code)]).await;
    assert_eq!(given.status, 200, "{given:?}");
    given.body
}

async fn token(stage: &Stage, fields: &[(&str, &str)]) -> Answer {
    let mut form = vec![
        ("client_id", cast::YOUTUBE_APP_ID),
        ("client_secret", cast::YOUTUBE_APP_SECRET),
        ("redirect_uri", BACK),
        ("code_verifier", VERIFIER),
    ];
    form.extend(fields);
    let request = stage.client.post(stage.url("/youtube/oauth2.googleapis.com/token")).form(&form);
    Answer::read(request.send().await.unwrap()).await
}

fn api(path: &str) -> String {
    format!("/youtube/youtube.googleapis.com/youtube/v3{path}")
}

async fn look(stage: &Stage, token: &str) -> Answer {
    let request = stage.client.get(stage.url(&api("/videos?part=id&id=x"))).bearer_auth(token);
    Answer::read(request.send().await.unwrap()).await
}

fn text<'a>(given: &'a Value, name: &str) -> &'a str {
    given[name].as_str().unwrap_or_default()
}

fn reason(answer: &Answer) -> &str {
    answer.body["error"]["errors"][0]["reason"].as_str().unwrap_or_default()
}

#[tokio::test]
async fn what_renews_comes_to_whoever_asks_for_it_and_the_first_time_or_asked_anew() {
    let stage = stage().await;
    let lasts = |given: &Value| given["refresh_token"].is_string();
    assert!(!lasts(&signed_in(&stage, cast::YOUTUBE_ID, &[]).await), "nobody asked for it");
    let offline = ("access_type", "offline");
    assert!(!lasts(&signed_in(&stage, cast::YOUTUBE_ID, &[offline]).await), "the person was asked before");
    assert!(lasts(&signed_in(&stage, cast::YOUTUBE_ID, &[offline, ("prompt", "consent")]).await));
    assert!(!lasts(&signed_in(&stage, cast::YOUTUBE_ID, &[("prompt", "consent")]).await));
    let other = stage.control.add_account(Platform::Youtube, "Another one");
    assert!(lasts(&signed_in(&stage, &other.id, &[offline]).await), "for the first time");
}

#[tokio::test]
async fn either_token_takes_everything_of_its_app_back() {
    let stage = stage().await;
    let anew = [("access_type", "offline"), ("prompt", "consent")];
    for name in ["access_token", "refresh_token"] {
        let given = signed_in(&stage, cast::YOUTUBE_ID, &anew).await;
        let renews = text(&given, "refresh_token").to_owned();
        let renewed = token(&stage, &[("grant_type", "refresh_token"), ("refresh_token", &renews)]).await;
        let all = [text(&given, "access_token").to_owned(), text(&renewed.body, "access_token").to_owned()];
        for token in &all {
            assert_eq!(look(&stage, token).await.status, 200);
        }
        let revoke = stage.url("/youtube/oauth2.googleapis.com/revoke");
        let revoke = || stage.client.post(&revoke).form(&[("token", text(&given, name))]);
        assert_eq!(Answer::read(revoke().send().await.unwrap()).await.status, 200, "{name}");
        for token in &all {
            assert_eq!((look(&stage, token).await.status, name), (401, name));
        }
        let over = token(&stage, &[("grant_type", "refresh_token"), ("refresh_token", &renews)]).await;
        assert_eq!((over.status, text(&over.body, "error")), (400, "invalid_grant"));
        assert_eq!(Answer::read(revoke().send().await.unwrap()).await.status, 400, "it is worth nothing any more");
    }
    assert_eq!(look(&stage, cast::YOUTUBE_TOKEN).await.status, 200, "what another app was given stays");
}

#[tokio::test]
async fn the_channels_of_one_project_use_up_one_day() {
    let stage = stage().await;
    stage.control.set_youtube_wire(YoutubeWire { units_a_day: 3, ..YoutubeWire::default() });
    let other = stage.control.add_account(Platform::Youtube, "Another one");
    let one = signed_in(&stage, cast::YOUTUBE_ID, &[]).await;
    let two = signed_in(&stage, &other.id, &[]).await;
    for given in [&one, &two, &one] {
        assert_eq!(look(&stage, text(given, "access_token")).await.status, 200);
    }
    assert_eq!(reason(&look(&stage, text(&two, "access_token")).await), "quotaExceeded");
    assert_eq!(look(&stage, cast::YOUTUBE_TOKEN).await.status, 200, "of another project");
}

async fn uploaded(stage: &Stage, account: &Account, size: (u16, u16), privacy: &str) -> String {
    let bytes = film::film(12_000, size, 50_000, 1);
    let place = "/youtube/www.googleapis.com/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status";
    let told = json!({
        "snippet": { "title": "Our rooms", "description": "", "categoryId": "27" },
        "status": { "privacyStatus": privacy, "selfDeclaredMadeForKids": false },
    });
    let begun = stage.client.post(stage.url(place)).bearer_auth(&account.token);
    let begun = begun.header("x-upload-content-length", bytes.len()).header("x-upload-content-type", "video/mp4");
    let begun = Answer::read(begun.json(&told).send().await.unwrap()).await;
    let session = begun.header("location").replacen("https://", "/youtube/", 1);
    Answer::read(stage.client.put(stage.url(&session)).body(bytes).send().await.unwrap()).await.id()
}

#[tokio::test]
async fn a_short_has_its_picture_only_once_it_was_worked_on() {
    let stage = stage().await;
    let own = cast::youtube_channel();
    let cover = |id: &str| {
        let place = format!("/youtube/www.googleapis.com/upload/youtube/v3/thumbnails/set?videoId={id}");
        let request = stage.client.post(stage.url(&place)).bearer_auth(&own.token).header("content-type", "image/png");
        async move { Answer::read(request.body(png(9)).send().await.unwrap()).await }
    };
    let wide = uploaded(&stage, &own, (1920, 1080), "private").await;
    assert_eq!(cover(&wide).await.status, 200);
    let short = uploaded(&stage, &own, (1080, 1920), "private").await;
    assert_eq!(reason(&cover(&short).await), "forbidden");
    for _ in 0..2 {
        let request = stage.client.get(stage.url(&api(&format!("/videos?part=status&id={short}"))));
        request.bearer_auth(&own.token).send().await.unwrap();
    }
    assert_eq!(cover(&short).await.status, 200);
}

#[tokio::test]
async fn a_comment_has_words_and_a_video_that_its_writer_may_watch() {
    let stage = stage().await;
    let own = cast::youtube_channel();
    let other = stage.control.add_account(Platform::Youtube, "Another one");
    let comment = |token: &str, video: &str, words: &str| {
        let body =
            json!({ "snippet": { "videoId": video, "topLevelComment": { "snippet": { "textOriginal": words } } } });
        let request = stage.client.post(stage.url(&api("/commentThreads?part=snippet"))).bearer_auth(token).json(&body);
        async move { Answer::read(request.send().await.unwrap()).await }
    };
    let public = uploaded(&stage, &own, (1920, 1080), "public").await;
    assert_eq!(reason(&comment(&own.token, &public, " ").await), "commentTextRequired");
    assert_eq!(reason(&comment(&own.token, &public, &"a".repeat(10_001)).await), "commentTextTooLong");
    assert_eq!(comment(&other.token, &public, "Nice").await.status, 200);
    let private = uploaded(&stage, &own, (1920, 1080), "private").await;
    assert_eq!(reason(&comment(&other.token, &private, "Nice").await), "videoNotFound");
    let before = stage.control.ledger().len();
    let under = comment(&own.token, &private, "Parking is behind the house.").await;
    assert_eq!((under.status, stage.control.ledger().len()), (200, before), "nobody else sees it yet");
    let shown = json!({
        "id": private, "snippet": { "title": "Our rooms", "categoryId": "27" }, "status": { "privacyStatus": "unlisted" },
    });
    let update = stage.client.put(stage.url(&api("/videos?part=snippet,status"))).bearer_auth(&own.token).json(&shown);
    assert_eq!(update.send().await.unwrap().status(), 200);
    let ledger = stage.control.ledger();
    let ids: Vec<&str> = ledger[before..].iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids, [private, under.id()], "it came out with its video");
}
