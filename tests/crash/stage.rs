//! A clinic in a folder with one signed post and one draft, made once for each kind and copied for each case.

use std::path::Path;
use std::sync::Arc;

use countersign_core::api::types::{DisplayState, Post, PostRef};
use countersign_core::model::{Content, Millis, PartState, Platform, PostId};
use countersign_practice::Running;
use countersign_tests::apart::Orders;
use countersign_tests::clinic::{Clinic, Instead, MORNING, SharedClock, With, platforms};
use countersign_tests::lending;
use countersign_tests::scratch::scratch;
use serde_json::json;
use tempfile::TempDir;

use super::child::Child;
use countersign_tests::kinds::{Expected, Kind, content, expected};

/// The text of a draft that nobody sends.
pub const DRAFT: &str = "Half a sentence about";
/// The seed of the clinic's making; each opening takes the next one.
const FIRST_SEED: u64 = 1;

/// What was signed.
#[derive(Debug, Clone)]
pub struct Signed {
    pub platform: Platform,
    pub post: PostId,
    /// When it was to go out; a person may choose a later time afterwards.
    pub due: Millis,
    pub expected: Vec<Expected>,
}

/// A clinic that waits for the time of its posts.
pub struct Prepared {
    pub folder: TempDir,
    pub signed: Vec<Signed>,
    pub draft: PostId,
}

impl Prepared {
    /// Signs one post for each of `plans`: what, where, and in how many minutes.
    pub async fn make(plans: &[(Platform, Kind, i64)]) -> Self {
        let (folder, clock) = (scratch(), SharedClock::at(MORNING));
        let running = platforms(&clock).await;
        let with = With { seed: FIRST_SEED, ..With::usual(&clock, &running) };
        let clinic = Clinic::make_on(folder.path(), &with, &Instead::keys_in(folder.path(), &with));
        clinic.as_receptionist();
        let mut signed = Vec::new();
        for (number, (platform, kind, minutes)) in plans.iter().enumerate() {
            let content = content(&clinic, *platform, *kind, number);
            let post = clinic.compose(*platform, &content).summary.id;
            clinic.plan_in(post, *minutes);
            clinic.sign(post).unwrap();
            let due = clinic.post(post).summary.plan.unwrap().due.at;
            signed.push(Signed { platform: *platform, post, due, expected: expected(*platform, &content, number) });
            clinic.as_receptionist();
        }
        let channel = clinic.channel(Platform::X).id;
        let draft: Post = clinic.call("post_create", json!({ "channel_id": channel }));
        let text = Content::of_text(Platform::X, DRAFT);
        let save = json!({ "id": draft.summary.id, "base_revision": draft.revision_id, "content": text });
        let draft: Post = clinic.call("post_save", save);
        clinic.close().await;
        Self { folder, signed, draft: draft.summary.id }
    }
}

/// One run of it that goes wrong.
pub struct Case {
    pub running: Running,
    pub clock: SharedClock,
    pub folder: TempDir,
    openings: u64,
    /// Whether the platforms fetch their pictures by address.
    pub fetches: bool,
    /// What somebody wants of a post's platform before anything else happens.
    pub keep: Option<(PostId, bool)>,
}

impl Case {
    pub async fn of(prepared: &Prepared) -> Self {
        let (folder, clock) = (scratch(), SharedClock::at(MORNING));
        copy(prepared.folder.path(), folder.path());
        Self { running: platforms(&clock).await, clock, folder, openings: FIRST_SEED, fetches: false, keep: None }
    }

    /// Opens it in another process.
    pub fn child(&mut self, stop_at: Option<(String, usize)>) -> Child {
        self.openings += 1;
        Child::start(&Orders {
            folder: self.folder.path().to_str().unwrap().to_owned(),
            base: self.running.base_url().to_owned(),
            now: self.clock.now().0,
            seed: self.openings,
            stop_at,
            fetches: self.fetches,
            keep: self.keep,
        })
    }

    /// Opens it in this process, with somebody in front of it.
    pub fn open(&mut self) -> Clinic {
        self.openings += 1;
        let with = With { seed: self.openings, ..With::usual(&self.clock, &self.running) };
        let mut instead = Instead::keys_in(self.folder.path(), &with);
        instead.clients = self.fetches.then(|| lending::clients(&Arc::default()));
        let clinic = Clinic::open_on(self.folder.path(), &with, &instead).unwrap();
        clinic.as_receptionist();
        clinic
    }

    /// The same, with what people write being read.
    pub fn open_to_people(&mut self) -> Clinic {
        self.openings += 1;
        let with = With { seed: self.openings, ..With::usual(&self.clock, &self.running) };
        let instead = Instead { inbox: true, ..Instead::keys_in(self.folder.path(), &with) };
        let clinic = Clinic::open_on(self.folder.path(), &with, &instead).unwrap();
        clinic.as_receptionist();
        clinic
    }

    /// Opens it and lets it finish. Where it asks a person, because the time has passed or it was tried often enough, the
    /// person says *again*.
    pub async fn finish(&mut self, signed: &[Signed]) -> Clinic {
        let clinic = self.open();
        clinic.settle(24 * 60).await;
        for one in signed {
            let post = clinic.post(one.post);
            let parts = &post.delivery.as_ref().unwrap().parts;
            let (public, said) =
                (self.public(one), parts.iter().filter(|part| part.state == PartState::Posted).count());
            assert_eq!(public, said, "what is public is said to be: {post:#?}");
            if matches!(post.summary.state, DisplayState::Missed | DisplayState::Failed | DisplayState::PartlyPosted) {
                assert!(public < one.expected.len(), "a public post is called {:?}", post.summary.state);
                let _: Post = clinic.call("delivery_retry", PostRef { id: one.post });
                clinic.settle(24 * 60).await;
            }
        }
        for one in signed {
            addressed(&clinic, one.post).await;
        }
        clinic
    }

    /// How many parts of a post are public.
    fn public(&self, signed: &Signed) -> usize {
        let ledger = self.running.control().ledger();
        ledger.iter().filter(|entry| signed.expected.iter().any(|part| part.text == entry.text)).count()
    }
}

/// Waits until everything public of a post has its address: where that is asked for afterwards, it may still be on its way.
async fn addressed(clinic: &Clinic, post: PostId) {
    let missing = |post: &Post| {
        let parts = post.delivery.iter().flat_map(|delivery| &delivery.parts);
        parts.into_iter().any(|part| part.state == PartState::Posted && part.permalink.is_none())
    };
    loop {
        let changed = clinic.changed();
        if !missing(&clinic.post(post)) {
            return;
        }
        let moved = tokio::time::timeout(std::time::Duration::from_secs(30), changed).await;
        assert!(moved.is_ok(), "an address never came: {:#?}", clinic.post(post));
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
