//! What WhatsApp keeps: templates, media, messages, and whom a business reached when.
//!
//! Invariant: a message that was accepted stays here for good; how far it came is worked out from the clock.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::DAY_MS;
use super::wire::{TemplateStanding, WhatsappPerson, WhatsappWire};

/// How long an upload is kept.
const MEDIA_LASTS_MS: i64 = 30 * DAY_MS;

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct WhatsappState {
    /// By id, and so by age.
    pub(crate) templates: BTreeMap<u64, WaTemplate>,
    pub(crate) media: BTreeMap<u64, WaMedia>,
    /// By number, and so by age.
    pub(crate) messages: BTreeMap<u64, WaMessage>,
    /// Those who do not simply get and read what is sent, by their number.
    pub(crate) people: BTreeMap<String, WhatsappPerson>,
    /// When somebody was first told that they had enough, by their number.
    pub(crate) enough_since: BTreeMap<String, i64>,
    /// When somebody was last written to, by the sender's phone and theirs.
    pub(crate) written: BTreeMap<String, i64>,
    /// When somebody last wrote, by the sender's phone and theirs.
    pub(crate) heard: BTreeMap<String, i64>,
    /// When somebody was last begun to be written to, by the business account and their number.
    pub(crate) reached: BTreeMap<String, i64>,
    /// By the sender's phone.
    pub(crate) throughput: BTreeMap<String, Tokens>,
    #[serde(default)]
    pub(crate) wire: WhatsappWire,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct WaTemplate {
    pub(crate) number: u64,
    /// The business account that it belongs to.
    pub(crate) business: String,
    pub(crate) name: String,
    pub(crate) language: String,
    pub(crate) category: String,
    pub(crate) named: bool,
    pub(crate) components: Value,
    pub(crate) standing: TemplateStanding,
}

impl WaTemplate {
    pub(crate) fn status(&self, now: i64) -> &'static str {
        match self.standing {
            TemplateStanding::PendingUntil(until) if now < until => "PENDING",
            TemplateStanding::PendingUntil(_) | TemplateStanding::Approved => "APPROVED",
            TemplateStanding::Rejected => "REJECTED",
            TemplateStanding::Paused => "PAUSED",
            TemplateStanding::Disabled => "DISABLED",
        }
    }

    /// A component by its type.
    pub(crate) fn component(&self, kind: &str) -> Option<&Value> {
        self.components.as_array()?.iter().find(|component| component["type"] == kind)
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct WaMedia {
    pub(crate) number: u64,
    pub(crate) phone: String,
    pub(crate) mime: String,
    pub(crate) bytes: usize,
    pub(crate) sha256: String,
    pub(crate) created_ms: i64,
    pub(crate) removed: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct WaMessage {
    pub(crate) number: u64,
    pub(crate) id: String,
    /// The account that sent it.
    pub(crate) account: String,
    pub(crate) to: String,
    pub(crate) template: Option<String>,
    pub(crate) text: String,
    pub(crate) link: Option<String>,
    /// The upload that it shows, and its bytes' name.
    pub(crate) media: Option<(u64, String)>,
    pub(crate) created_ms: i64,
    pub(crate) fate: Fate,
    /// How many more reads of the history miss it.
    pub(crate) hidden_reads: u32,
}

/// What becomes of an accepted message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Fate {
    Read,
    Delivered,
    Failed { code: i64 },
}

impl WaMessage {
    /// What happened to it until now, oldest first.
    pub(crate) fn events(&self, wire: &WhatsappWire, now: i64) -> Vec<(&'static str, i64)> {
        let at = |after: i64| self.created_ms + after;
        let mut events = vec![("SENT", at(wire.sent_after_ms))];
        match self.fate {
            Fate::Failed { .. } => events.push(("FAILED", at(wire.delivered_after_ms))),
            Fate::Delivered => events.push(("DELIVERED", at(wire.delivered_after_ms))),
            Fate::Read => {
                events.push(("DELIVERED", at(wire.delivered_after_ms)));
                events.push(("READ", at(wire.read_after_ms)));
            }
        }
        events.retain(|(_, when)| *when <= now);
        events
    }
}

/// A bucket of tokens, one a message.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Tokens {
    /// In thousandths.
    left: i64,
    at_ms: i64,
}

/// Two names as one key.
pub(crate) fn pair(one: &str, other: &str) -> String {
    format!("{one} {other}")
}

impl WhatsappState {
    pub(crate) fn template(&self, business: &str, name: &str, language: &str) -> Option<&WaTemplate> {
        self.templates.values().find(|it| it.business == business && it.name == name && it.language == language)
    }

    pub(crate) fn template_mut(&mut self, name: &str, language: &str) -> Option<&mut WaTemplate> {
        self.templates.values_mut().find(|it| it.name == name && it.language == language)
    }

    /// An upload of this phone, as long as it is kept.
    pub(crate) fn upload(&self, phone: &str, id: &str, now: i64) -> Option<&WaMedia> {
        let media = self.media.get(&id.parse().ok()?)?;
        (media.phone == phone && !media.removed && now < media.created_ms + MEDIA_LASTS_MS).then_some(media)
    }

    pub(crate) fn person(&self, number: &str) -> WhatsappPerson {
        self.people.get(number).copied().unwrap_or_default()
    }

    /// Takes a token for one message; false if there is none.
    pub(crate) fn take_token(&mut self, phone: &str, now: i64) -> bool {
        let rate = i64::from(self.wire.per_second);
        let full = Tokens { left: rate * 1_000, at_ms: now };
        let tokens = self.throughput.entry(phone.to_owned()).or_insert(full);
        let gained = now.saturating_sub(tokens.at_ms).max(0).saturating_mul(rate);
        tokens.left = tokens.left.saturating_add(gained).min(full.left);
        tokens.at_ms = now;
        if tokens.left < 1_000 {
            return false;
        }
        tokens.left -= 1_000;
        true
    }

    /// Whether somebody wrote in the last 24 hours, so that they may be answered freely.
    pub(crate) fn window_is_open(&self, phone: &str, to: &str, now: i64) -> bool {
        self.heard.get(&pair(phone, to)).is_some_and(|heard| now < heard + DAY_MS)
    }

    /// Whether the business may begin to write to one more person, or writes to this one already.
    pub(crate) fn may_reach(&self, business: &str, to: &str, now: i64) -> bool {
        let own = format!("{business} ");
        let lately = || self.reached.iter().filter(|(key, at)| key.starts_with(&own) && **at > now - DAY_MS);
        let known = self.reached.get(&pair(business, to)).is_some_and(|at| *at > now - DAY_MS);
        known || lately().count() < self.wire.people_a_day as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_come_back_with_time_and_never_more_than_the_bucket_holds() {
        let mut state =
            WhatsappState { wire: WhatsappWire { per_second: 2, ..WhatsappWire::default() }, ..Default::default() };
        let mut take = |at| state.take_token("1", at);
        assert_eq!([take(0), take(0), take(0)], [true, true, false]);
        assert_eq!([take(499), take(500), take(501)], [false, true, false]);
        assert_eq!([take(90_000), take(90_000), take(90_000)], [true, true, false]);
        assert!(!take(80_000), "a clock that goes back gives nothing");
    }

    #[test]
    fn people_fall_out_of_the_count_after_a_day() {
        let mut state =
            WhatsappState { wire: WhatsappWire { people_a_day: 1, ..WhatsappWire::default() }, ..Default::default() };
        state.reached.insert(pair("1", "41"), 1_000);
        state.reached.insert(pair("2", "42"), 1_000);
        assert!(state.may_reach("1", "41", 2_000) && !state.may_reach("1", "43", 2_000));
        assert!(state.may_reach("1", "43", 1_000 + DAY_MS));
    }
}
