//! From what others write to facts.

use std::fs::File;
use std::io::BufReader;

use prm_core::fhir::{self, NdjsonReader, ReadOptions, Reading};
use prm_core::{ErrorReport, Fact, FeedLine, PrmError, Reply, Timestamp};
use prm_host::Shared;
use pyo3::prelude::*;
use serde::Serialize;

use crate::error::{detached, raise};
use crate::read;
use crate::write::to_python;

/// A reading as the hosts see it.
#[derive(Serialize)]
struct Read {
    facts: Vec<Fact>,
    left_out: Vec<ErrorReport>,
    ignored: usize,
}

impl From<Reading> for Read {
    fn from(reading: Reading) -> Self {
        let left_out = reading.left_out.iter().map(PrmError::report).collect();
        Self { facts: reading.facts, left_out, ignored: reading.ignored }
    }
}

/// A line of a facts file.
#[derive(Serialize, Default)]
struct Line {
    #[serde(skip_serializing_if = "Option::is_none")]
    received: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fact: Option<Fact>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply: Option<Reply>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorReport>,
}

/// A line of a feed.
#[derive(Serialize)]
struct Numbered {
    line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    reading: Option<Read>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorReport>,
}

fn options(
    source: &str,
    zone: Option<&Bound<'_, PyAny>>,
    received: Option<&Bound<'_, PyAny>>,
) -> Result<ReadOptions, PrmError> {
    Ok(ReadOptions {
        source: source.to_owned(),
        zone: zone.map(|zone| read::argument(zone, "zone")).transpose()?,
        received: received.map(|at| read::argument(at, "received")).transpose()?,
    })
}

/// Reads one FHIR resource or bundle.
#[pyfunction]
#[pyo3(signature = (text, *, source="fhir", zone=None, received=None))]
pub(crate) fn read_fhir<'py>(
    py: Python<'py>,
    text: &str,
    source: &str,
    zone: Option<&Bound<'py, PyAny>>,
    received: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let options = options(source, zone, received).map_err(|error| raise(py, &error))?;
    to_python(py, &detached(py, || fhir::read(text, &options).map(Read::from))?)
}

/// Reads the lines of a facts file.
#[pyfunction]
pub(crate) fn read_lines<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    let lines: Vec<Line> = detached(py, || {
        let lines = FeedLine::parse_lines(text).map(|line| match line {
            Ok(FeedLine { received, fact, reply }) => {
                Line { received: Some(received), fact, reply, error: None }
            }
            Err(error) => Line { error: Some(error.report()), ..Line::default() },
        });
        Ok(lines.collect())
    })?;
    to_python(py, &lines)
}

/// Goes through an NDJSON file of FHIR resources in bounded memory.
#[pyclass(frozen, module = "prm_core")]
pub(crate) struct FhirReader {
    inner: Shared<NdjsonReader<BufReader<File>>>,
}

#[pymethods]
impl FhirReader {
    #[new]
    #[pyo3(signature = (path, *, source="fhir", zone=None, received=None))]
    fn new(
        py: Python<'_>,
        path: std::path::PathBuf,
        source: &str,
        zone: Option<&Bound<'_, PyAny>>,
        received: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let options = options(source, zone, received).map_err(|error| raise(py, &error))?;
        let reader = NdjsonReader::new(BufReader::new(File::open(path)?), options);
        Ok(Self { inner: Shared::new("reader", reader) })
    }

    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        py.check_signals()?;
        let next = detached(py, || {
            self.inner.with(|reader| {
                let Some(found) = reader.next() else { return Ok(None) };
                let line = reader.line();
                Ok(Some(match found {
                    Ok(reading) => Numbered { line, reading: Some(reading.into()), error: None },
                    Err(error) => Numbered { line, reading: None, error: Some(error.report()) },
                }))
            })
        })?;
        next.map(|next| to_python(py, &next)).transpose()
    }

    fn close(&self, py: Python<'_>) {
        py.detach(|| self.inner.close());
    }
}
