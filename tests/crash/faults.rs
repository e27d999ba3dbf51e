//! The process ends while a platform is being difficult as well: the answer to a commit is held, dropped or wrong, or what
//! was accepted can't be read back yet, or the process ends a second time while it looks.

use countersign_core::model::Platform;
use countersign_core::publish::Step;
use countersign_practice::{Action, Endpoint, Fault, Platform as Practised, templates};

use super::child::Ended;
use super::judge::judge;
use super::stage::{Case, DRAFT, Prepared};
use countersign_tests::kinds::Kind;

const KINDS: &[(Platform, Kind)] = &[
    (Platform::X, Kind::Text),
    (Platform::X, Kind::Thread),
    (Platform::X, Kind::Pictures(4)),
    (Platform::X, Kind::FirstComment),
    (Platform::X, Kind::ThreadAndComment),
    (Platform::Facebook, Kind::Text),
    (Platform::Facebook, Kind::Link),
    (Platform::Facebook, Kind::Pictures(1)),
    (Platform::Facebook, Kind::Pictures(3)),
    (Platform::Facebook, Kind::FirstComment),
];

/// What a platform does to the commit of one part, and where the process ends.
#[derive(Debug, Clone, Copy)]
struct Trouble {
    action: Option<Action>,
    /// Where the process ends; nowhere means: while the answer is held.
    ends_at: Option<Step>,
    /// The reading back is held, and the process ends a second time.
    ends_looking: bool,
}

const fn trouble(action: Action, ends_at: Step) -> Trouble {
    Trouble { action: Some(action), ends_at: Some(ends_at), ends_looking: false }
}

const fn held(after_accept: bool) -> Trouble {
    Trouble { action: Some(Action::Hold { after_accept }), ends_at: None, ends_looking: false }
}

/// The endpoint that makes a part public, and how many calls of it come before.
fn commit(platform: Platform, part: usize) -> (Endpoint, u32) {
    match platform {
        Platform::X => (Endpoint::at("POST", templates::x::POSTS), u32::try_from(part).unwrap()),
        Platform::Facebook if part == 0 => (Endpoint::at("POST", templates::facebook::FEED), 0),
        Platform::Facebook => (Endpoint::at("POST", templates::facebook::COMMENTS), 0),
        Platform::Linkedin if part == 0 => (Endpoint::at("POST", templates::linkedin::POSTS), 0),
        Platform::Linkedin => (Endpoint::at("POST", templates::linkedin::COMMENTS), 0),
        Platform::Instagram if part == 0 => (Endpoint::at("POST", templates::instagram::MEDIA_PUBLISH), 0),
        Platform::Instagram => (Endpoint::at("POST", templates::instagram::COMMENTS), 0),
        Platform::Tiktok => (Endpoint::at("PUT", templates::tiktok::BYTES), 0),
        Platform::Youtube if part == 0 => (Endpoint::at("PUT", templates::youtube::VIDEOS), 0),
        Platform::Youtube => (Endpoint::at("POST", templates::youtube::COMMENT_THREADS), 0),
        Platform::Whatsapp => unreachable!("what goes to recipients has stories of its own"),
    }
}

/// The endpoint that a part is looked for at.
fn look(platform: Platform, part: usize) -> Endpoint {
    Endpoint::at(
        "GET",
        match platform {
            Platform::X => templates::x::TIMELINE,
            Platform::Facebook if part == 0 => templates::facebook::PUBLISHED_POSTS,
            Platform::Facebook => templates::facebook::COMMENTS,
            Platform::Linkedin if part == 0 => templates::linkedin::POSTS,
            Platform::Linkedin => templates::linkedin::COMMENTS,
            Platform::Instagram if part == 0 => templates::instagram::MEDIA,
            Platform::Instagram => templates::instagram::COMMENTS,
            Platform::Tiktok => templates::tiktok::STATUS,
            Platform::Youtube if part == 0 => templates::youtube::VIDEOS,
            Platform::Youtube => templates::youtube::COMMENT_THREADS,
            Platform::Whatsapp => unreachable!("what goes to recipients has stories of its own"),
        },
    )
}

fn practised(platform: Platform) -> Practised {
    match platform {
        Platform::X => Practised::X,
        Platform::Facebook => Practised::Facebook,
        Platform::Linkedin => Practised::Linkedin,
        Platform::Instagram => Practised::Instagram,
        Platform::Youtube => Practised::Youtube,
        Platform::Tiktok => Practised::Tiktok,
        Platform::Whatsapp => unreachable!("what goes to recipients has stories of its own"),
    }
}

async fn all(troubles: &[Trouble]) {
    for (platform, kind) in KINDS {
        let prepared = Prepared::make(&[(*platform, *kind, 3)]).await;
        for part in 0..kind.parts() {
            for trouble in troubles {
                let name = format!("{platform:?} {kind:?}, part {part}, {trouble:?}");
                one(&prepared, (*platform, part), *trouble, &name).await;
            }
        }
    }
}

async fn one(prepared: &Prepared, (platform, part): (Platform, usize), trouble: Trouble, name: &str) {
    let mut case = Case::of(prepared).await;
    let control = case.running.control();
    let ((endpoint, skip), on) = (commit(platform, part), practised(platform));
    if let Some(action) = trouble.action {
        control.script(Fault { platform: on, endpoint, skip, times: 1, action });
    }
    // A delivery is concluded once, whichever of its parts went wrong.
    let nth = |step| if step == Step::Concluded { 1 } else { part + 1 };
    let mut child = case.child(trouble.ends_at.map(|step| (step.to_string(), nth(step))));
    let wanted = if trouble.ends_at.is_some() { Ended::AtStep } else { Ended::AtHold };
    assert_eq!(child.run(&case.clock, &control).await, wanted, "{name}");
    child.kill().await;
    control.clear_faults();
    if trouble.ends_looking {
        let action = Action::Hold { after_accept: true };
        control.script(Fault { platform: on, endpoint: look(platform, part), skip: 0, times: 1, action });
        let mut child = case.child(None);
        assert_eq!(child.run(&case.clock, &control).await, Ended::AtHold, "{name}");
        child.kill().await;
    }
    let clinic = case.finish(&prepared.signed).await;
    judge(name, &clinic, &case.running, &prepared.signed, (prepared.draft, DRAFT));
    clinic.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_platform_took_before_the_process_ended_is_found_and_not_sent_again() {
    all(&[held(true)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_platform_took_before_the_process_ended_is_sent_once() {
    all(&[held(false)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_dropped_is_looked_for_by_the_next_run() {
    all(&[Step::Answered, Step::Settled, Step::Concluded].map(|step| trouble(Action::DropAfterAccept, step))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_was_cut_before_anything_was_done_is_looked_for_by_the_next_run() {
    all(&[Step::Answered, Step::Settled, Step::Concluded].map(|step| trouble(Action::RefuseBefore, step))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_error_after_the_work_was_done_is_looked_for_by_the_next_run() {
    let error = Action::ServerError { after_accept: true, status: 503 };
    all(&[Step::Answered, Step::Concluded].map(|step| trouble(error, step))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_ends_while_it_looks_is_followed_by_one_that_looks_again() {
    all(&[Trouble { action: None, ends_at: Some(Step::Answered), ends_looking: true }]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_not_be_read_back_yet_is_waited_for() {
    all(&[1, 2].map(|reads| trouble(Action::HideFromRead { reads, at_most_ms: None }, Step::Answered))).await;
}
