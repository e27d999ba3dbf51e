//! The tray: the state in an icon and in words, and a menu that opens, stops and quits.
//!
//! Invariant: it can stop everything and never resume. Where the desktop has no tray, or its library is missing, there is
//! none, and the window behaves accordingly.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use countersign_core::api::types::Goto;
use tauri::image::Image;
use tauri::menu::{Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager, Wry, include_image};

use super::words::{Mood, Shown};
use super::{goto, leaving};
use crate::workspaces::Workspaces;

const RUNNING: Image<'_> = include_image!("../icons/tray-running.png");
const NEEDS_YOU: Image<'_> = include_image!("../icons/tray-needs-you.png");
const STOPPED: Image<'_> = include_image!("../icons/tray-stopped.png");
const PROBLEM: Image<'_> = include_image!("../icons/tray-problem.png");

struct Drawn {
    icon: TrayIcon,
    state: MenuItem<Wry>,
    next: MenuItem<Wry>,
    stop: MenuItem<Wry>,
}

/// The tray, if there is one.
#[derive(Default)]
pub struct Tray {
    drawn: Mutex<Option<Drawn>>,
    shown: Mutex<Option<Shown>>,
}

const fn picture(mood: Mood) -> Image<'static> {
    match mood {
        Mood::Running => RUNNING,
        Mood::NeedsYou => NEEDS_YOU,
        Mood::Stopped => STOPPED,
        Mood::Problem => PROBLEM,
    }
}

impl Tray {
    /// Puts the icon there. Call it on the main thread.
    pub fn put(app: &AppHandle) {
        // Where the library that draws it is missing, the crate that opens it panics.
        let drawn = catch_unwind(AssertUnwindSafe(|| draw(app)));
        match drawn {
            Ok(Ok(drawn)) => {
                *app.state::<Self>().drawn.lock().unwrap_or_else(PoisonError::into_inner) = Some(drawn);
            }
            Ok(Err(error)) => tracing::warn!(%error, "there is no tray"),
            Err(_) => tracing::warn!("there is no tray: the library that draws it is not installed"),
        }
    }

    /// Whether there is one of ours.
    pub fn is_there(&self) -> bool {
        self.drawn.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// Shows another state.
    pub fn show(&self, next: Shown) {
        let drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(drawn) = drawn.as_ref()
            && let Err(error) = redraw(drawn, &next)
        {
            tracing::warn!(%error, "the tray could not be drawn anew");
        }
        drop(drawn);
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = Some(next);
    }

    fn next_post(&self) -> Option<Goto> {
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let (kind, post) = shown.as_ref()?.next_post.as_ref()?;
        Some(Goto {
            workspace: Some(*kind),
            screen: "compose".to_owned(),
            post_id: Some(post.post_id),
            conversation_id: None,
        })
    }
}

fn draw(app: &AppHandle) -> tauri::Result<Drawn> {
    let state = MenuItem::with_id(app, "state", "Countersign", false, None::<&str>)?;
    let open = MenuItem::with_id(app, "open", "Open Countersign", true, None::<&str>)?;
    let next = MenuItem::with_id(app, "next", "Nothing goes out next", false, None::<&str>)?;
    let stop = MenuItem::with_id(app, "stop", "Stop everything", false, None::<&str>)?;
    let quit = MenuItem::with_id(app, "quit", "Quit", true, None::<&str>)?;
    let line = || PredefinedMenuItem::separator(app);
    let menu = Menu::with_items(app, &[&state, &line()?, &open, &next, &line()?, &stop, &line()?, &quit])?;
    let icon = TrayIconBuilder::with_id("countersign")
        .icon(picture(Mood::Running))
        .tooltip("Countersign")
        .menu(&menu)
        .on_menu_event(|app, event| match event.id().as_ref() {
            "open" => crate::commands::show_main_window(app),
            "next" => {
                if let Some(place) = app.state::<Tray>().next_post() {
                    goto(app, place);
                }
            }
            "stop" => stop_everything(app),
            "quit" => leaving::quit(app),
            _ => {}
        })
        .build(app)?;
    Ok(Drawn { icon, state, next, stop })
}

fn redraw(drawn: &Drawn, shown: &Shown) -> tauri::Result<()> {
    drawn.icon.set_icon(Some(picture(shown.mood)))?;
    drawn.icon.set_tooltip(Some(format!("Countersign: {}", shown.state)))?;
    drawn.state.set_text(&shown.state)?;
    drawn.next.set_text(&shown.next)?;
    drawn.next.set_enabled(shown.next_post.is_some())?;
    drawn.stop.set_text(if shown.can_stop { "Stop everything" } else { "To resume, open Countersign" })?;
    drawn.stop.set_enabled(shown.can_stop)
}

fn stop_everything(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || {
        for (_, api) in app.state::<Workspaces>().apis() {
            if let Err(error) = api.stop_from_desk() {
                tracing::error!(%error, "the tray could not stop everything");
            }
        }
    });
}
