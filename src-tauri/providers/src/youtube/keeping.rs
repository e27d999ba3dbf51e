//! What YouTube makes public later by itself: a private video that is told when.
//!
//! Invariant: a video is told a time only together with *private*, reached with a [`KeepPermit`] only; taking it back tells it
//! everything once more but the time, so it stays private and no byte of it has to come again.

use countersign_core::gate::KeepPermit;
use countersign_core::model::{Millis, YoutubePrivacy};
use countersign_core::publish::{
    Failure, FailureClass, Handed, Kept, KeptShown, Prepared, Removal, Search, Sighting, Sightings,
};
use serde_json::{Value, json};

use super::film::{FILM, unclear, unusable};
use super::kept::Kept as Noted;
use super::publish::signed;
use super::refusals::judge;
use super::wire::{self, Stage, UPDATE, Video};
use super::{Youtube, permalink};
use crate::errors::{Verdict, failure, impossible};
use crate::http::{Call, Caller};
use crate::instants::{for_x, seconds, written};

const PRIVATE: &str = "private";

impl Youtube {
    /// Tells a private video when to become public.
    pub(super) async fn hand_over_part(&self, permit: KeepPermit<'_>, prepared: Prepared) -> Handed {
        match self.tell_when(&permit, &prepared).await {
            Ok(platform_id) => Handed::Kept { platform_id },
            Err(verdict) => verdict.handed(),
        }
    }

    async fn tell_when(&self, permit: &KeepPermit<'_>, prepared: &Prepared) -> Result<String, Verdict> {
        let caller = Caller::of(permit.account(), Some(permit.correlation()));
        let wanted = signed(permit.part(), permit.options())?;
        if wanted.privacy != YoutubePrivacy::Public {
            return Err(impossible("At its time YouTube makes a video public for everybody, and nothing else."));
        }
        let [id] = prepared.media_ids.as_slice() else {
            return Err(Verdict::later(
                FailureClass::TryAgain,
                "The video of this post was not uploaded, so it was not handed over. Countersign tries again.",
                &format!("{} ids", prepared.media_ids.len()),
            ));
        };
        let mut body = wire::told(permit.part(), wanted.video, YoutubePrivacy::Private, wanted.kids);
        body["status"]["publishAt"] = json!(for_x(permit.at()));
        let (answer, video) = self.tell(caller, id, body).await?;
        match video.stage() {
            stage @ (Stage::Failed(_) | Stage::Rejected(_)) => Err(unusable(&stage)),
            Stage::Working | Stage::Ready | Stage::Deleted if is_told(&video, permit.at()) => Ok(id.clone()),
            Stage::Working | Stage::Ready | Stage::Deleted => Err(unclear(&answer, "without the time")),
        }
    }

    /// Overwrites what a video is told. Telling it twice is telling it once.
    pub(super) async fn tell(
        &self,
        caller: Caller<'_>,
        id: &str,
        mut body: Value,
    ) -> Result<(crate::http::Answer, Video), Verdict> {
        body["id"] = json!(id);
        let call = Call::new(&UPDATE, caller, &[]).ask("part", "snippet,status").json(body).commits();
        let answer = self.http.send(call).await?;
        if let Some(verdict) = judge(&answer) {
            return Err(verdict);
        }
        let video: Option<Video> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        let video = video.filter(|video| video.id == id).ok_or_else(|| unclear(&answer, "without the video"))?;
        Ok((answer, video))
    }

    /// Whether the video of a part is told this time.
    pub(super) async fn among_kept(
        &self,
        caller: Caller<'_>,
        search: &Search<'_>,
        at: Millis,
    ) -> Result<Sightings, Verdict> {
        let noted = search.handles.iter().find(|handle| handle.name == FILM);
        let Some(Noted::Video(id) | Noted::Shown(id)) = noted.and_then(|handle| Noted::read(&handle.value)) else {
            // What was not even all there was told nothing.
            return Ok(Sightings { matches: Vec::new(), complete: true });
        };
        let told = self.video(caller, &id).await?.is_some_and(|video| is_told(&video, at));
        let matches = told.then_some(Sighting { platform_id: id, permalink: None });
        Ok(Sightings { matches: matches.into_iter().collect(), complete: true })
    }

    /// How a video stands that was told a time.
    pub(super) async fn look_at(&self, kept: &Kept) -> Result<KeptShown, Failure> {
        let caller = Caller::of(&kept.account, Some(kept.correlation));
        let id = &kept.platform_id;
        match self.video(caller, id).await.map_err(Verdict::failure)? {
            Some(video) => Ok(match video.stage() {
                Stage::Deleted => KeptShown::Gone,
                stage @ (Stage::Failed(_) | Stage::Rejected(_)) => KeptShown::Refused(unusable(&stage).failure()),
                Stage::Working | Stage::Ready if video.status.privacy_status != PRIVATE => {
                    KeptShown::Public(Sighting { platform_id: id.clone(), permalink: Some(permalink(id)) })
                }
                Stage::Working | Stage::Ready if video.status.publish_at.is_some() => KeptShown::Waits,
                // Private, and told no time: it becomes public no more.
                Stage::Working | Stage::Ready => KeptShown::Gone,
            }),
            // To another sign-in YouTube answers about what is private as about what is not there.
            None if self.who(caller).await.map_err(Verdict::failure)?.id == kept.account.id => Ok(KeptShown::Gone),
            None => Err(failure(
                FailureClass::SetUp,
                "This channel signs in for another one than the one that keeps this video. Connect the right channel again.",
                "the token is another channel's",
            )),
        }
    }

    /// Has a video stay private.
    pub(super) async fn untell(&self, kept: &Kept) -> Removal {
        match self.keep_private(kept).await {
            Ok(removal) => removal,
            Err(verdict) => verdict.removal(countersign_core::model::Platform::Youtube),
        }
    }

    async fn keep_private(&self, kept: &Kept) -> Result<Removal, Verdict> {
        let caller = Caller::of(&kept.account, Some(kept.correlation));
        let wanted = signed(&kept.part, &kept.options)?;
        let body = wire::told(&kept.part, wanted.video, YoutubePrivacy::Private, wanted.kids);
        let (answer, video) = self.tell(caller, &kept.platform_id, body).await?;
        if video.status.privacy_status == PRIVATE && video.status.publish_at.is_none() {
            Ok(Removal::Removed)
        } else {
            Err(unclear(&answer, "with a time still"))
        }
    }
}

/// Whether a video is private, and told to become public at this very second.
fn is_told(video: &Video, at: Millis) -> bool {
    let then = video.status.publish_at.as_deref().and_then(written);
    video.status.privacy_status == PRIVATE && then.is_some_and(|then| seconds(then) == seconds(at))
}
