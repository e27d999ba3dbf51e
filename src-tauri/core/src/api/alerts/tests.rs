//! Tests of causes that take a platform's allowance, weeks of complaints, or a sign-in's end; and that all of it is found by index.

use std::sync::Arc;

use rand::SeedableRng;

use crate::alert::{self, AlertKind, AlertWay};
use crate::api::among_many::{self, Clinic};
use crate::env::{DrivenClock, Env};
use crate::error::Error;
use crate::model::{Millis, Platform};

const NOW: Millis = Millis(1_795_228_200_000);
const X: &str = "80000000-0000-7000-8000-000000000001";

struct Looked {
    clinic: Clinic,
    clock: DrivenClock,
    env: Arc<Env>,
}

fn clinic(name: &str, statements: &[String]) -> Looked {
    let clock = DrivenClock::at(NOW);
    let env = Env::new(Arc::new(clock.clone()), Box::new(rand::rngs::StdRng::seed_from_u64(1)));
    Looked { clinic: among_many::clinic(&format!("alerts-{name}"), statements), clock, env }
}

/// What goes on at `at`, after the book was brought up to date.
fn going_on(on: &Looked, at: Millis) -> Vec<(AlertKind, Option<Platform>)> {
    on.clock.advance(at.since(on.env.now()));
    let env = Arc::clone(&on.env);
    let all = on.clinic.db.write(move |tx| {
        alert::keep(tx, &env)?;
        alert::shown(tx)
    });
    let open = all.unwrap().into_iter().filter(|it| it.cleared.is_none());
    open.map(|it| (it.kind, it.platform)).collect()
}

fn run(on: &Looked, statement: String) {
    on.clinic.db.write(move |tx| tx.run(&statement, &[]).map(drop).map_err(Error::from)).unwrap();
}

fn quota(used: u32, opens: Millis) -> String {
    format!(
        "INSERT INTO quota (channel_id, name, used, allowed, opens_at, seen_at) VALUES ('{X}', 'posts', {used}, 100, {}, {})
         ON CONFLICT (channel_id, name) DO UPDATE SET used = excluded.used, opens_at = excluded.opens_at",
        opens.0, NOW.0
    )
}

#[test]
fn an_allowance_is_nearly_used_at_nine_tenths_until_a_quarter_is_free_or_it_opens_again() {
    let tomorrow = NOW.plus(Millis::DAY);
    let clinic = clinic("quota", &[quota(89, tomorrow)]);
    assert_eq!(going_on(&clinic, NOW), []);
    run(&clinic, quota(90, tomorrow));
    assert_eq!(going_on(&clinic, NOW), [(AlertKind::QuotaNearlyUsed, Some(Platform::X))]);
    run(&clinic, quota(80, tomorrow));
    assert_eq!(going_on(&clinic, NOW).len(), 1, "one call less is no news");
    run(&clinic, quota(75, tomorrow));
    assert_eq!(going_on(&clinic, NOW), []);
    run(&clinic, quota(80, tomorrow));
    assert_eq!(going_on(&clinic, NOW), []);
    run(&clinic, quota(100, tomorrow));
    assert_eq!(going_on(&clinic, NOW).len(), 1);
    assert_eq!(going_on(&clinic, tomorrow), [], "it opened again");
}

#[test]
fn a_sign_in_is_told_a_week_before_its_end_and_again_when_it_is_over() {
    let end = NOW.plus(10 * Millis::DAY);
    let clinic = clinic("sign-in", &[]);
    run(
        &clinic,
        format!(
            "INSERT INTO channel_token (channel_id, form, obtained_at, ends_at) VALUES ('{X}', 'pasted', {}, {})",
            NOW.0, end.0
        ),
    );
    assert_eq!(going_on(&clinic, NOW), []);
    assert_eq!(going_on(&clinic, end.plus(-7 * Millis::DAY)), [(AlertKind::SignInEnds, Some(Platform::X))]);
    assert_eq!(going_on(&clinic, end), [(AlertKind::SignInEnded, Some(Platform::X))]);
    run(&clinic, format!("UPDATE channel_token SET ends_at = {}", end.plus(60 * Millis::DAY).0));
    assert_eq!(going_on(&clinic, end), []);
}

