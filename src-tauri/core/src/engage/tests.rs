//! Tests of what becomes of feeds: which of them tells what is gone, when one that failed is tried again, and that a reading that
//! breaks down holds up no other.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rand::SeedableRng;
use tokio::sync::Notify;

use super::collector::Collector;
use super::failing;
use super::feeds::{self, Due};
use super::intake;
use super::reader::{Ask, ConversationKind, FeedKind, FeedName, Lead, Page, PostSeen, Reader, Seen};
use super::triage::Rules;
use crate::audit::Actor;
use crate::clinic::{self, ChannelConnection, ChannelRow, NewChannel};
use crate::env::{DrivenClock, Env};
use crate::error::{Error, Result};
use crate::model::{Millis, Platform};
use crate::publish::{Failure, FailureClass};
use crate::store::{DataKey, Db, StoreOptions, Tx, args};

const NOW: Millis = Millis(1_795_228_200_000);
const POST: &str = "104_7";
const COMMENT: &str = "7_1";

struct Inbox {
    _folder: tempfile::TempDir,
    db: Db,
    clock: DrivenClock,
    env: Arc<Env>,
}

/// A clinic with a channel on Facebook, and nothing read yet.
fn inbox() -> Inbox {
    let folder = tempfile::tempdir().unwrap();
    let options =
        StoreOptions { path: folder.path().join("clinic.db"), key: DataKey::from_bytes([7; 32]), max_pages: None };
    let db = Db::open(options, |_| {}).unwrap();
    db.write(|tx| {
        tx.run(
            "INSERT INTO clinic (id, kind, installation_id, name, zone, language, countries, tone, zone_data, created_at)
             VALUES ('c0000000-0000-7000-8000-000000000001', 'practice', 'c0000000-0000-7000-8000-000000000002', 'Lakeside',
                     'Asia/Kolkata', 'en', '[]', 'warm', '', 0)",
            &[],
        )?;
        tx.run(
            "INSERT INTO channel (id, platform, account_id, account_name, name, credential_ref, connection, created_at)
             VALUES ('80000000-0000-7000-8000-000000000001', 'facebook', '104', 'Lakeside', 'Lakeside', '', 'connected', 0)",
            &[],
        )
        .map(drop)
        .map_err(Error::from)
    })
    .unwrap();
    let clock = DrivenClock::at(NOW);
    let env = Env::new(Arc::new(clock.clone()), Box::new(rand::rngs::StdRng::seed_from_u64(1)));
    let inbox = Inbox { _folder: folder, db, clock, env };
    inbox.write(feeds::begin);
    inbox
}

impl Inbox {
    fn write<T: Send + 'static>(
        &self,
        act: impl Fn(&Tx<'_>, &Env, &ChannelRow) -> Result<T> + Send + Sync + 'static,
    ) -> T {
        let env = Arc::clone(&self.env);
        self.db
            .write(move |tx| {
                let channels = clinic::channels(tx)?;
                act(tx, &env, channels.first().unwrap())
            })
            .unwrap()
    }

    /// This feed and no other is due, as it stands.
    fn due(&self, kind: FeedKind, scope: &'static str) -> Due {
        self.write(move |tx, env, channel| {
            tx.run("UPDATE feed SET next_at = NULL WHERE kind <> $1 OR scope <> $2", args![kind, scope])?;
            tx.run("UPDATE feed SET next_at = $1 WHERE kind = $2 AND scope = $3", args![env.now(), kind, scope])?;
            Ok(feeds::due(tx, env.now(), channel)?.unwrap())
        })
    }

    /// In how many minutes it is tried again after it failed so.
    fn fails(&self, due: &Due, class: FailureClass) -> Option<i64> {
        let (due, failure) =
            (due.clone(), Failure { class, message: "It could not be read.".into(), detail: String::new() });
        let id = due.id;
        let next = self.write(move |tx, env, _| {
            failing::failed(tx, env, &due, &failure, 0)?;
            next_at(tx, id)
        });
        next.map(|next| next.since(self.env.now()) / Millis::MINUTE)
    }
}

fn next_at(tx: &Tx<'_>, id: crate::model::FeedId) -> Result<Option<Millis>> {
    let next = tx.one("SELECT next_at FROM feed WHERE id = $1", args![id], |row| {
        row.get::<Option<Millis>>("next_at").map_err(Error::from)
    })?;
    Ok(next.flatten())
}

fn said(id: &str, answers: Option<&str>) -> Seen {
    Seen {
        platform_id: id.into(),
        kind: ConversationKind::Comment,
        root: answers.unwrap_or(id).into(),
        answers: answers.map(str::to_owned),
        post: Some(POST.into()),
        author: None,
        ours: false,
        words: "How much is it?".into(),
        written_at: NOW,
        permalink: None,
        hidden: false,
    }
}

