//! The real window, driven through WebDriver: as a person would, by what they read.
//!
//! Invariant: nothing here knows the program from inside. What can't be found by its words, its role or its label can't be
//! found by somebody with a screen reader either.

pub mod hands;

use std::ffi::OsString;
use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use tokio::process::{Child, Command};

/// What went wrong with the window.
pub type WindowError = Box<dyn std::error::Error + Send + Sync>;

/// Finds, in the page, the things a person would name: by role and accessible name, by label, by text.
const FINDERS: &str = include_str!("window.js");

/// How long a person would wait for something to appear.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often a window is started before it counts as not coming up.
const TRIES: usize = 3;

/// An open window of the application.
pub struct Window {
    client: Client,
    driver: Child,
    binary: PathBuf,
    pictures: PathBuf,
}

/// Where the application is, and what it is started with.
#[derive(Debug, Clone)]
pub struct Start {
    /// The application's binary.
    pub binary: PathBuf,
    /// Its data folder.
    pub home: PathBuf,
    /// The practice platforms it talks to, when they are not its own.
    pub platforms: Option<String>,
    /// Where pictures go.
    pub pictures: PathBuf,
    /// What else the application finds in its environment.
    pub environment: Vec<(OsString, OsString)>,
}

impl Start {
    /// From the environment that `cargo xtask` prepares.
    ///
    /// # Errors
    /// When `COUNTERSIGN_BIN` is not set.
    pub fn from_environment(home: &Path, platforms: Option<String>) -> Result<Self, WindowError> {
        let binary =
            std::env::var_os("COUNTERSIGN_BIN").ok_or("COUNTERSIGN_BIN is not set: run this through cargo xtask")?;
        let pictures = std::env::var_os("COUNTERSIGN_PICTURES").map_or_else(|| home.join("pictures"), PathBuf::from);
        Ok(Self { binary: binary.into(), home: home.into(), platforms, pictures, environment: Vec::new() })
    }
}

impl Window {
    /// Starts the application in a window.
    ///
    /// # Errors
    /// When WebKitWebDriver is not there, or the window does not come up.
    pub async fn open(start: &Start) -> Result<Self, WindowError> {
        std::fs::create_dir_all(&start.pictures)?;
        let mut said = String::new();
        for _ in 0..TRIES {
            let (mut driver, port) = drive(start).await?;
            // Now and then a driver never hears of the window that it started; another one does.
            match tokio::time::timeout(PATIENCE, connect(start, port)).await {
                Ok(Ok(client)) => {
                    let (binary, pictures) = (start.binary.clone(), start.pictures.clone());
                    let window = Self { client, driver, binary, pictures };
                    let drawn = "document.readyState === 'complete' && document.body.innerText.trim().length > 0";
                    window.until(drawn, &[]).await?;
                    return Ok(window);
                }
                Ok(Err(error)) => said = error.to_string(),
                Err(_) => said = "it did not connect".to_owned(),
            }
            end(&mut driver, &start.binary).await?;
        }
        Err(format!("the window did not come up in {TRIES} tries: {said}").into())
    }

    /// The application's process.
    ///
    /// # Errors
    /// When it is gone.
    pub fn application(&self, binary: &Path) -> Result<u32, WindowError> {
        let driver = self.driver.id().ok_or("the driver is gone")?;
        children_of(driver, binary)?.first().copied().ok_or_else(|| "the application is gone".into())
    }

    /// Waits until the application has ended by itself, and puts the driver away.
    ///
    /// # Errors
    /// When it goes on.
    pub async fn ended(mut self, application: u32) -> Result<(), WindowError> {
        gone(application).await?;
        self.driver.start_kill()?;
        self.driver.wait().await?;
        Ok(())
    }

    /// The WebDriver client, for what is not said here.
    #[must_use]
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// Closes the window as a person would, and waits until the application is gone.
    ///
    /// # Errors
    /// When WebDriver fails, or the application goes on.
    pub async fn close(mut self) -> Result<(), WindowError> {
        let applications = children_of(self.driver.id().ok_or("the driver is gone")?, &self.binary)?;
        self.client.clone().close().await?;
        // The driver answers before it ends the application. Without the driver nobody would, and the next test's desktop
        // would have two.
        for application in applications {
            gone(application).await?;
        }
        self.driver.start_kill()?;
        self.driver.wait().await?;
        Ok(())
    }

