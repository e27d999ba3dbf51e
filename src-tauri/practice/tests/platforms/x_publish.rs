//! Posting to X: what is accepted, and what is refused as X refuses it.

use countersign_practice::{LedgerKind, Platform, XNames, XWire, cast};
use reqwest::Method;
use serde_json::json;

use crate::common::{Answer, START_MS, png, stage};

#[tokio::test]
async fn a_post_is_answered_with_its_id_and_is_in_the_ledger() {
    let stage = stage().await;
    let answer = stage.tweet("Flu shots today").await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.body["data"]["text"], "Flu shots today");
    assert_eq!(answer.body["data"]["edit_history_post_ids"], json!([answer.data_id()]));
    let ledger = stage.control.ledger();
    assert_eq!(ledger.len(), 1);
    assert_eq!(ledger[0].id, answer.data_id());
    assert_eq!((ledger[0].at_ms, ledger[0].kind), (START_MS, LedgerKind::Post));
    assert_eq!((ledger[0].platform, ledger[0].account.as_str()), (Platform::X, cast::X_ID));
}

#[tokio::test]
async fn the_mixed_wire_answers_old_and_empty_names() {
    let stage = stage().await;
    stage.control.set_x_wire(XWire { names: XNames::Mixed, ..XWire::default() });
    assert_eq!(stage.tweet("One").await.body["data"]["edit_history_tweet_ids"], json!([""]));
    let me = stage.x_get("/2/users/me?user.fields=public_metrics").await;
    assert_eq!(me.body["data"]["public_metrics"]["tweet_count"], 1);
}

#[tokio::test]
async fn without_a_good_token_nothing_is_done() {
    let stage = stage().await;
    let account = cast::x_account();
    let bare = stage.client.post(stage.url("/x/api.x.com/2/tweets")).json(&json!({ "text": "a" }));
    let unknown = bare.try_clone().unwrap().bearer_auth("no-such-token");
    let facebooks = bare.try_clone().unwrap().bearer_auth(cast::FACEBOOK_PAGE_TOKEN);
    for request in [bare, unknown, facebooks] {
        let answer = Answer::read(request.send().await.unwrap()).await;
        assert_eq!(answer.status, 401);
        let expected = json!({"title":"Unauthorized","type":"about:blank","status":401,"detail":"Unauthorized"});
        assert_eq!(answer.body, expected);
    }
    stage.control.expire_token(&account).unwrap();
    assert_eq!(stage.tweet("a").await.status, 401);
    stage.control.revoke_token(&account).unwrap();
    assert_eq!(stage.tweet("a").await.status, 401);
    stage.control.restore_token(&account).unwrap();
    assert_eq!(stage.tweet("a").await.status, 201);
    assert_eq!(stage.control.ledger().len(), 1);
}

#[tokio::test]
async fn unknown_and_badly_typed_fields_are_invalid_requests() {
    let stage = stage().await;
    for body in [
        json!({ "text": "a", "tone": "warm" }),
        json!({ "text": 5 }),
        json!({ "text": "a", "made_with_ai": "yes" }),
        json!({ "text": "a", "reply": { "in_reply_to_post_id": "1" } }),
        json!({ "text": "a", "reply": { "in_reply_to_tweet_id": "not-a-number" } }),
        json!({ "text": "a", "media": { "media_ids": [] } }),
        json!({ "text": "a", "media": { "media_ids": ["1", "2", "3", "4", "5"] } }),
        json!({ "text": "a", "media": { "media_ids": ["77"] } }),
        json!({ "text": "a", "reply_settings": "nobody" }),
        json!({ "text": "bad \u{feff}" }),
        json!({ "text": "  " }),
        json!({}),
        json!([]),
    ] {
        let answer = stage.x_post("/2/tweets", body.clone()).await;
        assert_eq!(answer.status, 400, "{body}");
        assert_eq!(answer.body["type"], "https://api.x.com/2/problems/invalid-request");
        assert!(answer.body["errors"][0]["message"].is_string());
    }
    assert!(stage.control.ledger().is_empty());
}

#[tokio::test]
async fn what_is_not_practised_is_refused_and_never_faked() {
    let stage = stage().await;
    let poll = json!({ "text": "a", "poll": { "options": ["x", "y"], "duration_minutes": 5 } });
    assert_eq!(stage.x_post("/2/tweets", poll).await.status, 403);
    assert_eq!(stage.x_post("/2/tweets", json!({ "text": "a", "quote_tweet_id": "1" })).await.status, 403);
    assert_eq!(stage.x_get("/2/lists").await.body["title"], "Not Found");
    assert_eq!(stage.x_get("/2/lists").await.status, 404);
    let wrong_method = stage.x(Method::PUT, "/2/tweets").send().await.unwrap();
    assert_eq!(wrong_method.status(), 404);
    assert!(stage.control.ledger().is_empty());
    assert!(stage.control.request_log().iter().any(|record| record.endpoint == "unsupported"));
}

