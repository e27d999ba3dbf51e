//! The private window: the one place where a credential or a recovery key is typed, pasted or shown.
//!
//! Invariant: what is typed there goes to whoever asked for it and nowhere else; the main window learns only how it ended.

mod desk;

use std::sync::Arc;

use countersign_core::api::types::{ApiError, SecretTask, SecretValue};
use countersign_core::error::{Error, ErrorCode};
use futures::future::BoxFuture;
use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindowBuilder};

use crate::commands::MAIN_WINDOW;
use desk::{Desk, Handed, Turn};

/// The window's label.
pub const WINDOW: &str = "secret";

/// What the private window is asked to do at the moment.
#[derive(Default)]
pub struct SecretDesk {
    desk: Desk,
}

/// A turn at the private window; nobody else gets one until it is dropped.
pub struct Reserved<'d>(Turn<'d>);

impl SecretDesk {
    /// Reserves the private window, before anything is made for it. When it is open already it comes to the front.
    ///
    /// # Errors
    /// When another task has it.
    pub fn reserve(&self, app: &AppHandle) -> Result<Reserved<'_>, ApiError> {
        self.desk.reserve().map(Reserved).inspect_err(|_| {
            if let Some(window) = app.get_webview_window(WINDOW)
                && let Err(error) = window.set_focus()
            {
                tracing::debug!(%error, "the private window did not come to the front");
            }
        })
    }

    /// Reserves the private window and asks.
    ///
    /// # Errors
    /// As [`SecretDesk::reserve`] and [`Reserved::ask`].
    pub async fn ask(
        &self,
        app: &AppHandle,
        task: SecretTask,
        take: impl Fn(Vec<SecretValue>) -> BoxFuture<'static, Result<(), ApiError>> + Send + Sync + 'static,
    ) -> Result<(), ApiError> {
        self.reserve(app)?.ask(app, task, take).await
    }

    /// What the window is to show.
    ///
    /// # Errors
    /// When nobody asked for anything.
    pub fn task(&self) -> Result<SecretTask, ApiError> {
        self.desk.task()
    }

    /// Hands over what was typed; closes the window when it was accepted, or cancelled meanwhile.
    ///
    /// # Errors
    /// What whoever asked says of it.
    pub async fn submit(&self, app: &AppHandle, values: Vec<SecretValue>) -> Result<(), ApiError> {
        match self.desk.hand_in(values).await? {
            Handed::Taken | Handed::Cancelled => {
                close(app);
                Ok(())
            }
            Handed::Refused(error) => Err(error),
        }
    }

    /// The window is gone: whoever waits learns that it was cancelled.
    pub fn put_away(&self) {
        self.desk.cancel();
    }
}

impl Reserved<'_> {
    /// Opens the private window with `task` and waits until `take` accepted what was typed.
    ///
    /// # Errors
    /// [`ErrorCode::Cancelled`] when the person closed the window.
    pub async fn ask(
        self,
        app: &AppHandle,
        task: SecretTask,
        take: impl Fn(Vec<SecretValue>) -> BoxFuture<'static, Result<(), ApiError>> + Send + Sync + 'static,
    ) -> Result<(), ApiError> {
        let ended = self.0.put(task, Arc::new(take));
        open(app).map_err(|error| Error::internal(error.to_string()))?;
        ended.await.map_err(|_| {
            Error::refused(ErrorCode::Cancelled, "The private window was closed before anything was finished there.")
                .into()
        })
    }
}

fn open(app: &AppHandle) -> tauri::Result<()> {
    let mut window = WebviewWindowBuilder::new(app, WINDOW, WebviewUrl::App("secret.html".into()))
        .title("Countersign – private")
        .inner_size(560.0, 620.0)
        .resizable(true)
        .center();
    // In front of the window that asked, and gone with it.
    if let Some(main) = app.get_webview_window(MAIN_WINDOW) {
        window = window.parent(&main)?;
    }
    window.build().map(|_| ())
}

/// Closes the window.
pub fn close(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(WINDOW)
        && let Err(error) = window.destroy()
    {
        tracing::warn!(%error, "the private window did not close");
    }
}

/// The value typed into `name`.
pub fn value<'v>(values: &'v [SecretValue], name: &str) -> &'v str {
    values.iter().find(|value| value.name == name).map_or("", |value| value.value.trim())
}
