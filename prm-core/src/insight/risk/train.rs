//! Training and scoring.

use serde::{Deserialize, Serialize};

use super::features::{RiskFeature, RiskWeight, numbers, prepare};
use super::judge::{RiskReport, RiskReportSpec, report};
use crate::error::{ErrorCode, PrmError};
use crate::insight::columns::{Columns, path};
use crate::insight::number::{cholesky, count, index, sum};

/// A model that is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RiskSpec {
    /// What it is called.
    pub name: String,
    /// The column that is true where it happened, such as a missed appointment.
    pub outcome: String,
    /// The features. None may know the future: what is in a row must have been known when the risk
    /// is asked for (see [`history`](super::history)).
    pub features: Vec<RiskFeature>,
    /// How much large weights cost: half the sum of their squares times this is added to the log
    /// loss of all rows; 1 where it is absent. The intercept costs nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub penalty: Option<f64>,
    /// The column of days or instants, for the window of the card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Columns of groups by which the card tells how well it fits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// What it may be used for, and what not, in the practice's words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<String>,
}

/// Of which rows a model was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RiskWindow {
    /// How many.
    pub rows: u32,
    /// In how many of them it happened.
    pub events: u32,
    /// The first time, where there is a column of times.
    pub from: Option<String>,
    /// The last one.
    pub until: Option<String>,
}

/// A model card: the whole model, and what is to be known before it is used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RiskModel {
    /// The version of the card.
    pub card: u32,
    /// What it is called.
    pub name: String,
    /// What it is the risk of: the column of outcomes.
    pub outcome: String,
    /// What it was made of.
    pub window: RiskWindow,
    /// The logarithm of the odds where every feature is at its mean.
    pub intercept: f64,
    /// What it has learnt.
    pub weights: Vec<RiskWeight>,
    /// How much large weights cost.
    pub penalty: f64,
    /// How many steps the training took.
    pub steps: u32,
    /// How well it fits the rows that it was made of; on others it will fit less well.
    pub fit: RiskReport,
    /// What it may be used for, and what not.
    pub limits: Vec<String>,
}

/// Rows of which the risk is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RiskScoreSpec {
    /// The model.
    pub model: RiskModel,
    /// How many reasons are told of each row; 3 where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasons: Option<u32>,
}

/// Why a risk is higher or lower than that of the mean row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RiskReason {
    /// The column.
    pub column: String,
    /// The category, where it is one.
    pub category: Option<String>,
    /// What it adds to the logarithm of the odds; it takes away where it is below 0.
    pub push: f64,
}

/// The risk of a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RiskScore {
    /// Between 0 and 1.
    pub risk: f64,
    /// Why, the strongest first.
    pub reasons: Vec<RiskReason>,
}

/// The risks of rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RiskScores {
    /// One for each row.
    pub scores: Vec<RiskScore>,
}

/// Steps of Newton's method at most; ten are usual.
const STEPS: u32 = 100;

/// Trains a model: Newton's method on the penalised log loss of features on an even scale, rows in
/// their order, so that every host learns the same bits.
///
/// # Errors
/// `invalid_value` without features, where the outcome never or always happened, or for a penalty
/// below nothing; `too_many` above 128 numbers for each row; and as
/// [`chart`](crate::insight::chart) for columns.
///
/// ```
/// use prm_core::insight::{Columns, RiskScoreSpec, RiskSpec, score_risk, train_risk};
/// use serde_json::json;
/// let columns = Columns::from_json(json!({
///     "days": [1, 2, 3, 5, 9, 14, 20, 30], "missed": [0, 0, 0, 1, 0, 1, 1, 1],
/// }))?;
/// let spec: RiskSpec = serde_json::from_value(json!({
///     "name": "no-show", "outcome": "missed", "features": [{"column": "days", "transform": "log"}],
/// })).unwrap();
/// let model = train_risk(&spec, &columns)?;
/// assert!(model.weights[0].weight > 0.0);
/// let ahead = Columns::from_json(json!({"days": [1, 30]}))?;
/// let scores = score_risk(&RiskScoreSpec { model, reasons: None }, &ahead)?.scores;
/// assert!(scores[0].risk < 0.3 && scores[1].risk > 0.7);
/// # Ok::<(), prm_core::PrmError>(())
/// ```
pub fn train_risk(spec: &RiskSpec, columns: &Columns) -> Result<RiskModel, PrmError> {
    let refused = |path: &str, message: &str| {
        Err(PrmError::new(ErrorCode::InvalidValue, message).under(path))
    };
    let penalty = spec.penalty.unwrap_or(1.0);
    if !(0.0..=1e9).contains(&penalty) {
        return refused("penalty", "expected a number of at least 0");
    }
    if spec.features.is_empty() {
        return refused("features", "a model needs a feature");
    }
    let outcomes = columns.whole(&spec.outcome, columns.flags(&spec.outcome)?)?;
    let events = outcomes.iter().filter(|event| **event).count();
    if events == 0 || events == outcomes.len() {
        return refused(&path(&spec.outcome), "it never or always happened: nothing to learn");
    }
    let (mut weights, scaled) = prepare(&spec.features, columns)?;
    let (learnt, steps) = newton(&scaled, &outcomes, penalty)?;
    let (intercept, slopes) =
        learnt.split_first().map_or((0.0, &[][..]), |(first, rest)| (*first, rest));
    weights.iter_mut().zip(slopes).for_each(|(weight, learnt)| weight.weight = *learnt);
    let risks: Vec<f64> =
        (0..outcomes.len()).map(|row| logistic(along(&scaled, &learnt, row))).collect();
    let asked = RiskReportSpec {
        risk: String::new(),
        outcome: spec.outcome.clone(),
        groups: spec.groups.clone(),
        threshold: None,
        least: None,
    };
    let (from, until) = match &spec.at {
        None => (None, None),
        Some(name) => {
            let places = columns.places(name)?;
            let texts = columns.texts(name)?;
            let order = |one: &usize, other: &usize| {
                let pair = places.get(*one).partial_cmp(&places.get(*other));
                pair.unwrap_or(std::cmp::Ordering::Equal)
            };
            let at = |row: Option<usize>| row.and_then(|row| texts.get(row).cloned().flatten());
            (at((0..places.len()).min_by(order)), at((0..places.len()).max_by(order)))
        }
    };
    Ok(RiskModel {
        card: 1,
        name: spec.name.clone(),
        outcome: spec.outcome.clone(),
        window: RiskWindow { rows: index(outcomes.len()), events: index(events), from, until },
        intercept,
        weights,
        penalty,
        steps,
        fit: report(&asked, &risks, &outcomes, columns)?,
        limits: spec.limits.clone(),
    })
}

