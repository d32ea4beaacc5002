//! Slow change: the test of Mann and Kendall with the slope of Theil and Sen, also by season.
//!
//! Mann 1945, Kendall 1975, Hirsch et al. 1982 (seasons), Hamed and Rao 1998 (series that remember
//! themselves), Sen 1968.

use serde::{Deserialize, Serialize};

use super::columns::{Columns, path};
use super::number::{count, mean, median, sum, two_sided};
use crate::error::{ErrorCode, PrmError};
use crate::limits;

/// A test for a steady change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DriftSpec {
    /// The column of values, one row for each period; a missing value is left out.
    pub value: String,
    /// How many rows make a year or a week, where values are compared with those of their own
    /// season only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub season: Option<u32>,
    /// Whether the variance is corrected for a series that remembers itself; not with seasons.
    #[serde(default)]
    pub correlated: bool,
    /// The share of false alarms that is borne; 0.05 where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alpha: Option<f64>,
}

/// Which way a series goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// It grows.
    Rising,
    /// It shrinks.
    Falling,
    /// Chance explains it.
    Neither,
}

/// What the test found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Drift {
    /// Which way it goes, by `alpha`.
    pub direction: Direction,
    /// The values that counted.
    pub n: u32,
    /// Pairs that grow less pairs that shrink.
    pub s: f64,
    /// The variance of that under chance, ties considered.
    pub variance: f64,
    /// The same as a standard normal value.
    pub z: f64,
    /// The chance of as much by chance.
    pub p: f64,
    /// `s` by the number of pairs.
    pub tau: f64,
    /// The median slope of all pairs: by row, with seasons by cycle.
    pub slope: f64,
    /// The line of that slope at row 0, through the medians.
    pub intercept: f64,
}

/// Tests a series for a steady change.
///
/// # Errors
/// `invalid_value` below two values, for a season without two values or an `alpha` outside 0 to 1;
/// `too_many` above [`limits::PAIRED`] rows; and as [`chart`](super::chart) for columns.
///
/// ```
/// use prm_core::insight::{Columns, Direction, DriftSpec, drift};
/// let columns = Columns::new().with("wait", [9.0, 11.0, 12.0, 15.0, 14.0, 17.0].map(Some))?;
/// let spec = DriftSpec { value: "wait".into(), season: None, correlated: false, alpha: None };
/// let found = drift(&spec, &columns)?;
/// assert_eq!((found.direction, found.slope), (Direction::Rising, 1.5));
/// # Ok::<(), prm_core::PrmError>(())
/// ```
pub fn drift(spec: &DriftSpec, columns: &Columns) -> Result<Drift, PrmError> {
    let refused = |path: &str, message: &str| {
        Err(PrmError::new(ErrorCode::InvalidValue, message).under(path))
    };
    let alpha = spec.alpha.unwrap_or(0.05);
    if !(alpha > 0.0 && alpha < 1.0) {
        return refused("alpha", "expected a share between 0 and 1");
    }
    let values = columns.numbers(&spec.value)?;
    if values.len() > limits::PAIRED {
        let message = format!("more than the limit of {} rows", limits::PAIRED);
        return Err(PrmError::new(ErrorCode::TooMany, message).under(&path(&spec.value)));
    }
    let period = match spec.season {
        None => 1,
        Some(0 | 1) => return refused("season", "a season has at least two rows"),
        Some(_) if spec.correlated => {
            return refused("correlated", "the correction is for series without seasons");
        }
        Some(season) => usize::try_from(season).unwrap_or(usize::MAX),
    };
    let seasons = seasons(&values, period);
    let whole: Vec<f64> = values.iter().copied().flatten().collect();
    if seasons.iter().all(|season| season.len() < 2) {
        return refused(&path(&spec.value), "no two values to compare");
    }
    let s = sum(seasons.iter().map(|season| rising(season)));
    let mut variance = sum(seasons.iter().map(|season| variance(season)));
    if spec.correlated {
        variance *= correction(&whole);
    }
    let pairs =
        sum(seasons.iter().map(|season| count(season.len()) * (count(season.len()) - 1.0) / 2.0));
    let z = match s {
        s if s == 0.0 || variance <= 0.0 => 0.0,
        s => (s - s.signum()) / variance.sqrt(),
    };
    let p = two_sided(z);
    let slope = slope(&values, period).unwrap_or(0.0);
    let places: Vec<f64> = values
        .iter()
        .enumerate()
        .filter(|(_, value)| value.is_some())
        .map(|(row, _)| count(row) / count(period))
        .collect();
    let middle = median(&whole).unwrap_or(0.0);
    let direction = match z {
        _ if p >= alpha => Direction::Neither,
        z if z > 0.0 => Direction::Rising,
        _ => Direction::Falling,
    };
    Ok(Drift {
        direction,
        n: super::number::index(whole.len()),
        s,
        variance,
        z,
        p,
        tau: s / pairs,
        slope,
        intercept: middle - median(&places).unwrap_or(0.0) * slope,
    })
}

