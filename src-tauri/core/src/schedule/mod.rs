//! Times: a post is meant for a wall-clock time in a zone, and the instant is derived from the two.
//!
//! Invariant: the stored instant is what the bundled zone data says of the stored wall clock; new data derives it again,
//! except where it puts the wall clock into a gap or has dropped the zone: then the promised instant stays.

mod closed;
pub mod policy;
mod slots;

pub use closed::{Closed, closed, set_closed};
pub use slots::{SlotRow, coming, set_slots, slots};

use crate::audit::{self, Action, Actor, Entry};
use crate::draft;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::zone::{TimeRefused, WallTime, Zone, data_version};
use crate::model::{Millis, PersonId, PostId};
use crate::store::{Tag, Tx, args};

/// A post's time as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    /// The wall clock, `2026-11-20T09:00`.
    pub wall: String,
    /// Its IANA zone.
    pub zone: String,
    /// The instant.
    pub due: Millis,
}

/// What setting a time did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planned {
    /// The instant.
    pub due: Millis,
    /// The wall clock comes twice that day; the first is meant.
    pub comes_twice: bool,
}

/// A post's time, if it has one.
///
/// # Errors
/// When the store refuses.
pub fn plan(tx: &Tx<'_>, post: PostId) -> Result<Option<PlanRow>> {
    tx.one("SELECT wall, zone, due_at FROM plan WHERE post_id = $1", args![post], |row| {
        Ok(PlanRow { wall: row.get("wall")?, zone: row.get("zone")?, due: row.get("due_at")? })
    })
}

/// Reads a time that somebody chose for a post, before it is given to it.
///
/// # Errors
/// When the time is none, lies in a gap, has passed, or the zone is unknown; with the field to mend.
pub fn choose_plan(env: &Env, date: &str, time: &str, zone: &str) -> Result<(PlanRow, Planned)> {
    let zone = Zone::named(zone).map_err(refused)?;
    let wall = WallTime::parse(date, time).map_err(refused)?;
    let resolved = zone.resolve(wall).map_err(refused)?;
    if resolved.at.plus(Millis::MINUTE) <= env.now() {
        let now = zone.clock_at(env.now());
        return Err(Error::invalid(
            "time",
            format!(
                "This time has passed. In {} it is {} on {} now. Choose a later time.",
                zone.name(),
                now.time(),
                now.day_label()
            ),
        ));
    }
    Ok((row(wall, &zone, resolved.at), Planned { due: resolved.at, comes_twice: resolved.comes_twice }))
}

/// The present minute, for a post that is to go out as soon as it may.
///
/// # Errors
/// When the zone is unknown.
pub fn plan_of_now(env: &Env, zone: &str) -> Result<PlanRow> {
    let zone = Zone::named(zone).map_err(refused)?;
    let face = zone.clock_at(env.now());
    let wall = WallTime::parse(&face.date(), &face.time()).map_err(refused)?;
    let resolved = zone.resolve(wall).map_err(refused)?;
    if resolved.comes_twice && resolved.at.plus(Millis::MINUTE) < env.now() {
        // The second of the two hours: this wall clock would mean the first, which has passed. UTC has no such hour.
        return plan_of_now(env, "UTC");
    }
    Ok(row(wall, &zone, resolved.at))
}

fn row(wall: WallTime, zone: &Zone, due: Millis) -> PlanRow {
    PlanRow { wall: wall.to_stored(), zone: zone.name().to_owned(), due }
}

/// Gives a post a time that was looked at before, also one that has passed: the core's own undo does so.
///
/// # Errors
/// When the store refuses.
pub fn put_plan(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId, plan: &PlanRow) -> Result<()> {
    let head = draft::head(tx, post)?;
    tx.run(
        "INSERT INTO plan (post_id, wall, zone, due_at, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (post_id) DO UPDATE
         SET wall = excluded.wall, zone = excluded.zone, due_at = excluded.due_at, set_by = excluded.set_by,
             set_at = excluded.set_at, once_signed = 0",
        args![post, &plan.wall, &plan.zone, plan.due, by, env.now()],
    )?;
    let entry = Entry::done(Actor::Person(by), Action::PlanSet)
        .about(post, head.correlation)
        .fact("wall", &plan.wall)
        .fact("zone", &plan.zone);
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Queue);
    tx.changed(Tag::Posts);
    Ok(())
}

