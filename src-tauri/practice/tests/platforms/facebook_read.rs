//! Reading from the Graph API: accounts, fields, cursors and use.

use countersign_practice::{Action, Platform, cast, templates};
use serde_json::{Value, json};

use crate::common::{Answer, Stage, page, png, stage};

async fn as_person(stage: &Stage, path: &str) -> Answer {
    let url = stage.url(&format!("/facebook/graph.facebook.com/v25.0{path}"));
    let request = stage.client.get(url).query(&[("access_token", cast::FACEBOOK_USER_TOKEN)]);
    Answer::read(request.send().await.unwrap()).await
}

#[tokio::test]
async fn a_person_finds_their_pages_and_a_page_finds_itself() {
    let stage = stage().await;
    let pages = as_person(&stage, "/me/accounts?fields=id,name,access_token,tasks").await;
    assert_eq!(pages.body["data"][0]["access_token"], cast::FACEBOOK_PAGE_TOKEN);
    assert_eq!(as_person(&stage, "/me").await.body["name"], cast::FACEBOOK_USER_NAME);
    assert_eq!(as_person(&stage, &page("/published_posts")).await.graph_error(), (190, 2_069_032));
    let me = stage.graph_get("/me?fields=id,name,username").await;
    assert_eq!(me.body["id"], cast::FACEBOOK_PAGE_ID);
    assert_eq!(stage.graph_get("/me/accounts").await.graph_error().0, 100);
    assert_eq!(stage.graph_get(&page("?fields=shoe_size")).await.graph_error().0, 100);
    let path = format!("/debug_token?input_token={}", cast::FACEBOOK_PAGE_TOKEN);
    assert_eq!(stage.graph_get(&path).await.body["data"]["type"], "PAGE");
}

#[tokio::test]
async fn posts_come_newest_first_with_fields_and_cursors() {
    let stage = stage().await;
    for number in 0..5 {
        stage.feed(&format!("Post {number}")).await;
        stage.control.advance(1_000);
    }
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let path = page(&format!("/published_posts?limit=2&fields=message,created_time,permalink_url&after={after}"));
        let list = stage.graph_get(&path).await;
        for post in list.body["data"].as_array().unwrap() {
            assert!(post["id"].is_string());
            seen.push(post["message"].as_str().unwrap().to_owned());
        }
        if list.body["paging"].get("next").is_none() {
            break;
        }
        after = list.body["paging"]["cursors"]["after"].as_str().unwrap().to_owned();
    }
    assert_eq!(seen, ["Post 4", "Post 3", "Post 2", "Post 1", "Post 0"]);
    let first = stage.graph_get(&page("/feed?limit=1")).await;
    assert_eq!(first.body["data"][0]["created_time"], "2026-11-20T10:00:04+0000");
    assert_eq!(stage.graph_get(&page("/posts?fields=nothing")).await.graph_error().0, 100);
    assert_eq!(stage.graph_get(&page("/posts?after=%21")).await.graph_error().0, 100);
}

#[tokio::test]
async fn an_unpublished_post_is_in_no_list_and_in_no_ledger() {
    let stage = stage().await;
    let body = json!({ "message": "Later", "published": false });
    let id = stage.graph_post(&page("/feed"), body).await.id();
    assert_eq!(stage.graph_get(&format!("/{id}?fields=is_published")).await.body["is_published"], false);
    assert_eq!(stage.graph_get(&page("/feed")).await.body, json!({ "data": [] }));
    assert!(stage.control.ledger().is_empty());
}

#[tokio::test]
async fn a_post_shows_its_pictures_and_its_counts() {
    let stage = stage().await;
    let post = stage.photo(png(1), &[("message", "Room")]).await.body["post_id"].as_str().unwrap().to_owned();
    stage.graph_post(&format!("/{post}/comments"), json!({ "message": "First" })).await;
    let fields = "status_type,attachments{media_type,media},comments.summary(true).limit(0),\
                  reactions.summary(total_count).limit(0)";
    let shown = stage.graph_get(&format!("/{post}?fields={fields}")).await;
    assert_eq!(shown.body["status_type"], "added_photos");
    assert_eq!(shown.body["attachments"]["data"][0]["media_type"], "photo");
    assert!(shown.body["attachments"]["data"][0].get("url").is_none());
    assert_eq!(shown.body["comments"]["summary"]["total_count"], 1);
    assert_eq!(shown.body["comments"]["data"], json!([]));
    assert_eq!(stage.graph_get("/123_456").await.graph_error(), (100, 33));
}

#[tokio::test]
async fn use_is_told_on_each_answer_and_ends_with_the_allowance() {
    let stage = stage().await;
    let answer = stage.graph_get("/me").await;
    let use_of_page = |answer: &Answer| -> Value {
        serde_json::from_str::<Value>(answer.header("x-business-use-case-usage")).unwrap()[cast::FACEBOOK_PAGE_ID][0]
            .clone()
    };
    assert_eq!(use_of_page(&answer)["type"], "pages");
    assert!(answer.header("x-app-usage").contains("call_count"));
    stage.fault(Platform::Facebook, "GET", templates::facebook::NODE, Action::TooMany { reset_after_ms: 90_000 });
    let refused = stage.graph_get("/me").await;
    assert_eq!(refused.graph_error().0, 80_001);
    assert_eq!(use_of_page(&refused)["estimated_time_to_regain_access"], 2);
    assert_eq!(use_of_page(&refused)["call_count"], 100);
    stage.fault(Platform::Facebook, "GET", templates::facebook::NODE, Action::TooMany { reset_after_ms: 1 });
    assert_eq!(as_person(&stage, "/me").await.graph_error().0, 32);
}

#[tokio::test]
async fn a_hidden_post_is_missed_by_so_many_reads() {
    let stage = stage().await;
    stage.fault(
        Platform::Facebook,
        "POST",
        templates::facebook::FEED,
        Action::HideFromRead { reads: 1, at_most_ms: None },
    );
    stage.feed("Slow to show").await;
    assert_eq!(stage.graph_get(&page("/posts")).await.body["data"], json!([]));
    assert_eq!(stage.graph_get(&page("/posts")).await.body["data"][0]["message"], "Slow to show");
}
