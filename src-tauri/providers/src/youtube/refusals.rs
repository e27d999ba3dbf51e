//! What YouTube's refusals mean, and what can be done about them.
//!
//! Invariant: the reason decides, not the HTTP status, since the same status stands for what a person mends and for what
//! passes. What Google calls its own fault leaves a call unclear. (Reasons: the Data API's error tables, read 2026-11-20.)

use countersign_core::model::{Millis, Platform};
use countersign_core::publish::FailureClass;
use serde::Deserialize;

use super::limits::{again_at, tomorrow};
use crate::errors::{Verdict, reconnect, wait};
use crate::http::Answer;

#[derive(Debug, Deserialize)]
struct ApiError {
    #[serde(default)]
    message: String,
    #[serde(default)]
    errors: Vec<One>,
}

#[derive(Debug, Default, Clone, Deserialize)]
struct One {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    domain: String,
}

/// An error without a word of YouTube's is none: anything on the way may answer so.
fn read(answer: &Answer) -> Option<ApiError> {
    let error: ApiError = serde_json::from_value(answer.error()?).ok()?;
    let named = error.errors.first().is_some_and(|one| !one.reason.is_empty());
    (named || !error.message.is_empty()).then_some(error)
}

fn reason(answer: &Answer) -> String {
    read(answer).and_then(|error| error.errors.into_iter().next()).map(|one| one.reason).unwrap_or_default()
}

/// Whether YouTube says that it has no such video or comment, or shows it not to whoever asks.
pub(super) fn is_not_there(answer: &Answer) -> bool {
    matches!(reason(answer).as_str(), "videoNotFound" | "commentNotFound")
}

/// Whether YouTube says that the channel may not do what was asked.
pub(super) fn may_not(answer: &Answer) -> bool {
    reason(answer) == "forbidden"
}

/// Whether YouTube says that a day's allowance is used up.
pub(super) fn is_used_up(answer: &Answer) -> bool {
    matches!(reason(answer).as_str(), "quotaExceeded" | "dailyLimitExceeded")
}

/// Whether an answer is an error, and which; none if it is what was asked for.
pub(super) fn judge(answer: &Answer) -> Option<Verdict> {
    match read(answer) {
        Some(error) => Some(meaning(answer, &error)),
        None if answer.succeeded() => None,
        None if answer.status == 401 => Some(reconnect(Platform::Youtube, "401")),
        None => Some(Verdict::Unclear(Platform::Youtube, format!("{} without YouTube's own words", answer.status))),
    }
}

fn meaning(answer: &Answer, error: &ApiError) -> Verdict {
    let One { reason, domain } = error.errors.first().cloned().unwrap_or_default();
    let detail = format!("{} {reason} ({domain}): {}", answer.status, error.message);
    for (reasons, class, message) in BY_REASON {
        if reasons.contains(&reason.as_str()) {
            return Verdict::refused(*class, *message, &detail);
        }
    }
    match reason.as_str() {
        "quotaExceeded" | "dailyLimitExceeded" => Verdict::later(
            FailureClass::WaitUntil(tomorrow(answer)),
            "The clinic's project at Google has used up what YouTube allows it in a day. Countersign goes on after midnight in Los Angeles, when the next day begins there.",
            &detail,
        ),
        "uploadLimitExceeded" => Verdict::later(
            FailureClass::WaitUntil(answer.at.plus(Millis::DAY)),
            "This channel has uploaded as many videos as YouTube allows it in 24 hours. Countersign tries again tomorrow; verifying the channel by telephone raises the number.",
            &detail,
        ),
        "rateLimitExceeded" | "userRateLimitExceeded" | "servingLimitExceeded" | "uploadRateLimitExceeded" => {
            wait(Platform::Youtube, again_at(answer), &detail)
        }
        "youtubeSignupRequired" => Verdict::refused(
            FailureClass::SetUp,
            "This Google account has no channel on YouTube. Make one at youtube.com, then connect it again.",
            &detail,
        ),
        "videoNotFound" => Verdict::later(
            FailureClass::TryAgain,
            "YouTube does not have the video any more: somebody may have deleted it there. Countersign uploads it anew.",
            &detail,
        ),
        "internalError" | "backendError" | "processingFailure" | "notReady" => {
            Verdict::Unclear(Platform::Youtube, detail)
        }
        _ if !matches!(answer.status, 400..=499) || answer.status == 408 => Verdict::Unclear(Platform::Youtube, detail),
        _ if answer.status == 401 => reconnect(Platform::Youtube, &detail),
        _ if answer.status == 429 => wait(Platform::Youtube, again_at(answer), &detail),
        _ if answer.status == 403 => Verdict::refused(FailureClass::SetUp, FORBIDDEN, &detail),
        _ => Verdict::refused(
            FailureClass::FixContent,
            "YouTube does not take this video as it is. YouTube's own words are under Details; please change the post.",
            &detail,
        ),
    }
}

