//! Puts a part on a Page: its pictures first, unpublished, then the post or comment itself.
//!
//! Invariant: a picture's id is in the journal before it is used, and no picture is uploaded in a way that shows it: a
//! post with one picture is made as one with several is, so that uploading never publishes. [`Facebook::create`] is the
//! only call in this file that makes something public (a film's is in `film.rs`); it is reached with a [`CommitPermit`] only, and sends once.

use countersign_core::gate::{CommitPermit, SignedMedia, SignedPart};
use countersign_core::model::{PartRole, Platform, PlatformOptions};
use countersign_core::ports::VaultFault;
use countersign_core::publish::{Failure, FailureClass, Journal, Outcome, Prepared, Sighting};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::film::{Becomes, Open, Upload};
use super::refusals::judge;
use super::wire::{COMMENT, FEED, Made, PHOTOS, is_id};
use super::{Facebook, comment_permalink, post_permalink};
use crate::errors::{self, Verdict, all_uploaded, answered, impossible};
use crate::http::{Answer, Call, Caller, Endpoint};

/// Meta states no number; this many are known to be taken.
const MOST_PICTURES: usize = 10;

/// The bytes of a signed picture.
type Bytes<'a> = &'a (dyn Fn(&SignedMedia) -> Result<Vec<u8>, VaultFault> + Send + Sync);

/// What was signed, as it is read: pictures whole, a film piece by piece.
#[derive(Clone, Copy)]
pub(super) struct Files<'a> {
    pub(super) bytes: Bytes<'a>,
    pub(super) open: Open<'a>,
    /// Whether what they are for is published later by the Page itself.
    pub(super) to_keep: bool,
}

/// One call that everybody sees: where to, and with what.
#[derive(Debug)]
pub(super) struct Plan {
    endpoint: &'static Endpoint,
    node: String,
    body: Value,
}

impl Plan {
    /// The same call with more in its body.
    pub(super) fn with(mut self, more: Value) -> Self {
        if let (Some(body), Value::Object(more)) = (self.body.as_object_mut(), more) {
            body.extend(more);
        }
        self
    }
}

impl Facebook {
    /// Uploads a part's pictures, unpublished.
    pub(super) async fn upload(
        &self,
        caller: Caller<'_>,
        page: &str,
        part: &SignedPart,
        options: &PlatformOptions,
        files: Files<'_>,
        journal: &dyn Journal,
    ) -> Result<Prepared, Failure> {
        // What can't be posted is not uploaded either.
        possible(part, options).map_err(Verdict::failure)?;
        if let Some((media, becomes)) = film(part, options) {
            let upload = Upload { facebook: self, caller, page, part, media, becomes, journal };
            return upload.prepare(files.open).await;
        }
        let mut media_ids = Vec::new();
        for (index, media) in part.media.iter().enumerate() {
            let picture = (files.bytes)(media).map_err(|fault| errors::picture(&fault))?;
            let id = self.photo(caller, page, media, picture, files.to_keep).await.map_err(Verdict::failure)?;
            journal.record(part.id, &format!("media.{index}"), &id).await?;
            media_ids.push(id);
        }
        Ok(Prepared { media_ids })
    }

    async fn photo(
        &self,
        caller: Caller<'_>,
        page: &str,
        media: &SignedMedia,
        picture: Vec<u8>,
        to_keep: bool,
    ) -> Result<String, Verdict> {
        let name = match media.mime.as_str() {
            "image/jpeg" => "picture.jpg",
            "image/png" => "picture.png",
            other => {
                return Err(Verdict::refused(
                    FailureClass::FixContent,
                    "Facebook takes pictures as JPEG or PNG only. Please choose another picture.",
                    other,
                ));
            }
        };
        let file = Part::bytes(picture).file_name(name).mime_str(&media.mime).map_err(|_| {
            Verdict::refused(
                FailureClass::FixContent,
                "This picture is of no known kind. Please choose another one.",
                "mime",
            )
        })?;
        let mut form = Form::new().text("published", "false").part("source", file);
        // A picture of a post that is published later would be collected before; that this keeps it is unverified.
        if to_keep {
            form = form.text("temporary", "true");
        }
        if !media.alt.is_empty() {
            form = form.text("alt_text_custom", media.alt.clone());
        }
        let names = [self.version.as_str(), page];
        made(&self.http.send(Call::new(&PHOTOS, caller, &names).multipart(form)).await?)
    }

    /// Makes a part public.
    pub(super) async fn publish(&self, permit: CommitPermit<'_>, prepared: Prepared) -> Outcome {
        if permit.part().role.is_private() {
            return self.write(&permit).await;
        }
        let part = permit.part();
        let account = permit.account();
        let caller = Caller::of(account, Some(permit.correlation()));
        if let Some((_, becomes)) = film(part, permit.options()) {
            return match possible(part, permit.options()) {
                Ok(()) => self.show(caller, &account.id, part, becomes, &prepared).await,
                Err(verdict) => verdict.outcome(),
            };
        }
        match plan(&account.id, part, permit.options(), &prepared, permit.commented()) {
            Err(verdict) => verdict.outcome(),
            Ok(plan) => match self.create(caller, &plan).await {
                Err(verdict) => verdict.outcome(),
                Ok(id) => {
                    // Built rather than asked for: asking would leave a post that is public unrecorded meanwhile.
                    let permalink = match part.role {
                        PartRole::Main | PartRole::Thread | PartRole::Message | PartRole::PrivateReply => {
                            post_permalink(&id)
                        }
                        PartRole::FirstComment => comment_permalink(&plan.node, &id),
                        PartRole::Reply => comment_permalink(permit.root().unwrap_or(&plan.node), &id),
                    };
                    Outcome::Published(Sighting { platform_id: id, permalink: Some(permalink) })
                }
            },
        }
    }

