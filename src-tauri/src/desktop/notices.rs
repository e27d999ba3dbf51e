//! Notifications: shows what the core wants told, and opens the window at the post when one is clicked.
//!
//! Invariant: what is shown comes from the core's tellings, which hold no word of a post.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use countersign_core::api::types::{Goto, Telling};
use countersign_core::model::WorkspaceKind;
use tauri::{AppHandle, Manager};
use tauri_plugin_notification::{Action, ActionType, NotificationExt};

use super::goto;

/// How many notifications a click is still understood of.
const REMEMBERED: usize = 200;

/// The kind of notification that has a button, and that button: it does what a click does, for whoever does not know that one can click.
const OPENS: &str = "open";

/// Where clicks lead.
#[derive(Default)]
pub struct Notices {
    places: Mutex<(i32, BTreeMap<i32, Goto>)>,
}

impl Notices {
    fn remember(&self, place: Goto) -> i32 {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        places.0 = places.0.wrapping_add(1);
        let id = places.0;
        places.1.insert(id, place);
        while places.1.len() > REMEMBERED {
            places.1.pop_first();
        }
        id
    }

    fn place(&self, id: i32) -> Option<Goto> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner).1.get(&id).cloned()
    }
}

/// Listens for clicks from now on. What is shown before that can't be clicked.
pub fn hear_clicks(app: &AppHandle) {
    let open = ActionType::builder(OPENS).actions(vec![Action::builder(OPENS, "Open").build()]).build();
    if let Err(error) = app.notification().register_action_types(vec![open]) {
        tracing::warn!(%error, "notifications get no button");
    }
    let clicked = app.clone();
    let heard = app.notification().on_action(move |performed| {
        let id = performed.notification().map(|shown| shown.id());
        match id.and_then(|id| clicked.state::<Notices>().place(id)) {
            Some(place) => goto(&clicked, place),
            None => crate::commands::show_main_window(&clicked),
        }
    });
    if let Err(error) = heard {
        tracing::warn!(%error, "clicks on notifications are not heard");
    }
}

/// Shows a telling of a workspace.
pub fn show(app: &AppHandle, workspace: WorkspaceKind, telling: Telling) {
    let place = Goto {
        workspace: Some(workspace),
        screen: telling.screen,
        post_id: telling.post_id,
        conversation_id: telling.conversation_id,
    };
    say(app, &telling.title, &telling.text, place);
}

/// Shows a notification whose click leads to `place`.
pub fn say(app: &AppHandle, title: &str, text: &str, place: Goto) {
    let id = app.state::<Notices>().remember(place);
    if let Err(error) = app.notification().builder().id(id).action_type_id(OPENS).title(title).body(text).show() {
        tracing::warn!(%error, "a notification could not be shown");
    }
}
