//! Setting up a clinic of one's own through the real window: the recovery key in the private window, and the way to the
//! first signed post.

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
        window.picture("set-up-where-it-stopped").await.unwrap();
    }
    window.close().await.unwrap();
    played.unwrap();
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
    window.press("Cancel").await?;
    private_window::leave(window).await?;
    window.sees(UNCONFIRMED).await?;
    window.press("Harbour Clinic").await?;
    private_window::enter(window).await?;
    let second = private_window::recovery_key(window).await?;
    assert_ne!(first, second, "a key that was shown and not confirmed opens nothing any more");
    window.press("I have it on paper").await?;
    let last = second.last().map(String::as_str).unwrap_or_default();
    window.fill("The last group of your recovery key", last).await?;
    window.press("That is it").await?;
    private_window::leave(window).await?;

    window.press(DOCTOR).await?;
    window.fill(&format!("PIN of {DOCTOR}"), PIN).await?;
    window.keys(ENTER).await?;
    window.sees("2 of 6 done").await
}
