//! Builds the shell's context, and names every command, so that a window can call what its capability lists and no more.

/// Every command of the shell. What is missing here can't be called from any window.
const COMMANDS: &[&str] = &[
    "app_state",
    "set_up_choices",
    "workspace_open",
    "workspace_create",
    "workspace_recover",
    "workspace_leave",
    "backup_place_choose",
    "backup_find",
    "workspace_restore",
    "laptop_get",
    "laptop_start_at_login",
    "put_aside_show",
    "closing_seen",
    "closing_saved",
    "closing_keep_running",
    "closing_quit",
    "session_people",
    "session_unlock",
    "session_lock",
    "session_touch",
    "signing_open",
    "post_sign",
    "approval_revoke",
    "person_add",
    "person_pin_set",
    "publishing_resume",
    "channel_connect",
    "channel_disconnect",
    "login_app_set",
    "login_app_forget",
    "login_begin",
    "login_again",
    "login_end",
    "login_choose",
    "channel_test",
    "media_host_connect",
    "media_pick",
    "media_import",
    "media_offer",
    "media_give",
    "media_stop",
    "media_poster",
    "kit_picture_save",
    "document_open",
    "record_check",
    "record_export",
    "checkpoint_save",
    "dossier_save",
    "dossier_open",
    "support_report",
    "support_report_save",
    "link_open",
    "rpc",
    "secret_task",
    "secret_submit",
    "secret_cancel",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Without this a changed interface would not be embedded again.
    println!("cargo:rerun-if-changed=../ui/dist");
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))?;
    Ok(())
}
