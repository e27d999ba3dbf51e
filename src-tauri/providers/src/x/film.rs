//! Brings a video, or a GIF that moves, to X in pieces, before anything is posted.
//!
//! Invariant: X's id of the upload is in the journal before its first byte leaves, and again with every stretch that X took;
//! what was begun is gone on with as long as X keeps it, so that the same signed film is uploaded once. Nothing in this file
//! makes anything public. A piece may be sent again under its number, and that an upload was put together is asked for
//! before it is believed: X shows one that it is done with as one of which it says nothing.

use countersign_core::gate::{SignedMedia, SignedPart};
use countersign_core::ports::{SealedReader, VaultFault};
use countersign_core::publish::{ARRIVED, Failure, FailureClass, Journal, Prepared, REMARK};
use reqwest::multipart::{Form, Part};
use serde_json::json;

use super::X;
use super::publish::{Words, media_in};
use super::refusals::judge;
use super::wire::{APPEND, FINALIZE, INITIALIZE, Media, is_id};
use crate::errors::{self, Verdict};
use crate::facebook::bytes::Told;
use crate::http::{Answer, Call, Caller, Stretch, piped, together};

/// The journal's name of the film; see [`Kept`].
const FILM: &str = "video";
/// X asks for at most 5 MB in one piece; its own tool sends 4 MiB.
const PIECE: u64 = 4 * 1024 * 1024;
/// After so many pieces it is written down how far the upload is.
const A_STRETCH: u64 = 8;

const FILM_WORDS: Words = Words {
    unusable: "X can't work with the video of this post. X's own words are under Details; please choose another video, best an MP4 with H.264 and AAC.",
    working: "X has the video of this post and is still working on it. Countersign looks again; nothing is uploaded twice.",
};

const MOVING_WORDS: Words = Words {
    unusable: "X can't work with the moving GIF of this post. X's own words are under Details; please choose another one, or save it as an MP4 video.",
    working: "X has the moving GIF of this post and is still working on it. Countersign looks again; nothing is uploaded twice.",
};

/// What X calls such an upload, and what is said of it.
fn kind(media: &SignedMedia) -> (&'static str, Words) {
    if media.is_moving() { ("tweet_gif", MOVING_WORDS) } else { ("tweet_video", FILM_WORDS) }
}

/// Opens the signed file.
type Open<'a> = &'a (dyn Fn(&SignedMedia) -> Result<Box<dyn SealedReader>, VaultFault> + Send + Sync);

/// One film on its way to X.
pub(super) struct Upload<'a> {
    pub(super) x: &'a X,
    pub(super) caller: Caller<'a>,
    pub(super) part: &'a SignedPart,
    pub(super) media: &'a SignedMedia,
    pub(super) journal: &'a dyn Journal,
}

/// What the journal keeps of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Kept {
    id: String,
    /// How many pieces X took for certain.
    pieces: u64,
    /// Whether X was asked to put it together.
    ended: bool,
}

impl Kept {
    /// What stands in place of an upload that is not gone on with.
    const GIVEN_UP: &'static str = "";

    fn written(&self) -> String {
        let end = if self.ended { "whole" } else { "open" };
        format!("{} {} {end}", self.id, self.pieces)
    }

    /// None where the note is no upload that could be gone on with.
    fn read(note: &str) -> Option<Self> {
        let mut words = note.split(' ');
        let (id, pieces, end) = (words.next()?, words.next()?.parse().ok()?, words.next()?);
        let whole = is_id(id) && words.next().is_none() && ["open", "whole"].contains(&end);
        whole.then(|| Self { id: id.to_owned(), pieces, ended: end == "whole" })
    }
}

