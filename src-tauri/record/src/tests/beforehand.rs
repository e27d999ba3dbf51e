//! Answers that were signed beforehand: whole as long as each is one of the signed texts, from a signed account, while the signature stands.

use serde_json::{Value, json};

use super::sample::{DOCTOR, NOW, Sample, WORKSPACE, doctors_key};
use super::spoiled::finds;
use crate::Kind;
use crate::hash::digest;
use crate::line::{Approval, BEFOREHAND_AS, Beforehand, BeforehandApproval, Hex, Manifest};
use ed25519_dalek::Signer;

const TEXT: &str = "Please call 112 now.";
const HOUR: i64 = 3_600_000;

fn standing() -> Value {
    json!({
        "version": 1, "workspace": WORKSPACE,
        "texts": [{ "answer": "emergency", "language": "en", "text": TEXT }],
        "accounts": [{ "platform": "facebook", "account_id": "page", "options": { "link": null } }],
        "not_before": NOW, "not_after": NOW + HOUR,
    })
}

fn answer() -> Value {
    json!({
        "version": 1, "workspace": WORKSPACE, "post": "post-a", "platform": "facebook", "account_id": "page",
        "parts": [{ "role": "reply", "text": TEXT, "media": [] }], "options": { "link": null },
        "target": { "id": "comment" }, "not_before": NOW - HOUR, "not_after": NOW + 2 * HOUR,
    })
}

/// A record in which a doctor signed beforehand, an answer was given under it, and it went out.
fn given(standing: &Value, answer: &Value, between: impl FnOnce(&mut Sample, &str)) -> Sample {
    let mut sample = Sample::begun();
    let bytes = standing.to_string();
    let of = digest(bytes.as_bytes());
    sample.beforehand.push(Beforehand { digest: of, bytes: bytes.clone() });
    let signature = Hex(doctors_key().sign(&[BEFOREHAND_AS, bytes.as_bytes()].concat()).to_bytes());
    let (over, told) = (of.to_string(), digest(&signature.0).to_string());
    let facts = [("beforehand", over.as_str()), ("key", "key-1"), ("approval", "given"), ("signature", &told)];
    sample.entry(&format!("person:{DOCTOR}"), "beforehand.signed", None, &facts);
    sample.beforehand_approvals.push(BeforehandApproval {
        id: "given".into(),
        beforehand: of,
        key: "key-1".into(),
        signature,
    });
    between(&mut sample, &over);
    let bytes = answer.to_string();
    let manifest = Manifest { digest: digest(bytes.as_bytes()), bytes };
    let named = manifest.digest.to_string();
    sample.manifests.push(manifest.clone());
    let facts = [
        ("manifest", named.as_str()),
        ("beforehand", &over),
        ("key", "key-1"),
        ("approval", "approval-000"),
        ("signature", &told),
    ];
    sample.entry("person:somebody", "beforehand.used", Some("post-a"), &facts);
    sample.approvals.push(Approval {
        id: "approval-000".into(),
        post: "post-a".into(),
        manifest: manifest.digest,
        key: "key-1".into(),
        signature,
        beforehand: Some(of),
    });
    sample.send("post-a", 0);
    sample
}

fn with(mut whole: Value, place: &str, value: Value) -> Value {
    *whole.pointer_mut(place).unwrap() = value;
    whole
}

#[test]
fn an_answer_that_was_signed_beforehand_is_covered() {
    let report = given(&standing(), &answer(), |_, _| ()).report();
    assert!(report.is_whole(), "{:#?}", report.findings);
    assert_eq!(report.sent, 1);
}

#[test]
fn an_answer_that_differs_from_what_was_signed_beforehand_is_not_covered() {
    let spoiled = |place: &str, value: Value| given(&standing(), &with(answer(), place, value), |_, _| ());
    for (place, value, says) in [
        ("/parts/0/text", json!("Please call 911 now."), "these words were not signed beforehand"),
        ("/parts/0/role", json!("main"), "no answer of words alone"),
        ("/parts/0/media", json!([{ "digest": "aa" }]), "no answer of words alone"),
        ("/target", Value::Null, "no answer of words alone"),
        ("/account_id", json!("another"), "nothing was signed beforehand for this account"),
        ("/options", json!({ "link": "https://elsewhere.example" }), "nothing was signed beforehand for this account"),
    ] {
        let sample = spoiled(place, value);
        finds(&sample, Kind::Signature, says);
        finds(&sample, Kind::Unsigned, "nobody had signed it");
    }
}

#[test]
fn a_signature_that_was_taken_back_or_is_over_covers_nothing() {
    let doctor = format!("person:{DOCTOR}");
    let revoked = given(&standing(), &answer(), |sample, over| {
        sample.entry(&doctor, "beforehand.revoked", None, &[("beforehand", over)]);
    });
    finds(&revoked, Kind::Signature, "it was taken back");
    let retired = given(&standing(), &answer(), |sample, _| {
        sample.entry("application", "key.retired", None, &[("key", "key-1")]);
    });
    finds(&retired, Kind::Signature, "its key was retired by then");
    let over = given(&with(standing(), "/not_after", json!(NOW - HOUR)), &answer(), |_, _| ());
    finds(&over, Kind::Signature, "did not count then");
    // Between giving the answer and sending it.
    let mut late = given(&standing(), &answer(), |_, _| ());
    let (at, over) = (late.entries.len() - 2, late.beforehand[0].digest.to_string());
    let sent = late.entries.split_off(at);
    late.entry(&doctor, "beforehand.revoked", None, &[("beforehand", &over)]);
    late.entries.extend(sent);
    finds(&late.rehashed(), Kind::Unsigned, "nobody had signed it, or it was taken back");
}

