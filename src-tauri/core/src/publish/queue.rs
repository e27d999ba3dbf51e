//! What waits to be sent, and when it may be claimed.
//!
//! Invariant: it only reads. A channel that is paused, not connected, or served by hand has nothing waiting here, and one
//! that rests has nothing ripe.

use crate::check::capability::bringing::bringing;
use crate::clinic;
use crate::error::Result;
use crate::gate;
use crate::model::{ChannelId, Content, DeliveryId, Millis, Platform};
use crate::store::{Tx, args};

use super::settle::BROUGHT;

/// What a video has at least that goes to its platform before the post does, in bytes: at the slowest line reckoned with it
/// takes a minute. A smaller one goes along with its post, as pictures do.
const LARGE: i64 = 30_000_000;

/// From how long before its time a post is looked at, in milliseconds: longer than anything is claimed ahead, by more than
/// the longest nap between two looks. A month's posts are not read at each of them.
const NEAR: i64 = gate::LONGEST_AHEAD + 30 * Millis::MINUTE;

/// A delivery that waits to be sent.
pub(super) struct Waiting {
    pub(super) delivery: DeliveryId,
    pub(super) channel: ChannelId,
    pub(super) platform: Platform,
    pub(super) due: Millis,
    pub(super) next_try: Option<Millis>,
    /// Whether it is a message to recipients.
    pub(super) to_recipients: bool,
    pub(super) has_media: bool,
    /// How many bytes its video has.
    pub(super) video_bytes: i64,
    /// When bringing its files to its platform was begun, where all of them were brought, as they are signed now.
    pub(super) brought_at: Option<Millis>,
    /// Until when its channel rests.
    pub(super) rests_until: Option<Millis>,
    /// From when to when its platform may be handed it; none where nobody wants that, or it keeps no such post.
    pub(super) keep_window: Option<(Millis, Millis)>,
    /// When handing it over is tried again.
    pub(super) keep_next: Option<Millis>,
}

impl Waiting {
    /// Whether its video has to be brought to its platform before it can be claimed in its turn.
    pub(super) fn goes_ahead(&self, now: Millis) -> bool {
        self.video_bytes >= LARGE && !self.platform.has_recipients() && !self.is_brought(now)
    }

    fn is_brought(&self, now: Millis) -> bool {
        let kept_for = minutes(bringing(self.platform).kept_minutes.value);
        self.brought_at.is_some_and(|at| now.since(at) < kept_for)
    }

    /// Whether its platform is to keep it, and there is time for that.
    pub(super) fn is_to_keep(&self, now: Millis) -> bool {
        self.keep_window.is_some_and(|(from, to)| (from..=to).contains(&now)) && self.keep_ripe_at() < self.due
    }

    /// When it may be handed over.
    pub(super) fn keep_ripe_at(&self) -> Millis {
        [self.keep_next, self.rests_until].into_iter().flatten().max().unwrap_or(Millis(0))
    }

    /// When it may be claimed.
    pub(super) fn ripe_at(&self, now: Millis) -> Millis {
        let to_bring = if self.is_brought(now) { 0 } else { self.video_bytes };
        let earliest = minutes(bringing(self.platform).ahead_minutes.value);
        let ahead = self.due.plus(-gate::claim_ahead(self.has_media, to_bring).min(earliest));
        [self.next_try, clinic::resting_until(self.rests_until, now)].into_iter().flatten().fold(ahead, Millis::max)
    }
}

fn minutes(many: u32) -> i64 {
    i64::from(many) * Millis::MINUTE
}

