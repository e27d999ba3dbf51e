//! Many ends in a row, at places that a seed chooses: some at a step, some at whatever instruction the process has reached
//! when the signal comes, some while a platform is being difficult, and somebody writes a draft meanwhile.

use countersign_core::model::Platform;
use countersign_core::publish::Step;
use countersign_practice::{Action, Endpoint, Fault, Platform as Practised, templates};
use countersign_tests::apart::{Said, Told};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;

use super::judge::judge;
use super::stage::{Case, DRAFT, Prepared};
use countersign_tests::kinds::Kind;

const ENDS: usize = 30;

const PLANS: &[(Platform, Kind, i64)] = &[
    (Platform::X, Kind::Text, 2),
    (Platform::Facebook, Kind::Text, 2),
    (Platform::X, Kind::Thread, 3),
    (Platform::Facebook, Kind::Link, 3),
    (Platform::X, Kind::Pictures(2), 4),
    (Platform::Facebook, Kind::Pictures(1), 4),
    (Platform::X, Kind::ThreadAndComment, 5),
    (Platform::Facebook, Kind::FirstComment, 5),
    (Platform::X, Kind::Pictures(4), 6),
    (Platform::Facebook, Kind::PictureAndComment, 6),
    (Platform::X, Kind::PictureAndComment, 7),
    (Platform::Facebook, Kind::Pictures(3), 7),
];

fn some_fault(rng: &mut impl Rng) -> Fault {
    let places = [
        (Practised::X, templates::x::POSTS),
        (Practised::Facebook, templates::facebook::FEED),
        (Practised::Facebook, templates::facebook::COMMENTS),
    ];
    let actions = [
        Action::DropAfterAccept,
        Action::RefuseBefore,
        Action::ServerError { after_accept: true, status: 500 },
        Action::ServerError { after_accept: false, status: 503 },
        Action::HideFromRead { reads: 1, at_most_ms: None },
    ];
    let (platform, template) = places[rng.random_range(0..places.len())];
    let action = actions[rng.random_range(0..actions.len())];
    Fault { platform, endpoint: Endpoint::at("POST", template), skip: 0, times: 1, action }
}

/// The draft's texts that may be there after an end: the last one that was confirmed, and the one on its way.
struct Draft {
    confirmed: String,
    on_its_way: Option<String>,
}

impl Draft {
    /// What is there now is what counts from now on.
    fn is(&mut self, text: String, when: usize) {
        let may_be = text == self.confirmed || self.on_its_way.as_ref() == Some(&text);
        assert!(may_be, "after end {when}: {text:?} instead of {:?}", self.confirmed);
        *self = Self { confirmed: text, on_its_way: None };
    }
}

/// Where the end comes: around the commit more often than elsewhere.
const STEPS: [Step; 9] = [
    Step::Claimed,
    Step::HandleKept,
    Step::Prepared,
    Step::CommitStarted,
    Step::CommitStarted,
    Step::Answered,
    Step::Answered,
    Step::Settled,
    Step::Concluded,
];

async fn ended_again_and_again(seed: u64) {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let prepared = Prepared::make(PLANS).await;
    let mut case = Case::of(&prepared).await;
    let control = case.running.control();
    let mut draft = Draft { confirmed: DRAFT.to_owned(), on_its_way: None };
    let mut in_the_middle = 0;
    for end in 0..ENDS {
        if rng.random_ratio(1, 3) {
            control.script(some_fault(&mut rng));
        }
        let stop = rng.random_bool(0.5).then(|| (STEPS[rng.random_range(0..STEPS.len())].to_string(), 1));
        let mut left = rng.random_range(1..=6);
        let mut writes = rng.random_range(0..=2);
        let mut child = case.child(stop);
        while let Some(said) = child.said().await {
            match said {
                Said::Open => child.tell(&Told::Read { post: prepared.draft }).await,
                Said::Reads { text } => draft.is(text, end),
                Said::Step { stop, .. } => {
                    left -= 1;
                    if stop || left == 0 {
                        in_the_middle += 1;
                        break;
                    }
                }
                Said::Waits { .. } | Said::Idle if writes > 0 && draft.on_its_way.is_none() => {
                    writes -= 1;
                    let text = format!("{DRAFT} end {end}, words {writes}");
                    child.tell(&Told::Save { post: prepared.draft, text: text.clone() }).await;
                    draft.on_its_way = Some(text);
                }
                Said::Waits { ms } => child.advance(&case.clock, ms).await,
                // Nothing is left but what waits for a person.
                Said::Idle => break,
                Said::Saved { text } => draft = Draft { confirmed: text, on_its_way: None },
                Said::Refused { error } => panic!("{error:?}"),
            }
        }
        child.kill().await;
        case.clock.advance(rng.random_range(0..20_000));
    }
    assert!(in_the_middle >= ENDS * 2 / 3, "only {in_the_middle} of {ENDS} ends came while something went out");
    control.clear_faults();
    let clinic = case.finish(&prepared.signed).await;
    draft.is(clinic.post(prepared.draft).content.parts[0].text.clone(), ENDS);
    let name = format!("seed {seed}");
    judge(&name, &clinic, &case.running, &prepared.signed, (prepared.draft, &draft.confirmed));
    clinic.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twelve_posts_are_public_once_although_the_process_ends_thirty_times() {
    ended_again_and_again(20_261_120).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twelve_posts_are_public_once_although_the_process_ends_thirty_other_times() {
    ended_again_and_again(7).await;
}
