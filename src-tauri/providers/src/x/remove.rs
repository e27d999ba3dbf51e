//! Takes a post down from X.
//!
//! Invariant: *already gone* is said only when X, asked for the very post with the account's own token, says that it is
//! not there.

use countersign_core::gate::Account;
use countersign_core::model::Platform;
use countersign_core::publish::Removal;

use super::X;
use super::refusals::{is_gone, judge};
use super::wire::{self, DELETE, Deleted, ONE};
use crate::errors::Verdict;
use crate::http::{Call, Caller};

impl X {
    pub(super) async fn take_down(&self, account: &Account, id: &str) -> Removal {
        let caller = Caller::of(account, None);
        match self.delete(caller, id).await {
            Ok(removal) => removal,
            Err(verdict) => verdict.removal(Platform::X),
        }
    }

    async fn delete(&self, caller: Caller<'_>, id: &str) -> Result<Removal, Verdict> {
        let names = [id];
        let answer = self.http.send(Call::new(&DELETE, caller, &names).commits()).await?;
        if answer.succeeded() && wire::data::<Deleted>(&answer).is_some_and(|answer| answer.deleted) {
            return Ok(Removal::Removed);
        }
        if is_gone(&answer) {
            let shown = self.http.send(Call::new(&ONE, caller, &names)).await?;
            if wire::data::<wire::Created>(&shown).is_none() && is_gone(&shown) {
                return Ok(Removal::AlreadyGone);
            }
            return Err(Verdict::Unclear(Platform::X, format!("{} and still shown", answer.status)));
        }
        Err(judge(&answer))
    }
}
