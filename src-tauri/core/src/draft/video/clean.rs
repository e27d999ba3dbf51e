//! What of a video's file is kept: its pictures and its sound, and of the rest nothing.
//!
//! What tells a place, a person, a device or a date is overwritten with zeros where it lies, and its box is called `free`, so
//! that nothing moves. Only the index may move: cameras write it last, and some platforms want it first; the places that it
//! names are moved along.
//!
//! Invariant: what comes out of [`Cleaned`] has as many bytes as what went in.

use std::io::{self, Read, SeekFrom};

use super::boxes::{BoxAt, Source, inside, read_at};
use super::pieces::{Room, pieces};
use super::tracks::{self, Track, foreign};
use super::{MOST_INDEX, VideoRefused};

/// What a file may hold.
const IN_FILE: [&[u8; 4]; 9] = [b"ftyp", b"moov", b"mdat", b"moof", b"mfra", b"sidx", b"styp", b"ssix", b"wide"];
/// What its index may hold.
const IN_INDEX: [&[u8; 4]; 4] = [b"mvhd", b"trak", b"mvex", b"iods"];
/// What a fragment may hold, and what the part of a track in it.
const IN_FRAGMENT: [&[u8; 4]; 2] = [b"mfhd", b"traf"];
const IN_PART: [&[u8; 4]; 10] =
    [b"tfhd", b"tfdt", b"trun", b"sdtp", b"sbgp", b"sgpd", b"subs", b"saiz", b"saio", b"senc"];
/// What a track may carry, beside pictures and sound: captions of a broadcast, and the camera's count of pictures. Not
/// subtitles: cameras and drones write where they are into them.
const CARRIED: [&[u8; 4]; 4] = [b"vide", b"soun", b"clcp", b"tmcd"];

/// Words that stand where a place is told.
const PLACES: [&[u8]; 6] = [b"\xa9xyz", b"loci", b"location.ISO6709", b"GPSLatitude", b"GPSCoordinates", b"camm"];
/// So much of a box is searched for them.
const SEARCHED: u64 = 1_000_000;

