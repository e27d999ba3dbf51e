//! LinkedIn, through its versioned API: as an organization, or as a member.
//!
//! Invariant: the author is the account that the permit or the search names. An organization's posts can be read back; a
//! member's can't, because LinkedIn gives that permission to no new app, so nothing is ever concluded from not seeing one.

mod address;
mod document;
mod film;
mod find;
mod gesture;
mod identify;
mod inbox;
mod kept;
mod limits;
mod little;
mod login;
mod numbers;
#[cfg(test)]
mod properties;
mod publish;
mod refusals;
mod remove;
mod shown;
#[cfg(test)]
mod tests;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use countersign_core::gate::{Account, CommitPermit, Permit, SignedPart};
use countersign_core::model::{PartRole, Platform, Secret};
use countersign_core::publish::{
    Failure, Identity, Journal, NoSighting, Outcome, PlatformWords, Prepared, Public, Publisher, Removal, Search,
    Shown as ShownNow, Sighting, Sightings, VersionFacts,
};

pub(crate) use limits::allowances;
pub(crate) use login::LinkedinLogin;

use crate::errors::Verdict;
use crate::http::{Call, Caller, Endpoint, Http};
use crate::settings::{LinkedinSettings, LinkedinVersion};
use address::Shown;
use publish::possible;
use wire::CommentName;

/// LinkedIn's client.
pub(crate) struct Linkedin {
    http: Arc<Http>,
    settings: LinkedinSettings,
    /// How long LinkedIn may work on a picture.
    processing: Duration,
}

impl Linkedin {
    pub(crate) const fn new(http: Arc<Http>, settings: LinkedinSettings, processing: Duration) -> Self {
        Self { http, settings, processing }
    }

    /// A call to the versioned API, with the headers that it asks for.
    fn call<'a>(&self, endpoint: &'static Endpoint, caller: Caller<'a>, names: &'a [&'a str]) -> Call<'a> {
        Call::new(endpoint, caller, names)
            .header("linkedin-version", self.settings.version.now().as_str())
            .header("x-restli-protocol-version", "2.0.0")
    }
}

#[async_trait]
impl Publisher for Linkedin {
    fn platform(&self) -> Platform {
        Platform::Linkedin
    }

    async fn prepare(&self, permit: &Permit, part: &SignedPart, journal: &dyn Journal) -> Result<Prepared, Failure> {
        let account = permit.account();
        let caller = Caller::of(account, Some(permit.correlation()));
        if let Some(media) = part.media.iter().find(|media| media.is_video()) {
            possible(part, permit.options()).map_err(Verdict::failure)?;
            let film = film::Upload { linkedin: self, caller, author: &account.id, part, media, journal };
            return film.prepare(&|media| permit.open(media)).await;
        }
        if let Some(media) = part.media.iter().find(|media| media.is_document()) {
            possible(part, permit.options()).map_err(Verdict::failure)?;
            let document = document::Upload { linkedin: self, caller, author: &account.id, part, media, journal };
            return document.prepare(&|media| permit.open(media)).await;
        }
        self.upload(caller, &account.id, part, permit.options(), &|media| permit.media(media), journal).await
    }

    async fn commit(&self, permit: CommitPermit<'_>, prepared: Prepared) -> Outcome {
        self.publish(permit, prepared).await
    }

    async fn find(&self, search: &Search<'_>) -> Result<Sightings, Failure> {
        let caller = Caller::of(search.account, search.correlation);
        self.look(caller, search).await
    }

    async fn shown(&self, public: &Public<'_>) -> Result<ShownNow, Failure> {
        self.read_one(public).await.map_err(Verdict::failure)
    }

    /// An address may name its author by a word of theirs; of an account that LinkedIn told by its number, that word is
    /// not known, and says nothing against it.
    fn sighting_at(&self, account: &Account, role: PartRole, address: &str) -> Result<Sighting, NoSighting> {
        let address = self.http.public(Platform::Linkedin, address).ok_or(NoSighting::NoPost)?;
        let shown = address::shown(&address).ok_or(NoSighting::NoPost)?;
        if address::is_another_s(&address, &account.id) {
            return Err(NoSighting::AnotherAccount);
        }
        match (role, shown) {
            (PartRole::Main | PartRole::Thread, Shown::Post(urn)) => {
                Ok(Sighting { permalink: Some(post_permalink(&urn)), platform_id: urn })
            }
            (PartRole::FirstComment | PartRole::Reply, Shown::Comment(comment)) => {
                Ok(Sighting { permalink: Some(comment_permalink(&comment)), platform_id: comment.urn() })
            }
            // A message has no address.
            (PartRole::Message | PartRole::PrivateReply, _) => Err(NoSighting::NoPost),
            (PartRole::FirstComment | PartRole::Reply, Shown::Post(_)) => Err(NoSighting::NoComment),
            (PartRole::Main | PartRole::Thread, Shown::Comment(_)) => Err(NoSighting::NoPost),
        }
    }

    async fn remove(&self, account: &Account, platform_id: &str) -> Removal {
        self.take_down(account, platform_id).await
    }

    fn page_of(&self, account: &Account) -> String {
        match wire::organization_number(&account.id) {
            Some(number) => format!("https://www.linkedin.com/company/{number}/"),
            // A person's name in addresses is not told to apps; LinkedIn leads whoever is signed in to their own page.
            None if wire::is_person(&account.id) => "https://www.linkedin.com/in/me/recent-activity/all/".to_owned(),
            None => format!("https://www.linkedin.com/{}/", account.id),
        }
    }

    fn account_at(&self, address: &str) -> Option<Identity> {
        let (id, name) = address::account(&self.http.public(Platform::Linkedin, address)?)?;
        Some(Identity { id, name })
    }

    async fn identify(&self, credential: &Secret, account_id: Option<&str>) -> Result<Identity, Failure> {
        let wanted = account_id.map(str::trim).filter(|id| !id.is_empty());
        self.who(Caller::new(credential), wanted).await.map_err(Verdict::failure)
    }

    async fn owner(&self, account: &Account) -> Result<Identity, Failure> {
        self.who(Caller::of(account, None), Some(&account.id)).await.map_err(Verdict::failure)
    }

    fn version(&self) -> Option<VersionFacts> {
        let own = LinkedinVersion::default().as_str().to_owned();
        Some(VersionFacts { now: self.settings.version.now().as_str().to_owned(), own })
    }

    fn use_version(&self, version: Option<&str>) -> Result<(), String> {
        let version = match version {
            None => LinkedinVersion::default(),
            Some(version) => LinkedinVersion::parse(version)
                .map_err(|_| "A version of LinkedIn is a year and a month, such as 202609.".to_owned())?,
        };
        self.settings.version.change_to(version);
        Ok(())
    }

    fn reads_back(&self, account: &Account) -> bool {
        !is_member(&account.id)
    }

    fn words(&self) -> &'static PlatformWords {
        &wire::WORDS
    }
}

/// Whether an account is a person, whose posts LinkedIn shows to no app.
fn is_member(account: &str) -> bool {
    account.starts_with(wire::PERSON_URN)
}

/// Where the public reads a post.
fn post_permalink(urn: &str) -> String {
    format!("https://www.linkedin.com/feed/update/{urn}/")
}

/// Where the public reads a comment: at the activity that shows its post.
fn comment_permalink(comment: &CommentName) -> String {
    let post = comment.post.trim_start_matches("urn:li:").replace(':', "%3A");
    let number = &comment.number;
    format!("{}?commentUrn=urn%3Ali%3Acomment%3A%28{post}%2C{number}%29", post_permalink(&comment.post))
}
