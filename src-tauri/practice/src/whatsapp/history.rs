//! What became of a message, by the id that it was given.
//!
//! Invariant: only what has happened by the clock is told, and only to the phone number that the message left from. Nobody
//! finds a message here whose id they were never told.

use serde_json::json;

use super::state::{Fate, WaMessage};
use super::{Ask, error};
use crate::facebook::error::GraphError;
use crate::reply::Reply;
use crate::world::Scene;

pub(super) fn list(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    ask.must_be_own_phone()?;
    let wire = scene.world.whatsapp.wire;
    if !wire.tells_history {
        return Err(error::no_permission());
    }
    let wanted = ask.params.text("message_id")?.ok_or_else(|| error::missing("message_id"))?;
    let own = &ask.caller.account.id;
    let now = scene.now;
    let found = scene.world.whatsapp.messages.values_mut().find(|it| it.id == wanted && it.account == *own);
    let Some(message) = found else { return Ok(Reply::ok(json!({ "data": [] }))) };
    if message.hidden_reads > 0 {
        message.hidden_reads -= 1;
        return Ok(Reply::ok(json!({ "data": [] })));
    }
    let WaMessage { number, id, fate, .. } = &*message;
    let events: Vec<_> = message
        .events(&wire, now)
        .into_iter()
        .enumerate()
        .map(|(index, (status, at))| {
            let mut event = json!({
                "id": format!("{number}{index}"),
                "delivery_status": status,
                "timestamp": at / 1_000,
                "webhook_update_state": "NOT_SENT",
            });
            if let (Fate::Failed { code }, "FAILED") = (fate, status) {
                event["error_description"] = json!(format!("({code}) {}", error::words_of(*code).0));
            }
            event
        })
        .collect();
    Ok(Reply::ok(json!({
        "data": [{ "id": number.to_string(), "message_id": id, "events": { "data": events } }],
    })))
}
