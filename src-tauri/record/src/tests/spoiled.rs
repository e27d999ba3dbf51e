//! Records that were spoiled by somebody who could write anything anew, hashes and the seal among it.

use ed25519_dalek::SigningKey;

use super::sample::{DOCTOR, NOW, Sample};
use crate::line::{Hex, Key};
use crate::{Checkpoint, Kind, Report, Verifier, read_checkpoints};

/// The kinds of what was found.
pub(super) fn kinds(report: &Report) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = report.findings.iter().map(|finding| finding.kind).collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

#[track_caller]
pub(super) fn finds(sample: &Sample, kind: Kind, says: &str) {
    let report = sample.report();
    let found = report.findings.iter().any(|finding| finding.kind == kind && finding.says.contains(says));
    assert!(found, "expected {kind:?}, “{says}”, found {:#?}", report.findings);
}

fn place_of(sample: &Sample, action: &str) -> usize {
    sample.entries.iter().position(|entry| entry.action == action).unwrap()
}

/// Leaves an entry out, in a record that nobody signed as a whole, and writes what follows anew.
fn without(action: &str) -> Sample {
    let mut sample = Sample::whole();
    sample.checkpoints.clear();
    sample.words.clear();
    sample.entries.iter_mut().for_each(|entry| entry.words = None);
    let at = place_of(&sample, action);
    sample.entries.remove(at);
    sample.rehashed()
}

#[test]
fn a_good_record_is_whole_in_every_way_that_posts_go_out() {
    let report = Sample::whole().report();
    assert!(report.is_whole(), "{:#?}", report.findings);
    assert_eq!((report.signatures, report.sent, report.checkpoints), (4, 6, 2));
    assert!(report.sentence().contains("4 signatures"), "{}", report.sentence());
}

#[test]
fn an_entry_that_was_changed_is_told_by_its_number() {
    let mut sample = Sample::whole();
    sample.entries[2].at += 1;
    let report = sample.report();
    assert_eq!(kinds(&report), [Kind::Chain]);
    assert_eq!(report.findings.len(), 1, "one break is told once: {:#?}", report.findings);
    assert_eq!(report.findings[0].to_string(), "Entry 3: it is not what was recorded: something in it was changed.");
}

#[test]
fn an_entry_that_was_removed_added_or_moved_is_found() {
    let mut removed = Sample::whole();
    removed.entries.remove(6);
    finds(&removed, Kind::Chain, "entry 7 before it is missing");
    finds(&removed, Kind::Chain, "does not follow");
    let mut added = Sample::whole();
    added.entries.insert(6, added.entries[6].clone());
    finds(&added, Kind::Chain, "it stands where entry 8 should");
    let mut moved = Sample::whole();
    moved.entries.swap(6, 7);
    finds(&moved, Kind::Chain, "it stands where entry");
}

#[test]
fn a_record_that_was_written_anew_is_found_by_its_checkpoints() {
    let mut sample = Sample::whole();
    sample.entries[5].at += 1;
    let sample = sample.rehashed();
    finds(&sample, Kind::Checkpoint, "says that this entry was another one");
    let mut silent = sample;
    let kept = std::mem::take(&mut silent.checkpoints);
    assert!(!Verifier::check(&silent.file(), kept).is_whole(), "one that was kept elsewhere tells");
}

#[test]
fn a_record_that_was_cut_short_is_found_by_a_checkpoint_that_was_kept_elsewhere() {
    let sample = Sample::whole();
    let kept: Vec<Checkpoint> = sample.checkpoints.clone();
    let mut cut = Sample::begun();
    cut.checkpoint();
    assert!(cut.report().is_whole(), "by itself nobody can tell");
    let report = Verifier::check(&cut.file(), kept.clone());
    assert_eq!(kinds(&report), [Kind::Checkpoint]);
    assert!(report.findings[0].says.contains("the record was cut short"), "{:#?}", report.findings);
    let report = Verifier::check(&sample.file(), kept);
    assert!(report.is_whole() && report.kept == 2 && report.sentence().contains("2 checkpoints kept elsewhere"));
}

