//! What WhatsApp's refusals mean: for one recipient, for the whole sending, or for nobody to tell.
//!
//! Invariant: the code decides, not the HTTP status. What is about one recipient stops no other; whatever else stops the
//! sending, so that no long list runs into the same wall. A code of WhatsApp's own faults leaves the message in doubt, and
//! a message in doubt is never sent again by itself: there is no way to look for it. No telephone number gets into a
//! failure. (Codes: Meta's table of WhatsApp's error codes, read 2026-11-20; those marked below are unverified.)

use std::time::Duration;

use countersign_core::model::{Millis, Platform};
use countersign_core::publish::{FailureClass, Outcome, RecipientFault};
use serde::Deserialize;

use crate::errors::{Verdict, failure, reconnect, wait};
use crate::facebook::limits::again_at;
use crate::http::Answer;
use crate::settings::WhatsappSettings;

/// An error of WhatsApp.
#[derive(Debug, Deserialize)]
struct WhatsappError {
    code: i64,
    #[serde(default)]
    error_subcode: i64,
    #[serde(default)]
    is_transient: bool,
    #[serde(default)]
    message: String,
    #[serde(default)]
    error_data: ErrorData,
    #[serde(default)]
    fbtrace_id: String,
}

#[derive(Debug, Default, Deserialize)]
struct ErrorData {
    #[serde(default)]
    details: String,
}

impl WhatsappError {
    fn read(answer: &Answer) -> Option<Self> {
        serde_json::from_value(answer.error()?).ok()
    }

    /// Whether it is the parameter `to` that is complained of: one recipient's number, and nothing that all of them get.
    /// How WhatsApp words that is unverified (read 2026-11-20), so only what can't be meant otherwise counts.
    fn is_about_the_number(&self) -> bool {
        [&self.error_data.details, &self.message].into_iter().any(|words| {
            let words = words.to_lowercase();
            let words = words.trim_start_matches(|c: char| !c.is_ascii_lowercase());
            words.starts_with("to:")
                || ["\"to\"", "'to'", "`to`", "param to ", "parameter to ", "['to']", "[to]"]
                    .iter()
                    .any(|named| words.contains(named))
        })
    }

    fn detail(&self, status: u16) -> String {
        let said = without_numbers(&format!("{} {}", self.message, self.error_data.details));
        format!("{status} code {}: {} [{}]", self.code, said.trim(), self.fbtrace_id)
    }
}

/// Words of WhatsApp's without anything in them that could be a telephone number.
pub(super) fn without_numbers(words: &str) -> String {
    const FEWEST: usize = 7;
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '+' | '.');
    let mut shown = String::with_capacity(words.len());
    let mut run = String::new();
    let close = |run: &mut String, shown: &mut String| {
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        shown.push_str(if digits < FEWEST { run } else { " … " });
        run.clear();
    };
    for c in words.chars() {
        if is_part(c) {
            run.push(c);
        } else {
            close(&mut run, &mut shown);
            shown.push(c);
        }
    }
    close(&mut run, &mut shown);
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether an answer is an error, and which; none if it is what was asked for.
pub(super) fn judge(answer: &Answer, settings: &WhatsappSettings) -> Option<Verdict> {
    match WhatsappError::read(answer) {
        Some(error) => Some(meaning(answer, &error, settings)),
        None if answer.succeeded() => None,
        None => Some(Verdict::Unclear(Platform::Whatsapp, format!("{} without WhatsApp's own words", answer.status))),
    }
}

/// Whether WhatsApp says that it has no such object, or shows it not to whoever asks.
pub(super) fn is_not_there(answer: &Answer) -> bool {
    WhatsappError::read(answer).is_some_and(|error| error.code == 100 && error.error_subcode == 33)
}

/// What came of sending a message. What is not certain stays so: WhatsApp lists no messages.
pub(super) fn outcome(verdict: Verdict) -> Outcome {
    match verdict {
        Verdict::Unclear(_, detail) => Outcome::Unknown(failure(
            FailureClass::Unknown,
            "WhatsApp did not say whether this message went out, and messages can't be looked up there. Countersign does not send it again.",
            &detail,
        )),
        certain @ (Verdict::Refused(_) | Verdict::Later(_)) => certain.outcome(),
    }
}

fn after(answer: &Answer, pause: Duration) -> Millis {
    answer.at.plus(i64::try_from(pause.as_millis()).unwrap_or(Millis::DAY))
}

