//! Funnels: how far rows come, and why they do not come further.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::columns::Columns;
use super::number::{count, index, normal_quantile, wilson};
use super::survival::share;
use crate::error::{ErrorCode, PrmError};

/// A stage of a funnel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FunnelStage {
    /// What it is called.
    pub name: String,
    /// The column that is true where a row reached it; a missing value is no.
    pub column: String,
}

/// A funnel that is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FunnelSpec {
    /// Its stages, in order: a row has reached one that has reached all before it.
    pub stages: Vec<FunnelStage>,
    /// The column that says why a row came no further, such as the code of a decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The fewest rows that are told: of a stage, of a loss or of a reason that is above nothing
    /// and below this no number is given; 11 where it is absent, as is the custom for patients'
    /// data in the United States, and 1 tells all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<u32>,
    /// The confidence of the limits; 0.95 where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
}

/// Why rows came no further.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FunnelReason {
    /// The reason; `unknown` where none is given, `other` for those that are too few each.
    pub reason: String,
    /// How many.
    pub count: u32,
}

/// How many reached a stage. What is suppressed is nothing, and so is all that it would follow
/// from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FunnelStep {
    /// What the stage is called.
    pub name: String,
    /// How many reached it.
    pub reached: Option<u32>,
    /// The share of all rows.
    pub share: Option<f64>,
    /// The share of those that reached the stage before.
    pub share_of_before: Option<f64>,
    /// The limits of that (Wilson 1927).
    pub lower: Option<f64>,
    /// The upper one.
    pub upper: Option<f64>,
    /// How many of the stage before did not come here.
    pub lost: Option<u32>,
    /// Why, the most frequent first.
    pub reasons: Vec<FunnelReason>,
    /// Whether a number is left out because it is of too few.
    pub suppressed: bool,
}

/// A funnel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Funnel {
    /// The rows; nothing where they are too few to be told.
    pub n: Option<u32>,
    /// The stages, in order.
    pub steps: Vec<FunnelStep>,
    /// Rows that reached a stage without one before it: they count only as far as they came in
    /// order. Nothing where they are too few to be told.
    pub out_of_order: Option<u32>,
}

/// How far rows come.
///
/// Every number is told of stages whose losses and gains are all of enough rows. Where the rows
/// that reached a stage, or that were lost before it, are few, that stage is left out and with it
/// every number that would give it away: neighbours are told again once enough rows lie between
/// them and the last stage that was told.
///
/// # Errors
/// `invalid_value` without stages, and as [`chart`](super::chart) for columns.
///
/// ```
/// use prm_core::insight::{Columns, FunnelSpec, FunnelStage, funnel};
/// use serde_json::json;
/// let columns = Columns::from_json(json!({
///     "sent": [true, true, true, true], "read": [true, true, false, true],
///     "why": [null, null, "bounced", null],
/// }))?;
/// let stage = |name: &str| FunnelStage { name: name.into(), column: name.into() };
/// let spec = FunnelSpec {
///     stages: vec![stage("sent"), stage("read")], reason: Some("why".into()), least: Some(1),
///     confidence: None,
/// };
/// let found = funnel(&spec, &columns)?;
/// assert_eq!((found.steps[1].reached, found.steps[1].share), (Some(3), Some(0.75)));
/// assert_eq!(found.steps[1].reasons[0].reason, "bounced");
/// # Ok::<(), prm_core::PrmError>(())
/// ```
pub fn funnel(spec: &FunnelSpec, columns: &Columns) -> Result<Funnel, PrmError> {
    if spec.stages.is_empty() || spec.stages.len() > 50 {
        let error = PrmError::new(ErrorCode::InvalidValue, "expected 1 to 50 stages");
        return Err(error.under("stages"));
    }
    let confidence = spec.confidence.unwrap_or(0.95);
    share(confidence, "confidence")?;
    let z = normal_quantile(0.5 + confidence / 2.0);
    let least = spec.least.unwrap_or(11);
    let stages: Vec<Vec<Option<bool>>> =
        spec.stages.iter().map(|stage| columns.flags(&stage.column)).collect::<Result<_, _>>()?;
    let reasons = match &spec.reason {
        Some(name) => Some(columns.texts(name)?),
        None => None,
    };
    // How many stages each row reached in order.
    let rows = columns.rows();
    let mut far = Vec::with_capacity(rows);
    let mut out_of_order = 0;
    for row in 0..rows {
        let reached = |stage: &Vec<Option<bool>>| stage.get(row).copied().flatten() == Some(true);
        let came = stages.iter().take_while(|stage| reached(stage)).count();
        out_of_order += usize::from(stages.iter().skip(came).any(reached));
        far.push(came);
    }
    let mut steps = Vec::with_capacity(stages.len());
    // The last stage that was told, and the rows that reached it.
    let mut told = rows;
    let mut skipped = false;
    for (place, stage) in spec.stages.iter().enumerate() {
        let reached = far.iter().filter(|came| **came > place).count();
        let lost = told - reached;
        let few = |number: usize| number > 0 && index(number) < least;
        if few(reached) || few(lost) {
            skipped = true;
            steps.push(FunnelStep::hidden(&stage.name));
            continue;
        }
        let here = if skipped { Vec::new() } else { why(&far, place, reasons.as_deref(), least) };
        let (lower, upper) = wilson(reached, told, z).unzip();
        let part = |of: usize| (of > 0).then(|| count(reached) / count(of));
        steps.push(FunnelStep {
            name: stage.name.clone(),
            reached: Some(index(reached)),
            share: part(rows),
            share_of_before: part(told),
            lower,
            upper,
            lost: Some(index(lost)),
            reasons: here,
            suppressed: false,
        });
        told = reached;
        skipped = false;
    }
    let told = |number: usize| (number == 0 || index(number) >= least).then(|| index(number));
    Ok(Funnel { n: told(rows), steps, out_of_order: told(out_of_order) })
}

impl FunnelStep {
    fn hidden(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            reached: None,
            share: None,
            share_of_before: None,
            lower: None,
            upper: None,
            lost: None,
            reasons: Vec::new(),
            suppressed: true,
        }
    }
}

/// The reasons of the rows that came to a stage and not further; those of too few as one.
fn why(
    far: &[usize],
    place: usize,
    reasons: Option<&[Option<String>]>,
    least: u32,
) -> Vec<FunnelReason> {
    let Some(reasons) = reasons else { return Vec::new() };
    let mut found = BTreeMap::<&str, usize>::new();
    for (_, reason) in far.iter().zip(reasons).filter(|(came, _)| **came == place) {
        *found.entry(reason.as_deref().unwrap_or("unknown")).or_default() += 1;
    }
    let all: usize = found.values().sum();
    let mut told: Vec<(&str, usize)> =
        found.into_iter().filter(|(_, number)| index(*number) >= least).collect();
    told.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
    // The rest would follow from the sum: where it is of too few, the smallest goes with it.
    let mut rest = all - told.iter().map(|(_, number)| number).sum::<usize>();
    while rest > 0 && index(rest) < least {
        match told.pop() {
            Some((_, number)) => rest += number,
            None => break,
        }
    }
    let mut listed: Vec<FunnelReason> = told
        .into_iter()
        .map(|(reason, number)| FunnelReason { reason: reason.to_owned(), count: index(number) })
        .collect();
    if rest > 0 && index(rest) >= least {
        listed.push(FunnelReason { reason: "other".to_owned(), count: index(rest) });
    }
    listed
}
