//! The calendar: what stands on which day and at which time of the clinic, what a move would mean, and what it did.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DisplayState, Plan, When, dto};
use crate::model::words::word_enum;
use crate::model::{BatchId, ChannelId, Digest, PersonId, Platform, PostId, UndoId};

word_enum! {
    /// What there is to say about a time before a post is put there.
    pub enum PlanIssueKind {
        /// It has passed.
        Past = "past",
        /// Another post of the channel goes out that minute.
        Conflict = "conflict",
        /// The clinic is closed.
        Closed = "closed",
        /// The clinic's own rules do not let it out then.
        Policy = "policy",
        /// The clocks jump over it.
        Gap = "gap",
        /// It comes twice that day; the first is meant.
        Twice = "twice",
        /// The channel's sign-in ends before then, and nothing renews it.
        SignInEnds = "sign_in_ends",
        /// The signature does not reach that far.
        OutsideWindow = "outside_window",
        /// It was called off, and goes out after all with a new time.
        CalledOff = "called_off",
        /// The post can't be moved at all.
        Fixed = "fixed",
    }
}

dto! {
    /// Which part of the calendar to show. An empty list does not narrow.
    pub struct CalendarRequest {
        /// The first day, in the clinic's zone.
        pub from: String,
        /// The last day.
        pub to: String,
        /// Only these channels.
        pub channels: Vec<ChannelId>,
        /// Only these platforms.
        pub platforms: Vec<Platform>,
        /// Only in these states.
        pub states: Vec<DisplayState>,
        /// Only what these people began.
        pub people: Vec<PersonId>,
    }

    /// A part of the calendar. Every date and time is the clinic's.
    pub struct Calendar {
        /// Now, in the clinic's zone.
        pub now: When,
        /// What stands at a time, in order.
        pub entries: Vec<CalendarEntry>,
        /// Weekly times that are free and still to come.
        pub slots: Vec<CalendarSlot>,
        /// Days on which the clinic is closed.
        pub closed: Vec<ClosedDay>,
        /// Posts without a time, the newest first.
        pub drawer: Vec<CalendarEntry>,
        /// How many of them there are, before the filters and also where fewer are shown.
        pub drawer_total: u32,
    }

    /// A post on the calendar, or in the drawer.
    pub struct CalendarEntry {
        /// Which.
        pub id: PostId,
        /// Its batch.
        pub batch_id: Option<BatchId>,
        /// The theme of its batch.
        pub theme: Option<String>,
        /// Its channel.
        pub channel_id: ChannelId,
        /// The channel's account name.
        pub channel_name: String,
        /// The platform.
        pub platform: Platform,
        /// Its first words.
        pub title: String,
        /// Its first picture.
        pub picture: Option<Digest>,
        /// The word for how far it has come.
        pub state: DisplayState,
        /// Whether a person holds it back.
        pub held: bool,
        /// Who began it.
        pub person_id: PersonId,
        /// `2026-11-20`, in the clinic's zone; empty in the drawer.
        pub date: String,
        /// `09:00`, in the clinic's zone.
        pub time: String,
        /// The time it is meant at, where that is another zone's.
        pub own: Option<OwnClock>,
        /// Whether its time has passed.
        pub past: bool,
        /// Why it can't be moved, if it can't.
        pub fixed_because: Option<String>,
        /// From when to when its signature counts.
        pub window: Option<SignedWindow>,
        /// A sentence on why it needs somebody, when it does.
        pub needs: Option<String>,
    }

    /// A wall clock that is not the clinic's.
    pub struct OwnClock {
        /// `Europe/Berlin`.
        pub zone: String,
        /// `2026-11-20`.
        pub date: String,
        /// `09:00`.
        pub time: String,
    }

    /// From when to when a signature counts, on the clinic's clock: `2026-11-20T09:00`.
    pub struct SignedWindow {
        /// Not before.
        pub not_before: String,
        /// Not after.
        pub not_after: String,
    }

    /// A weekly time on a day.
    pub struct CalendarSlot {
        /// Whose.
        pub channel_id: ChannelId,
        /// `2026-11-20`.
        pub date: String,
        /// `09:00`.
        pub time: String,
    }

    /// A day on which nothing should go out.
    pub struct ClosedDay {
        /// `2026-12-25`.
        pub date: String,
        /// What is celebrated; empty for a day of the week.
        pub label: String,
    }

    /// A day and a time of the calendar.
    pub struct PlanCell {
        /// `2026-11-20`.
        pub date: String,
        /// `09:00`.
        pub time: String,
    }

    /// Asks what it would mean to put a post somewhere.
    pub struct PlanCheck {
        /// Which post.
        pub post_id: PostId,
        /// Where it could be put, on the clinic's clock.
        pub cells: Vec<PlanCell>,
    }

    /// What it would mean to put a post there.
    pub struct PlanVerdict {
        /// Where.
        pub cell: PlanCell,
        /// Whether it can be put there.
        pub allowed: bool,
        /// What there is to say.
        pub issues: Vec<PlanIssue>,
    }

    /// Something to say about a time.
    pub struct PlanIssue {
        /// What kind of thing.
        pub kind: PlanIssueKind,
        /// Whether the post can't be put there because of it.
        pub refuses: bool,
        /// In a sentence.
        pub message: String,
    }

    /// Puts posts somewhere on the calendar.
    pub struct PlanMove {
        /// Which, and where.
        pub moves: Vec<PlanMoveTo>,
    }

    /// Puts one post somewhere. It keeps its own zone; the date and the time are the clinic's.
    pub struct PlanMoveTo {
        /// Which post.
        pub post_id: PostId,
        /// `2026-11-20`.
        pub date: String,
        /// `09:00`.
        pub time: String,
    }

    /// Moves posts by days and minutes on their own wall clocks.
    pub struct PlanShift {
        /// Which.
        pub post_ids: Vec<PostId>,
        /// By how many days.
        pub days: i32,
        /// And by how many minutes.
        pub minutes: i32,
    }

    /// Names posts.
    pub struct PostRefs {
        /// Which.
        pub post_ids: Vec<PostId>,
    }

    /// What became of several posts.
    pub struct PlanDone {
        /// One by one, in the order asked for.
        pub outcomes: Vec<PlanOutcome>,
        /// What undoes it; nothing when nothing was changed.
        pub undo: Option<UndoId>,
    }

    /// What became of one post.
    pub struct PlanOutcome {
        /// Which.
        pub post_id: PostId,
        /// Its first words.
        pub title: String,
        /// Its time now.
        pub plan: Option<Plan>,
        /// Where that is on the clinic's calendar.
        pub cell: Option<PlanCell>,
        /// Why it was left as it was, if it was.
        pub refused: Option<String>,
        /// What there is to say of its new time.
        pub issues: Vec<PlanIssue>,
        /// Whether a signature that was there still covers it.
        pub signature_kept: Option<bool>,
    }

    /// Undoes what was done.
    pub struct PlanUndo {
        /// What.
        pub undo: UndoId,
    }

    /// A channel's weekly times.
    pub struct ChannelSlots {
        /// Whose.
        pub channel_id: ChannelId,
        /// In the order of the week.
        pub slots: Vec<Slot>,
    }

    /// A weekly time, on the channel's own clock.
    pub struct Slot {
        /// The day of the week, Monday being 1.
        pub weekday: u8,
        /// `09:00`.
        pub time: String,
    }

    /// Asks for a channel's next free weekly time.
    pub struct SlotNext {
        /// Whose.
        pub channel_id: ChannelId,
        /// Later than this time of the clinic; than now, when nothing is said.
        pub after: Option<PlanCell>,
    }

    /// When the clinic is closed.
    pub struct ClosedDays {
        /// Single days, in order.
        pub days: Vec<ClosedDay>,
        /// Days of the week, Monday being 1.
        pub weekdays: Vec<u8>,
    }
}