/// The account's post, of that age, and where its comments and the answers to the first of them are.
fn a_post(on: &Inbox, published: Millis) {
    let posts = on.due(FeedKind::Posts, "");
    on.write(move |tx, env, _| {
        let page = Page {
            posts: vec![PostSeen {
                platform_id: POST.into(),
                permalink: None,
                words: "Flu shots.".into(),
                published_at: Some(published),
            }],
            leads: vec![
                Lead::to(FeedName::of(FeedKind::Comments, POST), 2),
                Lead::to(FeedName::of(FeedKind::Answers, COMMENT), 1),
            ],
            ..Page::default()
        };
        intake::take(tx, env, Rules::built_in().unwrap(), &posts, &page, None)
    });
}

#[test]
fn an_answer_that_came_along_with_its_comment_is_told_by_the_feed_of_answers_from_then_on() {
    let inbox = inbox();
    a_post(&inbox, NOW);
    let (comments, answers) = (inbox.due(FeedKind::Comments, POST), inbox.due(FeedKind::Answers, COMMENT));
    let along = Page { items: vec![said("7_2", Some(COMMENT)), said(COMMENT, None)], ..Page::default() };
    let alone = Page { items: vec![said("7_2", Some(COMMENT))], ..Page::default() };
    inbox.write(move |tx, env, _| {
        let rules = Rules::built_in().unwrap();
        let since = Some(env.now());
        intake::take(tx, env, rules, &comments, &along, since)?;
        assert!(intake::is_known(tx, &comments, &along, since)?);
        assert!(!intake::is_known(tx, &answers, &alone, since)?, "it has to be put down who tells of it now");
        intake::take(tx, env, rules, &answers, &alone, since)?;
        assert!(intake::is_known(tx, &answers, &alone, since)?);
        // So a reading of all answers that does not find it says that it is gone.
        intake::end_whole(tx, env, &answers, env.now().plus(1))?;
        let gone = tx.all("SELECT platform_id FROM item WHERE gone_at IS NOT NULL", &[], |row| {
            row.get::<String>("platform_id").map_err(Error::from)
        })?;
        assert_eq!(gone, ["7_2"]);
        Ok(())
    });
}

#[test]
fn what_is_not_there_any_more_is_asked_for_once_a_day_while_it_is_young_and_then_no_more() {
    let inbox = inbox();
    a_post(&inbox, NOW);
    for wait in [1, 2, 5, 30, 120, 24 * 60, 24 * 60] {
        let due = inbox.due(FeedKind::Comments, POST);
        assert_eq!(inbox.fails(&due, FailureClass::FixContent), Some(wait));
    }
    inbox.clock.advance(15 * Millis::DAY);
    let due = inbox.due(FeedKind::Comments, POST);
    assert_eq!(inbox.fails(&due, FailureClass::FixContent), None);
    // Whoever signs in anew may see it again.
    inbox.write(|tx, env, channel| failing::read_anew(tx, env, channel.id));
    assert_eq!(inbox.write(move |tx, _, _| next_at(tx, due.id)), Some(inbox.env.now()));
}

#[test]
fn a_whole_account_is_tried_again_within_minutes_where_nobody_said_why_it_failed() {
    let inbox = inbox();
    for wait in [1, 2, 5, 5, 5, 5] {
        let due = inbox.due(FeedKind::Posts, "");
        assert_eq!(inbox.fails(&due, FailureClass::Unknown), Some(wait));
    }
    let due = inbox.due(FeedKind::Posts, "");
    assert_eq!(inbox.fails(&due, FailureClass::SetUp), Some(120), "what is not told to this sign-in has time");
}

#[test]
fn whoever_looks_has_what_failed_tried_now_but_no_pause_that_was_asked_for() {
    let inbox = inbox();
    let due = inbox.due(FeedKind::Posts, "");
    let id = due.id;
    let looks = |inbox: &Inbox| {
        inbox.write(move |tx, env, _| {
            failing::read_soon(tx, env)?;
            next_at(tx, id)
        })
    };
    inbox.fails(&due, FailureClass::Unknown);
    assert_eq!(looks(&inbox), Some(NOW));
    let until = NOW.plus(20 * Millis::MINUTE);
    inbox.fails(&due, FailureClass::WaitUntil(until));
    assert_eq!(looks(&inbox), Some(until));
    // The pause is the account's: another feed of it waits as well.
    inbox.write(|tx, env, _| {
        let later = env.now().plus(Millis::MINUTE);
        tx.run("UPDATE feed SET next_at = $1 WHERE kind = $2", args![later, FeedKind::Mentions]).map_err(Error::from)
    });
    looks(&inbox);
    let mentions = inbox.write(|tx, _, _| {
        tx.one("SELECT next_at FROM feed WHERE kind = $1", args![FeedKind::Mentions], |row| {
            row.get::<Millis>("next_at").map_err(Error::from)
        })
    });
    assert_eq!(mentions, Some(NOW.plus(Millis::MINUTE)));
}

