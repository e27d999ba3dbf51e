//! What TikTok's refusals mean, and what can be done about them.
//!
//! Invariant: the code decides, never the HTTP status: some refusals come with 200 on purpose. What TikTok calls its own fault
//! leaves a call unclear. The number of TikTok's own log goes with each, for whoever asks its support.

use countersign_core::model::Platform;
use countersign_core::publish::{Failure, FailureClass};
use serde::de::DeserializeOwned;

use super::limits::{again_at, tomorrow};
use super::wire::{Said, Whole};
use crate::errors::{Verdict, failure, reconnect, wait};
use crate::http::Answer;

/// An error without a code is none of TikTok's: anything on the way may answer so.
fn read(answer: &Answer) -> Option<Said> {
    let said: Said = serde_json::from_value(answer.error()?).ok()?;
    (!said.code.is_empty()).then_some(said)
}

/// TikTok's word for what became of a call; empty where it said none.
pub(super) fn code(answer: &Answer) -> String {
    read(answer).map(|said| said.code).unwrap_or_default()
}

/// Whether TikTok says that what a call carried is no sign-in any more, whatever the status.
pub(crate) fn is_signed_out(answer: &Answer) -> bool {
    code(answer) == "access_token_invalid"
}

/// What was asked for.
///
/// # Errors
/// When TikTok said anything else.
pub(super) fn data<T: DeserializeOwned>(answer: &Answer) -> Result<T, Verdict> {
    if let Some(verdict) = judge(answer) {
        return Err(verdict);
    }
    let whole: Option<Whole<T>> = answer.json().and_then(|body| serde_json::from_value(body).ok());
    whole.map(|whole| whole.data).ok_or_else(|| unclear(answer, "without what was asked for"))
}

pub(super) fn unclear(answer: &Answer, what: &str) -> Verdict {
    Verdict::Unclear(Platform::Tiktok, format!("{} {what}", answer.status))
}

/// Whether an answer is a refusal, and which; none if it is what was asked for.
pub(super) fn judge(answer: &Answer) -> Option<Verdict> {
    match read(answer) {
        Some(said) if said.code == "ok" => None,
        Some(said) => Some(meaning(answer, &said)),
        None if answer.status == 401 => Some(reconnect(Platform::Tiktok, "401")),
        None => Some(unclear(answer, "without TikTok's own words")),
    }
}

/// The number of a log is longer than what may be shown of foreign words at a stretch: it begins with the time.
fn logged(log_id: &str) -> String {
    match log_id.split_at_checked(14) {
        Some((time, rest)) if !rest.is_empty() => format!(", log_id {time} {rest}"),
        Some(_) | None if log_id.is_empty() => String::new(),
        Some(_) | None => format!(", log_id {log_id}"),
    }
}

fn meaning(answer: &Answer, said: &Said) -> Verdict {
    let code = said.code.as_str();
    // Of foreign words none is shown that is as long as a token; some of TikTok's codes are.
    let named = code.replace('_', " ");
    let detail = format!("{} {named}: {}{}", answer.status, said.message, logged(&said.log_id));
    for (codes, class, message) in BY_CODE {
        if codes.contains(&code) {
            return Verdict::refused(*class, *message, &detail);
        }
    }
    match code {
        "access_token_invalid" => reconnect(Platform::Tiktok, &detail),
        "rate_limit_exceeded" => wait(Platform::Tiktok, again_at(answer), &detail),
        "spam_risk_too_many_posts" => Verdict::later(
            FailureClass::WaitUntil(tomorrow(answer)),
            "TikTok takes about 15 posts a day for an account from all programs together, and that is used up. Countersign tries again tomorrow.",
            &detail,
        ),
        "spam_risk_too_many_pending_share" => Verdict::later(
            FailureClass::WaitUntil(tomorrow(answer)),
            "Five drafts already wait in this account's inbox on TikTok. Finish or delete them in the app; Countersign tries again tomorrow.",
            &detail,
        ),
        "reached_active_user_cap" => Verdict::later(
            FailureClass::WaitUntil(tomorrow(answer)),
            "The clinic's app at TikTok has posted for as many accounts today as TikTok allows it. Countersign tries again tomorrow.",
            &detail,
        ),
        "internal_error" => Verdict::Unclear(Platform::Tiktok, detail),
        _ if code.starts_with("spam_risk") => Verdict::refused(FailureClass::FixContent, SPAM, &detail),
        _ if answer.status >= 500 || answer.status == 408 => Verdict::Unclear(Platform::Tiktok, detail),
        _ if answer.status == 401 => reconnect(Platform::Tiktok, &detail),
        _ if answer.status == 429 => wait(Platform::Tiktok, again_at(answer), &detail),
        _ => Verdict::refused(
            FailureClass::FixContent,
            "TikTok does not take this post as it is. TikTok's own words are under Details; please change the post.",
            &detail,
        ),
    }
}

