//! What a post's number was at an age: how posts are held against one another, and never across what platforms mean by it.
//!
//! Invariant: a mark is the first reading within an age's patience, written once and never changed; what was not told, or was read later,
//! is no mark. Posts are held against earlier ones of the same account that are counted as the same.

use crate::error::{Error, Result};
use crate::gate::Account;
use crate::model::{ChannelId, Millis, PartId, Platform, PostId};
use crate::store::{Row, Tx, args};

use super::definitions::definitions;
use super::meter::PostAsked;
use super::metric::{CountedAs, Metric, Told};

const HOUR: i64 = 60 * Millis::MINUTE;
/// The ages at which posts are held against one another, in hours, and for how many hours a reading counts for one: every platform is
/// asked then, those that are paid for as well (`schedule.rs`). A laptop that slept longer leaves no mark. Our own choice.
const AGES: [(u32, i64); 2] = [(6, 1), (24, 3)];
/// After so many hours a story is told of, where the clinic chose longer: Instagram tells of none after a day, and the last look is an hour
/// before (`schedule.rs`).
const STORY_WAITS: u32 = 22;
/// The age from which on a post can have been seen too seldom, in hours: before, it may only be early. Our own choice.
const GROWN: u32 = 24;
/// How many earlier posts a post is held against: the fewest, and the most. Our own choice.
const FEWEST: usize = 8;
const MOST: u32 = 20;
/// Less than this much of a difference is no news, whatever times as much it is: twelve in place of three. Our own choice.
const NEWS: u64 = 20;
/// For how long a post that is unusual is told of, after it became public, in milliseconds.
const TOLD_OF: i64 = 3 * Millis::DAY;
/// The same of one that nobody saw, after the hours that the clinic chose.
const UNSEEN_TOLD_OF: i64 = 7 * Millis::DAY;

/// Keeps what a reading tells of a post that is so old.
pub(super) fn keep(
    tx: &Tx<'_>,
    now: Millis,
    account: &Account,
    asked: &PostAsked,
    numbers: &[(Metric, Told)],
) -> Result<()> {
    let age = now.since(asked.posted_at);
    let due = |(hours, patience): &&(u32, i64)| {
        let from = i64::from(*hours) * HOUR;
        (from..from + patience * HOUR).contains(&age)
    };
    let Some((hours, _)) = AGES.iter().find(due) else { return Ok(()) };
    let Some(metric) = watched(account.platform, asked.form) else { return Ok(()) };
    let told = numbers.iter().find(|(of, _)| *of == metric).map(|(_, told)| *told);
    let Some(Told::Number(value)) = told else { return Ok(()) };
    let Ok(value) = i64::try_from(value) else { return Ok(()) };
    // What follows in a thread is seen less than how it begins, and told of with it.
    tx.run(
        "INSERT INTO number_mark (part_id, age_hours, channel_id, account_id, form, metric, value, posted_at)
         SELECT id, $1, $2, $3, $4, $5, $6, $7 FROM part WHERE id = $8 AND ordinal = 0
         ON CONFLICT (part_id, age_hours) DO NOTHING",
        args![*hours, account.channel, &account.id, asked.form, metric, value, asked.posted_at, asked.part],
    )?;
    Ok(())
}

/// What of a post is watched: how often it was seen; none where its platform does not count that.
fn watched(platform: Platform, form: CountedAs) -> Option<Metric> {
    definitions(platform, form).iter().map(|it| it.metric).find(|metric| *metric == Metric::Views)
}

/// What is unusual about a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unusual {
    /// It was seen far less than those before it.
    Drop,
    /// Far more.
    Spike,
}

/// A post that is held against those before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Which.
    pub post: PostId,
    /// Where it stands.
    pub channel: ChannelId,
    /// As what it is counted.
    pub form: CountedAs,
    /// How old it was, in hours.
    pub age_hours: u32,
    /// What it came to by then.
    pub value: u64,
    /// What those before it came to at the same age: the one in the middle.
    pub middle: u64,
    /// How many those are.
    pub others: u32,
}

impl Held {
    /// What is unusual about it, where so many times as much or as little is.
    pub fn is(&self, spike_times: u32, drop_times: u32) -> Option<Unusual> {
        let (value, middle) = (self.value, self.middle);
        if value >= middle.saturating_mul(u64::from(spike_times)) && value.saturating_sub(middle) >= NEWS {
            return Some(Unusual::Spike);
        }
        // Not seen at all is told of otherwise.
        let less = value > 0 && value.saturating_mul(u64::from(drop_times)) <= middle;
        (self.age_hours >= GROWN && less && middle.saturating_sub(value) >= NEWS).then_some(Unusual::Drop)
    }
}

struct Mark {
    part: PartId,
    post: PostId,
    channel: ChannelId,
    account: String,
    form: CountedAs,
    metric: Metric,
    age_hours: u32,
    value: u64,
    posted_at: Millis,
}

fn mark(row: &Row<'_>) -> Result<Mark> {
    Ok(Mark {
        part: row.get("part_id")?,
        post: row.get("post_id")?,
        channel: row.get("channel_id")?,
        account: row.get("account_id")?,
        form: row.get("form")?,
        metric: row.get("metric")?,
        age_hours: row.get("age_hours")?,
        value: u64::try_from(row.get::<i64>("value")?).unwrap_or_default(),
        posted_at: row.get("posted_at")?,
    })
}

