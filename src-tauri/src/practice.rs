//! The practice clinic: its platforms on loopback, its people, its channels, and something to read on the first day.
//!
//! Invariant: everything here is made through the same use cases as in a real clinic, and reaches loopback only.

use std::path::Path;

use countersign_core::api::types::{Batch, BatchCreate, Channel, LockPerson, PersonAdd, PlanSet, SetUp, Today};
use countersign_core::clinic::NewChannel;
use countersign_core::engine::Engine;
use countersign_core::error::Error;
use countersign_core::model::{Pin, Platform, Role, Secret};
use countersign_practice::{Options, PracticeClock, PracticePlatforms, Running, cast};
use countersign_providers::Route;
use serde_json::{Value, json};

/// The PIN of everybody in the practice clinic; the lock screen shows it.
pub const PIN: &str = "2468";

/// Sends the providers of the practice clinic to practice platforms that somebody else runs.
const PROVIDERS_URL: &str = "COUNTERSIGN_PROVIDERS_URL";

/// The practice platforms that a practice workspace talks to.
pub enum Platforms {
    /// Run by this process.
    Own(Running),
    /// Run by somebody else on this machine.
    Theirs(String),
}

impl Platforms {
    /// Starts them, or takes those that the environment names.
    pub async fn start(folder: &Path) -> Result<Self, Error> {
        if let Ok(address) = std::env::var(PROVIDERS_URL) {
            return Ok(Self::Theirs(address));
        }
        let options = Options {
            port: 0,
            state_file: Some(folder.join("platforms.json")),
            clock: PracticeClock::system(),
            seed: 1,
        };
        let running = PracticePlatforms::start(options)
            .await
            .map_err(|error| Error::internal(format!("the practice platforms did not start: {error}")))?;
        Ok(Self::Own(running))
    }

    /// The route to them.
    pub fn route(&self) -> Result<Route, Error> {
        let base = match self {
            Self::Own(running) => running.base_url().to_owned(),
            Self::Theirs(address) => address.clone(),
        };
        Route::practice(&base).map_err(|refused| Error::internal(format!("{PROVIDERS_URL}: {refused}")))
    }

    /// Ends those of our own.
    pub async fn stop(self) {
        if let Self::Own(running) = self {
            running.shutdown().await;
        }
    }
}

/// The practice clinic and its doctor.
pub fn set_up() -> SetUp {
    SetUp {
        clinic_name: "Lakeside Family Clinic".into(),
        zone: local_zone(),
        countries: vec!["IN".into()],
        language: "en".into(),
        person_name: "Dr. Meera Rao".into(),
        roles: vec![Role::Doctor, Role::Administrator],
        registration: Some("KMC 48213".into()),
    }
}

/// Where this laptop is, as far as it says; people practise with their own clock.
fn local_zone() -> String {
    let told = std::env::var("TZ").ok().or_else(|| {
        let link = std::fs::read_link("/etc/localtime").ok()?;
        link.to_str()?.split_once("zoneinfo/").map(|(_, zone)| zone.to_owned())
    });
    let known = countersign_core::model::zone::names();
    told.filter(|zone| known.contains(zone)).unwrap_or_else(|| "Asia/Kolkata".to_owned())
}

/// Fills a new practice clinic: a receptionist, two channels, and a theme drafted for tomorrow.
pub fn fill(engine: &Engine) -> Result<(), Error> {
    let receptionist = PersonAdd { name: "Anil Kumar".into(), roles: vec![Role::Staff], registration: None };
    engine.seed_person(&receptionist, &pin()?)?;
    for (token, account) in [
        (cast::X_TOKEN, (Platform::X, cast::X_ID, format!("@{}", cast::X_USERNAME))),
        (cast::FACEBOOK_PAGE_TOKEN, (Platform::Facebook, cast::FACEBOOK_PAGE_ID, cast::CLINIC_NAME.to_owned())),
    ] {
        let (platform, id, name) = account;
        let new = NewChannel { platform, account_id: id.into(), account_name: name };
        engine.seed_channel(&Secret::new(token.into()), new)?;
    }
    draft_for_tomorrow(engine)
}

fn draft_for_tomorrow(engine: &Engine) -> Result<(), Error> {
    let api = engine.api();
    let people: Vec<LockPerson> = api.lock_people(None)?;
    let Some(anil) = people.iter().find(|person| person.roles == [Role::Staff]) else { return Ok(()) };
    api.unlock(anil.id, &pin()?)?;
    let call = |name: &str, request: Value| {
        api.call(name, request).map_err(|error| Error::internal(format!("{name}: {}", error.message)))
    };
    let read = |value: Value| serde_json::from_value(value).map_err(|error| Error::internal(error.to_string()));
    let channels: Vec<Channel> = serde_json::from_value(call("channel_list", Value::Null)?)
        .map_err(|error| Error::internal(error.to_string()))?;
    let brief = BatchCreate {
        theme: "Flu shots for over-60s".into(),
        brand: String::new(),
        offer: "flu shots without an appointment".into(),
        location: String::new(),
        audience: "people over 60".into(),
        tone: "warm".into(),
        language: "en".into(),
        channels: channels.iter().map(|channel| channel.id).collect(),
    };
    let batch: Batch = serde_json::from_value(call("batch_create", json!(brief))?)
        .map_err(|error| Error::internal(error.to_string()))?;
    let today: Today = read(call("today_get", Value::Null)?)?;
    let tomorrow = today.now.at.plus(countersign_core::model::Millis::DAY);
    let zone = countersign_core::model::zone::Zone::named(&today.now.zone)
        .map_err(|refused| Error::internal(refused.to_string()))?;
    for post in &batch.posts {
        let plan = PlanSet {
            post_id: post.summary.id,
            date: zone.clock_at(tomorrow).date(),
            time: "09:00".into(),
            zone: today.now.zone.clone(),
        };
        call("plan_set", json!(plan))?;
    }
    api.lock()?;
    Ok(())
}

fn pin() -> Result<Pin, Error> {
    Pin::parse(PIN.into()).map_err(|error| Error::internal(error.to_string()))
}
