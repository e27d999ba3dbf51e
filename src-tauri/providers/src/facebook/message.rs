//! Writes to one person: a message in their conversation, or privately to their comment.
//!
//! Invariant: [`Facebook::write`] sends once, to the one that was signed, and nobody else reads it. (Messenger Platform, Send API:
//! `POST /{page}/messages` with `recipient.id` or `recipient.comment_id`; read 2026-11-23.)

use countersign_core::engage::{FeedKind, FeedName};
use countersign_core::gate::{CommitPermit, SignedPart};
use countersign_core::model::{PartRole, Platform};
use countersign_core::publish::{Failure, FailureClass, Outcome, Search, Sighting, Sightings};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Facebook;
use super::inbox::is_name;
use super::refusals::{GraphError, judge};
use super::wire::SEND;
use crate::alone;
use crate::errors::{Verdict, answered, impossible};
use crate::http::{Answer, Call, Caller};
use crate::instants::written;

/// What is answered to a message that was taken.
#[derive(Debug, Deserialize)]
struct Sent {
    message_id: String,
}

/// Whom a part is written to, as Meta's platforms call it; a refusal for what everybody would read.
pub(crate) fn recipient(part: &SignedPart, to: Option<&str>) -> Result<Value, Verdict> {
    if !part.media.is_empty() {
        return Err(impossible("A message carries text only. Please take its pictures out."));
    }
    let to = answered(to)?;
    match part.role {
        PartRole::Message => Ok(json!({ "id": to })),
        PartRole::PrivateReply => Ok(json!({ "comment_id": to })),
        PartRole::Main | PartRole::Thread | PartRole::FirstComment | PartRole::Reply => {
            Err(impossible("This is for everybody, and no message."))
        }
    }
}

/// What is known of a message's refusal beyond what is known of all: that its time is over, that the person can't be written to, that
/// their comment was answered so before.
pub(crate) fn refused(platform: Platform, answer: &Answer) -> Option<Verdict> {
    let error = GraphError::read(answer)?;
    let name = platform.name();
    let words = match (error.code, error.error_subcode) {
        (10, 2_018_278) => format!(
            "{name} takes a message only for some time after the person wrote, and that is over. Please answer in its own app."
        ),
        (551, _) | (_, 1_545_041 | 2_018_001) => format!(
            "{name} does not let anybody write to this person. They may have closed their account, or blocked the clinic's."
        ),
        (10_900, _) => format!("{name} takes one private answer to a comment, and has it already."),
        (_, _) => return None,
    };
    Some(Verdict::refused(FailureClass::FixContent, &words, &error.detail(answer.status)))
}

/// The id of a message that was taken. Taken without a readable id is not refused: the person may have it.
pub(crate) fn sent(platform: Platform, answer: &Answer) -> Result<String, Verdict> {
    let sent: Option<Sent> = answer.json().and_then(|body| serde_json::from_value(body).ok());
    sent.map(|sent| sent.message_id)
        .filter(|id| is_name(id))
        .ok_or_else(|| Verdict::Unclear(platform, format!("{} without a message id", answer.status)))
}

impl Facebook {
    /// Sends a part to the one whom it is for.
    pub(super) async fn write(&self, permit: &CommitPermit<'_>) -> Outcome {
        let account = permit.account();
        let caller = Caller::of(account, Some(permit.correlation()));
        match self.deliver(caller, &account.id, permit.part(), permit.parent()).await {
            Ok(id) => Outcome::Published(Sighting { platform_id: id, permalink: None }),
            Err(verdict) => verdict.outcome(),
        }
    }

    pub(super) async fn deliver(
        &self,
        caller: Caller<'_>,
        page: &str,
        part: &SignedPart,
        to: Option<&str>,
    ) -> Result<String, Verdict> {
        let to = recipient(part, to)?;
        let body = json!({ "recipient": to, "messaging_type": "RESPONSE", "message": { "text": part.text } });
        let names = [self.version.as_str(), page];
        let answer = self.http.send(Call::new(&SEND, caller, &names).json(body).commits()).await?;
        if let Some(verdict) = refused(Platform::Facebook, &answer).or_else(|| judge(&answer)) {
            return Err(verdict);
        }
        sent(Platform::Facebook, &answer)
    }

    /// Whether a message that was signed stands where it was sent.
    pub(super) async fn look_for_message(&self, search: &Search<'_>) -> Result<Sightings, Failure> {
        match (search.part.role, search.under) {
            (PartRole::Message, Some(thread)) => {
                alone::in_conversation(self, search, &FeedName::of(FeedKind::Messages, thread)).await
            }
            (_, _) => alone::in_no_conversation(self, search, changed_at).await,
        }
    }
}

/// The instant at the beginning of a conversation's mark.
pub(crate) fn changed_at(mark: &str) -> Option<countersign_core::model::Millis> {
    mark.split(' ').next().and_then(written)
}
