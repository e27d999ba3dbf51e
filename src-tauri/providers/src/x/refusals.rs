//! What X's refusals mean, and what can be done about them.
//!
//! Invariant: a refusal counts as one only in X's own words. A status without them may come from something between us
//! and X, and leaves the call unclear. X's words are matched loosely, since they are captured, not specified (read
//! 2026-11-20); what is not recognised is still a refusal, with X's words in its detail.

use countersign_core::model::{Millis, Platform};
use countersign_core::publish::FailureClass;
use serde_json::Value;

use super::limits::{again_at, counted};
use super::wire;
use crate::errors::{Verdict, reconnect, wait};
use crate::http::Answer;

/// X's own account of what is wrong, from any of the shapes it has.
#[derive(Debug, Default)]
struct Problem {
    /// All words, lower case, for matching.
    words: String,
    /// All words, for `detail`.
    shown: String,
    /// The numbers of the older API, which still turn up.
    codes: Vec<i64>,
}

impl Problem {
    fn read(answer: &Answer) -> Option<Self> {
        let body = wire::json(answer)?;
        let mut problem = Self::default();
        problem.take(&body);
        for error in body.get("errors").and_then(Value::as_array).into_iter().flatten() {
            problem.take(error);
        }
        problem.words = problem.shown.to_lowercase();
        (!problem.shown.is_empty() || !problem.codes.is_empty()).then_some(problem)
    }

    fn take(&mut self, object: &Value) {
        for key in ["reason", "title", "detail", "message", "error", "error_description"] {
            if let Some(text) = object.get(key).and_then(Value::as_str) {
                self.add(text);
            }
        }
        // Only the last part of a type tells anything: its host is api.x.com or api.twitter.com.
        if let Some(suffix) = object.get("type").and_then(Value::as_str).and_then(|kind| kind.rsplit('/').next())
            && suffix != "about:blank"
            && suffix != "blank"
        {
            self.add(suffix);
        }
        if let Some(code) = object.get("code").and_then(Value::as_i64) {
            self.codes.push(code);
            self.add(&format!("({code})"));
        }
    }

    fn add(&mut self, text: &str) {
        if !self.shown.contains(text) {
            if !self.shown.is_empty() {
                self.shown.push_str(" · ");
            }
            self.shown.push_str(text);
        }
    }

    fn says(&self, any: &[&str]) -> bool {
        any.iter().any(|words| self.words.contains(words))
    }

    fn has(&self, any: &[i64]) -> bool {
        self.codes.iter().any(|code| any.contains(code))
    }
}

/// What an answer that is not what was asked for means.
pub(super) fn judge(answer: &Answer) -> Verdict {
    let problem = Problem::read(answer);
    let words = problem.as_ref().map_or("no words of X's own", |problem| &problem.shown);
    let detail = format!("{} {words}", answer.status);
    match (answer.status, problem) {
        // Whoever asks for a sign-in has not done what was asked, and neither has anybody behind it.
        (401, _) => reconnect(Platform::X, &detail),
        (429, Some(problem)) if problem.says(&["usage-capped", "usage cap"]) => used_up(&detail),
        (429, Some(_)) => wait(Platform::X, again_at(answer), &detail),
        (429, None) if counted(answer) => wait(Platform::X, again_at(answer), &detail),
        (400 | 402..=407 | 409..=428 | 430..=499, Some(problem)) => refusal(answer, &problem, &detail),
        (_, _) => Verdict::Unclear(Platform::X, detail),
    }
}

/// Whether X says, in its own words, that what was asked about is not there.
pub(super) fn is_gone(answer: &Answer) -> bool {
    matches!(answer.status, 200 | 404)
        && Problem::read(answer).is_some_and(|problem| {
            problem.has(&[34, 144]) || problem.says(&["not-found", "not found", "could not find"])
        })
}

/// Whether X says that a person takes no messages from whoever asks.
pub(super) fn is_not_accepting(answer: &Answer) -> bool {
    answer.status == 403
        && Problem::read(answer)
            .is_some_and(|problem| problem.says(&["not-accepting", "not-messageable", "cannot send messages"]))
}

