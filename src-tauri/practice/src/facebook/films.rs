//! Films on a Page: how one goes from its upload to the public, and what its status says meanwhile.
//!
//! Invariant: a film becomes public only after it came in whole and its upload was ended as one to be published; its ledger
//! entry is written for the very instant at which the platform is done with it, whoever asks first.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::state::{FacebookState, FbPhoto, FbPost};
use crate::account::Platform;
use crate::film::Facts;
use crate::ledger::{LedgerEntry, LedgerKind};
use crate::uploads::Whole;

/// How long an upload is waited for.
pub(super) const UPLOAD_LIFE_MS: i64 = 24 * 60 * 60 * 1_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FilmKind {
    Video,
    Reel,
}

/// The end of an upload: what is to become of the film.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Finished {
    pub(crate) at_ms: i64,
    pub(crate) ready_ms: i64,
    pub(crate) publish: bool,
    /// The number of the post that shows a video.
    pub(crate) story: u64,
    /// When it is published by itself.
    #[serde(default)]
    pub(crate) scheduled_ms: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FbFilm {
    pub(crate) number: u64,
    pub(crate) page: String,
    pub(crate) kind: FilmKind,
    /// What an upload of a video is called.
    pub(crate) session: u64,
    /// How many bytes there will be; a reel's are told with its bytes.
    pub(crate) size: Option<u64>,
    pub(crate) begun_ms: i64,
    pub(crate) sha256: Option<String>,
    pub(crate) length_ms: u64,
    /// Why it can't be shown, once all of it is here.
    pub(crate) fault: Option<String>,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) finished: Option<Finished>,
    pub(crate) public: bool,
    /// How many more readings find it being worked on.
    pub(crate) in_progress: u32,
    pub(crate) hidden_reads: u32,
    pub(crate) removed: bool,
}

impl FbFilm {
    pub(crate) fn is_expired(&self, now: i64) -> bool {
        self.finished.is_none() && now >= self.begun_ms + UPLOAD_LIFE_MS
    }

    pub(crate) fn is_public(&self) -> bool {
        self.public && !self.removed
    }

    /// When the public first saw it; before that, when it was begun.
    pub(crate) fn created_ms(&self) -> i64 {
        self.finished.as_ref().map_or(self.begun_ms, |finished| finished.ready_ms)
    }

    /// Puts down that all of it is here.
    pub(super) fn came_in(&mut self, whole: Whole) {
        self.length_ms = whole.facts.map_or(0, |facts| facts.duration_ms);
        self.fault = fault(self.kind, whole.facts);
        self.sha256 = Some(whole.sha256);
    }

    pub(crate) fn path(&self) -> String {
        match self.kind {
            FilmKind::Video => format!("/{}/videos/{}/", self.page, self.number),
            FilmKind::Reel => format!("/reel/{}/", self.number),
        }
    }
}

fn fault(kind: FilmKind, facts: Option<Facts>) -> Option<String> {
    let Some(Facts { duration_ms, width, height }) = facts else {
        return Some("The video file you selected is in a format that we don't support.".to_owned());
    };
    if kind == FilmKind::Video {
        return None;
    }
    if !(3_000..=90_000).contains(&duration_ms) {
        return Some("Video duration must be between 3 and 90 seconds.".to_owned());
    }
    (width < 540 || height < 960).then(|| "Video resolution must be at least 540 x 960.".to_owned())
}

/// What a film's status says. Each reading after its end brings it closer to being ready.
pub(super) fn status(film: &mut FbFilm, received: u64, now: i64) -> Value {
    let here = film.sha256.is_some();
    let uploading = json!({
        "status": if here { "complete" } else { "in_progress" },
        "bytes_transferred": if here { film.size.unwrap_or(0) } else { received },
        "source_file_size": film.size,
    });
    let phases = |video: &str, processing: Value, publishing: Value| {
        json!({
            "video_status": video,
            "uploading_phase": uploading,
            "processing_phase": processing,
            "publishing_phase": publishing,
        })
    };
    let (not_yet, done) = (json!({ "status": "not_started" }), json!({ "status": "complete" }));
    if film.is_expired(now) {
        return phases("expired", not_yet.clone(), not_yet);
    }
    let Some(finished) = &film.finished else {
        return phases(if here { "upload_complete" } else { "uploading" }, not_yet.clone(), not_yet);
    };
    let waits = finished.scheduled_ms.is_some() && !film.public;
    if film.in_progress > 0 || (now < finished.ready_ms && !waits) {
        film.in_progress = film.in_progress.saturating_sub(1);
        return phases("processing", json!({ "status": "in_progress" }), not_yet);
    }
    if let Some(fault) = &film.fault {
        let errors = json!([{ "code": 1_363_128, "message": fault }]);
        return phases("error", json!({ "status": "error", "errors": errors }), not_yet);
    }
    let publishing = match finished.publish {
        true if waits => json!({
            "status": "not_started",
            "publish_status": "scheduled",
            "publish_time": finished.ready_ms / 1_000,
        }),
        true => json!({
            "status": "complete",
            "publish_status": "published",
            "publish_time": finished.ready_ms / 1_000,
        }),
        false => json!({ "status": "not_started", "publish_status": "draft" }),
    };
    phases("ready", done, publishing)
}

