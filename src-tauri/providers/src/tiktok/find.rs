//! Finds out what became of a post on TikTok, and where the public sees it.
//!
//! Invariant: changes nothing there. As long as the post's own id is known TikTok's word about it counts, and no list proves
//! anything. That a list does not show something proves nothing either: it has what is public alone, and that only after
//! moderation.

use countersign_core::gate::Account;
use countersign_core::model::TiktokPrivacy;
use countersign_core::publish::{Failure, Fate, Search, Sighting, Sightings};
use serde_json::json;

use super::Tiktok;
use super::film::UPLOAD;
use super::kept::Kept;
use super::publish::{IN_THE_INBOX, WORKING, Whose};
use super::refusals::{code, data, failed};
use super::signed::{Shown, signed};
use super::wire::{self, STATUS, Stage, Standing, VIDEO, VIDEOS, VideoList, is_post, is_publish_id};
use crate::errors::Verdict;
use crate::http::{Call, Caller};
use crate::instants::seconds;
use crate::route::is_page;
use crate::wording::plain;

/// How many pages of a list are read at most.
const PAGES: usize = 5;
/// The most that a page holds.
const ON_A_PAGE: u32 = 20;
/// What is read of a post in a list.
const FIELDS: &str = "id,create_time,share_url,video_description";

/// What stands in the journal of a post on its way.
fn noted(search: &Search<'_>) -> Option<Kept> {
    search.handles.iter().find(|handle| handle.name == UPLOAD).and_then(|handle| Kept::read(&handle.value))
}

impl Tiktok {
    /// How a post on its way stands, and when that was said; none if TikTok knows no such post of this account.
    pub(super) async fn standing(
        &self,
        caller: Caller<'_>,
        publish_id: &str,
    ) -> Result<(Option<Standing>, countersign_core::model::Millis), Verdict> {
        let call = Call::new(&STATUS, caller, &[]).json(json!({ "publish_id": publish_id }));
        let answer = self.http.send(call).await?;
        if matches!(code(&answer).as_str(), "invalid_publish_id" | "token_not_authorized_for_specified_publish_id") {
            return Ok((None, answer.at));
        }
        Ok((Some(data(&answer)?), answer.at))
    }

    /// What became of a post that may have been taken.
    pub(super) async fn became(&self, caller: Caller<'_>, search: &Search<'_>) -> Result<Option<Fate>, Failure> {
        let Some(kept) = noted(search) else { return Ok(None) };
        let (standing, _) = self.standing(caller, &kept.publish_id).await.map_err(Verdict::failure)?;
        Ok(standing.and_then(|standing| match standing.stage() {
            Stage::Posted => None,
            Stage::Inbox => Some(Fate::WithPerson(IN_THE_INBOX.to_owned())),
            Stage::Failed => Some(Fate::Refused(failed(&standing.fail_reason))),
            Stage::Uploading if lacks(search, &standing) => None,
            Stage::Uploading | Stage::Working => Some(Fate::Working(WORKING.to_owned())),
        }))
    }

    pub(super) async fn look(&self, caller: Caller<'_>, search: &Search<'_>) -> Result<Sightings, Failure> {
        let whose = (caller, search.account.name.as_str());
        let nothing = |complete| Sightings { matches: Vec::new(), complete };
        let Some(kept) = noted(search) else {
            let signed = signed(search.part, search.options).map_err(Verdict::failure)?;
            return match signed.shown {
                // What was not even begun has no bytes, and comes to nothing.
                Shown::Film(_) => Ok(nothing(true)),
                Shown::Pictures(_) if signed.privacy == Some(TiktokPrivacy::Public) => {
                    self.among_public(caller, search).await.map_err(Verdict::failure)
                }
                Shown::Pictures(_) => Ok(nothing(false)),
            };
        };
        let (standing, _) = self.standing(caller, &kept.publish_id).await.map_err(Verdict::failure)?;
        let Some(standing) = standing else { return Ok(nothing(false)) };
        match standing.stage() {
            Stage::Posted => {
                let sighting = self.sighting(whose, &kept.publish_id, &standing).await;
                Ok(Sightings { matches: vec![sighting], complete: true })
            }
            // The last byte publishes, and TikTok itself says that it is missing.
            Stage::Uploading => Ok(nothing(lacks(search, &standing))),
            Stage::Failed => Ok(nothing(true)),
            Stage::Inbox | Stage::Working => Ok(nothing(false)),
        }
    }

