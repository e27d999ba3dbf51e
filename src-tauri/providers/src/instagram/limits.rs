//! How much an account may still publish, asked before anything is made.
//!
//! Invariant: the live number counts, since Meta's own pages name two; where Instagram tells none, its refusal at the end is
//! what is left.

use countersign_core::gate::Account;
use countersign_core::model::Millis;
use countersign_core::publish::FailureClass;

use super::Instagram;
use super::wire::{self, Allowance, LIMIT, List};
use crate::errors::Verdict;
use crate::http::{Answer, Caller};

/// The allowance is counted over the last 24 hours, and Instagram does not say when the oldest post falls out of it: our
/// own choice.
const LOOK_AGAIN: i64 = 60 * Millis::MINUTE;

impl Instagram {
    /// Refuses to begin where the day's allowance is used up. Finds out on the way to which host the credential belongs.
    pub(super) async fn has_room(&self, caller: Caller<'_>, account: &Account) -> Result<(), Verdict> {
        let query = [("fields", "config,quota_usage".to_owned())];
        let (_, answer) = self.ask(&LIMIT, caller, &account.id, &query).await?;
        match wire::read::<List<Allowance>>(&answer).and_then(|list| list.data.into_iter().next()) {
            Some(Allowance { quota_usage, config }) if quota_usage >= config.quota_total => {
                Err(full(&answer, &format!("{quota_usage} of {} in 24 hours", config.quota_total)))
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// The account has published as much as it may.
pub(super) fn full(answer: &Answer, detail: &str) -> Verdict {
    Verdict::later(
        FailureClass::WaitUntil(answer.at.plus(LOOK_AGAIN)),
        "This account has published as many posts today as Instagram takes from programs. Countersign asks again in an hour.",
        detail,
    )
}
