//! What became of the posts whose time has come: how many went out, how many of those in time, and what of them costs.
//!
//! Invariant: it only reads. What nobody signed counts neither for nor against; an answer has no time of its own, so it is in
//! neither rate.

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::model::{ChannelId, Content, ExecutionState, Millis, Platform};
use crate::store::{Tx, args};

/// How late a post may begin to be sent and is in time, in milliseconds. Our own choice: people plan by the minute.
const IN_TIME: i64 = Millis::MINUTE;

/// What became of the posts whose time fell into a span.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// All of them is, or was, public.
    pub public: u32,
    /// A part of them is public, and the rest will not be by itself.
    pub partly: u32,
    /// Their platform refused them, or did not take them however often it was asked.
    pub failed: u32,
    /// Their time passed before they could be sent.
    pub missed: u32,
    /// Nobody knows yet.
    pub open: u32,
    /// They were not signed in time, or are held by somebody.
    pub held: u32,
    /// How many of what is public was sent by the application itself.
    pub sent: u32,
    /// How many of those began within a minute of their time.
    pub in_time: u32,
}

/// What people did in a span.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Steps {
    /// Posts and answers that were begun.
    pub written: u32,
    /// How many a doctor signed.
    pub signed: u32,
    /// How many became public, with at least one part.
    pub public: u32,
}

/// What became of the posts whose time fell between two instants, the second of which is now.
///
/// # Errors
/// When the store refuses.
pub fn outcomes(tx: &Tx<'_>, from: Millis, now: Millis) -> Result<Outcomes> {
    let each = outcomes_by_channel(tx, from, now.plus(1))?;
    Ok(each.into_values().fold(Outcomes::default(), Outcomes::and))
}

/// The same of each channel, of the posts whose time was `from` or later, and before `until`.
///
/// # Errors
/// When the store refuses.
pub fn outcomes_by_channel(tx: &Tx<'_>, from: Millis, until: Millis) -> Result<BTreeMap<ChannelId, Outcomes>> {
    let ended = tx.all(
        "SELECT channel_id, state, count(*) AS many, sum(begun_at IS NOT NULL) AS sent, sum(coalesce(begun_at <= due_at + $1, 0)) AS in_time
         FROM (SELECT post.channel_id, delivery.state, delivery.due_at,
                      -- What a person posted by hand was not sent from here.
                      (SELECT min(part.commit_started_at) FROM part WHERE part.delivery_id = delivery.id
                         AND NOT EXISTS (SELECT 1 FROM attempt
                                         WHERE attempt.delivery_id = part.delivery_id AND attempt.outcome = 'handed_over')) AS begun_at
               -- A delivery is due when its plan is (delivery_due_of_a_plan).
               FROM plan CROSS JOIN delivery ON delivery.post_id = plan.post_id CROSS JOIN post ON post.id = plan.post_id
               WHERE plan.due_at >= $2 AND plan.due_at < $3 AND plan.once_signed = 0)
         GROUP BY channel_id, state",
        args![IN_TIME, from, until],
        |row| {
            Ok::<_, Error>((
                row.get::<ChannelId>("channel_id")?,
                row.get::<ExecutionState>("state")?,
                (row.get::<u32>("many")?, row.get::<u32>("sent")?, row.get::<u32>("in_time")?),
            ))
        },
    )?;
    let mut all: BTreeMap<ChannelId, Outcomes> = BTreeMap::new();
    for (channel, state, many) in ended {
        all.entry(channel).or_default().count(state, many);
    }
    Ok(all)
}

impl Outcomes {
    fn count(&mut self, state: ExecutionState, (many, sent, in_time): (u32, u32, u32)) {
        use ExecutionState as S;
        match state {
            S::Posted | S::Removed => {
                self.public += many;
                self.sent += sent;
                self.in_time += in_time;
            }
            S::PartlyPosted => self.partly += many,
            S::Failed => self.failed += many,
            S::Missed => self.missed += many,
            S::Scheduled | S::Running | S::Retrying | S::InDoubt | S::Processing | S::HandedOver | S::AtPlatform => {
                self.open += many;
            }
            S::Held | S::Expired => self.held += many,
            // Somebody did not want it after all.
            S::Cancelled => {}
        }
    }

    const fn and(self, other: Self) -> Self {
        Self {
            public: self.public + other.public,
            partly: self.partly + other.partly,
            failed: self.failed + other.failed,
            missed: self.missed + other.missed,
            open: self.open + other.open,
            held: self.held + other.held,
            sent: self.sent + other.sent,
            in_time: self.in_time + other.in_time,
        }
    }
}

/// What people did since an instant.
///
/// # Errors
/// When the store refuses.
pub fn steps(tx: &Tx<'_>, from: Millis) -> Result<Steps> {
    let count =
        |sql: &str| -> Result<u32> { Ok(tx.one(sql, args![from], |row| row.get::<u32>("many"))?.unwrap_or_default()) };
    Ok(Steps {
        written: count("SELECT count(*) AS many FROM post WHERE created_at >= $1")?,
        signed: count(
            "SELECT count(DISTINCT post_id) AS many FROM approval WHERE signed_at >= $1 AND beforehand IS NULL",
        )?,
        public: count("SELECT count(DISTINCT delivery_id) AS many FROM part WHERE posted_at >= $1")?,
    })
}

/// The parts of posts that became public on a platform since an instant, each with its words and how many of its pictures are
/// described.
///
/// # Errors
/// When the store refuses.
pub fn sent_parts(tx: &Tx<'_>, platform: Platform, from: Millis) -> Result<Vec<(String, u32)>> {
    let parts = tx.all(
        "SELECT part.ordinal, revision.content FROM part JOIN delivery ON delivery.id = part.delivery_id
         JOIN manifest ON manifest.digest = delivery.manifest JOIN revision ON revision.id = manifest.revision_id
         WHERE part.platform = $1 AND part.posted_at >= $2
           AND NOT EXISTS (SELECT 1 FROM attempt
                           WHERE attempt.delivery_id = part.delivery_id AND attempt.outcome = 'handed_over')",
        args![platform, from],
        |row| Ok::<_, Error>((row.get::<u32>("ordinal")?, row.json::<Content>("content")?)),
    )?;
    let part_of = |(ordinal, mut content): (u32, Content)| {
        let ordinal = usize::try_from(ordinal).ok()?;
        let part = (ordinal < content.parts.len()).then(|| content.parts.swap_remove(ordinal))?;
        let described = part.media.iter().filter(|media| !media.alt.0.trim().is_empty()).count();
        Some((part.text, u32::try_from(described).unwrap_or(u32::MAX)))
    };
    Ok(parts.into_iter().filter_map(part_of).collect())
}
