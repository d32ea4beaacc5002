//! Quantiles, as of waits: the median and the ninetieth percentile, with limits that assume no
//! distribution.

use serde::{Deserialize, Serialize};

use super::columns::Columns;
use super::number::{count, index, mean, normal_quantile, place, quantile, sorted};
use super::survival::share;
use crate::error::PrmError;

/// How a quantile between two values is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum QuantileKind {
    /// Interpolated (type 7 of Hyndman and Fan 1996): the default of R, numpy and spreadsheets.
    #[default]
    Linear,
    /// The smallest value that so many do not exceed (type 1): always one that was seen.
    Seen,
    /// Type 5, as in hydrology.
    Hazen,
    /// Type 6, as in SPSS and Minitab.
    Weibull,
    /// Type 8, which Hyndman and Fan recommend.
    MedianUnbiased,
}

/// Quantiles that are asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SpreadSpec {
    /// The column of values; gaps are left out, and counted.
    pub value: String,
    /// The column of groups; rows without one are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Which quantiles; the median and the ninetieth percentile where it is empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<f64>,
    /// How they are made.
    #[serde(default)]
    pub kind: QuantileKind,
    /// The confidence of the limits; 0.95 where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
}

/// A quantile.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SpreadQuantile {
    /// Of which share.
    pub share: f64,
    /// The value that so many do not exceed.
    pub value: f64,
    /// The limits: values between which the true one is, by the spread of ranks; nothing where the
    /// rows are too few for one.
    pub lower: Option<f64>,
    /// The upper one.
    pub upper: Option<f64>,
}

/// The values of a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SpreadGroup {
    /// The group, where there are groups.
    pub group: Option<String>,
    /// Its values.
    pub n: u32,
    /// Its gaps.
    pub missing: u32,
    /// Their mean.
    pub mean: Option<f64>,
    /// Their quantiles; none where it has no values.
    pub quantiles: Vec<SpreadQuantile>,
}

/// How values spread.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Spread {
    /// One for each group, by its name; a single one where there are no groups.
    pub groups: Vec<SpreadGroup>,
}

/// The quantiles of values, by group.
///
/// # Errors
/// `invalid_value` for a share outside 0 to 1, and as [`chart`](super::chart) for columns.
///
/// ```
/// use prm_core::insight::{Columns, SpreadSpec, spread};
/// let columns = Columns::new().with("days", [3.0, 12.0, 7.0, 45.0, 22.0].map(Some))?;
/// let found = spread(&SpreadSpec::new("days"), &columns)?;
/// let [median, ninth] = &found.groups[0].quantiles[..] else { panic!("the usual two") };
/// assert_eq!(median.value, 12.0);
/// assert!((ninth.value - 35.8).abs() < 1e-9);
/// # Ok::<(), prm_core::PrmError>(())
/// ```
pub fn spread(spec: &SpreadSpec, columns: &Columns) -> Result<Spread, PrmError> {
    let confidence = spec.confidence.unwrap_or(0.95);
    share(confidence, "confidence")?;
    for (place, asked) in spec.shares.iter().enumerate() {
        share(*asked, &format!("shares[{place}]"))?;
    }
    let usual = [0.5, 0.9];
    let shares = if spec.shares.is_empty() { usual.as_slice() } else { &spec.shares };
    let z = normal_quantile(0.5 + confidence / 2.0);
    let values = columns.numbers(&spec.value)?;
    let groups = columns.groups(spec.group.as_deref())?;
    let groups = groups.into_iter().map(|(group, rows)| {
        let known: Vec<f64> =
            rows.iter().filter_map(|row| values.get(*row).copied().flatten()).collect();
        let values = sorted(&known);
        let found = |share: f64| {
            let value = of_kind(spec.kind, &values, share)?;
            let (lower, upper) = limits(&values, share, z);
            Some(SpreadQuantile { share, value, lower, upper })
        };
        SpreadGroup {
            group,
            n: index(known.len()),
            missing: index(rows.len() - known.len()),
            mean: mean(&known),
            quantiles: shares.iter().filter_map(|share| found(*share)).collect(),
        }
    });
    Ok(Spread { groups: groups.collect() })
}

impl SpreadSpec {
    /// Median and ninetieth percentile of all rows.
    pub fn new(value: &str) -> Self {
        Self {
            value: value.to_owned(),
            group: None,
            shares: Vec::new(),
            kind: QuantileKind::Linear,
            confidence: None,
        }
    }
}

fn of_kind(kind: QuantileKind, sorted: &[f64], share: f64) -> Option<f64> {
    let n = count(sorted.len());
    // The rank, counted from 1, between whose neighbours the quantile is.
    let rank = match kind {
        QuantileKind::Linear => return quantile(sorted, share),
        QuantileKind::Seen => (n * share - 1e-9).ceil(),
        QuantileKind::Hazen => n * share + 0.5,
        QuantileKind::Weibull => (n + 1.0) * share,
        QuantileKind::MedianUnbiased => (n + 1.0 / 3.0) * share + 1.0 / 3.0,
    };
    let rank = rank.clamp(1.0, n.max(1.0));
    let low = *sorted.get(place(rank.floor()) - 1)?;
    let high = sorted.get(place(rank.floor())).copied().unwrap_or(low);
    Some(low + (rank - rank.floor()) * (high - low))
}

/// The values at the ranks n p ± z √(n p (1 - p)), the lower rounded down and the upper up.
fn limits(sorted: &[f64], share: f64, z: f64) -> (Option<f64>, Option<f64>) {
    let n = count(sorted.len());
    let half = z * (n * share * (1.0 - share)).sqrt();
    let (low, high) = ((n * share - half).floor(), (n * share + half).ceil() + 1.0);
    let at = |rank: f64| {
        if rank < 1.0 || rank > n { None } else { sorted.get(place(rank) - 1).copied() }
    };
    (at(low), at(high))
}
