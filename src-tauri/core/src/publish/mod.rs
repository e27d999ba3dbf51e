//! Publishing: sends what the gate lets through, at its time, and finds out what became of it.

mod addressing;
mod ahead;
mod answer_watch;
mod answers;
mod arrivals;
mod bringing;
mod by_hand;
mod calls;
mod clocks;
mod connector;
mod counting;
mod denied;
mod dispatcher;
mod follow;
mod journal;
mod keeping;
mod known;
mod late;
mod ledger;
mod lending;
mod message;
mod notices;
mod outcomes;
mod pace;
mod publisher;
mod queue;
mod read_back;
mod recipients;
mod reconcile;
mod recovery;
mod removal;
mod removing;
mod renewal;
mod resting;
mod restored;
mod returning;
mod sending;
mod settle;
mod sign_ins;
mod signed;
mod steps;
mod tally;
mod undecided;
mod uploads;
mod watch;

pub use ahead::{Counts, Next, counts, keeps_awake, next, waiting_for_signature};
pub use answer_watch::{AnswerWatch, Waiting};
pub use answers::{
    Failure, FailureClass, Fate, Handed, KeptShown, Outcome, Prepared, Receipt, RecipientFault, Removal, Sighting,
    Sightings,
};
pub use arrivals::{Arrived, arrived, keep_arrivals, unarrived};
pub use by_hand::{drop_rest, mark_posted, not_posted};
pub use calls::{Allowance, ApiCall, Book, Standing};
pub use connector::{
    App, AppSecret, Begun, Code, Connector, Granted, GuideCheck, GuideStep, LoginFacts, Offer, Right, Unfinished,
};
pub use dispatcher::{Dispatcher, Parts};
pub use journal::{ARRIVED, Handle, Journal, NOT_TAKEN, REMARK};
pub use keeping::{KeepingRow, Kept, comes_back, confirm_back, keeping, want as want_kept, why_not as why_not_kept};
pub use ledger::{allowances, forget_allowances, keep_calls, last_calls, open_book};
pub use message::{Arrival, ArrivalState, Arrivals, Taken};
pub use notices::{Notice, NoticeKind, anything_untold, noticed, take_untold};
pub use outcomes::{Outcomes, Steps, outcomes, outcomes_by_channel, sent_parts, steps};
pub use publisher::{AllowanceWords, CallWords, Identity, NoSighting, PlatformWords, Publisher, Search, VersionFacts};
pub use read_back::{
    Aspect, PartReadBack, Public, ReadBackOutcome, Shown, ShownDifference, look_again, read_back,
    seen as seen_otherwise,
};
pub use recipients::{Tally, tally};
pub use reconcile::decide;
pub use removal::{RemovalState, TakeDownBegun, confirm_removed, is_coming_down, is_wanted_down, take_down};
pub use renewal::Renewal;
pub(crate) use resting::{after_failure, after_success};
pub use restored::{doubt_what_waited, still_looked_for};
pub use returning::lent_now;
pub use steps::{Step, StepWatch, Unwatched};
pub use tally::{CallTally, first_day, tallies};
pub use undecided::{SHOWN_OTHERWISE, UNDECIDED, unwanted_ends};
pub use uploads::{Upload, Uploads};
pub use watch::{Heard, Listener};
