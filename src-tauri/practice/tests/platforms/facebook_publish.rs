//! Publishing on a Page: what is accepted, and what is refused as the Graph API refuses it.

use countersign_practice::{LedgerKind, Platform, cast};
use reqwest::Method;
use serde_json::json;

use crate::common::{Answer, page, png, stage};

#[tokio::test]
async fn a_post_is_answered_with_page_and_post_id_however_the_body_is_written() {
    let stage = stage().await;
    let one = stage.feed("As JSON").await;
    assert!(one.id().starts_with(&format!("{}_", cast::FACEBOOK_PAGE_ID)));
    let form = stage.graph(Method::POST, &page("/feed")).form(&[("message", "As a form")]);
    assert_eq!(form.send().await.unwrap().status(), 200);
    let parts = reqwest::multipart::Form::new().text("message", "As parts");
    let multipart = stage.graph(Method::POST, &page("/feed")).multipart(parts);
    assert_eq!(multipart.send().await.unwrap().status(), 200);
    let query = format!("/facebook/graph.facebook.com/v26.0{}?message=As+a+query", page("/feed"));
    let query = stage.client.post(stage.url(&query)).query(&[("access_token", cast::FACEBOOK_PAGE_TOKEN)]);
    assert_eq!(query.send().await.unwrap().status(), 200);
    let texts: Vec<String> = stage.control.ledger().into_iter().map(|entry| entry.text).collect();
    assert_eq!(texts, ["As JSON", "As a form", "As parts", "As a query"]);
    let own_name = stage.graph_post("/me/feed?fields=id,permalink_url", json!({ "message": "As me" })).await;
    assert_eq!(own_name.body["permalink_url"], format!("https://www.facebook.com/{}", own_name.id()));
}

#[tokio::test]
async fn tokens_and_versions_are_checked_first() {
    let stage = stage().await;
    let account = cast::facebook_page();
    let with = async |token: &str, version: &str| {
        let url = stage.url(&format!("/facebook/graph.facebook.com/{version}{}", page("/feed")));
        let body = json!({ "message": "x", "access_token": token });
        Answer::read(stage.client.post(url).json(&body).send().await.unwrap()).await
    };
    assert_eq!(with("no-such-token", "v25.0").await.graph_error(), (190, 0));
    assert_eq!(with(cast::X_TOKEN, "v25.0").await.graph_error(), (190, 0));
    assert_eq!(with(cast::FACEBOOK_USER_TOKEN, "v25.0").await.graph_error(), (190, 2_069_032));
    assert_eq!(with(cast::FACEBOOK_PAGE_TOKEN, "v19.0").await.graph_error(), (2_500, 0));
    let url = stage.url(&format!("/facebook/graph.facebook.com/v25.0{}", page("/feed")));
    let bare = Answer::read(stage.client.post(url).json(&json!({ "message": "x" })).send().await.unwrap()).await;
    assert_eq!((bare.status, bare.graph_error()), (401, (104, 0)));
    stage.control.expire_token(&account).unwrap();
    assert_eq!(stage.feed("x").await.graph_error(), (190, 463));
    stage.control.revoke_token(&account).unwrap();
    assert_eq!(stage.feed("x").await.graph_error(), (190, 458));
    stage.control.restore_token(&account).unwrap();
    let other = stage.control.add_account(Platform::Facebook, "Hillside Dental");
    assert_eq!(with(&other.token, "v25.0").await.graph_error(), (200, 0));
    assert!(stage.control.ledger().is_empty());
}

#[tokio::test]
async fn empty_long_and_repeated_posts_are_refused() {
    let stage = stage().await;
    assert_eq!(stage.feed("").await.graph_error().0, 100);
    assert_eq!(stage.feed(&"a".repeat(63_207)).await.graph_error().0, 100);
    let first = stage.feed("Open on Saturday").await.id();
    let again = stage.feed("Open on Saturday").await;
    assert_eq!((again.status, again.graph_error().0), (400, 506));
    assert_eq!(stage.feed("Something else").await.status, 200);
    assert_eq!(stage.feed("Open on Saturday").await.status, 200);
    let last = stage.control.ledger().pop().unwrap().id;
    assert_ne!(first, last);
    assert_eq!(stage.graph(Method::DELETE, &format!("/{last}")).send().await.unwrap().status(), 200);
    assert_eq!(stage.feed("Open on Saturday").await.status, 200);
    assert!(stage.control.ledger()[2].removed_at.is_some());
}

#[tokio::test]
async fn links_are_looked_at() {
    let stage = stage().await;
    let link = async |link: &str| stage.graph_post(&page("/feed"), json!({ "link": link })).await;
    assert_eq!(link("https://example.com/flu").await.status, 200);
    assert_eq!(link("not an address").await.graph_error(), (100, 1_609_005));
    assert_eq!(link("https://www.facebook.com/x").await.graph_error(), (100, 1_609_008));
    assert_eq!(stage.control.ledger()[0].link.as_deref(), Some("https://example.com/flu"));
}

#[tokio::test]
async fn what_is_not_practised_is_refused_and_never_faked() {
    let stage = stage().await;
    let backdated = json!({ "message": "x", "backdated_time": 1_500_000_000 });
    assert_eq!(stage.graph_post(&page("/feed"), backdated).await.graph_error().0, 100);
    let hosted = json!({ "upload_phase": "start", "file_url": "https://example.org/film.mp4" });
    assert_eq!(stage.graph_post(&page("/videos"), hosted).await.graph_error().0, 100);
    assert_eq!(stage.graph_post(&page("/video_stories"), json!({})).await.graph_error(), (100, 33));
    let upload = stage.client.post(stage.url("/facebook/rupload.facebook.com/photo-upload/v25.0/1"));
    assert_eq!(Answer::read(upload.send().await.unwrap()).await.graph_error(), (100, 33));
    let id = stage.feed("x").await.id();
    assert_eq!(stage.graph_post(&format!("/{id}"), json!({ "message": "y" })).await.graph_error(), (100, 33));
    assert_eq!(stage.control.ledger().len(), 1);
}

