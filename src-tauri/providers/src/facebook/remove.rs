//! Takes a post or comment down from a Page.
//!
//! Invariant: *already gone* is said only while the token is the Page's own: to another one Facebook answers about a post
//! that is there as about one that is not.

use countersign_core::gate::Account;
use countersign_core::model::Platform;
use countersign_core::publish::Removal;

use super::Facebook;
use super::refusals::{is_not_there, judge};
use super::wire::{DELETE, Done};
use crate::errors::Verdict;
use crate::http::{Call, Caller};

impl Facebook {
    pub(super) async fn take_down(&self, account: &Account, id: &str) -> Removal {
        let caller = Caller::of(account, None);
        match self.delete(caller, account, id).await {
            Ok(removal) => removal,
            Err(verdict) => verdict.removal(Platform::Facebook),
        }
    }

    async fn delete(&self, caller: Caller<'_>, account: &Account, id: &str) -> Result<Removal, Verdict> {
        let names = [self.version.as_str(), id];
        let answer = self.http.send(Call::new(&DELETE, caller, &names).commits()).await?;
        if is_not_there(&answer) && self.who(caller).await?.id == account.id {
            return Ok(Removal::AlreadyGone);
        }
        if let Some(verdict) = judge(&answer) {
            return Err(verdict);
        }
        let done: Option<Done> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        if done.is_some_and(|done| done.success) {
            Ok(Removal::Removed)
        } else {
            Err(Verdict::Unclear(Platform::Facebook, format!("{} without success", answer.status)))
        }
    }
}
