//! Claiming: the first time the gate opens. Takes a delivery for one attempt of this run, and lets it be prepared.
//!
//! Invariant: a [`Permit`] exists only after the transaction that wrote its attempt is on disk, and its content comes out
//! of the signed bytes.

use std::sync::Arc;

use crate::audit::{self, Action, Actor, Entry};
use crate::check::Severity;
use crate::check::capability::bringing::SLOW_LINE;
use crate::clinic::{self, ChannelConnection, ChannelRow, ChannelWay, Profile};
use crate::draft::{self, Head};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{
    AttemptId, CorrelationId, DeliveryId, ExecutionState, Millis, PartId, PartState, Platform, PostId, RunId,
};
use crate::ports::SealedFiles;
use crate::schedule::{self, PlanRow};
use crate::store::{Db, Tag, Tx, args};

use super::approval::approved;
use super::back::held_back;
use super::denial::{Denial, Refused};
use super::manifest::{self, Manifest};
use super::permit::{Account, Fence, Going, Permit, SignedPart};
use super::policy;
use super::recipients;

/// What a claim or a commit is judged under.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances {
    /// The run that asks.
    pub run: RunId,
    /// Whether the laptop's clock agrees with the platforms'.
    pub clock_agrees: bool,
}

/// A delivery that may be sent, as far as one look can tell.
pub(super) struct Cleared {
    pub(super) head: Head,
    pub(super) plan: PlanRow,
    pub(super) channel: ChannelRow,
    pub(super) manifest: Manifest,
}

/// Claims deliveries, all in one transaction. A refusal is on record, with its reason.
///
/// # Errors
/// When the store refuses; then none was claimed.
pub fn claim(
    db: &Db,
    env: &Arc<Env>,
    files: &Arc<dyn SealedFiles>,
    under: Circumstances,
    deliveries: Vec<DeliveryId>,
) -> Result<Vec<(DeliveryId, Result<Permit, Denial>)>> {
    claim_as(db, env, files, under, deliveries, Sender::Program)
}

/// The same for what platforms are to keep until its time.
///
/// # Errors
/// When the store refuses; then none was claimed.
pub fn claim_to_keep(
    db: &Db,
    env: &Arc<Env>,
    files: &Arc<dyn SealedFiles>,
    under: Circumstances,
    deliveries: Vec<DeliveryId>,
) -> Result<Vec<(DeliveryId, Result<Permit, Denial>)>> {
    claim_as(db, env, files, under, deliveries, Sender::Keeper)
}

fn claim_as(
    db: &Db,
    env: &Arc<Env>,
    files: &Arc<dyn SealedFiles>,
    under: Circumstances,
    deliveries: Vec<DeliveryId>,
    sender: Sender,
) -> Result<Vec<(DeliveryId, Result<Permit, Denial>)>> {
    let (env, files) = (Arc::clone(env), Arc::clone(files));
    db.write(move |tx| {
        let mut claimed = Vec::new();
        for delivery in &deliveries {
            let outcome = match claim_one(tx, &env, &files, under, *delivery, sender) {
                Ok(permit) => Ok(permit),
                Err(Refused::Denied(denial)) => {
                    let about = about(tx, *delivery)?;
                    record_denial(tx, &env, Action::GateClaimed, about, &denial)?;
                    Err(denial)
                }
                Err(Refused::Failed(error)) => return Err(error),
            };
            claimed.push((*delivery, outcome));
        }
        Ok(claimed)
    })
}

fn claim_one(
    tx: &Tx<'_>,
    env: &Env,
    files: &Arc<dyn SealedFiles>,
    under: Circumstances,
    delivery: DeliveryId,
    sender: Sender,
) -> Result<Permit, Refused> {
    let Taken { fence, post, cleared, parts } = take(tx, env, under, delivery, sender)?;
    Ok(Permit {
        fence,
        post,
        correlation: cleared.head.correlation,
        manifest: cleared.manifest.digest,
        due: cleared.plan.due,
        account: Account {
            channel: cleared.channel.id,
            platform: cleared.channel.platform,
            id: cleared.channel.account_id,
            name: cleared.channel.account_name,
            credential: cleared.channel.credential,
            sign_in: cleared.channel.sign_in,
        },
        options: cleared.manifest.body.options,
        parts,
        files: Arc::clone(files),
        going: sender.going(),
    })
}

/// Who makes a delivery's parts public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sender {
    /// A platform's client.
    Program,
    /// The platform, which is handed it beforehand by its client.
    Keeper,
    /// A person, by hand.
    Person,
}

impl Sender {
    const fn going(self) -> Going {
        match self {
            Self::Keeper => Going::AtItsTime,
            Self::Program | Self::Person => Going::Now,
        }
    }
}

/// A delivery that was taken for one attempt of this run.
pub(super) struct Taken {
    pub(super) fence: Fence,
    pub(super) post: PostId,
    pub(super) cleared: Cleared,
    pub(super) parts: Vec<SignedPart>,
}