#[test]
fn a_signature_of_somebody_else_or_over_other_bytes_is_none() {
    let mut other_bytes = given(&standing(), &answer(), |_, _| ());
    other_bytes.beforehand[0].bytes = with(standing(), "/texts/0/text", json!("Call nobody.")).to_string();
    finds(&other_bytes, Kind::Signature, "their digest is another");
    let mut another = given(&standing(), &answer(), |_, _| ());
    another.beforehand_approvals[0].signature = Hex([1; 64]);
    finds(&another, Kind::Signature, "it is another one than was recorded");
    let mut unrecorded = given(&standing(), &answer(), |_, _| ());
    unrecorded.entries.retain(|entry| entry.action != "beforehand.signed");
    finds(&unrecorded.rehashed(), Kind::Signature, "nobody had given it beforehand");
    let elsewhere = given(&with(standing(), "/workspace", json!("another")), &answer(), |_, _| ());
    finds(&elsewhere, Kind::Signature, "for another clinic");
}

/// A record in which a doctor signed that the Page may hide comments, and one was hidden.
fn hidden(standing: &Value, facts: &[(&str, &str)], between: impl FnOnce(&mut Sample, &str)) -> Sample {
    let mut sample = Sample::begun();
    let bytes = standing.to_string();
    let of = digest(bytes.as_bytes());
    sample.beforehand.push(Beforehand { digest: of, bytes: bytes.clone() });
    let signature = Hex(doctors_key().sign(&[BEFOREHAND_AS, bytes.as_bytes()].concat()).to_bytes());
    let (over, told) = (of.to_string(), digest(&signature.0).to_string());
    let signed = [("beforehand", over.as_str()), ("key", "key-1"), ("approval", "given"), ("signature", &told)];
    sample.entry(&format!("person:{DOCTOR}"), "beforehand.signed", None, &signed);
    sample.beforehand_approvals.push(BeforehandApproval {
        id: "given".into(),
        beforehand: of,
        key: "key-1".into(),
        signature,
    });
    between(&mut sample, &over);
    let named = [("gesture", "g-1"), ("beforehand", over.as_str())];
    let facts: Vec<(&str, &str)> = facts.iter().copied().chain(named).collect();
    sample.entry("application", "gesture.let", None, &facts);
    sample.entry("application", "gesture.settled", None, &[("gesture", "g-1"), ("kind", "hide")]);
    sample
}

fn may_hide() -> Value {
    let mut standing = standing();
    standing["gestures"] = json!([{ "platform": "facebook", "account_id": "page", "gesture": "hide" }]);
    standing
}

#[test]
fn a_gesture_that_was_signed_beforehand_is_covered_and_so_is_taking_it_back() {
    for kind in ["hide", "show"] {
        let facts = [("kind", kind), ("platform", "facebook"), ("account", "page")];
        let report = hidden(&may_hide(), &facts, |_, _| ()).report();
        assert!(report.is_whole(), "{:#?}", report.findings);
    }
}

#[test]
fn a_gesture_that_was_made_and_never_let_out_is_not_covered() {
    let facts = [("kind", "hide"), ("platform", "facebook"), ("account", "page")];
    let sample = hidden(&may_hide(), &facts, |sample, _| {
        sample.entry("application", "gesture.settled", None, &[("gesture", "g-2"), ("kind", "hide")]);
    });
    finds(&sample, Kind::Unsigned, "the gate never let out");
}

#[test]
fn a_gesture_that_nobody_signed_for_this_account_and_this_time_is_not_covered() {
    let facts =
        |kind: &'static str, account: &'static str| [("kind", kind), ("platform", "facebook"), ("account", account)];
    for (kind, account) in [("like", "page"), ("delete", "page"), ("hide", "another")] {
        let sample = hidden(&may_hide(), &facts(kind, account), |_, _| ());
        finds(&sample, Kind::Unsigned, "was not signed beforehand for this account");
    }
    let none = hidden(&standing(), &facts("hide", "page"), |_, _| ());
    finds(&none, Kind::Unsigned, "was not signed beforehand for this account");
    let over = hidden(&with(may_hide(), "/not_after", json!(NOW - HOUR)), &facts("hide", "page"), |_, _| ());
    finds(&over, Kind::Unsigned, "did not count then");
    let doctor = format!("person:{DOCTOR}");
    let revoked = hidden(&may_hide(), &facts("hide", "page"), |sample, over| {
        sample.entry(&doctor, "beforehand.revoked", None, &[("beforehand", over)]);
    });
    finds(&revoked, Kind::Unsigned, "nobody had signed it, or it was taken back");
    let retired = hidden(&may_hide(), &facts("hide", "page"), |sample, _| {
        sample.entry("application", "key.retired", None, &[("key", "key-1")]);
    });
    finds(&retired, Kind::Unsigned, "nobody had signed it, or it was taken back");
}
