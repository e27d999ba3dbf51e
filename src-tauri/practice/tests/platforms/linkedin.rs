//! LinkedIn: what is accepted, what is refused as LinkedIn refuses it, and what is taken without a word.

use countersign_practice::{Action, LedgerKind, LinkedinArticles, LinkedinWire, Platform, cast, templates};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::common::{Answer, START_MS, Stage, png, stage};

const AUTHOR: &str = "urn%3Ali%3Aorganization%3A5515715";

fn bare(stage: &Stage, method: Method, path: &str) -> RequestBuilder {
    stage.client.request(method, stage.url(&format!("/linkedin/api.linkedin.com{path}")))
}

pub fn rest(stage: &Stage, token: &str, method: Method, path: &str) -> RequestBuilder {
    let headers = bare(stage, method, path).header("LinkedIn-Version", "202609");
    headers.header("X-Restli-Protocol-Version", "2.0.0").bearer_auth(token)
}

pub async fn send(request: RequestBuilder) -> Answer {
    Answer::read(request.send().await.unwrap()).await
}

pub async fn get(stage: &Stage, path: &str) -> Answer {
    send(rest(stage, cast::LINKEDIN_TOKEN, Method::GET, path)).await
}

pub async fn post(stage: &Stage, path: &str, body: Value) -> Answer {
    send(rest(stage, cast::LINKEDIN_TOKEN, Method::POST, path).json(&body)).await
}

/// A post of the clinic's page.
pub fn written(commentary: &str) -> Value {
    json!({
        "author": cast::LINKEDIN_ORGANIZATION,
        "commentary": commentary,
        "visibility": "PUBLIC",
        "distribution": { "feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": [] },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": false,
    })
}

