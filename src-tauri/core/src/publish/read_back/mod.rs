//! Reading back what went out: whether its platform shows exactly what was signed.
//!
//! Invariant: every part that became public has a row in `read_back` from the transaction that says so, and the row alone
//! decides when its platform is asked, so that a crash forgets nothing. Reading changes nothing of a delivery and sends
//! nothing; what it found stays on record until another reading finds something else.

mod looking;
mod settle;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::audit::{self, Action, Actor, Entry};
use crate::check::capability::capability;
use crate::check::capability::reading::reading;
use crate::draft;
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::gate::{Account, SignedPart};
use crate::model::words::word_enum;
use crate::model::{CorrelationId, Millis, PartId, PersonId, Platform, PlatformOptions, PostId, ShownField};
use crate::store::{Tag, Tx, args, by_word};

pub(super) use looking::Looking;

/// No platform is asked sooner after a part went out, in milliseconds: our own choice.
const SOONEST: i64 = 20_000;
/// No wait between readings is as long: a look that is further away was set by a clock that was wrong, and is due.
const LONGEST: i64 = 4 * Millis::DAY;

word_enum! {
    /// What came of reading a part back.
    pub enum ReadBackOutcome {
        /// It is shown exactly as it was signed.
        Same = "same",
        /// It is shown otherwise.
        Differs = "differs",
        /// Its platform can't be asked, or does not tell.
        CannotBeRead = "cannot_be_read",
        /// It is not there any more, and nobody here took it down.
        Gone = "gone",
    }
}
by_word!(ReadBackOutcome);

/// Something that a platform shows otherwise than it was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ShownDifference {
    /// What.
    pub field: ShownField,
    /// As it was signed, in words.
    pub signed: String,
    /// As the platform shows it, in words.
    pub shown: String,
}

/// What a client read of one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// It is there, and so much of it could be read.
    There(Vec<Aspect>),
    /// The platform says that there is no such thing. Nothing proves that there never was.
    Gone,
    /// It can't be read yet, and why.
    NotYet(String),
    /// It can't be read at all, and why.
    CannotBeRead(String),
}

/// One thing that a platform tells of a part. What the platform is known to do to it is undone by its client, on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aspect {
    /// What.
    pub field: ShownField,
    /// As it was signed.
    pub signed: String,
    /// As it is shown.
    pub shown: String,
}

/// A part that is public, and all that is needed to read it.
#[derive(Debug)]
pub struct Public<'a> {
    /// Whose it is.
    pub account: &'a Account,
    /// The part, as signed; its `platform_id` is what the platform calls it.
    pub part: &'a SignedPart,
    /// The same.
    pub platform_id: &'a str,
    /// The platform's options, as signed.
    pub options: &'a PlatformOptions,
    /// What it answers.
    pub parent: Option<&'a str>,
    /// The post that what an answer answers stands under.
    pub under: Option<&'a str>,
    /// Where the public sees it, as far as that is known.
    pub permalink: Option<&'a str>,
    /// When it became public.
    pub since: Millis,
    /// The story that the reading belongs to.
    pub correlation: CorrelationId,
}

/// What is known of a part that was to be read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartReadBack {
    /// Its place, from 0.
    pub ordinal: u32,
    /// What came of it; none as long as nobody knows.
    pub outcome: Option<ReadBackOutcome>,
    /// The digest of that with its differences.
    pub finding: Option<String>,
    /// How often its platform was asked.
    pub looks: u32,
    /// When last.
    pub looked_at: Option<Millis>,
    /// When it is asked next by itself.
    pub next_look_at: Option<Millis>,
    /// Why it can't be read, or could not be the last time.
    pub reason: Option<String>,
    /// What was compared.
    pub compared: Vec<ShownField>,
    /// What differs of it.
    pub differences: Vec<ShownDifference>,
    /// Who has seen that it differs or is gone, and when.
    pub seen: Option<(PersonId, Millis)>,
}

/// A part became public at `at`: from here on it is to be read back.
pub(super) fn expect(tx: &Tx<'_>, part: PartId, at: Millis) -> Result<()> {
    // What one person alone was written, nobody rewrites: there it can't be changed.
    let platform: Option<Platform> = tx.one(
        "SELECT part.platform FROM part JOIN delivery ON delivery.id = part.delivery_id
         LEFT JOIN post_target ON post_target.post_id = delivery.post_id
         WHERE part.id = $1 AND coalesce(post_target.way, 'reply') = 'reply'",
        args![part],
        |row| row.get("platform").map_err(Error::from),
    )?;
    let Some(platform) = platform.filter(|platform| !reading(*platform).fields.value.is_empty()) else { return Ok(()) };
    let lag = (i64::from(capability(platform).read_back_seconds.value) * 1000).max(SOONEST);
    tx.run(
        "INSERT INTO read_back (part_id, next_look_at) VALUES ($1, $2) ON CONFLICT (part_id) DO NOTHING",
        args![part, at.plus(lag)],
    )?;
    Ok(())
}

