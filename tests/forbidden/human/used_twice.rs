//! A signature uses the human up.

use std::sync::Arc;

use countersign_core::clinic::Human;
use countersign_core::env::Env;
use countersign_core::gate;
use countersign_core::model::{Digest, PostId};
use countersign_core::store::Db;

fn twice(db: &Db, env: &Arc<Env>, human: Human<'_>, post: PostId, digest: Digest) {
    let _ = gate::sign(db, env, human, post, digest);
    let _ = gate::sign(db, env, human, post, digest);
}

fn main() {}
