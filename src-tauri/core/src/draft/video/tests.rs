//! What a video is told to be, and what of it is kept.

use std::io::{Cursor, Read};

use super::*;

#[path = "../../../../../tests/src/film.rs"]
mod film;
mod spoilt;

use film::{Film, boxed};

fn look(bytes: &[u8]) -> Result<(Facts, Plan), VideoRefused> {
    inspect(&mut Cursor::new(bytes), bytes.len() as u64, "clinic.mp4")
}

fn kept(bytes: &[u8]) -> Vec<u8> {
    let (_, plan) = look(bytes).unwrap();
    let (mut out, mut source) = (Vec::new(), Cursor::new(bytes));
    Cleaned::new(&mut source, &plan).read_to_end(&mut out).unwrap();
    assert_eq!(out.len(), bytes.len());
    out
}

#[test]
fn a_video_tells_what_it_is() {
    let (facts, plan) = look(&Film::default().bytes()).unwrap();
    assert_eq!((facts.width, facts.height, facts.duration_ms), (1080, 1920, 5_000));
    assert_eq!((facts.container, facts.codec, facts.frame_rate), (VideoContainer::Mp4, VideoCodec::H264, Some(30_000)));
    assert_eq!(facts.sound, Some(Sound { codec: AudioCodec::Aac, channels: 2, rate: 48_000 }));
    assert!(facts.index_first && !facts.edit_list && !plan.removes && !plan.place);

    let phone = Film {
        brand: *b"qt  ",
        width: 1920,
        height: 1080,
        turned: true,
        codec: *b"hvc1",
        sound: None,
        ..Film::default()
    };
    let (facts, _) = look(&phone.bytes()).unwrap();
    assert_eq!((facts.width, facts.height), (1080, 1920), "as it is seen, not as it lies");
    assert_eq!((facts.container, facts.codec, facts.sound), (VideoContainer::Mov, VideoCodec::Hevc, None));
}

#[test]
fn a_place_does_not_stay_and_pictures_do() {
    let plain = Film::default();
    for film in [
        Film { place: Some("+12.9716+077.5946/"), ..plain.clone() },
        Film { place_track: true, ..plain.clone() },
        Film { place: Some("+12.9716+077.5946/"), place_track: true, index_last: true, ..plain.clone() },
    ] {
        let bytes = film.bytes();
        let (_, plan) = look(&bytes).unwrap();
        assert!(plan.removes && plan.place, "{film:?}");
        let out = kept(&bytes);
        assert!(!out.windows(8).any(|at| at == b"+12.9716"), "{film:?}");
        let (facts, again) = look(&out).unwrap();
        assert!(!again.removes && !again.place && facts.index_first);
        assert_eq!(samples_of(&out), samples_of(&plain.bytes()), "{film:?}");
    }
}

/// Where the index says the pictures begin, and what is there.
fn samples_of(bytes: &[u8]) -> Vec<u8> {
    let place = bytes.windows(4).position(|at| at == b"stco").unwrap() + 12;
    let begin = u32::from_be_bytes(bytes[place..place + 4].try_into().unwrap()) as usize;
    bytes[begin..begin + 150 * 16].to_vec()
}

#[test]
fn an_index_that_stands_last_is_put_first_and_still_finds_its_pictures() {
    let camera = Film { index_last: true, ..Film::default() }.bytes();
    assert!(look(&camera).unwrap().1.index_first);
    let out = kept(&camera);
    let at = |kind: &[u8; 4]| out.windows(4).position(|at| at == kind).unwrap();
    assert!(at(b"moov") < at(b"mdat"));
    assert_eq!(samples_of(&out), samples_of(&camera));
}

#[test]
fn when_it_was_made_does_not_stay() {
    let out = kept(&Film::default().bytes());
    assert!(!out.windows(4).any(|at| at == 3_800_000_000u32.to_be_bytes()));
}

