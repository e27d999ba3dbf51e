//! What people wrote, in the real window: an emergency is on top as soon as it was read, with the one answer that may be given; and a
//! complaint is worked on until it is answered and done: what would tell that somebody is a patient is not let out.

use countersign_core::api::types::{Conversation, DisplayState, InboxPage};
use countersign_core::model::Platform;
use countersign_practice::{LedgerKind, Platform as Practised, Running, Said, templates};
use countersign_tests::clinic::{Clinic, PIN};
use countersign_tests::window::hands::{CONTROL, ENTER};
use countersign_tests::window::{Window, WindowError};
use serde_json::json;

use crate::beyond_text::sign;
use crate::prepared::{afterwards, at_the_desk, clinic_with, platforms, reaches, signed, unlock};

const POSTED: &str = "Flu shots from Thursday.";
const EMERGENCY: &str = "My father has severe chest pain right now, what should we do?";
const COMPLAINT: &str = "Worst service ever, I waited three hours and want to complain.";
const TAG: &str = "Waiting time";
const NOTE: &str = "Told Dr. Rao at the desk.";
const TELLS: &str = "We are sorry that your visit last month took so long.";
const ANSWER: &str = "We are sorry to hear this. Please call us, so that we can talk about it in private.";
/// How soon after the platform was asked the emergency has to stand on top, in milliseconds.
const SOON: i64 = 1_000;

/// Those whose lives may be at risk, one after the other. The quickest of them counts: whatever else this machine does at that
/// moment is none of ours.
const AT_RISK: [&str; 3] = ["ravi", "leela", "tomas"];

/// Notes when the list first shows somebody.
const WATCH: &str = "const who = arguments[0]; window.shownAt = null; \
     const there = () => [...document.querySelectorAll('main li[data-id]')].some((it) => it.textContent.includes(who)); \
     const look = () => { if (window.shownAt === null && there()) window.shownAt = Date.now(); }; \
     new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });";

/// A post that is public; tells what the platform calls it.
async fn posted(clinic: &Clinic) -> String {
    let post = signed(clinic, Platform::Facebook, POSTED, 1);
    let public = reaches(clinic, post, DisplayState::Posted).await;
    public.delivery.unwrap().parts[0].platform_id.clone().unwrap()
}

fn says(platforms: &Running, under: &str, by: &str, text: &str) {
    platforms.control().comment(Practised::Facebook, under, &Said::new(by, text)).unwrap();
}

