//! An organization on LinkedIn and the people who write under its posts; and WhatsApp, which lists nothing that came in.

use countersign_practice::{Account, Action, LedgerKind, LinkedinWire, Platform, Population, Said, cast, templates};
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{Answer, START_MS, Stage, stage};
use crate::linkedin::{code, encoded, get, post, rest, send, written};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

fn of(stage: &Stage, platform: Platform) -> Account {
    stage.control.accounts().into_iter().find(|it| it.platform == platform).unwrap()
}

async fn posted(stage: &Stage) -> String {
    post(stage, "/rest/posts", written("Ask us")).await.header("x-restli-id").to_owned()
}

fn says(stage: &Stage, under: &str, text: &str) -> String {
    stage.control.comment(Platform::Linkedin, under, &Said::new("asha", text)).unwrap()
}

fn escaped(urn: &str) -> String {
    encoded(urn).replace('(', "%28").replace(')', "%29").replace(',', "%2C")
}

async fn partly(stage: &Stage, path: &str, body: Value) -> Answer {
    let request = rest(stage, cast::LINKEDIN_TOKEN, Method::POST, path).header("X-RestLi-Method", "PARTIAL_UPDATE");
    send(request.json(&body)).await
}

async fn delete(stage: &Stage, path: &str) -> Answer {
    send(rest(stage, cast::LINKEDIN_TOKEN, Method::DELETE, path)).await
}

#[tokio::test]
async fn comments_are_paged_by_their_place_and_answers_hang_under_them() {
    let stage = stage().await;
    let urn = posted(&stage).await;
    let there: Vec<String> = (0..5).map(|number| says(&stage, &urn, &format!("Comment {number}"))).collect();
    let mut seen = Vec::new();
    for start in [0, 2, 4] {
        let path = format!("/rest/socialActions/{}/comments?count=2&start={start}", encoded(&urn));
        let page = get(&stage, &path).await.body;
        seen.extend(page["elements"].as_array().unwrap().iter().map(|it| it["$URN"].as_str().unwrap().to_owned()));
        assert!(page["paging"]["total"].as_u64().unwrap() >= 5);
        says(&stage, &urn, "One more");
    }
    assert_eq!(seen[..5], there);
    let body = json!({
        "actor": cast::LINKEDIN_ORGANIZATION,
        "object": urn,
        "parentComment": there[0],
        "message": { "text": "Write to us" },
    });
    let made = post(&stage, &format!("/rest/socialActions/{}/comments", encoded(&urn)), body).await;
    assert_eq!((made.status, &made.body["parentComment"]), (201, &json!(there[0])));
    let answers = get(&stage, &format!("/rest/socialActions/{}/comments", escaped(&there[0]))).await.body;
    assert_eq!(answers["elements"][0]["message"]["text"], "Write to us");
    let entry = stage.control.ledger().into_iter().find(|it| it.kind == LedgerKind::Comment).unwrap();
    assert_eq!(entry.parent.as_deref(), Some(there[0].as_str()));
    let person = answers["elements"][0]["actor"].as_str().unwrap();
    assert_eq!(person, cast::LINKEDIN_ORGANIZATION);
    let nothing = get(&stage, "/rest/socialActions/urn%3Ali%3Ashare%3A1/comments").await;
    assert_eq!(code(&nothing), (404, "RESOURCE_NOT_FOUND"));
}

