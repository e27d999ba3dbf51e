//! What the clients of all platforms say of gestures in the same way.
//!
//! Invariant: a gesture leaves something as it is wanted, so an unclear answer is asked again; and what a platform refuses is told of
//! what was asked for, not of a post.

use countersign_core::engage::Made;
use countersign_core::model::Platform;
use countersign_core::publish::{Failure, FailureClass, Removal};

use crate::errors::{Verdict, failure};

/// What came of asking a platform for a gesture.
pub(crate) fn made(platform: Platform, said: Result<(), Verdict>) -> Made {
    match said {
        Ok(()) => Made::Done,
        Err(Verdict::Refused(refusal)) => Made::Refused(worded(platform, refusal)),
        Err(Verdict::Later(failure)) => Made::Again(failure),
        Err(verdict @ Verdict::Unclear(..)) => Made::Again(verdict.failure()),
    }
}

/// The same of what was deleted.
pub(crate) fn deleted(removal: Removal) -> Made {
    match removal {
        Removal::Removed | Removal::AlreadyGone => Made::Done,
        Removal::Refused(failure) => Made::Refused(failure),
        Removal::TryAgain(failure) => Made::Again(failure),
    }
}

/// What it is made on is not there.
pub(crate) fn not_there(platform: Platform, detail: &str) -> Verdict {
    Verdict::refused(GONE, format!("This is not on {} any more, so there is nothing to do.", platform.name()), detail)
}

/// What its client would have to be told is nothing that this platform has.
pub(crate) fn none_such(platform: Platform) -> Verdict {
    let message = format!("{} lets no program do this. Please do it in its own app.", platform.name());
    Verdict::refused(FailureClass::FixContent, message, "no such call")
}

/// Told by its own sentence already.
const GONE: FailureClass = FailureClass::Duplicate;

/// A platform's client speaks of a post when it is refused something; here nothing is posted.
fn worded(platform: Platform, refusal: Failure) -> Failure {
    let name = platform.name();
    match refusal.class {
        FailureClass::Reconnect => refusal,
        FailureClass::Duplicate => Failure { class: FailureClass::FixContent, ..refusal },
        FailureClass::SetUp => failure(
            FailureClass::SetUp,
            format!(
                "{name} does not let the clinic's account or its app do this. {name}'s own words are under Details."
            ),
            &refusal.detail,
        ),
        FailureClass::FixContent
        | FailureClass::WaitUntil(_)
        | FailureClass::TryAgain
        | FailureClass::Local
        | FailureClass::Offline
        | FailureClass::Keychain
        | FailureClass::Renewing
        | FailureClass::Unknown
        | FailureClass::Recipient(_) => failure(
            FailureClass::FixContent,
            format!("{name} does not do this here. {name}'s own words are under Details; in its own app it may work."),
            &refusal.detail,
        ),
    }
}
