//! A Page and the people who write to it: comments, likes, messages, mentions, numbers.

use countersign_practice::{Account, Action, FacebookWire, LedgerKind, Platform, Said, cast, templates};
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{Answer, Stage, page, stage};

const HOUR_MS: i64 = 60 * 60 * 1_000;
const DAY_MS: i64 = 24 * HOUR_MS;

fn of(stage: &Stage) -> Account {
    stage.control.accounts().into_iter().find(|it| it.platform == Platform::Facebook).unwrap()
}

fn says(stage: &Stage, under: &str, text: &str) -> String {
    stage.control.comment(Platform::Facebook, under, &Said::new("asha", text)).unwrap()
}

async fn delete(stage: &Stage, path: &str) -> Answer {
    Answer::read(stage.graph(Method::DELETE, path).send().await.unwrap()).await
}

fn kinds(stage: &Stage, kind: LedgerKind) -> Vec<(Option<String>, bool)> {
    let all = stage.control.ledger().into_iter().filter(|it| it.kind == kind);
    all.map(|it| (it.parent, it.removed_at.is_some())).collect()
}

#[tokio::test]
async fn pages_of_comments_hold_each_once_while_people_go_on_writing_and_deleting() {
    for order in ["chronological", "reverse_chronological"] {
        let stage = stage().await;
        let post = stage.feed("Ask us").await.id();
        let mut there: Vec<String> = Vec::new();
        for number in 0..7 {
            there.push(says(&stage, &post, &format!("Comment {number}")));
            stage.control.advance(1_000);
        }
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let list = stage.graph_get(&format!("/{post}/comments?limit=2&order={order}&after={after}")).await;
            let ids: Vec<String> =
                list.body["data"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect();
            seen.extend(ids.clone());
            // Somebody writes, and whoever stood last on this page takes it back.
            says(&stage, &post, "One more");
            if seen.len() == 4 {
                stage.control.delete_remark(Platform::Facebook, ids.last().unwrap()).unwrap();
            }
            if list.body["paging"].get("next").is_none() || seen.len() > 20 {
                break;
            }
            after = list.body["paging"]["cursors"]["after"].as_str().unwrap().to_owned();
        }
        let before = seen.len();
        let once: std::collections::BTreeSet<&String> = seen.iter().collect();
        assert_eq!(once.len(), before, "{order}");
        assert!(there.iter().all(|id| seen.contains(id)), "{order}");
    }
}

