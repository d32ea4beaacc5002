//! Analyses of columns.

use prm_core::insight::{Columns, analyse};
use prm_core::{ErrorCode, PrmError, limits};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};
use serde_json::{Map, Number, Value};

use crate::error::{detached, raise};
use crate::read;
use crate::write::{to_python, without_collector};

/// Makes an analysis by its name. Columns are lists, or what can be made one.
#[pyfunction]
#[pyo3(name = "analyse")]
pub(crate) fn ask<'py>(
    py: Python<'py>,
    analysis: &str,
    spec: &Bound<'py, PyAny>,
    columns: &Bound<'py, PyDict>,
) -> PyResult<Bound<'py, PyAny>> {
    let spec = read::json(spec, limits::PLAYBOOK_BYTES).map_err(|error| error.under("spec"));
    let spec = spec.map_err(|error| raise(py, &error))?;
    let columns = table(columns).map_err(|error| raise(py, &error))?;
    let found = detached(py, || analyse(analysis, &spec, &Columns::from_json(columns)?))?;
    without_collector(py, || to_python(py, &found))
}

fn table(columns: &Bound<'_, PyDict>) -> Result<Value, PrmError> {
    let mut fields = Map::new();
    for (name, values) in columns {
        let name: String = name.extract().map_err(|_| {
            PrmError::new(ErrorCode::InvalidType, "the names of columns are texts").under("columns")
        })?;
        let values = column(&values).map_err(|error| Columns::under(error, &name))?;
        fields.insert(name, Value::Array(values));
    }
    Ok(Value::Object(fields))
}

fn column(values: &Bound<'_, PyAny>) -> Result<Vec<Value>, PrmError> {
    let read = |(row, value): (usize, Bound<'_, PyAny>)| {
        cell(&value).map_err(|error| error.under(&format!("[{row}]")))
    };
    if let Ok(list) = values.cast::<PyList>() {
        return list.iter().enumerate().map(read).collect();
    }
    if let Ok(list) = values.cast::<PyTuple>() {
        return list.iter().enumerate().map(read).collect();
    }
    // What frames and arrays have: pyarrow, polars, then pandas and numpy.
    for name in ["to_pylist", "to_list", "tolist"] {
        if let Ok(list) = values.call_method0(name)
            && list.is_instance_of::<PyList>()
        {
            return column(&list);
        }
    }
    read::items(values, "")?.into_iter().enumerate().map(read).collect()
}

/// A value: a number, a truth, a text, a time as its text; nothing for `None` and whatever is not
/// equal to itself (`nan`, `NaT`).
fn cell(value: &Bound<'_, PyAny>) -> Result<Value, PrmError> {
    if value.is_none() {
        return Ok(Value::Null);
    }
    if let Ok(number) = value.cast::<PyFloat>() {
        let number = number.value();
        if number.is_infinite() {
            return Err(PrmError::new(ErrorCode::InvalidValue, "no finite number"));
        }
        return Ok(Number::from_f64(number).map_or(Value::Null, Value::Number));
    }
    if let Ok(flag) = value.cast::<PyBool>() {
        return Ok(Value::Bool(flag.is_true()));
    }
    if let (true, Ok(number)) = (value.is_instance_of::<PyInt>(), value.extract::<i64>()) {
        return Ok(number.into());
    }
    if let (true, Ok(text)) = (value.is_instance_of::<PyString>(), value.extract::<String>()) {
        return Ok(Value::String(text));
    }
    // `NaT` of pandas, and `NA`, whose truth is a `TypeError`.
    if value.eq(value).is_ok_and(|same| !same)
        || value.get_type().name().is_ok_and(|name| name == "NAType")
    {
        return Ok(Value::Null);
    }
    match read::json(value, limits::TEXT_BYTES)? {
        Value::Array(_) | Value::Object(_) => {
            let message = "expected a number, a text, a time, True, False or None";
            Err(PrmError::new(ErrorCode::InvalidType, message))
        }
        read => Ok(read),
    }
}
