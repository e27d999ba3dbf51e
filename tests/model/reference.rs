//! The reference: a clinic in plain values, without a database, that says of each command whether it is allowed and what
//! is so afterwards. What people do is here, what the application does by itself in `engine.rs`.
//!
//! Invariant: it is written from the promises. Where the product does something else, one of the two is wrong, and it was
//! not always this one.

use countersign_core::api::types::DisplayState;
use countersign_core::model::{ExecutionState, PartState};

/// How far a step of the clock goes, in minutes. Every wait of a few seconds or minutes is over by the next.
pub const TICK: i64 = 10;
/// The clinic's grace, in minutes.
pub const GRACE: i64 = 15;
/// A signature counts so many minutes on either side of the planned time.
const WINDOW: i64 = 14 * 24 * 60;
/// So many posts at most.
pub const MOST_POSTS: usize = 4;
/// So often a delivery is tried again by itself.
pub const MOST_RETRIES: u32 = 3;
/// The administrator, who is a doctor as well; another doctor; the receptionist.
pub const PEOPLE: usize = 3;
/// The other doctor, who may leave, and may lose the role.
pub const OTHER: usize = 1;
/// Who never signs.
pub const RECEPTIONIST: usize = 2;

/// A clinic.
#[derive(Debug, Clone)]
pub struct Clinic {
    /// Minutes since the morning on which it begins.
    pub now: i64,
    pub stopped: bool,
    pub people: [Person; PEOPLE],
    keys: u32,
    pub channels: [Channel; 2],
    pub posts: Vec<Post>,
    /// Whether the last command was allowed.
    pub allowed: bool,
    /// Which post the gate refused to commit in the last step, and why.
    pub denial: Option<(usize, &'static str)>,
}

#[derive(Debug, Clone, Copy)]
pub struct Person {
    pub here: bool,
    pub doctor: bool,
    pub key: Option<u32>,
}

#[derive(Debug, Clone, Default)]
pub struct Channel {
    pub paused: bool,
    /// Whether it rests until the next step of the clock.
    pub rests: bool,
    pub shows: Shows,
    /// What its platform was asked and has not answered.
    pub call: Option<Call>,
}

/// What a platform shows when it is read back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Shows {
    #[default]
    All,
    /// An end is missing, and with it what is looked for.
    NotAll,
    Nothing,
}

/// A call to a platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    Prepare { post: usize, part: usize },
    Commit { post: usize, part: usize },
}

/// How far a post has come with the people who read it, approvals left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Review {
    Draft,
    Pending,
    Changes,
    Rejected,
}

#[derive(Debug, Clone)]
pub struct Post {
    pub channel: usize,
    pub revision: u32,
    pub review: Review,
    pub discarded: bool,
    pub held: bool,
    pub due: Option<i64>,
    pub head: Option<Manifest>,
    approvals: Vec<Approval>,
    pub delivery: Option<Delivery>,
    /// How many parts it has.
    pub parts: usize,
}

/// What is signed, as far as it can change here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manifest {
    pub revision: u32,
    due: i64,
}

#[derive(Debug, Clone, Copy)]
struct Approval {
    manifest: Manifest,
    by: usize,
    key: u32,
    revoked: bool,
}

#[derive(Debug, Clone)]
pub struct Delivery {
    pub state: ExecutionState,
    pub attempts: usize,
    pub parts: Vec<Part>,
    pub manifest: Option<Manifest>,
    pub failures: u32,
    /// Whether it is not tried again before the next step of the clock.
    pub waits: bool,
    pub lookups: u32,
    pub empty: u32,
}

#[derive(Debug, Clone, Copy)]
pub struct Part {
    pub state: PartState,
    /// Which revision of it is public, and how often: the truth, whoever knows it.
    pub public: Option<u32>,
    pub times: u32,
}

