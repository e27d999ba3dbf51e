//! Documents on record.
//!
//! Invariant: the bytes lie in the sealed store under their digest; a row says what was read from those very bytes, and
//! never changes.

use super::document::Facts;
use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::Result;
use crate::model::{Digest, PersonId};
use crate::store::{Tag, Tx, args};

/// A stored document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRow {
    /// The digest of its bytes.
    pub digest: Digest,
    /// Its name when it came.
    pub file_name: String,
    /// The size of its file.
    pub bytes: u64,
    /// What it is.
    pub facts: Facts,
}

/// Notes a document whose bytes are in the sealed store.
///
/// # Errors
/// When the store refuses.
pub fn add_document(tx: &Tx<'_>, env: &Env, by: PersonId, new: &DocumentRow) -> Result<()> {
    let added = tx.run(
        "INSERT INTO document (digest, file_name, bytes, pages, title, author, about, created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (digest) DO NOTHING",
        args![
            new.digest,
            &new.file_name,
            i64::try_from(new.bytes).unwrap_or(i64::MAX),
            new.facts.pages,
            &new.facts.title,
            &new.facts.author,
            &new.facts.about,
            env.now(),
            by
        ],
    )?;
    if added > 0 {
        let entry = Entry::done(Actor::Person(by), Action::DocumentAdded).fact("document", new.digest);
        audit::record(tx, env, &entry)?;
    }
    tx.changed(Tag::Posts);
    Ok(())
}

/// A document, if there is one of this digest.
///
/// # Errors
/// When the store refuses.
pub fn document(tx: &Tx<'_>, digest: Digest) -> Result<Option<DocumentRow>> {
    tx.one("SELECT * FROM document WHERE digest = $1", args![digest], |row| {
        Ok(DocumentRow {
            digest: row.get("digest")?,
            file_name: row.get("file_name")?,
            bytes: row.get::<i64>("bytes")?.unsigned_abs(),
            facts: Facts {
                pages: row.get("pages")?,
                title: row.get("title")?,
                author: row.get("author")?,
                about: row.get("about")?,
            },
        })
    })
}

impl DocumentRow {
    /// What it calls itself, or else its file's name without the ending: a title to begin with.
    pub fn title(&self) -> &str {
        match self.file_name.rsplit_once('.') {
            _ if !self.facts.title.is_empty() => &self.facts.title,
            Some((name, _)) => name,
            None => &self.file_name,
        }
    }

    /// How many pages it has, in words.
    pub fn length(&self) -> String {
        if self.facts.pages == 1 { "1 page".to_owned() } else { format!("{} pages", self.facts.pages) }
    }

    /// What it tells about itself, and whoever downloads it can read.
    pub fn tells(&self) -> Vec<String> {
        let Facts { author, about, .. } = &self.facts;
        let written = (!author.is_empty()).then(|| format!("written by “{author}”"));
        let about = (!about.is_empty()).then(|| format!("about “{about}”"));
        written.into_iter().chain(about).collect()
    }
}
