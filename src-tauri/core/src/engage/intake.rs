//! Takes in what a page of a feed tells: posts, people, what they wrote, what they changed and what they took back.
//!
//! Invariant: what is known already is not written again; nothing that somebody wrote is lost when it is changed or deleted
//! on its platform; and how soon a conversation wants an answer always follows from what stands in it.

use std::collections::BTreeSet;

use crate::check::capability::gesturing::{lists_hidden, tells_hidden};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{AuthorId, ConversationId, FeedId, ItemId, Millis, PartId, PlatformPostId};
use crate::store::{Tag, Tx, args};

use super::feeds::{self, Due};
use super::reader::{AuthorSeen, ConversationKind, FeedKind, Page, PostSeen, Seen};
use super::replies;
use super::triage::{Rules, Tier, Words};
use super::urgency::{marks, urgency};
use super::waiting::{Terms, refresh};

/// What was written longer than this before its account was first read is nobody's work: an account that is connected brings
/// years along.
const OLD: i64 = 7 * Millis::DAY;

/// Whether a page tells nothing that is not known, so that nothing has to be written.
pub(super) fn is_known(tx: &Tx<'_>, feed: &Due, page: &Page, whole_since: Option<Millis>) -> Result<bool> {
    for post in &page.posts {
        let same: Option<i64> = tx.one(
            "SELECT 1 AS one FROM platform_post WHERE channel_id = $1 AND account_id = $2 AND platform_id = $3 AND (words = $4 OR $4 = '')",
            args![feed.account.channel, &feed.account.id, &post.platform_id, &post.words],
            |row| row.get("one").map_err(Error::from),
        )?;
        if same.is_none() {
            return Ok(false);
        }
    }
    for lead in &page.leads {
        if feeds::is_news(tx, feed, lead)? {
            return Ok(false);
        }
    }
    for seen in &page.items {
        let same = known(tx, feed, seen)?.is_some_and(|known| {
            known.is_as(seen, known.told_hidden(feed, seen))
                && known.is_told_by(feed)
                && whole_since.is_none_or(|since| known.seen_in >= since)
        });
        if !same {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether a page tells of something that is known: then nothing lies between it and what is known.
pub(super) fn reaches_known(tx: &Tx<'_>, feed: &Due, page: &Page) -> Result<bool> {
    for seen in &page.items {
        if known(tx, feed, seen)?.is_some() {
            return Ok(true);
        }
    }
    for lead in &page.leads {
        if !feeds::is_news(tx, feed, lead)? {
            return Ok(true);
        }
    }
    Ok(page.items.is_empty() && page.leads.is_empty())
}

/// Takes in one page, and tells whether all of it was known. `whole_since` is when the reading of the whole feed began, where
/// one goes on.
pub(super) fn take(
    tx: &Tx<'_>,
    env: &Env,
    rules: &Rules,
    feed: &Due,
    page: &Page,
    whole_since: Option<Millis>,
) -> Result<bool> {
    let mut changed = false;
    for post in &page.posts {
        changed |= keep_post(tx, env, feed, post)?;
    }
    for lead in &page.leads {
        changed |= feeds::led_to(tx, env, feed, lead)?;
    }
    let mut touched = BTreeSet::new();
    // The oldest first: what was written in the same second keeps its order by the ids that it is given. Those of one instant
    // are in no order by themselves.
    let mut ids: Vec<ItemId> = page.items.iter().map(|_| env.id()).collect();
    ids.sort();
    for (seen, id) in page.items.iter().rev().zip(ids) {
        touched.extend(keep_item(tx, env, rules, feed, seen, id, whole_since)?);
    }
    refresh(tx, &Terms::read(tx)?, touched.iter().copied())?;
    if changed || !touched.is_empty() {
        tx.changed(Tag::Inbox);
    }
    Ok(!changed && touched.is_empty())
}

/// All of a feed was read, since `since`: what was not seen is not there any more.
pub(super) fn end_whole(tx: &Tx<'_>, env: &Env, feed: &Due, since: Millis) -> Result<()> {
    let unseen: Vec<(ConversationId, String, String)> = tx.all(
        "UPDATE item SET gone_at = $1 WHERE feed_id = $2 AND gone_at IS NULL AND seen_in < $3
           -- What is hidden may be missing for that alone.
           AND (hidden = 0 OR $4)
           AND NOT EXISTS (SELECT 1 FROM gesture WHERE gesture.item_id = item.id AND gesture.kind IN ('hide', 'show')
                             AND (gesture.state = 'going' OR (gesture.state = 'done' AND gesture.changed_at > $5)))
           -- Where answers are read by themselves, that says which of them are gone.
           AND NOT EXISTS (SELECT 1 FROM feed AS own WHERE own.channel_id = item.channel_id AND own.account_id = item.account_id
                             AND own.kind = 'answers' AND own.scope = item.answers AND own.id <> item.feed_id)
         RETURNING conversation_id, platform_id, words",
        args![env.now(), feed.id, since, lists_hidden(feed.account.platform), env.now().plus(-TOLD_LATE)],
        |row| Ok::<_, Error>((row.get("conversation_id")?, row.get("platform_id")?, row.get("words")?)),
    )?;
    for (_, platform_id, words) in &unseen {
        replies::follow_target(tx, env, &feed.account, platform_id, (words, Some(env.now())))?;
    }
    let gone: BTreeSet<ConversationId> = unseen.into_iter().map(|(conversation, ..)| conversation).collect();
    refresh(tx, &Terms::read(tx)?, gone.iter().copied())?;
    if !gone.is_empty() {
        tx.changed(Tag::Inbox);
    }
    Ok(())
}

fn keep_post(tx: &Tx<'_>, env: &Env, feed: &Due, seen: &PostSeen) -> Result<bool> {
    let part: Option<PartId> = tx.one(
        "SELECT id FROM part WHERE platform = $1 AND account_id = $2 AND platform_id = $3",
        args![feed.account.platform, &feed.account.id, &seen.platform_id],
        |row| row.get("id").map_err(Error::from),
    )?;
    let written = tx.run(
        "INSERT INTO platform_post (id, channel_id, account_id, platform_id, part_id, permalink, words, published_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (channel_id, account_id, platform_id) DO UPDATE
         SET part_id = excluded.part_id, permalink = coalesce(excluded.permalink, platform_post.permalink),
             words = CASE WHEN excluded.words = '' THEN platform_post.words ELSE excluded.words END,
             published_at = coalesce(excluded.published_at, platform_post.published_at)
         WHERE platform_post.part_id IS NOT excluded.part_id OR (excluded.words <> '' AND platform_post.words <> excluded.words)
            OR (excluded.permalink IS NOT NULL AND platform_post.permalink IS NOT excluded.permalink)
            OR (excluded.published_at IS NOT NULL AND platform_post.published_at IS NOT excluded.published_at)",
        args![
            env.id::<PlatformPostId>(),
            feed.account.channel,
            &feed.account.id,
            &seen.platform_id,
            part,
            seen.permalink.clone(),
            &seen.words,
            seen.published_at
        ],
    )?;
    Ok(written > 0)
}

/// For so long after something was hidden or shown from here a page may still tell how it was before. In milliseconds; our own choice.
const TOLD_LATE: i64 = 5 * Millis::MINUTE;

struct Known {
    id: ItemId,
    feed: FeedId,
    conversation: ConversationId,
    words: String,
    urgency: u8,
    gone: bool,
    hidden: bool,
    seen_in: Millis,
}

impl Known {
    /// Whether it is as it was.
    fn is_as(&self, seen: &Seen, hidden: bool) -> bool {
        !self.gone && self.hidden == hidden && self.words == seen.words
    }

    /// Whether it is hidden: as its platform tells it, or as it is known here where that does not tell.
    const fn told_hidden(&self, feed: &Due, seen: &Seen) -> bool {
        if tells_hidden(feed.account.platform) { seen.hidden } else { self.hidden }
    }

    /// The same, but for what was hidden or shown again from here just now: what is read may have been told before that.
    fn hidden_now(&self, tx: &Tx<'_>, now: Millis, feed: &Due, seen: &Seen) -> Result<bool> {
        let told = self.told_hidden(feed, seen);
        if told == self.hidden {
            return Ok(told);
        }
        let just_now: Option<i64> = tx.one(
            "SELECT 1 AS one FROM gesture WHERE item_id = $1 AND kind IN ('hide', 'show')
               AND (state = 'going' OR (state = 'done' AND changed_at > $2)) LIMIT 1",
            args![self.id, now.plus(-TOLD_LATE)],
            |row| row.get("one").map_err(Error::from),
        )?;
        Ok(if just_now.is_some() { self.hidden } else { told })
    }

    /// Whether this feed tells whether it is gone. Where answers are read by themselves, that is what tells it of them.
    fn is_told_by(&self, feed: &Due) -> bool {
        feed.name.kind != FeedKind::Answers || self.feed == feed.id
    }
}

fn known(tx: &Tx<'_>, feed: &Due, seen: &Seen) -> Result<Option<Known>> {
    tx.one(
        "SELECT * FROM item WHERE channel_id = $1 AND account_id = $2 AND platform_id = $3",
        args![feed.account.channel, &feed.account.id, &seen.platform_id],
        |row| {
            Ok::<_, Error>(Known {
                id: row.get("id")?,
                feed: row.get("feed_id")?,
                conversation: row.get("conversation_id")?,
                words: row.get("words")?,
                urgency: row.get("urgency")?,
                gone: row.get::<Option<Millis>>("gone_at")?.is_some(),
                hidden: row.get("hidden")?,
                seen_in: row.get("seen_in")?,
            })
        },
    )
}

/// Returns the conversation that it changed, if it changed one.
fn keep_item(
    tx: &Tx<'_>,
    env: &Env,
    rules: &Rules,
    feed: &Due,
    seen: &Seen,
    id: ItemId,
    whole_since: Option<Millis>,
) -> Result<Option<ConversationId>> {
    let Some(known) = known(tx, feed, seen)? else {
        return begin_item(tx, env, rules, feed, seen, id, whole_since).map(Some);
    };
    if let Some(since) = whole_since.filter(|since| known.seen_in < *since) {
        tx.run("UPDATE item SET seen_in = $1 WHERE id = $2", args![since, known.id])?;
    }
    if !known.is_told_by(feed) {
        tx.run("UPDATE item SET feed_id = $1 WHERE id = $2", args![feed.id, known.id])?;
    }
    let hidden = known.hidden_now(tx, env.now(), feed, seen)?;
    if known.is_as(seen, hidden) {
        return Ok(None);
    }
    let edited = known.words != seen.words;
    if edited {
        tx.run(
            "INSERT INTO item_before (item_id, until, words) VALUES ($1, $2, $3) ON CONFLICT (item_id, until) DO NOTHING",
            args![known.id, env.now(), &known.words],
        )?;
        let (tier, marks) = judged(rules, seen)?;
        tx.run(
            "UPDATE item SET words = $1, edited_at = $2, triage = $3, urgency = $4 WHERE id = $5",
            args![&seen.words, env.now(), marks, urgency(tier), known.id],
        )?;
        if !seen.ours && urgency(tier) < known.urgency {
            take_up_again(tx, known.conversation)?;
        }
    }
    if edited || known.gone {
        replies::follow_target(tx, env, &feed.account, &seen.platform_id, (&seen.words, None))?;
    }
    if known.gone || known.hidden != hidden {
        tx.run("UPDATE item SET gone_at = NULL, hidden = $1 WHERE id = $2", args![hidden, known.id])?;
    }
    Ok(Some(known.conversation))
}

/// What the rules make of it. What the clinic wrote itself waits for nobody.
fn judged(rules: &Rules, seen: &Seen) -> Result<(Tier, String)> {
    if seen.ours {
        return Ok((Tier::WhenThereIsTime, "[]".to_owned()));
    }
    let triage = rules.triage(&Words::new(&seen.words));
    Ok((triage.tier, marks(&triage, &seen.words)?))
}

fn begin_item(
    tx: &Tx<'_>,
    env: &Env,
    rules: &Rules,
    feed: &Due,
    seen: &Seen,
    id: ItemId,
    whole_since: Option<Millis>,
) -> Result<ConversationId> {
    let author = seen.author.as_ref().map(|author| keep_author(tx, env, feed, author)).transpose()?;
    let conversation = conversation(tx, env, feed, seen, author)?;
    let (tier, marks) = judged(rules, seen)?;
    tx.run(
        "INSERT INTO item (id, conversation_id, feed_id, channel_id, account_id, platform_id, answers, author_id, ours, words,
                           permalink, written_at, first_seen_at, hidden, triage, urgency, seen_in)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        args![
            id,
            conversation,
            feed.id,
            feed.account.channel,
            &feed.account.id,
            &seen.platform_id,
            seen.answers.clone(),
            author,
            seen.ours,
            &seen.words,
            seen.permalink.clone(),
            seen.written_at,
            env.now(),
            seen.hidden,
            marks,
            urgency(tier),
            whole_since.unwrap_or(env.now())
        ],
    )?;
    if !seen.ours && seen.kind == ConversationKind::Message {
        replies::follow_window(tx, &feed.account, &seen.root, seen.written_at)?;
    }
    if !seen.ours && seen.written_at > old_before(tx, feed)? {
        // Whoever was done with it, or put it off, had not seen this.
        take_up_again(tx, conversation)?;
    }
    Ok(conversation)
}

/// It is work again, whoever was done with it or put it off.
fn take_up_again(tx: &Tx<'_>, conversation: ConversationId) -> Result<()> {
    tx.run(
        "UPDATE conversation SET done_at = NULL, done_by = NULL, snoozed_until = NULL
         WHERE id = $1 AND (done_at IS NOT NULL OR snoozed_until IS NOT NULL)",
        args![conversation],
    )?;
    Ok(())
}

fn keep_author(tx: &Tx<'_>, env: &Env, feed: &Due, seen: &AuthorSeen) -> Result<AuthorId> {
    tx.run(
        "INSERT INTO author (id, channel_id, platform_id, name, handle) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (channel_id, platform_id) DO UPDATE SET name = excluded.name, handle = excluded.handle
         WHERE author.name <> excluded.name OR author.handle IS NOT excluded.handle",
        args![env.id::<AuthorId>(), feed.account.channel, &seen.platform_id, &seen.name, seen.handle.clone()],
    )?;
    tx.one(
        "SELECT id FROM author WHERE channel_id = $1 AND platform_id = $2",
        args![feed.account.channel, &seen.platform_id],
        |row| row.get("id").map_err(Error::from),
    )?
    .ok_or_else(|| Error::not_found("author"))
}

/// A post that was told of before, or that went out from here.
fn post_known(tx: &Tx<'_>, env: &Env, feed: &Due, post: &str) -> Result<Option<PlatformPostId>> {
    let known = |tx: &Tx<'_>| {
        tx.one(
            "SELECT id FROM platform_post WHERE channel_id = $1 AND account_id = $2 AND platform_id = $3",
            args![feed.account.channel, &feed.account.id, post],
            |row| row.get("id").map_err(Error::from),
        )
    };
    if let Some(known) = known(tx)? {
        return Ok(Some(known));
    }
    tx.run(
        "INSERT INTO platform_post (id, channel_id, account_id, platform_id, part_id, permalink, published_at)
         SELECT $1, $2, $3, $4, id, permalink, posted_at FROM part WHERE platform = $5 AND account_id = $3 AND platform_id = $4
         ON CONFLICT (channel_id, account_id, platform_id) DO NOTHING",
        args![env.id::<PlatformPostId>(), feed.account.channel, &feed.account.id, post, feed.account.platform],
    )?;
    known(tx)
}

/// The conversation that something belongs to, made if it is the first of it.
fn conversation(tx: &Tx<'_>, env: &Env, feed: &Due, seen: &Seen, author: Option<AuthorId>) -> Result<ConversationId> {
    let known: Option<ConversationId> = tx.one(
        "SELECT id FROM conversation WHERE channel_id = $1 AND account_id = $2 AND kind = $3 AND root = $4",
        args![feed.account.channel, &feed.account.id, seen.kind, &seen.root],
        |row| row.get("id").map_err(Error::from),
    )?;
    let begins = seen.root == seen.platform_id;
    if let Some(known) = known {
        // An answer may come before what it answers: who began it is known only now.
        if !seen.ours {
            tx.run(
                "UPDATE conversation SET author_id = $1 WHERE id = $2 AND (author_id IS NULL OR $3)",
                args![author, known, begins],
            )?;
        }
        return Ok(known);
    }
    let post = seen.post.as_deref().map(|post| post_known(tx, env, feed, post)).transpose()?.flatten();
    let id: ConversationId = env.id();
    let was_old = seen.written_at <= old_before(tx, feed)?;
    tx.run(
        "INSERT INTO conversation (id, channel_id, account_id, kind, root, platform_post_id, author_id, newest_at, urgency, done_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 3, $9)",
        args![
            id,
            feed.account.channel,
            &feed.account.id,
            seen.kind,
            &seen.root,
            post,
            author.filter(|_| !seen.ours),
            seen.written_at,
            was_old.then(|| env.now().plus(-OLD))
        ],
    )?;
    Ok(id)
}

/// What was written before this was there long before the account was first read.
fn old_before(tx: &Tx<'_>, feed: &Due) -> Result<Millis> {
    let begun: Option<Millis> = tx
        .one(
            "SELECT min(begun_at) AS begun FROM feed WHERE channel_id = $1 AND account_id = $2 AND scope = ''",
            args![feed.account.channel, &feed.account.id],
            |row| row.get::<Option<Millis>>("begun").map_err(Error::from),
        )?
        .flatten();
    Ok(begun.map_or(Millis(0), |begun| begun.plus(-OLD)))
}