#[test]
fn what_is_no_video_is_told_apart() {
    let whole = Film::default().bytes();
    assert_eq!(look(&[]).unwrap_err(), VideoRefused::Empty);
    assert_eq!(look(&whole[..whole.len() - 10]).unwrap_err(), VideoRefused::CutShort);
    assert_eq!(look(&[&whole[..20], &boxed(b"mdat", &[1; 64])].concat()).unwrap_err(), VideoRefused::NoIndex);
    assert_eq!(look(b"%PDF-1.7 and so on, long enough").unwrap_err(), VideoRefused::NoVideo("a PDF document"));
    assert_eq!(look(b"\x1A\x45\xDF\xA3 matroska").unwrap_err(), VideoRefused::OtherVideo("MKV or WebM"));
    assert_eq!(look(b"RIFF....AVI LIST").unwrap_err(), VideoRefused::OtherVideo("AVI"));
    assert_eq!(look(b"nothing that anybody knows").unwrap_err(), VideoRefused::Damaged);
    let heard = Film { codec: *b"avc1", ..Film::default() }.bytes();
    let only_sound: Vec<u8> = replaced(&heard, b"vide", b"text");
    assert_eq!(look(&only_sound).unwrap_err(), VideoRefused::OnlySound);
    assert_eq!(look(&Film { codec: *b"encv", ..Film::default() }.bytes()).unwrap_err(), VideoRefused::Protected);
    assert_eq!(look(&Film { millis: 0, ..Film::default() }.bytes()).unwrap_err(), VideoRefused::NoLength);
}

/// A file of which only the beginning is anywhere.
struct Long {
    beginning: Vec<u8>,
    length: u64,
    at: u64,
}

impl Read for Long {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let from = usize::try_from(self.at).unwrap().min(self.beginning.len());
        let known = &self.beginning[from..];
        let count = into.len().min(usize::try_from(self.length - self.at).unwrap());
        for (index, byte) in into[..count].iter_mut().enumerate() {
            *byte = known.get(index).copied().unwrap_or(0);
        }
        self.at += count as u64;
        Ok(count)
    }
}

impl std::io::Seek for Long {
    fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
        let std::io::SeekFrom::Start(at) = to else { panic!("{to:?}") };
        self.at = at.min(self.length);
        Ok(self.at)
    }
}

#[test]
fn five_gigabytes_are_looked_at_without_being_read() {
    let length = 5_000_000_000;
    let mut film = Long { beginning: Film::default().beginning_of(length), length, at: 0 };
    let (facts, plan) = inspect(&mut film, length, "long.mp4").unwrap();
    assert_eq!((facts.bytes, facts.bit_rate), (length, 8_000_000_000));
    assert!(!plan.removes);
    let cut = inspect(&mut film, length - 1, "long.mp4").unwrap_err();
    assert_eq!(cut, VideoRefused::CutShort);
    assert_eq!(inspect(&mut film, MOST_BYTES + 1, "long.mp4").unwrap_err(), VideoRefused::TooLarge);
}

#[test]
fn words_to_read_along_do_not_stay_because_cameras_write_places_into_them() {
    let film = Film { place_track: true, ..Film::default() }.bytes();
    for handler in [b"text", b"sbtl", b"subt", b"hint", b"camm", b"data"] {
        let told = replaced(&film, b"meta", handler);
        let (_, plan) = look(&told).unwrap();
        assert!(plan.removes && plan.place, "{handler:?}");
        assert!(!kept(&told).windows(8).any(|at| at == b"+12.9716"), "{handler:?}");
    }
}

#[test]
fn what_can_not_be_taken_out_for_certain_is_refused() {
    let plain = Film::default().bytes();
    let told = Film { place_track: true, ..Film::default() }.bytes();
    let fragment = boxed(b"moof", &boxed(b"mfhd", &[0; 8]));
    assert!(look(&[&plain[..], &fragment].concat()).is_ok(), "pictures and sound alone may come in fragments");
    let index = |film: &[u8]| {
        let at = film.windows(4).position(|at| at == b"moov").unwrap() - 4;
        let length = u32::from_be_bytes(film[at..at + 4].try_into().unwrap()) as usize;
        film[at..at + length].to_vec()
    };
    for (what, film) in [
        ("fragments", [&told[..], &fragment].concat()),
        ("another table of sizes", replaced_last(&told, b"stsz", b"stz2")),
        ("no table of sizes", replaced_last(&told, b"stsz", b"free")),
        ("no table of runs", replaced_last(&told, b"stsc", b"free")),
        ("no table of places", replaced_last(&told, b"stco", b"free")),
        ("a second index", [&plain[..], &index(&told)].concat()),
        (
            "more tracks than are looked at",
            with_tracks(&plain, &track(b"meta", &tables(&[], &[], &[0, 0, 0])).repeat(63)),
        ),
        ("samples that no chunk holds", with_tracks(&plain, &track(b"meta", &tables(&[0], &[1, 2, 1], &[0, 9, 5])))),
        ("a chunk before the first run", with_tracks(&plain, &track(b"meta", &tables(&[0], &[2, 1, 1], &[0, 9, 1])))),
    ] {
        assert_eq!(look(&film).unwrap_err(), VideoRefused::Uncleanable, "{what}");
    }
    assert!(VideoRefused::Uncleanable.to_string().contains("can't be taken out"));
}

