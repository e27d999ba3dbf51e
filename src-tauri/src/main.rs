//! Countersign's shell: the only code that names tauri. It builds the parts, forwards calls, and shows windows.
//!
//! Invariant: no use case lives here. A window reaches the core through [`commands`], each of them listed in `build.rs` and
//! allowed to its window by a capability.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod commands;
mod failure;
mod home;
mod log;
mod opening;
mod pictures;
mod practice;
mod secret;
mod workspaces;

use std::process::ExitCode;

use tauri::{Manager, RunEvent, WindowEvent};

use home::Home;
use secret::SecretDesk;
use workspaces::Workspaces;

fn main() -> ExitCode {
    let home = match Home::find() {
        Ok(home) => home,
        Err(why) => return failure::before_any_window(&why),
    };
    if let Some(outcome) = home.start_again_without_automation() {
        return outcome;
    }
    let _log = log::start(&home);
    let builder = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| commands::show_main_window(app)))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .manage(SecretDesk::default())
        .manage(Workspaces::new(home))
        .register_asynchronous_uri_scheme_protocol("media", pictures::serve)
        .on_window_event(|window, event| {
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
        }
    });
    ExitCode::SUCCESS
}