    /// The call that everybody sees.
    pub(super) async fn create(&self, caller: Caller<'_>, plan: &Plan) -> Result<String, Verdict> {
        let names = [self.version.as_str(), plan.node.as_str()];
        let call = Call::new(plan.endpoint, caller, &names).json(plan.body.clone()).commits();
        // Accepted without a readable id is not refused: the post may be there.
        made(&self.http.send(call).await?)
    }
}

/// What is posted for a part: all of it, or nothing.
pub(super) fn plan(
    page: &str,
    part: &SignedPart,
    options: &PlatformOptions,
    prepared: &Prepared,
    above: Option<&str>,
) -> Result<Plan, Verdict> {
    possible(part, options)?;
    if part.role.is_private() {
        return Err(impossible("This is for one person, and nothing that everybody may see."));
    }
    all_uploaded(part, prepared)?;
    if is_comment(part.role) {
        let post = answered(above)?;
        return Ok(Plan { endpoint: &COMMENT, node: post.to_owned(), body: json!({"message": part.text}) });
    }
    let mut body = json!({});
    if !part.text.is_empty() {
        body["message"] = json!(part.text);
    }
    if let Some(link) = link(options) {
        body["link"] = json!(link);
    }
    if !prepared.media_ids.is_empty() {
        body["attached_media"] = prepared.media_ids.iter().map(|id| json!({"media_fbid": id})).collect();
    }
    Ok(Plan { endpoint: &FEED, node: page.to_owned(), body })
}

/// Whether a part goes under something, instead of standing on the Page.
pub(super) const fn is_comment(role: PartRole) -> bool {
    match role {
        PartRole::FirstComment | PartRole::Reply => true,
        PartRole::Main | PartRole::Thread | PartRole::Message | PartRole::PrivateReply => false,
    }
}

/// The film that a part is, and what it becomes.
pub(super) fn film<'a>(part: &'a SignedPart, options: &PlatformOptions) -> Option<(&'a SignedMedia, Becomes)> {
    let becomes = if options.is_reel() { Becomes::Reel } else { Becomes::Video };
    let film = part.media.iter().find(|media| media.is_video())?;
    (part.role == PartRole::Main).then_some((film, becomes))
}

/// Refuses what a Page can't show as it was signed.
fn possible(part: &SignedPart, options: &PlatformOptions) -> Result<(), Verdict> {
    let films = part.media.iter().filter(|media| media.is_video()).count();
    match part.role {
        PartRole::Main if options.is_reel() && (films, part.media.len()) != (1, 1) => {
            Err(impossible("A reel on Facebook is one video. Please choose one, or make this a post."))
        }
        PartRole::Main if films > 0 && part.media.len() > 1 => {
            Err(impossible("A Facebook post shows one video by itself. Please take the others, or the pictures, out."))
        }
        PartRole::Main if films > 0 && link(options).is_some() => {
            Err(impossible("A video on Facebook can't show the card of a link. Please take one of them out."))
        }
        PartRole::Main if part.media.iter().any(|media| media.is_video() && media.bytes == 0) => {
            Err(impossible("The video of this post is empty. Please choose another one."))
        }
        PartRole::Main if !part.media.is_empty() && link(options).is_some() => {
            Err(impossible("A Facebook post shows either pictures or the card of a link. Please take one of them out."))
        }
        PartRole::Main if part.media.len() > MOST_PICTURES => {
            Err(impossible("A Facebook post takes at most 10 pictures here. Please take some out."))
        }
        PartRole::FirstComment if !part.media.is_empty() => {
            Err(impossible("The first comment on Facebook carries text only. Please take its pictures out."))
        }
        PartRole::Reply | PartRole::Message | PartRole::PrivateReply if !part.media.is_empty() => {
            Err(impossible("An answer on Facebook carries text only. Please take its pictures out."))
        }
        PartRole::Thread => Err(impossible("Facebook has no threads. Please make this one post.")),
        PartRole::Main | PartRole::FirstComment | PartRole::Reply | PartRole::Message | PartRole::PrivateReply => {
            Ok(())
        }
    }
}

fn link(options: &PlatformOptions) -> Option<&str> {
    match options {
        PlatformOptions::Facebook { link, .. } => link.as_deref(),
        PlatformOptions::X {}
        | PlatformOptions::Linkedin { .. }
        | PlatformOptions::Instagram { .. }
        | PlatformOptions::Whatsapp { .. }
        | PlatformOptions::Youtube(_)
        | PlatformOptions::Tiktok(_) => None,
    }
}

fn made(answer: &Answer) -> Result<String, Verdict> {
    if let Some(verdict) = judge(answer) {
        return Err(verdict);
    }
    let made: Option<Made> = answer.json().and_then(|body| serde_json::from_value(body).ok());
    made.map(|made| made.id)
        .filter(|id| is_id(id))
        .ok_or_else(|| Verdict::Unclear(Platform::Facebook, format!("{} without an id", answer.status)))
}
