//! Many relationships at once: which of them want to be asked now, and calls for many of them.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use crate::error::{ErrorCode, ErrorReport, PrmError};
use crate::id::opaque_debug;
use crate::{
    Executor, Fact, Input, Lines, Outcome, PatientId, Plan, Playbook, Relationship, Reply, Routed,
    Timestamp,
};

/// A practice's patient panel: relationships and the lines that they share, with their wakes in a
/// column, so that asking a million patients who are idle costs little more than reading it once.
///
/// Calls for many keep the order of what they are given. What cannot be done is set aside under
/// its index, and the rest goes on. A call that is stopped on its way (see `progress`) has changed
/// nothing.
///
/// Wakes are kept in whole minutes, rounded down: a patient may be named a minute early, never
/// late, and an early step does no harm.
///
/// ```
/// use std::ops::ControlFlow;
/// use prm_core::{Executor, Panel, Playbook, Relationship, STARTER, StepRequest};
/// let playbook = Playbook::compile(STARTER)?;
/// let mut panel = Panel::new();
/// panel.add(Relationship::new("priya", "a secret of this practice")?);
/// let requests = ["priya", "nobody"].map(|patient| {
///     Ok(StepRequest { patient: patient.parse()?, facts: vec![] })
/// });
/// let now = "2026-03-02T06:00:00Z".parse()?;
/// let go_on = &mut |_| ControlFlow::Continue(());
/// let batch = panel.step_many(&playbook, requests.into(), Executor::Server, now, go_on)?;
/// assert!(batch.outcomes[0].is_some() && batch.outcomes[1].is_none());
/// assert_eq!(batch.set_aside[0].index, 1);
/// assert_eq!(batch.set_aside[0].error.code.as_str(), "unknown_patient");
/// # Ok::<(), prm_core::PrmError>(())
/// ```
#[derive(Clone, Default)]
pub struct Panel {
    places: BTreeMap<PatientId, usize>,
    members: Vec<Member>,
    /// Minutes since 1970 of each member; `NEVER` where nothing is planned.
    wakes: Vec<i32>,
    lines: Lines,
}

#[derive(Clone)]
struct Member {
    patient: PatientId,
    /// Absent for a patient of whom only the wake is known here.
    relationship: Option<Relationship>,
}

/// One step that is asked of a panel.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct StepRequest {
    /// The patient.
    pub patient: PatientId,
    /// What the host has learnt since the last step, in any order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub facts: Vec<Fact>,
}

/// What could not be done, by its place in what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct SetAside {
    /// The place in the list that was given, the first being 0.
    pub index: u32,
    /// Why.
    pub error: ErrorReport,
}

/// What steps for many gave.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct StepBatch {
    /// An outcome for each request, in order; nothing where it was set aside.
    pub outcomes: Vec<Option<Outcome>>,
    /// What could not be done.
    pub set_aside: Vec<SetAside>,
}

/// What plans for many gave.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct PlanBatch {
    /// A plan for each patient, in order; nothing where it was set aside.
    pub plans: Vec<Option<Plan>>,
    /// What could not be done.
    pub set_aside: Vec<SetAside>,
}

/// When many want to be asked next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct WakeBatch {
    /// The instant for each patient, in order; nothing where nothing is planned or where the
    /// patient was set aside.
    pub wakes: Vec<Option<Timestamp>>,
    /// What could not be done.
    pub set_aside: Vec<SetAside>,
}

/// What loading many texts gave.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct LoadBatch {
    /// Whose relationship each text was, in order; nothing where it was set aside.
    pub patients: Vec<Option<PatientId>>,
    /// What could not be done.
    pub set_aside: Vec<SetAside>,
}

/// What saving many gave.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct SaveBatch {
    /// The text for each patient, in order; nothing where the patient was set aside.
    pub texts: Vec<Option<String>>,
    /// What could not be done.
    pub set_aside: Vec<SetAside>,
}

opaque_debug!(Panel, StepRequest, StepBatch, PlanBatch, LoadBatch, SaveBatch);

