//! Facebook Pages, through the Graph API.
//!
//! Invariant: everything is done with a Page's own token, in the name of the Page that the permit or the search names;
//! a person's token is refused when the channel is connected.

mod address;
pub(crate) mod bytes;
mod film;
#[cfg(test)]
mod film_tests;
mod find;
mod find_film;
mod gesture;
mod inbox;
mod keeping;
mod kept;
pub(crate) mod limits;
mod login;
pub(crate) mod message;
mod numbers;
#[cfg(test)]
mod properties;
mod publish;
pub(crate) mod refusals;
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
    Failure, FailureClass, Handed, Identity, Journal, Kept, KeptShown, NoSighting, Outcome, PlatformWords, Prepared,
    Public, Publisher, Removal, Search, Shown, Sighting, Sightings,
};

pub(crate) use limits::{INSTAGRAM, PAGES, allowances, needed};

use crate::errors::{Verdict, failure};
use crate::http::{Call, Caller, Http};
use crate::settings::{FacebookSettings, GraphVersion};
use publish::Files;

pub(crate) use login::FacebookLogin;

/// Facebook's client.
pub(crate) struct Facebook {
    http: Arc<Http>,
    version: GraphVersion,
    settings: FacebookSettings,
}

impl Facebook {
    pub(crate) const fn new(http: Arc<Http>, version: GraphVersion, settings: FacebookSettings) -> Self {
        Self { http, version, settings }
    }

    /// Asks for `category` as well, which a Page has and a person has not: the two kinds of token look alike.
    async fn who(&self, caller: Caller<'_>) -> Result<wire::Named, Verdict> {
        let names = [self.version.as_str(), "me"];
        let answer = self.http.send(Call::new(&wire::NODE, caller, &names).ask("fields", "id,name,category")).await?;
        if refusals::is_about_a_person(&answer) {
            return Err(refusals::of_a_person(&format!("{} no category", answer.status)));
        }
        if let Some(verdict) = refusals::judge(&answer) {
            return Err(verdict);
        }
        let named: Option<wire::Named> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        named
            .filter(|named| wire::is_id(&named.id))
            .ok_or_else(|| Verdict::Unclear(Platform::Facebook, format!("{} without a name", answer.status)))
    }

    async fn identity(&self, caller: Caller<'_>, account_id: Option<&str>) -> Result<Identity, Failure> {
        let wire::Named { id, name } = self.who(caller).await.map_err(Verdict::failure)?;
        if account_id.is_some_and(|wanted| wanted != id) {
            return Err(failure(
                FailureClass::SetUp,
                format!("This token belongs to the Page “{name}”, which is another one than this channel's."),
                &format!("page {id}"),
            ));
        }
        Ok(Identity { id, name })
    }
}

#[async_trait]
impl Publisher for Facebook {
    fn platform(&self) -> Platform {
        Platform::Facebook
    }

    async fn prepare(&self, permit: &Permit, part: &SignedPart, journal: &dyn Journal) -> Result<Prepared, Failure> {
        let account = permit.account();
        let caller = Caller::of(account, Some(permit.correlation()));
        let files = Files {
            bytes: &|media| permit.media(media),
            open: &|media| permit.open(media),
            to_keep: permit.is_to_keep(),
        };
        self.upload(caller, &account.id, part, permit.options(), files, journal).await
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

    fn sighting_at(&self, account: &Account, role: PartRole, address: &str) -> Result<Sighting, NoSighting> {
        let address = self.http.public(Platform::Facebook, address).ok_or(NoSighting::NoPost)?;
        let shown = address::shown(&address).ok_or(NoSighting::NoPost)?;
        let (page, post) = (&account.id, &shown.post);
        if shown.is_another_s(page) {
            return Err(NoSighting::AnotherAccount);
        }
        // The API names a post by its Page and itself; a Page that is served by hand may be known by its name alone.
        let numbered = address::is_number(page);
        match (role, &shown.comment) {
            // A message has no address.
            (PartRole::Message | PartRole::PrivateReply, _) => Err(NoSighting::NoPost),
            (PartRole::FirstComment | PartRole::Reply, None) => Err(NoSighting::NoComment),
            (PartRole::FirstComment | PartRole::Reply, Some(comment)) => {
                let platform_id = format!("{post}_{comment}");
                let above = if shown.film {
                    post.clone()
                } else if numbered && address::is_number(post) {
                    format!("{page}_{post}")
                } else {
                    format!("{page}/posts/{post}")
                };
                Ok(Sighting { permalink: Some(comment_permalink(&above, &platform_id)), platform_id })
            }
            (PartRole::Main | PartRole::Thread, Some(_)) => Err(NoSighting::NoPost),
            // A video's own number is all of its id, whoever's it is; a reel's address tells no more.
            (PartRole::Main | PartRole::Thread, None) if shown.film => Ok(Sighting {
                platform_id: post.clone(),
                permalink: Some(format!("https://www.facebook.com{}", film_path(shown.page.as_deref(), post))),
            }),
            (PartRole::Main | PartRole::Thread, None) if numbered => {
                let platform_id = format!("{page}_{post}");
                // Facebook leads on from two numbers, and not from a number and an opaque name.
                let leads_on = address::is_number(post);
                let permalink =
                    post_permalink(&if leads_on { platform_id.clone() } else { format!("{page}/posts/{post}") });
                Ok(Sighting { permalink: Some(permalink), platform_id })
            }
            (PartRole::Main | PartRole::Thread, None) => {
                let told = shown.page.as_ref().filter(|told| address::is_number(told) && address::is_number(post));
                let platform_id = told.map_or_else(|| post.clone(), |told| format!("{told}_{post}"));
                let bare = format!("https://www.facebook.com{}", address.path());
                Ok(Sighting { platform_id, permalink: Some(address.query().map_or(bare, |_| address.to_string())) })
            }
        }
    }

    async fn remove(&self, account: &Account, platform_id: &str) -> Removal {
        self.take_down(account, platform_id).await
    }

    fn page_of(&self, account: &Account) -> String {
        format!("https://www.facebook.com/{}", account.id)
    }

    fn account_at(&self, address: &str) -> Option<Identity> {
        let id = address::page(&self.http.public(Platform::Facebook, address)?)?;
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

/// Where the public reads a post: Facebook leads on from its id.
fn post_permalink(id: &str) -> String {
    format!("https://www.facebook.com/{id}")
}

/// Where the public sees a film. Facebook leads on from the address of a reel to that of any other film.
fn film_path(page: Option<&str>, id: &str) -> String {
    match page {
        Some(page) => format!("/{page}/videos/{id}/"),
        None => format!("/reel/{id}/"),
    }
}

/// Where the public reads a comment: at its post.
fn comment_permalink(post: &str, id: &str) -> String {
    let comment = id.rsplit('_').next().unwrap_or(id);
    format!("https://www.facebook.com/{post}?comment_id={comment}")
}
