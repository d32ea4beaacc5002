//! A rule with its exceptions: slots taken out, put in and moved, and what becomes of days that
//! do not exist.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Freq, Policy, Recurrence, Slot, Walk, direct};
use crate::error::{ErrorCode, PrmError, join};
use crate::limits;
use crate::time::{CivilDate, CivilTime, LeapDay, WallTime};

/// A recurrence rule with its exceptions (R29).
///
/// Slots are local times of the rule as it stands; they are the names under which it is known
/// what was done, so that nothing here renames one: a slot that is moved keeps its own name and
/// comes at another time.
///
/// ```
/// use prm_core::{CivilDate, CivilTime, Schedule};
/// let schedule = Schedule::from_json(r#"{
///     "rule": "FREQ=MONTHLY;COUNT=5", "month_end": "clamp",
///     "without": ["2026-03-31"], "moved": {"2026-05-31": "2026-06-02"}, "with": ["2026-06-15"]
/// }"#)?;
/// let first = (CivilDate::new(2026, 1, 31)?, CivilTime::MIDNIGHT);
/// let found = schedule.slots(first, None, 10).occurrences;
/// let found: Vec<String> = found.iter().map(|o| format!("{} {}", o.slot, o.at)).collect();
/// assert_eq!(found, [
///     "2026-01-31 2026-01-31",
///     "2026-02-28 2026-02-28",
///     // 31 March is out; it was the third of five all the same.
///     "2026-04-30 2026-04-30",
///     "2026-05-31 2026-06-02",
///     "2026-06-15 2026-06-15",
/// ]);
/// # Ok::<(), prm_core::PrmError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// The rule. Its COUNT counts slots before any of them is taken out.
    pub rule: Recurrence,
    /// What becomes of a day that a month does not have; skipped, as RFC 5545 has it, where left
    /// out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month_end: Option<MonthEnd>,
    /// For yearly rules: when a 29 February is in a common year; as `month_end` says where left
    /// out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leap_day: Option<LeapDay>,
    /// Slots that are taken out (EXDATE).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<WallTime>,
    /// Slots that come in addition (RDATE).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<WallTime>,
    /// Slots that come at another time, under their own name (RECURRENCE-ID): from the slot to
    /// the time.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub moved: BTreeMap<WallTime, WallTime>,
    /// Since when a changed rule holds: slots before this never come, and none comes before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<WallTime>,
}

/// What becomes of a day that a month does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MonthEnd {
    /// It is left out, as RFC 5545 has it.
    Skip,
    /// It is on the last day of that month.
    Clamp,
}

/// One slot, and when it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Occurrence {
    /// When it comes.
    pub at: WallTime,
    /// Its name: the slot of the rule, wherever it was moved.
    pub slot: WallTime,
}

/// The occurrences that one call of [`Schedule::slots`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrences {
    /// In the order in which they come.
    pub occurrences: Vec<Occurrence>,
    /// Whether these are all; see [`Slots::complete`](super::Slots::complete).
    pub complete: bool,
}

impl From<Recurrence> for Schedule {
    fn from(rule: Recurrence) -> Self {
        Self {
            rule,
            month_end: None,
            leap_day: None,
            without: Vec::new(),
            with: Vec::new(),
            moved: BTreeMap::new(),
            since: None,
        }
    }
}

impl Schedule {
    /// From JSON text, with [`check`](Self::check).
    ///
    /// # Errors
    /// A code and the path of what does not fit.
    pub fn from_json(text: &str) -> Result<Self, PrmError> {
        let value = crate::error::parse_json(text, limits::FACT_BYTES)?;
        let schedule: Self = crate::error::decode(&value)?;
        schedule.check().map(|()| schedule)
    }

    /// Whether its parts fit together.
    ///
    /// # Errors
    /// The first fault, with its path.
    ///
    /// ```
    /// use prm_core::{Recurrence, Schedule};
    /// let weekly: Recurrence = "FREQ=WEEKLY".parse()?;
    /// let mut schedule = Schedule::from(weekly);
    /// schedule.with = vec!["2026-03-08".parse()?];
    /// schedule.without = schedule.with.clone();
    /// assert_eq!(schedule.check().unwrap_err().path(), "with[0]");
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    pub fn check(&self) -> Result<(), PrmError> {
        self.faults().into_iter().next().map_or(Ok(()), Err)
    }

