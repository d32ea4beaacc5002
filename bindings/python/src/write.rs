//! From the core to Python: dicts, lists and texts, instants as aware `datetime`, days as `date`.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::{self, Display};

use pyo3::BoundObject;
use pyo3::prelude::*;
use pyo3::types::{PyDate, PyDateTime, PyDict, PyList, PyString, PyTzInfo};
use serde::ser::{self, Impossible, Serialize};

/// Builds the Python value of a type of the core.
pub(crate) fn to_python<'py, T: Serialize + ?Sized>(
    py: Python<'py>,
    value: &T,
) -> PyResult<Bound<'py, PyAny>> {
    let known = RefCell::default();
    value.serialize(Writer { py, known: &known }).map_err(|Fault(error)| error)
}

/// Builds plain data while Python's collector of cycles rests: it would go through the growing
/// answer again and again, and there are none in it.
pub(crate) fn without_collector<R>(
    py: Python<'_>,
    build: impl FnOnce() -> PyResult<R>,
) -> PyResult<R> {
    let collector = py.import("gc")?;
    let on = collector.call_method0("isenabled")?.is_truthy()?;
    if on {
        collector.call_method0("disable")?;
    }
    let built = build();
    if on {
        collector.call_method0("enable")?;
    }
    built
}

#[derive(Clone, Copy)]
struct Writer<'py, 'w> {
    py: Python<'py>,
    known: &'w RefCell<Known<'py>>,
}

/// What was built before in the same value: names and words of the types, and instants, come again
/// and again and never change (measured: half of the time of a batch).
#[derive(Default)]
struct Known<'py> {
    /// By address and length, since they are part of the program.
    words: HashMap<(usize, usize), Bound<'py, PyAny>>,
    instants: HashMap<String, Bound<'py, PyAny>>,
}

/// Instants that are kept at most.
const INSTANTS: usize = 4_096;

/// What stands in the way: an exception of Python's own, such as being out of memory.
#[derive(Debug)]
struct Fault(PyErr);

impl From<PyErr> for Fault {
    fn from(error: PyErr) -> Self {
        Self(error)
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value cannot be built")
    }
}

impl std::error::Error for Fault {}

impl ser::Error for Fault {
    fn custom<T: Display>(message: T) -> Self {
        Self(pyo3::exceptions::PyValueError::new_err(message.to_string()))
    }
}

type Built<'py> = Result<Bound<'py, PyAny>, Fault>;

impl<'py> Writer<'py, '_> {
    fn plain<T: IntoPyObject<'py>>(self, value: T) -> Built<'py> {
        let value = value.into_pyobject(self.py).map_err(|error| Fault(error.into()))?;
        Ok(value.into_any().into_bound())
    }

    fn no(self) -> Built<'py> {
        Err(ser::Error::custom("outside the grammar of types"))
    }

    /// A name or a word of the types.
    fn word(self, word: &'static str) -> Bound<'py, PyAny> {
        let place = (word.as_ptr() as usize, word.len());
        let intern = || PyString::intern(self.py, word).into_any();
        self.known.borrow_mut().words.entry(place).or_insert_with(intern).clone()
    }

    fn instant(self, text: String) -> Built<'py> {
        if let Some(known) = self.known.borrow().instants.get(&text) {
            return Ok(known.clone());
        }
        let built = self.datetime(&text)?;
        let instants = &mut self.known.borrow_mut().instants;
        if instants.len() < INSTANTS {
            instants.insert(text, built.clone());
        }
        Ok(built)
    }

    /// An instant, from its text on the wire: `2026-03-08T03:30:00.000Z`.
    fn datetime(self, text: &str) -> Built<'py> {
        let part = |from: usize, to: usize| -> Option<u32> { text.get(from..to)?.parse().ok() };
        let small = |from, to| u8::try_from(part(from, to)?).ok();
        let read = || {
            let year = i32::try_from(part(0, 4)?).ok()?;
            let (month, day) = (small(5, 7)?, small(8, 10)?);
            let (hour, minute, second) = (small(11, 13)?, small(14, 16)?, small(17, 19)?);
            Some((year, month, day, hour, minute, second, part(20, 23)? * 1_000))
        };
        let Some((year, month, day, hour, minute, second, micros)) = read() else {
            return self.plain(text);
        };
        let utc = PyTzInfo::utc(self.py)?;
        let at =
            PyDateTime::new(self.py, year, month, day, hour, minute, second, micros, Some(&utc))?;
        Ok(at.into_any())
    }

    /// A day, from its text on the wire: `2026-03-08`.
    fn day(self, text: &str) -> Built<'py> {
        let part = |from: usize, to: usize| text.get(from..to)?.parse::<u8>().ok();
        let year = text.get(0..4).and_then(|year| year.parse().ok());
        let (Some(year), Some(month), Some(day)) = (year, part(5, 7), part(8, 10)) else {
            return self.plain(text);
        };
        Ok(PyDate::new(self.py, year, month, day)?.into_any())
    }
}

