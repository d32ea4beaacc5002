//! Errors: one exception class, with code, path, message and faults as attributes.

use prm_core::{ErrorCode, PrmError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

use crate::write;

static CLASS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// The exception for an error of the core.
pub(crate) fn raise(py: Python<'_>, error: &PrmError) -> PyErr {
    let built = CLASS
        .get_or_try_init(py, || Ok(py.import("prm_core._error")?.getattr("PrmError")?.unbind()))
        .and_then(|class| {
            let faults = write::to_python(py, &error.faults())?;
            class.bind(py).call1((error.code().as_str(), error.path(), error.message(), faults))
        });
    match built {
        Ok(value) => PyErr::from_value(value),
        Err(fault) => fault,
    }
}

/// What a Python exception is for the core: the words of a foreign exception may hold anything, so
/// they stay behind.
pub(crate) fn foreign(_: PyErr) -> PrmError {
    PrmError::new(ErrorCode::InvalidType, "the value cannot be read")
}

/// Runs a call that needs no Python: without the GIL, and with a fault as an error.
pub(crate) fn detached<R: Send>(
    py: Python<'_>,
    call: impl FnOnce() -> Result<R, PrmError> + Send,
) -> PyResult<R> {
    py.detach(|| prm_host::guard(call)).map_err(|error| raise(py, &error))
}
