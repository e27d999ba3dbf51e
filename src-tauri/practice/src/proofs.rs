//! What whoever asks for a token brings: a form, and the app's own proof of itself.
//!
//! Invariant: a code is worth a token only to whoever knows what its challenge was made from, where there is one.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use crate::call::{Call, Payload};

/// A field of the form; empty if it is not there.
pub(crate) fn field<'a>(call: &'a Call, name: &str) -> &'a str {
    match &call.body {
        Payload::Form(fields) => {
            fields.iter().find_map(|(key, value)| (key == name).then_some(value.as_str())).unwrap_or_default()
        }
        Payload::Empty
        | Payload::Json(_)
        | Payload::Multipart(_)
        | Payload::Bytes(_)
        | Payload::TooLarge
        | Payload::Unreadable => "",
    }
}

/// The id and the secret that stand in the call's own header (RFC 7617).
pub(crate) fn basic(call: &Call) -> Option<(String, String)> {
    let (_, word) = call.authorization.as_ref().filter(|(scheme, _)| scheme == "basic")?;
    let text = String::from_utf8(STANDARD.decode(word).ok()?).ok()?;
    text.split_once(':').map(|(id, secret)| (id.to_owned(), secret.to_owned()))
}

/// Whether `verifier` is what a challenge was made from (RFC 7636, S256).
pub(crate) fn proves(challenge: Option<&str>, verifier: &str) -> bool {
    challenge.is_none_or(|challenge| URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())) == challenge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard_is_proven_by_its_verifier_alone() {
        // RFC 7636, appendix B.
        let challenge = Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert!(proves(challenge, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert!(!proves(challenge, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl") && !proves(challenge, ""));
        assert!(proves(None, ""));
    }
}