/// Every young post that can be held against those before it, the youngest age first.
///
/// # Errors
/// When the store refuses.
pub fn held(tx: &Tx<'_>, now: Millis) -> Result<Vec<Held>> {
    let marks = tx.all(
        "SELECT number_mark.*, delivery.post_id
         FROM number_mark CROSS JOIN part ON part.id = number_mark.part_id
              CROSS JOIN delivery ON delivery.id = part.delivery_id
              CROSS JOIN channel ON channel.id = number_mark.channel_id AND channel.account_id = number_mark.account_id
         WHERE number_mark.posted_at > $1 AND number_mark.posted_at <= $2
           AND part.state = 'posted' AND channel.removed_at IS NULL
         ORDER BY number_mark.age_hours, number_mark.posted_at",
        args![now.plus(-TOLD_OF), now],
        mark,
    )?;
    let mut all = Vec::new();
    for one in &marks {
        all.extend(against(tx, one)?);
    }
    Ok(all)
}

/// The same of one post, however old it is.
///
/// # Errors
/// When the store refuses.
pub fn held_of(tx: &Tx<'_>, post: PostId) -> Result<Vec<Held>> {
    let marks = tx.all(
        "SELECT number_mark.*, delivery.post_id
         FROM delivery CROSS JOIN part ON part.delivery_id = delivery.id CROSS JOIN number_mark ON number_mark.part_id = part.id
         WHERE delivery.post_id = $1 ORDER BY number_mark.age_hours",
        args![post],
        mark,
    )?;
    let mut all = Vec::new();
    for one in &marks {
        all.extend(against(tx, one)?);
    }
    Ok(all)
}

/// A post beside those before it; none where there are too few.
fn against(tx: &Tx<'_>, of: &Mark) -> Result<Option<Held>> {
    let mut others: Vec<u64> = tx.all(
        "SELECT value FROM number_mark
         WHERE channel_id = $1 AND account_id = $2 AND form = $3 AND metric = $4 AND age_hours = $5 AND posted_at < $6
           AND part_id <> $7
         ORDER BY posted_at DESC LIMIT $8",
        args![of.channel, &of.account, of.form, of.metric, of.age_hours, of.posted_at, of.part, MOST],
        |row| row.get::<i64>("value").map(|value| u64::try_from(value).unwrap_or_default()).map_err(Error::from),
    )?;
    if others.len() < FEWEST {
        return Ok(None);
    }
    others.sort_unstable();
    let half = others.len() / 2;
    let middle = match (others.len() % 2, half.checked_sub(1).and_then(|below| others.get(below)), others.get(half)) {
        (0, Some(below), Some(above)) => below.midpoint(*above),
        (_, _, Some(one)) => *one,
        (_, _, None) => return Ok(None),
    };
    Ok(Some(Held {
        post: of.post,
        channel: of.channel,
        form: of.form,
        age_hours: of.age_hours,
        value: of.value,
        middle,
        others: u32::try_from(others.len()).unwrap_or(u32::MAX),
    }))
}

/// Posts that were public for so many hours and that nobody saw by then, as their platform told it; what it did not tell is none. A story is
/// waited for while it lives, and no longer.
///
/// # Errors
/// When the store refuses.
pub fn unseen(tx: &Tx<'_>, now: Millis, hours: u32) -> Result<Vec<(PostId, ChannelId)>> {
    let (wait, of_a_story) = (i64::from(hours) * HOUR, i64::from(hours.min(STORY_WAITS)) * HOUR);
    tx.all(
        "SELECT delivery.post_id, post_meter.channel_id
         FROM post_meter CROSS JOIN part ON part.id = post_meter.part_id
              CROSS JOIN delivery ON delivery.id = part.delivery_id
              CROSS JOIN channel ON channel.id = post_meter.channel_id AND channel.account_id = post_meter.account_id
              CROSS JOIN number_series ON number_series.part_id = post_meter.part_id AND number_series.metric = 'views'
         WHERE post_meter.posted_at > $1 AND post_meter.posted_at <= $2
           AND post_meter.read_at >= post_meter.posted_at + CASE post_meter.form WHEN $3 THEN $4 ELSE $5 END
           AND post_meter.gone_at IS NULL AND number_series.value = 0
           AND part.ordinal = 0 AND part.state = 'posted' AND channel.removed_at IS NULL",
        args![now.plus(-wait - UNSEEN_TOLD_OF), now.plus(-of_a_story), CountedAs::Story, of_a_story, wait],
        |row| Ok::<_, Error>((row.get("post_id")?, row.get("channel_id")?)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn came_to(value: u64, middle: u64, age_hours: u32) -> Option<Unusual> {
        let id = "01931c2e-5b00-7000-8000-000000000001";
        let held = Held {
            post: id.parse().unwrap(),
            channel: id.parse().unwrap(),
            form: CountedAs::Post,
            age_hours,
            value,
            middle,
            others: 8,
        };
        held.is(4, 4)
    }

    #[test]
    fn four_times_as_much_is_a_spike_and_a_quarter_a_drop_once_it_is_a_day_old() {
        assert_eq!(came_to(400, 100, 6), Some(Unusual::Spike));
        assert_eq!(came_to(399, 100, 24), None);
        assert_eq!(came_to(25, 100, 24), Some(Unusual::Drop));
        assert_eq!(came_to(26, 100, 24), None);
        assert_eq!(came_to(25, 100, 6), None, "it may only be early");
        assert_eq!(came_to(0, 100, 24), None, "that nobody saw it is told of otherwise");
    }

    #[test]
    fn what_few_people_make_is_no_news() {
        assert_eq!(came_to(12, 3, 24), None);
        assert_eq!(came_to(22, 2, 24), Some(Unusual::Spike));
        assert_eq!(came_to(20, 0, 6), Some(Unusual::Spike));
        assert_eq!(came_to(4, 16, 24), None);
    }
}