impl FacebookState {
    /// Makes public what the platform is done with by now.
    pub(crate) fn ripen(&mut self, now: i64) -> Vec<LedgerEntry> {
        let forgetful = self.wire.forgets_schedules;
        let mut ripe: Vec<&mut FbFilm> = self
            .films
            .values_mut()
            .filter(|film| !film.public && !film.removed && film.fault.is_none())
            .filter(|film| film.finished.as_ref().is_some_and(|it| it.publish && it.ready_ms <= now))
            .filter(|film| !(forgetful && film.finished.as_ref().is_some_and(|it| it.scheduled_ms.is_some())))
            .collect();
        ripe.sort_by_key(|film| film.created_ms());
        let mut entries = Vec::new();
        for film in ripe {
            film.public = true;
            entries.push(LedgerEntry {
                at_ms: film.created_ms(),
                platform: Platform::Facebook,
                account: film.page.clone(),
                id: film.number.to_string(),
                kind: match film.kind {
                    FilmKind::Video => LedgerKind::Video,
                    FilmKind::Reel => LedgerKind::Reel,
                },
                text: film.description.clone(),
                link: None,
                media_sha256: film.sha256.iter().cloned().collect(),
                alt_texts: vec![None],
                parent: None,
                removed_at: None,
                recipient: None,
            });
            // A Page's posts show its videos, and not its reels.
            if let (FilmKind::Video, Some(finished)) = (film.kind, &film.finished) {
                let post = FbPost {
                    number: finished.story,
                    page: film.page.clone(),
                    message: film.description.clone(),
                    link: None,
                    photos: Vec::new(),
                    film: Some(film.number),
                    created_ms: finished.ready_ms,
                    published: true,
                    scheduled_ms: None,
                    hidden_reads: 0,
                    removed: false,
                };
                self.posts.insert(post.number, post);
            }
        }
        entries.extend(self.ripen_posts(now));
        entries
    }

    /// Publishes the posts whose time has come.
    fn ripen_posts(&mut self, now: i64) -> Vec<LedgerEntry> {
        if self.wire.forgets_schedules {
            return Vec::new();
        }
        let due =
            |post: &&mut FbPost| !post.published && !post.removed && post.scheduled_ms.is_some_and(|at| at <= now);
        let mut ripe: Vec<FbPost> = Vec::new();
        for post in self.posts.values_mut().filter(due) {
            post.published = true;
            post.created_ms = post.scheduled_ms.unwrap_or(now);
            ripe.push(post.clone());
        }
        ripe.sort_by_key(|post| post.created_ms);
        ripe.iter().map(|post| self.entry_of(post)).collect()
    }

    /// What the ledger says of a post, for when it was published.
    pub(super) fn entry_of(&self, post: &FbPost) -> LedgerEntry {
        let pictures: Vec<&FbPhoto> = self.pictures_of(post).collect();
        LedgerEntry {
            at_ms: post.created_ms,
            platform: Platform::Facebook,
            account: post.page.clone(),
            id: post.id(),
            kind: if pictures.is_empty() { LedgerKind::Post } else { LedgerKind::PhotoPost },
            text: post.message.clone(),
            link: post.link.clone(),
            media_sha256: pictures.iter().map(|photo| photo.sha256.clone()).collect(),
            alt_texts: pictures.iter().map(|photo| photo.alt_text.clone()).collect(),
            parent: None,
            recipient: None,
            removed_at: None,
        }
    }

    pub(crate) fn film(&self, id: &str) -> Option<&FbFilm> {
        self.films.get(&id.parse().ok()?).filter(|film| !film.removed)
    }

    /// The films of a Page that this read misses; each is missed once less from now on.
    pub(super) fn withdraw_hidden_films(&mut self, page: &str) -> Vec<u64> {
        let mut hidden = Vec::new();
        for film in self.films.values_mut().filter(|film| film.page == page && film.hidden_reads > 0) {
            film.hidden_reads -= 1;
            hidden.push(film.number);
        }
        hidden
    }

    /// How many reels a Page made public, or is about to, in the last day.
    pub(super) fn reels_lately(&self, page: &str, now: i64) -> usize {
        let lately = |film: &&FbFilm| {
            film.kind == FilmKind::Reel
                && film.page == page
                && film.finished.as_ref().is_some_and(|it| it.publish && it.at_ms > now - UPLOAD_LIFE_MS)
        };
        self.films.values().filter(lately).count()
    }
}
