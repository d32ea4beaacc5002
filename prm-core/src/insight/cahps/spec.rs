//! What a CAHPS analysis is asked, and what it finds.

use serde::{Deserialize, Serialize};

/// A CAHPS measure that is to be analysed: a row for each response.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CahpsSpec {
    /// The column of entities: practices, clinicians, plans.
    pub entity: String,
    /// The columns of the measure's items: one, or those of a composite. Negatively worded ones
    /// are turned round before.
    pub items: Vec<String>,
    /// The least answer; what is below is missing.
    pub from: i32,
    /// The greatest answer; what is above is missing.
    pub to: i32,
    /// The columns of the case-mix adjusters, at most 20; AHRQ advises age, education and general
    /// health.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adjusters: Vec<String>,
    /// Whether a missing adjuster is taken for the mean of the entity; otherwise the response is
    /// left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub impute: bool,
    /// Whether items of a composite weigh by how many answered them; otherwise all weigh the same.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub weigh_by_answers: bool,
    /// Boxes whose adjusted shares are told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub boxes: Vec<CahpsBox>,
    /// The level below which a difference is no chance; 0.05 where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<f64>,
    /// The share of the room to the nearer end of the scale that a difference must be to matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<f64>,
    /// The least difference that matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least_difference: Option<f64>,
    /// Where the manual is followed in place of the program.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub manual: Vec<CahpsSwitch>,
}

/// Where the manual of version 4.1 and its program differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CahpsSwitch {
    /// The variance of an entity of n responses times n / (n - 1): the program leaves it out.
    VarianceFactor,
    /// The lower degrees of freedom of F are responses by entity; the program takes responses less
    /// entities and adjusters.
    FFreedom,
    /// An entity's difference is tested on n - 1 degrees; the program takes those of F.
    TFreedom,
}

/// A box of answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CahpsBox {
    /// The least answer in it.
    pub from: i32,
    /// The greatest.
    pub to: i32,
}

/// A CAHPS measure, analysed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Cahps {
    /// The responses with an answer to one item at least.
    pub n: u32,
    /// The mean of the entities' adjusted means, each counting the same.
    pub overall: f64,
    /// The mean in which each counts by its precision, about which F is taken.
    pub weighted: f64,
    /// Whether entities differ: Fisher's F; nothing where it cannot be computed.
    pub f: Option<f64>,
    /// Its upper degrees of freedom.
    pub freedom_above: f64,
    /// Its lower ones.
    pub freedom_below: f64,
    /// How likely so great an F is by chance, 0.0001 at least.
    pub p: Option<f64>,
    /// The items.
    pub items: Vec<CahpsItem>,
    /// The entities, in the order of their names.
    pub entities: Vec<CahpsEntity>,
    /// How far differences are more than chance; nothing where F is.
    pub reliability: Option<CahpsReliability>,
}

/// An item of the measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CahpsItem {
    /// Its column.
    pub item: String,
    /// How many answered it.
    pub n: u32,
    /// Its weight in the composite.
    pub weight: f64,
    /// How much of the squares within entities the adjusters explain, 0 to 1.
    pub r_squared: Option<f64>,
    /// The coefficients of the adjusters.
    pub coefficients: Vec<CahpsCoefficient>,
}

/// What an adjuster does to an item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CahpsCoefficient {
    /// The adjuster.
    pub adjuster: String,
    /// Points of the answer for one of the adjuster.
    pub value: f64,
}

/// An entity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CahpsEntity {
    /// Its name.
    pub entity: String,
    /// All its responses.
    pub all: u32,
    /// Those with an answer to one item at least.
    pub usable: u32,
    /// Its mean as answered.
    pub unadjusted: f64,
    /// Its adjusted mean.
    pub adjusted: f64,
    /// The variance of that.
    pub variance: f64,
    /// How far it is from the overall mean.
    pub difference: f64,
    /// The standard error of the difference.
    pub error: f64,
    /// Half the width of its limits: 1.96 of these.
    pub half_width: f64,
    /// How likely so great a difference is by chance.
    pub p: Option<f64>,
    /// 1 where it is below the others, 3 above, 2 otherwise.
    pub stars: u32,
    /// The adjusted share of each box, 0 to 1 give or take the adjustment.
    pub bars: Vec<f64>,
    /// How much of its difference is more than chance, 0 to 1.
    pub reliability: Option<f64>,
    /// Its mean, drawn towards the mean of all responses by that (empirical Bayes).
    pub shrunk: Option<f64>,
}

/// How far the differences of entities are more than chance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CahpsReliability {
    /// 1 - 1 / F, nothing below 0: below 0.7 is poor, above 0.9 high.
    pub from_f: f64,
    /// The mean of the adjusted means by responses, towards which entities are drawn.
    pub mean: f64,
    /// The variance of responses within entities.
    pub within: f64,
    /// The variance between entities, less what chance makes of a mean of so many responses.
    pub between: f64,
    /// The same as the manual prints it: less the whole variance of one response, on another
    /// scale, so that it is nearly always 0. It is told, and not used.
    pub between_as_printed: f64,
}

impl CahpsSpec {
    /// A measure of these items, not adjusted.
    pub fn new(entity: &str, items: &[&str], (from, to): (i32, i32)) -> Self {
        Self {
            entity: entity.to_owned(),
            items: items.iter().map(|item| (*item).to_owned()).collect(),
            from,
            to,
            adjusters: Vec::new(),
            impute: false,
            weigh_by_answers: false,
            boxes: Vec::new(),
            level: None,
            change: None,
            least_difference: None,
            manual: Vec::new(),
        }
    }

    /// The same, adjusted by these columns.
    #[must_use]
    pub fn adjusted_by(mut self, adjusters: &[&str]) -> Self {
        self.adjusters = adjusters.iter().map(|name| (*name).to_owned()).collect();
        self
    }

    pub(super) fn follows(&self, switch: CahpsSwitch) -> bool {
        self.manual.contains(&switch)
    }

    pub(super) fn level(&self) -> f64 {
        self.level.unwrap_or(0.05)
    }
}
