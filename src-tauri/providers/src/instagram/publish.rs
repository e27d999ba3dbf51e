//! Puts a part on Instagram: its pictures or its film into containers, which nobody sees, then the container out, which everybody does.
//!
//! Invariant: a container's id is in the journal before it is used. Instagram fetches each picture from an address that is
//! lent for that; the address goes into the body of the one call that needs it, and nowhere else. [`Instagram::create`] is
//! the only call in this folder that makes something public; it is reached with a [`CommitPermit`] only, and sends once.

use std::time::Duration;

use countersign_core::gate::{Account, CommitPermit, SignedMedia, SignedPart};
use countersign_core::model::{InstagramKind, PartRole, Platform, PlatformOptions};
use countersign_core::publish::{Failure, FailureClass, Journal, Outcome, Prepared, Sighting};
use serde_json::{Value, json};

use super::film::{Open, published_already, too_slow};
use super::wire::{self, Both, COMMENT, CONTAINER, CREATE, Container, Door, Made, NODE, PUBLISH, REPLY};
use super::{Instagram, refusals};
use crate::errors::{Verdict, answered, impossible};
use crate::http::{Answer, Call, Caller};

/// What Meta's error 2207028 says, one picture alone being no carousel.
const MOST_PICTURES: usize = 10;
/// As Meta's guide asks for.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
const SLOW: &str = "processing takes too long";

fn is_slow(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Later(failure) if failure.detail == SLOW)
}

/// Whether it is the film itself that can't be used: asking about its container again brings nothing else.
fn is_about_content(verdict: &Verdict) -> bool {
    let over = [FailureClass::FixContent, FailureClass::Duplicate];
    matches!(verdict, Verdict::Refused(failure) if over.contains(&failure.class))
}

/// One call that everybody sees: where to, and with what.
#[derive(Debug)]
pub(super) struct Plan {
    both: &'static Both,
    node: String,
    body: Value,
}

impl Instagram {
    /// Makes the container that a part is published from; a comment needs none.
    pub(super) async fn make_ready(
        &self,
        caller: Caller<'_>,
        account: &Account,
        part: &SignedPart,
        options: &PlatformOptions,
        open: Open<'_>,
        journal: &dyn Journal,
    ) -> Result<Prepared, Failure> {
        // What can't be posted is not made ready either.
        let kind = possible(part, options).map_err(Verdict::failure)?;
        if part.role.is_private() || comments(part.role).is_some() {
            self.door(caller, account).await.map_err(Verdict::failure)?;
            return Ok(Prepared::default());
        }
        self.has_room(caller, account).await.map_err(Verdict::failure)?;
        let door = self.door(caller, account).await.map_err(Verdict::failure)?;
        let making = Making { instagram: self, caller, door, account, part, journal };
        let mut patience = self.settings.patience;
        let container = match part.media.as_slice() {
            [only] if only.is_video() => {
                let body = match kind {
                    InstagramKind::Story => json!({ "media_type": "STORIES" }),
                    // As in the app, where a reel stands among the posts as well.
                    InstagramKind::Reel | InstagramKind::Post => {
                        let mut body = json!({ "media_type": "REELS", "caption": part.text, "share_to_feed": true });
                        if let Some(at) = options.cover_ms() {
                            body["thumb_offset"] = json!(at.to_string());
                        }
                        body
                    }
                };
                making.film(only, body, open).await?
            }
            [only] => {
                let body = match kind {
                    InstagramKind::Post | InstagramKind::Reel => json!({ "caption": part.text, "alt_text": only.alt }),
                    // What was signed has no words, and a story takes no description.
                    InstagramKind::Story => json!({ "media_type": "STORIES" }),
                };
                making.pictured(CONTAINER, only, body).await?
            }
            several => {
                let mut children = Vec::new();
                for (index, media) in several.iter().enumerate() {
                    let body = json!({ "is_carousel_item": true, "alt_text": media.alt });
                    children.push(making.pictured(&format!("child.{index}"), media, body).await?);
                }
                for child in &children {
                    self.until_ready(caller, door, child, &mut patience).await.map_err(Verdict::failure)?;
                }
                let body = json!({ "media_type": "CAROUSEL", "children": children, "caption": part.text });
                making.container(CONTAINER, body).await?
            }
        };
        let film = part.media.iter().any(SignedMedia::is_video);
        let ready = self.until_ready(caller, door, &container, &mut patience).await;
        match ready {
            Ok(()) => {}
            Err(verdict) if film && is_slow(&verdict) => return Err(too_slow().failure()),
            Err(refused @ Verdict::Refused(_)) if film && is_about_content(&refused) => {
                return Err(making.given_up(refused).await);
            }
            Err(verdict) => return Err(verdict.failure()),
        }
        Ok(Prepared { media_ids: vec![container] })
    }

