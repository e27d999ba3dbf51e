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
use tokio::process::{Child, Command};

use crate::Fault;
use crate::figures::{Times, heading, line};
use crate::processes::{Use, descendants};

const STARTS: usize = 5;
/// What starting up leaves behind has ended by then.
const SETTLING: Duration = Duration::from_secs(10);
const WATCHED: Duration = Duration::from_secs(30);
const PATIENCE: Duration = Duration::from_secs(60);

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
    line("  ratio of the memory", format_args!("{:.2}", own.pss_kb as f64 / other.pss_kb as f64));
    Ok(())
}

async fn starts(subject: &Subject) -> Result<Times, Fault> {
    let mut spans = Vec::new();
    for _ in 0..STARTS {
        let home = tempfile::tempdir()?;
        let driver = Driver::start(home.path()).await?;
        let begun = Instant::now();
        let client = driver.open(subject).await?;
        spans.push(begun.elapsed());
        client.close().await?;
    }
    Ok(Times::of(spans))
}

/// Tells what it uses while nobody touches it. The application rests where it usually does: its engine at work, locked.
async fn rest(subject: &Subject) -> Result<Use, Fault> {
    let home = tempfile::tempdir()?;
    let driver = Driver::start(home.path()).await?;
    let client = driver.open(subject).await?;
    if subject.address.is_none() {
        press(&client, subject.offers).await?;
    }
    // These two wait for nothing: time itself is what is measured over.
    tokio::time::sleep(SETTLING).await;
    let processes = descendants(driver.process.id().ok_or("the driver is gone")?);
    let before = Use::of(&processes);
    tokio::time::sleep(WATCHED).await;
    let after = Use::of(&processes);
    let seconds = WATCHED.as_secs_f64();
    let busy = (after.busy_ns - before.busy_ns) as f64 / 1e9 / seconds * 100.0;
    let wakes = (after.wakes - before.wakes) as f64 / seconds;
    line(
        &format!("{}: at rest", subject.name),
        format_args!(
            "{busy:.2} % of one core, {wakes:.1} wake-ups a second, {:.0} MB in {} processes",
            after.pss_kb as f64 / 1024.0,
            after.processes
        ),
    );
    client.close().await?;
    Ok(after)
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
