//! The text of a rule: reading it, refusing what is outside of the set, writing it.

use std::{collections::BTreeMap, fmt, str::FromStr};

use super::{By, End, Freq, Recurrence, WeekdayOf, direct, general};
use crate::error::{ErrorCode, PrmError};
use crate::limits;
use crate::time::{CivilDate, CivilTime, civil::digits};

/// The greatest INTERVAL and COUNT: more days than 27 years have.
const MOST: u16 = 10_000;
/// How often a day BYHOUR, BYMINUTE and BYSECOND may ask for, at most.
const TIMES_A_DAY: usize = 24;

const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

const FREQS: [(Freq, &str); 4] = [
    (Freq::Daily, "DAILY"),
    (Freq::Weekly, "WEEKLY"),
    (Freq::Monthly, "MONTHLY"),
    (Freq::Yearly, "YEARLY"),
];

/// The parts of numbers, the least and the greatest, and whether they may count from the end.
const NUMBERS: [(By, &str, i16, i16, bool); 8] = [
    (By::Month, "BYMONTH", 1, 12, false),
    (By::WeekNo, "BYWEEKNO", 1, 53, true),
    (By::YearDay, "BYYEARDAY", 1, 366, true),
    (By::MonthDay, "BYMONTHDAY", 1, 31, true),
    (By::Hour, "BYHOUR", 0, 23, false),
    (By::Minute, "BYMINUTE", 0, 59, false),
    (By::Second, "BYSECOND", 0, 60, false),
    (By::SetPos, "BYSETPOS", 1, 366, true),
];

fn invalid(message: impl Into<String>) -> PrmError {
    PrmError::new(ErrorCode::InvalidRecurrence, message)
}

fn unsupported(message: impl Into<String>) -> PrmError {
    PrmError::new(ErrorCode::UnsupportedRecurrence, message)
}

impl FromStr for Recurrence {
    type Err = PrmError;

    fn from_str(text: &str) -> Result<Self, PrmError> {
        let most = limits::CONDITION_BYTES;
        if text.len() > most {
            let message =
                format!("the rule has {} bytes, more than the limit of {most}", text.len());
            return Err(PrmError::new(ErrorCode::TooLarge, message));
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(invalid("a rule is one line of ASCII without spaces and without DTSTART"));
        }
        let text = text.to_ascii_uppercase();
        let text = text.strip_prefix("RRULE:").unwrap_or(&text);
        let mut parts = Parts::default();
        // Some calendars write a `;` after the last part.
        for part in text.strip_suffix(';').unwrap_or(text).split(';') {
            parts.add(part)?;
        }
        parts.rule()
    }
}

/// The parts of a text, as they are read.
#[derive(Default)]
struct Parts {
    freq: Option<Freq>,
    interval: Option<u16>,
    count: Option<u16>,
    until: Option<End>,
    week_start: Option<u8>,
    days: Option<Vec<WeekdayOf>>,
    by: BTreeMap<By, Vec<i16>>,
}

impl Parts {
    fn add(&mut self, part: &str) -> Result<(), PrmError> {
        let Some((name, value)) = part.split_once('=') else {
            return Err(invalid(
                "a rule is made of parts such as `FREQ=DAILY`, with `;` in between",
            ));
        };
        match name {
            "FREQ" => once("FREQ", &mut self.freq, freq(value)?),
            "INTERVAL" => once("INTERVAL", &mut self.interval, amount("INTERVAL", value)?),
            "COUNT" => once("COUNT", &mut self.count, amount("COUNT", value)?),
            "UNTIL" => once("UNTIL", &mut self.until, until(value).ok_or_else(no_until)?),
            "WKST" => {
                let day = weekday(value).filter(|day| day.nth == 0);
                let day = day.ok_or_else(|| invalid("WKST is a weekday such as `MO`"))?;
                once("WKST", &mut self.week_start, day.weekday)
            }
            "BYDAY" => {
                let days = value.split(',').map(weekday).collect::<Option<Vec<_>>>();
                let days =
                    days.ok_or_else(|| invalid("BYDAY has values such as `MO`, `1MO`, `-1FR`"))?;
                once("BYDAY", &mut self.days, sorted(days))
            }
            "RSCALE" | "SKIP" => Err(unsupported("RSCALE and SKIP (RFC 7529) are not supported")),
            _ => self.add_numbers(name, value),
        }
    }

