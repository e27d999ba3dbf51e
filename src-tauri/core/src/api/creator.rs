//! Use cases of what TikTok lets be chosen for an account's posts.
//!
//! Invariant: what is shown says how old it is. Whoever asks anew waits for the platform's own answer.

use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::task::block_in_place;

use super::context::Api;
use super::types::{ChannelRef, Creator};
use super::views::here;
use super::when::when;
use crate::clinic::{self, Caller};
use crate::draft;
use crate::error::{Error, Result};
use crate::gate::Account;
use crate::model::ChannelId;
use crate::store::Tx;

pub(super) fn get(api: &Api, _: &Caller, which: ChannelRef) -> Result<Creator> {
    api.db.read(|tx| shown(tx, which.id))
}

pub(super) fn ask(api: &Api, caller: &Caller, which: ChannelRef) -> Result<Creator> {
    let channel = api.db.read(|tx| clinic::channel(tx, which.id))?;
    let publisher = api.publisher(channel.platform)?;
    let account = Account::of(&channel);
    let runtime = Handle::try_current().map_err(|error| Error::internal(error.to_string()))?;
    let seen = block_in_place(|| runtime.block_on(publisher.creator(&account))).map_err(|failure| {
        Error::invalid("channel", failure.message).with(|refusal| refusal.detail = Some(failure.detail))
    })?;
    let Some(seen) = seen else {
        let message = format!("{} has nothing to choose before a post.", channel.platform.name());
        return Err(Error::invalid("channel", message));
    };
    let (env, by) = (Arc::clone(&api.env), caller.actor());
    api.db.write(move |tx| {
        draft::keep_creator(tx, &env, by, which.id, &seen)?;
        shown(tx, which.id)
    })
}

fn shown(tx: &Tx<'_>, channel: ChannelId) -> Result<Creator> {
    let (_, zone) = here(tx)?;
    let known = draft::creator(tx, channel)?;
    let asked = known.as_ref().map(|(_, at)| when(*at, &zone));
    Ok(Creator { seen: known.map(|(seen, _)| seen), asked })
}