#[tokio::test]
async fn answers_nest_and_a_stream_holds_all_levels() {
    let stage = stage().await;
    let post = stage.feed("Ask us").await.id();
    let first = says(&stage, &post, "How much?");
    let answer = stage.graph_post(&format!("/{first}/comments"), json!({ "message": "Write to us" })).await.id();
    let second = says(&stage, &answer, "I did");
    let nested = stage.graph_get(&format!("/{first}/comments?fields=id,parent,from")).await.body;
    let ids: Vec<&str> = nested["data"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!(ids, [answer.as_str(), second.as_str()]);
    assert_eq!(nested["data"][1]["parent"]["id"], first.as_str());
    assert_eq!(nested["data"][1]["from"]["name"], "asha");
    let after = nested["paging"]["cursors"]["after"].as_str().unwrap();
    let back = stage.graph_get(&format!("/{first}/comments?limit=1&before={after}")).await.body;
    assert_eq!(back["data"][0]["id"], answer.as_str());
    assert!(back["paging"].get("next").is_some() && back["paging"].get("previous").is_none());
    let length = async |path: String| stage.graph_get(&path).await.body["data"].as_array().unwrap().len();
    assert_eq!(length(format!("/{post}/comments")).await, 1);
    assert_eq!(length(format!("/{post}/comments?filter=stream")).await, 3);
    assert_eq!(stage.graph_get(&format!("/{post}/comments?filter=best")).await.graph_error().0, 100);
    let shown = stage.graph_get(&format!("/{first}?fields=comment_count,comments{{message}}")).await.body;
    assert_eq!((&shown["comment_count"], &shown["comments"]["data"][0]["message"]), (&json!(2), &json!("Write to us")));
}

#[tokio::test]
async fn an_edit_is_read_and_what_was_deleted_is_gone() {
    let stage = stage().await;
    let post = stage.feed("Ask us").await.id();
    let (first, second) = (says(&stage, &post, "How mch?"), says(&stage, &post, "Never mind"));
    stage.control.edit_remark(Platform::Facebook, &first, "How much?").unwrap();
    let under = says(&stage, &second, "Why?");
    stage.control.delete_remark(Platform::Facebook, &second).unwrap();
    assert_eq!(stage.graph_get(&format!("/{under}")).await.graph_error(), (100, 33), "answers go with their comment");
    let list = stage.graph_get(&format!("/{post}/comments")).await.body;
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
    assert_eq!(list["data"][0]["message"], "How much?");
    assert_eq!(stage.graph_get(&format!("/{second}")).await.graph_error(), (100, 33));
}

#[tokio::test]
async fn a_comment_is_hidden_liked_and_that_taken_back_each_once() {
    let stage = stage().await;
    let post = stage.feed("Ask us").await.id();
    let comment = says(&stage, &post, "clown clinic");
    for hidden in [true, true, false] {
        let done = stage.graph_post(&format!("/{comment}"), json!({ "is_hidden": hidden })).await;
        assert_eq!(done.body, json!({ "success": true }));
        assert_eq!(stage.graph_get(&format!("/{comment}?fields=is_hidden")).await.body["is_hidden"], hidden);
    }
    assert_eq!(kinds(&stage, LedgerKind::Hide), [(Some(comment.clone()), true)]);
    for _ in 0..2 {
        assert_eq!(stage.graph_post(&format!("/{comment}/likes"), json!({})).await.body, json!({ "success": true }));
    }
    let shown = stage.graph_get(&format!("/{comment}?fields=user_likes,like_count")).await.body;
    assert_eq!((&shown["user_likes"], &shown["like_count"]), (&json!(true), &json!(1)));
    assert_eq!(delete(&stage, &format!("/{comment}/likes")).await.status, 200);
    assert_eq!(kinds(&stage, LedgerKind::Like), [(Some(comment.clone()), true)]);
    let own = stage.graph_post(&format!("/{comment}/comments"), json!({ "message": "Sorry" })).await.id();
    assert_eq!(stage.graph_post(&format!("/{own}"), json!({ "is_hidden": true })).await.graph_error().0, 100);
    assert_eq!(stage.graph_post(&format!("/{comment}"), json!({ "message": "mine" })).await.graph_error().0, 200);
    assert_eq!(stage.graph_post(&format!("/{own}"), json!({ "message": "So sorry" })).await.status, 200);
    assert_eq!(delete(&stage, &format!("/{own}")).await.status, 200);
    assert_eq!(stage.graph_post("/1_2/likes", json!({})).await.graph_error(), (100, 33));
}

#[tokio::test]
async fn a_lost_answer_leaves_one_reply_that_can_be_found_again() {
    let stage = stage().await;
    let post = stage.feed("Ask us").await.id();
    let comment = says(&stage, &post, "How much?");
    stage.fault(Platform::Facebook, "POST", templates::facebook::COMMENTS, Action::DropAfterAccept);
    let body = json!({ "message": "Write to us" });
    assert!(stage.graph(Method::POST, &format!("/{comment}/comments")).json(&body).send().await.is_err());
    let answers = stage.graph_get(&format!("/{comment}/comments?fields=message,from")).await.body;
    assert_eq!(answers["data"][0]["message"], "Write to us");
    assert_eq!(answers["data"][0]["from"]["id"], cast::FACEBOOK_PAGE_ID);
    assert_eq!(kinds(&stage, LedgerKind::Comment), [(Some(comment.clone()), false)]);
    stage.fault(
        Platform::Facebook,
        "POST",
        templates::facebook::COMMENTS,
        Action::HideFromRead { reads: 1, at_most_ms: None },
    );
    stage.graph_post(&format!("/{comment}/comments"), json!({ "message": "And we call" })).await;
    for there in [1, 2] {
        let answers = stage.graph_get(&format!("/{comment}/comments")).await.body;
        assert_eq!(answers["data"].as_array().unwrap().len(), there, "what was just written is slow to show");
    }
    stage.fault(Platform::Facebook, "POST", templates::facebook::MESSAGES, Action::RefuseBefore);
    stage.control.message(&of(&stage), &Said::new("asha", "Hello")).unwrap();
    assert!(stage.graph(Method::POST, &page("/messages")).json(&body).send().await.is_err());
    assert!(kinds(&stage, LedgerKind::Message).is_empty());
    stage.fault(
        Platform::Facebook,
        "GET",
        templates::facebook::CONVERSATIONS,
        Action::TooMany { reset_after_ms: 60_000 },
    );
    assert_eq!(stage.graph_get(&page("/conversations")).await.graph_error().0, 80_001);
}

#[tokio::test]
async fn people_write_and_are_answered_within_a_day_and_by_a_human_being_within_seven() {
    let stage = stage().await;
    let account = of(&stage);
    stage.control.message(&account, &Said::new("asha", "Do you open on Sunday?")).unwrap();
    stage.control.advance(1_000);
    stage.control.message(&account, &Said::new("rohan", "Hello")).unwrap();
    let fields = "id,snippet,unread_count,message_count,can_reply,participants,messages{message,from}";
    let list = stage.graph_get(&page(&format!("/conversations?fields={fields}&limit=1"))).await.body;
    assert_eq!(list["data"][0]["snippet"], "Hello");
    assert_eq!((&list["data"][0]["can_reply"], &list["data"][0]["unread_count"]), (&json!(true), &json!(1)));
    let after = list["paging"]["cursors"]["after"].as_str().unwrap();
    let next = stage.graph_get(&page(&format!("/conversations?fields={fields}&limit=1&after={after}"))).await.body;
    assert_eq!(next["data"][0]["messages"]["data"][0]["message"], "Do you open on Sunday?");
    let person = next["data"][0]["participants"]["data"][0]["id"].as_str().unwrap();
    let thread = next["data"][0]["id"].as_str().unwrap();
    let send = async |tag: Option<&str>| {
        let mut body =
            json!({ "recipient": { "id": person }, "messaging_type": "RESPONSE", "message": { "text": "We do." } });
        if let Some(tag) = tag {
            body["tag"] = json!(tag);
        }
        stage.graph_post(&page("/messages"), body).await
    };
    let sent = send(None).await;
    assert_eq!((sent.status, &sent.body["recipient_id"]), (200, &json!(person)));
    let messages = stage.graph_get(&format!("/{thread}/messages?fields=message,from,created_time")).await.body;
    assert_eq!(messages["data"][0]["message"], "We do.");
    assert_eq!(messages["data"][0]["from"]["id"], cast::FACEBOOK_PAGE_ID);
    let entry = stage.control.ledger().into_iter().find(|it| it.kind == LedgerKind::Message).unwrap();
    assert_eq!((entry.recipient.unwrap().number.as_str(), entry.parent), (person, None));
    stage.control.advance(DAY_MS);
    assert_eq!(send(None).await.graph_error(), (10, 2_018_278));
    assert_eq!(send(Some("HUMAN_AGENT")).await.graph_error(), (10, 2_018_278));
    stage.control.set_facebook_wire(FacebookWire { human_agent: true, ..FacebookWire::default() });
    assert_eq!(send(Some("HUMAN_AGENT")).await.status, 200);
    stage.control.advance(7 * DAY_MS);
    assert_eq!(send(Some("HUMAN_AGENT")).await.graph_error(), (10, 2_018_278));
    let nobody = json!({ "recipient": { "id": "24000" }, "message": { "text": "Hello" } });
    assert_eq!(stage.graph_post(&page("/messages"), nobody).await.graph_error(), (100, 2_018_001));
}

#[tokio::test]
async fn a_comment_is_answered_in_private_once_and_within_seven_days() {
    let stage = stage().await;
    let post = stage.feed("Ask us").await.id();
    let (first, late) = (says(&stage, &post, "My results?"), says(&stage, &post, "And mine?"));
    let send = async |comment: &str| {
        let body = json!({ "recipient": { "comment_id": comment }, "message": { "text": "Please call us." } });
        stage.graph_post(&page("/messages"), body).await
    };
    assert_eq!(
        stage.graph_get(&format!("/{first}?fields=can_reply_privately")).await.body["can_reply_privately"],
        true
    );
    assert_eq!(send(&first).await.status, 200);
    assert_eq!(send(&first).await.graph_error().0, 10_900);
    assert_eq!(
        stage.graph_get(&format!("/{first}?fields=can_reply_privately")).await.body["can_reply_privately"],
        false
    );
    assert_eq!(kinds(&stage, LedgerKind::Message), [(Some(first), false)]);
    stage.control.advance(7 * DAY_MS);
    assert_eq!(send(&late).await.graph_error(), (10, 2_018_278));
}

#[tokio::test]
async fn a_visitors_post_that_names_the_page_is_found_and_answered() {
    let stage = stage().await;
    let id = stage.control.mention(&of(&stage), &Said::new("asha", "were so kind")).unwrap();
    let tagged = stage.graph_get(&page("/tagged?fields=id,message,from")).await.body;
    assert_eq!(tagged["data"][0]["id"], id.as_str());
    assert!(tagged["data"][0]["message"].as_str().unwrap().contains("were so kind"));
    let answer = stage.graph_post(&format!("/{id}/comments"), json!({ "message": "Thank you" })).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    let under = stage.graph_get(&format!("/{id}/comments")).await.body;
    assert_eq!(under["data"][0]["message"], "Thank you");
    stage.control.delete_remark(Platform::Facebook, &id).unwrap();
    assert_eq!(stage.graph_get(&page("/tagged")).await.body["data"], json!([]));
    assert_eq!(stage.graph_get(&format!("/{id}")).await.graph_error(), (100, 33));
}

#[tokio::test]
async fn numbers_are_told_by_the_names_that_are_left_and_by_days_that_are_over() {
    let stage = stage().await;
    let post = stage.feed("Ask us").await.id();
    assert_eq!(stage.graph_get(&page("/insights?metric=page_media_view")).await.graph_error(), (100, 2_874_008));
    stage.control.populate(countersign_practice::Population { people: 500, offset_minutes: 330 });
    stage.control.advance(3 * DAY_MS);
    let counts = stage.control.numbers(Platform::Facebook, &post).unwrap();
    let insights =
        stage.graph_get(&format!("/{post}/insights?metric=post_media_view,post_total_media_view_unique")).await;
    assert_eq!(insights.body["data"][0]["values"][0]["value"], counts.views);
    assert_eq!(insights.body["data"][1]["period"], "lifetime");
    for refused in ["post_impressions", "post_media_view,post_engaged_users"] {
        assert_eq!(stage.graph_get(&format!("/{post}/insights?metric={refused}")).await.graph_error().0, 100);
    }
    assert_eq!(stage.graph_get(&format!("/{post}/insights")).await.graph_error(), (3_001, 1_504_028));
    let now = stage.control.clock().now_ms() / 1_000;
    let path = |metric: &str, days: i64| {
        page(&format!("/insights?metric={metric}&period=day&since={}&until={now}", now - days * 24 * 3_600))
    };
    let days = stage.graph_get(&path("page_media_view,page_follows", 4)).await.body;
    let values: &Vec<Value> = days["data"][0]["values"].as_array().unwrap();
    assert_eq!(values.len(), 4);
    let told: u64 = values.iter().map(|it| it["value"]["organic"].as_u64().unwrap()).sum();
    assert!(told > 0 && told <= counts.views, "the day under way is not told: {told} of {}", counts.views);
    assert!(values[0]["end_time"].as_str().unwrap().ends_with("T08:00:00+0000"));
    assert_eq!(stage.graph_get(&path("page_media_view", 91)).await.graph_error().0, 100);
    let reactions = stage.graph_get(&format!("/{post}/reactions?summary=total_count&limit=5")).await.body;
    assert_eq!(reactions["summary"]["total_count"], counts.likes);
    assert_eq!(reactions["data"].as_array().unwrap().len(), 5.min(counts.likes as usize));
}
