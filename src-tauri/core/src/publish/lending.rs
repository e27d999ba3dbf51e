//! Lending: a signed picture lies on the clinic's media host for as long as a platform needs to fetch it.
//!
//! Invariant: what is put on the host is on disk as lent before its first byte leaves, with the place it goes to, so that
//! it is taken back whatever happens in between. Its name tells nothing of the clinic or the post and can't be guessed;
//! its address is a [`Secret`] that is good for [`LIFETIME`] and never kept.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::block_in_place;

use crate::audit::{self, Action, Actor, Entry};
use crate::clinic::{self, MediaHostRow, MediaHostSettings};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::gate::{Fence, Permit, SignedMedia};
use crate::model::{CredentialRef, Digest, Millis, Secret};
use crate::ports::{HostFault, HostRemedy, MediaPlace, VaultFault};
use crate::store::{Tag, Tx, args};

use super::answers::{Failure, FailureClass};
use super::dispatcher::Dispatcher;
use super::sending::store_failed;
use super::steps::Step;

/// How long an address is good for. A platform fetches within seconds of being told; those that work on it in the
/// background try again for some minutes (Instagram's container is asked about for five). An hour leaves room for a
/// laptop's clock that is some minutes off, which is what the address is dated by.
const LIFETIME: Duration = Duration::from_secs(60 * 60);
/// How long a test of the host may take before what it left is taken back by others.
const PROOF: i64 = 10 * Millis::MINUTE;
/// What a test puts there and expects back.
const PROOF_BYTES: &[u8] = b"Countersign tests whether files can be lent from here. This one is removed at once.\n";
const PROOF_MIME: &str = "application/octet-stream";

/// A file to put on the host, as it is written down.
struct Lent {
    key: String,
    digest: Digest,
    until: Millis,
    settings: MediaHostSettings,
    credential: CredentialRef,
    /// The attempt that needs it.
    of: Option<Fence>,
}

impl Lent {
    /// Writes it down, if it is still the turn of whoever needs it.
    fn write(&self, tx: &Tx<'_>, now: Millis) -> Result<()> {
        let (settings, of) = (&self.settings, self.of);
        let kept = tx.run(
            "INSERT INTO lent_file (key, digest, lent_at, until, delivery_id, attempt, endpoint, region, bucket,
                                    access_key_id, credential_ref)
             SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
             WHERE $5 IS NULL OR EXISTS (SELECT 1 FROM delivery WHERE id = $5 AND attempt = $6 AND run = $12
                                           AND state = 'running')",
            args![
                &self.key,
                self.digest,
                now,
                self.until,
                of.map(|fence| fence.delivery),
                of.map(|fence| fence.attempt),
                &settings.endpoint,
                &settings.region,
                &settings.bucket,
                &settings.access_key_id,
                &self.credential,
                of.map(|fence| fence.run)
            ],
        )?;
        if kept == 0 {
            return Err(Error::internal("this attempt belongs to another run by now"));
        }
        tx.changed(Tag::Channels);
        Ok(())
    }
}

/// Puts a signed picture on the media host. See [`super::Journal::lend`].
pub(super) async fn lend(
    dispatcher: &Arc<Dispatcher>,
    permit: &Permit,
    media: &SignedMedia,
) -> Result<Secret, Failure> {
    let host = block_in_place(|| dispatcher.db.read(clinic::media_host)).map_err(|error| store_failed(&error))?;
    let host = host.filter(|host| host.proven_at.is_some()).ok_or_else(no_host)?;
    let (bytes, secret) = block_in_place(|| {
        let bytes = permit.media(media).map_err(|fault| vault_failed(&fault))?;
        let secret = dispatcher.credentials.reveal(&host.credential).map_err(|fault| vault_failed(&fault))?;
        Ok::<_, Failure>((bytes, secret))
    })?;
    let place = host.place(secret);
    let key = fresh_key(&dispatcher.env, &host.settings.folder, ending(&media.mime));
    let lent = Lent {
        key: key.clone(),
        digest: media.digest,
        until: dispatcher.env.now().plus(i64::try_from(LIFETIME.as_millis()).unwrap_or(Millis::DAY)),
        settings: host.settings,
        credential: host.credential,
        of: Some(permit.fence()),
    };
    write_down(dispatcher, permit, lent).map_err(|error| store_failed(&error))?;
    dispatcher.steps.reached(Step::LoanKept);
    if let Err(fault) = dispatcher.media_host.put(&place, &key, bytes, &media.mime).await {
        not_put(dispatcher, &key, &fault);
        return Err(failure(&fault));
    }
    dispatcher.steps.reached(Step::Lent);
    dispatcher.media_host.address(&place, &key, LIFETIME).map_err(|fault| failure(&fault))
}

