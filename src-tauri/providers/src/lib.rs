//! The clients of the platforms, one folder each, over one HTTP path.
//!
//! Invariant: a client sends what comes out of a permit, to the hosts of its own platform, or to the practice platforms
//! on loopback, and to nobody else. Nothing is tried twice in here: what may be sent again, and when, is decided by
//! whoever keeps the record.

#[cfg(test)]
mod addresses_properties;
mod allowances;
mod alone;
mod counted;
#[cfg(test)]
mod counted_properties;
mod courier;
mod errors;
mod facebook;
mod gesture;
mod http;
mod instagram;
mod instants;
mod linkedin;
mod media_host;
mod oauth;
mod route;
mod settings;
mod shown;
#[cfg(test)]
mod spoilt;
#[cfg(test)]
mod testing;
mod tiktok;
mod whatsapp;
mod wording;
mod x;
mod youtube;

use std::sync::Arc;

use countersign_core::engage::discovery::Searcher;
use countersign_core::engage::{Gestures, Reader};
use countersign_core::env::Clock;
use countersign_core::measure::Meter;
use countersign_core::model::{Login, Platform};
use countersign_core::ports::Credentials;
use countersign_core::publish::{AnswerWatch, Connector, Publisher};

pub use courier::courier;
pub use media_host::media_host;
pub use route::{PracticeBase, Route, RouteRefused};
pub use settings::{
    FacebookSettings, GraphVersion, InstagramSettings, InvalidVersion, LinkedinHashtags, LinkedinSettings,
    LinkedinVersion, LinkedinVersionInUse, LoginSettings, Settings, TiktokSettings, Timeouts, WhatsappSettings, XNames,
    XSettings, YoutubeSettings,
};

/// What the clients are built from.
pub struct Parts {
    /// Whether they speak to the platforms, or to the practice platforms.
    pub route: Route,
    /// Where a credential is revealed for the one call that needs it.
    pub credentials: Arc<dyn Credentials>,
    /// The local time.
    pub clock: Arc<dyn Clock>,
    /// Who hears about every answer.
    pub watch: Arc<dyn AnswerWatch>,
    /// What can be set; [`Settings::default`] is right unless somebody knows better.
    pub settings: Settings,
}

/// The clients of all platforms, over one HTTP path.
pub struct Clients {
    /// One for each platform that is published on.
    pub publishers: Vec<Arc<dyn Publisher>>,
    /// One for each platform that tells what people write.
    pub readers: Vec<Arc<dyn Reader>>,
    /// One for each platform that takes gestures.
    pub gestures: Vec<Arc<dyn Gestures>>,
    /// One for each platform that tells how often posts are seen.
    pub meters: Vec<Arc<dyn Meter>>,
    /// One for each platform that a program can search.
    pub searchers: Vec<Arc<dyn Searcher>>,
    /// One for each way of signing in.
    pub connectors: Vec<Arc<dyn Connector>>,
}

