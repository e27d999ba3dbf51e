//! A mail server with encryption: before it is trusted nothing is said to it, and each answer has to be the one that belongs there.

use std::sync::{Arc, Mutex};

use countersign_core::model::{Millis, Secret};
use countersign_core::ports::{Letter, MailAccount, MailEncryption, SendRemedy};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::*;
use crate::http::provide_cryptography;
use crate::testing::timeouts;

/// For 127.0.0.1, until the year 2126; it opens nothing but these tests.
const CERTIFICATE: &[u8] = include_bytes!("trusted/certificate.pem");
const KEY: &[u8] = include_bytes!("trusted/key.pem");
const PASSWORD: &str = "canary-of-the-mail-server";

/// What a server does otherwise than it should.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Otherwise {
    Nothing,
    /// It speaks in the open, and offers nothing else.
    Plain,
    /// It says *taken* before the words came.
    TakenTooEarly,
    /// It says *go on* after the words.
    GoOnAfterWords,
    /// It refuses the words.
    RefusesWords,
}

struct Server {
    port: u16,
    heard: Arc<Mutex<String>>,
}

impl Server {
    async fn start(encryption: MailEncryption, otherwise: Otherwise) -> Self {
        provide_cryptography();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard: Arc<Mutex<String>> = Arc::default();
        let hears = Arc::clone(&heard);
        let chain = vec![CertificateDer::from_pem_slice(CERTIFICATE).unwrap()];
        let key = PrivateKeyDer::from_pem_slice(KEY).unwrap();
        let config = rustls::ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let plain = otherwise == Otherwise::Plain;
            if encryption == MailEncryption::Tls && !plain {
                if let Ok(stream) = acceptor.accept(stream).await {
                    talk(&mut BufReader::new(stream), &hears, otherwise, true, true).await;
                }
                return;
            }
            let mut stream = BufReader::new(stream);
            if talk(&mut stream, &hears, otherwise, true, plain).await
                && let Ok(stream) = acceptor.accept(stream.into_inner()).await
            {
                talk(&mut BufReader::new(stream), &hears, otherwise, false, true).await;
            }
        });
        Self { port, heard }
    }

    fn account(&self, encryption: MailEncryption) -> MailAccount {
        MailAccount {
            host: "127.0.0.1".into(),
            port: self.port,
            encryption,
            user_name: "alerts@lakeside.example".into(),
            from_address: "alerts@lakeside.example".into(),
        }
    }

    fn heard(&self) -> String {
        self.heard.lock().unwrap().clone()
    }
}

/// Speaks SMTP. Returns whether encryption was asked for.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    heard: &Mutex<String>,
    otherwise: Otherwise,
    greets: bool,
    lets_in: bool,
) -> bool {
    let plain = otherwise == Otherwise::Plain;
    if greets && stream.write_all(b"220 here\r\n").await.is_err() {
        return false;
    }
    let mut words = false;
    loop {
        let mut line = String::new();
        if !matches!(stream.read_line(&mut line).await, Ok(length) if length > 0) {
            return false;
        }
        heard.lock().unwrap().push_str(&line);
        let answer = match line.split_whitespace().next().unwrap_or_default() {
            "." if words => {
                words = false;
                match otherwise {
                    Otherwise::GoOnAfterWords => "354 go on\r\n",
                    Otherwise::RefusesWords => "554 5.7.1 looks like spam for <doctor@lakeside.example>\r\n",
                    Otherwise::Nothing | Otherwise::Plain | Otherwise::TakenTooEarly => "250 queued\r\n",
                }
            }
            _ if words => continue,
            "EHLO" if lets_in && !plain => "250-here\r\n250 AUTH PLAIN\r\n",
            "EHLO" if plain => "250 here\r\n",
            "EHLO" => "250-here\r\n250 STARTTLS\r\n",
            "STARTTLS" => {
                let _ = stream.write_all(b"220 go on\r\n").await;
                return true;
            }
            "AUTH" => "235 in\r\n",
            "DATA" if otherwise == Otherwise::TakenTooEarly => "250 queued\r\n",
            "DATA" => {
                words = true;
                "354 go on\r\n"
            }
            _ => "250 fine\r\n",
        };
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return false;
        }
    }
}

