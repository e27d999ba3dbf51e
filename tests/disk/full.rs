//! The database may not grow any more. What was saved is safe, what is refused is refused whole, and nothing goes out
//! that could not be written down.

use std::sync::{Arc, Mutex, OnceLock};

use countersign_core::api::Api;
use countersign_core::api::types::{DisplayState, Post, Verification};
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, Platform, PostId};
use countersign_core::publish::{Step, StepWatch};
use countersign_tests::clinic::{Clinic, Instead, MORNING, SharedClock, With, platforms};
use countersign_tests::scratch::scratch;
use countersign_vault::MemorySecretStore;
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::folder::{alone, draft, save, sentence, text};

/// As many pages as the file has, and so many more.
fn room_for(folder: &std::path::Path, more: u32) -> Instead {
    let bytes = std::fs::metadata(folder.join("countersign.db")).unwrap().len();
    Instead { max_pages: Some(u32::try_from(bytes / 4096).unwrap() + more), ..Instead::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_a_draft_and_keeps_the_one_before() {
    let (folder, keychain) = (scratch(), MemorySecretStore::new());
    let clinic = Clinic::make(folder.path(), &alone(&keychain, 1));
    clinic.as_receptionist();
    let post = draft(&clinic, "Before.");
    clinic.close().await;

    let clinic = Clinic::open_on(folder.path(), &alone(&keychain, 2), &room_for(folder.path(), 12)).unwrap();
    clinic.as_receptionist();
    let mut last = "Before.".to_owned();
    let refused = loop {
        let next = format!("{last}{}", "More words. ".repeat(120));
        match save(&clinic, post, &next) {
            Ok(()) => last = next,
            Err(error) => break error,
        }
        assert!(last.len() < 1_000_000, "the disk never fills");
    };
    assert_eq!(refused.code, ErrorCode::Disk, "{refused:?}");
    sentence(&refused, "The disk is full");
    assert!(last.len() > "Before.".len(), "some of it fits");
    assert_eq!(text(&clinic, post), last, "what was saved is there at once");
    clinic.close().await;

    let clinic = Clinic::open(folder.path(), &alone(&keychain, 3));
    clinic.as_receptionist();
    assert_eq!(text(&clinic, post), last, "and after opening again");
    save(&clinic, post, "Room again.").unwrap();
    assert_eq!(text(&clinic, post), "Room again.");
    let verified: Verification = clinic.call("activity_verify", Value::Null);
    assert_eq!(verified.broken_at, None, "{}", verified.sentence);
    clinic.close().await;
}

/// Fills the database to its last page as soon as a step is reached.
struct Filler {
    at: Step,
    api: OnceLock<Arc<Api>>,
    draft: OnceLock<PostId>,
    refusal: Mutex<Option<ErrorCode>>,
    concluded: Notify,
}

impl Filler {
    fn at(at: Step) -> Self {
        Self { at, api: OnceLock::new(), draft: OnceLock::new(), refusal: Mutex::default(), concluded: Notify::new() }
    }
}

impl StepWatch for Filler {
    fn reached(&self, step: Step) {
        let (Some(api), Some(draft)) = (self.api.get(), self.draft.get()) else { return };
        if step == self.at {
            *self.refusal.lock().unwrap() = Some(fill(api, *draft));
        }
        if step == Step::Concluded {
            self.concluded.notify_one();
        }
    }
}

/// Saves until nothing fits: long texts first, and then ever shorter ones, so that no page has room for anything.
fn fill(api: &Api, draft: PostId) -> ErrorCode {
    let mut refused = ErrorCode::Internal;
    for length in [20_000, 4_000, 800, 100, 10, 1, 1, 1] {
        for more in 0.. {
            let post = api.call("post_get", json!({ "id": draft })).unwrap();
            let post: Post = serde_json::from_value(post).unwrap();
            let content = Content::of_text(Platform::X, format!("{more}{}", "x".repeat(length)));
            let save = json!({ "id": draft, "base_revision": post.revision_id, "content": content });
            if let Err(error) = api.call("post_save", save) {
                refused = error.code;
                break;
            }
        }
    }
    refused
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fills_up_while_a_post_goes_out_makes_it_neither_lost_nor_double() {
    for at in Step::ALL {
        let (folder, clock) = (scratch(), SharedClock::at(MORNING));
        let running = platforms(&clock).await;
        let usual = With::usual(&clock, &running);
        let clinic = Clinic::make(folder.path(), &usual);
        clinic.as_receptionist();
        let words = draft(&clinic, "A draft.");
        let picture = clinic.picture(7);
        let mut content = Content::of_text(Platform::Facebook, "Flu shots from Thursday.");
        content.parts[0].media.push(countersign_core::model::MediaRef {
            digest: picture.digest,
            alt: Default::default(),
            crop: None,
        });
        let post = clinic.compose(Platform::Facebook, &content).summary.id;
        clinic.plan_in(post, 3);
        clinic.sign(post).unwrap();
        clinic.close().await;

        let filler = Arc::new(Filler::at(at));
        let steps: Arc<dyn StepWatch> = filler.clone();
        let with = With { seed: 2, steps, keychain: usual.keychain.clone(), ..With::usual(&clock, &running) };
        let clinic = Clinic::open_on(folder.path(), &with, &room_for(folder.path(), 40)).unwrap();
        clinic.as_receptionist();
        filler.draft.set(words).unwrap();
        assert!(filler.api.set(Arc::clone(clinic.api())).is_ok());
        clinic.advance_awake(3 * 60_000);
        filler.concluded.notified().await;
        clinic.close().await;
        assert_eq!(*filler.refusal.lock().unwrap(), Some(ErrorCode::Disk), "{at}: the disk did fill up");
        assert!(running.control().ledger().len() <= 1, "{at}");

        let with = With { seed: 3, keychain: usual.keychain.clone(), ..With::usual(&clock, &running) };
        let clinic = Clinic::open(folder.path(), &with);
        clinic.as_receptionist();
        clinic.settle(24 * 60).await;
        let post = clinic.post(post);
        assert_eq!(post.summary.state, DisplayState::Posted, "{at}: {post:#?}");
        let ledger = running.control().ledger();
        assert_eq!(ledger.len(), 1, "{at}: {ledger:#?}");
        assert_eq!(ledger[0].text, "Flu shots from Thursday.");
        let verified: Verification = clinic.call("activity_verify", Value::Null);
        assert_eq!(verified.broken_at, None, "{at}: {}", verified.sentence);
        clinic.close().await;
    }
}