/// Told how many items are done, now and then and at the end; stops the call with `Break`.
type Progress<'p> = &'p mut dyn FnMut(usize) -> ControlFlow<()>;

const MINUTE: i64 = 60_000;
const NEVER: i32 = i32::MAX;
/// Items between two calls of `progress`.
const STRIDE: usize = 64;

impl Panel {
    /// No patients yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many patients there are.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The patients, in the order in which they first came.
    pub fn patients(&self) -> impl Iterator<Item = &PatientId> {
        self.members.iter().map(|member| &member.patient)
    }

    /// Takes a relationship in, in the place of the one that is here of the same patient.
    pub fn add(&mut self, relationship: Relationship) {
        let place = self.place_of(relationship.patient());
        self.put(place, relationship);
    }

    /// The relationship of a patient.
    pub fn relationship(&self, patient: &PatientId) -> Option<&Relationship> {
        self.members.get(*self.places.get(patient)?)?.relationship.as_ref()
    }

    /// The relationships that are here, in the order of patients.
    pub(crate) fn relationships(&self) -> impl Iterator<Item = &Relationship> {
        let places = self.places.values();
        places.filter_map(|place| self.members.get(*place)?.relationship.as_ref())
    }

    /// The lines that the patients share.
    pub fn lines(&self) -> &Lines {
        &self.lines
    }

    /// The lines that the patients share, to be loaded and changed.
    pub fn lines_mut(&mut self) -> &mut Lines {
        &mut self.lines
    }

    /// Notes when a patient wants to be asked: what a host reads from a column of its own, for
    /// relationships that it loads only when their time comes.
    pub fn set_wake(&mut self, patient: &PatientId, at: Option<Timestamp>) {
        let place = self.place_of(patient);
        self.note(place, at);
    }

    /// The patients who want to be asked by now, in the order in which they first came.
    pub fn due(&self, now: Timestamp) -> Vec<PatientId> {
        let now = minute(now);
        // Looking whether anybody is due first keeps the usual sweep, in which nobody is, free of
        // branches.
        let none = self
            .wakes
            .chunks(4096)
            .all(|part| !part.iter().fold(false, |due, w| due | (*w <= now)));
        if none {
            return Vec::new();
        }
        let due = self.wakes.iter().zip(&self.members).filter(|(wake, _)| **wake <= now);
        due.map(|(_, member)| member.patient.clone()).collect()
    }

    /// The next instant at which somebody wants to be asked, rounded down to the minute.
    pub fn next_wake(&self) -> Option<Timestamp> {
        let next = self.wakes.iter().min().copied().filter(|wake| *wake != NEVER)?;
        Some(Timestamp::clamped(i64::from(next) * MINUTE))
    }

    /// Steps many relationships, one after the other.
    ///
    /// # Errors
    /// `cancelled` when `progress` stops it: then nothing has changed. What is wrong with one
    /// request is set aside and stops nothing.
    pub fn step_many(
        &mut self,
        playbook: &Playbook,
        requests: Vec<Result<StepRequest, PrmError>>,
        executor: Executor,
        now: Timestamp,
        progress: Progress<'_>,
    ) -> Result<StepBatch, PrmError> {
        let mut gathered = Gathered::of(requests.len(), progress);
        self.step_each(playbook, requests, executor, now, &mut |outcome| gathered.take(outcome))?;
        let (outcomes, set_aside) = gathered.into_parts();
        Ok(StepBatch { outcomes, set_aside })
    }

    /// The same as a stream: requests are taken as they come, and each answer is handed out as it
    /// is made, in order. `answered` stops the call with `Break`.
    ///
    /// A host that turns answers into values of its own does so while the next ones are worked
    /// out; it must not use them before the call has ended well.
    ///
    /// # Errors
    /// `cancelled` when `answered` stops it: then nothing has changed.
    pub fn step_each(
        &mut self,
        playbook: &Playbook,
        requests: impl IntoIterator<Item = Result<StepRequest, PrmError>>,
        executor: Executor,
        now: Timestamp,
        answered: &mut dyn FnMut(Result<Outcome, PrmError>) -> ControlFlow<()>,
    ) -> Result<(), PrmError> {
        let mut before = Before::default();
        for request in requests {
            let outcome = request.and_then(|request| {
                let place = self.loaded(&request.patient)?;
                self.step(playbook, place, &request.facts, executor, now, &mut before)
            });
            if answered(outcome).is_break() {
                self.undo(before);
                return Err(cancelled());
            }
        }
        Ok(())
    }

