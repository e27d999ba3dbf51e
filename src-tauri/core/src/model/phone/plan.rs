//! How the countries of the world number their telephones, as far as reading a number needs it.
//!
//! Invariant: it tells what a number can be, and nothing of whose it is; a country that is not here is read by its calling
//! code alone.

/// Calling codes of one and two digits that stand for themselves (ITU-T E.164, list of assigned codes).
const SHORT: [u16; 46] = [
    1, 7, 20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58, 60,
    61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98,
];
/// Calling codes of three digits, as ranges.
const LONG: [(u16, u16); 28] = [
    (211, 213),
    (216, 216),
    (218, 218),
    (220, 258),
    (260, 269),
    (290, 291),
    (297, 299),
    (350, 359),
    (370, 378),
    (380, 383),
    (385, 387),
    (389, 389),
    (420, 421),
    (423, 423),
    (500, 509),
    (590, 599),
    (670, 670),
    (672, 683),
    (685, 692),
    (850, 850),
    (852, 853),
    (855, 856),
    (880, 880),
    (886, 886),
    (960, 968),
    (970, 977),
    (992, 996),
    (998, 998),
];

/// Calling codes whose numbers may begin with a 0 abroad as well, of countries that are not in the list: Côte d'Ivoire, the
/// Congo, San Marino (ITU-T E.164, national numbering plans).
pub(super) const BEGIN_WITH_ZERO: [u16; 3] = [225, 242, 378];

/// What people at home write before the rest of a number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Trunk {
    /// A 0 that is left out abroad.
    Dropped,
    /// A 0 that is part of the number, abroad as well.
    Kept,
    /// A 1, which is the calling code itself.
    Code,
    /// Nothing.
    None,
}

/// How the numbers of a country are written.
pub(super) struct Country {
    /// ISO 3166-1, two letters.
    pub(super) name: &'static str,
    /// Its calling code.
    pub(super) calling: u16,
    /// What stands before a number at home.
    pub(super) trunk: Trunk,
    /// The fewest and the most digits after the calling code (ITU-T E.164, national numbering plans; a wide reading, for
    /// what is too narrow refuses somebody's number).
    pub(super) digits: (usize, usize),
    /// What is dialled there before another country's calling code, where it is not 00.
    pub(super) abroad: &'static str,
}

const fn country(
    name: &'static str,
    calling: u16,
    trunk: Trunk,
    digits: (usize, usize),
    abroad: &'static str,
) -> Country {
    Country { name, calling, trunk, digits, abroad }
}

/// Countries whose numbers are read without the country in front.
pub(super) const COUNTRIES: &[Country] = &[
    country("AE", 971, Trunk::Dropped, (8, 9), "00"),
    country("AR", 54, Trunk::Dropped, (10, 11), "00"),
    country("AT", 43, Trunk::Dropped, (7, 13), "00"),
    country("AU", 61, Trunk::Dropped, (9, 9), "0011"),
    country("BE", 32, Trunk::Dropped, (8, 9), "00"),
    country("BG", 359, Trunk::Dropped, (7, 9), "00"),
    country("BR", 55, Trunk::Dropped, (10, 11), "00"),
    country("CA", 1, Trunk::Code, (10, 10), "011"),
    country("CH", 41, Trunk::Dropped, (9, 9), "00"),
    country("CY", 357, Trunk::None, (8, 8), "00"),
    country("CZ", 420, Trunk::None, (9, 9), "00"),
    country("DE", 49, Trunk::Dropped, (6, 12), "00"),
    country("DK", 45, Trunk::None, (8, 8), "00"),
    country("EE", 372, Trunk::None, (7, 8), "00"),
    country("EG", 20, Trunk::Dropped, (8, 10), "00"),
    country("ES", 34, Trunk::None, (9, 9), "00"),
    country("FI", 358, Trunk::Dropped, (6, 12), "00"),
    country("FR", 33, Trunk::Dropped, (9, 9), "00"),
    country("GB", 44, Trunk::Dropped, (9, 10), "00"),
    country("GR", 30, Trunk::None, (10, 10), "00"),
    country("HR", 385, Trunk::Dropped, (8, 9), "00"),
    country("HK", 852, Trunk::None, (8, 8), "001"),
    country("IE", 353, Trunk::Dropped, (7, 9), "00"),
    country("IL", 972, Trunk::Dropped, (8, 9), "00"),
    country("IN", 91, Trunk::Dropped, (10, 10), "00"),
    country("IT", 39, Trunk::Kept, (9, 11), "00"),
    country("JP", 81, Trunk::Dropped, (9, 10), "010"),
    country("KE", 254, Trunk::Dropped, (7, 10), "000"),
    country("LI", 423, Trunk::None, (7, 9), "00"),
    country("LU", 352, Trunk::None, (5, 11), "00"),
    country("LV", 371, Trunk::None, (8, 8), "00"),
    country("MX", 52, Trunk::None, (10, 10), "00"),
    country("NG", 234, Trunk::Dropped, (8, 10), "00"),
    country("NL", 31, Trunk::Dropped, (9, 9), "00"),
    country("NO", 47, Trunk::None, (8, 8), "00"),
    country("NZ", 64, Trunk::Dropped, (8, 10), "00"),
    country("PH", 63, Trunk::Dropped, (8, 10), "00"),
    country("PK", 92, Trunk::Dropped, (9, 10), "00"),
    country("PL", 48, Trunk::None, (9, 9), "00"),
    country("PT", 351, Trunk::None, (9, 9), "00"),
    country("RO", 40, Trunk::Dropped, (9, 9), "00"),
    country("SA", 966, Trunk::Dropped, (8, 9), "00"),
    country("SE", 46, Trunk::Dropped, (7, 10), "00"),
    country("SG", 65, Trunk::None, (8, 8), "001"),
    country("SI", 386, Trunk::Dropped, (8, 8), "00"),
    country("SK", 421, Trunk::Dropped, (9, 9), "00"),
    country("TR", 90, Trunk::Dropped, (10, 10), "00"),
    country("UA", 380, Trunk::Dropped, (9, 9), "00"),
    country("US", 1, Trunk::Code, (10, 10), "011"),
    country("ZA", 27, Trunk::Dropped, (9, 9), "00"),
];

/// The calling code that a number begins with, if a country has it.
pub(super) fn calling_code(digits: &str) -> Option<u16> {
    let begins = |count: usize| digits.get(..count).and_then(|code| code.parse::<u16>().ok());
    if digits.starts_with('0') {
        return None;
    }
    [1, 2]
        .into_iter()
        .filter_map(begins)
        .find(|code| SHORT.contains(code))
        .or_else(|| begins(3).filter(|code| LONG.iter().any(|(first, last)| (first..=last).contains(&code))))
}
