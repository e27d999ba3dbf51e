//! A draft for LinkedIn: a first line that can stand alone above the fold, what is known, and an invitation.
//!
//! Invariant: it opens with a statement and not with a question to the reader, every paragraph can stand alone, and
//! hashtags come last.

use super::compose::Composer;
use super::{WriteError, hashtags};

/// Writes the post.
pub(super) fn write(composer: &Composer<'_>) -> Result<String, WriteError> {
    let book = composer.book;
    let body = match composer.topic {
        Some(topic) => topic.truths.join(" "),
        None => composer.said("linkedin body", book.linkedin_bodies)?,
    };
    let invitation: Vec<String> = [
        composer.audience_line()?,
        composer.offer(),
        composer.place_line()?,
        Some(composer.said("linkedin ask", book.linkedin_asks)?),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut invitation = invitation.join(" ");
    if let Some(contact) = composer.contact_line()? {
        invitation = format!("{invitation}\n{contact}");
    }
    let mut paragraphs = vec![composer.lead("linkedin opening", book.linkedin_openings)?, body, invitation];
    let tags = hashtags::hashtags(&composer.theme, composer.topic.map(|topic| topic.tag));
    let tags = (!tags.is_empty()).then(|| tags.join(" "));
    let end: Vec<String> = [composer.sign_off()?, tags].into_iter().flatten().collect();
    if !end.is_empty() {
        paragraphs.push(end.join("\n"));
    }
    Ok(paragraphs.join("\n\n"))
}
