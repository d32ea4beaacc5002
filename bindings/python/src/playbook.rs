//! Playbooks.

use prm_core::{
    AccessAction, Executor, Fact, Input, Item, Key, Language, PrmError, TimelineRequest, Timestamp,
    Viewer, limits,
};
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::error::{detached, raise};
use crate::lines::Lines;
use crate::picture::{Picture, Timeline, theme_of};
use crate::read;
use crate::relationship::Relationship;
use crate::write::to_python;

/// What a practice decides, compiled once.
#[pyclass(frozen, module = "prm_core")]
pub(crate) struct Playbook {
    pub(crate) inner: prm_core::Playbook,
}

/// The text of a document, which may be given as plain data.
fn text_of(document: &Bound<'_, PyAny>) -> PyResult<String> {
    let fail = |error: PrmError| raise(document.py(), &error.under("document"));
    match document.cast::<PyString>() {
        Ok(text) => text.to_cow().map(std::borrow::Cow::into_owned).map_err(|_| {
            let message = "the text holds a lone surrogate: no UTF-8";
            fail(PrmError::new(prm_core::ErrorCode::InvalidJson, message))
        }),
        Err(_) => read::json(document, limits::PLAYBOOK_BYTES)
            .map(|value| value.to_string())
            .map_err(fail),
    }
}

/// What a step is given, read from Python.
struct Given {
    facts: Vec<Fact>,
    executor: Executor,
    now: Timestamp,
}

impl Given {
    fn read(
        facts: Option<&Bound<'_, PyAny>>,
        executor: &str,
        now: &Bound<'_, PyAny>,
    ) -> Result<Self, PrmError> {
        Ok(Self {
            facts: facts.map(read::facts).transpose()?.unwrap_or_default(),
            executor: read::executor(executor)?,
            now: read::now(now)?,
        })
    }
}

#[pymethods]
impl Playbook {
    #[new]
    fn new(py: Python<'_>, document: &Bound<'_, PyAny>) -> PyResult<Self> {
        let text = text_of(document)?;
        detached(py, || prm_core::Playbook::compile(&text)).map(|inner| Self { inner })
    }