    /// Ends the application at once, as a power cut would.
    ///
    /// # Errors
    /// When its process can't be ended.
    pub async fn kill(mut self, binary: &Path) -> Result<(), WindowError> {
        end(&mut self.driver, binary).await
    }

    async fn run(&self, script: &str, args: &[Value]) -> Result<Value, WindowError> {
        let script = format!("{FINDERS}\n{script}");
        Ok(self.client.execute(&script, args.to_vec()).await?)
    }

    /// Waits until an expression over the finders is true; wakes with every change of the page.
    ///
    /// # Errors
    /// When it is not true in time; with what the page says.
    pub async fn until(&self, expression: &str, args: &[Value]) -> Result<(), WindowError> {
        let script = format!(
            "{FINDERS}\nconst done = arguments[arguments.length - 1];\n\
             const holds = () => {{ try {{ return !!({expression}); }} catch {{ return false; }} }};\n\
             if (holds()) {{ done(true); return; }}\n\
             const seen = new MutationObserver(() => {{ if (holds()) {{ seen.disconnect(); clearInterval(look); done(true); }} }});\n\
             seen.observe(document, {{ subtree: true, childList: true, attributes: true, characterData: true }});\n\
             const look = setInterval(() => {{ if (holds()) {{ seen.disconnect(); clearInterval(look); done(true); }} }}, 200);\n\
             setTimeout(() => {{ seen.disconnect(); clearInterval(look); done(holds()); }}, {});",
            PATIENCE.as_millis() - 5_000
        );
        let held = tokio::time::timeout(PATIENCE, self.client.execute_async(&script, args.to_vec())).await;
        match held {
            Ok(Ok(Value::Bool(true))) => Ok(()),
            Ok(Ok(other)) => Err(format!("never came: {expression} {args:?} ({other})\n{}", self.text().await?).into()),
            Ok(Err(error)) => Err(format!("{expression} {args:?}: {error}").into()),
            Err(_) => Err(format!("no answer: {expression} {args:?}").into()),
        }
    }

    /// Waits until the page says `text`.
    ///
    /// # Errors
    /// When it does not in time.
    pub async fn sees(&self, text: &str) -> Result<(), WindowError> {
        self.until("says(arguments[0])", &[json!(text)]).await
    }

    /// Waits until the page does not say `text` any more.
    ///
    /// # Errors
    /// When it goes on saying it.
    pub async fn no_longer_sees(&self, text: &str) -> Result<(), WindowError> {
        self.until("!says(arguments[0])", &[json!(text)]).await
    }

    /// Presses a button, a link, a tab, a radio or a checkbox by its name; waits until it is there and may be pressed.
    ///
    /// # Errors
    /// When there is none.
    pub async fn press(&self, name: &str) -> Result<(), WindowError> {
        self.until("pressable(arguments[0])", &[json!(name)]).await?;
        self.run(
            "const it = pressable(arguments[0]); it.scrollIntoView({ block: 'nearest' }); it.focus(); it.click();",
            &[json!(name)],
        )
        .await
        .map(|_| ())
    }

    /// Types into a field by its label, in place of what was there.
    ///
    /// # Errors
    /// When there is none.
    pub async fn fill(&self, label: &str, text: &str) -> Result<(), WindowError> {
        self.until("field(arguments[0])", &[json!(label)]).await?;
        self.run("const it = field(arguments[0]); it.focus(); type(it, arguments[1]);", &[json!(label), json!(text)])
            .await
            .map(|_| ())
    }

    /// Chooses an entry of a drop-down list.
    ///
    /// # Errors
    /// When there is none.
    pub async fn choose(&self, label: &str, entry: &str) -> Result<(), WindowError> {
        self.until("field(arguments[0])", &[json!(label)]).await?;
        self.run("choose(field(arguments[0]), arguments[1]);", &[json!(label), json!(entry)]).await.map(|_| ())
    }

    /// Presses keys where the focus is.
    ///
    /// # Errors
    /// When WebDriver fails.
    pub async fn keys(&self, keys: &str) -> Result<(), WindowError> {
        Ok(self.client.active_element().await?.send_keys(keys).await?)
    }

    /// Runs a script of the test's own over the finders.
    ///
    /// # Errors
    /// When it throws.
    pub async fn ask(&self, script: &str, args: &[Value]) -> Result<Value, WindowError> {
        self.run(script, args).await
    }