/// Takes a delivery: the one way in, whoever sends it.
pub(super) fn take(
    tx: &Tx<'_>,
    env: &Env,
    under: Circumstances,
    delivery: DeliveryId,
    sender: Sender,
) -> Result<Taken, Refused> {
    let (post, state, attempt) = tx
        .one("SELECT post_id, state, attempt FROM delivery WHERE id = $1", args![delivery], |row| {
            Ok::<_, Error>((
                row.get::<PostId>("post_id")?,
                row.get::<ExecutionState>("state")?,
                row.get::<u32>("attempt")?,
            ))
        })?
        .ok_or_else(|| Error::not_found("delivery"))?;
    if !matches!(state, ExecutionState::Scheduled | ExecutionState::Retrying) {
        return Err(Denial::NotWaiting.into());
    }
    let cleared = clear_whoever(tx, env, under.clock_agrees, post, delivery, sender.going())?;
    sender_fits(&cleared, sender)?;
    if sender == Sender::Person && env.now() < cleared.plan.due {
        return Err(Denial::TooEarly.into());
    }
    let report = manifest::report_of(tx, &cleared.head)?;
    if let Some(block) = report.findings.iter().find(|finding| finding.severity == Severity::Block) {
        return Err(Denial::Blocked(block.message.clone()).into());
    }
    let members = match cleared.channel.platform.has_recipients() {
        true => Some(recipients::members(tx, &cleared)?),
        false => None,
    };
    let attempt = attempt + 1;
    let fence = Fence { delivery, attempt, run: under.run };
    tx.run(
        "UPDATE delivery SET state = 'running', attempt = $1, run = $2, manifest = $3, next_try_at = NULL, message = NULL,
                detail = NULL, changed_at = $4 WHERE id = $5",
        args![attempt, under.run, cleared.manifest.digest, env.now(), delivery],
    )?;
    tx.run(
        "INSERT INTO attempt (id, delivery_id, number, run, manifest, started_at) VALUES ($1, $2, $3, $4, $5, $6)",
        args![env.id::<AttemptId>(), delivery, attempt, under.run, cleared.manifest.digest, env.now()],
    )?;
    let parts = match members {
        Some(members) => recipients::parts(tx, env, delivery, &cleared, members)?,
        None => parts(tx, env, delivery, &cleared)?,
    };
    let entry = Entry::done(Actor::Application, Action::GateClaimed)
        .about(post, cleared.head.correlation)
        .fact("attempt", attempt)
        .fact("manifest", cleared.manifest.digest);
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Publishing);
    tx.changed(Tag::Posts);
    Ok(Taken { fence, post, cleared, parts })
}

/// A connected channel is a program's, any other a person's.
fn sender_fits(cleared: &Cleared, sender: Sender) -> Result<(), Refused> {
    let channel = &cleared.channel;
    let connected = channel.way == ChannelWay::Api && channel.connection == ChannelConnection::Connected;
    match (sender, connected) {
        // Nobody writes to hundreds of people by hand what a program would have sent.
        (Sender::Person, _) if channel.platform.has_recipients() => Err(Denial::NotConnected.into()),
        (Sender::Program | Sender::Keeper, true) | (Sender::Person, false) => Ok(()),
        (Sender::Program | Sender::Keeper, false) => Err(Denial::NotConnected.into()),
        (Sender::Person, true) => Err(Denial::NotWaiting.into()),
    }
}

/// Everything that has to hold for a post to be sent, looked at afresh.
pub(super) fn clear(
    tx: &Tx<'_>,
    env: &Env,
    under: Circumstances,
    post: PostId,
    delivery: DeliveryId,
    going: Going,
) -> Result<Cleared, Refused> {
    let cleared = clear_whoever(tx, env, under.clock_agrees, post, delivery, going)?;
    sender_fits(&cleared, Sender::Program)?;
    Ok(cleared)
}

pub(super) fn clear_whoever(
    tx: &Tx<'_>,
    env: &Env,
    clock_agrees: bool,
    post: PostId,
    delivery: DeliveryId,
    going: Going,
) -> Result<Cleared, Refused> {
    let profile = clinic::profile(tx)?;
    if profile.stopped.is_some() {
        return Err(Denial::Stopped.into());
    }
    if !clock_agrees {
        return Err(Denial::ClockDiffers.into());
    }
    let taken_down: Option<i64> =
        tx.one("SELECT 1 AS one FROM delivery WHERE id = $1 AND take_down_at IS NOT NULL", args![delivery], |row| {
            row.get("one")
        })?;
    if taken_down.is_some() {
        return Err(Denial::TakenDown.into());
    }
    let head = draft::head(tx, post)?;
    let Some((_, manifest, until)) = approved(tx, post)?.filter(|_| !head.discarded) else {
        return Err(Denial::ApprovalRequired.into());
    };
    if held_back(tx, post)?.is_some() {
        return Err(Denial::HeldBack.into());
    }
    let plan = schedule::plan(tx, post)?.ok_or(Denial::ApprovalRequired)?;
    let window = manifest.body.not_before..=until;
    // The window is about when it becomes public.
    let counts_now = going == Going::AtItsTime || window.contains(&env.now());
    if !counts_now || !window.contains(&plan.due) {
        return Err(Denial::OutsideWindow.into());
    }
    let channel = clinic::channel(tx, head.channel)?;
    if !clinic::is_allowed(tx, channel.platform)? {
        return Err(Denial::PlatformNotAllowed.into());
    }
    late(tx, env, &profile, &plan, delivery, channel.platform)?;
    if channel.paused {
        return Err(Denial::Paused.into());
    }
    let same_account = channel.account_id == manifest.body.account_id && channel.platform == manifest.body.platform;
    if channel.removed || !same_account {
        return Err(Denial::NotConnected.into());
    }
    // Last: what waits for something else waits for that, and is no matter of the rules yet.
    if let Some(outside) = policy::allows(tx, env.now(), (&head, &channel), plan.due, going)? {
        return Err(Denial::OutsidePolicy(outside).into());
    }
    Ok(Cleared { head, plan, channel, manifest })
}

