//! Whatever a platform answers to the question how often something was seen, or something in its place: no number is made of it
//! that was not there.
//!
//! Invariant under test: a number stood in the answer, nothing is told of a post that was not asked for, damage is neither nought
//! nor gone, and a whole answer is told whole.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use countersign_core::gate::Account;
use countersign_core::measure::{CountedAs, Meter, Metric, PostAsked, Said as Answered, Told};
use countersign_core::model::{Millis, Platform};
use countersign_practice::cast;
use countersign_spoil::cases;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::http::Http;
use crate::settings::Settings;
use crate::spoilt::{Parrot, Said, spoilt};
use crate::testing::{account, http};
use crate::{facebook, instagram, linkedin, tiktok, x, youtube};

const NOW: Millis = Millis(1_795_228_200_000);

/// What a platform says of a post and of its account, answer by answer.
struct Sample {
    platform: Platform,
    token: &'static str,
    id: &'static str,
    permalink: Option<&'static str>,
    form: CountedAs,
    post: Vec<Value>,
    account: Vec<Value>,
    /// What the whole answers tell, of each.
    views: u64,
    followers: u64,
}

fn graph_rows(rows: &[(&str, u64)]) -> Value {
    let row = |(name, value): &(&str, u64)| json!({"name": name, "period": "lifetime", "values": [{"value": value}]});
    json!({"data": rows.iter().map(row).collect::<Vec<_>>()})
}

fn samples() -> Vec<Sample> {
    let statistics = |views: u64| {
        json!({"uniqueImpressionsCount": 800, "impressionCount": views, "clickCount": 30,
        "likeCount": 56, "commentCount": 2, "shareCount": 7, "engagement": 0.0769})
    };
    vec![
        Sample {
            platform: Platform::X,
            token: cast::X_TOKEN,
            id: "1489201733550108672",
            permalink: None,
            form: CountedAs::Post,
            post: vec![json!({"data": [{"id": "1489201733550108672", "text": "a", "public_metrics":
                {"retweet_count": 7, "reply_count": 2, "like_count": 56, "quote_count": 1, "bookmark_count": 3, "impression_count": 1234},
                "non_public_metrics": {"url_link_clicks": 15, "user_profile_clicks": 10, "engagements": 96}}]})],
            account: vec![
                json!({"data": {"id": cast::X_ID, "public_metrics": {"followers_count": 412, "tweet_count": 93}}}),
            ],
            views: 1234,
            followers: 412,
        },
        Sample {
            platform: Platform::Facebook,
            token: cast::FACEBOOK_PAGE_TOKEN,
            id: "104857600012345_122",
            permalink: None,
            form: CountedAs::Post,
            post: vec![
                json!({"id": "104857600012345_122", "reactions": {"data": [], "summary": {"total_count": 56}},
                    "comments": {"data": [], "summary": {"total_count": 2}}, "shares": {"count": 7}}),
                graph_rows(&[("post_media_view", 1234), ("post_total_media_view_unique", 800), ("post_clicks", 30)]),
            ],
            account: vec![
                json!({"id": cast::FACEBOOK_PAGE_ID, "followers_count": 412}),
                graph_rows(&[("page_media_view", 9876), ("page_post_engagements", 321)]),
            ],
            views: 1234,
            followers: 412,
        },
        Sample {
            platform: Platform::Facebook,
            token: cast::FACEBOOK_PAGE_TOKEN,
            id: "104857600012399",
            permalink: None,
            form: CountedAs::Film,
            post: vec![
                json!({"id": "104857600012399", "views": 1234, "likes": {"data": [], "summary": {"total_count": 56}},
                "comments": {"data": [], "summary": {"total_count": 2}}}),
            ],
            account: vec![
                json!({"id": cast::FACEBOOK_PAGE_ID, "followers_count": 412}),
                graph_rows(&[("page_media_view", 9876)]),
            ],
            views: 1234,
            followers: 412,
        },
        Sample {
            platform: Platform::Instagram,
            token: cast::INSTAGRAM_TOKEN,
            id: "17895695668004550",
            permalink: None,
            form: CountedAs::Post,
            post: vec![graph_rows(&[("views", 1234), ("reach", 800), ("likes", 56), ("saved", 3)])],
            account: vec![
                json!({"id": cast::INSTAGRAM_ID, "followers_count": 412, "media_count": 12}),
                json!({"data": [{"name": "views", "period": "day", "total_value": {"value": 9876}}]}),
            ],
            views: 1234,
            followers: 412,
        },
        Sample {
            platform: Platform::Linkedin,
            token: cast::LINKEDIN_TOKEN,
            id: "urn:li:share:7130000000000000001",
            permalink: None,
            form: CountedAs::Post,
            post: vec![json!({"elements": [{"organizationalEntity": cast::LINKEDIN_ORGANIZATION,
                "share": "urn:li:share:7130000000000000001", "totalShareStatistics": statistics(1234)}]})],
            account: vec![
                json!({"firstDegreeSize": 412}),
                json!({"elements": [{"organizationalEntity": cast::LINKEDIN_ORGANIZATION, "totalShareStatistics": statistics(9876)}]}),
            ],
            views: 1234,
            followers: 412,
        },
        Sample {
            platform: Platform::Youtube,
            token: cast::YOUTUBE_TOKEN,
            id: "dQw4w9WgXcQ",
            permalink: None,
            form: CountedAs::Post,
            post: vec![
                json!({"items": [{"id": "dQw4w9WgXcQ", "statistics": {"viewCount": "1234", "likeCount": "56", "commentCount": "2"}}]}),
            ],
            account: vec![json!({"items": [{"id": cast::YOUTUBE_ID, "statistics":
                {"viewCount": "9876", "subscriberCount": "412", "hiddenSubscriberCount": false, "videoCount": "12"}}]})],
            views: 1234,
            followers: 412,
        },
        Sample {
            platform: Platform::Tiktok,
            token: cast::TIKTOK_TOKEN,
            id: "v_pub_url~v2-1.7130000000000000001",
            permalink: Some("https://www.tiktok.com/@lakesideclinic/video/7130000000000000001"),
            form: CountedAs::Post,
            post: vec![
                json!({"data": {"videos": [{"id": "7130000000000000001", "like_count": 56, "comment_count": 4, "share_count": 7,
                "view_count": 1234}]}, "error": {"code": "ok", "message": "", "log_id": "2026112009"}}),
            ],
            account: vec![
                json!({"data": {"user": {"open_id": cast::TIKTOK_ID, "follower_count": 412, "likes_count": 93, "video_count": 12}},
                "error": {"code": "ok", "message": "", "log_id": "2026112009"}}),
            ],
            views: 1234,
            followers: 412,
        },
    ]
}