#[test]
fn what_a_fragment_tells_beside_its_samples_does_not_stay() {
    let hidden = boxed(b"traf", &[boxed(b"tfhd", &[0; 8]), boxed(b"uuid", b"GPSCoordinates 1 2")].concat());
    let fragment = boxed(b"moof", &[boxed(b"mfhd", &[0; 8]), hidden, boxed(b"udta", b"loci 3 4")].concat());
    let film = [Film::default().bytes(), fragment].concat();
    let (_, plan) = look(&film).unwrap();
    assert!(plan.removes && plan.place);
    let out = kept(&film);
    assert!(!out.windows(3).any(|at| at == b"GPS" || at == b"loc"));
    assert!(!look(&out).unwrap().1.removes);
}

#[test]
fn a_camera_that_tells_often_is_no_damage() {
    // Four hundred times a second, for a quarter of an hour.
    let samples = 360_000u32;
    let sizes: Vec<u32> = [0, 0, samples].into_iter().chain(std::iter::repeat_n(1, samples as usize)).collect();
    let places: Vec<u32> = (0..samples).collect();
    let film = Film::default().bytes();
    // The file grows by the track, whose length does not hang on where its samples lie.
    let grows = track(b"camm", &tables(&places, &[1, 1, 1], &sizes)).len();
    let begin = u32::try_from(film.len() + grows + 8).unwrap();
    let places: Vec<u32> = places.iter().map(|at| begin + at).collect();
    let track = track(b"camm", &tables(&places, &[1, 1, 1], &sizes));
    let film = [with_tracks(&film, &track), boxed(b"mdat", &vec![7; samples as usize])].concat();
    assert!(look(&film).unwrap().1.removes);
    let out = kept(&film);
    assert!(out[begin as usize..].iter().all(|byte| *byte == 0));
}

/// A file of zeros, but for some bytes here and there.
struct Sparse {
    parts: Vec<(u64, Vec<u8>)>,
    length: u64,
    at: u64,
    read: u64,
}

impl Read for Sparse {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let count = into.len().min(usize::try_from(self.length - self.at).unwrap());
        for (index, byte) in into[..count].iter_mut().enumerate() {
            let at = self.at + index as u64;
            let part = self.parts.iter().rev().find(|(from, bytes)| (*from..*from + bytes.len() as u64).contains(&at));
            *byte = part.map_or(0, |(from, bytes)| bytes[(at - from) as usize]);
        }
        self.at += count as u64;
        self.read += count as u64;
        Ok(count)
    }
}

impl std::io::Seek for Sparse {
    fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
        let std::io::SeekFrom::Start(at) = to else { panic!("{to:?}") };
        self.at = at.min(self.length);
        Ok(self.at)
    }
}

#[test]
fn a_file_that_would_fill_the_memory_is_refused_before_it_does() {
    // Sixty tracks of four million pieces each, all of them at the beginning of the file.
    let (chunks, many) = (4_000_000u32, 60);
    let plain = Film::default().bytes();
    let at = plain.windows(4).position(|at| at == b"moov").unwrap() - 4;
    let length = u32::from_be_bytes(plain[at..at + 4].try_into().unwrap()) as usize;
    let mut parts = vec![(0, plain[..at + length].to_vec())];
    let mut end = (at + length) as u64;
    let spread = u64::from(chunks) * 4;
    for _ in 0..many {
        // The places stand last, so that what is not written of them is zeros.
        let mut bytes = track(b"meta", &tables(&[], &[1, 1, 1], &[0, 1, chunks]));
        let places = bytes.len() - 16;
        bytes[places + 12..].copy_from_slice(&chunks.to_be_bytes());
        for kind in [b"trak", b"mdia", b"minf", b"stbl", b"stco"] {
            let at = bytes.windows(4).position(|at| at == kind).unwrap() - 4;
            let grown = u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) + chunks * 4;
            bytes[at..at + 4].copy_from_slice(&grown.to_be_bytes());
        }
        let written = bytes.len() as u64;
        parts.push((end, bytes));
        end += written + spread;
    }
    let whole = u32::try_from(end - at as u64).unwrap();
    parts[0].1[at..at + 4].copy_from_slice(&whole.to_be_bytes());
    let mut film = Sparse { parts, length: end, at: 0, read: 0 };
    assert_eq!(inspect(&mut film, end, "hostile.mp4").unwrap_err(), VideoRefused::Uncleanable);
    assert!(film.read < 8_000_000, "it was refused after {} bytes", film.read);
}