fn write_down(dispatcher: &Dispatcher, permit: &Permit, lent: Lent) -> Result<()> {
    let (env, post, correlation) = (Arc::clone(&dispatcher.env), permit.post(), permit.correlation());
    block_in_place(|| {
        dispatcher.db.write(move |tx| {
            lent.write(tx, env.now())?;
            let entry =
                Entry::done(Actor::Application, Action::FileLent).about(post, correlation).fact("digest", lent.digest);
            audit::record(tx, &env, &entry).map_err(Error::from)
        })
    })
    .map(|_| ())
}

/// A file did not get there. Where that is certain nothing has to be taken back.
fn not_put(dispatcher: &Dispatcher, key: &str, fault: &HostFault) {
    let (env, key, remedy, message) =
        (Arc::clone(&dispatcher.env), key.to_owned(), fault.remedy, fault.message.clone());
    let written = block_in_place(|| {
        dispatcher.db.write(move |tx| {
            if remedy == HostRemedy::Time {
                tx.run("UPDATE lent_file SET unclear = 1 WHERE key = $1", args![&key])?;
            } else {
                tx.run("DELETE FROM lent_file WHERE key = $1", args![&key])?;
            }
            if remedy == HostRemedy::Person {
                clinic::refuse_media_host(tx, &env, &message)?;
            }
            tx.changed(Tag::Channels);
            Ok::<_, Error>(())
        })
    });
    if let Err(error) = written {
        // It is still on disk as lent, so it is looked for on the host, and not found.
        tracing::warn!(%error, "that a file was not lent could not be put down");
    }
}

impl Dispatcher {
    /// Tests the media host: puts a file there, fetches it by its address as anybody would, and takes it away again. A
    /// `given` secret is kept if that worked, and not otherwise. What came of it is on record.
    ///
    /// # Errors
    /// When the store or the vault refuse.
    pub(crate) async fn prove_media_host(
        &self,
        by: Actor,
        host: &MediaHostRow,
        given: Option<&Secret>,
    ) -> Result<Result<(), HostFault>> {
        let (reference, secret) = match given {
            Some(secret) => (CredentialRef::for_media_host(&self.env.unguessable()), secret.clone()),
            None => (host.credential.clone(), block_in_place(|| self.credentials.reveal(&host.credential))?),
        };
        let key = fresh_key(&self.env, &host.settings.folder, "txt");
        let lent = Lent {
            key: key.clone(),
            digest: Digest::of(PROOF_BYTES),
            until: self.env.now().plus(PROOF),
            settings: host.settings.clone(),
            credential: reference.clone(),
            of: None,
        };
        let env = Arc::clone(&self.env);
        block_in_place(|| {
            self.db.write(move |tx| {
                clinic::announce_secret(tx, &lent.credential)?;
                lent.write(tx, env.now())
            })
        })?;
        let sealed = given.map_or(Ok(()), |secret| block_in_place(|| self.credentials.seal(&reference, secret)));
        if let Err(fault) = sealed {
            block_in_place(|| {
                self.db
                    .write(move |tx| tx.run("DELETE FROM lent_file WHERE key = $1", args![&key]).map_err(Error::from))
            })?;
            return Err(fault.into());
        }
        let tried = self.try_host(&host.place(secret), &key).await;
        let (env, tested, left) = (Arc::clone(&self.env), host.clone(), tried.left);
        let fault = tried.outcome.as_ref().err().cloned();
        block_in_place(|| {
            self.db.write(move |tx| {
                if left {
                    tx.run("UPDATE lent_file SET until = $1 WHERE key = $2", args![env.now(), &key])?;
                } else {
                    tx.run("DELETE FROM lent_file WHERE key = $1", args![&key])?;
                }
                clinic::settle_proof(tx, &env, by, &tested, &reference, fault.as_ref())?;
                tx.changed(Tag::Channels);
                Ok::<_, Error>(())
            })
        })?;
        // A secret that was not kept is forgotten, and what was left is taken back.
        self.wake();
        Ok(tried.outcome)
    }

