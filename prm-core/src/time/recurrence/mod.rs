//! What comes again: RFC 5545 recurrence rules on wall-clock days.
//!
//! Most rules are worked out by calendar arithmetic (`direct`), the others by the crate `rrule`
//! (`general`); `proof` shows that both give the same; `text` reads, refuses and writes them. A
//! `schedule` is a rule with its exceptions.

mod direct;
mod general;
#[cfg(test)]
mod proof;
mod schedule;
mod text;

pub use schedule::{MonthEnd, Occurrence, Occurrences, Schedule};

use std::collections::BTreeMap;

use super::{CivilDate, CivilTime, LeapDay, Timestamp, Zone, zone::wall_millis};
use crate::limits;

/// An RFC 5545 recurrence rule of the validated set, on wall-clock days.
///
/// A rule knows no zone: it starts at a day and a time on a wall and gives further ones, its
/// *slots*. Days that do not exist are skipped (monthly on the 31st has seven slots a year), and
/// what the rule leaves open (the day of the month, the time) is that of the start. The start
/// itself is a slot only where the rule matches it, and COUNT counts slots from the first one.
///
/// On the wire it is the rule's text; equal rules have equal text.
///
/// | part | taken |
/// |---|---|
/// | FREQ | DAILY, WEEKLY, MONTHLY, YEARLY |
/// | INTERVAL, COUNT | 1 to 10,000 |
/// | UNTIL | a date (that whole day counts) or a date-time; in UTC: see [`in_zone`](Self::in_zone) |
/// | BYMONTH, BYWEEKNO, BYYEARDAY, BYMONTHDAY, BYDAY | as in RFC 5545 |
/// | BYHOUR, BYMINUTE, BYSECOND, BYSETPOS, WKST | as in RFC 5545 |
///
/// What RFC 5545 forbids is `invalid_recurrence`. Refused as `unsupported_recurrence`, because
/// calendars read them in different ways or because no care plan needs them, are: a FREQ below a
/// day; BYMONTHDAY with FREQ=YEARLY but without BYMONTH (in the month of the start, or in every
/// month?); BYWEEKNO with INTERVAL or BYSETPOS (years of weeks, or of months?); numbers in BYDAY
/// and BYSETPOS beyond what a month has; more than 24 times a day; leap seconds; RSCALE and SKIP.
/// BYWEEKNO without a day means the weekday of the start.
///
/// The next slot costs the same however old the rule is, unless the rule has COUNT: then its slots
/// are counted from the first one. Rules that count the days or weeks of a year (BYYEARDAY,
/// BYWEEKNO, and BYDAY with FREQ=YEARLY but without BYMONTH) are left to the crate `rrule`, which
/// takes some hundred times as long and gives up on what does not come for very long. What a rule
/// leaves out, adds or moves is said by a [`Schedule`].
///
/// ```
/// use prm_core::{CivilDate, CivilTime, Recurrence};
/// let recall: Recurrence = "FREQ=MONTHLY;INTERVAL=6".parse()?;
/// let visit = (CivilDate::new(2026, 8, 31)?, "09:00".parse::<CivilTime>()?);
/// let (next, at) = recall.next_after(visit, visit).unwrap();
/// assert_eq!(next.to_string(), "2027-08-31"); // there is no 31 February
/// assert_eq!(at.to_string(), "09:00");
/// # Ok::<(), prm_core::PrmError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Recurrence {
    freq: Freq,
    interval: u16,
    end: End,
    /// The BYxxx parts of numbers, each sorted and without repeats; an absent part has no entry.
    by: BTreeMap<By, Vec<i16>>,
    /// BYDAY, sorted and without repeats.
    days: Vec<WeekdayOf>,
    /// The day on which a week begins, Monday as 0.
    week_start: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Freq {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum End {
    Never,
    Count(u32),
    Until { date: CivilDate, time: Option<CivilTime>, utc: bool },
}

/// The BYxxx parts whose values are numbers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum By {
    Month,
    WeekNo,
    YearDay,
    MonthDay,
    Hour,
    Minute,
    Second,
    SetPos,
}

/// One value of BYDAY: every Monday (`nth` 0), or the nth one of the month or year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct WeekdayOf {
    nth: i16,
    /// Monday as 0.
    weekday: u8,
}

/// The slots that one call of [`Recurrence::slots`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slots {
    /// Days and times on the wall, ascending, each once.
    pub slots: Vec<(CivilDate, CivilTime)>,
    /// Whether these are all up to the end of the rule, or of the year 9999. When not, the
    /// number asked for was reached, or the search for a further slot was given up.
    pub complete: bool,
}

