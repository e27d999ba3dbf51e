//! What TikTok said last of an account that posts are made for.
//!
//! Invariant: it is as old as its reading says, and holds no address: the one of the account's picture is over after two
//! hours. Before a post goes out the platform is asked anew.

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{ChannelId, Millis, TiktokCreator};
use crate::store::{Tag, Tx, args};

/// Keeps what may be chosen for an account's posts now.
///
/// # Errors
/// When the store refuses.
pub fn keep_creator(tx: &Tx<'_>, env: &Env, by: Actor, channel: ChannelId, seen: &TiktokCreator) -> Result<()> {
    let json = serde_json::to_string(seen).map_err(|error| Error::internal(error.to_string()))?;
    tx.run(
        "INSERT INTO tiktok_creator (channel_id, seen, at) VALUES ($1, $2, $3)
         ON CONFLICT (channel_id) DO UPDATE SET seen = excluded.seen, at = excluded.at",
        args![channel, json, env.now()],
    )?;
    audit::record(tx, env, &Entry::done(by, Action::CreatorRead).fact("channel", channel))?;
    tx.changed(Tag::Channels);
    Ok(())
}

/// What was said last of an account, and when; none if it was never asked for.
///
/// # Errors
/// When the store refuses.
pub fn creator(tx: &Tx<'_>, channel: ChannelId) -> Result<Option<(TiktokCreator, Millis)>> {
    tx.one("SELECT seen, at FROM tiktok_creator WHERE channel_id = $1", args![channel], |row| {
        Ok::<_, Error>((row.json("seen")?, row.get("at")?))
    })
}
