//! Whatever a media host answers, or something in its place: a file counts as put, fetched or gone only by what was said.
//!
//! Invariant under test: nothing but success, and for what is to go the host's own word that it is not there, counts as done;
//! every refusal is a sentence, and of the host's words none but its code and a region is repeated.

use countersign_core::env::DrivenClock;
use countersign_core::ports::HostRemedy;
use countersign_practice::cast;
use countersign_spoil::{any_bytes, cases, near};
use proptest::prelude::*;

use super::faults::Act;
use super::*;
use crate::spoilt::{Parrot, Said, header_value};
use crate::testing::timeouts;

const NOW: Millis = Millis(1_795_228_200_000);
/// What stands in no sentence of ours: a host repeats what was signed where the signature does not fit.
const CANARY: &str = "Y2FuYXJ5-signature";
const CODES: [&str; 9] = [
    "AccessDenied",
    "NoSuchKey",
    "NoSuchBucket",
    "SignatureDoesNotMatch",
    "RequestTimeTooSkewed",
    "PermanentRedirect",
    "SlowDown",
    "EntityTooLarge",
    "SomethingNew",
];

fn refusal(code: &str) -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>No. {CANARY}</Message>\
         <Region>eu-central-1</Region><StringToSign>{CANARY}</StringToSign></Error>"
    )
    .into_bytes()
}

/// Refusals near to a host's own, and what is none.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let samples = CODES.map(refusal);
    let near = samples.iter().map(|sample| near(sample).boxed());
    let whole = samples.iter().map(|sample| Just(sample.clone()).boxed());
    let other = [
        any_bytes(64).boxed(),
        Just(b"<!DOCTYPE html><title>Sign in to the network</title>".to_vec()).boxed(),
        Just(vec![b'<'; 70_000]).boxed(),
    ];
    proptest::strategy::Union::new(near.chain(whole).chain(other).collect::<Vec<_>>())
}

fn status() -> impl Strategy<Value = u16> {
    proptest::sample::select(vec![
        200u16, 201, 204, 206, 226, 300, 301, 307, 308, 400, 401, 403, 404, 405, 408, 409, 411, 412, 413, 416, 425,
        429, 500, 501, 503, 599,
    ])
}

fn act() -> impl Strategy<Value = Act> {
    proptest::sample::select(vec![Act::Put, Act::Fetch, Act::Remove])
}

/// What may follow from a status and a body.
fn judged(act: Act, status: u16, body: &[u8], judged: &Result<(), HostFault>) -> Result<(), TestCaseError> {
    let gone = |code: &str| String::from_utf8_lossy(body).contains(&format!("<Code>{code}</Code>"));
    match judged {
        Ok(()) => {
            let not_there = act == Act::Remove && status == 404 && (gone("NoSuchKey") || gone("NoSuchBucket"));
            prop_assert!((200..=299).contains(&status) || not_there, "{act:?} {status} was taken for done");
        }
        Err(fault) => {
            prop_assert!(fault.message.ends_with('.') && !fault.detail.is_empty(), "{fault:?}");
            prop_assert!(!format!("{fault:?}").contains(CANARY), "{fault:?}");
            let own = body.is_empty() || String::from_utf8_lossy(body).contains("<Code>");
            prop_assert!(
                own || !matches!(fault.field, Some("secret" | "access_key_id" | "bucket")),
                "a key or a bucket was blamed by what names no reason: {fault:?}"
            );
        }
    }
    Ok(())
}

#[test]
fn only_what_was_said_counts_as_done_and_no_word_of_the_host_is_repeated() {
    let days = 400 * Millis::DAY;
    proptest!(cases(600), |(act in act(), status in status(), body in body(), apart in -days..days)| {
        judged(act, status, &body, &faults::judge(act, status, &body, apart))?;
    });
}

#[test]
fn a_host_that_answers_anything_neither_keeps_a_file_nor_loses_one_by_it() {
    let parrot = Parrot::new();
    let clock: Arc<dyn Clock> = Arc::new(DrivenClock::at(NOW));
    let host = media_host(Route::practice(&parrot.base).unwrap(), clock, timeouts());
    let place = MediaPlace {
        endpoint: cast::BUCKET_ENDPOINT.to_owned(),
        region: cast::BUCKET_REGION.to_owned(),
        bucket: cast::BUCKET.to_owned(),
        access_key_id: cast::BUCKET_KEY_ID.to_owned(),
        secret: Secret::new(cast::BUCKET_SECRET.to_owned()),
    };
    let address = host.address(&place, "countersign/a.jpg", AT_ONCE).unwrap();
    proptest!(cases(200), |(act in act(), status in status(), body in body(), date in header_value())| {
        // These have no body, whatever stands behind them.
        prop_assume!(status != 204);
        let said = Said { status, headers: vec![("date", date)], body };
        let done = match act {
            Act::Put => parrot.asked(&[&said], host.put(&place, "countersign/a.jpg", b"a".to_vec(), "image/jpeg")),
            Act::Remove => parrot.asked(&[&said], host.remove(&place, "countersign/a.jpg")),
            Act::Fetch => {
                let fetched = parrot.asked(&[&said], host.fetch(&address));
                if let Ok(bytes) = &fetched {
                    prop_assert_eq!(bytes, &said.body, "what was fetched is what was said");
                }
                fetched.map(|_| ())
            }
        };
        judged(act, status, &said.body, &done)?;
        if said.body.len() > LARGEST {
            prop_assert!(matches!(done, Err(HostFault { remedy: HostRemedy::Time, .. })), "{done:?}");
        }
    });
}
