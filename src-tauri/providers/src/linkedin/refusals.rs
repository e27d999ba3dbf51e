//! What LinkedIn's refusals mean, and what can be done about them.
//!
//! Invariant: a refusal counts as one only in LinkedIn's own words; a status without them leaves the call unclear, and so
//! does everything that LinkedIn's servers say of themselves. (Shapes: LinkedIn's error guide and captured answers, read
//! 2026-11-20. The numbers of expired and revoked tokens are unverified, so the status decides.)

use countersign_core::model::Platform;
use countersign_core::publish::FailureClass;
use serde::Deserialize;
use serde_json::Value;

use super::limits::again_at;
use crate::errors::{Verdict, reconnect, wait};
use crate::http::Answer;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Problem {
    message: String,
    #[serde(default)]
    code: String,
    service_error_code: Option<i64>,
    #[serde(default)]
    error_details: Value,
}

impl Problem {
    fn read(answer: &Answer) -> Option<Self> {
        serde_json::from_value(answer.json()?).ok()
    }

    /// Code, words, and what of the request is meant.
    fn shown(&self) -> String {
        let inputs = self.error_details.get("inputErrors").and_then(Value::as_array).into_iter().flatten();
        let named = inputs.flat_map(|input| {
            ["/code", "/description", "/input/inputPath/fieldPath"]
                .into_iter()
                .filter_map(|place| input.pointer(place).and_then(Value::as_str))
        });
        let number = self.service_error_code.map(|number| number.to_string());
        let mut words: Vec<&str> = Vec::new();
        for word in [self.code.as_str(), &self.message].into_iter().chain(number.as_deref()).chain(named) {
            if !word.is_empty() && !words.contains(&word) {
                words.push(word);
            }
        }
        words.join(" · ")
    }
}

/// What an answer that is not what was asked for means.
pub(super) fn judge(answer: &Answer) -> Verdict {
    let problem = Problem::read(answer);
    let words = problem.as_ref().map_or_else(|| "no words of LinkedIn's own".to_owned(), Problem::shown);
    let detail = format!("{} {words}", answer.status);
    match (answer.status, problem) {
        // Whoever asks for a sign-in has not done what was asked, and neither has anybody behind it.
        (401, _) => reconnect(Platform::Linkedin, &detail),
        (429, Some(_)) => wait(Platform::Linkedin, again_at(answer, &words), &detail),
        // Two calls at once got into each other's way: which of them was done is not said.
        (400 | 402..=407 | 410..=428 | 430..=499, Some(problem)) => refusal(answer.status, &problem, &words, &detail),
        (_, _) => Verdict::Unclear(Platform::Linkedin, detail),
    }
}

/// What an answer to a comment means. Under a post of a moment ago LinkedIn may refuse one in words that pass by
/// themselves, whatever status it gives them; a comment also needs scopes that posts do without. (Read 2026-11-20.)
pub(super) fn judge_comment(answer: &Answer) -> Verdict {
    let Some(problem) = Problem::read(answer).filter(|_| matches!(answer.status, 400 | 403 | 404 | 422)) else {
        return judge(answer);
    };
    let words = problem.shown();
    let detail = format!("{} {words}", answer.status);
    let words = words.to_ascii_lowercase();
    if ["resource is forbidden", "unable to obtain activity"].iter().any(|flaw| words.contains(flaw)) {
        return Verdict::later(
            FailureClass::TryAgain,
            "LinkedIn does not take a comment under this post yet. Countersign tries again.",
            &detail,
        );
    }
    if answer.status == 403 {
        return Verdict::refused(
            FailureClass::SetUp,
            "LinkedIn does not let this channel comment. Connect it again with a token that was made with w_organization_social_feed and r_organization_social_feed as well, or for a person with w_member_social_feed.",
            &detail,
        );
    }
    judge(answer)
}

/// Whether LinkedIn says, in its own words, that what was asked about is not there.
pub(super) fn is_gone(answer: &Answer) -> bool {
    answer.status == 404 && Problem::read(answer).is_some()
}