/// The risk of each row, with its reasons.
///
/// # Errors
/// `unknown_word` for a card of another version, and as [`chart`](crate::insight::chart) for
/// columns.
pub fn score_risk(spec: &RiskScoreSpec, columns: &Columns) -> Result<RiskScores, PrmError> {
    let model = &spec.model;
    if model.card != 1 {
        let error = PrmError::new(ErrorCode::UnknownWord, "a card of another version");
        return Err(error.under("model.card"));
    }
    let usable = |weight: &RiskWeight| {
        weight.weight.is_finite() && weight.mean.is_finite() && weight.scale.abs() >= 1e-300
    };
    if !model.intercept.is_finite() || !model.weights.iter().all(usable) {
        let error = PrmError::new(ErrorCode::InvalidValue, "a weight that is no number");
        return Err(error.under("model.weights"));
    }
    let mut pushes: Vec<Vec<f64>> = Vec::with_capacity(model.weights.len());
    for weight in &model.weights {
        let values =
            numbers(columns, &weight.column, weight.transform, weight.category.as_deref())?;
        let push = |value: f64| weight.weight * ((value - weight.mean) / weight.scale);
        pushes.push(values.into_iter().map(push).collect());
    }
    let many = spec.reasons.map_or(3, |many| usize::try_from(many).unwrap_or(usize::MAX));
    let scores = (0..columns.rows()).map(|row| {
        let pushes: Vec<f64> =
            pushes.iter().filter_map(|pushes| pushes.get(row).copied()).collect();
        let logit = pushes.iter().fold(model.intercept, |sum, push| sum + push);
        let mut reasons: Vec<(&RiskWeight, f64)> = model.weights.iter().zip(pushes).collect();
        reasons.sort_by(|one, other| other.1.abs().total_cmp(&one.1.abs()));
        let reasons = reasons.into_iter().take(many).filter(|(_, push)| *push != 0.0);
        let reasons = reasons.map(|(weight, push)| RiskReason {
            column: weight.column.clone(),
            category: weight.category.clone(),
            push,
        });
        RiskScore { risk: logistic(logit), reasons: reasons.collect() }
    });
    Ok(RiskScores { scores: scores.collect() })
}

pub(super) fn logistic(logit: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-logit))
}

/// The logarithm of the odds of a row: the intercept, and each number by its weight.
fn along(features: &[Vec<f64>], weights: &[f64], row: usize) -> f64 {
    let (intercept, slopes) =
        weights.split_first().map_or((0.0, &[][..]), |(first, rest)| (*first, rest));
    let numbers = features.iter().filter_map(|values| values.get(row));
    numbers.zip(slopes).fold(intercept, |sum, (value, weight)| sum + value * weight)
}

/// ln(1 + e^x), without leaving the numbers.
fn softplus(x: f64) -> f64 {
    x.max(0.0) + libm::log1p(libm::exp(-x.abs()))
}

