//! The clinic against a model of it: random commands of people, platforms, time and crashes, and after each of them store and
//! model agree, the record is whole, and nothing is public that the model does not know of.
//!
//! It runs the same cases each time. `MODEL_CASES=500 MODEL_SEED=7 cargo test --test model` runs others, for longer; a case
//! that fails is made smaller before it is told.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can not go on has failed")]

mod desk;
mod engine;
mod product;
mod reference;

use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use proptest::strategy::Union;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};

use countersign_core::model::ExecutionState;
use engine::{Answer, Passing};
use product::Product;
use reference::{Act, Call, Clinic, MOST_POSTS, OTHER, RECEPTIONIST, Review, Shows};

/// The most commands of a case.
const COMMANDS: usize = 60;
/// Further than a signature reaches.
const FAR: i64 = 20 * 24 * 6;

/// What happens.
#[derive(Debug, Clone, Copy)]
enum Command {
    Act(Act),
    Tick,
    Answer { channel: usize, answer: Answer },
    Show { channel: usize, shows: Shows },
    Reopen,
    Kill { accepted: bool },
}

struct Model;

/// Whether a command makes sense here. What it forbids would be a command of nobody's, or one whose outcome hangs on less
/// than the model knows: the order of two posts of the same minute, how a wait of half an hour falls between steps of time,
/// which of two doubts a channel looks into first.
fn possible(clinic: &Clinic, command: &Command) -> bool {
    let there = |post: usize| clinic.posts.get(post).is_some_and(|post| !post.discarded);
    let other = clinic.people[OTHER];
    match *command {
        Command::Act(act) => match act {
            Act::Write { .. } => clinic.posts.len() < MOST_POSTS,
            Act::CallOff(post) => there(post) && !clinic.posts[post].is_begun(),
            Act::Retry(post) => {
                let same = |other: &reference::Post| {
                    other.channel == clinic.posts[post].channel && other.due == Some(clinic.now)
                };
                there(post) && !clinic.posts.iter().enumerate().any(|(index, other)| index != post && same(other))
            }
            Act::Edit(post)
            | Act::Submit(post)
            | Act::Look(post)
            | Act::Plan { post, .. }
            | Act::Unplan(post)
            | Act::Sign { post, .. }
            | Act::Revoke(post)
            | Act::AskForChanges(post)
            | Act::Reject(post)
            | Act::Discard(post)
            | Act::Hold(post)
            | Act::Release(post)
            | Act::Decide(post) => there(post),
            Act::Stop => !clinic.stopped,
            Act::Resume => clinic.stopped,
            Act::Pause { channel, paused } => clinic.channels[channel].paused != paused,
            Act::ResetPin(person) => clinic.people[person].here,
            Act::Leave => other.here,
            Act::Role { doctor } => other.here && other.doctor != doctor,
        },
        Command::Tick => clinic.channels.iter().enumerate().all(|(channel, at)| {
            let doubts: Vec<u32> = clinic.doubts(channel).collect();
            let one = doubts.is_empty() || (doubts.len() == 1 && at.call.is_none());
            one && (at.shows == Shows::All || doubts.iter().all(|lookups| *lookups <= 3))
        }),
        Command::Answer { channel, answer } => match (clinic.channels[channel].call, answer) {
            (None, _) | (Some(Call::Prepare { .. }), Answer::Lost { .. }) => false,
            (Some(_), _) => true,
        },
        Command::Show { channel, shows } => clinic.channels[channel].shows != shows,
        Command::Reopen => clinic.channels.iter().all(|channel| !matches!(channel.call, Some(Call::Commit { .. }))),
        Command::Kill { .. } => true,
    }
}

fn answers() -> impl Strategy<Value = Answer> {
    let passing = prop_oneof![Just(Passing::Platforms), Just(Passing::Local), Just(Passing::Offline)];
    prop_oneof![
        6 => Just(Answer::Done),
        1 => Just(Answer::Refused),
        2 => passing.prop_map(Answer::NotYet),
        3 => any::<bool>().prop_map(|accepted| Answer::Lost { accepted }),
    ]
}

/// What people do with one post: mostly what brings it on, or nothing would ever be sent.
fn with_post(clinic: &Clinic, post: usize) -> BoxedStrategy<Act> {
    use ExecutionState as S;
    let it = &clinic.posts[post];
    let ended = matches!(it.state(), Some(S::Failed | S::Missed | S::Expired | S::Cancelled | S::PartlyPosted));
    let unplanned = it.due.is_none_or(|due| due > clinic.now + FAR / 2);
    let unsigned = !unplanned && !ended && !clinic.is_approved(post) && it.review != Review::Rejected;
    let often = |so: bool| if so { 40 } else { 1 };
    prop_oneof![
        often(unplanned || ended) => (1..4_i64).prop_map(move |ticks| Act::Plan { post, ticks }),
        often(unsigned) => prop_oneof![6 => Just(0), 2 => Just(OTHER), 1 => Just(RECEPTIONIST)]
            .prop_map(move |by| Act::Sign { post, by }),
        often(it.state() == Some(S::InDoubt)) => Just(Act::Decide(post)),
        often(it.held) => Just(Act::Release(post)),
        often(it.review == Review::Rejected) => Just(Act::Submit(post)),
        1 => Just(Act::Plan { post, ticks: FAR }),
        1 => Just(Act::Edit(post)),
        1 => Just(Act::Look(post)),
        1 => Just(Act::Unplan(post)),
        1 => Just(Act::Revoke(post)),
        1 => Just(Act::AskForChanges(post)),
        1 => Just(Act::Reject(post)),
        1 => Just(Act::Discard(post)),
        1 => Just(Act::Hold(post)),
        1 => Just(Act::CallOff(post)),
        1 => Just(Act::Retry(post)),
    ]
    .boxed()
}

