//! Where a call may go: to the platform's own hosts, or to the practice platforms on loopback.
//!
//! Invariant: every address that is called or opened comes out of [`Route`]. Practice yields addresses on a loopback IP
//! address and no others; Real yields https on a host of the platform's fixed list and no others.

use countersign_core::model::Platform;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use url::{Host, Url};

/// Where Slack takes messages from programs.
const SLACK: &str = "hooks.slack.com";

/// Where the clients of one workspace speak to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// The platforms themselves.
    Real,
    /// The practice platforms.
    Practice(PracticeBase),
}

/// The address of the practice platforms: http on a loopback IP address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PracticeBase(Url);

/// Why an address is refused. It does not repeat the address, which may hold something secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RouteRefused {
    /// It can't be read.
    #[error("this is not an address")]
    NotAnAddress,
    /// The practice platforms are spoken to in plain http.
    #[error("the address of the practice platforms begins with http://")]
    NotHttp,
    /// It is not on this computer, or is named rather than numbered.
    #[error("the practice platforms are reached at 127.0.0.1 or [::1] only")]
    NotLoopback,
    /// It says more than scheme, address and port.
    #[error("the address of the practice platforms has nothing but an IP address and a port")]
    TooMuch,
    /// A platform is spoken to over https.
    #[error("a platform's address begins with https://")]
    NotHttps,
    /// The host is not on the platform's list, or carries a user name or a port.
    #[error("this host is not on the platform's list")]
    ForeignHost,
    /// Nobody outside of the clinic can reach it.
    #[error("no platform can reach this host")]
    NotPublic,
}

/// The hosts that a platform's client calls.
const fn api_hosts(platform: Platform) -> &'static [&'static str] {
    match platform {
        Platform::X => &["api.x.com"],
        // The second one takes the bytes of films.
        Platform::Facebook => &["graph.facebook.com", "rupload.facebook.com"],
        // The bytes of pictures go where posts are shown.
        Platform::Linkedin => &["api.linkedin.com", "www.linkedin.com"],
        // By the login that a token comes from; then where a code turns into a token, and where bytes of films go.
        Platform::Instagram => {
            &["graph.instagram.com", "graph.facebook.com", "api.instagram.com", "rupload.facebook.com"]
        }
        Platform::Whatsapp => &["graph.facebook.com"],
        // The second one takes bytes; the third one turns codes into tokens.
        // The bytes of videos go to hosts of its regions, which only TikTok's answers name.
        Platform::Tiktok => &["open.tiktokapis.com", ".tiktokapis.com"],
        Platform::Youtube => &["youtube.googleapis.com", "www.googleapis.com", "oauth2.googleapis.com"],
    }
}

/// The hosts that the public reads a platform's posts on.
const fn page_hosts(platform: Platform) -> &'static [&'static str] {
    match platform {
        Platform::X => &["x.com", "www.x.com", "mobile.x.com", "twitter.com", "www.twitter.com", "mobile.twitter.com"],
        Platform::Facebook => &["www.facebook.com", "facebook.com", "m.facebook.com"],
        Platform::Linkedin => &[
            "www.linkedin.com",
            "linkedin.com",
            "in.linkedin.com",
            "de.linkedin.com",
            "es.linkedin.com",
            "uk.linkedin.com",
        ],
        Platform::Instagram => &["www.instagram.com", "instagram.com"],
        // Nothing there is public but the number itself.
        Platform::Whatsapp => &["wa.me"],
        Platform::Tiktok => &["www.tiktok.com", "tiktok.com", "m.tiktok.com"],
        Platform::Youtube => &["www.youtube.com", "youtube.com", "m.youtube.com", "youtu.be"],
    }
}

