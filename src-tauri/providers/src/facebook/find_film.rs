//! Finds out whether a film that was signed is public on a Page.
//!
//! Invariant: changes nothing on Facebook. A film's own id speaks: as long as it is known no list proves anything, and no
//! other film is taken for it, whatever words it has. Only where no id was kept do words decide, and then only words that
//! can be told apart.

use countersign_core::model::Platform;
use countersign_core::publish::{Failure, Search, Sightings};

use super::Facebook;
use super::film::{Becomes, FILM, sighting, still_working};
use super::kept::Kept;
use super::refusals::judge;
use super::wire::{Film, List, REELS, Stage, VIDEOS, is_id};
use crate::errors::{Verdict, failure};
use crate::http::{Call, Caller};
use crate::instants::{seconds, written};
use crate::wording::plain;

const A_PAGE: u32 = 100;
const PAGES: usize = 10;
const FIELDS: &str = "id,description,created_time,updated_time,permalink_url";

impl Facebook {
    pub(super) async fn look_for_film(
        &self,
        caller: Caller<'_>,
        search: &Search<'_>,
        becomes: Becomes,
    ) -> Result<Sightings, Failure> {
        let noted = search.handles.iter().find(|handle| handle.name == FILM);
        let Some(Kept { film: kept, .. }) = noted.and_then(|handle| Kept::read(&handle.value)) else {
            return self.among_films(caller, search, becomes).await.map_err(Verdict::failure);
        };
        let page = &search.account.id;
        let absent = || Sightings { matches: Vec::new(), complete: true };
        match self.film(caller, &kept).await.map_err(Verdict::failure)? {
            Some(shown) => match shown.stage() {
                Stage::Public => {
                    let seen = sighting(page, &kept, becomes, shown.permalink_url.as_deref());
                    Ok(Sightings { matches: vec![seen], complete: true })
                }
                Stage::WorkedOn => Err(still_working()),
                Stage::Unknown => Ok(Sightings { matches: Vec::new(), complete: false }),
                Stage::Scheduled | Stage::Uploading(_) | Stage::Here | Stage::Failed(_) | Stage::Over => Ok(absent()),
            },
            // To another token Facebook answers about a film that is there as about one that is not.
            None if self.who(caller).await.map_err(Verdict::failure)?.id == *page => Ok(absent()),
            None => Err(failure(
                countersign_core::publish::FailureClass::SetUp,
                "This channel signs in for another Page than the one that the video was sent to. Connect the Page again.",
                "the token is another Page's",
            )),
        }
    }

    async fn among_films(
        &self,
        caller: Caller<'_>,
        search: &Search<'_>,
        becomes: Becomes,
    ) -> Result<Sightings, Verdict> {
        let mut matches = Vec::new();
        let mut complete = true;
        let mut after: Option<String> = None;
        let words = plain(&search.part.text);
        for _ in 0..PAGES {
            let list = self.films(caller, search, becomes, after.take()).await?;
            for film in &list.data {
                let told = film.created_time.as_deref().or(film.updated_time.as_deref());
                let at = told.and_then(written);
                let too_old = at.is_some_and(|at| seconds(at) < seconds(search.since));
                if too_old || plain(&film.description) != words {
                    continue;
                }
                // Without words any film could be it; and ours may have a name that can't be read.
                if words.is_empty() || !is_id(&film.id) {
                    complete = false;
                } else {
                    matches.push((at, sighting(&search.account.id, &film.id, becomes, film.permalink_url.as_deref())));
                }
            }
            let more = list.paging.next.is_some();
            after = list.paging.cursors.after.filter(|_| more);
            complete &= !more || after.is_some();
            if after.is_none() {
                break;
            }
        }
        complete &= after.is_none();
        matches.sort_by(|(a_time, a), (b_time, b)| {
            (a_time, a.platform_id.len(), &a.platform_id).cmp(&(b_time, b.platform_id.len(), &b.platform_id))
        });
        Ok(Sightings { matches: matches.into_iter().map(|(_, sighting)| sighting).collect(), complete })
    }

    async fn films(
        &self,
        caller: Caller<'_>,
        search: &Search<'_>,
        becomes: Becomes,
        after: Option<String>,
    ) -> Result<List<Film>, Verdict> {
        let names = [self.version.as_str(), search.account.id.as_str()];
        let endpoint = match becomes {
            Becomes::Video => &VIDEOS,
            Becomes::Reel => &REELS,
        };
        let mut call = Call::new(endpoint, caller, &names)
            .ask("fields", FIELDS)
            .ask("since", seconds(search.since))
            .ask("limit", A_PAGE);
        if let Some(after) = after {
            call = call.ask("after", after);
        }
        let answer = self.http.send(call).await?;
        if let Some(verdict) = judge(&answer) {
            return Err(verdict);
        }
        let list: Option<List<Film>> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        list.ok_or_else(|| Verdict::Unclear(Platform::Facebook, format!("{} without a list", answer.status)))
    }
}
