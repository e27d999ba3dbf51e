//! What WhatsApp alone has: a post is a message to each of its recipients. Publish, refuse, pause, lose an answer, resume,
//! ask what became of it; and what it has not: a message can't be looked up, and can't be taken back.

use countersign_core::api::types::{Channel, DisplayState, Message, Post, TakeDown};
use countersign_core::error::ErrorCode;
use countersign_core::model::{AltText, Content, MediaRef, Millis, PartState, Platform, PostId, Secret};
use countersign_core::publish::TakeDownBegun;
use countersign_practice::{Action, TemplateStanding, WhatsappPerson, WhatsappWire, cast, templates};
use countersign_tests::broadcast::{ANA, BEN, CLEO, audience, choose, got, message, recipients, sending};
use countersign_tests::stage::{Stage, says};
use serde_json::{Value, json};

const ON: countersign_practice::Platform = countersign_practice::Platform::Whatsapp;
const SEND: (&str, &str) = ("POST", templates::whatsapp::MESSAGES);
const UPLOAD: (&str, &str) = ("POST", templates::whatsapp::MEDIA);
const LOOK: (&str, &str) = ("GET", templates::whatsapp::NODE);

/// A message without places to these people.
fn open_day(stage: &Stage, numbers: &[&str]) -> Content {
    let audience = audience(stage.clinic(), "News", numbers);
    message(stage.clinic(), "open_day", &[], audience, Vec::new())
}

/// So many messages reached these people, in their order.
#[track_caller]
fn reached(stage: &Stage, counts: &[(&str, usize)]) {
    for (number, count) in counts {
        assert_eq!(got(stage.control(), number).len(), *count, "{number}: {:#?}", stage.control().ledger());
    }
    let all: usize = counts.iter().map(|(_, count)| count).sum();
    assert_eq!(stage.control().ledger().len(), all, "nobody else: {:#?}", stage.control().ledger());
}

/// So many people got it, and none of them twice. In which order they get it is not said.
#[track_caller]
fn reached_so_many(stage: &Stage, people: usize) {
    let counts = [ANA, BEN, CLEO].map(|number| got(stage.control(), number).len());
    assert!(counts.iter().all(|count| *count <= 1), "{counts:?}");
    assert_eq!((counts.iter().sum::<usize>(), stage.control().ledger().len()), (people, people));
}

/// Those of whom the product says this.
fn those(stage: &Stage, post: PostId, state: PartState) -> Vec<&'static str> {
    [ANA, BEN, CLEO].into_iter().filter(|number| state_of(stage, post, number) == state).collect()
}

fn state_of(stage: &Stage, post: PostId, number: &str) -> PartState {
    let digits = |shown: &str| shown.chars().filter(char::is_ascii_digit).collect::<String>();
    let all = recipients(stage.clinic(), post).recipients;
    let one = all.iter().find(|it| it.number.as_deref().map(digits).as_deref() == Some(number));
    one.unwrap_or_else(|| panic!("{number} is not among {all:#?}")).state
}

