//! What a clinic allows, held against one commit: its own reading of the rules, which shares nothing with the product's.
//!
//! Invariant: the order of things is the record's. A rule binds what began after it was set and before it was lifted. Of a post
//! that goes in pieces the first is judged: what was begun is finished.

use countersign_core::model::{ExecutionState, Millis};

use crate::trial::evidence::{Ban, Commit, Evidence, PostSeen, Span, Wording};

/// The clinic's clock is so far ahead of UTC the whole year (Asia/Kolkata), in minutes.
const AHEAD: i64 = 330;
/// 1 January 1970 was a Thursday.
const FIRST_WEEKDAY: i64 = 3;
const A_DAY: i64 = 24 * 60;
/// By how much a post may be late, and come nearer to the one before than was planned, though never by more than half of the
/// gap: a line may be slow (the product's documented choice).
const SLACK: i64 = 5 * Millis::MINUTE;

/// Why a commit should not have begun.
pub(super) fn forbidden(evidence: &Evidence, number: usize, post: &PostSeen, commit: &Commit) -> Option<&'static str> {
    let within = |span: &&Span| span.from < commit.seq && span.until.is_none_or(|until| commit.seq < until);
    let first = commit.part == 0;
    // Whoever asked is answered at any time.
    let timed = !post.answers;
    let at = commit.at.max(post.due);
    let banned = |span: &&Span| match &span.ban {
        Ban::Everything => true,
        Ban::Post(of) => *of == number,
        Ban::Words(words) => first && matches!(&commit.words.text, Wording::Exactly(text) if text.contains(words)),
        Ban::Outside(channel, hours) => {
            // A post of the last minute may be a little late; of messages each one keeps to the hours.
            let each = commit.recipient.is_some();
            let at = if !each && at.since(post.due) <= SLACK { post.due } else { at };
            timed && (first || each) && *channel == post.channel && !is_open(hours, at)
        }
        Ban::Nearer(channel, gap) => {
            let near = *gap - SLACK.min(gap / 2);
            timed
                && first
                && commit.recipient.is_none()
                && *channel == post.channel
                && others(evidence, number, post, commit).any(|other| at.since(other).abs() < near)
        }
    };
    evidence.spans.iter().filter(within).find(banned).map(|span| span.why)
}

fn is_open(hours: &[(i64, i64, i64)], at: Millis) -> bool {
    let minutes = at.0.div_euclid(Millis::MINUTE) + AHEAD;
    let weekday = (minutes.div_euclid(A_DAY) + FIRST_WEEKDAY).rem_euclid(7) + 1;
    let minute = minutes.rem_euclid(A_DAY);
    hours.iter().any(|(day, from, until)| *day == weekday && (*from..*until).contains(&minute))
}

/// When the channel's other posts went out that are public still, as far as they began before.
fn others<'a>(
    evidence: &'a Evidence,
    number: usize,
    post: &'a PostSeen,
    commit: &'a Commit,
) -> impl Iterator<Item = Millis> + 'a {
    let public = |number: usize| evidence.public.iter().any(|public| public.number == Some(number));
    let others = evidence.posts.iter().filter(move |(other, seen)| {
        **other != number
            && !seen.answers
            && seen.channel == post.channel
            && seen.state == ExecutionState::Posted
            && public(**other)
    });
    others.filter_map(|(_, seen)| {
        let began = seen.commits.iter().filter(|it| it.part == 0 && it.seq < commit.seq).max_by_key(|it| it.seq)?;
        Some(began.at.max(seen.due))
    })
}
