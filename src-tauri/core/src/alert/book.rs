//! The book of alerts: what was raised, what is gone, and what was told by which way.
//!
//! Invariant: raising, clearing and telling are each one transaction. What is gone before it was told is not told any more,
//! and what was handed out to be told is told, also across a crash: an alert is never told twice by one way.

use std::collections::BTreeSet;

use super::causes::{self, Cause, EMERGENCIES};
use super::kind::{AlertKind, AlertWay};
use super::quiet;
use super::settings::rules;
use super::ways;
use crate::clinic;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{AlertId, ChannelId, ConversationId, Millis, Platform, PostId};
use crate::store::{Row, StoreError, Tag, Tx, args};

/// How many alerts that are over are still shown.
const SHOWN_CLEARED: u32 = 20;

/// An alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertRow {
    /// Which.
    pub id: AlertId,
    /// What it is about.
    pub kind: AlertKind,
    /// The channel, unless it is about none.
    pub channel: Option<ChannelId>,
    /// Where that is.
    pub platform: Option<Platform>,
    /// The post.
    pub post: Option<PostId>,
    /// The conversation.
    pub conversation: Option<ConversationId>,
    /// Since when its cause is known.
    pub raised: Millis,
    /// When its cause was gone.
    pub cleared: Option<Millis>,
    /// When somebody was told first; none where nobody was yet.
    pub told: Option<Millis>,
}

fn read(row: &Row<'_>) -> std::result::Result<AlertRow, StoreError> {
    Ok(AlertRow {
        id: row.get("id")?,
        kind: row.get("kind")?,
        channel: row.get("channel_id")?,
        platform: row.get("platform")?,
        post: row.get("post_id")?,
        conversation: row.get("conversation_id")?,
        raised: row.get("raised_at")?,
        cleared: row.get("cleared_at")?,
        told: row.get("told_at")?,
    })
}

/// What began and what ended since the last look.
#[derive(Debug, Default)]
pub(crate) struct News {
    begun: Vec<Cause>,
    ended: Vec<AlertId>,
}

impl News {
    pub(super) const fn is_none(&self) -> bool {
        self.begun.is_empty() && self.ended.is_empty()
    }
}

/// What is not in the book as it is now.
pub(crate) fn news(tx: &Tx<'_>, now: Millis) -> Result<News> {
    let open = tx.all("SELECT id, kind, subject FROM alert WHERE cleared_at IS NULL", &[], |row| {
        Ok::<_, Error>((row.get::<AlertId>("id")?, row.get::<AlertKind>("kind")?, row.get::<String>("subject")?))
    })?;
    let causes = causes::causes(tx, now)?;
    let known: BTreeSet<(AlertKind, &str)> = open.iter().map(|(_, kind, subject)| (*kind, subject.as_str())).collect();
    let there: BTreeSet<(AlertKind, &str)> = causes.iter().map(|it| (it.kind, it.subject.as_str())).collect();
    let ended = open
        .iter()
        .filter(|(_, kind, subject)| !there.contains(&(*kind, subject.as_str())))
        .map(|(id, _, _)| *id)
        .collect();
    let begun = causes.iter().filter(|it| !known.contains(&(it.kind, it.subject.as_str()))).cloned().collect();
    Ok(News { begun, ended })
}

/// Brings the book up to date.
pub(crate) fn keep(tx: &Tx<'_>, env: &Env) -> Result<()> {
    let now = env.now();
    let News { begun, ended } = news(tx, now)?;
    for id in &ended {
        tx.run("DELETE FROM alert_telling WHERE alert_id = $1 AND told_at IS NULL AND going_at IS NULL", args![*id])?;
        // A clock that was put back ends nothing before it began.
        tx.run("UPDATE alert SET cleared_at = max($1, raised_at) WHERE id = $2", args![now, *id])?;
    }
    if !begun.is_empty() {
        raise(tx, env, &begun)?;
    }
    if !begun.is_empty() || !ended.is_empty() {
        tx.changed(Tag::Alerts);
    }
    Ok(())
}

fn raise(tx: &Tx<'_>, env: &Env, begun: &[Cause]) -> Result<()> {
    let (now, rules, zone) = (env.now(), rules(tx)?, clinic::zone(tx)?);
    let set_up = ways::set_up(tx)?;
    if begun.iter().any(|cause| cause.kind.rather_twice()) {
        ways::try_now(tx, now)?;
    }
    for cause in begun {
        let id: AlertId = env.id();
        tx.run(
            "INSERT INTO alert (id, kind, subject, channel_id, post_id, conversation_id, raised_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            args![id, cause.kind, &cause.subject, cause.channel, cause.post, cause.conversation, now],
        )?;
        for way in
            set_up.iter().copied().filter(|way| rules.wanted.contains(&(cause.kind, *way)) && cause.kind.is_told(*way))
        {
            tx.run(
                "INSERT INTO alert_telling (alert_id, way, not_before) VALUES ($1, $2, $3)",
                args![id, way, quiet::not_before(cause.kind, now, rules.quiet, &zone)],
            )?;
        }
    }
    Ok(())
}

