//! Pictures for tests, drawn by code.

/// A PNG of `width` × `height` in one colour that `shade` chooses.
///
/// # Panics
/// Never, for sizes a test would use.
#[must_use]
pub fn png(width: u32, height: u32, shade: u8) -> Vec<u8> {
    let row = [&[0u8][..], &[shade, 120, 160].repeat(width as usize)].concat();
    drawn(width, height, &row.repeat(height as usize))
}

/// A lake in the evening, with hills behind it: a picture that people don't mind looking at.
#[must_use]
pub fn lake(width: u32, height: u32) -> Vec<u8> {
    let (w, h) = (f64::from(width), f64::from(height));
    let mut raw = Vec::with_capacity((width as usize * 3 + 1) * height as usize);
    for row in 0..height {
        raw.push(0);
        for column in 0..width {
            let (x, y) = (f64::from(column) / w, f64::from(row) / h);
            raw.extend(colour_of_the_lake(x, y, w / h));
        }
    }
    drawn(width, height, &raw)
}

fn colour_of_the_lake(x: f64, y: f64, wide: f64) -> [u8; 3] {
    // What lies in the water is what stands above it, darker, and a little unsteady.
    let shore = 0.62;
    let wet = y > shore;
    let up = if wet { shore - (y - shore) * 1.5 + 0.004 * (y * 220.0).sin() } else { y };
    let far = 0.46 + 0.05 * (x * 5.0 + 1.0).sin() + 0.02 * (x * 13.0).sin();
    let near = 0.55 + 0.05 * (x * 3.1 + 4.0).sin();
    let from_the_sun = ((x - 0.68) * wide).hypot(up - 0.3);
    let mix = |a: [f64; 3], b: [f64; 3], by: f64| -> [f64; 3] { std::array::from_fn(|i| a[i] + (b[i] - a[i]) * by) };
    let sky = mix([126.0, 170.0, 190.0], [247.0, 221.0, 178.0], (up / 0.5).clamp(0.0, 1.0));
    let colour = if up > near {
        [46.0, 92.0, 84.0]
    } else if up > far {
        [96.0, 136.0, 136.0]
    } else if from_the_sun < 0.06 {
        [255.0, 244.0, 214.0]
    } else {
        mix([255.0, 238.0, 200.0], sky, (from_the_sun / 0.45).clamp(0.25, 1.0))
    };
    let dark = if wet { 0.82 } else { 1.0 };
    colour.map(|part| (part * dark).clamp(0.0, 255.0) as u8)
}

/// The file of rows that each begin with a zero.
fn drawn(width: u32, height: u32, raw: &[u8]) -> Vec<u8> {
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
    for byte in raw {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    zlib.extend(((b << 16) | a).to_be_bytes());
    file(width, height, &zlib)
}

/// A GIF of 64 × 48 pixels that shows so many pictures, one after the other, over and over; the shade tells it from others.
#[must_use]
pub fn gif(frames: u32, shade: u8) -> Vec<u8> {
    let (width, height) = (64u16, 48u16);
    let mut gif = b"GIF89a".to_vec();
    for edge in [width, height] {
        gif.extend(edge.to_le_bytes());
    }
    // A palette of 128 colours.
    gif.extend([0xF6, 0, 0]);
    gif.extend((0..128u8).flat_map(|at| [shade, at * 2, 255 - at]));
    gif.extend(b"\x21\xFF\x0BNETSCAPE2.0\x03\x01\0\0\0");
    for frame in 0..frames {
        gif.extend([0x21, 0xF9, 4, 0, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0]);
        for edge in [width, height] {
            gif.extend(edge.to_le_bytes());
        }
        gif.extend([0, 7]);
        // Each code has a byte as long as the table is begun anew (128) often enough; 129 is the end.
        let colour = u8::try_from(frame * 17 % 128).unwrap_or(0);
        let row = vec![colour; usize::from(width) * usize::from(height)];
        let mut codes: Vec<u8> = row.chunks(100).flat_map(|some| [&[128], some].concat()).collect();
        codes.push(129);
        for block in codes.chunks(255) {
            gif.push(u8::try_from(block.len()).unwrap_or(u8::MAX));
            gif.extend(block);
        }
        gif.push(0);
    }
    gif.push(0x3B);
    gif
}

/// A PDF of so many empty pages; the number tells it from others.
#[must_use]
pub fn pdf(pages: u32, number: u8) -> Vec<u8> {
    let kids: Vec<String> = (0..pages).map(|page| format!("{} 0 R", page + 4)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {pages} /MediaBox [0 0 595 842] >>", kids.join(" ")),
        format!("<< /Title (Our house, number {number}) >>"),
    ];
    objects.extend((0..pages).map(|_| "<< /Type /Page /Parent 2 0 R >>".to_owned()));
    let (mut file, mut places) = (b"%PDF-1.4\n".to_vec(), Vec::new());
    for (at, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).bytes());
    }
    let (start, count) = (file.len(), objects.len() + 1);
    file.extend(format!("xref\n0 {count}\n0000000000 65535 f \n").bytes());
    file.extend(places.iter().flat_map(|place| format!("{place:010} 00000 n \n").into_bytes()));
    file.extend(format!("trailer\n<< /Size {count} /Root 1 0 R /Info 3 0 R >>\nstartxref\n{start}\n%%EOF\n").bytes());
    file
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
