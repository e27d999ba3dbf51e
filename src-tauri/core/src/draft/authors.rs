//! Whose words stand in a revision and in a shared text, whoever put them there.
//!
//! Invariant: words take their authors along. A copy, a post that follows a shared text and an earlier version brought back are
//! their authors', not whoever pressed the button's. Within a post the authors only grow, so that cutting words out and putting
//! them in again changes nothing; what the writer drafted has none until a person writes into it.

use std::collections::BTreeSet;

use crate::error::{Error, Result};
use crate::model::{BatchId, PersonId, PostId, RevisionId};
use crate::store::{Tx, args};

/// The people whose words a text holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authors(BTreeSet<PersonId>);

impl Authors {
    /// Nobody's: what the writer drafts, and what is empty.
    pub const fn nobody() -> Self {
        Self(BTreeSet::new())
    }

    /// One person's.
    pub fn only(person: PersonId) -> Self {
        Self(BTreeSet::from([person]))
    }

    /// These and others.
    #[must_use]
    pub fn with(&self, others: &Self) -> Self {
        Self(self.0.union(&others.0).copied().collect())
    }

    /// Their ids, in order, with a space between: what the record says of a version.
    pub(super) fn told(&self) -> String {
        self.0.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }
}

/// Whose words stand in a revision.
///
/// # Errors
/// When the store refuses.
pub fn authors(tx: &Tx<'_>, revision: RevisionId) -> Result<Authors> {
    let people = tx.all("SELECT person_id FROM words_of WHERE revision_id = $1", args![revision], |row| {
        row.get("person_id").map_err(Error::from)
    })?;
    Ok(Authors(people.into_iter().collect()))
}

/// Whose words stand in a batch's shared text.
///
/// # Errors
/// When the store refuses.
pub fn shared_authors(tx: &Tx<'_>, batch: BatchId) -> Result<Authors> {
    let people = tx.all("SELECT person_id FROM shared_words_of WHERE batch_id = $1", args![batch], |row| {
        row.get("person_id").map_err(Error::from)
    })?;
    Ok(Authors(people.into_iter().collect()))
}

/// Whether words of a person stand in a post as it is.
///
/// # Errors
/// When the store refuses.
pub fn wrote(tx: &Tx<'_>, post: PostId, person: PersonId) -> Result<bool> {
    let wrote: Option<i64> = tx.one(
        "SELECT 1 AS one FROM post JOIN words_of ON words_of.revision_id = post.head_revision
         WHERE post.id = $1 AND words_of.person_id = $2",
        args![post, person],
        |row| row.get("one"),
    )?;
    Ok(wrote.is_some())
}

/// Keeps whose words a new revision's are.
pub(super) fn keep(tx: &Tx<'_>, revision: RevisionId, authors: &Authors) -> Result<()> {
    for person in &authors.0 {
        tx.run("INSERT INTO words_of (revision_id, person_id) VALUES ($1, $2)", args![revision, *person])?;
    }
    Ok(())
}

/// Keeps that words of these people stand in a shared text, beside who is known.
pub(super) fn keep_shared(tx: &Tx<'_>, batch: BatchId, authors: &Authors) -> Result<()> {
    for person in &authors.0 {
        tx.run(
            "INSERT INTO shared_words_of (batch_id, person_id) VALUES ($1, $2) ON CONFLICT (batch_id, person_id) DO NOTHING",
            args![batch, *person],
        )?;
    }
    Ok(())
}
