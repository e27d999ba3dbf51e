//! Platforms whose answers are spoilt: what the properties of every client stand on.
//!
//! Invariant: everything listens on 127.0.0.1, and the answers are the same in every run. Whether an outcome may follow
//! from an answer is judged here by the answer's own bytes, and never by asking the code that is under test.

use std::collections::{BTreeSet, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use countersign_core::engage::{Ask, FeedKind, FeedName, Page, Reader};
use countersign_core::gate::Account;
use countersign_core::model::Millis;
use countersign_core::publish::{Failure, FailureClass, Outcome, Prepared, RecipientFault, Sightings};
use countersign_spoil::{any_bytes, deep, near, near_json, odd_text};
use proptest::prelude::*;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::http::Caller;
use crate::testing::caller;

/// An answer, as it goes over the wire.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

impl Said {
    /// What somebody says who is asked for JSON.
    pub(crate) fn json(body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, headers: Vec::new(), body: body.into() }
    }

    /// Its body as JSON, if it is any.
    pub(crate) fn value(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    const fn succeeded(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// Whether a name stands in it, letter for letter or as text of its JSON.
    fn names(&self, name: &str) -> bool {
        let in_headers = self.headers.iter().any(|(_, value)| value.replace("%3A", ":").contains(name));
        in_headers
            || String::from_utf8_lossy(&self.body).contains(name)
            || self.value().is_some_and(|it| holds(&it, name))
    }

    fn written(&self) -> Vec<u8> {
        let mut head = format!(
            "HTTP/1.1 {} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n",
            self.status,
            self.body.len()
        );
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        [head.as_bytes(), &self.body].concat()
    }
}

fn holds(value: &Value, text: &str) -> bool {
    match value {
        Value::String(own) => own.contains(text),
        Value::Array(items) => items.iter().any(|item| holds(item, text)),
        Value::Object(fields) => fields.values().any(|field| holds(field, text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A platform that says one thing to whoever asks, until it is told to say another.
pub(crate) struct Parrot {
    pub(crate) base: String,
    pub(crate) runtime: Runtime,
    says: Arc<Mutex<VecDeque<Vec<u8>>>>,
}

impl Parrot {
    pub(crate) fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let says: Arc<Mutex<VecDeque<Vec<u8>>>> = Arc::default();
        let said = Arc::clone(&says);
        runtime.spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let said = Arc::clone(&said);
                tokio::spawn(async move {
                    let mut seen = Vec::new();
                    let mut buffer = [0u8; 4096];
                    while !is_whole(&seen) {
                        match stream.read(&mut buffer).await {
                            Ok(count) if count > 0 => seen.extend_from_slice(&buffer[..count]),
                            Ok(_) | Err(_) => return,
                        }
                    }
                    let answer = next(&mut locked(&said));
                    let _ = stream.write_all(&answer).await;
                    let _ = stream.shutdown().await;
                });
            }
        });
        Self { base, runtime, says }
    }

    /// What comes of asking it, while it says these in turn, and the last one from then on.
    pub(crate) fn asked<T>(&self, said: &[&Said], ask: impl Future<Output = T>) -> T {
        *locked(&self.says) = said.iter().map(|said| said.written()).collect();
        self.runtime.block_on(ask)
    }
}

type Says = VecDeque<Vec<u8>>;

fn locked(says: &Mutex<Says>) -> MutexGuard<'_, Says> {
    says.lock().unwrap_or_else(PoisonError::into_inner)
}

fn next(says: &mut Says) -> Vec<u8> {
    match says.pop_front() {
        Some(last) if says.is_empty() => {
            says.push_back(last.clone());
            last
        }
        Some(said) => said,
        None => Vec::new(),
    }
}

/// Somebody whose allowances are nobody's: one answer that says they are used up must not end the asking.
pub(crate) fn nobody() -> Caller<'static> {
    Caller { channel: None, ..caller() }
}

/// Before everything that a platform may name a time for.
pub(crate) const LONG_AGO: Millis = Millis(-70_000_000_000_000);

