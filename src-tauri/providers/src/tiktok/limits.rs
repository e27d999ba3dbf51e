//! How often TikTok may be asked, and how much it takes in a day.
//!
//! Invariant: TikTok tells no numbers, so what is asked is counted here. What it counts by the minute for this account and
//! program holds back; what it counts by the day for all programs together holds nothing back: that it is used up only
//! TikTok says.

use countersign_core::model::Millis;
use countersign_core::publish::Allowance;

use super::wire;
use crate::http::{Answer, Endpoint};

pub(super) const POSTS: &str = "posts";
pub(super) const DRAFTS: &str = "drafts";
pub(super) const BEGINNINGS: &str = "beginnings";
pub(super) const CREATORS: &str = "creators";
pub(super) const STATUSES: &str = "statuses";

/// TikTok asks for a minute at least after it was asked too often; twice that is our own choice.
const PAUSE: i64 = 2 * Millis::MINUTE;

/// When TikTok is worth asking again after it was asked too often.
pub(super) fn again_at(answer: &Answer) -> Millis {
    let told = answer.header("retry-after").and_then(|text| text.trim().parse::<i64>().ok());
    let wait = told.map(|seconds| seconds.saturating_mul(1000)).filter(|wait| (1..=Millis::DAY).contains(wait));
    answer.at.plus(wait.unwrap_or(PAUSE).max(PAUSE))
}

/// When what is counted by the day is worth asking for again: TikTok counts the last 24 hours.
pub(super) fn tomorrow(answer: &Answer) -> Millis {
    answer.at.plus(Millis::DAY)
}

struct Window {
    name: &'static str,
    allowed: u32,
    lasts: i64,
}

const fn minute(name: &'static str, allowed: u32) -> Window {
    Window { name, allowed, lasts: Millis::MINUTE }
}

const fn day(name: &'static str, allowed: u32) -> Window {
    Window { name, allowed, lasts: Millis::DAY }
}

/// What a call uses up. (Content Posting API: 6 beginnings, 20 questions and 30 looks a minute; about 15 posts and 5 waiting
/// drafts a day; read 2026-11-20.)
fn used_by(endpoint: &Endpoint) -> &'static [Window] {
    static DIRECT: [Window; 2] = [minute(BEGINNINGS, 6), day(POSTS, 15)];
    static INBOX: [Window; 2] = [minute(BEGINNINGS, 6), day(DRAFTS, 5)];
    static CREATOR: [Window; 1] = [minute(CREATORS, 20)];
    static STATUS: [Window; 1] = [minute(STATUSES, 30)];
    let is = |other: &Endpoint| endpoint.template == other.template && endpoint.verb == other.verb;
    if is(&wire::VIDEO_INIT) || is(&wire::CONTENT_INIT) {
        &DIRECT
    } else if is(&wire::INBOX_INIT) {
        &INBOX
    } else if is(&wire::CREATOR) {
        &CREATOR
    } else if is(&wire::STATUS) {
        &STATUS
    } else {
        &[]
    }
}

/// What an answer says of the allowances: one more of each that the call used, or all where TikTok says so.
pub(crate) fn allowances(endpoint: &Endpoint, answer: &Answer) -> Vec<Allowance> {
    let code = super::refusals::code(answer);
    used_by(endpoint)
        .iter()
        .map(|window| {
            let over = match window.name {
                POSTS => code == "spam_risk_too_many_posts",
                DRAFTS => code == "spam_risk_too_many_pending_share",
                _ => code == "rate_limit_exceeded",
            };
            Allowance {
                name: window.name.to_owned(),
                used: over.then_some(window.allowed),
                allowed: window.allowed,
                opens_at: Some(answer.at.plus(window.lasts)),
            }
        })
        .collect()
}

/// The allowances that a call needs.
pub(crate) fn needed(endpoint: &Endpoint) -> Vec<String> {
    used_by(endpoint)
        .iter()
        .filter(|window| window.lasts == Millis::MINUTE)
        .map(|window| window.name.to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_counted_and_only_minutes_hold_back() {
        let answer = Answer::of(200, &[], r#"{"data":{},"error":{"code":"ok"}}"#);
        let names = |endpoint| {
            allowances(endpoint, &answer).into_iter().map(|it| (it.name, it.used, it.allowed)).collect::<Vec<_>>()
        };
        assert_eq!(names(&wire::VIDEO_INIT), [(BEGINNINGS.to_owned(), None, 6), (POSTS.to_owned(), None, 15)]);
        assert_eq!(names(&wire::STATUS), [(STATUSES.to_owned(), None, 30)]);
        assert_eq!(names(&wire::BYTES), []);
        assert_eq!(needed(&wire::INBOX_INIT), [BEGINNINGS]);
        assert_eq!(needed(&wire::VIDEOS), Vec::<String>::new());
        let over = Answer::of(200, &[], r#"{"data":{},"error":{"code":"spam_risk_too_many_posts"}}"#);
        let said = allowances(&wire::VIDEO_INIT, &over);
        assert_eq!((said[0].used, said[1].used), (None, Some(15)), "the code decides, whatever the status");
    }

    #[test]
    fn a_pause_is_our_own_at_least() {
        let wait = |headers: &[(&'static str, &str)]| {
            let answer = Answer::of(429, headers, "");
            again_at(&answer).since(answer.at)
        };
        assert_eq!(wait(&[("retry-after", "180")]), 180_000);
        for short in ["", "1", "0", "-5", "soon"] {
            assert_eq!(wait(&[("retry-after", short)]), PAUSE);
        }
    }
}
