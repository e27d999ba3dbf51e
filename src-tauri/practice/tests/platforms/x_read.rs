//! Reading from X: fields, paging, shortened addresses and rate windows.

use countersign_practice::{Action, Platform, XNames, XWire, cast, templates};
use serde_json::json;

use crate::common::{START_MS, png, stage};

#[tokio::test]
async fn who_am_i_is_the_standing_clinic() {
    let stage = stage().await;
    let me = stage.x_get("/2/users/me?user.fields=id,name,username,verified_type,public_metrics").await;
    assert_eq!(me.body["data"]["id"], cast::X_ID);
    assert_eq!(me.body["data"]["username"], "lakeside_clinic");
    assert_eq!(me.body["data"]["public_metrics"]["post_count"], 0);
    assert_eq!(stage.x_get("/2/users/me?user.fields=shoe_size").await.status, 400);
    assert_eq!(stage.x_get("/2/users/me?fields=id").await.status, 400);
}

#[tokio::test]
async fn the_timeline_is_newest_first_and_pages() {
    let stage = stage().await;
    let mut ids = Vec::new();
    for number in 0..7 {
        ids.push(stage.tweet(&format!("Post {number}")).await.data_id());
        stage.control.advance(1_000);
    }
    let base = format!("/2/users/{}/tweets", cast::X_ID);
    let first = stage.x_get(&format!("{base}?max_results=5&post.fields=created_at")).await;
    assert_eq!(first.body["data"][0]["id"], ids[6].as_str());
    assert_eq!(first.body["data"][0]["created_at"], "2026-11-20T10:00:06.000Z");
    assert_eq!(first.body["meta"]["result_count"], 5);
    let token = first.body["meta"]["next_token"].as_str().unwrap();
    let second = stage.x_get(&format!("{base}?max_results=5&pagination_token={token}")).await;
    assert_eq!(second.body["meta"]["oldest_id"], ids[0].as_str());
    assert!(second.body["meta"].get("next_token").is_none());
    let since = stage.x_get(&format!("{base}?start_time=2026-11-20T10:00:05Z&tweet.fields=created_at")).await;
    assert_eq!(since.body["meta"]["result_count"], 2);
    let none = stage.x_get(&format!("{base}?start_time=2026-11-21T10:00:05Z")).await;
    assert_eq!(none.body, json!({ "meta": { "result_count": 0 } }));
    for bad in ["max_results=4", "max_results=101", "start_time=today", "page=2", "post.fields=nothing"] {
        assert_eq!(stage.x_get(&format!("{base}?{bad}")).await.status, 400, "{bad}");
    }
    assert_eq!(stage.x_get("/2/users/5/tweets").await.body["errors"][0]["resource_type"], "user");
}

#[tokio::test]
async fn both_vocabularies_are_asked_for_and_the_wire_chooses_its_own() {
    let stage = stage().await;
    let root = stage.tweet("Root").await.data_id();
    let reply = json!({ "text": "Part", "reply": { "in_reply_to_tweet_id": root } });
    let part = stage.x_post("/2/tweets", reply).await.data_id();
    for fields in ["post.fields=referenced_posts", "tweet.fields=referenced_tweets"] {
        let post = stage.x_get(&format!("/2/tweets/{part}?{fields}")).await;
        assert_eq!(post.body["data"]["referenced_posts"], json!([{ "type": "replied_to", "id": root }]));
    }
    stage.control.set_x_wire(XWire { names: XNames::Old, ..XWire::default() });
    let old = stage.x_get(&format!("/2/tweets?ids={part},99&post.fields=referenced_posts,conversation_id")).await;
    assert_eq!(old.body["data"][0]["referenced_tweets"][0]["id"], root.as_str());
    assert_eq!(old.body["data"][0]["conversation_id"], root.as_str());
    assert!(old.body["data"][0].get("edit_history_tweet_ids").is_some());
    assert!(old.body["errors"][0]["type"].as_str().unwrap().ends_with("/resource-not-found"));
}

#[tokio::test]
async fn a_missing_post_is_a_partial_error_with_status_200() {
    let stage = stage().await;
    let missing = stage.x_get("/2/tweets/123").await;
    assert_eq!(missing.status, 200);
    assert!(missing.body.get("data").is_none());
    assert_eq!(missing.body["errors"][0]["resource_id"], "123");
    assert_eq!(stage.x_get("/2/tweets/abc").await.status, 400);
}

