//! Frames of responses, scored where they lie: whatever has the Arrow PyCapsule interface goes in,
//! an Arrow table comes out.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int8Type, Int64Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Float64Array, RecordBatch, StringArray, UInt64Array,
};
use arrow_cast::cast;
use arrow_schema::{DataType, Field, Schema};
use prm_core::insight::Columns;
use prm_core::{
    ErrorCode, NO_ANSWER, PrmError, ScoreRow, Scores, ScoresSpec, Tally, decode, limits,
};
use pyo3::prelude::*;
use pyo3_arrow::{PyRecordBatchReader, PyTable};

use crate::error::{detached, raise};
use crate::read;

/// How many rows a thread takes at a time: little memory, and few turns.
const BLOCK: usize = 1 << 16;
/// Scores the responses of a frame by group: an Arrow table with a row for each measure of each
/// group.
#[pyfunction]
pub(crate) fn score_frame<'py>(
    py: Python<'py>,
    spec: &Bound<'py, PyAny>,
    frame: PyRecordBatchReader,
) -> PyResult<PyTable> {
    let spec = read::json(spec, limits::PLAYBOOK_BYTES).and_then(|spec| decode(&spec));
    let spec: ScoresSpec = spec.map_err(|error| raise(py, &error.under("spec")))?;
    let reader = frame.into_reader()?;
    let batch = detached(py, move || {
        let scorer = spec.scorer().map_err(|error| error.under("spec"))?;
        let schema = reader.schema();
        let counting = Counting::new(&spec, &scorer, &schema)?;
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let mut counters: Vec<Counter<'_>> =
            (0..threads).map(|_| Counter::new(Tally::new(&scorer, 0))).collect();
        let mut first = 0;
        for batch in reader {
            let batch = batch.map_err(|_| {
                PrmError::new(ErrorCode::InvalidValue, "the frame cannot be read").under("columns")
            })?;
            counting.count(&batch, first, &mut counters)?;
            first += batch.num_rows();
        }
        let (names, tally) = together(counters, &scorer)?;
        let scores = tally.scores(&spec, &names).map_err(|error| error.under("spec"))?;
        table(&spec, &scores)
    })?;
    PyTable::try_new(vec![batch.clone()], batch.schema())
}

/// The names of groups: one for each column of groups.
type Names = Vec<Vec<Option<String>>>;

/// A number of a row.
type Number = fn(&ScoreRow) -> Option<f64>;

/// Where the columns of a frame are.
struct Counting {
    items: Vec<Option<usize>>,
    by: Vec<usize>,
    names: Vec<String>,
}

impl Counting {
    fn new(
        spec: &ScoresSpec,
        scorer: &prm_core::Scorer,
        schema: &Schema,
    ) -> Result<Self, PrmError> {
        let missing = |name: &str| {
            let error = PrmError::new(ErrorCode::MissingField, "there is no such column");
            Columns::under(error, name)
        };
        if spec.by.len() > 3 {
            let error = PrmError::new(ErrorCode::InvalidValue, "at most three columns of groups");
            return Err(error.under("by").under("spec"));
        }
        let find = |name: &str| schema.index_of(name).ok();
        let by = spec.by.iter().map(|name| find(name).ok_or_else(|| missing(name)));
        let by = by.collect::<Result<_, _>>()?;
        let mut items = Vec::new();
        for item in &scorer.instrument().items {
            let own = spec.items.get(&item.id);
            let place = find(own.unwrap_or(&item.id));
            if let (Some(name), None) = (own, place) {
                return Err(missing(name));
            }
            // Words are not scored.
            let scored = item.answer != prm_core::AnswerKind::Words;
            items.push(place.filter(|_| scored));
        }
        if items.iter().all(Option::is_none) {
            let message = "no item of the instrument has a column";
            return Err(PrmError::new(ErrorCode::MissingField, message).under("columns"));
        }
        let names = schema.fields().iter().map(|field| field.name().clone()).collect();
        Ok(Self { items, by, names })
    }

