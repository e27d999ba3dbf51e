//! What of a platform's allowances reading may use: what is above the reserve, spread over what is left of its window.
//!
//! Invariant: reading never takes an allowance below the reserve that the capability table names, so what goes out finds
//! room; and whatever waits for it waits until an instant that is told.

use crate::check::capability::engaging::Reserve;
use crate::error::Result;
use crate::model::{ChannelId, Millis};
use crate::publish::{Standing, allowances};
use crate::store::Tx;

use super::feeds::Due;
use super::reader::FeedKind;

/// How many calls one reading of an account takes, about: its lists, and what one of them leads to.
const A_READING: i64 = 3;
/// How long it is believed what a platform said of an allowance that it names no end of. Our own choice.
const BELIEVED: i64 = 15 * Millis::MINUTE;

/// How much of an allowance is left for reading, and until when that is so.
fn room(reserve: &Reserve, standing: &Standing, now: Millis) -> Option<(i64, Millis)> {
    let until = standing.opens_at.unwrap_or_else(|| standing.seen_at.plus(BELIEVED));
    // What was said in the future was said by a clock that was wrong.
    let holds = standing.seen_at <= now && until > now;
    let left = i64::from(standing.allowed) - i64::from(reserve.keep.value) - i64::from(standing.used);
    holds.then_some((left.max(0), until))
}

fn rooms<'r>(
    tx: &Tx<'_>,
    now: Millis,
    channel: ChannelId,
    reserves: impl Iterator<Item = &'r Reserve>,
) -> Result<Vec<(i64, Millis, bool)>> {
    let mut reserves = reserves.peekable();
    if reserves.peek().is_none() {
        return Ok(Vec::new());
    }
    let standings = allowances(tx, channel)?;
    let of = |reserve: &Reserve| {
        let (_, standing) = standings.iter().find(|(name, _)| name == reserve.allowance)?;
        room(reserve, standing, now).map(|(left, until)| (left, until, standing.opens_at.is_some()))
    };
    Ok(reserves.filter_map(of).collect())
}

/// What a feed leaves of the allowances.
fn of_feed(feed: &Due) -> impl Iterator<Item = &'static Reserve> {
    let messages = match feed.name.kind {
        FeedKind::Conversations | FeedKind::Messages => true,
        FeedKind::Posts | FeedKind::Reels | FeedKind::Comments | FeedKind::Answers | FeedKind::Mentions => false,
    };
    feed.reading().reserves.iter().filter(move |reserve| if messages { reserve.messages } else { reserve.others })
}

fn latest_of_none_left(rooms: Vec<(i64, Millis, bool)>) -> Option<Millis> {
    rooms.into_iter().filter(|(left, ..)| *left == 0).map(|(_, until, _)| until).max()
}

/// Until when nothing may be read, where the reserve is reached.
pub(super) fn feed_kept_until(tx: &Tx<'_>, now: Millis, feed: &Due) -> Result<Option<Millis>> {
    Ok(latest_of_none_left(rooms(tx, now, feed.account.channel, of_feed(feed))?))
}

/// Until when nothing may be read on a channel, where one of these reserves is reached.
///
/// # Errors
/// When the store refuses.
pub fn kept_until(tx: &Tx<'_>, now: Millis, channel: ChannelId, reserves: &[Reserve]) -> Result<Option<Millis>> {
    Ok(latest_of_none_left(rooms(tx, now, channel, reserves.iter())?))
}

/// How long is waited between two readings, so that what is left lasts until there is more; none where nothing is counted.
pub(super) fn spread(tx: &Tx<'_>, now: Millis, feed: &Due) -> Result<Option<i64>> {
    let counted = rooms(tx, now, feed.account.channel, of_feed(feed))?.into_iter().filter(|(.., counted)| *counted);
    Ok(counted.map(|(left, until, _)| until.since(now) / left.max(1) * A_READING.min(left.max(1))).max())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::capability::engaging::engaging;
    use crate::model::Platform;

    fn standing(used: u32, allowed: u32, opens_at: Option<i64>) -> Standing {
        Standing { used, allowed, opens_at: opens_at.map(Millis), seen_at: Millis(0) }
    }

    #[test]
    fn what_is_kept_for_publishing_is_never_room_for_reading() {
        for platform in Platform::ALL {
            for reserve in engaging(*platform).reserves {
                let keep = reserve.keep.value;
                assert!(keep > 0 && !reserve.keep.source.is_empty(), "{platform:?} {}", reserve.allowance);
                let of = |used: u32| room(reserve, &standing(used, keep + 5, Some(100)), Millis(10));
                assert_eq!(of(4), Some((1, Millis(100))));
                assert_eq!(of(5), Some((0, Millis(100))));
                assert_eq!(of(keep + 5), Some((0, Millis(100))), "what publishing uses is no room either");
            }
        }
    }

    #[test]
    fn what_was_said_holds_until_there_is_more_or_for_a_quarter_of_an_hour() {
        let reserve = &engaging(Platform::Facebook).reserves[0];
        let told = standing(90, 100, Some(Millis::DAY));
        assert_eq!(room(reserve, &told, Millis(Millis::DAY)), None, "it is open again");
        let percent = standing(90, 100, None);
        assert_eq!(room(reserve, &percent, Millis(BELIEVED - 1)), Some((0, Millis(BELIEVED))));
        assert_eq!(room(reserve, &percent, Millis(BELIEVED)), None, "somebody has to look again");
        assert_eq!(room(reserve, &percent, Millis(-1)), None, "a clock that was wrong said it");
    }
}
