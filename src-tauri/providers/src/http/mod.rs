//! The one way out: every call of every platform goes through [`Http::send`].
//!
//! Invariant: a call is sent at most once. What went wrong is told apart by one question: can the platform have seen a
//! byte of the request? The log gets template, status and duration; a body, a query, a token or a full address is not
//! given to it, and no error is kept that could hold one; the record of calls gets the same and no more.

mod answer;
mod call;
mod client;
mod stream;
#[cfg(test)]
mod tests;

use std::error::Error as _;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use countersign_core::env::Clock;
use countersign_core::model::{ChannelId, CorrelationId, Platform, Secret, Token};
use countersign_core::ports::Credentials;
use countersign_core::publish::{AnswerWatch, ApiCall, FailureClass, Waiting};
use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, DATE, HeaderValue};
use url::Url;

use crate::allowances::{needed, said};
use crate::errors::{Verdict, showable, used_up, vault};
use crate::instants::http_date;
use crate::route::Route;
use crate::settings::Timeouts;
use answer::Spoilt;

pub(crate) use answer::{Answer, HIDDEN};
use call::Payload;
pub(crate) use call::{Call, Caller, Credential, Endpoint, Purpose, Scheme, Verb};
pub(crate) use client::{Clients, provide_cryptography};
pub(crate) use stream::{Progress, Stretch, piped, together};

pub(crate) struct Http {
    route: Route,
    credentials: Arc<dyn Credentials>,
    clock: Arc<dyn Clock>,
    watch: Arc<dyn AnswerWatch>,
    timeouts: Timeouts,
    clients: OnceLock<Clients>,
}

impl Http {
    pub(crate) fn new(
        route: Route,
        credentials: Arc<dyn Credentials>,
        clock: Arc<dyn Clock>,
        watch: Arc<dyn AnswerWatch>,
        timeouts: Timeouts,
    ) -> Self {
        Self { route, credentials, clock, watch, timeouts, clients: OnceLock::new() }
    }

    /// Where calls and browsers go.
    pub(crate) const fn route(&self) -> &Route {
        &self.route
    }

    /// Makes one call, once, and returns whatever the platform answered.
    ///
    /// # Errors
    /// When there is no whole answer: refused here, not sent, or sent and lost.
    pub(crate) async fn send(&self, call: Call<'_>) -> Result<Answer, Verdict> {
        let (endpoint, Caller { channel, correlation, .. }) = (call.endpoint, call.caller);
        // For the record alone; nothing is decided by it.
        let begun = Instant::now();
        let carried_at = self.clock.now();
        let kept = matches!(call.caller.credential, Credential::Kept(..));
        let result = self.exchange(call).await;
        let result = match (result, channel.filter(|_| kept)) {
            // Nobody does what a sign-in is asked for that is none: it is renewed, and asked again by whoever asked.
            (Ok(answer), Some(channel))
                if is_signed_out(endpoint, &answer) && self.watch.refused(channel, carried_at, answer.at) =>
            {
                self.keep(endpoint, (Some(channel), correlation), elapsed(begun), &Ok(answer));
                return Err(renewing(endpoint.platform));
            }
            (result, _) => result,
        };
        let ms = elapsed(begun);
        self.keep(endpoint, (channel, correlation), ms, &result);
        let correlation = correlation.map(tracing::field::display);
        let (platform, method, template) = (endpoint.platform.word(), endpoint.verb.word(), endpoint.template);
        match &result {
            Ok(answer) => {
                tracing::info!(platform, method, template, status = answer.status, ms, correlation, "call answered");
            }
            Err(Verdict::Refused(failure) | Verdict::Later(failure)) => {
                tracing::warn!(platform, method, template, why = failure.detail, ms, correlation, "call not sent");
            }
            Err(Verdict::Unclear(_, why)) => {
                tracing::warn!(platform, method, template, why, ms, correlation, "call without an answer");
            }
        }
        result
    }