    fn step(
        &mut self,
        playbook: &Playbook,
        place: usize,
        facts: &[Fact],
        executor: Executor,
        now: Timestamp,
        before: &mut Before,
    ) -> Result<Outcome, PrmError> {
        let Self { members, lines, .. } = self;
        let relationship = members.get_mut(place).and_then(|member| member.relationship.as_mut());
        let Some(relationship) = relationship else { return Err(not_here()) };
        before.keep(place, relationship, lines, facts, now);
        let outcome = playbook.step(relationship, Input { facts, lines, executor, now })?;
        self.note(place, outcome.wake.as_ref().map(|wake| wake.at));
        Ok(outcome)
    }

    /// What would happen to many until an instant ([`Playbook::plan`]).
    ///
    /// # Errors
    /// `cancelled` when `progress` stops it.
    pub fn plan_many(
        &self,
        playbook: &Playbook,
        patients: &[String],
        now: Timestamp,
        until: Timestamp,
        progress: Progress<'_>,
    ) -> Result<PlanBatch, PrmError> {
        let (plans, set_aside) = in_turn(parsed(patients), progress, |patient| {
            let relationship = self.relationship(&patient).ok_or_else(not_here)?;
            Ok(playbook.plan(relationship, &self.lines, now, until))
        })?;
        Ok(PlanBatch { plans, set_aside })
    }

    /// When many want to be asked next under a playbook, which may be another one than that of
    /// their last step ([`Playbook::next_wake`]). The panel notes it.
    ///
    /// # Errors
    /// `cancelled` when `progress` stops it: then nothing was noted.
    pub fn wake_many(
        &mut self,
        playbook: &Playbook,
        patients: &[String],
        now: Timestamp,
        progress: Progress<'_>,
    ) -> Result<WakeBatch, PrmError> {
        let (found, set_aside) = in_turn(parsed(patients), progress, |patient| {
            let relationship = self.relationship(&patient).ok_or_else(not_here)?;
            Ok((patient, playbook.next_wake(relationship, now)))
        })?;
        for (patient, wake) in found.iter().flatten() {
            self.set_wake(patient, *wake);
        }
        let wakes = found.into_iter().map(|found| found.and_then(|(_, wake)| wake)).collect();
        Ok(WakeBatch { wakes, set_aside })
    }

    /// Takes in many relationships from what [`save_many`](Self::save_many) or
    /// [`Relationship::save`] wrote.
    ///
    /// # Errors
    /// `cancelled` when `progress` stops it: then nothing was taken in.
    pub fn load_many(
        &mut self,
        texts: &[String],
        progress: Progress<'_>,
    ) -> Result<LoadBatch, PrmError> {
        let texts: Vec<_> = texts.iter().map(Ok).collect();
        let (loaded, set_aside) = in_turn(texts, progress, |text| Relationship::load(text))?;
        let patients = loaded.iter().map(|one| one.as_ref().map(|one| one.patient().clone()));
        let patients = patients.collect();
        loaded.into_iter().flatten().for_each(|relationship| self.add(relationship));
        Ok(LoadBatch { patients, set_aside })
    }

    /// Writes many relationships as texts for the host to keep.
    ///
    /// # Errors
    /// `cancelled` when `progress` stops it.
    pub fn save_many(
        &self,
        patients: &[String],
        progress: Progress<'_>,
    ) -> Result<SaveBatch, PrmError> {
        let (texts, set_aside) = in_turn(parsed(patients), progress, |patient| {
            self.relationship(&patient).map(Relationship::save).ok_or_else(not_here)
        })?;
        Ok(SaveBatch { texts, set_aside })
    }

