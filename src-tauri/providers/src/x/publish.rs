//! Puts a part on X: its pictures or its film first, which nobody sees, then the post itself, which everybody does.
//!
//! Invariant: a picture's id is in the journal before anything else is done with it. [`X::create`] is the only call in
//! this folder that makes something public; it is reached with a [`CommitPermit`] only, and sends once.

use std::time::Duration;

use countersign_core::gate::{CommitPermit, SignedMedia, SignedPart};
use countersign_core::model::{PartRole, Platform};
use countersign_core::ports::VaultFault;
use countersign_core::publish::{Failure, FailureClass, Journal, Outcome, Prepared, Sighting};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::refusals::judge;
use super::wire::{self, APPEND, CREATE, Created, FINALIZE, INITIALIZE, METADATA, Media, Processing, STATUS};
use super::{X, permalink};
use crate::errors::{self, Verdict, all_uploaded, answered, impossible, showable};
use crate::http::{Answer, Call, Caller};

/// X asks for at most 5 MB in one piece; its own tool sends 4 MiB.
const PIECE: usize = 4 * 1024 * 1024;

/// What is said of an upload that X works on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    pub(super) unusable: &'static str,
    pub(super) working: &'static str,
}

const PICTURE: Words = Words {
    unusable: "X can't use a picture of this post. Please choose another one.",
    working: "X is still working on a picture of this post. Countersign tries again later.",
};

/// The bytes of a signed picture.
pub(super) type Bytes<'a> = &'a (dyn Fn(&SignedMedia) -> Result<Vec<u8>, VaultFault> + Send + Sync);

impl X {
    /// Uploads a part's pictures.
    pub(super) async fn upload(
        &self,
        caller: Caller<'_>,
        part: &SignedPart,
        bytes: Bytes<'_>,
        journal: &dyn Journal,
    ) -> Result<Prepared, Failure> {
        let mut media_ids = Vec::new();
        for (index, media) in part.media.iter().enumerate() {
            let picture = bytes(media).map_err(|fault| errors::picture(&fault))?;
            let id = self.initialize(caller, media, picture.len()).await.map_err(Verdict::failure)?;
            journal.record(part.id, &format!("media.{index}"), &id).await?;
            self.fill(caller, &id, media, &picture).await.map_err(Verdict::failure)?;
            media_ids.push(id);
        }
        Ok(Prepared { media_ids })
    }

    async fn initialize(&self, caller: Caller<'_>, media: &SignedMedia, length: usize) -> Result<String, Verdict> {
        let category = match media.mime.as_str() {
            "image/jpeg" | "image/png" | "image/webp" => "tweet_image",
            other => {
                return Err(Verdict::refused(
                    FailureClass::FixContent,
                    "X takes still pictures as JPEG, PNG or WebP only. Please choose another picture.",
                    other,
                ));
            }
        };
        let body = json!({"media_type": media.mime, "total_bytes": length, "media_category": category});
        let answer = self.http.send(Call::new(&INITIALIZE, caller, &[]).json(body)).await?;
        Ok(media_in(&answer)?.id)
    }

    async fn fill(&self, caller: Caller<'_>, id: &str, media: &SignedMedia, picture: &[u8]) -> Result<(), Verdict> {
        for (index, piece) in picture.chunks(PIECE).enumerate() {
            let form = Form::new()
                .text("segment_index", index.to_string())
                .part("media", Part::bytes(piece.to_vec()).file_name("picture"));
            let answer = self.http.send(Call::new(&APPEND, caller, &[id]).multipart(form)).await?;
            if !answer.succeeded() {
                return Err(judge(&answer));
            }
        }
        let answer = self.http.send(Call::new(&FINALIZE, caller, &[id])).await?;
        self.until_ready(caller, media_in(&answer)?, self.processing, PICTURE).await?;
        self.describe(caller, id, &media.alt).await
    }

    /// Asks until X has worked through what was uploaded. Still pictures are ready at once.
    pub(super) async fn until_ready(
        &self,
        caller: Caller<'_>,
        mut media: Media,
        mut left: Duration,
        words: Words,
    ) -> Result<(), Verdict> {
        loop {
            let pause = match readiness(media.processing_info.as_ref()) {
                Readiness::Ready => return Ok(()),
                Readiness::Failed(why) => {
                    return Err(Verdict::refused(FailureClass::FixContent, words.unusable, &why));
                }
                Readiness::After(pause) => pause.min(self.settings.longest_pause),
            };
            left = left
                .checked_sub(pause)
                .ok_or_else(|| Verdict::later(FailureClass::TryAgain, words.working, "processing takes too long"))?;
            tokio::time::sleep(pause).await;
            media = media_in(&self.state_of(caller, &media.id).await?)?;
        }
    }

    /// How X says that an upload is doing.
    pub(super) async fn state_of(&self, caller: Caller<'_>, id: &str) -> Result<Answer, Verdict> {
        self.http.send(Call::new(&STATUS, caller, &[]).ask("command", "STATUS").ask("media_id", id)).await
    }

