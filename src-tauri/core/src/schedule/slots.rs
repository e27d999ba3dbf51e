//! Weekly times of a channel: when it likes to post.
//!
//! Invariant: a slot is a time on the channel's own wall clock; what instant that is each week, the zone data says, and a
//! week in which the clocks jump over it has none.

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::zone::{WallTime, Zone};
use crate::model::{ChannelId, Millis, PersonId, SlotId};
use crate::store::{Tag, Tx, args};

/// More than this for one day of the week is no plan.
const MOST_A_WEEK: usize = 70;

/// A weekly time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SlotRow {
    /// Whose.
    pub channel: ChannelId,
    /// The day of the week, Monday being 1.
    pub weekday: u8,
    /// `09:00`.
    pub time: String,
}

/// Every channel's weekly times, by channel, day and time.
///
/// # Errors
/// When the store refuses.
pub fn slots(tx: &Tx<'_>) -> Result<Vec<SlotRow>> {
    tx.all("SELECT channel_id, weekday, wall FROM slot ORDER BY channel_id, weekday, wall", &[], |row| {
        Ok(SlotRow {
            channel: row.get("channel_id")?,
            weekday: u8::try_from(row.get::<u32>("weekday")?).unwrap_or(1),
            time: row.get("wall")?,
        })
    })
}

/// Puts other weekly times in the place of a channel's.
///
/// # Errors
/// When one is no time, there are too many, or the store refuses.
pub fn set_slots(tx: &Tx<'_>, env: &Env, by: PersonId, channel: ChannelId, new: &[(u8, String)]) -> Result<()> {
    let mut kept = Vec::new();
    for (weekday, time) in new {
        // Any Monday to Sunday will do to read the time by.
        let read =
            WallTime::parse("2026-11-16", time).map_err(|refused| Error::invalid("time", refused.to_string()))?;
        if !(1..=7).contains(weekday) {
            return Err(Error::invalid("weekday", "A week has seven days, from 1, Monday, to 7, Sunday."));
        }
        kept.push((*weekday, read.time()));
    }
    kept.sort();
    kept.dedup();
    if kept.len() > MOST_A_WEEK {
        return Err(Error::invalid("slots", format!("Keep to {MOST_A_WEEK} times a week at most.")));
    }
    tx.run("DELETE FROM slot WHERE channel_id = $1", args![channel])?;
    for (weekday, time) in &kept {
        tx.run(
            "INSERT INTO slot (id, channel_id, weekday, wall) VALUES ($1, $2, $3, $4)",
            args![env.id::<SlotId>(), channel, u32::from(*weekday), time],
        )?;
    }
    let entry = Entry::done(Actor::Person(by), Action::SlotsSet).fact("channel", channel).fact("times", kept.len());
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Channels);
    tx.changed(Tag::Queue);
    Ok(())
}

/// The times that slots of one channel have on so many days from the day of `first`, in order: the wall clock in the
/// channel's zone, and the instant.
pub fn coming(slots: &[SlotRow], zone: &Zone, first: WallTime, days: i32) -> Vec<(WallTime, Millis)> {
    let mut coming = Vec::new();
    for day in 0..days {
        let Ok(date) = first.shifted(day, 0) else { break };
        for slot in slots.iter().filter(|slot| slot.weekday == date.weekday()) {
            let wall = WallTime::parse(&date.date(), &slot.time);
            if let Ok((wall, resolved)) = wall.and_then(|wall| Ok((wall, zone.resolve(wall)?))) {
                coming.push((wall, resolved.at));
            }
        }
    }
    coming.sort_by_key(|(_, at)| *at);
    coming
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_keeps_its_clock_time_over_a_change_of_the_clocks_and_is_left_out_where_it_never_comes() {
        let channel: ChannelId = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
        let slot = |weekday, time: &str| SlotRow { channel, weekday, time: time.into() };
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let saturday = WallTime::parse("2027-03-27", "00:00").unwrap();
        let times = coming(&[slot(6, "09:00"), slot(7, "02:30"), slot(7, "09:00")], &berlin, saturday, 8);
        let shown: Vec<String> = times.iter().map(|(wall, _)| wall.to_stored()).collect();
        assert_eq!(shown, ["2027-03-27T09:00", "2027-03-28T09:00", "2027-04-03T09:00"]);
        assert_eq!(times[1].1.since(times[0].1), 23 * 60 * Millis::MINUTE, "the night was an hour shorter");
    }
}
