//! How often a post was seen, liked, shared and kept, and how many follow an account, at any instant.
//!
//! Invariant: a number is worked out from the seed, the post and the instant, so that it can be told for days that have passed as
//! well; what was set by hand holds from the moment at which it was set. Without a population and without a hand it is 0.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::dice::Dice;
use super::plan::{DAY_MS, attention};
use super::rhythm::WHOLE;
use super::{AudienceState, Population};

/// What is known of a post.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// How often it was seen.
    pub views: u64,
    /// By how many people.
    pub reach: u64,
    /// How many like it.
    pub likes: u64,
    /// How often it was passed on.
    pub shares: u64,
    /// How many keep it.
    pub saves: u64,
    /// How often it was opened.
    pub clicks: u64,
}

/// Counts of a post that are set by hand; what is left out goes on as it did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Numbers {
    /// How often it was seen.
    pub views: Option<u64>,
    /// By how many people.
    pub reach: Option<u64>,
    /// How many like it.
    pub likes: Option<u64>,
    /// How often it was passed on.
    pub shares: Option<u64>,
    /// How many keep it.
    pub saves: Option<u64>,
    /// How often it was opened.
    pub clicks: Option<u64>,
}

/// Since when numbers hold.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Set<T> {
    from_ms: i64,
    to: T,
}

/// What was set by hand, each in order.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct ByHand {
    posts: BTreeMap<String, Vec<Set<Numbers>>>,
    followers: BTreeMap<String, Vec<Set<u64>>>,
}

impl Counts {
    fn with(self, set: Numbers) -> Self {
        Self {
            views: set.views.unwrap_or(self.views),
            reach: set.reach.unwrap_or(self.reach),
            likes: set.likes.unwrap_or(self.likes),
            shares: set.shares.unwrap_or(self.shares),
            saves: set.saves.unwrap_or(self.saves),
            clicks: set.clicks.unwrap_or(self.clicks),
        }
    }

    /// What came between two readings of the same post.
    pub(crate) fn since(self, before: Self) -> Self {
        Self {
            views: self.views.saturating_sub(before.views),
            reach: self.reach.saturating_sub(before.reach),
            likes: self.likes.saturating_sub(before.likes),
            shares: self.shares.saturating_sub(before.shares),
            saves: self.saves.saturating_sub(before.saves),
            clicks: self.clicks.saturating_sub(before.clicks),
        }
    }

    /// Both together.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            views: self.views + other.views,
            reach: self.reach + other.reach,
            likes: self.likes + other.likes,
            shares: self.shares + other.shares,
            saves: self.saves + other.saves,
            clicks: self.clicks + other.clicks,
        }
    }
}

/// What a post comes to in the end.
fn whole(seed: u64, population: Population, post: &str) -> Counts {
    let mut dice = Dice::of(seed, &["counts", post]);
    let people = u64::from(population.people);
    let reach = people * (400 + dice.below(1_600)) / 1_000;
    let of_those = |dice: &mut Dice, from: u64, to: u64| reach * (from + dice.below(to - from)) / 1_000;
    Counts {
        views: reach * (1_100 + dice.below(900)) / 1_000,
        likes: of_those(&mut dice, 30, 220),
        shares: of_those(&mut dice, 2, 30),
        saves: of_those(&mut dice, 2, 40),
        clicks: of_those(&mut dice, 10, 90),
        reach,
    }
}

impl AudienceState {
    /// What a post has come to by an instant.
    pub(crate) fn counts(&self, seed: u64, post: &str, published_ms: i64, at_ms: i64) -> Counts {
        let mut counts = Counts::default();
        if self.population.people > 0 {
            let share = attention(self.population, published_ms).share_by(at_ms);
            let part = |all: u64| (u128::from(all) * u128::from(share) / u128::from(WHOLE)) as u64;
            let all = whole(seed, self.population, post);
            counts = Counts {
                views: part(all.views),
                reach: part(all.reach),
                likes: part(all.likes),
                shares: part(all.shares),
                saves: part(all.saves),
                clicks: part(all.clicks),
            };
        }
        let set = self.by_hand.posts.get(post).into_iter().flatten();
        set.filter(|set| set.from_ms <= at_ms).fold(counts, |counts, set| counts.with(set.to))
    }

    /// How many follow an account at an instant.
    pub(crate) fn followers(&self, seed: u64, account: &str, at_ms: i64) -> u64 {
        let set = self.by_hand.followers.get(account).into_iter().flatten();
        if let Some(set) = set.rev().find(|set| set.from_ms <= at_ms) {
            return set.to;
        }
        let people = u64::from(self.population.people);
        if people == 0 {
            return 0;
        }
        let mut dice = Dice::of(seed, &["followers", account]);
        let (had, a_day) = (people * (3 + dice.below(4)), people * (2 + dice.below(9)) / 1_000);
        let days = u64::try_from((at_ms - self.since_ms) / DAY_MS).unwrap_or(0);
        had + a_day * days
    }

    pub(crate) fn set_numbers(&mut self, post: String, to: Numbers, from_ms: i64) {
        self.by_hand.posts.entry(post).or_default().push(Set { from_ms, to });
    }

    pub(crate) fn set_followers(&mut self, account: String, to: u64, from_ms: i64) {
        self.by_hand.followers.entry(account).or_default().push(Set { from_ms, to });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: i64 = 1_795_168_800_000;

    #[test]
    fn numbers_grow_with_time_and_what_was_set_holds_from_then_on() {
        let mut audience =
            AudienceState { population: Population { people: 1_000, ..Population::default() }, ..Default::default() };
        let at = |audience: &AudienceState, days: i64| audience.counts(7, "a", START, START + days * DAY_MS);
        assert_eq!(at(&audience, 0), Counts::default());
        let (first, third, end) = (at(&audience, 1), at(&audience, 3), at(&audience, 30));
        assert!(first.views > 0 && third.views > first.views && end.views >= third.views);
        assert!(end.views > end.reach && end.reach > end.likes);
        let set = Numbers { views: Some(9), ..Numbers::default() };
        audience.set_numbers("a".to_owned(), set, START + 2 * DAY_MS);
        assert_eq!(at(&audience, 1), first, "the past stays as it was");
        assert_eq!(at(&audience, 3), Counts { views: 9, ..third });
    }

    #[test]
    fn without_a_population_nobody_sees_or_follows() {
        let audience = AudienceState::default();
        assert_eq!(audience.counts(7, "a", START, START + DAY_MS), Counts::default());
        assert_eq!(audience.followers(7, "b", START), 0);
    }
}
