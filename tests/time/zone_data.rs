//! New zone data: the instant is derived again from the wall clock that was meant, wherever that puts it.

use countersign_core::api::types::{DisplayState, PlanResult};
use countersign_core::model::zone::Zone;
use countersign_core::model::{Content, Millis, Platform, PostId};
use countersign_core::store::{Db, StoreError, StoreOptions, Value as Stored};
use countersign_practice::Action;
use countersign_tests::clinic::{Instead, ZONE, vault_options};
use countersign_tests::stage::Stage;
use countersign_vault::Vault;
use serde_json::json;

use crate::{FACEBOOK, ON_FACEBOOK, asks, due, sleep, stage_with_an_upload_on_its_way, state, went_out_at};

const DAY: i64 = 24 * 60 * Millis::MINUTE;

/// Makes the clinic's database look as older zone data would have left it: the instant of each plan off by so much.
fn as_older_zone_data_left_it(stage: &Stage, post: PostId, off_by: i64) {
    alter(stage, "UPDATE plan SET due_at = due_at + $1 WHERE post_id = $2", Stored::from(off_by), post);
}

fn alter(stage: &Stage, statement: &'static str, value: Stored, post: PostId) {
    let vault = Vault::open(&vault_options(&stage.data(), &stage.with(), &Instead::default())).unwrap();
    let path = stage.data().join("countersign.db");
    let db = Db::open(StoreOptions { path, key: vault.data_key().clone(), max_pages: None }, |_| {}).unwrap();
    db.write(move |tx| {
        tx.run("UPDATE clinic SET zone_data = '2020a'", &[])?;
        tx.run(statement, &[value.clone(), Stored::from(post)])?;
        Ok::<_, StoreError>(())
    })
    .unwrap();
}

/// A closed clinic with a signed post that is meant for three hours from now, and that older data had an hour later.
async fn closed_stage() -> (Stage, PostId, Millis) {
    let mut stage = Stage::set().await;
    let post = stage.signed(&Content::of_text(Platform::X, "We are open."), 180);
    let meant = due(&stage, post);
    stage.close().await;
    as_older_zone_data_left_it(&stage, post, 60 * Millis::MINUTE);
    (stage, post, meant)
}

#[tokio::test(flavor = "multi_thread")]
async fn new_zone_data_keeps_the_clock_time_that_was_meant() {
    let (mut stage, post, meant) = closed_stage().await;
    stage.open();
    assert_eq!((due(&stage, post), state(&stage, post)), (meant, DisplayState::Signed));
    let entry = stage.story(post).into_iter().find(|entry| entry.action == "plan.rederived").unwrap();
    assert_eq!(entry.by, "Countersign");
    stage.clinic().advance_awake(170 * Millis::MINUTE);
    stage.posted(post).await;
    went_out_at(&stage, post, meant);
    stage.holds_exactly(&[post]);
    stage.close().await;
    stage.open();
    let derived = stage.story(post).into_iter().filter(|entry| entry.action == "plan.rederived").count();
    assert_eq!(derived, 1, "the same data derives nothing again");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instant_that_moves_into_the_past_goes_out_within_the_grace() {
    let (mut stage, post, meant) = closed_stage().await;
    stage.clock.advance(190 * Millis::MINUTE);
    stage.open();
    stage.posted(post).await;
    assert_eq!(due(&stage, post), meant);
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instant_that_moves_further_into_the_past_asks_and_sends_nothing() {
    let (mut stage, post, _) = closed_stage().await;
    stage.clock.advance(200 * Millis::MINUTE);
    stage.open();
    let missed = stage.clinic().until(post, &[DisplayState::Missed]).await;
    asks(&stage, &missed, "Choose a new time");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instant_that_moves_out_of_the_signed_window_waits_for_the_doctor() {
    let mut stage = Stage::set().await;
    let post = stage.signed(&Content::of_text(Platform::X, "We are open."), 20);
    let last = due(&stage, post).plus(14 * DAY);
    let face = Zone::named(ZONE).unwrap().clock_at(last);
    let asked = json!({ "post_id": post, "date": face.date(), "time": face.time(), "zone": ZONE });
    let moved: PlanResult = stage.clinic().call("plan_set", asked);
    assert_eq!(moved.signature_kept, Some(true));
    stage.close().await;
    // Where the clocks were put back by half an hour since.
    alter(&stage, "UPDATE plan SET zone = $1 WHERE post_id = $2", Stored::from("Asia/Karachi"), post);
    stage.open();
    assert_eq!((due(&stage, post), state(&stage, post)), (last.plus(30 * Millis::MINUTE), DisplayState::Waiting));
    sleep(&stage, 14 * 24 * 60 + 45);
    stage.holds_exactly(&[]);
    stage.sign(post);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wall_clock_that_new_data_never_shows_keeps_the_instant_that_was_promised() {
    let mut stage = Stage::set().await;
    let post = stage.signed(&Content::of_text(Platform::X, "We are open."), 20);
    let promised = due(&stage, post);
    stage.close().await;
    alter(
        &stage,
        "UPDATE plan SET wall = '2027-03-28T02:30', zone = $1 WHERE post_id = $2",
        Stored::from("Europe/Berlin"),
        post,
    );
    stage.open();
    assert_eq!(due(&stage, post), promised);
    stage.posted(post).await;
    went_out_at(&stage, post, promised);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_run_had_claimed_by_the_old_instant_goes_out_at_the_new_one() {
    let (mut stage, post) = stage_with_an_upload_on_its_way().await;
    let old = due(&stage, post);
    // What was meant is half an hour later than the data had it that this run claimed by.
    alter(&stage, "UPDATE plan SET zone = $1 WHERE post_id = $2", Stored::from("Asia/Karachi"), post);
    let newer = stage.another();
    assert_eq!(newer.post(post).summary.state, DisplayState::Signed);
    let control = stage.control().clone();
    tokio::join!(stage.close(), async { control.release_held() });
    newer.close().await;
    stage.open();
    stage.clinic().advance_awake(10 * Millis::MINUTE);
    assert!(stage.control().ledger().is_empty(), "that was the old instant");
    stage.until(post, &[DisplayState::Posted], 60).await;
    went_out_at(&stage, post, old.plus(30 * Millis::MINUTE));
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_doubt_when_its_instant_moves_is_looked_for_and_not_sent_at_the_new_one() {
    let mut stage = Stage::set().await;
    let post = stage.signed(&Content::of_text(Platform::Facebook, "We are open."), 10);
    stage.fault(FACEBOOK, ON_FACEBOOK, 0, 1, Action::DropAfterAccept);
    stage.until(post, &[DisplayState::Doubt], 15).await;
    stage.close().await;
    alter(&stage, "UPDATE plan SET zone = $1 WHERE post_id = $2", Stored::from("Asia/Karachi"), post);
    stage.open();
    stage.until(post, &[DisplayState::Posted], 30).await;
    stage.clinic().advance_awake(40 * Millis::MINUTE);
    assert_eq!(stage.asked(ON_FACEBOOK), 1);
    assert_eq!(stage.control().ledger().len(), 1);
}
