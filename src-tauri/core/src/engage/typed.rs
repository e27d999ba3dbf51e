//! What somebody types as an answer and has not kept as a draft yet: whose it is, when they began, and what it says.
//!
//! Invariant: nothing that was typed is lost when the window is locked or closed, and nobody's words become another's: each
//! person has one text for a thing that is answered, and who goes on with a colleague's words has these as theirs.

use crate::draft::Authors;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{ConversationId, ItemId, Millis, PersonId, PostId};
use crate::store::{Tag, Tx, args};

/// The longest text that is kept, in letters: longer than any platform takes, so that nobody meets it while writing an answer.
const LONGEST: usize = 20_000;

/// What somebody typed and did not keep yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedRow {
    /// What it answers.
    pub item: ItemId,
    /// Whose it is.
    pub person: PersonId,
    /// The words.
    pub words: String,
    /// Whether they are for the person alone.
    pub privately: bool,
    /// When they began.
    pub begun_at: Millis,
    /// When they changed it last.
    pub changed_at: Millis,
}

/// Everything that was typed in a conversation and not kept yet, what was changed last first.
///
/// # Errors
/// When the store refuses.
pub fn typed(tx: &Tx<'_>, conversation: ConversationId) -> Result<Vec<TypedRow>> {
    tx.all(
        "SELECT answer_typed.* FROM item CROSS JOIN answer_typed ON answer_typed.item_id = item.id
         WHERE item.conversation_id = $1 AND answer_typed.words <> '' ORDER BY answer_typed.changed_at DESC, answer_typed.person_id",
        args![conversation],
        |row| {
            Ok::<_, Error>(TypedRow {
                item: row.get("item_id")?,
                person: row.get("person_id")?,
                words: row.get("words")?,
                privately: row.get("privately")?,
                begun_at: row.get("begun_at")?,
                changed_at: row.get("changed_at")?,
            })
        },
    )
}

/// Keeps what somebody typed as it stands now. Of what is empty nothing is kept but whose words it held: cutting words out and putting
/// them in again makes them nobody else's.
///
/// # Errors
/// When what it answers is not here, it is too long, or the store refuses.
pub fn keep_typed(tx: &Tx<'_>, env: &Env, by: PersonId, item: ItemId, (words, privately): (&str, bool)) -> Result<()> {
    if words.trim().is_empty() {
        let emptied = tx.run(
            "UPDATE answer_typed SET words = '', changed_at = $1 WHERE item_id = $2 AND person_id = $3 AND words <> ''",
            args![env.now(), item, by],
        )?;
        tx.run(
            "DELETE FROM answer_typed WHERE item_id = $1 AND person_id = $2 AND NOT EXISTS (
                 SELECT 1 FROM answer_typed_of AS held
                 WHERE held.item_id = answer_typed.item_id AND held.person_id = answer_typed.person_id)",
            args![item, by],
        )?;
        if emptied > 0 {
            tx.changed(Tag::Inbox);
        }
        return Ok(());
    }
    if words.chars().count() > LONGEST {
        return Err(Error::invalid("text", format!("Write at most {LONGEST} letters.")));
    }
    there(tx, item)?;
    let known = tx.run(
        "UPDATE answer_typed SET words = $1, privately = $2, changed_at = $3
         WHERE item_id = $4 AND person_id = $5 AND words <> ''",
        args![words, privately, env.now(), item, by],
    )?;
    if known == 0 {
        begin(tx, env, by, item, (words, privately))?;
        // One laptop, one person at a time: who types knows it, and who comes after reads it anew. Not each letter is news.
        tx.changed(Tag::Inbox);
    }
    Ok(())
}

