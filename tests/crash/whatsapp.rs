//! The process really ends at every step of a sending to three recipients. Nobody gets the message twice, whatever it was;
//! and nobody is forgotten but the one of whom nobody knows, who is named.

use countersign_core::api::types::{DisplayState, Post, PostRef, Verification};
use countersign_core::model::{AltText, MediaRef, PartState, PostId};
use countersign_practice::templates;
use countersign_tests::broadcast::{ANA, BEN, CLEO, audience, got, message, recipients, sending};
use countersign_tests::clinic::{Clinic, Instead, MORNING, SharedClock, With, platforms};
use countersign_tests::scratch::scratch;
use serde_json::Value;

use super::child::Ended;
use super::stage::{Case, Prepared};

/// How many minutes after the end the clinic is opened again: at once, and when the message is late beyond its grace.
const LATER: [i64; 2] = [0, 20];
/// When it is due, in minutes.
const DUE: i64 = 3;
const EVERYBODY: [&str; 3] = [ANA, BEN, CLEO];

/// A clinic that waits for the time of a message to three people.
async fn prepared() -> Prepared {
    let (folder, clock) = (scratch(), SharedClock::at(MORNING));
    let running = platforms(&clock).await;
    let with = With::usual(&clock, &running);
    let clinic = Clinic::make_on(folder.path(), &with, &Instead::keys_in(folder.path(), &with));
    clinic.as_receptionist();
    let audience = audience(&clinic, "Flu", &EVERYBODY);
    let media = MediaRef { digest: clinic.photo(40).digest, alt: AltText("A syringe".into()), crop: None };
    let content = message(&clinic, "flu_vaccination", &["Monday", "the ground floor", "2026"], audience, vec![media]);
    let post = clinic.compose(content.options.platform(), &content).summary.id;
    clinic.plan_in(post, DUE);
    clinic.sign(post).unwrap();
    clinic.close().await;
    Prepared { folder, signed: Vec::new(), draft: post }
}

/// Lets it come to its end. Where it asks a person, the person says *again*.
async fn finish(case: &mut Case, post: PostId) -> Clinic {
    let clinic = case.open();
    clinic.settle(24 * 60).await;
    use DisplayState as S;
    let waits = sending(&clinic, post).waiting > 0;
    if waits && matches!(clinic.post(post).summary.state, S::Missed | S::Failed | S::PartlyPosted) {
        let _: Post = clinic.call("delivery_retry", PostRef { id: post });
        clinic.settle(24 * 60).await;
    }
    clinic
}

fn judge(name: &str, case: &Case, clinic: &Clinic, post: PostId, in_doubt: u32) {
    let control = case.running.control();
    let said = recipients(clinic, post).recipients;
    assert_eq!(said.len(), EVERYBODY.len(), "{name}");
    let mut unclear = 0;
    for number in EVERYBODY {
        let got = got(&control, number);
        assert!(got.len() <= 1, "{name}: {number} got it twice: {got:#?}");
        let digits = |shown: &str| shown.chars().filter(char::is_ascii_digit).collect::<String>();
        let one = said.iter().find(|it| it.number.as_deref().map(digits).as_deref() == Some(number)).unwrap();
        match one.state {
            PartState::Posted => assert_eq!(got.len(), 1, "{name}: {number} is said to have it"),
            PartState::Unknown => unclear += 1,
            PartState::Waiting | PartState::Committing | PartState::Rejected | PartState::Removed => {
                panic!("{name}: {number} was forgotten: {one:#?}")
            }
        }
    }
    assert_eq!(unclear, in_doubt, "{name}: {said:#?}");
    let sending = sending(clinic, post);
    assert_eq!((sending.sent, sending.unclear), (3 - in_doubt, in_doubt), "{name}: {sending:?}");
    let state = if in_doubt == 0 { DisplayState::Posted } else { DisplayState::PartlyPosted };
    assert_eq!(clinic.post(post).summary.state, state, "{name}");
    // The platform's walls against sending too quickly are not what kept anybody from getting it twice.
    let log = control.request_log();
    let asked = log.iter().filter(|it| it.endpoint == templates::whatsapp::MESSAGES);
    assert!(asked.clone().count() <= EVERYBODY.len(), "{name}: {:#?}", asked.collect::<Vec<_>>());
    let verified: Verification = clinic.call("activity_verify", Value::Null);
    assert_eq!(verified.broken_at, None, "{name}: {}", verified.sentence);
}

/// The steps of a run that nobody ends.
async fn first_run(prepared: &Prepared) -> Vec<(String, usize)> {
    let mut case = Case::of(prepared).await;
    let mut child = case.child(None);
    assert_eq!(child.run(&case.clock, &case.running.control()).await, Ended::Idle);
    let steps = child.close().await;
    let clinic = case.open();
    judge("nothing went wrong", &case, &clinic, prepared.draft, 0);
    clinic.close().await;
    steps
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_a_message_twice_and_nobody_is_forgotten_wherever_the_process_ends() {
    let prepared = prepared().await;
    let steps = first_run(&prepared).await;
    // Claimed, the upload, prepared, four for each recipient, and concluded.
    assert!(steps.len() >= 4 + 3 * EVERYBODY.len(), "{steps:?}");
    for stop in &steps {
        for minutes in LATER {
            let name = format!("ended at {stop:?}, opened {minutes} minutes later");
            let mut case = Case::of(&prepared).await;
            let mut child = case.child(Some(stop.clone()));
            assert_eq!(child.run(&case.clock, &case.running.control()).await, Ended::AtStep, "{name}");
            child.kill().await;
            case.clock.advance(minutes * 60_000);
            let clinic = finish(&mut case, prepared.draft).await;
            // Between the moment it may leave and the moment its answer is on disk nobody knows.
            let in_doubt = u32::from(["commit_started", "answered"].contains(&stop.0.as_str()));
            judge(&name, &case, &clinic, prepared.draft, in_doubt);
            clinic.close().await;
        }
    }
}
