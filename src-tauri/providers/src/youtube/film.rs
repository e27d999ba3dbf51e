//! Brings a video to YouTube: its bytes, then the picture before it, all of it private.
//!
//! Invariant: nothing here makes anything public: a video comes as private, whoever may watch it in the end, and stays so
//! until its commit, also where it was told a time before. The address of its upload is in the journal before its first byte leaves, and an upload that was begun
//! is gone on with from where YouTube says it ended, as long as YouTube keeps it; so the same signed film is one video there.
//! (What was private may be begun anew at any time: at worst a private video stays that nobody sees.)

use std::time::Duration;

use countersign_core::gate::{SignedMedia, SignedPart};
use countersign_core::model::{Secret, YoutubePrivacy, YoutubeVideo};
use countersign_core::ports::{SealedReader, VaultFault};
use countersign_core::publish::{ARRIVED, Failure, FailureClass, Journal, Prepared, REMARK};

use super::Youtube;
use super::kept::{Kept, leads_home};
use super::refusals::{is_not_there, judge, may_not};
use super::wire::{self, BEGIN, BYTES, Stage, THUMBNAIL, VIDEOS, Video, is_video};
use crate::errors::{self, Verdict};
use crate::facebook::bytes::Told;
use crate::http::{Answer, Call, Caller, Stretch, piped, together};

/// The journal's name of the video; see [`Kept`].
pub(super) const FILM: &str = "video";
/// The journal's name of what became of the picture before the video.
const COVER: &str = "cover";
const COVER_IS_SET: &str = "set";
/// Once a picture could not be sent: the next time it is let go.
const COVER_FAILED: &str = "failed";
/// The longest pause between two questions.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// All of the upload's own words for *go on*.
const INCOMPLETE: u16 = 308;

/// Reads a signed picture whole.
type Bytes<'a> = &'a (dyn Fn(&SignedMedia) -> Result<Vec<u8>, VaultFault> + Send + Sync);
/// Opens a signed film.
type Open<'a> = &'a (dyn Fn(&SignedMedia) -> Result<Box<dyn SealedReader>, VaultFault> + Send + Sync);

/// What was signed, as it is read: a picture whole, a film piece by piece.
#[derive(Clone, Copy)]
pub(super) struct Files<'a> {
    pub(super) bytes: Bytes<'a>,
    pub(super) open: Open<'a>,
}

/// One film on its way to a channel.
pub(super) struct Upload<'a> {
    pub(super) youtube: &'a Youtube,
    pub(super) caller: Caller<'a>,
    pub(super) part: &'a SignedPart,
    pub(super) video: &'a YoutubeVideo,
    pub(super) kids: bool,
    pub(super) film: &'a SignedMedia,
    pub(super) cover: Option<&'a SignedMedia>,
    pub(super) journal: &'a dyn Journal,
}

/// How an upload stands.
enum Standing {
    /// So much of it is there.
    Has(u64),
    /// All of it is, and it is a video.
    Is(Box<Video>),
    /// YouTube does not keep it any more.
    Over,
}

/// What a look at a video shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Looked {
    /// YouTube has it, and is done with it.
    Ready,
    /// YouTube has it, and works on it.
    Working,
    /// No list had it as long as it was looked at.
    NotListed,
    /// YouTube says that it was deleted.
    Deleted,
}

