//! Whether a GIF that moves, or a document, fits the platform of its post.
//!
//! Invariant: both are sent as they are kept, to the bit; so whatever the platform would refuse of one is a reason not to
//! sign, and where a platform is not known to take one, it is refused rather than sent as something else.

use super::{Capability, Checked, FindingCode, MediaFacts, Severity};
use crate::model::{MediaRef, Part, PartRole};

/// What is known of a GIF that moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MovingFacts {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// The size of the file.
    pub bytes: u64,
    /// How many pictures it shows, one after the other.
    pub frames: u32,
}

/// What is known of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentFacts {
    /// How many pages it has.
    pub pages: u32,
    /// The size of the file.
    pub bytes: u64,
    /// What it says about itself beside its pages: title, who wrote it, with what.
    pub tells: Vec<String>,
}

impl MediaFacts {
    /// The facts of a document, if it is one.
    pub const fn document(&self) -> Option<&DocumentFacts> {
        match self {
            Self::Document(facts) => Some(facts),
            Self::Picture(_) | Self::Moving(_) | Self::Video(_) => None,
        }
    }
}

impl Checked<'_> {
    /// Checks a GIF that moves.
    pub(super) fn moving(&mut self, index: usize, which: &str, used: &MediaRef, facts: MovingFacts, count: usize) {
        let platform = self.platform.name();
        let Some(limits) = self.row.moving.filter(|_| self.story().is_none()) else {
            let message = format!(
                "{which} is a GIF that moves, and Countersign sends those to X alone: no source says that they move on {platform}. Save it as an MP4 video, or as a JPEG if one still picture says enough."
            );
            self.block(FindingCode::MovingUnsupported, Some(index), message, Some("our own choice"));
            return;
        };
        if count > 1 {
            let message = format!(
                "{which} is a GIF that moves; {platform} takes one by itself, and no picture beside it. Take the others out."
            );
            self.block(FindingCode::MovingBesideOthers, Some(index), message, Some(limits.one.source));
        }
        if used.crop.is_some() {
            let message = format!(
                "{which} is a GIF that moves, which is sent whole. Show all of it, or cut it with a picture program."
            );
            self.block(FindingCode::MovingCut, Some(index), message, Some("our own choice"));
        }
        let (across, down) = limits.size.value;
        let has = if facts.bytes > limits.bytes.value {
            let (has, most) = (Capability::megabytes(facts.bytes), Capability::megabytes(limits.bytes.value));
            Some((format!("has {has}; {platform} takes {most}"), limits.bytes.source))
        } else if facts.width > across || facts.height > down {
            let has = format!("is {} × {} pixels; {platform} takes {across} × {down}", facts.width, facts.height);
            Some((has, limits.size.source))
        } else if facts.frames > limits.frames.value {
            let has = format!(
                "shows {} pictures, one after the other; {platform} takes {}",
                facts.frames, limits.frames.value
            );
            Some((has, limits.frames.source))
        } else if u64::from(facts.width) * u64::from(facts.height) * u64::from(facts.frames) > limits.pixels.value {
            let has = format!(
                "shows too much: its pictures have more than {} megapixels together",
                limits.pixels.value / 1_000_000
            );
            Some((has, limits.pixels.source))
        } else {
            None
        };
        if let Some((has, source)) = has {
            let message = format!("{which} {has}. Save it smaller or shorter, or as an MP4 video, then add it again.");
            self.block(FindingCode::MovingTooLarge, Some(index), message, Some(source));
        }
    }

    /// Checks a part that has a document.
    pub(super) fn documents(&mut self, index: usize, part: &Part, known: &[Option<MediaFacts>]) {
        let (name, platform) = (self.name(index), self.platform.name());
        let Some(limits) = self.row.document else {
            let message = format!(
                "{platform} takes no PDF documents. Take it out; its pages can be posted as pictures, once they are saved as such."
            );
            self.block(FindingCode::DocumentUnsupported, Some(index), message, Some("our own choice"));
            return;
        };
        if part.role != PartRole::Main {
            let message = format!("{name} can't have a document. Move it to the post.");
            self.block(FindingCode::DocumentUnsupported, Some(index), message, Some("our own choice"));
            return;
        }
        if part.media.len() > 1 {
            let message =
                format!("On {platform} a post shows one document and nothing beside it. Take the others out.");
            self.block(FindingCode::DocumentBesideOthers, Some(index), message, Some(limits.one.source));
        }
        for facts in known.iter().flatten().filter_map(MediaFacts::document) {
            if facts.bytes > limits.bytes.value || facts.pages > limits.pages.value {
                let message = format!(
                    "The document has {} and {}; {platform} takes {} and {}. Split it, or save it smaller, then add it again.",
                    pages(facts.pages),
                    Capability::megabytes(facts.bytes),
                    pages(limits.pages.value),
                    Capability::megabytes(limits.bytes.value)
                );
                self.block(FindingCode::DocumentTooLarge, Some(index), message, Some(limits.pages.source));
            }
            if !facts.tells.is_empty() {
                let message = format!(
                    "The document tells this about itself, and everybody who downloads it can read it: {}.",
                    facts.tells.join("; ")
                );
                self.find(FindingCode::DocumentTells, Severity::Note, Some(index), message, Some("our own choice"));
            }
        }
        if known.contains(&None) {
            let message = "The document is no longer in the media library. Add it again.".to_owned();
            self.block(FindingCode::PictureUnknown, Some(index), message, None);
        }
        if part.media.iter().any(|media| !media.alt.0.trim().is_empty()) {
            let message =
                format!("{platform} takes no description of a document, so it is not sent. Its title says what it is.");
            self.hint(FindingCode::AltUnsupported, index, message, Some("our own choice"));
        }
        let title = self.content.options.document_title().unwrap_or_default();
        let length = title.trim().chars().count();
        let message = if length == 0 {
            format!("The document has no title. {platform} shows it above the pages; write it here.")
        } else if length > limits.title.value as usize {
            format!("The title of the document has {length} characters; {platform} takes {}.", limits.title.value)
        } else if title.contains(char::is_control) {
            "The title of the document goes over more than one line. Make it one.".to_owned()
        } else {
            return;
        };
        self.block(FindingCode::DocumentTitle, Some(index), message, Some(limits.title.source));
    }
}

fn pages(count: u32) -> String {
    if count == 1 { "1 page".to_owned() } else { format!("{count} pages") }
}
