//! The private window, driven beside the main one: into it, what it shows, and back.
//!
//! Invariant: as for the main window, nothing here knows the program from inside.

use std::time::Duration;

use serde_json::json;

use crate::window::{Window, WindowError};

/// How long a person would wait for a window to come or go.
const PATIENCE: Duration = Duration::from_secs(20);

/// Goes into the private window once it is there and says something.
///
/// # Errors
/// When it does not come.
pub async fn enter(window: &Window) -> Result<(), WindowError> {
    let main = window.client().window().await?;
    let handles = windows(window, 2).await?;
    let private = handles.into_iter().find(|handle| *handle != main).ok_or("there is no private window")?;
    window.client().switch_to_window(private).await?;
    window.until("document.readyState === 'complete' && document.querySelector('form')", &[]).await
}

/// Presses the button that ends the private window, and goes back to the main one once it is gone.
///
/// # Errors
/// When there is no such button, or the window stays.
pub async fn leave_by(window: &Window, name: &str) -> Result<(), WindowError> {
    window.until("pressable(arguments[0])", &[json!(name)]).await?;
    // A moment later than asked, so that the window that goes can still answer.
    let press = "const it = pressable(arguments[0]); setTimeout(() => it.click(), 100);";
    window.ask(press, &[json!(name)]).await?;
    let main = windows(window, 1).await?.into_iter().next().ok_or("there is no window")?;
    window.client().switch_to_window(main).await?;
    Ok(())
}

/// The groups of the recovery key that the private window shows.
///
/// # Errors
/// When it shows none.
pub async fn recovery_key(window: &Window) -> Result<Vec<String>, WindowError> {
    let groups = window.ask("return [...document.querySelectorAll('ol code')].map((it) => it.innerText);", &[]).await?;
    let groups: Vec<String> = serde_json::from_value(groups)?;
    if groups.is_empty() { Err("no recovery key is shown".into()) } else { Ok(groups) }
}

async fn windows(window: &Window, count: usize) -> Result<Vec<fantoccini::wd::WindowHandle>, WindowError> {
    let counted = tokio::time::timeout(PATIENCE, async {
        loop {
            let handles = window.client().windows().await?;
            if handles.len() == count {
                return Ok::<_, WindowError>(handles);
            }
            tokio::task::yield_now().await;
        }
    });
    counted.await.map_err(|_| format!("there never were {count} windows"))?
}
