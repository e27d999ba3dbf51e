//! Finds out whether a part that was signed is on Instagram.
//!
//! Invariant: changes nothing there. The container speaks first: only *published* proves that the post went out, whatever
//! a list shows or does not show yet, and a story, which says nothing that it could be known by, is believed to be there
//! on no other word. *Complete* is said only when everything since the asked instant was read and the container does not
//! say otherwise.

use countersign_core::gate::SignedMedia;
use countersign_core::model::{Millis, PartRole, Platform};
use countersign_core::publish::{Search, Sighting, Sightings};
use serde::de::DeserializeOwned;

use super::publish::status_of;
use super::wire::{self, Both, COMMENTS, CONTAINER, Comment, List, MEDIA, Media, NODE, REPLIES, STORIES};
use super::{Instagram, comment_permalink, handle, refusals};
use crate::errors::Verdict;
use crate::http::Caller;
use crate::instants::{seconds, written};
use crate::route::is_page;
use crate::wording::plain;

/// How long a story is shown for certain. Instagram takes it down after a day; the hour is for the time between the attempt
/// and its going out.
const SHOWN_AS_A_STORY: i64 = 23 * 60 * Millis::MINUTE;
const PAGES: usize = 10;
const A_PAGE: u32 = 50;
const MEDIA_FIELDS: &str = "id,caption,timestamp,permalink,media_type,media_product_type,children{id}";
const COMMENT_FIELDS: &str = "id,text,timestamp,username,from";

/// What the container of a part says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    /// It became public.
    Public,
    /// It did not.
    NotPublic,
    /// There is none, or it is not known any more.
    Nothing,
    /// There is one, and it answers in a word that is not known.
    CanNotTell,
}

/// A list, as far as it was read.
struct Read<T> {
    items: Vec<T>,
    complete: bool,
    /// When its last page came.
    at: Millis,
}

impl Instagram {
    pub(super) async fn look(&self, caller: Caller<'_>, search: &Search<'_>) -> Result<Sightings, Verdict> {
        match search.part.role {
            PartRole::Message | PartRole::PrivateReply => {
                return self.look_for_message(search).await.map_err(Verdict::Refused);
            }
            PartRole::FirstComment => self.among_comments(caller, search, (&COMMENTS, Order::Backwards)).await,
            PartRole::Reply => self.among_comments(caller, search, (&REPLIES, Order::Unsaid)).await,
            PartRole::Main | PartRole::Thread if search.options.is_story() => self.among_stories(caller, search).await,
            PartRole::Main | PartRole::Thread => self.among_posts(caller, search).await,
        }
    }

    async fn container_says(&self, caller: Caller<'_>, search: &Search<'_>) -> Result<Word, Verdict> {
        let kept = search.handles.iter().find(|handle| handle.name == CONTAINER && wire::is_id(&handle.value));
        let Some(container) = kept else { return Ok(Word::Nothing) };
        let fields = [("fields", "status_code,status".to_owned())];
        match self.ask(&NODE, caller, &container.value, &fields).await {
            Ok((_, answer)) => Ok(match status_of(&answer)?.status_code.as_str() {
                "PUBLISHED" => Word::Public,
                "FINISHED" | "IN_PROGRESS" | "EXPIRED" | "ERROR" => Word::NotPublic,
                _ => Word::CanNotTell,
            }),
            // Long after a container's time Instagram may not show it any more.
            Err(verdict) if refusals::is_missing(&verdict) => Ok(Word::Nothing),
            Err(verdict) => Err(verdict),
        }
    }

    async fn among_posts(&self, caller: Caller<'_>, search: &Search<'_>) -> Result<Sightings, Verdict> {
        let word = self.container_says(caller, search).await?;
        let read: Read<Media> =
            self.since(caller, &MEDIA, MEDIA_FIELDS, search, &search.account.id, Order::Backwards).await?;
        let pictures = search.part.media.len();
        let film = search.part.media.iter().any(SignedMedia::is_video);
        let same = |media: &&Media| {
            plain(&media.caption) == plain(&search.part.text)
                && media.is_film().is_none_or(|shown| shown == film)
                && media.pictures().is_none_or(|shown| shown == pictures)
        };
        let (ours, doubtful): (Vec<_>, Vec<_>) = read.items.iter().filter(same).partition(|media| {
            // Our own words under a name, or as a kind, that can't be read are no proof of anything.
            wire::is_id(&media.id) && (media.is_film().is_some() || !film)
        });
        Ok(told(word, ours.into_iter().map(sighting).collect(), read.complete && doubtful.is_empty()))
    }

    async fn among_stories(&self, caller: Caller<'_>, search: &Search<'_>) -> Result<Sightings, Verdict> {
        let word = self.container_says(caller, search).await?;
        let read: Read<Media> =
            self.since(caller, &STORIES, MEDIA_FIELDS, search, &search.account.id, Order::Backwards).await?;
        let shown: Vec<Sighting> = read.items.iter().filter(|media| wire::is_id(&media.id)).map(sighting).collect();
        Ok(match word {
            Word::Public => told(word, shown, read.complete),
            Word::NotPublic => Sightings { matches: Vec::new(), complete: read.complete },
            Word::CanNotTell => Sightings { matches: Vec::new(), complete: false },
            // Any of those that are there could be it, and one that is not shown any more may have been there.
            Word::Nothing => {
                let still_shown = read.at.since(search.since) < SHOWN_AS_A_STORY;
                Sightings { matches: Vec::new(), complete: read.complete && read.items.is_empty() && still_shown }
            }
        })
    }

