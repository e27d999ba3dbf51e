//! An account on X and the people who name it, answer it and write to it.

use countersign_practice::{Account, Action, LedgerKind, Platform, Population, Said, XWire, cast, templates};
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{Answer, START_MS, Stage, stage};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

fn of(stage: &Stage) -> Account {
    stage.control.accounts().into_iter().find(|it| it.platform == Platform::X).unwrap()
}

fn mentions(rest: &str) -> String {
    format!("/2/users/{}/mentions{rest}", cast::X_ID)
}

fn ids(answer: &Answer) -> Vec<String> {
    let data = answer.body["data"].as_array().cloned().unwrap_or_default();
    data.iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
}

async fn put(stage: &Stage, path: &str, body: Value) -> Answer {
    Answer::read(stage.x(Method::PUT, path).json(&body).send().await.unwrap()).await
}

async fn delete(stage: &Stage, path: &str) -> Answer {
    Answer::read(stage.x(Method::DELETE, path).send().await.unwrap()).await
}

#[tokio::test]
async fn mentions_and_answers_are_paged_each_once_while_more_come() {
    let stage = stage().await;
    let post = stage.tweet("Ask us").await.data_id();
    let mut there = Vec::new();
    for number in 0..12 {
        let said = Said::new("asha", &format!("Question {number}"));
        there.push(match number % 2 {
            0 => stage.control.comment(Platform::X, &post, &said).unwrap(),
            _ => stage.control.mention(&of(&stage), &said).unwrap(),
        });
        stage.control.advance(1_000);
    }
    there.reverse();
    let (mut seen, mut token) = (Vec::new(), String::new());
    loop {
        let page = stage.x_get(&mentions(&format!("?max_results=5{token}"))).await;
        assert_eq!(page.header("x-rate-limit-limit"), "300");
        seen.extend(ids(&page));
        stage.control.mention(&of(&stage), &Said::new("rohan", "One more")).unwrap();
        match page.body["meta"]["next_token"].as_str() {
            Some(next) => token = format!("&pagination_token={next}"),
            None => break,
        }
    }
    assert_eq!(seen, there);
    let newer = stage.x_get(&mentions(&format!("?since_id={}", there[0]))).await;
    assert_eq!(newer.body["meta"]["result_count"], 3);
    let none = stage.x_get(&mentions(&format!("?since_id={}", ids(&newer)[0]))).await;
    assert_eq!(none.body, json!({ "meta": { "result_count": 0 } }));
    let shown =
        stage.x_get(&mentions("?expansions=author_id&user.fields=username&post.fields=author_id&max_results=5")).await;
    assert!(shown.body["includes"]["users"].as_array().unwrap().iter().any(|it| it["username"] == "rohan"));
    assert_eq!(stage.x_get(&mentions("?max_results=4")).await.status, 400);
}

#[tokio::test]
async fn a_search_finds_a_conversation_and_words_of_the_last_seven_days() {
    let stage = stage().await;
    let post = stage.tweet("Ask us").await.data_id();
    let old = stage.control.post_on_x(&Said::new("mateo", "The flu again"));
    stage.control.advance(DAY_MS);
    let answer = stage.control.comment(Platform::X, &post, &Said::new("asha", "How much?")).unwrap();
    let found = stage.control.post_on_x(&Said::new("rohan", "Is the flu shot any good?"));
    let search = async |query: &str| {
        let query: String = url(query);
        stage.x_get(&format!("/2/tweets/search/recent?max_results=10&query={query}")).await
    };
    assert_eq!(ids(&search(&format!("conversation_id:{post}")).await), [answer.clone(), post.clone()]);
    assert_eq!(ids(&search(&format!("conversation_id:{post} -from:lakeside_clinic")).await), [answer]);
    assert_eq!(ids(&search("\"flu shot\" OR measles").await), [found]);
    assert_eq!(ids(&search("flu").await).len(), 2);
    assert_eq!(search("has:teeth").await.status, 400);
    assert_eq!(search("lang:en").await.status, 400);
    stage.control.advance(6 * DAY_MS + 1);
    assert_eq!(ids(&search("flu").await).len(), 1, "{old} is too old");
    assert!(stage.control.spent_on_reading_x() > 0);
}

fn url(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() { out.push(char::from(byte)) } else { out.push_str(&format!("%{byte:02X}")) }
    }
    out
}

