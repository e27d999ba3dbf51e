//! What the desktop is told, and what becomes of signed posts when the window goes away.

use countersign_practice::{Action, Endpoint, Fault, Platform, templates};
use tokio::sync::Mutex;

use crate::around::{Desktop, Screen};
use crate::prepared::{WORDS, clinic, platforms, unlock, window};

/// One desktop at a time: there is one tray on a bus, and one who shows notifications.
static ALONE: Mutex<()> = Mutex::const_new(());

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_post_is_told_by_the_desktop_and_a_click_opens_the_window_at_the_post() {
    let _alone = ALONE.lock().await;
    let (home, desktop, platforms) = (tempfile::tempdir().unwrap(), Desktop::without_tray().await, platforms().await);
    clinic(home.path(), &platforms, &[0, 0]).await;
    let endpoint = || Endpoint::at("POST", templates::x::POSTS);
    // The first one takes its time, and the second one is refused.
    for (skip, action) in [(0, Action::Hold { after_accept: false }), (0, Action::TokenExpired)] {
        platforms.control().script(Fault { platform: Platform::X, endpoint: endpoint(), skip, times: 1, action });
    }
    let (window, _) = window(home.path(), &platforms).await.unwrap();
    window.press("Practice clinic").await.unwrap();
    let awake = desktop.is_kept_awake().await;
    assert_eq!(awake.what, "sleep:idle");
    assert!(awake.holds(), "a post is on its way");
    platforms.control().release_held();
    let told = desktop.sees("Practice: A post on X failed").await;
    awake.let_go().await;
    window.sees("Who is there?").await.unwrap();
    desktop.click(&told).await;
    unlock(&window, "Anil Kumar").await.unwrap();
    window.sees(WORDS).await.unwrap();
    window.until("location.hash.startsWith('#/compose/')", &[]).await.unwrap();
    let shown = desktop.shown();
    assert!(shown.iter().all(|it| !it.title.contains("Flu") && !it.text.contains("Flu")), "{shown:#?}");
    assert_eq!(shown.iter().filter(|it| it.title.contains("failed")).count(), 1, "{shown:#?}");
    assert_eq!(platforms.control().ledger().len(), 1);
    window.close().await.unwrap();
    platforms.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stopped_stays_stopped_across_a_restart_until_somebody_resumes_in_the_window() {
    let _alone = ALONE.lock().await;
    let (home, desktop, platforms) = (tempfile::tempdir().unwrap(), Desktop::without_tray().await, platforms().await);
    clinic(home.path(), &platforms, &[60]).await;
    let (first, start) = window(home.path(), &platforms).await.unwrap();
    first.press("Practice clinic").await.unwrap();
    unlock(&first, "Anil Kumar").await.unwrap();
    first.press("Stop everything").await.unwrap();
    first.sees("Anil Kumar stopped everything").await.unwrap();
    first.kill(&start.binary).await.unwrap();

    let (again, _) = window(home.path(), &platforms).await.unwrap();
    // What was open is open again, without anybody having to choose it.
    again.sees("Who is there?").await.unwrap();
    unlock(&again, "Dr. Meera Rao").await.unwrap();
    again.sees("Anil Kumar stopped everything").await.unwrap();
    again.press("Resume…").await.unwrap();
    again.sees("Let posts go out again?").await.unwrap();
    again.press("Resume").await.unwrap();
    again.no_longer_sees("stopped everything").await.unwrap();
    let told = desktop.shown().into_iter().filter(|it| it.title.contains("stopped")).count();
    assert!(told <= 1, "it is told once, also across a restart: {:#?}", desktop.shown());
    again.close().await.unwrap();
    platforms.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_asks_where_there_is_no_tray_and_hides_where_there_is_one() {
    let _alone = ALONE.lock().await;
    let (home, desktop, platforms) = (tempfile::tempdir().unwrap(), Desktop::without_tray().await, platforms().await);
    clinic(home.path(), &platforms, &[60, 90]).await;
    let (window, start) = window(home.path(), &platforms).await.unwrap();
    window.press("Practice clinic").await.unwrap();
    unlock(&window, "Anil Kumar").await.unwrap();
    let (screen, process) = (Screen::of_session(), window.application(&start.binary).unwrap());

    // Without a tray: it asks, and goes on when told so. Whoever left has to sign in again.
    screen.press_cross(process);
    window.sees("2 signed posts go out only while Countersign runs.").await.unwrap();
    window.press("Keep running").await.unwrap();
    window.no_longer_sees("Close the window?").await.unwrap();
    unlock(&window, "Anil Kumar").await.unwrap();

    // With one: it hides, says so once, and is reached from there. The tray can stop, and not resume.
    desktop.show_tray().await;
    let counts = [("Practice: 2 signed posts", false), ("Next: X, ", true), ("Stop everything", true)];
    let tray = desktop.tray_says(process, &counts).await;
    screen.press_cross(process);
    screen.until_visible(process, false).await;
    desktop.sees("Countersign is still running").await;
    tray.press("Open Countersign").await;
    screen.until_visible(process, true).await;
    window.sees("Welcome back").await.unwrap();
    tray.press("Stop everything").await;
    let held = [("Practice: Everything is stopped", false), ("To resume, open Countersign", false)];
    let stopped = desktop.tray_says(process, &held).await;
    unlock(&window, "Anil Kumar").await.unwrap();
    window.sees("Somebody at the tray stopped everything").await.unwrap();

    // Quitting asks while signed posts lie ahead, and then quits.
    stopped.press("Quit").await;
    window.sees("Quit Countersign?").await.unwrap();
    // The program may be gone before it can answer.
    let _ = window.press("Quit").await;
    window.ended(process).await.unwrap();
    assert_eq!(desktop.shown().iter().filter(|it| it.title.contains("still running")).count(), 1);
    platforms.shutdown().await;
}