fn post(trusts: bool) -> Post {
    let also_trusted = if trusts { vec![Certificate::from_pem(CERTIFICATE).unwrap()] } else { Vec::new() };
    Post { route: Route::Real, timeouts: timeouts(), clients: OnceLock::new(), also_trusted }
}

pub(super) fn letter() -> Letter {
    Letter {
        from_name: "Lakeside\r\nBcc: everybody@else.example".into(),
        to: vec!["doctor@lakeside.example".into()],
        subject: "Emergency\r\nX-Canary: yes".into(),
        text: "Lakeside Clinic\n.\nOpen the inbox: it’s urgent.\n".into(),
        at: Millis(1_795_228_200_000),
        id: "canary".into(),
    }
}

async fn sent(encryption: MailEncryption, otherwise: Otherwise, trusts: bool) -> (Result<(), SendFault>, String) {
    let server = Server::start(encryption, otherwise).await;
    let password = Secret::new(PASSWORD.into());
    let sent = post(trusts).mail(&server.account(encryption), &password, &letter()).await;
    (sent.map(|refused| assert!(refused.is_empty())), server.heard())
}

#[tokio::test]
async fn an_email_goes_over_tls_from_the_first_byte_or_after_starttls() {
    for encryption in [MailEncryption::Tls, MailEncryption::Starttls] {
        let (sent, heard) = sent(encryption, Otherwise::Nothing, true).await;
        sent.unwrap();
        for line in [
            "AUTH PLAIN",
            "RCPT TO:<doctor@lakeside.example>",
            "Date: Sat, 21 Nov 2026 02:30:00",
            "Message-ID: <canary@lakeside.example>",
        ] {
            assert!(heard.contains(line), "{line}: {heard}");
        }
        let head = heard.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.starts_with("Bcc") || line.starts_with("X-Canary")), "{head}");
    }
}

#[tokio::test]
async fn nothing_is_said_to_a_server_that_this_computer_does_not_trust_or_that_offers_no_encryption() {
    for (encryption, otherwise) in [
        (MailEncryption::Tls, Otherwise::Nothing),
        (MailEncryption::Starttls, Otherwise::Nothing),
        (MailEncryption::Tls, Otherwise::Plain),
        (MailEncryption::Starttls, Otherwise::Plain),
    ] {
        let trusts = otherwise == Otherwise::Plain;
        let (sent, heard) = sent(encryption, otherwise, trusts).await;
        let fault = sent.unwrap_err();
        assert_eq!(
            (fault.certain, fault.remedy, fault.field),
            (true, SendRemedy::Person, Some("encryption")),
            "{fault}"
        );
        assert!(!heard.contains("AUTH") && !heard.contains("MAIL"), "{heard}");
    }
}

#[tokio::test]
async fn a_certificate_for_another_name_is_none() {
    let server = Server::start(MailEncryption::Tls, Otherwise::Nothing).await;
    let account = MailAccount { host: "localhost".into(), ..server.account(MailEncryption::Tls) };
    let fault = post(true).try_mail(&account, &Secret::new(PASSWORD.into())).await.unwrap_err();
    assert_eq!(fault.field, Some("encryption"), "{fault}");
    assert_eq!(server.heard(), "");
}

#[tokio::test]
async fn an_answer_out_of_turn_is_none_and_a_refusal_shows_no_address() {
    let (early, heard) = sent(MailEncryption::Tls, Otherwise::TakenTooEarly, true).await;
    let early = early.unwrap_err();
    assert!(early.certain && early.detail.contains("out of turn") && !heard.contains("urgent"), "{early}");
    let (late, _) = sent(MailEncryption::Tls, Otherwise::GoOnAfterWords, true).await;
    assert!(!late.unwrap_err().certain, "the words were there");
    let (refused, _) = sent(MailEncryption::Tls, Otherwise::RefusesWords, true).await;
    let refused = refused.unwrap_err();
    assert!(refused.certain && refused.detail == "554 5.7.1 looks like spam for …", "{refused}");
}
