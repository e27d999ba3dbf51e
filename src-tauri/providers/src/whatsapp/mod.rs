//! WhatsApp, through its Cloud API: an approved template, sent to one recipient at a time.
//!
//! Invariant: there is nothing public, nothing to look for and nothing to take back. A message whose answer was lost is in
//! doubt for good, and is never sent again from here.

mod arrivals;
mod identify;
#[cfg(test)]
mod properties;
mod publish;
mod refusals;
mod templates;
#[cfg(test)]
mod tests;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::check::capability::reading::reading;
use countersign_core::gate::{Account, CommitPermit, Permit, SignedPart};
use countersign_core::model::{PartRole, Platform, Secret, TemplateSeen};
use countersign_core::publish::{
    Allowance, Arrivals, Failure, FailureClass, Identity, Journal, NoSighting, Outcome, PlatformWords, Prepared,
    Public, Publisher, Removal, Search, Shown, Sighting, Sightings,
};

use crate::errors::{Verdict, failure};
use crate::facebook;
use crate::http::{Answer, Caller, Endpoint, Http};
use crate::settings::{GraphVersion, WhatsappSettings};

/// WhatsApp's client.
pub(crate) struct Whatsapp {
    http: Arc<Http>,
    version: GraphVersion,
    settings: WhatsappSettings,
}

impl Whatsapp {
    pub(crate) const fn new(http: Arc<Http>, version: GraphVersion, settings: WhatsappSettings) -> Self {
        Self { http, version, settings }
    }
}

/// How Meta names the use case that managing a WhatsApp account counts as. Unverified (read 2026-11-20); under any other
/// name the refusal at the end is what is left.
const WHATSAPP: &str = "whatsapp";

/// What an answer says of the allowance.
pub(crate) fn allowances(answer: &Answer) -> Vec<Allowance> {
    facebook::allowances(answer, WHATSAPP)
}

/// The allowances that a call needs: a message goes out whatever is left for managing the account.
pub(crate) fn needed(endpoint: &Endpoint) -> Vec<String> {
    if wire::manages(endpoint) { facebook::needed() } else { Vec::new() }
}

#[async_trait]
impl Publisher for Whatsapp {
    fn platform(&self) -> Platform {
        Platform::Whatsapp
    }

    async fn prepare(&self, permit: &Permit, part: &SignedPart, journal: &dyn Journal) -> Result<Prepared, Failure> {
        let account = permit.account();
        let caller = Caller::of(account, Some(permit.correlation()));
        self.make_ready(caller, account, part, permit.options(), &|media| permit.media(media), journal).await
    }

    async fn still_as_signed(&self, permit: &Permit, part: &SignedPart) -> Result<(), Failure> {
        let caller = Caller::of(permit.account(), Some(permit.correlation()));
        self.look_again(caller, part, permit.options()).await.map_err(Verdict::failure)
    }

    async fn commit(&self, permit: CommitPermit<'_>, prepared: Prepared) -> Outcome {
        self.publish(permit, prepared).await
    }

    async fn find(&self, _: &Search<'_>) -> Result<Sightings, Failure> {
        // WhatsApp lists no messages.
        Ok(Sightings { matches: Vec::new(), complete: false })
    }

    /// WhatsApp has no call that reads a message back.
    async fn shown(&self, _: &Public<'_>) -> Result<Shown, Failure> {
        Ok(Shown::CannotBeRead(reading(Platform::Whatsapp).not_told.to_owned()))
    }

    fn sighting_at(&self, _: &Account, _: PartRole, _: &str) -> Result<Sighting, NoSighting> {
        Err(NoSighting::NoPost)
    }

    async fn templates(&self, account: &Account) -> Result<Vec<TemplateSeen>, Failure> {
        self.all_templates(Caller::of(account, None), &account.id).await.map_err(Verdict::failure)
    }

    async fn arrivals(&self, account: &Account, message_ids: &[String]) -> Arrivals {
        self.what_became(Caller::of(account, None), &account.id, message_ids).await
    }

    async fn remove(&self, _: &Account, _: &str) -> Removal {
        Removal::Refused(failure(
            FailureClass::SetUp,
            "A message on WhatsApp can't be taken back: it is on the recipient's phone. Those who have not got it yet can still be left out.",
            "not sent",
        ))
    }

    fn page_of(&self, account: &Account) -> String {
        // The number stands behind the name; an address to write to it is all that is public.
        let number = account.name.rsplit_once('+').map(|(_, number)| number).unwrap_or_default();
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        format!("https://wa.me/{digits}")
    }

    fn account_at(&self, _: &str) -> Option<Identity> {
        // Nobody sends by hand to a list of recipients.
        None
    }

    async fn identify(&self, credential: &Secret, account_id: Option<&str>) -> Result<Identity, Failure> {
        self.who(Caller::new(credential), account_id).await.map_err(Verdict::failure)
    }

    async fn owner(&self, account: &Account) -> Result<Identity, Failure> {
        self.who(Caller::of(account, None), Some(&account.id)).await.map_err(Verdict::failure)
    }

    fn reads_back(&self, _: &Account) -> bool {
        false
    }

    fn words(&self) -> &'static PlatformWords {
        &wire::WORDS
    }
}

/// A class by itself, so that a sentence can say what only people can do about it.
fn set_up(message: impl Into<String>, detail: &str) -> Verdict {
    Verdict::refused(FailureClass::SetUp, message, detail)
}

fn no_account() -> Verdict {
    set_up("What is kept of this WhatsApp channel can't be read. Please connect it again.", "not phone@business")
}
