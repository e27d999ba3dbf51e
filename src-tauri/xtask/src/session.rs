//! A desktop session of one's own: a virtual screen, a message bus, an unlocked keyring and empty folders, so that the
//! window can be driven on a machine without a desktop, and on a machine with one without touching it.
//!
//! Invariant: nothing inside sees or changes what belongs to the person who started it (display, bus, keyring, settings,
//! data), and nothing inside outlives it (see `caretaker`).

use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::caretaker::{FOLDER_NAME, MARK};
use crate::checkout::Checkout;
use crate::nested::line;
use crate::screen;
use crate::stop::{Outcome, Stop, While};
use crate::tally::{self, Tally};

/// What a session is made of, and what drives the window inside it.
pub const PROGRAMS: [&str; 5] = ["Xvfb", "dbus-daemon", "dbus-send", "gnome-keyring-daemon", "WebKitWebDriver"];

/// An open session. Dropping it ends it.
pub struct Session {
    folder: PathBuf,
    environment: Vec<(&'static str, OsString)>,
    caretaker: Option<(Child, ChildStdin)>,
    /// Not waited for before the caretaker is done: as long as nobody asked how they ended, their ids belong to nobody
    /// else.
    servers: Vec<Child>,
}

impl Session {
    /// Starts everything, in the order in which one needs the other.
    pub fn open(checkout: &Checkout) -> Outcome<Session> {
        if !cfg!(target_os = "linux") {
            return Err(Stop::new("A private session without a screen exists on Linux only. Use `cargo xtask run`."));
        }
        let mut session = Session::empty(checkout)?;
        session.folders()?;
        session.screen()?;
        session.bus()?;
        session.keyring()?;
        Ok(session)
    }

    /// Runs a program inside, showing and counting its output.
    pub fn run(&mut self, mut command: Command) -> Outcome<(ExitStatus, Tally)> {
        let name = line(&command);
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let child = self.start(command)?;
        tally::follow(child, &name)
    }

    fn empty(checkout: &Checkout) -> Outcome<Session> {
        let mut command = Command::new(&checkout.program);
        command.arg("caretaker").stdin(Stdio::piped()).stdout(Stdio::null());
        // Ctrl-C reaches the group in front of the terminal; the caretaker has to outlive it.
        in_its_own_group(&mut command);
        let mut caretaker = command.spawn().could_not("start the session's caretaker")?;
        let pipe = caretaker.stdin.take().ok_or_else(|| Stop::new("The session's caretaker does not listen."))?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        let folder = std::env::temp_dir().join(format!("{FOLDER_NAME}{}-{now}", std::process::id()));
        let mut session =
            Session { folder, environment: Vec::new(), caretaker: Some((caretaker, pipe)), servers: Vec::new() };
        session.tell(&format!("folder {}", session.folder.display()))?;
        Ok(session)
    }

