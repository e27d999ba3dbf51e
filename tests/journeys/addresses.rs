//! Addresses that people copy: whose they are, and what they are called. What a channel is called by people says nothing of
//! its account, and an address that names another account is never taken for one of ours.

use countersign_core::api::types::{Channel, DisplayState, HandKit, Post, PostRef};
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, PartRole, Platform, PostId};
use countersign_tests::stage::{Stage, and, says};
use serde_json::{Value, json};

fn add(stage: &Stage, platform: Platform, address: &str, called: &str) -> Channel {
    stage.clinic().as_doctor();
    stage.clinic().call("channel_add_by_hand", named(platform, address, called))
}

fn named(platform: Platform, address: &str, called: &str) -> Value {
    json!({ "platform": platform, "name": "", "account_name": called, "address": address })
}

/// A post of a channel, in a person's hand.
async fn in_hand(stage: &Stage, channel: &Channel, content: &Content) -> PostId {
    let clinic = stage.clinic();
    let post: Post = clinic.call("post_create", json!({ "channel_id": channel.id }));
    let id = post.summary.id;
    let save = json!({ "id": id, "base_revision": post.revision_id, "content": content });
    let _: Post = clinic.call("post_save", save);
    let _: Post = clinic.call("post_submit", PostRef { id });
    clinic.plan_in(id, 5);
    stage.sign(id);
    stage.until(id, &[DisplayState::HandedOver], 30).await;
    id
}

fn posted(stage: &Stage, post: PostId, addresses: &[&str]) -> Post {
    stage.clinic().call("kit_posted", json!({ "post_id": post, "addresses": addresses }))
}

/// Refused, at the place of the address that is wrong.
#[track_caller]
fn refuses(stage: &Stage, post: PostId, addresses: &[&str], words: &str) {
    let refused = stage.clinic().refused("kit_posted", json!({ "post_id": post, "addresses": addresses }));
    assert!(refused.field.as_ref().is_some_and(|field| field.starts_with("address")), "{refused:?}");
    says(&refused, ErrorCode::Invalid, refused.field.as_deref(), &[words]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_call_a_channel_on_x_is_not_its_account() {
    let stage = Stage::set().await;
    for (handle, called) in [("lakeside_kids", "Lakeside Clinic"), ("lakeside_teens", "lakeside")] {
        let channel = add(&stage, Platform::X, &format!("https://x.com/{handle}"), called);
        assert_eq!(channel.account_name, called);
        let post = in_hand(&stage, &channel, &Content::of_text(Platform::X, "We are open.")).await;
        let kit: HandKit = stage.clinic().call("kit_get", PostRef { id: post });
        assert_eq!(kit.account_page, format!("https://x.com/{handle}"));
        refuses(&stage, post, &["https://x.com/lakeside/status/12"], "This post is on another account.");
        let address = format!("https://x.com/{handle}/status/1489201733550108672");
        assert_eq!(posted(&stage, post, &[&address]).summary.permalink.as_deref(), Some(&*address));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn branches_of_one_name_are_two_channels_and_one_account_is_one() {
    let stage = Stage::set().await;
    let lakeside = "https://www.facebook.com/lakesidekids";
    add(&stage, Platform::Facebook, lakeside, "Lakeside Kids");
    add(&stage, Platform::Facebook, "https://www.facebook.com/lakesidekids.north", "Lakeside Kids");
    add(&stage, Platform::Linkedin, "https://www.linkedin.com/company/lakeside-north", "Lakeside Family Clinic");
    for (platform, address) in [
        (Platform::Facebook, lakeside),
        (Platform::Facebook, "https://www.facebook.com/LakesideKids/"),
        // Connected, and known by a number and this name.
        (Platform::X, "https://x.com/Lakeside_Clinic"),
        (Platform::Linkedin, "https://www.linkedin.com/company/5515715/"),
    ] {
        let refused = stage.clinic().refused("channel_add_by_hand", named(platform, address, "Another name"));
        says(&refused, ErrorCode::Invalid, Some("address"), &["channels already"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_of_another_account_is_not_taken_for_ours() {
    let stage = Stage::set().await;
    for (platform, page, theirs, ours) in [
        (
            Platform::Facebook,
            "https://www.facebook.com/lakesidekids",
            "https://www.facebook.com/riverside/posts/pfbid02AbCdEfGhIjK",
            "https://www.facebook.com/lakesidekids/posts/pfbid02AbCdEfGhIjK",
        ),
        (
            Platform::Linkedin,
            "https://www.linkedin.com/company/lakeside-kids",
            "https://www.linkedin.com/posts/riverside_open-activity-7141138937766391808-AbCd",
            "https://www.linkedin.com/posts/lakeside-kids_open-activity-7141138937766391808-AbCd",
        ),
    ] {
        let channel = add(&stage, platform, page, "");
        let post = in_hand(&stage, &channel, &Content::of_text(platform, "We are open.")).await;
        refuses(&stage, post, &[theirs], "This post is on another account.");
        assert_eq!(posted(&stage, post, &[ours]).summary.state, DisplayState::Posted);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_comment_has_an_address_of_its_own() {
    let stage = Stage::set().await;
    for (platform, page, post_at, comment_at) in [
        (
            Platform::Facebook,
            "https://www.facebook.com/lakesidekids",
            "https://www.facebook.com/lakesidekids/posts/122",
            "https://www.facebook.com/lakesidekids/posts/122?comment_id=133",
        ),
        (
            Platform::Linkedin,
            "https://www.linkedin.com/company/lakeside-kids",
            "https://www.linkedin.com/feed/update/urn:li:share:7141138937766391808/",
            "https://www.linkedin.com/feed/update/urn:li:activity:7141138937766391999/?commentUrn=urn%3Ali%3Acomment%3A%28activity%3A7141138937766391999%2C7141138937766392000%29",
        ),
    ] {
        let channel = add(&stage, platform, page, "");
        let content = and(Content::of_text(platform, "We are open."), PartRole::FirstComment, "Until six.");
        let post = in_hand(&stage, &channel, &content).await;
        refuses(&stage, post, &[post_at, post_at], "copy its own address");
        refuses(&stage, post, &[comment_at, comment_at], "no address of a post");
        let done = posted(&stage, post, &[post_at, comment_at]);
        assert_eq!(done.summary.state, DisplayState::Posted);
        assert!(done.delivery.unwrap().parts[1].permalink.as_ref().unwrap().contains("comment"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_post_counts_once_by_whichever_name() {
    let stage = Stage::set().await;
    let channel = add(&stage, Platform::Linkedin, "https://www.linkedin.com/company/lakeside-kids", "");
    let text = |text| Content::of_text(Platform::Linkedin, text);
    let first = in_hand(&stage, &channel, &text("We are open.")).await;
    posted(&stage, first, &["https://www.linkedin.com/feed/update/urn:li:share:7141138937766391808/"]);
    let second = in_hand(&stage, &channel, &text("Come in.")).await;
    for kind in ["share", "ugcPost"] {
        let address = format!("https://www.linkedin.com/feed/update/urn:li:{kind}:7141138937766391808/");
        refuses(&stage, second, &[&address], "another post of yours");
    }
    let other = "https://www.linkedin.com/feed/update/urn:li:share:141138937766391808/";
    assert_eq!(posted(&stage, second, &[other]).summary.state, DisplayState::Posted, "ends alike, and is another");
}
