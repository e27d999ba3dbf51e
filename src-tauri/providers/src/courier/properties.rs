//! Whatever a mail server answers: an email counts as taken only by the answers that belong there, and as certainly not taken only
//! where its words never came, or were refused.

use std::sync::atomic::{AtomicBool, Ordering};

use countersign_core::model::Secret;
use countersign_practice::cast;
use countersign_spoil::cases;
use proptest::prelude::*;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::tests::letter;
use super::*;
use crate::testing::timeouts;
use countersign_core::ports::{MailAccount, MailEncryption};

/// What belongs to greeting, EHLO, AUTH, MAIL, RCPT, DATA and the words.
const PROPER: [&str; 7] =
    ["220 here", "250-here\r\n250 AUTH PLAIN", "235 in", "250 ok", "250 ok", "354 go on", "250 queued"];
const OTHER: [&str; 12] = [
    "250 ok",
    "354 go on",
    "235 in",
    "220 here",
    "334 ",
    "451 4.7.1 later, <canary@lakeside.example>",
    "550 5.1.1 no <canary@lakeside.example>",
    "999 what",
    "250-never ends",
    "\u{1b}[2J\u{202e}",
    "HTTP/1.1 200 OK",
    "",
];

fn answers() -> impl Strategy<Value = Vec<&'static str>> {
    let step = |proper: &'static str| prop_oneof![12 => Just(proper), 1 => proptest::sample::select(OTHER.to_vec())];
    PROPER.map(step).to_vec()
}

/// Says one answer after the other, and hangs up behind the last one that is none.
async fn parrot(stream: TcpStream, answers: Vec<&'static str>, words: &AtomicBool) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    // The tunnel, and then a line for each answer but the greeting.
    while stream.read_line(&mut line).await? > 2 {
        line.clear();
    }
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
    for (step, answer) in answers.iter().enumerate() {
        if step > 0 {
            loop {
                line.clear();
                if stream.read_line(&mut line).await? == 0 {
                    return Ok(());
                }
                if step < 6 || line == ".\r\n" {
                    break;
                }
            }
        }
        if step == 6 {
            words.store(true, Ordering::SeqCst);
        }
        if answer.is_empty() {
            return Ok(());
        }
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
        if !answer.as_bytes()[0].is_ascii_digit() || answer.contains("never") {
            return Ok(());
        }
    }
    Ok(())
}

#[test]
fn an_email_is_taken_by_the_answers_that_belong_there_and_by_no_others() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let route = Route::practice(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let post = courier(route, timeouts());
    let account = MailAccount {
        host: cast::MAIL_HOST.into(),
        port: 465,
        encryption: MailEncryption::Tls,
        user_name: cast::MAIL_USER.into(),
        from_address: cast::MAIL_USER.into(),
    };
    proptest!(cases(120), |(answers in answers())| {
        let (words, password) = (AtomicBool::new(false), Secret::new(cast::MAIL_PASSWORD.into()));
        let said = answers.clone();
        let sent = runtime.block_on(async {
            let serving = async {
                let (stream, _) = listener.accept().await.unwrap();
                let _ = parrot(stream, said, &words).await;
            };
            let letter = letter();
            tokio::join!(post.mail(&account, &password, &letter), serving).0
        });
        let came = words.load(Ordering::SeqCst);
        match sent {
            Ok(refused) => {
                prop_assert!(came && answers[6].starts_with("250 ") && answers[5].starts_with("354"), "{answers:?}");
                prop_assert!(refused.is_empty());
            }
            Err(fault) => {
                let refused = answers[6].starts_with('4') || answers[6].starts_with('5');
                prop_assert_eq!(fault.certain, !came || refused, "{:?}: {}", &answers, &fault);
                prop_assert!(!fault.to_string().contains('@') && !fault.to_string().contains('\u{1b}'), "{fault}");
            }
        }
    });
}
