//! Searching X: what is found is what others wrote, nothing is paid for twice, and what is told to cost is what X takes.
//!
//! Invariant: who writes is set by hand on the practice platform, and a sum is held against what it took by X's own price list.

use countersign_core::api::types::{ApiError, TopicHits, Topics, Usage, UsageQuery};
use countersign_core::error::ErrorCode;
use countersign_core::model::{ChannelId, Millis, TopicId};
use countersign_practice::{Action, Platform as Practised, Said, XNames, XWire, templates};
use countersign_tests::stage::{Stage, says};
use serde_json::{Value, json};

use crate::facts::X;

const SEARCH: (&str, &str) = ("GET", templates::x::SEARCH);

struct Search {
    stage: Stage,
    topic: TopicId,
    channel: ChannelId,
}

impl Search {
    async fn of(words: &str) -> Self {
        let stage = Stage::set().await;
        stage.clinic().as_receptionist();
        let channel = stage.clinic().channel(X.platform).id;
        let request = json!({ "id": null, "words": words, "language": "any" });
        let topics: Topics = stage.clinic().call("topic_save", request);
        Self { topic: topics.topics[0].id, stage, channel }
    }

    fn asked(&self, most: u32, older: bool) -> Value {
        json!({ "id": self.topic, "channel_id": self.channel, "most": most, "older": older, "pays": true })
    }

    fn newest(&self, most: u32) -> TopicHits {
        self.stage.clinic().call("topic_search", self.asked(most, false))
    }

    fn older(&self, most: u32) -> TopicHits {
        self.stage.clinic().call("topic_search", self.asked(most, true))
    }

    fn refused(&self, most: u32) -> ApiError {
        self.stage.clinic().refused("topic_search", self.asked(most, false))
    }

    fn topics(&self) -> Topics {
        self.stage.clinic().call("topic_list", Value::Null)
    }

    /// So many people write of it; returns the ids, the oldest first.
    fn write(&self, many: usize, words: &str) -> Vec<String> {
        let one = |number: usize| {
            let said = Said::new(&format!("walker_{number}"), &format!("{words}, number {number}"));
            self.stage.control().post_on_x(&said)
        };
        (0..many).map(one).collect()
    }

    fn spent(&self) -> u64 {
        self.stage.control().spent_on_reading_x()
    }

    fn passes(&self, ms: i64) {
        self.stage.clinic().advance_awake(ms);
    }
}

fn ids(found: &TopicHits) -> Vec<&str> {
    found.hits.iter().map(|hit| hit.id.as_str()).collect()
}

