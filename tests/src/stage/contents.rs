//! Contents of posts, put together word by word and picture by picture.
//!
//! Invariant: what a content shows was taken in by the clinic that it is for.

use countersign_core::api::types::Picture;
use countersign_core::model::{AltText, Content, MediaRef, Part, PartRole, Platform};

use crate::clinic::Clinic;

/// The platform that a content is meant for.
#[must_use]
pub const fn platform_of(content: &Content) -> Platform {
    content.options.platform()
}

/// A content with one more part.
#[must_use]
pub fn and(mut content: Content, role: PartRole, text: &str) -> Content {
    content.parts.push(Part { role, text: text.into(), media: Vec::new() });
    content
}

/// A content whose first part shows pictures that were just taken in, each with its description.
#[must_use]
pub fn with_pictures(clinic: &Clinic, mut content: Content, described: &[(u8, &str)]) -> Content {
    // What is sent is compared with what was taken in, so each platform gets a format that it takes as it is.
    let as_photo = matches!(platform_of(&content), Platform::Instagram | Platform::Tiktok);
    let media = described.iter().map(|(shade, alt)| MediaRef {
        digest: if as_photo { clinic.photo(*shade) } else { clinic.picture(*shade) }.digest,
        alt: AltText((*alt).into()),
        crop: None,
    });
    if let Some(main) = content.parts.first_mut() {
        main.media.extend(media);
    }
    content
}

/// A content whose first part is a video that was just taken in.
#[must_use]
pub fn with_film(clinic: &Clinic, mut content: Content, number: u8) -> Content {
    let media = MediaRef { digest: clinic.film(number).digest, alt: AltText(String::new()), crop: None };
    if let Some(main) = content.parts.first_mut() {
        main.media.push(media);
    }
    content
}

/// A content whose first part shows what was just taken in, with a description or none.
#[must_use]
pub fn with_media(mut content: Content, stored: &Picture, alt: &str) -> Content {
    if let Some(main) = content.parts.first_mut() {
        main.media.push(MediaRef { digest: stored.digest, alt: AltText(alt.into()), crop: None });
    }
    content
}
