//! The audience: a seeded population that sees, likes, comments, mentions and writes, on the practice clock.
//!
//! Invariant: what people do under a post is a function of the seed, the post and the time that has passed since it became
//! public; moving the clock makes it appear, and nothing sleeps. Nobody is there until a population is set or a hand acts.

pub(crate) mod act;
mod dice;
pub(crate) mod held;
pub(crate) mod inbox;
pub(crate) mod numbers;
mod people;
mod plan;
mod posts;
mod rhythm;
pub(crate) mod signs;
pub(crate) mod social;
mod words;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::account::Platform;
use inbox::Inbox;
use numbers::ByHand;
pub use people::{Person, Tongue};
pub(crate) use posts::key;
pub use words::{Matter, words};

/// How many people there are, and where they live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Population {
    /// How many follow each account; nobody where this is 0.
    pub people: u32,
    /// What their clocks are ahead of UTC, in minutes: their evenings are the busiest hours.
    pub offset_minutes: i32,
}

impl Default for Population {
    fn default() -> Self {
        Self { people: 0, offset_minutes: 330 }
    }
}

impl Population {
    fn offset_ms(self) -> i64 {
        i64::from(self.offset_minutes) * 60_000
    }
}

/// What somebody says when a hand makes them say it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Who, by a handle of Latin letters, digits and underscores.
    pub by: String,
    /// In which words.
    pub text: String,
}

impl Said {
    /// Somebody says something.
    pub fn new(by: &str, text: &str) -> Self {
        Self { by: by.to_owned(), text: text.to_owned() }
    }
}

/// What the population has done about one post, or to one account on one day.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Progress {
    done: usize,
    /// When the next thing happens; never, where nothing is left.
    next_ms: Option<i64>,
    /// What the platform called the comments of the plan, by their numbers in it.
    made: BTreeMap<u32, String>,
}

/// What happened so far, and to whom.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct AudienceState {
    pub(crate) population: Population,
    /// Since when there is one.
    since_ms: i64,
    /// What time it was when the world was last looked at.
    #[serde(skip)]
    pub(crate) now_ms: i64,
    posts: BTreeMap<String, Progress>,
    /// By account, the day that is under way.
    days: BTreeMap<String, (i64, Progress)>,
    by_hand: ByHand,
    pub(crate) inbox: Inbox,
    /// Those who did anything, by what a platform calls them.
    people: BTreeMap<Platform, BTreeMap<String, Person>>,
    /// What everybody may see that names an account and is neither a post nor a comment of it.
    pub(crate) mentions: BTreeMap<u64, Mention>,
}

/// Somebody names an account in a post of their own: on Facebook, Instagram and LinkedIn. On X it is a post like any other.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Mention {
    pub(crate) number: u64,
    pub(crate) platform: Platform,
    pub(crate) account: String,
    pub(crate) by: String,
    pub(crate) text: String,
    pub(crate) at_ms: i64,
    pub(crate) edited_ms: Option<i64>,
    pub(crate) removed: bool,
}

impl AudienceState {
    /// Sets who there is from now on.
    pub(crate) fn populate(&mut self, population: Population, now: i64) {
        if self.population.people == 0 {
            self.since_ms = now;
        }
        self.population = population;
    }

    /// Somebody, by what a platform calls them.
    pub(crate) fn person(&self, platform: Platform, id: &str) -> Option<&Person> {
        self.people.get(&platform)?.get(id)
    }

    pub(crate) fn name_of(&self, platform: Platform, id: &str) -> &str {
        self.person(platform, id).map_or("Somebody", |person| &person.name)
    }

    pub(crate) fn handle_of(&self, platform: Platform, id: &str) -> &str {
        self.person(platform, id).map_or("somebody", |person| &person.handle)
    }

    /// Who likes something, by their place among those who do.
    pub(crate) fn liker(&self, seed: u64, target: &str, number: u64) -> Person {
        let people = u64::from(self.population.people.max(1));
        let from = dice::Dice::of(seed, &["liker", target]).below(people);
        people::member(seed, u32::try_from((from + number) % people.max(number + 1)).unwrap_or(0))
    }

    /// Puts somebody down who does something, and tells what the platform calls them.
    fn meet(&mut self, platform: Platform, person: Person) -> String {
        let id = person.id(platform);
        self.people.entry(platform).or_default().entry(id.clone()).or_insert(person);
        id
    }

    /// Takes back a message or a mention; false where there is none of that name.
    pub(crate) fn take_back(&mut self, platform: Platform, id: &str) -> bool {
        let mention = self.mentions.values_mut().find(|it| it.platform == platform && !it.removed && it.id() == id);
        if let Some(mention) = mention {
            mention.removed = true;
            return true;
        }
        let number = held::letter_number(platform, id);
        let number = number.filter(|it| self.inbox.letter(*it).is_some_and(|(_, of)| of.platform == platform));
        number.is_some_and(|number| self.inbox.remove(number))
    }

    /// Where an account is named, newest last.
    pub(crate) fn mentions_of<'a>(&'a self, platform: Platform, account: &'a str) -> impl Iterator<Item = &'a Mention> {
        let own = move |it: &&Mention| it.platform == platform && it.account == account && !it.removed;
        self.mentions.values().filter(own)
    }
}
