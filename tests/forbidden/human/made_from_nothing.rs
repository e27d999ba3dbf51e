//! There is no human out of thin air, and no desktop that would hand one out.

use std::sync::Arc;

use countersign_core::clinic::{Desktop, Human};
use countersign_core::env::Env;
use countersign_core::ports::KeyCustody;
use countersign_core::store::Db;

fn make(db: Db, env: Arc<Env>, keys: Arc<dyn KeyCustody>) {
    let _ = Human::default();
    let _ = Desktop::new(db, env, keys);
}

fn main() {}
