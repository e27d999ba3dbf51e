//! The clinic's profile: one row, made with the workspace.

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::zone::{Zone, data_version};
use crate::model::{InstallationId, Millis, PersonId, WorkspaceId, WorkspaceKind};
use crate::store::{StoreError, Tag, Tx, args};

/// The clinic as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The workspace.
    pub id: WorkspaceId,
    /// Practice or real; fixed.
    pub kind: WorkspaceKind,
    /// This installation.
    pub installation: InstallationId,
    /// Its name.
    pub name: String,
    /// Its IANA zone.
    pub zone: String,
    /// The language drafts are written in.
    pub language: String,
    /// ISO 3166-1 alpha-2 codes.
    pub countries: Vec<String>,
    /// Default offer.
    pub offer: String,
    /// Default location.
    pub location: String,
    /// Default audience.
    pub audience: String,
    /// Default tone.
    pub tone: String,
    /// Where calls to action point.
    pub contact: String,
    /// Minutes until the session locks by itself.
    pub lock_after_minutes: u32,
    /// How late a post may still go out by itself.
    pub grace_minutes: u32,
    /// *Stop everything*: since when, and who.
    pub stopped: Option<(Millis, Option<PersonId>)>,
    /// The version of the zone data that the plans' instants were derived with.
    pub zone_data: String,
}

impl Profile {
    /// How late a post may still go out by itself, in milliseconds.
    pub fn grace(&self) -> i64 {
        i64::from(self.grace_minutes) * Millis::MINUTE
    }
}

/// Writes the one row of a new workspace.
///
/// # Errors
/// When a field has to be mended, or the store refuses.
pub fn create(tx: &Tx<'_>, env: &Env, profile: &Profile) -> Result<()> {
    check(profile)?;
    tx.run(
        "INSERT INTO clinic (id, kind, installation_id, name, zone, language, countries, offer, location, audience, tone,
                             contact, lock_after_minutes, grace_minutes, zone_data, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        args![
            profile.id, profile.kind, profile.installation, &profile.name, &profile.zone, &profile.language,
            serde_json::json!(profile.countries).to_string(), &profile.offer, &profile.location, &profile.audience,
            &profile.tone, &profile.contact, profile.lock_after_minutes, profile.grace_minutes, data_version(), env.now()
        ],
    )?;
    audit::record(
        tx,
        env,
        &Entry::done(Actor::Application, Action::WorkspaceCreated).fact("kind", profile.kind.word()),
    )?;
    tx.changed(Tag::Clinic);
    Ok(())
}

/// The clinic's zone; UTC for one that newer data dropped, and while there is no clinic.
///
/// # Errors
/// When the store refuses.
pub fn zone(tx: &Tx<'_>) -> Result<Zone> {
    let named: Option<String> = tx.one("SELECT zone FROM clinic", &[], |row| row.get("zone"))?;
    Ok(named.and_then(|name| Zone::named(&name).ok()).unwrap_or_else(Zone::utc))
}

/// The profile.
///
/// # Errors
/// When the store refuses.
pub fn profile(tx: &Tx<'_>) -> Result<Profile> {
    let profile = tx.one("SELECT * FROM clinic", &[], |row| {
        let stopped_by: Option<String> = row.get("stopped_by")?;
        Ok::<_, StoreError>(Profile {
            id: row.get("id")?,
            kind: row.get("kind")?,
            installation: row.get("installation_id")?,
            name: row.get("name")?,
            zone: row.get("zone")?,
            language: row.get("language")?,
            countries: row.json("countries")?,
            offer: row.get("offer")?,
            location: row.get("location")?,
            audience: row.get("audience")?,
            tone: row.get("tone")?,
            contact: row.get("contact")?,
            lock_after_minutes: row.get("lock_after_minutes")?,
            grace_minutes: row.get("grace_minutes")?,
            stopped: row
                .get::<Option<Millis>>("stopped_at")?
                .map(|at| (at, stopped_by.and_then(|person| person.parse().ok()))),
            zone_data: row.get("zone_data")?,
        })
    })?;
    profile.ok_or_else(|| Error::internal("a workspace without a clinic"))
}

/// Changes the profile; id, kind and the stop switch stay as they are.
///
/// # Errors
/// When a field has to be mended, or the store refuses.
pub fn update_profile(tx: &Tx<'_>, env: &Env, by: PersonId, new: &Profile) -> Result<()> {
    check(new)?;
    tx.run(
        "UPDATE clinic SET name = $1, zone = $2, language = $3, countries = $4, offer = $5, location = $6, audience = $7,
                tone = $8, contact = $9, lock_after_minutes = $10, grace_minutes = $11",
        args![
            new.name.trim(), &new.zone, &new.language, serde_json::json!(new.countries).to_string(), &new.offer,
            &new.location, &new.audience, &new.tone, &new.contact, new.lock_after_minutes, new.grace_minutes
        ],
    )?;
    audit::record(tx, env, &Entry::done(Actor::Person(by), Action::ClinicUpdated).fact("zone", &new.zone))?;
    tx.changed(Tag::Clinic);
    Ok(())
}

fn check(profile: &Profile) -> Result<()> {
    if profile.name.trim().is_empty() {
        return Err(Error::invalid("name", "Write the clinic's name."));
    }
    Zone::named(&profile.zone).map_err(|refused| Error::invalid("zone", refused.to_string()))?;
    if let Some(code) =
        profile.countries.iter().find(|code| code.len() != 2 || !code.bytes().all(|b| b.is_ascii_uppercase()))
    {
        return Err(Error::invalid("countries", format!("“{code}” is no country code. Use two letters, such as IN.")));
    }
    if !(1..=60).contains(&profile.lock_after_minutes) {
        return Err(Error::invalid("lock_after_minutes", "Choose between 1 and 60 minutes."));
    }
    if !(1..=720).contains(&profile.grace_minutes) {
        return Err(Error::invalid("grace_minutes", "Choose between 1 and 720 minutes."));
    }
    Ok(())
}