    /// Asks until Instagram has worked through a container. All the containers of a part share one patience.
    async fn until_ready(
        &self,
        caller: Caller<'_>,
        door: Door,
        container: &str,
        left: &mut Duration,
    ) -> Result<(), Verdict> {
        let mut pause = self.settings.first_pause;
        let fields = [("fields", "status_code,status".to_owned())];
        loop {
            let answer = self.ask_at(door, &NODE, caller, container, &fields).await?;
            let Container { status_code, status, .. } = status_of(&answer)?;
            match status_code.as_str() {
                "FINISHED" => return Ok(()),
                "ERROR" => return Err(refusals::of_a_container(&words(&status))),
                "PUBLISHED" => return Err(published_already()),
                "EXPIRED" => {
                    return Err(Verdict::Unclear(Platform::Instagram, format!("this container is {status_code}")));
                }
                // A word that is not known yet is asked about again, as long as there is patience.
                _ => {}
            }
            *left = left.checked_sub(pause).ok_or_else(|| {
                Verdict::later(
                    FailureClass::TryAgain,
                    "Instagram is still working on the pictures of this post. Countersign tries again later.",
                    SLOW,
                )
            })?;
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Makes a part public.
    pub(super) async fn publish(&self, permit: CommitPermit<'_>, prepared: Prepared) -> Outcome {
        if permit.part().role.is_private() {
            return self.write(&permit).await;
        }
        let account = permit.account();
        let caller = Caller::of(account, Some(permit.correlation()));
        match plan(&account.id, permit.part(), permit.options(), &prepared, permit.commented()) {
            Err(verdict) => verdict.outcome(),
            Ok(plan) => match self.create(caller, &plan).await {
                Err(verdict) => verdict.outcome(),
                // Its address is asked for later: a post that is public is put on record first.
                Ok(id) => Outcome::Published(Sighting { platform_id: id, permalink: None }),
            },
        }
    }

    /// The call that everybody sees.
    pub(super) async fn create(&self, caller: Caller<'_>, plan: &Plan) -> Result<String, Verdict> {
        // Preparing found it out; a host that is only guessed is sent nothing that counts.
        let Some(door) = self.remembered(caller) else {
            return Err(Verdict::later(
                FailureClass::TryAgain,
                "This post was not made ready, so nothing was sent. Countersign tries again.",
                "no host is known for this token",
            ));
        };
        let names = [self.version.as_str(), plan.node.as_str()];
        let call = Call::new(plan.both.at(door), caller, &names).json(plan.body.clone()).commits();
        // Accepted without a readable id is not refused: the post may be there.
        made(&self.http.send(call).await?)
    }
}

/// What making the containers of one part needs.
pub(super) struct Making<'a> {
    pub(super) instagram: &'a Instagram,
    pub(super) caller: Caller<'a>,
    pub(super) door: Door,
    account: &'a Account,
    pub(super) part: &'a SignedPart,
    pub(super) journal: &'a dyn Journal,
}

impl Making<'_> {
    /// A container of one picture, which Instagram fetches while it is made.
    async fn pictured(&self, name: &str, media: &SignedMedia, mut body: Value) -> Result<String, Failure> {
        if media.mime != "image/jpeg" {
            let refused = Verdict::refused(
                FailureClass::FixContent,
                "Instagram takes pictures as JPEG only. Please choose another picture.",
                &media.mime,
            );
            return Err(refused.failure());
        }
        let address = self.journal.lend(media).await?;
        body["image_url"] = json!(address.expose());
        self.container(name, body).await
    }

    /// A container; its id is written down before anything else is done with it.
    async fn container(&self, name: &str, body: Value) -> Result<String, Failure> {
        self.container_at(name, body).await.map(|(id, _)| id)
    }

    /// A container, and where Instagram wants its bytes if it waits for any.
    pub(super) async fn container_at(&self, name: &str, mut body: Value) -> Result<(String, Option<String>), Failure> {
        if let Some(fields) = body.as_object_mut() {
            fields.retain(|_, value| value.as_str() != Some(""));
        }
        let names = [self.instagram.version.as_str(), self.account.id.as_str()];
        let call = Call::new(CREATE.at(self.door), self.caller, &names).json(body);
        let answer = self.instagram.http.send(call).await.map_err(Verdict::failure)?;
        let id = made(&answer).map_err(Verdict::failure)?;
        self.journal.record(self.part.id, name, &id).await?;
        Ok((id, wire::read::<Made>(&answer).and_then(|made| made.uri)))
    }
}

