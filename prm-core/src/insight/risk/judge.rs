//! How good risks are: whether they tell people apart, whether they are true, and whether both hold
//! for every group.

use serde::{Deserialize, Serialize};

use super::train::newton;
use crate::error::{ErrorCode, PrmError};
use crate::insight::columns::{Columns, wrong};
use crate::insight::number::{count, index, mean, normal_quantile, sum, wilson};

/// Risks that are to be judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RiskReportSpec {
    /// The column of risks, from 0 to 1.
    pub risk: String,
    /// The column that is true where it happened.
    pub outcome: String,
    /// Columns of groups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// From which risk on somebody acts; that of the tenth of the highest risks where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    /// The fewest that are told of a group; 11 where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<u32>,
}

/// A tenth of the rows, by their risk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RiskDecile {
    /// Its rows.
    pub n: u32,
    /// The mean of their risks.
    pub expected: f64,
    /// In how many of them it happened, as a share.
    pub observed: f64,
    /// The limits of that (Wilson 1927).
    pub lower: f64,
    /// The upper one.
    pub upper: f64,
}

/// How good risks are in a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RiskGroup {
    /// The column of groups; nothing for all rows.
    pub column: Option<String>,
    /// The group.
    pub group: Option<String>,
    /// Its rows; nothing where they, or those with or without the event, are too few to be told.
    pub n: Option<u32>,
    /// In how many it happened.
    pub events: Option<u32>,
    /// The chance that a row with the event has the higher risk of two (area under the curve).
    pub auc: Option<f64>,
    /// The limits of that (Hanley and McNeil 1982).
    pub auc_lower: Option<f64>,
    /// The upper one.
    pub auc_upper: Option<f64>,
    /// The mean square of what risks are off.
    pub brier: Option<f64>,
    /// The mean of the risks.
    pub expected: Option<f64>,
    /// The share in which it happened.
    pub observed: Option<f64>,
    /// The limits of that (Wilson 1927).
    pub observed_lower: Option<f64>,
    /// The upper one.
    pub observed_upper: Option<f64>,
    /// The share of the group that is acted on.
    pub selected: Option<f64>,
    /// The share of those with the event that is not acted on.
    pub overlooked: Option<f64>,
    /// The limits of that.
    pub overlooked_lower: Option<f64>,
    /// The upper one.
    pub overlooked_upper: Option<f64>,
}

/// How good risks are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RiskReport {
    /// All rows.
    pub whole: RiskGroup,
    /// Average precision: the mean share of right ones among those of higher risk.
    pub average_precision: Option<f64>,
    /// The mean logarithm of the chance that was given to what happened, below 0 turned to above.
    pub log_loss: Option<f64>,
    /// What is to be added to the logarithm of the odds so that risks are true on the whole; 0 is
    /// best. Nothing where it cannot be fitted.
    pub calibration_intercept: Option<f64>,
    /// How much steeper true odds are than those of the risks; 1 is best, below it risks are too
    /// sure.
    pub calibration_slope: Option<f64>,
    /// From which risk on somebody would act.
    pub threshold: Option<f64>,
    /// Tenths of the rows, the lowest risks first; fewer where rows are few.
    pub deciles: Vec<RiskDecile>,
    /// By group.
    pub groups: Vec<RiskGroup>,
}

/// Judges risks against what happened.
///
/// # Errors
/// `invalid_value` for a risk outside 0 to 1, and as [`chart`](crate::insight::chart) for columns.
///
/// ```
/// use prm_core::insight::{Columns, RiskReportSpec, judge_risk};
/// use serde_json::json;
/// let columns = Columns::from_json(json!({
///     "risk": [0.1, 0.4, 0.35, 0.8], "missed": [false, false, true, true],
/// }))?;
/// let spec: RiskReportSpec =
///     serde_json::from_value(json!({"risk": "risk", "outcome": "missed", "least": 1})).unwrap();
/// let found = judge_risk(&spec, &columns)?;
/// assert_eq!(found.whole.auc, Some(0.75));
/// # Ok::<(), prm_core::PrmError>(())
/// ```
pub fn judge_risk(spec: &RiskReportSpec, columns: &Columns) -> Result<RiskReport, PrmError> {
    let risks = columns.whole(&spec.risk, columns.numbers(&spec.risk)?)?;
    if let Some(row) = risks.iter().position(|risk| !(0.0..=1.0).contains(risk)) {
        return Err(wrong(&spec.risk, row, "expected a share from 0 to 1"));
    }
    let outcomes = columns.whole(&spec.outcome, columns.flags(&spec.outcome)?)?;
    report(spec, &risks, &outcomes, columns)
}

