//! Whose key signed a record as a whole: what a restore explains, and what nothing does.

use ed25519_dalek::SigningKey;

use super::sample::{Sample, installation_key, sealed_with};
use super::spoiled::{finds, kinds, second_key};
use crate::{Kind, Report, Verifier};

/// Whoever has the database and not the installation's key.
fn somebody() -> SigningKey {
    SigningKey::from_bytes(&[11; 32])
}

#[track_caller]
fn finds_with(report: &Report, kind: Kind, says: &str) {
    let found = report.findings.iter().any(|finding| finding.kind == kind && finding.says.contains(says));
    assert!(found, "expected {kind:?}, “{says}”, found {:#?}", report.findings);
}

#[test]
fn a_tail_that_somebody_wrote_anew_under_a_key_of_their_own_is_found() {
    let mut sample = Sample::whole();
    sample.checkpoints.truncate(1);
    let kept = sample.checkpoints.clone();
    let newest = kept[0].seq as usize;
    sample.entries.truncate(newest);
    sample.keys.truncate(1);
    sample.manifests.truncate(1);
    sample.approvals.truncate(1);
    sample.parts.truncate(2);
    sample.words.clear();
    sample.record_key(&somebody());
    sample.checkpoint_by(&somebody());
    let report = Verifier::check(&sealed_with(&sample.lines(), &somebody()), kept);
    finds_with(&report, Kind::Key, "the clinic was not restored since");
    finds_with(&report, Kind::Checkpoint, "another key than one before it");
    finds_with(&report, Kind::Seal, "another key than the checkpoint that was kept elsewhere");
    // Without any checkpoint that was kept elsewhere the enrolling itself is the finding, and the only one.
    let report = Verifier::check(&sealed_with(&sample.lines(), &somebody()), Vec::new());
    assert_eq!(kinds(&report), [Kind::Key], "{:#?}", report.findings);
    assert_eq!(report.checkpoints, 1, "a checkpoint under a refused key agrees with nothing");
}

#[test]
fn a_restored_clinic_has_a_key_of_its_own_once_and_says_so() {
    let before = Sample::whole();
    let kept = before.checkpoints.clone();
    let restored = before.restored_with(&second_key());
    let file = sealed_with(&restored.lines(), &second_key());
    let report = Verifier::check(&file, Vec::new());
    assert!(report.is_whole() && report.notices.is_empty(), "{:#?}", report.findings);
    let report = Verifier::check(&file, kept);
    assert!(report.is_whole(), "{:#?}", report.findings);
    assert!(report.sentence().contains("restored from a backup since the checkpoint"), "{}", report.sentence());
    // What the new installation made pins its own key, and then nobody else's is explained.
    let newest = restored.checkpoints.last().cloned().into_iter().collect();
    let report = Verifier::check(&restored.file(), newest);
    finds_with(&report, Kind::Seal, "another key than the checkpoint");
    let mut twice = restored;
    twice.record_key(&somebody());
    finds(&twice, Kind::Key, "it enrols another key");
}

#[test]
fn the_key_of_the_seal_is_told_to_be_compared() {
    let report = Sample::whole().report();
    let digits = crate::hash::digest(&installation_key().verifying_key().to_bytes()).to_string();
    let told = [&digits[0..4], &digits[4..8], &digits[8..12], &digits[12..16]].join(" ");
    assert_eq!(report.seal_key.as_deref(), Some(told.as_str()));
    assert!(report.sentence().contains(&told), "{}", report.sentence());
    let mut cut = Sample::whole().file();
    cut.truncate(cut.len() - 2);
    assert_eq!(Verifier::check(&cut, Vec::new()).seal_key, None, "what is no seal has no key");
}

#[test]
fn a_checkpoint_of_another_installation_is_told_as_one() {
    let mut elsewhere = Sample::begun();
    elsewhere.entries.iter_mut().for_each(|entry| entry.installation = "installation-9".into());
    let mut elsewhere = elsewhere.rehashed();
    elsewhere.checkpoint();
    let report = Verifier::check(&Sample::whole().file(), elsewhere.checkpoints);
    assert_eq!(kinds(&report), [Kind::Checkpoint]);
    finds_with(&report, Kind::Checkpoint, "another clinic");
    // Made after the backup: by the same entry's number, and by one that the record did not reach.
    let restored = Sample::begun().restored_with(&second_key());
    let file = sealed_with(&restored.lines(), &second_key());
    let mut later = Sample::begun();
    for _ in 0..4 {
        later.said("post-a", "Asha asked.");
        later.checkpoint();
        let report = Verifier::check(&file, later.checkpoints.split_off(0));
        assert_eq!(kinds(&report), [Kind::Checkpoint]);
        finds_with(&report, Kind::Checkpoint, "was lost with the restore");
    }
}
