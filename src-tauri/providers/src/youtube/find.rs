//! Finds out whether what was signed is on YouTube.
//!
//! Invariant: changes nothing there. A video's own id speaks: as long as it is known no list proves anything. Only where no
//! id was kept do title and description decide, over the channel's own list of uploads, which holds what is private too.

use countersign_core::model::{Millis, PartRole, YoutubePrivacy};
use countersign_core::publish::{Failure, FailureClass, Fate, Search, Sighting, Sightings};

use super::film::{FILM, unclear, unusable};
use super::kept::Kept;
use super::publish::{WORKING, signed};
use super::refusals::judge;
use super::wire::{
    self, ANSWERS, Answer, CHANNELS, COMMENTS, Channel, CommentSnippet, PLAYLIST_ITEMS, Stage, Thread, Upload, Video,
    is_comment, is_video,
};
use super::{Youtube, comment_permalink, permalink};
use crate::errors::{Verdict, failure};
use crate::http::{Call, Caller, Endpoint};
use crate::instants::{seconds, written};
use crate::wording::plain;

/// How many pages of a list are read at most; each is a unit of the day.
const PAGES: usize = 10;

/// Whether what is listed is the part. Our own words beside something that can't be read are no proof of anything.
enum Likeness {
    Same(Sighting),
    Different,
    CanNotTell,
}

/// In which order a list runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Runs {
    /// The newest first.
    Backwards,
    /// In none that YouTube promises.
    AsItLikes,
}

impl Youtube {
    pub(super) async fn look(&self, caller: Caller<'_>, search: &Search<'_>) -> Result<Sightings, Failure> {
        match search.part.role {
            PartRole::FirstComment => return self.among_comments(caller, search).await.map_err(Verdict::failure),
            PartRole::Reply => return self.among_answers(caller, search).await.map_err(Verdict::failure),
            // YouTube takes no messages, so there are none.
            PartRole::Message | PartRole::PrivateReply => {
                return Ok(Sightings { matches: Vec::new(), complete: true });
            }
            PartRole::Main | PartRole::Thread => {}
        }
        let noted = search.handles.iter().find(|handle| handle.name == FILM);
        match noted.and_then(|handle| Kept::read(&handle.value)) {
            Some(Kept::Video(id)) => self.by_id(caller, search, &id).await,
            // YouTube itself said so: whatever became of it since, it is not sent again.
            Some(Kept::Shown(id)) => Ok(Sightings { matches: vec![sighting(&id)], complete: true }),
            // What was not even all there was never made public.
            Some(Kept::Session(_) | Kept::Begun) => Ok(Sightings { matches: Vec::new(), complete: true }),
            None => self.among_uploads(caller, search).await.map_err(Verdict::failure),
        }
    }

    /// What became of a video that was told to be shown: as long as YouTube works on it nobody can watch it, and it may still be
    /// rejected.
    pub(super) async fn became(&self, caller: Caller<'_>, search: &Search<'_>) -> Result<Option<Fate>, Failure> {
        let noted = search.handles.iter().find(|handle| handle.name == FILM);
        let (id, shown) = match noted.and_then(|handle| Kept::read(&handle.value)) {
            Some(Kept::Shown(id)) => (id, true),
            Some(Kept::Video(id)) => (id, false),
            Some(Kept::Session(_) | Kept::Begun) | None => return Ok(None),
        };
        if matches!(search.part.role, PartRole::FirstComment | PartRole::Reply) {
            return Ok(None);
        }
        let wanted = signed(search.part, search.options).map_err(Verdict::failure)?.privacy;
        let Some(video) = self.video(caller, &id).await.map_err(Verdict::failure)? else { return Ok(None) };
        if !shown && !tells_apart(&video, wanted) {
            return Ok(None);
        }
        Ok(match video.stage() {
            Stage::Working => Some(Fate::Working(WORKING.to_owned())),
            stage @ (Stage::Failed(_) | Stage::Rejected(_)) => Some(Fate::Refused(unusable(&stage).failure())),
            Stage::Ready | Stage::Deleted => None,
        })
    }

