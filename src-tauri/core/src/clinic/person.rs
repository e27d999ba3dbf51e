//! People and their roles.

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{Millis, PersonId, Role};
use crate::store::{StoreError, Tag, Tx, args};

/// A person as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Who.
    pub id: PersonId,
    /// As shown.
    pub name: String,
    /// A doctor's registration number.
    pub registration: Option<String>,
    /// In the order of their declaration.
    pub roles: Vec<Role>,
    /// When the person left.
    pub left_at: Option<Millis>,
}

/// A person to add.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// As shown.
    pub name: String,
    /// What the person may do.
    pub roles: Vec<Role>,
    /// A doctor's registration number.
    pub registration: Option<String>,
    /// The argon2id hash of the PIN.
    pub pin_hash: String,
}

/// Adds a person.
///
/// # Errors
/// When a field has to be mended, or the store refuses.
pub fn add_person(tx: &Tx<'_>, env: &Env, by: Actor, new: &NewPerson) -> Result<PersonId> {
    check(&new.name, &new.roles)?;
    let id: PersonId = env.id();
    tx.run(
        "INSERT INTO person (id, name, registration, pin_hash, created_at) VALUES ($1, $2, $3, $4, $5)",
        args![id, new.name.trim(), registration(new.registration.as_ref()), &new.pin_hash, env.now()],
    )?;
    set_roles(tx, id, &new.roles)?;
    audit::record(tx, env, &Entry::done(by, Action::PersonAdded).fact("person", id).fact("roles", words(&new.roles)))?;
    tx.changed(Tag::People);
    Ok(id)
}

/// Changes a person's name, roles and registration number.
///
/// # Errors
/// When a field has to be mended, the last administrator would go, or the store refuses.
pub fn update_person(
    tx: &Tx<'_>,
    env: &Env,
    by: Actor,
    id: PersonId,
    name: &str,
    roles: &[Role],
    registration_number: Option<&String>,
) -> Result<()> {
    check(name, roles)?;
    tx.run(
        "UPDATE person SET name = $1, registration = $2 WHERE id = $3",
        args![name.trim(), registration(registration_number), id],
    )?;
    tx.run("DELETE FROM person_role WHERE person_id = $1", args![id])?;
    set_roles(tx, id, roles)?;
    keep_an_administrator(tx)?;
    audit::record(tx, env, &Entry::done(by, Action::PersonUpdated).fact("person", id).fact("roles", words(roles)))?;
    tx.changed(Tag::People);
    Ok(())
}

/// Marks a person as gone. Their keys are retired by the caller.
///
/// # Errors
/// When the last administrator would go, or the store refuses.
pub fn leave(tx: &Tx<'_>, env: &Env, by: Actor, id: PersonId) -> Result<()> {
    tx.run("UPDATE person SET left_at = $1 WHERE id = $2 AND left_at IS NULL", args![env.now(), id])?;
    keep_an_administrator(tx)?;
    audit::record(tx, env, &Entry::done(by, Action::PersonLeft).fact("person", id))?;
    tx.changed(Tag::People);
    Ok(())
}

/// Everybody, those who left among them, by name.
///
/// # Errors
/// When the store refuses.
pub fn people(tx: &Tx<'_>) -> Result<Vec<PersonRow>> {
    let mut people = tx.all("SELECT id, name, registration, left_at FROM person ORDER BY name, id", &[], |row| {
        Ok::<_, StoreError>(PersonRow {
            id: row.get("id")?,
            name: row.get("name")?,
            registration: row.get("registration")?,
            roles: Vec::new(),
            left_at: row.get("left_at")?,
        })
    })?;
    for person in &mut people {
        person.roles = tx.all("SELECT role FROM person_role WHERE person_id = $1", args![person.id], |row| {
            row.get::<Role>("role").map_err(Error::from)
        })?;
        person.roles.sort_unstable();
    }
    Ok(people)
}

/// One person.
///
/// # Errors
/// When there is no such person, or the store refuses.
pub fn person(tx: &Tx<'_>, id: PersonId) -> Result<PersonRow> {
    people(tx)?.into_iter().find(|person| person.id == id).ok_or_else(|| Error::not_found("person"))
}

fn set_roles(tx: &Tx<'_>, id: PersonId, roles: &[Role]) -> Result<()> {
    for role in roles {
        tx.run("INSERT INTO person_role (person_id, role) VALUES ($1, $2) ON CONFLICT DO NOTHING", args![id, *role])?;
    }
    Ok(())
}

fn keep_an_administrator(tx: &Tx<'_>) -> Result<()> {
    let left: Option<i64> = tx.one(
        "SELECT 1 AS one FROM person JOIN person_role ON person_id = id WHERE role = 'administrator' AND left_at IS NULL",
        &[],
        |row| row.get("one"),
    )?;
    match left {
        Some(_) => Ok(()),
        None => Err(Error::invalid(
            "roles",
            "Somebody has to stay an administrator. Give the role to another person first.",
        )),
    }
}

fn registration(number: Option<&String>) -> Option<String> {
    number.map(|number| number.trim().to_owned()).filter(|number| !number.is_empty())
}

fn words(roles: &[Role]) -> String {
    roles.iter().map(|role| role.word()).collect::<Vec<_>>().join(" ")
}

fn check(name: &str, roles: &[Role]) -> Result<()> {
    if name.trim().is_empty() {
        return Err(Error::invalid("name", "Write the person's name."));
    }
    if roles.is_empty() {
        return Err(Error::invalid("roles", "Choose at least one role."));
    }
    Ok(())
}