fn meaning(answer: &Answer, error: &WhatsappError, settings: &WhatsappSettings) -> Verdict {
    let detail = error.detail(answer.status);
    let refused = |class, message: &str| Verdict::refused(class, message, &detail);
    if let Some((_, class, message)) = BY_CODE.iter().find(|(codes, ..)| codes.contains(&error.code)) {
        return refused(*class, message);
    }
    if matches!(error.code, 100 | 131_008 | 131_009) && error.is_about_the_number() {
        return refused(
            UNREACHABLE,
            "WhatsApp does not take this recipient's number. Look at it under Recipients; the others are not held up by it.",
        );
    }
    let wait_for = |until| FailureClass::Recipient(RecipientFault::WaitUntil(until));
    match error.code {
        131_056 => Verdict::later(
            wait_for(after(answer, settings.pair_pause)),
            "This recipient was written to a moment ago. WhatsApp asks for a short pause; Countersign writes to the others meanwhile.",
            &detail,
        ),
        131_049 => Verdict::later(
            wait_for(after(answer, settings.offers_pause)),
            "WhatsApp lets no more offers through to this recipient for now, so nothing was sent to them. A later message may reach them.",
            &detail,
        ),
        0 | 102 | 104 | 190 => reconnect(Platform::Whatsapp, &detail),
        130_429 => wait(Platform::Whatsapp, after(answer, settings.throughput_pause), &detail),
        // The number is being moved to a faster lane, which takes a minute.
        131_057 => wait(Platform::Whatsapp, answer.at.plus(Millis::MINUTE), &detail),
        4 | 17 | 32 | 613 | 80_007 => wait(Platform::Whatsapp, again_at(answer), &detail),
        // Of all of WhatsApp's own faults this one alone is known not to have sent anything.
        131_000 => Verdict::later(
            FailureClass::TryAgain,
            "WhatsApp had a fault of its own and sent nothing. Countersign tries again.",
            &detail,
        ),
        1 | 2 | 131_016 | 133_004 => Verdict::Unclear(Platform::Whatsapp, detail),
        33 => refused(FailureClass::SetUp, NOT_THERE),
        100 if error.error_subcode == 33 => refused(FailureClass::SetUp, NOT_THERE),
        3 | 10 | 131_005 | 200..=299 => refused(FailureClass::SetUp, NOT_ALLOWED),
        2_500 => refused(
            FailureClass::SetUp,
            "WhatsApp does not serve the version that Countersign speaks any more. Please update Countersign.",
        ),
        132_000..=132_099 | 100 | 135_000 | 131_008 | 131_009 | 131_047 | 131_051..=131_053 => refused(
            FailureClass::FixContent,
            "WhatsApp does not take this message as it is, so nothing more was sent. WhatsApp's own words are under Details; please choose the template anew and check what is filled in.",
        ),
        133_000..=133_099 => refused(FailureClass::SetUp, NOT_REGISTERED),
        _ if answer.status >= 500 || answer.status == 408 || error.is_transient => {
            Verdict::Unclear(Platform::Whatsapp, detail)
        }
        // An error nobody has described: with a status that says so it is a refusal; without one nothing is certain.
        _ if answer.succeeded() => Verdict::Unclear(Platform::Whatsapp, detail),
        _ => refused(
            FailureClass::FixContent,
            "WhatsApp does not take this message. WhatsApp's own words are under Details.",
        ),
    }
}

const NOT_THERE: &str = "WhatsApp can't find this phone number, business account or template, or does not show it to this channel. If it is still there, connect the channel again.";
const NOT_ALLOWED: &str = "This channel may not do that on WhatsApp. Make a new token for the system user with the rights to send messages and to manage the account, and connect the channel again.";
const NOT_REGISTERED: &str = "This phone number is not ready to send on WhatsApp. Open the WhatsApp Manager, finish its registration there, and send the rest after that.";

type Row = (&'static [i64], FailureClass, &'static str);

const UNREACHABLE: FailureClass = FailureClass::Recipient(RecipientFault::Unreachable);

