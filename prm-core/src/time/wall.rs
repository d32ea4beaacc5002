//! A day and a time on a wall, nowhere in particular.

use std::{fmt, str::FromStr};

use super::{CivilDate, CivilTime};
use crate::error::{ErrorCode, PrmError};

/// A day and a time on the wall, without a zone: a slot of a recurrence (R29).
///
/// On the wire it is such a text as `2026-03-08T09:00`; midnight is left out, so that a slot of
/// days is a day.
///
/// ```
/// use prm_core::WallTime;
/// let slot: WallTime = "2026-03-08T09:00:00".parse()?;
/// assert_eq!(slot.to_string(), "2026-03-08T09:00");
/// assert_eq!("2026-03-08T00:00".parse::<WallTime>()?, "2026-03-08".parse()?);
/// # Ok::<(), prm_core::PrmError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WallTime {
    /// The day.
    pub date: CivilDate,
    /// The time.
    pub time: CivilTime,
}

impl From<(CivilDate, CivilTime)> for WallTime {
    fn from((date, time): (CivilDate, CivilTime)) -> Self {
        Self { date, time }
    }
}

impl From<WallTime> for (CivilDate, CivilTime) {
    fn from(wall: WallTime) -> Self {
        (wall.date, wall.time)
    }
}

impl FromStr for WallTime {
    type Err = PrmError;

    fn from_str(text: &str) -> Result<Self, PrmError> {
        let (date, time) = text.split_once('T').map_or((text, None), |(d, t)| (d, Some(t)));
        let parsed = || -> Result<Self, PrmError> {
            let time = time.map_or(Ok(CivilTime::MIDNIGHT), str::parse)?;
            Ok(Self { date: date.parse()?, time })
        };
        parsed().map_err(|_| {
            let message = "not a day or a time on a wall, as in `2026-03-08` or `2026-03-08T09:00`";
            PrmError::new(ErrorCode::InvalidTime, message)
        })
    }
}

impl fmt::Display for WallTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.time {
            CivilTime::MIDNIGHT => write!(f, "{}", self.date),
            time => write!(f, "{}T{time}", self.date),
        }
    }
}

super::civil::text_debug!(WallTime);
super::civil::text_type!(
    WallTime,
    "WallTime",
    "wall-time",
    "a day such as 2026-03-08, or a time on the wall such as 2026-03-08T09:00"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_texts_are_refused() {
        for text in [
            "",
            "T09:00",
            "2026-03-08T",
            "2026-03-08 09:00",
            "2026-03-08T09",
            "2026-02-29",
            "2026-03-08T09:00Z",
            "2026-03-08T09:00+05:30",
            "20260308T090000",
        ] {
            let error = text.parse::<WallTime>().unwrap_err();
            assert_eq!(error.code(), ErrorCode::InvalidTime, "{text}");
        }
    }
}
