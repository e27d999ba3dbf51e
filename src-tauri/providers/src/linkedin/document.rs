//! Brings a document to LinkedIn, before anything is posted.
//!
//! Invariant: LinkedIn's name of the document is in the journal before its first byte leaves, and that all of it is there
//! once LinkedIn took it; a document that is there is not uploaded again. The address for its bytes opens it to whoever has
//! it, so it is kept nowhere: an upload that was cut off is begun anew. Nothing in this file makes anything public.

use std::time::Duration;

use countersign_core::gate::{SignedMedia, SignedPart};
use countersign_core::model::Platform;
use countersign_core::ports::SealedReader;
use countersign_core::publish::{ARRIVED, Failure, FailureClass, Journal, Prepared};
use serde_json::json;

use super::kept::{Kept, Open};
use super::refusals::{is_gone, judge};
use super::wire::{DOCUMENT, DOCUMENT_BYTES, DOCUMENTS, DocumentBegun, DocumentBegunValue, Image, is_document};
use super::{Linkedin, is_member};
use crate::errors::{self, Verdict};
use crate::facebook::bytes::Told;
use crate::http::{Call, Caller, Stretch, piped, together};

/// The journal's name of the document; see [`Kept`].
const NAME: &str = "document";
/// The longest pause between two questions.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// So often LinkedIn may say that it waits for bytes that it took, until they are brought anew.
const OFTEN_ENOUGH: u32 = 5;

/// One document on its way to LinkedIn.
pub(super) struct Upload<'a> {
    pub(super) linkedin: &'a Linkedin,
    pub(super) caller: Caller<'a>,
    pub(super) author: &'a str,
    pub(super) part: &'a SignedPart,
    pub(super) media: &'a SignedMedia,
    pub(super) journal: &'a dyn Journal,
}

/// How far LinkedIn is with a document.
#[derive(Debug, PartialEq, Eq)]
enum Stage {
    /// It waits for its bytes, or does not have it.
    Missing,
    /// It works on it, or says nothing that is known.
    WorkedOn,
    Available,
    Failed,
}

