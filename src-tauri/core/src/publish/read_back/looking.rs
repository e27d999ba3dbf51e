//! The dispatcher's hand that reads back what is public.
//!
//! Invariant: one reading at a time on a channel, never while the channel rests, and beside whatever is sent there: nothing
//! that is to go out waits for it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::{JoinSet, block_in_place};

use super::settle;
use super::{LONGEST, Public, Shown};
use crate::clinic::{self, ChannelConnection, ChannelRow, ChannelWay};
use crate::error::{Error, Result};
use crate::gate::{self, Account, SignedPart};
use crate::model::{ChannelId, CorrelationId, DeliveryId, Digest, Millis, PartId, PlatformOptions, PostId};
use crate::store::{Tx, args};

use crate::publish::answers::Failure;
use crate::publish::dispatcher::Dispatcher;
use crate::publish::signed::{Answered, answered, signed_part};

/// The channels that something is being read on right now.
pub(in crate::publish) type Looking = Mutex<BTreeSet<ChannelId>>;

/// A part whose reading is due.
#[derive(Debug)]
pub(super) struct Look {
    pub(super) part: PartId,
    pub(super) post: PostId,
    pub(super) correlation: CorrelationId,
    pub(super) account: Account,
    pub(super) looks: u32,
    pub(super) tries: u32,
    pub(super) suspected: Option<String>,
    pub(super) finding: Option<String>,
    how: How,
}

/// How a part is read.
#[derive(Debug)]
enum How {
    /// By asking its platform.
    Ask(Box<Asked>),
    /// Not at all, and why.
    Never(String),
}

#[derive(Debug)]
struct Asked {
    signed: SignedPart,
    platform_id: String,
    options: PlatformOptions,
    answered: Answered,
    permalink: Option<String>,
    since: Millis,
}

/// What stands in a row of the table.
struct Stored {
    part: PartId,
    ordinal: u32,
    platform_id: String,
    permalink: Option<String>,
    account_id: String,
    since: Option<Millis>,
    delivery: DeliveryId,
    manifest: Option<Digest>,
    post: PostId,
    correlation: CorrelationId,
    looks: u32,
    tries: u32,
    suspected: Option<String>,
    finding: Option<String>,
}

/// What is due, one on a channel, and when the next is: of what is due on a channel that rests, the end of the rest. A channel
/// that is not connected is left alone until it is.
fn due(tx: &Tx<'_>, now: Millis, busy: &BTreeSet<ChannelId>) -> Result<(Vec<Look>, Option<Millis>)> {
    let mut next = tx
        .one("SELECT min(next_look_at) AS next FROM read_back WHERE next_look_at > $1", args![now], |row| {
            row.get::<Option<Millis>>("next").map_err(Error::from)
        })?
        .flatten();
    let channels: Vec<ChannelId> = tx.all(
        "SELECT DISTINCT part.channel_id FROM read_back CROSS JOIN part ON part.id = read_back.part_id
         WHERE read_back.next_look_at <= $1 OR read_back.next_look_at > $2",
        args![now, now.plus(LONGEST)],
        |row| row.get("channel_id").map_err(Error::from),
    )?;
    let mut looks = Vec::new();
    for id in channels.into_iter().filter(|id| !busy.contains(id)) {
        let channel = clinic::channel(tx, id)?;
        if let Some(until) = clinic::resting_until(channel.rests_until, now) {
            next = Some(next.map_or(until, |next| next.min(until)));
        } else if let Some(row) = first(tx, id, now)?
            && let Some(look) = look(tx, row, &channel, now)?
        {
            looks.push(look);
        }
    }
    Ok((looks, next))
}

/// What is due first on a channel.
fn first(tx: &Tx<'_>, channel: ChannelId, now: Millis) -> Result<Option<Stored>> {
    tx.one(
        "SELECT read_back.looks, read_back.tries, read_back.suspected, read_back.finding, part.id, part.ordinal, part.platform_id,
                part.permalink, part.account_id, part.posted_at, delivery.id AS delivery_id, delivery.manifest,
                post.id AS post_id, post.correlation_id
         FROM read_back CROSS JOIN part ON part.id = read_back.part_id
         CROSS JOIN delivery ON delivery.id = part.delivery_id CROSS JOIN post ON post.id = delivery.post_id
         WHERE (read_back.next_look_at <= $1 OR read_back.next_look_at > $2) AND part.channel_id = $3
           AND part.state = 'posted' AND delivery.take_down_at IS NULL
         ORDER BY read_back.next_look_at LIMIT 1",
        args![now, now.plus(LONGEST), channel],
        |row| {
            Ok::<_, Error>(Stored {
                part: row.get("id")?,
                ordinal: row.get("ordinal")?,
                platform_id: row.get("platform_id")?,
                permalink: row.get("permalink")?,
                account_id: row.get("account_id")?,
                since: row.get("posted_at")?,
                delivery: row.get("delivery_id")?,
                manifest: row.get("manifest")?,
                post: row.get("post_id")?,
                correlation: row.get("correlation_id")?,
                looks: row.get("looks")?,
                tries: row.get("tries")?,
                suspected: row.get("suspected")?,
                finding: row.get("finding")?,
            })
        },
    )
}

