//! The work on conversations: whose they are, what is put off or done, tags, notes, and how soon somebody has to look.
//!
//! Invariant: who decides that something is done, somebody's, or less urgent than the rules say is on record, with the reason
//! where there is one; and nothing here leaves this computer.

use crate::audit::{self, Action, Actor, Entry};
use crate::clinic;
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::model::{ConversationId, Millis, NoteId, PersonId};
use crate::store::{Tag, Tx, args};

use super::triage::Tier;
use super::urgency::urgency;
use super::waiting::{Terms, refresh};

/// The longest tag, in letters.
const LONGEST_TAG: usize = 40;
/// The longest note or reason, in letters.
const LONGEST_NOTE: usize = 4_000;

/// What is done with conversations.
#[derive(Debug, Clone)]
pub enum Act {
    /// They are somebody's, or nobody's.
    Assign(Option<PersonId>),
    /// They are put off until then.
    Snooze(Millis),
    /// They are nobody's work any more.
    Done,
    /// They are work again.
    Reopen,
    /// They get a tag.
    Tag(String),
    /// They lose one.
    Untag(String),
}

/// Does the same with each of these.
///
/// # Errors
/// When one of them is not there, the person left, the tag is none, or the store refuses: nothing is done then.
pub fn change(tx: &Tx<'_>, env: &Env, by: PersonId, which: &[ConversationId], act: &Act) -> Result<()> {
    for id in which {
        change_one(tx, env, by, *id, act)?;
    }
    tx.changed(Tag::Inbox);
    Ok(())
}

fn change_one(tx: &Tx<'_>, env: &Env, by: PersonId, id: ConversationId, act: &Act) -> Result<()> {
    there(tx, id)?;
    let entry = |action| Entry::done(Actor::Person(by), action).fact("conversation", id);
    match act {
        Act::Assign(to) => {
            if let Some(person) = to
                && clinic::person(tx, *person)?.left_at.is_some()
            {
                return Err(Error::invalid("to", "This person left the clinic. Choose somebody else."));
            }
            let changed = tx.run(
                "UPDATE conversation SET assigned_to = $1 WHERE id = $2 AND assigned_to IS NOT $1",
                args![*to, id],
            )?;
            if changed > 0 {
                let to = to.map_or_else(|| "nobody".to_owned(), |person| person.to_string());
                audit::record(tx, env, &entry(Action::ConversationAssigned).fact("to", to))?;
            }
        }
        Act::Snooze(until) => {
            if *until <= env.now() {
                return Err(Error::invalid("until", "Choose a time that is still to come."));
            }
            tx.run(
                "UPDATE conversation SET snoozed_until = $1, done_at = NULL, done_by = NULL WHERE id = $2",
                args![*until, id],
            )?;
            audit::record(tx, env, &entry(Action::ConversationPutOff).fact("until", until.0))?;
        }
        Act::Done => {
            let changed = tx.run(
                "UPDATE conversation SET done_at = $1, done_by = $2, snoozed_until = NULL WHERE id = $3 AND done_at IS NULL",
                args![env.now(), by, id],
            )?;
            if changed > 0 {
                audit::record(tx, env, &entry(Action::ConversationDone))?;
            }
        }
        Act::Reopen => {
            let changed = tx.run(
                "UPDATE conversation SET done_at = NULL, done_by = NULL, snoozed_until = NULL
                 WHERE id = $1 AND (done_at IS NOT NULL OR snoozed_until IS NOT NULL)",
                args![id],
            )?;
            if changed > 0 {
                // What answers are wanted by may have changed while nobody looked at it.
                refresh(tx, &Terms::read(tx)?, [id])?;
                audit::record(tx, env, &entry(Action::ConversationReopened))?;
            }
        }
        Act::Tag(tag) => {
            let tag = tag.split_whitespace().collect::<Vec<_>>().join(" ");
            if tag.is_empty() || tag.chars().count() > LONGEST_TAG {
                return Err(Error::invalid("tag", format!("Write a tag of up to {LONGEST_TAG} letters.")));
            }
            tx.run(
                "INSERT INTO conversation_tag (conversation_id, tag) VALUES ($1, $2) ON CONFLICT (conversation_id, tag) DO NOTHING",
                args![id, tag],
            )?;
        }
        Act::Untag(tag) => {
            tx.run("DELETE FROM conversation_tag WHERE conversation_id = $1 AND tag = $2", args![id, tag])?;
        }
    }
    Ok(())
}

