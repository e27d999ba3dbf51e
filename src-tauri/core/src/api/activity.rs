//! Use cases of the record: its story in sentences, and whether the chain is whole.

use super::context::Api;
use super::types::{ActivityEntry, ActivityFact, ActivityPage, ActivityRequest, Verification};
use super::views::{here, name_of, names};
use super::when::when;
use crate::audit::{self, Action, Actor};
use crate::clinic::Caller;
use crate::error::{Error, Result};
use crate::model::{CorrelationId, Millis, PersonId, PostId};
use crate::store::{Row, Tx, Value};

/// How many entries a page has.
const PAGE: usize = 60;

struct Stored {
    seq: i64,
    at: Millis,
    actor: Actor,
    action: String,
    allowed: bool,
    reason: Option<String>,
    post: Option<PostId>,
    correlation: Option<CorrelationId>,
    facts: serde_json::Map<String, serde_json::Value>,
    hash: String,
}

pub(super) fn list(api: &Api, _: &Caller, asked: ActivityRequest) -> Result<ActivityPage> {
    api.db.read(|tx| {
        let (_, zone) = here(tx)?;
        let names = names(tx)?;
        let wanted = asked.text.trim().to_lowercase();
        let mut entries = Vec::new();
        let mut before = asked.before.unwrap_or(i64::MAX);
        loop {
            let rows = page(tx, before, &asked)?;
            let Some(last) = rows.last() else { return Ok(ActivityPage { entries, next_before: None }) };
            before = last.seq;
            for row in rows {
                let seq = row.seq;
                let words = audit::words_of(tx, seq)?;
                let by = match row.actor {
                    Actor::Person(person) => name_of(&names, person),
                    Actor::Application => "Countersign".to_owned(),
                };
                let sentence = sentence(&row, |id| id.parse::<PersonId>().ok().map(|id| name_of(&names, id)));
                let haystack = format!("{by} {sentence} {}", words.as_deref().unwrap_or("")).to_lowercase();
                if !haystack.contains(&wanted) {
                    continue;
                }
                entries.push(ActivityEntry {
                    seq,
                    at: when(row.at, &zone),
                    by,
                    sentence,
                    action: row.action,
                    allowed: row.allowed,
                    reason: row.reason,
                    post_id: row.post,
                    correlation_id: row.correlation,
                    detail: row
                        .facts
                        .iter()
                        .map(|(name, value)| ActivityFact {
                            name: name.clone(),
                            value: value.as_str().map_or_else(|| value.to_string(), str::to_owned),
                        })
                        .collect(),
                    words,
                    hash: row.hash,
                });
                if entries.len() == PAGE {
                    return Ok(ActivityPage { entries, next_before: Some(seq) });
                }
            }
        }
    })
}

fn page(tx: &Tx<'_>, before: i64, asked: &ActivityRequest) -> Result<Vec<Stored>> {
    let mut sql = "SELECT * FROM audit_entry WHERE seq < $1".to_owned();
    let mut values: Vec<Value> = vec![before.into()];
    if let Some(correlation) = asked.correlation_id {
        values.push(correlation.into());
        sql.push_str(" AND correlation_id = $2");
    }
    if asked.denied_only {
        sql.push_str(" AND allowed = 0");
    }
    sql.push_str(" ORDER BY seq DESC LIMIT 200");
    tx.all(&sql, &values, stored)
}

fn stored(row: &Row<'_>) -> Result<Stored> {
    Ok(Stored {
        seq: row.get("seq")?,
        at: row.get("at")?,
        actor: row.get::<String>("actor")?.parse().map_err(|_| Error::internal("an actor that is nobody"))?,
        action: row.get("action")?,
        allowed: row.get("allowed")?,
        reason: row.get("reason")?,
        post: row.get("post_id")?,
        correlation: row.get("correlation_id")?,
        facts: row.json("facts")?,
        hash: row.get("hash")?,
    })
}