fn refusal(answer: &Answer, problem: &Problem, detail: &str) -> Verdict {
    if problem.has(&[88, 185]) {
        return wait(Platform::X, again_at(answer).max(answer.at.plus(30 * Millis::MINUTE)), detail);
    }
    if problem.has(&[32, 89]) {
        return reconnect(Platform::X, detail);
    }
    if problem.has(&[187]) || problem.says(&["duplicate content", "already said that"]) {
        return Verdict::refused(
            FailureClass::Duplicate,
            "X says that this account has posted exactly this text already, and does not take it again.",
            detail,
        );
    }
    // The picture is at fault only for now: uploading it anew, or a little later, helps.
    if problem.says(&["still being processed", "media ids are invalid"]) {
        return Verdict::later(
            FailureClass::TryAgain,
            "X could not use an uploaded picture yet, or no more. Countersign uploads it again.",
            detail,
        );
    }
    if answer.status == 402 || problem.says(&["creditsdepleted", "does not have any credits"]) {
        return used_up(detail);
    }
    for (phrases, class, message) in SENTENCES {
        if problem.says(phrases) {
            return Verdict::refused(*class, *message, detail);
        }
    }
    let (class, message) = match answer.status {
        403 => (
            FailureClass::SetUp,
            "X does not allow this post from this account. X's own words are under Details; the account or the app on X may need a change.",
        ),
        404 => (FailureClass::FixContent, "X can't find what this post belongs to. It may have been deleted."),
        413 | 415 => (
            FailureClass::FixContent,
            "X does not take this picture: it is too large, or of a kind that X does not know. Please choose another one.",
        ),
        _ => (
            FailureClass::FixContent,
            "X does not take this post as it is. X's own words are under Details; please change the post.",
        ),
    };
    Verdict::refused(class, message, detail)
}

fn used_up(detail: &str) -> Verdict {
    Verdict::refused(
        FailureClass::SetUp,
        "The clinic's X account for apps has used up what it paid for, so X takes no more posts through it. Add credits in X's developer console, then send the post again.",
        detail,
    )
}

type Sentence = (&'static [&'static str], FailureClass, &'static str);

/// Refusals by X's own words, the more particular ones first.
const SENTENCES: &[Sentence] = &[
    (
        &["client-not-enrolled", "client-forbidden"],
        FailureClass::SetUp,
        "The clinic's app on X is not signed up for publishing. Open X's developer console, choose pay-per-use for the app, then send the post again.",
    ),
    (
        &[
            "unsupported-authentication",
            "application-only is forbidden",
            "oauth1 app permissions",
            "oauth 1.0a user context",
        ],
        FailureClass::SetUp,
        "This channel was connected with a token that may not post. Connect it again with a token that acts for the clinic's account and may read and write.",
    ),
    (
        &[
            "temporarily locked",
            "account is suspended",
            "has been suspended",
            "looks like it might be automated",
            "(226)",
            "(326)",
            "(64)",
        ],
        FailureClass::SetUp,
        "X has locked this account for now. Sign in to the account on x.com, do what X asks for there, then send the post again.",
    ),
    (
        &["reply to this conversation is not allowed", "not been mentioned or otherwise engaged"],
        FailureClass::FixContent,
        "X lets an app answer somebody else's post only when they mentioned the clinic. Please answer it on x.com.",
    ),
    (
        &["deleted or not visible"],
        FailureClass::FixContent,
        "The post that this one answers was deleted, or can't be seen any more.",
    ),
    (
        &["video duration exceeded", "duration of the video"],
        FailureClass::FixContent,
        "X does not take a video this long from this account. Cut it; longer ones need a subscription of the account's on X.",
    ),
    (
        &["text is too long", "(186)"],
        FailureClass::FixContent,
        "X finds this text too long. Please shorten it; texts beyond 280 need a subscription of the account's on X.",
    ),
    (&["cashtag"], FailureClass::FixContent, "X takes at most one cashtag ($…) in a post. Please take the others out."),
    (
        &["quote"],
        FailureClass::FixContent,
        "X does not let this app quote posts. Please take the link to the other post out.",
    ),
    (
        &["media", "image", "video"],
        FailureClass::FixContent,
        "X does not take a picture or the video of this post. Please choose another one.",
    ),
];

#[cfg(test)]
mod tests {
    use countersign_core::publish::Outcome;

    use super::*;

    #[track_caller]
    fn check(status: u16, body: &str, expected: &str) {
        let said = match judge(&Answer::of(status, &[], body)) {
            Verdict::Refused(failure) => format!("refused {:?}", failure.class),
            Verdict::Later(failure) => format!("later {:?}", failure.class),
            Verdict::Unclear(..) => "unclear".to_owned(),
        };
        assert_eq!(said, expected, "{status} {body}");
    }

