//! Somebody who has the database's key writes into it: what the database refuses by itself, what the gate does not believe, and what
//! goes out all the same as it was signed.

use countersign_core::api::types::{DisplayState, ReviewSheet, SigningKey, Verification};
use countersign_core::model::{Content, Millis, Platform, PostId, Role};
use countersign_core::store::{StoreError, Tx};
use countersign_tests::clinic::below;
use countersign_tests::stage::Stage;
use serde_json::{Value, json};

fn text(words: &str) -> Content {
    Content::of_text(Platform::X, words)
}

/// Something happens in the closed clinic's database, below the product.
fn within<T: Send + 'static>(
    stage: &Stage,
    what: impl Fn(&Tx<'_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    below(&stage.data(), &stage.with()).write(what)
}

/// The same without a refusal.
pub(crate) fn written(stage: &Stage, statements: &'static [&'static str]) {
    within(stage, move |tx| statements.iter().try_for_each(|sql| tx.run(sql, &[]).map(|_| ()))).unwrap();
}

/// A post with a time whose manifest was written down and that nobody signed.
fn unsigned(stage: &Stage, words: &str) -> PostId {
    let post = stage.planned(&text(words), 30);
    stage.clinic().as_doctor();
    let sheet: ReviewSheet = stage.clinic().call("review_open", json!({ "id": post }));
    assert_eq!(sheet.cannot_sign, None);
    post
}

/// What the product does to a delivery once its post is signed.
const AS_IF_SIGNED: &str = "UPDATE delivery SET state = 'scheduled' WHERE state = 'held'";

/// The gate was asked to let it out, and did not believe what it found.
async fn the_gate_refuses(stage: &Stage, post: PostId) {
    nothing_goes_out(stage, post).await;
    let denied = stage.story(post).into_iter().find(|entry| !entry.allowed && entry.action == "gate.claimed");
    assert_eq!(denied.unwrap().reason.as_deref(), Some("approval_required"));
}

