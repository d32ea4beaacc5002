//! Panels. Calls for many run on a worker and hold the panel; the others never wait for them.

use std::sync::Arc;

use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;
use prm_core::{PatientId, Slot};
use prm_host::Shared;

use crate::call::{call, json};
use crate::job::{Job, Progress, Stop, Watch, batch};
use crate::playbook::Playbook;
use crate::read::{data, executor, parsed, perhaps, reply, requests};
use crate::relationship::Relationship;
use crate::stream::{Parts, step_many};

/// What steps for many are asked for.
#[napi(object, object_to_js = false)]
pub struct Asked {
    /// The requests, in parts that are JSON texts of lists.
    pub requests: Vec<String>,
    /// How many requests there are.
    pub total: u32,
    /// On whose behalf.
    pub executor: String,
    /// The instant.
    pub now: String,
}

/// A practice's patient panel.
#[napi]
pub struct Panel {
    held: Arc<Shared<prm_core::Panel>>,
}

#[napi]
impl Panel {
    /// No patients yet.
    #[napi(constructor)]
    pub fn new() -> Self {
        Self { held: Arc::new(Shared::new("panel", prm_core::Panel::new())) }
    }

    /// How many patients there are.
    #[napi(getter)]
    pub fn size(&self) -> napi::Result<i64> {
        call(|| self.held.try_with(|panel| Ok(panel.len().try_into().unwrap_or(i64::MAX))))
    }

    /// The patients, in the order in which they first came.
    #[napi]
    pub fn patients(&self) -> napi::Result<String> {
        call(|| self.held.try_with(|panel| json(&panel.patients().collect::<Vec<_>>())))
    }

    /// Takes in a copy of a relationship.
    #[napi]
    pub fn add(&self, relationship: &Relationship) -> napi::Result<()> {
        call(|| {
            let relationship = relationship.held.try_with(|held| Ok(held.clone()))?;
            self.held.try_with(|panel| {
                panel.add(relationship);
                Ok(())
            })
        })
    }

    /// A copy of the relationship of a patient.
    #[napi]
    pub fn relationship(&self, patient: String) -> napi::Result<Option<Relationship>> {
        call(|| {
            let patient = parsed(&patient, "patient")?;
            self.held
                .try_with(|panel| Ok(panel.relationship(&patient).cloned()))
                .map(|found| found.map(Relationship::holding))
        })
    }

    /// Notes when a patient wants to be asked.
    #[napi]
    pub fn set_wake(&self, patient: String, at: Option<String>) -> napi::Result<()> {
        call(|| {
            let patient: PatientId = parsed(&patient, "patient")?;
            let at = perhaps(at, "at")?;
            self.held.try_with(|panel| {
                panel.set_wake(&patient, at);
                Ok(())
            })
        })
    }

    /// The patients who want to be asked by now.
    #[napi]
    pub fn due(&self, now: String) -> napi::Result<String> {
        call(|| {
            let now = parsed(&now, "now")?;
            self.held.try_with(|panel| json(&panel.due(now)))
        })
    }

    /// A table of what is known, as JSON text.
    #[napi]
    pub fn table(&self, spec: String, now: String) -> napi::Result<String> {
        call(|| {
            let (spec, now) = (data(&spec, "spec")?, parsed(&now, "now")?);
            self.held.try_with(|panel| json(&prm_core::insight::table(panel, &spec, now)))
        })
    }

    /// The measures of a practice, as JSON text.
    #[napi]
    pub fn practice(&self, spec: String, now: String) -> napi::Result<String> {
        call(|| {
            let (spec, now) = (data(&spec, "spec")?, parsed(&now, "now")?);
            self.held.try_with(|panel| json(&prm_core::insight::practice(panel, &spec, now)?))
        })
    }

    /// The next instant at which somebody wants to be asked.
    #[napi]
    pub fn next_wake(&self) -> napi::Result<Option<String>> {
        call(|| self.held.try_with(|panel| Ok(panel.next_wake().map(|at| at.to_string()))))
    }

    /// Resolves a reply against the lines of the panel.
    #[napi]
    pub fn route(&self, playbook: &Playbook, text: String) -> napi::Result<String> {
        call(|| {
            let reply = reply(&text)?;
            self.held.try_with(|panel| json(&panel.route(&playbook.playbook, &reply)))
        })
    }

