//! Two engines on one database, as when the lock of the folder fails: what is signed still goes out once.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use countersign_core::api::types::{DisplayState, Verification};
use countersign_core::model::{Content, Millis, Platform, PostId};
use countersign_core::publish::{Step, StepWatch};
use countersign_practice::{Action, Endpoint, Fault, Platform as Practised, Running, templates};
use countersign_tests::clinic::{Clinic, MORNING, Next, SharedClock, With, platforms};
use countersign_tests::scratch::scratch;
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::{Notify, mpsc};

const TEXT: &str = "Flu shots from Thursday.";

struct Stage {
    folder: TempDir,
    clock: SharedClock,
    running: Running,
    usual: With,
    post: PostId,
}

async fn stage() -> Stage {
    let (folder, clock) = (scratch(), SharedClock::at(MORNING));
    let running = platforms(&clock).await;
    let usual = With::usual(&clock, &running);
    let clinic = Clinic::make(folder.path(), &usual);
    clinic.as_receptionist();
    let post = clinic.compose(Platform::Facebook, &Content::of_text(Platform::Facebook, TEXT)).summary.id;
    clinic.plan_in(post, 3);
    clinic.sign(post).unwrap();
    clinic.close().await;
    Stage { folder, clock, running, usual, post }
}

impl Stage {
    fn open(&self, seed: u64, steps: Option<Arc<dyn StepWatch>>) -> Clinic {
        let mut with = With { seed, keychain: self.usual.keychain.clone(), ..With::usual(&self.clock, &self.running) };
        if let Some(steps) = steps {
            with.steps = steps;
        }
        let clinic = Clinic::open(self.folder.path(), &with);
        clinic.as_receptionist();
        clinic
    }

    fn public_once(&self, clinic: &Clinic, what: &str) {
        let post = clinic.post(self.post);
        assert_eq!(post.summary.state, DisplayState::Posted, "{what}: {post:#?}");
        let ledger = self.running.control().ledger();
        assert_eq!(ledger.len(), 1, "{what}: {ledger:#?}");
        assert_eq!(ledger[0].text, TEXT);
        let verified: Verification = clinic.call("activity_verify", Value::Null);
        assert_eq!(verified.broken_at, None, "{what}: {}", verified.sentence);
    }
}

/// Moves time on until neither engine has anything left to do. Both see the same database; either may be at work.
async fn settle(one: &Clinic, other: &Clinic) {
    let end = one.clock().now().plus(24 * 60 * Millis::MINUTE);
    loop {
        let (changed, also) = (one.changed(), other.changed());
        match one.next() {
            Next::Nothing => return,
            Next::At(at) => {
                assert!(at <= end, "not settled: {}", one.open_posts());
                other.api().touch();
                one.advance_awake(at.since(one.clock().now()));
            }
            Next::Working => {
                let either = async {
                    tokio::select! {
                        () = changed => {}
                        () = also => {}
                    }
                };
                let moved = tokio::time::timeout(Duration::from_secs(30), either).await;
                assert!(moved.is_ok(), "both engines stand still: {}", one.open_posts());
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_engines_that_wait_for_the_same_post_send_it_once() {
    for seed in 2..10 {
        let stage = stage().await;
        let (one, other) = (stage.open(seed, None), stage.open(seed + 100, None));
        settle(&one, &other).await;
        stage.public_once(&one, &format!("seed {seed}"));
        one.close().await;
        other.close().await;
    }
}

/// Says when a step is reached, and waits there until it may go on.
struct Gatekeeper {
    at: Step,
    reached: Mutex<Option<mpsc::UnboundedSender<()>>>,
    go_on: Arc<Notify>,
}

impl StepWatch for Gatekeeper {
    fn reached(&self, step: Step) {
        if step != self.at {
            return;
        }
        if let Some(tell) = self.reached.lock().unwrap().take() {
            tell.send(()).unwrap();
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(self.go_on.notified()));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_engine_that_is_opened_beside_one_at_work_does_not_send_what_that_one_sends() {
    for at in [Step::Claimed, Step::Prepared, Step::CommitStarted, Step::Answered, Step::Settled] {
        let stage = stage().await;
        let (tell, mut reached) = mpsc::unbounded_channel();
        let go_on = Arc::new(Notify::new());
        let keeper = Gatekeeper { at, reached: Mutex::new(Some(tell)), go_on: Arc::clone(&go_on) };
        let first = stage.open(2, Some(Arc::new(keeper)));
        first.advance_awake(3 * 60_000);
        reached.recv().await.unwrap();
        let second = stage.open(3, None);
        // The first goes on at once, while the second takes up what it believes was left behind.
        go_on.notify_one();
        settle(&second, &first).await;
        stage.public_once(&second, &format!("{at}"));
        first.close().await;
        stage.public_once(&second, &format!("{at}, after the first engine was closed"));
        second.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_after_another_engine_took_over_changes_nothing() {
    let stage = stage().await;
    let control = stage.running.control();
    control.script(Fault {
        platform: Practised::Facebook,
        endpoint: Endpoint::at("POST", templates::facebook::FEED),
        skip: 0,
        times: 1,
        action: Action::Hold { after_accept: true },
    });
    let first = stage.open(2, None);
    first.advance_awake(3 * 60_000);
    control.until_held(1).await;
    let second = stage.open(3, None);
    second.settle(24 * 60).await;
    stage.public_once(&second, "found by reading back");
    control.release_held();
    first.close().await;
    stage.public_once(&second, "after the late answer");
    second.close().await;
}
