//! The record for others: what the product exports is what the verifier, which shares nothing with it, finds to be whole; and
//! whatever is done to it afterwards is found.

use countersign_core::api::types::{
    ActivityEntry, ActivityPage, DisplayState, PersonAdd, RecordState, ReviewSheet, SignRequest, SigningRule,
};
use countersign_core::clinic::Doctors;
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, Millis, Platform, PostId, Role, Secret};
use countersign_core::store::{StoreError, Tx};
use countersign_practice::{Action, Alteration, Platform as Practised, templates};
use countersign_record::{Kind, Line, Report, Verifier, read_checkpoints};
use countersign_tests::clinic::{below, done, pin};
use countersign_tests::kinds::{self, Kind as PostKind};
use countersign_tests::stage::{Stage, with_pictures};
use serde_json::{Value, json};

fn text(platform: Platform, words: &str) -> Content {
    Content::of_text(platform, words)
}

/// The record as somebody who answers for the clinic exports it.
fn exported(stage: &Stage, words: bool) -> Vec<u8> {
    let mut file = Vec::new();
    stage.clinic().as_doctor();
    done(stage.clinic().api().export_record(words, &mut file));
    file
}

fn verified(file: &[u8]) -> Report {
    Verifier::check(file, Vec::new())
}

#[track_caller]
fn is_whole(stage: &Stage) -> Report {
    let report = verified(&exported(stage, false));
    assert!(report.is_whole(), "{:#?}", report.findings);
    report
}

fn lines(file: &[u8]) -> Vec<Line> {
    file.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(|line| Line::read(line).unwrap()).collect()
}

/// A clinic where something was signed, sent, taken back and talked about.
async fn lived() -> (Stage, PostId) {
    let stage = Stage::set().await;
    let post = stage.signed(&text(Platform::X, "Flu shots from Thursday."), 10);
    let taken_back = stage.signed(&text(Platform::Linkedin, "We are hiring."), 60);
    done(stage.clinic().api().revoke(&countersign_core::api::types::PostRef { id: taken_back }));
    let _: Value = stage
        .clinic()
        .call("review_remark", json!({ "post_id": post, "text": "Asha Verma asked for this.", "anchor": null }));
    stage.posted(post).await;
    (stage, post)
}

