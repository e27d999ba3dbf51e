//! What the forbidden cases leave out: a provider that prepares and commits once, and a person who signs once.
//!
//! Invariant: it compiles, and uses every type and call that the cases use. Nothing runs it.
#![allow(dead_code, reason = "it is here to be compiled")]

use std::sync::Arc;

use countersign_core::clinic::{Caller, Desktop, Human};
use countersign_core::env::Env;
use countersign_core::gate::{self, Circumstances, CommitPermit, Fence, Permit, Refused, SignedPart};
use countersign_core::model::{ApprovalId, Digest, Pin, PostId, Secret};
use countersign_core::publish::{Failure, Journal, Outcome, Prepared, Publisher};
use countersign_core::store::{DataKey, Db};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Prepares with the permit, asks the gate again, and commits once.
async fn send(
    (db, env, under): (&Db, &Arc<Env>, Circumstances),
    provider: &dyn Publisher,
    permit: &Permit,
    journal: &dyn Journal,
) -> Result<Outcome, Result<Refused, Failure>> {
    let part: &SignedPart = &permit.parts()[0];
    let prepared = provider.prepare(permit, part, journal).await.map_err(Err)?;
    let commit: CommitPermit<'_> = gate::begin_commit(db, env, under, permit, 0).map_err(Ok)?;
    Ok(provider.commit(commit, prepared).await)
}

/// Reads what a permit says, which is all that a provider may do with it.
fn read(permit: &Permit, commit: &CommitPermit<'_>) -> (Fence, String, String) {
    let _ = Prepared::default();
    (permit.fence(), permit.account().id.clone(), commit.part().text.clone())
}

/// Signs what was on the screen: the desktop hands out a human, and the signature takes it.
fn sign(
    desktop: &Desktop,
    db: &Db,
    env: &Arc<Env>,
    post: PostId,
    on_screen: Digest,
) -> countersign_core::error::Result<ApprovalId> {
    let _signed_in: Caller = desktop.caller()?;
    let human: Human<'_> = desktop.human()?;
    gate::sign(db, env, human, post, on_screen)
}

/// Secrets are taken out on purpose, by the one call that needs them.
fn expose(secret: &Secret, pin: &Pin, key: &DataKey) -> bool {
    secret.expose() == pin.expose() && key.expose() == key.expose()
}

struct Written<T>(T);

impl<T: Serialize + DeserializeOwned> Written<T> {
    fn down(self) {}
}

/// What is no permit and no secret can be written and read.
fn write(digest: Digest) {
    Written(digest).down();
}
