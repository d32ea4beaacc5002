//! A day of the calendar and a time on the wall.

use std::{fmt, str::FromStr};

use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime, Timelike, Weekday};

use crate::error::{ErrorCode, PrmError};

/// Serde and (feature `schema`) JSON Schema for a type whose wire form is its text.
macro_rules! text_type {
    ($type:ident, $name:expr, $format:literal, $expecting:literal) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                // As a newtype, so that a host's serializer can know it by name.
                serializer.serialize_newtype_struct($name, &self.to_string())
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;
                impl<'de> serde::de::Visitor<'de> for Text {
                    type Value = $type;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str($expecting)
                    }
                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$type, E> {
                        text.parse().map_err(crate::error::for_serde)
                    }
                    fn visit_newtype_struct<D: serde::Deserializer<'de>>(
                        self,
                        deserializer: D,
                    ) -> Result<$type, D::Error> {
                        deserializer.deserialize_str(self)
                    }
                }
                deserializer.deserialize_newtype_struct($name, Text)
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string", "format": $format, "description": $expecting
                })
            }
        }
    };
}

/// `Debug` that shows the wire text, for types that hold no patient data.
macro_rules! text_debug {
    ($($type:ident),+) => {$(
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        }
    )+};
}
pub(crate) use {text_debug, text_type};

/// A day of the proleptic Gregorian calendar, of the years 1 to 9999, without a zone.
///
/// ```
/// use prm_core::CivilDate;
/// let date: CivilDate = "2024-01-31".parse()?;
/// assert_eq!(date.plus_months(1).to_string(), "2024-02-29"); // clamped to the month's end
/// assert_eq!(date.plus_days(1).to_string(), "2024-02-01");
/// # Ok::<(), prm_core::PrmError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilDate(NaiveDate);

impl CivilDate {
    /// From year, month and day.
    ///
    /// # Errors
    /// `invalid_time` when there is no such day.
    pub fn new(year: i32, month: u32, day: u32) -> Result<Self, PrmError> {
        NaiveDate::from_ymd_opt(year, month, day)
            .filter(|date| (1..=9999).contains(&date.year()))
            .map(Self)
            .ok_or_else(|| PrmError::new(ErrorCode::InvalidTime, "there is no such day"))
    }

    /// The year, 1 to 9999.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u32 {
        self.0.day()
    }

    /// The day of the week, Monday as 0.
    pub fn weekday(self) -> usize {
        match self.0.weekday() {
            Weekday::Mon => 0,
            Weekday::Tue => 1,
            Weekday::Wed => 2,
            Weekday::Thu => 3,
            Weekday::Fri => 4,
            Weekday::Sat => 5,
            Weekday::Sun => 6,
        }
    }

    /// So many days later, or earlier when negative; kept inside the years 1 to 9999.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        let step = Days::new(days.unsigned_abs());
        let date =
            if days < 0 { self.0.checked_sub_days(step) } else { self.0.checked_add_days(step) };
        Self::or_end(date, days)
    }

    /// So many months later, or earlier when negative; the day is clamped to the month's end.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        let step = Months::new(months.unsigned_abs());
        let date = if months < 0 {
            self.0.checked_sub_months(step)
        } else {
            self.0.checked_add_months(step)
        };
        Self::or_end(date, i64::from(months))
    }

    fn or_end(date: Option<NaiveDate>, direction: i64) -> Self {
        let (first, last) = (Self::from_epoch_day(FIRST_DAY), Self::from_epoch_day(LAST_DAY));
        match date.map(Self) {
            Some(date) if (first..=last).contains(&date) => date,
            _ if direction < 0 => first,
            _ => last,
        }
    }

    /// The same day of the year `year`; 29 February becomes what `leap` says in common years.
    pub(crate) fn in_year(self, year: i32, leap: LeapDay) -> Option<Self> {
        if !(1..=9999).contains(&year) {
            return None;
        }
        let date = self.0.with_year(year).or(match leap {
            LeapDay::February28 => NaiveDate::from_ymd_opt(year, 2, 28),
            LeapDay::March1 => NaiveDate::from_ymd_opt(year, 3, 1),
        });
        date.map(Self)
    }

    /// Days since 1970-01-01.
    pub(crate) fn epoch_day(self) -> i64 {
        i64::from(self.0.num_days_from_ce()) - EPOCH_FROM_CE
    }

    pub(crate) fn from_epoch_day(day: i64) -> Self {
        let from_ce = day.clamp(FIRST_DAY, LAST_DAY) + EPOCH_FROM_CE;
        let date = i32::try_from(from_ce).ok().and_then(NaiveDate::from_num_days_from_ce_opt);
        Self(date.unwrap_or_default())
    }
}

/// The day of a yearly 29 February in a common year (R29).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LeapDay {
    /// The last day of February.
    February28,
    /// The first day of March.
    March1,
}

/// The day number of 1970-01-01, counted from 0001-01-01 as day 1.
const EPOCH_FROM_CE: i64 = 719_163;
const FIRST_DAY: i64 = -719_162;
const LAST_DAY: i64 = 2_932_896;

impl From<NaiveDate> for CivilDate {
    /// Years outside 1 to 9999 become the nearest end of that range.
    fn from(value: NaiveDate) -> Self {
        Self::or_end(Some(value), i64::from(value.year()))
    }
}

impl From<CivilDate> for NaiveDate {
    fn from(value: CivilDate) -> Self {
        value.0
    }
}

