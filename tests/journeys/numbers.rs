//! Numbers: read at their times whatever else happens, shown with what they mean, and never made up.

use countersign_core::api::types::{NumbersGlance, NumbersGlanceAsk, NumbersLook, PostNumbers, Usage, UsageQuery};
use countersign_core::error::ErrorCode;
use countersign_core::measure::{CountedAs, Metric};
use countersign_core::model::{Content, InstagramKind, Millis, PartRole, Platform, PlatformOptions};
use countersign_practice::{Numbers, Platform as Practised, Population, templates};
use countersign_tests::numbers::{counted, number};
use countersign_tests::stage::{Stage, and, says};
use serde_json::{Value, json};

const HOUR: i64 = 60 * Millis::MINUTE;
const ON_X: (&str, &str) = ("GET", templates::x::POSTS);
const ON_FACEBOOK: (&str, &str) = ("GET", templates::facebook::INSIGHTS);

fn facebook(_: &Stage) -> Content {
    Content::of_text(Platform::Facebook, "Flu shots from Thursday.")
}

fn x(_: &Stage) -> Content {
    Content::of_text(Platform::X, "Flu shots from Thursday.")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_read_densely_then_sparsely_and_its_history_grows_with_what_people_do() {
    let (stage, post, called) = counted(|stage| {
        stage.control().populate(Population { people: 800, ..Population::default() });
        facebook(stage)
    })
    .await;
    let public = stage.clinic().post(post).delivery.unwrap().parts[0].posted.clone().unwrap().at;
    let first = stage.numbers(post);
    assert!(first.parts[0].numbers.is_empty(), "nothing is told before it was asked: {first:#?}");
    assert!(first.parts[0].sentence.contains("quarter of an hour"), "{}", first.parts[0].sentence);
    let mut last = Millis(0);
    for hours in [0, 1, 3, 6, 12, 24, 48, 72] {
        let due = if hours == 0 { 15 * Millis::MINUTE } else { hours * HOUR };
        last = stage.read_after(post, last).await;
        let age = last.since(public);
        assert!((due..due + 2 * Millis::MINUTE).contains(&age), "{hours} h: {age} ms");
        let held = stage.control().numbers(Practised::Facebook, &called).unwrap();
        let seen = stage.value(post, Metric::Views).unwrap();
        // A moment passed since, in which somebody may have seen it.
        assert!(seen <= held.views && seen + 40 >= held.views, "{seen} of {}", held.views);
    }
    let views = number(&stage.first(post), Metric::Views);
    let values: Vec<u64> = views.history.iter().filter_map(|point| point.value).collect();
    assert!(values.len() > 3 && values.is_sorted() && values.last() == views.value.as_ref(), "{values:?}");
    assert!(values.windows(2).all(|two| two[0] != two[1]), "what did not change is not written again: {values:?}");
    // From the second week on once a week.
    stage.clinic().advance_awake(20 * Millis::DAY);
    let late = stage.read_after(post, last).await;
    let next = stage.first(post).next.unwrap().at;
    assert!((Millis::DAY..=7 * Millis::DAY).contains(&next.since(late)), "{}", next.since(late));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_holds_no_reading_up_and_none_holds_up_what_goes_out() {
    let (stage, post, called) = counted(facebook).await;
    stage
        .control()
        .set_numbers(Practised::Facebook, &called, Numbers { views: Some(9), ..Numbers::default() })
        .unwrap();
    stage.clinic().api().stop_from_desk().unwrap();
    stage.read_after(post, Millis(0)).await;
    assert_eq!(stage.value(post, Metric::Views), Some(9));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_network_what_is_known_stays_and_it_is_read_once_it_is_back() {
    let (mut stage, post, called) = counted(facebook).await;
    stage
        .control()
        .set_numbers(Practised::Facebook, &called, Numbers { views: Some(9), ..Numbers::default() })
        .unwrap();
    let read = stage.read_after(post, Millis(0)).await;
    let asked = stage.asked(ON_FACEBOOK);
    stage.network_down().await;
    let commits = stage.clinic().engine().durable_commits();
    for _ in 0..30 {
        stage.clinic().advance_awake(4 * Millis::MINUTE);
        stage.at_rest().await;
    }
    let made = stage.clinic().engine().durable_commits() - commits;
    assert!(made < 800, "{made} commits in two hours without a network: nobody goes round in circles");
    assert_eq!(stage.value(post, Metric::Views), Some(9), "a failure is no nought");
    stage.network_up().await;
    stage.read_after(post, read).await;
    assert_eq!((stage.value(post, Metric::Views), stage.first(post).sentence.as_str()), (Some(9), ""));
    assert!(stage.asked(ON_FACEBOOK) <= asked + 2, "once, and perhaps the Page's own");
}

#[tokio::test(flavor = "multi_thread")]
async fn on_x_each_reading_is_paid_for_so_there_are_few_and_they_can_be_switched_off() {
    let (stage, post, called) = counted(x).await;
    stage.control().set_numbers(Practised::X, &called, Numbers { views: Some(70), ..Numbers::default() }).unwrap();
    stage.read_after(post, Millis(0)).await;
    let told = stage.numbers(post);
    assert!(told.cost.as_deref().is_some_and(|cost| cost.contains("$0.005")), "{:?}", told.cost);
    let usage: Usage = stage.clinic().call("usage_get", UsageQuery { days: 1 });
    assert!(usage.costs[0].contains("1 reading of numbers"), "{:?}", usage.costs);
    let days = 60;
    for _ in 0..days {
        stage.clinic().advance_awake(Millis::DAY);
        stage.at_rest().await;
    }
    assert!(stage.asked(ON_X) <= 10, "{} readings in {days} days", stage.asked(ON_X));
    assert_eq!(stage.value(post, Metric::Views), Some(70));

    let later = stage.signed(&Content::of_text(Platform::X, "We are open again."), 5);
    stage.posted(later).await;
    let channel = stage.clinic().channel(Platform::X);
    let update = json!({ "id": channel.id, "name": channel.name, "paused": false, "read_back": false });
    stage.clinic().as_doctor();
    let _: Value = stage.clinic().call("channel_update", update);
    let asked = stage.asked(ON_X);
    stage.clinic().advance_awake(2 * Millis::DAY);
    stage.at_rest().await;
    assert_eq!(stage.asked(ON_X), asked, "switched off is switched off");
    let numbers = stage.numbers(later);
    assert!(numbers.parts[0].sentence.contains("switched off"), "{}", numbers.parts[0].sentence);
    assert!(!numbers.can_look && numbers.parts[0].numbers.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_may_have_a_post_read_now_but_not_at_every_moment_and_not_without_its_price() {
    let (stage, post, called) = counted(facebook).await;
    let read = stage.read_after(post, Millis(0)).await;
    stage
        .control()
        .set_numbers(Practised::Facebook, &called, Numbers { views: Some(9), ..Numbers::default() })
        .unwrap();
    let look = |post| NumbersLook { id: post, pays: false };
    stage.clinic().advance_awake(2 * Millis::MINUTE);
    let _: PostNumbers = stage.clinic().call("numbers_look", look(post));
    let again = stage.read_after(post, read).await;
    assert!(again.since(read) < 5 * Millis::MINUTE && stage.value(post, Metric::Views) == Some(9));
    let asked = stage.asked(ON_FACEBOOK);
    for _ in 0..5 {
        let _: PostNumbers = stage.clinic().call("numbers_look", look(post));
    }
    stage.at_rest().await;
    assert_eq!(stage.asked(ON_FACEBOOK), asked, "within a minute it is what it was");
    let paid = stage.signed(&x(&stage), 5);
    stage.posted(paid).await;
    let refused = stage.clinic().refused("numbers_look", look(paid));
    says(&refused, ErrorCode::Invalid, Some("pays"), &["$0.005"]);
    let draft = stage.planned(&facebook(&stage), 90);
    let refused = stage.clinic().refused("numbers_look", look(draft));
    says(&refused, ErrorCode::Stale, None, &["Nothing of this post is public"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_posts_are_glanced_at_together_each_with_its_own_words() {
    let (stage, post, called) = counted(facebook).await;
    stage
        .control()
        .set_numbers(Practised::Facebook, &called, Numbers { views: Some(9), ..Numbers::default() })
        .unwrap();
    let on_x = stage.signed(&and(x(&stage), PartRole::FirstComment, "More on our page."), 5);
    stage.posted(on_x).await;
    let draft = stage.planned(&facebook(&stage), 90);
    stage.read_after(post, Millis(0)).await;
    let glances: Vec<NumbersGlance> =
        stage.clinic().call("numbers_glance", NumbersGlanceAsk { post_ids: vec![draft, on_x, post] });
    let [other, first] = glances.as_slice() else { panic!("a draft has no numbers: {glances:#?}") };
    assert_eq!((other.id, first.id), (on_x, post), "in the order of the asking");
    let of = |glance: &NumbersGlance| -> Vec<(String, Option<u64>)> {
        glance.numbers.iter().map(|it| (it.name.clone(), it.value)).collect()
    };
    assert_eq!(of(first), [("Views".to_owned(), Some(9)), ("Reactions".to_owned(), Some(0))]);
    assert_eq!(of(other), [("Impressions".to_owned(), None), ("Likes".to_owned(), None)]);
    assert!(other.numbers[0].why.as_deref().is_some_and(|why| why.contains("not asked yet")));
    stage.read_after(on_x, Millis(0)).await;
    assert_eq!(stage.numbers(on_x).parts.len(), 1, "a comment of ours is not counted by itself");
    let refused = stage.clinic().refused("numbers_glance", NumbersGlanceAsk { post_ids: vec![post; 501] });
    says(&refused, ErrorCode::Invalid, Some("post_ids"), &["500"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_is_read_until_instagram_tells_nothing_more_and_its_last_numbers_stay() {
    let story = PlatformOptions::Instagram { kind: InstagramKind::Story, cover_ms: None };
    let (stage, post, called) =
        counted(|_| Content { options: story, ..Content::of_text(Platform::Instagram, "") }).await;
    stage
        .control()
        .set_numbers(Practised::Instagram, &called, Numbers { views: Some(31), ..Numbers::default() })
        .unwrap();
    let mut last = stage.read_after(post, Millis(0)).await;
    assert_eq!(stage.first(post).form, Some(CountedAs::Story));
    let begun = last;
    while stage.first(post).next.is_some() {
        last = stage.read_after(post, last).await;
    }
    assert!((22 * HOUR..24 * HOUR).contains(&last.since(begun)), "{}", last.since(begun));
    stage.clinic().advance_awake(2 * Millis::DAY);
    stage.at_rest().await;
    let part = stage.first(post);
    assert_eq!((number(&part, Metric::Views).value, part.gone.is_none()), (Some(31), true));
    assert!(part.sentence.contains("for a day alone"), "{}", part.sentence);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_is_counted_post_by_post_and_never_added_up() {
    let (stage, post, called) =
        counted(|stage| and(x(stage), PartRole::Thread, "And every Thursday after that.")).await;
    stage.control().set_numbers(Practised::X, &called, Numbers { views: Some(70), ..Numbers::default() }).unwrap();
    stage.read_after(post, Millis(0)).await;
    let parts = stage.numbers(post).parts;
    let views: Vec<Option<u64>> = parts.iter().map(|part| number(part, Metric::Views).value).collect();
    assert_eq!(views, [Some(70), Some(0)]);
    assert_eq!(stage.asked(ON_X), 1, "both in one call");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_without_a_sign_in_is_not_read_and_is_caught_up_with() {
    let (stage, post, _) = counted(facebook).await;
    stage.read_after(post, Millis(0)).await;
    let page = stage.own(Practised::Facebook);
    stage.control().revoke_token(&page).unwrap();
    let said = || stage.first(post).sentence;
    stage.until_so(60 * Millis::MINUTE, 30 * 60, || said().contains("Nobody is signed in")).await;
    let asked = stage.asked(ON_FACEBOOK);
    stage.clinic().advance_awake(Millis::DAY);
    stage.at_rest().await;
    assert!(stage.asked(ON_FACEBOOK) <= asked + 1, "a sign-in that is none is not tried over and over");
    assert_eq!(stage.value(post, Metric::Views), Some(0), "what was read stays");
}
