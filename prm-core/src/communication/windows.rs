//! The hours in which a channel may be used, on the wall clocks of the places where the patient
//! may be.

use crate::time::{CivilDate, CivilTime, Timestamp, Zone};

/// The open hours of a rule: of a week, in seconds of the day, Monday first, with the days of a
/// calendar on which it is closed, and the days between which it holds.
#[derive(Clone, Debug, PartialEq, Default)]
pub(crate) struct Hours {
    days: [Vec<Stretch>; 7],
    /// In order.
    closed: Vec<CivilDate>,
    from: Option<CivilDate>,
    until: Option<CivilDate>,
}

/// From the first second that is open to the first that is not.
pub(crate) type Stretch = (u32, u32);

const DAY: u32 = 86_400;
/// Where a rule does not hold, the whole day is open.
const WHOLE: [Stretch; 1] = [(0, DAY)];
/// Rounds after which zones and rules that never agree are given up.
const ROUNDS: usize = 64;
/// Days ahead and back that are looked at: more than any run of closed days.
const REACH: i64 = 16;
/// The last permitted instant before a time is a whole minute.
const MINUTE: u32 = 60;

impl Hours {
    /// Closes the days of a calendar; from and until say between which days the rule holds.
    pub(crate) fn held(
        mut closed: Vec<CivilDate>,
        from: Option<CivilDate>,
        until: Option<CivilDate>,
    ) -> Self {
        closed.sort_unstable();
        Self { closed, from, until, ..Self::default() }
    }

    /// Open around the clock on all days: for a rule that closes days alone.
    pub(crate) fn open_always(&mut self) {
        for day in &mut self.days {
            *day = WHOLE.to_vec();
        }
    }

    /// Opens a window on a day of the week; one past midnight goes on into the next day.
    pub(crate) fn open(&mut self, weekday: usize, from: CivilTime, to: CivilTime) {
        let (from, to) = (from.second_of_day(), to.second_of_day());
        if from < to {
            self.add(weekday, (from, to));
        } else {
            self.add(weekday, (from, DAY));
            self.add((weekday + 1) % 7, (0, to));
        }
    }