#[test]
fn a_checkpoint_of_another_key_or_another_text_is_none() {
    let mut sample = Sample::whole();
    let good =
        [serde_json::to_vec(&crate::Line::Checkpoint(sample.checkpoints[0].clone())).unwrap(), b"\n".to_vec()].concat();
    assert_eq!(read_checkpoints(&good).unwrap().len(), 1);
    for at in 0..good.len() - 1 {
        let mut spoiled = good.clone();
        spoiled[at] ^= 1;
        assert!(read_checkpoints(&spoiled).is_err(), "byte {at}");
    }
    // Signed well, by a key that the record never enrolled.
    use ed25519_dalek::Signer;
    let stranger = SigningKey::from_bytes(&[9; 32]);
    let mut own = sample.checkpoints[0].clone();
    own.key = Hex(stranger.verifying_key().to_bytes());
    own.signature = Hex(stranger.sign(&own.message()).to_bytes());
    sample.checkpoints[0] = own;
    finds(&sample, Kind::Checkpoint, "a key that the record did not know");
}

#[test]
fn a_post_whose_signature_is_not_there_is_found() {
    finds(&without("approval.signed"), Kind::Unsigned, "nobody had signed it");
    let mut gone = Sample::whole();
    gone.approvals.remove(0);
    finds(&gone, Kind::Signature, "the file does not hold it");
    finds(&gone, Kind::Unsigned, "nobody had signed it");
    let mut bytes_gone = Sample::whole();
    bytes_gone.manifests.remove(0);
    finds(&bytes_gone, Kind::Unsigned, "the file does not hold what was sent");
}

#[test]
fn each_way_out_needs_a_signature() {
    for action in ["gate.commit_started", "gate.keep_started", "delivery.handed_over"] {
        let mut sample = Sample::begun();
        let facts = [("part", "0"), ("attempt", "1"), ("at", "1795228200000"), ("manifest", &"ab".repeat(32))];
        sample.entry("application", action, Some("post-z"), &facts);
        finds(&sample, Kind::Unsigned, "no signature covers it");
        finds(&without(action), Kind::Unsigned, "let out");
    }
}

#[test]
fn a_signature_over_other_bytes_is_found() {
    let mut sample = Sample::whole();
    let (own, other) = (sample.approvals[0].signature, sample.approvals[1].signature);
    (sample.approvals[0].signature, sample.approvals[1].signature) = (other, own);
    for entry in &mut sample.entries {
        // Somebody who swaps them swaps what the record tells of them as well.
        let mut facts: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&entry.facts).unwrap();
        facts.remove("signature");
        entry.facts = serde_json::Value::Object(facts).to_string();
    }
    sample.checkpoints.clear();
    finds(&sample.rehashed(), Kind::Signature, "it is not over these bytes");
}

#[test]
fn a_signature_that_is_not_the_recorded_one_is_found() {
    let mut sample = Sample::whole();
    let mut facts = sample.entries[4].facts.clone();
    assert_eq!(sample.entries[4].action, "approval.signed");
    facts = facts.replacen("\"signature\":\"", "\"signature\":\"00", 1);
    sample.entries[4].facts = facts;
    sample.checkpoints.clear();
    finds(&sample.rehashed(), Kind::Signature, "it is another one than was recorded");
}

#[test]
fn what_was_sent_has_to_be_what_was_signed() {
    let mut sample = Sample::begun();
    sample.sign("post-a", &sample.clone().manifest("post-a", "x", 1), "key-1");
    let other = sample.clone().manifest("post-a", "x", 3);
    sample.manifests.push(other.clone());
    let facts = [("part", "0"), ("attempt", "1"), ("manifest", &other.digest.to_string())];
    sample.entry("application", "gate.commit_started", Some("post-a"), &facts);
    sample.posted("post-a", 0, "x");
    finds(&sample, Kind::Unsigned, "what was signed is not what was sent");
}

#[test]
fn a_part_that_was_not_signed_for_is_found() {
    let mut sample = Sample::begun();
    sample.sign("post-a", &sample.clone().manifest("post-a", "x", 1), "key-1");
    sample.send("post-a", 1);
    finds(&sample, Kind::Unsigned, "no such part");
}

#[test]
fn bytes_that_are_not_the_ones_that_were_signed_are_found() {
    let mut sample = Sample::whole();
    let text = sample.manifests[0].bytes.replacen("post-", "past-", 1);
    sample.manifests[0].bytes = text;
    finds(&sample, Kind::Signature, "not the ones that were signed");
}

