//! What a Page publishes later by itself: handed over, looked after, and taken away before it is public.
//!
//! Invariant: what is handed over here says `published: false`, or `SCHEDULED`, and when; it is reached with a [`KeepPermit`]
//! only, and sends once. Nothing here publishes now.

use countersign_core::gate::KeepPermit;
use countersign_core::model::Millis;
use countersign_core::publish::{
    Failure, FailureClass, Handed, Kept, KeptShown, Prepared, Search, Sighting, Sightings,
};
use serde::Deserialize;
use serde_json::json;

use super::film::{FILM, sighting, unusable};
use super::find::{Likeness, POST_FIELDS, likeness};
use super::kept::Kept as Noted;
use super::publish::{film, plan};
use super::refusals::{is_not_there, judge};
use super::wire::{Item, List, NODE, SCHEDULED, Stage};
use super::{Facebook, post_permalink};
use crate::errors::{Verdict, failure};
use crate::http::{Call, Caller};
use crate::instants::seconds;
use crate::route::is_page;

const A_PAGE: u32 = 100;
const PAGES: usize = 10;

/// A post as its Page is shown it before it is public.
#[derive(Debug, Deserialize)]
struct Later {
    #[serde(default)]
    is_published: bool,
    permalink_url: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Scheduled {
    #[serde(flatten)]
    item: Item,
    #[serde(default)]
    scheduled_publish_time: super::wire::Written,
}

impl Facebook {
    /// Has the Page publish a part later by itself.
    pub(super) async fn hand_over_part(&self, permit: KeepPermit<'_>, prepared: Prepared) -> Handed {
        let (part, account, at) = (permit.part(), permit.account(), seconds(permit.at()));
        let caller = Caller::of(account, Some(permit.correlation()));
        let handed = match film(part, permit.options()) {
            Some((_, becomes)) => self.end_later(caller, &account.id, part, becomes, &prepared, at).await,
            None => match plan(&account.id, part, permit.options(), &prepared, None) {
                Ok(plan) => {
                    let plan = plan.with(json!({ "published": false, "scheduled_publish_time": at }));
                    self.create(caller, &plan).await
                }
                Err(verdict) => Err(verdict),
            },
        };
        match handed {
            Ok(platform_id) => Handed::Kept { platform_id },
            Err(verdict) => verdict.handed(),
        }
    }

    /// What of the Page's scheduled posts could be a part.
    pub(super) async fn among_kept(
        &self,
        caller: Caller<'_>,
        search: &Search<'_>,
        at: Millis,
    ) -> Result<Sightings, Verdict> {
        if film(search.part, search.options).is_some() {
            return self.kept_film(caller, search).await;
        }
        let names = [self.version.as_str(), search.account.id.as_str()];
        let fields = format!("{POST_FIELDS},scheduled_publish_time");
        let (mut matches, mut complete, mut after) = (Vec::new(), true, None::<String>);
        for _ in 0..PAGES {
            let mut call = Call::new(&SCHEDULED, caller, &names).ask("fields", &fields).ask("limit", A_PAGE);
            if let Some(after) = after.take() {
                call = call.ask("after", after);
            }
            let answer = self.http.send(call).await?;
            if let Some(verdict) = judge(&answer) {
                return Err(verdict);
            }
            let list: Option<List<Scheduled>> = answer.json().and_then(|body| serde_json::from_value(body).ok());
            let unclear = || Verdict::Unclear(super::Platform::Facebook, format!("{} without a list", answer.status));
            let list = list.ok_or_else(unclear)?;
            for later in &list.data {
                let then = later.scheduled_publish_time.number().and_then(|at| i64::try_from(at).ok());
                if then.is_some_and(|then| then != seconds(at)) {
                    continue;
                }
                match likeness(&later.item, search) {
                    Likeness::Same => matches.push(Sighting { platform_id: later.item.id.clone(), permalink: None }),
                    Likeness::Different => {}
                    Likeness::CanNotTell => complete = false,
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
        Ok(Sightings { matches, complete })
    }

    /// A film's own id tells whether its Page keeps it.
    async fn kept_film(&self, caller: Caller<'_>, search: &Search<'_>) -> Result<Sightings, Verdict> {
        let noted = search.handles.iter().find(|handle| handle.name == FILM);
        let Some(Noted { film, .. }) = noted.and_then(|handle| Noted::read(&handle.value)) else {
            return Ok(Sightings { matches: Vec::new(), complete: false });
        };
        let stage = self.film(caller, &film).await?.map(|shown| shown.stage());
        let seen = || Sighting { platform_id: film.clone(), permalink: None };
        Ok(match stage {
            Some(Stage::Scheduled) => Sightings { matches: vec![seen()], complete: true },
            // Worked on, or in words that are not known: it may be kept.
            Some(Stage::WorkedOn | Stage::Unknown) => Sightings { matches: Vec::new(), complete: false },
            Some(Stage::Public | Stage::Here | Stage::Uploading(_) | Stage::Failed(_) | Stage::Over) | None => {
                Sightings { matches: Vec::new(), complete: true }
            }
        })
    }

    /// How something stands that the Page keeps.
    pub(super) async fn look_at(&self, kept: &Kept) -> Result<KeptShown, Failure> {
        let caller = Caller::of(&kept.account, Some(kept.correlation));
        let shown = match film(&kept.part, &kept.options) {
            Some((_, becomes)) => {
                self.film(caller, &kept.platform_id).await.map_err(Verdict::failure)?.map(|shown| match shown.stage() {
                    Stage::Public => KeptShown::Public(sighting(
                        &kept.account.id,
                        &kept.platform_id,
                        becomes,
                        shown.permalink_url.as_deref(),
                    )),
                    Stage::Failed(why) => KeptShown::Refused(unusable(&why).failure()),
                    Stage::Over => KeptShown::Gone,
                    Stage::Scheduled | Stage::WorkedOn | Stage::Here | Stage::Uploading(_) | Stage::Unknown => {
                        KeptShown::Waits
                    }
                })
            }
            None => self.later(caller, &kept.platform_id).await.map_err(Verdict::failure)?.map(|later| {
                if !later.is_published {
                    return KeptShown::Waits;
                }
                let told = later.permalink_url.filter(|address| is_page(super::Platform::Facebook, address));
                let permalink = Some(told.unwrap_or_else(|| post_permalink(&kept.platform_id)));
                KeptShown::Public(Sighting { platform_id: kept.platform_id.clone(), permalink })
            }),
        };
        match shown {
            Some(shown) => Ok(shown),
            // To another token Facebook answers about a post that is there as about one that is not.
            None if self.who(caller).await.map_err(Verdict::failure)?.id == kept.account.id => Ok(KeptShown::Gone),
            None => Err(failure(
                FailureClass::SetUp,
                "This channel signs in for another Page than the one that keeps this post. Connect the Page again.",
                "the token is another Page's",
            )),
        }
    }

    async fn later(&self, caller: Caller<'_>, id: &str) -> Result<Option<Later>, Verdict> {
        let names = [self.version.as_str(), id];
        let call =
            Call::new(&NODE, caller, &names).ask("fields", "id,is_published,scheduled_publish_time,permalink_url");
        let answer = self.http.send(call).await?;
        if is_not_there(&answer) {
            return Ok(None);
        }
        if let Some(verdict) = judge(&answer) {
            return Err(verdict);
        }
        let later: Option<Later> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        later
            .map(Some)
            .ok_or_else(|| Verdict::Unclear(super::Platform::Facebook, format!("{} without a post", answer.status)))
    }
}
