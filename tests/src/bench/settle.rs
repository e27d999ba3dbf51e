//! Claim, commit, settle: what the record of a sending costs, against as many bare transactions of the same store.
//!
//! The platform answers at once and in this process, so that nothing is measured but the gate, the store and the dispatcher
//! between them. The bare transactions change one row each, one after the other, as durably.
//!
//! Invariant: both sides make the same number of transactions, on the same disk and under the same key length. That those of
//! posts that are due together share durable commits is the store's own doing, and told beside it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use countersign_core::api::types::{Channel, Post, PostRef, ReviewSheet, SignRequest};
use countersign_core::clinic::{NewChannel, SIGNATURES_A_SESSION};
use countersign_core::error::Error;
use countersign_core::gate::{Account, CommitPermit, Permit, SignedPart};
use countersign_core::model::{Content, Millis, PartRole, Platform, PostId, Secret};
use countersign_core::publish::{
    Failure, Identity, Journal, NoSighting, Outcome, Prepared, Public, Publisher, Removal, Search, Shown, Sighting,
    Sightings, Step, StepWatch,
};
use countersign_core::store::{DataKey, Db, StoreOptions, Value};
use countersign_tests::clinic::{Clinic, Instead, MORNING, SharedClock, With, pin, platforms};
use serde_json::json;
use tokio::sync::Notify;
use tokio::task::block_in_place;

use crate::Fault;
use crate::figures::{heading, line};

const POSTS: usize = 200;
/// The transactions of a post of one part: claim, commit, settle, and the conclusion of its delivery.
const TRANSACTIONS: usize = 4 * POSTS;
/// When they are due, in minutes from now.
const DUE: i64 = 10;
/// How long one of the two may take.
const PATIENCE: Duration = Duration::from_secs(300);

/// Measures and tells.
pub async fn measure() -> Result<(), Fault> {
    heading(&format!("settle: {POSTS} posts claimed, committed and settled, against bare transactions"));
    for channels in [1, 50] {
        let (took, commits) = sent(channels).await?;
        let bare = block_in_place(bare)?;
        let posts = POSTS as f64;
        line(
            &format!("over {channels} channel(s)"),
            format_args!("{:.2} ms a post", took.as_secs_f64() * 1_000.0 / posts),
        );
        line("  posts a second", format_args!("{:.0}", posts / took.as_secs_f64()));
        line("  durable commits", format_args!("{commits}: {:.2} a post", commits as f64 / posts));
        line(
            "  as many bare transactions",
            format_args!("{:.2} ms each", bare.as_secs_f64() * 1_000.0 / commits as f64),
        );
        line("  against as many bare ones, as a ratio", format_args!("{:.2}", took.as_secs_f64() / bare.as_secs_f64()));
    }
    Ok(())
}

/// How long it takes to send all of them, and how many durable commits that is.
async fn sent(channels: usize) -> Result<(Duration, u64), Fault> {
    let (folder, clock) = (tempfile::tempdir()?, SharedClock::at(MORNING));
    let running = platforms(&clock).await;
    let steps = Arc::new(Concluded::default());
    let with = With { steps: Arc::clone(&steps) as Arc<dyn StepWatch>, ..With::usual(&clock, &running) };
    let at_once: Arc<dyn Publisher> = Arc::new(AtOnce::default());
    let instead = Instead { also: vec![at_once], ..Instead::keys_in(folder.path(), &with) };
    let clinic = Clinic::make_on(folder.path(), &with, &instead);
    block_in_place(|| signed_posts(&clinic, channels))?;
    // Whatever the making still has to write is written.
    clinic.advance_awake(Millis::MINUTE);
    let before = clinic.engine().durable_commits();
    let begun = Instant::now();
    clinic.advance_awake(DUE * Millis::MINUTE);
    tokio::time::timeout(PATIENCE, steps.all()).await.map_err(|_| "not every post was settled in time")?;
    let (took, commits) = (begun.elapsed(), clinic.engine().durable_commits() - before);
    clinic.close().await;
    Ok((took, commits))
}

