//! Finds out whether a message that was signed was sent, by reading the conversation that it belongs to.
//!
//! Invariant: changes nothing anywhere. Only what the account itself wrote, in the signed words and not before the asked instant, is
//! a match, and *complete* is said only when every message since then was read and understood.

use countersign_core::engage::{Ask, FeedKind, FeedName, Reader, Seen};
use countersign_core::model::Millis;
use countersign_core::publish::{Failure, Search, Sighting, Sightings};

use crate::instants::seconds;
use crate::wording::plain;

/// Why what one person alone reads is not compared with what was signed.
pub(crate) const ALONE: &str = "A message is not read back: nobody can change it once it was sent.";

/// So many pages are read of a list at most: fifty messages each, or more.
const PAGES: usize = 10;
/// So many conversations are looked through for a private answer to a comment.
const CONVERSATIONS: usize = 40;

/// Whether it stands in the conversation that this feed tells.
pub(crate) async fn in_conversation(
    reader: &dyn Reader,
    search: &Search<'_>,
    feed: &FeedName,
) -> Result<Sightings, Failure> {
    let mut matches: Vec<(Millis, Sighting)> = Vec::new();
    let (mut complete, mut older) = (true, None);
    for _ in 0..PAGES {
        let ask =
            Ask { account: search.account, feed, older: older.as_deref(), newest: None, since: Some(search.since) };
        let page = reader.page(&ask).await?;
        complete &= !page.doubtful;
        let says_so = |seen: &&Seen| plain(&seen.words) == plain(&search.part.text);
        let is_late = |seen: &Seen| seconds(seen.written_at) >= seconds(search.since);
        let same: Vec<&Seen> = page.items.iter().filter(|seen| is_late(seen)).filter(says_so).collect();
        // The signed words under nobody's name are no proof that they are somebody else's.
        complete &= same.iter().all(|seen| seen.ours || seen.author.is_some());
        let ours = same.iter().filter(|seen| seen.ours);
        matches.extend(
            ours.map(|seen| (seen.written_at, Sighting { platform_id: seen.platform_id.clone(), permalink: None })),
        );
        // The newest come first: behind what is too old nothing newer stands.
        let ends = !page.unordered && page.items.iter().any(|seen| !is_late(seen));
        older = page.older.filter(|_| !ends);
        if older.is_none() {
            break;
        }
    }
    complete &= older.is_none();
    matches.sort_by(|(a_time, a), (b_time, b)| (a_time, &a.platform_id).cmp(&(b_time, &b.platform_id)));
    Ok(Sightings { matches: matches.into_iter().map(|(_, sighting)| sighting).collect(), complete })
}

/// Whether it stands in any of the account's conversations: nothing tells in which one a private answer to a comment does. The
/// latest conversations come first, and the instant of the last message is the beginning of a conversation's mark.
pub(crate) async fn in_any_conversation(
    reader: &dyn Reader,
    search: &Search<'_>,
    changed_at: impl Fn(&str) -> Option<Millis> + Send + Sync,
) -> Result<Sightings, Failure> {
    let feed = FeedName::of_account(FeedKind::Conversations);
    let mut found = Sightings { matches: Vec::new(), complete: true };
    let (mut older, mut read) = (None, 0);
    'pages: for _ in 0..PAGES {
        let ask = Ask {
            account: search.account,
            feed: &feed,
            older: older.as_deref(),
            newest: None,
            since: Some(search.since),
        };
        let page = reader.page(&ask).await?;
        found.complete &= !page.doubtful;
        for lead in &page.leads {
            match changed_at(&lead.mark) {
                Some(at) if seconds(at) < seconds(search.since) => {
                    older = None;
                    break 'pages;
                }
                Some(_) => {}
                None => found.complete = false,
            }
            read += 1;
            if read > CONVERSATIONS {
                found.complete = false;
                return Ok(found);
            }
            let there = in_conversation(reader, search, &lead.feed).await?;
            found.complete &= there.complete;
            found.matches.extend(there.matches);
        }
        older = page.older;
        if older.is_none() {
            break;
        }
    }
    found.complete &= older.is_none();
    Ok(found)
}