    /// Resolves a reply against the lines of the panel ([`Playbook::route`]).
    pub fn route(&mut self, playbook: &Playbook, reply: &Reply) -> Routed {
        playbook.route(&mut self.lines, reply)
    }

    /// The place of a patient, a new one where it is the first time that they are named.
    fn place_of(&mut self, patient: &PatientId) -> usize {
        *self.places.entry(patient.clone()).or_insert_with(|| {
            self.members.push(Member { patient: patient.clone(), relationship: None });
            self.wakes.push(NEVER);
            self.members.len() - 1
        })
    }

    /// The place of a patient whose relationship is here. One that is not is never made up: a
    /// host that forgot to load it would write to the patient once more.
    fn loaded(&self, patient: &PatientId) -> Result<usize, PrmError> {
        let place = self.places.get(patient).copied().ok_or_else(not_here)?;
        let here = self.members.get(place).is_some_and(|member| member.relationship.is_some());
        if here { Ok(place) } else { Err(not_here()) }
    }

    fn put(&mut self, place: usize, relationship: Relationship) {
        self.note(place, relationship.wake().map(|wake| wake.at));
        if let Some(member) = self.members.get_mut(place) {
            member.relationship = Some(relationship);
        }
    }

    fn note(&mut self, place: usize, at: Option<Timestamp>) {
        if let Some(wake) = self.wakes.get_mut(place) {
            *wake = at.map_or(NEVER, minute);
        }
    }

    fn undo(&mut self, before: Before) {
        for (place, relationship) in before.relationships {
            self.put(place, relationship);
        }
        self.lines.restore(&before.touched, before.lines);
    }
}

/// What a call that may be stopped has to put back.
#[derive(Default)]
struct Before {
    relationships: BTreeMap<usize, Relationship>,
    touched: Vec<crate::LineId>,
    lines: Lines,
}

impl Before {
    fn keep(
        &mut self,
        place: usize,
        relationship: &Relationship,
        lines: &Lines,
        facts: &[Fact],
        now: Timestamp,
    ) {
        for line in relationship.lines(facts, now) {
            if let Err(at) = self.touched.binary_search(&line) {
                self.lines.take_from(lines, &line);
                self.touched.insert(at, line);
            }
        }
        self.relationships.entry(place).or_insert_with(|| relationship.clone());
    }
}

/// The minute of an instant, rounded down.
fn minute(at: Timestamp) -> i32 {
    i32::try_from(at.as_millis().div_euclid(MINUTE).max(0)).unwrap_or(NEVER - 1)
}

fn not_here() -> PrmError {
    let message = "no relationship of this patient is here: add or load it first";
    PrmError::new(ErrorCode::UnknownPatient, message)
}

fn parsed(patients: &[String]) -> Vec<Result<PatientId, PrmError>> {
    patients.iter().map(|patient| patient.parse()).collect()
}

fn cancelled() -> PrmError {
    let message = "the call was stopped before its end: nothing has changed";
    PrmError::new(ErrorCode::Cancelled, message)
}

/// The answers of a call for many: what fails is set aside under its index.
struct Gathered<'p, T> {
    answers: Vec<Option<T>>,
    set_aside: Vec<SetAside>,
    of: usize,
    progress: Progress<'p>,
}

impl<'p, T> Gathered<'p, T> {
    fn of(number: usize, progress: Progress<'p>) -> Self {
        let answers = Vec::with_capacity(number);
        Self { answers, set_aside: Vec::new(), of: number, progress }
    }

    fn take(&mut self, answer: Result<T, PrmError>) -> ControlFlow<()> {
        if let Err(error) = &answer {
            let index = u32::try_from(self.answers.len()).unwrap_or(u32::MAX);
            self.set_aside.push(SetAside { index, error: error.report() });
        }
        self.answers.push(answer.ok());
        let done = self.answers.len();
        if done.is_multiple_of(STRIDE) || done == self.of {
            return (self.progress)(done);
        }
        ControlFlow::Continue(())
    }

