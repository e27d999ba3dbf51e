//! Secrets don't go into JSON.

use countersign_core::model::{Pin, Secret};
use countersign_core::store::DataKey;
use serde::Serialize;

struct Written<T>(T);

impl<T: Serialize> Written<T> {
    fn down(self) {}
}

fn keep(secret: Secret, pin: Pin, key: DataKey) {
    Written(secret).down();
    Written(pin).down();
    Written(key).down();
}

fn main() {}
