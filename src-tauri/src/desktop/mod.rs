//! The desktop around the window: tray, notifications, sleep, start and end.
//!
//! Invariant: it looks at the open clinics after each change and at least every few minutes, never on the main thread, and
//! decides nothing about publishing but that it stops.

mod bus;
mod laptop;
pub mod leaving;
pub mod login;
mod notices;
mod tray;
mod words;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use countersign_core::api::Api;
use countersign_core::api::types::TellingKind;
use countersign_core::api::types::{Goto, Laptop as LaptopState, PutAside};
use countersign_core::env::{Clock, SystemClock};
use countersign_core::error::{Error, ErrorCode};
use countersign_core::model::{Millis, WorkspaceKind};
use countersign_core::publish::NoticeKind;
use tauri::{AppHandle, Manager};
use tauri_plugin_opener::OpenerExt as _;
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::commands::{MAIN_WINDOW, show_main_window};
use crate::home::Home;
use crate::opening::emit;
use crate::place;
use crate::workspaces::Workspaces;

pub use laptop::Laptop;
pub use leaving::Leaving;

/// What changes together is looked at together.
const GATHER: Duration = Duration::from_millis(400);
/// After telling something, what comes next is gathered for so long.
const QUIET: Duration = Duration::from_secs(15);
/// The longest time without a look.
const NAP: Duration = Duration::from_secs(5 * 60);

/// Wakes the look, and keeps the laptop awake.
#[derive(Default)]
pub struct Watch {
    begun: tokio::sync::watch::Sender<bool>,
    changed: Notify,
    awake: Mutex<Option<bus::Promise>>,
}

impl Watch {
    /// Something changed that the desktop may show.
    pub fn changed(&self) {
        self.changed.notify_one();
    }

    /// Waits until what was open at the last end is open again, or can't be.
    pub async fn begun(&self) {
        // The sender lives as long as the application, so an error can't come while anybody waits.
        let _ = self.begun.subscribe().wait_for(|begun| *begun).await;
    }

    fn stay_awake(&self, wanted: bool) {
        let mut awake = self.awake.lock().unwrap_or_else(PoisonError::into_inner);
        match (wanted, awake.is_some()) {
            (true, false) => *awake = bus::stay_awake(),
            (false, true) => *awake = None,
            (true, true) | (false, false) => {}
        }
    }
}

/// Has the application manage everything of this folder.
pub fn manage(builder: tauri::Builder<tauri::Wry>, home: &Home) -> tauri::Builder<tauri::Wry> {
    builder
        .plugin(tauri_plugin_notification::init())
        .manage(Laptop::of(home.folder()))
        .manage(Watch::default())
        .manage(tray::Tray::default())
        .manage(notices::Notices::default())
        .manage(Leaving::default())
}

/// Begins: puts the tray there, opens what was open when it ended, and watches. Call it on the main thread.
pub fn begin(app: &AppHandle) {
    tray::Tray::put(app);
    notices::hear_clicks(app);
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let started_by_itself = login::is_how_it_started();
        let shows_tray = tauri::async_runtime::spawn_blocking(bus::shows_a_tray).await.unwrap_or(false);
        if !started_by_itself {
            show_main_window(&app);
        } else if !(shows_tray && app.state::<tray::Tray>().is_there()) {
            show_main_window(&app);
            leaving::keep_running(&app);
        }
        app.state::<Workspaces>().open_again(&app).await;
        app.state::<Watch>().begun.send_replace(true);
        watch(app).await;
    });
}

/// Shows a place in the window.
fn goto(app: &AppHandle, place: Goto) {
    show_main_window(app);
    emit(app, "goto", place);
}

/// What may be chosen about this laptop. Asks the bus, so not on the main thread.
pub fn laptop(app: &AppHandle) -> LaptopState {
    let home = app.state::<Workspaces>().home().clone();
    LaptopState {
        start_at_login: app.state::<Laptop>().kept().start_at_login,
        can_start_at_login: login::is_possible(&home),
        has_tray: app.state::<tray::Tray>().is_there() && bus::shows_a_tray(),
        put_aside: put_aside(&home),
    }
}

fn put_aside(home: &Home) -> Vec<PutAside> {
    let found = home.all_put_aside().unwrap_or_else(|error| {
        tracing::warn!(%error, "the data folder could not be looked through for clinics that were put aside");
        Vec::new()
    });
    let shown =
        |(at, folder): (Millis, PathBuf)| PutAside { at: place::when(at), folder: folder.display().to_string() };
    found.into_iter().map(shown).collect()
}

