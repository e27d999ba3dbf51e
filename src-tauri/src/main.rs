//! Countersign's shell: the only code that names tauri. It builds the parts, forwards calls, and shows windows.
//!
//! Invariant: no use case lives here. A window reaches the core through [`commands`], each of them listed in `build.rs` and
//! allowed to its window by a capability.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod commands;
mod desktop;
mod failure;
mod home;
mod log;
mod navigation;
mod opening;
mod pictures;
mod place;
mod practice;
mod restoring;
mod secret;
mod support;
mod workspaces;

use std::process::ExitCode;

use tauri::plugin::TauriPlugin;
use tauri::{Manager, RunEvent, WindowEvent, Wry};

use home::Home;
use secret::SecretDesk;
use workspaces::Workspaces;

/// A second Countersign on the same data folder shows the window of the first. One on another folder is another.
fn one_for_each_folder(home: &Home) -> TauriPlugin<Wry> {
    let builder = tauri_plugin_single_instance::Builder::new().callback(|app, _, _| commands::show_main_window(app));
    if !home.is_moved() {
        return builder.build();
    }
    if cfg!(target_os = "linux") {
        return builder.dbus_id(format!("org.countersign.desktop.h{}", home.mark())).build();
    }
    // Elsewhere the plugin knows one name for all folders; the lock in the folder keeps the second one out.
    tauri::plugin::Builder::new("any-instance").build()
}

fn main() -> ExitCode {
    let home = match Home::find() {
        Ok(home) => home,
        Err(why) => return failure::before_any_window(&why),
    };
    if let Some(outcome) = home.start_again_without_automation() {
        return outcome;
    }
    let _log = log::start(&home);
    let builder = desktop::manage(tauri::Builder::default(), &home)
        .plugin(one_for_each_folder(&home))
        .plugin(navigation::own_pages_only())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .manage(SecretDesk::default())
        .manage(restoring::Restoring::default())
        .manage(commands::Intake::default())
        .manage(commands::SupportReport::default())
        .manage(Workspaces::new(home))
        .register_asynchronous_uri_scheme_protocol("media", pictures::serve)
        .setup(|app| {
            app.state::<Workspaces>().home().clear_looked_at();
            desktop::begin(app.handle());
            Ok(())
        })
        .on_window_event(|window, event| {
            if window.label() == commands::MAIN_WINDOW
                && let WindowEvent::CloseRequested { api, .. } = event
            {
                api.prevent_close();
                desktop::leaving::close(window.app_handle());
            }
            if window.label() == secret::WINDOW && matches!(event, WindowEvent::Destroyed) {
                window.state::<SecretDesk>().put_away();
            }
            if window.label() == commands::MAIN_WINDOW && matches!(event, WindowEvent::Destroyed) {
                window.app_handle().exit(0);
            }
        })
        .invoke_handler(commands::handler());
    let app = match builder.build(tauri::generate_context!()) {
        Ok(app) => app,
        Err(error) => return failure::before_any_window(&error.to_string()),
    };
    app.run(|app, event| {
        if let RunEvent::Exit = event {
            // What is on its way is settled; what waits for its time is put back.
            tauri::async_runtime::block_on(app.state::<Workspaces>().close_all());
            app.state::<Workspaces>().home().clear_looked_at();
        }
    });
    ExitCode::SUCCESS
}
