//! When the engine has something to do next, read from the database by index: with thousands of posts nobody can look at each
//! of them after each step.
//!
//! Invariant: it only reads. Where it errs, time moves on a little while the engine works, as it does outside of a trial.

use countersign_core::error::Error;
use countersign_core::model::Millis;
use countersign_core::store::{Db, Tx, Value};

/// What the engine waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Next {
    /// For nothing: it is at work.
    Working,
    /// For this instant.
    At(Millis),
    /// For a person, if for anything.
    Nothing,
}

/// The most time that passes at once while anything is open: what only the engine knows of is not slept over.
const LONGEST: i64 = 10 * Millis::MINUTE;

/// How long before its time a post may be claimed: those without files, and those with some.
const AHEAD: [i64; 2] = [5_000, Millis::MINUTE];

/// What it waits for at `now`, by the laptop's clock.
///
/// # Errors
/// When the database can't be read.
pub fn next(db: &Db, now: Millis) -> Result<Next, Error> {
    db.read(|tx| {
        let next = on_its_way(tx, now)?.min(removals(tx, now)?).min(ahead(tx, now)?).min(wordless(tx, now)?);
        Ok(match next {
            Next::At(at) => Next::At(at.min(now.plus(LONGEST))),
            Next::Working | Next::Nothing => next,
        })
    })
}

fn at(at: Millis, now: Millis) -> Next {
    if at > now { Next::At(at) } else { Next::Working }
}

/// What is being sent, tried again, looked for or followed.
fn on_its_way(tx: &Tx<'_>, now: Millis) -> Result<Next, Error> {
    let rows = tx.all(
        "SELECT delivery.state, delivery.next_try_at, plan.due_at, channel.rests_until,
                channel.paused OR channel.connection <> 'connected'
                OR EXISTS (SELECT 1 FROM clinic WHERE stopped_at IS NOT NULL) AS closed
         FROM delivery JOIN plan ON plan.post_id = delivery.post_id JOIN post ON post.id = delivery.post_id
         JOIN channel ON channel.id = post.channel_id
         WHERE delivery.state IN ('running', 'retrying', 'in_doubt', 'processing', 'handed_over')",
        &[],
        |row| {
            let next_try: Option<Millis> = row.get("next_try_at")?;
            Ok::<_, Error>(match row.get::<String>("state")?.as_str() {
                "running" => at(row.get("due_at")?, now),
                "retrying" if row.get::<bool>("closed")? => Next::Nothing,
                "retrying" => {
                    let rests: Option<Millis> = row.get("rests_until")?;
                    at([next_try, rests].into_iter().flatten().max().unwrap_or(now), now)
                }
                _ => next_try.map_or(Next::Nothing, |look| at(look, now)),
            })
        },
    )?;
    Ok(rows.into_iter().min().unwrap_or(Next::Nothing))
}

fn removals(tx: &Tx<'_>, now: Millis) -> Result<Next, Error> {
    let asked = tx.all("SELECT next_try_at FROM removal WHERE state = 'asked'", &[], |row| {
        Ok::<_, Error>(row.get::<Option<Millis>>("next_try_at")?.map_or(Next::Working, |next| at(next, now)))
    })?;
    Ok(asked.into_iter().min().unwrap_or(Next::Nothing))
}

/// What is done without words: on its way, or waiting for its time.
fn wordless(tx: &Tx<'_>, now: Millis) -> Result<Next, Error> {
    let open = tx.all(
        "SELECT next_at FROM gesture WHERE state IN ('waiting', 'going', 'refused', 'missed') AND state IN ('waiting', 'going')",
        &[],
        |row| Ok::<_, Error>(row.get::<Option<Millis>>("next_at")?.map_or(Next::Working, |next| at(next, now))),
    )?;
    Ok(open.into_iter().min().unwrap_or(Next::Nothing))
}

/// What waits for its time.
fn ahead(tx: &Tx<'_>, now: Millis) -> Result<Next, Error> {
    let near = tx.all(
        "SELECT plan.due_at, channel.rests_until, channel.paused OR channel.connection <> 'connected'
                OR EXISTS (SELECT 1 FROM clinic WHERE stopped_at IS NOT NULL) AS closed
         FROM plan CROSS JOIN delivery ON delivery.post_id = plan.post_id AND delivery.state = 'scheduled'
         JOIN post ON post.id = plan.post_id JOIN channel ON channel.id = post.channel_id
         WHERE plan.due_at BETWEEN $1 AND $2",
        &[Value::from(now.plus(-30 * Millis::MINUTE)), Value::from(now.plus(2 * Millis::MINUTE))],
        |row| {
            let (due, rests): (Millis, Option<Millis>) = (row.get("due_at")?, row.get("rests_until")?);
            let moments = [due.plus(-AHEAD[1]), due.plus(-AHEAD[0]), due].into_iter().filter(|at| *at > now).min();
            Ok::<_, Error>(match (moments, rests.filter(|until| *until > now)) {
                (Some(at), _) => Next::At(at),
                (None, Some(until)) => Next::At(until),
                (None, None) if row.get::<bool>("closed")? => Next::Nothing,
                (None, None) => Next::Working,
            })
        },
    )?;
    let far: Option<Millis> = tx.one(
        "SELECT plan.due_at FROM plan CROSS JOIN delivery ON delivery.post_id = plan.post_id AND delivery.state = 'scheduled'
         WHERE plan.due_at > $1 ORDER BY plan.due_at LIMIT 1",
        &[Value::from(now.plus(2 * Millis::MINUTE))],
        |row| row.get("due_at").map_err(Error::from),
    )?;
    let far = far.map_or(Next::Nothing, |due| Next::At(due.plus(-AHEAD[1])));
    Ok(near.into_iter().min().unwrap_or(Next::Nothing).min(far))
}
