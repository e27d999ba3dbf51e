//! Without a human in front of the window nothing is signed.

use std::sync::Arc;

use countersign_core::env::Env;
use countersign_core::gate;
use countersign_core::model::{Digest, PostId};
use countersign_core::store::Db;

fn agent(db: &Db, env: &Arc<Env>, post: PostId, digest: Digest) {
    let _ = gate::sign(db, env, post, digest);
}

fn main() {}
