//! The process really ends at every step of a draft and of pictures on TikTok, which nothing proves absent: what it took is
//! there once, and where nobody can know, a person is asked.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use countersign_core::api::types::{DisplayState, Post};
use countersign_core::model::{Content, Platform, PostId};
use countersign_practice::{LedgerKind, Running};
use countersign_tests::clinic::{Clinic, Instead, MORNING, Next, SharedClock, With, platforms};
use countersign_tests::scratch::scratch;
use serde_json::{Value, json};

use super::child::Ended;
use super::stage::{Case, Prepared};
use countersign_tests::kinds::{Kind, content, for_the_inbox};

/// A clinic with one signed post that is due in three minutes.
async fn prepared(made: impl Fn(&Clinic) -> Content) -> (Prepared, PostId) {
    let (folder, clock) = (scratch(), SharedClock::at(MORNING));
    let running = platforms(&clock).await;
    let with = With { seed: 1, ..With::usual(&clock, &running) };
    let clinic = Clinic::make_on(folder.path(), &with, &Instead::keys_in(folder.path(), &with));
    clinic.as_receptionist();
    let post = clinic.compose(Platform::Tiktok, &made(&clinic)).summary.id;
    clinic.plan_in(post, 3);
    clinic.sign(post).unwrap();
    clinic.close().await;
    (Prepared { folder, signed: Vec::new(), draft: post }, post)
}

async fn steps(prepared: &Prepared) -> Vec<(String, usize)> {
    let mut case = Case::of(prepared).await;
    let mut child = case.child(None);
    assert_eq!(child.run(&case.clock, &case.running.control()).await, Ended::Idle);
    child.close().await
}

fn made(running: &Running, kind: LedgerKind) -> usize {
    running.control().ledger().iter().filter(|entry| entry.kind == kind).count()
}

/// Whether a person is asked, since nothing proves anything.
fn asks(post: &Post) -> bool {
    let said = post.delivery.as_ref().and_then(|delivery| delivery.message.as_deref()).unwrap_or_default();
    post.summary.state == DisplayState::Doubt && said.contains("say whether it is there")
}

/// Goes on, from one instant at which there is something to do to the next, until it is posted or what is waited for.
async fn come_to(clinic: &Clinic, case: &Case, post: PostId, enough: impl Fn(&Post) -> bool) -> Post {
    for _ in 0..400 {
        let changed = clinic.changed();
        let next = clinic.next();
        let now = clinic.post(post);
        if now.summary.state == DisplayState::Posted || enough(&now) {
            return now;
        }
        match next {
            Next::Working => {
                let moved = tokio::time::timeout(Duration::from_secs(30), changed).await;
                assert!(moved.is_ok(), "the engine stands still: {now:#?}");
            }
            Next::At(at) => clinic.advance_awake(at.since(case.clock.now())),
            Next::Nothing => clinic.advance_awake(30_000),
        }
    }
    panic!("it came to nothing: {:#?}", clinic.post(post));
}

/// Ends it at every step, opens it again, and hands what is there then to `judge`.
async fn sweep(prepared: &Prepared, post: PostId, judge: impl AsyncFn(&str, &Clinic, &Case, PostId)) {
    for stop in steps(prepared).await {
        let name = format!("ended at {stop:?}");
        let mut case = Case::of(prepared).await;
        let mut child = case.child(Some(stop));
        let ended = child.run(&case.clock, &case.running.control()).await;
        assert!(matches!(ended, Ended::AtStep | Ended::Idle), "{name}");
        child.kill().await;
        let clinic = case.open();
        judge(&name, &clinic, &case, post).await;
        clinic.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_waits_in_the_inbox_once_wherever_the_process_ends() {
    let (prepared, post) = prepared(|clinic| for_the_inbox(content(clinic, Platform::Tiktok, Kind::Video, 0))).await;
    sweep(&prepared, post, async |name, clinic, case, post| {
        clinic.settle(60).await;
        let now = clinic.post(post);
        assert_eq!(now.summary.state, DisplayState::HandedOver, "{name}: {now:#?}");
        assert_eq!(made(&case.running, LedgerKind::Draft), 1, "{name}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_out_once_wherever_the_process_ends_or_a_person_is_asked() {
    let (prepared, post) = prepared(|clinic| content(clinic, Platform::Tiktok, Kind::Pictures(2), 0)).await;
    let asked = AtomicUsize::new(0);
    sweep(&prepared, post, async |name, clinic, case, post| {
        let out = || made(&case.running, LedgerKind::PhotoPost);
        let now = come_to(clinic, case, post, |now| asks(now) && out() == 0).await;
        if now.summary.state == DisplayState::Doubt {
            asked.fetch_add(1, Ordering::Relaxed);
            let _: Value =
                clinic.call("delivery_decide", json!({ "post_id": post, "found": { "kind": "not_public" } }));
            let now = come_to(clinic, case, post, |now| now.summary.state == DisplayState::Missed).await;
            if now.summary.state == DisplayState::Missed {
                let _: Post = clinic.call("delivery_retry", json!({ "id": post }));
                come_to(clinic, case, post, |_| false).await;
            }
        }
        assert_eq!((clinic.post(post).summary.state, out()), (DisplayState::Posted, 1), "{name}");
    })
    .await;
    assert!(asked.load(Ordering::Relaxed) > 0, "once the process ended in the middle of it");
}
