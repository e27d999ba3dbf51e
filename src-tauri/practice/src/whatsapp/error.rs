//! How WhatsApp words a refusal: the Graph envelope, with a code of its own and details in words.
//!
//! Invariant: code and details say what happened; there is no subcode, as since v16. (Codes: Meta's table of WhatsApp's
//! error codes.)

use axum::http::StatusCode;

use crate::facebook::error::{self as graph, GraphError};

fn refusal(code: i64, title: &str, details: impl Into<String>) -> GraphError {
    GraphError::new(code, format!("(#{code}) {title}")).details(details)
}

pub(super) fn no_token() -> GraphError {
    GraphError::new(0, "(#0) AuthException").status(StatusCode::UNAUTHORIZED)
}

pub(super) fn bad_token() -> GraphError {
    graph::bad_token().status(StatusCode::UNAUTHORIZED)
}

pub(super) fn expired_token(now: i64) -> GraphError {
    graph::expired_token(now).status(StatusCode::UNAUTHORIZED)
}

pub(super) fn revoked_token() -> GraphError {
    graph::revoked_token().status(StatusCode::UNAUTHORIZED)
}

pub(super) fn not_allowed(scope: &str) -> GraphError {
    GraphError::new(200, format!("(#200) You do not have the permission {scope}.")).status(StatusCode::FORBIDDEN)
}

pub(super) fn no_permission() -> GraphError {
    refusal(131_005, "Access denied", "The permission is missing or was taken away.").status(StatusCode::FORBIDDEN)
}

pub(super) fn management_limit() -> GraphError {
    refusal(80_007, "Rate limit hit", "There have been too many calls to this WhatsApp Business account.")
}

pub(super) fn throughput() -> GraphError {
    refusal(130_429, "Rate limit hit", "Cloud API message throughput has been reached.")
}

pub(super) fn pair_limit() -> GraphError {
    refusal(
        131_056,
        "(Business Account, Consumer Account) pair rate limit hit",
        "Too many messages sent from the sender phone number to the same recipient phone number in a short time.",
    )
}

/// More people in a day than the portfolio may reach. Meta names no code of its own for it.
pub(super) fn too_many_people() -> GraphError {
    refusal(
        131_048,
        "Spam rate limit hit",
        "There are restrictions on how many messages can be sent from this phone number.",
    )
}

pub(super) fn service_down(status: StatusCode) -> GraphError {
    graph::service_down(status)
}

pub(super) fn missing(what: &str) -> GraphError {
    refusal(131_008, "Required parameter is missing", what)
}

pub(super) fn wrong_value(what: &str) -> GraphError {
    refusal(131_009, "Parameter value is not valid", what)
}

pub(super) fn to_itself() -> GraphError {
    refusal(131_021, "Recipient cannot be sender", "Recipient and sender are the same phone number.")
}

pub(super) fn unsupported_type() -> GraphError {
    refusal(131_051, "Unsupported message type", "This type of message is not practised here.")
}

pub(super) fn media_error(why: &str) -> GraphError {
    refusal(131_053, "Media upload error", why)
}

pub(super) fn outside_window() -> GraphError {
    refusal(
        131_047,
        "Re-engagement message",
        "More than 24 hours have passed since the recipient last replied to the sender number.",
    )
}

pub(super) fn no_such_template(name: &str, language: &str) -> GraphError {
    refusal(
        132_001,
        "Template name does not exist in the translation",
        format!("template name ({name}) does not exist in {language}"),
    )
    .status(StatusCode::NOT_FOUND)
}

pub(super) fn wrong_count(place: &str, given: usize, wanted: usize) -> GraphError {
    refusal(
        132_000,
        "Number of parameters does not match the expected number of params",
        format!(
            "{place}: number of localizable_params ({given}) does not match the expected number of params ({wanted})"
        ),
    )
}

pub(super) fn wrong_format(details: &str) -> GraphError {
    refusal(132_012, "Parameter format does not match format in the created template", details)
}

pub(super) fn too_long() -> GraphError {
    refusal(132_005, "Translated text too long", "The translated text of the body is longer than 1024 characters.")
}

pub(super) fn paused() -> GraphError {
    refusal(132_015, "Template is paused", "The template is paused because of its low quality.")
}

pub(super) fn disabled() -> GraphError {
    refusal(132_016, "Template is disabled", "The template was paused too often and is disabled for good.")
}

/// A refusal that is about the recipient.
pub(super) fn of_recipient(code: i64) -> GraphError {
    let (title, details) = words_of(code);
    refusal(code, title, details)
}

/// Title and details of a code that is about a recipient.
pub(super) fn words_of(code: i64) -> (&'static str, &'static str) {
    match code {
        131_026 => ("Message undeliverable", "Message Undeliverable."),
        131_049 => {
            ("Meta chose not to deliver", "This message was not delivered to maintain healthy ecosystem engagement.")
        }
        131_050 => (
            "User has stopped receiving marketing messages",
            "The user chose to stop receiving marketing messages from this business on WhatsApp.",
        ),
        130_472 => ("User's number is part of an experiment", "Failed to send message because of an experiment."),
        130_497 => {
            ("Business account is restricted from messaging users in this country", "This country is restricted.")
        }
        131_030 => ("Recipient phone number not in allowed list", "The recipient is not in the allowed list."),
        _ => ("Something went wrong", "An unknown error has occurred."),
    }
}