#[test]
fn a_signature_counts_until_it_is_taken_back_its_key_retired_or_its_doctor_none_any_more() {
    type End<'a> = (&'a str, &'a str, Option<&'a str>, &'a [(&'a str, &'a str)]);
    let ends: [End<'_>; 4] = [
        ("approval.revoked", "nobody had signed it, or it was taken back", Some("post-a"), &[]),
        ("key.retired", "its key was retired", None, &[("person", DOCTOR), ("key", "key-1")]),
        ("person.updated", "whoever signed was no doctor", None, &[("person", DOCTOR), ("roles", "staff")]),
        ("person.left", "was not at the clinic", None, &[("person", DOCTOR)]),
    ];
    for (action, why, post, facts) in ends {
        let mut sample = Sample::begun();
        sample.sign("post-a", &sample.clone().manifest("post-a", "x", 2), "key-1");
        sample.send("post-a", 0);
        assert!(sample.report().is_whole(), "before {action}: {:#?}", sample.report().findings);
        sample.entry(&format!("person:{DOCTOR}"), action, post, facts);
        assert!(sample.report().is_whole(), "what went out before {action} stays good");
        sample.send("post-a", 1);
        finds(&sample, Kind::Unsigned, why);
    }
}

#[test]
fn a_role_that_is_given_back_lets_a_signature_count_again() {
    let mut sample = Sample::begun();
    sample.sign("post-a", &sample.clone().manifest("post-a", "x", 1), "key-1");
    for roles in ["staff", "doctor"] {
        sample.entry("application", "person.updated", None, &[("person", DOCTOR), ("roles", roles)]);
    }
    sample.send("post-a", 0);
    assert!(sample.report().is_whole());
}

/// A post that the clinic's rule is set over: written by these people, signed by the first doctor.
fn under_a_rule(doctors: &str, own_words: &str, authors: &[&str]) -> Sample {
    let mut sample = Sample::begun();
    sample.entry("application", "person.added", None, &[("person", SECOND), ("roles", "doctor")]);
    sample.enrol("key-2", SECOND, &second_key());
    let rule = [("doctors", doctors), ("own_words", own_words)];
    sample.entry(&format!("person:{DOCTOR}"), "signing.rule_set", None, &rule);
    for (number, author) in authors.iter().enumerate() {
        let action = if number == 0 { "post.created" } else { "post.revised" };
        sample.entry(&format!("person:{author}"), action, Some("post-a"), &[]);
    }
    sample.sign("post-a", &sample.clone().manifest("post-a", "x", 1), "key-1");
    sample
}

const SECOND: &str = "person-second";

pub(super) fn second_key() -> SigningKey {
    SigningKey::from_bytes(&[10; 32])
}

fn signed_by_the_second(sample: &mut Sample) {
    let manifest = sample.manifests[0].clone();
    sample.sign_as("post-a", &manifest, ("key-2", SECOND), &second_key());
}

#[test]
fn where_two_doctors_have_to_sign_one_is_not_enough() {
    let mut one = under_a_rule("2", "count", &["person-reception"]);
    let mut two = one.clone();
    one.send("post-a", 0);
    finds(&one, Kind::Unsigned, "more doctors than signed it");
    let mut same = two.clone();
    same.sign("post-a", &same.manifests[0].clone(), "key-1");
    same.send("post-a", 0);
    finds(&same, Kind::Unsigned, "more doctors than signed it");
    signed_by_the_second(&mut two);
    let mut retired = two.clone();
    two.send("post-a", 0);
    assert!(two.report().is_whole(), "{:#?}", two.report().findings);
    retired.entry("application", "key.retired", None, &[("person", SECOND), ("key", "key-2")]);
    retired.send("post-a", 0);
    finds(&retired, Kind::Unsigned, "more doctors than signed it");
}

#[test]
fn where_own_words_do_not_count_no_author_signs_for_the_post() {
    let mut own = under_a_rule("1", "do_not_count", &["person-reception", DOCTOR]);
    let mut second = own.clone();
    own.send("post-a", 0);
    finds(&own, Kind::Unsigned, "whoever signed had written it");
    signed_by_the_second(&mut second);
    second.send("post-a", 0);
    assert!(second.report().is_whole(), "{:#?}", second.report().findings);
    // A version that tells whose words stand in it is theirs, whoever kept it.
    let copied = |words_of: &str| {
        let mut sample = under_a_rule("1", "do_not_count", &[]);
        let by = format!("person:{}", if words_of.contains(DOCTOR) { "person-reception" } else { DOCTOR });
        sample.entry(&by, "post.created", Some("post-a"), &[("words_of", words_of)]);
        sample.send("post-a", 0);
        sample
    };
    finds(&copied(&format!("person-reception {DOCTOR}")), Kind::Unsigned, "whoever signed had written it");
    for others in ["person-reception", ""] {
        assert!(copied(others).report().is_whole(), "{:#?}", copied(others).report().findings);
    }
    let mut counts = under_a_rule("1", "count", &[DOCTOR]);
    counts.send("post-a", 0);
    assert!(counts.report().is_whole(), "{:#?}", counts.report().findings);
}

