//! The days on which a practice works, and how they are counted.

use super::CivilDate;

/// The days of the week on which a practice works, but for those on which it is closed.
#[derive(Clone, Debug)]
pub(crate) struct BusinessDays {
    /// Monday first.
    week: [bool; 7],
    /// In order.
    closed: Vec<CivilDate>,
}

/// Days in a row without one that is open, after which a practice is taken to be open: more than
/// any closes for.
const REACH: u32 = 366;

impl BusinessDays {
    pub(crate) fn new(week: [bool; 7], mut closed: Vec<CivilDate>) -> Self {
        closed.sort_unstable();
        Self { week, closed }
    }

    /// Whether the practice works on a day.
    pub(crate) fn is_open(&self, day: CivilDate) -> bool {
        self.week.get(day.weekday()).copied().unwrap_or(true)
            && self.closed.binary_search(&day).is_err()
    }

    /// The business day that lies so many of them after (or before) a day; with none, the day
    /// itself or the next (or last) one that is open.
    pub(crate) fn shift(&self, from: CivilDate, number: u32, back: bool) -> CivilDate {
        let step = if back { -1 } else { 1 };
        let (mut day, mut left) = (from, number);
        while left > 0 {
            day = self.nearest(day.plus_days(step), step);
            left -= 1;
        }
        if number == 0 { self.nearest(day, step) } else { day }
    }

    fn nearest(&self, from: CivilDate, step: i64) -> CivilDate {
        let days = (0..REACH).map(|ahead| from.plus_days(step * i64::from(ahead)));
        days.into_iter().find(|day| self.is_open(*day)).unwrap_or(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CivilDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_counted_over_weekends_and_holidays() {
        let week = [true, true, true, true, true, false, false];
        let days = BusinessDays::new(week, vec![day("2026-11-26"), day("2026-07-03")]);
        for (from, number, back, to) in [
            ("2026-11-20", 2, false, "2026-11-24"),
            ("2026-11-25", 2, false, "2026-11-30"),
            ("2026-07-02", 2, false, "2026-07-07"),
            ("2026-11-21", 0, false, "2026-11-23"),
            ("2026-11-21", 0, true, "2026-11-20"),
            ("2026-11-21", 1, false, "2026-11-23"),
            ("2026-11-30", 2, true, "2026-11-25"),
            ("2026-11-25", 0, false, "2026-11-25"),
        ] {
            assert_eq!(days.shift(day(from), number, back), day(to), "{number} after {from}");
        }
    }

    #[test]
    fn a_practice_that_never_opens_ends() {
        let days = BusinessDays::new([false; 7], vec![]);
        assert_eq!(days.shift(day("2026-11-20"), 2, false), day("2026-11-22"));
    }
}
