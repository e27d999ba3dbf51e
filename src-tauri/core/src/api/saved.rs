//! Use cases of kept answers: the list, keeping and forgetting one, and the words of one for somebody who wrote.
//!
//! Invariant: nothing is begun and nothing is sent from here. The words go back to whoever answers, who reads them, and from there the
//! way of every answer.

use std::sync::Arc;

use super::context::Api;
use super::types::{
    SavedReplies, SavedReply, SavedReplyFill, SavedReplyFilled, SavedReplyRef, SavedReplySave, SavedReplyWords,
};
use super::views::{here, name_of, names};
use super::when::when;
use crate::check::{ReplyPlace, Report};
use crate::clinic::Caller;
use crate::engage;
use crate::error::Result;
use crate::store::Tx;

pub(super) fn list(api: &Api, _: &Caller, (): ()) -> Result<SavedReplies> {
    api.db.read(all)
}

fn all(tx: &Tx<'_>) -> Result<SavedReplies> {
    let (_, zone) = here(tx)?;
    let names = names(tx)?;
    let replies = engage::saved_replies(tx)?
        .into_iter()
        .map(|row| SavedReply {
            id: row.id,
            title: row.title,
            words: row.words,
            by: name_of(&names, row.by),
            at: when(row.at, &zone),
        })
        .collect();
    Ok(SavedReplies { replies, places: ReplyPlace::ALL.to_vec() })
}

pub(super) fn check(api: &Api, _: &Caller, typed: SavedReplyWords) -> Result<Report> {
    api.db.read(|tx| engage::saved_report(tx, &typed.words))
}

pub(super) fn save(api: &Api, caller: &Caller, kept: SavedReplySave) -> Result<SavedReplies> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        engage::save_reply(tx, &env, by, kept.id, (&kept.title, &kept.words))?;
        all(tx)
    })
}

pub(super) fn remove(api: &Api, caller: &Caller, which: SavedReplyRef) -> Result<SavedReplies> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        engage::remove_saved_reply(tx, &env, by, which.id)?;
        all(tx)
    })
}

pub(super) fn fill(api: &Api, caller: &Caller, which: SavedReplyFill) -> Result<SavedReplyFilled> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        let filled = engage::fill_saved_reply(tx, &env, by, which.id, which.item_id)?;
        Ok(SavedReplyFilled { text: filled.text, missing: filled.missing })
    })
}
