//! prm-core for Python: the core's own objects behind classes, its data as plain dicts.
//!
//! What is said in Python's own way is in `python/prm_core`; types and docs are in `_core.pyi` and
//! `types.py`.

mod craft;
mod error;
mod feed;
mod frame;
mod insight;
mod lines;
mod panel;
mod picture;
mod playbook;
mod proof;
mod read;
mod relationship;
mod stream;
mod write;

/// Facts, runs and outcomes are many small things (measured: a third of a batch).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[pyo3::pymodule]
mod _core {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::craft::{reading_grade, sms_segments};
    #[pymodule_export]
    use crate::feed::{
        BundleReader, FhirReader, Mllp, acknowledge_hl7v2, read_fhir, read_hl7v2, read_lines,
    };
    #[pymodule_export]
    use crate::frame::score_frame;
    #[pymodule_export]
    use crate::insight::ask;
    #[pymodule_export]
    use crate::lines::Lines;
    #[pymodule_export]
    use crate::panel::Panel;
    #[pymodule_export]
    use crate::picture::{Picture, Timeline};
    #[pymodule_export]
    use crate::playbook::Playbook;
    #[pymodule_export]
    use crate::proof::prove;
    #[pymodule_export]
    use crate::relationship::Relationship;

    /// Documents by their names.
    fn named<'py>(
        py: Python<'py>,
        documents: &[(&str, &str)],
    ) -> PyResult<Bound<'py, pyo3::types::PyDict>> {
        let named = pyo3::types::PyDict::new(py);
        documents.iter().try_for_each(|(name, document)| named.set_item(name, document))?;
        Ok(named)
    }

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("STARTER", prm_core::STARTER)?;
        module.add("STARTERS", named(module.py(), prm_core::STARTERS)?)?;
        module.add("INSTRUMENTS", named(module.py(), prm_core::INSTRUMENTS)?)?;
        module.add("SPEC", prm_core::SPEC)?;
        module.add("BEHAVIOUR", prm_core::BEHAVIOUR)?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        let codes: Vec<&str> = prm_core::ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
        module.add("ERROR_CODES", pyo3::types::PyTuple::new(module.py(), codes)?)
    }

    /// The version of the time-zone database that is compiled in, such as `2026f`.
    #[pyfunction]
    fn tzdb_version() -> &'static str {
        prm_core::tzdb_version()
    }

    /// Proves that a fault ends a call and not the process: only in debug builds.
    #[cfg(debug_assertions)]
    #[pyfunction]
    fn _panic(py: Python<'_>) -> PyResult<()> {
        crate::error::detached(py, || panic!("a fault on purpose"))
    }
}
