//! Channels: one account on one platform, and whether it can publish.
//!
//! Invariant: a channel holds a credential's reference, never the credential.

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::model::words::word_enum;
use crate::model::zone::Zone;
use crate::model::{ChannelId, ChannelTier, CredentialRef, Millis, Platform};
use crate::store::{Row, StoreError, Tag, Tx, args, by_word};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

word_enum! {
    /// Whether a channel can publish.
    pub enum ChannelConnection {
        /// A credential is in the vault, and the platform took it when last asked.
        Connected = "connected",
        /// The platform refused the credential: it has to be connected again.
        Refused = "refused",
        /// There is no credential.
        Disconnected = "disconnected",
    }
}

by_word!(ChannelConnection);
by_word!(ChannelTier);

word_enum! {
    /// How a channel's posts get out.
    pub enum ChannelWay {
        /// By the platform's interface for programs.
        Api = "api",
        /// By a person's hand.
        ByHand = "by_hand",
    }
}

by_word!(ChannelWay);

/// A channel as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelRow {
    /// Which.
    pub id: ChannelId,
    /// The platform.
    pub platform: Platform,
    /// The platform's own id of the account.
    pub account_id: String,
    /// The account's name on the platform.
    pub account_name: String,
    /// What the clinic calls it.
    pub name: String,
    /// Names its credential.
    pub credential: CredentialRef,
    /// How its posts get out.
    pub way: ChannelWay,
    /// Whether it can publish.
    pub connection: ChannelConnection,
    /// Why not.
    pub problem: Option<String>,
    /// The clinic's own limit on hashtags.
    pub max_hashtags: Option<u32>,
    /// Its own zone.
    pub zone: Option<String>,
    /// What the account subscribed to on its platform.
    pub tier: ChannelTier,
    /// Whether nothing goes out there.
    pub paused: bool,
    /// Whether it was removed.
    pub removed: bool,
    /// Until when nothing is claimed on it; may have passed.
    pub rests_until: Option<Millis>,
    /// How many troubles in a row made it rest; 0 where its platform asked for a pause.
    pub troubles: u32,
    /// Whether what goes out there is read back and compared with what was signed.
    pub read_back: bool,
    /// How often somebody signed in there: a refusal of an earlier sign-in says nothing of this one.
    pub sign_in: u32,
}

/// What the clinic may change about a channel.
#[derive(Debug, Clone)]
pub struct ChannelChange {
    /// What the clinic calls it.
    pub name: String,
    /// The clinic's own limit on hashtags.
    pub max_hashtags: Option<u32>,
    /// Its own zone.
    pub zone: Option<String>,
    /// What the account subscribed to on its platform; none leaves it as it is.
    pub tier: Option<ChannelTier>,
    /// Whether nothing goes out there.
    pub paused: bool,
    /// Whether what goes out there is read back; none leaves it as it is.
    pub read_back: Option<bool>,
}

/// A channel to add, or to connect again.
#[derive(Debug, Clone)]
pub struct NewChannel {
    /// The platform.
    pub platform: Platform,
    /// The platform's own id of the account.
    pub account_id: String,
    /// The account's name on the platform.
    pub account_name: String,
}

fn read(row: &Row<'_>) -> Result<ChannelRow> {
    Ok(ChannelRow {
        id: row.get("id")?,
        platform: row.get("platform")?,
        account_id: row.get("account_id")?,
        account_name: row.get("account_name")?,
        name: row.get("name")?,
        credential: row.get("credential_ref")?,
        way: row.get("way")?,
        connection: row.get("connection")?,
        problem: row.get("problem")?,
        max_hashtags: row.get("max_hashtags")?,
        zone: row.get("zone")?,
        tier: row.get("tier")?,
        paused: row.get("paused")?,
        removed: row.get::<Option<i64>>("removed_at")?.is_some(),
        rests_until: row.get("rests_until")?,
        troubles: row.get("troubles")?,
        read_back: row.get("read_back")?,
        sign_in: row.get("sign_ins")?,
    })
}

/// Adds a channel, or connects the one that this account already has. Its credential must be in the vault by then.
///
/// # Errors
/// When the store refuses.
pub fn add_channel(tx: &Tx<'_>, env: &Env, by: Actor, id: ChannelId, new: &NewChannel) -> Result<ChannelId> {
    let known: Option<ChannelId> = tx.one(
        "SELECT id FROM channel WHERE platform = $1 AND account_id = $2 AND removed_at IS NULL",
        args![new.platform, &new.account_id],
        |row| row.get("id"),
    )?;
    let id = match known {
        Some(known) => {
            tx.run(
                "UPDATE channel SET connection = 'connected', way = 'api', problem = NULL, account_name = $1,
                        credential_ref = $2, sign_ins = sign_ins + 1 WHERE id = $3",
                args![&new.account_name, &CredentialRef::for_channel(id), known],
            )?;
            known
        }
        None => {
            tx.run(
                "INSERT INTO channel (id, platform, account_id, account_name, name, credential_ref, connection, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6, 'connected', $7)",
                args![
                    id, new.platform, &new.account_id, &new.account_name,
                    format!("{} {}", new.platform.name(), new.account_name), &CredentialRef::for_channel(id), env.now()
                ],
            )?;
            id
        }
    };
    audit::record(
        tx,
        env,
        &Entry::done(by, Action::ChannelConnected).fact("channel", id).fact("platform", new.platform.word()),
    )?;
    tx.changed(Tag::Channels);
    Ok(id)
}