    async fn try_host(&self, place: &MediaPlace, key: &str) -> Tried {
        let host = &self.media_host;
        if let Err(fault) = host.put(place, key, PROOF_BYTES.to_vec(), PROOF_MIME).await {
            return Tried { left: fault.remedy == HostRemedy::Time, outcome: Err(fault) };
        }
        self.steps.reached(Step::Lent);
        let fetched = match host.address(place, key, LIFETIME) {
            Ok(address) => host.fetch(&address).await,
            Err(fault) => Err(fault),
        };
        let fetched = fetched.and_then(|bytes| if bytes == PROOF_BYTES { Ok(()) } else { Err(another_file()) });
        let removed = host.remove(place, key).await;
        Tried { left: removed.is_err(), outcome: fetched.and(removed) }
    }
}

/// What came of trying the host, and whether something of it may lie there still.
struct Tried {
    outcome: Result<(), HostFault>,
    left: bool,
}

fn fresh_key(env: &Env, folder: &str, ending: &str) -> String {
    format!("{folder}/{}.{ending}", env.unguessable())
}

/// What some platforms tell a file's kind by.
fn ending(mime: &str) -> &'static str {
    match mime {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "video/mp4" => "mp4",
        _ => "bin",
    }
}

fn no_host() -> Failure {
    Failure {
        class: FailureClass::SetUp,
        message: "This platform fetches pictures from an address, and the clinic has no media host that works. Set one up under Settings, Media host, then send the post again.".to_owned(),
        detail: "no media host".to_owned(),
    }
}

fn another_file() -> HostFault {
    HostFault {
        remedy: HostRemedy::Person,
        field: None,
        message: "The file could be put on the media host, but what came back from its address was something else. Something stands between this laptop and the host; ask whoever looks after the network.".to_owned(),
        detail: "other bytes came back".to_owned(),
    }
}

fn failure(fault: &HostFault) -> Failure {
    let class = match fault.remedy {
        HostRemedy::Network => FailureClass::Offline,
        HostRemedy::Time | HostRemedy::Passing => FailureClass::Local,
        HostRemedy::Person => FailureClass::SetUp,
    };
    Failure { class, message: fault.message.clone(), detail: fault.detail.clone() }
}

fn vault_failed(fault: &VaultFault) -> Failure {
    let (class, message) = match fault {
        VaultFault::KeychainMissing | VaultFault::KeychainLocked => (
            FailureClass::Keychain,
            "The system keychain is locked or does not answer, so the picture could not be put on the media host. Unlock it; Countersign goes on by itself.",
        ),
        VaultFault::NotThere | VaultFault::WrongPin | VaultFault::Damaged(_) => (
            FailureClass::SetUp,
            "The picture, or the key to the media host, is not in the vault as it should be, so nothing was sent. Test the media host under Settings.",
        ),
        VaultFault::Disk(_) | VaultFault::Full => {
            (FailureClass::Local, "The disk did not answer as it should, so nothing was sent. Countersign tries again.")
        }
    };
    Failure { class, message: message.to_owned(), detail: fault.to_string() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rand::SeedableRng;

    use super::*;
    use crate::env::SystemClock;

    #[test]
    fn a_name_tells_nothing_and_is_never_given_twice() {
        let env = Env::new(Arc::new(SystemClock), Box::new(rand::rngs::StdRng::seed_from_u64(1)));
        let keys: BTreeSet<String> = (0..100).map(|_| fresh_key(&env, "countersign", ending("image/jpeg"))).collect();
        assert_eq!(keys.len(), 100);
        for key in keys {
            let name = key.strip_prefix("countersign/").and_then(|key| key.strip_suffix(".jpg")).unwrap();
            assert!(name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}");
        }
    }
}