impl Recurrence {
    /// The slots of the rule that starts at `first`: those at or after `from`, at most `most` and
    /// at most [`limits::SLOTS`].
    ///
    /// ```
    /// use prm_core::{CivilDate, CivilTime, Recurrence};
    /// let rule: Recurrence = "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=3".parse()?;
    /// let wednesday = (CivilDate::new(2026, 3, 11)?, "09:00".parse::<CivilTime>()?);
    /// let found = rule.slots(wednesday, None, 10);
    /// let days: Vec<_> = found.slots.iter().map(|(date, _)| date.to_string()).collect();
    /// assert_eq!(days, ["2026-03-12", "2026-03-16", "2026-03-19"]);
    /// assert!(found.complete);
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    pub fn slots(
        &self,
        first: (CivilDate, CivilTime),
        from: Option<(CivilDate, CivilTime)>,
        most: usize,
    ) -> Slots {
        let from = from.unwrap_or(first);
        let most = most.min(limits::SLOTS);
        let mut walk = self.walk(first, from.0, Policy::default());
        let mut slots = Vec::new();
        for slot in walk.by_ref() {
            if slot >= from && slots.len() == most {
                return Slots { slots, complete: false };
            }
            if slot >= from {
                slots.push(slot);
            }
        }
        Slots { slots, complete: walk.ended }
    }

    /// The first slot strictly after `after` of the rule that starts at `first`, or `None` where
    /// the rule has ended, or where the search was given up (a rule such as 30 February).
    ///
    /// ```
    /// use prm_core::{CivilDate, CivilTime, Recurrence};
    /// let rule: Recurrence = "FREQ=YEARLY".parse()?;
    /// let nine: CivilTime = "09:00".parse()?;
    /// let first = (CivilDate::new(2024, 2, 29)?, nine);
    /// let next = rule.next_after(first, (CivilDate::new(2026, 1, 1)?, nine));
    /// assert_eq!(next, Some((CivilDate::new(2028, 2, 29)?, nine)));
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    pub fn next_after(
        &self,
        first: (CivilDate, CivilTime),
        after: (CivilDate, CivilTime),
    ) -> Option<(CivilDate, CivilTime)> {
        self.walk(first, after.0, Policy::default()).find(|slot| *slot > after)
    }

    /// The same rule with an UNTIL in UTC turned into what the clocks of `zone` show then. Without
    /// this the digits of such an UNTIL are read as wall-clock time.
    ///
    /// ```
    /// use prm_core::Recurrence;
    /// let rule: Recurrence = "FREQ=DAILY;UNTIL=20260321T040000Z".parse()?;
    /// let there = rule.in_zone("Asia/Kolkata".parse()?);
    /// assert_eq!(there.to_string(), "FREQ=DAILY;UNTIL=20260321T093000");
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    #[must_use]
    pub fn in_zone(&self, zone: Zone) -> Self {
        let mut rule = self.clone();
        if let End::Until { date, time: Some(time), utc: true } = rule.end {
            let (date, time) = zone.local(Timestamp::clamped(wall_millis(date, time)));
            rule.end = End::Until { date, time: Some(time), utc: false };
        }
        rule
    }

    /// Every year on the day of the start: what goes on where a rule could not be read.
    pub(crate) fn yearly() -> Self {
        let (by, days) = (BTreeMap::new(), Vec::new());
        Self { freq: Freq::Yearly, interval: 1, end: End::Never, by, days, week_start: 0 }
    }

    /// Whether it says at what times of the day its slots are.
    pub(crate) fn has_times(&self) -> bool {
        [By::Hour, By::Minute, By::Second].iter().any(|part| !self.by(*part).is_empty())
    }

    /// The values of a BYxxx part; none when it is absent.
    fn by(&self, part: By) -> &[i16] {
        self.by.get(&part).map_or(&[], Vec::as_slice)
    }

    /// The slots in their order, from about `near` on.
    fn walk(&self, first: Slot, near: CivilDate, policy: Policy) -> Walk {
        // Without COUNT nothing before `near` matters, and a rule of 1970 costs no more than one
        // of today.
        let near = match self.end {
            End::Count(_) => first.0,
            End::Never | End::Until { .. } => near.max(first.0),
        };
        let candidates = match direct::Direct::new(self, first, policy) {
            Some(direct) => {
                Candidates::Direct(direct::Candidates::new(self, direct, first.0, near))
            }
            None => Candidates::General(Box::new(general::candidates(self, first, near))),
        };
        let start = (first.0.epoch_day(), first.1);
        Walk { candidates, start, end: self.end, counted: 0, ended: false }
    }

