//! Being signed in is not being the human who signs.

use std::sync::Arc;

use countersign_core::clinic::Caller;
use countersign_core::env::Env;
use countersign_core::gate;
use countersign_core::model::{Digest, PostId};
use countersign_core::store::Db;

fn agent(db: &Db, env: &Arc<Env>, caller: Caller, post: PostId, digest: Digest) {
    let _ = gate::sign(db, env, caller, post, digest);
}

fn main() {}