impl FromStr for CivilDate {
    type Err = PrmError;

    fn from_str(text: &str) -> Result<Self, PrmError> {
        let parts = text.split('-').map(digits).collect::<Option<Vec<_>>>();
        match parts.as_deref() {
            Some([(year, 4), (month, 2), (day, 2)]) => {
                Self::new(i32::try_from(*year).unwrap_or(0), *month, *day)
            }
            _ => Err(PrmError::new(ErrorCode::InvalidTime, "not a date, as in `2026-03-08`")),
        }
    }
}

/// A number of plain digits, and how many there are.
pub(super) fn digits(text: &str) -> Option<(u32, usize)> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok().map(|number| (number, text.len()))).flatten()
}

impl fmt::Display for CivilDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

text_debug!(CivilDate, CivilTime);
text_type!(CivilDate, "CivilDate", "date", "a date such as 2026-03-08");

/// A time on the wall, to the second, without a day or a zone.
///
/// ```
/// use prm_core::CivilTime;
/// let nine: CivilTime = "09:00".parse()?;
/// assert_eq!(nine.to_string(), "09:00");
/// assert_eq!("09:00:30".parse::<CivilTime>()?.second_of_day(), 9 * 3600 + 30);
/// # Ok::<(), prm_core::PrmError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilTime(u32);

impl CivilTime {
    /// Midnight, the first instant of a day.
    pub const MIDNIGHT: Self = Self(0);
    /// The last second of a day.
    pub(crate) const LAST: Self = Self(86_399);

    /// From hour, minute and second.
    ///
    /// # Errors
    /// `invalid_time` outside 00:00:00 to 23:59:59.
    pub fn new(hour: u32, minute: u32, second: u32) -> Result<Self, PrmError> {
        if hour < 24 && minute < 60 && second < 60 {
            Ok(Self(hour * 3600 + minute * 60 + second))
        } else {
            Err(PrmError::new(ErrorCode::InvalidTime, "there is no such time of day"))
        }
    }

    /// The hour, 0 to 23.
    pub fn hour(self) -> u32 {
        self.0 / 3600
    }

    /// The minute, 0 to 59.
    pub fn minute(self) -> u32 {
        self.0 / 60 % 60
    }

    /// The second, 0 to 59.
    pub fn second(self) -> u32 {
        self.0 % 60
    }

    /// Seconds since midnight, 0 to 86,399.
    pub fn second_of_day(self) -> u32 {
        self.0
    }

    pub(crate) fn from_second_of_day(second: i64) -> Self {
        Self(u32::try_from(second.clamp(0, 86_399)).unwrap_or(0))
    }
}

impl From<NaiveTime> for CivilTime {
    /// Parts of a second are cut.
    fn from(value: NaiveTime) -> Self {
        Self(value.num_seconds_from_midnight())
    }
}

impl From<CivilTime> for NaiveTime {
    fn from(value: CivilTime) -> Self {
        Self::from_num_seconds_from_midnight_opt(value.0, 0).unwrap_or_default()
    }
}

impl FromStr for CivilTime {
    type Err = PrmError;

    fn from_str(text: &str) -> Result<Self, PrmError> {
        let parts = text.split(':').map(digits).collect::<Option<Vec<_>>>();
        match parts.as_deref() {
            Some([(hour, 2), (minute, 2)]) => Self::new(*hour, *minute, 0),
            Some([(hour, 2), (minute, 2), (second, 2)]) => Self::new(*hour, *minute, *second),
            _ => Err(PrmError::new(ErrorCode::InvalidTime, "not a time of day, as in `09:00`")),
        }
    }
}

impl fmt::Display for CivilTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour(), self.minute())?;
        match self.second() {
            0 => Ok(()),
            second => write!(f, ":{second:02}"),
        }
    }
}

text_type!(CivilTime, "CivilTime", "time", "a time of day such as 09:00");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calendar_agrees_with_chrono_at_its_ends() {
        for (text, day) in [("1970-01-01", 0), ("0001-01-01", FIRST_DAY), ("9999-12-31", LAST_DAY)]
        {
            let date: CivilDate = text.parse().unwrap();
            assert_eq!(date.epoch_day(), day);
            assert_eq!(CivilDate::from_epoch_day(day), date);
            assert_eq!(date.to_string(), text);
        }
        let last: CivilDate = "9999-12-31".parse().unwrap();
        assert_eq!(last.plus_days(i64::MAX), last);
        assert_eq!(last.plus_months(1), last);
    }

    #[test]
    fn a_birthday_on_29_february_happens_once_in_every_year() {
        let born = CivilDate::new(1996, 2, 29).unwrap();
        let on = |year, leap| born.in_year(year, leap).unwrap().to_string();
        assert_eq!(on(2028, LeapDay::March1), "2028-02-29");
        assert_eq!(on(2026, LeapDay::March1), "2026-03-01");
        assert_eq!(on(2026, LeapDay::February28), "2026-02-28");
    }

    #[test]
    fn odd_texts_are_refused() {
        for text in
            ["2026-3-8", "2026-02-29", "26-03-08", "+2026-03-08", "0000-01-01", "２026-03-08"]
        {
            assert!(text.parse::<CivilDate>().is_err(), "{text}");
        }
        for text in ["9:00", "24:00", "09:60", "09", "09:00:00:00", "-1:00"] {
            assert!(text.parse::<CivilTime>().is_err(), "{text}");
        }
    }
}
