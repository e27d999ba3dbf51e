//! PNG (third edition), chunk by chunk.
//!
//! Invariant: only the chunks of the allow-list are copied, each at its exact length and with its own check sum; the file ends with
//! its end chunk, so that the uncropped picture some telephones leave behind it is gone; image data that hold more than the
//! picture's lines are encoded anew.

use std::io::{Read, Write};

use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc, Decompress, FlushDecompress, Status};
use image::metadata::Orientation;

use super::colour::{self, Channels};
use super::cursor::Cursor;
use super::refused::PictureRefused;
use super::strip::{Stripped, check_size, orientation};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1A\n";
/// Where the header chunk ends: what follows it may be put in here.
const AFTER_HEADER: usize = 33;

/// What the header chunk says.
#[derive(Debug, Clone, Copy)]
struct Header {
    width: u32,
    height: u32,
    depth: u8,
    colour: u8,
    interlaced: bool,
}

/// Cleans a PNG.
///
/// # Errors
/// When it is damaged, outside the limits or moving.
pub(super) fn strip(bytes: &[u8]) -> Result<Stripped, PictureRefused> {
    read(bytes)?.ok_or(PictureRefused::Damaged)
}

/// Puts chunks that say how colours are meant into a PNG that was just encoded, right behind its header.
pub(super) fn with_colour(encoded: &[u8], chunks: &[u8]) -> Vec<u8> {
    let (header, rest) = encoded.split_at_checked(AFTER_HEADER).unwrap_or((encoded, &[]));
    [header, chunks, rest].concat()
}

/// None where the file ends too early.
fn read(bytes: &[u8]) -> Result<Option<Stripped>, PictureRefused> {
    let mut cursor = Cursor::new(bytes);
    let Some((header, header_chunk)) = cursor.take(SIGNATURE.len()).and_then(|_| header(&mut cursor)) else {
        return Ok(None);
    };
    check_size(header.width, header.height)?;

    let mut out = [SIGNATURE, header_chunk].concat();
    let mut seen: Vec<[u8; 4]> = Vec::new();
    let mut profile = None;
    let mut colour_chunks = Vec::new();
    let mut turned = Orientation::NoTransforms;
    let mut data: Vec<&[u8]> = Vec::new();
    let mut removed = false;
    loop {
        let start = cursor.position();
        let Some((kind, payload, sound)) = chunk(&mut cursor) else { return Ok(None) };
        let first = !seen.contains(&kind);
        if first {
            seen.push(kind);
        }
        // Decoders pass over such a chunk or not, each in its own way; what the doctor signs has to look the same everywhere.
        let shapes = matches!(&kind, b"PLTE" | b"tRNS" | b"iCCP") || colour_length(kind).is_some();
        if shapes && !sound {
            return Err(PictureRefused::Damaged);
        }
        match &kind {
            b"IEND" => break,
            b"acTL" | b"fcTL" | b"fdAT" => return Err(PictureRefused::Moving),
            b"IDAT" => {
                data.push(payload);
                out.extend(cursor.since(start));
            }
            // Beside the header only these two are critical; a picture with another one can't be shown without knowing it.
            b"PLTE" if first && header.colour == 3 => out.extend(cursor.since(start)),
            b"iCCP" if first => {
                let channels = if header.colour & 2 == 0 { Channels::Grey } else { Channels::Rgb };
                profile = inflated_profile(payload).and_then(|original| colour::plain(&original, channels));
                if let Some(plain) = &profile {
                    out.extend(profile_chunk(plain));
                } else {
                    removed = true;
                }
            }
            b"eXIf" if first => {
                turned = orientation(payload);
                removed = true;
            }
            _ if first && data.is_empty() && colour_length(kind) == Some(payload.len()) => {
                colour_chunks.extend(cursor.since(start));
                out.extend(cursor.since(start));
            }
            b"tRNS" if first && data.is_empty() && transparency_fits(header.colour, payload.len()) => {
                out.extend(cursor.since(start))
            }
            [b'A'..=b'Z', ..] if &kind != b"PLTE" => return Err(PictureRefused::Damaged),
            _ => removed = true,
        }
    }
    removed |= !cursor.rest().is_empty();
    out.extend(written_chunk(*b"IEND", &[]));
    let whole = exactly_the_lines(&data, header).ok_or(PictureRefused::Damaged)?;
    Ok(Some(Stripped {
        bytes: out,
        width: header.width,
        height: header.height,
        orientation: turned,
        profile,
        colour_chunks,
        removed: removed || !whole,
        encode_anew: !whole,
        frames: 1,
    }))
}

/// The header chunk, understood and as it stands.
fn header<'a>(cursor: &mut Cursor<'a>) -> Option<(Header, &'a [u8])> {
    let start = cursor.position();
    let (kind, payload, sound) = chunk(cursor)?;
    let mut fields = Cursor::new(payload);
    let header = Header {
        width: fields.u32_be()?,
        height: fields.u32_be()?,
        depth: fields.u8()?,
        colour: fields.u8()?,
        interlaced: fields.array::<3>()?.ends_with(&[1]),
    };
    (&kind == b"IHDR" && payload.len() == 13 && sound).then(|| (header, cursor.since(start)))
}

