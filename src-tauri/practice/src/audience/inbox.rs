//! What people and an account write to each other alone, on whichever platform.
//!
//! Invariant: a conversation is one account's with one person, and begins with what the person wrote, be it a comment that was
//! answered in private. What was written stays; what was taken back is marked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::account::Platform;

/// How long a person may be answered freely after they wrote.
pub(crate) const WINDOW_MS: i64 = 24 * 60 * 60 * 1_000;
/// How long by a human being who says so, and how long a comment may be answered in private.
pub(crate) const LONG_WINDOW_MS: i64 = 7 * WINDOW_MS;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Conversation {
    pub(crate) number: u64,
    pub(crate) platform: Platform,
    pub(crate) account: String,
    /// The platform's id of the person.
    pub(crate) person: String,
    pub(crate) updated_ms: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Letter {
    pub(crate) number: u64,
    pub(crate) conversation: u64,
    /// Whether the account wrote it.
    pub(crate) ours: bool,
    pub(crate) text: String,
    pub(crate) at_ms: i64,
    pub(crate) removed: bool,
    /// How many more readings of a list miss it.
    #[serde(default)]
    pub(crate) unseen_reads: u32,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Inbox {
    conversations: BTreeMap<u64, Conversation>,
    letters: BTreeMap<u64, Letter>,
    /// The letters of each conversation, oldest first.
    held: BTreeMap<u64, Vec<u64>>,
}

/// Whose conversation with whom.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Between<'a> {
    pub(crate) platform: Platform,
    pub(crate) account: &'a str,
    pub(crate) person: &'a str,
}

impl Inbox {
    pub(crate) fn has(&self, number: u64) -> bool {
        self.conversations.contains_key(&number) || self.letters.contains_key(&number)
    }

    pub(crate) fn between(&self, who: Between<'_>) -> Option<&Conversation> {
        let with =
            |it: &&Conversation| it.platform == who.platform && it.account == who.account && it.person == who.person;
        self.conversations.values().find(with)
    }

    pub(crate) fn conversation(&self, platform: Platform, number: u64) -> Option<&Conversation> {
        self.conversations.get(&number).filter(|it| it.platform == platform)
    }

    /// The conversations of an account, the one that was written in last first.
    pub(crate) fn of(&self, platform: Platform, account: &str) -> Vec<&Conversation> {
        let own = |it: &&Conversation| it.platform == platform && it.account == account;
        let mut all: Vec<&Conversation> = self.conversations.values().filter(own).collect();
        all.sort_by_key(|it| std::cmp::Reverse((it.updated_ms, it.number)));
        all
    }

    pub(crate) fn letter(&self, number: u64) -> Option<(&Letter, &Conversation)> {
        let letter = self.letters.get(&number).filter(|it| !it.removed)?;
        self.conversations.get(&letter.conversation).map(|conversation| (letter, conversation))
    }

    /// What stands in a conversation, oldest first.
    pub(crate) fn letters_of(&self, conversation: u64) -> impl DoubleEndedIterator<Item = &Letter> {
        let held = self.held.get(&conversation).into_iter().flatten();
        held.filter_map(|number| self.letters.get(number)).filter(|letter| !letter.removed)
    }

    /// Until when a person may be answered, where a window of this length begins with what they wrote last.
    pub(crate) fn open_until(&self, conversation: u64, window_ms: i64) -> Option<i64> {
        let held = self.held.get(&conversation).into_iter().flatten();
        let heard = held.filter_map(|number| self.letters.get(number)).filter(|letter| !letter.ours);
        heard.map(|letter| letter.at_ms).max().map(|at_ms| at_ms + window_ms)
    }

    /// Puts a letter into the conversation that it belongs to; a new one takes the number before the letter's.
    pub(crate) fn put(&mut self, who: Between<'_>, ours: bool, text: &str, at_ms: i64, number: u64) -> u64 {
        let conversation = match self.between(who).map(|it| it.number) {
            Some(known) => known,
            None => {
                let conversation = Conversation {
                    number: number - 1,
                    platform: who.platform,
                    account: who.account.to_owned(),
                    person: who.person.to_owned(),
                    updated_ms: at_ms,
                };
                self.conversations.insert(number - 1, conversation);
                number - 1
            }
        };
        if let Some(conversation) = self.conversations.get_mut(&conversation) {
            conversation.updated_ms = conversation.updated_ms.max(at_ms);
        }
        let letter =
            Letter { number, conversation, ours, text: text.to_owned(), at_ms, removed: false, unseen_reads: 0 };
        self.letters.insert(number, letter);
        let held = self.held.entry(conversation).or_default();
        held.push(number);
        held.sort_unstable();
        conversation
    }

    /// Keeps a letter out of the next readings.
    pub(crate) fn hide(&mut self, number: u64, reads: u32) {
        if let Some(letter) = self.letters.get_mut(&number) {
            letter.unseen_reads = reads;
        }
    }

    /// The letters of an account that this reading misses; each is missed once less from now on.
    pub(crate) fn withdraw(&mut self, platform: Platform, account: &str) -> Vec<u64> {
        let Self { conversations, letters, .. } = self;
        let own = |letter: &&mut Letter| {
            let of = conversations.get(&letter.conversation);
            letter.unseen_reads > 0 && of.is_some_and(|of| of.platform == platform && of.account == account)
        };
        let mut missed = Vec::new();
        for letter in letters.values_mut().filter(own) {
            letter.unseen_reads -= 1;
            missed.push(letter.number);
        }
        missed
    }

    /// Takes a letter back; false if there is none.
    pub(crate) fn remove(&mut self, number: u64) -> bool {
        let letter = self.letters.get_mut(&number).filter(|letter| !letter.removed);
        letter.map(|letter| letter.removed = true).is_some()
    }

    /// The letters of a platform's account in every conversation, oldest first.
    pub(crate) fn letters(&self, platform: Platform, account: &str) -> Vec<(&Letter, &Conversation)> {
        let own = |it: &Letter| {
            let of = self.conversations.get(&it.conversation)?;
            (of.platform == platform && of.account == account && !it.removed).then_some(of)
        };
        self.letters.values().filter_map(|letter| own(letter).map(|of| (letter, of))).collect()
    }
}
