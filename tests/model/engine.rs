//! The reference's engine: what the application does by itself, and what its platforms answer.

use countersign_core::model::{ExecutionState, PartState};

use crate::reference::{Call, Clinic, GRACE, MOST_RETRIES, Part, Review, Shows, TICK};

/// A failure that passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passing {
    /// The platform's own: the channel rests.
    Platforms,
    /// This laptop's.
    Local,
    /// Nobody was reached: no retry is used up.
    Offline,
}

/// What a platform answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// To what was prepared: it may be committed. To a commit: it is public.
    Done,
    /// It does not take this.
    Refused,
    /// It did not take this, and may the next time.
    NotYet(Passing),
    /// Only to a commit: the answer is lost.
    Lost { accepted: bool },
}

/// How an attempt ended.
#[derive(Clone, Copy)]
enum Ending {
    Done,
    Refused,
    NotYet(Passing),
    Unknown,
    Denied(&'static str),
    Interrupted,
}

impl Clinic {
    /// Time moves on.
    pub fn tick(&mut self) {
        self.now += TICK;
        for channel in &mut self.channels {
            channel.rests = false;
        }
        for post in 0..self.posts.len() {
            if let Some(delivery) = &mut self.posts[post].delivery {
                delivery.waits = false;
            }
            if self.posts[post].state() == Some(ExecutionState::InDoubt) {
                self.read_back(post);
            }
        }
    }

    /// Everything that the application does before it waits for time, platforms or people.
    pub fn work(&mut self) {
        self.sweep();
        for channel in 0..self.channels.len() {
            while self.channels[channel].call.is_none() && self.claim(channel) {}
        }
    }

    /// What is late and was not begun asks a person.
    fn sweep(&mut self) {
        use ExecutionState as S;
        for post in 0..self.posts.len() {
            let approved = self.is_approved(post);
            let it = &mut self.posts[post];
            let late = it.due.is_some_and(|due| due < self.now - GRACE);
            let Some(delivery) =
                it.delivery.as_mut().filter(|_| late && !it.discarded && it.review != Review::Rejected)
            else {
                continue;
            };
            let public = delivery.parts.iter().any(|part| part.state == PartState::Posted);
            if matches!(delivery.state, S::Held | S::Scheduled | S::Retrying) && !public {
                let unsigned = delivery.state == S::Held && !approved;
                delivery.state = if unsigned { S::Expired } else { S::Missed };
            }
        }
    }

    /// Takes what is first on a channel, if it is due. Tells whether to look again.
    fn claim(&mut self, channel: usize) -> bool {
        use ExecutionState as S;
        let at = &self.channels[channel];
        if self.stopped || at.paused || at.rests {
            return false;
        }
        let waiting = self.posts.iter().enumerate().filter(|(_, post)| {
            post.channel == channel && matches!(post.state(), Some(S::Scheduled | S::Retrying)) && post.due.is_some()
        });
        let Some((post, _)) = waiting.min_by_key(|(_, post)| post.due) else { return false };
        let due = self.posts[post].due.unwrap_or(i64::MAX);
        if due > self.now || self.posts[post].delivery.as_ref().is_some_and(|delivery| delivery.waits) {
            return false;
        }
        let cleared = self.clear(post);
        let it = &mut self.posts[post];
        let (head, parts) = (it.head, it.parts);
        let Some(delivery) = &mut it.delivery else { return false };
        match cleared {
            Err("approval_required" | "held_by_a_person") => {
                delivery.state = S::Held;
                return true;
            }
            Err("too_late") => {
                delivery.state = S::Missed;
                return true;
            }
            Err(why) => unreachable!("claimed although {why}"),
            Ok(()) => {}
        }
        (delivery.state, delivery.manifest, delivery.waits) = (S::Running, head, false);
        delivery.attempts += 1;
        if delivery.parts.is_empty() {
            delivery.parts = vec![Part { state: PartState::Waiting, public: None, times: 0 }; parts];
        }
        self.prepare(post, 0);
        false
    }

    /// Whether a post may go out.
    fn clear(&self, post: usize) -> Result<(), &'static str> {
        let it = &self.posts[post];
        let public = it.delivery.iter().flat_map(|it| &it.parts).any(|part| part.state == PartState::Posted);
        if self.stopped {
            return Err("stopped");
        }
        if !self.is_approved(post) || it.discarded {
            return Err("approval_required");
        }
        if it.held {
            return Err("held_by_a_person");
        }
        let Some(due) = it.due else { return Err("approval_required") };
        if !it.head.is_some_and(|head| head.covers(self.now) && head.covers(due)) {
            return Err("outside_signed_window");
        }
        if due < self.now - GRACE && !public {
            return Err("too_late");
        }
        if self.channels[it.channel].paused {
            return Err("channel_paused");
        }
        Ok(())
    }

