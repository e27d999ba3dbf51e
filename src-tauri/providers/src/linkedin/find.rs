//! Reads an organization's posts and comments back, to see which of them could be a part that was signed.
//!
//! Invariant: changes nothing on LinkedIn. *Complete* is said only when everything since the asked instant was read and
//! whatever could be ours could be told from what is not; of a member nothing can be read, so nothing is complete.

use countersign_core::model::{Millis, PartRole, Platform};
use countersign_core::publish::{Failure, Search, Sighting, Sightings};
use serde::de::DeserializeOwned;

use super::publish::article;
use super::refusals::judge;
use super::wire::{COMMENTS, Comment, CommentName, Item, List, POSTS, is_post};
use super::{Linkedin, comment_permalink, is_member, little, post_permalink};
use crate::errors::Verdict;
use crate::http::{Call, Caller};
use crate::wording::plain;

const PAGES: usize = 10;
const A_PAGE: usize = 50;

/// What was read of one place.
#[derive(Debug, Default)]
struct Reading {
    matches: Vec<(Option<Millis>, Sighting)>,
    /// Something was there that might be ours and might not.
    doubtful: bool,
    ended: bool,
}

impl Linkedin {
    pub(super) async fn look(&self, caller: Caller<'_>, search: &Search<'_>) -> Result<Sightings, Failure> {
        if is_member(&search.account.id) {
            return Ok(Sightings { matches: Vec::new(), complete: false });
        }
        let reading = match search.parent {
            None => self.posts(caller, search).await,
            Some(post) => self.comments(caller, search, post).await,
        };
        let Reading { mut matches, doubtful, ended } = reading.map_err(Verdict::failure)?;
        matches.sort_by(|(a_time, a), (b_time, b)| {
            (a_time, a.platform_id.len(), &a.platform_id).cmp(&(b_time, b.platform_id.len(), &b.platform_id))
        });
        let matches = matches.into_iter().map(|(_, sighting)| sighting).collect();
        Ok(Sightings { matches, complete: ended && !doubtful })
    }

    /// The newest come first. LinkedIn may leave some out of a page, so only an empty page, or a post that is too old,
    /// is the end.
    async fn posts(&self, caller: Caller<'_>, search: &Search<'_>) -> Result<Reading, Verdict> {
        let mut reading = Reading::default();
        let mut start = 0;
        for _ in 0..PAGES {
            let call = self
                .call(&POSTS, caller, &[])
                .header("x-restli-method", "FINDER")
                .ask("q", "author")
                .ask("author", &search.account.id)
                .ask("sortBy", "CREATED")
                .ask("start", start)
                .ask("count", A_PAGE);
            let items: Vec<Item> = self.list(call).await?;
            reading.ended = items.is_empty();
            for item in &items {
                let at = item.created_at.or(item.published_at).map(Millis);
                if at.is_some_and(|at| at < search.since) {
                    reading.ended = true;
                    continue;
                }
                if could_be(item, search) {
                    let sighting = Sighting { permalink: post_permalink(&item.id), platform_id: item.id.clone() };
                    reading.matches.push((at, sighting));
                }
            }
            if reading.ended {
                break;
            }
            start += items.len();
        }
        Ok(reading)
    }

    /// In no order that LinkedIn promises, so all of them are read.
    async fn comments(&self, caller: Caller<'_>, search: &Search<'_>, post: &str) -> Result<Reading, Verdict> {
        let mut reading = Reading::default();
        let names = [post];
        let mut start = 0;
        for _ in 0..PAGES {
            let call = self.call(&COMMENTS, caller, &names).ask("start", start).ask("count", A_PAGE);
            let comments: Vec<Comment> = self.list(call).await?;
            reading.ended = comments.is_empty();
            for comment in &comments {
                if plain(&comment.message.text) != plain(&search.part.text) {
                    continue;
                }
                let at = comment.created.time.map(Millis);
                match CommentName::read(&comment.urn) {
                    Some(_) if at.is_some_and(|at| at < search.since) => {}
                    Some(name) if comment.actor == search.account.id => {
                        let sighting = Sighting { permalink: comment_permalink(&name), platform_id: name.urn() };
                        reading.matches.push((at, sighting));
                    }
                    Some(_) if !comment.actor.is_empty() => {}
                    // Who wrote it, or what it is called, is not said.
                    Some(_) | None => reading.doubtful = true,
                }
            }
            if reading.ended {
                break;
            }
            start += comments.len();
        }
        Ok(reading)
    }

    async fn list<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<Vec<T>, Verdict> {
        let answer = self.http.send(call).await?;
        if !answer.succeeded() {
            return Err(judge(&answer));
        }
        let list: Option<List<T>> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        list.map(|list| list.elements)
            .ok_or_else(|| Verdict::Unclear(Platform::Linkedin, format!("{} without a list", answer.status)))
    }
}

fn could_be(item: &Item, search: &Search<'_>) -> bool {
    let refused = ["PUBLISH_FAILED", "DRAFT"].contains(&item.lifecycle_state.as_str());
    let own = item.author.is_empty() || item.author == search.account.id;
    let link = article(search.options).filter(|_| search.part.role == PartRole::Main);
    is_post(&item.id)
        && own
        && !refused
        && item.pictures() == search.part.media.len()
        && item.article().map(bare) == link.map(|article| bare(&article.link))
        && plain(&little::read(&item.commentary)) == plain(&search.part.text)
}

/// An address without what LinkedIn may write otherwise.
fn bare(address: &str) -> String {
    address.trim().trim_end_matches('/').to_lowercase()
}