fn newest_first(written: &[String]) -> Vec<&str> {
    written.iter().rev().map(String::as_str).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_found_is_what_others_wrote_in_either_vocabulary() {
    for names in [XNames::New, XNames::Mixed, XNames::Old] {
        let search = Search::of("\"flu shots\" children").await;
        search.stage.control().set_x_wire(XWire { names, ..XWire::default() });
        let wanted = search.stage.control().post_on_x(&Said::new("asha", "Are flu shots safe for children? <3 & more"));
        search.stage.control().post_on_x(&Said::new("ravi", "Shots of flu in children’s books"));
        search.stage.control().post_on_x(&Said::new("mina", "Flu shots for grown-ups"));
        let found = search.newest(10);
        assert_eq!(ids(&found), [wanted.as_str()], "{names:?}: {found:#?}");
        let hit = &found.hits[0];
        assert_eq!(hit.words, "Are flu shots safe for children? <3 & more");
        assert_eq!(hit.handle.as_deref(), Some("asha"));
        assert_eq!(hit.permalink, format!("https://x.com/asha/status/{wanted}"));
        assert_eq!(hit.likes, Some(0), "told as nought, which it is");
        assert_eq!(hit.kept_until.at.since(found.read.clone().unwrap().at), 7 * Millis::DAY);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_clinic_wrote_itself_is_not_found_and_words_are_no_orders() {
    let search = Search::of("flu OR from:asha").await;
    let own = search.stage.signed(&X.text("Ask asha: from flu or cold? flu OR from:asha"), 5);
    search.stage.posted(own).await;
    search.stage.clinic().as_receptionist();
    search.stage.control().post_on_x(&Said::new("asha", "A walk by the lake"));
    let wanted = search.stage.control().post_on_x(&Said::new("ravi", "They typed flu OR from:asha and found nothing"));
    assert_eq!(ids(&search.newest(10)), [wanted.as_str()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_paid_for_twice_and_what_is_left_over_is_gone_on_with() {
    let search = Search::of("flu shots").await;
    let written = search.write(25, "Where are flu shots given");
    let first = search.newest(10);
    assert_eq!((ids(&first), first.paid, first.has_more), (newest_first(&written[15..]), Some(10), true));
    assert_eq!(search.spent(), 50);
    // What is new since is asked for, and nothing else.
    search.passes(16 * Millis::MINUTE);
    let later = search.write(3, "More flu shots");
    let second = search.newest(10);
    assert_eq!((second.hits.len(), second.paid, search.spent()), (13, Some(3), 65));
    assert_eq!(ids(&second)[..3], newest_first(&later)[..]);
    // And what the first left over, page by page, to its end.
    let third = search.older(10);
    assert_eq!((third.hits.len(), third.paid, third.has_more), (23, Some(10), true));
    let fourth = search.older(10);
    assert_eq!((fourth.hits.len(), fourth.paid, fourth.has_more), (28, Some(5), false));
    assert_eq!(search.spent(), 28 * 5, "each was paid for once");
    assert_eq!(search.stage.asked(SEARCH), 4);
    let nothing = search.older(10);
    assert_eq!((nothing.paid, search.stage.asked(SEARCH)), (None, 4), "nobody is asked for what is not there");
    // Told as it was taken.
    let usage: Usage = search.stage.clinic().call("usage_get", UsageQuery { days: 1 });
    assert!(usage.costs[0].starts_with("About $0.14 on X: 28 posts found by searching."), "{:?}", usage.costs);
    assert_eq!(search.topics().left_today, 200 - 28);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_between_two_searches_is_filled_and_no_further() {
    let search = Search::of("flu shots").await;
    let known = search.write(4, "Flu shots");
    assert_eq!(ids(&search.newest(10)), newest_first(&known));
    search.passes(16 * Millis::MINUTE);
    let written = search.write(14, "New flu shots");
    let second = search.newest(10);
    assert_eq!((second.paid, second.has_more), (Some(10), true));
    let third = search.older(10);
    assert_eq!((third.paid, third.has_more, third.hits.len()), (Some(4), false, 18));
    assert_eq!(ids(&third)[..14], newest_first(&written)[..]);
    assert_eq!(search.spent(), 18 * 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_x_forgot_is_no_place_to_begin_at() {
    let search = Search::of("flu shots").await;
    search.write(12, "Flu shots");
    assert!(search.newest(10).has_more);
    search.passes(7 * Millis::DAY + 20 * Millis::MINUTE);
    let written = search.write(1, "Flu shots again");
    let found = search.newest(10);
    assert_eq!((ids(&found), found.has_more), (newest_first(&written), false), "and what is a week old is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_search_is_told_to_cost_is_what_x_takes_at_most() {
    let search = Search::of("flu shots").await;
    search.write(30, "Flu shots");
    let told = search.topics().costs;
    assert_eq!(told.iter().map(|it| it.most).collect::<Vec<_>>(), [10, 25, 50, 100]);
    assert!(told[1].costs.starts_with("Up to 25 posts cost $0.125 to $0.375 on X"), "{:?}", told[1]);
    let free = json!({ "id": search.topic, "channel_id": search.channel, "most": 25, "older": false, "pays": false });
    let refused = search.stage.clinic().refused("topic_search", free);
    says(&refused, ErrorCode::Invalid, Some("pays"), &["$0.125"]);
    assert_eq!(search.stage.asked(SEARCH), 0, "nobody was asked before it was agreed to");
    search.newest(25);
    assert_eq!(search.spent(), 125);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_left_of_what_was_paid_for_is_said_and_nothing_is_kept() {
    let search = Search::of("flu shots").await;
    search.write(3, "Flu shots");
    search.stage.control().set_x_wire(XWire { credits: Some(9), reads_cost: true, ..XWire::default() });
    let refused = search.refused(10);
    says(&refused, ErrorCode::Invalid, Some("channel_id"), &["answers no search", "Add credits"]);
    assert!(refused.detail.as_ref().unwrap().contains("402"), "{refused:?}");
    assert_eq!(search.topics().left_today, 200, "what was refused counts for nothing");
    search.stage.control().set_x_wire(XWire::default());
    assert_eq!(search.newest(10).hits.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_may_not_search_is_told_so() {
    let search = Search::of("flu shots").await;
    search.stage.control().set_x_wire(XWire { searches: false, ..XWire::default() });
    let refused = search.refused(10);
    says(&refused, ErrorCode::Invalid, Some("channel_id"), &["does not let the clinic's app search"]);
    assert!(refused.detail.as_ref().unwrap().contains("client-not-enrolled"), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_is_kept_and_said_and_what_was_lost_is_read_for_nothing() {
    let search = Search::of("flu shots").await;
    search.write(3, "Flu shots");
    search.stage.fault(Practised::X, SEARCH, 0, 1, Action::TooMany { reset_after_ms: 20 * Millis::MINUTE });
    search.refused(10);
    assert!(search.topics().channels[0].paused.is_some());
    let asked = search.stage.asked(SEARCH);
    says(&search.refused(10), ErrorCode::Stale, None, &["asked for a pause"]);
    assert_eq!(search.stage.asked(SEARCH), asked, "nobody asks within a pause");
    search.passes(21 * Millis::MINUTE);
    assert!(search.topics().channels[0].paused.is_none());
    // X says that it could not: nothing was read, and the day has as many left.
    search.stage.fault(Practised::X, SEARCH, 0, 1, Action::ServerError { after_accept: false, status: 503 });
    search.refused(10);
    assert_eq!(search.topics().left_today, 200);
    // An answer that is lost was paid for: nobody knows, so it counts. Asking again the same day costs nothing more.
    search.stage.fault(Practised::X, SEARCH, 0, 1, Action::DropAfterAccept);
    search.refused(10);
    assert_eq!(search.topics().left_today, 190);
    assert_eq!(search.newest(10).hits.len(), 3);
    assert_eq!(search.spent(), 15);
    search.stage.fault(Practised::X, SEARCH, 0, 1, Action::ErrorIn200);
    search.passes(16 * Millis::MINUTE);
    search.refused(10);
    let known: TopicHits =
        search.stage.clinic().call("topic_open", json!({ "id": search.topic, "channel_id": search.channel }));
    assert_eq!(known.hits.len(), 3, "a fault says nothing of what is known");
}
