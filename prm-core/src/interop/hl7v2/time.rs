//! Times as HL7 v2 writes them: `YYYY[MM[DD[HH[MM[SS[.S…]]]]]][±ZZZZ]`.

use crate::error::{ErrorCode, PrmError};
use crate::{BirthDate, CivilDate, CivilTime, Timestamp, Zone, ZonedTime};

/// A time as it was written, as far as it goes.
struct Written<'t> {
    digits: &'t str,
    /// Seconds east of Greenwich.
    offset: Option<i32>,
}

impl<'t> Written<'t> {
    fn parse(text: &'t str) -> Result<Self, PrmError> {
        let invalid = || {
            let message =
                "not an HL7 time: write `20260310100000+0530`, the offset may be left out";
            PrmError::new(ErrorCode::InvalidTime, message)
        };
        let (number, offset) = match text.find(['+', '-']) {
            None => (text, None),
            Some(index) => {
                let (number, offset) = text.split_at_checked(index).ok_or_else(invalid)?;
                (number, Some(seconds(offset).ok_or_else(invalid)?))
            }
        };
        let (digits, part) = number.split_once('.').unwrap_or((number, "0"));
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !plain(digits) || !plain(part) || digits.len() > 20 {
            return Err(invalid());
        }
        // Some write parts of a second without the point.
        let digits = digits.get(..14).unwrap_or(digits);
        match digits.len() {
            4 | 6 | 8 | 10 | 12 | 14 => Ok(Self { digits, offset }),
            _ => Err(invalid()),
        }
    }

    /// Two digits, or 0 where the time does not go that far.
    fn two(&self, from: usize) -> u32 {
        self.digits.get(from..from + 2).and_then(|two| two.parse().ok()).unwrap_or(0)
    }

    fn has(&self, digits: usize) -> bool {
        self.digits.len() >= digits
    }

    /// The first day that may be meant.
    fn date(&self) -> Result<CivilDate, PrmError> {
        let year = self.digits.get(..4).and_then(|year| year.parse().ok()).unwrap_or(0);
        let or_first = |from: usize| if self.has(from + 2) { self.two(from) } else { 1 };
        CivilDate::new(year, or_first(4), or_first(6))
    }

    fn clock(&self) -> Result<CivilTime, PrmError> {
        CivilTime::new(self.two(8), self.two(10), self.two(12))
    }

    /// The time on the wall at its place.
    fn zoned(&self, time: CivilTime, zone: Option<Zone>) -> Result<ZonedTime, PrmError> {
        let date = self.date()?;
        match (self.offset, zone) {
            (Some(seconds), Some(zone)) => {
                let wall = Zone::utc().instant(date, time).as_millis();
                let at = Timestamp::from_millis(wall - i64::from(seconds) * 1000)?;
                Ok(ZonedTime::from_instant(at).or_zone(zone))
            }
            (Some(seconds), None) => {
                let sign = if seconds < 0 { '-' } else { '+' };
                let minutes = seconds.unsigned_abs() / 60;
                let (hour, minute, second) = (time.hour(), time.minute(), time.second());
                let clock = format!("{hour:02}:{minute:02}:{second:02}");
                format!("{date}T{clock}{sign}{:02}:{:02}", minutes / 60, minutes % 60).parse()
            }
            (None, Some(zone)) => Ok(ZonedTime::in_zone(date, time, zone)),
            (None, None) => {
                let message = "a time without an offset: give the zone of the sending facility, or \
                               have it sent as in `20260310100000+0530`";
                Err(PrmError::new(ErrorCode::NaiveTime, message))
            }
        }
    }
}

/// The seconds of `+0530`.
fn seconds(offset: &str) -> Option<i32> {
    let (sign, digits) = offset.split_at_checked(1)?;
    let number: i32 = digits.parse().ok().filter(|_| digits.len() == 4)?;
    let (hours, minutes) = (number / 100, number % 100);
    let usual = !digits.starts_with(['+', '-']) && hours < 24 && minutes < 60;
    let seconds = hours * 3600 + minutes * 60;
    usual.then_some(if sign == "-" { -seconds } else { seconds })
}

/// An instant: a stamp, or an edge of a period. A day, a month or a year begins at midnight of the
/// zone, or of UTC.
pub(super) fn instant(text: &str, zone: Option<Zone>) -> Result<Timestamp, PrmError> {
    let written = Written::parse(text)?;
    let zone = if written.has(10) { zone } else { zone.or(Some(Zone::utc())) };
    Ok(written.zoned(written.clock()?, zone)?.instant())
}