    /// Everything the page says.
    ///
    /// # Errors
    /// When WebDriver fails.
    pub async fn text(&self) -> Result<String, WindowError> {
        Ok(self.run("return document.body.innerText;", &[]).await?.as_str().unwrap_or_default().to_owned())
    }

    /// Takes a picture of the window and tells where it lies.
    ///
    /// # Errors
    /// When WebDriver or the disk fail.
    pub async fn picture(&self, name: &str) -> Result<PathBuf, WindowError> {
        // Two frames, so that what was just told is drawn; a window that draws no frames has a timer instead.
        let drawn = "const done = arguments[arguments.length - 1]; setTimeout(() => done(false), 300); \
                     requestAnimationFrame(() => requestAnimationFrame(() => done(true)));";
        self.client.execute_async(drawn, Vec::new()).await?;
        let path = self.pictures.join(format!("{name}.png"));
        std::fs::write(&path, self.client.screenshot().await?)?;
        Ok(path)
    }

    /// The size of the window's inside.
    ///
    /// # Errors
    /// When WebDriver fails.
    pub async fn size(&self, width: u32, height: u32) -> Result<(), WindowError> {
        self.client.set_window_size(width, height).await?;
        Ok(())
    }
}

/// Starts a driver, and waits until it listens.
async fn drive(start: &Start) -> Result<(Child, u16), WindowError> {
    let port = free_port()?;
    let mut command = Command::new("WebKitWebDriver");
    command
        .args([format!("--port={port}"), "--host=127.0.0.1".into()])
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        .env("COUNTERSIGN_HOME", &start.home)
        .env("TZ", "Asia/Kolkata")
        .envs(start.environment.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    if let Some(platforms) = &start.platforms {
        command.env("COUNTERSIGN_PROVIDERS_URL", platforms);
    }
    let mut driver = command.spawn().map_err(|error| format!("WebKitWebDriver did not start: {error}"))?;
    listening(port, &mut driver).await?;
    Ok((driver, port))
}

/// Has the driver start the application.
async fn connect(start: &Start, port: u16) -> Result<Client, WindowError> {
    let mut capabilities = Map::new();
    capabilities.insert("webkitgtk:browserOptions".into(), json!({ "binary": start.binary, "args": [] }));
    let mut connecting = ClientBuilder::new(HttpConnector::new());
    Ok(connecting.capabilities(capabilities).connect(&format!("http://127.0.0.1:{port}")).await?)
}

/// Ends the application at once, and its driver. What it held is free afterwards.
async fn end(driver: &mut Child, binary: &Path) -> Result<(), WindowError> {
    for id in children_of(driver.id().ok_or("the driver is gone")?, binary)? {
        Command::new("kill").args(["-KILL", &id.to_string()]).status().await?;
        while is_alive(id) {
            tokio::task::yield_now().await;
        }
    }
    driver.start_kill()?;
    driver.wait().await?;
    Ok(())
}

/// Waits until the application has ended.
async fn gone(application: u32) -> Result<(), WindowError> {
    let waited = tokio::time::timeout(PATIENCE, async {
        while is_alive(application) {
            tokio::task::yield_now().await;
        }
    });
    Ok(waited.await.map_err(|_| "the application goes on")?)
}

/// Whether a process is there and has not ended; one that ended stays listed until its parent asks how.
fn is_alive(process: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, state)| !state.starts_with(['Z', 'X']))
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

async fn listening(port: u16, driver: &mut Child) -> Result<(), WindowError> {
    let tried = tokio::time::timeout(PATIENCE, async {
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            if let Some(ended) = driver.try_wait()? {
                return Err(WindowError::from(format!("WebKitWebDriver ended: {ended}")));
            }
            tokio::task::yield_now().await;
        }
        Ok(())
    });
    tried.await.map_err(|_| "WebKitWebDriver does not listen")?
}

/// The processes of `binary` that `driver` started, by id.
fn children_of(driver: u32, binary: &Path) -> io::Result<Vec<u32>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc")?.flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        let is_it = std::fs::read_link(entry.path().join("exe")).is_ok_and(|exe| exe == binary);
        let parent = std::fs::read_to_string(entry.path().join("status"))
            .ok()
            .and_then(|status| status.lines().find_map(|line| line.strip_prefix("PPid:")?.trim().parse::<u32>().ok()));
        if is_it && parent == Some(driver) {
            found.push(id);
        }
    }
    Ok(found)
}
