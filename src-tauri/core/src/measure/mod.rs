//! Measuring: how often what is public was seen and liked, and how many follow an account, as each platform tells it.
//!
//! Invariant: reading changes nothing on a platform and nothing of a delivery. Not told is not gone, and neither is nought; and
//! numbers of two platforms are never one number.

pub mod definitions;
pub mod insight;
mod marks;
mod meter;
mod meters;
mod metric;
mod sampler;
mod samples;
mod schedule;
mod settle;

#[cfg(test)]
mod tests;

pub use definitions::{Definition, definitions, headlines};
pub use marks::{Held, Unusual, held, held_of, unseen};
pub use meter::{Meter, PostAsked, PostReading, Said};
pub use meters::{
    AccountStanding, PartStanding, account_standing, look_now, nobody_pays, paid_since, part_standings, read_anew,
};
pub use metric::{CountedAs, CountedOver, Metric, Told, WhyMissing};
pub use sampler::Sampler;
pub use samples::{NumberRow, Sample, history, of_account, of_part};
