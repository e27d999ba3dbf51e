//! What Facebook's refusals mean, and what can be done about them.
//!
//! Invariant: code and subcode decide, not the HTTP status, since an error may come with status 200. A code that
//! Facebook uses for its own faults, and any error it calls transient, leaves the call unclear. (Codes: Meta's error
//! tables and the practice of public clients, read 2026-11-20.)

use countersign_core::model::{Millis, Platform};
use countersign_core::publish::FailureClass;
use serde::Deserialize;

use super::limits::again_at;
use super::wire::Offsets;
use crate::errors::{Verdict, reconnect, wait};
use crate::http::Answer;

/// An error of the Graph API.
#[derive(Debug, Deserialize)]
pub(crate) struct GraphError {
    pub(crate) code: i64,
    #[serde(default)]
    pub(crate) error_subcode: i64,
    #[serde(default)]
    pub(crate) is_transient: bool,
    #[serde(default)]
    pub(crate) message: String,
    #[serde(default)]
    error_user_msg: String,
    #[serde(default)]
    fbtrace_id: String,
}

impl GraphError {
    pub(crate) fn read(answer: &Answer) -> Option<Self> {
        serde_json::from_value(answer.error()?).ok()
    }

    pub(crate) fn detail(&self, status: u16) -> String {
        let Self { code, error_subcode, message, error_user_msg, fbtrace_id, .. } = self;
        let code = if *error_subcode == 0 { code.to_string() } else { format!("{code}/{error_subcode}") };
        format!("{status} code {code}: {message} {error_user_msg} [{fbtrace_id}]")
    }

    /// Some of these numbers have been seen in either place.
    fn is(&self, numbers: &[i64]) -> bool {
        numbers.contains(&self.code) || numbers.contains(&self.error_subcode)
    }
}

/// Whether an answer is an error, and which; none if it is what was asked for.
pub(super) fn judge(answer: &Answer) -> Option<Verdict> {
    match GraphError::read(answer) {
        Some(error) => Some(meaning(answer, &error)),
        None if answer.succeeded() => None,
        None => Some(Verdict::Unclear(Platform::Facebook, format!("{} without Facebook's own words", answer.status))),
    }
}

/// Which piece of a video Facebook wants in place of one that began in the wrong place.
pub(super) fn wanted_instead(answer: &Answer) -> Option<Offsets> {
    let body = answer.json()?;
    let error = body.get("error")?;
    (error.get("code")?.as_i64()? == 6_001).then_some(())?;
    let told = error.get("error_data")?;
    // Facebook writes it as an object, or as the text of one.
    match told.as_str() {
        Some(text) => serde_json::from_str(text).ok(),
        None => serde_json::from_value(told.clone()).ok(),
    }
}

/// Whether Facebook says that it has no such object, or shows it not to whoever asks.
pub(super) fn is_not_there(answer: &Answer) -> bool {
    GraphError::read(answer).is_some_and(|error| error.code == 100 && error.error_subcode == 33)
}

/// Whether Facebook says that a field is asked of a person that only a Page has.
pub(super) fn is_about_a_person(answer: &Answer) -> bool {
    GraphError::read(answer).is_some_and(|error| error.code == 100 && error.message.contains("(User)"))
}

/// The token is one, but of the wrong kind.
pub(super) fn of_a_person(detail: &str) -> Verdict {
    Verdict::refused(
        FailureClass::SetUp,
        "This is a person's token; a Page token is needed. Choose the clinic's Page where the token is made, and paste that one.",
        detail,
    )
}

