//! Lists of recipients: whom a kind of message is for.
//!
//! Invariant: a list has a name of its own, and holds nobody twice. One that was removed holds nobody, is offered nowhere, and
//! stays removed; only the messages that were chosen for it know its name.

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{PersonId, RecipientId, RecipientListId};
use crate::store::{Tag, Tx, args};

/// The longest name of a list, in characters: our own choice.
const LONGEST_NAME: usize = 60;

/// A list as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// Which.
    pub id: RecipientListId,
    /// What people call it.
    pub name: String,
    /// How many are on it.
    pub members: u32,
    /// How many of them said stop.
    pub opted_out: u32,
}

/// Every list but those that were removed, by name.
///
/// # Errors
/// When the store refuses.
pub fn recipient_lists(tx: &Tx<'_>) -> Result<Vec<ListRow>> {
    tx.all(
        "SELECT recipient_list.id, recipient_list.name, count(recipient.id) AS members, count(opt_out.number_hash) AS stopped
         FROM recipient_list
         LEFT JOIN recipient_list_member ON recipient_list_member.list_id = recipient_list.id
         LEFT JOIN recipient ON recipient.id = recipient_list_member.recipient_id
         LEFT JOIN opt_out ON opt_out.number_hash = recipient.number_hash
         WHERE recipient_list.removed_at IS NULL
         GROUP BY recipient_list.id ORDER BY lower(recipient_list.name), recipient_list.id",
        &[],
        |row| {
            Ok::<_, Error>(ListRow {
                id: row.get("id")?,
                name: row.get("name")?,
                members: row.get("members")?,
                opted_out: row.get("stopped")?,
            })
        },
    )
}

/// The name of a list, also of one that was removed; none if there never was one.
///
/// # Errors
/// When the store refuses.
pub fn recipient_list_name(tx: &Tx<'_>, id: RecipientListId) -> Result<Option<String>> {
    Ok(tx.one("SELECT name FROM recipient_list WHERE id = $1", args![id], |row| row.get("name"))?)
}

/// Refuses a list that was removed, or never was.
pub(super) fn is_there(tx: &Tx<'_>, id: RecipientListId) -> Result<()> {
    let sql = "SELECT 1 AS one FROM recipient_list WHERE id = $1 AND removed_at IS NULL";
    let there: Option<i64> = tx.one(sql, args![id], |row| row.get("one"))?;
    there.map(|_| ()).ok_or_else(|| Error::invalid("list", "This list was removed. Choose another one."))
}

/// Keeps a list: a new one where `id` is none.
///
/// # Errors
/// A refusal at `name`; when there is no such list.
pub fn save_recipient_list(
    tx: &Tx<'_>,
    env: &Env,
    by: PersonId,
    id: Option<RecipientListId>,
    name: &str,
) -> Result<RecipientListId> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(Error::invalid("list", "Give the list a name."));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(Error::invalid("list", format!("The name of a list may have {LONGEST_NAME} characters.")));
    }
    let lists = recipient_lists(tx)?;
    if lists.iter().any(|other| Some(other.id) != id && other.name.to_lowercase() == name.to_lowercase()) {
        return Err(Error::invalid("list", "There is a list of this name already. Choose another name."));
    }
    let id = match id {
        None => {
            let id: RecipientListId = env.id();
            tx.run(
                "INSERT INTO recipient_list (id, name, created_at, created_by) VALUES ($1, $2, $3, $4)",
                args![id, &name, env.now(), by],
            )?;
            id
        }
        Some(id) => {
            let Some(now) = lists.iter().find(|list| list.id == id) else {
                return Err(Error::not_found("list"));
            };
            if now.name == name {
                return Ok(id);
            }
            tx.run("UPDATE recipient_list SET name = $1 WHERE id = $2", args![&name, id])?;
            id
        }
    };
    audit::record(tx, env, &Entry::done(Actor::Person(by), Action::RecipientListSaved).fact("list", id))?;
    tx.changed(Tag::Recipients);
    Ok(id)
}

/// Removes a list. Whoever is on it stays a recipient, and a message that was chosen for it keeps the recipients of then.
///
/// # Errors
/// When there is no such list any more, or the store refuses.
pub fn remove_recipient_list(tx: &Tx<'_>, env: &Env, by: PersonId, id: RecipientListId) -> Result<()> {
    let removed =
        tx.run("UPDATE recipient_list SET removed_at = $1 WHERE id = $2 AND removed_at IS NULL", args![env.now(), id])?;
    if removed == 0 {
        return Err(Error::not_found("list"));
    }
    let members = tx.run("DELETE FROM recipient_list_member WHERE list_id = $1", args![id])?;
    let entry = Entry::done(Actor::Person(by), Action::RecipientListRemoved)
        .fact("list", id)
        .fact("members", u32::try_from(members).unwrap_or(u32::MAX));
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Recipients);
    Ok(())
}

/// Puts a recipient on a list, or takes them off it.
///
/// # Errors
/// When there is no such list or recipient, or the store refuses.
pub fn set_recipient_list(
    tx: &Tx<'_>,
    env: &Env,
    by: PersonId,
    list: RecipientListId,
    recipient: RecipientId,
    on: bool,
) -> Result<()> {
    is_there(tx, list)?;
    let (changed, action) = if on {
        super::recipient(tx, recipient)?;
        let put = tx.run(
            "INSERT INTO recipient_list_member (list_id, recipient_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            args![list, recipient],
        )?;
        (put, Action::RecipientListed)
    } else {
        let sql = "DELETE FROM recipient_list_member WHERE list_id = $1 AND recipient_id = $2";
        (tx.run(sql, args![list, recipient])?, Action::RecipientUnlisted)
    };
    if changed > 0 {
        let entry = Entry::done(Actor::Person(by), action).fact("list", list).fact("recipient", recipient);
        audit::record(tx, env, &entry)?;
    }
    tx.changed(Tag::Recipients);
    Ok(())
}