/// What a person does.
#[derive(Debug, Clone, Copy)]
pub enum Act {
    Write {
        channel: usize,
        parts: usize,
    },
    Edit(usize),
    Submit(usize),
    Look(usize),
    Plan {
        post: usize,
        ticks: i64,
    },
    Unplan(usize),
    Sign {
        post: usize,
        by: usize,
    },
    Revoke(usize),
    AskForChanges(usize),
    Reject(usize),
    Discard(usize),
    Hold(usize),
    Release(usize),
    CallOff(usize),
    Retry(usize),
    /// Says of what is in doubt what is so.
    Decide(usize),
    Stop,
    Resume,
    Pause {
        channel: usize,
        paused: bool,
    },
    ResetPin(usize),
    Leave,
    Role {
        doctor: bool,
    },
}

impl Manifest {
    pub const fn covers(self, due: i64) -> bool {
        self.due - WINDOW <= due && due <= self.due + WINDOW
    }
}

impl Clinic {
    pub fn new() -> Self {
        let doctor = |key| Person { here: true, doctor: true, key: Some(key) };
        Self {
            now: 0,
            stopped: false,
            people: [doctor(0), doctor(1), Person { here: true, doctor: false, key: None }],
            keys: 2,
            channels: Default::default(),
            posts: Vec::new(),
            allowed: true,
            denial: None,
        }
    }

    /// Whether a valid signature covers a post as it stands.
    pub fn is_approved(&self, post: usize) -> bool {
        let post = &self.posts[post];
        let covers = |approval: &Approval| {
            let by = self.people[approval.by];
            !approval.revoked
                && Some(approval.manifest) == post.head
                && by.here
                && by.doctor
                && by.key == Some(approval.key)
        };
        post.head.is_some_and(|head| head.revision == post.revision) && post.approvals.iter().any(covers)
    }

    /// How often what is in doubt on a channel was looked for.
    pub fn doubts(&self, channel: usize) -> impl Iterator<Item = u32> {
        let on = self.posts.iter().filter(move |post| post.channel == channel);
        let doubts = on.filter_map(|post| post.delivery.as_ref()).filter(|it| it.state == ExecutionState::InDoubt);
        doubts.map(|delivery| delivery.lookups)
    }

    /// What people see of a post.
    pub fn shown(&self, post: usize) -> DisplayState {
        use ExecutionState as S;
        let it = &self.posts[post];
        match it.state() {
            None | Some(S::Held | S::Scheduled) if self.is_approved(post) => DisplayState::Signed,
            None | Some(S::Held | S::Scheduled) => match it.review {
                Review::Draft => DisplayState::Draft,
                Review::Pending => DisplayState::Waiting,
                Review::Changes => DisplayState::Changes,
                Review::Rejected => DisplayState::Rejected,
            },
            Some(S::Running) => DisplayState::Going,
            Some(S::Retrying) => DisplayState::Retrying,
            Some(S::Posted) => DisplayState::Posted,
            Some(S::PartlyPosted) => DisplayState::PartlyPosted,
            Some(S::Failed) => DisplayState::Failed,
            Some(S::InDoubt) => DisplayState::Doubt,
            Some(S::Missed) => DisplayState::Missed,
            Some(S::Expired) => DisplayState::Expired,
            Some(S::Cancelled) => DisplayState::Cancelled,
            Some(S::Processing | S::HandedOver | S::AtPlatform | S::Removed) => unreachable!("none of these here"),
        }
    }