impl Upload<'_> {
    /// Brings all of the film to YouTube, private, and waits for a while until YouTube has looked at it.
    pub(super) async fn prepare(&self, files: Files<'_>) -> Result<Prepared, Failure> {
        let mut file = (files.open)(self.film).map_err(|fault| errors::film(&fault))?;
        let noted = self.noted().await?.as_deref().and_then(Kept::read);
        let known = match &noted {
            Some(Kept::Video(id) | Kept::Shown(id)) => Some((id.clone(), self.look(id).await?)),
            Some(Kept::Session(_) | Kept::Begun) | None => None,
        };
        let (id, looked) = match (noted, known) {
            // Only what is not there through all of another look is gone.
            (_, Some((id, looked @ (Looked::Ready | Looked::Working)))) => {
                // In this attempt as well: what is looked for is looked for by what the attempt wrote down.
                self.note(&Kept::Video(id.clone())).await?;
                (id, looked)
            }
            (Some(Kept::Session(address)), _) => match self.ask(&address).await? {
                Standing::Is(video) => self.arrived(video.id).await?,
                Standing::Has(has) => self.arrived(self.send(&address, has, &mut *file).await?).await?,
                Standing::Over => self.arrived(self.anew(&mut *file).await?).await?,
            },
            (Some(Kept::Video(_) | Kept::Shown(_) | Kept::Begun) | None, _) => {
                self.arrived(self.anew(&mut *file).await?).await?
            }
        };
        if let Some(cover) = self.cover {
            self.cover(&id, cover, files, looked == Looked::Ready).await?;
        }
        Ok(Prepared { media_ids: vec![id] })
    }

    /// What an earlier attempt brought. Where something else was signed since, the same film is the same private video still,
    /// as everything else is told once more when it is shown: all but the picture before it, which can't be taken away, and
    /// whether anybody is told of it, which is said when it comes.
    async fn noted(&self) -> Result<Option<String>, Failure> {
        match self.journal.recall(self.part.id, FILM).await? {
            Some(noted) => Ok(Some(noted)),
            None => self.journal.recall_of_file(self.part.id, &self.film_name()).await,
        }
    }

    fn film_name(&self) -> String {
        let told = if self.video.tells_followers() { "told" } else { "silent" };
        format!("{FILM} {} {told}", self.film.digest)
    }

    async fn note(&self, kept: &Kept) -> Result<(), Failure> {
        self.journal.record(self.part.id, FILM, &kept.written()).await?;
        // From now on it may have a picture that another signature does not show.
        let alone = if self.cover.is_none() { kept.written() } else { Kept::GIVEN_UP.to_owned() };
        self.journal.record(self.part.id, &self.film_name(), &alone).await
    }

    /// What was brought is not gone on with.
    async fn give_up(&self) -> Result<(), Failure> {
        self.journal.record(self.part.id, FILM, Kept::GIVEN_UP).await?;
        self.journal.record(self.part.id, &self.film_name(), Kept::GIVEN_UP).await
    }

    /// Notes a video that has just come, and looks how it is doing there.
    async fn arrived(&self, id: String) -> Result<(String, Looked), Failure> {
        self.note(&Kept::Video(id.clone())).await?;
        match self.look(&id).await? {
            looked @ (Looked::Ready | Looked::Working) => Ok((id, looked)),
            Looked::NotListed => Err(errors::failure(
                FailureClass::TryAgain,
                "YouTube has taken the video of this post and does not list it yet. Countersign looks again; nothing is uploaded twice.",
                "not listed after its upload",
            )),
            Looked::Deleted => {
                self.give_up().await?;
                Err(errors::failure(
                    FailureClass::TryAgain,
                    "The video of this post was deleted on YouTube before it was published. Countersign uploads it anew.",
                    "deleted after its upload",
                ))
            }
        }
    }

    async fn anew(&self, file: &mut dyn SealedReader) -> Result<String, Failure> {
        let address = self.begin().await?;
        self.send(&address, 0, file).await
    }

    async fn begin(&self) -> Result<String, Failure> {
        let call = Call::new(&BEGIN, self.caller, &[])
            .ask("uploadType", "resumable")
            .ask("part", "snippet,status")
            // YouTube documents it for the insert alone; that it tells them once a private video becomes public is unverified.
            .ask("notifySubscribers", self.video.tells_followers())
            .header("x-upload-content-length", self.film.bytes)
            .header("x-upload-content-type", &self.film.mime)
            .json(wire::told(self.part, self.video, YoutubePrivacy::Private, self.kids));
        let answer = self.youtube.http.send(call).await.map_err(Verdict::failure)?;
        if let Some(verdict) = judge(&answer) {
            return Err(verdict.failure());
        }
        let address = answer.header("location").filter(|address| leads_home(address)).map(str::to_owned);
        address.ok_or_else(|| unclear(&answer, "without an upload").failure())
    }

    /// How far an upload came.
    async fn ask(&self, address: &str) -> Result<Standing, Failure> {
        let call = Call::new(&BYTES, self.caller, &[])
            .at(address)
            .header("content-range", format!("bytes */{}", self.film.bytes))
            .bytes(Vec::new(), "application/octet-stream");
        let answer = self.youtube.http.send(call).await.map_err(Verdict::failure)?;
        match self.standing(&answer) {
            // An upload that is asked about, and answers what can't be, is none that could be gone on with.
            Err(Verdict::Refused(failure)) if failure.class == FailureClass::FixContent => Ok(Standing::Over),
            Err(Verdict::Unclear(..)) if answer.status == INCOMPLETE => Ok(Standing::Over),
            standing => standing.map_err(Verdict::failure),
        }
    }

    fn standing(&self, answer: &Answer) -> Result<Standing, Verdict> {
        match answer.status {
            INCOMPLETE => {
                let has = answer.header("range").map_or(Some(0), |range| {
                    range.trim().strip_prefix("bytes=0-")?.parse::<u64>().ok()?.checked_add(1)
                });
                has.filter(|has| *has <= self.film.bytes)
                    .map(Standing::Has)
                    .ok_or_else(|| unclear(answer, "with a range that can't be"))
            }
            404 | 410 => Ok(Standing::Over),
            _ => {
                if let Some(verdict) = judge(answer) {
                    return Err(verdict);
                }
                let video: Option<Video> = answer.json().and_then(|body| serde_json::from_value(body).ok());
                video
                    .filter(|video| is_video(&video.id))
                    .map(|video| Standing::Is(Box::new(video)))
                    .ok_or_else(|| unclear(answer, "without a video"))
            }
        }
    }

    /// Sends what is missing, as long as YouTube takes some of it each time.
    async fn send(&self, address: &str, from: u64, file: &mut dyn SealedReader) -> Result<String, Failure> {
        // Whoever has the address may put any film in the place of this one.
        let secret = Secret::new(address.to_owned());
        self.journal.record_secret(self.part.id, FILM, Kept::SESSION, &secret).await?;
        self.journal.record(self.part.id, ARRIVED, &from.to_string()).await?;
        let told = Told { journal: self.journal, part: self.part.id, total: self.film.bytes };
        let mut at = from;
        loop {
            // All of it is there, and YouTube has not said yet that it is a video.
            if at >= told.total {
                return Err(not_whole("all of it is there, and no video"));
            }
            match self.rest(address, at, file, &told).await? {
                Standing::Is(video) => {
                    told.journal.progress(told.part, told.total, told.total).await?;
                    return Ok(video.id);
                }
                Standing::Has(has) if has > at => at = has,
                Standing::Has(has) => return Err(not_whole(&format!("{has} after {at}"))),
                Standing::Over => {
                    self.give_up().await?;
                    return Err(errors::failure(
                        FailureClass::TryAgain,
                        "YouTube did not keep the upload of the video. Countersign begins it anew.",
                        "the session is over",
                    ));
                }
            }
        }
    }

    async fn rest(
        &self,
        address: &str,
        from: u64,
        file: &mut dyn SealedReader,
        told: &Told<'_>,
    ) -> Result<Standing, Failure> {
        let http = &self.youtube.http;
        let length = told.total - from;
        let (feeder, body) = piped(http.patience());
        let call = Call::new(&BYTES, self.caller, &[])
            .at(address)
            .header("content-range", format!("bytes {from}-{}/{}", told.total - 1, told.total))
            .stream(body, length);
        let feeding = feeder.feed(file, Stretch { from, length }, told);
        // What stopped the file is why there is no answer.
        let answer = together(http.send(call), feeding).await?.map_err(Verdict::failure)?;
        self.standing(&answer).map_err(Verdict::failure)
    }

    /// Waits for a while until YouTube has looked at the video. One that it is still working on goes on: it can be watched
    /// before all of its sizes are made. A list that lacks it proves nothing at once: it may show an upload a little later.
    async fn look(&self, id: &str) -> Result<Looked, Failure> {
        let mut left = self.youtube.settings.patience;
        let mut pause = self.youtube.settings.first_pause;
        let mut looked = Looked::NotListed;
        loop {
            let shown = self.youtube.video(self.caller, id).await.map_err(Verdict::failure)?;
            if shown.as_ref().is_some_and(|video| video.status.publish_at.is_some()) {
                self.keep_private(id).await.map_err(Verdict::failure)?;
            }
            match shown.map(|video| video.stage()) {
                Some(Stage::Ready) => return Ok(Looked::Ready),
                Some(Stage::Working) => looked = Looked::Working,
                Some(stage @ (Stage::Failed(_) | Stage::Rejected(_))) => {
                    self.give_up().await?;
                    return Err(unusable(&stage).failure());
                }
                Some(Stage::Deleted) => return Ok(Looked::Deleted),
                None => {}
            }
            let Some(rest) = left.checked_sub(pause) else { return Ok(looked) };
            left = rest;
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// A time that it was told under an earlier signature is over: YouTube shows it at no time until its commit.
    async fn keep_private(&self, id: &str) -> Result<(), Verdict> {
        let body = wire::told(self.part, self.video, YoutubePrivacy::Private, self.kids);
        let (answer, video) = self.youtube.tell(self.caller, id, body).await?;
        if video.status.publish_at.is_none() { Ok(()) } else { Err(unclear(&answer, "with a time still")) }
    }

    /// Sends the picture that stands before the video. The video does not wait for it: one that is refused, or that twice
    /// could not be sent, is let go, and people are told.
    async fn cover(&self, id: &str, cover: &SignedMedia, files: Files<'_>, ready: bool) -> Result<(), Failure> {
        let before = self.journal.recall(self.part.id, COVER).await?;
        let (state, tried) = before.as_deref().and_then(|note| note.split_once(' ')).unwrap_or_default();
        if tried == id && state == COVER_IS_SET {
            return self.journal.record(self.part.id, COVER, &format!("{COVER_IS_SET} {id}")).await;
        }
        let failed_before = tried == id && state == COVER_FAILED;
        let bytes = (files.bytes)(cover).map_err(|fault| errors::picture(&fault))?;
        let call = Call::new(&THUMBNAIL, self.caller, &[]).ask("videoId", id).bytes(bytes, &cover.mime);
        let answer = self.youtube.http.send(call).await;
        let may_not = answer.as_ref().is_ok_and(may_not);
        let refused = match answer.map(|answer| judge(&answer)) {
            Ok(None) => return self.journal.record(self.part.id, COVER, &format!("{COVER_IS_SET} {id}")).await,
            Ok(Some(verdict)) | Err(verdict) => verdict,
        };
        let twice = failed_before && was_asked(&refused);
        let (why, detail) = match refused {
            Verdict::Refused(failure) if failure.class == FailureClass::Reconnect => return Err(failure),
            Verdict::Refused(failure) if !ready => (WORKED_ON.to_owned(), failure.detail),
            Verdict::Refused(failure) if may_not => (VERIFY.to_owned(), failure.detail),
            Verdict::Refused(failure) => (failure.message, failure.detail),
            verdict @ (Verdict::Later(_) | Verdict::Unclear(..)) if twice => {
                (ERRORS.to_owned(), verdict.failure().detail)
            }
            verdict @ (Verdict::Later(_) | Verdict::Unclear(..)) => {
                if was_asked(&verdict) {
                    self.journal.record(self.part.id, COVER, &format!("{COVER_FAILED} {id}")).await?;
                }
                return Err(verdict.failure());
            }
        };
        tracing::warn!(why = detail, "a video goes out without its picture");
        let remark = format!("{NO_PICTURE} {why} You can set the picture in YouTube Studio.");
        self.journal.record(self.part.id, REMARK, &remark).await
    }
}

const NO_PICTURE: &str =
    "YouTube did not take the picture that was to stand before the video, and shows one of its own.";
const VERIFY: &str = "A channel may choose pictures once it is verified by telephone.";
const WORKED_ON: &str = "YouTube was still working on the video, and takes the picture of a Short only after that.";
const ERRORS: &str = "It was sent twice, and YouTube answered with an error both times.";

/// Whether somebody answered, or may have: where nobody was asked, nothing failed.
const fn was_asked(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Refused(failure) | Verdict::Later(failure) => {
            !matches!(failure.class, FailureClass::Offline | FailureClass::Renewing | FailureClass::Keychain)
        }
        Verdict::Unclear(..) => true,
    }
}

