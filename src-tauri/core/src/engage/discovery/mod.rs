//! Discovery: what others write in public about the clinic's topics, searched for when a person asks, and kept for a few days.
//!
//! Invariant: nothing is searched for by itself, and nothing is asked for twice. What was found is somebody else's words: they are in no
//! log and in no draft, go with the connection that found them, and after seven days at the latest.

mod hits;
mod searcher;
mod searches;
mod topics;

#[cfg(test)]
mod tests;

pub use hits::{HitRow, KEPT, hit, hit_drafted, hits, let_go, next_goes_at};
pub use searcher::{Found, HitCounts, HitSeen, SearchAsk, Searcher};
pub use searches::{
    Begun, FRESH, MOST_READ_A_DAY, Reading, Search, begin, left_today, paid_since, settle, standing, waits_until,
    why_not_searched,
};
pub use topics::{
    LONGEST_TOPIC, MOST_TOPICS, MOST_WORDS, TopicLanguage, TopicRow, remove_topic, save_topic, topic, topics,
};
