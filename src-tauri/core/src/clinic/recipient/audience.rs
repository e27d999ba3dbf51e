//! To whom a message goes: a list as it is now, written down so that it can be signed.
//!
//! Invariant: an audience holds nobody who said stop when it was taken, or who did not agree to what it was taken for, and
//! never changes, also where its list does. Whether somebody of it may still be written to is asked again for each of them,
//! at the instant of their message.

use std::collections::{BTreeMap, BTreeSet};

use super::numbers::NumberKey;
use super::{ConsentTo, list};
use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{Audience, Digest, PersonId, PhoneNumber, RecipientId, RecipientListId, TemplateCategory};
use crate::store::{StoreError, Tag, Tx, args};

/// The most recipients of one message: our own choice, above what WhatsApp allows a new business in a day.
pub const MOST_RECIPIENTS: u32 = 20_000;

/// Why somebody on a list is not among the recipients, and how many they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// How many.
    pub count: u32,
    /// Why, in a sentence that follows the number.
    pub why: &'static str,
}

/// Whom a list would reach now.
#[derive(Debug, Clone)]
pub struct AudienceView {
    /// How many would get the message.
    pub count: u32,
    /// Who of the list would not.
    pub left_out: Vec<LeftOut>,
    /// How many of them in which country, by its calling code: the price hangs on it.
    pub countries: Vec<(u16, u32)>,
}

/// A list as it was chosen for a message.
#[derive(Debug, Clone)]
pub struct AudienceTaken {
    /// What is signed.
    pub audience: Audience,
    /// Whom it reaches.
    pub view: AudienceView,
}

struct Member {
    id: RecipientId,
    number: PhoneNumber,
    blind: String,
}

struct Reached {
    members: Vec<Member>,
    opted_out: u32,
    not_agreed: u32,
}

fn reached(tx: &Tx<'_>, list: RecipientListId, category: TemplateCategory) -> Result<Reached> {
    list::is_there(tx, list)?;
    let rows = tx.all(
        "SELECT recipient.id, recipient.number, recipient.blind, recipient.consent_to,
                opt_out.number_hash IS NOT NULL AS stopped
         FROM recipient_list_member JOIN recipient ON recipient.id = recipient_list_member.recipient_id
         LEFT JOIN opt_out ON opt_out.number_hash = recipient.number_hash
         WHERE recipient_list_member.list_id = $1 AND recipient.number IS NOT NULL ORDER BY recipient.id",
        args![list],
        |row| {
            let (stopped, agreed) = (row.get::<bool>("stopped")?, row.get::<ConsentTo>("consent_to")?);
            let member =
                Member { id: row.get("id")?, number: number(&row.get::<String>("number")?)?, blind: row.get("blind")? };
            Ok::<_, Error>((member, stopped, agreed))
        },
    )?;
    let mut reached = Reached { members: Vec::new(), opted_out: 0, not_agreed: 0 };
    for (member, stopped, agreed) in rows {
        if stopped {
            reached.opted_out += 1;
        } else if agreed.covers(category) {
            reached.members.push(member);
        } else {
            reached.not_agreed += 1;
        }
    }
    Ok(reached)
}

fn number(digits: &str) -> Result<PhoneNumber> {
    PhoneNumber::of_digits(digits).map_err(|_| Error::Store(StoreError::Damaged("a recipient's number".to_owned())))
}

impl Reached {
    fn view(&self) -> AudienceView {
        let mut countries: BTreeMap<u16, u32> = BTreeMap::new();
        for member in &self.members {
            *countries.entry(member.number.calling_code()).or_default() += 1;
        }
        let mut countries: Vec<_> = countries.into_iter().collect();
        countries.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let left_out = [
            LeftOut { count: self.opted_out, why: "said stop" },
            LeftOut { count: self.not_agreed, why: "agreed to service messages only, and this is marketing" },
        ];
        AudienceView {
            count: u32::try_from(self.members.len()).unwrap_or(u32::MAX),
            left_out: left_out.into_iter().filter(|left| left.count > 0).collect(),
            countries,
        }
    }
}

/// Whom a list would reach now with a template of a category.
///
/// # Errors
/// When there is no such list any more, or the store refuses.
pub fn list_audience(tx: &Tx<'_>, list: RecipientListId, category: TemplateCategory) -> Result<AudienceView> {
    Ok(reached(tx, list, category)?.view())
}

