//! Reads one video or comment that is public on YouTube, for comparing it with what was signed.
//!
//! Invariant: changes nothing. *Gone* is said only where the channel itself can still be read with the same sign-in, since to
//! another YouTube answers about what is private as about what is not there.
//! (YouTube Data API v3, videos.list and commentThreads.list: texts come as they were told; `textOriginal` is told to a
//! comment's author; read 2026-11-20.)

use countersign_core::model::{PartRole, ShownField};
use countersign_core::publish::{Aspect, FailureClass, Public, Shown};
use serde_json::Value;

use super::Youtube;
use super::film::unclear;
use super::publish::signed;
use super::refusals::{is_not_there, judge};
use super::wire::{
    self, ANSWERS, Answer, COMMENTS, CommentSnippet, Stage, Thread, VIDEOS, Video, is_comment, is_video,
};
use crate::errors::{Verdict, failure};
use crate::http::{Call, Caller};
use crate::shown::{Rewriting, exactly};

/// Comments come without markup where `textFormat` asks for that, and as HTML writes them otherwise.
const REWRITING: Rewriting = Rewriting { shorteners: &[], wrappers: &[("youtube.com/redirect", "q")], escapes: true };
/// How many pages of comments are read at most.
const PAGES: usize = 5;

impl Youtube {
    pub(super) async fn read_one(&self, public: &Public<'_>) -> Result<Shown, Verdict> {
        let caller = Caller::of(public.account, Some(public.correlation));
        let shown = match public.part.role {
            PartRole::FirstComment if is_comment(public.platform_id) => self.read_comment(caller, public).await?,
            PartRole::Reply if is_comment(public.platform_id) => self.read_answer(caller, public).await?,
            PartRole::Main if is_video(public.platform_id) => self.read_video(caller, public).await?,
            PartRole::Main
            | PartRole::Thread
            | PartRole::FirstComment
            | PartRole::Reply
            | PartRole::Message
            | PartRole::PrivateReply => {
                return Ok(Shown::CannotBeRead("Countersign knows this post by its address alone.".to_owned()));
            }
        };
        match shown {
            Some(shown) => Ok(shown),
            None if self.who(caller).await?.id == public.account.id => Ok(Shown::Gone),
            None => Err(Verdict::Refused(failure(
                FailureClass::SetUp,
                "This channel signs in for another one than the one that this was posted on. Connect the right channel again.",
                "the token is another channel's",
            ))),
        }
    }

    async fn read_video(&self, caller: Caller<'_>, public: &Public<'_>) -> Result<Option<Shown>, Verdict> {
        let call = Call::new(&VIDEOS, caller, &[])
            .ask("part", "id,snippet,status,processingDetails")
            .ask("id", public.platform_id);
        let answer = self.http.send(call).await?;
        if is_not_there(&answer) {
            return Ok(None);
        }
        if let Some(verdict) = judge(&answer) {
            return Err(verdict);
        }
        let list: Option<wire::List<Video>> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        let list = list.ok_or_else(|| unclear(&answer, "without a list"))?;
        let Some(video) = list.items.into_iter().find(|video| video.id == public.platform_id) else { return Ok(None) };
        let snippet = answer.json().and_then(|mut body| body.pointer_mut("/items/0/snippet").map(Value::take));
        Ok(Some(match video.stage() {
            Stage::Working => Shown::NotYet("YouTube is still working on the video.".to_owned()),
            stage @ (Stage::Ready | Stage::Failed(_) | Stage::Rejected(_) | Stage::Deleted) => {
                Shown::There(told(public, &video, &stage, &snippet.unwrap_or_default())?)
            }
        }))
    }

