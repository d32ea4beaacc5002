//! How often is enough.

use std::str::FromStr;

use crate::error::{ErrorCode, PrmError};
use crate::playbook::document::CapScope;
use crate::time::{CivilDate, CivilTime};
use crate::{Channel, Purpose, Span, Timestamp, Zone};

use super::rule::Rule;

/// A cap: at most so many messages of some purposes within a time.
#[derive(Clone, Debug)]
pub(crate) struct Cap {
    /// Its id, and where and when it binds.
    pub(crate) rule: Rule<()>,
    pub(crate) per: CapScope,
    /// The channels that are counted and held; all where empty.
    pub(crate) channels: Vec<Channel>,
    /// The purposes that are counted and held; all where empty.
    pub(crate) purposes: Vec<Purpose>,
    pub(crate) at_most: usize,
    pub(crate) within: Period,
}

/// The time within which messages are counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Period {
    /// A span that ends now.
    Rolling(Span),
    /// The day, week or month of the calendar.
    Day,
    Week,
    Month,
}

impl FromStr for Period {
    type Err = PrmError;

    fn from_str(text: &str) -> Result<Self, PrmError> {
        match text {
            "calendar day" => Ok(Self::Day),
            "calendar week" => Ok(Self::Week),
            "calendar month" => Ok(Self::Month),
            _ => match text.parse::<Span>() {
                Ok(span) if !span.is_zero() => Ok(Self::Rolling(span)),
                _ => {
                    let message = "not a period, as in `90 days`, `24 hours` or `calendar day`";
                    Err(PrmError::new(ErrorCode::InvalidTime, message))
                }
            },
        }
    }
}

impl Period {
    /// In words, as after `within`.
    pub(crate) fn in_words(self) -> String {
        match self {
            Self::Rolling(span) => span.to_string(),
            Self::Day => "a calendar day".to_owned(),
            Self::Week => "a calendar week".to_owned(),
            Self::Month => "a calendar month".to_owned(),
        }
    }

    /// When a message of `at` stops being counted.
    pub(crate) fn end(self, zone: Zone, at: Timestamp) -> Timestamp {
        let (date, _) = zone.local(at);
        let first = |date: CivilDate| zone.instant(date, CivilTime::MIDNIGHT);
        match self {
            Self::Rolling(span) => zone.shift(at, span, false),
            Self::Day => first(date.plus_days(1)),
            Self::Week => {
                let weekday = i64::try_from(date.weekday()).unwrap_or(0);
                first(date.plus_days(7 - weekday))
            }
            Self::Month => {
                let day = i64::from(date.day());
                first(date.plus_days(1 - day).plus_months(1))
            }
        }
    }

    /// How long a message may be counted at most, in ms, so that nothing older need be kept.
    pub(crate) fn longest(self) -> i64 {
        const DAY: i64 = 24 * crate::limits::HOUR;
        match self {
            // Any day will do; two days cover changes of clocks and the lengths of months.
            Self::Rolling(span) => {
                let zone = Zone::utc();
                let from = Timestamp::clamped(0);
                zone.shift(from, span, false).since(from) + 4 * DAY
            }
            Self::Day => 2 * DAY,
            Self::Week => 9 * DAY,
            Self::Month => 33 * DAY,
        }
    }
}

impl Cap {
    /// Whether it speaks of a way.
    pub(crate) fn counts(&self, channel: Channel, purpose: Purpose) -> bool {
        (self.channels.is_empty() || self.channels.contains(&channel))
            && (self.purposes.is_empty() || self.purposes.contains(&purpose))
    }

    /// When another message is permitted, given the hand-overs that are counted; `None` when it
    /// is now.
    pub(crate) fn release(
        &self,
        zone: Zone,
        now: Timestamp,
        sent: impl Iterator<Item = Timestamp>,
    ) -> Option<Timestamp> {
        let ends = sent.map(|at| self.within.end(zone, at)).filter(|end| *end > now);
        let mut ends: Vec<Timestamp> = ends.collect();
        ends.sort_unstable();
        // With n counted and m permitted, the (n - m + 1)th end frees the slot.
        let index = (ends.len() + 1).checked_sub(self.at_most.max(1))?.checked_sub(1)?;
        ends.get(index).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cap(at_most: usize, within: &str) -> Cap {
        Cap {
            rule: Rule {
                id: "c".into(),
                law: None,
                area: None,
                from: None,
                until: None,
                remunerated: false,
                says: (),
            },
            per: CapScope::Patient,
            channels: Vec::new(),
            purposes: vec![Purpose::Feedback],
            at_most,
            within: within.parse().unwrap(),
        }
    }

    fn release(cap: &Cap, now: &str, sent: &[&str]) -> Option<String> {
        let zone = "America/New_York".parse().unwrap();
        let sent = sent.iter().map(|at| at.parse().unwrap());
        cap.release(zone, now.parse().unwrap(), sent).map(|at| at.to_string())
    }

    #[test]
    fn a_rolling_cap_frees_its_oldest_slot_first() {
        let two = cap(2, "24 hours");
        let sent = ["2026-06-10T10:00:00Z", "2026-06-10T12:00:00Z"];
        assert_eq!(release(&two, "2026-06-10T13:00:00Z", &sent[..1]), None);
        assert_eq!(
            release(&two, "2026-06-10T13:00:00Z", &sent).as_deref(),
            Some("2026-06-11T10:00:00.000Z")
        );
        assert_eq!(release(&two, "2026-06-11T10:00:00Z", &sent), None);
    }

    #[test]
    fn a_calendar_cap_ends_with_the_local_day() {
        let one = cap(1, "calendar day");
        let sent = ["2026-06-10T13:00:00Z"];
        assert_eq!(
            release(&one, "2026-06-10T18:00:00Z", &sent).as_deref(),
            Some("2026-06-11T04:00:00.000Z")
        );
        let week = cap(1, "calendar week");
        assert_eq!(
            release(&week, "2026-06-10T18:00:00Z", &sent).as_deref(),
            Some("2026-06-15T04:00:00.000Z")
        );
        let month = cap(1, "calendar month");
        assert_eq!(
            release(&month, "2026-06-10T18:00:00Z", &sent).as_deref(),
            Some("2026-07-01T04:00:00.000Z")
        );
    }

    #[test]
    fn odd_periods_are_refused() {
        for text in ["", "often", "0 days", "calendar year"] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }
}
