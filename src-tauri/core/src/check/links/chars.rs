//! Which characters may stand in which part of a link.
//!
//! Invariant: the classes are those of twitter-text (version 3, `regexp/`, read 2026-11-20), and every character is
//! decided by itself, without its neighbours.

/// Whether a link may begin right after `c`.
pub(super) fn may_precede(c: char) -> bool {
    !(c.is_ascii_alphanumeric() || matches!(c, '@' | '＠' | '$' | '#' | '＃') || is_invalid(c))
}

/// A character that X refuses in any text.
pub(in crate::check) const fn is_invalid(c: char) -> bool {
    matches!(c, '\u{FFFE}' | '\u{FEFF}' | '\u{FFFF}')
}

const fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2066}'..='\u{2069}')
}

const fn is_space(c: char) -> bool {
    matches!(
        c,
        '\u{09}'..='\u{0D}' | ' ' | '\u{85}' | '\u{A0}' | '\u{1680}' | '\u{180E}' | '\u{2000}'..='\u{200A}'
            | '\u{2028}' | '\u{2029}' | '\u{202F}' | '\u{205F}' | '\u{3000}'
    )
}

/// Whether `c` may stand in a domain's label: anything but ASCII punctuation, spaces and marks.
pub(super) fn is_domain_char(c: char) -> bool {
    let punctuation = c.is_ascii_punctuation() && !matches!(c, '"' | '`');
    !(punctuation || is_space(c) || is_invalid(c) || is_direction_mark(c))
}

/// A Latin letter beyond ASCII, or a mark over one.
pub(super) const fn is_latin_accent(c: char) -> bool {
    matches!(
        c,
        '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{24F}' | '\u{253}' | '\u{254}' | '\u{256}' | '\u{257}'
            | '\u{259}' | '\u{25B}' | '\u{263}' | '\u{268}' | '\u{26F}' | '\u{272}' | '\u{289}' | '\u{28B}' | '\u{2BB}'
            | '\u{300}'..='\u{36F}' | '\u{1E00}'..='\u{1EFF}'
    )
}

const fn is_word_of_path(c: char) -> bool {
    c.is_ascii_alphanumeric() || is_latin_accent(c) || matches!(c, '\u{400}'..='\u{4FF}')
}

/// Whether `c` may stand in a path.
pub(super) fn is_path_char(c: char) -> bool {
    is_word_of_path(c) || "!*';:=+,.$/%#[]-\u{2013}_~@|&".contains(c)
}

/// Whether a path may end with `c`.
pub(super) fn closes_path(c: char) -> bool {
    is_word_of_path(c) || "+-=_#/".contains(c)
}

/// Whether `c` may stand in a query.
pub(super) fn is_query_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!?*'@();:&=+$/%#[]-_.,~|".contains(c)
}

/// Whether a query may end with `c`.
pub(super) fn closes_query(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_&=#/".contains(c)
}