/// Somebody complains on X.
fn complaint(n: u64, at: Millis) -> Vec<String> {
    let (feed, conversation) = ("e0000000-0000-7000-8000-000000000001", format!("d0000000-0000-7000-8000-{n:012x}"));
    vec![
        format!(
            "INSERT INTO feed (id, channel_id, account_id, kind, scope, begun_at) VALUES ('{feed}', '{X}', 'a1', 'mentions', '', 0)
             ON CONFLICT DO NOTHING"
        ),
        format!(
            "INSERT INTO conversation (id, channel_id, account_id, kind, root, newest_at, theirs_at, urgency, done_at)
             VALUES ('{conversation}', '{X}', 'a1', 'mention', 'r{n}', {0}, {0}, 2, {0})",
            at.0
        ),
        format!(
            "INSERT INTO item (id, conversation_id, feed_id, channel_id, account_id, platform_id, ours, words, written_at,
                               first_seen_at, triage, urgency, seen_in)
             VALUES ('c0000000-0000-7000-8000-{n:012x}', '{conversation}', '{feed}', '{X}', 'a1', 'i{n}', 0, 'Worst service.',
                     {0}, {0}, '[{{\"category\":\"complaint\",\"tier\":\"same_day\",\"from\":0,\"until\":5,\"lowered_by\":null}}]', 2, 0)",
            at.0
        ),
    ]
}

#[test]
fn complaints_that_rise_are_told_until_the_day_is_as_the_past_was() {
    // One every second day for four weeks.
    let past = (0..14u64).flat_map(|n| complaint(n, NOW.plus(-Millis::DAY * (2 + 2 * i64::try_from(n).unwrap()))));
    let clinic = clinic("complaints", &past.collect::<Vec<_>>());
    assert_eq!(going_on(&clinic, NOW), []);
    for n in 20..23 {
        for statement in complaint(n, NOW.plus(-Millis::MINUTE)) {
            run(&clinic, statement);
        }
    }
    assert_eq!(going_on(&clinic, NOW), [], "three are few");
    for statement in complaint(23, NOW.plus(-Millis::MINUTE)) {
        run(&clinic, statement);
    }
    assert_eq!(going_on(&clinic, NOW), [(AlertKind::ComplaintsRising, Some(Platform::X))]);
    assert_eq!(going_on(&clinic, NOW.plus(Millis::DAY)), [], "a day later nobody complains any more");
}

/// An account that is read, failing since then and tried again at that instant.
fn feed(failing: Option<Millis>, next: Millis) -> String {
    let failing = failing.map_or_else(|| "NULL".to_owned(), |at| at.0.to_string());
    format!(
        "INSERT INTO feed (id, channel_id, account_id, kind, scope, begun_at, next_at, failing_since)
         VALUES ('f0000000-0000-7000-8000-000000000001', '{X}', 'a1', 'mentions', '', 0, {next}, {failing})
         ON CONFLICT (id) DO UPDATE SET next_at = excluded.next_at, failing_since = excluded.failing_since",
        next = next.0
    )
}

#[test]
fn an_inbox_that_is_blind_for_half_an_hour_is_told_until_it_is_read_again_and_a_laptop_that_slept_tries_first() {
    let half = NOW.plus(30 * Millis::MINUTE);
    let clinic = clinic("blind", &[feed(Some(NOW), NOW.plus(Millis::MINUTE))]);
    assert_eq!(going_on(&clinic, half.plus(-1)), []);
    assert_eq!(going_on(&clinic, half), [], "it was not tried since it is due");
    run(&clinic, feed(Some(NOW), half.plus(Millis::MINUTE)));
    assert_eq!(going_on(&clinic, half), [(AlertKind::NotRead, Some(Platform::X))]);
    assert_eq!(going_on(&clinic, half.plus(Millis::MINUTE)).len(), 1, "it goes on while it is tried once more");
    run(&clinic, feed(None, half.plus(9 * Millis::MINUTE)));
    assert_eq!(going_on(&clinic, half.plus(Millis::MINUTE)), []);
}

