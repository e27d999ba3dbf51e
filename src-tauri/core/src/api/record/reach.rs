//! How far back the record has to be gone before anything can fit: by person, by channel and by day there are indexes that
//! know, so that nobody has to leaf through years of a record for what lies at their other end.
//!
//! Invariant: no entry that fits lies between what was asked from and what is answered.

use super::Wanted;
use crate::audit::Actor;
use crate::error::{Error, Result};
use crate::model::{ChannelId, Millis, PersonId};
use crate::store::{Tx, Value, args};

/// A channel with more posts than this is in nearly every stretch of the record, which finds it soon enough.
const FEW: usize = 1_000;

/// The entry after the newest one before `before` that may fit; nothing when none does.
pub(super) fn newest(tx: &Tx<'_>, wanted: &Wanted, before: i64) -> Result<Option<i64>> {
    let asked = &wanted.asked;
    let mut before = before;
    let bounds = [
        asked.person_id.map(Bound::Person),
        asked.channel_id.map(Bound::Channel),
        wanted.from.or(wanted.until).map(|_| Bound::Days(wanted.from, wanted.until)),
        asked.denied_only.then_some(Bound::Denied),
        Some(Bound::Any),
    ];
    for bound in bounds.into_iter().flatten() {
        match bound.newest(tx, before)? {
            Some(seq) => before = before.min(seq.saturating_add(1)),
            None => return Ok(None),
        }
    }
    Ok(Some(before))
}

enum Bound {
    Person(PersonId),
    Channel(ChannelId),
    Days(Option<Millis>, Option<Millis>),
    Denied,
    Any,
}

impl Bound {
    /// The newest entry before `before` within the bound.
    fn newest(&self, tx: &Tx<'_>, before: i64) -> Result<Option<i64>> {
        match self {
            Self::Person(person) => newest_of(
                tx,
                "SELECT max(seq) AS seq FROM audit_entry WHERE actor = $1 AND seq < $2",
                args![Actor::Person(*person).to_string(), before],
            ),
            Self::Channel(channel) if is_small(tx, *channel)? => newest_of(
                tx,
                "SELECT max((SELECT max(seq) FROM audit_entry WHERE audit_entry.post_id = post.id AND seq < $1)) AS seq
                 FROM post WHERE post.channel_id = $2",
                args![before, *channel],
            ),
            Self::Channel(_) | Self::Any => {
                newest_of(tx, "SELECT max(seq) AS seq FROM audit_entry WHERE seq < $1", args![before])
            }
            Self::Days(from, until) => newest_of(
                tx,
                "SELECT max(seq) AS seq FROM audit_entry WHERE at >= $1 AND at < $2 AND +seq < $3",
                args![from.unwrap_or(Millis(i64::MIN)), until.unwrap_or(Millis(i64::MAX)), before],
            ),
            Self::Denied => {
                newest_of(tx, "SELECT max(seq) AS seq FROM audit_entry WHERE allowed = 0 AND +seq < $1", args![before])
            }
        }
    }
}

fn newest_of(tx: &Tx<'_>, sql: &str, values: &[Value]) -> Result<Option<i64>> {
    Ok(tx.one(sql, values, |row| row.get::<Option<i64>>("seq").map_err(Error::from))?.flatten())
}

fn is_small(tx: &Tx<'_>, channel: ChannelId) -> Result<bool> {
    let sql = format!("SELECT 1 AS one FROM post WHERE channel_id = $1 LIMIT {}", FEW + 1);
    Ok(tx.all(&sql, args![channel], |row| row.get::<i64>("one").map_err(Error::from))?.len() <= FEW)
}
