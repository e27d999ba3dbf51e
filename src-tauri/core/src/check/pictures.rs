//! Whether the pictures of a part fit the platform.
//!
//! Invariant: the store keeps masters, and what is sent is rendered from them; so a master's size or format is never
//! a reason to refuse it, and one that is not in the store always is.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::capability::{Fit, PHOTOS, Shape};
use super::pieces::{DocumentFacts, MovingFacts};
use super::{Capability, Checked, FindingCode, PictureFormat, Severity, Sourced};
use crate::draft::video::Facts;
use crate::model::{MediaRef, Part, PartRole, Platform};

/// What is known of a stored picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PictureFacts {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// The size of the file.
    pub bytes: u64,
    /// The format of the file.
    pub format: PictureFormat,
}

/// What is known of what a part shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaFacts {
    /// A picture.
    Picture(PictureFacts),
    /// A GIF that moves.
    Moving(MovingFacts),
    /// A document.
    Document(DocumentFacts),
    /// A video.
    Video(Facts),
}

impl MediaFacts {
    /// The facts of a picture, if it is one.
    pub const fn picture(&self) -> Option<&PictureFacts> {
        match self {
            Self::Picture(facts) => Some(facts),
            Self::Video(_) | Self::Moving(_) | Self::Document(_) => None,
        }
    }

    /// The facts of a video, if it is one.
    pub const fn video(&self) -> Option<&Facts> {
        match self {
            Self::Video(facts) => Some(facts),
            Self::Picture(_) | Self::Moving(_) | Self::Document(_) => None,
        }
    }
}

/// The shorter edge below which a picture looks blurred in a timeline: our own choice.
const SMALL_EDGE: u32 = 320;

