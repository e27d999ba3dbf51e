//! Brings a video to LinkedIn in the very parts that LinkedIn names, before anything is posted.
//!
//! Invariant: LinkedIn's name of the video is in the journal before its first byte leaves, and that all of it is there once
//! LinkedIn was told so; a video that is there is not uploaded again. The addresses of the parts open them to whoever has
//! them, so they are kept nowhere: an upload that was cut off is begun anew. Nothing in this file makes anything public.

use std::time::Duration;

use countersign_core::gate::{SignedMedia, SignedPart};
use countersign_core::model::Platform;
use countersign_core::ports::SealedReader;
use countersign_core::publish::{ARRIVED, Failure, FailureClass, Journal, Prepared};
use serde_json::json;

use super::kept::{Kept, Open};
use super::refusals::{is_gone, judge};
use super::wire::{Film, FilmBegun, FilmBegunValue, Instruction, VIDEO, VIDEO_PART, VIDEOS, is_video};
use super::{Linkedin, is_member};
use crate::errors::{self, Verdict};
use crate::facebook::bytes::Told;
use crate::http::{Answer, Call, Caller, Credential, Stretch, piped, together};

/// The journal's name of the film; see [`Kept`].
const FILM: &str = "video";
/// The longest pause between two questions.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// One film on its way to LinkedIn.
pub(super) struct Upload<'a> {
    pub(super) linkedin: &'a Linkedin,
    pub(super) caller: Caller<'a>,
    pub(super) author: &'a str,
    pub(super) part: &'a SignedPart,
    pub(super) media: &'a SignedMedia,
    pub(super) journal: &'a dyn Journal,
}

/// How far LinkedIn is with a video.
#[derive(Debug, PartialEq, Eq)]
enum Stage {
    /// It waits for its parts.
    Waiting,
    /// It works on it, or says nothing that is known.
    WorkedOn,
    Available,
    Failed(String),
    /// It does not have it.
    Gone,
}