    /// Tells X what a picture shows. What was signed includes it, so a post does not go out without it.
    pub(super) async fn describe(&self, caller: Caller<'_>, id: &str, alt: &str) -> Result<(), Verdict> {
        if alt.is_empty() {
            return Ok(());
        }
        let body = json!({"id": id, "metadata": {"alt_text": {"text": alt}}});
        let answer = self.http.send(Call::new(&METADATA, caller, &[]).json(body)).await?;
        if answer.succeeded() { Ok(()) } else { Err(judge(&answer)) }
    }

    /// Makes a part public.
    pub(super) async fn publish(&self, permit: CommitPermit<'_>, prepared: Prepared) -> Outcome {
        if permit.part().role.is_private() {
            return self.write(&permit).await;
        }
        let part = permit.part();
        let answered = match part.role {
            PartRole::Main | PartRole::Message | PartRole::PrivateReply => None,
            PartRole::Thread | PartRole::Reply => permit.parent(),
            PartRole::FirstComment => permit.root(),
        };
        let account = permit.account();
        let caller = Caller::of(account, Some(permit.correlation()));
        match body(part, &prepared, answered) {
            Err(verdict) => verdict.outcome(),
            Ok(body) => match self.create(caller, body).await {
                Err(verdict) => verdict.outcome(),
                Ok(id) => Outcome::Published(Sighting { permalink: Some(permalink(account, &id)), platform_id: id }),
            },
        }
    }

    /// The call that everybody sees.
    pub(super) async fn create(&self, caller: Caller<'_>, body: Value) -> Result<String, Verdict> {
        let answer = self.http.send(Call::new(&CREATE, caller, &[]).json(body).commits()).await?;
        if !answer.succeeded() {
            return Err(judge(&answer));
        }
        // Accepted without a readable id is not refused: the post may be there.
        wire::data::<Created>(&answer)
            .map(|created| created.id)
            .filter(|id| wire::is_id(id))
            .ok_or_else(|| Verdict::Unclear(Platform::X, format!("{} without an id", answer.status)))
    }
}

/// What is posted for a part: all of it, or nothing.
pub(super) fn body(part: &SignedPart, prepared: &Prepared, above: Option<&str>) -> Result<Value, Verdict> {
    all_uploaded(part, prepared)?;
    let mut body = json!({});
    if !part.text.is_empty() {
        body["text"] = json!(part.text);
    }
    if !part.media.is_empty() {
        body["media"] = json!({"media_ids": prepared.media_ids});
    }
    match part.role {
        PartRole::Main => {}
        PartRole::Message | PartRole::PrivateReply => {
            return Err(impossible("This is for one person, and nothing that everybody may see."));
        }
        PartRole::Thread | PartRole::FirstComment | PartRole::Reply => {
            body["reply"] = json!({"in_reply_to_tweet_id": answered(above)?});
        }
    }
    Ok(body)
}

pub(super) fn media_in(answer: &Answer) -> Result<Media, Verdict> {
    if !answer.succeeded() {
        return Err(judge(answer));
    }
    wire::data::<Media>(answer)
        .filter(|media| wire::is_id(&media.id))
        .ok_or_else(|| Verdict::Unclear(Platform::X, format!("{} without a media id", answer.status)))
}

#[derive(Debug, PartialEq, Eq)]
enum Readiness {
    Ready,
    After(Duration),
    Failed(String),
}

/// X drops the field once a picture is done, and a state that is not known yet is asked for again.
fn readiness(info: Option<&Processing>) -> Readiness {
    let Some(info) = info else { return Readiness::Ready };
    match info.state.as_str() {
        "succeeded" => Readiness::Ready,
        "failed" => {
            let words = ["name", "message"].map(|key| info.error.get(key).and_then(Value::as_str).unwrap_or_default());
            Readiness::Failed(showable(&format!("processing failed {}", words.join(" "))))
        }
        _ => Readiness::After(Duration::from_secs(info.check_after_secs.unwrap_or(1).clamp(1, 30))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_waited_for_only_while_x_works_on_it() {
        let info = |value| serde_json::from_value::<Processing>(value).unwrap();
        assert_eq!(readiness(None), Readiness::Ready);
        assert_eq!(readiness(Some(&info(json!({"state":"succeeded"})))), Readiness::Ready);
        assert_eq!(
            readiness(Some(&info(json!({"state":"pending","check_after_secs":3})))),
            Readiness::After(Duration::from_secs(3))
        );
        assert_eq!(
            readiness(Some(&info(json!({"state":"in_progress","check_after_secs":0})))),
            Readiness::After(Duration::from_secs(1)),
            "never a tight loop"
        );
        assert_eq!(
            readiness(Some(&info(json!({"state":"failed","error":{"code":1,"name":"InvalidMedia"}})))),
            Readiness::Failed("processing failed InvalidMedia".to_owned())
        );
    }
}