fn meter(platform: Platform, http: Arc<Http>) -> Arc<dyn Meter> {
    let settings = Settings::default();
    match platform {
        Platform::X => Arc::new(x::X::new(http, settings.x, Duration::from_secs(1))),
        Platform::Facebook => Arc::new(facebook::Facebook::new(http, settings.graph_version, settings.facebook)),
        Platform::Linkedin => Arc::new(linkedin::Linkedin::new(http, settings.linkedin, Duration::from_secs(1))),
        Platform::Instagram => Arc::new(instagram::Instagram::new(http, settings.graph_version, settings.instagram)),
        Platform::Youtube => Arc::new(youtube::Youtube::new(http, settings.youtube)),
        Platform::Tiktok => Arc::new(tiktok::Tiktok::new(http, settings.tiktok)),
        Platform::Whatsapp => panic!("nothing is counted there"),
    }
}

/// Somebody whose allowances are nobody's: one answer that says they are used up must not end the asking.
fn somebody(platform: Platform) -> Account {
    static CHANNELS: AtomicU64 = AtomicU64::new(1);
    let number = CHANNELS.fetch_add(1, Ordering::Relaxed);
    let channel = format!("01931c2e-5b00-7000-9000-{number:012x}").parse().unwrap();
    Account { channel, ..account(platform) }
}

impl Sample {
    fn asked(&self) -> PostAsked {
        PostAsked {
            part: "01931c2e-5b00-7000-8000-00000000000a".parse().unwrap(),
            platform_id: self.id.to_owned(),
            permalink: self.permalink.map(str::to_owned),
            form: self.form,
            posted_at: NOW,
        }
    }
}

/// Every whole number that stands in an answer, as a number or as text, and what the numbers of one object come to.
fn numbers(value: &Value, into: &mut BTreeSet<u64>) {
    match value {
        Value::Number(number) => into.extend(number.as_u64()),
        Value::String(text) => into.extend(text.parse::<u64>().ok()),
        Value::Array(items) => items.iter().for_each(|item| numbers(item, into)),
        Value::Object(fields) => {
            into.extend(fields.values().try_fold(0u64, |sum, part| sum.checked_add(part.as_u64()?)));
            fields.values().for_each(|field| numbers(field, into));
        }
        Value::Null | Value::Bool(_) => {}
    }
}

fn may_be_counted(told: &[(Metric, Told)], said: &[&Said]) -> Result<(), String> {
    let mut there = BTreeSet::new();
    said.iter().filter_map(|said| said.value()).for_each(|value| numbers(&value, &mut there));
    let mut named = BTreeSet::new();
    for (metric, told) in told {
        if !named.insert(*metric) {
            return Err(format!("{metric:?} twice"));
        }
        if let Told::Number(number) = told
            && !(there.contains(number) && *number <= Told::MOST)
        {
            let bodies: Vec<_> = said.iter().map(|said| String::from_utf8_lossy(&said.body)).collect();
            return Err(format!("{metric:?} is {number}, which nobody said: {bodies:?}"));
        }
    }
    Ok(())
}

