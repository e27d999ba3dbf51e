//! Instagram's professional accounts, through the Graph API.
//!
//! Invariant: a token belongs to one of two hosts, by the login that it came from, and is no token to the other. Nobody
//! writes down which: whoever reads with it finds out, from the platform's own answer, and remembers it until the program
//! ends. What makes something public or takes it down is sent only to a host that has answered to the token before.

mod address;
mod film;
#[cfg(test)]
mod film_tests;
mod find;
mod gesture;
mod identify;
mod inbox;
mod limits;
mod login;
mod login_by_facebook;
mod message;
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

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use countersign_core::gate::{Account, CommitPermit, Permit, SignedPart};
use countersign_core::model::{CredentialRef, PartRole, Platform, Secret};
use countersign_core::publish::{
    Failure, FailureClass, Identity, Journal, NoSighting, Outcome, PlatformWords, Prepared, Public, Publisher, Removal,
    Search, Shown as ShownNow, Sighting, Sightings,
};

use crate::errors::Verdict;
use crate::http::{Answer, Call, Caller, Credential, Http};
use crate::route::is_page;
use crate::settings::{GraphVersion, InstagramSettings};
use address::Shown;
use wire::{Both, Door, Media, NODE, Under};

pub(crate) use login::InstagramLogin;
pub(crate) use login_by_facebook::InstagramByFacebook;

/// Instagram's client.
pub(crate) struct Instagram {
    http: Arc<Http>,
    version: GraphVersion,
    settings: InstagramSettings,
    /// Which host a credential opened last, and at which sign-in: the next one may be the other login's.
    doors: Mutex<HashMap<CredentialRef, (u32, Door)>>,
    /// The Pages that accounts are linked with, by the credential and the sign-in that told of them.
    pages: Mutex<HashMap<(CredentialRef, String), (u32, String)>>,
}

impl Instagram {
    pub(crate) fn new(http: Arc<Http>, version: GraphVersion, settings: InstagramSettings) -> Self {
        Self { http, version, settings, doors: Mutex::default(), pages: Mutex::default() }
    }

    fn remembered(&self, caller: Caller<'_>) -> Option<Door> {
        let Credential::Kept(reference, sign_in) = caller.credential else { return None };
        let known = self.doors.lock().unwrap_or_else(PoisonError::into_inner).get(reference).copied();
        known.filter(|(at, _)| *at == sign_in).map(|(_, door)| door)
    }

    fn remember(&self, caller: Caller<'_>, door: Door) {
        if let Credential::Kept(reference, sign_in) = caller.credential {
            self.doors.lock().unwrap_or_else(PoisonError::into_inner).insert(reference.clone(), (sign_in, door));
        }
    }

