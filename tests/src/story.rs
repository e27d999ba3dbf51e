//! The practice story, played through the real window: a theme, two drafts, a picture, a time, a signature, a restart in
//! the middle, and two posts that go out by themselves.
//!
//! Invariant: the story acts only as a person could. What went public is read from the practice platforms, never from the
//! window.

use std::path::Path;
use std::time::{Duration, Instant};

use countersign_core::env::{Clock, SystemClock};
use countersign_core::model::Millis;
use countersign_core::model::zone::Zone;
use countersign_practice::{LedgerEntry, Options, PracticeClock, PracticePlatforms, Running};
use serde_json::json;

use crate::pictures;
use crate::window::{Start, Window, WindowError};

/// The theme of the story.
pub const THEME: &str = "World Diabetes Day";
/// What the receptionist adds to the draft for X.
pub const ADDED: &str = "Ask us on Thursday.";
/// What the picture is said to show.
pub const SHOWN: &str = "A plain blue card";
const PIN: &str = "2468";
const ENTER: &str = "\u{E007}";
const CONTROL: &str = "\u{E009}";

/// Hears what the story does, and where each picture lies.
pub type Tell = dyn Fn(&str) + Send + Sync;

/// Plays the story and returns what went public.
///
/// # Errors
/// With the step that did not come about.
pub async fn play(home: &Path, tell: &Tell) -> Result<Vec<LedgerEntry>, WindowError> {
    let options = Options {
        port: 0,
        state_file: Some(home.join("story-platforms.json")),
        clock: PracticeClock::system(),
        seed: 11,
    };
    let platforms = PracticePlatforms::start(options).await.map_err(|error| error.to_string())?;
    let start = Start::from_environment(&home.join("data"), Some(platforms.base_url().to_owned()))?;
    let window = Window::open(&start).await?;
    let played = first_half(&window, Instant::now(), tell).await;
    if let Err(error) = played {
        window.picture("where-it-stopped").await?;
        window.close().await?;
        return Err(error);
    }
    tell("The program is ended in the middle, as a power cut would, and started again");
    window.kill(&start.binary).await?;
    let window = Window::open(&start).await?;
    let ended = second_half(&window, &platforms, tell).await;
    if ended.is_err() {
        window.picture("where-it-stopped").await?;
    }
    window.close().await?;
    ended?;
    let ledger = platforms.control().ledger();
    platforms.shutdown().await;
    Ok(ledger)
}

async fn first_half(window: &Window, begun: Instant, tell: &Tell) -> Result<(), WindowError> {
    window.sees("How would you like to start?").await?;
    shown(window, tell, "01-welcome", "Two ways to begin").await?;
    window.press("Practice clinic").await?;
    unlock(window, "Anil Kumar").await?;
    window.sees("Write posts").await?;
    shown(window, tell, "02-today", "The receptionist's morning").await?;
    window.press("Compose").await?;
    window.fill("Theme", THEME).await?;
    window.press("Draft posts").await?;
    window.sees("As X shows it").await?;
    shown(window, tell, "03-drafts", "A theme became a draft for each channel").await?;
    let due = whole_minute(begun.elapsed());
    let zone = Zone::named("Asia/Kolkata")?;
    change(window).await?;
    plan(window, &zone, due).await?;
    window.until("says('Saved') || says('Last changed by')", &[]).await?;
    shown(window, tell, "04-changed", "A word is changed, a picture added, a time given").await?;
    window.press("Lakeside Family Clinic").await?;
    window.sees("As Facebook shows it").await?;
    plan(window, &zone, due).await?;
    window.keys(&format!("{CONTROL}l{CONTROL}")).await?;
    unlock(window, "Dr. Meera Rao").await?;
    window.press("Review").await?;
    window.sees("Sign").await?;
    shown(window, tell, "05-review", "The doctor reads what waits").await?;
    for number in 1..=2 {
        window.press("Sign A").await?;
        if number == 1 {
            window.fill("PIN", PIN).await?;
            shown(window, tell, "06-pin", "The PIN opens the doctor's pen").await?;
            window.keys(ENTER).await?;
        }
        // Of the seven that wait four are the practice clinic's own, two for later today and two for the next day, and one is
        // the theme's on LinkedIn, which has no time.
        window.sees(&format!("{} wait for a signature", 7 - number)).await?;
    }
    shown(window, tell, "07-signed", "Both posts are signed").await
}

async fn second_half(window: &Window, platforms: &Running, tell: &Tell) -> Result<(), WindowError> {
    // What was open is open again, and locked.
    unlock(window, "Dr. Meera Rao").await?;
    window.press("Calendar").await?;
    window.sees("Without a time").await?;
    // The calendar as a list.
    window.keys("4").await?;
    shown(window, tell, "08-queue", "After the restart nothing is lost").await?;
    // Some of the minutes that a slow machine was given may be left.
    for _ in 0..10 {
        if window.until("count('Posted') >= 2", &[]).await.is_ok() {
            break;
        }
    }
    window.until("count('Posted') >= 2", &[]).await?;
    shown(window, tell, "09-posted", "At their minute both went out by themselves").await?;
    window.press("Activity").await?;
    window.sees("finished: everything is public").await?;
    shown(window, tell, "10-activity", "The record tells the whole story").await?;
    let public = platforms.control().ledger().len();
    if public == 2 { Ok(()) } else { Err(format!("{public} posts are public, and two were signed").into()) }
}

async fn unlock(window: &Window, name: &str) -> Result<(), WindowError> {
    window.press(name).await?;
    window.fill(&format!("PIN of {name}"), PIN).await?;
    window.keys(ENTER).await?;
    window.no_longer_sees("Who is there?").await
}

async fn plan(window: &Window, zone: &Zone, due: Millis) -> Result<(), WindowError> {
    let face = zone.clock_at(due);
    window.press("Choose a time…").await?;
    window.fill("Date", &face.date()).await?;
    window.fill("Time", &face.time()).await?;
    window.press("Plan it").await?;
    window.no_longer_sees("Plan it").await?;
    window.sees(&face.time()).await
}

async fn change(window: &Window) -> Result<(), WindowError> {
    window
        .ask("const it = field('Post'); it.focus(); type(it, it.value.trim() + ' ' + arguments[0]);", &[json!(ADDED)])
        .await?;
    let picture: Vec<u8> = pictures::png(640, 480, 40);
    window.ask("drop(field('Post'), 'card.png', new Uint8Array(arguments[0]));", &[json!(picture)]).await?;
    window.fill("What it shows: card.png", SHOWN).await
}

async fn shown(window: &Window, tell: &Tell, name: &str, what: &str) -> Result<(), WindowError> {
    let picture = window.picture(name).await?;
    tell(&format!("{what}: {}", picture.display()));
    Ok(())
}

/// The first whole minute that leaves time enough to read, plan and sign, on a machine that needed so long to get here: what
/// is left to do takes about as long again.
fn whole_minute(so_far: Duration) -> Millis {
    let needed = (so_far * 3).clamp(Duration::from_secs(40), Duration::from_secs(240));
    let earliest = SystemClock.now().plus(i64::try_from(needed.as_millis()).unwrap_or(Millis::MINUTE));
    earliest.plus((Millis::MINUTE - earliest.0 % Millis::MINUTE) % Millis::MINUTE)
}
