//! When a step is due, and until when it is useful.

use crate::communication::windows;
use crate::id::sha256;
use crate::journey::events::Happened;
use crate::journey::{Case, Standing};
use crate::playbook::document::Quiet;
use crate::playbook::{Anchor, Choice, Distance, Fork, Moment, Outcome, Step, What};
use crate::reason::ReasonCode;
use crate::vocabulary::Kind;
use crate::{FactId, Timestamp, limits};

/// Where a step stands in time.
pub(crate) enum Placement<'s> {
    /// What it is anchored on has not happened, or its subject is not ready for it.
    Unknown,
    /// It has a time.
    At(Placed<'s>),
}

/// A step's time.
pub(crate) struct Placed<'s> {
    pub(crate) due: Timestamp,
    pub(crate) until: Timestamp,
    /// Whether its time had passed before its cause happened.
    pub(crate) late: bool,
    /// Why there is nothing to count from: the step it is anchored on came to its end without that
    /// event, or the journey took another way.
    pub(crate) absent: Option<ReasonCode>,
    pub(crate) fact: Option<&'s FactId>,
}

/// What a moment is counted from.
struct Base<'s> {
    happened: Happened<'s>,
    absent: Option<ReasonCode>,
    /// Whether the time is that of a deadline, from which nothing is counted.
    fixed: bool,
}

