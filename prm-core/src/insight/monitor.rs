//! Charts that remember: small changes seen sooner than by limits alone. EWMA (Roberts 1959),
//! tabular CUSUM (Page 1954), and the CUSUM of single outcomes (Steiner et al. 2000).

use serde::{Deserialize, Serialize};

use super::columns::{Columns, wrong};
use super::number::index;
use crate::error::{ErrorCode, PrmError};

/// Which chart is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum MonitorMethod {
    /// The exponentially weighted moving average.
    Ewma {
        /// The weight of the newest value, above 0 and at most 1: 0.1 to 0.3 is usual.
        weight: f64,
        /// How many standard deviations the limits are away: 2.7 to 3 is usual.
        width: f64,
        /// What the process is expected to give.
        expected: f64,
        /// Its standard deviation.
        deviation: f64,
    },
    /// Sums of what is above and below expectation.
    Cusum {
        /// What of each value is let go, in standard deviations: half of the change to be seen.
        slack: f64,
        /// Where a sum is a signal, in standard deviations: 4 or 5 is usual.
        limit: f64,
        /// What the process is expected to give.
        expected: f64,
        /// Its standard deviation.
        deviation: f64,
    },
    /// Log-likelihood sums of single outcomes, for odds that grow and for odds that shrink by the
    /// same factor.
    BernoulliCusum {
        /// The share of events that is expected, between 0 and 1.
        expected: f64,
        /// The change of the odds to be seen, above 1: 2 is usual.
        odds_ratio: f64,
        /// Where a sum is a signal.
        limit: f64,
    },
}

/// A chart that remembers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MonitorSpec {
    /// The column of values; in `bernoulli_cusum` of outcomes, true or 1 where the event happened.
    /// A missing value leaves the sums as they are.
    pub value: String,
    /// Which chart.
    pub method: MonitorMethod,
    /// Whether the sums begin anew after a signal.
    #[serde(default)]
    pub reset: bool,
}

/// The state after a row.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MonitorPoint {
    /// The average, or the sum of what is above (0 and more).
    pub upper: f64,
    /// The average again, or the sum of what is below, drawn downwards (0 and less).
    pub lower: f64,
    /// Where the upper one is a signal.
    pub upper_limit: f64,
    /// Where the lower one is a signal.
    pub lower_limit: f64,
    /// Whether either is beyond its limit.
    pub signal: bool,
}

/// What a chart that remembers saw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Monitor {
    /// One for each row.
    pub points: Vec<MonitorPoint>,
    /// The rows with a signal.
    pub signals: Vec<u32>,
}

/// Watches a series for small changes.
///
/// # Errors
/// `invalid_value` for a parameter out of its range, and as [`chart`](super::chart) for columns.
///
/// ```
/// use prm_core::insight::{Columns, MonitorMethod, MonitorSpec, monitor};
/// let columns = Columns::new().with("wait", [10.2, 11.9, 12.3, 12.8].map(Some))?;
/// let method = MonitorMethod::Cusum { slack: 0.5, limit: 4.0, expected: 10.0, deviation: 1.0 };
/// let seen = monitor(&MonitorSpec { value: "wait".into(), method, reset: false }, &columns)?;
/// assert_eq!(seen.signals, [3]);
/// # Ok::<(), prm_core::PrmError>(())
/// ```
pub fn monitor(spec: &MonitorSpec, columns: &Columns) -> Result<Monitor, PrmError> {
    check(&spec.method)?;
    let values = values(spec, columns)?;
    let mut state = State::new(&spec.method);
    let points: Vec<MonitorPoint> = values
        .into_iter()
        .map(|value| {
            let point = state.after(&spec.method, value);
            if spec.reset && point.signal {
                state = State::new(&spec.method);
            }
            point
        })
        .collect();
    let signals = points.iter().enumerate().filter(|(_, point)| point.signal);
    let signals = signals.map(|(row, _)| index(row)).collect();
    Ok(Monitor { points, signals })
}

