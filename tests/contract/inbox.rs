//! Reading what people write: whatever a platform lists, and however it lists it, each of it is here once, and stays true.
//!
//! Invariant: people write by the hand on the practice platforms, and what arrived is asked for as the window asks; how often a
//! platform was asked is read from its own log.

use std::collections::BTreeSet;

use countersign_core::api::types::Channel;
use countersign_core::clinic::ChannelConnection;
use countersign_core::model::{Millis, Secret};
use countersign_core::store::Tag;
use countersign_practice::{Action, Said, templates};
use countersign_tests::inbox::public;
use countersign_tests::stage::Stage;
use serde_json::{Value, json};

use crate::facts::{At, FACEBOOK, Facts, INSTAGRAM, LINKEDIN, X, YOUTUBE};

const HELLO: &str = "How much is it?";
const AGAIN: &str = "And how much for children?";

/// What platforms differ in when they are read.
struct Reading {
    on: &'static Facts,
    /// Tells comments.
    list: At,
    /// Is asked again and again, with everything that leads somewhere.
    roots: &'static [At],
    /// How many comments a page holds.
    a_page: usize,
    /// How many minutes what is new may take, and by how many time moves on.
    within: (i64, i64),
    /// The same for what is changed, and for what is taken back.
    followed: (i64, i64),
}

const ON_X: Reading = Reading {
    on: &X,
    list: ("GET", templates::x::MENTIONS),
    roots: &[("GET", templates::x::MENTIONS), ("GET", templates::x::DM_EVENTS)],
    a_page: 100,
    within: (5, 1),
    followed: (0, 1),
};
const ON_FACEBOOK: Reading = Reading {
    on: &FACEBOOK,
    list: ("GET", templates::facebook::COMMENTS),
    roots: &[
        ("GET", templates::facebook::PUBLISHED_POSTS),
        ("GET", templates::facebook::REELS),
        ("GET", templates::facebook::TAGGED),
        ("GET", templates::facebook::CONVERSATIONS),
    ],
    a_page: 50,
    within: (5, 1),
    followed: (26 * 60, 20),
};
const ON_INSTAGRAM: Reading = Reading {
    on: &INSTAGRAM,
    list: ("GET", templates::instagram::COMMENTS),
    roots: &[
        ("GET", templates::instagram::MEDIA),
        ("GET", templates::instagram::TAGS),
        ("GET", templates::instagram::CONVERSATIONS),
    ],
    a_page: 50,
    within: (5, 1),
    followed: (26 * 60, 20),
};
/// A day has a hundred calls, of which sixty are for what goes out: the rest lasts the day.
const ON_LINKEDIN: Reading = Reading {
    on: &LINKEDIN,
    list: ("GET", templates::linkedin::COMMENTS),
    roots: &[("GET", templates::linkedin::NOTIFICATIONS)],
    a_page: 100,
    within: (6 * 60, 10),
    followed: (36 * 60, 20),
};
const ON_YOUTUBE: Reading = Reading {
    on: &YOUTUBE,
    list: ("GET", templates::youtube::COMMENT_THREADS),
    roots: &[("GET", templates::youtube::COMMENT_THREADS)],
    a_page: 100,
    within: (5, 1),
    followed: (60, 2),
};

macro_rules! on {
    ($module:ident, $reading:ident: $($behaviour:ident),+ $(,)?) => {
        mod $module {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $behaviour() { super::$behaviour(&super::$reading).await; })+
        }
    };
}