    /// Asks one host, and judges the answer.
    async fn ask_at(
        &self,
        door: Door,
        both: &'static Both,
        caller: Caller<'_>,
        node: &str,
        query: &[(&'static str, String)],
    ) -> Result<Answer, Verdict> {
        let names = [self.version.as_str(), node];
        let call = query
            .iter()
            .fold(Call::new(both.at(door), caller, &names), |call, (name, value)| call.ask(name, value.as_str()));
        let answer = self.http.send(call).await?;
        match refusals::judge(&answer) {
            None => Ok(answer),
            Some(verdict) => Err(verdict),
        }
    }

    /// Reads at the host that the credential belongs to. Where that is not known, or the host does not know the token any
    /// more, the other one is asked as well: a channel may have been connected anew, with the other login.
    async fn ask(
        &self,
        both: &'static Both,
        caller: Caller<'_>,
        node: &str,
        query: &[(&'static str, String)],
    ) -> Result<(Door, Answer), Verdict> {
        let first = self.remembered(caller).unwrap_or(Door::Instagram);
        let refused = match self.ask_at(first, both, caller, node, query).await {
            Ok(answer) => {
                self.remember(caller, first);
                return Ok((first, answer));
            }
            Err(verdict) => verdict,
        };
        if !refusals::is_of_the_token(&refused) {
            return Err(refused);
        }
        let other = first.other();
        match self.ask_at(other, both, caller, node, query).await {
            Ok(answer) => {
                self.remember(caller, other);
                Ok((other, answer))
            }
            // Both say that it is no good; or the other one knows the token, and minds something else.
            Err(verdict) => Err(if refusals::is_of_the_token(&verdict) { refused } else { verdict }),
        }
    }

    /// The host that a credential belongs to.
    async fn door(&self, caller: Caller<'_>, account: &Account) -> Result<Door, Verdict> {
        match self.remembered(caller) {
            Some(door) => Ok(door),
            None => Ok(self.ask(&NODE, caller, &account.id, &[("fields", "username".to_owned())]).await?.0),
        }
    }
}

#[async_trait]
impl Publisher for Instagram {
    fn platform(&self) -> Platform {
        Platform::Instagram
    }

    async fn prepare(&self, permit: &Permit, part: &SignedPart, journal: &dyn Journal) -> Result<Prepared, Failure> {
        let account = permit.account();
        let caller = Caller::of(account, Some(permit.correlation()));
        self.make_ready(caller, account, part, permit.options(), &|media| permit.open(media), journal).await
    }

    async fn commit(&self, permit: CommitPermit<'_>, prepared: Prepared) -> Outcome {
        self.publish(permit, prepared).await
    }

    async fn find(&self, search: &Search<'_>) -> Result<Sightings, Failure> {
        let caller = Caller::of(search.account, search.correlation);
        self.look(caller, search).await.map_err(Verdict::failure)
    }

    async fn shown(&self, public: &Public<'_>) -> Result<ShownNow, Failure> {
        self.read_one(public).await.map_err(Verdict::failure)
    }

    fn sighting_at(&self, account: &Account, role: PartRole, address: &str) -> Result<Sighting, NoSighting> {
        let address = self.http.public(Platform::Instagram, address).ok_or(NoSighting::NoPost)?;
        let Shown { username, what } = address::shown(&address).ok_or(NoSighting::NoPost)?;
        if username.is_some_and(|name| !name.eq_ignore_ascii_case(handle(account))) {
            return Err(NoSighting::AnotherAccount);
        }
        what.sighting_of(role)
    }

    async fn permalink(&self, account: &Account, role: PartRole, platform_id: &str) -> Result<Option<String>, Failure> {
        let caller = Caller::of(account, None);
        let fields = match role {
            PartRole::Main | PartRole::Thread => "permalink",
            PartRole::FirstComment | PartRole::Reply => "media{permalink}",
            // A message has no address.
            PartRole::Message | PartRole::PrivateReply => return Ok(None),
        };
        let read = self.ask(&NODE, caller, platform_id, &[("fields", fields.to_owned())]).await;
        let (_, answer) = read.map_err(Verdict::failure)?;
        let shown = match role {
            PartRole::Main | PartRole::Thread => wire::read::<Media>(&answer).and_then(|media| media.permalink),
            PartRole::FirstComment | PartRole::Reply | PartRole::Message | PartRole::PrivateReply => {
                wire::read::<Under>(&answer)
                    .and_then(|comment| comment.media?.permalink)
                    .map(|post| comment_permalink(&post, platform_id))
            }
        };
        Ok(shown.filter(|address| is_page(Platform::Instagram, address)))
    }

    async fn remove(&self, account: &Account, platform_id: &str) -> Removal {
        self.take_down(account, platform_id).await
    }

    fn page_of(&self, account: &Account) -> String {
        let name = handle(account);
        if is_username(name) {
            format!("https://www.instagram.com/{name}/")
        } else {
            "https://www.instagram.com/".to_owned()
        }
    }

    fn account_at(&self, address: &str) -> Option<Identity> {
        let name = address::account(&self.http.public(Platform::Instagram, address)?)?;
        Some(Identity { id: name.to_ascii_lowercase(), name: format!("@{name}") })
    }

    async fn identify(&self, credential: &Secret, account_id: Option<&str>) -> Result<Identity, Failure> {
        let caller = Caller::new(credential);
        self.who(caller, account_id).await.map_err(Verdict::failure)
    }

    async fn owner(&self, account: &Account) -> Result<Identity, Failure> {
        self.who(Caller::of(account, None), Some(&account.id)).await.map_err(Verdict::failure)
    }

    fn words(&self) -> &'static PlatformWords {
        &wire::WORDS
    }
}

/// The account's name in addresses. One that is served by hand is known by it, and people may call it what they like; of
/// any other Instagram tells a number and the name.
fn handle(account: &Account) -> &str {
    if is_username(&account.id) && !wire::is_id(&account.id) {
        return &account.id;
    }
    account.name.trim_start_matches('@')
}

fn is_username(name: &str) -> bool {
    (1..=30).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'))
        && name.bytes().any(|byte| byte.is_ascii_alphanumeric())
}

/// Where the public reads a comment: at its post. The sign behind it tells two comments apart, and leads nowhere else.
fn comment_permalink(post: &str, id: &str) -> String {
    format!("{post}#comment-{id}")
}

/// A class by itself, so that a sentence can say what only people can do about it.
fn set_up(message: impl Into<String>, detail: &str) -> Verdict {
    Verdict::refused(FailureClass::SetUp, message, detail)
}
