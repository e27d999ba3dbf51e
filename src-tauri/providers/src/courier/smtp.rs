//! Handing an email over: connection, sign-in, sender, recipients, words.
//!
//! Invariant: each answer must be the one that belongs to what was asked, by its very number. lettre takes any that is not a refusal,
//! and reads on in what came before the encryption; an answer that somebody slipped in there comes out of turn at the latest
//! where the words would begin.

use std::time::Duration;

use countersign_core::model::Secret;
use countersign_core::ports::{AddressRefused, Letter, MailAccount, MailEncryption, SendFault, SendRemedy};
use lettre::Address;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::Post;
use super::faults::{self, Step, broken_off, certain, out_of_turn};
use crate::http::provide_cryptography;

/// How long a server may take to say goodbye; nothing hangs on it.
const FAREWELL: Duration = Duration::from_secs(2);
/// The longest answer of the practice listener to a tunnel, in bytes.
const LONGEST_ANSWER: usize = 1024;

/// An email as it is sent.
pub(super) struct Written {
    from: Address,
    to: Vec<Address>,
    bytes: Vec<u8>,
}

/// Says that a program wrote it, so that no absence note answers (RFC 3834, 5; read 2026-11).
#[derive(Debug, Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Writes an email. No field of it ends a line that it should not end: addresses are parsed, the rest is encoded.
pub(super) fn written(account: &MailAccount, letter: &Letter) -> Result<Written, SendFault> {
    let not_written = |field| {
        certain(SendRemedy::Person, Some(field), "This is no address that emails can be sent with.", "not an address")
    };
    let from: Address = account.from_address.parse().map_err(|_| not_written("from_address"))?;
    let to = letter.to.iter().map(|it| it.parse()).collect::<Result<Vec<Address>, _>>();
    let to = to.map_err(|_| not_written("address"))?;
    if to.is_empty() {
        return Err(certain(SendRemedy::Person, Some("address"), "Nobody gets this email.", "no address"));
    }
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let at = std::time::UNIX_EPOCH + Duration::from_millis(u64::try_from(letter.at.0).unwrap_or(0));
    let mut message = Message::builder()
        .from(Mailbox::new(Some(one_line(&letter.from_name)), from.clone()))
        .subject(one_line(&letter.subject))
        .date(at)
        .message_id(Some(format!("<{}@{}>", letter.id, from.domain())))
        .header(AutoSubmitted)
        .header(ContentType::TEXT_PLAIN);
    // Who else gets it is nobody's business: the envelope names them, the email does not.
    let named = match to.as_slice() {
        [only] => only.clone(),
        _ => from.clone(),
    };
    message = message.to(Mailbox::new(None, named));
    let message = message.body(letter.text.clone()).map_err(|_| not_written("from_address"))?;
    Ok(Written { from, to, bytes: message.formatted() })
}

