//! Secrets are not compared in passing, where the time it takes would tell about them.

use countersign_core::model::{Pin, Secret};
use countersign_core::store::DataKey;

fn same(secrets: [Secret; 2], pins: [Pin; 2], keys: [DataKey; 2]) -> bool {
    let same = secrets[0] == secrets[1];
    let same = same && pins[0] == pins[1];
    same && keys[0] == keys[1]
}

fn main() {}