/// The values of each season, in order and without gaps.
fn seasons(values: &[Option<f64>], period: usize) -> Vec<Vec<f64>> {
    (0..period.min(values.len()))
        .map(|season| values.iter().skip(season).step_by(period).copied().flatten().collect())
        .collect()
}

/// Pairs that grow less pairs that shrink.
fn rising(values: &[f64]) -> f64 {
    let mut found = 0.0;
    for (place, first) in values.iter().enumerate() {
        for later in values.iter().skip(place + 1) {
            found += f64::from(i8::from(later > first) - i8::from(later < first));
        }
    }
    found
}

/// The variance of that where nothing changes: n(n-1)(2n+5)/18, less what ties take.
fn variance(values: &[f64]) -> f64 {
    let of = |n: f64| n * (n - 1.0) * (2.0 * n + 5.0);
    let sorted = super::number::sorted(values);
    let ties = sorted.chunk_by(|one, next| one == next).map(|tie| of(count(tie.len())));
    (of(count(values.len())) - sum(ties)) / 18.0
}

/// The median of the slopes between all pairs of a season, over all seasons.
fn slope(values: &[Option<f64>], period: usize) -> Option<f64> {
    let mut slopes = Vec::new();
    for season in 0..period.min(values.len()) {
        let season: Vec<Option<f64>> =
            values.iter().skip(season).step_by(period).copied().collect();
        for (place, first) in season.iter().enumerate() {
            let Some(first) = first else { continue };
            for (step, later) in season.iter().skip(place + 1).enumerate() {
                slopes.extend(later.map(|later| (later - first) / count(step + 1)));
            }
        }
    }
    median(&slopes)
}

/// How much wider the variance is for a series whose ranks remember themselves: the correlations
/// of the ranks, without the trend, that are beyond chance.
fn correction(values: &[f64]) -> f64 {
    let n = count(values.len());
    let known: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
    let slope = slope(&known, 1).unwrap_or(0.0);
    let level: Vec<f64> =
        values.iter().enumerate().map(|(row, value)| value - (count(row) + 1.0) * slope).collect();
    let ranks = ranks(&level);
    let center = mean(&ranks).unwrap_or(0.0);
    let off: Vec<f64> = ranks.iter().map(|rank| rank - center).collect();
    let whole = sum(off.iter().map(|off| off * off));
    if whole == 0.0 || n < 3.0 {
        return 1.0;
    }
    let bound = 1.959_963_984_540_054 / n.sqrt();
    let lags = (1..values.len()).map(|lag| {
        let products = off.iter().zip(off.iter().skip(lag)).map(|(one, later)| one * later);
        let found = sum(products) / whole;
        let left = n - count(lag);
        if found.abs() > bound { left * (left - 1.0) * (left - 2.0) * found } else { 0.0 }
    });
    1.0 + 2.0 / (n * (n - 1.0) * (n - 2.0)) * sum(lags)
}

/// The ranks of values, those of ties in their middle.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<(usize, f64)> = values.iter().copied().enumerate().collect();
    order.sort_by(|one, other| one.1.total_cmp(&other.1));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for tie in order.chunk_by(|one, next| one.1 == next.1) {
        let rank = count(before) + (count(tie.len()) + 1.0) / 2.0;
        for (place, _) in tie {
            if let Some(slot) = ranks.get_mut(*place) {
                *slot = rank;
            }
        }
        before += tie.len();
    }
    ranks
}