impl Upload<'_> {
    /// Brings all of the document to LinkedIn, and waits until it can be shown.
    pub(super) async fn prepare(&self, open: Open<'_>) -> Result<Prepared, Failure> {
        let kept = match Kept::brought(self.journal, self.part.id, NAME, is_document).await? {
            Some(kept) if self.is_still_there(&kept).await? => {
                self.note(&kept, self.media.bytes).await?;
                kept
            }
            Some(_) | None => {
                let mut file = open(self.media).map_err(|fault| errors::film(&fault))?;
                self.anew(&mut *file).await?
            }
        };
        self.until_ready(&kept.name).await?;
        Ok(Prepared { media_ids: vec![kept.name] })
    }

    /// Whether a document that was there once can still be shown, or be waited for. A member is told nothing about it but
    /// that the post is not taken: once LinkedIn may still be working on it, twice it is brought anew.
    async fn is_still_there(&self, kept: &Kept) -> Result<bool, Failure> {
        if is_member(self.author) {
            return Ok(!kept.is_lost());
        }
        match self.stage(&kept.name).await.map_err(Verdict::failure)? {
            Stage::WorkedOn | Stage::Available => Ok(true),
            Stage::Missing => Ok(false),
            Stage::Failed => Err(self.given_up().await),
        }
    }

    /// In this attempt as well: a later one goes on with what the latest wrote down.
    async fn note(&self, kept: &Kept, has: u64) -> Result<(), Failure> {
        self.journal.record(self.part.id, NAME, &kept.written()).await?;
        self.journal.record(self.part.id, ARRIVED, &has.to_string()).await
    }

    async fn anew(&self, file: &mut dyn SealedReader) -> Result<Kept, Failure> {
        let begun = self.begin().await.map_err(Verdict::failure)?;
        let mut kept = Kept::begun(begun.document.clone());
        self.note(&kept, 0).await?;
        let http = &self.linkedin.http;
        let told = Told { journal: self.journal, part: self.part.id, total: self.media.bytes };
        let (feeder, body) = piped(http.patience());
        let call = Call::new(&DOCUMENT_BYTES, self.caller, &[]).at(&begun.upload_url).stream(body, self.media.bytes);
        let feeding = feeder.feed(file, Stretch { from: 0, length: self.media.bytes }, &told);
        let answer = together(http.send(call), feeding).await?.map_err(Verdict::failure)?;
        // Nothing is in the answer but its status, so anything else than success in it comes from somebody else.
        if !answer.succeeded() || answer.json().is_some_and(|body| body.get("status").is_some()) {
            return Err(not_taken(judge(&answer)).failure());
        }
        kept.whole = true;
        self.journal.record(self.part.id, NAME, &kept.written()).await?;
        Ok(kept)
    }

    async fn begin(&self) -> Result<DocumentBegunValue, Verdict> {
        let body = json!({"initializeUploadRequest": {"owner": self.author}});
        let call = self.linkedin.call(&DOCUMENTS, self.caller, &[]).ask("action", "initializeUpload").json(body);
        let answer = self.linkedin.http.send(call).await?;
        if !answer.succeeded() {
            return Err(judge(&answer));
        }
        let begun: Option<DocumentBegun> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        begun
            .map(|begun| begun.value)
            .filter(|value| is_document(&value.document))
            .ok_or_else(|| Verdict::Unclear(Platform::Linkedin, format!("{} without a document's name", answer.status)))
    }

    async fn stage(&self, document: &str) -> Result<Stage, Verdict> {
        let names = [document];
        let answer = self.linkedin.http.send(self.linkedin.call(&DOCUMENT, self.caller, &names)).await?;
        if is_gone(&answer) {
            return Ok(Stage::Missing);
        }
        if !answer.succeeded() {
            return Err(judge(&answer));
        }
        let shown: Option<Image> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        Ok(shown.map_or(Stage::WorkedOn, |shown| stage(&shown.status)))
    }

    /// Asks until LinkedIn has worked through it. A member is told nothing: all there is to do is to give it time.
    async fn until_ready(&self, document: &str) -> Result<(), Failure> {
        let settings = &self.linkedin.settings;
        if is_member(self.author) {
            tokio::time::sleep(settings.member_film_grace).await;
            return Ok(());
        }
        let (mut left, mut pause, mut missing) = (settings.patience, settings.first_pause, 0);
        loop {
            match self.stage(document).await.map_err(Verdict::failure)? {
                Stage::Available => return Ok(()),
                Stage::Failed => return Err(self.given_up().await),
                Stage::Missing => missing += 1,
                Stage::WorkedOn => {}
            }
            if missing == OFTEN_ENOUGH {
                self.journal.record(self.part.id, NAME, Kept::GIVEN_UP).await?;
                return Err(not_taken(Verdict::refused(FailureClass::TryAgain, "", "WAITING_UPLOAD")).failure());
            }
            left = left.checked_sub(pause).ok_or_else(|| {
                Verdict::later(
                    FailureClass::TryAgain,
                    "LinkedIn has the document of this post and is still working on it. Countersign looks again; nothing is uploaded twice.",
                    "processing takes too long",
                )
                .failure()
            })?;
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// LinkedIn can't use it. A person decides; if that is to try once more, another upload is begun.
    async fn given_up(&self) -> Failure {
        match self.journal.record(self.part.id, NAME, Kept::GIVEN_UP).await {
            Ok(()) => errors::failure(
                FailureClass::FixContent,
                "LinkedIn can't work with the document of this post. Please print it to a new PDF, and add that.",
                "PROCESSING_FAILED",
            ),
            Err(failure) => failure,
        }
    }
}

fn stage(status: &str) -> Stage {
    match status {
        "AVAILABLE" => Stage::Available,
        "WAITING_UPLOAD" => Stage::Missing,
        "PROCESSING_FAILED" => Stage::Failed,
        _ => Stage::WorkedOn,
    }
}

/// Nothing is public by its bytes, and an address that is over is given anew.
fn not_taken(verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::Refused(refused) => Verdict::later(
            FailureClass::TryAgain,
            "LinkedIn did not take the bytes of the document. Countersign begins the upload anew.",
            &refused.detail,
        ),
        other @ (Verdict::Later(_) | Verdict::Unclear(..)) => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_whole_or_not_at_all() {
        for (whole, refused) in [(false, 0), (true, 0), (true, 2)] {
            let kept = Kept { name: "urn:li:document:D4E1FAQ_x".to_owned(), whole, refused };
            assert_eq!(Kept::read(&kept.written(), is_document), Some(kept));
        }
        for wrong in [
            Kept::GIVEN_UP,
            "urn:li:document:a",
            "urn:li:image:a whole",
            "urn:li:document:a shut",
            "urn:li:document:a whole x",
        ] {
            assert_eq!(Kept::read(wrong, is_document), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_state_that_is_not_known_is_waited_for() {
        assert_eq!((stage("AVAILABLE"), stage("PROCESSING_FAILED")), (Stage::Available, Stage::Failed));
        assert_eq!(
            (stage("WAITING_UPLOAD"), stage("PROCESSING"), stage("NEW")),
            (Stage::Missing, Stage::WorkedOn, Stage::WorkedOn)
        );
    }
}
