//! Where the browser comes back to after a sign-in: a listener on this computer, for one answer.
//!
//! Invariant: it is bound to 127.0.0.1 and nothing else, answers only under the names that were registered, takes one answer
//! that carries the state of this very sign-in, and is gone after that, or when the time is over. What does not carry it
//! changes nothing: whoever else can make the browser call it can't end a sign-in either.

use std::net::{Ipv4Addr, SocketAddr};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use countersign_core::model::Secret;
use countersign_core::publish::{Failure, FailureClass};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use url::form_urlencoded;

use crate::errors::failure;

/// What the browser brings: a code, or why there is none.
type Brought = Result<Secret, Refusal>;

/// The platform's own words for not giving a code.
#[derive(Debug)]
struct Refusal {
    word: String,
    description: String,
}

/// A listener that waits for one answer.
pub(crate) struct Listener {
    socket: TcpListener,
    desk: Arc<Desk>,
    path: String,
    brought: oneshot::Receiver<Brought>,
}

struct Desk {
    port: u16,
    state: Secret,
    platform: &'static str,
    answer: Mutex<Option<oneshot::Sender<Brought>>>,
}

impl Listener {
    /// Listens on `port` for an answer at `path` that carries `state`.
    ///
    /// # Errors
    /// When the port is taken.
    pub(crate) async fn bind(port: u16, path: &str, state: Secret, platform: &'static str) -> std::io::Result<Self> {
        let socket = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
        let (sender, brought) = oneshot::channel();
        let desk = Desk { port, state, platform, answer: Mutex::new(Some(sender)) };
        Ok(Self { socket, desk: Arc::new(desk), path: path.to_owned(), brought })
    }

    /// Waits for the answer, `patience` at most.
    pub(crate) async fn wait(self, patience: Duration) -> Result<Secret, Failure> {
        let Self { socket, desk, path, brought } = self;
        let platform = desk.platform;
        let router = Router::new().route(&path, get(take)).fallback(nothing_here).with_state(desk);
        let (stop, stopped) = oneshot::channel::<()>();
        // In this very future: whoever drops it has closed the socket by then, and can listen there again.
        let mut serving = pin!(
            axum::serve(socket, router)
                .with_graceful_shutdown(async {
                    // Whoever drops the sender wants it to end as well.
                    let _ = stopped.await;
                })
                .into_future()
        );
        let brought = tokio::select! {
            brought = tokio::time::timeout(patience, brought) => brought,
            // It ends before it was asked to only with its socket.
            _ = &mut serving => return Err(late(platform)),
        };
        // The page that says so is still on its way to the browser.
        let _ = stop.send(());
        let _ = tokio::time::timeout(Duration::from_secs(2), serving).await;
        match brought {
            Ok(Ok(Ok(code))) => Ok(code),
            Ok(Ok(Err(refusal))) => Err(refused(platform, &refusal)),
            Ok(Err(_)) | Err(_) => Err(late(platform)),
        }
    }
}

fn late(platform: &str) -> Failure {
    failure(
        FailureClass::TryAgain,
        format!(
            "Nobody finished the sign-in at {platform} in time, so it was ended. Begin it again when you are ready."
        ),
        "no answer in time",
    )
}

fn refused(platform: &str, refusal: &Refusal) -> Failure {
    let detail = format!("{}: {}", refusal.word, refusal.description);
    // LinkedIn has words of its own for it.
    if ["access_denied", "user_cancelled_login", "user_cancelled_authorize"].contains(&refusal.word.as_str()) {
        return failure(
            FailureClass::Reconnect,
            format!(
                "The sign-in was cancelled at {platform}, so nothing was connected. Begin it again, and allow what Countersign asks for."
            ),
            &detail,
        );
    }
    failure(
        FailureClass::SetUp,
        format!("{platform} ended the sign-in without giving access. {platform}'s own words are under Details."),
        &detail,
    )
}

async fn take(State(desk): State<Arc<Desk>>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    if !desk.is_meant(&headers) {
        return page(
            StatusCode::MISDIRECTED_REQUEST,
            "Not here",
            "This address answers to Countersign's sign-in only.",
        );
    }
    let query = query.unwrap_or_default();
    let field = |wanted: &str| {
        form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
    };
    if field("state").is_none_or(|state| !is_same(&state, desk.state.expose())) {
        return page(
            StatusCode::BAD_REQUEST,
            "Not this sign-in",
            "This answer does not belong to the sign-in that Countersign waits for. Go back to Countersign, and begin again there if you need to.",
        );
    }
    let brought = match (field("code").filter(|code| !code.is_empty()), field("error")) {
        // Meta appends #_ to where it sends the browser; it stays in the browser, but for copies of the address.
        (Some(code), _) => Ok(Secret::new(code.trim_end_matches("#_").to_owned())),
        (None, Some(word)) => Err(Refusal {
            description: field("error_description").or_else(|| field("error_message")).unwrap_or_default(),
            word,
        }),
        (None, None) => Err(Refusal { word: "no code".to_owned(), description: String::new() }),
    };
    let allowed = brought.is_ok();
    let waiting = desk.answer.lock().unwrap_or_else(PoisonError::into_inner).take();
    match waiting.map(|waiting| waiting.send(brought)) {
        Some(Ok(())) if allowed => page(
            StatusCode::OK,
            "Signed in",
            "Countersign has what it needs. You can close this page and go back to Countersign.",
        ),
        Some(Ok(())) => page(
            StatusCode::OK,
            "Not signed in",
            "Nothing was connected. You can close this page; Countersign says what to do.",
        ),
        Some(Err(_)) | None => page(
            StatusCode::GONE,
            "This sign-in is over",
            "Go back to Countersign, and begin again there if you need to.",
        ),
    }
}

async fn nothing_here() -> Response {
    page(StatusCode::NOT_FOUND, "Nothing here", "This address answers to Countersign's sign-in only.")
}

impl Desk {
    /// Whether the browser means this listener: a page elsewhere that has its own name lead here is not listened to.
    fn is_meant(&self, headers: &HeaderMap) -> bool {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        ["localhost", "127.0.0.1"].iter().any(|name| host == format!("{name}:{}", self.port))
    }
}

/// Takes as long for a wrong state as for a right one.
fn is_same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |seen, (a, b)| seen | (a ^ b)) == 0
}

fn page(status: StatusCode, title: &str, text: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title} – Countersign</title><style>{STYLE}</style><main><h1>{title}</h1><p>{text}</p></main></html>"
    );
    let headers = [
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (status, headers, Html(html)).into_response()
}

const STYLE: &str = "body{margin:0;font:16px/1.5 system-ui,sans-serif;background:#f3f4f6;color:#16191d}\
main{max-width:32rem;margin:15vh auto;padding:0 1.5rem}h1{font-size:1.5rem}\
@media (prefers-color-scheme:dark){body{background:#101317;color:#e8eaed}}";
