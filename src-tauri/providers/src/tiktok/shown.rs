//! Reads one post that is public on TikTok, for comparing it with what was signed.
//!
//! Invariant: changes nothing. TikTok tells programs the words alone, of what everybody may watch, and only once it was looked
//! at there; of anything else nothing is concluded.
//! (Display API, video/query: `video_description`; Content Posting API, status: a post's own id after moderation; that a
//! caption comes as it was sent, but for space at its edges, is unverified; read 2026-11-20.)

use countersign_core::model::TiktokPrivacy;
use countersign_core::publish::{Public, Shown};
use serde_json::json;

use super::refusals::data;
use super::signed::signed;
use super::wire::{Stage, VIDEO, VideoList, is_post, is_publish_id};
use super::{Tiktok, address};
use crate::errors::Verdict;
use crate::http::{Call, Caller};
use crate::shown::Rewriting;

const FIELDS: &str = "id,video_description";

impl Tiktok {
    pub(super) async fn read_one(&self, public: &Public<'_>) -> Result<Shown, Verdict> {
        let caller = Caller::of(public.account, Some(public.correlation));
        let wanted = signed(public.part, public.options)?;
        if wanted.privacy.is_some_and(|privacy| privacy != TiktokPrivacy::Public) {
            return Ok(Shown::CannotBeRead(
                "TikTok shows programs only what everybody may watch, and this post was signed for fewer.".to_owned(),
            ));
        }
        let Some(id) = self.own_id(caller, public).await? else {
            return Ok(Shown::NotYet(
                "TikTok tells what a post is called only once it has looked at it, and only where everybody may watch it."
                    .to_owned(),
            ));
        };
        let body = json!({ "filters": { "video_ids": [id] } });
        let answer = self.http.send(Call::new(&VIDEO, caller, &[]).ask("fields", FIELDS).json(body)).await?;
        let list: VideoList = data(&answer)?;
        Ok(match list.videos.into_iter().find(|video| video.id == id) {
            Some(video) => Shown::There(vec![Rewriting::NONE.text(&public.part.text, &video.video_description)]),
            None => Shown::Gone,
        })
    }

    /// What TikTok calls the post itself: by its address, where that is known, or as it tells now.
    async fn own_id(&self, caller: Caller<'_>, public: &Public<'_>) -> Result<Option<String>, Verdict> {
        if is_post(public.platform_id) {
            return Ok(Some(public.platform_id.to_owned()));
        }
        let addressed = public.permalink.and_then(|at| url::Url::parse(at).ok()).and_then(|at| address::shown(&at));
        if let Some(shown) = addressed.filter(|shown| is_post(&shown.id)) {
            return Ok(Some(shown.id));
        }
        if !is_publish_id(public.platform_id) {
            return Ok(None);
        }
        let (standing, _) = self.standing(caller, public.platform_id).await?;
        Ok(standing.filter(|standing| standing.stage() == Stage::Posted).and_then(|standing| standing.post_id()))
    }
}