fn values(spec: &MonitorSpec, columns: &Columns) -> Result<Vec<Option<f64>>, PrmError> {
    if let MonitorMethod::BernoulliCusum { .. } = spec.method {
        let flags = columns.flags(&spec.value)?;
        return Ok(flags
            .into_iter()
            .map(|flag| flag.map(|flag| f64::from(u8::from(flag))))
            .collect());
    }
    let values = columns.numbers(&spec.value)?;
    match values.iter().position(|value| value.is_some_and(|value| value.abs() > 1e50)) {
        Some(row) => Err(wrong(&spec.value, row, "too large to be summed up")),
        None => Ok(values),
    }
}

fn check(method: &MonitorMethod) -> Result<(), PrmError> {
    let within = |name: &str, value: f64, right: bool, expected: &str| {
        if right && value.is_finite() && value.abs() <= 1e50 {
            return Ok(());
        }
        let message = format!("expected a number {expected}");
        Err(PrmError::new(ErrorCode::InvalidValue, message).under(&format!("method.{name}")))
    };
    let positive = |name, value: f64| within(name, value, value >= 1e-50, "above 0");
    match *method {
        MonitorMethod::Ewma { weight, width, expected, deviation } => {
            within("weight", weight, weight > 0.0 && weight <= 1.0, "above 0 and at most 1")?;
            positive("width", width)?;
            within("expected", expected, true, "that is finite")?;
            positive("deviation", deviation)
        }
        MonitorMethod::Cusum { slack, limit, expected, deviation } => {
            within("slack", slack, slack >= 0.0, "of at least 0")?;
            positive("limit", limit)?;
            within("expected", expected, true, "that is finite")?;
            positive("deviation", deviation)
        }
        MonitorMethod::BernoulliCusum { expected, odds_ratio, limit } => {
            within("expected", expected, expected > 0.0 && expected < 1.0, "between 0 and 1")?;
            within("odds_ratio", odds_ratio, odds_ratio > 1.0, "above 1")?;
            positive("limit", limit)
        }
    }
}

/// What is remembered.
#[derive(Clone, Copy, Debug)]
struct State {
    upper: f64,
    lower: f64,
    /// (1 - weight)^(2 i) after i values of an average.
    fading: f64,
}

impl State {
    fn new(method: &MonitorMethod) -> Self {
        let start = match method {
            MonitorMethod::Ewma { expected, .. } => *expected,
            _ => 0.0,
        };
        Self { upper: start, lower: start, fading: 1.0 }
    }

    fn after(&mut self, method: &MonitorMethod, value: Option<f64>) -> MonitorPoint {
        let (lower_limit, upper_limit) = match *method {
            MonitorMethod::Ewma { weight, width, expected, deviation } => {
                if let Some(value) = value {
                    self.upper = weight * value + (1.0 - weight) * self.upper;
                    self.lower = self.upper;
                    self.fading *= (1.0 - weight) * (1.0 - weight);
                }
                let share = weight / (2.0 - weight) * (1.0 - self.fading);
                let half = width * deviation * share.sqrt();
                (expected - half, expected + half)
            }
            MonitorMethod::Cusum { slack, limit, expected, deviation } => {
                if let Some(value) = value {
                    let off = value - expected;
                    self.upper = (self.upper + off - slack * deviation).max(0.0);
                    self.lower = (self.lower + off + slack * deviation).min(0.0);
                }
                (-limit * deviation, limit * deviation)
            }
            MonitorMethod::BernoulliCusum { expected, odds_ratio, limit } => {
                if let Some(value) = value {
                    self.upper = (self.upper + weight(value, expected, odds_ratio)).max(0.0);
                    self.lower = (self.lower - weight(value, expected, 1.0 / odds_ratio)).min(0.0);
                }
                (-limit, limit)
            }
        };
        let signal = value.is_some() && (self.upper > upper_limit || self.lower < lower_limit);
        // Nothing and minus nothing are one on the wire.
        MonitorPoint {
            upper: self.upper + 0.0,
            lower: self.lower + 0.0,
            upper_limit,
            lower_limit,
            signal,
        }
    }
}

/// The log-likelihood of an outcome under the changed odds, by that under the expected ones.
fn weight(value: f64, expected: f64, odds_ratio: f64) -> f64 {
    value * libm::log(odds_ratio) - libm::log(1.0 - expected + odds_ratio * expected)
}
