//! What is more than a text with pictures, in the real window: a message to recipients, from its template to each phone, and
//! a reel, from the file that is dropped to its page.

use countersign_core::api::types::{DisplayState, PostSummary};
use countersign_core::model::{Platform, PostId};
use countersign_practice::LedgerKind;
use countersign_providers::Route;
use countersign_tests::broadcast::{ANA, BEN, CLEO, audience, got, sending};
use countersign_tests::clinic::{Clinic, PIN};
use countersign_tests::film::Film;
use countersign_tests::http::get;
use countersign_tests::pictures::png;
use countersign_tests::window::hands::{CONTROL, ENTER};
use countersign_tests::window::{Window, WindowError};
use serde_json::json;

use crate::prepared::{clinic_with, date_in, in_the_window, later, platforms, reaches, unlock};

const TIME: &str = "10:00";
const SHOWN: &str = "A nurse and a syringe";
pub(crate) const LIST: &str = "Flu season";

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_filled_in_and_signed_and_reaches_everybody_on_its_list_once() {
    let (home, platforms, tomorrow) = (tempfile::tempdir().unwrap(), platforms().await, date_in(1));
    clinic_with(home.path(), &platforms, 0, async |clinic| {
        let _ = clinic.channel(Platform::Whatsapp);
        let _ = audience(clinic, LIST, &[ANA, BEN, CLEO]);
    })
    .await;
    in_the_window(home.path(), &platforms, async |window| {
        begin_on(window, "WhatsApp").await?;
        fill_in(window).await?;
        plan(window, &tomorrow).await?;
        window.picture("a-message-is-ready").await?;
        sign(window, "begins on Monday").await
    })
    .await;
    later(home.path(), &platforms, async |clinic| {
        let post = the_signed_one(clinic);
        reaches(clinic, post, DisplayState::Posted).await;
        assert_eq!(sending(clinic, post).sent, 3);
    })
    .await;
    for number in [ANA, BEN, CLEO] {
        let got = got(&platforms.control(), number);
        assert_eq!(got.len(), 1, "{number}: {got:#?}");
        assert!(got[0].text.contains("begins on Monday. Come to the ground floor"), "{}", got[0].text);
        assert_eq!((got[0].media_sha256.len(), got[0].link.as_deref()), (1, Some("https://lakeside.example/flu/2026")));
    }
    assert_eq!(platforms.control().ledger().len(), 3, "nobody else got anything");
    platforms.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reel_is_dropped_signed_and_public_with_its_page() {
    let (home, platforms, tomorrow) = (tempfile::tempdir().unwrap(), platforms().await, date_in(1));
    clinic_with(home.path(), &platforms, 0, async |_| ()).await;
    in_the_window(home.path(), &platforms, async |window| {
        begin_on(window, "Facebook").await?;
        window.fill("Post", "Our new rooms.").await?;
        window
            .ask("drop(field('Post'), 'tour.mp4', new Uint8Array(arguments[0]));", &[json!(Film::default().bytes())])
            .await?;
        window.press("Reel").await?;
        window.sees("0:05").await?;
        plan(window, &tomorrow).await?;
        window.picture("a-reel-is-ready").await?;
        sign(window, "Our new rooms.").await
    })
    .await;
    let permalink = later(home.path(), &platforms, async |clinic| {
        let post = the_signed_one(clinic);
        reaches(clinic, post, DisplayState::Posted).await.summary.permalink.unwrap()
    })
    .await;
    let public = platforms.control().ledger();
    assert_eq!(public.len(), 1, "{public:#?}");
    assert_eq!((public[0].kind, public[0].text.as_str()), (LedgerKind::Reel, "Our new rooms."));
    let page = Route::practice(platforms.base_url()).unwrap().page(Platform::Facebook, &permalink).unwrap();
    assert_eq!(get(page.as_str()).await.status, 200, "{permalink}");
    platforms.shutdown().await;
}

fn the_signed_one(clinic: &Clinic) -> PostId {
    let posts: Vec<PostSummary> = clinic.call("post_list", json!({ "batch_id": null, "states": ["signed"] }));
    assert_eq!(posts.len(), 1, "{posts:#?}");
    posts[0].id
}

/// A blank post on one channel alone, as the receptionist.
async fn begin_on(window: &Window, platform: &str) -> Result<(), WindowError> {
    window.press("Practice clinic").await?;
    unlock(window, "Anil Kumar").await?;
    window.press("Compose").await?;
    window.press("Blank").await?;
    window.sees("Begin writing").await?;
    let untick = "for (const it of document.querySelectorAll('fieldset input:checked')) it.click();";
    window.ask(untick, &[]).await?;
    window.press(platform).await?;
    window.press("Begin writing").await
}

pub(crate) async fn fill_in(window: &Window) -> Result<(), WindowError> {
    window.press("Choose a template").await?;
    // Nobody has read the account's templates before: they are read now.
    window.press("Use flu_vaccination (en)").await?;
    window.fill("Text: start_date", "Monday").await?;
    window.fill("Text: place", "the ground floor").await?;
    window.fill("End of the address of button 1: 1", "2026").await?;
    let drop = "drop(document.getElementById('message-picture').closest('section'), 'nurse.png', new Uint8Array(arguments[0]));";
    window.ask(drop, &[json!(png(640, 480, 40))]).await?;
    window.fill("What it shows: nurse.png", SHOWN).await?;
    window.choose("List", &format!("{LIST} (3)")).await?;
    window.sees("3 recipients").await
}

async fn plan(window: &Window, tomorrow: &str) -> Result<(), WindowError> {
    time(window, tomorrow).await?;
    window.press("Send for review").await?;
    window.sees("Waiting for the doctor").await
}

pub(crate) async fn time(window: &Window, tomorrow: &str) -> Result<(), WindowError> {
    window.press("Choose a time…").await?;
    window.fill("Date", tomorrow).await?;
    window.fill("Time", TIME).await?;
    window.press("Plan it").await?;
    window.no_longer_sees("Plan it").await?;
    window.until("says('Saved') || says('Last changed by')", &[]).await
}

/// As the doctor, who reads it first.
pub(crate) async fn sign(window: &Window, read: &str) -> Result<(), WindowError> {
    window.keys(&format!("{CONTROL}l{CONTROL}")).await?;
    unlock(window, "Dr. Meera Rao").await?;
    window.press("Review").await?;
    window.sees(read).await?;
    window.press("Sign A").await?;
    window.fill("PIN", PIN).await?;
    window.keys(&ENTER.to_string()).await?;
    window.sees("Just signed").await
}