impl Checked<'_> {
    /// Checks what a part shows: pictures, or a video.
    pub(super) fn media(&mut self, index: usize, part: &Part, known: &dyn Fn(&MediaRef) -> Option<MediaFacts>) {
        let known: Vec<Option<MediaFacts>> = part.media.iter().map(known).collect();
        let film = self.needs_film() && part.role == PartRole::Main;
        if known.iter().flatten().any(|facts| facts.document().is_some()) {
            self.documents(index, part, &known);
        } else if film || known.iter().flatten().any(|facts| facts.video().is_some()) {
            self.videos(index, part, &known);
            if known.contains(&None) {
                let message = "The video is no longer in the media library. Add it again.".to_owned();
                self.block(FindingCode::PictureUnknown, Some(index), message, None);
            }
            for (picture, known) in part.media.iter().zip(&known) {
                if let Some(MediaFacts::Moving(facts)) = known {
                    self.moving(index, "The picture", picture, *facts, part.media.len());
                }
            }
            return;
        } else {
            self.pictures(index, part, &known);
        }
        if part.role == PartRole::Main && self.content.options.cover_ms().is_some() {
            let message =
                "A cover was chosen, and there is no video that it could be taken from. Take the chosen instant out.";
            self.block(FindingCode::CoverInstant, Some(index), message.to_owned(), Some("our own choice"));
        }
    }

    fn pictures(&mut self, index: usize, part: &Part, known: &[Option<MediaFacts>]) {
        let (name, platform, row) = (self.name(index), self.platform.name(), self.row);
        if part.role == PartRole::FirstComment && !part.media.is_empty() && !row.first_comment_pictures.value {
            let message = format!("{name} can't have pictures on {platform}. Move them to the post.");
            self.block(
                FindingCode::FirstCommentPictures,
                Some(index),
                message,
                Some(row.first_comment_pictures.source),
            );
        }
        let (count, story) = (part.media.len(), self.story());
        let most = story.map_or(row.pictures.most, |story| story.pictures);
        if count > most.value as usize {
            let message = match story {
                Some(_) => format!("A story has {count} pictures; {platform} takes {} in each.", most.value),
                None => format!("{name} has {count} pictures; {platform} takes {}.", most.value),
            };
            self.block(FindingCode::TooManyPictures, Some(index), message, Some(most.source));
        }
        if part.role != PartRole::FirstComment && count < row.pictures.least.value as usize {
            let message = match row.video {
                Some(_) => format!("{platform} takes no post of words alone. Add a video, or pictures."),
                None => format!("{platform} takes no post without a picture. Add one."),
            };
            self.block(FindingCode::PictureRequired, Some(index), message, Some(row.pictures.least.source));
        }
        if count > 0 && row.pictures.fetched.value && !self.lends {
            let message = format!(
                "{platform} fetches pictures from an address, and the clinic has no media host that it could fetch them from. An administrator sets one up under Settings, Media host."
            );
            self.block(FindingCode::MediaHostMissing, Some(index), message, Some(row.pictures.fetched.source));
        }
        for (at, (picture, known)) in part.media.iter().zip(known).enumerate() {
            let which = if count == 1 { "The picture".to_owned() } else { format!("Picture {}", at + 1) };
            self.alternative_text(index, &which, &picture.alt.0);
            match known {
                Some(MediaFacts::Picture(facts)) => self.facts(index, &which, *facts),
                Some(MediaFacts::Moving(facts)) => self.moving(index, &which, picture, *facts, count),
                Some(MediaFacts::Video(_) | MediaFacts::Document(_)) => {}
                None => {
                    let message = format!("{which} is no longer in the media library. Add it again.");
                    self.block(FindingCode::PictureUnknown, Some(index), message, None);
                }
            }
        }
    }

    fn alternative_text(&mut self, index: usize, which: &str, alt: &str) {
        if let Some(story) = self.story().filter(|story| !story.alt.value) {
            if !alt.trim().is_empty() {
                let message = format!(
                    "A story on {} takes no description, so that of {} is not sent.",
                    self.platform.name(),
                    lower(which)
                );
                self.hint(FindingCode::AltUnsupported, index, message, Some(story.alt.source));
            }
            return;
        }
        if self.platform == Platform::Tiktok && !PHOTOS.alt.value {
            if !alt.trim().is_empty() {
                let message = format!(
                    "TikTok takes no description of {}, so it is not sent. Say in the text what it shows.",
                    lower(which)
                );
                self.hint(FindingCode::AltUnsupported, index, message, Some(PHOTOS.alt.source));
            }
            return;
        }
        if alt.trim().is_empty() {
            let message = format!("{which} has no description. People who can't see it should be told what it shows.");
            let source = Some("WCAG 2.2, 1.1.1: non-text content has a text alternative");
            self.find(FindingCode::AltMissing, Severity::Note, Some(index), message, source);
        }
        // The platform's unit is not stated; UTF-16 units are the stricter count.
        let used = alt.encode_utf16().count();
        if let Some(limit) = self.row.pictures.alt
            && used > limit.value as usize
        {
            let message =
                format!("The description of {} is {} characters too long.", lower(which), used - limit.value as usize);
            self.block(FindingCode::AltTooLong, Some(index), message, Some(limit.source));
        }
    }

    pub(super) fn facts(&mut self, index: usize, which: &str, facts: PictureFacts) {
        let (platform, limits, rendition) = (self.platform.name(), self.row.pictures, self.row.rendition);
        if let Some(shape) = limits.shape.filter(|_| self.story().is_none()) {
            self.shape(index, which, facts, shape);
        }
        if facts.width.min(facts.height) < SMALL_EDGE {
            let message = format!("{which} is small ({} × {} pixels) and may look blurred.", facts.width, facts.height);
            self.hint(FindingCode::PictureSmall, index, message, Some("our own choice"));
        }
        if facts.bytes > limits.bytes.value {
            let message = format!(
                "{which} has {}; {platform} takes {}. A smaller copy will be sent.",
                Capability::megabytes(facts.bytes),
                Capability::megabytes(limits.bytes.value)
            );
            self.hint(FindingCode::PictureConverted, index, message, Some(limits.bytes.source));
        } else if !rendition.formats.value.contains(&facts.format) {
            let becomes = rendition.formats.value.first().map_or("JPEG", |format| format.name());
            let still = if facts.format == PictureFormat::Gif { " still" } else { "" };
            let message = format!("{which} is a {} file; it will be sent as a{still} {becomes}.", facts.format.name());
            self.hint(FindingCode::PictureConverted, index, message, Some(rendition.formats.source));
        }
    }
}

impl Checked<'_> {
    fn shape(&mut self, index: usize, which: &str, facts: PictureFacts, shape: Sourced<Shape>) {
        let (platform, Shape { tallest, widest }) = (self.platform.name(), shape.value);
        let (how, (across, down)) = match shape.value.fit(facts.width, facts.height) {
            Fit::Inside => return,
            Fit::TooTall => ("tall", tallest),
            Fit::TooWide => ("wide", widest),
        };
        let most = if across > 100 { format!("1.{:02}:1", across - 100) } else { format!("{across}:{down}") };
        let message = format!("{which} is too {how} for {platform}, which takes {most} at most. Cut it to fit.");
        self.block(FindingCode::PictureShape, Some(index), message, Some(shape.source));
    }
}

fn lower(which: &str) -> String {
    which.replacen("The picture", "the picture", 1).replacen("Picture", "picture", 1)
}
