//! Insights: what is said of posts that went out and were read, and the report that says the same.

use countersign_core::api::types::{DisplayState, InsightAsk, InsightComparison, Insights, InsightsQuery};
use countersign_core::error::ErrorCode;
use countersign_core::measure::insight::Age;
use countersign_core::measure::{CountedAs, Metric};
use countersign_core::model::{Content, Millis, Platform, PostId};
use countersign_practice::{Numbers, Platform as Practised};
use countersign_tests::clinic::done;
use countersign_tests::stage::{Stage, says};
use serde_json::json;

const HOUR: i64 = 60 * Millis::MINUTE;

/// Posts on Facebook with these words and views, public within minutes of each other.
async fn posted(stage: &Stage, posts: &[(&str, u64)]) -> Vec<(PostId, String)> {
    let mut all = Vec::new();
    for (text, views) in posts {
        let post = stage.signed(&Content::of_text(Platform::Facebook, *text), 5);
        stage.posted(post).await;
        let called = stage.counted_as(post).await;
        seen(stage, &called, *views);
        all.push((post, called));
    }
    stage.clinic().as_receptionist();
    all
}

fn seen(stage: &Stage, called: &str, views: u64) {
    stage
        .control()
        .set_numbers(Practised::Facebook, called, Numbers { views: Some(views), ..Numbers::default() })
        .unwrap();
}

/// Time goes on until the last post was read at that age.
async fn until_age(stage: &Stage, post: PostId, age: i64) {
    let public = stage.clinic().post(post).delivery.unwrap().parts[0].posted.clone().unwrap().at;
    let mut last = Millis(0);
    while last.since(public) < age {
        last = stage.read_after(post, last).await;
    }
}

fn ask(stage: &Stage, metric: Metric, age: Age) -> InsightComparison {
    let channel_id = stage.clinic().channel(Platform::Facebook).id;
    let form = CountedAs::Post;
    stage.clinic().call("insights_compare", InsightAsk { channel_id, form, metric, age, days: 30 })
}

