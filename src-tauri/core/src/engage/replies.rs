//! Answers: which of what people wrote can be answered from here, beginning an answer, and keeping it true to what it answers.
//!
//! Invariant: an answer is a post with a target, and goes out as posts do: a doctor signs it, and the gate lets it out. Nothing here
//! sends. There is one open answer to a thing at most, whoever began it.

use crate::check::capability::capability;
use crate::check::capability::writing::writing;
use crate::check::no_right;
use crate::clinic::{self, ChannelWay};
use crate::draft::{self, Authors, Target};
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::gate::{self, Account};
use crate::model::{AnswerWay, ChannelId, Content, ConversationId, ItemId, Millis, PersonId, Platform, PostId};
use crate::schedule;
use crate::store::{Tag, Tx, args};

use super::drafting::ReplyDraft;
use super::reader::ConversationKind;
use super::triage::{FixedAnswer, Rules, Words};
use super::typed::sent_on;

/// Something that people wrote, and where an answer to it goes.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Which.
    pub item: ItemId,
    /// Where it stands.
    pub conversation: ConversationId,
    /// On which channel.
    pub channel: ChannelId,
    target: Target,
}

impl Asked {
    /// By which way it would be answered.
    pub const fn way(&self) -> AnswerWay {
        self.target.way
    }

    /// Until when its platform takes an answer by that way; none where it always does.
    pub const fn until(&self) -> Option<Millis> {
        self.target.until
    }

    /// What an answer to it would be checked against.
    pub const fn target(&self) -> &Target {
        &self.target
    }
}

/// Whether somebody's life may be at risk where this stands: by what it says itself, or by what else was said there or somebody chose.
///
/// # Errors
/// When the store refuses, or the rules that are built in can't be read.
pub fn is_emergency(tx: &Tx<'_>, asked: &Asked) -> Result<bool> {
    let rules = Rules::built_in().map_err(|fault| Error::internal(fault.to_string()))?;
    if rules.triage(&Words::new(&asked.target().words)).emergency().is_some() {
        return Ok(true);
    }
    let urgency: Option<u8> =
        tx.one("SELECT urgency FROM conversation WHERE id = $1", args![asked.conversation], |row| {
            row.get("urgency").map_err(Error::from)
        })?;
    Ok(urgency == Some(0))
}

/// Looks up what is to be answered by a way. What was written as a message is answered as one, whichever is wanted.
///
/// # Errors
/// A refusal with the reason where it can't be answered so from here.
pub fn asked(tx: &Tx<'_>, now: Millis, item: ItemId, wanted: AnswerWay) -> Result<Asked> {
    let found = tx.one(
        "SELECT item.*, conversation.kind, conversation.root, platform_post.platform_id AS post, author.name AS author_name,
                author.platform_id AS author_id_there
         FROM item JOIN conversation ON conversation.id = item.conversation_id
         LEFT JOIN platform_post ON platform_post.id = conversation.platform_post_id
         LEFT JOIN author ON author.id = item.author_id WHERE item.id = $1",
        args![item],
        |row| {
            let (root, own): (String, String) = (row.get("root")?, row.get("platform_id")?);
            let target = Target {
                account_id: row.get("account_id")?,
                goes_to: if row.get::<Option<String>>("answers")?.is_some() { root } else { own.clone() },
                platform_id: own,
                under: row.get("post")?,
                author: row.get::<Option<String>>("author_name")?.unwrap_or_else(|| "Somebody".to_owned()),
                words: row.get("words")?,
                written_at: row.get("written_at")?,
                gone_at: row.get("gone_at")?,
                way: wanted,
                until: None,
            };
            let asked = Asked {
                item,
                conversation: row.get("conversation_id")?,
                channel: row.get("channel_id")?,
                target,
            };
            let there = There {
                kind: row.get("kind")?,
                ours: row.get("ours")?,
                root: row.get("root")?,
                writer: row.get("author_id_there")?,
            };
            Ok::<_, Error>((asked, there))
        },
    )?;
    let (mut asked, there) = found.ok_or_else(|| Error::not_found("comment"))?;
    let channel = clinic::channel(tx, asked.channel)?;
    let platform = channel.platform;
    if channel.way == ChannelWay::ByHand {
        let why = format!("{} is posted on by hand. Please answer in its own app.", channel.name);
        return Err(Error::refused(ErrorCode::Invalid, why));
    }
    let token = clinic::token(tx, asked.channel)?;
    asked.target.way = if there.kind == ConversationKind::Message { AnswerWay::Message } else { wanted };
    let way = asked.target.way;
    let may_not = token.and_then(|token| match way {
        AnswerWay::Public => token.comments_not(platform),
        AnswerWay::Message | AnswerWay::Privately => token.messages_not(platform),
    });
    // What no program can answer there is said first: no sign-in changes it.
    if let Some(why) = why_not(platform, &there, &asked.target) {
        return Err(Error::refused(ErrorCode::Invalid, why));
    }
    if may_not.is_some() {
        return Err(Error::refused(ErrorCode::Invalid, no_right(platform.name(), way)));
    }
    match way {
        AnswerWay::Public => {}
        AnswerWay::Message => to_whom(tx, platform, &there, &mut asked)?,
        AnswerWay::Privately => to_comment(tx, platform, &mut asked)?,
    }
    if asked.target.until.is_some_and(|until| until <= now) {
        let why = format!(
            "{} takes an answer like this only for some time after the person wrote, and that is over. Please answer in its own app.",
            platform.name(),
        );
        return Err(Error::refused(ErrorCode::Invalid, why));
    }
    if platform == Platform::X && way == AnswerWay::Public {
        // There every answer is a post, and stands under the very post that it answers.
        asked.target.goes_to.clone_from(&asked.target.platform_id);
        asked.target.under = None;
    }
    Ok(asked)
}

