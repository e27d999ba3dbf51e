//! The database does not answer for a while, in the middle of a sending. When it does again, the sending is concluded,
//! without anybody having to start the application anew.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use countersign_core::api::types::{DisplayState, Verification};
use countersign_core::model::{Content, Millis, Platform};
use countersign_core::publish::{Step, StepWatch};
use countersign_core::store::{DataKey, Db, StoreError, StoreOptions};
use countersign_tests::clinic::{Clinic, Instead, MORNING, SharedClock, With, platforms, vault_options};
use countersign_tests::scratch::scratch;
use countersign_vault::Vault;
use serde_json::Value;
use tokio::sync::Notify;

/// Holds the database from a step on, as a backup program or a failing disk might, until it is let go.
struct Holder {
    at: Step,
    path: PathBuf,
    key: DataKey,
    held: Mutex<Option<mpsc::Sender<()>>>,
    concluded: Notify,
}

impl Holder {
    fn hold(&self) {
        let (let_go, until) = mpsc::channel::<()>();
        let (begun, has_begun) = mpsc::channel();
        let options = StoreOptions { path: self.path.clone(), key: self.key.clone(), max_pages: None };
        std::thread::spawn(move || {
            let db = Db::open(options, |_| {}).unwrap();
            let until = Mutex::new(until);
            db.write(move |tx| {
                tx.run("UPDATE clinic SET name = name", &[])?;
                begun.send(()).unwrap();
                // Ends when the other side is dropped.
                let _ = until.lock().unwrap_or_else(PoisonError::into_inner).recv();
                Ok::<_, StoreError>(())
            })
            .unwrap();
        });
        has_begun.recv().unwrap();
        *self.held.lock().unwrap() = Some(let_go);
    }
}

impl StepWatch for Holder {
    fn reached(&self, step: Step) {
        if step == self.at {
            self.hold();
        }
        if step == Step::Concluded {
            self.concluded.notify_one();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sending_that_could_not_be_concluded_is_concluded_when_the_disk_answers_again() {
    for at in [Step::Answered, Step::Settled] {
        let (folder, clock) = (scratch(), SharedClock::at(MORNING));
        let running = platforms(&clock).await;
        let usual = With::usual(&clock, &running);
        let clinic = Clinic::make(folder.path(), &usual);
        clinic.as_receptionist();
        let content = Content::of_text(Platform::Facebook, "Flu shots from Thursday.");
        let post = clinic.compose(Platform::Facebook, &content).summary.id;
        clinic.plan_in(post, 3);
        clinic.sign(post).unwrap();
        clinic.close().await;

        let key = Vault::open(&vault_options(folder.path(), &usual, &Instead::default())).unwrap().data_key().clone();
        let path = folder.path().join("countersign.db");
        let holder = Arc::new(Holder { at, path, key, held: Mutex::default(), concluded: Notify::new() });
        let steps: Arc<dyn StepWatch> = holder.clone();
        let with = With { seed: 2, steps, keychain: usual.keychain.clone(), ..With::usual(&clock, &running) };
        let clinic = Clinic::open(folder.path(), &with);
        clinic.as_receptionist();
        clinic.advance_awake(3 * Millis::MINUTE);
        holder.concluded.notified().await;
        assert_eq!(clinic.post(post).summary.state, DisplayState::Going, "{at}: nothing could be written down");
        holder.held.lock().unwrap().take();
        clinic.until_within(post, &[DisplayState::Posted], 10).await;
        assert_eq!(running.control().ledger().len(), 1, "{at}");
        let verified: Verification = clinic.call("activity_verify", Value::Null);
        assert_eq!(verified.broken_at, None, "{at}: {}", verified.sentence);
        clinic.close().await;
    }
}