/// The penalised log loss.
fn loss(features: &[Vec<f64>], outcomes: &[bool], weights: &[f64], penalty: f64) -> f64 {
    let rows = outcomes.iter().enumerate().map(|(row, event)| {
        let logit = along(features, weights, row);
        softplus(logit) - if *event { logit } else { 0.0 }
    });
    sum(rows) + 0.5 * penalty * sum(weights.iter().skip(1).map(|weight| weight * weight))
}

/// Newton's method with steps that are halved where they overshoot.
pub(super) fn newton(
    features: &[Vec<f64>],
    outcomes: &[bool],
    penalty: f64,
) -> Result<(Vec<f64>, u32), PrmError> {
    let size = features.len() + 1;
    let share =
        count(outcomes.iter().filter(|event| **event).count()) / count(outcomes.len().max(1));
    let mut weights = vec![0.0; size];
    if let Some(intercept) = weights.first_mut() {
        *intercept = libm::log(share / (1.0 - share));
    }
    let mut before = loss(features, outcomes, &weights, penalty);
    for step in 1..=STEPS {
        let (gradient, mut curve) = slopes(features, outcomes, &weights, penalty);
        // Features that say the same have no best weights without a penalty: a hair of one decides.
        for (place, line) in curve.iter_mut().enumerate() {
            if let Some(cell) = line.get_mut(place) {
                *cell += *cell * 1e-12 + 1e-12;
            }
        }
        let factor = cholesky(&curve, size).ok_or_else(|| {
            let message =
                "the features say the same of each row: leave one out, or raise the penalty";
            PrmError::new(ErrorCode::InvalidValue, message).under("features")
        })?;
        let direction = solve(&factor, &gradient);
        let mut scale = 1.0;
        let next = loop {
            let next: Vec<f64> = weights
                .iter()
                .zip(&direction)
                .map(|(weight, step)| weight - scale * step)
                .collect();
            let after = loss(features, outcomes, &next, penalty);
            if after <= before + 1e-12 * before.abs() || scale < 1e-6 {
                before = after;
                break next;
            }
            scale *= 0.5;
        };
        let moved = weights.iter().zip(&next).map(|(one, other)| (one - other).abs());
        let farthest = moved.fold(0.0, f64::max);
        weights = next;
        if farthest < 1e-9 {
            return Ok((weights, step));
        }
    }
    let message = "no best weights: a feature parts the outcomes wholly; raise the penalty";
    Err(PrmError::new(ErrorCode::InvalidValue, message).under("penalty"))
}

/// The slope of the loss, and how it bends.
fn slopes(
    features: &[Vec<f64>],
    outcomes: &[bool],
    weights: &[f64],
    penalty: f64,
) -> (Vec<f64>, Vec<Vec<f64>>) {
    let size = features.len() + 1;
    let mut gradient = vec![0.0; size];
    let mut curve = vec![vec![0.0; size]; size];
    let mut numbers = vec![1.0; size];
    for (row, event) in outcomes.iter().enumerate() {
        for (number, values) in numbers.iter_mut().skip(1).zip(features) {
            *number = values.get(row).copied().unwrap_or(0.0);
        }
        let risk = logistic(numbers.iter().zip(weights).fold(0.0, |sum, (x, w)| sum + x * w));
        let off = risk - f64::from(u8::from(*event));
        let spread = risk * (1.0 - risk);
        for ((slope, line), number) in gradient.iter_mut().zip(&mut curve).zip(&numbers) {
            *slope += off * number;
            let here = spread * number;
            line.iter_mut().zip(&numbers).for_each(|(cell, other)| *cell += here * other);
        }
    }
    for (place, (slope, line)) in gradient.iter_mut().zip(&mut curve).enumerate().skip(1) {
        *slope += penalty * weights.get(place).copied().unwrap_or(0.0);
        if let Some(cell) = line.get_mut(place) {
            *cell += penalty;
        }
    }
    (gradient, curve)
}

/// The solution of L L' x = b.
fn solve(factor: &[Vec<f64>], right: &[f64]) -> Vec<f64> {
    let mut down: Vec<f64> = Vec::with_capacity(right.len());
    for (line, value) in factor.iter().zip(right) {
        let known = line.iter().zip(&down).fold(0.0, |sum, (a, b)| sum + a * b);
        down.push((value - known) / line.last().copied().unwrap_or(1.0));
    }
    let mut up = vec![0.0; down.len()];
    for place in (0..down.len()).rev() {
        let below = factor.iter().zip(&up).skip(place + 1);
        let known =
            below.fold(0.0, |sum, (line, x)| sum + line.get(place).copied().unwrap_or(0.0) * x);
        let diagonal = factor.get(place).and_then(|line| line.last()).copied().unwrap_or(1.0);
        let value = (down.get(place).copied().unwrap_or(0.0) - known) / diagonal;
        if let Some(slot) = up.get_mut(place) {
            *slot = value;
        }
    }
    up
}
