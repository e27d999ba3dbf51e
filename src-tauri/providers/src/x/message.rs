//! Writes a message to one person.
//!
//! Invariant: [`X::write`] sends once, to the one that was signed, and nobody else reads it. (X API v2:
//! `POST /2/dm_conversations/with/{participant_id}/messages`; read 2026-11-23.)

use countersign_core::engage::{FeedKind, FeedName};
use countersign_core::gate::{CommitPermit, SignedPart};
use countersign_core::model::{PartRole, Platform};
use countersign_core::publish::{Failure, FailureClass, Outcome, Search, Sighting, Sightings};
use serde::Deserialize;
use serde_json::json;

use super::X;
use super::refusals::{is_not_accepting, judge};
use super::wire::{self, SEND, is_id};
use crate::alone;
use crate::errors::{Verdict, answered, impossible};
use crate::http::{Call, Caller};

#[derive(Debug, Deserialize)]
struct Sent {
    dm_event_id: String,
}

impl X {
    /// Sends a part to the one whom it is for.
    pub(super) async fn write(&self, permit: &CommitPermit<'_>) -> Outcome {
        let caller = Caller::of(permit.account(), Some(permit.correlation()));
        match self.deliver(caller, permit.part(), permit.parent()).await {
            Ok(id) => Outcome::Published(Sighting { platform_id: id, permalink: None }),
            Err(verdict) => verdict.outcome(),
        }
    }

    pub(super) async fn deliver(
        &self,
        caller: Caller<'_>,
        part: &SignedPart,
        to: Option<&str>,
    ) -> Result<String, Verdict> {
        let to = answered(to)?;
        if part.role != PartRole::Message || !part.media.is_empty() || !is_id(to) {
            return Err(impossible("X takes messages of text alone, to somebody who wrote first."));
        }
        let names = [to];
        let call = Call::new(&SEND, caller, &names).json(json!({ "text": part.text })).commits();
        let answer = self.http.send(call).await?;
        if is_not_accepting(&answer) {
            return Err(Verdict::refused(
                FailureClass::FixContent,
                "X does not let the clinic write to this person: they take no messages from it any more.",
                &format!("{} not accepting", answer.status),
            ));
        }
        if !answer.succeeded() {
            return Err(judge(&answer));
        }
        // Taken without a readable id is not refused: the person may have it.
        wire::data::<Sent>(&answer)
            .map(|sent| sent.dm_event_id)
            .filter(|id| is_id(id))
            .ok_or_else(|| Verdict::Unclear(Platform::X, format!("{} without a message id", answer.status)))
    }

    /// Whether a message that was signed stands in the conversation with the one whom it was for.
    pub(super) async fn look_for_message(&self, search: &Search<'_>) -> Result<Sightings, Failure> {
        match search.parent {
            Some(person) => alone::in_conversation(self, search, &FeedName::of(FeedKind::Messages, person)).await,
            None => Ok(Sightings { matches: Vec::new(), complete: false }),
        }
    }
}
