//! A screen with a single window on it.
//!
//! Nothing on a virtual screen says which of several windows is in use: it is the one under the pointer, mostly the one that
//! was opened last. A page in another one shows no focus, and they share a clipboard. Whoever looks at that needs to be alone.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// See the module.
pub struct OwnScreen {
    server: Child,
    display: String,
}

impl OwnScreen {
    /// Opens one beside that of the session. Whoever may use that one may use this one.
    pub async fn open() -> Self {
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", "1400x900x24", "-noreset"]);
        if let Some(authority) = std::env::var_os("XAUTHORITY") {
            command.arg("-auth").arg(authority);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
        let mut server = command.spawn().unwrap();
        // It chooses a free number, and says which when it listens.
        let mut said = BufReader::new(server.stdout.take().unwrap()).lines();
        let number = said.next_line().await.unwrap().expect("the screen came up");
        Self { server, display: format!(":{}", number.trim()) }
    }

    /// What belongs into `DISPLAY`.
    pub fn display(&self) -> &str {
        &self.display
    }

    /// Closes it in order, so that its number is free again.
    pub async fn close(mut self) {
        let id = self.server.id().expect("the screen is still there").to_string();
        Command::new("kill").arg(id).status().await.unwrap();
        self.server.wait().await.unwrap();
    }
}