#[tokio::test]
async fn a_text_of_280_goes_and_one_of_281_does_not() {
    let stage = stage().await;
    assert_eq!(stage.tweet(&"a".repeat(280)).await.status, 201);
    let too_long = stage.tweet(&"b".repeat(281)).await;
    assert_eq!((too_long.status, &too_long.body["title"]), (403, &json!("Forbidden")));
    let wide = "予".repeat(140);
    assert_eq!(stage.tweet(&wide).await.status, 201);
    assert_eq!(stage.tweet(&format!("{wide}a")).await.status, 403);
    let link = format!("{} https://example.com/{}", "c".repeat(256), "d".repeat(100));
    assert_eq!(stage.tweet(&link).await.status, 201);
}

#[tokio::test]
async fn the_same_text_again_is_a_duplicate_until_it_is_deleted() {
    let stage = stage().await;
    let first = stage.tweet("Open on Saturday").await;
    let again = stage.tweet("Open on Saturday").await;
    assert_eq!(again.status, 403);
    assert_eq!(again.body["detail"], "You are not allowed to create a Tweet with duplicate content.");
    let other = stage.control.add_account(Platform::X, "Hillside Dental");
    let theirs = stage.client.post(stage.url("/x/api.x.com/2/tweets")).bearer_auth(&other.token);
    let theirs = theirs.json(&json!({ "text": "Open on Saturday" })).send().await.unwrap();
    assert_eq!(theirs.status(), 201);
    let path = format!("/2/tweets/{}", first.data_id());
    let deleted = Answer::read(stage.x(Method::DELETE, &path).send().await.unwrap()).await;
    assert_eq!(deleted.body, json!({ "data": { "deleted": true } }));
    assert_eq!(stage.tweet("Open on Saturday").await.status, 201);
    assert_eq!(stage.x(Method::DELETE, &path).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn a_thread_hangs_together_and_a_lost_parent_is_refused() {
    let stage = stage().await;
    let root = stage.tweet("1/2").await.data_id();
    let reply = json!({ "text": "2/2", "reply": { "in_reply_to_tweet_id": root } });
    assert_eq!(stage.x_post("/2/tweets", reply).await.status, 201);
    let entry = stage.control.ledger().pop().unwrap();
    assert_eq!((entry.kind, entry.parent.as_deref()), (LedgerKind::Reply, Some(root.as_str())));
    stage.control.remove_post(Platform::X, &root).unwrap();
    for parent in [root.as_str(), "123"] {
        let body = json!({ "text": "late", "reply": { "in_reply_to_tweet_id": parent } });
        assert_eq!(stage.x_post("/2/tweets", body).await.status, 403);
    }
    assert!(stage.control.ledger()[0].removed_at.is_some());
}

#[tokio::test]
async fn a_stranger_is_answered_only_after_they_spoke_to_us() {
    let stage = stage().await;
    let other = stage.control.add_account(Platform::X, "A Patient");
    let say = async |text: &str| {
        let request = stage.client.post(stage.url("/x/api.x.com/2/tweets")).bearer_auth(&other.token);
        Answer::read(request.json(&json!({ "text": text })).send().await.unwrap()).await.data_id()
    };
    let aside = say("Nice weather").await;
    let to_us = say("Thanks @Lakeside_Clinic!").await;
    let answer = async |to: &str| {
        let body = json!({ "text": format!("Hello {to}"), "reply": { "in_reply_to_tweet_id": to } });
        stage.x_post("/2/tweets", body).await
    };
    let refused = answer(&aside).await;
    assert_eq!(refused.status, 403);
    assert!(refused.body["detail"].as_str().unwrap().starts_with("Reply to this conversation is not allowed"));
    assert_eq!(answer(&to_us).await.status, 201);
}

#[tokio::test]
async fn only_the_author_deletes() {
    let stage = stage().await;
    let id = stage.tweet("Mine").await.data_id();
    let other = stage.control.add_account(Platform::X, "Somebody");
    let request = stage.client.delete(stage.url(&format!("/x/api.x.com/2/tweets/{id}"))).bearer_auth(&other.token);
    assert_eq!(request.send().await.unwrap().status(), 403);
    assert!(stage.control.ledger()[0].removed_at.is_none());
}

#[tokio::test]
async fn pictures_must_be_ones_own_whole_and_young() {
    let stage = stage().await;
    let open = stage.initialize(100, "image/png").await.data_id();
    let done = stage.uploaded(&png(1)).await;
    let with = |ids: &[&str], text: &str| json!({ "text": text, "media": { "media_ids": ids } });
    assert_eq!(stage.x_post("/2/tweets", with(&[&open], "a")).await.status, 400);
    assert_eq!(stage.x_post("/2/tweets", with(&[&done, &done], "b")).await.status, 400);
    let other = stage.control.add_account(Platform::X, "Somebody");
    let theft = stage.client.post(stage.url("/x/api.x.com/2/tweets")).bearer_auth(&other.token);
    assert_eq!(theft.json(&with(&[&done], "c")).send().await.unwrap().status(), 400);
    assert_eq!(stage.x_post("/2/tweets", with(&[&done], "d")).await.status, 201);
    let old = stage.uploaded(&png(2)).await;
    stage.control.advance(24 * 60 * 60 * 1_000);
    assert_eq!(stage.x_post("/2/tweets", with(&[&old], "e")).await.status, 400);
    let entry = stage.control.ledger().pop().unwrap();
    assert_eq!((entry.media_sha256.len(), entry.alt_texts), (1, vec![None]));
}
