//! The window: how long it takes to be useful, and what it uses while nobody touches it, beside a bare window of the same
//! web view.
//!
//! Invariant: both are started, driven and measured in the same way, each in a folder of its own. The bare window is
//! WebKit's own MiniBrowser with one line of text; without it the application is measured alone.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use crate::Fault;
use crate::figures::{Times, heading, line};
use crate::processes::{Use, descendants};

const STARTS: usize = 5;
/// What starting up leaves behind has ended by then.
const SETTLING: Duration = Duration::from_secs(10);
const WATCHED: Duration = Duration::from_secs(30);
const PATIENCE: Duration = Duration::from_secs(30);
const TRIES: u32 = 3;

/// Where distributions put the bare window.
const BARE: [&str; 4] = [
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/libexec/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/webkit2gtk-4.1/MiniBrowser",
];

/// One of the two.
struct Subject {
    name: &'static str,
    binary: PathBuf,
    arguments: &'static [&'static str],
    /// Where it is sent, when it does not know itself.
    address: Option<&'static str>,
    /// What the page has to offer to be of use.
    offers: &'static str,
}

/// Measures and tells.
pub async fn measure() -> Result<(), Fault> {
    heading("window: start and rest");
    let Some(binary) = std::env::var_os("COUNTERSIGN_BIN") else {
        line("not measured", "COUNTERSIGN_BIN is not set; `cargo xtask bench` sets it");
        return Ok(());
    };
    let application = Subject {
        name: "the application",
        binary: binary.into(),
        arguments: &[],
        address: None,
        offers: "Practice clinic",
    };
    let bare = BARE.iter().map(PathBuf::from).find(|path| path.is_file()).map(|binary| Subject {
        name: "a bare window",
        binary,
        arguments: &["--automation"],
        address: Some("data:text/html,<button>Nothing</button>"),
        offers: "Nothing",
    });
    let Some(bare) = bare else {
        line("no bare window to compare with", "MiniBrowser is not installed");
        let started = starts(&application).await?;
        line(&format!("{}: useful after", application.name), &started);
        return rest(&application).await.map(|_| ());
    };
    let (own, other) = (starts(&application).await?, starts(&bare).await?);
    line(&format!("{}: useful after", application.name), &own);
    line(&format!("{}: useful after", bare.name), &other);
    line("  ratio of the medians", format_args!("{:.2}", own.median() / other.median()));
    let (own, other) = (rest(&application).await?, rest(&bare).await?);
    line("  ratio of the memory", format_args!("{:.2}", own / other));
    Ok(())
}

async fn starts(subject: &Subject) -> Result<Times, Fault> {
    // The first one of a session fills caches, and is none of those that are counted.
    Open::now(subject).await?.close().await?;
    let mut spans = Vec::new();
    for _ in 0..STARTS {
        let open = Open::now(subject).await?;
        spans.push(open.took);
        open.close().await?;
    }
    Ok(Times::of(spans))
}

/// A window that is drawn and of use.
struct Open {
    client: Client,
    driver: Driver,
    took: Duration,
    _home: TempDir,
}

impl Open {
    /// Starts it in a folder of its own. WebKit's driver sometimes misses a program that it has just started; what did not
    /// come up is told, and tried again.
    async fn now(subject: &Subject) -> Result<Self, Fault> {
        let mut tries = 0;
        loop {
            let home = tempfile::tempdir()?;
            let driver = Driver::start(home.path()).await?;
            let begun = Instant::now();
            match driver.open(subject).await {
                Ok(client) => return Ok(Self { client, driver, took: begun.elapsed(), _home: home }),
                Err(fault) if tries < TRIES => line("  not counted", fault),
                Err(fault) => return Err(fault),
            }
            tries += 1;
        }
    }

    async fn close(self) -> Result<(), Fault> {
        Ok(self.client.close().await?)
    }
}