fn there(tx: &Tx<'_>, id: ConversationId) -> Result<()> {
    let there: Option<i64> = tx
        .one("SELECT 1 AS one FROM conversation WHERE id = $1", args![id], |row| row.get("one").map_err(Error::from))?;
    there.map(|_| ()).ok_or_else(|| Error::refused(ErrorCode::NotFound, "This conversation is not there any more."))
}

fn said(field: &'static str, words: &str) -> Result<String> {
    let words = words.trim();
    if words.is_empty() {
        return Err(Error::invalid(field, "Write something first."));
    }
    if words.chars().count() > LONGEST_NOTE {
        return Err(Error::invalid(field, format!("Write at most {LONGEST_NOTE} letters.")));
    }
    Ok(words.to_owned())
}

/// Somebody notes something about a conversation.
///
/// # Errors
/// When there is nothing in it, it is too long, or the store refuses.
pub fn note(tx: &Tx<'_>, env: &Env, by: PersonId, id: ConversationId, words: &str) -> Result<()> {
    there(tx, id)?;
    let words = said("words", words)?;
    tx.run(
        "INSERT INTO conversation_note (id, conversation_id, person_id, at, words) VALUES ($1, $2, $3, $4, $5)",
        args![env.id::<NoteId>(), id, by, env.now(), words],
    )?;
    tx.changed(Tag::Inbox);
    Ok(())
}

/// Somebody chooses how soon one has to look, against what the rules say, and says why. It counts until something more
/// urgent comes in.
///
/// # Errors
/// When there is no reason, or the store refuses.
pub fn choose_tier(tx: &Tx<'_>, env: &Env, by: PersonId, id: ConversationId, tier: Tier, why: &str) -> Result<()> {
    there(tx, id)?;
    let why = said("why", why)?;
    let before: Option<u8> = tx.one("SELECT urgency FROM conversation WHERE id = $1", args![id], |row| {
        row.get("urgency").map_err(Error::from)
    })?;
    tx.run(
        "UPDATE conversation SET urgency = $1, chosen_by = $2, chosen_why = $3, chosen_at = $4 WHERE id = $5",
        args![urgency(tier), by, why, env.now(), id],
    )?;
    // Until when an answer is wanted follows from it.
    refresh(tx, &Terms::read(tx)?, [id])?;
    let entry = Entry::done(Actor::Person(by), Action::ConversationTierChosen)
        .fact("conversation", id)
        .fact("from", super::urgency::tier(before.unwrap_or(3)).word())
        .fact("to", tier.word());
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Inbox);
    Ok(())
}

/// Somebody has read a conversation as it stands now.
///
/// # Errors
/// When the store refuses.
pub fn read(tx: &Tx<'_>, env: &Env, by: PersonId, id: ConversationId) -> Result<()> {
    there(tx, id)?;
    let written = tx.run(
        "INSERT INTO conversation_read (person_id, conversation_id, read_at)
         SELECT $1, id, $2 FROM conversation WHERE id = $3
         ON CONFLICT (person_id, conversation_id) DO UPDATE SET read_at = excluded.read_at
         -- Nothing came since: it is read already.
         WHERE conversation_read.read_at < coalesce((SELECT heard_at FROM conversation WHERE id = $3), 0)",
        args![by, env.now(), id],
    )?;
    if written > 0 {
        tx.changed(Tag::Inbox);
    }
    Ok(())
}
