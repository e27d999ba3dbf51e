//! Backups of the clinic: when one is due, making it while everything goes on, and what a restored clinic begins with.
//!
//! Invariant: a backup never waits for a person and never holds up a writer; whoever opens a restored clinic finds *Stop
//! everything* on, every stop that was ever kept, and nothing that could go out twice.

mod making;
mod reading;
mod restored;
mod stops;

pub use making::{
    BackupDesk, BackupState, MOST_KEPT, OLD_AFTER_DAYS, Told, Worry, before_migration, refusal, sentence,
};
pub use restored::{
    Origin, other_laptop_may_run, refusal_of_restoring, say_other_laptop_is_off, settle_in, stops_unread,
};