async fn checked(window: &Window) -> Result<(), WindowError> {
    window.press("What is read").await?;
    window.press("Check now").await?;
    window.sees("Whatever may be asked is asked now.").await?;
    window.press("Close").await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_is_on_top_within_a_second_of_its_reading_with_the_one_answer_that_may_be_given() {
    let (home, platforms) = (tempfile::tempdir().unwrap(), platforms().await);
    let called = clinic_with(home.path(), &platforms, 0, posted).await;
    at_the_desk(home.path(), &platforms, async |window| {
        window.press("Inbox").await?;
        window.sees("Nobody waits for an answer.").await?;
        says(&platforms, &called, "joseph", COMPLAINT);
        let mut waits = Vec::new();
        for who in AT_RISK {
            window.ask(WATCH, &[json!(who)]).await?;
            says(&platforms, &called, who, EMERGENCY);
            checked(window).await?;
            window.until("window.shownAt !== null", &[]).await?;
            let shown = window.ask("return window.shownAt;", &[]).await?.as_i64().ok_or("nobody saw it appear")?;
            let asked = read_before(&platforms, shown).ok_or("nobody asked for the comments")?;
            waits.push(shown - asked);
        }
        assert!(waits.iter().any(|wait| *wait <= SOON), "from the reading to the screen: {waits:?} ms");
        window.sees("Fixed safe answer").await?;
        // The person's words, where they stand, the answer with its number, and the two ways of giving it.
        for text in [EMERGENCY, POSTED, "is the number of India", "Send it for signature", "Copy the answer"] {
            window.sees(text).await?;
        }
        let first = "document.querySelector('main li[data-id]')?.textContent.includes(arguments[0])";
        window.until(first, &[json!(EMERGENCY)]).await?;
        // It stays there whatever the list shows.
        window.press("Mine").await?;
        window.sees("Nothing is yours at the moment.").await?;
        window.sees("Fixed safe answer").await?;
        window.picture("inbox-emergency").await.map(drop)
    })
    .await;
    platforms.shutdown().await;
}

/// When the comments were asked for the last time before that.
fn read_before(platforms: &Running, shown: i64) -> Option<i64> {
    let calls = platforms.control().request_log();
    let comments = calls.iter().filter(|call| call.method == "GET" && call.endpoint == templates::facebook::COMMENTS);
    comments.map(|call| call.at_ms).filter(|at| *at <= shown).max()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complaint_is_taken_noted_answered_without_telling_who_is_a_patient_signed_and_public_once() {
    let (home, platforms) = (tempfile::tempdir().unwrap(), platforms().await);
    let called = clinic_with(home.path(), &platforms, 0, posted).await;
    says(&platforms, &called, "joseph", COMPLAINT);
    at_the_desk(home.path(), &platforms, async |window| {
        take(window).await?;
        answer(window).await?;
        done(window).await
    })
    .await;
    let mut ledger = platforms.control().ledger();
    ledger.retain(|entry| entry.text == ANSWER);
    let [entry] = ledger.as_slice() else { panic!("public once: {ledger:#?}") };
    assert_ne!(entry.parent.as_deref(), Some(called.as_str()), "under the complaint, and not under the post");
    afterwards(home.path(), &platforms, async |clinic| {
        let asked = json!({
            "view": "done", "channel_id": null, "kind": null, "tier": null, "tag": TAG, "text": null, "unread": false,
            "late": false, "after": null,
        });
        let page: InboxPage = clinic.call("inbox_list", asked);
        let [joseph] = page.conversations.as_slice() else { panic!("{page:#?}") };
        assert_eq!((joseph.words.as_str(), joseph.assignee.as_deref()), (COMPLAINT, Some("Anil Kumar")));
        let whole: Conversation = clinic.call("inbox_open", json!({ "id": joseph.id }));
        let notes: Vec<(&str, &str)> = whole.notes.iter().map(|it| (it.by.as_str(), it.words.as_str())).collect();
        assert_eq!(notes, [("Anil Kumar", NOTE)]);
        assert!(!whole.summary.unread, "who opened it has read it");
    })
    .await;
    platforms.shutdown().await;
}

async fn take(window: &Window) -> Result<(), WindowError> {
    window.press("Inbox").await?;
    window.press("Worst service ever").await?;
    window.sees("Notes stay on this laptop").await?;
    window.until("document.querySelector('main mark')", &[]).await?;
    window.press("Take it").await?;
    window.until("field('Assigned to')?.selectedOptions[0]?.label === 'Anil Kumar'", &[]).await?;
    window.fill("Add a tag", TAG).await?;
    window.press("Add").await?;
    window.until("pressable('Remove the tag Waiting time')", &[]).await?;
    window.fill("Add a note", NOTE).await?;
    window.press("Keep the note").await?;
    window.until("field('Add a note')?.value === '' && says(arguments[0])", &[json!(NOTE)]).await?;
    window.picture("inbox-complaint").await.map(drop)
}

async fn done(window: &Window) -> Result<(), WindowError> {
    window.keys(&format!("{CONTROL}l{CONTROL}")).await?;
    unlock(window, "Anil Kumar").await?;
    window.press("Inbox").await?;
    window.press("Worst service ever").await?;
    window.sees(ANSWER).await?;
    window.no_longer_sees("Going out").await?;
    window.picture("inbox-complaint-answered").await?;
    window.press("Done D").await?;
    window.sees("Nobody waits for an answer.").await?;
    window.press("Done").await?;
    window.sees("Worst service ever").await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_gets_the_answer_that_a_doctor_signed_beforehand_and_nobody_waits_for_the_doctor() {
    let (home, platforms) = (tempfile::tempdir().unwrap(), platforms().await);
    let called = clinic_with(home.path(), &platforms, 0, posted).await;
    says(&platforms, &called, "ravi", EMERGENCY);
    at_the_desk(home.path(), &platforms, give).await;
    let mut ledger = platforms.control().ledger();
    ledger.retain(|entry| entry.text.contains("112"));
    let [entry] = ledger.as_slice() else { panic!("public once: {ledger:#?}") };
    assert_ne!(entry.parent.as_deref(), Some(called.as_str()), "under what was written, and not under the post");
    platforms.shutdown().await;
}

async fn give(window: &Window) -> Result<(), WindowError> {
    window.press("Inbox").await?;
    window.sees("It is not signed beforehand for this channel.").await?;
    window.keys(&format!("{CONTROL}l{CONTROL}")).await?;
    unlock(window, "Dr. Meera Rao").await?;
    window.press("Settings").await?;
    window.press("Signed beforehand").await?;
    window.sees("No doctor has signed anything beforehand").await?;
    window.press("Read and sign").await?;
    window.fill("PIN", PIN).await?;
    window.keys(&ENTER.to_string()).await?;
    window.sees("Signed beforehand until").await?;
    window.picture("fixed-answers").await?;
    window.keys(&format!("{CONTROL}l{CONTROL}")).await?;
    unlock(window, "Anil Kumar").await?;
    window.press("Inbox").await?;
    window.press("Give this answer now…").await?;
    window.sees("It goes out on Facebook at once").await?;
    window.press("Give it now").await?;
    window.sees("There is an answer already:").await?;
    window.sees("Posted").await?;
    window.picture("inbox-emergency-given").await.map(drop)
}

/// Ticks what a doctor wants to sign for a channel on a platform: the same stands under each of them.
const TICK: &str = "const under = [...document.querySelectorAll('main section')] \
     .filter((it) => it.querySelector(':scope > h3')?.innerHTML.includes(arguments[0])).at(0); \
     const box = [...under.querySelectorAll('input[type=checkbox]')].find((it) => fits(it, arguments[1])); \
     box.focus(); box.click(); return box.checked;";

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_is_hidden_without_words_once_a_doctor_signed_that_it_may_be() {
    let (home, platforms) = (tempfile::tempdir().unwrap(), platforms().await);
    let called = clinic_with(home.path(), &platforms, 0, posted).await;
    says(&platforms, &called, "joseph", COMPLAINT);
    at_the_desk(home.path(), &platforms, hide).await;
    let mut ledger = platforms.control().ledger();
    ledger.retain(|entry| entry.kind == LedgerKind::Hide);
    assert_eq!(ledger.len(), 1, "{ledger:#?}");
    assert!(ledger[0].removed_at.is_some(), "and it was shown again");
    platforms.shutdown().await;
}

async fn hide(window: &Window) -> Result<(), WindowError> {
    window.press("Inbox").await?;
    window.press("Worst service ever").await?;
    window.press("Actions on what joseph").await?;
    window.sees("No doctor has signed yet").await?;
    window.picture("actions-unsigned").await?;
    window.press("Close").await?;
    window.keys(&format!("{CONTROL}l{CONTROL}")).await?;
    unlock(window, "Dr. Meera Rao").await?;
    window.press("Settings").await?;
    window.press("Signed beforehand").await?;
    window.sees("Actions without words").await?;
    let ticked = window.ask(TICK, &[json!("Facebook"), json!("Hide comments")]).await?;
    assert_eq!(ticked, json!(true));
    window.press("Read and sign").await?;
    window.sees("hide comments, and show them again").await?;
    window.picture("actions-to-sign").await?;
    window.fill("PIN", PIN).await?;
    window.keys(&ENTER.to_string()).await?;
    window.sees("Signed beforehand until").await?;
    window.keys(&format!("{CONTROL}l{CONTROL}")).await?;
    unlock(window, "Anil Kumar").await?;
    window.press("Inbox").await?;
    window.press("Worst service ever").await?;
    window.press("Actions on what joseph").await?;
    window.press("Hide").await?;
    window.sees("Hidden on the platform").await?;
    window.picture("actions-hidden").await?;
    window.press("Actions on what joseph").await?;
    window.press("Show again").await?;
    window.no_longer_sees("Hidden on the platform").await
}

async fn answer(window: &Window) -> Result<(), WindowError> {
    window.fill("Your answer to joseph", TELLS).await?;
    window.sees("One thing to fix first").await?;
    window.picture("inbox-answer-stopped").await?;
    window.fill("Your answer to joseph", ANSWER).await?;
    window.no_longer_sees("One thing to fix first").await?;
    window.press("Send for signature").await?;
    window.sees("It goes out as soon as it is signed.").await?;
    window.picture("inbox-answer-waits").await?;
    sign(window, ANSWER).await
}