#[test]
fn whoever_is_signed_out_hears_of_that_and_not_of_an_inbox_that_is_blind() {
    let after = NOW.plus(Millis::DAY);
    let clinic = clinic("signed-out", &[feed(Some(NOW), after.plus(Millis::MINUTE))]);
    run(&clinic, format!("UPDATE channel SET connection = 'refused', problem = 'Sign in.' WHERE id = '{X}'"));
    assert_eq!(going_on(&clinic, after), [(AlertKind::SignInEnded, Some(Platform::X))]);
}

#[test]
fn an_emergency_that_somebody_put_off_is_none_until_then_and_one_again_after_that() {
    let clinic = clinic("put-off", &complaint(1, NOW));
    let set = |what: &str| run(&clinic, format!("UPDATE conversation SET {what}"));
    let count = |at: Millis| clinic.clinic.db.read(|tx| alert::emergencies(tx, at)).unwrap();
    set(&format!("urgency = 0, done_at = NULL, answer_by = {}", NOW.0));
    assert_eq!((going_on(&clinic, NOW), count(NOW)), (vec![(AlertKind::Emergency, Some(Platform::X))], 1));
    let until = NOW.plus(60 * Millis::MINUTE);
    set(&format!("snoozed_until = {}", until.0));
    assert_eq!((going_on(&clinic, NOW), count(NOW)), (vec![], 0), "whoever put it off knows");
    assert_eq!((going_on(&clinic, until.plus(-1)), count(until.plus(-1))), (vec![], 0));
    assert_eq!((going_on(&clinic, until), count(until)), (vec![(AlertKind::Emergency, Some(Platform::X))], 1));
}