    /// Which unit of FREQ a day lies in: days, weeks, months or years, counted without a gap.
    fn unit(&self, date: CivilDate) -> i64 {
        match self.freq {
            Freq::Daily => date.epoch_day(),
            Freq::Weekly => (date.epoch_day() - self.week_offset()).div_euclid(7),
            Freq::Monthly => i64::from(date.year()) * 12 + i64::from(date.month()) - 1,
            Freq::Yearly => i64::from(date.year()),
        }
    }

    /// The first day of week 0, as an epoch day: 1970-01-01 was a Thursday.
    fn week_offset(&self) -> i64 {
        i64::from(self.week_start) - 3
    }

    /// The first day of a unit, as an epoch day.
    fn first_day(&self, unit: i64) -> i64 {
        let (year, month) = match self.freq {
            Freq::Daily => return unit,
            Freq::Weekly => return unit * 7 + self.week_offset(),
            Freq::Monthly => (unit.div_euclid(12), unit.rem_euclid(12) + 1),
            Freq::Yearly => (unit, 1),
        };
        let (year, month) = (i32::try_from(year).unwrap_or(0), u32::try_from(month).unwrap_or(1));
        CivilDate::new(year, month, 1).map_or(0, CivilDate::epoch_day)
    }

    /// The last unit at or before that of `near` which the INTERVAL reaches from the start.
    fn unit_near(&self, first: CivilDate, near: CivilDate) -> i64 {
        let (start, interval) = (self.unit(first), i64::from(self.interval));
        start + (self.unit(near) - start).div_euclid(interval) * interval
    }
}

/// A day and a time on the wall.
type Slot = (CivilDate, CivilTime);

/// The same with an epoch day, which may lie outside the calendar of years 1 to 9999.
type Candidate = (i64, CivilTime);

/// The weekday of an epoch day, Monday as 0.
fn weekday_of(day: i64) -> u8 {
    u8::try_from((day + 3).rem_euclid(7)).unwrap_or(0)
}

/// What becomes of days that do not exist. RFC 5545 leaves them out.
#[derive(Clone, Copy, Debug, Default)]
struct Policy {
    /// A day beyond the end of its month is on the last day of that month.
    clamp: bool,
    /// What a yearly 29 February is in a common year.
    leap: Option<LeapDay>,
}

/// What a rule has, before start and end are looked at.
enum Candidates {
    Direct(direct::Candidates),
    General(Box<dyn Iterator<Item = Candidate>>),
}

impl Iterator for Candidates {
    type Item = Candidate;

    fn next(&mut self) -> Option<Candidate> {
        match self {
            Self::Direct(candidates) => candidates.next(),
            Self::General(candidates) => candidates.next(),
        }
    }
}

/// Goes through the candidates: leaves out those before the start, and ends where the rule ends.
struct Walk {
    candidates: Candidates,
    start: Candidate,
    end: End,
    counted: u32,
    /// Whether the rule has ended, or the calendar.
    ended: bool,
}

impl Iterator for Walk {
    type Item = Slot;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        for (day, time) in self.candidates.by_ref() {
            if (day, time) < self.start {
                continue;
            }
            let slot = in_calendar(day).map(|date| (date, time));
            let Some(slot) = slot.filter(|slot| !self.end.is_before(*slot)) else {
                self.ended = true;
                return None;
            };
            self.counted += 1;
            self.ended = self.end == End::Count(self.counted);
            return Some(slot);
        }
        // The arithmetic is sure that nothing follows; the search gives up at some point.
        self.ended = matches!(self.candidates, Candidates::Direct(_));
        None
    }
}

impl End {
    /// Whether an UNTIL excludes this slot.
    fn is_before(self, (date, time): Slot) -> bool {
        match self {
            Self::Until { date: last, time: Some(end), .. } => (date, time) > (last, end),
            Self::Until { date: last, time: None, .. } => date > last,
            Self::Never | Self::Count(_) => false,
        }
    }
}

/// The day with this number, unless it lies outside the years 1 to 9999.
fn in_calendar(day: i64) -> Option<CivilDate> {
    Some(CivilDate::from_epoch_day(day)).filter(|date| date.epoch_day() == day)
}

