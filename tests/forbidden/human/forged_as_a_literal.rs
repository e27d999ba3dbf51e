//! A human can't be written down: only an unlocked desktop hands one out.

use countersign_core::clinic::Human;
use countersign_core::model::{PersonId, PersonKeyId};

fn forge(person: PersonId, key: PersonKeyId) -> Human<'static> {
    Human { person, key }
}

fn main() {}