#[test]
fn a_refusal_that_comes_after_somebody_signed_in_anew_is_not_of_that_sign_in() {
    let inbox = inbox();
    let connection = || inbox.write(|_, _, channel| Ok(channel.connection));
    let before = inbox.due(FeedKind::Posts, "");
    inbox.write(|tx, env, channel| {
        let (platform, account_id, account_name) =
            (channel.platform, channel.account_id.clone(), channel.account_name.clone());
        clinic::add_channel(tx, env, Actor::Application, env.id(), &NewChannel { platform, account_id, account_name })
    });
    inbox.fails(&before, FailureClass::Reconnect);
    assert_eq!(connection(), ChannelConnection::Connected, "it was asked under the sign-in before");
    inbox.fails(&inbox.due(FeedKind::Posts, ""), FailureClass::Reconnect);
    assert_eq!(connection(), ChannelConnection::Refused);
}

/// Tells seven pages of one mention each, and on some of them what nobody understands.
struct Pages {
    asked: Mutex<Vec<usize>>,
    /// What is not there any more, and which page is damaged.
    gone: Option<usize>,
    damaged: Option<usize>,
}

#[async_trait::async_trait]
impl Reader for Pages {
    fn platform(&self) -> Platform {
        Platform::Facebook
    }

    async fn page(&self, ask: &Ask<'_>) -> std::result::Result<Page, Failure> {
        let number = ask.older.map_or(0, |older| older.parse().unwrap());
        self.asked.lock().unwrap().push(number);
        Ok(Page {
            items: if self.gone == Some(number) { Vec::new() } else { vec![said(&format!("9_{number}"), None)] },
            older: (number < 6).then(|| (number + 1).to_string()),
            doubtful: self.damaged == Some(number),
            ..Page::default()
        })
    }
}

impl Inbox {
    /// Reads on, with this gone and that damaged, until nothing is left of it. Returns which pages were asked for.
    async fn reads(&self, collector: &Collector, gone: Option<usize>, damaged: Option<usize>) -> Vec<usize> {
        let reader = Pages { asked: Mutex::default(), gone, damaged };
        loop {
            let due = self.due(FeedKind::Mentions, "");
            collector.read(&reader, &due).await.unwrap();
            if self.due(FeedKind::Mentions, "").older.is_none() {
                return reader.asked.into_inner().unwrap();
            }
        }
    }

    fn gone(&self) -> Vec<String> {
        self.write(|tx, _, _| {
            tx.all("SELECT platform_id FROM item WHERE gone_at IS NOT NULL", &[], |row| {
                row.get::<String>("platform_id").map_err(Error::from)
            })
        })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_page_keeps_a_reading_of_all_from_saying_what_is_gone_and_not_from_ending() {
    let inbox = inbox();
    let collector = Collector::new(inbox.db.clone(), Arc::clone(&inbox.env), Vec::new()).unwrap();
    // Five pages at once; then what is new, and the rest.
    assert_eq!(inbox.reads(&collector, None, None).await, [0, 1, 2, 3, 4, 0, 5, 6]);
    inbox.clock.advance(Millis::DAY);
    let pages = inbox.reads(&collector, Some(5), Some(2)).await;
    assert_eq!((pages, inbox.gone()), (vec![0, 1, 2, 3, 4, 0, 5, 6], vec![]));
    inbox.clock.advance(2 * Millis::MINUTE);
    assert_eq!(inbox.reads(&collector, Some(5), Some(2)).await, [0], "all of it was read, and is due in a day");
    inbox.clock.advance(Millis::DAY);
    inbox.reads(&collector, Some(5), None).await;
    assert_eq!(inbox.gone(), ["9_5"]);
}

/// Breaks down once, and then tells that nobody wrote.
struct BreaksOnce {
    asked: AtomicUsize,
    again: Notify,
}

#[async_trait::async_trait]
impl Reader for BreaksOnce {
    fn platform(&self) -> Platform {
        Platform::Facebook
    }

    async fn page(&self, _: &Ask<'_>) -> std::result::Result<Page, Failure> {
        assert!(self.asked.fetch_add(1, Ordering::SeqCst) > 0, "it breaks down");
        self.again.notify_one();
        Ok(Page::default())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reading_that_breaks_down_holds_up_no_other() {
    let inbox = inbox();
    let reader = Arc::new(BreaksOnce { asked: AtomicUsize::new(0), again: Notify::new() });
    let readers: Vec<Arc<dyn Reader>> = vec![Arc::clone(&reader) as Arc<dyn Reader>];
    let collector = Collector::new(inbox.db.clone(), Arc::clone(&inbox.env), readers).unwrap();
    let running = tokio::spawn(Arc::clone(&collector).run());
    tokio::time::timeout(Duration::from_secs(20), reader.again.notified()).await.unwrap();
    collector.close();
    running.await.unwrap();
}