    /// To whom a time that has become free is offered now, and who gets it.
    #[napi]
    pub fn offer(&self, playbook: &Playbook, slot: String, now: String) -> napi::Result<String> {
        call(|| {
            let (slot, now): (Slot, _) = (data(&slot, "slot")?, parsed(&now, "now")?);
            self.held.try_with(|panel| json(&panel.offer(&playbook.playbook, &slot, now)))
        })
    }

    /// Takes in a saved line.
    #[napi]
    pub fn load_line(&self, text: String) -> napi::Result<String> {
        call(|| self.held.try_with(|panel| Ok(panel.lines_mut().load(&text)?.to_string())))
    }

    /// A line as text.
    #[napi]
    pub fn save_line(&self, line: String) -> napi::Result<Option<String>> {
        call(|| {
            let line = parsed(&line, "line")?;
            self.held.try_with(|panel| Ok(panel.lines().save(&line)))
        })
    }

    /// The contact points, in order.
    #[napi]
    pub fn line_ids(&self) -> napi::Result<String> {
        call(|| self.held.try_with(|panel| json(&panel.lines().ids().collect::<Vec<_>>())))
    }

    /// Steps many, whose requests come in parts; the answers are handed out while it goes on, and
    /// count only once it has ended well.
    #[napi]
    pub fn step_many(
        &self,
        playbook: &Playbook,
        asked: Asked,
        parts: Parts,
        stop: &Stop,
        progress: Option<Progress>,
    ) -> AsyncTask<Job> {
        let (held, watch) = (Arc::clone(&self.held), Watch::new(stop, progress));
        let playbook = playbook.playbook.clone();
        Job::start(move || {
            let order = (executor(&asked.executor)?, parsed(&asked.now, "now")?);
            let total = usize::try_from(asked.total).unwrap_or(usize::MAX);
            let requests = requests(asked.requests, total);
            let eyes = (&parts, &watch);
            let set_aside =
                held.with(|panel| step_many(panel, &playbook, requests, total, order, eyes))?;
            Ok(vec![json(&set_aside)?])
        })
    }

    /// Plans for many.
    #[napi]
    pub fn plan_many(
        &self,
        playbook: &Playbook,
        patients: Vec<String>,
        now: String,
        until: String,
        stop: &Stop,
        progress: Option<Progress>,
    ) -> AsyncTask<Job> {
        let (held, watch) = (Arc::clone(&self.held), Watch::new(stop, progress));
        let playbook = playbook.playbook.clone();
        Job::start(move || {
            let (now, until) = (parsed(&now, "now")?, parsed(&until, "until")?);
            let look = &mut |done| watch.look(done);
            let done =
                held.with(|panel| panel.plan_many(&playbook, &patients, now, until, look))?;
            batch(&done.plans, &done.set_aside)
        })
    }

    /// When many want to be asked next.
    #[napi]
    pub fn wake_many(
        &self,
        playbook: &Playbook,
        patients: Vec<String>,
        now: String,
        stop: &Stop,
        progress: Option<Progress>,
    ) -> AsyncTask<Job> {
        let (held, watch) = (Arc::clone(&self.held), Watch::new(stop, progress));
        let playbook = playbook.playbook.clone();
        Job::start(move || {
            let now = parsed(&now, "now")?;
            let look = &mut |done| watch.look(done);
            let done = held.with(|panel| panel.wake_many(&playbook, &patients, now, look))?;
            batch(&done.wakes, &done.set_aside)
        })
    }

    /// Takes in many saved relationships.
    #[napi]
    pub fn load_many(
        &self,
        texts: Vec<String>,
        stop: &Stop,
        progress: Option<Progress>,
    ) -> AsyncTask<Job> {
        let (held, watch) = (Arc::clone(&self.held), Watch::new(stop, progress));
        Job::start(move || {
            let look = &mut |done| watch.look(done);
            let done = held.with(|panel| panel.load_many(&texts, look))?;
            batch(&done.patients, &done.set_aside)
        })
    }

    /// Writes many relationships.
    #[napi]
    pub fn save_many(
        &self,
        patients: Vec<String>,
        stop: &Stop,
        progress: Option<Progress>,
    ) -> AsyncTask<Job> {
        let (held, watch) = (Arc::clone(&self.held), Watch::new(stop, progress));
        Job::start(move || {
            let look = &mut |done| watch.look(done);
            let done = held.with(|panel| panel.save_many(&patients, look))?;
            batch(&done.texts, &done.set_aside)
        })
    }

    /// Drops what is held.
    #[napi]
    pub fn close(&self) {
        self.held.close();
    }
}