/// A track with these tables.
fn track(handler: &[u8; 4], tables: &[u8]) -> Vec<u8> {
    let mut kind = vec![0; 25];
    kind[8..12].copy_from_slice(handler);
    let media = [boxed(b"mdhd", &[0; 24]), boxed(b"hdlr", &kind), boxed(b"minf", &boxed(b"stbl", tables))].concat();
    boxed(b"trak", &[boxed(b"tkhd", &[0; 84]), boxed(b"mdia", &media)].concat())
}

fn tables(places: &[u32], runs: &[u32], sizes: &[u32]) -> Vec<u8> {
    let numbers = |of: &[u32]| of.iter().flat_map(|number| number.to_be_bytes()).collect::<Vec<u8>>();
    let counted = |of: &[u32], each: usize| [numbers(&[0, (of.len() / each) as u32]), numbers(of)].concat();
    [
        boxed(b"stsz", &[numbers(&sizes[..1]), numbers(&sizes[1..])].concat()),
        boxed(b"stsc", &counted(runs, 3)),
        boxed(b"stco", &counted(places, 1)),
    ]
    .concat()
}

/// A film whose index has these tracks as well.
fn with_tracks(film: &[u8], tracks: &[u8]) -> Vec<u8> {
    let at = film.windows(4).position(|at| at == b"moov").unwrap() - 4;
    let length = u32::from_be_bytes(film[at..at + 4].try_into().unwrap()) as usize;
    let grown = (length + tracks.len()) as u32;
    [&film[..at], &grown.to_be_bytes(), &film[at + 4..at + length], tracks, &film[at + length..]].concat()
}

fn replaced_last(bytes: &[u8], from: &[u8; 4], to: &[u8; 4]) -> Vec<u8> {
    let at = bytes.windows(4).rposition(|at| at == from).unwrap();
    [&bytes[..at], to, &bytes[at + 4..]].concat()
}

fn replaced(bytes: &[u8], from: &[u8; 4], to: &[u8; 4]) -> Vec<u8> {
    let at = bytes.windows(4).position(|at| at == from).unwrap();
    [&bytes[..at], to, &bytes[at + 4..]].concat()
}

#[test]
fn no_byte_that_is_changed_makes_it_stop_or_run_away() {
    let whole = Film { place_track: true, place: Some("+1+1/"), index_last: true, ..Film::default() }.bytes();
    let index = whole.windows(4).position(|at| at == b"moov").unwrap();
    for at in (0..48).chain(index - 4..whole.len()) {
        for value in [0, 1, 0x7F, 0xFF] {
            let mut changed = whole.clone();
            changed[at] = value;
            if let Ok((_, plan)) = look(&changed) {
                let mut out = Vec::new();
                let mut source = Cursor::new(&changed);
                // It is kept whole, or refused while it is read; either way it ends.
                let _ = Cleaned::new(&mut source, &plan).read_to_end(&mut out);
                assert!(out.len() <= changed.len(), "byte {at} as {value}");
            }
        }
    }
}

#[test]
fn a_video_is_known_by_its_bytes_before_its_name() {
    let whole = Film::default().bytes();
    assert!(is_video(&whole[..HEAD], "holiday.jpg"));
    assert!(is_video(b"\x1A\x45\xDF\xA3", "x"));
    assert!(!is_video(b"\xFF\xD8\xFF\xE0", "renamed.mp4"), "a photo is taken as one");
    assert!(is_video(b"%PDF-1.7", "renamed.mp4") && !is_video(b"%PDF-1.7", "letter.pdf"));
}
