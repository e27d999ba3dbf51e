//! The listener: loopback only, and able to close a connection where an answer should have been.
//!
//! Invariant: a severed request gets not one byte back. The connection's service fails instead of answering, hyper
//! then drops the connection, and with it the socket.

use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use rand::TryRng;
use rand::rngs::SysRng;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};

use crate::clock::PracticeClock;
use crate::control::Control;
use crate::exchange::{Severed, Shared};
use crate::mail;
use crate::routes;
use crate::state_file::StateFile;
use crate::world::World;

/// How to start.
#[derive(Debug, Clone)]
pub struct Options {
    /// The port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// Where the state is kept between runs; without it, nowhere.
    pub state_file: Option<PathBuf>,
    /// What time it is.
    pub clock: PracticeClock,
    /// Where everything random comes from, but for the control token. A state file brings its own.
    pub seed: u64,
}

/// Why the platforms could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port is taken, or the loopback address cannot be bound.
    #[error("the practice platforms cannot listen on 127.0.0.1")]
    Listen(#[source] std::io::Error),
    /// The state file exists and cannot be read, or a damaged one cannot be put aside.
    #[error("the state of the practice platforms cannot be opened")]
    State(#[source] std::io::Error),
    /// The operating system gave no randomness for the control token.
    #[error("the system gave no randomness")]
    Randomness,
}

/// All practice platforms behind one listener.
#[derive(Debug)]
pub struct PracticePlatforms;

/// The platforms while they run. Dropping it ends them at once.
#[derive(Debug)]
pub struct Running {
    shared: Arc<Shared>,
    base_url: String,
    stop: Option<oneshot::Sender<()>>,
    listening: JoinHandle<()>,
}

impl PracticePlatforms {
    /// Loads the state, seats the standing accounts and begins to listen.
    pub async fn start(options: Options) -> Result<Running, StartError> {
        let Options { port, state_file, clock, seed } = options;
        let file = state_file.map(StateFile::new);
        let stored = file.as_ref().map(StateFile::load).transpose().map_err(StartError::State)?.flatten();
        let mut world = stored.unwrap_or_else(|| World::new(seed));
        world.thread();
        world.seat_the_cast();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(StartError::Listen)?;
        let port = listener.local_addr().map_err(StartError::Listen)?.port();
        let shared = Arc::new(Shared::new(clock, port, control_token()?, world, file));
        let (stop, stopped) = oneshot::channel();
        let listening = tokio::spawn(listen(listener, Arc::clone(&shared), stopped));
        Ok(Running { shared, base_url: format!("http://127.0.0.1:{port}"), stop: Some(stop), listening })
    }
}

impl Running {
    /// `http://127.0.0.1:PORT`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// What the control path of this run asks for.
    pub fn control_token(&self) -> &str {
        &self.shared.control_token
    }

    /// A handle that does all the control path does, without HTTP.
    pub fn control(&self) -> Control {
        Control::new(Arc::clone(&self.shared))
    }

    /// Stops listening and closes every connection, answered or not.
    pub async fn shutdown(mut self) {
        if let Some(stop) = self.stop.take() {
            // The listener may be gone already; then there is nothing left to stop.
            let _ = stop.send(());
        }
        let _ = (&mut self.listening).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

fn control_token() -> Result<String, StartError> {
    let mut bytes = [0u8; 24];
    SysRng.try_fill_bytes(&mut bytes).map_err(|_| StartError::Randomness)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

async fn listen(listener: TcpListener, shared: Arc<Shared>, mut stopped: oneshot::Receiver<()>) {
    let router = routes::router(Arc::clone(&shared));
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = &mut stopped => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(serve(stream, router.clone(), Arc::clone(&shared)));
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection to the practice platforms was lost before it began");
                    tokio::task::yield_now().await;
                }
            },
        }
    }
    drop(listener);
    connections.shutdown().await;
}

#[derive(Debug, thiserror::Error)]
#[error("the connection is closed without an answer")]
struct NoAnswer;

async fn serve(stream: TcpStream, router: Router, shared: Arc<Shared>) {
    // Whoever speaks HTTP speaks first, and a tunnel is asked for in its first bytes.
    let mut first = [0; mail::TUNNEL.len()];
    if stream.peek(&mut first).await.is_ok_and(|length| first[..length] == *mail::TUNNEL) {
        return mail::serve(stream, shared).await;
    }
    let routes = TowerToHyperService::new(router);
    let service = service_fn(move |request: Request<Incoming>| {
        let answering = routes.call(request);
        async move { unless_severed(answering.await) }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .auto_date_header(false)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    if let Err(error) = served {
        tracing::debug!(%error, "a connection to the practice platforms ended early");
    }
}

fn unless_severed(answered: Result<Response<Body>, Infallible>) -> Result<Response<Body>, NoAnswer> {
    match answered {
        Ok(response) if response.extensions().get::<Severed>().is_some() => Err(NoAnswer),
        Ok(response) => Ok(response),
        Err(never) => match never {},
    }
}