/// Its time comes and goes: it waits for the doctor, and nobody was asked to publish anything.
async fn nothing_goes_out(stage: &Stage, post: PostId) {
    stage.clinic().advance_awake(31 * Millis::MINUTE);
    stage.steps(3).await;
    assert_ne!(stage.clinic().post(post).summary.state, DisplayState::Posted);
    assert!(stage.control().ledger().is_empty(), "{:#?}", stage.control().ledger());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_itself_refuses_what_the_product_never_does() {
    let mut stage = Stage::set().await;
    let sent = stage.signed(&text("Flu shots from Thursday."), 10);
    stage.posted(sent).await;
    stage.signed(&text("And on Friday."), 60);
    unsigned(&stage, "Nobody signed this.");
    let _: Value = stage.clinic().call("recipient_stop_number", json!({ "number": "+49 176 12345678" }));
    stage.close().await;
    for statement in [
        // A signature is not changed, moved to another post, or taken away.
        "UPDATE approval SET signature = zeroblob(64)",
        "UPDATE approval SET post_id = (SELECT post_id FROM post ORDER BY id DESC LIMIT 1)",
        "UPDATE approval SET signed_at = 0",
        "DELETE FROM approval",
        // Nor does one name what nobody signed beforehand.
        "INSERT INTO approval (id, post_id, manifest, person_id, key_id, signature, signed_at, beforehand)
           SELECT '01931c2e-5b00-7000-8000-00000000f0e4', post_id, manifest, person_id, key_id, zeroblob(64), 1, manifest FROM approval LIMIT 1",
        // What is signed stays what it is.
        "UPDATE manifest SET bytes = zeroblob(8)",
        "DELETE FROM manifest",
        "UPDATE revision SET content = '{}'",
        "DELETE FROM revision",
        // No delivery says that it was sent, or begins as if it had been.
        "UPDATE delivery SET state = 'posted' WHERE state = 'scheduled'",
        "UPDATE delivery SET state = 'posted' WHERE state = 'held'",
        "UPDATE delivery SET attempt = attempt - 1 WHERE attempt > 0",
        "DELETE FROM delivery",
        // What is public stays so, and nothing is committed that nobody takes up.
        "UPDATE part SET state = 'waiting' WHERE state = 'posted'",
        "UPDATE part SET platform_id = 'another' WHERE state = 'posted'",
        "UPDATE part SET state = 'committing'",
        // The record is only added to.
        "UPDATE audit_entry SET at = 0",
        "DELETE FROM audit_entry",
        "UPDATE checkpoint SET at = 0",
        "DELETE FROM checkpoint",
        // A stop is for good.
        "UPDATE opt_out SET at = 0",
        "DELETE FROM opt_out",
        // And practice never becomes real.
        "UPDATE clinic SET kind = CASE kind WHEN 'practice' THEN 'real' ELSE 'practice' END",
        "UPDATE clinic SET doctors_to_sign = 0",
    ] {
        let refused = within(&stage, move |tx| tx.run(statement, &[]));
        assert!(matches!(refused, Err(StoreError::Constraint(_))), "{statement}: {refused:?}");
    }
    stage.open();
    stage.is_on_record();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_that_no_key_made_lets_nothing_out() {
    let mut stage = Stage::set().await;
    let post = unsigned(&stage, "Nobody signed this.");
    stage.close().await;
    written(
        &stage,
        &[
            "INSERT INTO approval (id, post_id, manifest, person_id, key_id, signature, signed_at)
           SELECT '01931c2e-5b00-7000-8000-00000000f0e1', post.id, post.head_manifest, person_key.person_id, person_key.id,
                  randomblob(64), 1 FROM post, person_key
           WHERE post.head_manifest IS NOT NULL AND person_key.retired_at IS NULL LIMIT 1",
            AS_IF_SIGNED,
        ],
    );
    stage.open();
    the_gate_refuses(&stage, post).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctors_signature_under_one_post_lets_no_other_out() {
    let mut stage = Stage::set().await;
    let signed = stage.signed(&text("A doctor signed this."), 600);
    let post = unsigned(&stage, "Nobody signed this.");
    stage.close().await;
    written(
        &stage,
        &[
            "INSERT INTO approval (id, post_id, manifest, person_id, key_id, signature, signed_at)
           SELECT '01931c2e-5b00-7000-8000-00000000f0e2', post.id, post.head_manifest, approval.person_id, approval.key_id,
                  approval.signature, approval.signed_at FROM approval, post
           WHERE post.head_manifest IS NOT NULL AND post.head_manifest <> approval.manifest",
            AS_IF_SIGNED,
        ],
    );
    stage.open();
    the_gate_refuses(&stage, post).await;
    stage.until(signed, &[DisplayState::Posted], 700).await;
    assert_eq!(stage.control().ledger().len(), 1, "what was signed goes out all the same");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receptionist_who_is_made_a_doctor_in_the_database_signs_nothing() {
    let mut stage = Stage::set().await;
    let post = unsigned(&stage, "Nobody signed this.");
    let receptionist = stage.clinic().person(Role::Staff);
    stage.close().await;
    written(
        &stage,
        &["INSERT INTO person_role (person_id, role) SELECT person_id, 'doctor' FROM person_role
           WHERE role = 'staff' AND person_id NOT IN (SELECT person_id FROM person_role WHERE role = 'doctor')"],
    );
    stage.open();
    let api = stage.clinic().api();
    api.unlock(receptionist, &countersign_tests::clinic::pin()).unwrap();
    assert!(api.open_signing(&countersign_tests::clinic::pin()).is_err(), "there is no key that the PIN would open");
    stage.clinic().as_receptionist();
    nothing_goes_out(&stage, post).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_were_changed_below_a_signature_are_not_what_goes_out() {
    let mut stage = Stage::set().await;
    let post = stage.signed(&text("Flu shots from Thursday."), 30);
    stage.close().await;
    written(
        &stage,
        &[
            "DROP TRIGGER revision_is_immutable",
            "UPDATE revision SET content = replace(content, 'Thursday', 'Monday')",
            "CREATE TRIGGER revision_is_immutable BEFORE UPDATE ON revision BEGIN SELECT RAISE(ABORT, 'kept'); END",
        ],
    );
    stage.open();
    stage.until(post, &[DisplayState::Posted], 40).await;
    // What is compared with is what was signed, as it was when it was signed.
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn signed_bytes_that_were_changed_let_nothing_out() {
    let mut stage = Stage::set().await;
    let post = stage.signed(&text("Flu shots from Thursday."), 30);
    stage.close().await;
    written(
        &stage,
        &[
            "DROP TRIGGER manifest_is_immutable",
            "UPDATE manifest SET bytes = CAST(replace(CAST(bytes AS TEXT), 'Thursday', 'Monday') AS BLOB)",
            "CREATE TRIGGER manifest_is_immutable BEFORE UPDATE ON manifest BEGIN SELECT RAISE(ABORT, 'kept'); END",
        ],
    );
    stage.open();
    the_gate_refuses(&stage, post).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_was_changed_is_found_by_whoever_opens_activity() {
    let mut stage = Stage::set().await;
    let post = stage.signed(&text("Flu shots from Thursday."), 10);
    stage.posted(post).await;
    stage.close().await;
    written(
        &stage,
        &[
            "DROP TRIGGER audit_is_append_only",
            "UPDATE audit_entry SET allowed = 1 - allowed WHERE action = 'approval.signed'",
        ],
    );
    stage.open();
    let found: Verification = stage.clinic().call("activity_verify", Value::Null);
    assert!(found.broken_at.is_some(), "{}", found.sentence);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_was_put_into_the_database_is_told_to_the_doctors() {
    let mut stage = Stage::set().await;
    stage.close().await;
    written(
        &stage,
        &["INSERT INTO person_key (id, person_id, device, public_key, enrolled_by, enrolled_at)
           SELECT '01931c2e-5b00-7000-8000-00000000f0e3', person.id, 'elsewhere', randomblob(32), NULL,
                  (SELECT max(enrolled_at) + 1 FROM person_key) FROM person
           WHERE person.id NOT IN (SELECT person_id FROM person_key) LIMIT 1"],
    );
    stage.open();
    stage.clinic().as_doctor();
    let keys: Vec<SigningKey> = stage.clinic().call("key_list", Value::Null);
    let news: Vec<&str> = keys.iter().filter(|key| key.is_news).map(|key| key.person.as_str()).collect();
    assert_eq!(news, ["Anil Kumar"], "a key of somebody who signs nothing");
}
