//! What is known of a channel's sign-in: since when, until when, what renews it, and which rights it has.
//!
//! Invariant: it says nothing of the token itself. A sign-in that ends is told ahead; a renewal that failed only because
//! nobody could be reached changes nothing but when it is tried again.

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{ChannelId, CommentRight, Gesture, Login, Millis, Platform};
use crate::store::{Row, Tag, Tx, args};

/// How long before its end somebody is told that a sign-in ends.
pub const TOLD_AHEAD: i64 = 7 * Millis::DAY;
/// The first wait before a renewal is tried again; it doubles up to [`LONGEST_WAIT`].
const FIRST_WAIT: i64 = 5 * Millis::MINUTE;
const LONGEST_WAIT: i64 = 12 * 60 * Millis::MINUTE;
/// How often in a row a platform may fail to renew a sign-in before a person is to look at it.
const TOO_OFTEN: u32 = 2;

/// How a channel came to its credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Somebody pasted it.
    Pasted,
    /// Somebody signed in at the platform.
    Login(Login),
}

impl Origin {
    const PASTED: &'static str = "pasted";

    const fn word(self) -> &'static str {
        match self {
            Self::Pasted => Self::PASTED,
            Self::Login(login) => login.word(),
        }
    }

    fn from_word(word: &str) -> Result<Self> {
        if word == Self::PASTED {
            return Ok(Self::Pasted);
        }
        let login = Login::from_word(word);
        login.map(Self::Login).ok_or_else(|| Error::internal(format!("no sign-in is called {word}")))
    }
}

/// What a platform said of a sign-in when it gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// How it was had.
    pub origin: Origin,
    /// When it is over, and only a person can give it anew; none if the platform named no end.
    pub ends_at: Option<Millis>,
    /// When the platform stops taking what calls carry, where that is before the sign-in is over.
    pub carried_until: Option<Millis>,
    /// When it should be renewed; none if nothing renews it.
    pub renew_at: Option<Millis>,
    /// The rights that were granted, as the platform names them; none if it does not tell.
    pub scopes: Option<Vec<String>>,
}

impl NewToken {
    /// A credential that somebody pasted: its platform tells nothing of it.
    pub const PASTED: Self =
        Self { origin: Origin::Pasted, ends_at: None, carried_until: None, renew_at: None, scopes: None };
}

/// A sign-in as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRow {
    /// Of which channel.
    pub channel: ChannelId,
    /// How it was had.
    pub origin: Origin,
    /// When it was had, or last renewed.
    pub obtained_at: Millis,
    /// When it is over, and only a person can give it anew.
    pub ends_at: Option<Millis>,
    /// When the platform stops taking what calls carry, where that is before the sign-in is over.
    pub carried_until: Option<Millis>,
    /// When it is next renewed by itself.
    pub renew_at: Option<Millis>,
    /// How often in a row the platform did not renew it. What this laptop could not do is not counted.
    pub failures: u32,
    /// Why, when last tried.
    pub problem: Option<String>,
    /// The rights that were granted.
    pub scopes: Option<Vec<String>>,
}

/// How a sign-in stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It lasts, or is renewed in time.
    Lasts,
    /// It ends before long and nothing puts that off, or renewing keeps failing.
    EndsSoon,
    /// It has ended.
    Ended,
}

impl TokenRow {
    /// Why no comment can be written with it, as far as that is known, and what to do about it.
    pub fn comments_not(&self, platform: Platform) -> Option<String> {
        let Origin::Login(login) = self.origin else { return None };
        let name = platform.name();
        match (login.comments(), &self.scopes) {
            (CommentRight::Never, _) => Some(format!(
                "{name} lets no app comment for a person who signed in as themselves. Leave the first comment away, or write it on {name} by hand."
            )),
            (CommentRight::With(right), Some(scopes)) if !scopes.iter().any(|scope| scope == right) => Some(format!(
                "{name} was not asked to let Countersign comment on this channel, or did not. Leave the first comment away, or connect the channel again and allow what is asked for."
            )),
            (CommentRight::Always | CommentRight::With(_), _) => None,
        }
    }

    /// Why no message can be written with it, as far as that is known, and what to do about it.
    pub fn messages_not(&self, platform: Platform) -> Option<String> {
        let Origin::Login(login) = self.origin else { return None };
        let scopes = self.scopes.as_ref()?;
        let granted = login.messages().is_some_and(|right| scopes.iter().any(|scope| scope == right));
        let name = platform.name();
        (!granted).then(|| format!("{name} was not asked to let Countersign write messages on this channel, or did not. Connect the channel again and allow what is asked for."))
    }