/// The hosts where a person signs in at a platform in the browser.
const fn login_hosts(platform: Platform) -> &'static [&'static str] {
    match platform {
        Platform::Facebook => &["www.facebook.com"],
        // By either of the two ways.
        Platform::Instagram => &["www.instagram.com", "www.facebook.com"],
        Platform::Youtube => &["accounts.google.com"],
        Platform::Tiktok => &["www.tiktok.com"],
        Platform::X => &["x.com"],
        Platform::Linkedin => &["www.linkedin.com"],
        // There is nothing to sign in to.
        Platform::Whatsapp => &[],
    }
}

impl PracticeBase {
    /// Takes the address of running practice platforms, such as `http://127.0.0.1:4000`.
    ///
    /// A host name is refused even if it is `localhost`: what it resolves to is not ours to say. So is an IPv4 address
    /// in the clothes of IPv6 (`::ffff:127.0.0.1`), which no listener of ours has.
    ///
    /// # Errors
    /// When it is anything but plain http on 127.0.0.0/8 or ::1 with an optional port.
    pub fn parse(address: &str) -> Result<Self, RouteRefused> {
        let url = Url::parse(address).map_err(|_| RouteRefused::NotAnAddress)?;
        if url.scheme() != "http" {
            return Err(RouteRefused::NotHttp);
        }
        if !on_loopback(&url) {
            return Err(RouteRefused::NotLoopback);
        }
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        if !bare || names_user(&url) {
            return Err(RouteRefused::TooMuch);
        }
        Ok(Self(url))
    }
}

impl Route {
    /// The route to the practice platforms at `base`.
    ///
    /// # Errors
    /// As [`PracticeBase::parse`].
    pub fn practice(base: &str) -> Result<Self, RouteRefused> {
        PracticeBase::parse(base).map(Self::Practice)
    }

    /// Where a call to `address`, an address of the platform's API, goes under this route.
    pub(crate) fn api(&self, platform: Platform, address: &Url) -> Result<Url, RouteRefused> {
        self.lead(platform, address, api_hosts(platform))
    }

    /// Where the page at `permalink`, an address that the public reads a post at, is opened under this route.
    ///
    /// # Errors
    /// When it is not https, or its host is not one of the platform's.
    pub fn page(&self, platform: Platform, permalink: &str) -> Result<Url, RouteRefused> {
        let address = Url::parse(permalink).map_err(|_| RouteRefused::NotAnAddress)?;
        self.lead(platform, &address, page_hosts(platform))
    }

    /// Where the browser goes for a sign-in at `address` under this route.
    pub(crate) fn login(&self, platform: Platform, address: &Url) -> Result<Url, RouteRefused> {
        self.lead(platform, address, login_hosts(platform))
    }

    /// The way back: the platform's own address of a page that was opened under this route.
    ///
    /// None if it is no page of the platform's. A practice page is none to a real workspace.
    pub(crate) fn public(&self, platform: Platform, opened: &str) -> Option<Url> {
        let address = Url::parse(opened).ok()?;
        let address = match self {
            Self::Practice(PracticeBase(base)) if address.origin() == base.origin() => {
                let path = address.path().strip_prefix(&format!("/{}/", platform.word()))?;
                let mut public = Url::parse(&format!("https://{path}")).ok()?;
                public.set_query(address.query());
                public
            }
            Self::Practice(_) | Self::Real => address,
        };
        self.lead(platform, &address, page_hosts(platform)).is_ok().then_some(address)
    }

