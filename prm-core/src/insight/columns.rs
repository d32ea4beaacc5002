//! Columns: what an analysis works on, as a host reads it out of a table.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::error::{ErrorCode, PrmError};
use crate::{CivilDate, Timestamp, limits};

/// Named columns of equal length, as a table has them.
///
/// A column holds numbers, truths or texts, and nothing where a value is missing. Numbers are
/// finite and at most [`limits::NUMBER`] either way, so that no sum of them is anything but a
/// number; a host that has `NaN` for a missing value gives nothing in its place.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    columns: BTreeMap<String, Column>,
    rows: usize,
}

/// One column: of one kind, with gaps.
#[derive(Clone, Debug)]
pub(crate) enum Column {
    Numbers(Vec<Option<f64>>),
    Flags(Vec<Option<bool>>),
    Texts(Vec<Option<String>>),
    /// Nothing but gaps.
    Gaps,
}

/// A place on an axis of time, or of numbers.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(crate) enum Place {
    Number(f64),
    Month(i32),
    Day(CivilDate),
    Instant(Timestamp),
}

/// What belongs to each group, by its name; nothing is the name where there are no groups.
pub(crate) type Groups<T> = Vec<(Option<String>, Vec<T>)>;

impl Columns {
    /// Columns of no rows, to be filled with [`with`](Self::with).
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a column of numbers.
    ///
    /// # Errors
    /// As [`from_json`](Self::from_json).
    ///
    /// ```
    /// use prm_core::insight::Columns;
    /// let columns = Columns::new().with("waits", [Some(3.0), None, Some(5.0)])?;
    /// assert_eq!(columns.rows(), 3);
    /// let error = columns.with("sizes", [Some(1.0)]).unwrap_err();
    /// assert_eq!(error.to_string(), "columns.sizes: has 1 rows where other columns have 3");
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    pub fn with(
        self,
        name: &str,
        values: impl IntoIterator<Item = Option<f64>>,
    ) -> Result<Self, PrmError> {
        let values: Vec<Option<f64>> = values.into_iter().collect();
        for (row, value) in values.iter().enumerate() {
            value.map_or(Ok(0.0), number).map_err(|error| at(error, name, row))?;
        }
        let rows = values.len();
        self.added(name, Column::Numbers(values), rows)
    }

    /// Adds a column of texts.
    ///
    /// # Errors
    /// As [`from_json`](Self::from_json).
    pub fn with_texts<T: Into<String>>(
        self,
        name: &str,
        values: impl IntoIterator<Item = Option<T>>,
    ) -> Result<Self, PrmError> {
        let values: Vec<Option<String>> =
            values.into_iter().map(|value| value.map(Into::into)).collect();
        let rows = values.len();
        self.added(name, Column::Texts(values), rows)
    }

    /// Reads an object of columns, each a list of numbers, truths or texts with `null` where a
    /// value is missing.
    ///
    /// # Errors
    /// The path names the column and, counted from 0, the row: `invalid_type` for a value that is
    /// of another kind than those before it, `invalid_value` for a number out of range and for
    /// columns of unequal length, `too_many` above [`limits::ROWS`].
    ///
    /// ```
    /// use prm_core::insight::Columns;
    /// use serde_json::json;
    /// let columns = Columns::from_json(json!({"waits": [3, null, 5.5], "sex": ["f", "m", null]}))?;
    /// assert_eq!(columns.rows(), 3);
    /// let error = Columns::from_json(json!({"waits": [3, "soon"]})).unwrap_err();
    /// assert_eq!(error.to_string(), "columns.waits[1]: expected a number, as in the rows before");
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    pub fn from_json(value: Value) -> Result<Self, PrmError> {
        let Value::Object(fields) = value else {
            let message = "expected an object of columns";
            return Err(PrmError::new(ErrorCode::InvalidType, message).under("columns"));
        };
        let mut columns = Self::default();
        for (name, values) in fields {
            let Value::Array(values) = values else {
                let error = PrmError::new(ErrorCode::InvalidType, "expected a list of values");
                return Err(error.under(&path(&name)));
            };
            let rows = values.len();
            let column = Column::read(values, &name)?;
            columns = columns.added(&name, column, rows)?;
        }
        Ok(columns)
    }

