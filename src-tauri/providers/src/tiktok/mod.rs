//! TikTok, through the Content Posting API.
//!
//! Invariant: everything is done in the name of the account that the permit or the search names. A video is all there but for
//! its last piece before its commit, and TikTok is asked what the account lets be chosen before each post that is published
//! as it was signed. A post is called by what TikTok calls it on its way: its own id comes after moderation, if at all.

mod address;
mod chunks;
mod film;
mod find;
mod kept;
pub(crate) mod limits;
mod login;
mod numbers;
#[cfg(test)]
mod properties;
mod publish;
pub(crate) mod refusals;
mod shown;
mod signed;
#[cfg(test)]
mod tests;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::gate::{Account, CommitPermit, Permit, SignedPart};
use countersign_core::model::{PartRole, Platform, Secret, TiktokCreator, TiktokPrivacy};
use countersign_core::publish::{
    Failure, FailureClass, Fate, Identity, Journal, NoSighting, Outcome, PlatformWords, Prepared, Public, Publisher,
    Removal, Search, Shown as ShownNow, Sighting, Sightings,
};

pub(crate) use limits::{allowances, needed};
pub(crate) use login::TiktokLogin;
pub(crate) use refusals::is_signed_out;

use crate::errors::{Verdict, failure};
use crate::http::{Call, Caller, Http};
use crate::settings::TiktokSettings;
use refusals::{data, unclear};
use signed::{Shown, Signed};
use wire::{CANCEL, CREATOR, CreatorInfo, USER, UserData, is_publish_id, is_username};

/// TikTok's client.
pub(crate) struct Tiktok {
    http: Arc<Http>,
    settings: TiktokSettings,
}

impl Tiktok {
    pub(crate) const fn new(http: Arc<Http>, settings: TiktokSettings) -> Self {
        Self { http, settings }
    }

    /// What the account lets be chosen now. The address of its picture is not kept: it is over after two hours.
    async fn lets_choose(&self, caller: Caller<'_>) -> Result<TiktokCreator, Verdict> {
        let answer = self.http.send(Call::new(&CREATOR, caller, &[]).json(serde_json::json!({}))).await?;
        let info: CreatorInfo = data(&answer)?;
        Ok(TiktokCreator {
            nickname: info.creator_nickname,
            username: info.creator_username,
            privacy: info.privacy_level_options.iter().filter_map(|level| TiktokPrivacy::of_level(level)).collect(),
            comments_off: info.comment_disabled,
            duets_off: info.duet_disabled,
            stitches_off: info.stitch_disabled,
            longest_seconds: info.max_video_post_duration_sec,
        })
    }

    /// Whether what was signed may still be chosen: TikTok would refuse it, or show it otherwise.
    async fn may_choose(&self, caller: Caller<'_>, signed: &Signed<'_>, privacy: TiktokPrivacy) -> Result<(), Verdict> {
        let now = self.lets_choose(caller).await?;
        let film = matches!(signed.shown, Shown::Film(_));
        let post = signed.post;
        let refused = |message: &str, detail: &str| {
            Err(Verdict::refused(FailureClass::FixContent, message, &format!("creator_info: {detail}")))
        };
        if !now.privacy.contains(&privacy) {
            return refused(
                "TikTok does not offer this account any more who was chosen to watch the post. Nothing was published: ask TikTok again in the post, choose, and have it signed.",
                privacy.level(),
            );
        }
        let off = (post.comments && now.comments_off)
            || (film && ((post.duets && now.duets_off) || (post.stitches && now.stitches_off)));
        if off {
            return refused(
                "This account has switched off on TikTok what the post lets others do. Nothing was published: ask TikTok again in the post, switch it off, and have it signed.",
                "comments, duets or stitches are disabled",
            );
        }
        Ok(())
    }

    async fn identity(&self, caller: Caller<'_>, account_id: Option<&str>) -> Result<Identity, Failure> {
        let own = who(&self.http, caller).await.map_err(Verdict::failure)?;
        if account_id.is_some_and(|wanted| wanted != own.id) {
            return Err(failure(
                FailureClass::SetUp,
                format!(
                    "This sign-in belongs to the account “{}”, which is another one than this channel's.",
                    own.name
                ),
                "another open_id",
            ));
        }
        Ok(own)
    }

