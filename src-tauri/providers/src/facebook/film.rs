//! Puts a video or a reel on a Page: its bytes first, which nobody sees, then the end of its upload, which makes it public.
//!
//! Invariant: the platform's ids of an upload are in the journal, as one note, before its first byte leaves, and an upload
//! that was begun is gone on with from where the platform says it ended, as long as the platform keeps it: another one is
//! begun only where the platform does not have the first, or says that it is over. So the same signed film is one film
//! there, and ending it twice is ending it once. [`Facebook::end`] is the only call in this file that makes anything
//! public; it is reached with a [`CommitPermit`](countersign_core::gate::CommitPermit) only, and sends once.

use std::time::Duration;

use countersign_core::gate::{SignedMedia, SignedPart};
use countersign_core::model::Platform;
use countersign_core::ports::{SealedReader, VaultFault};
use countersign_core::publish::{ARRIVED, Failure, FailureClass, Journal, Outcome, Prepared, Sighting};
use reqwest::multipart::{Form, Part};
use serde_json::json;

use super::bytes::{Place, Told};
use super::kept::Kept;
use super::refusals::{is_not_there, judge, wanted_instead};
use super::wire::{self, Begun, Done, Film, NODE, Offsets, REEL, REEL_BYTES, Stage, VIDEO};
use super::{Facebook, film_path};
use crate::errors::{self, Verdict};
use crate::http::{Answer, Call, Caller, Stretch, piped, together};
use crate::route::is_page;

/// The journal's name of the film; see [`Kept`].
pub(super) const FILM: &str = "video";
/// What is sent first where an upload goes on: which piece Facebook would like there it says only in its answer.
const FIRST_AGAIN: u64 = 1024 * 1024;
/// The longest pause between two questions.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// What a film becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Becomes {
    Video,
    Reel,
}

/// Opens the signed file.
pub(super) type Open<'a> = &'a (dyn Fn(&SignedMedia) -> Result<Box<dyn SealedReader>, VaultFault> + Send + Sync);

/// One film on its way to a Page.
pub(super) struct Upload<'a> {
    pub(super) facebook: &'a Facebook,
    pub(super) caller: Caller<'a>,
    pub(super) page: &'a str,
    pub(super) part: &'a SignedPart,
    pub(super) media: &'a SignedMedia,
    pub(super) becomes: Becomes,
    pub(super) journal: &'a dyn Journal,
}

/// An upload that was begun.
struct Ongoing {
    kept: Kept,
    /// What Facebook has, and which piece it wants next as far as it said so.
    has: u64,
    wants: Option<u64>,
    told: Option<String>,
}