    /// Puts the path of a column in front of that of an error, which begins with a row or is
    /// empty: what a binding does with what it could not read.
    #[must_use]
    pub fn under(error: PrmError, name: &str) -> PrmError {
        error.under(&path(name))
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    pub(super) fn added(
        mut self,
        name: &str,
        column: Column,
        rows: usize,
    ) -> Result<Self, PrmError> {
        if rows > limits::ROWS {
            let message = format!("more than the limit of {} rows", limits::ROWS);
            return Err(PrmError::new(ErrorCode::TooMany, message).under(&path(name)));
        }
        if !self.columns.is_empty() && rows != self.rows {
            let message = format!("has {rows} rows where other columns have {}", self.rows);
            return Err(PrmError::new(ErrorCode::InvalidValue, message).under(&path(name)));
        }
        self.rows = rows;
        self.columns.insert(name.to_owned(), column);
        Ok(self)
    }

    fn column(&self, name: &str) -> Result<&Column, PrmError> {
        self.columns.get(name).ok_or_else(|| {
            PrmError::new(ErrorCode::MissingField, "there is no such column").under(&path(name))
        })
    }

    /// A column of numbers.
    pub(crate) fn numbers(&self, name: &str) -> Result<Vec<Option<f64>>, PrmError> {
        match self.column(name)? {
            Column::Numbers(values) => Ok(values.clone()),
            Column::Gaps => Ok(vec![None; self.rows]),
            _ => Err(PrmError::new(ErrorCode::InvalidType, "expected numbers").under(&path(name))),
        }
    }

    /// Whether there is a column of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.columns.contains_key(name)
    }

    /// A column of truths; 0 and 1 count as such.
    pub(crate) fn flags(&self, name: &str) -> Result<Vec<Option<bool>>, PrmError> {
        let wrong = |row: usize| {
            let error = PrmError::new(ErrorCode::InvalidType, "expected true or false, or 1 or 0");
            at(error, name, row)
        };
        match self.column(name)? {
            Column::Flags(values) => Ok(values.clone()),
            Column::Gaps => Ok(vec![None; self.rows]),
            Column::Numbers(values) => values
                .iter()
                .enumerate()
                .map(|(row, value)| match value {
                    None => Ok(None),
                    Some(value) if *value == 0.0 => Ok(Some(false)),
                    Some(value) if *value == 1.0 => Ok(Some(true)),
                    Some(_) => Err(wrong(row)),
                })
                .collect(),
            Column::Texts(values) => {
                Err(wrong(values.iter().position(Option::is_some).unwrap_or(0)))
            }
        }
    }

    /// A column as texts, numbers and truths written out.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<Option<String>>, PrmError> {
        Ok(match self.column(name)? {
            Column::Texts(values) => values.clone(),
            Column::Gaps => vec![None; self.rows],
            Column::Numbers(values) => {
                values.iter().map(|value| value.map(|value| value.to_string())).collect()
            }
            Column::Flags(values) => {
                values.iter().map(|value| value.map(|value| value.to_string())).collect()
            }
        })
    }

    /// A column in which no value may be missing.
    pub(crate) fn whole<T>(&self, name: &str, values: Vec<Option<T>>) -> Result<Vec<T>, PrmError> {
        let missing = || PrmError::new(ErrorCode::MissingField, "a value is missing");
        let values = values.into_iter().enumerate();
        values.map(|(row, value)| value.ok_or_else(|| at(missing(), name, row))).collect()
    }

    /// The rows of each group by its name; all of them where no column is named. Rows without a
    /// group are left out.
    pub(crate) fn groups(&self, name: Option<&str>) -> Result<Groups<usize>, PrmError> {
        let Some(name) = name else { return Ok(vec![(None, (0..self.rows).collect())]) };
        let mut groups = BTreeMap::<String, Vec<usize>>::new();
        for (row, group) in self.texts(name)?.into_iter().enumerate() {
            if let Some(group) = group {
                groups.entry(group).or_default().push(row);
            }
        }
        Ok(groups.into_iter().map(|(group, rows)| (Some(group), rows)).collect())
    }

    /// A column of places on an axis: numbers, days (`2026-03-09`), months (`2026-03`) or instants
    /// with an offset, all of one kind and none missing.
    pub(crate) fn places(&self, name: &str) -> Result<Vec<Place>, PrmError> {
        self.whole(name, self.places_or_gaps(name)?)
    }

    /// The same with gaps.
    pub(crate) fn places_or_gaps(&self, name: &str) -> Result<Vec<Option<Place>>, PrmError> {
        if let Column::Numbers(_) | Column::Gaps = self.column(name)? {
            let numbers = self.numbers(name)?.into_iter();
            return Ok(numbers.map(|number| number.map(Place::Number)).collect());
        }
        let mut places: Vec<Option<Place>> = Vec::with_capacity(self.rows);
        let mut first: Option<Place> = None;
        for (row, text) in self.texts(name)?.iter().enumerate() {
            let Some(text) = text else {
                places.push(None);
                continue;
            };
            let found = place(text).map_err(|error| at(error, name, row))?;
            let kind = std::mem::discriminant(first.get_or_insert(found));
            if kind != std::mem::discriminant(&found) {
                let message = "days, months and instants are mixed in one column";
                return Err(at(PrmError::new(ErrorCode::InvalidTime, message), name, row));
            }
            places.push(Some(found));
        }
        Ok(places)
    }
}