on!(x, ON_X:
    the_first_reading_takes_all_pages_and_the_next_one_nothing,
    what_is_new_is_seen,
    messages_are_one_conversation_with_each_person,
    who_names_the_account_is_seen,
    a_reading_that_breaks_off_goes_on_there_after_a_restart,
    a_pause_that_is_asked_for_is_kept,
    a_sign_in_that_is_lost_is_said_and_costs_nothing_of_what_people_write,
);
on!(facebook, ON_FACEBOOK:
    the_first_reading_takes_all_pages_and_the_next_one_nothing,
    what_is_new_is_seen,
    what_is_changed_is_followed,
    what_is_taken_back_is_followed,
    what_the_clinic_wrote_is_its_own,
    messages_are_one_conversation_with_each_person,
    who_names_the_account_is_seen,
    a_reading_that_breaks_off_goes_on_there_after_a_restart,
    a_pause_that_is_asked_for_is_kept,
    a_sign_in_that_is_lost_is_said_and_costs_nothing_of_what_people_write,
);
on!(instagram, ON_INSTAGRAM:
    the_first_reading_takes_all_pages_and_the_next_one_nothing,
    what_is_new_is_seen,
    what_is_changed_is_followed,
    what_is_taken_back_is_followed,
    what_the_clinic_wrote_is_its_own,
    messages_are_one_conversation_with_each_person,
    who_names_the_account_is_seen,
    a_reading_that_breaks_off_goes_on_there_after_a_restart,
    a_pause_that_is_asked_for_is_kept,
    a_sign_in_that_is_lost_is_said_and_costs_nothing_of_what_people_write,
);
on!(linkedin, ON_LINKEDIN:
    the_first_reading_takes_all_pages_and_the_next_one_nothing,
    what_is_new_is_seen,
    what_is_changed_is_followed,
    what_is_taken_back_is_followed,
    what_the_clinic_wrote_is_its_own,
    who_names_the_account_is_seen,
    a_reading_that_breaks_off_goes_on_there_after_a_restart,
    a_pause_that_is_asked_for_is_kept,
    a_sign_in_that_is_lost_is_said_and_costs_nothing_of_what_people_write,
);
on!(youtube, ON_YOUTUBE:
    the_first_reading_takes_all_pages_and_the_next_one_nothing,
    what_is_new_is_seen,
    what_is_changed_is_followed,
    what_is_taken_back_is_followed,
    what_the_clinic_wrote_is_its_own,
    a_reading_that_breaks_off_goes_on_there_after_a_restart,
    a_pause_that_is_asked_for_is_kept,
    a_sign_in_that_is_lost_is_said_and_costs_nothing_of_what_people_write,
);

impl Reading {
    async fn public(&self) -> (Stage, String) {
        let (stage, _, called) = public(|_| self.on.text("Flu shots from Thursday.")).await;
        (stage, called)
    }

    fn says(&self, stage: &Stage, under: &str, by: &str, text: &str) -> String {
        stage.says(self.on.practice, under, by, text)
    }

    /// Waits until so many conversations are open.
    async fn until_open(&self, stage: &Stage, count: usize) -> i64 {
        let (minutes, step) = self.within;
        stage.until_so(step * Millis::MINUTE / 2, minutes + 2, || stage.open_conversations() == count).await
    }

    fn asked(&self, stage: &Stage, at: (&str, &str)) -> usize {
        let own = |it: &&countersign_practice::RequestRecord| it.platform == self.on.practice;
        let log = stage.control().request_log();
        log.iter().filter(own).filter(|it| (it.method.as_str(), it.endpoint.as_str()) == at).count()
    }

    /// What was asked to read what people write, by where.
    fn asked_at_all(&self, stage: &Stage) -> Vec<(String, usize)> {
        let own = stage.control().request_log().into_iter().filter(|it| it.platform == self.on.practice);
        let places: BTreeSet<String> = own.filter(|it| it.method == "GET").map(|it| it.endpoint).collect();
        places.into_iter().map(|place| (place.clone(), self.asked(stage, ("GET", &place)))).collect()
    }
}