#[tokio::test]
async fn what_was_read_today_costs_once_and_can_use_up_what_was_paid_for() {
    let stage = stage().await;
    stage.control.mention(&of(&stage), &Said::new("asha", "Hello")).unwrap();
    for _ in 0..3 {
        assert_eq!(stage.x_get(&mentions("")).await.status, 200);
    }
    assert_eq!(stage.control.spent_on_reading_x(), 5);
    stage.control.advance(DAY_MS);
    stage.x_get(&mentions("")).await;
    assert_eq!((stage.control.spent_on_reading_x(), stage.control.spent_on_x()), (10, 0));
    stage.control.set_x_wire(XWire { credits: Some(12), reads_cost: true, ..XWire::default() });
    stage.control.mention(&of(&stage), &Said::new("asha", "Hello again")).unwrap();
    assert_eq!(stage.x_get(&mentions("")).await.status, 402);
}

#[tokio::test]
async fn only_who_engaged_is_answered_unless_the_account_is_more_than_self_served() {
    let stage = stage().await;
    let stranger = stage.control.post_on_x(&Said::new("mateo", "The flu again"));
    let named = stage.control.mention(&of(&stage), &Said::new("asha", "help")).unwrap();
    let reply = async |to: &str, text: &str| {
        stage.x_post("/2/tweets", json!({ "text": text, "reply": { "in_reply_to_tweet_id": to } })).await.status
    };
    assert_eq!((reply(&stranger, "We can").await, reply(&named, "We can help").await), (403, 201));
    stage.control.set_x_wire(XWire { replies_need_engagement: false, ..XWire::default() });
    assert_eq!(reply(&stranger, "We can").await, 201);
}

#[tokio::test]
async fn answers_are_hidden_reposts_stand_once_and_likes_are_for_enterprises() {
    let stage = stage().await;
    let post = stage.tweet("Ask us").await.data_id();
    let answer = stage.control.comment(Platform::X, &post, &Said::new("troll", "clowns")).unwrap();
    let path = format!("/2/tweets/{answer}/hidden");
    for _ in 0..2 {
        assert_eq!(put(&stage, &path, json!({ "hidden": true })).await.body, json!({ "data": { "hidden": true } }));
    }
    assert_eq!(put(&stage, &format!("/2/tweets/{post}/hidden"), json!({ "hidden": true })).await.status, 403);
    let likes = format!("/2/users/{}/likes", cast::X_ID);
    let refused = stage.x_post(&likes, json!({ "tweet_id": answer })).await;
    assert_eq!((refused.status, &refused.body["reason"]), (403, &json!("client-not-enrolled")));
    stage.control.set_x_wire(XWire { enterprise: true, ..XWire::default() });
    assert_eq!(stage.x_post(&likes, json!({ "tweet_id": answer })).await.body["data"]["liked"], true);
    assert_eq!(delete(&stage, &format!("{likes}/{answer}")).await.body["data"]["liked"], false);
    let reposts = format!("/2/users/{}/retweets", cast::X_ID);
    stage.fault(Platform::X, "POST", templates::x::REPOSTS, Action::DropAfterAccept);
    assert!(stage.x(Method::POST, &reposts).json(&json!({ "tweet_id": answer })).send().await.is_err());
    assert_eq!(stage.x_post(&reposts, json!({ "tweet_id": answer })).await.status, 403, "it was passed on already");
    assert_eq!(delete(&stage, &format!("{reposts}/{answer}")).await.body["data"]["retweeted"], false);
    assert_eq!(stage.x_post("/2/users/1/retweets", json!({ "tweet_id": answer })).await.status, 403);
    let ledger = stage.control.ledger();
    let standing =
        |kind| ledger.iter().filter(|it| it.kind == kind).map(|it| it.removed_at.is_some()).collect::<Vec<_>>();
    assert_eq!(standing(LedgerKind::Hide), [false]);
    assert_eq!((standing(LedgerKind::Like), standing(LedgerKind::Repost)), (vec![true], vec![true]));
}