    async fn read_comment(&self, caller: Caller<'_>, public: &Public<'_>) -> Result<Option<Shown>, Verdict> {
        let Some(video) = public.parent else {
            return Ok(Some(Shown::CannotBeRead("It is not on record which video it stands under.".to_owned())));
        };
        let asked = [
            ("part", "snippet".to_owned()),
            ("videoId", video.to_owned()),
            ("order", "time".to_owned()),
            ("textFormat", "plainText".to_owned()),
            ("maxResults", "100".to_owned()),
        ];
        let mut after: Option<String> = None;
        for _ in 0..PAGES {
            let list: wire::List<Thread> = match self.page(&COMMENTS, caller, &asked, after.as_deref()).await {
                Ok(list) => list,
                // Where the video is gone its comments are; the reading of the video says so.
                Err(Verdict::Refused(failure)) if failure.detail.contains("videoNotFound") => return Ok(None),
                Err(verdict) => return Err(verdict),
            };
            if let Some(thread) = list.items.iter().find(|thread| thread.id == public.platform_id) {
                return Ok(Some(said(public, &thread.snippet.top_level_comment.snippet)));
            }
            after = list.next;
            if after.is_none() {
                return Ok(None);
            }
        }
        Ok(Some(Shown::NotYet("There are more comments under the video than YouTube was asked for.".to_owned())))
    }

    async fn read_answer(&self, caller: Caller<'_>, public: &Public<'_>) -> Result<Option<Shown>, Verdict> {
        let Some(thread) = public.parent else {
            return Ok(Some(Shown::CannotBeRead("It is not on record which comment it answers.".to_owned())));
        };
        let asked = [
            ("part", "snippet".to_owned()),
            ("parentId", thread.to_owned()),
            ("textFormat", "plainText".to_owned()),
            ("maxResults", "100".to_owned()),
        ];
        let mut after: Option<String> = None;
        for _ in 0..PAGES {
            let list: wire::List<Answer> = match self.page(&ANSWERS, caller, &asked, after.as_deref()).await {
                Ok(list) => list,
                // Where the comment is gone its answers are.
                Err(Verdict::Refused(failure)) if failure.detail.contains("commentNotFound") => return Ok(None),
                Err(verdict) => return Err(verdict),
            };
            if let Some(answer) = list.items.iter().find(|answer| answer.id == public.platform_id) {
                return Ok(Some(said(public, &answer.snippet)));
            }
            after = list.next;
            if after.is_none() {
                return Ok(None);
            }
        }
        Ok(Some(Shown::NotYet("There are more answers under the comment than YouTube was asked for.".to_owned())))
    }
}

fn said(public: &Public<'_>, told: &CommentSnippet) -> Shown {
    Shown::There(vec![
        exactly(ShownField::Account, &public.account.id, told.author()),
        REWRITING.text(&public.part.text, told.text()),
    ])
}

fn told(public: &Public<'_>, video: &Video, stage: &Stage, snippet: &Value) -> Result<Vec<Aspect>, Verdict> {
    let wanted = signed(public.part, public.options)?;
    let text = |name: &str| snippet.get(name).and_then(Value::as_str).unwrap_or_default();
    let mut tags: Vec<String> = wanted.video.tags.iter().map(|tag| tag.trim().to_owned()).collect();
    let shown = snippet.get("tags").and_then(Value::as_array).into_iter().flatten();
    let mut shown: Vec<String> = shown.filter_map(Value::as_str).map(str::to_owned).collect();
    tags.sort();
    shown.sort();
    let seen = match stage {
        Stage::Failed(why) | Stage::Rejected(why) => format!("nobody: YouTube does not show it ({why})"),
        Stage::Deleted => "nobody: it is deleted".to_owned(),
        Stage::Ready | Stage::Working => video.status.privacy_status.clone(),
    };
    let mut aspects = vec![
        REWRITING.words(ShownField::Title, &wanted.video.title, text("title")),
        REWRITING.text(&public.part.text, text("description")),
        exactly(ShownField::Tags, tags.join(", "), shown.join(", ")),
        exactly(ShownField::Visibility, wanted.privacy.word(), seen),
    ];
    if !text("channelId").is_empty() {
        aspects.insert(0, exactly(ShownField::Account, &public.account.id, text("channelId")));
    }
    if !text("categoryId").is_empty() {
        aspects.push(exactly(ShownField::Category, wanted.video.category.number(), text("categoryId")));
    }
    if let Some(kids) = video.status.self_declared_made_for_kids {
        let word = |yes: bool| if yes { "yes" } else { "no" };
        aspects.push(exactly(ShownField::MadeForKids, word(wanted.kids), word(kids)));
    }
    Ok(aspects)
}