async fn set() -> Stage {
    let mut stage = Stage::set().await;
    stage.close().await;
    stage.open_to_numbers();
    stage
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_are_compared_once_they_are_old_enough_and_a_report_says_what_the_screen_says() {
    let stage = set().await;
    let texts = [
        ("=HYPERLINK(\"https://evil.example\",\"Flu shots\")", 50),
        ("Coughs <b>and</b> colds.", 40),
        ("We are open.", 30),
        ("Walking after dinner.", 20),
        ("A nurse for the evening.", 10),
        ("Nobody saw this.", 0),
    ];
    let posts = posted(&stage, &texts).await;
    let last = posts[5].0;
    until_age(&stage, last, 24 * HOUR).await;
    let young = ask(&stage, Metric::Views, Age::Hours48);
    assert!(young.posts.is_empty() && !young.best.enough, "{:#?}", young.best);
    assert!(young.left_out.contains("6 younger than 48 hours"), "{}", young.left_out);

    until_age(&stage, last, 48 * HOUR).await;
    let told = ask(&stage, Metric::Views, Age::Hours48);
    let values: Vec<(PostId, u64)> = told.posts.iter().map(|post| (post.id, post.value)).collect();
    let expected: Vec<(PostId, u64)> = posts.iter().map(|(post, _)| *post).zip([50, 40, 30, 20, 10, 0]).collect();
    assert_eq!((values, told.left_out.as_str()), (expected, ""), "nought is a number");
    assert_eq!(told.best.posts, [posts[0].0, posts[1].0, posts[2].0]);
    assert_eq!(told.weakest.posts, [posts[5].0, posts[4].0, posts[3].0]);
    // Facebook tells no shares of a post that nobody shared, and that is no nought.
    let shares = ask(&stage, Metric::Shares, Age::Hours48);
    assert!(shares.posts.is_empty() && !shares.weakest.enough, "{:#?}", shares.posts);
    assert!(shares.left_out.contains("6 without a number from Facebook"), "{}", shares.left_out);

    // What comes later changes nothing of how it stood then.
    seen(&stage, &posts[4].1, 90_000);
    until_age(&stage, last, 4 * 24 * HOUR).await;
    assert_eq!(stage.value(posts[4].0, Metric::Views), Some(90_000));
    let later = ask(&stage, Metric::Views, Age::Hours48);
    assert_eq!(later.best.says, told.best.says);
    assert_eq!(later.weakest.posts, told.weakest.posts);

    let all: Insights = stage.clinic().call("insights_get", InsightsQuery { days: 30 });
    let facebook = all.channels.iter().find(|channel| channel.platform == Platform::Facebook).unwrap();
    assert_eq!(facebook.published.iter().map(|month| month.posts).sum::<u32>(), 6);
    assert_eq!((facebook.outcomes.public, facebook.outcomes.success_in_thousand), (6, Some(1_000)));
    assert_eq!(all.months.len(), 1, "one month has begun: {:?}", all.months);

    let month = all.months[0].month.clone();
    let table = done(stage.clinic().api().insights_table(&month));
    assert!(table.name.ends_with(&format!("{month}.csv")));
    assert!(table.text.contains("\"'=HYPERLINK(\"\"https://evil.example\"\",\"\"Flu shots\"\")\""), "{}", table.text);
    let row = |of: PostId, number: &str, at: &str| {
        let of = of.to_string();
        let found = table.text.lines().find(|line| line.contains(&of) && line.contains(&format!(",{number},{at},")));
        found.unwrap_or_else(|| panic!("{at} is not in {}", table.text)).to_owned()
    };
    let weak = posts[4].0;
    for (number, at, holds) in [
        ("Views", "48 hours", ",10,count,"),
        ("Views", "as last read", ",90000,count,"),
        ("Views", "7 days", ",,count,The post is younger than 7 days."),
        ("Shares", "48 hours", ",,count,Facebook told nothing for Shares"),
    ] {
        assert!(row(weak, number, at).contains(holds), "{}", row(weak, number, at));
    }

    let first = table.text.lines().nth(1).unwrap();
    assert!(first.contains("practice clinic") && first.contains("not over: this is how far it is"), "{first}");

    // One of them is taken down: that is said, and its numbers stay.
    stage.clinic().as_doctor();
    let _: serde_json::Value = stage.clinic().call("post_take_down", json!({ "ids": [posts[5].0] }));
    stage.until(posts[5].0, &[DisplayState::Removed], 10).await;
    stage.clinic().as_receptionist();
    let page = done(stage.clinic().api().insights_page(&month)).text;
    assert!(page.contains("It was taken down since; its numbers are those of before."), "{page}");
    for said in [&later.best.says, &later.weakest.says, &later.left_out] {
        assert!(page.contains(said.as_str()), "{said} is not in {page}");
    }
    for number in &facebook.account {
        assert!(page.contains(number.says.as_str()) && page.contains(&number.definition.says.replace('\'', "&#x27;")));
    }
    assert!(page.contains("Coughs &lt;b&gt;and&lt;&#x2f;b&gt; colds.") && !page.contains("<script"), "{page}");
    assert!(page.contains("100.0 %"), "both rates are told");
    stage.is_on_record();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_month_and_what_is_no_number_is_refused_with_a_sentence() {
    let stage = Stage::set().await;
    for month in ["", "2026-13", "2099-01", "november", "2026-11-01"] {
        let refused = stage.clinic().api().insights_table(month).unwrap_err();
        assert_eq!(refused.code(), ErrorCode::Invalid, "{month}");
    }
    let channel_id = stage.clinic().channel(Platform::X).id;
    let asked =
        InsightAsk { channel_id, form: CountedAs::Account, metric: Metric::Followers, age: Age::Hours48, days: 30 };
    says(&stage.clinic().refused("insights_compare", asked), ErrorCode::Invalid, Some("age"), &["not compared"]);
    let refused = stage.clinic().refused("insights_get", InsightsQuery { days: 731 });
    says(&refused, ErrorCode::Invalid, Some("days"), &["730"]);
    let nothing: Insights = stage.clinic().call("insights_get", InsightsQuery { days: 730 });
    assert!(nothing.months.is_empty());
    assert!(nothing.channels.iter().all(|it| it.forms.is_empty() && it.outcomes.success_in_thousand.is_none()));
}