    #[staticmethod]
    fn check<'py>(document: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let (py, text) = (document.py(), text_of(document)?);
        to_python(py, &detached(py, || prm_core::Playbook::check(&text))?)
    }

    #[staticmethod]
    fn check_change<'py>(
        before: &Bound<'py, PyAny>,
        after: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (py, before, after) = (before.py(), text_of(before)?, text_of(after)?);
        to_python(py, &detached(py, || prm_core::Playbook::check_change(&before, &after))?)
    }

    #[staticmethod]
    #[pyo3(signature = (before, after, *, at))]
    fn publish(
        before: &Bound<'_, PyAny>,
        after: &Bound<'_, PyAny>,
        at: &Bound<'_, PyAny>,
    ) -> PyResult<String> {
        let py = before.py();
        let at: Timestamp = read::argument(at, "at").map_err(|error| raise(py, &error))?;
        let (before, after) = (text_of(before)?, text_of(after)?);
        detached(py, || prm_core::Playbook::publish(&before, &after, at))
    }

    #[getter]
    fn practice(&self) -> &str {
        self.inner.practice()
    }

    #[getter]
    fn digest(&self) -> &str {
        self.inner.digest()
    }

    #[getter]
    fn document(&self) -> &str {
        self.inner.document()
    }

    #[pyo3(signature = (relationship, lines, facts=None, *, now, executor="server"))]
    fn step<'py>(
        &self,
        py: Python<'py>,
        relationship: &Relationship,
        lines: &Lines,
        facts: Option<&Bound<'py, PyAny>>,
        now: &Bound<'py, PyAny>,
        executor: &str,
    ) -> PyResult<Bound<'py, PyAny>> {
        let Given { facts, executor, now } =
            Given::read(facts, executor, now).map_err(|error| raise(py, &error))?;
        let outcome = detached(py, || {
            relationship.inner.with(|relationship| {
                lines.inner.with(|lines| {
                    self.inner.step(relationship, Input { facts: &facts, lines, executor, now })
                })
            })
        })?;
        to_python(py, &outcome)
    }

    #[pyo3(signature = (id, relationship, lines, facts=None, *, now, executor="server"))]
    #[expect(clippy::too_many_arguments, reason = "keywords in Python")]
    fn vector<'py>(
        &self,
        py: Python<'py>,
        id: &str,
        relationship: &Relationship,
        lines: &Lines,
        facts: Option<&Bound<'py, PyAny>>,
        now: &Bound<'py, PyAny>,
        executor: &str,
    ) -> PyResult<String> {
        let Given { facts, executor, now } =
            Given::read(facts, executor, now).map_err(|error| raise(py, &error))?;
        detached(py, || {
            relationship.inner.with(|relationship| {
                lines.inner.with(|lines| {
                    let input = Input { facts: &facts, lines, executor, now };
                    self.inner.vector(id, relationship, input)
                })
            })
        })
    }

    #[pyo3(signature = (relationship, lines, *, now, until))]
    fn plan<'py>(
        &self,
        py: Python<'py>,
        relationship: &Relationship,
        lines: &Lines,
        now: &Bound<'py, PyAny>,
        until: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let times = read::now(now).and_then(|now| Ok((now, read::argument(until, "until")?)));
        let (now, until) = times.map_err(|error| raise(py, &error))?;
        let plan = self.look(py, relationship, lines, |playbook, relationship, lines| {
            Ok(playbook.plan(relationship, lines, now, until))
        })?;
        to_python(py, &plan)
    }

    #[getter]
    fn journeys(&self) -> Vec<String> {
        self.inner.journeys()
    }

    fn mermaid(&self, py: Python<'_>, journey: &str) -> PyResult<String> {
        detached(py, || self.inner.mermaid(journey))
    }

    fn describe(&self, py: Python<'_>, journey: &str) -> PyResult<Vec<String>> {
        detached(py, || self.inner.describe(journey))
    }

    #[pyo3(signature = (journey, theme="auto"))]
    fn picture(&self, py: Python<'_>, journey: &str, theme: &str) -> PyResult<Picture> {
        let theme = theme_of(py, theme)?;
        detached(py, || self.inner.picture(journey, theme)).map(|inner| Picture { inner })
    }

    #[pyo3(signature = (relationship, lines, *, now, until, language=None, texts=false))]
    #[expect(clippy::too_many_arguments, reason = "keywords in Python")]
    fn timeline<'py>(
        &self,
        py: Python<'py>,
        relationship: &Relationship,
        lines: &Lines,
        now: &Bound<'py, PyAny>,
        until: &Bound<'py, PyAny>,
        language: Option<&Bound<'py, PyAny>>,
        texts: bool,
    ) -> PyResult<Timeline> {
        let asked = || {
            let (now, until) = (read::now(now)?, read::argument(until, "until")?);
            Ok(TimelineRequest { now, until, language: reader(language)?, texts })
        };
        let asked = asked().map_err(|error: PrmError| raise(py, &error))?;
        let inner = self.look(py, relationship, lines, |playbook, relationship, lines| {
            Ok(playbook.timeline(relationship, lines, &asked))
        })?;
        Ok(Timeline { inner })
    }

    #[pyo3(signature = (relationship, *, now))]
    fn next_wake<'py>(
        &self,
        py: Python<'py>,
        relationship: &Relationship,
        now: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let now = read::now(now).map_err(|error| raise(py, &error))?;
        let wake = self.ask(py, relationship, |playbook, relationship| {
            playbook.next_wake(relationship, now)
        })?;
        to_python(py, &wake)
    }

    fn test<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let reports = detached(py, || Ok(self.inner.test()))?;
        to_python(py, &reports)
    }

    #[pyo3(signature = (*, seed=0, courses=200))]
    fn fuzz<'py>(&self, py: Python<'py>, seed: u32, courses: u32) -> PyResult<Bound<'py, PyAny>> {
        let report = detached(py, || Ok(self.inner.fuzz(seed, courses)))?;
        to_python(py, &report)
    }

    #[pyo3(signature = (relationship, lines, *, now))]
    fn erase<'py>(
        &self,
        py: Python<'py>,
        relationship: &Relationship,
        lines: &Lines,
        now: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let now = read::now(now).map_err(|error| raise(py, &error))?;
        let erasure = detached(py, || {
            relationship.inner.with(|relationship| {
                lines.inner.with(|lines| Ok(self.inner.erase(relationship, lines, now)))
            })
        })?;
        to_python(py, &erasure)
    }

    #[pyo3(signature = (relationship, lines, key, *, now))]
    fn still<'py>(
        &self,
        py: Python<'py>,
        relationship: &Relationship,
        lines: &Lines,
        key: &Bound<'py, PyAny>,
        now: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (key, now) = asked(key, now).map_err(|error| raise(py, &error))?;
        let still = self.look(py, relationship, lines, |playbook, relationship, lines| {
            Ok(playbook.still(relationship, lines, key, now))
        })?;
        to_python(py, &still)
    }

    #[pyo3(signature = (relationship, lines, key, *, now, language=None))]
    fn explain<'py>(
        &self,
        py: Python<'py>,
        relationship: &Relationship,
        lines: &Lines,
        key: &Bound<'py, PyAny>,
        now: &Bound<'py, PyAny>,
        language: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let given = asked(key, now).and_then(|(key, now)| Ok((key, now, reader(language)?)));
        let (key, now, reader) = given.map_err(|error| raise(py, &error))?;
        let explanation = self.look(py, relationship, lines, |playbook, relationship, lines| {
            playbook.explain_in(relationship, lines, key, now, &reader)
        })?;
        to_python(py, &explanation)
    }

    #[pyo3(signature = (relationship, viewer, action, item, *, now))]
    fn access<'py>(
        &self,
        py: Python<'py>,
        relationship: &Relationship,
        viewer: &Bound<'py, PyAny>,
        action: &Bound<'py, PyAny>,
        item: &Bound<'py, PyAny>,
        now: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let given = looked(viewer, action, now)
            .and_then(|given| Ok((given, read::argument::<Item>(item, "item")?)));
        let ((viewer, action, now), item) = given.map_err(|error| raise(py, &error))?;
        let decision = self.ask(py, relationship, |playbook, relationship| {
            playbook.access(relationship, &viewer, action, &item, now)
        })?;
        to_python(py, &decision)
    }

    #[pyo3(signature = (relationship, viewer, action, items, *, now))]
    fn view<'py>(
        &self,
        py: Python<'py>,
        relationship: &Relationship,
        viewer: &Bound<'py, PyAny>,
        action: &Bound<'py, PyAny>,
        items: &Bound<'py, PyAny>,
        now: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let given = looked(viewer, action, now)
            .and_then(|given| Ok((given, read::argument::<Vec<Item>>(items, "items")?)));
        let ((viewer, action, now), items) = given.map_err(|error| raise(py, &error))?;
        let view = self.ask(py, relationship, |playbook, relationship| {
            playbook.view(relationship, &viewer, action, &items, now)
        })?;
        to_python(py, &view)
    }

    fn route<'py>(
        &self,
        py: Python<'py>,
        lines: &Lines,
        reply: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let reply = read::argument(reply, "reply").map_err(|error| raise(py, &error))?;
        let routed =
            detached(py, || lines.inner.with(|lines| Ok(self.inner.route(lines, &reply))))?;
        to_python(py, &routed)
    }

    #[pyo3(signature = (relationship, *, now))]
    fn zone_of(
        &self,
        py: Python<'_>,
        relationship: &Relationship,
        now: &Bound<'_, PyAny>,
    ) -> PyResult<&'static str> {
        let now = read::now(now).map_err(|error| raise(py, &error))?;
        detached(py, || {
            relationship.inner.with(|relationship| Ok(self.inner.zone_of(relationship, now).name()))
        })
    }

    /// For `pickle` and `copy`: a playbook is its document.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        let class = slf.get_type().into_any();
        Ok((class, (slf.get().inner.document().to_owned(),)))
    }

    fn __repr__(&self) -> String {
        format!("<Playbook {} {:.12}>", self.inner.practice(), self.inner.digest())
    }
}

