//! What went out in a span with all of its numbers, at each age and as they stand: for a report.
//!
//! Invariant: each number keeps its metric, its age and its own reason for being missing; nothing is added up.

use super::age::Age;
use crate::clinic::ChannelRow;
use crate::draft;
use crate::error::{Error, Result};
use crate::measure::metric::{CountedAs, Metric, Told};
use crate::measure::samples;
use crate::model::{Content, Millis, PartId, PartState, PostId};
use crate::store::{Row, Tx, args};

/// A post of the span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldPost {
    /// Which post.
    pub post: PostId,
    /// Its first words.
    pub title: String,
    /// Where the public sees it.
    pub permalink: Option<String>,
    /// When it became public.
    pub posted_at: Millis,
    /// As what it is counted; none until it was first asked for.
    pub form: Option<CountedAs>,
    /// When its platform last answered.
    pub read_at: Option<Millis>,
    /// Why it could not be read the last time.
    pub reason: Option<String>,
    /// Whether it is public still.
    pub stands: Stands,
    /// Its numbers.
    pub numbers: Vec<ToldAt>,
}

/// Whether what became public is so still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// As far as anybody knows.
    Public,
    /// Somebody here took it down.
    TakenDown,
    /// Its platform says that there is no such thing.
    Gone,
}

/// A number at an age, or as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToldAt {
    /// What is counted.
    pub metric: Metric,
    /// At which age; none as it stood when it was last read.
    pub age: Option<Age>,
    /// How many, or why that is not known.
    pub told: Told,
}

/// What became public on a channel in a span, the oldest first.
///
/// # Errors
/// When the store refuses.
pub fn posts_with_numbers(tx: &Tx<'_>, channel: &ChannelRow, from: Millis, until: Millis) -> Result<Vec<ToldPost>> {
    let posts: Vec<(PartId, ToldPost)> = tx.all(
        "SELECT part.id AS part, post.id, part.permalink, post_meter.posted_at, post_meter.form, post_meter.read_at,
                post_meter.reason, post_meter.gone_at, part.state, revision.content
         FROM post_meter CROSS JOIN part ON part.id = post_meter.part_id AND part.ordinal = 0
         CROSS JOIN delivery ON delivery.id = part.delivery_id CROSS JOIN post ON post.id = delivery.post_id
         LEFT JOIN manifest ON manifest.digest = delivery.manifest
         LEFT JOIN revision ON revision.id = coalesce(manifest.revision_id, post.head_revision)
         WHERE post_meter.channel_id = $1 AND post_meter.posted_at >= $2
           AND post_meter.posted_at < $3 AND post.answers IS NULL
         ORDER BY post_meter.posted_at, post.id",
        args![channel.id, from, until],
        |row| {
            let post = ToldPost {
                post: row.get("id")?,
                title: draft::title(&row.json::<Content>("content")?),
                permalink: row.get("permalink")?,
                posted_at: row.get("posted_at")?,
                form: row.get("form")?,
                read_at: row.get("read_at")?,
                reason: row.get("reason")?,
                stands: match (row.get::<PartState>("state")?, row.get::<Option<Millis>>("gone_at")?) {
                    (PartState::Removed, _) => Stands::TakenDown,
                    (_, Some(_)) => Stands::Gone,
                    (_, None) => Stands::Public,
                },
                numbers: Vec::new(),
            };
            Ok::<_, Error>((row.get("part")?, post))
        },
    )?;
    posts.into_iter().map(|(part, post)| Ok(ToldPost { numbers: numbers(tx, part)?, ..post })).collect()
}

fn numbers(tx: &Tx<'_>, part: PartId) -> Result<Vec<ToldAt>> {
    let told = |row: &Row<'_>| {
        Ok::<_, Error>(ToldAt { metric: row.get("metric")?, age: row.get("age")?, told: samples::told(row)? })
    };
    tx.all(
        "SELECT metric, NULL AS age, value, missing FROM number_series WHERE part_id = $1
         UNION ALL
         SELECT number_series.metric, number_at_age.age, number_at_age.value, number_at_age.missing
         FROM number_series CROSS JOIN number_at_age ON number_at_age.series_id = number_series.id
         WHERE number_series.part_id = $1",
        args![part],
        told,
    )
}
