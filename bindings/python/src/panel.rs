//! Panels: many relationships in one object.

use std::ops::ControlFlow;

use prm_core::{ErrorCode, PatientId, PrmError, Slot, StepRequest, Timestamp};
use prm_host::Shared;
use pyo3::prelude::*;
use pyo3::types::PyType;
use serde::Serialize;

use crate::error::{detached, raise};
use crate::playbook::Playbook;
use crate::read;
use crate::relationship::Relationship;
use crate::stream::{self, Order};
use crate::write::{to_python, without_collector};

/// Many relationships and the lines that they share.
#[pyclass(frozen, module = "prm_core")]
pub(crate) struct Panel {
    inner: Shared<prm_core::Panel>,
}

/// The texts of relationships and of lines.
type Saved = (Vec<String>, Vec<String>);

/// Told how far a long call is; says whether to go on.
type Watch<'w> = &'w mut (dyn FnMut(usize) -> ControlFlow<()> + Send);

impl Panel {
    fn of(inner: prm_core::Panel) -> Self {
        Self { inner: Shared::new("panel", inner) }
    }

    fn ask<R: Send>(
        &self,
        py: Python<'_>,
        ask: impl FnOnce(&mut prm_core::Panel) -> Result<R, PrmError> + Send,
    ) -> PyResult<R> {
        detached(py, || self.inner.with(ask))
    }

    /// Runs a long call without the GIL. Now and then it asks Python whether Ctrl-C was pressed,
    /// and tells `progress` how much is done; an exception of either ends the call, which then
    /// has changed nothing.
    fn long<'py, R: Send + Serialize>(
        &self,
        py: Python<'py>,
        of: usize,
        progress: Option<&Bound<'py, PyAny>>,
        call: impl FnOnce(&mut prm_core::Panel, Watch<'_>) -> Result<R, PrmError> + Send,
    ) -> PyResult<Bound<'py, PyAny>> {
        let progress: Option<Py<PyAny>> = progress.map(|progress| progress.clone().unbind());
        let mut raised = None;
        let watch = &mut |done| {
            let told = Python::attach(|py| {
                py.check_signals()?;
                progress.as_ref().map_or(Ok(()), |told| told.call1(py, (done, of)).map(drop))
            });
            match told {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    raised = Some(error);
                    ControlFlow::Break(())
                }
            }
        };
        let done = detached(py, || self.inner.with(|panel| call(panel, watch)));
        match raised {
            Some(error) => Err(error),
            None => {
                let answer = done?;
                without_collector(py, || to_python(py, &answer))
            }
        }
    }
}

fn patient(value: &Bound<'_, PyAny>) -> PyResult<PatientId> {
    read::argument(value, "patient").map_err(|error| raise(value.py(), &error))
}

/// A request: `(patient, facts)`, or a dict of them.
fn request(value: &Bound<'_, PyAny>) -> Result<StepRequest, PrmError> {
    if let Ok((patient, facts)) = value.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>() {
        let patient = read::argument(&patient, "patient")?;
        return Ok(StepRequest { patient, facts: read::facts(&facts)? });
    }
    read::data(value)
}

#[pymethods]
impl Panel {
    #[new]
    fn new() -> Self {
        Self::of(prm_core::Panel::new())
    }

    fn __len__(&self, py: Python<'_>) -> PyResult<usize> {
        self.ask(py, |panel| Ok(panel.len()))
    }

    fn patients(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        self.ask(py, |panel| Ok(panel.patients().map(ToString::to_string).collect()))
    }

    fn add(&self, py: Python<'_>, relationship: &Relationship) -> PyResult<()> {
        let copy = detached(py, || relationship.inner.with(|inner| Ok(inner.clone())))?;
        self.ask(py, |panel| {
            panel.add(copy);
            Ok(())
        })
    }

    fn relationship(
        &self,
        py: Python<'_>,
        id: &Bound<'_, PyAny>,
    ) -> PyResult<Option<Relationship>> {
        let patient = patient(id)?;
        let found = self.ask(py, |panel| Ok(panel.relationship(&patient).cloned()))?;
        Ok(found.map(Relationship::of))
    }

