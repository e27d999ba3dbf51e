//! Files built in memory: pictures of every format, and everything personal that such a file can carry.

use flate2::Crc;
use image::codecs::gif::GifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use std::io::Cursor;

/// The word that is planted wherever something personal can stand; it may be nowhere in what comes out.
pub const CANARY: &[u8] = b"Mrs Canary, Harley Street 7";

/// A picture like a photo: smooth, and with too many colours for a palette.
pub fn photo(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let wave = (f64::from(x) / 9.0).sin() * 40.0 + (f64::from(y) / 7.0).cos() * 40.0;
        let grain = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 7 & 15;
        let red = x * 255 / width;
        let green = y * 255 / height;
        Rgb([red as u8, green as u8, (128.0 + wave) as u8 ^ grain as u8])
    })
}

/// A drawing: a disc of one colour, everything else fully transparent but not black underneath.
pub fn drawing(width: u32, height: u32) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, y| {
        let (dx, dy) = (f64::from(x) - f64::from(width) / 2.0, f64::from(y) - f64::from(height) / 2.0);
        let inside = dx.hypot(dy) < f64::from(width.min(height)) / 3.0;
        if inside { Rgba([200, 30, 60, 255]) } else { Rgba([0, 255, 0, 0]) }
    })
}

pub fn jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality)).unwrap();
    bytes
}