    /// Calls a post off that TikTok has not published yet.
    async fn call_off(&self, caller: Caller<'_>, publish_id: &str) -> Result<bool, Verdict> {
        let body = serde_json::json!({ "publish_id": publish_id });
        let answer = self.http.send(Call::new(&CANCEL, caller, &[]).json(body).commits()).await?;
        match refusals::code(&answer).as_str() {
            "publish_not_cancellable" | "invalid_publish_id" | "token_not_authorized_for_specified_publish_id" => {
                Ok(false)
            }
            _ => refusals::judge(&answer).map_or(Ok(true), Err),
        }
    }
}

/// The account of whoever signs in. The name in addresses is told only where the right for it was given.
async fn who(http: &Http, caller: Caller<'_>) -> Result<Identity, Verdict> {
    let ask = |fields: &'static str| http.send(Call::new(&USER, caller, &[]).ask("fields", fields));
    let mut answer = ask("open_id,display_name,username").await?;
    if matches!(refusals::code(&answer).as_str(), "scope_not_authorized" | "scope_permission_missed") {
        answer = ask("open_id,display_name").await?;
    }
    let UserData { user } = data(&answer)?;
    if user.open_id.is_empty() {
        return Err(unclear(&answer, "without an account"));
    }
    let name = if is_username(&user.username) { format!("@{}", user.username) } else { user.display_name };
    Ok(Identity { id: user.open_id, name })
}

#[async_trait]
impl Publisher for Tiktok {
    fn platform(&self) -> Platform {
        Platform::Tiktok
    }

    async fn prepare(&self, permit: &Permit, part: &SignedPart, journal: &dyn Journal) -> Result<Prepared, Failure> {
        let caller = Caller::of(permit.account(), Some(permit.correlation()));
        self.upload(caller, part, permit.options(), &|media| permit.open(media), journal).await
    }

    async fn commit(&self, permit: CommitPermit<'_>, prepared: Prepared) -> Outcome {
        self.publish(permit, prepared).await
    }

    async fn find(&self, search: &Search<'_>) -> Result<Sightings, Failure> {
        self.look(Caller::of(search.account, search.correlation), search).await
    }

    async fn fate(&self, search: &Search<'_>) -> Result<Option<Fate>, Failure> {
        self.became(Caller::of(search.account, search.correlation), search).await
    }

    async fn creator(&self, account: &Account) -> Result<Option<TiktokCreator>, Failure> {
        self.lets_choose(Caller::of(account, None)).await.map(Some).map_err(Verdict::failure)
    }

    async fn permalink(&self, account: &Account, _: PartRole, platform_id: &str) -> Result<Option<String>, Failure> {
        self.addressed(account, platform_id).await.map_err(Verdict::failure)
    }

    async fn shown(&self, public: &Public<'_>) -> Result<ShownNow, Failure> {
        self.read_one(public).await.map_err(Verdict::failure)
    }

    fn sighting_at(&self, account: &Account, role: PartRole, address: &str) -> Result<Sighting, NoSighting> {
        if role == PartRole::FirstComment || role.is_answer() {
            return Err(NoSighting::NoComment);
        }
        let address = self.http.public(Platform::Tiktok, address).ok_or(NoSighting::NoPost)?;
        let shown = address::shown(&address).ok_or(NoSighting::NoPost)?;
        let own = account.name.strip_prefix('@');
        if own.is_some_and(|own| !own.eq_ignore_ascii_case(&shown.username)) {
            return Err(NoSighting::AnotherAccount);
        }
        Ok(Sighting { platform_id: shown.id, permalink: Some(shown.permalink) })
    }

    /// TikTok lets no program delete a post; what is not out yet can be called off.
    async fn remove(&self, account: &Account, platform_id: &str) -> Removal {
        if is_publish_id(platform_id) {
            match self.call_off(Caller::of(account, None), platform_id).await {
                Ok(true) => return Removal::Removed,
                Ok(false) => {}
                Err(verdict) => return verdict.removal(Platform::Tiktok),
            }
        }
        Removal::Refused(failure(
            FailureClass::SetUp,
            "TikTok lets no program delete a post. Open it in TikTok's app and delete it there, then say so here.",
            "not in the Content Posting API",
        ))
    }

    fn page_of(&self, account: &Account) -> String {
        match [&account.name, &account.id].into_iter().find(|name| name.starts_with('@')) {
            Some(name) => format!("https://www.tiktok.com/{name}"),
            None => "https://www.tiktok.com/profile".to_owned(),
        }
    }

    fn account_at(&self, address: &str) -> Option<Identity> {
        let name = address::account(&self.http.public(Platform::Tiktok, address)?)?;
        Some(Identity { id: name.clone(), name })
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