    /// Everything that does not fit, each with its path.
    pub(crate) fn faults(&self) -> Vec<PrmError> {
        let mut faults = Vec::new();
        let mut fault = |code: ErrorCode, path: String, message: &str| {
            faults.push(PrmError::new(code, message).under(&path));
        };
        let exceptions = self.without.len() + self.with.len() + self.moved.len();
        if exceptions > limits::SLOTS {
            let message = format!("a schedule has at most {} exceptions", limits::SLOTS);
            fault(ErrorCode::TooMany, String::new(), &message);
            return faults;
        }
        let of_month = direct::takes(&self.rule)
            && matches!(self.rule.freq, Freq::Monthly | Freq::Yearly)
            && self.rule.days.is_empty();
        if self.month_end == Some(MonthEnd::Clamp) && !of_month {
            let message = "only a rule of days of the month, each month or each year, has days \
                           that a month does not have";
            fault(ErrorCode::Contradiction, "month_end".into(), message);
        }
        if self.leap_day.is_some() && !(of_month && self.rule.freq == Freq::Yearly) {
            let message = "only a yearly rule of a day of the month can be on a 29 February";
            fault(ErrorCode::Contradiction, "leap_day".into(), message);
        }
        let without: BTreeSet<&WallTime> = self.without.iter().collect();
        for (name, list) in [("without", &self.without), ("with", &self.with)] {
            let mut seen = BTreeSet::new();
            for (index, slot) in list.iter().enumerate() {
                let path = join(name, &format!("[{index}]"));
                if !seen.insert(slot) {
                    fault(ErrorCode::DuplicateId, path, "this slot is given twice");
                } else if name == "with" && without.contains(slot) {
                    let message = "this slot is put in and taken out";
                    fault(ErrorCode::Contradiction, path, message);
                }
            }
        }
        for slot in self.moved.keys().filter(|slot| without.contains(slot)) {
            let path = join("moved", &slot.to_string());
            fault(ErrorCode::Contradiction, path, "this slot is moved and taken out");
        }
        faults
    }

    /// The occurrences of the schedule that starts at `first`: those that come at or after
    /// `from`, at most `most` and at most [`limits::SLOTS`].
    pub fn slots(
        &self,
        first: (CivilDate, CivilTime),
        from: Option<(CivilDate, CivilTime)>,
        most: usize,
    ) -> Occurrences {
        let from = WallTime::from(from.unwrap_or(first));
        let most = most.min(limits::SLOTS);
        let mut merged = self.merged(first, from.date);
        let mut occurrences = Vec::new();
        for occurrence in merged.by_ref() {
            if occurrence.at < from {
                continue;
            }
            if occurrences.len() == most {
                return Occurrences { occurrences, complete: false };
            }
            occurrences.push(occurrence);
        }
        Occurrences { occurrences, complete: merged.walk.ended }
    }

    /// The first occurrence that comes strictly after `after`; see [`Recurrence::next_after`].
    ///
    /// ```
    /// use prm_core::{CivilDate, CivilTime, Recurrence, Schedule};
    /// let first = (CivilDate::new(2026, 3, 2)?, CivilTime::MIDNIGHT);
    /// let mut schedule = Schedule::from("FREQ=WEEKLY".parse::<Recurrence>()?);
    /// schedule.moved.insert("2026-03-09".parse()?, "2026-03-11".parse()?);
    /// let next = schedule.next_after(first, first).unwrap();
    /// assert_eq!(next.slot.to_string(), "2026-03-09");
    /// assert_eq!(next.at.to_string(), "2026-03-11");
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    pub fn next_after(
        &self,
        first: (CivilDate, CivilTime),
        after: (CivilDate, CivilTime),
    ) -> Option<Occurrence> {
        let after = WallTime::from(after);
        self.merged(first, after.date).find(|occurrence| occurrence.at > after)
    }

