//! What can be said of posts that are compared: medians of groups, two halves of a span, the most and the least.
//!
//! Invariant: pure. Below [`ENOUGH`] posts there is no median, and what is said of a group is said of all the posts it names.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::compared::Compared;
use crate::model::Millis;

/// How many posts a statement is made from at least. Our own choice: a median of fewer turns with a single post.
pub const ENOUGH: usize = 5;
/// How many posts are named as the most and as the least at most.
const NAMED: usize = 3;

/// The value in the middle; the mean of the two in the middle where their number is even. None of nothing.
pub fn median(values: impl IntoIterator<Item = u64>) -> Option<u64> {
    let mut values: Vec<u64> = values.into_iter().collect();
    values.sort_unstable();
    let middle = values.len() / 2;
    let upper = values.get(middle).copied()?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = middle.checked_sub(1).and_then(|at| values.get(at)).copied().unwrap_or(upper);
    Some(lower.midpoint(upper))
}

/// Posts that have something in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group<'p, Key> {
    /// What they have in common.
    pub key: Key,
    /// They, the oldest first.
    pub posts: Vec<&'p Compared>,
    /// The median of their values; none where they are too few.
    pub median: Option<u64>,
}

impl<'p, Key> Group<'p, Key> {
    fn of(key: Key, posts: Vec<&'p Compared>) -> Self {
        let median = (posts.len() >= ENOUGH).then(|| median(posts.iter().map(|post| post.value))).flatten();
        Self { key, posts, median }
    }
}

/// The posts by what they have in common, in the order of that. Where there is nothing, a post is in no group.
pub fn groups<Key: Ord>(posts: &[Compared], key: impl Fn(&Compared) -> Option<Key>) -> Vec<Group<'_, Key>> {
    let mut by_key: BTreeMap<Key, Vec<&Compared>> = BTreeMap::new();
    for post in posts {
        if let Some(key) = key(post) {
            by_key.entry(key).or_default().push(post);
        }
    }
    by_key.into_iter().map(|(key, posts)| Group::of(key, posts)).collect()
}

/// The posts before an instant, and those from it on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Halves<'p> {
    /// Those before.
    pub before: Group<'p, ()>,
    /// Those from then on.
    pub since: Group<'p, ()>,
}

/// Parts the posts at an instant.
pub fn halves(posts: &[Compared], middle: Millis) -> Halves<'_> {
    let (before, since) = posts.iter().partition(|post| post.posted_at < middle);
    Halves { before: Group::of((), before), since: Group::of((), since) }
}

/// The posts with the most and with the least. One side is empty where none stands out on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edges<'p> {
    /// Those with the most, the most first.
    pub best: Vec<&'p Compared>,
    /// Those with the least, the least first.
    pub weakest: Vec<&'p Compared>,
}

/// Three of each at most, each on its side of the median, and none where another that came to the same would be left out; none at all
/// where there are too few posts.
pub fn edges(posts: &[Compared]) -> Option<Edges<'_>> {
    let middle = median(posts.iter().map(|post| post.value)).filter(|_| posts.len() >= ENOUGH)?;
    let mut above: Vec<&Compared> = posts.iter().filter(|post| post.value > middle).collect();
    above.sort_by_key(|post| (Reverse(post.value), Reverse(post.posted_at)));
    let mut below: Vec<&Compared> = posts.iter().filter(|post| post.value < middle).collect();
    below.sort_by_key(|post| (post.value, Reverse(post.posted_at)));
    Some(Edges { best: foremost(above), weakest: foremost(below) })
}

/// The first few, and none of those that came to the same as the next one after them.
fn foremost(mut posts: Vec<&Compared>) -> Vec<&Compared> {
    let next = posts.get(NAMED).map(|post| post.value);
    posts.truncate(NAMED);
    posts.retain(|post| Some(post.value) != next);
    posts
}
