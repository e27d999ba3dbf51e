//! The part of a picture that is shown.
//!
//! Invariant: a [`Crop`] lies within its picture and is not empty, whoever made it; one that comes in otherwise is refused
//! where it is read.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use ts_rs::TS;

/// A cut-out of a picture, in thousandths of its width and height, so that it fits any size of the same picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
#[ts(export)]
pub struct Crop {
    x: u16,
    y: u16,
    width: u16,
    height: u16,
}

/// A cut-out as it comes in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    x: u16,
    y: u16,
    width: u16,
    height: u16,
}

/// A cut-out that is empty or reaches beyond its picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the cut-out does not lie within its picture")]
pub struct InvalidCrop;

impl<'de> Deserialize<'de> for Crop {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let Unchecked { x, y, width, height } = Unchecked::deserialize(from)?;
        Self::new(x, y, width, height).ok_or_else(|| serde::de::Error::custom(InvalidCrop))
    }
}

impl fmt::Display for Crop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{},{},{}", self.x, self.y, self.width, self.height)
    }
}

impl std::str::FromStr for Crop {
    type Err = InvalidCrop;

    fn from_str(text: &str) -> Result<Self, InvalidCrop> {
        let numbers: Vec<u16> = text.split(',').map(str::parse).collect::<Result<_, _>>().map_err(|_| InvalidCrop)?;
        match numbers.as_slice() {
            [x, y, width, height] => Self::new(*x, *y, *width, *height).ok_or(InvalidCrop),
            _ => Err(InvalidCrop),
        }
    }
}

/// A rectangle of pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pixels {
    /// From the left.
    pub x: u32,
    /// From the top.
    pub y: u32,
    /// Across.
    pub width: u32,
    /// Down.
    pub height: u32,
}

impl Crop {
    /// The thousandths of the whole.
    pub const WHOLE: u16 = 1000;

    /// A cut-out, if it lies within the picture and is not empty.
    pub const fn new(x: u16, y: u16, width: u16, height: u16) -> Option<Self> {
        if within(x, width) && within(y, height) { Some(Self { x, y, width, height }) } else { None }
    }

    /// Whether it is the whole picture.
    pub const fn is_whole(self) -> bool {
        self.width == Self::WHOLE && self.height == Self::WHOLE
    }

    /// What it is of a picture of `width` × `height` pixels; at least one pixel either way.
    pub fn of(self, width: u32, height: u32) -> Pixels {
        let (x, across) = share(self.x, self.width, width);
        let (y, down) = share(self.y, self.height, height);
        Pixels { x, y, width: across, height: down }
    }
}

const fn within(from: u16, length: u16) -> bool {
    length > 0 && from <= Crop::WHOLE && length <= Crop::WHOLE - from
}

/// The thousandths from `from` on, `length` of them, in pixels of `whole`, edges rounded to the nearest.
fn share(from: u16, length: u16, whole: u32) -> (u32, u32) {
    let edge = |at: u16| {
        let exact = (u64::from(whole) * u64::from(at) + u64::from(Crop::WHOLE) / 2) / u64::from(Crop::WHOLE);
        u32::try_from(exact).unwrap_or(whole)
    };
    let start = edge(from).min(whole.saturating_sub(1));
    let end = edge(from.saturating_add(length)).min(whole).max(start + 1);
    (start, end - start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reaches_beyond_the_picture_is_none() {
        assert!(Crop::new(0, 0, 1000, 1000).unwrap().is_whole());
        for (x, y, width, height) in [(0, 0, 0, 10), (0, 0, 10, 0), (1, 0, 1000, 10), (0, 990, 10, 11), (1001, 0, 1, 1)]
        {
            assert_eq!(Crop::new(x, y, width, height), None);
            let json = format!(r#"{{"x":{x},"y":{y},"width":{width},"height":{height}}}"#);
            assert!(serde_json::from_str::<Crop>(&json).is_err(), "{json}");
            assert!(format!("{x},{y},{width},{height}").parse::<Crop>().is_err());
        }
    }

    #[test]
    fn it_reads_as_it_was_written() {
        let crop = Crop::new(125, 0, 750, 1000).unwrap();
        let json = serde_json::to_string(&crop).unwrap();
        assert_eq!(json, r#"{"x":125,"y":0,"width":750,"height":1000}"#);
        assert_eq!(serde_json::from_str::<Crop>(&json).unwrap(), crop);
        assert_eq!(crop.to_string().parse::<Crop>().unwrap(), crop);
    }

    #[test]
    fn pixels_stay_within_the_picture() {
        let crop = Crop::new(125, 0, 750, 1000).unwrap();
        assert_eq!(crop.of(800, 600), Pixels { x: 100, y: 0, width: 600, height: 600 });
        for (width, height) in [(1, 1), (3, 7), (999, 1001), (20_000, 32)] {
            for crop in [Crop::new(999, 999, 1, 1), Crop::new(0, 0, 1, 1), Crop::new(333, 333, 334, 667)] {
                let cut = crop.unwrap().of(width, height);
                assert!(cut.width > 0 && cut.height > 0);
                assert!(cut.x + cut.width <= width && cut.y + cut.height <= height, "{cut:?} of {width} × {height}");
            }
        }
    }
}
