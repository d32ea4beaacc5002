//! Audit and tokens.

use prm_core::limits;
use pyo3::prelude::*;

use crate::error::{detached, raise};
use crate::read;
use crate::write::to_python;

/// Makes a proof by its name.
#[pyfunction]
pub(crate) fn prove<'py>(
    py: Python<'py>,
    proof: &str,
    spec: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let spec = read::json(spec, limits::STATE_BYTES).map_err(|error| error.under("spec"));
    let spec = spec.map_err(|error| raise(py, &error))?;
    let found = detached(py, || prm_core::prove(proof, &spec))?;
    to_python(py, &found)
}
