//! The calendar: what it shows on which day, what it says before a drop, and what a drop does.

use countersign_core::api::types::{
    Calendar, Channel, ChannelSlots, ClosedDays, DisplayState, PlanDone, PlanIssueKind, PlanOutcome, PlanVerdict, Post,
    Verification,
};
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, Millis, Platform, PostId, Role};
use countersign_tests::stage::{Stage, says};
use serde_json::{Value, json};

fn draft(stage: &Stage, platform: Platform, words: &str) -> PostId {
    stage.clinic().compose(platform, &Content::of_text(platform, words)).summary.id
}

fn plan(stage: &Stage, post: PostId, date: &str, time: &str, zone: &str) {
    let asked = json!({ "post_id": post, "date": date, "time": time, "zone": zone });
    let _: Value = stage.clinic().call("plan_set", asked);
}

/// A draft that stands at this time of the clinic's.
fn at(stage: &Stage, words: &str, date: &str, time: &str) -> PostId {
    let post = draft(stage, Platform::X, words);
    plan(stage, post, date, time, "Asia/Kolkata");
    post
}

fn show(stage: &Stage, from: &str, to: &str, narrow: Value) -> Calendar {
    let mut asked = json!({ "from": from, "to": to, "channels": [], "platforms": [], "states": [], "people": [] });
    for (name, value) in narrow.as_object().into_iter().flatten() {
        asked[name] = value.clone();
    }
    stage.clinic().call("calendar_get", asked)
}

fn november(stage: &Stage) -> Calendar {
    show(stage, "2026-11-01", "2026-11-30", json!({}))
}

fn check(stage: &Stage, post: PostId, date: &str, time: &str) -> PlanVerdict {
    let asked = json!({ "post_id": post, "cells": [{ "date": date, "time": time }] });
    let mut verdicts: Vec<PlanVerdict> = stage.clinic().call("plan_check", asked);
    verdicts.remove(0)
}

fn move_to(stage: &Stage, post: PostId, date: &str, time: &str) -> PlanDone {
    stage.clinic().call("plan_move", json!({ "moves": [{ "post_id": post, "date": date, "time": time }] }))
}

fn cell(outcome: &PlanOutcome) -> (&str, &str) {
    outcome.cell.as_ref().map_or(("", ""), |cell| (cell.date.as_str(), cell.time.as_str()))
}

fn clinic_zone(stage: &Stage, zone: &str) {
    stage.clinic().as_doctor();
    let mut clinic: Value = stage.clinic().call("clinic_get", Value::Null);
    clinic["zone"] = json!(zone);
    let _: Value = stage.clinic().call("clinic_update", clinic);
}

