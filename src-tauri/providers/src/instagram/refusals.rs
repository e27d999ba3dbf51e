//! What Instagram's refusals mean, and what can be done about them.
//!
//! Invariant: code and subcode decide, not the HTTP status, since an error may come with status 200. A number that
//! Instagram uses for its own faults leaves the call unclear; so does one that says that a container is not there, because
//! the container of a post that is public may be answered about in the same words. (Numbers: Meta's table of Instagram's
//! error codes and the practice of public clients, read 2026-11-20.)

use countersign_core::model::Platform;
use countersign_core::publish::FailureClass;

use super::limits::full;
use super::set_up;
use crate::errors::{Verdict, reconnect, wait};
use crate::facebook::limits::again_at;
use crate::facebook::refusals::GraphError;
use crate::http::Answer;

/// Whether an answer is an error, and which; none if it is what was asked for.
pub(super) fn judge(answer: &Answer) -> Option<Verdict> {
    match GraphError::read(answer) {
        Some(error) => Some(meaning(answer, &error)),
        None if answer.succeeded() => None,
        None => Some(Verdict::Unclear(Platform::Instagram, format!("{} without Instagram's own words", answer.status))),
    }
}

/// Whether Instagram says that it has no such object, or shows it not to whoever asks.
pub(super) fn is_not_there(answer: &Answer) -> bool {
    GraphError::read(answer).is_some_and(|error| error.code == 100 && error.error_subcode == 33)
}

/// Whether Instagram says that what was asked for has no such field.
pub(super) fn has_no_such_field(answer: &Answer) -> bool {
    GraphError::read(answer).is_some_and(|error| {
        error.code == 100 && error.error_subcode == 0 && error.message.to_lowercase().contains("nonexisting field")
    })
}

/// Whether a host does not take the token.
pub(super) fn is_of_the_token(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Refused(failure) if failure.class == FailureClass::Reconnect)
}

/// Whether a container is not shown: by the words for any object, or by those for containers.
pub(super) fn is_missing(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Refused(failure) => failure.detail.contains("code 100/33"),
        Verdict::Unclear(_, detail) => ["24/2207006", "24/2207008"].iter().any(|number| detail.contains(number)),
        Verdict::Later(_) => false,
    }
}

/// A token that lists no Pages, and is one.
pub(super) fn of_a_page(verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::Refused(failure) if failure.class == FailureClass::FixContent => set_up(
            "This is a Page's token; the token of the person who manages it is needed, or one of an Instagram login. Choose yourself where the token is made, and paste that one.",
            &failure.detail,
        ),
        other @ (Verdict::Refused(_) | Verdict::Later(_) | Verdict::Unclear(..)) => other,
    }
}

