//! What is said: the same again, nearly the same, on two channels of a platform, and words and links that are not let out.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_same_and_nearly_the_same_are_refused_for_so_many_days() {
    let stage = Stage::set().await;
    let first = stage.signed(&x(LONG), 10);
    let (again, nearly) = (stage.signed(&x(LONG), 20), stage.signed(&x(NEARLY), 30));
    repeats(&stage, Some(7), None, false);
    stage.posted(first).await;
    until_held(&stage, again).await;
    is_held(&stage, again, "gate.claimed", "same_text", &["said the same on Sat 21 Nov", "7 days"]);
    stage.posted(nearly).await;
    repeats(&stage, Some(7), None, true);
    stage.clinic().as_receptionist();
    let other = draft(&stage, &x(NEARLY));
    let offer =
        refused(&stage, again, 60, "same_text", &["said the same on Sat 21 Nov", "7 days before it is said again"]);
    assert_eq!((offer.date.as_str(), offer.time.as_str()), ("2026-11-28", "00:00"));
    // What is planned counts as well as what went out.
    let offer = refused(&stage, other, 60, "near_text", &["the same on Sat 21 Nov"]);
    assert_eq!((offer.date.as_str(), offer.time.as_str()), ("2026-12-05", "00:00"));
    stage.holds_exactly(&[first, nearly]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nearly_repeats_is_held_at_the_gate_and_a_text_on_another_platform_is_none() {
    let stage = Stage::set().await;
    let (first, nearly) = (stage.signed(&x(LONG), 10), stage.signed(&x(NEARLY), 30));
    let elsewhere = stage.signed(&Content::of_text(Platform::Facebook, LONG), 35);
    repeats(&stage, Some(30), Some(30), true);
    stage.posted(first).await;
    until_held(&stage, nearly).await;
    is_held(&stage, nearly, "gate.claimed", "near_text", &["said nearly the same on Sat 21 Nov", "30 days"]);
    stage.posted(elsewhere).await;
    stage.holds_exactly(&[first, elsewhere]);
}

/// A post on a second channel of X, which a person serves.
fn on_the_other_channel(stage: &Stage, text: &str) -> PostId {
    stage.clinic().as_doctor();
    let new = json!({ "platform": "x", "name": "Kids", "account_name": "", "address": "https://x.com/lakeside_kids" });
    let channel: Channel = stage.clinic().call("channel_add_by_hand", new);
    let post: Post = stage.clinic().call("post_create", json!({ "channel_id": channel.id }));
    let save = json!({ "id": post.summary.id, "base_revision": post.revision_id, "content": x(text) });
    let _: Post = stage.clinic().call("post_save", save);
    let _: Post = stage.clinic().call("post_submit", json!({ "id": post.summary.id }));
    post.summary.id
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_on_two_channels_of_a_platform_is_refused_also_by_hand() {
    let stage = Stage::set().await;
    let first = stage.signed(&x(LONG), 10);
    let other = on_the_other_channel(&stage, NEARLY);
    stage.clinic().plan_in(other, 20);
    stage.sign(other);
    repeats(&stage, None, Some(3), true);
    stage.posted(first).await;
    // Its time comes, and it is not handed over.
    until_held(&stage, other).await;
    is_held(
        &stage,
        other,
        "gate.claimed",
        "cross_posted",
        &["said nearly the same on", "3 days between channels of X"],
    );
    let offer = refused(&stage, other, 60, "cross_posted", &["3 days between channels of X"]);
    assert_eq!(offer.date, "2026-11-24");
    stage.holds_exactly(&[first]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_and_a_link_that_are_not_let_out_block_the_draft_its_time_and_its_sending() {
    let stage = Stage::set().await;
    let signed =
        [stage.signed(&x("Painless flu shots."), 10), stage.signed(&x("Book at https://www.shots.example/flu"), 20)];
    words(&stage, &["painless"], &["shots.example"]);
    for (post, rule, said) in [
        (signed[0], "forbidden_word", "“painless” is on the clinic's list"),
        (signed[1], "forbidden_link", "may not lead to www.shots.example"),
    ] {
        until_held(&stage, post).await;
        is_held(&stage, post, "gate.claimed", rule, &[said, "signs it anew"]);
        let refused = stage.clinic().refused("plan_set", plan(&stage, post, 60));
        says(&refused, ErrorCode::OutsidePolicy, Some("time"), &[said]);
        assert!(!refused.message.contains("next free time"), "no time helps: {}", refused.message);
    }
    stage.holds_exactly(&[]);

    stage.clinic().as_receptionist();
    let channel = stage.clinic().channel(Platform::X).id;
    let ask = |text: &str| json!({ "channel_id": channel, "content": x(text) });
    let report: Report = stage.clinic().call("content_check", ask("PAIN\u{AD}LESS!"));
    assert_eq!(report.findings.iter().map(|it| it.code.word()).collect::<Vec<_>>(), ["forbidden_word"]);
    let begun: Post = stage.clinic().call("post_create", json!({ "channel_id": channel }));
    let fresh = begun.summary.id;
    let save = json!({ "id": fresh, "base_revision": begun.revision_id, "content": x("A painless shot.") });
    let _: Post = stage.clinic().call("post_save", save);
    let planned = stage.clinic().refused("plan_set", plan(&stage, fresh, 60));
    says(&planned, ErrorCode::OutsidePolicy, Some("time"), &["painless"]);
    // Mended, it is like any other.
    let post = stage.clinic().post(fresh);
    let save = json!({ "id": fresh, "base_revision": post.revision_id, "content": x("A quick shot.") });
    let _: Post = stage.clinic().call("post_save", save);
    let _: Post = stage.clinic().call("post_submit", json!({ "id": fresh }));
    stage.clinic().plan_in(fresh, 30);
    stage.sign(fresh);
    stage.posted(fresh).await;
    stage.holds_exactly(&[fresh]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_blocked_by_a_word_can_not_be_signed() {
    let stage = Stage::set().await;
    let post = stage.planned(&x("Painless flu shots."), 10);
    words(&stage, &["painless"], &[]);
    done(stage.clinic().api().open_signing(&pin()));
    let sheet: ReviewSheet = stage.clinic().call("review_open", json!({ "id": post }));
    assert!(sheet.cannot_sign.unwrap().contains("“painless”"));
}
