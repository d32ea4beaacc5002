//! The common rules by calendar arithmetic: every so many days; weeks, on given weekdays; months
//! or years, on one day.

use std::ops::Range;

use chrono::{Datelike, NaiveDate};

use super::{By, Candidate, Freq, Recurrence, Slot, weekday_of};
use crate::time::CivilDate;

/// What a common rule asks of each unit of its FREQ.
struct Direct {
    freq: Freq,
    /// The first day of week 0.
    week_offset: i64,
    /// One bit for each weekday, Monday as the lowest.
    weekdays: u8,
    month: u32,
    /// The day of the month, from its end when negative.
    day: i16,
}

/// The candidates from the unit of `near` on, or `None` when the rule is not a common one.
pub(super) fn candidates(
    rule: &Recurrence,
    (first, time): Slot,
    near: CivilDate,
) -> Option<Box<dyn Iterator<Item = Candidate>>> {
    let direct = Direct::new(rule, first)?;
    let last = rule.unit(CivilDate::from_epoch_day(i64::MAX));
    let units = (rule.unit_near(first, near)..=last).step_by(usize::from(rule.interval));
    Some(Box::new(units.flat_map(move |unit| direct.days(unit)).map(move |day| (day, time))))
}

impl Direct {
    fn new(rule: &Recurrence, first: CivilDate) -> Option<Self> {
        if !rule.by.keys().all(|part| matches!(part, By::Month | By::MonthDay)) {
            return None;
        }
        let month = match (rule.freq, rule.by(By::Month)) {
            (_, []) => first.month(),
            (Freq::Yearly, [month]) => u32::try_from(*month).ok()?,
            _ => return None,
        };
        let day = match (rule.freq, rule.by(By::MonthDay)) {
            (_, []) => i16::try_from(first.day()).ok()?,
            (Freq::Monthly | Freq::Yearly, [day]) => *day,
            _ => return None,
        };
        let weekdays = match (rule.freq, rule.days.as_slice()) {
            (Freq::Weekly, []) => 1 << weekday_of(first.epoch_day()),
            (Freq::Weekly, days) => days.iter().fold(0, |bits, day| bits | 1 << day.weekday),
            (_, []) => 0b111_1111,
            _ => return None,
        };
        Some(Self { freq: rule.freq, week_offset: rule.week_offset(), weekdays, month, day })
    }

    /// The days of a unit on which the rule has a slot, ascending.
    fn days(&self, unit: i64) -> impl Iterator<Item = i64> + use<> {
        let days = match self.freq {
            Freq::Daily => unit..unit + 1,
            Freq::Weekly => {
                let start = unit * 7 + self.week_offset;
                start..start + 7
            }
            Freq::Monthly => {
                let month = u32::try_from(unit.rem_euclid(12) + 1).unwrap_or(1);
                day_of_month(unit.div_euclid(12), month, self.day)
            }
            Freq::Yearly => day_of_month(unit, self.month, self.day),
        };
        let weekdays = self.weekdays;
        days.filter(move |day| weekdays & 1 << weekday_of(*day) != 0)
    }
}

/// One day of a month, from its end when negative; no day when the month is too short.
fn day_of_month(year: i64, month: u32, day: i16) -> Range<i64> {
    let first = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, 1));
    let Some(first) = first else { return 0..0 };
    let length = i64::from(first.num_days_in_month());
    let index = if day < 0 { length + i64::from(day) } else { i64::from(day) - 1 };
    if !(0..length).contains(&index) {
        return 0..0;
    }
    let day = CivilDate::from(first).epoch_day() + index;
    day..day + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_rules_are_direct_and_the_others_are_not() {
        let first = CivilDate::new(2026, 3, 31).unwrap();
        let direct = |text: &str| {
            let rule: Recurrence = text.parse().unwrap();
            Direct::new(&rule, first).is_some()
        };
        for text in [
            "FREQ=DAILY;INTERVAL=10;COUNT=5",
            "FREQ=WEEKLY",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR;WKST=SU;UNTIL=20270101",
            "FREQ=MONTHLY;INTERVAL=6",
            "FREQ=MONTHLY;BYMONTHDAY=-1",
            "FREQ=YEARLY",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        ] {
            assert!(direct(text), "{text}");
        }
        for text in [
            "FREQ=DAILY;BYDAY=MO",
            "FREQ=DAILY;BYMONTHDAY=1",
            "FREQ=WEEKLY;BYMONTH=1",
            "FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=1",
            "FREQ=MONTHLY;BYMONTHDAY=1,15",
            "FREQ=MONTHLY;BYDAY=1MO",
            "FREQ=MONTHLY;BYHOUR=9",
            "FREQ=YEARLY;BYMONTH=1,2",
            "FREQ=YEARLY;BYYEARDAY=1",
        ] {
            assert!(!direct(text), "{text}");
        }
    }
}
