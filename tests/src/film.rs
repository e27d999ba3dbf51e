//! Videos for tests: the boxes of a real MP4 or MOV file, put together number by number.
//!
//! Invariant: the standard library alone, so that any crate's tests can take this file in by `#[path]`; the same settings give
//! the same bytes. What stands for pictures and sound can't be decoded, and nothing here decodes it.

/// What a video is to be.
#[derive(Debug, Clone)]
pub struct Film {
    /// The brand that the file names: `isom`, `qt  `, …
    pub brand: [u8; 4],
    /// Pixels across, as they are stored.
    pub width: u16,
    /// Pixels down, as they are stored.
    pub height: u16,
    /// Whether it is to be shown turned by a quarter.
    pub turned: bool,
    /// How long it is, in milliseconds.
    pub millis: u32,
    /// Pictures in a second.
    pub rate: u32,
    /// How the pictures are encoded.
    pub codec: [u8; 4],
    /// How the sound is encoded; none for none.
    pub sound: Option<[u8; 4]>,
    /// Whether the index stands behind the pictures, as cameras write it.
    pub index_last: bool,
    /// A place, as phones write it: `+12.9716+077.5946/`.
    pub place: Option<&'static str>,
    /// Whether a track that nobody sees tells the place as well.
    pub place_track: bool,
    /// Whether it holds a list of cuts.
    pub edit_list: bool,
    /// How many bytes stand for each picture.
    pub picture_bytes: u32,
}

impl Default for Film {
    /// Upright, five seconds, as every platform takes it.
    fn default() -> Self {
        Self {
            brand: *b"isom",
            width: 1080,
            height: 1920,
            turned: false,
            millis: 5_000,
            rate: 30,
            codec: *b"avc1",
            sound: Some(*b"mp4a"),
            index_last: false,
            place: None,
            place_track: false,
            edit_list: false,
            picture_bytes: 520,
        }
    }
}

/// A part of the samples: which track, how many, how long each, and where they begin among all of them.
struct Samples {
    count: u32,
    size: u32,
    from: u64,
}

impl Film {
    /// The file.
    pub fn bytes(&self) -> Vec<u8> {
        let samples = self.samples();
        let content = content(&samples);
        let mut file = self.beginning();
        if self.index_last {
            let at = file.len() as u64 + 8;
            file.extend(boxed(b"mdat", &content));
            file.extend(self.index(at));
        } else {
            let at = (file.len() + self.index(0).len()) as u64 + 8;
            file.extend(self.index(at));
            file.extend(boxed(b"mdat", &content));
        }
        file
    }

    /// The beginning of a file of `total` bytes, whose pictures reach to its end: whoever makes the file has it be so long.
    pub fn beginning_of(&self, total: u64) -> Vec<u8> {
        let mut file = self.beginning();
        let at = (file.len() + self.index(0).len()) as u64 + 16;
        file.extend(self.index(at));
        file.extend(1u32.to_be_bytes());
        file.extend(b"mdat");
        file.extend((total - file.len() as u64 + 8).to_be_bytes());
        file.extend(content(&self.samples()));
        file
    }

    fn beginning(&self) -> Vec<u8> {
        boxed(b"ftyp", &[&self.brand[..], &512u32.to_be_bytes(), &self.brand].concat())
    }

    /// Pictures, sound and the places that nobody sees, one behind the other.
    fn samples(&self) -> [Samples; 3] {
        let pictures = self.rate * self.millis / 1000;
        let heard = if self.sound.is_some() { self.millis * 48 / 1024 } else { 0 };
        let told = u32::from(self.place_track);
        let (a, b) = (u64::from(pictures) * u64::from(self.picture_bytes), u64::from(heard) * 8);
        [
            Samples { count: pictures, size: self.picture_bytes, from: 0 },
            Samples { count: heard, size: 8, from: a },
            Samples { count: told, size: 32, from: a + b },
        ]
    }

