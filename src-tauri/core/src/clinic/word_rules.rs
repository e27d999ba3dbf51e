//! Words and links that the clinic's posts may not have, and those that they may.
//!
//! Invariant: as long as nothing is on a list there is no rule. What is kept is what is compared: words in small letters,
//! hosts in the form of the wire.

use std::collections::BTreeSet;

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::PersonId;
use crate::store::{Tag, Tx, args};

/// More on one list than nobody reads through.
const MOST: usize = 500;
/// The longest phrase, in characters.
const LONGEST: usize = 100;
/// The longest host name (RFC 1035).
const LONGEST_HOST: usize = 253;

/// The lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordRules {
    /// Words and phrases that no post may have. A star at the end of a word stands for any ending.
    pub denied: BTreeSet<String>,
    /// Phrases that are let through although a denied word stands in them.
    pub allowed: BTreeSet<String>,
    /// Hosts that no link may lead to, nor to any below them.
    pub denied_hosts: BTreeSet<String>,
    /// If there are any, links may lead to these hosts, and to those below them, alone.
    pub allowed_hosts: BTreeSet<String>,
}

impl WordRules {
    /// Whether nothing is on any list.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The lists in a form that can be compared, of what people typed.
    ///
    /// # Errors
    /// When something is no word or no host, a list is too long, or one thing is on both lists.
    pub fn read(
        denied: &[String],
        allowed: &[String],
        denied_hosts: &[String],
        allowed_hosts: &[String],
    ) -> Result<Self> {
        let rules = Self {
            denied: list("denied", denied, phrase)?,
            allowed: list("allowed", allowed, phrase)?,
            denied_hosts: list("denied_hosts", denied_hosts, host)?,
            allowed_hosts: list("allowed_hosts", allowed_hosts, host)?,
        };
        if let Some(both) = rules.denied.intersection(&rules.allowed).next() {
            return Err(Error::invalid("allowed", format!("“{both}” is on both lists. Take it off one of them.")));
        }
        if let Some(both) = rules.denied_hosts.intersection(&rules.allowed_hosts).next() {
            return Err(Error::invalid(
                "allowed_hosts",
                format!("“{both}” is on both lists. Take it off one of them."),
            ));
        }
        Ok(rules)
    }
}

fn list(
    field: &'static str,
    typed: &[String],
    read: impl Fn(&str) -> std::result::Result<String, String>,
) -> Result<BTreeSet<String>> {
    let typed = typed.iter().map(|text| text.trim()).filter(|text| !text.is_empty());
    let list: BTreeSet<String> =
        typed.map(|text| read(text).map_err(|why| Error::invalid(field, why))).collect::<Result<_>>()?;
    if list.len() > MOST {
        return Err(Error::invalid(field, format!("Keep to {MOST} on one list.")));
    }
    Ok(list)
}

fn phrase(typed: &str) -> std::result::Result<String, String> {
    let text = typed.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    if text.chars().count() > LONGEST {
        return Err(format!("Keep a phrase to {LONGEST} characters."));
    }
    if text.chars().any(char::is_control) || !text.split(' ').all(|word| word.chars().any(char::is_alphanumeric)) {
        return Err(format!("“{typed}” is no word or phrase. Write it as it stands in a post, without signs."));
    }
    Ok(text)
}

fn host(typed: &str) -> std::result::Result<String, String> {
    let no = || format!("“{typed}” is no host. Write it as example.com, without https:// and without a path.");
    let bare =
        typed.split_once("://").map_or(typed, |(_, rest)| rest).trim_start_matches("*.").trim_end_matches(['/', '.']);
    let host = idna::domain_to_ascii(bare).map_err(|_| no())?;
    let label = |label: &str| {
        let inside = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        !label.is_empty() && label.len() <= 63 && inside && !label.starts_with('-') && !label.ends_with('-')
    };
    let named = host.contains('.') && host.len() <= LONGEST_HOST && host.split('.').all(label);
    if named { Ok(host) } else { Err(no()) }
}

/// The lists as they stand.
///
/// # Errors
/// When the store refuses.
pub fn word_rules(tx: &Tx<'_>) -> Result<WordRules> {
    let rows = tx.all("SELECT kind, text FROM word_rule ORDER BY kind, text", &[], |row| {
        Ok::<_, Error>((row.get::<String>("kind")?, row.get::<String>("text")?))
    })?;
    let mut rules = WordRules::default();
    for (kind, text) in rows {
        let list = match kind.as_str() {
            "denied_phrase" => &mut rules.denied,
            "allowed_phrase" => &mut rules.allowed,
            "denied_host" => &mut rules.denied_hosts,
            _ => &mut rules.allowed_hosts,
        };
        list.insert(text);
    }
    Ok(rules)
}

/// Puts other lists in the place of those that were.
///
/// # Errors
/// When the store refuses.
pub fn set_word_rules(tx: &Tx<'_>, env: &Env, by: PersonId, new: &WordRules) -> Result<()> {
    if *new == word_rules(tx)? {
        return Ok(());
    }
    tx.run("DELETE FROM word_rule", &[])?;
    let lists = [
        ("denied_phrase", &new.denied),
        ("allowed_phrase", &new.allowed),
        ("denied_host", &new.denied_hosts),
        ("allowed_host", &new.allowed_hosts),
    ];
    for (kind, list) in lists {
        for text in list {
            tx.run("INSERT INTO word_rule (kind, text) VALUES ($1, $2)", args![kind, text])?;
        }
    }
    let entry = Entry::done(Actor::Person(by), Action::WordRulesSet)
        .fact("denied", new.denied.len())
        .fact("allowed", new.allowed.len())
        .fact("denied_hosts", new.denied_hosts.len())
        .fact("allowed_hosts", new.allowed_hosts.len());
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Clinic);
    tx.changed(Tag::Posts);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(denied: &str, allowed: &str, denied_host: &str, allowed_host: &str) -> Result<WordRules> {
        let one = |text: &str| vec![text.to_owned()];
        WordRules::read(&one(denied), &one(allowed), &one(denied_host), &one(allowed_host))
    }

    #[test]
    fn what_is_typed_is_kept_as_it_is_compared() {
        let rules = read(" Guaranteed   CURE ", "", "https://Bücher.example/", "*.Lakeside.Example.").unwrap();
        assert_eq!(rules.denied.first().map(String::as_str), Some("guaranteed cure"));
        assert_eq!(rules.denied_hosts.first().map(String::as_str), Some("xn--bcher-kva.example"));
        assert_eq!(rules.allowed_hosts.first().map(String::as_str), Some("lakeside.example"));
        assert!(read("", " ", "", "").unwrap().is_empty());
    }

    #[test]
    fn what_is_no_word_and_no_host_is_refused_at_its_field() {
        let field = |refused: Result<WordRules>| match refused {
            Err(Error::Refused(refusal)) => refusal.field,
            other => panic!("{other:?}"),
        };
        assert_eq!(field(read("cure !", "", "", "")), Some("denied"));
        assert_eq!(field(read("cure", "Cure", "", "")), Some("allowed"));
        for no in ["localhost", "a b.example", "example.com/path", "-a.example", "a..example"] {
            assert_eq!(field(read("", "", no, "")), Some("denied_hosts"), "{no}");
        }
        assert_eq!(field(read("", "", "a.example", "A.example")), Some("allowed_hosts"));
        assert_eq!(field(read(&"long ".repeat(30), "", "", "")), Some("denied"));
    }
}
