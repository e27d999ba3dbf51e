//! A draft for Facebook: two to four short paragraphs that ask, tell and invite.
//!
//! Invariant: the first paragraph speaks to the reader, every paragraph can stand alone, and hashtags come last, if
//! they come at all.

use super::compose::Composer;
use super::topic::Topic;
use super::{WriteError, hashtags};

/// Writes the post.
pub(super) fn write(composer: &Composer<'_>) -> Result<String, WriteError> {
    let book = composer.book;
    let mut paragraphs = Vec::new();
    match composer.topic {
        // The topic's own question opens most posts; a theme of a known topic is also told now and then.
        Some(topic) if topic.topic == Topic::Crisis || composer.draw.below("facebook manner", 3) > 0 => {
            paragraphs.push(topic.question.to_owned());
            let bridge = composer.lead("facebook bridge", book.facebook_bridges)?;
            paragraphs.push([bridge, topic.truths.join(" ")].join(" "));
        }
        Some(topic) => {
            paragraphs.push(composer.lead("facebook opening", book.facebook_openings)?);
            paragraphs.push(topic.truths.join(" "));
        }
        None => {
            paragraphs.push(composer.lead("facebook opening", book.facebook_openings)?);
            paragraphs.push(composer.said("facebook body", book.facebook_bodies)?);
        }
    }
    let invitation: Vec<String> = [
        composer.audience_line()?,
        composer.offer(),
        composer.place_line()?,
        Some(composer.said("facebook ask", book.facebook_asks)?),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut invitation = invitation.join(" ");
    if let Some(contact) = composer.contact_line()? {
        invitation = format!("{invitation}\n{contact}");
    }
    paragraphs.push(invitation);
    let tags = hashtags::hashtags(&composer.theme, composer.topic.map(|topic| topic.tag));
    let tags = (!tags.is_empty() && composer.draw.below("facebook tags", 2) == 0).then(|| tags.join(" "));
    let end: Vec<String> = [composer.sign_off()?, tags].into_iter().flatten().collect();
    if !end.is_empty() {
        paragraphs.push(end.join("\n"));
    }
    Ok(paragraphs.join("\n\n"))
}