    /// Does what a person does. Tells whether it is allowed.
    pub fn act(&mut self, act: Act) -> bool {
        use ExecutionState as S;
        match act {
            Act::Write { channel, parts } => self.posts.push(Post::new(channel, parts)),
            Act::Edit(post) => {
                if self.posts[post].is_frozen() {
                    return false;
                }
                self.posts[post].revision += 1;
                self.posts[post].head = None;
                self.reconsider(post);
            }
            Act::Submit(post) => {
                if self.posts[post].is_frozen() {
                    return false;
                }
                self.posts[post].review = Review::Pending;
                if self.posts[post].state() == Some(S::Failed) {
                    self.reopen(post);
                }
            }
            Act::Look(post) => self.look(post),
            Act::Plan { post, ticks } => {
                if self.posts[post].is_fixed() {
                    return false;
                }
                // A minute of its own for each post, so that the order on a channel is their times'.
                self.posts[post].due = Some(self.now + ticks * TICK - i64::try_from(post).unwrap());
                self.reopen(post);
            }
            Act::Unplan(post) => {
                if self.posts[post].is_fixed() {
                    return false;
                }
                self.posts[post].due = None;
                self.reconsider(post);
            }
            Act::Sign { post, by } => return self.sign(post, by),
            Act::Revoke(post) => {
                let it = &self.posts[post];
                if (it.is_frozen() && !it.is_only_prepared()) || it.approvals.iter().all(|approval| approval.revoked) {
                    return false;
                }
                self.posts[post].revoke();
                self.reconsider(post);
            }
            Act::AskForChanges(post) => return self.object(post, Review::Changes),
            Act::Reject(post) => return self.object(post, Review::Rejected),
            Act::Discard(post) => {
                if self.posts[post].is_frozen() {
                    return false;
                }
                self.posts[post].discarded = true;
                self.posts[post].head = None;
                self.reconsider(post);
            }
            Act::Hold(post) => {
                if matches!(self.posts[post].state(), Some(S::Posted | S::InDoubt)) {
                    return false;
                }
                self.posts[post].held = true;
                self.reconsider(post);
            }
            Act::Release(post) => {
                self.posts[post].held = false;
                self.reconsider(post);
            }
            Act::CallOff(post) => {
                let Some(delivery) = &mut self.posts[post].delivery else { return false };
                let waits = [S::Held, S::Scheduled, S::Retrying, S::Failed, S::Missed, S::Expired];
                if !waits.contains(&delivery.state) {
                    return false;
                }
                delivery.state = S::Cancelled;
            }
            Act::Retry(post) => {
                let ended = [S::Failed, S::Missed, S::Expired, S::Cancelled, S::PartlyPosted];
                if !self.posts[post].state().is_some_and(|state| ended.contains(&state)) {
                    return false;
                }
                self.posts[post].due = Some(self.now);
                self.reopen(post);
            }
            Act::Decide(post) => return self.decide(post),
            Act::Stop => self.stopped = true,
            Act::Resume => self.stopped = false,
            Act::Pause { channel, paused } => self.channels[channel].paused = paused,
            Act::ResetPin(person) => {
                let key = self.people[person].doctor.then_some(self.keys);
                self.keys += 1;
                self.people[person].key = key;
                self.reconsider_all();
            }
            Act::Leave => {
                self.people[OTHER] = Person { here: false, key: None, ..self.people[OTHER] };
                self.reconsider_all();
            }
            Act::Role { doctor } => {
                self.people[OTHER].doctor = doctor;
                self.reconsider_all();
            }
        }
        true
    }

    fn sign(&mut self, post: usize, by: usize) -> bool {
        let Person { here: true, doctor: true, key: Some(key) } = self.people[by] else { return false };
        self.look(post);
        let it = &mut self.posts[post];
        let (Some(manifest), Some(_)) = (it.head, it.due) else { return false };
        if it.review == Review::Rejected || (it.is_frozen() && !it.is_the_rest()) {
            return false;
        }
        if it.approvals.iter().any(|known| !known.revoked && known.manifest == manifest && known.key == key) {
            return true;
        }
        it.approvals.push(Approval { manifest, by, key, revoked: false });
        it.review = Review::Pending;
        self.reconsider(post);
        true
    }

    /// A doctor asks for changes, or refuses the post: nobody wants that and a signature.
    fn object(&mut self, post: usize, review: Review) -> bool {
        let it = &mut self.posts[post];
        if it.is_frozen() {
            return false;
        }
        it.review = review;
        it.revoke();
        self.reconsider(post);
        self.look(post);
        true
    }

    /// Somebody opens the sheet: what would be signed is written down.
    fn look(&mut self, post: usize) {
        let it = &mut self.posts[post];
        let Some(due) = it.due else { return };
        if !it.head.is_some_and(|head| head.revision == it.revision && head.covers(due)) {
            it.head = Some(Manifest { revision: it.revision, due });
        }
        self.reconsider(post);
    }

