//! One theme for all seven platforms, in the real window: drafted together, filled in as each of them wants it, planned,
//! signed once on the sheet of their group, and public by themselves, each with its page.
//!
//! Invariant: what is public is read from the practice platforms. A message has no page: it is on each phone of its list.

use countersign_core::api::types::{DisplayState, PostSummary};
use countersign_core::model::Platform;
use countersign_providers::Route;
use countersign_tests::broadcast::{ANA, BEN, CLEO, audience, got};
use countersign_tests::clinic::PIN;
use countersign_tests::film::Film;
use countersign_tests::http::get;
use countersign_tests::pictures::png;
use countersign_tests::window::hands::{CONTROL, ENTER};
use countersign_tests::window::{Window, WindowError};
use serde_json::json;

use crate::beyond_text::{LIST, fill_in, time};
use crate::prepared::{clinic_with, date_in, in_the_window, later, platforms, reaches, unlock};

const THEME: &str = "World Diabetes Day";

#[tokio::test(flavor = "multi_thread")]
async fn one_theme_goes_out_on_all_seven_platforms_after_one_signature_on_the_sheet() {
    let (home, platforms, tomorrow) = (tempfile::tempdir().unwrap(), platforms().await, date_in(1));
    clinic_with(home.path(), &platforms, 0, async |clinic| {
        for platform in Platform::ALL {
            let _ = clinic.channel(*platform);
        }
        let _ = audience(clinic, LIST, &[ANA, BEN, CLEO]);
    })
    .await;
    in_the_window(home.path(), &platforms, async |window| {
        draft(window).await?;
        for platform in Platform::ALL {
            open(window, platform.name()).await?;
            finish(window, *platform).await?;
            time(window, &tomorrow).await?;
            // What could be drafted whole waits for the doctor since then; what lacked something is sent by hand.
            if !matches!(platform, Platform::X | Platform::Facebook | Platform::Linkedin) {
                window.press("Send for review").await?;
            }
            window.sees("Waiting for the doctor").await?;
        }
        window.picture("all-seven-wait").await?;
        sign(window).await
    })
    .await;
    let pages = later(home.path(), &platforms, async |clinic| {
        let signed: Vec<PostSummary> = clinic.call("post_list", json!({ "batch_id": null, "states": ["signed"] }));
        assert_eq!(signed.len(), Platform::ALL.len(), "{signed:#?}");
        let mut pages = Vec::new();
        for post in signed {
            let posted = reaches(clinic, post.id, DisplayState::Posted).await;
            pages.push((post.platform, posted.summary.permalink));
        }
        pages
    })
    .await;
    for (platform, page) in pages {
        if platform.has_recipients() {
            assert_eq!(page, None, "a message has no page");
            continue;
        }
        let page = page.unwrap_or_else(|| panic!("no page on {platform:?}"));
        let shown = Route::practice(platforms.base_url()).unwrap().page(platform, &page).unwrap();
        assert_eq!(get(shown.as_str()).await.status, 200, "{page}");
    }
    for number in [ANA, BEN, CLEO] {
        assert_eq!(got(&platforms.control(), number).len(), 1, "{number}");
    }
    // Three messages, and one post on each of the others.
    assert_eq!(platforms.control().ledger().len(), 3 + Platform::ALL.len() - 1, "{:#?}", platforms.control().ledger());
    platforms.shutdown().await;
}

/// The theme, for every channel that there is.
async fn draft(window: &Window) -> Result<(), WindowError> {
    window.press("Practice clinic").await?;
    unlock(window, "Anil Kumar").await?;
    window.press("Compose").await?;
    window.fill("Theme", THEME).await?;
    let tick = "for (const it of document.querySelectorAll('fieldset input[type=checkbox]:not(:checked)')) it.click();";
    window.ask(tick, &[]).await?;
    window.press("Draft posts").await?;
    window.until("document.querySelectorAll('[role=tab] svg[role=img]').length === arguments[0]", &[json!(7)]).await
}

/// Opens the post of a platform, by the mark on its tab.
async fn open(window: &Window, platform: &str) -> Result<(), WindowError> {
    let tab = "[...document.querySelectorAll('[role=tab]')].find((it) => it.querySelector(`svg[aria-label='${arguments[0]}']`))";
    window.until(&format!("{tab} !== undefined"), &[json!(platform)]).await?;
    window.ask(&format!("({tab}).click();"), &[json!(platform)]).await?;
    window.until(&format!("({tab}).getAttribute('aria-selected') === 'true'"), &[json!(platform)]).await?;
    window.sees("Choose a time…").await
}

/// What a platform wants beside the words.
async fn finish(window: &Window, platform: Platform) -> Result<(), WindowError> {
    match platform {
        Platform::X | Platform::Facebook | Platform::Linkedin => Ok(()),
        Platform::Instagram => {
            drop(window, "card.png", &png(640, 640, 40)).await?;
            window.fill("What it shows: card.png", "A plain blue card").await
        }
        Platform::Whatsapp => fill_in(window).await,
        Platform::Youtube => {
            drop(window, "tour.mp4", &Film::default().bytes()).await?;
            window.sees("0:05").await?;
            window.press("It appears on the channel").await?;
            window.press("It is meant for others, even if").await
        }
        Platform::Tiktok => {
            drop(window, "tour.mp4", &Film::default().bytes()).await?;
            window.sees("0:05").await?;
            window.press("It appears wherever TikTok shows it").await?;
            window.press("By posting, the clinic agrees").await
        }
    }
}

async fn drop(window: &Window, name: &str, bytes: &[u8]) -> Result<(), WindowError> {
    let script = "drop(document.querySelector('main textarea'), arguments[0], new Uint8Array(arguments[1]));";
    window.ask(script, &[json!(name), json!(bytes)]).await?;
    Ok(())
}

/// As the doctor, all of the theme's posts on one sheet.
async fn sign(window: &Window) -> Result<(), WindowError> {
    window.keys(&format!("{CONTROL}l{CONTROL}")).await?;
    unlock(window, "Dr. Meera Rao").await?;
    window.press("Review").await?;
    window.press("Sign 7…").await?;
    window.sees("Read each one.").await?;
    window.until("pressable('Sign 7 posts')", &[]).await?;
    window.picture("all-seven-on-one-sheet").await?;
    window.press("Sign 7 posts").await?;
    window.fill("PIN", PIN).await?;
    window.keys(&ENTER.to_string()).await?;
    window.sees("7 posts are signed.").await
}
