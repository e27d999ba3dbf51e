//! The book of calls: what was asked of the platforms, and what they said is left of their allowances, until it is on disk.
//!
//! Invariant: writing into the book never waits and never grows without bounds; nothing in it is an address, a body, a
//! query or a token. An allowance that was said to be used up stays so until the instant it opens again, whatever a
//! later answer of another allowance says.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::model::{ChannelId, CorrelationId, Millis, Platform};

/// How many calls wait for the disk at most. A sending makes a handful; so many wait only while the disk refuses.
const MOST_PENDING: usize = 2_000;

/// By how much answers may overtake each other.
const OVERTAKEN: i64 = Millis::MINUTE;

/// One call of a platform, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiCall {
    /// When it ended, by the local clock.
    pub at: Millis,
    /// Whom.
    pub platform: Platform,
    /// The method, such as `POST`.
    pub method: String,
    /// The endpoint's template; never an address.
    pub template: String,
    /// The status of the answer; none where no whole answer came.
    pub status: Option<u16>,
    /// How long it took, in milliseconds.
    pub ms: u32,
    /// The channel that it was made for; none while one is being connected.
    pub channel: Option<ChannelId>,
    /// The story that it belongs to.
    pub correlation: Option<CorrelationId>,
    /// Why there is no answer. Begins with [`ApiCall::NOT_SENT`] where not one byte was sent.
    pub why: Option<String>,
}

impl ApiCall {
    /// What the reason of a call that never left begins with.
    pub const NOT_SENT: &'static str = "not sent: ";
}

/// What a platform's answer says of one of its allowances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// The client's own name of it.
    pub name: String,
    /// How much is used; none where the platform does not say, and calls are counted here.
    pub used: Option<u32>,
    /// How much there is.
    pub allowed: u32,
    /// When it begins anew; none if the platform does not say.
    pub opens_at: Option<Millis>,
}

/// An allowance as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// How much is used.
    pub used: u32,
    /// How much there is.
    pub allowed: u32,
    /// When it begins anew, as far as anybody said.
    pub opens_at: Option<Millis>,
    /// When that was so.
    pub seen_at: Millis,
}

impl Standing {
    /// Until when nothing of it is left, as far as that is known. What was said in the future was said by a clock that
    /// was wrong, and is not believed.
    pub fn closed_until(&self, now: Millis) -> Option<Millis> {
        self.opens_at.filter(|opens| self.used >= self.allowed && *opens > now && self.seen_at <= now)
    }
}

/// What waits for the disk.
#[derive(Debug, Default, Clone)]
pub(super) struct Batch {
    pub(super) calls: Vec<ApiCall>,
    pub(super) quotas: Vec<(ChannelId, String, Standing)>,
    /// How many calls were let go of since the last batch.
    pub(super) lost: u64,
}

impl Batch {
    pub(super) fn is_empty(&self) -> bool {
        self.calls.is_empty() && self.quotas.is_empty()
    }
}

#[derive(Debug, Default)]
struct Pages {
    pending: VecDeque<ApiCall>,
    lost: u64,
    quotas: BTreeMap<(ChannelId, String), Standing>,
    /// Whose standing differs from what is on disk.
    moved: BTreeSet<(ChannelId, String)>,
}

/// See the module.
#[derive(Debug, Default)]
pub struct Book {
    pages: Mutex<Pages>,
    noted: Notify,
    /// Held by whoever writes a batch down: so that batches come to the disk in their order.
    pub(super) writing: Mutex<()>,
}

impl Book {
    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a call.
    pub fn note(&self, call: ApiCall) {
        let mut pages = self.pages();
        if pages.pending.len() >= MOST_PENDING {
            pages.pending.pop_front();
            pages.lost += 1;
        }
        pages.pending.push_back(call);
        drop(pages);
        self.noted.notify_one();
    }

    /// Notes what an answer that came at `seen_at` said of a channel's allowances.
    pub fn note_allowances(&self, channel: ChannelId, seen_at: Millis, said: Vec<Allowance>) {
        if said.is_empty() {
            return;
        }
        let mut pages = self.pages();
        for Allowance { name, used, allowed, opens_at } in said {
            let key = (channel, name);
            let before = pages.quotas.get(&key).copied();
            // What is counted here begins anew with each of the platform's windows.
            let counted = || {
                before.filter(|before| before.opens_at == opens_at).map_or(0, |before| before.used).saturating_add(1)
            };
            let standing = Standing { used: used.unwrap_or_else(counted), allowed, opens_at, seen_at };
            // Two answers may overtake each other on their way here; what lies further ahead is a clock that was wrong.
            let newer = |before: Standing| !(1..OVERTAKEN).contains(&before.seen_at.since(seen_at));
            if used.is_none() || before.is_none_or(newer) {
                pages.quotas.insert(key.clone(), standing);
                pages.moved.insert(key);
            }
        }
        drop(pages);
        self.noted.notify_one();
    }

    /// The latest instant until which one of these allowances of a channel has nothing left.
    pub fn closed_until(&self, channel: ChannelId, names: &[String], now: Millis) -> Option<Millis> {
        let pages = self.pages();
        names.iter().filter_map(|name| pages.quotas.get(&(channel, name.clone()))?.closed_until(now)).max()
    }

    /// Takes over what is on disk.
    pub(super) fn remember(&self, quotas: Vec<(ChannelId, String, Standing)>) {
        let mut pages = self.pages();
        for (channel, name, standing) in quotas {
            pages.quotas.insert((channel, name), standing);
        }
    }