/// What an entry tells, in a sentence without its subject's name: *signed the post*.
fn sentence(row: &Stored, name: impl Fn(&str) -> Option<String>) -> String {
    let fact = |name: &str| row.facts.get(name).and_then(|value| value.as_str()).unwrap_or("");
    let person = || name(fact("person")).unwrap_or_else(|| "somebody".to_owned());
    let Some(action) = Action::from_word(&row.action) else { return row.action.clone() };
    match action {
        Action::WorkspaceCreated => "set up this clinic's Countersign".to_owned(),
        Action::WorkspaceOpened => "started".to_owned(),
        Action::SessionUnlocked => "unlocked Countersign".to_owned(),
        Action::SessionLocked => "locked Countersign".to_owned(),
        Action::PinRefused => "typed a wrong PIN".to_owned(),
        Action::PinChanged => format!("changed {}'s PIN", person()),
        Action::SigningOpened => "entered the PIN to sign".to_owned(),
        Action::ClinicUpdated => "changed the clinic's profile".to_owned(),
        Action::PersonAdded => format!("added {}", person()),
        Action::PersonUpdated => format!("changed {}'s entry", person()),
        Action::PersonLeft => format!("noted that {} left", person()),
        Action::KeyEnrolled => format!("enrolled a signing key for {}", person()),
        Action::KeyRetired => format!("retired {}'s signing key", person()),
        Action::ChannelConnected => format!("connected a channel on {}", platform(fact("platform"))),
        Action::ChannelDisconnected => "disconnected a channel".to_owned(),
        Action::ChannelRefused => "noted that a platform no longer accepts a channel's access".to_owned(),
        Action::ChannelUpdated => "changed a channel's settings".to_owned(),
        Action::ChannelRemoved => "removed a channel".to_owned(),
        Action::BatchDrafted => "drafted posts from a theme".to_owned(),
        Action::PostCreated => "began a post".to_owned(),
        Action::PostRevised => "changed the post".to_owned(),
        Action::PostSubmitted => "sent the post to the doctor".to_owned(),
        Action::PostDiscarded => "put the post away".to_owned(),
        Action::MediaAdded => "added a picture".to_owned(),
        Action::ReviewRemarked => "wrote about the post".to_owned(),
        Action::ReviewChangesRequested => "asked for changes".to_owned(),
        Action::ReviewRejected => "rejected the post".to_owned(),
        Action::ReviewNoted => "wrote a note to sign with the post".to_owned(),
        Action::PlanSet => format!("set the post's time to {} ({})", fact("wall").replace('T', " "), fact("zone")),
        Action::PlanCleared => "took the post's time away".to_owned(),
        Action::PlanRederived => "kept the post's clock time under new time-zone rules".to_owned(),
        Action::ApprovalSigned if row.allowed => "signed the post".to_owned(),
        Action::ApprovalSigned => "could not sign: the post was no longer what was on the screen".to_owned(),
        Action::ApprovalRevoked => "took the signature back".to_owned(),
        Action::PublishingStopped => "stopped everything".to_owned(),
        Action::PublishingResumed => "resumed publishing".to_owned(),
        Action::GateClaimed if row.allowed => "checked the signature and began to prepare the post".to_owned(),
        Action::GateCommitted if row.allowed => "checked the signature again and began to send".to_owned(),
        Action::GateClaimed | Action::GateCommitted => {
            format!("did not let the post out: {}", reason(row.reason.as_deref()))
        }
        Action::PartPosted => "posted".to_owned(),
        Action::PartRejected => "was refused by the platform".to_owned(),
        Action::PartAbsent => "made sure that the post is not public yet".to_owned(),
        Action::PartUnknown => "got no answer whether the post is public, and looks for it".to_owned(),
        Action::PrepareFailed => "could not send the post".to_owned(),
        Action::DeliverySettled => match fact("state") {
            "posted" => "finished: everything is public".to_owned(),
            "scheduled" => "put the post back: it waits for its time".to_owned(),
            "held" => "put the post back: it waits for the doctor".to_owned(),
            "in_doubt" => "does not know yet whether the post is public".to_owned(),
            "retrying" => "tries again by itself".to_owned(),
            _ => "ended this try".to_owned(),
        },
        Action::DeliveryMissed => "did not send the post: its time had passed".to_owned(),
        Action::DeliveryExpired => "did not send the post: its time passed without a signature".to_owned(),
        Action::DeliveryCancelled => "called the post off".to_owned(),
        Action::DeliveryRetried => "had the post tried again".to_owned(),
        Action::DeliveryDecided if fact("found") == "public" => "saw that the post is public".to_owned(),
        Action::DeliveryDecided => "saw that the post is not public".to_owned(),
        Action::DeliveryRecovered => "took up the post after a restart".to_owned(),
        Action::CommandDenied => "tried something their role does not allow".to_owned(),
        Action::ClockWarned => "noticed that the laptop's clock is wrong".to_owned(),
    }
}

fn platform(word: &str) -> &str {
    crate::model::Platform::from_word(word).map_or(word, |platform| platform.name())
}

fn reason(word: Option<&str>) -> &'static str {
    use crate::gate::Denial as D;
    let told = [
        (D::ApprovalRequired, "no signature covers it as it stands"),
        (D::Stopped, "everything is stopped"),
        (D::Paused, "the channel is paused"),
        (D::NotConnected, "the channel is not connected"),
        (D::OutsideWindow, "the signature does not count at this time"),
        (D::TooEarly, "it was not time yet"),
        (D::TooLate, "its time had passed"),
        (D::Blocked(String::new()), "the checks refuse it"),
        (D::MediaChanged, "a picture is not the one that was signed"),
        (D::NotWaiting, "it was not waiting any more"),
        (D::ClockDiffers, "the laptop's clock is wrong"),
    ];
    told.into_iter().find(|(denial, _)| Some(denial.word()) == word).map_or("the gate stayed shut", |(_, told)| told)
}

pub(super) fn verify(api: &Api, _: &Caller, (): ()) -> Result<Verification> {
    let verified = api.db.read(|tx| audit::verify(tx).map_err(Error::from))?;
    Ok(Verification {
        sentence: match verified.broken_at {
            None => format!(
                "All {} entries follow from one another. Nothing was changed, removed or added.",
                verified.entries
            ),
            Some(seq) => format!("Entry {seq} is not what it was, or does not follow from the one before it."),
        },
        entries: verified.entries,
        broken_at: verified.broken_at,
        head: verified.head,
    })
}
