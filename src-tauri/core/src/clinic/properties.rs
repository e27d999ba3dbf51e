//! What people type into the rules of a clinic: it is read as one thing, or refused.
//!
//! Invariant under test: a rule that was read is read again as itself, so that what is on the list is what was meant; a host
//! is a name and nothing beside it, whatever is put around it.

use countersign_spoil::{any_text, cases, near_text};
use proptest::prelude::*;

use super::media_host::MediaHostSettings;
use super::word_rules::WordRules;

fn typed() -> impl Strategy<Value = String> {
    let samples = vec![
        "example.com",
        "https://www.Example.com/",
        "*.bücher.example",
        "xn--bcher-kva.example",
        "user@evil.example",
        "example.com.",
        "javascript://example.com",
        "a..b",
        "127.0.0.1",
        "example.com:8080",
        "evil.example/x.com",
    ];
    let samples = proptest::sample::select(samples);
    prop_oneof![2 => samples.clone().prop_flat_map(near_text), 1 => samples.prop_map(String::from), 1 => any_text(30)]
}

#[test]
fn a_rule_that_was_read_is_read_again_as_itself() {
    proptest!(cases(800), |(words in proptest::collection::vec(any_text(12), 0..3), hosts in proptest::collection::vec(typed(), 0..3))| {
        if let Ok(rules) = WordRules::read(&words, &[], &hosts, &[]) {
            for host in &rules.denied_hosts {
                prop_assert!(host.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-')), "{host:?}");
                prop_assert!(host.len() <= 253 && host.split('.').all(|label| (1..=63).contains(&label.len())), "{host:?}");
            }
            let list = |set: &std::collections::BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>();
            let again = WordRules::read(&list(&rules.denied), &[], &list(&rules.denied_hosts), &[]);
            prop_assert_eq!(again.ok(), Some(rules));
        }
    });
}

#[test]
fn a_media_host_that_was_tidied_stays_as_it_is() {
    let bucket = prop_oneof![near_text("lakeside-pictures"), any_text(12)];
    let folder = prop_oneof![near_text("/countersign/2026/"), any_text(12)];
    proptest!(cases(600), |(endpoint in typed(), bucket in bucket, region in near_text("eu-central-1"), folder in folder, key in near_text("AKIAIOSFODNN7EXAMPLE"))| {
        let tidied = MediaHostSettings { endpoint, region, bucket, folder, access_key_id: key }.tidied();
        prop_assert_eq!(&tidied.tidied(), &tidied);
        if tidied.check().is_ok() {
            let parts = [&tidied.region, &tidied.bucket, &tidied.folder, &tidied.access_key_id];
            let harmless = |part: &&String| part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'/'));
            prop_assert!(parts.iter().all(harmless), "{tidied:?}");
            prop_assert!(!tidied.folder.split('/').any(|step| matches!(step, "" | "." | "..")), "{tidied:?}");
        }
    });
}

#[test]
fn what_stands_around_a_folder_is_taken_off_whole() {
    let typed = |folder: &str, endpoint: &str| {
        let tidied = MediaHostSettings {
            endpoint: endpoint.to_owned(),
            region: String::new(),
            bucket: String::new(),
            folder: folder.to_owned(),
            access_key_id: String::new(),
        }
        .tidied();
        (tidied.folder, tidied.endpoint)
    };
    let expected = ("countersign/2026".to_owned(), "https://s3.example".to_owned());
    assert_eq!(typed(" /countersign/2026 / ", " https://s3.example / "), expected);
}
