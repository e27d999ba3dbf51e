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
/// Only the host's own word counts: a laptop that was off, offline or locked has not been refused anything.
const GIVE_UP: i64 = 7 * Millis::DAY;
/// How often the host has to refuse before that.
const ENOUGH_REFUSALS: u32 = 3;

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
    /// How often its host refused to let go of it, and since when.
    refusals: u32,
    refused_since: Option<Millis>,
    /// Whether it may still arrive after it was taken away.
    unclear: bool,
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

    /// Whether it is given up after this fault too. What only tested a host is nobody's picture: no address that was
    /// mistyped is asked for ever.
    fn is_given_up(&self, fault: &HostFault, now: Millis) -> bool {
        let refused = fault.remedy == HostRemedy::Person
            && self.refusals + 1 >= ENOUGH_REFUSALS
            && self.refused_since.is_some_and(|since| now.since(since) > GIVE_UP);
        refused || (self.post.is_none() && now.since(self.until) > GIVE_UP)
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
                refusals: row.get("refusals")?,
                refused_since: row.get("refused_since")?,
                unclear: row.get("unclear")?,
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
        let given_up = removed.as_ref().is_err_and(|fault| loan.is_given_up(fault, env.now()));
        let unclear = loan.unclear;
        let wait = (FIRST_WAIT << loan.failures.min(12)).min(LONGEST_WAIT) + jitter;
        self.db.write(move |tx| {
            let now = env.now();
            match &removed {
                // What was being put when it was taken away may have arrived since: it is taken away once more.
                Ok(()) if unclear && now < until => {
                    tx.run("UPDATE lent_file SET next_try_at = $1 WHERE key = $2", args![until, &key])?;
                }
                Ok(()) => {
                    tx.run("DELETE FROM lent_file WHERE key = $1", args![&key])?;
                    audit::record(tx, &env, &about(Entry::done(Actor::Application, Action::FileTakenBack)))?;
                }
                Err(fault) if given_up => {
                    tx.run("DELETE FROM lent_file WHERE key = $1", args![&key])?;
                    let entry = Entry::denied(Actor::Application, Action::FileLeft, left(fault))
                        .fact("bucket", &bucket)
                        .fact("key", &key);
                    audit::record(tx, &env, &about(entry))?;
                }
                Err(fault) => {
                    let refused = fault.remedy == HostRemedy::Person;
                    tx.run(
                        "UPDATE lent_file SET failures = failures + 1, next_try_at = $1, refusals = refusals + $2,
                                refused_since = coalesce(refused_since, $3)
                         WHERE key = $4",
                        args![now.plus(wait), u32::from(refused), refused.then_some(now), &key],
                    )?;
                    // A host that lets nothing be taken away is none to lend through.
                    if ours && refused {
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

/// Why a file was left where it is.
const fn left(fault: &HostFault) -> &'static str {
    match fault.remedy {
        HostRemedy::Person => "host_refuses",
        HostRemedy::Network | HostRemedy::Time | HostRemedy::Passing => "host_not_reached",
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ChannelId;

    const NOW: Millis = Millis(1_800_000_000_000);

    fn loan() -> Loan {
        let channel: ChannelId = "01931c2e-5b00-7000-8000-000000000001".parse().unwrap();
        Loan {
            key: "countersign/1.jpg".into(),
            endpoint: String::new(),
            region: String::new(),
            bucket: String::new(),
            access_key_id: String::new(),
            credential: CredentialRef::for_channel(channel),
            until: NOW.plus(-20 * Millis::DAY),
            failures: 0,
            next_try_at: Millis(0),
            refusals: 0,
            refused_since: None,
            unclear: false,
            needed: false,
            post: Some((
                "01931c2e-5b00-7000-8000-000000000002".parse().unwrap(),
                "01931c2e-5b00-7000-8000-000000000003".parse().unwrap(),
            )),
        }
    }

    #[test]
    fn a_picture_is_given_up_on_the_host_s_own_word_alone() {
        let fault = |remedy| HostFault { remedy, field: None, message: String::new(), detail: String::new() };
        let refused =
            |refusals, days: i64| Loan { refusals, refused_since: Some(NOW.plus(-days * Millis::DAY)), ..loan() };
        for remedy in [HostRemedy::Network, HostRemedy::Time, HostRemedy::Passing, HostRemedy::Person] {
            assert!(!loan().is_given_up(&fault(remedy), NOW), "the first try after a holiday: {remedy:?}");
            let said = refused(30, 8).is_given_up(&fault(remedy), NOW);
            assert_eq!(said, remedy == HostRemedy::Person, "{remedy:?}");
            assert!(Loan { post: None, ..loan() }.is_given_up(&fault(remedy), NOW), "nobody's: {remedy:?}");
        }
        assert!(!refused(30, 6).is_given_up(&fault(HostRemedy::Person), NOW), "not a week of refusals");
        assert!(!refused(1, 8).is_given_up(&fault(HostRemedy::Person), NOW), "two refusals, far apart");
        let locked = locked_away(&VaultFault::KeychainLocked);
        assert!(!refused(30, 8).is_given_up(&locked, NOW), "a locked keychain is no refusal");
    }
}
