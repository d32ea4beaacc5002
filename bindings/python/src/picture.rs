//! Pictures of journeys and patients' timelines, which show themselves in a notebook.

use prm_core::Theme;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::error::raise;
use crate::read;
use crate::write::to_python;

/// A journey to be looked at.
#[pyclass(frozen, module = "prm_core")]
pub(crate) struct Picture {
    pub(crate) inner: prm_core::Picture,
}

#[pymethods]
impl Picture {
    #[getter]
    fn journey(&self) -> &str {
        &self.inner.journey
    }

    #[getter]
    fn title(&self) -> &str {
        &self.inner.title
    }

    #[getter]
    fn svg(&self) -> &str {
        &self.inner.svg
    }

    #[getter]
    fn html(&self) -> &str {
        &self.inner.html
    }

    #[getter]
    fn description(&self) -> Vec<String> {
        self.inner.description.clone()
    }

    fn _repr_svg_(&self) -> &str {
        &self.inner.svg
    }

    #[pyo3(signature = (include=None, exclude=None))]
    fn _repr_mimebundle_<'py>(
        &self,
        py: Python<'py>,
        include: Option<&Bound<'py, PyAny>>,
        exclude: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let text = self.inner.description.join("\n");
        bundle(py, &[("image/svg+xml", &self.inner.svg), ("text/plain", &text)], include, exclude)
    }

    fn __str__(&self) -> String {
        self.inner.description.join("\n")
    }

    fn __repr__(&self) -> String {
        format!("<Picture of {}>", self.inner.journey)
    }
}

/// A patient's time.
#[pyclass(frozen, module = "prm_core")]
pub(crate) struct Timeline {
    pub(crate) inner: prm_core::Timeline,
}

#[pymethods]
impl Timeline {
    #[getter]
    fn data<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.inner)
    }

    #[pyo3(signature = (theme="auto"))]
    fn svg(&self, py: Python<'_>, theme: &str) -> PyResult<String> {
        Ok(self.inner.svg(theme_of(py, theme)?))
    }

    #[pyo3(signature = (theme="auto"))]
    fn html(&self, py: Python<'_>, theme: &str) -> PyResult<String> {
        Ok(self.inner.html(theme_of(py, theme)?))
    }

    fn _repr_svg_(&self) -> String {
        self.inner.svg(Theme::Auto)
    }

    fn _repr_html_(&self) -> String {
        framed(&self.inner.html(Theme::Auto))
    }

    #[pyo3(signature = (include=None, exclude=None))]
    fn _repr_mimebundle_<'py>(
        &self,
        py: Python<'py>,
        include: Option<&Bound<'py, PyAny>>,
        exclude: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let (html, svg) = (self._repr_html_(), self._repr_svg_());
        let shown =
            [("text/html", &html), ("image/svg+xml", &svg), ("text/plain", &self.__str__())];
        bundle(py, &shown, include, exclude)
    }

    fn __str__(&self) -> String {
        let said = |entries: &[prm_core::TimelineEntry]| {
            let lines = entries.iter().map(|entry| entry.sentence.clone());
            lines.collect::<Vec<_>>().join("\n")
        };
        format!("{}\n--\n{}", said(&self.inner.past), said(&self.inner.planned))
    }

    /// Without what is known of the patient.
    fn __repr__(&self) -> String {
        let (past, planned) = (self.inner.past.len(), self.inner.planned.len());
        format!("<Timeline of {past} past and {planned} planned>")
    }
}

/// The theme of a name.
pub(crate) fn theme_of(py: Python<'_>, theme: &str) -> PyResult<Theme> {
    read::theme(theme).map_err(|error| raise(py, &error))
}

/// A page inside of another, whose styles it neither takes nor gives.
fn framed(page: &str) -> String {
    let page = page.replace('&', "&amp;").replace('"', "&quot;");
    format!(
        "<iframe title=\"Timeline\" sandbox=\"\" srcdoc=\"{page}\" \
         style=\"width:100%;height:36rem;border:0;resize:vertical\"></iframe>"
    )
}

/// What a notebook may show, by media type.
fn bundle<'py>(
    py: Python<'py>,
    shown: &[(&str, &String)],
    include: Option<&Bound<'py, PyAny>>,
    exclude: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyDict>> {
    let bundle = PyDict::new(py);
    for (kind, text) in shown {
        let asked = include.map_or(Ok(true), |include| include.contains(kind))?;
        if asked && !exclude.map_or(Ok(false), |exclude| exclude.contains(kind))? {
            bundle.set_item(kind, text.as_str())?;
        }
    }
    Ok(bundle)
}
