//! What was sent to a platform, held against the picture of it in `snapshots`.
//!
//! Invariant: a picture holds names, fixed words and the kinds of values, never a secret or a value of its own; headers
//! and versions stand in it as they go out. Each request that differs in anything but its
//! values stands there once, in the order of the alphabet: some run beside one another.

use std::collections::BTreeSet;

use countersign_practice::{Platform, RequestRecord, templates};

use crate::stage::Stage;

/// Requests that ask whom a sign-in belongs to, by words of theirs. The product also makes them in its own time, to learn
/// how late it is on the platform, so they have pictures of their own.
const WHO_IT_IS: [(&str, &str); 10] = [
    (templates::x::ME, ""),
    (templates::youtube::CHANNELS, ""),
    (templates::linkedin::ACLS, ""),
    (templates::linkedin::ORGANIZATION, ""),
    (templates::linkedin::USERINFO, ""),
    (templates::facebook::NODE, "fields = id,name,category"),
    (templates::instagram::NODE, "fields = user_id,username"),
    (templates::instagram::ACCOUNTS, "instagram_business_account{id,username}"),
    (templates::whatsapp::NODE, "verified_name"),
    (templates::tiktok::USER_INFO, ""),
];

/// What reached a platform must be as it was. INSTA_UPDATE=always for one run takes a change over.
///
/// # Panics
/// When it is not.
pub fn as_it_was(name: &str, stage: &Stage, platform: Platform) {
    let log = stage.requests();
    // What is lent is taken back whenever that is possible.
    let lent = |call: &RequestRecord| call.platform == Platform::Bucket && call.method != "DELETE";
    holds(name, log.iter().filter(|call| (call.platform == platform && !asks_who_it_is(call)) || lent(call)));
}

/// What reached a platform after the first `before` requests must be as it was.
///
/// # Panics
/// When it is not.
pub fn later_as_it_was(name: &str, stage: &Stage, platform: Platform, before: usize) {
    let log = stage.requests();
    holds(name, log.iter().skip(before).filter(|call| call.platform == platform && !asks_who_it_is(call)));
}

/// What asks a platform whom a sign-in belongs to must be as it was.
///
/// # Panics
/// When it is not.
pub fn who_it_is_as_it_was(name: &str, stage: &Stage, platform: Platform) {
    holds(name, stage.requests().iter().filter(|call| call.platform == platform && asks_who_it_is(call)));
}

fn asks_who_it_is(call: &RequestRecord) -> bool {
    WHO_IT_IS.iter().any(|(endpoint, words)| {
        call.endpoint == *endpoint && call.method == "GET" && call.sent.iter().any(|line| line.contains(words))
    })
}

fn holds<'a>(name: &str, calls: impl Iterator<Item = &'a RequestRecord>) {
    // Of one that is just arriving nothing is known yet: some questions are asked for as long as a test runs.
    let each = calls.filter(|call| !call.sent.is_empty()).map(|call| {
        let head = format!("{} {}", call.method, call.endpoint);
        [vec![head], call.sent.iter().map(|line| format!("    {line}")).collect()].concat().join("\n")
    });
    let sent = each.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join("\n\n");
    assert!(!sent.is_empty(), "{name}: nothing was sent");
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, sent);
    });
}
