//! Topics on X: searched for when somebody asks, shown again without paying, never above the day's ceiling, drafted from in the clinic's own
//! words, and gone with the connection.

use countersign_core::api::types::{ActivityPage, ApiError, Batch, ReviewSheet, TopicHits, Topics};
use countersign_core::error::ErrorCode;
use countersign_core::model::{ChannelId, Millis, Platform, ReviewStatus, TopicId};
use countersign_practice::{Said, templates};
use countersign_tests::clinic::done;
use countersign_tests::stage::{Stage, says};
use serde_json::{Value, json};

const SEARCH: (&str, &str) = ("GET", templates::x::SEARCH);
/// What somebody else wrote: it must be found in no draft and in no log.
const THEIRS: &str = "Zebrafinch: are flu shots safe for my little one?";

async fn on_stage() -> (Stage, TopicId, ChannelId) {
    let stage = Stage::set().await;
    stage.clinic().as_receptionist();
    let channel = stage.clinic().channel(Platform::X).id;
    let topic = topic(&stage, "flu shots");
    (stage, topic, channel)
}

fn topic(stage: &Stage, words: &str) -> TopicId {
    let request = json!({ "id": null, "words": words, "language": "any" });
    let topics: Topics = stage.clinic().call("topic_save", request);
    topics.topics.iter().find(|it| it.words == words).unwrap().id
}

fn asked(topic: TopicId, channel: ChannelId, most: u32) -> Value {
    json!({ "id": topic, "channel_id": channel, "most": most, "older": false, "pays": true })
}

fn search(stage: &Stage, topic: TopicId, channel: ChannelId) -> TopicHits {
    stage.clinic().call("topic_search", asked(topic, channel, 10))
}

fn open(stage: &Stage, topic: TopicId, channel: ChannelId) -> TopicHits {
    stage.clinic().call("topic_open", json!({ "id": topic, "channel_id": channel }))
}

