//! The clinic's media host: a bucket that is spoken to as S3 is, through addresses that are signed here.
//!
//! Invariant: the secret key signs and is never sent. A signed address opens what it names to whoever has it, so none is
//! in a log or an error; what an answer says is read no further than its code. Nothing is tried twice in here.
//!
//! Signing is rusty-s3's, which is told the time. The crate `object_store` would bring a client with it that signs by the
//! machine's own clock, with no way to give it another.

mod faults;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use countersign_core::env::Clock;
use countersign_core::model::{Millis, Secret};
use countersign_core::ports::{HostFault, MediaHost, MediaPlace};
use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, DATE};
use reqwest::{Client, RequestBuilder, Response};
use rusty_s3::{Bucket, Credentials, S3Action as _, UrlStyle};
use url::Url;

use crate::http::Clients;
use crate::instants::http_date;
use crate::route::Route;
use crate::settings::Timeouts;
use faults::Act;

/// How long an address is good for that is used at once: as far as hosts let clocks be apart.
const AT_ONCE: Duration = Duration::from_secs(15 * 60);
/// No refusal comes near it, and the file that tests a host is smaller still.
const LARGEST: usize = 64 * 1024;

/// Speaks to media hosts over `route`.
pub fn media_host(route: Route, clock: Arc<dyn Clock>, timeouts: Timeouts) -> Arc<dyn MediaHost> {
    Arc::new(Buckets { route, clock, timeouts, clients: OnceLock::new() })
}

struct Buckets {
    route: Route,
    clock: Arc<dyn Clock>,
    timeouts: Timeouts,
    clients: OnceLock<Clients>,
}

/// An answer, read as far as it matters.
struct Answer {
    status: u16,
    /// The host's own time.
    date: Option<Millis>,
    at: Millis,
    bytes: Vec<u8>,
}

#[async_trait]
impl MediaHost for Buckets {
    fn admits(&self, endpoint: &str) -> Result<(), HostFault> {
        self.route.media_host(endpoint).map(|_| ()).map_err(faults::refused_address)
    }

    async fn put(&self, place: &MediaPlace, key: &str, bytes: Vec<u8>, mime: &str) -> Result<(), HostFault> {
        let (bucket, credentials) = self.bucket(place)?;
        let mut put = bucket.put_object(Some(&credentials), key);
        put.headers_mut().insert("content-type", mime);
        let address = put.sign_with_time(AT_ONCE, &self.time());
        let request = self.client()?.put(address).header(CONTENT_TYPE, mime).timeout(self.timeouts.upload).body(bytes);
        let answer = self.ask(Act::Put, request).await?;
        self.judge(Act::Put, &answer)
    }

    fn address(&self, place: &MediaPlace, key: &str, lifetime: Duration) -> Result<Secret, HostFault> {
        let (bucket, credentials) = self.bucket(place)?;
        let address = bucket.get_object(Some(&credentials), key).sign_with_time(lifetime, &self.time());
        Ok(Secret::new(address.into()))
    }

    async fn fetch(&self, address: &Secret) -> Result<Vec<u8>, HostFault> {
        let address = Url::parse(address.expose()).map_err(|_| faults::no_address())?;
        if matches!(self.route, Route::Real) && self.is_private(&address).await {
            return Err(faults::inside_the_clinic());
        }
        let answer = self.ask(Act::Fetch, self.client()?.get(address)).await?;
        self.judge(Act::Fetch, &answer)?;
        Ok(answer.bytes)
    }

    async fn remove(&self, place: &MediaPlace, key: &str) -> Result<(), HostFault> {
        let (bucket, credentials) = self.bucket(place)?;
        let address = bucket.delete_object(Some(&credentials), key).sign_with_time(AT_ONCE, &self.time());
        let answer = self.ask(Act::Remove, self.client()?.delete(address)).await?;
        self.judge(Act::Remove, &answer)
    }
}

impl Buckets {
    /// By its path, as every host of this kind can be asked; a bucket's own host name would need a certificate for it.
    fn bucket(&self, place: &MediaPlace) -> Result<(Bucket, Credentials), HostFault> {
        let endpoint = self.route.media_host(&place.endpoint).map_err(faults::refused_address)?;
        let bucket = Bucket::new(endpoint, UrlStyle::Path, place.bucket.clone(), place.region.clone())
            .map_err(|_| faults::no_address())?;
        Ok((bucket, Credentials::new(place.access_key_id.as_str(), place.secret.expose())))
    }

    fn time(&self) -> Timestamp {
        Timestamp::from_millisecond(self.clock.now().0).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Built when it is first needed: so that an unreadable certificate store fails a call that can say so.
    fn client(&self) -> Result<&Client, HostFault> {
        if self.clients.get().is_none() {
            let built = Clients::build(&self.route, self.timeouts).map_err(|_| faults::no_certificates())?;
            return Ok(&self.clients.get_or_init(|| built).pooled);
        }
        self.clients.get().map(|clients| &clients.pooled).ok_or_else(faults::no_certificates)
    }

    async fn ask(&self, act: Act, request: RequestBuilder) -> Result<Answer, HostFault> {
        // For the log alone; nothing is decided by it.
        let begun = Instant::now();
        let answer = self.exchange(act, request).await;
        let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let method = act.method();
        match &answer {
            Ok(answer) => tracing::info!(method, status = answer.status, ms, "media host answered"),
            Err(fault) => tracing::warn!(method, why = fault.detail, ms, "media host did not answer"),
        }
        answer
    }

    async fn exchange(&self, act: Act, request: RequestBuilder) -> Result<Answer, HostFault> {
        let response = request.send().await.map_err(|error| faults::no_answer(act, &error.without_url()))?;
        let at = self.clock.now();
        let date = response.headers().get(DATE).and_then(|date| date.to_str().ok()).and_then(http_date);
        let status = response.status().as_u16();
        let bytes = read(response).await.ok_or_else(|| faults::cut_short(act, status))?;
        Ok(Answer { status, date, at, bytes })
    }

    fn judge(&self, act: Act, answer: &Answer) -> Result<(), HostFault> {
        let apart = answer.date.map_or(0, |date| answer.at.since(date));
        faults::judge(act, answer.status, &answer.bytes, apart)
    }

    /// Whether a name leads into a private network, as far as this laptop is told. Behind a proxy it may be told nothing.
    async fn is_private(&self, address: &Url) -> bool {
        let (Some(host), Some(port)) = (address.host_str(), address.port_or_known_default()) else { return false };
        let looked_up = tokio::time::timeout(self.timeouts.connect, tokio::net::lookup_host((host, port))).await;
        let Ok(Ok(found)) = looked_up else { return false };
        let found: Vec<_> = found.map(|address| address.ip()).collect();
        !found.is_empty() && found.iter().all(|ip| faults::is_inside(*ip))
    }
}

/// The body, if it came whole and is no longer than any that is expected.
async fn read(mut response: Response) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.ok()? {
        if bytes.len() + chunk.len() > LARGEST {
            return None;
        }
        bytes.extend_from_slice(&chunk);
    }
    Some(bytes)
}
