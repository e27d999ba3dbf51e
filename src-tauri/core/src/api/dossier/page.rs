//! What a dossier says, and the page that says it.
//!
//! Invariant: every value goes through the template's escaping for HTML; nothing here is markup.

use minijinja::Environment;
use minijinja::value::Serde;
use serde::Serialize;

use crate::error::{Error, Result};

/// Ends in `.html`, which is what has every value escaped.
const NAME: &str = "dossier.html";
const TEMPLATE: &str = include_str!("page.html");

/// Everything on the page, as texts.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Facts {
    pub(super) clinic: String,
    pub(super) practice: bool,
    pub(super) made: String,
    pub(super) title: String,
    pub(super) platform: String,
    pub(super) account: String,
    pub(super) state: String,
    pub(super) planned: Option<String>,
    pub(super) post: String,
    pub(super) correlation: String,
    pub(super) signed: Vec<Version>,
    pub(super) recipients: Option<String>,
    pub(super) parts: Vec<Part>,
    pub(super) message: Option<String>,
    pub(super) talk: Vec<Remark>,
    pub(super) story: Vec<Told>,
    pub(super) more: bool,
}

/// A version that somebody signed.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Version {
    pub(super) sent: bool,
    pub(super) parts: Vec<SignedPart>,
    pub(super) options: Vec<Named>,
    pub(super) findings: Vec<String>,
    pub(super) note: String,
    pub(super) signatures: Vec<Signature>,
    pub(super) from: String,
    pub(super) until: String,
    pub(super) digest: String,
}

#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct SignedPart {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) files: Vec<File>,
    /// Whether the gate let it out as it stands here.
    pub(super) sent: bool,
}

#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct File {
    /// An address that holds the picture itself.
    pub(super) picture: Option<String>,
    pub(super) what: String,
    pub(super) alt: String,
    pub(super) missing: Option<String>,
    pub(super) digest: String,
}

#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) value: String,
}

#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Signature {
    pub(super) by: String,
    pub(super) registration: Option<String>,
    pub(super) at: String,
    /// When it was given, where that was beforehand.
    pub(super) beforehand: Option<String>,
    pub(super) revoked: Option<String>,
    pub(super) valid: bool,
    pub(super) fingerprint: String,
    pub(super) public_key: String,
    pub(super) signature: String,
}

/// What became of one part.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) state: String,
    pub(super) posted: Option<String>,
    pub(super) link: Option<String>,
    pub(super) platform_id: Option<String>,
    pub(super) evidence: Option<String>,
    pub(super) read_back: Option<ReadBack>,
    pub(super) removal: Option<String>,
}

/// What its platform showed of a part, held against what was signed.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct ReadBack {
    pub(super) sentence: String,
    pub(super) looked: Option<String>,
    pub(super) compared: String,
    pub(super) differences: Vec<Difference>,
    /// Who saw what came of it, and when.
    pub(super) seen: Option<String>,
}

/// Something that is shown otherwise than it was signed.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Difference {
    pub(super) what: String,
    pub(super) signed: String,
    pub(super) shown: String,
}

#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Remark {
    pub(super) by: String,
    pub(super) at: String,
    pub(super) kind: &'static str,
    pub(super) text: String,
}

/// An entry of the record.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Told {
    pub(super) seq: i64,
    pub(super) at: String,
    pub(super) by: String,
    pub(super) sentence: String,
    pub(super) words: Option<String>,
    pub(super) hash: String,
}

/// The page.
pub(super) fn written(facts: &Facts) -> Result<String> {
    let failed = |error: minijinja::Error| Error::internal(error.to_string());
    let mut environment = Environment::new();
    environment.add_template(NAME, TEMPLATE).map_err(failed)?;
    environment.get_template(NAME).and_then(|page| page.render(Serde(facts))).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_anybody_wrote_is_no_markup() {
        let evil = "</div><script>alert('x')</script>\" onload=\"y";
        let text = || evil.to_owned();
        let version = Version {
            parts: vec![SignedPart {
                name: text(),
                text: text(),
                sent: false,
                files: vec![File {
                    alt: text(),
                    what: text(),
                    picture: Some("data:image/png;base64,AA==".into()),
                    ..File::default()
                }],
            }],
            options: vec![Named { name: text(), value: text() }],
            findings: vec![text()],
            note: text(),
            signatures: vec![Signature { by: text(), registration: Some(text()), ..Signature::default() }],
            ..Version::default()
        };
        let facts = Facts {
            clinic: text(),
            title: text(),
            account: text(),
            signed: vec![version],
            parts: vec![Part {
                link: Some(format!("https://x.com/{evil}")),
                name: text(),
                read_back: Some(ReadBack {
                    sentence: text(),
                    looked: Some(text()),
                    compared: text(),
                    differences: vec![Difference { what: text(), signed: text(), shown: text() }],
                    seen: Some(text()),
                }),
                ..Part::default()
            }],
            message: Some(text()),
            talk: vec![Remark { by: text(), text: text(), ..Remark::default() }],
            story: vec![Told { words: Some(text()), by: text(), ..Told::default() }],
            ..Facts::default()
        };
        let page = written(&facts).unwrap();
        assert!(!page.contains("<script") && !page.contains("\" onload="), "{page}");
        assert_eq!(page.matches("&lt;script&gt;").count(), 30, "each of them is there, as text");
        assert!(page.contains("data:image/png;base64,AA==") || page.contains("data:image&#x2f;png;base64,AA=="));
    }

    #[test]
    fn only_a_version_that_was_let_out_is_called_sent_and_its_parts_are_named() {
        let part = |name: &str, sent: bool| SignedPart { name: name.to_owned(), sent, ..SignedPart::default() };
        let version = |parts: [SignedPart; 2]| Version {
            sent: parts.iter().any(|part| part.sent),
            parts: parts.into(),
            ..Version::default()
        };
        let page = |version: Version| written(&Facts { signed: vec![version], ..Facts::default() }).unwrap();
        let never = page(version([part("Alpha", false), part("Beta", false)]));
        assert!(!never.contains("As signed and sent") && !never.contains("as it stands here"), "{never}");
        let half = page(version([part("Alpha", true), part("Beta", false)]));
        assert!(half.contains("As signed and sent"));
        assert!(half.contains("Sent as it stands here: Alpha.") && half.contains("Not sent as it stands here: Beta."));
    }

    #[test]
    fn the_page_loads_nothing_and_does_nothing() {
        assert!(TEMPLATE.contains("default-src 'none'; img-src data:; style-src 'unsafe-inline'"));
        for not in ["<script", "<link", "<iframe", "http://", "https://", "onclick", "javascript:", "| safe"] {
            assert!(!TEMPLATE.contains(not), "{not}");
        }
    }
}
