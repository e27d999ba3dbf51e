//! Whom a signed message does not reach after all: who said stop by whatever way, was erased, or did not agree to its kind.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_stop_of_somebody_who_was_erased_while_their_message_was_under_way_is_kept() {
    let bench = bench().await;
    let post = bench.signed(3, &[(1, Fate::HeldOptedOut)]);
    let order = bench.order();
    bench.under_way().await;
    bench.of(&order[1], "recipient_forget");
    bench.messaging.release.notify_one();
    bench.until(post, &[DisplayState::Posted]).await;
    let sending = bench.message(post).sending.unwrap();
    assert_eq!((sending.sent, sending.not_sent, sending.unclear), (2, 1, 0));
    assert!(bench.said_stop(&order[1]), "nobody takes them in again");
    bench.is_in_order();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_somebody_who_was_erased_while_their_message_was_under_way_no_id_is_kept() {
    let bench = bench().await;
    let post = bench.signed(3, &[(1, Fate::Held)]);
    let order = bench.order();
    bench.under_way().await;
    bench.of(&order[1], "recipient_forget");
    bench.messaging.release.notify_one();
    bench.until(post, &[DisplayState::Posted]).await;
    assert_eq!(bench.message(post).sending.unwrap().sent, 3);
    bench.clinic.call::<Value>("message_refresh", json!({ "id": post }));
    let asked = bench.messaging.asked();
    assert_eq!(asked.len(), 2, "the id of a message holds the number");
    assert!(!asked.iter().any(|id| id.contains(&order[1])));
    bench.is_in_order();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_left_out_before_the_first_message_is_on_record() {
    let bench = bench().await;
    let post = bench.signed(3, &[]);
    let order = bench.order();
    bench.of(&order[1], "recipient_forget");
    bench.until(post, &[DisplayState::Posted]).await;
    assert_eq!(bench.messaging.sent(), [0, 2].map(|place: usize| order[place].clone()));
    assert!(bench.record().contains("left out a recipient who may not be written to"));
    bench.is_in_order();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_by_number_counts_however_the_number_is_written() {
    let bench = bench().await;
    let post = bench.signed(3, &[]);
    let order = bench.order();
    let (home, rest) = order[1].split_at(2);
    bench.clinic.call::<Value>("recipient_stop_number", json!({ "number": format!("00{home} (0){rest}") }));
    // Nobody here has this one, and nobody will be written to at it.
    bench.clinic.call::<Value>("recipient_stop_number", json!({ "number": "+41 79 555 01 23" }));
    assert!(bench.said_stop("41795550123"));
    bench.until(post, &[DisplayState::Posted]).await;
    assert_eq!(bench.messaging.sent(), [0, 2].map(|place: usize| order[place].clone()));
    bench.is_in_order();
}

#[tokio::test(flavor = "multi_thread")]
async fn marketing_does_not_reach_who_agreed_to_service_only_whatever_the_list_was_taken_for() {
    let bench = bench().await;
    let list = bench.list_of(2);
    let add = json!({
        "number": "+919845099999", "name": "", "consent_to": "service", "consent_on": "2026-10-01",
        "consent_how": "Form", "consent_proof": "", "list": list
    });
    bench.clinic.call::<Value>("recipient_add", add);
    let seen: AudienceChosen = bench.clinic.call("audience_take", json!({ "id": list, "category": "marketing" }));
    let left_out = ["1 agreed to service messages only, and this is marketing."];
    assert_eq!((seen.audience.count, seen.seen.left_out.as_slice()), (2, left_out.map(String::from).as_slice()));
    let content = bench.content_for(list, TemplateCategory::Utility);
    let post = bench.clinic.compose(Platform::Whatsapp, &content).summary.id;
    assert_eq!((bench.message(post).count, bench.message(post).lost), (3, 1), "the doctor sees it");
    bench.clinic.plan_in(post, 5);
    bench.clinic.sign(post).unwrap();
    bench.until(post, &[DisplayState::Posted]).await;
    assert_eq!(bench.messaging.sent().len(), 2);
    let told = bench.results(post).recipients.into_iter().find_map(|one| one.message);
    assert_eq!(told.as_deref(), Some("Agreed to service messages only, so this was not sent."));
    bench.is_in_order();
}