const SPAM: &str =
    "TikTok takes this post for spam and does not publish it. Write it otherwise, or post it in TikTok's app.";
const BANNED: &str = "TikTok has blocked this account from posting. Open TikTok's app and look what it asks for.";

type Meaning = (&'static [&'static str], FailureClass, &'static str);

const BY_CODE: &[Meaning] = &[
    (
        &["unaudited_client_can_only_post_to_private_accounts"],
        FailureClass::SetUp,
        "TikTok has not audited the clinic's app, so it publishes only for private accounts, and only for nobody but the account itself. Send the post to the app's inbox and finish it on the phone: that always works.",
    ),
    (
        &["privacy_level_option_mismatch"],
        FailureClass::FixContent,
        "TikTok does not offer this account any more who was chosen to watch the post. Nothing was published: ask TikTok again in the post, choose, and have it signed.",
    ),
    (
        &["url_ownership_unverified"],
        FailureClass::SetUp,
        "TikTok fetches pictures only from addresses that were verified with the clinic's app. Verify the media host's address under URL properties at developers.tiktok.com.",
    ),
    (
        &["scope_not_authorized", "scope_permission_missed"],
        FailureClass::SetUp,
        "TikTok was not asked to let Countersign do this, or did not. Connect the channel again, and leave everything switched on.",
    ),
    (
        &["app_version_check_failed"],
        FailureClass::SetUp,
        "The account's TikTok app is too old for this. Update the app on the phone, then try again.",
    ),
    (&["spam_risk_user_banned_from_posting"], FailureClass::SetUp, BANNED),
];