#[tokio::test]
async fn direct_messages_are_read_newest_first_and_answered_where_somebody_wrote() {
    let stage = stage().await;
    for number in 0..3 {
        stage.control.message(&of(&stage), &Said::new("asha", &format!("Message {number}"))).unwrap();
        stage.control.advance(1_000);
    }
    let fields = "dm_event.fields=sender_id,created_at,dm_conversation_id&expansions=sender_id&max_results=2";
    let page = stage.x_get(&format!("/2/dm_events?{fields}")).await;
    assert_eq!(page.body["data"][0]["text"], "Message 2");
    assert_eq!(page.body["includes"]["users"][0]["username"], "asha");
    let person = page.body["data"][0]["sender_id"].as_str().unwrap().to_owned();
    let token = page.body["meta"]["next_token"].as_str().unwrap();
    let next = stage.x_get(&format!("/2/dm_events?{fields}&pagination_token={token}")).await;
    assert_eq!((ids(&next).len(), &next.body["data"][0]["text"]), (1, &json!("Message 0")));
    let sent = stage.x_post(&format!("/2/dm_conversations/with/{person}/messages"), json!({ "text": "We do." })).await;
    assert_eq!(sent.status, 201);
    let conversation = sent.body["data"]["dm_conversation_id"].as_str().unwrap();
    let into =
        stage.x_post(&format!("/2/dm_conversations/{conversation}/messages"), json!({ "text": "Until six." })).await;
    let event = into.body["data"]["dm_event_id"].as_str().unwrap().to_owned();
    for path in [
        format!("/2/dm_conversations/{conversation}/dm_events"),
        format!("/2/dm_conversations/with/{person}/dm_events"),
    ] {
        assert_eq!(stage.x_get(&path).await.body["data"][0]["text"], "Until six.");
    }
    assert_eq!(delete(&stage, &format!("/2/dm_events/{event}")).await.body["data"]["deleted"], true);
    assert_eq!(delete(&stage, &format!("/2/dm_events/{}", ids(&next)[0])).await.status, 403);
    let stranger = stage.x_post("/2/dm_conversations/with/1000/messages", json!({ "text": "Hello" })).await;
    assert!(stranger.body["type"].as_str().unwrap().ends_with("dm-recipient-not-accepting"));
    let long = json!({ "text": "a".repeat(10_001) });
    let long = stage.x_post(&format!("/2/dm_conversations/with/{person}/messages"), long).await;
    assert!(long.body["type"].as_str().unwrap().ends_with("dm-text-too-long"));
    let entries: Vec<_> = stage.control.ledger().into_iter().filter(|it| it.kind == LedgerKind::Message).collect();
    assert_eq!(entries.iter().map(|it| it.removed_at.is_some()).collect::<Vec<_>>(), [false, true]);
    for _ in 0..13 {
        stage.x_get("/2/dm_events").await;
    }
    let closed = stage.x_get("/2/dm_events").await;
    assert_eq!((closed.status, closed.header("x-rate-limit-remaining")), (429, "0"));
    stage.control.advance(31 * DAY_MS);
    assert_eq!(stage.x_get("/2/dm_events").await.body["meta"]["result_count"], 0);
}

#[tokio::test]
async fn an_author_is_told_more_of_posts_of_thirty_days_and_what_they_came_to_by_day() {
    let stage = stage().await;
    stage.control.populate(Population { people: 500, offset_minutes: 330 });
    let post = stage.tweet("Ask us").await.data_id();
    stage.control.advance(2 * DAY_MS);
    let counts = stage.control.numbers(Platform::X, &post).unwrap();
    let fields = "post.fields=public_metrics,non_public_metrics,author_id";
    let shown = stage.x_get(&format!("/2/tweets?ids={post}&{fields}")).await.body;
    assert_eq!(shown["data"][0]["public_metrics"]["impression_count"], counts.views);
    assert_eq!(shown["data"][0]["non_public_metrics"]["impression_count"], counts.views);
    let me = stage.x_get("/2/users/me?user.fields=public_metrics").await.body;
    assert!(me["data"]["public_metrics"]["followers_count"].as_u64().unwrap() > 500);
    let others = stage.x_get(&mentions(&format!("?{fields}&max_results=5"))).await.body;
    assert!(others["data"][0].get("non_public_metrics").is_none());
    assert_eq!(others["errors"][0]["field"], "non_public_metrics");
    let path = format!(
        "/2/tweets/analytics?ids={post}&start_time=2026-11-20T10:00:00Z&end_time=2026-11-22T10:00:00Z\
         &granularity=daily&analytics.fields=impressions,likes"
    );
    let days = stage.x_get(&path).await.body;
    let rows = days["data"][0]["timestamped_metrics"].as_array().unwrap();
    let told: u64 = rows.iter().map(|it| it["metrics"]["impressions"].as_u64().unwrap()).sum();
    assert_eq!((rows.len(), told), (2, counts.views), "since {START_MS}");
    stage.control.advance(31 * DAY_MS);
    let old = stage.x_get(&format!("/2/tweets/{post}?{fields}")).await.body;
    assert_eq!(old["errors"][0]["field"], "non_public_metrics");
}