fn with(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

pub fn code(answer: &Answer) -> (u16, &str) {
    assert_eq!(answer.body["status"], answer.status, "{answer:?}");
    (answer.status, answer.body["code"].as_str().unwrap())
}

pub fn encoded(urn: &str) -> String {
    urn.replace(':', "%3A")
}

/// Begins a picture; the bytes are not there yet.
async fn begun(stage: &Stage, owner: &str) -> (String, String) {
    let body = json!({ "initializeUploadRequest": { "owner": owner } });
    let value = post(stage, "/rest/images?action=initializeUpload", body).await.body["value"].clone();
    let address = value["uploadUrl"].as_str().unwrap().strip_prefix("https://").unwrap().to_owned();
    (value["image"].as_str().unwrap().to_owned(), stage.url(&format!("/linkedin/{address}")))
}

async fn put(stage: &Stage, address: &str, bytes: Vec<u8>) -> u16 {
    let request = stage.client.put(address).header("content-type", "application/octet-stream").body(bytes);
    send(request).await.status
}

async fn picture(stage: &Stage, owner: &str, shade: u8) -> String {
    let (image, address) = begun(stage, owner).await;
    assert_eq!(put(stage, &address, png(shade)).await, 201);
    image
}

#[tokio::test]
async fn a_post_is_answered_by_a_header_and_is_read_back_in_little_text() {
    let stage = stage().await;
    let wire = r"Coughs \(and\) \<colds\>? {hashtag|\#|Flu}";
    let answer = post(&stage, "/rest/posts", written(wire)).await;
    assert_eq!((answer.status, &answer.body), (201, &json!("")));
    let urn = answer.header("x-restli-id").to_owned();
    assert!(urn.starts_with("urn:li:share:"), "{urn}");
    let entry = stage.control.ledger().pop().unwrap();
    assert_eq!(
        (entry.id.as_str(), entry.text.as_str(), entry.kind),
        (&*urn, "Coughs (and) <colds>? #Flu", LedgerKind::Post)
    );
    let one = get(&stage, &format!("/rest/posts/{}", encoded(&urn))).await;
    assert_eq!((one.status, &one.body["commentary"], &one.body["createdAt"]), (200, &json!(wire), &json!(START_MS)));
    for (query, count) in [("", 1), ("&start=1", 0), ("&count=0", 0), ("&sortBy=CREATED", 1)] {
        let list = get(&stage, &format!("/rest/posts?q=author&author={AUTHOR}{query}")).await;
        assert_eq!(list.body["elements"].as_array().unwrap().len(), count, "{query}");
    }
}

#[tokio::test]
async fn headers_tokens_and_encoding_are_checked_first() {
    let stage = stage().await;
    let body = written("x");
    let plain = || bare(&stage, Method::POST, "/rest/posts").json(&body);
    let token = || plain().bearer_auth(cast::LINKEDIN_TOKEN);
    assert_eq!(code(&send(plain()).await), (401, "EMPTY_ACCESS_TOKEN"));
    assert_eq!(code(&send(plain().bearer_auth(cast::X_TOKEN)).await), (401, "INVALID_ACCESS_TOKEN"));
    assert_eq!(code(&send(token()).await), (400, "VERSION_MISSING"));
    for version in ["202409", "v202609", "209912"] {
        assert_eq!(code(&send(token().header("LinkedIn-Version", version)).await), (426, "NONEXISTENT_VERSION"));
    }
    assert_eq!(code(&send(token().header("LinkedIn-Version", "202609")).await), (400, "ILLEGAL_ARGUMENT"));
    assert_eq!(code(&get(&stage, "/rest/posts/urn:li:share:1").await), (400, "ILLEGAL_ARGUMENT"));
    assert_eq!(code(&get(&stage, "/rest/posts?q=author&author=urn:li:organization:5515715").await).0, 400);
    assert_eq!(code(&get(&stage, "/rest/nothing").await), (404, "RESOURCE_NOT_FOUND"));
    let account = cast::linkedin_organization();
    stage.control.expire_token(&account).unwrap();
    assert_eq!(code(&post(&stage, "/rest/posts", written("x")).await), (401, "EXPIRED_ACCESS_TOKEN"));
    stage.control.revoke_token(&account).unwrap();
    assert_eq!(code(&post(&stage, "/rest/posts", written("x")).await), (401, "REVOKED_ACCESS_TOKEN"));
    assert!(stage.control.ledger().is_empty());
}

#[tokio::test]
async fn an_unescaped_sign_cuts_the_text_without_a_word() {
    let stage = stage().await;
    assert_eq!(post(&stage, "/rest/posts", written("Open daily (8 to 5)")).await.status, 201);
    assert_eq!(stage.control.ledger()[0].text, "Open daily ");
}

#[tokio::test]
async fn wrong_long_empty_and_repeated_posts_are_refused() {
    let stage = stage().await;
    let refused = async |body: Value| {
        let answer = post(&stage, "/rest/posts", body).await;
        (answer.status, answer.body["code"].as_str().unwrap().to_owned())
    };
    let too_long = (422, "FIELD_LENGTH_TOO_LONG".to_owned());
    assert_eq!(refused(written(&"a".repeat(3_001))).await, too_long);
    assert_eq!(refused(written("")).await, (422, "MISSING_CONTENT".to_owned()));
    let illegal = (400, "ILLEGAL_ARGUMENT".to_owned());
    assert_eq!(refused(with(written("x"), "visibility", json!("EVERYBODY"))).await, illegal);
    assert_eq!(refused(with(written("x"), "lifecycleState", json!("DRAFT"))).await, illegal);
    assert_eq!(refused(with(written("x"), "surprise", json!(1))).await, illegal);
    assert_eq!(refused(with(written("x"), "content", json!({ "poll": {} }))).await, illegal);
    let mut nobody = written("x");
    nobody.as_object_mut().unwrap().remove("author");
    assert_eq!(refused(nobody).await, (400, "FIELD_REQUIRED".to_owned()));
    let stranger = with(written("x"), "author", json!("urn:li:organization:1"));
    assert_eq!(refused(stranger).await, (403, "ACCESS_DENIED".to_owned()));
    let article = json!({ "article": { "source": "https://lakeside.example/a", "title": "" } });
    assert_eq!(refused(with(written("x"), "content", article)).await, (400, "FIELD_REQUIRED".to_owned()));

    let first = post(&stage, "/rest/posts", written(&"a".repeat(3_000))).await;
    let urn = first.header("x-restli-id").to_owned();
    let again = post(&stage, "/rest/posts", written(&"a".repeat(3_000))).await;
    assert_eq!(code(&again), (422, "DUPLICATE_POST"));
    assert_eq!(again.body["message"], format!("Content is a duplicate of {urn}"));
    assert_eq!(stage.control.ledger().len(), 1);
    let deleted = rest(&stage, cast::LINKEDIN_TOKEN, Method::DELETE, &format!("/rest/posts/{}", encoded(&urn)));
    assert_eq!(send(deleted.try_clone().unwrap()).await.status, 204);
    assert_eq!(code(&send(deleted).await), (404, "RESOURCE_NOT_FOUND"));
    assert!(stage.control.ledger()[0].removed_at.is_some());
    assert_eq!(post(&stage, "/rest/posts", written(&"a".repeat(3_000))).await.status, 201);
}

#[tokio::test]
async fn pictures_are_put_first_and_shown_only_when_they_are_whole() {
    let stage = stage().await;
    let own = cast::LINKEDIN_ORGANIZATION;
    let (image, address) = begun(&stage, own).await;
    let path = format!("/rest/images/{}", encoded(&image));
    let single = with(written("One"), "content", json!({ "media": { "id": image, "altText": "A lake" } }));
    assert_eq!(get(&stage, &path).await.body["status"], "WAITING_UPLOAD");
    assert_eq!(code(&post(&stage, "/rest/posts", single.clone()).await), (422, "MEDIA_ASSET_NOT_READY"));
    assert_eq!(put(&stage, &address, b"%PDF-1.7".to_vec()).await, 201);
    assert_eq!(get(&stage, &path).await.body["status"], "PROCESSING_FAILED");
    assert_eq!(put(&stage, &address, png(1)).await, 201);
    assert_eq!(get(&stage, &path).await.body["status"], "AVAILABLE");
    let urn = post(&stage, "/rest/posts", single).await.header("x-restli-id").to_owned();

    let others = [picture(&stage, own, 2).await, picture(&stage, own, 3).await];
    let several =
        json!({ "multiImage": { "images": others.iter().map(|id| json!({ "id": id })).collect::<Vec<_>>() } });
    let many = post(&stage, "/rest/posts", with(written("Two"), "content", several)).await;
    assert!(many.header("x-restli-id").starts_with("urn:li:ugcPost:"));
    let lonely = json!({ "multiImage": { "images": [{ "id": others[0] }] } });
    assert_eq!(post(&stage, "/rest/posts", with(written("x"), "content", lonely)).await.status, 422);
    let foreign = picture(&stage, cast::LINKEDIN_PERSON, 4).await;
    let foreign = with(written("x"), "content", json!({ "media": { "id": foreign } }));
    assert_eq!(code(&post(&stage, "/rest/posts", foreign).await), (422, "INVALID_MEDIA_OWNER"));

    let ledger = stage.control.ledger();
    assert_eq!(ledger.iter().map(|entry| entry.kind).collect::<Vec<_>>(), [LedgerKind::PhotoPost; 2]);
    assert_eq!((ledger[0].alt_texts.as_slice(), ledger[1].media_sha256.len()), (&[Some("A lake".to_owned())][..], 2));
    let page = stage.get(&format!("/linkedin/www.linkedin.com/feed/update/{urn}/")).await;
    assert!(page.body.as_str().unwrap().contains("alt=\"A lake\""), "{page:?}");
    let shown = format!("/linkedin/media.licdn.com/dms/{}", image.rsplit(':').next().unwrap());
    assert_eq!(stage.get(&shown).await.header("content-type"), "image/png");
}

#[tokio::test]
async fn a_member_s_own_token_shares_and_reads_nothing_back() {
    let stage = stage().await;
    let member = |method, path: &str| rest(&stage, cast::LINKEDIN_MEMBER_TOKEN, method, path);
    let person = with(written("Hello"), "author", json!(cast::LINKEDIN_PERSON));
    let answer = send(member(Method::POST, "/rest/posts").json(&person)).await;
    assert_eq!(answer.status, 201);
    let urn = encoded(answer.header("x-restli-id"));
    assert_eq!(stage.control.ledger()[0].account, cast::LINKEDIN_PERSON);
    assert_eq!(code(&send(member(Method::POST, "/rest/posts").json(&written("x"))).await), (403, "ACCESS_DENIED"));
    let own = encoded(cast::LINKEDIN_PERSON);
    for path in [
        format!("/rest/posts/{urn}"),
        format!("/rest/posts?q=author&author={own}"),
        format!("/rest/socialActions/{urn}/comments"),
        "/rest/organizationAcls?q=roleAssignee".to_owned(),
        "/rest/organizations/5515715".to_owned(),
    ] {
        assert_eq!(code(&send(member(Method::GET, &path)).await), (403, "ACCESS_DENIED"), "{path}");
    }
    let who = send(bare(&stage, Method::GET, "/v2/userinfo").bearer_auth(cast::LINKEDIN_MEMBER_TOKEN)).await;
    assert_eq!((&who.body["sub"], &who.body["name"]), (&json!("rT4q-Reception"), &json!("Robin Reception")));
    let acls = get(&stage, "/rest/organizationAcls?q=roleAssignee&state=APPROVED").await;
    assert_eq!(acls.body["elements"][0]["organization"], cast::LINKEDIN_ORGANIZATION);
    assert_eq!(get(&stage, "/rest/organizations/5515715").await.body["localizedName"], cast::CLINIC_NAME);
}

#[tokio::test]
async fn a_comment_hangs_under_its_post_and_goes_with_it() {
    let stage = stage().await;
    let urn = post(&stage, "/rest/posts", written("Open")).await.header("x-restli-id").to_owned();
    let path = format!("/rest/socialActions/{}/comments", encoded(&urn));
    let body = json!({ "actor": cast::LINKEDIN_ORGANIZATION, "object": urn, "message": { "text": "Until (six)" } });
    let made = post(&stage, &path, body.clone()).await;
    let comment = made.body["$URN"].as_str().unwrap().to_owned();
    assert!(comment.starts_with("urn:li:comment:(urn:li:activity:"), "{comment}");
    assert_eq!(made.status, 201);
    let list = get(&stage, &path).await;
    assert_eq!(list.body["elements"][0]["message"]["text"], "Until (six)");
    let long = with(body, "message", json!({ "text": "a".repeat(1_251) }));
    assert_eq!(post(&stage, &path, long).await.status, 422);
    let entry = stage.control.ledger().pop().unwrap();
    assert_eq!((entry.id, entry.parent.as_deref(), entry.kind), (comment, Some(&*urn), LedgerKind::Comment));
    stage.control.remove_post(Platform::Linkedin, &urn).unwrap();
    assert!(stage.control.ledger().iter().all(|entry| entry.removed_at.is_some()));
    assert_eq!(stage.get(&format!("/linkedin/www.linkedin.com/feed/update/{urn}/")).await.status, 404);
}

#[tokio::test]
async fn the_allowance_of_a_day_begins_again_at_midnight() {
    let stage = stage().await;
    let ask = async || get(&stage, "/rest/organizationAcls?q=roleAssignee").await;
    for _ in 0..500 {
        assert_eq!(ask().await.status, 200);
    }
    let answer = ask().await;
    assert_eq!(code(&answer), (429, "TOO_MANY_REQUESTS"));
    assert!(answer.body["message"].as_str().unwrap().contains("DAY limit"), "{answer:?}");
    stage.control.advance(14 * 60 * 60 * 1_000 - 1);
    assert_eq!(ask().await.status, 429);
    stage.control.advance(1);
    assert_eq!(ask().await.status, 200, "midnight, UTC");
}

#[tokio::test]
async fn what_was_accepted_without_an_answer_is_there_and_can_be_slow_to_show() {
    let stage = stage().await;
    stage.fault(
        Platform::Linkedin,
        "POST",
        templates::linkedin::POSTS,
        Action::HideFromRead { reads: 1, at_most_ms: None },
    );
    stage.fault(Platform::Linkedin, "POST", templates::linkedin::POSTS, Action::DropAfterAccept);
    let lost = rest(&stage, cast::LINKEDIN_TOKEN, Method::POST, "/rest/posts").json(&written("Open"));
    assert!(lost.send().await.is_err());
    let seen = async || {
        let list = get(&stage, &format!("/rest/posts?q=author&author={AUTHOR}")).await;
        list.body["elements"].as_array().unwrap().len()
    };
    assert_eq!((seen().await, seen().await, stage.control.ledger().len()), (0, 1, 1));
    stage.fault(Platform::Linkedin, "POST", templates::linkedin::POSTS, Action::TooMany { reset_after_ms: 1 });
    assert_eq!(post(&stage, "/rest/posts", written("More")).await.status, 429);
}

#[tokio::test]
async fn a_post_is_served_by_its_own_name_and_not_by_its_activity() {
    let stage = stage().await;
    let urn = post(&stage, "/rest/posts", written("Open")).await.header("x-restli-id").to_owned();
    let activity = stage.control.linkedin_activity(&urn).unwrap();
    assert_ne!(activity.rsplit(':').next(), urn.rsplit(':').next());
    let path = format!("/rest/posts/{}", encoded(&activity));
    assert_eq!(code(&get(&stage, &path).await), (404, "RESOURCE_NOT_FOUND"));
    let deleted = send(rest(&stage, cast::LINKEDIN_TOKEN, Method::DELETE, &path)).await;
    assert_eq!((code(&deleted), stage.control.ledger()[0].removed_at), ((404, "RESOURCE_NOT_FOUND"), None));
    let comments = format!("/rest/socialActions/{}/comments", encoded(&activity));
    assert_eq!(get(&stage, &comments).await.status, 200, "what hangs under it is");
    let page = stage.get(&format!("/linkedin/www.linkedin.com/feed/update/{activity}/")).await;
    assert_eq!(page.status, 200, "and so is what people read");
}

#[tokio::test]
async fn comments_need_scopes_of_their_own() {
    let stage = stage().await;
    let urn = post(&stage, "/rest/posts", written("Open")).await.header("x-restli-id").to_owned();
    let path = format!("/rest/socialActions/{}/comments", encoded(&urn));
    let body = json!({ "actor": cast::LINKEDIN_ORGANIZATION, "object": urn, "message": { "text": "Until six" } });
    let limit = |scopes: &[&str]| stage.control.limit_linkedin_token(cast::LINKEDIN_TOKEN, scopes).unwrap();
    limit(&["w_organization_social", "r_organization_social", "w_member_social_feed"]);
    assert_eq!(code(&post(&stage, &path, body.clone()).await), (403, "ACCESS_DENIED"));
    assert_eq!(code(&get(&stage, &path).await), (403, "ACCESS_DENIED"));
    assert_eq!(get(&stage, &format!("/rest/posts/{}", encoded(&urn))).await.status, 200);
    limit(&["w_organization_social_feed", "r_organization_social_feed"]);
    assert_eq!(post(&stage, &path, body).await.status, 201);
    assert_eq!(get(&stage, &path).await.body["elements"].as_array().unwrap().len(), 1);
    assert_eq!(code(&post(&stage, "/rest/posts", written("More")).await), (403, "ACCESS_DENIED"));
    assert!(stage.control.limit_linkedin_token("another", &[]).is_err());
}

#[tokio::test]
async fn what_is_shown_can_differ_from_what_was_sent() {
    let stage = stage().await;
    let article = json!({ "article": { "source": "https://lakeside.example/a", "title": "A" } });
    let urn = post(&stage, "/rest/posts", with(written("Open daily"), "content", article)).await;
    let urn = urn.header("x-restli-id").to_owned();
    let shown = async |wire: LinkedinWire| {
        stage.control.set_linkedin_wire(wire);
        get(&stage, &format!("/rest/posts/{}", encoded(&urn))).await.body
    };
    let plain = shown(LinkedinWire::default()).await;
    assert_eq!(
        (&plain["commentary"], &plain["content"]["article"]["source"]),
        (&json!("Open daily"), &json!("https://lakeside.example/a"))
    );
    let cut = shown(LinkedinWire { longest: Some(4), ..LinkedinWire::default() }).await;
    assert_eq!(cut["commentary"], "Open");
    let marked = shown(LinkedinWire { articles: LinkedinArticles::Marked, ..LinkedinWire::default() }).await;
    assert!(marked["content"]["article"]["source"].as_str().unwrap().starts_with("https://lakeside.example/a?"));
    let missing = shown(LinkedinWire { articles: LinkedinArticles::Missing, ..LinkedinWire::default() }).await;
    assert_eq!(missing["content"], Value::Null);
    assert_eq!(stage.control.ledger()[0].text, "Open daily", "what is true is what was sent");

    stage.control.set_linkedin_wire(LinkedinWire { early_comments: 2, ..LinkedinWire::default() });
    let path = format!("/rest/socialActions/{}/comments", encoded(&urn));
    let body = json!({ "actor": cast::LINKEDIN_ORGANIZATION, "object": urn, "message": { "text": "Until six" } });
    assert_eq!(post(&stage, &path, body.clone()).await.body["message"], "Unable to obtain activity");
    assert_eq!(post(&stage, &path, body.clone()).await.body["message"], "resource is forbidden");
    assert_eq!(post(&stage, &path, body).await.status, 201);
}
