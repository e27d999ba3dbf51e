//! Fingerprints of what posts say: one that tells that two say the same, and one that tells that they say nearly the same.
//!
//! Invariant: pure, and one row of `fingerprint` for each revision, made with it. The first is SHA-256 over the words; the
//! second is a SimHash of 64 bits over pairs of words, and two texts are near where at most [`NEAR`] bits differ. Letter
//! case, punctuation, emoji, white space, and what a link carries behind its path make no difference to either.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::error::{Error, Result};
use crate::model::{Content, Digest, Millis, PartRole, PostId, RevisionId};
use crate::store::{Tx, args};

/// How many bits may differ between texts that say nearly the same. Measured on the examples in this file's tests: posts
/// that were reworded before they were posted again lie 4 to 11 bits apart, other posts of the same clinic 25 and more.
pub const NEAR: u32 = 12;

/// A text of fewer pairs of words is compared for sameness only: each pair moves so many bits that chance decides.
/// From here on, two texts of unrelated words were never less than 18 bits apart in a thousand tries.
const LEAST_PAIRS: usize = 12;

/// What a post says, as far as it can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint {
    /// The digest of its words.
    pub same: Digest,
    /// The SimHash of its pairs of words; none where it has too few.
    pub near: Option<u64>,
}

impl Fingerprint {
    /// What `content` says; none where it says nothing, or answers somebody: two people may well get the same answer. The first
    /// comment is no part of it.
    pub fn of(content: &Content) -> Option<Self> {
        if content.is_reply() {
            return None;
        }
        let mut words: Vec<String> = Vec::new();
        words.extend(content.options.title().map(words_of).unwrap_or_default());
        for part in content.parts.iter().filter(|part| part.role != PartRole::FirstComment) {
            words.extend(words_of(&part.text));
        }
        words.extend(content.options.link().map(|link| words_of(path_of(link))).unwrap_or_default());
        if words.is_empty() {
            // Emoji alone may say the same as well.
            let signs: String = content.parts.iter().flat_map(|part| part.text.split_whitespace()).collect();
            return (!signs.is_empty()).then(|| Self { same: Digest::of(signs.as_bytes()), near: None });
        }
        Some(Self { same: Digest::of(words.join(" ").as_bytes()), near: simhash(&words) })
    }

    /// Whether both say the same.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.same == other.same
    }

    /// Whether both say nearly the same.
    pub fn is_near(&self, other: &Self) -> bool {
        self.same == other.same || other.near.is_some_and(|other| self.is_near_to(other))
    }

    /// Whether it is nearly what has this SimHash.
    pub fn is_near_to(&self, other: u64) -> bool {
        self.near.is_some_and(|own| (own ^ other).count_ones() <= NEAR)
    }
}

/// The words of a text in the form in which they are compared: without case, without signs, links without what stands
/// behind their path.
pub fn words_of(text: &str) -> Vec<String> {
    let shown: String = text.nfkc().filter(|c| !takes_no_room(*c)).collect();
    let mut words = Vec::new();
    for token in shown.split_whitespace() {
        let token = if token.contains("://") { path_of(token) } else { token };
        words.extend(token.to_lowercase().unicode_words().map(str::to_owned));
    }
    words
}

/// A link without its scheme, its query and its fragment: what only counts clicks says nothing.
fn path_of(link: &str) -> &str {
    let bare = link.split_once("://").map_or(link, |(_, rest)| rest);
    bare.split(['?', '#']).next().unwrap_or(bare).trim_end_matches('/')
}

/// What can stand inside a word without being seen.
const fn takes_no_room(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

fn simhash(words: &[String]) -> Option<u64> {
    let pairs: Vec<u64> = words.windows(2).map(|pair| hash(&pair.join(" "))).collect();
    if pairs.len() < LEAST_PAIRS {
        return None;
    }
    let bit = |place: u32| {
        let set = pairs.iter().filter(|hash| *hash >> place & 1 == 1).count();
        u64::from(set * 2 > pairs.len()) << place
    };
    Some((0..u64::BITS).map(bit).fold(0, |all, bit| all | bit))
}

fn hash(pair: &str) -> u64 {
    let digest = Digest::of(pair.as_bytes());
    digest.as_bytes().iter().take(8).fold(0, |hash, byte| hash << 8 | u64::from(*byte))
}

/// Keeps the fingerprint of a revision.
pub(super) fn keep(tx: &Tx<'_>, revision: RevisionId, content: &Content) -> Result<()> {
    let print = Fingerprint::of(content);
    tx.run(
        "INSERT INTO fingerprint (revision_id, same, near) VALUES ($1, $2, $3) ON CONFLICT (revision_id) DO NOTHING",
        args![revision, print.map(|print| print.same), print.and_then(|print| print.near).map(u64::cast_signed)],
    )?;
    Ok(())
}

/// Makes the fingerprints of posts planned since `since` that were written before there were any.
///
/// # Errors
/// When the store refuses.
pub fn keep_missing_fingerprints(tx: &Tx<'_>, since: Millis) -> Result<()> {
    let missing = tx.all(
        "SELECT post.id FROM plan CROSS JOIN post ON post.id = plan.post_id
         WHERE plan.due_at >= $1
           AND NOT EXISTS (SELECT 1 FROM fingerprint WHERE fingerprint.revision_id = post.head_revision)",
        args![since],
        |row| row.get::<PostId>("id").map_err(Error::from),
    )?;
    for post in missing {
        let head = super::post::head(tx, post)?;
        keep(tx, head.revision, &head.content)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
