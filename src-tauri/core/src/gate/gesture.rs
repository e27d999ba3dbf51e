//! Letting a gesture out: nothing is done without words either but what a doctor signed.
//!
//! Invariant: only [`let_gesture`] makes a [`GesturePermit`], each time that a platform is to be asked, and writes down what let it out; the
//! caller hands it on after that transaction is on disk. It has private fields and no `Clone`: a client does what comes out of it, once.
//! Two openings, as with what is published, are not needed: making a gesture twice is making it once.

use crate::audit::{self, Action, Actor, Entry};
use crate::clinic::{self, ChannelConnection};
use crate::env::Env;
use crate::error::Result;
use crate::model::{ChannelId, CorrelationId, Digest, Gesture, GestureId};
use crate::store::Tx;

use super::beforehand::beforehand_in_force;
use super::denial::Denial;
use super::permit::Account;

/// A gesture that somebody asked for, and on what.
#[derive(Debug, Clone)]
pub struct GestureWanted {
    /// Which.
    pub id: GestureId,
    /// What is done.
    pub gesture: Gesture,
    /// On which channel.
    pub channel: ChannelId,
    /// The account that was asked; a channel that is another one by now makes no gesture in its place.
    pub account_id: String,
    /// The platform's id of what it is made on.
    pub target: String,
    /// The platform's id of the post that it stands under.
    pub under: Option<String>,
    /// Ties it to its story.
    pub correlation: CorrelationId,
}

/// The right to ask a platform for one gesture, once.
///
/// ```compile_fail
/// fn twice(permit: countersign_core::gate::GesturePermit) { drop(permit.clone()); }
/// ```
///
/// ```compile_fail
/// // Nobody but the gate makes one.
/// use countersign_core::gate::{Account, GesturePermit};
/// fn made(account: Account) -> GesturePermit { GesturePermit { account } }
/// ```
#[must_use = "ask the platform with it"]
#[derive(Debug)]
pub struct GesturePermit {
    account: Account,
    gesture: Gesture,
    target: String,
    under: Option<String>,
    beforehand: Digest,
}

impl GesturePermit {
    /// Who makes it.
    pub const fn account(&self) -> &Account {
        &self.account
    }

    /// What is done.
    pub const fn gesture(&self) -> Gesture {
        self.gesture
    }

    /// The platform's id of what it is made on.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The platform's id of the post that it stands under.
    pub fn under(&self) -> Option<&str> {
        self.under.as_deref()
    }

    /// What was signed beforehand and lets it out.
    pub const fn beforehand(&self) -> Digest {
        self.beforehand
    }
}

/// Looks whether a gesture may be made now. That it may, and that no signature covers it, is on record.
///
/// # Errors
/// When the store refuses.
pub fn let_gesture(
    tx: &Tx<'_>,
    env: &Env,
    wanted: &GestureWanted,
) -> Result<std::result::Result<GesturePermit, Denial>> {
    let channel = clinic::channel(tx, wanted.channel)?;
    let about = |entry: Entry| {
        entry
            .under(wanted.correlation)
            .fact("gesture", wanted.id)
            .fact("kind", wanted.gesture.word())
            .fact("platform", channel.platform.word())
            .fact("account", &wanted.account_id)
            .fact("target", &wanted.target)
    };
    // What passes by itself is waited for, and is no news for the record.
    if clinic::profile(tx)?.stopped.is_some() {
        return Ok(Err(Denial::Stopped));
    }
    if channel.paused {
        return Ok(Err(Denial::Paused));
    }
    if !clinic::is_allowed(tx, channel.platform)? {
        return Ok(Err(Denial::PlatformNotAllowed));
    }
    if channel.removed || channel.connection != ChannelConnection::Connected || channel.account_id != wanted.account_id
    {
        return Ok(Err(Denial::NotConnected));
    }
    let given = beforehand_in_force(tx, env.now())?
        .filter(|given| given.beforehand.lets(channel.platform, &wanted.account_id, wanted.gesture));
    let Some(given) = given else {
        let denial = Denial::ApprovalRequired;
        let entry = about(Entry::denied(Actor::Application, Action::GestureLet, denial.word()));
        audit::record(tx, env, &entry)?;
        return Ok(Err(denial));
    };
    let beforehand = given.beforehand.digest;
    let entry = about(Entry::done(Actor::Application, Action::GestureLet)).fact("beforehand", beforehand);
    audit::record(tx, env, &entry)?;
    Ok(Ok(GesturePermit {
        account: Account::of(&channel),
        gesture: wanted.gesture,
        target: wanted.target.clone(),
        under: wanted.under.clone(),
        beforehand,
    }))
}
