//! The tracks of a video: what each of them is, read from a few numbers of its boxes.
//!
//! Invariant: nothing here grows with the length of the video.

use super::VideoRefused;
use super::boxes::{BoxAt, Source, bytes_at, first, inside, u32_at, u64_at};
use crate::model::{AudioCodec, VideoCodec};

/// The most tracks: a camera of today writes six.
const MOST_TRACKS: usize = 64;
/// The most entries of a table: a film of a day with a piece for each picture has fewer.
const MOST_ENTRIES: u32 = 4_000_000;

/// What a track may hold.
const IN_TRACK: [&[u8; 4]; 5] = [b"tkhd", b"edts", b"tref", b"mdia", b"tapt"];
/// What the description of its media may hold, and what the one of its kind.
const IN_MEDIA: [&[u8; 4]; 4] = [b"mdhd", b"hdlr", b"elng", b"minf"];
const IN_INFORMATION: [&[u8; 4]; 8] = [b"vmhd", b"smhd", b"gmhd", b"nmhd", b"sthd", b"hdlr", b"dinf", b"stbl"];

/// The boxes of a kind that is not known.
pub(super) fn foreign(boxes: &[BoxAt], known: &[&[u8; 4]]) -> Vec<BoxAt> {
    boxes.iter().filter(|one| !known.contains(&&one.kind)).copied().collect()
}

/// One track.
pub(super) struct Track {
    /// Where it lies.
    pub(super) at: BoxAt,
    /// What it carries: `vide`, `soun`, and others.
    pub(super) handler: [u8; 4],
    /// How that is encoded.
    pub(super) coding: [u8; 4],
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) channels: u32,
    pub(super) rate: u32,
    pub(super) duration_ms: Option<u64>,
    pub(super) samples: u32,
    pub(super) edit_list: bool,
    /// The boxes of its table of samples.
    pub(super) table: Vec<BoxAt>,
    /// The boxes around that which are none of a track's own.
    pub(super) unknown: Vec<BoxAt>,
    /// Where dates of when it was made lie, and how many bytes they have.
    pub(super) dates: Vec<(u64, u64)>,
}

impl Track {
    /// Pictures in a thousand seconds.
    pub(super) fn frame_rate(&self) -> Option<u32> {
        let millis = self.duration_ms.filter(|millis| *millis > 0)?;
        u32::try_from(u64::from(self.samples) * 1_000_000 / millis).ok().filter(|rate| *rate > 0)
    }
}

/// Every track.
pub(super) fn tracks(source: &mut dyn Source, in_index: &[BoxAt]) -> Result<Vec<Track>, VideoRefused> {
    let header = first(in_index, b"mvhd").ok_or(VideoRefused::Damaged)?;
    let (_, whole) = clock(source, &header)?;
    let mut found = Vec::new();
    for at in in_index.iter().filter(|one| one.kind == *b"trak") {
        // What is not looked at can't be kept.
        if found.len() == MOST_TRACKS {
            return Err(VideoRefused::Uncleanable);
        }
        found.push(track(source, at, whole)?);
    }
    Ok(found)
}

/// Where dates lie in `mvhd`, `tkhd` and `mdhd`, which begin alike.
pub(super) fn dates(source: &mut dyn Source, header: &BoxAt) -> Result<(u64, u64), VideoRefused> {
    let [version] = bytes_at(source, header.body)?;
    Ok((header.body + 4, if version == 1 { 16 } else { 8 }))
}

/// The time scale and the length in milliseconds of `mvhd` and `mdhd`.
fn clock(source: &mut dyn Source, header: &BoxAt) -> Result<(u32, Option<u64>), VideoRefused> {
    let (at, dates) = dates(source, header)?;
    let scale = u32_at(source, at + dates)?;
    let length = match dates {
        16 => Some(u64_at(source, at + dates + 4)?).filter(|length| *length != u64::MAX),
        _ => Some(u32_at(source, at + dates + 4)?).filter(|length| *length != u32::MAX).map(u64::from),
    };
    let millis = |length: u64| u64::try_from(u128::from(length) * 1000 / u128::from(scale.max(1))).ok();
    Ok((scale, length.and_then(millis)))
}

