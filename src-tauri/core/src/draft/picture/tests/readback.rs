//! Reading files back part by part, strictly: a byte that belongs to no part is a panic.

use crate::model::PictureFormat;

/// The parts of a JPEG in order: each marker's code and its payload; a scan's data belong to the scan.
pub fn segments(bytes: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut parts = Vec::new();
    assert_eq!(&bytes[..2], b"\xFF\xD8");
    let mut at = 2;
    loop {
        assert_eq!(bytes[at], 0xFF, "a byte between segments at {at}");
        let code = bytes[at + 1];
        at += 2;
        if code == 0xD9 {
            assert_eq!(at, bytes.len(), "bytes behind the end");
            return parts;
        }
        let length = usize::from(u16::from_be_bytes([bytes[at], bytes[at + 1]]));
        let mut payload = bytes[at + 2..at + length].to_vec();
        at += length;
        if code == 0xDA {
            let start = at;
            while bytes[at] != 0xFF || matches!(bytes[at + 1], 0 | 0xD0..=0xD7) {
                at += 1;
            }
            payload.extend(&bytes[start..at]);
        }
        parts.push((code, payload));
    }
}

/// The chunks of a PNG in order.
pub fn chunks(bytes: &[u8]) -> Vec<([u8; 4], Vec<u8>)> {
    let mut parts = Vec::new();
    let mut at = 8;
    while at < bytes.len() {
        let length = u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        let kind: [u8; 4] = bytes[at + 4..at + 8].try_into().unwrap();
        let mut crc = flate2::Crc::new();
        crc.update(&bytes[at + 4..at + 8 + length]);
        assert_eq!(crc.sum().to_be_bytes(), bytes[at + 8 + length..at + 12 + length], "the check sum of {kind:?}");
        parts.push((kind, bytes[at + 8..at + 8 + length].to_vec()));
        at += 12 + length;
    }
    assert_eq!(at, bytes.len());
    assert_eq!(&parts.last().unwrap().0, b"IEND");
    parts
}

/// The chunks of a WebP in order.
pub fn riff_chunks(bytes: &[u8]) -> Vec<([u8; 4], Vec<u8>)> {
    assert_eq!(&bytes[..4], b"RIFF");
    assert_eq!(u32::from_le_bytes(bytes[4..8].try_into().unwrap()) as usize, bytes.len() - 8, "bytes behind the end");
    let mut parts = Vec::new();
    let mut at = 12;
    while at < bytes.len() {
        let length = u32::from_le_bytes(bytes[at + 4..at + 8].try_into().unwrap()) as usize;
        parts.push((bytes[at..at + 4].try_into().unwrap(), bytes[at + 8..at + 8 + length].to_vec()));
        at += 8 + length.next_multiple_of(2);
    }
    assert_eq!(at, bytes.len());
    parts
}

/// The blocks of a GIF behind its screen and palette, in order: the block's first byte, and an extension's label.
pub fn blocks(bytes: &[u8]) -> Vec<(u8, u8)> {
    let palette = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let mut at = 13 + palette(bytes[10]);
    let mut parts = Vec::new();
    loop {
        let (first, label) = (bytes[at], bytes[at + 1..].first().copied().unwrap_or(0));
        match first {
            0x3B => {
                assert_eq!(at + 1, bytes.len(), "bytes behind the end");
                return parts;
            }
            0x21 => at += 2,
            0x2C => at += 11 + palette(bytes[at + 9]),
            other => panic!("block {other:#x}"),
        }
        parts.push((first, if first == 0x21 { label } else { 0 }));
        while bytes[at] != 0 {
            at += 1 + usize::from(bytes[at]);
        }
        at += 1;
    }
}

/// Proves that a file has no part that could hold a word: every one is on the list, and has the length that leaves no room.
pub fn assert_nothing_but_the_picture(bytes: &[u8], format: PictureFormat) {
    match format {
        PictureFormat::Jpeg => {
            for (code, payload) in segments(bytes) {
                match code {
                    0xE0 => assert_eq!(payload, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0"),
                    0xEE => assert!(payload.starts_with(b"Adobe\0\x64\0\0\0\0") && payload.len() == 12),
                    0xE2 => assert!(payload.starts_with(b"ICC_PROFILE\0")),
                    0xC0..=0xC2 | 0xC4 | 0xDB | 0xDA | 0xDD => {}
                    other => panic!("segment {other:#x}"),
                }
            }
        }
        PictureFormat::Png => {
            for (kind, payload) in chunks(bytes) {
                let allowed = match &kind {
                    b"IHDR" => payload.len() == 13,
                    b"IEND" => payload.is_empty(),
                    b"sRGB" => payload.len() == 1,
                    b"gAMA" | b"cICP" => payload.len() == 4,
                    b"cHRM" => payload.len() == 32,
                    b"PLTE" => payload.len() <= 768,
                    b"tRNS" => payload.len() <= 256,
                    b"iCCP" => payload.starts_with(b"icc\0\0"),
                    b"IDAT" => true,
                    _ => false,
                };
                assert!(allowed, "chunk {}", String::from_utf8_lossy(&kind));
            }
        }
        PictureFormat::Webp => {
            for (kind, payload) in riff_chunks(bytes) {
                let allowed = match &kind {
                    b"VP8X" => payload.len() == 10 && payload[0] & !0b0011_0000 == 0 && payload[1..4] == [0, 0, 0],
                    b"VP8 " | b"VP8L" | b"ALPH" | b"ICCP" => true,
                    _ => false,
                };
                assert!(allowed, "chunk {}", String::from_utf8_lossy(&kind));
            }
        }
        PictureFormat::Gif => {
            let blocks = blocks(bytes);
            assert!(matches!(blocks.as_slice(), [(0x2C, 0)] | [(0x21, 0xF9), (0x2C, 0)]), "{blocks:?}");
        }
    }
}

pub fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}
