//! Lists of recipients: whom a kind of message is for.
//!
//! Invariant: a list has a name of its own, and holds nobody twice.

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

/// Every list, by name.
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
            if tx.run("UPDATE recipient_list SET name = $1 WHERE id = $2", args![&name, id])? == 0 {
                return Err(Error::not_found("list"));
            }
            id
        }
    };
    audit::record(tx, env, &Entry::done(Actor::Person(by), Action::RecipientListSaved).fact("list", id))?;
    tx.changed(Tag::Recipients);
    Ok(id)
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