/// Has a post go out as soon as it is signed: its time is now, and comes anew with its signature.
///
/// # Errors
/// When the store refuses.
pub fn plan_once_signed(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId, zone: &str) -> Result<()> {
    put_plan(tx, env, by, post, &plan_of_now(env, zone)?)?;
    tx.run("UPDATE plan SET once_signed = 1 WHERE post_id = $1", args![post])?;
    Ok(())
}

/// Whether a post's time comes with its signature.
///
/// # Errors
/// When the store refuses.
pub fn is_due_with_signature(tx: &Tx<'_>, post: PostId) -> Result<bool> {
    let once: Option<i64> =
        tx.one("SELECT 1 AS one FROM plan WHERE post_id = $1 AND once_signed = 1", args![post], |row| {
            row.get("one").map_err(Error::from)
        })?;
    Ok(once.is_some())
}

/// A post was signed: where its time comes with its signature, it is due now.
///
/// # Errors
/// When the store refuses.
pub fn due_with_signature(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId) -> Result<()> {
    let zone: Option<String> =
        tx.one("SELECT zone FROM plan WHERE post_id = $1 AND once_signed = 1", args![post], |row| row.get("zone"))?;
    match zone {
        Some(zone) => plan_once_signed(tx, env, by, post, &zone),
        None => Ok(()),
    }
}

/// Takes a post's time away.
///
/// # Errors
/// When the store refuses.
pub fn clear_plan(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId) -> Result<()> {
    let head = draft::head(tx, post)?;
    if tx.run("DELETE FROM plan WHERE post_id = $1", args![post])? > 0 {
        audit::record(tx, env, &Entry::done(Actor::Person(by), Action::PlanCleared).about(post, head.correlation))?;
        tx.changed(Tag::Queue);
        tx.changed(Tag::Posts);
    }
    Ok(())
}

/// Derives every instant again when the zone data is another than last time. Returns the posts whose instant moved.
///
/// # Errors
/// When the store refuses.
pub fn rederive(tx: &Tx<'_>, env: &Env, stored_data: &str) -> Result<Vec<PostId>> {
    if stored_data == data_version() {
        return Ok(Vec::new());
    }
    let plans = tx.all("SELECT post_id, wall, zone, due_at FROM plan", &[], |row| {
        Ok::<_, Error>((
            row.get::<PostId>("post_id")?,
            PlanRow { wall: row.get("wall")?, zone: row.get("zone")?, due: row.get("due_at")? },
        ))
    })?;
    let mut moved = Vec::new();
    for (post, plan) in plans {
        let resolved = Zone::named(&plan.zone)
            .and_then(|zone| WallTime::from_stored(&plan.wall).and_then(|wall| zone.resolve(wall)));
        // A wall clock that new data puts into a gap, or a zone it dropped, keeps the instant that was promised.
        let Ok(resolved) = resolved else { continue };
        if resolved.at != plan.due {
            tx.run("UPDATE plan SET due_at = $1 WHERE post_id = $2", args![resolved.at, post])?;
            let head = draft::head(tx, post)?;
            let entry = Entry::done(Actor::Application, Action::PlanRederived)
                .about(post, head.correlation)
                .fact("from", plan.due.0)
                .fact("to", resolved.at.0)
                .fact("zone_data", data_version());
            audit::record(tx, env, &entry)?;
            moved.push(post);
        }
    }
    tx.run("UPDATE clinic SET zone_data = $1", args![data_version()])?;
    tx.changed(Tag::Queue);
    Ok(moved)
}

fn refused(refused: TimeRefused) -> Error {
    let field = match refused {
        TimeRefused::NotATime | TimeRefused::Gap { .. } => "time",
        TimeRefused::UnknownZone(_) => "zone",
    };
    Error::invalid(field, refused.to_string())
}