    /// Where the clinic's media host at `endpoint` is spoken to under this route.
    ///
    /// It is the clinic's own, so it is on no list; but platforms fetch from it, so its name is one that the public can
    /// look up. In practice an address on loopback is taken as it is, and any other leads to the practice bucket.
    pub(crate) fn media_host(&self, endpoint: &str) -> Result<Url, RouteRefused> {
        let address = Url::parse(endpoint).map_err(|_| RouteRefused::NotAnAddress)?;
        if names_user(&address) || address.query().is_some() || address.fragment().is_some() {
            return Err(RouteRefused::TooMuch);
        }
        if let (Self::Practice(_), "http") = (self, address.scheme()) {
            return if on_loopback(&address) { Ok(address) } else { Err(RouteRefused::NotLoopback) };
        }
        if address.scheme() != "https" {
            return Err(RouteRefused::NotHttps);
        }
        let host = match address.host() {
            Some(Host::Domain(name)) if is_public_name(name) => name,
            Some(Host::Domain(_) | Host::Ipv4(_) | Host::Ipv6(_)) | None => return Err(RouteRefused::NotPublic),
        };
        match self {
            Self::Real => Ok(address.clone()),
            Self::Practice(PracticeBase(base)) => {
                let mut led = base.clone();
                led.set_path(&format!("/bucket/{host}{}", address.path()));
                if on_loopback(&led) { Ok(led) } else { Err(RouteRefused::NotLoopback) }
            }
        }
    }

    /// Where Slack takes messages at `webhook` under this route.
    pub(crate) fn slack(&self, webhook: &str) -> Result<Url, RouteRefused> {
        let address = Url::parse(webhook).map_err(|_| RouteRefused::NotAnAddress)?;
        if address.scheme() != "https" {
            return Err(RouteRefused::NotHttps);
        }
        let to_services = address.path().strip_prefix("/services/").is_some_and(|rest| !rest.is_empty());
        if address.host_str() != Some(SLACK) || !to_services || address.port().is_some() || names_user(&address) {
            return Err(RouteRefused::ForeignHost);
        }
        if address.query().is_some() || address.fragment().is_some() {
            return Err(RouteRefused::TooMuch);
        }
        match self {
            Self::Real => Ok(address),
            Self::Practice(PracticeBase(base)) => {
                let mut led = base.clone();
                led.set_path(&format!("/slack/{SLACK}{}", address.path()));
                if on_loopback(&led) { Ok(led) } else { Err(RouteRefused::NotLoopback) }
            }
        }
    }

    /// Where the practice platforms listen, which a mail server is reached through in practice; none for a real clinic.
    pub(crate) fn practice_listener(&self) -> Option<SocketAddr> {
        match self {
            Self::Real => None,
            Self::Practice(PracticeBase(base)) => {
                let ip = match base.host() {
                    Some(Host::Ipv4(ip)) => IpAddr::from(ip),
                    Some(Host::Ipv6(ip)) => IpAddr::from(ip),
                    // There is no such base.
                    Some(Host::Domain(_)) | None => IpAddr::from(Ipv4Addr::LOCALHOST),
                };
                Some(SocketAddr::new(ip, base.port_or_known_default().unwrap_or(80)))
            }
        }
    }

    fn lead(&self, platform: Platform, address: &Url, hosts: &[&str]) -> Result<Url, RouteRefused> {
        if address.scheme() != "https" {
            return Err(RouteRefused::NotHttps);
        }
        let host = match address.host() {
            Some(Host::Domain(name)) if hosts.iter().any(|host| is_host(host, name)) => name,
            Some(Host::Domain(_) | Host::Ipv4(_) | Host::Ipv6(_)) | None => return Err(RouteRefused::ForeignHost),
        };
        if address.port().is_some() || names_user(address) {
            return Err(RouteRefused::ForeignHost);
        }
        match self {
            Self::Real => Ok(address.clone()),
            Self::Practice(PracticeBase(base)) => {
                let mut led = base.clone();
                led.set_path(&format!("/{}/{host}{}", platform.word(), address.path()));
                led.set_query(address.query());
                // Holds by construction; checked once more because everything practice promises rests on it.
                if on_loopback(&led) { Ok(led) } else { Err(RouteRefused::NotLoopback) }
            }
        }
    }
}

fn on_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(_)) | None => false,
    }
}

/// Whether a name is a host of a list, or a name below one that begins with a dot.
fn is_host(listed: &str, name: &str) -> bool {
    name == listed || (listed.starts_with('.') && name.len() > listed.len() && name.ends_with(listed))
}