pub fn encoded(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub fn decoded(bytes: &[u8]) -> DynamicImage {
    image::load_from_memory(bytes).unwrap()
}

/// EXIF with an orientation, and with the canary as the camera's name, the place's and the maker's note.
pub fn exif(orientation: u16, little: bool) -> Vec<u8> {
    let two = |n: u16| if little { n.to_le_bytes() } else { n.to_be_bytes() };
    let four = |n: u32| if little { n.to_le_bytes() } else { n.to_be_bytes() };
    let text = CANARY.len() as u32;
    let mut out = if little { b"II".to_vec() } else { b"MM".to_vec() };
    out.extend(two(42));
    out.extend(four(8));
    out.extend(two(3));
    let texts = 8 + 2 + 3 * 12 + 4;
    // Camera model, orientation, and a maker's note that by rights stands one directory deeper.
    for (tag, kind, count, value) in
        [(0x0110, 2, text, four(texts)), (0x0112, 3, 1, four(0)), (0x927C, 7, text, four(texts + text))]
    {
        out.extend(two(tag));
        out.extend(two(kind));
        out.extend(four(count));
        if tag == 0x0112 {
            out.extend(two(orientation));
            out.extend([0, 0]);
        } else {
            out.extend(value);
        }
    }
    out.extend(four(0));
    out.extend([CANARY, CANARY].concat());
    out
}

pub fn segment(code: u8, payload: &[u8]) -> Vec<u8> {
    [&[0xFF, code][..], &((payload.len() + 2) as u16).to_be_bytes(), payload].concat()
}

/// Puts segments right behind the start of a JPEG.
pub fn with_segments(jpeg: &[u8], segments: &[Vec<u8>]) -> Vec<u8> {
    [&jpeg[..2], &segments.concat(), &jpeg[2..]].concat()
}

pub fn turned_jpeg(jpeg: &[u8], orientation: u16) -> Vec<u8> {
    with_segments(jpeg, &[segment(0xE1, &[b"Exif\0\0", exif(orientation, false).as_slice()].concat())])
}

pub fn chunk(kind: &[u8; 4], payload: &[u8]) -> Vec<u8> {
    let mut crc = Crc::new();
    crc.update(kind);
    crc.update(payload);
    [&(payload.len() as u32).to_be_bytes()[..], kind, payload, &crc.sum().to_be_bytes()].concat()
}

/// Puts chunks right behind the header of a PNG.
pub fn with_chunks(png: &[u8], chunks: &[Vec<u8>]) -> Vec<u8> {
    [&png[..33], &chunks.concat(), &png[33..]].concat()
}

pub fn riff_chunk(kind: &[u8; 4], payload: &[u8]) -> Vec<u8> {
    let mut out = [&kind[..], &(payload.len() as u32).to_le_bytes(), payload].concat();
    out.resize(out.len().next_multiple_of(2), 0);
    out
}

/// A WebP of the extended kind around the picture of a simple one, with chunks before and behind it.
pub fn extended_webp(simple: &[u8], flags: u8, size: (u32, u32), before: &[Vec<u8>], behind: &[Vec<u8>]) -> Vec<u8> {
    let (width, height) = ((size.0 - 1).to_le_bytes(), (size.1 - 1).to_le_bytes());
    let head = [&[flags, 0, 0, 0], &width[..3], &height[..3]].concat();
    let body = [b"WEBP".to_vec(), riff_chunk(b"VP8X", &head), before.concat(), simple[12..].to_vec(), behind.concat()]
        .concat();
    riff_chunk(b"RIFF", &body)
}

pub fn gif(frames: &[RgbaImage]) -> Vec<u8> {
    let mut bytes = Vec::new();
    {
        let mut encoder = GifEncoder::new(&mut bytes);
        encoder.encode_frames(frames.iter().map(|frame| image::Frame::new(frame.clone()))).unwrap();
    }
    bytes
}

/// A profile of a wide colour space, its every text the canary; `version` 2 or 4.
pub fn profile(version: u8, space: &[u8; 4]) -> Vec<u8> {
    let fixed = |numbers: &[f64]| -> Vec<u8> {
        numbers.iter().flat_map(|number| ((number * 65_536.0).round() as i32).to_be_bytes()).collect()
    };
    let xyz = |numbers: [f64; 3]| [b"XYZ \0\0\0\0".to_vec(), fixed(&numbers)].concat();
    let text = [b"text\0\0\0\0", CANARY, b"\0"].concat();
    let mut curve = b"curv\0\0\0\0\0\0\0\x01\x02\x33".to_vec();
    if version == 4 {
        curve = [b"para\0\0\0\0\0\0\0\0".to_vec(), fixed(&[2.2])].concat();
    }
    // Behind its own end, where a length that claims more would take it along.
    curve.extend(CANARY);
    let mut elements: Vec<(&[u8; 4], Vec<u8>)> = vec![
        (b"desc", [b"desc\0\0\0\0\0\0\0\x20", CANARY, &[0; 90]].concat()),
        (b"cprt", text.clone()),
        (b"mmod", text.clone()),
        (b"wtpt", xyz([0.964_2, 1.0, 0.824_9])),
    ];
    if space == b"GRAY" {
        elements.push((b"kTRC", curve));
    } else {
        elements.push((b"rXYZ", xyz([0.515_1, 0.241_2, -0.001_1])));
        elements.push((b"gXYZ", xyz([0.291_9, 0.692_2, 0.041_9])));
        elements.push((b"bXYZ", xyz([0.157_1, 0.066_6, 0.784_1])));
        for name in [b"rTRC", b"gTRC", b"bTRC"] {
            elements.push((name, curve.clone()));
        }
    }
    let mut table = (elements.len() as u32).to_be_bytes().to_vec();
    let mut data: Vec<u8> = Vec::new();
    let start = 128 + 4 + 12 * elements.len();
    for (name, element) in &elements {
        table.extend(*name);
        table.extend(((start + data.len()) as u32).to_be_bytes());
        table.extend((element.len() as u32).to_be_bytes());
        data.extend(element);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let mut out = vec![0; 128];
    out[0..4].copy_from_slice(&((start + data.len()) as u32).to_be_bytes());
    out[4..8].copy_from_slice(b"Cana");
    out[8] = version;
    out[12..16].copy_from_slice(b"mntr");
    out[16..20].copy_from_slice(space);
    out[20..24].copy_from_slice(b"XYZ ");
    out[36..40].copy_from_slice(b"acsp");
    out[48..56].copy_from_slice(b"CanaryCo");
    out[80..84].copy_from_slice(b"Cana");
    out[84..100].copy_from_slice(&CANARY[..16]);
    [out, table, data].concat()
}

pub fn with_profile(jpeg: &[u8], profile: &[u8]) -> Vec<u8> {
    let pieces: Vec<&[u8]> = profile.chunks(200).collect();
    let count = pieces.len() as u8;
    let segments: Vec<Vec<u8>> = (1..)
        .zip(&pieces)
        .map(|(number, piece)| segment(0xE2, &[b"ICC_PROFILE\0", &[number, count][..], piece].concat()))
        .collect();
    with_segments(jpeg, &segments)
}

pub fn profile_chunk(profile: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(profile).unwrap();
    chunk(b"iCCP", &[CANARY, &[0, 0], &encoder.finish().unwrap()].concat())
}

/// A JPEG of 32 × 32 pixels of one colour in four inks, as Adobe's programs write it: the amounts of ink inverted.
pub fn printing_jpeg(inks: [u8; 4]) -> Vec<u8> {
    let mut bits = String::new();
    for block in 0..16 {
        for ink in inks {
            // The mean of the block is all there is: its distance from the middle in the first block, no change in the others.
            let level = 127 - i32::from(ink);
            match if block == 0 { level } else { 0 } {
                0 => bits.push('0'),
                level if level > 63 => bits.push_str(&format!("10{level:07b}")),
                level => bits.push_str(&format!("110{:08b}", level + 255)),
            }
            bits.push('0');
        }
    }
    while !bits.len().is_multiple_of(8) {
        bits.push('1');
    }
    let mut scan = Vec::new();
    for at in (0..bits.len()).step_by(8) {
        let byte = u8::from_str_radix(&bits[at..at + 8], 2).unwrap();
        scan.push(byte);
        if byte == 0xFF {
            scan.push(0);
        }
    }
    let mut lengths = [0; 16];
    lengths[..3].copy_from_slice(&[1, 1, 1]);
    let direct = [&[0x00][..], &lengths, &[0, 7, 8]].concat();
    lengths[1..3].copy_from_slice(&[0, 0]);
    let rest = [&[0x10][..], &lengths, &[0]].concat();
    [
        vec![0xFF, 0xD8],
        segment(0xEE, b"Adobe\x00\x64\x00\x00\x00\x00\x00"),
        segment(0xDB, &[&[0][..], &[8; 64]].concat()),
        segment(0xC0, &[8, 0, 32, 0, 32, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0]),
        segment(0xC4, &direct),
        segment(0xC4, &rest),
        segment(0xDA, &[4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0]),
        scan,
        vec![0xFF, 0xD9],
    ]
    .concat()
}