impl Post {
    /// Reaches the server and signs in.
    pub(super) async fn enter(
        &self,
        account: &MailAccount,
        password: &Secret,
    ) -> Result<AsyncSmtpConnection, SendFault> {
        let mut connection = self.patiently(Step::Connect, self.connected(account)).await??;
        let credentials = Credentials::new(account.user_name.clone(), password.expose().to_owned());
        let signing_in = connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials);
        let answer = self.patiently(Step::SignIn, signing_in).await?;
        expect(Step::SignIn, answer, &[235])?;
        Ok(connection)
    }

    /// A connection that is encrypted, or does not leave this computer.
    async fn connected(&self, account: &MailAccount) -> Result<AsyncSmtpConnection, SendFault> {
        let failed = |error: Error| faults::of(Step::Connect, &error);
        let hello = ClientId::default();
        if let Some(listener) = self.route.practice_listener() {
            let tunnel = tunnel(listener, account).await.map_err(|_| not_reached())?;
            return AsyncSmtpConnection::connect_with_transport(Box::new(tunnel), &hello).await.map_err(failed);
        }
        let server = (account.host.as_str(), account.port);
        let patience = Some(self.timeouts.connect);
        match account.encryption {
            MailEncryption::Tls => {
                let tls = Some(self.tls(account)?);
                AsyncSmtpConnection::connect_tokio1(server, patience, &hello, tls, None).await.map_err(failed)
            }
            MailEncryption::Starttls => {
                let mut connection =
                    AsyncSmtpConnection::connect_tokio1(server, patience, &hello, None, None).await.map_err(failed)?;
                connection.starttls(self.tls(account)?, &hello).await.map_err(failed)?;
                Ok(connection)
            }
        }
    }

    fn tls(&self, account: &MailAccount) -> Result<TlsParameters, SendFault> {
        provide_cryptography();
        let builder = TlsParameters::builder(account.host.clone());
        let builder = self.also_trusted.iter().cloned().fold(builder, |builder, it| builder.add_root_certificate(it));
        builder.build_rustls().map_err(|error| faults::of(Step::Connect, &error))
    }

    /// Hands an email over on a connection that is signed in.
    pub(super) async fn hand_over(
        &self,
        connection: &mut AsyncSmtpConnection,
        written: &Written,
    ) -> Result<Vec<AddressRefused>, SendFault> {
        let sender = connection.command(Mail::new(Some(written.from.clone()), Vec::new()));
        expect(Step::Sender, self.patiently(Step::Sender, sender).await?, &[250])?;
        let (mut refused, mut why) = (Vec::new(), None);
        for address in &written.to {
            let asked = connection.command(Rcpt::new(address.clone(), Vec::new()));
            match self.patiently(Step::Recipient, asked).await? {
                // One mailbox that is full, or not taken at once, keeps the email from nobody else. 421 ends the whole sitting.
                Err(error) if error.is_permanent() || is_of_this_address(&error) => {
                    refused.push(AddressRefused(address.to_string()));
                    why = Some(faults::of(Step::Recipient, &error));
                }
                // 251: it goes on from there to another server.
                answer => expect(Step::Recipient, answer, &[250, 251])?,
            }
        }
        if let Some(why) = why.filter(|_| refused.len() == written.to.len()) {
            return Err(why);
        }
        expect(Step::Begin, self.patiently(Step::Begin, connection.command(Data)).await?, &[354])?;
        let words = connection.message(&written.bytes);
        expect(Step::Words, self.patiently(Step::Words, words).await?, &[250])?;
        Ok(refused)
    }

    /// Says goodbye. What was taken is taken, whatever is answered.
    pub(super) async fn leave(&self, mut connection: AsyncSmtpConnection) {
        let _ = tokio::time::timeout(FAREWELL, connection.quit()).await;
    }

    /// Waits as long as a server may take for one step.
    async fn patiently<T>(&self, step: Step, doing: impl Future<Output = T>) -> Result<T, SendFault> {
        tokio::time::timeout(self.timeouts.call, doing).await.map_err(|_| match step {
            Step::Connect => not_reached(),
            Step::SignIn | Step::Sender | Step::Recipient | Step::Begin => broken_off(),
            Step::Words => faults::lost(),
        })
    }
}

/// Whether a refusal that may pass is about one recipient, and not about the sitting.
fn is_of_this_address(error: &Error) -> bool {
    error.is_transient() && error.status().is_none_or(|code| code.to_string() != "421")
}

fn not_reached() -> SendFault {
    certain(
        SendRemedy::Time,
        Some("host"),
        "The mail server could not be reached. Check its name and port, and the connection to the internet.",
        "not reached",
    )
}

fn expect(step: Step, answer: Result<Response, Error>, codes: &[u16]) -> Result<(), SendFault> {
    let answer = answer.map_err(|error| faults::of(step, &error))?;
    if codes.iter().any(|code| answer.has_code(*code)) { Ok(()) } else { Err(out_of_turn(step)) }
}

/// The way to the practice mail server: through the listener of the practice platforms, as through a proxy.
async fn tunnel(listener: std::net::SocketAddr, account: &MailAccount) -> std::io::Result<TcpStream> {
    let mut stream = TcpStream::connect(listener).await?;
    let (host, port) = (&account.host, account.port);
    stream.write_all(format!("CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n").as_bytes()).await?;
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        if answer.len() > LONGEST_ANSWER {
            return Err(std::io::ErrorKind::InvalidData.into());
        }
        answer.push(stream.read_u8().await?);
    }
    if answer.starts_with(b"HTTP/1.1 200") { Ok(stream) } else { Err(std::io::ErrorKind::ConnectionRefused.into()) }
}