/// How a file is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Whether something was in it that is not kept.
    pub removes: bool,
    /// Whether a place was among it.
    pub place: bool,
    /// Whether the index comes first in what is kept.
    pub index_first: bool,
    /// What is overwritten: from, length, and what with at the beginning. In order, none over another.
    wipes: Vec<(u64, u64, &'static [u8])>,
    /// The index as it is kept, if it moves: where it goes, where it was, and its bytes.
    moved: Option<Moved>,
    length: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Moved {
    to: u64,
    from: u64,
    bytes: Vec<u8>,
}

/// Decides how a file is kept.
pub(super) fn plan(
    source: &mut dyn Source,
    length: u64,
    top: &[BoxAt],
    index: &BoxAt,
    in_index: &[BoxAt],
    tracks: &[Track],
) -> Result<Plan, VideoRefused> {
    let mut plan = Plan { removes: false, place: false, index_first: true, wipes: Vec::new(), moved: None, length };
    let fragmented = in_index.iter().chain(top).any(|one| matches!(&one.kind, b"mvex" | b"moof"));
    let mut room = Room::default();
    for one in foreign(top, &IN_FILE).into_iter().chain(foreign(in_index, &IN_INDEX)) {
        plan.take_out(source, &one)?;
    }
    for track in tracks {
        if CARRIED.contains(&&track.handler) {
            for one in &track.unknown {
                plan.take_out(source, one)?;
            }
            for (from, length) in &track.dates {
                plan.wipes.push((*from, *length, b""));
            }
            continue;
        }
        // A track that nobody sees: a camera writes where it was, and how it was held. In a file of fragments its samples
        // are told of in each of them.
        if fragmented {
            return Err(VideoRefused::Uncleanable);
        }
        for (from, length) in pieces(source, track, &mut room)? {
            if from.checked_add(length).is_none_or(|end| end > plan.length) {
                return Err(VideoRefused::CutShort);
            }
            plan.wipes.push((from, length, b""));
        }
        plan.take_out(source, &track.at)?;
        plan.removes = true;
    }
    for fragment in top.iter().filter(|one| one.kind == *b"moof") {
        let in_fragment = inside(source, fragment)?;
        let mut unknown = foreign(&in_fragment, &IN_FRAGMENT);
        for part in in_fragment.iter().filter(|one| one.kind == *b"traf") {
            unknown.extend(foreign(&inside(source, part)?, &IN_PART));
        }
        for one in &unknown {
            plan.take_out(source, one)?;
        }
    }
    if let Some(header) = in_index.iter().find(|one| one.kind == *b"mvhd") {
        let (from, length) = tracks::dates(source, header)?;
        plan.wipes.push((from, length, b""));
    }
    plan.wipes.retain(|(_, length, _)| *length > 0);
    plan.wipes.sort_unstable_by_key(|(from, ..)| *from);
    if plan.wipes.windows(2).any(|pair| matches!(pair, [(from, length, _), (next, ..)] if from + length > *next)) {
        return Err(VideoRefused::Damaged);
    }
    let pictures_at = top.iter().find(|one| one.kind == *b"mdat").map_or(u64::MAX, |one| one.start);
    if pictures_at < index.start {
        plan.index_first = false;
        let to = top.iter().find(|one| one.kind == *b"ftyp").map_or(0, |one| one.end);
        if index.length() <= MOST_INDEX && to <= pictures_at && !top.iter().any(|one| one.kind == *b"moof") {
            plan.moved = moved(source, &plan.wipes, index, to, tracks)?;
            plan.index_first = plan.moved.is_some();
        }
    }
    Ok(plan)
}

impl Plan {
    fn take_out(&mut self, source: &mut dyn Source, one: &BoxAt) -> Result<(), VideoRefused> {
        let mut content = vec![0; usize::try_from(one.length().min(SEARCHED)).unwrap_or(0)];
        read_at(source, one.start, &mut content)?;
        let told = |words: &&[u8]| content.windows(words.len()).any(|at| at == *words);
        self.place |= PLACES.iter().any(told);
        let filling = matches!(&one.kind, b"free" | b"skip");
        let head = usize::try_from(one.body - one.start).unwrap_or(8);
        self.removes |= !filling && content.iter().skip(head).any(|byte| *byte != 0);
        self.wipes.push((one.start + 4, 4, b"free"));
        self.wipes.push((one.body, one.end - one.body, b""));
        Ok(())
    }
}

/// The index as it is when it stands at `to`: everything between there and where it was moves by its length. None where the
/// places have no room for that.
fn moved(
    source: &mut dyn Source,
    wipes: &[(u64, u64, &'static [u8])],
    index: &BoxAt,
    to: u64,
    tracks: &[Track],
) -> Result<Option<Moved>, VideoRefused> {
    let mut bytes = vec![0; usize::try_from(index.length()).unwrap_or(0)];
    read_at(source, index.start, &mut bytes)?;
    wipe(wipes, index.start, &mut bytes);
    let by = index.length();
    for track in tracks.iter().filter(|track| CARRIED.contains(&&track.handler)) {
        for (kind, width) in [(b"stco", 4usize), (b"co64", 8)] {
            let Some(places) = track.table.iter().find(|one| one.kind == *kind) else { continue };
            let count = tracks::entries(source, places, width as u64)?;
            let begin = usize::try_from(places.body + 8 - index.start).unwrap_or(usize::MAX);
            let entries = bytes.get_mut(begin..).unwrap_or_default().chunks_exact_mut(width);
            for entry in entries.take(usize::try_from(count).unwrap_or(0)) {
                let place = entry.iter().fold(0u64, |place, byte| place << 8 | u64::from(*byte));
                if !(to..index.start).contains(&place) {
                    continue;
                }
                let place = place + by;
                if width == 4 && u32::try_from(place).is_err() {
                    return Ok(None);
                }
                let written = place.to_be_bytes();
                for (to, from) in entry.iter_mut().rev().zip(written.iter().rev()) {
                    *to = *from;
                }
            }
        }
    }
    Ok(Some(Moved { to, from: index.start, bytes }))
}

/// Overwrites what of `bytes`, which lie at `at` in the file, is not kept.
fn wipe(wipes: &[(u64, u64, &'static [u8])], at: u64, bytes: &mut [u8]) {
    let end = at + bytes.len() as u64;
    let begin = wipes.partition_point(|(from, length, _)| from + length <= at);
    for (from, length, with) in wipes.iter().skip(begin).take_while(|(from, ..)| *from < end) {
        for place in (*from).max(at)..(from + length).min(end) {
            let byte = usize::try_from(place - from).ok().and_then(|index| with.get(index)).copied().unwrap_or(0);
            if let Some(to) = usize::try_from(place - at).ok().and_then(|index| bytes.get_mut(index)) {
                *to = byte;
            }
        }
    }
}

/// A video's file as it is kept, from the first byte to the last.
pub struct Cleaned<'a> {
    source: &'a mut dyn Source,
    plan: &'a Plan,
    /// How much came out.
    out: u64,
}

impl<'a> Cleaned<'a> {
    /// The file of which `plan` was made.
    pub fn new(source: &'a mut dyn Source, plan: &'a Plan) -> Self {
        Self { source, plan, out: 0 }
    }

    /// Where what comes out at `out` lies in the file, and how much of it in a row; or the bytes themselves.
    fn next(&self) -> Next<'_> {
        let (out, length) = (self.out, self.plan.length);
        let Some(moved) = &self.plan.moved else { return Next::File(out, length - out) };
        let by = moved.bytes.len() as u64;
        if out < moved.to {
            Next::File(out, moved.to - out)
        } else if out < moved.to + by {
            let at = usize::try_from(out - moved.to).unwrap_or(usize::MAX);
            Next::Index(moved.bytes.get(at..).unwrap_or_default())
        } else if out < moved.from + by {
            Next::File(out - by, moved.from + by - out)
        } else {
            Next::File(out, length - out)
        }
    }
}

enum Next<'a> {
    File(u64, u64),
    Index(&'a [u8]),
}

impl Read for Cleaned<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = match self.next() {
            Next::Index(bytes) => {
                let count = bytes.len().min(into.len());
                for (to, from) in into.iter_mut().zip(bytes) {
                    *to = *from;
                }
                count
            }
            Next::File(at, most) => {
                let most = usize::try_from(most).unwrap_or(usize::MAX).min(into.len());
                let Some(into) = into.get_mut(..most).filter(|into| !into.is_empty()) else { return Ok(0) };
                self.source.seek(SeekFrom::Start(at))?;
                let count = self.source.read(into)?;
                if count == 0 {
                    // It was longer when it was looked at.
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                wipe(&self.plan.wipes, at, into.get_mut(..count).unwrap_or_default());
                count
            }
        };
        self.out += count as u64;
        Ok(count)
    }
}
