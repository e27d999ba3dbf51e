//! Setting up a clinic of one's own through the real window: the recovery key in the private window, and the way to the
//! first signed post.

use std::time::Duration;

use countersign_tests::private_window;
use countersign_tests::window::{Start, Window, WindowError};

const PIN: &str = "4711";
const DOCTOR: &str = "Dr. Lena Fox";
const ENTER: &str = "\u{E007}";
const UNCONFIRMED: &str = "Your clinic is made; its recovery key is not confirmed yet.";

#[tokio::test(flavor = "multi_thread")]
async fn a_clinic_is_set_up_from_nothing_to_the_first_signed_post() {
    let home = tempfile::tempdir().unwrap();
    let start = Start::from_environment(&home.path().join("data"), None).unwrap();
    let window = Window::open(&start).await.unwrap();
    let played = play(&window).await;
    if played.is_err() {
        // Where it stopped, unless the very window is gone.
        println!("{:?}", window.picture("set-up-where-it-stopped").await);
    }
    window.close().await.unwrap();
    played.unwrap();
}

#[tokio::test]
async fn a_folder_with_a_clinic_is_never_driven() {
    let home = tempfile::tempdir().unwrap();
    let start = Start::from_environment(&home.path().join("data"), None).unwrap();
    std::fs::create_dir_all(start.home.join("clinic")).unwrap();
    std::fs::write(start.home.join("clinic").join("countersign.db"), "a clinic").unwrap();
    let mut first = tokio::process::Command::new(&start.binary)
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        .env("COUNTERSIGN_HOME", &start.home)
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let parent = first.id().unwrap();
    let second = tokio::time::timeout(Duration::from_secs(20), async {
        loop {
            // Until it has begun as a program of its own, it shows what the first was started with, or nothing.
            let begun = |second: &u32| {
                let names = names(*second);
                !names.is_empty() && !names.contains(&"TAURI_WEBVIEW_AUTOMATION".into())
            };
            if let Some(second) = child_of(parent).filter(begun) {
                return second;
            }
            assert!(first.try_wait().unwrap().is_none(), "it ended instead of starting again");
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("it starts again, without what lets it be driven");
    assert!(names(second).contains(&"COUNTERSIGN_HOME".into()), "the rest is as it was");
    let killed = tokio::process::Command::new("kill").args(["-KILL", &second.to_string()]).status().await.unwrap();
    assert!(killed.success());
    assert!(!first.wait().await.unwrap().success(), "the first ends as the second did");
}

/// The process that a process started.
fn child_of(parent: u32) -> Option<u32> {
    let children = std::fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).ok()?;
    children.split_whitespace().next()?.parse().ok()
}

/// What a process was started with.
fn names(process: u32) -> Vec<String> {
    let environment = std::fs::read(format!("/proc/{process}/environ")).unwrap_or_default();
    let pairs = environment.split(|byte| *byte == 0).map(String::from_utf8_lossy);
    pairs.filter_map(|pair| pair.split_once('=').map(|(name, _)| name.to_owned())).collect()
}

async fn play(window: &Window) -> Result<(), WindowError> {
    window.press("Set up my clinic").await?;
    window.fill("Name of the clinic", "Harbour Clinic").await?;
    window.fill("Your name", DOCTOR).await?;
    window.fill("Your PIN", PIN).await?;
    window.fill("Your PIN again", PIN).await?;
    window.sees("Asia/Kolkata").await?;
    window.press("Go on to the recovery key").await?;

    // Closed before it was confirmed: nothing is lost, and the first screen says what is left to do.
    private_window::enter(window).await?;
    let first = private_window::recovery_key(window).await?;
    private_window::leave_by(window, "Cancel").await?;
    window.sees(UNCONFIRMED).await?;
    window.press("Harbour Clinic").await?;
    private_window::enter(window).await?;
    let second = private_window::recovery_key(window).await?;
    assert_ne!(first, second, "a key that was shown and not confirmed opens nothing any more");
    window.press("I have it on paper").await?;
    let last = second.last().map(String::as_str).unwrap_or_default();
    window.fill("The last group of your recovery key", last).await?;
    private_window::leave_by(window, "That is it").await?;

    window.press(DOCTOR).await?;
    window.fill(&format!("PIN of {DOCTOR}"), PIN).await?;
    window.keys(ENTER).await?;
    window.sees("2 of 6 done").await
}