impl Upload<'_> {
    /// Brings all of the film to X, and waits until X can show it.
    pub(super) async fn prepare(&self, open: Open<'_>) -> Result<Prepared, Failure> {
        let mut file = open(self.media).map_err(|fault| errors::film(&fault))?;
        let noted = self.journal.recall(self.part.id, FILM).await?;
        let (kept, media) = match noted.as_deref().and_then(Kept::read) {
            Some(kept) => match self.go_on(kept, &mut *file).await? {
                Some(whole) => whole,
                None => self.anew(&mut *file).await?,
            },
            None => self.anew(&mut *file).await?,
        };
        let id = kept.id;
        let ready = self.x.until_ready(self.caller, media, self.x.settings.patience, kind(self.media).1).await;
        match ready {
            Ok(()) => {
                self.describe(&id).await?;
                Ok(Prepared { media_ids: vec![id] })
            }
            Err(Verdict::Refused(refused)) if refused.class == FailureClass::FixContent => {
                // A person decides; if that is to try once more, another upload is begun.
                self.journal.record(self.part.id, FILM, Kept::GIVEN_UP).await?;
                Err(refused)
            }
            Err(verdict) => Err(verdict.failure()),
        }
    }

    /// Tells X what it shows. That X takes a description of a video is unverified (read 2026-11-20): where it refuses one,
    /// the video goes out without, and that is said at the post.
    async fn describe(&self, id: &str) -> Result<(), Failure> {
        match self.x.describe(self.caller, id, &self.media.alt).await {
            Ok(()) => Ok(()),
            Err(Verdict::Refused(refused)) if !self.media.is_moving() && refused.class == FailureClass::FixContent => {
                let said = "X did not take the description of the video. The post went out without it.";
                self.journal.record(self.part.id, REMARK, said).await
            }
            Err(verdict) => Err(verdict.failure()),
        }
    }

    /// Goes on with an upload as far as X still has it; none if it does not.
    async fn go_on(&self, kept: Kept, file: &mut dyn SealedReader) -> Result<Option<(Kept, Media)>, Failure> {
        self.note(&kept).await?;
        if !kept.ended {
            // What an earlier attempt began may be over for any reason.
            return match self.fill(kept, file).await? {
                Filled::Whole(kept, media) => Ok(Some((kept, media))),
                Filled::Refused(_) => Ok(None),
            };
        }
        match self.put_together(&kept.id).await? {
            End::Put(media) => Ok(Some((kept, media))),
            End::Refused(_) => Ok(None),
            // X puts nothing together twice: it has done so, and says how it is doing.
            End::Before(_) => {
                let shown = self.x.state_of(self.caller, &kept.id).await.map_err(Verdict::failure)?;
                if is_refused(&shown) {
                    return Ok(None);
                }
                media_in(&shown).map(|media| Some((kept, media))).map_err(Verdict::failure)
            }
        }
    }

    async fn anew(&self, file: &mut dyn SealedReader) -> Result<(Kept, Media), Failure> {
        let body = json!({
            "media_type": self.media.mime,
            "total_bytes": self.media.bytes,
            "media_category": kind(self.media).0,
        });
        let answer = self.x.http.send(Call::new(&INITIALIZE, self.caller, &[]).json(body)).await;
        let media = answer.and_then(|answer| media_in(&answer)).map_err(Verdict::failure)?;
        let kept = Kept { id: media.id, pieces: 0, ended: false };
        self.note(&kept).await?;
        match self.fill(kept, file).await? {
            Filled::Whole(kept, media) => Ok((kept, media)),
            Filled::Refused(answer) => Err(self.refused(&answer).await),
        }
    }

    /// What X has against an upload that this very attempt began. Unless it is gone, it is refused for good: to bring all of
    /// it once more would only be refused once more.
    async fn refused(&self, answer: &Answer) -> Failure {
        if matches!(answer.status, 404 | 410) {
            return lost().failure();
        }
        let detail = match judge(answer) {
            Verdict::Later(passing) => return passing,
            Verdict::Refused(other) if other.class != FailureClass::FixContent => return other,
            Verdict::Refused(refused) => refused.detail,
            Verdict::Unclear(_, detail) => detail,
        };
        // A person decides; if that is to try once more, another upload is begun.
        match self.journal.record(self.part.id, FILM, Kept::GIVEN_UP).await {
            Ok(()) => errors::failure(FailureClass::FixContent, kind(self.media).1.unusable, &detail),
            Err(failure) => failure,
        }
    }

    /// In this attempt as well: a later one goes on with what the latest wrote down.
    async fn note(&self, kept: &Kept) -> Result<(), Failure> {
        let has = (kept.pieces * PIECE).min(self.media.bytes);
        self.journal.record(self.part.id, FILM, &kept.written()).await?;
        self.journal.record(self.part.id, ARRIVED, &has.to_string()).await
    }

    /// Sends what X does not have yet, and has it put together.
    async fn fill(&self, mut kept: Kept, file: &mut dyn SealedReader) -> Result<Filled, Failure> {
        let told = Told { journal: self.journal, part: self.part.id, total: self.media.bytes };
        while kept.pieces * PIECE < self.media.bytes {
            let from = kept.pieces * PIECE;
            let stretch = Stretch { from, length: PIECE.min(self.media.bytes - from) };
            let answer = self.piece(&kept, file, stretch, &told).await?;
            if is_refused(&answer) {
                return Ok(Filled::Refused(answer));
            }
            // X may say that it did nothing under a status that says that it did.
            if !answer.succeeded() || answer.json().is_some_and(|body| body.get("errors").is_some()) {
                return Err(judge(&answer).failure());
            }
            kept.pieces += 1;
            if kept.pieces.is_multiple_of(A_STRETCH) {
                self.journal.record(self.part.id, FILM, &kept.written()).await?;
            }
        }
        kept.ended = true;
        self.journal.record(self.part.id, FILM, &kept.written()).await?;
        match self.put_together(&kept.id).await? {
            End::Put(media) => Ok(Filled::Whole(kept, media)),
            End::Refused(answer) | End::Before(answer) => Ok(Filled::Refused(answer)),
        }
    }

    async fn piece(
        &self,
        kept: &Kept,
        file: &mut dyn SealedReader,
        stretch: Stretch,
        told: &Told<'_>,
    ) -> Result<Answer, Failure> {
        let (http, names) = (&self.x.http, [kept.id.as_str()]);
        let (feeder, body) = piped(http.patience());
        let form = Form::new()
            .text("segment_index", kept.pieces.to_string())
            .part("media", Part::stream_with_length(body, stretch.length).file_name("video"));
        let call = Call::new(&APPEND, self.caller, &names).multipart(form).carrying(stretch.length);
        let feeding = feeder.feed(file, stretch, told);
        together(http.send(call), feeding).await?.map_err(Verdict::failure)
    }

    /// Has X put an upload together.
    async fn put_together(&self, id: &str) -> Result<End, Failure> {
        let names = [id];
        let answer = self.x.http.send(Call::new(&FINALIZE, self.caller, &names)).await.map_err(Verdict::failure)?;
        match answer.status {
            409 if is_refused(&answer) => Ok(End::Before(answer)),
            _ if is_refused(&answer) => Ok(End::Refused(answer)),
            _ => media_in(&answer).map(End::Put).map_err(Verdict::failure),
        }
    }
}