/// Tells what it uses while nobody touches it, and returns its memory. The application rests where it usually does: its
/// engine at work, locked.
async fn rest(subject: &Subject) -> Result<f64, Fault> {
    let open = Open::now(subject).await?;
    if subject.address.is_none() {
        press(&open.client, subject.offers).await?;
    }
    // These two wait for nothing: time itself is what is measured over.
    tokio::time::sleep(SETTLING).await;
    let processes = descendants(open.driver.process.id().ok_or("the driver is gone")?);
    let before: Vec<Use> = processes.iter().map(|id| Use::of(*id)).collect();
    tokio::time::sleep(WATCHED).await;
    let after: Vec<Use> = processes.iter().map(|id| Use::of(*id)).collect();
    open.close().await?;
    line(&format!("{}: at rest", subject.name), format_args!("{} processes", after.len()));
    let (mut busy, mut wakes) = (0.0, 0);
    for (before, after) in before.iter().zip(&after) {
        let spent = after.since(before);
        line(&format!("  {}", after.name), spending(spent, after.pss_mb));
        busy += spent.0;
        wakes += spent.1;
    }
    let pss_mb = after.iter().map(|one| one.pss_mb).sum();
    line("  together", spending((busy, wakes), pss_mb));
    Ok(pss_mb)
}

fn spending((busy, wakes): (f64, u64), pss_mb: f64) -> String {
    let seconds = WATCHED.as_secs_f64();
    let (share, rate) = (busy / seconds * 100.0, wakes as f64 / seconds);
    format!("{share:.2} % of one core, {rate:.1} wake-ups a second, {pss_mb:.0} MB")
}

/// WebKit's driver, which starts what is measured. It ends with this value.
struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    async fn start(home: &Path) -> Result<Self, Fault> {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let process = Command::new("WebKitWebDriver")
            .args([format!("--port={port}"), "--host=127.0.0.1".into()])
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("COUNTERSIGN_HOME", home)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("WebKitWebDriver did not start: {error}"))?;
        let listens = tokio::time::timeout(PATIENCE, async {
            while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
                tokio::task::yield_now().await;
            }
        });
        listens.await.map_err(|_| "WebKitWebDriver does not listen")?;
        Ok(Self { process, port })
    }

    /// Starts it and waits until it is drawn and of use.
    async fn open(&self, subject: &Subject) -> Result<Client, Fault> {
        let mut capabilities = Map::new();
        let options = json!({ "binary": subject.binary, "args": subject.arguments });
        capabilities.insert("webkitgtk:browserOptions".into(), options);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let address = format!("http://127.0.0.1:{}", self.port);
        let connected = builder.capabilities(capabilities).connect(&address);
        let connected = tokio::time::timeout(PATIENCE, connected).await;
        let client = connected.map_err(|_| format!("{} did not come up", subject.name))??;
        if let Some(address) = subject.address {
            client.goto(address).await?;
        }
        offered(&client, subject.offers).await?;
        Ok(client)
    }
}

const BUTTON: &str =
    "const button = () => [...document.querySelectorAll('button')].find((it) => it.innerText.includes(arguments[0]));";

/// Waits until the page offers a button, and has drawn it.
async fn offered(client: &Client, name: &str) -> Result<(), Fault> {
    let script = format!(
        "{BUTTON}\nconst done = arguments[arguments.length - 1];\n\
         const drawn = () => requestAnimationFrame(() => requestAnimationFrame(() => done(true)));\n\
         if (button()) {{ drawn(); return; }}\n\
         const seen = new MutationObserver(() => {{ if (button()) {{ seen.disconnect(); drawn(); }} }});\n\
         seen.observe(document, {{ subtree: true, childList: true, characterData: true }});"
    );
    let answer = tokio::time::timeout(PATIENCE, client.execute_async(&script, vec![json!(name)])).await;
    let answer = answer.map_err(|_| format!("the page never offered `{name}`"))??;
    if answer == Value::Bool(true) { Ok(()) } else { Err(format!("the page answered {answer}").into()) }
}

async fn press(client: &Client, name: &str) -> Result<(), Fault> {
    client.execute(&format!("{BUTTON}\nbutton().click();"), vec![json!(name)]).await?;
    Ok(())
}
