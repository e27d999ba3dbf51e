//! Who hears what the platforms answer, and says what is not asked for now.
//!
//! Invariant: nothing here waits, and nothing is decided by it but whether a call is made.

use crate::env::Moment;
use crate::model::{ChannelId, Millis};

use super::calls::{Allowance, ApiCall};

/// Hears about every call of a platform and its answer: whether it came, what time the platform had, what it says is left.
/// Nothing here waits.
pub trait AnswerWatch: Send + Sync {
    /// An answer came; `platform_time` is its `Date`, `local` when it came by the local clocks.
    fn answered(&self, platform_time: Option<Millis>, local: Moment);
    /// Nobody could be reached.
    fn unreachable(&self, local: Moment);
    /// A call ended, or was not made.
    fn called(&self, call: ApiCall);
    /// What an answer of `local` said of a channel's allowances.
    fn allowed(&self, channel: ChannelId, local: Millis, said: Vec<Allowance>);
    /// Until when one of these allowances of a channel has nothing left: a call that needs them is not made before.
    fn closed_until(&self, channel: ChannelId, names: &[String], now: Millis) -> Option<Millis>;
    /// Why nothing is asked for a channel yet: its sign-in is over, and not renewed.
    fn waits(&self, channel: ChannelId, now: Millis) -> Option<Waiting>;
    /// The platform did not take what a call of the channel carried since `carried_at`. Tells whether the sign-in is renewed
    /// for that, or was meanwhile; if not, the platform's refusal stands.
    fn refused(&self, channel: ChannelId, carried_at: Millis, now: Millis) -> bool;
}

/// Why a channel's sign-in is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Waiting {
    /// It is renewed as soon as that is possible.
    Renewing,
    /// Its platform did not renew it, again and again, and said this.
    Stuck(String),
}