async fn the_first_reading_takes_all_pages_and_the_next_one_nothing(reading: &Reading) {
    let (stage, called) = reading.public().await;
    stage.control().comments(reading.on.practice, &called, 120).unwrap();
    reading.until_open(&stage, 120).await;
    let pages = reading.asked(&stage, reading.list);
    assert!(pages >= 120_usize.div_ceil(reading.a_page), "{pages}");
    // Posts are read back beside it, and what the first reading led to comes to its end.
    let (_, step) = reading.within;
    let rounds = |stage: &Stage| reading.roots.iter().map(|root| reading.asked(stage, *root)).min().unwrap();
    for _ in 0..2 {
        let before = rounds(&stage);
        stage.until_so(step * Millis::MINUTE, 12 * 60, || rounds(&stage) > before).await;
    }
    let (before, spent) = (reading.asked_at_all(&stage), stage.control().spent_on_reading_x());
    let round = rounds(&stage);
    stage.clinic().told();
    stage.until_so(step * Millis::MINUTE, 12 * 60, || rounds(&stage) >= round + 2).await;
    let after = reading.asked_at_all(&stage);
    let asked: Vec<&(String, usize)> = after.iter().filter(|it| !before.contains(it)).collect();
    for (place, count) in &asked {
        let is_root = reading.roots.iter().any(|(_, root)| root == place);
        let is_read_back = [reading.on.read_back.1, reading.on.read_one.1].contains(&place.as_str());
        assert!(is_root || is_read_back, "{place} was asked {count} times: {before:?}");
    }
    assert!(!stage.clinic().told().contains(&Tag::Inbox), "what is here is not written again");
    assert_eq!(stage.control().spent_on_reading_x(), spent, "what is here is not paid for again");
    assert_eq!(stage.open_conversations(), 120);
}

async fn what_is_new_is_seen(reading: &Reading) {
    let (stage, called) = reading.public().await;
    let first = reading.says(&stage, &called, "asha", HELLO);
    reading.until_open(&stage, 1).await;
    reading.says(&stage, &called, "joseph", AGAIN);
    let passed = reading.until_open(&stage, 2).await;
    assert!(passed <= reading.within.0 * Millis::MINUTE, "{passed}");
    // The reading after it is told beforehand, for people who wait.
    let channel = stage.read_channel(reading.on.platform);
    assert!(!channel.feeds.is_empty() && channel.feeds.iter().all(|feed| feed.next.is_some()), "{channel:#?}");
    // Somebody answers the first one: it is the same conversation, or on X one that names nobody of the clinic.
    if reading.on.platform != X.platform {
        reading.says(&stage, &first, "prakash", "It is free.");
        let (minutes, step) = (reading.within.0.max(reading.followed.0.min(60)), reading.within.1);
        let asha = || stage.inbox(&json!({})).conversations.into_iter().find(|it| it.author.to_lowercase() != "joseph");
        stage
            .until_so(step * Millis::MINUTE, minutes + 5, || {
                stage.inbox(&json!({})).conversations.iter().any(|it| stage.conversation(it).items.len() == 2)
            })
            .await;
        assert!(asha().is_some() && stage.open_conversations() == 2);
    }
    let page = stage.inbox(&json!({}));
    assert!(page.conversations.iter().all(|it| stage.conversation(it).post.is_some()), "it hangs on the clinic's post");
}

async fn what_is_changed_is_followed(reading: &Reading) {
    let (stage, called) = reading.public().await;
    let first = reading.says(&stage, &called, "asha", HELLO);
    reading.until_open(&stage, 1).await;
    stage.control().edit_remark(reading.on.practice, &first, AGAIN).unwrap();
    let (minutes, step) = reading.followed;
    let asha = stage.inbox(&json!({})).conversations.remove(0);
    stage.until_so(step * Millis::MINUTE, minutes, || stage.conversation(&asha).items[0].words == AGAIN).await;
    let item = stage.conversation(&asha).items.remove(0);
    assert_eq!(item.before, [HELLO], "nothing of what was said is lost");
    assert!(item.edited.is_some() && item.gone.is_none());
}

async fn what_is_taken_back_is_followed(reading: &Reading) {
    let (stage, called) = reading.public().await;
    let first = reading.says(&stage, &called, "asha", HELLO);
    reading.says(&stage, &called, "joseph", AGAIN);
    reading.until_open(&stage, 2).await;
    let all = stage.inbox(&json!({})).conversations;
    stage.control().delete_remark(reading.on.practice, &first).unwrap();
    let (minutes, step) = reading.followed;
    stage.until_so(step * Millis::MINUTE, minutes, || stage.open_conversations() == 1).await;
    let items: Vec<_> = all.iter().map(|it| stage.conversation(it).items.remove(0)).collect();
    let gone: Vec<&str> = items.iter().filter(|it| it.gone.is_some()).map(|it| it.words.as_str()).collect();
    assert_eq!(gone, [HELLO], "it is still shown, as taken back, and nothing else is");
}

