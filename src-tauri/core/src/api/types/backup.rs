//! Backups, as the interface sees them.

use super::{When, dto};

dto! {
    /// How backups stand.
    pub struct Backups {
        /// The folder that they go to.
        pub place: String,
        /// Whether that is this laptop's own folder, which is lost with the laptop.
        pub on_laptop: bool,
        /// When the last one was made.
        pub last: Option<When>,
        /// Whether that is so long ago that it has to be said.
        pub old: bool,
        /// Whether one is made each day.
        pub automatic: bool,
        /// Whether one is being made now.
        pub running: bool,
        /// What went wrong with the last try, or why the folder can't be read, and what to do.
        pub problem: Option<String>,
        /// The system's own words about that.
        pub detail: Option<String>,
        /// Those in the folder, the newest first.
        pub kept: Vec<Backup>,
        /// Of how many days the newest is kept.
        pub most_kept: u32,
    }

    /// A backup in its folder.
    pub struct Backup {
        /// The name of its folder.
        pub name: String,
        /// When it was made; unknown of one whose list can't be read.
        pub made: Option<When>,
        /// What it takes to restore it, in bytes; pictures and films that others share are counted with each.
        pub bytes: u64,
        /// When every byte of it was read again, the last time; nothing of one that only its making looked at.
        pub read_again: Option<When>,
        /// Why it can't be used.
        pub problem: Option<String>,
    }

    /// A backup that was found in a folder, before there is a clinic to ask.
    pub struct BackupFound {
        /// Its number among those that were found.
        pub number: u32,
        /// When it was made, in the zone of this laptop.
        pub made: Option<When>,
        /// What it takes to restore it, in bytes.
        pub bytes: u64,
        /// Marks the clinic: backups with the same mark are of one clinic.
        pub clinic: String,
        /// Why it can't be used.
        pub problem: Option<String>,
    }

    /// What was found in a folder.
    pub struct BackupsFound {
        /// The folder.
        pub folder: String,
        /// The backups, the newest first.
        pub backups: Vec<BackupFound>,
    }
}
