//! The commands that windows call. Each forwards; none decides.
//!
//! Invariant: whatever may wait (database, disk, keychain, hashing) runs on a blocking thread, so that a window never hangs.

mod app;
mod backup;
mod desk;
mod insights;
mod intake;
mod login;
mod person;
mod record;
mod saving;
mod support;
mod work;

pub use intake::Intake;
pub use support::Shown as SupportReport;

use std::sync::Arc;

use countersign_core::api::Api;
use countersign_core::api::types::ApiError;
use countersign_core::error::Error;
use tauri::{AppHandle, Manager, Wry};

use crate::workspaces::Workspaces;

/// The main window's label.
pub const MAIN_WINDOW: &str = "main";

/// What a command answers.
type Answer<T> = Result<T, ApiError>;

/// Every command, as `build.rs` lists them.
pub fn handler() -> impl Fn(tauri::ipc::Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        app::app_state,
        app::set_up_choices,
        app::workspace_open,
        app::workspace_create,
        app::workspace_recover,
        app::workspace_leave,
        backup::backup_place_choose,
        backup::backup_find,
        backup::workspace_restore,
        app::link_open,
        app::secret_task,
        app::secret_submit,
        app::secret_cancel,
        desk::laptop_get,
        desk::laptop_start_at_login,
        desk::put_aside_show,
        desk::closing_seen,
        desk::closing_saved,
        desk::closing_keep_running,
        desk::closing_quit,
        person::session_people,
        person::session_unlock,
        person::session_lock,
        person::session_touch,
        person::signing_open,
        person::post_sign,
        person::approval_revoke,
        person::fixed_answers_sign,
        person::fixed_answers_revoke,
        person::person_add,
        person::person_pin_set,
        person::publishing_resume,
        person::channel_connect,
        person::channel_disconnect,
        login::login_app_set,
        login::login_app_forget,
        login::login_begin,
        login::login_again,
        login::login_end,
        login::login_choose,
        person::channel_test,
        person::media_host_connect,
        person::mail_connect,
        person::slack_connect,
        work::rpc,
        intake::media_pick,
        intake::media_import,
        intake::media_offer,
        intake::media_give,
        intake::media_stop,
        intake::media_poster,
        work::kit_picture_save,
        work::document_open,
        record::record_check,
        record::record_export,
        record::checkpoint_save,
        record::dossier_save,
        record::dossier_open,
        insights::insights_table_save,
        insights::insights_page_save,
        support::support_report,
        support::support_report_save,
    ]
}

/// Brings the main window to the front.
pub fn show_main_window(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN_WINDOW) {
        for done in [window.show(), window.unminimize(), window.set_focus()] {
            if let Err(error) = done {
                tracing::debug!(%error, "the window did not come to the front");
            }
        }
    }
}

/// Runs `work` with the use cases of the workspace that the window shows, where it may wait.
async fn with_api<T: Send + 'static>(
    app: &AppHandle,
    work: impl FnOnce(&Arc<Api>) -> Result<T, Error> + Send + 'static,
) -> Answer<T> {
    let app = app.clone();
    let worked = tauri::async_runtime::spawn_blocking(move || work(&app.state::<Workspaces>().api()?)).await;
    worked.map_err(|error| Error::internal(error.to_string()))?.map_err(ApiError::from)
}