fn meaning(answer: &Answer, error: &GraphError) -> Verdict {
    let detail = error.detail(answer.status);
    let refused = |class, message: &str| Verdict::refused(class, message, &detail);
    if let Some((_, class, message)) = BY_NUMBER.iter().find(|(numbers, ..)| numbers.contains(&error.error_subcode)) {
        return refused(*class, message);
    }
    match (error.code, error.error_subcode) {
        _ if answer.status >= 500 || answer.status == 408 => Verdict::Unclear(Platform::Instagram, detail),
        (_, 2_207_042) => full(answer, &detail),
        (_, 2_207_027) => Verdict::later(
            FailureClass::TryAgain,
            "Instagram is still working on what this post shows, so it did not take the post yet. Countersign tries again.",
            &detail,
        ),
        (_, 2_207_052) => Verdict::later(
            FailureClass::TryAgain,
            "Instagram could not fetch a picture of this post from the clinic's media host. Countersign tries again; if it goes on, an administrator can test it under Settings, Media host.",
            &detail,
        ),
        (_, 2_207_001 | 2_207_003 | 2_207_006 | 2_207_008 | 2_207_020 | 2_207_032 | 2_207_053 | 2_207_082) => {
            Verdict::Unclear(Platform::Instagram, detail)
        }
        (102 | 104 | 190, _) => reconnect(Platform::Instagram, &detail),
        (4 | 17 | 32 | 613 | 80_002, _) => wait(Platform::Instagram, again_at(answer), &detail),
        (9, _) => full(answer, &detail),
        (-2..=2, _) => Verdict::Unclear(Platform::Instagram, detail),
        _ if error.is_transient => Verdict::Unclear(Platform::Instagram, detail),
        (3 | 10 | 200..=299, _) => refused(
            FailureClass::SetUp,
            "This channel may not do that on Instagram. Connect the account again with permission to publish and to comment.",
        ),
        (25 | 368, _) => refused(FailureClass::SetUp, BLOCKED),
        (100, 33) => refused(
            FailureClass::SetUp,
            "Instagram can't find this account or post, or does not show it to this channel. If it is still there, connect the account again.",
        ),
        (2_500, _) => refused(
            FailureClass::SetUp,
            "Instagram does not serve the version that Countersign speaks any more. Please update Countersign.",
        ),
        (100, _) => refused(
            FailureClass::FixContent,
            "Instagram does not take this post as it is. Instagram's own words are under Details; please change the post.",
        ),
        // An error nobody has described: with a status that says so it is a refusal; without one nothing is certain.
        _ if answer.succeeded() => Verdict::Unclear(Platform::Instagram, detail),
        _ => refused(
            FailureClass::FixContent,
            "Instagram does not take this post. Instagram's own words are under Details.",
        ),
    }
}

const BLOCKED: &str = "Instagram has blocked this account from posting for a while, or wants something confirmed. Sign in to the Instagram app, follow what it asks for there, and send the post again after that.";

type Row = (&'static [i64], FailureClass, &'static str);

/// Refusals that their number alone tells. None of these numbers is one of a transient fault, whatever comes with it.
const BY_NUMBER: &[Row] = &[
    (&[2_207_050, 2_207_051], FailureClass::SetUp, BLOCKED),
    (
        &[2_207_004],
        FailureClass::FixContent,
        "Instagram does not take a picture of this post: it has more than 8 MB. Please choose another one.",
    ),
    (
        &[2_207_005],
        FailureClass::FixContent,
        "Instagram does not take a picture of this post: it has to be a JPEG. Please choose another one.",
    ),
    (
        &[2_207_026],
        FailureClass::FixContent,
        "Instagram does not take the video of this post. It has to be an MP4 or MOV with H.264 and AAC, of 3 seconds to 15 minutes as a reel and to 60 seconds as a story. Please choose another one.",
    ),
    (
        &[2_207_057],
        FailureClass::FixContent,
        "Instagram does not take the cover of this reel: the instant that was chosen lies outside the video. Please choose another one.",
    ),
    (
        &[2_207_009],
        FailureClass::FixContent,
        "Instagram does not take the shape of a picture of this post: it has to lie between 4:5 and 1.91:1. Please cut it to fit.",
    ),
    (
        &[2_207_010],
        FailureClass::FixContent,
        "Instagram does not take this caption: it is too long. Please shorten it.",
    ),
    (&[2_207_028], FailureClass::FixContent, "Instagram takes 2 to 10 pictures in one post. Please take some out."),
    (&[2_207_040], FailureClass::FixContent, "Instagram takes 20 names with @ in one post. Please take some out."),
];

/// What a container's own word on its fault means: a number of the same table, in free text.
pub(super) fn of_a_container(status: &str) -> Verdict {
    let number = status
        .split(|sign: char| !sign.is_ascii_digit())
        .find(|word| word.starts_with("2207"))
        .and_then(|word| word.parse::<i64>().ok());
    match BY_NUMBER.iter().find(|(numbers, ..)| number.is_some_and(|number| numbers.contains(&number))) {
        Some((_, class, message)) => Verdict::refused(*class, *message, status),
        None => Verdict::later(
            FailureClass::TryAgain,
            "Instagram could not make ready what this post shows. Nothing was posted; Countersign has it made ready once more.",
            status,
        ),
    }
}

