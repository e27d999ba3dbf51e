//! What stands in the bytes that were signed, as far as it says where and when they count.
//!
//! Invariant: only a manifest whose bytes have the digest that names them is read, and only of a version that is known.

use serde::Deserialize;

use crate::hash::digest;
use crate::line::Manifest;

/// The version of manifests that is known.
const VERSION: u32 = 1;

/// What a manifest says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Signed {
    pub(crate) workspace: String,
    pub(crate) post: String,
    pub(crate) platform: String,
    /// How many parts become public by themselves; none where each recipient is one.
    pub(crate) parts: Option<usize>,
    pub(crate) not_before: i64,
    pub(crate) not_after: i64,
    /// What it is, where it is an answer of words alone.
    pub(crate) answer: Option<Answer>,
}

/// An answer of one part, with nothing beside its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) platform: String,
    pub(crate) account_id: String,
    pub(crate) text: String,
    pub(crate) options: serde_json::Value,
}

#[derive(Deserialize)]
struct Body {
    version: u32,
    workspace: String,
    post: String,
    platform: String,
    parts: Vec<serde_json::Value>,
    not_before: i64,
    not_after: i64,
    #[serde(default)]
    account_id: Option<String>,
    #[serde(default)]
    options: serde_json::Value,
    #[serde(default)]
    target: serde_json::Value,
}

impl Body {
    fn answer(&self) -> Option<Answer> {
        let [part] = self.parts.as_slice() else { return None };
        let is_bare = part.get("media").and_then(serde_json::Value::as_array).is_some_and(Vec::is_empty);
        let answers = matches!(part.get("role")?.as_str()?, "reply" | "message") && self.target.is_object();
        let text = part.get("text")?.as_str()?.to_owned();
        (is_bare && answers).then_some(Answer {
            platform: self.platform.clone(),
            account_id: self.account_id.clone()?,
            text,
            options: self.options.clone(),
        })
    }
}

impl Signed {
    /// Reads a manifest; the refusal is a sentence.
    pub(crate) fn read(manifest: &Manifest) -> Result<Self, &'static str> {
        let bytes = manifest.bytes.as_bytes();
        if digest(bytes) != manifest.digest {
            return Err("these bytes are not the ones that were signed: their digest is another");
        }
        let body: Body =
            serde_json::from_slice(bytes).map_err(|_| "what was signed is no manifest that this verifier can read")?;
        if body.version != VERSION {
            return Err("what was signed is a manifest of a version that this verifier does not know");
        }
        let answer = body.answer();
        let to_recipients = body.platform == "whatsapp";
        Ok(Self {
            workspace: body.workspace,
            post: body.post,
            platform: body.platform,
            parts: (!to_recipients).then_some(body.parts.len()),
            not_before: body.not_before,
            not_after: body.not_after,
            answer,
        })
    }
}
