//! There is no empty permit to post by hand, and none out of JSON.

use countersign_core::gate::HandPermit;
use serde::de::DeserializeOwned;

struct Read<T>(Option<T>);

impl<T: DeserializeOwned> Read<T> {
    fn out_of_json() -> Self {
        Self(None)
    }
}

fn main() {
    let _ = HandPermit::default();
    let _ = Read::<HandPermit>::out_of_json();
}
