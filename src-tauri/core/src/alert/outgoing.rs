//! Alerts on their way out of the laptop.
//!
//! Invariant: that a message may have left is on disk before it leaves. What was certainly not taken is told again; of what nobody
//! knows, whether by a lost answer or by a crash, an emergency is told again, a few times at most, and nothing else is.

use super::book::{self, AlertRow};
use super::kind::{AlertKind, AlertWay};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::AlertId;
use crate::store::{Tag, Tx, args};

/// How often an emergency is told of which nobody knows whether it arrived.
const MOST_DOUBTS: u32 = 3;

/// What came of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sending {
    /// The other side took it.
    Taken,
    /// It certainly did not.
    NotTaken,
    /// Nobody knows.
    InDoubt,
}

/// Hands out what is to be told by this way now; it may have been told from now on.
///
/// # Errors
/// When the store refuses.
pub fn begin(tx: &Tx<'_>, env: &Env, way: AlertWay) -> Result<Vec<AlertRow>> {
    let due = book::untold(tx, way, env.now())?;
    for alert in &due {
        tx.run(
            "UPDATE alert_telling SET going_at = $1 WHERE alert_id = $2 AND way = $3",
            args![env.now(), alert.id, way],
        )?;
    }
    Ok(due)
}

/// Puts down what came of it.
///
/// # Errors
/// When the store refuses.
pub fn settle(tx: &Tx<'_>, env: &Env, way: AlertWay, alerts: &[AlertId], outcome: Sending) -> Result<()> {
    for id in alerts {
        let going = tx.one(
            "SELECT alert.kind, alert.cleared_at IS NOT NULL AS over, alert_telling.doubts
             FROM alert_telling CROSS JOIN alert ON alert.id = alert_telling.alert_id
             WHERE alert_telling.alert_id = $1 AND alert_telling.way = $2 AND alert_telling.told_at IS NULL
               AND alert_telling.going_at IS NOT NULL",
            args![*id, way],
            |row| Ok::<_, Error>((row.get::<AlertKind>("kind")?, row.get::<bool>("over")?, row.get::<u32>("doubts")?)),
        )?;
        let Some((kind, over, doubts)) = going else { continue };
        let again = match outcome {
            Sending::Taken => false,
            Sending::NotTaken => true,
            Sending::InDoubt => kind.rather_twice() && doubts + 1 < MOST_DOUBTS,
        };
        let doubts = doubts + u32::from(outcome == Sending::InDoubt);
        if !again {
            tx.run(
                "UPDATE alert_telling SET told_at = $1, doubts = $2 WHERE alert_id = $3 AND way = $4",
                args![env.now(), doubts, *id, way],
            )?;
        } else if over {
            // What is gone before it was told is not told any more.
            tx.run("DELETE FROM alert_telling WHERE alert_id = $1 AND way = $2", args![*id, way])?;
        } else {
            tx.run(
                "UPDATE alert_telling SET going_at = NULL, doubts = $1 WHERE alert_id = $2 AND way = $3",
                args![doubts, *id, way],
            )?;
        }
    }
    tx.changed(Tag::Alerts);
    Ok(())
}

/// Settles what a stopped run left on its way.
///
/// # Errors
/// When the store refuses.
pub fn recover(tx: &Tx<'_>, env: &Env) -> Result<()> {
    for way in [AlertWay::Email, AlertWay::Slack] {
        let left = tx.all(
            "SELECT alert_id FROM alert_telling WHERE way = $1 AND told_at IS NULL AND going_at IS NOT NULL",
            args![way],
            |row| row.get::<AlertId>("alert_id").map_err(Error::from),
        )?;
        if !left.is_empty() {
            settle(tx, env, way, &left, Sending::InDoubt)?;
        }
    }
    Ok(())
}
