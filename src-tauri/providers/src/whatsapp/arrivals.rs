//! What became of messages, as far as WhatsApp tells.
//!
//! Invariant: changes nothing, and claims nothing that WhatsApp did not say: where it tells nothing, or not to this account,
//! a message stays *accepted*. Whether every account is told is unverified (read 2026-11-20).

use countersign_core::model::{Millis, WhatsappAccount};
use countersign_core::publish::{Arrival, ArrivalState, Arrivals, FailureClass};
use serde_json::Value;

use super::wire::{self, Event, HISTORY, List, Told, is_message_id};
use super::{Whatsapp, no_account, refusals};
use crate::errors::{Verdict, showable};
use crate::http::{Answer, Call, Caller};

const FIELDS: &str = "id,message_id,events{delivery_status,timestamp,error_description}";

/// After so many answers in a row that could not be read, the rest is left for another time.
const MOST_UNREAD: u32 = 3;
/// The code of a recipient who told WhatsApp to stop.
const STOPPED: &str = "131050";

impl Whatsapp {
    pub(super) async fn what_became(&self, caller: Caller<'_>, account: &str, ids: &[String]) -> Arrivals {
        let mut heard = Arrivals::default();
        let Some(account) = WhatsappAccount::of(account) else {
            heard.stopped = Some(no_account().failure());
            return heard;
        };
        if !self.settings.reads_history {
            heard.asked = ids.to_vec();
            return heard;
        }
        let names = [self.version.as_str(), account.phone];
        let mut unread = 0;
        for id in ids {
            // What is no id is asked after as little as it can be, and so never stands before the others.
            let verdict = if is_message_id(id) { self.ask(caller, &names, id, &mut heard.told).await } else { Ok(()) };
            match verdict {
                Ok(()) => unread = 0,
                // This account is told nothing of any; that is no fault of the channel's.
                Err(Verdict::Refused(failure)) if failure.class == FailureClass::SetUp => {
                    heard.asked = ids.to_vec();
                    return heard;
                }
                Err(verdict) if is_about_one(&verdict) => {
                    unread += 1;
                    if unread == MOST_UNREAD {
                        heard.asked.push(id.clone());
                        heard.stopped = Some(verdict.failure());
                        return heard;
                    }
                }
                Err(verdict) => {
                    heard.stopped = Some(verdict.failure());
                    return heard;
                }
            }
            heard.asked.push(id.clone());
        }
        heard
    }

    async fn ask(&self, caller: Caller<'_>, names: &[&str], id: &str, told: &mut Vec<Arrival>) -> Result<(), Verdict> {
        let call = Call::new(&HISTORY, caller, names).ask("message_id", id).ask("fields", FIELDS).ask("limit", "10");
        let answer = self.http.send(call).await?;
        match refusals::judge(&answer, &self.settings) {
            Some(verdict) => Err(verdict),
            None => {
                told.extend(arrival(id, &answer));
                Ok(())
            }
        }
    }
}

/// Whether an answer says nothing of the messages after it.
fn is_about_one(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Unclear(..) => true,
        Verdict::Refused(failure) => failure.class != FailureClass::Reconnect,
        Verdict::Later(failure) => failure.class == FailureClass::TryAgain,
    }
}

/// How far a message came. Events come in no certain order.
fn arrival(id: &str, answer: &Answer) -> Option<Arrival> {
    let told: List<Told> = wire::read(answer)?;
    let events = told.data.into_iter().filter(|it| it.message_id == id).filter_map(|it| it.events);
    let known: Vec<_> =
        events.flat_map(|events| events.data).filter_map(|event| Some((state(&event)?, event))).collect();
    // A stop counts, whatever else is told of the message.
    let opted_out = known.iter().any(|(state, event)| *state == ArrivalState::Failed && says_stop(event));
    let (state, event) = known.into_iter().max_by_key(|(state, _)| *state)?;
    let at = instant(&event.timestamp).unwrap_or_else(|| answer.dated());
    let detail = match state {
        ArrivalState::Failed => showable(&refusals::without_numbers(&event.error_description)),
        ArrivalState::Held | ArrivalState::Sent | ArrivalState::Delivered | ArrivalState::Read => String::new(),
    };
    Some(Arrival { message_id: id.to_owned(), state, at, detail, opted_out })
}

fn says_stop(event: &Event) -> bool {
    event.error_description.split(|c: char| !c.is_ascii_digit()).any(|number| number == STOPPED)
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

/// Seconds since 1970, as a number or in quotes.
fn instant(written: &Value) -> Option<Millis> {
    let seconds = match written {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    seconds.filter(|seconds| *seconds > 0).and_then(|seconds| seconds.checked_mul(1_000)).map(Millis)
}
