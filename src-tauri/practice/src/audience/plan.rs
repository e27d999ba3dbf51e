//! What the population does under one post, and to one account on one day.
//!
//! Invariant: a plan is worked out from the seed, the name of what it is about and its beginning alone. Whether anybody looked in
//! between changes nothing of it, and neither does what happens elsewhere.

use super::Population;
use super::dice::Dice;
use super::rhythm::{LIFE_MS, Rhythm};
use super::words::{self, Matter};

const MINUTE_MS: i64 = 60_000;
pub(super) const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// What somebody writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    /// Which member of the population.
    pub(super) by: u32,
    pub(super) matter: Matter,
    /// Which of the texts on the matter.
    pub(super) pick: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    /// A comment; or, under an earlier one, an answer.
    Comment { number: u32, under: Option<u32>, written: Written },
    /// Somebody says it in other words.
    Edit { number: u32, written: Written },
    /// Somebody takes back what they wrote.
    Delete { number: u32 },
    /// Others like a comment.
    Like { number: u32, times: u64 },
    /// A message to the account alone.
    Message(Written),
    /// Somebody names the account elsewhere.
    Mention(Written),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Happening {
    pub(super) at_ms: i64,
    pub(super) deed: Deed,
}

/// How much attention a post gets over its life.
pub(super) fn attention(population: Population, published_ms: i64) -> Rhythm {
    Rhythm { from_ms: published_ms, life_ms: LIFE_MS, offset_ms: population.offset_ms(), fades: true }
}

fn written(dice: &mut Dice, population: Population, in_private: bool) -> Written {
    Written {
        by: u32::try_from(dice.below(u64::from(population.people))).unwrap_or(0),
        matter: words::drawn(dice, in_private),
        pick: dice.below(64),
    }
}

/// What happens under a post, in order.
pub(super) fn of_post(seed: u64, population: Population, post: &str, published_ms: i64) -> Vec<Happening> {
    let mut dice = Dice::of(seed, &["post", post]);
    let rhythm = attention(population, published_ms);
    // One to eight in a hundred have something to say.
    let count = (u64::from(population.people) * (10 + dice.below(70))).div_ceil(1_000);
    let mut all = Vec::new();
    let mut number = 0;
    for _ in 0..count {
        let (first, at_ms) = (number, rhythm.when(dice.share()));
        let said = written(&mut dice, population, false);
        all.push(Happening { at_ms, deed: Deed::Comment { number, under: None, written: said } });
        number += 1;
        if dice.in_hundred(30) {
            let times = 1 + dice.below(12);
            let at_ms = at_ms + MINUTE_MS * (1 + dice.below(600) as i64);
            all.push(Happening { at_ms, deed: Deed::Like { number: first, times } });
        }
        if dice.in_hundred(25) {
            let at_ms = at_ms + MINUTE_MS * (2 + dice.below(300) as i64);
            let written = Written { matter: Matter::Answer, ..written(&mut dice, population, false) };
            all.push(Happening { at_ms, deed: Deed::Comment { number, under: Some(first), written } });
            number += 1;
        }
        if dice.in_hundred(8) {
            let at_ms = at_ms + MINUTE_MS * (1 + dice.below(40) as i64);
            let written = Written { pick: said.pick + 1, ..said };
            all.push(Happening { at_ms, deed: Deed::Edit { number: first, written } });
        }
        if dice.in_hundred(6) {
            let at_ms = at_ms + MINUTE_MS * (45 + dice.below(1_400) as i64);
            all.push(Happening { at_ms, deed: Deed::Delete { number: first } });
        }
    }
    all.sort_by_key(|happening| happening.at_ms);
    all
}

/// What comes to an account on the day that begins then, in order.
pub(super) fn of_day(seed: u64, population: Population, account: &str, day_ms: i64) -> Vec<Happening> {
    let mut dice = Dice::of(seed, &["day", account, &day_ms.to_string()]);
    let rhythm = Rhythm { from_ms: day_ms, life_ms: DAY_MS, offset_ms: population.offset_ms(), fades: false };
    let people = u64::from(population.people);
    let (messages, mentions) = ((people + dice.below(50)) / 50, (people + dice.below(100)) / 100);
    let mut all = Vec::new();
    for _ in 0..messages {
        let at_ms = rhythm.when(dice.share());
        let deed = Deed::Message(written(&mut dice, population, true));
        all.push(Happening { at_ms, deed });
    }
    for _ in 0..mentions {
        let at_ms = rhythm.when(dice.share());
        let deed = Deed::Mention(written(&mut dice, population, false));
        all.push(Happening { at_ms, deed });
    }
    all.sort_by_key(|happening| happening.at_ms);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEOPLE: Population = Population { people: 400, offset_minutes: 330 };

    #[test]
    fn the_same_seed_and_post_give_the_same_plan_and_another_seed_another() {
        let plan = |seed, post| of_post(seed, PEOPLE, post, 1_795_168_800_000);
        assert_eq!(plan(1, "a"), plan(1, "a"));
        assert_ne!(plan(1, "a"), plan(2, "a"));
        assert_ne!(plan(1, "a"), plan(1, "b"));
    }

    #[test]
    fn whatever_hangs_on_a_comment_comes_after_it() {
        let plan = of_post(3, PEOPLE, "a", 0);
        let place = |wanted: u32| {
            plan.iter().position(|it| matches!(it.deed, Deed::Comment { number, .. } if number == wanted)).unwrap()
        };
        for (at, happening) in plan.iter().enumerate() {
            match happening.deed {
                Deed::Comment { under: Some(number), .. }
                | Deed::Edit { number, .. }
                | Deed::Delete { number }
                | Deed::Like { number, .. } => assert!(place(number) < at),
                Deed::Comment { under: None, .. } | Deed::Message(_) | Deed::Mention(_) => {}
            }
        }
    }

    #[test]
    fn every_matter_is_written_about_by_a_large_population() {
        let crowd = Population { people: 20_000, ..PEOPLE };
        let mut seen = std::collections::BTreeSet::new();
        for happening in of_post(1, crowd, "a", 0).into_iter().chain(of_day(1, crowd, "b", 0)) {
            match happening.deed {
                Deed::Comment { written, .. } | Deed::Message(written) | Deed::Mention(written) => {
                    seen.insert(format!("{:?}", written.matter));
                }
                Deed::Edit { .. } | Deed::Delete { .. } | Deed::Like { .. } => {}
            }
        }
        assert_eq!(seen.len(), Matter::ALL.len());
    }
}
