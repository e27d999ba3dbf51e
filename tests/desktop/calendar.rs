//! The calendar under a real pointer: a post is carried to another day, and Undo puts it back as it was.

use countersign_core::api::types::{DisplayState, PlanSet};
use countersign_core::model::{Content, Platform, PostId};
use countersign_tests::clinic::{Clinic, ZONE};
use countersign_tests::window::{Window, WindowError};
use serde_json::{Value, json};

use crate::prepared::{WORDS, afterwards, at_the_desk, clinic_with, date_in, platforms, story};

const TIME: &str = "10:00";
/// The post, as it stands on the calendar; not where else it is named.
const CHIP: &str = "[...document.querySelectorAll(`[aria-label='Posts by day and time'] [role='button']`)]\
                    .find((it) => visible(it) && nameOf(it).some((own) => own.includes(arguments[1])))";
/// The square of a day: what holds its number and has room for posts.
const DAY: &str = "document.querySelector(`[aria-label='Posts by day and time'] time[datetime='${arguments[0]}']`)\
                   ?.parentElement.parentElement";

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_post_is_dragged_to_another_day_and_undo_puts_it_back_with_its_signature() {
    let (home, platforms) = (tempfile::tempdir().unwrap(), platforms().await);
    // In the middle of the next month, so that both days stand on one page whatever today is.
    let (from, to) = (next_month(10), next_month(12));
    let post = clinic_with(home.path(), &platforms, 0, async |clinic| planned(clinic, &from)).await;
    at_the_desk(home.path(), &platforms, async |window| play(window, &from, &to).await).await;
    afterwards(home.path(), &platforms, async |clinic| {
        let now = clinic.post(post);
        let due = now.summary.plan.unwrap().due;
        assert_eq!((due.date.as_str(), due.time.as_str()), (from.as_str(), TIME));
        assert_eq!(now.summary.state, DisplayState::Signed);
        let planned = story(clinic, post).into_iter().filter(|entry| entry.action == "plan.set");
        let planned: Vec<(String, String)> = planned.map(|entry| (entry.by, entry.sentence)).collect();
        let set = |date: &str| ("Anil Kumar".to_owned(), format!("set the post's time to {date} {TIME} ({ZONE})"));
        assert_eq!(planned, [set(&from), set(&to), set(&from)], "both ways are on record");
    })
    .await;
    platforms.shutdown().await;
}

async fn play(window: &Window, from: &str, to: &str) -> Result<(), WindowError> {
    window.press("Calendar").await?;
    window.press("The month after").await?;
    stands_on(window, from).await?;
    let (chip, day) =
        (window.middle_of(CHIP, &[json!(to), json!(WORDS)]).await?, window.middle_of(DAY, &[json!(to)]).await?);
    window.carry(chip, day).await?;
    // What the core says of the place stands beside the pointer before anything is let go.
    window.sees("Can go here").await?;
    window.picture("calendar-drag").await?;
    window.let_go().await?;
    window.sees(&format!("{TIME}. Signature kept.")).await?;
    // The offer to undo stays while the pointer is on it, however slow the machine is.
    window.point_at(window.middle_of("pressable('Undo')", &[]).await?).await?;
    stands_on(window, to).await?;
    window.click("Undo").await?;
    window.sees("Undone.").await?;
    stands_on(window, from).await
}

/// Waits until the post is drawn in the square of a day, at its time.
async fn stands_on(window: &Window, date: &str) -> Result<(), WindowError> {
    let drawn = format!(
        "(() => {{ const day = {DAY}.getBoundingClientRect(), chip = {CHIP}, box = chip.getBoundingClientRect(); \
         const x = box.left + box.width / 2, y = box.top + box.height / 2; \
         return nameOf(chip).some((own) => own.includes(arguments[2])) \
             && day.left < x && x < day.right && day.top < y && y < day.bottom; }})()"
    );
    // An arrow function has no arguments of its own: these are the script's.
    window.until(&drawn, &[json!(date), json!(WORDS), json!(TIME)]).await
}

/// A post for a day, signed.
fn planned(clinic: &Clinic, date: &str) -> PostId {
    let id = clinic.compose(Platform::X, &Content::of_text(Platform::X, WORDS)).summary.id;
    let plan = PlanSet { post_id: id, date: date.to_owned(), time: TIME.to_owned(), zone: ZONE.to_owned() };
    let _: Value = clinic.call("plan_set", plan);
    clinic.sign(id).unwrap();
    id
}

/// A day of the month after this one.
fn next_month(day: u32) -> String {
    let today = date_in(0);
    let (year, month): (u32, u32) = (today[..4].parse().unwrap(), today[5..7].parse().unwrap());
    let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    format!("{year:04}-{month:02}-{day:02}")
}
