//! Rules by calendar arithmetic: all that ask for days, weeks and months, and the yearly ones
//! that name their months. What counts the days or the weeks of a year (BYYEARDAY, BYWEEKNO,
//! BYDAY of a year without BYMONTH) is left to the general path.
//!
//! The search begins in the unit of the day that is asked about, however old the rule is.

use chrono::{Datelike, NaiveDate};

use super::{By, Candidate, Freq, Policy, Recurrence, Slot, WeekdayOf, weekday_of};
use crate::time::{CivilDate, CivilTime, LeapDay};

/// What a rule asks of each unit of its FREQ.
#[derive(Debug)]
pub(super) struct Direct {
    freq: Freq,
    /// The first day of week 0.
    week_offset: i64,
    /// One bit for each month, January as bit 1.
    months: u16,
    /// One bit for each day of the month, and for each one from its end; both empty for any.
    days: u32,
    days_from_end: u32,
    /// One bit for each weekday, Monday as the lowest, and those with a number in the month; both
    /// empty for any.
    weekdays: u8,
    nths: Vec<WeekdayOf>,
    /// The time of the start, and the times where the rule has its own.
    time: CivilTime,
    times: Vec<CivilTime>,
    /// BYSETPOS.
    places: Vec<i16>,
    policy: Policy,
}

const EVERY_MONTH: u16 = 0b1_1111_1111_1110;
const FEBRUARY: u16 = 1 << 2;
const DAY_29: u32 = 1 << 29;

impl Direct {
    /// `None` when the rule is one of the general path.
    pub(super) fn new(rule: &Recurrence, (first, time): Slot, policy: Policy) -> Option<Self> {
        if !takes(rule) {
            return None;
        }
        let (monthly, yearly) = (rule.freq == Freq::Monthly, rule.freq == Freq::Yearly);
        let months = match rule.by(By::Month) {
            [] if yearly => 1 << first.month(),
            [] => EVERY_MONTH,
            months => months.iter().fold(0, |bits, month| bits | 1 << month),
        };
        let (mut days, mut days_from_end) = (0, 0);
        match rule.by(By::MonthDay) {
            [] if (monthly || yearly) && rule.days.is_empty() => days = 1 << first.day(),
            given => given.iter().for_each(|day| match *day < 0 {
                true => days_from_end |= 1 << -day,
                false => days |= 1 << day,
            }),
        }
        let plain = rule.days.iter().filter(|day| day.nth == 0);
        let mut weekdays = plain.fold(0, |bits, day| bits | 1 << day.weekday);
        if rule.freq == Freq::Weekly && weekdays == 0 {
            weekdays = 1 << weekday_of(first.epoch_day());
        }
        Some(Self {
            freq: rule.freq,
            week_offset: rule.week_offset(),
            months,
            days,
            days_from_end,
            weekdays,
            nths: rule.days.iter().copied().filter(|day| day.nth != 0).collect(),
            time,
            times: times(rule, time),
            places: rule.by(By::SetPos).to_vec(),
            policy,
        })
    }

    /// Writes down what the rule has in a unit, ascending.
    fn unit(&self, unit: i64, found: &mut Vec<Candidate>) {
        match self.freq {
            Freq::Daily => self.day(unit, found),
            Freq::Weekly => {
                let start = unit * 7 + self.week_offset;
                (start..start + 7).for_each(|day| self.day(day, found));
            }
            Freq::Monthly => {
                let month = u32::try_from(unit.rem_euclid(12) + 1).unwrap_or(1);
                self.month(unit.div_euclid(12), month, found);
            }
            Freq::Yearly => {
                let mut months = self.months;
                while months != 0 {
                    self.month(unit, months.trailing_zeros(), found);
                    months &= months - 1;
                }
                self.first_of_march(unit, found);
            }
        }
        if !self.places.is_empty() {
            let count = found.len();
            let mut index = 0;
            found.retain(|_| {
                index += 1;
                self.places.iter().any(|place| match usize::try_from(*place) {
                    Ok(place) => place == index,
                    Err(_) => usize::from(place.unsigned_abs()) + index == count + 1,
                })
            });
        }
    }