    /// Puts a call on record, and what its answer says is left.
    fn keep(
        &self,
        endpoint: &Endpoint,
        (channel, correlation): (Option<ChannelId>, Option<CorrelationId>),
        ms: u32,
        result: &Result<Answer, Verdict>,
    ) {
        let (status, why) = match result {
            Ok(answer) => (Some(answer.status), None),
            Err(Verdict::Refused(failure) | Verdict::Later(failure)) => {
                (None, Some(format!("{}{}", ApiCall::NOT_SENT, failure.detail)))
            }
            Err(Verdict::Unclear(_, why)) => (None, Some(showable(why))),
        };
        self.watch.called(ApiCall {
            at: self.clock.now(),
            platform: endpoint.platform,
            method: endpoint.verb.word().to_owned(),
            template: endpoint.template.to_owned(),
            status,
            ms,
            channel,
            correlation,
            why,
        });
        if let (Some(channel), Ok(answer)) = (channel, result) {
            self.watch.allowed(channel, answer.at, said(endpoint, answer));
        }
    }

    /// A call that needs an allowance of which nothing is left is not made before it opens again; nor is one by a sign-in
    /// that is over before that is renewed.
    fn open(&self, call: &Call<'_>) -> Result<(), Verdict> {
        if let (Some(channel), Credential::Kept(..)) = (call.caller.channel, call.caller.credential)
            && let Some(waiting) = self.watch.waits(channel, self.clock.now())
        {
            return Err(match waiting {
                Waiting::Renewing => renewing(call.endpoint.platform),
                Waiting::Stuck(why) => stuck(call.endpoint.platform, &why),
            });
        }
        let closed = call
            .caller
            .channel
            .and_then(|channel| self.watch.closed_until(channel, &needed(call.endpoint), self.clock.now()));
        closed.map_or(Ok(()), |until| Err(used_up(call.endpoint.platform, until)))
    }

    /// The platform's own address of a page, as somebody copied it from a browser.
    pub(crate) fn public(&self, platform: Platform, copied: &str) -> Option<Url> {
        self.route.public(platform, copied.trim())
    }

    /// How long a piece of a film may take until it is on its way.
    pub(crate) const fn patience(&self) -> Duration {
        self.timeouts.upload
    }

    /// Where a call goes. What a platform itself says is believed only of its own hosts; and where bytes are proven in the
    /// way of a host that does nothing but take them, of that very host.
    fn address(&self, call: &Call<'_>) -> Result<Url, Verdict> {
        let platform = call.endpoint.platform;
        let address = call.address().ok_or_else(|| not_made(platform, "no address can be built from this id"))?;
        let led = self.route.api(platform, &address).ok();
        if call.told.is_none() {
            return led.ok_or_else(|| not_made(platform, "no address can be built from this id"));
        }
        let meant = call.scheme == Scheme::Bearer || address.host_str() == Some(call.endpoint.host);
        led.filter(|_| meant).ok_or_else(|| foreign(platform))
    }

