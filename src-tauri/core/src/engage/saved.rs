//! Short answers that the clinic keeps, with places for what differs each time, and filling those for one person.
//!
//! Invariant: a kept answer is nobody's and tells of nobody: it passes the checks of answers before it is kept. What fills a
//! place is what the clinic tells of itself, or what people read of who wrote; what is not known stays a place, is told, and can't
//! be sent. Nothing here begins an answer.

use crate::audit::{self, Action, Actor, Entry};
use crate::check::{Finding, FindingCode, PatientSafeRules, Reply, ReplyPlace, Report, Severity, forbid, gaps};
use crate::clinic::{self, Profile};
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::model::{AnswerWay, Content, ItemId, Millis, PersonId, Platform, SavedReplyId};
use crate::store::{Tag, Tx, args};

use super::contact::{link_in, phone_in};
use super::hours::opening;
use super::replies::{asked, is_emergency};
use super::typed::hold_words_of;

/// The longest title, in letters: one line of the list. Our own choice.
pub const LONGEST_TITLE: usize = 60;
/// The longest kept answer, in letters: our own choice, longer than anybody reads under a post.
pub const LONGEST_SAVED: usize = 1_000;
/// As many as a list can be looked through. Our own choice.
pub const MOST_SAVED: usize = 200;

/// A kept answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedReplyRow {
    /// Which.
    pub id: SavedReplyId,
    /// What people call it.
    pub title: String,
    /// Its words, with places in braces.
    pub words: String,
    /// Who changed it last.
    pub by: PersonId,
    /// When.
    pub at: Millis,
}

/// The words of a kept answer for one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The words; what could not be filled still stands in braces.
    pub text: String,
    /// What could not be filled, a sentence a place.
    pub missing: Vec<String>,
}

/// Every kept answer, by title.
///
/// # Errors
/// When the store refuses.
pub fn saved_replies(tx: &Tx<'_>) -> Result<Vec<SavedReplyRow>> {
    tx.all("SELECT * FROM saved_reply ORDER BY title_key", &[], |row| {
        Ok::<_, Error>(SavedReplyRow {
            id: row.get("id")?,
            title: row.get("title")?,
            words: row.get("words")?,
            by: row.get("changed_by")?,
            at: row.get("changed_at")?,
        })
    })
}

/// Keeps an answer: a new one where `id` is none.
///
/// # Errors
/// A refusal at `title` or `words` that says what is wrong; when there is no such answer any more.
pub fn save_reply(
    tx: &Tx<'_>,
    env: &Env,
    by: PersonId,
    id: Option<SavedReplyId>,
    (title, words): (&str, &str),
) -> Result<SavedReplyId> {
    let (title, words) = (titled(title)?, worded(words)?);
    if let Some(block) = saved_report(tx, &words)?.findings.into_iter().find(|it| it.severity == Severity::Block) {
        return Err(Error::invalid("words", block.message));
    }
    let key = title.to_lowercase();
    let other: Option<SavedReplyId> =
        tx.one("SELECT id FROM saved_reply WHERE title_key = $1", args![&key], |row| {
            row.get("id").map_err(Error::from)
        })?;
    if other.is_some_and(|other| Some(other) != id) {
        return Err(Error::invalid("title", "There is a saved reply of this title already. Choose another title."));
    }
    let (id, new) = match id {
        None => {
            if saved_replies(tx)?.len() >= MOST_SAVED {
                let message = format!("There are {MOST_SAVED} saved replies. Remove one that nobody uses first.");
                return Err(Error::invalid("title", message));
            }
            let id: SavedReplyId = env.id();
            tx.run(
                "INSERT INTO saved_reply (id, title, title_key, words, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5, $6)",
                args![id, &title, &key, &words, by, env.now()],
            )?;
            (id, "new")
        }
        Some(id) => {
            let changed = tx.run(
                "UPDATE saved_reply SET title = $1, title_key = $2, words = $3, changed_by = $4, changed_at = $5 WHERE id = $6",
                args![&title, &key, &words, by, env.now(), id],
            )?;
            if changed == 0 {
                return Err(Error::not_found("saved reply"));
            }
            (id, "changed")
        }
    };
    tx.run(
        "INSERT INTO saved_reply_of (reply_id, author_id) VALUES ($1, $2) ON CONFLICT (reply_id, author_id) DO NOTHING",
        args![id, by],
    )?;
    let entry = Entry::done(Actor::Person(by), Action::SavedReplySaved).fact("reply", id).fact("as", new).words(&title);
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Library);
    Ok(id)
}

