//! Brings a video to TikTok, all but its last piece.
//!
//! Invariant: the last byte publishes, so the last piece is the commit's. The post's id, where its bytes go and how many are
//! there are in the journal before the first of them leaves. An upload that was begun is gone on with, as long as TikTok
//! keeps it, and another is begun only where TikTok shows that the one before has not got everything: so nothing that may
//! still be published is published twice. (A beginning whose answer was lost has no bytes and comes to nothing.)

use countersign_core::check::capability::bringing::bringing;
use countersign_core::gate::{SignedMedia, SignedPart};
use countersign_core::model::{Millis, Platform, TiktokPrivacy};
use countersign_core::ports::{SealedReader, VaultFault};
use countersign_core::publish::{ARRIVED, Failure, FailureClass, Journal, NOT_TAKEN, Prepared};
use serde_json::{Value, json};

use super::Tiktok;
use super::chunks::{Plan, stored};
use super::kept::{ADDRESS, Kept, SEALED_AS, Upload, address_of, leads_home, to_seal};
use super::limits::again_at;
use super::refusals::{data, unclear};
use super::signed::Signed;
use super::wire::{self, BYTES, Begun, INBOX_INIT, Stage, VIDEO_INIT, is_publish_id};
use crate::errors::{self, Verdict};
use crate::facebook::bytes::Told;
use crate::http::{Answer, Call, Caller, Credential, Progress, piped, together};

/// The journal's name of the post on its way; see [`Kept`].
pub(super) const UPLOAD: &str = "upload";
/// So often the last piece may come to nothing, until the upload is begun anew: once, what broke off may be the line, and
/// all the rest need not be sent again. Our own choice.
const OFTEN_ENOUGH: u32 = 2;

/// What is gone on with, and where its bytes go, where some are missing.
type OnItsWay = (Kept, Option<String>);

/// Opens a signed film.
pub(super) type Open<'a> = &'a (dyn Fn(&SignedMedia) -> Result<Box<dyn SealedReader>, VaultFault> + Send + Sync);

/// One film on its way to an account.
pub(super) struct Film<'a> {
    pub(super) tiktok: &'a Tiktok,
    pub(super) caller: Caller<'a>,
    pub(super) part: &'a SignedPart,
    pub(super) signed: Signed<'a>,
    pub(super) film: &'a SignedMedia,
    pub(super) journal: &'a dyn Journal,
}

/// What became of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    /// So many bytes are there.
    Stored(u64),
    /// All of it is.
    Whole,
    /// TikTok takes no more bytes at this address.
    Over,
}

impl Film<'_> {
    pub(super) async fn prepare(&self, open: Open<'_>) -> Result<Prepared, Failure> {
        let mut file = open(self.film).map_err(|fault| errors::film(&fault))?;
        let (mut kept, address) = match self.known().await? {
            Some(known) => known,
            None => self.begin().await?,
        };
        let (Some(upload), Some(address)) = (&mut kept.upload, address) else {
            // Everything is there, and TikTok does with it what it was told.
            self.note(&kept).await?;
            return Ok(Prepared { media_ids: vec![kept.written()] });
        };
        let plan = Plan::of(self.film.bytes);
        let mut at = plan.begins(upload.stored);
        upload.stored = at;
        self.note(&kept).await?;
        self.journal.record(self.part.id, ARRIVED, &at.to_string()).await?;
        while at < plan.last() {
            let told = Told { journal: self.journal, part: self.part.id, total: plan.total };
            let bytes = Bytes { tiktok: self.tiktok, caller: self.caller, film: self.film, plan };
            match bytes.send(&address, at, &mut *file, &told).await?.map_err(Verdict::failure)? {
                Piece::Stored(has) => match plan.behind(at, has) {
                    Some(next) => at = next,
                    None => return Err(not_whole(&format!("{has} after {at}"))),
                },
                Piece::Whole => return Err(not_whole("all of it, without the last piece")),
                Piece::Over => {
                    self.journal.record(self.part.id, UPLOAD, Kept::GIVEN_UP).await?;
                    return Err(over());
                }
            }
            if let Some(upload) = kept.upload.as_mut() {
                upload.stored = at;
            }
            self.note(&kept).await?;
        }
        Ok(Prepared { media_ids: vec![kept.written(), address] })
    }

    async fn note(&self, kept: &Kept) -> Result<(), Failure> {
        self.journal.record(self.part.id, UPLOAD, &kept.written()).await
    }

    /// What an earlier attempt began, as far as it may still become public, or can be gone on with.
    async fn known(&self) -> Result<Option<OnItsWay>, Failure> {
        let noted = self.journal.recall(self.part.id, UPLOAD).await?;
        let refused = self.was_refused().await?;
        let Some(mut kept) = noted.as_deref().and_then(Kept::read) else { return Ok(None) };
        let (standing, at) = self.tiktok.standing(self.caller, &kept.publish_id).await.map_err(Verdict::failure)?;
        let Some(standing) = standing else { return Ok(None) };
        let has_all = standing.uploaded_bytes.is_some_and(|has| has >= self.film.bytes);
        match (standing.stage(), kept.upload) {
            (Stage::Failed, _) => Ok(None),
            (Stage::Uploading, Some(upload)) if !has_all => {
                let refused = upload.refused + u32::from(refused);
                let kept_for = i64::from(bringing(Platform::Tiktok).kept_minutes.value) * Millis::MINUTE;
                if at.since(upload.at) >= kept_for || refused >= OFTEN_ENOUGH {
                    return Ok(None);
                }
                let sealed = self.journal.recall(self.part.id, ADDRESS).await?;
                let address = sealed.as_deref().and_then(|sealed| address_of(sealed, &kept.publish_id));
                // What nobody can send bytes for any more never has all of them.
                let Some(address) = address else { return Ok(None) };
                let stored = standing.uploaded_bytes.unwrap_or(upload.stored);
                kept.upload = Some(Upload { stored, refused, ..upload });
                Ok(Some((kept, Some(address))))
            }
            (Stage::Uploading | Stage::Working | Stage::Inbox | Stage::Posted, _) => {
                kept.upload = None;
                Ok(Some((kept, None)))
            }
        }
    }

    /// Whether what an earlier attempt brought was not taken; counted once.
    async fn was_refused(&self) -> Result<bool, Failure> {
        let (mark, yes) = NOT_TAKEN;
        let refused = self.journal.recall(self.part.id, mark).await?.as_deref() == Some(yes);
        if refused {
            self.journal.record(self.part.id, mark, "").await?;
        }
        Ok(refused)
    }

    /// Begins a post there. TikTok wants to be asked first what the account lets be chosen; and where it does not let be
    /// chosen what was signed, nothing is begun.
    async fn begin(&self) -> Result<OnItsWay, Failure> {
        let (endpoint, body) = match self.signed.privacy {
            Some(privacy) => {
                self.tiktok.may_choose(self.caller, &self.signed, privacy).await.map_err(Verdict::failure)?;
                (&VIDEO_INIT, self.direct(privacy))
            }
            None => (&INBOX_INIT, json!({ "source_info": self.source() })),
        };
        let call = Call::new(endpoint, self.caller, &[]).json(body);
        let answer = self.tiktok.http.send(call).await.map_err(Verdict::failure)?;
        let begun: Begun = data(&answer).map_err(Verdict::failure)?;
        let address = begun.upload_url.filter(|address| leads_home(address));
        match address.filter(|_| is_publish_id(&begun.publish_id)) {
            Some(address) => {
                let secret = to_seal(&begun.publish_id, &address);
                self.journal.record_secret(self.part.id, ADDRESS, SEALED_AS, &secret).await?;
                let upload = Some(Upload { at: answer.at, stored: 0, refused: 0 });
                Ok((Kept { publish_id: begun.publish_id, upload }, Some(address)))
            }
            None => Err(unclear(&answer, "without an upload").failure()),
        }
    }

    fn direct(&self, privacy: TiktokPrivacy) -> Value {
        let info = wire::video_info(self.signed.post, privacy, self.signed.text);
        json!({ "post_info": info, "source_info": self.source() })
    }

    fn source(&self) -> Value {
        let plan = Plan::of(self.film.bytes);
        json!({
            "source": "FILE_UPLOAD",
            "video_size": plan.total,
            "chunk_size": plan.size,
            "total_chunk_count": plan.count,
        })
    }
}