fn meaning(answer: &Answer, error: &GraphError) -> Verdict {
    let detail = error.detail(answer.status);
    let refused = |class, message: &str| Verdict::refused(class, message, &detail);
    for (numbers, class, message) in BY_NUMBER {
        if error.is(numbers) {
            return refused(*class, message);
        }
    }
    match error.code {
        _ if answer.status >= 500 || answer.status == 408 => Verdict::Unclear(Platform::Facebook, detail),
        190 if error.error_subcode == 2_069_032 => of_a_person(&detail),
        102 | 104 | 190 => reconnect(Platform::Facebook, &detail),
        4 | 17 | 32 | 341 | 613 | 80_001 => wait(Platform::Facebook, again_at(answer), &detail),
        // Posting too fast: no header speaks of it.
        _ if error.is(&[1_390_008]) => wait(Platform::Facebook, answer.at.plus(30 * Millis::MINUTE), &detail),
        1 | 2 => Verdict::Unclear(Platform::Facebook, detail),
        _ if error.is_transient => Verdict::Unclear(Platform::Facebook, detail),
        // Something about an upload that another try, from where Facebook says it ended, may get over.
        390 | 6_000 | 6_001 => Verdict::later(
            FailureClass::TryAgain,
            "Facebook did not get all of the video. Countersign goes on where it ended, or begins anew.",
            &detail,
        ),
        506 => refused(
            FailureClass::Duplicate,
            "Facebook says that this Page has just posted exactly this, and does not take it again.",
        ),
        3 | 10 | 200..=299 => refused(
            FailureClass::SetUp,
            "This channel may not do that on Facebook. Connect the Page again with permission to publish and to comment; whoever manages the Page may have to give it.",
        ),
        368 => refused(
            FailureClass::SetUp,
            "Facebook has blocked this Page or its manager from posting for a while, which can take days. Sign in to Facebook, look under Page quality what it asks for, and send the post again after that.",
        ),
        100 if error.error_subcode == 33 => refused(
            FailureClass::SetUp,
            "Facebook can't find this Page or post, or does not show it to this channel. If it is still there, connect the Page again.",
        ),
        2_500 => refused(
            FailureClass::SetUp,
            "Facebook does not serve the version that Countersign speaks any more. Please update Countersign.",
        ),
        100 => refused(
            FailureClass::FixContent,
            "Facebook does not take this post as it is. Facebook's own words are under Details; please change the post.",
        ),
        // An error nobody has described: with a status that says so it is a refusal; without one nothing is certain.
        _ if answer.succeeded() => Verdict::Unclear(Platform::Facebook, detail),
        _ => refused(
            FailureClass::FixContent,
            "Facebook does not take this post. Facebook's own words are under Details.",
        ),
    }
}

type Row = (&'static [i64], FailureClass, &'static str);

/// Refusals that their number alone tells. None of these numbers is one of a transient fault, whatever comes with it.
const BY_NUMBER: &[Row] = &[
    (
        &[1_366_046],
        FailureClass::FixContent,
        "Facebook does not take a picture of this post: it has to be JPEG or PNG and smaller than 4 MB. Please choose another one.",
    ),
    (&[1_366_051], FailureClass::Duplicate, "Facebook says that these uploaded pictures are in a post already."),
    (
        &[1_609_005, 2_061_006],
        FailureClass::FixContent,
        "Facebook can't read the link of this post. Please check the link.",
    ),
    (
        &[1_609_008],
        FailureClass::FixContent,
        "Facebook does not take links to facebook.com in a post. Please take the link out.",
    ),
    (
        &[352, 2_207_026],
        FailureClass::FixContent,
        "Facebook does not take a video of this kind. Please choose another one, best an MP4 with H.264 and AAC.",
    ),
    (
        &[1_346_003, 1_404_102],
        FailureClass::FixContent,
        "Facebook finds that this post breaks its rules, and does not take it. Please change the post.",
    ),
    (
        &[1_404_078],
        FailureClass::SetUp,
        "Facebook wants the Page's manager to pass Page Publishing Authorization first. Sign in to Facebook and follow what it asks for there.",
    ),
    (
        &[1_404_112],
        FailureClass::SetUp,
        "Facebook has limited the account that manages this Page. Sign in to Facebook and follow what it asks for there.",
    ),
    (
        &[4_854_002],
        FailureClass::SetUp,
        "Facebook wants the Page's manager to confirm who they are. Sign in to Facebook and follow what it asks for there.",
    ),
    (
        &[2_853_006],
        FailureClass::SetUp,
        "The person who connected this Page may not publish on it. Whoever manages the Page has to allow that.",
    ),
];

#[cfg(test)]
mod tests {
    use countersign_core::publish::Outcome;
    use serde_json::json;

    use super::*;

