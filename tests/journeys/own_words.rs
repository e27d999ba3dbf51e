//! Whose words stand in a post: where another doctor has to sign what a doctor wrote, words take their author along, whoever
//! copies them, lets a post follow them, or brings them back.

use countersign_core::api::types::{ApiError, Batch, PersonAdd, Post, ReviewSheet, SignRequest, SigningRule, Version};
use countersign_core::clinic::Doctors;
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, PersonId, Platform, PostId, Role};
use countersign_tests::clinic::{done, pin};
use countersign_tests::stage::{Stage, says};
use serde_json::json;

/// A clinic with a second doctor, where a doctor's signature counts under other people's words alone.
async fn stage_where_another_signs() -> (Stage, PersonId, PersonId) {
    let stage = Stage::set().await;
    let person = PersonAdd { name: "Dr. Sam Okafor".into(), roles: vec![Role::Doctor], registration: None };
    stage.clinic().as_doctor();
    let sam = done(stage.clinic().api().add_person(&person, &pin())).id;
    let rule = SigningRule { doctors: Doctors::One, own_words: false };
    let _: SigningRule = stage.clinic().call("signing_rule_set", rule);
    let meera = stage.clinic().person(Role::Doctor);
    (stage, meera, sam)
}

fn sit(stage: &Stage, person: PersonId) {
    done(stage.clinic().api().unlock(person, &pin()));
}

/// Sends a post to the doctors, for a time of its own, as whoever sits there.
fn wait_for_a_doctor(stage: &Stage, post: PostId, minutes: i64) {
    let _: Post = stage.clinic().call("post_submit", json!({ "id": post }));
    stage.clinic().plan_in(post, minutes);
}

fn sign_as(stage: &Stage, person: PersonId, post: PostId) -> Result<(), ApiError> {
    sit(stage, person);
    stage.sign_by(post, |clinic| {
        done(clinic.api().open_signing(&pin()));
        let sheet: ReviewSheet = clinic.call("review_open", json!({ "id": post }));
        clinic.sign_shown(SignRequest { post_id: post, manifest: sheet.manifest })
    })
}

fn is_for_another(refused: Result<(), ApiError>) {
    let refused = refused.unwrap_err();
    says(&refused, ErrorCode::NotAllowed, None, &["Words of yours stand in this post", "another doctor"]);
}

fn text(words: &str) -> Content {
    Content::of_text(Platform::X, words)
}

fn save(stage: &Stage, post: &Post, content: &Content) -> Post {
    let save = json!({ "id": post.summary.id, "base_revision": post.revision_id, "content": content });
    stage.clinic().call("post_save", save)
}

