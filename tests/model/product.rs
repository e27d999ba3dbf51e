//! The product: a clinic's engine over a real database, told the same as the reference, and compared with it.

use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use countersign_core::api::types::{ActivityPage, PersonAdd, Post, Verification};
use countersign_core::error::Error;
use countersign_core::model::{
    Content, ExecutionState, Millis, Part, PartRole, PartState, PersonId, Platform, PostId, Role,
};
use countersign_core::publish::{Publisher, Unwatched};
use countersign_tests::clinic::{Clinic, Instead, MORNING, SharedClock, With, ZONE, done, pin};
use countersign_tests::scratch::scratch;
use countersign_vault::MemorySecretStore;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::desk::{Asked, Client, Desk, PLATFORMS};
use crate::engine::Answer;
use crate::reference::{self, Act, Call, PEOPLE, TICK};

/// How long the engine may take until everything is as the reference says, in real time.
const PATIENCE: Duration = Duration::from_secs(10);
/// The seed of the clinic that every case begins with; each opening takes another.
const FIRST_SEED: u64 = 1;

/// See the module.
pub struct Product {
    folder: TempDir,
    clock: SharedClock,
    running: Option<(Clinic, Runtime)>,
    desk: Arc<Desk>,
    people: [PersonId; PEOPLE],
    posts: Vec<PostId>,
    /// Who is signed in.
    here: usize,
    openings: u64,
}

/// The words of a part of a post, as this revision has them.
pub fn words(post: usize, part: usize, revision: u32) -> String {
    format!("Post {post}, part {part}, as revision {revision} has it.")
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

fn with(clock: &SharedClock, seed: u64) -> With {
    With {
        clock: clock.clone(),
        // Nobody is there, and nobody is asked.
        base: "http://127.0.0.1:9".into(),
        keychain: MemorySecretStore::new(),
        steps: Arc::new(Unwatched),
        seed,
        login_port: 0,
        other_ports: [0, 0],
    }
}

/// The clinic that every case begins with.
fn beginning() -> &'static Path {
    static MADE: OnceLock<TempDir> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let (folder, runtime) = (scratch(), runtime());
        let _inside = runtime.enter();
        let with = with(&SharedClock::at(MORNING), FIRST_SEED);
        let clinic = Clinic::make_on(folder.path(), &with, &Instead::keys_in(folder.path(), &with));
        clinic.as_doctor();
        let other =
            PersonAdd { name: "Dr. Vikram Iyer".into(), roles: vec![Role::Doctor], registration: Some("KMC 1".into()) };
        done(clinic.api().add_person(&other, &pin()));
        let mut profile: Value = clinic.call("clinic_get", Value::Null);
        // Nobody is locked out in the middle of a case.
        profile["lock_after_minutes"] = json!(60);
        let _: Value = clinic.call("clinic_update", profile);
        runtime.block_on(clinic.close());
        folder
    });
    made.path()
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let there = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir_all(&there).unwrap();
            copy(&entry.path(), &there);
        } else {
            std::fs::copy(entry.path(), there).unwrap();
        }
    }
}