    /// Why a gesture can't be made with it, as far as that is known, and what to do about it.
    pub fn gesture_not(&self, platform: Platform, gesture: Gesture) -> Option<String> {
        let Origin::Login(login) = self.origin else { return None };
        let name = platform.name();
        if login.comments() == CommentRight::Never {
            return Some(format!("{name} lets no app do this for a person who signed in as themselves."));
        }
        let right = login.gestures(gesture)?;
        let granted = self.scopes.as_ref()?.iter().any(|scope| scope == right);
        (!granted).then(|| format!("{name} was not asked to let Countersign do this on this channel, or did not. Connect the channel again and allow what is asked for."))
    }

    /// How it stands at `now`.
    pub fn standing(&self, now: Millis) -> Standing {
        // Where calls carry something shorter, the end is that of what renews it, which nothing renews.
        let renews = self.renew_at.is_some() && self.problem.is_none() && self.carried_until.is_none();
        match self.ends_at {
            Some(end) if end <= now => Standing::Ended,
            Some(end) if !renews && end.since(now) <= TOLD_AHEAD => Standing::EndsSoon,
            Some(_) | None if self.is_over(now) => Standing::EndsSoon,
            Some(_) | None => Standing::Lasts,
        }
    }

    /// Whether nothing can be asked with it any more, because its platform did not renew it again and again.
    pub fn is_over(&self, now: Millis) -> bool {
        self.stuck().is_some() && self.carried_until.is_some_and(|until| until <= now)
    }

    /// What its platform said when it did not renew it, where it did so more often than chance explains.
    pub fn stuck(&self) -> Option<&str> {
        self.problem.as_deref().filter(|_| self.failures >= TOO_OFTEN)
    }
}

fn read(row: &Row<'_>) -> Result<TokenRow> {
    let scopes: Option<String> = row.get("scopes")?;
    let scopes = scopes.map(|text| serde_json::from_str(&text)).transpose();
    Ok(TokenRow {
        channel: row.get("channel_id")?,
        origin: Origin::from_word(&row.get::<String>("form")?)?,
        obtained_at: row.get("obtained_at")?,
        ends_at: row.get("ends_at")?,
        carried_until: row.get("carried_until")?,
        renew_at: row.get("renew_at")?,
        failures: row.get("failures")?,
        problem: row.get("problem")?,
        scopes: scopes.map_err(|error| Error::internal(format!("rights of a sign-in: {error}")))?,
    })
}

/// Notes what is known of a channel's new credential, in place of what was known of the one before.
///
/// # Errors
/// When the store refuses.
pub fn keep_token(tx: &Tx<'_>, env: &Env, channel: ChannelId, new: &NewToken) -> Result<()> {
    let scopes = match &new.scopes {
        Some(scopes) => {
            Some(serde_json::to_string(scopes).map_err(|error| Error::internal(format!("rights: {error}")))?)
        }
        None => None,
    };
    tx.run(
        "INSERT INTO channel_token (channel_id, form, obtained_at, ends_at, carried_until, renew_at, scopes)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (channel_id) DO UPDATE SET
             form = excluded.form, obtained_at = excluded.obtained_at, ends_at = excluded.ends_at,
             carried_until = excluded.carried_until, renew_at = excluded.renew_at, scopes = excluded.scopes,
             failures = 0, problem = NULL",
        args![channel, new.origin.word(), env.now(), new.ends_at, new.carried_until, new.renew_at, scopes],
    )?;
    tx.changed(Tag::Channels);
    Ok(())
}

/// What is known of the channels' credentials.
///
/// # Errors
/// When the store refuses.
pub fn tokens(tx: &Tx<'_>) -> Result<Vec<TokenRow>> {
    tx.all(
        "SELECT channel_token.* FROM channel_token JOIN channel ON channel.id = channel_token.channel_id
         WHERE channel.removed_at IS NULL AND channel.connection <> 'disconnected'",
        &[],
        read,
    )
}

/// What is known of the credentials that are renewed by themselves: those of connected channels.
///
/// # Errors
/// When the store refuses.
pub fn renewed_tokens(tx: &Tx<'_>) -> Result<Vec<TokenRow>> {
    tx.all(
        "SELECT channel_token.* FROM channel_token JOIN channel ON channel.id = channel_token.channel_id
         WHERE channel.removed_at IS NULL AND channel.connection = 'connected' AND renew_at IS NOT NULL",
        &[],
        read,
    )
}

/// What is known of one channel's credential.
///
/// # Errors
/// When the store refuses.
pub fn token(tx: &Tx<'_>, channel: ChannelId) -> Result<Option<TokenRow>> {
    tx.one(
        "SELECT channel_token.* FROM channel_token JOIN channel ON channel.id = channel_token.channel_id
         WHERE channel_id = $1 AND channel.connection <> 'disconnected'",
        args![channel],
        read,
    )
}

/// The sign-ins that should be renewed by now.
///
/// # Errors
/// When the store refuses.
pub fn to_renew(tx: &Tx<'_>, now: Millis) -> Result<Vec<TokenRow>> {
    tx.all(
        "SELECT channel_token.* FROM channel_token JOIN channel ON channel.id = channel_token.channel_id
         WHERE renew_at <= $1 AND channel.removed_at IS NULL AND channel.connection = 'connected'
         ORDER BY renew_at, channel_id",
        args![now],
        read,
    )
}