#[test]
fn what_went_out_before_a_rule_was_set_stays_good_and_a_rule_that_nobody_knows_is_told() {
    let mut sample = Sample::whole();
    let by = format!("person:{DOCTOR}");
    sample.entry(&by, "signing.rule_set", None, &[("doctors", "2"), ("own_words", "count")]);
    assert!(sample.report().is_whole(), "{:#?}", sample.report().findings);
    sample.entry(&by, "signing.rule_set", None, &[("doctors", "0"), ("own_words", "count")]);
    finds(&sample, Kind::Format, "a rule for signing");
}

#[test]
fn a_signature_outside_its_time_does_not_count() {
    let mut sample = Sample::begun();
    sample.sign("post-a", &sample.clone().manifest("post-a", "facebook", 1), "key-1");
    let late = (NOW + 15 * 86_400_000).to_string();
    sample.go("gate.keep_started", "post-a", &[("at", &late)]);
    finds(&sample, Kind::Unsigned, "did not count at that time");
}

#[test]
fn a_key_that_nobody_enrolled_or_that_is_another_is_found() {
    let mut sample = Sample::whole();
    sample.keys.push(Key { id: "key-2".into(), person: DOCTOR.into(), public_key: Hex([1; 32]) });
    finds(&sample, Kind::Key, "never enrolled");
    let mut other = Sample::whole();
    other.keys[0].public_key = Hex(ed25519_dalek::SigningKey::from_bytes(&[6; 32]).verifying_key().to_bytes());
    finds(&other, Kind::Key, "another one than the file holds");
    let mut missing = Sample::whole();
    missing.keys.clear();
    finds(&missing, Kind::Key, "missing from the file");
}

#[test]
fn what_is_public_and_what_the_record_says_have_to_agree() {
    finds(&without("part.posted"), Kind::Sent, "the record does not say so");
    let mut denied = Sample::whole();
    denied.parts[0].state = "unknown".into();
    finds(&denied, Kind::Sent, "and the file that it did not");
    let mut hidden = Sample::whole();
    hidden.parts.remove(0);
    finds(&hidden, Kind::Sent, "missing from the file");
    let mut elsewhere = Sample::whole();
    elsewhere.parts[0].platform_id = Some("x:another".into());
    finds(&elsewhere, Kind::Sent, "what the platform called it");
    let mut added = Sample::whole();
    let mut part = added.parts[0].clone();
    (part.id, part.post) = ("part-z".into(), "post-z".into());
    added.parts.push(part);
    finds(&added, Kind::Unsigned, "does not say that it was let out");
}

#[test]
fn what_a_restored_clinic_finds_to_have_gone_out_was_signed_before() {
    let found_after = |action: &str, signed: bool| {
        let mut sample = Sample::begun();
        sample.sign("post-a", &sample.clone().manifest("post-a", "x", 1), "key-1");
        if !signed {
            sample.entry(&format!("person:{DOCTOR}"), "approval.revoked", Some("post-a"), &[]);
        }
        sample.entry("application", action, None, &[]);
        sample.posted("post-a", 0, "x");
        sample
    };
    let report = found_after("workspace.restored", true).report();
    assert!(report.is_whole(), "{:#?}", report.findings);
    finds(&found_after("workspace.opened", true), Kind::Unsigned, "that the gate never let out");
    finds(&found_after("workspace.restored", false), Kind::Unsigned, "that the gate never let out");
}

#[test]
fn a_restore_lets_each_part_be_found_once_and_only_until_more_is_known() {
    let restored = || {
        let mut sample = Sample::begun();
        sample.sign("post-a", &sample.clone().manifest("post-a", "x", 2), "key-1");
        sample.entry("application", "workspace.restored", None, &[]);
        sample
    };
    let mut twice = restored();
    twice.posted("post-a", 0, "x");
    assert!(twice.report().is_whole(), "{:#?}", twice.report().findings);
    let part = twice.parts[0].clone();
    let facts = [("part", part.id.as_str()), ("platform_id", part.platform_id.as_deref().unwrap())];
    twice.entry("application", "part.posted", Some("post-a"), &facts);
    finds(&twice, Kind::Unsigned, "that the gate never let out");
    for (action, facts) in [("part.absent", [("part", "part-post-a-0")]), ("approval.revoked", [("by", DOCTOR)])] {
        let mut closed = restored();
        closed.entry("application", action, Some("post-a"), &facts);
        closed.posted("post-a", 0, "x");
        finds(&closed, Kind::Unsigned, "that the gate never let out");
    }
    // Found, then let out anew for what is missing of it: what was found stays good, and nothing else is open.
    let mut anew = restored();
    anew.posted("post-a", 0, "x");
    let mut open = anew.clone();
    anew.send("post-a", 1);
    assert!(anew.report().is_whole(), "{:#?}", anew.report().findings);
    open.sign("post-a", &open.clone().manifest("post-a", "x", 3), "key-1");
    open.send("post-a", 1);
    open.posted("post-a", 2, "x");
    finds(&open, Kind::Unsigned, "that the gate never let out");
}

