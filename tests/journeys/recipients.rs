//! Messages to recipients: from a file to the last of them, and what may go wrong between two of them.

mod consents;
mod going_on;
mod stops;

use std::fmt::Write as _;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_core::api::types::{
    ActivityPage, AudienceChosen, DisplayState, Message, MessagePage, Post, RecipientFileSeen, RecipientList,
    RecipientPage, TakeDown, Templates, Verification,
};
use countersign_core::clinic::NewChannel;
use countersign_core::model::{
    Audience, Content, Digest, ParameterPlace, PartState, Platform, PlatformOptions, PostId, RecipientListId, Secret,
    TemplateCategory, TemplateSlot,
};
use countersign_core::publish::TakeDownBegun;
use countersign_practice::{LedgerKind, Running, cast};
use countersign_tests::broadcast::{self, ANA};
use countersign_tests::clinic::{Clinic, Instead, MORNING, SharedClock, With, below, done, platforms};
use countersign_tests::messaging::{ACCOUNT, Fate, Messaging, template};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A clinic with a number on WhatsApp, whose answers the test decides.
struct Bench {
    clinic: Clinic,
    messaging: Arc<Messaging>,
    clock: SharedClock,
    with: With,
    folder: TempDir,
    _running: Running,
}

fn instead(messaging: &Arc<Messaging>) -> Instead {
    Instead { also: vec![Arc::clone(messaging) as _], ..Instead::default() }
}

async fn bench() -> Bench {
    let (clock, folder) = (SharedClock::at(MORNING), tempfile::tempdir().unwrap());
    let running = platforms(&clock).await;
    let (messaging, with) = (Messaging::new(), With::usual(&clock, &running));
    let clinic = Clinic::make_on(folder.path(), &with, &instead(&messaging));
    let new = NewChannel { platform: Platform::Whatsapp, account_id: ACCOUNT.into(), account_name: "Lakeside".into() };
    done(clinic.engine().seed_channel(&Secret::new("EAAsystem".into()), new));
    clinic.as_receptionist();
    Bench { clinic, messaging, clock, with, folder, _running: running }
}

/// The number of a row.
fn digits(row: usize) -> String {
    format!("9198450{row:05}")
}

/// A file of so many recipients.
fn file(count: usize) -> String {
    let mut file = "Name;Number;Consent to;Consent how;Consent date\n".to_owned();
    for row in 0..count {
        writeln!(file, "Person {row};+{};marketing;Form at reception;2026-10-01", digits(row)).unwrap();
    }
    STANDARD.encode(file)
}

impl Bench {
    /// Recipients taken in from a file onto a list.
    fn list_of(&self, count: usize) -> RecipientListId {
        let list: RecipientList = self.clinic.call("recipient_list_save", json!({ "id": null, "name": "News" }));
        let seen: RecipientFileSeen = self.clinic.call("recipient_file_check", json!({ "file": file(count) }));
        let taken: RecipientFileSeen =
            self.clinic.call("recipient_file_take", json!({ "file": file(count), "list": list.id, "seen": seen.seen }));
        assert_eq!((taken.new as usize, taken.problems.len()), (count, 0));
        list.id
    }

    fn content(&self, list: RecipientListId) -> Content {
        self.content_for(list, TemplateCategory::Marketing)
    }

    /// A message to those of a list who may get a template of a category.
    fn content_for(&self, list: RecipientListId, category: TemplateCategory) -> Content {
        let channel = self.clinic.channel(Platform::Whatsapp).id;
        let templates: Templates = self.clinic.call("template_refresh", json!({ "id": channel }));
        let chosen = templates.templates.into_iter().next().unwrap();
        let audience: AudienceChosen = self.clinic.call("audience_take", json!({ "id": list, "category": category }));
        let slot = TemplateSlot { place: ParameterPlace::Body, button: 0, name: "1".into() };
        assert_eq!(chosen.slots, std::slice::from_ref(&slot));
        let template = broadcast::filled(chosen, &["Monday"], audience.audience);
        let mut content = Content::of_text(Platform::Whatsapp, "whatever somebody writes here");
        content.options = PlatformOptions::Whatsapp { template: Some(Box::new(template)) };
        content
    }