fn track(source: &mut dyn Source, at: &BoxAt, whole: Option<u64>) -> Result<Track, VideoRefused> {
    let boxes = inside(source, at)?;
    let damaged = VideoRefused::Damaged;
    let media = first(&boxes, b"mdia").ok_or(damaged.clone())?;
    let in_media = inside(source, &media)?;
    let media_header = first(&in_media, b"mdhd").ok_or(damaged.clone())?;
    let handler = first(&in_media, b"hdlr").ok_or(damaged.clone())?;
    let handler: [u8; 4] = bytes_at(source, handler.body + 8)?;
    let (scale, length) = clock(source, &media_header)?;
    let mut track = Track {
        at: *at,
        handler,
        coding: [0; 4],
        width: 0,
        height: 0,
        channels: 0,
        rate: 0,
        duration_ms: length.filter(|millis| *millis > 0).or(whole),
        samples: 0,
        edit_list: first(&boxes, b"edts").is_some(),
        table: Vec::new(),
        unknown: Vec::new(),
        dates: vec![dates(source, &media_header)?],
    };
    let Some(information) = first(&in_media, b"minf") else { return Err(damaged) };
    let in_information = inside(source, &information)?;
    track.unknown.extend(foreign(&in_media, &IN_MEDIA));
    track.unknown.extend(foreign(&in_information, &IN_INFORMATION));
    track.unknown.extend(foreign(&boxes, &IN_TRACK));
    if let Some(table) = first(&in_information, b"stbl") {
        track.table = inside(source, &table)?;
    }
    if let Some(sizes) = first(&track.table, b"stsz") {
        track.samples = u32_at(source, sizes.body + 8)?;
    }
    if let Some(kinds) = first(&track.table, b"stsd").filter(|kinds| kinds.length() >= 32) {
        track.coding = bytes_at(source, kinds.body + 12)?;
        match &handler {
            b"vide" => seen(source, &boxes, kinds.body + 16, &mut track)?,
            b"soun" => heard(source, kinds.body + 16, scale, &mut track)?,
            _ => {}
        }
    }
    if let Some(header) = first(&boxes, b"tkhd") {
        track.dates.push(dates(source, &header)?);
    }
    Ok(track)
}

/// The size of the pictures, as they are seen. `entry` is where the description of the encoding begins.
fn seen(source: &mut dyn Source, boxes: &[BoxAt], entry: u64, track: &mut Track) -> Result<(), VideoRefused> {
    let [a, b, c, d]: [u8; 4] = bytes_at(source, entry + 24)?;
    let (mut width, mut height) = (u32::from(u16::from_be_bytes([a, b])), u32::from(u16::from_be_bytes([c, d])));
    if let Some(header) = first(boxes, b"tkhd") {
        let (at, dates) = dates(source, &header)?;
        // Number, gap, length, gap, layer, group, loudness, gap; then nine numbers of a matrix, and the size.
        let matrix = at + dates + if dates == 16 { 32 } else { 28 };
        let shown = (u32_at(source, matrix + 36)? >> 16, u32_at(source, matrix + 40)? >> 16);
        if shown.0 > 0 && shown.1 > 0 {
            (width, height) = shown;
        }
        let lies = u32_at(source, matrix)? == 0 && u32_at(source, matrix + 16)? == 0;
        if lies && u32_at(source, matrix + 4)? != 0 {
            (width, height) = (height, width);
        }
    }
    (track.width, track.height) = (width, height);
    Ok(())
}

fn heard(source: &mut dyn Source, entry: u64, scale: u32, track: &mut Track) -> Result<(), VideoRefused> {
    let [_, version]: [u8; 2] = bytes_at(source, entry + 8)?;
    if version == 2 {
        let rate = f64::from_be_bytes(bytes_at(source, entry + 32)?);
        track.rate = if (1.0..=1e6).contains(&rate) { rate as u32 } else { scale };
        track.channels = u32_at(source, entry + 40)?;
        return Ok(());
    }
    let channels: [u8; 2] = bytes_at(source, entry + 16)?;
    track.channels = u32::from(u16::from_be_bytes(channels));
    // Sixteen bits can't say more than 65,535; then it is the time scale.
    track.rate = Some(u32_at(source, entry + 24)? >> 16).filter(|rate| *rate > 0).unwrap_or(scale);
    Ok(())
}

/// How many entries a table says it has, as far as it has room for them.
pub(super) fn entries(source: &mut dyn Source, table: &BoxAt, width: u64) -> Result<u32, VideoRefused> {
    let count = u32_at(source, table.body + 4)?;
    let room = (table.end - table.body).saturating_sub(8) / width;
    if u64::from(count) > room || count > MOST_ENTRIES {
        return Err(VideoRefused::Damaged);
    }
    Ok(count)
}

pub(super) const fn video_codec(coding: [u8; 4]) -> VideoCodec {
    match &coding {
        b"avc1" | b"avc3" => VideoCodec::H264,
        b"hvc1" | b"hev1" | b"dvh1" | b"dvhe" => VideoCodec::Hevc,
        b"vp09" => VideoCodec::Vp9,
        b"av01" => VideoCodec::Av1,
        b"mp4v" => VideoCodec::Mpeg4,
        b"apch" | b"apcn" | b"apcs" | b"apco" | b"ap4h" | b"ap4x" => VideoCodec::ProRes,
        _ => VideoCodec::Other,
    }
}

pub(super) const fn audio_codec(coding: [u8; 4]) -> AudioCodec {
    match &coding {
        b"mp4a" => AudioCodec::Aac,
        b".mp3" => AudioCodec::Mp3,
        b"sowt" | b"twos" | b"lpcm" | b"in24" | b"in32" | b"raw " => AudioCodec::Pcm,
        b"Opus" => AudioCodec::Opus,
        b"ac-3" | b"ec-3" => AudioCodec::Ac3,
        _ => AudioCodec::Other,
    }
}