/// When the next sign-in should be renewed.
///
/// # Errors
/// When the store refuses.
pub fn next_renewal(tx: &Tx<'_>) -> Result<Option<Millis>> {
    let next = tx.one(
        "SELECT min(renew_at) AS next FROM channel_token JOIN channel ON channel.id = channel_token.channel_id
         WHERE renew_at IS NOT NULL AND channel.removed_at IS NULL AND channel.connection = 'connected'",
        &[],
        |row| row.get::<Option<Millis>>("next").map_err(Error::from),
    )?;
    Ok(next.flatten())
}

/// Has a sign-in renewed at once: its platform does not take what calls carried any more.
///
/// # Errors
/// When the store refuses.
pub fn renew_now(tx: &Tx<'_>, env: &Env, channel: ChannelId) -> Result<()> {
    tx.run(
        "UPDATE channel_token SET renew_at = min(renew_at, $1), carried_until = min(coalesce(carried_until, $1), $1)
         WHERE channel_id = $2 AND renew_at IS NOT NULL",
        args![env.now(), channel],
    )?;
    tx.changed(Tag::Channels);
    Ok(())
}

/// Has the sign-ins that could not be renewed through a login tried again at once: what kept them may be mended.
///
/// # Errors
/// When the store refuses.
pub fn renew_again(tx: &Tx<'_>, env: &Env, login: Login) -> Result<()> {
    tx.run(
        "UPDATE channel_token SET renew_at = $1 WHERE form = $2 AND problem IS NOT NULL AND renew_at > $1",
        args![env.now(), login],
    )?;
    Ok(())
}

/// Notes that a sign-in was renewed.
///
/// # Errors
/// When the store refuses.
pub fn renewed(tx: &Tx<'_>, env: &Env, channel: ChannelId, new: &NewToken) -> Result<()> {
    keep_token(tx, env, channel, new)?;
    audit::record(tx, env, &Entry::done(Actor::Application, Action::TokenRenewed).fact("channel", channel))?;
    Ok(())
}

/// Why a sign-in was not renewed, and what that means for when it is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotRenewed {
    /// The laptop could not do it: it is offline, or its keychain is locked.
    Here,
    /// The platform asked for a pause until then.
    Pause(Millis),
    /// The platform did not.
    There,
}

/// Notes that a sign-in could not be renewed, and when that is tried again: later each time, unless it was the laptop's
/// own trouble, often enough before it ends, and not before the platform said.
///
/// # Errors
/// When the store refuses.
pub fn not_renewed(tx: &Tx<'_>, env: &Env, row: &TokenRow, problem: &str, why: NotRenewed) -> Result<()> {
    let growing = FIRST_WAIT.saturating_mul(1 << row.failures.min(16)).min(LONGEST_WAIT);
    let left = row.carried_until.or(row.ends_at).map(|end| end.since(env.now()) / 2).filter(|left| *left > 0);
    let left = left.unwrap_or(i64::MAX);
    let soonest = env.now().plus(Millis::MINUTE);
    let (failed, next) = match why {
        NotRenewed::Here => (0, env.now().plus(FIRST_WAIT.min(left))),
        NotRenewed::Pause(until) => (0, until),
        NotRenewed::There => (1, env.now().plus(growing.min(left))),
    };
    tx.run(
        "UPDATE channel_token SET failures = failures + $1, problem = $2, renew_at = $3 WHERE channel_id = $4",
        args![failed, problem, next.max(soonest), row.channel],
    )?;
    // One line for a row of failures, not one for each.
    if row.problem.is_none() {
        let entry = Entry::done(Actor::Application, Action::TokenNotRenewed).fact("channel", row.channel);
        audit::record(tx, env, &entry)?;
    }
    tx.changed(Tag::Channels);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(ends_in: i64, carried_in: Option<i64>) -> TokenRow {
        TokenRow {
            channel: "01931c2e-5b00-7000-8000-000000000001".parse().unwrap(),
            origin: Origin::Pasted,
            obtained_at: Millis(0),
            ends_at: Some(Millis(ends_in)),
            carried_until: carried_in.map(Millis),
            renew_at: Some(Millis(1_000)),
            failures: 0,
            problem: None,
            scopes: None,
        }
    }

    #[test]
    fn an_end_that_renewing_does_not_put_off_is_told_ahead() {
        let soon = TOLD_AHEAD - 1;
        assert_eq!(row(soon, None).standing(Millis(0)), Standing::Lasts, "it is renewed before then");
        assert_eq!(row(soon, Some(60_000)).standing(Millis(0)), Standing::EndsSoon);
        assert_eq!(row(2 * TOLD_AHEAD, Some(60_000)).standing(Millis(0)), Standing::Lasts);
    }
}
