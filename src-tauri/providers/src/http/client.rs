//! The HTTP clients: how they trust, how they are routed, and why no request can leave twice.
//!
//! Invariant: a request that makes something public gets a connection of its own, which nothing has used before. So a
//! failure to connect is certain to come before the first byte of the request, and everything after the connection is
//! certain to count as *perhaps received*.
//!
//! Three layers could send a request again on their own, and none does:
//! - reqwest repeats what an HTTP/2 server has turned away unread: its policy is `never` here, and HTTP/2 is off, so
//!   that no server can half-accept a request by closing a shared connection.
//! - hyper-util repeats a request that it could not begin to write because a *pooled* connection had been closed. The
//!   client for commits keeps no pool (`pool_max_idle_per_host(0)`), and on a fresh connection hyper-util gives the
//!   error back. The pooled client serves reads and uploads only, where a request that was never written may be.
//! - redirects are off: where one leads, the token would follow.

use std::sync::Once;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};

use crate::route::Route;
use crate::settings::Timeouts;

/// The two clients of a workspace.
#[derive(Debug, Clone)]
pub(crate) struct Clients {
    /// Reads and uploads.
    pub(crate) pooled: Client,
    /// What makes something public.
    pub(crate) fresh: Client,
}

const IDLE: Duration = Duration::from_secs(20);

impl Clients {
    pub(crate) fn build(route: &Route, timeouts: Timeouts) -> Result<Self, reqwest::Error> {
        provide_cryptography();
        Ok(Self {
            pooled: base(route, timeouts).pool_idle_timeout(IDLE).build()?,
            fresh: base(route, timeouts).pool_max_idle_per_host(0).build()?,
        })
    }
}

fn base(route: &Route, timeouts: Timeouts) -> ClientBuilder {
    let builder = Client::builder()
        .user_agent(concat!("Countersign/", env!("CARGO_PKG_VERSION")))
        .http1_only()
        .retry(reqwest::retry::never())
        .redirect(Policy::none())
        .referer(false)
        .connect_timeout(timeouts.connect)
        .timeout(timeouts.call);
    match route {
        // The system's proxy and the system's certificates (by rustls-platform-verifier) are reqwest's defaults.
        Route::Real => builder.https_only(true),
        // Loopback is never behind a proxy; with no certificate trusted, nothing encrypted is reached either.
        Route::Practice(_) => builder.no_proxy().tls_certs_only([]),
    }
}

/// Names the one cryptography that this build carries. Who came first, the shell or a test, has named the same.
pub(crate) fn provide_cryptography() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // The error says only that one is installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_can_be_built_more_than_once() {
        let practice = Route::practice("http://127.0.0.1:9").unwrap();
        assert!(Clients::build(&practice, Timeouts::default()).is_ok());
        assert!(Clients::build(&practice, Timeouts::default()).is_ok());
        provide_cryptography();
    }
}
