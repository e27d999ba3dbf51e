//! A platform that takes a video in pieces, as slowly as a test likes: each piece waits for the test.
//!
//! Invariant: no video of it becomes public; only how an upload is told of and called off can be seen with it.

use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::gate::{Account, CommitPermit, Permit, SignedMedia, SignedPart};
use countersign_core::model::{Digest, PartRole, Platform, Secret};
use countersign_core::publish::{
    Failure, FailureClass, Identity, Journal, NoSighting, Outcome, Prepared, Public, Publisher, Removal, Search, Shown,
    Sighting, Sightings,
};
use tokio::sync::Semaphore;

use crate::clinic::EachClient;

/// The bytes of a piece.
pub const PIECE: u64 = 40_000;

/// Lets pieces go, one for each place that is added to it.
pub type Pieces = Arc<Semaphore>;

/// What makes of each client one that uploads videos in pieces, and never gets further than that.
#[must_use]
pub fn clients(pieces: &Pieces) -> EachClient {
    let pieces = Arc::clone(pieces);
    Arc::new(move |client| Arc::new(Slow { client, pieces: Arc::clone(&pieces) }))
}

struct Slow {
    client: Arc<dyn Publisher>,
    pieces: Pieces,
}

fn failed(message: &str) -> Failure {
    Failure { class: FailureClass::TryAgain, message: message.to_owned(), detail: String::new() }
}

#[async_trait]
impl Publisher for Slow {
    fn platform(&self) -> Platform {
        self.client.platform()
    }

    async fn prepare(&self, permit: &Permit, part: &SignedPart, journal: &dyn Journal) -> Result<Prepared, Failure> {
        if !part.media.iter().any(SignedMedia::is_video) {
            return self.client.prepare(permit, part, journal).await;
        }
        for media in part.media.iter().filter(|media| media.is_video()) {
            let mut file = permit.open(media).map_err(|fault| failed(&fault.to_string()))?;
            let (mut sent, mut all) = (0, Vec::new());
            while sent < file.len() {
                self.pieces.acquire().await.map_err(|closed| failed(&closed.to_string()))?.forget();
                let mut piece = vec![0; usize::try_from(PIECE).unwrap_or(0)];
                let count = file.read_at(sent, &mut piece).map_err(|fault| failed(&fault.to_string()))?;
                all.extend(piece.into_iter().take(count));
                sent += count as u64;
                journal.progress(part.id, sent, media.bytes).await?;
            }
            if Digest::of(&all) != media.digest {
                return Err(failed("What was read is not what was signed."));
            }
        }
        Err(failed("This platform takes videos and shows none."))
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
