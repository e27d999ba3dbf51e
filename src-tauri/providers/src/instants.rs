//! Instants as the platforms write them.
//!
//! Invariant: what can't be read is none, never a guess.

use countersign_core::model::Millis;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

static HTTP_DATES: DateTimeParser = DateTimeParser::new();

/// A `Date` header: `Sun, 06 Nov 1994 08:49:37 GMT`.
pub(crate) fn http_date(text: &str) -> Option<Millis> {
    HTTP_DATES.parse_timestamp(text.trim()).ok().map(of)
}

/// RFC 3339, as X writes it; or with a zone offset that lacks its colon, as the Graph API writes it.
pub(crate) fn written(text: &str) -> Option<Millis> {
    text.parse::<Timestamp>().or_else(|_| Timestamp::strptime("%Y-%m-%dT%H:%M:%S%z", text)).ok().map(of)
}

/// As X takes instants: whole seconds, rounded down.
pub(crate) fn for_x(instant: Millis) -> String {
    let whole = Timestamp::from_second(seconds(instant)).unwrap_or(Timestamp::UNIX_EPOCH);
    whole.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Seconds since 1970, rounded down: so that nothing of the first second is left out.
pub(crate) const fn seconds(instant: Millis) -> i64 {
    instant.0.div_euclid(1000)
}

fn of(at: Timestamp) -> Millis {
    Millis(at.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_of_an_answer_is_read() {
        assert_eq!(http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Millis(784_111_777_000)));
        assert_eq!(http_date(" Fri, 20 Nov 2026 09:00:00 GMT "), Some(Millis(1_795_165_200_000)));
    }

    #[test]
    fn a_date_that_is_none_is_not_guessed() {
        for wrong in [
            "",
            "now",
            "0",
            "784111777",
            "Sun, 06 Nov 1994",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Mon, 06 Nov 1994 08:49:37 GMT",
        ] {
            assert_eq!(http_date(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn both_ways_of_writing_are_read() {
        assert_eq!(written("1994-11-06T08:49:37.042Z"), Some(Millis(784_111_777_042)));
        assert_eq!(written("1994-11-06T08:49:37+0000"), Some(Millis(784_111_777_000)));
        assert_eq!(written("1994-11-06T09:49:37+01:00"), Some(Millis(784_111_777_000)));
        assert_eq!(written("yesterday"), None);
    }

    #[test]
    fn what_is_asked_for_begins_with_the_whole_second() {
        assert_eq!(for_x(Millis(784_111_777_999)), "1994-11-06T08:49:37Z");
        assert_eq!(seconds(Millis(784_111_777_999)), 784_111_777);
        assert_eq!(seconds(Millis(-1)), -1);
    }
}
