//! Tests of the reading of numbers: when it is tried, what it leaves behind, and that it never goes round in circles.

mod kept;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use rand::SeedableRng;

use super::meter::{Meter, PostAsked, PostReading, Said};
use super::metric::{Metric, Told, WhyMissing};
use super::sampler::{Look, Sampler};
use super::schedule::{self, LONGEST, Pace};
use super::{meters, samples};
use crate::clinic::{self, ChannelRow};
use crate::env::{Clock as _, DrivenClock, Env};
use crate::error::{Error, Result};
use crate::gate::Account;
use crate::measure::CountedAs;
use crate::model::{Millis, PartId, Platform, PostId};
use crate::publish::{Failure, FailureClass};
use crate::store::{DataKey, Db, StoreOptions, Tx, args};

const NOW: Millis = Millis(1_795_228_200_000);
const DAY: i64 = Millis::DAY;

/// A platform that says what it was told to say, and counts how often it is asked.
struct Tells {
    platform: Platform,
    says: Mutex<Result<BTreeMap<String, Said>, Failure>>,
    asked: Mutex<Vec<Vec<String>>>,
}

#[async_trait]
impl Meter for Tells {
    fn platform(&self) -> Platform {
        self.platform
    }

    async fn posts(&self, _: &Account, asked: &[PostAsked]) -> Result<Vec<PostReading>, Failure> {
        self.asked.lock().unwrap().push(asked.iter().map(|it| it.platform_id.clone()).collect());
        let says = self.says.lock().unwrap().as_ref().cloned().map_err(Clone::clone)?;
        let said =
            |it: &PostAsked| says.get(&it.platform_id).map(|said| PostReading { part: it.part, said: said.clone() });
        Ok(asked.iter().filter_map(said).collect())
    }

    async fn account(&self, _: &Account, _: Millis) -> Result<Vec<(Metric, Told)>, Failure> {
        self.says.lock().unwrap().as_ref().map(|_| vec![(Metric::Followers, Told::Number(12))]).map_err(Clone::clone)
    }
}

struct Clinic {
    _folder: tempfile::TempDir,
    db: Db,
    clock: DrivenClock,
    sampler: Arc<Sampler>,
    tells: Arc<Tells>,
}

fn failure(class: FailureClass) -> Failure {
    Failure { class, message: "It could not be read.".into(), detail: String::new() }
}

fn id(kind: char, n: u64) -> String {
    format!("{kind}0000000-0000-7000-8000-{n:012x}")
}

fn part(n: u64) -> PartId {
    id('5', n).parse().unwrap()
}

fn views(many: u64) -> Said {
    Said::Numbers(vec![(Metric::Views, Told::Number(many)), (Metric::Reactions, Told::Number(0))])
}

