//! From what others write to facts.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use prm_core::fhir::{self, ReadOptions};
use prm_core::hl7v2;
use prm_core::{ErrorCode, ErrorReport, PrmError, ReadingReport};
use prm_host::Shared;
use prm_host::feed::{FhirFile, Form, facts_file};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::error::{detached, raise};
use crate::read;
use crate::write::to_python;

/// What a reader is told, as keywords.
fn options(given: Option<&Bound<'_, PyDict>>) -> Result<ReadOptions, PrmError> {
    given.map_or_else(|| Ok(ReadOptions::default()), |given| read::data(given.as_any()))
}

/// Reads one FHIR resource or bundle.
#[pyfunction]
#[pyo3(signature = (text, **given))]
pub(crate) fn read_fhir<'py>(
    py: Python<'py>,
    text: &str,
    given: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyAny>> {
    let options = options(given).map_err(|error| raise(py, &error))?;
    to_python(py, &detached(py, || fhir::read(text, &options).map(ReadingReport::from))?)
}

/// Reads one HL7 v2 message or many.
#[pyfunction]
#[pyo3(signature = (text, **given))]
pub(crate) fn read_hl7v2<'py>(
    py: Python<'py>,
    text: &str,
    given: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyAny>> {
    let options = options(given).map_err(|error| raise(py, &error))?;
    to_python(py, &detached(py, || hl7v2::read(text, &options).map(ReadingReport::from))?)
}

/// The answer to an HL7 v2 message, by what came of it.
#[pyfunction]
#[pyo3(signature = (text, result, *, now))]
pub(crate) fn acknowledge_hl7v2(
    py: Python<'_>,
    text: &str,
    result: &Bound<'_, PyAny>,
    now: &Bound<'_, PyAny>,
) -> PyResult<String> {
    let given = || {
        let value = read::json(result, prm_core::limits::RESOURCE_BYTES)?;
        let result = if value.get("code").is_some() {
            Err(PrmError::from(prm_core::decode::<ErrorReport>(&value)?))
        } else {
            Ok(prm_core::decode::<ReadingReport>(&value)?.into())
        };
        Ok((result, read::now(now)?))
    };
    let (result, now) = given().map_err(|error: PrmError| raise(py, &error))?;
    detached(py, || Ok(hl7v2::acknowledge(text, &result, now)))
}

/// Reads the lines of a facts file.
#[pyfunction]
pub(crate) fn read_lines<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    to_python(py, &detached(py, || Ok(facts_file(text)))?)
}

/// A file of FHIR resources that is gone through, and who is told how far.
struct Going {
    file: Shared<FhirFile>,
    progress: Option<Py<PyAny>>,
    told: AtomicU64,
}

/// Bytes after which `progress` is told again: a call for every entry would cost more than reading
/// it.
const STRIDE: u64 = 1 << 20;

impl Going {
    fn open(
        py: Python<'_>,
        path: &Path,
        form: Form,
        (name, progress): (&str, Option<Py<PyAny>>),
        given: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let options = options(given).map_err(|error| raise(py, &error))?;
        if progress.as_ref().is_some_and(|progress| !progress.bind(py).is_callable()) {
            let error = PrmError::new(ErrorCode::InvalidType, "expected a function");
            return Err(raise(py, &error.under("progress")));
        }
        // A file that is not there is told in Python's own way.
        std::fs::metadata(path)?;
        let file = detached(py, || FhirFile::open(path, form, name, options))?;
        Ok(Self { file: Shared::new("reader", file), progress, told: AtomicU64::new(0) })
    }

    fn next<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        py.check_signals()?;
        let read = |file: &mut FhirFile| Ok((file.next(), file.bytes(), file.size()));
        let (next, bytes, size) = detached(py, || self.file.with(read))?;
        if let Some(progress) = &self.progress {
            let told = self.told.load(Ordering::Relaxed);
            if bytes >= told.saturating_add(STRIDE) || (next.is_none() && bytes > told) {
                self.told.store(bytes, Ordering::Relaxed);
                progress.call1(py, (bytes, size))?;
            }
        }
        next.map(|next| to_python(py, &next)).transpose()
    }

    fn bytes(&self, py: Python<'_>) -> PyResult<u64> {
        detached(py, || self.file.with(|file| Ok(file.bytes())))
    }

    fn close(&self, py: Python<'_>) {
        py.detach(|| self.file.close());
    }
}

/// Goes through an NDJSON file of FHIR resources in bounded memory.
#[pyclass(frozen, module = "prm_core")]
pub(crate) struct FhirReader(Going);

/// Goes through a file that is one bundle, of whatever size, in bounded memory.
#[pyclass(frozen, module = "prm_core")]
pub(crate) struct BundleReader(Going);

#[pymethods]
impl FhirReader {
    #[new]
    #[pyo3(signature = (path, *, name="", progress=None, **given))]
    fn new(
        py: Python<'_>,
        path: PathBuf,
        name: &str,
        progress: Option<Py<PyAny>>,
        given: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        Going::open(py, &path, Form::Lines, (name, progress), given).map(Self)
    }

    #[getter]
    fn bytes(&self, py: Python<'_>) -> PyResult<u64> {
        self.0.bytes(py)
    }

    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.next(py)
    }

    fn close(&self, py: Python<'_>) {
        self.0.close(py);
    }
}

#[pymethods]
impl BundleReader {
    #[new]
    #[pyo3(signature = (path, *, name="", progress=None, **given))]
    fn new(
        py: Python<'_>,
        path: PathBuf,
        name: &str,
        progress: Option<Py<PyAny>>,
        given: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        Going::open(py, &path, Form::Bundle, (name, progress), given).map(Self)
    }

    #[getter]
    fn bytes(&self, py: Python<'_>) -> PyResult<u64> {
        self.0.bytes(py)
    }

    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.next(py)
    }

    fn close(&self, py: Python<'_>) {
        self.0.close(py);
    }
}

/// Takes HL7 v2 messages out of a stream of bytes.
#[pyclass(frozen, module = "prm_core")]
pub(crate) struct Mllp {
    inner: Shared<hl7v2::Mllp>,
}

#[pymethods]
impl Mllp {
    #[new]
    fn new() -> Self {
        Self { inner: Shared::new("decoder", hl7v2::Mllp::new()) }
    }

    fn feed(&self, py: Python<'_>, bytes: &[u8]) -> PyResult<()> {
        detached(py, || {
            self.inner.with(|mllp| {
                mllp.feed(bytes);
                Ok(())
            })
        })
    }

    fn next_message(&self, py: Python<'_>) -> PyResult<Option<String>> {
        detached(py, || self.inner.with(|mllp| mllp.next_message().transpose()))
    }

    #[staticmethod]
    fn encode(message: &str) -> Vec<u8> {
        hl7v2::Mllp::encode(message)
    }
}