    /// A delivery waits for a signature, or for its time.
    pub fn reconsider(&mut self, post: usize) {
        use ExecutionState as S;
        let it = &mut self.posts[post];
        if let Some(due) = it.due {
            it.head = it.head.filter(|head| head.covers(due));
        }
        let (planned, kept_back) = (it.due.is_some(), it.discarded || it.held);
        let ready = planned && !kept_back && self.is_approved(post);
        let wanted = if ready { S::Scheduled } else { S::Held };
        match &mut self.posts[post].delivery {
            None if planned => self.posts[post].delivery = Some(Delivery::new(wanted)),
            None => {}
            Some(delivery) => {
                let waiting = matches!(delivery.state, S::Held | S::Scheduled | S::Retrying);
                let stays = delivery.state == wanted || (delivery.state == S::Retrying && ready);
                if waiting && !stays {
                    (delivery.state, delivery.failures, delivery.waits) = (wanted, 0, false);
                }
            }
        }
    }

    fn reconsider_all(&mut self) {
        for post in 0..self.posts.len() {
            self.reconsider(post);
        }
    }

    /// What ended waits again, with a new time.
    fn reopen(&mut self, post: usize) {
        use ExecutionState as S;
        if let Some(delivery) = &mut self.posts[post].delivery
            && matches!(delivery.state, S::Failed | S::Missed | S::Expired | S::Cancelled | S::PartlyPosted)
        {
            (delivery.state, delivery.failures, delivery.waits) = (S::Held, 0, false);
            for part in delivery.parts.iter_mut().filter(|part| part.state == PartState::Rejected) {
                part.state = PartState::Waiting;
            }
        }
        self.reconsider(post);
    }
}

impl Post {
    fn new(channel: usize, parts: usize) -> Self {
        Self {
            channel,
            parts,
            revision: 0,
            review: Review::Draft,
            discarded: false,
            held: false,
            due: None,
            head: None,
            approvals: Vec::new(),
            delivery: None,
        }
    }

    pub fn state(&self) -> Option<ExecutionState> {
        self.delivery.as_ref().map(|delivery| delivery.state)
    }

    fn revoke(&mut self) {
        self.approvals.iter_mut().for_each(|approval| approval.revoked = true);
    }

    /// Whether a part of it may be public.
    pub fn is_begun(&self) -> bool {
        let parts = self.delivery.iter().flat_map(|delivery| &delivery.parts);
        parts.into_iter().any(|part| !matches!(part.state, PartState::Waiting | PartState::Rejected))
    }

    fn is_frozen(&self) -> bool {
        use ExecutionState as S;
        matches!(self.state(), Some(S::Running | S::InDoubt | S::PartlyPosted | S::Posted)) || self.is_begun()
    }

    /// Whether its time stands: the rest of what is half public may have another.
    fn is_fixed(&self) -> bool {
        self.is_frozen() && self.state() != Some(ExecutionState::PartlyPosted)
    }

    fn is_only_prepared(&self) -> bool {
        let Some(delivery) = &self.delivery else { return false };
        delivery.state == ExecutionState::Running && delivery.parts.iter().all(|part| part.state == PartState::Waiting)
    }

    /// Whether a signature would let the rest of what is half public go on: its words can't have changed.
    fn is_the_rest(&self) -> bool {
        use ExecutionState as S;
        let Some(delivery) = &self.delivery else { return false };
        let waits =
            [S::Held, S::Scheduled, S::Retrying, S::Missed, S::Expired, S::PartlyPosted].contains(&delivery.state);
        waits && delivery.manifest.is_some_and(|begun| begun.revision == self.revision)
    }
}

impl Delivery {
    const fn new(state: ExecutionState) -> Self {
        Self { state, attempts: 0, parts: Vec::new(), manifest: None, failures: 0, waits: false, lookups: 0, empty: 0 }
    }
}
