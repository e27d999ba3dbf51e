//! What the program around the core would tell for a support report.

use countersign_core::api::Surroundings;
use countersign_core::api::types::{ApiError, AppState, KeychainState, WorkspaceState};
use countersign_core::error::{Error, ErrorCode};
use countersign_core::model::WorkspaceKind;

use crate::clinic::MORNING;

/// Surroundings in which everything that can hold words holds these, and with this log.
#[must_use]
pub fn surroundings(words: &str, log: &str) -> Surroundings {
    let mut problem = ApiError::from(Error::refused(ErrorCode::Damaged, words));
    problem.detail = Some(words.to_owned());
    problem.field = Some(words.to_owned());
    let workspace = |kind, open: bool| WorkspaceState {
        kind,
        exists: true,
        open,
        unconfirmed: false,
        problem: (!open).then(|| problem.clone()),
        clinic_name: open.then(|| words.to_owned()),
    };
    Surroundings {
        at: MORNING,
        app: AppState {
            workspaces: vec![workspace(WorkspaceKind::Practice, true), workspace(WorkspaceKind::Real, false)],
            active: Some(WorkspaceKind::Practice),
            keychain: KeychainState::Ready,
            version: "0.1.0".to_owned(),
            practice_key_beside_data: true,
        },
        system: vec!["linux".to_owned(), words.to_owned()],
        web_view: Some(words.to_owned()),
        log: log.to_owned(),
    }
}