/// Somebody goes on with what a colleague typed: from now on these are words of both. The colleague's stay as they are.
///
/// # Errors
/// When there is nothing of theirs any more, or the store refuses.
pub fn take_typed(tx: &Tx<'_>, env: &Env, by: PersonId, item: ItemId, of: PersonId) -> Result<(String, bool)> {
    let typed: Option<(String, bool)> = tx.one(
        "SELECT words, privately FROM answer_typed WHERE item_id = $1 AND person_id = $2",
        args![item, of],
        |row| Ok::<_, Error>((row.get("words")?, row.get("privately")?)),
    )?;
    let typed =
        typed.filter(|(words, _)| !words.is_empty()).ok_or_else(|| Error::not_found("beginning of an answer"))?;
    if of == by {
        return Ok(typed);
    }
    begin(tx, env, by, item, (&typed.0, typed.1))?;
    tx.run(
        "INSERT INTO answer_typed_of (item_id, person_id, author_id)
         SELECT $1, $2, author_id FROM answer_typed_of WHERE item_id = $1 AND person_id = $3 AND author_id <> $2
         UNION SELECT $1, $2, $3
         ON CONFLICT (item_id, person_id, author_id) DO NOTHING",
        args![item, by, of],
    )?;
    tx.changed(Tag::Inbox);
    Ok(typed)
}

/// Somebody's text to this begins with these words, unless something stands in it already.
fn begin(tx: &Tx<'_>, env: &Env, by: PersonId, item: ItemId, (words, privately): (&str, bool)) -> Result<()> {
    tx.run(
        "INSERT INTO answer_typed (item_id, person_id, words, privately, begun_at, changed_at) VALUES ($1, $2, $3, $4, $5, $5)
         ON CONFLICT (item_id, person_id) DO UPDATE
             SET words = excluded.words, privately = excluded.privately, changed_at = excluded.changed_at
             WHERE answer_typed.words = ''",
        args![item, by, words, privately, env.now()],
    )?;
    Ok(())
}

/// Somebody's answer to this holds words of these people as well.
///
/// # Errors
/// When the store refuses.
pub(super) fn hold_words_of(tx: &Tx<'_>, env: &Env, by: PersonId, item: ItemId, authors: &[PersonId]) -> Result<()> {
    for author in authors.iter().filter(|author| **author != by) {
        begin(tx, env, by, item, ("", false))?;
        tx.run(
            "INSERT INTO answer_typed_of (item_id, person_id, author_id) VALUES ($1, $2, $3)
             ON CONFLICT (item_id, person_id, author_id) DO NOTHING",
            args![item, by, *author],
        )?;
    }
    Ok(())
}

/// Somebody sends what they went on with: those whose words it holds have nothing unsent there any more, unless they wrote on since.
pub(super) fn sent_on(tx: &Tx<'_>, by: PersonId, post: PostId) -> Result<()> {
    let gone = tx.run(
        "DELETE FROM answer_typed WHERE item_id = (SELECT item_id FROM reply WHERE post_id = $1)
           AND EXISTS (
             SELECT 1 FROM answer_typed_of AS held
             JOIN answer_typed AS own ON own.item_id = held.item_id AND own.person_id = held.person_id
             WHERE held.item_id = answer_typed.item_id AND held.person_id = $2 AND held.author_id = answer_typed.person_id
               AND answer_typed.changed_at <= own.begun_at)",
        args![post, by],
    )?;
    if gone > 0 {
        tx.changed(Tag::Inbox);
    }
    Ok(())
}

/// Whose words somebody's answer to this holds: their own, and those that they went on with.
///
/// # Errors
/// When the store refuses.
pub fn typed_by(tx: &Tx<'_>, by: PersonId, item: ItemId) -> Result<Authors> {
    let others: Vec<PersonId> = tx.all(
        "SELECT author_id FROM answer_typed_of WHERE item_id = $1 AND person_id = $2",
        args![item, by],
        |row| row.get("author_id").map_err(Error::from),
    )?;
    Ok(others.into_iter().fold(Authors::only(by), |authors, other| authors.with(&Authors::only(other))))
}

/// The same of a post that is an answer; of any other post, theirs alone.
///
/// # Errors
/// When the store refuses.
pub fn typed_into(tx: &Tx<'_>, by: PersonId, post: PostId) -> Result<Authors> {
    let item: Option<ItemId> = tx.one("SELECT item_id FROM reply WHERE post_id = $1", args![post], |row| {
        row.get("item_id").map_err(Error::from)
    })?;
    item.map_or_else(|| Ok(Authors::only(by)), |item| typed_by(tx, by, item))
}

fn there(tx: &Tx<'_>, item: ItemId) -> Result<()> {
    let there: Option<i64> =
        tx.one("SELECT 1 AS one FROM item WHERE id = $1", args![item], |row| row.get("one").map_err(Error::from))?;
    there.map(|_| ()).ok_or_else(|| Error::not_found("comment"))
}
