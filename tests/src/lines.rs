//! What two processes of a test say to each other: one JSON value a line.

use std::io::{BufRead, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::mpsc;

/// Something that is said in a line.
pub trait Line: Serialize + DeserializeOwned {
    /// As a line, its end included.
    #[must_use]
    fn line(&self) -> Option<String> {
        serde_json::to_string(self).ok().map(|line| line + "\n")
    }

    /// From a line; nothing if it is none of these.
    #[must_use]
    fn read(line: &str) -> Option<Self> {
        serde_json::from_str(line).ok()
    }
}

/// Says it on standard output.
pub fn say(said: &impl Line) {
    // A line that nobody reads is no reason to end: the end comes from outside.
    let _ = said.line().and_then(|line| {
        let mut out = std::io::stdout().lock();
        out.write_all(line.as_bytes()).and_then(|()| out.flush()).ok()
    });
}

/// Lines of standard input, from a thread of their own. The channel closes with the input.
#[must_use]
pub fn told<T: Line + Send + 'static>() -> mpsc::UnboundedReceiver<T> {
    let (tell, told) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            let Some(order) = T::read(&line) else { break };
            if tell.send(order).is_err() {
                break;
            }
        }
    });
    told
}
