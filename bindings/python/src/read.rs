//! From Python to the core: plain data as JSON values, with the kinds of time that Python has.

use prm_core::{ErrorCode, Executor, Fact, PrmError, Theme, Timestamp, decode, limits};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDate, PyDateTime, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};
use serde::de::DeserializeOwned;
use serde_json::{Map, Number, Value};

use crate::error::foreign;

/// What is left of the size and the nesting that one value may have.
struct Budget {
    bytes: usize,
    most: usize,
}

impl Budget {
    fn spend(&mut self, bytes: usize) -> Result<(), PrmError> {
        self.bytes = self.bytes.saturating_add(bytes);
        if self.bytes > self.most {
            let message = format!("the value is larger than the limit of {} bytes", self.most);
            return Err(PrmError::new(ErrorCode::TooLarge, message));
        }
        Ok(())
    }

    fn value(&mut self, value: &Bound<'_, PyAny>, depth: usize) -> Result<Value, PrmError> {
        if depth > limits::NESTING {
            let message = format!("nested deeper than {} levels", limits::NESTING);
            return Err(PrmError::new(ErrorCode::TooDeep, message));
        }
        self.spend(1)?;
        if let Ok(text) = value.cast::<PyString>() {
            return self.text(text).map(Value::String);
        }
        if value.is_none() {
            return Ok(Value::Null);
        }
        if let Ok(dict) = value.cast::<PyDict>() {
            let mut fields = Map::new();
            for (name, value) in dict {
                let name = name.cast::<PyString>().map_err(|_| {
                    PrmError::new(ErrorCode::InvalidType, "the names of fields are texts")
                })?;
                let name = self.text(name)?;
                let value = self.value(&value, depth + 1).map_err(|error| under(error, &name))?;
                fields.insert(name, value);
            }
            return Ok(Value::Object(fields));
        }
        if let Ok(list) = value.cast::<PyList>() {
            return self.items(list.iter(), depth);
        }
        if let Ok(list) = value.cast::<PyTuple>() {
            return self.items(list.iter(), depth);
        }
        if let Ok(flag) = value.cast::<PyBool>() {
            return Ok(Value::Bool(flag.is_true()));
        }
        if value.is_instance_of::<PyInt>() {
            let number: i64 = value
                .extract()
                .map_err(|_| PrmError::new(ErrorCode::InvalidValue, "the number is too large"))?;
            return Ok(number.into());
        }
        if value.is_instance_of::<PyFloat>() {
            let number: f64 = value.extract().map_err(foreign)?;
            return Ok(Number::from_f64(number).map_or(Value::Null, Value::Number));
        }
        if value.is_instance_of::<PyDateTime>() {
            return time(value).map(Value::String);
        }
        if value.is_instance_of::<PyDate>() {
            let text = value.call_method0("isoformat").and_then(|text| text.extract());
            return text.map(Value::String).map_err(foreign);
        }
        let message = "expected plain data: dict, list, str, int, bool, None, datetime or date";
        Err(PrmError::new(ErrorCode::InvalidType, message))
    }

    fn items<'py>(
        &mut self,
        items: impl Iterator<Item = Bound<'py, PyAny>>,
        depth: usize,
    ) -> Result<Value, PrmError> {
        let items = items.enumerate().map(|(index, item)| {
            self.value(&item, depth + 1).map_err(|error| error.under(&format!("[{index}]")))
        });
        items.collect::<Result<_, _>>().map(Value::Array)
    }

    fn text(&mut self, text: &Bound<'_, PyString>) -> Result<String, PrmError> {
        let text = text.to_cow().map_err(|_| {
            PrmError::new(ErrorCode::InvalidValue, "the text holds a lone surrogate: no UTF-8")
        })?;
        self.spend(text.len())?;
        Ok(text.into_owned())
    }
}

/// A field's name in a path, unless it is none of a field: it may be anything that was given.
fn under(error: PrmError, name: &str) -> PrmError {
    let plain = name.len() <= 40 && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    error.under(if plain { name } else { "?" })
}

/// A `datetime` as RFC 9557 text: with its offset and, where it is a `ZoneInfo`, its zone. A naive
/// one has neither, and is refused by whoever reads it as an instant.
fn time(value: &Bound<'_, PyAny>) -> Result<String, PrmError> {
    let read = || {
        let text: String = value.call_method0("isoformat")?.extract()?;
        let zone = value.getattr("tzinfo")?.getattr("key");
        let zone: Option<String> = zone.ok().and_then(|zone| zone.extract().ok());
        Ok(zone.map_or(text.clone(), |zone| format!("{text}[{zone}]")))
    };
    read().map_err(foreign)
}

/// A value as JSON, of at most so many bytes.
pub(crate) fn json(value: &Bound<'_, PyAny>, most: usize) -> Result<Value, PrmError> {
    Budget { bytes: 0, most }.value(value, 0)
}

/// A type of the core.
pub(crate) fn data<T: DeserializeOwned>(value: &Bound<'_, PyAny>) -> Result<T, PrmError> {
    decode(&json(value, limits::FACT_BYTES)?)
}

/// A type of the core that is an argument by this name.
pub(crate) fn argument<T: DeserializeOwned>(
    value: &Bound<'_, PyAny>,
    name: &str,
) -> Result<T, PrmError> {
    data(value).map_err(|error| error.under(name))
}

/// The instant that it is.
pub(crate) fn now(value: &Bound<'_, PyAny>) -> Result<Timestamp, PrmError> {
    argument(value, "now")
}

/// Who calls.
pub(crate) fn executor(value: &str) -> Result<Executor, PrmError> {
    decode(&value.into()).map_err(|error| error.under("executor"))
}

/// How a picture looks.
pub(crate) fn theme(value: &str) -> Result<Theme, PrmError> {
    decode(&value.into()).map_err(|error| error.under("theme"))
}

/// Facts, from anything that can be gone through.
pub(crate) fn facts(value: &Bound<'_, PyAny>) -> Result<Vec<Fact>, PrmError> {
    each(value, "facts", data)
}

/// Every item of anything that can be gone through.
pub(crate) fn each<'py, T>(
    value: &Bound<'py, PyAny>,
    name: &str,
    read: impl Fn(&Bound<'py, PyAny>) -> Result<T, PrmError>,
) -> Result<Vec<T>, PrmError> {
    let items = items(value, name)?;
    let read = items
        .iter()
        .enumerate()
        .map(|(index, item)| read(item).map_err(|error| error.under(&format!("{name}[{index}]"))));
    read.collect()
}

/// The items of anything that can be gone through and is no text and no dict.
pub(crate) fn items<'py>(
    value: &Bound<'py, PyAny>,
    name: &str,
) -> Result<Vec<Bound<'py, PyAny>>, PrmError> {
    let wrong = |_| PrmError::new(ErrorCode::InvalidType, "expected a list").under(name);
    if value.is_instance_of::<PyString>() || value.is_instance_of::<PyDict>() {
        return Err(wrong(()));
    }
    let items = value.try_iter().map_err(|_| wrong(()))?;
    items.collect::<PyResult<_>>().map_err(|_| wrong(()))
}

/// A list of texts.
pub(crate) fn texts(value: &Bound<'_, PyAny>, name: &str) -> Result<Vec<String>, PrmError> {
    each(value, name, |item| {
        item.extract().map_err(|_| PrmError::new(ErrorCode::InvalidType, "expected a text"))
    })
}
