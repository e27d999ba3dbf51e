//! What the practice clinic begins with: a doctor, a receptionist, channels on the platforms, a media host, people who
//! agreed to be written to, and posts that wait for the doctor, two of them due within the hour.
//!
//! Invariant: everything here is made through the same use cases as in a real clinic. Nothing is signed: only a person
//! signs.

use countersign_core::api::Api;
use countersign_core::api::types::{
    Batch, BatchCreate, Channel, LockPerson, PersonAdd, PlanSet, RecipientList, SetUp, Today,
};
use countersign_core::clinic::{MediaHostSettings, NewChannel};
use countersign_core::engine::Engine;
use countersign_core::error::Error;
use countersign_core::model::zone::{Zone, names};
use countersign_core::model::{ChannelId, Login, Millis, Pin, Platform, PostId, Role, Secret};
use countersign_practice::cast;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::PIN;
use crate::place::local_zone;

/// How many minutes after the beginning each post of the first theme is meant to go out.
const SOON: [i64; 2] = [20, 40];
/// The clock time of those of the second, a day later.
const TOMORROW: &str = "09:00";
/// How many days ago people agreed to be written to.
const AGREED: i64 = 30;
/// Who did. The numbers are the practice platform's own: nobody has them.
const PEOPLE: [(&str, &str); 3] =
    [("Ana Lobo", "+41791110001"), ("Ben Mathew", "+41791110002"), ("Cleo Dsouza", "+41791110003")];

/// The practice clinic and its doctor. People practise with their own clock.
pub fn set_up() -> SetUp {
    SetUp {
        clinic_name: "Lakeside Family Clinic".into(),
        zone: local_zone(&names()).unwrap_or_else(|| "Asia/Kolkata".to_owned()),
        countries: vec!["IN".into()],
        language: "en".into(),
        person_name: "Dr. Meera Rao".into(),
        roles: vec![Role::Doctor, Role::Administrator],
        registration: Some("KMC 48213".into()),
    }
}

/// Fills a new practice clinic.
pub fn fill(engine: &Engine) -> Result<(), Error> {
    let receptionist = PersonAdd { name: "Anil Kumar".into(), roles: vec![Role::Staff], registration: None };
    engine.seed_person(&receptionist, &pin()?)?;
    for (login, id, secret) in [
        (Login::Facebook, cast::FACEBOOK_APP_ID, cast::FACEBOOK_APP_SECRET),
        (Login::Instagram, cast::INSTAGRAM_APP_ID, cast::INSTAGRAM_APP_SECRET),
        (Login::InstagramByFacebook, cast::FACEBOOK_APP_ID, cast::FACEBOOK_APP_SECRET),
        (Login::Youtube, cast::YOUTUBE_APP_ID, cast::YOUTUBE_APP_SECRET),
        (Login::Tiktok, cast::TIKTOK_APP_ID, cast::TIKTOK_APP_SECRET),
        // One without a secret: a program on a laptop keeps none.
        (Login::X, cast::X_APP_ID, ""),
        (Login::LinkedinPage, cast::LINKEDIN_APP_ID, cast::LINKEDIN_APP_SECRET),
        (Login::LinkedinMember, cast::LINKEDIN_MEMBER_APP_ID, cast::LINKEDIN_MEMBER_APP_SECRET),
    ] {
        let secret = Some(secret).filter(|it| !it.is_empty()).map(|it| Secret::new(it.to_owned()));
        engine.seed_app(login, id, secret.as_ref())?;
    }
    for (token, account) in [
        (cast::X_TOKEN, (Platform::X, cast::X_ID, format!("@{}", cast::X_USERNAME))),
        (cast::FACEBOOK_PAGE_TOKEN, (Platform::Facebook, cast::FACEBOOK_PAGE_ID, cast::CLINIC_NAME.to_owned())),
        (cast::LINKEDIN_TOKEN, (Platform::Linkedin, cast::LINKEDIN_ORGANIZATION, cast::CLINIC_NAME.to_owned())),
        (cast::YOUTUBE_TOKEN, (Platform::Youtube, cast::YOUTUBE_ID, cast::CLINIC_NAME.to_owned())),
        (cast::TIKTOK_TOKEN, (Platform::Tiktok, cast::TIKTOK_ID, format!("@{}", cast::TIKTOK_USERNAME))),
        (cast::WHATSAPP_TOKEN, (Platform::Whatsapp, cast::WHATSAPP_ID, format!("+{}", cast::WHATSAPP_NUMBER))),
    ] {
        let (platform, id, name) = account;
        let new = NewChannel { platform, account_id: id.into(), account_name: name };
        engine.seed_channel(&Secret::new(token.into()), new)?;
    }
    engine.seed_media_host(&Secret::new(cast::BUCKET_SECRET.into()), &bucket())?;
    let api = engine.api();
    let people: Vec<LockPerson> = api.lock_people(None)?;
    let anil = people.iter().find(|person| person.roles == [Role::Staff]);
    let anil = anil.ok_or_else(|| Error::internal("the practice clinic has no receptionist"))?;
    api.unlock(anil.id, &pin()?)?;
    let written = write(api);
    // Whatever came of it, nobody is left signed in.
    api.lock()?;
    written
}

