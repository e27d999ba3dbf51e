//! Makes a video public as it was signed, and comments on it.
//!
//! Invariant: [`Youtube::show`] and [`Youtube::comment`] are the only calls that make anything public; they are reached with
//! a [`CommitPermit`] only, and send once. Showing tells YouTube all that was signed once more, so that nothing is shown
//! that somebody changed there meanwhile; telling it twice is telling it once.

use countersign_core::gate::{CommitPermit, SignedMedia, SignedPart};
use countersign_core::model::{PartRole, PlatformOptions, YoutubePrivacy, YoutubeVideo};
use countersign_core::publish::{Failure, FailureClass, Handle, Journal, Outcome, Prepared, Receipt, Sighting};
use serde_json::json;

use super::film::{FILM, Files, Upload, unclear, unusable};
use super::kept::Kept;
use super::refusals::judge;
use super::wire::{self, ANSWER, Answer, COMMENT, Stage, Thread, UPDATE, Video, is_comment};
use super::{Youtube, comment_permalink, permalink};
use crate::errors::{Verdict, answered, impossible};
use crate::http::{Call, Caller};

/// What people are told as long as YouTube works on a video that it was told to show.
pub(super) const WORKING: &str = "YouTube has this video and is still working on it: nobody can watch it before it is done. Countersign looks again, and says so if YouTube rejects it.";

/// What was signed of a video, whole.
pub(super) struct Signed<'a> {
    pub(super) video: &'a YoutubeVideo,
    pub(super) privacy: YoutubePrivacy,
    pub(super) kids: bool,
    pub(super) film: &'a SignedMedia,
    pub(super) cover: Option<&'a SignedMedia>,
}

const NO_MESSAGES: &str = "YouTube takes no messages from programs. Please answer on YouTube itself.";

impl Youtube {
    /// Brings a part's film to YouTube, private. A comment needs nothing before it.
    pub(super) async fn upload(
        &self,
        caller: Caller<'_>,
        part: &SignedPart,
        options: &PlatformOptions,
        files: Files<'_>,
        journal: &dyn Journal,
    ) -> Result<Prepared, Failure> {
        match part.role {
            PartRole::Message | PartRole::PrivateReply => Err(impossible(NO_MESSAGES).failure()),
            PartRole::FirstComment | PartRole::Reply => {
                commentable(part).map_err(Verdict::failure).map(|()| Prepared::default())
            }
            PartRole::Main | PartRole::Thread => {
                let Signed { video, kids, film, cover, .. } = signed(part, options).map_err(Verdict::failure)?;
                Upload { youtube: self, caller, part, video, kids, film, cover, journal }.prepare(files).await
            }
        }
    }

    /// Makes a part public.
    pub(super) async fn publish(&self, permit: CommitPermit<'_>, prepared: Prepared) -> Outcome {
        let (part, account) = (permit.part(), permit.account());
        let caller = Caller::of(account, Some(permit.correlation()));
        match part.role {
            PartRole::Message | PartRole::PrivateReply => impossible(NO_MESSAGES).outcome(),
            PartRole::FirstComment => self
                .comment(caller, &account.id, part, permit.root())
                .await
                .map_or_else(Verdict::outcome, Outcome::Published),
            PartRole::Reply => self
                .answer(caller, part, permit.commented(), permit.root())
                .await
                .map_or_else(Verdict::outcome, Outcome::Published),
            PartRole::Main | PartRole::Thread => {
                self.show(caller, part, permit.options(), &prepared).await.unwrap_or_else(Verdict::outcome)
            }
        }
    }