fn views(told: &[(Metric, Told)], metric: Metric) -> Option<Told> {
    told.iter().find(|(of, _)| *of == metric).map(|(_, told)| *told)
}

#[test]
fn no_number_is_told_that_was_not_said_and_damage_is_neither_nought_nor_gone() {
    let parrot = Parrot::new();
    for sample in samples() {
        let meter = meter(sample.platform, http(&parrot.base, Some(sample.token)).0);
        let asked = sample.asked();
        for at in 0..sample.post.len() {
            let whole: Vec<Said> = sample.post.iter().map(|said| Said::json(said.to_string())).collect();
            proptest!(cases(90), |(spoilt in spoilt(&sample.post[at..=at]))| {
                let said: Vec<&Said> =
                    whole.iter().enumerate().map(|(place, said)| if place == at { &spoilt } else { said }).collect();
                let account = somebody(sample.platform);
                let read = parrot.asked(&said, meter.posts(&account, std::slice::from_ref(&asked)));
                for reading in read.into_iter().flatten() {
                    prop_assert_eq!(reading.part, asked.part);
                    match reading.said {
                        Answered::Numbers(told) => may_be_counted(&told, &said).map_err(TestCaseError::fail)?,
                        Answered::Gone => prop_assert!(false, "nobody said so: {}", String::from_utf8_lossy(&spoilt.body)),
                        Answered::Nothing(why) => prop_assert!(!why.is_empty()),
                    }
                }
            });
        }
        let whole: Vec<Said> = sample.post.iter().map(|said| Said::json(said.to_string())).collect();
        let said: Vec<&Said> = whole.iter().collect();
        let account = somebody(sample.platform);
        let read = parrot.asked(&said, meter.posts(&account, std::slice::from_ref(&asked))).unwrap();
        let [reading] = read.as_slice() else { panic!("{:?}: {read:?}", sample.platform) };
        let Answered::Numbers(told) = &reading.said else { panic!("{reading:?}") };
        assert_eq!(views(told, Metric::Views), Some(Told::Number(sample.views)), "{:?}", sample.platform);
    }
}

#[test]
fn no_number_of_an_account_is_told_that_was_not_said() {
    let parrot = Parrot::new();
    for sample in samples() {
        let meter = meter(sample.platform, http(&parrot.base, Some(sample.token)).0);
        for at in 0..sample.account.len() {
            let whole: Vec<Said> = sample.account.iter().map(|said| Said::json(said.to_string())).collect();
            proptest!(cases(90), |(spoilt in spoilt(&sample.account[at..=at]))| {
                let said: Vec<&Said> =
                    whole.iter().enumerate().map(|(place, said)| if place == at { &spoilt } else { said }).collect();
                let account = somebody(sample.platform);
                if let Ok(told) = parrot.asked(&said, meter.account(&account, NOW)) {
                    may_be_counted(&told, &said).map_err(TestCaseError::fail)?;
                }
            });
        }
        let whole: Vec<Said> = sample.account.iter().map(|said| Said::json(said.to_string())).collect();
        let said: Vec<&Said> = whole.iter().collect();
        let told = parrot.asked(&said, meter.account(&somebody(sample.platform), NOW)).unwrap();
        assert_eq!(views(&told, Metric::Followers), Some(Told::Number(sample.followers)), "{:?}", sample.platform);
    }
}

#[test]
fn what_is_not_asked_for_is_not_told_and_another_name_is_no_answer() {
    let parrot = Parrot::new();
    for sample in samples() {
        let meter = meter(sample.platform, http(&parrot.base, Some(sample.token)).0);
        let other =
            sample.post[0].to_string().replace(sample.id, "9").replace("7130000000000000001", "7130000000000000009");
        // Facebook and Instagram are asked under the name itself.
        if sample.platform == Platform::Instagram {
            continue;
        }
        let said = Said::json(other);
        let read = parrot.asked(&[&said], meter.posts(&somebody(sample.platform), &[sample.asked()]));
        for reading in read.into_iter().flatten() {
            match reading.said {
                Answered::Numbers(told) => {
                    assert!(
                        told.iter().all(|(_, told)| matches!(told, Told::Missing(_))),
                        "{:?}: {told:?}",
                        sample.platform
                    );
                }
                Answered::Nothing(_) => {}
                Answered::Gone => panic!("{:?}: nobody said so", sample.platform),
            }
        }
    }
}
