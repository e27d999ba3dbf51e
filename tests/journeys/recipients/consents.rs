//! A consent or a list that changes after a message was signed: nobody gets what they do not agree to any more, and the
//! message keeps whom it was signed for.

use countersign_core::api::types::{ConsentShown, Recipient};
use countersign_core::clinic::ConsentTo;

use super::*;

impl Bench {
    /// The recipient who has a number.
    fn recipient(&self, number: &str) -> Recipient {
        let asked = json!({ "search": number, "list": null, "from": 0 });
        let mut found: RecipientPage = self.clinic.call("recipient_list", asked);
        assert_eq!(found.found, 1);
        found.recipients.remove(0)
    }

    /// Keeps that somebody agrees to service messages only from now on.
    fn lower(&self, number: &str) -> Recipient {
        let new = json!({
            "id": self.recipient(number).id, "consent_to": "service", "consent_on": "2026-11-20",
            "consent_how": "Told us by phone", "consent_proof": ""
        });
        self.clinic.call("recipient_consent_renew", new)
    }

    /// What is said of the one whom the message did not reach.
    fn left_out(&self, post: PostId) -> Vec<Option<String>> {
        let results = self.results(post).recipients.into_iter();
        results.filter(|one| one.state == PartState::Rejected).map(|one| one.message).collect()
    }
}

fn not_agreed() -> Vec<Option<String>> {
    vec![Some("Agreed to service messages only, so this was not sent.".to_owned())]
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_consent_was_lowered_after_the_signature_gets_no_marketing() {
    let bench = bench().await;
    let post = bench.signed(3, &[]);
    let order = bench.order();
    assert_eq!(bench.message(post).lost, 0);
    let now = bench.lower(&order[1]);
    assert_eq!((now.consent.to, now.consent.on_label.as_str()), (ConsentTo::Service, "Fri 20 Nov 2026"));
    let earlier: Vec<(ConsentTo, &str)> =
        now.earlier.iter().map(|ConsentShown { to, on_label, .. }| (*to, on_label.as_str())).collect();
    assert_eq!(earlier, [(ConsentTo::Marketing, "Thu 1 Oct 2026")], "nothing of what they had agreed to is lost");
    assert_eq!((bench.message(post).count, bench.message(post).lost), (3, 1), "it is said before it goes out");
    let ended = bench.until(post, &[DisplayState::Posted]).await;
    assert_eq!(bench.messaging.sent(), [0, 2].map(|place: usize| order[place].clone()));
    assert_eq!(ended.delivery.unwrap().message.unwrap(), "Sent to 2 of 3. 1 was left out or could not be reached.");
    assert_eq!(bench.left_out(post), not_agreed());
    let record = bench.record();
    assert!(record.contains("noted that a recipient agrees to service messages only from now on"));
    assert!(record.contains("left out a recipient who may not be written to"));
    assert!(!record.contains("Told us by phone"), "the record holds nothing of what they said");
    bench.is_in_order();
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_consent_is_lowered_between_two_messages_gets_none() {
    let bench = bench().await;
    let post = bench.signed(4, &[(1, Fate::Held)]);
    let order = bench.order();
    bench.under_way().await;
    bench.lower(&order[2]);
    bench.messaging.release.notify_one();
    bench.until(post, &[DisplayState::Posted]).await;
    assert_eq!(bench.messaging.sent(), [0, 1, 3].map(|place: usize| order[place].clone()));
    assert_eq!(bench.left_out(post), not_agreed());
    bench.is_in_order();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_that_a_file_lowers_counts_for_what_was_signed_before() {
    let bench = bench().await;
    let post = bench.signed(3, &[]);
    let order = bench.order();
    let lists: Vec<RecipientList> = bench.clinic.call("recipient_lists", Value::Null);
    let rows = format!(
        "Number;Consent to;Consent date;Consent how\n+{};service;2026-11-20;By phone\n+{};service;2026-09-01;Older\n",
        order[0], order[1]
    );
    let file = STANDARD.encode(rows);
    let seen: RecipientFileSeen = bench.clinic.call("recipient_file_check", json!({ "file": file }));
    assert_eq!((seen.renewed, seen.lowered, seen.known, seen.new), (1, 1, 1, 0), "said before it is taken in");
    assert_eq!(bench.message(post).lost, 0);
    let take = json!({ "file": file, "list": lists[0].id, "seen": seen.seen });
    bench.clinic.call::<RecipientFileSeen>("recipient_file_take", take);
    bench.until(post, &[DisplayState::Posted]).await;
    assert_eq!(bench.messaging.sent(), [1, 2].map(|place: usize| order[place].clone()));
    assert!(bench.record().contains("took in recipients from a file: 0 new, 1 with a newer consent"));
    assert_eq!(bench.left_out(post), not_agreed());
    bench.is_in_order();
}

#[tokio::test(flavor = "multi_thread")]
async fn no_new_consent_is_kept_of_who_said_stop() {
    let bench = bench().await;
    let post = bench.signed(2, &[]);
    let order = bench.order();
    bench.opt_out(&order[0]);
    let new = json!({
        "id": bench.recipient(&order[0]).id, "consent_to": "marketing", "consent_on": "2026-11-20",
        "consent_how": "Signed the form again", "consent_proof": ""
    });
    let refused = bench.clinic.refused("recipient_consent_renew", new);
    assert!(refused.message.contains("This person said stop"), "{refused:?}");
    assert!(bench.recipient(&order[0]).earlier.is_empty());
    bench.until(post, &[DisplayState::Posted]).await;
    assert_eq!(bench.messaging.sent(), [order[1].clone()]);
    bench.is_in_order();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_was_signed_for_a_list_outlives_it() {
    let bench = bench().await;
    let post = bench.signed(2, &[]);
    let order = bench.order();
    let lists: Vec<RecipientList> = bench.clinic.call("recipient_lists", Value::Null);
    let id = lists[0].id;
    let left: Vec<RecipientList> = bench.clinic.call("recipient_list_remove", json!({ "id": id }));
    assert!(left.is_empty(), "it is offered nowhere any more");
    let refused = bench.clinic.refused("audience_take", json!({ "id": id, "category": "marketing" }));
    assert!(refused.message.contains("This list was removed"), "{refused:?}");
    assert!(order.iter().all(|number| bench.recipient(number).lists.is_empty()), "all of them are recipients");
    let message = bench.message(post);
    assert_eq!((message.list.as_deref(), message.count, message.lost), (Some("News"), 2, 0));
    bench.until(post, &[DisplayState::Posted]).await;
    assert_eq!(bench.messaging.sent(), order);
    assert!(bench.record().contains("removed a list of recipients"));
    bench.is_in_order();
}