async fn what_the_clinic_wrote_is_its_own(reading: &Reading) {
    let (stage, post, _) =
        public(|_| reading.on.commented("Flu shots from Thursday.", "Parking is behind the house.")).await;
    let comment = stage.called(post, 1);
    stage.clinic().advance_awake(Millis::MINUTE);
    reading.says(&stage, &comment, "asha", HELLO);
    reading.until_open(&stage, 1).await;
    let whole = stage.conversation(&stage.inbox(&json!({})).conversations[0]);
    let said: Vec<(bool, &str)> = whole.items.iter().map(|it| (it.ours, it.words.as_str())).collect();
    assert_eq!(said, [(true, "Parking is behind the house."), (false, HELLO)]);
}

async fn messages_are_one_conversation_with_each_person(reading: &Reading) {
    let (stage, _) = reading.public().await;
    let account = stage.own(reading.on.practice);
    for (by, text) in [("lakshmi", HELLO), ("farah", HELLO), ("lakshmi", AGAIN)] {
        stage.control().message(&account, &Said::new(by, text)).unwrap();
    }
    let messages = || stage.inbox(&json!({ "kind": "message" })).conversations;
    let counts = || {
        let mut counts: Vec<usize> = messages().iter().map(|it| stage.conversation(it).items.len()).collect();
        counts.sort_unstable();
        counts
    };
    let (minutes, step) = reading.within;
    stage.until_so(step * Millis::MINUTE, minutes + 2, || counts() == [1, 2]).await;
    let all = messages();
    let lakshmi = all.iter().map(|it| stage.conversation(it)).find(|it| it.items.len() == 2).unwrap();
    let said: Vec<&str> = lakshmi.items.iter().map(|it| it.words.as_str()).collect();
    assert_eq!(said, [HELLO, AGAIN]);
    assert!(lakshmi.post.is_none() && lakshmi.items.iter().all(|it| !it.ours));
}

async fn who_names_the_account_is_seen(reading: &Reading) {
    let (stage, _) = reading.public().await;
    let account = stage.own(reading.on.practice);
    stage.control().mention(&account, &Said::new("farah", "Thanks for the talk at school!")).unwrap();
    reading.until_open(&stage, 1).await;
    let page = stage.inbox(&json!({ "kind": "mention" }));
    let [mention] = page.conversations.as_slice() else { panic!("{page:#?}") };
    assert!(mention.words.contains("Thanks for the talk at school!"), "{}", mention.words);
}

async fn a_reading_that_breaks_off_goes_on_there_after_a_restart(reading: &Reading) {
    let (mut stage, called) = reading.public().await;
    stage.control().comments(reading.on.practice, &called, 220).unwrap();
    let before = reading.asked(&stage, reading.list);
    let failed = Action::ServerError { after_accept: false, status: 500 };
    stage.fault(reading.on.practice, reading.list, 1, 1, failed);
    let (minutes, step) = reading.within;
    let hit = |stage: &Stage| {
        let log = stage.control().request_log();
        log.iter().any(|it| it.endpoint == reading.list.1 && it.status == Some(500))
    };
    stage.until_so(step * Millis::MINUTE, minutes + 2, || hit(&stage)).await;
    assert_eq!(stage.open_conversations(), reading.a_page, "what came before it is kept");
    stage.close().await;
    stage.open_to_people();
    stage.until_so(step * Millis::MINUTE, minutes * 2 + 60, || stage.open_conversations() == 220).await;
    let asked = reading.asked(&stage, reading.list) - before;
    // Each page once, the one that failed, and a look at the newest before it goes on.
    assert!(asked <= 220_usize.div_ceil(reading.a_page) + 3, "{asked}");
    let (mut seen, mut after) = (BTreeSet::new(), Value::Null);
    loop {
        let part = stage.inbox(&json!({ "after": after }));
        seen.extend(part.conversations.iter().map(|it| it.words.clone()));
        match part.next {
            Some(next) => after = json!(next),
            None => break,
        }
    }
    assert_eq!(seen.len(), 220, "each of them once");
}