/// A clinic with a channel there, on which so many posts became public just now.
fn clinic(platform: Platform, posts: u64) -> Clinic {
    let folder = tempfile::tempdir().unwrap();
    let options =
        StoreOptions { path: folder.path().join("clinic.db"), key: DataKey::from_bytes([7; 32]), max_pages: None };
    let db = Db::open(options, |_| {}).unwrap();
    let mut all = vec![
        format!(
            "INSERT INTO clinic (id, kind, installation_id, name, zone, language, countries, tone, zone_data, created_at)
             VALUES ('{}', 'practice', '{}', 'Lakeside', 'Asia/Kolkata', 'en', '[]', 'warm', '', 0)",
            id('c', 1),
            id('c', 2)
        ),
        format!("INSERT INTO person (id, name, pin_hash, created_at) VALUES ('{}', 'Anil', '', 0)", id('9', 1)),
        format!(
            "INSERT INTO channel (id, platform, account_id, account_name, name, credential_ref, connection, created_at)
             VALUES ('{}', '{}', '104', 'Lakeside', 'Lakeside', '', 'connected', 0)",
            id('8', 1),
            platform.word()
        ),
        "DROP TRIGGER delivery_begins_unsent".to_owned(),
    ];
    for n in 1..=posts {
        all.push(format!(
            "INSERT INTO post (id, kind, channel_id, correlation_id, review, head_revision, created_at, created_by)
             VALUES ('{}', 'post', '{}', '{}', 'pending_review', '{}', 0, '{}')",
            id('1', n),
            id('8', 1),
            id('3', n),
            id('2', n),
            id('9', 1)
        ));
        all.push(format!(
            "INSERT INTO revision (id, post_id, number, content, author, created_at) VALUES ('{}', '{}', 1, '{{}}', '{}', 0)",
            id('2', n),
            id('1', n),
            id('9', 1)
        ));
        all.push(format!(
            "INSERT INTO delivery (id, post_id, state, changed_at) VALUES ('{}', '{}', 'posted', 0)",
            id('4', n),
            id('1', n)
        ));
        all.push(format!(
            "INSERT INTO part (id, delivery_id, ordinal, state, channel_id, platform, account_id)
             VALUES ('{}', '{}', 0, 'waiting', '{}', '{}', '104')",
            id('5', n),
            id('4', n),
            id('8', 1),
            platform.word()
        ));
        all.push(format!(
            "UPDATE part SET state = 'posted', platform_id = 'p{n}', posted_at = {} WHERE id = '{}'",
            NOW.0,
            id('5', n)
        ));
    }
    db.write(move |tx| {
        for statement in &all {
            tx.run(statement, &[])?;
        }
        Ok::<_, Error>(())
    })
    .unwrap();
    let clock = DrivenClock::at(NOW);
    let env = Env::new(Arc::new(clock.clone()), Box::new(rand::rngs::StdRng::seed_from_u64(1)));
    let says = (1..=posts).map(|n| (format!("p{n}"), views(n))).collect();
    let tells = Arc::new(Tells { platform, says: Mutex::new(Ok(says)), asked: Mutex::default() });
    let meter: Arc<dyn Meter> = Arc::clone(&tells) as _;
    let sampler = Sampler::new(db.clone(), env, vec![meter]);
    Clinic { _folder: folder, db, clock, sampler, tells }
}