impl Column {
    fn read(values: Vec<Value>, name: &str) -> Result<Self, PrmError> {
        let mut column = Self::Gaps;
        for (row, value) in values.into_iter().enumerate() {
            column.push(value, row).map_err(|error| at(error, name, row))?;
        }
        Ok(column)
    }

    fn push(&mut self, value: Value, row: usize) -> Result<(), PrmError> {
        if let (Self::Gaps, false) = (&self, value.is_null()) {
            *self = match value {
                Value::Number(_) => Self::Numbers(vec![None; row]),
                Value::Bool(_) => Self::Flags(vec![None; row]),
                _ => Self::Texts(vec![None; row]),
            };
        }
        let wrong = |expected| {
            let message = format!("expected {expected}, as in the rows before");
            Err(PrmError::new(ErrorCode::InvalidType, message))
        };
        match (self, value) {
            (Self::Gaps, _) => {}
            (Self::Numbers(values), Value::Null) => values.push(None),
            (Self::Flags(values), Value::Null) => values.push(None),
            (Self::Texts(values), Value::Null) => values.push(None),
            (Self::Numbers(values), Value::Number(value)) => {
                values.push(Some(number(value.as_f64().unwrap_or(f64::INFINITY))?));
            }
            (Self::Flags(values), Value::Bool(value)) => values.push(Some(value)),
            (Self::Texts(values), Value::String(value)) => values.push(Some(value)),
            (Self::Numbers(_), _) => return wrong("a number"),
            (Self::Flags(_), _) => return wrong("true or false"),
            (Self::Texts(_), Value::Array(_) | Value::Object(_)) => {
                let message = "expected a number, a text, true, false or nothing";
                return Err(PrmError::new(ErrorCode::InvalidType, message));
            }
            (Self::Texts(_), _) => return wrong("a text"),
        }
        Ok(())
    }
}

fn number(value: f64) -> Result<f64, PrmError> {
    if value.is_finite() && value.abs() <= limits::NUMBER {
        // Minus nothing is nothing: it would be told apart on the wire.
        return Ok(value + 0.0);
    }
    let message = format!("no finite number between -{0:e} and {0:e}", limits::NUMBER);
    Err(PrmError::new(ErrorCode::InvalidValue, message))
}

fn place(text: &str) -> Result<Place, PrmError> {
    if text.len() == 7 {
        let first: CivilDate = format!("{text}-01").parse()?;
        let (year, month) = (first.year(), first.month());
        return Ok(Place::Month(year * 12 + i32::try_from(month).unwrap_or(0)));
    }
    if text.len() == 10 {
        return text.parse().map(Place::Day);
    }
    text.parse().map(Place::Instant)
}

/// The path of a column; a name that may be anything is not repeated.
pub(crate) fn path(name: &str) -> String {
    let plain = !name.is_empty()
        && name.len() <= 40
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "_- ".contains(c));
    format!("columns.{}", if plain { name } else { "?" })
}

/// An error at a row of a column.
pub(crate) fn at(error: PrmError, name: &str, row: usize) -> PrmError {
    error.under(&format!("{}[{row}]", path(name)))
}

/// A fault of a row: what is said of it.
pub(crate) fn wrong(name: &str, row: usize, message: impl Into<String>) -> PrmError {
    at(PrmError::new(ErrorCode::InvalidValue, message), name, row)
}
