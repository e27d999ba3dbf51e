//! What the clinic does, without words, to what stands on a platform.
//!
//! Invariant: each leaves something as it is wanted, so doing it twice is doing it once; and taking one back is covered by the signature that
//! let it out.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::words::word_enum;

word_enum! {
    /// Something that is done without words.
    pub enum Gesture {
        /// What somebody wrote is shown to its writer and to their friends alone, or to nobody.
        Hide = "hide",
        /// It is shown to everybody again.
        Show = "show",
        /// The clinic likes it.
        Like = "like",
        /// It does so no more.
        Unlike = "unlike",
        /// The clinic posts it on.
        Repost = "repost",
        /// It does so no more.
        Unrepost = "unrepost",
        /// What the clinic wrote itself, on its phone or in a browser, is deleted.
        Delete = "delete",
    }
}

impl Gesture {
    /// What doctors sign for it: taking one back needs no signature of its own.
    pub const fn signed_as(self) -> Self {
        match self {
            Self::Hide | Self::Show => Self::Hide,
            Self::Like | Self::Unlike => Self::Like,
            Self::Repost | Self::Unrepost => Self::Repost,
            Self::Delete => Self::Delete,
        }
    }

    /// What takes it back; none where nothing does.
    pub const fn taken_back_by(self) -> Option<Self> {
        match self {
            Self::Hide => Some(Self::Show),
            Self::Like => Some(Self::Unlike),
            Self::Repost => Some(Self::Unrepost),
            Self::Show | Self::Unlike | Self::Unrepost | Self::Delete => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_one_back_is_signed_as_the_same() {
        for gesture in Gesture::ALL {
            if let Some(back) = gesture.taken_back_by() {
                assert_eq!((back.signed_as(), back.taken_back_by()), (gesture.signed_as(), None));
            }
        }
    }
}