    fn add_numbers(&mut self, name: &str, value: &str) -> Result<(), PrmError> {
        let known = NUMBERS.into_iter().find(|(_, known, ..)| *known == name);
        let Some((by, name, least, greatest, from_end)) = known else {
            return Err(invalid("a part that RFC 5545 does not have"));
        };
        let number =
            |text| number(text, from_end).filter(|n| (least..=greatest).contains(&n.abs()));
        let list = value.split(',').map(number).collect::<Option<Vec<_>>>();
        let list = list.ok_or_else(|| {
            let end = if from_end { ", or the same with a minus" } else { "" };
            invalid(format!("{name} has values from {least} to {greatest}{end}"))
        })?;
        match self.by.insert(by, sorted(list)) {
            None => Ok(()),
            Some(_) => Err(twice(name)),
        }
    }

    fn rule(self) -> Result<Recurrence, PrmError> {
        let end = match (self.count, self.until) {
            (None, None) => End::Never,
            (Some(count), None) => End::Count(u32::from(count)),
            (None, Some(until)) => until,
            (Some(_), Some(_)) => return Err(invalid("COUNT and UNTIL exclude each other")),
        };
        let rule = Recurrence {
            freq: self.freq.ok_or_else(|| invalid("a rule needs FREQ"))?,
            interval: self.interval.unwrap_or(1),
            end,
            by: self.by,
            days: self.days.unwrap_or_default(),
            week_start: self.week_start.unwrap_or(0),
        };
        rule.check()?;
        Ok(rule)
    }
}

fn once<T>(name: &str, place: &mut Option<T>, value: T) -> Result<(), PrmError> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(twice(name)),
    }
}

fn twice(name: &str) -> PrmError {
    invalid(format!("{name} is given twice"))
}

fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    list.sort_unstable();
    list.dedup();
    list
}

fn freq(text: &str) -> Result<Freq, PrmError> {
    match FREQS.into_iter().find(|(_, name)| *name == text) {
        Some((freq, _)) => Ok(freq),
        None if ["HOURLY", "MINUTELY", "SECONDLY"].contains(&text) => {
            Err(unsupported("FREQ below DAILY is not supported"))
        }
        None => Err(invalid("FREQ is one of DAILY, WEEKLY, MONTHLY, YEARLY")),
    }
}

/// The value of INTERVAL or COUNT.
fn amount(name: &str, text: &str) -> Result<u16, PrmError> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(invalid(format!("{name} is a number")));
    }
    match text.parse() {
        Ok(0) => Err(invalid(format!("{name} is at least 1"))),
        Ok(number) if number <= MOST => Ok(number),
        _ => Err(unsupported(format!("{name} above {MOST} is not supported"))),
    }
}

/// A number of up to three digits, with a sign where it may count from the end.
fn number(text: &str, from_end: bool) -> Option<i16> {
    let (factor, plain) = match text.strip_prefix(['-', '+']) {
        Some(plain) if from_end => (if text.starts_with('-') { -1 } else { 1 }, plain),
        _ => (1, text),
    };
    let (number, _) = digits(plain).filter(|(_, length)| *length <= 3)?;
    Some(factor * i16::try_from(number).ok()?)
}