    async fn among_comments(
        &self,
        caller: Caller<'_>,
        search: &Search<'_>,
        (edge, order): (&'static Both, Order),
    ) -> Result<Sightings, Verdict> {
        let Some(above) = search.parent.filter(|id| wire::is_id(id)) else {
            // The post is known by its address alone, by which Instagram shows no comments.
            return Ok(Sightings { matches: Vec::new(), complete: false });
        };
        let read: Read<Comment> = self.since(caller, edge, COMMENT_FIELDS, search, above, order).await?;
        let mut complete = read.complete;
        let mut ours = Vec::new();
        let name = handle(search.account);
        for comment in &read.items {
            if plain(&comment.text) != plain(&search.part.text) {
                continue;
            }
            let by_id = comment.from.as_ref().map(|from| from.id == search.account.id);
            let by_name = comment.username.as_ref().map(|username| username.eq_ignore_ascii_case(name));
            match by_id.or(by_name) {
                Some(true) if !wire::is_id(&comment.id) => complete = false,
                Some(true) => ours.push(Sighting { platform_id: comment.id.clone(), permalink: None }),
                Some(false) => {}
                None => complete = false,
            }
        }
        let post = search.under.unwrap_or(above);
        if !ours.is_empty()
            && let Ok((_, answer)) = self.ask(&NODE, caller, post, &[("fields", "permalink".to_owned())]).await
        {
            let address = wire::read::<Media>(&answer).and_then(|media| media.permalink);
            let address = address.filter(|address| is_page(Platform::Instagram, address));
            for sighting in &mut ours {
                sighting.permalink = address.as_ref().map(|post| comment_permalink(post, &sighting.platform_id));
            }
        }
        Ok(Sightings { matches: ours, complete })
    }

    /// Everything that an edge lists since the search's instant, the oldest first.
    async fn since<T: Timed>(
        &self,
        caller: Caller<'_>,
        edge: &'static Both,
        fields: &str,
        search: &Search<'_>,
        node: &str,
        order: Order,
    ) -> Result<Read<T>, Verdict> {
        let mut read = Read { items: Vec::new(), complete: true, at: search.since };
        let mut after: Option<String> = None;
        for _ in 0..PAGES {
            let mut query = vec![("fields", fields.to_owned()), ("limit", A_PAGE.to_string())];
            query.extend(after.take().map(|after| ("after", after)));
            let (_, answer) = self.ask(edge, caller, node, &query).await?;
            read.at = answer.at;
            let list: List<T> = wire::read(&answer)
                .ok_or_else(|| Verdict::Unclear(Platform::Instagram, format!("{} without a list", answer.status)))?;
            let mut too_old = false;
            for item in list.data {
                if item.at().is_some_and(|at| seconds(at) < seconds(search.since)) {
                    too_old = true;
                } else {
                    read.items.push(item);
                }
            }
            let more = list.paging.next.is_some() && !(too_old && order == Order::Backwards);
            after = list.paging.cursors.after.filter(|_| more);
            // More is there, but no cursor leads to it: what was read has a gap.
            read.complete &= !more || after.is_some();
            if after.is_none() {
                break;
            }
        }
        read.complete &= after.is_none();
        // Ids grow with time; the length comes first because they are compared as text.
        read.items.sort_by(|a, b| (a.at(), a.id().len(), a.id()).cmp(&(b.at(), b.id().len(), b.id())));
        Ok(read)
    }
}

/// In which order a list runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// The newest first: what is too old ends the reading.
    Backwards,
    /// Nobody says, so all of it is read.
    Unsaid,
}

/// What is listed with its time.
trait Timed: DeserializeOwned {
    fn at(&self) -> Option<Millis>;
    fn id(&self) -> &str;
}

impl Timed for Media {
    fn at(&self) -> Option<Millis> {
        self.timestamp.as_deref().and_then(written)
    }

    fn id(&self) -> &str {
        &self.id
    }
}

impl Timed for Comment {
    fn at(&self) -> Option<Millis> {
        self.timestamp.as_deref().and_then(written)
    }

    fn id(&self) -> &str {
        &self.id
    }
}

/// What went out is not absent, whether it is listed yet or not, or all that is listed turns out to be another's: no
/// reading proves anything against the container.
fn told(word: Word, matches: Vec<Sighting>, complete: bool) -> Sightings {
    Sightings { matches, complete: complete && !matches!(word, Word::Public | Word::CanNotTell) }
}

fn sighting(media: &Media) -> Sighting {
    let permalink = media.permalink.clone().filter(|address| is_page(Platform::Instagram, address));
    Sighting { platform_id: media.id.clone(), permalink }
}
