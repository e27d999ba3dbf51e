//! A draft for X: short, one idea, something to do.
//!
//! Invariant: the text fits X's limit with room for one link, whatever the theme; what does not fit is left out, the
//! least important first, and the theme itself is cut only when it alone is too long.

use super::compose::Composer;
use super::{WriteError, hashtags};
use crate::model::Platform;

/// What a link that is added later takes, with the space before it.
const ROOM_FOR_A_LINK: u32 = 24;

/// The pieces of a post, in the order in which they stand.
struct Pieces {
    lead: String,
    body: Option<String>,
    offer: Option<String>,
    ask: Option<String>,
    contact: Option<String>,
    place: Option<String>,
    tags: Vec<String>,
}

impl Pieces {
    fn text(&self) -> String {
        let join = |pieces: &[Option<&String>]| {
            pieces.iter().flatten().map(|piece| piece.as_str()).collect::<Vec<_>>().join(" ")
        };
        let first = join(&[Some(&self.lead), self.body.as_ref(), self.offer.as_ref(), self.place.as_ref()]);
        let tags = (!self.tags.is_empty()).then(|| self.tags.join(" "));
        let second = join(&[self.ask.as_ref(), self.contact.as_ref(), tags.as_ref()]);
        if second.is_empty() { first } else { format!("{first}\n\n{second}") }
    }

    /// Leaves out the least important piece that is still there; whether there was one.
    fn shorten(&mut self, contact_is_link: bool) -> bool {
        self.place.take().is_some()
            || self.tags.len() > 1 && self.tags.pop().is_some()
            || !contact_is_link && self.contact.take().is_some()
            || self.offer.is_some() && self.body.take().is_some()
            || self.tags.pop().is_some()
            || self.body.take().is_some()
            || self.ask.take().is_some()
            || self.offer.take().is_some()
            || self.contact.take().is_some()
    }
}

/// Writes the post.
pub(super) fn write(composer: &Composer<'_>) -> Result<String, WriteError> {
    let limit = composer.limit(Platform::X);
    for share in [1, 2, 3, 4, 6, 10, 20] {
        let Some(composer) = composer.with_theme_within(Platform::X, limit / share) else { continue };
        let (mut pieces, link) = (pieces(&composer)?, composer.contact_is_link());
        loop {
            let room = if link && pieces.contact.is_some() { 0 } else { ROOM_FOR_A_LINK };
            let text = pieces.text();
            if composer.length(Platform::X, &text).saturating_add(room) <= limit {
                return Ok(text);
            }
            if !pieces.shorten(link) {
                break;
            }
        }
    }
    Err(WriteError::NoRoom { platform: Platform::X })
}

fn pieces(composer: &Composer<'_>) -> Result<Pieces, WriteError> {
    let contact = if composer.contact_is_link() { composer.contact() } else { composer.contact_line()? };
    Ok(Pieces {
        lead: composer.lead("x lead", composer.book.x_leads)?,
        body: Some(composer.truth_or("x body", composer.book.x_bodies)?),
        offer: composer.offer(),
        ask: Some(composer.said("x ask", composer.book.x_asks)?),
        contact,
        place: composer.place_line()?.filter(|_| composer.offer().is_some()),
        tags: hashtags::hashtags(&composer.theme, composer.topic.map(|topic| topic.tag)),
    })
}