/// A value of BYDAY.
fn weekday(text: &str) -> Option<WeekdayOf> {
    let (weekday, nth) = (0..)
        .zip(WEEKDAYS)
        .find_map(|(weekday, name)| text.strip_suffix(name).map(|nth| (weekday, nth)))?;
    let nth = match nth {
        "" => 0,
        nth => number(nth, true).filter(|nth| (1..=53).contains(&nth.abs()))?,
    };
    Some(WeekdayOf { nth, weekday })
}

/// The value of UNTIL: `20261231`, `20261231T090000` or `20261231T090000Z`.
fn until(text: &str) -> Option<End> {
    let (text, utc) = text.strip_suffix('Z').map_or((text, false), |text| (text, true));
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(digits(time)?)),
        None if utc => return None,
        None => (text, None),
    };
    let (date, 8) = digits(date)? else { return None };
    let year = i32::try_from(date / 10_000).ok()?;
    let date = CivilDate::new(year, date / 100 % 100, date % 100).ok()?;
    let time = match time {
        None => None,
        Some((time, 6)) => Some(CivilTime::new(time / 10_000, time / 100 % 100, time % 100).ok()?),
        Some(_) => return None,
    };
    Some(End::Until { date, time, utc })
}

fn no_until() -> PrmError {
    invalid("UNTIL is a date such as `20261231` or a time such as `20261231T090000Z`")
}

impl Recurrence {
    /// Refuses the combinations that RFC 5545 forbids and those outside of our set.
    fn check(&self) -> Result<(), PrmError> {
        let given = |part: By| !self.by(part).is_empty();
        let beyond = |part: By, most: i16| self.by(part).iter().any(|value| value.abs() > most);
        let nth = |refused: &dyn Fn(i16) -> bool| self.days.iter().any(|day| refused(day.nth));
        let times = [By::Hour, By::Minute, By::Second].map(|part| self.by(part).len().max(1));
        let (yearly, monthly) = (self.freq == Freq::Yearly, self.freq == Freq::Monthly);
        let weekly = self.freq == Freq::Weekly;
        let in_month = monthly || given(By::Month);

        let forbidden = [
            (given(By::WeekNo) && !yearly, "BYWEEKNO is for FREQ=YEARLY only"),
            (given(By::YearDay) && !yearly, "BYYEARDAY is for FREQ=YEARLY only"),
            (given(By::MonthDay) && weekly, "BYMONTHDAY is not for FREQ=WEEKLY"),
            (
                nth(&|nth| nth != 0) && !(monthly || yearly),
                "BYDAY with a number is for FREQ=MONTHLY and FREQ=YEARLY only",
            ),
            (nth(&|nth| nth != 0) && given(By::WeekNo), "BYDAY with a number is not for BYWEEKNO"),
            (
                given(By::SetPos) && self.by.len() == 1 && self.days.is_empty(),
                "BYSETPOS needs another BY part",
            ),
        ];
        let refused = [
            (
                yearly && given(By::MonthDay) && !given(By::Month),
                "BYMONTHDAY with FREQ=YEARLY and without BYMONTH is not supported",
            ),
            (given(By::WeekNo) && self.interval > 1, "BYWEEKNO with INTERVAL is not supported"),
            (given(By::WeekNo) && given(By::SetPos), "BYWEEKNO with BYSETPOS is not supported"),
            (
                nth(&|nth| in_month && nth.abs() > 5 || monthly && nth == -5 || nth == -53),
                "BYDAY with so large a number is not supported",
            ),
            (
                monthly && beyond(By::SetPos, 31) || weekly && beyond(By::SetPos, 53),
                "BYSETPOS with so large a number is not supported",
            ),
            (beyond(By::Second, 59), "BYSECOND=60 is not supported"),
            (
                times.iter().product::<usize>() > TIMES_A_DAY,
                "BYHOUR, BYMINUTE and BYSECOND for more than 24 times a day are not supported",
            ),
        ];
        let first =
            |list: &[(bool, &'static str)]| list.iter().find(|(is, _)| *is).map(|(_, m)| *m);
        match (first(&forbidden), first(&refused)) {
            (Some(message), _) => Err(invalid(message)),
            (None, Some(message)) => Err(unsupported(message)),
            (None, None) if !direct::takes(self) && !general::takes(self) => {
                Err(unsupported("this combination of parts is not supported"))
            }
            (None, None) => Ok(()),
        }
    }
}

impl fmt::Display for Recurrence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let freq = FREQS.into_iter().find(|(freq, _)| *freq == self.freq);
        write!(f, "FREQ={}", freq.map_or("", |(_, name)| name))?;
        if self.interval > 1 {
            write!(f, ";INTERVAL={}", self.interval)?;
        }
        match self.end {
            End::Never => {}
            End::Count(count) => write!(f, ";COUNT={count}")?,
            End::Until { date, time, utc } => {
                write!(f, ";UNTIL={:04}{:02}{:02}", date.year(), date.month(), date.day())?;
                if let Some(time) = time {
                    write!(f, "T{:02}{:02}{:02}", time.hour(), time.minute(), time.second())?;
                }
                f.write_str(if utc { "Z" } else { "" })?;
            }
        }
        for (index, day) in self.days.iter().enumerate() {
            f.write_str(if index == 0 { ";BYDAY=" } else { "," })?;
            if day.nth != 0 {
                write!(f, "{}", day.nth)?;
            }
            f.write_str(weekday_name(day.weekday))?;
        }
        for (by, name, ..) in NUMBERS {
            for (index, value) in self.by(by).iter().enumerate() {
                match index {
                    0 => write!(f, ";{name}={value}")?,
                    _ => write!(f, ",{value}")?,
                }
            }
        }
        match self.week_start {
            0 => Ok(()),
            day => write!(f, ";WKST={}", weekday_name(day)),
        }
    }
}