/// What is known of where something stands.
struct There {
    kind: ConversationKind,
    ours: bool,
    root: String,
    /// The platform's id of who wrote it.
    writer: Option<String>,
}

/// A message goes to whoever wrote, in the conversation that it is part of.
fn to_whom(tx: &Tx<'_>, platform: Platform, there: &There, asked: &mut Asked) -> Result<()> {
    let Some(writer) = there.writer.clone() else {
        let why = format!(
            "{} does not say who wrote this, so no message can be sent. Please answer in its own app.",
            platform.name()
        );
        return Err(Error::refused(ErrorCode::Invalid, why));
    };
    asked.target.goes_to = writer;
    asked.target.under = Some(there.root.clone());
    asked.target.until = match writing(platform).and_then(|writing| writing.window) {
        Some(window) => theirs_at(tx, asked.conversation)?.map(|at| at.plus(window.value)),
        None => None,
    };
    Ok(())
}

/// When the person of a conversation wrote last.
fn theirs_at(tx: &Tx<'_>, conversation: ConversationId) -> Result<Option<Millis>> {
    let newest = tx.one("SELECT theirs_at FROM conversation WHERE id = $1", args![conversation], |row| {
        row.get::<Option<Millis>>("theirs_at").map_err(Error::from)
    })?;
    Ok(newest.flatten())
}

/// Whoever wrote a comment is written to once.
fn to_comment(tx: &Tx<'_>, platform: Platform, asked: &mut Asked) -> Result<()> {
    let target = &mut asked.target;
    target.goes_to.clone_from(&target.platform_id);
    target.under = None;
    let window = writing(platform).and_then(|writing| writing.private_reply);
    target.until = window.map(|window| target.written_at.plus(window.value));
    let written: Option<i64> = tx.one(
        "SELECT 1 AS one FROM post_target JOIN delivery ON delivery.post_id = post_target.post_id
         WHERE post_target.channel_id = $1 AND post_target.account_id = $2 AND post_target.platform_id = $3
           AND post_target.way = 'private_reply' AND delivery.state IN ('posted', 'in_doubt', 'running', 'retrying') LIMIT 1",
        args![asked.channel, &target.account_id, &target.platform_id],
        |row| row.get("one").map_err(Error::from),
    )?;
    if written.is_some() {
        let why = format!("{} takes one private answer to a comment, and that was written.", platform.name());
        return Err(Error::refused(ErrorCode::Invalid, why));
    }
    Ok(())
}

/// A person wrote in a conversation of messages: it is open for longer.
pub(super) fn follow_window(tx: &Tx<'_>, account: &Account, root: &str, written_at: Millis) -> Result<()> {
    let Some(window) = writing(account.platform).and_then(|writing| writing.window) else { return Ok(()) };
    draft::target_open_until(tx, (account.channel, &account.id), root, written_at.plus(window.value))
}

