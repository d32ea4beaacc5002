//! The hours in which a channel may be used, on the wall clocks of the places where the patient
//! may be.

use crate::time::{CivilTime, Timestamp, Zone};

/// The open hours of a week, in seconds of the day, Monday first.
#[derive(Clone, Debug, PartialEq, Default)]
pub(crate) struct Hours {
    days: [Vec<Stretch>; 7],
}

/// From the first second that is open to the first that is not.
type Stretch = (u32, u32);

const DAY: u32 = 86_400;
/// Rounds after which zones that never agree are given up.
const ROUNDS: usize = 64;

impl Hours {
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

    fn on(&self, weekday: usize) -> &[Stretch] {
        self.days.get(weekday).map_or(&[], Vec::as_slice)
    }

    /// Whether it is open in a zone.
    fn is_open_in(&self, zone: Zone, at: Timestamp) -> bool {
        let (date, time) = zone.local(at);
        let second = time.second_of_day();
        self.on(date.weekday()).iter().any(|(from, to)| (*from..*to).contains(&second))
    }

    /// Whether it is open in every zone.
    pub(crate) fn is_open(&self, zones: &[Zone], at: Timestamp) -> bool {
        zones.iter().all(|zone| self.is_open_in(*zone, at))
    }

    /// The first instant from `at` on at which it is open in a zone, within nine days.
    fn next_open_in(&self, zone: Zone, at: Timestamp) -> Option<Timestamp> {
        if self.is_open_in(zone, at) {
            return Some(at);
        }
        let (today, _) = zone.local(at);
        (0..9).find_map(|ahead| {
            let date = today.plus_days(ahead);
            // An edge that the clocks skip moves forward, maybe out of its window: ask again.
            self.on(date.weekday()).iter().find_map(|(from, _)| {
                let edge = zone.instant(date, CivilTime::from_second_of_day(i64::from(*from)));
                (edge > at && self.is_open_in(zone, edge)).then_some(edge)
            })
        })
    }

    /// The first instant from `at` on at which it is open in every zone; `None` where there is
    /// none within reach.
    pub(crate) fn next_open(&self, zones: &[Zone], at: Timestamp) -> Option<Timestamp> {
        let mut now = at;
        for _ in 0..ROUNDS {
            let mut latest = now;
            for zone in zones {
                latest = latest.max(self.next_open_in(*zone, now)?);
            }
            if latest == now {
                return Some(now);
            }
            now = latest;
        }
        None
    }

    /// The first instant after `at` at which it is closed in some zone, while it is open in all;
    /// `None` where it never is.
    pub(crate) fn next_close(&self, zones: &[Zone], at: Timestamp) -> Option<Timestamp> {
        zones.iter().filter_map(|zone| self.next_close_in(*zone, at)).min()
    }

    fn next_close_in(&self, zone: Zone, at: Timestamp) -> Option<Timestamp> {
        let (today, _) = zone.local(at);
        (0..9).find_map(|ahead| {
            let date = today.plus_days(ahead);
            self.on(date.weekday()).iter().find_map(|(_, to)| {
                let edge = if *to == DAY {
                    zone.instant(date.plus_days(1), CivilTime::MIDNIGHT)
                } else {
                    zone.instant(date, CivilTime::from_second_of_day(i64::from(*to)))
                };
                (edge > at && !self.is_open_in(zone, edge)).then_some(edge)
            })
        })
    }
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

    #[test]
    fn the_close_minute_is_outside() {
        let (hours, india) = (daily("08:00", "20:00"), zones(&["Asia/Kolkata"]));
        assert!(hours.is_open(&india, at("2026-03-10T02:30:00Z")));
        assert!(hours.is_open(&india, at("2026-03-10T14:29:59Z")));
        assert!(!hours.is_open(&india, at("2026-03-10T14:30:00Z")));
        let next = hours.next_open(&india, at("2026-03-10T14:30:00Z")).unwrap();
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
        let next = hours.next_open(&both, at("2026-06-10T12:00:00Z")).unwrap();
        assert_eq!(next, at("2026-06-10T15:00:00Z"));
        assert_eq!(hours.next_close(&both, next), Some(at("2026-06-11T00:00:00Z")));
        let apart = zones(&["Pacific/Kiritimati", "Pacific/Honolulu", "Europe/London"]);
        assert_eq!(daily("09:00", "10:00").next_open(&apart, at("2026-06-10T12:00:00Z")), None);
    }

    #[test]
    fn hours_never_open_have_no_next() {
        let none = Hours::default();
        assert_eq!(none.next_open(&zones(&["UTC"]), at("2026-06-10T12:00:00Z")), None);
    }
}