    fn folders(&mut self) -> Outcome<()> {
        private_folder(&self.folder)?;
        for (variable, name) in [
            ("XDG_DATA_HOME", "data"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_RUNTIME_DIR", "run"),
        ] {
            let folder = self.folder.join(name);
            private_folder(&folder)?;
            self.environment.push((variable, folder.into()));
        }
        self.environment.push((MARK, self.folder.clone().into()));
        // GTK would otherwise start an accessibility bus that outlives the window, and wait for it.
        self.environment.push(("NO_AT_BRIDGE", "1".into()));
        // Settings kept in memory: no service is started to write them.
        self.environment.push(("GSETTINGS_BACKEND", "memory".into()));
        self.environment.push(("GDK_BACKEND", "x11".into()));
        // Not `screen::renderer()`: without that renderer WebDriver waits for ever for a picture of the window.
        Ok(())
    }

    fn screen(&mut self) -> Outcome<()> {
        let (command, authority) = screen::server(&self.folder)?;
        let server = self.start(command)?;
        let screen = screen::ready(server, authority).map_err(|stop| self.with_log(stop, "screen.log"))?;
        self.servers.push(screen.server);
        self.environment.push(("DISPLAY", screen.display.into()));
        self.environment.push(("XAUTHORITY", screen.authority.into()));
        Ok(())
    }

    fn bus(&mut self) -> Outcome<()> {
        let socket = self.folder.join("run").join("bus");
        let mut command = Command::new("dbus-daemon");
        command.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
        command.arg(format!("--address=unix:path={}", socket.display()));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(self.log("bus.log")?);
        let mut bus = self.start(command)?;
        // It prints its address when it listens.
        let address = screen::first_line(&mut bus, Duration::from_secs(10));
        self.servers.push(bus);
        let address = address.ok_or_else(|| self.with_log(Stop::new("The message bus did not start."), "bus.log"))?;
        self.environment.push(("DBUS_SESSION_BUS_ADDRESS", address.into()));
        Ok(())
    }

    fn keyring(&mut self) -> Outcome<()> {
        let mut command = Command::new("gnome-keyring-daemon");
        command.args(["--foreground", "--unlock", "--components=secrets"]);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(self.log("keyring.log")?);
        let mut keyring = self.start(command)?;
        // The empty password. An empty input without its end of line counts as none, and the keyring stays locked.
        let told = keyring.stdin.take().map(|mut input| input.write_all(b"\n"));
        self.servers.push(keyring);
        told.transpose().could_not("unlock the session's keyring")?;

        // Whoever asks before it is open gets a prompt that nobody can see.
        let asked = Instant::now();
        while !self.keyring_is_open() {
            if asked.elapsed() > Duration::from_secs(15) {
                let stop = Stop::new("The session's keyring did not open.");
                return Err(self.with_log(stop, "keyring.log"));
            }
            sleep(Duration::from_millis(30));
        }
        Ok(())
    }

    fn keyring_is_open(&self) -> bool {
        let mut question = Command::new("dbus-send");
        question.args(["--session", "--print-reply=literal", "--dest=org.freedesktop.secrets"]);
        question.args(["/org/freedesktop/secrets/aliases/default", "org.freedesktop.DBus.Properties.Get"]);
        question.args(["string:org.freedesktop.Secret.Collection", "string:Locked"]);
        // Otherwise the question itself would start a second, locked keyring if it comes before the first is there.
        if !self.has_owner("org.freedesktop.secrets") {
            return false;
        }
        self.answers(question, "boolean false")
    }

    fn has_owner(&self, name: &str) -> bool {
        let mut question = Command::new("dbus-send");
        question.args(["--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/"]);
        question.args(["org.freedesktop.DBus.NameHasOwner", &format!("string:{name}")]);
        self.answers(question, "boolean true")
    }

    fn answers(&self, mut question: Command, expected: &str) -> bool {
        self.furnish(&mut question);
        question.output().is_ok_and(|answer| String::from_utf8_lossy(&answer.stdout).contains(expected))
    }

    /// Starts a process inside, in a group of its own that the caretaker knows.
    fn start(&mut self, mut command: Command) -> Outcome<Child> {
        self.furnish(&mut command);
        in_its_own_group(&mut command);
        let child = command.spawn().could_not(format!("start {}", line(&command)))?;
        self.tell(&format!("group {}", child.id()))?;
        Ok(child)
    }

    fn furnish(&self, command: &mut Command) {
        command.env_remove("WAYLAND_DISPLAY").env_remove("DBUS_SYSTEM_BUS_ADDRESS");
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
    }

    fn tell(&mut self, line: &str) -> Outcome<()> {
        match &mut self.caretaker {
            Some((_, pipe)) => writeln!(pipe, "{line}").could_not("reach the session's caretaker"),
            None => Err(Stop::new("The session has ended.")),
        }
    }

    fn log(&self, name: &str) -> Outcome<fs::File> {
        fs::File::create(self.folder.join(name)).could_not(format!("write the session's {name}"))
    }

    fn with_log(&self, stop: Stop, name: &str) -> Stop {
        let log = fs::read_to_string(self.folder.join(name)).unwrap_or_default();
        Stop::new(format!("{}\n{}", stop.sentence, log.trim_end()))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some((mut caretaker, pipe)) = self.caretaker.take() {
            // A closed pipe is the sign to begin.
            drop(pipe);
            let _ = caretaker.wait();
        }
        for server in &mut self.servers {
            let _ = server.wait();
        }
    }
}

fn private_folder(path: &Path) -> Outcome<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).could_not(format!("make the folder {}", path.display()))
}

fn in_its_own_group(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(not(unix))]
    let _ = command;
}