impl Upload<'_> {
    /// Brings all of the film to Facebook, unpublished.
    pub(super) async fn prepare(&self, open: Open<'_>) -> Result<Prepared, Failure> {
        let mut file = open(self.media).map_err(|fault| errors::film(&fault))?;
        let begun = match self.go_on().await? {
            Some(begun) => begun,
            None => self.begin().await?,
        };
        // In this attempt as well: what is looked for is looked for by what the attempt wrote down.
        self.journal.record(self.part.id, FILM, &begun.kept.written()).await?;
        self.journal.record(self.part.id, ARRIVED, &begun.has.to_string()).await?;
        if begun.has < self.media.bytes {
            let told = Told { journal: self.journal, part: self.part.id, total: self.media.bytes };
            match self.becomes {
                Becomes::Video => self.pieces(&begun, &mut *file, &told).await?,
                Becomes::Reel => self.reel(&begun, &mut *file, &told).await?,
            }
        }
        self.until_here(&begun.kept.film).await?;
        let Kept { film, session } = begun.kept;
        Ok(Prepared { media_ids: std::iter::once(film).chain(session).collect() })
    }

    /// The upload that an earlier attempt began, as far as Facebook still has it.
    async fn go_on(&self) -> Result<Option<Ongoing>, Failure> {
        let noted = self.journal.recall(self.part.id, FILM).await?;
        let fits = |kept: &Kept| (self.becomes == Becomes::Video) == kept.session.is_some();
        let Some(kept) = noted.as_deref().and_then(Kept::read).filter(fits) else { return Ok(None) };
        let shown = match self.facebook.film(self.caller, &kept.film).await.map_err(Verdict::failure)? {
            Some(shown) => shown,
            None => return Ok(None),
        };
        let has = match shown.stage() {
            Stage::Uploading(Some(has)) if has <= self.media.bytes => has,
            // A piece of a video says where it begins, and is answered with where the next one does: the first one is safe.
            Stage::Uploading(None) if self.becomes == Becomes::Video => 0,
            Stage::Here | Stage::WorkedOn | Stage::Scheduled | Stage::Public => self.media.bytes,
            Stage::Over => return Ok(None),
            // It may be there, and public before long: another one could be public beside it.
            stage @ (Stage::Uploading(_) | Stage::Unknown) => return Err(unsure(&stage).failure()),
            Stage::Failed(why) => return Err(self.given_up(&why).await),
        };
        Ok(Some(Ongoing { kept, has, wants: None, told: None }))
    }

    /// Facebook can't use the film. A person has to decide what to do about it; if that is to try once more, another upload
    /// is begun.
    async fn given_up(&self, why: &str) -> Failure {
        match self.journal.record(self.part.id, FILM, Kept::GIVEN_UP).await {
            Ok(()) => unusable(why).failure(),
            Err(failure) => failure,
        }
    }

    async fn begin(&self) -> Result<Ongoing, Failure> {
        let names = [self.facebook.version.as_str(), self.page];
        let (endpoint, body) = match self.becomes {
            Becomes::Video => (&VIDEO, json!({ "upload_phase": "start", "file_size": self.media.bytes })),
            Becomes::Reel => (&REEL, json!({ "upload_phase": "start" })),
        };
        let call = Call::new(endpoint, self.caller, &names).json(body);
        let answer = self.facebook.http.send(call).await.map_err(Verdict::failure)?;
        if let Some(verdict) = judge(&answer) {
            return Err(verdict.failure());
        }
        let begun: Option<Begun> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        let unclear = || Verdict::Unclear(Platform::Facebook, format!("{} without an upload", answer.status)).failure();
        let begun = begun.filter(|it| wire::is_id(&it.video_id)).ok_or_else(unclear)?;
        let session = begun.upload_session_id.filter(|id| wire::is_id(id));
        if self.becomes == Becomes::Video && session.is_none() {
            return Err(unclear());
        }
        let session = session.filter(|_| self.becomes == Becomes::Video);
        let kept = Kept { film: begun.video_id, session };
        Ok(Ongoing { kept, has: 0, wants: begun.end_offset.number(), told: begun.upload_url })
    }

    /// Sends a video piece by piece, each as large as Facebook wants it.
    async fn pieces(&self, begun: &Ongoing, file: &mut dyn SealedReader, told: &Told<'_>) -> Result<(), Failure> {
        let session = begun.kept.session.as_deref().unwrap_or_default();
        let (mut at, mut until) = (begun.has, begun.wants.unwrap_or(begun.has + FIRST_AGAIN));
        while at < told.total {
            let length = until.clamp(at + 1, told.total) - at;
            let Offsets { start_offset, end_offset } =
                self.piece(session, file, Stretch { from: at, length }, told).await?;
            let (Some(start), Some(end)) = (start_offset.number(), end_offset.number()) else {
                return Err(Verdict::Unclear(Platform::Facebook, "a piece without offsets".to_owned()).failure());
            };
            if start == end {
                break;
            }
            // Facebook wants again what it had: going on would never end.
            if start <= at {
                return Err(Verdict::Unclear(Platform::Facebook, format!("{start} after {at}")).failure());
            }
            (at, until) = (start, end);
        }
        told.journal.progress(told.part, told.total, told.total).await
    }

    async fn piece(
        &self,
        session: &str,
        file: &mut dyn SealedReader,
        stretch: Stretch,
        told: &Told<'_>,
    ) -> Result<Offsets, Failure> {
        let (http, names) = (&self.facebook.http, [self.facebook.version.as_str(), self.page]);
        let (feeder, body) = piped(http.patience());
        let form = Form::new()
            .text("upload_phase", "transfer")
            .text("upload_session_id", session.to_owned())
            .text("start_offset", stretch.from.to_string())
            .part("video_file_chunk", Part::stream_with_length(body, stretch.length).file_name("video"));
        let call = Call::new(&VIDEO, self.caller, &names).multipart(form).carrying(stretch.length);
        let feeding = feeder.feed(file, stretch, told);
        let answer = together(http.send(call), feeding).await?.map_err(Verdict::failure)?;
        if let Some(verdict) = judge(&answer) {
            return wanted_instead(&answer).ok_or_else(|| verdict.failure());
        }
        let offsets: Option<Offsets> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        offsets
            .ok_or_else(|| Verdict::Unclear(Platform::Facebook, format!("{} without offsets", answer.status)).failure())
    }

    async fn reel(&self, begun: &Ongoing, file: &mut dyn SealedReader, told: &Told<'_>) -> Result<(), Failure> {
        let place = Place {
            http: &self.facebook.http,
            endpoint: &REEL_BYTES,
            caller: self.caller,
            names: [self.facebook.version.as_str(), &begun.kept.film],
            told: begun.told.as_deref(),
            judge,
        };
        place.send(file, begun.has, told).await
    }

    /// Asks until Facebook says that all of the film is there.
    async fn until_here(&self, film: &str) -> Result<(), Failure> {
        let mut left = self.facebook.settings.patience;
        let mut pause = self.facebook.settings.first_pause;
        loop {
            let shown = self.facebook.film(self.caller, film).await.map_err(Verdict::failure)?;
            match shown.ok_or_else(|| gone(film).failure())?.stage() {
                Stage::Here | Stage::WorkedOn | Stage::Scheduled | Stage::Public => return Ok(()),
                Stage::Failed(why) => return Err(self.given_up(&why).await),
                Stage::Over => return Err(gone(film).failure()),
                Stage::Uploading(_) | Stage::Unknown => {}
            }
            left = left.checked_sub(pause).ok_or_else(|| {
                Verdict::later(
                    FailureClass::TryAgain,
                    "Facebook does not say that it has all of the video yet. Countersign goes on where it ended.",
                    "the upload is not complete",
                )
                .failure()
            })?;
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

impl Facebook {
    /// How Facebook shows a film of the Page; none if it does not have it.
    pub(super) async fn film(&self, caller: Caller<'_>, id: &str) -> Result<Option<Film>, Verdict> {
        let names = [self.version.as_str(), id];
        let call = Call::new(&NODE, caller, &names).ask("fields", "id,status,published,permalink_url,description");
        let answer = self.http.send(call).await?;
        if is_not_there(&answer) {
            return Ok(None);
        }
        if let Some(verdict) = judge(&answer) {
            return Err(verdict);
        }
        let film: Option<Film> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        film.map(Some).ok_or_else(|| Verdict::Unclear(Platform::Facebook, format!("{} without a video", answer.status)))
    }

    /// Makes a film public, and waits for a little while until it is.
    pub(super) async fn show(
        &self,
        caller: Caller<'_>,
        page: &str,
        part: &SignedPart,
        becomes: Becomes,
        prepared: &Prepared,
    ) -> Outcome {
        let (film, session) = match brought(becomes, prepared) {
            Ok(brought) => brought,
            Err(verdict) => return verdict.outcome(),
        };
        let refused = match self.end(caller, page, part, film, session, None).await {
            Ok(()) => None,
            // No question would be let through either, and the same film is ended again after the pause.
            Err(
                verdict @ Verdict::Later(Failure { class: FailureClass::WaitUntil(_) | FailureClass::Offline, .. }),
            ) => {
                return verdict.outcome();
            }
            Err(verdict @ (Verdict::Refused(_) | Verdict::Later(_))) => Some(verdict),
            Err(verdict @ Verdict::Unclear(..)) => return verdict.outcome(),
        };
        self.watch(caller, page, film, becomes, refused).await
    }

    /// The call that everybody sees.
    async fn end(
        &self,
        caller: Caller<'_>,
        page: &str,
        part: &SignedPart,
        film: &str,
        session: Option<&str>,
        later: Option<i64>,
    ) -> Result<(), Verdict> {
        let names = [self.version.as_str(), page];
        let (endpoint, mut body) = match session {
            Some(session) => (&VIDEO, json!({ "upload_session_id": session, "published": later.is_none() })),
            None => {
                let state = if later.is_none() { "PUBLISHED" } else { "SCHEDULED" };
                (&REEL, json!({ "video_id": film, "video_state": state }))
            }
        };
        body["upload_phase"] = json!("finish");
        body["description"] = json!(part.text);
        if let Some(at) = later {
            body["scheduled_publish_time"] = json!(at);
        }
        let call = Call::new(endpoint, caller, &names).json(body);
        let answer = self.http.send(call.commits()).await?;
        if let Some(verdict) = judge(&answer) {
            return Err(verdict);
        }
        let done: Option<Done> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        match done {
            Some(Done { success: true }) => Ok(()),
            Some(_) | None => Err(unsaid(&answer)),
        }
    }

    /// Ends the upload of a film that its Page publishes later by itself. Returns its id.
    pub(super) async fn end_later(
        &self,
        caller: Caller<'_>,
        page: &str,
        part: &SignedPart,
        becomes: Becomes,
        prepared: &Prepared,
        at: i64,
    ) -> Result<String, Verdict> {
        let (film, session) = brought(becomes, prepared)?;
        self.end(caller, page, part, film, session, Some(at)).await.map(|()| film.to_owned())
    }

    /// Asks what became of a film whose upload was ended, or whose end was refused: an earlier one may have been taken.
    async fn watch(
        &self,
        caller: Caller<'_>,
        page: &str,
        film: &str,
        becomes: Becomes,
        mut refused: Option<Verdict>,
    ) -> Outcome {
        let mut left = self.settings.until_public;
        let mut pause = self.settings.first_pause;
        loop {
            // A reading that fails tells nothing; the film is looked for by its id later.
            let shown = self.film(caller, film).await.ok().flatten();
            match (shown.as_ref().map(Film::stage), refused) {
                (Some(Stage::Public), _) => {
                    let told = shown.as_ref().and_then(|shown| shown.permalink_url.as_deref());
                    return Outcome::Published(sighting(page, film, becomes, told));
                }
                (Some(Stage::Failed(why)), _) => return unusable(&why).outcome(),
                // What Facebook refused to end, and shows as not ended, is not public.
                (Some(Stage::Here | Stage::Uploading(_) | Stage::Over), Some(verdict)) => return verdict.outcome(),
                (Some(_) | None, verdict) => refused = verdict,
            }
            let Some(rest) = left.checked_sub(pause) else { return working() };
            left = rest;
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

/// What of a film was brought: itself, and a video's upload.
fn brought(becomes: Becomes, prepared: &Prepared) -> Result<(&str, Option<&str>), Verdict> {
    match (becomes, prepared.media_ids.as_slice()) {
        (Becomes::Video, [film, session]) => Ok((film, Some(session.as_str()))),
        (Becomes::Reel, [film]) => Ok((film, None)),
        (Becomes::Video | Becomes::Reel, _) => Err(Verdict::later(
            FailureClass::TryAgain,
            "The video of this post was not uploaded, so nothing was published. Countersign tries again.",
            &format!("{} ids", prepared.media_ids.len()),
        )),
    }
}

/// A film as the public sees it. What is not told of its address can be built.
pub(super) fn sighting(page: &str, film: &str, becomes: Becomes, told: Option<&str>) -> Sighting {
    let whole = told.map(|told| {
        // Of all objects films alone are told by a path without a host.
        if told.starts_with('/') { format!("https://www.facebook.com{told}") } else { told.to_owned() }
    });
    let of = match becomes {
        Becomes::Video => Some(page),
        Becomes::Reel => None,
    };
    let built = || format!("https://www.facebook.com{}", film_path(of, film));
    let permalink = whole.filter(|address| is_page(Platform::Facebook, address)).unwrap_or_else(built);
    Sighting { platform_id: film.to_owned(), permalink: Some(permalink) }
}

fn unsaid(answer: &Answer) -> Verdict {
    Verdict::Unclear(Platform::Facebook, format!("{} without success", answer.status))
}

/// The film is with Facebook, and nobody knows yet whether it is public.
fn working() -> Outcome {
    Outcome::Unknown(still_working())
}

pub(super) fn still_working() -> Failure {
    errors::failure(
        FailureClass::Unknown,
        "Facebook has the video and is still working on it. Countersign looks again until it is public. Nothing is sent twice.",
        "the video is being processed",
    )
}

/// Facebook has the film, and does not say in words that are known how far it is.
fn unsure(stage: &Stage) -> Verdict {
    Verdict::later(
        FailureClass::TryAgain,
        "Facebook does not say how much it has of the video. Countersign asks again; nothing is uploaded twice.",
        &format!("{stage:?}"),
    )
}

fn gone(film: &str) -> Verdict {
    Verdict::later(
        FailureClass::TryAgain,
        "Facebook did not keep the upload of the video. Countersign begins it anew.",
        &format!("no video {film}"),
    )
}

pub(super) fn unusable(why: &str) -> Verdict {
    Verdict::refused(
        FailureClass::FixContent,
        "Facebook can't work with this video, and did not publish it. Facebook's own words are under Details; please choose another video.",
        &format!("processing: {why}"),
    )
}
