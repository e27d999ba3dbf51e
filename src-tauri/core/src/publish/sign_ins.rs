//! Which channels' sign-ins have to be renewed before anything is asked there.
//!
//! Invariant: only a sign-in that can be renewed is waited for, never that of a channel that its platform has refused; and
//! one that was renewed a moment ago is not renewed again because of a refusal of what it gave: then the refusal stands, and
//! a person has to sign in. A refusal of what was carried before the renewal is no refusal of what came of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::clinic::{self, Origin, TokenRow};
use crate::error::Result;
use crate::model::{ChannelId, Login, Millis};
use crate::store::Tx;

use super::answer_watch::Waiting;

/// A platform that refuses what it gave so short a while ago means it.
const FRESH_FOR: i64 = 5 * Millis::MINUTE;

/// What is known of the sign-ins that are renewed even when they are over.
#[derive(Debug, Default)]
pub(super) struct SignIns {
    now: Mutex<Now>,
    asked: Notify,
}

#[derive(Debug, Default)]
struct Now {
    known: BTreeMap<ChannelId, Known>,
    /// Whose call was refused, and nobody has put that on disk yet.
    refused: BTreeSet<ChannelId>,
}

#[derive(Debug, Clone)]
struct Known {
    obtained_at: Millis,
    carried_until: Option<Millis>,
    /// What the platform said when it did not renew it, again and again.
    stuck: Option<String>,
}

impl SignIns {
    fn lock(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in what is on disk, in place of what was known.
    pub(super) fn know(&self, rows: &[TokenRow]) {
        let known = |row: &TokenRow| Known {
            obtained_at: row.obtained_at,
            carried_until: row.carried_until,
            stuck: row.stuck().map(str::to_owned),
        };
        self.lock().known = rows.iter().map(|row| (row.channel, known(row))).collect();
    }

    /// Nothing is waited for any more: the platform refused the sign-in for good.
    pub(super) fn forget(&self, channel: ChannelId) {
        let mut all = self.lock();
        all.known.remove(&channel);
        all.refused.remove(&channel);
    }

    pub(super) fn waits(&self, channel: ChannelId, now: Millis) -> Option<Waiting> {
        let all = self.lock();
        if all.refused.contains(&channel) {
            return Some(Waiting::Renewing);
        }
        let known = all.known.get(&channel).filter(|known| known.carried_until.is_some_and(|until| until <= now))?;
        Some(known.stuck.clone().map_or(Waiting::Renewing, Waiting::Stuck))
    }

    /// A call was refused that carried what there was at `carried_at`; tells whether the sign-in is renewed for that.
    pub(super) fn refused(&self, channel: ChannelId, carried_at: Millis, now: Millis) -> bool {
        let mut all = self.lock();
        let Some(obtained_at) = all.known.get(&channel).map(|known| known.obtained_at) else { return false };
        if obtained_at > carried_at {
            return true;
        }
        let renews = now.since(obtained_at) > FRESH_FOR;
        if renews && all.refused.insert(channel) {
            self.asked.notify_one();
        }
        renews
    }

    /// Whose call was refused.
    pub(super) fn to_renew(&self) -> BTreeSet<ChannelId> {
        self.lock().refused.clone()
    }

    /// That these were refused is on disk.
    pub(super) fn noted(&self, channels: &BTreeSet<ChannelId>) {
        self.lock().refused.retain(|channel| !channels.contains(channel));
    }

    /// Waits until a call is refused.
    pub(super) async fn asked(&self) {
        self.asked.notified().await;
    }
}

/// The sign-ins that are renewed even when they are over, which these ways of signing in are.
pub(super) fn renewable(tx: &Tx<'_>, ways: &BTreeSet<Login>) -> Result<Vec<TokenRow>> {
    let mut rows = clinic::renewed_tokens(tx)?;
    rows.retain(|row| row.renew_at.is_some() && matches!(row.origin, Origin::Login(login) if ways.contains(&login)));
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Millis = Millis(1_800_000_000_000);

    fn row(channel: ChannelId, carried_until: Option<Millis>) -> TokenRow {
        TokenRow {
            channel,
            origin: Origin::Login(Login::X),
            obtained_at: NOON,
            ends_at: None,
            carried_until,
            renew_at: Some(NOON),
            failures: 0,
            problem: None,
            scopes: None,
        }
    }

    #[test]
    fn what_is_over_or_was_refused_is_waited_for_and_what_is_fresh_stays_refused() {
        let (one, other): (ChannelId, ChannelId) = (
            "01931c2e-5b00-7000-8000-000000000001".parse().unwrap(),
            "01931c2e-5b00-7000-8000-000000000002".parse().unwrap(),
        );
        let all = SignIns::default();
        let over = NOON.plus(2 * 60 * Millis::MINUTE);
        all.know(&[row(one, Some(over))]);
        assert_eq!((all.waits(one, over.plus(-1)), all.waits(one, over)), (None, Some(Waiting::Renewing)));
        let (soon, later) = (NOON.plus(Millis::MINUTE), NOON.plus(6 * Millis::MINUTE));
        assert!(!all.refused(one, soon, soon), "it was given a minute ago");
        assert!(!all.refused(other, over, over), "nobody knows how that one would be renewed");
        assert!(all.refused(one, later, later));
        assert_eq!(all.waits(one, later), Some(Waiting::Renewing));
        let refused = all.to_renew();
        all.know(&[row(one, None)]);
        assert_eq!(all.waits(one, NOON), Some(Waiting::Renewing), "as long as it is not on disk");
        all.noted(&refused);
        assert_eq!(all.waits(one, NOON), None);
    }

    #[test]
    fn a_late_refusal_of_what_was_carried_before_a_renewal_refuses_nothing() {
        let one: ChannelId = "01931c2e-5b00-7000-8000-000000000001".parse().unwrap();
        let all = SignIns::default();
        all.know(&[row(one, Some(NOON.plus(2 * 60 * Millis::MINUTE)))]);
        assert!(all.refused(one, NOON.plus(-1), NOON.plus(30_000)), "it carried what was renewed meanwhile");
        assert_eq!((all.waits(one, NOON.plus(30_000)), all.to_renew()), (None, BTreeSet::new()));
    }

    #[test]
    fn what_its_platform_does_not_renew_is_told_and_not_waited_for_without_an_end() {
        let one: ChannelId = "01931c2e-5b00-7000-8000-000000000001".parse().unwrap();
        let all = SignIns::default();
        let over = NOON.plus(60 * Millis::MINUTE);
        let failing =
            |failures| TokenRow { failures, problem: Some("The app is gone.".into()), ..row(one, Some(over)) };
        all.know(&[failing(1)]);
        assert_eq!(all.waits(one, over), Some(Waiting::Renewing), "once may be chance");
        all.know(&[failing(2)]);
        assert_eq!(all.waits(one, over), Some(Waiting::Stuck("The app is gone.".into())));
        assert_eq!(all.waits(one, over.plus(-1)), None, "as long as it lasts");
    }
}
