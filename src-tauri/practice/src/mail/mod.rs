//! A mail server, reached through the listener as through a proxy, and Slack's door for programs.
//!
//! Invariant: nothing is taken from who did not sign in, and nothing leaves this computer: what was taken is kept, to be read.

mod read;
pub(crate) mod state;

use std::io;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use crate::cast;
use crate::exchange::{Severed, Shared};
use crate::reply::Reply;
use state::PracticeEmail;

/// What a tunnel begins with.
pub(crate) const TUNNEL: &[u8] = b"CONNECT ";
/// Slack's door.
pub(crate) const SLACK: &str = "/slack/hooks.slack.com/services/{*webhook}";

/// The longest line of a command, in bytes (RFC 5321, 4.5.3.1.4), and the longest email.
const LONGEST_LINE: u64 = 1024;
const LONGEST_EMAIL: usize = 256 * 1024;

struct Talk {
    stream: BufReader<TcpStream>,
    shared: Arc<Shared>,
    user: Option<String>,
    from: Option<String>,
    to: Vec<String>,
}

/// Speaks as a mail server on a connection that asks for a tunnel to one.
pub(crate) async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    let mut talk = Talk { stream: BufReader::new(stream), shared, user: None, from: None, to: Vec::new() };
    if let Err(error) = talk.go_on().await {
        tracing::debug!(%error, "a connection to the practice platforms ended early");
    }
}

impl Talk {
    async fn go_on(&mut self) -> io::Result<()> {
        while !self.line().await?.trim_end().is_empty() {}
        self.say("HTTP/1.1 200 OK\r\n\r\n").await?;
        self.say("220 smtp.practice.example ESMTP\r\n").await?;
        loop {
            let line = self.line().await?;
            if line.is_empty() {
                return Ok(());
            }
            let command = line.trim_end();
            let verb = command.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            match verb.as_str() {
                "EHLO" => self.say("250-smtp.practice.example\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE 262144\r\n").await?,
                "AUTH" => self.sign_in(command).await?,
                "MAIL" => self.sender(command).await?,
                "RCPT" => self.recipient(command).await?,
                "DATA" => {
                    if !self.words().await? {
                        return Ok(());
                    }
                }
                "RSET" | "NOOP" => self.say("250 OK\r\n").await?,
                "QUIT" => return self.say("221 Bye\r\n").await,
                _ => self.say("502 Not known here\r\n").await?,
            }
        }
    }

    async fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        (&mut self.stream).take(LONGEST_LINE).read_line(&mut line).await?;
        Ok(line)
    }

    async fn say(&mut self, words: &str) -> io::Result<()> {
        self.stream.get_mut().write_all(words.as_bytes()).await
    }

    async fn sign_in(&mut self, command: &str) -> io::Result<()> {
        let given = command.strip_prefix("AUTH PLAIN ").and_then(|given| STANDARD.decode(given.trim()).ok());
        let given = given.and_then(|given| String::from_utf8(given).ok()).unwrap_or_default();
        let mut parts = given.split('\0').skip(1);
        let (user, password) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let lets_in = self.shared.look(|world| world.mail.manners.lets_in);
        if lets_in && user == cast::MAIL_USER && password == cast::MAIL_PASSWORD {
            self.user = Some(user.to_owned());
            self.say("235 2.7.0 Authentication succeeded\r\n").await
        } else {
            self.say("535 5.7.8 Username and password not accepted\r\n").await
        }
    }

    async fn sender(&mut self, command: &str) -> io::Result<()> {
        let manners = self.shared.alter(|scene| {
            let manners = scene.world.mail.manners.clone();
            scene.world.mail.manners.busy = manners.busy.saturating_sub(1);
            manners
        });
        if self.user.is_none() {
            return self.say("530 5.7.0 Authentication required\r\n").await;
        }
        if manners.busy > 0 {
            return self.say("451 4.7.1 Please try again later\r\n").await;
        }
        if !manners.takes_sender {
            return self.say("553 5.7.1 Sender address rejected: not owned by user\r\n").await;
        }
        self.from = Some(bracketed(command));
        self.to.clear();
        self.say("250 2.1.0 OK\r\n").await
    }

    async fn recipient(&mut self, command: &str) -> io::Result<()> {
        let address = bracketed(command);
        if self.from.is_none() {
            return self.say("503 5.5.1 MAIL first\r\n").await;
        }
        if self.shared.look(|world| world.mail.manners.refused.contains(&address)) {
            return self.say(&format!("550 5.1.1 <{address}>: no such user here\r\n")).await;
        }
        self.to.push(address);
        self.say("250 2.1.5 OK\r\n").await
    }

    /// Takes an email. Returns whether the connection goes on.
    async fn words(&mut self) -> io::Result<bool> {
        let Some(from) = self.from.take().filter(|_| !self.to.is_empty()) else {
            self.say("503 5.5.1 Nobody to send it to\r\n").await?;
            return Ok(true);
        };
        let hangs_up = |count: &mut u32| {
            let now = *count > 0;
            *count = count.saturating_sub(1);
            now
        };
        if self.shared.alter(|scene| hangs_up(&mut scene.world.mail.manners.hangs_up_before)) {
            return Ok(false);
        }
        self.say("354 Go ahead\r\n").await?;
        let mut raw = String::new();
        loop {
            let line = self.line().await?;
            if line.is_empty() || raw.len() > LONGEST_EMAIL {
                return Ok(false);
            }
            if line == ".\r\n" {
                break;
            }
            raw.push_str(line.strip_prefix('.').unwrap_or(&line));
        }
        let (user, to) = (self.user.clone().unwrap_or_default(), std::mem::take(&mut self.to));
        let gone = self.shared.alter(|scene| {
            scene.world.mail.emails.push(PracticeEmail { at_ms: scene.now, user, from, to, raw });
            hangs_up(&mut scene.world.mail.manners.hangs_up_after)
        });
        if gone {
            return Ok(false);
        }
        self.say("250 2.0.0 OK: queued\r\n").await?;
        Ok(true)
    }
}

fn bracketed(command: &str) -> String {
    let inside = command.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map(|(address, _)| address.to_owned()).unwrap_or_default()
}

/// Takes a message on Slack.
pub(crate) async fn slack(State(shared): State<Arc<Shared>>, Path(webhook): Path<String>, body: Bytes) -> Response {
    let text = serde_json::from_slice::<serde_json::Value>(&body)
        .ok()
        .and_then(|said| said.get("text").and_then(|text| text.as_str()).map(str::to_owned));
    let word = |status, word: &'static str| Reply::raw(status, "text/plain", Bytes::from_static(word.as_bytes()));
    let known = cast::SLACK_WEBHOOK.ends_with(&format!("/services/{webhook}"));
    let reply = shared.alter(|scene| {
        let mail = &mut scene.world.mail;
        let Some(text) = text else { return Some(word(StatusCode::BAD_REQUEST, "invalid_payload")) };
        if !known || mail.slack_manners.gone {
            return Some(word(StatusCode::NOT_FOUND, "no_service"));
        }
        mail.slack.push(text);
        if mail.slack_manners.hangs_up_after > 0 {
            mail.slack_manners.hangs_up_after -= 1;
            return None;
        }
        Some(word(StatusCode::OK, "ok"))
    });
    reply.map_or_else(
        || {
            let mut severed = word(StatusCode::OK, "").into_response();
            severed.extensions_mut().insert(Severed);
            severed
        },
        Reply::into_response,
    )
}
