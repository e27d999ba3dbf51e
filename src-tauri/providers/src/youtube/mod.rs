//! YouTube, through Data API v3.
//!
//! Invariant: everything is done in the name of the channel that the permit or the search names. A video is brought as
//! private and made public by one call, so nothing of an upload can publish by surprise, and none is public twice. One that
//! YouTube still works on by then is followed until people can watch it, or YouTube rejects it.

mod address;
mod film;
mod find;
mod gesture;
mod inbox;
mod keeping;
mod kept;
pub(crate) mod limits;
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

use async_trait::async_trait;
use countersign_core::gate::{Account, CommitPermit, KeepPermit, Permit, SignedPart};
use countersign_core::model::{Millis, PartRole, Platform, Secret};
use countersign_core::publish::{
    Failure, FailureClass, Fate, Handed, Identity, Journal, Kept, KeptShown, NoSighting, Outcome, PlatformWords,
    Prepared, Public, Publisher, Removal, Search, Shown, Sighting, Sightings,
};

pub(crate) use limits::allowances;
pub(crate) use login::YoutubeLogin;

use crate::errors::{Verdict, failure};
use crate::http::{Call, Caller, Http};
use crate::settings::YoutubeSettings;
use film::Files;
use refusals::judge;
use wire::{CHANNELS, Channel, List, is_channel};

/// YouTube's client.
pub(crate) struct Youtube {
    http: Arc<Http>,
    settings: YoutubeSettings,
}

impl Youtube {
    pub(crate) const fn new(http: Arc<Http>, settings: YoutubeSettings) -> Self {
        Self { http, settings }
    }

    /// The channel of whoever signs in.
    async fn who(&self, caller: Caller<'_>) -> Result<Identity, Verdict> {
        who(&self.http, caller).await?.ok_or_else(no_channel)
    }

    async fn identity(&self, caller: Caller<'_>, account_id: Option<&str>) -> Result<Identity, Failure> {
        let own = self.who(caller).await.map_err(Verdict::failure)?;
        if account_id.is_some_and(|wanted| wanted != own.id) {
            return Err(failure(
                FailureClass::SetUp,
                format!("This sign-in belongs to the channel “{}”, which is another one than this channel.", own.name),
                &format!("channel {}", own.id),
            ));
        }
        Ok(own)
    }
}

/// The channel of whoever signs in; none where the Google account has none.
async fn who(http: &Http, caller: Caller<'_>) -> Result<Option<Identity>, Verdict> {
    let answer = http.send(Call::new(&CHANNELS, caller, &[]).ask("part", "id,snippet").ask("mine", "true")).await?;
    if let Some(verdict) = judge(&answer) {
        return Err(verdict);
    }
    let list: Option<List<Channel>> = answer.json().and_then(|body| serde_json::from_value(body).ok());
    let list = list.ok_or_else(|| film::unclear(&answer, "without a list"))?;
    let Some(Channel { id, snippet, .. }) = list.items.into_iter().next() else { return Ok(None) };
    if !is_channel(&id) {
        return Err(film::unclear(&answer, "without a channel's id"));
    }
    // Two channels may have one name; their handles differ.
    let name = match snippet.custom_url.filter(|handle| handle.starts_with('@')) {
        Some(handle) if !snippet.title.is_empty() => format!("{} ({handle})", snippet.title),
        Some(handle) => handle,
        None => snippet.title,
    };
    Ok(Some(Identity { id, name }))
}

fn no_channel() -> Verdict {
    Verdict::refused(
        FailureClass::SetUp,
        "This Google account has no channel on YouTube. Make one at youtube.com, or sign in with the account that manages the clinic's.",
        "channels.list is empty",
    )
}

#[async_trait]
impl Publisher for Youtube {
    fn platform(&self) -> Platform {
        Platform::Youtube
    }

    async fn prepare(&self, permit: &Permit, part: &SignedPart, journal: &dyn Journal) -> Result<Prepared, Failure> {
        let caller = Caller::of(permit.account(), Some(permit.correlation()));
        let files = Files { bytes: &|media| permit.media(media), open: &|media| permit.open(media) };
        self.upload(caller, part, permit.options(), files, journal).await
    }

    async fn commit(&self, permit: CommitPermit<'_>, prepared: Prepared) -> Outcome {
        self.publish(permit, prepared).await
    }

    async fn hand_over(&self, permit: KeepPermit<'_>, prepared: Prepared) -> Handed {
        self.hand_over_part(permit, prepared).await
    }

    async fn find_kept(&self, search: &Search<'_>, at: Millis) -> Result<Sightings, Failure> {
        let caller = Caller::of(search.account, search.correlation);
        self.among_kept(caller, search, at).await.map_err(Verdict::failure)
    }

    async fn look_at_kept(&self, kept: &Kept) -> Result<KeptShown, Failure> {
        self.look_at(kept).await
    }

    async fn let_go(&self, kept: &Kept) -> Removal {
        self.untell(kept).await
    }

    async fn find(&self, search: &Search<'_>) -> Result<Sightings, Failure> {
        self.look(Caller::of(search.account, search.correlation), search).await
    }

    async fn fate(&self, search: &Search<'_>) -> Result<Option<Fate>, Failure> {
        self.became(Caller::of(search.account, search.correlation), search).await
    }

    async fn shown(&self, public: &Public<'_>) -> Result<Shown, Failure> {
        self.read_one(public).await.map_err(Verdict::failure)
    }

    /// An address tells nothing of whose video it shows.
    fn sighting_at(&self, _: &Account, role: PartRole, address: &str) -> Result<Sighting, NoSighting> {
        let address = self.http.public(Platform::Youtube, address).ok_or(NoSighting::NoPost)?;
        let address::Shown { video, comment } = address::shown(&address).ok_or(NoSighting::NoPost)?;
        match (role, comment) {
            // A message has no address.
            (PartRole::Message | PartRole::PrivateReply, _) => Err(NoSighting::NoPost),
            (PartRole::FirstComment | PartRole::Reply, None) => Err(NoSighting::NoComment),
            (PartRole::FirstComment | PartRole::Reply, Some(comment)) => {
                Ok(Sighting { permalink: Some(comment_permalink(&video, &comment)), platform_id: comment })
            }
            (PartRole::Main | PartRole::Thread, Some(_)) => Err(NoSighting::NoPost),
            (PartRole::Main | PartRole::Thread, None) => {
                Ok(Sighting { permalink: Some(permalink(&video)), platform_id: video })
            }
        }
    }

    async fn remove(&self, account: &Account, platform_id: &str) -> Removal {
        self.take_down(account, platform_id).await
    }

    fn page_of(&self, account: &Account) -> String {
        match account.id.strip_prefix('@') {
            Some(handle) => format!("https://www.youtube.com/@{handle}"),
            None => format!("https://www.youtube.com/channel/{}", account.id),
        }
    }

    fn account_at(&self, address: &str) -> Option<Identity> {
        let id = address::channel(&self.http.public(Platform::Youtube, address)?)?;
        Some(Identity { name: id.clone(), id })
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

/// Where the public watches a video; of a Short YouTube leads on from here.
fn permalink(id: &str) -> String {
    format!("https://www.youtube.com/watch?v={id}")
}

/// Where the public reads a comment: at its video.
fn comment_permalink(video: &str, comment: &str) -> String {
    format!("{}&lc={comment}", permalink(video))
}