/// The next chunk: its kind, its data and whether their check sum is right. The decoder proves that of the image data, which are long.
fn chunk<'a>(cursor: &mut Cursor<'a>) -> Option<([u8; 4], &'a [u8], bool)> {
    let length = usize::try_from(cursor.u32_be()?).ok()?;
    let kind = cursor.array::<4>()?;
    let payload = cursor.take(length)?;
    let sum = cursor.u32_be()?;
    Some((kind, payload, &kind == b"IDAT" || check_sum(kind, payload) == sum))
}

fn check_sum(kind: [u8; 4], payload: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(&kind);
    crc.update(payload);
    crc.sum()
}

/// How long a chunk is that says with numbers alone how colours are meant: none of them has room for words.
const fn colour_length(kind: [u8; 4]) -> Option<usize> {
    match &kind {
        b"sRGB" => Some(1),
        b"gAMA" | b"cICP" => Some(4),
        b"cHRM" => Some(32),
        _ => None,
    }
}

/// Whether transparency of this length fits a picture of the colour type.
const fn transparency_fits(colour: u8, length: usize) -> bool {
    match colour {
        0 => length == 2,
        2 => length == 6,
        3 => length <= 256,
        _ => false,
    }
}

/// The profile in an `iCCP` chunk: a name, a nought, the method nought, and the profile compressed.
fn inflated_profile(payload: &[u8]) -> Option<Vec<u8>> {
    let end = payload.iter().take(80).position(|byte| *byte == 0)?;
    let compressed = payload.get(end..)?.strip_prefix(&[0, 0])?;
    let mut profile = Vec::new();
    let most = u64::try_from(colour::LONGEST_PROFILE).ok()?;
    ZlibDecoder::new(compressed).take(most).read_to_end(&mut profile).ok()?;
    Some(profile)
}

/// A profile as an `iCCP` chunk with a name that says nothing.
fn profile_chunk(profile: &[u8]) -> Vec<u8> {
    let mut payload = b"icc\0\0".to_vec();
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    // Writing to memory does not fail; were it to, the picture would merely lose its profile.
    match encoder.write_all(profile).and_then(|()| encoder.finish()) {
        Ok(compressed) => {
            payload.extend(compressed);
            written_chunk(*b"iCCP", &payload)
        }
        Err(_) => Vec::new(),
    }
}

/// A chunk with its length and its check sum.
fn written_chunk(kind: [u8; 4], payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX).to_be_bytes();
    [length.as_slice(), &kind, payload, &check_sum(kind, payload).to_be_bytes()].concat()
}

/// Whether the compressed data are the picture's lines and nothing behind or beyond them. None where they are fewer.
///
/// Inflates piece by piece and stops once there is too much, so that a bomb costs no more than the picture it claims to be.
fn exactly_the_lines(data: &[&[u8]], header: Header) -> Option<bool> {
    let wanted = line_bytes(header)?;
    let mut inflate = Decompress::new(true);
    let mut room = vec![0; 65_536];
    let mut ended = false;
    for piece in data {
        let mut piece = *piece;
        while !piece.is_empty() {
            if ended || inflate.total_out() > wanted {
                return Some(false);
            }
            let (before_in, before_out) = (inflate.total_in(), inflate.total_out());
            let status = inflate.decompress(piece, &mut room, FlushDecompress::None).ok()?;
            let consumed = usize::try_from(inflate.total_in() - before_in).ok()?;
            piece = piece.get(consumed..)?;
            match status {
                Status::StreamEnd => ended = true,
                Status::Ok | Status::BufError if consumed == 0 && inflate.total_out() == before_out => return None,
                Status::Ok | Status::BufError => {}
            }
        }
    }
    // What was taken in may not have come out yet.
    while !ended && inflate.total_out() <= wanted {
        let before = inflate.total_out();
        ended = inflate.decompress(&[], &mut room, FlushDecompress::None).ok()? == Status::StreamEnd;
        if inflate.total_out() == before {
            break;
        }
    }
    if inflate.total_out() < wanted { None } else { Some(ended && inflate.total_out() == wanted) }
}

/// How many bytes the lines of a picture have, each with the byte that names its filter.
fn line_bytes(header: Header) -> Option<u64> {
    let samples = match header.colour {
        0 | 3 => 1,
        2 => 3,
        4 => 2,
        6 => 4,
        _ => return None,
    };
    let bits = samples * u64::from(header.depth);
    let pass = |first: (u32, u32), step: (u32, u32)| {
        let width = u64::from(header.width.saturating_sub(first.0).div_ceil(step.0));
        let height = u64::from(header.height.saturating_sub(first.1).div_ceil(step.1));
        if width == 0 { 0 } else { height * (1 + (width * bits).div_ceil(8)) }
    };
    if !header.interlaced {
        return Some(pass((0, 0), (1, 1)));
    }
    // The seven passes of Adam7: where each begins and how far it steps.
    let passes = [
        ((0, 0), (8, 8)),
        ((4, 0), (8, 8)),
        ((0, 4), (4, 8)),
        ((2, 0), (4, 4)),
        ((0, 2), (2, 4)),
        ((1, 0), (2, 2)),
        ((0, 1), (1, 2)),
    ];
    Some(passes.into_iter().map(|(first, step)| pass(first, step)).sum())
}
