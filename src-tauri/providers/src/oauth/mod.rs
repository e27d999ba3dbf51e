//! Signing in at a platform in the browser: written once, described for each platform by data.
//!
//! Invariant: the browser is sent to a page of the platform's own, and only the answer to this very sign-in is taken: it
//! carries a state that nobody could guess. A platform that knows proof keys (PKCE; Meta documents none) is told the digest
//! of one, and the key itself goes with the code alone.

mod listener;
#[cfg(test)]
mod tests;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign_core::model::{Platform, Secret};
use countersign_core::publish::{App, Begun, Code, Failure, FailureClass};
use oauth2::basic::BasicClient;
use oauth2::{AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, RedirectUrl};

use crate::errors::failure;
use crate::route::Route;
use crate::settings::LoginSettings;
use listener::Listener;

/// How a platform wants a sign-in to be asked for.
#[derive(Debug, Clone)]
pub(crate) struct Dialog {
    pub(crate) platform: Platform,
    /// The page where a person signs in.
    pub(crate) page: String,
    /// What stands between two rights.
    pub(crate) between: &'static str,
    pub(crate) scopes: Vec<&'static str>,
    /// The path of the redirect address.
    pub(crate) path: &'static str,
    /// What else the page wants to be told.
    pub(crate) also: &'static [(&'static str, &'static str)],
    /// Whether the platform is told the digest of a proof key.
    pub(crate) proves: bool,
}

/// The address that is registered with the clinic's app.
pub(crate) fn redirect(settings: &LoginSettings, path: &str) -> String {
    format!("http://{}:{}{path}", settings.host, settings.port)
}

/// Begins a sign-in.
pub(crate) async fn begin(
    route: &Route,
    settings: &LoginSettings,
    dialog: &Dialog,
    app: &App,
    random: [u8; 32],
) -> Result<Begun, Failure> {
    let state = Secret::new(URL_SAFE_NO_PAD.encode(random));
    let proof = dialog.proves.then(PkceCodeChallenge::new_random_sha256);
    let challenge = proof.as_ref().map(|(challenge, _)| challenge.clone());
    let address = address(route, settings, dialog, app, (&state, challenge)).map_err(|why| {
        failure(
            FailureClass::SetUp,
            format!(
                "The page for signing in at {} can't be put together. Look at the app's id once more.",
                dialog.platform.name()
            ),
            &why,
        )
    })?;
    let listener = Listener::bind(settings.port, dialog.path, state, dialog.platform.name()).await?;
    let patience = settings.patience;
    let answer = Box::pin(async move {
        let code = listener.wait(patience).await?;
        Ok(Code { code, proof: proof.map(|(_, verifier)| Secret::new(verifier.into_secret())) })
    });
    Ok(Begun { address, answer })
}

fn address(
    route: &Route,
    settings: &LoginSettings,
    dialog: &Dialog,
    app: &App,
    (state, challenge): (&Secret, Option<PkceCodeChallenge>),
) -> Result<String, String> {
    let wrong = |error: &dyn std::fmt::Display| error.to_string();
    let client = BasicClient::new(ClientId::new(app.id.clone()))
        .set_auth_uri(AuthUrl::new(dialog.page.clone()).map_err(|error| wrong(&error))?)
        .set_redirect_uri(RedirectUrl::new(redirect(settings, dialog.path)).map_err(|error| wrong(&error))?);
    let mut asked = client
        .authorize_url(|| CsrfToken::new(state.expose().to_owned()))
        .add_extra_param("scope", dialog.scopes.join(dialog.between));
    if let Some(challenge) = challenge {
        asked = asked.set_pkce_challenge(challenge);
    }
    for (name, value) in dialog.also {
        asked = asked.add_extra_param(*name, *value);
    }
    let (address, _) = asked.url();
    route.login(dialog.platform, &address).map(String::from).map_err(|error| wrong(&error))
}
