//! Makes a post public, or puts it into the inbox of TikTok's app.
//!
//! Invariant: sending the last piece of a video, and handing over the addresses of pictures, are the only calls that make
//! anything public; they are reached with a [`CommitPermit`] only, and send once. That TikTok works on what it took is no
//! reason to send it again, however long it takes.

use async_trait::async_trait;
use countersign_core::gate::{CommitPermit, SignedMedia, SignedPart};
use countersign_core::model::{Platform, PlatformOptions, TiktokWay};
use countersign_core::publish::{Failure, FailureClass, Handle, Journal, Outcome, Prepared, Receipt, Sighting};
use serde_json::json;

use super::Tiktok;
use super::chunks::Plan;
use super::film::{Bytes, Film, Open, Piece, UPLOAD, not_whole, over};
use super::kept::Kept;
use super::refusals::{data, failed, unclear};
use super::signed::{Shown, Signed, signed};
use super::wire::{self, Begun, CONTENT_INIT, Stage, Standing, is_publish_id};
use crate::errors::{self, Verdict, impossible};
use crate::http::{Call, Caller, Progress};

/// What people are told while TikTok works on a post.
pub(super) const WORKING: &str =
    "TikTok has it and works on it, which takes minutes and sometimes hours. Nothing is sent twice.";
/// What people are told of a post that waits in the app.
pub(super) const IN_THE_INBOX: &str = "It waits in the inbox of TikTok's app. Open the notice there, paste the caption, choose who can watch it, and post it.";

/// In whose name a call is made, and what that account is called.
pub(super) type Whose<'a> = (Caller<'a>, &'a str);

/// What was begun for good is not stopped any more.
struct Unwatched;

#[async_trait]
impl Progress for Unwatched {
    async fn sent(&self, _: u64) -> Result<(), Failure> {
        Ok(())
    }
}

impl Tiktok {
    /// Brings what can be brought before anything is public.
    pub(super) async fn upload(
        &self,
        caller: Caller<'_>,
        part: &SignedPart,
        options: &PlatformOptions,
        open: Open<'_>,
        journal: &dyn Journal,
    ) -> Result<Prepared, Failure> {
        let signed = signed(part, options).map_err(Verdict::failure)?;
        match signed.shown {
            Shown::Film(film) => Film { tiktok: self, caller, part, signed, film, journal }.prepare(open).await,
            Shown::Pictures(pictures) => {
                if let Some(privacy) = signed.privacy {
                    self.may_choose(caller, &signed, privacy).await.map_err(Verdict::failure)?;
                }
                let mut addresses = Vec::new();
                for picture in pictures {
                    addresses.push(journal.lend(picture).await?.expose().to_owned());
                }
                Ok(Prepared { media_ids: addresses })
            }
        }
    }

    /// Makes a part public.
    pub(super) async fn publish(&self, permit: CommitPermit<'_>, prepared: Prepared) -> Outcome {
        let caller = Caller::of(permit.account(), Some(permit.correlation()));
        let username = permit.account().name.clone();
        self.show((caller, &username), permit.part(), permit.options(), &prepared, &|media| permit.open(media)).await
    }

    /// The call after which it is TikTok's.
    pub(super) async fn show(
        &self,
        (caller, username): Whose<'_>,
        part: &SignedPart,
        options: &PlatformOptions,
        prepared: &Prepared,
        open: Open<'_>,
    ) -> Outcome {
        let signed = match signed(part, options) {
            Ok(signed) => signed,
            Err(verdict) => return verdict.outcome(),
        };
        match signed.shown {
            Shown::Film(film) => self.last_piece((caller, username), film, prepared, open).await,
            Shown::Pictures(pictures) => match self.pictures(caller, &signed, pictures.len(), prepared).await {
                // Only now its id is known, which nothing else leads to: it is written down before it is asked about.
                Ok(publish_id) => Outcome::Working(receipt(&publish_id, WORKING)),
                Err(verdict) => verdict.outcome(),
            },
        }
    }

