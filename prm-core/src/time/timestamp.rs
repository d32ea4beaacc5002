//! An instant.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Datelike, Timelike, Utc};

use crate::error::{ErrorCode, PrmError};

/// An instant in UTC, in milliseconds since 1970-01-01T00:00:00Z, of the years 1 to 9999.
///
/// On the wire it is RFC 3339 with milliseconds; any offset is accepted and read as UTC, digits
/// beyond milliseconds are cut. A zone behind it (RFC 9557) is passed over.
///
/// ```
/// use prm_core::Timestamp;
/// let at: Timestamp = "2026-03-08T09:00:00+05:30".parse()?;
/// assert_eq!(at.to_string(), "2026-03-08T03:30:00.000Z");
/// assert_eq!(at.as_millis(), 1_772_940_600_000);
/// # Ok::<(), prm_core::PrmError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 0001-01-01T00:00:00.000Z.
    pub const MIN: Self = Self(-62_135_596_800_000);
    /// 9999-12-31T23:59:59.999Z.
    pub const MAX: Self = Self(253_402_300_799_999);

    /// From milliseconds since 1970.
    ///
    /// # Errors
    /// `invalid_time` outside the years 1 to 9999.
    pub fn from_millis(millis: i64) -> Result<Self, PrmError> {
        if (Self::MIN.0..=Self::MAX.0).contains(&millis) {
            Ok(Self(millis))
        } else {
            Err(PrmError::new(ErrorCode::InvalidTime, "an instant must lie in the years 1 to 9999"))
        }
    }

    /// From milliseconds, moved to the nearest end of the range when outside.
    pub(crate) const fn clamped(millis: i64) -> Self {
        if millis < Self::MIN.0 {
            Self::MIN
        } else if millis > Self::MAX.0 {
            Self::MAX
        } else {
            Self(millis)
        }
    }

    /// Milliseconds since 1970.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// This instant and so many milliseconds, kept inside the range.
    pub(crate) const fn plus(self, millis: i64) -> Self {
        Self::clamped(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to this instant, negative when it is later.
    pub(crate) const fn since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(value: DateTime<Utc>) -> Self {
        Self::clamped(value.timestamp_millis())
    }
}

impl From<Timestamp> for DateTime<Utc> {
    fn from(value: Timestamp) -> Self {
        DateTime::from_timestamp_millis(value.0).unwrap_or(DateTime::UNIX_EPOCH)
    }
}

impl FromStr for Timestamp {
    type Err = PrmError;

    fn from_str(text: &str) -> Result<Self, PrmError> {
        let invalid = |message: &str| PrmError::new(ErrorCode::InvalidTime, message);
        // The zone of RFC 9557 says nothing more about an instant whose offset is known.
        let zoned = text.strip_suffix(']').and_then(|text| text.split_once('['));
        let text = zoned.map_or(text, |(text, _)| text);
        match DateTime::parse_from_rfc3339(text) {
            Ok(value) => Self::from_millis(value.timestamp_millis()),
            // A date, or a date and a time that lack an offset, is the common mistake: say so.
            Err(_) if naive(text) => Err(PrmError::new(
                ErrorCode::NaiveTime,
                "an instant needs a time and an offset, as in `2026-03-08T09:00:00Z`",
            )),
            Err(_) => Err(invalid("not an RFC 3339 instant, as in `2026-03-08T09:00:00Z`")),
        }
    }
}

fn naive(text: &str) -> bool {
    let date = text.get(..10).is_some_and(|date| date.parse::<super::CivilDate>().is_ok());
    date && !text.ends_with(['Z', 'z']) && !text.get(10..).is_some_and(|t| t.contains(['+', '-']))
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let t: DateTime<Utc> = (*self).into();
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
            t.year(),
            t.month(),
            t.day(),
            t.hour(),
            t.minute(),
            t.second(),
            t.timestamp_subsec_millis()
        )
    }
}

super::civil::text_debug!(Timestamp);
super::civil::text_type!(Timestamp, "Timestamp", "date-time", "an RFC 3339 instant with an offset");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_round_trips_at_the_ends_of_the_range() {
        for millis in [Timestamp::MIN.0, -1, 0, 1, 951_782_399_999, Timestamp::MAX.0] {
            let at = Timestamp::from_millis(millis).unwrap();
            assert_eq!(at.to_string().parse::<Timestamp>().unwrap(), at);
        }
        assert!(Timestamp::from_millis(Timestamp::MAX.0 + 1).is_err());
    }

    #[test]
    fn a_time_without_an_offset_is_refused_as_naive() {
        for text in ["2026-03-08", "2026-03-08T09:00:00", "2026-03-08 09:00"] {
            assert_eq!(text.parse::<Timestamp>().unwrap_err().code(), ErrorCode::NaiveTime);
        }
        for text in ["", "today", "2026-02-30T00:00:00Z", "2026-03-08T25:00:00Z"] {
            assert_eq!(text.parse::<Timestamp>().unwrap_err().code(), ErrorCode::InvalidTime);
        }
    }
}
