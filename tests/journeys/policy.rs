//! The clinic's own rules: refused where a time is chosen, with the next free one; and where they change afterwards, held at
//! the claim and at the commit, with the reason, until a person finds another time.

use countersign_core::api::types::{
    Calendar, Channel, DisplayState, PlanDone, PlanResult, PlanVerdict, PolicyRules, Post, ReviewSheet, Today, When,
};
use countersign_core::check::Report;
use countersign_core::error::ErrorCode;
use countersign_core::model::zone::Zone;
use countersign_core::model::{Content, Millis, PartRole, Platform, PostId};
use countersign_practice::{Action, templates};
use countersign_tests::clinic::{ZONE, done, pin};
use countersign_tests::stage::{Stage, and, says, with_pictures};
use serde_json::{Value, json};

mod saying;

const X: countersign_practice::Platform = countersign_practice::Platform::X;
const COMMIT: (&str, &str) = ("POST", templates::x::POSTS);
const LONG: &str = "Flu season is here, and the best time for your shot is before it reaches your family. Walk in on Thursday \
                    between nine and noon; no appointment is needed, and it takes ten minutes.";
const NEARLY: &str = "Flu season is here, and the best time for your shot is before it reaches your family. Walk in on Friday \
                      between nine and noon; no appointment is needed, and it takes ten minutes!";

fn x(text: &str) -> Content {
    Content::of_text(Platform::X, text)
}

/// An administrator gives a channel its pace. The stage begins on Saturday at eight; `hours` are every day's.
fn pace(stage: &Stage, on: Platform, hours: Option<(&str, &str)>, most: Option<u32>, gap: Option<u32>) -> PolicyRules {
    let windows: Vec<Value> = hours
        .map(|(from, until)| (1..=7).map(|day| json!({ "weekday": day, "from": from, "until": until })).collect())
        .unwrap_or_default();
    let channel = stage.clinic().channel(on).id;
    let asked = json!({ "channel_id": channel, "windows": windows, "most_a_day": most, "gap_minutes": gap });
    stage.clinic().as_doctor();
    stage.clinic().call("policy_set_pace", asked)
}

fn repeats(stage: &Stage, same: Option<u32>, across: Option<u32>, near: bool) -> PolicyRules {
    stage.clinic().as_doctor();
    stage.clinic().call("policy_set_repeats", json!({ "same_days": same, "across_days": across, "near": near }))
}

fn words(stage: &Stage, denied: &[&str], denied_hosts: &[&str]) -> PolicyRules {
    stage.clinic().as_doctor();
    let asked = json!({ "denied": denied, "allowed": [], "denied_hosts": denied_hosts, "allowed_hosts": [] });
    stage.clinic().call("policy_set_words", asked)
}

/// A clock of the clinic's, `minutes` from now: date and time.
fn clock(stage: &Stage, minutes: i64) -> (String, String) {
    let face = Zone::named(ZONE).unwrap().clock_at(stage.clock.now().plus(minutes * Millis::MINUTE));
    (face.date(), face.time())
}

fn plan(stage: &Stage, post: PostId, minutes: i64) -> Value {
    let (date, time) = clock(stage, minutes);
    json!({ "post_id": post, "date": date, "time": time, "zone": "" })
}

/// Choosing this time is refused by this rule, and on record; the next free time, which is taken instead.
#[track_caller]
fn refused(stage: &Stage, post: PostId, minutes: i64, rule: &str, words: &[&str]) -> When {
    let asked = plan(stage, post, minutes);
    let refused = stage.clinic().refused("plan_set", &asked);
    says(&refused, ErrorCode::OutsidePolicy, Some("time"), words);
    let denied = stage.story(post).into_iter().rfind(|entry| !entry.allowed).unwrap();
    assert_eq!((denied.action.as_str(), denied.reason.as_deref()), ("plan.set", Some(rule)));
    assert_eq!(
        denied.correlation_id, refused.correlation_id,
        "the refusal is found by the number that the person is told"
    );
    let offer: When = stage.clinic().call("policy_next", &asked);
    let told = format!("The next free time is {}, {}.", offer.day_label, offer.time);
    assert!(refused.message.contains(&told), "“{}” does not offer “{told}”", refused.message);
    let taken: PlanResult = stage
        .clinic()
        .call("plan_set", json!({ "post_id": post, "date": offer.date, "time": offer.time, "zone": offer.zone }));
    assert_eq!(taken.plan.due.at, offer.at);
    offer
}

fn draft(stage: &Stage, content: &Content) -> PostId {
    let platform = content.options.platform();
    stage.clinic().compose(platform, content).summary.id
}

