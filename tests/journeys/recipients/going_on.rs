//! When a message goes on to others by itself, and when somebody has to say so first.

use super::*;

const SAID: &str = "Its time passed before it was sent to all";

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_stood_still_longer_than_the_grace_reaches_nobody_else_before_somebody_says_so() {
    let bench = bench().await;
    let post = bench.signed(4, &[(1, Fate::Held)]);
    bench.under_way().await;
    bench.clinic.call::<Value>("publishing_stop", Value::Null);
    bench.messaging.release.notify_one();
    bench.until(post, &[DisplayState::Signed, DisplayState::PartlyPosted]).await;
    // Nobody is there for four days.
    bench.clock.advance(4 * 24 * 60 * 60_000);
    bench.clinic.as_doctor();
    done(bench.clinic.api().resume(false));
    let ended = bench.until(post, &[DisplayState::PartlyPosted]).await;
    let said = ended.delivery.unwrap().message.unwrap();
    assert!(said.starts_with(SAID) && said.contains("Sent to 2 of 4. 2 still wait."), "{said}");
    assert_eq!(bench.messaging.sent().len(), 2);
    bench.clinic.as_receptionist();
    bench.clinic.call::<Value>("delivery_retry", json!({ "id": post }));
    bench.until(post, &[DisplayState::Posted]).await;
    assert_eq!(bench.messaging.sent().len(), 4);
    bench.is_in_order();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_goes_on_is_not_late() {
    let bench = bench().await;
    bench.clinic.as_doctor();
    let mut clinic: Value = bench.clinic.call("clinic_get", Value::Null);
    clinic["grace_minutes"] = json!(6);
    bench.clinic.call::<Value>("clinic_update", clinic);
    bench.clinic.as_receptionist();
    // The last one's turn comes after the grace of the beginning, and within that of the one before.
    let post = bench.signed(3, &[(1, Fate::Wait(5 * 60_000)), (2, Fate::Wait(9 * 60_000))]);
    bench.until(post, &[DisplayState::Posted]).await;
    assert_eq!(bench.messaging.sent().len(), 3);
    bench.is_in_order();
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_two_numbers_gets_a_message_once() {
    let bench = bench().await;
    let content = bench.content(bench.list_of(3));
    let order = bench.order();
    bench.messaging.known_as(&order[0], &order[2]);
    let post = bench.clinic.compose(Platform::Whatsapp, &content).summary.id;
    bench.clinic.plan_in(post, 5);
    bench.clinic.sign(post).unwrap();
    bench.until(post, &[DisplayState::Posted]).await;
    assert_eq!(bench.messaging.sent(), order[..2]);
    let left_out = bench.results(post).recipients.into_iter().find(|one| one.state == PartState::Rejected).unwrap();
    assert!(left_out.message.unwrap().contains("by another number of theirs"));
    bench.is_in_order();
}

#[tokio::test(flavor = "multi_thread")]
async fn taking_down_what_is_unclear_does_not_say_that_nobody_got_it() {
    let bench = bench().await;
    let post = bench.signed(2, &[(0, Fate::Lost), (1, Fate::Lost)]);
    bench.until(post, &[DisplayState::PartlyPosted]).await;
    let down: TakeDown = bench.clinic.call("post_take_down", json!({ "ids": [post] }));
    assert_eq!(down.posts[0].begun, TakeDownBegun::Kept);
    let now = bench.clinic.post(post);
    assert_eq!(now.summary.state, DisplayState::PartlyPosted);
    assert!(now.delivery.unwrap().message.unwrap().contains("2 are unclear"));
    bench.is_in_order();
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_hours_of_a_channel_end_in_the_middle_somebody_says_when_the_others_get_it() {
    let bench = bench().await;
    let post = bench.signed(4, &[(1, Fate::Held)]);
    bench.under_way().await;
    bench.clinic.as_doctor();
    let windows: Vec<Value> = (1..=7).map(|day| json!({ "weekday": day, "from": "09:00", "until": "17:00" })).collect();
    let channel = bench.clinic.channel(Platform::Whatsapp).id;
    // A message that was begun is not counted again, and needs no gap.
    let pace = json!({ "channel_id": channel, "windows": windows, "most_a_day": 1, "gap_minutes": 30 });
    let _: Value = bench.clinic.call("policy_set_pace", pace);
    bench.messaging.release.notify_one();
    let ended = bench.until(post, &[DisplayState::PartlyPosted]).await;
    let said = ended.delivery.unwrap().message.unwrap();
    assert!(said.contains("Outside the clinic's hours") && said.contains("Sent to 2 of 4. 2 still wait."), "{said}");
    let refused = bench.clinic.refused("delivery_retry", json!({ "id": post }));
    assert!(refused.message.contains("The next free time is Sat 21 Nov, 09:00"), "{refused:?}");
    bench.clinic.advance_awake(60 * 60_000);
    bench.clinic.call::<Value>("delivery_retry", json!({ "id": post }));
    bench.until(post, &[DisplayState::Posted]).await;
    assert_eq!(bench.messaging.sent().len(), 4);
    bench.is_in_order();
}
