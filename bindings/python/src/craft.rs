//! What a text costs and asks of its reader.

use pyo3::prelude::*;

use crate::write::to_python;

/// How a text goes as SMS.
#[pyfunction]
pub(crate) fn sms_segments<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    to_python(py, &prm_core::sms::segments(text))
}

/// How hard an English text is to read.
#[pyfunction]
pub(crate) fn reading_grade<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    to_python(py, &prm_core::readability::grade(text))
}
