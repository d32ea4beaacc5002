//! Whether the steps of journeys can be reached at all: conditions that are never true, journeys
//! that start one another without end, and caps that leave no room for a message.

use std::collections::{BTreeMap, BTreeSet};

use super::compiled::{Choice, Compiled, Fork, Journey, Step, Tell, What};
use super::document::Document;
use super::moment::{Anchor, Distance, Event, Moment, Outcome};
use super::node::Faults;
use crate::communication::{Cap, Purpose};
use crate::condition::{Condition, Truth};
use crate::error::ErrorCode;
use crate::id::Name;
use crate::time::CivilDate;
use crate::{CivilTime, Timestamp, limits};

pub(super) fn check(document: &Document, compiled: &Compiled, faults: &Faults) {
    let paths = Paths { compiled, faults };
    paths.endless(document);
    for (index, journey) in compiled.journeys.iter().enumerate().take(document.journeys.len()) {
        paths.conditions(index, journey);
        for (place, step) in journey.steps.iter().enumerate() {
            paths.fork(&format!("journeys[{index}].steps[{place}]"), step);
        }
        for (place, cap) in compiled.caps.iter().enumerate() {
            paths.starved(index, journey, cap, place);
        }
    }
}

struct Paths<'c> {
    compiled: &'c Compiled,
    faults: &'c Faults,
}

impl Paths<'_> {
    /// Conditions whose answer is written into them.
    fn conditions(&self, index: usize, journey: &Journey) {
        let path = format!("journeys[{index}]");
        let constant = |when: &Option<Condition>| when.as_ref().and_then(Condition::constant);
        let own = [
            ("stay_while", &journey.stay_while, Truth::False, "the journey ends as it begins"),
            ("exit_when", &journey.exit_when, Truth::True, "the journey ends as it begins"),
            ("goal", &journey.goal, Truth::True, "the journey ends as it begins"),
        ];
        for (field, when, fatal, message) in own {
            if constant(when) == Some(fatal) {
                self.faults.error(ErrorCode::Unreachable, &format!("{path}.{field}"), message);
            }
        }
        if constant(&journey.enter_when) == Some(Truth::False) {
            let message = "the journey begins for nobody: only who is under way goes on";
            let help = "leave the journey out when nobody is under way any more";
            self.faults.warning(
                ErrorCode::Unreachable,
                &format!("{path}.enter_when"),
                message,
                help,
            );
        }
        for (place, step) in journey.steps.iter().enumerate() {
            if constant(&step.when) == Some(Truth::False) {
                let path = format!("{path}.steps[{place}].when");
                self.faults.error(ErrorCode::Unreachable, &path, "it is never true");
            }
        }
    }

    /// Ways that are never taken, and waits that are over as they begin.
    fn fork(&self, path: &str, step: &Step) {
        let What::Fork(Fork { ways, choice }) = &step.what else { return };
        match choice {
            Choice::Branch(arms) => {
                for (way, when) in arms.iter().enumerate() {
                    let when = when.as_ref();
                    let constant = when.and_then(Condition::constant);
                    let before = arms.iter().take(way).flatten();
                    let same = before.clone().any(|other| Some(other) == when);
                    let always = before.clone().any(|other| other.constant() == Some(Truth::True));
                    if same || always || constant == Some(Truth::False) {
                        let path = format!("{path}.branch[{way}]");
                        self.faults.error(ErrorCode::Unreachable, &path, "this way is never taken");
                    }
                }
            }
            Choice::Split(shares) => {
                for (way, _) in shares.iter().enumerate().filter(|(_, share)| **share == 0) {
                    let name = ways.get(way).map_or("", |name| &**name);
                    let message = format!("nobody takes the way `{name}`");
                    let help = "give it a share, or leave it out";
                    let path = format!("{path}.split[{way}]");
                    self.faults.warning(ErrorCode::Unreachable, &path, message, help);
                }
            }
            Choice::Wait { until, .. } => {
                let none = until.distance == Distance::NONE && until.at.is_none();
                if until.anchor == Anchor::Due && (none || until.back) {
                    let message = "the wait is over as it begins";
                    let path = format!("{path}.wait.until");
                    self.faults.error(ErrorCode::Unreachable, &path, message);
                }
            }
        }
    }

    /// Journeys that start one another at one and the same instant, without any condition.
    fn endless(&self, document: &Document) {
        let journeys = &self.compiled.journeys;
        let own = || journeys.iter().take(document.journeys.len()).enumerate();
        let mut starts: BTreeMap<&str, Vec<(usize, usize, &Name)>> = BTreeMap::new();
        for (index, journey) in own() {
            let free = journey.enter_when.is_none()
                && journey.exit_when.is_none()
                && journey.stay_while.is_none()
                && journey.goal.is_none()
                && journey.reentry == super::Reentry::Always;
            let Some(follows) = journey.occasion.as_deref().filter(|_| free) else { continue };
            for (place, step) in journey.steps.iter().enumerate() {
                if let What::Tell(Tell::Start { occasion }) = &step.what
                    && at_once(journey, step)
                {
                    starts.entry(follows).or_default().push((index, place, occasion));
                }
            }
        }
        for (follows, steps) in &starts {
            for (index, place, occasion) in steps {
                let (mut seen, mut next) = (BTreeSet::new(), vec![&***occasion]);
                while let Some(name) = next.pop() {
                    if seen.insert(name) {
                        let more = starts.get(name).into_iter().flatten();
                        next.extend(more.map(|(_, _, occasion)| &***occasion));
                    }
                }
                if seen.contains(follows) {
                    let path = format!("journeys[{index}].steps[{place}].start");
                    let message =
                        "the journey starts itself again at the same instant, without end";
                    let help = "let time pass (`1 day after ...`), or ask a condition (`when`)";
                    self.faults.help(ErrorCode::Unreachable, &path, message, Some(help.into()));
                }
            }
        }
    }

    /// A message for which a cap leaves no room, when everything before it was sent.
    fn starved(&self, index: usize, journey: &Journey, cap: &Cap, place: usize) {
        let zone = self.compiled.practice.zone;
        let mut messages: Vec<Planned<'_>> = journey
            .steps
            .iter()
            .enumerate()
            .filter_map(|(place, step)| Planned::of(self.compiled, journey, (place, step), cap))
            .collect();
        messages.sort_by_key(|planned| (planned.due, planned.step.priority));
        let mut sent: Vec<(Timestamp, &str)> = Vec::new();
        for planned in &messages {
            let counted = sent.iter().map(|(at, _)| *at);
            // Room is kept for what matters more (R12).
            let end = cap.within.end(zone, planned.due);
            let kept = messages.iter().filter(|other| {
                let later = other.due > planned.due && other.due < end;
                later && other.sure && other.step.priority < planned.step.priority
            });
            let kept: Vec<&str> = kept.map(|other| &*other.step.id).collect();
            let free = cap.release(zone, planned.due, counted.clone());
            let used = counted.filter(|at| cap.within.end(zone, *at) > planned.due).count();
            let full = used + kept.len() >= cap.at_most.max(1);
            let goes = match free {
                None if !full => Some(planned.due),
                None => Some(end).filter(|at| *at < planned.until),
                Some(at) => Some(at).filter(|at| *at < planned.until),
            };
            match goes {
                Some(at) if planned.sure => sent.push((at, &planned.step.id)),
                Some(_) => {}
                None => {
                    let others = sent.iter().map(|(_, id)| *id).chain(kept);
                    let others: Vec<String> = others.map(|id| format!("`{id}`")).collect();
                    self.faults.warning(
                        ErrorCode::Unreachable,
                        &format!("journeys[{index}].steps[{}]", planned.place),
                        format!(
                            "the cap `{}` leaves no room for it beside {}",
                            cap.rule.id,
                            others.join(", ")
                        ),
                        &format!(
                            "leave more time between them, make it useful for longer, or raise \
                             `rules.caps[{place}]`"
                        ),
                    );
                }
            }
        }
    }
}

