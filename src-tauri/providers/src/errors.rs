//! How a call fails: what is certain about it, and the sentence for a receptionist.
//!
//! Invariant: whether something was sent is said by [`Verdict`] alone. What a platform says of itself goes into `detail`
//! only, cut to size, without addresses and without anything that could be a token.

use countersign_core::gate::SignedPart;
use countersign_core::model::{Millis, Platform};
use countersign_core::ports::VaultFault;
use countersign_core::publish::{Failure, FailureClass, Handed, Outcome, Prepared, Removal};

/// What is certain about a call that did not do what was asked.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// It was not done, and asking again would not help.
    Refused(Failure),
    /// It was not done, and may be asked again.
    Later(Failure),
    /// Nothing is certain. The words are for `detail`.
    Unclear(Platform, String),
}

impl Verdict {
    /// For a call that makes nothing public: an unclear answer is only a wasted one.
    pub(crate) fn failure(self) -> Failure {
        match self {
            Self::Refused(failure) | Self::Later(failure) => failure,
            Self::Unclear(platform, detail) => {
                failure(FailureClass::TryAgain, unclear(platform.name(), &detail), &detail)
            }
        }
    }

    /// For a call that makes something public: an unclear answer leaves the post in doubt.
    pub(crate) fn outcome(self) -> Outcome {
        match self {
            Self::Refused(failure) => Outcome::Rejected(failure),
            Self::Later(failure) => Outcome::Absent(failure),
            Self::Unclear(platform, detail) => Outcome::Unknown(failure(
                FailureClass::Unknown,
                format!(
                    "{0} did not say whether the post went out. Countersign looks for it on {0} before anything is sent again.",
                    platform.name()
                ),
                &detail,
            )),
        }
    }

    /// For a call that hands something over for later: an unclear answer leaves it in doubt.
    pub(crate) fn handed(self) -> Handed {
        match self {
            Self::Refused(failure) => Handed::Refused(failure),
            Self::Later(failure) => Handed::Absent(failure),
            Self::Unclear(platform, detail) => Handed::Unknown(failure(
                FailureClass::Unknown,
                format!("{} did not say whether it keeps the post. Countersign looks for it there.", platform.name()),
                &detail,
            )),
        }
    }

    /// For a call that takes something down: asking again does no harm, so an unclear answer is asked again.
    pub(crate) fn removal(self, platform: Platform) -> Removal {
        let name = platform.name();
        match self {
            Self::Refused(failure) if failure.class == FailureClass::Reconnect => Removal::Refused(failure),
            Self::Refused(failure) => Removal::Refused(Failure {
                message: format!(
                    "{name} does not take this down for Countersign. Open it on {name} and delete it there; {name}'s own words are under Details."
                ),
                ..failure
            }),
            Self::Later(failure) => Removal::TryAgain(failure),
            Self::Unclear(_, detail) => Removal::TryAgain(failure(
                FailureClass::Unknown,
                format!("{name} did not say whether it is gone. Countersign asks again."),
                &detail,
            )),
        }
    }

    pub(crate) fn refused(class: FailureClass, message: impl Into<String>, detail: &str) -> Self {
        Self::Refused(failure(class, message, detail))
    }

    pub(crate) fn later(class: FailureClass, message: impl Into<String>, detail: &str) -> Self {
        Self::Later(failure(class, message, detail))
    }
}

/// How a redirect is told in `detail`. None is followed: the token would go with it.
pub(crate) const REDIRECT: &str = "a redirect, which was not followed";
/// How a web page is told that came where the platform's own words should be.
pub(crate) const WEB_PAGE: &str = "a web page in place of an answer";

/// What an unclear answer is to whoever asked for nothing that anybody sees.
fn unclear(name: &str, detail: &str) -> String {
    if detail.ends_with(REDIRECT) || detail.ends_with(WEB_PAGE) {
        return format!(
            "Something between this laptop and {name} answered in its place, such as the sign-in page of a network. Open any page in a browser, do what it asks for, and try again."
        );
    }
    format!("{name} did not answer as it should. This usually passes by itself.")
}

/// A failure whose detail can be shown.
pub(crate) fn failure(class: FailureClass, message: impl Into<String>, detail: &str) -> Failure {
    Failure { class, message: message.into(), detail: showable(detail) }
}

/// What was signed can't be sent at all, so nothing was.
pub(crate) fn impossible(message: &str) -> Verdict {
    Verdict::refused(FailureClass::FixContent, message, "not sent")
}

/// Nothing of a part is sent before all of its pictures are with the platform.
pub(crate) fn all_uploaded(part: &SignedPart, prepared: &Prepared) -> Result<(), Verdict> {
    if prepared.media_ids.len() == part.media.len() {
        return Ok(());
    }
    Err(Verdict::later(
        FailureClass::TryAgain,
        "Not all pictures of this post were uploaded, so nothing was sent. Countersign tries again.",
        &format!("{} of {} pictures", prepared.media_ids.len(), part.media.len()),
    ))
}

/// The post that an answer belongs under.
pub(crate) fn answered(post: Option<&str>) -> Result<&str, Verdict> {
    post.ok_or_else(|| impossible("The post that this one belongs under is not public, so nothing was sent."))
}

/// The credential is not taken any more.
pub(crate) fn reconnect(platform: Platform, detail: &str) -> Verdict {
    Verdict::refused(
        FailureClass::Reconnect,
        format!(
            "{} does not accept this channel's sign-in any more. Please connect the channel again.",
            platform.name()
        ),
        detail,
    )
}

/// The platform wants a pause.
pub(crate) fn wait(platform: Platform, until: Millis, detail: &str) -> Verdict {
    Verdict::later(
        FailureClass::WaitUntil(until),
        format!("{} asks for a pause. Countersign goes on by itself when it is over.", platform.name()),
        detail,
    )
}