#[test]
fn every_cause_is_found_by_index() {
    let clinic = clinic("index", &complaint(1, NOW));
    let scans = clinic.clinic.db.read(|tx| {
        alert::shown(tx)?;
        alert::anything_untold(tx, AlertWay::Desktop, NOW)?;
        alert::emergencies(tx, NOW)?;
        alert::news(tx, NOW)?;
        Ok::<_, Error>(tx.scans())
    });
    // One clinic, four targets, two ways, a handful of channels, people and allowances is gone through; what people write and what goes out is not.
    let few = [
        "answer_target",
        "channel",
        "clinic",
        "person",
        "person_role",
        "platform_allowed",
        "quota",
        "alert_numbers",
        "alert_rule",
        "channel_token",
        "telling_way",
    ];
    let wrong: Vec<String> = scans
        .unwrap()
        .into_iter()
        .filter(|scan| !few.iter().any(|table| scan.split(' ').nth(1) == Some(table)))
        // What needs a person, by indexes that hold nothing else.
        .filter(|scan| {
            !["alert_open", "removal_stuck", "read_back_unseen", "SCAN may"].iter().any(|one| scan.contains(one))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A post that is public since then, and what it came to after so many hours, counted as that.
fn marked(n: u64, posted_at: Millis, (form, age_hours, value): (&str, u32, u64)) -> Vec<String> {
    let mut all = among_many::post(n, 1, "pending_review").to_vec();
    all.push(format!(
        "INSERT INTO delivery (id, post_id, state, changed_at) VALUES ('{}', '{}', 'posted', 0)",
        among_many::id('4', n),
        among_many::id('1', n)
    ));
    all.push(among_many::public(n));
    all.push(format!(
        "INSERT INTO number_mark (part_id, age_hours, channel_id, account_id, form, metric, value, posted_at)
         VALUES ('{}', {age_hours}, '{X}', 'a1', '{form}', 'views', {value}, {})",
        among_many::id('5', n),
        posted_at.0
    ));
    all
}

/// So many posts before now, a day apart, each of which came to a hundred, and one of today.
fn marks(others: u64, today: (&str, u32, u64)) -> Vec<String> {
    let mut all = vec!["DROP TRIGGER delivery_begins_unsent".to_owned()];
    for n in 1..=others {
        let days = i64::try_from(others - n + 2).unwrap();
        all.extend(marked(n, NOW.plus(-days * Millis::DAY), ("post", today.1, 100)));
    }
    all.extend(marked(others + 1, NOW.plus(-Millis::DAY), today));
    all
}

#[test]
fn a_post_is_held_against_eight_before_it_that_are_counted_as_the_same() {
    for (name, others, today, expected) in [
        ("spike", 8, ("post", 24, 400), Some(AlertKind::NumbersSpiked)),
        ("early", 8, ("post", 6, 400), Some(AlertKind::NumbersSpiked)),
        ("drop", 8, ("post", 24, 25), Some(AlertKind::NumbersDropped)),
        ("young", 8, ("post", 6, 25), None),
        ("usual", 8, ("post", 24, 300), None),
        ("few", 7, ("post", 24, 4_000), None),
        ("film", 8, ("film", 24, 4_000), None),
    ] {
        let clinic = clinic(&format!("held-{name}"), &marks(others, today));
        let expected: Vec<_> = expected.into_iter().map(|kind| (kind, Some(Platform::X))).collect();
        assert_eq!(going_on(&clinic, NOW), expected, "{name}");
        assert_eq!(going_on(&clinic, NOW.plus(Millis::MINUTE)).len(), expected.len(), "{name}: once");
        assert_eq!(going_on(&clinic, NOW.plus(2 * Millis::DAY)), [], "{name}: it is told of for three days");
    }
}

#[test]
fn posts_of_another_account_are_none_to_be_held_against_and_what_was_taken_down_is_none() {
    let mut elsewhere = marks(8, ("post", 24, 400));
    elsewhere.push(format!("UPDATE number_mark SET account_id = 'a9' WHERE posted_at < {}", NOW.plus(-Millis::DAY).0));
    assert_eq!(going_on(&clinic("held-elsewhere", &elsewhere), NOW), []);
    let clinic = clinic("held-down", &marks(8, ("post", 24, 400)));
    assert_eq!(going_on(&clinic, NOW).len(), 1);
    run(&clinic, format!("UPDATE part SET state = 'removed' WHERE id = '{}'", among_many::id('5', 9)));
    assert_eq!(going_on(&clinic, NOW), []);
}

#[test]
fn a_post_is_told_of_once_whatever_is_chosen_or_read_afterwards() {
    let clinic = clinic("held-once", &marks(8, ("post", 24, 400)));
    assert_eq!(going_on(&clinic, NOW).len(), 1);
    run(
        &clinic,
        "INSERT INTO alert_numbers (only_one, unseen_hours, spike_times, drop_times) VALUES (1, 24, 5, 4)".into(),
    );
    assert_eq!(going_on(&clinic, NOW), [], "five times as much is wanted now");
    run(&clinic, "UPDATE alert_numbers SET spike_times = 4".into());
    assert_eq!(going_on(&clinic, NOW), [], "people heard of it");
    run(&clinic, format!("UPDATE number_mark SET value = 10 WHERE part_id = '{}'", among_many::id('5', 9)));
    assert_eq!(going_on(&clinic, NOW), [], "by whatever alert");
}

#[test]
fn a_story_is_told_of_while_it_lives_and_another_post_once_the_hours_are_over() {
    for (form, read_after, expected) in [("story", 23, 1), ("story", 21, 0), ("post", 23, 0), ("post", 24, 1)] {
        let mut all = vec!["DROP TRIGGER delivery_begins_unsent".to_owned()];
        let posted = NOW.plus(-25 * 60 * Millis::MINUTE);
        all.extend(marked(1, posted, (form, 6, 0)));
        let part = among_many::id('5', 1);
        all.push(format!(
            "INSERT INTO post_meter (part_id, channel_id, account_id, posted_at, form, read_at)
             VALUES ('{part}', '{X}', 'a1', {}, '{form}', {})",
            posted.0,
            posted.plus(read_after * 60 * Millis::MINUTE).0
        ));
        all.push(format!(
            "INSERT INTO number_series (id, part_id, channel_id, account_id, metric, value, since_at)
             VALUES (1, '{part}', '{X}', 'a1', 'views', 0, {})",
            posted.0
        ));
        let clinic = clinic(&format!("lives-{form}-{read_after}"), &all);
        assert_eq!(going_on(&clinic, NOW).len(), expected, "{form} read after {read_after} hours");
    }
}
