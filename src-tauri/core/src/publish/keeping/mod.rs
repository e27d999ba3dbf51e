//! What platforms keep until its time: who wanted it, what the platform was told, what it keeps, and how it comes back.
//!
//! Invariant: a delivery is *with its platform* only while the platform's own id of it is on disk, and waits here again only
//! once the platform showed that it has it no more; the database holds both. It becomes *posted* only by a reading of the
//! platform that shows it in public.

mod back;
mod hand;
mod seen;
mod work;

use crate::audit::{self, Action, Actor, Entry};
use crate::clinic;
use crate::draft;
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::gate::{self, Account, SignedPart};
use crate::model::zone::Zone;
use crate::model::{
    CorrelationId, DeliveryId, Digest, ExecutionState, Millis, PartId, PersonId, PlatformOptions, PostId,
};
use crate::store::{Row, Tag, Tx, args};

use super::signed::signed_part;

pub use back::confirm_back;
pub(super) use hand::{conclusion, found_kept, in_doubt, not_taken};
pub(super) use work::hand_over;

/// How keeping stands for a post, as it is shown.
#[derive(Debug, Clone)]
pub struct KeepingRow {
    /// Since when somebody wants it, and who.
    pub wanted: Option<(Millis, PersonId)>,
    /// When the platform was told to make it public.
    pub told: Option<Millis>,
    /// Whether the platform keeps it, as far as is known.
    pub kept: bool,
    /// Since when it is being taken back.
    pub back_asked: Option<Millis>,
    /// Why the platform does not keep it although somebody wanted that.
    pub message: Option<String>,
    /// When it is looked at, handed over or taken back next.
    pub next_try: Option<Millis>,
}

/// How keeping stands for a post; none where nobody ever wanted it.
///
/// # Errors
/// When the store refuses.
pub fn keeping(tx: &Tx<'_>, post: PostId) -> Result<Option<KeepingRow>> {
    tx.one(
        "SELECT keeping.* FROM keeping JOIN delivery ON delivery.id = keeping.delivery_id WHERE delivery.post_id = $1",
        args![post],
        |row| {
            Ok(KeepingRow {
                wanted: row.get::<Option<Millis>>("wanted_at")?.zip(row.get::<Option<PersonId>>("wanted_by")?),
                told: row.get("told_at")?,
                kept: row.get::<Option<String>>("platform_id")?.is_some(),
                back_asked: row.get("back_asked_at")?,
                message: row.get("message")?,
                next_try: row.get("next_try_at")?,
            })
        },
    )
}

/// A person wants the platform to keep a signed post until its time, or not any more; what it keeps then comes back.
///
/// # Errors
/// When there is nothing of the kind to be wanted: the post is not signed and planned, it is on its way, its platform does
/// not keep posts like it, or not for this time.
pub fn want(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId, wanted: bool) -> Result<()> {
    let head = draft::head(tx, post)?;
    let found = tx.one("SELECT id, state FROM delivery WHERE post_id = $1", args![post], |row| {
        Ok::<_, Error>((row.get::<DeliveryId>("id")?, row.get::<ExecutionState>("state")?))
    })?;
    let stale = || Error::refused(ErrorCode::Stale, "This post does not wait for its time any more.");
    let (delivery, state) = found.ok_or_else(stale)?;
    if wanted {
        if state != ExecutionState::Scheduled {
            return Err(stale());
        }
        if let Some(because) = why_not(tx, env.now(), post)? {
            return Err(Error::refused(ErrorCode::Invalid, because));
        }
        tx.run(
            "INSERT INTO keeping (delivery_id, wanted_at, wanted_by, changed_at) VALUES ($1, $2, $3, $2)
             ON CONFLICT (delivery_id) DO UPDATE SET wanted_at = excluded.wanted_at, wanted_by = excluded.wanted_by,
                 message = NULL, tries = 0, next_try_at = NULL, changed_at = excluded.changed_at",
            args![delivery, env.now(), by],
        )?;
    } else {
        let dropped = tx.run(
            "UPDATE keeping SET wanted_at = NULL, wanted_by = NULL, message = NULL, changed_at = $1
             WHERE delivery_id = $2 AND wanted_at IS NOT NULL",
            args![env.now(), delivery],
        )?;
        // What is stuck on its way back is tried anew.
        let again = tx.run(
            "UPDATE keeping SET next_try_at = $1, tries = 0 WHERE delivery_id = $2 AND back_asked_at IS NOT NULL",
            args![env.now(), delivery],
        )?;
        if dropped + again == 0 {
            return Err(Error::refused(ErrorCode::Stale, "Nobody wants the platform to keep this post any more."));
        }
    }
    let entry = Entry::done(Actor::Person(by), Action::KeepingAsked)
        .about(post, head.correlation)
        .fact("wanted", if wanted { "yes" } else { "no" });
    audit::record(tx, env, &entry)?;
    for tag in [Tag::Publishing, Tag::Posts, Tag::Queue] {
        tx.changed(tag);
    }
    Ok(())
}