#[cfg(test)]
mod tests {
    use countersign_core::model::Millis;
    use countersign_core::publish::Outcome;
    use serde_json::json;

    use super::*;

    fn error(code: i64, subcode: i64) -> String {
        let error = json!({
            "message": "m", "type": "OAuthException", "code": code, "error_subcode": subcode, "is_transient": false,
            "fbtrace_id": "A1"
        });
        json!({ "error": error }).to_string()
    }

    fn said(verdict: Option<Verdict>) -> String {
        match verdict {
            None => "fine".to_owned(),
            Some(Verdict::Refused(failure)) => format!("refused {:?}", failure.class),
            Some(Verdict::Later(failure)) if matches!(failure.class, FailureClass::WaitUntil(_)) => "wait".to_owned(),
            Some(Verdict::Later(failure)) => format!("later {:?}", failure.class),
            Some(Verdict::Unclear(..)) => "unclear".to_owned(),
        }
    }

    #[track_caller]
    fn check(status: u16, body: &str, expected: &str) {
        assert_eq!(said(judge(&Answer::of(status, &[], body))), expected, "{status} {body}");
    }

    #[test]
    fn the_number_decides_with_any_status() {
        for status in [200, 400, 403] {
            for code in [102, 104, 190] {
                check(status, &error(code, 463), "refused Reconnect");
            }
            for code in [4, 17, 32, 613, 80_002] {
                check(status, &error(code, 0), "wait");
            }
            check(status, &error(9, 2_207_042), "wait");
            check(status, &error(4, 2_207_051), "refused SetUp");
            check(status, &error(25, 2_207_050), "refused SetUp");
            check(status, &error(9_007, 2_207_027), "later TryAgain");
            check(status, &error(9_004, 2_207_052), "later TryAgain");
            for (code, subcode) in
                [(36_000, 2_207_004), (36_001, 2_207_005), (36_003, 2_207_009), (36_004, 2_207_010), (100, 2_207_028)]
            {
                check(status, &error(code, subcode), "refused FixContent");
            }
            for code in [3, 10, 200, 299, 2_500] {
                check(status, &error(code, 0), "refused SetUp");
            }
            check(status, &error(100, 33), "refused SetUp");
            check(status, &error(100, 0), "refused FixContent");
        }
    }

    #[test]
    fn instagram_s_own_faults_and_a_container_that_is_not_there_leave_the_call_unclear() {
        for status in [200, 400, 500] {
            for (code, subcode) in [
                (1, 0),
                (2, 0),
                (-1, 2_207_001),
                (-1, 2_207_032),
                (-2, 2_207_003),
                (-2, 2_207_020),
                (24, 2_207_006),
                (24, 2_207_008),
            ] {
                check(status, &error(code, subcode), "unclear");
            }
        }
        for status in [500, 503, 408] {
            check(status, &error(190, 0), "unclear");
            check(status, "", "unclear");
        }
        check(400, "<html></html>", "unclear");
        check(200, &error(987_654, 0), "unclear");
        check(400, &error(987_654, 0), "refused FixContent");
        check(200, r#"{"id":"1"}"#, "fine");
    }

    #[test]
    fn the_daily_limit_waits_an_hour_and_is_no_doubt() {
        let answer = Answer::of(400, &[], &error(9, 2_207_042));
        let Some(Outcome::Absent(failure)) = judge(&answer).map(Verdict::outcome) else { unreachable!() };
        assert_eq!(failure.class, FailureClass::WaitUntil(answer.at.plus(60 * Millis::MINUTE)));
    }

    #[test]
    fn a_container_s_fault_is_read_out_of_its_words() {
        assert_eq!(said(Some(of_a_container("Error: failed with error code 2207009"))), "refused FixContent");
        for words in ["ERROR", "Error: Media upload has failed with error code 2207082", "2207"] {
            assert_eq!(said(Some(of_a_container(words))), "later TryAgain", "{words}");
        }
    }
}
