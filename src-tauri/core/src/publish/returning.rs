//! Taking back what was lent to platforms.
//!
//! Invariant: whatever is on disk as lent is removed from the media host as soon as its attempt is over, or its address
//! is; also what a crash left, also while everything is stopped, and also from a host that is not the clinic's any more.
//! A secret is forgotten once neither the host nor anything lent needs it.

use std::sync::Arc;

use tokio::task::{JoinSet, block_in_place};

use crate::audit::{self, Action, Actor, Entry};
use crate::clinic::{self, MediaHostRow};
use crate::error::{Error, Result};
use crate::model::{CorrelationId, CredentialRef, Millis, PostId};
use crate::ports::{HostFault, HostRemedy, MediaPlace, VaultFault};
use crate::store::{Tag, Tx, args};

use super::dispatcher::Dispatcher;
use super::steps::Step;

/// The first wait before asking again; it doubles, up to [`LONGEST_WAIT`].
const FIRST_WAIT: i64 = 5_000;
const LONGEST_WAIT: i64 = 60 * Millis::MINUTE;
/// When a file is given up that a host does not let go of: nobody can fetch it any more, and people are told its name.
const GIVE_UP: i64 = 7 * Millis::DAY;

/// A file on the host.
struct Loan {
    key: String,
    endpoint: String,
    region: String,
    bucket: String,
    access_key_id: String,
    credential: CredentialRef,
    until: Millis,
    failures: u32,
    next_try_at: Millis,
    /// Whether an attempt that needs it goes on.
    needed: bool,
    /// Whose picture it is; none's, if it only tested the host.
    post: Option<(PostId, CorrelationId)>,
}

impl Loan {
    /// When it may be taken back.
    fn due_at(&self) -> Millis {
        if self.needed { self.until.max(self.next_try_at) } else { self.next_try_at }
    }

    /// With which key: the clinic may have a newer one to the same place.
    fn key_for<'l>(&'l self, host: Option<&'l MediaHostRow>) -> (&'l str, &'l CredentialRef) {
        match host {
            Some(host)
                if host.secret_at.is_some()
                    && host.settings.endpoint == self.endpoint
                    && host.settings.bucket == self.bucket =>
            {
                (&host.settings.access_key_id, &host.credential)
            }
            Some(_) | None => (&self.access_key_id, &self.credential),
        }
    }
}

fn loans(tx: &Tx<'_>) -> Result<Vec<Loan>> {
    tx.all(
        "SELECT lent_file.*, post.id AS post_id, post.correlation_id,
                CASE WHEN lent_file.delivery_id IS NULL THEN 1
                     ELSE delivery.state IN ('running', 'processing') AND delivery.attempt = lent_file.attempt END AS needed
         FROM lent_file LEFT JOIN delivery ON delivery.id = lent_file.delivery_id
         LEFT JOIN post ON post.id = delivery.post_id ORDER BY lent_file.lent_at, lent_file.key",
        &[],
        |row| {
            let (post, correlation) = (row.get::<Option<PostId>>("post_id")?, row.get("correlation_id")?);
            Ok(Loan {
                key: row.get("key")?,
                endpoint: row.get("endpoint")?,
                region: row.get("region")?,
                bucket: row.get("bucket")?,
                access_key_id: row.get("access_key_id")?,
                credential: row.get("credential_ref")?,
                until: row.get("until")?,
                failures: row.get("failures")?,
                next_try_at: row.get("next_try_at")?,
                needed: row.get("needed")?,
                post: post.zip(correlation),
            })
        },
    )
}

/// The secrets that neither the host nor anything lent needs.
fn idle_secrets(tx: &Tx<'_>) -> Result<Vec<CredentialRef>> {
    tx.all(
        "SELECT credential_ref FROM media_host_secret
         WHERE credential_ref NOT IN (SELECT credential_ref FROM media_host)
           AND credential_ref NOT IN (SELECT credential_ref FROM lent_file)",
        &[],
        |row| row.get("credential_ref").map_err(Error::from),
    )
}

/// How many files lie on a media host at this moment.
///
/// # Errors
/// When the store refuses.
pub fn lent_now(tx: &Tx<'_>) -> Result<u32> {
    Ok(tx.one("SELECT count(*) AS n FROM lent_file", &[], |row| row.get("n").map_err(Error::from))?.unwrap_or(0))
}