/// When an appointment begins or ends: to the minute, since people are told of it.
pub(super) fn to_the_minute(text: &str, zone: Option<Zone>) -> Result<ZonedTime, PrmError> {
    let written = Written::parse(text)?;
    if !written.has(12) {
        let message = "an appointment's time goes to the minute: write `202603101000`";
        return Err(PrmError::new(ErrorCode::InvalidTime, message));
    }
    written.zoned(written.clock()?, zone)
}

/// When a visit began or ended: noon of a day where only the day is known, the day that is meant
/// in every zone of a country.
pub(super) fn about(text: &str, zone: Option<Zone>) -> Result<ZonedTime, PrmError> {
    let written = Written::parse(text)?;
    if written.has(10) {
        return written.zoned(written.clock()?, zone);
    }
    if !written.has(8) {
        let message = "a visit's time goes to the day at least: write `20260310`";
        return Err(PrmError::new(ErrorCode::InvalidTime, message));
    }
    let noon = CivilTime::new(12, 0, 0)?;
    if written.offset.is_none() && zone.is_none() {
        return Ok(ZonedTime::from_instant(Zone::utc().instant(written.date()?, noon)));
    }
    written.zoned(noon, zone)
}

/// A date of birth; the hour of birth says nothing more.
pub(super) fn birth_date(text: &str) -> Result<BirthDate, PrmError> {
    let written = Written::parse(text)?;
    let date = written.date()?;
    match written.digits.len() {
        4 => format!("{:04}", date.year()).parse(),
        6 => format!("{:04}-{:02}", date.year(), date.month()).parse(),
        _ => Ok(date.into()),
    }
}

/// An instant as HL7 v2 writes it, in UTC.
pub(super) fn written(at: Timestamp) -> String {
    let (date, time) = Zone::utc().local(at);
    let (year, month, day) = (date.year(), date.month(), date.day());
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}+0000")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kolkata() -> Option<Zone> {
        "Asia/Kolkata".parse().ok()
    }

    #[test]
    fn times_as_far_as_they_go() {
        let zoned = |text: &str| to_the_minute(text, kolkata()).unwrap().to_string();
        assert_eq!(zoned("202603101000"), "2026-03-10T10:00:00[Asia/Kolkata]");
        assert_eq!(zoned("20260310100030.1234"), "2026-03-10T10:00:30[Asia/Kolkata]");
        assert_eq!(zoned("20260310100030123"), "2026-03-10T10:00:30[Asia/Kolkata]");
        assert_eq!(zoned("202603100430+0000"), "2026-03-10T10:00:00+05:30[Asia/Kolkata]");
        let offset = to_the_minute("20260310100000-0330", None).unwrap().to_string();
        assert_eq!(offset, "2026-03-10T10:00:00-03:30");
        let instant = |text: &str| instant(text, kolkata()).unwrap().to_string();
        assert_eq!(instant("2026"), "2025-12-31T18:30:00.000Z");
        assert_eq!(instant("2026031010"), "2026-03-10T04:30:00.000Z");
        assert_eq!(about("20260310", None).unwrap().to_string(), "2026-03-10T12:00:00Z");
        assert_eq!(birth_date("19911108093000").unwrap().to_string(), "1991-11-08");
        assert_eq!(birth_date("199111").unwrap().to_string(), "1991-11");
        assert_eq!(birth_date("1991").unwrap().to_string(), "1991");
    }

    #[test]
    fn odd_times_are_refused() {
        for text in [
            "",
            "2",
            "202",
            "20260",
            "2026031",
            "tomorrow",
            "2026-03-10",
            "20260230",
            "20261301",
            "202603102400",
            "202603101060",
            "20260310100000+5:30",
            "20260310100000+05",
            "20260310100000+9999",
            "20260310100000.x",
            "20260310100000++530",
            "00000000",
            "202603101000000000000",
            "२०२६",
            "20260310100000Z",
        ] {
            assert!(to_the_minute(text, kolkata()).is_err(), "{text}");
            assert!(birth_date(text).is_err() || text.len() > 8, "{text}");
        }
        let code = |result: Result<ZonedTime, PrmError>| result.unwrap_err().code();
        assert_eq!(code(to_the_minute("202603101000", None)), ErrorCode::NaiveTime);
        assert_eq!(code(to_the_minute("2026031010", kolkata())), ErrorCode::InvalidTime);
        assert_eq!(code(about("202603", kolkata())), ErrorCode::InvalidTime);
    }
}
