//! The real window, through WebDriver. Runs inside the private session of `cargo xtask test`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can not go on has failed")]

mod access;
#[cfg(target_os = "linux")]
mod around;
#[cfg(target_os = "linux")]
mod beyond_text;
#[cfg(target_os = "linux")]
mod by_hand;
#[cfg(target_os = "linux")]
mod calendar;
#[cfg(target_os = "linux")]
mod connecting;
#[cfg(target_os = "linux")]
mod everywhere;
#[cfg(target_os = "linux")]
mod inbox;
#[cfg(target_os = "linux")]
mod keyboard;
#[cfg(target_os = "linux")]
mod leaving;
#[cfg(target_os = "linux")]
mod own_screen;
#[cfg(target_os = "linux")]
mod prepared;
#[cfg(target_os = "linux")]
mod resolve;
mod setting_up;
#[cfg(target_os = "linux")]
mod take_down;

use countersign_practice::Platform;
use countersign_tests::story;

#[tokio::test(flavor = "multi_thread")]
async fn the_practice_story_ends_with_each_signed_post_public_once() {
    let home = tempfile::tempdir().unwrap();
    let ledger = story::play(home.path(), &|step: &str| println!("{step}")).await.unwrap();
    assert_eq!(ledger.len(), 2, "{ledger:#?}");
    let x = ledger.iter().find(|entry| entry.platform == Platform::X).expect("one on X");
    assert!(x.text.contains(story::ADDED), "what the receptionist changed is what went out: {}", x.text);
    assert_eq!(x.alt_texts, [Some(story::SHOWN.to_owned())], "the picture went with its description");
    assert!(ledger.iter().any(|entry| entry.platform == Platform::Facebook), "and one on Facebook");
}