    fn prepare(&mut self, post: usize, from: usize) {
        match self.unsent(post, from) {
            Some(part) => self.channels[self.posts[post].channel].call = Some(Call::Prepare { post, part }),
            None => self.commit(post),
        }
    }

    fn commit(&mut self, post: usize) {
        let Some(part) = self.unsent(post, 0) else { return self.conclude(post, Ending::Done) };
        let head = self.posts[post].head;
        let begun = self.clear(post).and_then(|()| {
            let claimed = self.posts[post].delivery.as_ref().and_then(|delivery| delivery.manifest);
            if claimed == head { Ok(()) } else { Err("approval_required") }
        });
        match begun {
            Err(why) => {
                self.denial = Some((post, why));
                self.conclude(post, Ending::Denied(why));
            }
            Ok(()) => {
                self.part(post, part).state = PartState::Committing;
                self.channels[self.posts[post].channel].call = Some(Call::Commit { post, part });
            }
        }
    }

    fn unsent(&self, post: usize, from: usize) -> Option<usize> {
        let parts = &self.posts[post].delivery.as_ref()?.parts;
        (from..parts.len()).find(|part| parts[*part].state != PartState::Posted)
    }

    fn part(&mut self, post: usize, part: usize) -> &mut Part {
        &mut self.posts[post].delivery.as_mut().unwrap().parts[part]
    }

    fn publish(&mut self, post: usize, part: usize) {
        let revision = self.posts[post].delivery.as_ref().and_then(|it| it.manifest).map(|signed| signed.revision);
        let part = self.part(post, part);
        part.public = revision;
        part.times += 1;
    }

    /// A platform answers.
    pub fn answer(&mut self, channel: usize, answer: Answer) {
        match (self.channels[channel].call.unwrap(), answer) {
            (Call::Prepare { post, part }, Answer::Done) => self.prepare(post, part + 1),
            (Call::Prepare { post, .. }, Answer::Refused) => self.conclude(post, Ending::Refused),
            (Call::Prepare { post, .. }, Answer::NotYet(why)) => self.conclude(post, Ending::NotYet(why)),
            (Call::Prepare { .. }, Answer::Lost { .. }) => unreachable!("nothing was to be public"),
            (Call::Commit { post, part }, Answer::Done) => {
                self.publish(post, part);
                self.part(post, part).state = PartState::Posted;
                self.commit(post);
            }
            (Call::Commit { post, part }, Answer::Refused) => {
                self.part(post, part).state = PartState::Rejected;
                self.conclude(post, Ending::Refused);
            }
            (Call::Commit { post, part }, Answer::NotYet(why)) => {
                self.part(post, part).state = PartState::Waiting;
                self.conclude(post, Ending::NotYet(why));
            }
            (Call::Commit { post, part }, Answer::Lost { accepted }) => {
                if accepted {
                    self.publish(post, part);
                }
                self.part(post, part).state = PartState::Unknown;
                self.conclude(post, Ending::Unknown);
            }
        }
    }

    /// An attempt ends: the delivery's state follows from its parts and from what ended it.
    fn conclude(&mut self, post: usize, ending: Ending) {
        use ExecutionState as S;
        let (now, channel) = (self.now, self.posts[post].channel);
        self.channels[channel].call = None;
        self.channels[channel].rests = matches!(ending, Ending::Unknown | Ending::NotYet(Passing::Platforms));
        let due = self.posts[post].due.unwrap_or(now);
        let delivery = self.posts[post].delivery.as_mut().unwrap();
        let has = |state| delivery.parts.iter().any(|part| part.state == state);
        let some = has(PartState::Posted);
        let ended = if some { S::PartlyPosted } else { S::Failed };
        (delivery.lookups, delivery.empty, delivery.waits) = (0, 0, false);
        delivery.state = if has(PartState::Unknown) {
            S::InDoubt
        } else if delivery.parts.iter().all(|part| part.state == PartState::Posted) {
            S::Posted
        } else if has(PartState::Rejected) {
            ended
        } else {
            match ending {
                Ending::Done | Ending::Unknown => unreachable!("there are parts that nobody sent"),
                Ending::Interrupted => S::Scheduled,
                Ending::Refused => ended,
                Ending::NotYet(why) => {
                    let counts = why != Passing::Offline;
                    if counts && delivery.failures >= MOST_RETRIES {
                        ended
                    } else if due + GRACE <= now && !some {
                        delivery.failures += u32::from(counts);
                        S::Missed
                    } else {
                        delivery.failures += u32::from(counts);
                        delivery.waits = true;
                        S::Retrying
                    }
                }
                Ending::Denied("approval_required" | "held_by_a_person") => S::Held,
                Ending::Denied("too_late") => S::Missed,
                Ending::Denied("outside_signed_window") if some => S::PartlyPosted,
                Ending::Denied("outside_signed_window") => S::Expired,
                Ending::Denied(_) => S::Scheduled,
            }
        };
        if matches!(delivery.state, S::Held | S::Retrying) {
            self.reconsider(post);
        }
    }