/// Bytes on their way.
pub(super) struct Bytes<'a> {
    pub(super) tiktok: &'a Tiktok,
    pub(super) caller: Caller<'a>,
    pub(super) film: &'a SignedMedia,
    pub(super) plan: Plan,
}

impl Bytes<'_> {
    /// Sends the piece that begins at `from`, in nobody's name: its address is what proves who asks.
    ///
    /// # Errors
    /// What stopped the file on its way.
    pub(super) async fn send(
        &self,
        address: &str,
        from: u64,
        file: &mut dyn SealedReader,
        told: &dyn Progress,
    ) -> Result<Result<Piece, Verdict>, Failure> {
        let (http, piece) = (&self.tiktok.http, self.plan.piece(from));
        let (feeder, body) = piped(http.patience());
        let nobody = Caller { credential: Credential::Within, ..self.caller };
        let call = Call::new(&BYTES, nobody, &[])
            .at(address)
            .header("content-type", &self.film.mime)
            .header("content-range", self.plan.range(piece))
            .stream(body, piece.length);
        let answer = together(http.send(call), feeder.feed(file, piece, told)).await?;
        Ok(answer.and_then(|answer| judge_piece(&answer, self.plan.total)))
    }
}

/// What an answer says of a piece of a film of so many bytes. TikTok's guide gives these statuses their meaning, and no words: 400
/// for headers that are wrong, 403 for an address that is over, 404 for one that is unknown (Content Posting API, media transfer; read 2026-11-20).
pub(super) fn judge_piece(answer: &Answer, total: u64) -> Result<Piece, Verdict> {
    let range = answer.header("content-range");
    let has = range.and_then(stored).map(|has| has.min(total));
    match answer.status {
        201 => Ok(Piece::Whole),
        206 | 416 => match has {
            Some(has) if has == total => Ok(Piece::Whole),
            Some(has) => Ok(Piece::Stored(has)),
            // Where nothing is stored there is no range to tell; one that can't be read may tell of all of it.
            None if answer.status == 416 && range.is_none() => Ok(Piece::Stored(0)),
            None => Err(unclear(answer, "without saying how much is there")),
        },
        403 | 404 => Ok(Piece::Over),
        429 => Err(errors::wait(Platform::Tiktok, again_at(answer), "429 to a piece")),
        400 => Err(Verdict::refused(
            FailureClass::FixContent,
            "TikTok does not take the video in these pieces, so nothing was published. TikTok's own words are under Details.",
            "400 to a piece",
        )),
        _ => Err(unclear(answer, "to a piece")),
    }
}

/// TikTok keeps an upload for an hour.
pub(super) fn over() -> Failure {
    errors::failure(
        FailureClass::TryAgain,
        "TikTok did not keep the upload of the video. Nothing was published; Countersign begins it anew.",
        "the upload is over",
    )
}

pub(super) fn not_whole(detail: &str) -> Failure {
    errors::failure(
        FailureClass::TryAgain,
        "TikTok did not get all of the video. Nothing was published; Countersign asks how far it came, and goes on from there.",
        detail,
    )
}
