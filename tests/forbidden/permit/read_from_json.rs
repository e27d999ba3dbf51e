//! A permit does not come out of JSON.

use countersign_core::gate::{CommitPermit, Permit};
use serde::de::DeserializeOwned;

struct Read<T>(Option<T>);

impl<T: DeserializeOwned> Read<T> {
    fn out_of_json() -> Self {
        Self(None)
    }
}

fn main() {
    let _ = Read::<Permit>::out_of_json();
    let _ = Read::<CommitPermit<'static>>::out_of_json();
}
