//! What a reading of something public leaves behind.
//!
//! Invariant: *differs* and *gone* are said only once two readings agree, or one where each costs something; a reading that
//! failed says nothing of the post. The record gets what was compared and digests of it, and not a word of the post.

use super::looking::Look;
use super::{Aspect, LONGEST, ReadBackOutcome, Shown, ShownDifference, changed};
use crate::audit::{self, Action, Actor, Entry};
use crate::check::capability::reading::reading;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{Digest, Millis, ShownField};
use crate::publish::answers::{Failure, FailureClass};
use crate::publish::pace::spread;
use crate::store::{Tx, args};

/// The waits after readings that came to nothing; behind the last it is left at that.
const WAITS: [i64; 8] =
    [Millis::MINUTE, 5 * Millis::MINUTE, 30 * Millis::MINUTE, 2 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 48 * HOUR];
const HOUR: i64 = 60 * Millis::MINUTE;
/// The wait before a reading that is to confirm what the one before it said.
const TO_MAKE_SURE: i64 = 2 * Millis::MINUTE;
/// The wait while nobody can be reached, or the keychain is locked; it uses up no try.
const IDLE_WAIT: i64 = Millis::MINUTE;

/// What a reading says for certain.
struct Finding {
    outcome: ReadBackOutcome,
    compared: Vec<ShownField>,
    differences: Vec<ShownDifference>,
    reason: Option<String>,
    /// Of everything that was signed of it and could be compared, and of what is shown in its place.
    digests: Option<(Digest, Digest)>,
}

impl Finding {
    fn bare(outcome: ReadBackOutcome, reason: Option<String>) -> Self {
        Self { outcome, compared: Vec::new(), differences: Vec::new(), reason, digests: None }
    }

    fn of(aspects: &[Aspect]) -> Self {
        let differences: Vec<ShownDifference> = aspects
            .iter()
            .filter(|aspect| aspect.signed != aspect.shown)
            .map(|aspect| ShownDifference {
                field: aspect.field,
                signed: aspect.signed.clone(),
                shown: aspect.shown.clone(),
            })
            .collect();
        let digest = |side: fn(&Aspect) -> &str| {
            let lines: Vec<String> =
                aspects.iter().map(|aspect| format!("{}\0{}", aspect.field.word(), side(aspect))).collect();
            Digest::of(lines.join("\0\0").as_bytes())
        };
        Self {
            outcome: if differences.is_empty() { ReadBackOutcome::Same } else { ReadBackOutcome::Differs },
            compared: aspects.iter().map(|aspect| aspect.field).collect(),
            differences,
            reason: None,
            digests: Some((digest(|aspect| &aspect.signed), digest(|aspect| &aspect.shown))),
        }
    }

    /// What two readings have in common that say the same.
    fn mark(&self) -> String {
        let shown = self.digests.map(|(_, shown)| shown.to_string()).unwrap_or_default();
        Digest::of(format!("{} {shown}", self.outcome.word()).as_bytes()).to_string()
    }

    /// Whether people have to look at it, so that it is read once more before they are told.
    const fn is_alarming(&self) -> bool {
        match self.outcome {
            ReadBackOutcome::Differs | ReadBackOutcome::Gone => true,
            ReadBackOutcome::Same | ReadBackOutcome::CannotBeRead => false,
        }
    }
}

/// Puts what a reading found on disk. `jitter` is random, in milliseconds.
pub(super) fn settle(tx: &Tx<'_>, env: &Env, look: &Look, shown: &Result<Shown, Failure>, jitter: i64) -> Result<()> {
    // What was taken down meanwhile, or asked for anew, is not this reading's any more.
    let still: Option<i64> = tx.one(
        "SELECT 1 AS one FROM read_back JOIN part ON part.id = read_back.part_id JOIN delivery ON delivery.id = part.delivery_id
         WHERE read_back.part_id = $1 AND read_back.looks = $2 AND (read_back.next_look_at <= $3 OR read_back.next_look_at > $4)
           AND part.state = 'posted' AND delivery.take_down_at IS NULL",
        args![look.part, look.looks, env.now(), env.now().plus(LONGEST)],
        |row| row.get("one").map_err(Error::from),
    )?;
    if still.is_none() {
        return Ok(());
    }
    match shown {
        Ok(Shown::There(aspects)) => found(tx, env, look, &Finding::of(aspects), jitter),
        Ok(Shown::Gone) => found(tx, env, look, &Finding::bare(ReadBackOutcome::Gone, None), jitter),
        Ok(Shown::CannotBeRead(why)) => {
            found(tx, env, look, &Finding::bare(ReadBackOutcome::CannotBeRead, Some(why.clone())), jitter)
        }
        Ok(Shown::NotYet(why)) => later(tx, env, look, why, jitter),
        Err(failure) => match failure.class {
            FailureClass::WaitUntil(until) => {
                let until = until.max(env.now().plus(IDLE_WAIT)).min(env.now().plus(LONGEST - Millis::DAY));
                // It is the channel that is to be left alone, and not this part.
                tx.run(
                    "UPDATE read_back SET next_look_at = $1
                     WHERE next_look_at < $1 AND part_id IN (SELECT id FROM part WHERE channel_id = $2)",
                    args![until, look.account.channel],
                )?;
                put_off(tx, env, look, until, failure)
            }
            FailureClass::Offline | FailureClass::Keychain | FailureClass::Renewing | FailureClass::Local => {
                put_off(tx, env, look, env.now().plus(IDLE_WAIT + jitter), failure)
            }
            FailureClass::Reconnect
            | FailureClass::FixContent
            | FailureClass::Duplicate
            | FailureClass::TryAgain
            | FailureClass::Unknown
            | FailureClass::SetUp
            | FailureClass::Recipient(_) => later(tx, env, look, &failure.message, jitter),
        },
    }
}

