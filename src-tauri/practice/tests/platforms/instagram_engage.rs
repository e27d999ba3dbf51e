//! An account on Instagram and the people who write to it.

use countersign_practice::{Account, Action, LedgerKind, Platform, Population, Said, cast, templates};
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{Answer, Stage, stage};
use crate::instagram::published;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

async fn ask(stage: &Stage, host: &str, token: &str, method: Method, path: &str, body: Option<Value>) -> Answer {
    let url = stage.url(&format!("/instagram/{host}/v25.0{path}"));
    let mut request = stage.client.request(method, url).bearer_auth(token);
    if let Some(body) = body {
        request = request.json(&body);
    }
    Answer::read(request.send().await.unwrap()).await
}

async fn get(stage: &Stage, path: &str) -> Answer {
    ask(stage, "graph.instagram.com", cast::INSTAGRAM_TOKEN, Method::GET, path, None).await
}

async fn post(stage: &Stage, path: &str, body: Value) -> Answer {
    ask(stage, "graph.instagram.com", cast::INSTAGRAM_TOKEN, Method::POST, path, Some(body)).await
}

async fn over_facebook(stage: &Stage, method: Method, path: &str, body: Option<Value>) -> Answer {
    ask(stage, "graph.facebook.com", cast::INSTAGRAM_FACEBOOK_TOKEN, method, path, body).await
}

fn of(stage: &Stage) -> Account {
    stage.control.accounts().into_iter().find(|it| it.platform == Platform::Instagram).unwrap()
}

fn says(stage: &Stage, under: &str, text: &str) -> String {
    stage.control.comment(Platform::Instagram, under, &Said::new("asha", text)).unwrap()
}

#[tokio::test]
async fn pages_of_comments_hold_each_once_newest_first_with_their_answers() {
    let stage = stage().await;
    let media = published(&stage).await;
    let mut there = Vec::new();
    for number in 0..5 {
        there.push(says(&stage, &media, &format!("Comment {number}")));
    }
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let list = get(&stage, &format!("/{media}/comments?limit=2&fields=id,text,username&after={after}")).await;
        let ids = list.body["data"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned());
        seen.extend(ids);
        says(&stage, &media, "One more");
        if list.body["paging"].get("next").is_none() {
            break;
        }
        after = list.body["paging"]["cursors"]["after"].as_str().unwrap().to_owned();
    }
    there.reverse();
    assert_eq!(seen, there);
    let reply = post(&stage, &format!("/{}/replies", seen[0]), json!({ "message": "Thank you" })).await.id();
    let nested = says(&stage, &reply, "Any time");
    let replies = get(&stage, &format!("/{}/replies?fields=id,parent_id,from", seen[0])).await.body;
    assert_eq!(replies["data"][0]["id"], nested.as_str());
    assert_eq!(replies["data"][0]["parent_id"], seen[0].as_str());
    let along = get(&stage, &format!("/{}?fields=replies{{text,username}}", seen[0])).await.body;
    assert_eq!(along["replies"]["data"][1]["username"], cast::INSTAGRAM_USERNAME);
}

#[tokio::test]
async fn a_comment_is_hidden_and_deleted_and_comments_are_closed() {
    let stage = stage().await;
    let media = published(&stage).await;
    let comment = says(&stage, &media, "clown clinic");
    for hide in [true, true, false, true] {
        assert_eq!(
            post(&stage, &format!("/{comment}"), json!({ "hide": hide })).await.body,
            json!({ "success": true })
        );
    }
    assert_eq!(get(&stage, &format!("/{comment}?fields=hidden")).await.body["hidden"], true);
    let ledger = stage.control.ledger();
    let hides: Vec<_> =
        ledger.iter().filter(|it| it.kind == LedgerKind::Hide).map(|it| it.removed_at.is_some()).collect();
    assert_eq!(hides, [true, false]);
    stage.control.edit_remark(Platform::Instagram, &comment, "clown!").unwrap();
    assert_eq!(get(&stage, &format!("/{comment}?fields=text")).await.body["text"], "clown!");
    stage.control.delete_remark(Platform::Instagram, &comment).unwrap();
    assert_eq!(get(&stage, &format!("/{comment}")).await.graph_error(), (100, 33));
    assert_eq!(post(&stage, &format!("/{media}"), json!({ "comment_enabled": false })).await.status, 200);
    assert!(stage.control.comment(Platform::Instagram, &media, &Said::new("asha", "Hello?")).is_err());
    assert_eq!(post(&stage, &format!("/{comment}/likes"), json!({})).await.graph_error().0, 100);
}

#[tokio::test]
async fn a_lost_answer_leaves_one_reply() {
    let stage = stage().await;
    let media = published(&stage).await;
    let comment = says(&stage, &media, "How much?");
    stage.fault(
        Platform::Instagram,
        "POST",
        templates::instagram::REPLIES,
        Action::ServerError { after_accept: true, status: 503 },
    );
    let body = json!({ "message": "Write to us" });
    assert_eq!(post(&stage, &format!("/{comment}/replies"), body).await.status, 503);
    let replies = get(&stage, &format!("/{comment}/replies?fields=text")).await.body;
    assert_eq!(replies["data"].as_array().unwrap().len(), 1);
    let made = stage.control.ledger().into_iter().filter(|it| it.parent.as_deref() == Some(comment.as_str())).count();
    assert_eq!(made, 1);
}

