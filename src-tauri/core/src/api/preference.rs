//! Use cases of preferences: how the person who is signed in likes the screens.

use super::context::Api;
use super::types::{Preference, PreferenceRef, PreferenceSet};
use crate::clinic::{self, Caller};
use crate::error::Result;

pub(super) fn get(api: &Api, caller: &Caller, which: PreferenceRef) -> Result<Preference> {
    let value = api.db.read(|tx| clinic::preference(tx, caller.person, which.name))?;
    Ok(Preference { name: which.name, value })
}

pub(super) fn set(api: &Api, caller: &Caller, chosen: PreferenceSet) -> Result<Preference> {
    let (by, name) = (caller.person, chosen.name);
    api.db.write(move |tx| {
        clinic::set_preference(tx, by, name, &chosen.value)?;
        Ok(Preference { name, value: Some(chosen.value.clone()) })
    })
}
