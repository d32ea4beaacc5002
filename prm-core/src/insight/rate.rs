//! Rates: how many of how many, by group, with limits, and without what is of too few.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::columns::Columns;
use super::few::{Counted, told};
use super::number::{count, index, normal_quantile, wilson};
use super::survival::share;
use crate::error::{ErrorCode, PrmError};
use crate::limits;

/// How a column says that something happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RateReading {
    /// True or false; rows where it is missing are not counted at all.
    #[default]
    Truth,
    /// A value is there, such as the instant at which a message was read, or is not.
    Known,
}

/// A rate that is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RateSpec {
    /// The column that says whether it happened.
    pub event: String,
    /// How it says so.
    #[serde(default)]
    pub reading: RateReading,
    /// The column of which a value must be there for a row to be counted, such as the instant of
    /// hand-over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// The columns of groups, at most three; a row without one of them is in the group of those
    /// without, whose name is nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// The fewest that are told: see [`Rates`]; 11 where it is absent, and 1 tells all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<u32>,
    /// The confidence of the limits; 0.95 where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
}

/// The rate of a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RateGroup {
    /// Its names, one for each column of groups.
    pub group: Vec<Option<String>>,
    /// The rows that count; nothing where it is not told.
    pub n: Option<u32>,
    /// Those in which it happened.
    pub events: Option<u32>,
    /// Their share.
    pub rate: Option<f64>,
    /// The limits of that (Wilson 1927).
    pub lower: Option<f64>,
    /// The upper one.
    pub upper: Option<f64>,
    /// Whether the numbers are left out.
    pub suppressed: bool,
}

/// Rates.
///
/// A group is not told whose rows, whose events or whose rows without the event are above nothing
/// and fewer than `least`: a share of few would give them away. Where the groups that are not told
/// would together be so few, the smallest of the others is not told either, until they are not, so
/// that nothing follows from the whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rates {
    /// All rows that count.
    pub whole: RateGroup,
    /// By group, in the order of their names; none where no groups were asked for.
    pub groups: Vec<RateGroup>,
}

/// How often it happens.
///
/// # Errors
/// `invalid_value` for more than three columns of groups, `too_many` for more than 10 000 groups,
/// and as [`chart`](super::chart) for columns.
///
/// ```
/// use prm_core::insight::{Columns, RateSpec, rate};
/// use serde_json::json;
/// let columns = Columns::from_json(json!({"missed": [true, false, false, null, false]}))?;
/// let spec = RateSpec { least: Some(1), ..RateSpec::new("missed") };
/// let found = rate(&spec, &columns)?;
/// assert_eq!((found.whole.n, found.whole.rate), (Some(4), Some(0.25)));
/// // Of so few, nothing is told unless it is asked for.
/// assert!(rate(&RateSpec::new("missed"), &columns)?.whole.suppressed);
/// # Ok::<(), prm_core::PrmError>(())
/// ```
pub fn rate(spec: &RateSpec, columns: &Columns) -> Result<Rates, PrmError> {
    let confidence = spec.confidence.unwrap_or(0.95);
    share(confidence, "confidence")?;
    if spec.by.len() > 3 {
        let error = PrmError::new(ErrorCode::InvalidValue, "at most three columns of groups");
        return Err(error.under("by"));
    }
    let events: Vec<Option<bool>> = match spec.reading {
        RateReading::Truth => columns.flags(&spec.event)?,
        RateReading::Known => {
            columns.texts(&spec.event)?.into_iter().map(|value| Some(value.is_some())).collect()
        }
    };
    let counted = match &spec.of {
        Some(name) => Some(columns.texts(name)?),
        None => None,
    };
    let by: Vec<Vec<Option<String>>> =
        spec.by.iter().map(|name| columns.texts(name)).collect::<Result<_, _>>()?;
    let mut whole = Tally::default();
    let mut groups = BTreeMap::<Vec<Option<String>>, Tally>::new();
    for (row, event) in events.into_iter().enumerate() {
        let here = counted.as_ref().is_none_or(|of| of.get(row).is_some_and(Option::is_some));
        let Some(event) = event.filter(|_| here) else { continue };
        whole.add(event);
        let names = by.iter().map(|names| names.get(row).cloned().flatten()).collect();
        groups.entry(names).or_default().add(event);
    }
    if groups.len() > limits::GROUPS {
        let message = format!("more than {} groups", limits::GROUPS);
        return Err(PrmError::new(ErrorCode::TooMany, message).under("by"));
    }
    let least = spec.least.unwrap_or(11);
    let z = normal_quantile(0.5 + confidence / 2.0);
    let whole_told = !whole.is_few(u64::from(least));
    let groups: Vec<(Vec<Option<String>>, Tally)> = groups.into_iter().collect();
    let tallies: Vec<Tally> = groups.iter().map(|(_, tally)| *tally).collect();
    let told = told(whole_told, &tallies, u64::from(least));
    let rows = groups.into_iter().zip(told);
    let groups = if spec.by.is_empty() {
        Vec::new()
    } else {
        rows.map(|((group, tally), told)| tally.group(group, told, z)).collect()
    };
    Ok(Rates { whole: whole.group(Vec::new(), whole_told, z), groups })
}

impl RateSpec {
    /// The rate of all rows.
    pub fn new(event: &str) -> Self {
        Self {
            event: event.to_owned(),
            reading: RateReading::Truth,
            of: None,
            by: Vec::new(),
            least: None,
            confidence: None,
        }
    }
}

/// How many of how many.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    n: usize,
    events: usize,
}

impl Tally {
    fn add(&mut self, event: bool) {
        self.n += 1;
        self.events += usize::from(event);
    }

    fn group(self, group: Vec<Option<String>>, told: bool, z: f64) -> RateGroup {
        let (lower, upper) = wilson(self.events, self.n, z).filter(|_| told).unzip();
        RateGroup {
            group,
            n: told.then(|| index(self.n)),
            events: told.then(|| index(self.events)),
            rate: (told && self.n > 0).then(|| count(self.events) / count(self.n)),
            lower,
            upper,
            suppressed: !told,
        }
    }
}

impl Counted for Tally {
    fn is_few(&self, least: u64) -> bool {
        let few = |number: usize| number > 0 && u64::from(index(number)) < least;
        few(self.n) || few(self.events) || few(self.n - self.events)
    }

    fn size(&self) -> u64 {
        u64::from(index(self.n))
    }

    fn join(&mut self, other: &Self) {
        self.n += other.n;
        self.events += other.events;
    }
}