fn look(tx: &Tx<'_>, row: Stored, channel: &ChannelRow, now: Millis) -> Result<Option<Look>> {
    let Some(how) = how(tx, &row, channel, now)? else { return Ok(None) };
    Ok(Some(Look {
        part: row.part,
        post: row.post,
        correlation: row.correlation,
        account: Account { id: row.account_id, ..Account::of(channel) },
        looks: row.looks,
        tries: row.tries,
        suspected: row.suspected,
        finding: row.finding,
        how,
    }))
}

/// How a part is to be read; nothing while nobody is signed in on its channel.
fn how(tx: &Tx<'_>, row: &Stored, channel: &ChannelRow, now: Millis) -> Result<Option<How>> {
    let never = |why: &str| Ok(Some(How::Never(why.to_owned())));
    if !channel.read_back {
        return never("Reading back is switched off for this channel.");
    }
    if channel.way == ChannelWay::ByHand {
        return never("This channel is posted on by hand, so Countersign can't read it.");
    }
    if channel.removed || channel.account_id != row.account_id {
        return never("The channel was removed, or belongs to another account now.");
    }
    if channel.connection != ChannelConnection::Connected {
        return Ok(None);
    }
    let Some(manifest) = row.manifest else { return never("It is not on record what was signed of it.") };
    let manifest = gate::load_manifest(tx, manifest)?;
    let Some(signed) = signed_part(&manifest.body, row.part, row.ordinal) else {
        return never("It is not on record what was signed of it.");
    };
    Ok(Some(How::Ask(Box::new(Asked {
        answered: answered(tx, row.delivery, &manifest.body, signed.role, row.ordinal)?,
        signed: SignedPart { platform_id: Some(row.platform_id.clone()), ..signed },
        platform_id: row.platform_id.clone(),
        options: manifest.body.options.clone(),
        permalink: row.permalink.clone(),
        since: row.since.unwrap_or(now),
    }))))
}

impl Dispatcher {
    /// Begins every reading that is due, one on a channel. Returns when to look again.
    pub(in crate::publish) fn look_back(
        self: &Arc<Self>,
        now: Millis,
        tasks: &mut JoinSet<()>,
    ) -> Result<Option<Millis>> {
        let busy = self.looking.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (due, next) = block_in_place(|| self.db.read(|tx| due(tx, now, &busy)))?;
        for look in due {
            let channel = look.account.channel;
            if !self.looking.lock().unwrap_or_else(PoisonError::into_inner).insert(channel) {
                continue;
            }
            let this = Arc::clone(self);
            tasks.spawn(async move {
                let kept = this.look_at(look).await;
                this.looking.lock().unwrap_or_else(PoisonError::into_inner).remove(&channel);
                // What could not be written down is due still: asking again at once would ask without an end.
                if kept {
                    this.wake();
                }
            });
        }
        Ok(next)
    }

    /// Reads one part, and puts what came of it on disk. Returns whether it is there.
    async fn look_at(self: &Arc<Self>, look: Look) -> bool {
        let shown = match &look.how {
            How::Never(why) => Ok(Shown::CannotBeRead(why.clone())),
            How::Ask(asked) => self.ask(&look, asked).await,
        };
        let (env, jitter) = (Arc::clone(&self.env), self.jitter());
        let settled = block_in_place(|| self.db.write(move |tx| settle::settle(tx, &env, &look, &shown, jitter)));
        if let Err(error) = &settled {
            tracing::error!(%error, "what a platform shows could not be kept");
        }
        settled.is_ok()
    }

    async fn ask(&self, look: &Look, asked: &Asked) -> Result<Shown, Failure> {
        let Some(publisher) = self.publisher(look.account.platform) else {
            return Ok(Shown::CannotBeRead("This version has no client for the platform.".to_owned()));
        };
        let public = Public {
            account: &look.account,
            part: &asked.signed,
            platform_id: &asked.platform_id,
            options: &asked.options,
            parent: asked.answered.parent.as_deref(),
            under: asked.answered.under.as_deref(),
            permalink: asked.permalink.as_deref(),
            since: asked.since,
            correlation: look.correlation,
        };
        publisher.shown(&public).await
    }
}
