//! How long until: curves by Kaplan and Meier (1958) with Greenwood's variance, and the log-rank
//! test (Mantel 1966). Retention is such a curve: how long until a patient comes back, or leaves.

use serde::{Deserialize, Serialize};

use super::columns::{Columns, Groups, path, wrong};
use super::number::{chi_squared_beyond, count, index, normal_quantile};
use crate::error::{ErrorCode, PrmError};

/// How the limits of a curve are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SurvivalInterval {
    /// On the scale of log(-log S): never outside 0 to 1, right also for few and near the ends.
    #[default]
    LogLog,
    /// S ± z times Greenwood's standard error, cut at 0 and 1.
    Plain,
}

/// A curve that is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SurvivalSpec {
    /// The column of times until the event or the end of watching, in any unit; 0 and more.
    pub duration: String,
    /// The column that is true or 1 where the event happened, false or 0 where watching ended
    /// before.
    pub event: String,
    /// The column of groups: a curve for each, and the test whether they differ. Rows without a
    /// group are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// How the limits are made.
    #[serde(default)]
    pub interval: SurvivalInterval,
    /// The confidence of the limits; 0.95 where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// Shares of which the time is told: after it no more than so many are left; the median where
    /// it is empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<f64>,
    /// Times of which the share that is left is told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub times: Vec<f64>,
}

/// A step of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SurvivalPoint {
    /// When.
    pub time: f64,
    /// How many were watched until then.
    pub at_risk: u32,
    /// How many had the event then.
    pub events: u32,
    /// Of how many watching ended then.
    pub censored: u32,
    /// The share that is left after it.
    pub survival: f64,
    /// The standard error of that (Greenwood); nothing where none is left.
    pub error: Option<f64>,
    /// The limits of the share.
    pub lower: f64,
    /// The upper one.
    pub upper: f64,
}

/// The time at which a share is reached.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SurvivalTime {
    /// The share that is left.
    pub share: f64,
    /// The first time at which no more are left; nothing where the curve ends above it.
    pub time: Option<f64>,
    /// The limits of that (Brookmeyer and Crowley 1982).
    pub lower: Option<f64>,
    /// The upper one; nothing where it is beyond the curve.
    pub upper: Option<f64>,
}

/// The share at a time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SurvivalShare {
    /// When.
    pub time: f64,
    /// How many were still watched then.
    pub at_risk: u32,
    /// The share that is left; nothing behind the last time that was watched.
    pub survival: Option<f64>,
    /// The limits of that.
    pub lower: Option<f64>,
    /// The upper one.
    pub upper: Option<f64>,
}

/// A curve.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SurvivalCurve {
    /// The group, where there are groups.
    pub group: Option<String>,
    /// Its rows.
    pub n: u32,
    /// How many had the event.
    pub events: u32,
    /// The steps, by time.
    pub points: Vec<SurvivalPoint>,
    /// The times of the shares that were asked for.
    pub quantiles: Vec<SurvivalTime>,
    /// The shares of the times that were asked for.
    pub shares: Vec<SurvivalShare>,
}

/// Whether curves differ.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LogRank {
    /// The statistic.
    pub chi_squared: f64,
    /// Its degrees of freedom.
    pub freedom: u32,
    /// The chance of as much by chance.
    pub p: f64,
}

/// Curves, and whether they differ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Survival {
    /// The confidence of the limits.
    pub confidence: f64,
    /// One for each group, by its name; a single one where there are no groups.
    pub curves: Vec<SurvivalCurve>,
    /// The test, where two groups or more had something to compare.
    pub log_rank: Option<LogRank>,
}

/// Groups that one test compares.
const GROUPS: usize = 64;