    /// The call after which everybody may watch it.
    pub(super) async fn show(
        &self,
        caller: Caller<'_>,
        part: &SignedPart,
        options: &PlatformOptions,
        prepared: &Prepared,
    ) -> Result<Outcome, Verdict> {
        let signed = signed(part, options)?;
        let [id] = prepared.media_ids.as_slice() else {
            return Err(Verdict::later(
                FailureClass::TryAgain,
                "The video of this post was not uploaded, so nothing was published. Countersign tries again.",
                &format!("{} ids", prepared.media_ids.len()),
            ));
        };
        let mut body = wire::told(part, signed.video, signed.privacy, signed.kids);
        body["id"] = json!(id);
        let call = Call::new(&UPDATE, caller, &[]).ask("part", "snippet,status").json(body).commits();
        let answer = self.http.send(call).await?;
        if let Some(verdict) = judge(&answer) {
            return Err(verdict);
        }
        let video: Option<Video> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        let video = video.filter(|video| video.id == *id).ok_or_else(|| unclear(&answer, "without the video"))?;
        match (video.stage(), video.status.privacy_status.as_str()) {
            (stage @ (Stage::Failed(_) | Stage::Rejected(_)), _) => Err(unusable(&stage)),
            // Nobody can watch it yet, and it may still be rejected.
            (Stage::Working, privacy) if privacy == signed.privacy.word() => Ok(Outcome::Working(Receipt {
                message: WORKING.to_owned(),
                handle: Handle { name: FILM.to_owned(), value: Kept::Shown(id.clone()).written() },
            })),
            (_, privacy) if privacy == signed.privacy.word() => {
                Ok(Outcome::Published(Sighting { platform_id: id.clone(), permalink: Some(permalink(id)) }))
            }
            (_, "private") => Err(Verdict::refused(
                FailureClass::SetUp,
                "YouTube keeps this video private whatever is asked for: it did so with projects at Google that it had not checked. The video is in YouTube Studio, where a person can publish it; ask Google for the check of the clinic's project.",
                "privacyStatus stays private",
            )),
            (_, other) => Err(unclear(&answer, &format!("with the privacy “{other}”"))),
        }
    }

    /// The call that puts a comment under the video.
    pub(super) async fn comment(
        &self,
        caller: Caller<'_>,
        channel: &str,
        part: &SignedPart,
        root: Option<&str>,
    ) -> Result<Sighting, Verdict> {
        commentable(part)?;
        let video = answered(root)?;
        let body = json!({ "snippet": {
            "channelId": channel,
            "videoId": video,
            "topLevelComment": { "snippet": { "textOriginal": part.text } },
        } });
        let call = Call::new(&COMMENT, caller, &[]).ask("part", "snippet").json(body).commits();
        let answer = self.http.send(call).await?;
        if let Some(verdict) = judge(&answer) {
            return Err(verdict);
        }
        let made: Option<Thread> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        let made = made.filter(|made| is_comment(&made.id)).ok_or_else(|| unclear(&answer, "without a comment"))?;
        Ok(Sighting { permalink: Some(comment_permalink(video, &made.id)), platform_id: made.id })
    }

    /// The call that puts an answer under a comment.
    pub(super) async fn answer(
        &self,
        caller: Caller<'_>,
        part: &SignedPart,
        thread: Option<&str>,
        video: Option<&str>,
    ) -> Result<Sighting, Verdict> {
        commentable(part)?;
        let thread = answered(thread)?;
        let body = json!({"snippet": {"parentId": thread, "textOriginal": part.text}});
        let call = Call::new(&ANSWER, caller, &[]).ask("part", "snippet").json(body).commits();
        let answer = self.http.send(call).await?;
        if let Some(verdict) = judge(&answer) {
            return Err(verdict);
        }
        let made: Option<Answer> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        let made = made.filter(|made| is_comment(&made.id)).ok_or_else(|| unclear(&answer, "without an answer"))?;
        Ok(Sighting { permalink: video.map(|video| comment_permalink(video, &made.id)), platform_id: made.id })
    }
}

/// What was signed, if YouTube can show it so.
pub(super) fn signed<'a>(part: &'a SignedPart, options: &'a PlatformOptions) -> Result<Signed<'a>, Verdict> {
    let Some(video) = options.youtube() else {
        return Err(impossible("The settings of this post are another platform's. Please write it anew."));
    };
    if part.role == PartRole::Thread {
        return Err(impossible("YouTube has no threads. Please make this one post."));
    }
    let (Some(privacy), Some(kids)) = (video.privacy, video.made_for_kids) else {
        return Err(impossible(
            "Nobody said who can watch this video, or whether it is made for children. Please choose both.",
        ));
    };
    let films: Vec<&SignedMedia> = part.media.iter().filter(|media| media.is_video()).collect();
    let pictures: Vec<&SignedMedia> = part.media.iter().filter(|media| !media.is_video()).collect();
    match (films.as_slice(), pictures.as_slice()) {
        ([film], [] | [_]) if film.bytes > 0 => {
            Ok(Signed { video, privacy, kids, film, cover: pictures.first().copied() })
        }
        ([_], [] | [_]) => Err(impossible("The video of this post is empty. Please choose another one.")),
        ([..], [..]) => {
            Err(impossible("A post on YouTube is one video, and at most one picture before it. Please change it."))
        }
    }
}

fn commentable(part: &SignedPart) -> Result<(), Verdict> {
    if part.media.is_empty() {
        return Ok(());
    }
    Err(impossible("The first comment on YouTube carries text only. Please take its pictures out."))
}