/// Whether a name can mean a host of the public internet at all.
fn is_public_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    let ending = name.rsplit('.').next().unwrap_or_default();
    name.contains('.') && !["localhost", "local", "lan", "internal", "intranet", "home", "arpa"].contains(&ending)
}

fn names_user(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

/// Whether `permalink` may be shown and opened as a page of `platform`.
pub(crate) fn is_page(platform: Platform, permalink: &str) -> bool {
    Route::Real.page(platform, permalink).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn practice_takes_loopback_addresses() {
        for base in ["http://127.0.0.1:4000", "http://127.0.0.1:4000/", "http://127.9.8.7", "http://[::1]:4000"] {
            assert!(Route::practice(base).is_ok(), "{base}");
        }
    }

    #[test]
    fn practice_refuses_everything_that_is_not_loopback() {
        for base in [
            "",
            "127.0.0.1:4000",
            "//127.0.0.1:4000",
            "https://127.0.0.1:4000",
            "ftp://127.0.0.1",
            "file:///etc/passwd",
            "unix:/tmp/socket",
            "http://localhost:4000",
            "http://practice.localhost:4000",
            "http://127.0.0.1.example.com",
            "http://127.0.0.1@example.com",
            "http://127.0.0.1:4000@example.com",
            "http://example.com#@127.0.0.1",
            "http://example.com/127.0.0.1",
            "http://example.com\\@127.0.0.1",
            "http://user@127.0.0.1:4000",
            "http://user:word@127.0.0.1:4000",
            "http://0.0.0.0:4000",
            "http://0:4000",
            "http://10.0.0.1",
            "http://192.168.1.2",
            "http://169.254.169.254",
            "http://128.0.0.1",
            "http://2130706434.example.com",
            "http://3232235777",
            "http://[::]:4000",
            "http://[::ffff:127.0.0.1]:4000",
            "http://[::127.0.0.1]:4000",
            "http://[fe80::1]:4000",
            "http://127.0.0.1:4000/x",
            "http://127.0.0.1:4000/..%2fx",
            "http://127.0.0.1:4000?x=1",
            "http://127.0.0.1:4000#x",
            "http://127.0.0.1:99999",
            "http://①②⑦.0.0.1.example.com",
        ] {
            assert!(Route::practice(base).is_err(), "{base:?} must be refused");
        }
    }

    #[test]
    fn numbers_in_other_clothes_are_read_as_the_address_that_is_called() {
        for base in ["http://127.1:4000", "http://0x7f.0.0.1:4000", "http://2130706433:4000"] {
            let Route::Practice(PracticeBase(url)) = Route::practice(base).unwrap() else { unreachable!() };
            assert!(on_loopback(&url) && url.as_str().starts_with("http://127.0.0.1:4000"), "{url}");
        }
    }

    #[test]
    fn each_real_host_becomes_the_first_part_of_the_path() {
        let practice = Route::practice("http://127.0.0.1:4000").unwrap();
        let led = |platform, address| practice.api(platform, &Url::parse(address).unwrap()).unwrap().to_string();
        assert_eq!(led(Platform::X, "https://api.x.com/2/tweets"), "http://127.0.0.1:4000/x/api.x.com/2/tweets");
        assert_eq!(
            led(Platform::Facebook, "https://graph.facebook.com/v25.0/1/feed?fields=id"),
            "http://127.0.0.1:4000/facebook/graph.facebook.com/v25.0/1/feed?fields=id"
        );
        let six = Route::practice("http://[::1]:4000").unwrap();
        assert_eq!(
            six.page(Platform::X, "https://x.com/lakeside/status/1").unwrap().as_str(),
            "http://[::1]:4000/x/x.com/lakeside/status/1"
        );
        assert_eq!(
            practice.page(Platform::Facebook, "https://www.facebook.com/1_2?comment_id=3").unwrap().as_str(),
            "http://127.0.0.1:4000/facebook/www.facebook.com/1_2?comment_id=3"
        );
    }

    #[test]
    fn a_page_that_was_opened_leads_back() {
        let practice = Route::practice("http://127.0.0.1:4000").unwrap();
        let real = "https://x.com/lakeside/status/1?s=20";
        let opened = practice.page(Platform::X, real).unwrap();
        assert_eq!(practice.public(Platform::X, opened.as_str()).unwrap().as_str(), real);
        assert_eq!(practice.public(Platform::X, real).unwrap().as_str(), real);
        assert_eq!(Route::Real.public(Platform::X, real).unwrap().as_str(), real);
        assert_eq!(Route::Real.public(Platform::X, opened.as_str()), None, "practice is not public");
        for foreign in [
            "http://127.0.0.1:4001/x/x.com/lakeside/status/1",
            "http://127.0.0.1:4000/x/example.com/lakeside/status/1",
            "http://127.0.0.1:4000/x/x.com@example.com/lakeside/status/1",
            "http://127.0.0.1:4000/facebook/www.facebook.com/1_2",
            "http://x.com/lakeside/status/1",
        ] {
            assert_eq!(practice.public(Platform::X, foreign), None, "{foreign}");
        }
    }

    #[test]
    fn messages_go_to_slacks_own_host_and_in_practice_to_this_computer() {
        let practice = Route::practice("http://127.0.0.1:4000").unwrap();
        let webhook = "https://hooks.slack.com/services/T0/B0/word";
        assert_eq!(Route::Real.slack(webhook).unwrap().as_str(), webhook);
        let led = practice.slack(webhook).unwrap();
        assert_eq!(led.as_str(), "http://127.0.0.1:4000/slack/hooks.slack.com/services/T0/B0/word");
        assert_eq!(practice.practice_listener().unwrap().to_string(), "127.0.0.1:4000");
        assert_eq!(Route::Real.practice_listener(), None);
        for wrong in [
            "http://hooks.slack.com/services/T0/B0/word",
            "https://hooks.slack.com.example/services/T0/B0/word",
            "https://hooks.slack.com:8443/services/T0/B0/word",
            "https://me@hooks.slack.com/services/T0/B0/word",
            "https://hooks.slack.com/services/",
            "https://hooks.slack.com/other",
            "https://hooks.slack.com/services/T0?to=elsewhere",
            "https://127.0.0.1/services/T0/B0/word",
            "hooks.slack.com/services/T0/B0/word",
        ] {
            assert!(Route::Real.slack(wrong).is_err() && practice.slack(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_real_route_leads_to_the_platform_itself() {
        let address = Url::parse("https://api.x.com/2/tweets").unwrap();
        assert_eq!(Route::Real.api(Platform::X, &address).unwrap(), address);
    }

    #[test]
    fn no_route_leads_to_a_host_off_the_list() {
        let practice = Route::practice("http://127.0.0.1:4000").unwrap();
        for address in [
            "http://api.x.com/2/tweets",
            "https://api.x.com:8443/2/tweets",
            "https://user@api.x.com/2/tweets",
            "https://api.x.com.example.com/2/tweets",
            "https://api.x.com@example.com/2/tweets",
            "https://api.twitter.com/2/tweets",
            "https://api.x.com./2/tweets",
            "https://x.com/2/tweets",
            "https://graph.facebook.com/v25.0/me",
            "https://127.0.0.1/2/tweets",
        ] {
            let address = Url::parse(address).unwrap();
            assert!(Route::Real.api(Platform::X, &address).is_err(), "{address}");
            assert!(practice.api(Platform::X, &address).is_err(), "{address}");
        }
        for permalink in [
            "http://x.com/a/status/1",
            "https://api.x.com/2/tweets",
            "https://www.facebook.com/1_2",
            "javascript:alert(1)",
            "https://x.com.example.com/a/status/1",
            "/a/status/1",
        ] {
            assert!(Route::Real.page(Platform::X, permalink).is_err(), "{permalink}");
            assert!(practice.page(Platform::X, permalink).is_err(), "{permalink}");
        }
    }
}