/// What is posted for a part: all of it, or nothing.
pub(super) fn plan(
    account: &str,
    part: &SignedPart,
    options: &PlatformOptions,
    prepared: &Prepared,
    above: Option<&str>,
) -> Result<Plan, Verdict> {
    possible(part, options)?;
    if part.role.is_private() {
        return Err(impossible("This is for one person, and nothing that everybody may see."));
    }
    if let Some(both) = comments(part.role) {
        let above = answered(above)?;
        if !wire::is_id(above) {
            return Err(impossible(
                "Countersign knows this post by its address alone, and Instagram takes no comment that way. Write the comment in the app.",
            ));
        }
        return Ok(Plan { both, node: above.to_owned(), body: json!({ "message": part.text }) });
    }
    let [container] = prepared.media_ids.as_slice() else {
        return Err(Verdict::later(
            FailureClass::TryAgain,
            "The pictures of this post were not made ready, so nothing was sent. Countersign tries again.",
            &format!("{} containers", prepared.media_ids.len()),
        ));
    };
    Ok(Plan { both: &PUBLISH, node: account.to_owned(), body: json!({ "creation_id": container }) })
}

/// The call by which a part goes under something, if it does.
const fn comments(role: PartRole) -> Option<&'static Both> {
    match role {
        PartRole::FirstComment => Some(&COMMENT),
        PartRole::Reply => Some(&REPLY),
        PartRole::Main | PartRole::Thread | PartRole::Message | PartRole::PrivateReply => None,
    }
}

/// Refuses what Instagram can't show as it was signed. Tells what the part becomes.
fn possible(part: &SignedPart, options: &PlatformOptions) -> Result<InstagramKind, Verdict> {
    let kind = match options {
        PlatformOptions::Instagram { kind, .. } => *kind,
        PlatformOptions::X {}
        | PlatformOptions::Facebook { .. }
        | PlatformOptions::Linkedin { .. }
        | PlatformOptions::Whatsapp { .. }
        | PlatformOptions::Youtube(_)
        | PlatformOptions::Tiktok(_) => {
            return Err(impossible("The settings of this post are another platform's. Please write it anew."));
        }
    };
    let films = part.media.iter().filter(|media| media.is_video()).count();
    match (part.role, kind) {
        (PartRole::Thread, _) => Err(impossible("Instagram has no threads. Please make this one post.")),
        (PartRole::FirstComment, InstagramKind::Story) => {
            Err(impossible("A story on Instagram takes no first comment. Please take it out."))
        }
        (PartRole::FirstComment, InstagramKind::Post | InstagramKind::Reel) if !part.media.is_empty() => {
            Err(impossible("The first comment on Instagram carries text only. Please take its pictures out."))
        }
        (PartRole::Main, InstagramKind::Story) if part.media.len() != 1 || !part.text.is_empty() => Err(impossible(
            "A story on Instagram is one picture or one video, without words. Please change it, or make it a post.",
        )),
        (PartRole::Main, InstagramKind::Reel) if (films, part.media.len()) != (1, 1) => {
            Err(impossible("A reel on Instagram is one video. Please choose one, or make this a post."))
        }
        (PartRole::Main, InstagramKind::Post) if films > 0 => {
            Err(impossible("A video on Instagram goes out as a reel or as a story. Please make this a reel."))
        }
        (PartRole::Main, _) if part.media.iter().any(|media| media.is_video() && media.bytes == 0) => {
            Err(impossible("The video of this post is empty. Please choose another one."))
        }
        (PartRole::Main, InstagramKind::Post) if !(1..=MOST_PICTURES).contains(&part.media.len()) => {
            Err(impossible("A post on Instagram has 1 to 10 pictures. Please change it."))
        }
        (PartRole::Reply | PartRole::Message | PartRole::PrivateReply, _) if !part.media.is_empty() => {
            Err(impossible("An answer on Instagram carries text only. Please take its pictures out."))
        }
        (PartRole::Main | PartRole::FirstComment | PartRole::Reply | PartRole::Message | PartRole::PrivateReply, _) => {
            Ok(kind)
        }
    }
}

pub(super) fn status_of(answer: &Answer) -> Result<Container, Verdict> {
    wire::read(answer)
        .ok_or_else(|| Verdict::Unclear(Platform::Instagram, format!("{} without a status", answer.status)))
}

pub(super) fn words(status: &Value) -> String {
    status.as_str().map_or_else(|| status.to_string(), str::to_owned)
}

fn made(answer: &Answer) -> Result<String, Verdict> {
    if let Some(verdict) = refusals::judge(answer) {
        return Err(verdict);
    }
    wire::read::<Made>(answer)
        .map(|made| made.id)
        .filter(|id| wire::is_id(id))
        .ok_or_else(|| Verdict::Unclear(Platform::Instagram, format!("{} without an id", answer.status)))
}