/// Curves of how long it takes.
///
/// # Errors
/// `missing_field` for a duration or an event that is missing, `invalid_value` for a duration below
/// 0 or a share outside 0 to 1, `too_many` above 64 groups; and as [`chart`](super::chart).
///
/// ```
/// use prm_core::insight::{Columns, SurvivalSpec, survival};
/// use serde_json::json;
/// let columns = Columns::from_json(json!({
///     "months": [2, 3, 3, 5, 8, 8], "left": [true, true, false, true, true, false],
/// }))?;
/// let found = survival(&SurvivalSpec::new("months", "left"), &columns)?;
/// let curve = &found.curves[0];
/// assert_eq!((curve.n, curve.events, curve.quantiles[0].time), (6, 4, Some(5.0)));
/// # Ok::<(), prm_core::PrmError>(())
/// ```
pub fn survival(spec: &SurvivalSpec, columns: &Columns) -> Result<Survival, PrmError> {
    let confidence = spec.confidence.unwrap_or(0.95);
    share(confidence, "confidence")?;
    for (place, asked) in spec.shares.iter().enumerate() {
        share(*asked, &format!("shares[{place}]"))?;
    }
    let z = normal_quantile(0.5 + confidence / 2.0);
    let groups = groups(spec, columns)?;
    let curves = groups.iter().map(|(group, rows)| curve(spec, group.clone(), rows, z)).collect();
    let log_rank = log_rank(&groups.iter().map(|(_, rows)| rows.as_slice()).collect::<Vec<_>>());
    Ok(Survival { confidence, curves, log_rank })
}

impl SurvivalSpec {
    /// A curve of all rows, with nothing else said.
    pub fn new(duration: &str, event: &str) -> Self {
        Self {
            duration: duration.to_owned(),
            event: event.to_owned(),
            group: None,
            interval: SurvivalInterval::LogLog,
            confidence: None,
            shares: Vec::new(),
            times: Vec::new(),
        }
    }
}

pub(crate) fn share(value: f64, name: &str) -> Result<(), PrmError> {
    if value > 0.0 && value < 1.0 {
        return Ok(());
    }
    let message = "expected a share between 0 and 1";
    Err(PrmError::new(ErrorCode::InvalidValue, message).under(name))
}

/// How long, and whether the event ended it.
type Row = (f64, bool);

/// The rows of each group, by time.
fn groups(spec: &SurvivalSpec, columns: &Columns) -> Result<Groups<Row>, PrmError> {
    let durations = columns.whole(&spec.duration, columns.numbers(&spec.duration)?)?;
    let events = columns.whole(&spec.event, columns.flags(&spec.event)?)?;
    if let Some(row) = durations.iter().position(|duration| *duration < 0.0) {
        return Err(wrong(&spec.duration, row, "less than 0"));
    }
    let whole: Vec<Row> = durations.into_iter().zip(events).collect();
    let groups = columns.groups(spec.group.as_deref())?;
    if groups.len() > GROUPS {
        let message = format!("more than {GROUPS} groups");
        let name = spec.group.as_deref().unwrap_or_default();
        return Err(PrmError::new(ErrorCode::TooMany, message).under(&path(name)));
    }
    let sorted = |rows: Vec<usize>| {
        let mut rows: Vec<Row> =
            rows.into_iter().filter_map(|row| whole.get(row).copied()).collect();
        rows.sort_by(|one, other| one.0.total_cmp(&other.0));
        rows
    };
    Ok(groups.into_iter().map(|(group, rows)| (group, sorted(rows))).collect())
}
/// Rows of one time: when, how many events, how many ends of watching.
fn steps(rows: &[Row]) -> impl Iterator<Item = (f64, usize, usize)> {
    rows.chunk_by(|one, next| one.0 == next.0).map(|step| {
        let time = step.first().map_or(0.0, |(time, _)| *time);
        let events = step.iter().filter(|(_, event)| *event).count();
        (time, events, step.len() - events)
    })
}

fn curve(spec: &SurvivalSpec, group: Option<String>, rows: &[Row], z: f64) -> SurvivalCurve {
    let mut at_risk = rows.len();
    let (mut left, mut spread) = (1.0, 0.0);
    let mut points = Vec::new();
    for (time, events, censored) in steps(rows) {
        let (n, d) = (count(at_risk), count(events));
        left *= (n - d) / n;
        let ended = events == at_risk;
        if !ended {
            spread += d / (n * (n - d));
        }
        let (lower, upper) = match (ended || left <= 0.0, spec.interval) {
            (true, _) => (0.0, 0.0),
            _ if spread == 0.0 => (left, left),
            (_, SurvivalInterval::Plain) => {
                let half = z * left * spread.sqrt();
                ((left - half).max(0.0), (left + half).min(1.0))
            }
            (_, SurvivalInterval::LogLog) => {
                let log = libm::log(left);
                let power = z * spread.sqrt() / log;
                (libm::pow(left, libm::exp(-power)), libm::pow(left, libm::exp(power)))
            }
        };
        points.push(SurvivalPoint {
            time,
            at_risk: index(at_risk),
            events: index(events),
            censored: index(censored),
            survival: left,
            error: (left > 0.0).then(|| left * spread.sqrt()),
            lower,
            upper,
        });
        at_risk -= events + censored;
    }
    let median = [0.5];
    let asked = if spec.shares.is_empty() { median.as_slice() } else { &spec.shares };
    SurvivalCurve {
        group,
        n: index(rows.len()),
        events: index(rows.iter().filter(|(_, event)| *event).count()),
        quantiles: asked.iter().map(|share| quantile(&points, *share)).collect(),
        shares: spec.times.iter().map(|time| at(&points, index(rows.len()), *time)).collect(),
        points,
    }
}

