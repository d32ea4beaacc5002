//! Weights, so that who answered stands for whom there is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::columns::{Columns, wrong};
use super::number::sum;
use super::survival::share;
use crate::error::{ErrorCode, PrmError};

/// Weights by raking that are asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RakeSpec {
    /// For each column, how many of the population are in each of its groups. With one column this
    /// is post-stratification.
    pub margins: BTreeMap<String, BTreeMap<String, f64>>,
    /// The column of weights to begin with; 1 each where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<String>,
    /// How near the margins must be met, as a share of them; 1e-12 where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub near: Option<f64>,
}

/// Weights by raking.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rake {
    /// The weight of each row.
    pub weights: Vec<f64>,
    /// How often all margins were gone through.
    pub rounds: u32,
    /// Whether the margins are met; they may contradict one another.
    pub met: bool,
    /// As how many rows of equal weight these count (Kish 1965).
    pub effective: f64,
}

/// The most rounds of raking.
const ROUNDS: u32 = 1_000;

/// Rakes rows to margins: iterative proportional fitting (Deming and Stephan 1940).
///
/// # Errors
/// `missing_field` for a row without a group; `invalid_value` for a group that has no margin, a
/// margin that is not above nothing or that no row has, and a weight that is not above nothing.
///
/// ```
/// use prm_core::insight::{Columns, RakeSpec, rake};
/// use serde_json::json;
/// let columns = Columns::from_json(json!({"age": ["old", "old", "old", "young"]}))?;
/// let margins = [("age".into(), [("old".into(), 50.0), ("young".into(), 50.0)].into())].into();
/// let found = rake(&RakeSpec { margins, weight: None, near: None }, &columns)?;
/// assert_eq!(found.weights[3], 50.0);
/// # Ok::<(), prm_core::PrmError>(())
/// ```
pub fn rake(spec: &RakeSpec, columns: &Columns) -> Result<Rake, PrmError> {
    let near = spec.near.unwrap_or(1e-12);
    share(near, "near")?;
    if spec.margins.is_empty() || spec.margins.len() > 20 {
        let error = PrmError::new(ErrorCode::InvalidValue, "1 to 20 columns have margins");
        return Err(error.under("margins"));
    }
    let mut weights = match &spec.weight {
        Some(name) => {
            let found = columns.whole(name, columns.numbers(name)?)?;
            if let Some(row) = found.iter().position(|weight| *weight <= 0.0) {
                return Err(wrong(name, row, "a weight is above nothing"));
            }
            found
        }
        None => vec![1.0; columns.rows()],
    };
    let mut margins: Vec<(Vec<usize>, Vec<f64>)> = Vec::new();
    for (name, margin) in &spec.margins {
        let unfit = |message: &str| {
            let error = PrmError::new(ErrorCode::InvalidValue, message);
            Err(error.under(&super::columns::path(name).replacen("columns", "margins", 1)))
        };
        if margin.values().any(|value| !(value.is_finite() && *value > 0.0)) {
            return unfit("a margin is above nothing");
        }
        let names: Vec<&String> = margin.keys().collect();
        let rows = columns.whole(name, columns.texts(name)?)?;
        let mut places = Vec::with_capacity(rows.len());
        for (row, group) in rows.iter().enumerate() {
            match names.binary_search(&group) {
                Ok(place) => places.push(place),
                Err(_) => return Err(wrong(name, row, "this group has no margin")),
            }
        }
        if (0..names.len()).any(|place| !places.contains(&place)) {
            return unfit("no row is in one of the groups");
        }
        margins.push((places, margin.values().copied().collect()));
    }
    let (mut rounds, mut met) = (0, false);
    while rounds < ROUNDS && !met {
        rounds += 1;
        met = true;
        for (places, wanted) in &margins {
            let found = totals(places, &weights, wanted.len());
            let off = found.iter().zip(wanted).any(|(own, to)| (own - to).abs() > near * to);
            met &= !off;
            for (weight, place) in weights.iter_mut().zip(places) {
                let (Some(own), Some(to)) = (found.get(*place), wanted.get(*place)) else {
                    continue;
                };
                *weight *= to / own;
            }
        }
    }
    let all = sum(weights.iter().copied());
    let squares = sum(weights.iter().map(|weight| weight * weight));
    let effective = if squares > 0.0 { all * all / squares } else { 0.0 };
    Ok(Rake { weights, rounds, met, effective })
}

fn totals(places: &[usize], weights: &[f64], groups: usize) -> Vec<f64> {
    let mut parts = vec![Vec::new(); groups];
    for (place, weight) in places.iter().zip(weights) {
        if let Some(list) = parts.get_mut(*place) {
            list.push(*weight);
        }
    }
    parts.into_iter().map(sum).collect()
}