const FORBIDDEN: &str = "This channel may not do that on YouTube. Look in YouTube Studio whether the channel is blocked or limited, and connect it again with everything allowed.";

type Meaning = (&'static [&'static str], FailureClass, &'static str);

const BY_REASON: &[Meaning] = &[
    (
        &["insufficientPermissions"],
        FailureClass::SetUp,
        "Google was not asked to let Countersign do this, or did not. Connect the channel again, and leave every box ticked.",
    ),
    (
        &["accessNotConfigured"],
        FailureClass::SetUp,
        "The YouTube Data API is not switched on in the clinic's project at Google. Switch it on under APIs and services, and try again.",
    ),
    (
        &[
            "authenticatedUserAccountClosed",
            "authenticatedUserAccountSuspended",
            "channelClosed",
            "channelSuspended",
            "ineligibleAccount",
        ],
        FailureClass::SetUp,
        "YouTube has closed or suspended this channel or its account. Sign in at youtube.com and look what it asks for.",
    ),
    (
        &["invalidTitle"],
        FailureClass::FixContent,
        "YouTube does not take this title. It has at most 100 characters and no < or >; please change it.",
    ),
    (
        &["invalidDescription"],
        FailureClass::FixContent,
        "YouTube does not take this description. It is too long, or holds < or >; please change it.",
    ),
    (&["invalidTags"], FailureClass::FixContent, "YouTube does not take these tags. Please take some out."),
    (
        &["invalidCategoryId"],
        FailureClass::FixContent,
        "YouTube does not take this category here. Please choose another one.",
    ),
    (
        &["forbiddenPrivacySetting"],
        FailureClass::SetUp,
        "YouTube does not let this channel show videos to the people who were chosen. Look in YouTube Studio what it allows.",
    ),
    (
        &["commentsDisabled"],
        FailureClass::FixContent,
        "Nobody can comment on this video on YouTube: comments are switched off, or it is made for children.",
    ),
    (
        &["commentTextRequired", "commentTextTooLong", "invalidCustomEmoji"],
        FailureClass::FixContent,
        "YouTube does not take this comment as it is. Please write it otherwise.",
    ),
    (
        &["invalidImage", "mediaBodyRequired"],
        FailureClass::FixContent,
        "YouTube can't use the picture that was to stand before the video. Please choose another one.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn said(status: u16, reason: &str) -> Verdict {
        let body =
            format!(r#"{{"error":{{"code":{status},"message":"m","errors":[{{"domain":"d","reason":"{reason}"}}]}}}}"#);
        judge(&Answer::of(status, &[], &body)).unwrap()
    }

    #[test]
    fn the_reason_decides_and_not_the_status() {
        let class = |verdict| match verdict {
            Verdict::Refused(failure) | Verdict::Later(failure) => Some(failure.class),
            Verdict::Unclear(..) => None,
        };
        assert_eq!(class(said(400, "invalidTitle")), Some(FailureClass::FixContent));
        assert!(matches!(class(said(400, "uploadLimitExceeded")), Some(FailureClass::WaitUntil(_))));
        assert!(matches!(class(said(403, "quotaExceeded")), Some(FailureClass::WaitUntil(_))));
        assert!(matches!(class(said(403, "rateLimitExceeded")), Some(FailureClass::WaitUntil(_))));
        assert_eq!(class(said(403, "forbidden")), Some(FailureClass::SetUp));
        assert_eq!(class(said(403, "accessNotConfigured")), Some(FailureClass::SetUp));
        assert_eq!(class(said(401, "youtubeSignupRequired")), Some(FailureClass::SetUp));
        assert_eq!(class(said(401, "authError")), Some(FailureClass::Reconnect));
        assert_eq!(class(said(404, "videoNotFound")), Some(FailureClass::TryAgain));
        for unclear in [said(500, "internalError"), said(503, "backendError"), said(200, "backendError")] {
            assert_eq!(class(unclear), None);
        }
        assert_eq!(class(said(400, "somethingNew")), Some(FailureClass::FixContent));
    }

    #[test]
    fn every_sentence_ends_and_says_what_to_do() {
        for (reasons, _, message) in BY_REASON {
            assert!(message.ends_with('.') && !reasons.is_empty(), "{message}");
        }
    }
}
