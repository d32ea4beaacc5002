//! Relationships.

use prm_core::{Key, PrmError, Timestamp};
use prm_host::Shared;
use pyo3::prelude::*;
use pyo3::types::PyType;

use crate::error::{detached, raise};
use crate::read;
use crate::write::to_python;

/// All that is known about one patient, and all that was settled.
#[pyclass(frozen, module = "prm_core")]
pub(crate) struct Relationship {
    pub(crate) inner: Shared<prm_core::Relationship>,
}

impl Relationship {
    pub(crate) fn of(inner: prm_core::Relationship) -> Self {
        Self { inner: Shared::new("relationship", inner) }
    }

    fn ask<R: Send>(
        &self,
        py: Python<'_>,
        ask: impl FnOnce(&mut prm_core::Relationship) -> Result<R, PrmError> + Send,
    ) -> PyResult<R> {
        detached(py, || self.inner.with(ask))
    }

    /// Uses two; the second is never waited for, so that two threads that call crosswise do not
    /// wait for each other.
    fn both(
        &self,
        py: Python<'_>,
        other: &Self,
        now: &Bound<'_, PyAny>,
        call: impl FnOnce(
            &mut prm_core::Relationship,
            &mut prm_core::Relationship,
            Timestamp,
        ) -> Result<(), PrmError>
        + Send,
    ) -> PyResult<()> {
        let now = read::now(now).map_err(|error| raise(py, &error))?;
        self.ask(py, |here| other.inner.try_with(|other| call(here, other, now)))
    }
}

#[pymethods]
impl Relationship {
    #[new]
    fn new(py: Python<'_>, patient: &str, salt: &str) -> PyResult<Self> {
        detached(py, || prm_core::Relationship::new(patient, salt)).map(Self::of)
    }

    #[classmethod]
    fn load(_: &Bound<'_, PyType>, py: Python<'_>, text: &str) -> PyResult<Self> {
        detached(py, || prm_core::Relationship::load(text)).map(Self::of)
    }

    fn save(&self, py: Python<'_>) -> PyResult<String> {
        self.ask(py, |inner| Ok(inner.save()))
    }

    fn digest(&self, py: Python<'_>) -> PyResult<String> {
        self.ask(py, |inner| Ok(inner.digest()))
    }

    #[getter]
    fn patient(&self, py: Python<'_>) -> PyResult<String> {
        self.ask(py, |inner| Ok(inner.patient().to_string()))
    }

    #[getter]
    fn revision(&self, py: Python<'_>) -> PyResult<u64> {
        self.ask(py, |inner| Ok(inner.revision()))
    }

    #[getter]
    fn wake<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.ask(py, |inner| Ok(inner.wake().cloned()))?)
    }

    #[getter]
    fn fact_count(&self, py: Python<'_>) -> PyResult<usize> {
        self.ask(py, |inner| Ok(inner.fact_count()))
    }

    #[getter]
    fn entry_count(&self, py: Python<'_>) -> PyResult<usize> {
        self.ask(py, |inner| Ok(inner.entry_count()))
    }

    #[pyo3(signature = (facts=None, *, now))]
    fn lines(
        &self,
        py: Python<'_>,
        facts: Option<&Bound<'_, PyAny>>,
        now: &Bound<'_, PyAny>,
    ) -> PyResult<Vec<String>> {
        let given =
            || Ok((facts.map(read::facts).transpose()?.unwrap_or_default(), read::now(now)?));
        let (facts, now) = given().map_err(|error| raise(py, &error))?;
        let lines = self.ask(py, |inner| Ok(inner.lines(&facts, now)))?;
        Ok(lines.iter().map(ToString::to_string).collect())
    }

    #[pyo3(signature = (*, now))]
    fn revoked_links<'py>(
        &self,
        py: Python<'py>,
        now: &Bound<'_, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let now = read::now(now).map_err(|error| raise(py, &error))?;
        to_python(py, &self.ask(py, |inner| Ok(inner.revoked_links(now)))?)
    }

    fn status<'py>(&self, py: Python<'py>, key: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let key: Key = read::argument(key, "key").map_err(|error| raise(py, &error))?;
        to_python(py, &self.ask(py, |inner| Ok(inner.status(key)))?)
    }

    fn join(&self, py: Python<'_>, other: &Self) -> PyResult<()> {
        // A copy of the other first: two threads that join crosswise wait for nobody.
        let other = other.ask(py, |inner| Ok(inner.clone()))?;
        self.ask(py, |inner| inner.join(&other))
    }

    #[pyo3(signature = (duplicate, *, now))]
    fn merge(&self, py: Python<'_>, duplicate: &Self, now: &Bound<'_, PyAny>) -> PyResult<()> {
        self.both(py, duplicate, now, |here, duplicate, now| here.merge(duplicate, now))
    }

    #[pyo3(signature = (duplicate, *, now))]
    fn unmerge(&self, py: Python<'_>, duplicate: &Self, now: &Bound<'_, PyAny>) -> PyResult<()> {
        self.both(py, duplicate, now, |here, duplicate, now| here.unmerge(duplicate, now))
    }

    fn close(&self, py: Python<'_>) {
        py.detach(|| self.inner.close());
    }

    fn __enter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __exit__(
        &self,
        py: Python<'_>,
        _kind: &Bound<'_, PyAny>,
        _value: &Bound<'_, PyAny>,
        _trace: &Bound<'_, PyAny>,
    ) {
        self.close(py);
    }

    fn __copy__(&self, py: Python<'_>) -> PyResult<Self> {
        self.ask(py, |inner| Ok(inner.clone())).map(Self::of)
    }

    fn __deepcopy__(&self, py: Python<'_>, _memo: &Bound<'_, PyAny>) -> PyResult<Self> {
        self.__copy__(py)
    }

    /// For `pickle`: a relationship is its saved text.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        let load = slf.get_type().getattr("load")?;
        Ok((load, (slf.get().save(slf.py())?,)))
    }

    /// Nothing of the patient, who may end in a log.
    fn __repr__(&self) -> &'static str {
        "<Relationship>"
    }
}