    /// The numbers of everybody, in the order in which messages go out.
    fn order(&self) -> Vec<String> {
        let page: RecipientPage = self.clinic.call("recipient_list", json!({ "search": "", "list": null, "from": 0 }));
        let plain = |number: &str| number.chars().filter(char::is_ascii_digit).collect::<String>();
        let mut order: Vec<_> = page.recipients.iter().map(|one| (one.id, plain(&one.number))).collect();
        order.sort();
        order.into_iter().map(|(_, digits)| digits).collect()
    }

    /// A signed message to so many, due in five minutes, to whom these fates come in the order of their messages.
    fn signed(&self, count: usize, fates: &[(usize, Fate)]) -> PostId {
        let content = self.content(self.list_of(count));
        let order = self.order();
        for (place, fate) in fates {
            self.messaging.fate(&order[*place], *fate);
        }
        let post = self.clinic.compose(Platform::Whatsapp, &content).summary.id;
        self.clinic.plan_in(post, 5);
        self.clinic.sign(post).unwrap();
        post
    }

    /// Sends until the message that is held is under way.
    async fn under_way(&self) {
        let going = self.messaging.holding.notified();
        self.clinic.advance_awake(5 * 60_000);
        going.await;
    }

    async fn until(&self, post: PostId, states: &[DisplayState]) -> Post {
        self.clinic.until_within(post, states, 60).await
    }

    fn message(&self, post: PostId) -> Message {
        self.clinic.call("message_get", json!({ "id": post }))
    }

    fn results(&self, post: PostId) -> MessagePage {
        self.clinic.call("message_recipients", json!({ "post_id": post, "state": null, "from": 0 }))
    }

    /// Says something of the recipient who has a number.
    fn of(&self, number: &str, command: &str) {
        let found: RecipientPage =
            self.clinic.call("recipient_list", json!({ "search": number, "list": null, "from": 0 }));
        assert_eq!(found.found, 1);
        self.clinic.call::<Value>(command, json!({ "id": found.recipients[0].id }));
    }

    fn opt_out(&self, number: &str) {
        self.of(number, "recipient_opt_out");
    }

    /// What the record tells, as people read it.
    fn record(&self) -> String {
        let asked = json!({ "before": null, "correlation_id": null, "denied_only": false, "text": "" });
        serde_json::to_string(&self.clinic.call::<ActivityPage>("activity_list", asked).entries).unwrap()
    }

    /// Whether nobody can be added with a number, because its owner said stop.
    fn said_stop(&self, number: &str) -> bool {
        let add = json!({
            "number": format!("+{number}"), "name": "", "consent_to": "service", "consent_on": "2026-10-01",
            "consent_how": "Form", "consent_proof": "", "list": null
        });
        self.clinic.refused("recipient_add", add).message.contains("said stop")
    }