/// Nothing is left of an allowance, as the platform itself said before, so nothing was sent.
pub(crate) fn used_up(platform: Platform, until: Millis) -> Verdict {
    Verdict::later(
        FailureClass::WaitUntil(until),
        format!(
            "{} allows this channel no more calls for now, so nothing was sent. Countersign goes on by itself when it does.",
            platform.name()
        ),
        "the allowance is used up",
    )
}

/// The credential can't be had, so nothing was sent.
pub(crate) fn vault(platform: Platform, fault: &VaultFault) -> Verdict {
    let detail = fault.to_string();
    match fault {
        VaultFault::NotThere => Verdict::refused(
            FailureClass::Reconnect,
            format!("This {} channel is not connected on this laptop. Please connect it.", platform.name()),
            &detail,
        ),
        VaultFault::Damaged(_) | VaultFault::WrongPin => Verdict::refused(
            FailureClass::Reconnect,
            format!(
                "What this laptop keeps to sign in at {} can't be read. Please connect the channel again.",
                platform.name()
            ),
            &detail,
        ),
        VaultFault::KeychainMissing | VaultFault::KeychainLocked => Verdict::later(
            FailureClass::Keychain,
            "This laptop's keychain is locked, so nothing was sent. Unlock it, and Countersign goes on.",
            &detail,
        ),
        VaultFault::Disk(_) | VaultFault::Full => Verdict::later(
            FailureClass::TryAgain,
            "The disk does not answer as it should, so nothing was sent. Please check the disk.",
            &detail,
        ),
    }
}

/// A signed picture can't be read, so nothing was sent.
pub(crate) fn picture(fault: &VaultFault) -> Failure {
    failure(
        FailureClass::FixContent,
        "A picture of this post can't be read on this laptop, or is not the one that was signed. Nothing was sent. Please add the picture again.",
        &fault.to_string(),
    )
}

/// A signed video can't be read, so nothing was published.
pub(crate) fn film(fault: &VaultFault) -> Failure {
    let (class, message) = match fault {
        VaultFault::KeychainMissing | VaultFault::KeychainLocked => (
            FailureClass::Keychain,
            "This laptop's keychain is locked, so the video was not sent. Unlock it, and Countersign goes on.",
        ),
        VaultFault::Disk(_) | VaultFault::Full => (
            FailureClass::Local,
            "The disk does not answer as it should, so the video was not sent. Please check the disk.",
        ),
        VaultFault::NotThere | VaultFault::Damaged(_) | VaultFault::WrongPin => (
            FailureClass::FixContent,
            "The video of this post can't be read on this laptop, or is not the one that was signed. Nothing was published. Please add the video again.",
        ),
    };
    failure(class, message, &fault.to_string())
}

const LONGEST_DETAIL: usize = 300;
/// Codes and trace ids of both platforms are shorter, their tokens are longer.
const LONGEST_WORD: usize = 31;

/// Signs that nobody sees and that turn the words around them: with one a stranger's words could reach into ours.
const fn turns(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Foreign words, fit to be shown: one line in one direction, no address, nothing as long as a token, cut to size.
pub(crate) fn showable(words: &str) -> String {
    let mut shown = String::new();
    for word in words.split(|c: char| c.is_whitespace() || c.is_control() || turns(c)).filter(|word| !word.is_empty()) {
        if !shown.is_empty() {
            shown.push(' ');
        }
        let unbroken = word.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))).map(str::len).max();
        if word.contains("://") || unbroken > Some(LONGEST_WORD) {
            shown.push('…');
        } else {
            shown.push_str(word);
        }
    }
    if shown.chars().count() > LONGEST_DETAIL {
        shown = shown.chars().take(LONGEST_DETAIL).chain(['…']).collect();
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_words_stay_in_their_line_and_turn_nothing_around() {
        let hostile = "refused\u{202e}detsoP\u{202c}\r\n\u{1b}[2J\u{2067}<b>Posted</b>\u{200b}\0";
        assert_eq!(showable(hostile), "refused detsoP [2J <b>Posted</b>");
    }

    #[test]
    fn foreign_words_show_no_address_and_no_token() {
        let token = "EAAB".repeat(20);
        let shown =
            showable(&format!("Malformed access token {token}\nsee https://example.org/?access_token={token} (#190)"));
        assert_eq!(shown, "Malformed access token … see … (#190)");
        assert_eq!(showable("access_token=practice-facebook-page-lakeside-clinic-7d30b54c8e91"), "…");
        assert_eq!(showable(&"long ".repeat(200)).chars().count(), LONGEST_DETAIL + 1);
    }

    #[test]
    fn codes_stay_readable() {
        let words =
            "403 Forbidden: You are not allowed to create a Tweet with duplicate content. (client-not-enrolled)";
        assert_eq!(showable(words), words);
    }

    #[test]
    fn an_unclear_answer_weighs_as_much_as_what_was_asked() {
        let unclear = || Verdict::Unclear(Platform::X, "503".to_owned());
        assert_eq!(unclear().failure().class, FailureClass::TryAgain);
        assert!(matches!(unclear().outcome(), Outcome::Unknown(failure) if failure.class == FailureClass::Unknown));
    }

    #[test]
    fn without_a_credential_nothing_is_sent_and_nothing_is_in_doubt() {
        for fault in [
            VaultFault::NotThere,
            VaultFault::KeychainLocked,
            VaultFault::KeychainMissing,
            VaultFault::Disk("x".into()),
        ] {
            assert!(
                !matches!(vault(Platform::X, &fault).outcome(), Outcome::Unknown(_) | Outcome::Published(_)),
                "{fault}"
            );
        }
    }
}
