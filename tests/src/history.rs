//! A long past, put down in bulk: posts of years that went out on two channels, and how often each was seen and answered.
//!
//! Invariant: the rows are put down by the statements' own tables beside whatever is there, and are the same wherever there are as many of
//! them; only the instants follow the clock.

use countersign_core::env::{Clock, SystemClock};
use countersign_core::error::Error;
use countersign_core::model::{ChannelId, Millis};
use countersign_core::store::Db;

use crate::clinic::ZONE;
use crate::window::WindowError;

/// What posts were about, and how much of what others get they get, in percent.
const THEMES: [(&str, &str, u32); 5] = [
    (
        "Flu shots",
        "Flu shots for everyone over sixty, every Thursday from four to seven. Bring your old vaccination card.",
        100,
    ),
    (
        "Walking",
        "Twenty minutes of walking after dinner: what it does for blood sugar, and how to begin with bad knees.",
        160,
    ),
    ("Back pain", "Your back hurts after a day at the desk? Three things that help, and one that does not.", 130),
    ("Sleep", "Seven hours, the same seven every night: what we tell people who wake at four.", 90),
    ("Opening hours", "We are open from eight to eight on weekdays, and on Saturdays until one.", 45),
];
/// At which hours of the day in the clinic's zone, five and a half behind, and how much that makes of it, in percent.
const HOURS: [(&str, u32); 4] = [("9000000", 100), ("23400000", 70), ("45000000", 150), ("36000000", 120)];
/// What is counted, and how much of the first there is of it, in percent.
const METRICS: [(&str, u32); 6] =
    [("views", 100), ("reactions", 9), ("comments", 2), ("shares", 3), ("quotes", 1), ("clicks", 4)];
/// As old as a post is where its number is compared, in milliseconds, and how much of it is there by then, in percent.
const AGES: [(&str, i64, u32); 3] = [("hours_48", 2, 60), ("days_7", 7, 90), ("days_28", 28, 100)];

/// How much of it there is.
#[derive(Debug, Clone, Copy)]
pub struct History {
    /// How many posts.
    pub posts: i64,
    /// Over how many days.
    pub days: i64,
    /// How often each of a post's numbers changed.
    pub samples: i64,
}

impl History {
    /// Puts it down; tells on which channels.
    ///
    /// # Errors
    /// When there are not two channels, or the store refuses.
    pub fn put_down(self, db: &Db) -> Result<[ChannelId; 2], WindowError> {
        let channels = "SELECT id FROM channel WHERE platform IN ('x', 'facebook') ORDER BY platform DESC, id";
        let channels: Vec<ChannelId> = db.read(|tx| tx.all(channels, &[], |row| row.get("id").map_err(Error::from)))?;
        let [first, second, ..] = channels.as_slice() else {
            return Err("a clinic with a past has two channels".into());
        };
        let channels = [*first, *second];
        let statements = self.statements(channels);
        db.write(move |tx| {
            for statement in &statements {
                tx.run(statement, &[])?;
            }
            Ok::<_, Error>(())
        })?;
        Ok(channels)
    }

