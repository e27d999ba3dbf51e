//! Puts a part on LinkedIn: its pictures first, which nobody sees, then the post or comment itself.
//!
//! Invariant: a picture's name is in the journal before its bytes go anywhere. [`Linkedin::create`] is the only call in
//! this folder that makes something public; it is reached with a [`CommitPermit`] only, and sends once.

use std::time::Duration;

use countersign_core::gate::{CommitPermit, SignedMedia, SignedPart};
use countersign_core::model::{LinkedinArticle, PartRole, Platform, PlatformOptions};
use countersign_core::ports::VaultFault;
use countersign_core::publish::{Failure, FailureClass, Journal, Outcome, Prepared, Sighting};
use serde_json::{Value, json};

use super::refusals::{judge, judge_comment};
use super::wire::{
    self, Begun, BegunValue, COMMENT, CREATE, CommentName, IMAGE, INITIALIZE, Image, UPLOAD, is_image, is_post,
};
use super::{Linkedin, comment_permalink, is_member, little, post_permalink};
use crate::errors::{self, Verdict, all_uploaded, answered, impossible};
use crate::http::{Answer, Call, Caller};

const MOST_PICTURES: usize = 20;
/// Between two questions about a picture that LinkedIn works on.
const PAUSE: Duration = Duration::from_secs(1);

/// The bytes of a signed picture.
pub(super) type Bytes<'a> = &'a (dyn Fn(&SignedMedia) -> Result<Vec<u8>, VaultFault> + Send + Sync);

/// One call that everybody sees.
#[derive(Debug)]
pub(super) enum Plan {
    Post(Value),
    Comment { post: String, body: Value },
}

impl Linkedin {
    /// Uploads a part's pictures.
    pub(super) async fn upload(
        &self,
        caller: Caller<'_>,
        author: &str,
        part: &SignedPart,
        options: &PlatformOptions,
        bytes: Bytes<'_>,
        journal: &dyn Journal,
    ) -> Result<Prepared, Failure> {
        // What can't be posted is not uploaded either.
        possible(part, options).map_err(Verdict::failure)?;
        let mut media_ids = Vec::new();
        for (index, media) in part.media.iter().enumerate() {
            let picture = bytes(media).map_err(|fault| errors::picture(&fault))?;
            let begun = self.initialize(caller, author, media).await.map_err(Verdict::failure)?;
            journal.record(part.id, &format!("media.{index}"), &begun.image).await?;
            self.fill(caller, &begun, media, picture).await.map_err(Verdict::failure)?;
            media_ids.push(begun.image);
        }
        if is_member(author) && !media_ids.is_empty() {
            // LinkedIn does not tell a member how a picture is doing; all there is to do is to give it a little time.
            tokio::time::sleep(self.settings.member_grace).await;
        } else {
            for image in &media_ids {
                self.until_ready(caller, image).await.map_err(Verdict::failure)?;
            }
        }
        Ok(Prepared { media_ids })
    }

    async fn initialize(&self, caller: Caller<'_>, author: &str, media: &SignedMedia) -> Result<BegunValue, Verdict> {
        if !["image/jpeg", "image/png", "image/gif"].contains(&media.mime.as_str()) {
            return Err(Verdict::refused(
                FailureClass::FixContent,
                "LinkedIn takes pictures as JPEG, PNG or GIF only. Please choose another picture.",
                &media.mime,
            ));
        }
        let body = json!({"initializeUploadRequest": {"owner": author}});
        let call = self.call(&INITIALIZE, caller, &[]).ask("action", "initializeUpload").json(body);
        let answer = self.http.send(call).await?;
        if !answer.succeeded() {
            return Err(judge(&answer));
        }
        let begun: Option<Begun> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        begun
            .map(|begun| begun.value)
            .filter(|value| is_image(&value.image))
            .ok_or_else(|| Verdict::Unclear(Platform::Linkedin, format!("{} without a picture's name", answer.status)))
    }

    async fn fill(
        &self,
        caller: Caller<'_>,
        begun: &BegunValue,
        media: &SignedMedia,
        picture: Vec<u8>,
    ) -> Result<(), Verdict> {
        let call = Call::new(&UPLOAD, caller, &[]).at(&begun.upload_url).bytes(picture, &media.mime);
        let answer = self.http.send(call).await?;
        if answer.succeeded() { Ok(()) } else { Err(judge(&answer)) }
    }