/// What waits to be sent and may be claimed before long, or that a platform is to keep, in the order of its time; nothing
/// while everything is stopped.
pub(super) fn waiting(tx: &Tx<'_>, now: Millis) -> Result<Vec<Waiting>> {
    tx.all(
        "SELECT delivery.id, delivery.next_try_at, delivery.due_at, post.channel_id, channel.platform, channel.rests_until,
                keeping.next_try_at AS keep_next,
                CASE WHEN keeping.wanted_at IS NOT NULL THEN revision.content END AS keep_content,
                revision.content LIKE '%\"digest\":%' AS has_media,
                CASE WHEN revision.content LIKE '%\"digest\":%'
                     THEN (SELECT coalesce(max(video.bytes), 0) FROM video
                           WHERE revision.content LIKE '%' || video.digest || '%')
                     ELSE 0 END AS video_bytes,
                (SELECT attempt.started_at FROM attempt
                 WHERE attempt.delivery_id = delivery.id AND attempt.number = delivery.attempt
                   AND attempt.manifest = post.head_manifest AND attempt.outcome = $1) AS brought_at
         FROM delivery JOIN post ON post.id = delivery.post_id
         JOIN revision ON revision.id = post.head_revision
         JOIN channel ON channel.id = post.channel_id
         LEFT JOIN keeping ON keeping.delivery_id = delivery.id
         WHERE delivery.id IN (
             SELECT id FROM delivery WHERE state IN ('scheduled', 'retrying') AND due_at <= $2
             UNION SELECT delivery_id FROM keeping WHERE wanted_at IS NOT NULL)
           AND delivery.state IN ('scheduled', 'retrying') AND delivery.due_at IS NOT NULL
           AND channel.paused = 0 AND channel.way = 'api'
           AND channel.connection = 'connected'
           AND NOT EXISTS (SELECT 1 FROM clinic WHERE stopped_at IS NOT NULL)
           -- What the clinic does not use is not asked about again and again.
           AND (NOT EXISTS (SELECT 1 FROM platform_allowed)
                OR EXISTS (SELECT 1 FROM platform_allowed WHERE platform_allowed.platform = channel.platform))
         ORDER BY delivery.due_at, delivery.id",
        args![BROUGHT, now.plus(NEAR)],
        |row| {
            let (due, platform) = (row.get::<Millis>("due_at")?, row.get::<Platform>("platform")?);
            let content: Option<Content> = match row.get::<Option<String>>("keep_content")? {
                Some(_) => Some(row.json("keep_content")?),
                None => None,
            };
            let content = content.filter(|content| gate::why_not_kept(platform, content).is_none());
            Ok(Waiting {
                delivery: row.get("id")?,
                channel: row.get("channel_id")?,
                platform,
                due,
                next_try: row.get("next_try_at")?,
                to_recipients: platform.has_recipients(),
                has_media: row.get("has_media")?,
                video_bytes: row.get("video_bytes")?,
                brought_at: row.get("brought_at")?,
                rests_until: row.get("rests_until")?,
                keep_window: content.and_then(|content| gate::keep_window(&content.options, due)),
                keep_next: row.get("keep_next")?,
            })
        },
    )
}

/// Whether anything waits whose time passed by more than the clinic's grace.
pub(super) fn is_anything_late(tx: &Tx<'_>, now: Millis) -> Result<bool> {
    let late: Option<i64> = tx.one(
        "SELECT 1 AS one FROM clinic CROSS JOIN delivery JOIN plan ON plan.post_id = delivery.post_id
         JOIN post ON post.id = delivery.post_id AND post.discarded_at IS NULL AND post.review <> 'rejected'
         WHERE delivery.state IN ('held', 'scheduled', 'retrying') AND delivery.due_at < $1 - clinic.grace_minutes * 60000
           -- What goes out once it is signed has the time that its signature would cover.
           AND (plan.once_signed = 0 OR delivery.state <> 'held' OR delivery.due_at < $2
                -- Nobody signs in time what its platform takes no more.
                OR EXISTS (SELECT 1 FROM post_target WHERE post_target.post_id = post.id AND post_target.until <= $1)
                OR EXISTS (SELECT 1 FROM post_approval WHERE post_approval.post_id = post.id))
           AND NOT EXISTS (SELECT 1 FROM part WHERE part.delivery_id = delivery.id AND part.state = 'posted'
                             AND (part.posted_at >= $1 - clinic.grace_minutes * 60000 OR part.platform <> 'whatsapp'))",
        args![now, now.plus(-gate::WINDOW)],
        |row| row.get("one"),
    )?;
    Ok(late.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DUE: Millis = Millis(1_800_000_000_000);

    fn film(platform: Platform, brought_at: Option<Millis>) -> Waiting {
        Waiting {
            delivery: "01931c2e-5b00-7000-8000-000000000001".parse().unwrap(),
            channel: "01931c2e-5b00-7000-8000-000000000002".parse().unwrap(),
            platform,
            due: DUE,
            next_try: None,
            to_recipients: false,
            has_media: true,
            video_bytes: 3_900_000_000,
            brought_at,
            rests_until: None,
            keep_window: None,
            keep_next: None,
        }
    }

    #[test]
    fn nothing_is_claimed_before_it_is_looked_at() {
        let nap = i64::try_from(crate::env::LONGEST_NAP.as_millis()).unwrap();
        for platform in Platform::ALL {
            let ripe = film(*platform, None).ripe_at(DUE.plus(-NEAR));
            assert!(ripe > DUE.plus(-NEAR + nap), "{platform:?}: {} before its time", DUE.since(ripe));
        }
    }

    #[test]
    fn what_is_brought_is_begun_no_earlier_than_its_platform_keeps_it() {
        for (platform, ahead, kept) in [(Platform::Tiktok, 40, 55), (Platform::Youtube, 120, 720)] {
            let begun = DUE.plus(-minutes(ahead));
            assert_eq!(film(platform, None).ripe_at(begun), begun, "{platform:?}");
            let there = film(platform, Some(begun));
            let claimed = DUE.plus(-Millis::MINUTE);
            assert!(!there.goes_ahead(claimed) && there.ripe_at(claimed) == claimed, "{platform:?}: it is still there");
            assert!(there.goes_ahead(begun.plus(minutes(kept))), "{platform:?}: it is over, and brought anew");
        }
    }
}
