//! Tests of what a crash leaves on its way, of what nobody knows, of the words of emails, and that all of it is found by index.

use std::sync::Arc;

use rand::SeedableRng;

use super::telling;
use crate::alert::{self, AlertKind, AlertWay, Sending};
use crate::api::among_many::{self, Clinic};
use crate::env::{DrivenClock, Env};
use crate::error::Error;
use crate::model::{AlertId, Millis};

const NOW: Millis = Millis(1_795_228_200_000);

struct Told {
    clinic: Clinic,
    clock: DrivenClock,
    env: Arc<Env>,
}

/// A clinic that tells by Slack, with an emergency and a late post that go on.
fn clinic(name: &str) -> Told {
    let clock = DrivenClock::at(NOW);
    let env = Env::new(Arc::new(clock.clone()), Box::new(rand::rngs::StdRng::seed_from_u64(1)));
    let mut statements = vec![format!("INSERT INTO telling_way (way, set_at) VALUES ('slack', {})", NOW.0)];
    for (n, kind) in ["emergency", "post_late"].iter().enumerate() {
        let id = format!("a0000000-0000-7000-8000-00000000000{n}");
        statements.push(format!(
            "INSERT INTO alert (id, kind, subject, raised_at) VALUES ('{id}', '{kind}', '{n}', {})",
            NOW.0
        ));
        statements
            .push(format!("INSERT INTO alert_telling (alert_id, way, not_before) VALUES ('{id}', 'slack', {})", NOW.0));
    }
    Told { clinic: among_many::clinic(&format!("telling-{name}"), &statements), clock, env }
}

fn begun(on: &Told) -> Vec<AlertKind> {
    let env = Arc::clone(&on.env);
    let alerts = on.clinic.db.write(move |tx| alert::begin(tx, &env, AlertWay::Slack));
    alerts.unwrap().into_iter().map(|alert| alert.kind).collect()
}

fn settle(on: &Told, outcome: Sending) {
    let env = Arc::clone(&on.env);
    let all: Vec<AlertId> = on.clinic.db.read(alert::shown).unwrap().into_iter().map(|alert| alert.id).collect();
    on.clinic.db.write(move |tx| alert::settle(tx, &env, AlertWay::Slack, &all, outcome)).unwrap();
}

#[test]
fn what_a_crash_left_on_its_way_is_told_again_only_if_it_is_an_emergency() {
    let told = clinic("crash");
    assert_eq!(begun(&told), [AlertKind::Emergency, AlertKind::PostLate]);
    assert_eq!(begun(&told), [], "what is on its way is not begun again");
    let env = Arc::clone(&told.env);
    told.clinic.db.write(move |tx| alert::recover(tx, &env)).unwrap();
    assert_eq!(begun(&told), [AlertKind::Emergency]);
    settle(&told, Sending::InDoubt);
    assert_eq!(begun(&told), [AlertKind::Emergency]);
    settle(&told, Sending::InDoubt);
    assert_eq!(begun(&told), [], "three times at most");
}

#[test]
fn what_was_certainly_not_taken_is_told_again_and_what_was_taken_is_not() {
    let told = clinic("certain");
    assert_eq!(begun(&told).len(), 2);
    settle(&told, Sending::NotTaken);
    assert_eq!(begun(&told).len(), 2);
    settle(&told, Sending::Taken);
    assert_eq!(begun(&told), []);
}

#[test]
fn the_pause_grows_and_the_first_that_gets_through_ends_it() {
    let told = clinic("pause");
    // Without the emergency, for which it is tried every few minutes.
    assert_eq!(begun(&told).len(), 2);
    let fails = || {
        let env = Arc::clone(&told.env);
        told.clinic.db.write(move |tx| alert::failed(tx, &env, AlertWay::Slack, "No.")).unwrap();
        told.clinic.db.read(|tx| alert::way(tx, AlertWay::Slack)).unwrap().unwrap()
    };
    let pauses: Vec<i64> = (0..8).map(|_| fails().next_at.unwrap().since(told.env.now()) / Millis::MINUTE).collect();
    assert_eq!(pauses, [1, 2, 5, 10, 30, 60, 60, 60]);
    told.clock.advance(Millis::MINUTE);
    assert_eq!(fails().failing_since, Some(NOW), "it fails since the first time");
    let env = Arc::clone(&told.env);
    told.clinic.db.write(move |tx| alert::arrived(tx, &env, AlertWay::Slack)).unwrap();
    let row = told.clinic.db.read(|tx| alert::way(tx, AlertWay::Slack)).unwrap().unwrap();
    assert_eq!((row.failures, row.next_at, row.problem), (0, None, None));
}

#[test]
fn while_an_emergency_is_to_be_told_no_pause_is_long_and_a_clock_that_was_put_back_makes_none() {
    let told = clinic("urgent");
    let row = || told.clinic.db.read(|tx| alert::way(tx, AlertWay::Slack)).unwrap().unwrap();
    for _ in 0..8 {
        let env = Arc::clone(&told.env);
        told.clinic.db.write(move |tx| alert::failed(tx, &env, AlertWay::Slack, "No.")).unwrap();
    }
    assert_eq!(row().next_at, Some(NOW.plus(4 * Millis::MINUTE)));
    assert_eq!(row().rests_until(NOW), row().next_at);
    assert_eq!(row().rests_until(NOW.plus(-Millis::DAY)), None);
}

#[test]
fn a_message_holds_kinds_platforms_counts_and_instants_and_no_word_of_anybody() {
    let told = clinic("words");
    let words = told.clinic.db.read(telling::first_on_slack).unwrap();
    assert!(words.contains("Countersign is connected"), "{words}");
    let text = told.clinic.db.read(telling::all_that_goes_on).unwrap();
    assert!(text.starts_with("Practice: ") || text.contains(" · "), "{text}");
    assert!(text.contains("and one more alert") && text.contains("Since "), "{text}");
}

#[test]
fn what_is_asked_every_half_minute_is_found_by_index() {
    let told = clinic("index");
    let scans = told.clinic.db.read(|tx| {
        alert::way(tx, AlertWay::Slack)?;
        alert::anything_untold(tx, AlertWay::Slack, NOW)?;
        alert::next_telling(tx, AlertWay::Slack)?;
        alert::keep_waits(tx, NOW, false)?;
        alert::waits(tx)?;
        Ok::<_, Error>(tx.scans())
    });
    // One clinic, and what waits for doctors, are gone through; no more is kept of that than waits.
    let few = ["signature_wait", "clinic"];
    let wrong: Vec<String> = scans
        .unwrap()
        .into_iter()
        .filter(|scan| !few.iter().any(|table| scan.split(' ').nth(1) == Some(table)))
        .filter(|scan| !scan.contains("post_without_a_time"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
