//! Lends the check's counting to the writer, which comes before the check and may not name it.
//!
//! Invariant: a text that this measures as fitting has no [`FindingCode::TextTooLong`](super::FindingCode::TextTooLong).

use super::capability::capability;
use super::{count, links};
use crate::draft::writer::Measure;
use crate::model::Platform;

/// The lengths and limits of the platforms.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlatformMeasure;

impl Measure for PlatformMeasure {
    fn length(&self, platform: Platform, text: &str) -> u32 {
        count(0, text, &capability(platform).text).used
    }

    fn limit(&self, platform: Platform) -> u32 {
        capability(platform).text.limit.value
    }

    fn is_link(&self, text: &str) -> bool {
        matches!(links::links(text).as_slice(), [only] if *only == (0..text.len()))
    }
}
