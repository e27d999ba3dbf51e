//! Use cases of gestures: what can be done without words to what somebody wrote, asking for it, and the list of what is under way.
//!
//! Invariant: nothing is done here: what is asked for waits on disk for the gate.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::context::Api;
use super::inbox::short;
use super::types::{
    GestureAsk, GestureOffered, GesturePlan, GestureRef, GestureShown, GestureTime, ItemGesture, ItemRef,
};
use super::views::{here, name_of, names};
use super::when::when;
use crate::clinic::{self, Caller};
use crate::engage::{self, GestureRow, GestureState};
use crate::error::{Error, Result};
use crate::model::zone::Zone;
use crate::model::{ConversationId, Gesture, ItemId};
use crate::store::{Tx, args};

pub(super) fn offers(api: &Api, _: &Caller, which: ItemRef) -> Result<Vec<GestureOffered>> {
    let now = api.env.now();
    let offers = api.db.read(|tx| engage::gesture_offers(tx, now, which.id))?;
    Ok(offers.into_iter().map(|it| GestureOffered { gesture: it.gesture, cannot: it.cannot }).collect())
}

pub(super) fn list(api: &Api, _: &Caller, (): ()) -> Result<Vec<GestureShown>> {
    api.db.read(|tx| {
        let ((_, zone), names) = (here(tx)?, names(tx)?);
        let one = |row: GestureRow| {
            let channel = clinic::channel(tx, row.channel)?;
            let written = tx.one(
                "SELECT item.words, author.name FROM item LEFT JOIN author ON author.id = item.author_id WHERE item.id = $1",
                args![row.item],
                |row| Ok::<_, Error>((row.get::<String>("words")?, row.get::<Option<String>>("name")?)),
            )?;
            let (words, author) = written.unwrap_or_default();
            Ok(GestureShown {
                id: row.id,
                item_id: row.item,
                conversation_id: row.conversation,
                channel: channel.name,
                platform: channel.platform,
                gesture: row.gesture,
                state: row.state,
                due: when(row.due, &zone),
                planned: row.planned,
                by: name_of(&names, row.by),
                author: author.unwrap_or_else(|| "Somebody".to_owned()),
                words: short(&words),
                message: row.message,
                detail: row.detail.filter(|detail| !detail.is_empty()),
            })
        };
        engage::gestures_listed(tx)?.into_iter().map(one).collect()
    })
}

/// What is done, or to be done, to what stands in a conversation: of each kind what was asked for last, unless that is over.
pub(super) fn of_conversation(
    tx: &Tx<'_>,
    zone: &Zone,
    conversation: ConversationId,
) -> Result<BTreeMap<ItemId, Vec<ItemGesture>>> {
    let mut last: BTreeMap<(ItemId, Gesture), GestureRow> = BTreeMap::new();
    for row in engage::gestures_in(tx, conversation)? {
        if row.state != GestureState::CalledOff {
            last.insert((row.item, row.gesture.signed_as()), row);
        }
    }
    let mut all: BTreeMap<ItemId, Vec<ItemGesture>> = BTreeMap::new();
    for ((item, kind), row) in last {
        // What was taken back is as if it had never been; what is hidden or deleted is told by the item itself.
        let is_over =
            row.state == GestureState::Done && (row.gesture != kind || matches!(kind, Gesture::Hide | Gesture::Delete));
        if is_over {
            continue;
        }
        all.entry(item).or_default().push(ItemGesture {
            gesture: row.gesture,
            state: row.state,
            due: when(row.due, zone),
            planned: row.planned,
            message: row.message,
        });
    }
    Ok(all)
}

/// A time as the stages take it.
fn at(time: &GestureTime) -> (&str, &str) {
    (&time.date, &time.time)
}

pub(super) fn ask(api: &Api, caller: &Caller, asked: GestureAsk) -> Result<()> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        engage::ask_gesture(tx, &env, by, (asked.item_id, asked.gesture), asked.at.as_ref().map(at)).map(drop)
    })?;
    api.gesturer.wake();
    Ok(())
}

pub(super) fn plan(api: &Api, caller: &Caller, asked: GesturePlan) -> Result<()> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| engage::plan_gesture(tx, &env, by, asked.id, at(&asked.at)))?;
    api.gesturer.wake();
    Ok(())
}

pub(super) fn again(api: &Api, caller: &Caller, which: GestureRef) -> Result<()> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| engage::gesture_again(tx, &env, by, which.id))?;
    api.gesturer.wake();
    Ok(())
}

pub(super) fn call_off(api: &Api, caller: &Caller, which: GestureRef) -> Result<()> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| engage::call_gesture_off(tx, &env, by, which.id))
}
