//! Every use case, declared once: name, request, response, the roles that may call it, the tags of what it changes.

mod activity;
mod alerts;
mod allowing;
#[cfg(test)]
mod among_many;
mod answering;
mod backup;
mod calendar;
mod clinic;
mod compose;
mod connect;
mod context;
mod creator;
mod desk;
mod desktop;
mod discovery;
mod document;
mod dossier;
mod draft;
mod film;
mod fixed;
mod gestures;
mod inbox;
mod insights;
mod keeping;
mod list;
mod login_desk;
mod mail;
mod means;
mod media_host;
mod messages;
mod moving;
mod numbers;
mod place;
mod policy;
mod preference;
mod publish;
mod read_back;
mod readiness;
mod recipients;
mod record;
mod removal;
mod replies;
mod review;
mod saved;
mod schedule;
mod setup;
mod sign;
mod sign_in;
mod signing;
mod slots;
mod support;
mod today;
pub mod types;
mod undo;
mod usage;
mod version;
mod views;
mod when;

pub use context::{Api, Changed, Who};
pub use film::{Piece, TakingIn};
pub use list::{COMMANDS, Command};
pub(crate) use login_desk::LoginDesk;
pub use record::NamedFile;
pub use support::{Surroundings, support_report};
pub use when::when;

use crate::error::Error;
use types::ApiError;

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        let (message, detail) = error.words();
        let code = error.code();
        let refusal = match error {
            Error::Refused(refusal) => Some(refusal),
            Error::Store(_) => None,
        };
        Self {
            code,
            message,
            detail,
            field: refusal.as_ref().and_then(|refusal| refusal.field).map(str::to_owned),
            wait_seconds: refusal.as_ref().and_then(|refusal| refusal.wait_seconds),
            correlation_id: refusal.and_then(|refusal| refusal.correlation_id),
        }
    }
}
