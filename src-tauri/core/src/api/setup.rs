//! The use case behind *Set up my clinic*: from an empty clinic to the first signed post.
//!
//! Invariant: every step is read from what is there. Nothing is stored but whether a person put the guide away, so the way
//! can be left and taken up again anywhere, and by anybody of the clinic.

use super::context::{Api, Who};
use super::types::{SetupGuide, SetupStep, SetupTask};
use crate::clinic::{self, Caller, PreferenceName, key_in_use};
use crate::error::{Error, Result};
use crate::model::{PostId, Role};
use crate::store::Tx;

/// What is there.
pub(super) struct Found {
    doctor: bool,
    people: bool,
    channel: bool,
    post: bool,
    /// A post that has no time yet, has one that passed unsigned, or was not sent to the doctor.
    to_plan: Option<PostId>,
    planned: bool,
    /// A post with a time that waits for the doctor.
    to_sign: Option<PostId>,
    signed: bool,
}

pub(super) fn get(api: &Api, caller: &Caller, (): ()) -> Result<SetupGuide> {
    api.db.read(|tx| {
        let found = look(tx)?;
        let steps: Vec<SetupStep> = SetupTask::ALL.iter().map(|task| step(*task, &found, caller)).collect();
        let next = steps.iter().find(|step| !step.done && !step.optional).map(|step| step.task);
        let away = clinic::preference(tx, caller.person, PreferenceName::SetupGuide)?;
        Ok(SetupGuide { steps, next, away: away.as_deref() == Some("away") })
    })
}

pub(super) fn look(tx: &Tx<'_>) -> Result<Found> {
    let mut present = 0;
    let mut doctor = false;
    for person in clinic::people(tx)?.into_iter().filter(|person| person.left_at.is_none()) {
        present += 1;
        doctor = doctor || (person.roles.contains(&Role::Doctor) && key_in_use(tx, person.id)?.is_some());
    }
    let signed = there(tx, "SELECT 1 AS one FROM approval WHERE beforehand IS NULL LIMIT 1")?;
    let to_sign = post(
        tx,
        "SELECT post.id FROM delivery CROSS JOIN post ON post.id = delivery.post_id
         CROSS JOIN plan ON plan.post_id = post.id
         WHERE delivery.state = 'held' AND post.discarded_at IS NULL AND post.review = 'pending_review'
         ORDER BY plan.due_at, post.id LIMIT 1",
    )?;
    Ok(Found {
        doctor,
        people: present > 1,
        channel: there(
            tx,
            "SELECT 1 AS one FROM channel
             WHERE removed_at IS NULL AND (way = 'by_hand' OR connection = 'connected') LIMIT 1",
        )?,
        post: signed || there(tx, "SELECT 1 AS one FROM post WHERE discarded_at IS NULL LIMIT 1")?,
        to_plan: post(
            tx,
            // Ids grow with time, so the least is of the oldest.
            "SELECT id FROM (
                 SELECT id FROM post WHERE planned = 0 AND discarded_at IS NULL AND review <> 'rejected'
                 UNION
                 SELECT id FROM post WHERE review IN ('draft', 'changes_requested') AND discarded_at IS NULL
                 UNION
                 SELECT post.id FROM delivery CROSS JOIN post ON post.id = delivery.post_id
                 WHERE delivery.state = 'expired' AND post.discarded_at IS NULL AND post.review <> 'rejected')
             ORDER BY id LIMIT 1",
        )?,
        planned: signed || to_sign.is_some(),
        to_sign,
        signed,
    })
}

fn there(tx: &Tx<'_>, sql: &str) -> Result<bool> {
    Ok(tx.one(sql, &[], |row| row.get::<i64>("one").map_err(Error::from))?.is_some())
}

fn post(tx: &Tx<'_>, sql: &str) -> Result<Option<PostId>> {
    tx.one(sql, &[], |row| row.get("id").map_err(Error::from))
}

fn step(task: SetupTask, found: &Found, caller: &Caller) -> SetupStep {
    let (done, ready, who, post_id) = match task {
        // A real clinic is shown only after its recovery key was typed back.
        SetupTask::Clinic => (true, true, Who::Administrator, None),
        SetupTask::Doctor => (found.doctor, true, Who::Administrator, None),
        SetupTask::People => (found.people, true, Who::Administrator, None),
        SetupTask::Channel => (found.channel, true, Who::Administrator, None),
        SetupTask::Theme => (found.post, found.channel, Who::Writers, None),
        SetupTask::Time => (found.planned, found.to_plan.is_some(), Who::Writers, found.to_plan),
        SetupTask::Signature => (found.signed, found.doctor && found.to_sign.is_some(), Who::Doctor, found.to_sign),
    };
    SetupStep {
        task,
        done,
        optional: matches!(task, SetupTask::People),
        ready,
        mine: who.roles().iter().any(|role| caller.roles.contains(role)),
        post_id: post_id.filter(|_| !done),
    }
}
