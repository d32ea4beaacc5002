//! An amount of time.

use std::{fmt, str::FromStr};

use crate::error::{ErrorCode, PrmError};
use crate::limits::{HOUR, MINUTE, SECOND};

/// An amount of time: of the calendar or of a stopwatch, never both.
///
/// "1 day" is a step on the calendar and keeps the time on the wall; "24 hours" is elapsed time
/// and keeps the length. On the wire it is such a text; ISO 8601 durations are read as well
/// (`P1D` is a day of the calendar, `PT24H` are 24 hours).
///
/// ```
/// use prm_core::Span;
/// let day: Span = "1 day".parse()?;
/// assert_ne!(day, "24 hours".parse()?);
/// assert_eq!(day, "P1D".parse()?);
/// assert_eq!("90 minutes".parse::<Span>()?.to_string(), "90 minutes");
/// # Ok::<(), prm_core::PrmError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span(Amount);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Amount {
    /// Months first (clamped to the month's end), then days.
    Civil { months: u32, days: u32 },
    /// Milliseconds.
    Elapsed { millis: i64 },
}

/// The largest number in a span: more than any plan needs, less than what could overflow.
const MOST: u32 = 100_000;

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(Amount::Elapsed { millis: 0 });

    pub(crate) fn amount(self) -> Amount {
        self.0
    }

    /// So many milliseconds of elapsed time.
    pub(crate) const fn millis(millis: i64) -> Self {
        Self(Amount::Elapsed { millis })
    }

    /// So many times this span of the calendar, while that is within reason.
    pub(crate) fn times(self, number: u32) -> Option<Self> {
        match self.0 {
            Amount::Civil { months, days } => {
                let within = |part: u32| part.checked_mul(number).filter(|part| *part <= 4_000_000);
                Some(Self(Amount::Civil { months: within(months)?, days: within(days)? }))
            }
            Amount::Elapsed { .. } => None,
        }
    }

    /// Whether it is no time at all.
    pub(crate) fn is_zero(self) -> bool {
        matches!(self.0, Amount::Elapsed { millis: 0 } | Amount::Civil { months: 0, days: 0 })
    }

    /// Whether this is a span of the calendar.
    pub fn is_civil(self) -> bool {
        matches!(self.0, Amount::Civil { .. })
    }

    /// A number and a unit (`day`, `days`, `hours`, ...).
    pub(crate) fn of(number: u32, unit: &str) -> Result<Self, PrmError> {
        if number > MOST {
            let message = format!("a span has at most {MOST} of a unit");
            return Err(PrmError::new(ErrorCode::InvalidTime, message));
        }
        let elapsed = |unit: i64| Amount::Elapsed { millis: i64::from(number) * unit };
        let civil = |months: u32, days: u32| Amount::Civil { months, days };
        let amount = match unit.strip_suffix('s').unwrap_or(unit) {
            "second" => elapsed(SECOND),
            "minute" => elapsed(MINUTE),
            "hour" => elapsed(HOUR),
            "day" => civil(0, number),
            "week" => civil(0, number * 7),
            "month" => civil(number, 0),
            "year" => civil(number * 12, 0),
            _ => {
                return Err(PrmError::new(
                    ErrorCode::InvalidTime,
                    "a span is counted in seconds, minutes, hours, days, weeks, months or years",
                ));
            }
        };
        Ok(Self(amount))
    }

    /// ISO 8601, one kind of unit: `P6M`, `P1Y2M10D`, `P2W`, `PT36H`.
    fn iso(text: &str) -> Option<Self> {
        let body = text.strip_prefix('P')?;
        let (civil, clock) = body.split_once('T').unwrap_or((body, ""));
        let civil = iso_parts(civil)?;
        let clock = iso_parts(clock)?;
        let amount = match (civil.is_empty(), clock.is_empty()) {
            (false, true) => {
                let (mut months, mut days) = (0_u32, 0_u32);
                for (number, unit) in civil {
                    match unit {
                        'Y' => months += number * 12,
                        'M' => months += number,
                        'W' => days += number * 7,
                        'D' => days += number,
                        _ => return None,
                    }
                }
                Amount::Civil { months, days }
            }
            (true, false) => {
                let mut millis = 0_i64;
                for (number, unit) in clock {
                    millis += i64::from(number)
                        * match unit {
                            'H' => HOUR,
                            'M' => MINUTE,
                            'S' => SECOND,
                            _ => return None,
                        };
                }
                Amount::Elapsed { millis }
            }
            _ => return None,
        };
        Some(Self(amount))
    }
}

fn iso_parts(text: &str) -> Option<Vec<(u32, char)>> {
    let mut parts = Vec::new();
    for part in text.split_inclusive(|c: char| c.is_ascii_alphabetic()) {
        let unit = part.chars().next_back()?;
        let (number, _) = super::civil::digits(part.strip_suffix(unit)?)?;
        if number > MOST {
            return None;
        }
        parts.push((number, unit));
    }
    Some(parts)
}

impl FromStr for Span {
    type Err = PrmError;

    fn from_str(text: &str) -> Result<Self, PrmError> {
        if let Some(span) = Self::iso(text) {
            return Ok(span);
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            [number, unit] => match super::civil::digits(number) {
                Some((number, _)) => Self::of(number, unit),
                None => Err(malformed()),
            },
            _ => Err(malformed()),
        }
    }
}

fn malformed() -> PrmError {
    let message = "not a span, as in `1 day`, `24 hours` or `P6M`";
    PrmError::new(ErrorCode::InvalidTime, message)
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut count = |number: i64, unit: &str| {
            write!(f, "{number} {unit}{}", if number == 1 { "" } else { "s" })
        };
        match self.0 {
            Amount::Civil { months: 0, days } if days > 0 && days % 7 == 0 => {
                count(i64::from(days / 7), "week")
            }
            Amount::Civil { months: 0, days } => count(i64::from(days), "day"),
            Amount::Civil { months, days: 0 } if months % 12 == 0 => {
                count(i64::from(months / 12), "year")
            }
            Amount::Civil { months, days: 0 } => count(i64::from(months), "month"),
            Amount::Civil { months, days } => write!(f, "P{months}M{days}D"),
            Amount::Elapsed { millis } if millis % HOUR == 0 => count(millis / HOUR, "hour"),
            Amount::Elapsed { millis } if millis % MINUTE == 0 => count(millis / MINUTE, "minute"),
            Amount::Elapsed { millis } => count(millis / SECOND, "second"),
        }
    }
}

super::civil::text_debug!(Span);
super::civil::text_type!(Span, "Span", "duration", "a span of time such as `1 day` or `24 hours`");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_round_trips() {
        for text in [
            "1 day",
            "2 days",
            "1 week",
            "6 months",
            "1 year",
            "0 hours",
            "90 minutes",
            "1 hour",
            "45 seconds",
            "P14M3D",
        ] {
            assert_eq!(text.parse::<Span>().unwrap().to_string(), text);
        }
        assert_eq!("P1Y2M10D".parse::<Span>().unwrap().to_string(), "P14M10D");
    }

    #[test]
    fn odd_texts_are_refused() {
        for text in
            ["", "day", "1", "-1 day", "1.5 days", "100001 days", "P1DT1H", "P", "P4294967295Y"]
        {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
    }
}
