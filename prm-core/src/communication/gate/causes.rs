//! Whether there is still cause to act at all, for messages and tasks alike.

use super::{Block, Evidence};
use crate::journey::{Case, Standing};
use crate::playbook::Step;
use crate::reason::{Reason, ReasonCode};

/// A check that asks nothing of the message: the same for a task.
pub(super) type CauseCheck = fn(&Case<'_>, &Step, &mut Evidence) -> Result<(), Block>;

/// All of them, in the order of R20.
pub(super) const ALL: [CauseCheck; 4] = [deceased, merged, subject, stopped];

pub(super) fn deceased(case: &Case<'_>, _: &Step, evidence: &mut Evidence) -> Result<(), Block> {
    let patient = &case.scene.view.patient;
    if patient.is_deceased() {
        evidence.read(patient.deceased.source().map(|source| &source.fact));
        return Err(Block::new(ReasonCode::Deceased));
    }
    Ok(())
}

pub(super) fn merged(case: &Case<'_>, _: &Step, evidence: &mut Evidence) -> Result<(), Block> {
    let register = &case.scene.view.patient.merged;
    match register.get() {
        Some(into) => {
            evidence.read(register.source().map(|source| &source.fact));
            Err(Block::new(Reason::about(ReasonCode::MergedInto, into.as_str())))
        }
        None => Ok(()),
    }
}

pub(super) fn subject(case: &Case<'_>, step: &Step, evidence: &mut Evidence) -> Result<(), Block> {
    if let Some(appointment) = case.appointment() {
        evidence.read(appointment.status.source().map(|source| &source.fact));
    }
    match case.standing(step) {
        Standing::Valid => Ok(()),
        Standing::NotYet => Err(Block::new(ReasonCode::Incomplete)),
        Standing::Gone(code) => Err(Block::new(Reason::about(code, &*case.run.subject))),
    }
}

pub(super) fn stopped(case: &Case<'_>, step: &Step, evidence: &mut Evidence) -> Result<(), Block> {
    let journey = case.journey;
    if let Some(fact) = case.scene.view.stopped(&journey.id, &case.run.subject) {
        evidence.read(Some(fact));
        return Err(Block::new(ReasonCode::JourneyStopped));
    }
    if case.has_exited() {
        return Err(Block::new(ReasonCode::JourneyStopped));
    }
    if case.run.ended || case.has_reached_goal() {
        return Err(Block::new(ReasonCode::GoalReached));
    }
    if case.run.barred {
        return Err(Block::new(ReasonCode::AlreadyRunning));
    }
    if let Some(visit) = case.clearing_visit(step) {
        evidence.read(visit.end.source().map(|source| &source.fact));
        return Err(Block::new(ReasonCode::GroupCleared));
    }
    Ok(())
}