/// What came of sending all of an upload.
enum Filled {
    Whole(Kept, Media),
    /// X does not keep it any more, or does not take it.
    Refused(Answer),
}

/// What came of having an upload put together.
enum End {
    Put(Media),
    /// It was put together before.
    Before(Answer),
    /// X does not have all of it, does not keep it any more, or does not take it.
    Refused(Answer),
}

/// Whether X has something against the upload itself: it does not keep it any more, or it is not as X was told. (Which status
/// says what is unverified, read 2026-11-20; beginning anew costs an upload, and nothing else.)
fn is_refused(answer: &Answer) -> bool {
    matches!(answer.status, 400 | 404 | 409 | 410) && answer.json().is_some()
}

fn lost() -> Verdict {
    Verdict::later(
        FailureClass::TryAgain,
        "X did not keep the upload of the video. Countersign begins it anew.",
        "the upload was refused as a whole",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_whole_or_not_at_all() {
        for ended in [false, true] {
            let kept = Kept { id: "1489201733550108672".to_owned(), pieces: 12, ended };
            assert_eq!(Kept::read(&kept.written()), Some(kept));
        }
        for wrong in [Kept::GIVEN_UP, "1 2", "x 2 open", "1 x open", "1 2 shut", "1 2 open more"] {
            assert_eq!(Kept::read(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn only_x_s_own_words_end_an_upload() {
        let said = |status, body: &str| is_refused(&Answer::of(status, &[], body));
        assert!(said(404, r#"{"title":"Not Found"}"#) && said(409, "{}") && said(400, "{}"));
        assert!(!said(404, "<html>") && !said(503, "{}") && !said(401, "{}") && !said(403, "{}") && !said(200, "{}"));
    }
}