fn signed_posts(clinic: &Clinic, channels: usize) -> Result<(), Fault> {
    clinic.as_receptionist();
    let mut all: Vec<Channel> = Vec::new();
    for number in 0..channels {
        let account = format!("{number}");
        let new = NewChannel { platform: Platform::X, account_id: account.clone(), account_name: account.clone() };
        clinic.engine().seed_channel(&Secret::new("token".into()), new).map_err(|error| format!("{error:?}"))?;
        all.extend(clinic.channels().into_iter().find(|channel| channel.account_name == account));
    }
    let mut posts: Vec<PostId> = Vec::new();
    for number in 0..POSTS {
        let channel = &all[number % all.len()];
        let post: Post = clinic.call("post_create", json!({ "channel_id": channel.id }));
        let content = Content::of_text(Platform::X, format!("On Saturday room {number} is open from nine."));
        let (id, base) = (post.summary.id, post.revision_id);
        let _: Post = clinic.call("post_save", json!({ "id": id, "base_revision": base, "content": content }));
        let _: Post = clinic.call("post_submit", PostRef { id });
        clinic.plan_in(id, DUE);
        posts.push(id);
    }
    clinic.as_doctor();
    for sheaf in posts.chunks(usize::try_from(SIGNATURES_A_SESSION)?) {
        clinic.api().open_signing(&pin()).map_err(|error| format!("{error:?}"))?;
        let read = sheaf.iter().map(|id| {
            let sheet: ReviewSheet = clinic.call("review_open", PostRef { id: *id });
            SignRequest { post_id: *id, manifest: sheet.manifest }
        });
        let read: Vec<SignRequest> = read.collect();
        let signed = clinic.api().sign_each(&read).map_err(|error| format!("{error:?}"))?;
        if let Some(refused) = signed.into_iter().find_map(|outcome| outcome.refused) {
            return Err(format!("not signed: {}", refused.message).into());
        }
    }
    Ok(())
}

/// How long as many transactions take that change one row each.
fn bare() -> Result<Duration, Fault> {
    let folder = tempfile::tempdir()?;
    let options =
        StoreOptions { path: folder.path().join("bare.db"), key: DataKey::from_bytes([7; 32]), max_pages: None };
    let db = Db::open(options, |_| {}).map_err(|error| format!("{error:?}"))?;
    let begun = Instant::now();
    for number in 0..TRANSACTIONS {
        let written = db.write(move |tx| {
            tx.run(
                "INSERT INTO closed_day (date, label) VALUES ('2026-11-21', $1) ON CONFLICT (date) DO UPDATE SET label = excluded.label",
                &[Value::from(number.to_string())],
            )
            .map_err(Error::from)
        });
        written.map_err(|error| format!("{error:?}"))?;
    }
    let took = begun.elapsed();
    if db.durable_commits() < TRANSACTIONS as u64 {
        Err("the bare transactions shared a commit".into())
    } else {
        Ok(took)
    }
}

/// Counts what was concluded.
#[derive(Default)]
struct Concluded {
    count: AtomicUsize,
    done: Notify,
}

impl Concluded {
    async fn all(&self) {
        while self.count.load(Ordering::SeqCst) < POSTS {
            self.done.notified().await;
        }
    }
}

impl StepWatch for Concluded {
    fn reached(&self, step: Step) {
        if step == Step::Concluded && self.count.fetch_add(1, Ordering::SeqCst) + 1 >= POSTS {
            self.done.notify_one();
        }
    }
}

/// A platform that publishes at once.
#[derive(Default)]
struct AtOnce {
    published: AtomicUsize,
}

#[async_trait]
impl Publisher for AtOnce {
    fn platform(&self) -> Platform {
        Platform::X
    }

    async fn prepare(&self, _: &Permit, _: &SignedPart, _: &dyn Journal) -> Result<Prepared, Failure> {
        Ok(Prepared::default())
    }

    async fn commit(&self, permit: CommitPermit<'_>, _: Prepared) -> Outcome {
        drop(permit);
        let id = self.published.fetch_add(1, Ordering::SeqCst).to_string();
        let permalink = Some(format!("https://x.com/i/status/{id}"));
        Outcome::Published(Sighting { platform_id: id, permalink })
    }

    async fn find(&self, _: &Search<'_>) -> Result<Sightings, Failure> {
        Ok(Sightings { matches: Vec::new(), complete: true })
    }

    async fn shown(&self, _: &Public<'_>) -> Result<Shown, Failure> {
        Ok(Shown::CannotBeRead("Nothing is read back while the record of a sending is measured.".to_owned()))
    }

    fn sighting_at(&self, _: &Account, _: PartRole, _: &str) -> Result<Sighting, NoSighting> {
        Err(NoSighting::NoPost)
    }

    async fn remove(&self, _: &Account, _: &str) -> Removal {
        Removal::Removed
    }

    fn page_of(&self, _: &Account) -> String {
        "https://x.com".to_owned()
    }

    fn account_at(&self, _: &str) -> Option<Identity> {
        None
    }

    async fn identify(&self, _: &Secret, _: Option<&str>) -> Result<Identity, Failure> {
        Ok(Identity { id: "0".to_owned(), name: "Lakeside".to_owned() })
    }

    async fn owner(&self, account: &Account) -> Result<Identity, Failure> {
        Ok(Identity { id: account.id.clone(), name: account.name.clone() })
    }
}