/// Forgets a kept answer. Answers that began with it keep their words.
///
/// # Errors
/// When it is not there any more, or the store refuses.
pub fn remove_saved_reply(tx: &Tx<'_>, env: &Env, by: PersonId, id: SavedReplyId) -> Result<()> {
    let title: Option<String> = tx.one("DELETE FROM saved_reply WHERE id = $1 RETURNING title", args![id], |row| {
        row.get("title").map_err(Error::from)
    })?;
    let title = title.ok_or_else(|| Error::not_found("saved reply"))?;
    let entry = Entry::done(Actor::Person(by), Action::SavedReplyRemoved).fact("reply", id).words(&title);
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Library);
    Ok(())
}

/// What the checks say of words that are to be kept: what they would say of an answer with them, and which places are none.
///
/// # Errors
/// When the store refuses.
pub fn saved_report(tx: &Tx<'_>, words: &str) -> Result<Report> {
    let mut report = Report::default();
    for gap in gaps(words) {
        if ReplyPlace::from_word(gap.name).is_none() {
            let known: Vec<String> = ReplyPlace::ALL.iter().map(|place| format!("{{{}}}", place.word())).collect();
            let message = format!("Nothing is known to put in “{{{}}}”. Use {}.", gap.name, listed(&known));
            if !report.findings.iter().any(|finding| finding.message == message) {
                report.findings.push(blocking(FindingCode::PlaceUnfilled, message));
            }
        }
    }
    if without_places(words).contains(['{', '}']) {
        let message = "A brace stands alone. A place is one word between two braces, such as {clinic}.".to_owned();
        report.findings.push(blocking(FindingCode::PlaceUnfilled, message));
    }
    // As it would read, as far as that is known without anybody who wrote.
    let text = fill(words, &Known { profile: &clinic::profile(tx)?, author: None, opens: None }).text;
    match PatientSafeRules::built_in() {
        Ok(rules) => {
            let found = rules.check(&Reply { text: &text, public: true, answers: None });
            report.findings.extend(found.into_iter().map(|found| found.in_part(Some(0))));
        }
        Err(fault) => {
            let message = format!("This can't be checked for what it tells of a patient: {fault}");
            report.findings.push(blocking(FindingCode::PatientHinted, message));
        }
    }
    // What is let out does not depend on a platform; an answer is one text on all of them.
    forbid(&mut report, &Content::of_reply(Platform::Facebook, AnswerWay::Public, text), &clinic::word_rules(tx)?);
    report.findings.sort_by_key(|finding| finding.severity);
    Ok(report)
}

/// A kept answer in the words in which it would answer this. Whoever puts it into their answer has the words of those who wrote it.
///
/// # Errors
/// When it is not there any more, this can't be answered from here, or somebody may be in danger.
pub fn fill_saved_reply(tx: &Tx<'_>, env: &Env, by: PersonId, id: SavedReplyId, item: ItemId) -> Result<Filled> {
    let words: Option<String> =
        tx.one("SELECT words FROM saved_reply WHERE id = $1", args![id], |row| row.get("words").map_err(Error::from))?;
    let words = words.ok_or_else(|| Error::not_found("saved reply"))?;
    let asked = asked(tx, env.now(), item, AnswerWay::Public)?;
    if is_emergency(tx, &asked)? {
        let message = "Somebody may be in danger here. Only the fixed answer is offered for that; take it, or write to them yourself.";
        return Err(Error::refused(ErrorCode::Invalid, message));
    }
    let authors = tx.all("SELECT author_id FROM saved_reply_of WHERE reply_id = $1", args![id], |row| {
        row.get::<PersonId>("author_id").map_err(Error::from)
    })?;
    hold_words_of(tx, env, by, item, &authors)?;
    let opens = opens_again(tx, env.now())?;
    Ok(fill(&words, &Known { profile: &clinic::profile(tx)?, author: Some(&asked.target().author), opens }))
}

/// What places are filled from.
struct Known<'a> {
    profile: &'a Profile,
    /// Who wrote, as people read it; none while an answer is only kept.
    author: Option<&'a str>,
    /// When the clinic opens again; none while it is open, or nobody set when it is.
    opens: Option<String>,
}

/// When the clinic opens again, as people say it; none while it is open, or nobody set when it is.
///
/// # Errors
/// When the store refuses.
pub fn opens_again(tx: &Tx<'_>, now: Millis) -> Result<Option<String>> {
    let opening = opening(tx)?;
    Ok(opening.opens(now).map(|at| {
        let clock = opening.zone().clock_at(at);
        format!("{}, {}", clock.long_day_label(), clock.time())
    }))
}

impl Known<'_> {
    fn of(&self, place: ReplyPlace) -> Option<String> {
        let said = |text: &str| Some(text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|it| !it.is_empty());
        match place {
            ReplyPlace::FirstName => self.author.and_then(first_name),
            ReplyPlace::Clinic => said(&self.profile.name),
            ReplyPlace::Phone => phone_in(&self.profile.contact),
            ReplyPlace::BookingLink => link_in(&self.profile.contact),
            ReplyPlace::Contact => said(&self.profile.contact),
            ReplyPlace::Location => said(&self.profile.location),
            ReplyPlace::Opens => self.opens.clone(),
        }
    }
}

