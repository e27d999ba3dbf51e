//! Tests of what is said of posts: medians, groups with enough posts, halves and edges.

use super::compared::{Compared, Shows};
use super::grouped::{ENOUGH, edges, groups, halves, median};
use crate::model::Millis;

fn posts(values: &[u64]) -> Vec<Compared> {
    let one = |(n, value): (usize, &u64)| Compared {
        post: format!("10000000-0000-7000-8000-{n:012x}").parse().unwrap(),
        title: format!("Post {n}"),
        permalink: None,
        theme: None,
        shows: if n % 2 == 0 { Shows::Words } else { Shows::Picture },
        posted_at: Millis(i64::try_from(n).unwrap() * Millis::DAY),
        value: *value,
    };
    values.iter().enumerate().map(one).collect()
}

#[test]
fn the_median_is_in_the_middle_and_of_nothing_there_is_none() {
    assert_eq!(median([]), None);
    assert_eq!(median([7]), Some(7));
    assert_eq!(median([9_000, 1, 2]), Some(2), "one that is far out turns nothing");
    assert_eq!(median([1, 2, 4, 9]), Some(3));
    assert_eq!(median([u64::MAX, u64::MAX]), Some(u64::MAX));
}

#[test]
fn a_group_has_a_median_from_so_many_posts_on() {
    let ten = posts(&[1, 10, 2, 20, 3, 30, 4, 40, 5]);
    let found = groups(&ten, |post| Some(post.shows));
    assert_eq!(
        found.iter().map(|group| (group.key, group.posts.len(), group.median)).collect::<Vec<_>>(),
        [(Shows::Words, ENOUGH, Some(3)), (Shows::Picture, ENOUGH - 1, None),]
    );
    assert_eq!(groups(&ten, |_| None::<u8>), []);
}

#[test]
fn halves_meet_at_the_instant() {
    let all = posts(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    let halves = halves(&all, Millis(5 * Millis::DAY));
    assert_eq!((halves.before.median, halves.since.median), (Some(3), Some(8)));
}

#[test]
fn no_post_is_among_the_most_and_the_least_and_equal_ones_are_neither() {
    let named = |values: &[u64]| {
        let all = posts(values);
        edges(&all).map(|edges| {
            let of = |posts: &[&Compared]| posts.iter().map(|post| post.value).collect::<Vec<_>>();
            (of(&edges.best), of(&edges.weakest))
        })
    };
    assert_eq!(named(&[1, 2, 3, 4]), None, "too few");
    assert_eq!(named(&[5, 5, 5, 5, 5]), Some((vec![], vec![])), "none stands out");
    assert_eq!(named(&[3, 1, 2, 5, 4]), Some((vec![5, 4], vec![1, 2])));
    assert_eq!(named(&[3, 1, 2, 5, 4, 9, 0]), Some((vec![9, 5, 4], vec![0, 1, 2])));
    assert_eq!(named(&[0, 0, 0, 0, 9, 8]), Some((vec![9, 8], vec![])), "four that nobody saw are not three and one");
    assert_eq!(named(&[9, 7, 7, 7, 1, 1, 1, 0]), Some((vec![9], vec![0])), "nor are three of four the least");
    assert_eq!(named(&[7, 7, 7, 7, 1, 1, 1]), Some((vec![], vec![1, 1, 1])));
}