/// Nobody minds any more what is shown of a post: it is being taken down.
pub(super) fn forget(tx: &Tx<'_>, post: PostId) -> Result<()> {
    tx.run(
        "UPDATE read_back SET next_look_at = NULL
         WHERE part_id IN (SELECT part.id FROM part JOIN delivery ON delivery.id = part.delivery_id WHERE delivery.post_id = $1)",
        args![post],
    )?;
    Ok(())
}

/// What is known of each part of a post that went out: whether its platform shows what was signed, and since when that is
/// known. Parts that are not public yet are left out, and so is what went out before anything was read back. A message to
/// recipients, which no program can read, is one entry that says so.
///
/// # Errors
/// When the store refuses.
pub fn read_back(tx: &Tx<'_>, post: PostId) -> Result<Vec<PartReadBack>> {
    let message: Option<i64> = tx.one(
        "SELECT 1 AS one FROM delivery JOIN part ON part.delivery_id = delivery.id
         WHERE delivery.post_id = $1 AND part.platform = 'whatsapp' AND part.state = 'posted' LIMIT 1",
        args![post],
        |row| row.get("one"),
    )?;
    if message.is_some() {
        return Ok(vec![PartReadBack {
            ordinal: 0,
            outcome: Some(ReadBackOutcome::CannotBeRead),
            finding: None,
            looks: 0,
            looked_at: None,
            next_look_at: None,
            reason: Some(reading(Platform::Whatsapp).not_told.to_owned()),
            compared: Vec::new(),
            differences: Vec::new(),
            seen: None,
        }]);
    }
    tx.all(
        "SELECT part.ordinal, read_back.* FROM delivery JOIN part ON part.delivery_id = delivery.id
         JOIN read_back ON read_back.part_id = part.id WHERE delivery.post_id = $1 ORDER BY part.ordinal",
        args![post],
        |row| {
            Ok::<_, Error>(PartReadBack {
                ordinal: row.get("ordinal")?,
                outcome: row.get("outcome")?,
                finding: row.get("finding")?,
                looks: row.get("looks")?,
                looked_at: row.get("looked_at")?,
                next_look_at: row.get("next_look_at")?,
                reason: row.get("reason")?,
                compared: row.json("compared")?,
                differences: row.json("differences")?,
                seen: row.get::<Option<PersonId>>("seen_by")?.zip(row.get("seen_at")?),
            })
        },
    )
}

/// A person has seen that a post is shown otherwise than it was signed, or is gone, and leaves it at that: what stood in front
/// of them, and nothing that was found since.
///
/// # Errors
/// When there is nothing to see, or the store refuses.
pub fn seen(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId, findings: &[String]) -> Result<()> {
    let head = draft::head(tx, post)?;
    let mut seen = 0;
    for finding in findings {
        seen += tx.run(
            "UPDATE read_back SET seen_at = $1, seen_by = $2
             WHERE outcome IN ('differs', 'gone') AND seen_at IS NULL AND finding = $3
               AND part_id IN (SELECT part.id FROM part JOIN delivery ON delivery.id = part.delivery_id WHERE delivery.post_id = $4)",
            args![env.now(), by, finding, post],
        )?;
    }
    if seen == 0 {
        return Err(Error::refused(
            ErrorCode::Stale,
            "What the platform shows was read again meanwhile, or somebody has seen it. Look at what stands there now.",
        ));
    }
    let entry = Entry::done(Actor::Person(by), Action::ReadBackSeen).about(post, head.correlation);
    audit::record(tx, env, &entry)?;
    changed(tx);
    Ok(())
}

/// Has a post that is out read once more, now: somebody may have mended it, or changed it, on its platform.
///
/// # Errors
/// When nothing of it is public, no program can read it, or the store refuses.
pub fn look_again(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId) -> Result<()> {
    let head = draft::head(tx, post)?;
    let public: Vec<(PartId, Platform)> = tx.all(
        "SELECT part.id, part.platform FROM delivery JOIN part ON part.delivery_id = delivery.id
         WHERE delivery.post_id = $1 AND part.state = 'posted' AND delivery.take_down_at IS NULL",
        args![post],
        |row| Ok::<_, Error>((row.get("id")?, row.get("platform")?)),
    )?;
    let Some((_, platform)) = public.first() else {
        return Err(Error::refused(ErrorCode::Stale, "Nothing of this post is public, so there is nothing to read."));
    };
    if reading(*platform).fields.value.is_empty() {
        return Err(Error::refused(ErrorCode::Invalid, reading(*platform).not_told));
    }
    for (part, _) in &public {
        tx.run(
            "INSERT INTO read_back (part_id, next_look_at) VALUES ($1, $2)
             ON CONFLICT (part_id) DO UPDATE
             SET next_look_at = excluded.next_look_at, looks = read_back.looks + 1, tries = 0, suspected = NULL",
            args![*part, env.now()],
        )?;
    }
    let entry = Entry::done(Actor::Person(by), Action::ReadBackAsked).about(post, head.correlation);
    audit::record(tx, env, &entry)?;
    changed(tx);
    Ok(())
}

fn changed(tx: &Tx<'_>) {
    tx.changed(Tag::Publishing);
    tx.changed(Tag::Posts);
}