#[tokio::test]
async fn one_picture_is_published_with_its_words() {
    let stage = stage().await;
    let fields = [("message", "Our new room"), ("alt_text_custom", "A bright room")];
    let answer = stage.photo(png(1), &fields).await;
    let post = answer.body["post_id"].as_str().unwrap();
    let entry = stage.control.ledger().pop().unwrap();
    assert_eq!((entry.kind, entry.id.as_str()), (LedgerKind::PhotoPost, post));
    assert_eq!(entry.alt_texts, [Some("A bright room".to_owned())]);
    let photo = stage.graph_get(&format!("/{}?fields=alt_text_custom,page_story_id", answer.id())).await;
    assert_eq!(photo.body["alt_text_custom"], "A bright room");
    assert_eq!(photo.body["page_story_id"], post);
    assert_eq!(stage.photo(png(1), &fields).await.graph_error().0, 506);
}

#[tokio::test]
async fn pictures_of_other_kinds_and_sizes_are_refused() {
    let stage = stage().await;
    assert_eq!(stage.photo(b"%PDF-1.7".to_vec(), &[]).await.graph_error(), (100, 1_366_046));
    let mut large = png(1);
    large.resize(4 * 1024 * 1024 + 1, 0);
    assert_eq!(stage.photo(large, &[]).await.graph_error(), (100, 1_366_046));
    let mut gif = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(2, 2).write_to(&mut gif, image::ImageFormat::Gif).unwrap();
    assert_eq!(stage.photo(gif.into_inner(), &[]).await.graph_error(), (100, 1_366_046));
    let url = json!({ "url": "https://example.com/a.png" });
    assert_eq!(stage.graph_post(&page("/photos"), url).await.graph_error(), (100, 2_061_006));
    assert_eq!(stage.graph_post(&page("/photos"), json!({})).await.graph_error().0, 100);
    assert!(stage.control.ledger().is_empty());
}

#[tokio::test]
async fn several_pictures_are_attached_in_each_of_the_three_forms() {
    let stage = stage().await;
    let mut ids = Vec::new();
    for shade in 0..6 {
        let hidden = stage.photo(png(shade), &[("published", "false")]).await;
        assert!(hidden.body.get("post_id").is_none());
        ids.push(hidden.id());
    }
    assert!(stage.control.ledger().is_empty());
    let item = |id: &String| json!({ "media_fbid": id });
    let as_json = json!({ "message": "a", "attached_media": [item(&ids[0]), item(&ids[1])] });
    assert_eq!(stage.graph_post(&page("/feed"), as_json.clone()).await.status, 200);
    let keys = [
        ("message", "b".to_owned()),
        ("attached_media[0]", item(&ids[2]).to_string()),
        ("attached_media[1]", item(&ids[3]).to_string()),
    ];
    let keys = stage.graph(Method::POST, &page("/feed")).form(&keys).send().await.unwrap();
    assert_eq!(keys.status(), 200);
    let text = [("message", "c".to_owned()), ("attached_media", json!([item(&ids[4]), item(&ids[5])]).to_string())];
    let text = stage.graph(Method::POST, &page("/feed")).form(&text).send().await.unwrap();
    assert_eq!(text.status(), 200);
    for entry in stage.control.ledger() {
        assert_eq!((entry.kind, entry.media_sha256.len()), (LedgerKind::PhotoPost, 2));
    }
    assert_eq!(stage.graph_post(&page("/feed"), as_json).await.graph_error(), (100, 1_366_051));
    let unknown = json!({ "attached_media": [{ "media_fbid": "77" }] });
    assert_eq!(stage.graph_post(&page("/feed"), unknown).await.graph_error().0, 100);
    let many: Vec<_> = (0..11).map(|number| json!({ "media_fbid": number.to_string() })).collect();
    assert_eq!(stage.graph_post(&page("/feed"), json!({ "attached_media": many })).await.graph_error().0, 100);
}

#[tokio::test]
async fn the_first_comment_is_a_call_of_its_own() {
    let stage = stage().await;
    let post = stage.feed("Post").await.id();
    let path = format!("/{post}/comments");
    let comment = stage.graph_post(&path, json!({ "message": "More at the desk" })).await.id();
    let answer = stage.graph_post(&format!("/{comment}/comments"), json!({ "message": "And by phone" })).await;
    assert_eq!(answer.status, 200);
    assert_eq!(stage.graph_post(&path, json!({ "message": " " })).await.graph_error().0, 100);
    let list = stage.graph_get(&format!("{path}?fields=id,message,from")).await;
    assert_eq!(list.body["data"].as_array().unwrap().len(), 1);
    assert_eq!(list.body["data"][0]["from"]["id"], cast::FACEBOOK_PAGE_ID);
    let stream = stage.graph_get(&format!("{path}?filter=stream&order=reverse_chronological")).await;
    assert_eq!(stream.body["data"][0]["message"], "And by phone");
    let entry = stage.control.ledger()[1].clone();
    assert_eq!((entry.kind, entry.parent.as_deref()), (LedgerKind::Comment, Some(post.as_str())));
    stage.graph(Method::DELETE, &format!("/{post}")).send().await.unwrap();
    assert!(stage.control.ledger().iter().all(|entry| entry.removed_at.is_some()));
    assert_eq!(stage.graph_get(&path).await.graph_error(), (100, 33));
}