/// A post whose first part is public is finished, however late it is; any other one is not begun late. A message goes on to
/// others only as long as it goes on: each of them is a first sending, and one that stood still is asked about.
fn late(
    tx: &Tx<'_>,
    env: &Env,
    profile: &Profile,
    plan: &PlanRow,
    delivery: DeliveryId,
    platform: Platform,
) -> Result<(), Refused> {
    let reach = env.now().plus(-profile.grace());
    if plan.due >= reach {
        return Ok(());
    }
    let last: Option<Millis> = tx
        .one(
            "SELECT max(posted_at) AS at FROM part WHERE delivery_id = $1 AND state = 'posted'",
            args![delivery],
            |row| row.get::<Option<Millis>>("at").map_err(Error::from),
        )?
        .flatten();
    match last {
        Some(last) if !platform.has_recipients() || last >= reach => Ok(()),
        Some(_) | None => Err(Denial::TooLate.into()),
    }
}

fn parts(tx: &Tx<'_>, env: &Env, delivery: DeliveryId, cleared: &Cleared) -> Result<Vec<SignedPart>> {
    let mut parts = Vec::new();
    for (ordinal, signed) in (0u32..).zip(&cleared.manifest.body.parts) {
        let known = tx.one(
            "SELECT id, platform_id FROM part WHERE delivery_id = $1 AND ordinal = $2",
            args![delivery, ordinal],
            |row| Ok::<_, Error>((row.get::<PartId>("id")?, row.get::<Option<String>>("platform_id")?)),
        )?;
        let (id, platform_id) = match known {
            Some(known) => known,
            None => {
                let id: PartId = env.id();
                tx.run(
                    "INSERT INTO part (id, delivery_id, ordinal, state, channel_id, platform, account_id)
                     VALUES ($1, $2, $3, $4, $5, $6, $7)",
                    args![
                        id,
                        delivery,
                        ordinal,
                        PartState::Waiting,
                        cleared.channel.id,
                        cleared.channel.platform,
                        &cleared.channel.account_id
                    ],
                )?;
                (id, None)
            }
        };
        parts.push(SignedPart::of(id, ordinal, signed, platform_id));
    }
    // An earlier version may have had more parts; what of them never began is no part of this one.
    let count = u32::try_from(parts.len()).unwrap_or(u32::MAX);
    tx.run(
        "DELETE FROM handle WHERE part_id IN (SELECT id FROM part WHERE delivery_id = $1 AND ordinal >= $2 AND state = 'waiting')",
        args![delivery, count],
    )?;
    tx.run("DELETE FROM part WHERE delivery_id = $1 AND ordinal >= $2 AND state = 'waiting'", args![delivery, count])?;
    Ok(parts)
}

pub(super) fn about(tx: &Tx<'_>, delivery: DeliveryId) -> Result<(PostId, CorrelationId)> {
    tx.one(
        "SELECT post.id, post.correlation_id FROM post JOIN delivery ON delivery.post_id = post.id WHERE delivery.id = $1",
        args![delivery],
        |row| Ok::<_, Error>((row.get("id")?, row.get("correlation_id")?)),
    )?
    .ok_or_else(|| Error::not_found("delivery"))
}

pub(super) fn record_denial(
    tx: &Tx<'_>,
    env: &Env,
    action: Action,
    (post, correlation): (PostId, CorrelationId),
    denial: &Denial,
) -> Result<()> {
    audit::record(tx, env, &Entry::denied(Actor::Application, action, denial.word()).about(post, correlation))?;
    Ok(())
}

/// The longest that a delivery is claimed ahead, however large its video is, in milliseconds.
pub const LONGEST_AHEAD: i64 = 120 * Millis::MINUTE;

/// How long before its time a delivery may be claimed: pictures take a while to upload, and a video of
/// `video_bytes` its time.
pub const fn claim_ahead(has_media: bool, video_bytes: i64) -> i64 {
    let ahead = if has_media { Millis::MINUTE } else { 5_000 };
    let uploading = ahead + video_bytes / SLOW_LINE;
    if uploading < LONGEST_AHEAD { uploading } else { LONGEST_AHEAD }
}