    async fn last_piece(
        &self,
        (caller, username): Whose<'_>,
        film: &SignedMedia,
        prepared: &Prepared,
        open: Open<'_>,
    ) -> Outcome {
        let (kept, address) = match prepared.media_ids.as_slice() {
            [note] => (Kept::read(note).filter(|kept| kept.upload.is_none()), None),
            [note, address] => (Kept::read(note).filter(|kept| kept.upload.is_some()), Some(address)),
            [..] => (None, None),
        };
        let Some(kept) = kept else { return Outcome::Absent(not_whole("nothing was begun")) };
        let Some(address) = address else { return self.taken((caller, username), &kept.publish_id).await };
        let plan = Plan::of(film.bytes);
        let mut file = match open(film) {
            Ok(file) => file,
            Err(fault) => return Outcome::Absent(errors::film(&fault)),
        };
        let sending = Bytes { tiktok: self, caller, film, plan };
        let judged = match sending.send(address, plan.last(), &mut *file, &Unwatched).await {
            Ok(judged) => judged,
            // All of it may be there nevertheless.
            Err(failure) => Err(Verdict::Unclear(Platform::Tiktok, failure.detail)),
        };
        match judged {
            Ok(Piece::Whole) => self.taken((caller, username), &kept.publish_id).await,
            Ok(Piece::Stored(has)) => Outcome::Absent(not_whole(&format!("{has} of {}", plan.total))),
            Ok(Piece::Over) => Outcome::Absent(over()),
            Err(verdict) => verdict.outcome(),
        }
    }

    /// Hands over the addresses of pictures: TikTok fetches and posts them.
    async fn pictures(
        &self,
        caller: Caller<'_>,
        signed: &Signed<'_>,
        count: usize,
        prepared: &Prepared,
    ) -> Result<String, Verdict> {
        if prepared.media_ids.len() != count {
            return Err(impossible("Not all pictures of this post were made ready, so nothing was sent."));
        }
        let mode = match signed.post.way {
            TiktokWay::Direct => "DIRECT_POST",
            TiktokWay::Inbox => "MEDIA_UPLOAD",
        };
        let body = json!({
            "media_type": "PHOTO",
            "post_mode": mode,
            "post_info": wire::photo_info(signed.post, signed.privacy, signed.text),
            "source_info": {
                "source": "PULL_FROM_URL",
                "photo_images": prepared.media_ids,
                "photo_cover_index": 0,
            },
            "is_aigc": signed.post.made_by_ai,
        });
        let answer = self.http.send(Call::new(&CONTENT_INIT, caller, &[]).json(body).commits()).await?;
        let begun: Begun = data(&answer)?;
        if is_publish_id(&begun.publish_id) { Ok(begun.publish_id) } else { Err(unclear(&answer, "without an id")) }
    }

    /// Waits for a short while for what becomes of a post that TikTok has all of.
    async fn taken(&self, (caller, username): Whose<'_>, publish_id: &str) -> Outcome {
        let mut left = self.settings.until_public;
        let mut pause = self.settings.first_pause;
        loop {
            // It is there: what can't be read now is read later.
            let Ok((Some(standing), _)) = self.standing(caller, publish_id).await else {
                return Outcome::Working(receipt(publish_id, WORKING));
            };
            match standing.stage() {
                Stage::Posted => {
                    return Outcome::Published(self.sighting((caller, username), publish_id, &standing).await);
                }
                Stage::Inbox => return Outcome::WithPerson(receipt(publish_id, IN_THE_INBOX)),
                Stage::Failed => return came_to_nothing(&standing),
                Stage::Uploading | Stage::Working => {}
            }
            let Some(rest) = left.checked_sub(pause) else {
                return Outcome::Working(receipt(publish_id, WORKING));
            };
            left = rest;
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(self.settings.longest_pause);
        }
    }

    /// A post that is out. Its own id comes after moderation, and its address with that.
    pub(super) async fn sighting(&self, whose: Whose<'_>, publish_id: &str, standing: &Standing) -> Sighting {
        let permalink = match standing.post_id() {
            Some(id) => Some(self.address_of(whose, &id).await),
            None => None,
        };
        Sighting { platform_id: publish_id.to_owned(), permalink: permalink.flatten() }
    }
}

/// What is kept of a post that TikTok has all of.
fn receipt(publish_id: &str, message: &str) -> Receipt {
    let value = Kept { publish_id: publish_id.to_owned(), upload: None }.written();
    Receipt { message: message.to_owned(), handle: Handle { name: UPLOAD.to_owned(), value } }
}

fn came_to_nothing(standing: &Standing) -> Outcome {
    let failure = failed(&standing.fail_reason);
    if failure.class == FailureClass::TryAgain { Outcome::Absent(failure) } else { Outcome::Rejected(failure) }
}