/// Writes down whom a list reaches now, for a message of a template of a category.
///
/// # Errors
/// When there is no such list any more, when it reaches nobody or too many for one message; when the store refuses.
pub fn take_audience(
    tx: &Tx<'_>,
    env: &Env,
    by: PersonId,
    list: RecipientListId,
    category: TemplateCategory,
) -> Result<AudienceTaken> {
    let reached = reached(tx, list, category)?;
    let view = reached.view();
    if view.count == 0 && reached.not_agreed > 0 {
        return Err(Error::invalid(
            "list",
            "Nobody else on this list agreed to marketing, which this template is. Choose another list, or another template.",
        ));
    }
    if view.count == 0 {
        return Err(Error::invalid(
            "list",
            "Nobody on this list can be written to. Add recipients to it, or choose another.",
        ));
    }
    if view.count > MOST_RECIPIENTS {
        return Err(Error::invalid(
            "list",
            format!(
                "This list has {} recipients; one message goes to {MOST_RECIPIENTS} at most. Split it.",
                view.count
            ),
        ));
    }
    let key = NumberKey::of(tx, env)?;
    let marks: Vec<(RecipientId, String)> =
        reached.members.iter().map(|it| (it.id, key.mark(it.id, &it.number, &it.blind))).collect();
    let digest = digest(list, &marks);
    let known: Option<i64> =
        tx.one("SELECT 1 AS one FROM audience WHERE digest = $1", args![digest], |row| row.get("one"))?;
    if known.is_none() {
        tx.run(
            "INSERT INTO audience (digest, list_id, count, created_at) VALUES ($1, $2, $3, $4)",
            args![digest, list, view.count, env.now()],
        )?;
        for (id, mark) in &marks {
            tx.run(
                "INSERT INTO audience_member (audience, recipient_id, mark) VALUES ($1, $2, $3)",
                args![digest, *id, mark],
            )?;
        }
        let entry = Entry::done(Actor::Person(by), Action::AudienceTaken)
            .fact("list", list)
            .fact("audience", digest)
            .fact("category", category.word())
            .fact("count", view.count);
        audit::record(tx, env, &entry)?;
        tx.changed(Tag::Recipients);
    }
    Ok(AudienceTaken { audience: Audience { list, digest, count: view.count }, view })
}

fn digest(list: RecipientListId, marks: &[(RecipientId, String)]) -> Digest {
    let mut said = format!("countersign audience 1\n{list}\n");
    for (_, mark) in marks {
        said.push_str(mark);
        said.push('\n');
    }
    Digest::of(said.as_bytes())
}

/// Whether an audience is one that was written down: this list, and this many. Only the digest is made over the recipients,
/// so whoever writes the rest of it by themselves has to be found out.
///
/// # Errors
/// When the store refuses.
pub fn is_audience(tx: &Tx<'_>, said: &Audience) -> Result<bool> {
    let known: Option<i64> = tx.one(
        "SELECT 1 AS one FROM audience WHERE digest = $1 AND list_id = $2 AND count = $3",
        args![said.digest, said.list, said.count],
        |row| row.get("one"),
    )?;
    Ok(known.is_some())
}

/// Who of an audience said stop since, or did not agree to a template of this category.
///
/// # Errors
/// When the store refuses.
pub fn audience_stops(tx: &Tx<'_>, audience: &Audience, category: TemplateCategory) -> Result<BTreeSet<RecipientId>> {
    let members = tx.all(
        "SELECT audience_member.recipient_id, opt_out.number_hash IS NOT NULL AS stopped, recipient.consent_to
         FROM audience_member JOIN recipient ON recipient.id = audience_member.recipient_id
         LEFT JOIN opt_out ON opt_out.number_hash = recipient.number_hash
         WHERE audience_member.audience = $1",
        args![audience.digest],
        |row| {
            let agreed = row.get::<Option<ConsentTo>>("consent_to")?.is_some_and(|to| to.covers(category));
            let stays_out = row.get::<bool>("stopped")? || !agreed;
            Ok::<_, Error>(stays_out.then_some(row.get::<RecipientId>("recipient_id")?))
        },
    )?;
    Ok(members.into_iter().flatten().collect())
}

/// The recipients of an audience as it was signed, in a fixed order, with the number of each; none for those who were
/// forgotten, or have another number since.
///
/// # Errors
/// When they are not who was signed, or the store refuses.
pub fn audience_recipients(tx: &Tx<'_>, signed: &Audience) -> Result<Vec<(RecipientId, Option<PhoneNumber>)>> {
    let members = tx.all(
        "SELECT audience_member.recipient_id, audience_member.mark, recipient.number, recipient.blind
         FROM audience_member JOIN recipient ON recipient.id = audience_member.recipient_id
         WHERE audience_member.audience = $1 ORDER BY audience_member.recipient_id",
        args![signed.digest],
        |row| {
            Ok::<_, Error>((
                row.get::<RecipientId>("recipient_id")?,
                row.get::<String>("mark")?,
                row.get::<Option<String>>("number")?,
                row.get::<Option<String>>("blind")?.unwrap_or_default(),
            ))
        },
    )?;
    let marks: Vec<_> = members.iter().map(|(id, mark, ..)| (*id, mark.clone())).collect();
    if digest(signed.list, &marks) != signed.digest {
        return Err(Error::Store(StoreError::Damaged("the recipients are not those that were signed".to_owned())));
    }
    let key = NumberKey::known(tx)?.ok_or_else(|| Error::internal("no key for numbers"))?;
    members
        .into_iter()
        .map(|(id, mark, digits, blind)| {
            let number = digits.map(|digits| number(&digits)).transpose()?;
            Ok((id, number.filter(|number| key.mark(id, number, &blind) == mark)))
        })
        .collect()
}

/// Why nothing of a category may be sent to a recipient at this instant, as a word of the record; none if it may.
///
/// # Errors
/// When the store refuses.
pub fn is_excluded(
    tx: &Tx<'_>,
    id: RecipientId,
    signed_for: &PhoneNumber,
    category: TemplateCategory,
) -> Result<Option<&'static str>> {
    let now = super::recipient(tx, id)?;
    Ok(match now.number {
        None => Some("forgotten"),
        Some(_) if now.opted_out.is_some() => Some("opted_out"),
        Some(_) if !now.consent.says.to.covers(category) => Some("not_agreed"),
        Some(number) if number != *signed_for => Some("number_changed"),
        Some(_) => None,
    })
}