/// Why a place stays one.
const fn missing(place: ReplyPlace) -> &'static str {
    match place {
        ReplyPlace::FirstName => {
            "The name they write under does not tell a first name, so {first_name} is still there. Write a name, or take it out."
        }
        ReplyPlace::Clinic => "The clinic has no name under Settings, so {clinic} is still there.",
        ReplyPlace::Phone => {
            "The clinic’s contact under Settings holds no telephone number that is plainly one, so {phone} is still there. Write it there or here."
        }
        ReplyPlace::BookingLink => {
            "The clinic’s contact under Settings holds no link, so {booking_link} is still there. Write it there or here."
        }
        ReplyPlace::Contact => {
            "The clinic has no contact under Settings, so {contact} is still there. Write it there or here."
        }
        ReplyPlace::Location => {
            "The clinic has no location under Settings, so {location} is still there. Write it there or here."
        }
        ReplyPlace::Opens => {
            "The clinic is open now, or nobody set its opening hours under Settings, so {opens} is still there. Take it out."
        }
    }
}

fn fill(words: &str, known: &Known<'_>) -> Filled {
    let mut filled = Filled { text: String::with_capacity(words.len()), missing: Vec::new() };
    let mut from = 0;
    for gap in gaps(words) {
        filled.text.push_str(words.get(from..gap.span.start).unwrap_or_default());
        from = gap.span.end;
        let place = ReplyPlace::from_word(gap.name);
        if let Some(text) = place.and_then(|place| known.of(place)) {
            filled.text.push_str(&text);
            continue;
        }
        filled.text.push_str(words.get(gap.span).unwrap_or_default());
        let why = place.map_or_else(
            || format!("Nothing is known to put in “{{{}}}”. Write it here, or take it out.", gap.name),
            |place| missing(place).to_owned(),
        );
        if !filled.missing.contains(&why) {
            filled.missing.push(why);
        }
    }
    filled.text.push_str(words.get(from..).unwrap_or_default());
    filled
}

fn without_places(words: &str) -> String {
    let mut rest = String::new();
    let mut from = 0;
    for gap in gaps(words) {
        rest.push_str(words.get(from..gap.span.start).unwrap_or_default());
        from = gap.span.end;
    }
    rest.push_str(words.get(from..).unwrap_or_default());
    rest
}

/// The first name in a name that people write under, where there plainly is one: titles, initials, handles and the names of
/// shops are none.
fn first_name(name: &str) -> Option<String> {
    let first = name.split_whitespace().next()?;
    let letters = first.chars().filter(|letter| letter.is_alphabetic()).count();
    let named = first.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’') || is_mark(c));
    let title = TITLES.contains(&first.to_lowercase().as_str());
    (named && letters >= 2 && !title && first != NOBODY).then(|| first.to_owned())
}

/// How somebody is called whose platform tells no name (`asked`).
const NOBODY: &str = "Somebody";
/// What stands before a name and is none, in small letters and without a dot: with one it is no name already.
const TITLES: [&str; 18] = [
    "dr", "doctor", "prof", "mr", "mrs", "ms", "miss", "sri", "shri", "smt", "herr", "frau", "sr", "sra", "señor",
    "señora", "the", "team",
];

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

fn blocking(code: FindingCode, message: String) -> Finding {
    Finding { code, severity: Severity::Block, part: Some(0), message, source: None }
}

fn listed(words: &[String]) -> String {
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

fn titled(title: &str) -> Result<String> {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() {
        return Err(Error::invalid("title", "Give it a title."));
    }
    if title.chars().count() > LONGEST_TITLE {
        return Err(Error::invalid("title", format!("The title may have {LONGEST_TITLE} letters. Shorten it.")));
    }
    Ok(title)
}

fn worded(words: &str) -> Result<String> {
    let words = words.trim();
    if words.is_empty() {
        return Err(Error::invalid("words", "Write the words first."));
    }
    if words.chars().count() > LONGEST_SAVED {
        return Err(Error::invalid("words", format!("The words may have {LONGEST_SAVED} letters. Shorten them.")));
    }
    Ok(words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_name_is_taken_where_there_plainly_is_one() {
        for (name, first) in
            [("Lakshmi R.", "Lakshmi"), ("José María", "José"), ("joseph", "joseph"), ("అనిల్ రావు", "అనిల్")]
        {
            assert_eq!(first_name(name).as_deref(), Some(first));
        }
        for none in
            ["Somebody", "Dr. Rao", "dr Rao", "R. Lakshmi", "R Lakshmi", "cheap_flights", "user8812", "@asha", "", "🙂"]
        {
            assert_eq!(first_name(none), None, "{none}");
        }
    }
}
