//! Alerts about how often posts are seen: told within minutes of the reading, once for a post, never where nothing was told, and with
//! what the post was held against.

use countersign_core::alert::AlertKind;
use countersign_core::api::types::{Alert, AlertSettings, ApiError, Telling, TellingKind};
use countersign_core::error::ErrorCode;
use countersign_core::measure::Metric;
use countersign_core::model::{Content, Millis, Platform, PostId};
use countersign_practice::{Numbers, Platform as Practised};
use countersign_tests::clinic::done;
use countersign_tests::numbers::counted;
use countersign_tests::stage::{Stage, says};
use serde_json::{Value, json};

const HOUR: i64 = 60 * Millis::MINUTE;
const ABOUT_NUMBERS: [AlertKind; 3] = [AlertKind::PostUnseen, AlertKind::NumbersDropped, AlertKind::NumbersSpiked];

/// Those about numbers, whether they go on or not.
fn alerts(stage: &Stage) -> Vec<Alert> {
    let all: Vec<Alert> = stage.clinic().call("alert_list", Value::Null);
    all.into_iter().filter(|it| ABOUT_NUMBERS.contains(&it.kind)).collect()
}

fn of(stage: &Stage, post: PostId) -> Option<Alert> {
    alerts(stage).into_iter().find(|it| it.post_id == Some(post) && it.cleared.is_none())
}

fn told(stage: &Stage) -> Vec<Telling> {
    let tellings = done(stage.clinic().api().take_tellings());
    let about = |it: &Telling| matches!(it.kind, TellingKind::Alert(kind) if ABOUT_NUMBERS.contains(&kind));
    tellings.into_iter().filter(about).collect()
}

fn seen(stage: &Stage, called: &str, views: u64) {
    let numbers = Numbers { views: Some(views), ..Numbers::default() };
    stage.control().set_numbers(Practised::Facebook, called, numbers).unwrap();
}

/// A post that so many people see; none where nobody does.
async fn posted(stage: &Stage, number: usize, views: Option<u64>) -> PostId {
    let words = format!("News of the clinic, number {number}.");
    let post = stage.signed(&Content::of_text(Platform::Facebook, words), 5);
    stage.posted(post).await;
    if let Some(views) = views {
        seen(stage, &stage.called(post, 0), views);
    }
    stage.clinic().as_receptionist();
    post
}

fn set(stage: &Stage, hours: u32, times: u32) -> Result<AlertSettings, ApiError> {
    let asked = json!({ "unseen_hours": hours, "spike_times": times, "drop_times": times });
    let said = stage.clinic().api().call("alert_numbers_set", asked);
    said.map(|settings| serde_json::from_value(settings).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unusual_is_told_within_minutes_once_and_with_what_it_was_held_against() {
    let (stage, first, called) = counted(|_| Content::of_text(Platform::Facebook, "News of the clinic.")).await;
    seen(&stage, &called, 100);
    let mut last = first;
    for number in 1..9 {
        last = posted(&stage, number, Some(100)).await;
    }
    let public = stage.clock.now();
    stage
        .until_so(HOUR, 30 * 60, || {
            stage.first(last).read.is_some_and(|read| read.at.since(public) >= 24 * HOUR - 10 * Millis::MINUTE)
        })
        .await;
    stage.read_after(last, stage.clock.now()).await;
    assert!(alerts(&stage).is_empty(), "what is as usual is told to nobody: {:#?}", alerts(&stage));

    let (much, little, none) =
        (posted(&stage, 10, Some(1_500)).await, posted(&stage, 11, Some(10)).await, posted(&stage, 12, None).await);
    stage.until_so(20 * Millis::MINUTE, 8 * 60, || of(&stage, much).is_some()).await;
    let spike = of(&stage, much).unwrap();
    let read = stage.first(much).read.unwrap().at;
    assert!(spike.raised.at.since(read) < 5 * Millis::MINUTE, "{spike:?} of {read:?}");
    assert_eq!((spike.kind, spike.screen.as_str()), (AlertKind::NumbersSpiked, "compose"));
    let channel = stage.clinic().channel(Platform::Facebook).name;
    for words in [channel.as_str(), "1,500", "6 hours", "posts before it had 100"] {
        assert!(spike.text.contains(words), "{words}: {}", spike.text);
    }
    assert_eq!(told(&stage).len(), 1);
    assert!(of(&stage, little).is_none() && of(&stage, none).is_none(), "they may only be early");

    stage.until_so(HOUR, 26 * 60, || of(&stage, little).is_some() && of(&stage, none).is_some()).await;
    let (drop, unseen) = (of(&stage, little).unwrap(), of(&stage, none).unwrap());
    assert_eq!((drop.kind, unseen.kind), (AlertKind::NumbersDropped, AlertKind::PostUnseen));
    assert!(drop.text.contains("it had 10 of") && drop.text.contains("24 hours"), "{}", drop.text);
    assert!(unseen.text.contains("told 0 of") && unseen.text.contains(&channel), "{}", unseen.text);
    let told_of = told(&stage);
    assert_eq!(told_of.len(), 2, "{told_of:#?}");
    assert!(told_of.iter().all(|it| !it.text.contains(&channel) && !it.title.contains("News")), "{told_of:#?}");
    // Somebody sees it after all.
    seen(&stage, &stage.called(none, 0), 3);
    stage.until_so(HOUR, 30 * 60, || of(&stage, none).is_none()).await;
    stage.until_so(6 * HOUR, 4 * 24 * 60, || alerts(&stage).iter().all(|it| it.cleared.is_some())).await;
    assert_eq!(alerts(&stage).len(), 3, "each was told once");
    assert!(told(&stage).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_told_is_not_nought_and_the_clinic_chooses_after_how_many_hours() {
    let (stage, post, _) = counted(|_| Content::of_text(Platform::Linkedin, "News of the clinic.")).await;
    assert_eq!(set(&stage, 6, 4).unwrap_err().code, ErrorCode::NotAllowed);
    stage.clinic().as_doctor();
    let settings = set(&stage, 6, 3).unwrap();
    assert_eq!((settings.numbers.unseen_hours, settings.numbers.spike_times), (6, 3));
    for (hours, times, field) in [(0, 4, "unseen_hours"), (169, 4, "unseen_hours"), (6, 1, "spike_times")] {
        says(&set(&stage, hours, times).unwrap_err(), ErrorCode::Invalid, Some(field), &["Choose"]);
    }
    let nobody = posted(&stage, 1, None).await;
    stage.until_so(20 * Millis::MINUTE, 8 * 60, || of(&stage, nobody).is_some()).await;
    let age =
        stage.clock.now().since(stage.clinic().post(nobody).delivery.unwrap().parts[0].posted.clone().unwrap().at);
    assert!((6 * HOUR..7 * HOUR).contains(&age), "{age}");
    // LinkedIn tells nothing of a post that nobody saw, which is not nought.
    assert_eq!(stage.value(post, Metric::Views), None);
    assert!(of(&stage, post).is_none());
}