#[track_caller]
fn whole_record(stage: &Stage) {
    let verified: Verification = stage.clinic().call("activity_verify", Value::Null);
    assert_eq!(verified.broken_at, None, "{}", verified.sentence);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_shows_what_lies_in_it_on_the_clinics_clock_and_the_rest_in_the_drawer() {
    let stage = Stage::set().await;
    let late = at(&stage, "Late on the last evening.", "2026-11-30", "23:30");
    let next = at(&stage, "Next month.", "2026-12-01", "00:00");
    let loose = draft(&stage, Platform::Facebook, "No time yet.");
    let abroad = draft(&stage, Platform::X, "For New York.");
    plan(&stage, abroad, "2026-11-29", "20:15", "America/New_York");
    let shown = november(&stage);
    let ids: Vec<PostId> = shown.entries.iter().map(|entry| entry.id).collect();
    assert_eq!(ids, [abroad, late]);
    let abroad = &shown.entries[0];
    assert_eq!((abroad.date.as_str(), abroad.time.as_str()), ("2026-11-30", "06:45"), "on the clinic's clock");
    let own = abroad.own.as_ref().unwrap();
    assert_eq!((own.zone.as_str(), own.date.as_str(), own.time.as_str()), ("America/New_York", "2026-11-29", "20:15"));
    assert_eq!((shown.drawer[0].id, shown.drawer.len(), shown.drawer_total), (loose, 1, 1));
    assert_eq!((shown.now.date.as_str(), shown.now.time.as_str()), ("2026-11-21", "08:00"));
    assert_eq!(show(&stage, "2026-12-01", "2026-12-01", json!({})).entries[0].id, next);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_narrows_by_channel_platform_state_and_person() {
    let stage = Stage::set().await;
    let mine = at(&stage, "Written at the desk.", "2026-11-24", "09:00");
    stage.clinic().as_doctor();
    let theirs = draft(&stage, Platform::Facebook, "Written by the doctor.");
    plan(&stage, theirs, "2026-11-24", "10:00", "");
    let signed = draft(&stage, Platform::X, "Signed.");
    plan(&stage, signed, "2026-11-24", "11:00", "");
    stage.sign(signed);
    let only = |narrow: Value| -> Vec<PostId> {
        show(&stage, "2026-11-24", "2026-11-24", narrow).entries.iter().map(|entry| entry.id).collect()
    };
    assert_eq!(only(json!({})), [mine, theirs, signed]);
    assert_eq!(only(json!({ "platforms": ["facebook"] })), [theirs]);
    assert_eq!(only(json!({ "states": ["signed"] })), [signed]);
    assert_eq!(only(json!({ "channels": [stage.clinic().channel(Platform::X).id] })), [mine, signed]);
    assert_eq!(only(json!({ "people": [stage.clinic().person(Role::Staff)] })), [mine]);
    assert_eq!(only(json!({ "people": [stage.clinic().person(Role::Staff)], "states": ["signed"] })), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn days_that_are_none_are_refused() {
    let stage = Stage::set().await;
    let ask = |from: &str, to: &str| json!({ "from": from, "to": to, "channels": [], "platforms": [], "states": [], "people": [] });
    let refused = stage.clinic().refused("calendar_get", ask("November", "2026-11-30"));
    says(&refused, ErrorCode::Invalid, Some("from"), &["“November” is no date"]);
    let refused = stage.clinic().refused("calendar_get", ask("2026-11-30", "2026-11-01"));
    says(&refused, ErrorCode::Invalid, Some("to"), &["before the first"]);
    let refused = stage.clinic().refused("calendar_get", ask("2026-01-01", "2029-11-01"));
    says(&refused, ErrorCode::Invalid, Some("to"), &["a year at most"]);
}

/// What is said of a cell is what the move does with it: refused with the same words, or done.
#[track_caller]
fn said_and_done(
    stage: &Stage,
    post: PostId,
    date: &str,
    time: &str,
    kinds: &[PlanIssueKind],
    allowed: bool,
) -> String {
    let verdict = check(stage, post, date, time);
    let said: Vec<PlanIssueKind> = verdict.issues.iter().map(|issue| issue.kind).collect();
    assert_eq!((said.as_slice(), verdict.allowed), (kinds, allowed), "{verdict:?}");
    let before = stage.clinic().post(post).summary.plan.map(|plan| plan.due.at);
    let done = move_to(stage, post, date, time);
    let words: Vec<&str> = verdict.issues.iter().map(|issue| issue.message.as_str()).collect();
    if allowed {
        assert_eq!(done.outcomes[0].refused, None);
        assert_eq!(cell(&done.outcomes[0]), (date, time));
        assert!(done.undo.is_some());
    } else {
        assert_eq!(done.outcomes[0].refused.as_deref(), words.first().copied());
        assert!(done.undo.is_none(), "there is nothing to undo");
        assert_eq!(stage.clinic().post(post).summary.plan.map(|plan| plan.due.at), before);
    }
    words.join(" ")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_past_and_another_post_of_the_minute_refuse_with_a_reason() {
    let stage = Stage::set().await;
    let post = at(&stage, "Flu shots.", "2026-11-24", "09:00");
    let other = at(&stage, "World COPD Day.", "2026-11-25", "09:00");
    let page = draft(&stage, Platform::Facebook, "On another channel.");
    plan(&stage, page, "2026-11-26", "09:00", "");
    let words = said_and_done(&stage, post, "2026-11-20", "09:00", &[PlanIssueKind::Past], false);
    assert!(words.contains("has passed. It is 08:00 on Sat 21 Nov now"), "{words}");
    let words = said_and_done(&stage, post, "2026-11-25", "09:00", &[PlanIssueKind::Conflict], false);
    assert!(words.contains("“World COPD Day.” goes out on") && words.contains("at 09:00 already"), "{words}");
    said_and_done(&stage, post, "2026-11-25", "09:01", &[], true);
    said_and_done(&stage, post, "2026-11-26", "09:00", &[], true);
    // What was called off is in nobody's way.
    let _: Value = stage.clinic().call("delivery_cancel", json!({ "id": other }));
    said_and_done(&stage, post, "2026-11-25", "09:00", &[], true);
    whole_record(&stage);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_day_and_the_signed_window_are_said_and_leave_the_choice() {
    let stage = Stage::set().await;
    stage.clinic().as_doctor();
    let closed = json!({ "days": [{ "date": "2026-12-25", "label": "Christmas" }], "weekdays": [7] });
    let set: ClosedDays = stage.clinic().call("closed_day_set", closed);
    assert_eq!((set.days[0].label.as_str(), set.weekdays.as_slice()), ("Christmas", [7].as_slice()));
    let post = at(&stage, "Flu shots.", "2026-11-24", "09:00");
    let words = said_and_done(&stage, post, "2026-11-29", "09:00", &[PlanIssueKind::Closed], true);
    assert!(words.contains("closed on Sundays"), "{words}");
    stage.sign(post);
    let entry = november(&stage).entries.remove(0);
    let window = entry.window.unwrap();
    assert_eq!((window.not_before.as_str(), window.not_after.as_str()), ("2026-11-15T09:00", "2026-12-13T09:00"));
    said_and_done(&stage, post, "2026-12-12", "09:00", &[], true);
    assert_eq!(stage.clinic().post(post).summary.state, DisplayState::Signed);
    let kinds = [PlanIssueKind::Closed, PlanIssueKind::OutsideWindow];
    let words = said_and_done(&stage, post, "2026-12-25", "09:00", &kinds, true);
    assert!(words.contains("Fri 25 Dec: Christmas") && words.contains("from Sun 15 Nov to Sun 13 Dec"), "{words}");
    assert_eq!(stage.clinic().post(post).summary.state, DisplayState::Waiting);
    let shown = show(&stage, "2026-12-20", "2026-12-27", json!({}));
    let closed: Vec<(&str, &str)> = shown.closed.iter().map(|day| (day.date.as_str(), day.label.as_str())).collect();
    assert_eq!(closed, [("2026-12-20", ""), ("2026-12-25", "Christmas"), ("2026-12-27", "")]);
    whole_record(&stage);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_administrator_closes_the_clinic_and_only_on_days_there_are() {
    let stage = Stage::set().await;
    let day = |date: &str, weekdays: Value| json!({ "days": [{ "date": date, "label": "" }], "weekdays": weekdays });
    let refused = stage.clinic().refused("closed_day_set", day("2026-12-25", json!([])));
    assert_eq!(refused.code, ErrorCode::NotAllowed);
    stage.clinic().as_doctor();
    says(
        &stage.clinic().refused("closed_day_set", day("2026-02-30", json!([]))),
        ErrorCode::Invalid,
        Some("days"),
        &["“2026-02-30” is no date"],
    );
    says(
        &stage.clinic().refused("closed_day_set", day("2026-12-25", json!([1, 2, 3, 4, 5, 6, 7]))),
        ErrorCode::Invalid,
        Some("weekdays"),
        &["Leave one day"],
    );
    says(
        &stage.clinic().refused("closed_day_set", day("2026-12-25", json!([8]))),
        ErrorCode::Invalid,
        Some("weekdays"),
        &["seven days"],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_weeks_of_summer_time_show_each_post_once_and_refuse_the_hour_that_never_comes() {
    let stage = Stage::set().await;
    clinic_zone(&stage, "Europe/Berlin");
    let post = draft(&stage, Platform::X, "Clocks.");
    let words = said_and_done(&stage, post, "2027-03-28", "02:30", &[PlanIssueKind::Gap], false);
    assert!(words.contains("02:30 never comes. Choose 03:00 or later"), "{words}");
    let words = said_and_done(&stage, post, "2027-10-31", "02:30", &[PlanIssueKind::Twice], true);
    assert!(words.contains("02:30 comes twice"), "{words}");
    for (day, before, after) in [("2027-03-28", "2027-03-27", "2027-03-29"), ("2027-10-31", "2027-10-30", "2027-11-01")]
    {
        let times = ["00:00", "01:30", "03:15", "23:45"];
        let posts: Vec<PostId> = times
            .iter()
            .map(|time| {
                let post = draft(&stage, Platform::Facebook, &format!("{day} {time}"));
                plan(&stage, post, day, time, "Europe/Berlin");
                post
            })
            .collect();
        let on = |date: &str| -> Vec<(PostId, String)> {
            let shown = show(&stage, date, date, json!({ "platforms": ["facebook"] }));
            shown.entries.into_iter().map(|entry| (entry.id, entry.time)).collect()
        };
        let expected: Vec<(PostId, String)> = posts.into_iter().zip(times.map(str::to_owned)).collect();
        assert_eq!(on(day), expected, "{day}");
        assert!(on(before).is_empty() && on(after).is_empty(), "no other day shows them");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_of_another_zone_keeps_it_when_it_is_dropped_on_the_clinics_calendar() {
    let stage = Stage::set().await;
    let post = draft(&stage, Platform::X, "For New York.");
    plan(&stage, post, "2027-03-10", "09:00", "America/New_York");
    let done = move_to(&stage, post, "2027-03-16", "18:30");
    assert_eq!(cell(&done.outcomes[0]), ("2027-03-16", "18:30"));
    let due = stage.clinic().post(post).summary.plan.unwrap().due;
    assert_eq!((due.zone.as_str(), due.date.as_str(), due.time.as_str()), ("America/New_York", "2027-03-16", "09:00"));
    // A channel with a zone of its own gives it to what is dragged out of the drawer.
    stage.clinic().as_doctor();
    let page = stage.clinic().channel(Platform::Facebook);
    let update =
        json!({ "id": page.id, "name": page.name, "max_hashtags": null, "zone": "Europe/Berlin", "paused": false });
    let _: Channel = stage.clinic().call("channel_update", update);
    let loose = draft(&stage, Platform::Facebook, "For Berlin.");
    move_to(&stage, loose, "2026-11-24", "12:30");
    let due = stage.clinic().post(loose).summary.plan.unwrap().due;
    assert_eq!((due.zone.as_str(), due.time.as_str()), ("Europe/Berlin", "08:00"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_public_or_on_its_way_stands_fixed_and_says_why() {
    let stage = Stage::set().await;
    let post = stage.signed(&Content::of_text(Platform::X, "We are open."), 5);
    stage.posted(post).await;
    let entry = november(&stage).entries.remove(0);
    assert_eq!(entry.state, DisplayState::Posted);
    assert!(entry.fixed_because.unwrap().contains("has gone out") && entry.past);
    said_and_done(&stage, post, "2026-11-24", "09:00", &[PlanIssueKind::Fixed], false);
    let dropped: PlanDone = stage.clinic().call("plan_drop", json!({ "post_ids": [post] }));
    assert!(dropped.outcomes[0].refused.as_deref().unwrap().contains("has gone out"));
    stage.holds_exactly(&[post]);
}

fn slots(stage: &Stage, platform: Platform, slots: &[(u8, &str)]) -> Vec<ChannelSlots> {
    let slots: Vec<Value> = slots.iter().map(|(day, time)| json!({ "weekday": day, "time": time })).collect();
    let channel = stage.clinic().channel(platform).id;
    stage.clinic().call("slot_set", json!({ "channel_id": channel, "slots": slots }))
}

fn free(stage: &Stage, from: &str, to: &str) -> Vec<String> {
    let shown = show(stage, from, to, json!({}));
    shown.slots.into_iter().map(|slot| format!("{} {}", slot.date, slot.time)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_free_slot_skips_the_taken_the_closed_and_the_past() {
    let stage = Stage::set().await;
    let none: PlanDone =
        stage.clinic().call("plan_next_slot", json!({ "post_ids": [draft(&stage, Platform::X, "One.")] }));
    assert!(none.outcomes[0].refused.as_deref().unwrap().contains("no weekly times yet"));
    let set = slots(&stage, Platform::X, &[(6, "07:00"), (7, "09:00"), (1, "18:30"), (1, "18:30"), (3, "12:00")]);
    let own = set.iter().find(|own| !own.slots.is_empty()).unwrap();
    let told: Vec<(u8, &str)> = own.slots.iter().map(|slot| (slot.weekday, slot.time.as_str())).collect();
    assert_eq!(told, [(1, "18:30"), (3, "12:00"), (6, "07:00"), (7, "09:00")]);
    stage.clinic().as_doctor();
    let _: Value = stage.clinic().call("closed_day_set", json!({ "days": [], "weekdays": [7] }));
    // Saturday 07:00 has passed, on Sunday the clinic is closed.
    assert_eq!(free(&stage, "2026-11-21", "2026-11-27"), ["2026-11-23 18:30", "2026-11-25 12:00"]);
    let posts: Vec<PostId> = (0..3).map(|n| draft(&stage, Platform::X, &format!("Post {n}."))).collect();
    let done: PlanDone = stage.clinic().call("plan_next_slot", json!({ "post_ids": posts }));
    let cells: Vec<(&str, &str)> = done.outcomes.iter().map(cell).collect();
    assert_eq!(cells, [("2026-11-23", "18:30"), ("2026-11-25", "12:00"), ("2026-11-28", "07:00")]);
    assert!(free(&stage, "2026-11-21", "2026-11-28").is_empty(), "they are taken now");
    let channel = stage.clinic().channel(Platform::X).id;
    let next: Value = stage.clinic().call("slot_next", json!({ "channel_id": channel, "after": null }));
    assert_eq!((next["date"].as_str(), next["time"].as_str()), (Some("2026-11-30"), Some("18:30")));
    let after = json!({ "channel_id": channel, "after": { "date": "2026-12-01", "time": "00:00" } });
    let next: Value = stage.clinic().call("slot_next", after);
    assert_eq!((next["date"].as_str(), next["time"].as_str()), (Some("2026-12-02"), Some("12:00")));
    let undone: PlanDone = stage.clinic().call("plan_undo", json!({ "undo": done.undo }));
    assert!(undone.outcomes.iter().all(|outcome| outcome.refused.is_none() && outcome.plan.is_none()), "{undone:?}");
    assert_eq!(free(&stage, "2026-11-21", "2026-11-27").len(), 2, "they are free again");
    whole_record(&stage);
}

#[tokio::test(flavor = "multi_thread")]
async fn slots_keep_their_clock_time_in_the_zone_of_their_channel() {
    let stage = Stage::set().await;
    stage.clinic().as_doctor();
    let x = stage.clinic().channel(Platform::X);
    let update = json!({ "id": x.id, "name": x.name, "max_hashtags": null, "zone": "Europe/Berlin", "paused": false });
    let _: Channel = stage.clinic().call("channel_update", update);
    slots(&stage, Platform::X, &[(6, "09:00"), (7, "02:30"), (7, "20:00")]);
    // In Berlin the clocks go forward on Sunday 28 March 2027: 02:30 never comes, and evening is earlier in Kolkata.
    let expected = ["2027-03-27 13:30", "2027-03-28 23:30", "2027-04-03 12:30", "2027-04-04 06:00", "2027-04-04 23:30"];
    assert_eq!(free(&stage, "2027-03-27", "2027-04-04"), expected);
    let refused =
        stage.clinic().refused("slot_set", json!({ "channel_id": x.id, "slots": [{ "weekday": 1, "time": "25:00" }] }));
    says(&refused, ErrorCode::Invalid, Some("time"), &["not a time"]);
    let again: Vec<ChannelSlots> = stage.clinic().call("slot_list", Value::Null);
    assert_eq!(again.iter().map(|own| own.slots.len()).sum::<usize>(), 3, "what was refused changed nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_post_goes_out_at_its_new_time_and_not_at_the_old_one() {
    let stage = Stage::set().await;
    let post = stage.signed(&Content::of_text(Platform::X, "Flu shots."), 5);
    let done = move_to(&stage, post, "2026-11-21", "08:30");
    assert_eq!(done.outcomes[0].signature_kept, Some(true));
    stage.clinic().advance_awake(20 * Millis::MINUTE);
    stage.holds_exactly(&[]);
    let whole: Post = stage.posted(post).await;
    assert!(stage.clock.now() >= whole.summary.plan.unwrap().due.at);
    stage.holds_exactly(&[post]);
}