/// A post is held by this rule at this gate: it keeps its signature, needs somebody, and nothing of it went out.
#[track_caller]
fn is_held(stage: &Stage, post: PostId, gate: &str, rule: &str, words: &[&str]) {
    let now = stage.clinic().post(post);
    assert_eq!(now.summary.state, DisplayState::Signed, "{:#?}", now.delivery);
    let needs = now.summary.needs.unwrap();
    assert!(words.iter().all(|words| needs.contains(words)), "{needs}");
    let today: Today = stage.clinic().call("today_get", Value::Null);
    assert!(today.needs_decision.iter().any(|one| one.id == post), "nobody is asked");
    let denied: Vec<_> = stage.story(post).into_iter().filter(|entry| !entry.allowed).collect();
    assert_eq!(denied.len(), 1, "{denied:#?}");
    assert_eq!((denied[0].action.as_str(), denied[0].reason.as_deref()), (gate, Some(rule)));
    assert_eq!(denied[0].correlation_id, Some(now.correlation_id));
}

/// Lets the engine work until a post needs somebody.
async fn until_held(stage: &Stage, post: PostId) {
    for _ in 0..200 {
        if stage.clinic().post(post).summary.needs.is_some() {
            return;
        }
        stage.steps(1).await;
    }
    panic!("it is never held: {:#?}", stage.clinic().post(post));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_rule_nothing_is_refused_and_without_a_right_no_rule_is_made() {
    let stage = Stage::set().await;
    let rules: PolicyRules = stage.clinic().call("policy_get", Value::Null);
    assert!(rules.channels.iter().all(|pace| pace.windows.is_empty() && pace.most_a_day.is_none()));
    assert!(rules.outside.is_empty() && rules.words.denied.is_empty() && rules.repeats.same_days.is_none());
    let refused =
        stage.clinic().refused("policy_set_repeats", json!({ "same_days": 7, "across_days": null, "near": true }));
    says(&refused, ErrorCode::NotAllowed, None, &["administrator"]);
    let posts = [stage.signed(&x(LONG), 10), stage.signed(&x(NEARLY), 11)];
    for post in posts {
        stage.posted(post).await;
    }
    stage.holds_exactly(&posts);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_outside_the_hours_is_refused_with_the_next_free_one_wherever_it_is_chosen() {
    let stage = Stage::set().await;
    let post = draft(&stage, &x("Flu shots from Thursday."));
    pace(&stage, Platform::X, Some(("09:00", "17:00")), None, None);
    stage.clinic().as_receptionist();
    let offer = refused(&stage, post, 30, "outside_hours", &["from 09:00 until 17:00", "this is 08:30"]);
    assert_eq!((offer.date.as_str(), offer.time.as_str()), ("2026-11-21", "09:00"));
    let offer = refused(&stage, post, 9 * 60, "outside_hours", &["this is 17:00"]);
    assert_eq!((offer.date.as_str(), offer.time.as_str()), ("2026-11-22", "09:00"));

    // What a drag would do, and what it does; a shift; a weekly time.
    let cell = json!({ "date": "2026-11-22", "time": "20:00" });
    let verdicts: Vec<PlanVerdict> = stage.clinic().call("plan_check", json!({ "post_id": post, "cells": [cell] }));
    assert!(
        !verdicts[0].allowed && verdicts[0].issues[0].message.contains("Outside the clinic's hours"),
        "{verdicts:?}"
    );
    let moves = json!({ "moves": [{ "post_id": post, "date": "2026-11-22", "time": "20:00" }] });
    let moved: PlanDone = stage.clinic().call("plan_move", moves);
    let shifted: PlanDone =
        stage.clinic().call("plan_shift", json!({ "post_ids": [post], "days": 0, "minutes": 9 * 60 }));
    for done in [moved, shifted] {
        let why = done.outcomes[0].refused.as_deref().unwrap();
        assert!(
            why.contains("Outside the clinic's hours") && why.contains("The next free time is Mon 23 Nov, 09:00"),
            "{why}"
        );
        assert!(done.undo.is_none());
    }
    let channel = stage.clinic().channel(Platform::X).id;
    let slots = json!([{ "weekday": 7, "time": "07:00" }, { "weekday": 7, "time": "16:00" }]);
    let _: Value = stage.clinic().call("slot_set", json!({ "channel_id": channel, "slots": slots }));
    let next: When = stage.clinic().call("slot_next", json!({ "channel_id": channel, "after": null }));
    assert_eq!((next.date.as_str(), next.time.as_str()), ("2026-11-22", "16:00"), "the one at seven is outside");
    let put: PlanDone = stage.clinic().call("plan_next_slot", json!({ "post_ids": [post] }));
    assert_eq!(put.outcomes[0].cell.as_ref().unwrap().time, "16:00");
    let denied = stage.story(post).into_iter().filter(|entry| entry.reason.as_deref() == Some("outside_hours")).count();
    assert_eq!(denied, 4, "each refusal is on record; a question is none");
}

#[tokio::test(flavor = "multi_thread")]
async fn sending_something_again_at_once_is_choosing_a_time() {
    let stage = Stage::set().await;
    let post = stage.signed(&x("Flu shots from Thursday."), 10);
    stage.clock.advance(40 * Millis::MINUTE);
    stage.clinic().as_receptionist();
    stage.clinic().until(post, &[DisplayState::Missed]).await;
    pace(&stage, Platform::X, Some(("09:00", "17:00")), None, None);
    let refused = stage.clinic().refused("delivery_retry", json!({ "id": post }));
    says(&refused, ErrorCode::OutsidePolicy, Some("time"), &["Outside the clinic's hours", "Sat 21 Nov, 09:00"]);
    assert_eq!(stage.clinic().post(post).summary.state, DisplayState::Missed);
    stage.clinic().advance_awake(30 * Millis::MINUTE);
    let _: Post = stage.clinic().call("delivery_retry", json!({ "id": post }));
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_planned_before_the_hours_is_told_at_once_held_at_its_time_and_moved_by_a_person() {
    let stage = Stage::set().await;
    let post = stage.signed(&x("Flu shots from Thursday."), 10);
    let rules = pace(&stage, Platform::X, Some(("09:00", "17:00")), None, None);
    assert_eq!(rules.outside.iter().map(|one| one.post_id).collect::<Vec<_>>(), [post]);
    assert!(rules.outside[0].why.contains("this is 08:10"), "{:?}", rules.outside);
    until_held(&stage, post).await;
    is_held(&stage, post, "gate.claimed", "outside_hours", &["Outside the clinic's hours", "Choose another time."]);
    // Its grace passes: it is missed for what held it, and not for the laptop.
    stage.clinic().advance_awake(30 * Millis::MINUTE);
    let missed = stage.clinic().until(post, &[DisplayState::Missed]).await;
    assert!(missed.summary.needs.unwrap().contains("Outside the clinic's hours"));
    stage.holds_exactly(&[]);
    let moved: PlanResult = stage.clinic().call("plan_set", plan(&stage, post, 30));
    assert_eq!(moved.signature_kept, Some(true), "no rule takes a signature");
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_rule_held_goes_out_at_its_own_time_when_the_rule_is_lifted_before() {
    let stage = Stage::set().await;
    let content = with_pictures(stage.clinic(), x("Come in."), &[(8, "The door")]);
    let post = stage.signed(&content, 10);
    pace(&stage, Platform::X, Some(("09:00", "17:00")), None, None);
    // It is claimed a minute ahead, for its picture.
    stage.clinic().advance_awake(9 * Millis::MINUTE + 10_000);
    until_held(&stage, post).await;
    let rules = pace(&stage, Platform::X, None, None, None);
    assert!(rules.outside.is_empty());
    let posted = stage.posted(post).await;
    assert_eq!(posted.summary.plan.unwrap().due.time, "08:10");
    stage.holds_exactly(&[post]);
}

/// A signed post with a picture, taken up a minute ahead: its upload is on its way, and ends when it is let go.
async fn taken_up(text: &str) -> (Stage, PostId) {
    let stage = Stage::set().await;
    let post = stage.signed(&with_pictures(stage.clinic(), x(text), &[(8, "The door")]), 10);
    stage.fault(X, ("POST", templates::x::MEDIA_METADATA), 0, 1, Action::Hold { after_accept: true });
    stage.clinic().advance_awake(9 * Millis::MINUTE + 10_000);
    stage.control().until_held(1).await;
    (stage, post)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_made_after_the_claim_holds_the_post_at_its_commit() {
    type Make = fn(&Stage);
    let hours: Make = |stage| drop(pace(stage, Platform::X, Some(("09:00", "17:00")), None, None));
    let word: Make = |stage| drop(words(stage, &["painless"], &[]));
    let link: Make = |stage| drop(words(stage, &[], &["shots.example"]));
    for (make, rule, said) in [
        (hours, "outside_hours", "Choose another time."),
        (word, "forbidden_word", "“painless” is on the clinic's list"),
        (link, "forbidden_link", "may not lead to shots.example"),
    ] {
        let (stage, post) = taken_up("Painless flu shots: https://shots.example/flu").await;
        make(&stage);
        stage.control().release_held();
        stage.clinic().advance_awake(Millis::MINUTE);
        until_held(&stage, post).await;
        is_held(&stage, post, "gate.commit_started", rule, &[said]);
        assert_eq!(stage.asked(COMMIT), 0);
        stage.holds_exactly(&[]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_late_within_its_grace_does_not_go_out_after_the_hours() {
    let stage = Stage::set().await;
    pace(&stage, Platform::X, Some(("08:00", "08:12")), None, None);
    let post = stage.signed(&x("Flu shots from Thursday."), 10);
    // The laptop sleeps over it, and wakes within the grace, but after the hours.
    stage.clock.advance(17 * Millis::MINUTE);
    stage.clinic().as_receptionist();
    until_held(&stage, post).await;
    is_held(&stage, post, "gate.claimed", "outside_hours", &["this is 08:17"]);
    stage.holds_exactly(&[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_planned_for_the_last_minutes_is_not_held_for_being_a_little_late() {
    let stage = Stage::set().await;
    pace(&stage, Platform::X, Some(("08:00", "08:12")), None, None);
    let post = stage.signed(&x("Flu shots from Thursday."), 10);
    stage.clock.advance(14 * Millis::MINUTE);
    stage.clinic().as_receptionist();
    stage.clinic().until(post, &[DisplayState::Posted]).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_that_was_begun_is_finished_whatever_the_rules_become() {
    let stage = Stage::set().await;
    let post = stage.signed(&and(x("One."), PartRole::Thread, "Two, painless."), 10);
    stage.fault(X, COMMIT, 0, 1, Action::Hold { after_accept: true });
    stage.clinic().advance_awake(10 * Millis::MINUTE);
    stage.control().until_held(1).await;
    pace(&stage, Platform::X, Some(("09:00", "17:00")), Some(1), Some(60));
    words(&stage, &["painless"], &[]);
    stage.control().release_held();
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_day_is_refused_where_a_time_is_chosen_and_at_the_gate() {
    let stage = Stage::set().await;
    let (first, second) = (stage.signed(&x("One."), 10), stage.signed(&x("Two."), 60));
    let rules = pace(&stage, Platform::X, None, Some(1), None);
    assert_eq!(
        rules.outside.iter().map(|one| one.post_id).collect::<Vec<_>>(),
        [second],
        "the first of the two goes out"
    );
    stage.posted(first).await;
    until_held(&stage, second).await;
    is_held(
        &stage,
        second,
        "gate.claimed",
        "day_full",
        &["1 post on Sat 21 Nov already", "1 a day", "Choose another time."],
    );
    stage.clinic().as_receptionist();
    let offer = refused(&stage, second, 120, "day_full", &["1 a day"]);
    assert_eq!((offer.date.as_str(), offer.time.as_str()), ("2026-11-22", "00:00"));
    stage.clinic().advance_awake(15 * 60 * Millis::MINUTE);
    stage.posted(second).await;
    stage.holds_exactly(&[first, second]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_posts_too_near_are_refused_where_a_time_is_chosen_and_at_the_gate() {
    let stage = Stage::set().await;
    let (first, second) = (stage.signed(&x("One."), 10), stage.signed(&x("Two."), 30));
    pace(&stage, Platform::X, None, None, Some(45));
    stage.posted(first).await;
    until_held(&stage, second).await;
    is_held(
        &stage,
        second,
        "gate.claimed",
        "too_near_to_another",
        &["another post at 08:10", "45 minutes between two"],
    );
    stage.clinic().as_receptionist();
    let offer = refused(&stage, second, 10, "too_near_to_another", &["45 minutes between two"]);
    assert_eq!(offer.time, "08:55");
    stage.posted(second).await;
    stage.holds_exactly(&[first, second]);
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_of_one_minute_do_not_pass_the_gate_together_where_one_may() {
    let stage = Stage::set().await;
    let posts = [stage.signed(&x("One."), 10), stage.signed(&x("Two."), 10)];
    pace(&stage, Platform::X, None, None, Some(30));
    stage.clinic().advance_awake(10 * Millis::MINUTE);
    let gone = |stage: &Stage| {
        posts.iter().filter(|post| stage.clinic().post(**post).summary.state == DisplayState::Posted).count()
    };
    for _ in 0..100 {
        if posts.iter().any(|post| stage.clinic().post(*post).summary.needs.is_some()) && gone(&stage) == 1 {
            break;
        }
        stage.steps(1).await;
    }
    let public: Vec<PostId> =
        posts.into_iter().filter(|post| stage.clinic().post(*post).summary.state == DisplayState::Posted).collect();
    assert_eq!(public.len(), 1);
    stage.holds_exactly(&public);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_platform_keeps_comes_back_when_the_rules_do_not_let_it_out_any_more() {
    let stage = Stage::set().await;
    let post = stage.signed(&Content::of_text(Platform::Facebook, "Flu shots from Monday."), 120);
    let keep = json!({ "post_id": post, "keep": true });
    let _: Post = stage.clinic().call("keep_set", keep);
    stage.until(post, &[DisplayState::AtPlatform], 5).await;
    pace(&stage, Platform::Facebook, Some(("12:00", "17:00")), None, None);
    until_held(&stage, post).await;
    let back = stage.clinic().post(post);
    assert_eq!(back.summary.state, DisplayState::Signed);
    assert!(back.summary.needs.unwrap().contains("rules do not let this post out"));
    // Its time passes, and the platform publishes nothing.
    stage.clinic().advance_awake(150 * Millis::MINUTE);
    stage.clinic().until(post, &[DisplayState::Missed]).await;
    stage.holds_exactly(&[]);
    let moved: PlanResult = stage.clinic().call("plan_set", plan(&stage, post, 120));
    assert_eq!(moved.signature_kept, Some(true));
    stage.until(post, &[DisplayState::Posted], 150).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_that_move_together_are_not_in_each_others_way() {
    let stage = Stage::set().await;
    let (one, two) = (draft(&stage, &x("One.")), draft(&stage, &x("Two.")));
    pace(&stage, Platform::X, Some(("08:00", "20:00")), Some(2), Some(30));
    stage.clinic().as_receptionist();
    for (post, minutes) in [(one, 60), (two, 90)] {
        let _: PlanResult = stage.clinic().call("plan_set", plan(&stage, post, minutes));
    }
    // Half an hour on: the first takes the place of the second, which moves as well.
    let done: PlanDone = stage.clinic().call("plan_shift", json!({ "post_ids": [one, two], "days": 0, "minutes": 30 }));
    assert!(done.outcomes.iter().all(|outcome| outcome.refused.is_none()), "{done:?}");
    let third = draft(&stage, &x("Three."));
    let offer = refused(&stage, third, 300, "day_full", &["2 posts on Sat 21 Nov", "2 a day"]);
    assert_eq!((offer.date.as_str(), offer.time.as_str()), ("2026-11-22", "08:00"));
    let shown: Calendar = stage.clinic().call(
        "calendar_get",
        json!({ "from": "2026-11-21", "to": "2026-11-22", "channels": [], "platforms": [], "states": [], "people": [] }),
    );
    assert_eq!(shown.entries.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_that_are_none_are_refused_at_their_field() {
    let stage = Stage::set().await;
    stage.clinic().as_doctor();
    let channel = stage.clinic().channel(Platform::X).id;
    let pace = |windows: Value, most: Value, gap: Value| json!({ "channel_id": channel, "windows": windows, "most_a_day": most, "gap_minutes": gap });
    let window = |from: &str, until: &str| json!({ "weekday": 1, "from": from, "until": until });
    for (asked, field) in [
        (pace(json!([window("17:00", "09:00")]), Value::Null, Value::Null), "windows"),
        (pace(json!([window("nine", "17:00")]), Value::Null, Value::Null), "windows"),
        (pace(json!([window("09:00", "12:00"), window("11:00", "17:00")]), Value::Null, Value::Null), "windows"),
        (pace(json!([]), json!(0), Value::Null), "most_a_day"),
        (pace(json!([]), Value::Null, json!(1441)), "gap_minutes"),
    ] {
        assert_eq!(stage.clinic().refused("policy_set_pace", asked).field.as_deref(), Some(field));
    }
    let repeats = json!({ "same_days": 366, "across_days": null, "near": false });
    assert_eq!(stage.clinic().refused("policy_set_repeats", repeats).field.as_deref(), Some("same_days"));
    let words = json!({ "denied": ["!"], "allowed": [], "denied_hosts": [], "allowed_hosts": [] });
    assert_eq!(stage.clinic().refused("policy_set_words", words).field.as_deref(), Some("denied"));
    let rules: PolicyRules = stage.clinic().call("policy_get", Value::Null);
    assert!(rules.channels.iter().all(|pace| pace.windows.is_empty()), "nothing of it was kept");
}
