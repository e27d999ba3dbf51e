//! What an account has on its platform beyond what every account has.
//!
//! Invariant: nobody asks the platform about it; a person says so, and the smaller is meant where nobody did.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::words::word_enum;

word_enum! {
    /// What an account subscribed to.
    pub enum ChannelTier {
        /// What every account has.
        Basic = "basic",
        /// On X: Premium, which allows longer posts and videos.
        Premium = "premium",
    }
}
