//! Sends the bytes of a film to the host of Meta that takes them, for Facebook and Instagram alike.
//!
//! Invariant: nothing becomes public by it, however it ends. Where it begins is what the platform said it has; what it does
//! not say is never guessed.

use async_trait::async_trait;
use countersign_core::model::{PartId, Platform};
use countersign_core::ports::SealedReader;
use countersign_core::publish::{Failure, FailureClass, Journal};
use serde::Deserialize;

use crate::errors::Verdict;
use crate::http::{Answer, Call, Caller, Endpoint, Http, Progress, Scheme, Stretch, piped, together};

/// Tells the journal how far the file of a part has come.
pub(crate) struct Told<'a> {
    pub(crate) journal: &'a dyn Journal,
    pub(crate) part: PartId,
    pub(crate) total: u64,
}

#[async_trait]
impl Progress for Told<'_> {
    async fn sent(&self, bytes: u64) -> Result<(), Failure> {
        self.journal.progress(self.part, bytes, self.total).await
    }
}

/// To where bytes are sent, and for what.
pub(crate) struct Place<'a> {
    pub(crate) http: &'a Http,
    pub(crate) endpoint: &'static Endpoint,
    pub(crate) caller: Caller<'a>,
    pub(crate) names: [&'a str; 2],
    /// The address that the platform named, where this is the call that it named it for.
    pub(crate) told: Option<&'a str>,
    pub(crate) judge: fn(&Answer) -> Option<Verdict>,
}

impl Place<'_> {
    /// Sends all of a file from `from` on.
    pub(crate) async fn send(&self, file: &mut dyn SealedReader, from: u64, told: &Told<'_>) -> Result<(), Failure> {
        let length = told.total.saturating_sub(from);
        let (feeder, body) = piped(self.http.patience());
        let call = Call::new(self.endpoint, self.caller, &self.names)
            .by(Scheme::OAuth)
            .header("offset", from)
            .header("file_size", told.total)
            .stream(body, length);
        let call = match self.told {
            Some(address) => call.at(address),
            None => call,
        };
        let feeding = feeder.feed(file, Stretch { from, length }, told);
        // What stopped the file is why there is no answer.
        let answer = together(self.http.send(call), feeding).await?.map_err(Verdict::failure)?;
        match refused(self.endpoint.platform, &answer).or_else(|| (self.judge)(&answer)) {
            Some(verdict) => Err(verdict.failure()),
            None => told.sent(told.total).await,
        }
    }
}

#[derive(Deserialize)]
struct Refusal {
    debug_info: Info,
}

#[derive(Deserialize)]
struct Info {
    #[serde(default)]
    retriable: bool,
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    message: String,
}

/// What the host that takes bytes says against them; it has words of its own.
fn refused(platform: Platform, answer: &Answer) -> Option<Verdict> {
    let Refusal { debug_info } = answer.json().and_then(|body| serde_json::from_value(body).ok())?;
    let name = platform.name();
    let detail = format!("{} {}: {}", answer.status, debug_info.kind, debug_info.message);
    let again =
        debug_info.retriable || matches!(debug_info.kind.as_str(), "OffsetInvalidError" | "PartialRequestError");
    Some(if again {
        Verdict::later(
            FailureClass::TryAgain,
            format!("{name} did not get all of the video. Countersign goes on where it ended."),
            &detail,
        )
    } else {
        Verdict::refused(
            FailureClass::FixContent,
            format!("{name} can't work with this video. Please choose another one, best an MP4 with H.264 and AAC."),
            &detail,
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_pass_is_sent_again_and_what_can_not_is_refused() {
        let said = |body: &str| refused(Platform::Facebook, &Answer::of(400, &[], body));
        let later =
            |verdict| matches!(verdict, Some(Verdict::Later(failure)) if failure.class == FailureClass::TryAgain);
        assert!(later(said(r#"{"debug_info":{"retriable":false,"type":"OffsetInvalidError","message":"m"}}"#)));
        assert!(later(said(r#"{"debug_info":{"type":"PartialRequestError"}}"#)));
        assert!(later(said(r#"{"debug_info":{"retriable":true,"type":"ProcessingFailedError"}}"#)));
        let Some(Verdict::Refused(failure)) =
            said(r#"{"debug_info":{"retriable":false,"type":"ProcessingFailedError","message":"codec"}}"#)
        else {
            unreachable!()
        };
        assert_eq!(failure.class, FailureClass::FixContent);
        assert_eq!(failure.detail, "400 ProcessingFailedError: codec");
        assert!(said(r#"{"success":true}"#).is_none() && said("").is_none());
    }
}