    /// Asks until LinkedIn has worked through a picture.
    async fn until_ready(&self, caller: Caller<'_>, image: &str) -> Result<(), Verdict> {
        let mut left = self.processing;
        let names = [image];
        loop {
            let answer = self.http.send(self.call(&IMAGE, caller, &names)).await?;
            if !answer.succeeded() {
                return Err(judge(&answer));
            }
            let image: Option<Image> = answer.json().and_then(|body| serde_json::from_value(body).ok());
            match image.as_ref().map(|image| image.status.as_str()) {
                Some("AVAILABLE") => return Ok(()),
                Some("PROCESSING_FAILED") => {
                    return Err(Verdict::refused(
                        FailureClass::FixContent,
                        "LinkedIn can't use a picture of this post. Please choose another one.",
                        "PROCESSING_FAILED",
                    ));
                }
                Some(_) | None => {}
            }
            left = left.checked_sub(PAUSE).ok_or_else(|| {
                Verdict::later(
                    FailureClass::TryAgain,
                    "LinkedIn is still working on a picture of this post. Countersign tries again later.",
                    "processing takes too long",
                )
            })?;
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Makes a part public.
    pub(super) async fn publish(&self, permit: CommitPermit<'_>, prepared: Prepared) -> Outcome {
        let part = permit.part();
        let account = permit.account();
        let caller = Caller::of(account, Some(permit.correlation()));
        let above = Above::of(part.role, permit.root(), permit.parent());
        match self.plan(&account.id, part, permit.options(), &prepared, above) {
            Err(verdict) => verdict.outcome(),
            Ok(plan) => match self.create(caller, plan).await {
                Err(verdict) => verdict.outcome(),
                Ok(sighting) => Outcome::Published(sighting),
            },
        }
    }

    /// The call that everybody sees.
    pub(super) async fn create(&self, caller: Caller<'_>, plan: Plan) -> Result<Sighting, Verdict> {
        match plan {
            Plan::Post(body) => {
                let answer = self.http.send(self.call(&CREATE, caller, &[]).json(body).commits()).await?;
                // Accepted without a readable name is not refused: the post may be there.
                let urn = made(&answer)?.filter(|urn| is_post(urn)).ok_or_else(|| nameless(&answer))?;
                Ok(Sighting { permalink: Some(post_permalink(&urn)), platform_id: urn })
            }
            Plan::Comment { post, body } => {
                let names = [post.as_str()];
                let answer = self.http.send(self.call(&COMMENT, caller, &names).json(body).commits()).await?;
                if !answer.succeeded() {
                    return Err(judge_comment(&answer));
                }
                let header = made(&answer)?;
                let body: Option<wire::Comment> = answer.json().and_then(|body| serde_json::from_value(body).ok());
                let named = body.and_then(|comment| CommentName::read(&comment.urn));
                let comment = named
                    .or_else(|| CommentName::read(&format!("urn:li:comment:({post},{})", header.unwrap_or_default())))
                    .ok_or_else(|| nameless(&answer))?;
                Ok(Sighting { permalink: Some(comment_permalink(&comment)), platform_id: comment.urn() })
            }
        }
    }

    /// What is posted for a part: all of it, or nothing.
    pub(super) fn plan(
        &self,
        author: &str,
        part: &SignedPart,
        options: &PlatformOptions,
        prepared: &Prepared,
        above: Above<'_>,
    ) -> Result<Plan, Verdict> {
        possible(part, options)?;
        all_uploaded(part, prepared)?;
        if is_comment(part.role) {
            let post = answered(above.post)?;
            let mut body = json!({"actor": author, "object": post, "message": {"text": part.text}});
            if let Some(comment) = above.comment {
                body["parentComment"] = json!(comment);
            }
            return Ok(Plan::Comment { post: post.to_owned(), body });
        }
        let mut body = json!({
            "author": author,
            "commentary": little::written(&part.text, self.settings.hashtags),
            "visibility": "PUBLIC",
            "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": false,
        });
        if let Some(article) = article(options) {
            body["content"] = json!({"article": {"source": article.link, "title": article.title}});
        }
        let mut pictures: Vec<Value> = part
            .media
            .iter()
            .zip(&prepared.media_ids)
            .map(|(media, id)| match options.document_title().filter(|_| media.is_document()) {
                Some(title) => json!({"id": id, "title": title.trim()}),
                None => shown(id, &media.alt),
            })
            .collect();
        match pictures.len() {
            0 => {}
            1 => body["content"] = json!({"media": pictures.pop()}),
            _ => body["content"] = json!({"multiImage": {"images": pictures}}),
        }
        Ok(Plan::Post(body))
    }
}

/// What a comment goes under.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Above<'a> {
    /// The post.
    pub(super) post: Option<&'a str>,
    /// The comment that is answered, where one is.
    pub(super) comment: Option<&'a str>,
}

impl<'a> Above<'a> {
    /// Of a part of this role. An answer goes under a comment under a post, or under the post itself.
    pub(super) const fn of(role: PartRole, root: Option<&'a str>, parent: Option<&'a str>) -> Self {
        match (role, root) {
            (PartRole::Reply, Some(post)) => Self { post: Some(post), comment: parent },
            (PartRole::Reply, None) => Self { post: parent, comment: None },
            (
                PartRole::Main | PartRole::Thread | PartRole::FirstComment | PartRole::Message | PartRole::PrivateReply,
                post,
            ) => Self { post, comment: None },
        }
    }
}

/// Whether a part goes under something, instead of standing by itself.
const fn is_comment(role: PartRole) -> bool {
    match role {
        PartRole::FirstComment | PartRole::Reply => true,
        PartRole::Main | PartRole::Thread | PartRole::Message | PartRole::PrivateReply => false,
    }
}

fn shown(id: &str, alt: &str) -> Value {
    if alt.is_empty() { json!({"id": id}) } else { json!({"id": id, "altText": alt}) }
}

/// Refuses what LinkedIn can't show as it was signed.
pub(super) fn possible(part: &SignedPart, options: &PlatformOptions) -> Result<(), Verdict> {
    match part.role {
        PartRole::Main if !part.media.is_empty() && article(options).is_some() => {
            Err(impossible("A LinkedIn post shows either pictures or the card of a link. Please take one of them out."))
        }
        PartRole::Main if part.media.len() > 1 && part.media.iter().any(SignedMedia::is_video) => {
            Err(impossible("A LinkedIn post shows either pictures or one video. Please take one of them out."))
        }
        PartRole::Main if part.media.len() > 1 && part.media.iter().any(SignedMedia::is_document) => {
            Err(impossible("A LinkedIn post shows one document and nothing beside it. Please take the others out."))
        }
        PartRole::Main if part.media.len() > MOST_PICTURES => {
            Err(impossible("A LinkedIn post takes at most 20 pictures. Please take some out."))
        }
        PartRole::FirstComment if !part.media.is_empty() => {
            Err(impossible("The first comment on LinkedIn carries text only. Please take its pictures out."))
        }
        PartRole::Reply if !part.media.is_empty() => {
            Err(impossible("An answer on LinkedIn carries text only. Please take its pictures out."))
        }
        PartRole::Message | PartRole::PrivateReply => {
            Err(impossible("LinkedIn takes no messages from programs. Please answer on LinkedIn itself."))
        }
        PartRole::Thread => Err(impossible("LinkedIn has no threads. Please make this one post.")),
        PartRole::Main | PartRole::FirstComment | PartRole::Reply => Ok(()),
    }
}

pub(super) fn article(options: &PlatformOptions) -> Option<&LinkedinArticle> {
    match options {
        PlatformOptions::Linkedin { article, .. } => article.as_ref(),
        PlatformOptions::X {}
        | PlatformOptions::Facebook { .. }
        | PlatformOptions::Instagram { .. }
        | PlatformOptions::Whatsapp { .. }
        | PlatformOptions::Youtube(_)
        | PlatformOptions::Tiktok(_) => None,
    }
}

/// What LinkedIn calls what it made; it says so in a header, and may escape it there.
fn made(answer: &Answer) -> Result<Option<String>, Verdict> {
    if !answer.succeeded() {
        return Err(judge(answer));
    }
    Ok(answer.header("x-restli-id").map(|name| name.trim().replace("%3A", ":").replace("%3a", ":")))
}

fn nameless(answer: &Answer) -> Verdict {
    Verdict::Unclear(Platform::Linkedin, format!("{} without a name", answer.status))
}