    fn add(&mut self, weekday: usize, stretch: Stretch) {
        let Some(day) = self.days.get_mut(weekday) else { return };
        if stretch.0 < stretch.1 {
            day.push(stretch);
        }
        day.sort_unstable();
        let mut merged: Vec<Stretch> = Vec::new();
        for (from, to) in day.drain(..) {
            match merged.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        *day = merged;
    }

    /// Whether every hour that is open here is open there: whether it is at least as strict, on
    /// the days of a week.
    pub(crate) fn is_within(&self, other: &Self) -> bool {
        self.days.iter().zip(&other.days).all(|(own, other)| {
            own.iter().all(|(from, to)| other.iter().any(|(f, t)| f <= from && to <= t))
        })
    }

    /// What is open on the days of a week, Monday first, in seconds of the day.
    pub(crate) fn week(&self) -> &[Vec<Stretch>; 7] {
        &self.days
    }

    /// On how many days of a calendar it is closed.
    pub(crate) fn closed_days(&self) -> usize {
        self.closed.len()
    }

    /// What is open on a day.
    fn on(&self, date: CivilDate) -> &[Stretch] {
        let holds = self.from.is_none_or(|from| from <= date)
            && self.until.is_none_or(|until| date < until);
        if !holds {
            return &WHOLE;
        }
        if self.closed.binary_search(&date).is_ok() {
            return &[];
        }
        self.days.get(date.weekday()).map_or(&[], Vec::as_slice)
    }

    /// Whether it is closed for the whole of a local day, in some zone.
    pub(crate) fn is_closed_day(&self, zones: &[Zone], at: Timestamp) -> bool {
        zones.iter().any(|zone| self.on(zone.local(at).0).is_empty())
    }

    /// Whether it is open in a zone.
    fn is_open_in(&self, zone: Zone, at: Timestamp) -> bool {
        let (date, time) = zone.local(at);
        let second = time.second_of_day();
        self.on(date).iter().any(|(from, to)| (*from..*to).contains(&second))
    }

    /// Whether it is open in every zone.
    pub(crate) fn is_open(&self, zones: &[Zone], at: Timestamp) -> bool {
        zones.iter().all(|zone| self.is_open_in(*zone, at))
    }

    /// The first instant from `at` on at which it is open in a zone, within reach.
    fn next_open_in(&self, zone: Zone, at: Timestamp) -> Option<Timestamp> {
        if self.is_open_in(zone, at) {
            return Some(at);
        }
        let (today, _) = zone.local(at);
        (0..REACH).find_map(|ahead| {
            let date = today.plus_days(ahead);
            // An edge that the clocks skip moves forward, maybe out of its window: ask again.
            self.on(date).iter().find_map(|(from, _)| {
                let edge = zone.instant(date, CivilTime::from_second_of_day(i64::from(*from)));
                (edge > at && self.is_open_in(zone, edge)).then_some(edge)
            })
        })
    }

    /// The last whole minute up to `at` in which it is open in a zone, within reach.
    fn last_open_in(&self, zone: Zone, at: Timestamp) -> Option<Timestamp> {
        if self.is_open_in(zone, at) {
            return Some(at);
        }
        let (today, _) = zone.local(at);
        (0..REACH).find_map(|back| {
            let date = today.plus_days(-back);
            self.on(date).iter().rev().find_map(|(_, to)| {
                let second = i64::from(to.saturating_sub(MINUTE));
                let edge = zone.instant(date, CivilTime::from_second_of_day(second));
                (edge < at && self.is_open_in(zone, edge)).then_some(edge)
            })
        })
    }

    fn next_close_in(&self, zone: Zone, at: Timestamp) -> Option<Timestamp> {
        let (today, _) = zone.local(at);
        (0..REACH).find_map(|ahead| {
            let date = today.plus_days(ahead);
            self.on(date).iter().find_map(|(_, to)| {
                let edge = if *to == DAY {
                    zone.instant(date.plus_days(1), CivilTime::MIDNIGHT)
                } else {
                    zone.instant(date, CivilTime::from_second_of_day(i64::from(*to)))
                };
                (edge > at && !self.is_open_in(zone, edge)).then_some(edge)
            })
        })
    }

    /// The first instant after `at` at which it is closed in some zone, while it is open in all;
    /// `None` where it never is.
    pub(crate) fn next_close(&self, zones: &[Zone], at: Timestamp) -> Option<Timestamp> {
        zones.iter().filter_map(|zone| self.next_close_in(*zone, at)).min()
    }
}

/// The first instant from `at` on at which all hours are open in every zone; `None` where there is
/// none within reach.
pub(crate) fn next_open<'h>(
    hours: impl Iterator<Item = &'h Hours> + Clone,
    zones: &[Zone],
    at: Timestamp,
) -> Option<Timestamp> {
    agree(at, |now| {
        let each = hours.clone().flat_map(|hours| zones.iter().map(move |zone| (hours, zone)));
        each.map(|(hours, zone)| hours.next_open_in(*zone, now))
            .try_fold(now, |latest, next| Some(latest.max(next?)))
    })
}

/// The last instant up to `at` at which all hours are open in every zone: `at` itself, or else a
/// whole minute; `None` where there is none within reach.
pub(crate) fn last_open<'h>(
    hours: impl Iterator<Item = &'h Hours> + Clone,
    zones: &[Zone],
    at: Timestamp,
) -> Option<Timestamp> {
    agree(at, |now| {
        let each = hours.clone().flat_map(|hours| zones.iter().map(move |zone| (hours, zone)));
        each.map(|(hours, zone)| hours.last_open_in(*zone, now))
            .try_fold(now, |earliest, last| Some(earliest.min(last?)))
    })
}