/// The clinic's bucket, as the practice platforms have it.
fn bucket() -> MediaHostSettings {
    MediaHostSettings {
        endpoint: cast::BUCKET_ENDPOINT.into(),
        region: cast::BUCKET_REGION.into(),
        bucket: cast::BUCKET.into(),
        folder: "countersign".into(),
        access_key_id: cast::BUCKET_KEY_ID.into(),
    }
}

/// What the receptionist wrote before anybody looked.
fn write(api: &Api) -> Result<(), Error> {
    let channels: Vec<Channel> = call(api, "channel_list", Value::Null)?;
    // A message is a template of WhatsApp's, and a video has to be filmed first: nobody drafts one whole from a theme.
    let posts = channels.iter().filter(|channel| matches!(channel.platform, Platform::X | Platform::Facebook));
    let channels: Vec<ChannelId> = posts.map(|channel| channel.id).collect();
    let today: Today = call(api, "today_get", Value::Null)?;
    let zone = Zone::named(&today.now.zone).map_err(|refused| Error::internal(refused.to_string()))?;
    let plan = |post_id: PostId, at: Millis, time: Option<&str>| {
        let face = zone.clock_at(at);
        let time = time.map_or_else(|| face.time(), str::to_owned);
        call::<Value>(api, "plan_set", PlanSet { post_id, date: face.date(), time, zone: today.now.zone.clone() })
    };
    let soon = draft(api, &channels, "Flu shots for over-60s", "flu shots without an appointment", "people over 60")?;
    for (post, minutes) in soon.posts.iter().zip(SOON) {
        plan(post.summary.id, today.now.at.plus(minutes * Millis::MINUTE), None)?;
    }
    let later = draft(api, &channels, "Blood pressure check", "a free blood pressure check", "families nearby")?;
    for post in &later.posts {
        plan(post.summary.id, today.now.at.plus(Millis::DAY), Some(TOMORROW))?;
    }
    agreed(api, &zone.clock_at(today.now.at.plus(-AGREED * Millis::DAY)).date())
}

/// Those who agreed to be written to, on a list to practise with.
fn agreed(api: &Api, on: &str) -> Result<(), Error> {
    let list: RecipientList = call(api, "recipient_list_save", json!({ "id": null, "name": "Flu season" }))?;
    for (name, number) in PEOPLE {
        let new = json!({
            "number": number,
            "name": name,
            "consent_on": on,
            "consent_how": "Form at the reception",
            "consent_proof": "Folder at the reception, F",
            "consent_to": "marketing",
            "list": list.id,
        });
        call::<Value>(api, "recipient_add", new)?;
    }
    Ok(())
}

fn draft(api: &Api, channels: &[ChannelId], theme: &str, offer: &str, audience: &str) -> Result<Batch, Error> {
    let brief = BatchCreate {
        theme: theme.into(),
        brand: String::new(),
        offer: offer.into(),
        location: String::new(),
        audience: audience.into(),
        tone: "warm".into(),
        language: "en".into(),
        channels: channels.to_vec(),
    };
    call(api, "batch_create", brief)
}

fn call<T: DeserializeOwned>(api: &Api, name: &str, request: impl serde::Serialize) -> Result<T, Error> {
    let answer =
        api.call(name, json!(request)).map_err(|error| Error::internal(format!("{name}: {}", error.message)))?;
    serde_json::from_value(answer).map_err(|error| Error::internal(format!("{name}: {error}")))
}

