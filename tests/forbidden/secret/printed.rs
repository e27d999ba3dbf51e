//! Secrets have no text form.

use countersign_core::model::{Pin, Secret};
use countersign_core::store::DataKey;

fn show(secret: &Secret, pin: &Pin, key: &DataKey) -> String {
    let shown = format!("{secret}") + &format!("{pin}");
    shown + &format!("{key}")
}

fn main() {}
