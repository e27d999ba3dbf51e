//! Platforms that fetch pictures by address: each client lends every picture of a part first, and the platform fetches it
//! there, before the client goes on in its own way.
//!
//! Invariant: what was fetched is what was signed, or the preparing fails.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use countersign_core::api::types::MediaHost;
use countersign_core::gate::{Account, CommitPermit, Permit, SignedPart};
use countersign_core::model::{Digest, PartRole, Platform, Secret};
use countersign_core::publish::{
    Failure, FailureClass, Identity, Journal, NoSighting, Outcome, Prepared, Public, Publisher, Removal, Search, Shown,
    Sighting, Sightings,
};
use countersign_practice::Control;
use serde_json::Value;

use crate::clinic::{Clinic, EachClient};
use crate::http;

/// The addresses that platforms were given.
pub type Given = Arc<Mutex<Vec<String>>>;

/// What makes of each client one whose platform fetches by address.
#[must_use]
pub fn clients(given: &Given) -> EachClient {
    let given = Arc::clone(given);
    Arc::new(move |client| Arc::new(Fetching { client, given: Arc::clone(&given) }))
}

struct Fetching {
    client: Arc<dyn Publisher>,
    given: Given,
}

#[async_trait]
impl Publisher for Fetching {
    fn platform(&self) -> Platform {
        self.client.platform()
    }

    async fn prepare(&self, permit: &Permit, part: &SignedPart, journal: &dyn Journal) -> Result<Prepared, Failure> {
        for media in &part.media {
            let address = journal.lend(media).await?;
            let (status, bytes) = http::fetch(address.expose()).await;
            self.given.lock().unwrap_or_else(PoisonError::into_inner).push(address.expose().to_owned());
            if status != 200 || Digest::of(&bytes) != media.digest {
                return Err(Failure {
                    class: FailureClass::FixContent,
                    message: "The platform fetched something else.".to_owned(),
                    detail: status.to_string(),
                });
            }
        }
        self.client.prepare(permit, part, journal).await
    }

    async fn commit(&self, permit: CommitPermit<'_>, prepared: Prepared) -> Outcome {
        self.client.commit(permit, prepared).await
    }

    async fn find(&self, search: &Search<'_>) -> Result<Sightings, Failure> {
        self.client.find(search).await
    }

    async fn shown(&self, public: &Public<'_>) -> Result<Shown, Failure> {
        self.client.shown(public).await
    }

    fn sighting_at(&self, account: &Account, role: PartRole, address: &str) -> Result<Sighting, NoSighting> {
        self.client.sighting_at(account, role, address)
    }

    async fn remove(&self, account: &Account, platform_id: &str) -> Removal {
        self.client.remove(account, platform_id).await
    }

    fn page_of(&self, account: &Account) -> String {
        self.client.page_of(account)
    }

    fn account_at(&self, address: &str) -> Option<Identity> {
        self.client.account_at(address)
    }

    async fn identify(&self, credential: &Secret, account_id: Option<&str>) -> Result<Identity, Failure> {
        self.client.identify(credential, account_id).await
    }

    async fn owner(&self, account: &Account) -> Result<Identity, Failure> {
        self.client.owner(account).await
    }
}

/// How many files the clinic has lent.
#[must_use]
pub fn lent(clinic: &Clinic) -> u32 {
    clinic.call::<MediaHost>("media_host_get", Value::Null).lent
}

/// Waits until everything lent was taken back; time moves on whenever the engine has nothing to do about it.
///
/// # Panics
/// When something lies in the bucket after that, or it takes more than three hours of driven time.
pub async fn all_taken_back(clinic: &Clinic, control: &Control) {
    for _ in 0..360 {
        if clinic.or_quiet(|| (lent(clinic) == 0).then_some(())).await.is_some() {
            assert_eq!(control.bucket_files(), [], "nothing is left in the bucket");
            return;
        }
        clinic.advance_awake(30_000);
    }
    panic!("{} files are lent still: {:?}", lent(clinic), control.bucket_files());
}
