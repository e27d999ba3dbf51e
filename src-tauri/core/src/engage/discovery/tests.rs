//! Tests of discovery's bookkeeping: what is asked for, what it counts for, and what it leaves behind.

use std::path::PathBuf;
use std::sync::Arc;

use super::*;
use crate::clinic;
use crate::env::{DrivenClock, Env};
use crate::error::{Error, Result};
use crate::model::{ChannelId, Millis, PersonId, Platform, TopicId};
use crate::publish::{Failure, FailureClass};
use crate::store::{DataKey, Db, StoreOptions};

const NOW: Millis = Millis(1_795_228_200_000);
const CHANNEL: &str = "80000000-0000-7000-8000-000000000001";
const PERSON: &str = "90000000-0000-7000-8000-000000000001";

struct Desk {
    folder: PathBuf,
    db: Db,
    env: Arc<Env>,
    clock: Arc<DrivenClock>,
    topic: TopicId,
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn channel() -> ChannelId {
    CHANNEL.parse().unwrap()
}

fn person() -> PersonId {
    PERSON.parse().unwrap()
}

/// Posts that were found, by their ids and how many hours ago they were written.
fn found(ids: &[(&str, i64)], now: Millis, more: bool) -> Found {
    let hit = |(id, hours): &(&str, i64)| HitSeen {
        platform_id: (*id).to_owned(),
        author: None,
        words: "Where can I get a flu shot?".to_owned(),
        written_at: now.plus(-hours * 60 * Millis::MINUTE),
        permalink: format!("https://x.com/i/web/status/{id}"),
        counts: HitCounts::default(),
    };
    Found { read: u32::try_from(ids.len()).unwrap(), hits: ids.iter().map(hit).collect(), more, doubtful: false }
}

fn failure(class: FailureClass) -> Failure {
    Failure { class, message: "It did not answer.".to_owned(), detail: String::new() }
}

impl Desk {
    fn set(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("countersign-discovery-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let options =
            StoreOptions { path: folder.join("clinic.db"), key: DataKey::from_bytes([7; 32]), max_pages: None };
        let db = Db::open(options, |_| {}).unwrap();
        let clock = Arc::new(DrivenClock::at(NOW));
        let env = Env::new(
            Arc::clone(&clock) as Arc<dyn crate::env::Clock>,
            Box::new(<rand::rngs::StdRng as rand::SeedableRng>::seed_from_u64(1)),
        );
        let made = Arc::clone(&env);
        let topic = db
            .write(move |tx| {
                for statement in [
                    format!(
                        "INSERT INTO clinic (id, kind, installation_id, name, zone, language, countries, tone, zone_data, created_at)
                         VALUES ('{PERSON}', 'practice', '{PERSON}', 'Lakeside', 'Asia/Kolkata', 'en', '[]', 'warm', '', 0)"
                    ),
                    format!("INSERT INTO person (id, name, pin_hash, created_at) VALUES ('{PERSON}', 'Anil', '', 0)"),
                    format!(
                        "INSERT INTO channel (id, platform, account_id, account_name, name, credential_ref, connection, created_at)
                         VALUES ('{CHANNEL}', 'x', '1', '@lakeside', 'Lakeside', '', 'connected', 0)"
                    ),
                ] {
                    tx.run(&statement, &[])?;
                }
                save_topic(tx, &made, person(), None, ("flu shots", TopicLanguage::Any))
            })
            .unwrap();
        Self { folder, db, env, clock, topic }
    }

    fn begin(&self, most: u32, older: bool) -> Result<Begun> {
        let (env, topic) = (Arc::clone(&self.env), self.topic);
        self.db.write(move |tx| begin(tx, &env, topic, channel(), (most, older)))
    }

    #[track_caller]
    fn asks(&self, most: u32, older: bool) -> Search {
        match self.begin(most, older).unwrap() {
            Begun::Ask(search) => *search,
            Begun::Known => panic!("nobody is asked"),
        }
    }

    fn settle(&self, search: &Search, said: std::result::Result<Found, Failure>) -> u32 {
        let (env, search) = (Arc::clone(&self.env), search.clone());
        self.db.write(move |tx| settle(tx, &env, person(), &search, &said)).unwrap()
    }

    fn ids(&self) -> Vec<String> {
        let (now, topic) = (self.env.now(), self.topic);
        let rows = self.db.read(|tx| hits(tx, now, topic, channel())).unwrap();
        rows.into_iter().map(|row| row.platform_id).collect()
    }

    fn left(&self) -> u32 {
        let now = self.env.now();
        self.db.read(|tx| left_today(tx, now)).unwrap()
    }

    fn has_more(&self) -> bool {
        let (now, topic) = (self.env.now(), self.topic);
        self.db.read(|tx| standing(tx, topic, channel())).unwrap().is_some_and(|it| it.has_more(Platform::X, now))
    }

    fn passes(&self, minutes: i64) {
        self.clock.advance(minutes * Millis::MINUTE);
    }
}

#[track_caller]
fn says(refused: Result<Begun>, words: &str) {
    let Err(Error::Refused(refusal)) = refused else { panic!("it was not refused: {refused:?}") };
    assert!(refusal.message.contains(words), "{}", refusal.message);
}

#[test]
fn what_was_read_is_not_asked_for_again_and_what_was_left_over_is_gone_on_with() {
    let desk = Desk::set("on");
    let first = desk.asks(10, false);
    assert_eq!((first.ask().newer_than, first.ask().older_than), (None, None));
    assert_eq!(desk.settle(&first, Ok(found(&[("30", 1), ("9", 2)], NOW, true))), 2);
    assert_eq!(desk.ids(), ["30", "9"]);

    let left = desk.asks(10, true);
    assert_eq!((left.ask().newer_than, left.ask().older_than), (None, Some("9")), "ids are compared as numbers");
    desk.settle(&left, Ok(found(&[("8", 3)], NOW, false)));
    assert!(!desk.has_more(), "that was all");
    assert!(matches!(desk.begin(10, true).unwrap(), Begun::Known), "nobody is asked for what is not there");

    desk.passes(16);
    let next = desk.asks(10, false);
    assert_eq!((next.ask().newer_than, next.ask().older_than), (Some("30"), None));
    desk.settle(&next, Ok(found(&[("45", 0), ("40", 0)], desk.env.now(), true)));
    let left = desk.asks(10, true);
    assert_eq!(
        (left.ask().newer_than, left.ask().older_than),
        (Some("30"), Some("40")),
        "what lies between, and no more"
    );
    desk.settle(&left, Ok(found(&[("35", 0)], desk.env.now(), false)));
    desk.passes(16);
    assert_eq!(desk.asks(10, false).ask().newer_than, Some("45"));
}

#[test]
fn what_x_forgot_is_begun_anew() {
    let desk = Desk::set("forgot");
    let first = desk.asks(10, false);
    desk.settle(&first, Ok(found(&[("30", 1)], NOW, true)));
    desk.passes(7 * 24 * 60 - 90);
    assert!(!desk.has_more(), "an id that is too old would be refused");
    assert_eq!(desk.asks(10, false).ask().newer_than, None);
}

#[test]
fn a_quarter_of_an_hour_is_as_good_as_new_and_two_do_not_ask_at_once() {
    let desk = Desk::set("fresh");
    let first = desk.asks(10, false);
    says(desk.begin(10, false), "searching for this topic right now");
    desk.settle(&first, Ok(found(&[("30", 1)], NOW, false)));
    assert!(matches!(desk.begin(10, false).unwrap(), Begun::Known));
    desk.passes(14);
    assert!(matches!(desk.begin(10, false).unwrap(), Begun::Known));
    desk.passes(1);
    desk.asks(10, false);
    // A crash broke that one off.
    desk.passes(3);
    desk.asks(10, false);
}

#[test]
fn a_post_is_paid_for_once_a_day_and_no_day_costs_more_than_was_said() {
    let desk = Desk::set("paid");
    let first = desk.asks(100, false);
    assert_eq!(desk.left(), MOST_READ_A_DAY - 100, "all that it may cost counts before anybody is asked");
    assert_eq!(desk.settle(&first, Ok(found(&[("30", 1), ("29", 1)], NOW, false))), 2);
    assert_eq!(desk.left(), MOST_READ_A_DAY - 2);
    desk.passes(16);
    let again = desk.asks(10, false);
    assert_eq!(desk.settle(&again, Ok(found(&[("31", 1), ("30", 1)], NOW, false))), 1, "one of them was paid for");
    // What was not understood was read as well.
    desk.passes(16);
    let half = desk.asks(10, false);
    let odd = Found { read: 4, doubtful: true, ..found(&[("32", 1)], NOW, false) };
    assert_eq!(desk.settle(&half, Ok(odd)), 4);
    desk.passes(16);
    assert_eq!(desk.asks(10, false).ask().newer_than, Some("31"), "what was not understood is asked for again");
    desk.passes(5);
    // A failure of which nobody knows whether it was answered counts; one that was refused does not.
    let left = desk.left();
    let lost = desk.asks(100, false);
    desk.settle(&lost, Err(failure(FailureClass::Unknown)));
    assert_eq!(desk.left(), left - 100);
    let refused = desk.asks(10, false);
    desk.settle(&refused, Err(failure(FailureClass::SetUp)));
    let down = desk.asks(10, false);
    desk.settle(&down, Err(failure(FailureClass::TryAgain)));
    assert_eq!(desk.left(), left - 100, "X said that it read nothing");
    says(desk.begin(100, false), &format!("reads {MOST_READ_A_DAY} posts a day by searching"));
    let spent = desk.db.read(|tx| paid_since(tx, Platform::X, Millis(0))).unwrap();
    assert_eq!(spent, 7, "only what was told of is told to be paid for");
    desk.passes(24 * 60);
    assert_eq!(desk.left(), MOST_READ_A_DAY);
    let next_day = desk.asks(10, false);
    assert_eq!(desk.settle(&next_day, Ok(found(&[("32", 24)], NOW, false))), 1, "on another day it is paid for again");
}

#[test]
fn a_pause_is_kept_whoever_asks() {
    let desk = Desk::set("pause");
    let first = desk.asks(10, false);
    desk.settle(&first, Err(failure(FailureClass::WaitUntil(NOW.plus(20 * Millis::MINUTE)))));
    says(desk.begin(10, false), "asked for a pause");
    desk.passes(20);
    desk.asks(10, false);
}

#[test]
fn what_was_found_goes_after_seven_days_with_its_topic_and_with_its_connection() {
    let desk = Desk::set("goes");
    let find = || {
        let search = desk.asks(10, false);
        desk.settle(&search, Ok(found(&[("30", 1)], desk.env.now(), false)));
        assert_eq!(desk.ids(), ["30"]);
    };
    let held = || {
        let count = |tx: &crate::store::Tx<'_>| {
            tx.one("SELECT count(*) AS many FROM hit", &[], |row| row.get::<i64>("many").map_err(Error::from))
        };
        desk.db.read(count).unwrap().unwrap()
    };
    let write = |act: &'static (dyn Fn(&crate::store::Tx<'_>, &Env, TopicId) -> Result<()> + Sync)| {
        let (env, topic) = (Arc::clone(&desk.env), desk.topic);
        desk.db.write(move |tx| act(tx, &env, topic)).unwrap();
    };
    find();
    desk.passes(7 * 24 * 60);
    assert_eq!((desk.ids().len(), held()), (0, 1), "it is shown no longer, also before it is deleted");
    assert_eq!(desk.db.read(|tx| next_goes_at(tx, NOW)).unwrap(), Some(desk.env.now()));
    write(&|tx, env, _| let_go(tx, env.now()));
    assert_eq!(held(), 0);

    find();
    write(&|tx, env, topic| save_topic(tx, env, person(), Some(topic), ("Flu  shots", TopicLanguage::Any)).map(drop));
    assert_eq!(held(), 1, "the same words in other letters are the same topic");
    write(&|tx, env, topic| save_topic(tx, env, person(), Some(topic), ("flu shots", TopicLanguage::Hindi)).map(drop));
    assert_eq!(held(), 0, "another question has no answer yet");
    find();
    write(&|tx, env, _| clinic::unlink_channel(tx, env, crate::audit::Actor::Person(person()), channel()));
    assert_eq!(held(), 0);
    says(desk.begin(10, false), "Nobody is signed in");
}