impl Clinic {
    fn read<T>(&self, act: impl Fn(&Tx<'_>) -> Result<T>) -> T {
        self.db.read(act).unwrap()
    }

    fn channel(&self) -> ChannelRow {
        self.read(|tx| Ok(clinic::channels(tx)?.remove(0)))
    }

    fn now(&self) -> Millis {
        self.clock.now()
    }

    /// Somebody sets the clock to this instant.
    fn set(&self, at: Millis) {
        self.clock.jump(at.since(self.now()));
    }

    /// Whether the channel is paused now.
    fn is_paused(&self) -> bool {
        let (now, channel) = (self.now(), self.channel());
        self.read(|tx| meters::paused_until(tx, now, &channel)).is_some()
    }

    /// Asks for all that is due now, and returns how often that was.
    async fn turn(&self) -> usize {
        let mut turns = 0;
        while !self.is_paused()
            && let Some((account, look)) = self.sampler.begin(&self.channel(), self.now()).unwrap()
        {
            self.sampler.look(&*self.tells, &account, &look).await.unwrap();
            turns += usize::from(matches!(look, Look::Posts(_)));
            assert!(turns < 100, "it goes round in circles");
        }
        turns
    }

    fn says(&self, of: u64, said: Said) {
        self.tells.says.lock().unwrap().as_mut().unwrap().insert(format!("p{of}"), said);
    }

    fn fails(&self, class: FailureClass) {
        *self.tells.says.lock().unwrap() = Err(failure(class));
    }

    fn asked(&self) -> Vec<Vec<String>> {
        std::mem::take(&mut *self.tells.asked.lock().unwrap())
    }

    fn standing(&self, n: u64) -> meters::PartStanding {
        let post: PostId = id('1', n).parse().unwrap();
        self.read(|tx| Ok(meters::part_standings(tx, post)?.remove(0)))
    }

    fn next(&self, n: u64) -> Option<i64> {
        self.standing(n).next_at.map(|at| at.since(self.now()))
    }

    fn told(&self, n: u64, metric: Metric) -> Option<Told> {
        let rows = self.read(|tx| samples::of_part(tx, part(n)));
        rows.into_iter().find(|row| row.metric == metric).map(|row| row.told)
    }

    fn count(&self, table: &str) -> i64 {
        let sql = format!("SELECT count(*) AS many FROM {table}");
        self.read(|tx| Ok(tx.one(&sql, &[], |row| row.get::<i64>("many").map_err(Error::from))?.unwrap()))
    }

    fn run(&self, sql: &'static str) {
        self.db.write(move |tx| tx.run(sql, &[]).map(drop).map_err(Error::from)).unwrap();
    }
}

fn about(minutes: i64) -> impl Fn(Option<i64>) -> bool {
    move |wait| wait.is_some_and(|wait| (0..3_000).contains(&(wait - minutes * Millis::MINUTE)))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_becomes_public_is_asked_a_quarter_of_an_hour_later_and_what_is_told_is_kept() {
    let clinic = clinic(Platform::X, 2);
    let first = schedule::next(Pace { form: CountedAs::Post, paid: false }, NOW, NOW);
    assert_eq!(clinic.standing(1).next_at, first, "the trigger and the schedule agree");
    assert_eq!(clinic.turn().await, 0, "nothing is due yet");
    clinic.set(NOW.plus(15 * Millis::MINUTE));
    assert_eq!(clinic.turn().await, 1, "both in one call");
    assert_eq!(clinic.asked(), [["p1", "p2"]]);
    assert_eq!(clinic.told(2, Metric::Views), Some(Told::Number(2)));
    assert_eq!(clinic.told(2, Metric::Reactions), Some(Told::Number(0)), "nought is a number");
    assert_eq!(clinic.told(2, Metric::Shares), Some(Told::Missing(WhyMissing::NotTold)), "and what is missing is none");
    assert_eq!(clinic.count("paid_reading"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_at_every_turn_is_found_by_index() {
    let clinic = clinic(Platform::Youtube, 2);
    clinic.set(NOW.plus(15 * Millis::MINUTE));
    clinic.turn().await;
    let (now, channel) = (clinic.now(), clinic.channel());
    let scans = clinic.read(|tx| {
        meters::due(tx, now, &channel)?;
        meters::next(tx, now)?;
        meters::account_due(tx, now, &channel)?;
        meters::paused_until(tx, now, &channel)?;
        meters::was_ended_too_soon(tx, now)?;
        meters::paid_since(tx, Platform::X, now)?;
        samples::of_part(tx, part(1))?;
        samples::of_account(tx, channel.id, &channel.account_id)?;
        Ok(tx.scans())
    });
    let whole: Vec<&String> = scans.iter().filter(|scan| !scan.contains("account_meter")).collect();
    assert!(whole.is_empty(), "{whole:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_network_nobody_is_asked_over_and_over_and_nothing_is_used_up() {
    let clinic = clinic(Platform::Facebook, 30);
    clinic.set(NOW.plus(15 * Millis::MINUTE));
    clinic.fails(FailureClass::Offline);
    assert_eq!(clinic.turn().await, 0, "the account was asked, and that was enough to know");
    clinic.set(clinic.now().plus(Millis::MINUTE + 3_000));
    clinic.turn().await;
    assert!(clinic.is_paused() && clinic.asked().len() <= 1, "one call a minute and no more");
    *clinic.tells.says.lock().unwrap() = Ok(BTreeMap::from([("p1".to_owned(), views(1))]));
    clinic.set(clinic.now().plus(2 * Millis::MINUTE));
    clinic.turn().await;
    assert_eq!(clinic.asked().len(), 30, "every post once it is back");
    assert_eq!(clinic.told(1, Metric::Views), Some(Told::Number(1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ends_the_program_before_an_answer_costs_one_look_and_makes_no_second() {
    let clinic = clinic(Platform::Youtube, 1);
    clinic.set(NOW.plus(15 * Millis::MINUTE));
    clinic.turn().await;
    clinic.set(NOW.plus(61 * Millis::MINUTE));
    let (_, look) = clinic.sampler.begin(&clinic.channel(), clinic.now()).unwrap().unwrap();
    assert!(matches!(look, Look::Posts(_)));
    assert!(clinic.sampler.begin(&clinic.channel(), clinic.now()).unwrap().is_none(), "nothing is due at once");
    clinic.set(clinic.now().plus(10 * Millis::MINUTE));
    assert_eq!(clinic.turn().await, 1, "and nothing is forgotten");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_its_platform_does_not_take_holds_up_no_other() {
    let clinic = clinic(Platform::X, 3);
    clinic.set(NOW.plus(15 * Millis::MINUTE));
    let good = std::mem::replace(&mut *clinic.tells.says.lock().unwrap(), Err(failure(FailureClass::FixContent)));
    clinic.turn().await;
    assert!((1..=3).all(|n| about(5)(clinic.next(n))), "{:?}", clinic.next(1));
    *clinic.tells.says.lock().unwrap() = good;
    clinic.asked();
    clinic.set(clinic.now().plus(6 * Millis::MINUTE));
    assert_eq!(clinic.turn().await, 3, "each by itself");
    assert_eq!(clinic.told(3, Metric::Views), Some(Told::Number(3)));
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_are_tried_again_ever_more_seldom_and_a_pause_is_kept() {
    let clinic = clinic(Platform::Facebook, 1);
    clinic.set(NOW.plus(15 * Millis::MINUTE));
    clinic.turn().await;
    clinic.fails(FailureClass::TryAgain);
    clinic.run("UPDATE account_meter SET next_at = 1796092200000");
    for minutes in [5, 30, 120, 360, 24 * 60, 24 * 60] {
        clinic.set(clinic.standing(1).next_at.unwrap());
        assert_eq!(clinic.turn().await, 1);
        assert!(about(minutes)(clinic.next(1)), "{:?}", clinic.next(1));
        assert_eq!(clinic.told(1, Metric::Views), Some(Told::Number(1)), "a failure says nothing of a number");
    }
    clinic.set(clinic.standing(1).next_at.unwrap());
    let until = clinic.now().plus(90 * Millis::MINUTE);
    clinic.fails(FailureClass::WaitUntil(until));
    clinic.turn().await;
    let channel = clinic.channel();
    let paused = clinic.read(|tx| meters::paused_until(tx, clinic.now(), &channel));
    assert_eq!(paused, Some(until));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_wrong_neither_ends_nor_puts_off_a_look_for_ever() {
    let clinic = clinic(Platform::Youtube, 2);
    clinic.set(NOW.plus(800 * DAY));
    clinic.turn().await;
    assert_eq!(clinic.standing(1).next_at, None, "a post of two years is asked no more");
    clinic.run("UPDATE post_meter SET next_at = 9223372036854775807, ended_at = NULL WHERE part_id LIKE '%2'");
    clinic.set(NOW.plus(15 * Millis::MINUTE));
    let now = clinic.now();
    assert!(clinic.read(|tx| meters::was_ended_too_soon(tx, now)));
    clinic.db.write(move |tx| meters::take_up(tx, now)).unwrap();
    assert_eq!(clinic.turn().await, 1);
    for n in 1..=2 {
        assert!(clinic.next(n).is_some_and(|wait| wait > 0 && wait < LONGEST), "{:?}", clinic.next(n));
    }
    assert!(!clinic.read(|tx| meters::was_ended_too_soon(tx, now)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paid_post_is_paid_for_on_ten_days_at_most_whoever_asks() {
    let clinic = clinic(Platform::X, 1);
    for day in 0..40 {
        clinic.set(NOW.plus(15 * Millis::MINUTE + day * DAY));
        clinic.run("UPDATE post_meter SET next_at = 0");
        clinic.turn().await;
    }
    assert_eq!(clinic.count("paid_reading"), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_down_is_asked_no_more() {
    let clinic = clinic(Platform::Youtube, 1);
    clinic.run("UPDATE part SET state = 'removed'");
    clinic.set(NOW.plus(20 * DAY));
    assert_eq!(clinic.turn().await, 0);
    assert!(clinic.standing(1).removed && clinic.standing(1).next_at.is_none());
}