/// Shows a clinic that was put aside in the system's own view of folders. Asks the bus, so not on the main thread.
///
/// # Errors
/// When it does not lie there any more, or this computer shows no folders.
pub fn show_put_aside(app: &AppHandle, at: Millis) -> Result<(), Error> {
    let gone = || Error::not_found("folder");
    let found = app.state::<Workspaces>().home().all_put_aside().map_err(|_| gone())?;
    let (_, folder) = found.into_iter().find(|(own, _)| *own == at).ok_or_else(gone)?;
    app.opener().reveal_item_in_dir(folder).map_err(|error| {
        let words = "This computer has no program that shows folders. The folder's place stands beside the button.";
        Error::refused(ErrorCode::Invalid, words).with(|refusal| refusal.detail = Some(error.to_string()))
    })
}

/// Has it start at each sign-in, or not.
///
/// # Errors
/// When this system can't, or the disk refuses.
pub fn start_at_login(app: &AppHandle, wanted: bool) -> Result<LaptopState, Error> {
    login::set(app.state::<Workspaces>().home(), wanted)?;
    app.state::<Laptop>().change(|kept| kept.start_at_login = Some(wanted));
    Ok(laptop(app))
}

struct Seen {
    /// When what is seen may change by itself.
    next: Option<Millis>,
    told: bool,
}

async fn watch(app: AppHandle) {
    let mut quiet_until = Instant::now();
    loop {
        app.state::<Workspaces>().open_what_is_missing(&app).await;
        let (inner, tells) = (app.clone(), Instant::now() >= quiet_until);
        let seen = tauri::async_runtime::spawn_blocking(move || look(&inner, tells)).await;
        let seen = seen.unwrap_or(Seen { next: None, told: false });
        let nap = seen.next.map_or(NAP, |next| {
            Duration::from_millis(u64::try_from(next.since(SystemClock.now())).unwrap_or(0)).clamp(GATHER, NAP)
        });
        let mut until = Instant::now() + nap;
        if seen.told {
            quiet_until = Instant::now() + QUIET;
        }
        if quiet_until > Instant::now() {
            until = until.min(quiet_until);
        }
        let woken = app.state::<Watch>();
        tokio::select! {
            () = woken.changed.notified() => tokio::time::sleep(GATHER).await,
            () = tokio::time::sleep_until(until) => {}
        }
    }
}

fn look(app: &AppHandle, tells: bool) -> Seen {
    let workspaces = app.state::<Workspaces>();
    let apis = workspaces.apis();
    let mut seen = Seen { next: None, told: false };
    let mut looks = Vec::new();
    let mut awake = false;
    for (kind, api) in &apis {
        looks.push(words::Look { kind: *kind, desk: known("its state", api.desk()) });
        let (now, next) = known("its next post", api.keeps_awake()).unwrap_or_default();
        awake |= now;
        seen.next = [seen.next, next].into_iter().flatten().min();
        if tells {
            seen.told |= tell(app, *kind, api);
        }
    }
    looks.extend(workspaces.not_opened().into_iter().map(|kind| words::Look { kind, desk: None }));
    app.state::<tray::Tray>().show(words::shown(&looks));
    app.state::<Watch>().stay_awake(awake);
    seen
}

/// Tells what is new. What the person in front of the window did, or sees there, is told by the window.
fn tell(app: &AppHandle, kind: WorkspaceKind, api: &Arc<Api>) -> bool {
    let tellings = known("what to tell", api.take_tellings()).unwrap_or_default();
    let window = app.get_webview_window(MAIN_WINDOW);
    let looked_at = window.is_some_and(|window| window.is_focused().unwrap_or(false));
    let mut told = false;
    for telling in tellings {
        let seen_there = matches!(telling.kind, TellingKind::Post(NoticeKind::Waiting | NoticeKind::Stopped));
        if !(looked_at && seen_there) {
            notices::show(app, kind, telling);
            told = true;
        }
    }
    told
}

fn known<T>(what: &str, asked: Result<T, Error>) -> Option<T> {
    asked.inspect_err(|error| tracing::warn!(%error, what, "a clinic did not tell the desktop")).ok()
}
