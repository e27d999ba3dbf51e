//! Writes to one person: a message in their conversation, or privately to their comment.
//!
//! Invariant: [`Instagram::write`] sends once, to the one that was signed, and nobody else reads it. An account that is connected
//! through Facebook writes as the Page that it is linked with. (Instagram messaging: `POST /{account or page}/messages`; read 2026-11-23.)

use countersign_core::engage::{FeedKind, FeedName};
use countersign_core::gate::{Account, CommitPermit, SignedPart};
use countersign_core::model::{PartRole, Platform};
use countersign_core::publish::{Failure, Outcome, Search, Sighting, Sightings};
use serde_json::json;

use super::wire::SEND;
use super::{Instagram, refusals};
use crate::alone;
use crate::errors::Verdict;
use crate::facebook::message::{changed_at, recipient, refused, sent};
use crate::http::{Call, Caller};

impl Instagram {
    /// Sends a part to the one whom it is for.
    pub(super) async fn write(&self, permit: &CommitPermit<'_>) -> Outcome {
        let account = permit.account();
        let caller = Caller::of(account, Some(permit.correlation()));
        match self.deliver(caller, account, permit.part(), permit.parent()).await {
            Ok(id) => Outcome::Published(Sighting { platform_id: id, permalink: None }),
            Err(verdict) => verdict.outcome(),
        }
    }

    async fn deliver(
        &self,
        caller: Caller<'_>,
        account: &Account,
        part: &SignedPart,
        to: Option<&str>,
    ) -> Result<String, Verdict> {
        let to = recipient(part, to)?;
        // That comes before anything is sent, so what goes wrong with it leaves nothing in doubt.
        let (door, node) = self.inbox_of(caller, account).await.map_err(|verdict| Verdict::Later(verdict.failure()))?;
        let body = json!({ "recipient": to, "message": { "text": part.text } });
        let names = [self.version.as_str(), node.as_str()];
        let answer = self.http.send(Call::new(SEND.at(door), caller, &names).json(body).commits()).await?;
        if let Some(verdict) = refused(Platform::Instagram, &answer).or_else(|| refusals::judge(&answer)) {
            return Err(verdict);
        }
        sent(Platform::Instagram, &answer)
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
