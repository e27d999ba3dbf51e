//! Takes a video or a comment down from a channel.
//!
//! Invariant: *already gone* is said only while the sign-in is the channel's own: to another one YouTube answers about what
//! is private as about what is not there.

use countersign_core::gate::Account;
use countersign_core::model::Platform;
use countersign_core::publish::Removal;

use super::Youtube;
use super::refusals::{is_not_there, judge};
use super::wire::{DELETE, DELETE_COMMENT, is_video};
use crate::errors::Verdict;
use crate::http::{Call, Caller};

impl Youtube {
    pub(super) async fn take_down(&self, account: &Account, id: &str) -> Removal {
        match self.delete(Caller::of(account, None), account, id).await {
            Ok(removal) => removal,
            Err(verdict) => verdict.removal(Platform::Youtube),
        }
    }

    async fn delete(&self, caller: Caller<'_>, account: &Account, id: &str) -> Result<Removal, Verdict> {
        let endpoint = if is_video(id) { &DELETE } else { &DELETE_COMMENT };
        let answer = self.http.send(Call::new(endpoint, caller, &[]).ask("id", id).commits()).await?;
        if is_not_there(&answer) && self.who(caller).await?.id == account.id {
            return Ok(Removal::AlreadyGone);
        }
        match judge(&answer) {
            Some(verdict) => Err(verdict),
            None => Ok(Removal::Removed),
        }
    }
}
