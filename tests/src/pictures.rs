//! Pictures for tests, drawn by code.

/// A PNG of `width` × `height` in one colour that `shade` chooses.
///
/// # Panics
/// Never, for sizes a test would use.
#[must_use]
pub fn png(width: u32, height: u32, shade: u8) -> Vec<u8> {
    let row = [&[0u8][..], &[shade, 120, 160].repeat(width as usize)].concat();
    let raw = row.repeat(height as usize);
    // Stored, not compressed: a test needs no small file, and no compressor.
    let mut zlib = vec![0x78, 0x01];
    let mut blocks = raw.chunks(65_535).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        zlib.push(u8::from(blocks.peek().is_none()));
        zlib.extend(length.to_le_bytes());
        zlib.extend((!length).to_le_bytes());
        zlib.extend(block);
    }
    let (mut a, mut b) = (1u32, 0u32);
    for byte in &raw {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    zlib.extend(((b << 16) | a).to_be_bytes());
    file(width, height, &zlib)
}

/// A PNG whose header claims `width` × `height`, with next to nothing behind it.
#[must_use]
pub fn claiming(width: u32, height: u32) -> Vec<u8> {
    file(width, height, &[0x78, 0x01, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01])
}

fn file(width: u32, height: u32, zlib: &[u8]) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    chunk(&mut png, b"IHDR", &header);
    chunk(&mut png, b"IDAT", zlib);
    chunk(&mut png, b"IEND", &[]);
    png
}

fn chunk(out: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    out.extend(length.to_be_bytes());
    let body = [kind.as_slice(), data].concat();
    out.extend(&body);
    out.extend(crc(&body).to_be_bytes());
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}
