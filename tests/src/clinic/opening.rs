//! Making and opening a clinic, and what a test may put in place of the usual.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use countersign_core::api::types::{PersonAdd, SetUp};
use countersign_core::clinic::{MediaHostSettings, NewChannel};
use countersign_core::engine::{self, Engine};
use countersign_core::env::Env;
use countersign_core::error::Error;
use countersign_core::model::{Platform, Role, Secret, WorkspaceId, WorkspaceKind};
use countersign_core::publish::Publisher;
use countersign_core::store::{DataKey, Db, StoreOptions};
use countersign_practice::cast;
use countersign_vault::backup::{self, RestoreFault, Restored};
use countersign_vault::{
    Disk, FileSecretStore, PinCost, RandomSource, RecoveryKey, SecretStore, SystemDisk, Vault, VaultOptions,
};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use tokio::runtime::Handle;

use super::{Clinic, With, ZONE, done, parts, pin};
use crate::scratch::scratch;

/// Puts something before each of the platforms' clients.
pub type EachClient = Arc<dyn Fn(Arc<dyn Publisher>) -> Arc<dyn Publisher> + Send + Sync>;

/// What is not as usual about an opening.
#[derive(Clone, Default)]
pub struct Instead {
    /// Another keychain.
    pub secrets: Option<Arc<dyn SecretStore>>,
    /// Another disk for the vault.
    pub disk: Option<Arc<dyn Disk>>,
    /// The most pages of the database.
    pub max_pages: Option<u32>,
    /// Another key for the database.
    pub data_key: Option<DataKey>,
    /// What is made of the platforms' clients.
    pub clients: Option<EachClient>,
    /// Clients beside the usual ones, in place of those of the same platform.
    pub also: Vec<Arc<dyn Publisher>>,
    /// Whether what people write is read as well; most tests count every call, and have nobody who writes.
    pub inbox: bool,
    /// Whether the numbers of posts and accounts are read.
    pub numbers: bool,
}

impl Instead {
    /// The keychain is a file in the clinic's folder, so that another process can open the clinic.
    #[must_use]
    pub fn keys_in(folder: &Path, with: &With) -> Self {
        let store = FileSecretStore::in_practice_folder(folder, Arc::new(SystemDisk), random(with));
        Self { secrets: Some(Arc::new(store)), ..Self::default() }
    }
}

/// Why a clinic could not be restored.
#[derive(Debug)]
pub enum RestoreRefused {
    /// There is no backup in the place.
    NoBackup,
    /// The vault refused.
    Vault(RestoreFault),
    /// The core refused.
    Core(Error),
}

fn random(with: &With) -> Arc<RandomSource> {
    RandomSource::new(ChaCha20Rng::seed_from_u64(with.seed))
}

/// What the vault of a test's clinic is built on.
#[must_use]
pub fn vault_options(folder: &Path, with: &With, instead: &Instead) -> VaultOptions {
    let secrets = instead.secrets.clone().unwrap_or_else(|| Arc::new(with.keychain.clone()));
    let mut options = VaultOptions::new(folder, secrets);
    // What is thrown away with the test's folder.
    options.data = folder.to_owned();
    options.random = random(with);
    options.pin_cost = PinCost::TRIFLING;
    if let Some(disk) = &instead.disk {
        options.disk = Arc::clone(disk);
    }
    options
}

/// Connects what is not connected from the start: the clinic's account on Instagram, by the login that may also delete, and
/// its number on WhatsApp, its channel on YouTube and its account on TikTok.
pub(super) fn seat_later(engine: &Engine, platform: Platform) {
    let (token, id, name) = match platform {
        Platform::Instagram => {
            (cast::INSTAGRAM_FACEBOOK_TOKEN, cast::INSTAGRAM_ID, format!("@{}", cast::INSTAGRAM_USERNAME))
        }
        Platform::Whatsapp => (cast::WHATSAPP_TOKEN, cast::WHATSAPP_ID, cast::CLINIC_NAME.to_owned()),
        Platform::Youtube => (cast::YOUTUBE_TOKEN, cast::YOUTUBE_ID, cast::CLINIC_NAME.to_owned()),
        Platform::Tiktok => (cast::TIKTOK_TOKEN, cast::TIKTOK_ID, format!("@{}", cast::TIKTOK_USERNAME)),
        Platform::X | Platform::Facebook | Platform::Linkedin => return,
    };
    let new = NewChannel { platform, account_id: id.into(), account_name: name };
    done(engine.seed_channel(&Secret::new(token.into()), new));
}

/// The practice clinic's bucket.
#[must_use]
pub fn bucket() -> MediaHostSettings {
    MediaHostSettings {
        endpoint: cast::BUCKET_ENDPOINT.into(),
        region: cast::BUCKET_REGION.into(),
        bucket: cast::BUCKET.into(),
        folder: "countersign".into(),
        access_key_id: cast::BUCKET_KEY_ID.into(),
    }
}

/// Lays an empty database of the newest schema, which is made once for each key that a program's tests have: to bring a new one
/// through every migration takes longer than many a test.
fn lay(path: &Path, key: &DataKey) {
    static EMPTY: Mutex<BTreeMap<[u8; 32], Vec<u8>>> = Mutex::new(BTreeMap::new());
    let mut empty = EMPTY.lock().unwrap_or_else(PoisonError::into_inner);
    let bytes = empty.entry(*key.expose()).or_insert_with(|| {
        let folder = scratch();
        let path = folder.path().join("empty.db");
        let options = StoreOptions { path: path.clone(), key: key.clone(), max_pages: None };
        drop(Db::open(options, |_| {}).unwrap_or_else(|fault| panic!("{fault}")));
        std::fs::read(path).unwrap_or_else(|fault| panic!("{fault}"))
    });
    std::fs::write(path, bytes).unwrap_or_else(|fault| panic!("{fault}"));
}