impl Dispatcher {
    /// Takes back everything that is due, one after the other. Returns when to look again.
    pub(super) fn take_back(self: &Arc<Self>, now: Millis, tasks: &mut JoinSet<()>) -> Result<Option<Millis>> {
        let (loans, idle, host) = block_in_place(|| {
            self.db.read(|tx| Ok::<_, Error>((loans(tx)?, idle_secrets(tx)?, clinic::media_host(tx)?)))
        })?;
        if !idle.is_empty() {
            self.forget_secrets(idle);
        }
        let (due, later): (Vec<Loan>, Vec<Loan>) = loans.into_iter().partition(|loan| loan.due_at() <= now);
        let next = later.iter().map(Loan::due_at).min();
        if due.is_empty() || self.taking_back.swap(true, std::sync::atomic::Ordering::SeqCst) {
            return Ok(next);
        }
        let this = Arc::clone(self);
        tasks.spawn(async move {
            let mut kept = true;
            for loan in due {
                if this.is_closing() {
                    break;
                }
                kept &= this.take_back_one(&loan, host.as_ref()).await;
            }
            this.taking_back.store(false, std::sync::atomic::Ordering::SeqCst);
            // What could not be written down is due still: asking again at once would ask without an end.
            if kept {
                this.wake();
            }
        });
        Ok(next)
    }

    /// Takes one file back. Returns whether what came of it is on disk.
    async fn take_back_one(self: &Arc<Self>, loan: &Loan, host: Option<&MediaHostRow>) -> bool {
        let (access_key_id, credential) = loan.key_for(host);
        let removed = match block_in_place(|| self.credentials.reveal(credential)) {
            Ok(secret) => {
                let place = MediaPlace {
                    endpoint: loan.endpoint.clone(),
                    region: loan.region.clone(),
                    bucket: loan.bucket.clone(),
                    access_key_id: access_key_id.to_owned(),
                    secret,
                };
                self.media_host.remove(&place, &loan.key).await
            }
            Err(fault) => Err(locked_away(&fault)),
        };
        self.steps.reached(Step::TakenBack);
        let ours = host.is_some_and(|host| host.credential == *credential);
        let settled = block_in_place(|| self.settle_loan(loan, removed, ours));
        if let Err(error) = &settled {
            // It is still on disk as lent, so it is removed again: one that is gone by then is no error.
            tracing::error!(%error, "that a file was taken back could not be kept");
        }
        self.steps.reached(Step::LoanEnded);
        settled.is_ok()
    }

    fn settle_loan(&self, loan: &Loan, removed: Result<(), HostFault>, ours: bool) -> Result<()> {
        let (env, jitter) = (Arc::clone(&self.env), self.jitter());
        let (key, bucket, until, post) = (loan.key.clone(), loan.bucket.clone(), loan.until, loan.post);
        let about = move |entry: Entry| match post {
            Some((post, correlation)) => entry.about(post, correlation),
            None => entry,
        };
        let wait = (FIRST_WAIT << loan.failures.min(12)).min(LONGEST_WAIT) + jitter;
        self.db.write(move |tx| {
            let now = env.now();
            match &removed {
                Ok(()) => {
                    tx.run("DELETE FROM lent_file WHERE key = $1", args![&key])?;
                    audit::record(tx, &env, &about(Entry::done(Actor::Application, Action::FileTakenBack)))?;
                }
                Err(_) if now.since(until) > GIVE_UP => {
                    tx.run("DELETE FROM lent_file WHERE key = $1", args![&key])?;
                    let entry = Entry::denied(Actor::Application, Action::FileLeft, "host_refuses")
                        .fact("bucket", &bucket)
                        .fact("key", &key);
                    audit::record(tx, &env, &about(entry))?;
                }
                Err(fault) => {
                    tx.run(
                        "UPDATE lent_file SET failures = failures + 1, next_try_at = $1 WHERE key = $2",
                        args![now.plus(wait), &key],
                    )?;
                    // A host that lets nothing be taken away is none to lend through.
                    if ours && fault.remedy == HostRemedy::Person {
                        clinic::refuse_media_host(tx, &env, &fault.message)?;
                    }
                }
            }
            tx.changed(Tag::Channels);
            Ok::<_, Error>(())
        })
    }

    fn forget_secrets(&self, idle: Vec<CredentialRef>) {
        for reference in idle {
            let forgotten = block_in_place(|| {
                self.credentials.forget(&reference)?;
                let reference = reference.clone();
                self.db.write(move |tx| {
                    tx.run("DELETE FROM media_host_secret WHERE credential_ref = $1", args![&reference])?;
                    Ok::<_, Error>(())
                })
            });
            if let Err(error) = forgotten {
                tracing::warn!(%error, "a secret that nothing needs could not be forgotten yet");
            }
        }
    }
}

fn locked_away(fault: &VaultFault) -> HostFault {
    HostFault {
        remedy: HostRemedy::Time,
        field: None,
        message: "The key to the media host can't be had from the vault at the moment.".to_owned(),
        detail: fault.to_string(),
    }
}
