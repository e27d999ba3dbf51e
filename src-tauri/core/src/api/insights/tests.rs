//! Tests of insights on rows: what is compared with what, what is left out, and how long two years take.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::super::among_many::{Clinic, clinic};
use super::super::types::{InsightAsk, InsightComparison, Insights};
use super::{compared, told};
use crate::measure::insight::Age;
use crate::measure::{CountedAs, Metric};
use crate::model::zone::{WallTime, Zone};
use crate::model::{Millis, PostId};

const NOW: Millis = Millis(1_795_228_200_000);

fn id(kind: char, n: u64) -> String {
    format!("{kind}0000000-0000-7000-8000-{n:012x}")
}

fn post_id(n: u64) -> PostId {
    id('1', n).parse().unwrap()
}

/// A post that is public, with how often it was seen.
#[derive(Debug, Clone, Copy)]
struct Public<'t> {
    n: u64,
    /// 1 is on X, 2 on Facebook.
    channel: u64,
    at: Millis,
    form: &'t str,
    metric: &'t str,
    theme: &'t str,
    /// After 48 hours; none where nobody read it then.
    value: Option<&'t str>,
    /// As it stands.
    now: u64,
}

fn days_ago(days: i64) -> Millis {
    NOW.plus(-days * Millis::DAY)
}

fn plain(n: u64, value: &str) -> Public<'_> {
    let at = days_ago(i64::try_from(n).unwrap() + 3);
    Public { n, channel: 1, at, form: "post", metric: "views", theme: "", value: Some(value), now: 5_000 }
}