fn fresh_id(with: &With) -> WorkspaceId {
    Env::new(Arc::new(with.clock.engine.clone()), Box::new(ChaCha20Rng::seed_from_u64(with.seed))).id()
}

impl Clinic {
    /// [`Clinic::make`], with something put in place of the usual.
    ///
    /// # Panics
    /// When anything of it is refused.
    #[must_use]
    pub fn make_on(folder: &Path, with: &With, instead: &Instead) -> Self {
        let clinic =
            Self::bare(folder, with, instead, WorkspaceKind::Practice, vec![Role::Doctor, Role::Administrator]);
        let receptionist = PersonAdd { name: "Anil Kumar".into(), roles: vec![Role::Staff], registration: None };
        done(clinic.engine.seed_person(&receptionist, &pin()));
        for (token, platform, id, name) in [
            (cast::X_TOKEN, Platform::X, cast::X_ID, format!("@{}", cast::X_USERNAME)),
            (cast::FACEBOOK_PAGE_TOKEN, Platform::Facebook, cast::FACEBOOK_PAGE_ID, cast::CLINIC_NAME.to_owned()),
            (cast::LINKEDIN_TOKEN, Platform::Linkedin, cast::LINKEDIN_ORGANIZATION, cast::CLINIC_NAME.to_owned()),
        ] {
            let new = NewChannel { platform, account_id: id.into(), account_name: name };
            done(clinic.engine.seed_channel(&Secret::new(token.into()), new));
        }
        done(clinic.engine.seed_media_host(&Secret::new(cast::BUCKET_SECRET.into()), &bucket()));
        clinic
    }

    /// Makes a real clinic in `folder` as *Set up my clinic* does: whoever set it up, with these roles, and nothing else.
    ///
    /// # Panics
    /// When anything of it is refused.
    #[must_use]
    pub fn set_up(folder: &Path, with: &With, roles: &[Role]) -> Self {
        Self::bare(folder, with, &Instead::default(), WorkspaceKind::Real, roles.to_vec())
    }

    fn bare(folder: &Path, with: &With, instead: &Instead, kind: WorkspaceKind, roles: Vec<Role>) -> Self {
        let options = vault_options(folder, with, instead);
        let (vault, _) = Vault::create(&options, fresh_id(with)).unwrap_or_else(|fault| panic!("{fault}"));
        let set_up = SetUp {
            clinic_name: "Lakeside Family Clinic".into(),
            zone: ZONE.into(),
            countries: vec!["IN".into()],
            language: "en".into(),
            person_name: "Dr. Meera Rao".into(),
            roles,
            registration: Some("KMC 48213".into()),
        };
        let mut parts = parts(folder, with, &vault, &Arc::default(), &Arc::default());
        parts.kind = kind;
        lay(&parts.database, &parts.key);
        done(engine::create(&parts, vault.workspace(), kind, &set_up, &pin()));
        done(Self::around(folder, with, &vault, instead))
    }

    /// [`Clinic::open`], with something put in place of the usual.
    ///
    /// # Errors
    /// When the database can't be opened.
    ///
    /// # Panics
    /// When the vault can't be opened.
    pub fn open_on(folder: &Path, with: &With, instead: &Instead) -> Result<Self, Error> {
        let vault = Vault::open(&vault_options(folder, with, instead)).unwrap_or_else(|fault| panic!("{fault}"));
        Self::around(folder, with, &vault, instead)
    }

    /// Makes the clinic in `folder` out of the newest backup in `place`, as another laptop does.
    ///
    /// # Errors
    /// When vault or core refuse.
    pub fn restore(folder: &Path, with: &With, place: &Path, recovery: &RecoveryKey) -> Result<Self, RestoreRefused> {
        let options = vault_options(folder, with, &Instead::default());
        let found = backup::find(place).map_err(|fault| RestoreRefused::Vault(fault.into()))?;
        let newest = found.first().ok_or(RestoreRefused::NoBackup)?;
        let restored = backup::restore(&options, newest, recovery).map_err(RestoreRefused::Vault)?;
        Self::settled(folder, with, &restored).map_err(RestoreRefused::Core)
    }

    fn settled(folder: &Path, with: &With, restored: &Restored) -> Result<Self, Error> {
        let vault = &restored.vault;
        let mut parts = parts(folder, with, vault, &Arc::default(), &Arc::default());
        parts.kind = restored.kind;
        engine::restore(&parts, &restored.after())?;
        Self::around(folder, with, vault, &Instead::default())
    }

    fn around(folder: &Path, with: &With, vault: &Vault, instead: &Instead) -> Result<Self, Error> {
        let (told, changed) = Default::default();
        let mut parts = parts(folder, with, vault, &told, &changed);
        parts.max_pages = instead.max_pages;
        parts.readers.retain(|_| instead.inbox);
        parts.meters.retain(|_| instead.numbers);
        if let Some(key) = &instead.data_key {
            parts.key = key.clone();
        }
        if let Some(clients) = &instead.clients {
            parts.publishers = parts.publishers.into_iter().map(|client| clients(client)).collect();
        }
        parts.publishers.extend(instead.also.iter().map(Arc::clone));
        let key = parts.key.clone();
        let engine = Engine::open(parts, &Handle::current())?;
        Ok(Self { engine, key, folder: folder.into(), clock: with.clock.clone(), told, changed })
    }
}
