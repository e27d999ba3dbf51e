//! What a film's own bytes say about it, read while they come in; and films to practise with.
//!
//! Invariant: nothing of a film is kept but the head of it that tells these facts, and no more of that than `LONGEST_HEAD`.

/// The head of an ordinary film is some hundred kilobytes long.
const LONGEST_HEAD: usize = 4 * 1024 * 1024;

/// What is known of a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) duration_ms: u64,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// Reads the boxes of an MP4 or MOV as they pass.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    /// The beginning of the box that is being read, as far as it matters.
    held: Vec<u8>,
    /// How much of a box that does not matter is still to pass.
    passing: u64,
    facts: Option<Facts>,
    /// Nothing that follows can be read.
    lost: bool,
}

impl Walk {
    pub(crate) fn facts(&self) -> Option<Facts> {
        self.facts
    }

    pub(crate) fn take(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() && !self.lost && self.facts.is_none() {
            if self.passing > 0 {
                let step = usize::try_from(self.passing).unwrap_or(usize::MAX).min(bytes.len());
                self.passing -= step as u64;
                bytes = bytes.get(step..).unwrap_or_default();
                continue;
            }
            let Some(size) = box_of(&self.held).map(|(_, size)| size) else {
                let (first, rest) = bytes.split_at(1);
                self.held.extend_from_slice(first);
                bytes = rest;
                self.lost = self.held.len() > 16;
                continue;
            };
            if self.held.get(4..8) != Some(b"moov") {
                self.passing = size.saturating_sub(self.held.len() as u64);
                self.held.clear();
                continue;
            }
            let whole = usize::try_from(size).unwrap_or(usize::MAX);
            self.lost = whole > LONGEST_HEAD;
            let step = whole.saturating_sub(self.held.len()).min(bytes.len());
            self.held.extend_from_slice(bytes.get(..step).unwrap_or_default());
            bytes = bytes.get(step..).unwrap_or_default();
            if self.held.len() == whole {
                self.facts = facts_in(&self.held);
                self.lost = self.facts.is_none();
                self.held = Vec::new();
            }
        }
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
    Some(u32::from_be_bytes(four))
}

fn long(bytes: &[u8], at: usize) -> Option<u64> {
    let eight: [u8; 8] = bytes.get(at..at + 8)?.try_into().ok()?;
    Some(u64::from_be_bytes(eight))
}

/// Where the content of a box begins, and how long all of it is.
fn box_of(bytes: &[u8]) -> Option<(usize, u64)> {
    match number(bytes, 0)? {
        // To the end of the file, which is as far as it goes.
        0 => bytes.get(..8).map(|_| (8, u64::MAX)),
        1 => long(bytes, 8).filter(|size| *size >= 16).map(|size| (16, size)),
        size => bytes.get(..8).map(|_| (8, u64::from(size).max(8))),
    }
}

/// The boxes within a box.
fn within(mut bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    std::iter::from_fn(move || {
        let (start, size) = box_of(bytes)?;
        let size = usize::try_from(size).ok()?.min(bytes.len());
        let (kind, content) = (bytes.get(4..8)?, bytes.get(start..size)?);
        bytes = bytes.get(size..)?;
        Some((kind, content))
    })
}

fn facts_in(moov: &[u8]) -> Option<Facts> {
    let (start, _) = box_of(moov)?;
    let content = moov.get(start..)?;
    let mut duration_ms = None;
    let mut size = None;
    for (kind, content) in within(content) {
        match kind {
            b"mvhd" => duration_ms = lasting(content),
            b"trak" => {
                let header = within(content).find(|(kind, _)| *kind == b"tkhd").and_then(|(_, header)| shape(header));
                size = size.or(header.filter(|(width, height)| *width > 0 && *height > 0));
            }
            _ => {}
        }
    }
    let (width, height) = size?;
    Some(Facts { duration_ms: duration_ms?, width, height })
}

fn lasting(header: &[u8]) -> Option<u64> {
    let (scale, units) = match header.first()? {
        0 => (number(header, 12)?, u64::from(number(header, 16)?)),
        _ => (number(header, 20)?, long(header, 24)?),
    };
    units.checked_mul(1_000)?.checked_div(u64::from(scale))
}

/// A track's width and height, which end its header as numbers with sixteen bits behind the point.
fn shape(header: &[u8]) -> Option<(u32, u32)> {
    let end = if *header.first()? == 0 { 84 } else { 96 };
    Some((number(header, end - 8)? >> 16, number(header, end - 4)? >> 16))
}

fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len() + 8).unwrap_or(u32::MAX);
    [&size.to_be_bytes(), kind.as_slice(), content].concat()
}

/// The head of a film that lasts this long and has this many pixels: all of it that the practice platforms look at. What
/// follows it is taken for pictures, whatever it is.
pub fn head(duration_ms: u32, width: u16, height: u16) -> Vec<u8> {
    let mut about = vec![0u8; 100];
    let mut put = |at: usize, value: u32| {
        if let Some(place) = about.get_mut(at..at + 4) {
            place.copy_from_slice(&value.to_be_bytes());
        }
    };
    put(12, 1_000);
    put(16, duration_ms);
    let mut track = vec![0u8; 84];
    for (at, value) in [(76, width), (80, height)] {
        if let Some(place) = track.get_mut(at..at + 2) {
            place.copy_from_slice(&value.to_be_bytes());
        }
    }
    let trak = boxed(b"trak", &boxed(b"tkhd", &track));
    [boxed(b"ftyp", b"isom\0\0\0\0isom"), boxed(b"moov", &[boxed(b"mvhd", &about), trak].concat())].concat()
}

/// A film of `length` bytes or so, whose bytes are its own by the shade.
pub fn film(duration_ms: u32, (width, height): (u16, u16), length: usize, shade: u8) -> Vec<u8> {
    let head = head(duration_ms, width, height);
    let mut state = u32::from(shade) + 1;
    let pictures: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    })
    .take(length.saturating_sub(head.len() + 8))
    .collect();
    [head, boxed(b"mdat", &pictures)].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], step: usize) -> Option<Facts> {
        let mut walk = Walk::default();
        bytes.chunks(step).for_each(|piece| walk.take(piece));
        walk.facts()
    }

    #[test]
    fn the_facts_are_read_however_the_bytes_come() {
        let bytes = film(12_500, (1080, 1920), 4_000, 3);
        for step in [1, 7, 64, 4_000] {
            assert_eq!(read(&bytes, step), Some(Facts { duration_ms: 12_500, width: 1080, height: 1920 }), "{step}");
        }
    }

    #[test]
    fn a_head_behind_the_pictures_is_read_as_well() {
        let head = head(3_000, 540, 960);
        let bytes = [boxed(b"mdat", &[7; 5_000]), head].concat();
        assert_eq!(read(&bytes, 100).map(|facts| facts.height), Some(960));
    }

    #[test]
    fn what_is_no_film_has_no_facts() {
        for bytes in [&b""[..], b"%PDF-1.7 and so on and so on", b"\x89PNG\r\n\x1a\n0000000000000000", &[0; 64]] {
            assert_eq!(read(bytes, 5), None);
        }
    }
}
