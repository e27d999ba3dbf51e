//! Insight: numbers of posts of one channel, by one definition, at one age, held against each other.
//!
//! Invariant: numbers of two channels, of two definitions or of two ages never meet. A statement names the posts that it was made
//! from, is made of [`ENOUGH`] of them at least, and says of nothing why it is so. What is missing is left out and counted.

mod accounts;
mod age;
mod compared;
mod grouped;
mod told;

#[cfg(test)]
mod tests;

pub use accounts::{AccountNumber, accounts};
pub use age::Age;
pub(super) use age::{Reading, keep as keep_at_age};
pub use compared::{Compared, Comparison, LeftOut, Of, Shows, compare, first_public, published};
pub use grouped::{ENOUGH, Edges, Group, Halves, edges, groups, halves, median};
pub use told::{Stands, ToldAt, ToldPost, posts_with_numbers};
