//! How a mail server and Slack refuse, and the sentence for a receptionist.
//!
//! Invariant: of what the other side said a line is kept, without addresses of any kind; and a fault is *certain* only where nothing
//! can have been taken.

use countersign_core::ports::{SendFault, SendRemedy};
use lettre::transport::smtp::Error;

use crate::errors::showable;
use crate::http::distrusted;

/// What was being done when it went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Reaching the server, and agreeing on encryption.
    Connect,
    /// Signing in.
    SignIn,
    /// Saying from whom it is.
    Sender,
    /// Saying to whom.
    Recipient,
    /// Asking whether the words may come.
    Begin,
    /// The words, up to the answer that they were taken.
    Words,
}

pub(super) fn certain(
    remedy: SendRemedy,
    field: Option<&'static str>,
    message: impl Into<String>,
    detail: impl Into<String>,
) -> SendFault {
    SendFault { certain: true, remedy, field, message: message.into(), detail: detail.into() }
}

pub(super) fn in_doubt(message: impl Into<String>, detail: impl Into<String>) -> SendFault {
    SendFault { certain: false, remedy: SendRemedy::Time, field: None, message: message.into(), detail: detail.into() }
}

/// What the other side said, fit to be shown: also without whom it was said of.
pub(super) fn said(words: &str) -> String {
    let words = showable(words);
    words.split(' ').map(|word| if word.contains('@') { "…" } else { word }).collect::<Vec<_>>().join(" ")
}

/// What an error of the mail server, or of the way to it, means.
pub(super) fn of(step: Step, error: &Error) -> SendFault {
    let refused = error.is_permanent() || error.is_transient();
    let words = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    let code = error.status().map(|code| format!("{code} ")).unwrap_or_default();
    let detail = if refused { said(&format!("{code}{words}")) } else { String::new() };
    if error.is_transient() {
        return certain(
            SendRemedy::Time,
            None,
            "The mail server does not take emails just now. Countersign tries again by itself.",
            detail,
        );
    }
    match step {
        Step::Connect if refused => certain(
            SendRemedy::Person,
            Some("host"),
            "The mail server does not speak with this laptop. Check its name and port with your provider.",
            detail,
        ),
        Step::Connect => unreached(error),
        Step::SignIn if refused => certain(
            SendRemedy::Person,
            Some("password"),
            "The mail server does not take this user name and password. Check both; some providers want a password that is made for a single program (an app password).",
            detail,
        ),
        Step::SignIn if error.is_client() => certain(
            SendRemedy::Person,
            Some("port"),
            "Nobody can sign in at the mail server on this port. Use the one for sending emails: usually 465 with TLS, or 587 with STARTTLS.",
            "no sign-in offered",
        ),
        Step::Sender if refused => certain(
            SendRemedy::Person,
            Some("from_address"),
            "The mail server does not let the clinic send from this address. Use the address that belongs to the user name.",
            detail,
        ),
        Step::Recipient if refused => certain(
            SendRemedy::Person,
            Some("address"),
            "The mail server does not take emails for any of these addresses. Check how they are written.",
            detail,
        ),
        Step::Begin | Step::Words if refused => certain(
            SendRemedy::Person,
            None,
            "The mail server refused the email. What it said is under Details; ask your provider.",
            detail,
        ),
        Step::SignIn | Step::Sender | Step::Recipient | Step::Begin => broken_off(),
        Step::Words => lost(),
    }
}

/// The connection ended before the words.
pub(super) fn broken_off() -> SendFault {
    certain(
        SendRemedy::Time,
        None,
        "The connection to the mail server broke off before anything was sent. Countersign tries again by itself.",
        "broken off",
    )
}

/// Nobody knows whether the words were taken.
pub(super) fn lost() -> SendFault {
    in_doubt(
        "The mail server did not say whether it took the email, so nobody knows whether it arrives.",
        "no answer after the words",
    )
}

/// An answer out of turn: somebody else may be answering.
pub(super) fn out_of_turn(step: Step) -> SendFault {
    let message = "The mail server’s answer makes no sense here. Something between this laptop and the server may be answering in its place; try another network, and report it if that does not help.";
    match step {
        Step::Words => in_doubt(message, "an answer out of turn"),
        Step::Connect | Step::SignIn | Step::Sender | Step::Recipient | Step::Begin => {
            certain(SendRemedy::Person, None, message, "an answer out of turn")
        }
    }
}

/// The server can't be reached in the way that was chosen.
fn unreached(error: &Error) -> SendFault {
    if distrusted(error) {
        return certain(
            SendRemedy::Person,
            Some("encryption"),
            "No safe connection to the mail server came about: its certificate is not one that this computer trusts, or the encryption does not fit the port. Usually it is TLS on port 465 and STARTTLS on port 587.",
            "certificate or encryption",
        );
    }
    if error.is_client() {
        return certain(
            SendRemedy::Person,
            Some("encryption"),
            "The mail server offers no encryption on this port, so nothing was said to it. Choose TLS on port 465, or another port.",
            "no STARTTLS offered",
        );
    }
    if error.is_tls() {
        return certain(
            SendRemedy::Time,
            Some("encryption"),
            "No safe connection to the mail server could be made on this computer. Check the name of the server; if it is right, ask whoever looks after the computer.",
            "no encryption",
        );
    }
    certain(
        SendRemedy::Time,
        Some("host"),
        "The mail server could not be reached. Check its name and port, and the connection to the internet.",
        "not reached",
    )
}
