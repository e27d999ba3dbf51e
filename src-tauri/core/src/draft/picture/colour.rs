//! Colour profiles (ICC.1:2022): what is needed to show pixels in the right colours, written anew.
//!
//! Invariant: a profile that leaves here holds numbers of colorimetry only. The original is not kept as it is: profiles name
//! their maker, the day they were made and, where a screen was photographed by its own computer, that screen's serial number.

use super::cursor::Cursor;

/// How many colour channels the pixels have, transparency left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Channels {
    /// One: grey.
    Grey,
    /// Three: red, green, blue.
    Rgb,
    /// Four: inks, for printing.
    Inks,
}

/// The longest profile that is looked at, in bytes. Real ones with tables have up to about 2 MB.
pub(super) const LONGEST_PROFILE: usize = 4_000_000;

/// The words that the format demands in every profile, the same in each.
const DESCRIPTION: &str = "Colours";
const COPYRIGHT: &str = "None";

/// Where the elements' data begin: after the header, the count and the entries.
const HEADER: usize = 128;

/// Builds the plain form of `original` for pixels of `channels`: the primaries, the curves and the white point.
///
/// None where it doesn't describe such pixels or is not of the matrix or grey kind. Cameras, telephones and screens all use those;
/// what only has tables (printers, scanners) is then shown as sRGB, as any viewer without colour management does.
pub(super) fn plain(original: &[u8], channels: Channels) -> Option<Vec<u8>> {
    let header = original.get(..HEADER)?;
    let field = |at: usize| header.get(at..at + 4);
    let (space, needed): (&[u8; 4], &[&[u8; 4]]) = match channels {
        Channels::Grey => (b"GRAY", &[b"wtpt", b"kTRC"]),
        Channels::Rgb => (b"RGB ", &[b"wtpt", b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC"]),
        Channels::Inks => return None,
    };
    let class = field(12)?;
    let connection = field(20)?;
    let version = field(8)?;
    let known_class = [b"mntr", b"scnr", b"spac", b"prtr"].iter().any(|known| class == *known);
    let known_connection = connection == b"XYZ " || (channels == Channels::Grey && connection == b"Lab ");
    let [major @ (2 | 4), minor, ..] = version else { return None };
    if field(36)? != b"acsp" || field(16)? != space || !known_class || !known_connection {
        return None;
    }

    let mut elements: Vec<([u8; 4], Vec<u8>)> =
        vec![(*b"desc", described(*major, DESCRIPTION)), (*b"cprt", worded(*major, COPYRIGHT))];
    for name in needed {
        elements.push((**name, element(original, name)?));
    }
    // The first says how the white point was adapted, the second that the curves are those of a video standard.
    for optional in [b"chad", b"cicp"] {
        if let Some(data) = element(original, optional) {
            elements.push((*optional, data));
        }
    }
    Some(assemble([*major, *minor], class, space, connection, field(64)?, &elements))
}

/// The bytes of one element, none if it is missing or anything but numbers of a known length.
fn element(profile: &[u8], name: &[u8; 4]) -> Option<Vec<u8>> {
    let mut table = Cursor::new(profile.get(HEADER..)?);
    let count = table.u32_be()?.min(1_000);
    for _ in 0..count {
        let (entry, offset, length) = (table.array::<4>()?, table.u32_be()?, table.u32_be()?);
        if entry == *name {
            let data = profile.get(usize::try_from(offset).ok()?..)?.get(..usize::try_from(length).ok()?)?;
            return numbers(name, data);
        }
    }
    None
}

/// `data` cut to what its type defines, its reserved bytes emptied.
fn numbers(name: &[u8; 4], data: &[u8]) -> Option<Vec<u8>> {
    let kind: [u8; 4] = *data.first_chunk()?;
    let (expected, length) = match &kind {
        b"XYZ " => (matches!(name, b"wtpt" | b"rXYZ" | b"gXYZ" | b"bXYZ"), 20),
        b"sf32" => (name == b"chad", 44),
        b"cicp" => (name == b"cicp", 12),
        b"curv" => {
            let entries = u32::from_be_bytes(*data.get(8..)?.first_chunk()?);
            (name.ends_with(b"TRC") && entries <= 65_536, 12 + 2 * usize::try_from(entries).ok()?)
        }
        b"para" => {
            // The number of parameters of each function, by its number.
            let parameters = [1, 3, 4, 5, 7];
            let function = u16::from_be_bytes(*data.get(8..)?.first_chunk()?);
            (name.ends_with(b"TRC"), 12 + 4 * parameters.get(usize::from(function))?)
        }
        _ => return None,
    };
    if !expected {
        return None;
    }
    let mut clean = data.get(..length)?.to_vec();
    clean.get_mut(4..8)?.fill(0);
    if &kind == b"para" {
        clean.get_mut(10..12)?.fill(0);
    }
    Some(clean)
}

/// The profile's own description, in the form that its version wants.
fn described(major: u8, text: &str) -> Vec<u8> {
    if major == 4 {
        return worded(major, text);
    }
    let mut data = b"desc\0\0\0\0".to_vec();
    data.extend(u32::try_from(text.len() + 1).unwrap_or_default().to_be_bytes());
    data.extend(text.as_bytes());
    // Its end, then an empty Unicode form (8 bytes) and an empty script form (70 bytes), which the type always carries.
    data.resize(data.len() + 1 + 8 + 3 + 67, 0);
    data
}

/// A text in the form that the profile's version wants.
fn worded(major: u8, text: &str) -> Vec<u8> {
    if major != 4 {
        return [b"text\0\0\0\0", text.as_bytes(), b"\0"].concat();
    }
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let length = u32::try_from(units.len()).unwrap_or_default();
    let mut data = b"mluc\0\0\0\0".to_vec();
    // One record of twelve bytes; its text stands right behind the records, at 28.
    for number in [1, 12, u32::from_be_bytes(*b"enUS"), length, 28] {
        data.extend(number.to_be_bytes());
    }
    data.extend(units);
    data
}

/// Puts a profile together. Equal elements are stored once, as most profiles have one curve for all three channels.
fn assemble(
    version: [u8; 2],
    class: &[u8],
    space: &[u8],
    connection: &[u8],
    intent: &[u8],
    elements: &[([u8; 4], Vec<u8>)],
) -> Vec<u8> {
    let [major, minor] = version;
    let mut table = u32::try_from(elements.len()).unwrap_or_default().to_be_bytes().to_vec();
    let start = HEADER + 4 + 12 * elements.len();
    let mut data: Vec<u8> = Vec::new();
    let mut placed: Vec<(usize, usize)> = Vec::new();
    for (index, (name, bytes)) in elements.iter().enumerate() {
        let earlier = elements.iter().take(index).position(|(_, other)| other == bytes);
        let place = earlier.and_then(|at| placed.get(at).copied()).unwrap_or((start + data.len(), bytes.len()));
        if earlier.is_none() {
            data.extend(bytes);
            data.resize(data.len().next_multiple_of(4), 0);
        }
        placed.push(place);
        table.extend(name);
        table.extend(u32::try_from(place.0).unwrap_or_default().to_be_bytes());
        table.extend(u32::try_from(place.1).unwrap_or_default().to_be_bytes());
    }

    let mut profile = vec![0; HEADER];
    let mut put = |at: usize, bytes: &[u8]| {
        if let Some(room) = profile.get_mut(at..at + bytes.len()) {
            room.copy_from_slice(bytes);
        }
    };
    put(0, &u32::try_from(start + data.len()).unwrap_or_default().to_be_bytes());
    put(8, &[major, minor]);
    put(12, class);
    put(16, space);
    put(20, connection);
    put(36, b"acsp");
    // Four intents are defined; anything else there would be somebody's own.
    put(64, if matches!(intent, [0, 0, 0, 0..=3]) { intent } else { &[0; 4] });
    // The light of the connection space, D50, which the format fixes.
    put(68, &[0, 0, 0xF6, 0xD6, 0, 1, 0, 0, 0, 0, 0xD3, 0x2D]);
    profile.extend(table);
    profile.extend(data);
    profile
}