/// A way is set up while something goes on: that is told by it as well, once.
pub(super) fn tell_what_goes_on(tx: &Tx<'_>, env: &Env, way: AlertWay) -> Result<()> {
    let (now, rules, zone) = (env.now(), rules(tx)?, clinic::zone(tx)?);
    let open = tx.all("SELECT id, kind FROM alert WHERE cleared_at IS NULL ORDER BY id", &[], |row| {
        Ok::<_, Error>((row.get::<AlertId>("id")?, row.get::<AlertKind>("kind")?))
    })?;
    for (id, kind) in open.into_iter().filter(|(_, kind)| rules.wanted.contains(&(*kind, way)) && kind.is_told(way)) {
        tx.run(
            "INSERT INTO alert_telling (alert_id, way, not_before) VALUES ($1, $2, $3) ON CONFLICT (alert_id, way) DO NOTHING",
            args![id, way, quiet::not_before(kind, now, rules.quiet, &zone)],
        )?;
    }
    Ok(())
}

/// When something can be told next by this way that was not; in the past where it can be told now.
///
/// # Errors
/// When the store refuses.
pub fn next_telling(tx: &Tx<'_>, way: AlertWay) -> Result<Option<Millis>> {
    let next = tx.one(
        "SELECT min(not_before) AS at FROM alert_telling WHERE way = $1 AND told_at IS NULL AND going_at IS NULL",
        args![way],
        |row| row.get::<Option<Millis>>("at").map_err(Error::from),
    )?;
    Ok(next.flatten())
}

const UNTOLD: &str = "
    SELECT alert.*, channel.platform, alert_telling.told_at
    FROM alert_telling CROSS JOIN alert ON alert.id = alert_telling.alert_id
         LEFT JOIN channel ON channel.id = alert.channel_id
    WHERE alert_telling.way = $1 AND alert_telling.told_at IS NULL AND alert_telling.going_at IS NULL
      AND alert_telling.not_before <= $2
      AND alert.cleared_at IS NULL
    ORDER BY alert.raised_at, alert.id";

/// Whether there is anything to tell by this way at `now`.
///
/// # Errors
/// When the store refuses.
pub fn anything_untold(tx: &Tx<'_>, way: AlertWay, now: Millis) -> Result<bool> {
    Ok(!untold(tx, way, now)?.is_empty())
}

pub(super) fn untold(tx: &Tx<'_>, way: AlertWay, now: Millis) -> Result<Vec<AlertRow>> {
    Ok(tx.all(UNTOLD, args![way, now], read)?)
}

/// Hands out what was not told yet by this way; it is told from now on.
///
/// # Errors
/// When the store refuses.
pub fn take_untold(tx: &Tx<'_>, env: &Env, way: AlertWay) -> Result<Vec<AlertRow>> {
    let now = env.now();
    let untold = untold(tx, way, now)?;
    for alert in &untold {
        tx.run("UPDATE alert_telling SET told_at = $1 WHERE alert_id = $2 AND way = $3", args![now, alert.id, way])?;
    }
    if !untold.is_empty() {
        tx.changed(Tag::Alerts);
    }
    Ok(untold)
}

/// What goes on, the oldest first, and some of what is over, the newest first.
///
/// # Errors
/// When the store refuses.
pub fn shown(tx: &Tx<'_>) -> Result<Vec<AlertRow>> {
    const COLUMNS: &str = "alert.*, channel.platform,
        (SELECT min(told_at) FROM alert_telling WHERE alert_telling.alert_id = alert.id) AS told_at
        FROM alert LEFT JOIN channel ON channel.id = alert.channel_id";
    let open = format!("SELECT {COLUMNS} WHERE alert.cleared_at IS NULL ORDER BY alert.raised_at, alert.id");
    let over = format!(
        "SELECT {COLUMNS} WHERE alert.cleared_at IS NOT NULL ORDER BY alert.cleared_at DESC, alert.id LIMIT $1"
    );
    let mut all = tx.all(&open, &[], read)?;
    all.extend(tx.all(&over, args![SHOWN_CLEARED], read)?);
    Ok(all)
}

/// How many emergencies nobody answered or put off.
///
/// # Errors
/// When the store refuses.
pub fn emergencies(tx: &Tx<'_>, now: Millis) -> Result<u32> {
    let sql = format!("SELECT count(*) AS n FROM ({EMERGENCIES})");
    Ok(tx.one(&sql, args![now], |row| row.get::<u32>("n").map_err(Error::from))?.unwrap_or(0))
}