    /// The last occurrence that comes after `after` and not after `until`.
    pub(crate) fn last_within(&self, first: Slot, after: Slot, until: Slot) -> Option<Occurrence> {
        let (after, until) = (WallTime::from(after), WallTime::from(until));
        // From ever longer ago, until there is one: a rule of years costs little, and one of days
        // is not walked through.
        let mut days = 32;
        loop {
            let from = until.date.plus_days(-days).max(after.date);
            let last = self
                .merged(first, from)
                .take_while(|occurrence| occurrence.at <= until)
                .filter(|occurrence| occurrence.at > after && occurrence.at.date >= from)
                .last();
            if last.is_some() || from == after.date {
                return last;
            }
            days *= 4;
        }
    }

    pub(super) fn policy(&self) -> Policy {
        Policy { clamp: self.month_end == Some(MonthEnd::Clamp), leap: self.leap_day }
    }

    /// The occurrences in the order in which they come; of those that are not moved the ones from
    /// about `near` on.
    fn merged(&self, first: Slot, near: CivilDate) -> Merged<'_> {
        let since = self.since.map_or(first.0, |since| since.date);
        let walk = self.rule.walk(first, near.max(since), self.policy());
        let put_in = self.with.iter().map(|slot| Occurrence { at: *slot, slot: *slot });
        let put_in = put_in.filter(|occurrence| !self.moved.contains_key(&occurrence.slot));
        let moved = self.moved.iter().map(|(slot, at)| Occurrence { at: *at, slot: *slot });
        let mut special: Vec<Occurrence> = put_in.chain(moved).collect();
        special.sort_unstable_by(|a, b| b.cmp(a));
        Merged { schedule: self, first, walk, special, plain: None, before: None }
    }

    /// Whether a slot was neither taken out nor before its time.
    fn stands(&self, first: Slot, slot: WallTime) -> bool {
        slot >= WallTime::from(first)
            && self.since.is_none_or(|since| slot >= since)
            && !self.without.contains(&slot)
    }

    /// Whether the rule has this slot, or it was put in.
    fn has(&self, first: Slot, slot: WallTime) -> bool {
        let mut walk = self.rule.walk(first, slot.date, self.policy());
        self.with.contains(&slot) || walk.find(|at| *at >= slot.into()) == Some(slot.into())
    }
}

/// The slots of the rule and those that were put in or moved, in the order in which they come.
struct Merged<'s> {
    schedule: &'s Schedule,
    first: Slot,
    walk: Walk,
    /// Those put in and moved, the first to come at the end.
    special: Vec<Occurrence>,
    /// The next one of the rule.
    plain: Option<Occurrence>,
    before: Option<Occurrence>,
}

impl Merged<'_> {
    /// The next slot of the rule that is neither taken out nor moved.
    fn next_plain(&mut self) -> Option<Occurrence> {
        let (schedule, first) = (self.schedule, self.first);
        let mut slots = self.walk.by_ref().map(WallTime::from);
        let slot = slots
            .find(|slot| schedule.stands(first, *slot) && !schedule.moved.contains_key(slot))?;
        Some(Occurrence { at: slot, slot })
    }
}

impl Iterator for Merged<'_> {
    type Item = Occurrence;

    fn next(&mut self) -> Option<Occurrence> {
        loop {
            self.plain = self.plain.take().or_else(|| self.next_plain());
            let special = self.special.last().copied();
            let next = match (self.plain, special) {
                (Some(plain), Some(special)) if special < plain => self.special.pop(),
                (None, _) => self.special.pop(),
                (Some(_), _) => self.plain.take(),
            }?;
            let moved = self.schedule.moved.contains_key(&next.slot);
            let special = moved || self.schedule.with.contains(&next.slot);
            let comes = !special
                || self.schedule.stands(self.first, next.slot)
                    && self.schedule.since.is_none_or(|since| next.at >= since)
                    && (!moved || self.schedule.has(self.first, next.slot));
            // A slot that is put in where the rule has one comes once.
            if comes && self.before != Some(next) {
                self.before = Some(next);
                return Some(next);
            }
        }
    }
}