/// The first time at which a line is no higher than a share.
fn reached(
    points: &[SurvivalPoint],
    share: f64,
    line: impl Fn(&SurvivalPoint) -> f64,
) -> Option<f64> {
    // What is a share but for the last bits has reached it.
    points.iter().find(|point| line(point) <= share + 1e-12).map(|point| point.time)
}

fn quantile(points: &[SurvivalPoint], share: f64) -> SurvivalTime {
    SurvivalTime {
        share,
        time: reached(points, share, |point| point.survival),
        lower: reached(points, share, |point| point.lower),
        upper: reached(points, share, |point| point.upper),
    }
}

fn at(points: &[SurvivalPoint], n: u32, time: f64) -> SurvivalShare {
    let before = points.iter().rev().find(|point| point.time <= time);
    let at_risk = points.iter().find(|point| point.time >= time).map_or(0, |point| point.at_risk);
    let watched = points.last().is_some_and(|last| time <= last.time);
    // A curve that came down to nothing stays there.
    let ended = points.last().is_some_and(|last| last.survival <= 0.0);
    let (survival, lower, upper) = match before {
        _ if !watched && !ended => (None, None, None),
        Some(point) => (Some(point.survival), Some(point.lower), Some(point.upper)),
        None => (Some(1.0), Some(1.0), Some(1.0)),
    };
    SurvivalShare { time, at_risk: at_risk.min(n), survival, lower, upper }
}

/// Events of each group less those that one common curve expects, squared by their covariance.
fn log_rank(groups: &[&[Row]]) -> Option<LogRank> {
    let groups: Vec<&[Row]> = groups.iter().copied().filter(|rows| !rows.is_empty()).collect();
    let freedom = groups.len().checked_sub(1).filter(|freedom| *freedom > 0)?;
    let mut times: Vec<f64> = groups
        .iter()
        .flat_map(|rows| rows.iter())
        .filter(|(_, event)| *event)
        .map(|(time, _)| *time)
        .collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    let mut places = vec![0_usize; groups.len()];
    let mut off = vec![0.0; groups.len()];
    let mut covariance = vec![vec![0.0; groups.len()]; groups.len()];
    for time in times {
        // At risk are all of this time and later; each place moves on once.
        let mut at_risk = Vec::with_capacity(groups.len());
        let mut events = Vec::with_capacity(groups.len());
        for (rows, place) in groups.iter().zip(&mut places) {
            let rest = rows.get(*place..).unwrap_or_default();
            *place += rest.iter().take_while(|(other, _)| *other < time).count();
            let rest = rows.get(*place..).unwrap_or_default();
            at_risk.push(count(rest.len()));
            let now = rest.iter().take_while(|(other, _)| *other == time);
            events.push(count(now.filter(|(_, event)| *event).count()));
        }
        let n: f64 = at_risk.iter().fold(0.0, |sum, n| sum + n);
        let d: f64 = events.iter().fold(0.0, |sum, d| sum + d);
        for ((off, at_risk), events) in off.iter_mut().zip(&at_risk).zip(&events) {
            *off += events - at_risk * d / n;
        }
        if n > 1.0 {
            let spread = d * (n - d) / (n - 1.0);
            for (one, (line, n1)) in covariance.iter_mut().zip(&at_risk).enumerate() {
                for (other, (cell, n2)) in line.iter_mut().zip(&at_risk).enumerate() {
                    let same = if one == other { 1.0 } else { 0.0 };
                    *cell += spread * (n1 / n) * (same - n2 / n);
                }
            }
        }
    }
    let chi_squared = super::number::quadratic(&covariance, &off, freedom)?;
    Some(LogRank {
        chi_squared,
        freedom: index(freedom),
        p: chi_squared_beyond(chi_squared, freedom),
    })
}
