//! Where the samples of a track lie that is taken out.
//!
//! Invariant: every sample is found, or the file is refused: what is not found would be published. Tables are read in
//! passing, and over all tracks no more numbers are read, and no more pieces kept, than [`Room`] has room for.

use super::VideoRefused;
use super::boxes::{BoxAt, Source, first, read_at, u32_at};
use super::tracks::{Track, entries};

/// The most numbers of all the tables: a day of a motion sensor that tells five hundred times a second has fewer.
const MOST_NUMBERS: u64 = 60_000_000;
/// The most pieces that lie apart: with one a second, a film of a week has fewer.
const MOST_PIECES: usize = 600_000;
/// How many bytes of a table are read at once.
const WINDOW: usize = 64 * 1024;

/// What may still be read, and kept, of a file.
pub(super) struct Room {
    numbers: u64,
    pieces: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self { numbers: MOST_NUMBERS, pieces: MOST_PIECES }
    }
}

impl Room {
    fn read(&mut self, numbers: u64) -> Result<(), VideoRefused> {
        self.numbers = self.numbers.checked_sub(numbers).ok_or(VideoRefused::Uncleanable)?;
        Ok(())
    }

    fn keep(&mut self) -> Result<(), VideoRefused> {
        self.pieces = self.pieces.checked_sub(1).ok_or(VideoRefused::Uncleanable)?;
        Ok(())
    }
}

/// The numbers of a table, in passing.
struct Numbers {
    at: u64,
    left: u64,
    wide: usize,
    held: Vec<u8>,
    used: usize,
}

impl Numbers {
    /// So many numbers of so many bytes each, from `at` on. There is room for them.
    const fn of(at: u64, left: u64, wide: usize) -> Self {
        Self { at, left, wide, held: Vec::new(), used: 0 }
    }

    fn next(&mut self, source: &mut dyn Source) -> Result<Option<u64>, VideoRefused> {
        if self.left == 0 {
            return Ok(None);
        }
        if self.used == self.held.len() {
            let bytes = self.left.saturating_mul(self.wide as u64).min(WINDOW as u64);
            self.held.resize(usize::try_from(bytes).unwrap_or(WINDOW), 0);
            read_at(source, self.at, &mut self.held)?;
            self.at += bytes;
            self.used = 0;
        }
        let number = self.held.get(self.used..self.used + self.wide).ok_or(VideoRefused::Damaged)?;
        self.used += self.wide;
        self.left -= 1;
        Ok(Some(number.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))))
    }
}

/// From which chunk on there are how many samples in each.
fn run(runs: &mut Numbers, source: &mut dyn Source) -> Result<Option<(u64, u64)>, VideoRefused> {
    let (first, samples) = (runs.next(source)?, runs.next(source)?);
    runs.next(source)?;
    Ok(first.zip(samples))
}

/// Where the samples of a track lie in the file: (from, length), those that lie side by side as one.
pub(super) fn pieces(source: &mut dyn Source, track: &Track, room: &mut Room) -> Result<Vec<(u64, u64)>, VideoRefused> {
    let places = first(&track.table, b"stco").map(|at| (at, 4)).or(first(&track.table, b"co64").map(|at| (at, 8)));
    let (Some((places, wide)), Some(runs), Some(sizes)) =
        (places, first(&track.table, b"stsc"), first(&track.table, b"stsz"))
    else {
        return Err(VideoRefused::Uncleanable);
    };
    let chunks = u64::from(entries(source, &places, wide)?);
    let run_count = u64::from(entries(source, &runs, 12)?);
    let (one_size, samples) = sized(source, &sizes)?;
    let sizes_told = if one_size == 0 { samples } else { 0 };
    room.read(chunks + run_count * 3 + sizes_told)?;
    let mut places = Numbers::of(places.body + 8, chunks, if wide == 4 { 4 } else { 8 });
    let mut runs = Numbers::of(runs.body + 8, run_count * 3, 4);
    let mut sizes = Numbers::of(sizes.body + 12, sizes_told, 4);
    let (mut found, mut sample, mut in_each): (Vec<(u64, u64)>, u64, Option<u64>) = (Vec::new(), 0, None);
    let mut coming = run(&mut runs, source)?;
    for chunk in 1..=chunks {
        let Some(at) = places.next(source)? else { break };
        while let Some((_, samples)) = coming.filter(|(from, _)| *from <= chunk) {
            in_each = Some(samples);
            coming = run(&mut runs, source)?;
        }
        let in_chunk = in_each.ok_or(VideoRefused::Uncleanable)?.min(samples - sample);
        let mut length = one_size.saturating_mul(in_chunk);
        if one_size == 0 {
            for _ in 0..in_chunk {
                length += sizes.next(source)?.unwrap_or(0);
            }
        }
        sample += in_chunk;
        match found.last_mut() {
            _ if length == 0 => {}
            Some((from, held)) if from.checked_add(*held) == Some(at) => *held = held.saturating_add(length),
            Some(_) | None => {
                room.keep()?;
                found.push((at, length));
            }
        }
    }
    // Samples that no chunk holds lie somewhere else.
    if sample == samples { Ok(found) } else { Err(VideoRefused::Uncleanable) }
}

/// The size of every sample if all have one, and how many there are.
fn sized(source: &mut dyn Source, sizes: &BoxAt) -> Result<(u64, u64), VideoRefused> {
    let (one_size, samples) = (u64::from(u32_at(source, sizes.body + 4)?), u64::from(u32_at(source, sizes.body + 8)?));
    let told = (sizes.end - sizes.body).saturating_sub(12) / 4;
    if one_size == 0 && samples > told { Err(VideoRefused::Damaged) } else { Ok((one_size, samples)) }
}