    /// A day of a daily or weekly rule.
    fn day(&self, day: i64, found: &mut Vec<Candidate>) {
        if self.weekdays != 0 && self.weekdays & 1 << weekday_of(day) == 0 {
            return;
        }
        let any_day = self.days | self.days_from_end == 0;
        if self.months != EVERY_MONTH || !any_day {
            let Some(date) = date(day) else { return };
            let days = self.days_of(date.month(), u32::from(date.num_days_in_month()));
            if self.months & 1 << date.month() == 0 || !any_day && days & 1 << date.day() == 0 {
                return;
            }
        }
        self.at_its_times(day, found);
    }

    /// The days of a month.
    fn month(&self, year: i64, month: u32, found: &mut Vec<Candidate>) {
        if self.months & 1 << month == 0 {
            return;
        }
        let Some(first) = first_of(year, month) else { return };
        let (length, first) = (u32::from(first.num_days_in_month()), number_of(first));
        let mut days = up_to(length);
        if self.days | self.days_from_end != 0 {
            days = self.days_of(month, length);
        }
        if self.weekdays != 0 || !self.nths.is_empty() {
            days &= self.weekdays_of(first, length);
        }
        while days != 0 {
            self.at_its_times(first - 1 + i64::from(days.trailing_zeros()), found);
            days &= days - 1;
        }
    }

    /// BYMONTHDAY, or the day of the start, in a month of some length: one bit for each day.
    fn days_of(&self, month: u32, length: u32) -> u32 {
        let within = up_to(length);
        let (mut days, mut missing) = (self.days & within, self.days & !within);
        let mut from_end = self.days_from_end & within;
        while from_end != 0 {
            days |= 1 << (length + 1 - from_end.trailing_zeros());
            from_end &= from_end - 1;
        }
        if month == 2 && missing & DAY_29 != 0 && self.policy.leap.is_some() {
            missing &= !DAY_29;
            if self.policy.leap == Some(LeapDay::February28) {
                days |= 1 << length;
            }
        }
        if missing != 0 && self.policy.clamp {
            days |= 1 << length;
        }
        days
    }

    /// The 29 February of a common year, where it is on 1 March.
    fn first_of_march(&self, year: i64, found: &mut Vec<Candidate>) {
        let wanted = self.policy.leap == Some(LeapDay::March1)
            && self.months & FEBRUARY != 0
            && self.days & DAY_29 != 0;
        let common = |february: &NaiveDate| wanted && february.num_days_in_month() == 28;
        if first_of(year, 2).filter(common).is_some()
            && let Some(march) = first_of(year, 3)
        {
            self.at_its_times(number_of(march), found);
            found.sort_unstable();
            found.dedup();
        }
    }

    /// BYDAY in a month: one bit for each day.
    fn weekdays_of(&self, first: i64, length: u32) -> u32 {
        let opening = u32::from(weekday_of(first));
        // The first day of the month with this weekday.
        let first_one = |weekday: u32| 1 + (weekday + 7 - opening) % 7;
        let mut days = 0;
        for weekday in (0..7).filter(|weekday| self.weekdays & 1 << weekday != 0) {
            days |= WEEKLY << first_one(weekday);
        }
        for WeekdayOf { nth, weekday } in &self.nths {
            let earliest = first_one(u32::from(*weekday));
            let back = u32::from(nth.unsigned_abs()) * 7;
            let day = match *nth < 0 {
                // The last one is at most four weeks after the first.
                true => (earliest + (length - earliest) / 7 * 7 + 7).checked_sub(back),
                false => Some(earliest + back - 7),
            };
            days |= day.filter(|day| *day < 32).map_or(0, |day| 1 << day);
        }
        days & up_to(length)
    }

    fn at_its_times(&self, day: i64, found: &mut Vec<Candidate>) {
        match self.times.as_slice() {
            [] => found.push((day, self.time)),
            times => found.extend(times.iter().map(|time| (day, *time))),
        }
    }
}

/// Whether calendar arithmetic is enough for a rule.
pub(super) fn takes(rule: &Recurrence) -> bool {
    let given = |part: By| !rule.by(part).is_empty();
    let of_year = rule.freq == Freq::Yearly && !given(By::Month);
    !given(By::WeekNo)
        && !given(By::YearDay)
        && !(of_year && (given(By::MonthDay) || !rule.days.is_empty()))
}

