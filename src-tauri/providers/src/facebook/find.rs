//! Reads a Page's posts and comments back, to see which of them could be a part that was signed.
//!
//! Invariant: changes nothing on Facebook. *Complete* is said only when everything since the asked instant was read and
//! whatever could be ours could be told from what is not.

use countersign_core::model::{Millis, PartRole, Platform, PlatformOptions};
use countersign_core::publish::{Failure, Search, Sighting, Sightings};

use super::publish::film;
use super::refusals::judge;
use super::wire::{COMMENTS, Item, List, Moving, POSTS, is_id};
use super::{Facebook, comment_permalink, post_permalink};
use crate::errors::Verdict;
use crate::http::{Call, Caller};
use crate::instants::{seconds, written};
use crate::route::is_page;
use crate::wording::plain;

const PAGES: usize = 10;
const A_PAGE: u32 = 100;
pub(super) const POST_FIELDS: &str = "id,message,created_time,permalink_url,attachments{media_type,type,url,unshimmed_url,subattachments{media_type,type}}";
const COMMENT_FIELDS: &str = "id,message,created_time,permalink_url,from{id}";

/// Whether an item is the part: a comment whose author Facebook does not name might be anybody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    Same,
    Different,
    CanNotTell,
}

impl Facebook {
    pub(super) async fn look(&self, caller: Caller<'_>, search: &Search<'_>) -> Result<Sightings, Failure> {
        if search.part.role.is_private() {
            return self.look_for_message(search).await;
        }
        if let Some((_, becomes)) = film(search.part, search.options) {
            return self.look_for_film(caller, search, becomes).await;
        }
        let mut matches: Vec<(Option<Millis>, Sighting)> = Vec::new();
        let mut complete = true;
        let mut after = None;
        for _ in 0..PAGES {
            let list = self.page(caller, search, after.as_deref()).await.map_err(Verdict::failure)?;
            let mut too_old = false;
            for item in &list.data {
                let at = item.created_time.as_deref().and_then(written);
                // Should Facebook not heed `since`, the rest of a list that runs backwards is too old as well.
                if at.is_some_and(|at| seconds(at) < seconds(search.since)) {
                    too_old = true;
                    continue;
                }
                match likeness(item, search) {
                    Likeness::Same => matches.push((at, sighting(item, search))),
                    Likeness::Different => {}
                    Likeness::CanNotTell => complete = false,
                }
            }
            let more = list.paging.next.is_some() && !too_old;
            after = list.paging.cursors.after.filter(|_| more);
            // More is there, but no cursor leads to it: what was read has a gap.
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

    async fn page(&self, caller: Caller<'_>, search: &Search<'_>, after: Option<&str>) -> Result<List<Item>, Verdict> {
        let version = self.version.as_str();
        let names = [version, search.parent.unwrap_or(&search.account.id)];
        let mut call = if search.parent.is_some() {
            Call::new(&COMMENTS, caller, &names)
                .ask("filter", "stream")
                .ask("order", "reverse_chronological")
                .ask("fields", COMMENT_FIELDS)
        } else {
            Call::new(&POSTS, caller, &names).ask("fields", POST_FIELDS)
        };
        call = call.ask("since", seconds(search.since)).ask("limit", A_PAGE);
        if let Some(after) = after {
            call = call.ask("after", after);
        }
        let answer = self.http.send(call).await?;
        if let Some(verdict) = judge(&answer) {
            return Err(verdict);
        }
        let list: Option<List<Item>> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        list.ok_or_else(|| Verdict::Unclear(Platform::Facebook, format!("{} without a list", answer.status)))
    }
}

pub(super) fn likeness(item: &Item, search: &Search<'_>) -> Likeness {
    if plain(&item.message) != plain(&search.part.text) {
        return Likeness::Different;
    }
    // Our own words under a name that can't be read are no proof that they are not there.
    if !is_id(&item.id) {
        return Likeness::CanNotTell;
    }
    match search.part.role {
        // What one person alone reads is nothing on the Page.
        PartRole::Message | PartRole::PrivateReply => Likeness::Different,
        PartRole::FirstComment | PartRole::Reply => match &item.from {
            Some(from) if from.id == search.account.id => Likeness::Same,
            Some(_) => Likeness::Different,
            None => Likeness::CanNotTell,
        },
        PartRole::Main | PartRole::Thread if item.pictures() != search.part.media.len() => Likeness::Different,
        PartRole::Main | PartRole::Thread => match item.moving() {
            Moving::Nothing => linked(item, search),
            // Facebook writes the addresses of videos otherwise than they were given: another one proves nothing.
            Moving::Card => match linked(item, search) {
                Likeness::Same => Likeness::Same,
                Likeness::Different | Likeness::CanNotTell => Likeness::CanNotTell,
            },
            // A link to a video on Facebook is shown as that video.
            Moving::Own if names_an_address(search, |address| OF_FACEBOOK.iter().any(|it| address.contains(it))) => {
                Likeness::CanNotTell
            }
            Moving::OwnOrCard if names_an_address(search, |_| true) => Likeness::CanNotTell,
            Moving::Own | Moving::OwnOrCard => Likeness::Different,
        },
    }
}

/// Where Facebook keeps videos of its own.
const OF_FACEBOOK: [&str; 3] = ["facebook.com", "fb.watch", "fb.com"];

/// Whether an address of this kind was signed, beside the text or in it: Facebook makes a card of either.
fn names_an_address(search: &Search<'_>, is: impl Fn(&str) -> bool) -> bool {
    let address = |word: &&str| word.trim_matches(|sign: char| !sign.is_alphanumeric()).contains('.');
    let mut named = search.part.text.split_whitespace().filter(address).chain(signed_link(search.options));
    named.any(is)
}

pub(super) fn signed_link(options: &PlatformOptions) -> Option<&str> {
    match options {
        PlatformOptions::Facebook { link, .. } => link.as_deref(),
        PlatformOptions::X {}
        | PlatformOptions::Linkedin { .. }
        | PlatformOptions::Instagram { .. }
        | PlatformOptions::Whatsapp { .. }
        | PlatformOptions::Youtube(_)
        | PlatformOptions::Tiktok(_) => None,
    }
}

/// Two posts of the same words may differ in nothing but the link beside them.
pub(super) fn linked(item: &Item, search: &Search<'_>) -> Likeness {
    let signed = signed_link(search.options);
    let shown = item.links();
    match (signed, shown.as_slice()) {
        (None, []) => Likeness::Same,
        // Facebook makes a card of an address in the text by itself.
        (None, [..]) if shown.iter().all(|link| bare(&search.part.text).contains(&bare(link))) => Likeness::Same,
        (None, [..]) => Likeness::Different,
        // It was signed with a link, and Facebook shows no card: it may not have made one yet.
        (Some(_), []) => Likeness::CanNotTell,
        (Some(signed), [..]) if shown.iter().any(|link| bare(link) == bare(signed)) => Likeness::Same,
        (Some(_), [..]) => Likeness::Different,
    }
}

/// An address without what Facebook may write otherwise.
fn bare(address: &str) -> String {
    address.trim().trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/').to_lowercase()
}

fn sighting(item: &Item, search: &Search<'_>) -> Sighting {
    let shown = item.permalink_url.clone().filter(|address| is_page(Platform::Facebook, address));
    let permalink = shown.unwrap_or_else(|| match search.parent {
        Some(parent) => comment_permalink(search.under.unwrap_or(parent), &item.id),
        None => post_permalink(&item.id),
    });
    Sighting { platform_id: item.id.clone(), permalink: Some(permalink) }
}
