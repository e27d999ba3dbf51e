//! The gate: nothing goes out but what a doctor signed, and nothing goes out twice.
//!
//! It opens twice. [`claim()`] takes a delivery for one attempt and returns a [`Permit`] to prepare with; [`begin_commit`], at
//! the due instant, looks at everything again and returns the [`CommitPermit`] that every irreversible step takes by value.

mod approval;
mod back;
mod beforehand;
mod by_hand;
mod claim;
mod commit;
mod denial;
mod gesture;
mod hold;
mod keep;
mod manifest;
mod permit;
mod policy;
mod recipients;

pub use approval::{
    ApprovalRow, OWN_WORDS, Signatures, counts_until, revoke, sign, signatures, valid_approval, withdraw,
};
pub use back::{Ended, end_again, ended, held_back, hold_back, revive};
pub use beforehand::{
    Beforehand, BeforehandAccount, BeforehandGesture, BeforehandText, Given, LASTS, apply_beforehand,
    beforehand_covering, beforehand_given, beforehand_in_force, load_beforehand, prepare_beforehand, revoke_beforehand,
    sign_beforehand,
};
pub use by_hand::{HandOver, HandPermit, hand_over, in_hand};
pub use claim::{Circumstances, LONGEST_AHEAD, claim, claim_ahead, claim_to_keep};
pub use commit::{begin_commit, may_go_on};
pub use denial::{Denial, Refused};
pub use gesture::{GesturePermit, GestureWanted, let_gesture};
pub use hold::{is_scheduled, reconsider, reconsider_account, reconsider_held, reopen, reopen_refused, resume, stop};
pub use keep::{begin_keep, keep_window, may_stay, why_not_kept};
pub use manifest::{
    Manifest, ManifestV1, NotYet, WINDOW, load as load_manifest, prepare as prepare_manifest, report, report_of,
    report_to,
};
pub use permit::{Account, CommitPermit, Fence, KeepPermit, Permit, Recipient, SignedMedia, SignedPart};
pub use policy::Policy;
