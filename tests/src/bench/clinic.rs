//! A practice clinic for measuring: the machine's own clock, the real vault, the real clients.
//!
//! Invariant: what it is built from is what the shell builds from, but for the keychain, which is in memory, and the cost
//! of opening a doctor's key, which nothing here measures.

use std::path::Path;
use std::sync::Arc;

use countersign_core::api::Api;
use countersign_core::api::types::{LockPerson, SetUp};
use countersign_core::check::PlatformMeasure;
use countersign_core::clinic::NewChannel;
use countersign_core::draft::writer::TemplateWriter;
use countersign_core::engage::TemplateReplies;
use countersign_core::engine::{self, Engine, Parts};
use countersign_core::env::{Clock, Env, SystemClock};
use countersign_core::model::{Pin, Platform, Role, Secret, WorkspaceKind};
use countersign_core::publish::{AnswerWatch, Listener, StepWatch};
use countersign_core::store::DataKey;
use countersign_practice as practice;
use countersign_providers::{Clients, Route, Settings, Timeouts, clients, courier, media_host};
use countersign_vault::{MemorySecretStore, PinCost, Vault, VaultOptions};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::runtime::Handle;

use crate::Fault;

const PIN: &str = "2468";
/// The clinic's zone.
pub const ZONE: &str = "Asia/Kolkata";

/// An open clinic.
pub struct Clinic {
    /// Its engine.
    pub engine: Engine,
    /// The key of its database.
    pub key: DataKey,
}

/// What came back as an error of the product, in its own words.
pub fn told<T>(result: countersign_core::error::Result<T>) -> Result<T, Fault> {
    result.map_err(|error| format!("{error:?}").into())
}

impl Clinic {
    /// Makes a clinic in `folder` with these accounts, and opens it. It reads nothing of what people write.
    pub fn make(
        folder: &Path,
        base: &str,
        accounts: &[practice::Account],
        steps: Arc<dyn StepWatch>,
    ) -> Result<Self, Fault> {
        Self::made(folder, base, accounts, steps, false)
    }

    /// The same, and it reads what people write.
    pub fn reading(
        folder: &Path,
        base: &str,
        accounts: &[practice::Account],
        steps: Arc<dyn StepWatch>,
    ) -> Result<Self, Fault> {
        Self::made(folder, base, accounts, steps, true)
    }

    fn made(
        folder: &Path,
        base: &str,
        accounts: &[practice::Account],
        steps: Arc<dyn StepWatch>,
        reads: bool,
    ) -> Result<Self, Fault> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let mut options = VaultOptions::new(folder, Arc::new(MemorySecretStore::new()));
        options.pin_cost = PinCost::TRIFLING;
        let env = Env::new(Arc::clone(&clock), Box::new(ChaCha20Rng::seed_from_u64(1)));
        let (vault, _) = Vault::create(&options, env.id()).map_err(|fault| fault.to_string())?;
        let listener = Arc::new(Listener::default());
        let watch: Arc<dyn AnswerWatch> = listener.clone();
        let route = Route::practice(base).map_err(|refused| refused.to_string())?;
        let Clients { publishers, connectors, readers, gestures, meters: _, searchers } =
            clients(countersign_providers::Parts {
                route: route.clone(),
                credentials: vault.credentials(),
                clock: Arc::clone(&clock),
                watch,
                settings: Settings::default(),
            });
        let parts = Parts {
            kind: WorkspaceKind::Practice,
            backups: vault.backups(),
            database: folder.join("countersign.db"),
            key: vault.data_key().clone(),
            max_pages: None,
            env,
            keys: vault.keys(),
            record_key: vault.record_key(),
            files: vault.files(),
            credentials: vault.credentials(),
            media_host: media_host(route.clone(), Arc::clone(&clock), Timeouts::default()),
            courier: courier(route.clone(), Timeouts::default()),
            writer: Arc::new(TemplateWriter::new(Arc::new(PlatformMeasure))),
            reply_writer: Arc::new(TemplateReplies),
            publishers,
            readers: if reads { readers } else { Vec::new() },
            // The bench of the inbox counts calls; numbers would make more of them.
            meters: Vec::new(),
            gestures,
            searchers,
            connectors,
            listener,
            steps,
            changed: Arc::new(|_| {}),
        };
        let set_up = SetUp {
            clinic_name: "Lakeside Family Clinic".into(),
            zone: ZONE.into(),
            countries: vec!["IN".into()],
            language: "en".into(),
            person_name: "Dr. Meera Rao".into(),
            roles: vec![Role::Doctor, Role::Administrator],
            registration: None,
        };
        told(engine::create(&parts, vault.workspace(), WorkspaceKind::Practice, &set_up, &pin()?))?;
        let engine = told(Engine::open(parts, &Handle::current()))?;
        for account in accounts {
            let platform = match account.platform {
                practice::Platform::X => Platform::X,
                practice::Platform::Facebook => Platform::Facebook,
                practice::Platform::Linkedin => Platform::Linkedin,
                practice::Platform::Instagram => Platform::Instagram,
                // Neither a key nor a number that writes to recipients alone carries posts.
                practice::Platform::Bucket | practice::Platform::Whatsapp => continue,
                // A post of words alone is nothing there.
                practice::Platform::Youtube | practice::Platform::Tiktok => continue,
            };
            let new = NewChannel { platform, account_id: account.id.clone(), account_name: account.name.clone() };
            told(engine.seed_channel(&Secret::new(account.token.clone()), new))?;
        }
        Ok(Self { engine, key: vault.data_key().clone() })
    }

    /// The use cases.
    pub fn api(&self) -> &Api {
        self.engine.api()
    }

    /// Unlocks as the doctor.
    pub fn unlock(&self) -> Result<(), Fault> {
        let people: Vec<LockPerson> = told(self.api().lock_people(None))?;
        let doctor = people.first().ok_or("a clinic has a doctor")?;
        told(self.api().unlock(doctor.id, &pin()?)).map(|_| ())
    }

    /// Takes the doctor's pen out.
    pub fn take_pen(&self) -> Result<(), Fault> {
        told(self.api().open_signing(&pin()?)).map(|_| ())
    }

    /// Calls a command.
    pub fn call<T: DeserializeOwned>(&self, name: &str, request: impl Serialize) -> Result<T, Fault> {
        let answer = self.api().call(name, json!(request)).map_err(|error| format!("{name}: {error:?}"))?;
        Ok(serde_json::from_value(answer)?)
    }
}

fn pin() -> Result<Pin, Fault> {
    Ok(Pin::parse(PIN.into())?)
}