impl Playbook {
    /// Asks something of a relationship alone.
    fn ask<R: Send>(
        &self,
        py: Python<'_>,
        relationship: &Relationship,
        ask: impl FnOnce(&prm_core::Playbook, &prm_core::Relationship) -> R + Send,
    ) -> PyResult<R> {
        detached(py, || relationship.inner.with(|relationship| Ok(ask(&self.inner, relationship))))
    }

    /// Asks something that changes nothing.
    fn look<R: Send>(
        &self,
        py: Python<'_>,
        relationship: &Relationship,
        lines: &Lines,
        ask: impl FnOnce(
            &prm_core::Playbook,
            &prm_core::Relationship,
            &prm_core::Lines,
        ) -> Result<R, PrmError>
        + Send,
    ) -> PyResult<R> {
        detached(py, || {
            relationship.inner.with(|relationship| {
                lines.inner.with(|lines| ask(&self.inner, relationship, lines))
            })
        })
    }
}

/// The reader's language; English where none is given.
fn reader(language: Option<&Bound<'_, PyAny>>) -> Result<Language, PrmError> {
    language
        .map_or_else(|| Ok(Language::english()), |language| read::argument(language, "language"))
}

fn looked(
    viewer: &Bound<'_, PyAny>,
    action: &Bound<'_, PyAny>,
    now: &Bound<'_, PyAny>,
) -> Result<(Viewer, AccessAction, Timestamp), PrmError> {
    let viewer = read::argument(viewer, "viewer")?;
    Ok((viewer, read::argument(action, "action")?, read::now(now)?))
}

fn asked(key: &Bound<'_, PyAny>, now: &Bound<'_, PyAny>) -> Result<(Key, Timestamp), PrmError> {
    Ok((read::argument(key, "key")?, read::now(now)?))
}
