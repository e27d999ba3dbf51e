//! Sets of hashtags that a clinic uses again and again.
//!
//! Invariant: every tag of a set begins with one sign, holds a letter, and stands in it once.

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{HashtagSetId, PersonId};
use crate::store::{Tag, Tx, args};

/// The most tags in a set: our own choice, as many as the most generous platform takes.
pub const MOST_TAGS: usize = 30;
/// The longest name of a set, in characters: our own choice.
pub const LONGEST_NAME: usize = 60;
/// The longest tag, its sign included, in characters: our own choice.
pub const LONGEST_TAG: usize = 100;

/// A set as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HashtagSetRow {
    /// Which.
    pub id: HashtagSetId,
    /// What people call it.
    pub name: String,
    /// The tags, in the order in which they were written.
    pub tags: Vec<String>,
}

/// Every set, by name.
///
/// # Errors
/// When the store refuses.
pub fn hashtag_sets(tx: &Tx<'_>) -> Result<Vec<HashtagSetRow>> {
    let mut sets = tx.all("SELECT id, name, tags FROM hashtag_set", &[], |row| {
        Ok::<_, Error>(HashtagSetRow { id: row.get("id")?, name: row.get("name")?, tags: row.json("tags")? })
    })?;
    sets.sort_by_key(|set| (set.name.to_lowercase(), set.id));
    Ok(sets)
}

/// Keeps a set: a new one where `id` is none. `tags` are as somebody typed them, with or without signs.
///
/// # Errors
/// A refusal at `name` or `tags` that says what is wrong; when there is no such set.
pub fn save_hashtag_set(
    tx: &Tx<'_>,
    env: &Env,
    by: PersonId,
    id: Option<HashtagSetId>,
    name: &str,
    tags: &str,
) -> Result<HashtagSetId> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(Error::invalid("name", "Give the set a name."));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(Error::invalid("name", format!("The name may have {LONGEST_NAME} characters. Shorten it.")));
    }
    let tags = read_tags(tags)?;
    let others = hashtag_sets(tx)?;
    if others.iter().any(|other| Some(other.id) != id && other.name.to_lowercase() == name.to_lowercase()) {
        return Err(Error::invalid("name", "There is a set of this name already. Choose another name."));
    }
    let json = serde_json::to_string(&tags).map_err(|error| Error::internal(error.to_string()))?;
    let id = match id {
        None => {
            let id: HashtagSetId = env.id();
            tx.run(
                "INSERT INTO hashtag_set (id, name, tags, created_at, created_by) VALUES ($1, $2, $3, $4, $5)",
                args![id, &name, json, env.now(), by],
            )?;
            id
        }
        Some(id) => {
            let changed =
                tx.run("UPDATE hashtag_set SET name = $1, tags = $2 WHERE id = $3", args![&name, json, id])?;
            if changed == 0 {
                return Err(Error::not_found("hashtag set"));
            }
            id
        }
    };
    audit::record(tx, env, &Entry::done(Actor::Person(by), Action::HashtagSetSaved).fact("set", id).words(&name))?;
    tx.changed(Tag::Library);
    Ok(id)
}

/// Forgets a set. Posts that took tags from it keep them.
///
/// # Errors
/// When there is no such set, or the store refuses.
pub fn remove_hashtag_set(tx: &Tx<'_>, env: &Env, by: PersonId, id: HashtagSetId) -> Result<()> {
    if tx.run("DELETE FROM hashtag_set WHERE id = $1", args![id])? == 0 {
        return Err(Error::not_found("hashtag set"));
    }
    audit::record(tx, env, &Entry::done(Actor::Person(by), Action::HashtagSetRemoved).fact("set", id))?;
    tx.changed(Tag::Library);
    Ok(())
}

/// The tags in what somebody typed: each with one sign, once.
fn read_tags(typed: &str) -> Result<Vec<String>> {
    let mut tags: Vec<String> = Vec::new();
    for word in typed.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')) {
        let bare = word.trim_start_matches(['#', '＃']);
        if bare.is_empty() {
            continue;
        }
        // Combining marks are part of a word in many scripts.
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || is_mark(c);
        if let Some(odd) = bare.chars().find(|c| !is_word(*c)) {
            let message = format!("“{bare}” can't be a hashtag: it may hold letters, digits and _, and not “{odd}”.");
            return Err(Error::invalid("tags", message));
        }
        if !bare.chars().any(char::is_alphabetic) {
            return Err(Error::invalid("tags", format!("“{bare}” can't be a hashtag: it needs a letter.")));
        }
        let tag = format!("#{bare}");
        if tag.chars().count() > LONGEST_TAG {
            return Err(Error::invalid(
                "tags",
                format!("A hashtag may have {LONGEST_TAG} characters. Shorten “{bare}”."),
            ));
        }
        if !tags.iter().any(|known| known.to_lowercase() == tag.to_lowercase()) {
            tags.push(tag);
        }
    }
    if tags.is_empty() {
        return Err(Error::invalid("tags", "Write at least one hashtag."));
    }
    if tags.len() > MOST_TAGS {
        return Err(Error::invalid(
            "tags",
            format!("A set may hold {MOST_TAGS} hashtags, and there are {}.", tags.len()),
        ));
    }
    Ok(tags)
}

/// Whether `c` only changes the letter before it.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_as_people_type_them() {
        let read = |typed: &str| read_tags(typed).unwrap();
        assert_eq!(read("#COPD, lung_health ##WorldCOPDDay"), ["#COPD", "#lung_health", "#WorldCOPDDay"]);
        assert_eq!(read("#copd #COPD"), ["#copd"], "each of them once");
        assert_eq!(read("＃健康 #स्वास्थ्य #Corazón"), ["#健康", "#स्वास्थ्य", "#Corazón"]);
    }

    #[test]
    fn what_no_platform_takes_for_a_tag_is_refused_with_the_reason() {
        let refused = |typed: &str| read_tags(typed).unwrap_err().words().0;
        assert!(refused(" , # ").contains("at least one"));
        assert!(refused("#2026").contains("needs a letter"));
        assert!(refused("#flu-shot").contains("not “-”"));
        assert!(refused(&"a".repeat(100)).contains("100 characters"));
        let many: String = (0..31).map(|n| format!("#tag{n} ")).collect();
        assert!(refused(&many).contains("there are 31"));
    }
}
