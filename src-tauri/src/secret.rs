//! The secret window: the one place where a credential or a recovery key is typed, pasted or shown.
//!
//! Invariant: what is typed there goes to whoever asked for it and nowhere else; the main window learns only how it ended.

use std::sync::{Arc, Mutex, PoisonError};

use countersign_core::api::types::{ApiError, SecretTask, SecretValue};
use countersign_core::error::Error;
use countersign_core::error::ErrorCode;
use futures::future::BoxFuture;
use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindowBuilder};
use tokio::sync::oneshot;

/// The window's label.
pub const WINDOW: &str = "secret";

/// What is done with what was typed. An error keeps the window open and is shown there.
type Take = Arc<dyn Fn(Vec<SecretValue>) -> BoxFuture<'static, Result<(), ApiError>> + Send + Sync>;

struct Pending {
    task: SecretTask,
    take: Take,
    done: oneshot::Sender<()>,
}

/// What the secret window is asked to do at the moment.
#[derive(Default)]
pub struct SecretDesk {
    pending: Mutex<Option<Pending>>,
}

impl SecretDesk {
    fn pending(&self) -> std::sync::MutexGuard<'_, Option<Pending>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens the secret window with `task` and waits until `take` accepted what was typed.
    ///
    /// # Errors
    /// When the person closed the window, or another task is open already.
    pub async fn ask(
        &self,
        app: &AppHandle,
        task: SecretTask,
        take: impl Fn(Vec<SecretValue>) -> BoxFuture<'static, Result<(), ApiError>> + Send + Sync + 'static,
    ) -> Result<(), ApiError> {
        let (done, ended) = oneshot::channel();
        {
            let mut pending = self.pending();
            if pending.is_some() {
                return Err(Error::refused(
                    ErrorCode::Invalid,
                    "The secret window is open already. Finish there first.",
                )
                .into());
            }
            *pending = Some(Pending { task, take: Arc::new(take), done });
        }
        let window = WebviewWindowBuilder::new(app, WINDOW, WebviewUrl::App("secret.html".into()))
            .title("Countersign – private")
            .inner_size(560.0, 620.0)
            .resizable(true)
            .build();
        if let Err(error) = window {
            self.put_away();
            return Err(Error::internal(error.to_string()).into());
        }
        ended.await.map_err(|_| {
            Error::refused(ErrorCode::Invalid, "The private window was closed. Nothing was changed.").into()
        })
    }

    /// What the window is to show.
    ///
    /// # Errors
    /// When nobody asked for anything.
    pub fn task(&self) -> Result<SecretTask, ApiError> {
        let pending = self.pending();
        pending.as_ref().map(|pending| pending.task.clone()).ok_or_else(nothing)
    }

    /// Hands over what was typed; closes the window when it was accepted.
    ///
    /// # Errors
    /// What whoever asked says of it.
    pub async fn submit(&self, app: &AppHandle, values: Vec<SecretValue>) -> Result<(), ApiError> {
        let take = self.pending().as_ref().map(|pending| Arc::clone(&pending.take)).ok_or_else(nothing)?;
        take(values).await?;
        if let Some(pending) = self.pending().take() {
            // Whoever asked may have gone; what was typed is kept all the same.
            let _ = pending.done.send(());
        }
        close(app);
        Ok(())
    }

    /// The window is gone: whoever waits learns that nothing was typed.
    pub fn put_away(&self) {
        self.pending().take();
    }
}

/// Closes the window.
pub fn close(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(WINDOW)
        && let Err(error) = window.destroy()
    {
        tracing::warn!(%error, "the private window did not close");
    }
}

fn nothing() -> ApiError {
    Error::refused(ErrorCode::Stale, "There is nothing to type here any more.").into()
}

/// The value typed into `name`.
pub fn value<'v>(values: &'v [SecretValue], name: &str) -> &'v str {
    values.iter().find(|value| value.name == name).map_or("", |value| value.value.trim())
}