/// Whether a request has come to its end; none of those that are asked here is chunked.
fn is_whole(seen: &[u8]) -> bool {
    let Some(end) = seen.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&seen[..end]).to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok()).unwrap_or(0);
    seen.len() >= end + 4 + length
}

/// The headers that any client reads, and what may stand in them.
const READ: [&str; 13] = [
    "retry-after",
    "date",
    "location",
    "x-restli-id",
    "content-range",
    "range",
    "x-rate-limit-remaining",
    "x-rate-limit-reset",
    "x-rate-limit-limit",
    "x-user-limit-24hour-reset",
    "x-app-limit-24hour-reset",
    "x-business-use-case-usage",
    "x-app-usage",
];

/// What may stand in a header in place of what should.
pub(crate) fn header_value() -> impl Strategy<Value = String> {
    let fixed = [
        "",
        "0",
        "-1",
        "1",
        "60",
        "3600",
        "99999999999",
        "9223372036854775807",
        "-9223372036854775808",
        "18446744073709551616",
        "1e9999",
        "NaN",
        "null",
        "1795165500",
        "Fri, 20 Nov 2026 09:10:00 GMT",
        "Fri, 31 Dec 9999 23:59:60 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Sat, 99 Foo 2026 09:10:00 GMT",
        "https://evil.example/",
        "bytes 0-4/5",
        "bytes 0-18446744073709551615/5",
        "bytes=0-9",
        "{}",
        "[]",
        r#"{"1":[{"estimated_time_to_regain_access":9223372036854775807,"call_count":-1,"type":"pages"}]}"#,
        r#"{"1":[{"estimated_time_to_regain_access":-5,"call_count":1e308}]}"#,
        "urn:li:share:",
        "urn%3Ali%3Ashare%3A0x1",
        "urn:li:image:1",
    ];
    prop_oneof![
        5 => proptest::sample::select(fixed.to_vec()).prop_map(String::from),
        1 => "[ -~]{0,40}",
        1 => Just(deep(200)),
        1 => odd_text().prop_map(|odd| odd.chars().filter(|sign| !sign.is_control()).collect()),
    ]
}

const STATUSES: [u16; 31] = [
    200, 200, 200, 200, 200, 201, 202, 203, 206, 226, 301, 302, 307, 308, 400, 401, 402, 403, 404, 405, 408, 409, 413,
    416, 422, 429, 431, 500, 502, 503, 599,
];

/// Answers near to these samples, under any status, or none of them.
pub(crate) fn spoilt(samples: &[Value]) -> impl Strategy<Value = Said> + use<> {
    let bodies: Vec<BoxedStrategy<Vec<u8>>> = samples
        .iter()
        .flat_map(|sample| {
            [
                near_json(sample).prop_map(String::into_bytes).boxed(),
                near_json(sample).prop_map(String::into_bytes).boxed(),
                near(sample.to_string().as_bytes()).boxed(),
                Just(sample.to_string().into_bytes()).boxed(),
            ]
        })
        .chain([
            any_bytes(64).boxed(),
            Just(Vec::new()).boxed(),
            Just(deep(2_000).into_bytes()).boxed(),
            Just(b"<!DOCTYPE html><title>Sign in to the network</title>".to_vec()).boxed(),
        ])
        .collect();
    let headers = proptest::collection::vec((proptest::sample::select(READ.to_vec()), header_value()), 0..3);
    (proptest::sample::select(STATUSES.to_vec()), headers, proptest::strategy::Union::new(bodies)).prop_map(
        |(status, headers, body)| {
            let mut named = BTreeSet::new();
            let headers = headers.into_iter().filter(|(name, _)| named.insert(*name)).collect();
            Said { status, headers, body }
        },
    )
}

/// No wait of a platform is longer, by far.
const LONGEST_WAIT: i64 = 3 * Millis::DAY;