    async fn by_id(&self, caller: Caller<'_>, search: &Search<'_>, id: &str) -> Result<Sightings, Failure> {
        let wanted = signed(search.part, search.options).map_err(Verdict::failure)?.privacy;
        let absent = || Sightings { matches: Vec::new(), complete: true };
        match self.video(caller, id).await.map_err(Verdict::failure)? {
            Some(video) => {
                let good = !matches!(video.stage(), Stage::Failed(_) | Stage::Rejected(_) | Stage::Deleted);
                if good && tells_apart(&video, wanted) {
                    return Ok(Sightings { matches: vec![sighting(id)], complete: true });
                }
                // Whoever may watch it in a word that is not known, it may be everybody.
                Ok(Sightings { complete: video.status.says_who_watches(), ..absent() })
            }
            // To another sign-in YouTube answers about what is private as about what is not there.
            None if self.who(caller).await.map_err(Verdict::failure)?.id == search.account.id => Ok(absent()),
            None => Err(failure(
                FailureClass::SetUp,
                "This channel signs in for another one than the one that the video was sent to. Connect the right channel again.",
                "the token is another channel's",
            )),
        }
    }

    /// One page of a list.
    pub(super) async fn page<T: serde::de::DeserializeOwned>(
        &self,
        endpoint: &'static Endpoint,
        caller: Caller<'_>,
        asked: &[(&'static str, String)],
        after: Option<&str>,
    ) -> Result<wire::List<T>, Verdict> {
        let mut call = Call::new(endpoint, caller, &[]);
        for (name, value) in asked {
            call = call.ask(name, value);
        }
        if let Some(after) = after {
            call = call.ask("pageToken", after);
        }
        let answer = self.http.send(call).await?;
        if let Some(verdict) = judge(&answer) {
            return Err(verdict);
        }
        answer
            .json()
            .and_then(|body| serde_json::from_value(body).ok())
            .ok_or_else(|| unclear(&answer, "without a list"))
    }

    async fn among_uploads(&self, caller: Caller<'_>, search: &Search<'_>) -> Result<Sightings, Verdict> {
        let wanted = signed(search.part, search.options)?;
        let own = [("part", "id,contentDetails".to_owned()), ("mine", "true".to_owned())];
        let channels: wire::List<Channel> = self.page(&CHANNELS, caller, &own, None).await?;
        let channel = channels.items.into_iter().find(|channel| channel.id == search.account.id);
        let Some(list) = channel.map(|channel| channel.details.related_playlists.uploads).filter(|it| !it.is_empty())
        else {
            return Ok(Sightings { matches: Vec::new(), complete: false });
        };
        let asked = [
            ("part", "snippet,contentDetails,status".to_owned()),
            ("playlistId", list),
            ("maxResults", "50".to_owned()),
        ];
        let (title, words) = (plain(&wanted.video.title), plain(&search.part.text));
        let is_it = |upload: &Upload| {
            let id = upload.details.video_id.as_str();
            let told = &upload.status;
            let same = plain(&upload.snippet.title) == title && plain(&upload.snippet.description) == words;
            match (same, told.says_who_watches(), told.privacy_status == wanted.privacy.word()) {
                (false, _, _) | (true, true, false) => Likeness::Different,
                (true, true, true) if is_video(id) => Likeness::Same(sighting(id)),
                (true, _, _) => Likeness::CanNotTell,
            }
        };
        self.collect((&PLAYLIST_ITEMS, Runs::Backwards), caller, &asked, search.since, |upload: &Upload| {
            (upload.snippet.published_at.as_deref().and_then(written), is_it(upload))
        })
        .await
    }

    async fn among_comments(&self, caller: Caller<'_>, search: &Search<'_>) -> Result<Sightings, Verdict> {
        let Some(video) = search.parent else { return Ok(Sightings { matches: Vec::new(), complete: false }) };
        let asked = [
            ("part", "snippet".to_owned()),
            ("videoId", video.to_owned()),
            ("order", "time".to_owned()),
            ("textFormat", "plainText".to_owned()),
            ("maxResults", "100".to_owned()),
        ];
        self.collect((&COMMENTS, Runs::Backwards), caller, &asked, search.since, |thread: &Thread| {
            let told = &thread.snippet.top_level_comment.snippet;
            (told.published_at.as_deref().and_then(written), said_by(search, Some(video), &thread.id, told))
        })
        .await
    }

    async fn among_answers(&self, caller: Caller<'_>, search: &Search<'_>) -> Result<Sightings, Verdict> {
        let Some(thread) = search.parent else { return Ok(Sightings { matches: Vec::new(), complete: false }) };
        let asked = [
            ("part", "snippet".to_owned()),
            ("parentId", thread.to_owned()),
            ("textFormat", "plainText".to_owned()),
            ("maxResults", "100".to_owned()),
        ];
        self.collect((&ANSWERS, Runs::AsItLikes), caller, &asked, search.since, |answer: &Answer| {
            let told = &answer.snippet;
            (told.published_at.as_deref().and_then(written), said_by(search, search.under, &answer.id, told))
        })
        .await
    }

    /// Reads a list, one that runs backwards in time until what is too old.
    async fn collect<T: serde::de::DeserializeOwned>(
        &self,
        (endpoint, runs): (&'static Endpoint, Runs),
        caller: Caller<'_>,
        asked: &[(&'static str, String)],
        since: Millis,
        likeness: impl Fn(&T) -> (Option<Millis>, Likeness),
    ) -> Result<Sightings, Verdict> {
        let mut matches = Vec::new();
        let mut told_apart = true;
        let mut after: Option<String> = None;
        for _ in 0..PAGES {
            let list: wire::List<T> = self.page(endpoint, caller, asked, after.as_deref()).await?;
            let mut too_old = false;
            for (at, seen) in list.items.iter().map(&likeness) {
                if at.is_some_and(|at| seconds(at) < seconds(since)) {
                    too_old = runs == Runs::Backwards;
                    continue;
                }
                match seen {
                    Likeness::Same(seen) => matches.push((at, seen)),
                    Likeness::CanNotTell => told_apart = false,
                    Likeness::Different => {}
                }
            }
            after = list.next.filter(|_| !too_old);
            if after.is_none() {
                break;
            }
        }
        matches.sort_by(|(a, first), (b, second)| (a, &first.platform_id).cmp(&(b, &second.platform_id)));
        let complete = after.is_none() && told_apart;
        Ok(Sightings { matches: matches.into_iter().map(|(_, seen)| seen).collect(), complete })
    }
}

/// Whether a comment or an answer is the part.
fn said_by(search: &Search<'_>, video: Option<&str>, id: &str, told: &CommentSnippet) -> Likeness {
    let another = !told.author().is_empty() && told.author() != search.account.id;
    if another || plain(told.text()) != plain(&search.part.text) {
        Likeness::Different
    } else if told.author().is_empty() || !is_comment(id) {
        Likeness::CanNotTell
    } else {
        let permalink = video.map(|video| comment_permalink(video, id));
        Likeness::Same(Sighting { platform_id: id.to_owned(), permalink })
    }
}

/// Whether it is shown as it was signed, and was not before its commit: where it was signed to stay private that shows
/// nothing, as it comes so, perhaps with the words of an earlier signature. It is told once more then, which does no harm.
fn tells_apart(video: &Video, wanted: YoutubePrivacy) -> bool {
    wanted != YoutubePrivacy::Private && video.status.privacy_status == wanted.word()
}

fn sighting(id: &str) -> Sighting {
    Sighting { platform_id: id.to_owned(), permalink: Some(permalink(id)) }
}
