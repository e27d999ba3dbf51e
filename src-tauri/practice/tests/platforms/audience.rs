//! The audience as a whole: the same for the same seed and clock, awake at its hours, and moved by hand.

use countersign_practice::{Matter, Numbers, Platform, Population, Said, Tongue, cast, words};
use serde_json::{Value, json};

use crate::common::{Answer, START_MS, Stage, page, stage, stage_with};

const HOUR_MS: i64 = 60 * 60 * 1_000;
const DAY_MS: i64 = 24 * HOUR_MS;
const CROWD: Population = Population { people: 600, offset_minutes: 330 };

/// What the platforms hold of what people wrote, without the numbers that only a run has in common with itself.
fn written(stage: &Stage, platform: Platform) -> Vec<(String, String, i64, Option<i64>, bool)> {
    let all = stage.control.remarks(platform).into_iter().filter(|it| it.by.is_some());
    all.map(|it| (it.by.unwrap(), it.text, it.at_ms, it.edited_ms, it.removed)).collect()
}

async fn posted(stage: &Stage) -> String {
    stage.tweet("A fever in the night").await;
    stage.feed("A fever in the night").await.id()
}

#[tokio::test]
async fn nobody_is_there_until_a_population_is_set() {
    let stage = stage().await;
    let post = posted(&stage).await;
    stage.control.advance(14 * DAY_MS);
    assert!(stage.control.remarks(Platform::Facebook).is_empty());
    assert_eq!(stage.control.numbers(Platform::Facebook, &post).unwrap().views, 0);
    assert_eq!(stage.graph_get(&page("?fields=followers_count")).await.body["followers_count"], 0);
}

#[tokio::test]
async fn the_same_seed_and_clock_give_the_same_audience_however_often_it_is_looked_at() {
    let (often, once) = (stage().await, stage().await);
    for stage in [&often, &once] {
        stage.control.populate(CROWD);
        posted(stage).await;
    }
    for _ in 0..7 * 24 {
        often.control.advance(HOUR_MS);
        often.control.remarks(Platform::X);
    }
    once.control.advance(7 * DAY_MS);
    for platform in [Platform::Facebook, Platform::X] {
        let seen = written(&often, platform);
        assert!(seen.len() > 5, "{}", seen.len());
        assert_eq!(seen, written(&once, platform));
    }
    let account = once.control.accounts().into_iter().find(|it| it.platform == Platform::Facebook).unwrap();
    let messages = once.control.messages(&account);
    assert!(messages.len() > 20);
    assert_eq!(messages, often.control.messages(&account));
}

#[tokio::test]
async fn people_write_in_their_evenings_and_after_the_post_and_never_before_it() {
    let stage = stage().await;
    stage.control.populate(Population { people: 5_000, ..CROWD });
    for number in 0..6 {
        stage.feed(&format!("Post {number}")).await;
        stage.control.advance(5 * HOUR_MS);
    }
    let begun = START_MS;
    stage.control.advance(10 * DAY_MS);
    let times: Vec<i64> = written(&stage, Platform::Facebook).iter().map(|it| it.2).collect();
    assert!(times.iter().all(|at| *at >= begun));
    let hour = |at: &i64| ((at + 330 * 60_000) / HOUR_MS) % 24;
    let between = |from: i64, until: i64| times.iter().filter(|at| (from..until).contains(&hour(at))).count();
    assert!(between(18, 22) > 5 * between(1, 5).max(1), "{} and {}", between(18, 22), between(1, 5));
}

#[tokio::test]
async fn the_crowd_writes_of_everything_a_clinic_has_to_see_and_takes_some_of_it_back() {
    let stage = stage().await;
    stage.control.populate(Population { people: 6_000, ..CROWD });
    stage.feed("Ask us").await;
    stage.control.advance(10 * DAY_MS);
    let all = written(&stage, Platform::Facebook);
    for matter in Matter::ALL {
        let said = Tongue::ALL
            .iter()
            .any(|tongue| (0..4).any(|pick| all.iter().any(|it| it.1 == words(matter, *tongue, pick))));
        assert!(said, "{matter:?}");
    }
    assert!(all.iter().any(|it| it.3.is_some()), "somebody edited");
    assert!(all.iter().any(|it| it.4), "somebody deleted");
    assert!(all.iter().filter(|it| it.4).count() < all.len() / 4);
}