/// Moves an instant until nobody moves it any further.
fn agree(at: Timestamp, moved: impl Fn(Timestamp) -> Option<Timestamp>) -> Option<Timestamp> {
    let mut now = at;
    for _ in 0..ROUNDS {
        let next = moved(now)?;
        if next == now {
            return Some(now);
        }
        now = next;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn daily(from: &str, to: &str) -> Hours {
        let mut hours = Hours::default();
        for day in 0..7 {
            hours.open(day, from.parse().unwrap(), to.parse().unwrap());
        }
        hours
    }

    fn zones(names: &[&str]) -> Vec<Zone> {
        names.iter().map(|name| name.parse().unwrap()).collect()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn next(hours: &Hours, zones: &[Zone], at: Timestamp) -> Option<Timestamp> {
        next_open([hours].into_iter(), zones, at)
    }

    #[test]
    fn the_close_minute_is_outside() {
        let (hours, india) = (daily("08:00", "20:00"), zones(&["Asia/Kolkata"]));
        assert!(hours.is_open(&india, at("2026-03-10T02:30:00Z")));
        assert!(hours.is_open(&india, at("2026-03-10T14:29:59Z")));
        assert!(!hours.is_open(&india, at("2026-03-10T14:30:00Z")));
        let next = next(&hours, &india, at("2026-03-10T14:30:00Z")).unwrap();
        assert_eq!(next, at("2026-03-11T02:30:00Z"));
        let close = hours.next_close(&india, at("2026-03-10T02:30:00Z")).unwrap();
        assert_eq!(close, at("2026-03-10T14:30:00Z"));
    }

    #[test]
    fn a_window_past_midnight_is_not_turned_round() {
        let (hours, london) = (daily("20:00", "08:00"), zones(&["Europe/London"]));
        assert!(hours.is_open(&london, at("2026-01-10T23:00:00Z")));
        assert!(hours.is_open(&london, at("2026-01-10T07:59:00Z")));
        assert!(!hours.is_open(&london, at("2026-01-10T12:00:00Z")));
        assert_eq!(
            hours.next_close(&london, at("2026-01-10T23:00:00Z")),
            Some(at("2026-01-11T08:00:00Z"))
        );
    }

    #[test]
    fn every_candidate_zone_must_be_open() {
        let hours = daily("08:00", "20:00");
        let both = zones(&["America/New_York", "America/Los_Angeles"]);
        let open = next(&hours, &both, at("2026-06-10T12:00:00Z")).unwrap();
        assert_eq!(open, at("2026-06-10T15:00:00Z"));
        assert_eq!(hours.next_close(&both, open), Some(at("2026-06-11T00:00:00Z")));
        let apart = zones(&["Pacific/Kiritimati", "Pacific/Honolulu", "Europe/London"]);
        assert_eq!(next(&daily("09:00", "10:00"), &apart, at("2026-06-10T12:00:00Z")), None);
    }

    #[test]
    fn hours_never_open_have_no_next() {
        let none = Hours::default();
        assert_eq!(next(&none, &zones(&["UTC"]), at("2026-06-10T12:00:00Z")), None);
    }

    #[test]
    fn a_day_of_the_calendar_is_closed() {
        let day = |text: &str| text.parse::<CivilDate>().unwrap();
        let mut hours = Hours::held(vec![day("2026-12-26"), day("2026-12-25")], None, None);
        for weekday in 0..7 {
            hours.open(weekday, "08:00".parse().unwrap(), "20:00".parse().unwrap());
        }
        let london = zones(&["Europe/London"]);
        assert!(hours.is_closed_day(&london, at("2026-12-25T12:00:00Z")));
        assert!(!hours.is_closed_day(&london, at("2026-12-24T23:00:00Z")));
        let open = next(&hours, &london, at("2026-12-24T20:00:00Z"));
        assert_eq!(open, Some(at("2026-12-27T08:00:00Z")));
        let last = last_open([&hours].into_iter(), &london, at("2026-12-26T12:00:00Z"));
        assert_eq!(last, Some(at("2026-12-24T19:59:00Z")));
    }

    #[test]
    fn a_rule_that_does_not_hold_yet_permits_all() {
        let from = "2027-01-31".parse().unwrap();
        let mut hours = Hours::held(Vec::new(), Some(from), None);
        hours.open(0, "09:00".parse().unwrap(), "10:00".parse().unwrap());
        let utc = zones(&["UTC"]);
        assert!(hours.is_open(&utc, at("2027-01-30T23:59:59Z")));
        assert!(!hours.is_open(&utc, at("2027-01-31T00:00:00Z")));
        assert_eq!(
            hours.next_close(&utc, at("2027-01-30T12:00:00Z")),
            Some(at("2027-01-31T00:00:00Z"))
        );
    }

    #[test]
    fn all_rules_must_agree() {
        let (early, late) = (daily("08:00", "12:00"), daily("11:00", "20:00"));
        let (both, utc) = ([&early, &late], zones(&["UTC"]));
        let open = next_open(both.into_iter(), &utc, at("2026-06-10T08:00:00Z"));
        assert_eq!(open, Some(at("2026-06-10T11:00:00Z")));
        let last = last_open(both.into_iter(), &utc, at("2026-06-10T18:00:00Z"));
        assert_eq!(last, Some(at("2026-06-10T11:59:00Z")));
        assert!(early.is_within(&daily("08:00", "20:00")));
        assert!(!daily("08:00", "20:00").is_within(&early));
    }
}