#[test]
fn what_was_signed_after_the_backup_and_found_is_no_breach_and_no_proof() {
    let found = |restored: &str, ordinals: &[&str]| {
        let mut sample = Sample::begun();
        // Signed, and taken back: nothing stands that this record could let it out by.
        sample.sign("post-a", &sample.clone().manifest("post-a", "x", 2), "key-1");
        sample.entry(&format!("person:{DOCTOR}"), "approval.revoked", Some("post-a"), &[]);
        sample.entry("application", restored, None, &[]);
        for ordinal in ordinals {
            let facts = [("part", "part-post-a-0"), ("ordinal", ordinal)];
            sample.entry("application", "part.found_after_restore", Some("post-a"), &facts);
        }
        sample.posted("post-a", 0, "x");
        sample
    };
    let good = found("workspace.restored", &["0"]);
    let report = good.report();
    assert!(report.is_whole(), "{:#?}", report.findings);
    assert_eq!((report.sent, report.unproven), (1, 1));
    let said = report.sentence();
    assert!(said.contains("0 parts of posts behind a signature"), "{said}");
    assert!(said.contains("1 part of a post was found public") && said.contains("not provable here"), "{said}");
    // Without the restore, without being told, of another part, and a second time it is a breach.
    finds(&found("workspace.opened", &["0"]), Kind::Unsigned, "that the gate never let out");
    finds(&found("workspace.opened", &["0"]), Kind::Sent, "the record tells of none");
    finds(&found("workspace.restored", &[]), Kind::Unsigned, "that the gate never let out");
    finds(&found("workspace.restored", &["1"]), Kind::Unsigned, "that the gate never let out");
    finds(&found("workspace.restored", &["first"]), Kind::Sent, "which part of the post was found");
    let mut twice = good;
    let facts = [("part", "part-post-a-0"), ("ordinal", "0")];
    twice.entry("application", "part.found_after_restore", Some("post-a"), &facts);
    let again = [("part", "part-post-a-0"), ("platform_id", "x:post-a:0")];
    twice.entry("application", "part.posted", Some("post-a"), &again);
    finds(&twice, Kind::Unsigned, "that the gate never let out");
}

#[test]
fn what_a_restored_clinic_looks_for_is_counted_and_no_fault() {
    let doubted = |action: &str| {
        let mut sample = Sample::begun();
        sample.entry("application", action, None, &[]);
        sample.posted("post-a", 0, "x");
        // It waited, and nobody had signed it: nothing of it is on record yet.
        sample.entries.pop();
        sample.parts[0].state = "unknown".into();
        sample.parts[0].platform_id = None;
        sample
    };
    let report = doubted("workspace.restored").report();
    assert!(report.is_whole(), "{:#?}", report.findings);
    assert!(report.sentence().contains("looks for 1 part of a post"), "{}", report.sentence());
    finds(&doubted("workspace.opened"), Kind::Unsigned, "does not say that it was let out");
}

#[test]
fn words_that_were_changed_or_put_in_are_found_and_words_that_are_gone_are_not_missed() {
    let mut changed = Sample::whole();
    changed.words[0].text = "Asha asked for nothing.".into();
    finds(&changed, Kind::Words, "not the words that were recorded");
    let mut forgotten = Sample::whole();
    forgotten.words.clear();
    assert!(forgotten.report().is_whole(), "{:#?}", forgotten.report().findings);
}

#[test]
fn a_seal_of_another_key_is_found() {
    let mut sample = Sample::whole();
    let at = place_of(&sample, "record.key_enrolled");
    sample.checkpoints.clear();
    sample.entries[at].action = "something.else".into();
    finds(&sample.rehashed(), Kind::Seal, "a key that the record does not know");
}
