//! Who may sign, as the record tells it: who is a doctor, who left, which keys are enrolled and which are retired.
//!
//! Invariant: what counts is what the record said up to an entry, never what a table says now.

use std::collections::{BTreeMap, BTreeSet};

use crate::hash::digest;
use crate::line::{Entry, Hex, Key};

/// The facts of an entry: every value is a text.
pub(crate) struct Facts(serde_json::Map<String, serde_json::Value>);

impl Facts {
    /// Reads them; nothing when they are no JSON object.
    pub(crate) fn of(entry: &Entry) -> Option<Self> {
        serde_json::from_str(&entry.facts).ok().map(Self)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }
}

#[derive(Default)]
struct Person {
    doctor: bool,
    left: bool,
}

struct Enrolled {
    key: Key,
    enrolled: bool,
    retired: bool,
}

/// People and keys, as of the last entry.
#[derive(Default)]
pub(crate) struct People {
    people: BTreeMap<String, Person>,
    keys: BTreeMap<String, Enrolled>,
    /// Keys that the record names and the file does not hold: each is told once.
    missing: BTreeSet<String>,
}

impl People {
    pub(crate) fn add_key(&mut self, key: Key) {
        self.keys.insert(key.id.clone(), Enrolled { key, enrolled: false, retired: false });
    }

    pub(crate) fn key(&self, id: &str) -> Option<&Key> {
        self.keys.get(id).map(|enrolled| &enrolled.key)
    }

    /// Why a signature with this key does not count at this entry, if so.
    pub(crate) fn may_not_sign(&self, id: &str) -> Option<&'static str> {
        let Some(Enrolled { key, enrolled, retired }) = self.keys.get(id) else {
            return Some("the file does not hold its key");
        };
        let person = self.people.get(&key.person);
        if !enrolled {
            Some("its key was not enrolled by then")
        } else if *retired {
            Some("its key was retired by then")
        } else if person.is_none_or(|person| person.left) {
            Some("whoever signed was not at the clinic then")
        } else if person.is_none_or(|person| !person.doctor) {
            Some("whoever signed was no doctor then")
        } else {
            None
        }
    }

    /// Takes what an entry says of people and keys; what is wrong with it, in sentences.
    pub(crate) fn take(&mut self, entry: &Entry, facts: &Facts) -> Vec<String> {
        let person = || facts.get("person").unwrap_or_default().to_owned();
        match entry.action.as_str() {
            "person.added" | "person.updated" => {
                let roles = facts.get("roles").unwrap_or_default();
                let known = self.people.entry(person()).or_default();
                known.doctor = roles.split(' ').any(|role| role == "doctor");
                Vec::new()
            }
            "person.left" => {
                self.people.entry(person()).or_default().left = true;
                Vec::new()
            }
            "key.enrolled" => self.enrol(facts).into_iter().collect(),
            "key.retired" => {
                if let Some(key) = facts.get("key").and_then(|id| self.keys.get_mut(id)) {
                    key.retired = true;
                }
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn enrol(&mut self, facts: &Facts) -> Option<String> {
        let id = facts.get("key").unwrap_or_default();
        let Some(known) = self.keys.get_mut(id) else {
            let is_new = self.missing.insert(id.to_owned());
            return is_new.then(|| "the key that it enrols is missing from the file".to_owned());
        };
        let public_key = known.key.public_key;
        let same = facts.get("public_key").is_none_or(|told| told == public_key.to_string())
            && facts.get("fingerprint") == Some(&fingerprint(&public_key))
            && facts.get("person") == Some(&known.key.person);
        if !same {
            return Some("the key that it enrols is another one than the file holds, or another person's".to_owned());
        }
        if known.enrolled {
            return Some("it enrols a key that was enrolled before".to_owned());
        }
        known.enrolled = true;
        None
    }

    /// Keys of the file that the record never enrolled.
    pub(crate) fn strangers(&self) -> impl Iterator<Item = &Key> {
        self.keys.values().filter(|known| !known.enrolled).map(|known| &known.key)
    }
}

/// The first digits of a public key's digest, in groups.
pub(crate) fn fingerprint(public_key: &Hex<32>) -> String {
    let digest = digest(&public_key.0).to_string();
    let groups: Vec<&str> = (0..4).filter_map(|group| digest.get(group * 4..group * 4 + 4)).collect();
    groups.join(" ")
}