/// Why a signed post can't be handed to its platform now, if it can't: a sentence.
///
/// # Errors
/// When the store refuses.
pub fn why_not(tx: &Tx<'_>, now: Millis, post: PostId) -> Result<Option<String>> {
    let head = draft::head(tx, post)?;
    let channel = clinic::channel(tx, head.channel)?;
    let platform = channel.platform;
    if let Some(because) = gate::why_not_kept(platform, &head.content) {
        return Ok(Some(because));
    }
    let name = platform.name();
    if channel.way != clinic::ChannelWay::Api || channel.connection != clinic::ChannelConnection::Connected {
        return Ok(Some(format!("{} is not connected, so nothing can be handed to {name}.", channel.name)));
    }
    let Some(plan) = crate::schedule::plan(tx, post)? else {
        return Ok(Some(format!("Choose a time first: {name} keeps a post until its time.")));
    };
    let window = gate::keep_window(&head.content.options, plan.due);
    Ok(window.and_then(|(from, to)| {
        if now > to {
            let minutes = plan.due.since(to) / Millis::MINUTE;
            Some(format!(
                "{name} takes a post at least {minutes} minutes before its time. This laptop publishes this one."
            ))
        } else if now < from {
            let days = plan.due.since(from).div_euclid(Millis::DAY) + 1;
            Some(format!("{name} takes a post at most {days} days before its time. Ask again nearer to it."))
        } else {
            None
        }
    }))
}

/// Something that a platform keeps, and all that is needed to ask after it.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Whose it is.
    pub account: Account,
    /// The platform's id of it.
    pub platform_id: String,
    /// The part, as signed.
    pub part: SignedPart,
    /// The platform's options, as signed.
    pub options: PlatformOptions,
    /// When the platform was told to make it public.
    pub at: Millis,
    /// The story that it belongs to.
    pub correlation: CorrelationId,
    pub(super) delivery: DeliveryId,
    pub(super) post: PostId,
    pub(super) manifest: Option<Digest>,
    /// Why it is being taken back, if it is: a word of the record.
    pub(super) back: Option<String>,
    pub(super) tries: u32,
    /// Since when it was not there, where the last reading lacked it.
    pub(super) gone_at: Option<Millis>,
    /// Whether the platform can be asked at all.
    pub(super) reachable: bool,
}

struct Found {
    delivery: DeliveryId,
    post: PostId,
    correlation: CorrelationId,
    manifest: Option<Digest>,
    part: PartId,
    channel: crate::model::ChannelId,
    account: String,
    platform_id: String,
    at: Millis,
    back: Option<String>,
    tries: u32,
    gone_at: Option<Millis>,
}

