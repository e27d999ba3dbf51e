//! What a comment carries beyond its words, whoever wrote it, and which comments hang under what.
//!
//! Invariant: the order of numbers is the order of age, so a number is a cursor that no newcomer and no deletion moves.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// What a comment carries beyond its words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Social {
    /// The platform's id of the person who wrote it; none where an account did.
    pub(crate) by: Option<String>,
    pub(crate) edited_ms: Option<i64>,
    /// The account hid it.
    pub(crate) hidden: bool,
    /// How many people like it.
    pub(crate) likes: u64,
    /// Whether the account does.
    pub(crate) liked: bool,
    /// Whether it was answered in private, which can be done once.
    pub(crate) answered_privately: bool,
    /// How many more readings of a list miss it.
    pub(crate) unseen_reads: u32,
}

impl Social {
    pub(crate) fn of(person: &str) -> Self {
        Self { by: Some(person.to_owned()), ..Self::default() }
    }

    pub(crate) fn all_likes(&self) -> u64 {
        self.likes + u64::from(self.liked)
    }
}

/// Which comments hang directly under what, by number.
#[derive(Debug, Default)]
pub(crate) struct Threads(BTreeMap<u64, BTreeSet<u64>>);

impl Threads {
    pub(crate) fn put(&mut self, under: u64, number: u64) {
        self.0.entry(under).or_default().insert(number);
    }

    /// Oldest first, those that were removed among them.
    pub(crate) fn under(&self, number: u64) -> impl DoubleEndedIterator<Item = u64> {
        self.0.get(&number).into_iter().flatten().copied()
    }

    /// What hangs under something, and under that: comments and their answers.
    pub(crate) fn all_under(&self, number: u64) -> Vec<u64> {
        let mut all: Vec<u64> = self.under(number).collect();
        let answers: Vec<u64> = all.iter().flat_map(|comment| self.under(*comment)).collect();
        all.extend(answers);
        all.sort_unstable();
        all
    }
}

/// Leaves out of a list what it does not show yet; each is left out once less from now on.
pub(crate) fn listed<T>(
    of: &mut BTreeMap<u64, T>,
    numbers: Vec<u64>,
    social: impl Fn(&mut T) -> &mut Social,
) -> Vec<u64> {
    let seen = |number: &u64| {
        let Some(social) = of.get_mut(number).map(&social) else { return false };
        let unseen = social.unseen_reads > 0;
        social.unseen_reads = social.unseen_reads.saturating_sub(1);
        !unseen
    };
    let mut numbers = numbers;
    numbers.retain(seen);
    numbers
}

/// A part of a list: what comes after a cursor, at most so many, and whether there are more.
pub(crate) fn part(mut numbers: Vec<u64>, after: Option<u64>, most: usize, newest_first: bool) -> (Vec<u64>, bool) {
    if newest_first {
        numbers.reverse();
    }
    let left = |number: &u64| after.is_none_or(|after| if newest_first { *number < after } else { *number > after });
    let mut page: Vec<u64> = numbers.into_iter().filter(left).take(most.saturating_add(1)).collect();
    let more = page.len() > most;
    page.truncate(most);
    (page, more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_hold_everything_once_while_newcomers_come_and_others_go() {
        let (oldest, more) = part(vec![1, 2, 3, 4], None, 2, false);
        assert_eq!((oldest, more), (vec![1, 2], true));
        assert_eq!(part(vec![1, 2, 3, 4], Some(2), 2, false), (vec![3, 4], false));
        assert_eq!(part(vec![1, 3, 4, 5], Some(2), 2, false), (vec![3, 4], true), "the cursor's own comment is gone");
        assert_eq!(part(vec![1, 2, 3, 4], None, 2, true), (vec![4, 3], true));
        assert_eq!(part(vec![1, 2, 4, 5], Some(3), 2, true), (vec![2, 1], false));
    }

    #[test]
    fn answers_are_found_under_their_comments_and_with_them() {
        let mut threads = Threads::default();
        for (under, number) in [(1, 10), (10, 12), (1, 11)] {
            threads.put(under, number);
        }
        assert_eq!(threads.under(1).collect::<Vec<_>>(), [10, 11]);
        assert_eq!(threads.all_under(1), [10, 11, 12]);
    }
}