/// Something happens in the closed clinic's database, below the product.
fn within(stage: &Stage, what: impl Fn(&Tx<'_>) -> Result<(), StoreError> + Send + 'static) {
    below(&stage.data(), &stage.with()).write(what).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_exported_is_found_to_be_whole() {
    let (stage, _) = lived().await;
    let file = exported(&stage, false);
    let report = verified(&file);
    assert!(report.is_whole(), "{:#?}", report.findings);
    assert_eq!((report.signatures, report.sent), (2, 1), "what was taken back was signed as well");
    assert!(report.checkpoints > 0, "one is made with each export");
    let text = String::from_utf8(file).unwrap();
    assert!(text.contains("Flu shots from Thursday."), "without what was signed no signature can be checked");
    for personal in ["Asha Verma", "Dr. Meera Rao", "KMC 48213", "Anil"] {
        assert!(!text.contains(personal), "{personal} is in an export without words");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_byte_of_a_real_export_that_is_changed_is_found() {
    let stage = Stage::set().await;
    let post = stage.signed(&text(Platform::X, "Flu shots from Thursday."), 10);
    stage.posted(post).await;
    let file = exported(&stage, true);
    assert!(verified(&file).is_whole());
    let unfound = |part: usize| {
        let mut spoiled = file.clone();
        let mut unfound = Vec::new();
        for at in (part..file.len()).step_by(2) {
            spoiled[at] ^= 0x01;
            if verified(&spoiled).is_whole() {
                unfound.push(at);
            }
            spoiled[at] ^= 0x01;
        }
        unfound
    };
    let (one, other) = std::thread::scope(|scope| {
        let halves = [0, 1].map(|part| scope.spawn(move || unfound(part)));
        let [one, other] = halves.map(|half| half.join().unwrap());
        (one, other)
    });
    assert_eq!((one, other), (vec![], vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_post_and_every_platform_leaves_a_record_that_is_whole() {
    let stage = Stage::set().await;
    let kinds = [
        (Platform::X, PostKind::Thread),
        (Platform::Facebook, PostKind::Pictures(2)),
        (Platform::Linkedin, PostKind::FirstComment),
        (Platform::Instagram, PostKind::Pictures(1)),
        (Platform::Tiktok, PostKind::Video),
        (Platform::Youtube, PostKind::Video),
    ];
    let mut posts = Vec::new();
    for (number, (platform, kind)) in kinds.into_iter().enumerate() {
        let content = kinds::content(stage.clinic(), platform, kind, number);
        posts.push(stage.signed(&content, 90 + number as i64));
    }
    for post in &posts {
        stage.until(*post, &[DisplayState::Posted], 200).await;
    }
    let report = is_whole(&stage);
    assert_eq!(report.signatures, 6);
    assert_eq!(report.sent, 3 + 1 + 2 + 1 + 1 + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn retired_keys_changed_roles_and_second_doctors_are_understood() {
    let stage = Stage::set().await;
    let sam = PersonAdd { name: "Dr. Sam Okafor".into(), roles: vec![Role::Doctor], registration: None };
    stage.clinic().as_doctor();
    let sam = done(stage.clinic().api().add_person(&sam, &pin())).id;
    let first = stage.signed(&text(Platform::X, "Flu shots from Thursday."), 10);
    stage.posted(first).await;
    // The doctor's key is retired with its PIN; what was sent with it stays good, and what is signed anew counts.
    let doctor = stage.clinic().person(Role::Doctor);
    stage.clinic().as_doctor();
    done(stage.clinic().api().set_pin(doctor, &pin(), &pin()));
    let second = stage.signed(&text(Platform::Facebook, "And on Friday."), 10);
    stage.posted(second).await;
    // From now on it takes two doctors, and none who wrote the post.
    stage.clinic().as_doctor();
    let rule = SigningRule { doctors: Doctors::Two, own_words: false };
    let _: SigningRule = stage.clinic().call("signing_rule_set", &rule);
    stage.clinic().as_receptionist();
    let third = stage.signed(&text(Platform::X, "And on Saturday."), 10);
    assert_ne!(stage.clinic().post(third).summary.state, DisplayState::Signed);
    done(stage.clinic().api().unlock(sam, &pin()));
    stage
        .sign_by(third, |clinic| {
            done(clinic.api().open_signing(&pin()));
            let sheet: ReviewSheet = clinic.call("review_open", json!({ "id": third }));
            clinic.sign_shown(SignRequest { post_id: third, manifest: sheet.manifest })
        })
        .unwrap();
    stage.posted(third).await;
    let file = exported(&stage, false);
    let report = verified(&file);
    assert!(report.is_whole(), "{:#?}", report.findings);
    assert_eq!((report.signatures, report.sent), (4, 3));
    assert!(String::from_utf8_lossy(&file).contains(r#"\"doctors\":\"2\""#), "the rule is in the record");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_forgotten_leaves_an_export_that_is_whole() {
    let (mut stage, post) = lived().await;
    let with_words = exported(&stage, true);
    assert!(String::from_utf8_lossy(&with_words).contains("Asha Verma asked for this."));
    assert!(verified(&with_words).is_whole());
    let remark = stage.story(post).into_iter().find(|entry: &ActivityEntry| entry.action == "review.remarked").unwrap();
    stage.close().await;
    within(&stage, move |tx| countersign_core::audit::forget_words(tx, remark.seq));
    stage.open();
    let after = exported(&stage, true);
    let report = verified(&after);
    assert!(report.is_whole(), "{:#?}", report.findings);
    assert!(!String::from_utf8_lossy(&after).contains("Asha Verma"));
    let digest = |file: &[u8]| {
        lines(file).into_iter().find_map(|line| {
            if let Line::Entry(entry) = line { entry.words.filter(|_| entry.seq == remark.seq) } else { None }
        })
    };
    assert!(digest(&after).is_some() && digest(&after) == digest(&with_words), "its digest stays in the chain");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkpoint_that_was_saved_finds_a_record_that_was_cut_short() {
    let (mut stage, _) = lived().await;
    let before = exported(&stage, false);
    let saved = done(stage.clinic().api().save_checkpoint());
    assert!(saved.name.ends_with(".jsonl") && saved.name.contains("checkpoint-2026-"), "{}", saved.name);
    let kept = read_checkpoints(saved.text.as_bytes()).unwrap();
    let report = Verifier::check(&before, kept.clone());
    assert_eq!(report.findings.iter().map(|finding| finding.kind).collect::<Vec<_>>(), [Kind::Checkpoint]);
    // Closed and opened again it still goes on from there.
    stage.close().await;
    stage.open();
    let report = Verifier::check(&exported(&stage, false), kept);
    assert!(report.is_whole() && report.kept == 1, "{:#?}", report.findings);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkpoint_is_made_each_day_at_the_end_and_when_somebody_looks() {
    let mut stage = Stage::set().await;
    let state = |stage: &Stage| -> RecordState { stage.clinic().call("record_state", Value::Null) };
    let seen: RecordState = stage.clinic().call("checkpoint_keep", Value::Null);
    let first = seen.checkpoint.unwrap();
    assert_eq!(first.seq, seen.entries, "it is one of the newest entry");
    assert_eq!(first.hash, seen.head);
    let again: RecordState = stage.clinic().call("checkpoint_keep", Value::Null);
    assert_eq!(again.checkpoint.unwrap().seq, first.seq, "nothing was recorded since, so nothing is added");
    done(stage.clinic().api().lock());
    stage.clinic().as_receptionist();
    stage.clinic().advance_awake(25 * 60 * Millis::MINUTE);
    let daily = tokio::time::timeout(std::time::Duration::from_secs(30), async {
        while state(&stage).checkpoint.unwrap().seq == first.seq {
            let changed = stage.clinic().changed();
            if state(&stage).checkpoint.unwrap().seq != first.seq {
                break;
            }
            changed.await;
        }
    });
    daily.await.unwrap();
    let last = state(&stage).entries;
    stage.close().await;
    stage.open();
    let after = state(&stage).checkpoint.unwrap();
    assert!(after.seq > last, "the end is among it: {} and {last}", after.seq);
}

/// What the verifier finds after somebody who has the database's key ran these statements, and the product went on.
async fn after(statements: &'static [&'static str]) -> Report {
    let (mut stage, _) = lived().await;
    assert!(verified(&exported(&stage, false)).is_whole());
    stage.close().await;
    within(&stage, move |tx| statements.iter().try_for_each(|sql| tx.run(sql, &[]).map(|_| ())));
    stage.open();
    // The seal is good: the installation's own key made it.
    let report = verified(&exported(&stage, false));
    assert!(report.findings.iter().all(|finding| finding.kind != Kind::Seal), "{:#?}", report.findings);
    report
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_does_to_the_database_itself_is_found() {
    let cases: [(&'static [&'static str], Kind, &str); 6] = [
        (
            &[
                "DROP TRIGGER audit_is_append_only",
                "UPDATE audit_entry SET at = at + 1 WHERE action = 'approval.signed'",
            ],
            Kind::Chain,
            "something in it was changed",
        ),
        (
            &["DROP TRIGGER audit_is_kept", "DELETE FROM audit_entry WHERE action = 'approval.revoked'"],
            Kind::Chain,
            "is missing",
        ),
        (&["DROP TRIGGER approval_is_kept", "DELETE FROM approval"], Kind::Unsigned, "nobody had signed it"),
        (
            &["DROP TRIGGER approval_is_immutable", "UPDATE approval SET signature = zeroblob(64)"],
            Kind::Signature,
            "it is another one than was recorded",
        ),
        (
            &[
                "DROP TRIGGER manifest_is_immutable",
                "UPDATE manifest SET bytes = CAST(replace(CAST(bytes AS TEXT), 'Thursday', 'Friday') AS BLOB)",
            ],
            Kind::Signature,
            "not the ones that were signed",
        ),
        (
            &["DROP TRIGGER part_posted_is_final", "UPDATE part SET platform_id = 'another'"],
            Kind::Sent,
            "what the platform called it",
        ),
    ];
    for (statements, kind, says) in cases {
        let report = after(statements).await;
        let found = report.findings.iter().any(|finding| finding.kind == kind && finding.says.contains(says));
        assert!(found, "{statements:?}: expected {kind:?}, “{says}”, found {:#?}", report.findings);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dossier_tells_what_was_signed_sent_and_said_and_shows_the_pictures() {
    let (stage, post) = lived().await;
    let content = with_pictures(
        stage.clinic(),
        text(Platform::Facebook, "Our <b>new</b> rooms & garden."),
        &[(3, "The waiting room")],
    );
    let pictured = stage.signed(&content, 20);
    stage.posted(pictured).await;
    stage.clinic().as_doctor();
    let file = done(stage.clinic().api().dossier(pictured));
    assert!(file.name.starts_with("countersign-dossier-2026-") && file.name.ends_with(".html"), "{}", file.name);
    let page = file.text;
    for told in [
        "Our &lt;b&gt;new&lt;&#x2f;b&gt; rooms &amp; garden.",
        "Dr. Meera Rao",
        "KMC 48213",
        "The waiting room",
        "As signed and sent",
    ] {
        assert!(page.contains(told), "{told} is not told");
    }
    assert_eq!(page.matches("<img src=\"data:image").count(), 1);
    assert!(page.contains("It is this key’s signature over these bytes."));
    let permalink = stage.clinic().post(pictured).summary.permalink.unwrap();
    assert!(page.contains(&permalink.replace('/', "&#x2f;")), "{permalink}");
    assert!(page.contains("the platform’s own answer to the sending"));
    let talked = done(stage.clinic().api().dossier(post)).text;
    assert!(talked.contains("Asha Verma asked for this."), "the talk is told");
    assert!(stage.story(pictured).iter().any(|entry| entry.action == "record.dossier"), "and making it is on record");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dossier_calls_only_what_the_gate_let_out_sent() {
    let stage = Stage::set().await;
    let content = with_pictures(stage.clinic(), text(Platform::X, "Come in tomorrow."), &[(8, "The door")]);
    let post = stage.signed(&content, 10);
    // Claimed, and over before anything was let out: its picture is refused.
    stage.fault(Practised::X, ("POST", templates::x::MEDIA_METADATA), 0, 1, Action::TokenExpired);
    stage.until(post, &[DisplayState::Failed], 30).await;
    stage.clinic().as_doctor();
    let before = done(stage.clinic().api().dossier(post)).text;
    assert!(before.contains("As signed") && !before.contains("As signed and sent"), "nothing of it was sent");
    let token = Secret::new(countersign_practice::cast::X_TOKEN.into());
    done(stage.clinic().api().connect(Platform::X, &token, None).await);
    let (now, other) = (stage.clinic().post(post), text(Platform::X, "Come in on Friday."));
    let save = json!({ "id": post, "base_revision": now.revision_id, "content": other });
    let _: Value = stage.clinic().call("post_save", save);
    stage.clinic().plan_in(post, 10);
    stage.sign(post);
    stage.posted(post).await;
    stage.clinic().as_doctor();
    let page = done(stage.clinic().api().dossier(post)).text;
    assert_eq!(page.matches("As signed and sent").count(), 1, "one of the two versions went out");
    let sent = page.split("As signed and sent").nth(1).unwrap();
    assert!(sent.contains("Sent as it stands here: The post."));
    let until = sent.find("</section>").unwrap();
    assert!(sent[..until].contains("Come in on Friday.") && !sent[..until].contains("Come in tomorrow."));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dossier_tells_what_reading_back_found_and_who_has_seen_it() {
    let stage = Stage::set().await;
    let post = stage.signed(&text(Platform::Facebook, "Flu shots from Thursday."), 5);
    stage.posted(post).await;
    let change = Alteration::Edited { text: "No <i>flu</i> shots.".to_owned() };
    stage.control().alter_post(Practised::Facebook, &stage.called(post, 0), &change).unwrap();
    let known = stage.looked(post).await.remove(0);
    stage.clinic().as_doctor();
    let unseen = done(stage.clinic().api().dossier(post)).text;
    assert!(unseen.contains("Read back") && !unseen.contains("<dt>Seen by</dt>"));
    let _: Value = stage.clinic().call("read_back_seen", json!({ "id": post, "findings": [known.finding] }));
    let page = done(stage.clinic().api().dossier(post)).text;
    let became = page.split("What became of it").nth(1).unwrap();
    assert!(!known.compared.is_empty() && known.compared.iter().all(|what| became.contains(what.as_str())));
    for told in
        ["Flu shots from Thursday.", "No &lt;i&gt;flu&lt;&#x2f;i&gt; shots.", "<dt>Seen by</dt><dd>Dr. Meera Rao, "]
    {
        assert!(became.contains(told), "{told} is not told: {became}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_export_and_who_may_check() {
    let (stage, post) = lived().await;
    stage.clinic().as_receptionist();
    let api = stage.clinic().api();
    let mut file = Vec::new();
    done(api.record_to_check(&mut file));
    assert!(verified(&file).is_whole(), "anybody may check");
    done(api.save_checkpoint());
    for refused in [
        api.export_record(false, &mut Vec::new()).map(|()| String::new()),
        api.export_name(),
        api.dossier(post).map(|file| file.name),
    ] {
        assert_eq!(refused.unwrap_err().code(), ErrorCode::NotAllowed);
    }
    let seen: RecordState = stage.clinic().call("record_state", Value::Null);
    assert!(!seen.may_export);
    stage.clinic().as_doctor();
    let seen: RecordState = stage.clinic().call("record_state", Value::Null);
    assert!(seen.may_export);
    exported(&stage, true);
    let asked = json!({ "before": null, "correlation_id": null, "denied_only": false, "text": "exported the record" });
    let page: ActivityPage = stage.clinic().call("activity_list", asked);
    assert!(page.entries[0].sentence.contains("with people's words"), "an export is on record itself");
    done(stage.clinic().api().lock());
    assert_eq!(stage.clinic().api().record_to_check(&mut Vec::new()).unwrap_err().code(), ErrorCode::Locked);
}
