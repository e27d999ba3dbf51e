//! Whether more people complain on a channel than used to.
//!
//! Invariant: a day is held against the channel's own past and no other's, and few complaints are never a rise, so that a
//! quiet channel does not cry at the second one.

use super::causes::{Cause, about_a_channel};
use super::kind::AlertKind;
use crate::error::{Error, Result};
use crate::model::{ChannelId, Millis};
use crate::store::{Tx, args};

/// How many days before the last one are the past.
const PAST_DAYS: i64 = 28;
/// A channel that is known for less has no past.
const LEAST_DAYS: i64 = 7;
/// Fewer complaints in a day than this are no rise, whatever the past was.
const FEWEST: u32 = 4;

/// What a channel's complaints were like.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Past {
    complaints: u32,
    days: i64,
}

/// Whether so many in a day are a rise: three deviations above what the past makes likely, as they fall of which each is
/// independent of the others. One that was told of lasts until the day is as the past was.
fn is_rise(today: u32, past: Past, told: bool) -> bool {
    if past.days < LEAST_DAYS {
        return false;
    }
    let days = u32::try_from(past.days).unwrap_or(u32::MAX);
    let mean = f64::from(past.complaints) / f64::from(days);
    if told {
        today > 0 && f64::from(today) > mean
    } else {
        today >= FEWEST && f64::from(today) > mean + 3.0 * mean.sqrt()
    }
}

pub(super) const COUNTED: &str = "
    SELECT channel.id, channel.created_at,
           (SELECT count(*) FROM item WHERE item.channel_id = channel.id AND item.written_at > $1
              AND instr(item.triage, '\"category\":\"complaint\"') > 0 AND item.ours = 0) AS today,
           (SELECT count(*) FROM item WHERE item.channel_id = channel.id AND item.written_at > $2 AND item.written_at <= $1
              AND instr(item.triage, '\"category\":\"complaint\"') > 0 AND item.ours = 0) AS before,
           (SELECT min(item.written_at) FROM item WHERE item.channel_id = channel.id
              AND instr(item.triage, '\"category\":\"complaint\"') > 0 AND item.ours = 0) AS first,
           EXISTS (SELECT 1 FROM alert WHERE alert.kind = 'complaints_rising' AND alert.subject = channel.id
                     AND alert.cleared_at IS NULL) AS told
    FROM channel WHERE channel.removed_at IS NULL";

pub(super) fn rising(tx: &Tx<'_>, now: Millis) -> Result<Vec<Cause>> {
    let (day, past) = (now.plus(-Millis::DAY), now.plus(-(PAST_DAYS + 1) * Millis::DAY));
    let all = tx.all(COUNTED, args![day, past], |row| {
        let channel: ChannelId = row.get("id")?;
        let known: Millis = row.get("created_at")?;
        let known = row.get::<Option<Millis>>("first")?.map_or(known, |first| first.min(known));
        let days = (day.since(known) / Millis::DAY).clamp(0, PAST_DAYS);
        let past = Past { complaints: row.get("before")?, days };
        let rises = is_rise(row.get("today")?, past, row.get("told")?);
        Ok::<_, Error>(rises.then(|| about_a_channel(AlertKind::ComplaintsRising, channel, "")))
    })?;
    Ok(all.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn past(complaints: u32) -> Past {
        Past { complaints, days: PAST_DAYS }
    }

    #[test]
    fn a_day_is_held_against_the_channels_own_past() {
        assert!(!is_rise(3, past(0), false), "few are never a rise");
        assert!(is_rise(4, past(0), false));
        // One a day: four are chance, five are not.
        assert!(!is_rise(4, past(28), false));
        assert!(is_rise(5, past(28), false));
        // A channel on which ten complain each day is used to it.
        assert!(!is_rise(19, past(280), false));
        assert!(is_rise(20, past(280), false));
    }

    #[test]
    fn a_channel_that_is_new_has_no_past() {
        assert!(!is_rise(50, Past { complaints: 0, days: 6 }, false));
    }

    #[test]
    fn a_rise_lasts_until_the_day_is_as_the_past_was() {
        assert!(is_rise(2, past(28), true));
        assert!(!is_rise(1, past(28), true));
        assert!(!is_rise(0, past(0), true));
    }
}
