//! What goes out: texts, pictures, threads, comments, links; and the page that the public reads.

use countersign_core::api::types::Post;
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, FacebookKind, LinkedinArticle, PartRole, Platform, PlatformOptions};
use countersign_providers::Route;
use countersign_tests::http;
use countersign_tests::stage::{Stage, and, says, with_pictures};
use serde_json::json;

use crate::facts::{FACEBOOK, Facts, INSTAGRAM, LINKEDIN, TIKTOK, X, YOUTUBE};

crate::for_every_platform!(
    a_text_goes_out_at_its_time_and_word_for_word,
    a_first_comment_hangs_under_its_post,
    the_permalink_opens_the_post_with_its_text_escaped,
    an_over_long_text_never_reaches_the_platform,
    the_longest_text_goes_out,
    two_posts_of_one_minute_go_out_in_order,
);

crate::for_tiktok!(
    a_text_goes_out_at_its_time_and_word_for_word,
    the_permalink_opens_the_post_with_its_text_escaped,
    an_over_long_text_never_reaches_the_platform,
    the_longest_text_goes_out,
    two_posts_of_one_minute_go_out_in_order,
);

async fn a_text_goes_out_at_its_time_and_word_for_word(on: &Facts) {
    let stage = Stage::set().await;
    let text = &on.taken("Flu shots from Thursday: walk in, 9–12.\n\nAsk at the desk & bring your card. 💉 <no fee>");
    let post = stage.signed(&on.text(text), 10);
    let posted = stage.posted(post).await;
    let due = posted.summary.plan.unwrap().due.at;
    let entry = &stage.control().ledger()[0];
    assert_eq!(&entry.text, text);
    assert!((due.0..due.0 + 5_000).contains(&entry.at_ms), "neither early nor late: {entry:?}");
    stage.holds_exactly(&[post]);
}

async fn a_first_comment_hangs_under_its_post(on: &Facts) {
    let stage = Stage::set().await;
    let post = stage.signed(&on.commented("We are open on Saturday.", "Parking is behind the house."), 10);
    let posted = stage.posted(post).await;
    stage.holds_exactly(&[post]);
    assert_eq!(posted.delivery.unwrap().parts.len(), 2);
}

async fn the_permalink_opens_the_post_with_its_text_escaped(on: &Facts) {
    let stage = Stage::set().await;
    let text = on.taken("Coughs & <colds>: \"rest\", don't rush.");
    let post = stage.signed(&on.text(&text), 10);
    let permalink = stage.posted(post).await.summary.permalink.unwrap();
    let page = Route::practice(stage.base()).unwrap().page(on.platform, &permalink).unwrap();
    let answer = http::get(page.as_str()).await;
    assert_eq!(answer.status, 200, "{permalink}");
    let escaped = on.taken("<colds>").replace('<', "&lt;").replace('>', "&gt;");
    let escaped = format!("Coughs &amp; {escaped}: &quot;rest&quot;, don&#39;t rush.");
    assert!(answer.body.contains(&escaped), "{}", answer.body);
    stage.holds_exactly(&[post]);
}

async fn an_over_long_text_never_reaches_the_platform(on: &Facts) {
    let stage = Stage::set().await;
    let long = "a".repeat(on.longest + 12);
    let id = stage.clinic().channel(on.platform).id;
    let post: Post = stage.clinic().call("post_create", json!({ "channel_id": id }));
    let saved: Post = stage.clinic().call(
        "post_save",
        json!({ "id": post.summary.id, "base_revision": post.revision_id, "content": on.text(&long) }),
    );
    let refused = stage.clinic().refused("post_submit", json!({ "id": post.summary.id }));
    let sentence = format!("12 characters too long for {}", on.name);
    says(&refused, ErrorCode::Invalid, Some("content"), &[&sentence]);
    stage.clinic().plan_in(saved.summary.id, 5);
    assert!(stage.clinic().sign(post.summary.id).is_err(), "what the platform refuses can't be signed");
    stage.clinic().advance_awake(10 * 60_000);
    assert_eq!(stage.asked(on.commit), 0);
    let (path, _, words) = on.past_the_product;
    let address = format!("{}{path}", stage.base());
    let answer = http::post(&address, on.token, &on.body(&long)).await;
    assert!((400..500).contains(&answer.status) && answer.body.contains(words), "the platform takes it: {answer:?}");
    assert_eq!(stage.clinic().post(post.summary.id).content, on.text(&long), "nothing is lost");
    stage.holds_exactly(&[]);
}