async fn a_pause_that_is_asked_for_is_kept(reading: &Reading) {
    let (stage, called) = reading.public().await;
    reading.says(&stage, &called, "asha", HELLO);
    reading.until_open(&stage, 1).await;
    // Where what went out is read back as well, that could be what is asked to pause.
    let is_read_back = |root: &At| [reading.on.read_back.1, reading.on.read_one.1].contains(&root.1);
    let root = *reading.roots.iter().find(|root| !is_read_back(root)).unwrap();
    stage.fault(reading.on.practice, root, 0, 1, Action::TooMany { reset_after_ms: 10 * Millis::MINUTE });
    let refused = |stage: &Stage| {
        let log = stage.control().request_log();
        log.iter().find(|it| it.endpoint == root.1 && it.status.is_some_and(|status| status >= 400)).map(|it| it.at_ms)
    };
    let (minutes, step) = reading.within;
    stage.until_so(step * Millis::MINUTE / 4, minutes + 2, || refused(&stage).is_some()).await;
    let at = refused(&stage).unwrap();
    reading.says(&stage, &called, "joseph", AGAIN);
    let told = || stage.read_channel(reading.on.platform).feeds.into_iter().find(|feed| feed.reason.is_some());
    stage.until_so(1_000, 1, || told().is_some()).await;
    let feed = told().unwrap();
    // Where the platform names no end, the wait is our own.
    let wait = if reading.on.says_how_long { 10 } else { 1 } * Millis::MINUTE;
    assert!(feed.next.as_ref().is_some_and(|next| next.at.0 >= at + wait - 2_000), "{feed:#?}");
    reading.until_late(&stage, 2, 15).await;
    let log = stage.control().request_log();
    let soonest = log.iter().filter(|it| it.endpoint == root.1 && it.at_ms > at).map(|it| it.at_ms).min().unwrap();
    assert!(soonest >= at + wait - 2_000, "asked again after {} ms", soonest - at);
}

async fn a_sign_in_that_is_lost_is_said_and_costs_nothing_of_what_people_write(reading: &Reading) {
    let (stage, called) = reading.public().await;
    reading.says(&stage, &called, "asha", HELLO);
    reading.until_open(&stage, 1).await;
    let account = stage.own(reading.on.practice);
    stage.control().expire_token(&account).unwrap();
    reading.says(&stage, &called, "joseph", AGAIN);
    let (minutes, step) = reading.within;
    let said = || {
        let channel = stage.clinic().channel(reading.on.platform);
        let told = stage.read_channel(reading.on.platform).feeds.into_iter().filter_map(|feed| feed.reason);
        channel.problem.into_iter().chain(told).any(|words| words.contains("connect the channel again"))
    };
    stage.until_so(step * Millis::MINUTE, minutes + 2, said).await;
    stage.control().restore_token(&account).unwrap();
    let channel = stage.clinic().channel(reading.on.platform);
    if channel.connection == ChannelConnection::Refused {
        let token = Secret::new(account.token.clone());
        let _: Channel = stage.clinic().as_doctor().api().connect(reading.on.platform, &token, None).await.unwrap();
        stage.clinic().as_receptionist();
    }
    let (_, step) = reading.within;
    stage.until_so(step * Millis::MINUTE, 8 * 60, || stage.open_conversations() == 2 && !said()).await;
}

impl Reading {
    /// The same as [`Self::until_open`], after a wait.
    async fn until_late(&self, stage: &Stage, count: usize, minutes: i64) -> i64 {
        let (within, step) = self.within;
        stage.until_so(step * Millis::MINUTE / 2, within + minutes, || stage.open_conversations() == count).await
    }
}