#[tokio::test]
async fn addresses_are_shortened_and_the_entities_know_the_original() {
    let stage = stage().await;
    let id = stage.tweet("Q&A: https://example.com/flu?a=1&b=2 or lakeside.clinic.").await.data_id();
    let post = stage.x_get(&format!("/2/tweets/{id}?post.fields=entities")).await;
    let text = post.body["data"]["text"].as_str().unwrap().to_owned();
    assert!(text.starts_with("Q&amp;A: https://t.co/"));
    let urls = post.body["data"]["entities"]["urls"].as_array().unwrap();
    assert_eq!(urls[0]["expanded_url"], "https://example.com/flu?a=1&b=2");
    assert_eq!(urls[1]["expanded_url"], "http://lakeside.clinic");
    let place = |name: &str| usize::try_from(urls[0][name].as_u64().unwrap()).unwrap();
    let cut: String = text.chars().skip(place("start")).take(place("end") - place("start")).collect();
    assert_eq!(cut, urls[0]["url"].as_str().unwrap());
    let plain = stage.x_get(&format!("/2/tweets/{id}")).await;
    assert!(plain.body["data"].get("entities").is_none());
    assert_eq!(plain.body["data"]["text"], text.as_str());
}

#[tokio::test]
async fn a_post_with_a_picture_ends_with_its_link_unless_told_otherwise() {
    let stage = stage().await;
    let media = stage.uploaded(&png(1)).await;
    let body = json!({ "text": "See", "media": { "media_ids": [media] } });
    let id = stage.x_post("/2/tweets", body).await.data_id();
    let fields = "post.fields=entities,attachments&expansions=author_id,attachments.media_keys&media.fields=url,width";
    let post = stage.x_get(&format!("/2/tweets/{id}?{fields}")).await;
    assert!(post.body["data"]["text"].as_str().unwrap().starts_with("See https://t.co/"));
    let url = &post.body["data"]["entities"]["urls"][0];
    assert_eq!(url["expanded_url"], format!("https://x.com/lakeside_clinic/status/{id}/photo/1"));
    assert_eq!(post.body["includes"]["media"][0]["width"], 4);
    assert_eq!(post.body["includes"]["users"][0]["username"], "lakeside_clinic");
    stage.control.set_x_wire(XWire { picture_link: false, ..XWire::default() });
    assert_eq!(stage.x_get(&format!("/2/tweets/{id}")).await.body["data"]["text"], "See");
}

#[tokio::test]
async fn a_window_of_a_hundred_posts_closes_and_opens_by_the_clock() {
    let stage = stage().await;
    for number in 0..100_u32 {
        let answer = stage.tweet(&format!("Post {number}")).await;
        assert_eq!(answer.status, 201);
        assert_eq!(answer.header("x-rate-limit-limit"), "100");
        assert_eq!(answer.header("x-rate-limit-remaining"), (99 - number).to_string());
    }
    let closed = stage.tweet("One more").await;
    assert_eq!(closed.status, 429);
    assert_eq!(closed.body["title"], "Too Many Requests");
    assert_eq!(closed.header("x-rate-limit-remaining"), "0");
    let reset = START_MS + 15 * 60 * 1_000;
    assert_eq!(closed.header("x-rate-limit-reset"), (reset / 1_000).to_string());
    assert_eq!(closed.header("x-app-limit-24hour-remaining"), "9900");
    stage.control.set_now(reset - 1);
    assert_eq!(stage.tweet("One more").await.status, 429);
    stage.control.set_now(reset);
    assert_eq!(stage.tweet("One more").await.status, 201);
    assert_eq!(stage.x_get("/2/users/me").await.header("x-rate-limit-limit"), "75");
}

#[tokio::test]
async fn a_hidden_post_is_missed_by_so_many_timeline_reads_and_found_by_id() {
    let stage = stage().await;
    stage.fault(Platform::X, "POST", templates::x::POSTS, Action::HideFromRead { reads: 2, at_most_ms: None });
    let id = stage.tweet("Slow to show").await.data_id();
    assert_eq!(stage.x_get(&format!("/2/tweets/{id}")).await.body["data"]["id"], id.as_str());
    for expected in [0, 0, 1, 1] {
        assert_eq!(stage.timeline().await.body["meta"]["result_count"], expected);
    }
}