fn weekday_name(weekday: u8) -> &'static str {
    WEEKDAYS.get(usize::from(weekday)).unwrap_or(&"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_becomes_canonical_and_then_stays() {
        for (text, canonical) in [
            ("FREQ=DAILY", "FREQ=DAILY"),
            ("rrule:interval=6;freq=monthly;", "FREQ=MONTHLY;INTERVAL=6"),
            ("FREQ=WEEKLY;INTERVAL=1;WKST=MO;BYDAY=FR,MO,FR", "FREQ=WEEKLY;BYDAY=MO,FR"),
            ("FREQ=MONTHLY;BYDAY=+1SU,-1SU,TU", "FREQ=MONTHLY;BYDAY=-1SU,TU,1SU"),
            ("BYMONTH=2;FREQ=YEARLY;BYMONTHDAY=-1,+01", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1,1"),
            ("FREQ=DAILY;COUNT=010", "FREQ=DAILY;COUNT=10"),
            ("FREQ=DAILY;UNTIL=20261231", "FREQ=DAILY;UNTIL=20261231"),
            ("FREQ=DAILY;UNTIL=20261231T090000Z", "FREQ=DAILY;UNTIL=20261231T090000Z"),
            (
                "FREQ=DAILY;WKST=SU;UNTIL=20261231T090000",
                "FREQ=DAILY;UNTIL=20261231T090000;WKST=SU",
            ),
            ("FREQ=DAILY;BYHOUR=18,9;BYSETPOS=-1", "FREQ=DAILY;BYHOUR=9,18;BYSETPOS=-1"),
        ] {
            let rule: Recurrence = text.parse().unwrap();
            assert_eq!(rule.to_string(), canonical);
            assert_eq!(canonical.parse::<Recurrence>().unwrap(), rule);
            let json = serde_json::to_string(&rule).unwrap();
            assert_eq!(json, format!("\"{canonical}\""));
            assert_eq!(serde_json::from_str::<Recurrence>(&json).unwrap(), rule);
        }
    }

    #[test]
    fn what_is_refused_names_its_part() {
        let error = |text: &str| text.parse::<Recurrence>().unwrap_err();
        for (text, part) in [
            ("COUNT=3", "FREQ"),
            ("FREQ=FORTNIGHTLY", "FREQ"),
            ("FREQ=DAILY;FREQ=DAILY", "FREQ"),
            ("FREQ=DAILY;INTERVAL=0", "INTERVAL"),
            ("FREQ=DAILY;INTERVAL=-1", "INTERVAL"),
            ("FREQ=DAILY;COUNT=0", "COUNT"),
            ("FREQ=DAILY;COUNT=", "COUNT"),
            ("FREQ=DAILY;COUNT=3;UNTIL=20261231", "UNTIL"),
            ("FREQ=DAILY;UNTIL=20260230", "UNTIL"),
            ("FREQ=DAILY;UNTIL=2026123", "UNTIL"),
            ("FREQ=DAILY;UNTIL=20261231Z", "UNTIL"),
            ("FREQ=DAILY;UNTIL=20261231T250000", "UNTIL"),
            ("FREQ=DAILY;WKST=1MO", "WKST"),
            ("FREQ=DAILY;BYDAY=1MO", "BYDAY"),
            ("FREQ=MONTHLY;BYDAY=0MO", "BYDAY"),
            ("FREQ=MONTHLY;BYDAY=54MO", "BYDAY"),
            ("FREQ=MONTHLY;BYDAY=MONDAY", "BYDAY"),
            ("FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO", "BYDAY"),
            ("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY"),
            ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY"),
            ("FREQ=MONTHLY;BYMONTHDAY=1,,2", "BYMONTHDAY"),
            ("FREQ=MONTHLY;BYYEARDAY=1", "BYYEARDAY"),
            ("FREQ=WEEKLY;BYWEEKNO=1", "BYWEEKNO"),
            ("FREQ=YEARLY;BYMONTH=-1", "BYMONTH"),
            ("FREQ=YEARLY;BYMONTH=13", "BYMONTH"),
            ("FREQ=DAILY;BYHOUR=24", "BYHOUR"),
            ("FREQ=DAILY;BYSETPOS=1", "BYSETPOS"),
            ("FREQ=DAILY;BYHOUR=9;BYSETPOS=0", "BYSETPOS"),
            ("FREQ=DAILY;BYEASTER=1", "part"),
            ("DTSTART:20260101\nRRULE:FREQ=DAILY", "DTSTART"),
        ] {
            assert_eq!(error(text).code(), ErrorCode::InvalidRecurrence, "{text}");
            assert!(error(text).message().contains(part), "{text}: {}", error(text));
        }
        for (text, part) in [
            ("FREQ=HOURLY", "FREQ"),
            ("FREQ=DAILY;INTERVAL=10001", "INTERVAL"),
            ("FREQ=DAILY;COUNT=99999999999999999999", "COUNT"),
            ("FREQ=YEARLY;BYMONTHDAY=1", "BYMONTHDAY"),
            ("FREQ=YEARLY;BYWEEKNO=1;INTERVAL=2", "BYWEEKNO"),
            ("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO,TU;BYSETPOS=1", "BYWEEKNO"),
            ("FREQ=MONTHLY;BYDAY=6MO", "BYDAY"),
            ("FREQ=MONTHLY;BYDAY=-5MO", "BYDAY"),
            ("FREQ=YEARLY;BYMONTH=3;BYDAY=6MO", "BYDAY"),
            ("FREQ=YEARLY;BYDAY=-53MO", "BYDAY"),
            ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=32", "BYSETPOS"),
            ("FREQ=DAILY;BYSECOND=60", "BYSECOND"),
            ("FREQ=DAILY;RSCALE=GREGORIAN", "RSCALE"),
        ] {
            assert_eq!(error(text).code(), ErrorCode::UnsupportedRecurrence, "{text}");
            assert!(error(text).message().contains(part), "{text}: {}", error(text));
        }
    }
}
