//! Bad input: each refused in a sentence that says what to do, with nothing lost and nothing kept by half.

use countersign_core::api::types::{ApiError, Picture, Post, PostSummary};
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, Platform};
use countersign_tests::pictures;
use countersign_tests::stage::{Stage, says};
use serde_json::{Value, json};

/// This file is refused in these words, and is not kept.
async fn check_picture(name: &str, bytes: &[u8], words: &[&str]) {
    let stage = Stage::set().await;
    let refused = ApiError::from(stage.clinic().api().import_picture(name, bytes).unwrap_err());
    says(&refused, ErrorCode::Invalid, Some("media"), words);
    let stem = name.split('.').next().unwrap();
    assert!(!refused.message.contains(stem), "a file's name may be a patient's");
    let fine: Picture = stage.clinic().picture(9);
    assert_eq!((fine.width, fine.height), (64, 48), "the next picture is taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_of_300_megapixels_is_refused_before_it_is_decoded() {
    let words = ["300 megapixels", "the most that can be used is 100", "Save it smaller"];
    check_picture("MrsMiller.png", &pictures::claiming(20_000, 15_000), &words).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renamed_pdf_is_called_what_it_is() {
    let words = ["This is a PDF document, although its name ends like a picture", "Only pictures can be added"];
    check_picture("MrsMiller.jpg", b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj\n", &words).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_iphone_photo_is_refused_with_the_setting_to_change() {
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x08mdat";
    check_picture("MrsMiller.HEIC", heic, &["HEIC", "Most Compatible", "save this one as JPEG"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_picture_and_an_empty_file_are_told_apart() {
    let whole = pictures::png(64, 48, 1);
    check_picture("MrsMiller.png", &whole[..whole.len() / 2], &["damaged or not complete", "Copy it again"]).await;
    check_picture("MrsMiller.png", b"", &["empty", "Copy it again"]).await;
}

/// A brief with this theme is refused for the theme, and nothing is drafted.
async fn check_theme(theme: &str, words: &[&str]) {
    let stage = Stage::set().await;
    let channels: Vec<_> = stage.clinic().channels().iter().map(|channel| channel.id).collect();
    let brief = json!({
        "theme": theme, "brand": "", "offer": "", "location": "", "audience": "", "tone": "", "language": "",
        "channels": channels,
    });
    says(&stage.clinic().refused("batch_create", brief), ErrorCode::Invalid, Some("theme"), words);
    let posts: Vec<PostSummary> = stage.clinic().call("post_list", json!({ "batch_id": null, "states": [] }));
    assert!(posts.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_theme_is_refused() {
    for theme in ["", "  \n\t", "\u{200B}"] {
        check_theme(theme, &["Say in a few words"]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_brief_without_a_channel_or_with_an_unknown_tone_is_refused() {
    let stage = Stage::set().await;
    let channels: Vec<_> = stage.clinic().channels().iter().map(|channel| channel.id).collect();
    let mut brief = json!({
        "theme": "World COPD Day", "brand": "", "offer": "", "location": "", "audience": "", "tone": "", "language": "",
        "channels": [],
    });
    let refused = stage.clinic().refused("batch_create", &brief);
    says(&refused, ErrorCode::Invalid, Some("channels"), &["Choose at least one channel"]);
    brief["channels"] = json!(channels);
    brief["tone"] = json!("furious");
    let refused = stage.clinic().refused("batch_create", &brief);
    says(&refused, ErrorCode::Invalid, Some("tone"), &["Choose a tone from the list"]);
}

/// A post with this content can't go to the doctor, for this reason; its text stays as it was typed.
async fn check_submit(content: Content, words: &[&str]) {
    let stage = Stage::set().await;
    let channel = stage.clinic().channel(Platform::X).id;
    let post: Post = stage.clinic().call("post_create", json!({ "channel_id": channel }));
    let save = json!({ "id": post.summary.id, "base_revision": post.revision_id, "content": content });
    let _: Value = stage.clinic().call("post_save", save);
    let refused = stage.clinic().refused("post_submit", json!({ "id": post.summary.id }));
    says(&refused, ErrorCode::Invalid, Some("content"), words);
    assert_eq!(stage.clinic().post(post.summary.id).content, content);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_over_the_limit_is_refused_with_how_much_is_too_much() {
    check_submit(Content::of_text(Platform::X, "a".repeat(281)), &["1 character too long for X"]).await;
    check_submit(Content::of_text(Platform::X, "💙".repeat(150)), &["20 characters too long for X"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_post_is_refused() {
    check_submit(Content::of_text(Platform::X, " \n "), &["empty", "Write a text or add a picture"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_without_a_name_or_a_role_are_refused() {
    let stage = Stage::set().await;
    let who = stage.clinic().as_doctor().person(countersign_core::model::Role::Staff);
    for (name, roles, field) in [(" ", json!(["staff"]), "name"), ("Anil Kumar", json!([]), "roles")] {
        let update = json!({ "id": who, "name": name, "roles": roles, "registration": null });
        let words = if field == "name" { "Write the person's name" } else { "Choose at least one role" };
        says(&stage.clinic().refused("person_update", update), ErrorCode::Invalid, Some(field), &[words]);
    }
    let me = stage.clinic().person(countersign_core::model::Role::Administrator);
    let update = json!({ "id": me, "name": "Dr. Meera Rao", "roles": ["doctor"], "registration": null });
    let refused = stage.clinic().refused("person_update", update);
    says(&refused, ErrorCode::Invalid, Some("roles"), &["Give the role to another person first"]);
}
