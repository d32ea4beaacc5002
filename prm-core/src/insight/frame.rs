//! Tables: columns of one type each, of equal length.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::columns::{Column, Columns};
use crate::{CivilDate, PrmError, Timestamp};

/// The values of a column, of one type, with gaps.
#[derive(Clone, Debug, PartialEq)]
pub enum TableValues {
    /// Texts: words, codes and names.
    Texts(Vec<Option<String>>),
    /// Whole numbers.
    Numbers(Vec<Option<i64>>),
    /// Truths.
    Flags(Vec<Option<bool>>),
    /// Instants in UTC; the zone that they were told in is a column of its own.
    Instants(Vec<Option<Timestamp>>),
    /// Days.
    Days(Vec<Option<CivilDate>>),
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct TableColumn {
    /// Its name.
    pub name: &'static str,
    /// What it has, in one line.
    pub about: &'static str,
    /// Its values.
    pub values: TableValues,
}

/// A table: columns of equal length, in their order. It is written as an object of lists.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub(super) columns: Vec<TableColumn>,
    pub(super) rows: usize,
}

impl Table {
    /// The columns, in their order.
    pub fn columns(&self) -> &[TableColumn] {
        &self.columns
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The same as columns that an analysis works on; instants and days become their texts.
    ///
    /// # Errors
    /// `too_many` above [`limits::ROWS`](crate::limits::ROWS).
    pub fn to_columns(&self) -> Result<Columns, PrmError> {
        let written = |value: &Option<Timestamp>| value.map(|at| at.to_string());
        self.columns.iter().try_fold(Columns::new(), |columns, column| {
            let values = match &column.values {
                TableValues::Texts(values) => Column::Texts(values.clone()),
                TableValues::Flags(values) => Column::Flags(values.clone()),
                TableValues::Instants(values) => {
                    Column::Texts(values.iter().map(written).collect())
                }
                TableValues::Days(values) => {
                    Column::Texts(values.iter().map(|day| day.map(|day| day.to_string())).collect())
                }
                TableValues::Numbers(values) => {
                    #[expect(clippy::cast_precision_loss, reason = "counts and days, below 2^53")]
                    let number = |value: &Option<i64>| value.map(|value| value as f64);
                    Column::Numbers(values.iter().map(number).collect())
                }
            };
            columns.added(column.name, values, self.rows)
        })
    }
}

impl Serialize for Table {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.columns.len()))?;
        for column in &self.columns {
            match &column.values {
                TableValues::Texts(values) => map.serialize_entry(column.name, values)?,
                TableValues::Numbers(values) => map.serialize_entry(column.name, values)?,
                TableValues::Flags(values) => map.serialize_entry(column.name, values)?,
                TableValues::Instants(values) => map.serialize_entry(column.name, values)?,
                TableValues::Days(values) => map.serialize_entry(column.name, values)?,
            }
        }
        map.end()
    }
}