impl<'py, 'w> ser::Serializer for Writer<'py, 'w> {
    type Ok = Bound<'py, PyAny>;
    type Error = Fault;
    type SerializeSeq = List<'py, 'w>;
    type SerializeTuple = List<'py, 'w>;
    type SerializeTupleStruct = List<'py, 'w>;
    type SerializeTupleVariant = Impossible<Self::Ok, Fault>;
    type SerializeMap = Map<'py, 'w>;
    type SerializeStruct = Map<'py, 'w>;
    type SerializeStructVariant = Impossible<Self::Ok, Fault>;

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Built<'py> {
        let value = value.serialize(self)?;
        if !["Timestamp", "CivilDate"].contains(&name) {
            return Ok(value);
        }
        let text: String = value.extract()?;
        if name == "Timestamp" { self.instant(text) } else { self.day(&text) }
    }

    fn serialize_bool(self, value: bool) -> Built<'py> {
        self.plain(value)
    }

    fn serialize_i64(self, value: i64) -> Built<'py> {
        self.plain(value)
    }

    fn serialize_u64(self, value: u64) -> Built<'py> {
        self.plain(value)
    }

    fn serialize_f64(self, value: f64) -> Built<'py> {
        self.plain(value)
    }

    fn serialize_str(self, value: &str) -> Built<'py> {
        self.plain(value)
    }

    fn serialize_none(self) -> Built<'py> {
        Ok(self.py.None().into_bound(self.py))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Built<'py> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Built<'py> {
        self.serialize_none()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, word: &'static str) -> Built<'py> {
        Ok(self.word(word))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<List<'py, 'w>, Fault> {
        Ok(List { writer: self, items: Vec::with_capacity(length.unwrap_or(0)) })
    }

    fn serialize_tuple(self, length: usize) -> Result<List<'py, 'w>, Fault> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        length: usize,
    ) -> Result<List<'py, 'w>, Fault> {
        self.serialize_seq(Some(length))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Map<'py, 'w>, Fault> {
        Ok(Map { writer: self, dict: PyDict::new(self.py), name: None })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Map<'py, 'w>, Fault> {
        self.serialize_map(None)
    }

    fn serialize_i8(self, value: i8) -> Built<'py> {
        self.plain(value)
    }

    fn serialize_i16(self, value: i16) -> Built<'py> {
        self.plain(value)
    }

    fn serialize_i32(self, value: i32) -> Built<'py> {
        self.plain(value)
    }

    fn serialize_u8(self, value: u8) -> Built<'py> {
        self.plain(value)
    }

    fn serialize_u16(self, value: u16) -> Built<'py> {
        self.plain(value)
    }

    fn serialize_u32(self, value: u32) -> Built<'py> {
        self.plain(value)
    }

    fn serialize_f32(self, value: f32) -> Built<'py> {
        self.plain(value)
    }

    fn serialize_char(self, value: char) -> Built<'py> {
        self.plain(value)
    }

    fn serialize_bytes(self, _: &[u8]) -> Built<'py> {
        self.no()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Built<'py> {
        self.no()
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Built<'py> {
        self.no()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Fault> {
        Err(ser::Error::custom("outside the grammar of types"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Fault> {
        Err(ser::Error::custom("outside the grammar of types"))
    }
}

struct List<'py, 'w> {
    writer: Writer<'py, 'w>,
    items: Vec<Bound<'py, PyAny>>,
}

impl<'py, 'w> List<'py, 'w> {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.items.push(value.serialize(self.writer)?);
        Ok(())
    }

    fn done(self) -> Built<'py> {
        Ok(PyList::new(self.writer.py, self.items)?.into_any())
    }
}

/// The three ways in which serde hands over lists.
macro_rules! lists {
    ($($part:ident, $element:ident;)+) => {$(
        impl<'py, 'w> ser::$part for List<'py, 'w> {
            type Ok = Bound<'py, PyAny>;
            type Error = Fault;
            fn $element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
                self.push(value)
            }
            fn end(self) -> Built<'py> {
                self.done()
            }
        }
    )+};
}

lists! {
    SerializeSeq, serialize_element;
    SerializeTuple, serialize_element;
    SerializeTupleStruct, serialize_field;
}

struct Map<'py, 'w> {
    writer: Writer<'py, 'w>,
    dict: Bound<'py, PyDict>,
    name: Option<Bound<'py, PyAny>>,
}

impl<'py, 'w> ser::SerializeMap for Map<'py, 'w> {
    type Ok = Bound<'py, PyAny>;
    type Error = Fault;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Result<(), Fault> {
        self.name = Some(name.serialize(self.writer)?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        let name = self
            .name
            .take()
            .ok_or_else(|| <Fault as ser::Error>::custom("a value without a name"))?;
        Ok(self.dict.set_item(name, value.serialize(self.writer)?)?)
    }

    fn end(self) -> Built<'py> {
        Ok(self.dict.into_any())
    }
}

impl<'py, 'w> ser::SerializeStruct for Map<'py, 'w> {
    type Ok = Bound<'py, PyAny>;
    type Error = Fault;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Fault> {
        let name = self.writer.word(name);
        Ok(self.dict.set_item(name, value.serialize(self.writer)?)?)
    }

    fn end(self) -> Built<'py> {
        Ok(self.dict.into_any())
    }
}