    fn into_parts(self) -> (Vec<Option<T>>, Vec<SetAside>) {
        (self.answers, self.set_aside)
    }
}

/// Does one thing for each item, in order.
fn in_turn<I, T>(
    items: Vec<Result<I, PrmError>>,
    progress: Progress<'_>,
    mut each: impl FnMut(I) -> Result<T, PrmError>,
) -> Result<(Vec<Option<T>>, Vec<SetAside>), PrmError> {
    let mut gathered = Gathered::of(items.len(), progress);
    for item in items {
        if gathered.take(item.and_then(&mut each)).is_break() {
            return Err(cancelled());
        }
    }
    Ok(gathered.into_parts())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_named_late() {
        let mut panel = Panel::new();
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        for (patient, wake) in [
            ("a", Some("2026-03-09T03:30:59.999Z")),
            ("b", None),
            ("c", Some("2026-03-09T03:31:00Z")),
        ] {
            panel.set_wake(&patient.parse().unwrap(), wake.map(at));
        }
        assert_eq!(panel.due(at("2026-03-09T03:30:30Z")), ["a".parse().unwrap()]);
        assert_eq!(panel.due(at("2026-03-09T03:31:00Z")).len(), 2);
        assert_eq!(panel.next_wake(), Some(at("2026-03-09T03:30:00Z")));
        panel.set_wake(&"a".parse().unwrap(), None);
        assert_eq!(panel.due(at("2026-03-09T03:31:00Z")), ["c".parse().unwrap()]);
        assert_eq!(panel.len(), 3);
    }

    #[test]
    fn a_call_that_is_stopped_has_changed_nothing() {
        let playbook = Playbook::compile(crate::STARTER).unwrap();
        let mut panel = Panel::new();
        let now: Timestamp = "2026-03-09T06:00:00Z".parse().unwrap();
        let requests = || {
            let request = |number: usize| {
                let patient: PatientId = format!("p{number}").parse().unwrap();
                let facts = [
                    r#"{"type": "patient_described", "zone": "Asia/Kolkata",
                        "contact_points": [{"line": "tel:+919812345670"}]}"#,
                    r#"{"type": "appointment_booked", "appointment": "a",
                        "start": "2026-03-10T10:00[Asia/Kolkata]"}"#,
                ];
                let facts = facts.iter().enumerate().map(|(index, content)| {
                    Fact::from_json(&format!(
                        r#"{{"id": "{index}", "patient": "{patient}", "content": {content},
                            "occurred": "2026-03-02T06:00:00Z"}}"#
                    ))
                    .unwrap()
                });
                Ok(StepRequest { patient: patient.clone(), facts: facts.collect() })
            };
            (0..200).map(request).collect::<Vec<_>>()
        };
        for number in 0..200 {
            panel.add(Relationship::new(&format!("p{number}"), "salt").unwrap());
        }
        let digests = |panel: &Panel| -> Vec<String> {
            let lines = panel.lines().ids().filter_map(|line| panel.lines().save(line));
            panel
                .members
                .iter()
                .map(|member| member.relationship.as_ref().unwrap().digest())
                .chain(lines)
                .collect()
        };
        let before = digests(&panel);
        let stop = &mut |done| {
            if done >= 128 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let stopped = panel.step_many(&playbook, requests(), Executor::Server, now, stop);
        assert_eq!(stopped.unwrap_err().code(), ErrorCode::Cancelled);
        assert_eq!(digests(&panel), before);
        assert!(panel.next_wake().is_none());
        let mut heard = Vec::new();
        let go_on = &mut |done| {
            heard.push(done);
            ControlFlow::Continue(())
        };
        let batch = panel.step_many(&playbook, requests(), Executor::Server, now, go_on).unwrap();
        assert_eq!(heard, [64, 128, 192, 200]);
        assert!(batch.set_aside.is_empty());
        assert_eq!(batch.outcomes.iter().flatten().filter(|o| !o.actions.is_empty()).count(), 200);
        assert_ne!(digests(&panel), before);
    }
}