/// Refusals that their code alone tells.
const BY_CODE: &[Row] = &[
    (
        &[131_026],
        UNREACHABLE,
        "This recipient can't be reached on WhatsApp: the number is not on WhatsApp, or its WhatsApp is too old.",
    ),
    (
        &[131_050],
        FailureClass::Recipient(RecipientFault::OptedOut),
        "This recipient told WhatsApp to get no more offers from the clinic. They are not written to again.",
    ),
    (
        &[130_472],
        UNREACHABLE,
        "WhatsApp does not deliver this message to this recipient, as part of an experiment of its own. Sending it again would not help.",
    ),
    // The next one is unverified.
    (&[130_497], UNREACHABLE, "WhatsApp does not deliver messages of this business to this recipient's country."),
    (&[131_021], UNREACHABLE, "This recipient is the clinic's own number on WhatsApp, which can't write to itself."),
    (
        &[131_048],
        FailureClass::SetUp,
        "WhatsApp does not let this number send more for now: too many people complained, or the business reached as many people as it may in a day. Nothing more was sent. Look at the number's quality in the WhatsApp Manager, and send the rest after that.",
    ),
    (
        &[132_015],
        FailureClass::SetUp,
        "WhatsApp has paused this template because of complaints, so nothing more was sent. Look at it in the WhatsApp Manager, or choose another one.",
    ),
    (
        &[132_016],
        FailureClass::SetUp,
        "WhatsApp has taken this template out of use because of complaints, so nothing more was sent. Please choose another one.",
    ),
    (
        &[131_042],
        FailureClass::SetUp,
        "WhatsApp can't charge the clinic, so nothing more was sent. Open the WhatsApp Manager, mend the payment method there, and send the rest after that.",
    ),
    (
        &[131_031, 368],
        FailureClass::SetUp,
        "WhatsApp has locked the clinic's account, so nothing more was sent. Open the WhatsApp Manager and follow what it asks for there.",
    ),
    // The next two are unverified.
    (
        &[131_030],
        FailureClass::SetUp,
        "This is a test number, which writes only to recipients on its list. Connect the clinic's own number.",
    ),
    (
        &[131_037],
        FailureClass::SetUp,
        "WhatsApp has not approved the name of this number yet. Open the WhatsApp Manager, have the name approved, and send the rest after that.",
    ),
    (&[131_045, 133_010], FailureClass::SetUp, NOT_REGISTERED),
    (
        &[132_001],
        FailureClass::FixContent,
        "WhatsApp has no such approved template in this language any more, so nothing more was sent. Please choose the template anew.",
    ),
    (
        &[132_000, 132_012],
        FailureClass::FixContent,
        "What is filled into the template does not fit its places, so nothing more was sent. The template may have been changed; please choose it anew.",
    ),
    (
        &[132_005],
        FailureClass::FixContent,
        "The filled-in text is longer than WhatsApp takes, so nothing more was sent. Please fill in shorter words.",
    ),
    (
        &[132_007],
        FailureClass::FixContent,
        "WhatsApp says that this template is against its rules, so nothing more was sent. Please choose another one.",
    ),
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn error(code: i64) -> String {
        let error = json!({
            "message": format!("(#{code}) m"), "type": "OAuthException", "code": code,
            "error_data": { "messaging_product": "whatsapp", "details": "d" }, "fbtrace_id": "A1"
        });
        json!({ "error": error }).to_string()
    }

    fn said(status: u16, body: &str) -> String {
        let verdict = judge(&Answer::of(status, &[], body), &WhatsappSettings::default());
        match verdict.map(outcome) {
            None => "fine".to_owned(),
            Some(Outcome::Rejected(failure)) => format!("rejected {:?}", failure.class),
            Some(Outcome::Absent(failure)) if matches!(failure.class, FailureClass::WaitUntil(_)) => "wait".to_owned(),
            Some(Outcome::Absent(failure))
                if matches!(failure.class, FailureClass::Recipient(RecipientFault::WaitUntil(_))) =>
            {
                "recipient waits".to_owned()
            }
            Some(Outcome::Absent(failure)) => format!("absent {:?}", failure.class),
            Some(Outcome::Unknown(_)) => "unknown".to_owned(),
            Some(Outcome::Published(_) | Outcome::Taken(_) | Outcome::Working(_) | Outcome::WithPerson(_)) => {
                unreachable!()
            }
        }
    }

    #[track_caller]
    fn check(codes: &[i64], expected: &str) {
        for code in codes {
            for status in [200, 400, 401, 403, 404, 500, 503] {
                assert_eq!(said(status, &error(*code)), expected, "{status} {code}");
            }
        }
    }

    #[test]
    fn the_code_decides_with_any_status() {
        check(&[0, 190], "rejected Reconnect");
        check(&[3, 10, 200, 299, 131_005, 33, 2_500], "rejected SetUp");
        check(&[4, 80_007, 130_429, 131_057], "wait");
        check(&[131_056, 131_049], "recipient waits");
        check(&[131_026, 130_472, 130_497, 131_021], "rejected Recipient(Unreachable)");
        check(&[131_050], "rejected Recipient(OptedOut)");
        check(&[131_048, 132_015, 132_016, 131_042, 131_031, 368, 131_030, 131_037], "rejected SetUp");
        check(&[131_045, 133_000, 133_005, 133_006, 133_008, 133_009, 133_010, 133_015, 133_016], "rejected SetUp");
        check(&[132_000, 132_001, 132_005, 132_007, 132_012, 132_068, 132_069], "rejected FixContent");
        check(&[100, 131_008, 131_009, 131_047, 131_051, 131_052, 131_053, 135_000], "rejected FixContent");
        check(&[131_000], "absent TryAgain");
        check(&[1, 2, 131_016, 133_004], "unknown");
    }

    #[test]
    fn a_refusal_of_the_number_alone_is_its_recipients_and_no_promise_is_made_that_nobody_keeps() {
        let about = |code: i64, details: &str| {
            let error =
                json!({ "message": format!("(#{code}) m"), "code": code, "error_data": { "details": details } });
            said(400, &json!({ "error": error }).to_string())
        };
        for code in [100, 131_008, 131_009] {
            for details in ["to: this is no phone number", "Param \"to\" is not valid", "Invalid parameter to ['to']"] {
                assert_eq!(about(code, details), "rejected Recipient(Unreachable)", "{code} {details}");
            }
            for details in ["The parameter template[name] has to be a text", "d", "Parameter value is not valid"] {
                assert_eq!(about(code, details), "rejected FixContent", "{code} {details}");
            }
        }
        assert_eq!(about(132_012, "\"to\""), "rejected FixContent", "the filled-in places are everybody's");
        let words = |body: &str| match judge(&Answer::of(400, &[], body), &WhatsappSettings::default()).map(outcome) {
            Some(Outcome::Absent(failure) | Outcome::Unknown(failure)) => failure.message,
            other => panic!("{other:?}"),
        };
        assert!(!words(&error(131_049)).contains("tries again"), "a day is longer than a sending waits");
        assert!(!words(&error(131_016)).contains("decide"), "nobody can decide it");
    }

    #[test]
    fn what_nobody_can_read_leaves_the_message_in_doubt() {
        for (status, body) in
            [(500, ""), (503, "<html></html>"), (400, "nonsense"), (200, &error(987_654)), (502, &error(987_654))]
        {
            assert_eq!(said(status, body), "unknown", "{status} {body}");
        }
        assert_eq!(said(400, &error(987_654)), "rejected FixContent");
        assert_eq!(said(200, "{}"), "fine");
    }

    #[test]
    fn a_recipient_waits_as_long_as_the_limit_asks_and_a_number_for_its_header() {
        let settings = WhatsappSettings::default();
        let usage = r#"{"1":[{"type":"whatsapp","estimated_time_to_regain_access":7}]}"#;
        let until = |code| {
            let answer = Answer::of(400, &[("x-business-use-case-usage", usage)], &error(code));
            let Some(Outcome::Absent(failure)) = judge(&answer, &settings).map(outcome) else { panic!("{code}") };
            let (FailureClass::WaitUntil(at) | FailureClass::Recipient(RecipientFault::WaitUntil(at))) = failure.class
            else {
                panic!("{failure:?}")
            };
            at.since(answer.at)
        };
        assert!(until(131_056) >= 6_000);
        assert_eq!(until(131_049), Millis::DAY);
        assert_eq!(until(80_007), 7 * Millis::MINUTE);
    }

    #[test]
    fn no_telephone_number_gets_into_a_failure() {
        for written in ["41791110001", "+41 79 111 00 01", "(079) 111-00-01", "079.111.00.01"] {
            let body = json!({ "error": {
                "message": format!("(#131026) Receiver {written} is incapable"), "code": 131_026,
                "error_data": { "details": format!("wa_id={written};") }, "fbtrace_id": "AbC123"
            } });
            let Some(Verdict::Refused(failure)) =
                judge(&Answer::of(400, &[], &body.to_string()), &WhatsappSettings::default())
            else {
                panic!("no refusal")
            };
            let shown = format!("{failure}");
            assert!(shown.contains("131026") && shown.contains("AbC123") && shown.contains("incapable"), "{shown}");
            assert!(!shown.contains("111") && !shown.contains("79"), "{shown}");
        }
    }
}
