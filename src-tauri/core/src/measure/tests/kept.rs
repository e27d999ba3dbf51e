//! Tests of what stays of a reading: what is new, what is missing, what is gone, and what is old.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn what_did_not_change_is_not_written() {
    let clinic = clinic(Platform::Youtube, 1);
    clinic.set(NOW.plus(15 * Millis::MINUTE));
    clinic.turn().await;
    let samples = clinic.count("number_sample");
    clinic.set(NOW.plus(61 * Millis::MINUTE));
    assert_eq!(clinic.turn().await, 1);
    assert_eq!(clinic.count("number_sample"), samples, "nothing is new");
    assert_eq!(clinic.standing(1).read_at, Some(clinic.now()), "but it is known that it was asked");
    clinic.says(1, Said::Numbers(vec![(Metric::Views, Told::Number(9)), (Metric::Reactions, Told::Number(0))]));
    clinic.set(NOW.plus(200 * Millis::MINUTE));
    clinic.turn().await;
    assert_eq!(clinic.count("number_sample"), samples + 1, "one number of three changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_is_not_told_any_more_is_missing_and_its_history_stays() {
    let clinic = clinic(Platform::Youtube, 1);
    clinic.set(NOW.plus(15 * Millis::MINUTE));
    clinic.turn().await;
    clinic.says(
        1,
        Said::Numbers(vec![(Metric::Views, Told::Number(1)), (Metric::Reactions, Told::Missing(WhyMissing::Hidden))]),
    );
    clinic.set(NOW.plus(61 * Millis::MINUTE));
    clinic.turn().await;
    assert_eq!(clinic.told(1, Metric::Reactions), Some(Told::Missing(WhyMissing::Hidden)));
    let history = clinic.read(|tx| {
        let row = samples::of_part(tx, part(1))?.into_iter().find(|row| row.metric == Metric::Reactions).unwrap();
        samples::history(tx, &row, 10)
    });
    let told: Vec<Told> = history.iter().map(|sample| sample.told).collect();
    assert_eq!(told, [Told::Number(0), Told::Missing(WhyMissing::Hidden)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn gone_is_said_after_a_day_once_more_before_nobody_asks_again_and_numbers_stay() {
    let clinic = clinic(Platform::Facebook, 1);
    clinic.set(NOW.plus(15 * Millis::MINUTE));
    clinic.turn().await;
    clinic.says(1, Said::Gone);
    clinic.set(NOW.plus(61 * Millis::MINUTE));
    clinic.turn().await;
    let standing = clinic.standing(1);
    assert!(standing.gone_at.is_some() && standing.next_at.is_some(), "it may come back");
    assert_eq!(clinic.told(1, Metric::Views), Some(Told::Number(1)), "gone is not nought");
    clinic.says(1, views(4));
    clinic.set(standing.next_at.unwrap());
    clinic.turn().await;
    assert_eq!((clinic.standing(1).gone_at, clinic.told(1, Metric::Views)), (None, Some(Told::Number(4))));
    clinic.says(1, Said::Gone);
    for _ in 0..10 {
        if let Some(next) = clinic.standing(1).next_at {
            clinic.set(next);
            clinic.turn().await;
        }
    }
    assert_eq!(clinic.standing(1).next_at, None);
    assert_eq!(clinic.told(1, Metric::Views), Some(Told::Number(4)));
}

#[tokio::test(flavor = "multi_thread")]
async fn old_samples_are_thinned_out_and_the_newest_stays_for_ever() {
    let clinic = clinic(Platform::Youtube, 1);
    clinic.set(NOW.plus(15 * Millis::MINUTE));
    clinic.turn().await;
    clinic.run("DELETE FROM number_sample");
    clinic
        .db
        .write(|tx| {
            let series = samples::of_part(tx, part(1))?.remove(0).series;
            for hour in 0..24 * 30 {
                tx.run(
                    "INSERT INTO number_sample (series_id, at, value) VALUES ($1, $2, $3)",
                    args![series, NOW.plus(hour * 60 * Millis::MINUTE), hour],
                )?;
            }
            Ok::<_, Error>(())
        })
        .unwrap();
    let thinned = |days: i64| {
        let at = NOW.plus(days * DAY);
        while clinic.db.write(move |tx| samples::thin(tx, at)).unwrap() {}
        clinic.count("number_sample")
    };
    assert_eq!(thinned(14), 24 * 30, "the last fortnight as it was");
    let later = thinned(30);
    assert!((24 * 14 + 15..=24 * 14 + 18).contains(&later), "one a day of what is older: {later}");
    assert!((30..=32).contains(&thinned(60)));
    assert!((5..=6).contains(&thinned(200)), "one a week of what is older than 90 days");
    assert_eq!(thinned(600), 1, "the last one is what it came to");
}

/// How often a post was seen at its ages.
fn at_age(clinic: &Clinic, n: u64) -> Vec<(String, Option<i64>)> {
    let part = part(n);
    clinic.read(move |tx| {
        tx.all(
            "SELECT number_at_age.age, number_at_age.value FROM number_at_age
             JOIN number_series ON number_series.id = number_at_age.series_id
             WHERE number_series.part_id = $1 AND number_series.metric = 'views' ORDER BY number_at_age.age",
            args![part],
            |row| Ok::<_, Error>((row.get::<String>("age")?, row.get::<Option<i64>>("value")?)),
        )
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_at_an_age_is_kept_once_between_two_readings_near_it() {
    let clinic = clinic(Platform::Youtube, 1);
    for (hours, seen) in [(1, 4), (36, 100), (60, 300), (61, 900)] {
        clinic.says(1, views(seen));
        clinic.set(NOW.plus(hours * 60 * Millis::MINUTE));
        clinic.turn().await;
    }
    assert_eq!(at_age(&clinic, 1), [("hours_48".to_owned(), Some(200))], "half way from 100 to 300");
    // The laptop was shut from the third day to the fortieth: nobody knows how it stood on the seventh or on the 28th.
    clinic.says(1, views(5_000));
    clinic.set(NOW.plus(40 * DAY));
    assert_eq!(clinic.turn().await, 1);
    assert_eq!(at_age(&clinic, 1), [("hours_48".to_owned(), Some(200))]);
    assert_eq!(clinic.told(1, Metric::Views), Some(Told::Number(5_000)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_clock_that_was_ahead_kept_of_an_age_is_taken_back() {
    let clinic = clinic(Platform::Youtube, 1);
    for (hours, seen) in [(36, 100), (60, 300)] {
        clinic.says(1, views(seen));
        clinic.set(NOW.plus(hours * 60 * Millis::MINUTE));
        clinic.turn().await;
    }
    // On the third day the clock says that it is the seventh.
    clinic.set(NOW.plus(6 * DAY + 12 * 60 * Millis::MINUTE));
    clinic.turn().await;
    clinic.set(NOW.plus(7 * DAY + 12 * 60 * Millis::MINUTE));
    clinic.turn().await;
    let ages = |clinic: &Clinic| at_age(clinic, 1).into_iter().map(|(age, _)| age).collect::<Vec<_>>();
    assert_eq!(ages(&clinic), ["days_7", "hours_48"]);
    clinic.set(NOW.plus(73 * 60 * Millis::MINUTE));
    clinic.run("UPDATE post_meter SET next_at = posted_at");
    clinic.turn().await;
    assert_eq!(ages(&clinic), ["hours_48"], "what was reached stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn that_a_post_was_gone_is_no_reading_of_its_numbers() {
    let clinic = clinic(Platform::Youtube, 1);
    clinic.says(1, views(100));
    clinic.set(NOW.plus(24 * 60 * Millis::MINUTE));
    clinic.turn().await;
    clinic.says(1, Said::Gone);
    clinic.set(NOW.plus(47 * 60 * Millis::MINUTE));
    clinic.run("UPDATE post_meter SET next_at = posted_at");
    clinic.turn().await;
    clinic.says(1, views(900));
    clinic.set(NOW.plus(70 * 60 * Millis::MINUTE));
    clinic.run("UPDATE post_meter SET next_at = posted_at");
    clinic.turn().await;
    assert_eq!(clinic.told(1, Metric::Views), Some(Told::Number(900)));
    assert_eq!(at_age(&clinic, 1), [], "nobody knows what it was on the way");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_missing_at_an_age_stays_missing_there() {
    let clinic = clinic(Platform::Youtube, 1);
    clinic.set(NOW.plus(36 * 60 * Millis::MINUTE));
    clinic.turn().await;
    clinic.says(1, Said::Numbers(vec![(Metric::Views, Told::Missing(WhyMissing::Hidden))]));
    clinic.set(NOW.plus(49 * 60 * Millis::MINUTE));
    clinic.turn().await;
    clinic.says(1, views(70));
    clinic.set(NOW.plus(73 * 60 * Millis::MINUTE));
    clinic.turn().await;
    let missing = clinic.read(|tx| {
        tx.all(
            "SELECT number_at_age.missing FROM number_at_age JOIN number_series ON number_series.id = number_at_age.series_id
             WHERE number_series.metric = 'views' AND number_at_age.value IS NULL",
            &[],
            |row| row.get::<WhyMissing>("missing").map_err(Error::from),
        )
    });
    assert_eq!(missing, [WhyMissing::Hidden]);
}