/// A message of a journey that a cap counts, with a time that is known ahead.
struct Planned<'p> {
    place: usize,
    step: &'p Step,
    due: Timestamp,
    until: Timestamp,
    /// Whether it is sent without any condition.
    sure: bool,
}

impl<'p> Planned<'p> {
    fn of(
        compiled: &Compiled,
        journey: &Journey,
        (place, step): (usize, &'p Step),
        cap: &Cap,
    ) -> Option<Self> {
        let What::Send { message, chain, .. } = &step.what else { return None };
        let purpose: Purpose = compiled.message(*message)?.purpose;
        let counted = chain.iter().all(|channel| cap.counts(*channel, purpose));
        if !counted || !purpose.keeps_hours() || step.series.is_some() {
            return None;
        }
        let (due, event) = due(compiled, journey, step, journey.steps.len())?;
        let until = match &step.until {
            Some(until) if until.anchor == Anchor::Due => shifted(compiled, until, due),
            Some(until) if until.anchor == Anchor::Event(event) => {
                shifted(compiled, until, noon(compiled)?)
            }
            Some(_) => return None,
            None if step.at.back => noon(compiled)?,
            None => due.plus(limits::USEFUL),
        };
        let sure = step.when.is_none() && step.group.is_none();
        Some(Self { place, step, due, until, sure })
    }
}

/// When a step is due whose time comes from one event, at noon of a day in June, through steps
/// that go out in time; and that event.
fn due(
    compiled: &Compiled,
    journey: &Journey,
    step: &Step,
    left: usize,
) -> Option<(Timestamp, Event)> {
    match step.at.anchor {
        Anchor::Event(event) => Some((shifted(compiled, &step.at, noon(compiled)?), event)),
        Anchor::Step(index, Outcome::Settled | Outcome::HandedOver) if left > 0 => {
            let (from, event) = due(compiled, journey, journey.steps.get(index)?, left - 1)?;
            Some((shifted(compiled, &step.at, from), event))
        }
        Anchor::Step(..) | Anchor::Way(..) | Anchor::Due => None,
    }
}

fn noon(compiled: &Compiled) -> Option<Timestamp> {
    let day = CivilDate::new(2026, 6, 3).ok()?;
    Some(compiled.practice.zone.instant(day, CivilTime::from_second_of_day(12 * 3_600)))
}

fn shifted(compiled: &Compiled, moment: &Moment, from: Timestamp) -> Timestamp {
    let zone = compiled.practice.zone;
    moment.shift(from, zone.local(from), (zone, zone), &compiled.practice.business)
}

/// Whether a step is due as soon as its journey begins, whatever happens.
fn at_once(journey: &Journey, step: &Step) -> bool {
    let mut step = step;
    for _ in 0..=journey.steps.len() {
        let now = step.at.distance == Distance::NONE && step.at.at.is_none();
        if !now || step.when.is_some() || step.is_wait() {
            return false;
        }
        match step.at.anchor {
            Anchor::Event(Event::OccasionAt | Event::OccasionRecorded) => return true,
            Anchor::Step(index, Outcome::Settled) => match journey.steps.get(index) {
                Some(before) => step = before,
                None => return false,
            },
            Anchor::Event(_) | Anchor::Step(..) | Anchor::Way(..) | Anchor::Due => return false,
        }
    }
    false
}