impl Upload<'_> {
    /// Brings all of the film to LinkedIn, and waits until it can be shown.
    pub(super) async fn prepare(&self, open: Open<'_>) -> Result<Prepared, Failure> {
        let mut file = open(self.media).map_err(|fault| errors::film(&fault))?;
        let kept = match Kept::brought(self.journal, self.part.id, FILM, is_video).await? {
            Some(kept) if self.is_still_there(&kept).await? => {
                self.note(&kept, self.media.bytes).await?;
                kept
            }
            Some(_) | None => self.anew(&mut *file).await?,
        };
        self.until_ready(&kept.name).await?;
        Ok(Prepared { media_ids: vec![kept.name] })
    }

    /// Whether a video that was there once can still be shown, or be waited for. A member is told nothing about it but that
    /// the post is not taken: once LinkedIn may still be working on it, twice it is brought anew.
    async fn is_still_there(&self, kept: &Kept) -> Result<bool, Failure> {
        if is_member(self.author) {
            return Ok(!kept.is_lost());
        }
        match self.stage(&kept.name).await.map_err(Verdict::failure)? {
            Stage::WorkedOn | Stage::Available => Ok(true),
            Stage::Waiting | Stage::Gone => Ok(false),
            Stage::Failed(why) => Err(self.given_up(&why).await),
        }
    }

    /// In this attempt as well: a later one goes on with what the latest wrote down.
    async fn note(&self, kept: &Kept, has: u64) -> Result<(), Failure> {
        self.journal.record(self.part.id, FILM, &kept.written()).await?;
        self.journal.record(self.part.id, ARRIVED, &has.to_string()).await
    }

    async fn anew(&self, file: &mut dyn SealedReader) -> Result<Kept, Failure> {
        let begun = self.begin().await.map_err(Verdict::failure)?;
        let mut kept = Kept::begun(begun.video.clone());
        self.note(&kept, 0).await?;
        let told = Told { journal: self.journal, part: self.part.id, total: self.media.bytes };
        let mut marks = Vec::new();
        for instruction in &begun.upload_instructions {
            marks.push(self.send(instruction, file, &told).await?);
        }
        self.finish(&begun, &marks).await.map_err(Verdict::failure)?;
        kept.whole = true;
        self.journal.record(self.part.id, FILM, &kept.written()).await?;
        Ok(kept)
    }

    async fn begin(&self) -> Result<FilmBegunValue, Verdict> {
        let body = json!({"initializeUploadRequest": {
            "owner": self.author,
            "fileSizeBytes": self.media.bytes,
            "uploadCaptions": false,
            "uploadThumbnail": false,
        }});
        let call = self.linkedin.call(&VIDEOS, self.caller, &[]).ask("action", "initializeUpload").json(body);
        let answer = self.linkedin.http.send(call).await?;
        if !answer.succeeded() {
            return Err(judge(&answer));
        }
        let begun: Option<FilmBegun> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        begun
            .map(|begun| begun.value)
            .filter(|value| is_video(&value.video) && covers(&value.upload_instructions, self.media.bytes))
            .ok_or_else(|| {
                Verdict::Unclear(Platform::Linkedin, format!("{} without the parts of a video", answer.status))
            })
    }

    /// Sends one part and returns what LinkedIn marks it with.
    async fn send(
        &self,
        instruction: &Instruction,
        file: &mut dyn SealedReader,
        told: &Told<'_>,
    ) -> Result<String, Failure> {
        let http = &self.linkedin.http;
        let stretch =
            Stretch { from: instruction.first_byte, length: instruction.last_byte - instruction.first_byte + 1 };
        let (feeder, body) = piped(http.patience());
        // The address is the right itself; the token is nobody's business there.
        let caller = Caller { credential: Credential::Within, ..self.caller };
        let call = Call::new(&VIDEO_PART, caller, &[]).at(&instruction.upload_url).stream(body, stretch.length);
        let feeding = feeder.feed(file, stretch, told);
        let answer = together(http.send(call), feeding).await?.map_err(Verdict::failure)?;
        if !answer.succeeded() {
            return Err(part_refused(&answer).failure());
        }
        mark(&answer).ok_or_else(|| {
            Verdict::Unclear(Platform::Linkedin, format!("{} without a part's mark", answer.status)).failure()
        })
    }

    async fn finish(&self, begun: &FilmBegunValue, marks: &[String]) -> Result<(), Verdict> {
        let body = json!({"finalizeUploadRequest": {
            "video": begun.video,
            "uploadToken": begun.upload_token,
            "uploadedPartIds": marks,
        }});
        let call = self.linkedin.call(&VIDEOS, self.caller, &[]).ask("action", "finalizeUpload").json(body);
        let answer = self.linkedin.http.send(call).await?;
        // Nothing is in the answer but its status, so anything else than success in it comes from somebody else.
        if answer.succeeded() && answer.json().is_none_or(|body| body.get("status").is_none()) {
            return Ok(());
        }
        Err(judge(&answer))
    }

    async fn stage(&self, video: &str) -> Result<Stage, Verdict> {
        let names = [video];
        let answer = self.linkedin.http.send(self.linkedin.call(&VIDEO, self.caller, &names)).await?;
        if is_gone(&answer) {
            return Ok(Stage::Gone);
        }
        if !answer.succeeded() {
            return Err(judge(&answer));
        }
        let film: Option<Film> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        Ok(film.map_or(Stage::WorkedOn, |film| stage(&film)))
    }

    /// Asks until LinkedIn has worked through the film. A member is told nothing: all there is to do is to give it time.
    async fn until_ready(&self, video: &str) -> Result<(), Failure> {
        let settings = &self.linkedin.settings;
        if is_member(self.author) {
            tokio::time::sleep(settings.member_film_grace).await;
            return Ok(());
        }
        let (mut left, mut pause) = (settings.patience, settings.first_pause);
        loop {
            match self.stage(video).await.map_err(Verdict::failure)? {
                Stage::Available => return Ok(()),
                Stage::Failed(why) => return Err(self.given_up(&why).await),
                Stage::Gone | Stage::Waiting | Stage::WorkedOn => {}
            }
            left = left.checked_sub(pause).ok_or_else(|| {
                Verdict::later(
                    FailureClass::TryAgain,
                    "LinkedIn has the video of this post and is still working on it. Countersign looks again; nothing is uploaded twice.",
                    "processing takes too long",
                )
                .failure()
            })?;
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// LinkedIn can't use the film. A person decides; if that is to try once more, another upload is begun.
    async fn given_up(&self, why: &str) -> Failure {
        match self.journal.record(self.part.id, FILM, Kept::GIVEN_UP).await {
            Ok(()) => errors::failure(
                FailureClass::FixContent,
                "LinkedIn can't work with the video of this post. LinkedIn's own words are under Details; please choose another video, best an MP4 with H.264 and AAC.",
                why,
            ),
            Err(failure) => failure,
        }
    }
}

fn stage(film: &Film) -> Stage {
    match film.status.as_str() {
        "AVAILABLE" => Stage::Available,
        "WAITING_UPLOAD" => Stage::Waiting,
        "PROCESSING_FAILED" => Stage::Failed(format!("PROCESSING_FAILED {}", film.processing_failure_reason)),
        _ => Stage::WorkedOn,
    }
}

/// Whether the parts are all of the file, one after the other.
fn covers(parts: &[Instruction], length: u64) -> bool {
    let mut next = 0;
    for part in parts {
        if part.first_byte != next || part.last_byte < part.first_byte || part.last_byte >= length {
            return false;
        }
        next = part.last_byte + 1;
    }
    next == length
}

/// What LinkedIn marks a part with: without the quotation marks that the header has.
fn mark(answer: &Answer) -> Option<String> {
    let mark = answer.header("etag")?.trim().trim_start_matches("W/").trim_matches('"');
    (!mark.is_empty()).then(|| mark.to_owned())
}

/// Nothing is public by a part, and an address that is over is given anew.
fn part_refused(answer: &Answer) -> Verdict {
    match judge(answer) {
        Verdict::Refused(refused) => Verdict::later(
            FailureClass::TryAgain,
            "LinkedIn did not take a part of the video. Countersign begins the upload anew.",
            &refused.detail,
        ),
        other @ (Verdict::Later(_) | Verdict::Unclear(..)) => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_to_be_the_whole_file_and_nothing_else() {
        let part = |first_byte, last_byte| Instruction { upload_url: String::new(), first_byte, last_byte };
        assert!(covers(&[part(0, 9)], 10) && covers(&[part(0, 3), part(4, 7), part(8, 9)], 10));
        for wrong in [
            vec![],
            vec![part(0, 8)],
            vec![part(0, 10)],
            vec![part(1, 9)],
            vec![part(0, 4), part(4, 9)],
            vec![part(0, 4), part(6, 9)],
            vec![part(5, 9), part(0, 4)],
            vec![part(0, 9), part(10, 3)],
        ] {
            assert!(!covers(&wrong, 10), "{wrong:?}");
        }
    }

    #[test]
    fn a_part_is_marked_by_what_stands_between_the_quotation_marks() {
        let of = |etag: &str| mark(&Answer::of(200, &[("etag", etag)], ""));
        assert_eq!(of("\"abc\"").as_deref(), Some("abc"));
        assert_eq!(of("abc").as_deref(), Some("abc"));
        assert_eq!(of("W/\"abc\"").as_deref(), Some("abc"));
        assert_eq!(of("\"\""), None);
        assert_eq!(mark(&Answer::of(200, &[], "")), None);
    }

    #[test]
    fn what_was_written_is_read_whole_or_not_at_all() {
        for (whole, refused) in [(false, 0), (true, 0), (true, 2)] {
            let kept = Kept { name: "urn:li:video:C4E10AQ_x".to_owned(), whole, refused };
            assert_eq!(Kept::read(&kept.written(), is_video), Some(kept));
        }
        for wrong in
            [Kept::GIVEN_UP, "urn:li:video:a", "urn:li:image:a whole", "urn:li:video:a shut", "urn:li:video:a whole x"]
        {
            assert_eq!(Kept::read(wrong, is_video), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_state_that_is_not_known_is_waited_for() {
        let of =
            |status: &str| stage(&Film { status: status.to_owned(), processing_failure_reason: "codec".to_owned() });
        assert_eq!(of("AVAILABLE"), Stage::Available);
        assert_eq!(of("PROCESSING_FAILED"), Stage::Failed("PROCESSING_FAILED codec".to_owned()));
        assert_eq!(
            (of("WAITING_UPLOAD"), of("PROCESSING"), of("NEW")),
            (Stage::Waiting, Stage::WorkedOn, Stage::WorkedOn)
        );
    }
}