/// Why nothing is answered from here, if nothing is.
fn why_not(platform: Platform, there: &There, target: &Target) -> Option<String> {
    let name = platform.name();
    if there.ours {
        return Some("The clinic wrote this itself.".to_owned());
    }
    if target.gone_at.is_some() {
        return Some(format!("This is not on {name} any more, so there is nothing to answer."));
    }
    let public = target.way == AnswerWay::Public;
    if public && capability(platform).first_comment.is_none() {
        return Some(format!("{name} takes no answers from programs. Please answer in its own app."));
    }
    match (there.kind, platform) {
        (ConversationKind::Message, _) if writing(platform).is_none() => {
            Some(format!("{name} takes no messages from programs. Please answer in its own app."))
        }
        (ConversationKind::Message, _) => None,
        (ConversationKind::Comment, _) if !public && writing(platform).is_none_or(|it| it.private_reply.is_none()) => {
            Some(format!("{name} lets no program write privately to whoever wrote a comment."))
        }
        (ConversationKind::Mention, _) if !public => {
            Some(format!("{name} lets a program write privately to whoever commented on the clinic's own posts alone."))
        }
        (ConversationKind::Mention, Platform::Instagram) => {
            Some("Instagram lets a program answer comments alone. Please answer this in its own app.".to_owned())
        }
        (ConversationKind::Comment | ConversationKind::Mention, _) => None,
    }
}

/// Whether whoever wrote something may be one that its platform lets a program answer privately.
///
/// # Errors
/// When the store refuses.
pub fn has_private_way(tx: &Tx<'_>, item: ItemId) -> Result<bool> {
    let written = tx.one(
        "SELECT channel.platform, conversation.kind FROM item JOIN conversation ON conversation.id = item.conversation_id
         JOIN channel ON channel.id = item.channel_id WHERE item.id = $1 AND item.ours = 0",
        args![item],
        |row| Ok::<_, Error>((row.get::<Platform>("platform")?, row.get::<ConversationKind>("kind")?)),
    )?;
    Ok(written.is_some_and(|(platform, kind)| {
        kind == ConversationKind::Comment && writing(platform).is_some_and(|writing| writing.private_reply.is_some())
    }))
}

/// Why something can't be answered from here; none where it can.
///
/// # Errors
/// When it is not there, or the store refuses.
pub fn unanswerable(tx: &Tx<'_>, now: Millis, item: ItemId, wanted: AnswerWay) -> Result<Option<String>> {
    match asked(tx, now, item, wanted) {
        Ok(_) => Ok(None),
        Err(error @ Error::Refused { .. }) => Ok(Some(error.words().0)),
        Err(error) => Err(error),
    }
}