pub(super) fn report(
    spec: &RiskReportSpec,
    risks: &[f64],
    outcomes: &[bool],
    columns: &Columns,
) -> Result<RiskReport, PrmError> {
    if spec.threshold.is_some_and(|threshold| !(0.0..=1.0).contains(&threshold)) {
        let error = PrmError::new(ErrorCode::InvalidValue, "expected a share from 0 to 1");
        return Err(error.under("threshold"));
    }
    let mut rows: Vec<(f64, bool)> = risks.iter().copied().zip(outcomes.iter().copied()).collect();
    rows.sort_by(|one, other| other.0.total_cmp(&one.0));
    let threshold = spec.threshold.or_else(|| rows.get(rows.len() / 10).map(|(risk, _)| *risk));
    let least = spec.least.unwrap_or(11);
    let mut groups = Vec::new();
    for name in &spec.groups {
        for (group, members) in columns.groups(Some(name))? {
            let mut rows: Vec<(f64, bool)> = members
                .into_iter()
                .filter_map(|row| Some((*risks.get(row)?, *outcomes.get(row)?)))
                .collect();
            rows.sort_by(|one, other| other.0.total_cmp(&one.0));
            groups.push(judged(Some(name.clone()), group, &rows, threshold, least));
        }
    }
    let whole = judged(None, None, &rows, threshold, least);
    let told = whole.n.is_some();
    let calibration = calibration(&rows).filter(|_| told);
    Ok(RiskReport {
        average_precision: average_precision(&rows).filter(|_| told),
        log_loss: log_loss(&rows).filter(|_| told),
        calibration_intercept: calibration.map(|(intercept, _)| intercept),
        calibration_slope: calibration.map(|(_, slope)| slope),
        threshold: threshold.filter(|_| told),
        deciles: if told { deciles(&rows, least) } else { Vec::new() },
        whole,
        groups,
    })
}

/// How good the risks of a group are; its rows from the highest.
fn judged(
    column: Option<String>,
    group: Option<String>,
    rows: &[(f64, bool)],
    threshold: Option<f64>,
    least: u32,
) -> RiskGroup {
    let z = normal_quantile(0.975);
    let events = rows.iter().filter(|(_, event)| *event).count();
    let few = |number: usize| number > 0 && index(number) < least;
    let told = !(few(rows.len()) || few(events) || few(rows.len() - events));
    let auc = auc(rows).filter(|_| told);
    let (auc_lower, auc_upper) = auc.map(|auc| hanley(auc, events, rows.len() - events, z)).unzip();
    let squares = rows.iter().map(|(risk, event)| {
        let off = risk - f64::from(u8::from(*event));
        off * off
    });
    let acted = |risk: f64| threshold.is_some_and(|threshold| risk >= threshold);
    let chosen = rows.iter().filter(|(risk, _)| acted(*risk)).count();
    let overlooked = rows.iter().filter(|(risk, event)| *event && !acted(*risk)).count();
    // Who is acted on is a group too: of a few nothing is told.
    let missed = told && !few(overlooked) && !few(events - overlooked) && events > 0;
    let share = |some: usize, of: usize| (of > 0).then(|| count(some) / count(of));
    let observed = wilson(events, rows.len(), z).filter(|_| told);
    let limits = wilson(overlooked, events, z).filter(|_| missed);
    let selected = told && !few(chosen) && !few(rows.len() - chosen);
    let risks: Vec<f64> = rows.iter().map(|(risk, _)| *risk).collect();
    RiskGroup {
        column,
        group,
        n: told.then(|| index(rows.len())),
        events: told.then(|| index(events)),
        auc,
        auc_lower,
        auc_upper,
        brier: (told && !rows.is_empty()).then(|| sum(squares) / count(rows.len())),
        expected: mean(&risks).filter(|_| told),
        observed: share(events, rows.len()).filter(|_| told),
        observed_lower: observed.map(|(lower, _)| lower),
        observed_upper: observed.map(|(_, upper)| upper),
        selected: share(chosen, rows.len()).filter(|_| selected),
        overlooked: share(overlooked, events).filter(|_| missed),
        overlooked_lower: limits.map(|(lower, _)| lower),
        overlooked_upper: limits.map(|(_, upper)| upper),
    }
}