fn rows(posts: &[Public<'_>]) -> Vec<String> {
    let mut all = vec!["DROP TRIGGER delivery_begins_unsent".to_owned()];
    for Public { n, channel, at, form, metric, theme, value, now } in posts {
        let (post, revision, delivery, part) = (id('1', *n), id('2', *n), id('4', *n), id('5', *n));
        let (person, on, account) = (id('9', 1), id('8', *channel), format!("a{channel}"));
        let platform = if *channel == 1 { "x" } else { "facebook" };
        let content =
            format!(r#"{{"parts":[{{"role":"main","text":"Post {n}.","media":[]}}],"options":{{"platform":"x"}}}}"#);
        let batch = match *theme {
            "" => "NULL".to_owned(),
            theme => {
                all.push(format!(
                    "INSERT INTO batch (id, theme, canonical, brief, created_at, created_by)
                     VALUES ('{}', '{theme}', '', '{{}}', 0, '{person}')",
                    id('b', *n)
                ));
                format!("'{}'", id('b', *n))
            }
        };
        all.extend([
            format!(
                "INSERT INTO post (id, kind, batch_id, channel_id, correlation_id, review, head_revision, created_at, created_by)
                 VALUES ('{post}', 'post', {batch}, '{on}', '{}', 'pending_review', '{revision}', 0, '{person}')",
                id('3', *n)
            ),
            format!(
                "INSERT INTO revision (id, post_id, number, content, author, created_at)
                 VALUES ('{revision}', '{post}', 1, '{content}', '{person}', 0)"
            ),
            format!("INSERT INTO delivery (id, post_id, state, changed_at) VALUES ('{delivery}', '{post}', 'posted', 0)"),
            format!(
                "INSERT INTO part (id, delivery_id, ordinal, state, channel_id, platform, account_id, platform_id, posted_at)
                 VALUES ('{part}', '{delivery}', 0, 'posted', '{on}', '{platform}', '{account}', 'p{n}', {})",
                at.0
            ),
            format!(
                "INSERT INTO post_meter (part_id, channel_id, account_id, posted_at, form, read_at)
                 VALUES ('{part}', '{on}', '{account}', {}, '{form}', {})",
                at.0, NOW.0
            ),
            format!(
                "INSERT INTO number_series (id, part_id, channel_id, account_id, metric, value, since_at)
                 VALUES ({n}, '{part}', '{on}', '{account}', '{metric}', {now}, {})",
                NOW.0
            ),
        ]);
        all.extend(value.map(|value| match value.parse::<u64>() {
            Ok(value) => {
                format!("INSERT INTO number_at_age (series_id, age, value) VALUES ({n}, 'hours_48', {value})")
            }
            Err(_) => {
                format!("INSERT INTO number_at_age (series_id, age, missing) VALUES ({n}, 'hours_48', '{value}')")
            }
        }));
    }
    all
}

fn of(channel: u64) -> InsightAsk {
    let channel_id = id('8', channel).parse().unwrap();
    InsightAsk { channel_id, form: CountedAs::Post, metric: Metric::Views, age: Age::Hours48, days: 365 }
}

fn asked(clinic: &Clinic, ask: &InsightAsk) -> InsightComparison {
    clinic.db.read(|tx| compared(tx, NOW, ask)).unwrap()
}

fn overview(clinic: &Clinic, days: u32) -> Insights {
    clinic.db.read(|tx| told(tx, NOW, days)).unwrap()
}

#[test]
fn a_statement_is_made_only_of_enough_posts_and_names_them() {
    let few: Vec<String> = rows(&[plain(1, "10"), plain(2, "20"), plain(3, "30"), plain(4, "40")]);
    let told = asked(&clinic("insights-few", &few), &of(1));
    for statement in [&told.trend, &told.best, &told.weakest, &told.shown, &told.hour, &told.theme] {
        assert!(!statement.enough, "{}", statement.says);
    }
    assert_eq!(told.best.says, "Not enough posts yet: 4 of 5.");
    assert_eq!((told.shows[0].median, told.shows[0].says.as_str()), (None, "Not enough posts yet: 4 of 5."));

    let enough: Vec<Public<'_>> =
        ["10", "20", "30", "40", "50"].into_iter().zip(1..).map(|(v, n)| plain(n, v)).collect();
    let told = asked(&clinic("insights-enough", &rows(&enough)), &of(1));
    assert!(
        told.best.enough && told.best.says.contains("The most of 5 posts, Impressions 48 hours after"),
        "{}",
        told.best.says
    );
    assert_eq!(
        (told.best.posts.as_slice(), told.weakest.posts.as_slice()),
        (&[post_id(5), post_id(4)][..], &[post_id(1), post_id(2)][..])
    );
    assert_eq!((told.shows[0].median, told.shows[0].posts.len()), (Some(30), 5));
    assert!(!told.trend.enough && told.trend.says.contains("0 of 5 before"), "{}", told.trend.says);
}

#[test]
fn posts_are_held_against_each_other_at_the_same_age_and_not_as_they_stand() {
    let mut posts: Vec<Public<'_>> =
        ["10", "20", "30", "40", "50"].into_iter().zip(1..).map(|(v, n)| plain(n, v)).collect();
    // An old one that came to much in a year.
    posts.push(Public { n: 6, at: days_ago(300), now: 900_000, ..plain(6, "5") });
    let told = asked(&clinic("insights-age", &rows(&posts)), &of(1));
    assert_eq!(told.best.posts, [post_id(5), post_id(4), post_id(3)]);
    assert_eq!(told.weakest.posts.first(), Some(&post_id(6)));
    assert!(told.posts.iter().all(|post| post.value <= 50));
}

#[test]
fn what_is_missing_is_left_out_with_its_reason_and_is_no_nought() {
    let mut posts: Vec<Public<'_>> =
        ["10", "20", "30", "40", "50"].into_iter().zip(1..).map(|(v, n)| plain(n, v)).collect();
    posts.push(plain(6, "too_few"));
    posts.push(Public { value: None, ..plain(7, "") });
    posts.push(Public { value: None, at: days_ago(1), ..plain(8, "") });
    let told = asked(&clinic("insights-missing", &rows(&posts)), &of(1));
    assert_eq!(told.posts.len(), 5);
    assert_eq!(told.weakest.posts.first(), Some(&post_id(1)));
    assert_eq!(
        told.left_out,
        "Left out: 1 younger than 48 hours; 1 not read around 48 hours after going out; 1 without a number from X by then, which is not nought."
    );
}

#[test]
fn neither_channels_nor_definitions_nor_forms_ever_meet() {
    let mut posts: Vec<Public<'_>> = ["10", "20", "30"].into_iter().zip(1..).map(|(v, n)| plain(n, v)).collect();
    posts.extend((4..=6).map(|n| Public { channel: 2, ..plain(n, "700") }));
    posts.extend((7..=9).map(|n| Public { channel: 2, form: "film", ..plain(n, "8000") }));
    posts.extend((10..=12).map(|n| Public { channel: 2, metric: "reactions", ..plain(n, "90000") }));
    let clinic = clinic("insights-apart", &rows(&posts));
    let values = |ask: &InsightAsk| asked(&clinic, ask).posts.iter().map(|post| post.value).collect::<Vec<_>>();
    assert_eq!(values(&of(1)), [30, 20, 10]);
    assert_eq!(values(&of(2)), [700, 700, 700]);
    assert_eq!(values(&InsightAsk { form: CountedAs::Film, ..of(2) }), [8_000, 8_000, 8_000]);
    assert_eq!(values(&InsightAsk { metric: Metric::Reactions, ..of(2) }), [90_000, 90_000, 90_000]);
    let refused = clinic.db.read(|tx| compared(tx, NOW, &InsightAsk { metric: Metric::Followers, ..of(1) }));
    assert!(refused.is_err(), "posts have no followers");
    let refused = clinic.db.read(|tx| compared(tx, NOW, &InsightAsk { age: Age::Hours20, ..of(1) }));
    assert!(refused.is_err(), "and are not compared as stories are");
    let all = overview(&clinic, 365);
    let published: Vec<u32> =
        all.channels.iter().map(|channel| channel.published.iter().map(|month| month.posts).sum()).collect();
    assert_eq!(published, [9, 3], "each channel by itself");
    let facebook = &all.channels[0];
    assert_eq!(
        facebook.forms.iter().map(|it| (it.form, it.posts)).collect::<Vec<_>>(),
        [(CountedAs::Post, 6), (CountedAs::Film, 3)]
    );
}

#[test]
fn the_hour_of_the_week_is_the_clinics_own_also_when_the_clocks_change() {
    let zone = Zone::named("Europe/Berlin").unwrap();
    // Tuesdays at half past nine; the clocks go back on 25 October.
    let tuesdays = ["2026-10-06", "2026-10-13", "2026-10-20", "2026-10-27", "2026-11-03", "2026-11-10"];
    let posts: Vec<Public<'_>> = tuesdays
        .iter()
        .zip(1..)
        .map(|(day, n)| {
            let at = zone.resolve(WallTime::parse(day, "09:30").unwrap()).unwrap().at;
            Public { at, ..plain(n, "10") }
        })
        .collect();
    let mut statements = rows(&posts);
    statements.push("UPDATE clinic SET zone = 'Europe/Berlin'".to_owned());
    let told = asked(&clinic("insights-zone", &statements), &of(1));
    let hours: Vec<(u8, u8, usize)> = told.hours.iter().map(|it| (it.weekday, it.hour, it.posts.len())).collect();
    assert_eq!((hours, told.zone.as_str()), (vec![(2, 9, 6)], "Europe/Berlin"));
    assert!(told.hour.says.starts_with("Only Tuesday 09:00 to 10:00 of the hours"), "{}", told.hour.says);
    let months: Vec<(&str, usize)> = told.months.iter().map(|it| (it.name.as_str(), it.posts.len())).collect();
    assert_eq!(months, [("October 2026", 4), ("November 2026", 2)]);
}

#[test]
fn themes_are_the_same_when_their_words_are() {
    let themes = ["Flu shots", "flu  SHOTS", " Flu shots", "Flu Shots", "flu shots", "", "Coughs"];
    let posts: Vec<Public<'_>> = themes.iter().zip(1..).map(|(theme, n)| Public { theme, ..plain(n, "10") }).collect();
    let told = asked(&clinic("insights-themes", &rows(&posts)), &of(1));
    let groups: Vec<(&str, usize)> = told.themes.iter().map(|it| (it.name.as_str(), it.posts.len())).collect();
    assert_eq!(groups, [("Flu shots", 5), ("Coughs", 1)], "and what was begun without one is in none");
}

#[test]
fn a_trend_holds_the_two_halves_of_the_span_against_each_other() {
    let older = (1..=5).map(|n| Public { at: days_ago(300 + i64::try_from(n).unwrap()), ..plain(n, "100") });
    let newer = (6..=10).map(|n| plain(n, "150"));
    let posts: Vec<Public<'_>> = older.chain(newer).collect();
    let told = asked(&clinic("insights-trend", &rows(&posts)), &of(1));
    assert!(told.trend.enough && told.trend.posts.len() == 10);
    assert!(
        told.trend.says.contains("median 150 of the 5 posts since") && told.trend.says.ends_with("That is 50 % more."),
        "{}",
        told.trend.says
    );
}

#[test]
fn what_stood_before_a_span_is_told_of_it_only_where_somebody_read_it_in_the_span() {
    let mut all = rows(&[]);
    all.push(format!(
        "INSERT INTO number_series (id, channel_id, account_id, metric, value, since_at)
         VALUES (900, '{}', 'a1', 'followers', 210, {})",
        id('8', 1),
        days_ago(80).0
    ));
    all.push(format!("INSERT INTO number_sample (series_id, at, value) VALUES (900, {}, 210)", days_ago(80).0));
    let said = |read: i64| {
        let mut all = all.clone();
        all.push(format!(
            "INSERT INTO account_meter (channel_id, account_id, next_at, read_at) VALUES ('{}', 'a1', 0, {}) ON CONFLICT DO NOTHING",
            id('8', 1),
            days_ago(read).0
        ));
        all.push(format!("UPDATE account_meter SET read_at = {}", days_ago(read).0));
        let told = overview(&clinic(&format!("insights-stood-{read}"), &all), 30);
        let x = told.channels.iter().find(|it| it.id == of(1).channel_id).unwrap();
        (x.account[0].says.clone(), x.account[0].last)
    };
    let (says, last) = said(1);
    assert!(says.starts_with("210 since") && last == Some(210), "{says}");
    let (says, last) = said(40);
    assert!(says.starts_with("Nobody read it in this span") && last.is_none(), "{says}");
}

#[test]
fn posts_of_before_a_channel_was_connected_are_its_own() {
    let mut all = rows(&[plain(1, "10")]);
    all.push("UPDATE post_meter SET account_id = 'by-hand'".to_owned());
    let clinic = clinic("insights-by-hand", &all);
    let told = overview(&clinic, 90);
    let x = told.channels.iter().find(|it| it.id == of(1).channel_id).unwrap();
    assert_eq!(x.published.iter().map(|month| month.posts).sum::<u32>(), 1);
    assert_eq!(asked(&clinic, &of(1)).posts.len(), 1);
}

#[test]
fn posts_that_came_to_the_same_are_neither_the_most_nor_the_least() {
    let posts: Vec<Public<'_>> = (1..=6).map(|n| plain(n, "7")).collect();
    let told = asked(&clinic("insights-same", &rows(&posts)), &of(1));
    assert_eq!(told.best.says, "None of 6 posts stands out: too many have the most.");
    assert!(!told.best.enough && told.best.posts.len() == 6);
}

#[test]
fn a_span_that_is_none_is_answered_with_a_sentence() {
    let clinic = clinic("insights-span", &[]);
    for days in [0, 731, u32::MAX] {
        assert!(clinic.db.read(|tx| told(tx, NOW, days)).is_err());
    }
    let nothing = overview(&clinic, 730);
    assert!(nothing.months.is_empty() && nothing.channels.iter().all(|channel| channel.forms.is_empty()));
}

/// Two years: 1,500 posts with six numbers of 40 samples each, and four numbers of each account a day.
fn two_years() -> Vec<String> {
    const POSTS: i64 = 1_500;
    let mark = |kind: char| format!("printf('{kind}0000000-0000-7000-8000-%012x', i)");
    let many =
        |count: i64| format!("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})");
    let at = format!("({} - i * {})", NOW.0, 730 * Millis::DAY / POSTS);
    let (post, revision, delivery, part) = (mark('1'), mark('2'), mark('4'), mark('5'));
    let channel = format!(
        "CASE i % 10 WHEN 0 THEN '{}' ELSE printf('80000000-0000-7000-8000-%012x', i % 10 + 10) END",
        id('8', 20)
    );
    let metrics = ["views", "reactions", "comments", "shares", "quotes", "clicks"];
    let mut all = vec!["DROP TRIGGER delivery_begins_unsent".to_owned()];
    for n in 11..=20u64 {
        all.push(format!(
            "INSERT INTO channel (id, platform, account_id, account_name, name, credential_ref, connection, created_at)
             VALUES ('{}', 'x', 'acc{n}', 'Lakeside', 'Lakeside {n}', '', 'connected', 0)",
            id('8', n)
        ));
    }
    let account = "'acc' || CASE i % 10 WHEN 0 THEN 20 ELSE i % 10 + 10 END";
    all.extend([
        format!(
            "{} INSERT INTO post (id, kind, channel_id, correlation_id, review, head_revision, created_at, created_by)
             SELECT {post}, 'post', {channel}, {}, 'pending_review', {revision}, 0, '{}' FROM n",
            many(POSTS), mark('3'), id('9', 1)
        ),
        format!(
            "{} INSERT INTO revision (id, post_id, number, content, author, created_at)
             SELECT {revision}, {post}, 1, printf('{{\"parts\":[{{\"role\":\"main\",\"text\":\"Post %d of many, with as many words as people write.\",\"media\":[]}}],\"options\":{{\"platform\":\"x\"}}}}', i), '{}', 0 FROM n",
            many(POSTS), id('9', 1)
        ),
        format!(
            "{} INSERT INTO plan (post_id, wall, zone, due_at, set_by, set_at) SELECT {post}, '', 'Asia/Kolkata', {at}, '{}', 0 FROM n",
            many(POSTS), id('9', 1)
        ),
        format!("{} INSERT INTO delivery (id, post_id, state, changed_at) SELECT {delivery}, {post}, 'posted', 0 FROM n", many(POSTS)),
        format!(
            "{} INSERT INTO part (id, delivery_id, ordinal, state, channel_id, platform, account_id, platform_id, posted_at)
             SELECT {part}, {delivery}, 0, 'posted', {channel}, 'x', {account}, 'p' || i, {at} FROM n",
            many(POSTS)
        ),
        format!(
            "{} INSERT INTO post_meter (part_id, channel_id, account_id, posted_at, form, read_at)
             SELECT {part}, {channel}, {account}, {at}, 'post', {} FROM n",
            many(POSTS), NOW.0
        ),
    ]);
    for (place, metric) in metrics.iter().enumerate() {
        let first = i64::try_from(place).unwrap() * POSTS;
        all.push(format!(
            "{} INSERT INTO number_series (id, part_id, channel_id, account_id, metric, value, since_at)
             SELECT i + {first}, {part}, {channel}, {account}, '{metric}', i, {at} FROM n",
            many(POSTS)
        ));
    }
    let mut samples = String::new();
    for age in Age::of(CountedAs::Post) {
        let _ = write!(samples, "{}('{}')", if samples.is_empty() { "" } else { ", " }, age.word());
    }
    all.extend([
        format!(
            "{} INSERT INTO number_sample (series_id, at, value)
             SELECT id, since_at + i * 3600000, i FROM n CROSS JOIN number_series",
            many(40)
        ),
        format!(
            "INSERT INTO number_at_age (series_id, age, value)
             SELECT id, column1, (id * 7919) % 1000 FROM number_series CROSS JOIN (VALUES {samples})"
        ),
        format!(
            "{} INSERT INTO number_series (id, channel_id, account_id, metric, value, since_at)
             SELECT 100000 + i, printf('80000000-0000-7000-8000-%012x', i / 4 + 11), 'acc' || (i / 4 + 11),
                    CASE i % 4 WHEN 0 THEN 'followers' WHEN 1 THEN 'posts' WHEN 2 THEN 'views' ELSE 'reach' END, i, 0
             FROM (SELECT i - 1 AS i FROM n)",
            many(40)
        ),
        format!(
            "{} INSERT INTO number_sample (series_id, at, value)
             SELECT id, {} - i * 86400000, 100000 - i FROM n CROSS JOIN number_series WHERE part_id IS NULL",
            many(730),
            NOW.0
        ),
    ]);
    all
}

#[test]
fn two_years_of_samples_are_told_quickly() {
    let clinic = clinic("insights-years", &two_years());
    let samples = clinic.db.read(|tx| {
        tx.one("SELECT count(*) AS many FROM number_sample", &[], |row| {
            row.get::<i64>("many").map_err(crate::error::Error::from)
        })
    });
    assert_eq!(samples.unwrap(), Some(360_000 + 29_200));
    let timed = |what: &str, act: &dyn Fn()| {
        act();
        let begun = Instant::now();
        act();
        println!("{what}: {:.0} ms", begun.elapsed().as_secs_f64() * 1_000.0);
        assert!(begun.elapsed() < Duration::from_secs(3), "{what}: {:?}", begun.elapsed());
    };
    timed("all channels, two years", &|| assert_eq!(overview(&clinic, 730).channels.len(), 12));
    timed("one channel, two years", &|| {
        assert_eq!(asked(&clinic, &InsightAsk { days: 730, ..of(11) }).posts.len(), 150)
    });
    timed("all channels, 90 days", &|| drop(overview(&clinic, 90)));
}