/// Something that can be answered from here; nothing where it can't.
///
/// # Errors
/// When it is not there, or the store refuses.
pub fn answerable(tx: &Tx<'_>, now: Millis, item: ItemId) -> Result<Option<Asked>> {
    match asked(tx, now, item, AnswerWay::Public) {
        Ok(asked) => Ok(Some(asked)),
        Err(Error::Refused { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Begins an answer with these words, or finds the one that somebody began and that has not gone out.
///
/// # Errors
/// When it can't be answered from here, or the store refuses.
pub fn begin_reply(
    tx: &Tx<'_>,
    env: &Env,
    by: PersonId,
    (item, wanted): (ItemId, AnswerWay),
    (text, words_of): (&str, &Authors),
) -> Result<PostId> {
    let asked = asked(tx, env.now(), item, wanted)?;
    if let Some(open) = open_reply(tx, item)? {
        let way = draft::target(tx, open)?.map(|target| target.way);
        // What was written for one person is never put into what everybody reads.
        if way != Some(asked.target.way) {
            let why = "There is another answer to this already, which other people read. Send that one or put it away first; what you wrote stands here.";
            return Err(Error::refused(ErrorCode::Stale, why));
        }
        return Ok(open);
    }
    let platform = clinic::channel(tx, asked.channel)?.platform;
    let content = Content::of_reply(platform, asked.target.way, text);
    let post = draft::create_reply(tx, env, by, asked.channel, &asked.target, (&content, words_of))?;
    tx.run(
        "INSERT INTO reply (post_id, conversation_id, item_id) VALUES ($1, $2, $3)",
        args![post, asked.conversation, item],
    )?;
    tx.changed(Tag::Inbox);
    Ok(post)
}

/// The answer to something that was begun and may still become one.
fn open_reply(tx: &Tx<'_>, item: ItemId) -> Result<Option<PostId>> {
    tx.one(
        "SELECT post.id FROM reply JOIN post ON post.id = reply.post_id LEFT JOIN delivery ON delivery.post_id = post.id
         WHERE reply.item_id = $1 AND post.discarded_at IS NULL AND post.review <> 'rejected'
           AND coalesce(delivery.state, 'held') NOT IN ('posted', 'removed', 'cancelled')
         ORDER BY post.id LIMIT 1",
        args![item],
        |row| row.get("id").map_err(Error::from),
    )
}

/// Whether an answer to something is public.
pub(super) fn is_answered(tx: &Tx<'_>, item: ItemId) -> Result<bool> {
    let public: Option<i64> = tx.one(
        "SELECT 1 AS one FROM reply JOIN delivery ON delivery.post_id = reply.post_id
         WHERE reply.item_id = $1 AND delivery.state = 'posted' LIMIT 1",
        args![item],
        |row| row.get("one").map_err(Error::from),
    )?;
    Ok(public.is_some())
}

/// Sends an answer to the doctor. It goes out as soon as it is signed, unless it was given a time.
///
/// # Errors
/// When it can't be changed any more, or the store refuses.
pub fn send_reply(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId) -> Result<()> {
    if draft::target(tx, post)?.is_none() {
        return Err(Error::refused(ErrorCode::Invalid, "This post answers nothing."));
    }
    if schedule::plan(tx, post)?.is_none_or(|plan| plan.due <= env.now()) {
        schedule::plan_once_signed(tx, env, by, post, &clinic::profile(tx)?.zone)?;
    }
    draft::submit(tx, env, by, post)?;
    sent_on(tx, by, post)?;
    // One that was missed, or that its platform refused, is wanted once more.
    gate::reopen(tx, env, post)?;
    tx.changed(Tag::Inbox);
    Ok(())
}

/// The answers of a conversation that were begun, the oldest first, with what each answers.
///
/// # Errors
/// When the store refuses.
pub fn replies(tx: &Tx<'_>, conversation: ConversationId) -> Result<Vec<(PostId, ItemId)>> {
    tx.all(
        "SELECT reply.post_id, reply.item_id FROM reply JOIN post ON post.id = reply.post_id
         WHERE reply.conversation_id = $1 AND post.discarded_at IS NULL ORDER BY reply.post_id",
        args![conversation],
        |row| Ok::<_, Error>((row.get("post_id")?, row.get("item_id")?)),
    )
}

/// An answer that was begun and is not over, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutgoingReply {
    /// The post that it is.
    pub post: PostId,
    /// What it answers.
    pub item: ItemId,
    /// The conversation of that.
    pub conversation: ConversationId,
}

/// How many answers that are not over are told at most.
const MOST_OUTGOING: u32 = 200;

/// The answers that were begun and are not over, what is due first before the others, then what has no time yet.
///
/// # Errors
/// When the store refuses.
pub fn outgoing_replies(tx: &Tx<'_>) -> Result<Vec<OutgoingReply>> {
    tx.all(
        "SELECT reply.post_id, reply.item_id, reply.conversation_id
         FROM reply JOIN post ON post.id = reply.post_id LEFT JOIN delivery ON delivery.post_id = post.id
         LEFT JOIN plan ON plan.post_id = post.id
         WHERE post.discarded_at IS NULL AND post.review <> 'rejected'
           AND coalesce(delivery.state, 'held') NOT IN ('posted', 'removed', 'cancelled')
         ORDER BY plan.due_at IS NULL, plan.due_at, reply.post_id LIMIT $1",
        args![MOST_OUTGOING],
        |row| {
            Ok::<_, Error>(OutgoingReply {
                post: row.get("post_id")?,
                item: row.get("item_id")?,
                conversation: row.get("conversation_id")?,
            })
        },
    )
}

/// Something reads otherwise from now on, or is gone: what was signed to answer it waits for another signature.
pub(super) fn follow_target(
    tx: &Tx<'_>,
    env: &Env,
    account: &Account,
    platform_id: &str,
    (words, gone_at): (&str, Option<Millis>),
) -> Result<()> {
    for post in draft::target_changed(tx, env, (account.channel, &account.id, platform_id), (words, gone_at))? {
        gate::reconsider(tx, env, post)?;
    }
    Ok(())
}

/// The fixed answer, as it is offered.
pub fn offered_fixed(answer: &FixedAnswer) -> ReplyDraft {
    ReplyDraft { name: named(answer.kind().word()), text: answer.text().to_owned() }
}

fn named(word: &str) -> String {
    let plain = word.replace('_', " ");
    let mut letters = plain.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
