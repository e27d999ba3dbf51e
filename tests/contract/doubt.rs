//! What a platform never answered: looked for before anything is sent again, and never sent twice.

use countersign_core::api::types::DisplayState;
use countersign_core::model::PartRole;
use countersign_practice::Action;
use countersign_tests::stage::{Stage, and};
use serde_json::{Value, json};

use crate::facts::{Facts, X};

crate::for_every_platform!(
    an_error_before_accepting_is_proven_absent_and_sent_again,
    an_error_after_accepting_is_found_and_not_sent_again,
    a_dropped_answer_is_found_and_not_sent_again,
    a_dropped_answer_to_a_first_comment_is_found_and_not_sent_again,
    a_post_that_can_not_be_read_back_at_once_is_still_sent_once,
    a_post_that_can_not_be_read_back_for_long_is_still_sent_once,
    an_error_under_status_200_is_no_success,
    a_held_answer_is_waited_for,
    a_slow_answer_is_waited_for,
    a_connection_closed_at_once_counts_as_doubt,
    reading_back_that_fails_proves_nothing,
    a_failed_reading_is_none_of_the_two_that_prove_an_absence,
);

crate::for_tiktok!(
    an_error_before_accepting_is_proven_absent_and_sent_again,
    an_error_after_accepting_is_found_and_not_sent_again,
    a_dropped_answer_is_found_and_not_sent_again,
    a_post_that_can_not_be_read_back_at_once_is_still_sent_once,
    a_post_that_can_not_be_read_back_for_long_is_still_sent_once,
    an_error_under_status_200_is_no_success,
    a_held_answer_is_waited_for,
    a_slow_answer_is_waited_for,
    a_connection_closed_at_once_counts_as_doubt,
    reading_back_that_fails_proves_nothing,
    a_failed_reading_is_none_of_the_two_that_prove_an_absence,
);

/// One commit goes wrong in this way; however that ends, the post is public once, after so many commits.
async fn check(on: &Facts, action: Action, commits: usize) {
    let stage = Stage::set().await;
    let post = stage.signed(&on.text("We are open."), 5);
    stage.fault(on.practice, on.commit, 0, 1, action);
    stage.until(post, &[DisplayState::Doubt], 15).await;
    stage.posted(post).await;
    assert_eq!(stage.asked(on.commit), commits);
    assert!(stage.asked(on.read_back) > on.before_read_back as usize, "the platform was read back");
    stage.holds_exactly(&[post]);
}

async fn an_error_before_accepting_is_proven_absent_and_sent_again(on: &Facts) {
    check(on, Action::ServerError { after_accept: false, status: 500 }, 2).await;
}

async fn an_error_after_accepting_is_found_and_not_sent_again(on: &Facts) {
    check(on, Action::ServerError { after_accept: true, status: 503 }, 1).await;
}

async fn a_dropped_answer_is_found_and_not_sent_again(on: &Facts) {
    check(on, Action::DropAfterAccept, 1).await;
}

async fn an_error_under_status_200_is_no_success(on: &Facts) {
    check(on, Action::ErrorIn200, 2).await;
}

async fn a_connection_closed_at_once_counts_as_doubt(on: &Facts) {
    check(on, Action::RefuseBefore, 2).await;
}

async fn a_dropped_answer_to_a_first_comment_is_found_and_not_sent_again(on: &Facts) {
    let stage = Stage::set().await;
    let post = stage.signed(&on.commented("We are open.", "Until six."), 5);
    stage.fault(on.practice, on.comment, on.before_comment, 1, Action::DropAfterAccept);
    stage.until(post, &[DisplayState::Doubt], 15).await;
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    assert_eq!(stage.asked(on.comment), on.before_comment as usize + 1);
}

