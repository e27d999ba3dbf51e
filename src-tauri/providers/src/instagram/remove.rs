//! Takes a post or a comment down from Instagram, as far as it lets a program.
//!
//! Invariant: a post is deleted only through the host that has such a call, a comment through either. *Already gone* is
//! said only when Instagram, asked for the very thing with the account's own token, shows that it is not there: to a
//! deletion that it does not support it answers in the same words.

use countersign_core::gate::Account;
use countersign_core::model::Platform;
use countersign_core::publish::Removal;

use super::wire::{self, DELETE, Done, Door, NODE};
use super::{Instagram, refusals, set_up};
use crate::errors::Verdict;
use crate::http::{Call, Caller};

/// What an id stands for, as far as Instagram shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A post or a story.
    Media,
    Comment,
    Gone,
}

impl Instagram {
    pub(super) async fn take_down(&self, account: &Account, id: &str) -> Removal {
        let caller = Caller::of(account, None);
        match self.delete(caller, account, id).await {
            Ok(removal) => removal,
            Err(verdict) => verdict.removal(Platform::Instagram),
        }
    }

    async fn delete(&self, caller: Caller<'_>, account: &Account, id: &str) -> Result<Removal, Verdict> {
        if !wire::is_id(id) {
            return Err(set_up("It is known by its address alone.", "no id of the Graph API"));
        }
        let door = self.door(caller, account).await?;
        if door == Door::Instagram {
            match self.kind(caller, door, id).await? {
                Kind::Gone => return self.gone(caller, account).await,
                Kind::Media => return Err(set_up("Only the app deletes it.", "graph.instagram.com deletes no posts")),
                Kind::Comment => {}
            }
        }
        let names = [self.version.as_str(), id];
        let answer = self.http.send(Call::new(DELETE.at(door), caller, &names).commits()).await?;
        if refusals::is_not_there(&answer) {
            // In these words Instagram also refuses to delete what is there.
            return match self.kind(caller, door, id).await? {
                Kind::Gone => self.gone(caller, account).await,
                Kind::Media | Kind::Comment => Err(set_up("Only the app deletes it.", "the deletion is not supported")),
            };
        }
        if let Some(verdict) = refusals::judge(&answer) {
            return Err(verdict);
        }
        if wire::read::<Done>(&answer).is_some_and(|done| done.success) {
            Ok(Removal::Removed)
        } else {
            Err(Verdict::Unclear(Platform::Instagram, format!("{} without success", answer.status)))
        }
    }

    /// What the account's own token does not find is gone; to another one it would only not be shown.
    async fn gone(&self, caller: Caller<'_>, account: &Account) -> Result<Removal, Verdict> {
        self.ask(&NODE, caller, &account.id, &[("fields", "username".to_owned())]).await.map(|_| Removal::AlreadyGone)
    }

    /// A post has a permalink, a comment has none.
    async fn kind(&self, caller: Caller<'_>, door: Door, id: &str) -> Result<Kind, Verdict> {
        let names = [self.version.as_str(), id];
        let answer = self.http.send(Call::new(NODE.at(door), caller, &names).ask("fields", "permalink")).await?;
        if refusals::is_not_there(&answer) {
            return Ok(Kind::Gone);
        }
        if refusals::has_no_such_field(&answer) {
            return Ok(Kind::Comment);
        }
        match refusals::judge(&answer) {
            None => Ok(Kind::Media),
            Some(verdict) => Err(verdict),
        }
    }
}
