//! The posts of a channel that can be compared, each with its number at one age; and what went out in a span.
//!
//! Invariant: only the first part of a post is compared, since those of a thread are posts of their own; a post that is too young,
//! was not read around that age, or of which nothing was told is counted among what is left out.

use std::collections::BTreeSet;

use super::age::Age;
use crate::clinic::ChannelRow;
use crate::draft::{self, BatchOrigin};
use crate::error::{Error, Result};
use crate::measure::metric::{CountedAs, Metric};
use crate::model::words::word_enum;
use crate::model::{ChannelId, Content, Digest, Millis, PostId};
use crate::store::{Tx, args, by_word};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

word_enum! {
    /// What a post shows beside its words.
    pub enum Shows {
        /// Nothing.
        Words = "words",
        /// One picture.
        Picture = "picture",
        /// Several pictures.
        Pictures = "pictures",
        /// A video.
        Film = "film",
        /// A document.
        Document = "document",
    }
}
by_word!(Shows);

/// What is compared.
#[derive(Debug, Clone, Copy)]
pub struct Of {
    /// As what its platform counts it.
    pub form: CountedAs,
    /// What is counted.
    pub metric: Metric,
    /// At which age.
    pub age: Age,
    /// What became public from here on …
    pub from: Millis,
    /// … and before this.
    pub until: Millis,
}

/// A post that is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Which post.
    pub post: PostId,
    /// Its first words.
    pub title: String,
    /// Where the public sees it.
    pub permalink: Option<String>,
    /// The theme of the batch that it was drafted from; none where it was begun without one.
    pub theme: Option<String>,
    /// What it shows.
    pub shows: Shows,
    /// When it became public.
    pub posted_at: Millis,
    /// The number at the age.
    pub value: u64,
}

/// How many posts are not compared, and why.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// They are not that old yet.
    pub too_young: u32,
    /// Nobody read them around that age.
    pub not_read: u32,
    /// Their platform told no such number then.
    pub not_told: u32,
}

/// Posts that are compared, and how many are not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The oldest first.
    pub posts: Vec<Compared>,
    /// The others.
    pub left_out: LeftOut,
}

/// What is attached to posts and is no picture.
pub(super) struct Attached {
    films: BTreeSet<Digest>,
    documents: BTreeSet<Digest>,
}

impl Attached {
    pub(super) fn read(tx: &Tx<'_>) -> Result<Self> {
        let digests = |sql: &str| -> Result<BTreeSet<Digest>> {
            let all: Vec<Digest> = tx.all(sql, &[], |row| row.get("digest").map_err(Error::from))?;
            Ok(all.into_iter().collect())
        };
        Ok(Self { films: digests("SELECT digest FROM video")?, documents: digests("SELECT digest FROM document")? })
    }

    pub(super) fn shows(&self, content: &Content) -> Shows {
        match content.parts.first().map_or(&[][..], |part| part.media.as_slice()) {
            [] => Shows::Words,
            media if media.iter().any(|one| self.films.contains(&one.digest)) => Shows::Film,
            media if media.iter().any(|one| self.documents.contains(&one.digest)) => Shows::Document,
            [_] => Shows::Picture,
            [..] => Shows::Pictures,
        }
    }
}

/// The posts of a channel that can be compared.
///
/// # Errors
/// When the store refuses.
pub fn compare(tx: &Tx<'_>, channel: &ChannelRow, of: Of, now: Millis) -> Result<Comparison> {
    let attached = Attached::read(tx)?;
    let rows = tx.all(
        "SELECT post.id, part.permalink, post_meter.posted_at, batch.theme, batch.origin, revision.content,
                number_at_age.value, number_at_age.missing
         FROM post_meter CROSS JOIN part ON part.id = post_meter.part_id AND part.ordinal = 0
         CROSS JOIN delivery ON delivery.id = part.delivery_id CROSS JOIN post ON post.id = delivery.post_id
         LEFT JOIN manifest ON manifest.digest = delivery.manifest
         LEFT JOIN revision ON revision.id = coalesce(manifest.revision_id, post.head_revision)
         LEFT JOIN batch ON batch.id = post.batch_id
         LEFT JOIN number_series ON number_series.part_id = part.id AND number_series.metric = $1
         LEFT JOIN number_at_age ON number_at_age.series_id = number_series.id AND number_at_age.age = $2
         WHERE post_meter.channel_id = $3 AND post_meter.posted_at >= $4
           AND post_meter.posted_at < $5 AND coalesce(post_meter.form, $6) = $6 AND post.answers IS NULL
         ORDER BY post_meter.posted_at, post.id",
        args![of.metric, of.age, channel.id, of.from, of.until, of.form],
        |row| {
            let content: Content = row.json("content")?;
            let value = row.get::<Option<i64>>("value")?.and_then(|value| u64::try_from(value).ok());
            let theme: Option<String> = row.get("theme")?;
            let from_a_theme = row.get::<Option<BatchOrigin>>("origin")? == Some(BatchOrigin::Theme);
            let compared = Compared {
                post: row.get("id")?,
                title: draft::title(&content),
                permalink: row.get("permalink")?,
                theme: theme.filter(|theme| from_a_theme && !theme.trim().is_empty()),
                shows: attached.shows(&content),
                posted_at: row.get("posted_at")?,
                value: value.unwrap_or_default(),
            };
            Ok::<_, Error>((compared, value.is_some(), row.get::<Option<String>>("missing")?.is_some()))
        },
    )?;
    let mut comparison = Comparison::default();
    for (post, told, missing) in rows {
        let out = &mut comparison.left_out;
        match (told, missing) {
            (true, _) => comparison.posts.push(post),
            (false, true) => out.not_told += 1,
            (false, false) if now.since(post.posted_at) < of.age.ms() => out.too_young += 1,
            (false, false) => out.not_read += 1,
        }
    }
    Ok(comparison)
}

/// What became public on a channel in a span: when, and as what it is counted; none before it was first asked for.
///
/// # Errors
/// When the store refuses.
pub fn published(
    tx: &Tx<'_>,
    channel: &ChannelRow,
    from: Millis,
    until: Millis,
) -> Result<Vec<(Millis, Option<CountedAs>)>> {
    tx.all(
        "SELECT post_meter.posted_at, post_meter.form
         FROM post_meter CROSS JOIN part ON part.id = post_meter.part_id AND part.ordinal = 0
         CROSS JOIN delivery ON delivery.id = part.delivery_id CROSS JOIN post ON post.id = delivery.post_id
         WHERE post_meter.channel_id = $1 AND post_meter.posted_at >= $2
           AND post_meter.posted_at < $3 AND post.answers IS NULL
         ORDER BY post_meter.posted_at",
        args![channel.id, from, until],
        |row| Ok((row.get("posted_at")?, row.get("form")?)),
    )
}

/// When the first of what is measured on a channel became public.
///
/// # Errors
/// When the store refuses.
pub fn first_public(tx: &Tx<'_>, channel: ChannelId) -> Result<Option<Millis>> {
    let first =
        tx.one("SELECT min(posted_at) AS first FROM post_meter WHERE channel_id = $1", args![channel], |row| {
            row.get::<Option<Millis>>("first").map_err(Error::from)
        })?;
    Ok(first.flatten())
}
