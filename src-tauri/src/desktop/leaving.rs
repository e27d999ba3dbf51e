//! Closing the window, and quitting: what becomes of the posts that go out only while the program runs.
//!
//! Invariant: publishing never ends without a word. With a tray, closing hides the window and leaves the program running;
//! without one it asks. Quitting asks while signed posts lie ahead. Whoever goes away takes the doctor's pen with them, and
//! what they wrote is saved first, while it is still known whose it is.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use countersign_core::api::types::{Closing, Goto};
use tauri::{AppHandle, Manager, WebviewWindow};
use tauri_plugin_dialog::{DialogExt, MessageDialogButtons};
use tokio::sync::oneshot;

use super::laptop::Laptop;
use super::tray::Tray;
use super::{bus, notices};
use crate::commands::{MAIN_WINDOW, show_main_window};
use crate::opening::emit;
use crate::workspaces::Workspaces;

/// How long the window has to show the question before the system's own dialog asks it.
const PATIENCE: Duration = Duration::from_secs(4);

/// How long the window has to save what is written in it. It gives up a little sooner by itself (`ui/src/kit/unsaved.ts`).
const SAVING: Duration = Duration::from_secs(3);

/// The question that is open, if one is, and what waits for the window to save.
#[derive(Default)]
pub struct Leaving {
    unseen: Mutex<Option<oneshot::Sender<()>>>,
    unsaved: Mutex<Unsaved>,
}

/// Who waits for the window to save, by turn: an answer that comes late is no answer to whoever asked next.
#[derive(Default)]
struct Unsaved {
    turn: u32,
    waiting: BTreeMap<u32, oneshot::Sender<()>>,
}

impl Unsaved {
    fn ask(&mut self) -> (u32, oneshot::Receiver<()>) {
        let (unsaved, saved) = oneshot::channel();
        self.turn = self.turn.wrapping_add(1);
        self.waiting.retain(|_, waits| !waits.is_closed());
        self.waiting.insert(self.turn, unsaved);
        (self.turn, saved)
    }

    fn answer(&mut self, turn: u32) {
        if let Some(unsaved) = self.waiting.remove(&turn) {
            // Nobody waits any more when it came too late.
            let _ = unsaved.send(());
        }
    }
}

impl Leaving {
    /// The window shows the question.
    pub fn seen(&self) {
        if let Some(unseen) = self.unseen.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // Nobody waits any more when it came too late; the dialog asks then.
            let _ = unseen.send(());
        }
    }

    /// The window saved what is written in it, as it was asked to in this turn.
    pub fn saved(&self, turn: u32) {
        self.unsaved.lock().unwrap_or_else(PoisonError::into_inner).answer(turn);
    }
}

/// The window is to be closed.
pub fn close(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let (ahead, shows_tray) = look(&app).await;
        if shows_tray {
            save(&app).await;
            go_away(&app, |window| window.hide());
            tell_once(&app);
        } else if ahead == 0 {
            save(&app).await;
            app.exit(0);
        } else {
            ask(&app, Closing { quits: false, ahead }).await;
        }
    });
}

/// The program is to end.
pub fn quit(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let (ahead, _) = look(&app).await;
        if ahead == 0 {
            save(&app).await;
            app.exit(0);
            return;
        }
        show_main_window(&app);
        ask(&app, Closing { quits: true, ahead }).await;
    });
}

/// Has the window save what is written in it. A window that does not answer is not waited for any longer than people wait.
async fn save(app: &AppHandle) {
    let (turn, saved) = app.state::<Leaving>().unsaved.lock().unwrap_or_else(PoisonError::into_inner).ask();
    emit(app, "save", turn);
    if !tokio::time::timeout(SAVING, saved).await.is_ok_and(|saved| saved.is_ok()) {
        tracing::warn!("the window did not say that what is written in it is saved");
    }
}

/// The window goes out of the way, and the program keeps running. What is written in it was saved before.
pub fn keep_running(app: &AppHandle) {
    go_away(app, WebviewWindow::minimize);
}

/// How many posts go out only while the program runs, and whether it can go on in a tray.
async fn look(app: &AppHandle) -> (u32, bool) {
    let app = app.clone();
    let looked = tauri::async_runtime::spawn_blocking(move || {
        let shows_tray = app.state::<Tray>().is_there() && bus::shows_a_tray();
        let apis = app.state::<Workspaces>().apis();
        let ahead = apis.iter().map(|(_, api)| api.desk().map_or(0, |desk| desk.ahead)).sum();
        (ahead, shows_tray)
    });
    looked.await.unwrap_or((0, false))
}

fn go_away(app: &AppHandle, how: impl FnOnce(&WebviewWindow) -> tauri::Result<()>) {
    for (_, api) in app.state::<Workspaces>().apis() {
        if let Err(error) = api.lock() {
            tracing::warn!(%error, "the session could not be locked on record");
        }
    }
    if let Some(window) = app.get_webview_window(MAIN_WINDOW)
        && let Err(error) = how(&window)
    {
        tracing::warn!(%error, "the window did not go away");
    }
}

fn tell_once(app: &AppHandle) {
    let laptop = app.state::<Laptop>();
    if laptop.kept().told_of_tray {
        return;
    }
    laptop.change(|kept| kept.told_of_tray = true);
    let place = Goto { workspace: None, screen: "today".to_owned(), post_id: None, conversation_id: None };
    notices::say(
        app,
        "Countersign is still running",
        "Signed posts go out at their time. Its icon in the tray opens or quits it.",
        place,
    );
}

async fn ask(app: &AppHandle, question: Closing) {
    let (unseen, seen) = oneshot::channel();
    *app.state::<Leaving>().unseen.lock().unwrap_or_else(PoisonError::into_inner) = Some(unseen);
    emit(app, "closing", question.clone());
    if tokio::time::timeout(PATIENCE, seen).await.is_ok_and(|seen| seen.is_ok()) {
        return;
    }
    // A window that does not answer can't ask either.
    let app_then = app.clone();
    let text = format!("{} signed posts go out only while Countersign runs.", question.ahead);
    app.dialog()
        .message(text)
        .title("Countersign")
        .buttons(MessageDialogButtons::OkCancelCustom("Quit".to_owned(), "Keep running".to_owned()))
        .show(move |quits| {
            if quits {
                app_then.exit(0);
            }
        });
}

#[cfg(test)]
mod tests {
    use super::Leaving;

    #[test]
    fn a_late_answer_is_none_to_whoever_asked_next() {
        let leaving = Leaving::default();
        let ask = || leaving.unsaved.lock().unwrap().ask();
        let (first, given_up) = ask();
        drop(given_up);
        let (second, mut saved) = ask();
        leaving.saved(first);
        assert!(saved.try_recv().is_err(), "the words of the second turn are not saved yet");
        leaving.saved(second);
        assert_eq!(saved.try_recv(), Ok(()));
    }

    #[test]
    fn two_who_wait_are_both_answered() {
        let leaving = Leaving::default();
        let ask = || leaving.unsaved.lock().unwrap().ask();
        let ((one, mut first), (two, mut second)) = (ask(), ask());
        leaving.saved(two);
        leaving.saved(one);
        assert_eq!((first.try_recv(), second.try_recv()), (Ok(()), Ok(())));
    }
}