    fn statements(self, [first, second]: [ChannelId; 2]) -> Vec<String> {
        let Self { posts, days, samples } = self;
        let now = SystemClock.now().0;
        let id = |kind: char| format!("printf('{kind}%07x-0000-7000-8000-%012x', i, i)");
        let many =
            |count: i64| format!("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})");
        let (post, revision, delivery, part, batch) = (id('a'), id('b'), id('c'), id('e'), id('f'));
        let channel = format!("CASE i % 2 WHEN 0 THEN '{first}' ELSE '{second}' END");
        let account = format!("(SELECT account_id FROM channel WHERE id = {channel})");
        let hour = case("i / 2", &HOURS.map(|(at, _)| at.to_owned()));
        // Whole days before today's, each with its hour.
        let at =
            format!("(({now} - {day} - i * {days} * {day} / {posts}) / {day} * {day} + {hour})", day = Millis::DAY);
        let theme = "(i / 3)";
        let text = case(theme, &THEMES.map(|(_, text, _)| format!("'{text}'")));
        let content = format!(
            "json_object('parts', json_array(json_object('role', 'main', 'text', {text}, 'media', json_array())), 'options', json_object('platform', (SELECT platform FROM channel WHERE id = {channel})))"
        );
        let person = "(SELECT id FROM person)";
        let mut all = vec![
            format!(
                "{} INSERT INTO batch (id, theme, canonical, brief, created_at, created_by) SELECT {batch}, {}, '', '{{}}', 0, {person} FROM n",
                many(i64::try_from(THEMES.len()).unwrap_or_default()),
                case("(i - 1)", &THEMES.map(|(theme, ..)| format!("'{theme}'")))
            ),
            format!(
                "{} INSERT INTO post (id, kind, batch_id, channel_id, correlation_id, review, head_revision, created_at, created_by)
                 SELECT {post}, 'post', printf('f%07x-0000-7000-8000-%012x', {theme} % {themes} + 1, {theme} % {themes} + 1), {channel}, {}, 'pending_review',
                        {revision}, {now}, {person} FROM n",
                many(posts),
                id('d'),
                themes = THEMES.len()
            ),
            format!(
                "{} INSERT INTO revision (id, post_id, number, content, author, created_at)
                 SELECT {revision}, {post}, 1, {content}, {person}, {now} FROM n",
                many(posts)
            ),
            format!(
                "{} INSERT INTO plan (post_id, wall, zone, due_at, set_by, set_at) SELECT {post}, '', '{ZONE}', {at}, {person}, 0 FROM n",
                many(posts)
            ),
            format!(
                "{} INSERT INTO delivery (id, post_id, state, changed_at) SELECT {delivery}, {post}, 'scheduled', 0 FROM n",
                many(posts)
            ),
            // What was there before has ids of its own, which begin with the time.
            "UPDATE delivery SET state = 'running' WHERE id >= 'c'".to_owned(),
            "UPDATE delivery SET state = 'posted' WHERE id >= 'c'".to_owned(),
            format!(
                "{} INSERT INTO part (id, delivery_id, ordinal, state, channel_id, platform, account_id, platform_id, posted_at)
                 SELECT {part}, {delivery}, 0, 'posted', {channel}, (SELECT platform FROM channel WHERE id = {channel}), {account}, 'past' || i, {at} FROM n",
                many(posts)
            ),
            format!(
                "{} INSERT INTO post_meter (part_id, channel_id, account_id, posted_at, form, read_at)
                 SELECT {part}, {channel}, {account}, {at}, 'post', {now} FROM n",
                many(posts)
            ),
        ];
        // What a post gets: by its theme and its hour, and a little more from month to month, beside what nobody can tell.
        let gets = format!(
            "((400 + (i * 7919) % 500 + ({posts} - i) * 400 / {posts}) * {} / 100 * {} / 100)",
            case(theme, &THEMES.map(|(.., percent)| percent.to_string())),
            case("i / 2", &HOURS.map(|(_, percent)| percent.to_string()))
        );
        all.extend(METRICS.map(|(metric, percent)| {
            format!(
                "{} INSERT INTO number_series (part_id, channel_id, account_id, metric, value, since_at)
                 SELECT {part}, {channel}, {account}, '{metric}', {gets} * {percent} / 100, {at} FROM n",
                many(posts)
            )
        }));
        all.push(format!(
            "{} INSERT INTO number_sample (series_id, at, value)
             SELECT id, since_at + i * 3600000, value * i / {samples} FROM n CROSS JOIN number_series WHERE part_id >= 'e'",
            many(samples)
        ));
        all.extend(AGES.map(|(age, old, percent)| {
            format!(
                "INSERT INTO number_at_age (series_id, age, value)
                 SELECT id, '{age}', value * {percent} / 100 FROM number_series WHERE part_id >= 'e' AND since_at < {now} - {old} * {}",
                Millis::DAY
            )
        }));
        all.push(
            "INSERT OR IGNORE INTO number_series (channel_id, account_id, metric, value, since_at)
             SELECT id, account_id, column1, 5000, 0 FROM channel CROSS JOIN (VALUES ('followers'), ('posts'), ('views'), ('reach'))"
                .to_owned(),
        );
        all.push(format!(
            "{} INSERT OR IGNORE INTO number_sample (series_id, at, value)
             SELECT id, {now} - i * {}, 5000 - i * 2 - i * i % 11 FROM n CROSS JOIN number_series WHERE part_id IS NULL",
            many(days),
            Millis::DAY
        ));
        all
    }
}

/// One of several, by a number that goes round.
fn case(number: &str, values: &[String]) -> String {
    let arms: Vec<String> =
        values.iter().enumerate().map(|(place, value)| format!("WHEN {place} THEN {value}")).collect();
    format!("(CASE {number} % {} {} END)", values.len(), arms.join(" "))
}