/// The times of a day, ascending; none where the rule leaves them to its start.
fn times(rule: &Recurrence, time: CivilTime) -> Vec<CivilTime> {
    let [hours, minutes, seconds] = [By::Hour, By::Minute, By::Second].map(|part| rule.by(part));
    if hours.is_empty() && minutes.is_empty() && seconds.is_empty() {
        return Vec::new();
    }
    let of = |given: &[i16], own: u32| match given {
        [] => vec![i64::from(own)],
        given => given.iter().map(|value| i64::from(*value)).collect::<Vec<_>>(),
    };
    let (minutes, seconds) = (of(minutes, time.minute()), of(seconds, time.second()));
    let mut all = Vec::new();
    for hour in of(hours, time.hour()) {
        for minute in &minutes {
            let minute = hour * 60 + minute;
            all.extend(seconds.iter().map(|s| CivilTime::from_second_of_day(minute * 60 + s)));
        }
    }
    all
}

/// Every seventh of five days, the first one as bit 0.
const WEEKLY: u32 = 1 | 1 << 7 | 1 << 14 | 1 << 21 | 1 << 28;

/// One bit for each day of a month of this length.
const fn up_to(length: u32) -> u32 {
    (u32::MAX >> (31 - length)) & !1
}

const EPOCH_FROM_CE: i64 = 719_163;

/// The day with this number; some weeks begin before the year 1.
fn date(day: i64) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(day + EPOCH_FROM_CE).ok()?)
}

fn number_of(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce()) - EPOCH_FROM_CE
}

fn first_of(year: i64, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, 1)
}

/// The candidates, unit by unit.
pub(super) struct Candidates {
    direct: Direct,
    /// The unit that is looked at next, and the last one of the calendar.
    unit: i64,
    last: i64,
    interval: i64,
    /// How many units had nothing, and after how many of them it is sure that none ever will: the
    /// calendar is the same every 400 years.
    idle: u32,
    idle_most: u32,
    found: Vec<Candidate>,
    given: usize,
}

impl Candidates {
    /// From the unit of `near` on.
    pub(super) fn new(
        rule: &Recurrence,
        direct: Direct,
        first: CivilDate,
        near: CivilDate,
    ) -> Self {
        Self {
            unit: rule.unit_near(first, near),
            last: rule.unit(CivilDate::from_epoch_day(i64::MAX)),
            interval: i64::from(rule.interval),
            idle: 0,
            idle_most: match direct.freq {
                Freq::Daily => 146_097,
                Freq::Weekly => 20_871,
                Freq::Monthly => 4_800,
                Freq::Yearly => 400,
            },
            direct,
            found: Vec::new(),
            given: 0,
        }
    }
}

impl Iterator for Candidates {
    type Item = Candidate;

    fn next(&mut self) -> Option<Candidate> {
        loop {
            if let Some(candidate) = self.found.get(self.given) {
                self.given += 1;
                return Some(*candidate);
            }
            if self.unit > self.last || self.idle > self.idle_most {
                return None;
            }
            self.found.clear();
            self.given = 0;
            self.direct.unit(self.unit, &mut self.found);
            self.unit += self.interval;
            self.idle = if self.found.is_empty() { self.idle + 1 } else { 0 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_counts_the_days_or_weeks_of_a_year_is_left_to_rrule() {
        let takes = |text: &str| takes(&text.parse().unwrap());
        for text in [
            "FREQ=DAILY;INTERVAL=10;COUNT=5",
            "FREQ=DAILY;BYDAY=MO,TU;BYMONTH=1;BYMONTHDAY=-1,1;BYHOUR=9,18;BYSETPOS=-1",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR;WKST=SU;UNTIL=20270101",
            "FREQ=WEEKLY;BYMONTH=1;BYDAY=MO,TU;BYSETPOS=1",
            "FREQ=MONTHLY;INTERVAL=6",
            "FREQ=MONTHLY;BYMONTHDAY=-1,1,15;BYDAY=1MO,FR",
            "FREQ=YEARLY",
            "FREQ=YEARLY;BYMONTH=1,2;BYDAY=-1MO;BYSETPOS=1",
        ] {
            assert!(takes(text), "{text}");
        }
        for text in
            ["FREQ=YEARLY;BYYEARDAY=1", "FREQ=YEARLY;BYDAY=20MO", "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO"]
        {
            assert!(!takes(text), "{text}");
        }
    }
}