    /// The application is closed in order. Nobody waits for an answer that would make something public.
    pub fn close(&mut self) {
        for channel in 0..self.channels.len() {
            match self.channels[channel].call {
                None => {}
                Some(Call::Prepare { post, .. }) => self.conclude(post, Ending::Interrupted),
                Some(Call::Commit { .. }) => unreachable!("closing waits for its answer"),
            }
        }
    }

    /// The process ends at once; whatever was being published is, or is not.
    pub fn kill(&mut self, accepted: bool) {
        for channel in 0..self.channels.len() {
            let post = match self.channels[channel].call {
                None => continue,
                Some(Call::Prepare { post, .. }) => post,
                Some(Call::Commit { post, part }) => {
                    if accepted {
                        self.publish(post, part);
                    }
                    self.part(post, part).state = PartState::Unknown;
                    post
                }
            };
            // A crash is no trouble of the channel's.
            let rests = self.channels[channel].rests;
            self.conclude(post, Ending::Interrupted);
            self.channels[channel].rests = rests;
            self.reconsider(post);
        }
    }

    /// Looks for what is in doubt.
    fn read_back(&mut self, post: usize) {
        let shows = self.channels[self.posts[post].channel].shows;
        let Some(part) = self.doubtful(post) else { return };
        let public = self.part(post, part).public.is_some();
        let delivery = self.posts[post].delivery.as_mut().unwrap();
        delivery.lookups += 1;
        match shows {
            Shows::All if public => {
                self.part(post, part).state = PartState::Posted;
                self.go_on(post);
            }
            Shows::All => {
                delivery.empty += 1;
                if delivery.empty >= 2 {
                    let tried_enough = delivery.failures >= MOST_RETRIES;
                    delivery.failures += u32::from(!tried_enough);
                    self.part(post, part).state = PartState::Waiting;
                    self.go_on(post);
                    if tried_enough {
                        let it = self.posts[post].delivery.as_mut().unwrap();
                        let some = it.parts.iter().any(|part| part.state == PartState::Posted);
                        it.state = if some { ExecutionState::PartlyPosted } else { ExecutionState::Failed };
                    }
                }
            }
            Shows::NotAll | Shows::Nothing => {}
        }
    }

    fn doubtful(&self, post: usize) -> Option<usize> {
        let parts = &self.posts[post].delivery.as_ref()?.parts;
        parts.iter().position(|part| part.state == PartState::Unknown)
    }

    /// What a person saw on the platform settles a doubt. Tells whether there is one.
    pub fn decide(&mut self, post: usize) -> bool {
        let in_doubt = self.posts[post].state() == Some(ExecutionState::InDoubt);
        let Some(part) = self.doubtful(post).filter(|_| in_doubt) else { return false };
        let public = self.part(post, part).public.is_some();
        self.part(post, part).state = if public { PartState::Posted } else { PartState::Waiting };
        self.go_on(post);
        true
    }

    /// The rest of a post goes on once a doubt is settled.
    fn go_on(&mut self, post: usize) {
        use ExecutionState as S;
        let delivery = self.posts[post].delivery.as_mut().unwrap();
        let waiting = delivery.parts.iter().any(|part| part.state == PartState::Waiting);
        (delivery.state, delivery.waits) = (if waiting { S::Retrying } else { S::Posted }, false);
        (delivery.lookups, delivery.empty) = (0, 0);
        self.reconsider(post);
    }
}
