//! Lines.

use prm_core::{LineId, PrmError, Timestamp};
use prm_host::Shared;
use pyo3::prelude::*;
use pyo3::types::PyType;

use crate::error::{detached, raise};
use crate::read;

/// Contact points with their opt-outs, hand-overs and open questions.
#[pyclass(frozen, module = "prm_core")]
pub(crate) struct Lines {
    pub(crate) inner: Shared<prm_core::Lines>,
}

impl Lines {
    fn of(inner: prm_core::Lines) -> Self {
        Self { inner: Shared::new("lines", inner) }
    }

    fn ask<R: Send>(
        &self,
        py: Python<'_>,
        ask: impl FnOnce(&mut prm_core::Lines) -> Result<R, PrmError> + Send,
    ) -> PyResult<R> {
        detached(py, || self.inner.with(ask))
    }
}

fn line(value: &Bound<'_, PyAny>) -> PyResult<LineId> {
    read::argument(value, "line").map_err(|error| raise(value.py(), &error))
}

fn occurred(value: &Bound<'_, PyAny>) -> PyResult<Timestamp> {
    read::argument(value, "occurred").map_err(|error| raise(value.py(), &error))
}

#[pymethods]
impl Lines {
    #[new]
    fn new() -> Self {
        Self::of(prm_core::Lines::new())
    }

    fn load(&self, py: Python<'_>, text: &str) -> PyResult<String> {
        self.ask(py, |inner| inner.load(text)).map(|line| line.to_string())
    }

    fn save(&self, py: Python<'_>, id: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
        let line = line(id)?;
        self.ask(py, |inner| Ok(inner.save(&line)))
    }

    fn ids(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        self.ask(py, |inner| Ok(inner.ids().map(ToString::to_string).collect()))
    }

    fn revision(&self, py: Python<'_>, id: &Bound<'_, PyAny>) -> PyResult<i64> {
        let line = line(id)?;
        self.ask(py, |inner| Ok(inner.revision(&line)))
    }

    fn is_blocked(&self, py: Python<'_>, id: &Bound<'_, PyAny>, sender: &str) -> PyResult<bool> {
        let line = line(id)?;
        self.ask(py, |inner| Ok(inner.is_blocked(&line, sender)))
    }

    fn block(
        &self,
        py: Python<'_>,
        id: &Bound<'_, PyAny>,
        sender: &str,
        at: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let (line, at) = (line(id)?, occurred(at)?);
        self.ask(py, |inner| {
            inner.block(&line, sender, at);
            Ok(())
        })
    }

    fn unblock(
        &self,
        py: Python<'_>,
        id: &Bound<'_, PyAny>,
        sender: &str,
        at: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let (line, at) = (line(id)?, occurred(at)?);
        self.ask(py, |inner| {
            inner.unblock(&line, sender, at);
            Ok(())
        })
    }

    fn close(&self, py: Python<'_>) {
        py.detach(|| self.inner.close());
    }

    fn __copy__(&self, py: Python<'_>) -> PyResult<Self> {
        self.ask(py, |inner| Ok(inner.clone())).map(Self::of)
    }

    fn __deepcopy__(&self, py: Python<'_>, _memo: &Bound<'_, PyAny>) -> PyResult<Self> {
        self.__copy__(py)
    }

    /// Lines from their saved texts: what `pickle` calls.
    #[classmethod]
    fn _of(_: &Bound<'_, PyType>, py: Python<'_>, texts: Vec<String>) -> PyResult<Self> {
        let lines = Self::new();
        lines.ask(py, |inner| texts.iter().try_for_each(|text| inner.load(text).map(drop)))?;
        Ok(lines)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (Vec<String>,))> {
        let texts = slf
            .get()
            .ask(slf.py(), |inner| Ok(inner.ids().filter_map(|line| inner.save(line)).collect()))?;
        Ok((slf.get_type().getattr("_of")?, (texts,)))
    }

    fn __repr__(&self) -> &'static str {
        "<Lines>"
    }
}
