//! Which platforms the clinic may use.
//!
//! Invariant: nothing is sent, signed in or handed over on a platform that is not allowed. As long as nobody chose, those are
//! allowed that this version has a client for: without a configured channel nothing can go out there anyway. What takes down
//! or reads back is let through, for it only ever makes less public.

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{PersonId, Platform};
use crate::store::{Tag, Tx, args};

/// Whether the clinic may use a platform.
///
/// # Errors
/// When the store refuses.
pub fn is_allowed(tx: &Tx<'_>, platform: Platform) -> Result<bool> {
    let refused: Option<i64> = tx.one(
        "SELECT 1 AS one WHERE EXISTS (SELECT 1 FROM platform_allowed)
         AND NOT EXISTS (SELECT 1 FROM platform_allowed WHERE platform = $1)",
        args![platform],
        |row| row.get("one").map_err(Error::from),
    )?;
    Ok(refused.is_none())
}

/// Whether somebody chose the platforms.
///
/// # Errors
/// When the store refuses.
pub fn platforms_chosen(tx: &Tx<'_>) -> Result<bool> {
    let chosen: Option<i64> =
        tx.one("SELECT 1 AS one FROM platform_allowed LIMIT 1", args![], |row| row.get("one").map_err(Error::from))?;
    Ok(chosen.is_some())
}

/// An administrator chooses the platforms that the clinic may use.
///
/// # Errors
/// When none is chosen: whoever wants nothing to go out stops everything.
pub fn choose_platforms(tx: &Tx<'_>, env: &Env, by: PersonId, platforms: &[Platform]) -> Result<()> {
    if platforms.is_empty() {
        return Err(Error::invalid(
            "platforms",
            "Choose at least one platform. If nothing shall go out, press Stop everything.",
        ));
    }
    tx.run("DELETE FROM platform_allowed", args![])?;
    let mut words: Vec<&str> = platforms.iter().map(|platform| platform.word()).collect();
    words.sort_unstable();
    words.dedup();
    for word in &words {
        tx.run(
            "INSERT INTO platform_allowed (platform, chosen_at, chosen_by) VALUES ($1, $2, $3)",
            args![*word, env.now(), by],
        )?;
    }
    let entry = Entry::done(Actor::Person(by), Action::PlatformsChosen).fact("platforms", words.join(" "));
    audit::record(tx, env, &entry)?;
    for tag in [Tag::Clinic, Tag::Channels, Tag::Publishing] {
        tx.changed(tag);
    }
    Ok(())
}