#[tokio::test]
async fn a_comment_of_our_own_is_changed_and_deleted_and_those_of_others_by_a_switch() {
    let stage = stage().await;
    let urn = posted(&stage).await;
    let theirs = says(&stage, &urn, "clowns");
    let body = json!({ "actor": cast::LINKEDIN_ORGANIZATION, "object": urn, "message": { "text": "Sory" } });
    stage.fault(Platform::Linkedin, "POST", templates::linkedin::COMMENTS, Action::DropAfterAccept);
    let comments = format!("/rest/socialActions/{}/comments", encoded(&urn));
    assert!(rest(&stage, cast::LINKEDIN_TOKEN, Method::POST, &comments).json(&body).send().await.is_err());
    let list = get(&stage, &comments).await.body;
    let own = list["elements"][1]["id"].as_str().unwrap();
    let patch = json!({ "patch": { "message": { "$set": { "text": "Sorry" } } } });
    assert_eq!(partly(&stage, &format!("{comments}/{own}"), patch.clone()).await.status, 204);
    assert_eq!(get(&stage, &format!("{comments}/{own}")).await.body["message"]["text"], "Sorry");
    let number = theirs.rsplit(',').next().unwrap().trim_end_matches(')').to_owned();
    assert_eq!(partly(&stage, &format!("{comments}/{number}"), patch).await.status, 403);
    let actor = encoded(cast::LINKEDIN_ORGANIZATION);
    assert_eq!(delete(&stage, &format!("{comments}/{number}?actor={actor}")).await.status, 403);
    stage.control.set_linkedin_wire(LinkedinWire { pages_delete_comments: true, ..LinkedinWire::default() });
    assert_eq!(delete(&stage, &format!("{comments}/{number}?actor={actor}")).await.status, 204);
    assert_eq!(delete(&stage, &format!("{comments}/{own}?actor={actor}")).await.status, 204);
    assert_eq!(get(&stage, &comments).await.body["elements"], json!([]));
    let edited = says(&stage, &urn, "Helo");
    stage.control.advance(1_000);
    stage.control.edit_remark(Platform::Linkedin, &edited, "Hello").unwrap();
    let read = get(&stage, &comments).await.body;
    assert_eq!(read["elements"][0]["message"]["text"], "Hello");
    assert_eq!(read["elements"][0]["lastModified"]["time"], START_MS + 1_000);
}

#[tokio::test]
async fn a_reaction_stands_once_and_closing_takes_the_comments_away() {
    let stage = stage().await;
    let urn = posted(&stage).await;
    let comment = says(&stage, &urn, "So kind");
    let actor = encoded(cast::LINKEDIN_ORGANIZATION);
    for kind in ["LIKE", "EMPATHY"] {
        let body = json!({ "root": comment, "reactionType": kind });
        assert_eq!(post(&stage, &format!("/rest/reactions?actor={actor}"), body).await.status, 201);
    }
    let bad = json!({ "root": comment, "reactionType": "ANGRY" });
    assert_eq!(post(&stage, &format!("/rest/reactions?actor={actor}"), bad).await.status, 400);
    let list = format!("/rest/reactions/%28entity%3A{}%29?q=entity", escaped(&comment));
    let felt = get(&stage, &list).await.body;
    assert_eq!(
        (felt["elements"].as_array().unwrap().len(), &felt["elements"][0]["reactionType"]),
        (1, &json!("EMPATHY"))
    );
    let key = format!("/rest/reactions/%28actor%3A{actor}%2Centity%3A{}%29", escaped(&comment));
    assert_eq!(delete(&stage, &key).await.status, 204);
    assert_eq!(delete(&stage, &key).await.status, 404);
    let likes = stage.control.ledger().into_iter().filter(|it| it.kind == LedgerKind::Like);
    assert_eq!(likes.map(|it| it.removed_at.is_some()).collect::<Vec<_>>(), [true]);
    let metadata = format!("/rest/socialMetadata/{}", encoded(&urn));
    assert_eq!(get(&stage, &metadata).await.body["commentSummary"]["count"], 1);
    let close = json!({ "patch": { "$set": { "commentsState": "CLOSED" } } });
    assert_eq!(partly(&stage, &format!("{metadata}?actor={actor}"), close).await.status, 204);
    let closed = get(&stage, &metadata).await.body;
    assert_eq!((&closed["commentsState"], &closed["commentSummary"]["count"]), (&json!("CLOSED"), &json!(0)));
    assert!(stage.control.comment(Platform::Linkedin, &urn, &Said::new("asha", "Hello?")).is_err());
}

