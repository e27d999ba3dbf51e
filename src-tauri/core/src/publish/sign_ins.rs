//! Which channels' sign-ins have to be renewed before anything is asked there.
//!
//! Invariant: only a sign-in that can be renewed is waited for, and one that was renewed a moment ago is not renewed again
//! because of a refusal: then the refusal stands, and a person has to sign in.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::clinic::{self, Origin, TokenRow};
use crate::error::Result;
use crate::model::{ChannelId, Login, Millis};
use crate::store::Tx;

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

#[derive(Debug, Clone, Copy)]
struct Known {
    obtained_at: Millis,
    carried_until: Option<Millis>,
}

impl SignIns {
    fn lock(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in what is on disk, in place of what was known.
    pub(super) fn know(&self, rows: &[TokenRow]) {
        let known = |row: &TokenRow| Known { obtained_at: row.obtained_at, carried_until: row.carried_until };
        self.lock().known = rows.iter().map(|row| (row.channel, known(row))).collect();
    }

    pub(super) fn is_renewing(&self, channel: ChannelId, now: Millis) -> bool {
        let all = self.lock();
        let over = all.known.get(&channel).and_then(|known| known.carried_until).is_some_and(|until| until <= now);
        over || all.refused.contains(&channel)
    }

    /// A call was refused; tells whether the sign-in is renewed for that.
    pub(super) fn refused(&self, channel: ChannelId, now: Millis) -> bool {
        let mut all = self.lock();
        let renews = all.known.get(&channel).is_some_and(|known| now.since(known.obtained_at) > FRESH_FOR);
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
    let mut rows = clinic::tokens(tx)?;
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
        assert!(!all.is_renewing(one, over.plus(-1)) && all.is_renewing(one, over));
        assert!(!all.refused(one, NOON.plus(Millis::MINUTE)), "it was given a minute ago");
        assert!(!all.refused(other, over), "nobody knows how that one would be renewed");
        assert!(all.refused(one, NOON.plus(6 * Millis::MINUTE)));
        assert!(all.is_renewing(one, NOON.plus(6 * Millis::MINUTE)));
        let refused = all.to_renew();
        all.know(&[row(one, None)]);
        assert!(all.is_renewing(one, NOON), "as long as it is not on disk");
        all.noted(&refused);
        assert!(!all.is_renewing(one, NOON));
    }
}