async fn the_longest_text_goes_out(on: &Facts) {
    let stage = Stage::set().await;
    let post = stage.signed(&on.text(&"a".repeat(on.longest)), 10);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

async fn two_posts_of_one_minute_go_out_in_order(on: &Facts) {
    let stage = Stage::set().await;
    let first = stage.signed(&on.text("First."), 10);
    // Ids tell which came first only when the clock does.
    stage.clock.advance(1_000);
    let second = stage.signed(&on.text("Second."), 10);
    stage.posted(first).await;
    stage.posted(second).await;
    stage.holds_exactly(&[first, second]);
    let texts: Vec<String> = stage.control().ledger().into_iter().map(|entry| entry.text).collect();
    assert_eq!(texts, ["First.", "Second."]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_on_x_is_a_chain_and_its_first_comment_answers_the_first_post() {
    let stage = Stage::set().await;
    let thread = and(and(X.text("One."), PartRole::Thread, "Two."), PartRole::Thread, "Three.");
    let post = stage.signed(&and(thread, PartRole::FirstComment, "And one more thing."), 10);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    let texts: Vec<String> = stage.control().ledger().into_iter().map(|entry| entry.text).collect();
    assert_eq!(texts, ["One.", "Two.", "Three.", "And one more thing."]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_on_facebook_goes_beside_the_text() {
    let stage = Stage::set().await;
    let link = Some("https://www.example.org/breathe?day=20".to_owned());
    let content = Content {
        options: PlatformOptions::Facebook { link: link.clone(), kind: FacebookKind::Post },
        ..FACEBOOK.text("Breathe easier.")
    };
    let post = stage.signed(&content, 10);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    assert_eq!(stage.control().ledger()[0].link, link);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_on_linkedin_goes_beside_the_text_with_its_title() {
    let stage = Stage::set().await;
    let link = "https://www.example.org/breathe?day=20".to_owned();
    let article = LinkedinArticle { link: link.clone(), title: "Breathe (easier)".into() };
    let options = PlatformOptions::Linkedin { article: Some(article), document_title: String::new() };
    let content = Content { options, ..LINKEDIN.text("Breathe easier.") };
    let post = stage.signed(&content, 10);
    let permalink = stage.posted(post).await.summary.permalink.unwrap();
    stage.holds_exactly(&[post]);
    let page = Route::practice(stage.base()).unwrap().page(Platform::Linkedin, &permalink).unwrap();
    assert!(http::get(page.as_str()).await.body.contains("Breathe (easier) · https://www.example.org/breathe"));
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_pictures_go_out_on_linkedin() {
    let stage = Stage::set().await;
    let described: Vec<(u8, &str)> = (0..20).map(|shade| (shade * 10, "One of twenty")).collect();
    let post = stage.signed(&with_pictures(stage.clinic(), LINKEDIN.text("Come and see."), &described), 10);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    assert_eq!(stage.control().ledger()[0].media_sha256.len(), 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_platforms_go_out_together() {
    let stage = Stage::set().await;
    let all = [X, FACEBOOK, LINKEDIN, INSTAGRAM, YOUTUBE, TIKTOK];
    let posts = all.map(|on| stage.signed(&on.text("Closed on Monday."), 10));
    for post in posts {
        stage.posted(post).await;
    }
    stage.holds_exactly(&posts);
    let accounts: Vec<Platform> = posts.map(|post| stage.clinic().post(post).summary.platform).into();
    let public: Vec<Platform> = Platform::ALL.iter().copied().filter(|platform| !platform.has_recipients()).collect();
    assert_eq!(accounts, public);
}