#[tokio::test]
async fn messages_go_to_who_wrote_and_private_answers_once() {
    let stage = stage().await;
    let media = published(&stage).await;
    stage.control.message(&of(&stage), &Said::new("asha", "Sunday?")).unwrap();
    let fields = "id,updated_time,participants,messages{id,created_time,from,to,message}";
    let list = get(&stage, &format!("/me/conversations?platform=instagram&fields={fields}")).await.body;
    assert_eq!(list["data"][0]["messages"]["data"][0]["message"], "Sunday?");
    let person = list["data"][0]["messages"]["data"][0]["from"]["id"].as_str().unwrap().to_owned();
    let thread = list["data"][0]["id"].as_str().unwrap();
    let send = async |recipient: Value, text: &str| {
        post(&stage, "/me/messages", json!({ "recipient": recipient, "message": { "text": text } })).await
    };
    assert_eq!(send(json!({ "id": person }), "We do.").await.status, 200);
    assert_eq!(send(json!({ "id": person }), &"ü".repeat(501)).await.graph_error().0, 100);
    let messages = get(&stage, &format!("/{thread}/messages?fields=message")).await.body;
    assert_eq!(messages["data"][0]["message"], "We do.");
    let page = format!("/1{}/conversations?platform=INSTAGRAM&fields=snippet", cast::INSTAGRAM_ID);
    let by_page = over_facebook(&stage, Method::GET, &page, None).await.body;
    assert_eq!(by_page["data"][0]["snippet"], "We do.");
    let comment = says(&stage, &media, "My results?");
    assert_eq!(send(json!({ "comment_id": comment }), "Please call us.").await.status, 200);
    assert_eq!(send(json!({ "comment_id": comment }), "Please call us.").await.graph_error().0, 10_900);
    stage.control.advance(DAY_MS);
    let late = says(&stage, &media, "And mine?");
    stage.control.advance(7 * DAY_MS);
    assert_eq!(send(json!({ "comment_id": late }), "Please call us.").await.graph_error().0, 10);
    assert_eq!(send(json!({ "id": person }), "We still do.").await.graph_error().0, 10);
}

#[tokio::test]
async fn mentions_are_for_a_facebook_login_alone() {
    let stage = stage().await;
    let id = stage.control.mention(&of(&stage), &Said::new("asha", "so kind")).unwrap();
    let tags = format!("/{}/tags?fields=id,caption,username", cast::INSTAGRAM_ID);
    assert_eq!(get(&stage, &tags).await.graph_error().0, 100);
    let found = over_facebook(&stage, Method::GET, &tags, None).await.body;
    assert_eq!((&found["data"][0]["id"], &found["data"][0]["username"]), (&json!(id), &json!("asha")));
    let named = format!("/{}?fields=mentioned_media.media_id({id}){{caption}}", cast::INSTAGRAM_ID);
    let named = over_facebook(&stage, Method::GET, &named, None).await.body;
    assert!(named["mentioned_media"]["caption"].as_str().unwrap().contains("so kind"));
    let body = json!({ "media_id": id, "message": "Thank you" });
    let path = format!("/{}/mentions", cast::INSTAGRAM_ID);
    let made = over_facebook(&stage, Method::POST, &path, Some(body)).await;
    assert_eq!(made.status, 200, "{:?}", made.body);
    let entry = stage.control.ledger().into_iter().next_back().unwrap();
    assert_eq!((entry.kind, entry.parent.as_deref()), (LedgerKind::Comment, Some(id.as_str())));
}

#[tokio::test]
async fn numbers_hang_on_the_kind_of_post_and_what_is_missing_is_no_nought() {
    let stage = stage().await;
    let media = published(&stage).await;
    stage.control.populate(Population { people: 500, offset_minutes: 330 });
    stage.control.advance(2 * DAY_MS);
    let counts = stage.control.numbers(Platform::Instagram, &media).unwrap();
    let insights = get(&stage, &format!("/{media}/insights?metric=views,reach,saved")).await.body;
    let values: Vec<u64> =
        insights["data"].as_array().unwrap().iter().map(|it| it["values"][0]["value"].as_u64().unwrap()).collect();
    assert_eq!(values, [counts.views, counts.reach, counts.saves]);
    for refused in ["impressions", "ig_reels_avg_watch_time", "total_views"] {
        assert_eq!(get(&stage, &format!("/{media}/insights?metric={refused}")).await.graph_error().0, 100);
    }
    let over = over_facebook(&stage, Method::GET, &format!("/{media}/insights?metric=total_views"), None).await.body;
    assert_eq!(over["data"][0]["values"][0]["value"], counts.views);
    let account = |metric: &str, kind: &str| format!("/me/insights?metric={metric}&period=day&metric_type={kind}");
    let total = get(&stage, &account("views,likes", "total_value")).await.body;
    assert!(total["data"][0]["total_value"]["value"].as_u64().unwrap() > 0);
    assert_eq!(get(&stage, &account("views", "time_series")).await.graph_error().0, 100);
    let series = get(&stage, &account("reach", "time_series")).await.body;
    assert!(series["data"][0]["values"][0]["value"].as_u64().unwrap() > 0);
    stage.control.set_followers(&of(&stage), 12);
    let few = get(&stage, &account("follower_count", "time_series")).await.body;
    assert_eq!(few["data"], json!([]));
}