    /// Counts a batch, each thread its part.
    fn count(
        &self,
        batch: &RecordBatch,
        first: usize,
        counters: &mut [Counter<'_>],
    ) -> Result<(), PrmError> {
        let rows = batch.num_rows();
        // Few rows are sooner counted than parted.
        let threads = if rows < BLOCK { 1 } else { counters.len() };
        let part = rows.div_ceil(threads.max(1)).max(1);
        std::thread::scope(|scope| {
            let running: Vec<_> = counters
                .iter_mut()
                .take(threads)
                .enumerate()
                .map(|(place, counter)| {
                    let range = (place * part).min(rows)..((place + 1) * part).min(rows);
                    scope.spawn(move || self.part(batch, first, range, counter))
                })
                .collect();
            running.into_iter().try_for_each(|thread| {
                let fault = || PrmError::new(ErrorCode::Internal, "a thread met a fault");
                thread.join().map_err(|_| fault())?
            })
        })
    }

    fn part(
        &self,
        batch: &RecordBatch,
        first: usize,
        range: Range<usize>,
        counter: &mut Counter<'_>,
    ) -> Result<(), PrmError> {
        let mut start = range.start;
        while start < range.end {
            let rows = BLOCK.min(range.end - start);
            let slice = |column: usize| batch.column(column).slice(start, rows);
            let by: Vec<(&str, ArrayRef)> =
                self.by.iter().map(|column| (self.name(*column), slice(*column))).collect();
            let groups = counter.groups(rows, &by)?;
            let columns: Vec<Option<(&str, ArrayRef)>> = self
                .items
                .iter()
                .map(|column| column.map(|column| (self.name(column), slice(column))))
                .collect();
            let answers = columns.iter().map(|column| match column {
                Some((name, column)) => answers(column).map_err(|(error, row)| {
                    let row = row.map(|row| format!("[{}]", first + start + row));
                    Columns::under(error.under(&row.unwrap_or_default()), name)
                }),
                None => Ok(Cow::Borrowed(&[][..])),
            });
            let answers: Vec<Cow<'_, [i8]>> = answers.collect::<Result<_, _>>()?;
            let answers: Vec<&[i8]> = answers.iter().map(|answers| &**answers).collect();
            counter.tally.add(&groups, &answers);
            start += rows;
        }
        Ok(())
    }

    fn name(&self, column: usize) -> &str {
        self.names.get(column).map_or("", String::as_str)
    }
}

/// The answers of a column: as they lie where they are bytes without gaps.
fn answers(column: &ArrayRef) -> Result<Cow<'_, [i8]>, (PrmError, Option<usize>)> {
    let kind = |message: &str| (PrmError::new(ErrorCode::InvalidType, message), None);
    let fault = || kind("the column cannot be read");
    match column.data_type() {
        DataType::Int8 if column.null_count() == 0 => {
            let values = column.as_primitive_opt::<Int8Type>().ok_or_else(fault)?.values();
            return Ok(Cow::Borrowed(values));
        }
        DataType::Null => return Ok(Cow::Owned(vec![NO_ANSWER; column.len()])),
        kind if kind.is_integer() => {}
        kind if kind.is_floating() => {
            let numbers = cast(column, &DataType::Float64).map_err(|_| fault())?;
            let numbers = numbers.as_primitive_opt::<Float64Type>().ok_or_else(fault)?;
            // `nan` is a gap.
            let odd = numbers.iter().position(|value| {
                value.is_some_and(|value| !value.is_nan() && value.fract() != 0.0)
            });
            if let Some(row) = odd {
                let message = "an answer is a whole number";
                return Err((PrmError::new(ErrorCode::InvalidValue, message), Some(row)));
            }
        }
        _ => return Err(kind("expected numbers")),
    }
    // What does not fit becomes a gap: no item has such an answer.
    let bytes = cast(column, &DataType::Int8).map_err(|_| fault())?;
    let bytes = bytes.as_primitive_opt::<Int8Type>().ok_or_else(fault)?;
    Ok(Cow::Owned(bytes.iter().map(|value| value.unwrap_or(NO_ANSWER)).collect()))
}

/// What one thread counts, with the groups that it met.
struct Counter<'s> {
    tally: Tally<'s>,
    names: Names,
    places: HashMap<String, u32>,
    /// The places of groups that are small numbers.
    small: Vec<u32>,
}

impl<'s> Counter<'s> {
    fn new(tally: Tally<'s>) -> Self {
        Self { tally, names: Vec::new(), places: HashMap::new(), small: Vec::new() }
    }

    /// The group of each row.
    fn groups(&mut self, rows: usize, by: &[(&str, ArrayRef)]) -> Result<Vec<u32>, PrmError> {
        let mut texts: Vec<Texts> = Vec::with_capacity(by.len());
        for (name, column) in by {
            let text = Texts::of(column);
            texts.push(text.map_err(|error| Columns::under(error, name))?);
        }
        let mut found = Vec::with_capacity(rows);
        if let [Texts::Numbers(numbers)] = texts.as_slice() {
            for row in 0..rows {
                let value = (!numbers.is_null(row)).then(|| numbers.value(row));
                let small = value.and_then(|value| usize::try_from(value).ok());
                let known = small.and_then(|value| self.small.get(value)).copied();
                found.push(match known.filter(|place| *place != u32::MAX) {
                    Some(place) => place,
                    None => self.named(&texts, row, small)?,
                });
            }
        } else {
            for row in 0..rows {
                found.push(self.named(&texts, row, None)?);
            }
        }
        Ok(found)
    }

    /// The group of a row by its names.
    fn named(
        &mut self,
        texts: &[Texts],
        row: usize,
        small: Option<usize>,
    ) -> Result<u32, PrmError> {
        let mut key = String::new();
        for text in texts {
            // Names that hold the mark of another are told apart by their length.
            let _ = match text.at(row) {
                Some(text) => write!(key, "{}:{text}", text.len()),
                None => write!(key, "-"),
            };
        }
        let next = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            if self.names.len() >= limits::GROUPS {
                return Err(too_many());
            }
            let names = texts.iter().map(|text| text.at(row).map(Cow::into_owned));
            self.names.push(names.collect());
            self.tally.grow(self.names.len());
        }
        if let Some(value) = small.filter(|value| *value < BLOCK) {
            self.small.resize(self.small.len().max(value + 1), u32::MAX);
            if let Some(cell) = self.small.get_mut(value) {
                *cell = place;
            }
        }
        Ok(place)
    }
}

