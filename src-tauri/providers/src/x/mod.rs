//! X, through API v2.
//!
//! Invariant: the account's id and name come from the permit or the search, never from an answer; a post's address is
//! built, not taken.

mod address;
mod film;
mod find;
mod gesture;
mod inbox;
mod limits;
mod login;
mod message;
mod numbers;
#[cfg(test)]
mod properties;
mod publish;
mod refusals;
mod remove;
mod search;
mod shown;
#[cfg(test)]
mod tests;
mod text;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use countersign_core::gate::{Account, CommitPermit, Permit, SignedPart};
use countersign_core::model::{PartRole, Platform, Secret};
use countersign_core::publish::{
    Failure, FailureClass, Identity, Journal, NoSighting, Outcome, PlatformWords, Prepared, Public, Publisher, Removal,
    Search, Shown, Sighting, Sightings,
};

pub(crate) use limits::{allowances, needed};
pub(crate) use login::XLogin;

use crate::errors::{Verdict, failure};
use crate::http::{Call, Caller, Http};
use crate::settings::XSettings;

#[cfg(test)]
pub(crate) fn testing_create() -> &'static crate::http::Endpoint {
    &wire::CREATE
}

/// X's client.
pub(crate) struct X {
    http: Arc<Http>,
    settings: XSettings,
    /// How long X may work on a picture.
    processing: Duration,
}

impl X {
    pub(crate) const fn new(http: Arc<Http>, settings: XSettings, processing: Duration) -> Self {
        Self { http, settings, processing }
    }

    async fn identity(&self, caller: Caller<'_>, account_id: Option<&str>) -> Result<Identity, Failure> {
        let user = who(&self.http, caller).await.map_err(Verdict::failure)?;
        let name = format!("@{}", user.username);
        if account_id.is_some_and(|wanted| wanted != user.id) {
            return Err(failure(
                FailureClass::SetUp,
                format!("This token belongs to {name}, which is another account than this channel's."),
                &format!("account {}", user.id),
            ));
        }
        Ok(Identity { id: user.id, name })
    }
}

/// Whose token it is.
async fn who(http: &Http, caller: Caller<'_>) -> Result<wire::User, Verdict> {
    let answer = http.send(Call::new(&wire::ME, caller, &[]).ask("user.fields", "id,name,username")).await?;
    if !answer.succeeded() {
        return Err(refusals::judge(&answer));
    }
    wire::data::<wire::User>(&answer)
        .filter(|user| wire::is_id(&user.id) && is_username(&user.username))
        .ok_or_else(|| Verdict::Unclear(Platform::X, format!("{} without a user", answer.status)))
}

#[async_trait]
impl Publisher for X {
    fn platform(&self) -> Platform {
        Platform::X
    }

    async fn prepare(&self, permit: &Permit, part: &SignedPart, journal: &dyn Journal) -> Result<Prepared, Failure> {
        let caller = Caller::of(permit.account(), Some(permit.correlation()));
        if let Some(media) = part.media.iter().find(|media| media.is_video() || media.is_moving()) {
            let film = film::Upload { x: self, caller, part, media, journal };
            return film.prepare(&|media| permit.open(media)).await;
        }
        self.upload(caller, part, &|media| permit.media(media), journal).await
    }

    async fn commit(&self, permit: CommitPermit<'_>, prepared: Prepared) -> Outcome {
        self.publish(permit, prepared).await
    }

    async fn find(&self, search: &Search<'_>) -> Result<Sightings, Failure> {
        let caller = Caller::of(search.account, search.correlation);
        self.look(caller, search).await
    }

    async fn shown(&self, public: &Public<'_>) -> Result<Shown, Failure> {
        self.read_one(public).await.map_err(Verdict::failure)
    }

    fn sighting_at(&self, account: &Account, _: PartRole, address: &str) -> Result<Sighting, NoSighting> {
        let shown = self.http.public(Platform::X, address).ok_or(NoSighting::NoPost)?;
        let id = address::id(&shown, handle(account))?;
        Ok(Sighting { permalink: Some(permalink(account, &id)), platform_id: id })
    }

    async fn remove(&self, account: &Account, platform_id: &str) -> Removal {
        self.take_down(account, platform_id).await
    }

    fn page_of(&self, account: &Account) -> String {
        let name = handle(account);
        if is_username(name) { format!("https://x.com/{name}") } else { format!("https://x.com/i/user/{}", account.id) }
    }

    fn account_at(&self, address: &str) -> Option<Identity> {
        let name = address::account(&self.http.public(Platform::X, address)?)?;
        Some(Identity { id: name.to_ascii_lowercase(), name: format!("@{name}") })
    }

    async fn identify(&self, credential: &Secret, account_id: Option<&str>) -> Result<Identity, Failure> {
        self.identity(Caller::new(credential), account_id).await
    }

    async fn owner(&self, account: &Account) -> Result<Identity, Failure> {
        self.identity(Caller::of(account, None), Some(&account.id)).await
    }

    fn words(&self) -> &'static PlatformWords {
        &wire::WORDS
    }
}

/// The account's name in addresses. One that is served by hand is known by it, and people may call it what they like;
/// of any other X tells a number and the name.
fn handle(account: &Account) -> &str {
    if is_username(&account.id) && !wire::is_id(&account.id) {
        return &account.id;
    }
    account.name.trim_start_matches('@')
}

fn is_username(name: &str) -> bool {
    (1..=15).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Where the public reads a post. X leads on to it by its id alone where the name is none.
fn permalink(account: &Account, id: &str) -> String {
    let name = handle(account);
    if is_username(name) {
        format!("https://x.com/{name}/status/{id}")
    } else {
        format!("https://x.com/i/web/status/{id}")
    }
}
