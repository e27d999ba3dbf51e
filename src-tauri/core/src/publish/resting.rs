//! When a channel rests: its platform asked for a pause, or failed again and again.
//!
//! Invariant: a rest holds back what would be claimed on that one channel, and nothing else. A pause that the platform
//! asked for ends when it said; one for troubles ends with the first good answer. Being offline is no trouble of a
//! channel's: nobody answered because nobody was asked; nor is what this laptop or the media host could not do. Looking
//! for a post or taking one down holds up no other post, however it fails, unless the platform asks for a pause.

use crate::clinic;
use crate::env::Env;
use crate::error::Result;
use crate::model::ChannelId;
use crate::store::Tx;

use super::answers::FailureClass;

/// What a failed call means for its channel. `jitter` is random, in milliseconds, so that channels that failed together
/// do not come back together.
pub(crate) fn after_failure(
    tx: &Tx<'_>,
    env: &Env,
    channel: ChannelId,
    class: FailureClass,
    jitter: i64,
) -> Result<()> {
    match class {
        FailureClass::WaitUntil(until) => clinic::rest_until(tx, channel, env.now(), until),
        // A commit that the platform answered with a fault of its own, or broke off, leaves doubt; it is a trouble as well.
        FailureClass::TryAgain | FailureClass::Unknown => clinic::trouble(tx, channel, env.now(), jitter),
        FailureClass::Reconnect
        | FailureClass::FixContent
        | FailureClass::Duplicate
        | FailureClass::Local
        | FailureClass::Offline
        | FailureClass::Keychain
        | FailureClass::Renewing
        | FailureClass::SetUp
        | FailureClass::Recipient(_) => Ok(()),
    }
}

/// What a failed reading or removal means for its channel.
pub(crate) fn after_asking(tx: &Tx<'_>, env: &Env, channel: ChannelId, class: FailureClass) -> Result<()> {
    if let FailureClass::WaitUntil(until) = class {
        clinic::rest_until(tx, channel, env.now(), until)?;
    }
    Ok(())
}

/// The platform did what was asked.
pub(crate) fn after_success(tx: &Tx<'_>, channel: ChannelId) -> Result<()> {
    clinic::recovered(tx, channel)
}
