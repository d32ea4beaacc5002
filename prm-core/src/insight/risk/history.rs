//! What was known of each patient when a risk was asked for: no row looks into its own future.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{ErrorCode, PrmError};
use crate::insight::columns::{Columns, Place, wrong};
use crate::insight::number::index;

/// A history that is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HistorySpec {
    /// The column of patients.
    pub patient: String,
    /// The column of days or instants at which the risk would have been asked for, such as that of
    /// booking.
    pub asked: String,
    /// The column of days or instants at which it happened or not, of the same kind.
    pub happened: String,
    /// The column that is true where it happened.
    pub outcome: String,
    /// The share that is expected of whom nothing is known: that of the rows of training, never
    /// of those that are tested.
    pub base: f64,
    /// How many earlier rows that share weighs as much as; 2 where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
}

/// What was known before each row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct History {
    /// How many rows of the same patient had happened before it was asked for.
    pub prior: Vec<u32>,
    /// The share of them in which it happened, drawn towards the base: (k + w base) / (n + w).
    pub rate: Vec<f64>,
}

/// Counts, for each row, what had happened to the same patient before the row was asked for:
/// earlier rows, not those of the same day or instant.
///
/// # Errors
/// `invalid_value` for a base outside 0 to 1 and for times of two kinds; and as
/// [`chart`](crate::insight::chart) for columns.
///
/// ```
/// use prm_core::insight::{Columns, HistorySpec, history};
/// use serde_json::json;
/// let columns = Columns::from_json(json!({
///     "who": ["a", "a", "a"], "booked": ["2026-03-01", "2026-03-04", "2026-03-06"],
///     "day": ["2026-03-05", "2026-03-05", "2026-03-09"], "missed": [true, false, false],
/// }))?;
/// let spec: HistorySpec = serde_json::from_value(json!({"patient": "who", "asked": "booked",
///     "happened": "day", "outcome": "missed", "base": 0.2})).unwrap();
/// let found = history(&spec, &columns)?;
/// assert_eq!(found.prior, [0, 0, 2]); // what was booked before the 5th knew nothing of it
/// assert_eq!(found.rate[2], (1.0 + 2.0 * 0.2) / 4.0);
/// # Ok::<(), prm_core::PrmError>(())
/// ```
pub fn history(spec: &HistorySpec, columns: &Columns) -> Result<History, PrmError> {
    if !(0.0..=1.0).contains(&spec.base) {
        let error = PrmError::new(ErrorCode::InvalidValue, "expected a share from 0 to 1");
        return Err(error.under("base"));
    }
    let weight = spec.weight.unwrap_or(2.0);
    if !(1e-9..=1e9).contains(&weight) {
        let error = PrmError::new(ErrorCode::InvalidValue, "expected a number above 0");
        return Err(error.under("weight"));
    }
    let patients = columns.whole(&spec.patient, columns.texts(&spec.patient)?)?;
    let asked = columns.places(&spec.asked)?;
    let happened = columns.places(&spec.happened)?;
    let outcomes = columns.whole(&spec.outcome, columns.flags(&spec.outcome)?)?;
    let kind = |place: &Place| std::mem::discriminant(place);
    if let (Some(one), Some(other)) = (asked.first(), happened.first())
        && kind(one) != kind(other)
    {
        return Err(wrong(&spec.happened, 0, "times of two kinds cannot be compared"));
    }
    let mut known = BTreeMap::<&str, Vec<(Place, bool)>>::new();
    for ((patient, at), outcome) in patients.iter().zip(&happened).zip(&outcomes) {
        known.entry(patient).or_default().push((*at, *outcome));
    }
    let mut found = History { prior: Vec::new(), rate: Vec::new() };
    for (patient, at) in patients.iter().zip(&asked) {
        let rows = known.get(patient.as_str()).map_or(&[][..], Vec::as_slice);
        let before = rows.iter().filter(|(happened, _)| happened < at);
        let (n, k) = before.fold((0, 0), |(n, k), (_, event)| (n + 1, k + usize::from(*event)));
        let (n_number, k_number) =
            (crate::insight::number::count(n), crate::insight::number::count(k));
        found.prior.push(index(n));
        found.rate.push((k_number + weight * spec.base) / (n_number + weight));
    }
    Ok(found)
}
