//! Many relationships at once.

use std::sync::Arc;

use prm_core::{
    Executor, LineId, LoadBatch, Offers, PatientId, PlanBatch, Reply, Routed, SaveBatch, Slot,
    StepBatch, StepRequest, Timestamp, WakeBatch,
};
use prm_host::Shared;

use crate::progress::{Progress, under};
use crate::{Answer, Playbook, Relationship, json};

/// A practice's patients and the lines that they share. Calls for many keep the order of what
/// they are given; what cannot be done is set aside under its index, and the rest goes on.
#[derive(Debug, uniffi::Object)]
pub struct Panel(Shared<prm_core::Panel>);

#[uniffi::export]
impl Panel {
    /// No patients yet.
    #[uniffi::constructor]
    pub fn new() -> Arc<Self> {
        Arc::new(Self(Shared::new("panel", prm_core::Panel::new())))
    }

    /// Takes in a copy of a relationship, in the place of the one that is here of its patient.
    pub fn add(&self, relationship: Arc<Relationship>) -> Answer<()> {
        let relationship = relationship.now()?;
        Ok(self.0.with(|panel| {
            panel.add(relationship);
            Ok(())
        })?)
    }

    /// A copy of the relationship of a patient.
    pub fn relationship(&self, patient: PatientId) -> Answer<Option<Arc<Relationship>>> {
        Ok(self.0.with(|panel| Ok(panel.relationship(&patient).cloned().map(Relationship::of)))?)
    }

    /// How many patients there are.
    pub fn size(&self) -> Answer<i64> {
        Ok(self.0.with(|panel| Ok(i64::try_from(panel.len()).unwrap_or(i64::MAX)))?)
    }

    /// The patients, in the order in which they first came.
    pub fn patients(&self) -> Answer<Vec<PatientId>> {
        Ok(self.0.with(|panel| Ok(panel.patients().cloned().collect()))?)
    }

    /// Notes when a patient wants to be asked, for one whose relationship is loaded only then.
    pub fn set_wake(&self, patient: PatientId, at: Option<Timestamp>) -> Answer<()> {
        Ok(self.0.with(|panel| {
            panel.set_wake(&patient, at);
            Ok(())
        })?)
    }

    /// The patients who want to be asked by now.
    pub fn due(&self, now: Timestamp) -> Answer<Vec<PatientId>> {
        Ok(self.0.with(|panel| Ok(panel.due(now)))?)
    }

    /// A table of what is known (`insight`), spec and table as JSON text.
    pub fn table(&self, spec: String, now: Timestamp) -> Answer<String> {
        let spec = crate::json::read(&spec, "spec")?;
        crate::json::write(&self.0.with(|panel| Ok(prm_core::insight::table(panel, &spec, now)))?)
    }

    /// The measures of a practice (`insight`), spec and measures as JSON text.
    pub fn practice(&self, spec: String, now: Timestamp) -> Answer<String> {
        let spec = crate::json::read(&spec, "spec")?;
        crate::json::write(&self.0.with(|panel| prm_core::insight::practice(panel, &spec, now))?)
    }

    /// The next instant at which somebody wants to be asked, rounded down to the minute.
    pub fn next_wake(&self) -> Answer<Option<Timestamp>> {
        Ok(self.0.with(|panel| Ok(panel.next_wake()))?)
    }

    /// Resolves a reply against the lines of the panel.
    pub fn route(&self, playbook: Arc<Playbook>, reply: Reply) -> Answer<Routed> {
        Ok(self.0.with(|panel| Ok(panel.route(playbook.core(), &reply)))?)
    }

    /// To whom a time that has become free is offered now, and who gets it.
    pub fn offer(&self, playbook: Arc<Playbook>, slot: Slot, now: Timestamp) -> Answer<Offers> {
        Ok(self.0.with(|panel| Ok(panel.offer(playbook.core(), &slot, now)))?)
    }

    /// Takes in a line that `save_line` wrote.
    pub fn load_line(&self, text: String) -> Answer<LineId> {
        Ok(self.0.with(|panel| panel.lines_mut().load(&text))?)
    }

    /// A line as text; nothing when nothing is known of it.
    pub fn save_line(&self, line: LineId) -> Answer<Option<String>> {
        Ok(self.0.with(|panel| Ok(panel.lines().save(&line)))?)
    }

    /// The contact points that the patients share, in order.
    pub fn line_ids(&self) -> Answer<Vec<LineId>> {
        Ok(self.0.with(|panel| Ok(panel.lines().ids().cloned().collect()))?)
    }

    /// Steps many relationships, one after the other.
    #[uniffi::method(default(progress = None))]
    pub fn step_many(
        &self,
        playbook: Arc<Playbook>,
        requests: Vec<StepRequest>,
        executor: Executor,
        now: Timestamp,
        progress: Option<Arc<dyn Progress>>,
    ) -> Answer<StepBatch> {
        let requests = requests.into_iter().map(Ok).collect();
        under(progress, |tell| {
            self.0.with(|panel| panel.step_many(playbook.core(), requests, executor, now, tell))
        })
    }

    /// The same with requests as JSON. One that is none is set aside as well; the path in its error
    /// is one inside the request.
    #[uniffi::method(default(progress = None))]
    pub fn step_many_json(
        &self,
        playbook: Arc<Playbook>,
        requests: Vec<String>,
        executor: Executor,
        now: Timestamp,
        progress: Option<Arc<dyn Progress>>,
    ) -> Answer<StepBatch> {
        let requests = json::requests(&requests)?;
        under(progress, |tell| {
            self.0.with(|panel| panel.step_many(playbook.core(), requests, executor, now, tell))
        })
    }

    /// What would happen to many until an instant.
    #[uniffi::method(default(progress = None))]
    pub fn plan_many(
        &self,
        playbook: Arc<Playbook>,
        patients: Vec<String>,
        now: Timestamp,
        until: Timestamp,
        progress: Option<Arc<dyn Progress>>,
    ) -> Answer<PlanBatch> {
        under(progress, |tell| {
            self.0.with(|panel| panel.plan_many(playbook.core(), &patients, now, until, tell))
        })
    }

    /// When many want to be asked next under a playbook. The panel notes it.
    #[uniffi::method(default(progress = None))]
    pub fn wake_many(
        &self,
        playbook: Arc<Playbook>,
        patients: Vec<String>,
        now: Timestamp,
        progress: Option<Arc<dyn Progress>>,
    ) -> Answer<WakeBatch> {
        under(progress, |tell| {
            self.0.with(|panel| panel.wake_many(playbook.core(), &patients, now, tell))
        })
    }

    /// Takes in many relationships from what `save_many` wrote.
    #[uniffi::method(default(progress = None))]
    pub fn load_many(
        &self,
        texts: Vec<String>,
        progress: Option<Arc<dyn Progress>>,
    ) -> Answer<LoadBatch> {
        under(progress, |tell| self.0.with(|panel| panel.load_many(&texts, tell)))
    }

    /// Writes many relationships as texts for the host to keep.
    #[uniffi::method(default(progress = None))]
    pub fn save_many(
        &self,
        patients: Vec<String>,
        progress: Option<Arc<dyn Progress>>,
    ) -> Answer<SaveBatch> {
        under(progress, |tell| self.0.with(|panel| panel.save_many(&patients, tell)))
    }
}