/// What people do with the clinic: what is closed is opened again before long.
fn with_clinic(clinic: &Clinic) -> BoxedStrategy<Act> {
    let mut all = vec![
        (2, Just(Act::Stop).boxed()),
        (2, (0..2_usize).prop_map(Act::ResetPin).boxed()),
        (1, Just(Act::Leave).boxed()),
        (2, any::<bool>().prop_map(|doctor| Act::Role { doctor }).boxed()),
    ];
    if clinic.stopped {
        all.push((20, Just(Act::Resume).boxed()));
    }
    for (channel, at) in clinic.channels.iter().enumerate() {
        let turn = Act::Pause { channel, paused: !at.paused };
        all.push((if at.paused { 10 } else { 1 }, Just(turn).boxed()));
    }
    Union::new_weighted(all).boxed()
}

impl ReferenceStateMachine for Model {
    type State = Clinic;
    type Transition = Command;

    fn init_state() -> BoxedStrategy<Clinic> {
        Just(Clinic::new()).boxed()
    }

    fn transitions(clinic: &Clinic) -> BoxedStrategy<Command> {
        let write = prop_oneof![Just((0, 1)), Just((0, 2)), Just((1, 1))]
            .prop_map(|(channel, parts)| Command::Act(Act::Write { channel, parts }));
        let waiting = |post: &reference::Post| {
            matches!(post.state(), Some(ExecutionState::Scheduled | ExecutionState::Retrying | ExecutionState::InDoubt))
        };
        let calls = clinic.channels.iter().any(|channel| channel.call.is_some());
        let closed = clinic.stopped || clinic.channels.iter().any(|channel| channel.paused);
        let mut all: Vec<(u32, BoxedStrategy<Command>)> = vec![
            (if clinic.posts.iter().any(waiting) && !calls { 30 } else { 2 }, Just(Command::Tick).boxed()),
            (if closed { 10 } else { 2 }, with_clinic(clinic).prop_map(Command::Act).boxed()),
            (1, Just(Command::Reopen).boxed()),
            (if calls { 4 } else { 1 }, any::<bool>().prop_map(|accepted| Command::Kill { accepted }).boxed()),
        ];
        if clinic.posts.len() < MOST_POSTS {
            all.push((if clinic.posts.is_empty() { 20 } else { 2 }, write.boxed()));
        }
        for (index, post) in clinic.posts.iter().enumerate() {
            if !post.discarded {
                let over = post.state() == Some(ExecutionState::Posted);
                all.push((if over { 1 } else { 8 }, with_post(clinic, index).prop_map(Command::Act).boxed()));
            }
        }
        for (channel, at) in clinic.channels.iter().enumerate() {
            if at.call.is_some() {
                all.push((24, answers().prop_map(move |answer| Command::Answer { channel, answer }).boxed()));
            }
            let shows = prop_oneof![3 => Just(Shows::All), 1 => Just(Shows::NotAll), 1 => Just(Shows::Nothing)];
            all.push((1, shows.prop_map(move |shows| Command::Show { channel, shows }).boxed()));
        }
        Union::new_weighted(all).boxed()
    }

    fn apply(mut clinic: Clinic, command: &Command) -> Clinic {
        (clinic.allowed, clinic.denial) = (true, None);
        match *command {
            Command::Act(act) => clinic.allowed = clinic.act(act),
            Command::Tick => clinic.tick(),
            Command::Answer { channel, answer } => clinic.answer(channel, answer),
            Command::Show { channel, shows } => clinic.channels[channel].shows = shows,
            Command::Reopen => clinic.close(),
            Command::Kill { accepted } => clinic.kill(accepted),
        }
        clinic.work();
        clinic
    }

    fn preconditions(clinic: &Clinic, command: &Command) -> bool {
        possible(clinic, command)
    }
}

static STEPS: AtomicUsize = AtomicUsize::new(0);

impl StateMachineTest for Model {
    type SystemUnderTest = Product;
    type Reference = Self;

    fn init_test(_: &Clinic) -> Product {
        Product::new()
    }

    fn apply(mut product: Product, after: &Clinic, command: Command) -> Product {
        STEPS.fetch_add(1, Ordering::Relaxed);
        match command {
            Command::Act(act) => assert_eq!(product.act(act, after), after.allowed, "{act:?}"),
            Command::Tick => product.tick(),
            Command::Answer { channel, answer } => product.answer(channel, answer),
            Command::Show { channel, shows } => product.show(channel, shows),
            Command::Reopen => product.reopen(),
            Command::Kill { accepted } => product.kill(accepted),
        }
        product.agrees_with(after);
        product
    }

    fn teardown(product: Product, _: Clinic) {
        product.end();
    }
}

fn wanted(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().map_or(usual, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number")))
}

#[test]
fn store_and_model_agree_after_each_command() {
    let config = Config {
        cases: u32::try_from(wanted("MODEL_CASES", 24)).unwrap(),
        rng_seed: RngSeed::Fixed(wanted("MODEL_SEED", 1)),
        failure_persistence: None,
        max_shrink_iters: 400,
        max_shrink_time: 180_000,
        max_global_rejects: 1_000_000,
        ..Config::default()
    };
    let begun = std::time::Instant::now();
    let commands = Model::sequential_strategy(COMMANDS / 2..=COMMANDS);
    let outcome = TestRunner::new(config.clone()).run(&commands, |(clinic, commands, seen)| {
        Model::test_sequential(config.clone(), clinic, commands, seen);
        Ok(())
    });
    let steps = STEPS.load(Ordering::Relaxed);
    println!("{} cases, {steps} steps, {:.1} s", config.cases, begun.elapsed().as_secs_f32());
    if let Err(failed) = outcome {
        panic!("{failed}");
    }
}