fn pin() -> Result<Pin, Error> {
    Pin::parse(PIN.into()).map_err(|error| Error::internal(error.to_string()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that can not go on has failed")]

    use std::sync::Arc;

    use countersign_core::api::types::DisplayState;
    use countersign_core::check::PlatformMeasure;
    use countersign_core::draft::writer::TemplateWriter;
    use countersign_core::engage::TemplateReplies;
    use countersign_core::engine::{self, Parts};
    use countersign_core::env::{Clock, DrivenClock, Env};
    use countersign_core::model::WorkspaceKind;
    use countersign_core::publish::{Listener, Unwatched};
    use countersign_providers::{Route, Timeouts, courier, media_host};
    use countersign_vault::{MemorySecretStore, PinCost, Vault, VaultOptions, os_rng};

    use super::*;

    /// Saturday 21 November 2026, 08:00 in Kolkata.
    const MORNING: Millis = Millis(1_795_228_200_000);

    fn parts(vault: &Vault, folder: &std::path::Path) -> Parts {
        let clock: Arc<dyn Clock> = Arc::new(DrivenClock::at(MORNING));
        // Nobody is there; nothing is asked of anybody here.
        let route = Route::practice("http://127.0.0.1:9").unwrap();
        Parts {
            kind: WorkspaceKind::Practice,
            backups: vault.backups(),
            database: folder.join("countersign.db"),
            key: vault.data_key().clone(),
            max_pages: None,
            env: Env::new(Arc::clone(&clock), Box::new(os_rng())),
            keys: vault.keys(),
            record_key: vault.record_key(),
            files: vault.files(),
            credentials: vault.credentials(),
            courier: courier(route.clone(), Timeouts::default()),
            media_host: media_host(route, clock, Timeouts::default()),
            writer: Arc::new(TemplateWriter::new(Arc::new(PlatformMeasure))),
            reply_writer: Arc::new(TemplateReplies),
            publishers: Vec::new(),
            readers: Vec::new(),
            meters: Vec::new(),
            gestures: Vec::new(),
            searchers: Vec::new(),
            connectors: Vec::new(),
            listener: Arc::new(Listener::default()),
            steps: Arc::new(Unwatched),
            changed: Arc::new(|_| {}),
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_first_day_has_posts_that_wait_for_the_doctor_soon_and_tomorrow() {
        let folder = tempfile::tempdir().unwrap();
        let mut options = VaultOptions::new(folder.path(), Arc::new(MemorySecretStore::new()));
        options.pin_cost = PinCost::TRIFLING;
        let env = Env::new(Arc::new(DrivenClock::at(MORNING)), Box::new(os_rng()));
        let (vault, _) = Vault::create(&options, env.id()).unwrap();
        let set_up = SetUp { zone: "Asia/Kolkata".into(), ..set_up() };
        let (kind, first) = (WorkspaceKind::Practice, parts(&vault, folder.path()));
        engine::create(&first, vault.workspace(), kind, &set_up, &pin().unwrap()).unwrap();
        let engine = Engine::open(first, &tokio::runtime::Handle::current()).unwrap();
        fill(&engine).unwrap();

        let api = engine.api();
        assert!(api.session().unwrap().person.is_none(), "nobody is left signed in");
        let people = api.lock_people(Some(PIN)).unwrap();
        let doctor = people.iter().find(|person| person.roles.contains(&Role::Doctor)).unwrap();
        api.unlock(doctor.id, &pin().unwrap()).unwrap();
        let today: Today = call(api, "today_get", Value::Null).unwrap();
        let waiting: Vec<(String, String)> = today
            .to_sign
            .iter()
            .map(|post| {
                assert_eq!(post.state, DisplayState::Waiting, "only a person signs");
                let due = &post.plan.as_ref().unwrap().due;
                (due.date.clone(), due.time.clone())
            })
            .collect();
        let at = |date: &str, time: &str| (date.to_owned(), time.to_owned());
        assert_eq!(
            waiting,
            [
                at("2026-11-21", "08:20"),
                at("2026-11-21", "08:40"),
                at("2026-11-22", "09:00"),
                at("2026-11-22", "09:00")
            ]
        );
        engine.close().await;
    }
}