/// The names in a column of groups.
enum Texts {
    Numbers(arrow_array::Int64Array),
    Decimals(Float64Array),
    Words(StringArray),
}

impl Texts {
    fn of(column: &ArrayRef) -> Result<Self, PrmError> {
        let fault = || PrmError::new(ErrorCode::InvalidType, "expected words, numbers or truths");
        let to = |kind: &DataType| cast(column, kind).map_err(|_| fault());
        match column.data_type() {
            kind if kind.is_integer() => {
                let numbers = to(&DataType::Int64)?;
                numbers.as_primitive_opt::<Int64Type>().cloned().map(Self::Numbers)
            }
            kind if kind.is_floating() => {
                let numbers = to(&DataType::Float64)?;
                numbers.as_primitive_opt::<Float64Type>().cloned().map(Self::Decimals)
            }
            kind if kind.is_nested() && !matches!(kind, DataType::Dictionary(..)) => None,
            _ => to(&DataType::Utf8)?.as_string_opt::<i32>().cloned().map(Self::Words),
        }
        .ok_or_else(fault)
    }

    fn at(&self, row: usize) -> Option<Cow<'_, str>> {
        match self {
            Self::Numbers(values) => {
                (!values.is_null(row)).then(|| Cow::Owned(values.value(row).to_string()))
            }
            Self::Decimals(values) => (!values.is_null(row) && !values.value(row).is_nan())
                .then(|| Cow::Owned(values.value(row).to_string())),
            Self::Words(values) => (!values.is_null(row)).then(|| Cow::Borrowed(values.value(row))),
        }
    }
}

/// The counts of all threads, with their groups in the order of names.
fn together<'s>(
    counters: Vec<Counter<'s>>,
    scorer: &'s prm_core::Scorer,
) -> Result<(Names, Tally<'s>), PrmError> {
    let mut all: BTreeMap<Vec<Option<String>>, Vec<Option<usize>>> = BTreeMap::new();
    let threads = counters.len();
    for (thread, counter) in counters.iter().enumerate() {
        for (place, name) in counter.names.iter().enumerate() {
            let own = all.entry(name.clone()).or_insert_with(|| vec![None; threads]);
            if let Some(cell) = own.get_mut(thread) {
                *cell = Some(place);
            }
        }
    }
    if all.len() > limits::GROUPS {
        return Err(too_many());
    }
    let mut tally = Tally::new(scorer, all.len());
    for (thread, counter) in counters.iter().enumerate() {
        let order = all.values().map(|places| places.get(thread).copied().flatten());
        tally.join(&counter.tally.ordered(&order.collect::<Vec<_>>()));
    }
    Ok((all.into_keys().collect(), tally))
}

fn too_many() -> PrmError {
    let message = format!("more than {} groups", limits::GROUPS);
    PrmError::new(ErrorCode::TooMany, message).under("by").under("spec")
}

/// Rows of scores as a table: the columns of groups, then those of [`ScoreRow`].
fn table(spec: &ScoresSpec, scores: &Scores) -> Result<RecordBatch, PrmError> {
    let rows = || scores.rows.iter();
    let mut fields: Vec<Field> = Vec::new();
    let mut columns: Vec<ArrayRef> = Vec::new();
    let mut add = |name: &str, column: ArrayRef| {
        fields.push(Field::new(name, column.data_type().clone(), true));
        columns.push(column);
    };
    for (place, name) in spec.by.iter().enumerate() {
        let names = rows().map(|row| row.group.get(place).and_then(Option::as_deref));
        add(name, Arc::new(names.collect::<StringArray>()));
    }
    let whole = rows().map(|row| Some(row.group.is_empty()));
    add("whole", Arc::new(whole.collect::<BooleanArray>()));
    add("of", Arc::new(rows().map(|row| row.of.as_deref()).collect::<StringArray>()));
    let measures = rows().map(|row| Some(row.measure.as_str()));
    add("measure", Arc::new(measures.collect::<StringArray>()));
    add("band", Arc::new(rows().map(|row| row.band.as_deref()).collect::<StringArray>()));
    add("n", Arc::new(rows().map(|row| row.n).collect::<UInt64Array>()));
    let numbers: [(&str, Number); 5] = [
        ("value", |row| row.value),
        ("lower", |row| row.lower),
        ("upper", |row| row.upper),
        ("p", |row| row.p),
        ("q", |row| row.q),
    ];
    for (name, of) in numbers {
        add(name, Arc::new(rows().map(of).collect::<Float64Array>()));
    }
    let suppressed = rows().map(|row| Some(row.suppressed));
    add("suppressed", Arc::new(suppressed.collect::<BooleanArray>()));
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
        .map_err(|_| PrmError::new(ErrorCode::Internal, "the table cannot be built"))
}