impl Product {
    /// A clinic in which nothing happened yet.
    pub fn new() -> Self {
        let folder = scratch();
        copy(beginning(), folder.path());
        let mut product = Self {
            folder,
            clock: SharedClock::at(MORNING),
            running: None,
            desk: Arc::default(),
            people: ["01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap(); PEOPLE],
            posts: Vec::new(),
            here: 0,
            openings: FIRST_SEED,
        };
        product.open();
        let everybody = done(product.clinic().api().lock_people(None));
        product.people = ["Dr. Meera Rao", "Dr. Vikram Iyer", "Anil Kumar"]
            .map(|name| everybody.iter().find(|person| person.name == name).unwrap().id);
        product.unlock();
        product
    }

    fn clinic(&self) -> &Clinic {
        &self.running.as_ref().unwrap().0
    }

    fn open(&mut self) {
        self.openings += 1;
        let runtime = runtime();
        let inside = runtime.enter();
        let with = with(&self.clock, self.openings);
        let client = |platform: &Platform| -> Arc<dyn Publisher> {
            Arc::new(Client { platform: *platform, desk: Arc::clone(&self.desk) })
        };
        let instead = Instead {
            also: PLATFORMS.iter().chain(&[Platform::Linkedin]).map(client).collect(),
            ..Instead::keys_in(self.folder.path(), &with)
        };
        let clinic = done(Clinic::open_on(self.folder.path(), &with, &instead));
        drop(inside);
        self.running = Some((clinic, runtime));
        self.here = PEOPLE;
    }

    /// The administrator sits down.
    fn unlock(&mut self) {
        self.sit_down(0).unwrap();
    }

    fn sit_down(&mut self, person: usize) -> Result<(), Error> {
        if self.here != person {
            self.clinic().api().unlock(self.people[person], &pin())?;
            self.here = person;
        }
        Ok(())
    }

    /// Closed in order, and opened again.
    pub fn reopen(&mut self) {
        let (clinic, runtime) = self.running.take().unwrap();
        runtime.block_on(clinic.close());
        runtime.shutdown_timeout(PATIENCE);
        self.desk.forget(false);
        self.open();
        self.unlock();
    }

    /// Ended wherever it is, and opened again.
    pub fn kill(&mut self, accepted: bool) {
        let (clinic, runtime) = self.running.take().unwrap();
        runtime.shutdown_timeout(PATIENCE);
        drop(clinic);
        self.desk.forget(accepted);
        self.open();
        self.unlock();
    }

    pub fn tick(&self) {
        self.clock.advance(TICK * Millis::MINUTE);
        self.clinic().api().touch();
    }

    pub fn answer(&self, channel: usize, answer: Answer) {
        self.desk.answer(channel, answer);
    }

    pub fn show(&self, channel: usize, shows: reference::Shows) {
        self.desk.show(channel, shows);
    }

    fn call(&self, command: &str, request: Value) -> bool {
        self.clinic().api().call(command, request).is_ok()
    }

    /// Does what a person does. Tells whether it was allowed.
    pub fn act(&mut self, act: Act, after: &reference::Clinic) -> bool {
        let id = |post: usize| json!({ "id": self.posts[post] });
        let ids = |post: usize| json!({ "post_ids": [self.posts[post]] });
        let words_on = |post: usize| json!({ "post_id": self.posts[post], "text": "Say it plainer.", "anchor": null });
        match act {
            Act::Write { channel, parts } => {
                self.write(channel, parts);
                true
            }
            Act::Edit(post) => {
                let now = self.clinic().post(self.posts[post]);
                let revision = after.posts[post].revision + u32::from(!after.allowed);
                let content = content(post, after.posts[post].channel, after.posts[post].parts, revision);
                let save = json!({ "id": self.posts[post], "base_revision": now.revision_id, "content": content });
                self.call("post_save", save)
            }
            Act::Submit(post) => self.call("post_submit", id(post)),
            Act::Look(post) => self.call("review_open", id(post)),
            Act::Plan { post, ticks } => self.plan(post, ticks),
            Act::Unplan(post) => self.call("plan_clear", id(post)),
            Act::Sign { post, by } => {
                let signed = self.sit_down(by).is_ok() && self.has_a_pen() && self.sign(post);
                self.unlock();
                signed
            }
            Act::Revoke(post) => {
                let which = serde_json::from_value(id(post)).unwrap();
                self.clinic().api().revoke(&which).is_ok()
            }
            Act::AskForChanges(post) => self.call("review_request_changes", words_on(post)),
            Act::Reject(post) => self.call("review_reject", words_on(post)),
            Act::Discard(post) => self.call("post_discard", id(post)),
            Act::Hold(post) => self.each("post_hold", ids(post)),
            Act::Release(post) => self.each("post_release", ids(post)),
            Act::CallOff(post) => self.call("delivery_cancel", id(post)),
            Act::Retry(post) => self.call("delivery_retry", id(post)),
            Act::Decide(post) => self.decide(post, after),
            Act::Stop => self.call("publishing_stop", Value::Null),
            Act::Resume => self.clinic().api().resume(false).is_ok(),
            Act::Pause { channel, paused } => {
                let channel = self.clinic().channel(PLATFORMS[channel]);
                let change = json!({ "id": channel.id, "name": channel.name, "max_hashtags": null, "zone": null, "tier": null, "paused": paused });
                self.call("channel_update", change)
            }
            Act::ResetPin(person) => self.clinic().api().set_pin(self.people[person], &pin(), &pin()).is_ok(),
            Act::Leave => self.call("person_leave", json!({ "id": self.people[reference::OTHER] })),
            Act::Role { doctor } => {
                let roles = if doctor { [Role::Doctor] } else { [Role::Staff] };
                let change = json!({ "id": self.people[reference::OTHER], "name": "Dr. Vikram Iyer", "roles": roles, "registration": "KMC 1" });
                self.call("person_update", change)
            }
        }
    }

    fn write(&mut self, channel: usize, parts: usize) {
        let begun: Post =
            self.clinic().call("post_create", json!({ "channel_id": self.clinic().channel(PLATFORMS[channel]).id }));
        let content = content(self.posts.len(), channel, parts, 0);
        let save = json!({ "id": begun.summary.id, "base_revision": begun.revision_id, "content": content });
        let _: Post = self.clinic().call("post_save", save);
        self.posts.push(begun.summary.id);
    }

    fn plan(&self, post: usize, ticks: i64) -> bool {
        let minutes = ticks * TICK - i64::try_from(post).unwrap();
        let at = self.clock.now().plus(minutes * Millis::MINUTE);
        let face = countersign_core::model::zone::Zone::named(ZONE).unwrap().clock_at(at);
        let asked = json!({ "post_id": self.posts[post], "date": face.date(), "time": face.time(), "zone": ZONE });
        self.call("plan_set", asked)
    }

    fn sign(&self, post: usize) -> bool {
        let sheet: countersign_core::api::types::ReviewSheet =
            self.clinic().call("review_open", json!({ "id": self.posts[post] }));
        let shown = json!({ "post_id": self.posts[post], "manifest": sheet.manifest });
        self.clinic().sign_shown(serde_json::from_value(shown).unwrap()).is_ok()
    }

    /// Takes the pen out, unless it is out.
    fn has_a_pen(&self) -> bool {
        let api = self.clinic().api();
        api.session().is_ok_and(|session| session.signing_until.is_some()) || api.open_signing(&pin()).is_ok()
    }

    fn each(&self, command: &str, request: Value) -> bool {
        let answer: Value = self.clinic().call(command, request);
        answer["outcomes"][0]["refused"].is_null()
    }

    fn decide(&self, post: usize, after: &reference::Clinic) -> bool {
        let now = self.clinic().post(self.posts[post]);
        let doubtful = now.delivery.iter().flat_map(|it| &it.parts);
        let unknown = doubtful.filter(|part| part.state == PartState::Unknown);
        let part = unknown.map(|part| usize::try_from(part.ordinal).unwrap()).next();
        let address = part.and_then(|part| self.desk.address(&words(post, part, after.posts[post].revision)));
        let found = match address {
            Some(address) => json!({ "kind": "public", "address": address }),
            None => json!({ "kind": "not_public" }),
        };
        self.call("delivery_decide", json!({ "post_id": self.posts[post], "found": found }))
    }

    /// Waits until everything is as the reference says; and looks at what has to be so whatever it says.
    pub fn agrees_with(&self, clinic: &reference::Clinic) {
        let (product, runtime) = self.running.as_ref().unwrap();
        let settled = runtime.block_on(async {
            tokio::time::timeout(PATIENCE, async {
                loop {
                    let (asked, changed) = (self.desk.asked.notified(), product.changed());
                    if self.differs_from(clinic).is_none() {
                        return;
                    }
                    tokio::select! { () = asked => {} () = changed => {} }
                }
            })
            .await
        });
        assert!(settled.is_ok(), "{}", self.differs_from(clinic).unwrap_or_default());
        if let Some((post, why)) = clinic.denial {
            assert_eq!(self.denied(post).as_deref(), Some(why), "the gate's reason, on record");
        }
        let verified: Verification = product.call("activity_verify", Value::Null);
        assert_eq!(verified.broken_at, None, "{}", verified.sentence);
    }

    /// Why the gate refused the last commit of a post.
    fn denied(&self, post: usize) -> Option<String> {
        let correlation = self.clinic().post(self.posts[post]).correlation_id;
        let asked = json!({ "before": null, "correlation_id": correlation, "denied_only": true, "text": "" });
        let page: ActivityPage = self.clinic().call("activity_list", asked);
        page.entries.into_iter().find(|entry| entry.action == "gate.commit_started")?.reason
    }

    /// What is not as the reference says, if anything.
    fn differs_from(&self, clinic: &reference::Clinic) -> Option<String> {
        let expected = |call: &Call| match *call {
            Call::Prepare { post, part } | Call::Commit { post, part } => Asked {
                commit: matches!(call, Call::Commit { .. }),
                words: words(post, part, clinic.posts[post].revision),
            },
        };
        for (channel, asked) in self.desk.pending().into_iter().enumerate() {
            let right: Vec<Asked> = clinic.channels[channel].call.iter().map(expected).collect();
            if asked != right {
                return Some(format!("channel {channel} is asked {asked:?}, not {right:?}"));
            }
        }
        let mut public: [Vec<String>; 2] = Default::default();
        for (index, post) in clinic.posts.iter().enumerate() {
            for (ordinal, part) in post.delivery.iter().flat_map(|it| &it.parts).enumerate() {
                assert!(part.times <= 1, "the reference itself would publish twice");
                public[post.channel].extend(part.public.map(|revision| words(index, ordinal, revision)));
            }
        }
        public.iter_mut().for_each(|words| words.sort());
        if self.desk.public() != public {
            return Some(format!("public is {:?}, not {public:?}", self.desk.public()));
        }
        (0..clinic.posts.len()).find_map(|post| self.post_differs(clinic, post))
    }

    fn post_differs(&self, clinic: &reference::Clinic, index: usize) -> Option<String> {
        let right = &clinic.posts[index];
        if right.discarded {
            let still = self.call("post_get", json!({ "id": self.posts[index] }));
            return still.then(|| format!("post {index} was put away, and is there"));
        }
        let post = self.clinic().post(self.posts[index]);
        let due = post.summary.plan.as_ref().map(|plan| plan.due.at.since(MORNING) / Millis::MINUTE);
        let found = (
            post.summary.state,
            post.delivery.as_ref().map(|it| it.state),
            post.delivery.as_ref().map(|it| it.attempts.len()),
            post.delivery.iter().flat_map(|it| &it.parts).map(|part| part.state).collect::<Vec<_>>(),
            due,
            post.summary.held,
        );
        let right = (
            clinic.shown(index),
            right.state(),
            right.delivery.as_ref().map(|it| it.attempts),
            right.delivery.iter().flat_map(|it| &it.parts).map(|part| part.state).collect::<Vec<_>>(),
            right.due,
            right.held,
        );
        if found != right {
            return Some(format!("post {index} is {found:?}, not {right:?}"));
        }
        // What is due to be looked for has been looked for, or time would move on over it.
        let looks = post.delivery.filter(|it| it.state == ExecutionState::InDoubt)?.next_try;
        let overdue = looks.is_none_or(|next| next.at <= self.clock.now());
        overdue.then(|| format!("post {index} is in doubt and was not looked for"))
    }

    /// Ends it; whatever waits for an answer waits no more.
    pub fn end(mut self) {
        if let Some((clinic, runtime)) = self.running.take() {
            runtime.shutdown_timeout(PATIENCE);
            drop(clinic);
        }
    }
}

fn content(post: usize, channel: usize, parts: usize, revision: u32) -> Content {
    let mut content = Content::of_text(PLATFORMS[channel], words(post, 0, revision));
    for part in 1..parts {
        content.parts.push(Part { role: PartRole::Thread, text: words(post, part, revision), media: Vec::new() });
    }
    content
}
