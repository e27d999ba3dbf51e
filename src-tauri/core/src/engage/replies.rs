//! Answers: which of what people wrote can be answered from here, beginning an answer, and keeping it true to what it answers.
//!
//! Invariant: an answer is a post with a target, and goes out as posts do: a doctor signs it, and the gate lets it out. Nothing here
//! sends. There is one open answer to a thing at most, whoever began it.

use crate::check::capability::capability;
use crate::check::no_right;
use crate::clinic::{self, ChannelWay};
use crate::draft::{self, Authors, Target};
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::gate::{self, Account};
use crate::model::{ChannelId, Content, ConversationId, ItemId, Millis, PersonId, Platform, PostId};
use crate::schedule;
use crate::store::{Tag, Tx, args};

use super::reader::ConversationKind;
use super::triage::{AnswerPlace, Answers, FixedAnswer, Rules, TriageLanguage, Words};
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

/// A draft that is offered as the beginning of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// What it is for, in a few words.
    pub name: String,
    /// The words.
    pub text: String,
}

/// Looks up what is to be answered.
///
/// # Errors
/// A refusal with the reason where it can't be answered from here.
pub fn asked(tx: &Tx<'_>, item: ItemId) -> Result<Asked> {
    let found = tx.one(
        "SELECT item.*, conversation.kind, conversation.root, platform_post.platform_id AS post, author.name AS author_name
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
            };
            let asked = Asked {
                item,
                conversation: row.get("conversation_id")?,
                channel: row.get("channel_id")?,
                target,
            };
            Ok::<_, Error>((asked, row.get::<ConversationKind>("kind")?, row.get::<bool>("ours")?))
        },
    )?;
    let (mut asked, kind, ours) = found.ok_or_else(|| Error::not_found("comment"))?;
    let channel = clinic::channel(tx, asked.channel)?;
    let platform = channel.platform;
    if channel.way == ChannelWay::ByHand {
        let why = format!("{} is posted on by hand. Please answer in its own app.", channel.name);
        return Err(Error::refused(ErrorCode::Invalid, why));
    }
    if clinic::token(tx, asked.channel)?.and_then(|token| token.comments_not(platform)).is_some() {
        return Err(Error::refused(ErrorCode::Invalid, no_right(platform.name())));
    }
    if platform == Platform::X {
        // There every answer is a post, and stands under the very post that it answers.
        asked.target.goes_to.clone_from(&asked.target.platform_id);
        asked.target.under = None;
    }
    match why_not(platform, kind, ours, asked.target.gone_at) {
        Some(why) => Err(Error::refused(ErrorCode::Invalid, why)),
        None => Ok(asked),
    }
}

/// Why nothing is answered from here, if nothing is.
fn why_not(platform: Platform, kind: ConversationKind, ours: bool, gone_at: Option<Millis>) -> Option<String> {
    let name = platform.name();
    if ours {
        return Some("The clinic wrote this itself.".to_owned());
    }
    if gone_at.is_some() {
        return Some(format!("This is not on {name} any more, so there is nothing to answer."));
    }
    if capability(platform).first_comment.is_none() {
        return Some(format!("{name} takes no answers from programs. Please answer in its own app."));
    }
    match (kind, platform) {
        (ConversationKind::Message, _) => Some(format!(
            "Countersign reads messages on {name} and does not send any yet. Please answer in its own app."
        )),
        (ConversationKind::Mention, Platform::Instagram) => {
            Some("Instagram lets a program answer comments alone. Please answer this in its own app.".to_owned())
        }
        (ConversationKind::Comment | ConversationKind::Mention, _) => None,
    }
}

/// Why something can't be answered from here; none where it can.
///
/// # Errors
/// When it is not there, or the store refuses.
pub fn unanswerable(tx: &Tx<'_>, item: ItemId) -> Result<Option<String>> {
    match asked(tx, item) {
        Ok(_) => Ok(None),
        Err(error @ Error::Refused { .. }) => Ok(Some(error.words().0)),
        Err(error) => Err(error),
    }
}

/// Something that can be answered from here; nothing where it can't.
///
/// # Errors
/// When it is not there, or the store refuses.
pub fn answerable(tx: &Tx<'_>, item: ItemId) -> Result<Option<Asked>> {
    match asked(tx, item) {
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
    item: ItemId,
    (text, words_of): (&str, &Authors),
) -> Result<PostId> {
    let asked = asked(tx, item)?;
    if let Some(open) = open_reply(tx, item)? {
        return Ok(open);
    }
    let platform = clinic::channel(tx, asked.channel)?.platform;
    let content = Content::of_reply(platform, text);
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

/// What is offered as the beginning of an answer where nobody's life is at risk. What the clinic has not told of itself is not made up:
/// an answer that needs it is left out.
///
/// # Errors
/// When the rules that are built in can't be read.
pub fn offered(
    words: &str,
    country: Option<&str>,
    place: impl Fn(AnswerPlace) -> Option<String>,
) -> Result<Option<Offered>> {
    let rules = Rules::built_in().map_err(|fault| Error::internal(fault.to_string()))?;
    let answers = Answers::built_in().map_err(|fault| Error::internal(fault.to_string()))?;
    let triage = rules.triage(&Words::new(words));
    let language = triage.language().unwrap_or(TriageLanguage::English);
    let Some(kind) = triage.answer else { return Ok(None) };
    // What has a place that nobody fills is not offered.
    let draft = answers.suggestion(kind, country, language, &place).ok().flatten();
    Ok(draft.map(|draft| Offered { name: named(kind.word()), text: draft.text }))
}

/// The fixed answer, as it is offered.
pub fn offered_fixed(answer: &FixedAnswer) -> Offered {
    Offered { name: named(answer.kind().word()), text: answer.text().to_owned() }
}

fn named(word: &str) -> String {
    let plain = word.replace('_', " ");
    let mut letters = plain.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
