//! Which platforms are let in: those that this version has a client for, and of them those that the clinic may use.
//!
//! Invariant: a name that is no platform, or a platform that the clinic does not use, is refused before anything is asked of
//! anybody, and each refusal is on record under a number that the person is told.

use std::sync::Arc;

use serde_json::Value;

use super::context::Api;
use super::types::{PlatformUse, PlatformsChoose};
use crate::audit::{self, Action, Actor, Entry};
use crate::clinic::{self, Caller};
use crate::error::{Error, ErrorCode, Result};
use crate::model::{ChannelId, CorrelationId, Platform};

/// The longest of a foreign name that is put on record.
const LONGEST: usize = 40;

pub(super) fn list(api: &Api, _: &Caller, (): ()) -> Result<Vec<PlatformUse>> {
    api.db.read(|tx| {
        let channels = clinic::channels(tx)?;
        let chosen = clinic::platforms_chosen(tx)?;
        let mut platforms = Vec::new();
        for platform in Platform::ALL.iter().copied() {
            let channels = channels.iter().filter(|channel| channel.platform == platform).count();
            platforms.push(PlatformUse {
                platform,
                channels: u32::try_from(channels).unwrap_or(u32::MAX),
                // As long as nobody chose, it is those with channels that are used.
                allowed: if chosen { clinic::is_allowed(tx, platform)? } else { channels > 0 },
                chosen,
            });
        }
        Ok(platforms)
    })
}

pub(super) fn choose(api: &Api, caller: &Caller, asked: PlatformsChoose) -> Result<Vec<PlatformUse>> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| clinic::choose_platforms(tx, &env, by, &asked.platforms))?;
    api.dispatcher.wake();
    list(api, caller, ())
}

impl Api {
    /// The platform that a person's input names.
    ///
    /// # Errors
    /// When this version has no client for it; that is on record.
    pub fn platform_named(&self, word: &str, command: &'static str) -> Result<Platform> {
        Platform::from_word(word)
            .ok_or_else(|| self.refuse_platform(Actor::Application, command, word, "unknown_platform"))
    }

    /// Lets a command go on only where the clinic may use its platform.
    pub(super) fn allow_platform(&self, by: Actor, platform: Platform, command: &'static str) -> Result<()> {
        if self.db.read(|tx| clinic::is_allowed(tx, platform))? {
            return Ok(());
        }
        Err(self.refuse_platform(by, command, platform.word(), "platform_not_allowed"))
    }

    /// Refuses a request that names what is no platform, or no channel of this clinic.
    pub(super) fn check_names(&self, by: Actor, command: &'static str, request: &Value) -> Result<()> {
        if let Some(word) = unknown(request) {
            return Err(self.refuse_platform(by, command, word, "unknown_platform"));
        }
        let mut named = Vec::new();
        channels(request, of_channels(command), &mut named);
        for word in named {
            // What is no id at all is refused by whoever reads the request.
            let Ok(id) = word.parse::<ChannelId>() else { continue };
            if self.db.read(|tx| clinic::is_channel(tx, id))? {
                continue;
            }
            self.note_refusal(by, command, word, "unknown_channel")?;
            return Err(Error::not_found("channel"));
        }
        Ok(())
    }

    /// Puts a refusal on record. The name was typed by somebody, so it can be forgotten like any words.
    fn note_refusal(
        &self,
        by: Actor,
        command: &'static str,
        word: &str,
        reason: &'static str,
    ) -> Result<CorrelationId> {
        let correlation: CorrelationId = self.env.id();
        let (env, words) = (Arc::clone(&self.env), showable(word));
        self.db.write(move |tx| {
            let entry = Entry::denied(by, Action::PlatformRefused, reason)
                .under(correlation)
                .fact("command", command)
                .words(&words);
            audit::record(tx, &env, &entry).map_err(Error::from)
        })?;
        Ok(correlation)
    }

    fn refuse_platform(&self, by: Actor, command: &'static str, word: &str, reason: &'static str) -> Error {
        let correlation = match self.note_refusal(by, command, word, reason) {
            Ok(correlation) => correlation,
            Err(error) => return error,
        };
        let shown = showable(word);
        let message = match Platform::from_word(word) {
            Some(platform) => format!(
                "This clinic does not use {}. An administrator can change that under Settings, Channels.",
                platform.name()
            ),
            None => format!("Countersign does not know a platform called “{shown}”. Nothing was asked of anybody."),
        };
        Error::refused(ErrorCode::Invalid, message).with(|refusal| {
            refusal.field = Some("platform");
            refusal.correlation_id = Some(correlation);
        })
    }
}

/// A foreign name, fit to be shown and kept.
fn showable(word: &str) -> String {
    word.chars().filter(|sign| !sign.is_control()).take(LONGEST).collect()
}

/// Whether a command's `id` is a channel's.
fn of_channels(command: &str) -> bool {
    ["channel_", "template_"].iter().any(|first| command.starts_with(first))
}

/// What stands in a request where a channel's id does.
fn channels<'a>(request: &'a Value, own_id: bool, named: &mut Vec<&'a str>) {
    match request {
        Value::Object(fields) => {
            for (name, value) in fields {
                match (name.as_str(), value) {
                    ("channel_id", Value::String(id)) => named.push(id),
                    ("id", Value::String(id)) if own_id => named.push(id),
                    ("channels", Value::Array(ids)) => named.extend(ids.iter().filter_map(Value::as_str)),
                    (_, value) => channels(value, false, named),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| channels(value, false, named)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The first name in a request that stands where a platform's does, and is none.
fn unknown(request: &Value) -> Option<&str> {
    let is_none = |word: &&str| Platform::from_word(word).is_none();
    match request {
        Value::Object(fields) => fields.iter().find_map(|(name, value)| match (name.as_str(), value) {
            ("platform", Value::String(word)) => Some(word.as_str()).filter(is_none),
            ("platforms", Value::Array(words)) => words.iter().filter_map(Value::as_str).find(is_none),
            (_, value) => unknown(value),
        }),
        Value::Array(values) => values.iter().find_map(unknown),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_foreign_name_is_found_wherever_it_stands() {
        let nested = json!({ "id": "p", "content": { "parts": [], "options": { "platform": "myspace" } } });
        assert_eq!(unknown(&nested), Some("myspace"));
        assert_eq!(unknown(&json!({ "platforms": ["x", "orkut"] })), Some("orkut"));
        assert_eq!(unknown(&json!([{ "platform": "" }])), Some(""));
        assert_eq!(unknown(&json!({ "platform": "x", "platforms": ["facebook"], "text": "myspace" })), None);
    }
}