fn read(row: &Row<'_>) -> Result<Found> {
    Ok(Found {
        delivery: row.get("delivery_id")?,
        post: row.get("post_id")?,
        correlation: row.get("correlation_id")?,
        manifest: row.get("manifest")?,
        part: row.get("part_id")?,
        channel: row.get("channel_id")?,
        account: row.get("account_id")?,
        platform_id: row.get("platform_id")?,
        at: row.get("told_at")?,
        back: row.get("back_because")?,
        tries: row.get("tries")?,
        gone_at: row.get("gone_at")?,
    })
}

/// Everything that platforms keep.
fn all(tx: &Tx<'_>) -> Result<Vec<Kept>> {
    let rows = tx.all(
        "SELECT delivery.id AS delivery_id, delivery.manifest, post.id AS post_id, post.correlation_id, part.id AS part_id,
                part.channel_id, part.account_id, keeping.platform_id, keeping.told_at, keeping.back_because, keeping.tries,
                keeping.gone_at
         FROM delivery JOIN keeping ON keeping.delivery_id = delivery.id JOIN post ON post.id = delivery.post_id
         JOIN part ON part.delivery_id = delivery.id AND part.ordinal = 0
         WHERE delivery.state = 'at_platform' AND keeping.platform_id IS NOT NULL
         ORDER BY keeping.told_at, delivery.id",
        args![],
        read,
    )?;
    let mut kept = Vec::new();
    for found in rows {
        let Some(manifest) = found.manifest else { continue };
        let body = gate::load_manifest(tx, manifest)?.body;
        let Some(signed) = signed_part(&body, found.part, 0) else { continue };
        let channel = clinic::channel(tx, found.channel)?;
        let reachable = !channel.removed
            && channel.way == clinic::ChannelWay::Api
            && channel.connection != clinic::ChannelConnection::Disconnected
            && channel.account_id == found.account;
        kept.push(Kept {
            account: Account { id: found.account, ..Account::of(&channel) },
            platform_id: found.platform_id,
            part: signed,
            options: body.options.clone(),
            at: found.at,
            correlation: found.correlation,
            delivery: found.delivery,
            post: found.post,
            manifest: Some(manifest),
            back: found.back,
            tries: found.tries,
            gone_at: found.gone_at,
            reachable,
        });
    }
    Ok(kept)
}

/// Whether what a platform keeps of a post is to come back, asked for already or not yet.
///
/// # Errors
/// When the store refuses.
pub fn comes_back(tx: &Tx<'_>, env: &Env, post: PostId) -> Result<bool> {
    match all(tx)?.into_iter().find(|kept| kept.post == post) {
        Some(kept) => Ok(kept.back.is_some() || back::stays(tx, env, &kept)?.is_err()),
        None => Ok(false),
    }
}

/// Whether a delivery's platform keeps it, by what is on disk.
pub(super) fn is_kept(tx: &Tx<'_>, delivery: DeliveryId) -> Result<bool> {
    let kept: Option<i64> = tx.one(
        "SELECT 1 AS one FROM keeping WHERE delivery_id = $1 AND platform_id IS NOT NULL",
        args![delivery],
        |row| row.get("one").map_err(Error::from),
    )?;
    Ok(kept.is_some())
}

/// When the platform was told to make a delivery public, where it was handed over; none where it was sent.
pub(super) fn told(tx: &Tx<'_>, delivery: DeliveryId) -> Result<Option<Millis>> {
    let told = tx.one("SELECT told_at FROM keeping WHERE delivery_id = $1", args![delivery], |row| {
        row.get::<Option<Millis>>("told_at").map_err(Error::from)
    })?;
    Ok(told.flatten())
}

/// An instant as people say it, in the clinic's zone.
fn at(tx: &Tx<'_>, instant: Millis) -> Result<String> {
    let zone = Zone::named(&clinic::profile(tx)?.zone).unwrap_or_else(|_| Zone::utc());
    let face = zone.clock_at(instant);
    Ok(format!("{} on {}", face.time(), face.day_label()))
}

fn changed(tx: &Tx<'_>) {
    for tag in [Tag::Publishing, Tag::Posts, Tag::Queue] {
        tx.changed(tag);
    }
}