async fn hidden(on: &Facts, reads: u32) {
    let stage = Stage::set().await;
    let post = stage.signed(&on.text("We are open."), 5);
    stage.fault(on.practice, on.commit, 0, 1, Action::HideFromRead { reads, at_most_ms: None });
    stage.fault(on.practice, on.commit, 0, 1, Action::DropAfterAccept);
    stage.until(post, &[DisplayState::Doubt], 15).await;
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

async fn a_post_that_can_not_be_read_back_at_once_is_still_sent_once(on: &Facts) {
    hidden(on, 2).await;
}

async fn a_post_that_can_not_be_read_back_for_long_is_still_sent_once(on: &Facts) {
    hidden(on, 4).await;
}

async fn a_held_answer_is_waited_for(on: &Facts) {
    let stage = Stage::set().await;
    let post = stage.signed(&on.text("We are open."), 5);
    stage.fault(on.practice, on.commit, 0, 1, Action::Hold { after_accept: true });
    stage.clock.advance(5 * 60_000);
    stage.control().until_held(1).await;
    assert_eq!(stage.clinic().post(post).summary.state, DisplayState::Going);
    stage.clock.advance(60_000);
    stage.control().release_held();
    stage.clinic().until(post, &[DisplayState::Posted]).await;
    assert_eq!(stage.asked(on.commit), 1);
    stage.holds_exactly(&[post]);
}

async fn a_slow_answer_is_waited_for(on: &Facts) {
    let stage = Stage::set().await;
    let post = stage.signed(&on.text("We are open."), 5);
    stage.fault(on.practice, on.commit, 0, 1, Action::Slow { ms: 600 });
    stage.posted(post).await;
    assert_eq!(stage.asked(on.commit), 1);
    stage.holds_exactly(&[post]);
}

async fn reading_back_that_fails_proves_nothing(on: &Facts) {
    let stage = Stage::set().await;
    let post = stage.signed(&on.text("We are open."), 5);
    stage.fault(on.practice, on.commit, 0, 1, Action::DropAfterAccept);
    stage.fault(
        on.practice,
        on.read_back,
        on.before_read_back,
        3,
        Action::ServerError { after_accept: false, status: 503 },
    );
    stage.posted(post).await;
    assert_eq!(stage.asked(on.commit), 1, "nothing was sent again before the platform could be read");
    stage.holds_exactly(&[post]);
}

async fn a_failed_reading_is_none_of_the_two_that_prove_an_absence(on: &Facts) {
    let stage = Stage::set().await;
    let post = stage.signed(&on.text("We are open."), 5);
    stage.fault(on.practice, on.commit, 0, 1, Action::ServerError { after_accept: false, status: 500 });
    // Enough of them that the platform's own lag is over when the first reading succeeds.
    stage.fault(
        on.practice,
        on.read_back,
        on.before_read_back,
        4,
        Action::ServerError { after_accept: false, status: 503 },
    );
    stage.until(post, &[DisplayState::Doubt], 15).await;
    stage.posted(post).await;
    assert_eq!(stage.asked(on.commit), 2);
    assert!(
        stage.asked(on.read_back) >= on.before_read_back as usize + 6,
        "four readings failed, and two showed nothing"
    );
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_x_says_it_has_already_is_never_sent_on_and_on() {
    let mut stage = Stage::set().await;
    let post = stage.signed(&X.text("We are open."), 5);
    stage.fault(X.practice, X.commit, 0, 1, Action::HideFromRead { reads: 1_000, at_most_ms: None });
    stage.fault(X.practice, X.commit, 0, 1, Action::DropAfterAccept);
    let doubt = stage.until(post, &[DisplayState::Doubt], 15).await;
    assert!(doubt.delivery.unwrap().message.unwrap().contains("Nothing is sent twice"));
    stage.steps(30).await;
    assert_eq!(stage.clinic().post(post).summary.state, DisplayState::Doubt);
    assert_eq!(stage.asked(X.commit), 2, "X refused it as a duplicate: from then on only a person can say");
    assert_eq!(stage.control().ledger().len(), 1);
    let address = format!("https://x.com/lakeside_clinic/status/{}", stage.control().ledger()[0].id);
    let found = json!({ "post_id": post, "found": { "kind": "public", "address": address } });
    let _: Value = stage.clinic().call("delivery_decide", found);
    stage.close().await;
    stage.open();
    stage.holds_exactly(&[post]);
}

/// One answer of a thread with a first comment is dropped, the one after `skip` others.
async fn check_thread(skip: u32) {
    let stage = Stage::set().await;
    let thread = and(and(X.text("One."), PartRole::Thread, "Two."), PartRole::Thread, "Three.");
    let post = stage.signed(&and(thread, PartRole::FirstComment, "Four."), 5);
    stage.fault(X.practice, X.commit, skip, 1, Action::DropAfterAccept);
    stage.until(post, &[DisplayState::Doubt], 15).await;
    stage.posted(post).await;
    assert_eq!(stage.asked(X.commit), 4);
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_answer_to_the_second_post_of_a_thread_is_found_and_the_thread_goes_on() {
    check_thread(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_answer_to_the_last_post_of_a_thread_is_found_and_the_comment_follows() {
    check_thread(2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_answer_to_the_first_comment_of_a_thread_is_found_under_the_first_post() {
    check_thread(3).await;
}