/// Rows of one risk: how many with the event, and how many without.
fn ties(rows: &[(f64, bool)]) -> impl Iterator<Item = (usize, usize)> {
    rows.chunk_by(|one, next| one.0 == next.0).map(|tie| {
        let events = tie.iter().filter(|(_, event)| *event).count();
        (events, tie.len() - events)
    })
}

/// Pairs in which the row with the event has the higher risk, ties half.
fn auc(rows: &[(f64, bool)]) -> Option<f64> {
    let (mut above, mut right, mut events, mut others) = (0.0, 0.0, 0.0, 0.0);
    for (with, without) in ties(rows) {
        let (with, without) = (count(with), count(without));
        right += without * above + with * without / 2.0;
        above += with;
        events += with;
        others += without;
    }
    (events > 0.0 && others > 0.0).then(|| right / (events * others))
}

/// The limits of an area under the curve.
fn hanley(auc: f64, events: usize, others: usize, z: f64) -> (f64, f64) {
    let (n, m) = (count(events), count(others));
    let (one, two) = (auc / (2.0 - auc), 2.0 * auc * auc / (1.0 + auc));
    let spread = auc * (1.0 - auc) + (n - 1.0) * (one - auc * auc) + (m - 1.0) * (two - auc * auc);
    let half = z * (spread.max(0.0) / (n * m)).sqrt();
    ((auc - half).max(0.0), (auc + half).min(1.0))
}

fn average_precision(rows: &[(f64, bool)]) -> Option<f64> {
    let events = count(rows.iter().filter(|(_, event)| *event).count());
    let (mut found, mut seen, mut total) = (0.0, 0.0, 0.0);
    for (with, without) in ties(rows) {
        found += count(with);
        seen += count(with + without);
        total += count(with) / events * (found / seen);
    }
    (events > 0.0).then_some(total)
}

/// A risk of 0 or 1 is taken as a hair within.
fn log_loss(rows: &[(f64, bool)]) -> Option<f64> {
    let losses = rows.iter().map(|(risk, event)| {
        let chance = if *event { *risk } else { 1.0 - risk };
        -libm::log(chance.max(f64::EPSILON))
    });
    (!rows.is_empty()).then(|| sum(losses) / count(rows.len()))
}

/// Intercept and slope of the outcomes by the logarithm of the odds of the risks.
fn calibration(rows: &[(f64, bool)]) -> Option<(f64, f64)> {
    let odds = |risk: f64| {
        let within = risk.clamp(1e-12, 1.0 - 1e-12);
        libm::log(within / (1.0 - within))
    };
    let logits: Vec<f64> = rows.iter().map(|(risk, _)| odds(*risk)).collect();
    let outcomes: Vec<bool> = rows.iter().map(|(_, event)| *event).collect();
    let events = outcomes.iter().filter(|event| **event).count();
    if events == 0 || events == rows.len() {
        return None;
    }
    let (weights, _) = newton(&[logits], &outcomes, 0.0).ok()?;
    Some((*weights.first()?, *weights.get(1)?))
}

fn deciles(rows: &[(f64, bool)], least: u32) -> Vec<RiskDecile> {
    let z = normal_quantile(0.975);
    let least = usize::try_from(least).unwrap_or(usize::MAX).max(1);
    // As many parts as have enough rows each, ten at most.
    let parts = (rows.len() / least).clamp(1, 10);
    let lowest: Vec<(f64, bool)> = rows.iter().rev().copied().collect();
    let part = |place: usize| {
        let (from, to) = (rows.len() * place / parts, rows.len() * (place + 1) / parts);
        let rows = lowest.get(from..to)?;
        let events = rows.iter().filter(|(_, event)| *event).count();
        let few = |number: usize| number > 0 && number < least;
        if few(events) || few(rows.len() - events) {
            return None;
        }
        let (lower, upper) = wilson(events, rows.len(), z)?;
        let risks: Vec<f64> = rows.iter().map(|(risk, _)| *risk).collect();
        let observed = count(events) / count(rows.len());
        Some(RiskDecile { n: index(rows.len()), expected: mean(&risks)?, observed, lower, upper })
    };
    (0..parts).filter_map(part).collect()
}