/// Nobody was asked, or the platform wants to be left alone: that uses up no try.
fn put_off(tx: &Tx<'_>, env: &Env, look: &Look, until: Millis, failure: &Failure) -> Result<()> {
    // What is further away would be taken for a wrong clock's doing.
    let until = until.min(env.now().plus(LONGEST - Millis::DAY));
    tx.run(
        "UPDATE read_back SET looks = looks + 1, looked_at = $1, next_look_at = $2, reason = $3 WHERE part_id = $4",
        args![env.now(), until, &failure.message, look.part],
    )?;
    tx.changed(crate::store::Tag::Publishing);
    Ok(())
}

/// It could not be read: it is tried again after minutes, then hours, and left at that after some days.
fn later(tx: &Tx<'_>, env: &Env, look: &Look, why: &str, jitter: i64) -> Result<()> {
    let wait = usize::try_from(look.tries).ok().and_then(|tries| WAITS.get(tries)).copied();
    let Some(wait) = wait else {
        // What an earlier reading found is known still.
        if look.finding.is_none() {
            return end(tx, env, look, &Finding::bare(ReadBackOutcome::CannotBeRead, Some(why.to_owned())));
        }
        return left_at_that(tx, env, look, why);
    };
    tx.run(
        "UPDATE read_back SET looks = looks + 1, tries = tries + 1, looked_at = $1, next_look_at = $2, reason = $3
         WHERE part_id = $4",
        args![env.now(), env.now().plus(spread(wait, jitter)), why, look.part],
    )?;
    tx.changed(crate::store::Tag::Publishing);
    Ok(())
}

/// What an earlier reading found stays, and is not read again by itself.
fn left_at_that(tx: &Tx<'_>, env: &Env, look: &Look, why: &str) -> Result<()> {
    tx.run(
        "UPDATE read_back SET looks = looks + 1, looked_at = $1, next_look_at = NULL, suspected = NULL, reason = $2
         WHERE part_id = $3",
        args![env.now(), why, look.part],
    )?;
    changed(tx);
    Ok(())
}

fn found(tx: &Tx<'_>, env: &Env, look: &Look, finding: &Finding, jitter: i64) -> Result<()> {
    let mark = finding.mark();
    // A reading that finds nothing costs nothing, so it is made sure of everywhere.
    let costs = reading(look.account.platform).costs.value && finding.outcome != ReadBackOutcome::Gone;
    // Who can't look any more knows still what was seen, and so does whoever has not seen it yet.
    if finding.outcome == ReadBackOutcome::CannotBeRead && look.finding.is_some() {
        return left_at_that(tx, env, look, finding.reason.as_deref().unwrap_or_default());
    }
    let sure = !finding.is_alarming()
        || costs
        || look.suspected.as_ref() == Some(&mark)
        || look.finding.as_ref() == Some(&mark);
    if sure {
        return end(tx, env, look, finding);
    }
    tx.run(
        "UPDATE read_back SET looks = looks + 1, looked_at = $1, next_look_at = $2, suspected = $3, reason = NULL
         WHERE part_id = $4",
        args![env.now(), env.now().plus(spread(TO_MAKE_SURE, jitter)), mark, look.part],
    )?;
    tx.changed(crate::store::Tag::Publishing);
    Ok(())
}

/// It is known now.
fn end(tx: &Tx<'_>, env: &Env, look: &Look, finding: &Finding) -> Result<()> {
    let mark = finding.mark();
    let known = look.finding.as_ref() == Some(&mark);
    let (compared, differences) = (json(&finding.compared)?, json(&finding.differences)?);
    // Whoever saw it saw this very finding; another one is seen by nobody yet.
    tx.run(
        "UPDATE read_back SET outcome = $1, looks = looks + 1, tries = 0, looked_at = $2, next_look_at = NULL, suspected = NULL,
                reason = $3, compared = $4, differences = $5, finding = $6,
                found_at = CASE WHEN $7 THEN found_at ELSE $2 END, seen_at = CASE WHEN $7 THEN seen_at END,
                seen_by = CASE WHEN $7 THEN seen_by END
         WHERE part_id = $8",
        args![
            finding.outcome,
            env.now(),
            finding.reason.clone(),
            compared,
            differences,
            mark,
            known,
            look.part
        ],
    )?;
    let words = |fields: &[ShownField]| fields.iter().map(|field| field.word()).collect::<Vec<_>>().join(" ");
    let different: Vec<ShownField> = finding.differences.iter().map(|difference| difference.field).collect();
    let mut entry = Entry::done(Actor::Application, Action::PartReadBack)
        .about(look.post, look.correlation)
        .fact("part", look.part)
        .fact("outcome", finding.outcome.word())
        .fact("compared", words(&finding.compared))
        .fact("different", words(&different));
    if let Some((signed, shown)) = finding.digests {
        entry = entry.fact("signed", signed).fact("shown", shown);
    }
    audit::record(tx, env, &entry)?;
    changed(tx);
    Ok(())
}

fn json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::internal(error.to_string()))
}
