//! Types that hold a secret have no form that shows it.

use countersign_core::api::types::SecretValue;
use countersign_core::model::{Pin, Secret};
use countersign_core::store::{DataKey, StoreOptions};
use countersign_tests::clinic::{Clinic, Instead, MORNING, SharedClock, With, platforms, vault_options};
use countersign_tests::scratch::scratch;
use countersign_vault::{KeyRing, MemorySecretStore, RandomSource, RecoveryKey, SecretStore, Vault, os_rng};

use super::search::{Canary, Findings};

const TOKEN: &str = "practice-x-canary-0123456789abcdef";
const PIN: &str = "918273645546";

/// Prints a value in the ways there are.
fn printed(value: &impl std::fmt::Debug) -> Vec<u8> {
    format!("{value:?} {value:#?}").into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_holds_a_secret_prints_it() {
    let (folder, clock) = (scratch(), SharedClock::at(MORNING));
    let running = platforms(&clock).await;
    let with = With::usual(&clock, &running);
    let key: [u8; 32] = std::array::from_fn(|at| u8::try_from(at * 5 + 1).unwrap());
    let data_key = DataKey::from_bytes(key);
    let recovery = RecoveryKey::generate(&RandomSource::new(os_rng()));
    let clinic = Clinic::make(folder.path(), &with);
    let options = vault_options(folder.path(), &with, &Instead::default());
    let vault = Vault::open(&options).unwrap();
    let ring = KeyRing::open(&options).unwrap();
    let keychain = MemorySecretStore::new();
    keychain.set("entry", &key).unwrap();
    let store = StoreOptions { path: folder.path().join("x.db"), key: data_key.clone(), max_pages: None };
    let typed = SecretValue { name: "token".into(), value: TOKEN.into() };

    let mut canaries = vec![
        Canary::text("the token", TOKEN),
        Canary::text("the PIN", PIN),
        Canary::bytes("a key", &key),
        Canary::bytes("the data key", vault.data_key().expose()),
        Canary::text("the recovery key", &recovery.groups().concat()),
        Canary::text("the recovery key in groups", &recovery.groups().join("-")),
    ];
    for name in with.keychain.names() {
        canaries.push(Canary::bytes(&name, &with.keychain.get(&name).unwrap().unwrap()));
    }
    let forms: [(&str, Vec<u8>); 13] = [
        ("Secret", printed(&Secret::new(TOKEN.into()))),
        ("Pin", printed(&Pin::parse(PIN.into()).unwrap())),
        ("SecretValue", printed(&typed)),
        ("DataKey", printed(&data_key)),
        ("StoreOptions", printed(&store)),
        ("RecoveryKey", printed(&recovery)),
        ("VaultOptions", printed(&options)),
        ("Vault", printed(&vault)),
        ("KeyRing", printed(&ring)),
        ("MemorySecretStore", printed(&keychain)),
        ("the clinic's keychain", printed(&with.keychain)),
        ("Engine", printed(clinic.engine())),
        ("Api", printed(clinic.api())),
    ];
    let mut findings = Findings::default();
    for (name, form) in &forms {
        assert!(form.len() > 4, "{name} prints something");
        findings.look(name, form, &canaries);
    }
    assert!(findings.0.is_empty(), "{:#?}", findings.0);
    // The search finds what a derived form would have shown.
    #[derive(Debug)]
    #[allow(dead_code, reason = "only its printed form matters")]
    struct Careless<'a>(&'a str, [u8; 32]);
    findings.look("a careless type", &printed(&Careless(TOKEN, key)), &canaries);
    assert_eq!(findings.0.len(), 2, "{:#?}", findings.0);
    clinic.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctors_key_lies_sealed_and_beside_nothing_but_what_opens_nothing() {
    let (folder, clock) = (scratch(), SharedClock::at(MORNING));
    let running = platforms(&clock).await;
    let clinic = Clinic::make(folder.path(), &With::usual(&clock, &running));
    clinic.close().await;
    let keys: Vec<_> = std::fs::read_dir(folder.path().join("person-keys")).unwrap().collect();
    assert_eq!(keys.len(), 1, "one doctor");
    for key in keys {
        let text = std::fs::read_to_string(key.unwrap().path()).unwrap();
        let file: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).unwrap();
        let fields: std::collections::BTreeSet<&str> = file.keys().map(String::as_str).collect();
        let known =
            ["key", "keychain_secret", "nonce", "pin_cost", "public", "salt", "sealed", "tag", "version", "workspace"];
        assert_eq!(fields, known.into(), "a field that nobody has thought about");
        // Sixteen bytes more than the key: it is under a seal that tells a change.
        assert_eq!(file["sealed"].as_str().map(str::len), Some(2 * (32 + 16)));
        assert_ne!(file["sealed"], file["public"]);
    }
}