#[tokio::test]
async fn the_audience_survives_a_restart_and_goes_on_from_there() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let first = stage_with(Some(file.clone())).await;
    first.control.populate(CROWD);
    let post = posted(&first).await;
    let comment =
        first.control.comment(Platform::Facebook, &post, &Said::new("asha", "Do you open on Sunday?")).unwrap();
    first.control.advance(DAY_MS);
    let before = written(&first, Platform::Facebook);
    // Looking saves nothing: the next change does.
    first.control.set_now(START_MS + DAY_MS);
    first.control.comment(Platform::Facebook, &comment, &Said::new("rohan", "They do.")).unwrap();
    first.running.shutdown().await;
    let second = stage_with(Some(file)).await;
    second.control.set_now(START_MS + DAY_MS);
    let after = written(&second, Platform::Facebook);
    assert_eq!(after.len(), before.len() + 1);
    let answers = second.graph_get(&format!("/{comment}/comments")).await;
    assert_eq!(answers.body["data"][0]["message"], "They do.");
}

#[tokio::test]
async fn numbers_can_be_set_and_what_is_wrong_is_refused() {
    let stage = stage().await;
    let post = posted(&stage).await;
    let set = Numbers { views: Some(1_234), likes: Some(56), shares: Some(7), ..Numbers::default() };
    stage.control.set_numbers(Platform::Facebook, &post, set).unwrap();
    assert!(stage.control.set_numbers(Platform::Facebook, "1_2", set).is_err());
    let shown = stage.graph_get(&format!("/{post}?fields=shares,reactions.summary(total_count).limit(0)")).await.body;
    assert_eq!((&shown["shares"]["count"], &shown["reactions"]["summary"]["total_count"]), (&json!(7), &json!(56)));
    assert!(stage.control.comment(Platform::Facebook, "1_2", &Said::new("a", "b")).is_err());
    assert!(stage.control.comment(Platform::Tiktok, "1", &Said::new("a", "b")).is_err());
    let account = stage.control.accounts().into_iter().find(|it| it.platform == Platform::Linkedin).unwrap();
    assert!(stage.control.message(&account, &Said::new("a", "LinkedIn has no messages")).is_err());
}

#[tokio::test]
async fn fifty_thousand_comments_come_at_once_and_are_paged_through() {
    let stage = stage().await;
    let post = stage.feed("The one that everybody saw").await.id();
    let ids = stage.control.comments(Platform::Facebook, &post, 50_000).unwrap();
    assert_eq!(ids.len(), 50_000);
    let path = format!("/{post}/comments?limit=100&order=reverse_chronological&fields=id,message,comment_count");
    let newest = stage.graph_get(&path).await;
    assert_eq!(newest.body["data"][0]["id"], ids[49_999].as_str());
    assert_eq!(newest.body["data"].as_array().unwrap().len(), 100);
    let cursor = newest.body["paging"]["cursors"]["after"].as_str().unwrap();
    let next = stage.graph_get(&format!("{path}&after={cursor}")).await;
    assert_eq!(next.body["data"][0]["id"], ids[49_899].as_str());
    // A comment of ours takes none of their numbers.
    let own = stage.graph_post(&format!("/{post}/comments"), json!({ "message": "Thank you all" })).await.id();
    assert!(!ids.contains(&own));
    let counted = stage.graph_get(&format!("/{post}?fields=comments.summary(true).limit(0)")).await;
    assert_eq!(counted.body["comments"]["summary"]["total_count"], 50_001);
}

#[tokio::test]
async fn the_hand_reaches_over_http_as_well() {
    let stage = stage().await;
    let post = stage.feed("Ask us").await.id();
    let token = stage.running.control_token().to_owned();
    let ask = async |path: &str, body: Value| {
        let request = stage.client.post(stage.url(path)).bearer_auth(&token).json(&body);
        Answer::read(request.send().await.unwrap()).await
    };
    let said = json!({ "by": "asha", "text": "How much is it?" });
    let comment = json!({ "kind": "comment", "platform": "facebook", "under": post, "said": said });
    let made = ask("/control/audience/acts", comment).await;
    assert_eq!(made.status, 201, "{:?}", made.body);
    let message = json!({ "kind": "message", "platform": "facebook", "account": cast::FACEBOOK_PAGE_ID, "said": said });
    assert_eq!(ask("/control/audience/acts", message).await.status, 201);
    let nowhere = json!({ "kind": "delete", "platform": "facebook", "id": "1_2" });
    assert_eq!(ask("/control/audience/acts", nowhere).await.status, 404);
    let request = stage.client.get(stage.url("/control/audience/held/facebook"));
    assert_eq!(request.send().await.unwrap().status(), 401);
    let request = stage.client.get(stage.url("/control/audience/held/facebook")).bearer_auth(&token);
    let held = Answer::read(request.send().await.unwrap()).await.body;
    assert_eq!((&held["remarks"][0]["by"], &held["messages"][0]["text"]), (&json!("asha"), &json!("How much is it?")));
    assert_eq!(ask("/control/audience", json!({ "people": 9 })).await.status, 204);
    assert_eq!(stage.control.population().people, 9);
}