    async fn exchange(&self, call: Call<'_>) -> Result<Answer, Verdict> {
        let platform = call.endpoint.platform;
        self.open(&call)?;
        let address = self.address(&call)?;
        let clients = self.clients(platform)?;
        let (client, patience) = match call.purpose {
            Purpose::Ask => (&clients.pooled, self.timeouts.call),
            Purpose::Upload => (&clients.pooled, self.timeouts.upload_of(call.carries)),
            Purpose::Commit => (&clients.fresh, self.timeouts.call),
        };
        let secret = match call.caller.credential {
            Credential::Kept(reference, _) => {
                let kept = self.credentials.reveal(reference).map_err(|fault| vault(platform, &fault))?;
                Some(Token::of(&kept).access().clone())
            }
            Credential::Given(secret) => Some(secret.clone()),
            Credential::Within => None,
        };
        let request = match call.endpoint.verb {
            Verb::Get => client.get(address),
            Verb::Post => client.post(address),
            Verb::Delete => client.delete(address),
            Verb::Put => client.put(address),
        };
        let request = request.timeout(patience);
        let request = match &secret {
            Some(secret) => request.header(AUTHORIZATION, written(platform, call.scheme, secret)?),
            None => request,
        };
        let request = call.headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
        let mut secrets: Vec<(&str, Secret)> = secret.into_iter().map(|secret| ("", secret)).collect();
        secrets.extend(call.proven_by.iter().map(|(name, secret)| (*name, (*secret).clone())));
        let request = match call.payload {
            // Google asks for a length also of nothing, and the HTTP client says none of an empty body by itself.
            Payload::Empty if matches!(call.endpoint.verb, Verb::Post | Verb::Put) => request.header(CONTENT_LENGTH, 0),
            Payload::Empty => request,
            Payload::Bytes(bytes, mime) => {
                request.header(CONTENT_TYPE, mime).header(CONTENT_LENGTH, bytes.len()).body(bytes)
            }
            Payload::Stream(body, length) => {
                let typed = call.headers.iter().any(|(name, _)| *name == CONTENT_TYPE.as_str());
                let request = if typed { request } else { request.header(CONTENT_TYPE, "application/octet-stream") };
                request.header(CONTENT_LENGTH, length).body(body)
            }
            Payload::Json(value) => request.json(&value),
            Payload::Multipart(form) => request.multipart(form),
            Payload::Proofs(fields) => {
                let pairs: Vec<_> = fields.iter().map(|(name, secret)| (*name, secret.expose())).collect();
                let request = request.form(&pairs);
                secrets.extend(fields);
                request
            }
        };
        let response = request.send().await.map_err(|error| self.no_answer(platform, error))?;
        let moment = self.clock.moment();
        let at = moment.wall;
        let date = response.headers().get(DATE).and_then(|date| date.to_str().ok()).and_then(http_date);
        self.watch.answered(date, moment);
        let status = response.status().as_u16();
        let answer = Answer::read(response, at, &secrets, call.sealed).await.map_err(|spoilt| {
            let how = match spoilt {
                Spoilt::CutShort => "the answer was cut short",
                Spoilt::TooLong => "the answer was too long",
                Spoilt::TooSlow => "the answer did not end in time",
            };
            Verdict::Unclear(platform, format!("{status}, {how}"))
        })?;
        answer.foreign().map_or(Ok(answer), |how| Err(Verdict::Unclear(platform, format!("{status}, {how}"))))
    }

    /// The clients, built when they are first needed: so that an unreadable certificate store fails a call that can
    /// say so, rather than the start of the application, and is looked at again by the next call.
    fn clients(&self, platform: Platform) -> Result<&Clients, Verdict> {
        if let Some(clients) = self.clients.get() {
            return Ok(clients);
        }
        let built = Clients::build(&self.route, self.timeouts).map_err(|error| {
            let cause = error.without_url().source().map(ToString::to_string).unwrap_or_default();
            Verdict::later(
                FailureClass::SetUp,
                format!(
                    "This computer's list of trusted certificates can't be read, so {} can't be reached safely. Nothing was sent. Ask whoever looks after the computer.",
                    platform.name()
                ),
                &format!("no client: {cause}"),
            )
        })?;
        Ok(self.clients.get_or_init(|| built))
    }

    /// What it means that a request got no answer.
    ///
    /// `is_connect` covers the name, the connection, a proxy's tunnel and the encryption; all of them end before the
    /// request begins (the encryption is configured without early data). The limit on connecting runs out before the
    /// limit on the call, so a slow connection is told apart as well. Whatever is left may have reached the platform.
    fn no_answer(&self, platform: Platform, error: reqwest::Error) -> Verdict {
        let error = error.without_url();
        if error.is_builder() {
            return not_made(platform, "the request could not be built");
        }
        if error.is_connect() {
            self.watch.unreachable(self.clock.moment());
            return offline(platform, &error);
        }
        let how = if error.is_timeout() { "no answer in time" } else { "the connection ended without an answer" };
        Verdict::Unclear(platform, how.to_owned())
    }
}