impl Youtube {
    /// How YouTube shows a video of the channel; none if it does not have it.
    pub(super) async fn video(&self, caller: Caller<'_>, id: &str) -> Result<Option<Video>, Verdict> {
        let call = Call::new(&VIDEOS, caller, &[]).ask("part", "id,status,processingDetails").ask("id", id);
        let answer = self.http.send(call).await?;
        if is_not_there(&answer) {
            return Ok(None);
        }
        if let Some(verdict) = judge(&answer) {
            return Err(verdict);
        }
        let list: Option<wire::List<Video>> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        let list = list.ok_or_else(|| unclear(&answer, "without a list"))?;
        Ok(list.items.into_iter().find(|video| video.id == id))
    }
}

pub(super) fn unclear(answer: &Answer, what: &str) -> Verdict {
    Verdict::Unclear(countersign_core::model::Platform::Youtube, format!("{} {what}", answer.status))
}

fn not_whole(detail: &str) -> Failure {
    errors::failure(
        FailureClass::TryAgain,
        "YouTube did not get all of the video. Countersign asks how far it came, and goes on from there.",
        detail,
    )
}

/// What YouTube says of a video that it will not show.
pub(super) fn unusable(stage: &Stage) -> Verdict {
    let (why, message) = match stage {
        Stage::Rejected(why) if why == "duplicate" => (
            why,
            "YouTube has rejected the video as one that this channel has uploaded before. Delete the other one in YouTube Studio, or choose another video.",
        ),
        Stage::Rejected(why) if why == "length" => (
            why,
            "YouTube has rejected the video because it is longer than 15 minutes. Verify the channel by telephone at youtube.com, or use a shorter one.",
        ),
        Stage::Rejected(why) if matches!(why.as_str(), "copyright" | "claim" | "trademark") => (
            why,
            "YouTube has rejected the video: somebody else has rights in it, often in its music. Look in YouTube Studio, and use another one.",
        ),
        Stage::Rejected(why) => (
            why,
            "YouTube has rejected the video under its rules. Look in YouTube Studio what it says, and use another one.",
        ),
        Stage::Failed(why) => (
            why,
            "YouTube can't work with this video, so it was not published. Please choose another one, best an MP4 with H.264 and AAC.",
        ),
        Stage::Working | Stage::Ready | Stage::Deleted => {
            return Verdict::Unclear(countersign_core::model::Platform::Youtube, format!("{stage:?}"));
        }
    };
    Verdict::refused(FailureClass::FixContent, message, &format!("processing: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_nobody_was_asked_nothing_failed() {
        let later = |class| Verdict::later(class, "", "");
        for class in [FailureClass::Offline, FailureClass::Renewing, FailureClass::Keychain] {
            assert!(!was_asked(&later(class)), "{class:?}");
        }
        assert!(was_asked(&later(FailureClass::TryAgain)));
        assert!(was_asked(&Verdict::Unclear(countersign_core::model::Platform::Youtube, String::new())));
    }
}