    /// The index of a file whose samples begin at `at`.
    fn index(&self, at: u64) -> Vec<u8> {
        let [pictures, heard, told] = self.samples();
        let mut header = vec![0; 100];
        put(&mut header, 4, 3_800_000_000);
        put(&mut header, 12, 1000);
        put(&mut header, 16, self.millis);
        let mut index = boxed(b"mvhd", &header);
        index.extend(self.track(1, b"vide", at, &pictures));
        if self.sound.is_some() {
            index.extend(self.track(2, b"soun", at, &heard));
        }
        if self.place_track {
            index.extend(self.track(3, b"meta", at, &told));
        }
        if let Some(place) = self.place {
            let words = [&(place.len() as u16).to_be_bytes()[..], &[0x15, 0xC7], place.as_bytes()].concat();
            index.extend(boxed(b"udta", &boxed(b"\xa9xyz", &words)));
        }
        boxed(b"moov", &index)
    }

    fn track(&self, number: u32, handler: &[u8; 4], at: u64, samples: &Samples) -> Vec<u8> {
        let mut header = vec![0; 84];
        put(&mut header, 4, 3_800_000_000);
        put(&mut header, 12, number);
        put(&mut header, 20, self.millis);
        let turn = if self.turned { [0, 0x1_0000, 0, 0xFFFF_0000, 0, 0] } else { [0x1_0000, 0, 0, 0, 0x1_0000, 0] };
        for (index, of) in turn.into_iter().chain([0, 0, 0x4000_0000]).enumerate() {
            put(&mut header, 40 + index * 4, of);
        }
        if handler == b"vide" {
            put(&mut header, 76, u32::from(self.width) << 16);
            put(&mut header, 80, u32::from(self.height) << 16);
        }
        let mut clock = vec![0; 24];
        put(&mut clock, 4, 3_800_000_000);
        put(&mut clock, 12, 48_000);
        put(&mut clock, 16, self.millis * 48);
        let mut kind = vec![0; 25];
        kind[8..12].copy_from_slice(handler);
        let media = [
            boxed(b"mdhd", &clock),
            boxed(b"hdlr", &kind),
            boxed(b"minf", &boxed(b"stbl", &self.table(handler, at + samples.from, samples))),
        ];
        let mut track = boxed(b"tkhd", &header);
        if self.edit_list {
            track.extend(boxed(b"edts", &boxed(b"elst", &[0; 20])));
        }
        track.extend(boxed(b"mdia", &media.concat()));
        boxed(b"trak", &track)
    }

    fn table(&self, handler: &[u8; 4], at: u64, samples: &Samples) -> Vec<u8> {
        let entry = match handler {
            b"vide" => {
                let mut entry = vec![0; 78];
                entry[24..26].copy_from_slice(&self.width.to_be_bytes());
                entry[26..28].copy_from_slice(&self.height.to_be_bytes());
                boxed(&self.codec, &entry)
            }
            b"soun" => {
                let mut entry = vec![0; 28];
                entry[17] = 2;
                put(&mut entry, 24, 48_000 << 16);
                boxed(&self.sound.unwrap_or(*b"mp4a"), &entry)
            }
            _ => boxed(b"mebx", b"\0\0\0\0\0\0\0\x01com.apple.quicktime.location.ISO6709"),
        };
        let numbers = |of: &[u32]| of.iter().flat_map(|number| number.to_be_bytes()).collect::<Vec<u8>>();
        let place = u32::try_from(at).unwrap_or(u32::MAX);
        [
            boxed(b"stsd", &[numbers(&[0, 1]), entry].concat()),
            boxed(b"stts", &numbers(&[0, 1, samples.count, 48_000 / self.rate.max(1)])),
            boxed(b"stsc", &numbers(&[0, 1, 1, samples.count, 1])),
            boxed(b"stsz", &numbers(&[0, samples.size, samples.count])),
            boxed(b"stco", &numbers(&[0, 1, place])),
        ]
        .concat()
    }
}

/// What stands for pictures and sound; the place that nobody sees is told in words.
fn content(samples: &[Samples; 3]) -> Vec<u8> {
    let [pictures, heard, told] = samples;
    let mut content = Vec::new();
    for (shade, part) in [(0x11u8, pictures), (0x77, heard)] {
        content.extend((0..u64::from(part.count) * u64::from(part.size)).map(|at| shade.wrapping_add((at % 89) as u8)));
    }
    if told.count > 0 {
        content.extend(b"+12.9716+077.5946+920.000/ place");
    }
    content
}

/// A box of this kind.
pub fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len() + 8).unwrap_or(u32::MAX);
    [&length.to_be_bytes()[..], kind, content].concat()
}

fn put(into: &mut [u8], at: usize, number: u32) {
    into[at..at + 4].copy_from_slice(&number.to_be_bytes());
}