#[tokio::test]
async fn who_named_the_organization_is_told_and_answered() {
    let stage = stage().await;
    let urn = posted(&stage).await;
    let named = stage.control.mention(&of(&stage, Platform::Linkedin), &Said::new("asha", "were so kind")).unwrap();
    stage.control.advance(1_000);
    says(&stage, &urn, "How much?");
    let path = format!(
        "/rest/organizationalEntityNotifications?q=criteria&organizationalEntity={}",
        encoded(cast::LINKEDIN_ORGANIZATION)
    );
    let all = get(&stage, &path).await.body;
    assert_eq!(all["elements"].as_array().unwrap().len(), 2);
    let mentions = get(&stage, &format!("{path}&actions=List%28SHARE_MENTION%29")).await.body;
    assert_eq!(mentions["elements"][0]["sourcePost"], named.as_str());
    let read = get(&stage, &format!("/rest/posts/{}", encoded(&named))).await.body;
    assert!(read["commentary"].as_str().unwrap().contains("were so kind"));
    let person = read["author"].as_str().unwrap().rsplit(':').next().unwrap();
    assert_eq!(get(&stage, &format!("/rest/people/%28id%3A{person}%29")).await.status, 403);
    let body = json!({ "actor": cast::LINKEDIN_ORGANIZATION, "object": named, "message": { "text": "Thank you" } });
    let answered = post(&stage, &format!("/rest/socialActions/{}/comments", encoded(&named)), body).await;
    assert_eq!(answered.status, 201, "{:?}", answered.body);
    stage.control.advance(61 * DAY_MS);
    assert_eq!(get(&stage, &path).await.body["elements"], json!([]));
}

#[tokio::test]
async fn statistics_are_told_per_post_per_day_and_not_where_there_are_none() {
    let stage = stage().await;
    let urn = posted(&stage).await;
    let statistics = format!(
        "/rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity={}",
        encoded(cast::LINKEDIN_ORGANIZATION)
    );
    let of_post = format!("{statistics}&shares=List%28{}%29", encoded(&urn));
    assert_eq!(get(&stage, &of_post).await.body["elements"], json!([]), "no number is no nought");
    stage.control.populate(Population { people: 500, offset_minutes: 330 });
    stage.control.advance(2 * DAY_MS);
    let counts = stage.control.numbers(Platform::Linkedin, &urn).unwrap();
    let told = get(&stage, &of_post).await.body["elements"][0].clone();
    assert_eq!(told["share"], urn.as_str());
    assert_eq!(told["totalShareStatistics"]["impressionCount"], counts.views);
    let wrong = format!("{statistics}&ugcPosts=List%28{}%29", encoded(&urn));
    assert_eq!(get(&stage, &wrong).await.status, 400);
    let spans = format!(
        "&timeIntervals=%28timeRange%3A%28start%3A{START_MS}%2Cend%3A{}%29%2CtimeGranularityType%3ADAY%29",
        START_MS + 2 * DAY_MS
    );
    let days = get(&stage, &format!("{of_post}{spans}")).await.body;
    let seen = days["elements"].as_array().unwrap().iter();
    let seen: u64 = seen.map(|it| it["totalShareStatistics"]["impressionCount"].as_u64().unwrap()).sum();
    assert_eq!(seen, counts.views);
    let size =
        format!("/rest/networkSizes/{}?edgeType=COMPANY_FOLLOWED_BY_MEMBER", encoded(cast::LINKEDIN_ORGANIZATION));
    assert!(get(&stage, &size).await.body["firstDegreeSize"].as_u64().unwrap() > 500);
}

#[tokio::test]
async fn what_somebody_writes_on_whatsapp_opens_the_window_and_is_listed_nowhere() {
    let stage = stage().await;
    let account = of(&stage, Platform::Whatsapp);
    stage.control.message(&account, &Said::new("asha", "Are you open?")).unwrap();
    let heard = stage.control.messages(&account);
    assert_eq!((heard.len(), heard[0].text.as_str()), (1, "Are you open?"));
    let phone = account.id.split('@').next().unwrap();
    let url = stage.url(&format!("/whatsapp/graph.facebook.com/v25.0/{phone}/messages"));
    let list = Answer::read(stage.client.get(&url).bearer_auth(cast::WHATSAPP_TOKEN).send().await.unwrap()).await;
    assert_eq!(list.graph_error().0, 100);
    let body = json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": heard[0].person,
        "type": "text",
        "text": { "body": "Until six." },
    });
    let sent = stage.client.post(&url).bearer_auth(cast::WHATSAPP_TOKEN).json(&body).send().await.unwrap();
    assert_eq!(sent.status(), 200);
}
