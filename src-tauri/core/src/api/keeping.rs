//! Use cases of keeping: a platform is given a signed post to publish at its time by itself, and it is taken back.

use std::sync::Arc;

use super::context::Api;
use super::types::{KeepSet, Keeping, KeepingState, Post, PostRef};
use super::views::{self, name_of, names};
use super::when::when;
use crate::check::capability::keeping::keeps;
use crate::clinic::{self, Caller};
use crate::draft;
use crate::env::Env;
use crate::error::Result;
use crate::gate;
use crate::model::zone::Zone;
use crate::model::{ExecutionState, PostId};
use crate::publish;
use crate::store::Tx;

pub(super) fn set(api: &Api, caller: &Caller, asked: KeepSet) -> Result<Post> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    let post = api.db.write(move |tx| {
        publish::want_kept(tx, &env, by, asked.post_id, asked.keep)?;
        views::post(tx, &env, asked.post_id)
    })?;
    api.dispatcher.wake();
    Ok(post)
}

pub(super) fn confirm_back(api: &Api, caller: &Caller, which: PostRef) -> Result<Post> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        publish::confirm_back(tx, &env, by, which.id)?;
        views::post(tx, &env, which.id)
    })
}

/// Who publishes a post at its time; none where nobody asks that: it is not signed, has no time, has gone out, or its
/// platform keeps no posts at all.
pub(super) fn view(
    tx: &Tx<'_>,
    env: &Env,
    post: PostId,
    (state, message): (ExecutionState, Option<&str>),
    zone: &Zone,
) -> Result<Option<Keeping>> {
    let platform = clinic::channel(tx, draft::head(tx, post)?.channel)?.platform;
    if !keeps(platform) {
        return Ok(None);
    }
    let row = publish::keeping(tx, post)?;
    let wanted = row.as_ref().and_then(|row| row.wanted);
    let kept = state == ExecutionState::AtPlatform;
    let waits = state == ExecutionState::Scheduled && gate::valid_approval(tx, post)?.is_some();
    let why_not = if kept { None } else { publish::why_not_kept(tx, env.now(), post)? };
    // What is on its way while there is time for it is being handed over.
    let handed = state == ExecutionState::Running && wanted.is_some() && why_not.is_none();
    if !kept && !waits && !handed {
        return Ok(None);
    }
    let coming_back = kept && publish::comes_back(tx, env, post)?;
    let names = names(tx)?;
    Ok(Some(Keeping {
        state: match (kept, coming_back, wanted, &why_not) {
            (true, true, _, _) => KeepingState::ComingBack,
            (true, false, _, _) => KeepingState::Kept,
            (false, _, Some(_), None) => KeepingState::Wanted,
            (false, _, None, None) => KeepingState::Offered,
            (false, _, _, Some(_)) => KeepingState::Laptop,
        },
        why_not,
        told: row.as_ref().and_then(|row| row.told).map(|at| when(at, zone)),
        wanted_by: wanted.map(|(_, by)| name_of(&names, by)),
        message: row.as_ref().and_then(|row| row.message.clone()),
        stuck: kept && coming_back && message.is_some(),
        asked_back: row.as_ref().is_some_and(|row| row.back_asked.is_some()),
        next_try: row.and_then(|row| row.next_try).map(|at| when(at, zone)),
    }))
}