    fn set_wake(
        &self,
        py: Python<'_>,
        id: &Bound<'_, PyAny>,
        at: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<()> {
        let patient = patient(id)?;
        let at: Option<Timestamp> =
            at.map(|at| read::argument(at, "at")).transpose().map_err(|error| raise(py, &error))?;
        self.ask(py, |panel| {
            panel.set_wake(&patient, at);
            Ok(())
        })
    }

    #[pyo3(signature = (*, now))]
    fn due(&self, py: Python<'_>, now: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
        let now = read::now(now).map_err(|error| raise(py, &error))?;
        self.ask(py, |panel| Ok(panel.due(now).iter().map(ToString::to_string).collect()))
    }

    #[pyo3(signature = (spec, *, now))]
    fn table<'py>(
        &self,
        py: Python<'py>,
        spec: &Bound<'py, PyAny>,
        now: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let spec = read::argument(spec, "spec").map_err(|error| raise(py, &error))?;
        let now = read::now(now).map_err(|error| raise(py, &error))?;
        let found = self.ask(py, |panel| Ok(prm_core::insight::table(panel, &spec, now)))?;
        without_collector(py, || to_python(py, &found))
    }

    #[pyo3(signature = (spec=None, *, now))]
    fn practice<'py>(
        &self,
        py: Python<'py>,
        spec: Option<&Bound<'py, PyAny>>,
        now: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let spec = spec.map_or_else(|| Ok(Default::default()), |spec| read::argument(spec, "spec"));
        let spec = spec.map_err(|error| raise(py, &error))?;
        let now = read::now(now).map_err(|error| raise(py, &error))?;
        to_python(py, &self.ask(py, |panel| prm_core::insight::practice(panel, &spec, now))?)
    }

    fn next_wake<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.ask(py, |panel| Ok(panel.next_wake()))?)
    }

    fn route<'py>(
        &self,
        py: Python<'py>,
        playbook: &Playbook,
        reply: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let reply = read::argument(reply, "reply").map_err(|error| raise(py, &error))?;
        to_python(py, &self.ask(py, |panel| Ok(panel.route(&playbook.inner, &reply)))?)
    }

    #[pyo3(signature = (playbook, slot, *, now))]
    fn offer<'py>(
        &self,
        py: Python<'py>,
        playbook: &Playbook,
        slot: &Bound<'py, PyAny>,
        now: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let slot: Slot = read::argument(slot, "slot").map_err(|error| raise(py, &error))?;
        let now = read::now(now).map_err(|error| raise(py, &error))?;
        to_python(py, &self.ask(py, |panel| Ok(panel.offer(&playbook.inner, &slot, now)))?)
    }

    fn load_line(&self, py: Python<'_>, text: &str) -> PyResult<String> {
        self.ask(py, |panel| panel.lines_mut().load(text)).map(|line| line.to_string())
    }

    fn save_line(&self, py: Python<'_>, id: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
        let line = read::argument(id, "line").map_err(|error| raise(py, &error))?;
        self.ask(py, |panel| Ok(panel.lines().save(&line)))
    }

    fn line_ids(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        self.ask(py, |panel| Ok(panel.lines().ids().map(ToString::to_string).collect()))
    }

    #[pyo3(signature = (playbook, requests, *, now, executor="server", progress=None))]
    fn step_many<'py>(
        &self,
        py: Python<'py>,
        playbook: &Playbook,
        requests: &Bound<'py, PyAny>,
        now: &Bound<'py, PyAny>,
        executor: &str,
        progress: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let given = || {
            let items = read::items(requests, "requests")?;
            Ok((items, read::now(now)?, read::executor(executor)?))
        };
        let (items, now, executor) = given().map_err(|error: PrmError| raise(py, &error))?;
        let items = items.into_iter().map(Bound::unbind).collect();
        let order = Order { playbook: &playbook.inner, executor, now };
        let progress = progress.map(|progress| progress.clone().unbind());
        stream::step_many(py, &self.inner, &order, items, request, progress)
    }

    #[pyo3(signature = (playbook, patients, *, now, until, progress=None))]
    fn plan_many<'py>(
        &self,
        py: Python<'py>,
        playbook: &Playbook,
        patients: &Bound<'py, PyAny>,
        now: &Bound<'py, PyAny>,
        until: &Bound<'py, PyAny>,
        progress: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let given = || {
            let patients = read::texts(patients, "patients")?;
            Ok((patients, read::now(now)?, read::argument(until, "until")?))
        };
        let (patients, now, until) = given().map_err(|error: PrmError| raise(py, &error))?;
        self.long(py, patients.len(), progress, |panel, watch| {
            panel.plan_many(&playbook.inner, &patients, now, until, watch)
        })
    }

    #[pyo3(signature = (playbook, patients, *, now, progress=None))]
    fn wake_many<'py>(
        &self,
        py: Python<'py>,
        playbook: &Playbook,
        patients: &Bound<'py, PyAny>,
        now: &Bound<'py, PyAny>,
        progress: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let given = || Ok((read::texts(patients, "patients")?, read::now(now)?));
        let (patients, now) = given().map_err(|error: PrmError| raise(py, &error))?;
        self.long(py, patients.len(), progress, |panel, watch| {
            panel.wake_many(&playbook.inner, &patients, now, watch)
        })
    }

    #[pyo3(signature = (texts, *, progress=None))]
    fn load_many<'py>(
        &self,
        py: Python<'py>,
        texts: &Bound<'py, PyAny>,
        progress: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let texts = read::texts(texts, "texts").map_err(|error| raise(py, &error))?;
        self.long(py, texts.len(), progress, |panel, watch| panel.load_many(&texts, watch))
    }

    #[pyo3(signature = (patients, *, progress=None))]
    fn save_many<'py>(
        &self,
        py: Python<'py>,
        patients: &Bound<'py, PyAny>,
        progress: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let patients = read::texts(patients, "patients").map_err(|error| raise(py, &error))?;
        self.long(py, patients.len(), progress, |panel, watch| panel.save_many(&patients, watch))
    }

    fn close(&self, py: Python<'_>) {
        py.detach(|| self.inner.close());
    }

    fn __copy__(&self, py: Python<'_>) -> PyResult<Self> {
        self.ask(py, |panel| Ok(panel.clone())).map(Self::of)
    }

    fn __deepcopy__(&self, py: Python<'_>, _memo: &Bound<'_, PyAny>) -> PyResult<Self> {
        self.__copy__(py)
    }

    /// A panel from saved relationships and lines: what `pickle` calls.
    #[classmethod]
    fn _of(
        _: &Bound<'_, PyType>,
        py: Python<'_>,
        relationships: Vec<String>,
        lines: Vec<String>,
    ) -> PyResult<Self> {
        let panel = Self::new();
        panel.ask(py, |inner| {
            for text in &relationships {
                inner.add(prm_core::Relationship::load(text)?);
            }
            lines.iter().try_for_each(|text| inner.lines_mut().load(text).map(drop))
        })?;
        Ok(panel)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Saved)> {
        let texts = slf.get().ask(slf.py(), |panel| {
            let here = panel.patients().map(|patient| panel.relationship(patient));
            let relationships: Option<Vec<String>> =
                here.map(|one| one.map(prm_core::Relationship::save)).collect();
            let relationships = relationships.ok_or_else(|| {
                let message = "the panel knows only the wake of some patients: load them first";
                PrmError::new(ErrorCode::UnknownPatient, message)
            })?;
            let lines = panel.lines();
            Ok((relationships, lines.ids().filter_map(|line| lines.save(line)).collect()))
        })?;
        Ok((slf.get_type().getattr("_of")?, texts))
    }

    fn __repr__(&self) -> &'static str {
        "<Panel>"
    }
}
