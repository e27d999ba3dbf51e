//! A message to a channel on Slack, by the address that an *incoming webhook* has.
//!
//! Invariant: the address is a secret: it goes to Slack's own host alone, and is in no log and no fault. A message is sent once, on a
//! connection of its own, so that a failure to connect is certain to come before its first byte.
//!
//! What Slack answers: <https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks> (read 2026-11).

use countersign_core::model::Secret;
use countersign_core::ports::{SendFault, SendRemedy};
use reqwest::Client;
use serde_json::json;
use url::Url;

use super::Post;
use super::faults::{certain, in_doubt, said};
use crate::http::{Clients, distrusted};

/// The most of an answer that is read, in bytes; Slack's are a word.
const LONGEST_ANSWER: usize = 512;

impl Post {
    /// Where messages go.
    pub(super) fn slack_address(&self, webhook: &Secret) -> Result<Url, SendFault> {
        self.route.slack(webhook.expose()).map_err(|_| {
            certain(
                SendRemedy::Person,
                Some("webhook"),
                "This is no webhook of Slack’s. Copy its address again; it begins with https://hooks.slack.com/services/.",
                "not a webhook",
            )
        })
    }

    pub(super) async fn tell_slack(&self, webhook: &Secret, text: &str) -> Result<(), SendFault> {
        let address = self.slack_address(webhook)?;
        let request = self.fresh()?.post(address).json(&json!({ "text": escaped(text) }));
        let mut response = request.send().await.map_err(|error| no_answer(&error.without_url()))?;
        let status = response.status().as_u16();
        let mut words = Vec::new();
        while words.len() < LONGEST_ANSWER
            && let Ok(Some(chunk)) = response.chunk().await
        {
            words.extend_from_slice(&chunk);
        }
        words.truncate(LONGEST_ANSWER);
        judge(status, &String::from_utf8_lossy(&words))
    }

    /// Built when it is first needed: so that an unreadable certificate store fails a call that can say so.
    fn fresh(&self) -> Result<&Client, SendFault> {
        let unreadable = || {
            certain(
                SendRemedy::Person,
                None,
                "This computer’s list of trusted certificates can’t be read, so Slack can’t be reached safely. Ask whoever looks after the computer.",
                "no certificates",
            )
        };
        if self.clients.get().is_none() {
            let built = Clients::build(&self.route, self.timeouts).map_err(|_| unreadable())?;
            return Ok(&self.clients.get_or_init(|| built).fresh);
        }
        self.clients.get().map(|clients| &clients.fresh).ok_or_else(unreadable)
    }
}

/// Three signs begin a mention or a link on Slack, which would call people who are meant by nobody.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn judge(status: u16, words: &str) -> Result<(), SendFault> {
    let detail = said(&format!("{status} {words}"));
    match status {
        200 if words.trim() == "ok" => Ok(()),
        429 => Err(certain(
            SendRemedy::Time,
            None,
            "Slack takes no more messages from the clinic just now. Countersign tries again by itself.",
            detail,
        )),
        403 | 404 | 410 => Err(certain(
            SendRemedy::Person,
            Some("webhook"),
            "Slack does not know this webhook any more, or its channel is gone. Make a new one in Slack, and enter its address.",
            detail,
        )),
        400..=499 => Err(certain(
            SendRemedy::Person,
            Some("webhook"),
            "Slack refused the message. What it said is under Details; ask whoever looks after your Slack.",
            detail,
        )),
        _ => {
            Err(in_doubt("Slack did not say whether it took the message, so nobody knows whether it is there.", detail))
        }
    }
}

fn no_answer(error: &reqwest::Error) -> SendFault {
    if error.is_connect() && distrusted(error) {
        return certain(
            SendRemedy::Person,
            None,
            "Slack could not be reached safely: this network shows a certificate that the computer does not trust. Ask whoever looks after the network.",
            "certificate or encryption",
        );
    }
    if error.is_connect() || error.is_builder() {
        return certain(
            SendRemedy::Time,
            None,
            "Slack could not be reached. Please check the connection to the internet.",
            "not reached",
        );
    }
    in_doubt("Slack did not say whether it took the message, so nobody knows whether it is there.", "no answer")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clinics_name_calls_nobody() {
        assert_eq!(escaped("<!channel> & co"), "&lt;!channel&gt; &amp; co");
    }

    #[test]
    fn only_slacks_own_word_means_that_it_was_taken() {
        assert_eq!(judge(200, "ok"), Ok(()));
        let doubt = judge(200, "<html>Sign in to the clinic’s guest network</html>").unwrap_err();
        assert!(!doubt.certain);
        assert!(!judge(500, "rollup_error").unwrap_err().certain);
        let refused = judge(404, "no_service").unwrap_err();
        assert_eq!(
            (refused.certain, refused.field, refused.detail.as_str()),
            (true, Some("webhook"), "404 no_service")
        );
        assert_eq!(judge(429, "").unwrap_err().remedy, SendRemedy::Time);
    }
}
