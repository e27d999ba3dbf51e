//! Use cases about the clinic, its people and its channels.

use std::sync::Arc;

use super::context::Api;
use super::types::{Channel, ChannelRef, ChannelUpdate, Clinic, Person, PersonRef, PersonUpdate};
use crate::alert;
use crate::clinic::{self, Caller, ChannelChange, PersonRow, Profile, fingerprint, key_in_use};
use crate::engage;
use crate::error::Result;
use crate::model::zone;
use crate::store::Tx;

pub(super) fn get(api: &Api, _: &Caller, (): ()) -> Result<Clinic> {
    api.db.read(|tx| Ok(to_clinic(clinic::profile(tx)?)))
}

pub(super) fn update(api: &Api, caller: &Caller, new: Clinic) -> Result<Clinic> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        let old = clinic::profile(tx)?;
        let new = new.clone();
        let profile = Profile {
            name: new.name,
            zone: new.zone,
            language: new.language,
            countries: new.countries,
            offer: new.offer,
            location: new.location,
            audience: new.audience,
            tone: new.tone,
            contact: new.contact,
            lock_after_minutes: new.lock_after_minutes,
            grace_minutes: new.grace_minutes,
            ..old
        };
        let moved = profile.zone != clinic::profile(tx)?.zone;
        clinic::update_profile(tx, &env, by, &profile)?;
        if moved && !engage::opening(tx)?.windows().is_empty() {
            // Opening hours are those of the clinic's clock.
            engage::reckon_anew(tx)?;
        }
        Ok(to_clinic(clinic::profile(tx)?))
    })
}

fn to_clinic(profile: Profile) -> Clinic {
    Clinic {
        name: profile.name,
        zone: profile.zone,
        language: profile.language,
        countries: profile.countries,
        offer: profile.offer,
        location: profile.location,
        audience: profile.audience,
        tone: profile.tone,
        contact: profile.contact,
        lock_after_minutes: profile.lock_after_minutes,
        grace_minutes: profile.grace_minutes,
    }
}

pub(super) fn zones(_: &Api, _: &Caller, (): ()) -> Result<Vec<String>> {
    Ok(zone::names())
}

pub(super) fn people(api: &Api, _: &Caller, (): ()) -> Result<Vec<Person>> {
    api.db.read(|tx| clinic::people(tx)?.into_iter().map(|row| to_person(tx, row)).collect())
}

pub(super) fn update_person(api: &Api, caller: &Caller, new: PersonUpdate) -> Result<Person> {
    let (env, by) = (Arc::clone(&api.env), caller.actor());
    api.db.write(move |tx| {
        clinic::update_person(tx, &env, by, new.id, &new.name, &new.roles, new.registration.as_ref())?;
        // What somebody signed counts only while they are a doctor: taking or giving the role holds or frees it.
        for post in super::desktop::posts_waiting(tx)? {
            crate::gate::reconsider(tx, &env, post)?;
        }
        to_person(tx, clinic::person(tx, new.id)?)
    })
}

pub(super) fn leave(api: &Api, caller: &Caller, who: PersonRef) -> Result<Person> {
    let (env, by, id) = (Arc::clone(&api.env), caller.actor(), who.id);
    let (person, keys) = api.db.write(move |tx| {
        clinic::leave(tx, &env, by, id)?;
        alert::forget_email(tx, id)?;
        let keys = clinic::retire_keys(tx, &env, by, id)?;
        for post in super::desktop::posts_waiting(tx)? {
            crate::gate::reconsider(tx, &env, post)?;
        }
        Ok::<_, crate::error::Error>((to_person(tx, clinic::person(tx, id)?)?, keys))
    })?;
    for key in keys {
        api.keys.destroy(key)?;
    }
    if caller.person == id {
        api.desktop.lock()?;
    }
    Ok(person)
}

pub(super) fn to_person(tx: &Tx<'_>, row: PersonRow) -> Result<Person> {
    let (now, then) = (clinic::shortfall(tx, None)?, clinic::shortfall(tx, Some(row.id))?);
    let if_gone = then.filter(|_| now != then);
    Ok(Person {
        key_fingerprint: key_in_use(tx, row.id)?.map(|(_, public_key)| fingerprint(&public_key)),
        id: row.id,
        name: row.name,
        roles: row.roles,
        registration: row.registration,
        left: row.left_at.is_some(),
        if_gone: if_gone.map(clinic::Shortfall::sentence),
    })
}

pub(super) fn channels(api: &Api, _: &Caller, (): ()) -> Result<Vec<Channel>> {
    api.db.read(|tx| api.channels(tx))
}

pub(super) fn update_channel(api: &Api, caller: &Caller, new: ChannelUpdate) -> Result<Channel> {
    let (env, by, id) = (Arc::clone(&api.env), caller.actor(), new.id);
    api.db.write(move |tx| {
        let change = ChannelChange {
            name: new.name.clone(),
            max_hashtags: new.max_hashtags,
            tier: new.tier,
            zone: new.zone.clone().filter(|zone| !zone.is_empty()),
            paused: new.paused,
            read_back: new.read_back,
        };
        clinic::set_channel(tx, &env, by, new.id, &change)
    })?;
    let channel = api.db.read(|tx| api.channel(tx, id))?;
    api.dispatcher.wake();
    Ok(channel)
}

pub(super) fn remove_channel(api: &Api, caller: &Caller, which: ChannelRef) -> Result<()> {
    let (env, by, id) = (Arc::clone(&api.env), caller.actor(), which.id);
    let _turn = api.sign_ins.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let credential = api.db.write(move |tx| {
        let credential = clinic::channel(tx, id)?.credential;
        clinic::remove_channel(tx, &env, by, id)?;
        Ok::<_, crate::error::Error>(credential)
    })?;
    api.credentials.forget(&credential)?;
    Ok(())
}
