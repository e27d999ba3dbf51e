//! What stands in the one line in which a clinic says how it is reached: a telephone number, a mail address, a link.
//!
//! Invariant: pure; what it finds stands in the line letter by letter, and where there is none nothing is made up.

/// The digits of a telephone number: more than postal codes and opening hours have, and no more than any has (ITU-T E.164).
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// The first telephone number in `contact`, as it is written.
pub(super) fn phone_in(contact: &str) -> Option<String> {
    let bare: Vec<&str> = contact.split_whitespace().map(|word| if is_address(word) { "|" } else { word }).collect();
    let line = bare.join(" ");
    let within = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '\u{2011}' | '+' | '/' | '.');
    line.split(|c: char| !within(c)).find_map(|piece| {
        let piece = piece.trim_matches(|c: char| !c.is_ascii_digit() && !matches!(c, '+' | '('));
        let piece = piece.trim_end_matches(['(', '+']);
        let digits = piece.chars().filter(char::is_ascii_digit).count();
        (DIGITS.contains(&digits) && is_whole(piece)).then(|| piece.to_owned())
    })
}

/// Whether this is plainly one number, and none with a postal code or a time before it, or one of several: it begins as numbers with
/// their area do, or has no space in it, or is written as those of mobiles are in India.
fn is_whole(piece: &str) -> bool {
    let groups: Vec<&str> = piece.split(' ').collect();
    let five = |group: &&str| group.len() == 5 && group.chars().all(|c| c.is_ascii_digit());
    let begins = piece.starts_with(['+', '(', '0']);
    let parted = piece.matches(['/', '.']).count();
    parted <= 1 && (begins || (parted == 0 && groups.len() == 1) || (groups.len() == 2 && groups.iter().all(five)))
}

/// The first link in `contact`; one that is not `https` is none, as in everything that goes out.
pub(super) fn link_in(contact: &str) -> Option<String> {
    let word = contact.split_whitespace().find_map(|word| word.find("https://").and_then(|from| word.get(from..)))?;
    let link = word.trim_end_matches(['.', ',', ';', ')', '!', '?', '”', '"', '>']);
    (link.len() > "https://".len()).then(|| link.to_owned())
}

/// The first mail address in `contact`.
pub(super) fn email_in(contact: &str) -> Option<String> {
    let bare = |c: char| !c.is_alphanumeric() && !matches!(c, '+' | '_');
    contact.split_whitespace().map(|word| word.trim_matches(bare)).find_map(|word| {
        let (name, host) = word.split_once('@')?;
        let hosts = !host.contains('@') && host.split_once('.').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty());
        (!name.is_empty() && hosts).then(|| word.to_owned())
    })
}

fn is_address(word: &str) -> bool {
    word.contains("://") || word.contains('@') || word.starts_with("www.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_a_link_are_found_where_they_stand() {
        let contact = "Call 080 4718 2210 or book at https://lakeside.example/book?d=20261122.";
        assert_eq!(phone_in(contact).as_deref(), Some("080 4718 2210"));
        assert_eq!(link_in(contact).as_deref(), Some("https://lakeside.example/book?d=20261122"));
        assert_eq!(phone_in("Reception (+49 89) 123-456, daily").as_deref(), Some("(+49 89) 123-456"));
        assert_eq!(phone_in("mail desk20261122@lakeside.example"), None);
        assert_eq!(email_in("mail: desk+1@lakeside.example, daily").as_deref(), Some("desk+1@lakeside.example"));
    }

    #[test]
    fn a_number_is_taken_whole_or_not_at_all() {
        for (contact, number) in [
            ("Tel. 089/1234567", Some("089/1234567")),
            ("030.12345678", Some("030.12345678")),
            ("98765 43210", Some("98765 43210")),
            ("9876543210", Some("9876543210")),
            ("212-555-0100", Some("212-555-0100")),
            ("Bengaluru 560001 4718 2210", None),
            ("Open 9-17 080 4718 2210", None),
            ("20.11.2026", None),
        ] {
            assert_eq!(phone_in(contact).as_deref(), number, "{contact}");
        }
    }

    #[test]
    fn where_there_is_none_nothing_is_made_up() {
        for none in [
            "",
            "at the desk",
            "@lakeside, desk@lakeside",
            "room 12, Bengaluru 560001, 9.00-18.00",
            "https://",
            "http://lakeside.example",
            "www.lakeside.example/12345678",
        ] {
            assert_eq!((phone_in(none), email_in(none), link_in(none)), (None, None, None), "{none}");
        }
    }
}
