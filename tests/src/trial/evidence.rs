//! What a trial left behind, in the plainest words: what the platforms' ledger shows, and what the clinic's record says was
//! allowed and when.
//!
//! Invariant: nothing here is an opinion. Order comes from the record's own numbers, which no clock can turn round; instants
//! of the platforms are the platforms'.

use std::collections::BTreeMap;

use countersign_core::engage::GestureState;
use countersign_core::model::{ExecutionState, Gesture, Millis, Platform};

/// Everything that a verdict is made of.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// Every post that was ever signed, by its number.
    pub posts: BTreeMap<usize, PostSeen>,
    /// Those that the record says were signed, and the clinic does not have any more.
    pub lost: Vec<usize>,
    /// What became public, or went to somebody, in order.
    pub public: Vec<Public>,
    /// When nothing might go out, or not a certain post.
    pub spans: Vec<Span>,
    /// What somebody wrote and nobody sends.
    pub drafts: Vec<DraftSeen>,
    /// What somebody wanted done without words.
    pub gestures: Vec<GestureSeen>,
    /// What an account did without words to something that nobody wanted it to.
    pub unasked: Vec<String>,
}

/// Something that is done without words, as the clinic's database has it in the end.
#[derive(Debug, Clone)]
pub struct GestureSeen {
    /// What is done.
    pub kind: Gesture,
    /// The platform's id of what it is done to.
    pub target: String,
    /// How far it is.
    pub state: GestureState,
    /// Why it is not done, where anything says so.
    pub reason: Option<String>,
    /// Whether the record tells that the gate let it out, under a signature that is good and covers it.
    pub let_out: bool,
    /// How often it came to stand on its platform.
    pub stands: usize,
}

/// A signed post, as the clinic's database has it in the end.
#[derive(Debug, Clone)]
pub struct PostSeen {
    /// Where it goes.
    pub platform: Platform,
    /// By which channel.
    pub channel: String,
    /// Whether it answers what somebody wrote: the clinic's rules for times are for posts alone.
    pub answers: bool,
    /// When it was meant to become public.
    pub due: Millis,
    /// How its delivery stands.
    pub state: ExecutionState,
    /// Why it is not public, where the record says so.
    pub reason: Option<String>,
    /// What its delivery says of itself, for whoever has to find out why.
    pub told: String,
    /// How many parts were signed.
    pub parts: usize,
    /// How many of them the database says are public, or were.
    pub said_public: usize,
    /// Of how many it says that nobody knows.
    pub unclear: usize,
    /// Every commit that began.
    pub commits: Vec<Commit>,
    /// Every signature over it.
    pub signatures: Vec<SignatureSeen>,
    /// When signatures over it were taken back.
    pub revoked: Vec<Seq>,
    /// Its revisions, by the number of the entry that each was made by.
    pub revised: Vec<(Seq, String)>,
    /// How many of its parts were read back and are said to be gone, or shown otherwise than they were signed.
    pub said_otherwise: usize,
}

/// The number of an entry of the record: the order in which transactions were durable.
pub type Seq = i64;

/// A commit that began: `commit_started`, on disk.
#[derive(Debug, Clone)]
pub struct Commit {
    /// Its place in the record.
    pub seq: Seq,
    /// When, by the laptop's clock.
    pub at: Millis,
    /// Which part: the recipient's place where it goes to many.
    pub part: usize,
    /// To whom, where it goes to somebody.
    pub recipient: Option<String>,
    /// What it was signed to stand under, where it answers in public.
    pub under: Option<String>,
    /// Under which manifest.
    pub manifest: String,
    /// The revision that the manifest was made of.
    pub revision: String,
    /// What was signed for this part.
    pub words: Words,
}

/// What was signed for one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Its text.
    pub text: Wording,
    /// The link beside it.
    pub link: Option<String>,
    /// The digests of what is shown, in order.
    pub media: Vec<String>,
    /// The descriptions, in the same order.
    pub alts: Vec<String>,
}

/// How a text was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wording {
    /// To the letter.
    Exactly(String),
    /// As a template's values; the template itself is the platform's.
    Filled(Vec<String>),
}

/// A signature over a manifest.
#[derive(Debug, Clone)]
pub struct SignatureSeen {
    /// Its place in the record.
    pub seq: Seq,
    /// Over which manifest.
    pub manifest: String,
    /// Whether it is the enrolled key's, over the very bytes that are stored.
    pub good: bool,
}

/// One thing that became public.
#[derive(Debug, Clone)]
pub struct Public {
    /// Where.
    pub platform: Platform,
    /// The platform's id of it.
    pub id: String,
    /// The number of the post that it says it is.
    pub number: Option<usize>,
    /// Its text.
    pub text: String,
    /// The link beside it.
    pub link: Option<String>,
    /// The digests of what it shows.
    pub media: Vec<String>,
    /// Their descriptions, where the platform takes some.
    pub alts: Vec<Option<String>>,
    /// Whom it went to.
    pub recipient: Option<String>,
    /// What it stands under.
    pub under: Option<String>,
    /// When, by the platforms' clock.
    pub at: Millis,
}

/// A stretch of the record in which something might not go out.
#[derive(Debug, Clone)]
pub struct Span {
    /// Why not.
    pub why: &'static str,
    /// What.
    pub ban: Ban,
    /// From this entry.
    pub from: Seq,
    /// Until this entry; without an end where there is none.
    pub until: Option<Seq>,
}

/// What might not go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ban {
    /// Anything.
    Everything,
    /// One post.
    Post(usize),
    /// What says this.
    Words(String),
    /// What goes out on a channel outside these hours: weekday (Monday is 1), and minutes of its clock.
    Outside(String, Vec<(i64, i64, i64)>),
    /// What goes out on a channel within so many milliseconds of another post.
    Nearer(String, i64),
}

/// A draft at the end.
#[derive(Debug, Clone)]
pub struct DraftSeen {
    /// What it says.
    pub text: String,
    /// What it may say: the last text that was confirmed, and one that was on its way when the process ended.
    pub may_say: Vec<String>,
}
