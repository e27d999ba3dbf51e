//! A practice clinic that lies ready in the data folder before the window opens, so that a test need not wait for a minute
//! of the clock to pass; and the same clinic afterwards, read by its own use cases.

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use countersign_core::api::types::{ActivityEntry, ActivityPage, DisplayState, Post, Verification};
use countersign_core::env::{Clock, SystemClock};
use countersign_core::model::zone::Zone;
use countersign_core::model::{Content, Millis, Platform, PostId};
use countersign_practice::{Options, PracticeClock, PracticePlatforms, Running};
use countersign_tests::clinic::{Clinic, Instead, Next, PIN, SharedClock, With, ZONE, done};
use countersign_tests::window::{Start, Window, WindowError};
use serde_json::{Value, json};

use crate::own_screen::OwnScreen;

/// The words of the post, which nobody outside the window may see.
pub const WORDS: &str = "Flu shots from Thursday";

/// The longest that the engine may take for what it has to do at one instant.
const PATIENCE: Duration = Duration::from_secs(30);

/// Practice platforms on the clock of this machine.
pub async fn platforms() -> Running {
    let options = Options { port: 0, state_file: None, clock: PracticeClock::system(), seed: 11 };
    PracticePlatforms::start(options).await.unwrap()
}

/// Makes the clinic with signed posts, and closes it again. `minutes` is when each goes out; of 0 its time has just come when
/// the window opens.
pub async fn clinic(home: &Path, platforms: &Running, minutes: &[i64]) -> Vec<PostId> {
    clinic_with(home, platforms, 0, async |clinic| {
        let mut posts = Vec::new();
        for (number, minutes) in (1..).zip(minutes) {
            posts.push(signed(clinic, Platform::X, &format!("{WORDS} {number}."), minutes + 1));
        }
        posts
    })
    .await
}

/// Makes the clinic `ago` minutes before now, has done in it what a test needs done before the window opens, and closes it
/// again.
pub async fn clinic_with<T>(home: &Path, platforms: &Running, ago: i64, prepare: impl AsyncFnOnce(&Clinic) -> T) -> T {
    let with = with(a_little_before(ago), platforms);
    let folder = home.join("practice");
    std::fs::create_dir_all(&folder).unwrap();
    let clinic = Clinic::make_on(&folder, &with, &Instead::keys_in(&folder, &with));
    as_receptionist(clinic, prepare).await
}

/// Opens the clinic again, now, for more that has to be done before the window opens.
pub async fn again<T>(home: &Path, platforms: &Running, prepare: impl AsyncFnOnce(&Clinic) -> T) -> T {
    as_receptionist(open(home, a_little_before(0), platforms), prepare).await
}

/// Opens the clinic again, now, and lets days pass in it: the platforms' time moves along. No window comes after that.
pub async fn later<T>(home: &Path, platforms: &Running, live: impl AsyncFnOnce(&Clinic) -> T) -> T {
    let (at, folder) = (a_little_before(0), home.join("practice"));
    let with = With { clock: SharedClock::along(at, platforms.control().clock()), ..with(at, platforms) };
    as_receptionist(done(Clinic::open_on(&folder, &with, &Instead::keys_in(&folder, &with))), live).await
}

/// Opens the clinic again after the window is gone, and reads in it what became of it all. Its record is whole.
pub async fn afterwards<T>(home: &Path, platforms: &Running, read: impl AsyncFnOnce(&Clinic) -> T) -> T {
    let read = async |clinic: &Clinic| {
        let found = read(clinic).await;
        let verified: Verification = clinic.call("activity_verify", Value::Null);
        assert_eq!(verified.broken_at, None, "{}", verified.sentence);
        found
    };
    as_receptionist(open(home, SystemClock.now(), platforms), read).await
}

fn open(home: &Path, at: Millis, platforms: &Running) -> Clinic {
    let (with, folder) = (with(at, platforms), home.join("practice"));
    done(Clinic::open_on(&folder, &with, &Instead::keys_in(&folder, &with)))
}

async fn as_receptionist<T>(clinic: Clinic, act: impl AsyncFnOnce(&Clinic) -> T) -> T {
    clinic.as_receptionist();
    let acted = act(&clinic).await;
    clinic.close().await;
    acted
}

/// A little before this minute, or so many minutes earlier: the time of a post at this minute still lies ahead when it is
/// planned. One minute on is the middle of this minute, which a plan cuts off.
fn a_little_before(ago: i64) -> Millis {
    let now = SystemClock.now();
    now.plus(-(now.0 % Millis::MINUTE) - ago * Millis::MINUTE - Millis::MINUTE / 2)
}