    /// Forgets what was said of a channel: it is another credential's from here on.
    pub fn forget(&self, channel: ChannelId) {
        let mut pages = self.pages();
        pages.quotas.retain(|(whose, _), _| *whose != channel);
        pages.moved.retain(|(whose, _)| *whose != channel);
    }

    /// Becomes ready once something was noted.
    pub async fn noted(&self) {
        self.noted.notified().await;
    }

    /// Takes out what waits for the disk, `most` calls at once.
    pub(super) fn take(&self, most: usize) -> Batch {
        let mut pages = self.pages();
        let count = pages.pending.len().min(most);
        let calls = pages.pending.drain(..count).collect();
        let moved = std::mem::take(&mut pages.moved);
        let quotas = moved
            .into_iter()
            .filter_map(|(channel, name)| {
                let standing = *pages.quotas.get(&(channel, name.clone()))?;
                Some((channel, name, standing))
            })
            .collect();
        Batch { calls, quotas, lost: std::mem::take(&mut pages.lost) }
    }

    /// Puts back what the disk did not take.
    pub(super) fn put_back(&self, batch: Batch) {
        let mut pages = self.pages();
        pages.lost += batch.lost;
        pages.moved.extend(batch.quotas.into_iter().map(|(channel, name, _)| (channel, name)));
        for call in batch.calls.into_iter().rev() {
            if pages.pending.len() >= MOST_PENDING {
                pages.lost += 1;
            } else {
                pages.pending.push_front(call);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel(n: u8) -> ChannelId {
        format!("01931c2e-5b00-7000-8000-0000000000{n:02x}").parse().unwrap()
    }

    fn call(ms: u32) -> ApiCall {
        ApiCall {
            at: Millis(0),
            platform: Platform::X,
            method: "GET".into(),
            template: "/2/users/me".into(),
            status: Some(200),
            ms,
            channel: Some(channel(1)),
            correlation: None,
            why: None,
        }
    }

    fn said(used: Option<u32>, opens_at: i64) -> Vec<Allowance> {
        vec![Allowance { name: "posts".into(), used, allowed: 100, opens_at: Some(Millis(opens_at)) }]
    }

    #[test]
    fn the_book_holds_so_many_and_the_newest_of_them() {
        let book = Book::default();
        for ms in 0..u32::try_from(MOST_PENDING).unwrap() + 5 {
            book.note(call(ms));
        }
        let batch = book.take(10);
        assert_eq!((batch.calls.len(), batch.calls[0].ms, batch.lost), (10, 5, 5));
        book.put_back(batch);
        assert_eq!(book.take(usize::MAX).calls[0].ms, 5, "what the disk did not take comes first again");
        assert!(book.take(usize::MAX).is_empty());
    }

    #[test]
    fn a_full_book_lets_go_of_what_is_put_back_rather_than_grow() {
        let book = Book::default();
        book.note(call(1));
        let refused = book.take(10);
        for ms in 0..u32::try_from(MOST_PENDING).unwrap() {
            book.note(call(ms));
        }
        book.put_back(refused);
        let batch = book.take(usize::MAX);
        assert_eq!((batch.calls.len(), batch.lost), (MOST_PENDING, 1));
    }

    #[test]
    fn what_is_used_up_is_closed_until_it_opens_and_for_its_channel_alone() {
        let (book, names) = (Book::default(), vec!["posts".to_owned(), "other".to_owned()]);
        book.note_allowances(channel(1), Millis(10), said(Some(99), 900));
        assert_eq!(book.closed_until(channel(1), &names, Millis(10)), None);
        book.note_allowances(channel(1), Millis(20), said(Some(100), 900));
        assert_eq!(book.closed_until(channel(1), &names, Millis(20)), Some(Millis(900)));
        assert_eq!(book.closed_until(channel(1), &["other".to_owned()], Millis(20)), None);
        assert_eq!(book.closed_until(channel(2), &names, Millis(20)), None);
        assert_eq!(book.closed_until(channel(1), &names, Millis(900)), None, "it is open from that instant on");
        book.note_allowances(channel(1), Millis(15), said(Some(98), 900));
        assert!(book.closed_until(channel(1), &names, Millis(20)).is_some(), "an answer of before says nothing new");
        book.forget(channel(1));
        assert_eq!(book.closed_until(channel(1), &names, Millis(20)), None);
        assert!(book.take(10).quotas.is_empty(), "what is forgotten is not written down");
    }

    #[test]
    fn a_clock_that_was_wrong_closes_nothing_and_is_overruled() {
        let (book, names) = (Book::default(), ["posts".to_owned()]);
        let (now, ahead) = (Millis(0), Millis(Millis::DAY));
        book.note_allowances(channel(1), ahead, said(Some(100), 2 * Millis::DAY));
        assert_eq!(book.closed_until(channel(1), &names, now), None, "nobody has said that yet");
        book.note_allowances(channel(1), now, said(Some(3), 900));
        assert_eq!(book.take(10).quotas[0].2.used, 3);
    }

    #[test]
    fn what_nobody_tells_is_counted_and_begins_anew_with_the_window() {
        let book = Book::default();
        for at in [1, 2, 3] {
            book.note_allowances(channel(1), Millis(at), said(None, 900));
        }
        let used = |book: &Book| book.take(10).quotas[0].2.used;
        assert_eq!(used(&book), 3);
        book.note_allowances(channel(1), Millis(901), said(None, 1_800));
        assert_eq!(used(&book), 1);
    }
}
