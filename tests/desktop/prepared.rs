//! A practice clinic that lies ready in the data folder before the window opens, so that a test need not wait for a minute
//! of the clock to pass.

use std::path::Path;

use countersign_core::env::{Clock, SystemClock};
use countersign_core::model::{Content, Millis, Platform, PostId};
use countersign_practice::{Options, PracticeClock, PracticePlatforms, Running};
use countersign_tests::clinic::{Clinic, Instead, PIN, SharedClock, With};
use countersign_tests::window::{Start, Window, WindowError};

/// The words of the post, which nobody outside the window may see.
pub const WORDS: &str = "Flu shots from Thursday";

/// Practice platforms on the clock of this machine.
pub async fn platforms() -> Running {
    let options = Options { port: 0, state_file: None, clock: PracticeClock::system(), seed: 11 };
    PracticePlatforms::start(options).await.unwrap()
}

/// Makes the clinic with signed posts, and closes it again. `minutes` is when each goes out; of 0 its time has just come when
/// the window opens.
pub async fn clinic(home: &Path, platforms: &Running, minutes: &[i64]) -> Vec<PostId> {
    let now = SystemClock.now();
    let this_minute = now.plus(-(now.0 % Millis::MINUTE));
    // A little before, so that the time of a post at this minute still lies ahead when it is planned.
    let clock = SharedClock::at(this_minute.plus(-Millis::MINUTE / 2));
    let folder = home.join("practice");
    std::fs::create_dir_all(&folder).unwrap();
    let mut with = With::usual(&clock, platforms);
    with.seed = u64::try_from(now.0).unwrap();
    let clinic = Clinic::make_on(&folder, &with, &Instead::keys_in(&folder, &with));
    let mut posts = Vec::new();
    for (number, minutes) in (1..).zip(minutes) {
        clinic.as_receptionist();
        let id = clinic.compose(Platform::X, &Content::of_text(Platform::X, format!("{WORDS} {number}."))).summary.id;
        // The clock stands half a minute before: one minute on is the middle of this one, which its plan cuts off.
        clinic.plan_in(id, minutes + 1);
        clinic.sign(id).unwrap();
        posts.push(id);
    }
    clinic.close().await;
    posts
}

/// Opens the window on it.
pub async fn window(home: &Path, platforms: &Running) -> Result<(Window, Start), WindowError> {
    let mut start = Start::from_environment(home, Some(platforms.base_url().to_owned()))?;
    // The part of the system is played on the session's bus.
    let bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").ok_or("there is no session bus")?;
    start.environment.push(("DBUS_SYSTEM_BUS_ADDRESS".into(), bus));
    Ok((Window::open(&start).await?, start))
}

/// Signs somebody in at the lock.
pub async fn unlock(window: &Window, name: &str) -> Result<(), WindowError> {
    window.press(name).await?;
    window.fill(&format!("PIN of {name}"), PIN).await?;
    window.keys("\u{E007}").await?;
    window.no_longer_sees("Who is there?").await?;
    window.no_longer_sees("Welcome back").await
}
