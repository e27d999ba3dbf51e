//! Signing in at a platform in the browser: written once, described for each platform by data.
//!
//! Invariant: the browser is sent to a page of the platform's own, and only the answer to this very sign-in is taken: it
//! carries a state that nobody could guess. Where a platform knows proof keys (PKCE), what proves who asked is as
//! unguessable, goes to nobody but the platform, and only with the code; Meta documents none.

mod listener;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign_core::model::{Digest, Platform, Secret};
use countersign_core::publish::{App, Begun, Code, Failure, FailureClass};
use oauth2::basic::BasicClient;
use oauth2::{AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl};

use url::Url;

use crate::errors::failure;
use crate::route::Route;
use crate::settings::LoginSettings;
use listener::Listener;

/// No sign-in of any platform lasts longer, in seconds: ten years. More is not believed, as no clock would show it.
const LONGEST: i64 = 10 * 365 * 24 * 60 * 60;

/// How long something lasts that is given for so many seconds, in milliseconds; `otherwise` where what the platform says
/// can't be true.
pub(crate) const fn lasting(seconds: i64, otherwise: i64) -> i64 {
    if seconds > 0 && seconds <= LONGEST { seconds * 1_000 } else { otherwise }
}

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
    /// Where the browser may come back to: the first whose port is free.
    pub(crate) back: Vec<Back>,
    /// Whether the platform wants to be proven who asked (PKCE, S256).
    pub(crate) proves: bool,
}

/// A place on this computer that the browser may come back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Back {
    pub(crate) host: &'static str,
    pub(crate) port: u16,
}

impl Back {
    /// The address that is registered with the clinic's app.
    pub(crate) fn to(self, path: &str) -> String {
        format!("http://{}:{}{path}", self.host, self.port)
    }
}

/// The addresses that are registered with the clinic's app.
pub(crate) fn redirects(back: &[Back], path: &str) -> Vec<String> {
    back.iter().map(|back| back.to(path)).collect()
}

/// Begins a sign-in. Of what is random the first half binds the answer, and the second proves who asked.
pub(crate) async fn begin(
    route: &Route,
    settings: &LoginSettings,
    dialog: &Dialog,
    app: &App,
    random: [u8; 64],
) -> Result<Begun, Failure> {
    let (state, proof) = random.split_at(32);
    let state = Secret::new(URL_SAFE_NO_PAD.encode(state));
    let verifier = dialog.proves.then(|| Secret::new(URL_SAFE_NO_PAD.encode(proof)));
    let (listener, back) = listen(dialog, &state).await?;
    let redirect = back.to(dialog.path);
    let address = address(route, dialog, app, &state, &redirect, verifier.as_ref()).map_err(|why| {
        failure(
            FailureClass::SetUp,
            format!(
                "The page for signing in at {} can't be put together. Look at the app's id once more.",
                dialog.platform.name()
            ),
            &why,
        )
    })?;
    let patience = settings.patience;
    let answer = Box::pin(async move {
        let code = listener.wait(patience).await?;
        Ok(Code { code, redirect, verifier })
    });
    Ok(Begun { address, answer })
}

/// Listens on the first port that is free.
async fn listen(dialog: &Dialog, state: &Secret) -> Result<(Listener, Back), Failure> {
    let mut why = "no port".to_owned();
    for back in &dialog.back {
        match Listener::bind(back.port, dialog.path, state.clone(), dialog.platform.name()).await {
            Ok(listener) => return Ok((listener, *back)),
            Err(error) => why = error.kind().to_string(),
        }
    }
    let ports: Vec<String> = dialog.back.iter().map(|back| back.port.to_string()).collect();
    let taken = match ports.as_slice() {
        [only] => format!("another program on this computer uses port {only}"),
        _ => format!("other programs on this computer use all of its ports, {}", ports.join(", ")),
    };
    Err(failure(
        FailureClass::TryAgain,
        format!(
            "The browser could not come back to Countersign: {taken}, or another sign-in of Countersign waits there. End that, and begin again."
        ),
        &why,
    ))
}

/// TikTok calls an app's id its key, and writes the digest that proves who asked in hexadecimal digits rather than in base64.
fn as_tiktok(address: &Url, verifier: Option<&Secret>) -> Url {
    let digest = verifier.map(|verifier| Digest::of(verifier.expose().as_bytes()).to_string());
    let mut asked = address.clone();
    asked.query_pairs_mut().clear().extend_pairs(address.query_pairs().map(|(name, value)| match &*name {
        "client_id" => ("client_key".into(), value),
        "code_challenge" => (name, digest.clone().unwrap_or_default().into()),
        _ => (name, value),
    }));
    asked
}

fn address(
    route: &Route,
    dialog: &Dialog,
    app: &App,
    state: &Secret,
    redirect: &str,
    verifier: Option<&Secret>,
) -> Result<String, String> {
    let wrong = |error: &dyn std::fmt::Display| error.to_string();
    let client = BasicClient::new(ClientId::new(app.id.clone()))
        .set_auth_uri(AuthUrl::new(dialog.page.clone()).map_err(|error| wrong(&error))?)
        .set_redirect_uri(RedirectUrl::new(redirect.to_owned()).map_err(|error| wrong(&error))?);
    let mut asked = client
        .authorize_url(|| CsrfToken::new(state.expose().to_owned()))
        .add_extra_param("scope", dialog.scopes.join(dialog.between));
    if let Some(verifier) = verifier {
        let verifier = PkceCodeVerifier::new(verifier.expose().to_owned());
        asked = asked.set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
    }
    for (name, value) in dialog.also {
        asked = asked.add_extra_param(*name, *value);
    }
    let (address, _) = asked.url();
    let address = if dialog.platform == Platform::Tiktok { as_tiktok(&address, verifier) } else { address };
    route.login(dialog.platform, &address).map(String::from).map_err(|error| wrong(&error))
}
