//! What the desktop around the window is told: tray, notifications, and what is asked when the window is closed.
//!
//! Invariant: nothing here holds a word of a post; a desktop shows it to whoever passes by.

use super::{TellingKind, When, dto};
use crate::model::{ConversationId, Platform, PostId, WorkspaceKind};

dto! {
    /// A workspace as the tray shows it, whoever is signed in.
    pub struct Desk {
        /// Whether *Stop everything* is on.
        pub stopped: bool,
        /// How many signed posts go out by themselves, at their time or right now.
        pub ahead: u32,
        /// How many emergencies nobody answered.
        pub emergencies: u32,
        /// How many posts wait for a doctor.
        pub waiting: u32,
        /// How many posts need a person's decision, as Today shows them.
        pub decisions: u32,
        /// Whether the laptop's clock is wrong, so that nothing goes out.
        pub clock_wrong: bool,
        /// The post that goes out next.
        pub next: Option<DeskPost>,
    }

    /// A post as the tray names it.
    pub struct DeskPost {
        /// Which.
        pub post_id: PostId,
        /// Where it goes.
        pub platform: Platform,
        /// When.
        pub due: When,
    }

    /// A notification.
    pub struct Telling {
        /// What it is about.
        pub kind: TellingKind,
        /// Its first line.
        pub title: String,
        /// What to know or do about it.
        pub text: String,
        /// The screen that a click opens.
        pub screen: String,
        /// The post that it opens there.
        pub post_id: Option<PostId>,
        /// The conversation that it opens there.
        pub conversation_id: Option<ConversationId>,
    }

    /// A place in the window that the tray or a notification asks for.
    pub struct Goto {
        /// The workspace it lies in, when it may be another than the window shows.
        pub workspace: Option<WorkspaceKind>,
        /// The screen.
        pub screen: String,
        /// The post to show there.
        pub post_id: Option<PostId>,
        /// The conversation to show there.
        pub conversation_id: Option<ConversationId>,
    }

    /// Asks whoever closes the window, or quits, what is to become of the posts that go out only while the program runs.
    pub struct Closing {
        /// Whether the program was to end in any case; otherwise only the window was closed.
        pub quits: bool,
        /// How many signed posts go out only while Countersign runs.
        pub ahead: u32,
    }

    /// What Countersign may do on this laptop beyond its window.
    pub struct Laptop {
        /// Whether it starts when this person signs in; `None` while nobody has been asked.
        pub start_at_login: Option<bool>,
        /// Whether this system lets it start by itself.
        pub can_start_at_login: bool,
        /// Whether the desktop shows a tray, where Countersign goes on when its window is closed.
        pub has_tray: bool,
        /// The clinics that made room for a backup, the last one first.
        pub put_aside: Vec<PutAside>,
    }

    /// A clinic that could not be opened, and was put aside, whole, so that a backup could take its place.
    pub struct PutAside {
        /// When; by it one is told from another.
        pub at: When,
        /// The folder that all of it lies in.
        pub folder: String,
    }
}