/// Whether a wait is one that ends.
pub(crate) fn is_bounded(failure: &Failure, now: Millis) -> bool {
    match failure.class {
        FailureClass::WaitUntil(until) | FailureClass::Recipient(RecipientFault::WaitUntil(until)) => {
            (1..=LONGEST_WAIT).contains(&until.since(now))
        }
        FailureClass::Reconnect
        | FailureClass::FixContent
        | FailureClass::TryAgain
        | FailureClass::Unknown
        | FailureClass::SetUp
        | FailureClass::Duplicate
        | FailureClass::Offline
        | FailureClass::Keychain
        | FailureClass::Local
        | FailureClass::Recipient(RecipientFault::Unreachable | RecipientFault::OptedOut)
        | FailureClass::Renewing => true,
    }
}

/// Whether an outcome of what everybody sees may follow from an answer: what went out is named in a success, and what did
/// not go out is refused in the platform's own words, `own` by their shape. All else is in doubt.
pub(crate) fn may_follow(
    outcome: &Outcome,
    said: &Said,
    now: Millis,
    own: impl Fn(&Said) -> bool,
) -> Result<(), String> {
    let wrong = |why: &str| {
        let body = String::from_utf8_lossy(&said.body);
        Err(format!(
            "{why}: {outcome:?}\nafter {} {:?}\n{}",
            said.status,
            said.headers,
            body.chars().take(400).collect::<String>()
        ))
    };
    match outcome {
        Outcome::Published(sighting) if !said.succeeded() => wrong(&format!("{} by a failure", sighting.platform_id)),
        Outcome::Published(sighting) if sighting.platform_id.is_empty() || !named(said, &sighting.platform_id) => {
            wrong("an id that was not there")
        }
        Outcome::Taken(taken) if !said.succeeded() || !said.names(&taken.message_id) => {
            wrong("an id that was not there")
        }
        // It is followed by its id, which ends every doubt about it.
        Outcome::Working(receipt) | Outcome::WithPerson(receipt)
            if !receipt.handle.value.split(' ').next_back().is_some_and(|id| said.names(id)) =>
        {
            wrong("an id that was not there")
        }
        Outcome::Absent(failure) | Outcome::Rejected(failure) if !is_bounded(failure, now) => {
            wrong("a wait without an end")
        }
        Outcome::Absent(_) | Outcome::Rejected(_) if !own(said) => {
            wrong("said not to be there by what nobody understands")
        }
        Outcome::Published(_)
        | Outcome::Taken(_)
        | Outcome::Working(_)
        | Outcome::WithPerson(_)
        | Outcome::Absent(_)
        | Outcome::Rejected(_)
        | Outcome::Unknown(_) => Ok(()),
    }
}