#[test]
fn what_is_never_understood_is_asked_for_twice_and_no_more() {
    let desk = Desk::set("never");
    let odd = |ids: &[(&str, i64)], more: bool| Found { read: 3, doubtful: true, ..found(ids, desk.env.now(), more) };
    let first = desk.asks(10, false);
    desk.settle(&first, Ok(odd(&[("30", 1), ("20", 2)], true)));
    assert!(!desk.has_more());
    desk.passes(16);
    let again = desk.asks(10, false);
    assert_eq!(again.ask().newer_than, None, "it may be understood yet");
    desk.settle(&again, Ok(odd(&[("31", 0), ("30", 1), ("20", 2)], true)));
    desk.passes(16);
    let left = desk.asks(10, true);
    assert_eq!(left.ask().older_than, Some("20"));
    desk.settle(&left, Ok(odd(&[("10", 3)], true)));
    let left = desk.asks(10, true);
    assert_eq!(left.ask().older_than, Some("20"));
    desk.settle(&left, Ok(odd(&[("10", 3)], false)));
    assert!(!desk.has_more());
    assert_eq!(desk.asks(10, false).ask().newer_than, Some("31"));
}

#[test]
fn what_was_read_while_the_clock_was_ahead_is_neither_free_nor_kept() {
    let desk = Desk::set("ahead");
    desk.passes(30 * 24 * 60);
    let ahead = desk.asks(10, false);
    desk.settle(&ahead, Ok(found(&[("30", 1)], desk.env.now(), false)));
    desk.clock.jump(-30 * Millis::DAY);
    assert_eq!(desk.ids(), Vec::<String>::new());
    assert_eq!(desk.db.read(|tx| next_goes_at(tx, NOW)).unwrap(), Some(NOW));
    let search = desk.asks(10, false);
    assert_eq!(desk.settle(&search, Ok(found(&[("30", 1)], NOW, false))), 1, "it is paid for");
    assert_eq!(desk.ids(), ["30"]);
}