    fn problem(detail: &str) -> String {
        format!(r#"{{"title":"Forbidden","detail":"{detail}","type":"about:blank","status":403}}"#)
    }

    #[test]
    fn refusals_lead_to_what_can_be_done() {
        check(
            401,
            r#"{"title":"Unauthorized","type":"about:blank","status":401,"detail":"Unauthorized"}"#,
            "refused Reconnect",
        );
        check(401, "", "refused Reconnect");
        check(
            402,
            r#"{"title":"CreditsDepleted","detail":"Your account does not have any credits to fulfill this request","type":"https://api.x.com/2/problems/credits","account_id":1}"#,
            "refused SetUp",
        );
        check(403, &problem("You are not allowed to create a Tweet with duplicate content."), "refused Duplicate");
        check(
            403,
            r#"{"reason":"client-not-enrolled","client_id":"1","title":"Client Forbidden","detail":"x","type":"https://api.twitter.com/2/problems/client-forbidden"}"#,
            "refused SetUp",
        );
        check(
            403,
            &problem("Reply to this conversation is not allowed because you have not been mentioned"),
            "refused FixContent",
        );
        check(
            403,
            &problem("You attempted to reply to a Tweet that is deleted or not visible to you."),
            "refused FixContent",
        );
        check(403, &problem("User video duration exceeded"), "refused FixContent");
        check(403, &problem("You are not permitted to perform this action."), "refused SetUp");
        check(403, &problem("Your account is temporarily locked."), "refused SetUp");
        check(403, r#"{"errors":[{"code":187,"message":"Status is a duplicate."}]}"#, "refused Duplicate");
        check(403, r#"{"errors":[{"code":89,"message":"Invalid or expired token."}]}"#, "refused Reconnect");
        check(
            400,
            r#"{"errors":[{"message":"The `text` is wrong","parameters":{}}],"title":"Invalid Request","detail":"One or more parameters to your request was invalid.","type":"https://api.x.com/2/problems/invalid-request"}"#,
            "refused FixContent",
        );
        check(
            404,
            r#"{"title":"Not Found Error","type":"https://api.x.com/2/problems/resource-not-found","detail":"x"}"#,
            "refused FixContent",
        );
        check(415, r#"{"title":"Unsupported","detail":"x"}"#, "refused FixContent");
        check(409, r#"{"title":"Conflict","detail":"The media is still being processed."}"#, "later TryAgain");
        check(
            400,
            r#"{"errors":[{"message":"Your media IDs are invalid."}],"title":"Invalid Request"}"#,
            "later TryAgain",
        );
    }

    #[test]
    fn a_limit_leads_to_a_wait() {
        let until = Answer::of(429, &[], "").at.plus(15 * Millis::MINUTE);
        let expected = format!("later {:?}", FailureClass::WaitUntil(until));
        check(
            429,
            r#"{"title":"Too Many Requests","detail":"Too Many Requests","type":"about:blank","status":429}"#,
            &expected,
        );
        check(
            429,
            r#"{"title":"UsageCapExceeded","detail":"Usage cap exceeded: Monthly product cap","type":"https://api.x.com/2/problems/usage-capped"}"#,
            "refused SetUp",
        );
    }

    #[test]
    fn what_is_not_in_x_s_own_words_is_unclear() {
        for status in [200, 201, 204, 302, 408, 500, 502, 503, 504, 599] {
            check(status, "", "unclear");
        }
        for status in [400, 402, 403, 404, 429] {
            check(status, "<html>Attention required</html>", "unclear");
            check(status, "{}", "unclear");
        }
        check(503, &problem("You are not allowed to create a Tweet with duplicate content."), "unclear");
        check(408, &problem("Timeout"), "unclear");
    }

    #[test]
    fn a_clear_refusal_is_never_in_doubt_and_a_fault_of_x_always_is() {
        let outcome = |status, body: &str| judge(&Answer::of(status, &[], body)).outcome();
        assert!(matches!(outcome(403, &problem("no")), Outcome::Rejected(_)));
        assert!(matches!(outcome(429, &problem("no")), Outcome::Absent(_)));
        assert!(matches!(outcome(503, &problem("no")), Outcome::Unknown(_)));
        assert!(matches!(outcome(201, "{}"), Outcome::Unknown(_)));
    }

    #[test]
    fn the_detail_holds_x_s_words() {
        let Verdict::Refused(failure) = judge(&Answer::of(403, &[], &problem("User video duration exceeded"))) else {
            unreachable!()
        };
        assert_eq!(failure.detail, "403 Forbidden · User video duration exceeded");
    }
}