/// Why a post that TikTok took came to nothing.
pub(super) fn failed(reason: &str) -> Failure {
    let detail = format!("FAILED {}", reason.replace('_', " "));
    let (class, message) = match reason {
        "file_format_check_failed" => (
            FailureClass::FixContent,
            "TikTok can't work with this file, so it was not published. Please choose another one, best an MP4 with H.264 and AAC.",
        ),
        "duration_check_failed" => (
            FailureClass::FixContent,
            "The video is shorter or longer than TikTok takes from this account, so it was not published. Cut it, then add it again.",
        ),
        "frame_rate_check_failed" => (
            FailureClass::FixContent,
            "TikTok takes videos of 23 to 60 pictures a second, so this one was not published. Export it with 30, then add it again.",
        ),
        "picture_size_check_failed" => (
            FailureClass::FixContent,
            "TikTok does not take a video or a picture of this size, so nothing was published. Export it in 1080p, then add it again.",
        ),
        "video_pull_failed" | "photo_pull_failed" => (
            FailureClass::TryAgain,
            "TikTok could not fetch the pictures from the clinic's media host, so nothing was published.",
        ),
        "internal" => (FailureClass::TryAgain, "TikTok had a fault of its own and did not publish this."),
        "publish_cancelled" => {
            (FailureClass::FixContent, "This post was called off on TikTok, so it was not published.")
        }
        "auth_removed" => (
            FailureClass::Reconnect,
            "Somebody took the clinic's app its right to post for this account, so this was not published. Connect the channel again.",
        ),
        "spam_risk_too_many_posts" => (
            FailureClass::SetUp,
            "TikTok takes about 15 posts a day for an account, and that was used up; this one was not published. Give it a time tomorrow.",
        ),
        "spam_risk_user_banned_from_posting" => (FailureClass::SetUp, BANNED),
        "spam_risk_text" => (
            FailureClass::FixContent,
            "TikTok takes the words of this post for spam, so it was not published. Write them otherwise.",
        ),
        "spam_risk" => (FailureClass::FixContent, SPAM),
        _ => (FailureClass::FixContent, "TikTok did not publish this. TikTok's own word for why is under Details."),
    };
    failure(class, message, &detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(status: u16, code: &str) -> Option<Verdict> {
        let body = format!(
            r#"{{"data":{{}},"error":{{"code":"{code}","message":"m","log_id":"202611210917220100000000000000D59D524E72"}}}}"#
        );
        judge(&Answer::of(status, &[], &body))
    }

    fn class(verdict: Option<Verdict>) -> Option<FailureClass> {
        match verdict? {
            Verdict::Refused(failure) | Verdict::Later(failure) => Some(failure.class),
            Verdict::Unclear(..) => None,
        }
    }

    #[test]
    fn the_code_decides_and_never_the_status() {
        for status in [200, 403, 500] {
            assert!(said(status, "ok").is_none(), "{status}");
            assert!(matches!(class(said(status, "spam_risk_too_many_posts")), Some(FailureClass::WaitUntil(_))));
            assert!(matches!(class(said(status, "reached_active_user_cap")), Some(FailureClass::WaitUntil(_))));
            assert_eq!(class(said(status, "spam_risk_user_banned_from_posting")), Some(FailureClass::SetUp));
            assert_eq!(class(said(status, "access_token_invalid")), Some(FailureClass::Reconnect));
            assert_eq!(class(said(status, "privacy_level_option_mismatch")), Some(FailureClass::FixContent));
            assert!(matches!(said(status, "internal_error"), Some(Verdict::Unclear(..))));
        }
        assert_eq!(class(said(403, "unaudited_client_can_only_post_to_private_accounts")), Some(FailureClass::SetUp));
        assert!(matches!(class(said(429, "rate_limit_exceeded")), Some(FailureClass::WaitUntil(_))));
        assert_eq!(class(said(400, "something_new")), Some(FailureClass::FixContent));
        assert!(matches!(judge(&Answer::of(502, &[], "bad gateway")), Some(Verdict::Unclear(..))));
    }

    #[test]
    fn the_number_of_the_log_stays_readable() {
        let Some(Verdict::Refused(failure)) = said(400, "invalid_param") else { panic!() };
        assert!(failure.detail.ends_with("log_id 20261121091722 0100000000000000D59D524E72"), "{}", failure.detail);
    }

    #[test]
    fn every_reason_has_a_sentence_that_ends_and_only_tiktoks_own_faults_are_tried_again() {
        for reason in [
            "file_format_check_failed",
            "duration_check_failed",
            "frame_rate_check_failed",
            "picture_size_check_failed",
            "video_pull_failed",
            "photo_pull_failed",
            "publish_cancelled",
            "auth_removed",
            "spam_risk_too_many_posts",
            "spam_risk_user_banned_from_posting",
            "spam_risk_text",
            "spam_risk",
            "internal",
            "something_new",
            "",
        ] {
            let failure = failed(reason);
            assert!(failure.message.ends_with('.'), "{reason}");
            let again = matches!(reason, "internal" | "video_pull_failed" | "photo_pull_failed");
            assert_eq!(failure.class == FailureClass::TryAgain, again, "{reason}");
        }
        for (codes, _, message) in BY_CODE {
            assert!(message.ends_with('.') && !codes.is_empty(), "{message}");
        }
    }
}