super::civil::text_debug!(Recurrence);
super::civil::text_type!(
    Recurrence,
    "Recurrence",
    "rrule",
    "an RFC 5545 recurrence rule such as FREQ=MONTHLY;INTERVAL=6"
);

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(text: &str) -> Recurrence {
        text.parse().unwrap()
    }

    fn at(date: &str, time: &str) -> Slot {
        (date.parse().unwrap(), time.parse().unwrap())
    }

    fn days(text: &str, first: &str, most: usize) -> String {
        let found = rule(text).slots(at(first, "09:00"), None, most);
        found.slots.iter().map(|(date, _)| date.to_string()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn days_that_do_not_exist_are_skipped() {
        let days_of_five = "2026-01-31 2026-03-31 2026-05-31 2026-07-31 2026-08-31";
        assert_eq!(days("FREQ=MONTHLY", "2026-01-31", 5), days_of_five);
        assert_eq!(days("FREQ=MONTHLY;BYHOUR=9", "2026-01-31", 5), days_of_five);
        assert_eq!(days("FREQ=YEARLY", "2096-02-29", 2), "2096-02-29 2104-02-29");
        assert_eq!(days("FREQ=YEARLY;BYHOUR=9", "2096-02-29", 2), "2096-02-29 2104-02-29");
    }

    #[test]
    fn rules_that_rrule_reads_in_its_own_way_are_right() {
        // Every Wednesday and the second Tuesday, not the days that are both.
        let mixed = "2026-03-04 2026-03-10 2026-03-11 2026-03-18";
        assert_eq!(days("FREQ=MONTHLY;BYDAY=WE,2TU", "2026-03-01", 4), mixed);
        // The second working day of the week of the start, which began before it.
        let second = days("FREQ=WEEKLY;BYDAY=MO,TU,WE;BYSETPOS=2", "2026-03-10", 2);
        assert_eq!(second, "2026-03-10 2026-03-17");
        // Week 1 of 2026 begins in 2025, whichever way it is counted.
        assert_eq!(days("FREQ=YEARLY;BYWEEKNO=-53;BYDAY=MO", "2025-03-01", 1), "2025-12-29");
        assert_eq!(days("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", "2025-03-01", 1), "2025-12-29");
        // An UNTIL before the start.
        assert_eq!(days("FREQ=DAILY;BYHOUR=9;UNTIL=20250101", "2026-03-01", 1), "");
    }

    #[test]
    fn an_until_in_utc_is_a_wall_time_after_in_zone() {
        let until = rule("FREQ=DAILY;UNTIL=20260311T040000Z");
        let count = |rule: &Recurrence| rule.slots(at("2026-03-10", "09:00"), None, 9).slots.len();
        assert_eq!(count(&until), 1);
        assert_eq!(count(&until.in_zone("Asia/Kolkata".parse().unwrap())), 2);
        let date = rule("FREQ=DAILY;UNTIL=20260311");
        assert_eq!(count(&date), 2);
        assert_eq!(date.in_zone("Asia/Kolkata".parse().unwrap()), date);
    }

    #[test]
    fn rules_without_slots_end() {
        let monday = at("2026-03-09", "09:00");
        for text in [
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30,31",
            "FREQ=MONTHLY;BYMONTH=2,4;BYMONTHDAY=31",
            "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=31",
            "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2",
            "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
            "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6;BYDAY=MO,TU,WE,TH,FR;BYHOUR=0,1,2,3,4,5",
            "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1;COUNT=10000",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;INTERVAL=10000",
            "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=31;INTERVAL=10000",
            "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2;INTERVAL=10000",
            "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;INTERVAL=10000",
        ] {
            assert_eq!(rule(text).slots(monday, None, 10).slots, [], "{text}");
            assert_eq!(rule(text).next_after(monday, monday), None, "{text}");
        }
    }

    #[test]
    fn the_calendar_ends_with_the_year_9999() {
        let (start, last) = (at("0001-01-01", "00:00"), at("9999-12-31", "23:59:59"));
        for text in
            ["FREQ=DAILY", "FREQ=DAILY;BYHOUR=23", "FREQ=WEEKLY;BYDAY=FR;BYMONTH=1,12;WKST=SU"]
        {
            let found = rule(text).slots(last, None, 10);
            assert_eq!((found.slots, found.complete), (vec![last], true), "{text}");
            assert_eq!(rule(text).next_after(last, last), None, "{text}");
            let found = rule(text).slots(start, None, usize::MAX);
            assert_eq!((found.slots.len(), found.complete), (limits::SLOTS, false), "{text}");
            assert!(rule(text).next_after(start, at("9998-12-31", "09:00")).is_some(), "{text}");
        }
    }
}