    /// Nobody got it twice, the record is whole, and no number is in it.
    fn is_in_order(&self) {
        let mut sent = self.messaging.sent();
        let count = sent.len();
        sent.sort();
        sent.dedup();
        assert_eq!(sent.len(), count, "somebody got it twice");
        let verified: Verification = self.clinic.call("activity_verify", Value::Null);
        assert_eq!(verified.broken_at, None);
        let mut verifier = countersign_record::Verifier::new(Vec::new());
        done(self.clinic.api().record_to_check(&mut verifier));
        let report = verifier.finish();
        assert!(report.is_whole(), "{:#?}", report.findings);
        let told = self.record();
        assert!(!told.contains("98450") && !told.contains("wamid"), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_template_goes_to_each_recipient_of_its_list_once() {
    let bench = bench().await;
    let post = bench.signed(5, &[]);
    let words = bench.clinic.post(post).content.parts[0].text.clone();
    assert_eq!(words, "Flu vaccines are here from Monday on.\n\nAnswer STOP to get no more of these.");
    bench.until(post, &[DisplayState::Posted]).await;
    assert_eq!(bench.messaging.sent().len(), 5);
    assert_eq!(bench.messaging.prepared(), 1, "once for all of them");
    let sending = bench.message(post).sending.unwrap();
    assert_eq!((sending.sent, sending.delivered, sending.sentence.as_str()), (5, 0, "Sent to 5 of 5."));
    let asked: Message = bench.clinic.call("message_refresh", json!({ "id": post }));
    assert_eq!(asked.sending.unwrap().delivered, 4, "what WhatsApp tells nothing of stays unknown");
    let down: TakeDown = bench.clinic.call("post_take_down", json!({ "ids": [post] }));
    assert_eq!(down.posts[0].begun, TakeDownBegun::Kept, "a message can't be taken back");
    bench.is_in_order();
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_says_stop_between_two_messages_gets_none() {
    let bench = bench().await;
    let post = bench.signed(4, &[(1, Fate::Held)]);
    let order = bench.order();
    bench.under_way().await;
    bench.opt_out(&order[2]);
    bench.messaging.release.notify_one();
    let ended = bench.until(post, &[DisplayState::Posted]).await;
    assert_eq!(bench.messaging.sent(), [0, 1, 3].map(|place: usize| order[place].clone()));
    let said = ended.delivery.unwrap().message.unwrap();
    assert_eq!(said, "Sent to 3 of 4. 1 was left out or could not be reached.");
    let left_out: Vec<_> =
        bench.results(post).recipients.into_iter().filter(|one| one.state == PartState::Rejected).collect();
    assert_eq!(left_out.len(), 1);
    assert_eq!(left_out[0].message.as_deref(), Some("Said stop, so nothing was sent."));
    bench.is_in_order();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_that_was_changed_after_it_was_signed_is_sent_to_nobody() {
    let bench = bench().await;
    let post = bench.signed(3, &[]);
    let mut changed = template();
    changed.body.push_str(" Bring your card.");
    bench.messaging.show(changed);
    let ended = bench.until(post, &[DisplayState::Failed]).await;
    assert!(ended.delivery.unwrap().message.unwrap().contains("changed since it was signed"));
    assert_eq!(bench.messaging.sent(), Vec::<String>::new());
    // Read anew it stands in the way before anybody signs.
    let channel = bench.clinic.channel(Platform::Whatsapp).id;
    bench.clinic.call::<Value>("template_refresh", json!({ "id": channel }));
    assert!(bench.clinic.post(post).report.blocks());
    bench.is_in_order();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_takes_over_sends_to_those_that_were_never_begun_and_to_nobody_twice() {
    let mut bench = bench().await;
    let post = bench.signed(5, &[(2, Fate::Held)]);
    let order = bench.order();
    bench.under_way().await;
    assert_eq!(bench.messaging.sent().len(), 3, "the third is under way");
    // Another run takes the clinic over, as after a crash.
    bench.with.seed += 1;
    let next = done(Clinic::open_on(bench.folder.path(), &bench.with, &instead(&bench.messaging)));
    next.as_receptionist();
    let before = std::mem::replace(&mut bench.clinic, next);
    bench.until(post, &[DisplayState::PartlyPosted]).await;
    bench.messaging.release.notify_one();
    before.close().await;
    assert_eq!(bench.messaging.sent(), order);
    let sending = bench.message(post).sending.unwrap();
    assert_eq!((sending.sent, sending.unclear, sending.waiting), (4, 1, 0));
    bench.clinic.call::<Value>("delivery_retry", json!({ "id": post }));
    bench.until(post, &[DisplayState::PartlyPosted, DisplayState::Waiting, DisplayState::Signed]).await;
    bench.clock.advance(60_000);
    bench.until(post, &[DisplayState::PartlyPosted]).await;
    assert_eq!(bench.messaging.sent().len(), 5, "who is unclear is never sent it again");
    bench.is_in_order();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_one_recipient_stops_no_other() {
    let bench = bench().await;
    let post = bench.signed(6, &[(0, Fate::Unreachable), (1, Fate::Wait(6_000)), (2, Fate::Lost), (3, Fate::OptedOut)]);
    let order = bench.order();
    bench.until(post, &[DisplayState::PartlyPosted]).await;
    assert_eq!(
        bench.messaging.sent(),
        [2, 4, 5, 1].map(|place: usize| order[place].clone()),
        "who has to wait comes last"
    );
    let sending = bench.message(post).sending.unwrap();
    assert_eq!((sending.sent, sending.not_sent, sending.unclear, sending.waiting), (3, 2, 1, 0));
    let seen: RecipientPage =
        bench.clinic.call("recipient_list", json!({ "search": order[3], "list": null, "from": 0 }));
    assert!(seen.recipients[0].opted_out.is_some(), "what WhatsApp was told counts here as well");
    bench.is_in_order();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stops_the_whole_sending_keeps_the_rest_for_later() {
    let bench = bench().await;
    let post = bench.signed(5, &[(2, Fate::Stop)]);
    let order = bench.order();
    let ended = bench.until(post, &[DisplayState::PartlyPosted]).await;
    assert_eq!(bench.messaging.sent(), [0, 1].map(|place: usize| order[place].clone()));
    let said = ended.delivery.unwrap().message.unwrap();
    assert_eq!(said, "WhatsApp takes no more of these. Sent to 2 of 5. 3 still wait.");
    bench.messaging.fate(&order[2], Fate::Sent);
    bench.clinic.as_receptionist();
    bench.clinic.call::<Value>("delivery_retry", json!({ "id": post }));
    bench.until(post, &[DisplayState::Posted]).await;
    let sent = bench.messaging.sent();
    assert_eq!(sent, [0, 1, 3, 4, 2].map(|place: usize| order[place].clone()), "whom it stopped at comes last");
    bench.is_in_order();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_that_changes_in_the_middle_goes_to_nobody_else() {
    let bench = bench().await;
    let post = bench.signed(5, &[(1, Fate::Held)]);
    let order = bench.order();
    bench.under_way().await;
    let going_on = bench.message(post).sending.unwrap();
    assert_eq!(
        (going_on.sent, going_on.going, going_on.unclear, going_on.waiting),
        (1, 1, 0, 3),
        "none is unclear yet"
    );
    let mut changed = template();
    changed.body.push_str(" Bring your card.");
    bench.messaging.show(changed);
    bench.clock.advance(61_000);
    bench.messaging.release.notify_one();
    let ended = bench.until(post, &[DisplayState::PartlyPosted]).await;
    assert_eq!(bench.messaging.sent(), [0, 1].map(|place: usize| order[place].clone()));
    let said = ended.delivery.unwrap().message.unwrap();
    assert_eq!(said, "The template was changed since it was signed. Sent to 2 of 5. 3 still wait.");
    bench.is_in_order();
}

#[tokio::test(flavor = "multi_thread")]
async fn recipients_that_nobody_took_here_stand_in_the_way_of_their_message_alone() {
    let bench = bench().await;
    let content = bench.content(bench.list_of(2));
    let of = |change: &dyn Fn(&mut Audience)| {
        let mut content = content.clone();
        let PlatformOptions::Whatsapp { template: Some(template) } = &mut content.options else { panic!() };
        change(template.audience.as_mut().unwrap());
        content
    };
    let changes: [&dyn Fn(&mut Audience); 2] =
        [&|audience| audience.count = 1, &|audience| audience.digest = Digest::of(b"nobody")];
    let channel = bench.clinic.channel(Platform::Whatsapp).id;
    for change in changes {
        let post: Post = bench.clinic.call("post_create", json!({ "channel_id": channel }));
        let id = post.summary.id;
        let save = json!({ "id": id, "base_revision": post.revision_id, "content": of(change) });
        let post: Post = bench.clinic.call("post_save", save);
        assert!(post.report.blocks(), "{:?}", post.report);
        let refused = bench.clinic.refused("post_submit", json!({ "id": id }));
        assert!(refused.message.contains("Choose the list again"), "{refused:?}");
        assert!(bench.message(id).price.countries.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn recipients_that_are_not_who_was_signed_hold_up_their_message_and_no_other_post() {
    let mut bench = bench().await;
    let post = bench.signed(3, &[]);
    let other = bench.clinic.compose(Platform::X, &Content::of_text(Platform::X, "Open on Monday.")).summary.id;
    bench.clinic.plan_in(other, 5);
    bench.clinic.sign(other).unwrap();
    bench.clinic.close().await;
    let one = "DELETE FROM audience_member WHERE recipient_id = (SELECT max(recipient_id) FROM audience_member)";
    below(bench.folder.path(), &bench.with).write(move |tx| tx.run(one, &[])).unwrap();
    bench.with.seed += 1;
    bench.clinic = done(Clinic::open_on(bench.folder.path(), &bench.with, &instead(&bench.messaging)));
    bench.clinic.as_receptionist();
    bench.until(other, &[DisplayState::Posted]).await;
    let held = bench.clinic.post(post).delivery.unwrap().message.unwrap();
    assert!(held.contains("The recipients are not those that were signed."), "{held}");
    assert_eq!((bench.messaging.sent().len(), bench.messaging.prepared()), (0, 0));
    assert_eq!(bench.results(post).found, 0, "an attempt that is refused leaves no trace of one");
    bench.is_in_order();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_whatsapp_holds_back_is_said_and_a_stop_it_tells_later_counts() {
    let bench = bench().await;
    let post = bench.signed(4, &[(3, Fate::HeldBack)]);
    let order = bench.order();
    bench.messaging.known_as(&order[0], "41791234567");
    let ended = bench.until(post, &[DisplayState::Posted]).await;
    let said = ended.delivery.unwrap().message.unwrap();
    assert_eq!(said, "Sent to 4 of 4. 1 of them is held back by WhatsApp, which may still drop it.");
    let sending = bench.message(post).sending.unwrap();
    assert_eq!((sending.sent, sending.held, sending.asked_about, sending.told), (4, 1, 0, 0));
    for digits in &order[1..] {
        bench.messaging.stopped_later(digits);
    }
    let asked: Message = bench.clinic.call("message_refresh", json!({ "id": post }));
    let sending = asked.sending.unwrap();
    assert_eq!((sending.asked_about, sending.told), (4, 3), "of one nothing was told");
    let all: RecipientPage = bench.clinic.call("recipient_list", json!({ "search": "", "list": null, "from": 0 }));
    assert!(all.recipients.iter().filter(|one| one.opted_out.is_some()).count() >= 2, "a stop that came later is kept");
    bench.is_in_order();
}

#[tokio::test(flavor = "multi_thread")]
async fn where_every_answer_was_lost_nothing_is_said_to_be_sent() {
    let bench = bench().await;
    let post = bench.signed(2, &[(0, Fate::Lost), (1, Fate::Lost)]);
    let ended = bench.until(post, &[DisplayState::PartlyPosted]).await;
    assert_eq!(
        ended.delivery.unwrap().message.unwrap(),
        "Of 2 nobody is known to have got this. 2 are unclear: WhatsApp did not answer. It is not sent to them again."
    );
    bench.is_in_order();
}

/// A clinic whose number is on the practice platforms, through the real client.
#[tokio::test(flavor = "multi_thread")]
async fn over_the_real_client_each_gets_what_was_signed_and_what_arrived_is_read() {
    let (clock, folder) = (SharedClock::at(MORNING), tempfile::tempdir().unwrap());
    let running = platforms(&clock).await;
    let clinic = Clinic::make(folder.path(), &With::usual(&clock, &running));
    let new = NewChannel {
        platform: Platform::Whatsapp,
        account_id: cast::WHATSAPP_ID.into(),
        account_name: cast::CLINIC_NAME.into(),
    };
    done(clinic.engine().seed_channel(&Secret::new(cast::WHATSAPP_TOKEN.into()), new));
    clinic.as_receptionist();
    let numbers = [cast::WHATSAPP_UNREACHABLE, cast::WHATSAPP_STOPPED, cast::WHATSAPP_FAILS_LATER, ANA];
    let audience = broadcast::audience(&clinic, "News", &numbers);
    for name in ["spring_check", "summer_offer"] {
        assert!(broadcast::template(&clinic, name).cannot.is_some(), "{name}");
    }
    let content = broadcast::message(&clinic, "open_day", &[], audience, Vec::new());
    let post = clinic.compose(Platform::Whatsapp, &content).summary.id;
    let words = clinic.post(post).content.parts[0].text.clone();
    clinic.plan_in(post, 5);
    clinic.sign(post).unwrap();
    clinic.until_within(post, &[DisplayState::Posted], 60).await;
    let messages: Vec<_> = running
        .control()
        .ledger()
        .into_iter()
        .filter(|entry| entry.kind == LedgerKind::Message)
        .map(|entry| (entry.recipient.unwrap().number, entry.text))
        .collect();
    let mut expected = [cast::WHATSAPP_FAILS_LATER, ANA].map(|number| (number.to_owned(), words.clone()));
    expected.sort();
    let mut got = messages;
    got.sort();
    assert_eq!(got, expected);
    let stopped: RecipientPage =
        clinic.call("recipient_list", json!({ "search": cast::WHATSAPP_STOPPED, "list": null, "from": 0 }));
    assert!(stopped.recipients[0].opted_out.is_some());
    clinic.advance_awake(120_000);
    let asked: Message = clinic.call("message_refresh", json!({ "id": post }));
    let sending = asked.sending.unwrap();
    assert_eq!((sending.sent, sending.not_sent, sending.failed, sending.delivered), (2, 2, 1, 1));
}