/// Connects a channel that a person served by hand until now: under its address it was known by a name, from here on by the
/// platform's own id.
///
/// # Errors
/// When the account is another channel already, or the store refuses.
pub fn connect_by_hand(tx: &Tx<'_>, env: &Env, by: Actor, id: ChannelId, new: &NewChannel) -> Result<()> {
    let another: Option<i64> = tx.one(
        "SELECT 1 AS one FROM channel WHERE platform = $1 AND account_id = $2 AND id <> $3 AND removed_at IS NULL",
        args![new.platform, &new.account_id, id],
        |row| row.get("one"),
    )?;
    if another.is_some() {
        return Err(Error::invalid(
            "token",
            format!(
                "This token is for {}, which is another channel of the clinic already. Remove one of the two.",
                new.account_name
            ),
        ));
    }
    let taken = tx.run(
        "UPDATE channel SET account_id = $1, account_name = $2, way = 'api', connection = 'connected', problem = NULL,
                sign_ins = sign_ins + 1
         WHERE id = $3 AND platform = $4 AND way = 'by_hand' AND removed_at IS NULL",
        args![&new.account_id, &new.account_name, id, new.platform],
    )?;
    if taken == 0 {
        return Err(Error::refused(ErrorCode::Stale, "This channel is not posted on by hand any more."));
    }
    audit::record(
        tx,
        env,
        &Entry::done(by, Action::ChannelConnected).fact("channel", id).fact("platform", new.platform.word()),
    )?;
    tx.changed(Tag::Channels);
    Ok(())
}

/// Adds a channel that a person serves by hand: it has no credential, and nothing of it speaks to its platform.
///
/// # Errors
/// When the account is a channel already, or the store refuses.
pub fn add_channel_by_hand(
    tx: &Tx<'_>,
    env: &Env,
    by: Actor,
    id: ChannelId,
    new: &NewChannel,
    name: &str,
) -> Result<()> {
    let known: Option<i64> = tx.one(
        // Names are shared: two branches may be called the same. On X and Instagram alone the name in the address is the
        // account's own, and an account that is connected is known there by a number and that name.
        "SELECT 1 AS one FROM channel WHERE platform = $1 AND removed_at IS NULL
         AND (lower(account_id) = lower($2) OR (platform IN ('x', 'instagram') AND way = 'api' AND lower(account_name) = '@' || lower($2)))",
        args![new.platform, &new.account_id],
        |row| row.get("one"),
    )?;
    if known.is_some() {
        return Err(Error::invalid("address", "This account is one of the clinic's channels already."));
    }
    tx.run(
        "INSERT INTO channel (id, platform, account_id, account_name, name, credential_ref, connection, way, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'disconnected', 'by_hand', $7)",
        args![
            id, new.platform, &new.account_id, &new.account_name, name, &CredentialRef::for_channel(id), env.now()
        ],
    )?;
    audit::record(
        tx,
        env,
        &Entry::done(by, Action::ChannelAddedByHand).fact("channel", id).fact("platform", new.platform.word()),
    )?;
    tx.changed(Tag::Channels);
    Ok(())
}

/// The channels that were not removed, by platform and name.
///
/// # Errors
/// When the store refuses.
pub fn channels(tx: &Tx<'_>) -> Result<Vec<ChannelRow>> {
    tx.all("SELECT * FROM channel WHERE removed_at IS NULL ORDER BY platform, name, id", &[], read)
}

/// The channels that were there at some time since an instant, by platform and name.
///
/// # Errors
/// When the store refuses.
pub fn channels_since(tx: &Tx<'_>, from: Millis) -> Result<Vec<ChannelRow>> {
    tx.all(
        "SELECT * FROM channel WHERE removed_at IS NULL OR removed_at >= $1 ORDER BY platform, name, id",
        args![from],
        read,
    )
}

/// One channel, even a removed one.
///
/// # Errors
/// When there is none, or the store refuses.
pub fn channel(tx: &Tx<'_>, id: ChannelId) -> Result<ChannelRow> {
    tx.one("SELECT * FROM channel WHERE id = $1", args![id], read)?.ok_or_else(|| Error::not_found("channel"))
}

