//! Somebody signs in at a platform, in the browser.
//!
//! Invariant: what the browser brings back is looked for from then on, however the sign-in ends.

use countersign_core::model::{Login, Secret};
use countersign_tests::browser::allow_but;
use countersign_tests::clinic::{Clinic, done};
use countersign_tests::http::get;
use serde_json::Value;

use super::search::Canary;

/// Somebody signs in in the browser with an app; what comes back is a canary from then on. Returns how it ended.
pub async fn signs_in(
    clinic: &Clinic,
    login: Login,
    app: &str,
    secret: Option<&str>,
    canaries: &mut Vec<Canary>,
) -> Value {
    let api = clinic.api();
    let secret = secret.map(|secret| Secret::new(secret.to_owned()));
    done(api.set_login_app(login, app, secret.as_ref()));
    let back = allow_but(&done(api.begin_login(login, None).await), &[]).await;
    for (what, name) in [("a code", "code="), ("the state of a sign-in", "state=")] {
        let value = back.split(['?', '&', '#']).find_map(|pair| pair.strip_prefix(name)).unwrap();
        canaries.push(Canary::text(what, value));
    }
    assert_eq!(get(&back).await.status, 200);
    let ended = async {
        loop {
            let changed = clinic.changed();
            let state: Value = clinic.call("login_state", Value::Null);
            if ["choosing", "failed"].iter().any(|it| state["state"] == *it) {
                return state;
            }
            changed.await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), ended).await.unwrap()
}