    /// Pictures whose beginning got no answer, among what the public sees.
    async fn among_public(&self, caller: Caller<'_>, search: &Search<'_>) -> Result<Sightings, Verdict> {
        let words = plain(&search.part.text);
        let (mut matches, mut cursor) = (Vec::new(), None);
        for _ in 0..PAGES {
            let mut body = json!({ "max_count": ON_A_PAGE });
            if let Some(cursor) = cursor {
                body["cursor"] = json!(cursor);
            }
            let answer = self.http.send(Call::new(&VIDEOS, caller, &[]).ask("fields", FIELDS).json(body)).await?;
            let list: VideoList = data(&answer)?;
            let too_old = list.videos.iter().any(|video| video.create_time < seconds(search.since));
            matches.extend(
                list.videos
                    .iter()
                    .filter(|video| video.create_time >= seconds(search.since))
                    .filter(|video| !words.is_empty() && plain(&video.video_description) == words && is_post(&video.id))
                    .map(|video| (video.create_time, sighting(video))),
            );
            if too_old || !list.has_more {
                break;
            }
            cursor = Some(list.cursor);
        }
        matches.sort_by(|(a, first), (b, second)| (a, &first.platform_id).cmp(&(b, &second.platform_id)));
        Ok(Sightings { matches: matches.into_iter().map(|(_, seen)| seen).collect(), complete: false })
    }

    /// Where the public sees a post: as TikTok tells, or else by the rule that its addresses follow.
    pub(super) async fn address_of(&self, (caller, username): Whose<'_>, id: &str) -> Option<String> {
        let body = json!({ "filters": { "video_ids": [id] } });
        let call = Call::new(&VIDEO, caller, &[]).ask("fields", FIELDS).json(body);
        let told = match self.http.send(call).await {
            Ok(answer) => data::<VideoList>(&answer).ok(),
            Err(_) => None,
        };
        let shown = told.and_then(|list| list.videos.into_iter().find(|video| video.id == id)).and_then(|it| page(&it));
        shown.or_else(|| username.strip_prefix('@').map(|name| permalink(name, id)))
    }

    /// The address of a post that is out, once moderation let the public see it.
    pub(super) async fn addressed(&self, account: &Account, platform_id: &str) -> Result<Option<String>, Verdict> {
        let whose = (Caller::of(account, None), account.name.as_str());
        if !is_publish_id(platform_id) {
            return Ok(None);
        }
        let (standing, _) = self.standing(whose.0, platform_id).await?;
        match standing.and_then(|standing| standing.post_id()) {
            Some(id) => Ok(self.address_of(whose, &id).await),
            None => Ok(None),
        }
    }
}

/// Whether TikTok itself says that bytes of the film are missing.
fn lacks(search: &Search<'_>, standing: &Standing) -> bool {
    let total: u64 = search.part.media.iter().filter(|media| media.is_video()).map(|media| media.bytes).sum();
    standing.uploaded_bytes.is_some_and(|has| has < total)
}

fn sighting(video: &wire::Video) -> Sighting {
    Sighting { platform_id: video.id.clone(), permalink: page(video) }
}

/// The address that TikTok gives out for sharing, without what it tells about who shared it.
fn page(video: &wire::Video) -> Option<String> {
    let address = video.share_url.split('?').next().unwrap_or_default();
    is_page(countersign_core::model::Platform::Tiktok, address).then(|| address.to_owned())
}

/// That pictures stand under it as well is unverified; TikTok leads on to them.
fn permalink(username: &str, id: &str) -> String {
    format!("https://www.tiktok.com/@{username}/video/{id}")
}
