//! What a source wrote down: a wall time and where it holds.

use std::{fmt, str::FromStr};

use super::{CivilDate, CivilTime, Timestamp, Zone, zone::wall_millis};
use crate::error::{ErrorCode, PrmError};

/// A time as its source gave it: the time on the wall with a zone, with an offset, or as UTC.
///
/// On the wire it is RFC 9557 text. Where a zone is given, the wall time in that zone is the
/// truth and the offset only tells the two passes of a fold apart: when a government changes its
/// clocks, an appointment at 10:00 stays at 10:00.
///
/// ```
/// use prm_core::ZonedTime;
/// let start: ZonedTime = "2026-03-10T10:00:00+05:30[Asia/Kolkata]".parse()?;
/// assert_eq!(start.instant().to_string(), "2026-03-10T04:30:00.000Z");
/// assert_eq!(start.to_string(), "2026-03-10T10:00:00+05:30[Asia/Kolkata]");
/// // The offset may be left out where there is a zone, the zone where there is an offset.
/// assert_eq!("2026-03-10T10:00[Asia/Kolkata]".parse::<ZonedTime>()?.instant(), start.instant());
/// assert_eq!("2026-03-10T10:00+05:30".parse::<ZonedTime>()?.instant(), start.instant());
/// assert!("2026-03-10T10:00".parse::<ZonedTime>().is_err());
/// # Ok::<(), prm_core::PrmError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ZonedTime {
    date: CivilDate,
    time: CivilTime,
    /// As written, in seconds east; `None` where the text has none or says `Z`.
    offset: Option<i32>,
    place: Place,
    at: Timestamp,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    /// Wall time in a zone.
    Zone(Zone),
    /// Wall time at the offset, no zone known.
    Offset,
    /// UTC: the wall time is nobody's.
    Unknown,
}

impl ZonedTime {
    /// A wall time in a zone.
    pub fn in_zone(date: CivilDate, time: CivilTime, zone: Zone) -> Self {
        let at = zone.instant(date, time);
        Self { date, time, offset: None, place: Place::Zone(zone), at }
    }

    /// An instant whose place is unknown.
    pub fn from_instant(at: Timestamp) -> Self {
        let (date, time) = Zone::utc().local(at);
        let at = Timestamp::clamped(wall_millis(date, time));
        Self { date, time, offset: None, place: Place::Unknown, at }
    }

    /// The same time as seen in `zone`, when no zone is known yet: a wall time whose offset the
    /// zone has at that instant stays as it is, any other is converted.
    #[must_use]
    pub fn or_zone(self, zone: Zone) -> Self {
        match self.place {
            Place::Zone(_) => self,
            Place::Offset | Place::Unknown => {
                let (date, time) = zone.local(self.at);
                let seconds = zone.offset_millis(self.at) / 1000;
                let offset = i32::try_from(seconds).ok();
                Self { date, time, offset, place: Place::Zone(zone), at: self.at }
            }
        }
    }

    /// The instant, by the time-zone data that is compiled in.
    pub fn instant(self) -> Timestamp {
        self.at
    }

    /// The zone, where it is known.
    pub fn zone(self) -> Option<Zone> {
        match self.place {
            Place::Zone(zone) => Some(zone),
            Place::Offset | Place::Unknown => None,
        }
    }

    /// Day and time on the wall of this time's place at another instant; UTC where the place is
    /// unknown.
    pub(crate) fn wall_of(self, at: Timestamp) -> (CivilDate, CivilTime) {
        let zone = match self.place {
            Place::Zone(zone) => zone,
            Place::Offset | Place::Unknown => Zone::utc(),
        };
        let offset = match self.place {
            Place::Offset => i64::from(self.offset.unwrap_or(0)) * 1000,
            Place::Zone(_) | Place::Unknown => 0,
        };
        zone.local(at.plus(offset))
    }

    /// Day and time on the wall of the place, where zone or offset say which place that is.
    pub fn wall(self) -> Option<(CivilDate, CivilTime)> {
        match self.place {
            Place::Zone(_) | Place::Offset => Some((self.date, self.time)),
            Place::Unknown => None,
        }
    }
}

impl FromStr for ZonedTime {
    type Err = PrmError;