    fn error(code: i64, subcode: i64) -> String {
        json!({"error": {"message": "m", "type": "OAuthException", "code": code, "error_subcode": subcode, "fbtrace_id": "A1"}})
            .to_string()
    }

    #[track_caller]
    fn check(status: u16, body: &str, expected: &str) {
        let said = match judge(&Answer::of(status, &[], body)) {
            None => "fine".to_owned(),
            Some(Verdict::Refused(failure)) => format!("refused {:?}", failure.class),
            Some(Verdict::Later(failure)) if matches!(failure.class, FailureClass::WaitUntil(_)) => "wait".to_owned(),
            Some(Verdict::Later(failure)) => format!("later {:?}", failure.class),
            Some(Verdict::Unclear(..)) => "unclear".to_owned(),
        };
        assert_eq!(said, expected, "{status} {body}");
    }

    #[test]
    fn the_code_decides_with_any_status() {
        for status in [200, 400, 401, 403] {
            for code in [102, 104, 190] {
                check(status, &error(code, 463), "refused Reconnect");
            }
            check(status, &error(190, 2_069_032), "refused SetUp");
            for code in [4, 17, 32, 341, 613, 80_001] {
                check(status, &error(code, 0), "wait");
            }
            check(status, &error(613, 1_996), "wait");
            check(status, &error(1, 1_390_008), "wait");
            for code in [3, 10, 200, 250, 299, 368, 2_500] {
                check(status, &error(code, 0), "refused SetUp");
            }
            check(status, &error(200, 2_069_030), "refused SetUp");
            check(status, &error(1, 2_853_006), "refused SetUp");
            check(status, &error(100, 33), "refused SetUp");
            check(status, &error(100, 0), "refused FixContent");
            check(status, &error(506, 1_455_006), "refused Duplicate");
            check(status, &error(352, 0), "refused FixContent");
            check(status, &error(6_001, 1_363_037), "later TryAgain");
            for number in [1_366_046, 1_609_005, 1_609_008, 2_061_006, 1_346_003, 1_404_102] {
                check(status, &error(100, number), "refused FixContent");
                check(status, &error(number, 0), "refused FixContent");
            }
            check(status, &error(324, 1_366_051), "refused Duplicate");
            for number in [1_404_078, 1_404_112, 4_854_002] {
                check(status, &error(100, number), "refused SetUp");
            }
        }
    }

    #[test]
    fn facebook_s_own_faults_leave_the_call_unclear() {
        for status in [200, 400, 500, 503] {
            check(status, &error(1, 0), "unclear");
            check(status, &error(2, 0), "unclear");
        }
        for status in [500, 502, 503, 504, 408] {
            check(status, &error(100, 0), "unclear");
            check(status, &error(190, 0), "unclear");
            check(status, "", "unclear");
        }
        check(400, r#"{"error":{"message":"m","code":100,"is_transient":true}}"#, "unclear");
        check(400, "<html></html>", "unclear");
        check(400, r#"{"error":"invalid_request"}"#, "unclear");
        check(302, "", "unclear");
    }

    #[test]
    fn a_code_that_nobody_has_described_is_a_refusal_only_with_a_status_that_says_so() {
        check(400, &error(987_654, 0), "refused FixContent");
        check(200, &error(987_654, 0), "unclear");
    }

    #[test]
    fn an_answer_without_an_error_is_fine() {
        check(200, r#"{"id":"1_2"}"#, "fine");
        check(200, "", "fine");
    }

    #[test]
    fn a_commit_is_in_doubt_exactly_when_the_answer_is_unclear() {
        let outcome = |status, body: &str| judge(&Answer::of(status, &[], body)).map(Verdict::outcome);
        assert!(matches!(outcome(200, &error(2, 0)), Some(Outcome::Unknown(_))));
        assert!(matches!(outcome(400, &error(4, 0)), Some(Outcome::Absent(_))));
        assert!(matches!(outcome(400, &error(506, 0)), Some(Outcome::Rejected(_))));
    }

    #[test]
    fn the_detail_holds_code_words_and_trace() {
        let Some(Verdict::Refused(failure)) = judge(&Answer::of(400, &[], &error(190, 463))) else { unreachable!() };
        assert_eq!(failure.detail, "400 code 190/463: m [A1]");
    }
}
