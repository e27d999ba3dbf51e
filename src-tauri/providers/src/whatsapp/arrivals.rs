//! What became of messages, as far as WhatsApp tells.
//!
//! Invariant: changes nothing, and claims nothing that WhatsApp did not say: where it tells nothing, or not to this account,
//! a message stays *accepted*. Whether every account is told is unverified (read 2026-11-20).

use countersign_core::model::{Millis, WhatsappAccount};
use countersign_core::publish::{Arrival, ArrivalState, FailureClass};
use serde_json::Value;

use super::wire::{self, Event, HISTORY, List, Told, is_message_id};
use super::{Whatsapp, no_account, refusals};
use crate::errors::{Verdict, showable};
use crate::http::{Answer, Call, Caller};

const FIELDS: &str = "id,message_id,events{delivery_status,timestamp,error_description}";

impl Whatsapp {
    pub(super) async fn what_became(
        &self,
        caller: Caller<'_>,
        account: &str,
        ids: &[String],
    ) -> Result<Vec<Arrival>, Verdict> {
        let phone = WhatsappAccount::of(account).ok_or_else(no_account)?.phone;
        let mut arrivals = Vec::new();
        if !self.settings.reads_history {
            return Ok(arrivals);
        }
        let names = [self.version.as_str(), phone];
        for id in ids.iter().filter(|id| is_message_id(id)) {
            let call =
                Call::new(&HISTORY, caller, &names).ask("message_id", id).ask("fields", FIELDS).ask("limit", "10");
            let answer = self.http.send(call).await?;
            match refusals::judge(&answer, &self.settings) {
                // This account is told nothing; that is no fault of the channel's.
                Some(Verdict::Refused(failure)) if failure.class != FailureClass::Reconnect => return Ok(arrivals),
                Some(verdict) => return Err(verdict),
                None => arrivals.extend(arrival(id, &answer)),
            }
        }
        Ok(arrivals)
    }
}

/// How far a message came. Events come in no certain order.
fn arrival(id: &str, answer: &Answer) -> Option<Arrival> {
    let told: List<Told> = wire::read(answer)?;
    let events = told.data.into_iter().filter(|it| it.message_id == id).filter_map(|it| it.events);
    let known = events.flat_map(|events| events.data).filter_map(|event| Some((state(&event)?, event)));
    let (state, event) = known.max_by_key(|(state, _)| rank(*state))?;
    let at = instant(&event.timestamp).unwrap_or_else(|| answer.dated());
    let detail = match state {
        ArrivalState::Failed => showable(&refusals::without_numbers(&event.error_description)),
        ArrivalState::Sent | ArrivalState::Delivered | ArrivalState::Read => String::new(),
    };
    Some(Arrival { message_id: id.to_owned(), state, at, detail })
}

fn state(event: &Event) -> Option<ArrivalState> {
    match event.delivery_status.to_ascii_uppercase().as_str() {
        "SENT" => Some(ArrivalState::Sent),
        "DELIVERED" => Some(ArrivalState::Delivered),
        "READ" => Some(ArrivalState::Read),
        "FAILED" => Some(ArrivalState::Failed),
        _ => None,
    }
}

/// What was delivered did not fail, whatever else is told of it.
const fn rank(state: ArrivalState) -> u8 {
    match state {
        ArrivalState::Sent => 0,
        ArrivalState::Failed => 1,
        ArrivalState::Delivered => 2,
        ArrivalState::Read => 3,
    }
}

/// Seconds since 1970, as a number or in quotes.
fn instant(written: &Value) -> Option<Millis> {
    let seconds = match written {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    seconds.filter(|seconds| *seconds > 0).and_then(|seconds| seconds.checked_mul(1_000)).map(Millis)
}
