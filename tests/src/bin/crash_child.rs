//! A clinic in a process of its own, so that a test can end that process.
//!
//! It is told what to do by one argument, [`Orders`] as JSON, and by lines on standard input ([`Told`]); it says what it
//! does in lines on standard output ([`Said`]). Its clock moves only as it is told. It ends when it is told to close, when
//! nobody is there to tell it anything, or when it is killed.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use countersign_core::api::types::{Post, PostRef, TakeDown};
use countersign_core::model::{Content, Millis, Platform};
use countersign_core::publish::{Step, StepWatch};
use countersign_tests::apart::{Orders, Said, Told};
use countersign_tests::clinic::{Clinic, Instead, Next, SharedClock, With};
use countersign_tests::lending;
use countersign_tests::lines::{Line, say, told};
use countersign_vault::MemorySecretStore;
use serde_json::json;

/// Says every step, and goes no further than the one it is to stop at.
struct Stops {
    at: Option<(String, usize)>,
    seen: Mutex<BTreeMap<String, usize>>,
}

impl StepWatch for Stops {
    fn reached(&self, step: Step) {
        let step = step.to_string();
        let nth = {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            let nth = seen.entry(step.clone()).or_default();
            *nth += 1;
            *nth
        };
        let stop = self.at.as_ref().is_some_and(|(wanted, which)| *wanted == step && *which == nth);
        say(&Said::Step { step, nth, stop });
        if stop {
            loop {
                std::thread::park();
            }
        }
    }
}

#[tokio::main(flavor = "multi_thread", worker_threads = 4)]
async fn main() -> ExitCode {
    let Some(orders) = std::env::args().nth(1).and_then(|text| Orders::read(&text)) else {
        return ExitCode::FAILURE;
    };
    let mut told = told::<Told>();
    let folder = PathBuf::from(&orders.folder);
    let with = With {
        clock: SharedClock::at(Millis(orders.now)),
        base: orders.base.clone(),
        keychain: MemorySecretStore::new(),
        steps: Arc::new(Stops { at: orders.stop_at.clone(), seen: Mutex::default() }),
        seed: orders.seed,
        login_port: 0,
        other_ports: [0, 0],
    };
    let mut instead = Instead::keys_in(&folder, &with);
    instead.clients = orders.fetches.then(|| lending::clients(&Arc::default()));
    let opened = Clinic::open_on(&folder, &with, &instead);
    let clinic = match opened {
        Ok(clinic) => clinic,
        Err(error) => {
            say(&Said::Refused { error: error.into() });
            return ExitCode::FAILURE;
        }
    };
    clinic.as_receptionist();
    if let Some((post, keep)) = orders.keep {
        let _: Post = clinic.call("keep_set", json!({ "post_id": post, "keep": keep }));
    }
    say(&Said::Open);
    loop {
        let changed = clinic.changed();
        let order = match clinic.next() {
            Next::Working => tokio::select! {
                () = changed => continue,
                order = told.recv() => order,
            },
            Next::At(at) => {
                say(&Said::Waits { ms: at.since(clinic.clock().now()) });
                told.recv().await
            }
            Next::Nothing => {
                say(&Said::Idle);
                told.recv().await
            }
        };
        match order {
            Some(Told::Advance { ms }) => clinic.advance_awake(ms),
            Some(Told::Save { post, text }) => save(&clinic, PostRef { id: post }, text),
            Some(Told::TakeDown { post }) => {
                let _: TakeDown = clinic.call("post_take_down", json!({ "ids": [post] }));
            }
            Some(Told::Read { post }) => {
                let text = clinic.post(post).content.parts.first().map(|part| part.text.clone());
                say(&Said::Reads { text: text.unwrap_or_default() });
            }
            Some(Told::Close) => break,
            None => return ExitCode::FAILURE,
        }
    }
    clinic.close().await;
    ExitCode::SUCCESS
}

fn save(clinic: &Clinic, which: PostRef, text: String) {
    let before: Post = clinic.call("post_get", which.clone());
    let content = Content::of_text(Platform::X, text.clone());
    let request = json!({ "id": which.id, "base_revision": before.revision_id, "content": content });
    match clinic.api().call("post_save", request) {
        Ok(_) => say(&Said::Saved { text }),
        Err(error) => say(&Said::Refused { error }),
    }
}
