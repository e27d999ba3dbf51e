//! A draft for Instagram: a line to go with a picture, one thing worth knowing, and an invitation.
//!
//! Invariant: the first line can stand alone under the picture, nothing is said twice, and hashtags come last. A link is
//! not pressed there, so it is given to be read.

use super::compose::Composer;
use super::{WriteError, hashtags};

/// Writes the caption.
pub(super) fn write(composer: &Composer<'_>) -> Result<String, WriteError> {
    let book = composer.book;
    let invitation: Vec<String> =
        [composer.offer(), composer.place_line()?, Some(composer.said("instagram ask", book.instagram_asks)?)]
            .into_iter()
            .flatten()
            .collect();
    let mut invitation = invitation.join(" ");
    if let Some(contact) = composer.contact_line()? {
        invitation = format!("{invitation}\n{contact}");
    }
    let mut paragraphs = vec![
        composer.lead("instagram opening", book.instagram_openings)?,
        composer.truth_or("instagram body", book.facebook_bodies)?,
        invitation,
    ];
    let tags = hashtags::hashtags(&composer.theme, composer.topic.map(|topic| topic.tag));
    let tags = (!tags.is_empty()).then(|| tags.join(" "));
    let end: Vec<String> = [composer.sign_off()?, tags].into_iter().flatten().collect();
    if !end.is_empty() {
        paragraphs.push(end.join("\n"));
    }
    Ok(paragraphs.join("\n\n"))
}