#[test]
fn what_comes_after_the_topic_or_the_connection_went_is_counted_and_not_kept() {
    let desk = Desk::set("late");
    let search = desk.asks(10, false);
    let (env, topic) = (Arc::clone(&desk.env), desk.topic);
    desk.db.write(move |tx| remove_topic(tx, &env, person(), topic)).unwrap();
    assert_eq!(desk.settle(&search, Ok(found(&[("30", 1)], NOW, false))), 1);
    assert_eq!(desk.ids(), Vec::<String>::new());
    assert_eq!(desk.left(), MOST_READ_A_DAY - 1);
}

#[test]
fn a_topic_is_words_and_there_is_one_of_each() {
    let desk = Desk::set("topics");
    let save = |words: &str, language: TopicLanguage| {
        let (env, words) = (Arc::clone(&desk.env), words.to_owned());
        desk.db.write(move |tx| save_topic(tx, &env, person(), None, (&words, language)))
    };
    for (words, why) in [
        ("  ", "Write what to look for"),
        ("-- \"", "Write what to look for"),
        ("FLU  shots", "of these words already"),
        (&"a".repeat(121), "may have 120 letters"),
        ("a b c d e f g h i j k l m", "may have 12 words"),
    ] {
        let Err(Error::Refused(refusal)) = save(words, TopicLanguage::Any) else { panic!("{words} was kept") };
        assert!(refusal.message.contains(why) && refusal.field == Some("words"), "{}", refusal.message);
    }
    save("flu shots", TopicLanguage::Hindi).unwrap();
    for number in 2..MOST_TOPICS {
        save(&format!("topic {number}"), TopicLanguage::Any).unwrap();
    }
    let Err(Error::Refused(refusal)) = save("one more", TopicLanguage::Any) else { panic!("there were too many") };
    assert!(refusal.message.contains("There are 50 topics"), "{}", refusal.message);
}