fn copied(stage: &Stage, post: PostId) -> Post {
    let channels = [stage.clinic().channel(Platform::X).id];
    let batch: Batch = stage.clinic().call("batch_copy", json!({ "post_id": post, "channels": channels }));
    batch.posts.into_iter().next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_who_wrote_the_words_and_not_who_made_it() {
    let (stage, meera, sam) = stage_where_another_signs().await;
    sit(&stage, sam);
    let written = stage.clinic().compose(Platform::X, &text("Flu shots from Thursday.")).summary.id;

    stage.clinic().as_receptionist();
    let by_reception = copied(&stage, written).summary.id;
    wait_for_a_doctor(&stage, by_reception, 20);
    is_for_another(sign_as(&stage, sam, by_reception));

    // A copy of the copy, made by the other doctor: it is still Sam's, and was never hers.
    sit(&stage, meera);
    let by_meera = copied(&stage, by_reception).summary.id;
    wait_for_a_doctor(&stage, by_meera, 25);
    is_for_another(sign_as(&stage, sam, by_meera));
    sign_as(&stage, meera, by_meera).unwrap();
    stage.posted(by_meera).await;
    // The end of every stage has the record verified, which asks the same question of it.
    stage.holds_exactly(&[by_meera]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_posts_share_is_everybodys_who_wrote_in_it() {
    let (stage, meera, sam) = stage_where_another_signs().await;
    stage.clinic().as_receptionist();
    let channels = [stage.clinic().channel(Platform::X).id];
    let begun: Batch = stage.clinic().call("batch_begin", json!({ "channels": channels }));
    let share = |batch: &Batch, text: &str| -> Batch {
        stage.clinic().call("shared_save", json!({ "batch_id": batch.id, "base": batch.canonical, "text": text }))
    };
    // Reception takes the post off, Sam writes the shared text, reception mends it and lets the post follow it again.
    let off = save(&stage, &begun.posts[0], &text("To be written."));
    assert!(!off.linked);
    sit(&stage, sam);
    let by_sam = share(&begun, "Flu shots from Thursday.");
    stage.clinic().as_receptionist();
    share(&by_sam, "Flu shots from Thursday on.");
    let follow = json!({ "id": off.summary.id, "base_revision": off.revision_id });
    let post: Post = stage.clinic().call("post_follow", follow);
    assert_eq!(post.content.parts[0].text, "Flu shots from Thursday on.");
    wait_for_a_doctor(&stage, post.summary.id, 20);
    is_for_another(sign_as(&stage, sam, post.summary.id));
    sign_as(&stage, meera, post.summary.id).unwrap();
    stage.posted(post.summary.id).await;

    // Who lets a post follow what others wrote has not written it.
    sit(&stage, meera);
    let begun: Batch = stage.clinic().call("batch_begin", json!({ "channels": channels }));
    sit(&stage, sam);
    let off = save(&stage, &begun.posts[0], &text("To be written."));
    stage.clinic().as_receptionist();
    share(&begun, "Blood tests from eight.");
    sit(&stage, meera);
    let follow = json!({ "id": off.summary.id, "base_revision": off.revision_id });
    let second: Post = stage.clinic().call("post_follow", follow);
    wait_for_a_doctor(&stage, second.summary.id, 20);
    is_for_another(sign_as(&stage, sam, second.summary.id));
    sign_as(&stage, meera, second.summary.id).unwrap();
    stage.posted(second.summary.id).await;
    stage.holds_exactly(&[post.summary.id, second.summary.id]);
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_were_cut_out_and_put_in_again_stay_who_wrote_thems() {
    let (stage, _, sam) = stage_where_another_signs().await;
    sit(&stage, sam);
    let written = stage.clinic().compose(Platform::X, &text("Flu shots from Thursday."));
    stage.clinic().as_receptionist();
    let empty = save(&stage, &written, &text(""));
    save(&stage, &empty, &text("Flu shots from Thursday."));
    wait_for_a_doctor(&stage, written.summary.id, 20);
    is_for_another(sign_as(&stage, sam, written.summary.id));
    // An earlier version brought back by hand is a version like any other.
    stage.clinic().as_receptionist();
    let versions: Vec<Version> = stage.clinic().call("post_versions", json!({ "id": written.summary.id }));
    let now = stage.clinic().post(written.summary.id);
    let post = save(&stage, &now, &text("Something else."));
    save(&stage, &post, &versions[0].content);
    wait_for_a_doctor(&stage, written.summary.id, 20);
    is_for_another(sign_as(&stage, sam, written.summary.id));
    stage.holds_exactly(&[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_writer_drafted_is_nobodys_until_somebody_writes_into_it() {
    let (stage, meera, sam) = stage_where_another_signs().await;
    sit(&stage, meera);
    let drafted = stage.clinic().draft("Flu shots");
    let on_x = drafted.posts.iter().find(|post| post.summary.platform == Platform::X).unwrap();
    stage.clinic().plan_in(on_x.summary.id, 20);
    sign_as(&stage, meera, on_x.summary.id).unwrap();
    stage.posted(on_x.summary.id).await;

    sit(&stage, sam);
    let again = stage.clinic().draft("Blood tests");
    let on_x_too = again.posts.iter().find(|post| post.summary.platform == Platform::X).unwrap();
    let mut mine = on_x_too.content.clone();
    mine.parts[0].text = "Blood tests from eight, says Dr. Okafor.".into();
    save(&stage, on_x_too, &mine);
    wait_for_a_doctor(&stage, on_x_too.summary.id, 20);
    is_for_another(sign_as(&stage, sam, on_x_too.summary.id));
    sign_as(&stage, meera, on_x_too.summary.id).unwrap();
    stage.posted(on_x_too.summary.id).await;
    stage.holds_exactly(&[on_x.summary.id, on_x_too.summary.id]);
}
