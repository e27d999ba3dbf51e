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

/// From so many messages on, a list that ends without anything old may have been cut off: Meta's tells the newest twenty in full, as far
/// as is known (unverified, read 2026-11-23).
const PERHAPS_CUT_OFF: usize = 20;

/// Whether it stands in the conversation that this feed tells.
pub(crate) async fn in_conversation(
    reader: &dyn Reader,
    search: &Search<'_>,
    feed: &FeedName,
) -> Result<Sightings, Failure> {
    let mut matches: Vec<(Millis, Sighting)> = Vec::new();
    let (mut complete, mut older, mut read) = (true, None, 0);
    let mut reached = false;
    for _ in 0..PAGES {
        let ask =
            Ask { account: search.account, feed, older: older.as_deref(), newest: None, since: Some(search.since) };
        let page = reader.page(&ask).await?;
        complete &= !page.doubtful;
        read += page.items.len();
        let is_late = |seen: &&Seen| seconds(seen.written_at) >= seconds(search.since);
        reached |= page.items.iter().any(|seen| !is_late(&seen));
        // The signed words under nobody's name are no proof that they are somebody else's.
        let may_be_ours = page.items.iter().filter(is_late).filter(|seen| seen.ours || seen.author.is_none());
        for seen in may_be_ours {
            match likeness(&seen.words, &search.part.text) {
                Likeness::Same if seen.ours => {
                    let sighting = Sighting { platform_id: seen.platform_id.clone(), permalink: None };
                    matches.push((seen.written_at, sighting));
                }
                Likeness::Same | Likeness::CanNotTell => complete = false,
                Likeness::Different => {}
            }
        }
        // The newest come first: behind what is too old nothing newer stands.
        older = page.older.filter(|_| page.unordered || !reached);
        if older.is_none() {
            break;
        }
    }
    complete &= older.is_none() && (reached || read < PERHAPS_CUT_OFF);
    matches.sort_by(|(a_time, a), (b_time, b)| (a_time, &a.platform_id).cmp(&(b_time, &b.platform_id)));
    Ok(Sightings { matches: matches.into_iter().map(|(_, sighting)| sighting).collect(), complete })
}

/// Whether what was read says what was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Likeness {
    Same,
    Different,
    /// Its words are the same, and what a platform writes otherwise by itself is not: a link, an attachment behind them.
    CanNotTell,
}

fn likeness(read: &str, signed: &str) -> Likeness {
    if plain(read) == plain(signed) {
        Likeness::Same
    } else if bare(read).starts_with(&bare(signed)) {
        Likeness::CanNotTell
    } else {
        Likeness::Different
    }
}

/// The letters and digits of a text without its links.
fn bare(text: &str) -> String {
    let is_link = |word: &str| word.trim_matches(|sign: char| !sign.is_alphanumeric()).contains(['.', '/']);
    let words = text.split_whitespace().filter(|word| !is_link(word));
    words.flat_map(str::chars).filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether it stands in none of the account's conversations: nothing tells in which one a private answer to a comment does. The same
/// words to somebody else are no proof that it was sent, so that a person has to look wherever they stand. The latest conversations
/// come first, and the instant of the last message is the beginning of a conversation's mark.
pub(crate) async fn in_no_conversation(
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
            found.complete &= there.complete && there.matches.is_empty();
        }
        older = page.older;
        if older.is_none() {
            break;
        }
    }
    found.complete &= older.is_none();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_platform_writes_otherwise_by_itself_is_no_proof_of_another_message() {
        let signed = "Book here: https://clinic.example/book, or call us.";
        for (read, likeness_of) in [
            (signed, Likeness::Same),
            ("Book here: https://t.co/AbC, or call us.", Likeness::CanNotTell),
            ("Book here: https://clinic.example/book, or call us. [something attached]", Likeness::CanNotTell),
            ("We are closed on Friday.", Likeness::Different),
            ("Book here or call", Likeness::Different),
        ] {
            assert_eq!(likeness(read, signed), likeness_of, "{read}");
        }
        assert_eq!(likeness("Salt &amp; water", "Salt & water"), Likeness::Different, "X's escapes are undone before");
    }
}