    fn from_str(text: &str) -> Result<Self, PrmError> {
        let invalid = || {
            let message = "not a time with a zone or an offset, as in \
                           `2026-03-10T10:00:00+05:30[Asia/Kolkata]`";
            PrmError::new(ErrorCode::InvalidTime, message)
        };
        let (text, zone) = match text.split_once('[') {
            Some((text, rest)) => {
                let name = rest.strip_suffix(']').ok_or_else(invalid)?;
                (text, Some(name.parse::<Zone>()?))
            }
            None => (text, None),
        };
        let (date, clock) = text.split_once(['T', 't', ' ']).ok_or_else(|| match text.len() {
            10 => naive(),
            _ => invalid(),
        })?;
        let (clock, offset, utc) = split_offset(clock).ok_or_else(invalid)?;
        let date: CivilDate = date.parse()?;
        let time: CivilTime = whole_seconds(clock).ok_or_else(invalid)?.parse()?;
        let wall = wall_millis(date, time);
        let at_offset = |seconds: i32| Timestamp::from_millis(wall - i64::from(seconds) * 1000);
        let (place, at) = match (zone, offset) {
            (Some(zone), _) if utc => {
                return Ok(Self::from_instant(Timestamp::from_millis(wall)?).or_zone(zone));
            }
            (Some(zone), Some(seconds)) => {
                let at = at_offset(seconds)?;
                let holds = zone.offset_millis(at) == i64::from(seconds) * 1000;
                (Place::Zone(zone), if holds { at } else { zone.instant(date, time) })
            }
            (Some(zone), None) => (Place::Zone(zone), zone.instant(date, time)),
            (None, Some(seconds)) => (Place::Offset, at_offset(seconds)?),
            (None, None) if utc => (Place::Unknown, Timestamp::from_millis(wall)?),
            (None, None) => return Err(naive()),
        };
        Ok(Self { date, time, offset, place, at })
    }
}

fn naive() -> PrmError {
    let message = "a time needs a zone or an offset, as in `2026-03-10T10:00+05:30`";
    PrmError::new(ErrorCode::NaiveTime, message)
}

/// Splits `10:00:00+05:30` into the clock, the offset in seconds and whether it said `Z`.
fn split_offset(text: &str) -> Option<(&str, Option<i32>, bool)> {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return Some((clock, None, true));
    }
    let Some(index) = text.find(['+', '-']) else { return Some((text, None, false)) };
    let (clock, offset) = text.split_at_checked(index)?;
    let (sign, offset) = offset.split_at_checked(1)?;
    let (hours, minutes) = offset.split_once(':')?;
    let ((hours, 2), (minutes, 2)) = (super::civil::digits(hours)?, super::civil::digits(minutes)?)
    else {
        return None;
    };
    if hours > 23 || minutes > 59 {
        return None;
    }
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    Some((clock, Some(if sign == "-" { -seconds } else { seconds }), false))
}

/// Cuts parts of a second.
fn whole_seconds(clock: &str) -> Option<&str> {
    match clock.split_once('.') {
        Some((clock, part)) => super::civil::digits(part.get(..9).unwrap_or(part)).map(|_| clock),
        None => Some(clock),
    }
}

impl fmt::Display for ZonedTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.time;
        write!(f, "{}T{:02}:{:02}:{:02}", self.date, time.hour(), time.minute(), time.second())?;
        if let Some(offset) = self.offset {
            let sign = if offset < 0 { '-' } else { '+' };
            let minutes = offset.unsigned_abs() / 60;
            write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)?;
        }
        match self.place {
            Place::Zone(zone) => write!(f, "[{zone}]"),
            Place::Offset => Ok(()),
            Place::Unknown => f.write_str("Z"),
        }
    }
}

super::civil::text_debug!(ZonedTime);
super::civil::text_type!(
    ZonedTime,
    "ZonedTime",
    "zoned-date-time",
    "an RFC 9557 time with a zone or an offset"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_round_trips() {
        for text in [
            "2026-03-10T10:00:00+05:30[Asia/Kolkata]",
            "2026-03-10T10:00:00[Asia/Kolkata]",
            "2026-03-10T10:00:00-06:00",
            "2026-03-10T10:00:00Z",
        ] {
            assert_eq!(text.parse::<ZonedTime>().unwrap().to_string(), text);
        }
        let odd: ZonedTime = "2026-03-10T10:00:00.123456789123+05:30".parse().unwrap();
        assert_eq!(odd.to_string(), "2026-03-10T10:00:00+05:30");
    }

    #[test]
    fn the_wall_time_wins_over_an_offset_that_the_zone_does_not_have() {
        let start: ZonedTime = "2026-07-01T10:00:00-05:00[America/New_York]".parse().unwrap();
        assert_eq!(start.instant().to_string(), "2026-07-01T14:00:00.000Z");
    }

    #[test]
    fn the_offset_tells_the_two_passes_of_a_fold_apart() {
        let first: ZonedTime = "2026-11-01T01:30:00-04:00[America/New_York]".parse().unwrap();
        let second: ZonedTime = "2026-11-01T01:30:00-05:00[America/New_York]".parse().unwrap();
        assert_eq!(second.instant().since(first.instant()), 3_600_000);
    }

    #[test]
    fn odd_texts_are_refused() {
        for text in [
            "",
            "2026-03-10",
            "2026-03-10T10:00",
            "10:00Z",
            "2026-03-10T10:00:00+5:30",
            "2026-03-10T10:00Z[Nowhere]",
            "2026-03-10T10:00Z[Asia/Kolkata",
            "2026-03-10T10:00:00.xZ",
        ] {
            assert!(text.parse::<ZonedTime>().is_err(), "{text}");
        }
    }
}