/// The clients of all platforms, over one HTTP client.
///
/// Nothing is opened and nothing is called yet. Where the system's certificates can't be read, every call says so.
pub fn clients(parts: Parts) -> Clients {
    let Parts { route, credentials, clock, watch, settings } = parts;
    let http = Arc::new(http::Http::new(route, credentials, clock, watch, settings.timeouts));
    let publisher = |platform: &Platform| -> Arc<dyn Publisher> {
        match platform {
            Platform::X => Arc::new(x::X::new(Arc::clone(&http), settings.x, settings.timeouts.processing)),
            Platform::Facebook => {
                Arc::new(facebook::Facebook::new(Arc::clone(&http), settings.graph_version.clone(), settings.facebook))
            }
            Platform::Linkedin => Arc::new(linkedin::Linkedin::new(
                Arc::clone(&http),
                settings.linkedin.clone(),
                settings.timeouts.processing,
            )),
            Platform::Instagram => Arc::new(instagram::Instagram::new(
                Arc::clone(&http),
                settings.graph_version.clone(),
                settings.instagram,
            )),
            Platform::Tiktok => Arc::new(tiktok::Tiktok::new(Arc::clone(&http), settings.tiktok)),
            Platform::Youtube => Arc::new(youtube::Youtube::new(Arc::clone(&http), settings.youtube)),
            Platform::Whatsapp => {
                Arc::new(whatsapp::Whatsapp::new(Arc::clone(&http), settings.graph_version.clone(), settings.whatsapp))
            }
        }
    };
    let connector = |login: &Login| -> Arc<dyn Connector> {
        match login {
            Login::Facebook => Arc::new(facebook::FacebookLogin::new(
                Arc::clone(&http),
                settings.graph_version.clone(),
                settings.login.clone(),
            )),
            Login::Instagram => Arc::new(instagram::InstagramLogin::new(
                Arc::clone(&http),
                settings.graph_version.clone(),
                settings.login.clone(),
            )),
            Login::Tiktok => Arc::new(tiktok::TiktokLogin::new(Arc::clone(&http), settings.login.clone())),
            Login::Youtube => Arc::new(youtube::YoutubeLogin::new(Arc::clone(&http), settings.login.clone())),
            Login::InstagramByFacebook => Arc::new(instagram::InstagramByFacebook::new(
                Arc::clone(&http),
                settings.graph_version.clone(),
                settings.login.clone(),
            )),
            Login::X => Arc::new(x::XLogin::new(Arc::clone(&http), settings.login.clone())),
            Login::LinkedinPage | Login::LinkedinMember => Arc::new(linkedin::LinkedinLogin::new(
                Arc::clone(&http),
                *login,
                settings.linkedin.clone(),
                settings.login.clone(),
            )),
        }
    };
    Clients {
        publishers: Platform::ALL.iter().map(publisher).collect(),
        readers: vec![
            Arc::new(facebook::Facebook::new(Arc::clone(&http), settings.graph_version.clone(), settings.facebook)),
            Arc::new(instagram::Instagram::new(Arc::clone(&http), settings.graph_version.clone(), settings.instagram)),
            Arc::new(linkedin::Linkedin::new(
                Arc::clone(&http),
                settings.linkedin.clone(),
                settings.timeouts.processing,
            )),
            Arc::new(x::X::new(Arc::clone(&http), settings.x, settings.timeouts.processing)),
            Arc::new(youtube::Youtube::new(Arc::clone(&http), settings.youtube)),
        ],
        // TikTok and WhatsApp let no program touch what people wrote.
        gestures: vec![
            Arc::new(facebook::Facebook::new(Arc::clone(&http), settings.graph_version.clone(), settings.facebook)),
            Arc::new(instagram::Instagram::new(Arc::clone(&http), settings.graph_version.clone(), settings.instagram)),
            Arc::new(linkedin::Linkedin::new(
                Arc::clone(&http),
                settings.linkedin.clone(),
                settings.timeouts.processing,
            )),
            Arc::new(x::X::new(Arc::clone(&http), settings.x, settings.timeouts.processing)),
            Arc::new(youtube::Youtube::new(Arc::clone(&http), settings.youtube)),
        ],
        meters: vec![
            Arc::new(facebook::Facebook::new(Arc::clone(&http), settings.graph_version.clone(), settings.facebook)),
            Arc::new(instagram::Instagram::new(Arc::clone(&http), settings.graph_version.clone(), settings.instagram)),
            Arc::new(linkedin::Linkedin::new(
                Arc::clone(&http),
                settings.linkedin.clone(),
                settings.timeouts.processing,
            )),
            Arc::new(x::X::new(Arc::clone(&http), settings.x, settings.timeouts.processing)),
            Arc::new(youtube::Youtube::new(Arc::clone(&http), settings.youtube)),
            Arc::new(tiktok::Tiktok::new(Arc::clone(&http), settings.tiktok)),
            // WhatsApp's messages go to one person each: nothing is counted of them but their arrival.
        ],
        // Elsewhere no program may search what others write.
        searchers: vec![Arc::new(x::X::new(Arc::clone(&http), settings.x, settings.timeouts.processing))],
        connectors: Login::ALL.iter().map(connector).collect(),
    }
}