/// Whether what was brought may follow from how its upload was begun: under the names that this answer gave, `ids`, and no
/// others; and what stopped it ends.
pub(crate) fn may_be_brought(
    brought: &Result<Prepared, Failure>,
    ids: &[String],
    begun: &Said,
    now: Millis,
) -> Result<(), String> {
    let wrong = |why: &str| {
        let body = String::from_utf8_lossy(&begun.body);
        Err(format!("{why}: {brought:?} {ids:?}\nafter {} {:?}\n{body}", begun.status, begun.headers))
    };
    match brought {
        _ if ids.iter().any(|id| id.is_empty() || !begun.names(id)) => wrong("a name that was not there"),
        Ok(_) if !begun.succeeded() => wrong("begun by a failure"),
        Ok(prepared) if ids.is_empty() || prepared.media_ids.is_empty() => wrong("brought without a name"),
        Err(failure) if !is_bounded(failure, now) => wrong("a wait without an end"),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// What comes of reading a page of a feed, in the name of a channel of its own: what one answer says of allowances stops no
/// other reading.
pub(crate) fn told(
    parrot: &Parrot,
    reader: &dyn Reader,
    said: &[&Said],
    (kind, scope): (FeedKind, &str),
) -> Result<Page, Failure> {
    static CHANNELS: AtomicU64 = AtomicU64::new(1);
    let number = CHANNELS.fetch_add(1, Ordering::Relaxed);
    let channel = format!("01931c2e-5b00-7000-8000-{number:012x}").parse().unwrap();
    let account = Account { channel, ..crate::testing::account(reader.platform()) };
    let feed = FeedName::of(kind, scope);
    let ask = Ask { account: &account, feed: &feed, older: None, newest: None, since: None };
    parrot.asked(said, reader.page(&ask))
}

/// Whether a page of what people write may follow from an answer whose list stands at `list`: nothing is told that was not there,
/// nobody among them, and what was there is told, or the page says that it is in doubt; so nothing is taken for deleted because
/// of damage. Every wait ends.
pub(crate) fn may_be_told(
    page: &Result<Page, Failure>,
    (scope, list): (&str, &str),
    said: &[&Said],
    now: Millis,
) -> Result<(), String> {
    let [first, ..] = said else { return Err("nothing was said".to_owned()) };
    let wrong = |why: &str| {
        let body = String::from_utf8_lossy(&first.body);
        Err(format!("{why}: {page:#?}\nafter {} {:?}\n{body}", first.status, first.headers))
    };
    let page = match page {
        Ok(page) => page,
        Err(failure) if is_bounded(failure, now) => return Ok(()),
        Err(_) => return wrong("a wait without an end"),
    };
    let Some(value) = first.value().filter(|_| first.succeeded()) else { return wrong("read out of a failure") };
    let there =
        |id: &str| !id.is_empty() && (id == scope || said.iter().any(|said| named(said, id.trim_start_matches('@'))));
    let items = page.items.iter().flat_map(|item| {
        let author = item.author.iter().map(|author| author.platform_id.as_str());
        item.root.split(':').filter(|_| !item.root.starts_with("urn:")).chain([item.platform_id.as_str()]).chain(author)
    });
    let posts = page.posts.iter().map(|post| post.platform_id.as_str());
    let leads = page.leads.iter().map(|lead| lead.feed.scope.as_str());
    if let Some(stranger) = items.chain(posts).chain(leads).find(|id| !there(id)) {
        return wrong(&format!("an id that was not there, {stranger}"));
    }
    let told = page.items.len().max(page.posts.len()).max(page.leads.len());
    match value.pointer(list).and_then(Value::as_array).map(Vec::len) {
        _ if page.doubtful => Ok(()),
        Some(listed) if told < listed => wrong("complete without what was on it"),
        Some(_) => Ok(()),
        // X alone leaves an empty list away, and says so beside it.
        None if value.pointer("/meta/result_count").and_then(Value::as_u64) == Some(0) => Ok(()),
        None => wrong("complete without a list"),
    }
}

/// A comment's name on LinkedIn is made of its post's and its own number.
fn named(said: &Said, id: &str) -> bool {
    said.names(id) || id.strip_suffix(')').and_then(|id| id.rsplit(',').next()).is_some_and(|number| said.names(number))
}

/// Whether a reading may follow from a page on which the part was before it was spoilt. As long as everything that the
/// part is known by still stands there, at these places, it is never said not to be there; and what is no JSON is never read.
pub(crate) fn may_be_read(
    read: &Result<Sightings, Failure>,
    sample: &Value,
    said: &Said,
    known_by: &[&str],
) -> Result<(), String> {
    let Ok(sightings) = read else { return Ok(()) };
    let wrong = |why: &str| Err(format!("{why}: {sightings:?}\n{}", String::from_utf8_lossy(&said.body)));
    let proves_absence = sightings.complete && sightings.matches.is_empty();
    let Some(value) = said.value() else { return wrong("read out of what is no JSON") };
    if let Some(stranger) =
        sightings.matches.iter().find(|seen| seen.platform_id.is_empty() || !named(said, &seen.platform_id))
    {
        return wrong(&format!("an id that was not there, {}", stranger.platform_id));
    }
    let still =
        known_by.iter().all(|place| sample.pointer(place).is_some() && sample.pointer(place) == value.pointer(place));
    if proves_absence && still { wrong("said not to be there while its words are") } else { Ok(()) }
}

/// Whether an answer is an error in the shape of Meta's Graph API, which decides whatever its status.
pub(crate) fn graph_refuses(said: &Said) -> bool {
    said.value().is_some_and(|value| value.pointer("/error/code").is_some_and(Value::is_i64))
}
