//! Every other rule: the crate `rrule` lists the slots, one unit of FREQ after the other.
//!
//! `rrule` 0.14 reads some rules in its own way, so it is asked in a form that leaves nothing to
//! read: it starts at midnight UTC on the first day of a unit, so that BYSETPOS sees whole weeks,
//! and what the rule takes from its start is filled in. Of "MO,2TU" it would take the days that
//! are both, so "MO" is written as "1MO,2MO,...". COUNT and UNTIL stay with
//! [`Walk`](super::Walk), and BYWEEKNO is a filter of ours, since `rrule` loses weeks at the turn
//! of the year.

use chrono::{DateTime, Datelike, Month, Utc, Weekday};
use rrule::{Frequency, NWeekday, RRule, RRuleError, RRuleSet, Tz};

use super::{By, Candidate, Freq, Recurrence, Slot, WeekdayOf, weekday_of};
use crate::time::{CivilDate, CivilTime};

const DAY_SECONDS: i64 = 86_400;
/// What one expansion may ask of `rrule`: eleven years of every hour. (`rrule` by itself gives up
/// after 100,000 units without a slot.)
const CANDIDATES: usize = 100_000;

/// The candidates from the unit of `near` on.
pub(super) fn candidates(
    rule: &Recurrence,
    first: Slot,
    near: CivilDate,
) -> impl Iterator<Item = Candidate> + use<> {
    let start = rule.first_day(rule.unit_near(first.0, near));
    // A rule that parsed can be built. If it could not, the search would count as given up.
    let set = build(rule, first, start).ok();
    let (weeks, week_start) = (rule.by(By::WeekNo).to_vec(), rule.week_start);
    set.into_iter()
        .flat_map(|set| set.into_iter())
        .take(CANDIDATES)
        .map(|at| {
            let time = CivilTime::from_second_of_day(at.timestamp().rem_euclid(DAY_SECONDS));
            (at.timestamp().div_euclid(DAY_SECONDS), time)
        })
        .filter(move |(day, _)| weeks.is_empty() || in_weeks(*day, &weeks, week_start))
}

/// Whether `rrule` takes the rule. Its start does not matter for that.
pub(super) fn takes(rule: &Recurrence) -> bool {
    build(rule, (CivilDate::from_epoch_day(0), CivilTime::MIDNIGHT), 0).is_ok()
}

/// The rule for `rrule`, starting on the epoch day `start`, which is the first one of a unit.
fn build(rule: &Recurrence, (date, time): Slot, start: i64) -> Result<RRuleSet, RRuleError> {
    let given = |part: By| !rule.by(part).is_empty();
    let dated = given(By::YearDay) || given(By::MonthDay) || !rule.days.is_empty();
    // What the rule takes from its start: the month, the day of the month, the weekday.
    let (month, month_day, weekday) = match rule.freq {
        _ if dated => (None, None, None),
        Freq::Daily => (None, None, None),
        Freq::Monthly => (None, Some(date.day()), None),
        Freq::Yearly if !given(By::WeekNo) => (Some(date.month()), Some(date.day()), None),
        Freq::Weekly | Freq::Yearly => (None, None, Some(weekday_of(date.epoch_day()))),
    };
    let months: Vec<u8> = values(rule, By::Month, month);
    let months: Vec<Month> = months.into_iter().filter_map(|n| Month::try_from(n).ok()).collect();
    let freq = match rule.freq {
        Freq::Daily => Frequency::Daily,
        Freq::Weekly => Frequency::Weekly,
        Freq::Monthly => Frequency::Monthly,
        Freq::Yearly => Frequency::Yearly,
    };
    let set = RRule::new(freq)
        .interval(rule.interval)
        .week_start(day_name(rule.week_start))
        .by_month(&months)
        .by_month_day(values(rule, By::MonthDay, month_day))
        .by_year_day(values(rule, By::YearDay, None))
        .by_weekday(weekdays(rule, weekday))
        .by_hour(values(rule, By::Hour, Some(time.hour())))
        .by_minute(values(rule, By::Minute, Some(time.minute())))
        .by_second(values(rule, By::Second, Some(time.second())))
        .by_set_pos(values(rule, By::SetPos, None))
        .build(at_midnight(start).with_timezone(&Tz::UTC))?;
    Ok(set.limit())
}

/// The values of a part, or the one that the start gives.
fn values<T: TryFrom<i16>>(rule: &Recurrence, part: By, from_start: Option<u32>) -> Vec<T> {
    let from_start = from_start.and_then(|value| i16::try_from(value).ok());
    let given = rule.by(part);
    let from_start = from_start.filter(|_| given.is_empty());
    given.iter().copied().chain(from_start).filter_map(|value| T::try_from(value).ok()).collect()
}

/// BYDAY, or the weekday that the start gives.
fn weekdays(rule: &Recurrence, from_start: Option<u8>) -> Vec<NWeekday> {
    let from_start = from_start.map(|weekday| WeekdayOf { nth: 0, weekday });
    let of_year = rule.freq == Freq::Yearly && rule.by(By::Month).is_empty();
    let mixed = rule.days.iter().any(|day| day.nth != 0);
    let nths = |day: WeekdayOf| match day.nth {
        0 if mixed && of_year => 1..=53,
        0 if mixed => 1..=5,
        nth => nth..=nth,
    };
    let days = rule.days.iter().copied().chain(from_start);
    days.flat_map(|day| nths(day).map(move |nth| (nth, day_name(day.weekday))))
        .map(|(nth, name)| NWeekday::new(Some(nth).filter(|nth| *nth != 0), name))
        .collect()
}

/// The weekday with this number, Monday as 0.
fn day_name(weekday: u8) -> Weekday {
    Weekday::try_from(weekday).unwrap_or(Weekday::Mon)
}

/// Whether a day lies in one of these weeks of its year, counted from its end when negative.
fn in_weeks(day: i64, weeks: &[i16], week_start: u8) -> bool {
    let (year, week) = week_of(day, week_start);
    // 28 December always lies in the last week of its year.
    let last = CivilDate::new(year, 12, 28).map_or(day, CivilDate::epoch_day);
    let (_, last) = week_of(last, week_start);
    weeks.contains(&week) || weeks.contains(&(week - last - 1))
}

/// The year and the number of the week that a day lies in. Week 1 is the first one with at least
/// four days in the year, so the fourth day of a week says which year it belongs to.
fn week_of(day: i64, week_start: u8) -> (i32, i16) {
    let since_start = (i64::from(weekday_of(day)) - i64::from(week_start)).rem_euclid(7);
    let fourth = at_midnight(day - since_start + 3);
    (fourth.year(), i16::try_from(fourth.ordinal0() / 7 + 1).unwrap_or(0))
}

/// The first instant of an epoch day.
fn at_midnight(day: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(day * DAY_SECONDS, 0).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_are_numbered_as_iso_8601_does() {
        for day in -719_162..=-715_000 {
            let iso = at_midnight(day).iso_week();
            assert_eq!(week_of(day, 0), (iso.year(), i16::try_from(iso.week()).unwrap()), "{day}");
        }
        for day in 0..=36_525 {
            let iso = at_midnight(day).iso_week();
            assert_eq!(week_of(day, 0), (iso.year(), i16::try_from(iso.week()).unwrap()), "{day}");
        }
    }
}
