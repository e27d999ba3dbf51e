//! Tests of what is asked again and again: it is found by index, however many posts there are; and whoever counts what needs
//! a decision counts what Today shows.

use std::path::PathBuf;
use std::sync::Arc;

use super::types::{ActivityRequest, CalendarRequest, InsightAsk};
use super::views::{self, Which};
use super::{calendar, compose, insights, numbers, place, policy, record, setup, today};
use crate::clinic;
use crate::draft::Fingerprint;
use crate::engage::{self, InboxView, Wanted, discovery};
use crate::error::{Error, Result};
use crate::measure::insight::Age;
use crate::measure::{CountedAs, Metric};
use crate::model::{Content, Millis, Platform, PostId};
use crate::publish;
use crate::store::{DataKey, Db, StoreOptions, Tx};

const NOW: Millis = Millis(1_795_228_200_000);

pub(super) struct Clinic {
    folder: PathBuf,
    pub(super) db: Db,
}

impl Drop for Clinic {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A clinic with a person and two channels, and these statements.
pub(super) fn clinic(name: &str, statements: &[String]) -> Clinic {
    let folder = std::env::temp_dir().join(format!("countersign-among-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let options = StoreOptions { path: folder.join("clinic.db"), key: DataKey::from_bytes([7; 32]), max_pages: None };
    let db = Db::open(options, |_| {}).unwrap();
    let mut all = vec![
        format!(
            "INSERT INTO clinic (id, kind, installation_id, name, zone, language, countries, tone, zone_data, created_at)
             VALUES ('{}', 'practice', '{}', 'Lakeside', 'Asia/Kolkata', 'en', '[\"IN\"]', 'warm', '', 0)",
            id('c', 1),
            id('c', 2)
        ),
        format!("INSERT INTO person (id, name, pin_hash, created_at) VALUES ('{}', 'Anil', '', 0)", id('9', 1)),
    ];
    all.extend([("x", 1), ("facebook", 2)].map(|(on, n)| channel(on, n)));
    all.extend_from_slice(statements);
    db.write(move |tx| {
        for statement in &all {
            tx.run(statement, &[])?;
        }
        Ok::<_, Error>(())
    })
    .unwrap();
    Clinic { folder, db }
}

fn channel(on: &str, n: u64) -> String {
    format!(
        "INSERT INTO channel (id, platform, account_id, account_name, name, credential_ref, connection, created_at)
         VALUES ('{}', '{on}', 'a{n}', 'Lakeside', 'Lakeside', '', 'connected', 0)",
        id('8', n)
    )
}

pub(super) fn id(kind: char, n: u64) -> String {
    format!("{kind}0000000-0000-7000-8000-{n:012x}")
}

/// A post and its first revision.
pub(super) fn post(n: u64, channel: u64, review: &str) -> [String; 2] {
    let (post, revision, person) = (id('1', n), id('2', n), id('9', 1));
    let content = r#"{"parts":[{"role":"main","text":"Flu shots.","media":[]}],"options":{"platform":"x"}}"#;
    [
        format!(
            "INSERT INTO post (id, kind, channel_id, correlation_id, review, head_revision, created_at, created_by)
             VALUES ('{post}', 'post', '{}', '{}', '{review}', '{revision}', 0, '{person}')",
            id('8', channel),
            id('3', n)
        ),
        format!(
            "INSERT INTO revision (id, post_id, number, content, author, created_at)
             VALUES ('{revision}', '{post}', 1, '{content}', '{person}', 0)"
        ),
    ]
}

fn request(from: serde_json::Value) -> ActivityRequest {
    let mut all = serde_json::json!({ "denied_only": false, "text": "" });
    all.as_object_mut().unwrap().extend(from.as_object().unwrap().clone());
    serde_json::from_value(all).unwrap()
}

fn month(channels: &[&str], states: &[&str]) -> CalendarRequest {
    serde_json::from_value(serde_json::json!({
        "from": "2026-11-01", "to": "2026-11-30", "channels": channels, "platforms": [], "states": states, "people": [],
    }))
    .unwrap()
}

/// Tables that grow with every post, and the indexes of the few rows that a whole look may go over.
const GROWING: [&str; 24] = [
    "post",
    "revision",
    "fingerprint",
    "plan",
    "delivery",
    "part",
    "manifest",
    "approval",
    "remark",
    "attempt",
    "removal",
    "read_back",
    "post_meter",
    "number_series",
    "number_sample",
    "number_at_age",
    "paid_reading",
    "hit",
    "gesture",
    "topic_search",
    "notice",
    "audit_entry",
    "batch",
    "conversation",
];
const FEW: [&str; 6] = [
    "post_without_a_time",
    "post_being_written",
    "removal_stuck",
    "read_back_unseen",
    "audit_denied",
    "gesture_listed",
];

/// Does it, and complains of each whole table that the database would go through for it.
#[track_caller]
fn finds(clinic: &Clinic, what: &str, act: impl FnOnce(&Tx<'_>) -> Result<()>) {
    let scans = clinic.db.read(|tx| act(tx).map(|()| tx.scans())).unwrap();
    let wrong: Vec<&String> = scans
        .iter()
        .filter(|scan| GROWING.iter().any(|table| scan.split(' ').nth(1) == Some(table)))
        .filter(|scan| !FEW.iter().any(|index| scan.contains(index)))
        // Whatever row comes first will do.
        .filter(|scan| !scan.ends_with("LIMIT 1") || scan.contains("ORDER BY"))
        .collect();
    assert!(wrong.is_empty(), "{what}: {wrong:#?}");
}

#[test]
fn what_is_asked_after_every_change_is_found_by_index() {
    let clinic = clinic("by-index", &post(1, 1, "pending_review"));
    let week = NOW.plus(-7 * Millis::DAY);
    finds(&clinic, "the tray's counts", |tx| publish::counts(tx).map(drop));
    finds(&clinic, "the next post", |tx| publish::next(tx).map(drop));
    finds(&clinic, "the laptop's sleep", |tx| publish::keeps_awake(tx, NOW).map(drop));
    finds(&clinic, "what is untold", |tx| publish::anything_untold(tx, NOW).map(drop));
    finds(&clinic, "what went out since", |tx| today::posted_since(tx, week).map(drop));
    finds(&clinic, "Today", |tx| views::summaries(tx, NOW, &Which::Open { from: week, since: week }).map(drop));
    finds(&clinic, "the guide", |tx| setup::look(tx).map(drop));
    finds(&clinic, "past posts", |tx| compose::past(tx, NOW).map(drop));
    finds(&clinic, "a glance at numbers", |tx| numbers::glances(tx, &[id('1', 1).parse().unwrap()]).map(drop));
    finds(&clinic, "how channels went", |tx| insights::told(tx, NOW, 730).map(drop));
    finds(&clinic, "what posts of a channel bear", |tx| {
        let (form, metric, age) = (CountedAs::Post, Metric::Views, Age::Hours48);
        let asked = InsightAsk { channel_id: id('8', 1).parse().unwrap(), form, metric, age, days: 730 };
        insights::compared(tx, NOW, &asked).map(drop)
    });
    finds(&clinic, "what is done without words", |tx| {
        engage::gestures_listed(tx)?;
        engage::gestures_in(tx, id('c', 1).parse().unwrap()).map(drop)
    });
    finds(&clinic, "what stands under a post", |tx| {
        let (reader, post) = (id('9', 1).parse().unwrap(), id('d', 1).parse().unwrap());
        for view in [InboxView::Open, InboxView::Done] {
            engage::list(tx, reader, NOW, &Wanted { under: Some(post), ..Wanted::all_of(view) })?;
        }
        engage::open_under(tx, NOW, post).map(drop)
    });
    finds(&clinic, "what is known of topics", |tx| {
        let (topic, channel) = (id('4', 1).parse().unwrap(), id('8', 1).parse().unwrap());
        discovery::hits(tx, NOW, topic, channel)?;
        discovery::waits_until(tx, NOW, &clinic::channel(tx, channel)?)?;
        discovery::left_today(tx, NOW)?;
        discovery::paid_since(tx, Platform::X, week)?;
        discovery::next_goes_at(tx, NOW).map(drop)
    });
    finds(&clinic, "the calendar", |tx| {
        let place = place::Calendar::read(tx, NOW)?;
        calendar::entries(tx, &place, week, NOW)?;
        calendar::drawer(tx, &place, &month(&[&id('8', 1)], &["waiting"])).map(drop)
    });
    for narrow in [
        serde_json::json!({}),
        serde_json::json!({ "text": "zebra" }),
        serde_json::json!({ "kind": "times" }),
        serde_json::json!({ "person_id": id('9', 1), "channel_id": id('8', 1), "denied_only": true }),
        serde_json::json!({ "from": "2026-11-01", "until": "2026-11-02" }),
        serde_json::json!({ "correlation_id": id('3', 1) }),
    ] {
        finds(&clinic, "the record", |tx| record::walk(tx, request(narrow.clone()), |_| Ok(more())).map(drop));
    }
}

#[test]
fn what_the_clinics_rules_ask_is_found_by_index() {
    let mut statements: Vec<String> = (1..=2).flat_map(|n| post(n, 1, "pending_review")).collect();
    let same = Fingerprint::of(&Content::of_text(Platform::X, "Flu shots.")).unwrap().same;
    for n in 1..=2u64 {
        let due = NOW.plus(Millis::MINUTE * i64::try_from(n).unwrap()).0;
        statements.push(format!(
            "INSERT INTO plan (post_id, wall, zone, due_at, set_by, set_at) VALUES ('{}', '', 'Asia/Kolkata', {due}, '{}', 0)",
            id('1', n),
            id('9', 1)
        ));
        statements.push(format!(
            "INSERT INTO fingerprint (revision_id, same, near) VALUES ('{}', '{same}', NULL)",
            id('2', n)
        ));
    }
    statements
        .push(format!("INSERT INTO policy_pace (channel_id, most_a_day, gap_minutes) VALUES ('{}', 5, 1)", id('8', 1)));
    statements
        .push("INSERT INTO policy_repeats (only_one, same_days, across_days, near) VALUES (1, 30, 30, 1)".to_owned());
    let clinic = clinic("rules", &statements);
    finds(&clinic, "what is planned against the rules", |tx| {
        let (outside, more) = policy::outside(tx, NOW)?;
        assert_eq!((outside.len(), more), (1, false), "the second says the same as the first");
        Ok(())
    });
    finds(&clinic, "whether a time may be chosen, and the next that may", |tx| {
        let place = place::Calendar::read(tx, NOW)?;
        let standing = place.standing(tx, id('1', 2).parse().unwrap())?;
        assert!(standing.policy.outside(tx, NOW.plus(Millis::DAY), &[])?.is_some());
        assert!(standing.policy.next_free(tx, &place.closed, NOW)?.is_some_and(|at| at > NOW.plus(29 * Millis::DAY)));
        Ok(())
    });
}

#[test]
fn a_look_over_a_whole_table_would_be_seen() {
    let clinic = clinic("seen", &post(1, 1, "pending_review"));
    let scans = clinic.db.read(|tx| {
        tx.all("SELECT id FROM post WHERE note = 'x'", &[], |row| row.get::<PostId>("id").map_err(Error::from))?;
        Ok::<_, Error>(tx.scans())
    });
    assert_eq!(scans.unwrap(), ["SCAN post in SELECT id FROM post WHERE note = 'x'"]);
}

const fn more() -> std::ops::ControlFlow<()> {
    std::ops::ControlFlow::Continue(())
}

/// Every end that a delivery can come to, and whether a person has to decide about it.
const ENDS: [(&str, bool, &str); 24] = [
    ("held", false, ""),
    ("held", true, "signed, message = 'The checks stopped this post.'"),
    ("held", false, "message = 'The signature was taken back.'"),
    ("scheduled", false, "signed"),
    ("running", false, "signed"),
    ("retrying", false, "signed, message = 'No answer.'"),
    ("failed", true, ""),
    ("in_doubt", true, ""),
    ("handed_over", true, ""),
    ("at_platform", false, "signed"),
    ("at_platform", true, "signed, message = 'It has not come back.'"),
    ("missed", true, ""),
    ("expired", true, ""),
    ("partly_posted", true, "message = 'Refused.'"),
    ("partly_posted", false, "rest_dropped_at = 1"),
    ("partly_posted", false, "take_down_at = 1, asked"),
    ("partly_posted", true, "take_down_at = 1, rest_dropped_at = 1, refused"),
    ("posted", false, ""),
    ("posted", true, "take_down_at = 1, by_hand"),
    ("posted", false, "take_down_at = 1, asked"),
    ("posted", true, "differs"),
    ("posted", false, "differs, seen"),
    ("partly_posted", true, "rest_dropped_at = 1, gone"),
    ("cancelled", false, ""),
];

fn ends() -> Vec<String> {
    let mut all = vec!["DROP TRIGGER delivery_begins_unsent".to_owned()];
    all.extend(vec![
        format!("INSERT INTO person_role (person_id, role) VALUES ('{}', 'doctor')", id('9', 1)),
        format!(
            "INSERT INTO person_key (id, person_id, device, public_key, enrolled_at)
             VALUES ('{}', '{}', 'laptop', zeroblob(32), 0)",
            id('7', 1),
            id('9', 1)
        ),
    ]);
    for (n, (state, _, facts)) in (1..).zip(ENDS) {
        all.extend(post(n, 1, "pending_review"));
        all.push(format!(
            "INSERT INTO delivery (id, post_id, state, changed_at) VALUES ('{}', '{}', '{state}', 0)",
            id('4', n),
            id('1', n)
        ));
        for fact in facts.split(", ").filter(|fact| !fact.is_empty()) {
            all.extend(match fact {
                "signed" => signed(n),
                "asked" | "refused" | "by_hand" => coming_down(n, fact),
                "differs" | "gone" => shown_as(n, fact),
                "seen" => vec![format!(
                    "UPDATE read_back SET seen_at = 1, seen_by = '{}' WHERE part_id = '{}'",
                    id('9', 1),
                    id('5', n)
                )],
                set => vec![format!("UPDATE delivery SET {set} WHERE id = '{}'", id('4', n))],
            });
        }
    }
    all
}

fn signed(n: u64) -> Vec<String> {
    vec![
        format!(
            "INSERT INTO manifest (digest, post_id, revision_id, bytes, created_at) VALUES ('{n:064x}', '{}', '{}', x'00', 0)",
            id('1', n),
            id('2', n)
        ),
        format!("UPDATE post SET head_manifest = '{n:064x}' WHERE id = '{}'", id('1', n)),
        format!(
            "INSERT INTO approval (id, post_id, manifest, person_id, key_id, signature, signed_at)
             VALUES ('{}', '{}', '{n:064x}', '{}', '{}', zeroblob(64), 0)",
            id('6', n),
            id('1', n),
            id('9', 1),
            id('7', 1)
        ),
    ]
}

pub(super) fn public(n: u64) -> String {
    format!(
        "INSERT INTO part (id, delivery_id, ordinal, state, channel_id, platform, account_id, platform_id, posted_at)
         VALUES ('{}', '{}', 0, 'posted', '{}', 'x', 'a1', 'p{n}', 1)",
        id('5', n),
        id('4', n),
        id('8', 1)
    )
}

fn shown_as(n: u64, outcome: &str) -> Vec<String> {
    let part = id('5', n);
    vec![public(n), format!("INSERT INTO read_back (part_id, outcome, found_at) VALUES ('{part}', '{outcome}', 1)")]
}

fn coming_down(n: u64, state: &str) -> Vec<String> {
    vec![
        public(n),
        format!(
            "INSERT INTO removal (part_id, state, asked_at, asked_by, changed_at) VALUES ('{}', '{state}', 1, '{}', 1)",
            id('5', n),
            id('9', 1)
        ),
    ]
}

#[test]
fn a_message_is_found_by_its_id_among_thousands() {
    let clinic = clinic("messages", &[]);
    let env = crate::env::Env::new(
        Arc::new(crate::env::DrivenClock::at(NOW)),
        Box::new(<rand::rngs::StdRng as rand::SeedableRng>::seed_from_u64(1)),
    );
    let told = publish::Arrival {
        message_id: "wamid.a".into(),
        state: publish::ArrivalState::Read,
        at: NOW,
        detail: String::new(),
        opted_out: false,
    };
    let heard = publish::Arrivals { asked: vec!["wamid.a".into()], told: vec![told], stopped: None };
    let scans = clinic
        .db
        .write(move |tx| {
            publish::keep_arrivals(tx, &env, &heard)?;
            Ok::<_, Error>(tx.scans())
        })
        .unwrap();
    assert_eq!(scans, Vec::<String>::new());
}

#[test]
fn the_tray_counts_what_today_shows() {
    let clinic = clinic("decide", &ends());
    let (counts, posts) =
        clinic.db.read(|tx| Ok::<_, Error>((publish::counts(tx)?, views::summaries(tx, NOW, &Which::All)?))).unwrap();
    for (n, (state, undecided, facts)) in (1..).zip(ENDS) {
        let shown = posts.iter().find(|post| post.id.to_string() == id('1', n)).unwrap();
        assert_eq!(today::needs_decision(shown), undecided, "{state} {facts}");
    }
    let wanted = ENDS.iter().filter(|(_, undecided, _)| *undecided).count();
    assert_eq!(usize::try_from(counts.decisions).unwrap(), wanted);
    // What is told is what needs a decision, and what waits for the doctor: here only what was never signed.
    assert_eq!((counts.waiting, counts.ahead), (2, 3));
    let open = clinic.db.read(|tx| views::summaries(tx, NOW, &Which::Open { from: NOW, since: NOW })).unwrap();
    assert_eq!(open.iter().filter(|post| today::needs_decision(post)).count(), wanted, "Today reads all of them");
}

#[test]
fn the_drawer_is_narrowed_before_it_is_cut() {
    let old = (1..=3).flat_map(|n| post(n, 2, "draft"));
    let new = (4..=260).flat_map(|n| post(n, 1, "pending_review"));
    let clinic = clinic("drawer", &old.chain(new).collect::<Vec<_>>());
    let drawer = |asked: &CalendarRequest| {
        clinic
            .db
            .read(|tx| {
                let place = place::Calendar::read(tx, NOW)?;
                calendar::drawer(tx, &place, asked).map(|(shown, total)| (shown.len(), total))
            })
            .unwrap()
    };
    assert_eq!(drawer(&month(&[], &[])), (200, 260));
    assert_eq!(drawer(&month(&[&id('8', 2)], &[])), (3, 3), "by channel");
    assert_eq!(drawer(&month(&[], &["draft"])), (3, 3), "by state");
    assert_eq!(drawer(&month(&[&id('8', 1)], &["waiting", "signed"])), (200, 257));
    assert_eq!(drawer(&month(&[&id('8', 1)], &["draft"])), (0, 0));
}

/// A record of `entries`, four in five about posts of the first channel, by the application; but the third is a person's, and
/// about a post of the second channel.
fn long(entries: u64) -> Vec<String> {
    let mut all: Vec<String> = (1..=2).flat_map(|n| post(n, n, "draft")).collect();
    all.push(format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {entries})
         INSERT INTO audit_entry (seq, installation_id, at, actor, action, allowed, post_id, facts, previous, hash)
         SELECT i, '', {} - ({entries} - i) * 60000, CASE i WHEN 3 THEN 'person:{}' ELSE 'application' END,
                CASE i WHEN 3 THEN 'plan.set' ELSE 'part.posted' END, i <> 3,
                CASE WHEN i = 3 THEN '{}' WHEN i % 5 <> 0 THEN '{}' END, '{{}}', '', printf('%d', i)
         FROM n",
        NOW.0,
        id('9', 1),
        id('1', 2),
        id('1', 1)
    ));
    all
}

#[test]
fn a_call_reads_so_much_of_the_record_and_no_more_and_nothing_is_left_out() {
    let clinic = clinic("long", &long(30_000));
    let page = |narrow: serde_json::Value| {
        let mut found = Vec::new();
        let next = clinic
            .db
            .read(|tx| {
                record::walk(tx, request(narrow), |entry| {
                    found.push(entry.seq);
                    Ok(more())
                })
            })
            .unwrap();
        (found, next)
    };
    let (found, next) = page(serde_json::json!({ "text": "zebra" }));
    assert_eq!(
        (found.len(), next),
        (0, Some(29_001)),
        "a thousand entries are looked into, and then it says where to go on"
    );

    // By kind no index leads; the pages that are empty lead to the one that isn't.
    let (mut found, mut next, mut calls) = (Vec::new(), None, 0);
    loop {
        let page = page(serde_json::json!({ "kind": "times", "before": next }));
        calls += 1;
        found.extend(page.0);
        next = page.1;
        if next.is_none() {
            break;
        }
    }
    assert_eq!((found.as_slice(), calls), ([3].as_slice(), 4), "ten thousand entries a call");

    // By person, channel, day, and what was refused, the index leads there at once.
    let day = "2026-10-31";
    for narrow in [
        serde_json::json!({ "person_id": id('9', 1) }),
        serde_json::json!({ "channel_id": id('8', 2) }),
        serde_json::json!({ "denied_only": true }),
        serde_json::json!({ "from": day, "until": day, "kind": "times" }),
        serde_json::json!({ "until": day, "kind": "times" }),
    ] {
        assert_eq!(page(narrow.clone()), (vec![3], None), "{narrow}");
    }
    let nobody = page(serde_json::json!({ "person_id": id('9', 2) }));
    assert_eq!(nobody, (Vec::new(), None));
}