fn with(at: Millis, platforms: &Running) -> With {
    let mut with = With::usual(&SharedClock::at(at), platforms);
    // Another one each time: the same one would deal the same ids again.
    with.seed = u64::try_from(SystemClock.now().0).unwrap();
    with
}

/// A post that the receptionist wrote for a time `minutes` from now, signed by the doctor.
pub fn signed(clinic: &Clinic, platform: Platform, words: &str, minutes: i64) -> PostId {
    clinic.as_receptionist();
    let id = clinic.compose(platform, &Content::of_text(platform, words)).summary.id;
    clinic.plan_in(id, minutes);
    clinic.sign(id).unwrap();
    id
}

/// Moves the clinic's time on, from one instant at which it has something to do to the next, until a post has come so far.
pub async fn reaches(clinic: &Clinic, post: PostId, state: DisplayState) -> Post {
    loop {
        let changed = clinic.changed();
        // Read before the post: time must not move on past a state that the engine came to between the two.
        let next = clinic.next();
        let now = clinic.post(post);
        if now.summary.state == state {
            return now;
        }
        match next {
            Next::Working => {
                let moved = tokio::time::timeout(PATIENCE, changed).await;
                assert!(moved.is_ok(), "the engine stands still: {}", clinic.open_posts());
            }
            Next::At(at) => clinic.advance_awake(at.since(clinic.clock().now())),
            Next::Nothing => panic!("it never comes to {state:?}: {now:#?}"),
        }
    }
}

/// The record's entries about a post, the oldest first.
pub fn story(clinic: &Clinic, post: PostId) -> Vec<ActivityEntry> {
    let correlation = clinic.post(post).correlation_id;
    let asked = json!({ "before": null, "correlation_id": correlation, "denied_only": false, "text": "" });
    let page: ActivityPage = clinic.call("activity_list", asked);
    page.entries.into_iter().rev().collect()
}

/// The clinic's date, so many days from now.
pub fn date_in(days: i64) -> String {
    let zone = Zone::named(ZONE).unwrap();
    zone.clock_at(SystemClock.now().plus(days * 24 * 60 * Millis::MINUTE)).date()
}

/// Opens the window on it.
pub async fn window(home: &Path, platforms: &Running) -> Result<(Window, Start), WindowError> {
    let start = start(home, platforms)?;
    Ok((Window::open(&start).await?, start))
}

fn start(home: &Path, platforms: &Running) -> Result<Start, WindowError> {
    let mut start = Start::from_environment(home, Some(platforms.base_url().to_owned()))?;
    // The part of the system is played on the session's bus.
    let bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").ok_or("there is no session bus")?;
    start.environment.push(("DBUS_SYSTEM_BUS_ADDRESS".into(), bus));
    Ok(start)
}

/// Opens the window on it, alone on a screen, has somebody act there, and ends it. Where that stops short, a picture tells
/// how far it came.
pub async fn in_the_window(
    home: &Path,
    platforms: &Running,
    act: impl AsyncFnOnce(&Window) -> Result<(), WindowError>,
) {
    in_the_window_with(home, platforms, Vec::new(), act).await;
}

/// The same, where the application finds more in its environment.
pub async fn in_the_window_with(
    home: &Path,
    platforms: &Running,
    environment: Vec<(OsString, OsString)>,
    act: impl AsyncFnOnce(&Window) -> Result<(), WindowError>,
) {
    let screen = OwnScreen::open().await;
    let mut start = start(home, platforms).unwrap();
    start.environment.extend(environment);
    start.environment.push(("DISPLAY".into(), screen.display().into()));
    let window = Window::open(&start).await.unwrap();
    let stopped = match act(&window).await {
        Ok(()) => None,
        Err(error) => {
            let test = std::thread::current().name().unwrap_or("test").replace("::", "-");
            // Unless the very window is gone.
            Some((error, window.picture(&format!("where-it-stopped-{test}")).await))
        }
    };
    window.kill(&start.binary).await.unwrap();
    screen.close().await;
    if let Some((error, picture)) = stopped {
        panic!("{error}\nIt stopped there: {picture:?}");
    }
}

/// The same, once the receptionist is signed in.
pub async fn at_the_desk(home: &Path, platforms: &Running, act: impl AsyncFnOnce(&Window) -> Result<(), WindowError>) {
    let begun = async |window: &Window| {
        window.press("Practice clinic").await?;
        unlock(window, "Anil Kumar").await?;
        act(window).await
    };
    in_the_window(home, platforms, begun).await;
}

/// Signs somebody in at the lock.
pub async fn unlock(window: &Window, name: &str) -> Result<(), WindowError> {
    window.press(name).await?;
    window.fill(&format!("PIN of {name}"), PIN).await?;
    window.keys("\u{E007}").await?;
    window.no_longer_sees("Who is there?").await?;
    window.no_longer_sees("Welcome back").await
}
