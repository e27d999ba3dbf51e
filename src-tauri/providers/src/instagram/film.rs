//! Brings a film to Instagram: a container that waits for bytes, then the bytes.
//!
//! Invariant: the container's id is in the journal before its first byte leaves, and a container that was begun is gone on
//! with from where Instagram says that it ended, as long as it lives; what Instagram does not say is asked for again, and
//! never guessed. Nothing here makes anything public: a container is
//! published by `publish.rs`, as one of pictures is.

use countersign_core::gate::SignedMedia;
use countersign_core::model::Platform;
use countersign_core::ports::{SealedReader, VaultFault};
use countersign_core::publish::{ARRIVED, Failure, FailureClass};
use serde_json::{Value, json};

use super::publish::{Making, status_of, words};
use super::wire::{self, CONTAINER, Container, Door, FILM_BYTES, NODE};
use super::{refusals, set_up};
use crate::errors::{self, Verdict};
use crate::facebook::bytes::{Place, Told};

/// What stands in the journal in place of a container that is not gone on with.
const GIVEN_UP: &str = "";

/// Opens the signed file.
pub(super) type Open<'a> = &'a (dyn Fn(&SignedMedia) -> Result<Box<dyn SealedReader>, VaultFault> + Send + Sync);

/// A container that was made for a film.
struct Begun {
    id: String,
    /// How much of the film Instagram has.
    has: u64,
    /// Where the bytes go, as Instagram said when the container was made.
    told: Option<String>,
}

impl Making<'_> {
    /// A container of one film, with all of its bytes.
    pub(super) async fn film(&self, media: &SignedMedia, body: Value, open: Open<'_>) -> Result<String, Failure> {
        self.may_carry_films().map_err(Verdict::failure)?;
        let mut file = open(media).map_err(|fault| errors::film(&fault))?;
        let begun = match self.go_on(media).await? {
            Some(begun) => begun,
            None => self.begin(body).await?,
        };
        self.journal.record(self.part.id, ARRIVED, &begun.has.to_string()).await?;
        if begun.has < media.bytes {
            let place = Place {
                http: &self.instagram.http,
                endpoint: &FILM_BYTES,
                caller: self.caller,
                names: [self.instagram.version.as_str(), &begun.id],
                told: begun.told.as_deref(),
                judge: refusals::judge,
            };
            let told = Told { journal: self.journal, part: self.part.id, total: media.bytes };
            place.send(&mut *file, begun.has, &told).await?;
        }
        Ok(begun.id)
    }

    /// Only one of the two ways of signing in is documented to carry films.
    fn may_carry_films(&self) -> Result<(), Verdict> {
        if self.door == Door::Facebook || self.instagram.settings.films_by_instagram_login {
            return Ok(());
        }
        Err(set_up(
            "Instagram takes videos only from accounts that are connected through Facebook. Connect this account again, with Facebook Login for Instagram.",
            "signed in at Instagram itself",
        ))
    }

    /// The container that an earlier attempt made, as long as it lives.
    async fn go_on(&self, media: &SignedMedia) -> Result<Option<Begun>, Failure> {
        let Some(id) = self.journal.recall(self.part.id, CONTAINER).await?.filter(|id| wire::is_id(id)) else {
            return Ok(None);
        };
        let fields = [("fields", "status_code,status,video_status".to_owned())];
        let answer = match self.instagram.ask_at(self.door, &NODE, self.caller, &id, &fields).await {
            Ok(answer) => answer,
            Err(verdict) if refusals::is_missing(&verdict) => return Ok(None),
            Err(verdict) => return Err(verdict.failure()),
        };
        let Container { status_code, status, video_status } = status_of(&answer).map_err(Verdict::failure)?;
        let has = match status_code.as_str() {
            "FINISHED" => media.bytes,
            "EXPIRED" => return Ok(None),
            "ERROR" => match refusals::of_a_container(&words(&status)) {
                refused @ Verdict::Refused(_) => return Err(self.given_up(refused).await),
                Verdict::Later(_) | Verdict::Unclear(..) => return Ok(None),
            },
            "PUBLISHED" => return Err(self.given_up(published_already()).await),
            _ if video_status.is_complete() => media.bytes,
            _ => match video_status.received() {
                Some(has) if has <= media.bytes => has,
                told => return Err(unsure(&format!("{status_code}, {told:?}")).failure()),
            },
        };
        // What is looked for is looked for by what this attempt wrote down.
        self.journal.record(self.part.id, CONTAINER, &id).await?;
        Ok(Some(Begun { id, has, told: None }))
    }

    /// A container of which nothing more can come. A person has to decide what to do about it; if that is to try once more,
    /// another one is made.
    pub(super) async fn given_up(&self, why: Verdict) -> Failure {
        match self.journal.record(self.part.id, CONTAINER, GIVEN_UP).await {
            Ok(()) => why.failure(),
            Err(failure) => failure,
        }
    }

    async fn begin(&self, mut body: Value) -> Result<Begun, Failure> {
        body["upload_type"] = json!("resumable");
        let (id, told) = self.container_at(CONTAINER, body).await?;
        if told.is_none() {
            let unclear = Verdict::Unclear(Platform::Instagram, "a container without an address".to_owned());
            return Err(unclear.failure());
        }
        Ok(Begun { id, has: 0, told })
    }
}

/// Instagram made the container public already: publishing it once more is nothing that anybody can want.
pub(super) fn published_already() -> Verdict {
    Verdict::refused(
        FailureClass::Duplicate,
        "Instagram says that it has published this video already, and Countersign did not find it. Look at the account: if it is there, nothing more is to be done; if it is not, send the post again.",
        "this container is PUBLISHED",
    )
}

/// Instagram has the container, and does not say how far its bytes are.
fn unsure(told: &str) -> Verdict {
    Verdict::later(
        FailureClass::TryAgain,
        "Instagram does not say how much it has of the video. Countersign asks again; nothing is uploaded twice.",
        told,
    )
}

/// Only Instagram's own word that it works on the film lets its bytes be asked for again.
pub(super) fn too_slow() -> Verdict {
    Verdict::later(
        FailureClass::TryAgain,
        "Instagram is still working on the video of this post. Countersign looks again later; nothing is uploaded twice.",
        "processing takes too long",
    )
}