#[tokio::test(flavor = "multi_thread")]
async fn every_recipient_gets_what_was_signed_once_and_at_its_time() {
    let stage = Stage::set().await;
    let audience = audience(stage.clinic(), "Flu", &[ANA, BEN, CLEO]);
    let media = MediaRef { digest: stage.clinic().photo(40).digest, alt: AltText("A syringe".into()), crop: None };
    let values = ["Monday <9 am>", "the ground floor", "2026"];
    let content = message(stage.clinic(), "flu_vaccination", &values, audience, vec![media]);
    let post = stage.signed(&content, 10);
    let words = stage.clinic().post(post).content.parts[0].text.clone();
    assert!(words.contains("begins on Monday <9 am>. Come to the ground floor"), "{words}");
    let posted = stage.posted(post).await;
    let due = posted.summary.plan.unwrap().due.at;
    reached(&stage, &[(ANA, 1), (BEN, 1), (CLEO, 1)]);
    assert_eq!((stage.asked(UPLOAD), stage.asked(SEND)), (1, 3));
    let first = got(stage.control(), ANA).remove(0);
    for number in [ANA, BEN, CLEO] {
        let entry = got(stage.control(), number).remove(0);
        assert_eq!(entry.text, words, "what the doctor read is what is on the phone");
        assert_eq!(entry.recipient.unwrap().template.as_deref(), Some("flu_vaccination"));
        assert_eq!(entry.link.as_deref(), Some("https://lakeside.example/flu/2026"));
        assert_eq!((entry.media_sha256.len(), &entry.media_sha256), (1, &first.media_sha256));
        assert!((due.0..due.0 + 5_000).contains(&entry.at_ms), "neither early nor late: {}", entry.at_ms - due.0);
    }
    assert_eq!(sending(stage.clinic(), post).sent, 3);
    assert_eq!(posted.summary.permalink, None, "there is no public address, and none is made up");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_not_be_sent_is_not_sent_to_the_doctor_and_asks_the_platform_nothing() {
    let stage = Stage::set().await;
    let everybody = audience(stage.clinic(), "News", &[ANA]);
    let cases = [
        message(stage.clinic(), "spring_check", &["April"], everybody, Vec::new()),
        message(stage.clinic(), "summer_offer", &[], everybody, Vec::new()),
        message(stage.clinic(), "closing_days", &["24 December"], everybody, Vec::new()),
        message(stage.clinic(), "flu_vaccination", &["1", "2", "3"], everybody, Vec::new()),
        Content::of_text(Platform::Whatsapp, "Words of our own."),
    ];
    let before = stage.control().request_log().len();
    for content in cases {
        let channel = stage.clinic().channel(Platform::Whatsapp).id;
        let post: Post = stage.clinic().call("post_create", json!({ "channel_id": channel }));
        let save = json!({ "id": post.summary.id, "base_revision": post.revision_id, "content": content });
        let saved: Post = stage.clinic().call("post_save", save);
        let refused = stage.clinic().refused("post_submit", json!({ "id": saved.summary.id }));
        says(&refused, ErrorCode::Invalid, Some("content"), &[]);
        stage.clinic().plan_in(saved.summary.id, 5);
        assert!(stage.clinic().sign(saved.summary.id).is_err(), "{refused:?}");
        stage.clinic().as_receptionist();
    }
    stage.clinic().advance_awake(10 * Millis::MINUTE);
    assert_eq!(stage.control().request_log().len(), before, "no call at all");
    reached(&stage, &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_that_was_changed_or_held_back_after_it_was_signed_reaches_nobody() {
    for change in [true, false] {
        let stage = Stage::set().await;
        let post = stage.signed(&open_day(&stage, &[ANA, BEN]), 5);
        if change {
            let other = json!([{ "type": "BODY", "text": "Come and see our rooms on Sunday." }]);
            stage.control().rewrite_template("open_day", "en", other).unwrap();
        } else {
            stage.control().set_template("open_day", "en", TemplateStanding::Paused).unwrap();
        }
        let failed = stage.until(post, &[DisplayState::Failed], 30).await;
        let sentence = failed.delivery.unwrap().message.unwrap();
        assert!(sentence.contains("othing was sent"), "{sentence}");
        assert_eq!(stage.asked(SEND), 0);
        reached(&stage, &[]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_one_recipient_stops_no_other() {
    let stage = Stage::set().await;
    let numbers = [ANA, cast::WHATSAPP_UNREACHABLE, cast::WHATSAPP_STOPPED, BEN];
    let post = stage.signed(&open_day(&stage, &numbers), 5);
    let posted = stage.posted(post).await;
    reached(&stage, &[(ANA, 1), (BEN, 1)]);
    let sending = sending(stage.clinic(), post);
    assert_eq!((sending.sent, sending.not_sent, sending.unclear), (2, 2, 0), "{sending:?}");
    assert!(posted.delivery.unwrap().message.unwrap().contains("Sent to 2 of 4"));
    for number in [cast::WHATSAPP_UNREACHABLE, cast::WHATSAPP_STOPPED] {
        assert_eq!(state_of(&stage, post, number), PartState::Rejected);
    }
    let asked = stage.asked(SEND);
    let stopped: Value = stage.clinic().call("recipient_list", json!({ "search": "", "list": null, "from": 0 }));
    let out = stopped["recipients"].as_array().unwrap().iter().filter(|it| !it["opted_out"].is_null()).count();
    assert_eq!(out, 1, "who told WhatsApp to stop is never asked for again");
    stage.clinic().advance_awake(30 * Millis::MINUTE);
    assert_eq!(stage.asked(SEND), asked);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recipient_of_two_messages_at_once_is_written_to_again_after_the_pause() {
    let stage = Stage::set().await;
    let first = open_day(&stage, &[ANA, BEN]);
    let lists: Vec<countersign_core::api::types::RecipientList> = stage.clinic().call("recipient_lists", Value::Null);
    let again = choose(stage.clinic(), &lists[0]);
    let second = message(stage.clinic(), "closing_days", &["24 December", "2 January"], again, Vec::new());
    let posts = [stage.signed(&first, 5), {
        stage.clinic().as_receptionist();
        stage.signed(&second, 5)
    }];
    for post in posts {
        stage.posted(post).await;
    }
    reached(&stage, &[(ANA, 2), (BEN, 2)]);
    for number in [ANA, BEN] {
        let got = got(stage.control(), number);
        assert!(got[1].at_ms - got[0].at_ms >= 6_000, "{got:#?}");
        assert_ne!(got[0].text, got[1].text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_that_whatsapp_asks_for_is_kept_and_those_who_wait_get_it_after_that() {
    let stage = Stage::set().await;
    let post = stage.signed(&open_day(&stage, &[ANA, BEN, CLEO]), 5);
    stage.fault(ON, SEND, 1, 1, Action::TooMany { reset_after_ms: 3 * Millis::MINUTE });
    let waits = stage.until(post, &[DisplayState::Retrying], 15).await;
    let due = waits.summary.plan.unwrap().due.at;
    reached_so_many(&stage, 1);
    let waiting = those(&stage, post, PartState::Waiting);
    assert_eq!(waiting.len(), 2);
    stage.posted(post).await;
    reached_so_many(&stage, 3);
    for number in waiting {
        assert!(got(stage.control(), number)[0].at_ms >= due.0 + 3 * Millis::MINUTE, "not before the pause was over");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_throughput_of_one_message_in_a_second_is_waited_for() {
    let stage = Stage::set().await;
    stage.control().set_whatsapp_wire(WhatsappWire { per_second: 1, ..WhatsappWire::default() });
    let post = stage.signed(&open_day(&stage, &[ANA, BEN]), 5);
    stage.posted(post).await;
    reached(&stage, &[(ANA, 1), (BEN, 1)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_unclear_for_one_recipient_and_is_never_sent_again() {
    let server = |after_accept| Action::ServerError { after_accept, status: 503 };
    for (action, got_it) in [
        (Action::DropAfterAccept, 1),
        (server(true), 1),
        (Action::RefuseBefore, 0),
        (server(false), 0),
        (Action::ErrorIn200, 0),
    ] {
        let stage = Stage::set().await;
        let post = stage.signed(&open_day(&stage, &[ANA, BEN, CLEO]), 5);
        stage.fault(ON, SEND, 1, 1, action);
        let ended = stage.until(post, &[DisplayState::PartlyPosted], 30).await;
        let sentence = ended.delivery.unwrap().message.unwrap();
        assert!(sentence.contains("Sent to 2 of 3") && sentence.contains("not sent to them again"), "{sentence}");
        let unclear = those(&stage, post, PartState::Unknown);
        let [only] = unclear.as_slice() else { panic!("{action:?}: {unclear:?}") };
        assert_eq!(got(stage.control(), only).len(), got_it, "{action:?}");
        reached_so_many(&stage, 2 + got_it);
        // Neither time nor a person who says «again» has it sent to them once more.
        stage.clinic().advance_awake(60 * Millis::MINUTE);
        let _ = stage.clinic().api().call("delivery_retry", json!({ "id": post }));
        stage.clinic().settle(24 * 60).await;
        assert_eq!(stage.asked(SEND), 3, "{action:?}");
        reached_so_many(&stage, 2 + got_it);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sending_that_was_stopped_in_the_middle_goes_on_with_those_who_have_not_got_it() {
    let stage = Stage::set().await;
    let post = stage.signed(&open_day(&stage, &[ANA, BEN, CLEO]), 5);
    stage.fault(ON, SEND, 1, 1, Action::TokenExpired);
    let ended = stage.until(post, &[DisplayState::PartlyPosted], 30).await;
    assert!(ended.delivery.unwrap().message.unwrap().contains("connect the channel again"));
    reached_so_many(&stage, 1);
    assert_eq!(those(&stage, post, PartState::Waiting).len(), 2, "it was not about the recipient at hand");
    let token = Secret::new(cast::WHATSAPP_TOKEN.into());
    let connected: Channel =
        stage.clinic().as_doctor().api().connect(Platform::Whatsapp, &token, Some(cast::WHATSAPP_ID)).await.unwrap();
    assert_eq!(connected.id, stage.clinic().channel(Platform::Whatsapp).id);
    let _: Post = stage.clinic().call("delivery_retry", json!({ "id": post }));
    stage.posted(post).await;
    reached(&stage, &[(ANA, 1), (BEN, 1), (CLEO, 1)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_for_the_whole_number_leaves_the_others_waiting() {
    let stage = Stage::set().await;
    stage.control().set_whatsapp_wire(WhatsappWire { people_a_day: 1, ..WhatsappWire::default() });
    let post = stage.signed(&open_day(&stage, &[ANA, BEN, CLEO]), 5);
    let ended = stage.until(post, &[DisplayState::PartlyPosted], 30).await;
    let sentence = ended.delivery.unwrap().message.unwrap();
    assert!(sentence.contains("does not let this number send more for now"), "{sentence}");
    reached_so_many(&stage, 1);
    assert_eq!(stage.asked(SEND), 2, "a long list does not run into the same wall");
    stage.control().set_whatsapp_wire(WhatsappWire::default());
    let _: Post = stage.clinic().call("delivery_retry", json!({ "id": post }));
    stage.posted(post).await;
    reached(&stage, &[(ANA, 1), (BEN, 1), (CLEO, 1)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_became_of_each_message_is_asked_by_its_id() {
    let stage = Stage::set().await;
    stage.control().set_whatsapp_person(BEN, WhatsappPerson::FailsLater);
    stage.control().set_whatsapp_person(CLEO, WhatsappPerson::LeavesUnread);
    let post = stage.signed(&open_day(&stage, &[ANA, BEN, CLEO]), 5);
    stage.posted(post).await;
    stage.clinic().advance_awake(2 * Millis::MINUTE);
    let told: Message = stage.clinic().call("message_refresh", json!({ "id": post }));
    let sending = told.sending.unwrap();
    assert_eq!((sending.sent, sending.delivered, sending.read, sending.failed), (3, 2, 1, 1), "{sending:?}");
    stage.control().set_whatsapp_wire(WhatsappWire { tells_history: false, ..WhatsappWire::default() });
    let again: Message = stage.clinic().call("message_refresh", json!({ "id": post }));
    assert_eq!(again.sending.unwrap().delivered, 2, "what was known is not forgotten");
    reached(&stage, &[(ANA, 1), (BEN, 1), (CLEO, 1)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_can_not_be_taken_back_and_those_who_wait_are_left_out() {
    let stage = Stage::set().await;
    let post = stage.signed(&open_day(&stage, &[ANA, BEN]), 5);
    stage.posted(post).await;
    let asked = stage.control().request_log().len();
    stage.clinic().as_doctor();
    let taken: TakeDown = stage.clinic().call("post_take_down", json!({ "ids": [post] }));
    assert_eq!(taken.posts[0].begun, TakeDownBegun::Kept, "{taken:?}");
    stage.clinic().advance_awake(10 * Millis::MINUTE);
    assert_eq!(stage.control().request_log().len(), asked, "there is no call that takes a message back");
    reached(&stage, &[(ANA, 1), (BEN, 1)]);
    assert!(got(stage.control(), ANA)[0].removed_at.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_test_of_a_connection_changes_nothing() {
    let stage = Stage::set().await;
    let channel = stage.clinic().channel(Platform::Whatsapp).id;
    stage.clinic().as_doctor();
    let tested = stage.clinic().api().test_channel(&countersign_core::api::types::ChannelRef { id: channel }).await;
    assert!(tested.is_ok(), "{tested:?}");
    assert_eq!(stage.asked(SEND) + stage.asked(UPLOAD) + stage.asked(LOOK), 0);
    reached(&stage, &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_answer_to_the_upload_costs_only_the_upload() {
    let stage = Stage::set().await;
    let audience = audience(stage.clinic(), "Flu", &[ANA, BEN, CLEO]);
    let media = MediaRef { digest: stage.clinic().photo(40).digest, alt: AltText("A syringe".into()), crop: None };
    let content = message(stage.clinic(), "flu_vaccination", &["Monday", "the hall", "2026"], audience, vec![media]);
    let post = stage.signed(&content, 5);
    stage.fault(ON, UPLOAD, 0, 1, Action::DropAfterAccept);
    stage.posted(post).await;
    assert_eq!((stage.asked(UPLOAD), stage.asked(SEND)), (2, 3));
    reached(&stage, &[(ANA, 1), (BEN, 1), (CLEO, 1)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_network_a_message_waits_and_nobody_is_used_up() {
    let mut stage = Stage::set().await;
    let post = stage.signed(&open_day(&stage, &[ANA, BEN, CLEO]), 5);
    stage.network_down().await;
    let waits = stage.until(post, &[DisplayState::Retrying], 15).await;
    let sentence = waits.delivery.unwrap().message.unwrap();
    assert!(sentence.contains("could not be reached") && sentence.contains("connection to the internet"), "{sentence}");
    assert_eq!(those(&stage, post, PartState::Waiting).len(), 3);
    stage.network_up().await;
    stage.posted(post).await;
    reached(&stage, &[(ANA, 1), (BEN, 1), (CLEO, 1)]);
}
