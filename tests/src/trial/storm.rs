//! The storm: what goes wrong, and what people do meanwhile, each at its instant of the driven clock, all from one seed.
//!
//! Invariant: what is broken is mended before the end: a clock is put right, a sign-in is given again, everything is resumed.
//! What the storm did to a post is in the record, so the judge knows of it.

use std::collections::BTreeMap;

use countersign_core::check::capability::capability;
use countersign_core::model::{Millis, Platform, PostId};
use countersign_practice::{Action, Endpoint, Fault, templates as at};
use rand::{Rng, RngExt};

use super::orders::{Act, FORBIDDEN, Seat};
use super::stage::{Laid, practised};

/// What happens at an instant.
#[derive(Debug, Clone)]
pub enum Event {
    /// Something goes wrong at a platform.
    Fault(Fault),
    /// Somebody does something.
    Act(Act),
    /// Somebody writes on the draft of this place.
    Write(usize),
    /// The laptop's clock is set.
    SetClock(i64),
    /// The process ends after so many more steps of a sending, or that long after the last of them.
    Kill {
        /// After how many steps.
        steps: u32,
        /// And so many microseconds.
        micros: u64,
    },
    /// An account's tokens are not taken any more.
    Expire(Seat),
    /// They are again, and somebody connects it.
    Restore(Seat),
}

/// What happens, in order.
pub type Script = BTreeMap<(Millis, usize), Event>;

/// The endpoints that may go wrong, by platform. Those that commit come first, and are chosen as often as all others.
const PLACES: [(Platform, &[(&str, &str)]); 9] = [
    (
        Platform::X,
        &[
            ("POST", at::x::POSTS),
            ("POST", at::x::REPOSTS),
            ("POST", at::x::MEDIA_INITIALIZE),
            ("POST", at::x::MEDIA_FINALIZE),
            ("POST", at::x::MEDIA_METADATA),
            ("GET", at::x::TIMELINE),
            ("GET", at::x::ME),
        ],
    ),
    (
        Platform::Facebook,
        &[
            ("POST", at::facebook::FEED),
            ("POST", at::facebook::PHOTOS),
            ("POST", at::facebook::COMMENTS),
            ("GET", at::facebook::NODE),
        ],
    ),
    (
        Platform::Linkedin,
        &[
            ("POST", at::linkedin::POSTS),
            ("POST", at::linkedin::IMAGES),
            ("POST", at::linkedin::COMMENTS),
            ("GET", at::linkedin::POSTS),
        ],
    ),
    (
        Platform::Instagram,
        &[
            ("POST", at::instagram::MEDIA_PUBLISH),
            ("POST", at::instagram::MEDIA),
            ("POST", at::instagram::COMMENTS),
            ("GET", at::instagram::NODE),
        ],
    ),
    (
        Platform::Tiktok,
        &[
            ("PUT", at::tiktok::BYTES),
            ("POST", at::tiktok::VIDEO_INIT),
            ("POST", at::tiktok::CONTENT_INIT),
            ("POST", at::tiktok::STATUS),
        ],
    ),
    (
        Platform::Youtube,
        &[
            ("PUT", at::youtube::VIDEOS),
            ("PUT", at::youtube::UPLOAD),
            ("POST", at::youtube::COMMENT_THREADS),
            ("GET", at::youtube::VIDEOS),
        ],
    ),
    (Platform::Whatsapp, &[("POST", at::whatsapp::MESSAGES), ("POST", at::whatsapp::MEDIA)]),
    (Platform::Facebook, &[("POST", at::facebook::VIDEOS), ("POST", at::facebook::REELS)]),
    // Answers to messages, likes, and what is hidden.
    (
        Platform::Facebook,
        &[("POST", at::facebook::MESSAGES), ("POST", at::facebook::LIKES), ("POST", at::facebook::NODE)],
    ),
];