/// Whether the platform does not take what a call carried. TikTok's status says nothing: its own word does.
fn is_signed_out(endpoint: &Endpoint, answer: &Answer) -> bool {
    match endpoint.platform {
        Platform::Tiktok => crate::tiktok::is_signed_out(answer),
        Platform::X
        | Platform::Facebook
        | Platform::Linkedin
        | Platform::Instagram
        | Platform::Whatsapp
        | Platform::Youtube => answer.status == 401,
    }
}

fn elapsed(begun: Instant) -> u32 {
    u32::try_from(begun.elapsed().as_millis()).unwrap_or(u32::MAX)
}

/// The sign-in is renewed first; nothing was done.
fn renewing(platform: Platform) -> Verdict {
    Verdict::later(
        FailureClass::Renewing,
        format!("The sign-in at {} is being renewed. Countersign goes on as soon as it is.", platform.name()),
        "the sign-in is renewed first",
    )
}

/// Renewing fails again and again: somebody has to look at it, and nothing waits for it without an end.
fn stuck(platform: Platform, why: &str) -> Verdict {
    let name = platform.name();
    Verdict::later(
        FailureClass::TryAgain,
        format!("The sign-in at {name} is over, and could not be renewed. {why}"),
        "the sign-in could not be renewed",
    )
}

fn offline(platform: Platform, error: &reqwest::Error) -> Verdict {
    let name = platform.name();
    if distrusted(error) {
        return Verdict::later(
            FailureClass::Offline,
            format!(
                "{name} could not be reached safely, so nothing was sent: this network shows a certificate that the computer does not trust. Ask whoever looks after the network."
            ),
            "not connected: certificate or encryption",
        );
    }
    let why = if error.is_dns() {
        "not connected: the name was not found"
    } else if error.is_timeout() {
        "not connected: no connection in time"
    } else {
        "not connected: refused or unreachable"
    };
    Verdict::later(
        FailureClass::Offline,
        format!("{name} could not be reached, so nothing was sent. Please check the connection to the internet."),
        why,
    )
}

/// Whether the encryption was what failed. Its error travels inside I/O errors, which hide it from `source`.
pub(crate) fn distrusted(error: &(dyn std::error::Error + 'static)) -> bool {
    if error.is::<rustls::Error>() {
        return true;
    }
    match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
        Some(inner) => distrusted(inner),
        None => error.source().is_some_and(distrusted),
    }
}

fn not_made(platform: Platform, why: &str) -> Verdict {
    Verdict::refused(
        FailureClass::SetUp,
        format!(
            "Countersign could not put the call to {} together, so nothing was sent. Please connect the channel again; if that does not help, report it.",
            platform.name()
        ),
        why,
    )
}

/// The platform named an address for bytes that is none of its own.
fn foreign(platform: Platform) -> Verdict {
    let name = platform.name();
    Verdict::refused(
        FailureClass::SetUp,
        format!(
            "{name} named an address for the upload that is not one of {name}'s, so nothing was sent there. Something between this laptop and {name} may be answering in its place: try again from another network, and report it if that does not help."
        ),
        "an upload address on a foreign host",
    )
}

fn written(platform: Platform, scheme: Scheme, secret: &Secret) -> Result<HeaderValue, Verdict> {
    let value = HeaderValue::from_str(&format!("{} {}", scheme.word(), secret.expose().trim())).map(|mut value| {
        // Kept out of what the HTTP layers print of a request.
        value.set_sensitive(true);
        value
    });
    value.map_err(|_| {
        Verdict::refused(
            FailureClass::Reconnect,
            format!(
                "What was given to sign in at {} has characters that no token has. Please connect the channel again and paste the token anew.",
                platform.name()
            ),
            "the token can't be sent",
        )
    })
}
