//! The clinic's own apps on the platforms, which a sign-in goes through.
//!
//! Invariant: one app for each way of signing in; its secret is in the vault, and only its id stands here.

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{CredentialRef, Login, PersonId};
use crate::store::{Row, Tag, Tx, args, by_word};

by_word!(Login);

/// The longest id of an app; those of all platforms are far shorter.
const LONGEST_ID: usize = 200;

/// An app as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformApp {
    /// For which sign-in.
    pub login: Login,
    /// The platform's id of the app, which everybody may see.
    pub app_id: String,
    /// Names its secret.
    pub credential: CredentialRef,
}

fn read(row: &Row<'_>) -> Result<PlatformApp> {
    Ok(PlatformApp { login: row.get("form")?, app_id: row.get("app_id")?, credential: row.get("credential_ref")? })
}

/// What was typed as the id of an app.
///
/// # Errors
/// When it can be none.
pub fn app_id(typed: &str) -> Result<String> {
    let typed = typed.trim();
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if typed.is_empty() || typed.len() > LONGEST_ID || !typed.bytes().all(fits) {
        return Err(Error::invalid("app_id", "Copy the app's id from the platform: letters and digits, no spaces."));
    }
    Ok(typed.to_owned())
}

/// The clinic's app for a sign-in, if it has one.
///
/// # Errors
/// When the store refuses.
pub fn app(tx: &Tx<'_>, login: Login) -> Result<Option<PlatformApp>> {
    tx.one("SELECT form, app_id, credential_ref FROM platform_app WHERE form = $1", args![login], read)
}

/// Keeps the clinic's app for a sign-in, in place of an earlier one. Its secret must be in the vault by then.
///
/// # Errors
/// When the id can be none, or the store refuses.
pub fn set_app(tx: &Tx<'_>, env: &Env, by: Actor, person: Option<PersonId>, login: Login, id: &str) -> Result<()> {
    let id = app_id(id)?;
    tx.run(
        "INSERT INTO platform_app (form, app_id, credential_ref, created_at, created_by) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (form) DO UPDATE SET app_id = excluded.app_id, created_at = excluded.created_at,
                                          created_by = excluded.created_by",
        args![login, &id, &CredentialRef::for_app(login), env.now(), person],
    )?;
    let entry = Entry::done(by, Action::AppSet).fact("login", login.word()).fact("app", id);
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Channels);
    Ok(())
}

/// Forgets the clinic's app for a sign-in.
///
/// # Errors
/// When the store refuses.
pub fn forget_app(tx: &Tx<'_>, env: &Env, by: Actor, login: Login) -> Result<()> {
    if tx.run("DELETE FROM platform_app WHERE form = $1", args![login])? > 0 {
        audit::record(tx, env, &Entry::done(by, Action::AppForgotten).fact("login", login.word()))?;
        tx.changed(Tag::Channels);
    }
    Ok(())
}