/// Changes what the clinic may change about a channel.
///
/// # Errors
/// When a field has to be mended, or the store refuses.
pub fn set_channel(tx: &Tx<'_>, env: &Env, by: Actor, id: ChannelId, new: &ChannelChange) -> Result<()> {
    if new.name.trim().is_empty() {
        return Err(Error::invalid("name", "Write a name for the channel."));
    }
    if let Some(zone) = &new.zone {
        Zone::named(zone).map_err(|refused| Error::invalid("zone", refused.to_string()))?;
    }
    tx.run(
        "UPDATE channel SET name = $1, max_hashtags = $2, zone = $3, tier = coalesce($4, tier), paused = $5,
                read_back = coalesce($6, read_back) WHERE id = $7",
        args![new.name.trim(), new.max_hashtags, new.zone.clone(), new.tier, new.paused, new.read_back, id],
    )?;
    let mut entry = Entry::done(by, Action::ChannelUpdated).fact("channel", id).fact("paused", new.paused);
    if let Some(tier) = new.tier {
        entry = entry.fact("tier", tier.word());
    }
    if let Some(read_back) = new.read_back {
        entry = entry.fact("read_back", read_back);
    }
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Channels);
    Ok(())
}

/// Notes that a channel's credential was forgotten.
///
/// # Errors
/// When the store refuses.
pub fn unlink_channel(tx: &Tx<'_>, env: &Env, by: Actor, id: ChannelId) -> Result<()> {
    tx.run("UPDATE channel SET connection = 'disconnected', problem = NULL WHERE id = $1", args![id])?;
    audit::record(tx, env, &Entry::done(by, Action::ChannelDisconnected).fact("channel", id))?;
    tx.changed(Tag::Channels);
    Ok(())
}

/// Notes that a platform does not take a channel's credential any more. What it said of an earlier `sign_in` than the one that is
/// there now changes nothing: its answer came after somebody had signed in anew.
///
/// # Errors
/// When the store refuses.
pub fn refuse_channel(tx: &Tx<'_>, env: &Env, id: ChannelId, sign_in: u32, problem: &str) -> Result<(), StoreError> {
    let changed = tx.run(
        "UPDATE channel SET connection = 'refused', problem = $1 WHERE id = $2 AND connection = 'connected' AND sign_ins = $3",
        args![problem, id, sign_in],
    )?;
    if changed > 0 {
        audit::record(tx, env, &Entry::done(Actor::Application, Action::ChannelRefused).fact("channel", id))?;
        tx.changed(Tag::Channels);
    }
    Ok(())
}

/// Notes that a platform takes a channel's credential after all. Whoever found it out puts that on record. Returns whether
/// it was refused before.
///
/// # Errors
/// When the store refuses.
pub fn mend_channel(tx: &Tx<'_>, id: ChannelId) -> Result<bool> {
    let mended = tx.run(
        "UPDATE channel SET connection = 'connected', problem = NULL WHERE id = $1 AND connection = 'refused'",
        args![id],
    )?;
    if mended > 0 {
        tx.changed(Tag::Channels);
    }
    Ok(mended > 0)
}

/// Whether a channel is this clinic's, removed or not.
///
/// # Errors
/// When the store refuses.
pub fn is_channel(tx: &Tx<'_>, id: ChannelId) -> Result<bool> {
    let known: Option<i64> =
        tx.one("SELECT 1 AS one FROM channel WHERE id = $1", args![id], |row| row.get("one").map_err(Error::from))?;
    Ok(known.is_some())
}

/// Removes a channel. Its posts stay on record.
///
/// # Errors
/// When posts are still meant for it, or the store refuses.
pub fn remove_channel(tx: &Tx<'_>, env: &Env, by: Actor, id: ChannelId) -> Result<()> {
    let waiting: i64 = tx
        .one(
            "SELECT count(*) AS n FROM post JOIN delivery ON delivery.post_id = post.id
             WHERE post.channel_id = $1 AND post.discarded_at IS NULL
               AND delivery.state IN ('held', 'scheduled', 'running', 'retrying', 'in_doubt', 'processing', 'handed_over', 'at_platform')",
            args![id],
            |row| row.get("n"),
        )?
        .unwrap_or(0);
    if waiting > 0 {
        return Err(Error::invalid(
            "id",
            match waiting {
                1 => "1 post still waits to go out on this channel. Move or cancel it first.".to_owned(),
                _ => format!("{waiting} posts still wait to go out on this channel. Move or cancel them first."),
            },
        ));
    }
    tx.run("UPDATE channel SET removed_at = $1, connection = 'disconnected' WHERE id = $2", args![env.now(), id])?;
    audit::record(tx, env, &Entry::done(by, Action::ChannelRemoved).fact("channel", id))?;
    tx.changed(Tag::Channels);
    Ok(())
}