impl<'s> Case<'s> {
    /// Where a step stands in time.
    pub(crate) fn place(&self, step: &Step) -> Placement<'s> {
        match self.placed(step) {
            Some(placed) => Placement::At(placed),
            None => Placement::Unknown,
        }
    }

    /// Whether a step can never be due whatever the clock says: its usefulness had ended before
    /// anybody knew of its cause, or it is not to reach back so far (R15).
    pub(crate) fn never(&self, step: &Step) -> bool {
        let Anchor::Event(_) = step.at.anchor else { return false };
        let Some(base) = self.base(&step.at, step) else { return false };
        let recorded = base.happened.recorded;
        // Whoever asked for a message is told that it came too late.
        let asked = self.journey.kind == Kind::Request;
        match self.placed(step) {
            Some(placed) => {
                (placed.until <= recorded && !asked)
                    || step.since.is_some_and(|since| placed.due < since)
            }
            None => false,
        }
    }

    fn placed(&self, step: &Step) -> Option<Placed<'s>> {
        let base = self.ready(step)?;
        let due = self.due_from(step, &base);
        Some(Placed {
            due,
            until: self.useful_until(step, due),
            late: step.skips_late && base.happened.occurred > due,
            absent: base.absent,
            fact: base.happened.fact,
        })
    }

    /// When a step is due, where that is known.
    pub(crate) fn due(&self, step: &Step) -> Option<Timestamp> {
        self.ready(step).map(|base| self.due_from(step, &base))
    }

    /// What a step's time is counted from, where it has happened and the subject is ready.
    fn ready(&self, step: &Step) -> Option<Base<'s>> {
        if self.standing(step) == Standing::NotYet {
            return None;
        }
        self.base(&step.at, step)
    }

    fn due_from(&self, step: &Step, base: &Base<'_>) -> Timestamp {
        let happened = &base.happened;
        let due = if base.fixed { happened.at } else { self.shift(&step.at, happened) };
        let due = match step.at.anchor {
            // Counted from when it was learnt of, so that what follows it is learnt of too.
            Anchor::Event(event) if event.is_change() => {
                due.max(happened.recorded.plus(limits::SETTLE))
            }
            _ => due,
        };
        if step.spread == 0 && step.quiet != Quiet::Earlier { due } else { self.fitted(step, due) }
    }

    /// A due time that goes by the hours of the step's first channel: spread until they end
    /// (R25), or brought before them where they leave no time after it (R13).
    fn fitted(&self, step: &Step, due: Timestamp) -> Timestamp {
        let What::Send { message, chain, .. } = &step.what else { return due };
        let play = self.scene.play;
        let (Some(message), Some(channel)) = (play.message(*message), chain.first()) else {
            return due;
        };
        let zones = self.zones();
        let rules = play.rules.hours((*channel, message.purpose), self.areas());
        let hours = rules.map(|rule| &*rule.says);
        if hours.clone().all(|hours| hours.is_open(&zones, due)) {
            let after = due.plus(self.offset(step));
            let close = hours.filter_map(|hours| hours.next_close(&zones, due)).min();
            let last = close.map_or(Timestamp::MAX, |close| close.plus(-limits::MINUTE));
            return after.min(last).max(due);
        }
        if step.quiet != Quiet::Earlier {
            return due;
        }
        let until = self.useful_until(step, due);
        match windows::next_open(hours.clone(), &zones, due) {
            Some(open) if open < until => due,
            _ => windows::last_open(hours, &zones, due).unwrap_or(due),
        }
    }

    /// How far a step is spread for this patient: the same whenever it is asked (R25).
    fn offset(&self, step: &Step) -> i64 {
        if step.spread == 0 {
            return 0;
        }
        let words = [self.scene.patient.as_str(), &*self.journey.id, &*step.id];
        let digest = sha256(&words);
        let number = digest.iter().take(8).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        let spread = u64::try_from(step.spread).unwrap_or(1);
        i64::try_from(number % spread).unwrap_or(0) / limits::SECOND * limits::SECOND
    }

    /// Until when a step that is due at some instant is useful.
    pub(crate) fn useful_until(&self, step: &Step, due: Timestamp) -> Timestamp {
        let until = step.until.as_ref().and_then(|moment| match moment.anchor {
            Anchor::Due => Some(self.shift(moment, &self.instant(due))),
            _ => {
                let base = self.base(moment, step)?;
                base.absent.is_none().then(|| self.shift(moment, &base.happened))
            }
        });
        // A wait has its own end, and then the time that every step has.
        let until = until.or_else(|| Some(self.wait_end(step, due)?.plus(limits::USEFUL)));
        until.or_else(|| self.request_until()).unwrap_or_else(|| {
            // What is said ahead of something is of no use after it.
            let ahead = step.at.back.then(|| self.base(&step.at, step)).flatten();
            let end = ahead.map_or(Timestamp::MAX, |base| base.happened.at);
            due.plus(limits::USEFUL).min(end)
        })
    }

    /// Until when a step waits, which is due at some instant.
    pub(super) fn wait_end(&self, step: &Step, due: Timestamp) -> Option<Timestamp> {
        let What::Fork(Fork { choice: Choice::Wait { until, .. }, .. }) = &step.what else {
            return None;
        };
        match until.anchor {
            Anchor::Due => Some(self.shift(until, &self.instant(due))),
            _ => self.reached(until, step),
        }
    }

    /// The instant of a moment, where what it is counted from has happened or is set.
    pub(super) fn reached(&self, moment: &Moment, step: &Step) -> Option<Timestamp> {
        let base = self.base(moment, step).filter(|base| base.absent.is_none())?;
        Some(if base.fixed { base.happened.at } else { self.shift(moment, &base.happened) })
    }

    /// An instant on the patient's wall.
    fn instant(&self, at: Timestamp) -> Happened<'s> {
        let zone = self.zone();
        Happened {
            at,
            wall: zone.local(at),
            zone: Some(zone),
            occurred: at,
            recorded: at,
            fact: None,
        }
    }

    fn base(&self, moment: &Moment, step: &Step) -> Option<Base<'s>> {
        let at = |happened| Some(Base { happened, absent: None, fixed: false });
        let fixed = |when: Timestamp, absent: Option<ReasonCode>| {
            Some(Base { happened: self.instant(when), absent, fixed: true })
        };
        match moment.anchor {
            Anchor::Way(index, way) => {
                let settled = self.run.outcome(index, Outcome::Settled)??;
                match self.run.way(index) {
                    Some(taken) if taken == way => at(self.instant(settled)),
                    Some(_) => fixed(settled, Some(ReasonCode::OtherWay)),
                    None if self.run.is_off(index) => fixed(settled, Some(ReasonCode::OtherWay)),
                    None => fixed(settled, Some(ReasonCode::AnchorAbsent)),
                }
            }
            Anchor::Event(event) => self.event(event).and_then(at),
            Anchor::Due => None,
            Anchor::Step(index, outcome) => {
                let settled = self.run.outcome(index, Outcome::Settled)??;
                if self.run.is_off(index) {
                    return fixed(settled, Some(ReasonCode::OtherWay));
                }
                if let Some(when) = self.run.outcome(index, outcome)? {
                    return at(self.instant(when));
                }
                // A receipt may still come, until the time that the step gives it (R10).
                match (self.run.outcome(index, Outcome::HandedOver)?, step.otherwise) {
                    (Some(handed_over), Some((span, go))) if !outcome.is_certain() => {
                        let absent = (!go).then_some(ReasonCode::AnchorAbsent);
                        fixed(self.zone().shift(handed_over, span, false), absent)
                    }
                    (Some(_), _) => None,
                    (None, _) => fixed(settled, Some(ReasonCode::AnchorAbsent)),
                }
            }
        }
    }

    /// The instant that lies a distance after another, on the patient's wall.
    pub(crate) fn after(&self, at: Timestamp, distance: Distance) -> Timestamp {
        let moment = Moment { distance, back: false, anchor: Anchor::Due, at: None };
        self.shift(&moment, &self.instant(at))
    }

    /// The instant of a moment. Days are counted on the calendar of the place where it happens;
    /// a time that is given is on the patient's wall.
    fn shift(&self, moment: &Moment, happened: &Happened<'_>) -> Timestamp {
        let place = happened.zone.unwrap_or_else(|| self.zone());
        let business = &self.scene.play.practice.business;
        moment.shift(happened.at, happened.wall, (place, self.zone()), business)
    }
}
