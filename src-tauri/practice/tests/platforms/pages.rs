//! The public pages: what a reader sees, and what a page never lets through.

use countersign_practice::Platform;
use serde_json::json;

use crate::common::{png, stage};

#[tokio::test]
async fn a_page_escapes_whatever_was_written() {
    let stage = stage().await;
    let other = stage.control.add_account(Platform::X, "<b>Bold & Co</b>");
    let text = "<script>alert(\"1\")</script> 'quoted' & more";
    let request = stage.client.post(stage.url("/x/api.x.com/2/tweets")).bearer_auth(&other.token);
    let answer = request.json(&json!({ "text": text })).send().await.unwrap().text().await.unwrap();
    let id = serde_json::from_str::<serde_json::Value>(&answer).unwrap()["data"]["id"].as_str().unwrap().to_owned();
    let page = stage.get(&format!("/x/x.com/i/web/status/{id}")).await;
    let html = page.body.as_str().unwrap();
    assert_eq!(page.status, 200);
    assert!(!html.contains("<script") && !html.contains("<b>"));
    assert!(html.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &#39;quoted&#39; &amp; more"));
    assert!(html.contains("&lt;b&gt;Bold &amp; Co&lt;/b&gt;"));
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
}

#[tokio::test]
async fn a_thread_is_shown_whole_with_its_pictures() {
    let stage = stage().await;
    let media = stage.uploaded(&png(7)).await;
    let alt = json!({ "id": media, "metadata": { "alt_text": { "text": "A \"bright\" room" } } });
    stage.x_post("/2/media/metadata", alt).await;
    let root = json!({ "text": "Part one", "media": { "media_ids": [media] } });
    let picture = format!("/x/pbs.twimg.com/media/{media}");
    assert_eq!(stage.get(&picture).await.status, 404);
    let root = stage.x_post("/2/tweets", root).await.data_id();
    let reply = json!({ "text": "Part two", "reply": { "in_reply_to_tweet_id": root } });
    stage.x_post("/2/tweets", reply).await;
    let page = stage.get(&format!("/x/x.com/lakeside_clinic/status/{root}")).await;
    let html = page.body.as_str().unwrap();
    for seen in ["Part one", "Part two", "@lakeside_clinic", "20 November 2026, 10:00 UTC", &picture] {
        assert!(html.contains(seen), "{seen}");
    }
    assert!(html.contains("alt=\"A &quot;bright&quot; room\""));
    assert_eq!(stage.get(&picture).await.header("content-type"), "image/png");
    stage.control.remove_post(Platform::X, &root).unwrap();
    assert_eq!(stage.get(&format!("/x/x.com/lakeside_clinic/status/{root}")).await.status, 404);
    assert_eq!(stage.get(&picture).await.status, 404);
}

#[tokio::test]
async fn a_pages_post_is_shown_with_its_first_comment() {
    let stage = stage().await;
    let fields = [("message", "Our new <room>"), ("alt_text_custom", "Bright")];
    let photo = stage.photo(png(1), &fields).await;
    let post = photo.body["post_id"].as_str().unwrap().to_owned();
    stage.graph_post(&format!("/{post}/comments"), json!({ "message": "Come & see" })).await;
    let page = stage.get(&format!("/facebook/www.facebook.com/{post}")).await;
    let html = page.body.as_str().unwrap();
    for seen in ["Our new &lt;room&gt;", "Come &amp; see", "Lakeside Family Clinic", "alt=\"Bright\""] {
        assert!(html.contains(seen), "{seen}");
    }
    let picture = format!("/facebook/scontent.xx.fbcdn.net/v/{}", photo.id());
    assert!(html.contains(&picture));
    assert_eq!(stage.get(&picture).await.status, 200);
    stage.control.remove_post(Platform::Facebook, &post).unwrap();
    assert_eq!(stage.get(&format!("/facebook/www.facebook.com/{post}")).await.status, 404);
    assert_eq!(stage.get(&picture).await.status, 404);
}

#[tokio::test]
async fn unknown_and_unpublished_posts_have_no_page() {
    let stage = stage().await;
    let body = json!({ "message": "Later", "published": false });
    let hidden = stage.graph_post(&crate::common::page("/feed"), body).await.id();
    for path in
        [&format!("/facebook/www.facebook.com/{hidden}"), "/facebook/www.facebook.com/1_2", "/x/x.com/a/status/x", "/"]
    {
        let page = stage.get(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.body.as_str().unwrap().contains("Nothing here"));
    }
}