/// Whether LinkedIn says, in its own words, that the token may not do this.
pub(super) fn is_denied(answer: &Answer) -> bool {
    answer.status == 403 && Problem::read(answer).is_some()
}

fn refusal(status: u16, problem: &Problem, words: &str, detail: &str) -> Verdict {
    let says = |any: &[&str]| any.iter().any(|phrase| words.to_ascii_lowercase().contains(phrase));
    let refused = |class, message: &str| Verdict::refused(class, message, detail);
    if says(&["duplicate"]) {
        return refused(
            FailureClass::Duplicate,
            "LinkedIn says that this account has posted exactly this already, and does not take it again.",
        );
    }
    // A picture is at fault only for now: LinkedIn still works on it, or has forgotten it.
    if says(&["not available", "not ready", "not_ready", "waiting_upload", "is processing", "processing_failed"]) {
        return Verdict::later(
            FailureClass::TryAgain,
            "LinkedIn could not use an uploaded picture or video yet, or no more. Countersign tries again.",
            detail,
        );
    }
    match status {
        426 | 412 | 428 => refused(
            FailureClass::SetUp,
            "LinkedIn serves each version of its interface for about a year, and does not serve the one that Countersign names any more. Nothing was sent. An administrator can choose a newer one under Settings, Channels, on this channel’s page, under LinkedIn’s version; or update Countersign. Then send the post again.",
        ),
        403 => refused(
            FailureClass::SetUp,
            "This channel may not do that on LinkedIn. Connect it again with a token that may post for this page, or as this person; whoever manages the page may have to give that right.",
        ),
        404 => refused(
            FailureClass::FixContent,
            "LinkedIn can't find what this post belongs to, or a picture of it. It may have been deleted.",
        ),
        _ if says(&["length", "too long", "exceeded"]) => {
            refused(FailureClass::FixContent, "LinkedIn finds a text of this post too long. Please shorten it.")
        }
        _ if says(&["/content/article", "invalid_url"]) => {
            refused(FailureClass::FixContent, "LinkedIn can't use the link of this post. Please check link and title.")
        }
        _ if says(&["image", "media", "multiimage"]) => refused(
            FailureClass::FixContent,
            "LinkedIn does not take a picture of this post. Please choose another one.",
        ),
        _ if problem.code == "VERSION_MISSING" => refused(
            FailureClass::SetUp,
            "LinkedIn does not understand the version that Countersign names. An administrator can choose another one under Settings, Channels, on this channel’s page, under LinkedIn’s version; or update Countersign.",
        ),
        _ => refused(
            FailureClass::FixContent,
            "LinkedIn does not take this post as it is. LinkedIn's own words are under Details; please change the post.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use countersign_core::model::Millis;
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

    const DUPLICATE: &str = r#"{"errorDetailType":"com.linkedin.common.error.BadRequest","message":"Content is a duplicate of urn:li:share:7141138937766391808","errorDetails":{"inputErrors":[{"description":"Duplicate post is detected","input":{},"code":"DUPLICATE_POST"}]},"status":422}"#;

    #[test]
    fn refusals_lead_to_what_can_be_done() {
        check(
            401,
            r#"{"serviceErrorCode":65600,"code":"INVALID_ACCESS_TOKEN","message":"m","status":401}"#,
            "refused Reconnect",
        );
        check(401, "", "refused Reconnect");
        check(422, DUPLICATE, "refused Duplicate");
        check(
            403,
            r#"{"serviceErrorCode":100,"message":"Not enough permissions to access: posts.CREATE","status":403}"#,
            "refused SetUp",
        );
        check(
            426,
            r#"{"code":"NONEXISTENT_VERSION","message":"Requested version 20240901 is not active","status":426}"#,
            "refused SetUp",
        );
        check(
            400,
            r#"{"code":"VERSION_MISSING","message":"A version must be present.","status":400}"#,
            "refused SetUp",
        );
        check(404, r#"{"code":"RESOURCE_NOT_FOUND","message":"m","status":404}"#, "refused FixContent");
        check(400, r#"{"message":"ERROR :: /author :: field is required","status":400}"#, "refused FixContent");
        check(
            422,
            r#"{"message":"text length (3001 characters) exceeded the maximum allowed","status":422}"#,
            "refused FixContent",
        );
        check(422, r#"{"message":"urn:li:image:x is PROCESSING, not AVAILABLE","status":422}"#, "later TryAgain");
    }

    #[test]
    fn a_comment_that_comes_too_soon_is_tried_again_and_one_that_may_not_be_is_not() {
        let said = |status, body: &str| judge_comment(&Answer::of(status, &[], body)).outcome();
        for (status, body) in [
            (403, r#"{"status":403,"code":"ACCESS_DENIED","message":"resource is forbidden"}"#),
            (403, r#"{"status":403,"message":"Resource is forbidden."}"#),
            (400, r#"{"status":400,"message":"Unable to obtain activity for urn:li:share:1"}"#),
            (404, r#"{"status":404,"message":"Unable to obtain activity"}"#),
        ] {
            let outcome = said(status, body);
            assert!(matches!(&outcome, Outcome::Absent(it) if it.class == FailureClass::TryAgain), "{outcome:?}");
            assert!(matches!(judge(&Answer::of(status, &[], body)).outcome(), Outcome::Rejected(_)), "comments alone");
        }
        let denied = said(403, r#"{"status":403,"message":"Not enough permissions to access: socialActions.CREATE"}"#);
        assert!(
            matches!(&denied, Outcome::Rejected(it) if it.class == FailureClass::SetUp && it.message.contains("_feed")),
            "{denied:?}"
        );
        assert!(matches!(said(503, r#"{"message":"Unable to obtain activity"}"#), Outcome::Unknown(_)));
        assert!(matches!(said(403, "resource is forbidden"), Outcome::Unknown(_)), "not in LinkedIn's own words");
        assert!(matches!(said(422, DUPLICATE), Outcome::Rejected(it) if it.class == FailureClass::Duplicate));
    }

    #[test]
    fn being_asked_too_often_leads_to_a_wait() {
        let until = Answer::of(429, &[], "").at.plus(2 * Millis::MINUTE);
        let expected = format!("later {:?}", FailureClass::WaitUntil(until));
        check(429, r#"{"message":"Too many requests","serviceErrorCode":101,"status":429}"#, &expected);
    }

    #[test]
    fn what_is_not_in_linkedin_s_own_words_is_unclear() {
        for status in [200, 201, 302, 408, 409, 500, 502, 503, 504] {
            check(status, "", "unclear");
            check(status, r#"{"message":"Internal Server Error","status":500}"#, "unclear");
        }
        for status in [400, 403, 404, 422, 426, 429] {
            check(status, "<html>Sorry</html>", "unclear");
            check(status, "{}", "unclear");
        }
    }

    #[test]
    fn a_clear_refusal_is_never_in_doubt_and_a_fault_of_linkedin_always_is() {
        let outcome = |status, body: &str| judge(&Answer::of(status, &[], body)).outcome();
        assert!(matches!(outcome(422, DUPLICATE), Outcome::Rejected(_)));
        assert!(matches!(outcome(429, r#"{"message":"m"}"#), Outcome::Absent(_)));
        assert!(matches!(outcome(503, r#"{"message":"m"}"#), Outcome::Unknown(_)));
        assert!(matches!(outcome(201, ""), Outcome::Unknown(_)));
    }

    #[test]
    fn the_detail_names_the_post_that_is_there_already() {
        let Verdict::Refused(failure) = judge(&Answer::of(422, &[], DUPLICATE)) else { unreachable!() };
        assert_eq!(
            failure.detail,
            "422 Content is a duplicate of urn:li:share:7141138937766391808 · DUPLICATE_POST · Duplicate post is detected"
        );
    }
}
