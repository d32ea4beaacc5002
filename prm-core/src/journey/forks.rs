//! Steps that go one of several ways, tell something, or close a task; and goals.

use crate::action::Action;
use crate::condition::Truth;
use crate::decision::{Cure, Decision, Verdict};
use crate::fact::{Fact, FactContent};
use crate::id::{KeyParts, Name, sha256};
use crate::journey::run::GOAL;
use crate::journey::{Case, Placed, Run, Turn};
use crate::playbook::{Cause, Choice, Fork, Step, Tell};
use crate::reason::{Reason, ReasonCode};
use crate::relationship::Mark;
use crate::vocabulary::{Field, TODAY};
use crate::{FactId, Key, OccasionId, Timestamp, limits};

/// What a fork comes to.
enum Chosen {
    Way(usize),
    /// None of its ways.
    Nothing,
    /// A condition asks for something that is not known.
    Unknown(Field),
    /// It is asked again: at the latest at an instant.
    Later(Timestamp),
}

impl Turn<'_> {
    pub(super) fn missing(&self, field: Field) -> Reason {
        Reason::about(ReasonCode::MissingFact, self.play.attributes.path(field))
    }

    pub(super) fn adding(&self, field: Field) -> Cure {
        Cure::Add { what: self.play.attributes.path(field).to_owned() }
    }

    /// Takes one of the ways of a step that is due.
    pub(super) fn fork(
        &mut self,
        case: &Case<'_>,
        (step, fork): (&Step, &Fork),
        placed: &Placed<'_>,
        parts: KeyParts,
        decision: Decision,
    ) {
        let mut wake = None;
        let decision = match self.choose(case, step, fork, placed.due) {
            Chosen::Way(way) => {
                let way = fork.ways.get(way).map(ToString::to_string);
                Decision { verdict: Verdict::Done, way, ..decision }
            }
            Chosen::Nothing => Decision {
                verdict: Verdict::Skip,
                reasons: vec![ReasonCode::ConditionFalse.into()],
                ..decision
            },
            Chosen::Unknown(field) => Decision {
                verdict: Verdict::Hold,
                reasons: vec![self.missing(field)],
                flip: vec![self.adding(field)],
                ..decision
            },
            Chosen::Later(at) => {
                wake = Some(at);
                let reason = Reason::until(ReasonCode::AwaitingOne, at);
                Decision { verdict: Verdict::Wait, reasons: vec![reason], ..decision }
            }
        };
        self.rule(parts, decision, wake);
    }

    fn choose(&self, case: &Case<'_>, step: &Step, fork: &Fork, due: Timestamp) -> Chosen {
        match &fork.choice {
            Choice::Branch(arms) => {
                for (way, when) in arms.iter().enumerate() {
                    match when.as_ref().map_or(Truth::True, |when| when.ask(case)) {
                        Truth::True => return Chosen::Way(way),
                        Truth::False => {}
                        Truth::Unknown(field) => return Chosen::Unknown(field),
                    }
                }
                Chosen::Nothing
            }
            Choice::Split(shares) => Chosen::Way(self.lot(case, step, shares)),
            Choice::Wait { first, until: _ } => {
                let end = case.wait_end(step, due).unwrap_or(due);
                let reached = first
                    .iter()
                    .enumerate()
                    .filter_map(|(way, cause)| Some((self.comes(case, step, cause)?, way)));
                let next = reached.clone().map(|(at, _)| at).filter(|at| *at > self.now).min();
                let came = reached.filter(|(at, _)| *at <= self.now && *at <= end).min();
                match came {
                    Some((_, way)) => Chosen::Way(way),
                    None if self.now >= end => Chosen::Way(first.len()),
                    None => Chosen::Later(next.map_or(end, |next| next.min(end))),
                }
            }
        }
    }

    /// When something that is waited for came or will come by time alone.
    fn comes(&self, case: &Case<'_>, step: &Step, cause: &Cause) -> Option<Timestamp> {
        match cause {
            Cause::Moment(moment) => case.reached(moment, step),
            Cause::Condition(when) => match when.ask(case) {
                Truth::True => Some(self.now),
                Truth::False | Truth::Unknown(_) => when.next_flip(case),
            },
        }
    }

    /// The lot of a patient in an experiment: the same whenever it is asked, on every host.
    fn lot(&self, case: &Case<'_>, step: &Step, shares: &[u32]) -> usize {
        let words = [self.salt, self.patient.as_str(), &*case.journey.id, &*step.id];
        let digest = sha256(&words);
        let number = digest.iter().take(8).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        let mut left = number % 100;
        for (way, share) in shares.iter().enumerate() {
            match left.checked_sub(u64::from(*share)) {
                Some(rest) => left = rest,
                None => return way,
            }
        }
        shares.len().saturating_sub(1)
    }

    /// Tells what a step tells, as facts of the relationship.
    pub(super) fn tell(
        &mut self,
        case: &Case<'_>,
        tell: &Tell,
        parts: KeyParts,
        decision: Decision,
    ) {
        let Some(key) = decision.key else { return };
        if self.echoes >= limits::ECHOES {
            let reasons = vec![ReasonCode::EndlessLoop.into()];
            self.rule(parts, Decision { verdict: Verdict::Skip, reasons, ..decision }, None);
            return;
        }
        let contents = match tell {
            Tell::Set { attribute, value } => {
                let changed = self.play.attributes.get(*attribute).map(|known| {
                    let today = known.is_day() && value.as_deref() == Some(TODAY);
                    let value = if today { Some(case.today().to_string()) } else { value.clone() };
                    FactContent::AttributeChanged { attribute: known.name.to_string(), value }
                });
                changed.into_iter().collect()
            }
            Tell::Start { occasion } => {
                let id = own_id(key, 0).parse::<OccasionId>().ok();
                let name = occasion.to_string();
                let recorded = id.map(|occasion| FactContent::OccasionRecorded {
                    occasion,
                    name,
                    at: None,
                    detail: None,
                });
                recorded.into_iter().collect()
            }
            Tell::Stop { journey } => self.stops(journey),
        };
        for (index, content) in contents.into_iter().enumerate() {
            let Ok(id) = own_id(key, index).parse::<FactId>() else { continue };
            self.told.push(Fact {
                id,
                patient: self.patient.clone(),
                occurred: self.now,
                recorded: Some(self.now),
                content,
            });
        }
        self.rule(parts, Decision { verdict: Verdict::Done, ..decision }, None);
    }

    /// That every present run of a journey stops.
    fn stops(&self, id: &Name) -> Vec<FactContent> {
        let Some((index, _)) = self.play.journey(id) else { return Vec::new() };
        let mut subjects: Vec<&Name> = self
            .present
            .iter()
            .filter(|(journey, _)| *journey == index)
            .map(|(_, subject)| subject)
            .collect();
        subjects.dedup();
        let stop = |subject: &Name| FactContent::JourneyStopped {
            journey: id.to_string(),
            subject: Some(subject.to_string()),
        };
        subjects.into_iter().map(stop).collect()
    }

    /// Closes the tasks of a step that are still open.
    pub(super) fn close_task(&mut self, case: &Case<'_>, task: usize) {
        let Some(step) = case.journey.steps.get(task) else { return };
        let open = self.entries(case, step).filter(|(_, _, entry)| entry.is_open_task());
        let open: Vec<Key> = open.map(|(key, ..)| key).collect();
        for key in open {
            self.ledger.report(key, Mark::Recalled, self.now);
            self.changed = true;
            self.actions.push(Action::CloseTask { key, reason: ReasonCode::NoLongerNeeded });
        }
    }

    /// Ends the runs whose goal is reached, for good. Says whether any is.
    pub(super) fn reach_goals(&mut self, runs: &[Run]) -> bool {
        let scene = self.scene();
        let mut reached = false;
        for run in runs.iter().filter(|run| run.entered && !run.ended) {
            let Some(journey) = self.journey(run) else { continue };
            let case = Case { scene, journey, run };
            if !case.has_reached_goal() {
                continue;
            }
            let parts = KeyParts {
                journey: Name::clone(&journey.id),
                subject: Name::clone(&run.subject),
                entry: Name::clone(&run.entry),
                step: GOAL.into(),
                occurrence: Name::clone(&run.occurrence),
                recipient: self.patient.into(),
                told: "-".into(),
                again: 0,
                attempt: 0,
            };
            let key = self.key(&parts);
            let decision = Decision {
                verdict: Verdict::Done,
                key: Some(key),
                parts: Some(parts.clone()),
                ..Decision::new(self.now, ReasonCode::GoalReached)
            };
            self.rule(parts, decision, None);
            reached = true;
        }
        reached
    }
}

/// The id of what a step tells: of its key, so that every copy tells the same.
fn own_id(key: Key, index: usize) -> String {
    match index {
        0 => format!("prm:{key}"),
        _ => format!("prm:{key}:{index}"),
    }
}