fn refused(stage: &Stage, topic: TopicId, channel: ChannelId) -> ApiError {
    stage.clinic().refused("topic_search", asked(topic, channel, 10))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_search_shows_what_is_known_and_nobody_pays_for_it() {
    let (mut stage, topic, channel) = on_stage().await;
    stage.control().post_on_x(&Said::new("asha", THEIRS));
    assert!(open(&stage, topic, channel).read.is_none());
    assert_eq!(stage.asked(SEARCH), 0, "nobody searches by itself");
    let first = search(&stage, topic, channel);
    let spent = stage.control().spent_on_reading_x();
    assert_eq!((first.hits.len(), first.paid, spent), (1, Some(1), 5));
    let second = search(&stage, topic, channel);
    assert_eq!((second.hits.len(), second.paid, stage.control().spent_on_reading_x()), (1, None, spent));
    assert!(second.fresh_until.is_some());
    assert_eq!(stage.asked(SEARCH), 1);
    // Everything stands after a restart, and time alone asks nobody.
    stage.close().await;
    stage.open();
    stage.clinic().as_receptionist();
    assert_eq!(open(&stage, topic, channel).hits.len(), 1);
    stage.clinic().advance_awake(6 * Millis::DAY);
    stage.at_rest().await;
    assert_eq!(stage.asked(SEARCH), 1);
    assert_eq!(open(&stage, topic, channel).hits.len(), 1);
    stage.clinic().advance_awake(Millis::DAY);
    assert_eq!(open(&stage, topic, channel).hits.len(), 0, "after seven days it is gone");
    let page: ActivityPage = stage
        .clinic()
        .call("activity_list", json!({ "before": null, "correlation_id": null, "denied_only": false, "text": "" }));
    assert!(page.entries.iter().any(|entry| entry.action == "topic.searched"));
    assert!(!json!(page).to_string().contains("Zebrafinch"));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_day_costs_more_than_was_said() {
    let (stage, topic_one, channel) = on_stage().await;
    for number in 0..210 {
        stage.control().post_on_x(&Said::new("asha", &format!("Flu shots and cough syrup, number {number}")));
    }
    let most = |topic: TopicId, older: bool| {
        let mut request = asked(topic, channel, 100);
        request["older"] = json!(older);
        request
    };
    let first: TopicHits = stage.clinic().call("topic_search", most(topic_one, false));
    let second: TopicHits = stage.clinic().call("topic_search", most(topic_one, true));
    assert_eq!((first.paid, second.paid, second.has_more), (Some(100), Some(100), true));
    let known = topic(&stage, "cough syrup");
    let stopped = refused(&stage, known, channel);
    says(&stopped, ErrorCode::Invalid, Some("most"), &["200 posts a day", "all of them were read", "midnight, UTC"]);
    assert_eq!((stage.asked(SEARCH), stage.control().spent_on_reading_x()), (2, 1_000));
    stage.clinic().advance_awake(Millis::DAY);
    assert_eq!(search(&stage, known, channel).paid, Some(10));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hit_becomes_a_draft_in_the_clinics_own_words_and_waits_for_the_doctor() {
    let (stage, topic, channel) = on_stage().await;
    let id = stage.control().post_on_x(&Said::new("asha", THEIRS));
    let hit = search(&stage, topic, channel).hits.remove(0);
    assert_eq!((hit.id.as_str(), hit.batch_id), (id.as_str(), None));
    let facebook = stage.clinic().channel(Platform::Facebook).id;
    let brief = json!({ "theme": "Flu shots for children", "brand": "", "offer": "", "location": "", "audience": "",
        "tone": "", "language": "", "channels": [channel, facebook] });
    let wanted = json!({ "topic_id": topic, "channel_id": channel, "hit_id": id, "brief": brief });
    let batch: Batch = stage.clinic().call("hit_draft", &wanted);
    assert_eq!((batch.posts.len(), batch.theme.as_str()), (2, "Flu shots for children"));
    assert!(!json!(batch).to_string().contains("Zebrafinch"), "their words are not ours");
    for post in &batch.posts {
        assert_eq!(post.summary.review, ReviewStatus::PendingReview, "{:?}", post.summary);
        let sheet: ReviewSheet = stage.clinic().call("review_open", json!({ "id": post.summary.id }));
        let talk = json!(sheet).to_string();
        assert!(talk.contains(&format!("https://x.com/asha/status/{id}")) && talk.contains("@asha"), "{talk}");
        assert!(!talk.contains("Zebrafinch"), "{talk}");
    }
    assert_eq!(open(&stage, topic, channel).hits[0].batch_id, Some(batch.id));
    // Like every post it goes out once a doctor signed it, and nothing was answered, liked or quoted on X.
    let post = batch.posts.iter().find(|post| post.summary.platform == Platform::Facebook).unwrap().summary.id;
    stage.clinic().plan_in(post, 5);
    stage.sign(post);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    // What is gone can't be drafted from.
    stage.clinic().as_receptionist();
    stage.clinic().advance_awake(7 * Millis::DAY);
    says(&stage.clinic().refused("hit_draft", &wanted), ErrorCode::NotFound, None, &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_found_goes_with_the_connection_and_with_its_topic() {
    let (stage, topic, channel) = on_stage().await;
    stage.control().post_on_x(&Said::new("asha", THEIRS));
    assert_eq!(search(&stage, topic, channel).hits.len(), 1);
    stage.clinic().as_doctor();
    done(stage.clinic().api().disconnect(&countersign_core::api::types::ChannelRef { id: channel }));
    let left = open(&stage, topic, channel);
    assert_eq!((left.hits.len(), left.read.is_some()), (0, false));
    says(&refused(&stage, topic, channel), ErrorCode::Invalid, Some("channel_id"), &["Nobody is signed in"]);
    let topics: Topics = stage.clinic().call("topic_list", Value::Null);
    assert_eq!((topics.topics.len(), topics.channels[0].cannot.is_some()), (1, true), "the topic itself stays");
    assert_eq!(stage.asked(SEARCH), 1);
    let topics: Topics = stage.clinic().call("topic_remove", json!({ "id": topic }));
    assert!(topics.topics.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_holds_no_search_up_and_without_a_network_what_is_known_stays() {
    let (mut stage, topic, channel) = on_stage().await;
    stage.control().post_on_x(&Said::new("asha", THEIRS));
    stage.clinic().api().stop_from_desk().unwrap();
    assert_eq!(search(&stage, topic, channel).hits.len(), 1, "reading changes nothing there");
    stage.clinic().advance_awake(16 * Millis::MINUTE);
    stage.network_down().await;
    let offline = refused(&stage, topic, channel);
    assert!(!offline.message.is_empty());
    assert_eq!(open(&stage, topic, channel).hits.len(), 1);
    stage.network_up().await;
    stage.control().post_on_x(&Said::new("ravi", "Flu shots again"));
    assert_eq!(search(&stage, topic, channel).hits.len(), 2);
}
