//! Topics: the words that the clinic looks for among what others write.
//!
//! Invariant: whoever changes what is looked for has what was found of it forgotten, since it answers another question. Who made, changed
//! and removed one is on record.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::words::word_enum;
use crate::model::{Millis, PersonId, TopicId};
use crate::store::{Row, Tag, Tx, args, by_word};

/// The longest topic, in letters: with what is put around each word it stays below what X takes. Our own choice.
pub const LONGEST_TOPIC: usize = 120;
/// As many words as a topic may have. Our own choice.
pub const MOST_WORDS: usize = 12;
/// As many topics as a list can be looked through. Our own choice.
pub const MOST_TOPICS: usize = 50;

word_enum! {
    /// The language that posts are to be in, of those that X tells apart (recent search, `lang:`; read 2026-11-20).
    pub enum TopicLanguage {
        /// Any.
        Any = "any",
        /// English.
        English = "en",
        /// Hindi.
        Hindi = "hi",
        /// Bengali.
        Bengali = "bn",
        /// Gujarati.
        Gujarati = "gu",
        /// Kannada.
        Kannada = "kn",
        /// Malayalam.
        Malayalam = "ml",
        /// Marathi.
        Marathi = "mr",
        /// Punjabi.
        Punjabi = "pa",
        /// Tamil.
        Tamil = "ta",
        /// Telugu.
        Telugu = "te",
        /// Urdu.
        Urdu = "ur",
        /// Arabic.
        Arabic = "ar",
        /// German.
        German = "de",
        /// Spanish.
        Spanish = "es",
        /// French.
        French = "fr",
        /// Portuguese.
        Portuguese = "pt",
    }
}
by_word!(TopicLanguage);

/// A topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicRow {
    /// Which.
    pub id: TopicId,
    /// Its words.
    pub words: String,
    /// In which language.
    pub language: TopicLanguage,
    /// Who changed it last.
    pub by: PersonId,
    /// When.
    pub at: Millis,
}

fn read(row: &Row<'_>) -> Result<TopicRow> {
    Ok(TopicRow {
        id: row.get("id")?,
        words: row.get("words")?,
        language: row.get("language")?,
        by: row.get("changed_by")?,
        at: row.get("changed_at")?,
    })
}

/// Every topic, by its words.
///
/// # Errors
/// When the store refuses.
pub fn topics(tx: &Tx<'_>) -> Result<Vec<TopicRow>> {
    tx.all("SELECT * FROM topic ORDER BY words_key, language", &[], read)
}

/// One topic.
///
/// # Errors
/// When it is not there any more, or the store refuses.
pub fn topic(tx: &Tx<'_>, id: TopicId) -> Result<TopicRow> {
    tx.one("SELECT * FROM topic WHERE id = $1", args![id], read)?.ok_or_else(|| Error::not_found("topic"))
}

/// Keeps a topic: a new one where `id` is none.
///
/// # Errors
/// A refusal at `words` that says what is wrong; when there is no such topic any more.
pub fn save_topic(
    tx: &Tx<'_>,
    env: &Env,
    by: PersonId,
    id: Option<TopicId>,
    (words, language): (&str, TopicLanguage),
) -> Result<TopicId> {
    let words = worded(words)?;
    let key = words.to_lowercase();
    let other: Option<TopicId> =
        tx.one("SELECT id FROM topic WHERE words_key = $1 AND language = $2", args![&key, language], |row| {
            row.get("id").map_err(Error::from)
        })?;
    if other.is_some_and(|other| Some(other) != id) {
        return Err(Error::invalid("words", "There is a topic of these words already."));
    }
    let (id, new) = match id {
        None => {
            if topics(tx)?.len() >= MOST_TOPICS {
                let message = format!("There are {MOST_TOPICS} topics. Remove one that nobody uses first.");
                return Err(Error::invalid("words", message));
            }
            let id: TopicId = env.id();
            tx.run(
                "INSERT INTO topic (id, words, words_key, language, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5, $6)",
                args![id, &words, &key, language, by, env.now()],
            )?;
            (id, "new")
        }
        Some(id) => {
            let before = topic(tx, id)?;
            tx.run(
                "UPDATE topic SET words = $1, words_key = $2, language = $3, changed_by = $4, changed_at = $5 WHERE id = $6",
                args![&words, &key, language, by, env.now(), id],
            )?;
            if before.words.to_lowercase() != key || before.language != language {
                tx.run("DELETE FROM hit WHERE topic_id = $1", args![id])?;
                tx.run("DELETE FROM topic_reading WHERE topic_id = $1", args![id])?;
            }
            (id, "changed")
        }
    };
    let entry = Entry::done(Actor::Person(by), Action::TopicSaved)
        .fact("topic", id)
        .fact("as", new)
        .fact("language", language.word())
        .words(&words);
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Discovery);
    Ok(id)
}

/// Forgets a topic, with what was found of it. What was drafted stays.
///
/// # Errors
/// When it is not there any more, or the store refuses.
pub fn remove_topic(tx: &Tx<'_>, env: &Env, by: PersonId, id: TopicId) -> Result<()> {
    let words: Option<String> = tx.one("DELETE FROM topic WHERE id = $1 RETURNING words", args![id], |row| {
        row.get("words").map_err(Error::from)
    })?;
    let words = words.ok_or_else(|| Error::not_found("topic"))?;
    let entry = Entry::done(Actor::Person(by), Action::TopicRemoved).fact("topic", id).words(&words);
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Discovery);
    Ok(())
}

/// The words of a topic as they are kept. What holds neither a letter nor a digit is no word.
fn worded(words: &str) -> Result<String> {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if !words.chars().any(char::is_alphanumeric) {
        return Err(Error::invalid("words", "Write what to look for, such as flu shots."));
    }
    if words.chars().count() > LONGEST_TOPIC {
        let message = format!("A topic may have {LONGEST_TOPIC} letters. Shorten it.");
        return Err(Error::invalid("words", message));
    }
    if words.split(' ').count() > MOST_WORDS {
        let message = format!("A topic may have {MOST_WORDS} words: a post has to hold each of them. Take some out.");
        return Err(Error::invalid("words", message));
    }
    Ok(words)
}