/// Writes the script: about one event for each post, and `kills` ends.
pub fn script(laid: &Laid, rng: &mut impl Rng, kills: usize) -> Script {
    let mut script = Script::new();
    let mut put = |at: Millis, event: Event| {
        let number = script.len();
        script.insert((at, number), event);
    };
    let (Some(first), Some(last)) = (laid.times.first(), laid.times.last()) else { return Script::new() };
    let end = last.0.plus(5 * Millis::MINUTE);
    let somewhere = |rng: &mut dyn Rng| laid.times[rng.random_range(0..laid.times.len())];
    for _ in 0..laid.times.len() {
        let (due, post) = somewhere(rng);
        let (before, after) =
            (due.plus(-rng.random_range(1..=90_000)), due.plus(rng.random_range(20_000..=6 * Millis::MINUTE)).min(end));
        match rng.random_range(0..100) {
            0..45 => put(before, Event::Fault(some_fault(rng))),
            45..53 => put(
                before,
                Event::Act(Act::Edit {
                    post,
                    words: format!("({FORBIDDEN} {})", before.0 % 100_000),
                    sign: rng.random_bool(0.7),
                }),
            ),
            53..58 => {
                put(before, Event::Act(Act::Revoke { post }));
                if rng.random_bool(0.5) {
                    put(due.plus(-rng.random_range(0..1_000)), Event::Act(Act::Sign { post }));
                }
            }
            58..62 => {
                put(before, Event::Act(Act::Hold { post }));
                if rng.random_bool(0.6) {
                    put(after, Event::Act(Act::Release { post }));
                }
            }
            62..66 => {
                put(before, Event::Act(Act::Stop));
                put(after, Event::Act(Act::Resume));
            }
            66..70 => put(due.plus(rng.random_range(-5_000..=60_000)), Event::Act(Act::TakeDown { post })),
            70..77 => {
                // A little is no matter; more than two minutes holds.
                let ms = match rng.random_range(0..3) {
                    0 => rng.random_range(-110_000..110_000),
                    1 => rng.random_range(2..=10) * Millis::MINUTE,
                    _ => -rng.random_range(2..=10) * Millis::MINUTE,
                };
                put(before, Event::SetClock(ms));
                put(after, Event::SetClock(-ms));
            }
            77..82 => {
                let seat = laid.seats[rng.random_range(0..laid.seats.len())].clone();
                put(before, Event::Expire(seat.clone()));
                put(after, Event::Restore(seat));
            }
            82..88 => {
                let channel = laid.channels[&post];
                let pace = |hours, gap| Event::Act(Act::Pace { channel, hours, gap });
                let (hours, gap) = if rng.random_bool(0.5) {
                    (Some(other_hours(due)), None)
                } else {
                    (None, Some(rng.random_range(10..=60)))
                };
                put(before, pace(hours, gap));
                put(after, pace(None, None));
            }
            88..91 => {
                put(before, Event::Act(Act::Forbid { words: vec![FORBIDDEN.to_owned()] }));
                put(after, Event::Act(Act::Forbid { words: Vec::new() }));
            }
            _ => put(before, Event::Write(rng.random_range(0..laid.drafts.len()))),
        }
    }
    for _ in 0..kills {
        let (due, _) = somewhere(rng);
        let armed = due.plus(rng.random_range(-20_000..=1_000)).max(first.0.plus(-60_000));
        put(armed, Event::Kill { steps: rng.random_range(1..=8), micros: rng.random_range(0..3_000) });
    }
    script
}

/// Two hours of the day that are far from this time of it.
fn other_hours(due: Millis) -> (String, String) {
    // The clocks of this zone never change.
    const AHEAD: i64 = 330;
    let hour = (due.0.div_euclid(Millis::MINUTE) + AHEAD).div_euclid(60).rem_euclid(24);
    let from = (hour + 12) % 24;
    (format!("{from:02}:00"), format!("{:02}:00", (from + 2).min(24)))
}

fn some_fault(rng: &mut impl Rng) -> Fault {
    let (platform, places) = PLACES[rng.random_range(0..PLACES.len())];
    let place = if rng.random_bool(0.5) { places[0] } else { places[rng.random_range(0..places.len())] };
    let action = match rng.random_range(0..10) {
        0..3 => Action::DropAfterAccept,
        3 => Action::RefuseBefore,
        4 => Action::TooMany { reset_after_ms: rng.random_range(10..=180) * 1_000 },
        5 => Action::ServerError { after_accept: true, status: 500 },
        6 => Action::ServerError { after_accept: false, status: 503 },
        7 => Action::Slow { ms: rng.random_range(5..=60) },
        8 => Action::Hold { after_accept: rng.random_bool(0.5) },
        _ => Action::HideFromRead {
            reads: rng.random_range(1..=2),
            at_most_ms: Some(i64::from(capability(platform).read_back_seconds.value) * 1_000),
        },
    };
    let endpoint = Endpoint::at(place.0, place.1);
    let (skip, times) = (rng.random_range(0..2), rng.random_range(1..=2));
    Fault { platform: practised(platform), endpoint, skip, times, action }
}

/// The posts that the script changes, for whoever has to find out why.
#[must_use]
pub fn about(script: &Script, post: PostId) -> Vec<String> {
    let is_about = |event: &Event| format!("{event:?}").contains(&post.to_string());
    script.iter().filter(|(_, event)| is_about(event)).map(|((at, _), event)| format!("{} {event:?}", at.0)).collect()
}
