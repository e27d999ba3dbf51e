//! Reads an account's posts back from X, to see which of them could be a part that was signed.
//!
//! Invariant: changes nothing on X. *Complete* is said only when every page since the asked instant was read without a
//! gap, because no match in a complete reading is what lets a post be sent again.

use countersign_core::model::{Millis, Platform};
use countersign_core::publish::{Failure, Search, Sighting, Sightings};

use super::refusals::judge;
use super::text::{InFront, says};
use super::wire::{Page, Post, TIMELINE, is_id, json, post_fields};
use super::{X, handle, permalink};
use crate::errors::Verdict;
use crate::http::{Call, Caller};
use crate::instants::{for_x, seconds, written};

const PAGES: usize = 10;
const A_PAGE: u32 = 100;

impl X {
    pub(super) async fn look(&self, caller: Caller<'_>, search: &Search<'_>) -> Result<Sightings, Failure> {
        if search.part.role.is_private() {
            return self.look_for_message(search).await;
        }
        let mut matches: Vec<(Option<Millis>, Sighting)> = Vec::new();
        let mut complete = true;
        let mut next = None;
        for _ in 0..PAGES {
            let page = self.page(caller, search, next.as_deref()).await.map_err(Verdict::failure)?;
            // A partial answer leaves posts out and says so beside the others.
            complete &= page.errors.is_empty() && page.is_as_long_as_it_says();
            for post in page.data.iter().filter(|post| could_be(post, search)) {
                // Our own words under a name that can't be read are no proof that they are not there.
                if !is_id(&post.id) {
                    complete = false;
                    continue;
                }
                let sighting =
                    Sighting { platform_id: post.id.clone(), permalink: Some(permalink(search.account, &post.id)) };
                matches.push((post.created_at.as_deref().and_then(written), sighting));
            }
            next = page.meta.and_then(|meta| meta.next_token);
            if next.is_none() {
                break;
            }
        }
        complete &= next.is_none();
        // X's ids grow with time; the length comes first because they are compared as text.
        matches.sort_by(|(a_time, a), (b_time, b)| {
            (a_time, a.platform_id.len(), &a.platform_id).cmp(&(b_time, b.platform_id.len(), &b.platform_id))
        });
        Ok(Sightings { matches: matches.into_iter().map(|(_, sighting)| sighting).collect(), complete })
    }

    async fn page(&self, caller: Caller<'_>, search: &Search<'_>, token: Option<&str>) -> Result<Page, Verdict> {
        let (parameter, fields) = post_fields(self.settings.names);
        let names = [search.account.id.as_str()];
        let mut call = Call::new(&TIMELINE, caller, &names)
            .ask("max_results", A_PAGE)
            .ask("start_time", for_x(search.since))
            .ask("exclude", "retweets")
            .ask(parameter, fields);
        if let Some(token) = token {
            call = call.ask("pagination_token", token);
        }
        let answer = self.http.send(call).await?;
        if !answer.succeeded() {
            return Err(judge(&answer));
        }
        let page: Option<Page> = json(&answer).and_then(|body| serde_json::from_value(body).ok());
        // Without `meta` there is no knowing whether this was all; an error in place of a page looks like that.
        page.filter(|page| page.meta.is_some())
            .ok_or_else(|| Verdict::Unclear(Platform::X, format!("{} without a page of posts", answer.status)))
    }
}

fn could_be(post: &Post, search: &Search<'_>) -> bool {
    let late_enough =
        post.created_at.as_deref().and_then(written).is_none_or(|at| seconds(at) >= seconds(search.since));
    let answers = post.referenced_posts.iter().find(|reference| reference.kind == "replied_to");
    late_enough
        && answers.map(|answered| answered.id.as_str()) == search.parent
        && post.attachments.media_keys.len() == search.part.media.len()
        && says(post, &search.part.text, InFront::of(search.part.role, handle(search.account)))
}
